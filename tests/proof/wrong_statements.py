"""False or undefined statements on which a prover tries every step, each beside a true one that it almost is."""

from fractions import Fraction

from tests.proof.wrong import Wrong
from verify import (
    above,
    absolute,
    at_least,
    at_most,
    between,
    diagonal,
    equal,
    expectation,
    floor,
    inner,
    log,
    matrix,
    maximum,
    minimum,
    norm_squared,
    ones_like,
    positive,
    power,
    probabilities,
    real,
    setting,
    size,
    split,
    sqrt,
    strictly_greater,
    strictly_less,
    uniform,
    vector,
    where,
)


def covariance_of(function):
    """The mean of a function of two independent variables that are both called t."""
    return expectation(lambda t: expectation(lambda **s: function(t, s["t"]), t=uniform(0, 1)), t=uniform(0, 1))


def variance_of(function):
    """The mean of a function of one variable called t."""
    return expectation(lambda t: function(t), t=uniform(0, 1))


n = size("n")


def sum_is_one(w, A):  # noqa: N803
    """The entries of w sum to 1; nothing is said of their signs."""
    return equal(inner(ones_like(w), w), 1)


def weighted_and_summed(w, A):  # noqa: N803
    """The mean of the squared lengths of the columns of A."""
    return at_least(inner(w, diagonal(A.T @ A)), 0)


def total(w, A):  # noqa: N803
    """|Aw|² times the sum of the weights."""
    return equal(inner(A @ w @ ones_like(w).T @ w, A @ w), norm_squared(A @ w))


STATEMENTS = {
    "cancelling_a_divisor_that_can_vanish": Wrong(
        (setting(x=real()), lambda x: equal((x - 1) / (x - 1), 1)),
        (setting(x=above(1)), lambda x: equal((x - 1) / (x - 1), 1)),
        "step",
        "a divisor is not 0: a factor has no certified sign",
    ),
    "a_product_with_a_reciprocal_of_zero": Wrong(
        (setting(x=between(0, 1)), lambda x: equal(0 * (1 / x), 0)),
        (setting(x=positive()), lambda x: equal(0 * (1 / x), 0)),
        "step",
        "a divisor is not 0: a factor has no certified sign",
    ),
    "a_negative_power_of_zero": Wrong(
        (setting(x=between(0, 1)), lambda x: at_least(x**-2, 0)),
        (setting(x=positive()), lambda x: at_least(x**-2, 0)),
        "step",
        "a divisor is not 0: a factor has no certified sign",
    ),
    "a_division_in_the_branch_that_is_not_taken": Wrong(
        (setting(x=positive()), lambda x: at_least(where(x < 1, 1, 1 / (x - 1) ** 2), 0)),
        (setting(x=positive()), lambda x: at_least(where(x < 1, 1, 1 / (x + 1) ** 2), 0)),
        "step",
        "a divisor is not 0: a factor has no certified sign",
    ),
    "a_logarithm_in_the_branch_that_is_not_taken": Wrong(
        (setting(x=positive()), lambda x: at_least(where(x < 1, 1 + 0 * log(x - 1), 1), 0)),
        (setting(x=positive()), lambda x: at_least(where(x < 1, 1 + 0 * (x - 1), 1), 0)),
        "step",
        "the argument of a logarithm is positive: a point that meets the hypotheses breaks it",
    ),
    "a_root_of_what_may_be_negative": Wrong(
        (setting(x=real()), lambda x: at_least(0 * sqrt(x) + 1, 0)),
        (setting(x=real()), lambda x: at_least(0 * x + 1, 0)),
        "step",
        "the argument of a square root is not negative: a point that meets the hypotheses breaks it",
    ),
    "a_division_in_an_assumption": Wrong(
        (setting(x=real()).where(lambda x: at_most(1 / x, 1)), lambda x: at_least((x - 1) * x, 0)),
        (setting(x=positive()).where(lambda x: at_most(1 / x, 1)), lambda x: at_least(x - 1, 0)),
        "step",
        "a divisor is not 0: a factor has no certified sign",
    ),
    "a_floor_whose_last_value_no_sample_takes": Wrong(
        (setting(x=between(0, 2)), lambda x: at_most(floor(x), 1)),
        (setting(x=between(0, 2)), lambda x: at_most(floor(x / 3), 1)),
        "step",
        "floor is at most 1: no sum of squares and products of hypotheses was found",
    ),
    "a_nested_floor_whose_last_value_no_sample_takes": Wrong(
        (setting(x=between(0, 2)), lambda x: at_most(floor(floor(x) / 2 + x / 2), 1)),
        (setting(x=between(0, 2)), lambda x: at_most(floor(floor(x / 3) / 2 + x / 5), 1)),
        "step",
        "floor is at most 1: no sum of squares and products of hypotheses was found",
    ),
    "an_exponent_that_no_sample_has": Wrong(
        (setting(x=between(1, 2)), lambda x: at_most(split(x)[0], 0)),
        (setting(x=between(1, 2)), lambda x: at_most(split(x, 3)[0], 0)),
        "step",
        "the significand is below the base: no sum of squares and products of hypotheses was found",
    ),
    "the_last_exponent_of_a_bounded_variable": Wrong(
        (setting(x=between(1, 4)), lambda x: at_most(split(x)[0], 1)),
        (setting(x=between(1, 4)), lambda x: at_most(split(3 * x / 4)[0], 1)),
        "step",
        "the exponent is at most 1: no sum of squares and products of hypotheses was found",
    ),
    "a_split_of_a_product_that_may_be_negative": Wrong(
        (setting(x=positive(), y=real()), lambda x, y: at_least(split(x * y)[1], 1)),
        (setting(x=positive(), y=positive()), lambda x, y: at_least(split(x * y)[1], 1)),
        "tracer",
        "split(-31/2, 2) has no value: it needs a positive number and a base above 1",
    ),
    "a_power_of_two_taken_out_in_base_three": Wrong(
        (setting(x=positive()), lambda x: equal(split(power(2, split(x)[0]), 3)[1], 1)),
        (setting(x=positive()), lambda x: equal(split(power(2, split(x)[0]), 2)[1], 1)),
        "step",
        "the exponent is at least -3: no sum of squares and products of hypotheses was found",
    ),
    "a_square_of_the_wrong_sign": Wrong(
        (setting(x=between(0, 1)), lambda x: at_least(-(x**2), 0)),
        (setting(x=between(0, 0)), lambda x: at_least(-(x**2), 0)),
        "step",
        "statement 1 of 1: a point that meets the hypotheses breaks it",
    ),
    "a_split_of_what_may_be_zero": Wrong(
        (setting(x=between(0, 1)), lambda x: at_least(split(x)[1], 1)),
        (setting(x=positive()), lambda x: at_least(split(x)[1], 1)),
        "step",
        "split has a positive number: no sum of squares and products of hypotheses was found",
    ),
    "a_split_in_a_base_that_may_be_one": Wrong(
        (setting(x=positive(), b=positive()), lambda x, b: at_least(split(x, b)[1], 1)),
        (setting(x=positive(), b=above(1)), lambda x, b: at_least(split(x, b)[1], 1)),
        "tracer",
        "split(23/32, 7/16) has no value: it needs a positive number and a base above 1",
    ),
    "a_variable_with_the_name_of_an_exponent": Wrong(
        (setting(x=positive(), x_exponent=real()), lambda x, x_exponent: equal(split(x)[0], x_exponent)),
        (setting(x=positive(), y=real()), lambda x, y: equal(split(x)[0] + y, y + split(x)[0])),
        "tracer",
        "the parts of a split variable and another variable are both called x_exponent",
    ),
    "a_variable_with_the_name_of_a_significand": Wrong(
        (
            setting(x=positive(), x_significand=real()),
            lambda x, x_significand: at_least(x_significand + 0 * split(x)[1], 1),
        ),
        (setting(x=positive(), y=real()), lambda x, y: at_least(split(x)[1] + 0 * y, 1)),
        "tracer",
        "the parts of a split variable and another variable are both called x_significand",
    ),
    "an_expectation_over_a_variable_of_the_setting": Wrong(
        (setting(x=positive()), lambda x: strictly_less(expectation(lambda **t: t["x"] * x, x=uniform(0, 1)), 1)),
        (setting(), lambda: strictly_less(expectation(lambda x: x * x, x=uniform(0, 1)), 1)),
        "tracer",
        "an expectation is over x, which is a variable already",
    ),
    "an_expectation_over_the_variable_of_another_one": Wrong(
        (setting(), lambda: strictly_greater(covariance_of(lambda t, s: (2 * s - 1) * (2 * t - 1)), Fraction(1, 6))),
        (setting(), lambda: strictly_less(variance_of(lambda t: (2 * t - 1) ** 2), Fraction(1, 2))),
        "tracer",
        "an expectation is over t, which is a variable already",
    ),
    "an_expectation_over_what_a_split_variable_becomes": Wrong(
        (
            setting(x=positive()),
            lambda x: equal(expectation(lambda x_exponent: x_exponent * x, x_exponent=uniform(0, 1)), 0 * split(x)[0]),
        ),
        (setting(x=positive()), lambda x: equal(0 * x, 0 * split(x)[0])),
        "tracer",
        "the parts of a split variable and another variable are both called x_exponent",
    ),
    "a_power_of_a_base_that_may_be_negative": Wrong(
        (setting(x=real(), b=real()), lambda x, b: at_least(power(b, 2 * floor(x / x)), 0)),
        (setting(b=real()), lambda b: at_least(b**2, 0)),
        "step",
        "a divisor is not 0: a factor has no certified sign",
    ),
    "one_variable_split_in_two_bases": Wrong(
        (setting(x=positive()), lambda x: equal(split(x, 2)[0], split(x, 3)[0])),
        (setting(x=positive()), lambda x: equal(split(x, 2)[0], split(x, 2)[0])),
        "tracer",
        "split of one variable in two bases is not available on letters",
    ),
    "a_strict_bound_that_is_attained": Wrong(
        (setting(x=between(0, 1)), lambda x: strictly_greater(x * (1 - x), 0)),
        (setting(x=between(0, 1)), lambda x: at_least(x * (1 - x), 0)),
        "step",
        "statement 1 of 1: no sum of squares and products of hypotheses was found",
    ),
    "an_absolute_value_below_zero": Wrong(
        (setting(x=real()), lambda x: strictly_greater(absolute(x), 0)),
        (setting(x=real()), lambda x: at_least(absolute(x), 0)),
        "step",
        "statement 1 of 1 on the path branch: < fails: no sum of squares and products of hypotheses was found",
    ),
    "a_maximum_that_is_the_minimum": Wrong(
        (setting(x=real(), y=real()), lambda x, y: equal(maximum(x, y), minimum(x, y))),
        (setting(x=real(), y=real()), lambda x, y: equal(maximum(x, y) + minimum(x, y), x + y)),
        "step",
        "statement 1 of 1 on the path branch: < holds: the two sides differ as rational functions",
    ),
    "a_branch_on_equality_that_no_sample_takes": Wrong(
        (setting(x=real()), lambda x: at_least(where(x * 7 == 1, -1, 1), 0)),
        (setting(x=real()), lambda x: at_least(where(x * 7 == 1, 2, 1), 0)),
        "step",
        "statement 1 of 1 on the path branch: == holds: no sum of squares and products of hypotheses was found",
    ),
    "weights_that_do_not_sum_to_one": Wrong(
        (setting(w=vector(n), A=matrix(n, n)), total),
        (setting(w=probabilities(n), A=matrix(n, n)), total),
        "step",
        "statement 1 of 1: the two sides differ as rational functions",
    ),
    "weights_that_may_be_negative": Wrong(
        (setting(w=vector(n), A=matrix(n, n)).where(sum_is_one), weighted_and_summed),
        (setting(w=probabilities(n), A=matrix(n, n)), weighted_and_summed),
        "step",
        "statement 1 of 1: a point that meets the hypotheses breaks it",
    ),
    "weights_that_are_all_alike": Wrong(
        (setting(w=probabilities(n)), lambda w: equal(norm_squared(w) * norm_squared(ones_like(w)), 1)),
        (setting(w=probabilities(n)), lambda w: equal(inner(w, ones_like(w)) ** 2, 1)),
        "step",
        "statement 1 of 1: the two sides differ as rational functions",
    ),
    "the_diagonal_of_another_matrix": Wrong(
        (
            setting(q=probabilities(n), A=matrix(n, n), B=matrix(n, n)),
            lambda q, A, B: equal(inner(q, diagonal(A)), inner(q, diagonal(B))),  # noqa: N803
        ),
        (
            setting(q=probabilities(n), A=matrix(n, n)),
            lambda q, A: equal(inner(q, diagonal(A)), inner(q, diagonal(A.T))),  # noqa: N803
        ),
        "step",
        "statement 1 of 1: the two sides differ as rational functions",
    ),
    "a_mean_under_another_law": Wrong(
        (
            setting(p=probabilities(n), q=probabilities(n), A=matrix(n, n)),
            lambda p, q, A: equal(inner(q, diagonal(A)), inner(A, diagonal(p))),  # noqa: N803
        ),
        (
            setting(p=probabilities(n), q=probabilities(n), A=matrix(n, n)),
            lambda p, q, A: equal(inner(p, diagonal(A)), inner(A, diagonal(p))),  # noqa: N803
        ),
        "step",
        "statement 1 of 1: the two sides differ as rational functions",
    ),
    "a_diagonal_of_a_square_that_is_not_negative": Wrong(
        (
            setting(q=probabilities(n), A=matrix(n, n)),
            lambda q, A: at_least(inner(q, diagonal(A @ A)), 0),  # noqa: N803
        ),
        (
            setting(q=probabilities(n), A=matrix(n, n)),
            lambda q, A: at_least(inner(q, diagonal(A @ A.T)), 0),  # noqa: N803
        ),
        "step",
        "statement 1 of 1: a point that meets the hypotheses breaks it",
    ),
    "a_square_of_a_law_that_is_its_mean": Wrong(
        (
            setting(q=probabilities(n), A=matrix(n, n)),
            lambda q, A: equal(inner(q, A @ q), inner(q, diagonal(A))),  # noqa: N803
        ),
        (
            setting(q=probabilities(n), A=matrix(n, n)),
            lambda q, A: equal(inner(ones_like(q), diagonal(q) @ diagonal(A)), inner(q, diagonal(A))),  # noqa: N803
        ),
        "step",
        "statement 1 of 1: the two sides differ as rational functions",
    ),
}
