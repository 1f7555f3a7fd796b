"""Binary floating-point formats, as data."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class FloatFormat:
    """A binary format: 1 sign bit, `exponent_bits`, `fraction_bits`.

    The top exponent is that of infinity and NaN, or, if `top_is_finite`, that of numbers too, all but the last
    pattern, which is NaN.
    """

    name: str
    exponent_bits: int
    fraction_bits: int
    top_is_finite: bool = False

    @property
    def width(self) -> int:
        """How many bits a pattern has."""
        return 1 + self.exponent_bits + self.fraction_bits

    @property
    def bias(self) -> int:
        """What is added to an exponent before it is stored."""
        return (1 << (self.exponent_bits - 1)) - 1

    @property
    def largest_bits(self) -> int:
        """The bit pattern of the largest finite number."""
        if self.top_is_finite:
            return (1 << (self.width - 1)) - 2
        return (1 << (self.width - 1)) - (1 << self.fraction_bits) - 1

    @property
    def smallest_normal_bits(self) -> int:
        """The bit pattern of the smallest positive normal number."""
        return 1 << self.fraction_bits

    def value(self, bits: int) -> Fraction:
        """The exact number of a non-negative finite bit pattern.

        >>> bfloat16.value(0x3F80)
        Fraction(1, 1)
        """
        exponent, fraction = divmod(bits, 1 << self.fraction_bits)
        significand = fraction + ((1 << self.fraction_bits) if exponent else 0)
        return significand * _power_of_two(max(exponent, 1) - self.bias - self.fraction_bits)

    def holds(self, number: Fraction) -> bool:
        """Whether a number is representable exactly.

        >>> float16.holds(Fraction(1, 3))
        False
        """
        if number == 0:
            return True
        magnitude = abs(number)
        step = _power_of_two(max(_exponent(magnitude) - self.fraction_bits, 1 - self.bias - self.fraction_bits))
        return (magnitude / step).denominator == 1 and magnitude <= self.value(self.largest_bits)

    def __repr__(self) -> str:
        return self.name


def _power_of_two(exponent: int) -> Fraction:
    return Fraction(1 << exponent) if exponent >= 0 else Fraction(1, 1 << -exponent)


def _exponent(number: Fraction) -> int:
    guess = number.numerator.bit_length() - number.denominator.bit_length()
    return guess if number >= _power_of_two(guess) else guess - 1


float16 = FloatFormat("float16", 5, 10)
bfloat16 = FloatFormat("bfloat16", 8, 7)
float32 = FloatFormat("float32", 8, 23)
float64 = FloatFormat("float64", 11, 52)

float8_e4m3fn = FloatFormat("float8_e4m3fn", 4, 3, top_is_finite=True)
float8_e5m2 = FloatFormat("float8_e5m2", 5, 2)

# the formats that are searched unless others are asked for; those of 8 bits hold too few numbers for most theorems
FORMATS = {each.name: each for each in (float64, float32, float16, bfloat16)}
ALL_FORMATS = {**FORMATS, **{each.name: each for each in (float8_e4m3fn, float8_e5m2)}}
