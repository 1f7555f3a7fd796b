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

    A violation is judged again by rationals: the two must agree.

    Raises:
        DomainError: there are other variables, or the format is none of the options, or there are too many cases.
        NotProvedError: exact floats and rationals disagree.
        UnableError: a value would be rounded in float64.
        VacuousError: no point meets the assumptions.
    """
    carrier = ExactFloats(device)
    counted = 0
    attaining: list[dict[str, Any]] = []
    blocks, number = _blocks(statement, format, device)
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


def _blocks(statement: Statement, format: FloatFormat, device: str) -> tuple[Iterator[dict[str, Any]], int]:
    """All points, a block at a time, and how many blocks there are: each variable has an axis of its own."""
    domains = statement.setting.variables
    patterns = {name: domain for name, domain in domains.items() if isinstance(domain, Patterns)}
    static = {name: format for name, domain in domains.items() if isinstance(domain, OneOf) and format in domain}
    if not patterns or len(patterns) + len(static) != len(domains):
        raise DomainError(f"not all variables are patterns of {format}", claim=statement.id, remedy="enumerate those")
    counts = [2 ** domain.bits_of(format) for domain in patterns.values()]
    if math.prod(counts) > MOST_CASES:
        raise DomainError(f"{math.prod(counts)} cases are too many", claim=statement.id, remedy="take a smaller format")
    room = LANES[device.partition(":")[0]]
    pieces: list[Any] = []  # of each axis, the last one in the longest
    for count in reversed(counts):
        length = min(count, max(1, room))
        room //= length
        every: Any = torch.arange(count, dtype=torch.float64, device=device)
        pieces.insert(0, every.split(length))

    def blocks() -> Iterator[dict[str, Any]]:
        for chosen in product(*pieces):
            lanes: dict[str, Any] = dict(static)
            for axis, (name, piece) in enumerate(zip(patterns, chosen, strict=True)):
                lanes[name] = piece.reshape([-1 if each == axis else 1 for each in range(len(patterns))])
            yield {name: lanes[name] for name in domains}

    return blocks(), math.prod(len(each) for each in pieces)


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
