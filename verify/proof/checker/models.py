"""Models: values with which the hypotheses of a goal are seen to hold."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from .facts import Fact, read_fact
from .rationals import LARGEST_POWER, burden, calculated, power_at, read_number
from .syntax import INDEX_WORD, ONES, ranges_in, sized_indices
from .taylor import ORDER, read_bound
from .work import MOST_WORK, RefusedError, Work, shown

Coefficients = tuple[Fraction, ...]  # of a polynomial that stands for an unknown function, the constant first
Matrix = list[list[Fraction]]
Values = dict[str, Fraction | Matrix | Coefficients]


def _differentiated(coefficients: Coefficients, order: int) -> Coefficients:
    for _ in range(order):
        coefficients = tuple(i * c for i, c in enumerate(coefficients))[1:]
    return coefficients


def _unknown_function_at(name: str, order: str, point: Fraction, values: Values, work: Work) -> Fraction:
    """The value of a derivative of the polynomial that a model has for an unknown function of one number."""
    coefficients = values.get(name)
    if not isinstance(coefficients, tuple) or not ORDER.match(order):
        raise RefusedError(f"the model has no polynomial for {shown(name)}")
    total = Fraction(0)
    for coefficient in reversed(_differentiated(coefficients, int(order))):
        work.spend(1 + burden(total) + burden(point))
        total = total * point + coefficient
    return total


def _holds_everywhere(fact: Fact, values: Values, work: Work) -> bool:
    """Whether a polynomial keeps a bound at all points: its difference from it has even powers only, none negative."""
    bound = read_bound(fact.relation, fact.term)
    coefficients = values.get(bound.function)
    if not isinstance(coefficients, tuple):
        raise RefusedError(f"the model has no polynomial for {shown(bound.function)}")
    low = value_at(bound.bound, values, work)
    difference = list(_differentiated(coefficients, bound.order)) or [Fraction(0)]
    difference[0] -= low
    signed = [bound.sign * c for c in difference]
    return all(c >= 0 for c in signed) and not any(signed[1::2])


def _read_value(data: object) -> Fraction | Matrix | Coefficients:
    """A number, a matrix as a list of rows, or a polynomial for an unknown function of one number."""
    if isinstance(data, dict):
        coefficients = data.get("polynomial")
        if not isinstance(coefficients, list) or len(coefficients) > LARGEST_POWER:
            raise RefusedError("a model has a function that is no polynomial")
        return tuple(map(read_number, coefficients))
    if not isinstance(data, list):
        return read_number(data)
    rows = [[read_number(text) for text in row] for row in data if isinstance(row, list)]
    if len(rows) != len(data) or not rows or not rows[0] or len({len(row) for row in rows}) > 1:
        raise RefusedError("a model has a matrix that is empty or has rows of different lengths")
    return rows


def value_at(term: object, values: Values, work: Work) -> Fraction:
    """The exact value of a term at a model."""
    match term:
        case ["number", text]:
            return read_number(text)
        case ["symbol", str(name)]:
            number = values.get(name)
            if not isinstance(number, Fraction):
                raise RefusedError(f"the model has no value for {shown(name)}")
            return number
        case ["entry" | "delta" | "sum" as head, *arguments]:
            return _indexed_value_at(head, arguments, values, work)
        case ["trace", inside]:
            matrix = matrix_at(inside, values, work)
            return sum((matrix[i][i] for i in range(len(matrix))), Fraction(0))
        case ["neg", operand]:
            return -value_at(operand, values, work)
        case ["apply", str(name), str(order), point]:
            return _unknown_function_at(name, order, value_at(point, values, work), values, work)
        case ["pow", base, int(exponent)] if not isinstance(exponent, bool):
            return power_at(value_at(base, values, work), Fraction(exponent), work)
        case ["power" | "add" | "sub" | "mul" | "div" as head, first, second]:
            left, right = value_at(first, values, work), value_at(second, values, work)
            return power_at(left, right, work) if head == "power" else calculated(head, left, right, work)
        case ["exp" | "log" | "sin" | "cos" as head, operand]:
            return _function_at(head, value_at(operand, values, work))
    raise RefusedError("the checker cannot compute a hypothesis at the model")


def _function_at(head: str, number: Fraction) -> Fraction:
    """What exact numbers have of these functions: exp 0, log 1, sin 0 and cos 0."""
    if number == (head == "log"):
        return Fraction(head in ("exp", "cos"))
    raise RefusedError(f"the model needs {head} of a number where the checker does not compute it")


def _indexed_value_at(head: str, arguments: list[Any], values: Values, work: Work) -> Fraction:
    """The value of an entry, of a delta, or of a sum over all indices below what the model says of the size."""
    work.spend(1)
    if head == "delta" and len(arguments) == 2:
        return Fraction(_position_at(arguments[0], values, work) == _position_at(arguments[1], values, work))
    if head == "entry":
        matrix = matrix_at(arguments[0], values, work)
        positions = [_position_at(each, values, work) for each in arguments[1:]]
        sizes = arguments[0][2:4]
        if len(positions) != sum(size != "1" for size in sizes):
            raise RefusedError("an entry has not one index for each axis")
        row, column = (0 if size == "1" else positions.pop(0) for size in sizes)
        return matrix[row][column]
    bound, size, body = arguments
    total = Fraction(0)
    for position in range(_size_at(size, values, work)):
        total = calculated("add", total, value_at(body, {**values, f"index {bound}": Fraction(position)}, work), work)
    return total


def _position_at(index: Any, values: Values, work: Work) -> int:
    head, name, size = index
    position = values.get(f"index {name}", values.get(name))
    if head != "index" or not isinstance(position, Fraction) or not 0 <= position < _size_at(size, values, work):
        raise RefusedError(f"the model has no position for the index {shown(name)}")
    return int(position)


def _size_at(size: str, values: Values, work: Work) -> int:
    """What a model says of a size: its symbol, and the shapes of matrices, which agree."""
    number = Fraction(size) if size.isdecimal() else values.get(size, Fraction(work.sizes.get(size, -1)))
    if not isinstance(number, Fraction) or number.denominator != 1 or not 0 <= number <= MOST_WORK:
        raise RefusedError(f"the model does not say how large {shown(size)} is")
    work.fit(size, int(number))
    return int(number)


def matrix_at(term: Any, values: Values, work: Work) -> Matrix:
    """The exact value of a matrix term at a model, whose letters fit in shape and symmetry."""
    matrix = _matrix_at(term, values, work)
    work.spend(1 + sum(1 + burden(entry) for row in matrix for entry in row))
    return matrix


def _matrix_at(term: Any, values: Values, work: Work) -> Matrix:
    match list(term):
        case ["letter", str(name), rows, columns, structure]:
            matrix = values.get(name)
            if not isinstance(matrix, list) or (structure == "symmetric" and matrix != _flipped(matrix)):
                raise RefusedError(f"the model has no fitting matrix for {shown(name)}")
            if name.startswith(ONES) and any(entry != 1 for row in matrix for entry in row):
                raise RefusedError("the model has a column of ones with another number in it")
            work.fit(rows, len(matrix))
            work.fit(columns, len(matrix[0]))
            return matrix
        case ["transpose", inside]:
            return _flipped(matrix_at(inside, values, work))
        case ["scale", factor, inside]:
            number = value_at(factor, values, work)
            return [[number * entry for entry in row] for row in matrix_at(inside, values, work)]
        case ["add" | "sub" as head, first, second]:
            left, right = matrix_at(first, values, work), matrix_at(second, values, work)
            sign = 1 if head == "add" else -1
            return [[a + sign * b for a, b in zip(x, y, strict=True)] for x, y in zip(left, right, strict=True)]
        case ["kronecker", first, second]:
            left, right = matrix_at(first, values, work), matrix_at(second, values, work)
            work.spend(len(left) * len(right) * len(left[0]) * len(right[0]))
            return [[a * b for a in upper for b in lower] for upper in left for lower in right]
        case ["matmul", first, second]:
            left, right = matrix_at(first, values, work), matrix_at(second, values, work)
            work.spend(len(left) * len(right) * len(right[0]))
            columns = _flipped(right)
            return [[sum((a * b for a, b in zip(row, c, strict=True)), Fraction(0)) for c in columns] for row in left]
    raise RefusedError("the checker cannot compute a matrix at the model")


def _flipped(matrix: Matrix) -> Matrix:
    return [list(column) for column in zip(*matrix, strict=True)]


def check_model(goal: dict[str, Any], model: dict[str, Any]) -> None:
    """Confirm that a model meets all hypotheses of a goal.

    Raises:
        RefusedError: it does not.
    """
    if not isinstance(model.get("values"), dict):
        raise RefusedError("a model needs values")
    work = Work()
    values = {name: _read_value(data) for name, data in model["values"].items()}
    given = [values[name] for name in goal["integers"] if name in values]
    if not all(isinstance(number, Fraction) and number.denominator == 1 for number in given):
        raise RefusedError("the model gives an integer symbol another value")
    atoms = [*goal["hypotheses"], goal["conclusion"]]
    for fact in map(read_fact, atoms):
        for _, size in sized_indices(fact.term, work) if INDEX_WORD in fact.text else ():
            if size == "0" or values.get(size) == 0:
                raise RefusedError(f"the model leaves no index below {shown(size)}")
    for hypothesis in goal["hypotheses"]:
        fact = read_fact(hypothesis)
        if fact.term[0] == "everywhere":
            if not _holds_everywhere(fact, values, work):
                raise RefusedError("the model breaks a hypothesis, or the checker cannot see that it keeps a bound")
            continue
        value = value_at(fact.term, values, work)
        if not {">=0": value >= 0, ">0": value > 0, "=0": value == 0, "!=0": value != 0}[fact.relation]:
            raise RefusedError("the model breaks a hypothesis")
    for size in sorted(set().union(*(ranges_in(atom["term"], work) for atom in atoms))):
        if size in values or size in work.sizes:  # a natural number, and the same in all shapes
            _size_at(size, values, work)
