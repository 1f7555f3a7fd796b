"""Sums over a counter from an integer to an integer."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

from . import terms
from .polynomials import ONE, Polynomial, Ratio, add, is_whole, multiply
from .rationals import LARGEST_POWER
from .work import RefusedError, Work


def read_summation(arguments: Any, integers: frozenset[str], work: Work) -> Ratio:
    """A sum over a counter from an integer to an integer, of a polynomial in the counter.

    The sum of i^p for i up to n is a polynomial in n of degree p + 1, which its values at 0, …, p + 1 determine.
    """
    name, lower, upper, body = arguments
    if not isinstance(name, str) or not name.isidentifier() or name in work.counters:
        raise RefusedError("the counter of a sum has no name of its own")
    ends = [terms.read_term(end, integers, work) for end in (lower, upper)]
    if not all(is_whole(end, integers) for end in ends):
        raise RefusedError("a sum ends at what may be no integer")
    work.counters.add(name)
    summand, counter = terms.read_term(body, integers, work), f"#{name}"
    work.counters.discard(name)
    below = {each for monomial in summand.denominator for each, _ in monomial}
    names = below | {each for monomial in summand.numerator for each, _ in monomial}
    if counter in below or any(each.startswith(("[", "(")) and "counter" in each for each in names):
        raise RefusedError("a summand is no polynomial in its counter")
    before = add(ends[0].numerator, ONE, work, -1)
    total: Polynomial = {}
    for monomial, coefficient in summand.numerator.items():
        power = dict(monomial).get(counter, 0)
        rest: Polynomial = {tuple(each for each in monomial if each[0] != counter): coefficient}
        last, first = _sum_of_powers(power, ends[1].numerator, work), _sum_of_powers(power, before, work)
        total = add(total, multiply(rest, add(last, first, work, -1), work), work)
    return Ratio(total, summand.denominator)


def _sum_of_powers(power: int, upper: Polynomial, work: Work) -> Polynomial:
    """The polynomial in an upper end through the sums 1^p + … + n^p for n = 0, …, p + 1, by Newton's differences."""
    if power > LARGEST_POWER:
        raise RefusedError(f"a sum of powers above {LARGEST_POWER}")
    work.spend((power + 2) ** 2)
    values = [sum(i**power for i in range(1, n + 1)) for n in range(power + 2)]
    total: Polynomial = {}
    binomial = ONE
    for k in range(power + 2):
        scaled = {monomial: coefficient * values[0] for monomial, coefficient in binomial.items() if values[0]}
        total = add(total, scaled, work)
        values = [b - a for a, b in pairwise(values)]
        factor = add(upper, {(): Fraction(k)} if k else {}, work, -1)
        binomial = multiply(binomial, multiply(factor, {(): Fraction(1, k + 1)}, work), work)
    return total
