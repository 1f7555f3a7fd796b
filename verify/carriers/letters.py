"""Letters: matrices of any size, as noncommuting symbols with shapes.

A letter is the term `("letter", name, rows, columns, structure)`; rows and columns are names of sizes or numbers,
written as text. Shapes are checked while the theorem function runs, so that a mistake is an error for all sizes at
once. Numbers and traces commute, matrices do not.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from verify.carriers.expressions import Expressions
from verify.carriers.terms import Term, number
from verify.errors import DomainError

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
    return NUMBER


class Letters(Expressions):
    """Expressions with matrices among them."""

    name = "letters"

    def _same_shape(self, left: Term, right: Term, what: str) -> Shape:
        shapes = shape_of(left), shape_of(right)
        if shapes[0] != shapes[1]:
            raise DomainError(f"{what} of shapes {_text(shapes[0])} and {_text(shapes[1])}", remedy="mend the shapes")
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
        if NUMBER not in shapes:
            raise DomainError(f"* between shapes {_text(shapes[0])} and {_text(shapes[1])}", remedy="write @")
        return ("scale", left, right) if shapes[0] == NUMBER else ("scale", right, left)

    def divide(self, left: Term, right: Term) -> Term:
        if shape_of(right) != NUMBER:
            raise DomainError(f"a division by a matrix of shape {_text(shape_of(right))}", remedy="state its inverse")
        if shape_of(left) == NUMBER:
            return super().divide(left, right)
        return ("scale", super().divide(number(1), right), left)

    def negate(self, operand: Term) -> Term:
        return super().negate(operand) if shape_of(operand) == NUMBER else ("scale", number(-1), operand)

    def matmul(self, left: Term, right: Term) -> Term:
        shapes = shape_of(left), shape_of(right)
        if NUMBER in shapes or shapes[0][1] != shapes[1][0]:
            words = f"{_text(shapes[0])} and {_text(shapes[1])}"
            raise DomainError(f"a product @ of shapes {words}", remedy="mend the shapes")
        return ("matmul", left, right)

    def transpose(self, operand: Term) -> Term:
        if shape_of(operand) == NUMBER:
            return operand
        return operand[1] if operand[0] == "transpose" else ("transpose", operand)

    def trace(self, operand: Term) -> Term:
        shape = shape_of(operand)
        if shape == NUMBER or shape[0] != shape[1]:
            raise DomainError(f"a trace of shape {_text(shape)}", remedy="take it of a square matrix")
        return ("trace", operand)

    def identity_like(self, operand: Term) -> Term:
        shape = shape_of(operand)
        if shape == NUMBER or shape[0] != shape[1]:
            raise DomainError(f"an identity of shape {_text(shape)}", remedy="take it of a square matrix")
        return ("identity", shape[0])

    def absolute(self, operand: Term) -> Term:
        return super().absolute(operand) if shape_of(operand) == NUMBER else ("abs", operand)

    def is_number(self, payload: Term) -> bool:
        return shape_of(payload) == NUMBER

    def zero_like(self, payload: Term) -> Term:
        return number(0) if shape_of(payload) == NUMBER else ("scale", number(0), payload)


def _is_zero(term: Term) -> bool:
    return term[0] == "scale" and bool(term[1] == number(0))


def _text(shape: Any) -> str:
    return " × ".join(shape) if shape else "a number"
