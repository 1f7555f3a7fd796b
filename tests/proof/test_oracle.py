"""Z3 and cvc5 as oracles: what they name counts after exact numbers have confirmed it, and disagreements are said."""

import sys
from fractions import Fraction

import pytest

from verify import at_least, real, setting
from verify.carriers.terms import Atom, Goal, number, symbol
from verify.proof import oracle
from verify.proof.oracle import Answer, look_for_counterexample
from verify.proof.polynomials import Ring
from verify.proof.proof import prove, squares

TINY = Fraction(1, 10**9)
X, Y, K = symbol("x"), symbol("y"), symbol("k")
ZERO, ONE, TWO = number(0), number(1), number(2)


def square(term):
    return ("pow", term, 2)


def goal(relation, term, hypotheses=(), integers=()):
    return Goal("statement 1 of 1", tuple(hypotheses), Atom(relation, term), tuple(integers))


def said(solver, of):
    return oracle.SOLVERS[solver](oracle._Question(of, Ring(of)))


MEANS = ("sub", ("add", square(X), square(Y)), ("mul", number(2), ("mul", X, Y)))
TRUE = {
    "a_square": goal(">=0", MEANS),
    "a_strict_one": goal(">0", ("add", MEANS, number(TINY))),
    "with_a_hypothesis": goal(">0", ("sub", square(X), X), [Atom(">0", ("sub", X, ONE))]),
    "a_divisor": goal("!=0", ("add", square(X), ONE)),
    "a_quotient": goal(">=0", ("div", X, ("add", square(X), ONE)), [Atom(">=0", X)]),
    "an_equation": goal("=0", ("sub", MEANS, square(("sub", X, Y)))),
}
FALSE = {
    "a_square": goal(">=0", ("sub", MEANS, number(TINY))),
    "a_strict_one": goal(">0", MEANS),
    "with_a_hypothesis": goal(">0", ("sub", square(X), X), [Atom(">=0", ("sub", X, ONE))]),
    "a_divisor": goal("!=0", ("sub", square(X), ONE)),
    "a_quotient_without_a_value": goal(">=0", ("div", square(X), ("mul", X, X))),
    "an_equation": goal("=0", ("sub", MEANS, square(("add", X, Y)))),
}


@pytest.fixture(params=["Z3", "cvc5"])
def solver(request):
    if request.param == "cvc5":
        pytest.importorskip("cvc5")
    return request.param


@pytest.mark.parametrize("name", FALSE)
def test_each_solver_names_a_point_that_exact_numbers_confirm(solver, name, monkeypatch):
    """By a billionth, at one point, at a point where something has no value: each alone."""
    monkeypatch.setattr(oracle, "SOLVERS", {solver: oracle.SOLVERS[solver]})
    point, disagreement = look_for_counterexample(FALSE[name])
    assert disagreement == ""
    assert oracle._breaks(FALSE[name], {variable: Fraction(value) for variable, value in point.items()})


@pytest.mark.parametrize("name", TRUE)
def test_each_solver_says_that_there_is_none(solver, name):
    """Which closes no goal."""
    assert said(solver, TRUE[name]) == Answer("no")
    assert look_for_counterexample(TRUE[name]) == (None, "")


def test_an_irrational_point_is_none_and_no_contradiction(solver):
    """x² = 2 has a solution that no rational model gives: nothing is said of it."""
    irrational = goal("!=0", ("sub", square(X), TWO))
    assert said(solver, irrational) == Answer("yes")
    assert look_for_counterexample(irrational) == (None, "")


def test_a_relaxed_question_may_have_points_that_are_none(solver, monkeypatch):
    """Integers are real numbers to the solvers: k² ≠ k + 1/4 + … fails between integers only, and that is no error."""
    monkeypatch.setattr(oracle, "SOLVERS", {solver: oracle.SOLVERS[solver]})
    between = goal("!=0", ("sub", ("mul", TWO, K), ONE), integers=["k"])
    assert said(solver, between).said == "yes"
    assert look_for_counterexample(between) == (None, "")
    assert look_for_counterexample(goal("!=0", ("sub", ("mul", TWO, K), TWO), integers=["k"])).point == {"k": "1"}


def answering(**answers):
    return {name: lambda question, answer=answer: answer for name, answer in answers.items()}


YES, WRONG = Answer("yes", {"x": Fraction(1)}), Answer("yes", {"x": Fraction(0)})
FAILS_AT_ONE = goal("!=0", ("sub", X, ONE))


@pytest.mark.parametrize(
    ("answers", "point", "disagreement"),
    [
        ({"Z3": YES, "cvc5": Answer("unknown")}, {"x": "1"}, ""),
        ({"Z3": Answer("unknown"), "cvc5": YES}, {"x": "1"}, ""),
        ({"Z3": Answer("no"), "cvc5": Answer("unknown")}, None, ""),
        ({"Z3": Answer("unknown"), "cvc5": Answer("unknown")}, None, ""),
        (
            {"Z3": Answer("no"), "cvc5": YES},
            {"x": "1"},
            "Z3 says that there is no counterexample, cvc5 that there is, and exact numbers confirm it",
        ),
        (
            {"Z3": Answer("no"), "cvc5": Answer("yes")},
            None,
            "Z3 says that there is no counterexample, cvc5 that there is",
        ),
        (
            {"Z3": Answer("yes"), "cvc5": Answer("no")},
            None,
            "cvc5 says that there is no counterexample, Z3 that there is",
        ),
        ({"Z3": WRONG, "cvc5": Answer("unknown")}, None, "Z3 names a counterexample that is none"),
        ({"Z3": WRONG, "cvc5": YES}, {"x": "1"}, "Z3 names a counterexample that is none"),
    ],
)
def test_disagreements_are_said(monkeypatch, answers, point, disagreement):
    """Between the solvers, and between a solver and exact numbers; a point that is wrong never counts."""
    monkeypatch.setattr(oracle, "SOLVERS", answering(**answers))
    assert look_for_counterexample(FAILS_AT_ONE) == (point, disagreement)


def test_a_disagreement_stands_in_what_a_proof_says(state, monkeypatch):
    """Nobody has to look for it."""
    monkeypatch.setattr(oracle, "SOLVERS", answering(Z3=Answer("no"), cvc5=Answer("yes")))
    claim = state(setting(x=real()), lambda x: at_least(x**4 - 4 * x**2 + 4 - TINY * x, -1))
    result = prove(claim, lambda case: case.identity())
    assert "solvers disagree: Z3 says that there is no counterexample, cvc5 that there is" in result.message
    monkeypatch.setattr(oracle, "SOLVERS", answering(Z3=Answer("no"), cvc5=Answer("no")))
    assert "disagree" not in prove(claim, lambda case: case.identity()).message


def test_without_cvc5_nothing_is_missing(state, monkeypatch):
    """It has no wheel for every machine."""
    monkeypatch.setitem(sys.modules, "cvc5", None)
    assert said("cvc5", FALSE["a_square"]) == Answer("unknown")
    assert look_for_counterexample(FALSE["a_square"]).point is not None
    assert prove(state(setting(x=real()), lambda x: at_least(x**2, 0)), squares).outcome == "passed"


def test_a_solver_that_is_out_of_steps_says_so(solver, monkeypatch):
    """Within a limit of its own steps, and without an answer after that."""
    monkeypatch.setattr(oracle, "Z3_STEPS", 1)
    monkeypatch.setattr(oracle, "CVC5_STEPS", 1)
    names = [symbol(name) for name in "abcdefgh"]
    total = ZERO
    for i, name in enumerate(names):
        product = ("mul", ("mul", name, names[i - 1]), ("pow", names[i - 2], 3))
        total = ("add", ("add", total, product), ("pow", name, 6))
    assert said(solver, goal(">=0", ("add", total, ONE))) == Answer("unknown")
