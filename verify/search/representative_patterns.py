"""Representative patterns: few points stand for all pairs of bit patterns of a format, which are counted exactly.

What makes a representative is a theorem of its own, traced from the statement's functions and confirmed by the checker:
it meets the assumptions if the point does, and each relation holds at both or at neither.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

import torch

from verify.carriers.exact_floats import ExactFloats
from verify.carriers.fixed_points import FixedPoints, block_of
from verify.carriers.value import Value, lift, running_on
from verify.domains import Domain, OneOf, Patterns, one_of
from verify.errors import DomainError, NotProvedError
from verify.formats import FloatFormat
from verify.proof.goals import trace_representatives_in_units
from verify.proof.proof import prove_goals, squares
from verify.relations import Relation
from verify.search.every_pattern import every_pattern, judge_columns, with_axes
from verify.search.exhaustive import Enumeration, Through
from verify.theorem import Statement

Unit = Callable[..., Any]

SIDE = 1 << 10  # of a block in which the points are counted


def enumerate_representatives(statement: Statement, format: FloatFormat, through: Through, unit: Unit) -> Enumeration:
    """Judge a statement at the representatives of all points whose patterns are of a format, and count these points.

    Raises:
        NotProvedError: it is not proved that the representatives stand for the points.
        DomainError: a representative mixes variables or is no pattern, or what `enumerate_patterns` raises it for.
        UnableError: a value would be rounded, or an assumption has operations that blocks of integers do not have.
        VacuousError: no point meets the assumptions.
    """
    every = every_pattern(statement, format)
    reduction = prove_goals(trace_representatives_in_units(_in_format(statement, format), through, unit), squares)
    if reduction.outcome != "passed":
        raise NotProvedError(
            f"the reduction is not proved: {reduction.message}",
            claim=statement.id,
            remedy="give another through= or unit=, or leave them out",
        )
    columns = {name: _representatives(statement, format, name, every, through) for name in every}
    found = judge_columns(statement, format, columns)
    return replace(found, stands_for=count_patterns(statement, format), reduction=reduction)


def _in_format(statement: Statement, format: FloatFormat) -> Statement:
    """The statement with one format as the only choice."""
    only = one_of(format)

    def narrowed(domain: Domain) -> Domain:
        if isinstance(domain, Patterns):
            return replace(domain, formats=only)
        return only if isinstance(domain, OneOf) else domain

    variables = {name: narrowed(domain) for name, domain in statement.setting.variables.items()}
    return replace(statement, setting=replace(statement.setting, variables=variables))


def count_patterns(statement: Statement, format: FloatFormat) -> int:
    """How many points whose patterns are of a format meet the assumptions: each point is decided, most of them by the
    bounds of the block in which they lie.

    Raises:
        UnableError: an assumption has operations that blocks of integers do not have.
    """
    carrier = FixedPoints()
    total = 0
    every: dict[str, Any] = {**every_pattern(statement, format)}  # torch leaves split() without a type
    pieces = {name: column.split(SIDE) for name, column in every.items()}
    for chosen in product(*pieces.values()):
        lanes = with_axes(statement, format, dict(zip(pieces, chosen, strict=True)))
        held = torch.ones((), dtype=torch.bool)
        with running_on(carrier):
            values = {n: Value(carrier, block_of(t)) if isinstance(t, torch.Tensor) else t for n, t in lanes.items()}
            for relation in statement.assumption_relations(values):
                held = held & _where_it_holds(carrier, relation)
        # an axis that is missing from the answer has the same answer all along
        total += int(torch.count_nonzero(held)) * (math.prod(len(each) for each in chosen) // held.numel())
    return total


def _where_it_holds(carrier: FixedPoints, relation: Relation) -> torch.Tensor:
    left, right = (side.payload for side in relation.sides())
    if relation.kind in ("at_least", "strictly_greater"):
        left, right = right, left
    return carrier.compare("==" if relation.kind == "equal" else "<" if relation.strict else "<=", left, right)


def _representatives(
    statement: Statement, format: FloatFormat, name: str, every: Mapping[str, torch.Tensor], through: Through
) -> torch.Tensor:
    """The representatives of all patterns of one variable, each once. Those of a point are a product of such sets: a
    representative may depend on its own variable only, which the axes of its lanes show."""
    carrier = ExactFloats()
    lanes = with_axes(statement, format, {n: column if n == name else column[:2] for n, column in every.items()})
    with running_on(carrier):
        values = {n: Value(carrier, t) if isinstance(t, torch.Tensor) else t for n, t in lanes.items()}
        found: torch.Tensor = lift(carrier, through(**values)[name])
    if found.numel() > 1 and found.shape != lanes[name].shape:
        raise DomainError(
            f"the representative of '{name}' depends on other variables",
            claim=statement.id,
            variable=name,
            remedy="make each a function of its own variable",
        )
    column: torch.Tensor = torch.unique(found)
    domain = statement.setting.variables[name]
    assert isinstance(domain, Patterns)
    if not all(math.isfinite(each) and domain.holds(Fraction(each), format) for each in column.tolist()):
        raise DomainError(
            f"a representative of '{name}' is no pattern of {format}",
            claim=statement.id,
            variable=name,
            remedy="return integers",
        )
    return column
