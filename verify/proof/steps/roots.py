"""Square roots of numbers: between which rational numbers they lie, as two facts from one square.

For s = √c, a rational number r near it, and the mean m of r and c/r, (s - r)² ≥ 0 says s ≤ m, and s times that says
s ≥ c/m.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from typing import TYPE_CHECKING, Any

from verify.carriers.terms import as_number

if TYPE_CHECKING:
    from verify.proof.steps.squares import Derivation

DIGITS = 24  # of the rational number; of the bounds twice as many are right


def learn_root_bounds(derivation: Derivation) -> None:
    """Add both bounds of each square root of a positive number that the goal is about."""
    ring = derivation.ring
    for name, generator in list(ring.generators.items()):
        radicand = as_number(generator[1]) if generator[0] == "sqrt" else None
        positive = derivation.find_positive(ring.generator(name)) if radicand else None
        if radicand is None or positive is None:
            continue
        root, near = ring.generator(name), _near_root(radicand)
        mean = (radicand / near + near) / 2
        square = {
            "coefficient": str(1 / (2 * near)),
            "factors": [],
            "squares": [ring.to_term(root - ring.constant(near))],
        }
        above = derivation.learn(ring.constant(mean) - root, _sum_of(square), strict=False)
        product = {"coefficient": str(1 / mean), "factors": [above.index, positive.index], "squares": []}
        derivation.learn(root - ring.constant(radicand / mean), _sum_of(product), strict=False)


def _sum_of(summand: dict[str, Any]) -> dict[str, Any]:
    return {"rule": "combination", "over": [], "summands": [summand]}


def _near_root(radicand: Fraction) -> Fraction:
    """The square root if it is rational, else a rational number near it, not 0."""
    above, below = isqrt(radicand.numerator), isqrt(radicand.denominator)
    if above**2 == radicand.numerator and below**2 == radicand.denominator:
        return Fraction(above, below)
    zeros = max(0, radicand.denominator.bit_length() - radicand.numerator.bit_length())  # before its first digit
    scale = 10**DIGITS << zeros // 2
    return Fraction(max(1, isqrt(radicand.numerator * scale**2 // radicand.denominator)), scale)
