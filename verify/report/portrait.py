"""Phase portraits as inline SVG: what is left in the end, paths, equilibria, and the proved boundary on top."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any

from verify.report import plots

SHADES = plots.BANDS - 1  # the lightest is left out: where nothing is left a cell stays empty
SHORTEST = 16  # pixels of a path that gets an arrow
LOW = 10  # pixels above the lower edge, where a label moves up

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
    proved = [curve for curve in picture["curves"] if _is_boundary(curve)]
    parts = [
        *_cells(rows, bounds, x, y),
        *(_path(path, x, y) for path in sorted(picture["paths"], key=lambda path: bool(path["label"]))),
        *(_rest(curve, x, y) for curve in picture["curves"] if not _is_boundary(curve)),
        *(_boundary(curve, i, x, y) for i, curve in enumerate(proved)),
        *(_start(path, x, y) for path in picture["paths"] if path["label"]),
        *(_point(point, x, y) for point in picture.get("points", [])),
        plots.frame(x, y),
    ]
    if any(z for row in rows for z in row):  # where nothing is left at all, there is nothing to scale
        name = f'<text class="end" x="{plots.WIDTH - 4}" y="{plots.TOP - 11}">{plots.escaped(picture["z_name"])}</text>'
        parts += [plots.scale_bar(scale, bounds, [], first=1), name]
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
    least = min((z for z in values if z), default=0.0)
    if low == 0 and least > high * (1 - 1 / SHADES):
        high *= 2  # one value, or nearly: a middle shade, on which paths are seen
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


def _rest(curve: Mapping[str, Any], x: plots.Axis, y: plots.Axis) -> str:
    path = "".join(plots.line_path(line, x, y) for line in curve["lines"])
    return f'<path class="rest" d="{path}"/>' if path else ""


def _boundary(curve: Mapping[str, Any], i: int, x: plots.Axis, y: plots.Axis) -> str:
    path = "".join(plots.line_path(line, x, y) for line in curve["lines"])
    return f'<path class="level halo" d="{path}"/><path class="level l{i % 3}" d="{path}"/>' if path else ""


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
    return f'<circle class="begin" cx="{plots.pixel(x(px))}" cy="{plots.pixel(y(py))}" r="4"/>' + _label(
        path["label"], px, py, x, y
    )


def _point(point: Mapping[str, Any], x: plots.Axis, y: plots.Axis) -> str:
    px, py = point["at"]
    if not (x.low <= px <= x.high and y.low <= py <= y.high):
        return ""
    return f'<circle class="spot" cx="{plots.pixel(x(px))}" cy="{plots.pixel(y(py))}" r="4.5"/>' + _label(
        point["label"], px, py, x, y
    )


def _label(words: str, px: float, py: float, x: plots.Axis, y: plots.Axis) -> str:
    """Words beside a point, on the side where there is more room, and above a point on the lower edge."""
    side = 'text-anchor="end" dx="-9"' if x(px) > (x.first + x.last) / 2 else 'dx="9"'
    lift = "-.5em" if y.first - y(py) < LOW else ".35em"
    place = f'x="{plots.pixel(x(px))}" y="{plots.pixel(y(py))}" dy="{lift}"'
    return f'<text class="label" {place} {side}>{plots.escaped(words)}</text>'


def _keys(picture: Picture) -> list[tuple[str, str]]:
    proved = [curve["label"] for curve in picture["curves"] if _is_boundary(curve)]
    keys = [(f'<path class="level l{i % 3}" d="M0 5h34"/>', label) for i, label in enumerate(proved)]
    resting = [curve["label"] for curve in picture["curves"] if not _is_boundary(curve)]
    keys += [('<path class="rest" d="M0 5h34"/>', label) for label in resting]
    if picture.get("points"):
        keys.append(('<circle class="spot" cx="17" cy="5" r="4"/>', "single equilibria" if resting else "equilibria"))
    arrow = '<path class="way" d="M0 5h34"/><path class="tip" d="M22 5L14 8.5L14 1.5Z"/>'
    if picture["paths"]:
        keys.append((arrow, "paths"))
    empty = any(z == 0 for row in picture["z"] for z in row)
    return [*keys, ('<rect class="frame" x="9" y="0.5" width="16" height="9"/>', "nothing is left")] if empty else keys


def _table(picture: Picture) -> str:
    rows = picture["z"]
    return plots.grid_table(picture, _middles(picture["x"], len(rows[0])), _middles(picture["y"], len(rows)), rows)
