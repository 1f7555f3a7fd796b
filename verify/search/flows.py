"""Flows: a vector field followed from many starts at once, by the error-controlled integrators of SciPy.

All starts share one system and one step size. SciPy measures the error of a step as a root mean square over the whole
system; the tolerances are divided by the root of its size, so that they bound the error of every single start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy
import torch
from scipy.integrate import DOP853, LSODA, OdeSolver

from verify.carriers.floats import Floats
from verify.carriers.value import Value, lift, running_on
from verify.errors import VocabularyError

RELATIVE, ABSOLUTE = 1e-10, 1e-12  # asked for of every step and every start
EXPLICIT_EVALUATIONS = 15_000  # of the flow, before the explicit method gives way to the one for stiff flows
MOST_EVALUATIONS = 30_000
FAR = 100.0  # times the size of the starts: whoever comes there has left

Lanes = dict[str, torch.Tensor]
State = Mapping[str, torch.Tensor]
Watch = Callable[[torch.Tensor], None]


class Numbers(Floats):
    """Floats without vmap: a payload is a whole batch of numbers, and still one number to the theorem function."""

    def is_number(self, payload: Any) -> bool:
        return True

    def largest(self, payload: Any) -> Any:
        return payload


NUMBERS = Numbers()


def on_lanes(function: Callable[..., Any], state: State) -> Any:
    """What a theorem function returns for a batch of states: a tensor, or a dict of tensors, one entry a lane."""
    lanes = len(next(iter(state.values())))

    def column(value: Any) -> torch.Tensor:
        payload: torch.Tensor = lift(NUMBERS, value)
        return payload.expand(lanes)

    with running_on(NUMBERS):
        result = function(**{name: Value(NUMBERS, lane) for name, lane in state.items()})
        return {k: column(v) for k, v in result.items()} if isinstance(result, Mapping) else column(result)


class Ensemble:
    """States that move together. `moving` are the variables that the flow moves; the others stay as they are.

    Each step of each start is asked for up to `relative` times its size, and up to a hundredth of that near 0.
    """

    def __init__(self, flow: Callable[..., Any], starts: Lanes, relative: float = RELATIVE) -> None:
        velocity = on_lanes(flow, starts)
        if not isinstance(velocity, dict) or not velocity or set(velocity) - set(starts):
            raise VocabularyError(
                "the flow returns no velocities of its variables", remedy="return a dict such as {'x': -x}"
            )
        self.flow = flow
        self.relative, self.absolute = relative, relative * ABSOLUTE / RELATIVE
        self.moving = [name for name in starts if name in velocity]
        self.resting = {name: lane for name, lane in starts.items() if name not in velocity}
        self.points = torch.stack([starts[name] for name in self.moving], dim=1)
        self.left = torch.zeros(len(self.points), dtype=torch.bool)
        self.time = 0.0
        self.far = FAR * (1.0 + float(self.points.abs().max()))
        self.evaluations = 0
        self.integrators: list[str] = []
        self._step: float | None = None

    def state(self, points: torch.Tensor | None = None) -> Lanes:
        """Points as a batch of states; the present ones unless others are given."""
        points = self.points if points is None else points
        return {**{name: points[:, i] for i, name in enumerate(self.moving)}, **self.resting}

    def keep(self, lanes: torch.Tensor) -> None:
        """Follow only some of the lanes from here on."""
        self.points, self.left = self.points[lanes], self.left[lanes]
        self.resting = {name: lane[lanes] for name, lane in self.resting.items()}

    def advance(self, until: float, watch: Watch | None = None) -> bool:
        """Follow the flow until a time; `watch` sees the points after every step. False if the budget ran out."""
        while self.time < until:
            solver = self._solver(until)
            while solver.status == "running":
                solver.step()
                if self._failed(solver) or not self._within_budget():
                    break
                self.time, self._step = float(solver.t), float(solver.step_size or 0) or None
                self.points = torch.from_numpy(solver.y.reshape(self.points.shape).copy())
                somebody_left = self._leave()
                if watch is not None:
                    watch(self.points)
                if somebody_left:
                    break  # whoever left stands still from here on, and the method must hear of it
            if self._failed(solver) and self.integrators[-1] == "LSODA":
                return False
            if self._failed(solver):
                self.evaluations = max(self.evaluations, EXPLICIT_EVALUATIONS)
            if self.evaluations >= MOST_EVALUATIONS:
                return False
        return True

    def _failed(self, solver: OdeSolver) -> bool:
        return solver.status == "failed"

    def _within_budget(self) -> bool:
        return self.evaluations < (EXPLICIT_EVALUATIONS if self.integrators[-1] == "DOP853" else MOST_EVALUATIONS)

    def _solver(self, until: float) -> OdeSolver:
        """DOP853; once it has used its budget, LSODA with the band that independent lanes have."""
        flat = self.points.numpy().ravel()
        name = "DOP853" if self.evaluations < EXPLICIT_EVALUATIONS else "LSODA"
        if name not in self.integrators:
            self.integrators.append(name)
            self._step = None
        first = None if self._step is None else min(self._step, until - self.time)
        if name == "DOP853":
            share = flat.size**0.5
            relative, absolute = max(self.relative / share, 100 * numpy.finfo(float).eps), self.absolute / share
            return DOP853(self._velocity, self.time, flat, until, rtol=relative, atol=absolute, first_step=first)
        band = self.points.shape[1] - 1
        relative, absolute = self.relative, self.absolute
        return LSODA(self._velocity, self.time, flat, until, rtol=relative, atol=absolute, lband=band, uband=band)

    def _velocity(self, time: float, flat: Any) -> Any:
        self.evaluations += 1
        points = torch.from_numpy(numpy.ascontiguousarray(flat).reshape(self.points.shape))
        velocity = on_lanes(self.flow, self.state(points))
        found = torch.stack([velocity[name] for name in self.moving], dim=1)
        still = self.left | ~torch.isfinite(found).all(dim=1)
        return torch.where(still[:, None], 0.0, found).numpy().ravel()

    def _leave(self) -> bool:
        """Note who went far away, or where the flow has no value; whether anybody did."""
        velocity = on_lanes(self.flow, self.state())
        defined = torch.stack([torch.isfinite(velocity[name]) for name in self.moving]).all(dim=0)
        gone = (self.points.abs().amax(dim=1) > self.far) | ~defined
        new = gone & ~self.left
        self.left |= gone
        return bool(new.any())
