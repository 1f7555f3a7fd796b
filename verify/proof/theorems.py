"""Theorems that other proofs use: proved first, then taken with terms for their variables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from inspect import signature
from typing import Any

from verify.carriers.expressions import Expressions, Path
from verify.carriers.terms import Atom, Goal, Term, goals_hash, substitute, symbol
from verify.carriers.value import Value, lift, running_on
from verify.errors import NotProvedError, VocabularyError
from verify.theorem import Theorem


@dataclass(frozen=True)
class ProvedTheorem:
    """A theorem with its goals and the certificate that closes them."""

    name: str
    goals: tuple[Goal, ...]
    certificate: dict[str, Any]

    @property
    def goal_hash(self) -> str:
        """The hash of the goals."""
        return goals_hash([goal.as_data() for goal in self.goals])

    def as_data(self) -> dict[str, Any]:
        """What a certificate that uses the theorem brings along."""
        return {
            "name": self.name,
            "goals": [goal.as_data() for goal in self.goals],
            "goal_hash": self.goal_hash,
            "certificate": self.certificate,
        }


@dataclass(frozen=True)
class Use:
    """One goal of a proved theorem with terms for its symbols."""

    theorem: ProvedTheorem
    position: int
    terms: dict[str, Term]

    @property
    def hypotheses(self) -> list[Atom]:
        """What must be known."""
        return [self._here(atom) for atom in self.theorem.goals[self.position].hypotheses]

    @property
    def conclusion(self) -> Atom:
        """What is known then."""
        return self._here(self.theorem.goals[self.position].conclusion)

    def _here(self, atom: Atom) -> Atom:
        return Atom(atom.relation, substitute(atom.term, self.terms))

    def as_data(self) -> dict[str, Any]:
        """The fact, in the grammar of certificates."""
        rule = {"rule": "theorem", "of": self.theorem.goal_hash, "goal": self.position, "with": self.terms}
        return {**self.conclusion.as_data(), **rule}


_being_proved: list[Theorem] = []


def proved(theorem: Theorem) -> ProvedTheorem:
    """A theorem with its proof, found and checked now.

    Raises:
        NotProvedError: its proof does not pass, rests on more than the checker, or uses the theorem itself.
    """
    if theorem in _being_proved:
        raise NotProvedError(f"{theorem.id} is used in its own proof", remedy="prove it without itself")
    _being_proved.append(theorem)
    try:
        return _proved(theorem)
    finally:
        _being_proved.pop()


@cache
def _proved(theorem: Theorem) -> ProvedTheorem:
    from verify.proof.proof import prove

    why = "it has none"
    for proof in theorem.proofs:
        result = prove(theorem, proof)
        if result.outcome == "passed" and result.rests_on == ("checker",):
            return ProvedTheorem(theorem.id, tuple(result.goals), result.certificate)
        why = result.message
    raise NotProvedError(
        f"{theorem.id} has no proof that the checker confirms by itself: {why}",
        remedy="prove it first, or do without it",
    )


def uses_of(theorem: ProvedTheorem, values: Callable[..., dict[str, Any]], goal: Goal) -> list[Use]:
    """The statements of a proved theorem at values that a function computes from the variables of a goal.

    Raises:
        VocabularyError: the function takes what the goal does not have, or does not give the theorem's variables.
    """
    carrier = Expressions(Path(decisions=[], samples=[], integers=list(goal.integers)))
    here = {name: substitute(symbol(name), dict(goal.definitions)) for name in signature(values).parameters}
    with running_on(carrier):
        returned = values(**{name: Value(carrier, term) for name, term in here.items()})
        if not isinstance(returned, dict):
            raise VocabularyError(
                f"apply() got {returned!r} for {theorem.name}", remedy="return a dict of the theorem's variables"
            )
        terms = {name: lift(carrier, value) for name, value in returned.items()}
    return [
        Use(theorem, position, terms)
        for position, each in enumerate(theorem.goals)
        if each.about.startswith("statement")
    ]
