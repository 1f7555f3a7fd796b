"""The step *monotone*: an inequality in one variable follows from its value at an end of the variable's range and from
the sign of its slope, which is shown in the same way, by enclosure, or by squares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from verify.carriers.terms import Goal, contains, symbols_of
from verify.errors import NotProvedError, UnableError
from verify.proof import checker
from verify.proof.checker import Fact, RefusedError, Work
from verify.proof.steps import enclosure, squares
from verify.proof.steps.parts import as_read, part_of

DEEPEST = 6  # slopes of slopes
BOXES = 64  # for each part, unless a proof says otherwise
CUTS = (Fraction(1, 2), Fraction(1, 4), Fraction(1, 8), Fraction(7, 8))
TRANSCENDENTAL = ("exp", "log", "sin", "cos", "atan", "expectation")
POINT_BITS = 96
SEARCH = 10**8
MOST_POINTS = 40
MOST_REASONS, LONGEST = 4, 240  # of a message

Closure = dict[str, Any]
Point = dict[str, Fraction]


def close(goal: Goal, over: Sequence[str], boxes: int = BOXES) -> Closure:
    """A closure of a goal by the signs of slopes in the variables `over`, and of their slopes.

    Raises:
        NotProvedError: the goal is false, or a part of it was not closed; it says which.
    """
    return _Reduction(goal, tuple(over), boxes).close(goal, DEEPEST)


class _Reduction:
    def __init__(self, whole: Goal, over: tuple[str, ...], boxes: int) -> None:
        self.whole, self.over, self.boxes = whole, over, boxes

    def close(self, goal: Goal, depth: int) -> Closure:
        """The closure of a goal or of a part of one."""
        self._must_not_be_false(goal)
        failures = []
        for attempt in self._attempts(goal, depth):
            try:
                closure: Closure = attempt()
                return closure
            except (NotProvedError, UnableError) as error:
                failures.append(error)
            except RefusedError as refusal:
                failures.append(NotProvedError(str(refusal)))
        tried = list(dict.fromkeys(getattr(each, "problem", str(each))[:LONGEST] for each in failures))
        raise NotProvedError(
            f"{self._label(goal)} was not closed: {'; '.join(tried[:MOST_REASONS])}",
            remedy="reduce it in another variable, or prove a stronger inequality first",
        )

    def _label(self, goal: Goal) -> str:
        return goal.about.removeprefix(self.whole.about).removeprefix(", ") or "it"

    def _attempts(self, goal: Goal, depth: int) -> Iterator[Any]:
        term = goal.conclusion.term
        transcendental = any(contains(term, head) for head in TRANSCENDENTAL)
        if not transcendental:
            yield lambda: {"facts": squares.close(goal)}
        if goal.conclusion.relation != "=0":
            yield lambda: {"facts": [enclosure.certificate_of(goal, self.boxes)]}
        if transcendental:
            yield lambda: {"facts": squares.close(goal)}
        if depth and goal.conclusion.relation in (">0", ">=0"):
            for name in self.over:
                if name in symbols_of(term):
                    yield from self._reductions(goal, name, depth)
                    yield from self._cases(goal, name, depth)

    def _reductions(self, goal: Goal, name: str, depth: int) -> Iterator[Any]:
        for i, hypothesis in enumerate(goal.hypotheses):
            fact = checker.read_fact(hypothesis.as_data())
            if not checker.side_of(fact, name)[0]:
                continue
            yield lambda i=i: self._reduced(goal, {"in": name, "from": i, "strict": "end"}, depth)
            if goal.conclusion.relation == ">0" and hypothesis.relation == ">0":
                yield lambda i=i: self._reduced(goal, {"in": name, "from": i, "strict": "slope"}, depth)
        sides = [checker.side_of(checker.read_fact(each), name)[0] for each in as_read(goal)["hypotheses"]]
        if 1 in sides and -1 in sides:
            yield lambda: self._concave(goal, {"in": name, "from": sides.index(1), "to": sides.index(-1)}, depth)

    def _reduced(self, goal: Goal, reduction: dict[str, Any], depth: int) -> Closure:
        goals = checker.monotone_goals(as_read(goal), reduction, Work(SEARCH))
        names = ["at the end", "its slope", *("it has a value there" for _ in goals[2:])]
        return {"monotone": {**reduction, "parts": self._parts(goal, goals, names, depth)}}

    def _concave(self, goal: Goal, reduction: dict[str, Any], depth: int) -> Closure:
        goals = checker.concave_goals(as_read(goal), reduction, Work(SEARCH))
        names = ["at the lower end", "at the upper end", "its bend", *("it has a value there" for _ in goals[3:])]
        return {"concave": {**reduction, "parts": self._parts(goal, goals, names, depth - 1)}}

    def _cases(self, goal: Goal, name: str, depth: int) -> Iterator[Any]:
        """Cut the range of a variable, so that it can be enclosed away from where it is 0."""
        facts = [checker.read_fact(each) for each in as_read(goal)["hypotheses"]]
        low, high = checker.bounds_among(facts, Work(SEARCH)).get(name, (None, None))
        if low is None or high is None or depth < DEEPEST - 1:
            return
        for share in CUTS:
            cases = {"of": name, "at": str(low + share * (high - low))}
            yield lambda cases=cases: self._in_cases(goal, cases, depth)

    def _in_cases(self, goal: Goal, cases: dict[str, Any], depth: int) -> Closure:
        goals = checker.goals_of_cases(as_read(goal), cases, Work(SEARCH))
        names = [f"{cases['of']} at most {cases['at']}", f"{cases['of']} at least {cases['at']}"]
        return {"cases": {**cases, "parts": self._parts(goal, goals, names, depth - 2)}}

    def _parts(self, goal: Goal, goals: list[dict[str, Any]], names: list[str], depth: int) -> list[Closure]:
        parts = [part_of(goal, data, name) for data, name in zip(goals, names, strict=True)]
        for part in parts:
            self._must_not_be_false(part)
        return [self.close(part, max(depth - 1, 0)) for part in parts]

    def _must_not_be_false(self, goal: Goal) -> None:
        """Refuse a goal that is false at one of some points, before much is tried.

        Raises:
            NotProvedError: it is.
        """
        data = as_read(goal)
        facts = [checker.read_fact(each) for each in data["hypotheses"]]
        conclusion = checker.read_fact(data["conclusion"])
        names = sorted(symbols_of(goal.conclusion.term).union(*(symbols_of(a.term) for a in goal.hypotheses)))
        for point in _points(names, facts, goal.integers):
            if _is_at(checker.lacks_sign, conclusion, point) and all(_is_at(checker.has_sign, f, point) for f in facts):
                where = ", ".join(f"{name} = {value}" for name, value in point.items())
                problem = f"{self._label(goal)} is false{' at ' + where if where else ''}"
                raise NotProvedError(problem, remedy="mend the statement")


def _points(names: list[str], facts: list[Fact], integers: Sequence[str]) -> list[Point]:
    """Some points that lie between the bounds of each symbol."""
    bounds = checker.bounds_among(facts, Work(SEARCH))
    sides = []
    for name in names:
        low, high = bounds.get(name, (None, None))
        if low is not None and high is not None:
            values = [low + (high - low) * Fraction(i, 7) for i in (1, 3, 5)]
        else:
            values = [(low or Fraction(0)) + i for i in (Fraction(1, 5), 1, 4)]
            values = values if low is not None else [(high or Fraction(0)) - i for i in (Fraction(1, 5), 1, 4)]
        sides.append([Fraction(round(value)) for value in values] if name in integers else values)
    return [
        dict(zip(names, values, strict=True)) for values, _ in zip(product(*sides), range(MOST_POINTS), strict=False)
    ]


def _is_at(has: Any, fact: Fact, point: Point) -> bool:
    """What is seen of the sign of a fact at a point; False where it has no value that is seen."""
    try:
        box = {name: (value, value) for name, value in point.items()}
        formula = checker.Formula(Work(SEARCH))
        place = formula.read(fact.term)
        if formula.means:
            return False
        at = checker.Enclosure(formula, place, box, POINT_BITS)
        return bool(has(fact.relation, at.on(at.start())))
    except RefusedError:
        return False
