"""The functions of theorem functions, on the carrier whose values are known."""

from fractions import Fraction

import pytest
from helpers import exact, refused

from verify import absolute, exp, expectation, floor, maximum, minimum, power, relu, split, uniform, where
from verify.carriers.rationals import RATIONALS
from verify.carriers.value import running_on
from verify.errors import DomainError, UnableError, UndefinedError

HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (lambda: floor(exact(Fraction(-1, 3))), -1),
        (lambda: floor(exact(2)), 2),
        (lambda: absolute(exact(-2)), 2),
        (lambda: maximum(exact(1), HALF), 1),
        (lambda: maximum(0, exact(-1)), 0),
        (lambda: minimum(exact(1), HALF), HALF),
        (lambda: minimum(exact(1), 1), 1),
        (lambda: relu(exact(-HALF)), 0),
        (lambda: relu(exact(HALF)), HALF),
        (lambda: power(exact(HALF), 3), Fraction(1, 8)),
        (lambda: power(2, exact(-3)), Fraction(1, 8)),
        (lambda: split(exact(12))[0], 3),
        (lambda: split(exact(12))[1], Fraction(3, 2)),
        (lambda: split(exact(12), 3)[0], 2),
        (lambda: where(exact(1) < 2, 3, 4), 3),
        (lambda: where(exact(1) < 1, 3, 4), 4),
    ],
)
def test_functions_have_their_values(value, expected):
    """Exactly, at ordinary points and at ties."""
    assert value().payload == expected


def test_constants_alone_are_computed_on_the_running_carrier():
    """relu(-1) has a value during a run and none outside."""
    with running_on(RATIONALS):
        assert relu(-1).payload == 0
        assert split(8)[0].payload == 3
    with refused(DomainError, "no carrier is running"):
        relu(-1)


@pytest.mark.parametrize("number", [0.5, True, None])
def test_functions_refuse_what_is_not_exact(number):
    """A float beside a value is refused in each argument."""
    for call in (lambda: maximum(exact(1), number), lambda: minimum(number, exact(1)), lambda: split(exact(1), number)):
        with refused(DomainError, "only exact numbers"):
            call()


def test_where_takes_a_comparison_and_nothing_else():
    """A bool, or a value, is no condition."""
    for wrong in (True, exact(1), 1):
        with refused(DomainError, "where() got", "a comparison"):
            where(wrong, exact(1), exact(2))


def test_rationals_have_no_transcendental_functions_and_say_so():
    """exp and expectation are not rational; the judge goes on to balls then."""
    with refused(UnableError, "exp(1) is no rational number"):
        exp(exact(1))
    with running_on(RATIONALS), refused(UnableError, "expectation is not available on rationals"):
        expectation(lambda x: x, x=uniform(0, 1))


@pytest.mark.parametrize("number", [0, -1])
def test_split_has_no_value_for_what_is_not_positive(number):
    """Neither 0 nor a negative number has exponent and significand."""
    with pytest.raises(UndefinedError, match="it needs a positive number"):
        split(exact(number))


@pytest.mark.parametrize("ends", [(1, 1), (2, 1)])
def test_a_uniform_law_needs_an_interval(ends):
    """The smaller end comes first, and a point is no interval."""
    with refused(DomainError, "is empty"):
        uniform(*ends)


@pytest.mark.parametrize("end", [0.5, True, "1"])
def test_a_uniform_law_has_exact_ends(end):
    """Floats and bools are no ends."""
    with refused(DomainError, "uniform() got"):
        uniform(0, end)
