"""Exact linear algebra by python-flint: minors that show a rank, and optimal points of linear programs.

Numbers are rational, or lie in the field of a root of unity ζ of some order, as polynomials in ζ.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import flint

from verify.errors import UnableError, UndefinedError

TOLERANCE = 1e-7  # of the floats that say which numbers are 0; whatever they say is then computed exactly
Rows = Sequence[Sequence[Any]]


class Minor(NamedTuple):
    """Rows and columns of a matrix that make an invertible square, as large as any, and the inverse of the square."""

    rows: list[int]
    columns: list[int]
    inverse: list[list[Any]]


class CyclotomicField:
    """The rational numbers with a primitive root of unity ζ of an order. Its elements are polynomials in ζ."""

    def __init__(self, order: int) -> None:
        self.order = order
        self.modulus = flint.fmpq_poly(flint.fmpz_poly.cyclotomic(order))

    def number(self, value: Fraction) -> Any:
        """A rational number."""
        return flint.fmpq_poly([flint.fmpq(value.numerator, value.denominator)])

    def cospi(self, value: Fraction) -> Any:
        """The cosine of π times a number; the order must be a multiple of twice its denominator."""
        power = int(value * self.order / 2) % self.order
        ends = flint.fmpq_poly([0] * power + [1]) + flint.fmpq_poly([0] * (self.order - power) + [1])
        return ends % self.modulus / 2

    def product(self, left: Any, right: Any) -> Any:
        """The product of two elements."""
        return left * right % self.modulus

    def inverse(self, element: Any) -> Any:
        """One divided by an element other than 0."""
        return element.xgcd(self.modulus)[1] % self.modulus


def minor_of(rows: Rows, field: CyclotomicField) -> Minor:
    """A largest invertible minor of a matrix of elements of a field, by elimination."""
    left = [list(row) for row in rows]
    chosen: list[int] = []
    columns: list[int] = []
    for j in range(len(left[0])):
        pivot = next((i for i in range(len(left)) if i not in chosen and left[i][j] != 0), None)
        if pivot is None:
            continue
        inverse = field.inverse(left[pivot][j])
        for i in range(len(left)):
            if i not in chosen and i != pivot and left[i][j] != 0:
                factor = field.product(left[i][j], inverse)
                left[i] = [a - field.product(factor, b) for a, b in zip(left[i], left[pivot], strict=True)]
        chosen.append(pivot)
        columns.append(j)
    return Minor(chosen, columns, _inverse([[rows[i][j] for j in columns] for i in chosen], field))


def _inverse(square: Rows, field: CyclotomicField) -> list[list[Any]]:
    size = len(square)
    unit = [[field.number(Fraction(i == j)) for j in range(size)] for i in range(size)]
    both = [[*row, *unit[i]] for i, row in enumerate(square)]
    for j in range(size):
        pivot = next(i for i in range(j, size) if both[i][j] != 0)
        both[j], both[pivot] = both[pivot], both[j]
        inverse = field.inverse(both[j][j])
        both[j] = [field.product(inverse, entry) for entry in both[j]]
        for i in range(size):
            if i != j and both[i][j] != 0:
                factor = both[i][j]
                both[i] = [a - field.product(factor, b) for a, b in zip(both[i], both[j], strict=True)]
    return [row[size:] for row in both]


def rank_of(rows: Sequence[Sequence[Fraction]]) -> int:
    """The rank of a matrix of rational numbers.

    >>> rank_of([[Fraction(1), Fraction(2)], [Fraction(2), Fraction(4)]])
    1
    """
    return int(_matrix(rows).rank())


def _matrix(rows: Sequence[Sequence[Fraction]]) -> Any:
    return flint.fmpq_mat([[flint.fmpq(each.numerator, each.denominator) for each in row] for row in rows])


def optimum(
    costs: Sequence[Fraction], matrix: Sequence[Sequence[Fraction]], right: Sequence[Fraction]
) -> tuple[list[Fraction], list[Fraction]]:
    """A point x >= 0 with matrix x = right and prices y with yᵀ matrix <= costs, of the same value: both are optimal.

    HiGHS finds which entries of x are 0 and which inequalities are equations; these are solved exactly.

    Raises:
        UndefinedError: no point meets the equations, or none has the least value.
        UnableError: what HiGHS finds is not exactly optimal.
    """
    from scipy.optimize import linprog

    arrays = [[float(c) for c in row] for row in (costs, right, *matrix)]
    found: Any = linprog(arrays[0], A_eq=arrays[2:], b_eq=arrays[1], method="highs-ds")
    if found.status in (2, 3):
        why = "no point meets its equations" if found.status == 2 else "it goes below all bounds"
        raise UndefinedError(f"a linear program has no least value: {why}")
    columns = list(zip(*matrix, strict=True))
    positive = [j for j, x in enumerate(found.x) if x > TOLERANCE]
    tight = [j for j, slack in enumerate(found.lower.marginals) if abs(slack) < TOLERANCE]
    part = _solved([[row[j] for j in positive] for row in matrix], right, [0.0] * len(positive))
    point = [dict(zip(positive, part, strict=True)).get(j, Fraction(0)) for j in range(len(costs))]
    prices = _solved([columns[j] for j in tight], [costs[j] for j in tight], list(found.eqlin.marginals))
    if _value(costs, point) != _value(right, prices) or min(point) < 0:
        raise UnableError("HiGHS found no exact optimum", remedy="scale the numbers of the linear program")
    if any(_value(column, prices) > cost for column, cost in zip(columns, costs, strict=True)):
        raise UnableError("HiGHS found no exact prices", remedy="scale the numbers of the linear program")
    return point, prices


def _value(left: Sequence[Fraction], right: Sequence[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(left, right, strict=True)), Fraction(0))


def _solved(rows: Sequence[Sequence[Fraction]], right: Sequence[Fraction], near: Sequence[float]) -> list[Fraction]:
    """A solution of rows x = right; what the equations leave open is a simple number near to a float."""
    values = [Fraction(each).limit_denominator(1000) for each in near]
    if not rows or not near:
        return values
    reduced, rank = _matrix([[*row, b] for row, b in zip(rows, right, strict=True)]).rref()
    lines = [[Fraction(int(e.p), int(e.q)) for e in line] for line in reduced.tolist()[:rank]]
    pivots = [next(j for j, entry in enumerate(line) if entry) for line in lines]
    if len(near) in pivots:
        raise UnableError("HiGHS found equations without a solution", remedy="scale the numbers of the linear program")
    solution = [Fraction(0) if j in pivots else value for j, value in enumerate(values)]
    for line, pivot in zip(lines, pivots, strict=True):
        solution[pivot] = line[-1] - _value(line[:-1], solution)
    return solution
