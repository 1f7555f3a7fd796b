"""Goals that the checker makes of a goal, as goals for the steps that close them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from verify.carriers.terms import Atom, Goal, as_term


def part_of(whole: Goal, data: dict[str, Any], part: str) -> Goal:
    """A goal from the checker's data, with the words of the goal that it is a part of."""
    return replace(
        whole,
        about=f"{whole.about}, {part}",
        hypotheses=tuple(_atom(each) for each in data["hypotheses"]),
        conclusion=_atom(data["conclusion"]),
        integers=tuple(data["integers"]),
        samples=(),
    )


def as_read(goal: Goal) -> dict[str, Any]:
    """A goal as the checker reads it from a file."""
    data: dict[str, Any] = json.loads(json.dumps(goal.as_data()))
    return data


def _atom(data: dict[str, Any]) -> Atom:
    return Atom(data["relation"], as_term(data["term"]))
