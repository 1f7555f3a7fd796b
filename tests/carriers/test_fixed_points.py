"""Fixed points: what blocks of integers say is what rationals say of each lane, and nothing wraps round."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
import torch

from verify import bits, float16, floor
from verify.carriers.fixed_points import Block, FixedPoints, block_of
from verify.carriers.rationals import RATIONALS
from verify.carriers.value import Value, running_on
from verify.errors import UnableError

LANES = [-9, -8, -1, 0, 3, 4, 1000]
FORMULAS: list[Callable[[Any], Any]] = [
    lambda x: x + x,
    lambda x: 3 - x,
    lambda x: Fraction(3, 4) * x - Fraction(1, 2),
    lambda x: floor(x / 8),
    lambda x: floor(x * Fraction(-5, 16) + Fraction(7, 2)) + x / 2,
    lambda x: floor(x / 2**40),
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_blocks_agree_with_rationals(formula: Callable[[Any], Any]) -> None:
    """Lane by lane, and the bounds hold every lane."""
    carrier = FixedPoints()
    with running_on(carrier):
        found: Block = formula(Value(carrier, block_of(torch.tensor(LANES)))).payload
    with running_on(RATIONALS):
        expected = [formula(Value(RATIONALS, Fraction(lane))).payload for lane in LANES]
    mantissas = found.mantissa().tolist()
    assert [Fraction(mantissa, 2**found.point) for mantissa in mantissas] == expected
    assert all(found.low <= mantissa <= found.high for mantissa in mantissas)


@pytest.mark.parametrize("other", [Fraction(each, 2) for each in (-19, -18, -17, 0, 7, 2000, 2001)])
@pytest.mark.parametrize("relation", ["<", "<=", "=="])
def test_comparisons_agree_with_rationals(relation: str, other: Fraction) -> None:
    """Whether the bounds decide them or each lane is asked, on either side."""
    carrier = FixedPoints()
    block = block_of(torch.tensor(LANES))
    for swapped in (False, True):
        sides = (other, block) if swapped else (block, other)
        found = carrier.compare(relation, *sides).expand(len(LANES)).tolist()
        pairs = [(other, Fraction(lane)) if swapped else (Fraction(lane), other) for lane in LANES]
        assert found == [RATIONALS.compare(relation, *pair) for pair in pairs]


def test_bounds_decide_for_the_whole_block() -> None:
    """Then no lane is looked at."""

    def unseen() -> torch.Tensor:
        raise AssertionError("a lane was computed")

    carrier = FixedPoints()
    block = Block(unseen, 0, 3, 9)
    sum_of_both = carrier.add(block, carrier.floor(carrier.divide(block, Fraction(4))))
    assert bool(carrier.compare("<", sum_of_both, Fraction(12)))
    assert not bool(carrier.compare("<=", sum_of_both, Fraction(2)))
    with pytest.raises(AssertionError, match="computed"):
        carrier.compare("<", sum_of_both, Fraction(11))


@pytest.mark.parametrize(
    "formula",
    [
        lambda x: x * 2**22,
        lambda x: x + Fraction(1, 2**30),
        lambda x: x / 3,
        lambda x: x * x,
        lambda x: 1 / x,
        lambda x: bits(x, float16),
    ],
)
def test_what_does_not_fit_is_refused(formula: Callable[[Any], Any]) -> None:
    """Overflow, another denominator, products of lanes, patterns of lanes."""
    carrier = FixedPoints()
    with running_on(carrier), pytest.raises(UnableError):
        formula(Value(carrier, block_of(torch.tensor(LANES))))


def test_numbers_stay_numbers() -> None:
    """The pattern of 1 is no block."""
    carrier = FixedPoints()
    with running_on(carrier):
        assert (bits(1, float16) - Fraction(1, 3)).payload == 0x3C00 - Fraction(1, 3)
        assert floor(bits(1, float16) * Fraction(1, 7)).payload == 0x3C00 // 7
