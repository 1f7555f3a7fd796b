"""The mutants of a theorem: constants moved, assumptions dropped or domains widened, definitions edited.

They are made systematically and in one order, and their names say what is changed; nothing of them depends on a line
number or on chance.
"""

from __future__ import annotations

import hashlib
import inspect
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from verify.domains import Integers, Interval, Matrices
from verify.mutation.edits import edits
from verify.mutation.family import edited, family
from verify.theorem import Theorem

AMOUNTS = (Fraction(1, 1000), Fraction(-1, 1000), Fraction(1, 10), Fraction(-1, 10))  # relative, or absolute about 0


@dataclass(frozen=True)
class Mutant:
    """A theorem with one thing changed. `kind` says what: a constant, an assumption or a definition."""

    kind: str
    name: str
    make: Callable[[], Theorem]


def mutants(theorem: Theorem) -> list[Mutant]:
    """All mutants of a theorem, each with a name of its own."""
    made = [*_of_constants(theorem), *_of_assumptions(theorem), *_of_definitions(theorem)]
    seen: Counter[str] = Counter()
    named = []
    for mutant in made:
        seen[mutant.name] += 1
        again = seen[mutant.name]
        named.append(mutant if again == 1 else replace(mutant, name=f"{mutant.name} (place {again})"))
    return named


def chosen(made: list[Mutant], limit: int, always: set[str]) -> list[Mutant]:
    """At most `limit` mutants, spread evenly over all of them, and those that are named `always`; 0 is no limit."""
    if not limit or limit >= len(made):
        return made
    spread = {position * len(made) // limit for position in range(limit)}
    return [mutant for position, mutant in enumerate(made) if position in spread or mutant.name in always]


def digest(theorem: Theorem) -> str:
    """What all mutants of a theorem depend on, as a hash: its setting, its constants, its functions and its proofs."""
    functions = [*family(theorem), *theorem.proofs]
    points = [*theorem.attained_points, *(neighbour.witness for neighbour in theorem.neighbours)]
    texts = [repr(dict(theorem.setting.variables)), repr(theorem.constants)]
    # the repr of a function has its address, which is another one in each process
    texts += [
        f"{name} = {getattr(value, '__qualname__', value)!r}" for point in points for name, value in point.items()
    ]
    texts += [inspect.getsource(each) for each in functions if inspect.isfunction(each)]
    return "sha256:" + hashlib.sha256("\0".join(texts).encode()).hexdigest()


def _of_constants(theorem: Theorem) -> Iterator[Mutant]:
    for name, value in theorem.constants.items():
        moved = [value * (1 + amount) if value else amount for amount in AMOUNTS]
        for new in [*moved, *([-value, 0] if value else [])]:
            constants = {**theorem.constants, name: new}
            yield Mutant("constant", f"{name}: {value} → {new}", partial(replace, theorem, constants=constants))


def _of_assumptions(theorem: Theorem) -> Iterator[Mutant]:
    for assumption in theorem.setting.assumptions:
        name = assumption.__name__
        without = theorem.setting.without(name)
        yield Mutant("assumption", f"without {name}", partial(replace, theorem, setting=without))
    for name, domain in theorem.setting.variables.items():
        for wider in _wider(domain):
            variables = {**theorem.setting.variables, name: wider}
            setting = replace(theorem.setting, variables=variables)
            yield Mutant("assumption", f"{name}: {domain} → {wider}", partial(replace, theorem, setting=setting))


def _wider(domain: object) -> Iterator[Interval | Matrices | Integers]:
    if isinstance(domain, Interval | Matrices) and domain.widened() != domain:
        yield domain.widened()
    if isinstance(domain, Interval) and (domain.low_open or domain.high_open):
        yield replace(domain, call=f"{domain.call} with its ends", low_open=False, high_open=False)
    if isinstance(domain, Integers) and domain.least is not None:
        yield Integers(domain.least - 1, domain.most)


def _of_definitions(theorem: Theorem) -> Iterator[Mutant]:
    assumptions = set(theorem.setting.assumptions)
    for function in family(theorem):
        kind = "assumption" if function in assumptions else "definition"
        for edit in edits(function):
            name = f"{function.__name__}: {edit.before} → {edit.after}"
            yield Mutant(kind, name, partial(edited, theorem, edit))


__all__ = ["Mutant", "chosen", "digest", "mutants"]
