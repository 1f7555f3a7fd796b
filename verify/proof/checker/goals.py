"""Goals, their hash, and that all divisors in them are shown not to be 0."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from .facts import divisors_of, fact_text, generic_text, is_literal, nonempty_text, noted_indices, read_fact
from .syntax import is_name, sized_indices
from .work import RefusedError, Work, shown

MOST_GOALS = 4096


def goals_hash(goals: list[dict[str, Any]]) -> str:
    """The hash of the mathematics of a list of goals."""
    mathematics = [{key: goal[key] for key in ("integers", "hypotheses", "conclusion")} for goal in goals]
    canonical = json.dumps(mathematics, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()


class Goals:
    """The goals of a proof, with the texts of their facts."""

    def __init__(self, data: object) -> None:
        if not isinstance(data, list) or not data:
            raise RefusedError("there are no goals")
        if len(data) > MOST_GOALS:
            raise RefusedError(f"there are more than {MOST_GOALS} goals")
        self.data: list[dict[str, Any]] = data
        self.integers: list[frozenset[str]] = []
        self.hypotheses: list[frozenset[str]] = []
        self.fixed: list[frozenset[str]] = []  # the indices of hypotheses
        self.concluding: dict[str, list[int]] = {}  # by the texts of conclusions
        for position, goal in enumerate(data):
            if not isinstance(goal, dict) or not isinstance(goal.get("hypotheses"), list):
                raise RefusedError(f"goal {position} has no list of hypotheses")
            self.integers.append(_integers_of(goal, position))
            facts = [read_fact(each) for each in goal["hypotheses"]]
            work, conclusion = Work(), read_fact(goal.get("conclusion"))
            self.hypotheses.append(frozenset(fact.text for fact in facts))
            self.fixed.append(noted_indices(facts, work))
            for text in {conclusion.text, generic_text(*conclusion[:2], self.fixed[-1], work)}:
                self.concluding.setdefault(text, []).append(position)

    def know(self, position: int, relation: str, term: Any, work: Work) -> bool:
        """Whether a fact is a hypothesis of a goal, or concluded by an earlier goal: of the same indices, or of all
        below sizes of which the goal knows that there are some."""
        text, fixed = fact_text(relation, term), self.fixed[position]
        work.spend(len(text) // 32)
        if self._know_text(position, text):
            return True
        generic = generic_text(relation, term, fixed, work)
        sizes = {size for name, size in sized_indices(term, work) if name not in fixed}
        if generic == text or not all(self._nonempty(position, size) for size in sizes):
            return False
        return self._concluded(position, generic)

    def _know_text(self, position: int, text: str) -> bool:
        return text in self.hypotheses[position] or self._concluded(position, text)

    def _concluded(self, position: int, text: str) -> bool:
        """Whether an earlier goal of no other hypotheses, and of no other integers, concludes what a text says."""
        mine, integers = self.hypotheses[position], self.integers[position]
        earlier = [i for i in self.concluding.get(text, []) if i < position]
        return any(self.hypotheses[i] <= mine and self.integers[i] <= integers for i in earlier)

    def _nonempty(self, position: int, size: str) -> bool:
        return (size.isdecimal() and int(size) > 0) or self._know_text(position, nonempty_text(size))


def _integers_of(goal: dict[str, Any], position: int) -> frozenset[str]:
    integers = goal.get("integers")
    if not isinstance(integers, list) or not all(isinstance(name, str) and is_name(name) for name in integers):
        raise RefusedError(f"goal {position} has no list of integer symbols")
    return frozenset(integers)


def check_definedness(goals: Goals, position: int) -> None:
    """Confirm that every divisor in a goal is not 0, by a literal, a hypothesis or an earlier goal of fewer hypotheses.

    Raises:
        RefusedError: some divisor may be 0, or some base of a power may not be positive.
    """
    goal, work = goals.data[position], Work()
    terms = [atom["term"] for atom in [*goal["hypotheses"], goal["conclusion"]]]
    for relation, term in (need for each in terms for need in divisors_of(each, work)):
        if is_literal(relation, term):
            continue
        if not goals.know(position, relation, term, work) and not goals.know(position, ">0", term, work):
            raise RefusedError(f"goal {position}: nothing shows that {shown(term)} is {relation}")
