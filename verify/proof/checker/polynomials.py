"""Polynomials and rational functions in generators, multiplied out with exact coefficients."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from .rationals import LARGEST_POWER, Coefficient, burden
from .work import RefusedError, Work, shown

Monomial = tuple[tuple[str, int], ...]
Polynomial = dict[Monomial, Coefficient]


class Ratio(NamedTuple):
    """A rational function: numerator and denominator, never reduced."""

    numerator: Polynomial
    denominator: Polynomial


ONE: Polynomial = {(): 1}


def _burden(polynomial: Polynomial) -> int:
    longest = max(map(len, polynomial), default=0)
    return 1 + longest // 8 + max(map(burden, polynomial.values()), default=0)


def add(left: Polynomial, right: Polynomial, work: Work, factor: int = 1) -> Polynomial:
    """Left + factor * right."""
    met = {monomial: left[monomial] for monomial in right if monomial in left}
    work.spend(len(left) + len(right) * (_burden(met) + _burden(right)))
    total = dict(left)
    for monomial, coefficient in right.items():
        value = total.get(monomial, 0) + factor * coefficient
        if value:
            total[monomial] = value
        else:
            total.pop(monomial, None)
    return total


def multiply(left: Polynomial, right: Polynomial, work: Work) -> Polynomial:
    """The product of two polynomials."""
    if left == ONE or right == ONE:
        work.spend(1)
        return right if left == ONE else left
    work.spend(len(left) * len(right) * (_burden(left) + _burden(right)))
    total: Polynomial = {}
    for first, a in left.items():
        for second, b in right.items():
            monomial = _product(first, second)
            total[monomial] = total.get(monomial, 0) + a * b
    return {monomial: coefficient for monomial, coefficient in total.items() if coefficient}


def _product(first: Monomial, second: Monomial) -> Monomial:
    if not first or not second or first[-1][0] < second[0][0]:  # they are sorted
        return first + second
    powers = dict(first)
    for generator, power in second:
        powers[generator] = powers.get(generator, 0) + power
    # where sums divide, powers are negative
    return tuple(sorted(each for each in powers.items() if each[1]))


def as_coefficient(number: Fraction) -> Coefficient:
    """A number as a coefficient: an integer if it is whole."""
    return number.numerator if number.denominator == 1 else number


def polynomial_power(base: Polynomial, exponent: int, work: Work) -> Polynomial:
    """Base ** exponent for a small natural exponent."""
    result = ONE
    for _ in range(exponent):
        result = multiply(result, base, work)
    return result


def arithmetic(head: str, left: Ratio, right: Ratio, work: Work) -> Ratio:
    """The sum, difference, product or quotient of two rational functions."""
    if head == "mul":
        return Ratio(
            multiply(left.numerator, right.numerator, work), multiply(left.denominator, right.denominator, work)
        )
    if head == "div":
        if not right.numerator:
            raise RefusedError("a divisor is identically 0")
        return Ratio(
            multiply(left.numerator, right.denominator, work), multiply(left.denominator, right.numerator, work)
        )
    sign = 1 if head == "add" else -1
    if left.denominator == right.denominator:
        return Ratio(add(left.numerator, right.numerator, work, sign), left.denominator)
    crossed = multiply(left.numerator, right.denominator, work), multiply(right.numerator, left.denominator, work)
    return Ratio(add(crossed[0], crossed[1], work, sign), multiply(left.denominator, right.denominator, work))


def natural_power(base: Ratio, exponent: object, work: Work) -> Ratio:
    """A rational function to a natural exponent."""
    if isinstance(exponent, bool) or not isinstance(exponent, int) or not 0 <= exponent <= LARGEST_POWER:
        raise RefusedError(f"{shown(exponent)} is no exponent from 0 to {LARGEST_POWER}")
    return Ratio(polynomial_power(base.numerator, exponent, work), polynomial_power(base.denominator, exponent, work))


def as_polynomial(name: str, power: int = 1) -> Polynomial:
    """A power of a generator as a polynomial."""
    return {((name, power),): Fraction(1)}


def common_powers(polynomial: Polynomial) -> dict[str, int]:
    """The largest powers of generators that divide every monomial."""
    powers = [dict(monomial) for monomial in polynomial]
    least = {name: min(each.get(name, 0) for each in powers) for name in powers[0]}
    return {name: power for name, power in least.items() if power}


def without_common_factors(value: Ratio) -> Ratio:
    """The same rational function without products of generators that divide both its parts."""
    if not value.numerator:
        return Ratio({}, ONE)
    above, below = common_powers(value.numerator), common_powers(value.denominator)
    both = {name: min(power, below[name]) for name, power in above.items() if name in below}
    return Ratio(lowered(value.numerator, both), lowered(value.denominator, both))


def lowered(polynomial: Polynomial, by: dict[str, int]) -> Polynomial:
    """A polynomial divided by powers of generators that divide it."""
    return {
        tuple((name, power - by.get(name, 0)) for name, power in monomial if power > by.get(name, 0)): coefficient
        for monomial, coefficient in polynomial.items()
    }


def with_replaced(polynomial: Polynomial, by: dict[str, Polynomial], work: Work) -> Polynomial:
    """A polynomial with generators replaced by polynomials."""
    total: Polynomial = {}
    for monomial, coefficient in polynomial.items():
        part: Polynomial = {tuple(each for each in monomial if each[0] not in by): coefficient}
        for name, power in monomial:
            if name in by:
                part = multiply(part, _power_of(by[name], power, work), work)
        total = add(total, part, work)
    return total


def _power_of(base: Polynomial, exponent: int, work: Work) -> Polynomial:
    if len(base) > 1 or list(base.values()) != [1]:
        return polynomial_power(base, exponent, work)
    ((monomial, _),) = base.items()
    return {tuple((name, power * exponent) for name, power in monomial): Fraction(1)}


def is_whole(value: Ratio, integers: frozenset[str]) -> bool:
    """Whether a rational function is a polynomial of integer symbols with integer coefficients.

    The name of a power is no identifier, so that no list of integers can make (1/2)^k one.
    """
    whole = all(
        coefficient.denominator == 1 and all(name.isidentifier() and name in integers for name, _ in monomial)
        for monomial, coefficient in value.numerator.items()
    )
    return whole and value.denominator == ONE
