"""Shrinking: from the lane that was found to a case that a person would type. Every candidate is judged exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

from verify.domains import Domain
from verify.formats import FloatFormat
from verify.matrices import is_static

Point = dict[str, Any]  # exact numbers and matrices

MOST_CANDIDATES = 4000
SIMPLE = [Fraction(n) for n in (0, 1, 2, 3)] + [Fraction(1, 2), Fraction(3, 2), Fraction(5, 4), Fraction(7, 4)]


def cost(point: Mapping[str, Any]) -> tuple[int, int, int]:
    """How hard a point is to read: digits, distinct values, negative signs."""
    numbers = [number for value in point.values() for number in _numbers(value)]
    ratios = [number.as_integer_ratio() for number in numbers]  # hashed and compared faster than fractions
    digits = sum(above.bit_length() + 2 * (below.bit_length() - 1) for above, below in ratios)
    return digits, len(set(ratios)), sum(above < 0 for above, _ in ratios)


def _numbers(value: Any) -> list[Fraction]:
    return [value] if isinstance(value, Fraction) else [] if is_static(value) else list(value.flat)


def shrink(
    point: Point, still_fails: Callable[[Point], bool], variables: Mapping[str, Domain], format: FloatFormat | None
) -> Point:
    """The cheapest point reached by single moves on which `still_fails`; the given one if no move helps.

    Candidates stay in the domains, and in the format if one is given.
    """
    budget = MOST_CANDIDATES
    improved = True
    while improved:
        improved = False
        for candidate in _cheaper(point):
            if not _allowed(candidate, variables, format):
                continue
            budget -= 1
            if budget < 0:
                return point
            if still_fails(candidate):
                point, improved = candidate, True
                break
    return point


def _cheaper(point: Point) -> list[Point]:
    """The candidates that cost less than a point, the cheapest first."""
    most = cost(point)
    priced = [(cost(candidate), candidate) for candidate in _candidates(point)]
    return [candidate for _, candidate in sorted((each for each in priced if each[0] < most), key=lambda each: each[0])]


def _allowed(point: Point, variables: Mapping[str, Domain], format: FloatFormat | None) -> bool:
    return all(
        value in variables[name] and (format is None or all(format.holds(number) for number in _numbers(value)))
        for name, value in point.items()
    )


def _candidates(point: Point) -> Iterator[Point]:
    """Points with one variable simplified, two at once, all equal, or all without their signs."""
    yield {name: value if is_static(value) else abs(value) for name, value in point.items()}
    names = [name for name, value in point.items() if isinstance(value, Fraction)]
    for value in SIMPLE:
        yield {**point, **dict.fromkeys(names, value)}
    for name in (name for name, value in point.items() if hasattr(value, "flat")):
        for matrix in _simpler_matrices(point[name]):
            yield {**point, name: matrix}
    moves = {name: list(_simpler(point[name])) for name in names}
    for name in names:
        for value in [*SIMPLE, *moves[name], *(point[other] for other in names)]:
            yield {**point, name: value}
    for i, first in enumerate(names):
        for second in names[i + 1 :]:
            for a, b in product(moves[first][:12], moves[second][:12]):
                yield {**point, first: a, second: b}


def _simpler_matrices(matrix: Any) -> Iterator[Any]:
    """The matrix with one entry (and its mirror image, if it is symmetric) made simpler."""
    square = matrix.shape[0] == matrix.shape[1]
    symmetric = square and bool((matrix == matrix.T).all())
    for i, j in product(*map(range, matrix.shape)):
        entry = matrix[i, j]
        for simpler in {Fraction(0), Fraction(1), Fraction(round(entry)), abs(entry)} - {entry}:
            changed = matrix.copy()
            changed[i, j] = simpler
            if symmetric:
                changed[j, i] = simpler
            yield changed


def _simpler(value: Fraction) -> Iterator[Fraction]:
    """The value without its exponent of two or with half of it, without its sign, and with fewer significant bits."""
    if value == 0:
        return
    exponent = abs(value.numerator).bit_length() - value.denominator.bit_length()
    significand = value / Fraction(2) ** exponent
    for bits in (0, 1, 2, 3, 4, 6, 8, 12, 16, 24):
        rounded = Fraction(round(significand * 2**bits), 2**bits)
        yield rounded
        yield rounded * Fraction(2) ** exponent
        yield rounded * Fraction(2) ** int(exponent / 2)
    yield abs(value)
