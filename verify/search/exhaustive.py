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
from verify.domains import Domain, Interval
from verify.errors import DomainError, NotProvedError, UnableError, UndefinedError, VacuousError
from verify.formats import FloatFormat
from verify.proof.goals import sample_points, trace_representatives
from verify.proof.proof import ProofResult, identity, prove_goals
from verify.search.judge import Judgement, judge
from verify.search.regimes import number_of, ordinal_range
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
    carrier: str = "rationals"


def enumerate_format(statement: Statement, format: FloatFormat, through: Through | None) -> Enumeration:
    """Judge a statement at every point of its setting whose coordinates are finite numbers of a format.

    Raises:
        NotProvedError: the reduction to representatives is not proved.
        DomainError: there are too many cases or none, or a representative mixes variables.
        UnableError: rationals cannot decide an assumption, or a reduction would have to keep one.
        VacuousError: no point meets the assumptions.
    """
    reduction = None
    numbers = {name: _numbers(statement, format, domain) for name, domain in statement.setting.variables.items()}
    if through is not None:
        if statement.setting.assumptions:
            raise UnableError("through= with assumptions", claim=statement.id, remedy="leave through= out")
        _must_keep_variables_apart(statement, through)
        reduction = prove_goals(trace_representatives(statement, through), identity)
        if reduction.outcome != "passed":
            raise NotProvedError(
                f"the reduction is not proved: {reduction.message}",
                claim=statement.id,
                remedy="give another through=, or leave it out",
            )
    values = {name: _representatives(statement, name, column, through) for name, column in numbers.items()}
    _refuse_too_many(statement, _product(map(len, values.values())))
    cases = 0
    attaining: list[Point] = []
    violation = None
    for chosen in product(*values.values()):
        point = dict(zip(values, chosen, strict=True))
        if not _meets_assumptions(statement, point):
            continue
        cases += 1
        judgement = judge(statement, point)
        if judgement.outcome != "holds":
            violation = (point, judgement)
            break
        if judgement.sides[-1].equality:
            attaining.append(point)
    if not cases:
        raise VacuousError(f"no point of {format} meets the assumptions", claim=statement.id, remedy="loosen them")
    stands_for = cases if through is None else _product(map(len, numbers.values()))
    return Enumeration(cases, stands_for, attaining, violation, reduction)


def _refuse_too_many(statement: Statement, cases: int) -> None:
    if cases > MOST_CASES:
        raise DomainError(f"{cases} cases are too many", claim=statement.id, remedy="give through= a smaller set")


def _meets_assumptions(statement: Statement, point: Point) -> bool:
    """Whether the assumptions hold at a point; one without a value does not. What cannot be decided is an error."""
    with running_on(RATIONALS):
        values = {name: Value(RATIONALS, number) for name, number in point.items()}
        try:
            margins = [(each.margin().payload, each.strict) for each in statement.assumption_relations(values)]
        except UndefinedError:
            return False
    return all(margin > 0 if strict else margin >= 0 for margin, strict in margins)


def _product(counts: Iterable[int]) -> int:
    total = 1
    for count in counts:
        total *= count
    return total


def _numbers(statement: Statement, format: FloatFormat, domain: Domain) -> list[Fraction]:
    if not isinstance(domain, Interval):
        raise DomainError(f"{domain} is not enumerated", claim=statement.id, remedy="enumerate numbers only")
    low, high = ordinal_range(domain, format)
    _refuse_too_many(statement, high - low + 1)
    return [number_of(ordinal, format) for ordinal in range(low, high + 1)]


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
                    f"the representative of '{name}' depends on other variables",
                    claim=statement.id,
                    variable=name,
                    remedy="make each a function of its own variable",
                )
        return []

    explore(run, sample_points(statement))
