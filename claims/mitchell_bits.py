"""Mitchell's product on bit patterns: one integer addition, exact, and where it stops being so.

The bits of a positive normal float, read as an integer, are its approximate binary logarithm, shifted and scaled. So
the sum of two patterns, less that of 1, is the pattern of Mitchell's product: no rounding, signs included.
"""

from fractions import Fraction

from claims.mitchell import ANALYSIS, POST, antilogarithm, logarithm, product, shortfall
from verify import (
    absolute,
    at_least,
    at_most,
    bfloat16,
    bits,
    equal,
    float8_e4m3fn,
    float8_e5m2,
    float16,
    float32,
    floor,
    from_bits,
    magnitude,
    one_of,
    patterns,
    positive_patterns,
    setting,
    strictly_less,
    subject,
    where,
)
from verify.proof import squares

IMPLEMENTATION = "神奇的C++实现"


def bit_product(a, b, one):
    """The trick: add two patterns and subtract that of 1; a register keeps what is left modulo two to its width."""
    return a + b - one


def multiply_by_adding_patterns(x, y, format, one=1):
    """The number whose pattern the trick gives for the patterns of two numbers."""
    return from_bits(bit_product(bits(x, format), bits(y, format), bits(one, format)), format)


def signed_product(x, y):
    """Mitchell's product of the magnitudes, with the sign of the true product."""
    sign = where(x < 0, -1, 1) * where(y < 0, -1, 1)
    return sign * product(absolute(x), absolute(y))


def exponent_field(pattern, format):
    """The bits of a pattern between sign and fraction, as an integer."""
    return floor(magnitude(pattern, format) / 2**format.fraction_bits)


def normal_a(format, a):
    """The first pattern is that of a normal number: neither 0, nor subnormal, nor infinite, nor NaN."""
    return at_least(exponent_field(a, format), 1), strictly_less(magnitude(a, format), format.largest_bits + 1)


def normal_b(format, b):
    """The second pattern is that of a normal number."""
    return at_least(exponent_field(b, format), 1), strictly_less(magnitude(b, format), format.largest_bits + 1)


def normal_result(format, a, b):
    """The sum of the patterns without signs, not cut to the register, is that of a normal number."""
    total = magnitude(a, format) + magnitude(b, format) - bits(1, format)
    return at_least(floor(total / 2**format.fraction_bits), 1), strictly_less(total, format.largest_bits + 1)


formats = one_of(float8_e4m3fn, float8_e5m2, bfloat16, float16, float32)

two_patterns = setting(format=formats, a=patterns(formats), b=patterns(formats)).where(
    normal_a, normal_b, normal_result
)


@two_patterns.theorem(
    POST.sentence(IMPLEMENTATION, 1),
    r"\operatorname{float}\bigl(I(x) + I(y) - I(1)\bigr) = \operatorname{sgn}(xy)\,|x| \circledast |y|",
    relation="stronger",
)
def bit_trick(format, a, b, *, multiply=subject(multiply_by_adding_patterns), expected=signed_product):
    """Adding the bit patterns of two floats and subtracting that of 1 gives Mitchell's product exactly."""
    x, y = from_bits(a, format), from_bits(b, format)
    return equal(multiply(x, y, format), expected(x, y))


bit_trick.proof(squares)


@two_patterns.theorem(
    POST.sentence(IMPLEMENTATION, 1),
    r"0 \le \frac{xy - \operatorname{float}(I(x) + I(y) - I(1))}{xy} \le \frac19",
    relation="stronger",
)
def bit_trick_error(format, a, b, *, bound=Fraction(1, 9), multiply=subject(multiply_by_adding_patterns)):
    """The number that the trick gives never exceeds the true product in magnitude and falls short by at most 1/9."""
    x, y = from_bits(a, format), from_bits(b, format)
    error = shortfall(x, y, multiply(x, y, format))
    return at_least(error, 0), at_most(error, bound)


bit_trick_error.proof(squares)


def divide_by_subtracting_patterns(x, y, format, one=1):
    """The number whose pattern is that of x less that of y plus that of 1."""
    return from_bits(bits(x, format) - bits(y, format) + bits(one, format), format)


def quotient(x, y):
    """Mitchell's quotient of positive numbers: the antilogarithm of the difference of their approximate logarithms."""
    return antilogarithm(logarithm(x) - logarithm(y))


def signed_quotient(x, y):
    """Mitchell's quotient of the magnitudes, with the sign of the true quotient."""
    sign = where(x < 0, -1, 1) * where(y < 0, -1, 1)
    return sign * quotient(absolute(x), absolute(y))


def normal_quotient(format, a, b):
    """The difference of the patterns without signs, plus that of 1, is that of a normal number."""
    rest = magnitude(a, format) - magnitude(b, format) + bits(1, format)
    return at_least(floor(rest / 2**format.fraction_bits), 1), strictly_less(rest, format.largest_bits + 1)


dividend_and_divisor = setting(format=formats, a=patterns(formats), b=patterns(formats)).where(
    normal_a, normal_b, normal_quotient
)


@dividend_and_divisor.theorem(
    POST.sentence(ANALYSIS, 3),
    r"\operatorname{float}\bigl(I(x) - I(y) + I(1)\bigr) = \operatorname{sgn}(xy)\,|x| \oslash |y|",
    relation="stronger",
)
def bit_division(format, a, b, *, divide=subject(divide_by_subtracting_patterns), expected=signed_quotient):
    """Subtracting the bit patterns of two floats and adding that of 1 gives Mitchell's quotient exactly."""
    x, y = from_bits(a, format), from_bits(b, format)
    return equal(divide(x, y, format), expected(x, y))


bit_division.proof(squares)
