"""Pictures as data: what is drawn is what the function gives, with its words, limits and gaps."""

import json
from fractions import Fraction

import pytest

from tests.helpers import claim, refused
from verify.carriers.namespace import log, where
from verify.errors import VocabularyError
from verify.evidence import Options, checks
from verify.relations import at_least
from verify.report import plots


def product_of_both(x, y):
    """The product of both."""
    return x * y


def one_over(x):
    """The reciprocal."""
    return 1 / x


def nothing(x):
    return 0


def drawn(ask):
    """The data of the one picture that is asked for, as a record holds it, and its rendering."""
    theorem = claim(lambda x, y: at_least(x * y, 0))
    ask(theorem)
    (check,) = [each for each in checks(theorem, Options()) if each.kind == "picture"]
    evidence = check.run()
    assert evidence["outcome"] == "passed", evidence["message"]
    data = json.loads(json.dumps(evidence["details"]["picture"], allow_nan=False))
    return data, plots.render(data, "a")


def test_a_surface_has_the_values_of_its_function():
    data, _ = drawn(lambda theorem: theorem.surface(product_of_both, x=(1, 2), y=(0, 3), level=Fraction(1, 2)))
    xs, ys = data["x"]["values"], data["y"]["values"]
    assert (xs[0], xs[-1], ys[0], ys[-1]) == (1, 2, 0, 3)
    assert data["z"][10][20] == pytest.approx(xs[20] * ys[10], rel=1e-5)
    assert data["levels"] == [{"value": 0.5, "label": "1/2 (proved bound)"}]


def test_a_histogram_counts_every_point_and_shows_its_limits():
    """The product of two uniform numbers is below 1/4 with probability (1 + log 4)/4."""
    data, svg = drawn(lambda theorem: theorem.histogram(product_of_both, x=(0, 1), y=(0, 1), limits=(0, 1)))
    assert (data["x"]["edges"][0], data["x"]["edges"][-1]) == (0, 1)
    assert sum(data["counts"]) == 1 << 16
    assert sum(data["counts"][:16]) / (1 << 16) == pytest.approx((1 + 1.3862943611) / 4, abs=2e-3)
    assert [limit["label"] for limit in data["limits"]] == ["0 (proved)", "1 (proved)"]
    assert svg.count('class="level l') >= 2


def test_a_histogram_leaves_out_what_has_no_value():
    data, _ = drawn(lambda theorem: theorem.histogram(lambda x: log(x), x=(-1, 1)))
    assert sum(data["counts"]) == (1 << 15) - 1  # one of the points is 0


def test_a_curve_has_a_line_a_function_and_gaps_where_it_has_no_value():
    data, svg = drawn(lambda theorem: theorem.curve(one_over, nothing, x=(-1, 1), level=2))
    first, second = data["lines"]
    assert (first["label"], second["label"]) == ("The reciprocal", "nothing")
    assert first["values"][0] == -1
    assert first["values"][128] is None
    assert set(second["values"]) == {0}
    assert svg.count('class="curve c0"') == 2  # the line and its key
    assert "M" in svg.split('class="curve c0" d="')[1].split('"')[0][1:]  # it begins anew after the gap
    assert "The reciprocal" in svg


def test_a_curve_may_branch():
    data, _ = drawn(lambda theorem: theorem.curve(lambda x: where(x < 0, -x, x), x=(-1, 1)))
    assert data["lines"][0]["values"][::128] == [1, 0, 1]


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda theorem: theorem.curve(x=(0, 1)), "0 functions"),
        (lambda theorem: theorem.curve(one_over, x=(0, 1), y=(0, 1)), "2 axes"),
        (lambda theorem: theorem.curve(one_over, y=(0, 1)), "which takes"),
        (lambda theorem: theorem.curve(one_over, x=(1, 0)), "box"),
        (lambda theorem: theorem.histogram(product_of_both, x=(0, 1)), "which takes"),
        (lambda theorem: theorem.surface(one_over, x=(0, 1), y=(0, 1)), "which takes"),
        (lambda theorem: theorem.surface(product_of_both, x=(0, 0.5), y=(0, 1)), "box"),
    ],
)
def test_a_picture_that_cannot_be_drawn_is_refused_at_once(ask, words):
    theorem = claim(lambda x, y: at_least(x * y, 0))
    with refused(VocabularyError, words):
        ask(theorem)
    assert theorem.pictures == []


@pytest.mark.parametrize("values", [[1.0], [None, None, None]])
def test_a_curve_whose_numbers_do_not_fit_is_refused(values):
    picture = {"kind": "curve", "title": "t", "x": {"name": "x", "values": [0, 1, 2]}, "lines": [{"label": "a"}]}
    picture["lines"][0]["values"] = values
    with pytest.raises(plots.RenderError, match="each line must have 3 values"):
        plots.render(picture, "a")
