"""Losses under test: a reader's own training loss of matrices, called case by case, with its gradient by autograd.

Theorem functions take its `rate` along a direction. Where numbers are small dyadic fractions and the loss is a
polynomial, values and gradients are exact, and are judged as such.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import torch

from verify.carriers.duals import Duals
from verify.carriers.floats import Floats
from verify.carriers.rationals import RATIONALS
from verify.carriers.value import Value, carrier_of, lift
from verify.errors import SubjectError, UnableError, UndefinedError
from verify.formats import FloatFormat
from verify.matrices import exact_lane
from verify.search.regimes import torch_dtype
from verify.search.subjects import AcrossVmap, unchanged_settings

CASES = 128  # lanes a batch: each is a forward and a backward pass of somebody's code


class ForeignLoss:
    """A callable from matrices to a number, wrapped so that theorem functions can call it and take its rate."""

    def __init__(
        self,
        name: str,
        function: Callable[..., Any],
        format: FloatFormat,
        device: str = "cpu",
        parameters: Sequence[str] = (),
    ) -> None:
        self.name = name
        self.parameters = parameters  # of the definition that it stands for: keywords are passed on in their order
        self.function = function
        self.format = format
        self.device = device

    def __call__(self, *positional: object, **named: object) -> Value:
        arguments = [*positional, *(named[name] for name in self.parameters if name in named)]
        carrier = carrier_of(*arguments)
        base = carrier.base if isinstance(carrier, Duals) else carrier
        payloads = [lift(carrier, argument) for argument in arguments]
        pairs = payloads if isinstance(carrier, Duals) else [(each, base.zero_like(each)) for each in payloads]
        values, slopes = [value for value, _ in pairs], [slope for _, slope in pairs]
        if isinstance(base, Floats):
            across_vmap: Any = AcrossVmap.apply  # torch leaves it without a type
            both = across_vmap(self._on_lanes, *values, *slopes)
            result = both[0], both[1]
        elif base is RATIONALS:
            result = self._exactly(values, slopes)
        else:
            raise UnableError(f"subject '{self.name}' runs in floats only, not on {carrier.name}")
        return Value(carrier, result if isinstance(carrier, Duals) else result[0])

    def _on_lanes(self, *lanes: torch.Tensor) -> torch.Tensor:
        """The loss and its rate for every lane, shape (lanes, 2)."""
        count = len(lanes) // 2
        rows = []
        for case in range(lanes[0].shape[0]):
            loss, gradients = self._case([lane[case] for lane in lanes[:count]])
            moved = zip(gradients, lanes[count:], strict=True)
            rows.append(
                torch.stack([loss, sum(((g * lane[case]).sum() for g, lane in moved), torch.zeros(()).double())])
            )
        return torch.stack(rows)

    def _exactly(self, values: list[Any], slopes: list[Any]) -> tuple[Fraction, Fraction]:
        tensors = [torch.tensor([[float(entry) for entry in row] for row in value]) for value in values]
        loss, gradients = self._case([tensor.double() for tensor in tensors])
        if not math.isfinite(float(loss)):
            raise UndefinedError(f"subject '{self.name}' returned {float(loss)}")
        exact = [exact_lane(gradient[None], 0) for gradient in gradients]
        rate = sum(((g * slope).sum() for g, slope in zip(exact, slopes, strict=True)), Fraction(0))
        return Fraction(float(loss)), Fraction(rate)

    def _case(self, matrices: list[torch.Tensor]) -> tuple[torch.Tensor, list[torch.Tensor]]:
        """The loss of one case and its gradient in each argument; 0 where nothing flows."""
        inputs = [m.detach().clone().to(torch_dtype(self.format)).requires_grad_() for m in matrices]
        with unchanged_settings(self.name), torch.enable_grad():
            loss = self._call(inputs)
        self._check(loss, inputs)
        found = self._differentiate(loss, inputs) if loss.requires_grad else [None] * len(inputs)
        gradients = [torch.zeros_like(i) if g is None else g for g, i in zip(found, inputs, strict=True)]
        return loss.detach().double(), [gradient.double() for gradient in gradients]

    def _call(self, inputs: list[torch.Tensor]) -> Any:
        try:
            return self.function(*inputs)
        except Exception as error:  # whatever a stranger's code raises becomes one clear message
            shapes = ", ".join(str(tuple(each.shape)) for each in inputs)
            raise SubjectError(
                f"subject '{self.name}' raised {type(error).__name__}: {error}",
                remedy=f"it is called with {len(inputs)} matrices of shapes {shapes}, {inputs[0].dtype}",
            ) from error

    def _differentiate(self, loss: torch.Tensor, inputs: list[torch.Tensor]) -> Sequence[torch.Tensor | None]:
        try:
            return torch.autograd.grad(loss, inputs, allow_unused=True)
        except RuntimeError as error:  # what was recorded was overwritten in place, say
            raise SubjectError(
                f"subject '{self.name}' has no gradient: {error}", remedy="call .backward() on it by hand"
            ) from error

    def _check(self, loss: Any, inputs: list[torch.Tensor]) -> None:
        if not isinstance(loss, torch.Tensor) or loss.ndim != 0 or loss.dtype != inputs[0].dtype:
            got = f"{tuple(loss.shape)}, {loss.dtype}" if isinstance(loss, torch.Tensor) else type(loss).__name__
            raise SubjectError(
                f"subject '{self.name}' returned {got}", remedy=f"it must return one number, {inputs[0].dtype}"
            )
