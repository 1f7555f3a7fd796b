"""Floats: exact where they can be, NaN where there is no value, and in the format's corners."""

import math
from fractions import Fraction

import pytest
import torch
from helpers import on, run_on

from verify import exp, expectation, floor, log, maximum, minimum, power, relu, split, sqrt, uniform, where
from verify.carriers.floats import Floats
from verify.carriers.value import running_on
from verify.errors import UnableError

FLOATS = Floats()
SUBNORMAL = Fraction(1, 2**1074)


def at(function, *numbers):
    """Values of a function at lanes given as Python floats, which may be no numbers."""
    from verify.carriers.value import Value

    with running_on(FLOATS):
        return function(*[Value(FLOATS, torch.tensor(n, dtype=torch.float64)) for n in numbers]).payload.tolist()


@pytest.mark.parametrize("exponent", [-1074, -1073, -1022, -1, 0, 1, 52, 1023])
def test_binary_split_is_exact_at_powers_and_beside_them(exponent):
    """Subnormal or huge, the exponent is exact and the significand lies in [1, 2)."""
    power_of_two = math.ldexp(1.0, exponent)
    below = math.nextafter(power_of_two, 0.0)
    assert at(lambda x: split(x)[0], [power_of_two]) == [exponent]
    assert at(lambda x: split(x)[1], [power_of_two]) == [1.0]
    if below > 0:
        assert at(lambda x: split(x)[0], [below]) == [exponent - 1]
        assert 1 <= at(lambda x: split(x)[1], [below])[0] < 2


@pytest.mark.parametrize("base", [3, 10, Fraction(3, 2)])
def test_split_in_another_base_lands_in_range(base):
    """At and beside powers the significand lies in [1, base) and multiplies back to the number."""
    powers = [float(Fraction(base) ** k) for k in range(-40, 41)]
    numbers = powers + [math.nextafter(p, 0.0) for p in powers] + [math.nextafter(p, math.inf) for p in powers]
    exponents = at(lambda x: split(x, base)[0], numbers)
    significands = at(lambda x: split(x, base)[1], numbers)
    for number, exponent, significand in zip(numbers, exponents, significands, strict=True):
        assert 1 <= significand < base, number
        assert float(base) ** exponent * significand == pytest.approx(number, rel=1e-13)


def test_powers_of_two_are_exact():
    """2**k is a power of two for every exponent that float64 has, and 0 or infinity beyond."""
    exponents = [float(k) for k in range(-1074, 1024)]
    assert at(lambda k: power(2, k), exponents) == [math.ldexp(1.0, int(k)) for k in exponents]
    assert at(lambda k: power(2, k), [-1076.0, 1024.0]) == [0.0, math.inf]


@pytest.mark.parametrize(
    ("function", "lane"),
    [
        (lambda x: split(x)[0], 0.0),
        (lambda x: split(x)[1], -0.0),
        (lambda x: split(x)[0], -2.0),
        (lambda x: split(x)[0], math.inf),
        (lambda x: split(x, 3)[0], 0.0),
        (lambda x: split(x, 3)[1], math.inf),
        (lambda x: split(3, x)[0], 1.0),
        (lambda x: split(3, x)[0], 0.5),
        (log, -1.0),
        (sqrt, -1.0),
        (lambda x: x / x, 0.0),
        (relu, math.nan),
        (lambda x: maximum(0, x), math.nan),
        (lambda x: minimum(x, 0), math.nan),
        (floor, math.nan),
        (lambda x: where(x < 1, 0, 1), math.nan),
        (lambda x: where(x > 1, 0, 1), math.nan),
        (lambda x: where(x == x, 0, 1), math.nan),
    ],
)
def test_what_has_no_value_is_nan(function, lane):
    """No branch, maximum or exponent turns NaN into a number; the lane beside it keeps its value."""
    result = at(function, [lane, 2.5])
    assert math.isnan(result[0])
    assert not math.isnan(result[1])


def test_relu_keeps_subnormals():
    """relu(2⁻¹⁰⁷⁴) is itself: nothing is flushed to 0."""
    assert at(relu, [float(SUBNORMAL), -float(SUBNORMAL), 2.0**-140]) == [float(SUBNORMAL), 0.0, 2.0**-140]


def test_constants_are_the_nearest_floats():
    """A constant too large is infinite, one too small is 0, and each keeps its sign."""
    numbers = [Fraction(1, 3), Fraction(10**400), Fraction(-(10**400)), Fraction(1, 10**400)]
    assert [float(FLOATS.constant(number)) for number in numbers] == [1 / 3, math.inf, -math.inf, 0.0]


def test_the_constant_two_is_recognised_after_many_constants():
    """Binary split stays exact however many constants a statement has."""
    carrier = Floats()
    for number in range(3, 600):
        carrier.constant(Fraction(number))
    assert run_on(carrier, lambda x: split(x)[0], x=Fraction(1, 2**1074)).item() == -1074


def test_comparisons_choose_lane_by_lane():
    """Every lane takes its own branch."""
    assert at(lambda x: where(x < 2, -x, x), [1.0, 2.0, 3.0]) == [-1.0, 2.0, 3.0]
    assert at(lambda x: where(x <= 2, -x, x), [1.0, 2.0, 3.0]) == [-1.0, -2.0, 3.0]
    assert at(lambda x: where(x == 2, -x, x), [1.0, 2.0, 3.0]) == [1.0, -2.0, 3.0]


def test_an_if_on_lanes_is_refused():
    """A condition on many lanes has no single truth."""
    with pytest.raises(UnableError, match="write where"):
        bool(on(FLOATS, 1) < 2)


def test_expectations_are_near():
    """The midpoint rule of one to three variables finds the mean to a few digits."""
    with running_on(FLOATS):
        one = expectation(lambda x: x * x, x=uniform(-1, 2))
        two = expectation(lambda x, y: x * y, x=uniform(0, 1), y=uniform(1, 3))
        three = expectation(lambda x, y, z: x + y + z, x=uniform(0, 1), y=uniform(0, 1), z=uniform(0, 1))
    assert one.payload.item() == pytest.approx(1, rel=1e-6)
    assert two.payload.item() == pytest.approx(1, rel=1e-5)
    assert three.payload.item() == pytest.approx(1.5, rel=1e-6)


def test_exp_overflows_to_infinity():
    """A float has a largest number; the judge, which has none, decides what follows."""
    assert at(exp, [1000.0, -1000.0]) == [math.inf, 0.0]
