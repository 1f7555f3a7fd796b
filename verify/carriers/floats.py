"""Floats: torch tensors, one lane a case. They find suspects and decide nothing."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Any

import torch

from verify.carriers.value import Carrier, Value

GRID = 512  # cells a side of the midpoint rule; it only draws and suspects


class Floats(Carrier):
    """Tensors of `dtype` on `device`; a payload is a tensor of lanes or, under vmap, one lane of it."""

    name = "floats"

    def __init__(self, device: str = "cpu", dtype: torch.dtype = torch.float64) -> None:
        self.device = device
        self.dtype = dtype
        self._number = lru_cache(maxsize=256)(self._make_number)
        self._two = self._number(Fraction(2))

    def _make_number(self, number: Fraction) -> torch.Tensor:
        try:
            nearest = number.numerator / number.denominator
        except OverflowError:
            nearest = math.copysign(math.inf, number)
        return torch.tensor(nearest, dtype=self.dtype, device=self.device)

    def constant(self, number: Fraction) -> torch.Tensor:
        return self._number(number)

    def integer_power(self, base: Any, exponent: int) -> Any:
        return base**exponent

    def power(self, base: Any, exponent: Any) -> Any:
        return torch.exp2(exponent) if base is self._two else torch.pow(base, exponent)

    def compare(self, relation: str, left: Any, right: Any) -> Any:
        if relation == "==":
            return left == right
        return left < right if relation == "<" else left <= right

    def truth(self, condition: Any) -> bool:
        return self.unable("if (write where(condition, …, …) so that every lane can take its own branch)")

    def where(self, condition: Any, yes: Callable[[], Any], no: Callable[[], Any]) -> Any:
        return torch.where(condition, yes(), no())

    def floor(self, operand: Any) -> Any:
        return torch.floor(operand)

    def absolute(self, operand: Any) -> Any:
        return torch.abs(operand)

    def maximum(self, left: Any, right: Any) -> Any:
        return torch.maximum(left, right)

    def minimum(self, left: Any, right: Any) -> Any:
        return torch.minimum(left, right)

    def exp(self, operand: Any) -> Any:
        return torch.exp(operand)

    def log(self, operand: Any) -> Any:
        return torch.log(operand)

    def sqrt(self, operand: Any) -> Any:
        return torch.sqrt(operand)

    def split(self, operand: Any, base: Any) -> tuple[Any, Any]:
        if base is self._two:
            significand, exponent = torch.frexp(operand)
            return exponent.to(self.dtype) - 1, torch.where(operand > 0, 2 * significand, math.nan)
        exponent = torch.floor(torch.log(operand) / torch.log(base))
        significand = operand / torch.pow(base, exponent)
        # the quotient of two rounded logarithms can miss the exponent by one on either side
        low, high = significand < 1, significand >= base
        exponent = exponent - low.to(exponent.dtype) + high.to(exponent.dtype)
        significand = torch.where(low, significand * base, torch.where(high, significand / base, significand))
        return exponent, significand

    def expectation(self, function: Callable[..., Any], variables: dict[str, Any]) -> Any:
        axes = [
            float(law.low) + (torch.arange(GRID, dtype=self.dtype) + 0.5) * (float(law.high - law.low) / GRID)
            for law in variables.values()
        ]
        grids = torch.meshgrid(*axes, indexing="ij")
        lanes = {name: Value(self, grid.reshape(-1)) for name, grid in zip(variables, grids, strict=True)}
        return function(**lanes).payload.mean()
