"""Functions as variables: functions with exact values where numbers are needed, and an unknown function in proofs.

A theorem about *every* smooth function is searched with polynomials, which run on every carrier and have exact
coefficients, and proved with a function of which nothing is known but the chain rule. Of one number, a derivative may
have bounds: then proofs know Taylor's theorem with its remainder, and the search draws functions that keep the bounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

from verify.bounded_functions import Bounds, End, drawn, is_ordered, keeps
from verify.carriers.terms import Atom, Term, number, symbol
from verify.carriers.value import Carrier, Value, carrier_of, lift
from verify.errors import DomainError

LARGEST_DEGREE = 3
ORDERS = {"first_derivative": 1, "second_derivative": 2, "third_derivative": 3}


@dataclass(frozen=True)
class Polynomial:
    """A polynomial in several numbers, as exponents and exact coefficients."""

    coefficients: tuple[tuple[tuple[int, ...], Fraction], ...]

    def __call__(self, *arguments: Any) -> Any:
        total: Any = 0
        for exponents, coefficient in self.coefficients:
            term: Any = coefficient
            for argument, exponent in zip(arguments, exponents, strict=True):
                if exponent:
                    term = term * argument**exponent
            total = total + term
        return total

    def __str__(self) -> str:
        names = "abcdefgh"[: len(self.coefficients[0][0])]
        parts = []
        for exponents, coefficient in self.coefficients:
            powers = [n if e == 1 else f"{n}^{e}" for n, e in zip(names, exponents, strict=True) if e]
            if coefficient:
                parts.append(" ".join([*([] if coefficient == 1 and powers else [str(coefficient)]), *powers]))
        return f"({', '.join(names)} ↦ {' + '.join(parts) or '0'})"


@dataclass(frozen=True)
class UnknownFunction:
    """A function of which nothing is known but that it is smooth; its derivatives are functions of the same kind."""

    name: str
    orders: tuple[int, ...]  # how often it is differentiated in each argument

    def __call__(self, *arguments: object) -> Value:
        if len(arguments) != len(self.orders):
            raise DomainError(f"{self.name} takes {len(self.orders)} arguments", remedy=f"give it {len(self.orders)}")
        carrier = carrier_of(*arguments)
        return Value(carrier, self._apply(carrier, [lift(carrier, argument) for argument in arguments]))

    def _apply(self, carrier: Carrier, payloads: list[Any]) -> Any:
        base = getattr(carrier, "base", None)
        if base is None:
            term: Term = ("apply", self.name, ",".join(map(str, self.orders)), *payloads)
            return term
        inner = [value for value, _ in payloads]
        slope = base.zero_like(payloads[0][1])
        for position, (_, change) in enumerate(payloads):
            derivative = self.differentiated(position)._apply(base, inner)
            slope = base.add(slope, base.multiply(derivative, change))
        return self._apply(base, inner), slope

    def differentiated(self, position: int) -> UnknownFunction:
        """The partial derivative in one argument."""
        orders = tuple(order + (i == position) for i, order in enumerate(self.orders))
        return UnknownFunction(self.name, orders)


@dataclass(frozen=True)
class Functions:
    """All smooth real functions of some numbers, or those of which derivatives have bounds."""

    arity: int
    bounds: Bounds | None = None

    @property
    def sizes(self) -> set[Any]:
        """The sizes in the shape: none."""
        return set()

    def __contains__(self, value: object) -> bool:
        return callable(value)

    def holds(self, function: Any, values: Mapping[str, Any]) -> bool:
        """Whether a function is seen to keep the bounds where the variables have these exact values."""
        return self.bounds is None or keeps(function, self.bounds, values)

    def membership(self, value: Any) -> list[Any]:
        """Nothing that could be checked at a point; `hypotheses` has what proofs know."""
        return []

    def hypotheses(self, function: Any, values: Mapping[str, Any]) -> list[Atom]:
        """The bounds as facts about all points, of the unknown function and the symbols of the variables."""
        if self.bounds is None:
            return []
        point = next(name for name in ("t", "t_", "t__", "t___") if name not in values)
        derivative: Term = ("apply", function.name, str(self.bounds.order), symbol(point))
        low, high = (None if end is None else _end_term(end) for end in (self.bounds.low, self.bounds.high))
        sides = [] if low is None else [("sub", derivative, low)]
        sides += [] if high is None else [("sub", high, derivative)]
        return [Atom(">=0", ("everywhere", point, side)) for side in sides]

    def widened(self) -> Functions:
        """All smooth functions."""
        return Functions(self.arity)

    def symbol(self, name: str) -> UnknownFunction:
        """The unknown function that stands for the variable in goals."""
        return UnknownFunction(name, (0,) * self.arity)

    def sample(self, name: str, random: Random, sizes: Mapping[Any, int]) -> dict[str, Any]:
        """A polynomial of low degree with small coefficients; one that keeps the bounds, whatever their ends are."""
        if self.bounds is not None:
            return {name: drawn(self.bounds, random, wave=False)}
        exponents = [
            each for each in product(range(LARGEST_DEGREE + 1), repeat=self.arity) if sum(each) <= LARGEST_DEGREE
        ]
        chosen = random.sample(exponents, min(4, len(exponents)))
        return {name: Polynomial(tuple((each, Fraction(random.randint(-4, 4), 2)) for each in chosen))}

    def draw(self, name: str, random: Random) -> dict[str, Any]:
        """A function for the search: of bounded ones a third are no polynomials."""
        if self.bounds is not None and random.random() < 1 / 3:
            return {name: drawn(self.bounds, random, wave=True)}
        return self.sample(name, random, {})

    def latex(self, name: str) -> str:
        """The domain as a formula about `name`."""
        space = rf"{name} \in C^\infty(\mathbb{{R}}^{{{self.arity}}})"
        if self.bounds is None:
            return space
        low, high = (str(end) for end in (self.bounds.low, self.bounds.high))
        parts = [] if self.bounds.low is None else [low, r"\le"]
        parts.append(name + "'" * self.bounds.order)
        parts += [] if self.bounds.high is None else [r"\le", high]
        return rf"{space.replace('{1}', '{}')},\ {' '.join(parts)}" if len(parts) > 1 else space

    def __repr__(self) -> str:
        if self.bounds is None:
            return f"smooth_function({self.arity})"
        keyword = next(name for name, order in ORDERS.items() if order == self.bounds.order)
        return f"smooth_function({self.arity}, {keyword}={self.bounds})"


def _end_term(end: int | Fraction | str) -> Term:
    if not isinstance(end, str):
        return number(end)
    return ("neg", symbol(end[1:])) if end.startswith("-") else symbol(end)


def smooth_function(
    arity: int,
    *,
    first_derivative: tuple[End, End] | None = None,
    second_derivative: tuple[End, End] | None = None,
    third_derivative: tuple[End, End] | None = None,
) -> Functions:
    """All smooth real functions of `arity` numbers; of one number, those of which a derivative lies between two ends.

    An end is an exact number, the name of a variable of the setting or its negative, or None:
    `second_derivative=("-L", "L")` are the L-smooth functions, `(0, None)` the convex ones,
    `first_derivative=("-M", "M")` those that change at most M times as fast as their argument.

    Raises:
        DomainError: the arity is not from 1 to 8, several derivatives have bounds, or one of a function of several
            numbers has, or an end is nothing of that kind.
    """
    if not 1 <= arity <= 8:
        raise DomainError(f"smooth_function({arity})", remedy="give an arity from 1 to 8")
    asked = {1: first_derivative, 2: second_derivative, 3: third_derivative}
    given = [(order, ends) for order, ends in asked.items() if ends is not None]
    if not given:
        return Functions(arity)
    if arity > 1 or len(given) > 1:
        raise DomainError(
            f"smooth_function({arity}) has {len(given)} bounds",
            remedy="bound one derivative of a function of one number",
        )
    order, ends = given[0]
    if len(ends) != 2 or ends == (None, None) or not all(map(_is_end, ends)):
        raise DomainError(f"smooth_function() has the ends {ends}", remedy='write (0, None), (0, 1) or ("-L", "L")')
    if not any(isinstance(end, str) for end in ends) and not is_ordered(*ends):
        raise DomainError(f"no function has a derivative between {ends[0]} and {ends[1]}", remedy="exchange them")
    return Functions(arity, Bounds(order, *ends))


def _is_end(end: object) -> bool:
    if isinstance(end, str):
        return end.removeprefix("-").isidentifier()
    return end is None or (isinstance(end, int | Fraction) and not isinstance(end, bool))
