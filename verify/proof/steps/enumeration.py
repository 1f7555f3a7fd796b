"""The step *enumeration*: an integer variable that hypotheses confine takes its values one by one, each by squares."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from verify.carriers.terms import Goal
from verify.errors import NotProvedError
from verify.proof import checker
from verify.proof.steps import squares
from verify.proof.steps.parts import as_read, part_of


def close(goal: Goal, over: str) -> dict[str, Any]:
    """The facts of every case.

    Raises:
        NotProvedError: the goal does not confine the variable, or a case was not found, which is named.
    """
    found = []
    for case in cases(goal, over):
        try:
            found.append(squares.close(case))
        except NotProvedError as error:
            raise NotProvedError(f"in the case {case.path[-1]}: {error.problem}", remedy=error.remedy) from error
    return {"over": over, "cases": found}


def cases(goal: Goal, over: str) -> list[Goal]:
    """The goals for the values of a variable, as the checker makes them.

    Raises:
        NotProvedError: the goal does not confine the variable, or to too many values.
    """
    try:
        data = as_read(goal)
        values = checker.values_of(data, over)
        parts = checker.enumeration_goals(data, over, checker.Work())
    except checker.RefusedError as refusal:
        remedy = "give the variable the domain integers(at_least=…, at_most=…)"
        raise NotProvedError(str(refusal), remedy=remedy) from refusal
    return [
        replace(
            part_of(goal, each, f"{over} = {value}"),
            path=(*goal.path, f"{over} = {value}"),
            samples=tuple(sample for sample in goal.samples if sample.get(over) == value),
        )
        for value, each in zip(values, parts, strict=True)
    ]
