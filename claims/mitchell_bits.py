"""Mitchell's product on bit patterns: one integer addition, exact, and where it stops being so.

The bits of a positive normal float, read as an integer, are its approximate binary logarithm, shifted and scaled. So
the sum of two patterns, less that of 1, is the pattern of Mitchell's product: no rounding, signs included.
"""

from fractions import Fraction

from claims.mitchell import ANALYSIS, POST, antilogarithm, logarithm, product
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
    float64,
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
    return floor(magnitude(pattern, format) / format.smallest_normal_bits)


def normal_a(format, a):
    """The first pattern is that of a normal number: neither 0, nor subnormal, nor infinite, nor NaN."""
    return at_least(exponent_field(a, format), 1), strictly_less(magnitude(a, format), format.largest_bits + 1)


def normal_b(format, b):
    """The second pattern is that of a normal number."""
    return at_least(exponent_field(b, format), 1), strictly_less(magnitude(b, format), format.largest_bits + 1)


def normal_result(format, a, b):
    """The sum of the patterns without signs, not cut to the register, is that of a normal number."""
    total = magnitude(a, format) + magnitude(b, format) - bits(1, format)
    return at_least(floor(total / format.smallest_normal_bits), 1), strictly_less(total, format.largest_bits + 1)


formats = one_of(float8_e4m3fn, float8_e5m2, bfloat16, float16, float32, float64)

two_patterns = setting(format=formats, a=patterns(formats), b=patterns(formats)).where(
    normal_a, normal_b, normal_result
)


@two_patterns.theorem(
    POST.sentence(IMPLEMENTATION, 1),
    r"\operatorname{float}\bigl(I(x) + I(y) - I(1)\bigr) = \operatorname{sgn}(xy)\,|x| \circledast |y|",
    relation="stronger",
)
def bit_trick(format, a, b, *, multiply=subject(multiply_by_adding_patterns), expected=signed_product):
    """For normal floats whose product stays normal, in each of six formats up to float64, adding the bit patterns and
    subtracting that of 1 gives Mitchell's product exactly."""
    x, y = from_bits(a, format), from_bits(b, format)
    return equal(multiply(x, y, format), expected(x, y))


bit_trick.proof(squares)
bit_trick.needs(normal_a, witness={"format": float32, "a": 0x00000001, "b": 0x40000000})
bit_trick.needs(normal_b, witness={"format": float32, "a": 0x40000000, "b": 0x00000001})
bit_trick.needs(normal_result, witness={"format": float32, "a": 0x7F7FFFFF, "b": 0x7F7FFFFF})
bit_trick.exhaustive(float8_e4m3fn)
bit_trick.exhaustive(float8_e5m2)


def multiply_with_the_pattern_of_two(x, y, format):
    """The trick with a wrong constant."""
    return multiply_by_adding_patterns(x, y, format, one=2)


def unsigned_product(x, y):
    """Mitchell's product of the magnitudes."""
    return product(absolute(x), absolute(y))


def true_product(x, y):
    """What the trick approximates."""
    return x * y


bit_trick.neighbour(
    "with_the_pattern_of_two",
    multiply=multiply_with_the_pattern_of_two,
    witness={"format": float32, "a": 0x3F800000, "b": 0x3F800000},
)
bit_trick.neighbour(
    "float_multiplication", expected=true_product, witness={"format": float32, "a": 0x3FC00000, "b": 0x3FC00000}
)
bit_trick.neighbour(
    "without_signs", expected=unsigned_product, witness={"format": float32, "a": 0xBF800000, "b": 0x3F800000}
)


@two_patterns.theorem(
    POST.sentence(IMPLEMENTATION, 1),
    r"\tfrac89 |xy| \le |\operatorname{float}(I(x) + I(y) - I(1))| \le |xy|",
    relation="stronger",
)
def bit_trick_error(format, a, b, *, parts=9, multiply=subject(multiply_by_adding_patterns)):
    """For normal floats whose product stays normal, in each of six formats, the number that the trick gives never
    exceeds the true product in magnitude and falls short by at most 1/9."""
    x, y = from_bits(a, format), from_bits(b, format)
    result, exact = absolute(multiply(x, y, format)), absolute(x) * absolute(y)
    return at_most(result, exact), at_least(parts * result, (parts - 1) * exact)


def significand_patterns(format, a, b):
    """The patterns of the two significands: the exponent fields replaced by that of 1, the signs by plus."""

    def significand(pattern):
        return bits(1, format) + pattern - format.smallest_normal_bits * floor(pattern / format.smallest_normal_bits)

    return {"format": format, "a": significand(a), "b": significand(b)}


def product_of_patterns(format, a, b):
    """The true product of two numbers, without its sign: differences are proportional to it."""
    return absolute(from_bits(a, format)) * absolute(from_bits(b, format))


bit_trick_error.proof(squares)
bit_trick_error.attained(format=float32, a=0x3FC00000, b=0x3FC00000)
bit_trick_error.exhaustive(float8_e4m3fn)
bit_trick_error.exhaustive(float8_e5m2)
bit_trick_error.exhaustive(float16, through=significand_patterns, unit=product_of_patterns, profile="ci")
bit_trick_error.exhaustive(bfloat16, through=significand_patterns, unit=product_of_patterns, profile="ci")
bit_trick_error.neighbour(
    "smaller_constant", parts=Fraction(1000, 111), witness={"format": float32, "a": 0x3FC00000, "b": 0x3FC00000}
)
bit_trick_error.neighbour(
    "with_the_pattern_of_two",
    multiply=multiply_with_the_pattern_of_two,
    witness={"format": float16, "a": 0x3C00, "b": 0x3C00},
)

# Each hypothesis, left out: patterns for which the trick gives nonsense. 0 ⊛ 2 = 2⁻¹²⁶, 0 ⊛ ½ = -∞, 0 ⊛ 0 = -4;
# the smallest subnormal times 2 is 2²² times too large; largest ⊛ largest = -0.9999999 and largest ⊛ 2 is NaN.
bit_trick_error.needs(normal_a, witness={"format": float32, "a": 0x00000000, "b": 0x40000000})
bit_trick_error.needs(normal_b, witness={"format": float32, "a": 0x40000000, "b": 0x00000000})
bit_trick_error.needs(normal_a, witness={"format": float32, "a": 0x00000001, "b": 0x40000000})
bit_trick_error.needs(normal_a, witness={"format": float32, "a": 0x7F800000, "b": 0x3F000000})  # infinity times 1/2
bit_trick_error.needs(normal_a, witness={"format": float32, "a": 0x7FC00000, "b": 0x3F000000})  # NaN times 1/2
bit_trick_error.needs(normal_a, witness={"format": float8_e4m3fn, "a": 0x7F, "b": 0x30})  # its only NaN, times 1/2
bit_trick_error.needs(normal_result, witness={"format": float32, "a": 0x7F7FFFFF, "b": 0x7F7FFFFF})
bit_trick_error.needs(normal_result, witness={"format": float32, "a": 0x7F7FFFFF, "b": 0x40000000})
bit_trick_error.needs(normal_result, witness={"format": float32, "a": 0x00800000, "b": 0x00800000})  # -16
bit_trick_error.needs(normal_result, witness={"format": float8_e4m3fn, "a": 0x7E, "b": 0x39})  # reaches 0x7f
bit_trick_error.needs(normal_result, witness={"format": float64, "a": 0x7FEFFFFFFFFFFFFF, "b": 0x7FEFFFFFFFFFFFFF})
bit_trick_error.needs(normal_a, normal_result, witness={"format": float32, "a": 0x00000000, "b": 0x3F000000})
bit_trick_error.needs(normal_a, normal_b, normal_result, witness={"format": float32, "a": 0, "b": 0})


two_positive_patterns = setting(format=formats, a=positive_patterns(formats), b=positive_patterns(formats)).where(
    normal_a, normal_b, normal_result
)


@two_positive_patterns.theorem(
    POST.sentence(IMPLEMENTATION, 1),
    r"\operatorname{float}\bigl(I(x) + I(y) - I(1)\bigr) = x \circledast y,\quad"
    r"\tfrac89 xy \le \operatorname{float}\bigl(I(x) + I(y) - I(1)\bigr) \le xy",
    relation="repaired",
)
def positive_bit_trick(format, a, b, *, parts=9, multiply=subject(multiply_by_adding_patterns), expected=product):
    """For positive normal floats whose product stays normal, in each of six formats, the trick gives the very product
    that falls short of the true one by at most one ninth."""
    x, y = from_bits(a, format), from_bits(b, format)
    result = multiply(x, y, format)
    return equal(result, expected(x, y)), at_most(result, x * y), at_least(parts * result, (parts - 1) * x * y)


positive_bit_trick.proof(squares)
positive_bit_trick.needs(normal_a, witness={"format": float32, "a": 0x00000001, "b": 0x40000000})
positive_bit_trick.needs(normal_b, witness={"format": float32, "a": 0x40000000, "b": 0x00000001})
positive_bit_trick.needs(normal_result, witness={"format": float32, "a": 0x7F7FFFFF, "b": 0x7F7FFFFF})
positive_bit_trick.attained(format=bfloat16, a=0x3FC0, b=0x3FC0)
positive_bit_trick.exhaustive(float8_e4m3fn)
positive_bit_trick.exhaustive(float8_e5m2)
positive_bit_trick.exhaustive(float16, through=significand_patterns, unit=product_of_patterns)
positive_bit_trick.exhaustive(bfloat16, through=significand_patterns, unit=product_of_patterns)
positive_bit_trick.exhaustive(float16, profile="deep")
positive_bit_trick.exhaustive(bfloat16, profile="deep")
positive_bit_trick.neighbour(
    "smaller_constant", parts=Fraction(1000, 111), witness={"format": bfloat16, "a": 0x3FC0, "b": 0x3FC0}
)
positive_bit_trick.neighbour(
    "float_multiplication", expected=true_product, witness={"format": bfloat16, "a": 0x3FC0, "b": 0x3FC0}
)


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
    return at_least(floor(rest / format.smallest_normal_bits), 1), strictly_less(rest, format.largest_bits + 1)


dividend_and_divisor = setting(format=formats, a=patterns(formats), b=patterns(formats)).where(
    normal_a, normal_b, normal_quotient
)


@dividend_and_divisor.theorem(
    POST.sentence(ANALYSIS, 3),
    r"\operatorname{float}\bigl(I(x) - I(y) + I(1)\bigr) = \operatorname{sgn}(xy)\,|x| \oslash |y|",
    relation="stronger",
)
def bit_division(format, a, b, *, divide=subject(divide_by_subtracting_patterns), expected=signed_quotient):
    """For normal floats whose quotient stays normal, in each of six formats, subtracting the bit patterns and adding
    that of 1 gives Mitchell's quotient exactly."""
    x, y = from_bits(a, format), from_bits(b, format)
    return equal(divide(x, y, format), expected(x, y))


def true_quotient(x, y):
    """What subtraction approximates."""
    return x / y


bit_division.proof(squares)
bit_division.exhaustive(float8_e4m3fn)
bit_division.exhaustive(float8_e5m2)
bit_division.neighbour(
    "float_division", expected=true_quotient, witness={"format": float32, "a": 0x3F800000, "b": 0x3FC00000}
)
bit_division.needs(normal_b, witness={"format": float32, "a": 0x3F800000, "b": 0x00000001})
bit_division.needs(normal_a, witness={"format": float32, "a": 0x00000001, "b": 0x3F000000})
bit_division.needs(normal_quotient, witness={"format": float32, "a": 0x7F7FFFFF, "b": 0x3F000000})
bit_division.needs(normal_quotient, witness={"format": float32, "a": 0x00800000, "b": 0x40000000})


@dividend_and_divisor.theorem(
    POST.sentence(ANALYSIS, 3),
    r"|x/y| \le |\operatorname{float}(I(x) - I(y) + I(1))| \le \tfrac98 |x/y|",
    relation="stronger",
)
def bit_division_error(format, a, b, *, parts=8, divide=subject(divide_by_subtracting_patterns)):
    """For normal floats whose quotient stays normal, in each of six formats, the number that subtraction gives is never
    below the true quotient in magnitude and exceeds it by at most 1/8."""
    x, y = from_bits(a, format), from_bits(b, format)
    product = absolute(divide(x, y, format)) * absolute(y)
    return at_least(product, absolute(x)), at_most(parts * product, (parts + 1) * absolute(x))


def dividend(format, a, b):
    """The dividend without its sign: differences are proportional to it."""
    return absolute(from_bits(a, format))


def divide_without_the_pattern_of_one(x, y, format):
    """The difference of the patterns as it is."""
    return from_bits(bits(x, format) - bits(y, format), format)


bit_division_error.proof(squares)
bit_division_error.attained(format=float32, a=0x3F800000, b=0x3FC00000)  # 1 / 1.5 becomes 0.75
bit_division_error.exhaustive(float8_e4m3fn)
bit_division_error.exhaustive(float8_e5m2)
bit_division_error.exhaustive(float16, through=significand_patterns, unit=dividend, profile="ci")
bit_division_error.exhaustive(bfloat16, through=significand_patterns, unit=dividend, profile="ci")
bit_division_error.neighbour("one_ninth", parts=9, witness={"format": float32, "a": 0x3F800000, "b": 0x3FC00000})
bit_division_error.neighbour(
    "without_the_pattern_of_one",
    divide=divide_without_the_pattern_of_one,
    witness={"format": float16, "a": 0x3C00, "b": 0x3C00},
)
bit_division_error.needs(normal_b, witness={"format": float32, "a": 0x3F800000, "b": 0x00000001})
bit_division_error.needs(normal_a, witness={"format": float32, "a": 0x00000001, "b": 0x3F000000})
bit_division_error.needs(normal_quotient, witness={"format": float32, "a": 0x7F7FFFFF, "b": 0x3F000000})
bit_division_error.needs(normal_quotient, witness={"format": float32, "a": 0x00800000, "b": 0x40000000})
