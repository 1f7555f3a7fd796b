"""Wide floats: 64-bit registers as integers, sums and products of 106 bits, and the numbers of 64-bit patterns."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

import pytest
import torch

from verify import absolute, bits, float64, floor, from_bits, maximum, minimum, split, where
from verify.carriers.rationals import RATIONALS
from verify.carriers.value import Value, running_on
from verify.carriers.wide_floats import Wide, WideFloats
from verify.domains import one_of, patterns, positive_patterns
from verify.errors import UnableError
from verify.matrices import exact_lane
from verify.search.regimes import REGIMES, fill_patterns

ON = WideFloats()
TOP = 2**63
REGISTERS = [0, 1, 2**53 + 1, TOP - 1, TOP, TOP + 1, 2**64 - 1, *(Random(0).randrange(2**64) for _ in range(50))]


def lanes_of(registers: list[int]) -> torch.Tensor:
    """What int64 shows of registers."""
    return torch.tensor([each - 2**64 if each >= TOP else each for each in registers])


def wide(registers: list[int]) -> Value:
    """Registers as wide floats."""
    return Value(ON, ON.register(lanes_of(registers)))


def exactly(number: Value) -> list[Fraction]:
    """The sums that pairs of floats stand for."""
    payload: Wide = number.payload
    return [
        Fraction(high) + Fraction(low) for high, low in zip(payload.high.tolist(), payload.low.tolist(), strict=True)
    ]


def test_registers_are_integers_from_zero_on() -> None:
    """All 64 bits of them."""
    assert exactly(wide(REGISTERS)) == REGISTERS


@pytest.mark.parametrize(
    "formula",
    [
        lambda x, y: x + y,
        lambda x, y: x - y,
        lambda x, y: 3 - x * (2**20 - 1),
        lambda x, y: x / 2**52,
        lambda x, y: floor(x / 2**52),
        lambda x, y: floor(-x / 2**11) + y,
        lambda x, y: maximum(x, y) - minimum(x, y),
        lambda x, y: absolute(x - y),
        lambda x, y: absolute(x / 2**64),
        lambda x, y: x + (2**60 + 1),
        lambda x, y: where(x <= y, x, where(x < 7, y, x + 1)),
    ],
)
def test_integers_of_a_hundred_bits_are_exact(formula: Callable[..., Any]) -> None:
    """As Python's own."""
    others = REGISTERS[::-1]
    with running_on(ON):
        found = exactly(formula(wide(REGISTERS), wide(others)))
    with running_on(RATIONALS):
        pairs = zip(REGISTERS, others, strict=True)
        assert found == [formula(*(Value(RATIONALS, Fraction(each)) for each in pair)).payload for pair in pairs]


@pytest.mark.parametrize("relation", ["<", "<=", "=="])
def test_neighbours_are_told_apart(relation: str) -> None:
    """2^63 and the integers beside it, which one float64 takes for the same."""
    near = [TOP - 1, TOP, TOP + 1]
    for left in near:
        for right in near:
            held, open_ = ON.compare(relation, wide([left]).payload, wide([right]).payload)
            assert bool(held[0]) is {"<": left < right, "<=": left <= right, "==": left == right}[relation]
            assert not bool(open_[0])


def test_patterns_of_64_bits_are_what_torch_takes_them_for() -> None:
    """Subnormal and normal numbers, the largest, infinities and NaN, of both signs; and back."""
    exponents = [0, 1, 2, 512, 1022, 1023, 1024, 2045, 2046, 2047]
    fractions = [0, 1, 2**51, 2**52 - 1, 0x123456789ABCD]
    registers = [TOP * sign + 2**52 * e + f for sign in (0, 1) for e in exponents for f in fractions]
    expected = lanes_of(registers).view(torch.float64)
    with running_on(ON):
        found = from_bits(wide(registers), float64)
        back = bits(found, float64)
    finite = torch.isfinite(expected)
    numbers = ON.narrow(found.payload)
    assert torch.equal(torch.isnan(numbers), ~finite)
    assert torch.equal(numbers[finite], expected[finite])
    chosen = [i for i, each in enumerate(registers) if finite[i] and each != TOP]  # minus zero is zero
    kept = Value(ON, Wide(back.payload.high[chosen], back.payload.low[chosen]))
    assert exactly(kept) == [registers[i] for i in chosen]


def test_products_of_numbers_have_all_their_bits() -> None:
    """53 bits times 53 bits; far out they are those of float64."""
    x = [1 + 2.0**-52, 3 - 2.0**-50, 2.0**1000, 2.0**1023]
    y = [1 - 2.0**-53, 5 + 2.0**-49, 1 + 2.0**-52, 4.0]
    left, right = (ON.widened(torch.tensor(each, dtype=torch.float64)) for each in (x, y))
    product = ON.multiply(left, right)
    exact = exactly(Value(ON, Wide(product.high[:2], product.low[:2])))
    assert exact == [Fraction(a) * Fraction(b) for a, b in zip(x[:2], y[:2], strict=True)]
    assert product.high[2:].tolist() == [2.0**1000 * (1 + 2.0**-52), float("inf")]


def test_a_little_below_a_power_of_two() -> None:
    """Its exponent is one less."""
    just_below = Value(
        ON, Wide(torch.tensor([8.0], dtype=torch.float64), torch.tensor([-(2.0**-60)], dtype=torch.float64))
    )
    with running_on(ON):
        exponent, significand = split(just_below)
    assert exactly(exponent) == [2]
    assert exactly(significand) == [2 - Fraction(1, 2**62)]


def test_what_is_no_float64_has_no_value_as_one() -> None:
    """An implementation that takes float64 is not called with it."""
    narrow = ON.narrow(ON.register(lanes_of([2**53, 2**53 + 1])))
    assert narrow.tolist()[0] == 2**53
    assert narrow.isnan().tolist() == [False, True]


@pytest.mark.parametrize("operation", ["exp", "log", "sqrt"])
def test_functions_are_not_there(operation: str) -> None:
    """A pair has no exponential."""
    with pytest.raises(UnableError, match="wide floats"):
        getattr(ON, operation)(ON.register(lanes_of([1])))


@pytest.mark.parametrize("regime", REGIMES)
@pytest.mark.parametrize("make", [patterns, positive_patterns])
def test_lanes_of_64_bits_hold_every_kind_of_pattern(regime: str, make: Callable[..., Any]) -> None:
    """Registers of the domain, in int64, as exact as they are drawn."""
    domain = make(one_of(float64))
    lanes = fill_patterns(domain, regime, float64, 500, torch.Generator().manual_seed(1))
    assert lanes.dtype == torch.int64
    points = [exact_lane(lanes, lane) for lane in range(500)]
    assert all(domain.holds(point, float64) for point in points)
    assert any(point >= TOP for point in points) is domain.signed
    assert points == exactly(Value(ON, ON.register(lanes)))
    if regime == "raw bits":
        assert any(point % 2**11 for point in points)
