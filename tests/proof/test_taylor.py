# ruff: noqa: N803  # constants are called as in the literature
"""Unknown functions with bounded derivatives: what Taylor's theorem proves, what it does not, and forged expansions."""

import json
from fractions import Fraction

import pytest

from tests.proof.terms import atom
from verify import (
    absolute,
    at_least,
    at_most,
    between,
    equal,
    gradient,
    positive,
    real,
    setting,
    smooth_function,
    strictly_less,
)
from verify.proof import checker
from verify.proof.proof import prove, squares

L_SMOOTH = setting(L=positive(), f=smooth_function(1, second_derivative=("-L", "L")), x=real(), eta=positive())
CONVEX = setting(f=smooth_function(1, second_derivative=(0, None)), x=real(), y=real(), w=between(0, 1))
LIPSCHITZ = setting(M=positive(), f=smooth_function(1, first_derivative=("-M", "M")), x=real(), y=real())
RISING = setting(f=smooth_function(1, first_derivative=(0, None)), x=real(), h=between(0, 1))
CURVED = setting(M=positive(), y=smooth_function(1, second_derivative=("-M", "M")), t=real(), h=positive())
THIRD = setting(M=positive(), y=smooth_function(1, third_derivative=("-M", "M")), t=real(), h=positive())


def small_rate(eta, L):
    return at_most(eta * L, 1)


def stable_rate(eta, L):
    return strictly_less(eta * L, 2)


def descent_lemma(L, f, x, eta, *, factor=Fraction(1, 2)):
    slope = gradient(f, x)
    return at_most(f(x - eta * slope), f(x) - eta * (1 - factor * L * eta) * slope**2)


def one_step(L, f, x, eta, *, share=Fraction(1, 2)):
    slope = gradient(f, x)
    return at_most(f(x - eta * slope), f(x) - share * eta * slope**2)


def no_rise(L, f, x, eta):
    return at_most(f(x - eta * gradient(f, x)), f(x))


def slope_is_lipschitz(L, f, x, eta):
    return at_most((gradient(f, x + eta) - gradient(f, x)) ** 2, L**2 * eta**2)


def slope_is_lipschitz_with_half(L, f, x, eta):
    return at_most((gradient(f, x + eta) - gradient(f, x)) ** 2, L**2 * eta**2 / 4)


def tangent(f, x, y, w):
    return at_least(f(y), f(x) + gradient(f, x) * (y - x))


def slopes_rise(f, x, y, w):
    return at_least((gradient(f, y) - gradient(f, x)) * (y - x), 0)


def two_points(f, x, y, w):
    return at_most(f(w * x + (1 - w) * y), w * f(x) + (1 - w) * f(y))


def concave(f, x, y, w):
    return at_least(f(w * x + (1 - w) * y), w * f(x) + (1 - w) * f(y))


def three_points(f, x, y, w):
    return at_most(3 * f((x + y + w) / 3), f(x) + f(y) + f(w))


def lipschitz(M, f, x, y):
    return at_most((f(x) - f(y)) ** 2, M**2 * (x - y) ** 2)


def contraction(M, f, x, y):
    return at_most((f(x) - f(y)) ** 2, (x - y) ** 2)


def rising(f, x, h):
    return at_least(f(x + h), f(x))


def falling(f, x, h):
    return at_least(f(x - h), f(x))


def local_error_of_euler(M, y, t, h, *, factor=Fraction(1, 2)):
    return at_most(absolute(y(t + h) - y(t) - h * gradient(y, t)), factor * M * h**2)


def second_order(M, y, t, h):
    error = y(t + h) - y(t) - h * gradient(y, t) - h**2 / 2 * gradient(lambda t: gradient(y, t), t)
    return at_most(error, M * h**3 / 6), at_least(error, -M * h**3 / 6)


def central_difference(M, y, t, h, *, factor=Fraction(1, 6)):
    error = (y(t + h) - y(t - h)) / (2 * h) - gradient(y, t)
    return at_most(error, factor * M * h**2), at_least(error, -factor * M * h**2)


TRAINING = setting(
    beta=positive(),
    M=positive(),
    predict=smooth_function(1, second_derivative=("-beta", "beta")),
    loss=smooth_function(1, second_derivative=("-M", "M")),
    theta=real(),
    eta=positive(),
)


def stable_training(eta, M):
    return strictly_less(eta * M, 2)


def defect_of_the_kernel_machine(beta, M, predict, loss, theta, eta, *, factor=Fraction(1, 2)):
    """A step of gradient descent moves a prediction by the tangent kernel, up to a share of what the loss falls by: so
    the defects of all steps together do not grow with their number."""
    slope = gradient(loss, theta)
    after = theta - eta * slope
    defect = predict(after) - predict(theta) + eta * slope * gradient(predict, theta)
    fall = factor * beta * eta * (loss(theta) - loss(after))
    return at_most((1 - eta * M / 2) * defect, fall), at_least((1 - eta * M / 2) * defect, -fall)


def by_branches(goal):
    for case in goal.branches():
        case.squares()


TRUE = [
    (L_SMOOTH, descent_lemma),
    (L_SMOOTH.where(small_rate), one_step),
    (L_SMOOTH.where(stable_rate), no_rise),
    (L_SMOOTH, slope_is_lipschitz),
    (CONVEX, tangent),
    (CONVEX, slopes_rise),
    (CONVEX, two_points),
    (CONVEX, three_points),
    (LIPSCHITZ, lipschitz),
    (RISING, rising),
    (CURVED, local_error_of_euler),
    (THIRD, second_order),
    (THIRD, central_difference),
    (TRAINING.where(stable_training), defect_of_the_kernel_machine),
]


@pytest.mark.parametrize(("where", "function"), TRUE, ids=lambda each: getattr(each, "__name__", ""))
def test_what_follows_from_a_bound_is_proved_by_the_checker_alone(state, where, function):
    result = prove(state(where, function), by_branches)
    assert (result.outcome, result.rests_on) == ("passed", ("checker",)), result.message


FALSE = [
    (L_SMOOTH, no_rise),  # the rate is not bounded
    (L_SMOOTH, one_step),
    (L_SMOOTH, slope_is_lipschitz_with_half),
    (CONVEX, concave),
    (LIPSCHITZ, contraction),
    (RISING, falling),
    (CURVED, lambda M, y, t, h: local_error_of_euler(M, y, t, h, factor=Fraction(49, 100))),
    (THIRD, lambda M, y, t, h: central_difference(M, y, t, h, factor=Fraction(1, 7))),
    (TRAINING, defect_of_the_kernel_machine),
]


@pytest.mark.parametrize(("where", "function"), FALSE, ids=lambda each: getattr(each, "__name__", ""))
def test_what_does_not_follow_is_left_open_with_a_counterexample(state, where, function):
    """A function among the samples, a quadratic one say, breaks each of them."""
    result = prove(state(where, function), by_branches)
    assert result.outcome == "undecided"
    assert "the goal is false at" in result.message, result.message


def test_a_constant_that_is_off_by_a_billionth_is_not_proved(state):
    almost = Fraction(1, 2) - Fraction(1, 10**9)
    result = prove(state(L_SMOOTH, lambda L, f, x, eta: descent_lemma(L, f, x, eta, factor=almost)), squares)
    assert result.outcome == "undecided"


def test_bounds_are_hypotheses_about_all_points_and_are_hashed(state):
    one, two = (
        prove(state(setting(f=smooth_function(1, second_derivative=(0, end)), x=real()), bounded), squares)
        for end in (1, 2)
    )
    assert [atom.as_data() for atom in one.goals[0].hypotheses] == [
        {"relation": ">=0", "term": ("everywhere", "t", ("sub", D2, ("number", "0")))},
        {"relation": ">=0", "term": ("everywhere", "t", ("sub", ("number", "1"), D2))},
    ]
    assert one.goal_hash != two.goal_hash


def bounded(f, x):
    return at_most(f(x + 1), f(x) + gradient(f, x) + 1)


D2 = ("apply", "f", "2", ("symbol", "t"))


def test_a_variable_called_t_is_not_the_point_that_is_bound(state):
    where = setting(t=real(), f=smooth_function(1, first_derivative=(None, "t")), x=real())
    result = prove(state(where, lambda t, f, x: at_most(f(x + 1), f(x) + t)), squares)
    assert result.outcome == "passed"
    assert result.goals[0].hypotheses[0].term[1] == "t_"


# -- by hand: certificates that are forged -----------------------------------------------------------------------------

A, B, ZERO, ONE, BOUND = ["symbol", "a"], ["symbol", "b"], ["number", "0"], ["number", "1"], ["symbol", "L"]


def applied(order, point):
    return ["apply", "f", str(order), point]


def everywhere(term, name="t"):
    return ["everywhere", name, term]


ABOVE = atom(">=0", everywhere(["sub", applied(2, ["symbol", "t"]), ZERO]))  # f'' >= 0
BELOW = atom(">=0", everywhere(["sub", BOUND, applied(2, ["symbol", "t"])]))  # f'' <= L
SLOPE = atom(">=0", everywhere(["sub", applied(1, ["symbol", "t"]), ZERO]))  # f' >= 0
AHEAD = atom(">=0", ["sub", B, A])


def tangent_term(at=A, to=B, bound=ZERO, half="1/2"):
    step = ["sub", to, at]
    linear = ["add", applied(0, at), ["mul", ["number", "1"], ["mul", applied(1, at), ["pow", step, 1]]]]
    return ["sub", applied(0, to), ["add", linear, ["mul", ["number", half], ["mul", bound, ["pow", step, 2]]]]]


def check(hypotheses, *steps):
    goal = {"integers": [], "hypotheses": hypotheses, "conclusion": atom(steps[-1]["relation"], steps[-1]["term"])}
    checker.check_closure(json.loads(json.dumps(goal)), json.loads(json.dumps({"facts": list(steps)})))


def expansion(term, **changes):
    return {"relation": ">=0", "term": term, "rule": "taylor", "of": [0], "at": A, "to": B, **changes}


def rising_term(*, times_the_step):
    step = ["sub", B, A]
    bounded = ["add", applied(0, A), ["mul", ["number", "1"], ["mul", ZERO, ["pow", step, 1]]]]
    term = ["sub", applied(0, B), bounded]
    return ["mul", term, step] if times_the_step else term


def test_an_expansion_is_accepted():
    check([ABOVE], expansion(tangent_term()))
    check([SLOPE], expansion(rising_term(times_the_step=True)))
    check([SLOPE, AHEAD], expansion(rising_term(times_the_step=False), forward=1))


OTHER = "concludes something else for these bounds and points"
NO_BOUND = "it is no bound on a derivative"
FORGED = {
    "the bound on the other side": ([BELOW], expansion(tangent_term()), OTHER),
    "a bound that is left out": ([BELOW], expansion(tangent_term(bound=BOUND)), OTHER),
    "the points exchanged": ([ABOVE], expansion(tangent_term(at=B, to=A)), OTHER),
    "the expansion at another point": ([ABOVE], expansion(tangent_term(at=ONE)), OTHER),
    "a strict inequality": ([ABOVE], {**expansion(tangent_term()), "relation": ">0"}, OTHER),
    "an equation": ([ABOVE], {**expansion(tangent_term()), "relation": "=0"}, OTHER),
    "backward with the sign of forward": ([SLOPE], expansion(rising_term(times_the_step=False)), OTHER),
    "forward by a fact about other points": (
        [SLOPE, atom(">=0", ["sub", A, B])],
        expansion(rising_term(times_the_step=False), forward=1),
        "not known that the second point is not before the first",
    ),
    "forward by a fact that is no inequality": (
        [SLOPE, atom("!=0", ["sub", B, A])],
        expansion(rising_term(times_the_step=False), forward=1),
        "not known that the second point is not before the first",
    ),
    "a bound at one point only": (
        [atom(">=0", ["sub", applied(2, A), ZERO])],
        expansion(tangent_term()),
        NO_BOUND,
    ),
    "a strict bound, which the rule does not read": (
        [atom(">0", ABOVE["term"])],
        expansion(tangent_term()),
        NO_BOUND,
    ),
    "a bound that changes with the point inside another function": (
        [atom(">=0", everywhere(["sub", applied(2, ["symbol", "t"]), ["apply", "g", "0", ["symbol", "t"]]]))],
        expansion(tangent_term(bound=["apply", "g", "0", ["symbol", "t"]])),
        NO_BOUND,
    ),
    "a bound on the function at twice the point": (
        [atom(">=0", everywhere(["sub", applied(2, ["mul", ["number", "2"], ["symbol", "t"]]), ZERO]))],
        expansion(tangent_term()),
        NO_BOUND,
    ),
    "a bound on a function of two numbers": (
        [atom(">=0", everywhere(["sub", ["apply", "f", "2,0", ["symbol", "t"], ["symbol", "t"]], ZERO]))],
        expansion(tangent_term()),
        NO_BOUND,
    ),
    "bounds on two functions": (
        [ABOVE, atom(">=0", everywhere(["sub", ["apply", "g", "2", ["symbol", "t"]], ZERO]))],
        expansion(tangent_term(), of=[0, 1]),
        "bounds on one derivative of one function",
    ),
    "no bound": ([ABOVE], expansion(tangent_term(), of=[]), "bounds on one derivative of one function"),
    "three bounds": ([ABOVE], expansion(tangent_term(), of=[0, 0, 0]), "one or two bounds"),
    "a bound that is not there": ([ABOVE], expansion(tangent_term(), of=[7]), "there is no earlier fact 7"),
    "itself": ([ABOVE], expansion(tangent_term(), of=[1]), "there is no earlier fact 1"),
    "the derivative that is bounded": ([ABOVE], expansion(tangent_term(), derivative=2), "lower order"),
    "a derivative below none": ([ABOVE], expansion(tangent_term(), derivative=-1), "lower order"),
    "an order that is true": ([ABOVE], expansion(tangent_term(), derivative=True), "lower order"),
    "an order that is no number": ([ABOVE], expansion(tangent_term(), derivative="0"), "the order of a derivative"),
    "a point that the checker cannot read": (
        [ABOVE],
        expansion(tangent_term(to=["abs", A]), to=["abs", A]),
        "the checker has no abs with 1 arguments",
    ),
}


@pytest.mark.parametrize(("hypotheses", "step", "words"), FORGED.values(), ids=FORGED)
def test_a_forged_expansion_is_refused(hypotheses, step, words):
    with pytest.raises(checker.RefusedError, match=words):
        check(hypotheses, step)


def test_a_point_that_may_have_no_value_is_refused_on_the_way():
    """f(1/a) is an expansion at no point where a is 0."""
    far = ["div", ONE, A]
    onward = {
        "relation": ">=0",
        "term": ONE,
        "rule": "combination",
        "over": [],
        "summands": [{"coefficient": "1", "factors": [], "squares": []}],
    }
    with pytest.raises(checker.RefusedError, match="has a value only if"):
        check([ABOVE], expansion(tangent_term(to=far), to=far), onward)
    check([ABOVE, atom("!=0", A)], expansion(tangent_term(to=far), to=far), onward)


def instance(term, relation=">=0", **changes):
    return {"relation": relation, "term": term, "rule": "instance", "of": 0, "at": A, **changes}


def test_what_holds_everywhere_holds_at_a_point():
    check([ABOVE], instance(["sub", applied(2, A), ZERO]))


@pytest.mark.parametrize(
    ("hypotheses", "step", "words"),
    [
        ([ABOVE], instance(["sub", applied(2, A), ZERO], ">0"), "something else at this point"),
        ([AHEAD], instance(["sub", B, A]), "needs a fact about all points"),
        ([ABOVE], instance(["sub", applied(2, ["abs", A]), ZERO], at=["abs", A]), "has no abs"),
        ([atom(">=0", everywhere(ABOVE["term"], "s"))], instance(ABOVE["term"]), "no bound on a derivative"),
    ],
    ids=["a stricter relation", "no fact about all points", "unreadable", "two quantifiers"],
)
def test_a_forged_instance_is_refused(hypotheses, step, words):
    with pytest.raises(checker.RefusedError, match=words):
        check(hypotheses, step)


def test_a_fact_about_all_points_is_no_number():
    """It is neither a factor, nor something to divide by, nor a hypothesis that a used theorem is given."""
    summand = {"coefficient": "1", "factors": [0], "squares": []}
    for more in ({"over": [0], "summands": []}, {"over": [], "summands": [summand]}):
        with pytest.raises(checker.RefusedError, match=r"has no everywhere|not known to have a sign"):
            check([ABOVE], {"relation": ">=0", "term": ZERO, "rule": "combination", **more})
    assert "everywhere" in checker.NOT_FOR_NUMBERS


# -- models ------------------------------------------------------------------------------------------------------------


def model(*hypotheses, **values):
    goal = {"integers": [], "hypotheses": list(hypotheses), "conclusion": atom(">=0", ZERO)}
    checker.check_model(goal, {"values": values})


def test_a_polynomial_is_a_model_of_a_bound():
    model(ABOVE, f={"polynomial": ["0", "5", "1/2"]})
    model(ABOVE, f={"polynomial": ["0", "5"]})
    model(ABOVE, f={"polynomial": []})
    model(ABOVE, f={"polynomial": ["0", "0", "0", "0", "1"]})  # f'' = 12 t²
    model(ABOVE, BELOW, atom(">0", applied(1, ONE)), L="1", f={"polynomial": ["0", "0", "1/2"]})


@pytest.mark.parametrize(
    ("hypotheses", "values", "words"),
    [
        ([ABOVE], {"f": {"polynomial": ["0", "0", "-1"]}}, "breaks a hypothesis, or the checker cannot see"),
        ([ABOVE], {"f": {"polynomial": ["0", "0", "1", "1"]}}, "breaks a hypothesis"),  # f'' = 2 + 6 t
        ([BELOW], {"f": {"polynomial": ["0", "0", "1"]}, "L": "1"}, "breaks a hypothesis"),
        ([ABOVE], {}, "no polynomial for f"),
        ([ABOVE], {"f": "1"}, "no polynomial for f"),
        ([BELOW], {"f": {"polynomial": []}}, "no value for L"),
        ([ABOVE], {"f": {"polynomial": "12"}}, "a function that is no polynomial"),
        ([ABOVE], {"f": {"polynomial": ["0"] * 65}}, "a function that is no polynomial"),
        ([ABOVE], {"f": {"polynomial": [1]}}, "1 is no number"),
        ([atom(">0", applied(0, ONE))], {"f": {"polynomial": ["-1"]}}, "^the model breaks a hypothesis$"),
        ([atom(">=0", everywhere(ONE))], {}, "no bound on a derivative"),
    ],
)
def test_a_model_that_breaks_a_bound_is_refused(hypotheses, values, words):
    with pytest.raises(checker.RefusedError, match=words):
        model(*hypotheses, **values)


@pytest.fixture
def descent(state, as_record):
    return as_record(prove(state(L_SMOOTH, lambda L, f, x, eta: descent_lemma(L, f, x, eta)), squares))


def refusal(proof):
    with pytest.raises(checker.RefusedError) as caught:
        checker.check_proof(proof["goals"], checker.goals_hash(proof["goals"]), proof["certificate"])
    return str(caught.value)


def test_a_found_certificate_is_for_its_goals_only(descent):
    """With another bound in the hypotheses (sealed anew) the facts do not follow, and the model breaks."""
    proof = descent
    checker.check_proof(proof["goals"], proof["goal_hash"], proof["certificate"])
    for atom_ in proof["goals"][0]["hypotheses"]:
        if atom_["term"][0] == "everywhere":
            atom_["term"] = json.loads(json.dumps(atom_["term"]).replace('["symbol", "L"]', '["number", "9"]'))
    proof["certificate"]["goal_hash"] = checker.goals_hash(proof["goals"])
    assert "something else for these bounds" in refusal(proof)


def test_a_found_certificate_needs_its_model(descent):
    proof = descent
    proof["certificate"]["models"] = []
    assert "vacuous" in refusal(proof)


def test_equality_of_unknown_functions_is_not_taken_for_granted(state):
    where = setting(f=smooth_function(1, first_derivative=(0, 0)), x=real(), y=real())
    assert prove(state(where, lambda f, x, y: equal(f(x), f(x + 0 * y))), squares).outcome == "undecided"
