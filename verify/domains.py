"""What variables range over. A domain says which numbers it has; the search and the proofs ask it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

from verify.errors import DomainError
from verify.relations import Relation, at_least, at_most, strictly_greater, strictly_less


@dataclass(frozen=True)
class Interval:
    """The real numbers between two ends; `None` is infinity, an open end is left out."""

    call: str  # the call that builds it, for people
    low: Fraction | None
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False

    def __contains__(self, number: Fraction) -> bool:
        above = self.low is None or number > self.low or (number == self.low and not self.low_open)
        below = self.high is None or number < self.high or (number == self.high and not self.high_open)
        return above and below

    def membership(self, value: Any) -> list[Relation]:
        """What it means for a value of any carrier to lie in the domain."""
        relations = []
        if self.low is not None:
            relations.append(strictly_greater(value, self.low) if self.low_open else at_least(value, self.low))
        if self.high is not None:
            relations.append(strictly_less(value, self.high) if self.high_open else at_most(value, self.high))
        return relations

    def sample(self, random: Random) -> Fraction:
        """A simple exact number of the domain, for tracing and for models of hypotheses."""
        step = Fraction(random.randint(1, 64), random.choice((1, 2, 4, 8, 64)))
        if self.low is not None and self.high is not None:
            position = Fraction(random.randint(1, 63), 64)
            return self.low + (self.high - self.low) * position
        if self.low is not None:
            return self.low + step
        if self.high is not None:
            return self.high - step
        return step * random.choice((-1, 1))

    def latex(self, name: str) -> str:
        """The domain as a formula about `name`."""
        parts = [] if self.low is None else [number_latex(self.low), r"<" if self.low_open else r"\le"]
        parts.append(name)
        parts += [] if self.high is None else [r"<" if self.high_open else r"\le", number_latex(self.high)]
        return " ".join(parts) if len(parts) > 1 else rf"{name} \in \mathbb{{R}}"

    def __repr__(self) -> str:
        return self.call


def number_latex(number: int | Fraction) -> str:
    r"""An exact number as LaTeX.

    >>> number_latex(Fraction(1, 9))
    '\\frac{1}{9}'
    """
    if number.denominator == 1:
        return str(number)
    return rf"\frac{{{number.numerator}}}{{{number.denominator}}}"


def _exact(call: str, number: object) -> Fraction:
    if isinstance(number, bool) or not isinstance(number, int | Fraction):
        raise DomainError(f"{call} got {number!r}", remedy="give an integer or Fraction(1, 2)")
    return Fraction(number)


def real() -> Interval:
    """All real numbers."""
    return Interval("real()", None, None)


def positive() -> Interval:
    """The real numbers above 0.

    >>> Fraction(0) in positive()
    False
    """
    return Interval("positive()", Fraction(0), None, low_open=True)


def above(low: int | Fraction) -> Interval:
    """The real numbers above `low`."""
    return Interval(f"above({low})", _exact("above()", low), None, low_open=True)


def between(low: int | Fraction, high: int | Fraction) -> Interval:
    """The real numbers from `low` to `high`, both included.

    Raises:
        DomainError: `low` exceeds `high`.

    >>> Fraction(3, 2) in between(1, 2)
    True
    """
    ends = _exact("between()", low), _exact("between()", high)
    if ends[0] > ends[1]:
        raise DomainError(f"between({low}, {high}) is empty", remedy="give the smaller end first")
    return Interval(f"between({low}, {high})", *ends)
