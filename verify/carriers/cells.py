"""Cells: boxes of balls with first and second derivatives, to enclose an expectation by subdivision.

On a cell where every comparison is decided the function is smooth, and its Taylor polynomial at the middle with the
second derivatives of the whole cell is averaged: the first ones average to nothing. Where |x| or max has a kink that is
not decided, it is Lipschitz, and f(cell) = f(middle) + f'(cell) (cell - middle) with generalised slopes (Lebourg) is
averaged. On a cell that a branch boundary crosses, each branch is taken and the hull of their values is used, whatever
the function does there. Ends are rigorous; that they are is Arb's word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import lru_cache, reduce
from itertools import combinations_with_replacement, product
from typing import Any, NamedTuple

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


class Jet(NamedTuple):
    """Balls of a number in the middle of a cell and on all of it, and of its partial derivatives on the cell, first and
    second; constants have none, kinks no second ones."""

    middle: Any
    value: Any
    slopes: tuple[Any, ...] = ()
    curvatures: tuple[Any, ...] | None = ()  # of the pairs of variables, in order


@lru_cache(maxsize=1024)
def _constant(numerator: int, denominator: int, bits: int) -> Jet:
    number = ball(Fraction(numerator, denominator))
    return Jet(number, number)


@lru_cache
def _pairs(dimensions: int) -> list[tuple[int, int]]:
    return list(combinations_with_replacement(range(dimensions), 2))


class Cells(Carrier):
    """One cell at a time; a comparison that the cell does not decide takes the branch that `choices` names."""

    name = "cells"

    def __init__(self, widths: list[Fraction], choices: list[int]) -> None:
        self.halves = [ball(width / 2).union(ball(-width / 2)) for width in widths]
        self.choices = choices
        self.alternatives: list[int] = []

    def _choose(self, options: int) -> int:
        position = len(self.alternatives)
        if position == len(self.choices):
            self.choices.append(0)
        self.alternatives.append(options)
        return self.choices[position]

    def narrowed(self, number: Jet) -> Any:
        """The values on the cell, which also lie on the slopes through the one in the middle."""
        reach = number.middle
        for slope, half in zip(number.slopes, self.halves, strict=False):  # a constant has no slopes
            reach = reach + slope * half
        return number.value.intersection(reach)

    def _decide(self, relation: str, left: Jet, right: Jet) -> bool | None:
        decided = decide(relation, left.value, right.value)
        if decided is None and (left.slopes or right.slopes):
            decided = decide(relation, self.narrowed(self.subtract(left, right)), flint.arb(0))
        return decided

    def constant(self, number: Fraction) -> Jet:
        # by numerator and denominator, whose hashes are cheap
        return _constant(number.numerator, number.denominator, flint.ctx.prec)

    def add(self, left: Jet, right: Jet) -> Jet:
        return _sum(left, right, left.middle + right.middle, left.value + right.value)

    def subtract(self, left: Jet, right: Jet) -> Jet:
        return _sum(left, self.negate(right), left.middle - right.middle, left.value - right.value)

    def multiply(self, left: Jet, right: Jet) -> Jet:
        middle, product = left.middle * right.middle, left.value * right.value
        if not left.slopes or not right.slopes:
            constant, other = (right, left) if left.slopes else (left, right)
            return _chained(middle, product, constant.value, None, other)
        (_, u, us, uss), (_, v, vs, vss) = left, right
        slopes = tuple(a * v + u * b for a, b in zip(us, vs, strict=True))
        if uss is None or vss is None:
            return Jet(middle, product, slopes, None)
        pairs = zip(_pairs(len(slopes)), uss, vss, strict=True)
        bent = tuple(a * v + us[i] * vs[j] + us[j] * vs[i] + u * b for (i, j), a, b in pairs)
        return Jet(middle, product, slopes, bent)

    def divide(self, left: Jet, right: Jet) -> Jet:
        middle, q = BALLS.divide(left.middle, right.middle), BALLS.divide(left.value, right.value)
        if not right.slopes:
            return _chained(middle, q, 1 / right.value, None, left)
        v, vs, vss = right.value, right.slopes, right.curvatures
        none = flint.arb(0)
        qs = tuple((a - q * b) / v for a, b in zip(left.slopes or (none,) * len(vs), vs, strict=True))
        if left.curvatures is None or vss is None:
            return Jet(middle, q, qs, None)
        pairs = zip(_pairs(len(vs)), left.curvatures or (none,) * len(vss), vss, strict=True)
        return Jet(middle, q, qs, tuple((a - qs[i] * vs[j] - qs[j] * vs[i] - q * b) / v for (i, j), a, b in pairs))

    def negate(self, operand: Jet) -> Jet:
        return _chained(-operand.middle, -operand.value, flint.arb(-1), None, operand)

    def integer_power(self, base: Jet, exponent: int) -> Jet:
        middle, power = (BALLS.integer_power(each, exponent) for each in (base.middle, base.value))
        if not base.slopes or exponent == 0:
            return Jet(middle, power)
        first = exponent * BALLS.integer_power(base.value, exponent - 1)
        if exponent == 1:
            return base
        second = exponent * (exponent - 1) * BALLS.integer_power(base.value, exponent - 2)
        return _chained(middle, power, first, second, base)

    def power(self, base: Jet, exponent: Jet) -> Jet:
        integer = exponent.value.unique_fmpz()
        if integer is None:
            raise UndecidedError(f"the exponent {exponent.value.str(6)} is not one integer on a cell")
        return self.integer_power(base, int(integer))

    def compare(self, relation: str, left: Jet, right: Jet) -> tuple[str, Jet, Jet]:
        return relation, left, right

    def truth(self, condition: tuple[str, Jet, Jet]) -> bool:
        decided = self._decide(*condition)
        return self._choose(2) == 0 if decided is None else decided

    def floor(self, operand: Jet) -> Jet:
        value = self.narrowed(operand)
        ends = [end.floor().unique_fmpz() for end in (value.lower(), value.upper())]
        if None in ends:
            raise UndecidedError(f"floor({value.str(6)}) has no bounds on a cell")
        lowest, highest = map(int, ends)
        if highest - lowest > WIDEST_FLOOR:
            raise UndecidedError(f"floor({value.str(6)}) has too many values on a cell")
        chosen = lowest if lowest == highest else lowest + self._choose(highest - lowest + 1)
        return self.constant(Fraction(chosen))

    def absolute(self, operand: Jet) -> Jet:
        # |x| is Lipschitz: where its sign is open, every generalised slope lies between -x' and x'
        decided = self._decide("<", operand, self.constant(Fraction(0)))
        if decided is None:
            slopes = tuple(a.union(-a) for a in operand.slopes)
            return Jet(abs(operand.middle), abs(operand.value), slopes, None)
        return self.negate(operand) if decided else operand

    def maximum(self, left: Jet, right: Jet) -> Jet:
        decided = self._decide("<", left, right)
        if decided is None:
            none = (flint.arb(0),) * len(self.halves)
            slopes = tuple(a.union(b) for a, b in zip(left.slopes or none, right.slopes or none, strict=True))
            return Jet(left.middle.max(right.middle), left.value.max(right.value), slopes, None)
        return right if decided else left

    def minimum(self, left: Jet, right: Jet) -> Jet:
        return self.negate(self.maximum(self.negate(left), self.negate(right)))

    def exp(self, operand: Jet) -> Jet:
        value = operand.value.exp()
        return _chained(operand.middle.exp(), value, value, value, operand)

    def log(self, operand: Jet) -> Jet:
        middle, value = (BALLS.log(each) for each in (operand.middle, operand.value))
        if not operand.slopes:
            return Jet(middle, value)
        inverse = 1 / operand.value
        return _chained(middle, value, inverse, -(inverse**2), operand)

    def sin(self, operand: Jet) -> Jet:
        value, slope = operand.value.sin_cos()
        return _chained(operand.middle.sin(), value, slope, -value, operand)

    def cos(self, operand: Jet) -> Jet:
        slope, value = operand.value.sin_cos()
        return _chained(operand.middle.cos(), value, -slope, -value, operand)

    def split(self, operand: Jet, base: Jet) -> tuple[Jet, Jet]:
        exponent = self.floor(self.divide(self.log(operand), self.log(base)))
        return exponent, self.divide(operand, self.power(base, exponent))


def _sum(left: Jet, right: Jet, middle: Any, value: Any) -> Jet:
    """The derivatives of a sum, beside its values."""
    if not left.slopes or not right.slopes:
        return (right if right.slopes else left)._replace(middle=middle, value=value)
    slopes = tuple(a + b for a, b in zip(left.slopes, right.slopes, strict=True))
    if left.curvatures is None or right.curvatures is None:
        return Jet(middle, value, slopes, None)
    curvatures = tuple(a + b for a, b in zip(left.curvatures, right.curvatures, strict=True))
    return Jet(middle, value, slopes, curvatures)


def _chained(middle: Any, value: Any, first: Any, second: Any, operand: Jet) -> Jet:
    """The chain rule: a function with these derivatives at an operand; None for a second one that is 0 everywhere."""
    slopes = tuple(first * a for a in operand.slopes)
    if operand.curvatures is None or not slopes:
        return Jet(middle, value, slopes, operand.curvatures)
    curvatures = tuple(first * a for a in operand.curvatures)
    if second is not None:
        pairs = _pairs(len(slopes))
        bent = (second * operand.slopes[i] * operand.slopes[j] for i, j in pairs)
        curvatures = tuple(a + b for a, b in zip(curvatures, bent, strict=True))
    return Jet(middle, value, slopes, curvatures)


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
    results = list(_all_branches(function, box))
    if len(results) == 1:
        return results[0].middle + _beside_the_middle(results[0], [high - low for low, high in box.values()])
    if refinements:  # a boundary crosses the cell
        return _mean_of_pieces(function, box, 2, refinements - 1)
    return reduce(lambda hull, value: hull.union(value), (each.value for each in results))


def _beside_the_middle(jet: Jet, widths: list[Fraction]) -> flint.arb:
    """By how much the mean on a cell can differ from the value in its middle."""
    total = flint.arb(0)
    if jet.curvatures is None:
        for slope, width in zip(jet.slopes, widths, strict=True):
            # a constant slope averages to nothing on a symmetric cell; its spread leaves at most radius * width / 4
            total += _spread(slope) * ball(width / 4)
        return total
    for (i, j), curvature in zip(_pairs(len(jet.slopes)), jet.curvatures, strict=True):
        if i == j:  # half the square of the distance has the mean width^2 / 24
            total += curvature * ball(widths[i] ** 2 / 24)
        else:  # a constant one averages to nothing too, and the distances have the means width / 4
            total += _spread(curvature) * ball(widths[i] * widths[j] / 16)
    return total


def _spread(enclosure: flint.arb) -> flint.arb:
    """The ball moved to 0."""
    radius = flint.arb(enclosure.rad())
    return radius.union(-radius)


def _all_branches(function: Callable[..., Value], box: Box) -> Iterator[Jet]:
    choices: list[int] = []
    variables = {}
    for position, (name, (low, high)) in enumerate(box.items()):
        slopes = tuple(flint.arb(int(position == other)) for other in range(len(box)))
        flat = (flint.arb(0),) * len(_pairs(len(box)))
        variables[name] = Jet(ball((low + high) / 2), ball(low).union(ball(high)), slopes, flat)
    for _ in range(MOST_BRANCHES):
        carrier = Cells([high - low for low, high in box.values()], choices)
        values = {name: Value(carrier, jet) for name, jet in variables.items()}
        with running_on(carrier):
            jet = function(**values).payload
        yield jet._replace(value=carrier.narrowed(jet))
        while carrier.alternatives and choices[len(carrier.alternatives) - 1] == carrier.alternatives[-1] - 1:
            carrier.alternatives.pop()
        if not carrier.alternatives:
            return
        choices = choices[: len(carrier.alternatives)]
        choices[-1] += 1
    raise UndecidedError(f"a cell has more than {MOST_BRANCHES} branches")
