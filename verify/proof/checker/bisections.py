"""Boxes to which facts confine symbols, and their bisections into cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from .enclosures import Cell, Enclosure
from .facts import Fact
from .formulas import Formula
from .intervals import Interval, rounded_up
from .polynomials import ONE
from .rationals import read_number
from .syntax import symbols_of
from .terms import read_term
from .work import RefusedError, Work, shown

MOST_PRECISION = 1024
MOST_SPLITS = 1 << 15  # characters of one tree
DEEPEST_SPLIT = 96  # halvings of one side
SIDES = "0123456789abcdefghijklmnopqrstuvwxyz"


def halved(cell: Cell, side: int) -> tuple[Cell, Cell]:
    """The two halves of a cell along one of its sides."""
    n, d = cell[side]
    lower, upper = ((*cell[:side], (2 * n + i, d + 1), *cell[side + 1 :]) for i in (0, 1))
    return lower, upper


def leaves(tree: object, start: Cell, work: Work) -> Iterator[Cell]:
    """The cells of a bisection: a dot is a cell, a side's digit stands before the trees of its lower and upper half.

    Raises:
        RefusedError: it is no such tree.
    """
    if not isinstance(tree, str) or not 0 < len(tree) <= MOST_SPLITS:
        raise RefusedError(f"a bisection is no text of at most {MOST_SPLITS} characters")
    agenda = [start]
    for character in tree:
        work.spend(1)
        if not agenda:
            raise RefusedError("a bisection goes on after its end")
        cell = agenda.pop()
        if character == ".":
            yield cell
            continue
        side = SIDES.find(character)
        if not 0 <= side < len(cell) or cell[side][1] >= DEEPEST_SPLIT:
            raise RefusedError("a bisection halves a side that the box does not have, or too often")
        agenda += reversed(halved(cell, side))
    if agenda:
        raise RefusedError("a bisection ends before its end")


def mean_enclosure(mean: Any, bits: int, work: Work) -> Enclosure:
    """The enclosure of what an expectation is the mean of, over its independent uniform variables."""
    laws, body = mean
    box: dict[str, tuple[Fraction, Fraction]] = {}
    for name, low, high in laws:
        box[name] = read_number(low), read_number(high)
        if box[name][0] >= box[name][1]:
            raise RefusedError("a uniform law is on no interval")
    if not 0 < len(box) == len(laws) <= len(SIDES):
        raise RefusedError("an expectation is over nothing, over too many variables, or over one twice")
    formula = Formula(work, bound=box)
    return Enclosure(formula, formula.read(body), box, bits)


def mean_by(inside: Enclosure, tree: object) -> Interval:
    """The mean over the cells of a bisection, each weighed with its share of the box."""
    low = high = 0
    scale = len(inside.names) * DEEPEST_SPLIT
    for cell in leaves(tree, inside.start(), inside.formula.work):
        shift = scale - sum(depth for _, depth in cell)
        part = inside.mean_on(cell)
        low, high = low + (part[0] << shift), high + (part[1] << shift)
    return low >> scale, rounded_up(high, scale)


def bounds_among(facts: Iterable[Fact], work: Work) -> dict[str, tuple[Fraction | None, Fraction | None]]:
    """The numbers between which facts say that a symbol is: of each the least and the largest, None for none."""
    found: dict[str, tuple[Fraction | None, Fraction | None]] = {}
    for fact in facts:
        bound = _bound_of(fact, work)
        if bound is None:
            continue
        name, end, signs = bound
        low, high = found.get(name, (None, None))
        low = end if 1 in signs and (low is None or end > low) else low
        found[name] = low, (end if -1 in signs and (high is None or end < high) else high)
    return found


def _bound_of(fact: Fact, work: Work) -> tuple[str, Fraction, tuple[int, ...]] | None:
    """Of a fact a x + b >= 0 the symbol x, the end -b / a, and the sign of a; both signs for an equation."""
    if fact.relation == "!=0" or not fact.term or fact.term[0] not in ("symbol", "neg", "add", "sub", "mul", "div"):
        return None
    names = symbols_of(fact.term)
    if len(names) != 1:
        return None
    (name,) = names
    trial = Work(work.left)  # what is refused half-way leaves nothing behind
    try:
        value = read_term(fact.term, frozenset(), trial)
    except RefusedError:
        return None
    finally:
        work.left = max(trial.left, 0)
    slope, constant = value.numerator.get(((name, 1),)), value.numerator.get((), Fraction(0))
    if value.denominator != ONE or slope is None or not value.numerator.keys() <= {((name, 1),), ()}:
        return None
    signs = (1, -1) if fact.relation == "=0" else (1 if slope > 0 else -1,)
    return name, -Fraction(constant) / slope, signs


def box_of(terms: Iterable[Any], facts: list[Fact], work: Work) -> dict[str, tuple[Fraction, Fraction]]:
    """The box to which facts confine the symbols of terms.

    Raises:
        RefusedError: some symbol has no lower or no upper bound, or a term has an operation that is not enclosed.
    """
    formula = Formula(work)
    for term in terms:
        formula.read(term)
    bounds = bounds_among(facts, work) if formula.symbols() else {}
    box = {}
    for name in sorted(formula.symbols()):
        low, high = bounds.get(name, (None, None))
        if low is None or high is None:
            raise RefusedError(
                f"no fact bounds {shown(name)} {'from below' if low is None else 'from above'} by a number"
            )
        box[name] = low, max(low, high)
    if len(box) > len(SIDES):
        raise RefusedError(f"an enclosure is over more than {len(SIDES)} symbols")
    return box


def enclosure_of(
    term: Any, box: dict[str, tuple[Fraction, Fraction]], bits: object, trees: object, work: Work
) -> Enclosure:
    """The enclosure of a term over a box, with its expectations enclosed by bisections of their own.

    Raises:
        RefusedError: the number of bits is none, or an expectation has no bisection.
    """
    if isinstance(bits, bool) or not isinstance(bits, int) or not 16 <= bits <= MOST_PRECISION:
        raise RefusedError(f"an enclosure is computed with 16 to {MOST_PRECISION} bits")
    formula = Formula(work)
    enclosure = Enclosure(formula, formula.read(term), box, bits)
    if not isinstance(trees, list) or len(trees) != len(formula.means):
        raise RefusedError("an enclosure needs a list 'means' with one bisection for each expectation")
    enclosure.means = [
        mean_by(mean_enclosure(mean, bits, work), tree) for mean, tree in zip(formula.means, trees, strict=True)
    ]
    return enclosure


def has_sign(relation: str, values: Interval) -> bool:
    """Whether all values of an interval are in a relation to 0."""
    low, high = values
    return {">0": low > 0, ">=0": low >= 0, "!=0": low > 0 or high < 0, "=0": low == high == 0}[relation]


def lacks_sign(relation: str, values: Interval) -> bool:
    """Whether no value of an interval is in a relation to 0."""
    low, high = values
    return {">0": high <= 0, ">=0": high < 0, "!=0": low == high == 0, "=0": low > 0 or high < 0}[relation]
