"""Roots: what a change of sign proves, what a judge sees, and functions that jump over 0."""

from fractions import Fraction

import pytest
from helpers import SENTENCE, refused

from verify import absolute, at_least, between, exp, floor, has_root, integers, positive, real, setting, split, where
from verify.errors import VocabularyError
from verify.formats import float64
from verify.proof import sign_change
from verify.proof.goals import trace
from verify.proof.proof import prove
from verify.search.falsify import falsify
from verify.search.judge import judge

HALF = Fraction(1, 2)


def claim(function, low, high, **domains):
    """That a function of t and p has a root between two numbers."""
    domains = domains or {"p": positive()}

    def there_is_a_root(p):
        """A claim."""
        return has_root(lambda t: function(t, p), low, high)

    return setting(**domains).theorem(SENTENCE, "x")(there_is_a_root)


PROVED = {
    "a cubic": claim(lambda t, p: t**3 + p * t - p / 2, 0, 1),
    "a root at an end": claim(lambda t, p: t * (t + p), 0, 1),
    "a constant that is 0": claim(lambda t, p: 0 * t, 0, 1),
    "a divisor that is positive between": claim(lambda t, p: p / (1 + t * t) - t, 0, 1, p=between(0, 2)),
    "one point": claim(lambda t, p: t - 2 + 0 * p, 2, 2),
    "an exponential": claim(lambda t, p: t - 2 + 2 * exp(-t), Fraction(3, 2), Fraction(8, 5)),
}


@pytest.mark.parametrize("theorem", PROVED.values(), ids=PROVED)
def test_a_change_of_sign_proves_a_root(theorem):
    result = prove(theorem, sign_change)
    assert result.outcome == "passed", result.message
    assert judge(theorem, {"p": Fraction(1)}).outcome == "holds"


OPEN = {
    "a pole at an end": (claim(lambda t, p: p / t - 1, 0, 1), "a division by 0 has no value"),
    "no root": (claim(lambda t, p: t * t + p, -1, 1), "false"),
    "a double root": (claim(lambda t, p: (t - p) ** 2, -1, 2), "false"),
    "a corner": (claim(lambda t, p: absolute(t - HALF) - p, 0, 1), "takes branches"),
    "a branch that no point takes": (claim(lambda t, p: where(t < 2, t - HALF, 7), 0, 1), "takes branches"),
    "a floor": (claim(lambda t, p: floor(t) - HALF, 0, 2), "takes branches"),
    "an exponent": (claim(lambda t, p: split(t)[0] - HALF, 1, 4), "takes branches"),
    "ends exchanged": (claim(lambda t, p: t + 0 * p, 1, -1), "the interval has points"),
    "an interval that may be empty": (claim(lambda t, p: t - p, 0, 1), "false"),
    "a root for some": (claim(lambda t, p: t - p, 0, 1, p=between(0, 2)), "false"),
}


@pytest.mark.parametrize(("theorem", "words"), OPEN.values(), ids=OPEN)
def test_what_changes_no_sign_or_jumps_is_not_proved(theorem, words):
    result = prove(theorem, sign_change)
    assert result.outcome == "undecided"
    assert words in result.message


@pytest.mark.parametrize(
    ("function", "low", "high", "outcome"),
    [
        (lambda t: t * t - 2, 1, 2, "holds"),
        (lambda t: t * t - 1, -2, 2, "holds"),  # found between
        (lambda t: t - Fraction(1, 3), 0, 1, "holds"),
        (lambda t: t, 0, 1, "holds"),
        (lambda t: absolute(t - HALF) - Fraction(1, 5), 0, 1, "holds"),
        (lambda t: t * t + 1, -1, 1, "violated"),
        (lambda t: t * t + Fraction(1, 10), -1, 1, "violated"),
        (lambda t: exp(t), -10, 10, "violated"),
        (lambda t: t, 1, -1, "violated"),
        (lambda t: 1 / t, -1, 1, "violated"),
        (lambda t: 1 / (t - Fraction(1, 3)), -1, 1, "compatible"),  # a pole where no cell ends
        (lambda t: (t - Fraction(1, 3)) ** 2, 0, 1, "compatible"),
        (lambda t: where(t < Fraction(1, 3), -1, 1), 0, 1, "compatible"),
        (lambda t: floor(t) - HALF, 0, 2, "compatible"),
    ],
)
def test_a_judge_finds_a_root_or_shows_that_there_is_none(function, low, high, outcome):
    assert judge(claim(lambda t, p: function(t), low, high), {"p": Fraction(1)}).outcome == outcome


def test_a_search_finds_where_there_is_no_root():
    found = falsify(claim(lambda t, p: t - p, 0, 1, p=between(0, 2)), float64, batches=4).found
    assert found is not None
    assert found[0]["p"] > 1
    assert falsify(claim(lambda t, p: t - p, 0, 1, p=between(0, 1)), float64, batches=4).found is None


def test_the_point_between_has_a_name_of_its_own():
    theorem = setting(t=between(1, 2)).theorem(SENTENCE, "x")(root_of_t)
    result = prove(theorem, sign_change)
    assert result.outcome == "passed"
    (between_goal,) = (goal for goal in result.goals if goal.about.endswith("at each point between"))
    assert [atom.term for atom in between_goal.hypotheses[2:]] == [
        ("sub", ("symbol", "t_"), ("number", "0")),
        ("sub", ("symbol", "t"), ("symbol", "t_")),
    ]


def root_of_t(t):
    """A claim."""
    return has_root(lambda s: s / (2 + s) - t / 4, 0, t)


def test_the_goals_between_bind_one_point_each():
    goals = trace(claim(lambda t, p: p / (1 + t) - t / (2 + t), 0, 5))
    between_goals = [goal for goal in goals if goal.about.endswith("at each point between")]
    assert len(between_goals) == 2
    assert all(goal.samples for goal in between_goals)
    assert all(len(goal.hypotheses) == 3 for goal in between_goals)


def test_a_symbol_of_the_interval_is_real_even_where_others_are_integers():
    """floor(t) is no t: between two integers it is none."""
    theorem = setting(p=integers(at_least=1)).theorem(SENTENCE, "x")(floor_of_a_point)
    assert prove(theorem, sign_change).outcome == "undecided"


def floor_of_a_point(p):
    """A claim."""
    return has_root(lambda t: floor(t) - t + HALF, 0, p)


def test_a_root_is_not_assumed():
    """A proof would take it for a change of sign, which is more."""

    def has_one(p):
        return has_root(lambda t: t * t - p, -1, 1)

    theorem = setting(p=real()).where(has_one).theorem(SENTENCE, "x")(positive_claim)
    with refused(VocabularyError, "it assumes has_root()", "take the root as a variable"):
        trace(theorem)


def positive_claim(p):
    """A claim."""
    return at_least(p, 0)
