"""Constants that make Mitchell's product more accurate: a factor after it, or an offset inside it.

The best factor is 18/17, with the error 1/17. The best offset added to the sum of the logarithms, which costs nothing
when it is part of the constant that is subtracted from bit patterns, leaves a little more than 1/15; that of L-Mul
(Luo and Sun, 2024), 1/16, leaves 161/2209, and 15/64 if its formula is read without carry.
"""

from fractions import Fraction

from claims.mitchell import ANALYSIS, POST, antilogarithm, logarithm, product, two_numbers
from claims.mitchell_error import parts
from verify import (
    absolute,
    at_least,
    at_most,
    between,
    equal,
    gradient,
    maximum,
    positive,
    real,
    setting,
    strictly_greater,
    strictly_less,
)
from verify.proof import squares

BOUND = POST.sentence(ANALYSIS, 2)
WORST = Fraction(3, 2)  # both factors, half-way between two powers of two


# A factor


@two_numbers.theorem(
    BOUND, r"\left|\tfrac{18}{17}\, \frac{x \circledast y}{xy} - 1\right| \le \tfrac1{17}", relation="stronger"
)
def corrected_product_error(x, y, *, factor=Fraction(18, 17), bound=Fraction(1, 17)):
    """Multiplied by 18/17, Mitchell's product is off by at most 1/17, upwards or downwards."""
    ratio = factor * product(x, y) / (x * y)
    return at_most(ratio, 1 + bound), at_least(ratio, 1 - bound)


corrected_product_error.proof(squares)
corrected_product_error.attained(x=WORST, y=WORST)
corrected_product_error.neighbour("nineteen_eighteenths", factor=Fraction(19, 18), witness={"x": WORST, "y": WORST})
corrected_product_error.neighbour("one_eighteenth", bound=Fraction(1, 18), witness={"x": 1, "y": 1})


def error_with_factor(factor, x):
    """The relative error of the product of x and x, when it is multiplied by a factor."""
    return absolute(factor * product(x, x) / x**2 - 1)


@setting(factor=real()).theorem(
    BOUND,
    r"\max_{x \in \{1, 3/2\}} \left|c\, \frac{x \circledast x}{x^2} - 1\right|"
    r" \ge \tfrac1{17} + \tfrac89\left|c - \tfrac{18}{17}\right|",
    relation="stronger",
)
def no_other_factor_is_as_good(factor, *, best=Fraction(18, 17), least=Fraction(1, 17)):
    """Every factor but 18/17 leaves an error above 1/17, at x = y = 1 or at x = y = 3/2."""
    worse = maximum(error_with_factor(factor, x=Fraction(1)), error_with_factor(factor, WORST))
    return at_least(worse, least + Fraction(8, 9) * absolute(factor - best))


no_other_factor_is_as_good.proof(squares)
no_other_factor_is_as_good.attained(factor=Fraction(18, 17))
no_other_factor_is_as_good.neighbour("one_sixteenth", least=Fraction(1, 16), witness={"factor": Fraction(18, 17)})
no_other_factor_is_as_good.neighbour("best_at_nine_eighths", best=Fraction(9, 8), witness={"factor": Fraction(18, 17)})


# An offset


def offset_product(x, y, delta):
    """The antilogarithm of the sum of the logarithms and an offset δ."""
    return antilogarithm(logarithm(x) + logarithm(y) + delta)


def overestimate(delta):
    """The worst overestimate δ, for powers of two."""
    return delta


def underestimate(delta):
    """The worst underestimate 1 - 8/(3 - δ)², for equal fractions (1 - δ)/2."""
    return 1 - 8 / (3 - delta) ** 2


def offset_is_small(delta):
    """The offset is at most 2 - √2."""
    return at_least((2 - delta) ** 2, 2)


offsets = setting(x=positive(), y=positive(), delta=between(0, 1)).where(offset_is_small)


@offsets.theorem(
    BOUND,
    r"0 \le \delta \le 2 - \sqrt2 \implies \frac{8}{(3-\delta)^2}"
    r" \le \frac{\operatorname{antilog}(\log x + \log y + \delta)}{xy} \le 1 + \delta",
    relation="stronger",
)
def offset_product_error(x, y, delta, *, over=overestimate, under=underestimate):
    """With an offset δ up to 2 - √2 added to the logarithms, the product is at most 1 + δ times the true one, and at
    least 8/(3 - δ)² times."""
    ratio = offset_product(x, y, delta) / (x * y)
    return at_most(ratio, 1 + over(delta)), at_least(ratio, 1 - under(delta))


offset_product_error.proof(squares)
offset_product_error.needs(
    offset_is_small, witness={"x": Fraction(13, 8), "y": Fraction(13, 8), "delta": Fraction(3, 4)}
)
offset_product_error.attained(x=1, y=1, delta=Fraction(1, 16))
offset_product_error.attained(x=Fraction(47, 32), y=Fraction(47, 32), delta=Fraction(1, 16))


def smaller_overestimate(delta):
    """Half the offset."""
    return delta / 2


def smaller_underestimate(delta):
    """1/9 - δ, as if the underestimate of 1/9 fell by the offset."""
    return Fraction(1, 9) - delta


offset_product_error.neighbour(
    "half_the_overestimate", over=smaller_overestimate, witness={"x": 1, "y": 1, "delta": Fraction(1, 16)}
)
offset_product_error.neighbour(
    "one_ninth_less_the_offset",
    under=smaller_underestimate,
    witness={"x": Fraction(47, 32), "y": Fraction(47, 32), "delta": Fraction(1, 16)},
)


def cubic(delta):
    """δ³ - 7δ² + 15δ - 1."""
    return delta**3 - 7 * delta**2 + 15 * delta - 1


def cubic_with_another_constant(delta):
    """δ³ - 7δ² + 15δ - 2."""
    return cubic(delta) - 1


@setting(delta=between(0, 1)).theorem(
    BOUND,
    r"(3-\delta)^2\left(\delta - \Bigl(1 - \frac{8}{(3-\delta)^2}\Bigr)\right) = \delta^3 - 7\delta^2 + 15\delta - 1,"
    r"\quad \frac{d}{d\delta}(\ldots) \ge 4,\quad 0.0688575 < \delta^* < 0.0688576",
    relation="stronger",
)
def offset_errors_balance_at_a_root(delta, *, polynomial=cubic, below=688575, above=688576):
    """The worst over- and underestimate with an offset δ are equal exactly at the roots of δ³ - 7δ² + 15δ - 1, which
    increases from 0 to 1 and changes its sign between 0.0688575 and 0.0688576."""
    difference = (overestimate(delta) - underestimate(delta)) * (3 - delta) ** 2
    changes_sign = (
        strictly_less(polynomial(Fraction(below, 10**7)), 0),
        strictly_greater(polynomial(Fraction(above, 10**7)), 0),
    )
    return equal(difference, polynomial(delta)), at_least(gradient(polynomial, delta), 4), *changes_sign


offset_errors_balance_at_a_root.proof(squares)
offset_errors_balance_at_a_root.attained(delta=1)
offset_errors_balance_at_a_root.neighbour(
    "another_constant", polynomial=cubic_with_another_constant, witness={"delta": 0}
)
offset_errors_balance_at_a_root.neighbour("a_root_below", above=688575, witness={"delta": 0})

LEAST_ERROR = Fraction(688, 10**4)


@setting(delta=between(0, 1)).theorem(
    BOUND,
    r"\max\Bigl(\delta,\, 1 - \frac{8}{(3-\delta)^2}\Bigr)"
    r" \ge 0.0688 + \tfrac35\,|\delta - 0.0688|,\quad 0.0688 > \tfrac1{17}",
    relation="stronger",
)
def no_offset_is_as_good_as_a_factor(delta, *, least=LEAST_ERROR):
    """Every offset from 0 to 1 leaves a worst error of 6.88 % or more, above the 1/17 that a factor leaves, and the
    more the farther it is from 0.0688."""
    worse = maximum(overestimate(delta), underestimate(delta))
    bound = least + Fraction(3, 5) * absolute(delta - LEAST_ERROR)
    return at_least(worse, bound), strictly_greater(bound, Fraction(1, 17))


no_offset_is_as_good_as_a_factor.proof(squares)
no_offset_is_as_good_as_a_factor.neighbour(
    "a_tenth_of_a_thousandth_more", least=LEAST_ERROR + Fraction(1, 10**4), witness={"delta": Fraction(6886, 10**5)}
)


# L-Mul: the offset 2⁻⁴


def with_carry(x, y):
    """L-Mul as its code computes it: the fractions and 1/16 are added with carry."""
    return offset_product(x, y, Fraction(1, 16))


def without_carry(x, y):
    """L-Mul as its formula is printed: 1 + m + n + 1/16, whatever the sum is."""
    scale, m, n = parts(x, y)
    return scale * (1 + m + n + Fraction(1, 16))


@two_numbers.theorem(
    BOUND,
    r"\delta = \tfrac1{16}:\quad -\tfrac{161}{2209} \le \frac{\text{L-Mul}(x, y)}{xy} - 1 \le \tfrac1{16}",
    relation="stronger",
)
def l_mul_error(x, y, *, product=with_carry, under=Fraction(161, 2209)):
    """With the offset 1/16 the product exceeds the true one by at most 1/16 and falls short by at most 161/2209, about
    7.3 %."""
    error = product(x, y) / (x * y) - 1
    return at_most(error, Fraction(1, 16)), at_least(error, -under)


l_mul_error.proof(squares)
l_mul_error.attained(x=Fraction(47, 32), y=Fraction(47, 32))
l_mul_error.neighbour("seven_percent", under=Fraction(7, 100), witness={"x": Fraction(47, 32), "y": Fraction(47, 32)})
l_mul_error.neighbour("without_carry", product=without_carry, witness={"x": Fraction(15, 8), "y": Fraction(15, 8)})


@two_numbers.theorem(
    BOUND,
    r"-\tfrac{15}{64} < \frac{2^{k+l}(1 + m + n + \frac1{16})}{xy} - 1 \le \tfrac1{16}",
    relation="stronger",
)
def l_mul_error_without_carry(x, y, *, under=Fraction(15, 64)):
    """Without carry, as its formula is printed, L-Mul falls short by up to 15/64, which it approaches for large
    fractions."""
    error = without_carry(x, y) / (x * y) - 1
    return at_most(error, Fraction(1, 16)), strictly_greater(error, -under)


l_mul_error_without_carry.proof(squares)
l_mul_error_without_carry.attained(x=1, y=1)
l_mul_error_without_carry.neighbour(
    "twenty_three_percent",
    under=Fraction(23, 100),
    witness={"x": Fraction(1023, 512), "y": Fraction(1023, 512)},
)
