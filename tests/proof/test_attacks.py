"""Attacks: each of these false claims was accepted once, or is what an adversary would try next."""

import time
from fractions import Fraction

import pytest

from verify import (
    above,
    absolute,
    at_least,
    at_most,
    between,
    covariance,
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
    rate,
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
from verify.carriers.terms import Atom, Goal, nodes, number, symbol
from verify.errors import NotProvedError, UnableError
from verify.proof import checker
from verify.proof.goals import trace
from verify.proof.proof import enclosure, identity, prove, prove_goals, squares

X, Y, K = ["symbol", "x"], ["symbol", "y"], ["symbol", "k"]
ONE = ["number", "1"]


def with_any_step(goal):
    """Tries every step on every goal."""
    for case in goal.branches():
        for step in (squares, identity, enclosure) * 2:
            try:
                step(case)
            except (NotProvedError, UnableError):
                continue


def outcome(theorem):
    return prove(theorem, with_any_step).outcome


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


# -- statements: (false claim, its true twin) ------------------------------------------------------------------------

STATEMENTS = {
    "cancelling_a_divisor_that_can_vanish": (
        (setting(x=real()), lambda x: equal((x - 1) / (x - 1), 1)),
        (setting(x=above(1)), lambda x: equal((x - 1) / (x - 1), 1)),
    ),
    "a_product_with_a_reciprocal_of_zero": (
        (setting(x=between(0, 1)), lambda x: equal(0 * (1 / x), 0)),
        (setting(x=positive()), lambda x: equal(0 * (1 / x), 0)),
    ),
    "a_negative_power_of_zero": (
        (setting(x=between(0, 1)), lambda x: at_least(x**-2, 0)),
        (setting(x=positive()), lambda x: at_least(x**-2, 0)),
    ),
    "a_division_in_the_branch_that_is_not_taken": (
        (setting(x=positive()), lambda x: at_least(where(x < 1, 1, 1 / (x - 1) ** 2), 0)),
        (setting(x=positive()), lambda x: at_least(where(x < 1, 1, 1 / (x + 1) ** 2), 0)),
    ),
    "a_logarithm_in_the_branch_that_is_not_taken": (
        (setting(x=positive()), lambda x: at_least(where(x < 1, 1 + 0 * log(x - 1), 1), 0)),
        (setting(x=positive()), lambda x: at_least(where(x < 1, 1 + 0 * (x - 1), 1), 0)),
    ),
    "a_root_of_what_may_be_negative": (
        (setting(x=real()), lambda x: at_least(0 * sqrt(x) + 1, 0)),
        (setting(x=real()), lambda x: at_least(0 * x + 1, 0)),
    ),
    "a_division_in_an_assumption": (
        (setting(x=real()).where(lambda x: at_most(1 / x, 1)), lambda x: at_least((x - 1) * x, 0)),
        (setting(x=positive()).where(lambda x: at_most(1 / x, 1)), lambda x: at_least(x - 1, 0)),
    ),
    "a_floor_whose_last_value_no_sample_takes": (
        (setting(x=between(0, 2)), lambda x: at_most(floor(x), 1)),
        (setting(x=between(0, 2)), lambda x: at_most(floor(x / 3), 1)),
    ),
    "a_nested_floor_whose_last_value_no_sample_takes": (
        (setting(x=between(0, 2)), lambda x: at_most(floor(floor(x) / 2 + x / 2), 1)),
        (setting(x=between(0, 2)), lambda x: at_most(floor(floor(x / 3) / 2 + x / 5), 1)),
    ),
    "an_exponent_that_no_sample_has": (
        (setting(x=between(1, 2)), lambda x: at_most(split(x)[0], 0)),
        (setting(x=between(1, 2)), lambda x: at_most(split(x, 3)[0], 0)),
    ),
    "the_last_exponent_of_a_bounded_variable": (
        (setting(x=between(1, 4)), lambda x: at_most(split(x)[0], 1)),
        (setting(x=between(1, 4)), lambda x: at_most(split(3 * x / 4)[0], 1)),
    ),
    "a_split_of_a_product_that_may_be_negative": (
        (setting(x=positive(), y=real()), lambda x, y: at_least(split(x * y)[1], 1)),
        (setting(x=positive(), y=positive()), lambda x, y: at_least(split(x * y)[1], 1)),
    ),
    "a_power_of_two_taken_out_in_base_three": (
        (setting(x=positive()), lambda x: equal(split(power(2, split(x)[0]), 3)[1], 1)),
        (setting(x=positive()), lambda x: equal(split(power(2, split(x)[0]), 2)[1], 1)),
    ),
    "a_square_of_the_wrong_sign": (
        (setting(x=between(0, 1)), lambda x: at_least(-(x**2), 0)),
        (setting(x=between(0, 0)), lambda x: at_least(-(x**2), 0)),
    ),
    "a_split_of_what_may_be_zero": (
        (setting(x=between(0, 1)), lambda x: at_least(split(x)[1], 1)),
        (setting(x=positive()), lambda x: at_least(split(x)[1], 1)),
    ),
    "a_split_in_a_base_that_may_be_one": (
        (setting(x=positive(), b=positive()), lambda x, b: at_least(split(x, b)[1], 1)),
        (setting(x=positive(), b=above(1)), lambda x, b: at_least(split(x, b)[1], 1)),
    ),
    "a_variable_with_the_name_of_an_exponent": (
        (setting(x=positive(), x_exponent=real()), lambda x, x_exponent: equal(split(x)[0], x_exponent)),
        (setting(x=positive(), y=real()), lambda x, y: equal(split(x)[0] + y, y + split(x)[0])),
    ),
    "a_variable_with_the_name_of_a_significand": (
        (
            setting(x=positive(), x_significand=real()),
            lambda x, x_significand: at_least(x_significand + 0 * split(x)[1], 1),
        ),
        (setting(x=positive(), y=real()), lambda x, y: at_least(split(x)[1] + 0 * y, 1)),
    ),
    "an_expectation_over_a_variable_of_the_setting": (
        (setting(x=positive()), lambda x: strictly_less(expectation(lambda **t: t["x"] * x, x=uniform(0, 1)), 1)),
        (setting(), lambda: strictly_less(expectation(lambda x: x * x, x=uniform(0, 1)), 1)),
    ),
    "an_expectation_over_the_variable_of_another_one": (
        (setting(), lambda: strictly_greater(covariance_of(lambda t, s: (2 * s - 1) * (2 * t - 1)), Fraction(1, 6))),
        (setting(), lambda: strictly_less(variance_of(lambda t: (2 * t - 1) ** 2), Fraction(1, 2))),
    ),
    "an_expectation_over_what_a_split_variable_becomes": (
        (
            setting(x=positive()),
            lambda x: equal(expectation(lambda x_exponent: x_exponent * x, x_exponent=uniform(0, 1)), 0 * split(x)[0]),
        ),
        (setting(x=positive()), lambda x: equal(0 * x, 0 * split(x)[0])),
    ),
    "a_power_of_a_base_that_may_be_negative": (
        (setting(x=real(), b=real()), lambda x, b: at_least(power(b, 2 * floor(x / x)), 0)),
        (setting(b=real()), lambda b: at_least(b**2, 0)),
    ),
    "one_variable_split_in_two_bases": (
        (setting(x=positive()), lambda x: equal(split(x, 2)[0], split(x, 3)[0])),
        (setting(x=positive()), lambda x: equal(split(x, 2)[0], split(x, 2)[0])),
    ),
    "a_strict_bound_that_is_attained": (
        (setting(x=between(0, 1)), lambda x: strictly_greater(x * (1 - x), 0)),
        (setting(x=between(0, 1)), lambda x: at_least(x * (1 - x), 0)),
    ),
    "an_absolute_value_below_zero": (
        (setting(x=real()), lambda x: strictly_greater(absolute(x), 0)),
        (setting(x=real()), lambda x: at_least(absolute(x), 0)),
    ),
    "a_maximum_that_is_the_minimum": (
        (setting(x=real(), y=real()), lambda x, y: equal(maximum(x, y), minimum(x, y))),
        (setting(x=real(), y=real()), lambda x, y: equal(maximum(x, y) + minimum(x, y), x + y)),
    ),
    "a_branch_on_equality_that_no_sample_takes": (
        (setting(x=real()), lambda x: at_least(where(x * 7 == 1, -1, 1), 0)),
        (setting(x=real()), lambda x: at_least(where(x * 7 == 1, 2, 1), 0)),
    ),
    "weights_that_do_not_sum_to_one": (
        (setting(w=vector(n), A=matrix(n, n)), total),
        (setting(w=probabilities(n), A=matrix(n, n)), total),
    ),
    "weights_that_may_be_negative": (
        (setting(w=vector(n), A=matrix(n, n)).where(sum_is_one), weighted_and_summed),
        (setting(w=probabilities(n), A=matrix(n, n)), weighted_and_summed),
    ),
    "weights_that_are_all_alike": (
        (setting(w=probabilities(n)), lambda w: equal(norm_squared(w) * norm_squared(ones_like(w)), 1)),
        (setting(w=probabilities(n)), lambda w: equal(inner(w, ones_like(w)) ** 2, 1)),
    ),
    "the_diagonal_of_another_matrix": (
        (
            setting(q=probabilities(n), A=matrix(n, n), B=matrix(n, n)),
            lambda q, A, B: equal(inner(q, diagonal(A)), inner(q, diagonal(B))),  # noqa: N803
        ),
        (
            setting(q=probabilities(n), A=matrix(n, n)),
            lambda q, A: equal(inner(q, diagonal(A)), inner(q, diagonal(A.T))),  # noqa: N803
        ),
    ),
    "a_mean_under_another_law": (
        (
            setting(p=probabilities(n), q=probabilities(n), A=matrix(n, n)),
            lambda p, q, A: equal(inner(q, diagonal(A)), inner(A, diagonal(p))),  # noqa: N803
        ),
        (
            setting(p=probabilities(n), q=probabilities(n), A=matrix(n, n)),
            lambda p, q, A: equal(inner(p, diagonal(A)), inner(A, diagonal(p))),  # noqa: N803
        ),
    ),
    "a_diagonal_of_a_square_that_is_not_negative": (
        (
            setting(q=probabilities(n), A=matrix(n, n)),
            lambda q, A: at_least(inner(q, diagonal(A @ A)), 0),  # noqa: N803
        ),
        (
            setting(q=probabilities(n), A=matrix(n, n)),
            lambda q, A: at_least(inner(q, diagonal(A @ A.T)), 0),  # noqa: N803
        ),
    ),
    "a_square_of_a_law_that_is_its_mean": (
        (
            setting(q=probabilities(n), A=matrix(n, n)),
            lambda q, A: equal(inner(q, A @ q), inner(q, diagonal(A))),  # noqa: N803
        ),
        (
            setting(q=probabilities(n), A=matrix(n, n)),
            lambda q, A: equal(inner(ones_like(q), diagonal(q) @ diagonal(A)), inner(q, diagonal(A))),  # noqa: N803
        ),
    ),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_false_or_undefined_statement_is_not_proved(state, name):
    """No step closes all goals of the claim, whatever was tried; capture and clashes of names are refused outright."""
    (where_, function), _ = STATEMENTS[name]
    assert outcome(state(where_, function)) in ("undecided", "vacuous")


@pytest.mark.parametrize("name", STATEMENTS)
def test_its_true_twin_is_proved(state, name):
    """The refusal above is not for want of strength."""
    _, (where_, function) = STATEMENTS[name]
    assert outcome(state(where_, function)) == "passed"


# -- certificates made by hand: (false goal, its true twin), closed by the same facts ---------------------------------


def goal_of(conclusion, *hypotheses, integers=()):
    return {
        "integers": list(integers),
        "hypotheses": [{"relation": relation, "term": term} for relation, term in hypotheses],
        "conclusion": {"relation": conclusion[0], "term": conclusion[1]},
    }


def summand(coefficient, *factors, squares=()):
    return {"coefficient": coefficient, "factors": list(factors), "squares": list(squares)}


def fact(conclusion, *summands, over=()):
    return {
        "relation": conclusion[0],
        "term": conclusion[1],
        "rule": "combination",
        "over": list(over),
        "summands": list(summands),
    }


def positive_power(term, **base):
    return {"relation": ">0", "term": term, "rule": "positive power", **base}


def closing(goal, *facts, **values):
    """One goal, its closure, and a model."""
    models = [{"goal": 0, "values": values}] if goal["hypotheses"] else []
    return [goal], [{"goal": 0, "rests_on": "checker", "facts": list(facts)}], models


def power_of(base, exponent):
    return ["power", base, exponent]


MINUS_SQUARE = ["neg", ["pow", X, 2]]
MINUS_ONE = ["number", "-1"]
RECIPROCAL = ["div", ONE, X]

BY_HAND = {
    "a_square_of_a_quotient": (
        closing(
            goal_of((">=0", MINUS_ONE), (">=0", MINUS_SQUARE)),
            fact((">=0", MINUS_ONE), summand("1", 0, squares=[RECIPROCAL])),
            x="0",
        ),
        closing(
            goal_of((">=0", ["neg", ["pow", X, 4]]), (">=0", MINUS_SQUARE)),
            fact((">=0", ["neg", ["pow", X, 4]]), summand("1", 0, squares=[X])),
            x="0",
        ),
    ),
    "a_square_of_a_negative_power": (
        closing(
            goal_of((">=0", MINUS_ONE), (">=0", MINUS_SQUARE)),
            fact((">=0", MINUS_ONE), summand("1", 0, squares=[power_of(X, MINUS_ONE)])),
            x="0",
        ),
        closing(
            goal_of((">=0", ["pow", power_of(["number", "2"], K), 2]), integers=["k"]),
            fact(
                (">=0", ["pow", power_of(["number", "2"], K), 2]), summand("1", squares=[power_of(["number", "2"], K)])
            ),
        ),
    ),
    "a_quotient_on_the_way": (
        closing(
            goal_of((">=0", MINUS_ONE), (">=0", MINUS_SQUARE)),
            fact(
                (">=0", ["mul", MINUS_SQUARE, ["mul", RECIPROCAL, RECIPROCAL]]), summand("1", 0, squares=[RECIPROCAL])
            ),
            fact((">=0", MINUS_ONE), summand("1", 1)),
            x="0",
        ),
        closing(
            goal_of((">=0", MINUS_SQUARE), (">=0", MINUS_SQUARE)),
            fact((">=0", ["add", MINUS_SQUARE, ONE]), summand("1", 0), summand("1")),
            fact((">=0", MINUS_SQUARE), summand("1", 0)),
            x="0",
        ),
    ),
    "a_conclusion_without_a_value": (
        closing(goal_of(("=0", ["sub", ["div", X, X], ONE])), fact(("=0", ["sub", ["div", X, X], ONE]))),
        closing(
            goal_of(("=0", ["sub", ["div", X, X], ONE]), (">0", X)),
            fact(("=0", ["sub", ["div", X, X], ONE])),
            x="1",
        ),
    ),
    "a_division_by_what_is_not_negative": (
        closing(
            goal_of((">=0", ["sub", X, ONE]), (">=0", ["mul", X, ["sub", X, ONE]]), (">=0", X)),
            fact((">=0", ["sub", X, ONE]), summand("1", 0), over=[1]),
            x="0",
        ),
        closing(
            goal_of((">=0", ["sub", X, ONE]), (">=0", ["mul", X, ["sub", X, ONE]]), (">0", X)),
            fact((">=0", ["sub", X, ONE]), summand("1", 0), over=[1]),
            x="1",
        ),
    ),
    "a_division_by_what_is_not_zero": (
        closing(
            goal_of((">=0", ["sub", X, ONE]), (">=0", ["mul", X, ["sub", X, ONE]]), ("!=0", X)),
            fact((">=0", ["sub", X, ONE]), summand("1", 0), over=[1]),
            x="-1",
        ),
        closing(
            goal_of(("=0", ["sub", X, ONE]), ("=0", ["mul", X, ["sub", X, ONE]]), ("!=0", X)),
            fact(("=0", ["sub", X, ONE]), summand("1", 0), over=[1]),
            x="1",
        ),
    ),
    "a_strict_bound_from_a_square": (
        closing(goal_of((">0", ["pow", X, 2])), fact((">0", ["pow", X, 2]), summand("1", squares=[X]))),
        closing(goal_of((">=0", ["pow", X, 2])), fact((">=0", ["pow", X, 2]), summand("1", squares=[X]))),
    ),
    "a_strict_bound_from_a_summand_of_weight_zero": (
        closing(goal_of((">0", ["pow", X, 2])), fact((">0", ["pow", X, 2]), summand("1", squares=[X]), summand("0"))),
        closing(
            goal_of((">0", ["add", ["pow", X, 2], ONE])),
            fact((">0", ["add", ["pow", X, 2], ONE]), summand("1", squares=[X]), summand("1")),
        ),
    ),
    "a_strict_bound_from_a_bound": (
        closing(goal_of((">0", X), (">=0", X)), fact((">0", X), summand("1", 0)), x="0"),
        closing(goal_of((">0", X), (">0", X)), fact((">0", X), summand("1", 0)), x="1"),
    ),
    "a_negative_weight": (
        closing(goal_of((">=0", ["neg", X]), (">=0", X)), fact((">=0", ["neg", X]), summand("-1", 0)), x="1"),
        closing(goal_of(("=0", ["neg", X]), ("=0", X)), fact(("=0", ["neg", X]), summand("-1", 0)), x="0"),
    ),
    "a_sign_from_what_is_not_zero": (
        closing(goal_of((">=0", X), ("!=0", X)), fact((">=0", X), summand("1", 0)), x="-1"),
        closing(goal_of(("!=0", X), ("!=0", X)), fact(("!=0", X), summand("1", 0)), x="-1"),
    ),
    "a_sum_of_what_is_not_zero": (
        closing(
            goal_of(("!=0", ["add", X, Y]), ("!=0", X), ("!=0", Y)),
            fact(("!=0", ["add", X, Y]), summand("1", 0), summand("1", 1)),
            x="1",
            y="1",
        ),
        closing(
            goal_of(("!=0", ["mul", X, Y]), ("!=0", X), ("!=0", Y)),
            fact(("!=0", ["mul", X, Y]), summand("1", 0, 1)),
            x="1",
            y="1",
        ),
    ),
    "not_zero_of_an_empty_sum": (
        closing(goal_of(("!=0", ["sub", X, X])), fact(("!=0", ["sub", X, X]))),
        closing(
            goal_of(("!=0", ["sub", ["sub", X, X], ONE])), fact(("!=0", ["sub", ["sub", X, X], ONE]), summand("-1"))
        ),
    ),
    "not_zero_of_a_square": (
        closing(goal_of(("!=0", ["pow", X, 2])), fact(("!=0", ["pow", X, 2]), summand("1", squares=[X]))),
        closing(goal_of(("!=0", ["pow", X, 2]), ("!=0", X)), fact(("!=0", ["pow", X, 2]), summand("1", 0, 0)), x="-1"),
    ),
    "an_equation_from_a_bound": (
        closing(goal_of(("=0", X), (">=0", X)), fact(("=0", X), summand("1", 0)), x="1"),
        closing(goal_of(("=0", X), ("=0", X)), fact(("=0", X), summand("1", 0)), x="0"),
    ),
    "a_fact_that_comes_later": (
        closing(goal_of((">=0", X)), fact((">=0", X), summand("1", 0))),
        closing(goal_of((">=0", X), (">=0", X)), fact((">=0", X), summand("1", 0)), x="0"),
    ),
    "another_conclusion": (
        closing(goal_of((">=0", MINUS_ONE)), fact((">=0", ONE), summand("1"))),
        closing(goal_of((">=0", ONE)), fact((">=0", ONE), summand("1"))),
    ),
    "a_real_exponent": (
        closing(goal_of((">0", power_of(["number", "2"], K))), positive_power(power_of(["number", "2"], K))),
        closing(
            goal_of((">0", power_of(["number", "2"], K)), integers=["k"]), positive_power(power_of(["number", "2"], K))
        ),
    ),
    "a_power_of_a_negative_number": (
        closing(
            goal_of((">0", power_of(["number", "-2"], K)), integers=["k"]),
            positive_power(power_of(["number", "-2"], K)),
        ),
        closing(
            goal_of((">0", power_of(["number", "1/2"], K)), integers=["k"]),
            positive_power(power_of(["number", "1/2"], K)),
        ),
    ),
    "a_power_of_a_base_of_no_sign": (
        closing(
            goal_of((">0", power_of(X, K)), (">=0", X), integers=["k"]),
            positive_power(power_of(X, K), base=0),
            x="1",
            k="1",
        ),
        closing(
            goal_of((">0", power_of(X, K)), (">0", X), integers=["k"]),
            positive_power(power_of(X, K), base=0),
            x="1",
            k="1",
        ),
    ),
    "a_power_whose_base_is_another_one": (
        closing(
            goal_of((">0", power_of(X, K)), (">0", Y), integers=["k"]),
            positive_power(power_of(X, K), base=0),
            x="1",
            y="1",
            k="1",
        ),
        closing(
            goal_of((">0", power_of(Y, K)), (">0", Y), integers=["k"]),
            positive_power(power_of(Y, K), base=0),
            y="1",
            k="1",
        ),
    ),
    "half_an_exponent": (
        closing(
            goal_of(
                ("=0", ["sub", power_of(X, ["mul", ["number", "1/2"], K]), power_of(X, ["mul", ["number", "1/2"], K])]),
                (">0", X),
                integers=["k"],
            ),
            fact(
                ("=0", ["sub", power_of(X, ["mul", ["number", "1/2"], K]), power_of(X, ["mul", ["number", "1/2"], K])])
            ),
            x="1",
            k="1",
        ),
        closing(
            goal_of(
                ("=0", ["sub", power_of(X, ["add", ONE, K]), ["mul", X, power_of(X, K)]]), (">0", X), integers=["k"]
            ),
            fact(("=0", ["sub", power_of(X, ["add", ONE, K]), ["mul", X, power_of(X, K)]])),
            x="1",
            k="1",
        ),
    ),
    "contradictory_hypotheses": (
        closing(
            goal_of((">=0", MINUS_ONE), (">0", X), (">0", ["neg", X])),
            fact((">=0", MINUS_ONE), summand("1", 0), summand("1", 1), summand("-1")),
            x="1",
        ),
        closing(goal_of((">=0", ONE), (">0", X)), fact((">=0", ONE), summand("1")), x="1"),
    ),
}


# -- roots and matrices ------------------------------------------------------------------------------------------------


def root_of(term):
    return ["sqrt", term]


def transposed(term):
    return ["transpose", term]


def product_of(*terms):
    left, *rest = terms
    for term in rest:
        left = ["matmul", left, term]
    return left


def letter(name, rows="n", columns="n", structure="general"):
    return ["letter", name, rows, columns, structure]


def same(left, right, *hypotheses):
    """The goal that two terms are equal, and a fact that says so for no reason."""
    conclusion = ("=0", ["sub", left, right])
    return goal_of(conclusion, *hypotheses), fact(conclusion)


def squared(term):
    return ["pow", term, 2]


def trace_of(*terms):
    return ["trace", product_of(*terms)]


def product_of_traces(first, second):
    return ["mul", trace_of(transposed(first), first), trace_of(transposed(second), second)]


A, B, C, S = letter("A"), letter("B"), letter("C"), letter("S", structure="symmetric")
WIDE, TALL = letter("W", "n", "m"), letter("T", "m", "n")
RATIO = ["div", ONE, X]
GRAM = (">=0", trace_of(transposed(WIDE), WIDE))

U, V, NUMBER = letter("U", "n", "1"), letter("V", "n", "1"), letter("x", "1", "1")
MANY = letter("U", "n", "m"), letter("V", "n", "m")
ELEVEN = letter("U", "n", "11"), letter("V", "n", "11")
FIRST, SECOND = ["matmul", U, transposed(V)], ["matmul", V, transposed(U)]
SHIFTED = squared(["add", ["div", X, ["number", "2"]], ONE])
R, ONES, DELTA = letter("R", structure="symmetric"), letter("e", "n", "1"), letter("d", "n", "1")
TOTAL = trace_of(transposed(ONES), R, R, ONES)
SUM_IS_ONE = ("=0", ["sub", TOTAL, ONE])
HALF = {"e": [["1"], ["1"]], "R": [["3/5", "0"], ["0", "4/5"]]}


def mean_of(matrix):
    """That d has the mean of the diagonal of a matrix, under the law R R e."""
    return ("=0", ["sub", trace_of(transposed(ONES), R, R, DELTA), trace_of(R, R, matrix)])


def with_an_equation(conclusion, last):
    """The equation x = 1 times (x + 2)² / 4, and times x² / 4 with a given coefficient: (x² - 1) for -1/4."""
    goal = goal_of(conclusion, ("=0", ["sub", X, ONE]))
    squares_ = [summand("1/4", 0, squares=[["add", X, ["number", "2"]]]), summand(last, 0, squares=[X])]
    return closing(goal, fact(conclusion, *squares_), x="1")


BY_HAND |= {
    "a_trace_that_is_cut_where_there_is_no_number": (
        closing(*same(trace_of(*[each for u in MANY for each in (transposed(u), u)]), product_of_traces(*MANY))),
        closing(*same(trace_of(*[each for u in (U, V) for each in (transposed(u), u)]), product_of_traces(U, V))),
    ),
    "a_number_that_is_dropped": (
        closing(*same(trace_of(U, transposed(U), V, transposed(V)), trace_of(transposed(U), V))),
        closing(*same(trace_of(U, transposed(U), V, transposed(V)), squared(trace_of(transposed(U), V)))),
    ),
    "a_trace_that_is_cut_one_letter_too_late": (
        closing(*same(trace_of(A, FIRST, B, SECOND), ["mul", trace_of(B, FIRST), trace_of(A, SECOND)])),
        closing(
            *same(
                trace_of(A, FIRST, B, SECOND),
                ["mul", trace_of(transposed(V), B, V), trace_of(transposed(U), A, U)],
            )
        ),
    ),
    "a_size_that_begins_with_one": (
        closing(*same(trace_of(*[each for u in ELEVEN for each in (transposed(u), u)]), product_of_traces(*ELEVEN))),
        closing(*same(trace_of(*[each for u in (U, V) for each in (transposed(u), u)]), product_of_traces(U, V))),
    ),
    "a_letter_before_the_first_number_that_is_dropped": (
        closing(*same(trace_of(A, U, transposed(V)), trace_of(U, transposed(V)))),
        closing(*same(trace_of(A, U, transposed(V)), trace_of(transposed(V), A, U))),
    ),
    "a_number_that_is_its_square": (
        closing(*same(trace_of(NUMBER, NUMBER), trace_of(NUMBER))),
        closing(*same(trace_of(NUMBER, NUMBER), squared(trace_of(NUMBER)))),
    ),
    "a_matrix_between_vectors_that_is_transposed": (
        closing(*same(trace_of(transposed(U), A, V), trace_of(transposed(V), A, U))),
        closing(*same(trace_of(transposed(U), A, V), trace_of(transposed(V), transposed(A), U))),
    ),
    "numbers_of_two_words_that_are_exchanged": (
        closing(
            *same(
                trace_of(transposed(U), U, transposed(V), A, V),
                ["mul", trace_of(transposed(U), V), trace_of(transposed(U), A, V)],
            )
        ),
        closing(
            *same(
                trace_of(transposed(U), U, transposed(V), A, V),
                ["mul", trace_of(transposed(U), U), trace_of(transposed(V), A, V)],
            )
        ),
    ),
    "matrices_of_rank_one_that_commute": (
        closing(*same(product_of(U, transposed(V), V, transposed(U)), product_of(V, transposed(U), U, transposed(V)))),
        closing(*same(trace_of(U, transposed(V), V, transposed(U)), trace_of(V, transposed(U), U, transposed(V)))),
    ),
    "probabilities_that_sum_to_two": (
        closing(
            goal_of(("=0", ["sub", TOTAL, ["number", "2"]]), SUM_IS_ONE),
            fact(("=0", ["sub", TOTAL, ["number", "2"]]), summand("1", 0)),
            **HALF,
        ),
        closing(
            goal_of(("=0", ["sub", squared(TOTAL), TOTAL]), SUM_IS_ONE, (">=0", TOTAL)),
            fact(("=0", ["sub", squared(TOTAL), TOTAL]), summand("1", 0, 1)),
            **HALF,
        ),
    ),
    "a_sum_of_probabilities_that_nothing_says": (
        closing(*same(squared(TOTAL), TOTAL)),
        closing(*same(squared(TOTAL), trace_of(transposed(ONES), R, R, ONES, transposed(ONES), R, R, ONES))),
    ),
    "a_weight_that_may_be_negative": (
        closing(
            goal_of((">=0", trace_of(transposed(ONES), S, ONES))),
            {"relation": ">=0", "term": trace_of(transposed(ONES), S, ONES), "rule": "gram"},
        ),
        closing(
            goal_of((">=0", TOTAL)),
            {"relation": ">=0", "term": trace_of(transposed(["matmul", R, ONES]), ["matmul", R, ONES]), "rule": "gram"},
            fact((">=0", TOTAL), summand("1", 0)),
        ),
    ),
    "the_diagonal_of_a_matrix_of_another_size": (
        closing(
            goal_of(mean_of(letter("M", "m", "m")), mean_of(letter("M", "m", "m"))), fact(mean_of(A), summand("1", 0))
        ),
        closing(
            goal_of(mean_of(A), mean_of(A)),
            fact(mean_of(A), summand("1", 0)),
            **HALF,
            d=[["1"], ["1"]],
            A=[["1", "0"], ["0", "1"]],
        ),
    ),
    "an_equation_with_the_wrong_sign": (
        with_an_equation(("=0", ["add", squared(X), ONE]), "1/4"),
        with_an_equation(("=0", ["sub", squared(X), ONE]), "-1/4"),
    ),
    "a_bound_from_an_equation_of_the_wrong_sign": (
        with_an_equation((">=0", ["neg", ["add", squared(X), ONE]]), "-1/4"),
        with_an_equation(
            (">=0", ["mul", ["sub", X, ONE], ["add", squared(["div", X, ["number", "2"]]), SHIFTED]]), "1/4"
        ),
    ),
    "a_root_without_a_value": (
        closing(*same(root_of(X), root_of(X))),
        closing(*same(root_of(X), root_of(X), (">=0", X)), x="0"),
    ),
    "a_root_in_a_square_on_the_way": (
        closing(goal_of((">=0", X)), fact((">=0", X), summand("1", squares=[root_of(X)]))),
        closing(goal_of((">=0", X), (">=0", X)), fact((">=0", X), summand("1", squares=[root_of(X)])), x="0"),
    ),
    "the_square_of_a_root": (
        closing(*same(squared(root_of(X)), squared(X), (">=0", X)), x="1"),
        closing(*same(squared(root_of(X)), X, (">=0", X)), x="1"),
    ),
    "the_root_of_a_square": (
        closing(*same(root_of(squared(X)), X, (">=0", squared(X))), x="-1"),
        closing(*same(squared(root_of(squared(X))), squared(X), (">=0", squared(X))), x="-1"),
    ),
    "the_root_of_a_quotient": (
        closing(*same(squared(root_of(RATIO)), X, (">0", X), (">=0", RATIO)), x="1"),
        closing(*same(["mul", squared(root_of(RATIO)), X], ONE, (">0", X), (">=0", RATIO)), x="1"),
    ),
    "a_fifth_power_of_a_root": (
        closing(*same(["pow", root_of(X), 5], squared(X), (">=0", X)), x="1"),
        closing(*same(["pow", root_of(X), 5], ["mul", squared(X), root_of(X)], (">=0", X)), x="1"),
    ),
    "a_root_that_is_positive": (
        closing(
            goal_of((">0", root_of(X)), (">=0", X)),
            {"relation": ">0", "term": root_of(X), "rule": "root", "of": 0},
            x="0",
        ),
        closing(
            goal_of((">0", root_of(X)), (">0", X)),
            {"relation": ">0", "term": root_of(X), "rule": "root", "of": 0},
            x="1",
        ),
    ),
    "a_root_that_is_positive_because_something_else_is": (
        closing(
            goal_of((">0", root_of(X)), (">=0", X), (">0", Y)),
            {"relation": ">0", "term": root_of(X), "rule": "root", "of": 1},
            x="0",
            y="1",
        ),
        closing(
            goal_of((">=0", root_of(X)), (">=0", X), (">0", Y)),
            {"relation": ">=0", "term": root_of(X), "rule": "root", "of": 0},
            x="0",
            y="1",
        ),
    ),
    "a_root_that_is_zero": (
        closing(
            goal_of(("=0", root_of(X)), (">=0", X)),
            {"relation": "=0", "term": root_of(X), "rule": "root", "of": 0},
            x="1",
        ),
        closing(
            goal_of((">=0", root_of(X)), (">=0", X)),
            {"relation": ">=0", "term": root_of(X), "rule": "root", "of": 0},
            x="1",
        ),
    ),
    "an_unknown_function_of_what_has_no_value": (
        closing(*same(["apply", "F", "0", ["log", X]], ["apply", "F", "0", ["log", X]])),
        closing(*same(["apply", "F", "0", X], ["apply", "F", "0", X])),
    ),
    "an_unknown_function_at_two_points": (
        closing(*same(["apply", "F", "0", X], ["apply", "F", "0", Y])),
        closing(*same(["mul", ["apply", "F", "0", X], Y], ["mul", Y, ["apply", "F", "0", X]])),
    ),
    "a_derivative_that_is_the_function": (
        closing(*same(["apply", "F", "1", X], ["apply", "F", "0", X])),
        closing(*same(["apply", "F", "1", X], ["apply", "F", "1", X])),
    ),
    "matrices_that_commute": (
        closing(*same(product_of(A, B), product_of(B, A))),
        closing(*same(product_of(A, product_of(B, C)), product_of(product_of(A, B), C))),
    ),
    "a_transpose_that_keeps_the_order": (
        closing(*same(transposed(product_of(A, B)), product_of(transposed(A), transposed(B)))),
        closing(
            *same(
                transposed(product_of(WIDE, letter("K", "m", "k"))),
                product_of(transposed(letter("K", "m", "k")), transposed(WIDE)),
            )
        ),
    ),
    "a_matrix_that_is_its_transpose": (
        closing(*same(transposed(A), A)),
        closing(*same(transposed(S), S)),
    ),
    "a_transpose_of_a_transpose": (
        closing(*same(transposed(transposed(A)), transposed(A))),
        closing(*same(transposed(transposed(A)), A)),
    ),
    "a_symmetric_matrix_that_is_not_square": (
        closing(*same(*[letter("S", "n", "m", "symmetric")] * 2)),
        closing(*same(*[letter("S", "n", "n", "symmetric")] * 2)),
    ),
    "a_product_of_shapes_that_do_not_fit": (
        closing(*same(product_of(WIDE, WIDE), product_of(WIDE, WIDE))),
        closing(*same(product_of(WIDE, TALL), product_of(WIDE, TALL))),
    ),
    "a_sum_of_shapes_that_do_not_fit": (
        closing(*same(["add", WIDE, TALL], ["add", WIDE, TALL])),
        closing(*same(["add", WIDE, WIDE], ["scale", ["number", "2"], WIDE])),
    ),
    "two_matrices_of_one_name": (
        closing(*same(trace_of(A), trace_of(letter("A", "m", "m")))),
        closing(*same(trace_of(A), trace_of(A))),
    ),
    "a_trace_of_what_is_not_square": (
        closing(*same(trace_of(WIDE), trace_of(WIDE))),
        closing(*same(trace_of(WIDE, TALL), trace_of(TALL, WIDE))),
    ),
    "a_trace_of_factors_in_another_order": (
        closing(*same(trace_of(A, B, C), trace_of(A, C, B))),
        closing(*same(trace_of(A, B, C), trace_of(transposed(A), transposed(C), transposed(B)))),
    ),
    "a_trace_of_a_product_that_is_a_product_of_traces": (
        closing(*same(trace_of(A, B), ["mul", trace_of(A), trace_of(B)])),
        closing(*same(trace_of(["add", A, B]), ["add", trace_of(A), trace_of(B)])),
    ),
    "the_identity_of_another_size": (
        closing(*same(product_of(WIDE, ["identity", "n"]), WIDE)),
        closing(*same(product_of(WIDE, ["identity", "m"]), WIDE)),
    ),
    "a_trace_of_an_identity_that_is_one": (
        closing(*same(trace_of(["identity", "n"]), ONE)),
        closing(*same(trace_of(["scale", X, ["identity", "n"]]), ["mul", X, trace_of(["identity", "n"])])),
    ),
    "a_multiple_of_a_matrix": (
        closing(*same(["scale", X, A], ["scale", Y, A])),
        closing(*same(["scale", ["mul", X, Y], A], ["scale", Y, ["scale", X, A]])),
    ),
    "a_multiple_by_what_has_no_value": (
        closing(*same(["scale", RATIO, A], ["scale", RATIO, A])),
        closing(*same(["scale", RATIO, A], ["scale", RATIO, A], (">0", X)), x="1"),
    ),
    "an_inequality_of_matrices": (
        closing(goal_of((">=0", ["sub", A, A])), fact((">=0", ["sub", A, A]))),
        closing(goal_of(("=0", ["sub", A, A])), fact(("=0", ["sub", A, A]))),
    ),
    "a_trace_of_two_matrices_that_is_not_negative": (
        closing(
            goal_of((">=0", trace_of(transposed(A), B))),
            {"relation": ">=0", "term": trace_of(transposed(A), B), "rule": "gram"},
        ),
        closing(goal_of(GRAM), {"relation": GRAM[0], "term": GRAM[1], "rule": "gram"}),
    ),
    "a_trace_of_a_square_that_is_not_negative": (
        closing(goal_of((">=0", trace_of(A, A))), {"relation": ">=0", "term": trace_of(A, A), "rule": "gram"}),
        closing(
            goal_of((">=0", trace_of(transposed(product_of(A, B)), product_of(A, B)))),
            {"relation": ">=0", "term": trace_of(transposed(product_of(A, B)), product_of(A, B)), "rule": "gram"},
        ),
    ),
    "a_trace_of_a_gram_matrix_that_is_positive": (
        closing(goal_of((">0", GRAM[1])), {"relation": ">0", "term": GRAM[1], "rule": "gram"}),
        closing(
            goal_of((">=0", ["add", GRAM[1], ONE])),
            {"relation": ">=0", "term": GRAM[1], "rule": "gram"},
            fact((">=0", ["add", GRAM[1], ONE]), summand("1", 0), summand("1")),
        ),
    ),
    "a_gram_matrix_of_what_has_no_value": (
        closing(
            goal_of((">=0", trace_of(transposed(["scale", RATIO, A]), ["scale", RATIO, A]))),
            {"relation": ">=0", "term": trace_of(transposed(["scale", RATIO, A]), ["scale", RATIO, A]), "rule": "gram"},
        ),
        closing(
            goal_of((">=0", trace_of(transposed(["scale", X, A]), ["scale", X, A]))),
            {"relation": ">=0", "term": trace_of(transposed(["scale", X, A]), ["scale", X, A]), "rule": "gram"},
        ),
    ),
    "a_gram_matrix_of_what_cannot_be_read": (
        closing(
            goal_of(
                (
                    ">=0",
                    trace_of(transposed(["scale", ["mul", X, ["abs", X]], A]), ["scale", ["mul", X, ["abs", X]], A]),
                )
            ),
            {
                "relation": ">=0",
                "term": trace_of(
                    transposed(["scale", ["mul", X, ["abs", X]], A]), ["scale", ["mul", X, ["abs", X]], A]
                ),
                "rule": "gram",
            },
        ),
        closing(goal_of(GRAM), {"relation": GRAM[0], "term": GRAM[1], "rule": "gram"}),
    ),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_a_false_goal_is_refused_whatever_its_certificate_says(made_proof, name):
    """The rules do not let these facts through."""
    proof = made_proof(*BY_HAND[name][0])
    with pytest.raises(checker.RefusedError):
        checker.check_proof(**proof)


@pytest.mark.parametrize("name", BY_HAND)
def test_the_certificate_of_its_true_twin_is_confirmed(made_proof, name):
    """The refusal above is for the reason that its name gives."""
    proof = made_proof(*BY_HAND[name][1])
    assert checker.check_proof(**proof).confirmed == 1


def test_a_fact_on_the_way_has_no_divisions(made_proof):
    """Nothing says that their divisors are not 0; the twins have none, or a fact that says so."""
    last = fact((">=0", X), summand("1", 1))
    for given, term, message in (
        (">=0", ["div", ["mul", X, X], X], "has a value only if .* is !=0"),
        (">=0", ["mul", X, ONE], ""),
        (">0", ["div", ["mul", X, X], X], ""),
    ):
        goal = goal_of((">=0", X), (given, X))
        proof = made_proof(*closing(goal, fact((">=0", term), summand("1", 0)), last, x="0" if given == ">=0" else "1"))
        if message:
            with pytest.raises(checker.RefusedError, match=message):
                checker.check_proof(**proof)
        else:
            assert checker.check_proof(**proof).confirmed == 1


def test_everything_follows_from_zero_above_zero_and_from_nothing_else():
    """On a path that nothing follows the facts are contradictory, and must be shown to be."""
    goal = goal_of((">=0", MINUS_ONE), (">0", X), (">0", ["neg", X]))
    absurd = {"relation": ">=0", "term": MINUS_ONE, "rule": "absurd", "from": 2}
    contradiction = fact((">0", ["number", "0"]), summand("1", 0), summand("1", 1))
    checker.check_closure(goal, {"facts": [contradiction, absurd]})
    possible = goal_of((">=0", MINUS_ONE), (">0", X), (">0", Y))
    for facts in (
        [contradiction],
        [absurd],
        [{**absurd, "from": 0}],
        [fact((">=0", ["number", "0"])), absurd],
        [fact((">0", ["number", "1"]), summand("1")), absurd],
        [contradiction, absurd],
    ):
        with pytest.raises(checker.RefusedError):
            checker.check_closure(possible, {"facts": facts})


@pytest.mark.parametrize(
    ("hypothesis", "good", "bad"),
    [
        (trace_of(S), {"S": [["1", "2"], ["2", "3"]]}, {"S": [["1", "2"], ["0", "3"]]}),
        (trace_of(WIDE, TALL), {"W": [["1", "0"]], "T": [["1"], ["0"]]}, {"W": [["1", "0"]], "T": [["1"]]}),
        (trace_of(WIDE, TALL), {"W": [["1"]], "T": [["1"]]}, {"W": [["1"]], "T": [["1", "0"]]}),
        (trace_of(letter("A", "2", "2")), {"A": [["1", "0"], ["0", "1"]]}, {"A": [["1"]]}),
        (trace_of(A), {"A": [["1", "0"], ["0", "1"]]}, {"A": [["1", "0"], ["0"]]}),
        (trace_of(A), {"A": [["1"]]}, {"A": "1"}),
        (trace_of(A), {"A": [["1"]]}, {"A": [["-1"]]}),
        (trace_of(["sub", A, B]), {"A": [["2"]], "B": [["1"]]}, {"A": [["1"]], "B": [["2"]]}),
        (trace_of(["add", A, B]), {"A": [["2"]], "B": [["-1"]]}, {"A": [["1"]], "B": [["-2"]]}),
        (trace_of(["scale", X, A]), {"A": [["2"]], "x": "3"}, {"A": [["2"]], "x": "-3"}),
        (trace_of(transposed(WIDE), WIDE), {"W": [["1", "2"]]}, {"W": [["0", "0"]]}),
        (trace_of(["frob", A]), None, {"A": [["1"]]}),
        (X, {"x": "1"}, {"x": [["1"]]}),
    ],
)
def test_a_model_with_matrices_is_computed(hypothesis, good, bad):
    """Shapes agree with each other, symmetric letters are symmetric, and the hypothesis holds."""
    goal = goal_of((">=0", ONE), (">0", hypothesis))
    if good is not None:
        checker.check_model(goal, {"values": good})
    with pytest.raises((checker.RefusedError, ValueError)):
        checker.check_model(goal, {"values": bad})


def test_a_word_of_many_letters_is_refused(made_proof, monkeypatch):
    """Its rotations would fill the memory."""
    proof = made_proof(*closing(*same(trace_of(A, B, C), trace_of(B, C, A))))
    monkeypatch.setattr(checker, "MOST_LETTERS", 3)
    assert checker.check_proof(**proof).confirmed == 1
    monkeypatch.setattr(checker, "MOST_LETTERS", 2)
    with pytest.raises(checker.RefusedError, match="more than 2 matrices"):
        checker.check_proof(**proof)


def test_numbers_that_grow_too_long_are_refused():
    """They have a burden, and at last none."""
    assert checker.burden(Fraction(255)) == 0
    assert checker.burden(Fraction(1 << 256)) == checker.burden(Fraction(1, 1 << 256)) == 1
    assert checker.burden(Fraction((1 << checker.MOST_BITS) - 1)) > 0
    for long in (Fraction(1 << checker.MOST_BITS), Fraction(1, 1 << checker.MOST_BITS)):
        with pytest.raises(checker.RefusedError, match="bits"):
            checker.burden(long)


def test_hypotheses_that_nothing_meets_are_vacuous_even_if_the_certificate_is_right(made_proof):
    """From x > 0 and -x > 0 everything follows, and a model that is none is no excuse."""
    falsum = goal_of((">0", ["number", "0"]), (">0", X), (">0", ["neg", X]))
    goals, closures, _ = closing(falsum, fact((">0", ["number", "0"]), summand("1", 0), summand("1", 1)))
    for models in ([], [{"goal": 0, "values": {"x": "1"}}]):
        with pytest.raises(checker.RefusedError, match=r"vacuous|breaks a hypothesis"):
            checker.check_proof(**made_proof(goals, closures, models))


def test_a_model_of_some_hypotheses_is_none_of_all(made_proof):
    """A model of an obligation with fewer hypotheses does not show that those of the statement can be met."""
    easy = goal_of((">=0", X), (">0", X))
    empty = goal_of((">=0", X), (">0", X), (">0", ["neg", X]))
    closures = [{"goal": i, "rests_on": "checker", "facts": [fact((">=0", X), summand("1", 0))]} for i in (0, 1)]
    with pytest.raises(checker.RefusedError, match="vacuous"):
        checker.check_proof(**made_proof([easy, empty], closures, [{"goal": 0, "values": {"x": "1"}}]))
    assert checker.check_proof(**made_proof([easy], closures[:1], [{"goal": 0, "values": {"x": "1"}}])).confirmed == 1


def test_a_divisor_is_shown_by_an_earlier_goal_only_and_one_of_no_other_hypotheses(made_proof):
    """Neither a later goal, nor one with a hypothesis of its own, nor the goal itself shows that a divisor is not 0."""
    shift = ["add", ["pow", X, 2], ONE]
    shown = goal_of((">0", shift))
    needs = goal_of(("=0", ["sub", ["div", shift, shift], ONE]))
    with_more = goal_of((">0", shift), (">0", X))
    by_square = fact((">0", shift), summand("1", squares=[X]), summand("1"))
    equation = fact(("=0", ["sub", ["div", shift, shift], ONE]))
    model = {"values": {"x": "1"}}

    def check(*pairs):
        goals = [goal for goal, _ in pairs]
        closures = [{"goal": i, "rests_on": "checker", "facts": [each]} for i, (_, each) in enumerate(pairs)]
        models = [{"goal": i, **model} for i, goal in enumerate(goals) if goal["hypotheses"]]
        return checker.check_proof(**made_proof(goals, closures, models)).confirmed

    assert check((shown, by_square), (needs, equation)) == 2
    for pairs in (
        [(needs, equation)],
        [(needs, equation), (shown, by_square)],
        [(with_more, by_square), (needs, equation)],
    ):
        with pytest.raises(checker.RefusedError, match="nothing shows"):
            check(*pairs)


# -- the prover's own limits -----------------------------------------------------------------------------------------


def test_a_formula_that_grows_like_a_tree_is_refused_quickly(state):
    """Thirty squarings are one object of thirty parts, and a billion characters when written out."""

    def squared(times):
        def claim(x):
            for _ in range(times):
                x = x * x
            return at_least(x, 0)

        return claim

    begin = time.process_time()
    result = prove(state(setting(x=positive()), squared(16)), squares)
    assert (result.outcome, "more than" in result.message) == ("undecided", True)
    assert time.process_time() - begin < 5
    assert prove(state(setting(x=positive()), squared(3)), squares).outcome == "passed"


def test_a_formula_that_is_nested_too_deeply_is_undecided(state):
    """No traceback, whatever the depth."""

    def chain(length):
        def claim(x):
            total = x
            for _ in range(length):
                total = total + x
            return at_least(total, 0)

        return claim

    assert prove(state(setting(x=positive()), chain(3000)), squares).outcome == "undecided"
    assert prove(state(setting(x=positive()), chain(30)), squares).outcome == "passed"


def test_a_power_beyond_the_checker_is_not_tried(state):
    """The prover does not multiply out what the checker would refuse."""
    result = prove(state(setting(x=positive()), lambda x: at_least((1 + x) ** 3000, 0)), squares)
    assert (result.outcome, "3000" in result.message) == ("undecided", True)
    assert prove(state(setting(x=positive()), lambda x: at_least((1 + x) ** 5, 0)), squares).outcome == "passed"


def test_parts_are_counted_as_written():
    """A shared part counts in each of its places."""
    pair = ("add", symbol("x"), number(1))
    assert (nodes(pair), nodes(("mul", pair, pair))) == (3, 7)


def test_a_failed_proof_claims_no_counterexample_that_it_cannot_compute(state):
    """A logarithm has no exact value, and 2**k is no free real number: neither makes a goal false at a point."""
    logs = prove(state(setting(x=positive()), lambda x: at_least(log(1 + x), 0)), squares)
    powers = prove(state(setting(x=positive()), lambda x: at_least(power(2, split(x)[0]) + 1, 1)), identity)
    assert (logs.outcome, powers.outcome) == ("undecided", "undecided")
    assert "false at" not in logs.message + powers.message


def test_a_failed_proof_names_a_point_where_the_goal_is_false(state):
    """The twin: here the point is real, and shown."""
    result = prove(state(setting(x=between(0, 3)), lambda x: at_least((x - 2) * (x - 1), 0)), squares)
    assert "false at {'x': '" in result.message


def test_a_proof_that_swaps_the_goals_is_refused(state):
    """Even one that reaches behind the underscore cannot state anything."""

    def swap(goal):
        goal._ledger.goals[:] = [Goal("easy", (), Atom(">=0", number(1)))]
        goal.squares()

    false = state(setting(x=real()), lambda x: at_least(x, 0))
    assert prove(false, swap).outcome == "failed"
    assert prove_goals(trace(state(setting(x=positive()), lambda x: at_least(x, 0))), squares).outcome == "passed"


def test_names_that_clash_are_refused_with_a_way_out(state):
    """Capture is refused when the statement is traced; the same statement with another name is traced."""
    clashes = {
        "variable already": [
            (setting(x=real()), lambda x: at_least(expectation(lambda **t: t["x"] * x, x=uniform(0, 1)), 0)),
            (setting(), lambda: at_least(covariance_of(lambda t, s: s * t), 0)),
            (
                setting(x=positive()),
                lambda x: at_least(
                    split(x)[0] + expectation(lambda x_exponent: x_exponent, x_exponent=uniform(0, 1)), 0
                ),
            ),
        ],
        "both called x_exponent": [
            (
                setting(x=positive()),
                lambda x: at_least(
                    expectation(lambda x_exponent: x_exponent, x_exponent=uniform(0, 1)) + split(x)[0], 0
                ),
            ),
            (setting(x_exponent=real(), x=positive()), lambda x_exponent, x: at_least(split(x)[0], 0)),
        ],
    }
    for words, statements in clashes.items():
        for where_, function in statements:
            with pytest.raises(UnableError, match=words):
                trace(state(where_, function))
    for other in (
        (setting(x=real()), lambda x: at_least(expectation(lambda t: t * x, t=uniform(0, 1)), 0)),
        (setting(), lambda: at_least(variance_of(lambda t: t) + variance_of(lambda t: t), 0)),
        (setting(x_half=real(), x=positive()), lambda x_half, x: at_least(split(x)[0], 0)),
    ):
        assert trace(state(*other))


def test_a_matrix_variable_with_the_name_of_a_root_is_refused(state):
    """A covariance S is written S_root S_rootᵀ, so a variable S_root beside it would be captured."""
    n = size("n")

    def beside(S, S_root):  # noqa: N803  # matrices have capital letters
        return equal(S, S_root @ S_root.T)

    with pytest.raises(UnableError, match="S_root"):
        trace(state(setting(S=covariance(n), S_root=matrix(n, n)), beside))

    def apart(S, R):  # noqa: N803
        return equal(S @ R, S @ R)

    assert trace(state(setting(S=covariance(n), R=matrix(n, n)), apart))


def test_a_rate_at_a_kink_is_not_proved(state):
    """The derivative of |x| at 0 is not 1: it has no value there."""

    def bent(x):
        return at_least(rate(lambda x: where(x < 0, -x, x), {"x": 1}, x=x), 1)

    assert outcome(state(setting(x=between(0, 5)), bent)) == "undecided"


def test_the_rate_of_a_smooth_function_is_proved(state):
    """The twin: x**2 moves at 2 x."""
    smooth = state(setting(x=between(0, 5)), lambda x: at_least(rate(lambda x: x * x, {"x": 1}, x=x), 2 * x))
    assert outcome(smooth) == "passed"
