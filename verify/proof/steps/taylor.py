"""Unknown functions with bounded derivatives: what Taylor's theorem says of them at the points of a goal.

The checker writes the facts: from one point of the goal to another, for each bound alone and for both sides together.
The linear program of *squares* takes those that it needs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations, permutations
from typing import TYPE_CHECKING, Any

from verify.carriers.terms import Atom, Goal, Term, as_number, as_term
from verify.proof import checker

if TYPE_CHECKING:
    from verify.proof.steps.squares import Derivation

MOST_POINTS = 5  # of one function: from each to each there are some facts


@dataclass(frozen=True)
class Expansion:
    """One application of Taylor's theorem: which bounds, from where to where."""

    bounds: tuple[int, ...]  # the hypotheses
    derivative: int
    at: Term
    to: Term
    term: Term  # what is not negative
    going_forward: Term | None  # what is not negative if the second point is not before the first

    def as_data(self, term: Term) -> dict[str, Any]:
        """The fact, in the grammar of certificates."""
        ends = {"of": list(self.bounds), "derivative": self.derivative, "at": self.at, "to": self.to}
        return {"relation": ">=0", "term": term, "rule": "taylor", **ends}


def expansions(goal: Goal) -> list[Expansion]:
    """The applications of Taylor's theorem that a goal about functions with bounds may need."""
    found = []
    for bounds in _bounds_by_derivative(goal).values():
        function = bounds[0][1].function
        applied = list(_applied(function, [atom.term for atom in (*goal.hypotheses, goal.conclusion)]))
        points = list(dict.fromkeys(term[3] for term in applied))[:MOST_POINTS]
        starts = {int(term[2]) for term in applied}
        for chosen in [*((each,) for each in bounds), *combinations(bounds, 2)]:
            for derivative in sorted(each for each in starts if each < bounds[0][1].order):
                found += [_expansion(chosen, derivative, at, to) for at, to in permutations(points, 2)]
    return found


def _bounds_by_derivative(goal: Goal) -> dict[tuple[str, int], list[tuple[int, checker.Bound]]]:
    groups: dict[tuple[str, int], list[tuple[int, checker.Bound]]] = {}
    for index, atom in enumerate(goal.hypotheses):
        if atom.term[0] == "everywhere":
            bound = checker.read_bound(atom.relation, atom.term)
            groups.setdefault((bound.function, bound.order), []).append((index, bound))
    return groups


def _applied(function: str, terms: list[Term]) -> Iterator[Term]:
    """Where the terms apply an unknown function of one number, or a derivative of it."""
    for term in terms:
        if term[0] == "everywhere":
            continue
        if term[0] == "apply" and term[1] == function and len(term) == 4:
            yield term
        yield from _applied(function, [part for part in term[1:] if isinstance(part, tuple) and part])


def _expansion(chosen: tuple[tuple[int, checker.Bound], ...], derivative: int, at: Term, to: Term) -> Expansion:
    def written(*, forward: bool) -> Term:
        bounds = [bound for _, bound in chosen]
        term = checker.taylor_term(bounds, derivative, at, to, forward=forward)
        return as_term(json.loads(json.dumps(term)))

    always, forward = written(forward=False), written(forward=True)
    indices = tuple(index for index, _ in chosen)
    return Expansion(indices, derivative, at, to, always, forward if forward != always else None)


def learn_expansions(derivation: Derivation, candidates: list[Expansion]) -> None:
    """Add what the candidates say to the facts that are known."""
    for each in candidates:
        ahead = derivation.shown(Atom(">=0", ("sub", each.to, each.at))) if each.going_forward else None
        step = each.as_data(each.term)
        if each.going_forward and ahead is not None:
            step = {**each.as_data(each.going_forward), "forward": ahead}
        needs = [need for need in checker.divisors_of(step["term"]) if as_number(need[1]) is None]
        if any(derivation.shown(Atom(*need)) is None for need in needs):
            continue
        index = derivation.add_step(step)
        fact = derivation.register(index, derivation.ring.read(step["term"]), strict=False)
        if fact is not None:
            derivation.known[-1] = replace(fact, applied=True)
