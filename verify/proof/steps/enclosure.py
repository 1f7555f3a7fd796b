"""The step *enclosure*: a goal about a box is bisected until intervals show its sign on each cell, and the means in it
until they are narrow enough. What is found is a certificate; only constants that the checker does not enclose are left
to the word of Arb."""

from __future__ import annotations

from fractions import Fraction
from heapq import heappop, heappush
from typing import Any

from verify.carriers.balls import BALLS, precision
from verify.carriers.terms import Goal, contains, interpret, symbols_of
from verify.carriers.value import Value, lift, running_on
from verify.errors import NotProvedError, UndecidedError, UndefinedError
from verify.proof import checker
from verify.proof.checker import Cell, Enclosure, Fact, Interval, RefusedError, Work
from verify.proof.steps.parts import as_read

BITS = (64, 128, 256, 512, 1024)
PRECISIONS = (64, 128, 256, 512, 1024, 2048, 4096)  # of Arb
BOXES = 4096  # cells that are tried, unless a proof says otherwise
SMALLEST_CELL = 40  # halvings of a side, after which the term is taken to be 0 there
MOST_SIDES_TRIED = 4
SEARCH = 10**9  # units of work: cells limit the search
MORE_BOXES = "allow more boxes, as in enclosure(boxes=…)"

Step = dict[str, Any]


def close(goal: Goal, boxes: int = BOXES) -> Step:
    """How a strict or weak inequality over a box is closed, or a constant one by the word of Arb.

    Raises:
        NotProvedError: some variable is not bounded by numbers, the goal is false, or `boxes` cells were too few.
    """
    if goal.conclusion.relation == "=0":
        raise NotProvedError("enclosures can prove no equality", remedy="close it by identity")
    if contains(goal.conclusion.term, "letter"):
        raise NotProvedError("enclosure got matrices", remedy="it closes goals about numbers")
    try:
        facts = [certificate_of(goal, boxes)]
        return {"facts": facts, "engine": "interval arithmetic", "rests_on": "checker"}
    except RefusedError as refusal:
        if symbols_of(goal.conclusion.term):
            raise NotProvedError(
                f"it cannot be enclosed: {refusal}", remedy="bound each variable by numbers, or state it in parts"
            ) from refusal
    return {"computed": word_of_arb(goal), "engine": "Arb", "rests_on": "engine's word (Arb)"}


def certificate_of(goal: Goal, boxes: int = BOXES) -> Step:
    """The fact that the goal's conclusion holds, with the bisections that show it.

    Raises:
        NotProvedError: the goal is false, or `boxes` cells were too few.
        RefusedError: the checker cannot enclose it, or it would take more work than it does.
    """
    data = as_read(goal)
    for bits in BITS:
        search = Search(data, bits, boxes)
        found = search.run()
        if found is not None:
            checker.check_closure(data, {"facts": [found]})
            return found
    if search.refusal is not None and not search.box:
        raise search.refusal
    raise search.failure()


class Search:
    """The search for the bisections of one goal at one precision."""

    def __init__(self, goal: dict[str, Any], bits: int, boxes: int) -> None:
        self.bits, self.boxes, self.used = bits, boxes, 0
        self.work = Work(SEARCH)
        self.facts = [checker.read_fact(each) for each in goal["hypotheses"]]
        self.conclusion = checker.read_fact(goal["conclusion"])
        self.against = self._useful_hypotheses()
        terms = [self.conclusion.term, *(self.facts[i].term for i in self.against)]
        self.box = checker.box_of(terms, self.facts, self.work)
        formula = checker.Formula(self.work)
        self.enclosure = Enclosure(formula, formula.read(self.conclusion.term), self.box, bits)
        self.others = {i: self._enclosure_of(self.facts[i]) for i in self.against}
        self.used_against: set[int] = set()
        self.lowest: tuple[int, Cell] | None = None
        self.no_value = -(1 << 8 * bits)  # lower than any value
        self.refusal: RefusedError | None = None

    def _useful_hypotheses(self) -> list[int]:
        """Those that say more than bounds, about symbols that are bounded."""
        about = checker.Formula(self.work)
        about.read(self.conclusion.term)
        if not about.symbols():
            return []
        bounds = checker.bounds_among(self.facts, self.work)
        bounded = {name for name, (low, high) in bounds.items() if low is not None and high is not None}
        found = []
        for i, fact in enumerate(self.facts):
            formula = checker.Formula(self.work)
            try:
                formula.read(fact.term)
            except RefusedError:
                continue
            is_bound = bool(checker.bounds_among([fact], self.work))
            if not formula.means and not is_bound and formula.symbols() <= bounded:
                found.append(i)
        return found

    def _enclosure_of(self, fact: Fact) -> Enclosure:
        return checker.enclosure_of(fact.term, self.box, self.bits, [], self.work)

    def run(self) -> Step | None:
        """The fact with its bisections; None where more bits may help.

        Raises:
            NotProvedError: the goal is false, or there were too few cells.
        """
        means: list[Bisection] = []
        if self.enclosure.formula.means:
            if self.box:
                raise RefusedError("a mean beside variables")
            found = self._narrow_means()
            if found is None:
                return None
            means = found
        tree = self._tree()
        if tree is None:
            return None
        return {
            "relation": self.conclusion.relation,
            "term": self.conclusion.term,
            "rule": "enclosure",
            "bits": self.bits,
            "tree": tree,
            "means": [each.tree() for each in means],
            "against": self._named_against(),
        }

    def _named_against(self) -> list[int]:
        """The hypotheses that were used; all of them, if the sides of the box would be others without the rest."""
        used = sorted(self.used_against)
        terms = [self.conclusion.term, *(self.facts[i].term for i in used)]
        return used if checker.box_of(terms, self.facts, self.work).keys() == self.box.keys() else self.against

    def _value(self, cell: Cell) -> Interval | None:
        """None where it may have no value."""
        self.used += 1
        try:
            return self.enclosure.on(cell)
        except RefusedError as refusal:
            self.refusal = refusal
            return None

    def _quality(self, value: Interval | None) -> int:
        """How good an enclosure is: above 0 it shows the goal, and the lower, the more is to be done."""
        if value is None:
            return self.no_value
        return max(value[0], -value[1]) if self.conclusion.relation == "!=0" else value[0]

    def _is_done(self, cell: Cell, value: Interval | None) -> bool:
        if value is not None and checker.has_sign(self.conclusion.relation, value):
            return True
        for i, other in self.others.items():
            try:
                if checker.lacks_sign(self.facts[i].relation, other.on(cell)):
                    self.used_against.add(i)
                    return True
            except RefusedError:
                continue
        return False

    def _tree(self) -> str | None:
        splits: dict[Cell, int] = {}
        start = self.enclosure.start()
        value = self._value(start)
        agenda = [] if self._is_done(start, value) else [(self._quality(value), start)]
        while agenda:
            self.lowest = heappop(agenda)
            cell = self.lowest[1]
            self._must_not_be_false(cell)
            if not cell or min(depth for _, depth in cell) >= SMALLEST_CELL:
                return None
            if self.used >= self.boxes:
                raise self.failure()
            side, halves = self._best_split(cell)
            splits[cell] = side
            for half, each in halves:
                if not self._is_done(half, each):
                    heappush(agenda, (self._quality(each), half))
        return written(start, splits)

    def _best_split(self, cell: Cell) -> tuple[int, list[tuple[Cell, Interval | None]]]:
        """The side to halve: that after which the worse half is best."""
        depths = [depth for _, depth in cell]
        sides = sorted(range(len(cell)), key=lambda side: depths[side])[:MOST_SIDES_TRIED]
        tried = {side: [(half, self._value(half)) for half in checker.halved(cell, side)] for side in sides}
        best = max(sides, key=lambda side: min(self._quality(value) for _, value in tried[side]))
        return best, tried[best]

    def _must_not_be_false(self, cell: Cell) -> None:
        """Refuse to go on where the middle of a cell meets the hypotheses and breaks the goal."""
        deep = SMALLEST_CELL + 16
        middle = tuple((2 * n + 1 << deep - d - 1, deep) for n, d in cell)
        try:
            if not checker.lacks_sign(self.conclusion.relation, self.enclosure.on(middle)):
                return
            if not all(checker.has_sign(self.facts[i].relation, each.on(middle)) for i, each in self.others.items()):
                return
        except RefusedError:
            return
        if self._readable() == len(self.facts):
            where = f" at {self._shown(middle)}" if cell else ""
            raise NotProvedError(f"the goal is false{where}", remedy="mend the statement")

    def _readable(self) -> int:
        """How many hypotheses are bounds or were enclosed."""
        bounds = [i for i, fact in enumerate(self.facts) if checker.bounds_among([fact], self.work)]
        return len(set(bounds) | set(self.others))

    def _shown(self, cell: Cell) -> str:
        parts = []
        for name, (n, d) in zip(self.enclosure.names, cell, strict=True):
            low, high = self.box[name]
            end = float(low + (high - low) * Fraction(n, 2**d))
            parts.append(f"{name} = {end:.6g}")
        return ", ".join(parts)

    def failure(self) -> NotProvedError:
        """What was tried, and how far it came."""
        if self.lowest is None or not self.lowest[1]:
            return NotProvedError(f"its sign is open at {self.bits} bits", remedy="it may be 0; close it exactly")
        quality, cell = self.lowest
        least = f"at least {self._decimal(quality)}" if quality > self.no_value else "open"
        parts = []
        for name, (n, d) in zip(self.enclosure.names, cell, strict=True):
            low, high = self.box[name]
            ends = (float(low + (high - low) * Fraction(n + i, 2**d)) for i in (0, 1))
            parts.append("{} from {:.6g} to {:.6g}".format(name, *ends))
        small = min(depth for _, depth in cell) >= SMALLEST_CELL
        return NotProvedError(
            f"after {self.used} boxes the lowest value is {least}, for {', '.join(parts)}",
            remedy="it may be 0 there; close it by monotone" if small else f"{MORE_BOXES}, or close it by monotone",
        )

    def _narrow_means(self) -> list[Bisection] | None:
        """Bisections of the expectations that are fine enough for the sign."""
        means = [Bisection(checker.mean_enclosure(each, self.bits, self.work)) for each in self.enclosure.formula.means]
        while True:
            value = self._value_by(means)
            if value is not None and checker.has_sign(self.conclusion.relation, value):
                return means
            if value is not None and checker.lacks_sign(self.conclusion.relation, value):
                raise NotProvedError("the goal is false", remedy="mend the statement")
            if sum(each.cells for each in means) >= self.boxes:
                between = "open" if value is None else "between {} and {}".format(*map(self._decimal, value))
                raise NotProvedError(f"after {self.boxes} boxes it is {between}", remedy=MORE_BOXES)
            for _ in range(8):
                max(means, key=Bisection.worst).refine()

    def _value_by(self, means: list[Bisection]) -> Interval | None:
        """The value of the conclusion with means as far as they are enclosed; None where one may have no value."""
        if any(each.undefined for each in means):
            return None
        self.enclosure.means = [each.mean() for each in means]
        try:
            return self.enclosure.on(())
        except RefusedError:  # as of a divisor that may be 0 as yet
            return None

    def _decimal(self, end: int) -> str:
        return f"{float(Fraction(end, 1 << self.bits)):.6g}"


class Bisection:
    """The cells over which a mean is taken, the one that adds most to its width first."""

    def __init__(self, inside: Enclosure) -> None:
        self.inside = inside
        self.splits: dict[Cell, int] = {}
        self.scale = len(inside.names) * checker.DEEPEST_SPLIT
        self.parts: dict[Cell, Interval | None] = {}
        self.undefined = self.low = self.high = 0
        self.agenda: list[tuple[int, Cell]] = []
        self._add(inside.start(), self._mean_on(inside.start()))

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return len(self.parts)

    def worst(self) -> int:
        """What the worst cell adds to the width of the mean."""
        return -self.agenda[0][0]

    def mean(self) -> Interval:
        """The mean over all cells."""
        return self.low >> self.scale, -(-self.high >> self.scale)

    def tree(self) -> str:
        """The bisection as the checker reads it."""
        return written(self.inside.start(), self.splits)

    def _mean_on(self, cell: Cell) -> Interval | None:
        depth = sum(depth for _, depth in cell)
        try:
            low, high = self.inside.mean_on(cell)
        except RefusedError:  # it may have no value there
            if depth > SMALLEST_CELL:
                raise
            return None
        return low << self.scale - depth, high << self.scale - depth

    def _add(self, cell: Cell, part: Interval | None) -> None:
        self.parts[cell] = part
        if part is None:
            self.undefined += 1
            heappush(self.agenda, (-(1 << self.scale + 8 * self.inside.arithmetic.bits), cell))
        else:
            self.low, self.high = self.low + part[0], self.high + part[1]
            heappush(self.agenda, (part[0] - part[1], cell))

    def _remove(self, cell: Cell) -> None:
        part = self.parts.pop(cell)
        if part is None:
            self.undefined -= 1
        else:
            self.low, self.high = self.low - part[0], self.high - part[1]

    def refine(self) -> None:
        """Halve the worst cell, along the side that helps most."""
        _, cell = heappop(self.agenda)
        self._remove(cell)
        tried = [[(half, self._mean_on(half)) for half in checker.halved(cell, side)] for side in range(len(cell))]
        side = min(range(len(cell)), key=lambda side: _width([part for _, part in tried[side]]))
        self.splits[cell] = side
        for half, part in tried[side]:
            self._add(half, part)


def _width(parts: list[Interval | None]) -> tuple[int, int]:
    """How many parts have no value that is seen, and how wide the others are."""
    return parts.count(None), sum(part[1] - part[0] for part in parts if part is not None)


def written(start: Cell, splits: dict[Cell, int]) -> str:
    """A bisection as text."""
    text = []
    agenda = [start]
    while agenda:
        cell = agenda.pop()
        if cell in splits:
            text.append(checker.SIDES[splits[cell]])
            agenda += reversed(checker.halved(cell, splits[cell]))
        else:
            text.append(".")
    return "".join(text)


def word_of_arb(goal: Goal) -> str:
    """What Arb computed of a constant, for the reader.

    Raises:
        NotProvedError: the goal is false, or stays open at the largest precision.
    """
    for bits in PRECISIONS:
        with precision(bits), running_on(BALLS):
            try:
                value = lift(BALLS, _constant(goal))
            except UndecidedError:
                continue
            except UndefinedError as error:
                raise NotProvedError(f"it has no value: {error.problem}", remedy="mend the statement") from error
            if value > 0 or (goal.conclusion.relation == "!=0" and value < 0):
                return f"{value.str(8)} {'>' if value > 0 else '<'} 0 at {bits} bits"
            if value < 0:
                raise NotProvedError(f"the goal is false: {value.str(8)} < 0", remedy="mend the statement")
    raise NotProvedError(f"its sign is open at {PRECISIONS[-1]} bits", remedy="it may be 0; close it exactly")


def _constant(goal: Goal) -> Value:
    result = interpret(goal.conclusion.term, {})
    return result if isinstance(result, Value) else Value(BALLS, BALLS.constant(result))
