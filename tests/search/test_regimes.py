"""Regimes: every lane is a number of the format and of the domain; ordinals are torch's own order."""

import itertools
from fractions import Fraction

import pytest
import torch
from helpers import refused

from verify.domains import Interval, above, between, positive, real
from verify.errors import DomainError
from verify.formats import FORMATS, bfloat16, float16, float32, float64
from verify.functions import smooth_function
from verify.search.regimes import REGIMES, TORCH_DTYPES, decode, fill, number_of, ordinal_range, torch_dtype

ALL = list(FORMATS.values())
HUGE = Fraction(10**400)
DOMAINS = {
    "real": real(),
    "positive": positive(),
    "above -2": above(-2),
    "above 1/3": above(Fraction(1, 3)),
    "between 0 and 1": between(0, 1),
    "negative": between(-3, Fraction(-1, 3)),
    "point": between(1, 1),
    "ends beyond every format": between(-HUGE, HUGE),
    "below": Interval("below", None, Fraction(-1), high_open=True),
    "open": Interval("open", Fraction(0), Fraction(1), low_open=True, high_open=True),
}


@pytest.mark.parametrize("format", [float16, bfloat16], ids=str)
def test_ordinals_of_16_bits_walk_through_all_numbers(format):
    """From the least to the greatest number, each is the next after the one before, as torch has it."""
    low, high = -format.largest_bits, format.largest_bits
    numbers = decode(torch.arange(low, high + 1), format)
    typed = numbers.to(torch_dtype(format))
    assert torch.equal(typed.double(), numbers)
    assert bool((numbers[1:] > numbers[:-1]).all())
    upward = torch.nextafter(typed[:-1], torch.tensor(float("inf"), dtype=typed.dtype))
    assert torch.equal(upward, typed[1:])


@pytest.mark.parametrize("format", ALL, ids=str)
def test_ordinals_decode_to_the_exact_numbers(format):
    """Around 0, around 1 and at the largest number, tensor and exact number agree, and torch's next is ours."""
    dtype, _ = TORCH_DTYPES[format.name]
    one = format.bias << format.fraction_bits
    for ordinal in (0, 1, 2, (1 << format.fraction_bits) - 1, 1 << format.fraction_bits, one, format.largest_bits - 1):
        for sign in (1, -1):
            here, beyond = (float(n) for n in decode(torch.tensor([sign * ordinal, sign * (ordinal + 1)]), format))
            assert Fraction(here) == number_of(sign * ordinal, format)
            away = torch.tensor(sign * float("inf"), dtype=dtype)
            assert float(torch.nextafter(torch.tensor(here, dtype=dtype), away)) == beyond


@pytest.mark.parametrize("format", ALL, ids=str)
@pytest.mark.parametrize("domain", DOMAINS.values(), ids=DOMAINS)
def test_the_range_of_ordinals_is_the_domain(domain, format):
    """Both ends lie in the domain, and one further out does not, or is no finite number."""
    low, high = ordinal_range(domain, format)
    assert number_of(low, format) in domain
    assert number_of(high, format) in domain
    assert low == -format.largest_bits or number_of(low - 1, format) not in domain
    assert high == format.largest_bits or number_of(high + 1, format) not in domain


@pytest.mark.parametrize(
    ("domain", "format"),
    [
        (between(Fraction(1, 3), Fraction(1, 3)), float64),
        (between(70000, 80000), float16),
        (between(-80000, -70000), float16),
        (above(HUGE), float64),
        (Interval("below", None, -HUGE), float64),
        (Interval("gap", Fraction(1), 1 + Fraction(1, 2**23), low_open=True, high_open=True), float32),
    ],
)
def test_a_domain_without_numbers_of_the_format_is_refused(domain, format):
    """Between two numbers, or beyond the largest: there is nothing to draw, and the nearest number is none of it."""
    with refused(DomainError, f"{format} has no number in {domain}", "--dtype"):
        ordinal_range(domain, format)


@pytest.mark.parametrize("format", ALL, ids=str)
@pytest.mark.parametrize(("regime", "domain"), list(itertools.product(REGIMES, DOMAINS)))
def test_lanes_are_numbers_of_the_format_in_their_domains(regime, domain, format):
    """Whatever the regime, no lane leaves its domain or needs more digits than the format has."""
    domains = {"x": DOMAINS[domain], "y": positive()}
    lanes = fill(domains, regime, format, 200, 7, "cpu")
    for name, tensor in lanes.items():
        assert (tensor.dtype, tensor.shape) == (torch.float64, (200,))
        for number in map(Fraction, tensor.tolist()):
            assert number in domains[name]
            assert format.holds(number)


@pytest.mark.parametrize("regime", REGIMES)
def test_one_variable_is_enough(regime):
    """n = 1: also the regime of neighbours fills a single variable."""
    assert fill({"x": real()}, regime, float32, 16, 0, "cpu")["x"].unique().numel() > 4


def test_the_same_seed_draws_the_same_lanes_and_another_seed_others():
    """A run can be repeated."""
    first, again, other = (fill({"x": real()}, "raw bits", float64, 64, seed, "cpu")["x"] for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_filling_leaves_the_global_generator_alone():
    """Lanes are drawn from a generator of their own."""
    before = torch.get_rng_state()
    fill({"x": real()}, "raw bits", float64, 64, 1, "cpu")
    assert torch.equal(torch.get_rng_state(), before)


def test_raw_bits_reach_every_magnitude_and_both_signs():
    """Subnormal, small, large; negative and positive; about half of each."""
    lanes = fill({"x": real()}, "raw bits", bfloat16, 4096, 0, "cpu")["x"]
    assert bool((lanes.abs() < 2.0**-126).any())
    assert bool((lanes.abs() > 2.0**100).any())
    assert 0.4 < float((lanes < 0).double().mean()) < 0.6


def test_special_lanes_have_the_landmarks():
    """0, the smallest numbers, 1 and its neighbours, 1/2, 3/2, 2, 3 and the largest occur, with both signs."""
    lanes = set(fill({"x": real()}, "special", float16, 4096, 0, "cpu")["x"].tolist())
    wanted = {0.0, 2.0**-24, 2.0**-14, 1.0, 1 + 2.0**-10, 1 - 2.0**-11, 0.5, 1.5, 2.0, 3.0, 65504.0}
    assert wanted <= lanes
    assert {-number for number in wanted} <= lanes


def test_simple_lanes_have_what_a_person_would_type():
    """Small multiples, and both ends of an interval."""
    assert {1.0, 1.5, 2.0, 3.0} <= set(fill({"x": positive()}, "simple", float64, 4096, 0, "cpu")["x"].tolist())
    assert {0.0, 0.5, 1.0} <= set(fill({"x": between(0, 1)}, "simple", float64, 4096, 0, "cpu")["x"].tolist())
    assert {-1.0, 0.0, 1.0} <= set(fill({"x": real()}, "simple", float64, 4096, 0, "cpu")["x"].tolist())


def test_neighbours_are_equal_or_one_unit_apart():
    """All variables hold one number, its predecessor or its successor, ties included."""
    lanes = fill({"x": real(), "y": real(), "z": real()}, "neighbours", float32, 2000, 0, "cpu")
    x, y = (lanes[name].float() for name in ("x", "y"))
    apart = [torch.equal(a, b) for a, b in zip(x, y, strict=True)]
    assert 100 < sum(apart) < 1900
    steps = (x.view(torch.int32) - y.view(torch.int32)).abs()
    assert int(steps.max()) <= 2


def test_functions_of_as_many_arguments_are_different_ones():
    """Else a claim in which two of them change places would never be refuted."""
    variables = {"f": smooth_function(2), "g": smooth_function(2), "x": real()}
    batches = [fill(variables, "simple", float64, 4, seed, "cpu") for seed in range(16)]
    assert all(batch["f"] != batch["g"] for batch in batches)
    assert batches[0]["f"] == fill(variables, "simple", float64, 4, 0, "cpu")["f"]
