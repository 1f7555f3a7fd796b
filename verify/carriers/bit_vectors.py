"""Bit vectors: Z3's machine integers, on which a statement about bit patterns runs as it stands.

A payload is a fixed-point number `mantissa / 2**point`, or such a number times a power of two with a symbolic exponent.
Bounds of every mantissa are kept, so that no bit vector ever wraps round unseen. A comparison that the assumptions
decide takes its branch; what they leave open becomes an if-then-else.

Z3's answer is no certificate. The suite's proofs do not use it: it is a second opinion, from another semantics of the
same function, and tests ask it for the counterexample to each planted fault.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

import z3

from verify.carriers.rationals import RATIONALS
from verify.carriers.value import Carrier
from verify.errors import UnableError, UndefinedError

WIDTH = 72
FALSE = z3.BoolVal(val=False)


class Fixed(NamedTuple):
    """mantissa / 2^point, with the least and the greatest mantissa."""

    mantissa: Any
    point: int
    low: int
    high: int


class Scaled(NamedTuple):
    """±2^exponent · rest, with an integer exponent and a rest above 0."""

    negative: Any
    exponent: Fixed
    rest: Fixed


Payload = Fixed | Scaled


class NoValueError(UndefinedError):
    """Something has no value at the point of a model."""

    def __init__(self, problem: str, model: Any) -> None:
        self.model = model
        super().__init__(problem)


class BitVectors(Carrier):
    """Numbers as bit vectors, under the assumptions that were made."""

    name = "bit vectors"

    def __init__(self) -> None:
        self.assumed: list[Any] = []

    def model_of(self, condition: Any) -> Any:
        """A model of the assumptions and a condition, None if Z3 says that there is none.

        Raises:
            UnableError: Z3 gives up.
        """
        # a solver for each question: its preprocessing is off as soon as it is asked a second one
        solver = z3.Tactic("qfbv").solver()
        solver.add(*self.assumed, condition)
        answer = solver.check()
        if answer == z3.unknown:
            raise UnableError("Z3 gives up")
        return solver.model() if answer == z3.sat else None

    def variable(self, name: str, bits: int) -> Fixed:
        """An unknown bit pattern."""
        return self._fixed(z3.ZeroExt(WIDTH - bits, z3.BitVec(name, bits)), 0, 0, 2**bits - 1)

    def constant(self, number: Fraction) -> Fixed:
        point = number.denominator.bit_length() - 1
        if number.denominator != 1 << point:
            return self.unable(f"the number {number}, which is no binary fraction,")
        return self._fixed(z3.BitVecVal(number.numerator, WIDTH), point, number.numerator, number.numerator)

    def _fixed(self, mantissa: Any, point: int, low: int, high: int) -> Fixed:
        if max(abs(low), abs(high)) >= 2 ** (WIDTH - 2):
            raise UnableError(f"a number of more than {WIDTH} bits", remedy="other carriers may have it")
        return Fixed(z3.simplify(mantissa), point, low, high)

    def _aligned(self, left: Fixed, right: Fixed) -> tuple[Fixed, Fixed]:
        point = max(left.point, right.point)
        first, second = (self._shifted(each, point - each.point) for each in (left, right))
        return first, second

    def _shifted(self, number: Fixed, by: int) -> Fixed:
        return self._fixed(number.mantissa << by, number.point + by, number.low << by, number.high << by)

    def must(self, condition: Any, problem: str) -> None:
        """Raise unless the assumptions imply a condition."""
        model = self.model_of(z3.Not(condition))
        if model is not None:
            raise NoValueError(problem, model)

    def add(self, left: Payload, right: Payload) -> Fixed:
        a, b = self._aligned(_plain(left), _plain(right))
        return self._fixed(a.mantissa + b.mantissa, a.point, a.low + b.low, a.high + b.high)

    def subtract(self, left: Payload, right: Payload) -> Fixed:
        return self.add(left, self.negate(right))

    def negate(self, operand: Payload) -> Any:
        if isinstance(operand, Scaled):
            return operand._replace(negative=z3.Not(operand.negative))
        return self._fixed(-operand.mantissa, operand.point, -operand.high, -operand.low)

    def multiply(self, left: Payload, right: Payload) -> Any:
        if isinstance(left, Scaled) and isinstance(right, Scaled):
            return self.unable("a product of two numbers with exponents")
        if isinstance(left, Scaled) or isinstance(right, Scaled):
            number, factor = (left, right) if isinstance(left, Scaled) else (right, left)
            assert isinstance(number, Scaled)
            assert isinstance(factor, Fixed)
            flipped = factor.mantissa < 0
            self.must(factor.mantissa != 0, "a number with an exponent times 0")
            size = self._fixed(z3.If(flipped, -factor.mantissa, factor.mantissa), factor.point, 0, _reach(factor))
            rest = number.rest if _is_sign(factor) else self.multiply(number.rest, size)
            return Scaled(z3.Xor(number.negative, flipped), number.exponent, rest)
        for number, factor in ((left, right), (right, left)):
            shift = _power(factor)
            if shift is not None and 0 <= shift <= number.point:
                return number._replace(point=number.point - shift)
            if _is_sign(factor):  # a choice, and no multiplier of as many bits as the number has
                size, flipped = (
                    z3.If(factor.mantissa == 0, z3.BitVecVal(0, WIDTH), number.mantissa),
                    factor.mantissa < 0,
                )
                return self._fixed(z3.If(flipped, -size, size), number.point, -_reach(number), _reach(number))
        ends = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
        return self._fixed(left.mantissa * right.mantissa, left.point + right.point, min(ends), max(ends))

    def divide(self, left: Payload, right: Payload) -> Fixed:
        number, shift = _plain(left), _power(right) if isinstance(right, Fixed) else None
        if shift is None or shift < 0:
            return self.unable("a division by no power of two")
        return number._replace(point=number.point + shift)

    def power(self, base: Payload, exponent: Payload) -> Scaled:
        if _power(base) != 1 or _plain(exponent).point:
            return self.unable("a power of another base than 2")
        return Scaled(FALSE, _plain(exponent), self.constant(Fraction(1)))

    def floor(self, operand: Payload) -> Fixed:
        number = _plain(operand)
        low, high = number.low >> number.point, number.high >> number.point
        return self._fixed(number.mantissa >> number.point, 0, low, high)

    def absolute(self, operand: Payload) -> Any:
        if isinstance(operand, Scaled):
            return operand._replace(negative=FALSE)
        return self.where(
            self.compare("<", operand, self.constant(Fraction(0))), lambda: self.negate(operand), lambda: operand
        )

    def split(self, operand: Payload, base: Payload) -> tuple[Fixed, Fixed]:
        if isinstance(operand, Fixed) and operand.low == operand.high:
            exponent, significand = RATIONALS.split(Fraction(operand.low, 1 << operand.point), Fraction(2))
            return self.constant(exponent), self.constant(significand)
        if not isinstance(operand, Scaled) or _power(base) != 1:
            return self.unable("split of a number without an exponent")
        self.must(z3.Not(operand.negative), "split of a negative number")
        self._must_be_normal(operand)
        return operand.exponent, operand.rest

    def _must_be_normal(self, number: Scaled) -> None:
        one = 1 << number.rest.point
        inside = z3.And(number.rest.mantissa >= one, number.rest.mantissa < 2 * one)
        self.must(inside, "a significand outside [1, 2)")

    def compare(self, relation: str, left: Payload, right: Payload) -> Any:
        if isinstance(left, Scaled) and isinstance(right, Scaled):
            return self._same(left, right) if relation == "==" else self.unable(relation)
        for number, other, is_left in ((left, right, True), (right, left, False)):
            if isinstance(number, Scaled) and isinstance(other, Fixed) and other.low == other.high == 0:
                return FALSE if relation == "==" else (number.negative if is_left else z3.Not(number.negative))
        a, b = self._aligned(_plain(left), _plain(right))
        if relation == "==":
            return a.mantissa == b.mantissa
        return a.mantissa < b.mantissa if relation == "<" else a.mantissa <= b.mantissa

    def _same(self, left: Scaled, right: Scaled) -> Any:
        self._must_be_normal(left)
        self._must_be_normal(right)
        a, b = self._aligned(left.rest, right.rest)
        exponents = left.exponent.mantissa == right.exponent.mantissa
        return z3.And(left.negative == right.negative, exponents, a.mantissa == b.mantissa)

    def defined_if(self, relation: str, left: Payload, right: Payload, result: Any, *, problem: str) -> Any:
        self.must(self.compare(relation, left, right), problem)
        return result

    def where(self, condition: Any, yes: Callable[[], Any], no: Callable[[], Any]) -> Any:
        if self.model_of(condition) is None:
            return no()
        if self.model_of(z3.Not(condition)) is None:
            return yes()
        first, second = self._under(condition, yes), self._under(z3.Not(condition), no)
        if isinstance(first, Fixed) and isinstance(second, Fixed):
            return self._either(condition, first, second)
        if not isinstance(first, Scaled) or not isinstance(second, Scaled):
            return self.unable("a branch between numbers with and without an exponent")
        return Scaled(
            z3.If(condition, first.negative, second.negative),
            self._either(condition, first.exponent, second.exponent),
            self._either(condition, first.rest, second.rest),
        )

    def _under(self, condition: Any, branch: Callable[[], Any]) -> Any:
        self.assumed.append(condition)
        try:
            return branch()
        finally:
            self.assumed.pop()

    def _either(self, condition: Any, first: Fixed, second: Fixed) -> Fixed:
        a, b = self._aligned(first, second)
        return self._fixed(z3.If(condition, a.mantissa, b.mantissa), a.point, min(a.low, b.low), max(a.high, b.high))


def _plain(number: Payload) -> Fixed:
    if isinstance(number, Scaled):
        raise UnableError("sums of numbers with exponents on bit vectors", remedy="other carriers may have them")
    return number


def _is_sign(number: Fixed) -> bool:
    return number.point == 0 and _reach(number) <= 1


def _reach(number: Fixed) -> int:
    return max(abs(number.low), abs(number.high))


def _power(number: Payload) -> int | None:
    """k, if the number is the constant 2^k."""
    if not isinstance(number, Fixed) or number.low != number.high or number.low <= 0 or number.low & (number.low - 1):
        return None
    return number.low.bit_length() - 1 - number.point
