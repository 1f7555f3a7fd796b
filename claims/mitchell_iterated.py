"""One correction: the error of Mitchell's product is a product itself, and can be approximated by another one.

For numbers 1 + m and 1 + n the error is mn without carry, and m'n' with carry, where m' = 1 - m and n' = 1 - n. Adding
Mitchell's product of the two brings the worst error from one ninth to 1/121, and moves it from m = n = 1/2, where no
error is left, to 3/8.
"""

from fractions import Fraction

from claims.mitchell import ANALYSIS, POST, product
from verify import at_least, at_most, between, equal, positive, power, setting, split, strictly_less, where
from verify.proof import squares

BOUND = POST.sentence(ANALYSIS, 2)


def below_a_carry(m, n):
    """No carry: m + n < 1; with 1 - m and 1 - n for m and n there is one."""
    return strictly_less(m + n, 1)


def without_carry(m, n):
    """The factors 1 + m and 1 + n, whose fractions give no carry."""
    return 1 + m, 1 + n


def with_carry(m, n):
    """The factors 2 - m and 2 - n, whose fractions 1 - m and 1 - n give a carry."""
    return 2 - m, 2 - n


def corrected(factors, m, n):
    """Mitchell's product and the correction m ⊛ n."""
    return product(*factors) + product(m, n)


def falls_short(factors, m, n, bound, relation):
    """The corrected product is at most the true one, and falls short of it by at most `bound` times the true one, or
    by less."""
    true = factors[0] * factors[1]
    error = true - corrected(factors, m, n)
    return at_least(error, 0), relation(error, bound * true)


LARGE = between(Fraction(1, 8), Fraction(7, 8))


@(
    setting(m=LARGE, n=LARGE)
    .where(below_a_carry)
    .theorem(
        BOUND,
        r"\tfrac18 \le m, n:\quad 0 \le \frac{(1+m)(1+n) - (1+m) \circledast (1+n) - m \circledast n}{(1+m)(1+n)}"
        r" \le \tfrac1{121}",
        relation="stronger",
    )
)
def error_after_one_correction(m, n, *, bound=Fraction(1, 121)):
    """Mitchell's product with one correction, itself a Mitchell product, falls short by at most 1/121 where both
    fractions are at least 1/8, with and without carry."""
    return (
        *falls_short(without_carry(m, n), m, n, bound, at_most),
        *falls_short(with_carry(m, n), m, n, bound, at_most),
    )


error_after_one_correction.proof(squares)
error_after_one_correction.attained(m=Fraction(3, 8), n=Fraction(3, 8))
error_after_one_correction.needs(below_a_carry, witness={"m": Fraction(7, 8), "n": Fraction(7, 8)})
error_after_one_correction.neighbour(
    "one_over_122", bound=Fraction(1, 122), witness={"m": Fraction(3, 8), "n": Fraction(3, 8)}
)


def second_is_small(n):
    """The second fraction is at most 1/8."""
    return at_most(n, Fraction(1, 8))


@(
    setting(m=positive(), n=positive())
    .where(below_a_carry, second_is_small)
    .theorem(
        BOUND,
        r"n \le \tfrac18:\quad 0 \le \frac{(1+m)(1+n) - (1+m) \circledast (1+n) - m \circledast n}{(1+m)(1+n)}"
        r" < \tfrac1{121}",
        relation="stronger",
    )
)
def error_after_one_correction_of_a_small_fraction(m, n, *, bound=Fraction(1, 121)):
    """With one correction the error is below 1/121 where the second fraction is at most 1/8, with and without carry;
    the two fractions may change places."""
    return (
        *falls_short(without_carry(m, n), m, n, bound, strictly_less),
        *falls_short(with_carry(m, n), m, n, bound, strictly_less),
    )


error_after_one_correction_of_a_small_fraction.proof(squares)
error_after_one_correction_of_a_small_fraction.attained(m=Fraction(1, 2), n=Fraction(1, 8))
error_after_one_correction_of_a_small_fraction.needs(below_a_carry, witness={"m": 3, "n": Fraction(1, 8)})
error_after_one_correction_of_a_small_fraction.needs(
    second_is_small, witness={"m": Fraction(3, 8), "n": Fraction(3, 8)}
)
error_after_one_correction_of_a_small_fraction.neighbour(
    "one_over_10000", bound=Fraction(1, 10000), witness={"m": Fraction(3, 4), "n": Fraction(3, 32)}
)


# More corrections


def worst_fraction(corrections):
    """The fraction x with x = 1/2 for no correction, and a quarter of 1 + x for one more: 1/2, 3/8, 11/32, 43/128, …"""
    return Fraction(2 ** (2 * corrections + 1) + 1, 3 * 2 ** (2 * corrections + 1))


def one_half(corrections):
    """The worst fraction without any correction."""
    return Fraction(1, 2)


def jacobsthal(corrections):
    """The numbers 3, 11, 43, 171, 683, …"""
    return (2 ** (2 * corrections + 3) + 1) // 3


def power_of_three(corrections):
    """The numbers 3, 9, 27, …, as if each correction left one ninth of the error."""
    return 3 ** (corrections + 1)


def error_after(corrections, x, y):
    """The error of Mitchell's product with so many corrections, each the Mitchell product whose error is corrected by
    the next; both fractions, and those of the corrections, must not be 0."""
    (k, f), (l, g) = split(x), split(y)
    m, n = f - 1, g - 1
    carries = m + n >= 1
    left, right = where(carries, 1 - m, m), where(carries, 1 - n, n)
    rest = error_after(corrections - 1, left, right) if corrections else left * right
    return power(2, k + l) * rest


@setting().theorem(
    BOUND,
    r"x_t = \tfrac13\bigl(1 + 2^{-2t-1}\bigr),\ J_t = \tfrac13\bigl(2^{2t+3} + 1\bigr):\quad"
    r" \text{error of } (1 + x_t)^2 \text{ after } t \le 5 \text{ corrections} = J_t^{-2}",
    relation="stronger",
)
def errors_after_more_corrections(*, most=5, fraction=worst_fraction, divisor=jacobsthal):
    """After t ≤ 5 corrections the error at the fractions 1/2, 3/8, 11/32, … is 1/9, 1/121, 1/1849, …: one over the
    square of a Jacobsthal number."""
    errors = []
    for t in range(most + 1):
        x = 1 + fraction(t)
        errors.append(equal(error_after(t, x, x) / x**2, Fraction(1, divisor(t) ** 2)))
    return tuple(errors)


errors_after_more_corrections.proof(squares)
errors_after_more_corrections.neighbour("a_ninth_of_the_error_each_time", divisor=power_of_three, witness={})
errors_after_more_corrections.neighbour("half_way_each_time", fraction=one_half, witness={})
