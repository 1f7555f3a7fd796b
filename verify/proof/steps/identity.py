"""The step *identity*: two rational functions are equal when the cross-multiplied difference is the zero polynomial,
or a sum of multiples of equations among the hypotheses."""

from __future__ import annotations

from typing import Any

from verify.carriers.terms import Goal
from verify.errors import NotProvedError
from verify.proof.steps import squares


def close(goal: Goal) -> list[dict[str, Any]]:
    """The facts that close an equation, or a goal that a divisor has a sign or is not 0.

    Raises:
        NotProvedError: the two sides differ as rational functions, or the statement itself is an inequality.
    """
    if goal.about.startswith("statement") and goal.conclusion.relation != "=0":
        raise NotProvedError("identity closes equations", remedy="close this inequality by squares")
    return squares.close(goal)
