"""Polynomials on a box in Bernstein form: with enough factors x - a and b - x, what is positive there shows it.

A polynomial of degree n in x is one sum of multiples of (x - a)ⁱ (b - x)ⁿ⁻ⁱ. If no coefficient is negative, the sum is
a certificate; a higher n brings the coefficients nearer to the values of the polynomial (Bernstein 1915).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import product
from math import comb, prod
from typing import NamedTuple

from verify.proof.polynomials import Polynomial, Ring, as_fraction
from verify.proof.steps.products import KnownFact, Product, Solution

RAISED = (0, 2, 4, 8)  # by how much the degree in each variable is raised, in turn
MOST_COEFFICIENTS = 200  # of one form: the checker multiplies every one of its summands out
Note = Callable[[Polynomial, list[int]], int]


ONE = Fraction(1)


class Side(NamedTuple):
    """A fact that bounds a variable from one side: `scale` times the distance from `end`."""

    fact: KnownFact
    scale: Fraction
    end: Fraction


Box = dict[str, tuple[Side, Side]]  # lower and upper
Coefficients = dict[tuple[int, ...], Fraction]  # by exponents


def search_on_box(
    ring: Ring, known: Sequence[KnownFact], target: Polynomial, note: Note, *, strict: bool
) -> Solution | None:
    """The target in Bernstein form on the box of the facts, if each of its variables is bounded from both sides and no
    coefficient is negative; for a strict target the least coefficient must be positive, and is split off.

    `note(polynomial, factors)` is told the products of facts that are used, and gives each a number.
    """
    box = _box(ring, known, target)
    if box is None:
        return None
    if prod(int(degree) + 1 for degree in target.degrees()) > MOST_COEFFICIENTS:
        return None
    plain = _on_the_unit_box(ring, box, target)
    degrees = [max(exponents[i] for exponents in plain) for i in range(len(box))]
    for more in RAISED:
        raised = [degree + more for degree in degrees]
        if prod(degree + 1 for degree in raised) > MOST_COEFFICIENTS:
            return None
        form = _bernstein(plain, raised)
        least = min(form.values())
        if least > 0 or (least == 0 and not strict):
            return list(_summands(ring, box, raised, form, least if strict else 0 * ONE, note))
    return None


def _box(ring: Ring, known: Sequence[KnownFact], target: Polynomial) -> Box | None:
    """The tightest bounds of the variables of the target among the facts; None if one is missing."""
    box: Box = {}
    for name in sorted(ring.used(target)):
        about = [fact for fact in known if ring.used(fact.polynomial) == {name}]
        linear = [_side(fact) for fact in about if fact.polynomial.total_degree() == 1]
        low = max((side for side in linear if side.scale > 0), key=lambda side: side.end, default=None)
        high = min((side for side in linear if side.scale < 0), key=lambda side: side.end, default=None)
        if low is None or high is None or low.end >= high.end:
            return None
        box[name] = low, high
    return box or None


def _side(fact: KnownFact) -> Side:
    """A linear fact scale * (x - end) of one variable."""
    parts = {sum(exponents): as_fraction(coefficient) for exponents, coefficient in fact.polynomial.terms()}
    return Side(fact, parts[1], -parts.get(0, Fraction(0)) / parts[1])


def _on_the_unit_box(ring: Ring, box: Box, target: Polynomial) -> Coefficients:
    """The coefficients of the target as a polynomial of t, where each variable is low + (high - low) t."""
    moved = [
        ring.constant(box[name][0].end) + ring.constant(box[name][1].end - box[name][0].end) * ring.generator(name)
        if name in box
        else ring.generator(name)
        for name in ring.names
    ]
    places = [ring.names.index(name) for name in box]
    return {
        tuple(int(exponents[place]) for place in places): as_fraction(coefficient)
        for exponents, coefficient in target.compose(*moved, ctx=ring.context).terms()
    }


def _bernstein(plain: Coefficients, degrees: Sequence[int]) -> Coefficients:
    """The Bernstein coefficients: what stands before the binomials times tⁱ (1 - t)ⁿ⁻ⁱ."""

    def share(index: tuple[int, ...], low: tuple[int, ...]) -> Fraction:
        return prod((Fraction(comb(i, k), comb(n, k)) for i, k, n in zip(index, low, degrees, strict=True)), start=ONE)

    return {
        index: sum((coefficient * share(index, low) for low, coefficient in plain.items()), start=0 * ONE)
        for index in product(*(range(degree + 1) for degree in degrees))
    }


def _summands(
    ring: Ring, box: Box, degrees: Sequence[int], form: Coefficients, constant: Fraction, note: Note
) -> Iterator[tuple[Fraction, Product]]:
    """The form as multiples of products of facts, with a constant split off: the binomials sum up to 1."""
    bases = [[_basis(side, i, n, note) for i in range(n + 1)] for side, n in zip(box.values(), degrees, strict=True)]
    if constant:
        yield constant, Product(ring.one, (), (), strict=True)
    for index, coefficient in form.items():
        chosen = [basis[i] for basis, i in zip(bases, index, strict=True)]
        weight = (coefficient - constant) * prod((scale for scale, _ in chosen), start=ONE)
        if weight:
            yield weight, Product(ring.one, tuple(fact for _, fact in chosen), (), strict=False)


def _basis(sides: tuple[Side, Side], i: int, n: int, note: Note) -> tuple[Fraction, int]:
    """A binomial times tⁱ (1 - t)ⁿ⁻ⁱ, as a multiple of a product of facts, which is noted as a fact of its own."""
    low, high = sides
    width = high.end - low.end
    product = low.fact.polynomial**i * high.fact.polynomial ** (n - i)
    scale = comb(n, i) / ((low.scale * width) ** i * (-high.scale * width) ** (n - i))
    return scale, note(product, [low.fact.index] * i + [high.fact.index] * (n - i))
