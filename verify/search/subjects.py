"""Subjects: a reader's own implementation in the place of a definition.

It is called in its own float format; what it returns is an exact dyadic number and is judged as such. What is no
answer (another type, shape, dtype or device, another result for the same call, a changed global setting) is a
`SubjectError` that says so.
"""

from __future__ import annotations

import importlib
import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import torch

from verify.carriers.floats import Floats
from verify.carriers.rationals import RATIONALS
from verify.carriers.value import Value, carrier_of, lift
from verify.carriers.wide_floats import WideFloats
from verify.errors import DomainError, SubjectError, UnableError, UndefinedError, UsageError
from verify.formats import FloatFormat
from verify.search.regimes import torch_dtype


def load_subject(path: str) -> Callable[..., Any]:
    """The function that `package.module:function` names, looked up from the current directory too.

    Raises:
        UsageError: there is no such module or function, or its module cannot be imported.
    """
    module_name, _, attribute = path.partition(":")
    if not module_name or not attribute:
        raise UsageError(f"{path!r} names no function", remedy="write package.module:function")
    if str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))
    try:
        found: Any = importlib.import_module(module_name)
        for part in attribute.split("."):
            found = getattr(found, part)
    except Exception as error:  # a stranger's module may raise anything when it is imported
        raise UsageError(
            f"{path!r} cannot be loaded: {type(error).__name__}: {error}", remedy="import it by hand"
        ) from error
    if not callable(found):
        raise UsageError(f"{path!r} is a {type(found).__name__}", remedy="name a function")
    loaded: Callable[..., Any] = found
    return loaded


class ForeignSubject:
    """A callable on tensors of one format, wrapped so that theorem functions can call it on floats and rationals."""

    def __init__(self, name: str, function: Callable[..., Any], format: FloatFormat, device: str = "cpu") -> None:
        self.name = name
        self.function = function
        self.format = format
        self.device = device

    def __call__(self, *arguments: object) -> Value:
        # a static format is that of the tensors: an implementation sees it in them
        arguments = tuple(each for each in arguments if not isinstance(each, FloatFormat))
        carrier = carrier_of(*arguments)
        payloads = [lift(carrier, argument) for argument in arguments]
        across_vmap: Any = AcrossVmap.apply  # torch leaves it without a type
        if isinstance(carrier, WideFloats):
            narrow = [carrier.narrow(payload) for payload in payloads]
            return Value(carrier, carrier.widened(across_vmap(self._on_lanes, *narrow)))
        if isinstance(carrier, Floats):
            return Value(carrier, across_vmap(self._on_lanes, *payloads))
        if carrier is RATIONALS:
            return Value(carrier, self._on_numbers(payloads))
        raise UnableError(f"subject '{self.name}' runs in floats only, not on {carrier.name}")

    def _on_lanes(self, *lanes: torch.Tensor) -> torch.Tensor:
        typed = [lane.to(torch_dtype(self.format)) for lane in lanes]
        for lane, exact in zip(typed, lanes, strict=True):
            if not bool((torch.eq(lane.double(), exact) | torch.isnan(exact)).all()):
                raise DomainError(f"subject '{self.name}' was given a number that is not in {self.format}")
        return self._checked(typed).double()

    def _on_numbers(self, numbers: list[Fraction]) -> Fraction:
        for number in numbers:
            if not self.format.holds(number):
                raise DomainError(f"subject '{self.name}' was given {number}, which is not in {self.format}")
        lanes = [torch.tensor([float(n)], dtype=torch_dtype(self.format), device=self.device) for n in numbers]
        result = float(self._checked(lanes)[0])
        if not math.isfinite(result):
            raise UndefinedError(f"subject '{self.name}' returned {result}")
        return Fraction(result)

    def _checked(self, lanes: list[torch.Tensor]) -> torch.Tensor:
        with unchanged_settings(self.name):
            first: torch.Tensor = self._call(lanes)
            again = self._call(lanes)
        for what, is_wrong in (
            (f"returned a {type(first).__name__}", not isinstance(first, torch.Tensor)),
            ("returned the shape {0.shape}", isinstance(first, torch.Tensor) and first.shape != lanes[0].shape),
            ("returned the dtype {0.dtype}", isinstance(first, torch.Tensor) and first.dtype != lanes[0].dtype),
            ("returned it on {0.device}", isinstance(first, torch.Tensor) and first.device != lanes[0].device),
        ):
            if is_wrong:
                wanted = f"a tensor of shape {tuple(lanes[0].shape)}, {lanes[0].dtype}, on {lanes[0].device}"
                raise SubjectError(f"subject '{self.name}' {what.format(first)}", remedy=f"it must return {wanted}")
        if not _same(first, again):
            raise SubjectError(f"subject '{self.name}' answers the same call in two ways", remedy="fix its seed")
        return first

    def _call(self, lanes: list[torch.Tensor]) -> Any:
        try:
            return self.function(*[lane.clone() for lane in lanes])
        except Exception as error:  # whatever a stranger's code raises becomes one clear message
            raise SubjectError(
                f"subject '{self.name}' raised {type(error).__name__}: {error}",
                remedy=f"it is called with {len(lanes)} tensors of shape {tuple(lanes[0].shape)}, {lanes[0].dtype}",
            ) from error


def _same(first: torch.Tensor, again: Any) -> bool:
    """Whether two answers are the same, lane by lane; NaN is the same as NaN."""
    if not isinstance(again, torch.Tensor) or again.shape != first.shape or again.dtype != first.dtype:
        return False
    return bool(((first == again) | (torch.isnan(first) & torch.isnan(again))).all())


SETTINGS: tuple[tuple[Callable[[], Any], Callable[[Any], Any]], ...] = (
    (torch.get_default_dtype, torch.set_default_dtype),
    (torch.is_grad_enabled, torch.set_grad_enabled),
    (torch.get_num_threads, torch.set_num_threads),
    (torch.are_deterministic_algorithms_enabled, torch.use_deterministic_algorithms),
    (torch.get_float32_matmul_precision, torch.set_float32_matmul_precision),
)


@contextmanager
def unchanged_settings(name: str) -> Iterator[None]:
    """Put torch's global settings back, and say so if a subject changed one: the next check must not inherit it."""
    before = [read() for read, _ in SETTINGS]
    try:
        yield
    finally:
        changed = [(write, old) for (read, write), old in zip(SETTINGS, before, strict=True) if read() != old]
        for write, old in changed:
            write(old)
    if changed:
        raise SubjectError(f"subject '{name}' changed a global setting of torch", remedy="restore it")


class AcrossVmap(torch.autograd.Function):
    """Carry a call on whole lanes through vmap: a subject is called once with all lanes, not once with a symbol."""

    @staticmethod
    def forward(call: Callable[..., torch.Tensor], *lanes: torch.Tensor) -> torch.Tensor:
        return call(*lanes)

    @staticmethod
    def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
        """Nothing is kept: subjects are not differentiated here."""

    @staticmethod
    def vmap(
        info: Any, in_dims: tuple[int | None, ...], call: Callable[..., torch.Tensor], *lanes: torch.Tensor
    ) -> tuple[torch.Tensor, int]:
        size = info.batch_size
        whole = [
            lane.expand(size, *lane.shape) if dim is None else lane.movedim(dim, 0)
            for lane, dim in zip(lanes, in_dims[1:], strict=True)
        ]
        return call(*whole), 0
