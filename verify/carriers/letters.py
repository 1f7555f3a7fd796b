"""Letters: matrices of any size, as noncommuting symbols with shapes.

A letter is the term `("letter", name, rows, columns, structure)`; rows and columns are names of sizes or numbers,
written as text. Shapes are checked while the theorem function runs, so that a mistake is an error for all sizes at
once. Numbers and traces commute, matrices do not.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache
from typing import Any

from verify.carriers.expressions import Expressions, Path, value_at
from verify.carriers.terms import Atom, Term, number
from verify.errors import DomainError, NeedsEntriesError, UnableError
from verify.matrices import diagonal_of, ones_along

Shape = tuple[str, ...]  # () for a number, (rows, columns) for a matrix

NUMBER: Shape = ()


def letter(name: str, rows: object, columns: object, structure: str = "general") -> Term:
    """The term of a matrix variable; `structure` is general or symmetric."""
    return ("letter", name, str(rows), str(columns), structure)


@lru_cache(maxsize=4096)
def shape_of(term: Term) -> Shape:
    """The shape of a term."""
    head = term[0]
    if head == "letter":
        return term[2], term[3]
    if head == "identity":
        return term[1], term[1]
    if head == "matmul":
        return shape_of(term[1])[0], shape_of(term[2])[1]
    if head == "transpose":
        rows, columns = shape_of(term[1])
        return columns, rows
    if head == "scale":
        return shape_of(term[2])
    if head in ("add", "sub", "neg"):
        return shape_of(term[1])
    if head == "kronecker":
        (above, before), (below, after) = shape_of(term[1]), shape_of(term[2])
        return size_product(above, below), size_product(before, after)
    return NUMBER


def size_product(left: str, right: str) -> str:
    """The product of two sizes: names in alphabetical order and at most one number, with a star between them.

    >>> size_product("k", "3"), size_product("n", "2*k"), size_product("n", "1")
    ('3*k', '2*k*n', 'n')
    """
    parts = [part for each in (left, right) for part in each.split("*")]
    number = math.prod(int(each) for each in parts if each.isdecimal())
    names = sorted(each for each in parts if not each.isdecimal())
    return "0" if number == 0 else "*".join([str(number)] * (number != 1 or not names) + names)


ONES = "𝟏"  # no variable can have these names
ROOT = "√"
DIAGONAL = "diag "


def ones(rows: object) -> Term:
    """The letter of the column of ones: the same in all formulas."""
    return letter(f"{ONES} {rows}", rows, 1)


def law(name: str, size: object) -> Term:
    """A vector of probabilities as R R 𝟏, where R is the diagonal matrix of their square roots: a symmetric letter."""
    root = letter(ROOT + name, size, size, "symmetric")
    return ("matmul", ("matmul", root, root), ones(size))


def weights_of(term: Term) -> Term | None:
    """The diagonal matrix R R of a vector of probabilities, if the term is one."""
    match term:
        case ("matmul", ("matmul", ("letter", str(name), *_) as root, other) as weights, ("letter", *_) as column):
            is_law = name.startswith(ROOT) and root == other and column == ones(shape_of(root)[0])
            return weights if is_law else None
    return None


class Letters(Expressions):
    """Expressions with matrices among them."""

    name = "letters"

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._weights: list[Term] = []  # of the laws of this run
        self._diagonals: dict[Term, Term] = {}  # the vector that stands for the diagonal of a matrix

    def _same_shape(self, left: Term, right: Term, what: str) -> Shape:
        shapes = shape_of(left), shape_of(right)
        if shapes[0] != shapes[1] and _fit_entrywise(*shapes):
            raise NeedsEntriesError(f"{what} in every entry")
        if shapes[0] != shapes[1]:
            raise DomainError(
                f"{what} of shapes {text_of_shape(shapes[0])} and {text_of_shape(shapes[1])}", remedy="mend the shapes"
            )
        return shapes[0]

    def add(self, left: Term, right: Term) -> Term:
        if self._same_shape(left, right, "a sum") == NUMBER:
            return super().add(left, right)
        return right if _is_zero(left) else left if _is_zero(right) else ("add", left, right)

    def subtract(self, left: Term, right: Term) -> Term:
        if self._same_shape(left, right, "a difference") == NUMBER:
            return super().subtract(left, right)
        return left if _is_zero(right) else ("sub", left, right)

    def multiply(self, left: Term, right: Term) -> Term:
        shapes = shape_of(left), shape_of(right)
        if shapes == (NUMBER, NUMBER):
            return super().multiply(left, right)
        if NUMBER not in shapes and _fit_entrywise(*shapes):
            raise NeedsEntriesError("a product in every entry")
        if NUMBER not in shapes:
            raise DomainError(
                f"* between shapes {text_of_shape(shapes[0])} and {text_of_shape(shapes[1])}", remedy="write @"
            )
        return ("scale", left, right) if shapes[0] == NUMBER else ("scale", right, left)

    def divide(self, left: Term, right: Term) -> Term:
        if shape_of(right) != NUMBER and _fit_entrywise(shape_of(left), shape_of(right)):
            raise NeedsEntriesError("a division in every entry")
        if shape_of(right) != NUMBER:
            raise DomainError(
                f"a division by a matrix of shape {text_of_shape(shape_of(right))}", remedy="state its inverse"
            )
        if shape_of(left) == NUMBER:
            return super().divide(left, right)
        return ("scale", super().divide(number(1), right), left)

    def negate(self, operand: Term) -> Term:
        return super().negate(operand) if shape_of(operand) == NUMBER else ("scale", number(-1), operand)

    def matmul(self, left: Term, right: Term) -> Term:
        shapes = shape_of(left), shape_of(right)
        if NUMBER in shapes or shapes[0][1] != shapes[1][0]:
            words = f"{text_of_shape(shapes[0])} and {text_of_shape(shapes[1])}"
            raise DomainError(f"a product @ of shapes {words}", remedy="mend the shapes")
        return ("matmul", left, right)

    def kronecker(self, left: Term, right: Term) -> Term:
        shapes = shape_of(left), shape_of(right)
        if NUMBER in shapes:
            words = f"{text_of_shape(shapes[0])} and {text_of_shape(shapes[1])}"
            raise DomainError(f"a Kronecker product of {words}", remedy="write * for numbers")
        return ("kronecker", left, right)

    def transpose(self, operand: Term) -> Term:
        if shape_of(operand) == NUMBER:
            return operand
        return operand[1] if operand[0] == "transpose" else ("transpose", operand)

    def trace(self, operand: Term) -> Term:
        shape = shape_of(operand)
        if shape == NUMBER or shape[0] != shape[1]:
            raise DomainError(f"a trace of shape {text_of_shape(shape)}", remedy="take it of a square matrix")
        return ("trace", operand)

    def identity_like(self, operand: Term) -> Term:
        shape = shape_of(operand)
        if shape == NUMBER or shape[0] != shape[1]:
            raise DomainError(f"an identity of shape {text_of_shape(shape)}", remedy="take it of a square matrix")
        return ("identity", shape[0])

    def ones_like(self, operand: Term) -> Term:
        shape = shape_of(operand)
        if shape == NUMBER or shape[1] != "1":
            raise DomainError(
                f"a column of ones as long as {text_of_shape(shape)}", remedy="take it of a column vector"
            )
        if operand[0] == "kronecker" and shape_of(operand[1])[1] == "1":
            return ("kronecker", self.ones_like(operand[1]), self.ones_like(operand[2]))
        if self.path.may_be_empty & {*shape[0].split("*")}:
            raise UnableError(
                f"a column of ones of size {shape[0]}, which may be 0", remedy="let the size be at least 1"
            )
        weights = weights_of(operand)
        if weights is not None and weights not in self._weights:  # a law's membership asks for this before all else
            self._weights.append(weights)
        column = ones(shape[0])
        for sample in self.path.samples:
            if column[1] not in sample:
                sample[column[1]] = ones_along(value_at(operand, sample), Fraction(1))
        return column

    def diagonal(self, operand: Term) -> Term:
        shape = shape_of(operand)
        if operand[0] in ("add", "sub"):
            return (operand[0], self.diagonal(operand[1]), self.diagonal(operand[2]))
        if operand[0] == "scale":
            return ("scale", operand[1], self.diagonal(operand[2]))
        weights = weights_of(operand)
        if weights is not None:
            return weights
        if shape == NUMBER or shape[0] != shape[1] or shape[0] == "1":
            remedy = "take it of a square matrix or of a vector of probabilities"
            raise DomainError(f"diagonal() of shape {text_of_shape(shape)}", remedy=remedy)
        return self._diagonal_of(operand)

    def _diagonal_of(self, matrix: Term) -> Term:
        """A letter for the diagonal of a matrix. All that is said of it: its mean under each law is a trace."""
        if self.bound:  # the matrix may depend on what the expectation is over, and the letter would not
            self.unable("diagonal() inside an expectation")
        if matrix not in self._diagonals:
            rows = shape_of(matrix)[0]
            vector = letter(f"{DIAGONAL}{len(self._diagonals) + 1}", rows, 1)
            self._diagonals[matrix] = vector
            for sample in self.path.samples:
                sample[vector[1]] = diagonal_of(value_at(matrix, sample))
            for weights in self._weights:
                if shape_of(weights)[0] == rows:
                    mean = ("trace", ("matmul", ("matmul", ("transpose", ones(rows)), weights), vector))
                    self.path.assume(Atom("=0", ("sub", mean, ("trace", ("matmul", weights, matrix)))))
        return self._diagonals[matrix]

    def integer_power(self, base: Term, exponent: int) -> Term:
        return super().integer_power(self._number(base, "a power in every entry"), exponent)

    def exp(self, operand: Term) -> Term:
        return super().exp(self._number(operand, "exp() in every entry"))

    def log(self, operand: Term) -> Term:
        return super().log(self._number(operand, "log() in every entry"))

    def sqrt(self, operand: Term) -> Term:
        return super().sqrt(self._number(operand, "sqrt() in every entry"))

    def sin(self, operand: Term) -> Term:
        return super().sin(self._number(operand, "sin() in every entry"))

    def cos(self, operand: Term) -> Term:
        return super().cos(self._number(operand, "cos() in every entry"))

    def _number(self, operand: Term, what: str) -> Term:
        if shape_of(operand) != NUMBER:
            raise NeedsEntriesError(what)
        return operand

    def total(self, operand: Term, axis: int | None, *, keep: bool) -> Term:
        return self._number(operand, "a sum of entries")

    def count(self, operand: Term, axis: int | None) -> Term:
        self._number(operand, "a number of entries")
        return number(1)

    def is_vector(self, operand: Term) -> bool:
        return bool(shape_of(operand)) and shape_of(operand)[1] == "1"

    def entry(self, operand: Term, row: Any, column: Any) -> Term:
        raise NeedsEntriesError("an entry")

    def basis(self, operand: Term) -> Any:
        raise NeedsEntriesError("a gradient in every entry")

    def absolute(self, operand: Term) -> Term:
        return super().absolute(operand) if shape_of(operand) == NUMBER else ("abs", operand)

    def is_number(self, payload: Term) -> bool:
        return shape_of(payload) == NUMBER

    def zero_like(self, payload: Term) -> Term:
        return number(0) if shape_of(payload) == NUMBER else ("scale", number(0), payload)


def _fit_entrywise(left: Shape, right: Shape) -> bool:
    """Whether entries can be taken together: of a number and a matrix, and along an axis of size 1."""
    return NUMBER in (left, right) or all(a == b or "1" in (a, b) for a, b in zip(left, right, strict=True))


def _is_zero(term: Term) -> bool:
    return term[0] == "scale" and bool(term[1] == number(0))


def text_of_shape(shape: Any) -> str:
    """A shape for people."""
    return " × ".join(shape) if shape else "a number"
