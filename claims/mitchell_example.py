"""The worked example of the post: 12.3 × 4.56, digit by digit."""

from fractions import Fraction

from claims.mitchell import POST, antilogarithm, logarithm, product, shortfall
from verify import absolute, at_most, equal, floor, setting
from verify.proof import squares

EXAMPLE = POST.sentence("一个乘法的例子", 1)
X, Y = Fraction(123, 10), Fraction(456, 100)


def kept_to_seven_bits(x):
    """The number with the binary digits after the seventh behind the point left out."""
    return floor(128 * x) / 128


def kept_to_six_bits(x):
    """The number with the binary digits after the sixth behind the point left out."""
    return floor(64 * x) / 64


def binary(digits, point):
    """The number with the given binary digits, of which `point` stand behind the point."""
    return Fraction(int(digits, 2), 2**point)


@setting().theorem(
    EXAMPLE,
    r"12.3 \approx 1100.0100110_2,\quad 4.56 \approx 100.1000111_2,\quad"
    r" \log \approx 11.1000100110_2,\ 10.0010001110_2,\quad 101.1010110100_2 \to 110101.101_2 = 53.625",
)
def example_with_seven_bits(*, kept=kept_to_seven_bits, x=X, y=Y):
    """With seven fraction bits kept, 12.3 × 4.56 comes out as 53.625, with all the digits that the post prints on the
    way."""
    left, right = kept(x), kept(y)
    total = logarithm(left) + logarithm(right)
    return (
        equal(left, binary("11000100110", 7)),
        equal(right, binary("1001000111", 7)),
        equal(logarithm(left), binary("111000100110", 10)),
        equal(logarithm(right), binary("100010001110", 10)),
        equal(total, binary("1011010110100", 10)),
        equal(antilogarithm(total), binary("110101101", 3)),
        equal(antilogarithm(total), Fraction(53625, 1000)),
    )


example_with_seven_bits.proof(squares)
example_with_seven_bits.neighbour("with_six_bits", kept=kept_to_six_bits, witness={})
example_with_seven_bits.neighbour("another_factor", x=Fraction(124, 10), witness={})


@setting().theorem(EXAMPLE, r"12.3 \circledast 4.56 = \tfrac{1342}{25} = 53.68", relation="stronger")
def example_exactly(*, x=X, y=Y, result=Fraction(1342, 25)):
    """With the exact factors Mitchell's product of 12.3 and 4.56 is 53.68, against 56.088."""
    return equal(product(x, y), result), equal(x * y, Fraction(56088, 1000))


example_exactly.proof(squares)
example_exactly.neighbour("as_with_seven_bits", result=Fraction(53625, 1000), witness={})


@setting().theorem(
    EXAMPLE, r"\frac{56.088 - 53.625}{56.088} \approx 4.3913\,\%,\quad \frac{56.088 - 53.68}{56.088} \approx 4.2933\,\%"
)
def example_error(*, rounded=Fraction(43913, 10**6), exact=Fraction(42933, 10**6)):
    """The relative error of the example is 4.3913 % with seven fraction bits, as the post says, and 4.2933 % with
    all of them, rounded to four digits."""
    with_seven_bits = shortfall(X, Y, product(kept_to_seven_bits(X), kept_to_seven_bits(Y)))
    with_all_bits = shortfall(X, Y, product(X, Y))
    half = Fraction(1, 2 * 10**6)
    return (
        at_most(absolute(with_seven_bits - rounded), half),
        at_most(absolute(with_all_bits - exact), half),
    )


example_error.proof(squares)
example_error.neighbour("as_with_all_bits", rounded=Fraction(42933, 10**6), witness={})
