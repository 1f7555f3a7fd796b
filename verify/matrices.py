"""Exact matrices: numpy arrays of `Fraction`, which rationals compute with and people read as lists."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from verify.formats import FloatFormat

Matrix = Any  # numpy.ndarray of dtype object


def is_static(value: Any) -> bool:
    """Whether a value of a variable is the same on every carrier and lane: a function or a float format."""
    return callable(value) or isinstance(value, FloatFormat)


def exact_matrix(rows: Sequence[Sequence[int | Fraction]]) -> Matrix:
    """A matrix of exact numbers from its rows.

    >>> exact_matrix([[1, 2], [3, 4]]).T.tolist()
    [[Fraction(1, 1), Fraction(3, 1)], [Fraction(2, 1), Fraction(4, 1)]]
    """
    import numpy

    columns = len(rows[0]) if rows else 0
    array = numpy.empty((len(rows), columns), dtype=object)
    for i, row in enumerate(rows):
        for j, number in enumerate(row):
            array[i, j] = Fraction(number)
    return array


def exact_lane(lanes: Any, lane: int) -> Any:
    """One lane as an exact number or matrix; floats are dyadic, so nothing is lost, and integers are registers of 64
    bits. A function is that of all lanes."""
    if is_static(lanes):
        return lanes
    tensor = lanes[lane]
    if not tensor.is_floating_point():
        return Fraction(int(tensor) % 2**64)
    if tensor.ndim == 0:
        return Fraction(float(tensor))
    return exact_matrix([[Fraction(number) for number in row] for row in tensor.tolist()])


def value_text(value: Any) -> str:
    """An exact number or matrix as text: 3/2, or [[1, 0], [3/2, 2]].

    >>> value_text(exact_matrix([[1, Fraction(3, 2)]]))
    '[[1, 3/2]]'
    """
    if is_static(value):
        return str(getattr(value, "__name__", value))  # a function's own text has an address in it
    if isinstance(value, int | Fraction):
        return str(value)
    rows = [", ".join(str(number) for number in row) for row in value]
    return "[" + ", ".join(f"[{row}]" for row in rows) + "]"


def same_value(left: Any, right: Any) -> bool:
    """Whether two exact numbers or matrices are the same."""
    return value_text(left) == value_text(right)
