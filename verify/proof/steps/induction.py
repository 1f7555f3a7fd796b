"""The step *induction*: over an integer variable, from the least one on, each of the two parts closed by squares."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from verify.carriers.terms import Atom, Goal, as_term
from verify.errors import NotProvedError
from verify.proof import checker
from verify.proof.steps import squares


def close(goal: Goal, over: str) -> dict[str, Any]:
    """The facts of base and step.

    Raises:
        NotProvedError: the goal is no statement about an integer from a least one on, or a part was not found.
    """
    base, step = parts_of_induction(goal, over)
    return {"over": over, "base": squares.close(base), "step": squares.close(step)}


def parts_of_induction(goal: Goal, over: str) -> tuple[Goal, Goal]:
    """The goal for the least integer, and the one that leads from each integer to the next.

    Raises:
        NotProvedError: the goal is no statement about an integer from a least one on.
    """
    try:
        base, step = checker.induction_goals(json.loads(json.dumps(goal.as_data())), over)
    except checker.RefusedError as refusal:
        raise NotProvedError(str(refusal), remedy="give the variable the domain integers(at_least=…)") from refusal
    return _goal(goal, base, "the least one"), _goal(goal, step, "from each to the next")


def _goal(whole: Goal, data: dict[str, Any], part: str) -> Goal:
    return replace(
        whole,
        about=f"{whole.about}, {part}",
        hypotheses=tuple(as_atom(each) for each in data["hypotheses"]),
        conclusion=as_atom(data["conclusion"]),
        integers=tuple(data["integers"]),
        samples=(),
    )


def as_atom(data: dict[str, Any]) -> Atom:
    """A comparison with 0 that the checker wrote as data."""
    return Atom(data["relation"], as_term(data["term"]))
