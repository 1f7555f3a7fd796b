"""How much is searched: batches of lanes a check, by Hypothesis profile (`--hypothesis-profile quick|ci|deep`)."""

from __future__ import annotations

import hypothesis

BATCHES = {"quick": 6, "ci": 48, "deep": 1024}
FREE_SEEDS = ("deep",)  # the other profiles draw the same lanes each time, so that a run can be repeated


def running_profile() -> str:
    """The profile that was asked for, or quick."""
    name = hypothesis.settings.get_current_profile_name()
    return name if name in BATCHES else "quick"


def batches() -> int:
    """How many batches a check may draw."""
    return BATCHES[running_profile()]


def fewer_batches() -> int:
    """How many batches a check draws in a further format: our own functions are computed in float64 whatever numbers
    are drawn, so that formats differ by their numbers alone. Every regime is drawn once at least."""
    return max(4, batches() // 2)


def repeatable() -> bool:
    """Whether the lanes must be the same each time."""
    return running_profile() not in FREE_SEEDS
