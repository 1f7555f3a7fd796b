"""The functions that theorem functions may call on values of any carrier."""

from __future__ import annotations

from collections.abc import Callable

from verify.carriers.value import Condition, Value, carrier_of, lift
from verify.distributions import Uniform
from verify.errors import DomainError


def _call(operation: str, *operands: object) -> Value:
    carrier = carrier_of(*operands)
    return Value(carrier, getattr(carrier, operation)(*[lift(carrier, operand) for operand in operands]))


def floor(x: object) -> Value:
    """The largest integer that does not exceed `x`."""
    return _call("floor", x)


def absolute(x: object) -> Value:
    """|x|."""
    return _call("absolute", x)


def maximum(x: object, y: object) -> Value:
    """The larger of two numbers."""
    return _call("maximum", x, y)


def minimum(x: object, y: object) -> Value:
    """The smaller of two numbers."""
    return _call("minimum", x, y)


def relu(x: object) -> Value:
    """max(x, 0)."""
    return _call("maximum", x, 0)


def exp(x: object) -> Value:
    """The exponential."""
    return _call("exp", x)


def log(x: object) -> Value:
    """The natural logarithm; undefined unless x > 0."""
    return _call("log", x)


def sqrt(x: object) -> Value:
    """The square root; undefined for x < 0."""
    return _call("sqrt", x)


def power(base: object, exponent: object) -> Value:
    """`base ** exponent` for a positive base and an integer-valued exponent."""
    return _call("power", base, exponent)


def split(x: object, base: object = 2) -> tuple[Value, Value]:
    """Exponent k and significand f of a positive number: x = base**k * f with 1 <= f < base.

    Undefined for x <= 0 and for base <= 1.
    """
    carrier = carrier_of(x, base)
    exponent, significand = carrier.split(lift(carrier, x), lift(carrier, base))
    return Value(carrier, exponent), Value(carrier, significand)


def where(condition: Condition, yes: object, no: object) -> Value:
    """`yes` where the condition holds, `no` elsewhere. Both are computed first: each must be defined on all lanes."""
    if not isinstance(condition, Condition):
        raise DomainError(f"where() got {condition!r}", remedy="give it a comparison of values, such as x < 1")
    carrier = carrier_of(condition, yes, no)
    return Value(carrier, carrier.where(condition.payload, lambda: lift(carrier, yes), lambda: lift(carrier, no)))


def expectation(function: Callable[..., Value], **variables: Uniform) -> Value:
    """The mean of `function` over independent random variables, each `uniform(low, high)`."""
    carrier = carrier_of()
    return Value(carrier, carrier.expectation(function, variables))
