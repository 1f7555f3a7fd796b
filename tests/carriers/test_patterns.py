"""Bit patterns on every carrier: torch's own views are the judge, for all patterns of 8 and 16 bits."""

from __future__ import annotations

from fractions import Fraction

import pytest
import torch

from verify import bits, from_bits
from verify.carriers import fields
from verify.carriers.exact_floats import ExactFloats
from verify.carriers.floats import Floats
from verify.carriers.patterns import sign_and_magnitude
from verify.carriers.rationals import RATIONALS
from verify.carriers.terms import number, symbol
from verify.carriers.value import Value, running_on
from verify.errors import UnableError, UndefinedError
from verify.formats import ALL_FORMATS, FloatFormat, bfloat16, float8_e4m3fn, float8_e5m2, float16, float32
from verify.search.regimes import TORCH_DTYPES

SMALL = [float8_e4m3fn, float8_e5m2, float16, bfloat16]


def torch_numbers(format: FloatFormat) -> torch.Tensor:
    """What torch takes every pattern of a format for, as float64."""
    dtype, integer = TORCH_DTYPES[format.name]
    every = torch.arange(1 << format.width, dtype=torch.int64)
    return every.to(integer).view(dtype).double()


@pytest.mark.parametrize("carrier", [Floats(), ExactFloats()], ids=lambda each: each.name)
@pytest.mark.parametrize("format", SMALL, ids=str)
def test_every_pattern_is_the_number_that_torch_takes_it_for(carrier: Floats, format: FloatFormat) -> None:
    """Infinities and NaN have no value here."""
    expected = torch_numbers(format)
    every = torch.arange(1 << format.width, dtype=torch.float64)
    with running_on(carrier):
        found = from_bits(Value(carrier, every), format).payload
        back = bits(Value(carrier, found), format).payload
    finite = torch.isfinite(expected)
    assert torch.equal(torch.isnan(found), ~finite)
    assert torch.equal(found[finite], expected[finite])
    minus_zero = every == 1 << (format.width - 1)  # whose number is that of the pattern 0
    assert torch.equal(back[finite & ~minus_zero], every[finite & ~minus_zero])


@pytest.mark.parametrize("format", [float8_e4m3fn, float8_e5m2, float32], ids=str)
def test_rationals_agree_with_torch(format: FloatFormat) -> None:
    """Both signs, both kinds of numbers, the largest one, and what comes after it."""
    dtype, integer = TORCH_DTYPES[format.name]
    half, step = 1 << (format.width - 1), 1 << format.fraction_bits
    with running_on(RATIONALS):
        for magnitude in (0, 1, step - 1, step, step + 1, format.bias * step, format.largest_bits):
            for pattern in (magnitude, magnitude + half):
                signed = pattern - 2 * half if pattern >= half else pattern
                expected = float(torch.tensor([signed]).to(integer).view(dtype).double())
                value = from_bits(Value(RATIONALS, Fraction(pattern)), format)
                assert value.payload == Fraction(expected)
                assert pattern == half or bits(value, format).payload == pattern
        with pytest.raises(UndefinedError, match="no number"):
            from_bits(Value(RATIONALS, Fraction(format.largest_bits + 1)), format)


@pytest.mark.parametrize("width", [-1, 1, 5])
def test_patterns_are_taken_modulo_two_to_the_width(width: int) -> None:
    """Registers keep the low bits."""
    pattern = Value(RATIONALS, Fraction(0x3E00 + width * (1 << 16)))
    with running_on(RATIONALS):
        assert from_bits(pattern, float16).payload == Fraction(3, 2)


@pytest.mark.parametrize(
    "wrong",
    [
        FloatFormat("a shift off by one", 5, 2 + 1),
        FloatFormat("a top that is finite", 5, 2, top_is_finite=True),
        FloatFormat("one exponent bit less", 4, 3),
    ],
    ids=str,
)
def test_a_wrong_layout_is_noticed(wrong: FloatFormat) -> None:
    """The comparison with torch would not pass for other layouts of eight bits."""
    every = torch.arange(1 << 8, dtype=torch.float64)
    carrier = Floats()
    with running_on(carrier):
        found = from_bits(Value(carrier, every), wrong).payload
    for right in (float8_e5m2, float8_e4m3fn):
        expected = torch_numbers(right)
        same = (found == expected) | (torch.isnan(found) & ~torch.isfinite(expected))
        assert not bool(same.all())


def test_minus_zero_and_the_sign_bit() -> None:
    """The sign is the highest bit and nothing of the magnitude."""
    assert sign_and_magnitude(RATIONALS, Fraction(0x80), float8_e5m2) == (1, 0)
    assert sign_and_magnitude(RATIONALS, Fraction(0x7F), float8_e5m2) == (0, 0x7F)


@pytest.mark.parametrize(
    "rounded",
    [
        lambda on, t: on.add(t, on.constant(Fraction(2) ** -60)),
        lambda on, t: on.multiply(
            on.add(t, on.constant(Fraction(1, 2**40))), on.add(t, on.constant(Fraction(3, 2**40)))
        ),
        lambda on, t: on.multiply(t, on.constant(Fraction(2) ** -1074)),
        lambda on, t: on.divide(t, on.constant(Fraction(3))),
        lambda on, t: on.power(on.constant(Fraction(2)), on.multiply(t, on.constant(Fraction(1, 2)))),
        lambda on, t: on.constant(Fraction(1, 9)),
        lambda on, t: on.exp(t),
    ],
)
def test_exact_floats_refuse_to_round(rounded: object) -> None:
    """Sums, products, underflow, quotients, powers, constants, transcendental functions."""
    with pytest.raises(UnableError):
        rounded(ExactFloats(), torch.tensor([1.5, 3.0], dtype=torch.float64))  # type: ignore[operator]


def test_exact_floats_compute_what_is_exact() -> None:
    """24 bits times 24 bits, and lanes without a value are not blamed."""
    carrier = ExactFloats()
    x = torch.tensor([float(2**24 - 1), float("nan")], dtype=torch.float64)
    assert carrier.multiply(x, x).tolist()[0] == (2**24 - 1) ** 2
    assert carrier.add(x, x).tolist()[0] == 2 * (2**24 - 1)


def test_linear_terms() -> None:
    """Sums of fields with rational coefficients; anything else is none."""
    e, f = symbol("a_exponent"), symbol("a_fraction")
    term = ("div", ("sub", ("mul", number(8), ("add", e, f)), number(3)), number(8))
    parts = fields.linear(term)
    assert parts == {"a_exponent": 1, "a_fraction": 1, "": Fraction(-3, 8)}
    assert fields.linear(("mul", e, f)) is None
    whole, rest = fields.integer_part(parts, {"a_exponent"})
    assert (whole, rest) == ({"a_exponent": 1, "": -1}, {"a_fraction": 1, "": Fraction(5, 8)})


def test_numbers_with_exponents() -> None:
    """±2^n times a rest, under signs."""
    term = ("mul", ("power", number(2), symbol("n")), symbol("f"))
    assert fields.scaled(term) == (False, symbol("n"), symbol("f"))
    assert fields.scaled(("neg", ("mul", number(-1), term))) == (False, symbol("n"), symbol("f"))
    assert fields.scaled(("mul", number(-1), term)) == (True, symbol("n"), symbol("f"))
    assert fields.scaled(("mul", number(3), term)) is None


def test_all_formats_have_the_bits_that_torch_has() -> None:
    """The width of every format is that of its dtype."""
    for each in ALL_FORMATS.values():
        assert each.width == 8 * torch.empty(0, dtype=TORCH_DTYPES[each.name][0]).element_size()
