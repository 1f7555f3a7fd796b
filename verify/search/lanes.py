"""Lanes: a statement evaluated on a whole batch of cases at once, by vmap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch

from verify.attached import Parts
from verify.carriers.floats import Floats
from verify.carriers.value import Value, running_on
from verify.carriers.wide_floats import WideFloats
from verify.relations import Relation
from verify.search.regimes import Lanes
from verify.theorem import Statement


@dataclass(frozen=True)
class Margins:
    """What floats say of a batch; every tensor has one entry a lane.

    `relations`: the margin of each relation. `strict`: which relations break at a margin of 0. `met`: whether the
    lane meets the setting's assumptions, as far as floats can tell.
    """

    relations: list[torch.Tensor]
    strict: list[bool]
    met: torch.Tensor

    def suspects(self) -> torch.Tensor:
        """Lanes that meet the assumptions and on which some relation does not hold; a NaN holds nothing."""
        fine = torch.ones_like(self.met)
        for margin, strict in zip(self.relations, self.strict, strict=True):
            fine &= (margin > 0) if strict else (margin >= 0)
        return self.met & ~fine

    def finite(self) -> torch.Tensor:
        """Lanes on which every margin is a finite number."""
        every = self.met.clone()
        for margin in self.relations:
            every &= torch.isfinite(margin)
        return every


def evaluate(statement: Statement, lanes: Lanes, changes: Parts | None = None) -> Margins:
    """The margins of a statement on a batch, computed in float64, or in pairs of them if lanes are 64-bit registers.

    Raises:
        UnableError: the statement uses an operation that floats do not have, such as `if` on a lane.
    """
    tensors = {name: lane for name, lane in lanes.items() if isinstance(lane, torch.Tensor)}
    functions = {name: lane for name, lane in lanes.items() if name not in tensors}
    device = str(next(iter(tensors.values())).device)
    wide = WideFloats(device) if any(not lane.is_floating_point() for lane in tensors.values()) else None
    carrier = wide or Floats(device)
    strict: list[bool] = []

    def payload_of(lane: torch.Tensor) -> Any:
        return wide.register(lane) if wide else lane

    def margin_of(relation: Relation) -> torch.Tensor:
        margin = relation.margin().payload
        rounded: torch.Tensor = wide.rounded(margin) if wide else margin
        return rounded

    def one_lane(*payloads: torch.Tensor) -> tuple[list[torch.Tensor], torch.Tensor]:
        with running_on(carrier):
            values = {name: Value(carrier, payload_of(lane)) for name, lane in zip(tensors, payloads, strict=True)}
            values |= functions
            relations = statement.relations(values, changes)
            strict[:] = [relation.strict for relation in relations]
            met = torch.ones((), dtype=torch.bool, device=device)
            for relation in statement.assumption_relations(values):
                margin = margin_of(relation)
                met = met & ((margin > 0) if relation.strict else (margin >= 0))
            return [margin_of(relation) for relation in relations], met

    margins, met = torch.vmap(one_lane)(*tensors.values())
    return Margins(margins, strict, met)
