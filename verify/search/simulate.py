"""Simulation: a flow is followed from thousands of starts, and each end is compared with the predicted limit.

A start is *confirmed* when its end is nearer to the predicted limit than to the competing one and is approaching it:
nearer at T than at T/2, by at least the factor from T/4 to T/2, as every power law and every exponential does and an
end at a wrong point does not. Stragglers, if they are fewer than half, are followed for twice the time, a few times.

The invariant is computed after every step; a quantity that decays is compared with what must be left of it then, and
the error counts as it is, not as what it would have been at the start. A start that its largest error could carry
across the boundary of its basin is *undecidable*, and so is one whose two candidates that error cannot tell apart. No
other threshold exists. Floats decide nothing: a start that ends nearer to the competing candidate is a suspect, and the
outcome *undecided*.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import torch

from verify.attached import Simulation
from verify.carriers.namespace import rate
from verify.carriers.value import Value, running_on
from verify.errors import UnableError, VocabularyError
from verify.relations import equal
from verify.search.flows import ABSOLUTE, FAR, NUMBERS, RELATIVE, Ensemble, Lanes, on_lanes
from verify.search.judge import judge
from verify.theorem import Statement

DOUBLINGS = 4  # of the time, for starts that are not confirmed yet
JUDGED = 4  # starts at which the invariant is differentiated exactly
BITS = 12  # of the starts, so that a person can type them

Point = dict[str, Fraction]


@dataclass
class Simulated:
    """What a simulation came to. Every start is confirmed, undecidable, unsettled or failed."""

    starts: int
    confirmed: int = 0
    undecidable: int = 0
    unsettled: int = 0
    failed: int = 0
    invariant_error: float | None = None
    ratio: float = 0.0  # of the distances to the predicted and the competing limit, the worst of a confirmed start
    worst: Point | None = None
    suspect: Point | None = None
    says: str = ""
    integrators: list[str] = field(default_factory=list)
    until: float = 0.0
    longest: float = 0.0
    exhausted: bool = False  # whether the integrator used up its evaluations of the flow
    broken: str = ""  # why the invariant is none

    @property
    def outcome(self) -> str:
        """passed, vacuous or undecided: floats refute nothing."""
        if not self.starts:
            return "vacuous"
        fine = self.confirmed and not self.failed and not self.unsettled and not self.broken
        return "passed" if fine else "undecided"

    @property
    def message(self) -> str:
        """What a reader wants to know first."""
        if not self.starts:
            return "no start meets the assumptions"
        if self.broken:
            return self.broken
        error = "" if self.invariant_error is None else f"; largest invariant error {self.invariant_error:.2g}"
        counted = f"{self.confirmed:,} of {self.starts:,} starts confirmed, {self.undecidable:,} undecidable{error}"
        if self.failed or self.unsettled:
            where = ", ".join(f"{name} = {value}" for name, value in (self.suspect or {}).items())
            ran_out = " before the budget ran out" if self.exhausted else ""
            wrong = f"{self.failed:,} starts fail and {self.unsettled:,} do not settle{ran_out}"
            return f"{wrong}, such as {where}: {self.says}; {counted}"
        return counted

    def as_data(self) -> dict[str, Any]:
        """Everything as data for the record."""
        names = ("starts", "confirmed", "undecidable", "unsettled", "failed", "invariant_error", "until", "longest")
        data: dict[str, Any] = {name: getattr(self, name) for name in names}
        data |= {
            "integrator": " then ".join(self.integrators) + " (SciPy)",
            "tolerances": {"relative": RELATIVE, "absolute": ABSOLUTE},
        }
        if self.worst is not None:
            margin = 1 - self.ratio
            slack = {"relation": 1, "margin": margin, "hex": margin.hex(), "at": _text(self.worst)}
            data["slack"] = [slack | {"invariant_error": self.invariant_error}]
            data["distance_ratio"] = self.ratio
        if self.suspect is not None:
            data["suspect"] = {"point": _text(self.suspect), "says": self.says, "carrier": "floats"}
        return data


def simulate(statement: Statement, simulation: Simulation) -> Simulated:
    """Follow the flow of a simulation from starts of a statement's setting, and compare the ends with the limits.

    Raises:
        VocabularyError: the flow or a limit does not return what it must.
        UnableError: a function does not run on floats.
    """
    starts = draw(statement, simulation)
    count = len(next(iter(starts.values())))
    result = Simulated(starts=count, until=float(simulation.until))
    if not count:
        return result
    begun = _begin(statement, simulation, starts)
    ensemble = Ensemble(simulation.flow, begun)
    candidates = _Candidates(simulation, starts, begun, ensemble.moving)
    largest = torch.stack([candidates.limit, candidates.other]).nan_to_num(0.0, 0.0, 0.0).abs().max()
    ensemble.far = max(ensemble.far, FAR * float(largest))
    follow = _Following(ensemble, simulation, candidates)
    follow.run()
    result.integrators, result.longest, result.exhausted = ensemble.integrators, ensemble.time, follow.exhausted
    _count(result, follow, candidates, starts)
    if simulation.conserved is not None:
        result.broken = _broken_invariant(statement, simulation, starts)
    return result


def _begin(statement: Statement, simulation: Simulation, starts: Lanes) -> Lanes:
    """The states at which the flow begins."""
    if simulation.begin is None:
        return starts
    begun = on_lanes(simulation.begin, starts)
    if not isinstance(begun, dict):
        raise VocabularyError("begin() makes no state", claim=statement.id, remedy="return a dict such as {'x': 0}")
    for function in filter(None, (simulation.flow, simulation.conserved, simulation.decay)):
        takes = inspect.signature(function).parameters
        if set(takes) != set(begun):
            raise VocabularyError(
                f"begin() makes a state of {', '.join(begun)}, but {function.__name__}() takes {', '.join(takes)}",
                claim=statement.id,
                remedy="use the same names",
            )
    return begun


def draw(statement: Statement, simulation: Simulation) -> Lanes:
    """Starts spread evenly over the box (a Sobol sequence of short dyadic numbers), as far as the setting has them."""
    count = simulation.starts
    if count:
        engine: Any = torch.quasirandom.SobolEngine
        spread = engine(len(simulation.over)).draw(count + 1, dtype=torch.float64)[1:]  # without the corner, which is 0
        places = (torch.floor(spread * 2**BITS) + 0.5) / 2**BITS  # the middles: no start lies on the edge of the box
    else:
        places = torch.zeros(0, len(simulation.over), dtype=torch.float64)
    lanes = {
        name: float(low) + places[:, i] * float(high - low)
        for i, (name, (low, high)) in enumerate(simulation.over.items())
    }
    met = torch.ones(count, dtype=torch.bool)
    for margin, strict in _hypotheses(statement, lanes) if count else []:
        met &= (margin > 0) if strict else (margin >= 0)
    return {name: lane[met] for name, lane in lanes.items()}


def _hypotheses(statement: Statement, lanes: Lanes) -> list[tuple[torch.Tensor, bool]]:
    """What the setting asks of the variables that a simulation has: margins, and whether they must not be 0."""
    domains = {name: domain for name, domain in statement.setting.variables.items() if name in lanes}
    asked = [(domain.membership, [name]) for name, domain in domains.items()]
    for assumption in statement.setting.assumptions:
        names = list(inspect.signature(assumption).parameters)
        if set(names) <= set(lanes):
            asked.append((assumption, names))
    return [pair for function, names in asked for pair in _margins(function, [lanes[name] for name in names])]


def _margins(function: Callable[..., Any], lanes: list[torch.Tensor]) -> list[tuple[torch.Tensor, bool]]:
    strict: list[bool] = []

    def of_one_lane(*numbers: torch.Tensor) -> list[torch.Tensor]:
        # relations compare numbers, not batches of them
        with running_on(NUMBERS):
            returned = function(*[Value(NUMBERS, number) for number in numbers])
            relations = returned if isinstance(returned, list | tuple) else [returned]
            strict[:] = [relation.strict for relation in relations]
            return [relation.margin().payload for relation in relations]

    return list(zip(torch.vmap(of_one_lane)(*lanes), strict, strict=True))


class _Candidates:
    """Where each start may end: the predicted limit and the competing one (NaN where there is none)."""

    def __init__(self, simulation: Simulation, starts: Lanes, begun: Lanes, moving: list[str]) -> None:
        self.simulation = simulation
        self.starts = starts
        self.begun = begun
        self.moving = moving
        self.limit = self.at(simulation.limit, starts)
        nowhere = torch.full_like(self.limit, torch.nan)
        self.other = nowhere if simulation.other is None else self.at(simulation.other, starts)

    def at(self, function: Callable[..., Any], starts: Lanes) -> torch.Tensor:
        """The points that a limit function gives, one row a lane."""
        found = on_lanes(function, starts)
        if not isinstance(found, dict) or set(found) != set(self.moving):
            raise VocabularyError(
                f"{function.__name__}() gives no point", remedy=f"return a dict with {', '.join(self.moving)}"
            )
        return torch.stack([found[name] for name in self.moving], dim=1)

    def reach(self, error: float) -> tuple[torch.Tensor, torch.Tensor]:
        """How far an error of the invariant moves the predicted limit, and whether it moves it into another basin."""
        radius = self._radius(error)
        moved = torch.zeros(len(self.limit), dtype=torch.float64)
        jumps = torch.zeros(len(self.limit), dtype=torch.bool)
        for name in self.starts:
            for sign in (-1, 1):
                there = self.at(self.simulation.limit, {**self.starts, name: self.starts[name] + sign * radius})
                away, across = distance(there, self.limit), distance(there, self.other)
                jump = across < away
                jumps |= jump
                moved = torch.maximum(moved, torch.where(jump, 0.0, away.nan_to_num(0.0)))
        return moved, jumps

    def _radius(self, error: float) -> torch.Tensor:
        """How far a start must be moved to change the invariant by its error; at most the root of the error."""
        size = torch.stack(list(self.starts.values())).abs().amax(dim=0)
        simulation, conserved = self.simulation, self.simulation.conserved
        if conserved is None:
            return ABSOLUTE + RELATIVE * size

        def level(**start: Any) -> Any:
            return conserved(**_state(simulation, start))

        slopes = [
            on_lanes(lambda name=name, **start: rate(level, {name: 1}, **start), self.starts) for name in self.starts
        ]
        slope = torch.linalg.vector_norm(torch.stack(slopes), dim=0)
        radius = len(slopes) ** 0.5 * torch.fmin(error / slope, torch.full_like(slope, error**0.5))
        # rounding may keep a symmetry, and with it the invariant, by chance: no start is known better than its spacing
        return torch.maximum(radius, torch.finfo(torch.float64).eps * size)


class _Following:
    """The run: positions at T/4, T/2 and T of the lanes that are open, and the distances in the end of all."""

    def __init__(self, ensemble: Ensemble, simulation: Simulation, candidates: _Candidates) -> None:
        self.ensemble, self.simulation, self.candidates = ensemble, simulation, candidates
        count = len(ensemble.points)
        self.open = torch.arange(count)
        self.error = torch.zeros(count, dtype=torch.float64)  # of the invariant
        self.near = torch.full((count,), torch.inf, dtype=torch.float64)  # distance to the predicted limit
        self.far = torch.full((count,), torch.nan, dtype=torch.float64)  # and to the competing one
        self.left = torch.zeros(count, dtype=torch.bool)
        self.settled = torch.zeros(count, dtype=torch.bool)
        self.level = self._invariant(ensemble.points)
        self.decay = None if simulation.decay is None else on_lanes(simulation.decay, candidates.begun)
        self.exhausted = False

    def _invariant(self, points: torch.Tensor) -> torch.Tensor | None:
        conserved = self.simulation.conserved
        return None if conserved is None else on_lanes(conserved, self.ensemble.state(points))

    @property
    def largest_error(self) -> float:
        """Of the invariant, over the lanes that did not leave."""
        return float(torch.where(self.left, 0.0, self.error).max())

    def _watch(self, points: torch.Tensor) -> None:
        now = self._invariant(points)
        if now is not None and self.level is not None:
            left = self.level if self.decay is None else self.level * torch.exp(-self.decay * self.ensemble.time)
            change = torch.where(self.ensemble.left, 0.0, (now - left[self.open]).abs())
            self.error[self.open] = torch.fmax(self.error[self.open], change)

    def run(self) -> None:
        """Follow the flow until T, and then the stragglers for twice the time, a few times over."""
        until = float(self.simulation.until)
        distances = [self._go(until / 4), self._go(until / 2), self._go(until)]
        for again in range(DOUBLINGS + 1):
            settled = self._settle(*distances)
            stays = ~settled & ~self.ensemble.left
            few = 0 < int(stays.sum()) <= len(self.near) / 2  # more time is for stragglers
            if again == DOUBLINGS or self.exhausted or bool(self.left.any()) or not few:
                return
            self.open = self.open[stays]
            self.ensemble.keep(stays)
            until *= 2
            distances = [distances[1][stays], distances[2][stays], self._go(until)]

    def _go(self, until: float) -> torch.Tensor:
        self.exhausted = not self.ensemble.advance(until, self._watch)
        return distance(self.ensemble.points, self.candidates.limit[self.open])

    def _settle(self, quarter: torch.Tensor, half: torch.Tensor, end: torch.Tensor) -> torch.Tensor:
        """Which of the open lanes are nearer to the predicted limit, and approach it as limits are approached."""
        lanes, points = self.open, self.ensemble.points
        self.left[lanes] = self.ensemble.left
        other = distance(points, self.candidates.other[lanes])
        tolerance = ABSOLUTE + RELATIVE * points.abs().amax(dim=1)
        reach = self.candidates.reach(self.largest_error)[0][lanes] + tolerance
        approaching = (end < half) & (end * quarter <= half.square())
        nearer = ~(other <= end)  # where there is no competing candidate, nothing is nearer
        settled: torch.Tensor = nearer & (approaching | (end <= reach)) & ~self.ensemble.left
        self.near[lanes], self.far[lanes], self.settled[lanes] = end, other, settled
        return settled


def distance(one: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    """The Euclidean distance of points, row by row."""
    found: torch.Tensor = torch.linalg.vector_norm(one - other, dim=1)
    return found


def _count(result: Simulated, follow: _Following, candidates: _Candidates, starts: Lanes) -> None:
    """Put every start into its class, and keep the worst of the confirmed and of the failed."""
    largest = follow.largest_error
    conserved = candidates.simulation.conserved
    result.invariant_error = None if conserved is None else largest
    moved, jumps = candidates.reach(largest)
    undecidable = jumps | ((follow.near - follow.far).abs() <= moved)
    off = _off_level(follow, candidates, largest)
    confirmed = follow.settled & ~undecidable & ~off
    nearer_to_other = (follow.far <= follow.near) | follow.left | ~torch.isfinite(candidates.limit).all(dim=1)
    failed = ~confirmed & ~undecidable & (nearer_to_other | off)
    unsettled = ~confirmed & ~undecidable & ~failed
    result.confirmed, result.undecidable = int(confirmed.sum()), int(undecidable.sum())
    result.failed, result.unsettled = int(failed.sum()), int(unsettled.sum())
    ratio = (follow.near / follow.far).nan_to_num(0.0)
    if result.confirmed and candidates.simulation.other is not None:
        lane = int(torch.where(confirmed, ratio, -1.0).argmax())
        result.ratio, result.worst = float(ratio[lane]), _point(starts, lane)
    wrong = failed if result.failed else unsettled
    if bool(wrong.any()):
        lane = int(torch.where(wrong, ratio, -1.0).argmax())
        result.suspect, result.says = _point(starts, lane), _says(follow, lane, off=bool(off[lane]))


def _off_level(follow: _Following, candidates: _Candidates, error: float) -> torch.Tensor:
    """Which predicted limits lie on another level of the invariant than their starts: no limit can."""
    conserved, level = candidates.simulation.conserved, follow.level
    if conserved is None or level is None:
        return torch.zeros(len(candidates.limit), dtype=torch.bool)
    ends = {**candidates.begun, **{name: candidates.limit[:, i] for i, name in enumerate(candidates.moving)}}
    in_the_end = level if follow.decay is None else torch.where(follow.decay > 0, 0.0, level)
    gap = (on_lanes(conserved, ends) - in_the_end).abs()
    off: torch.Tensor = gap > error + ABSOLUTE + RELATIVE * level.abs()
    return off


def _says(follow: _Following, lane: int, *, off: bool) -> str:
    if off:
        return "the predicted limit lies on another level of the invariant"
    if bool(follow.left[lane]):
        return "it leaves"
    near, far = float(follow.near[lane]), float(follow.far[lane])
    competing = "" if far != far else f" and {far:.3g} from the competing one"
    return f"it ends {near:.3g} from the predicted limit{competing}"


def _point(starts: Lanes, lane: int) -> Point:
    return {name: Fraction(float(column[lane])) for name, column in starts.items()}


def _text(point: Point) -> dict[str, str]:
    return {name: str(number) for name, number in point.items()}


def _state(simulation: Simulation, start: Mapping[str, Any]) -> Mapping[str, Any]:
    """The state of a start, on any carrier."""
    return start if simulation.begin is None else simulation.begin(**start)


def _broken_invariant(statement: Statement, simulation: Simulation, starts: Lanes) -> str:
    """Why `conserved` is no invariant, or does not decay as it must, if its rate along the flow says so at one of some
    starts, exactly."""
    conserved, flow, decay = simulation.conserved, simulation.flow, simulation.decay
    assert conserved is not None

    def is_conserved(**start: Any) -> Any:
        state = _state(simulation, start)
        lost = 0 if decay is None else decay(**state) * conserved(**state)
        return equal(rate(conserved, flow(**state), **state), -lost)

    claim = replace(statement, function=is_conserved, constants={}, definitions={}, subjects={})
    for lane in range(min(JUDGED, len(next(iter(starts.values()))))):
        point = _point(starts, lane)
        try:
            judgement = judge(claim, point)
        except UnableError:
            return ""
        if judgement.outcome == "violated":
            where = ", ".join(f"{name} = {value}" for name, value in point.items())
            fails = "is no invariant" if decay is None else "does not decay as it must"
            return f"{conserved.__name__}() {fails}: at {where} its rate is {judgement}"
    return ""
