"""Functions as variables: polynomials where numbers are needed, and an unknown function in proofs.

A theorem about *every* smooth function is searched with polynomials, which run on every carrier and have exact
coefficients, and proved with a function of which nothing is known but the chain rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

from verify.carriers.terms import Term
from verify.carriers.value import Carrier, Value, carrier_of, lift
from verify.errors import DomainError

LARGEST_DEGREE = 3


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
    """All smooth real functions of some numbers."""

    arity: int

    @property
    def sizes(self) -> set[Any]:
        """The sizes in the shape: none."""
        return set()

    def __contains__(self, value: object) -> bool:
        return callable(value)

    def membership(self, value: Any) -> list[Any]:
        """Nothing that could be checked."""
        return []

    def symbol(self, name: str) -> UnknownFunction:
        """The unknown function that stands for the variable in goals."""
        return UnknownFunction(name, (0,) * self.arity)

    def sample(self, name: str, random: Random, sizes: Mapping[Any, int]) -> dict[str, Polynomial]:
        """A polynomial of low degree with small coefficients."""
        exponents = [
            each for each in product(range(LARGEST_DEGREE + 1), repeat=self.arity) if sum(each) <= LARGEST_DEGREE
        ]
        chosen = random.sample(exponents, min(4, len(exponents)))
        return {name: Polynomial(tuple((each, Fraction(random.randint(-4, 4), 2)) for each in chosen))}

    def latex(self, name: str) -> str:
        """The domain as a formula about `name`."""
        return rf"{name} \in C^\infty(\mathbb{{R}}^{{{self.arity}}})"

    def __repr__(self) -> str:
        return f"smooth_function({self.arity})"


def smooth_function(arity: int) -> Functions:
    """All smooth real functions of `arity` numbers.

    Raises:
        DomainError: the arity is not from 1 to 8.
    """
    if not 1 <= arity <= 8:
        raise DomainError(f"smooth_function({arity})", remedy="give an arity from 1 to 8")
    return Functions(arity)
