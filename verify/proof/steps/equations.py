"""Hypotheses that are equations: each is solved for one symbol, which is then replaced everywhere.

To the checker, a replacement is adding a multiple of the equation: a · h = ¼ (a + 1)² h - ¼ (a - 1)² h.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from verify.proof.polynomials import Polynomial, Ring

Summand = dict[str, Any]


@dataclass(frozen=True)
class Equation:
    """A polynomial that is 0, and the generator that it is solved for: it occurs once, and not beside others.

    `index` is the fact that the polynomial is 0, `opposite` the fact that minus the polynomial is.
    """

    index: int
    opposite: int
    polynomial: Polynomial
    solved_for: str
    slope: Any


def solvable_for(ring: Ring, polynomial: Polynomial) -> tuple[str, Any] | None:
    """A generator that occurs in one monomial only, alone and not squared, and its coefficient."""
    terms = [(list(map(int, exponents)), coefficient) for exponents, coefficient in polynomial.terms()]
    for place, name in enumerate(ring.names):
        having = [(exponents, coefficient) for exponents, coefficient in terms if exponents[place]]
        if len(having) == 1 and sum(having[0][0]) == 1:
            return name, having[0][1]
    return None


def replaced(ring: Ring, equation: Equation, polynomial: Polynomial) -> tuple[Polynomial, Polynomial]:
    """The polynomial without the symbol that the equation is solved for, and the multiple of the equation in it."""
    place = ring.names.index(equation.solved_for)
    value = ring.generator(equation.solved_for) - equation.polynomial / equation.slope
    total = ring.one * 0
    for exponents, coefficient in polynomial.terms():
        rest = [int(e) for e in exponents]
        power, rest[place] = rest[place], 0
        total += ring.context.from_dict({tuple(rest): coefficient}) * value**power
    return total, (polynomial - total) / equation.polynomial


def multiple(ring: Ring, equation: Equation, factor: Polynomial, *, sign: int = 1) -> list[Summand]:
    """Summands with positive coefficients that sum to ± factor times the equation."""
    if factor == 0:
        return []
    plus, minus = (equation.index, equation.opposite) if sign > 0 else (equation.opposite, equation.index)
    return [
        {"coefficient": "1/4", "factors": [plus], "squares": [ring.to_term(factor + 1)]},
        {"coefficient": "1/4", "factors": [minus], "squares": [ring.to_term(factor - 1)]},
    ]
