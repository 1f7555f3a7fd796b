"""Wide floats: unevaluated sums of two float64, 106 bits, for patterns of 64 bits and products of what they mean.

They suspect, as floats do, and decide nothing. Sums are Knuth's, products Dekker's; integers below 2^106 are exact.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple

import torch

from verify.carriers.exact_floats import error_of_product
from verify.carriers.floats import Floats

HALF = 2**32


class Wide(NamedTuple):
    """high + low, with a low part of at most half a unit in the last place of the high one."""

    high: torch.Tensor
    low: torch.Tensor


class WideFloats(Floats):
    """Lanes of pairs of float64; a constant whose two parts are not exact is rounded to them."""

    name = "wide floats"

    def register(self, integers: torch.Tensor) -> Wide:
        """Lanes of 64-bit registers, as integers from 0 on."""
        high, low = ((integers >> shift) & (HALF - 1) for shift in (32, 0))
        return _sum(high.to(self.dtype) * HALF, low.to(self.dtype))

    def narrow(self, number: Any) -> torch.Tensor:
        """Lanes of float64: those that are no float64 have no value."""
        return torch.where(number.low == 0, number.high, torch.nan)

    def widened(self, lanes: torch.Tensor) -> Wide:
        """Lanes of float64 as they are."""
        return Wide(lanes, torch.zeros_like(lanes))

    def rounded(self, number: Any) -> torch.Tensor:
        """Lanes of float64 with the same signs."""
        rounded: torch.Tensor = number.high + number.low
        return rounded

    def constant(self, number: Fraction) -> Any:
        high = super().constant(number)
        rest = number - Fraction(float(high)) if torch.isfinite(high) else Fraction(0)
        return Wide(high, super().constant(rest))

    def add(self, left: Wide, right: Wide) -> Wide:
        high, error = _sum(left.high, right.high)
        return _sum(high, error + (left.low + right.low))

    def negate(self, operand: Wide) -> Wide:
        return Wide(-operand.high, -operand.low)

    def subtract(self, left: Wide, right: Wide) -> Wide:
        return self.add(left, self.negate(right))

    def multiply(self, left: Wide, right: Wide) -> Wide:
        product = left.high * right.high
        error = error_of_product(left.high, right.high, product) + (left.high * right.low + left.low * right.high)
        return _sum(product, torch.where(torch.isfinite(error), error, 0.0))

    def divide(self, left: Wide, right: Wide) -> Wide:
        quotient = self.widened(left.high / right.high)
        rest = self.subtract(left, self.multiply(quotient, right))
        return _sum(quotient.high, torch.where(torch.isfinite(rest.high), rest.high / right.high, 0.0))

    def integer_power(self, base: Wide, exponent: int) -> Any:
        return self.unable("an integer power")

    def power(self, base: Wide, exponent: Wide) -> Any:
        if base.high is not self._two:
            return self.unable("a power of another base than 2")
        return self.widened(torch.exp2(exponent.high))

    def compare(self, relation: str, left: Wide, right: Wide) -> tuple[Any, Any]:
        difference = self.rounded(self.subtract(left, right))
        # infinities have no difference
        difference = torch.where(torch.isinf(left.high) | torch.isinf(right.high), left.high - right.high, difference)
        return super().compare(relation, difference, torch.zeros_like(difference))

    def where(self, condition: Any, yes: Callable[[], Any], no: Callable[[], Any]) -> Wide:
        a, b = yes(), no()
        parts = [(a.high, b.high), (a.low, b.low)]
        return Wide(*(Floats.where(self, condition, partial(_same, y), partial(_same, n)) for y, n in parts))

    def defined_if(self, relation: str, left: Any, right: Any, result: Any, *, problem: str) -> Any:
        holds, _ = self.compare(relation, left, right)
        return Wide(torch.where(holds, result.high, torch.nan), torch.where(holds, result.low, torch.nan))

    def zero_like(self, payload: Wide) -> Any:
        return self.widened(torch.zeros_like(payload.high))

    def is_number(self, payload: Wide) -> bool:
        return True

    def largest(self, payload: Wide) -> Any:
        return payload

    def floor(self, operand: Wide) -> Wide:
        high = torch.floor(operand.high)
        return _sum(high, torch.where(high == operand.high, torch.floor(operand.low), 0.0))

    def absolute(self, operand: Wide) -> Wide:
        negative = operand.high < 0
        return Wide(*(torch.where(negative, -part, part) for part in operand))

    def split(self, operand: Wide, base: Wide) -> Any:
        if base.high is not self._two:
            return self.unable("split in another base than 2")
        exponent, significand = super().split(operand.high, base.high)
        below = (significand == 1) & (operand.low < 0)  # 2^k less a little has the exponent k - 1
        exponent = torch.where(below, exponent - 1, exponent)
        low = torch.where(operand.low == 0, 0.0, operand.low * torch.exp2(-exponent))
        return self.widened(exponent), Wide(torch.where(below, 2.0, significand), low)

    def maximum(self, left: Wide, right: Wide) -> Any:
        return self.where(self.compare("<", left, right), lambda: right, lambda: left)

    def minimum(self, left: Wide, right: Wide) -> Any:
        return self.where(self.compare("<", left, right), lambda: left, lambda: right)

    def exp(self, operand: Any) -> Any:
        return self.unable("exp")

    log = sqrt = sin = cos = exp


def _same(thing: torch.Tensor) -> torch.Tensor:
    return thing


def _sum(left: torch.Tensor, right: torch.Tensor) -> Wide:
    """The rounded sum of two floats and its error; an infinite sum has none."""
    total = left + right
    other = total - left
    error = (left - (total - other)) + (right - other)
    return Wide(total, torch.where(torch.isfinite(total), error, 0.0))
