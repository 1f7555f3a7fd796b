"""Phase portraits as data: what is left in the end from every cell of a rectangle, paths, and what is proved of it."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy
import torch

from verify.attached import Portrait
from verify.carriers.rationals import RATIONALS
from verify.carriers.value import Value, lift, running_on
from verify.errors import VocabularyError
from verify.search.flows import Ensemble, Lanes, on_lanes

CELLS = (80, 60)  # of the grid of outcomes
FINE = (483, 363)  # points of the grid on which the proved curves are located
PATHS = (7, 5)  # paths that show the flow everywhere
POINTS = 48  # of a path that is no longer than a side of the picture, evenly along it; a longer one has more
MOST_POINTS = 384
DIGITS = 5
VISIBLE = 1e-7  # relative error of a step: more than that nobody sees
DOUBLINGS = 5  # of the time, for cells in which the outcome still changes

Line = list[list[float]]


def portray(portrait: Portrait, title: str) -> dict[str, Any]:
    """The picture of a portrait; `title` is used if the flow has no docstring.

    Raises:
        VocabularyError: the flow does not return velocities.
        UnableError: a function does not run on floats.
    """
    grid = _cells(portrait)
    ensemble = Ensemble(portrait.flow, {name: lane.flatten() for name, lane in grid.items()}, VISIBLE)
    left = _outcomes(portrait, ensemble).reshape(CELLS[1], CELLS[0])
    title = _words(portrait.flow, title)
    (x, x_range), (y, y_range) = portrait.axes.items()
    x, y, left_over = letter(x), letter(y), _words(portrait.outcome, "outcome")
    box = f"{x} from {x_range[0]} to {x_range[1]} and {y} from {y_range[0]} to {y_range[1]}"
    when = f"time {portrait.until}, later where it still changes"
    description = f"{left_over} ({when}), simulated from {left.numel():,} starts with {box}."
    return {
        "kind": "portrait",
        "title": title,
        "description": description,
        "x": {"name": x, "low": float(x_range[0]), "high": float(x_range[1])},
        "y": {"name": y, "low": float(y_range[0]), "high": float(y_range[1])},
        "z": [[_short(value) for value in row] for row in left.tolist()],
        "z_name": left_over,
        "curves": _curves(portrait),
        "points": _points(portrait),
        "paths": _paths(portrait),
        "integrator": " then ".join(ensemble.integrators),
        "until": float(portrait.until),
    }


def _outcomes(portrait: Portrait, ensemble: Ensemble) -> torch.Tensor:
    """What is left of each start in the end; NaN of those that leave. Where it still changes the time is doubled."""
    until = float(portrait.until)
    ensemble.advance(until / 2)
    before = on_lanes(portrait.outcome, ensemble.state())
    found = torch.full_like(before, torch.nan)
    lanes = torch.arange(len(before))
    for _ in range(DOUBLINGS + 1):
        in_time = ensemble.advance(until)
        now = on_lanes(portrait.outcome, ensemble.state())
        found[lanes] = now.masked_fill(ensemble.left, torch.nan)
        changes = ((now - before).abs() > 10.0**-DIGITS / 2) & ~ensemble.left
        if not in_time or not bool(changes.any()):
            break
        ensemble.keep(changes)
        lanes, before, until = lanes[changes], now[changes], 2 * until
    return found


def letter(name: str) -> str:
    """The name of a variable as it is written: the Greek letter of that name, or the name.

    >>> letter("theta"), letter("x")
    ('θ', 'x')
    """
    try:
        # Unicode has the old spelling
        return unicodedata.lookup(f"GREEK SMALL LETTER {'LAMDA' if name == 'lambda' else name}")
    except KeyError:
        return name


def _words(function: Callable[..., Any] | None, otherwise: str) -> str:
    """The first line of a docstring, without its full stop."""
    return ((function.__doc__ if function else None) or otherwise).strip().split("\n")[0].rstrip(".")


def _short(value: float) -> float | None:
    return round(value, DIGITS) + 0.0 if numpy.isfinite(value) else None


def _cells(portrait: Portrait) -> Lanes:
    """The middles of the cells, a row for each step of the second axis."""
    steps = [
        float(low) + (torch.arange(count, dtype=torch.float64) + 0.5) * (float(high - low) / count)
        for count, (low, high) in zip(CELLS, portrait.axes.values(), strict=True)
    ]
    return dict(zip(portrait.axes, torch.meshgrid(*steps, indexing="xy"), strict=True))


def _curves(portrait: Portrait) -> list[dict[str, Any]]:
    """What is proved of the boundary, and the equilibria, as polylines along which their functions vanish."""
    asked = [("boundary", function, "proved boundary") for function in portrait.boundaries]
    asked += [("equilibria", portrait.equilibria, "equilibria")] if portrait.equilibria is not None else []
    return [
        {"role": role, "label": _words(function, words), "lines": _zeros(function, portrait)}
        for role, function, words in asked
    ]


def _points(portrait: Portrait) -> list[dict[str, Any]]:
    """The single equilibria.

    Raises:
        VocabularyError: the flow does not vanish at one, exactly.
    """
    for name, place in portrait.points.items():
        with running_on(RATIONALS):
            state = {axis: Value(RATIONALS, Fraction(at)) for axis, at in zip(portrait.axes, place, strict=True)}
            velocity = portrait.flow(**state)
            rests = all(lift(RATIONALS, speed) == 0 for speed in velocity.values())
        if not rests:
            at = ", ".join(f"{axis} = {value}" for axis, value in zip(portrait.axes, place, strict=True))
            raise VocabularyError(f"{name!r} is no equilibrium: at {at} the flow does not vanish", remedy="correct it")
    return [{"label": name, "at": [float(number) for number in place]} for name, place in portrait.points.items()]


def _zeros(function: Callable[..., Any], portrait: Portrait) -> list[Line]:
    """Where a function of the two axes vanishes, located on a grid that reaches a little beyond the rectangle."""
    from contourpy import LineType, contour_generator

    axes = []
    for count, (low, high) in zip(FINE, portrait.axes.values(), strict=True):
        step = float(high - low) / (count - 3)
        # shifted by a part of a step, so that no grid line runs along a curve
        axes.append(float(low) + (torch.arange(count, dtype=torch.float64) - 0.637) * step)
    grid = dict(zip(portrait.axes, torch.meshgrid(*axes, indexing="xy"), strict=True))
    flat = on_lanes(function, {name: lane.flatten() for name, lane in grid.items()})
    values: Any = numpy.ma.masked_invalid(flat.reshape(FINE[1], FINE[0]).numpy())
    found: Any = contour_generator(axes[0].numpy(), axes[1].numpy(), values, line_type=LineType.Separate)
    return [piece for line in found.lines(0.0) for piece in _inside(_straightened(line), portrait)]


def _straightened(line: Any) -> Any:
    """A polyline without the points that lie on the way between their neighbours."""
    kept = [line[0]]
    for i in range(1, len(line) - 1):
        before, here, after = kept[-1], line[i], line[i + 1]
        one, two = here - before, after - here
        if abs(one[0] * two[1] - one[1] * two[0]) > 1e-7 or numpy.dot(one, two) < 0:
            kept.append(here)
    return numpy.array([*kept, line[-1]])


def _inside(line: Any, portrait: Portrait) -> list[Line]:
    """The pieces of a polyline that lie in the rectangle, cut at its edges."""
    (low_x, high_x), (low_y, high_y) = [(float(low), float(high)) for low, high in portrait.axes.values()]
    low, high = numpy.array([low_x, low_y]), numpy.array([high_x, high_y])
    pieces: list[list[Any]] = [[]]
    for begin, end in pairwise(line):
        cut = _cut(begin, end, low, high)
        if cut is None:
            pieces.append([])
            continue
        first, last = begin + cut[0] * (end - begin), begin + cut[1] * (end - begin)
        if not pieces[-1] or cut[0] > 0:
            pieces.append([first])
        pieces[-1].append(last)
        if cut[1] < 1:
            pieces.append([])
    return [[[round(float(c), DIGITS) + 0.0 for c in point] for point in piece] for piece in pieces if len(piece) > 1]


def _cut(begin: Any, end: Any, low: Any, high: Any) -> tuple[float, float] | None:
    """Between which fractions of a segment it lies in the rectangle (Liang and Barsky); None if nowhere."""
    enter, leave = 0.0, 1.0
    for i in range(2):
        step = float(end[i] - begin[i])
        if step == 0:
            if not low[i] <= begin[i] <= high[i]:
                return None
            continue
        one, two = sorted((float(low[i] - begin[i]) / step, float(high[i] - begin[i]) / step))
        enter, leave = max(enter, one), min(leave, two)
    return (enter, leave) if enter < leave else None


def _paths(portrait: Portrait) -> list[dict[str, Any]]:
    """Paths from a lattice of starts and from the named ones, as polylines."""
    names = list(portrait.axes)
    lattice = [
        [float(low) + (i + 0.5) * float(high - low) / count for i in range(count)]
        for count, (low, high) in zip(PATHS, portrait.axes.values(), strict=True)
    ]
    starts = [(x, y) for x in lattice[0] for y in lattice[1]]
    starts += [(float(x), float(y)) for x, y in portrait.starts.values()]
    labels = [""] * (len(starts) - len(portrait.starts)) + list(portrait.starts)
    columns = torch.tensor(starts, dtype=torch.float64)
    ensemble = Ensemble(portrait.flow, {name: columns[:, i].clone() for i, name in enumerate(names)}, VISIBLE)
    seen = [ensemble.points]
    ensemble.advance(float(portrait.until), seen.append)
    order = [ensemble.moving.index(name) for name in names]
    track = torch.stack(seen)[:, :, order].numpy()
    widths = numpy.array([float(high - low) for low, high in portrait.axes.values()])
    return [
        {"label": label, "lines": _inside(_evenly(track[:, lane], widths), portrait)}
        for lane, label in enumerate(labels)
        if _length(track[:, lane], widths)[-1] > 0.01
    ]


def _length(track: Any, widths: Any) -> Any:
    """How long a path is up to each of its points, with both axes as long as 1."""
    return numpy.concatenate([[0.0], numpy.cumsum(numpy.linalg.norm(numpy.diff(track / widths, axis=0), axis=1))])


def _evenly(track: Any, widths: Any) -> Any:
    """Points evenly along a path."""
    along = _length(track, widths)
    places = numpy.linspace(0, along[-1], min(math.ceil(POINTS * max(along[-1], 1.0)), MOST_POINTS))
    columns: Sequence[Any] = [numpy.interp(places, along, track[:, i]) for i in range(2)]
    return numpy.stack(columns, axis=1)
