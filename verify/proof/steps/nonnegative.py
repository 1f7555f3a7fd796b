"""What is never negative, from the vectors and exponentials that a goal sums up: sums of squares, and sums of
exponentials less their tangents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import Any

from verify.carriers.indexed import renamed, summed
from verify.carriers.terms import Goal, Term, free_indices, number

FIRST, SECOND = "k1", "k2"
MOST_VECTORS = 6  # of one size, that are taken together
MOST_CANDIDATES = 200


@dataclass(frozen=True)
class Candidate:
    """A term that is never negative, and where the tangent touches by which it is so, if one is needed."""

    term: Term
    tangent_at: Term | None = None

    def learn(self, facts: Any) -> int:
        """The index of the fact that it is not negative."""
        if self.tangent_at is not None:
            at = renamed(self.tangent_at, {FIRST: generic_index(self.term[1])})
            facts.add(">=0", above_tangent(at), "tangent", at=at)
        index: int = facts.show(">=0", self.term)
        return index


def generic_index(bound: str) -> str:
    """The name of an index for which something is shown that is then summed up."""
    return f"k{bound}"


def above_tangent(x: Term) -> Term:
    """exp(x) - 1 - x."""
    return ("sub", ("sub", ("exp", x), number(1)), x)


def candidates(goal: Goal) -> list[Candidate]:
    """Candidates for a goal's conclusion."""
    found: dict[Term, Candidate] = {}
    for size, vectors in _over_one_index(goal.conclusion.term, "entry").items():
        weights = _over_one_index(goal.conclusion.term, "exp").get(size, [])
        for term in _squares(size, vectors[:MOST_VECTORS], weights[:MOST_VECTORS]):
            found.setdefault(term, Candidate(term))
    for term in _squares_of_matrices(goal.conclusion.term):
        found.setdefault(term, Candidate(term))
    for size, weights in _over_one_index(goal.conclusion.term, "exp").items():
        for left, right in permutations(weights[:MOST_VECTORS], 2):
            each = _relative_entropy(size, left, right)
            found.setdefault(each.term, each)
    return list(found.values())[:MOST_CANDIDATES]


def _squares(size: str, vectors: list[Term], weights: list[Term]) -> Iterator[Term]:
    """Of entries, of their differences, and of the determinants of pairs; the former two weighted as well."""
    for weight in (number(1), *weights, *(("pow", v, 2) for v in vectors)):
        for v in vectors:
            yield _sum(size, _weighted(weight, ("pow", v, 2)))
            both = number(1) if weight == number(1) else ("mul", weight, _second(weight))
            yield _sum(size, summed(_weighted(both, ("pow", ("sub", v, _second(v)), 2)), SECOND, size))
        for v, w in combinations(vectors, 2):
            for head in ("add", "sub"):
                yield _sum(size, _weighted(weight, ("pow", (head, v, w), 2)))
    for v, w in combinations(vectors, 2):
        determinant = ("sub", ("mul", v, _second(w)), ("mul", _second(v), w))
        yield _sum(size, summed(("pow", determinant, 2), SECOND, size))


def _squares_of_matrices(term: Term) -> Iterator[Term]:
    entries = [each for each in _parts(term, "entry") if len(free_indices(each)) == 2 and len(each) == 4]
    placed: dict[Term, None] = {}
    for each in entries:
        first, second = (index[1] for index in each[2:])
        if first != second:
            placed[renamed(each, {first: FIRST, second: SECOND})] = None
    for v in placed:
        yield _sum_of_two(v, ("pow", v, 2))
    for v, w in combinations(placed, 2):
        if free_indices(v) == free_indices(w):
            for head in ("add", "sub"):
                yield _sum_of_two(v, ("pow", (head, v, w), 2))


def _relative_entropy(size: str, left: Term, right: Term) -> Candidate:
    """The sum of p (exp(x) - 1 - x) with x = log q - log p, for softmaxes p and q."""
    totals = [_sum(size, each) for each in (left, right)]
    logs = [("sub", each[1], ("log", total)) for each, total in zip((left, right), totals, strict=True)]
    x: Term = ("sub", logs[1], logs[0])
    return Candidate(_sum(size, ("mul", ("div", left, totals[0]), above_tangent(x))), tangent_at=x)


def _sum(size: str, term: Term) -> Term:
    return summed(term, FIRST, size)


def _sum_of_two(like: Term, term: Term) -> Term:
    sizes = free_indices(like)
    return summed(summed(term, SECOND, sizes[SECOND]), FIRST, sizes[FIRST])


def _second(term: Term) -> Term:
    return renamed(term, {FIRST: SECOND})


def _weighted(weight: Term, term: Term) -> Term:
    return term if weight == number(1) else ("mul", weight, term)


def _over_one_index(term: Term, head: str) -> dict[str, list[Term]]:
    """The parts of a kind that have one free index, by its size; the index gets one name."""
    found: dict[str, dict[Term, None]] = {}
    for each in _parts(term, head):
        free = free_indices(each)
        if len(free) == 1:
            (name, size), *_ = free.items()
            found.setdefault(size, {})[renamed(each, {name: FIRST})] = None
    return {size: list(parts) for size, parts in found.items()}


def _parts(term: Term, head: str) -> Iterator[Term]:
    if term[0] == head:
        yield term
    for part in term[1:]:
        if isinstance(part, tuple) and part:
            yield from _parts(part, head)
