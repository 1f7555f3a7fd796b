"""Duals: every number carries its rate of change, over any other carrier. That is how `rate` differentiates.

A payload is a pair of payloads of the base carrier: value and slope. The rules below are the rules of calculus, so a
rate is exact wherever the base is: on rationals, on balls, on expressions, and on letters without commuting them.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from verify.carriers.value import Basis, Carrier

Dual = tuple[Any, Any]


class Duals(Carrier):
    """Values with slopes over `base`."""

    def __init__(self, base: Carrier) -> None:
        self.base = base
        self.name = f"duals over {base.name}"

    def embed(self, payload: Any) -> Dual:
        """A payload of the base, which does not change."""
        return payload, self.base.zero_like(payload)

    def is_number(self, payload: Dual) -> bool:
        return self.base.is_number(payload[0])

    def constant(self, number: Fraction) -> Dual:
        return self.embed(self.base.constant(number))

    def zero_like(self, payload: Dual) -> Dual:
        return self.embed(self.base.zero_like(payload[0]))

    def frozen(self, operand: Dual) -> Dual:
        return self.embed(operand[0])

    def add(self, left: Dual, right: Dual) -> Dual:
        return self.base.add(left[0], right[0]), self.base.add(left[1], right[1])

    def subtract(self, left: Dual, right: Dual) -> Dual:
        return self.base.subtract(left[0], right[0]), self.base.subtract(left[1], right[1])

    def negate(self, operand: Dual) -> Dual:
        return self.base.negate(operand[0]), self.base.negate(operand[1])

    def _product(self, operation: Callable[[Any, Any], Any], left: Dual, right: Dual) -> Dual:
        slope = self.base.add(operation(left[1], right[0]), operation(left[0], right[1]))
        return operation(left[0], right[0]), slope

    def multiply(self, left: Dual, right: Dual) -> Dual:
        return self._product(self.base.multiply, left, right)

    def matmul(self, left: Dual, right: Dual) -> Dual:
        return self._product(self.base.matmul, left, right)

    def kronecker(self, left: Dual, right: Dual) -> Dual:
        return self._product(self.base.kronecker, left, right)

    def divide(self, left: Dual, right: Dual) -> Dual:
        quotient = self.base.divide(left[0], right[0])
        change = self.base.subtract(left[1], self.base.multiply(right[1], quotient))
        return quotient, self.base.divide(change, right[0])

    def transpose(self, operand: Dual) -> Dual:
        return self.base.transpose(operand[0]), self.base.transpose(operand[1])

    def trace(self, operand: Dual) -> Dual:
        return self.base.trace(operand[0]), self.base.trace(operand[1])

    def identity_like(self, operand: Dual) -> Dual:
        return self.embed(self.base.identity_like(operand[0]))

    def ones_like(self, operand: Dual) -> Dual:
        return self.embed(self.base.ones_like(operand[0]))

    def diagonal(self, operand: Dual) -> Dual:
        return self.base.diagonal(operand[0]), self.base.diagonal(operand[1])

    def total(self, operand: Dual, axis: int | None, *, keep: bool) -> Dual:
        return self.base.total(operand[0], axis, keep=keep), self.base.total(operand[1], axis, keep=keep)

    def count(self, operand: Dual, axis: int | None) -> Dual:
        return self.embed(self.base.count(operand[0], axis))

    def entry(self, operand: Dual, row: Dual, column: Dual | None) -> Dual:
        places = row[0], None if column is None else column[0]
        return self.base.entry(operand[0], *places), self.base.entry(operand[1], *places)

    def is_vector(self, operand: Dual) -> bool:
        return self.base.is_vector(operand[0])

    def basis(self, operand: Dual) -> Basis:
        directions, assemble = self.base.basis(operand[0])
        return Basis(
            [self.embed(each) for each in directions],
            lambda slopes: tuple(assemble(list(part)) for part in zip(*slopes, strict=True)),
        )

    def _chained(self, value: Any, derivative: Any, operand: Dual) -> Dual:
        return value, self.base.multiply(derivative, operand[1])

    def integer_power(self, base: Dual, exponent: int) -> Dual:
        if exponent == 0:
            return self.constant(Fraction(1))
        lower = self.base.integer_power(base[0], exponent - 1)
        derivative = self.base.multiply(self.base.constant(Fraction(exponent)), lower)
        return self._chained(self.base.multiply(lower, base[0]), derivative, base)

    def exp(self, operand: Dual) -> Dual:
        value = self.base.exp(operand[0])
        return self._chained(value, value, operand)

    def log(self, operand: Dual) -> Dual:
        derivative = self.base.divide(self.base.constant(Fraction(1)), operand[0])
        return self._chained(self.base.log(operand[0]), derivative, operand)

    def sqrt(self, operand: Dual) -> Dual:
        root = self.base.sqrt(operand[0])
        derivative = self.base.divide(self.base.constant(Fraction(1, 2)), root)
        return self._chained(root, derivative, operand)

    def sin(self, operand: Dual) -> Dual:
        return self._chained(self.base.sin(operand[0]), self.base.cos(operand[0]), operand)

    def cos(self, operand: Dual) -> Dual:
        slope = self.base.negate(self.base.sin(operand[0]))
        return self._chained(self.base.cos(operand[0]), slope, operand)

    def compare(self, relation: str, left: Dual, right: Dual) -> Any:
        # where the branches meet there may be no derivative, and no goal would say so
        return self.unable("a comparison inside rate() (differentiate each branch in a theorem of its own)")
