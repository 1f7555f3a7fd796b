"""Facts that nothing uses: what is learned before the search turns out not to matter, most of it."""

from __future__ import annotations

import json
from typing import Any

from verify.carriers.terms import Goal
from verify.proof import checker
from verify.proof.checker import divisors_of, fact_text

Step = dict[str, Any]
SINGLE = ("of", "from", "base", "apart")  # by which a fact names one other


def without_unused(goal: Goal, facts: list[Step]) -> list[Step]:
    """The facts of a closure from which the last one follows, directly or through others.

    A fact may also be there for what has a value by it, or for a hypothesis of a theorem, which name nothing; then the
    checker refuses the rest, and all facts stay.
    """
    given = len(goal.hypotheses)
    named = {given + len(facts) - 1}
    places = {fact_text(fact["relation"], fact["term"]): given + i for i, fact in reversed(list(enumerate(facts)))}
    for i in reversed(range(len(facts))):
        if given + i in named:
            named.update(_named(facts[i]))
            named.update(places[text] for text in _needed(facts[i]) if text in places and places[text] < given + i)
    kept = [i for i in range(len(facts)) if given + i in named]
    if len(kept) == len(facts) or any(fact["rule"] == "theorem" for fact in facts):
        return facts
    new = {i: i for i in range(given)} | {given + old: given + i for i, old in enumerate(kept)}
    fewer = [_renumbered(facts[i], new) for i in kept]
    data = json.loads(json.dumps([goal.as_data(), {"facts": fewer}]))
    try:
        checker.check_closure(*data)
    except checker.RefusedError:
        return facts
    return fewer


def _named(fact: Step) -> list[int]:
    """The indices by which a fact names others."""
    powers = [index for index, _ in fact.get("factors", [])]
    inside = [index for summand in fact.get("summands", []) for index in summand["factors"]]
    alone = [fact[key] for key in SINGLE if isinstance(fact.get(key), int)]
    return [*fact.get("over", []), *inside, *powers, *alone]


def _needed(fact: Step) -> list[str]:
    """The texts of facts by which the terms of a fact have values, without being named."""
    terms = [fact["term"], fact.get("at"), ["log", fact.get("of")] if "factors" in fact else None]
    terms += [square for summand in fact.get("summands", []) for square in summand["squares"]]
    needs = [need for term in terms for need in divisors_of(term)]
    return [fact_text(relation, term) for need, term in needs for relation in (need, ">0")]


def _renumbered(fact: Step, new: dict[int, int]) -> Step:
    changed: Step = {key: new[fact[key]] for key in SINGLE if isinstance(fact.get(key), int)}
    if "over" in fact:
        changed["over"] = [new[index] for index in fact["over"]]
    if "factors" in fact:
        changed["factors"] = [[new[index], times] for index, times in fact["factors"]]
    if "summands" in fact:
        changed["summands"] = [
            {**summand, "factors": [new[index] for index in summand["factors"]]} for summand in fact["summands"]
        ]
    return {**fact, **changed}
