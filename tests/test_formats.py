"""Float formats, against torch's own."""

import math
from fractions import Fraction

import pytest
import torch

from verify.formats import FORMATS, FloatFormat, bfloat16, float16, float32, float64
from verify.search.regimes import TORCH_DTYPES, torch_dtype

ALL = list(FORMATS.values())


@pytest.mark.parametrize("format", ALL, ids=str)
def test_a_format_is_the_one_that_torch_has(format):
    """Largest, smallest and smallest normal number, and the step at 1, are torch's."""
    info = torch.finfo(torch_dtype(format))
    assert format.value(format.largest_bits) == Fraction(info.max)
    assert format.value(1) == Fraction(info.smallest_normal) * Fraction(info.eps)
    assert format.value(1 << format.fraction_bits) == Fraction(info.smallest_normal)
    assert format.value((format.bias << format.fraction_bits) + 1) == 1 + Fraction(info.eps)
    assert format.value(0) == 0


@pytest.mark.parametrize("format", [float16, bfloat16], ids=str)
def test_every_bit_pattern_of_16_bits_has_its_value(format):
    """All non-negative finite patterns, one by one, have the value that torch gives them."""
    dtype, integer = TORCH_DTYPES[format.name]
    patterns = torch.arange(format.largest_bits + 1).to(integer)
    values = patterns.view(dtype).double().tolist()
    assert [float(format.value(bits)) for bits in range(format.largest_bits + 1)] == values
    above = torch.tensor([format.largest_bits + 1]).to(integer).view(dtype)
    assert math.isinf(float(above))


@pytest.mark.parametrize("format", ALL, ids=str)
def test_a_format_holds_its_numbers_and_no_others(format):
    """Neighbours belong; what lies half-way between them, above the largest or below the smallest does not."""
    for bits in (0, 1, 2, (1 << format.fraction_bits) - 1, 1 << format.fraction_bits, format.largest_bits - 1):
        here, beside = format.value(bits), format.value(bits + 1)
        assert format.holds(here)
        assert format.holds(-here)
        assert not format.holds((here + beside) / 2)
    largest = format.value(format.largest_bits)
    assert format.holds(largest)
    assert not format.holds(largest + (largest - format.value(format.largest_bits - 1)))
    assert not format.holds(largest * 2)
    assert not format.holds(Fraction(1, 3))
    assert not format.holds(Fraction(10**400))


def test_formats_are_told_apart_by_a_number_between_them():
    """1 + 2⁻⁸ needs more digits than bfloat16 has, and 70000 more range than float16."""
    assert float16.holds(1 + Fraction(1, 2**8))
    assert not bfloat16.holds(1 + Fraction(1, 2**8))
    assert bfloat16.holds(Fraction(2**17))
    assert not float16.holds(Fraction(2**17))
    assert float64.holds(1 + Fraction(1, 2**52))
    assert not float32.holds(1 + Fraction(1, 2**52))


def test_a_format_prints_as_its_name():
    """People see `bfloat16`, not its widths."""
    assert repr(bfloat16) == "bfloat16"
    assert FloatFormat("mine", 4, 3).bias == 7
