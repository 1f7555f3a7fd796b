"""Gram matrices: a polynomial as a sum of products of facts, each times a sum of squares, exactly.

A semidefinite program proposes the matrices in floats. They are rounded to rational numbers, and the equations between
coefficients are then solved exactly; the rational matrices are decomposed as L D Lᵀ, and a pivot that is negative says
no. Where the polynomial has zeros, no matrix in the equations' solutions is positive definite: the kernel that the
floats suggest is rounded to rational vectors, and the search goes on among the matrices that have it.

What this misses: a real zero at an irrational point whose conjugates are no real zeros. Rational matrices have the
conjugates in their kernel too, and the floats do not suggest them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import lcm
from typing import Any, NamedTuple

import flint

from verify.proof.polynomials import Polynomial, as_fraction
from verify.proof.steps.products import Product, Solution
from verify.proof.steps.semidefinite import Column, Program

MOST_UNKNOWNS = 3000
MOST_FACES = 5  # one in another
_DENOMINATORS = (1, 2, 6, 24, 1 << 10, 1 << 16, 1 << 24, 1 << 32, 1 << 44)
_OF_KERNELS = (12, 360, 10_000)  # denominators of their entries
_NEAR = (1e-3, 1e-6)  # how near the simplest number must be to one of their entries, tried in turn
_SINGULAR = (1e-7, 1e-5, 1e-3)  # eigenvalues that may be 0, relative to the largest, tried in turn
_PRIME = (1 << 60) - 93
_OUTSIDE = -1e-5  # a margin that no rounding explains


@dataclass(frozen=True)
class Block:
    """A product of facts times a sum of squares of combinations of the basis."""

    product: Product
    basis: list[Polynomial]

    def entries(self) -> Iterator[Polynomial]:
        """What a unit of each entry of the Gram matrix adds, column by column of its upper half."""
        for j, right in enumerate(self.basis):
            for i in range(j + 1):
                yield self.product.polynomial * self.basis[i] * right * (1 if i == j else 2)


class Multiple(NamedTuple):
    """A monomial times a polynomial that is 0."""

    zero: Polynomial
    monomial: Polynomial


@dataclass(frozen=True)
class Form:
    """Which summands a target may have: multiples of polynomials that are 0 with any sign, products with numbers that
    are not negative, and blocks."""

    multiples: list[Multiple]
    numbers: list[Product]
    blocks: list[Block]

    @cached_property
    def columns(self) -> list[Polynomial]:
        """What a unit of each unknown adds."""
        multiples = [zero * monomial for zero, monomial in self.multiples]
        numbers = [product.polynomial for product in self.numbers]
        return [*multiples, *numbers, *(entry for block in self.blocks for entry in block.entries())]

    def program(self, target: Polynomial) -> Program | None:
        """The semidefinite program in floats that proposes values of the unknowns; None if floats are too small."""
        try:
            columns, wanted = [_in_floats(column) for column in self.columns], _in_floats(target)
        except OverflowError:
            return None
        free, numbers = len(self.multiples), len(self.numbers)
        matrices, begin = [], free + numbers
        for block in self.blocks:
            size = len(block.basis)
            end = begin + size * (size + 1) // 2
            matrices.append((size, columns[begin:end]))
            begin = end
        return Program(columns[:free], columns[free : free + numbers], matrices, wanted)

    def matrices(self, values: Sequence[Any]) -> list[list[list[Any]]]:
        """The Gram matrices among the values of the unknowns."""
        found, place = [], len(self.multiples) + len(self.numbers)
        for block in self.blocks:
            matrix = [[values[0]] * len(block.basis) for _ in block.basis]
            for j in range(len(block.basis)):
                for i in range(j + 1):
                    matrix[i][j] = matrix[j][i] = values[place]
                    place += 1
            found.append(matrix)
        return found


@dataclass(frozen=True)
class Sum:
    """Summands that are exactly the target: products with squares, and multiples of polynomials that are 0."""

    summands: Solution
    multiples: list[tuple[Fraction, Multiple]]

    @property
    def is_strict(self) -> bool:
        """Whether a summand is positive for sure."""
        return any(product.strict for _, product in self.summands)


def find(form: Form, target: Polynomial, *, strict: bool, depth: int = 0) -> Sum | None:
    """The target as a sum of the form, or None if none was found; `strict` asks for a positive summand."""
    if not form.columns or len(form.columns) > MOST_UNKNOWNS:
        return None
    equations = _Equations(form.columns, target)
    if not equations.are_solvable:
        return None
    program = form.program(target)
    proposal = program.deepest() if program is not None else None
    if proposal is None or proposal[1] < _OUTSIDE:
        return None
    for denominator in _DENOMINATORS:
        found = _exactly(form, equations.solution_near(proposal[0], denominator))
        if found is not None and (found.is_strict or not strict):
            return found
    if depth == MOST_FACES:
        return None
    tried = [[block.basis for block in form.blocks]]
    for tolerance, near in product(_SINGULAR, _NEAR):
        face = _face(form, proposal[0], tolerance, near)
        bases = [block.basis for block in face.blocks]
        if bases not in tried:
            tried.append(bases)
            found = find(face, target, strict=strict, depth=depth + 1)
            if found is not None:
                return found
    return None


def _in_floats(polynomial: Polynomial) -> Column:
    return {exponents: float(as_fraction(coefficient)) for exponents, coefficient in polynomial.terms()}


class _Equations:
    """The linear equations that say: the unknowns times their columns sum up to the target.

    Which unknowns are solved for, preferably the first ones, is found modulo a prime; what they are is solved exactly.
    """

    def __init__(self, columns: Sequence[Polynomial], target: Polynomial) -> None:
        self._columns, self._target = columns, target
        rows: dict[Any, int] = {}
        entries = [
            (rows.setdefault(exponents, len(rows)), j, coefficient)
            for j, polynomial in enumerate((*columns, target))
            for exponents, coefficient in polynomial.terms()
        ]
        matrix = flint.nmod_mat(len(rows), len(columns) + 1, _PRIME)
        for i, j, coefficient in entries:
            matrix[i, j] = int(coefficient.p) * pow(int(coefficient.q), -1, _PRIME) % _PRIME
        pivots = _pivots(matrix)
        self.are_solvable = len(columns) not in pivots
        if self.are_solvable:
            self._solve_for(pivots, rows, [(i, pivots[j], c) for i, j, c in entries if j in pivots], matrix)

    def _solve_for(self, pivots: dict[int, int], rows: dict[Any, int], entries: list[Any], matrix: Any) -> None:
        chosen = flint.nmod_mat(len(pivots), len(rows), _PRIME)
        for j, place in pivots.items():
            for i in range(len(rows)):
                chosen[place, i] = matrix[i, j]
        self._pivots, self._rows = list(pivots), _pivots(chosen)
        self._places = {exponents: self._rows[i] for exponents, i in rows.items() if i in self._rows}
        self._square = flint.fmpq_mat(len(pivots), len(pivots))
        for i, place, coefficient in entries:
            if i in self._rows:
                self._square[self._rows[i], place] = coefficient

    def solution_near(self, nearby: Sequence[float], denominator: int) -> list[Any] | None:
        """The exact solution whose other unknowns are multiples of 1/denominator near given numbers, if it is one."""
        solved = set(self._pivots)
        solution = [flint.fmpq(round(value * denominator), denominator) for value in nearby]
        rest = self._target
        for j, column in enumerate(self._columns):
            if j not in solved and solution[j] != 0:
                rest -= solution[j] * column
        right = flint.fmpq_mat(len(solved), 1)
        for exponents, coefficient in rest.terms():
            if exponents in self._places:
                right[self._places[exponents], 0] = coefficient
        values = self._square.solve(right)
        for place, j in enumerate(self._pivots):
            solution[j] = values[place, 0]
            rest -= solution[j] * self._columns[j]
        return solution if rest == 0 else None


def _pivots(matrix: Any) -> dict[int, int]:
    """The columns of a matrix with a pivot, the first ones that can have one, each with its place among them."""
    reduced, rank = matrix.rref()
    found: dict[int, int] = {}
    j = 0
    for i in range(rank):
        while reduced[i, j] == 0:
            j += 1
        found[j] = i
    return found


def _exactly(form: Form, solution: list[Any] | None) -> Sum | None:
    """The summands of an exact solution, or None if a number or a matrix of it is negative somewhere."""
    if solution is None:
        return None
    begin, end = len(form.multiples), len(form.multiples) + len(form.numbers)
    numbers = [as_fraction(value) for value in solution[begin:end]]
    if any(value < 0 for value in numbers):
        return None
    summands = [(value, product) for value, product in zip(numbers, form.numbers, strict=True) if value]
    for block, matrix in zip(form.blocks, form.matrices(solution), strict=True):
        parts = _decomposed(matrix)
        if parts is None:
            return None
        summands += [_as_summand(block, pivot, vector) for pivot, vector in parts]
    values = map(as_fraction, solution[:begin])
    return Sum(summands, [(value, each) for value, each in zip(values, form.multiples, strict=True) if value])


def _decomposed(matrix: list[list[Any]]) -> list[tuple[Any, list[Any]]] | None:
    """Pivots above 0 and vectors whose squares, times the pivots, sum up to a symmetric matrix; None if it is not
    positive semidefinite."""
    rest, size = [list(row) for row in matrix], len(matrix)
    parts: list[tuple[Any, list[Any]]] = []
    for k in range(size):
        pivot = rest[k][k]
        if pivot < 0 or (pivot == 0 and any(rest[k][j] != 0 for j in range(k, size))):
            return None
        if pivot == 0:
            continue
        vector = [flint.fmpq(0)] * k + [rest[k][j] / pivot for j in range(k, size)]
        for i in range(k + 1, size):
            if vector[i] != 0:
                for j in range(i, size):
                    rest[i][j] -= pivot * vector[i] * vector[j]
        parts.append((pivot, vector))
    return parts


def _as_summand(block: Block, pivot: Any, vector: list[Any]) -> tuple[Fraction, Product]:
    root = sum((value * each for value, each in zip(vector, block.basis, strict=True)), 0 * block.basis[0])
    scale = lcm(*(int(coefficient.q) for coefficient in root.coeffs()))
    coefficient, root = as_fraction(pivot) / scale**2, root * scale
    if not root.is_constant():
        return coefficient, replace(block.product, squares=(root,), strict=False)
    return coefficient * as_fraction(root.leading_coefficient()) ** 2, block.product


def _face(form: Form, values: Sequence[float], tolerance: float, near: float) -> Form:
    """The form whose matrices have the kernels, rounded to rational vectors, that the given ones nearly have."""
    begin, blocks = len(form.multiples), []
    numbers = [
        product
        for value, product in zip(values[begin:], form.numbers, strict=False)
        if value > tolerance or not product.factors  # the number 1, however small its coefficient, is exact below
    ]
    for block, matrix in zip(form.blocks, form.matrices(values), strict=True):
        basis = _outside_the_kernel(block.basis, matrix, tolerance, near)
        if basis:
            blocks.append(replace(block, basis=basis))
    return Form(form.multiples, numbers, blocks)


def _outside_the_kernel(
    basis: list[Polynomial], matrix: list[list[float]], tolerance: float, near: float
) -> list[Polynomial]:
    """Combinations of the basis that span what is orthogonal to a rounded kernel; the basis if nothing is near it."""
    import numpy
    from scipy.linalg import qr

    eigenvalues, vectors = numpy.linalg.eigh(numpy.array(matrix))
    rank = int((eigenvalues <= tolerance * max(1.0, float(eigenvalues[-1]))).sum())
    if rank == 0:
        return basis
    kernel: Any = vectors[:, :rank].T
    order: Any = qr(kernel, mode="r", pivoting=True)[-1]
    bound, others = [int(j) for j in order[:rank]], sorted(int(j) for j in order[rank:])
    entries: Any = numpy.linalg.solve(kernel[:, bound], kernel[:, others])
    rounded = [[_rational(float(entry), near) for entry in row] for row in entries]
    found = []
    for place, j in enumerate(others):
        polynomial = basis[j]
        for i, row in enumerate(rounded):
            if row[place]:
                polynomial = polynomial - flint.fmpq(row[place].numerator, row[place].denominator) * basis[bound[i]]
        found.append(polynomial)
    return found


def _rational(entry: float, near: float) -> Fraction:
    """The simplest rational number that is near enough, else the nearest one."""
    candidates = [Fraction(entry).limit_denominator(most) for most in _OF_KERNELS]
    return next((each for each in candidates if abs(float(each) - entry) < near), candidates[-1])
