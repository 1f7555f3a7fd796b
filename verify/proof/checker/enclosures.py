"""What values a formula has on the cells of a box."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

from .formulas import Formula, Operation
from .intervals import BINARY, UNARY, Interval, Intervals, rounded_up
from .rationals import LARGEST_MODEL_EXPONENT, LARGEST_POWER
from .work import RefusedError

MOST_BRANCHES = 64  # on one cell
MOST_STEPS_APART = 8  # values of one floor on one cell
Cell = tuple[tuple[int, int], ...]  # of each side (n, d): from n / 2^d to (n + 1) / 2^d of its way


class _OpenBranchError(Exception):
    """A comparison or a floor that a cell leaves open: its key, and the values that it can have."""

    def __init__(self, key: Operation, options: Sequence[int]) -> None:
        super().__init__("a branch is open")
        self.key, self.options = key, options


class Enclosure:
    """What the values of one formula are on cells of a box, and what their mean is."""

    def __init__(self, formula: Formula, place: int, box: dict[str, tuple[Fraction, Fraction]], bits: int) -> None:
        self.formula, self.place, self.names = formula, place, sorted(box)
        self.arithmetic = Intervals(bits, formula.work)
        self.means: list[Interval] = []
        self.constants: dict[int, Interval] = {}
        self.forms: dict[int, MeanValueForm | None] = {}
        self.values = formula.needed([place])
        self._low = [self.arithmetic.number(box[name][0]) for name in self.names]
        self._width = [self.arithmetic.number(box[name][1] - box[name][0]) for name in self.names]
        self._bends: dict[tuple[int, int], int] | None = None
        self._for_bends: list[int] = []

    def form(self, place: int) -> MeanValueForm | None:
        """The slopes of an operation and what is needed for them; None if the checker does not differentiate it."""
        if place not in self.forms:
            try:
                slopes = [self.formula.slope(place, name) for name in self.names]
                self.forms[place] = MeanValueForm(slopes, self.formula.needed([place]), self.formula.needed(slopes))
            except RefusedError:
                self.forms[place] = None
        return self.forms[place]

    def start(self) -> Cell:
        """The whole box."""
        return ((0, 0),) * len(self.names)

    def symbols(self, cell: Cell, *, middle: bool = False) -> dict[str, Interval]:
        """Between which numbers each symbol is on a cell, or in its middle."""
        found = {}
        for name, (low, high), (near, far), (n, d) in zip(self.names, self._low, self._width, cell, strict=True):
            first, last, depth = (2 * n + 1, 2 * n + 1, d + 1) if middle else (n, n + 1, d)
            found[name] = low + (near * first >> depth), high + rounded_up(far * last, depth)
        return found

    def halves(self, cell: Cell) -> list[Interval]:
        """How far the ends of each side are from its middle."""
        return [(near >> d + 1, rounded_up(far, d + 1)) for (near, far), (_, d) in zip(self._width, cell, strict=True)]

    def _branches(self, cell: Cell) -> list[Branch]:
        """The values on a cell, once for each way in which what it leaves open can be decided."""
        agenda: list[dict[Operation, int]] = [{}]
        found: list[Branch] = []
        while agenda:
            if len(agenda) + len(found) > MOST_BRANCHES:
                raise RefusedError("a cell has too many branches")
            given = agenda.pop()
            branch = Branch(self, cell, dict(given))
            try:
                branch.compute(self.values)
            except _OpenBranchError as open_branch:
                agenda += [{**given, open_branch.key: option} for option in open_branch.options]
            else:
                found.append(branch)
        return found

    def on(self, cell: Cell) -> Interval:
        """An interval with all values on a cell: of each branch, computed directly and by the mean value theorem."""
        ends = [branch.narrowed(self.place) for branch in self._branches(cell)]
        return min(low for low, _ in ends), max(high for _, high in ends)

    def mean_on(self, cell: Cell) -> Interval:
        """An interval with the mean on a cell: by Taylor's theorem at its middle where no branch is open."""
        branches = self._branches(cell)
        ends = [branch.narrowed(self.place) for branch in branches]
        low, high = min(low for low, _ in ends), max(high for _, high in ends)
        try:
            if len(branches) > 1 or self.form(self.place) is None:
                return low, high
            bends = self._second_slopes()
            branches[0].compute(self._for_bends)
            branches[0].compute(self.values, middle=True)
        except (RefusedError, _OpenBranchError):
            return low, high
        beside = self._beside_the_middle(cell, {pair: branches[0].values[place] for pair, place in bends.items()})
        mean = self.arithmetic.add(branches[0].at_middle[self.place], beside)
        return max(low, mean[0]), min(high, mean[1])

    def _second_slopes(self) -> dict[tuple[int, int], int]:
        """Where the second derivatives stand, of each pair of variables."""
        form = self.form(self.place)
        if self._bends is None and form is not None:
            pairs = [(i, j) for i in range(len(self.names)) for j in range(i, len(self.names))]
            self._bends = {(i, j): self.formula.slope(form.slopes[i], self.names[j]) for i, j in pairs}
            self._for_bends = self.formula.needed(self._bends.values())
        return self._bends or {}

    def _beside_the_middle(self, cell: Cell, bends: dict[tuple[int, int], Interval]) -> Interval:
        """By how much the mean on a cell can differ from the value in its middle: half the square of a distance from
        it has the mean h² / 6, and where distances in two directions are multiplied, what is constant has the mean 0
        and the rest at most its radius times h k / 4."""
        total, halves = (0, 0), self.halves(cell)
        for (i, j), (low, high) in bends.items():
            near, far = self.arithmetic.mul(halves[i], halves[j])
            radius = high - low + 1 >> 1
            if i == j:
                part = self.arithmetic.mul((low, high), (near // 6, -(-far // 6)))
            else:
                part = self.arithmetic.mul((-radius, radius), (0, -(-far // 4)))
            total = self.arithmetic.add(total, part)
        return total


class MeanValueForm(NamedTuple):
    """The slopes of an operation in each variable, the operations that its value needs, and those that they need."""

    slopes: list[int]
    for_value: list[int]
    for_slopes: list[int]


class Branch:
    """The values of operations on a cell, and in its middle, when what the cell leaves open is decided in one way.

    Where it is decided otherwise, they are those of the function that goes on smoothly.
    """

    def __init__(self, enclosure: Enclosure, cell: Cell, choices: dict[Operation, int]) -> None:
        self.enclosure, self.cell, self.choices = enclosure, cell, choices
        self.formula, self.arithmetic = enclosure.formula, enclosure.arithmetic
        self.values: dict[int, Interval] = {}
        self.at_middle: dict[int, Interval] = {}
        self.symbols = enclosure.symbols(cell)
        self.formula.work.spend(1 + len(cell))

    def compute(self, places: list[int], *, middle: bool = False) -> None:
        """Add the values of operations, each after those that it is about.

        Raises:
            RefusedError: one of them may have no value.
        """
        values = self.at_middle if middle else self.values
        symbols = self.enclosure.symbols(self.cell, middle=True) if middle else self.symbols
        constants, operations = self.enclosure.constants, self.formula.operations
        new = [place for place in places if place not in values]
        self.formula.work.spend(len(new) * self.arithmetic.price // 2)
        for place in new:
            if place in constants:
                values[place] = constants[place]
            else:
                values[place] = self._value(operations[place], values, symbols)
                if self.formula.is_constant(place):
                    constants[place] = values[place]

    def narrowed(self, place: int) -> Interval:
        """The values of an operation on the cell, which also lie on the slopes through the one in the middle."""
        low, high = self.values[place]
        form = self.enclosure.form(place) if self.cell else None
        if form is None:
            return low, high
        try:
            self.compute(form.for_slopes)
            self.compute(form.for_value, middle=True)
        except (RefusedError, _OpenBranchError):  # without a derivative on all of the cell
            return low, high
        reach = self.at_middle[place]
        for slope, (_, half) in zip(form.slopes, self.enclosure.halves(self.cell), strict=True):
            reach = self.arithmetic.add(reach, self.arithmetic.mul(self.values[slope], (-half, half)))
        return max(low, reach[0]), min(high, reach[1])

    def _value(self, operation: Operation, values: dict[int, Interval], symbols: dict[str, Interval]) -> Interval:
        head, first = operation[0], operation[1]
        if head in BINARY:
            return self.arithmetic.binary[head](values[first], values[operation[2]])
        if head == "sqrt" and self.formula.bound is None:
            # a goal of its own says that at the points that matter the radicand is not negative
            return self.arithmetic.sqrt((max(values[first][0], 0), values[first][1]))
        if head in UNARY:
            return self.arithmetic.unary[head](values[first])
        if head == "symbol":
            return symbols[first]
        if head == "number":
            return self.arithmetic.number(first)
        if head == "pow":
            return self.arithmetic.pow(values[first], operation[2])
        if head == "mean":
            return self.enclosure.means[first]
        if head == "power":
            return self._power(values[first], values[operation[2]])
        key = first if head == "where" else operation
        if values is self.at_middle and key not in self.choices:
            raise _OpenBranchError(key, ())  # what the middle decides need not hold on the cell
        if head == "where":
            return values[operation[2 if self._holds(first, values) else 3]]
        chosen = self._floor(operation, values) if head == "floor" else self._exponent(operation, values)
        return chosen << self.arithmetic.bits, chosen << self.arithmetic.bits

    def _holds(self, condition: Operation, values: dict[int, Interval]) -> int:
        """Whether a difference is in a relation to 0 on the cell."""
        relation, place = condition
        if condition not in self.choices:
            decided = _decided(relation, values[place])
            if decided is None:
                decided = _decided(relation, self.narrowed(place))
            if decided is None:
                raise _OpenBranchError(condition, (1, 0))
            self.choices[condition] = int(decided)
        return self.choices[condition]

    def _chosen(self, key: Operation, lowest: int, highest: int) -> int:
        if lowest < highest:
            if highest - lowest >= MOST_STEPS_APART:
                raise RefusedError("a floor has too many values on a cell")
            raise _OpenBranchError(key, range(lowest, highest + 1))
        self.choices[key] = lowest
        return lowest

    def _floor(self, operation: Operation, values: dict[int, Interval]) -> int:
        if operation in self.choices:
            return self.choices[operation]
        low, high = self.narrowed(operation[1])
        return self._chosen(operation, low >> self.arithmetic.bits, high >> self.arithmetic.bits)

    def _exponent(self, operation: Operation, values: dict[int, Interval]) -> int:
        """The integers k with base^k <= number < base^(k + 1). The upper end of a side is left out of a mean."""
        if operation in self.choices:
            return self.choices[operation]
        (low, high), base = values[operation[1]], values[operation[2]]
        if low <= 0 or base[0] <= self.arithmetic.unit:
            raise RefusedError("an exponent of what may not be positive, or in a base that may not be above 1")
        ends = self.formula.bound is not None and self.formula.operations[operation[1]][0] == "symbol"
        lowest = self._last_power(base, lambda power: power[1] <= low)
        highest = self._last_power(base, lambda power: power[0] < high or (power[0] == high and not ends))
        return self._chosen(operation, lowest, max(lowest, highest))

    def _last_power(self, base: Interval, holds: Callable[[Interval], bool]) -> int:
        """The last k for which a power base^k is low enough, as is seen."""
        exponent = 0
        step = 1 if holds((self.arithmetic.unit, self.arithmetic.unit)) else -1
        while abs(exponent) <= LARGEST_POWER:
            self.formula.work.spend(4 * self.arithmetic.price)
            following = self.arithmetic.pow(base, exponent + step)
            if step > 0 and not holds(following):
                return exponent
            exponent += step
            if step < 0 and holds(following):
                return exponent
        raise RefusedError(f"an exponent is not between {-LARGEST_POWER} and {LARGEST_POWER}")

    def _power(self, base: Interval, exponent: Interval) -> Interval:
        if exponent[0] != exponent[1] or exponent[0] % self.arithmetic.unit:
            raise RefusedError("an exponent is not one integer on a cell")
        whole = exponent[0] >> self.arithmetic.bits
        if abs(whole) > LARGEST_MODEL_EXPONENT:
            raise RefusedError("an exponent is too large")
        return self.arithmetic.pow(base, whole)


def _decided(relation: str, difference: Interval) -> bool | None:
    """Whether all of an interval is in a relation to 0, or none of it; None if neither is seen."""
    low, high = difference
    if relation == "==":
        return True if low == high == 0 else (False if low > 0 or high < 0 else None)
    if relation == "<":
        return True if high < 0 else (False if low >= 0 else None)
    return True if high <= 0 else (False if low > 0 else None)
