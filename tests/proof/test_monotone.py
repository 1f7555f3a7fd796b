"""Monotone and concave reductions: the goals that the checker makes, what the step closes, and what is refused."""

import copy
import json
from fractions import Fraction
from random import Random

import pytest

from tests.proof.terms import atom
from verify import (
    Post,
    above,
    at_least,
    at_most,
    between,
    equal,
    exp,
    integers,
    log,
    positive,
    setting,
    sqrt,
    strictly_greater,
    strictly_less,
)
from verify.proof import checker
from verify.proof.goals import trace
from verify.proof.proof import prove
from verify.proof.steps import monotone as step

X, Y = ["symbol", "x"], ["symbol", "y"]
ZERO, ONE, TWO, HALF = (["number", text] for text in ("0", "1", "2", "1/2"))
POST = Post("test", "claims for tests", date="2020-01-01", url="https://example.org")
UNIT, POSITIVE = setting(x=between(0, 1)), setting(x=positive())


def goal_of(conclusion, *hypotheses, integers=()):
    return {
        "integers": list(integers),
        "hypotheses": [atom(*each) for each in hypotheses],
        "conclusion": atom(*conclusion),
    }


def short(goals):
    """Goals as pairs of hypotheses and a conclusion."""
    return [
        ([(h["relation"], h["term"]) for h in goal["hypotheses"]], tuple(goal["conclusion"].values())) for goal in goals
    ]


def reduced(goal, kind="monotone", **reduction):
    goals = {"monotone": checker.monotone_goals, "concave": checker.concave_goals}[kind]
    return goals(goal, reduction, checker.Work())


# -- the goals that the checker makes ----------------------------------------------------------------------------------


def test_the_end_the_slope_and_what_has_a_value():
    """log(x) - y >= 0 for x >= y > 0: the end is y, where log(y) - y stands, and what is said of y stays."""
    goal = goal_of((">=0", ["sub", ["log", X], Y]), (">=0", ["sub", X, Y]), (">0", Y), (">0", ["sub", TWO, X]))
    bound = ["sub", X, Y]
    assert short(reduced(goal, **{"in": "x", "from": 0})) == [
        ([(">0", Y)], (">=0", ["sub", ["log", Y], Y])),
        ([(">0", Y), (">0", bound), (">0", ["sub", TWO, X])], (">=0", ["div", ONE, X])),
        ([(">0", Y), (">=0", bound), (">0", ["sub", TWO, X])], (">0", X)),
    ]


def test_from_above_the_slope_is_not_positive():
    goal = goal_of((">0", ["sub", ONE, X]), (">0", ["sub", HALF, X]))
    assert short(reduced(goal, **{"in": "x", "from": 0})) == [
        ([], (">0", HALF)),
        ([(">0", ["sub", HALF, X])], (">=0", ONE)),
    ]
    by_slope = reduced(goal, **{"in": "x", "from": 0, "strict": "slope"})
    assert [each["conclusion"]["relation"] for each in by_slope] == [">=0", ">0"]


def test_a_hypothesis_that_may_fail_on_the_way_is_dropped():
    """x >= 0 and x² >= x hold at x = 2 and at 0, and not in between."""
    goal = goal_of((">=0", X), (">=0", X), (">=0", ["sub", ["pow", X, 2], X]))
    assert all(len(each["hypotheses"]) <= 1 for each in reduced(goal, **{"in": "x", "from": 0}))


def test_no_slope_leads_across_a_pole():
    """-1/x has the slope 1/x², is 1 at x = -1, and is negative for x > 0: that x is not 0 is asked for everywhere."""
    goal = goal_of((">=0", ["neg", ["div", ONE, X]]), (">=0", ["add", X, ONE]), ("!=0", X))
    with pytest.raises(checker.RefusedError, match="does not bound"):
        reduced(goal, **{"in": "x", "from": 0})
    goal["hypotheses"][0]["term"] = ["sub", X, ["number", "-1"]]
    goals = short(reduced(goal, **{"in": "x", "from": 0}))
    assert ([(">=0", ["sub", X, ["number", "-1"]])], ("!=0", X)) in goals


def test_no_slope_leads_across_a_kink():
    """sqrt(x²) = |x| has the slope x/sqrt(x²), and that the root is not 0 is asked for inside."""
    goal = goal_of((">=0", ["sqrt", ["pow", X, 2]]), (">=0", ["sub", X, ["number", "-1"]]))
    goals = short(reduced(goal, **{"in": "x", "from": 0}))
    inside, closed = ([(relation, ["sub", X, ["number", "-1"]])] for relation in (">0", ">=0"))
    assert (closed, (">=0", ["pow", X, 2])) in goals
    assert (inside, ("!=0", ["mul", ["sqrt", ["pow", X, 2]], TWO])) in goals


def test_both_ends_and_the_bend():
    goal = goal_of((">=0", ["log", ["add", X, ONE]]), (">=0", X), (">=0", ["sub", ONE, X]))
    goals = short(reduced(goal, "concave", **{"in": "x", "from": 0, "to": 1}))
    assert [conclusion for _, conclusion in goals[:2]] == [(">=0", ZERO), (">=0", ["log", TWO])]
    assert goals[2][0] == [(">0", X), (">0", ["sub", ONE, X])]
    assert ([(">=0", X), (">=0", ["sub", ONE, X])], (">0", ["add", X, ONE])) in goals


def values_of(term, bits, **point):
    work = checker.Work(10**8)
    box = {name: (value, value) for name, value in point.items()}
    low, high = checker.enclosure_of(term, box, bits, [], work).on(((0, 0),) * len(box))
    return Fraction(low + high, 2 << bits)


def random_term(random, depth):
    if depth == 0:
        return random.choice([X, X, Y, ["number", str(Fraction(random.randint(1, 9), random.randint(1, 9)))]])
    inside = [random_term(random, depth - 1) for _ in range(2)]
    head = random.choice(["add", "sub", "mul", "div", "neg", "pow", "exp", "log", "sqrt", "sin", "cos", "atan"])
    if head in ("log", "sqrt", "div"):
        above_0 = ["add", ["pow", inside[0], 2], ONE]
        return ["div", inside[1], above_0] if head == "div" else [head, above_0]
    if head in ("add", "sub", "mul"):
        return [head, *inside]
    if head == "pow":
        return ["pow", inside[0], random.randint(0, 3)]
    return [head, ["sin", inside[0]] if head == "exp" else inside[0]]


@pytest.mark.parametrize("seed", range(40))
def test_slopes_are_limits_of_quotients(seed):
    """And a term with a symbol replaced has the value of the term there."""
    random = Random(seed)
    term = random_term(random, 3)
    x, y = Fraction(random.randint(1, 40), 32), Fraction(random.randint(1, 40), 32)
    formula = checker.Formula(checker.Work(10**7), smooth=True)
    place = formula.read(term)
    slope = formula.term(formula.slope(place, "x"))
    step_ = Fraction(1, 2**100)
    ends = [values_of(term, 700, x=x + h, y=y) for h in (step_, -step_)]
    assert abs((ends[0] - ends[1]) / (2 * step_) - values_of(slope, 700, x=x, y=y)) < Fraction(1, 2**80)
    replaced = formula.term(formula.at(place, "x", formula.number(x)))
    assert abs(values_of(replaced, 700, y=y) - values_of(term, 700, x=x, y=y)) < Fraction(1, 2**600)


# -- what is refused ---------------------------------------------------------------------------------------------------

LOW, HIGH = (">=0", X), (">=0", ["sub", ONE, X])
MEAN_OF_X = ["expectation", [["x", "0", "1"]], X]
MEAN_WITH_X = ["expectation", [["t", "0", "1"]], ["mul", ["symbol", "t"], X]]
FROM_BELOW = {"in": "x", "from": 0}

NO_REDUCTION = {
    "an equation": (goal_of(("=0", X), LOW), FROM_BELOW, "only inequalities"),
    "a divisor": (goal_of(("!=0", X), LOW), FROM_BELOW, "only inequalities"),
    "an integer": (goal_of((">=0", X), LOW, integers=["x"]), FROM_BELOW, "no real symbol"),
    "a bound of another symbol": (goal_of((">=0", X), (">=0", Y)), FROM_BELOW, "does not bound x"),
    "a bound that is none": (goal_of((">=0", X), ("!=0", X)), FROM_BELOW, "does not bound x"),
    "a bound by itself": (goal_of((">=0", X), (">=0", ["sub", X, ["pow", X, 2]])), FROM_BELOW, "does not bound x"),
    "no such hypothesis": (goal_of((">=0", X), LOW), {"in": "x", "from": 1}, "no earlier fact 1"),
    "strict at the end": (
        goal_of((">0", ["exp", X]), LOW),
        {**FROM_BELOW, "strict": "slope"},
        "makes nothing strict at the end",
    ),
    "strict for nothing": (
        goal_of((">=0", ["exp", X]), (">0", X)),
        {**FROM_BELOW, "strict": "slope"},
        "makes nothing strict",
    ),
    "a distance": (goal_of((">=0", ["abs", X]), LOW), FROM_BELOW, "pieces meet"),
    "a floor": (goal_of((">=0", ["floor", X]), LOW), FROM_BELOW, "pieces meet"),
    "a bound variable": (goal_of((">=0", ["sub", X, MEAN_OF_X]), LOW), FROM_BELOW, "without expectations"),
    "a mean that the symbol is in": (goal_of((">=0", MEAN_WITH_X), LOW), FROM_BELOW, "without expectations"),
    "an unknown function": (goal_of((">=0", ["apply", "f", "0", X]), LOW), FROM_BELOW, "does not enclose"),
    "an exponent": (
        goal_of((">=0", ["power", TWO, X]), LOW),
        FROM_BELOW,
        "does not differentiate power",
    ),
}


@pytest.mark.parametrize("name", NO_REDUCTION)
def test_what_does_not_follow_from_a_slope(name):
    goal, reduction, reason = NO_REDUCTION[name]
    with pytest.raises(checker.RefusedError, match=reason):
        reduced(goal, **reduction)


@pytest.mark.parametrize("ends", [(0, 0), (1, 1), (1, 0)])
def test_a_concave_reduction_needs_a_lower_and_an_upper_end(ends):
    goal = goal_of((">=0", X), LOW, HIGH)
    with pytest.raises(checker.RefusedError, match="from below and from above"):
        reduced(goal, "concave", **{"in": "x", "from": ends[0], "to": ends[1]})


@pytest.fixture(scope="module")
def remainder():
    """A goal and its closure: log(1 + x) <= x - x²/2 + x³/3 for x > 0."""

    @POSITIVE.theorem(POST.sentence("section", 1), "x")
    def claim(x):
        """Three terms of Mercator's series."""
        return at_most(log(1 + x), x - x**2 / 2 + x**3 / 3)

    goal = trace(claim)[-1]
    return json.loads(json.dumps([goal.as_data(), step.close(goal, ["x"])]))


def changed(remainder, change):
    goal, closure = copy.deepcopy(remainder)
    change(goal, closure)
    return goal, closure


def weaken(goal, closure):
    goal["conclusion"]["term"] = ["sub", X, ["log", ["add", ONE, ["pow", X, 2]]]]


def lose_the_need(goal, closure):
    closure["monotone"]["parts"].pop()


def swap_parts(goal, closure):
    parts = closure["monotone"]["parts"]
    parts[0], parts[1] = parts[1], parts[0]


def lose_the_bound(goal, closure):
    goal["hypotheses"] = []


def loosen_the_bound(goal, closure):
    goal["hypotheses"][0]["term"] = ["sub", X, ["number", "-1/2"]]


def another_symbol(goal, closure):
    closure["monotone"]["in"] = "y"


def no_parts(goal, closure):
    closure["monotone"]["parts"] = None


def no_reduction(goal, closure):
    closure["monotone"] = "x"


def deeper_and_deeper(goal, closure):
    for _ in range(10):
        whole = {"of": "x", "at": "1", "parts": [closure.copy(), closure.copy()]}
        closure.clear()
        closure["cases"] = whole


def an_induction_inside(goal, closure):
    closure["monotone"]["parts"][0] = {"induction": {"over": "n", "base": [], "step": []}}


ATTACKS = {
    weaken: "not the conclusion",
    lose_the_need: "a closure for each of 3 goals",
    swap_parts: "not the conclusion|no earlier fact",
    lose_the_bound: "no earlier fact 0",
    loosen_the_bound: "not the conclusion",
    another_symbol: "does not bound y",
    no_parts: "a list of closures",
    no_reduction: "a list of closures",
    deeper_and_deeper: "more than 8 deep",
    an_induction_inside: "does not stand inside",
}


def test_the_reduction_is_confirmed_untouched(remainder):
    checker.check_closure(*remainder)


@pytest.mark.parametrize("change", ATTACKS, ids=lambda change: change.__name__)
def test_a_reduction_that_was_touched_is_refused(remainder, change):
    with pytest.raises(checker.RefusedError, match=ATTACKS[change]):
        checker.check_closure(*changed(remainder, change))


def test_cases_are_about_a_symbol_and_a_number():
    goal = goal_of((">=0", X), LOW)
    for cases in ({"of": ["x"], "at": "1"}, {"of": "1", "at": "1"}, {"of": "x", "at": "x"}, {"of": "x", "at": "1/0"}):
        with pytest.raises(checker.RefusedError):
            checker.goals_of_cases(goal, cases, checker.Work())
    below, above_ = checker.goals_of_cases(goal, {"of": "x", "at": "1/2"}, checker.Work())
    assert short([below, above_]) == [
        ([LOW, (">=0", ["sub", HALF, X])], (">=0", X)),
        ([LOW, (">=0", ["sub", X, HALF])], (">=0", X)),
    ]


# -- the step ----------------------------------------------------------------------------------------------------------


def ordered(x, y):
    """The one is at least the other."""
    return at_least(x, y)


CLOSED = {
    "a tangent": (UNIT, lambda x: at_least(exp(x), 1 + x)),
    "a remainder": (UNIT, lambda x: at_most(exp(x) - 1 - x - x**2 / 2, exp(1) * x**3 / 6)),
    "a remainder without end": (POSITIVE, lambda x: mercator(x)),
    "strict by the slope": (POSITIVE, lambda x: strictly_less(log(1 + x), x)),
    "a hyperbolic tangent": (
        setting(x=between(0, 2)),
        lambda x: at_most((exp(2 * x) - 1) / (exp(2 * x) + 1), x),
    ),
    "Jensen-Shannon by Jeffreys": (
        setting(t=above(1)),
        lambda t: at_least((t - 1) * log(t) / 8, (t * log(t) - (t + 1) * log((t + 1) / 2)) / 2),
    ),
    "a chord, by its ends": (UNIT, lambda x: at_least(log(1 + x), x * log(2))),
    "a root": (UNIT, lambda x: at_most(sqrt(1 + x), 1 + x / 2)),
    "from above": (setting(x=between(-1, 0)), lambda x: at_least(exp(x), 1 + x)),
    "an end that is a symbol": (
        setting(x=positive(), y=positive()).where(ordered),
        lambda x, y: at_least(log(x), log(y)),
    ),
}

FALSE = {
    "the other way round": (UNIT, lambda x: at_most(exp(x), 1 + x)),
    "too small a constant": (UNIT, lambda x: at_most(exp(x) - 1 - x - x**2 / 2, x**3 / 6)),
    "too few terms": (POSITIVE, lambda x: at_most(log(1 + x), x - x**2 / 2)),
    "too narrow a bound": (
        setting(t=above(1)),
        lambda t: at_least((t - 1) * log(t) / 9, (t * log(t) - (t + 1) * log((t + 1) / 2)) / 2),
    ),
    "too steep a chord": (UNIT, lambda x: at_least(log(1 + x), x * Fraction(7, 10))),
}


@pytest.mark.parametrize("name", CLOSED)
def test_a_true_claim_is_closed_and_confirmed(state, name):
    where, claim = CLOSED[name]
    claimed = state(where, claim)
    result = prove(claimed, lambda goal: goal.monotone(*where.variables))
    assert (result.outcome, result.rests_on, result.message[-11:]) == ("passed", ("checker",), "the checker")


@pytest.mark.parametrize("name", FALSE)
def test_a_false_claim_is_not(state, name):
    where, claim = FALSE[name]
    result = prove(state(where, claim), lambda goal: goal.monotone(*where.variables))
    assert result.outcome == "undecided"
    assert "is false" in result.message


def test_at_the_boundary_the_strict_claim_is_not_closed(state):
    """e^x > 1 + x fails at x = 0 only."""
    at_0 = prove(state(UNIT, lambda x: strictly_greater(exp(x), 1 + x)), lambda goal: goal.monotone("x"))
    assert (at_0.outcome, "was not closed" in at_0.message) == ("undecided", True)
    half_open = setting(x=above(0)).where(small)
    beyond = prove(state(half_open, lambda x: strictly_greater(exp(x), 1 + x)), lambda goal: goal.monotone("x"))
    assert beyond.outcome == "passed"


def small(x):
    """Not above 1."""
    return at_most(x, 1)


def test_equations_and_other_variables_are_refused_with_a_reason(state):
    """No variable is reduced that was not named."""
    equation = prove(state(UNIT, lambda x: equal(exp(x), 1)), lambda goal: goal.monotone("x"))
    assert equation.outcome == "undecided"
    unnamed = prove(state(POSITIVE, mercator), lambda goal: goal.monotone())
    assert (unnamed.outcome, "was not closed" in unnamed.message) == ("undecided", True)
    whole = setting(x=integers(at_least=0))
    assert prove(state(whole, mercator), lambda goal: goal.monotone("x")).outcome == "undecided"


def mercator(x):
    """Three terms of the series of the logarithm, with the sign of the next one."""
    return at_most(log(1 + x), x - x**2 / 2 + x**3 / 3)
