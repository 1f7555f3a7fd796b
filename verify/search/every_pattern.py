"""Every pattern: a statement about bit patterns of one format, judged at all of them, by exact floats in blocks.

All variables but the last have a few values in a block and the last has all of its own; torch spreads one over the
others, so that what concerns one variable alone is computed once and not for every pair.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

import torch

from verify.carriers.exact_floats import ExactFloats
from verify.carriers.value import Value, running_on
from verify.domains import OneOf, Patterns
from verify.errors import DomainError, NotProvedError, VacuousError
from verify.formats import FloatFormat
from verify.relations import Relation
from verify.search.exhaustive import Enumeration
from verify.search.judge import judge
from verify.theorem import Statement

LANES = {"cpu": 1 << 16, "cuda": 1 << 24}  # near the cache; enough to keep a device busy
MOST_CASES = 1 << 33
KEPT = 16  # points with equality that are named

Report = Callable[[int, int], None]  # how many of how many blocks are done


def enumerate_patterns(
    statement: Statement, format: FloatFormat, *, device: str = "cpu", report: Report = lambda done, of: None
) -> Enumeration:
    """Judge a statement at every point whose patterns are of a format.

    Raises:
        DomainError: there are other variables, or the format is none of the options, or there are too many cases.
        NotProvedError: exact floats and rationals disagree.
        UnableError: a value would be rounded in float64.
        VacuousError: no point meets the assumptions.
    """
    return judge_columns(statement, format, every_pattern(statement, format), device=device, report=report)


def judge_columns(
    statement: Statement,
    format: FloatFormat,
    columns: Mapping[str, torch.Tensor],
    *,
    device: str = "cpu",
    report: Report = lambda done, of: None,
) -> Enumeration:
    """Judge a statement at every point of a format whose patterns stand in the columns of their variables.

    A violation is judged again by rationals: the two must agree. Raises what `enumerate_patterns` does.
    """
    carrier = ExactFloats(device)
    counted = 0
    attaining: list[dict[str, Any]] = []
    blocks, number = _blocks(statement, format, columns, device)
    for done, lanes in enumerate(blocks, 1):
        with running_on(carrier):
            values = {n: Value(carrier, lane) if isinstance(lane, torch.Tensor) else lane for n, lane in lanes.items()}
            met = _all_hold(statement.assumption_relations(values), device)
            relations = statement.relations(values)
            fine = _all_hold(relations, device)
            met = met.expand(_shape(lanes))
        counted += int(met.sum())
        if not bool((fine | ~met).all()):
            return _violation(statement, _point(lanes, torch.nonzero(met & ~fine)[0]), counted, carrier)
        if len(attaining) < KEPT:
            left, right = relations[-1].sides()
            equal = torch.nonzero(met & (left.payload == right.payload))
            attaining += [_point(lanes, place) for place in equal[: KEPT - len(attaining)]]
        report(done, number)
    if not counted:
        raise VacuousError(f"no pattern of {format} meets the assumptions", claim=statement.id, remedy="loosen them")
    return Enumeration(counted, counted, attaining, None, None, carrier.name)


def _violation(statement: Statement, point: dict[str, Any], counted: int, carrier: ExactFloats) -> Enumeration:
    judgement = judge(statement, point)
    if judgement.outcome != "violated":
        raise NotProvedError(f"exact floats and rationals disagree at {point}", remedy="this is a fault of the suite")
    return Enumeration(counted, counted, [], (point, judgement), None, carrier.name)


def _all_hold(relations: Any, device: str) -> torch.Tensor:
    """Where all relations hold; a relation without a value does not."""
    held = torch.ones((), dtype=torch.bool, device=device)
    for relation in relations:
        held = held & _holds(relation)
    return held


def _holds(relation: Relation) -> torch.Tensor:
    left, right = (side.payload for side in relation.sides())
    outcome: torch.Tensor = {
        "equal": torch.eq,
        "at_least": torch.ge,
        "at_most": torch.le,
        "strictly_less": torch.lt,
        "strictly_greater": torch.gt,
    }[relation.kind](left, right)
    return outcome


def every_pattern(statement: Statement, format: FloatFormat) -> dict[str, torch.Tensor]:
    """All patterns of a format, for each variable of a statement that is one.

    Raises:
        DomainError: there are other variables, or the format is none of the options, or there are too many cases.
    """
    domains = statement.setting.variables
    counts = {name: 2 ** domain.bits_of(format) for name, domain in domains.items() if isinstance(domain, Patterns)}
    static = [name for name, domain in domains.items() if isinstance(domain, OneOf) and format in domain]
    if not counts or len(counts) + len(static) != len(domains):
        raise DomainError(f"not all variables are patterns of {format}", claim=statement.id, remedy="enumerate those")
    cases = math.prod(counts.values())
    if cases > MOST_CASES:
        raise DomainError(f"{cases} cases are too many", claim=statement.id, remedy="take a smaller format")
    return {name: torch.arange(count, dtype=torch.float64) for name, count in counts.items()}


def _blocks(
    statement: Statement, format: FloatFormat, columns: Mapping[str, torch.Tensor], device: str
) -> tuple[Iterator[dict[str, Any]], int]:
    """All points, a block at a time, and how many blocks there are: each variable has an axis of its own."""
    room = LANES[device.partition(":")[0]]
    pieces: list[Any] = []  # of each axis, the last one in the longest
    for each in reversed(list(columns.values())):
        column: Any = each  # whose split() torch leaves without a type
        length = min(len(column), max(1, room))
        room //= length
        pieces.insert(0, column.to(device).split(length))

    def blocks() -> Iterator[dict[str, Any]]:
        for chosen in product(*pieces):
            yield with_axes(statement, format, dict(zip(columns, chosen, strict=True)))

    return blocks(), math.prod(len(each) for each in pieces)


def with_axes(statement: Statement, format: FloatFormat, columns: Mapping[str, torch.Tensor]) -> dict[str, Any]:
    """What the variables of a statement stand for: the format, and columns each of which lies along an axis."""
    shaped = {
        name: column.reshape([-1 if each == axis else 1 for each in range(len(columns))])
        for axis, (name, column) in enumerate(columns.items())
    }
    return {name: shaped.get(name, format) for name in statement.setting.variables}


def _shape(lanes: Mapping[str, Any]) -> tuple[int, ...]:
    """The shape of a block: every axis is that of one variable."""
    shapes = [lane.shape for lane in lanes.values() if isinstance(lane, torch.Tensor)]
    return tuple(max(sizes) for sizes in zip(*shapes, strict=True))


def _point(lanes: Mapping[str, Any], place: torch.Tensor) -> dict[str, Any]:
    """The point at a place of a block."""
    shape = _shape(lanes)
    return {
        name: Fraction(float(lane.expand(shape)[tuple(place.tolist())])) if isinstance(lane, torch.Tensor) else lane
        for name, lane in lanes.items()
    }
