"""Shrinking: to what a person would type, never to a point that does not fail, never out of the domain."""

from fractions import Fraction

import pytest

from verify.domains import above, between, positive, real
from verify.formats import bfloat16, float16
from verify.search import shrink as module
from verify.search.shrink import cost, shrink

X, XY = {"x": real()}, {"x": positive(), "y": positive()}


def shrunk(fails, domains=XY, format=None, **point):
    """What a point is shrunk to, with the values alone."""
    exact = {name: Fraction(value) for name, value in point.items()}
    return tuple(shrink(exact, lambda each: fails(**each), domains, format).values())


@pytest.mark.parametrize(
    ("fails", "domains", "start", "end"),
    [
        (lambda x: x > 1, X, {"x": 1234.56789}, (2,)),
        (lambda x: x < 0, X, {"x": -1e300}, (-1,)),
        (lambda x: True, X, {"x": -1e-300}, (0,)),
        (lambda x: True, {"x": above(3)}, {"x": 1234.5}, (4,)),
        (lambda x: True, {"x": between(-2, -1)}, {"x": -1.2345}, (-1,)),
        (lambda x, y: x > y, XY, {"x": 9.75e10, "y": 3e-20}, (2, 1)),
        (lambda x, y: x == y, XY, {"x": 0.123456789, "y": 0.123456789}, (1, 1)),
        (lambda x, y: x * y > 2 and x < 2 and y < 2, XY, {"x": 1.9375, "y": 1.8125}, (Fraction(3, 2), Fraction(3, 2))),
    ],
)
def test_points_become_what_a_person_would_type(fails, domains, start, end):
    """Small integers and halves, ties where a tie fails."""
    assert shrunk(fails, domains, **start) == end


def test_a_point_that_cannot_be_simplified_is_returned_as_it_is():
    """If nothing cheaper fails, the given point is the answer."""
    point = Fraction(123456789, 2**40)
    assert shrunk(lambda x: x == point, X, x=point) == (point,)


def test_the_answer_fails_and_costs_no_more():
    """Whatever the shrinker tries, it only accepts points that still fail."""
    tried = []

    def fails(x, y):
        tried.append((x, y))
        return (x * 7 + y) % 5 < 2

    start = {"x": Fraction(987654321, 1024), "y": Fraction(1, 8)}
    assert fails(**start) or not fails(**start)
    end = shrink(start, lambda each: fails(**each), XY, None)
    assert fails(**end) or end == start
    assert cost(end) <= cost(start)
    assert all(x > 0 and y > 0 for x, y in tried[2:])


@pytest.mark.parametrize("format", [bfloat16, float16])
def test_candidates_stay_in_the_format(format):
    """A lane of a format is shrunk to a number of the format."""
    tried = []
    shrunk(lambda x: tried.append(x) or x > 1, X, format, x=format.value(format.largest_bits))
    assert tried
    assert all(format.holds(number) for number in tried)


def test_work_is_bounded(monkeypatch):
    """After its budget of candidates the shrinker stops with what it has."""
    monkeypatch.setattr(module, "MOST_CANDIDATES", 3)
    tried = []
    start = Fraction(123456789, 1024)
    assert shrunk(lambda x: tried.append(x) is not None, X, x=start) == (start,)
    assert len(tried) == 3


def test_a_statement_without_variables_has_nothing_to_shrink():
    """The empty point stays empty."""
    assert shrink({}, lambda point: True, {}, None) == {}


def test_cost_counts_digits_then_distinct_values_then_signs():
    """1/3 is harder to read than 3, two values than one, a minus sign than none."""
    assert cost({"x": Fraction(3)}) < cost({"x": Fraction(1, 3)})
    assert cost({"x": Fraction(2), "y": Fraction(2)}) < cost({"x": Fraction(2), "y": Fraction(3)})
    assert cost({"x": Fraction(2)}) < cost({"x": Fraction(-2)})
    assert cost({"x": Fraction(0)}) == (0, 1, 0)
