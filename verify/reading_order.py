"""What a reader of a theorem is shown first of its goals, and how many of them."""

from __future__ import annotations

from collections.abc import Sequence

MOST_SHOWN = 6  # goals of a theorem and steps of its proof; the record has all of them
MOST_FACTS = 3  # of a step, the last ones


def reading_order(about: Sequence[str]) -> list[int]:
    """Positions of goals by what they are about: the statement's own before the side conditions."""
    return sorted(range(len(about)), key=lambda position: not about[position].startswith("statement"))
