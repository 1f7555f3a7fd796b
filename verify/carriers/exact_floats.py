"""Exact floats: float64 tensors that refuse to round. What they compare is decided, for a million cases at once.

Every operation whose result could be rounded is checked to be exact, lane by lane, and raises otherwise. NaN is "no
value", as everywhere.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import torch

from verify.carriers.floats import Floats
from verify.errors import UnableError

LARGEST_EXPONENT = 400  # products of two such powers, and of their halves, are normal numbers of float64
SPLITTER = 2.0**27 + 1


class ExactFloats(Floats):
    """Lanes of float64 on which sums, products and powers of two are exact or refused."""

    name = "exact floats"

    def _make_number(self, number: Fraction) -> torch.Tensor:
        tensor = super()._make_number(number)
        if Fraction(float(tensor)) != number:
            raise UnableError(f"{number} is no float64", remedy="multiply the statement by its denominator")
        return tensor

    def _must_be_exact(self, rounded: torch.Tensor, operation: str) -> None:
        if bool(rounded.any()):
            raise UnableError(f"{operation} would be rounded", remedy="judge such cases by rationals")

    def add(self, left: Any, right: Any) -> Any:
        total = left + right
        other = total - left  # Knuth's error of a sum; it is 0 exactly if nothing was rounded
        error = (left - (total - other)) + (right - other)
        self._must_be_exact((error.abs() > 0) | torch.isinf(total), "a sum")
        return total

    def subtract(self, left: Any, right: Any) -> Any:
        return self.add(left, -right)

    def multiply(self, left: Any, right: Any) -> Any:
        product = left * right
        for factor, other in ((left, right), (right, left)):
            if _is_power_of_two(factor):  # exact unless it leaves the range
                self._must_be_exact(_differ(product / factor, other), "a product")
                return product
        self._must_be_exact(_error_of_product(left, right, product).abs() > 0, "a product")
        return product

    def divide(self, left: Any, right: Any) -> Any:
        if not _is_power_of_two(right):
            return self.unable("a division that may be rounded")
        quotient = left / right
        self._must_be_exact(_differ(quotient * right, left), "a quotient")
        return quotient

    def power(self, base: Any, exponent: Any) -> Any:
        if base is not self._two:
            return self.unable("a power of another base than 2")
        self._must_be_exact((exponent.abs() > LARGEST_EXPONENT) | _differ(torch.floor(exponent), exponent), "a power")
        return torch.ldexp(torch.ones_like(exponent), exponent.nan_to_num(0).to(torch.int32)) + 0 * exponent

    def largest(self, payload: Any) -> Any:
        """Lanes are cases here and no entries of one matrix."""
        return payload

    def exp(self, operand: Any) -> Any:
        return self.unable("exp")

    log = sqrt = sin = cos = exp


def _differ(left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    """Where two numbers differ; a lane without a value is not blamed."""
    return (left < right) | (left > right)


def _is_power_of_two(tensor: torch.Tensor) -> bool:
    return tensor.ndim == 0 and abs(float(torch.frexp(tensor).mantissa)) == 0.5


def _error_of_product(left: torch.Tensor, right: torch.Tensor, product: torch.Tensor) -> torch.Tensor:
    """Dekker's error of a product, for factors between 2^-400 and 2^400 in magnitude, or 0."""
    error = error_of_product(left, right, product)
    far = (left.abs() > 2.0**LARGEST_EXPONENT) | (right.abs() > 2.0**LARGEST_EXPONENT)
    near = (left != 0) & (right != 0) & (product.abs() < 2.0**-LARGEST_EXPONENT)
    return torch.where(far | near, 1.0, error)


def error_of_product(left: torch.Tensor, right: torch.Tensor, product: torch.Tensor) -> torch.Tensor:
    """Dekker's error of a product, where nothing leaves the range."""
    high, low = _halves(left)
    other_high, other_low = _halves(right)
    error: torch.Tensor = ((high * other_high - product) + high * other_low + low * other_high) + low * other_low
    return error


def _halves(number: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """A number as the sum of two with half as many bits."""
    scaled = number * SPLITTER
    high = scaled - (scaled - number)
    return high, number - high
