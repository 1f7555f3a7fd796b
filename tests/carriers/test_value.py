"""Values: they mix with exact numbers only, leak nowhere, and say what was wrong."""

import math
import operator
from fractions import Fraction

import numpy as np
import pytest
import torch
from helpers import exact, on, refused

from verify.carriers.balls import BALLS
from verify.carriers.floats import Floats
from verify.carriers.rationals import RATIONALS
from verify.carriers.value import Carrier, Condition, Value, carrier_of, lift, running_on
from verify.errors import DomainError, UnableError

V, W = exact(Fraction(3, 2)), exact(Fraction(1, 2))


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        (lambda v, w: v + w, 2),
        (lambda v, w: v - w, 1),
        (lambda v, w: w - v, -1),
        (lambda v, w: v * w, Fraction(3, 4)),
        (lambda v, w: v / w, 3),
        (lambda v, w: w / v, Fraction(1, 3)),
        (lambda v, w: 1 - v, Fraction(-1, 2)),
        (lambda v, w: v - 1, Fraction(1, 2)),
        (lambda v, w: 3 / v, 2),
        (lambda v, w: 3 + v, Fraction(9, 2)),
        (lambda v, w: Fraction(1, 3) * v, Fraction(1, 2)),
        (lambda v, w: -v, Fraction(-3, 2)),
        (lambda v, w: abs(-v), Fraction(3, 2)),
        (lambda v, w: v**3, Fraction(27, 8)),
        (lambda v, w: v**-2, Fraction(4, 9)),
        (lambda v, w: v**0, 1),
        (lambda v, w: 2 ** (v + w), 4),
        (lambda v, w: v ** (v - v - 1), Fraction(2, 3)),
        (lambda v, w: sum([v, w]), 2),
    ],
)
def test_arithmetic_is_exact_and_minds_the_order(formula, result):
    """Every operator, with a value or a number on either side."""
    assert formula(V, W).payload == result


@pytest.mark.parametrize(
    ("condition", "truth"),
    [
        (V < W, False),
        (W < V, True),
        (V <= V, True),
        (V > W, True),
        (V > V, False),
        (W >= V, False),
        (V >= V, True),
        (Fraction(3, 2) == V, True),
        (V == 1, False),
        (V > 1, True),
        (V >= 2, False),
        (V < 1, False),
        (V <= 2, True),
    ],
)
def test_comparisons_are_decided_and_mind_the_order(condition, truth):
    """Every comparison, with a value or a number on either side."""
    assert isinstance(condition, Condition)
    assert bool(condition) is truth


@pytest.mark.parametrize(
    "leak",
    [
        float,
        int,
        bool,
        complex,
        math.sqrt,
        math.floor,
        np.asarray,
        lambda v: np.array([v]),
        lambda v: [1, 2, 3][v],
        range,
        lambda v: "x" if v else "y",
        lambda v: not v,
        lambda v: v and 1,
    ],
)
def test_a_value_never_turns_into_something_else(leak):
    """float(), int(), bool(), an index, an array: each is refused with a way out."""
    with refused(DomainError, "a value of rationals would leak to"):
        leak(V)


@pytest.mark.parametrize(
    "misuse",
    [
        list,
        hash,
        round,
        lambda v: f"{v:.3f}",
        lambda v: v % 1,
        lambda v: v // 1,
        lambda v: {v: 1},
        lambda v: torch.tensor([v]),
        lambda v: (v < 1) + 1,
        lambda v: (v < 1) & (v < 2),
        lambda v: int(v < 1),
        lambda v: hash(v < 1),
    ],
)
def test_what_values_do_not_have_is_an_error_of_python(misuse):
    """Loops, hashing, rounding and formatting to digits do not exist."""
    with pytest.raises((TypeError, RuntimeError)):
        misuse(V)


@pytest.mark.parametrize(
    "operation", [operator.add, operator.sub, operator.mul, operator.truediv, operator.lt, operator.eq]
)
@pytest.mark.parametrize(
    "number", [0.5, True, np.float64(0.5), np.int64(1), np.array([1.0]), torch.tensor(1.0), None, "1"]
)
def test_only_exact_numbers_meet_values_on_either_side(operation, number):
    """A float, a bool, a numpy scalar, an array or a tensor is refused, whichever side it stands on."""
    for left, right in ((V, number), (number, V)):
        with refused(DomainError, "only exact numbers meet exact values", "write an integer or Fraction(1, 9)"):
            operation(left, right)


@pytest.mark.parametrize("exponent", [0.5, Fraction(1, 2), True, "2", None])
def test_an_exponent_is_an_integer(exponent):
    """Roots are not powers, and True is not 1."""
    with refused(DomainError, "no integer exponent", "use sqrt"):
        V**exponent


def test_there_is_no_unequal():
    """`!=` has no condition, and the message shows another way to write it."""
    with refused(UnableError, "!=", "where"):
        V != W  # noqa: B015


@pytest.mark.parametrize("compare", [lambda a, b: a == b, lambda a, b: a != b])
def test_conditions_are_not_compared(compare):
    """Python would compare two objects and answer False; the twin decides them first."""
    with refused(UnableError, "conditions cannot be compared"):
        compare(V < 2, W < 2)
    assert bool(V < 2) == bool(W < 2)


def test_carriers_do_not_mix():
    """A rational and a ball meet in no operation and no comparison."""
    ball = on(BALLS, 1)
    for operation in (operator.add, operator.lt, operator.eq, operator.pow):
        with refused(DomainError, "values of balls and rationals are mixed", "one run"):
            operation(V, ball)
    with refused(DomainError, "balls and rationals are mixed"):
        carrier_of(V, ball < 2)


def test_two_runs_of_floats_do_not_mix():
    """Each batch has its own carrier, so that a value kept from another batch is found out."""
    with refused(DomainError, "mixed"):
        on(Floats(), 1) + on(Floats(), 1)


def test_constants_need_a_running_carrier():
    """Outside a run there is no carrier, inside there is, and after an error the outer one is back."""
    with refused(DomainError, "no carrier is running"):
        carrier_of(1, 2)
    with running_on(RATIONALS):
        with running_on(BALLS):
            assert carrier_of(1) is BALLS
        with pytest.raises(ZeroDivisionError), running_on(BALLS):
            1 / 0  # noqa: B018
        assert carrier_of(1) is RATIONALS
        assert carrier_of(1, on(BALLS, 1)) is BALLS
    with refused(DomainError, "no carrier is running"):
        carrier_of()


def test_lift_takes_payloads_and_exact_numbers():
    """A value gives its payload, an exact number is made a constant, a condition is neither."""
    assert lift(RATIONALS, V) == Fraction(3, 2)
    assert lift(RATIONALS, 2) == 2
    with refused(DomainError, "is a Condition"):
        lift(RATIONALS, V < 2)


def test_a_bare_carrier_has_no_operation_and_names_each():
    """Whatever a carrier does not override raises `UnableError` with the operation and the carrier."""
    carrier = Carrier()
    for operation, arguments in [
        ("constant", (1,)),
        ("integer_power", (1, 2)),
        ("power", (1, 2)),
        ("floor", (1,)),
        ("absolute", (1,)),
        ("maximum", (1, 2)),
        ("minimum", (1, 2)),
        ("split", (1, 2)),
        ("exp", (1,)),
        ("log", (1,)),
        ("sqrt", (1,)),
        ("expectation", (None, {})),
    ]:
        with refused(UnableError, f"{operation} is not available on carrier"):
            getattr(carrier, operation)(*arguments)
    with refused(UnableError, "< is not available on carrier"):
        carrier.compare("<", 1, 2)
    with refused(UnableError, "if is not available on carrier"):
        carrier.truth(None)


def test_values_and_conditions_show_their_carrier():
    """What a debugger sees names the carrier."""
    assert repr(V) == "<rationals: Fraction(3, 2)>"
    assert repr(V < W) == "<condition on rationals: False>"
    assert isinstance(V, Value)
