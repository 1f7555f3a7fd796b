"""Pictures of functions as data, for the report to draw: a surface, a histogram, curves. Floats draw; they decide
nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import torch

from verify.attached import Curve, Histogram, Surface
from verify.carriers.floats import Floats
from verify.carriers.value import Value, lift, running_on

STEPS = 64  # of a surface, a side, and of a histogram
CURVE_STEPS = 256
DRAWS = 1 << 16


def draw(picture: Surface | Histogram | Curve, title: str) -> dict[str, Any]:
    """The data of a picture; `title` names it if its function has no docstring."""
    if isinstance(picture, Surface):
        return _surface(picture, title)
    if isinstance(picture, Histogram):
        return _histogram(picture, title)
    return _curve(picture, title)


def _surface(surface: Surface, title: str) -> dict[str, Any]:
    (x, (x_low, x_high)), (y, (y_low, y_high)) = surface.axes.items()
    columns, rows = _spread(x_low, x_high, STEPS), _spread(y_low, y_high, STEPS)
    grid = torch.meshgrid(columns, rows, indexing="xy")
    title = _words(surface.function, title)
    return {
        "kind": "surface",
        "title": title,
        "description": f"{title} for {x} from {x_low} to {x_high} and {y} from {y_low} to {y_high}.",
        "x": {"name": x, "values": _rounded(columns)},
        "y": {"name": y, "values": _rounded(rows)},
        "z": [_rounded(row) for row in _values(surface.function, {x: grid[0], y: grid[1]})],
        "levels": _levels(surface.level),
    }


def _histogram(histogram: Histogram, title: str) -> dict[str, Any]:
    engine: Any = torch.quasirandom.SobolEngine
    spread = engine(len(histogram.box)).draw(DRAWS + 1, dtype=torch.float64)[1:]  # without the corner, which is 0
    lanes = {
        name: float(low) + spread[:, i] * float(high - low)
        for i, (name, (low, high)) in enumerate(histogram.box.items())
    }
    values = _values(histogram.function, lanes)
    values = values[torch.isfinite(values)]
    limits = torch.tensor([float(limit) for limit in histogram.limits], dtype=torch.float64)
    low, high = float(torch.cat([values, limits]).min()), float(torch.cat([values, limits]).max())
    edges = torch.linspace(low, high, STEPS + 1, dtype=torch.float64)
    counts = torch.histogram(values, edges).hist
    title = _words(histogram.function, title)
    where = " and ".join(f"{name} from {low} to {high}" for name, (low, high) in histogram.box.items())
    return {
        "kind": "histogram",
        "title": title,
        "description": f"{title} at {len(values):,} points spread evenly over {where}.",
        "x": {"name": title, "edges": _rounded(edges)},
        "counts": [int(count) for count in counts],
        "limits": [{"value": float(limit), "label": f"{limit} (proved)"} for limit in histogram.limits],
    }


def _curve(curve: Curve, title: str) -> dict[str, Any]:
    ((name, (low, high)),) = curve.axis.items()
    places = _spread(low, high, CURVE_STEPS)
    labels = [_words(function, function.__name__) for function in curve.functions]
    values = [_rounded(_values(function, {name: places})) for function in curve.functions]
    return {
        "kind": "curve",
        "title": title.removesuffix("."),
        "description": f"{'; '.join(labels)}: for {name} from {low} to {high}.",
        "x": {"name": name, "values": _rounded(places)},
        "lines": [{"label": label, "values": line} for label, line in zip(labels, values, strict=True)],
        "levels": _levels(curve.level),
    }


def _spread(low: int | Fraction, high: int | Fraction, steps: int) -> torch.Tensor:
    return torch.linspace(float(low), float(high), steps + 1, dtype=torch.float64)


def _values(function: Callable[..., Any], places: Mapping[str, torch.Tensor]) -> torch.Tensor:
    carrier = Floats()
    with running_on(carrier):
        payload: torch.Tensor = lift(carrier, function(**{name: Value(carrier, at) for name, at in places.items()}))
    return payload.expand(next(iter(places.values())).shape)


def _words(function: Callable[..., Any], otherwise: str) -> str:
    return (function.__doc__ or otherwise).strip().split("\n")[0].removesuffix(".")


def _levels(level: int | Fraction | None) -> list[dict[str, Any]]:
    return [] if level is None else [{"value": float(level), "label": f"{level} (proved bound)"}]


def _rounded(values: torch.Tensor) -> list[float | None]:
    # six digits are more than a picture shows, and the same on every machine
    return [float(f"{value:.6g}") if abs(value) < float("inf") else None for value in values.tolist()]
