"""Pictures: drawn from numbers, refused when the numbers do not fit."""

import re
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest

from verify.report import plots
from verify.report.mathml import RenderError


@pytest.fixture
def surface(record: Any) -> Any:
    return record["theorems"]["mitchell.product_error"]["pictures"][0]


@pytest.fixture
def histogram(record: Any) -> Any:
    return record["theorems"]["mitchell.mean_error"]["pictures"][0]


def parsed(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(f"<figure>{markup}</figure>")


def test_a_surface_is_complete(surface: Any) -> None:
    """It has title, description, bands, the level that is reached, a key, and a table of at most 9 by 9."""
    figure = parsed(plots.render(surface, "a.b"))
    svg = figure.find("svg")
    assert svg is not None
    assert svg.get("aria-labelledby") == "a.b.title a.b.about"
    assert (svg.findtext("title"), svg.findtext("desc")) == (surface["title"], surface["description"])
    classes = [element.get("class", "") for element in svg.iter()]
    assert len([name for name in classes if name.startswith("band")]) == plots.BANDS
    assert "level l0" in classes
    words = "".join(figure.itertext())
    assert "1/9 (proved bound)" in words
    assert "largest value drawn: 0.11111 at (1.5, 1.5)" in words
    assert len(figure.findall(".//tbody/tr")) == 9


def test_a_level_that_is_not_reached_has_no_line(surface: Any) -> None:
    """A bound far above the surface stands on the scale only."""
    surface["levels"] = [{"value": 0.5, "label": "1/2"}]
    lines = re.findall(r'<path class="level halo"', plots.render(surface, "a"))
    assert lines == []


def test_a_histogram_is_complete(histogram: Any) -> None:
    """It has a bar for each count, a line for each limit, and its table."""
    figure = parsed(plots.render(histogram, "a"))
    assert len(figure.findall(".//rect[@class='bar']")) == len(histogram["counts"])
    assert len(figure.findall(".//tbody/tr")) == len(histogram["counts"])


def test_no_colour_is_written_into_a_picture(surface: Any) -> None:
    """Colours come from the page, so dark mode and print work."""
    assert not re.search(r"#[0-9a-f]{3,6}\b|rgb|style=|fill=", plots.render(surface, "a"))


def test_holes_are_left_out(surface: Any) -> None:
    """A value that is not defined leaves a hole and an empty cell."""
    surface["z"][0][0] = None
    assert "nan" not in plots.render(surface, "a").lower()


def test_hostile_words_are_inert(surface: Any) -> None:
    """Markup and reordering characters in titles, names and labels stay text."""
    for place in (surface, surface["x"], surface["levels"][0]):
        place |= {"title": "<script>\u202e", "name": "<script>\u202e", "label": "<script>\u202e"}
    markup = plots.render(surface, '"><script>')
    assert "<script" not in markup
    assert "\u202e" not in markup


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"kind": "pie"}, "unknown kind"),
        ({"z": [[0.0]]}, "17 rows"),
        ({"x": {"name": "x", "values": [1.0] * 17}}, "must increase"),
        ({"z": [[None] * 17] * 17}, "no number"),
    ],
)
def test_numbers_that_do_not_fit_are_refused(surface: Any, change: Any, complaint: str) -> None:
    """The error names the picture and the problem."""
    with pytest.raises(RenderError, match=f"Relative error.*{complaint}"):
        plots.render(surface | change, "a")


def test_counts_that_do_not_fit_are_refused(histogram: Any) -> None:
    """One count too many is refused."""
    with pytest.raises(RenderError, match="edges"):
        plots.render(histogram | {"counts": [1, *histogram["counts"]]}, "a")


def test_a_flat_surface_is_drawn(surface: Any) -> None:
    """A constant has no range; the scale still has one."""
    surface |= {"z": [[0.25] * 17] * 17, "levels": []}
    assert "0.25" in plots.render(surface, "a")


@pytest.mark.parametrize(("low", "high"), [(0, 1), (1, 2), (-3e-9, 5e-9), (0, 2_320_000), (0.1, 0.11)])
def test_ticks_are_round_and_inside(low: float, high: float) -> None:
    """Between 3 and 12 ticks, inside, in equal steps."""
    ticks = plots.ticks(low, high)
    assert 3 <= len(ticks) <= 12
    assert low - 1e-9 * (high - low) <= ticks[0]
    assert ticks[-1] <= high + 1e-9 * (high - low)
    steps = [b - a for a, b in pairwise(ticks)]
    assert max(steps) - min(steps) < 1e-6 * (high - low)
