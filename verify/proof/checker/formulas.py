"""Terms as lists of operations, and their derivatives."""

from __future__ import annotations

import json
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from .intervals import BINARY, UNARY
from .rationals import LARGEST_POWER, calculated, power_at, read_number
from .syntax import symbols_of
from .work import RefusedError, Work, shown

MOST_PARTS = 20_000  # of a derivative that is written out
COMPARISONS = ("<", "<=", "==")
Operation = tuple[Any, ...]


class Formula:
    """Terms as a list of operations, each written once and only about those before it.

    A symbol's derivatives are added as further operations. On a cell where no comparison and no floor is open they are
    derivatives in the ordinary sense.
    """

    def __init__(self, work: Work, *, bound: Iterable[str] | None = None, smooth: bool = False) -> None:
        self.work, self.smooth = work, smooth
        self.bound = None if bound is None else frozenset(bound)  # the variables of the expectation that this is in
        self.operations: list[Operation] = []
        self.means: list[Any] = []  # the expectations, by number
        self._numbers_of_means: dict[str, int] = {}
        self._places: dict[Operation, int] = {}
        self._constant: list[bool] = []
        self._slopes: dict[tuple[int, str], int] = {}

    def place(self, *operation: Any) -> int:
        """Where an operation stands, which is added unless it is there."""
        if operation not in self._places:
            self.work.spend(1)
            self._places[operation] = len(self.operations)
            self.operations.append(operation)
        return self._places[operation]

    def number(self, value: int | Fraction) -> int:
        return self.place("number", Fraction(value))

    def read(self, term: Any) -> int:
        """Where the value of a term stands.

        Raises:
            RefusedError: the term has an operation that is not enclosed.
        """
        self.work.spend(2)
        match list(term) if isinstance(term, list | tuple) else []:
            case ["number", text]:
                return self.number(read_number(text))
            case ["symbol", str(name)] if name.isidentifier() and (self.bound is None or name in self.bound):
                return self.place("symbol", name)
            case [str(head), operand] if head in UNARY:
                return self.place(head, self.read(operand))
            case [str(head), left, right] if head in BINARY:
                return self.place(head, self.read(left), self.read(right))
            case ["pow", base, int(exponent)] if 0 <= exponent <= LARGEST_POWER and not isinstance(exponent, bool):
                return self.place("pow", self.read(base), exponent)
            case ["power", base, exponent]:
                return self.place("power", self.read(base), self.read(exponent))
            case ["expectation", [*laws], body] if self.bound is None and symbols_of(body) <= {law[0] for law in laws}:
                return self.place("mean", self._number_of_mean([laws, body]))
            case [*others]:
                return self._read_pieces(others)
        raise RefusedError(f"{shown(term)} is no term")

    def _number_of_mean(self, mean: list[Any]) -> int:
        number = self._numbers_of_means.setdefault(json.dumps(mean), len(self.means))
        if number == len(self.means):
            self.means.append(mean)
        return number

    def _read_pieces(self, term: list[Any]) -> int:
        """What has another formula on each of several pieces."""
        match term:
            case ["abs", operand]:
                inside = self.read(operand)
                return self.place("where", ("<", inside), self.place("neg", inside), inside)
            case ["max" | "min" as head, left, right]:
                a, b = self.read(left), self.read(right)
                return self.place("where", ("<", self.place("sub", a, b)), *((b, a) if head == "max" else (a, b)))
            case ["where", [str(relation), left, right], yes, no] if relation in COMPARISONS:
                condition = relation, self.place("sub", self.read(left), self.read(right))
                return self.place("where", condition, self.read(yes), self.read(no))
            case ["floor", operand]:
                return self.place("floor", self.read(operand))
            case ["exponent" | "significand" as head, operand, base]:
                number, radix = self.read(operand), self.read(base)
                exponent = self.place("exponent", number, radix)
                return (
                    exponent if head == "exponent" else self.place("div", number, self.place("power", radix, exponent))
                )
        raise RefusedError(f"the checker does not enclose {shown(term[:1])} with {len(term) - 1} arguments")

    def about(self, place: int) -> list[int]:
        """The operations that an operation is about."""
        head, *inside = self.operations[place]
        if head in ("number", "symbol", "mean"):
            return []
        return [inside[0][1], *inside[1:]] if head == "where" else inside[:1] if head == "pow" else inside

    def needed(self, places: Iterable[int]) -> list[int]:
        """All operations that some are about, and these, in order."""
        found: set[int] = set()
        agenda = list(places)
        while agenda:
            place = agenda.pop()
            if place not in found:
                found.add(place)
                agenda += self.about(place)
        self.work.spend(len(found))
        return sorted(found)

    def is_constant(self, place: int) -> bool:
        """Whether an operation has the same value on all cells, in all branches, and for all enclosures of means."""
        for next_place in range(len(self._constant), len(self.operations)):
            fixed = self.operations[next_place][0] not in ("symbol", "mean", "where", "floor", "exponent")
            self._constant.append(fixed and all(self._constant[each] for each in self.about(next_place)))
        return self._constant[place]

    def symbols(self) -> set[str]:
        """The names of the symbols that were read."""
        return {operation[1] for operation in self.operations if operation[0] == "symbol"}

    def slope(self, place: int, name: str) -> int:
        """The derivative of an operation in a symbol; of a `smooth` formula, it is refused where there are pieces.

        Raises:
            RefusedError: the checker does not differentiate the operation.
        """
        if (place, name) not in self._slopes:
            self._slopes[place, name] = self._slope(self.operations[place], place, name)
        return self._slopes[place, name]

    def _slope(self, operation: Operation, place: int, name: str) -> int:
        head, inside = operation[0], operation[1:]
        if head in ("number", "mean", "symbol"):
            return self.number(int(head == "symbol" and inside[0] == name))
        if head in ("where", "floor", "exponent"):
            if self.smooth:
                raise RefusedError(f"{shown(head)} has no derivative where its pieces meet")
            if head != "where":
                return self.number(0)
            yes, no = (self.slope(each, name) for each in inside[1:])
            return yes if yes == no else self.place("where", inside[0], yes, no)
        changes = [self.slope(each, name) for each in self.about(place)]
        if not any(map(self._is_not_zero, changes)):
            return self.number(0)
        if head in BINARY:
            return self._slope_of_arithmetic(head, place, inside, changes)
        outer = self._outer_slope(operation, place, changes)
        return self.folded("mul", outer, changes[0])

    def _is_not_zero(self, place: int) -> bool:
        return self.operations[place] != ("number", Fraction(0))

    def _slope_of_arithmetic(self, head: str, place: int, inside: Any, changes: list[int]) -> int:
        (u, v), (du, dv) = inside, changes
        if head in ("add", "sub"):
            return self.folded(head, du, dv)
        if head == "mul":
            return self.folded("add", self.folded("mul", du, v), self.folded("mul", u, dv))
        return self.folded("div", self.folded("sub", du, self.folded("mul", place, dv)), v)

    def _outer_slope(self, operation: Operation, place: int, changes: list[int]) -> int:
        """The derivative of a function at its argument."""
        head, argument = operation[0], operation[1]
        one, two = self.number(1), self.number(2)
        if head == "pow":
            lower = self.folded("pow", argument, operation[2] - 1)
            return self.folded("mul", self.number(operation[2]), lower)
        if head == "power" and not self._is_not_zero(changes[1]):
            lower = self.place("power", argument, self.folded("sub", operation[2], one))
            return self.folded("mul", operation[2], lower)
        if head == "atan":
            return self.folded("div", one, self.folded("add", one, self.folded("pow", argument, 2)))
        rules = {
            "neg": lambda: self.number(-1),
            "exp": lambda: place,
            "log": lambda: self.folded("div", one, argument),
            "sqrt": lambda: self.folded("div", one, self.folded("mul", two, place)),
            "sin": lambda: self.folded("cos", argument),
            "cos": lambda: self.folded("neg", self.folded("sin", argument)),
        }
        if head not in rules:
            raise RefusedError(f"the checker does not differentiate {shown(head)}")
        return rules[head]()

    def at(self, place: int, name: str, end: int) -> int:
        """An operation of which a symbol is replaced by what stands at another place.

        Raises:
            RefusedError: the formula has pieces.
        """
        done: dict[int, int] = {}
        for each in self.needed([place]):
            head, *inside = self.operations[each]
            moved = [done[i] for i in self.about(each)]
            if head == "symbol":
                done[each] = end if inside[0] == name else each
            elif head in ("number", "mean"):
                done[each] = each
            elif head == "pow":
                done[each] = self.folded("pow", moved[0], inside[1])
            elif head in ("sub", "div") and moved[0] == moved[1]:
                # not so in a slope: what is left out there might have none
                done[each] = self.number(0 if head == "sub" else 1)
            elif head in (*BINARY, *UNARY):
                done[each] = self.folded(head, *moved)
            elif head == "power":
                done[each] = self.place(head, *moved)
            else:
                raise RefusedError(f"{shown(head)} has pieces")
        return done[place]

    def term(self, place: int) -> Any:
        """An operation written out as a term.

        Raises:
            RefusedError: it has pieces, or is too long.
        """
        written: dict[int, tuple[Any, int]] = {}
        for each in self.needed([place]):
            head, *inside = self.operations[each]
            parts = [written[i] for i in self.about(each)]
            length = 1 + sum(count for _, count in parts)
            if head in ("where", "floor", "exponent") or length > MOST_PARTS:
                raise RefusedError(f"a derivative has pieces, or more than {MOST_PARTS} parts")
            if head == "number":
                written[each] = ["number", str(inside[0])], 1
            elif head == "symbol":
                written[each] = ["symbol", inside[0]], 1
            elif head == "mean":
                written[each] = ["expectation", *self.means[inside[0]]], 1
            else:
                written[each] = [head, *(part for part, _ in parts), *inside[len(parts) :]], length
        self.work.spend(written[place][1])
        return written[place][0]

    def folded(self, head: str, *inside: int) -> int:
        """An operation, shorter where it has 0, 1 or numbers only: of the same value wherever all of it has values."""
        if head == "pow":
            return self._folded_power(*inside)
        values = [self._number_at(i) for i in inside]
        if head in BINARY:
            return self._folded_arithmetic(head, inside, values)
        special = {("exp", 0): 1, ("log", 1): 0, ("sqrt", 0): 0, ("sqrt", 1): 1, ("sin", 0): 0, ("cos", 0): 1}
        if values[0] in (0, 1) and (head, int(values[0])) in special:
            return self.number(special[head, int(values[0])])
        if values[0] is not None and (head == "neg" or (head == "atan" and values[0] == 0)):
            return self.number(-values[0])
        if head == "neg" and self.operations[inside[0]][0] == "neg":
            return int(self.operations[inside[0]][1])
        return self.place(head, *inside)

    def _number_at(self, place: int) -> Fraction | None:
        head, *inside = self.operations[place]
        return inside[0] if head == "number" else None

    def _folded_arithmetic(self, head: str, inside: tuple[int, ...], values: list[Fraction | None]) -> int:
        (left, right), (a, b) = inside, values
        if a is not None and b is not None and (head != "div" or b != 0):
            return self.number(calculated(head, a, b, self.work))
        if head in ("mul", "add") and a is not None:  # numbers last
            left, right, a, b = right, left, b, a
        if b == 0 and head in ("add", "sub", "mul"):
            return right if head == "mul" else left
        if b in (1, -1) and head in ("mul", "div"):
            return left if b == 1 else self.folded("neg", left)
        if a == 0 and head in ("sub", "div"):
            return self.folded("neg", right) if head == "sub" else left
        return self.place(head, left, right)

    def _folded_power(self, base: int, exponent: int) -> int:
        value = self._number_at(base)
        if exponent in (0, 1):
            return base if exponent else self.number(1)
        return (
            self.place("pow", base, exponent)
            if value is None
            else self.number(power_at(value, Fraction(exponent), self.work))
        )
