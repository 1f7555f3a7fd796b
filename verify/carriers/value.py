"""What a theorem function computes with: values that know their carrier.

A *carrier* is a kind of number that a theorem function can run on: floats by the million, exact rationals, balls,
symbolic terms. Every carrier derives from `Carrier` and overrides the operations that it has; the others raise
`UnableError`. Theorem functions never see carriers: they write `x * y`, `x < y` and the functions of
`verify.carriers.namespace`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from fractions import Fraction
from typing import Any, NoReturn

from verify.errors import DomainError, UnableError

Exact = int | Fraction


class Carrier:
    """A kind of number. Payloads are whatever the carrier computes with; `Value` wraps them for theorem functions."""

    name = "carrier"

    def constant(self, number: Fraction) -> Any:
        """The payload of an exact number."""
        return self.unable("constant")

    def unable(self, operation: str) -> NoReturn:
        """Raise `UnableError` naming the operation and this carrier."""
        raise UnableError(f"{operation} is not available on {self.name}", remedy="other carriers may have it")

    def add(self, left: Any, right: Any) -> Any:
        return left + right

    def subtract(self, left: Any, right: Any) -> Any:
        return left - right

    def multiply(self, left: Any, right: Any) -> Any:
        return left * right

    def divide(self, left: Any, right: Any) -> Any:
        return left / right

    def negate(self, operand: Any) -> Any:
        return -operand

    def integer_power(self, base: Any, exponent: int) -> Any:
        """`base ** exponent` for a Python integer `exponent`."""
        return self.unable("integer_power")

    def power(self, base: Any, exponent: Any) -> Any:
        """`base ** exponent` for an integer-valued payload `exponent`."""
        return self.unable("power")

    def compare(self, relation: str, left: Any, right: Any) -> Any:
        """The payload of a condition; `relation` is one of `<`, `<=`, `==`."""
        return self.unable(relation)

    def truth(self, condition: Any) -> bool:
        """Decide a condition, for `if`."""
        return self.unable("if")

    def where(self, condition: Any, yes: Callable[[], Any], no: Callable[[], Any]) -> Any:
        """`yes()` where the condition holds and `no()` elsewhere; a carrier may evaluate only one of them."""
        return yes() if self.truth(condition) else no()

    def floor(self, operand: Any) -> Any:
        return self.unable("floor")

    def absolute(self, operand: Any) -> Any:
        return self.unable("absolute")

    def maximum(self, left: Any, right: Any) -> Any:
        return self.unable("maximum")

    def minimum(self, left: Any, right: Any) -> Any:
        return self.unable("minimum")

    def split(self, operand: Any, base: Any) -> tuple[Any, Any]:
        """Exponent and significand: `operand == base**exponent * significand` with a significand in [1, base)."""
        return self.unable("split")

    def exp(self, operand: Any) -> Any:
        return self.unable("exp")

    def log(self, operand: Any) -> Any:
        return self.unable("log")

    def sqrt(self, operand: Any) -> Any:
        return self.unable("sqrt")

    def expectation(self, function: Callable[..., Any], variables: dict[str, Any]) -> Any:
        """The mean of `function` over independent variables (name to `Uniform`)."""
        return self.unable("expectation")


_current: ContextVar[Carrier | None] = ContextVar("carrier", default=None)


@contextmanager
def running_on(carrier: Carrier) -> Iterator[None]:
    """Make `carrier` the one on which operations without any value (constants only) are computed."""
    token = _current.set(carrier)
    try:
        yield
    finally:
        _current.reset(token)


def carrier_of(*operands: object) -> Carrier:
    """The carrier of the first value among `operands`, else the running one.

    Raises:
        DomainError: two carriers are mixed, or there is none.
    """
    carriers = [operand.carrier for operand in operands if isinstance(operand, Value | Condition)]
    running = _current.get()
    found = carriers[0] if carriers else running
    if found is None:
        raise DomainError("no carrier is running", remedy="call theorem functions through evidence, check() or judge()")
    if any(carrier is not found for carrier in carriers):
        names = " and ".join(sorted({carrier.name for carrier in carriers}))
        raise DomainError(f"values of {names} are mixed", remedy="let every number come from one run")
    return found


def lift(carrier: Carrier, operand: object) -> Any:
    """The payload of `operand` on `carrier`: a value's own, or that of an exact number.

    Raises:
        DomainError: a Python float or anything else that is not exact.
    """
    if isinstance(operand, Value):
        return operand.payload
    if isinstance(operand, bool) or not isinstance(operand, int | Fraction):
        raise DomainError(
            f"{operand!r} is a {type(operand).__name__}, and only exact numbers meet exact values",
            remedy="write an integer or Fraction(1, 9)",
        )
    return carrier.constant(Fraction(operand))


class Value:
    """A number of some carrier. It mixes with `int` and `Fraction` only, and never turns into a float silently."""

    __slots__ = ("carrier", "payload")
    __array_ufunc__ = None  # numpy must not take a value apart into its own loops

    def __init__(self, carrier: Carrier, payload: Any) -> None:
        self.carrier = carrier
        self.payload = payload

    def _payload_of(self, other: object) -> Any:
        if isinstance(other, Value) and other.carrier is self.carrier:
            return other.payload
        return lift(carrier_of(self, other), other)

    def _binary(self, operation: str, other: object, *, swapped: bool = False) -> Value:
        left, right = self.payload, self._payload_of(other)
        if swapped:
            left, right = right, left
        return Value(self.carrier, getattr(self.carrier, operation)(left, right))

    def _compare(self, relation: str, other: object, *, swapped: bool = False) -> Condition:
        left, right = self.payload, self._payload_of(other)
        if swapped:
            left, right = right, left
        return Condition(self.carrier, self.carrier.compare(relation, left, right))

    def __add__(self, other: object) -> Value:
        return self._binary("add", other)

    def __radd__(self, other: object) -> Value:
        return self._binary("add", other, swapped=True)

    def __sub__(self, other: object) -> Value:
        return self._binary("subtract", other)

    def __rsub__(self, other: object) -> Value:
        return self._binary("subtract", other, swapped=True)

    def __mul__(self, other: object) -> Value:
        return self._binary("multiply", other)

    def __rmul__(self, other: object) -> Value:
        return self._binary("multiply", other, swapped=True)

    def __truediv__(self, other: object) -> Value:
        return self._binary("divide", other)

    def __rtruediv__(self, other: object) -> Value:
        return self._binary("divide", other, swapped=True)

    def __neg__(self) -> Value:
        return Value(self.carrier, self.carrier.negate(self.payload))

    def __abs__(self) -> Value:
        return Value(self.carrier, self.carrier.absolute(self.payload))

    def __pow__(self, exponent: object) -> Value:
        if isinstance(exponent, Value):
            return self._binary("power", exponent)
        if isinstance(exponent, bool) or not isinstance(exponent, int):
            raise DomainError(f"{exponent!r} is no integer exponent", remedy="use sqrt, exp and log for other powers")
        return Value(self.carrier, self.carrier.integer_power(self.payload, exponent))

    def __rpow__(self, base: object) -> Value:
        return self._binary("power", base, swapped=True)

    def __lt__(self, other: object) -> Condition:
        return self._compare("<", other)

    def __le__(self, other: object) -> Condition:
        return self._compare("<=", other)

    def __gt__(self, other: object) -> Condition:
        return self._compare("<", other, swapped=True)

    def __ge__(self, other: object) -> Condition:
        return self._compare("<=", other, swapped=True)

    def __eq__(self, other: object) -> Condition:  # type: ignore[override]  # a comparison of values is a condition
        return self._compare("==", other)

    def __ne__(self, other: object) -> NoReturn:
        raise UnableError("!= has no condition", remedy="write where(x == y, …, …) with the branches exchanged")

    __hash__ = None  # type: ignore[assignment]  # equality is a condition, so a value has no hash

    def _leak(self, target: str) -> NoReturn:
        raise DomainError(
            f"a value of {self.carrier.name} would leak to {target}", remedy="stay with the operations of verify"
        )

    def __float__(self) -> NoReturn:
        self._leak("float")

    def __int__(self) -> NoReturn:
        self._leak("int")

    def __index__(self) -> NoReturn:
        self._leak("an index")

    def __bool__(self) -> NoReturn:
        self._leak("bool")

    def __array__(self, *_: object, **__: object) -> NoReturn:
        self._leak("a numpy array")

    def __repr__(self) -> str:
        return f"<{self.carrier.name}: {self.payload!r}>"


class Condition:
    """The outcome of a comparison. `if condition:` decides it where the carrier can, and raises where it cannot."""

    __slots__ = ("carrier", "payload")

    def __init__(self, carrier: Carrier, payload: Any) -> None:
        self.carrier = carrier
        self.payload = payload

    def __bool__(self) -> bool:
        return self.carrier.truth(self.payload)

    def __repr__(self) -> str:
        return f"<condition on {self.carrier.name}: {self.payload!r}>"
