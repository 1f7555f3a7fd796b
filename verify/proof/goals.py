"""From a statement to the goals of its proof: the function is run on symbols, and nobody writes a goal by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from random import Random
from typing import Any

from verify.attached import Parts
from verify.carriers.expressions import Expressions, Path, Sample, explore, meets
from verify.carriers.indexed import Indexed
from verify.carriers.letters import ONES, Letters, shape_of
from verify.carriers.rationals import RATIONALS
from verify.carriers.terms import Atom, Goal, Term, free_indices, symbol
from verify.carriers.value import Value, as_value, running_on
from verify.domains import Integers, Interval, OneOf, Patterns, Size
from verify.errors import NeedsEntriesError, UnableError, UndefinedError
from verify.functions import Functions
from verify.matrices import exact_matrix
from verify.relations import Relation, at_least, equal, strictly_greater
from verify.theorem import Statement

SAMPLES = 96
SAMPLES_A_CASE = 16  # of static variables and signs of patterns; both carries must be among them
TRIES = 40 * SAMPLES
EXTREMES = 8


def trace(statement: Statement, changes: Parts | None = None) -> list[Goal]:
    """The goals of a statement, in the order in which its paths were found.

    Raises:
        UnableError: the statement uses an operation that symbols do not have.
        VacuousError: no sample point meets the hypotheses.
    """

    def conclusions(values: Mapping[str, Value]) -> list[tuple[str, Atom]]:
        relations = statement.relations(values, changes)
        return [(f"statement {i} of {len(relations)}", each.atom()) for i, each in enumerate(relations, 1)]

    return _trace(statement, conclusions)


def trace_representatives(statement: Statement, through: Callable[..., Mapping[str, Any]]) -> list[Goal]:
    """The goals that say: at a point and at its representative the statement's relations have the same margins."""

    def conclusions(values: Mapping[str, Value]) -> list[tuple[str, Atom]]:
        there = statement.relations(values)
        here = statement.relations(through(**values))
        return [
            (f"margin {i} of {len(there)} is that of the representative", equal(a.margin(), b.margin()).atom())
            for i, (a, b) in enumerate(zip(there, here, strict=True), 1)
        ]

    return _trace(statement, conclusions)


def trace_representatives_in_units(
    statement: Statement, through: Callable[..., Mapping[str, Any]], unit: Callable[..., Any]
) -> list[Goal]:
    """The goals that say: the representative of a point of the setting meets the assumptions too, and the sides of each
    relation differ by as many units at the point as at its representative.

    Units are positive, which is a goal as well; so a relation holds at both or at neither.
    """

    def conclusions(values: Mapping[str, Value]) -> list[tuple[str, Atom]]:
        representative = through(**values)
        here, there = unit(**values), unit(**representative)
        found = [("the unit is positive", strictly_greater(here, 0).atom())]
        found += [("the unit of the representative is positive", strictly_greater(there, 0).atom())]
        for i, relation in enumerate(statement.assumption_relations(representative), 1):
            found.append((f"the representative meets assumption {i}", relation.atom()))
        pairs = zip(statement.relations(values), statement.relations(representative), strict=True)
        for i, sides in enumerate(pairs, 1):
            ours, its = (left - right for left, right in (relation.sides() for relation in sides))
            found.append(
                (f"difference {i} in units is that of the representative", equal(ours * there, its * here).atom())
            )
        return found

    return _trace(statement, conclusions)


def _must_be_apart(statement: Statement) -> None:
    """No variable may be written with the name of another, as S = S_root S_rootᵀ beside a variable S_root would be."""
    taken: dict[str, str] = {}
    for name, domain in statement.setting.variables.items():
        thing = domain.symbol(name)
        parts = _names_in(thing) if isinstance(thing, tuple) else set()
        for part in {name} | {each for each in parts if not each.startswith(ONES)}:  # of which there are no two kinds
            if taken.setdefault(part, name) != name:
                problem = f"variables '{taken[part]}' and '{name}' are both written with {part}"
                raise UnableError(problem, remedy="rename one of them")


def _names_in(term: Term) -> set[str]:
    if term[0] in ("symbol", "letter"):
        return {term[1]}
    return set().union(*(_names_in(part) for part in term[1:] if isinstance(part, tuple)))


def _trace(statement: Statement, conclusions: Callable[[Mapping[str, Value]], list[tuple[str, Atom]]]) -> list[Goal]:
    _must_be_apart(statement)

    def run(carrier: Expressions, path: Path) -> list[tuple[str, Atom]]:
        path.may_be_empty = frozenset({"0"} | {str(each) for each in statement.setting.sizes if each.least == 0})
        values = _variables(statement, carrier, path)
        if isinstance(carrier, Indexed):
            _assume_sizes(statement, carrier, path)
        path.integers += [name for name, domain in statement.setting.variables.items() if isinstance(domain, Integers)]
        for name, domain in statement.setting.variables.items():
            for relation in domain.membership(values[name]):
                path.assume(relation.atom())
        for name, domain in statement.setting.variables.items():
            if isinstance(domain, Functions):
                path.hypotheses += domain.hypotheses(values[name], values)  # which samples meet by being drawn so
        for relation in statement.assumption_relations(values):
            path.assume(_of_numbers(relation.atom()))
        return conclusions(values)

    samples = sample_points(statement)
    try:
        return explore(run, samples, Letters)
    except NeedsEntriesError:
        return explore(run, [_with_sizes(statement, sample) for sample in samples], Indexed)


def _with_sizes(statement: Statement, sample: Sample) -> Sample:
    """A point that has the sizes as numbers too."""
    return {**sample, **{str(each): Fraction(len(sample[f"#{each}"])) for each in statement.setting.sizes}}


def _assume_sizes(statement: Statement, carrier: Indexed, path: Path) -> None:
    """What the sizes are at least; entry by entry, a size is the number of summands of sums."""
    for size in sorted(statement.setting.sizes, key=str):
        if statement.setting.variables.get(str(size), size) != size:
            problem = f"a variable and a size are both called {size}"
            raise UnableError(problem, remedy="rename one of them")
        for least in sorted({min(size.least, 1), size.least} - {0}):
            path.assume(at_least(Value(carrier, symbol(str(size))), least).atom())


def _of_numbers(assumption: Atom) -> Atom:
    if free_indices(assumption.term) or shape_of(assumption.term):
        problem = "an assumption about all entries of a matrix"
        raise UnableError(problem, remedy="take a domain that has it, such as symmetric(n)")
    return assumption


def _variables(statement: Statement, carrier: Expressions, path: Path) -> dict[str, Any]:
    """The symbols of the variables. A path takes one case of each static variable and of each bit pattern."""
    domains = statement.setting.variables
    values: dict[str, Any] = {}
    for name, domain in domains.items():
        if not isinstance(domain, OneOf | Patterns):
            named = str(domain) if isinstance(domain, Size) and isinstance(carrier, Indexed) else name
            values[name] = as_value(carrier, domain.symbol(named))
            continue
        cases = domain.cases(name, values, domains)
        position = path.choose(len(cases)) if len(cases) > 1 else 0
        label, thing = cases[position]
        path.labels.append(label)
        path.samples = [sample for sample in path.samples if domain.case_of(name, sample, domains) == position]
        values[name] = as_value(carrier, thing)
        if isinstance(domain, Patterns):
            path.integers.append(f"{name}_exponent")
            path.fields |= {f"{name}_exponent", f"{name}_fraction"}
            for relation in domain.ranges(name, values, domains, carrier):
                path.assume(relation.atom())
    return values


def sample_points(statement: Statement) -> list[Sample]:
    """Exact points of the setting, some with equal coordinates; fewer or none if the assumptions leave few."""
    random = Random(0)
    found: list[Sample] = []
    domains = statement.setting.variables
    cases = _cases(statement)
    for attempt in range(TRIES):
        if len(found) == max(SAMPLES, SAMPLES_A_CASE * cases):
            break
        sizes: dict[Any, Any] = {
            each: max(each.least, random.randint(1, 3)) for each in sorted(statement.setting.sizes, key=str)
        }
        point: Sample = {f"#{each}": _identity(number) for each, number in sizes.items()}
        for name, domain in domains.items():
            point |= domain.sample(name, random, sizes)
            if isinstance(domain, OneOf):
                sizes[domain] = point[name]
        if attempt % 4 == 3 and cases == 1:
            point = _made_equal(statement, point)
        if meets_setting(statement, point):
            found.append(point)
    return found + _extreme_points(statement, found)


def _extreme_points(statement: Statement, found: list[Sample]) -> list[Sample]:
    """Sample points whose numbers are moved close to the ends of their domains or to a power of two, from below.

    They show values of `floor` and `split` that simple numbers miss, as 2 for floor(m + n + 1/16) with m, n < 1.
    """
    points = []
    for point in found[:EXTREMES]:
        domains = statement.setting.variables.items()
        moved = {name: domain.extreme_number(point[name]) for name, domain in domains if isinstance(domain, Interval)}
        if moved and meets_setting(statement, {**point, **moved}):
            points.append({**point, **moved})
    return points


def _cases(statement: Statement) -> int:
    """How many cases of static variables and of the signs of patterns a proof takes."""
    count = 1
    for domain in statement.setting.variables.values():
        count *= len(domain.options) if isinstance(domain, OneOf) else 2 if isinstance(domain, Patterns) else 1
    return count


def _made_equal(statement: Statement, point: Sample) -> Sample:
    """The point with every number equal to the first one, where the domains allow it."""
    first = next((value for value in point.values() if isinstance(value, Fraction)), None)
    domains = statement.setting.variables
    return {n: first if first is not None and first in domains.get(n, ()) else value for n, value in point.items()}


def _identity(size: int) -> Any:
    return exact_matrix([[int(i == j) for j in range(size)] for i in range(size)])


def meets_setting(statement: Statement, point: Sample) -> bool:
    """Whether an exact point lies in the domains and meets the assumptions; False where they cannot be decided."""
    if not statement.setting.holds(point):
        return False
    with running_on(RATIONALS):
        values = {name: as_value(RATIONALS, number) for name, number in point.items()}
        try:
            return all(_holds(relation) for relation in statement.assumption_relations(values))
        except (UnableError, UndefinedError):
            return False


def _holds(relation: Relation) -> bool:
    margin = relation.margin().payload
    return bool(margin > 0 if relation.strict else margin >= 0)


__all__ = [
    "meets",
    "meets_setting",
    "sample_points",
    "trace",
    "trace_representatives",
    "trace_representatives_in_units",
]
