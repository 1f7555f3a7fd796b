"""Rationals: split at and beside powers, in any base; what has no value."""

from fractions import Fraction

import pytest
from helpers import refused

from verify.carriers.rationals import LARGEST_EXPONENT, RATIONALS
from verify.errors import DomainError, UnableError, UndefinedError
from verify.matrices import exact_matrix

TINY = Fraction(1, 10**60)


@pytest.mark.parametrize(
    "base", [2, 3, 10, Fraction(3, 2), Fraction(101, 100), 10**40, Fraction(10**40 + 1, 10**40 - 7)]
)
@pytest.mark.parametrize("exponent", [-1074, -600, -3, -1, 0, 1, 2, 7, 1023])
def test_split_is_exact_at_powers_and_on_both_sides(base, exponent):
    """At base**k the exponent is k, just below it is k - 1, just above it is k again."""
    base = Fraction(base)
    if base < 1 + Fraction(1, 10**12):
        with refused(UnableError, "too many powers"):
            RATIONALS.split(base**exponent, base)
        return
    power = base**exponent
    assert RATIONALS.split(power, base) == (exponent, 1)
    assert RATIONALS.split(power * (1 + TINY), base) == (exponent, 1 + TINY)
    assert RATIONALS.split(power * (1 - TINY), base) == (exponent - 1, base * (1 - TINY))


@pytest.mark.parametrize("number", [Fraction(10**400), Fraction(1, 10**400), Fraction(7, 10**5), Fraction(2**5000 - 1)])
@pytest.mark.parametrize("base", [2, 3, 7, Fraction(5, 4)])
def test_split_undoes_itself(number, base):
    """base**exponent * significand is the number, and the significand lies in [1, base)."""
    exponent, significand = RATIONALS.split(number, Fraction(base))
    assert Fraction(base) ** int(exponent) * significand == number
    assert 1 <= significand < base


@pytest.mark.parametrize(("number", "base"), [(0, 2), (-1, 2), (1, 1), (1, Fraction(1, 2)), (1, 0), (1, -2)])
def test_split_has_no_value_elsewhere(number, base):
    """Not for numbers up to 0, nor for bases up to 1."""
    with pytest.raises(UndefinedError, match="has no value"):
        RATIONALS.split(Fraction(number), Fraction(base))


def test_division_by_zero_and_powers_of_zero():
    """1/0 and 0**-1 have no value; 0**0 is 1."""
    for call in (lambda: RATIONALS.divide(Fraction(1), Fraction(0)), lambda: RATIONALS.integer_power(Fraction(0), -1)):
        with pytest.raises(UndefinedError, match="has no value"):
            call()
    assert RATIONALS.integer_power(Fraction(0), 0) == 1


def test_powers_that_are_too_large_are_refused():
    """One more than the largest exponent is refused, on either side of 0; the largest is computed."""
    assert RATIONALS.integer_power(Fraction(1), LARGEST_EXPONENT) == 1
    for exponent in (LARGEST_EXPONENT + 1, -LARGEST_EXPONENT - 1):
        with refused(UnableError, "too large for exact rationals"):
            RATIONALS.integer_power(Fraction(1), exponent)


def test_powers_take_integers():
    """2**(1/2) is no rational power."""
    assert RATIONALS.power(Fraction(2), Fraction(-2)) == Fraction(1, 4)
    with refused(DomainError, "exponent 1/2", "integer exponents"):
        RATIONALS.power(Fraction(2), Fraction(1, 2))


@pytest.mark.parametrize("relation", ["<", "<=", "=="])
def test_matrices_are_not_compared(relation):
    """Not even with a number: numpy would compare the entries, and its answer has no truth."""
    matrix = exact_matrix([[1, 2], [3, 4]])
    for left, right in ((matrix, matrix), (matrix, Fraction(1)), (Fraction(1), matrix)):
        with pytest.raises(DomainError, match="of matrices"):
            RATIONALS.compare(relation, left, right)
    assert RATIONALS.compare(relation, Fraction(1), Fraction(2)) is (relation != "==")
