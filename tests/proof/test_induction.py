"""Induction over integers: what it proves, and the false claims whose base or step is missing."""

import copy

import pytest

from tests.proof.by_hand import ONE, X, fact, goal_of, power_of, summand
from verify import at_least, integers, positive, power, real, setting
from verify.proof import checker
from verify.proof.proof import prove

N = ["symbol", "n"]
TWO, HALF, ZERO = ["number", "2"], ["number", "1/2"], ["number", "0"]


def by_induction(goal):
    goal.induction("n")


def minus(left, right):
    return ["sub", left, right]


FROM_ONE = (">=0", minus(N, ONE))


def pronic(least):
    """n(n - 1) ≥ 0 from a least n on, by hand: the step is (n + 1) n = n (n - 1) + 2 n, and n = (n - least) + least."""
    goal = goal_of((">=0", ["mul", N, minus(N, ONE)]), (">=0", minus(N, ["number", str(least)])), integers=["n"])
    base, step = checker.induction_goals(goal, "n")
    at_base = fact((">=0", base["conclusion"]["term"]), summand(str(least * (least - 1))))
    onward = fact((">=0", step["conclusion"]["term"]), summand("1", 1), summand("2", 0), summand(str(2 * least)))
    return goal, {"over": "n", "base": [at_base], "step": [onward]}


def test_a_base_and_a_step_close_a_goal_for_all_integers():
    goal, induction = pronic(1)
    checker.check_closure(goal, {"induction": induction})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"base": []}, "no facts"),
        ({"step": []}, "no facts"),
        ({"base": None}, "no facts"),
        ({"over": "m"}, "^m is no integer symbol of the goal$"),
        ({"over": None}, "no integer symbol"),
        ({"over": ["n"]}, "no integer symbol"),
    ],
)
def test_neither_base_nor_step_can_be_left_out(change, words):
    goal, induction = pronic(1)
    with pytest.raises(checker.RefusedError, match=words):
        checker.check_closure(goal, {"induction": {**induction, **change}})


@pytest.mark.parametrize("induction", [[], "n", 1, {}])
def test_an_induction_is_an_object_with_a_symbol(induction):
    goal, _ = pronic(1)
    with pytest.raises(checker.RefusedError, match=r"needs a symbol, a base and a step|no integer symbol"):
        checker.check_closure(goal, {"induction": induction, "facts": []})


def test_the_checker_itself_makes_base_and_step():
    """From 0 on the base is 0 and no other number; a claim that begins to hold at 1 has a false one."""
    late = (">=0", minus(N, ONE))
    base, step = checker.induction_goals(goal_of(late, (">=0", N), (">0", X), integers=["n", "k"]), "n")
    assert base == goal_of((">=0", minus(ZERO, ONE)), (">0", X), integers=["k"])
    after = ["add", N, ONE]
    assert step == goal_of((">=0", minus(after, ONE)), (">0", X), (">=0", N), late, integers=["n", "k"])
    base, _ = checker.induction_goals(goal_of(late, (">=0", minus(N, ["number", "-3"])), integers=["n"]), "n")
    assert base == goal_of((">=0", minus(["number", "-3"], ONE)))


def test_base_and_step_are_not_exchanged():
    goal, induction = pronic(1)
    for change in ({"base": induction["step"]}, {"step": induction["base"]}):
        with pytest.raises(checker.RefusedError):
            checker.check_closure(goal, {"induction": {**induction, **change}})


def with_goal(**changes):
    goal, induction = pronic(1)
    return {**goal, **changes}, induction


def about(*hypotheses):
    return [{"relation": relation, "term": term} for relation, term in hypotheses]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"integers": []}, "no integer symbol"),  # n(n - 1) < 0 between 0 and 1
        ({"hypotheses": []}, "^one hypothesis must be about n, and there are 0$"),
        (
            {"hypotheses": about((">=0", minus(N, HALF)))},
            "^the hypothesis about n does not say that it is at least an integer$",
        ),
        ({"hypotheses": about((">0", minus(N, ONE)))}, "at least an integer"),
        ({"hypotheses": about((">=0", minus(ONE, N)))}, "at least an integer"),
        ({"hypotheses": about((">=0", ["mul", TWO, N]))}, "at least an integer"),
        ({"hypotheses": about(FROM_ONE, (">=0", minus(TWO, N)))}, "and there are 2"),
        ({"hypotheses": about(FROM_ONE, (">=0", minus(X, power_of(TWO, N))))}, "and there are 2"),
        ({"hypotheses": about(FROM_ONE, (">=0", ["trace", ["letter", "A", "n", "n", "general"]]))}, "and there are 2"),
    ],
)
def test_the_integer_has_one_condition_which_is_a_least_one(changes, words):
    """A condition that changes with n is not met by the next n because it is met by this one."""
    goal, induction = with_goal(**changes)
    with pytest.raises(checker.RefusedError, match=words):
        checker.check_closure(goal, {"induction": induction})


def test_a_size_cannot_be_inducted_over():
    """The trace of the identity of size n is no number in n that a substitution would reach."""
    term = ["trace", ["letter", "A", "n", "n", "general"]]
    goal = goal_of((">=0", ["add", N, term]), FROM_ONE, integers=["n"])
    with pytest.raises(checker.RefusedError, match=r"^n is more than a number in the conclusion$"):
        checker.induction_goals(goal, "n")


def test_the_step_may_use_the_claim_for_this_integer_and_for_no_other():
    """n ≥ 5 + 1/n has no base; given that, its step alone proves nothing."""
    goal = goal_of((">=0", minus(N, ["number", "5"])), FROM_ONE, integers=["n"])
    _, step = checker.induction_goals(goal, "n")
    onward = fact((">=0", step["conclusion"]["term"]), summand("1", 1), summand("1"))
    invented = fact((">=0", ["number", "-4"]), summand("-4"))
    for base in ([invented], [onward], [fact((">=0", minus(ONE, ["number", "5"])), summand("1", 0))]):
        with pytest.raises(checker.RefusedError):
            checker.check_closure(goal, {"induction": {"over": "n", "base": base, "step": [onward]}})


STATEMENTS = {
    "bernoulli": (
        setting(n=integers(at_least=0), x=positive()),
        lambda n, x: at_least(power(1 + x, n), 1 + n * x),
        lambda n, x: at_least(power(1 + x, n), 1 + n * x + x**2),
    ),
    "powers_of_two": (
        setting(n=integers(at_least=0)),
        lambda n: at_least(power(2, n), n + 1),
        lambda n: at_least(power(2, n), n + 2),
    ),
    "from_a_later_integer_on": (
        setting(n=integers(at_least=2)),
        lambda n: at_least(power(2, n), n + 2),
        lambda n: at_least(power(2, n), n + 3),
    ),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_true_claims_are_proved_and_their_false_twins_are_not(state, name):
    where, true, false = STATEMENTS[name]
    result = prove(state(where, true), by_induction)
    assert (result.outcome, result.rests_on) == ("passed", ("checker",)), result.message
    assert prove(state(where, false), by_induction).outcome == "undecided"


def test_an_integer_from_nowhere_on_has_no_induction(state):
    result = prove(state(setting(n=integers()), lambda n: at_least(n**2, n)), by_induction)
    assert (result.outcome, "one hypothesis must be about n" in result.message) == ("undecided", True)


def test_a_real_variable_has_no_induction(state):
    """n² ≥ n holds for all integers and not between 0 and 1."""
    claim = state(setting(n=real()).where(from_zero), lambda n: at_least(n**2, n))
    result = prove(claim, by_induction)
    assert (result.outcome, "no integer symbol" in result.message) == ("undecided", True)


def from_zero(n):
    """n ≥ 0."""
    return at_least(n, 0)


def test_every_change_of_a_number_in_an_induction_is_refused(state, as_record):
    where, true, _ = STATEMENTS["powers_of_two"]
    data = as_record(prove(state(where, true), by_induction))
    closure = next(i for i, each in enumerate(data["certificate"]["closures"]) if "induction" in each)
    for part in ("base", "step"):
        for i, each in enumerate(data["certificate"]["closures"][closure]["induction"][part]):
            for j, _ in enumerate(each.get("summands", [])):
                changed = copy.deepcopy(data)
                changed["certificate"]["closures"][closure]["induction"][part][i]["summands"][j]["coefficient"] = "7/5"
                with pytest.raises(checker.RefusedError):
                    checker.check_proof(**changed)
