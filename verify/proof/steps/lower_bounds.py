"""How far below 0 what could not be proved may be: the best lower bound that products of facts give.

Floats look for the lowest point and for the bound; what is reported was shown exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations
from math import floor
from typing import Any

from verify.proof.polynomials import Polynomial, Ring, as_fraction
from verify.proof.steps.products import HIGHS, KnownFact, Product, degree_of, equations, products_of, solve, useful

MOST_TERMS = 200  # of what a lowest point is looked for
MOST_SYMBOLS = 12
SIMPLE = 1000  # the largest denominator that a bound is first tried with
DIGITS = 10**6


def lower_bound(
    ring: Ring, known: list[KnownFact], target: Polynomial, points: Sequence[Sequence[Any]]
) -> Fraction | None:
    """A number that a polynomial is shown not to be below where the facts hold, the largest that products of degree up
    to its own, or the next even one, give, up to six digits; None if they give none. `points` meet the facts.

    Raises:
        NotProvedError: no work is left for it.
    """
    import numpy
    from scipy.optimize import linprog

    facts, names = useful(ring, known, target)
    roots = _roots_at_the_lowest_point(ring, facts, target, points)
    degree = max(degree_of(target), 1)
    products = products_of(ring, facts, names, degree + degree % 2, roots)
    try:
        matrix, right, sizes = equations(ring, [*products, Product(-ring.one, (), (), strict=False)], target)
    except OverflowError:
        return None
    cost: Any = numpy.zeros(len(products) + 1)
    cost[0], cost[-1] = -1.0, 1.0  # the constant is what is left when all of the polynomial is written
    result = linprog(cost, A_eq=matrix, b_eq=right, bounds=(0, None), **HIGHS)
    if result.x is None or result.status != 0:
        return None
    best = Fraction(float((result.x / sizes)[0] - (result.x / sizes)[-1]))
    for bound in (best.limit_denominator(SIMPLE), Fraction(floor(best * DIGITS - 1), DIGITS)):
        rest = target - ring.constant(bound)
        if abs(bound - best) * 10**5 < 1 + abs(best) and (
            rest == 0 or solve(ring, products, rest, strict=False) is not None
        ):
            return bound
    return None


def _roots_at_the_lowest_point(
    ring: Ring, facts: list[KnownFact], target: Polynomial, points: Sequence[Sequence[Any]]
) -> list[Polynomial]:
    """Polynomials that vanish at a point where the target seems to be lowest: their squares show it."""
    places = [ring.names.index(name) for name in sorted(ring.used(target))]
    if not places or len(places) > MOST_SYMBOLS or len(target) > MOST_TERMS:
        return []
    try:
        lowest = _lowest(ring, facts, target, points)
    except OverflowError:  # a coefficient that floats do not have
        return []
    found = []
    for place in places:
        here, symbol = ring.constant(lowest[place]), ring.generator(ring.names[place])
        found += [symbol - here, symbol**2 - here**2]
    for i, j in combinations(places, 2):
        first, second = (ring.generator(ring.names[k]) for k in (i, j))
        difference = ring.constant(lowest[i] - lowest[j])
        found += [first - second - difference, first + second - ring.constant(lowest[i] + lowest[j])]
        found.append(first * second - ring.constant(lowest[i] * lowest[j]))
    return [root for root in found if not root.is_constant()]


def _lowest(ring: Ring, facts: list[KnownFact], target: Polynomial, points: Sequence[Sequence[Any]]) -> list[Fraction]:
    """A point near which the target is low, with simple coordinates; floats find it from the lowest of the points."""
    from scipy.optimize import minimize

    begin = min(points, key=lambda point: as_fraction(target(*point)), default=[0] * len(ring.names))
    within: Any = [{"type": "ineq", "fun": _in_floats(fact.polynomial)} for fact in facts]
    with _quiet():
        found = minimize(_in_floats(target), [float(as_fraction(c)) if c else 0.0 for c in begin], constraints=within)
    coordinates = [float(x) if abs(float(x)) < DIGITS else 0.0 for x in found.x]
    return [Fraction(x).limit_denominator(64) for x in coordinates]


def _quiet() -> Any:
    """Without the warnings of a search in floats that runs away: what it finds decides nothing."""
    import numpy

    return numpy.errstate(all="ignore")


def _in_floats(polynomial: Polynomial) -> Callable[[Any], float]:
    import numpy

    terms = [([int(e) for e in exponents], float(as_fraction(c))) for exponents, c in polynomial.terms()]
    exponents: Any = numpy.array([powers for powers, _ in terms])
    coefficients: Any = numpy.array([c for _, c in terms])
    return lambda x: float(coefficients @ numpy.prod(numpy.power(x, exponents), axis=1))
