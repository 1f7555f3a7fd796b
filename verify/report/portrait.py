"""Phase portraits as inline SVG: what is left in the end, paths, equilibria, and the proved boundary on top."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any

from verify.report import plots

SHADES = plots.BANDS - 1  # the lightest is left out: where nothing is left a cell stays empty
SHORTEST = 16  # pixels of a path that gets an arrow

Picture = Mapping[str, Any]
Rows = Sequence[Sequence[float | None]]


def draw(picture: Picture) -> tuple[str, str]:
    """The inside of the SVG, and the key and table below it."""
    rows = picture["z"]
    plots.check_grid(picture, _middles(picture["x"], len(rows[0])), _middles(picture["y"], len(rows)), rows)
    x = _axis(picture["x"], plots.LEFT, plots.WIDTH - plots.RIGHT)
    y = _axis(picture["y"], plots.HEIGHT - plots.BOTTOM, plots.TOP)
    bounds = _bounds(rows)
    scale = plots.Axis("", bounds[0], bounds[-1], plots.HEIGHT - plots.BOTTOM, plots.TOP)
    parts = [
        *_cells(rows, bounds, x, y),
        *(_path(path, x, y) for path in sorted(picture["paths"], key=lambda path: bool(path["label"]))),
        *(_curve(curve, x, y) for curve in sorted(picture["curves"], key=_is_boundary)),
        *(_start(path, x, y) for path in picture["paths"] if path["label"]),
        plots.frame(x, y),
        plots.scale_bar(scale, bounds, [], first=1),
        f'<text class="end" x="{plots.WIDTH - 4}" y="{plots.TOP - 11}">{plots.escaped(picture["z_name"])}</text>',
    ]
    return "".join(parts), plots.legend(_keys(picture)) + _table(picture)


def _is_boundary(curve: Mapping[str, Any]) -> bool:
    return bool(curve["role"] == "boundary")


def _axis(side: Mapping[str, Any], first: float, last: float) -> plots.Axis:
    return plots.Axis(side["name"], side["low"], side["high"], first, last)


def _middles(side: Mapping[str, Any], count: int) -> list[float]:
    return [side["low"] + (i + 0.5) * (side["high"] - side["low"]) / count for i in range(count)]


def _bounds(rows: Rows) -> list[float]:
    values = [z for row in rows for z in row if z is not None]
    low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
    high = high if high > low else low + 1.0
    return [low + (high - low) * i / SHADES for i in range(SHADES + 1)]


def _cells(rows: Rows, bounds: Sequence[float], x: plots.Axis, y: plots.Axis) -> Iterable[str]:
    """One path for each shade, made of the runs of equal cells in each row."""
    edges_x = [plots.pixel(x.first + i * (x.last - x.first) / len(rows[0])) for i in range(len(rows[0]) + 1)]
    edges_y = [plots.pixel(y.first + j * (y.last - y.first) / len(rows)) for j in range(len(rows) + 1)]
    paths: dict[int, list[str]] = {}
    for j, row in enumerate(rows):
        column = 0
        for shade, run in groupby(_shade(z, bounds) for z in row):
            left, column = column, column + len(list(run))
            box = f"M{edges_x[left]} {edges_y[j]}H{edges_x[column]}V{edges_y[j + 1]}H{edges_x[left]}z"
            paths.setdefault(shade, []).append(box)
    return [
        f'<path class="cell f{shade}" d="{"".join(boxes)}"/>' for shade, boxes in sorted(paths.items()) if shade > 0
    ]


def _shade(value: float | None, bounds: Sequence[float]) -> int:
    """The class of a value: 1 to SHADES, 0 where nothing is left, -1 where there is no value."""
    if value is None:
        return -1
    if value == 0:
        return 0
    share = (value - bounds[0]) / (bounds[-1] - bounds[0])
    return 1 + min(SHADES - 1, max(0, math.floor(share * SHADES)))


def _curve(curve: Mapping[str, Any], x: plots.Axis, y: plots.Axis) -> str:
    path = "".join(plots.line_path(line, x, y) for line in curve["lines"])
    if not path:
        return ""
    if _is_boundary(curve):
        return f'<path class="level halo" d="{path}"/><path class="level l0" d="{path}"/>'
    return f'<path class="rest" d="{path}"/>'


def _path(path: Mapping[str, Any], x: plots.Axis, y: plots.Axis) -> str:
    drawn = "".join(plots.line_path(line, x, y) for line in path["lines"])
    named = " named" if path["label"] else ""
    halo = f'<path class="level halo" d="{drawn}"/>' if named and drawn else ""
    arrows = "".join(_arrow([(x(px), y(py)) for px, py in line], named) for line in path["lines"])
    return f'{halo}<path class="way{named}" d="{drawn}"/>{arrows}' if drawn else ""


def _arrow(pixels: Sequence[tuple[float, float]], named: str) -> str:
    """A small head in the middle of a path."""
    steps = [math.dist(a, b) for a, b in pairwise(pixels)]
    if sum(steps) < SHORTEST:
        return ""
    half, i = sum(steps) / 2, 0
    while half > steps[i]:
        half, i = half - steps[i], i + 1
    (ax, ay), (bx, by) = pixels[i], pixels[i + 1]
    along = ((bx - ax) / steps[i], (by - ay) / steps[i])
    tip = (ax + along[0] * (half + 4), ay + along[1] * (half + 4))
    size = 4.5 if named else 3.2
    wings = [
        (tip[0] - 2 * size * along[0] + side * size * along[1], tip[1] - 2 * size * along[1] - side * size * along[0])
        for side in (-1, 1)
    ]
    corners = "L".join(f"{plots.pixel(px)} {plots.pixel(py)}" for px, py in (tip, *wings))
    return f'<path class="tip{named}" d="M{corners}Z"/>'


def _start(path: Mapping[str, Any], x: plots.Axis, y: plots.Axis) -> str:
    if not path["lines"]:
        return ""
    px, py = path["lines"][0][0]
    cx, cy = plots.pixel(x(px)), plots.pixel(y(py))
    side = 'text-anchor="end" dx="-9"' if x(px) > (x.first + x.last) / 2 else 'dx="9"'
    label = f'<text class="label" x="{cx}" y="{cy}" dy=".35em" {side}>{plots.escaped(path["label"])}</text>'
    return f'<circle class="begin" cx="{cx}" cy="{cy}" r="4"/>{label}'


def _keys(picture: Picture) -> list[tuple[str, str]]:
    marks = {"boundary": '<path class="level l0" d="M0 5h34"/>', "equilibria": '<path class="rest" d="M0 5h34"/>'}
    keys = [(marks[curve["role"]], curve["label"]) for curve in picture["curves"] if curve["role"] in marks]
    arrow = '<path class="way" d="M0 5h34"/><path class="tip" d="M22 5L14 8.5L14 1.5Z"/>'
    if picture["paths"]:
        keys.append((arrow, "paths"))
    empty = any(z == 0 for row in picture["z"] for z in row)
    return [*keys, ('<rect class="frame" x="9" y="0.5" width="16" height="9"/>', "nothing is left")] if empty else keys


def _table(picture: Picture) -> str:
    rows = picture["z"]
    return plots.grid_table(picture, _middles(picture["x"], len(rows[0])), _middles(picture["y"], len(rows)), rows)
