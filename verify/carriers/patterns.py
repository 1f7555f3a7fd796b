"""Bit patterns of float formats, written once in the operations that carriers have.

A pattern is an integer: `sign * 2**(width - 1) + exponent * 2**fraction_bits + fraction`. What it means is IEEE 754's:

    exponent field 0          fraction * 2**(1 - bias - fraction_bits)
    other exponent fields     (1 + fraction / 2**fraction_bits) * 2**(exponent - bias)
    beyond the largest        infinity or NaN: no value
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from verify.formats import FloatFormat

if TYPE_CHECKING:
    from verify.carriers.value import Carrier


def sign_and_magnitude(on: Carrier, pattern: Any, format: FloatFormat) -> tuple[Any, Any]:
    """The sign bit of a pattern, which is taken modulo two to the width, and the bits below it."""
    half = _number(on, 2 ** (format.width - 1))
    halves = on.floor(on.divide(pattern, half))
    two = _number(on, 2)
    sign = on.subtract(halves, on.multiply(two, on.floor(on.divide(halves, two))))
    return sign, on.subtract(pattern, on.multiply(halves, half))


def from_bits(on: Carrier, pattern: Any, format: FloatFormat) -> Any:
    """The number of a pattern; none for the patterns of infinity and NaN."""
    sign, magnitude = sign_and_magnitude(on, pattern, format)
    step = _number(on, 2**format.fraction_bits)
    exponent = on.floor(on.divide(magnitude, step))

    def subnormal() -> Any:
        return on.multiply(magnitude, _power_of_two(on, 1 - format.bias - format.fraction_bits))

    def normal() -> Any:
        fraction = on.divide(on.subtract(magnitude, on.multiply(exponent, step)), step)
        scale = on.power(_number(on, 2), on.subtract(exponent, _number(on, format.bias)))
        return on.multiply(scale, on.add(_number(on, 1), fraction))

    number = on.where(on.compare("<", exponent, _number(on, 1)), subnormal, normal)
    number = on.defined_if(
        "<",
        magnitude,
        _number(on, format.largest_bits + 1),
        number,
        problem=f"a pattern beyond the largest finite {format} is no number",
    )
    return on.multiply(on.subtract(_number(on, 1), on.multiply(_number(on, 2), sign)), number)


def bits(on: Carrier, number: Any, format: FloatFormat) -> Any:
    """The pattern of a number of the format; what it is for other numbers nobody may ask."""
    zero, half = _number(on, 0), _number(on, 2 ** (format.width - 1))
    return on.where(
        on.compare("<", number, zero),
        lambda: on.add(half, _magnitude(on, on.negate(number), format)),
        lambda: _magnitude(on, number, format),
    )


def _magnitude(on: Carrier, number: Any, format: FloatFormat) -> Any:
    """The pattern of a number that is not negative."""
    zero = _number(on, 0)

    def of_positive() -> Any:
        exponent, significand = on.split(number, _number(on, 2))

        def subnormal() -> Any:
            # in two steps, since 2^1074 is no float64
            in_units_of_normal = on.multiply(number, _power_of_two(on, format.bias - 1))
            return on.multiply(in_units_of_normal, _number(on, 2**format.fraction_bits))

        def normal() -> Any:
            above = on.add(exponent, on.add(_number(on, format.bias - 1), significand))
            return on.multiply(_number(on, 2**format.fraction_bits), above)

        return on.where(on.compare("<", exponent, _number(on, 1 - format.bias)), subnormal, normal)

    return on.where(on.compare("==", number, zero), lambda: zero, of_positive)


def _number(on: Carrier, number: int) -> Any:
    return on.constant(Fraction(number))


def _power_of_two(on: Carrier, exponent: int) -> Any:
    return on.constant(Fraction(2) ** exponent)
