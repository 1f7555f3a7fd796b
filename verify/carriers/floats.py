"""Floats: torch tensors, one lane a case. They find suspects and decide nothing."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Any

import torch

from verify.carriers.value import Basis, Carrier, Value, lift
from verify.matrices import must_be_column, must_be_matrices, must_have_diagonal

PIECES = 16  # of an interval in which a root is looked for
CELLS = 1 << 18  # cells of the midpoint rule, in all; it only draws and suspects


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
            nearest = math.inf if number > 0 else -math.inf
        return torch.tensor(nearest, dtype=self.dtype, device=self.device)

    def constant(self, number: Fraction) -> torch.Tensor:
        return self._two if number == 2 else self._number(number)

    def integer_power(self, base: Any, exponent: int) -> Any:
        return base**exponent

    def power(self, base: Any, exponent: Any) -> Any:
        return torch.exp2(exponent) if base is self._two else torch.pow(base, exponent)

    def compare(self, relation: str, left: Any, right: Any) -> tuple[Any, Any]:
        """Where the relation holds, and where it has no answer because a side has no value."""
        without_answer = torch.isnan(left) | torch.isnan(right)
        if relation == "==":
            return left == right, without_answer
        return (left < right if relation == "<" else left <= right), without_answer

    def truth(self, condition: Any) -> bool:
        return self.unable("if (write where(condition, …, …) so that every lane can take its own branch)")

    def where(self, condition: Any, yes: Callable[[], Any], no: Callable[[], Any]) -> Any:
        holds, without_answer = condition
        return torch.where(without_answer, math.nan, torch.where(holds, yes(), no()))

    def defined_if(self, relation: str, left: Any, right: Any, result: Any, *, problem: str) -> Any:
        holds, _ = self.compare(relation, left, right)
        return torch.where(holds, result, math.nan)

    def matmul(self, left: Any, right: Any) -> Any:
        return left @ right

    def kronecker(self, left: Any, right: Any) -> Any:
        must_be_matrices(left, right)
        product = left[..., :, None, :, None] * right[..., None, :, None, :]
        return product.flatten(-2, -1).flatten(-3, -2)

    def transpose(self, operand: Any) -> Any:
        return operand.mT

    def trace(self, operand: Any) -> Any:
        return operand.diagonal(dim1=-2, dim2=-1).sum(-1)

    def identity_like(self, operand: Any) -> Any:
        return torch.eye(operand.shape[-1], dtype=self.dtype, device=self.device)

    def ones_like(self, operand: Any) -> Any:
        must_be_column(operand)
        return torch.ones_like(operand)

    def diagonal(self, operand: Any) -> Any:
        must_have_diagonal(operand)
        if operand.shape[-1] == 1:
            return torch.diag_embed(operand.squeeze(-1))
        return operand.diagonal(dim1=-2, dim2=-1).unsqueeze(-1)

    def total(self, operand: Any, axis: int | None, *, keep: bool) -> Any:
        if operand.ndim == 0:
            return operand
        if axis is None:
            return operand.sum(dim=(-2, -1))
        sums = operand.sum(dim=axis - 2, keepdim=True)
        return sums if keep or axis == 1 else sums.mT

    def count(self, operand: Any, axis: int | None) -> Any:
        shape = operand.shape[-2:] if operand.ndim else (1,)
        return self.constant(Fraction(math.prod(shape) if axis is None else shape[axis]))

    def entry(self, operand: Any, row: Any, column: Any) -> Any:
        """Chosen by masks: under vmap every lane has its own index. NaN where there is no such entry."""
        rows, columns = operand.shape[-2:]
        along = torch.arange(rows, device=self.device) == row
        found = torch.where(along[:, None], operand, 0).sum(dim=-2, keepdim=True).mT
        found = torch.where(along.any(), found, math.nan)
        if column is None and columns > 1:
            return found
        return found[0, 0] if column is None else self.entry(found, column, None)

    def basis(self, operand: Any) -> Basis:
        count = operand.numel()
        units = torch.eye(count, dtype=self.dtype, device=self.device).reshape(count, *operand.shape)
        return Basis(list(units), lambda slopes: torch.stack(slopes).reshape(operand.shape))

    def zero_like(self, payload: Any) -> Any:
        return torch.zeros_like(payload)

    def is_number(self, payload: Any) -> bool:
        return bool(payload.ndim == 0)

    def largest(self, payload: Any) -> Any:
        return payload if payload.ndim == 0 else payload.amax()

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

    def sin(self, operand: Any) -> Any:
        return torch.sin(operand)

    def cos(self, operand: Any) -> Any:
        return torch.cos(operand)

    def split(self, operand: Any, base: Any) -> tuple[Any, Any]:
        if base is self._two:
            significand, exponent = torch.frexp(operand)
            defined = (operand > 0) & (operand < math.inf)
            exponent = torch.where(defined, exponent.to(self.dtype) - 1, math.nan)
            return exponent, torch.where(defined, 2 * significand, math.nan)
        defined = (operand > 0) & (operand < math.inf) & (base > 1)
        operand = torch.where(defined, operand, math.nan)
        exponent = torch.floor(torch.log(operand) / torch.log(base))
        significand = operand / torch.pow(base, exponent)
        # the quotient of two rounded logarithms can miss the exponent by one on either side
        low, high = significand < 1, significand >= base
        exponent = exponent - low.to(exponent.dtype) + high.to(exponent.dtype)
        significand = torch.where(low, significand * base, torch.where(high, significand / base, significand))
        return exponent, significand

    def sign_change(self, function: Callable[[Any], Any], low: Any, high: Any) -> Any:
        steps = [low + (high - low) * (i / PIECES) for i in range(PIECES + 1)]
        values = [lift(self, function(Value(self, step))) for step in steps]
        products = torch.stack([-(left * right) for left, right in pairwise(values)])
        return torch.where(low <= high, products.amax(0), -1)

    def cospi(self, operand: Any) -> Any:
        return torch.cos(torch.pi * operand)

    def summation(self, function: Callable[[Any], Any], lower: Any, upper: Any) -> Any:
        defined = (lower == lower.floor()) & (upper == upper.floor()) & (upper >= lower - 1)
        total, most = lower * 0, int(torch.where(defined, upper - lower, -1).max())
        for i in range(most + 1):
            total = total + torch.where(lower + i <= upper, function(lower + i), 0)
        return torch.where(defined, total, math.nan)

    def rank(self, rows: Sequence[Sequence[Any]]) -> Any:
        zero = sum(entry for row in rows for entry in row) * 0  # of as many lanes as any entry has
        stacked = torch.stack([torch.stack([entry + zero for entry in row], -1) for row in rows], -2)
        return torch.linalg.matrix_rank(stacked).to(self.dtype)

    def linear_program(self, costs: Sequence[Any], matrix: Sequence[Sequence[Any]], right: Sequence[Any]) -> Any:
        from scipy.optimize import linprog

        c, b, *a = [[float(entry) for entry in row] for row in (costs, right, *matrix)]
        found = linprog(c, A_eq=a, b_eq=b, method="highs")
        return torch.tensor(found.fun if found.status == 0 else math.nan, dtype=self.dtype, device=self.device)

    def expectation(self, function: Callable[..., Any], variables: dict[str, Any]) -> Any:
        side = math.floor(CELLS ** (1 / max(1, len(variables))))
        middles = (torch.arange(side, dtype=self.dtype, device=self.device) + 0.5) / side
        axes = [float(law.low) + middles * float(law.high - law.low) for law in variables.values()]
        grids = torch.meshgrid(*axes, indexing="ij")
        lanes = {name: Value(self, grid.reshape(-1)) for name, grid in zip(variables, grids, strict=True)}
        return function(**lanes).payload.mean()
