"""What a theorem function computes with: values that know their carrier.

A *carrier* is a kind of number that a theorem function can run on: floats by the million, exact rationals, balls,
symbolic terms. Every carrier derives from `Carrier` and overrides the operations that it has; the others raise
`UnableError`. Theorem functions never see carriers: they write `x * y`, `x < y` and the functions of
`verify.carriers.namespace`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from fractions import Fraction
from typing import Any, NamedTuple, NoReturn

from verify.carriers import patterns
from verify.errors import DomainError, UnableError
from verify.formats import FloatFormat
from verify.matrices import is_static

Exact = int | Fraction


class Basis(NamedTuple):
    """Directions in which a matrix can move, and the matrix that has the slopes along them as entries."""

    directions: list[Any]
    assemble: Callable[[list[Any]], Any]


class Carrier:
    """A kind of number. Payloads are whatever the carrier computes with; `Value` wraps them for theorem functions."""

    name = "carrier"

    def constant(self, number: Fraction) -> Any:
        """The payload of an exact number."""
        return self.unable("constant")

    def unable(self, operation: str) -> NoReturn:
        """Raise `UnableError` naming the operation and this carrier."""
        raise UnableError(f"{operation} is not available on {self.name}", remedy="other carriers may have it")

    def exact(self, value: Any) -> Any:
        """The payload of an exact number or of an exact matrix."""
        return self.constant(value) if isinstance(value, Fraction) else self.unable("matrix")

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

    def matmul(self, left: Any, right: Any) -> Any:
        return self.unable("matmul")

    def kronecker(self, left: Any, right: Any) -> Any:
        return self.unable("kronecker")

    def transpose(self, operand: Any) -> Any:
        return self.unable("transpose")

    def trace(self, operand: Any) -> Any:
        return self.unable("trace")

    def identity_like(self, operand: Any) -> Any:
        """The identity matrix of the size of a square matrix."""
        return self.unable("identity_like")

    def ones_like(self, operand: Any) -> Any:
        """The column of ones as long as a column vector."""
        return self.unable("ones_like")

    def diagonal(self, operand: Any) -> Any:
        """The diagonal matrix of a column vector, or the column of the diagonal of a square matrix."""
        return self.unable("diagonal")

    def total(self, operand: Any, axis: int | None, *, keep: bool) -> Any:
        """The sum of all entries, as a number, or along an axis: a column, or with `keep` a row for axis 0."""
        return self.unable("total")

    def count(self, operand: Any, axis: int | None) -> Any:
        """How many entries there are, or how many along an axis."""
        return self.unable("count")

    def entry(self, operand: Any, row: Any, column: Any) -> Any:
        """The entry at two payloads counted from 0; without a column, a row as a column vector or, of one, an entry."""
        return self.unable("an entry")

    def basis(self, operand: Any) -> Basis:
        """The directions in which a matrix can move."""
        return self.unable("a gradient in every entry")

    def is_vector(self, operand: Any) -> bool:
        """Whether a payload is a column."""
        return not self.is_number(operand) and operand.shape[-1] == 1

    def term_of(self, payload: Any) -> Any:
        """What stands in a goal for a payload."""
        return payload

    def zero_like(self, payload: Any) -> Any:
        """Zero, of the shape of a payload."""
        return self.multiply(payload, self.constant(Fraction(0)))

    def largest(self, payload: Any) -> Any:
        """The largest entry of a matrix; a number is its own."""
        return payload

    def is_number(self, payload: Any) -> bool:
        """Whether a payload is a number and no matrix."""
        return True

    def frozen(self, operand: Any) -> Any:
        """The operand as a constant for `rate`: the stop-gradient."""
        return operand

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

    def bits(self, operand: Any, format: FloatFormat) -> Any:
        """The bit pattern of a number of a format, as an integer from 0 on."""
        return patterns.bits(self, operand, format)

    def from_bits(self, pattern: Any, format: FloatFormat) -> Any:
        """The number of an integer bit pattern, taken modulo two to the width of the format."""
        return patterns.from_bits(self, pattern, format)

    def defined_if(self, relation: str, left: Any, right: Any, result: Any, *, problem: str) -> Any:
        """`result` where `left relation right`; elsewhere nothing has a value."""
        return self.unable(problem)

    def sign_change(self, function: Callable[[Any], Any], low: Any, high: Any) -> Any:
        """Not negative where a continuous function is seen to vanish in an interval, negative where it does not."""
        return self.unable("has_root")

    def must_be_continuous(self, function: Callable[[Any], Any], low: Any, high: Any) -> None:
        """Add the goals that a function has a value at each point of an interval."""
        self.unable("has_root")

    def exp(self, operand: Any) -> Any:
        return self.unable("exp")

    def log(self, operand: Any) -> Any:
        return self.unable("log")

    def sqrt(self, operand: Any) -> Any:
        return self.unable("sqrt")

    def sin(self, operand: Any) -> Any:
        return self.unable("sin")

    def cos(self, operand: Any) -> Any:
        return self.unable("cos")

    def dilogarithm(self, operand: Any) -> Any:
        return self.unable("dilogarithm")

    def cospi(self, operand: Any) -> Any:
        return self.unable("cospi")

    def summation(self, function: Callable[[Any], Any], lower: Any, upper: Any) -> Any:
        """The sum of a function of payloads over the integers from lower to upper."""
        return self.unable("summation")

    def rank(self, rows: Sequence[Sequence[Any]]) -> Any:
        """The rank of a matrix of numbers that is given by its rows."""
        return self.unable("rank")

    def linear_program(self, costs: Sequence[Any], matrix: Sequence[Sequence[Any]], right: Sequence[Any]) -> Any:
        """The least costs · x over x >= 0 with matrix x = right."""
        return self.unable("linear_program")

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


def _depth(carrier: Carrier) -> int:
    """How many carriers lie below this one: rates of rates are duals over duals."""
    base = getattr(carrier, "base", None)
    return 0 if base is None else 1 + _depth(base)


def carrier_of(*operands: object) -> Carrier:
    """The carrier that can hold all values among `operands`, else the running one.

    Raises:
        DomainError: two carriers are mixed of which none is built on the other, or there is none.
    """
    carriers = [operand.carrier for operand in operands if isinstance(operand, Value | Condition)]
    running = _current.get()
    found = max(carriers, key=_depth) if carriers else running
    if found is None:
        raise DomainError("no carrier is running", remedy="call theorem functions through evidence, check() or judge()")
    if any(not _is_built_on(found, carrier) for carrier in carriers):
        names = " and ".join(sorted({carrier.name for carrier in carriers}))
        raise DomainError(f"values of {names} are mixed", remedy="let every number come from one run")
    return found


def as_value(carrier: Carrier, thing: Any) -> Any:
    """What a theorem function is given for a variable: a value, or a function or a format as it is."""
    return thing if is_static(thing) else Value(carrier, carrier.exact(thing))


def _is_built_on(carrier: Carrier, other: Carrier) -> bool:
    base = getattr(carrier, "base", None)
    return carrier is other or (base is not None and _is_built_on(base, other))


def lift(carrier: Carrier, operand: object) -> Any:
    """The payload of `operand` on `carrier`: a value's own, that of a value of a carrier below, or of an exact number.

    Raises:
        DomainError: a Python float or anything else that is not exact.
    """
    if isinstance(operand, Value):
        if operand.carrier is carrier:
            return operand.payload
        base = getattr(carrier, "base", None)
        if base is None:
            raise DomainError(f"a value of {operand.carrier.name} meets {carrier.name}", remedy="use values of one run")
        return carrier.embed(lift(base, operand))  # type: ignore[attr-defined]  # whoever has a base can embed
    if isinstance(operand, bool) or not isinstance(operand, int | Fraction):
        raise DomainError(
            f"{operand!r} is a {type(operand).__name__}, and only exact numbers meet exact values",
            remedy="write an integer or Fraction(1, 9)",
        )
    return carrier.constant(operand if type(operand) is Fraction else Fraction(operand))


class Value:
    """A number of some carrier. It mixes with `int` and `Fraction` only, and never turns into a float silently."""

    __slots__ = ("carrier", "payload")
    __array_ufunc__ = None  # numpy must not take a value apart into its own loops

    def __init__(self, carrier: Carrier, payload: Any) -> None:
        self.carrier = carrier
        self.payload = payload

    def _together(self, other: object) -> tuple[Carrier, Any, Any]:
        """The carrier of both, and both payloads on it."""
        if isinstance(other, Value):
            if other.carrier is self.carrier:
                return self.carrier, self.payload, other.payload
            carrier = carrier_of(self, other)
            return carrier, lift(carrier, self), lift(carrier, other)
        return self.carrier, self.payload, lift(self.carrier, other)

    def __matmul__(self, other: object) -> Value:
        return self._binary("matmul", other)

    def __getitem__(self, places: object) -> Value:
        """The entry of a column at an index, a row of a matrix as a column, or an entry at a row and a column."""
        row, column = places if isinstance(places, tuple) and len(places) == 2 else (places, None)
        carrier = carrier_of(self, row, column)
        if carrier.is_number(lift(carrier, self)):
            raise DomainError("an entry of a number", remedy="take it of a vector or a matrix")
        payloads = [None if place is None else lift(carrier, place) for place in (row, column)]
        return Value(carrier, carrier.entry(lift(carrier, self), *payloads))

    __iter__ = None  # Python would count indices up until one has no entry

    @property
    def T(self) -> Value:  # noqa: N802  # the transpose is written so
        """The transpose of a matrix."""
        return Value(self.carrier, self.carrier.transpose(self.payload))

    def _binary(self, operation: str, other: object, *, swapped: bool = False) -> Value:
        carrier, left, right = self._together(other)
        if swapped:
            left, right = right, left
        return Value(carrier, getattr(carrier, operation)(left, right))

    def _compare(self, relation: str, other: object, *, swapped: bool = False) -> Condition:
        carrier, left, right = self._together(other)
        if swapped:
            left, right = right, left
        return Condition(carrier, carrier.compare(relation, left, right))

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

    def __eq__(self, other: object) -> NoReturn:
        # Python's own == would compare two objects and answer False, whatever the conditions say
        raise UnableError("conditions cannot be compared", remedy="decide them one by one, or nest where()")

    __ne__ = __eq__
    __hash__ = None  # type: ignore[assignment]  # a condition may be open, so it is no key

    def __repr__(self) -> str:
        return f"<condition on {self.carrier.name}: {self.payload!r}>"
