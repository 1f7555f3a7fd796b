"""The budget of work, and what is said when a certificate is refused."""

from __future__ import annotations

import reprlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .functions import Angle
    from .polynomials import Ratio
    from .sums import Indexed

MOST_WORK = 250_000  # products of two short monomials, in one closure or one model


class RefusedError(Exception):
    """A certificate that is not one, and why."""


class Work:
    """A budget, so that a hostile certificate is refused and not computed."""

    def __init__(self, budget: int = MOST_WORK) -> None:
        self.left = budget
        self.sizes: dict[str, int] = {}  # what a model says of the sizes in shapes
        self.roots: dict[str, Ratio] = {}  # the generators whose squares are known, and these squares
        self.angles: dict[str, Angle] = {}  # the generators that are exponentials, sines or cosines
        self.indices: dict[str, str] = {}  # sizes of the free indices, and of those of sums that are being read
        self.integers: frozenset[str] = frozenset()  # as the terms with indices have them
        self.fixed: frozenset[str] = frozenset()  # the indices of hypotheses
        self.ranges: frozenset[str] | None = None  # the sizes of the goal's indices; None where no goal is proved
        self.may_be_empty: frozenset[str] = frozenset()  # those of the indices of all goals of the proof
        self.opened = 0  # how many sums have been read
        self.parts: dict[str, Indexed] = {}  # what generators are made of
        self.counters: set[str] = set()  # of the sums around a term

    def fit(self, size: object, number: int) -> None:
        """Note that a size is a number; a size written as a number is that number.

        Raises:
            RefusedError: it is another one.
        """
        text = str(size)
        if "*" in text:
            raise RefusedError("the model has a matrix whose size is a product")
        if (int(text) if text.isdecimal() else self.sizes.setdefault(text, number)) != number:
            raise RefusedError(f"the model gives the size {shown(text)} two values")

    def spend(self, units: int) -> None:
        self.left -= units
        if self.left < 0:
            raise RefusedError(f"it needs more than {MOST_WORK} units of work")


def shown(data: object) -> str:
    """Data of a record as a short text that cannot imitate a line of this program."""
    text = data if isinstance(data, str) else reprlib.repr(data)
    return "".join(c if c.isascii() and c.isprintable() else ascii(c)[1:-1] for c in text[:200])
