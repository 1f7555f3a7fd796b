"""False or undefined statements on which a prover tries every step, each beside a true one that it almost is."""

from fractions import Fraction

from tests.proof.wrong import Wrong
from verify import (
    above,
    absolute,
    at_least,
    at_most,
    between,
    cos,
    cospi,
    diagonal,
    equal,
    exp,
    expectation,
    floor,
    has_root,
    inner,
    integers,
    kronecker,
    log,
    logsumexp,
    matrix,
    maximum,
    mean,
    minimum,
    norm_squared,
    ones_like,
    positive,
    power,
    probabilities,
    rank,
    real,
    setting,
    sin,
    size,
    smooth_function,
    softmax,
    split,
    sqrt,
    strictly_greater,
    strictly_less,
    summation,
    total,
    trace,
    transport_cost,
    uniform,
    vector,
    where,
)
from verify.proof import constants, enclosure, identity, rows, sign_change, sums_of_squares


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


def squared_length_times_the_sum(w, A):  # noqa: N803
    """|Aw|² times the sum of the weights."""
    return equal(inner(A @ w @ ones_like(w).T @ w, A @ w), norm_squared(A @ w))


def in_all_variables(*names):
    """The proof by the values at the ends of the variables' ranges."""
    return lambda goal: goal.monotone(*names)


def by_enumeration_of_k(goal):
    goal.enumeration("k")


def cosines(count):
    """The real part of the Fourier matrix of so many points."""
    return [[cospi(Fraction(2 * i * j, count)) for j in range(count)] for i in range(count)]


def cost_of_a_crossing():
    """The cheapest way to move two masses, which is to exchange them."""
    return transport_cost([[3, 1], [1, 3]], [1, 1], [1, 1])


def contraction(M, f, x, y):  # noqa: N803
    """f has the Lipschitz constant M."""
    return at_most((f(x) - f(y)) ** 2, M**2 * (x - y) ** 2)


def sum_of_the_first(n, value):
    return equal(summation(lambda i: i, 1, n), value)


def right_at_first(n):
    """What is 0 from 0 to 4."""
    return n * (n - 1) * (n - 2) * (n - 3) * (n - 4)


def along_branches(goal):
    for case in goal.branches():
        case.squares()


def sums_of_probabilities(S, *, axis):  # noqa: N803
    """The rows of S have softmaxes, and along an axis they sum to 1."""
    return equal(total(softmax(S, axis=1), axis=axis), total(0 * S, axis=axis) + 1)


m, k, d = size("m"), size("k"), size("d")
BILLIONTH = Fraction(1, 10**9)
NATURAL, PAIR = setting(n=integers(at_least=0)), setting(x=real(), y=real())
SCORES, BLOCKS = setting(s=vector(n), t=vector(n)), setting(V=matrix(d, d), W=matrix(k, k))

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
        (setting(w=vector(n), A=matrix(n, n)), squared_length_times_the_sum),
        (setting(w=probabilities(n), A=matrix(n, n)), squared_length_times_the_sum),
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
    "a_sine_and_a_cosine_whose_squares_sum_to_two": Wrong(
        (setting(x=real()), lambda x: equal(sin(x) ** 2 + cos(x) ** 2, 2), identity),
        (setting(x=real()), lambda x: equal(sin(x) ** 2 + cos(x) ** 2, 1), identity),
        "step",
        "the two sides differ as rational functions",
    ),
    "a_logarithm_of_a_product_of_real_numbers": Wrong(
        (setting(x=real(), y=real()), lambda x, y: equal(log(x) + log(y), log(x * y))),
        (setting(x=positive(), y=positive()), lambda x, y: equal(log(x) + log(y), log(x * y))),
        "step",
        "the argument of a logarithm is positive: a point that meets the hypotheses breaks it",
    ),
    "a_slope_that_changes_its_sign": Wrong(
        (setting(x=between(0, 1)), lambda x: at_most(exp(x), 1 + Fraction(17, 10) * x), in_all_variables("x")),
        (setting(x=between(0, 1)), lambda x: at_most(exp(x), 1 + Fraction(18, 10) * x), in_all_variables("x")),
        "step",
        "its slope is false at x = 5/7",
    ),
    "a_maximum_that_is_a_little_too_small": Wrong(
        (setting(x=between(0, 1)), lambda x: at_most(log(1 + x) - x * log(2), Fraction(596, 10**4)), enclosure),
        (setting(x=between(0, 1)), lambda x: at_most(log(1 + x) - x * log(2), Fraction(597, 10**4)), enclosure),
        "step",
        "the goal is false at x = 0.4375",
    ),
    "columns_of_a_softmax_that_sum_to_one": Wrong(
        (setting(S=matrix(n, m)), lambda S: sums_of_probabilities(S, axis=0), rows),  # noqa: N803
        (setting(S=matrix(n, m)), lambda S: sums_of_probabilities(S, axis=1), rows),  # noqa: N803
        "step",
        "statement 1 of 1: the two sides differ, in",
    ),
    "a_logarithm_of_a_sum_of_exponentials_above_twice_the_largest": Wrong(
        (PAIR, lambda x, y: at_least(log(exp(x) + exp(y)), maximum(x, y) + log(2)), along_branches),
        (PAIR, lambda x, y: at_least(log(exp(x) + exp(y)), maximum(x, y)), along_branches),
        "step",
        "no sum of squares and products of hypotheses or of tangents of exp and log was found",
    ),
    "a_tangent_of_logsumexp_at_the_other_point": Wrong(
        (SCORES, lambda s, t: at_least(logsumexp(t) - logsumexp(s), inner(softmax(t), t - s)), rows),
        (SCORES, lambda s, t: at_least(logsumexp(t) - logsumexp(s), inner(softmax(s), t - s)), rows),
        "step",
        "33 sums of squares and of tangents were tried, and no combination of them is this",
    ),
    "a_mean_of_squares_below_the_square_of_the_mean": Wrong(
        (setting(x=vector(n)), lambda x: at_most(mean(x**2), mean(x) ** 2), rows),
        (setting(x=vector(n)), lambda x: at_least(mean(x**2), mean(x) ** 2), rows),
        "step",
        "4 sums of squares and of tangents were tried, and no combination of them is this",
    ),
    "a_sum_of_the_first_numbers_that_is_half_a_square": Wrong(
        (NATURAL, lambda n: sum_of_the_first(n, n**2 / 2)),
        (NATURAL, lambda n: sum_of_the_first(n, n * (n + 1) / 2)),
        "step",
        "the two sides differ as rational functions",
    ),
    "a_sum_that_is_right_for_the_first_five_sizes": Wrong(
        (NATURAL, lambda n: sum_of_the_first(n, n * (n + 1) / 2 + right_at_first(n))),
        (NATURAL, lambda n: sum_of_the_first(n, n * (n + 1) / 2 + 0 * right_at_first(n))),
        "step",
        "the two sides differ as rational functions",
    ),
    "a_value_of_an_integer_at_which_it_fails": Wrong(
        (setting(k=integers(at_least=0, at_most=9)), lambda k: at_least(k * (k - 1), k), by_enumeration_of_k),
        (setting(k=integers(at_least=0, at_most=9)), lambda k: at_least(k * (k - 1), 0), by_enumeration_of_k),
        "step",
        "in the case k = 1: no sum of squares and products of hypotheses was found",
    ),
    "a_trace_of_a_kronecker_product_that_is_a_sum": Wrong(
        (BLOCKS, lambda V, W: equal(trace(kronecker(V, W)), trace(V) + trace(W))),  # noqa: N803
        (BLOCKS, lambda V, W: equal(trace(kronecker(V, W)), trace(V) * trace(W))),  # noqa: N803
        "step",
        "the two sides differ as rational functions",
    ),
    "a_rank_of_the_fourier_matrix_of_four_points": Wrong(
        (setting(), lambda: equal(rank(cosines(4)), 4), constants),
        (setting(), lambda: equal(rank(cosines(4)), 3), constants),
        "step",
        "computed exactly, the comparison of constants is false",
    ),
    "a_rank_of_cosines_of_fifths": Wrong(
        (setting(), lambda: equal(rank(cosines(5)), 2), constants),
        (setting(), lambda: equal(rank(cosines(5)), 3), constants),
        "step",
        "computed exactly, the comparison of constants is false",
    ),
    "a_plan_that_is_cheaper_than_the_cheapest": Wrong(
        (setting(), lambda: at_most(cost_of_a_crossing(), Fraction(19, 10)), constants),
        (setting(), lambda: at_most(cost_of_a_crossing(), 2), constants),
        "step",
        "computed exactly, the comparison of constants is false",
    ),
    "a_bound_that_is_above_the_least_cost": Wrong(
        (setting(), lambda: at_least(cost_of_a_crossing(), 2 + BILLIONTH), constants),
        (setting(), lambda: at_least(cost_of_a_crossing(), 2), constants),
        "step",
        "computed exactly, the comparison of constants is false",
    ),
    "a_bound_on_a_derivative_that_is_forgotten": Wrong(
        (setting(M=positive(), f=smooth_function(1), x=real(), y=real()), contraction),
        (setting(M=positive(), f=smooth_function(1, first_derivative=("-M", "M")), x=real(), y=real()), contraction),
        "step",
        "a point that meets the hypotheses breaks it",
    ),
    "a_bound_on_a_derivative_on_one_side": Wrong(
        (setting(M=positive(), f=smooth_function(1, first_derivative=(None, "M")), x=real(), y=real()), contraction),
        (setting(M=positive(), f=smooth_function(1, first_derivative=("-M", "M")), x=real(), y=real()), contraction),
        "step",
        "no sum of squares and products of hypotheses was found",
    ),
    "a_root_that_is_a_pole": Wrong(
        (setting(p=positive()), lambda p: has_root(lambda t: p / t, -1, 1), sign_change),
        (setting(p=positive()), lambda p: has_root(lambda t: p * t, -1, 1), sign_change),
        "step",
        "a divisor is not 0, at each point between: after",
    ),
    "two_roots_between_which_no_sign_changes": Wrong(
        (setting(), lambda: has_root(lambda t: t * t - 1, -2, 2), sign_change),
        (setting(), lambda: has_root(lambda t: t * t - 1, 0, 2), sign_change),
        "step",
        "statement 1 of 1: the goal is false",
    ),
    "a_jump_over_zero": Wrong(
        (setting(), lambda: has_root(lambda t: where(t < Fraction(1, 2), -1, 1), 0, 1), sign_change),
        (setting(), lambda: has_root(lambda t: 2 * t - 1, 0, 1), sign_change),
        "tracer",
        "has_root() got a function that takes branches there",
    ),
    "a_sum_of_squares_but_for_a_billionth": Wrong(
        (setting(x=real(), y=real()), lambda x, y: at_least(x**4 + y**4 + 2, 4 * x * y + BILLIONTH), sums_of_squares),
        (setting(x=real(), y=real()), lambda x, y: at_least(x**4 + y**4 + 2, 4 * x * y), sums_of_squares),
        "step",
        "the largest lower bound that was found is so near to 0 that the solver cannot tell its sign",
    ),
    "a_square_that_is_positive_but_where_a_solver_looks": Wrong(
        (setting(x=real()), lambda x: at_least((7 * x - 3) ** 2, BILLIONTH)),
        (setting(x=real()), lambda x: at_least((7 * x - 3) ** 2, 0)),
        "step",
        "the goal is false at {'x': '",
    ),
    "a_square_of_an_integer_that_is_positive_but_where_a_solver_looks": Wrong(
        (setting(k=integers()), lambda k: strictly_greater((k - 123) ** 2, 0)),
        (setting(k=integers()), lambda k: at_least((k - 123) ** 2, 0)),
        "step",
        "the goal is false at {'k': '123'}",
    ),
}
