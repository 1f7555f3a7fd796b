"""Terms of bit patterns: sums of fields with rational coefficients, and numbers written as ±2^n times a rest."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import NamedTuple

from verify.carriers.terms import Term, as_number, number, symbol

Linear = dict[str, Fraction]  # coefficients by symbol; that of "" is the constant


class Scaled(NamedTuple):
    """±2^exponent · rest."""

    negative: bool
    exponent: Term
    rest: Term


def linear(term: Term) -> Linear | None:
    """The term as a sum of symbols with rational coefficients; None if it is written in another way."""
    head = term[0]
    if head == "number":
        return {"": Fraction(term[1])}
    if head == "symbol":
        return {term[1]: Fraction(1)}
    if head == "neg":
        return _times(linear(term[1]), Fraction(-1))
    if head not in ("add", "sub", "mul", "div"):
        return None
    left, right = linear(term[1]), linear(term[2])
    if left is None or right is None:
        return None
    if head in ("add", "sub"):
        negated = _times(right, Fraction(1 if head == "add" else -1)) or {}
        return _plain({name: left.get(name, Fraction(0)) + negated.get(name, Fraction(0)) for name in left | negated})
    if set(right) <= {""}:
        factor = right.get("", Fraction(0))
        return _times(left, factor) if head == "mul" else _times(left, 1 / factor) if factor else None
    return _times(right, left.get("", Fraction(0))) if head == "mul" and set(left) <= {""} else None


def _times(parts: Linear | None, factor: Fraction) -> Linear | None:
    return None if parts is None else _plain({name: factor * value for name, value in parts.items()})


def _plain(parts: Linear) -> Linear:
    return {name: value for name, value in parts.items() if value}


def sum_of(parts: Mapping[str, Fraction]) -> Term:
    """The sum as a term: symbols in order, then the constant."""
    terms = []
    for name in sorted(name for name in parts if name):
        plain: dict[Fraction, Term] = {
            Fraction(1): symbol(name),
            Fraction(-1): ("neg", symbol(name)),
        }  # as exponents are written
        terms.append(plain.get(parts[name], ("mul", number(parts[name]), symbol(name))))
    if parts.get("") or not terms:
        terms.append(number(parts.get("", Fraction(0))))
    total: Term = terms[0]
    for term in terms[1:]:
        total = ("add", total, term)
    return total


def integer_part(parts: Linear, integers: Collection[str]) -> tuple[Linear, Linear]:
    """A sum of integers, and the rest: floor(sum) = integers + floor(rest)."""
    whole: Linear = {}
    rest: Linear = {}
    for name, value in parts.items():
        if name in integers and value.denominator == 1:
            whole[name] = value
        elif not name:
            whole[""] = Fraction(value.numerator // value.denominator)
            rest[""] = value - whole[""]
        else:
            rest[name] = value
    return _plain(whole), _plain(rest)


def scaled(term: Term) -> Scaled | None:
    """The term as ±2^n · rest with a symbolic n; None if it is written in another way."""
    if term[0] == "neg":
        inner = scaled(term[1])
        return inner and inner._replace(negative=not inner.negative)
    if term[0] != "mul":
        return None
    sign = as_number(term[1])
    if sign in (1, -1):
        inner = scaled(term[2])
        return inner and inner._replace(negative=inner.negative != (sign < 0))
    if term[1][0] == "power" and as_number(term[1][1]) == 2:
        return Scaled(negative=False, exponent=term[1][2], rest=term[2])
    return None
