"""Measure the falsifier against Hypothesis alone on the same check, in one run: `make bench`.

Hypothesis alone draws one pair of floats a case and evaluates the same theorem function on it, as a scalar. The
falsifier evaluates batches. Both take the float margins of both relations; neither judges anything exactly unless a
margin is negative.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

import hypothesis
import hypothesis.strategies as st
import torch

from claims.mitchell import product_error
from verify.carriers.floats import Floats
from verify.carriers.value import Value, running_on
from verify.formats import float32
from verify.search.falsify import LANES, falsify

ROUNDS = 5
SCALAR_CASES = 1000
BATCHES = (1 << 18) // LANES


def scalar_rate() -> float:
    """Cases a second of Hypothesis alone."""
    carrier = Floats()
    draw = st.floats(min_value=2**-126, max_value=2.0**127, width=32)

    @hypothesis.settings(max_examples=SCALAR_CASES, database=None, deadline=None, derandomize=True)
    @hypothesis.given(x=draw, y=draw)
    def check(x: float, y: float) -> None:
        with running_on(carrier):
            values = {"x": Value(carrier, torch.tensor(x).double()), "y": Value(carrier, torch.tensor(y).double())}
            margins = [float(relation.margin().payload) for relation in product_error.relations(values)]
        assert all(margin >= -1e-9 for margin in margins)

    begin = time.perf_counter()
    check()
    return SCALAR_CASES / (time.perf_counter() - begin)


def batch_rate() -> float:
    """Cases a second of the falsifier, generation, suspects and judge included, at 2**18 lanes."""
    begin = time.perf_counter()
    result = falsify(product_error, float32, batches=BATCHES)
    assert result.found is None
    return result.cases / (time.perf_counter() - begin)


def measured(rate: Callable[[], float]) -> list[float]:
    """The rates of some rounds, after one that does not count."""
    rate()
    return [rate() for _ in range(ROUNDS)]


def main() -> int:
    """Print both rates and their ratio."""
    torch.set_num_threads(1)
    scalar, batch = measured(scalar_rate), measured(batch_rate)
    for name, rates in (("Hypothesis alone", scalar), (f"falsifier, 2**18 lanes in chunks of {LANES}", batch)):
        print(f"{name}: median {statistics.median(rates):,.0f} cases a second ({min(rates):,.0f} to {max(rates):,.0f})")
    print(f"ratio of medians: {statistics.median(batch) / statistics.median(scalar):,.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
