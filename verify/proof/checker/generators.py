"""Generators of polynomials: their names, the terms that they stand for, and polynomials of them written as terms."""

from __future__ import annotations

import json
from functools import reduce
from typing import Any

from .polynomials import ONE, Polynomial, Ratio
from .rationals import MOST_DIGITS, Coefficient
from .work import RefusedError, Work

MOST_SUMMANDS = 256  # in the argument of one generator


def power_generator(base: object, exponent: str) -> str:
    """The name of base^exponent as a generator of its own; no symbol can have it."""
    return f"({json.dumps(base, separators=(',', ':'))})^{exponent}"


def generator_term(name: str) -> Any:
    """The term that a generator stands for; it is read as that generator alone."""
    if name.isidentifier():
        return ["symbol", name]
    if name.startswith("#"):
        return ["counter", name[1:]]
    if name.startswith("("):
        base, _, exponent = name[1:].rpartition(")^")
        return ["power", json.loads(base), ["symbol", exponent]]
    term = json.loads(name)
    if term[0] != "trace":
        return term
    if isinstance(term[1], str):
        return ["trace", ["identity", term[1]]]
    if any("kronecker" in text for text, _ in term[1]):
        raise RefusedError("the trace of a Kronecker product in the argument of a function")
    letters = [["transpose", json.loads(text)] if flipped else json.loads(text) for text, flipped in term[1]]
    return ["trace", reduce(lambda left, right: ["matmul", left, right], letters)]


def written(value: Ratio, work: Work) -> Any:
    """A rational function as a term, which is read as the same one."""
    top = written_polynomial(value.numerator, work)
    return top if value.denominator == ONE else ["div", top, written_polynomial(value.denominator, work)]


def written_polynomial(polynomial: Polynomial, work: Work) -> Any:
    """A polynomial as a term."""
    if len(polynomial) > MOST_SUMMANDS:
        raise RefusedError(f"the argument of a function has more than {MOST_SUMMANDS} summands")
    total: Any = None
    for monomial, coefficient in sorted(polynomial.items()):
        part: Any = None if coefficient == 1 and monomial else written_number(coefficient)
        for name, power in monomial:
            work.spend(1 + len(name) // 32)
            factor = generator_term(name) if power == 1 else ["pow", generator_term(name), power]
            part = factor if part is None else ["mul", part, factor]
        total = part if total is None else ["add", total, part]
    return ["number", "0"] if total is None else total


def written_number(value: Coefficient) -> list[str]:
    """A number as a term."""
    if max(abs(value.numerator), value.denominator) >= 10**MOST_DIGITS:
        raise RefusedError(f"the argument of a function has a number of more than {MOST_DIGITS} digits")
    return ["number", str(value)]
