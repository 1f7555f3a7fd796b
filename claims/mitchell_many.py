"""Mitchell's product of many factors: one antilogarithm of the sum of all logarithms.

Three factors lose at most 5/32. For any number of factors only the sum of the fractions of their significands matters,
and the worst case has them all equal; each inequality holds for every number of factors, by induction.
"""

from fractions import Fraction

from claims.mitchell import ANALYSIS, POST, antilogarithm, logarithm, product
from verify import (
    at_least,
    at_most,
    between,
    equal,
    integers,
    minimum,
    positive,
    power,
    setting,
    subject,
)
from verify.proof import identity, squares

BOUND = POST.sentence(ANALYSIS, 2)


# Three factors


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


# The inequality of arithmetic and geometric means, and convexity


powers = setting(n=integers(at_least=1), mean=positive(), old=positive())


@powers.theorem(
    BOUND,
    r"m^n \ge a^{n-1}\bigl(n m - (n-1) a\bigr)",
    relation="stronger",
)
def arithmetic_geometric_mean(n, mean, old, *, more=0):
    """If n - 1 numbers have the mean a, and one more, nm - (n-1)a, makes their mean m, then a^(n-1) times that number
    is at most m^n: the step of the inequality of arithmetic and geometric means, for every n."""
    return at_least(power(mean, n), power(old, n - 1) * (n * mean - (n - 1) * old + more))


@arithmetic_geometric_mean.proof
def over_the_number_of_factors(goal):
    goal.induction("n")


arithmetic_geometric_mean.attained(n=3, mean=2, old=2)
arithmetic_geometric_mean.neighbour("a_larger_number", more=1, witness={"n": 3, "mean": 2, "old": 2})


between_two = setting(n=integers(at_least=1), low=positive(), high=positive(), rest=between(0, 1))


def interpolated(low, high, rest):
    """(1 - s) low + s high."""
    return (1 - rest) * low + rest * high


@between_two.theorem(
    BOUND,
    r"\bigl((1-s)p + s q\bigr)^n \le (1-s) p^n + s q^n",
    relation="stronger",
)
def powers_are_convex(n, low, high, rest, *, part=1):
    """Every natural power is convex on the positive numbers."""
    middle = interpolated(low, high, rest)
    return at_most(power(middle, n), part * interpolated(power(low, n), power(high, n), rest))


@powers_are_convex.proof
def by_tangents_at_the_middle(goal):
    goal.apply(
        arithmetic_geometric_mean,
        lambda n, low, high, rest: {"n": n, "mean": low, "old": interpolated(low, high, rest)},
    )
    goal.apply(
        arithmetic_geometric_mean,
        lambda n, low, high, rest: {"n": n, "mean": high, "old": interpolated(low, high, rest)},
    )
    goal.squares()


# The worst case between two carries


def mean_significand(n, carries, rest):
    """1 + (c + s)/n, where the fractions of n significands add up to c + s; written between those of c and of c + 1."""
    return interpolated(1 + carries / n, 1 + (carries + 1) / n, rest)


def significands_are_below_their_mean(n, carries, rest, significands):
    """f₁ ⋯ fₙ ≤ (1 + (c + s)/n)ⁿ, by the inequality of arithmetic and geometric means."""
    return at_most(significands, power(mean_significand(n, carries, rest), n))


def ratio_for_equal_significands(n, carries):
    """2ᶜ/(1 + c/n)ⁿ: the product of n numbers 1 + c/n, relative to the true one."""
    return power(2, carries) / power(1 + carries / n, n)


many = setting(n=integers(at_least=2), carries=integers(at_least=0), rest=between(0, 1), significands=positive()).where(
    significands_are_below_their_mean
)


@many.theorem(
    BOUND,
    r"\frac{x_1 \circledast \cdots \circledast x_n}{x_1 \cdots x_n} \ge \min\bigl(r_c, r_{c+1}\bigr),"
    r"\quad r_j = \frac{2^j}{(1 + j/n)^n},\quad x_i = 2^{k_i} f_i,\quad c + s = \sum_i (f_i - 1)",
    relation="stronger",
)
def n_fold_product(n, carries, rest, significands, *, next_carry=1):
    """For any number of factors the worst case has equal significands whose fractions add up to a whole number: to the
    carry, or to the next one."""
    ratio = power(2, carries) * (1 + rest) / significands
    here = ratio_for_equal_significands(n, carries)
    return at_least(ratio, minimum(here, ratio_for_equal_significands(n, carries + next_carry)))


@n_fold_product.proof
def by_convexity(goal):
    goal.apply(
        powers_are_convex,
        lambda n, carries, rest: {"n": n, "low": 1 + carries / n, "high": 1 + (carries + 1) / n, "rest": rest},
    )
    goal.squares()


n_fold_product.human_step(
    """the product of the significands is at most the n-th power of their mean, by induction over the factors with
    arithmetic_geometric_mean; Mitchell's product of all is 2^c(1 + s) where the exponents are taken away"""
)
n_fold_product.attained(n=3, carries=1, rest=0, significands=Fraction(64, 27))
n_fold_product.neighbour(
    "only_the_carry_itself",
    next_carry=0,
    witness={"n": 2, "carries": 0, "rest": Fraction(1, 2), "significands": Fraction(25, 16)},
)
n_fold_product.needs(significands_are_below_their_mean, witness={"n": 2, "carries": 0, "rest": 0, "significands": 2})


@setting(n=integers(at_least=2), carries=integers(at_least=0), rest=between(0, 1)).theorem(
    BOUND, r"(1-s)\Bigl(1 + \frac cn\Bigr) + s\Bigl(1 + \frac{c+1}n\Bigr) = 1 + \frac{c+s}n"
)
def mean_of_the_significands(n, carries, rest, *, following=1):
    """The mean significand 1 + (c + s)/n lies between those of the carries c and c + 1, at the part s of the way."""
    between = interpolated(1 + carries / n, 1 + (carries + following) / n, rest)
    return equal(between, 1 + (carries + rest) / n)


mean_of_the_significands.proof(identity)
mean_of_the_significands.neighbour("two_carries_on", following=2, witness={"n": 2, "carries": 0, "rest": 1})


def approximation_does_not_exceed(approximation, exact):
    """Z ≤ P."""
    return at_most(approximation, exact)


@(
    setting(approximation=positive(), exact=positive(), x=positive())
    .where(approximation_does_not_exceed)
    .theorem(BOUND, r"Z \le P \implies Z \circledast x \le P x", relation="stronger")
)
def every_factor_loses(approximation, exact, x, *, product=subject(product)):
    """A further factor keeps an approximate product at or below the exact one: so Mitchell's product of any number of
    factors never exceeds the true product."""
    return at_most(product(approximation, x), exact * x)


every_factor_loses.proof(squares)
every_factor_loses.human_step("induction over the factors: the step is proved, and one factor is its own product")
every_factor_loses.attained(approximation=1, exact=1, x=1)
every_factor_loses.needs(approximation_does_not_exceed, witness={"approximation": 2, "exact": 1, "x": 1})


def error_of_the_best_carry(n):
    """1 - min over c of 2ᶜ/(1 + c/n)ⁿ: 1/9 for 2 factors, 5/32 for 3."""
    worst = ratio_for_equal_significands(n, Fraction(1))
    for carries in range(2, 8):
        worst = minimum(worst, ratio_for_equal_significands(n, Fraction(carries)))
    return 1 - worst


n_fold_product.curve(error_of_the_best_carry, n=(2, 12))


@setting().theorem(
    BOUND,
    r"\max_c\Bigl(1 - \frac{2^c}{(1 + c/n)^n}\Bigr) = \frac19, \frac{5}{32}, \frac{17}{81}\ \text{for}\ n = 2, 3, 4",
    relation="stronger",
)
def errors_of_few_factors(*, two=Fraction(1, 9), three=Fraction(5, 32), four=Fraction(17, 81)):
    """The worst error for equal significands with a whole number of carries is 1/9 of the product for two factors, 5/32
    for three, and 17/81 for four."""
    return (
        equal(error_of_the_best_carry(2), two),
        equal(error_of_the_best_carry(3), three),
        equal(error_of_the_best_carry(4), four),
    )


errors_of_few_factors.proof(identity)
errors_of_few_factors.neighbour("three_factors_lose_an_eighth", three=Fraction(1, 8), witness={})
