"""Roots: that a continuous function vanishes somewhere in an interval, which a change of its sign shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from verify.carriers.terms import Atom
from verify.carriers.value import Value, carrier_of, lift
from verify.relations import Relation


@dataclass(frozen=True)
class RootRelation(Relation):
    """A function and an interval, `left` to `right`, in which it is claimed to vanish.

    Proofs show more: that it has values of both signs, or 0, at the two ends. A judge may find a change of sign
    between, or show that there is no root; a double root stays open.
    """

    function: Callable[[Value], Any]

    def _ends(self) -> tuple[Any, Any, Any]:
        carrier = carrier_of(self.left, self.right)
        return carrier, lift(carrier, self.left), lift(carrier, self.right)

    def sides(self) -> tuple[Value, Value]:
        """The values of the function at both ends."""
        carrier, low, high = self._ends()
        values = (self.function(Value(carrier, low)), self.function(Value(carrier, high)))
        left, right = (Value(carrier, lift(carrier, value)) for value in values)
        return left, right

    def margin(self) -> Value:
        """Not negative where a root is seen, negative where there is none."""
        carrier, low, high = self._ends()
        return Value(carrier, carrier.sign_change(self.function, low, high))

    def atom(self) -> Atom:
        """That the values at the ends have no product above 0; that the function is continuous adds further goals."""
        carrier, low, high = self._ends()
        carrier.must_be_continuous(self.function, low, high)
        left, right = self.sides()
        return Atom(">=0", (-(left * right)).payload)


def has_root(function: Callable[[Value], Any], low: Any, high: Any) -> RootRelation:
    """The function of one number, continuous from `low` to `high`, vanishes somewhere there, the ends included.

    It is proved by the intermediate value theorem: the function has a value at each point between, takes no branch,
    and its values at the ends are not on the same side of 0.
    """
    return RootRelation("has_root", low, high, function)
