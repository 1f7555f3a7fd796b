"""Shrinking: from the lane that was found to a case that a person would type. Every candidate is judged exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import product

from verify.domains import Interval
from verify.formats import FloatFormat

Point = dict[str, Fraction]

MOST_CANDIDATES = 4000
SIMPLE = [Fraction(n) for n in (0, 1, 2, 3)] + [Fraction(1, 2), Fraction(3, 2), Fraction(5, 4), Fraction(7, 4)]


def cost(point: Mapping[str, Fraction]) -> tuple[int, int, int]:
    """How hard a point is to read: digits, distinct values, negative signs."""
    digits = sum(v.numerator.bit_length() + 2 * (v.denominator.bit_length() - 1) for v in point.values())
    return digits, len(set(point.values())), sum(v < 0 for v in point.values())


def shrink(
    point: Point, still_fails: Callable[[Point], bool], variables: Mapping[str, Interval], format: FloatFormat | None
) -> Point:
    """The cheapest point reached by single moves on which `still_fails`; the given one if no move helps.

    Candidates stay in the domains, and in the format if one is given.
    """
    budget = MOST_CANDIDATES
    improved = True
    while improved:
        improved = False
        for candidate in sorted(_candidates(point), key=cost):
            if cost(candidate) >= cost(point) or not _allowed(candidate, variables, format):
                continue
            budget -= 1
            if budget < 0:
                return point
            if still_fails(candidate):
                point, improved = candidate, True
                break
    return point


def _allowed(point: Point, variables: Mapping[str, Interval], format: FloatFormat | None) -> bool:
    return all(value in variables[name] and (format is None or format.holds(value)) for name, value in point.items())


def _candidates(point: Point) -> Iterator[Point]:
    """Points with one variable simplified, two at once, or all equal."""
    names = list(point)
    for value in SIMPLE:
        yield dict.fromkeys(names, value)
    moves = {name: list(_simpler(value)) for name, value in point.items()}
    for name in names:
        for value in [*SIMPLE, *moves[name], *point.values()]:
            yield {**point, name: value}
    for i, first in enumerate(names):
        for second in names[i + 1 :]:
            for a, b in product(moves[first][:12], moves[second][:12]):
                yield {**point, first: a, second: b}


def _simpler(value: Fraction) -> Iterator[Fraction]:
    """The value without its exponent of two, without its sign, and with fewer significant bits."""
    if value == 0:
        return
    exponent = abs(value.numerator).bit_length() - value.denominator.bit_length()
    significand = value / Fraction(2) ** exponent
    for bits in (0, 1, 2, 3, 4, 6, 8, 12, 16, 24):
        rounded = Fraction(round(significand * 2**bits), 2**bits)
        yield rounded
        yield rounded * Fraction(2) ** exponent
    yield abs(value)
