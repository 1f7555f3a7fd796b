"""Relations: what a theorem function returns. Ordinary functions, each of two sides.

Definedness is part of the mathematics: a relation one of whose sides has no value (0/0, log 0, NaN) does not hold.
`docs/definedness.md` has the table for every relation and carrier.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from verify.carriers.namespace import largest
from verify.carriers.terms import Atom
from verify.carriers.value import Value, carrier_of, lift
from verify.errors import DomainError

_WORDS = {
    "at_least": "≥",
    "at_most": "≤",
    "strictly_less": "<",
    "strictly_greater": ">",
    "equal": "=",
    "has_root": "⋯ 0 ⋯",
}


@dataclass(frozen=True)
class Relation:
    """Two sides and what is claimed of them."""

    kind: str
    left: Any
    right: Any

    @property
    def strict(self) -> bool:
        """Whether a margin of 0 breaks the relation."""
        return self.kind in ("strictly_less", "strictly_greater")

    @property
    def sign(self) -> str:
        """The relation as a sign, for people."""
        return _WORDS[self.kind]

    def sides(self) -> tuple[Value, Value]:
        """Both sides as values of one carrier."""
        carrier = carrier_of(self.left, self.right)
        return Value(carrier, lift(carrier, self.left)), Value(carrier, lift(carrier, self.right))

    def margin(self) -> Value:
        """How far the relation is from breaking: negative when broken, 0 when it just holds (or breaks, if strict)."""
        left, right = self.sides()
        self._must_be_comparable(left.payload, right.payload)
        if self.kind in ("at_least", "strictly_greater"):
            return left - right
        if self.kind in ("at_most", "strictly_less"):
            return right - left
        return -largest(abs(left - right))

    def _must_be_comparable(self, left: Any, right: Any) -> None:
        # numpy and torch would repeat the smaller side, and an equation of unlike things would hold
        shapes = [tuple(getattr(side, "shape", ())) for side in (left, right)]
        if all(len(shape) < 2 for shape in shapes):  # numbers, or lanes of numbers
            return
        if self.kind != "equal":
            raise DomainError(f"{self.kind}() got a matrix", remedy="compare entries, traces or norms")
        is_zero = any(isinstance(side, int | Fraction) and side == 0 for side in (self.left, self.right))
        if shapes[0] != shapes[1] and not is_zero:
            raise DomainError(f"equal() got the shapes {shapes[0]} and {shapes[1]}", remedy="give sides of one shape")

    def atom(self) -> Atom:
        """The relation of terms, as a comparison with 0."""
        left, right = self.sides()
        if self.kind == "equal":
            self._must_be_comparable(left.payload, right.payload)
            return Atom("=0", left.carrier.term_of((left - right).payload))
        return Atom(">0" if self.strict else ">=0", self.margin().payload)


def at_least(left: Any, right: Any) -> Relation:
    """Left ≥ right."""
    return Relation("at_least", left, right)


def at_most(left: Any, right: Any) -> Relation:
    """Left ≤ right."""
    return Relation("at_most", left, right)


def strictly_less(left: Any, right: Any) -> Relation:
    """Left < right."""
    return Relation("strictly_less", left, right)


def strictly_greater(left: Any, right: Any) -> Relation:
    """Left > right."""
    return Relation("strictly_greater", left, right)


def equal(left: Any, right: Any) -> Relation:
    """Left = right, exactly."""
    return Relation("equal", left, right)
