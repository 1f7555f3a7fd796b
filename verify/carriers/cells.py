"""Cells: boxes of balls with first derivatives, to enclose an expectation by subdivision.

On a cell where every comparison is decided the function is smooth but for kinks of |x| and max, which are Lipschitz,
and the mean-value form f(cell) = f(middle) + f'(cell) (cell - middle) with generalised slopes (Lebourg) is averaged:
the error falls with the square of the cell's width. On a cell that a branch boundary crosses, each branch is taken and
the hull of their values is used, whatever the function does there. Ends are rigorous; that they are is Arb's word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import lru_cache, reduce
from itertools import product
from typing import Any

import flint

from verify.carriers.balls import BALLS, ball, decide, precision
from verify.carriers.value import Carrier, Value, running_on
from verify.distributions import Uniform
from verify.errors import UndecidedError

MOST_BRANCHES = 64
WIDEST_FLOOR = 8
CELL_BITS = 64  # the width of a cell, not the rounding, limits the enclosure
REFINEMENTS = 2  # how often a cell that a branch boundary crosses is cut again

Box = dict[str, tuple[Fraction, Fraction]]
Dual = tuple[Any, tuple[Any, ...]]  # a ball and the balls of its partial derivatives


@lru_cache(maxsize=1024)
def _constant(numerator: int, denominator: int, dimensions: int, bits: int) -> Dual:
    return ball(Fraction(numerator, denominator)), (flint.arb(0),) * dimensions


class Cells(Carrier):
    """One cell at a time; a comparison that the cell does not decide takes the branch that `choices` names."""

    name = "cells"

    def __init__(self, dimensions: int, choices: list[int]) -> None:
        self.dimensions = dimensions
        self.choices = choices
        self.alternatives: list[int] = []

    def _choose(self, options: int) -> int:
        position = len(self.alternatives)
        if position == len(self.choices):
            self.choices.append(0)
        self.alternatives.append(options)
        return self.choices[position]

    def constant(self, number: Fraction) -> Dual:
        # by numerator and denominator, whose hashes are cheap
        return _constant(number.numerator, number.denominator, self.dimensions, flint.ctx.prec)

    def add(self, left: Dual, right: Dual) -> Dual:
        return left[0] + right[0], tuple(a + b for a, b in zip(left[1], right[1], strict=True))

    def subtract(self, left: Dual, right: Dual) -> Dual:
        return left[0] - right[0], tuple(a - b for a, b in zip(left[1], right[1], strict=True))

    def multiply(self, left: Dual, right: Dual) -> Dual:
        slopes = tuple(a * right[0] + left[0] * b for a, b in zip(left[1], right[1], strict=True))
        return left[0] * right[0], slopes

    def divide(self, left: Dual, right: Dual) -> Dual:
        quotient = BALLS.divide(left[0], right[0])
        slopes = tuple((a - quotient * b) / right[0] for a, b in zip(left[1], right[1], strict=True))
        return quotient, slopes

    def negate(self, operand: Dual) -> Dual:
        return -operand[0], tuple(-a for a in operand[1])

    def integer_power(self, base: Dual, exponent: int) -> Dual:
        outer = exponent * BALLS.integer_power(base[0], exponent - 1) if exponent else flint.arb(0)
        return BALLS.integer_power(base[0], exponent), tuple(outer * a for a in base[1])

    def power(self, base: Dual, exponent: Dual) -> Dual:
        integer = exponent[0].unique_fmpz()
        if integer is None:
            raise UndecidedError(f"the exponent {exponent[0].str(6)} is not one integer on a cell")
        return self.integer_power(base, int(integer))

    def compare(self, relation: str, left: Dual, right: Dual) -> tuple[str, Any, Any]:
        return relation, left[0], right[0]

    def truth(self, condition: tuple[str, Any, Any]) -> bool:
        decided = decide(*condition)
        return self._choose(2) == 0 if decided is None else decided

    def floor(self, operand: Dual) -> Dual:
        ends = [end.floor().unique_fmpz() for end in (operand[0].lower(), operand[0].upper())]
        if None in ends:
            raise UndecidedError(f"floor({operand[0].str(6)}) has no bounds on a cell")
        lowest, highest = map(int, ends)
        if highest - lowest > WIDEST_FLOOR:
            raise UndecidedError(f"floor({operand[0].str(6)}) has too many values on a cell")
        chosen = lowest if lowest == highest else lowest + self._choose(highest - lowest + 1)
        return self.constant(Fraction(chosen))

    def absolute(self, operand: Dual) -> Dual:
        # |x| is Lipschitz: where its sign is open, every generalised slope lies between -x' and x'
        decided = decide("<", operand[0], flint.arb(0))
        if decided is None:
            return abs(operand[0]), tuple(a.union(-a) for a in operand[1])
        return self.negate(operand) if decided else operand

    def maximum(self, left: Dual, right: Dual) -> Dual:
        decided = decide("<", left[0], right[0])
        if decided is None:
            slopes = tuple(a.union(b) for a, b in zip(left[1], right[1], strict=True))
            return left[0].max(right[0]), slopes
        return right if decided else left

    def minimum(self, left: Dual, right: Dual) -> Dual:
        return self.negate(self.maximum(self.negate(left), self.negate(right)))

    def exp(self, operand: Dual) -> Dual:
        value = operand[0].exp()
        return value, tuple(value * a for a in operand[1])

    def log(self, operand: Dual) -> Dual:
        return BALLS.log(operand[0]), tuple(BALLS.divide(a, operand[0]) for a in operand[1])

    def split(self, operand: Dual, base: Dual) -> tuple[Dual, Dual]:
        logarithm = self.log(operand)
        exponent = self.floor(self.divide(logarithm, self.log(base)))
        return exponent, self.divide(operand, self.power(base, exponent))


def enclose_expectation(function: Callable[..., Value], variables: dict[str, Uniform]) -> flint.arb:
    """A ball that holds the mean of `function` over the independent uniform variables.

    The number of cells a side grows with the running precision, so that whoever doubles it gets a narrower ball.
    """
    pieces = max(8, flint.ctx.prec // 8)
    box = {name: (law.low, law.high) for name, law in variables.items()}
    with precision(CELL_BITS):
        return _mean_of_pieces(function, box, pieces, REFINEMENTS)


def _mean_of_pieces(function: Callable[..., Value], box: Box, pieces: int, refinements: int) -> flint.arb:
    """The mean over a box from those over its pieces."""
    sides = []
    for low, high in box.values():
        width = (high - low) / pieces
        sides.append([(low + width * i, low + width * (i + 1)) for i in range(pieces)])
    total = flint.arb(0)
    for piece in product(*sides):
        total += _mean_on_cell(function, dict(zip(box, piece, strict=True)), refinements)
    return total / pieces ** len(box)


def _mean_on_cell(function: Callable[..., Value], box: Box, refinements: int) -> flint.arb:
    whole = [ball(low).union(ball(high)) for low, high in box.values()]
    results = list(_all_branches(function, list(box), whole))
    middle = [ball((low + high) / 2) for low, high in box.values()]
    in_the_middle = list(_all_branches(function, list(box), middle)) if len(results) == 1 else []
    if len(in_the_middle) != 1:  # a boundary crosses the cell, or rounding leaves it open whether one does
        if refinements:
            return _mean_of_pieces(function, box, 2, refinements - 1)
        return reduce(lambda hull, value: hull.union(value), (value for value, _ in results))
    mean = in_the_middle[0][0]
    for (low, high), slope in zip(box.values(), results[0][1], strict=True):
        # a constant slope averages to nothing on a symmetric cell; its spread leaves at most radius * width / 4
        spread = ball((high - low) / 4) * flint.arb(slope.rad())
        mean += spread.union(-spread)
    return mean


def _all_branches(function: Callable[..., Value], names: list[str], point: list[Any]) -> Iterator[Dual]:
    choices: list[int] = []
    for _ in range(MOST_BRANCHES):
        carrier = Cells(len(names), choices)
        units = [tuple(flint.arb(int(i == j)) for j in range(len(names))) for i in range(len(names))]
        values = {n: Value(carrier, (p, u)) for n, p, u in zip(names, point, units, strict=True)}
        with running_on(carrier):
            yield function(**values).payload
        while carrier.alternatives and choices[len(carrier.alternatives) - 1] == carrier.alternatives[-1] - 1:
            carrier.alternatives.pop()
        if not carrier.alternatives:
            return
        choices = choices[: len(carrier.alternatives)]
        choices[-1] += 1
    raise UndecidedError(f"a cell has more than {MOST_BRANCHES} branches")
