"""Rationals: `Fraction`. What they compute is exact, so what they compare is decided."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, NoReturn

from verify.carriers import patterns
from verify.carriers.value import Basis, Carrier
from verify.errors import DomainError, UnableError, UndefinedError
from verify.formats import FloatFormat
from verify.matrices import (
    diagonal_of,
    entry_of,
    entrywise,
    kronecker_of,
    ones_along,
    reshaped_like,
    total_of,
    units_like,
)

LARGEST_EXPONENT = 1 << 16  # a power beyond it has more digits than anybody reads, and takes minutes


class Rationals(Carrier):
    """Exact rational numbers, one case at a time."""

    name = "rationals"

    def exact(self, value: Any) -> Any:
        return value

    def constant(self, number: Fraction) -> Fraction:
        return number

    def matmul(self, left: Any, right: Any) -> Any:
        return left @ right

    def kronecker(self, left: Any, right: Any) -> Any:
        return kronecker_of(left, right)

    def transpose(self, operand: Any) -> Any:
        return operand.T

    def trace(self, operand: Any) -> Any:
        return sum((operand[i, i] for i in range(operand.shape[0])), Fraction(0))

    def identity_like(self, operand: Any) -> Any:
        identity = operand * Fraction(0)
        for i in range(operand.shape[0]):
            identity[i, i] = Fraction(1)
        return identity

    def ones_like(self, operand: Any) -> Any:
        return ones_along(operand, Fraction(1))

    def diagonal(self, operand: Any) -> Any:
        return diagonal_of(operand)

    def is_number(self, payload: Any) -> bool:
        return isinstance(payload, Fraction)

    def largest(self, payload: Any) -> Any:
        return payload if isinstance(payload, Fraction) else max(payload.flat)

    def total(self, operand: Any, axis: int | None, *, keep: bool) -> Any:
        return operand if self.is_number(operand) else total_of(operand, axis, keep=keep, zero=Fraction(0))

    def count(self, operand: Any, axis: int | None) -> Fraction:
        return Fraction(1 if self.is_number(operand) else operand.size if axis is None else operand.shape[axis])

    def entry(self, operand: Any, row: Fraction, column: Fraction | None) -> Any:
        if row.denominator != 1 or (column is not None and column.denominator != 1):
            raise UndefinedError(f"there is no entry at {row}, {column}")
        return entry_of(operand, int(row), None if column is None else int(column))

    def basis(self, operand: Any) -> Basis:
        directions = units_like(operand, Fraction(0), Fraction(1))
        return Basis(directions, lambda slopes: reshaped_like(operand, slopes))

    def divide(self, left: Any, right: Any) -> Any:
        return entrywise(self._quotient, left, right)

    def _quotient(self, left: Fraction, right: Fraction) -> Fraction:
        if right == 0:
            raise UndefinedError(f"{left} / 0 has no value")
        return left / right

    def integer_power(self, base: Any, exponent: int) -> Any:
        return entrywise(lambda entry: self._power_of(entry, exponent), base)

    def _power_of(self, base: Fraction, exponent: int) -> Fraction:
        if base == 0 and exponent < 0:
            raise UndefinedError(f"0 ** {exponent} has no value")
        if abs(exponent) > LARGEST_EXPONENT:
            raise UnableError(
                f"an exponent of {exponent} is too large for exact rationals", remedy="balls may have the power"
            )
        return base**exponent

    def power(self, base: Fraction, exponent: Fraction) -> Fraction:
        if exponent.denominator != 1:
            raise DomainError(f"power() got the exponent {exponent}", remedy="it takes integer exponents")
        return self._power_of(base, exponent.numerator)

    def compare(self, relation: str, left: Fraction, right: Fraction) -> bool:
        if hasattr(left, "shape") or hasattr(right, "shape"):
            raise DomainError(f"{relation} of matrices", remedy="compare entries, traces or norms")
        if relation == "==":
            return left == right
        return left < right if relation == "<" else left <= right

    def truth(self, condition: Any) -> bool:
        return bool(condition)

    def bits(self, operand: Fraction, format: FloatFormat) -> Fraction:
        if not format.holds(operand):
            raise UndefinedError(f"{operand} has no bit pattern: {format} does not hold it")
        return Fraction(patterns.bits(self, operand, format))

    def from_bits(self, pattern: Fraction, format: FloatFormat) -> Fraction:
        if pattern.denominator != 1:
            raise UndefinedError(f"{pattern} is no bit pattern")
        return Fraction(patterns.from_bits(self, pattern, format))

    def defined_if(self, relation: str, left: Fraction, right: Fraction, result: Any, *, problem: str) -> Any:
        if not self.compare(relation, left, right):
            raise UndefinedError(problem)
        return result

    def cospi(self, operand: Fraction) -> Fraction:
        known = {Fraction(0): Fraction(1), Fraction(1, 3): Fraction(1, 2), Fraction(1, 2): Fraction(0)}
        place = abs((operand + 1) % 2 - 1)  # the cosine is even and has the period 2
        if min(place, 1 - place) not in known:
            return self.unable(f"cospi({operand}), which is irrational,")  # by Niven's theorem
        return known[place] if place in known else -known[1 - place]

    def summation(self, function: Callable[[Fraction], Any], lower: Fraction, upper: Fraction) -> Any:
        if lower.denominator != 1 or upper.denominator != 1 or upper < lower - 1:
            raise UndefinedError(f"a sum from {lower} to {upper} has no value")
        if upper - lower > LARGEST_EXPONENT:
            raise UnableError("a sum of too many numbers", remedy="take a smaller upper end")
        return sum((function(Fraction(i)) for i in range(int(lower), int(upper) + 1)), Fraction(0))

    def rank(self, rows: Sequence[Sequence[Fraction]]) -> Fraction:
        from verify.exact_linear_algebra import rank_of

        return Fraction(rank_of(rows))

    def linear_program(
        self, costs: Sequence[Fraction], matrix: Sequence[Sequence[Fraction]], right: Sequence[Fraction]
    ) -> Fraction:
        from verify.exact_linear_algebra import optimum

        point = optimum(costs, matrix, right)[0]
        return sum((c * x for c, x in zip(costs, point, strict=True)), Fraction(0))

    def floor(self, operand: Fraction) -> Fraction:
        return Fraction(math.floor(operand))

    def absolute(self, operand: Fraction) -> Fraction:
        return abs(operand)

    def maximum(self, left: Fraction, right: Fraction) -> Fraction:
        return max(left, right)

    def minimum(self, left: Fraction, right: Fraction) -> Fraction:
        return min(left, right)

    def exp(self, operand: Any) -> Any:
        return entrywise(lambda x: Fraction(1) if x == 0 else self._irrational("exp", x), operand)

    def log(self, operand: Any) -> Any:
        return entrywise(self._logarithm, operand)

    def _logarithm(self, operand: Fraction) -> Fraction:
        if operand <= 0:
            raise UndefinedError(f"log({operand}) has no value")
        return Fraction(0) if operand == 1 else self._irrational("log", operand)

    def sin(self, operand: Any) -> Any:
        return entrywise(lambda x: Fraction(0) if x == 0 else self._irrational("sin", x), operand)

    def cos(self, operand: Any) -> Any:
        return entrywise(lambda x: Fraction(1) if x == 0 else self._irrational("cos", x), operand)

    def _irrational(self, function: str, operand: Fraction) -> NoReturn:
        raise UnableError(f"{function}({operand}) is no rational number", remedy="balls enclose it")

    def split(self, operand: Fraction, base: Fraction) -> tuple[Fraction, Fraction]:
        if operand <= 0 or base <= 1:
            raise UndefinedError(
                f"split({operand}, {base}) has no value: it needs a positive number and a base above 1"
            )
        exponent = _estimated_exponent(operand, base)
        significand = operand / self.integer_power(base, exponent)
        while significand < 1:
            exponent, significand = exponent - 1, significand * base
        while significand >= base:
            exponent, significand = exponent + 1, significand / base
        return Fraction(exponent), significand


def _estimated_exponent(operand: Fraction, base: Fraction) -> int:
    if base == 2:
        return operand.numerator.bit_length() - operand.denominator.bit_length()
    logarithm = math.log(operand.numerator) - math.log(operand.denominator)
    logarithm_of_base = math.log(base.numerator) - math.log(base.denominator)
    if logarithm_of_base < 1e-12:
        raise UnableError("a base within 10⁻¹² of 1 has too many powers", remedy="take a base farther from 1")
    return math.floor(logarithm / logarithm_of_base)


RATIONALS = Rationals()
