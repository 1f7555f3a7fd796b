"""Entries: vectors and matrices of any size, entry by entry, for functions of entries and sums over all indices.

A matrix is the term of its entry at row i′ and column j′; the names of the two stand free in the term, which so holds
for all of them. A sum is the term `("sum", index, size, term)`; sums inside it have smaller numbers as names of their
indices, so that no index is ever captured. An axis of size 1 has no index.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from verify.carriers.expressions import Expressions, Path
from verify.carriers.letters import shape_of, text_of_shape, weights_of
from verify.carriers.terms import Atom, Term, free_indices, number, symbol
from verify.carriers.value import Basis
from verify.errors import DomainError, UnableError

ROW, COLUMN = "i'", "j'"  # no variable can have these names


@dataclass(frozen=True)
class Array:
    """A matrix: the sizes of its rows and columns as text, and its entry at row i′ and column j′."""

    rows: str
    columns: str
    entry: Term

    @property
    def shape(self) -> tuple[str, str]:
        """The sizes."""
        return self.rows, self.columns


def index(name: str, size: str) -> Term:
    """The term of an index, which ranges from 0 to size - 1."""
    return ("index", name, size)


def delta(left: Term, right: Term) -> Term:
    """The Kronecker delta of two indices."""
    return ("delta", left, right)


def size_term(size: str) -> Term:
    """A size as a number."""
    return number(int(size)) if size.isdecimal() else symbol(size)


def renamed(term: Term, names: Mapping[str, str]) -> Term:
    """A term with free indices under other names, all at once; sums must not bind the new ones."""
    if term[0] == "index":
        return ("index", names.get(term[1], term[1]), term[2])
    if term[0] == "letter":
        return term
    if term[0] == "sum" and term[1] in names:
        names = {old: new for old, new in names.items() if old != term[1]}
    return tuple(renamed(part, names) if isinstance(part, tuple) and part else part for part in term)


def height(term: Term) -> int:
    """How deep the sums in a term are nested: the largest number that names an index."""
    own = int(term[1]) if term[0] == "sum" else 0
    return max([own, *(height(part) for part in term[1:] if isinstance(part, tuple) and part)])


def summed(term: Term, name: str, size: str) -> Term:
    """The sum of a term over one of its free indices."""
    if size == "1":
        return term
    bound = str(1 + height(term))
    return ("sum", bound, size, renamed(term, {name: bound}))


class Indexed(Expressions):
    """Expressions with arrays among them."""

    name = "entries"

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._seeds = 0  # how many gradients have been taken

    def exact(self, value: Any) -> Any:
        if isinstance(value, Array) or not isinstance(value, tuple) or not shape_of(value):
            return value if isinstance(value, Array) else super().exact(value)
        weights = weights_of(value)
        if weights is not None:  # the squares of the entries of a diagonal matrix
            return Array(shape_of(value)[0], "1", ("pow", self.diagonal(self.exact(weights[1])).entry, 2))
        if value[0] == "letter":
            rows, columns = shape_of(value)
            axes = ((ROW, rows), (COLUMN, columns))
            return Array(rows, columns, ("entry", value, *(index(*each) for each in axes if each[1] != "1")))
        if value[0] == "transpose":
            return self.transpose(self.exact(value[1]))
        return self.matmul(self.exact(value[1]), self.exact(value[2]))

    def term_of(self, payload: Any) -> Term:
        return payload.entry if isinstance(payload, Array) else payload

    def is_number(self, payload: Any) -> bool:
        return not isinstance(payload, Array)

    def is_vector(self, operand: Any) -> bool:
        return isinstance(operand, Array) and operand.columns == "1"

    def zero_like(self, payload: Any) -> Any:
        return Array(payload.rows, payload.columns, number(0)) if isinstance(payload, Array) else number(0)

    def _entrywise(self, operation: Callable[..., Term], *operands: Any) -> Any:
        """An operation in every entry; along an axis of size 1 all entries are taken for the same."""
        shapes = [each.shape for each in operands if isinstance(each, Array)]
        result = operation(*map(self.term_of, operands))
        if not shapes:
            return result
        axes = [{size for size in sizes if size != "1"} for sizes in zip(*shapes, strict=True)]
        if any(len(sizes) > 1 for sizes in axes):
            words = " and ".join(map(text_of_shape, shapes))
            raise DomainError(f"entries are taken together of shapes {words}", remedy="mend the shapes")
        rows, columns = (next(iter(sizes), "1") for sizes in axes)
        return Array(rows, columns, result)

    def add(self, left: Any, right: Any) -> Any:
        return self._entrywise(super().add, left, right)

    def subtract(self, left: Any, right: Any) -> Any:
        return self._entrywise(super().subtract, left, right)

    def multiply(self, left: Any, right: Any) -> Any:
        return self._entrywise(self._product, left, right)

    def _product(self, left: Term, right: Term) -> Term:
        # most of what a gradient is made of is 0; and what stands under two roots should be written in one way
        if number(0) in (left, right):
            return number(0)
        if left == right or (left[0] == "pow" and left[1] == right):
            return super().integer_power(right, 2 if left == right else left[2] + 1)
        return super().multiply(left, right)

    def divide(self, left: Any, right: Any) -> Any:
        return self._entrywise(super().divide, left, right)

    def negate(self, operand: Any) -> Any:
        return self._entrywise(super().negate, operand)

    def integer_power(self, base: Any, exponent: int) -> Any:
        if exponent == 1:
            return base
        return self._entrywise(lambda entry: super(Indexed, self).integer_power(entry, exponent), base)

    def exp(self, operand: Any) -> Any:
        return self._entrywise(super().exp, operand)

    def log(self, operand: Any) -> Any:
        return self._entrywise(super().log, operand)

    def sqrt(self, operand: Any) -> Any:
        return self._entrywise(super().sqrt, operand)

    def sin(self, operand: Any) -> Any:
        return self._entrywise(super().sin, operand)

    def cos(self, operand: Any) -> Any:
        return self._entrywise(super().cos, operand)

    def compare(self, relation: str, left: Any, right: Any) -> Any:
        if isinstance(left, Array) or isinstance(right, Array):
            self.unable(f"{relation} of matrices of any size")
        return super().compare(relation, left, right)

    def truth(self, condition: Any) -> bool:
        if free_indices(condition[1]) or free_indices(condition[2]):
            self.unable("a branch that may differ from entry to entry")
        return super().truth(condition)

    def transpose(self, operand: Any) -> Any:
        if not isinstance(operand, Array):
            return operand
        return Array(operand.columns, operand.rows, renamed(operand.entry, {ROW: COLUMN, COLUMN: ROW}))

    def matmul(self, left: Any, right: Any) -> Any:
        if not isinstance(left, Array) or not isinstance(right, Array) or left.columns != right.rows:
            shapes = " and ".join(text_of_shape(getattr(each, "shape", ())) for each in (left, right))
            raise DomainError(f"a product @ of shapes {shapes}", remedy="mend the shapes")
        middle = str(1 + max(height(left.entry), height(right.entry)))
        product = self._product(renamed(left.entry, {COLUMN: middle}), renamed(right.entry, {ROW: middle}))
        if left.columns != "1":
            product = ("sum", middle, left.columns, product)
        return Array(left.rows, right.columns, product)

    def trace(self, operand: Any) -> Term:
        vector: Array = self.diagonal(operand) if operand.rows != "1" else operand
        return summed(vector.entry, ROW, vector.rows)

    def total(self, operand: Any, axis: int | None, *, keep: bool) -> Any:
        if not isinstance(operand, Array):
            return operand
        rows, columns, entry = operand.rows, operand.columns, operand.entry
        if axis in (0, None):
            entry, rows = summed(entry, ROW, rows), "1"
        if axis in (1, None):
            entry, columns = summed(entry, COLUMN, columns), "1"
        if axis is None:
            return entry
        result = Array(rows, columns, entry)
        return result if keep or axis == 1 else self.transpose(result)

    def count(self, operand: Any, axis: int | None) -> Term:
        if not isinstance(operand, Array):
            return number(1)
        sizes = operand.shape if axis is None else (operand.shape[axis],)
        product: Term = number(1)
        for size in sizes:
            product = super().multiply(product, size_term(size))
        return product

    def identity_like(self, operand: Any) -> Any:
        self._must_be_square(operand, "an identity")
        return Array(operand.rows, operand.rows, self._same_place(operand.rows))

    def _same_place(self, size: str) -> Term:
        return number(1) if size == "1" else delta(index(ROW, size), index(COLUMN, size))

    def _must_be_square(self, operand: Any, what: str) -> None:
        shape = operand.shape if isinstance(operand, Array) else ()
        if not shape or shape[0] != shape[1]:
            raise DomainError(f"{what} of shape {text_of_shape(shape)}", remedy="take it of a square matrix")

    def ones_like(self, operand: Any) -> Any:
        if not isinstance(operand, Array) or operand.columns != "1":
            shape = operand.shape if isinstance(operand, Array) else ()
            remedy = "take it of a column vector"
            raise DomainError(f"a column of ones as long as {text_of_shape(shape)}", remedy=remedy)
        return Array(operand.rows, "1", number(1))

    def diagonal(self, operand: Any) -> Any:
        if isinstance(operand, Array) and operand.columns == "1":
            return Array(operand.rows, operand.rows, self._product(operand.entry, self._same_place(operand.rows)))
        self._must_be_square(operand, "diagonal()")
        return Array(operand.rows, "1", self._at(operand.entry, {COLUMN: ROW}))

    def entry(self, operand: Any, row: Term, column: Term | None) -> Any:
        names = {ROW: self._place(row, operand.rows)}
        if column is not None:
            return self._at(operand.entry, names | {COLUMN: self._place(column, operand.columns)})
        if operand.columns == "1":
            return self._at(operand.entry, names)
        return Array(operand.columns, "1", self._at(operand.entry, names | {COLUMN: ROW}))

    def _place(self, place: Term, size: str) -> str:
        if size == "1" and place == number(0):
            return ROW  # which does not occur
        if place[0] != "index":
            raise UnableError("an entry at a number", remedy="take a variable of index(n) for the place")
        if place[2] != size:
            raise DomainError(
                f"an index below {place[2]} for an axis of size {size}", remedy="take index() of that size"
            )
        return str(place[1])

    def _at(self, entry: Term, names: Mapping[str, str]) -> Term:
        """An entry at other places. What has a value at all places has one where some of them agree."""
        for asked in list(self.path.obligations):
            free, there = free_indices(asked.atom.term), renamed(asked.atom.term, names)
            if len(free_indices(there)) < len(free):
                self.path.must_show(asked.about, Atom(asked.atom.relation, there))
        return renamed(entry, names)

    def basis(self, operand: Array) -> Basis:
        """One direction stands for all: the Kronecker delta of an entry's place and the place of the derivative."""
        self._seeds += 1
        direction: Term = number(1)
        places: dict[str, str] = {}
        for name, size in zip((ROW, COLUMN), operand.shape, strict=True):
            if size != "1":
                seed = f"seed_{self._seeds}_{name}"
                places[seed] = name
                direction = super().multiply(direction, delta(index(name, size), index(seed, size)))
        return Basis(
            [Array(*operand.shape, direction)], lambda slopes: Array(*operand.shape, renamed(slopes[0], places))
        )
