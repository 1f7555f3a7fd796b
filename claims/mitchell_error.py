"""The error of Mitchell's product, exactly: one formula, and where it is greatest and 0.

With x = 2ᵏ(1 + m) and y = 2ˡ(1 + n) the product falls short by 2ᵏ⁺ˡ min(mn, (1 - m)(1 - n)). It is exact if and only if
a factor is a power of two, and off by one ninth if and only if both fractions are one half.
"""

from fractions import Fraction

from claims.mitchell import ANALYSIS, POST, product, two_numbers
from verify import (
    at_least,
    at_most,
    between,
    equal,
    minimum,
    power,
    setting,
    split,
    strictly_greater,
    strictly_less,
    where,
)
from verify.proof import squares


def parts(x, y):
    """The power of two 2ᵏ⁺ˡ of both numbers, and their fractions m and n."""
    (k, f), (l, g) = split(x), split(y)
    return power(2, k + l), f - 1, g - 1


def smaller_rectangle(m, n):
    """min(mn, (1 - m)(1 - n))."""
    return minimum(m * n, (1 - m) * (1 - n))


def rectangle_without_carry(m, n):
    """The error without carry."""
    return m * n


@two_numbers.theorem(
    POST.sentence(ANALYSIS, 1),
    r"xy - x \circledast y = 2^{k+l}\min\bigl(mn,\, (1-m)(1-n)\bigr),"
    r"\quad x = 2^k(1+m),\ y = 2^l(1+n)",
    relation="stronger",
)
def product_error_exactly(x, y, *, error=smaller_rectangle):
    """Mitchell's product falls short of the true one by 2ᵏ⁺ˡ min(mn, (1 - m)(1 - n)), for fractions m and n."""
    scale, m, n = parts(x, y)
    return equal(x * y - product(x, y), scale * error(m, n))


product_error_exactly.proof(squares)
product_error_exactly.neighbour(
    "as_without_carry", error=rectangle_without_carry, witness={"x": Fraction(7, 4), "y": Fraction(7, 4)}
)


@two_numbers.theorem(
    POST.sentence(ANALYSIS, 2),
    r"9\,(x \circledast y) - 8xy \ge 2^{k+l} \cdot 2\left((m - \tfrac12)^2 + (n - \tfrac12)^2\right)",
    relation="stronger",
)
def one_ninth_is_lost_only_half_way(x, y, *, slope=2):
    """The product falls short by less than one ninth unless both fractions are one half, and by how much less grows
    with the square of the distance from there."""
    scale, m, n = parts(x, y)
    distance = (m - Fraction(1, 2)) ** 2 + (n - Fraction(1, 2)) ** 2
    return at_least(9 * product(x, y) - 8 * x * y, slope * scale * distance)


one_ninth_is_lost_only_half_way.proof(squares)
one_ninth_is_lost_only_half_way.attained(x=Fraction(3, 2), y=Fraction(3, 2))
one_ninth_is_lost_only_half_way.attained(x=1, y=1)
one_ninth_is_lost_only_half_way.neighbour("a_steeper_slope", slope=Fraction(21, 10), witness={"x": 1, "y": 1})


def truth(condition):
    """1 where the condition holds, 0 elsewhere."""
    return where(condition, 1, 0)


def product_of_fractions(m, n):
    """The product mn, which is 0 exactly if a factor is a power of two."""
    return m * n


def sum_of_fractions(m, n):
    """The sum m + n, which is 0 exactly if both factors are powers of two."""
    return m + n


@two_numbers.theorem(
    POST.sentence(ANALYSIS, 2),
    r"x \circledast y < xy \iff mn > 0",
    relation="stronger",
)
def product_is_exact_only_for_powers_of_two(x, y, *, vanishes=product_of_fractions):
    """The product is exact if and only if at least one factor is a power of two."""
    _, m, n = parts(x, y)
    return equal(truth(product(x, y) / (x * y) < 1), truth(vanishes(m, n) > 0))


product_is_exact_only_for_powers_of_two.proof(squares)
product_is_exact_only_for_powers_of_two.neighbour(
    "if_and_only_if_both_are", vanishes=sum_of_fractions, witness={"x": 1, "y": Fraction(3, 2)}
)


# The two cases of the post


def without_carry(m, n):
    """1 + m + n."""
    return 1 + m + n


def with_carry(m, n):
    """2(m + n)."""
    return 2 * (m + n)


def ratio_of_the_case(formula, m, n):
    """The ratio of a case's formula to the true significand (1 + m)(1 + n)."""
    return formula(m, n) / ((1 + m) * (1 + n))


fractions = {"m": between(0, 1), "n": between(0, 1)}


def sum_is_below_one(m, n):
    """The fractions give no carry."""
    return strictly_less(m + n, 1)


def sum_is_at_least_one(m, n):
    """The fractions give a carry."""
    return at_least(m + n, 1)


@(
    setting(**fractions)
    .where(sum_is_below_one)
    .theorem(
        POST.sentence(ANALYSIS, 1),
        r"m + n < 1 \implies \frac89 < \frac{1 + m + n}{(1+m)(1+n)} \le 1",
        relation="repaired",
    )
)
def ratio_without_carry(m, n, *, least=Fraction(8, 9)):
    """Without carry the ratio is above 8/9: the value 8/9 at m = n = 1/2 belongs to the other case."""
    ratio = ratio_of_the_case(without_carry, m, n)
    return strictly_greater(ratio, least), at_most(ratio, 1)


ratio_without_carry.proof(squares)
ratio_without_carry.needs(sum_is_below_one, witness={"m": 1, "n": 1})
ratio_without_carry.attained(m=0, n=Fraction(1, 2))
ratio_without_carry.neighbour(
    "a_larger_bound", least=Fraction(89, 100), witness={"m": Fraction(499, 1000), "n": Fraction(499, 1000)}
)


@(
    setting(**fractions)
    .where(sum_is_at_least_one)
    .theorem(
        POST.sentence(ANALYSIS, 1),
        r"m + n \ge 1 \implies \frac89 \le \frac{2(m + n)}{(1+m)(1+n)} \le 1",
    )
)
def ratio_with_carry(m, n, *, least=Fraction(8, 9)):
    """With carry the ratio has the minimum 8/9, at m = n = 1/2."""
    ratio = ratio_of_the_case(with_carry, m, n)
    return at_least(ratio, least), at_most(ratio, 1)


ratio_with_carry.proof(squares)
ratio_with_carry.needs(sum_is_at_least_one, witness={"m": 0, "n": 0})
ratio_with_carry.attained(m=Fraction(1, 2), n=Fraction(1, 2))
ratio_with_carry.neighbour("a_larger_bound", least=Fraction(9, 10), witness={"m": Fraction(1, 2), "n": Fraction(1, 2)})


@setting(e=between(0, Fraction(1, 2))).theorem(
    POST.sentence(ANALYSIS, 1),
    r"m = n = \tfrac12 - e \implies \frac{1 + m + n}{(1+m)(1+n)} \le \frac89 + \frac{e}{3}",
    relation="repaired",
)
def ratio_without_carry_approaches_its_infimum(e, *, closeness=Fraction(1, 3)):
    """Without carry the infimum 8/9 of the ratio is approached, along m = n = 1/2 - e."""
    m = Fraction(1, 2) - e
    return at_most(ratio_of_the_case(without_carry, m, m), Fraction(8, 9) + closeness * e)


ratio_without_carry_approaches_its_infimum.proof(squares)
ratio_without_carry_approaches_its_infimum.attained(e=0)
ratio_without_carry_approaches_its_infimum.neighbour(
    "faster", closeness=Fraction(1, 4), witness={"e": Fraction(1, 100)}
)


@setting().erratum(
    POST.sentence(ANALYSIS, 1),
    r"\min_{m + n < 1} \frac{1 + m + n}{(1+m)(1+n)} = \frac89\ \text{at}\ m = n = \tfrac12",
    how="comparison of constants",
    repaired_by=(ratio_without_carry, ratio_without_carry_approaches_its_infimum, ratio_with_carry),
)
def minimum_without_carry_is_at_one_half(*, m=Fraction(1, 2), n=Fraction(1, 2)):
    """Without carry, for m + n < 1, the ratio has its minimum 8/9 at m = n = 1/2."""
    return strictly_less(m + n, 1), equal(ratio_of_the_case(without_carry, m, n), Fraction(8, 9))


minimum_without_carry_is_at_one_half.fails("one_half_has_a_carry")
