"""Enumeration: a confined integer takes its values one by one, and no value is left out."""

import json

import pytest

from tests.proof.terms import atom, number, sub
from verify import at_least, at_most, integers, positive, power, real, setting, strictly_less
from verify.proof import checker
from verify.proof.goals import trace
from verify.proof.proof import prove
from verify.proof.rendering import enumeration_latex

K, X = ["symbol", "k"], ["symbol", "x"]


def by_enumeration(goal):
    goal.enumeration("k")


def falling_product(k, x):
    return at_least(k * (k - 1) * (k - 2) * (k - 3) + x**2, 0)


def power_above_line(k, x):
    return at_least(power(2, k) * x, k * x)


def reciprocal(k, x):
    return at_most(x / k, x)


SMALL = integers(at_least=-3, at_most=6)


@pytest.mark.parametrize(
    ("k", "x", "function"),
    [
        (SMALL, real(), falling_product),
        (SMALL, positive(), power_above_line),
        (integers(at_least=1, at_most=50), positive(), reciprocal),  # that k is not 0 is enumerated too
        (integers(at_least=3, at_most=3), real(), lambda k, x: at_least(k, 3 + 0 * x)),
        (integers(at_least=2, at_most=1200), real(), lambda k, x: at_least(k * k, 2 * k + 0 * x)),
    ],
)
def test_a_goal_about_a_confined_integer_is_closed_case_by_case(state, k, x, function):
    result = prove(state(setting(k=k, x=x), function), by_enumeration)
    assert (result.outcome, result.rests_on) == ("passed", ("checker",)), result.message


@pytest.mark.parametrize(
    ("k", "function", "words"),
    [
        (SMALL, lambda k, x: at_least(power(2, k) * x, (k + 1) * x / 2 + x / 2 + 1), "in the case k = -3"),
        (integers(at_least=0), falling_product, "no hypotheses say between which numbers k lies"),
        (integers(at_least=0, at_most=4096), falling_product, "k has more than 4096 values"),
    ],
)
def test_a_case_that_is_open_is_named(state, k, function, words):
    result = prove(state(setting(k=k, x=positive()), function), by_enumeration)
    assert result.outcome == "undecided"
    assert words in result.message


def test_assumptions_confine_as_domains_do(state):
    """Strictly, too, and by numbers that are no integers."""
    below = setting(k=integers(at_least=0), x=real()).where(lambda k: strictly_less(k, 7))
    assert prove(state(below, falling_product), by_enumeration).outcome == "passed"
    (goal,) = trace(state(below, falling_product))
    assert list(checker.values_of(json.loads(json.dumps(goal.as_data())), "k")) == list(range(7))


def test_each_case_is_shown_to_the_reader(state):
    result = prove(state(setting(k=integers(at_least=0, at_most=2), x=real()), falling_product), by_enumeration)
    (closure,) = result.certificate["closures"]
    assert len(enumeration_latex(result.goals[0], closure["enumeration"])) == 3


# -- by hand -----------------------------------------------------------------------------------------------------------


FROM_ZERO, TO_TWO = atom(">=0", K), atom(">=0", sub(number(2), K))
GOAL = {
    "integers": ["k"],
    "hypotheses": [FROM_ZERO, TO_TWO],
    "conclusion": atom(">=0", ["mul", K, sub(K, number(1))]),  # false between 0 and 1
}


def case(k, value):
    """The fact that k (k - 1) is a number, k written out."""
    term = ["mul", number(k), sub(number(k), number(1))]
    return [
        {
            **atom(">=0", term),
            "rule": "combination",
            "over": [],
            "summands": [{"coefficient": str(value), "factors": [], "squares": []}],
        }
    ]


CASES = [case(0, 0), case(1, 0), case(2, 2)]


def check(goal=GOAL, **changes):
    enumeration = {"over": "k", "cases": CASES, **changes}
    checker.check_closure(json.loads(json.dumps(goal)), {"enumeration": json.loads(json.dumps(enumeration))})


def test_all_cases_close_a_goal():
    check()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"cases": [*CASES, case(3, 6)]}, "needs as many lists"),
        ({"cases": CASES[::-1]}, "is not the conclusion"),
        ({"cases": [CASES[0], CASES[1], case(2, 3)]}, "the identity does not hold"),
        ({"cases": [CASES[0], [], CASES[2]]}, "it has no facts"),
        ({"cases": "abc"}, "needs as many lists"),
        ({"cases": None}, "needs as many lists"),
        ({"over": "x"}, "x is no integer symbol of the goal"),
        ({"over": None}, "is no integer symbol"),
        ({"over": ["k"]}, "is no integer symbol"),
    ],
)
def test_no_case_can_be_left_out_or_exchanged(changes, words):
    with pytest.raises(checker.RefusedError, match=words):
        check(**changes)


@pytest.mark.parametrize("enumeration", [[], "k", 3, True])
def test_an_enumeration_is_an_object(enumeration):
    with pytest.raises(checker.RefusedError, match="an enumeration needs a symbol and its cases"):
        checker.check_closure(GOAL, {"enumeration": enumeration, "facts": CASES[0]})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"hypotheses": [FROM_ZERO]}, "no hypotheses say between which numbers k lies"),
        ({"hypotheses": [TO_TWO]}, "no hypotheses say"),
        ({"hypotheses": [FROM_ZERO, atom("!=0", sub(number(2), K))]}, "no hypotheses say"),
        ({"hypotheses": [FROM_ZERO, atom(">=0", sub(number(2), ["mul", number(2), K]))]}, "no hypotheses say"),
        ({"hypotheses": [FROM_ZERO, atom(">=0", sub(X, K))]}, "no hypotheses say"),
        ({"hypotheses": [FROM_ZERO, atom(">=0", sub(number(5000), K))]}, "more than 4096 values"),
        ({"hypotheses": [FROM_ZERO, atom(">=0", sub(number(3), K))]}, "of 4 cases"),
        ({"hypotheses": [FROM_ZERO, atom(">0", sub(number(4), K))]}, "of 4 cases"),
        ({"hypotheses": [atom(">0", sub(K, number("-1/2"))), atom(">0", sub(number("7/2"), K))]}, "of 4 cases"),
        ({"hypotheses": [atom(">=0", sub(K, number("-1"))), TO_TWO]}, "of 4 cases"),
    ],
)
def test_hypotheses_that_allow_more_values_need_more_cases(changes, words):
    with pytest.raises(checker.RefusedError, match=words):
        check({**GOAL, **changes})


def test_the_ends_are_exact():
    """k > 0 and k < 3 are 1 and 2; of several bounds the tighter ones count."""
    between = {**GOAL, "hypotheses": [atom(">0", K), FROM_ZERO, atom(">0", sub(number(3), K)), TO_TWO]}
    check(between, cases=CASES[1:])


@pytest.mark.parametrize(
    "term",
    [
        ["trace", ["letter", "A", "k", "k", "general"]],
        ["everywhere", "k", ["sub", ["apply", "f", "2", K], number(0)]],
    ],
    ids=["a size", "a bound variable"],
)
def test_a_symbol_that_is_more_than_a_number_is_not_enumerated(term):
    """A letter of size k is no number in k, and the k that a quantifier binds is another one."""
    with pytest.raises(checker.RefusedError, match=r"^k is more than a number in the goal$"):
        check({**GOAL, "hypotheses": [FROM_ZERO, TO_TWO, atom(">=0", term)]})


def test_hypotheses_about_the_symbol_are_those_of_the_case():
    """2 - k >= 0 says in the case 1 that 2 - 1 >= 0, and no longer that k is at most 2."""
    first = {**case(1, 0)[0], "summands": [{"coefficient": "1", "factors": [0, 1], "squares": []}]}
    with pytest.raises(checker.RefusedError, match="the identity does not hold"):
        check(cases=[CASES[0], [first], CASES[2]])  # 1 * (2 - 1) is 1, and not 1 * (1 - 1)


def test_a_hostile_enumeration_is_refused_by_the_work_of_making_its_cases():
    long = ["add", X, X]
    for _ in range(9):
        long = ["add", long, long]
    goal = {**GOAL, "hypotheses": [FROM_ZERO, atom(">=0", sub(number(4000), K)), atom(">=0", long)]}
    with pytest.raises(checker.RefusedError, match="units of work"):
        check(goal)
