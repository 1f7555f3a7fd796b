"""Laws of random variables, for `expectation`."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verify.errors import DomainError


@dataclass(frozen=True)
class Uniform:
    """The uniform law on the interval [low, high] of exact numbers."""

    low: Fraction
    high: Fraction

    def __repr__(self) -> str:
        return f"uniform({self.low}, {self.high})"


def uniform(low: int | Fraction, high: int | Fraction) -> Uniform:
    """The uniform law on [low, high].

    Raises:
        DomainError: low is not below high, or an end is not exact.

    >>> uniform(1, 2)
    uniform(1, 2)
    """
    for end in (low, high):
        if isinstance(end, bool) or not isinstance(end, int | Fraction):
            raise DomainError(f"uniform() got {end!r}", remedy="give integers or Fraction(1, 2)")
    if low >= high:
        raise DomainError(f"uniform({low}, {high}) is empty", remedy="give the smaller end first")
    return Uniform(Fraction(low), Fraction(high))
