"""Exact matrices: numpy arrays of `Fraction`, which rationals compute with and people read as lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from verify.errors import DomainError, UndefinedError
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


def must_be_column(operand: Any) -> None:
    """Refuse what is no column vector, or no batch of them.

    Raises:
        DomainError: it is a number, a row or a wider matrix.
    """
    shape = tuple(operand.shape[-2:]) if hasattr(operand, "shape") else ()
    if len(shape) < 2 or shape[1] != 1:
        raise DomainError(f"a column of ones as long as shape {shape}", remedy="take it of a column vector")


def must_have_diagonal(operand: Any) -> None:
    """Refuse what is neither a column vector nor a square matrix, or no batch of them.

    Raises:
        DomainError: it is a number, a row or another oblong matrix.
    """
    shape = tuple(operand.shape[-2:]) if hasattr(operand, "shape") else ()
    if len(shape) < 2 or shape[1] not in (1, shape[0]):
        raise DomainError(f"diagonal() of shape {shape}", remedy="take it of a column vector or a square matrix")


def must_be_matrices(*operands: Any) -> None:
    """Refuse numbers where matrices are needed.

    Raises:
        DomainError: one of them is a number.
    """
    if any(len(getattr(each, "shape", ())) < 2 for each in operands):
        raise DomainError("a Kronecker product of numbers", remedy="write * for numbers")


def kronecker_of(left: Matrix, right: Matrix) -> Matrix:
    """The Kronecker product of two exact matrices.

    >>> kronecker_of(exact_matrix([[1, 2]]), exact_matrix([[1], [3]])).tolist()
    [[Fraction(1, 1), Fraction(2, 1)], [Fraction(3, 1), Fraction(6, 1)]]

    Raises:
        DomainError: one of them is a number.
    """
    import numpy

    must_be_matrices(left, right)
    return numpy.kron(left, right)


def ones_along(column: Matrix, one: Any) -> Matrix:
    """The column of ones as long as a column vector.

    Raises:
        DomainError: it is no column vector.
    """
    must_be_column(column)
    return column * (one - one) + one


def diagonal_of(matrix: Matrix) -> Matrix:
    """The diagonal matrix of a column vector, or the column of the diagonal of any other square matrix.

    >>> diagonal_of(exact_matrix([[1], [2]])).tolist()
    [[Fraction(1, 1), Fraction(0, 1)], [Fraction(0, 1), Fraction(2, 1)]]

    Raises:
        DomainError: it is neither.
    """
    import numpy

    must_have_diagonal(matrix)
    rows, columns = matrix.shape
    if columns != 1:
        return matrix.diagonal().reshape(rows, 1).copy()
    square = numpy.empty((rows, rows), dtype=object)
    for i in range(rows):
        for j in range(rows):
            square[i, j] = matrix[i, 0] if i == j else matrix[i, 0] * 0
    return square


def entrywise(operation: Callable[..., Any], *operands: Any) -> Any:
    """An operation on numbers, or in every entry of matrices; a number and an axis of size 1 go with all entries."""
    if not any(hasattr(each, "shape") for each in operands):
        return operation(*operands)
    import numpy

    return numpy.frompyfunc(operation, len(operands), 1)(*operands)


def total_of(matrix: Matrix, axis: int | None, *, keep: bool, zero: Any) -> Any:
    """The sum of the entries of a matrix, or along an axis: a column, or with `keep` a row for axis 0."""
    if axis is None:
        return sum(matrix.flat, zero)
    sums = matrix.sum(axis=axis) + zero
    return sums.reshape(1, -1) if keep and axis == 0 else sums.reshape(-1, 1)


def entry_of(matrix: Matrix, row: int, column: int | None) -> Any:
    """An entry of a matrix, counted from 0; without a column, of a column its entry, and else a row as a column.

    Raises:
        UndefinedError: there is no such entry.
    """
    rows, columns = matrix.shape
    if not 0 <= row < rows or not 0 <= (column or 0) < columns:
        raise UndefinedError(f"a matrix of shape {rows} × {columns} has no entry at {row}, {column or 0}")
    if column is None and columns != 1:
        return matrix[row].reshape(-1, 1)
    return matrix[row, column or 0]


def units_like(matrix: Matrix, zero: Any, one: Any) -> list[Matrix]:
    """The matrices of the shape of one that are 1 in one entry and 0 elsewhere, row by row."""
    import numpy

    found = []
    for place in range(matrix.size):
        unit = numpy.full(matrix.size, zero, dtype=object)
        unit[place] = one
        found.append(unit.reshape(matrix.shape))
    return found


def reshaped_like(matrix: Matrix, entries: list[Any]) -> Matrix:
    """A matrix of the shape of another from its entries, row by row."""
    import numpy

    flat = numpy.empty(len(entries), dtype=object)
    flat[:] = entries
    return flat.reshape(matrix.shape)


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
