"""Pictures of a record as inline SVG: colours come from the page, numbers from the record, no script."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Any

from verify.report.mathml import RenderError
from verify.report.vocabulary import as_json, number, shortened, visible

WIDTH, HEIGHT = 640, 440
LEFT, RIGHT, TOP, BOTTOM = 58, 104, 30, 50
BANDS = 9
TABLE_ROWS = 9

Numbers = Sequence[float]
Levels = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Axis:
    """A linear map from values to pixels, with a name and round tick values."""

    name: str
    low: float
    high: float
    first: float
    last: float

    def __call__(self, value: float) -> float:
        """The pixel of `value`."""
        return self.first + (value - self.low) / (self.high - self.low) * (self.last - self.first)

    def ticks(self, wanted: int = 6) -> list[float]:
        """Round values inside the axis."""
        return ticks(self.low, self.high, wanted)


def render(picture: Mapping[str, Any], anchor: str) -> str:
    """One picture as an SVG element, with the key of its lines and a closed table of its numbers.

    `anchor` prefixes the ids inside. Raises `RenderError` for an unknown kind or numbers that do not fit together.
    """
    kind = picture.get("kind")
    if kind not in KINDS:
        raise RenderError(f"picture {picture.get('title')!r}: unknown kind {kind!r}; known are {', '.join(KINDS)}")
    drawing, below = KINDS[kind](picture)
    name = escaped(anchor)
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{name}.title {name}.about">'
        f'<title id="{name}.title">{escaped(picture.get("title", ""))}</title>'
        f'<desc id="{name}.about">{escaped(picture.get("description", ""))}</desc>{drawing}</svg>{below}'
    )


def surface(picture: Mapping[str, Any]) -> tuple[str, str]:
    """A function of two variables as filled contours; the named levels are drawn as lines and on the scale."""
    xs, ys, rows = picture["x"]["values"], picture["y"]["values"], picture["z"]
    check_grid(picture, xs, ys, rows)
    heights = [z for row in rows for z in row if z is not None]
    levels = picture.get("levels", [])
    low, high = _padded(min(heights), max([*heights, *(level["value"] for level in levels)]))
    x = Axis(picture["x"]["name"], xs[0], xs[-1], LEFT, WIDTH - RIGHT)
    y = Axis(picture["y"]["name"], ys[0], ys[-1], HEIGHT - BOTTOM, TOP)
    bounds = [low + (high - low) * i / BANDS for i in range(BANDS + 1)]
    scale = Axis(picture.get("z_name", ""), low, high, HEIGHT - BOTTOM, TOP)
    summit = _summit(xs, ys, rows)
    parts = [
        *_bands(xs, ys, rows, bounds, x, y),
        *_level_lines(xs, ys, rows, levels, x, y),
        _ring(summit, x, y),
        frame(x, y),
        scale_bar(scale, bounds, levels),
    ]
    ring = '<circle class="peak" cx="17" cy="5" r="4"/>'
    largest = f"largest value drawn: {number(summit[0])} at ({number(summit[1])}, {number(summit[2])})"
    return "".join(parts), legend([*_level_keys(levels), (ring, largest)]) + grid_table(picture, xs, ys, rows)


def histogram(picture: Mapping[str, Any]) -> tuple[str, str]:
    """Counts between edges, with the proved limits as lines."""
    edges, bars, limits = picture["x"]["edges"], picture["counts"], picture.get("limits", [])
    if len(edges) != len(bars) + 1 or not bars or max(bars) <= 0:
        raise _misfit(picture, f"{len(edges)} edges do not enclose {len(bars)} counts, or nothing was counted")
    values = [*edges, *(limit["value"] for limit in limits)]
    x = Axis(picture["x"]["name"], *_padded(min(values), max(values)), LEFT, WIDTH - RIGHT)
    y = Axis("cases", 0, max(bars) * 1.05, HEIGHT - BOTTOM, TOP)
    parts = [
        f'<rect class="bar" x="{pixel(x(a))}" y="{pixel(y(n))}" width="{pixel(x(b) - x(a))}" '
        f'height="{pixel(y(0) - y(n))}"/>'
        for a, b, n in zip(edges[:-1], edges[1:], bars, strict=True)
    ]
    for i, limit in enumerate(limits):
        at, label = pixel(x(limit["value"])), escaped(limit["label"])
        parts.append(f'<path class="level l{i % 3}" d="M{at} {TOP}V{HEIGHT - BOTTOM}"/>')
        parts.append(f'<text class="label" x="{at}" y="{TOP + 14}" dx="6">{label}</text>')
    body = [(number(a), number(b), f"{n:,}") for a, b, n in zip(edges[:-1], edges[1:], bars, strict=True)]
    key = legend(_level_keys(limits)) if limits else ""
    return "".join(parts) + frame(x, y), key + _numbers(_table(("from", "to", "cases"), body))


def curve(picture: Mapping[str, Any]) -> tuple[str, str]:
    """Functions of one variable as lines, with the named levels; a value that is None leaves a gap."""
    xs, lines, levels = picture["x"]["values"], picture["lines"], picture.get("levels", [])
    known = [value for line in lines for value in line["values"] if value is not None]
    if any(len(line["values"]) != len(xs) for line in lines) or len(xs) < 2 or not known:
        raise _misfit(picture, f"each line must have {len(xs)} values, and at least two")
    values = [*known, *(level["value"] for level in levels)]
    x = Axis(picture["x"]["name"], xs[0], xs[-1], LEFT, WIDTH - RIGHT)
    y = Axis(picture.get("y_name", ""), *_padded(min(values), max(values)), HEIGHT - BOTTOM, TOP)
    parts = [
        f'<path class="curve c{i % 4}" d="{"".join(line_path(piece, x, y) for piece in _pieces(xs, line["values"]))}"/>'
        for i, line in enumerate(lines)
    ]
    parts += [
        f'<path class="level l{i % 3}" d="M{LEFT} {pixel(y(level["value"]))}H{WIDTH - RIGHT}"/>'
        for i, level in enumerate(levels)
    ]
    keys = [(f'<path class="curve c{i % 4}" d="M0 5h34"/>', line["label"]) for i, line in enumerate(lines)]
    rows = [(number(xs[i]), *(_cell(line["values"][i]) for line in lines)) for i in _spread(len(xs))]
    table = _table((picture["x"]["name"], *(line["label"] for line in lines)), rows)
    return "".join(parts) + frame(x, y), legend([*keys, *_level_keys(levels)]) + _numbers(table)


def _pieces(xs: Numbers, values: Sequence[float | None]) -> list[list[tuple[float, float]]]:
    """The runs of points between gaps, those of one point left out."""
    pieces: list[list[tuple[float, float]]] = [[]]
    for at, value in zip(xs, values, strict=True):
        if value is None:
            pieces.append([])
        else:
            pieces[-1].append((at, value))
    return [piece for piece in pieces if len(piece) > 1]


def _cell(value: float | None) -> str:
    return "" if value is None else number(value)


def portrait(picture: Mapping[str, Any]) -> tuple[str, str]:
    """A phase portrait: what is left in the end, paths, and the proved boundary."""
    from verify.report.portrait import draw

    return draw(picture)


KINDS: dict[str, Callable[[Mapping[str, Any]], tuple[str, str]]] = {
    "surface": surface,
    "histogram": histogram,
    "curve": curve,
    "portrait": portrait,
}
"""Kind of picture → function from its data to (inside of the SVG, what stands below it); add a kind here."""


def ticks(low: float, high: float, wanted: int = 6) -> list[float]:
    """About `wanted` round numbers from `low` to `high`.

    >>> ticks(1.0, 2.0)
    [1.0, 1.2, 1.4, 1.6, 1.8, 2.0]
    """
    rough = (high - low) / max(wanted - 1, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * 0.999)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [float(f"{i * step:.12g}") for i in range(first, last + 1)]


def check_grid(picture: Mapping[str, Any], xs: Numbers, ys: Numbers, rows: Sequence[Sequence[float | None]]) -> None:
    """Refuse numbers that do not make a grid."""
    if len(rows) != len(ys) or any(len(row) != len(xs) for row in rows):
        raise _misfit(picture, f"z must have {len(ys)} rows of {len(xs)} numbers")
    for name, values in (("x", xs), ("y", ys)):
        if len(values) < 2 or any(b <= a for a, b in pairwise(values)):
            raise _misfit(picture, f"the values of {name} must increase")
    if all(z is None for row in rows for z in row):
        raise _misfit(picture, "z holds no number")


def _misfit(picture: Mapping[str, Any], problem: str) -> RenderError:
    return RenderError(f"picture {picture.get('title')!r}: {problem}; correct the record")


def _padded(low: float, high: float) -> tuple[float, float]:
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _bands(xs: Numbers, ys: Numbers, rows: Any, bounds: Numbers, x: Axis, y: Axis) -> list[str]:
    from contourpy import FillType, contour_generator

    lines: Any = contour_generator(xs, ys, _masked(rows), fill_type=FillType.OuterOffset)
    parts = []
    for i, (low, high) in enumerate(pairwise(bounds)):
        # the outermost bands reach a little further, or the extreme values themselves stay white
        reach = (bounds[-1] - bounds[0]) * 1e-9
        points, offsets = lines.filled(low - reach * (i == 0), high + reach * (i == BANDS - 1))
        path = "".join(
            line_path(polygon[a:b], x, y) + "Z"
            for polygon, cuts in zip(points, offsets, strict=True)
            for a, b in pairwise(cuts)
        )
        if path:
            parts.append(f'<path class="band f{i}" d="{path}"/>')
    return parts


def _level_lines(xs: Numbers, ys: Numbers, rows: Any, levels: Levels, x: Axis, y: Axis) -> list[str]:
    from contourpy import LineType, contour_generator

    lines: Any = contour_generator(xs, ys, _masked(rows), line_type=LineType.Separate)
    paths = ["".join(line_path(line, x, y) for line in lines.lines(level["value"])) for level in levels]
    return [
        f'<path class="level halo" d="{path}"/><path class="level l{i % 3}" d="{path}"/>'
        for i, path in enumerate(paths)
        if path
    ]


def _masked(rows: Any) -> Any:
    import numpy

    return numpy.ma.masked_invalid([[math.nan if z is None else z for z in row] for row in rows])


def line_path(points: Any, x: Axis, y: Axis) -> str:
    """A polyline as the data of an SVG path."""
    return "M" + "L".join(f"{pixel(x(float(px)))} {pixel(y(float(py)))}" for px, py in points)


def _summit(xs: Numbers, ys: Numbers, rows: Any) -> tuple[float, float, float]:
    """The largest value and where: a bound attained at one point has no level line to show it."""
    height, column, row = max((z, i, j) for j, line in enumerate(rows) for i, z in enumerate(line) if z is not None)
    return height, xs[column], ys[row]


def _ring(summit: tuple[float, float, float], x: Axis, y: Axis) -> str:
    height, cx, cy = summit[0], x(summit[1]), y(summit[2])
    dy = 18 if cy < TOP + 20 else -9
    side = 'text-anchor="end" dx="-9"' if cx > (x.first + x.last) / 2 + 1 else 'dx="9"'
    return (
        f'<circle class="peak" cx="{pixel(cx)}" cy="{pixel(cy)}" r="4.5"/>'
        f'<text class="label" x="{pixel(cx)}" y="{pixel(cy)}" dy="{dy}" {side}>{number(height)}</text>'
    )


def frame(x: Axis, y: Axis) -> str:
    """The frame with its ticks and names."""
    bottom, left = HEIGHT - BOTTOM, LEFT
    parts = [f'<rect class="frame" x="{left}" y="{TOP}" width="{WIDTH - RIGHT - left}" height="{bottom - TOP}"/>']
    for value in x.ticks():
        at = pixel(x(value))
        parts.append(f'<path class="tick" d="M{at} {bottom}v5"/>')
        parts.append(f'<text x="{at}" y="{bottom + 19}" class="middle">{_compact(value)}</text>')
    for value in y.ticks():
        at = pixel(y(value))
        parts.append(f'<path class="tick" d="M{left} {at}h-5"/>')
        parts.append(f'<text x="{left - 9}" y="{at}" dy=".35em" class="end">{_compact(value)}</text>')
    middle = pixel((x.first + x.last) / 2)
    parts.append(f'<text class="name middle" x="{middle}" y="{HEIGHT - 8}">{escaped(x.name)}</text>')
    parts.append(f'<text class="name middle" x="{LEFT}" y="{TOP - 11}">{escaped(y.name)}</text>')
    return "".join(parts)


def scale_bar(scale: Axis, bounds: Numbers, levels: Levels, *, first: int = 0) -> str:
    """The colours of a picture with their values; `first` is the shade of the lowest."""
    left = WIDTH - RIGHT + 20
    parts = []
    for i, (low, high) in enumerate(pairwise(bounds)):
        top, height = scale(high), scale(low) - scale(high)
        parts.append(f'<rect class="f{i + first}" x="{left}" y="{pixel(top)}" width="14" height="{pixel(height)}"/>')
    taken = _apart([(scale(level["value"]), i) for i, level in enumerate(levels)])
    free = [value for value in scale.ticks() if all(abs(scale(value) - at) > 15 for at in taken.values())]
    parts += [f'<text x="{left + 20}" y="{pixel(scale(value))}" dy=".35em">{number(value)}</text>' for value in free]
    for i, level in enumerate(levels):
        label = level["label"].partition(" (")[0]
        label = label if len(label) <= 10 else number(level["value"])
        parts.append(f'<path class="level l{i % 3}" d="M{left - 4} {pixel(scale(level["value"]))}h22"/>')
        parts.append(f'<text class="strong" x="{left + 20}" y="{pixel(taken[i])}" dy=".35em">{escaped(label)}</text>')
    return "".join(parts)


def _apart(places: Sequence[tuple[float, int]], gap: float = 17) -> dict[int, float]:
    """Pixels for labels, top down, moved until none touches the next."""
    moved: dict[int, float] = {}
    last = -math.inf
    for at, i in sorted(places):
        last = moved[i] = max(at, last + gap)
    return moved


def _level_keys(levels: Levels) -> list[tuple[str, str]]:
    return [(f'<path class="level l{i % 3}" d="M0 5h34"/>', level["label"]) for i, level in enumerate(levels)]


def legend(items: Sequence[tuple[str, str]]) -> str:
    """What each mark means: pairs of a drawing of 34 by 10 and words."""
    box = '<svg viewBox="0 0 34 10" aria-hidden="true">'
    entries = [f"<span>{box}{mark}</svg>{escaped(words)}</span>" for mark, words in items]
    return f'<p class="key">{"".join(entries)}</p>'


def _compact(value: float) -> str:
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= max(size / 10, 1e4):
            return f"{value / size:g} {letter}"
    return number(value)


def grid_table(picture: Mapping[str, Any], xs: Numbers, ys: Numbers, rows: Any) -> str:
    """A closed table of some of the numbers of a grid."""
    columns, lines = _spread(len(xs)), _spread(len(ys))
    head = (f"{picture['y']['name']} ╲ {picture['x']['name']}", *(number(xs[i]) for i in columns))
    body = [(number(ys[j]), *("" if rows[j][i] is None else number(rows[j][i]) for i in columns)) for j in lines]
    whole = len(columns) == len(xs) and len(lines) == len(ys)
    note = "" if whole else "<p>A selection; the record holds every value.</p>"
    return _numbers(note + _table(head, body))


def _numbers(table: str) -> str:
    return f"<details><summary>The numbers of this picture</summary>{table}</details>"


def _spread(size: int) -> list[int]:
    steps = min(size, TABLE_ROWS) - 1
    return [round(i * (size - 1) / steps) for i in range(steps + 1)]


def _table(head: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    top = "".join(f'<th scope="col">{escaped(cell)}</th>' for cell in head)
    rows = "".join(_row(row) for row in body)
    table = f'<table class="numbers"><thead><tr>{top}</tr></thead><tbody>{rows}</tbody></table>'
    return f'<div class="scroll">{table}</div>'


def _row(row: Sequence[str]) -> str:
    cells = "".join(f"<td>{escaped(cell)}</td>" for cell in row[1:])
    return f'<tr><th scope="row">{escaped(row[0])}</th>{cells}</tr>'


def pixel(place: float) -> str:
    """A place in the picture with one decimal."""
    return f"{place:.1f}".removesuffix(".0")


def escaped(value: Any) -> str:
    """Words that stay text inside markup."""
    return escape(visible(shortened(value if isinstance(value, str) else as_json(value, indent=None), 600)))
