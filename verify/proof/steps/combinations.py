"""Rational functions as combinations of others: a linear program proposes, exact arithmetic decides."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from verify.proof import checker
from verify.proof.checker import Monomial, Polynomial, Ratio, Work

MOST_ROWS = 2000


def combination_of(target: Ratio, columns: Sequence[Ratio], work: Work, *, signs: bool) -> list[Fraction] | None:
    """Numbers, none negative if `signs`, with which the columns sum up to the target; None if none were found."""
    rows = _over_one_denominator([checker.without_common_factors(each) for each in (target, *columns)], work)
    monomials = sorted({monomial for polynomial in rows for monomial in polynomial})
    if not columns or len(monomials) > MOST_ROWS:
        return None
    matrix = [[Fraction(polynomial.get(monomial, 0)) for polynomial in rows[1:]] for monomial in monomials]
    right = [Fraction(rows[0].get(monomial, 0)) for monomial in monomials]
    chosen = _proposed(matrix, right) if signs else list(range(len(columns)))
    if chosen is None:
        return None
    solved = _solved([[row[place] for place in chosen] for row in matrix], right)
    if solved is None or (signs and min(solved, default=Fraction(0)) < 0):
        return None
    found = dict(zip(chosen, solved, strict=True))
    return [found.get(place, Fraction(0)) for place in range(len(columns))]


def _over_one_denominator(values: Sequence[Ratio], work: Work) -> list[Polynomial]:
    """The numerators over a common denominator: the least one if all denominators are products of generators."""
    common: dict[str, int] = {}
    others: list[Polynomial] = []
    for value in values:
        if len(value.denominator) > 1 and value.denominator not in others:
            others.append(value.denominator)
        if len(value.denominator) == 1:
            ((monomial, _),) = value.denominator.items()
            common |= {name: max(power, common.get(name, 0)) for name, power in monomial}
    return [_raised(value, common, others, work) for value in values]


def _raised(value: Ratio, common: dict[str, int], others: list[Polynomial], work: Work) -> Polynomial:
    missing, factor = dict(common), Fraction(1)
    if len(value.denominator) == 1:
        ((monomial, coefficient),) = value.denominator.items()
        factor = Fraction(coefficient)
        missing = {name: power - dict(monomial).get(name, 0) for name, power in common.items()}
    by: Monomial = tuple(sorted((name, power) for name, power in missing.items() if power))
    result = checker.multiply(value.numerator, {by: 1 / factor}, work)
    for other in others:
        if other != value.denominator:
            result = checker.multiply(result, other, work)
    return checker.without_deltas(result, work) if work.indices else result


def _proposed(matrix: list[list[Fraction]], right: list[Fraction]) -> list[int] | None:
    """The places of the columns that a solution in floats uses, which has no negative numbers."""
    import numpy
    from scipy.optimize import linprog

    dense = numpy.array([[float(entry) for entry in row] for row in matrix])
    wanted = numpy.array([float(entry) for entry in right])
    found = linprog(numpy.ones(dense.shape[1]), A_eq=dense, b_eq=wanted, bounds=(0, None), method="highs")
    if found.x is None:
        return None
    return [place for place, share in enumerate(found.x) if abs(share) > 1e-9]


def _solved(matrix: list[list[Fraction]], right: list[Fraction]) -> list[Fraction] | None:
    """The solution of a system of equations, with 0 for unknowns that stay free; None if there is none."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    width = len(matrix[0]) if matrix else 0
    pivots: list[int] = []
    for column in range(width):
        place = next((i for i in range(len(pivots), len(rows)) if rows[i][column]), None)
        if place is None:
            continue
        top = len(pivots)
        rows[top], rows[place] = rows[place], rows[top]
        rows[top] = [entry / rows[top][column] for entry in rows[top]]
        for i, row in enumerate(rows):
            if i != top and row[column]:
                rows[i] = [a - row[column] * b for a, b in zip(row, rows[top], strict=True)]
        pivots.append(column)
    if any(row[-1] for row in rows[len(pivots) :]):
        return None
    solution = [Fraction(0)] * width
    for i, column in enumerate(pivots):
        solution[column] = rows[i][-1]
    return solution
