"""Products of known facts, and the linear program that finds which of them sum up to a polynomial.

A linear program in floats (HiGHS) proposes which products are needed; python-flint solves for their coefficients
exactly, and anything that is not exact is dropped. A failed search says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, combinations_with_replacement
from typing import Any

import flint

from verify.proof.polynomials import Polynomial, Ring, as_fraction

MOST_PRODUCTS = 4000  # columns of one linear program
MOST_FACTORS = 4
_SHARES = (1e-6, 0.125)  # of sure summands in a positive target, tried in turn
_LARGEST_ENTRY = 10**12  # from 10¹⁵ on HiGHS takes a coefficient for infinite; facts about patterns of 64 bits have 2⁵²


@dataclass(frozen=True)
class KnownFact:
    """A fact of the derivation that is a polynomial with a sign."""

    index: int
    polynomial: Polynomial
    strict: bool
    applied: bool = False  # whether a proof asked for it: its symbols may cancel


@dataclass(frozen=True)
class Product:
    """A candidate summand: a product of known facts and of squares."""

    polynomial: Polynomial
    factors: tuple[int, ...]
    squares: tuple[Polynomial, ...]
    strict: bool


Solution = list[tuple[Fraction, Product]]


def degree_of(polynomial: Polynomial) -> int:
    """The total degree."""
    return int(polynomial.total_degree())


def search(
    ring: Ring,
    known: list[KnownFact],
    target: Polynomial,
    *,
    strict: bool,
    extra_degrees: Sequence[int],
    wide: bool = False,
) -> Solution | None:
    """Coefficients and products that sum up to the target exactly, or None if none were found.

    A `wide` search also has the facts about other symbols than the target's, which help only where those symbols cancel
    each other, and the squares of distances from the middle of an interval to which a symbol is bound.
    """
    if target == 0 and not strict:
        return []
    if target != 0 and target.is_constant() and as_fraction(target.leading_coefficient()) > 0:
        # it may be below what the tolerance of the linear program can tell from 0
        return [(as_fraction(target.leading_coefficient()), Product(ring.one, (), (), strict=True))]
    facts, names = _useful(ring, known, target)
    middles = _distances_from_the_middle(ring, known, names) if wide else []
    for extra in extra_degrees:
        products = _products(ring, known if wide else facts, names, max(degree_of(target), 1) + extra, middles)
        solution = _solve(products, target, strict=strict)
        if solution is not None:
            return solution
    return None


def search_with_multiplier(
    ring: Ring, known: list[KnownFact], target: Polynomial, *, strict: bool, extra: int = 0
) -> tuple[Solution, Solution] | None:
    """A positive multiplier and the summands of multiplier * target, both exactly, or None if none were found.

    Some targets that are positive are no sum of products themselves: w a + (1 - w) b for positive a, b and w in [0, 1]
    is one, and becomes a sum when it is multiplied by a + b. Summands may have `extra` degrees that cancel.
    """
    facts, names = _useful(ring, known, target)
    multipliers = [
        Product(f.polynomial, (f.index,), (), strict=True) for f in facts if f.strict and degree_of(f.polynomial)
    ]
    if not multipliers:
        return None
    degree = degree_of(target) + max(degree_of(m.polynomial) for m in multipliers) + extra
    products = _products(ring, facts, names, degree)
    negated = [Product(-(m.polynomial * target), m.factors, (), strict=False) for m in multipliers]
    together = _solve([*products, *negated], target * 0, strict=strict, multipliers=len(negated))
    if together is None:
        return None
    chosen = {id(product): multiplier for product, multiplier in zip(negated, multipliers, strict=True)}
    multiplier = [(c, chosen[id(product)]) for c, product in together if id(product) in chosen]
    summands = [(c, product) for c, product in together if id(product) not in chosen]
    return (multiplier, summands) if multiplier else None


def search_with_tangents(
    ring: Ring, known: list[KnownFact], target: Polynomial, *, strict: bool
) -> tuple[Solution, Solution] | None:
    """A multiplier and the summands of multiplier * target, like `search_with_multiplier`, where no summand has more
    than one fact besides a positive one: enough for sums of tangents with positive weights."""
    positive = [fact for fact in known if fact.strict and not fact.applied]
    weights = [Product(ring.one, (), (), strict=True)]
    weights += [Product(fact.polynomial, (fact.index,), (), strict=True) for fact in positive]
    products = list(weights)
    for fact in known:
        for weight in weights:
            factors = (*weight.factors, fact.index)
            products.append(Product(weight.polynomial * fact.polynomial, factors, (), strict=fact.strict))
    negated = [Product(-(weight.polynomial * target), weight.factors, (), strict=False) for weight in weights]
    together = _solve([*products, *negated], target * 0, strict=strict, multipliers=len(negated))
    if together is None:
        return None
    chosen = {id(product): weight for product, weight in zip(negated, weights, strict=True)}
    multiplier = [(c, chosen[id(product)]) for c, product in together if id(product) in chosen]
    summands = [(c, product) for c, product in together if id(product) not in chosen]
    return (multiplier, summands) if multiplier else None


def _useful(ring: Ring, known: list[KnownFact], target: Polynomial) -> tuple[list[KnownFact], frozenset[str]]:
    """The facts whose symbols are in the target or in what a proof asked for, and these symbols."""
    names = ring.used(target).union(*(ring.used(fact.polynomial) for fact in known if fact.applied))
    return [fact for fact in known if target == 0 or ring.used(fact.polynomial) <= names], names


def _distances_from_the_middle(ring: Ring, facts: list[KnownFact], names: frozenset[str]) -> list[Polynomial]:
    """The polynomial x - (a + b)/2 for each symbol x of which facts say x >= a and x <= b."""
    found = []
    for name in sorted(names):
        ends: dict[bool, list[Fraction]] = {True: [], False: []}
        for fact in facts:
            if ring.used(fact.polynomial) == {name} and degree_of(fact.polynomial) == 1:
                terms = {sum(exponents): as_fraction(c) for exponents, c in fact.polynomial.terms()}
                ends[terms[1] > 0].append(-terms.get(0, Fraction(0)) / terms[1])
        if ends[True] and ends[False]:
            middle = (max(ends[True]) + min(ends[False])) / 2
            found.append(ring.generator(name) - ring.constant(middle))
    return found


def _products(
    ring: Ring, facts: list[KnownFact], names: frozenset[str], degree: int, roots: Sequence[Polynomial] = ()
) -> list[Product]:
    found = [Product(ring.one, (), (), strict=True)]
    roots = [*roots, *(ring.generator(a) - ring.generator(b) for a, b in combinations(sorted(names), 2))]
    roots += [ring.generator(a) for a in sorted(names)]
    roots += [root for root in ring.squared_in_goal() if ring.used(root) <= names and 2 * degree_of(root) <= degree]
    for count in range(MOST_FACTORS + 1):
        for chosen in combinations_with_replacement(facts, count):
            if sum(degree_of(fact.polynomial) for fact in chosen) > degree or len(found) > MOST_PRODUCTS:
                continue
            polynomial = ring.one
            for fact in chosen:
                polynomial = polynomial * fact.polynomial
            factors = tuple(fact.index for fact in chosen)
            if count:
                found.append(Product(polynomial, factors, (), all(fact.strict for fact in chosen)))
            if degree_of(polynomial) + 2 <= degree:
                found += [Product(polynomial * root * root, factors, (root,), strict=False) for root in roots]
    return found


def _solve(
    products: list[Product], target: Polynomial, *, strict: bool, multipliers: int = 0
) -> list[tuple[Fraction, Product]] | None:
    """Solve sum of coefficient * product = target with coefficients >= 0: floats choose the support, flint decides.

    The coefficients of the last `multipliers` products sum up to at least 1.
    """
    import numpy
    from scipy.optimize import linprog

    matrix, right, sizes = _equations(products, target)
    cost: Any = numpy.array([1.0 + degree_of(p.polynomial) for p in products])
    # if strict: at least one summand that is positive for sure; how much of it is free
    some_sure = [-1.0 if p.strict else 0.0 for p in products]
    some_multiplier = [-1.0 if j >= len(products) - multipliers else 0.0 for j in range(len(products))]
    sure: Any = numpy.array([some_sure, some_multiplier])
    # a tiny share of sure summands leaves the others free, but the nearest simple number to its coefficients may be 0
    for share in _SHARES if strict and (multipliers or target != 0) else (1.0 if strict else 0.0,):
        least: Any = numpy.array([-share, -1.0 if multipliers else 0.0])
        result = linprog(cost, A_ub=sure, b_ub=least, A_eq=matrix, b_eq=right, bounds=(0, None), method="highs-ds")
        if result.x is None:
            return None
        chosen = numpy.flatnonzero(result.x > 1e-10)
        support = [products[j] for j in chosen]
        exact = _exact_coefficients(support, target, (result.x / sizes)[chosen])
        if exact is None or any(c < 0 for c in exact):
            continue
        kept = [(c, p) for c, p in zip(exact, support, strict=True) if c]
        if not strict or any(p.strict for _, p in kept):
            return kept
    return None


def _equations(products: list[Product], target: Polynomial) -> tuple[Any, Any, Any]:
    """A row for each monomial, a column for each product, the target's coefficients, and what each column was divided
    by: 1, or a power of two near its largest entry."""
    import numpy
    from scipy.sparse import coo_array

    rows: dict[Any, int] = {}
    entries = [(rows.setdefault(m, len(rows)), j, c) for j, p in enumerate(products) for m, c in p.polynomial.terms()]
    wanted = {rows.setdefault(m, len(rows)): c for m, c in target.terms()}
    places: Any = ([i for i, _, _ in entries], [j for _, j, _ in entries])
    values: Any = numpy.array([float(as_fraction(c)) for _, _, c in entries])
    largest: Any = numpy.ones(len(products))
    numpy.maximum.at(largest, places[1], numpy.abs(values))
    sizes: Any = numpy.where(largest < _LARGEST_ENTRY, 1.0, numpy.exp2(numpy.ceil(numpy.log2(largest))))
    matrix: Any = coo_array((values / sizes[places[1]], places), (len(rows), len(products)))
    right: Any = numpy.array([float(as_fraction(wanted[i])) if i in wanted else 0.0 for i in range(len(rows))])
    return matrix.tocsr(), right, sizes


def _exact_coefficients(support: list[Product], target: Polynomial, nearby: Any) -> list[Fraction] | None:
    """The exact solution on a support; if it is not unique, free coefficients take simple values near the floats."""
    monomials = sorted({m for p in support for m, _ in p.polynomial.terms()} | {m for m, _ in target.terms()})
    columns = [dict(p.polynomial.terms()) for p in support]
    wanted = dict(target.terms())
    zero = flint.fmpq(0)
    rows = [[column.get(m, zero) for column in columns] + [wanted.get(m, zero)] for m in monomials]
    if not rows or not support:
        return None
    reduced, rank = flint.fmpq_mat(rows).rref()
    pivots = [next(j for j in range(len(support) + 1) if reduced[i, j] != 0) for i in range(rank)]
    if len(support) in pivots:
        return None
    solution = [Fraction(float(x)).limit_denominator(64) for x in nearby]
    for i, pivot in enumerate(pivots):
        value = as_fraction(reduced[i, len(support)])
        for j in range(pivot + 1, len(support)):
            if j not in pivots:
                value -= as_fraction(reduced[i, j]) * solution[j]
        solution[pivot] = value
    return solution
