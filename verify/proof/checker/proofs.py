"""Certificates that close all goals of a proof."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from .closures import check_closure, ranges_of
from .goals import Goals, check_definedness, goals_hash
from .models import check_model
from .work import RefusedError, Work, shown

DEEPEST_USE = 8  # of theorems that use theorems
ENGINES_WORD = re.compile(r"engine's word \([A-Za-z0-9][A-Za-z0-9 .,-]{0,60}\)\Z")


class Outcome(NamedTuple):
    """What the checker has to say about one proof."""

    confirmed: int
    on_word: list[str]  # closures that rest on an engine's word
    rests_on: tuple[str, ...]


def check_proof(goals: object, goal_hash: object, certificate: object) -> Outcome:
    """Confirm that a certificate closes every one of the goals and that the goals are not vacuous.

    Raises:
        RefusedError: a goal is open, a closure is wrong, a hash does not fit, or no model is given.
    """
    try:
        return _check_proof(Goals(goals), goal_hash, certificate)
    except RecursionError:
        raise RefusedError("it is nested too deeply") from None
    except (LookupError, TypeError, AttributeError, ValueError, ArithmeticError, MemoryError) as error:
        raise RefusedError(f"malformed ({type(error).__name__}: {shown(str(error))[:80]})") from error


def _check_proof(goals: Goals, goal_hash: object, certificate: object, depth: int = 0) -> Outcome:
    if goals_hash(goals.data) != goal_hash:
        raise RefusedError("the goals are not those of the hash")
    if not isinstance(certificate, dict) or certificate.get("goal_hash") != goal_hash:
        raise RefusedError("the certificate is for other goals")
    theorems = _proved_theorems(certificate.get("theorems", []), depth)
    closures = _by_goal(certificate.get("closures"), len(goals.data))
    on_word = []
    ranges = frozenset[str]().union(*(ranges_of(goal, Work()) for goal in goals.data))
    for position, goal in enumerate(goals.data):
        if position not in closures:
            raise RefusedError(f"goal {position} is open")
        rests_on = closures[position].get("rests_on")
        if rests_on == "checker":
            check_definedness(goals, position)
            check_closure(goal, closures[position], theorems, ranges)
        elif isinstance(rests_on, str) and ENGINES_WORD.match(rests_on):
            on_word.append(f"goal {position}: {rests_on}")
        else:
            raise RefusedError(f"goal {position} rests on {shown(rests_on)}, and not on 'checker' or an engine's word")
    _check_models(goals, _by_goal(certificate.get("models"), len(goals.data)))
    rests = tuple(sorted({closure["rests_on"] for closure in closures.values()}))
    return Outcome(len(closures) - len(on_word), on_word, rests)


def _proved_theorems(entries: object, depth: int) -> dict[str, list[dict[str, Any]]]:
    """The goals of the theorems that a certificate brings with their own certificates, by their hash."""
    if not isinstance(entries, list) or (entries and depth == DEEPEST_USE):
        raise RefusedError(f"its theorems are no list, or use others more than {DEEPEST_USE} deep")
    proved: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        goals = Goals(entry["goals"])
        if _check_proof(goals, entry["goal_hash"], entry["certificate"], depth + 1).on_word:
            raise RefusedError("a theorem that it uses rests on an engine's word")
        proved[entry["goal_hash"]] = goals.data
    return proved


def _by_goal(entries: object, count: int) -> dict[int, dict[str, Any]]:
    """Closures or models by the goal that they are for."""
    if not isinstance(entries, list):
        raise RefusedError("a certificate needs lists 'closures' and 'models'")
    found: dict[int, dict[str, Any]] = {}
    for entry in entries:
        position = entry.get("goal") if isinstance(entry, dict) else None
        if isinstance(position, bool) or not isinstance(position, int) or not 0 <= position < count:
            raise RefusedError("a closure or a model is for no goal")
        if position in found:
            raise RefusedError(f"goal {position} has two closures or two models")
        found[position] = entry
    return found


def _check_models(goals: Goals, models: dict[int, dict[str, Any]]) -> None:
    """At least one model of a goal whose hypotheses are not a part of another goal's: else the whole may be vacuous."""
    for position, model in models.items():
        check_model(goals.data[position], model)
    different = set(goals.hypotheses)
    modelled: set[frozenset[str]] = {goals.hypotheses[position] for position in models} | {frozenset()}
    if not any(all(not hypotheses < other for other in different) for hypotheses in modelled & different):
        raise RefusedError("no model of the hypotheses is given: the statement may be vacuous")
