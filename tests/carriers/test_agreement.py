"""Carriers agree: one function at the same exact points gives the same margins on all of them."""

from fractions import Fraction

import pytest
from helpers import on

from claims.mitchell import base_b_error, product_error
from verify import absolute, at_least, at_most, equal, floor, maximum, minimum, power, relu, split, where
from verify.carriers.balls import BALLS, precision
from verify.carriers.expressions import Expressions, Path, value_at
from verify.carriers.floats import Floats
from verify.carriers.rationals import RATIONALS
from verify.carriers.terms import symbol
from verify.carriers.value import Value, running_on
from verify.errors import UndecidedError

DYADIC = [Fraction(n, 8) for n in (1, 3, 8, 11, 12, 15, 16, 17, 24, 40)]
BINARY = [Fraction(1), Fraction(2), Fraction(1, 4), Fraction(8)]

# functions whose margins floats compute exactly at dyadic points of few digits
FUNCTIONS = {
    "arithmetic": lambda x, y: (at_least(x * y - x + 2 * y, 1), at_most((x - y) ** 2, x)),
    "division": lambda x, y: equal(x / 4 - 3 * y / 2, x),
    "pieces": lambda x, y: at_least(maximum(x, y) - minimum(x, y) + relu(x - y) + absolute(y - x), 1),
    "branches": lambda x, y: at_least(where(x < y, x - 1, y + 2), where(x == y, 1, 0)),
    "ties": lambda x, y: at_most(where(x <= y, 1, 2), where(y <= x, 3, 4)),
    "floor": lambda x, y: at_most(floor(x) + floor(-y), x - y),
    "split": lambda x, y: at_least(split(x)[0] + split(y)[1], split(y)[0] - split(x)[1]),
    "power": lambda x, y: at_least(power(2, floor(x) - floor(y)), x / 8),
}


def margins_on(carrier, function, **point):
    """The margins as payloads."""
    with running_on(carrier):
        returned = function(**{name: on(carrier, number) for name, number in point.items()})
        relations = returned if isinstance(returned, tuple) else (returned,)
        return [relation.margin().payload for relation in relations]


def margins_of_terms(function, **point):
    """The margins of the one path through the branches that the point follows, as terms with values at the point."""
    exact = dict(point)
    agenda = [[]]
    while agenda:
        path = Path(decisions=agenda.pop(), samples=[dict(exact)])
        given = len(path.decisions)
        carrier = Expressions(path)
        try:
            with running_on(carrier):
                returned = function(**{name: Value(carrier, symbol(name)) for name in point})
                relations = returned if isinstance(returned, tuple) else (returned,)
                margins = [relation.margin().payload for relation in relations]
        except Exception as error:
            if type(error).__name__ != "EmptyBranchError":
                raise
            path.samples = []
            margins = []
        if path.samples:
            return [value_at(margin, path.samples[0]) for margin in margins]
        for position in range(given, len(path.options)):
            agenda.extend([*path.decisions[:position], other] for other in range(1, path.options[position]))
    raise AssertionError("no path leads to the point")


def disagreements(function, points):
    """Where the carriers do not agree: the carrier, the point, and both answers."""
    found = []
    for point in points:
        truth = margins_on(RATIONALS, function, **point)
        floats = [Fraction(float(m)) for m in margins_on(Floats(), function, **point)]
        if floats != truth:
            found.append(("floats", point, floats, truth))
        terms = margins_of_terms(function, **point)
        if terms != truth:
            found.append(("expressions", point, terms, truth))
        with precision(128):
            balls = margins_on(BALLS, function, **point)
        for ball, exact in zip(balls, truth, strict=True):
            if not (ball - _ball(exact)).contains(0) or ball.rad() > 1e-20:
                found.append(("balls", point, ball, exact))
    return found


def _ball(number):
    with precision(128):
        return BALLS.constant(number)


POINTS = [{"x": x, "y": y} for x in DYADIC for y in (x, DYADIC[0], DYADIC[4], DYADIC[6], DYADIC[9])]


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_all_carriers_agree(function):
    """Rationals, floats, balls and terms give one answer at dyadic points, ties and powers of two included."""
    assert disagreements(function, POINTS) == []


def test_mitchells_bound_has_the_same_margins_everywhere():
    """The theorem of the first post, where its division is exact."""
    function = product_error.function
    assert disagreements(lambda x, y: function(x, y, bound=Fraction(1, 8), product=_product()), _exact_points()) == []


def _product():
    return product_error.subjects["product"].default


def _exact_points():
    return [{"x": x, "y": y} for x in BINARY for y in (*BINARY, Fraction(3, 2), Fraction(5, 4))]


def test_base_three_agrees_between_rationals_and_balls():
    """Where logarithms are needed, the ball holds the rational answer, or is open where a floor sits on its step."""
    base_b_error_at = base_b_error.function
    for x, y in ((Fraction(5), Fraction(8)), (Fraction(4), Fraction(1, 2)), (Fraction(1), Fraction(2))):
        truth = margins_on(RATIONALS, base_b_error_at, x=x, y=y, base=Fraction(3))
        with precision(128):
            balls = margins_on(BALLS, base_b_error_at, x=x, y=y, base=Fraction(3))
            assert all((ball - BALLS.constant(exact)).contains(0) for ball, exact in zip(balls, truth, strict=True))
    with pytest.raises(UndecidedError):
        margins_on(BALLS, base_b_error_at, x=Fraction(5), y=Fraction(7), base=Fraction(3))


def test_a_disagreement_is_noticed(monkeypatch):
    """The twin: with one operation of one carrier changed, the comparison fails for that carrier."""
    monkeypatch.setattr(Floats, "absolute", lambda self, operand: -operand.abs())
    names = {name for name, *_ in disagreements(FUNCTIONS["pieces"], POINTS)}
    assert names == {"floats"}


def test_float_lanes_and_single_floats_agree():
    """vmap changes nothing: the margins of a batch are those of its lanes."""
    from helpers import claim, lanes

    from verify.search.lanes import evaluate

    statement = claim(FUNCTIONS["split"], name="splits")
    batch = {name: [float(point[name]) for point in POINTS] for name in ("x", "y")}
    together = evaluate(statement, lanes(**batch)).relations[0].tolist()
    alone = [float(margins_on(Floats(), FUNCTIONS["split"], **point)[0]) for point in POINTS]
    assert together == alone


def test_an_open_branch_is_no_disagreement_but_an_error():
    """A ball that straddles a branch raises; it does not answer for one side."""
    wide = 3 * on(BALLS, Fraction(1, 3))
    with pytest.raises(UndecidedError):
        where(wide < 1, 1, 2)
