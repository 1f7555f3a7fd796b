"""Functions of one number with a derivative between two ends at all points: what is drawn, and what is recognised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import factorial
from random import Random
from typing import Any, NoReturn, Union

from verify.errors import DomainError, VerifyError

End = int | Fraction | str | None  # an exact number, a variable or its negative ("L", "-L"), or no end at all


@dataclass(frozen=True)
class Bounds:
    """Between which ends the derivative of an order lies at all points."""

    order: int
    low: End
    high: End

    @property
    def names(self) -> set[str]:
        """The variables that the ends mention."""
        return {end.removeprefix("-") for end in (self.low, self.high) if isinstance(end, str)}

    def at(self, values: Mapping[str, Any]) -> tuple[Any, Any]:
        """Both ends where the variables have these values."""
        return _end_at(self.low, values), _end_at(self.high, values)

    def __str__(self) -> str:
        return f"({self.low}, {self.high})"


def _end_at(end: End, values: Mapping[str, Any]) -> Any:
    if not isinstance(end, str):
        return end if end is None else Fraction(end)
    return -values[end[1:]] if end.startswith("-") else values[end]


@dataclass(frozen=True)
class BoundedFunction:
    """A function drawn for `Bounds`: whatever the ends are, its derivative of that order lies between them.

    With ends a, b and order n it is a xⁿ/n! + (b - a) w(x) + lower powers, and the n-th derivative of w is in [0, 1]:
    w(x) = (share xⁿ + (1 - share) wave / (1 + (x - centre)²)) / n!, since no n-th derivative of 1/(1 + x²) exceeds n!
    in size, and |wave| (1 - share) ≤ share or there is no wave.
    """

    bounds: Bounds
    lower: tuple[Fraction, ...]  # coefficients of the powers below the order
    share: Fraction
    wave: Fraction
    centre: Fraction
    width: Fraction  # between the ends where one of them is missing
    ends: tuple[Any, Any] | None = None

    def between(self, low: Any, high: Any) -> BoundedFunction:
        """The function for these ends."""
        low = high - 2 * self.width if low is None else low
        return replace(self, ends=(low, low + 2 * self.width if high is None else high))

    def __call__(self, x: Any) -> Any:
        low, high = self._known_ends()
        n = self.bounds.order
        power = x**n / factorial(n)
        total = low * power + (high - low) * self.share * power
        if self.wave:
            wave = self.wave * (1 - self.share) / factorial(n)
            total = total + (high - low) * wave / (1 + (x - self.centre) ** 2)
        for exponent, coefficient in enumerate(self.lower):
            total = total + (coefficient * x**exponent if exponent else coefficient)
        return total

    def _known_ends(self) -> tuple[Any, Any]:
        if self.ends is None:
            raise DomainError(f"{self} has no ends yet", remedy="give the variables that bound it")
        return self.ends

    def as_polynomial(self) -> tuple[Fraction, ...]:
        """Its coefficients from the constant on, where it is a polynomial with exact ends.

        Raises:
            DomainError: it is none.
        """
        low, high = self._known_ends()
        if self.wave:
            raise DomainError(f"{self} is no polynomial", remedy="draw another one")
        return (*self.lower, (low + (high - low) * self.share) / factorial(self.bounds.order))

    def __str__(self) -> str:
        low, high = self.ends or (self.bounds.low, self.bounds.high)
        low = f"{high} - {2 * self.width}" if low is None else low
        high = f"{low} + {2 * self.width}" if high is None else high
        n = self.bounds.order
        wave = f", waving by {self.wave} at {self.centre}" if self.wave else ""
        lower = " + ".join(f"{c} a^{i}" if i else str(c) for i, c in enumerate(self.lower) if c) or "0"
        return f"(a ↦ {lower} + a^{n}/{n}! times {self.share} of the way from {low} to {high}{wave})"


def drawn(bounds: Bounds, random: Random, *, wave: bool) -> BoundedFunction:
    """A function for bounds, with small coefficients: a polynomial, or one with a wave."""
    lower = tuple(Fraction(random.randint(-4, 4), 2) for _ in range(bounds.order))
    if wave:
        sign = Fraction(random.choice((-1, 1)))
        return BoundedFunction(bounds, lower, Fraction(1, 2), sign, lower[0], Fraction(1))
    share = Fraction(random.choice((0, 0, 1, 2, 2)), 2)  # mostly at an end, where bounds are sharp
    width = Fraction(random.randint(1, 8), 4)
    return BoundedFunction(bounds, lower, share, Fraction(0), Fraction(0), width)


def keeps(function: Any, bounds: Bounds, values: Mapping[str, Any]) -> bool:
    """Whether a function keeps bounds where the variables have these exact values.

    Of a function that was not drawn this is seen only if it is a polynomial: the distances of its derivative from the
    ends must have even powers only, none with a negative coefficient.
    """
    low, high = bounds.at(values)
    if isinstance(function, BoundedFunction):
        return is_ordered(low, high)
    coefficients = coefficients_of(function)
    if coefficients is None:
        return False
    for _ in range(bounds.order):
        coefficients = [i * c for i, c in enumerate(coefficients)][1:]
    constant, rest = (coefficients or [Fraction(0)])[0], coefficients[1:]
    above = low is None or _is_never_negative([constant - low, *rest])
    return above and (high is None or _is_never_negative([high - constant, *(-c for c in rest)]))


def _is_never_negative(coefficients: list[Fraction]) -> bool:
    return all(c >= 0 for c in coefficients) and not any(coefficients[1::2])


def is_ordered(low: Any, high: Any) -> bool:
    """Whether a number may lie between two ends, None being no end."""
    return low is None or high is None or bool(low <= high)


def coefficients_of(function: Any) -> list[Fraction] | None:
    """The coefficients of a function of one number that adds, subtracts and multiplies only; None of any other."""
    try:
        result = function(_Indeterminate((Fraction(0), Fraction(1))))
    except (TypeError, AttributeError, VerifyError):
        return None
    if isinstance(result, int | Fraction):
        return [Fraction(result)]
    return list(result.coefficients) if isinstance(result, _Indeterminate) else None


_Operand = Union["_Indeterminate", Fraction, int]


@dataclass(frozen=True, eq=False)
class _Indeterminate:
    """A polynomial in one indeterminate, which a function is run on to see which polynomial it is."""

    coefficients: tuple[Fraction, ...]

    def __add__(self, other: _Operand) -> _Indeterminate:
        mine, its = self.coefficients, _coefficients(other)
        length = max(len(mine), len(its))
        padded = [[*each, *[Fraction(0)] * (length - len(each))] for each in (mine, its)]
        return _Indeterminate(tuple(a + b for a, b in zip(*padded, strict=True)))

    def __mul__(self, other: _Operand) -> _Indeterminate:
        its = _coefficients(other)
        total = [Fraction(0)] * (len(self.coefficients) + len(its) - 1)
        for i, a in enumerate(self.coefficients):
            for j, b in enumerate(its):
                total[i + j] += a * b
        return _Indeterminate(tuple(total))

    def __radd__(self, other: _Operand) -> _Indeterminate:
        return self + other

    def __rmul__(self, other: _Operand) -> _Indeterminate:
        return self * other

    def __neg__(self) -> _Indeterminate:
        return self * -1

    def __sub__(self, other: _Operand) -> _Indeterminate:
        return self + _Indeterminate(_coefficients(other)) * -1

    def __rsub__(self, other: _Operand) -> _Indeterminate:
        return self * -1 + other

    def __eq__(self, other: object) -> NoReturn:
        raise TypeError("a function that takes branches is no polynomial")

    __hash__ = None  # type: ignore[assignment]  # what cannot be compared has no hash

    def __bool__(self) -> NoReturn:
        raise TypeError("a function that takes branches is no polynomial")

    def __truediv__(self, other: _Operand) -> _Indeterminate:
        divisor = _coefficients(other)
        if len(divisor) > 1 or divisor[0] == 0:
            raise TypeError("no polynomial is left")
        return self * (Fraction(1) / divisor[0])

    def __pow__(self, exponent: int) -> _Indeterminate:
        if not isinstance(exponent, int) or not 0 <= exponent <= 64:
            raise TypeError("no polynomial is left")
        result = _Indeterminate((Fraction(1),))
        for _ in range(exponent):
            result = result * self
        return result


def _coefficients(thing: _Operand) -> tuple[Fraction, ...]:
    if isinstance(thing, _Indeterminate):
        return thing.coefficients
    if isinstance(thing, bool) or not isinstance(thing, int | Fraction):
        raise TypeError("only exact numbers meet polynomials")
    return (Fraction(thing),)
