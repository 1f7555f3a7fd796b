"""The mean error of Mitchell's product, for independent fractions that are uniform on [0, 1).

The mean relative error is 3.85 %; it is not the relative error of the means, which is 1/27 exactly.
"""

from fractions import Fraction

from claims.mitchell import ANALYSIS, POST, mean_error, product
from verify import (
    between,
    dilogarithm,
    equal,
    expectation,
    gradient,
    log,
    rate,
    real,
    setting,
    strictly_greater,
    strictly_less,
    uniform,
)
from verify.proof import enclosure, identity

MEAN = POST.sentence(ANALYSIS, 4)
FUNDAMENTAL_THEOREM = "an integral is the difference of an antiderivative at its ends (fundamental theorem of calculus)"


@setting().theorem(
    MEAN, r"\mathbb{E}\,\frac{xy - x \circledast y}{xy} > \tfrac3{80} > \tfrac1{27}", relation="stronger"
)
def mean_relative_error_is_above_one_over_27(*, low=Fraction(3, 80)):
    """For independent uniform fractions the mean relative error of Mitchell's product is above 3.75 %, and so above the
    relative error 1/27 of the means."""
    return strictly_greater(mean_error(product, 2), low), strictly_greater(low, Fraction(1, 27))


mean_relative_error_is_above_one_over_27.proof(enclosure)
mean_relative_error_is_above_one_over_27.neighbour("above_four_percent", low=Fraction(1, 25), witness={})


# The integral over one fraction in closed form


def below_carry(n, logarithm):
    """An antiderivative of n/(1 + n), from the logarithm of 1 + n."""
    return n - logarithm


def above_carry(n, logarithm):
    """An antiderivative of (1 - n)/(1 + n), from the logarithm of 1 + n."""
    return logarithm + logarithm - n


@setting(n=between(0, 1)).theorem(
    MEAN,
    r"\frac{d}{dn}\bigl(n - \ln(1+n)\bigr) = \frac{n}{1+n},\quad"
    r" \frac{d}{dn}\bigl(2\ln(1+n) - n\bigr) = \frac{1-n}{1+n}",
    relation="stronger",
)
def antiderivatives_of_the_relative_error(n, *, without_carry=below_carry, with_carry=above_carry):
    """The relative errors n/(1 + n), times m/(1 + m), and (1 - n)/(1 + n), times (1 - m)/(1 + m), have antiderivatives
    with logarithms."""
    return (
        equal(gradient(lambda n: without_carry(n, log(1 + n)), n), n / (1 + n)),
        equal(gradient(lambda n: with_carry(n, log(1 + n)), n), (1 - n) / (1 + n)),
    )


antiderivatives_of_the_relative_error.proof(identity)
antiderivatives_of_the_relative_error.neighbour("the_same_for_both", with_carry=below_carry, witness={"n": 0})


def error_for_one_fraction(m, log_of_two, log_at_carry):
    """The integral of the relative error over n in [0, 1], with carry from 1 - m on, where 1 + n is 2 - m."""
    without = below_carry(1 - m, log_at_carry) - below_carry(0, 0)
    with_carry = above_carry(1, log_of_two) - above_carry(1 - m, log_at_carry)
    return (m * without + (1 - m) * with_carry) / (1 + m)


@setting().theorem(
    MEAN,
    r"0.03848 < \mathbb{E}\,\frac{xy - x \circledast y}{xy} = \int_0^1 \frac{m\,(1 - m - \ln(2-m))"
    r" + (1-m)(2\ln2 - 2\ln(2-m) - m)}{1+m}\, dm < 0.03850",
    relation="stronger",
)
def mean_relative_error(*, low=Fraction(3848, 10**5), high=Fraction(3850, 10**5)):
    """For independent uniform fractions the mean relative error of Mitchell's product is 3.849 %, up to 0.001 %."""
    mean = expectation(lambda m: error_for_one_fraction(m, log(2), log(2 - m)), m=uniform(0, 1))
    return strictly_greater(mean, low), strictly_less(mean, high)


mean_relative_error.proof(enclosure)
mean_relative_error.human_step(
    f"{FUNDAMENTAL_THEOREM}, with the antiderivatives that antiderivatives_of_the_relative_error proves"
)
mean_relative_error.neighbour("below_1_27", high=Fraction(1, 27), witness={})
mean_relative_error.neighbour("two_digits_higher", low=Fraction(3850, 10**5), witness={})


# The integral over the other fraction, too: in letters for the logarithms and the dilogarithm, by their derivatives


def antiderivative(m, a, b, d, log_of_two, log_of_three):
    """An antiderivative of the error for one fraction, with a = ln(2 - m), b = ln(1 + m) and d = Li₂((2 - m)/3)."""
    return (m - 2) * a - m + 2 * log_of_two * (2 * b - m) - 3 * (a * b + d - log_of_three * a)


def closed_form(log_of_two, log_of_three, of_two_thirds, of_one_third):
    """4 ln²2 - 1 - 3 (ln 2 ln 3 - Li₂(2/3) + Li₂(1/3)), from two logarithms and two dilogarithms."""
    return 4 * log_of_two**2 - 1 - 3 * (log_of_two * log_of_three - of_two_thirds + of_one_third)


def with_dilogarithms_exchanged(log_of_two, log_of_three, of_two_thirds, of_one_third):
    """The closed form with Li₂(1/3) and Li₂(2/3) in each other's places."""
    return closed_form(log_of_two, log_of_three, of_one_third, of_two_thirds)


@setting(m=between(0, 1), a=real(), b=real(), d=real(), log_of_two=real(), log_of_three=real(), other=real()).theorem(
    MEAN,
    r"\mathbb{E}\,\frac{xy - x \circledast y}{xy}"
    r" = 4\ln^2 2 - 1 - 3\bigl(\ln2\,\ln3 - \mathrm{Li}_2(\tfrac23) + \mathrm{Li}_2(\tfrac13)\bigr)",
    relation="stronger",
)
def mean_relative_error_in_closed_form(m, a, b, d, log_of_two, log_of_three, other, *, closed_form=closed_form):
    """The antiderivative of the error for one fraction has that error for its rate where a, b and d have the rates
    -1/(2 - m), 1/(1 + m) and (b - ln 3)/(2 - m), and its values at 1 and 0 differ by the closed form."""
    rates = {"m": 1, "a": -1 / (2 - m), "b": 1 / (1 + m), "d": (b - log_of_three) / (2 - m)}

    def here(m, a, b, d):
        return antiderivative(m, a, b, d, log_of_two, log_of_three)

    at_one = antiderivative(1, 0, log_of_two, other, log_of_two, log_of_three)
    at_zero = antiderivative(0, log_of_two, 0, d, log_of_two, log_of_three)
    return (
        equal(rate(here, rates, m=m, a=a, b=b, d=d), error_for_one_fraction(m, log_of_two, a)),
        equal(at_one - at_zero, closed_form(log_of_two, log_of_three, d, other)),
    )


mean_relative_error_in_closed_form.proof(identity)
mean_relative_error_in_closed_form.human_step(
    f"{FUNDAMENTAL_THEOREM}, twice, with the antiderivatives that antiderivatives_of_the_relative_error proves;"
    " a = ln(2 - m), b = ln(1 + m) and d = Li₂((2 - m)/3) have these rates, and at m = 1 and m = 0 the values that are"
    " put in for them (d at 1 is called other)"
)
mean_relative_error_in_closed_form.neighbour(
    "dilogarithms_exchanged",
    closed_form=with_dilogarithms_exchanged,
    witness={"m": 0, "a": 0, "b": 0, "d": 1, "log_of_two": 0, "log_of_three": 0, "other": 0},
)


@setting().theorem(
    MEAN,
    r"\bigl|4\ln^2 2 - 1 - 3\bigl(\ln2\,\ln3 - \mathrm{Li}_2(\tfrac23) + \mathrm{Li}_2(\tfrac13)\bigr)"
    r" - 0.0384879939173581488538404\bigr| < 10^{-25}",
    relation="stronger",
)
def value_of_the_closed_form(*, closed_form=closed_form, value=Fraction(384879939173581488538404, 10**25)):
    """The closed form of the mean relative error is 0.0384879939173581488538404, up to 10⁻²⁵."""
    number = closed_form(log(2), log(3), dilogarithm(Fraction(2, 3)), dilogarithm(Fraction(1, 3)))
    return strictly_greater(number, value - Fraction(1, 10**25)), strictly_less(number, value + Fraction(1, 10**25))


value_of_the_closed_form.proof(enclosure)
value_of_the_closed_form.neighbour("dilogarithms_exchanged", closed_form=with_dilogarithms_exchanged, witness={})
value_of_the_closed_form.neighbour("another_last_digit", value=Fraction(384879939173581488538406, 10**25), witness={})


# The means themselves


def rectangles_below(m, n):
    """An antiderivative of mn in n."""
    return m * n**2 / 2


def rectangles_above(m, n):
    """An antiderivative of (1 - m)(1 - n) in n."""
    return (1 - m) * (n - n**2 / 2)


def area(m):
    """An antiderivative of m(1 - m)/2."""
    return m**2 / 4 - m**3 / 6


@setting(m=between(0, 1), n=between(0, 1)).theorem(
    MEAN,
    r"\mathbb{E}(xy - x \circledast y) = \tfrac1{12},\ \mathbb{E}\,xy = \tfrac94,\quad"
    r" \frac{\mathbb{E}(x \circledast y)}{\mathbb{E}\,xy} = \tfrac{26}{27}",
    relation="stronger",
)
def ratio_of_the_means(m, n, *, ratio=Fraction(26, 27)):
    """For independent significands that are uniform on [1, 2), the mean of Mitchell's product is 26/27 of the mean of
    the true product, exactly."""
    inner = rectangles_below(m, 1 - m) - rectangles_below(m, 0 * m) + rectangles_above(m, 1 + 0 * m)
    shortfall = area(Fraction(1)) - area(Fraction(0))
    true = Fraction(3, 2) ** 2
    return (
        equal(gradient(lambda n: rectangles_below(m, n), n), m * n),
        equal(gradient(lambda n: rectangles_above(m, n), n), (1 - m) * (1 - n)),
        equal(inner - rectangles_above(m, 1 - m), gradient(area, m)),
        equal((true - shortfall) / true + 0 * m, ratio),
    )


ratio_of_the_means.proof(identity)
ratio_of_the_means.human_step(
    f"{FUNDAMENTAL_THEOREM}, with the error that product_error_exactly proves; the mean of a product of independent"
    " numbers is the product of their means"
)
ratio_of_the_means.neighbour("one_off", ratio=Fraction(25, 26), witness={"m": 0, "n": 0})
