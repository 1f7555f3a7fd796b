"""The step *induction*: over an integer variable, from the least one on, each of the two parts closed by squares."""

from __future__ import annotations

from typing import Any

from verify.carriers.terms import Goal
from verify.errors import NotProvedError
from verify.proof import checker
from verify.proof.steps import squares
from verify.proof.steps.parts import as_read, part_of


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
        base, step = checker.induction_goals(as_read(goal), over)
    except checker.RefusedError as refusal:
        raise NotProvedError(str(refusal), remedy="give the variable the domain integers(at_least=…)") from refusal
    return part_of(goal, base, "the least one"), part_of(goal, step, "from each to the next")
