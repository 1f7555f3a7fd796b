"""Exhaustive: every number of a format, one representative of each class judged exactly.

That a point and its representative have the same margins is a theorem of its own: it is traced, proved by identity
and confirmed by the checker before a single case is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from verify.carriers.expressions import Expressions, Path, explore
from verify.carriers.rationals import RATIONALS
from verify.carriers.terms import Atom, substitute, symbol, symbols_of
from verify.carriers.value import Value, lift, running_on
from verify.errors import DomainError, NotProvedError
from verify.formats import FloatFormat
from verify.proof.goals import sample_points, trace_representatives
from verify.proof.proof import ProofResult, identity, prove_goals
from verify.search.judge import Judgement, judge
from verify.theorem import Statement

MOST_CASES = 1 << 22

Through = Callable[..., Mapping[str, Any]]
Point = dict[str, Fraction]


@dataclass(frozen=True)
class Enumeration:
    """What was found: cases judged, how many they stand for, equalities, the first violation, the reduction."""

    cases: int
    stands_for: int
    attaining: list[Point]
    violation: tuple[Point, Judgement] | None
    reduction: ProofResult | None


def enumerate_format(statement: Statement, format: FloatFormat, through: Through | None) -> Enumeration:
    """Judge a statement at every point whose coordinates are finite numbers of a format in their domains.

    Raises:
        NotProvedError: the reduction to representatives is not proved.
        DomainError: there are too many cases, or a representative mixes variables.
    """
    reduction = None
    if through is not None:
        _must_keep_variables_apart(statement, through)
        reduction = prove_goals(trace_representatives(statement, through), identity)
        if reduction.outcome != "passed":
            raise NotProvedError(f"the reduction is not proved: {reduction.message}", claim=statement.id)
    numbers = {name: _numbers(format, domain) for name, domain in statement.setting.variables.items()}
    values = {name: _representatives(statement, name, column, through) for name, column in numbers.items()}
    cases, stands_for = _product(map(len, values.values())), _product(map(len, numbers.values()))
    if cases > MOST_CASES:
        raise DomainError(f"{cases} cases are too many", claim=statement.id, remedy="give through= a smaller set")
    attaining: list[Point] = []
    for chosen in product(*values.values()):
        point = dict(zip(values, chosen, strict=True))
        judgement = judge(statement, point)
        if judgement.outcome != "holds":
            return Enumeration(cases, stands_for, attaining, (point, judgement), reduction)
        if judgement.sides[-1].equality:
            attaining.append(point)
    return Enumeration(cases, stands_for, attaining, None, reduction)


def _product(counts: Iterable[int]) -> int:
    total = 1
    for count in counts:
        total *= count
    return total


def _numbers(format: FloatFormat, domain: Any) -> list[Fraction]:
    magnitudes = [format.value(bits) for bits in range(format.largest_bits + 1)]
    return [n for magnitude in magnitudes for n in {magnitude, -magnitude} if n in domain]


def _representatives(
    statement: Statement, name: str, numbers: list[Fraction], through: Through | None
) -> list[Fraction]:
    if through is None:
        return numbers
    filler = {other: domain for other, domain in statement.setting.variables.items() if other != name}
    point = next(iter(sample_points(statement)))
    found = set()
    with running_on(RATIONALS):
        for number in numbers:
            values = {other: Value(RATIONALS, point[other]) for other in filler} | {name: Value(RATIONALS, number)}
            found.add(lift(RATIONALS, through(**{v: values[v] for v in statement.setting.variables})[name]))
    return sorted(found)


def _must_keep_variables_apart(statement: Statement, through: Through) -> None:
    """A representative of x may depend on x only: then the representatives of all points are a product of sets."""

    def run(carrier: Expressions, path: Path) -> list[tuple[str, Atom]]:
        values = {name: Value(carrier, symbol(name)) for name in statement.setting.variables}
        for name, domain in statement.setting.variables.items():
            for relation in domain.membership(values[name]):
                path.assume(relation.atom())
        for name, value in through(**values).items():
            own = {name, f"{name}_exponent", f"{name}_significand"}
            if not symbols_of(substitute(lift(carrier, value), {})) <= own:
                raise DomainError(
                    f"the representative of '{name}' depends on other variables", claim=statement.id, variable=name
                )
        return []

    explore(run, sample_points(statement))
