"""Goals, their hash, and that all divisors in them are shown not to be 0."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from .facts import divisors_of, fact_text, generic_text, is_literal, noted_indices, read_fact
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
        self.hypotheses: list[frozenset[str]] = []
        self.fixed: list[frozenset[str]] = []  # the indices of hypotheses
        self.concluding: dict[str, list[int]] = {}  # by the texts of conclusions
        for position, goal in enumerate(data):
            if not isinstance(goal, dict) or not isinstance(goal.get("hypotheses"), list):
                raise RefusedError(f"goal {position} has no list of hypotheses")
            integers = goal.get("integers")
            if not isinstance(integers, list) or not all(isinstance(name, str) for name in integers):
                raise RefusedError(f"goal {position} has no list of integer symbols")
            facts = [read_fact(each) for each in goal["hypotheses"]]
            work, conclusion = Work(), read_fact(goal.get("conclusion"))
            self.hypotheses.append(frozenset(fact.text for fact in facts))
            self.fixed.append(noted_indices(facts, work))
            for text in {conclusion.text, generic_text(*conclusion[:2], self.fixed[-1], work)}:
                self.concluding.setdefault(text, []).append(position)

    def know(self, position: int, relation: str, term: Any) -> bool:
        """Whether a fact is a hypothesis of a goal, or concluded by an earlier goal of no other hypotheses."""
        hypotheses = self.hypotheses[position]
        texts = fact_text(relation, term), generic_text(relation, term, self.fixed[position], Work())
        earlier = (i for text in texts for i in self.concluding.get(text, []) if i < position)
        return texts[0] in hypotheses or any(self.hypotheses[i] <= hypotheses for i in earlier)


def check_definedness(goals: Goals, position: int) -> None:
    """Confirm that every divisor in a goal is not 0, by a literal, a hypothesis or an earlier goal of fewer hypotheses.

    Raises:
        RefusedError: some divisor may be 0, or some base of a power may not be positive.
    """
    goal = goals.data[position]
    terms = [atom["term"] for atom in [*goal["hypotheses"], goal["conclusion"]]]
    for relation, term in (need for each in terms for need in divisors_of(each)):
        if is_literal(relation, term):
            continue
        if not goals.know(position, relation, term) and not goals.know(position, ">0", term):
            raise RefusedError(f"goal {position}: nothing shows that {shown(term)} is {relation}")
