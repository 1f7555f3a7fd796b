"""The words that the tests are written in: a claim from a function, a value on a carrier, what a judge says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

import pytest
import torch

from verify.carriers.rationals import RATIONALS
from verify.carriers.value import Carrier, Value, running_on
from verify.domains import Interval, positive
from verify.errors import VerifyError
from verify.post import Post
from verify.search.judge import Judgement, judge
from verify.theorem import Erratum, Setting, Statement, Theorem, setting

POST = Post("post", "A post about nothing")
SENTENCE = POST.sentence("section", 1)


def claim(
    function: Callable[..., Any], *, under: tuple[Callable[..., Any], ...] = (), name: str = "", **domains: Interval
) -> Theorem:
    """A theorem of a plain function; its variables are positive unless a domain is given."""
    return _state(Setting.theorem, function, under, name, domains)


def erratum(function: Callable[..., Any], *, name: str = "", **domains: Interval) -> Erratum:
    """An erratum of a plain function."""
    return _state(Setting.erratum, function, (), name, domains, how="counterexample", repaired_by=())


def _state(
    make: Callable[..., Any],
    function: Callable[..., Any],
    under: tuple[Callable[..., Any], ...],
    name: str,
    domains: dict[str, Interval],
    **more: Any,
) -> Any:
    code = function.__code__
    names = code.co_varnames[: code.co_argcount]
    function.__doc__ = function.__doc__ or "A claim made for a test."
    function.__name__ = name or function.__name__.replace("<lambda>", "claim")
    where = setting(**{each: domains.get(each, positive()) for each in names}).where(*under)
    return make(where, SENTENCE, "", **more)(function)


def constants_only(function: Callable[..., Any]) -> Theorem:
    """A theorem without variables."""
    return claim(function)


def on(carrier: Carrier, number: int | Fraction) -> Value:
    """An exact number as a value of a carrier."""
    return Value(carrier, carrier.constant(Fraction(number)))


def exact(number: int | Fraction) -> Value:
    """An exact number as a value of the rationals."""
    return on(RATIONALS, number)


def run_on(carrier: Carrier, function: Callable[..., Any], **numbers: int | Fraction) -> Any:
    """The payload of a function's value at exact numbers on a carrier."""
    with running_on(carrier):
        result = function(**{name: on(carrier, number) for name, number in numbers.items()})
    return result.payload


def judged(statement: Statement, **point: int | Fraction) -> Judgement:
    """What the judge says of a statement at a point."""
    return judge(statement, {name: Fraction(value) for name, value in point.items()})


def lanes(**numbers: list[float]) -> dict[str, torch.Tensor]:
    """Lanes that are given one by one."""
    return {name: torch.tensor(values, dtype=torch.float64) for name, values in numbers.items()}


@contextmanager
def refused(kind: type[VerifyError], *words: str) -> Iterator[None]:
    """Expect an error of a kind whose message has all the words: who, what, and the way out."""
    with pytest.raises(kind) as caught:
        yield
    message = str(caught.value)
    missing = [word for word in words if not re.search(re.escape(word), message)]
    assert not missing, f"{message!r} lacks {missing}"
    assert caught.value.remedy, f"{message!r} shows no way out"
