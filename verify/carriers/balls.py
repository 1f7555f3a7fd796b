"""Balls: Arb's real intervals with guaranteed ends. A comparison of overlapping balls is refused, never guessed.

Plain `arb` answers False to every comparison that it cannot decide, so `max`, `sorted` or `if` would silently pick
a branch; here each of them raises `UndecidedError`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from functools import reduce
from typing import Any

import flint
import numpy

from verify.carriers.rationals import RATIONALS
from verify.carriers.value import Basis, Carrier
from verify.errors import DomainError, UndecidedError, UndefinedError
from verify.matrices import (
    diagonal_of,
    entry_of,
    entrywise,
    kronecker_of,
    ones_along,
    reshaped_like,
    total_of,
    units_like,
)


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Compute with `bits` bits inside the block; Arb's precision is global and is put back afterwards."""
    before = flint.ctx.prec
    flint.ctx.prec = bits
    try:
        yield
    finally:
        flint.ctx.prec = before


def ball(number: Fraction) -> flint.arb:
    """The ball around an exact number at the running precision."""
    return flint.arb(flint.fmpq(number.numerator, number.denominator))


def decide(relation: str, left: flint.arb, right: flint.arb) -> bool | None:
    """The truth of `left relation right` for all numbers of the two balls, or None if it differs among them."""
    if relation == "==":
        if not left.overlaps(right):
            return False
        return True if left.is_exact() and right.is_exact() else None
    if relation == "<":
        return True if left < right else (False if left >= right else None)
    return True if left <= right else (False if left > right else None)


class Balls(Carrier):
    """Arb balls at the running precision, one case at a time."""

    name = "balls"

    def constant(self, number: Fraction) -> flint.arb:
        return ball(number)

    def defined_if(self, relation: str, left: Any, right: Any, result: Any, *, problem: str) -> Any:
        if not self.truth(self.compare(relation, left, right)):
            raise UndefinedError(problem)
        return result

    def exact(self, value: Any) -> Any:
        return ball(value) if isinstance(value, Fraction) else numpy.vectorize(ball, otypes=[object])(value)

    def matmul(self, left: Any, right: Any) -> Any:
        return left @ right

    def kronecker(self, left: Any, right: Any) -> Any:
        return kronecker_of(left, right)

    def transpose(self, operand: Any) -> Any:
        return operand.T

    def trace(self, operand: Any) -> Any:
        return sum((operand[i, i] for i in range(operand.shape[0])), flint.arb(0))

    def identity_like(self, operand: Any) -> Any:
        identity = operand * flint.arb(0)
        for i in range(operand.shape[0]):
            identity[i, i] = flint.arb(1)
        return identity

    def ones_like(self, operand: Any) -> Any:
        return ones_along(operand, flint.arb(1))

    def diagonal(self, operand: Any) -> Any:
        return diagonal_of(operand)

    def is_number(self, payload: Any) -> bool:
        return isinstance(payload, flint.arb)

    def largest(self, payload: Any) -> Any:
        return payload if self.is_number(payload) else reduce(lambda a, b: a.max(b), payload.flat)

    def total(self, operand: Any, axis: int | None, *, keep: bool) -> Any:
        return operand if self.is_number(operand) else total_of(operand, axis, keep=keep, zero=flint.arb(0))

    def count(self, operand: Any, axis: int | None) -> Any:
        return flint.arb(1 if self.is_number(operand) else operand.size if axis is None else operand.shape[axis])

    def entry(self, operand: Any, row: Any, column: Any) -> Any:
        places = [None if place is None else place.unique_fmpz() for place in (row, column)]
        if places[0] is None or (column is not None and places[1] is None):
            raise UndecidedError(f"{row.str(6)} is not one index")
        return entry_of(operand, int(places[0]), None if places[1] is None else int(places[1]))

    def basis(self, operand: Any) -> Basis:
        directions = units_like(operand, flint.arb(0), flint.arb(1))
        return Basis(directions, lambda slopes: reshaped_like(operand, slopes))

    def divide(self, left: Any, right: Any) -> Any:
        return entrywise(self._quotient, left, right)

    def _quotient(self, left: Any, right: Any) -> Any:
        if right == 0:
            raise UndefinedError("a division by 0 has no value")
        if right.contains(0):
            raise UndecidedError(f"the divisor {right.str(6)} may be 0")
        return left / right

    def integer_power(self, base: Any, exponent: int) -> Any:
        if exponent < 0:
            return self.divide(flint.arb(1), base ** (-exponent))
        return base**exponent

    def power(self, base: Any, exponent: Any) -> Any:
        integer = exponent.unique_fmpz()
        if integer is None:
            raise UndecidedError(f"the exponent {exponent.str(6)} is not one integer")
        return self.integer_power(base, int(integer))

    def compare(self, relation: str, left: Any, right: Any) -> tuple[str, Any, Any]:
        return relation, left, right

    def truth(self, condition: tuple[str, Any, Any]) -> bool:
        relation, left, right = condition
        decided = decide(relation, left, right)
        if decided is None:
            raise UndecidedError(f"{left.str(6)} {relation} {right.str(6)} is open at {flint.ctx.prec} bits")
        return decided

    def floor(self, operand: Any) -> Any:
        integer = operand.floor().unique_fmpz()
        if integer is None:
            raise UndecidedError(f"floor({operand.str(6)}) is open at {flint.ctx.prec} bits")
        return flint.arb(integer)

    def absolute(self, operand: Any) -> Any:
        return abs(operand)

    def maximum(self, left: Any, right: Any) -> Any:
        return left.max(right)

    def minimum(self, left: Any, right: Any) -> Any:
        return left.min(right)

    def exp(self, operand: Any) -> Any:
        return entrywise(lambda entry: entry.exp(), operand)

    def log(self, operand: Any) -> Any:
        return entrywise(self._logarithm, operand)

    def _logarithm(self, operand: Any) -> Any:
        if operand <= 0:
            raise UndefinedError(f"log({operand.str(6)}) has no value")
        if not operand > 0:
            raise UndecidedError(f"log({operand.str(6)}) may have no value")
        return operand.log()

    def sqrt(self, operand: Any) -> Any:
        return entrywise(self._square_root, operand)

    def _square_root(self, operand: Any) -> Any:
        if operand < 0:
            raise UndefinedError(f"sqrt({operand.str(6)}) has no value")
        if not operand >= 0:
            raise UndecidedError(f"sqrt({operand.str(6)}) may have no value")
        return operand.sqrt()

    def sin(self, operand: Any) -> Any:
        return entrywise(lambda entry: entry.sin(), operand)

    def cos(self, operand: Any) -> Any:
        return entrywise(lambda entry: entry.cos(), operand)

    def cospi(self, operand: Any) -> Any:
        return operand.cos_pi()

    def rank(self, rows: Sequence[Sequence[Any]]) -> Any:
        least, most = certain_pivots([list(row) for row in rows]), min(len(rows), len(rows[0]))
        return flint.arb((least + most) / 2, (most - least) / 2) if least < most else flint.arb(most)

    def linear_program(self, costs: Sequence[Any], matrix: Sequence[Sequence[Any]], right: Sequence[Any]) -> Any:
        entries = [costs, right, *matrix]
        if not all(entry.is_exact() for row in entries for entry in row):
            raise UndecidedError("a linear program with numbers that are known as balls only")
        c, b, *a = [[exact_endpoints(entry)[0] for entry in row] for row in entries]
        return ball(RATIONALS.linear_program(c, a, b))

    def dilogarithm(self, operand: Any) -> Any:
        if operand >= 1:
            raise UndefinedError(f"dilogarithm({operand.str(6)}) has no value here")
        if not operand < 1:
            raise UndecidedError(f"dilogarithm({operand.str(6)}) may have no value")
        return operand.polylog(2)

    def split(self, operand: Any, base: Any) -> tuple[Any, Any]:
        if operand <= 0 or base <= 1:
            raise UndefinedError(f"split({operand.str(6)}, {base.str(6)}) has no value")
        if not (operand > 0 and base > 1):
            raise UndecidedError(f"split({operand.str(6)}, {base.str(6)}) may have no value")
        exponent = self._exponent(operand, base)
        return exponent, operand / self.power(base, exponent)

    def _exponent(self, operand: Any, base: Any) -> Any:
        quotient = self.divide(operand.log(), base.log())
        if quotient.floor().unique_fmpz() is None and operand.is_exact() and base.is_exact():
            # at a power of the base the quotient of logarithms is open at every precision
            return ball(RATIONALS.split(exact_endpoints(operand)[0], exact_endpoints(base)[0])[0])
        return self.floor(quotient)

    def sign_change(self, function: Callable[[Any], Any], low: Any, high: Any) -> Any:
        from verify.carriers.root_search import seen_sign

        return seen_sign(function, low, high)

    def expectation(self, function: Callable[..., Any], variables: dict[str, Any]) -> Any:
        from verify.carriers.cells import enclose_expectation

        return enclose_expectation(function, variables)


BALLS = Balls()


def certain_pivots(rows: list[list[Any]]) -> int:
    """How many steps of elimination have a pivot that is not 0: the rank is at least that."""
    count = 0
    while rows:
        places = [
            (abs(entry), i, j) for i, row in enumerate(rows) for j, entry in enumerate(row) if not entry.contains(0)
        ]
        if not places:
            break
        _, i, j = max(places, key=lambda place: float(place[0].mid()))
        pivot = rows.pop(i)
        rows = [[a - row[j] / pivot[j] * b for a, b in zip(row, pivot, strict=True)] for row in rows]
        rows = [row[:j] + row[j + 1 :] for row in rows]
        count += 1
    return count


def exact_endpoints(enclosure: flint.arb) -> tuple[Fraction, Fraction]:
    """The lower and the upper end of a ball, as exact numbers.

    Raises:
        DomainError: the ball is not finite.
    """
    if not enclosure.is_finite():
        raise DomainError(f"the ball {enclosure.str(6)} has no finite ends")
    ends = []
    for end in (enclosure.lower(), enclosure.upper()):
        mantissa, exponent = end.man_exp()
        ends.append(Fraction(int(mantissa)) * Fraction(2) ** int(exponent))
    return ends[0], ends[1]
