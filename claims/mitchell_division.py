"""Mitchell's quotient, reciprocal, square and square root: the same logarithms, subtracted, doubled and halved.

The quotient errs upwards, by at most one eighth of the true quotient, which is one ninth of the approximate one.
"""

from fractions import Fraction

from claims.mitchell import ANALYSIS, POST, antilogarithm, logarithm, two_numbers
from claims.mitchell_error import parts
from verify import (
    at_least,
    at_most,
    equal,
    half_open,
    maximum,
    positive,
    power,
    setting,
    split,
)
from verify.proof import squares

DIVISION = POST.sentence(ANALYSIS, 3)


def quotient(x, y):
    """Mitchell's quotient: the antilogarithm of the difference of the approximate logarithms."""
    return antilogarithm(logarithm(x) - logarithm(y))


def true_quotient(x, y):
    """x/y."""
    return x / y


def approximate_quotient(x, y):
    """The approximation itself, as what its error is relative to."""
    return quotient(x, y)


def excess(x, y):
    """Relative error of Mitchell's quotient"""
    return quotient(x, y) / (x / y) - 1


@two_numbers.theorem(DIVISION, r"0 \le \frac{x \oslash y - x/y}{x/y} \le \frac18")
def quotient_error(x, y, *, bound=Fraction(1, 8), lowest=0, base=true_quotient):
    """Mitchell's quotient is at least the true one and exceeds it by at most one eighth."""
    error = (quotient(x, y) - x / y) / base(x, y)
    return at_least(error, lowest), at_most(error, bound)


quotient_error.proof(squares)
quotient_error.attained(x=1, y=Fraction(3, 2))
quotient_error.surface(excess, x=(1, 2), y=(1, 2), level=Fraction(1, 8))
quotient_error.neighbour("one_ninth", bound=Fraction(1, 9), witness={"x": 1, "y": Fraction(3, 2)})
quotient_error.neighbour("it_errs_downwards", lowest=Fraction(1, 100), witness={"x": 1, "y": 1})


@two_numbers.theorem(DIVISION, r"0 \le \frac{x \oslash y - x/y}{x \oslash y} \le \frac19", relation="stronger")
def quotient_error_relative_to_the_approximation(x, y, *, bound=Fraction(1, 9), base=approximate_quotient):
    """Relative to the approximation the error of the quotient is at most one ninth, as that of the product is relative
    to the true product."""
    error = (quotient(x, y) - x / y) / base(x, y)
    return at_least(error, 0), at_most(error, bound)


quotient_error_relative_to_the_approximation.proof(squares)
quotient_error_relative_to_the_approximation.attained(x=1, y=Fraction(3, 2))
quotient_error_relative_to_the_approximation.neighbour(
    "relative_to_the_true_quotient", base=true_quotient, witness={"x": 1, "y": Fraction(3, 2)}
)


def greater_rectangle(m, n):
    """max(n(m - n), (n - m)(1 - n)/2)."""
    return maximum(n * (m - n), (n - m) * (1 - n) / 2)


def rectangle_without_borrow(m, n):
    """n(m - n), the excess for m ≥ n."""
    return n * (m - n)


@two_numbers.theorem(
    DIVISION,
    r"x \oslash y - \frac xy = \frac{2^{k-l}}{1+n}\max\bigl(n(m-n),\, \tfrac12(n-m)(1-n)\bigr)",
    relation="stronger",
)
def quotient_error_exactly(x, y, *, excess=greater_rectangle):
    """Mitchell's quotient exceeds the true one by 2ᵏ⁻ˡ max(n(m - n), (n - m)(1 - n)/2)/(1 + n): it is exact if and only
    if the fractions are equal or that of the divisor is 0."""
    _, m, n = parts(x, y)
    (k, _), (l, _) = split(x), split(y)
    return equal(quotient(x, y) - x / y, power(2, k - l) * excess(m, n) / (1 + n))


quotient_error_exactly.proof(squares)
quotient_error_exactly.neighbour(
    "as_without_borrow", excess=rectangle_without_borrow, witness={"x": 1, "y": Fraction(3, 2)}
)


def distance_from_the_worst(m, n):
    """(2n - 1)² + m(1 - m), which is 0 only for m = 0 and n = 1/2."""
    return (2 * n - 1) ** 2 + m * (1 - m)


def steeper_distance(m, n):
    """(2n - 1)² + 7m(1 - m)."""
    return (2 * n - 1) ** 2 + 7 * m * (1 - m)


@two_numbers.theorem(
    DIVISION,
    r"9\,\frac xy - 8\,(x \oslash y) \ge \frac{2^{k-l}}{1+n}\bigl((2n-1)^2 + m(1-m)\bigr)",
    relation="stronger",
)
def one_eighth_is_gained_only_half_way(x, y, *, distance=distance_from_the_worst):
    """The quotient exceeds the true one by less than one eighth unless the dividend is a power of two and the divisor
    lies half-way between two of them."""
    _, m, n = parts(x, y)
    (k, _), (l, _) = split(x), split(y)
    return at_least(9 * x / y - 8 * quotient(x, y), power(2, k - l) * distance(m, n) / (1 + n))


one_eighth_is_gained_only_half_way.proof(squares)
one_eighth_is_gained_only_half_way.attained(x=1, y=Fraction(3, 2))
one_eighth_is_gained_only_half_way.neighbour(
    "steeper", distance=steeper_distance, witness={"x": Fraction(3, 2), "y": Fraction(3, 2)}
)


# One operand


def reciprocal(x):
    """Mitchell's reciprocal: the antilogarithm of minus the approximate logarithm."""
    return antilogarithm(0 - logarithm(x))


def square(x):
    """Mitchell's square: the antilogarithm of twice the approximate logarithm."""
    return antilogarithm(logarithm(x) + logarithm(x))


@setting(x=positive()).theorem(
    DIVISION, r"\frac1x \le \operatorname{antilog}(-\log x) \le \frac98 \cdot \frac1x", relation="stronger"
)
def reciprocal_error(x, *, most=Fraction(9, 8)):
    """Mitchell's reciprocal is at least the true one and at most 9/8 of it."""
    return at_least(reciprocal(x), 1 / x), at_most(reciprocal(x), most / x)


reciprocal_error.proof(squares)
reciprocal_error.attained(x=Fraction(3, 2))
reciprocal_error.neighbour("ten_ninths", most=Fraction(10, 9), witness={"x": Fraction(3, 2)})


@setting(x=positive()).theorem(
    POST.sentence(ANALYSIS, 2), r"\frac89 x^2 \le x \circledast x \le x^2", relation="specialised"
)
def square_error(x, *, least=Fraction(8, 9)):
    """Mitchell's square is at most the true one and at least 8/9 of it, no better than a product."""
    return at_least(square(x), least * x**2), at_most(square(x), x**2)


square_error.proof(squares)
square_error.attained(x=Fraction(3, 2))
square_error.neighbour("nine_tenths", least=Fraction(9, 10), witness={"x": Fraction(3, 2)})


def square_root(power_of_two, f):
    """Mitchell's square root of 4ʲf, for a power of two 2ʲ: the antilogarithm of half the approximate logarithm, which
    is j more than half that of f."""
    return power_of_two * antilogarithm(logarithm(f) / 2)


def greatest_power_of_two(s):
    """The greatest power of two that does not exceed s."""
    return power(2, split(s)[0])


@setting(s=positive(), f=half_open(1, 4)).theorem(
    DIVISION,
    r"1 \le \frac{\operatorname{antilog}(\frac12\log x)^2}{x} \le \frac98,\quad x = 4^j f,\ 1 \le f < 4",
    relation="stronger",
)
def square_root_error(s, f, *, most=Fraction(9, 8)):
    """The square of Mitchell's square root of x = 4^j f is at least x and at most 9/8 of x."""
    two = greatest_power_of_two(s)
    ratio = square_root(two, f) ** 2 / (two**2 * f)
    return at_least(ratio, 1), at_most(ratio, most)


square_root_error.proof(squares)
square_root_error.attained(s=1, f=2)
square_root_error.neighbour("ten_ninths", most=Fraction(10, 9), witness={"s": 1, "f": 2})
