"""Two smaller errata of the post: which numbers have a first binary digit 1, and in which base log(1 + x) is near x."""

from fractions import Fraction

from claims.mitchell import ANALYSIS, POST
from claims.mitchell_group import LOGARITHM
from verify import (
    absolute,
    at_least,
    equal,
    expectation,
    log,
    positive,
    power,
    real,
    setting,
    split,
    strictly_less,
    uniform,
)
from verify.proof import enclosure, squares

# p = zₙ…z₀.z₋₁… with zₙ = 1


@setting(p=positive()).theorem(
    POST.sentence(LOGARITHM, 2),
    r"p > 0 \implies p = 2^n(1 + x),\ 0 \le x < 1,\ n \in \mathbb{Z}",
    relation="repaired",
)
def positive_numbers_have_a_first_digit(p, *, end=2):
    """Every positive number is 2ⁿ(1 + x) with an integer n, positive or not, and 0 ≤ x < 1."""
    n, significand = split(p)
    return equal(power(2, n) * significand, p), at_least(significand, 1), strictly_less(significand, end)


positive_numbers_have_a_first_digit.proof(squares)
positive_numbers_have_a_first_digit.attained(p=Fraction(1, 4))
positive_numbers_have_a_first_digit.neighbour("a_shorter_range", end=Fraction(3, 2), witness={"p": Fraction(7, 4)})


def not_negative(p):
    """The post says non-negative."""
    return at_least(p, 0)


@(
    setting(p=real())
    .where(not_negative)
    .erratum(
        POST.sentence(LOGARITHM, 2),
        r"p \ge 0 \implies p = z_n \ldots z_0.z_{-1}z_{-2}\ldots,\ z_n = 1,\ n \ge 0",
        how="counterexample",
        repaired_by=(positive_numbers_have_a_first_digit,),
    )
)
def first_digit_is_before_the_point(p):
    """Every non-negative number has a first binary digit 1, which stands before the point."""
    return at_least(split(p)[0], 0)


first_digit_is_before_the_point.fails("zero_has_no_digit_one", witness={"p": 0})
first_digit_is_before_the_point.fails("below_one_it_stands_behind_the_point", witness={"p": Fraction(1, 2)})


# log(1 + x) ≈ x


def natural(x):
    """The natural logarithm."""
    return log(x)


def binary(x):
    """The logarithm in base two."""
    return log(x) / log(2)


def ternary(x):
    """The logarithm in base three."""
    return log(x) / log(3)


def mean_distance(logarithm):
    """The mean of |log(1 + x) - x| for x uniform on [0, 1)."""
    return expectation(lambda x: absolute(logarithm(1 + x) - x), x=uniform(0, 1))


@setting().theorem(
    POST.sentence(ANALYSIS, 5),
    r"\mathbb{E}\,|\log_2(1+x) - x| < \mathbb{E}\,|\ln(1+x) - x| < \mathbb{E}\,|\log_3(1+x) - x|",
    relation="repaired",
)
def binary_logarithm_is_nearest(*, best=binary, middle=natural, worst=ternary):
    """On average over x in [0, 1) log(1 + x) is nearer to x in base two than in base e, and in base e nearer than in
    base three."""
    return (
        strictly_less(mean_distance(best), mean_distance(middle)),
        strictly_less(mean_distance(middle), mean_distance(worst)),
    )


binary_logarithm_is_nearest.proof(enclosure)
binary_logarithm_is_nearest.neighbour("ternary_is_nearest", best=ternary, worst=binary, witness={})
binary_logarithm_is_nearest.neighbour("natural_is_nearest", best=natural, middle=binary, witness={})


@setting().erratum(
    POST.sentence(ANALYSIS, 5),
    r"\mathbb{E}\,|\log_3(1+x) - x| < \mathbb{E}\,|\log_2(1+x) - x|",
    how="comparison of constants",
    repaired_by=(binary_logarithm_is_nearest,),
)
def a_base_near_e_is_better(*, nearer=ternary):
    """The nearer the base is to e, the nearer log(1 + x) is to x, of which x is the first-order approximation for
    base e."""
    return strictly_less(mean_distance(nearer), mean_distance(binary))


a_base_near_e_is_better.fails("base_three")
a_base_near_e_is_better.fails("base_e_itself", nearer=natural)
