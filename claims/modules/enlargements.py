"""Linear maps R that make vectors longer, each with a map R⁺ back: R⁺R is the identity.

A layer Ã widens a layer A without loss if Ã(Rx) = R'A(x) for all x, with an enlargement R of its inputs and one, R', of
its outputs. Here each entry of Rx is a multiple of one entry of x or, where nothing is copied, 0 or the mean of x.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from verify.errors import DomainError


@dataclass(frozen=True)
class Enlargement:
    """Entry i of Rx is scale · x[source[i]]; where the source is None it is 0, or scale times the mean of x.

    Raises:
        DomainError: an entry of x is not copied, so that there is no way back, or the scale is not positive.
    """

    small: int
    source: tuple[int | None, ...]
    scale: float = 1
    filled_with_mean: bool = False

    def __post_init__(self) -> None:
        if {each for each in self.source if each is not None} != set(range(self.small)):
            raise DomainError(
                f"an enlargement of {self.small} entries copies {self.source}",
                remedy="copy each entry from 0 on at least once",
            )

        if not self.scale > 0:
            raise DomainError(f"an enlargement has the scale {self.scale}", remedy="give a positive one")

    @property
    def large(self) -> int:
        """The length of Rx."""
        return len(self.source)

    @property
    def copies(self) -> list[int]:
        """How often each entry is copied."""
        counts = Counter(self.source)
        return [counts[entry] for entry in range(self.small)]

    def scaled(self, factor: float) -> Enlargement:
        """The enlargement, times a factor."""
        return replace(self, scale=self.scale * factor)

    def padded(self, large: int) -> Enlargement:
        """The enlargement, and zeros after it up to a length."""
        return replace(self, source=self.source + (None,) * (large - self.large))

    def matrix(self) -> Tensor:
        """R, in float64."""
        elsewhere = 1 / self.small if self.filled_with_mean else 0
        rows = torch.full((self.large, self.small), elsewhere, dtype=torch.float64)
        for row, entry in enumerate(self.source):
            if entry is not None:
                rows[row] = 0
                rows[row, entry] = 1
        return self.scale * rows

    def inverse(self) -> Tensor:
        """R⁺, in float64: the mean of the copies of each entry, divided by the scale."""
        columns = torch.zeros(self.small, self.large, dtype=torch.float64)
        copies = self.copies
        for column, entry in enumerate(self.source):
            if entry is not None:
                columns[entry, column] = 1 / copies[entry]
        return columns / self.scale

    def __call__(self, x: Tensor) -> Tensor:
        """Rx for the last axis of an array."""
        return (x.double() @ self.matrix().to(x.device).mT).to(x.dtype)


def copied(size: int, source: Sequence[int]) -> Enlargement:
    """Any map of new entries to old ones: Net2Net's. Counts need not be equal."""
    return Enlargement(size, tuple(source))


def unchanged(size: int) -> Enlargement:
    """The identity."""
    return copied(size, range(size))


def repeated(size: int, k: int) -> Enlargement:
    """Each entry k times, next to itself: [x1, x1, x2, x2, …]."""
    return copied(size, [entry for entry in range(size) for _ in range(k)])


def tiled(size: int, k: int) -> Enlargement:
    """The whole vector k times: [x1, x2, …, x1, x2, …]."""
    return copied(size, list(range(size)) * k)


def stretched(size: int, large: int) -> Enlargement:
    """Copies next to each other, as equally many as the new length allows."""
    return copied(size, [entry * size // large for entry in range(large)])


def filled(size: int, large: int, *, with_mean: bool = False) -> Enlargement:
    """The whole vector as often as it fits; zeros fill the rest, or means: LEMON's, for any new length."""
    whole, rest = divmod(large, size)
    return Enlargement(size, tuple(range(size)) * whole + (None,) * rest, filled_with_mean=with_mean)


def spread_pairs(size: int, k: int) -> Enlargement:
    """Pair i becomes pair k·i of a vector k times as long; zeros elsewhere. For rotary heads."""
    pairs = [(pair, pair + 1) for pair in range(0, size, 2)]
    return Enlargement(size, tuple(entry for pair in pairs for entry in (*pair, *[None] * (2 * (k - 1)))))


def repeated_pairs(size: int, k: int) -> Enlargement:
    """Each pair k times, next to itself, as the post does it for rotary heads: [x1, x2, x1, x2, …]."""
    return copied(size, [entry for pair in range(0, size, 2) for _ in range(k) for entry in (pair, pair + 1)])


def in_each_head(heads: Enlargement, within: Enlargement) -> Enlargement:
    """Enlarge the list of heads, and each head within itself."""

    def entry(head: int | None, place: int | None) -> int | None:
        return None if head is None or place is None else head * within.small + place

    source = tuple(entry(head, place) for head in heads.source for place in within.source)
    return Enlargement(heads.small * within.small, source, heads.scale * within.scale)
