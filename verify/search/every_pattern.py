"""Every pattern: a statement about bit patterns of one format, judged at all of them, by exact floats in blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
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

LANES = 1 << 16
MOST_CASES = 1 << 33
KEPT = 16  # points with equality that are named


def enumerate_patterns(statement: Statement, format: FloatFormat) -> Enumeration:
    """Judge a statement at every point whose patterns are of a format.

    A violation is judged again by rationals: the two must agree.

    Raises:
        DomainError: there are other variables, or the format is none of the options, or there are too many cases.
        UnableError: a value would be rounded in float64.
        VacuousError: no point meets the assumptions.
    """
    carrier = ExactFloats()
    counted, attaining = 0, []
    for lanes in _blocks(statement, format):
        with running_on(carrier):
            values = {n: Value(carrier, lane) if isinstance(lane, torch.Tensor) else lane for n, lane in lanes.items()}
            met = _all_hold(statement.assumption_relations(values), lanes)
            lanes = {n: lane[met] if isinstance(lane, torch.Tensor) else lane for n, lane in lanes.items()}
            if not bool(met.any()):
                continue
            values = {n: Value(carrier, lane) if isinstance(lane, torch.Tensor) else lane for n, lane in lanes.items()}
            relations = statement.relations(values)
            fine = _all_hold(relations, lanes)
        counted += int(met.sum())
        if not bool(fine.all()):
            return _violation(statement, _point(lanes, int(torch.nonzero(~fine)[0])), counted, attaining, carrier)
        if len(attaining) < KEPT:
            equal = relations[-1].margin().payload == 0
            attaining += [_point(lanes, int(lane)) for lane in torch.nonzero(equal).flatten()[: KEPT - len(attaining)]]
    if not counted:
        raise VacuousError(f"no pattern of {format} meets the assumptions", claim=statement.id, remedy="loosen them")
    return Enumeration(counted, counted, attaining, None, None, carrier.name)


def _violation(
    statement: Statement, point: dict[str, Any], counted: int, attaining: list[Any], carrier: ExactFloats
) -> Enumeration:
    judgement = judge(statement, point)
    if judgement.outcome != "violated":
        raise NotProvedError(f"exact floats and rationals disagree at {point}", remedy="this is a fault of the suite")
    return Enumeration(counted, counted, attaining, (point, judgement), None, carrier.name)


def _all_hold(relations: Any, lanes: Mapping[str, Any]) -> torch.Tensor:
    """Where all relations hold; a relation without a value does not."""
    count = next(lane.numel() for lane in lanes.values() if isinstance(lane, torch.Tensor))
    held = torch.ones(count, dtype=torch.bool)
    for relation in relations:
        held &= _holds(relation)
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


def _blocks(statement: Statement, format: FloatFormat) -> Iterator[dict[str, Any]]:
    """All points, a block of lanes at a time: the last variable runs fastest."""
    domains = statement.setting.variables
    patterns = {name: domain for name, domain in domains.items() if isinstance(domain, Patterns)}
    static = {name: format for name, domain in domains.items() if isinstance(domain, OneOf) and format in domain}
    if len(patterns) + len(static) != len(domains):
        raise DomainError(f"not all variables are patterns of {format}", claim=statement.id, remedy="enumerate those")
    total = 2 ** sum(domain.bits_of(format) for domain in patterns.values())
    if total > MOST_CASES:
        raise DomainError(f"{total} cases are too many", claim=statement.id, remedy="enumerate a smaller format")
    for begin in range(0, total, LANES):
        index = torch.arange(begin, min(begin + LANES, total), dtype=torch.int64)
        lanes: dict[str, Any] = dict(static)
        for name, domain in reversed(patterns.items()):
            lanes[name] = (index % 2 ** domain.bits_of(format)).double()
            index = index >> domain.bits_of(format)
        yield {name: lanes[name] for name in domains}


def _point(lanes: Mapping[str, Any], lane: int) -> dict[str, Any]:
    return {n: Fraction(float(each[lane])) if isinstance(each, torch.Tensor) else each for n, each in lanes.items()}
