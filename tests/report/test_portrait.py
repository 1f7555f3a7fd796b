"""Phase portraits: recorded as data from a claim's own flow, drawn, and refused when the numbers do not fit."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from tests.helpers import SENTENCE, refused
from verify import absolute, equal, positive, real, setting
from verify.errors import VocabularyError
from verify.evidence import Options, checks
from verify.report import plots
from verify.report.mathml import RenderError
from verify.report.portrait import SHADES
from verify.search.portrait import CELLS, letter, portray
from verify.theorem import Theorem

SCHEMA = json.loads((Path(__file__).parents[2] / "verify" / "record.schema.json").read_text(encoding="utf-8"))


def fork(phi: Any, theta: Any) -> Any:
    """A fork: φ goes to 1 or -1, θ to 0."""
    return {"phi": phi - phi**3, "theta": -theta}


def end(phi: Any, theta: Any) -> Any:
    """φ in the end"""
    return phi


def divide(phi: Any, theta: Any) -> Any:
    """Proved boundary: φ = 0."""
    return phi


def circle(phi: Any, theta: Any) -> Any:
    """Boundary: a circle."""
    return phi**2 + theta**2 - 1


OPTIONS: dict[str, Any] = {
    "axes": {"phi": (-2, 2), "theta": (0, 2)},
    "outcome": end,
    "boundary": divide,
    "starts": {"here": (Fraction(1, 2), Fraction(3, 2))},
    "until": 20,
}


def a_theorem() -> Theorem:
    def claim(phi: Any, theta: Any) -> Any:
        """A claim made for a test."""
        return equal(phi + theta, theta + phi)

    return setting(phi=real(), theta=positive()).theorem(SENTENCE, "")(claim)


def picture_of(flow: Any = fork, **changes: Any) -> Any:
    """The data of a portrait."""
    theorem = a_theorem()
    theorem.portrait(flow, **(OPTIONS | changes))
    return portray(theorem.portraits[0], theorem.title)


@pytest.fixture(scope="module")
def drawn_once() -> Any:
    return picture_of()


@pytest.fixture
def picture(drawn_once: Any) -> Any:
    return json.loads(json.dumps(drawn_once))


def fits_the_schema(picture: Any) -> bool:
    validator = jsonschema.Draft202012Validator({**SCHEMA["$defs"]["picture"], "$defs": SCHEMA["$defs"]})
    return bool(validator.is_valid(picture))


def parsed(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(f"<figure>{markup}</figure>")


def classes(markup: str) -> list[str]:
    return [element.get("class", "") for element in parsed(markup).iter()]


def test_the_grid_holds_what_is_left(picture: Any) -> None:
    """Left of the boundary -1, right of it 1; a flow that goes the other way says the opposite."""
    assert (len(picture["z"]), len(picture["z"][0])) == (CELLS[1], CELLS[0])
    assert {round(z) for row in picture["z"] for z in row[: CELLS[0] // 2]} == {-1}
    assert {round(z) for row in picture["z"] for z in row[CELLS[0] // 2 :]} == {1}
    back = picture_of(lambda phi, theta: {"phi": -phi, "theta": -theta})
    assert {round(z) for row in back["z"] for z in row} == {0}


def test_the_boundary_is_where_the_function_vanishes(picture: Any) -> None:
    """On a line it is that line from edge to edge; on a circle every point has radius 1, and none lies outside."""
    (line,) = picture["curves"][0]["lines"]
    assert {x for x, _ in line} == {0.0}
    assert {y for _, y in line} >= {0.0, 2.0}
    (round_one,) = picture_of(boundary=circle)["curves"]
    points = [point for line in round_one["lines"] for point in line]
    assert len(points) > 20
    assert all(abs(x * x + y * y - 1) < 1e-3 and y >= 0 for x, y in points)


def test_several_proved_curves_are_told_apart() -> None:
    """Each has its own line and its own words."""
    two = picture_of(boundary=(divide, circle))
    assert [curve["label"] for curve in two["curves"]] == ["Proved boundary: φ = 0", "Boundary: a circle"]
    markup = plots.render(two, "a")
    assert [classes(markup).count(name) for name in ("level l0", "level l1")] == [2, 2]  # in the picture and the key
    assert "".join(parsed(markup).itertext()).count("Boundary: a circle") == 1


def test_single_equilibria_are_drawn_and_named(picture: Any) -> None:
    """At their places, those inside the rectangle, with a key; without any there is no key."""
    rests = {"left": (-1, 0), "right": (1, 0), "far": (0, 0)}
    marked = picture_of(axes={"phi": (Fraction(1, 2), 2), "theta": (-1, 1)}, points=rests)
    assert marked["points"] == [{"label": name, "at": [float(n) for n in at]} for name, at in rests.items()]
    assert fits_the_schema(marked)
    figure = parsed(plots.render(marked, "a"))
    drawn = [circle for circle in figure.findall("svg/circle") if circle.get("class") == "spot"]
    assert len(drawn) == 1
    assert float(drawn[0].get("cx", 0)) == pytest.approx(
        plots.LEFT + (plots.WIDTH - plots.LEFT - plots.RIGHT) / 3, abs=1
    )
    words = "".join(figure.itertext())
    assert ("right" in words, "left" in words, "equilibria" in words) == (True, False, True)
    assert "equilibria" not in "".join(parsed(plots.render(picture, "a")).itertext())


@pytest.mark.parametrize("place", [(Fraction(1, 1000), 0), (1, Fraction(1, 1000))])
def test_a_point_at_which_the_flow_does_not_vanish_is_refused(place: Any) -> None:
    """However nearly it does."""
    with refused(VocabularyError, "'here' is no equilibrium", "phi = ", "correct it"):
        picture_of(points={"here": place})


def test_one_value_has_a_middle_shade_and_nothing_has_no_scale(picture: Any) -> None:
    """Paths are seen on it; and where nothing is left at all no scale says of what."""
    picture["z"] = [[0.0, *[0.5] * (CELLS[0] - 1)]] * CELLS[1]
    assert {name for name in classes(plots.render(picture, "a")) if name.startswith("cell")} == {
        f"cell f{SHADES // 2 + 1}"
    }
    assert "φ in the end" in plots.render(picture, "a")
    picture["z"] = [[0.0] * CELLS[0]] * CELLS[1]
    assert "φ in the end" not in plots.render(picture, "a").split("</svg>")[0].split("</desc>")[1]


def test_paths_run_along_the_flow_and_stay_inside(picture: Any) -> None:
    """The named path starts where it is told to, and ends at the equilibrium."""
    named = next(path for path in picture["paths"] if path["label"] == "here")
    assert named["lines"][0][0] == [0.5, 1.5]
    assert named["lines"][-1][-1] == pytest.approx([1, 0], abs=1e-3)
    points = [point for path in picture["paths"] for line in path["lines"] for point in line]
    assert all(-2 <= x <= 2 and 0 <= y <= 2 for x, y in points)


def test_a_portrait_is_complete(picture: Any) -> None:
    """Title, description, shades, boundary over paths, the named start, a key and a table of at most 9 by 9."""
    markup = plots.render(picture, "a.b")
    figure, names = parsed(markup), classes(markup)
    assert figure.findtext("svg/title") == "A fork: φ goes to 1 or -1, θ to 0"
    assert figure.findtext("svg/desc") == picture["description"]
    assert "4,800 starts with φ from -2 to 2 and θ from 0 to 2" in picture["description"]
    assert {name for name in names if name.startswith("cell")} == {"cell f1", f"cell f{SHADES}"}
    assert names.index("way named") < names.index("level l0") < names.index("begin")
    words = "".join(figure.itertext())
    assert all(text in words for text in ("Proved boundary: φ = 0", "here", "φ in the end", "paths"))
    assert "nothing is left" not in words
    assert len(figure.findall(".//tbody/tr")) == 9


def test_cells_where_nothing_is_left_stay_empty(picture: Any) -> None:
    """Zero is no shade, and the key says so; nor is a value that does not exist."""
    picture["z"] = [[0.0] * CELLS[0]] * CELLS[1]
    markup = plots.render(picture, "a")
    assert not [name for name in classes(markup) if name.startswith("cell")]
    assert "nothing is left" in markup
    picture["z"] = [[None, *row[1:]] for row in picture["z"]]
    assert "nan" not in plots.render(picture, "a").lower()


def test_cells_cover_the_frame_without_gaps(picture: Any) -> None:
    """The areas of all boxes add up to that of the frame."""
    boxes = re.findall(r"M([\d.]+) ([\d.]+)H([\d.]+)V([\d.]+)H", plots.render(picture, "a"))
    area = sum((float(right) - float(left)) * (float(low) - float(high)) for left, low, right, high in boxes)
    frame = (plots.WIDTH - plots.LEFT - plots.RIGHT) * (plots.HEIGHT - plots.TOP - plots.BOTTOM)
    assert abs(area) == pytest.approx(frame, rel=1e-9)


def test_a_portrait_is_the_same_twice(picture: Any) -> None:
    """Data and drawing; and other data give another drawing."""
    again = picture_of()
    assert json.dumps(again) == json.dumps(picture)
    assert plots.render(again, "a") == plots.render(picture, "a")
    picture["paths"].pop()
    assert plots.render(again, "a") != plots.render(picture, "a")


def test_numbers_are_short(picture: Any) -> None:
    """No number of the record has more than five decimals."""
    assert not re.search(r"\.\d{6}", json.dumps({key: picture[key] for key in ("z", "curves", "paths")}))


def test_no_colour_is_written_into_a_portrait(picture: Any) -> None:
    """Colours come from the page, so dark mode and print work."""
    assert not re.search(r"#[0-9a-f]{3,6}\b|rgb|style=|fill=", plots.render(picture, "a"))


def test_hostile_words_are_inert(picture: Any) -> None:
    """Markup and reordering characters in labels stay text."""
    evil = "<script>\u202e"
    picture |= {"title": evil, "z_name": evil}
    picture["x"]["name"] = picture["paths"][-1]["label"] = picture["curves"][0]["label"] = evil
    markup = plots.render(picture, '"><script>')
    assert "<script" not in markup
    assert "\u202e" not in markup


@pytest.mark.parametrize("change", [{"z": [[0.0], [0.0, 1.0]]}, {"z": [[None, None], [None, None]]}])
def test_numbers_that_do_not_fit_are_refused(picture: Any, change: Any) -> None:
    """A ragged grid and an empty one."""
    with pytest.raises(RenderError, match="A fork"):
        plots.render(picture | change, "a")


def test_the_schema_knows_portraits(picture: Any) -> None:
    """The record of one is accepted; without its paths, with an unknown curve, or with a lone point it is not."""
    assert fits_the_schema(picture)
    assert not fits_the_schema({key: value for key, value in picture.items() if key != "paths"})
    assert not fits_the_schema(picture | {"curves": [{"role": "hope", "label": "", "lines": []}]})
    assert not fits_the_schema(picture | {"paths": [{"label": "", "lines": [[[0.0, 0.0]]]}]})
    assert not fits_the_schema(picture | {"points": [{"label": "", "at": [0.0]}]})


def test_the_check_is_a_picture() -> None:
    """It is run like any other picture, and its flow needs no docstring."""
    theorem = a_theorem()
    theorem.portrait(lambda phi, theta: {"phi": -phi, "theta": -theta}, **(OPTIONS | {"outcome": end, "until": 1}))
    evidence = next(check for check in checks(theorem, Options()) if check.kind == "picture").run()
    assert (evidence["outcome"], evidence["details"]["picture"]["title"]) == ("passed", "A claim made for a test")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"axes": {"phi": (0, 1)}}, ["1 axes"]),
        ({"outcome": absolute}, ["takes (x)", "take exactly phi, theta"]),
        ({"axes": {"phi": (1, 0), "theta": (0, 1)}}, ["the smaller end first"]),
        ({"boundary": (divide, absolute)}, ["takes (x)"]),
        ({"points": {"here": (0.5, 0)}}, ["'here'", "two exact numbers"]),
        ({"starts": {"here": (0,)}}, ["'here'", "two exact numbers"]),
    ],
)
def test_wrong_use_is_refused(changes: Any, words: list[str]) -> None:
    """With the way out."""
    with refused(VocabularyError, *words):
        a_theorem().portrait(fork, **(OPTIONS | changes))


def test_letters_are_written_as_they_are() -> None:
    """Greek names become letters, lambda too; others stay."""
    assert [letter(name) for name in ("phi", "lambda", "x", "speed")] == ["φ", "λ", "x", "speed"]
