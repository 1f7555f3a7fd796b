"""Roots on balls: cells that cover an interval show that a function has values in it, and where its sign changes."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import flint

from verify.carriers.balls import BALLS
from verify.carriers.value import Value, lift
from verify.errors import UndecidedError

CELLS = 8  # at first
ROUNDS = 5  # in each of which the cells that are open are halved


def seen_sign(function: Callable[[Value], Any], low: flint.arb, high: flint.arb) -> flint.arb:
    """A ball that is not negative if the function has a root between two numbers, and negative if it has none.

    Raises:
        UndecidedError: neither was seen, or not that the function has a value everywhere between.
        UndefinedError: somewhere between it has none.
    """
    if low > high:
        return flint.arb(-1)
    if not low <= high:
        raise UndecidedError("whether the interval has points is open")
    points = [low + (high - low) * i / CELLS for i in range(CELLS + 1)]
    for _ in range(ROUNDS):
        cells = [_on_cell(function, left, right) for left, right in pairwise(points)]
        signs = [_value(function, point) for point in points]
        known = [cell for cell in cells if cell is not None]
        if len(known) == len(cells):
            seen = next((-(a * b) for a, b in pairwise(signs) if (a <= 0 and b >= 0) or (a >= 0 and b <= 0)), None)
            if seen is not None:
                return abs(seen)
            if not any(cell.contains(0) for cell in known):
                return -abs(signs[0])
        halved = [points[0]]
        for (left, right), cell in zip(pairwise(points), cells, strict=True):
            halved += [(left + right) / 2] if cell is None or cell.contains(0) else []
            halved.append(right)
        points = halved
    raise UndecidedError("neither a change of sign was seen nor that there is no root")


def _value(function: Callable[[Value], Any], point: flint.arb) -> flint.arb:
    return lift(BALLS, function(Value(BALLS, point)))


def _on_cell(function: Callable[[Value], Any], left: flint.arb, right: flint.arb) -> flint.arb | None:
    """A ball around all values between two points; None if it is not seen that there are any."""
    try:
        value = _value(function, left.union(right))
    except UndecidedError:
        return None
    return value if value.is_finite() else None
