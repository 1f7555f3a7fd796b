"""Closures: the facts that lead from a goal's hypotheses to its conclusion."""

from __future__ import annotations

from typing import Any

from .facts import must_have_indices, must_have_value, noted_indices, read_fact
from .reductions import REDUCTIONS, enumeration_goals, induction_goals
from .rules import Context, check_rule
from .syntax import ranges_in
from .work import RefusedError, Work

DEEPEST_REDUCTION = 8


def check_closure(
    goal: dict[str, Any],
    closure: dict[str, Any],
    theorems: dict[str, list[dict[str, Any]]] | None = None,
    ranges: frozenset[str] = frozenset(),
) -> None:
    """Confirm that a closure proves its goal, with the goals of theorems that are proved; `ranges` are sizes over
    which indices of the proof's other goals range.

    Raises:
        RefusedError: it does not.
    """
    work = Work()
    work.may_be_empty = ranges | ranges_of(goal, work)
    _check_closed(goal, closure, work, theorems or {}, 0)


def ranges_of(goal: dict[str, Any], work: Work) -> frozenset[str]:
    """The sizes over which indices of a goal range."""
    atoms = [*goal["hypotheses"], goal["conclusion"]]
    return frozenset[str]().union(*(ranges_in(atom["term"], work) for atom in atoms))


def _check_closed(
    goal: dict[str, Any], closure: Any, work: Work, theorems: dict[str, list[dict[str, Any]]], depth: int
) -> None:
    if not isinstance(closure, dict) or depth > DEEPEST_REDUCTION:
        raise RefusedError(f"a closure is no object, or has others more than {DEEPEST_REDUCTION} deep")
    work.spend(1)
    for kind, parts_of in REDUCTIONS.items():
        if kind in closure:
            parts = closure[kind].get("parts") if isinstance(closure[kind], dict) else None
            if not isinstance(parts, list):
                raise RefusedError(f"{kind} needs a list of closures")
            goals = parts_of(goal, closure[kind], work)
            if len(parts) != len(goals):
                raise RefusedError(f"{kind} needs a closure for each of {len(goals)} goals")
            for part, each in zip(goals, parts, strict=True):
                _check_closed(part, each, work, theorems, depth + 1)
            return
    if closure.get("enumeration") is not None:
        if depth:
            raise RefusedError("an enumeration does not stand inside of another closure")
        _check_enumeration(goal, closure["enumeration"], work, theorems)
        return
    induction = closure.get("induction")
    if induction is None:
        _check_facts(goal, closure.get("facts"), work, theorems)
        return
    if not isinstance(induction, dict):
        raise RefusedError("an induction needs a symbol, a base and a step")
    if depth:
        raise RefusedError("an induction does not stand inside of another closure")
    base, step = induction_goals(goal, induction.get("over"))
    _check_facts(base, induction.get("base"), work, theorems)
    _check_facts(step, induction.get("step"), work, theorems)


def _check_facts(goal: dict[str, Any], steps: object, work: Work, theorems: dict[str, list[dict[str, Any]]]) -> None:
    """Confirm that facts lead from a goal's hypotheses to its conclusion."""
    facts = [read_fact(hypothesis) for hypothesis in goal["hypotheses"]]
    work.spend(sum(len(fact.text) for fact in facts) // 256)
    context = Context(frozenset(goal["integers"]), work, theorems)
    work.fixed = noted_indices(facts, work)
    given = work.fixed | noted_indices([read_fact(goal["conclusion"])], work)
    work.ranges = ranges_of(goal, work)
    if not isinstance(steps, list) or not steps:
        raise RefusedError("it has no facts")
    for position, step in enumerate(steps):
        fact = read_fact(step)
        if position < len(steps) - 1:
            must_have_value(fact.term, facts, work)
        check_rule(fact, step, facts, context)
        must_have_indices(fact, given, facts, work)
        facts.append(fact)
    if facts[-1].text != read_fact(goal["conclusion"]).text:
        raise RefusedError("its last fact is not the conclusion of the goal")


def _check_enumeration(
    goal: dict[str, Any], enumeration: object, work: Work, theorems: dict[str, list[dict[str, Any]]]
) -> None:
    """Confirm that each value that a confined integer symbol can have is a case with facts of its own."""
    if not isinstance(enumeration, dict):
        raise RefusedError("an enumeration needs a symbol and its cases")
    goals, cases = enumeration_goals(goal, enumeration.get("over"), work), enumeration.get("cases")
    if not isinstance(cases, list) or len(cases) != len(goals):
        raise RefusedError(f"an enumeration of {len(goals)} cases needs as many lists of facts")
    for each, facts in zip(goals, cases, strict=True):
        _check_facts(each, facts, work, theorems)
