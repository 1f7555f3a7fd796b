"""Mitchell's product of many factors: one antilogarithm of the sum of all logarithms.

Three factors lose at most 5/32. The worst case has equal fractions that add up to a whole number.
"""

from fractions import Fraction

from claims.mitchell import ANALYSIS, POST, antilogarithm, logarithm, product
from verify import at_least, at_most, equal, gradient, positive, real, setting, strictly_less
from verify.proof import squares

BOUND = POST.sentence(ANALYSIS, 2)


def product_of_three(x, y, z):
    """The antilogarithm of the sum of three logarithms, which is (x ⊛ y) ⊛ z."""
    return antilogarithm(logarithm(x) + logarithm(y) + logarithm(z))


def missing_of_three(x, y, z):
    """By what fraction of the true product of three factors Mitchell's falls short of it."""
    return 1 - product_of_three(x, y, z) / (x * y * z)


@setting(x=positive(), y=positive(), z=positive()).theorem(
    BOUND, r"0 \le \frac{xyz - x \circledast y \circledast z}{xyz} \le \tfrac5{32}", relation="stronger"
)
def error_of_three_factors(x, y, z, *, bound=Fraction(5, 32)):
    """Of three factors Mitchell's product never exceeds the true one and falls short of it by at most 5/32."""
    error = missing_of_three(x, y, z)
    return at_least(error, 0), at_most(error, bound)


def error_of_two_equal_factors_and_one(x, z):
    """Relative error of x ⊛ x ⊛ z"""
    return missing_of_three(x, x, z)


error_of_three_factors.proof(squares)
THIRDS = {"x": Fraction(4, 3), "y": Fraction(4, 3), "z": Fraction(4, 3)}
error_of_three_factors.attained(**THIRDS)
error_of_three_factors.surface(error_of_two_equal_factors_and_one, x=(1, 2), z=(1, 2), level=Fraction(5, 32))
error_of_three_factors.neighbour("fifteen_percent", bound=Fraction(15, 100), witness=THIRDS)


def product_of_four(x, y, z, w):
    """The antilogarithm of the sum of four logarithms."""
    return antilogarithm(logarithm(x) + logarithm(y) + logarithm(z) + logarithm(w))


@setting(x=positive(), y=positive(), z=positive(), w=positive()).theorem(
    BOUND,
    r"0 \le \frac{xyzw - x \circledast y \circledast z \circledast w}{xyzw} \le \tfrac{17}{81}",
    relation="stronger",
)
def error_of_four_factors(x, y, z, w, *, bound=Fraction(17, 81)):
    """Of four factors Mitchell's product never exceeds the true one and falls short of it by at most 17/81."""
    error = 1 - product_of_four(x, y, z, w) / (x * y * z * w)
    return at_least(error, 0), at_most(error, bound)


error_of_four_factors.proof(squares)
HALVES = {name: Fraction(3, 2) for name in "xyzw"}
error_of_four_factors.attained(**HALVES)
error_of_four_factors.neighbour("one_fifth", bound=Fraction(1, 5), witness=HALVES)


# Any number of factors


def product_so_far_is_close(true, approximate, least):
    """The product so far is at most the true one, and at least a fraction of it."""
    return at_least(approximate, least * true), at_most(approximate, true)


@(
    setting(true=positive(), approximate=positive(), least=positive(), x=positive())
    .where(product_so_far_is_close)
    .theorem(
        BOUND,
        r"\left(\tfrac89\right)^{n-1} \le \frac{x_1 \circledast \cdots \circledast x_n}{x_1 \cdots x_n} \le 1",
        relation="stronger",
    )
)
def error_of_many_factors(true, approximate, least, x, *, step=Fraction(8, 9)):
    """Of n factors Mitchell's product never exceeds the true one and is at least (8/9)ⁿ⁻¹ of it: one factor more costs
    at most one ninth."""
    more = product(approximate, x)
    return at_least(more, step * least * true * x), at_most(more, true * x)


error_of_many_factors.proof(squares)
error_of_many_factors.human_step("induction over the number of factors, from a single one, where both products agree")
error_of_many_factors.attained(true=Fraction(3, 2), approximate=Fraction(3, 2), least=1, x=Fraction(3, 2))
error_of_many_factors.neighbour(
    "nine_tenths",
    step=Fraction(9, 10),
    witness={"true": Fraction(3, 2), "approximate": Fraction(3, 2), "least": 1, "x": Fraction(3, 2)},
)


def sum_has_the_carry(s, j, n):
    """The fractions of n ≥ 1 factors add up to s, whose whole part is j ≥ 0."""
    return at_least(n, 1), at_least(j, 0), at_least(s, 0), at_least(s, j), strictly_less(s, j + 1)


def logarithmic_derivative(function, s):
    """The derivative of the logarithm of a positive function."""
    return gradient(function, s) / function(s)


def slope_at_equal_fractions(s, j, n):
    """(j - s + s/n)/((1 + s - j)(1 + s/n)), whose sign changes at most once, from + to -, when s grows."""
    return (j - s + s / n) / ((1 + s - j) * (1 + s / n))


def slope_without_division(s, j, n):
    """The same with s instead of s/n."""
    return (j - s + s) / ((1 + s - j) * (1 + s))


@(
    setting(s=real(), j=real(), n=real())
    .where(sum_has_the_carry)
    .theorem(
        BOUND,
        r"\min_{j \le n} \frac{2^j}{(1 + j/n)^n} \le \frac{x_1 \circledast \cdots \circledast x_n}{x_1 \cdots x_n},"
        r"\quad\text{with equality at}\ m_1 = \dots = m_n = j/n",
        relation="stronger",
    )
)
def worst_case_of_many_factors(s, j, n, *, slope=slope_at_equal_fractions):
    """Of n factors the worst case has equal fractions j/n for a whole number j: among equal fractions with carry j the
    ratio rises, then falls."""
    rate = logarithmic_derivative(lambda s: 1 + s - j, s) - n * logarithmic_derivative(lambda s: 1 + s / n, s)
    return equal(rate, slope(s, j, n)), at_most(gradient(lambda s: j - s + s / n, s), 0)


worst_case_of_many_factors.proof(squares)
worst_case_of_many_factors.human_step(
    "for a given sum s of the fractions the true product is greatest when they are equal (inequality of arithmetic and"
    " geometric means)"
)
worst_case_of_many_factors.human_step(
    "a function whose derivative changes sign at most once, from + to -, is least at an end of an interval; at the end"
    " s = j + 1 the ratio is that of the carry j + 1"
)
worst_case_of_many_factors.attained(s=0, j=0, n=1)
worst_case_of_many_factors.neighbour("without_division", slope=slope_without_division, witness={"s": 1, "j": 1, "n": 2})
