"""Claims whose proofs are wrong, written by somebody who wants them proved: tests run them as a stranger would.

`wrong_claims.py` says who must refuse each, and in which words.
"""

import contextlib
from dataclasses import replace
from fractions import Fraction

from verify import (
    Post,
    at_least,
    at_most,
    between,
    equal,
    exp,
    integers,
    positive,
    real,
    setting,
    sqrt,
    strictly_greater,
    where,
)
from verify.errors import NotProvedError
from verify.proof import enclosure, squares

POST = Post("planted", "Claims whose proofs are wrong")
one_number = setting(x=real())
HERE = POST.sentence("planted", 1)


@setting(x=positive()).theorem(HERE, r"x + 1 \ge 1")
def honest(x):
    """A positive number and 1 are at least 1. This one is true, and its proof is right."""
    return at_least(x + 1, 1)


honest.proof(squares)


@one_number.theorem(HERE, r"x \ge 0")
def helper_without_proof(x):
    """Every number is at least 0."""
    return at_least(x, 0)


@one_number.theorem(HERE, r"x^3 \ge 0")
def conclusion_assumed_by_a_helper(x):
    """Cubes are not negative."""
    return at_least(x**3, 0)


@conclusion_assumed_by_a_helper.proof
def by_the_helper(goal):
    goal.apply(helper_without_proof, lambda x: {"x": x**3})
    goal.squares()


@one_number.theorem(HERE, r"x \ge 0")
def theorem_used_outside_its_hypotheses(x):
    """Every number is at least 0, by a theorem about positive ones."""
    return at_least(x, 0)


@theorem_used_outside_its_hypotheses.proof
def by_the_theorem_about_positive_numbers(goal):
    goal.apply(honest, lambda x: {"x": x})
    goal.squares()


@one_number.theorem(HERE, r"x \ge 0")
def first_of_a_circle(x):
    """Every number is at least 0, by the second."""
    return at_least(x, 0)


@one_number.theorem(HERE, r"x \ge 0")
def second_of_a_circle(x):
    """Every number is at least 0, by the first."""
    return at_least(x, 0)


@first_of_a_circle.proof
def by_the_second(goal):
    goal.apply(second_of_a_circle, lambda x: {"x": x})
    goal.squares()


@second_of_a_circle.proof
def by_the_first(goal):
    goal.apply(first_of_a_circle, lambda x: {"x": x})
    goal.squares()


@one_number.theorem(HERE, r"x \ge 0")
def theorem_used_in_its_own_proof(x):
    """Every number is at least 0, by itself."""
    return at_least(x, 0)


@theorem_used_in_its_own_proof.proof
def by_itself(goal):
    goal.apply(theorem_used_in_its_own_proof, lambda x: {"x": x})
    goal.squares()


@one_number.theorem(HERE, r"|x| \ge x + [x < 0]")
def branch_dropped(x):
    """The absolute value is at least the number, and above the negative ones by three."""
    return at_least(where(x < 0, -x - 3, x), x)


@branch_dropped.proof
def along_one_branch(goal):
    for case in goal.branches():
        if "fails" in case.label:
            case.squares()


@one_number.theorem(HERE, r"x + 1 \ge 1")
def symbol_assumed_positive(x):
    """A number and 1 are at least 1. Its proof puts the hypothesis into the goals behind the prover's back."""
    return at_least(x + 1, 1)


@symbol_assumed_positive.proof
def with_a_hypothesis_of_its_own(goal):
    from verify.proof.goals import trace

    goals = goal._ledger.goals
    goals[:] = [replace(each, hypotheses=trace(honest)[0].hypotheses) for each in goals]
    goal.squares()


@one_number.theorem(HERE, r"x^2 \ge 1")
def goal_exchanged_for_an_easy_one(x):
    """Squares are at least 1. Its proof closes another goal under this one's number."""
    return at_least(x**2, 1)


@goal_exchanged_for_an_easy_one.proof
def with_the_goal_of_another_theorem(goal):
    from verify.proof.goals import trace

    goal._ledger.goals[:] = trace(honest)
    goal.squares()


@one_number.theorem(HERE, r"x^2 \ge 1")
def closure_written_by_the_author(x):
    """Squares are at least 1. Its proof writes into the ledger that the checker had closed it."""
    return at_least(x**2, 1)


@closure_written_by_the_author.proof
def by_decree(goal):
    goal._ledger.closures[0] = {"goal": 0, "step": "squares", "rests_on": "checker", "facts": []}


@one_number.theorem(HERE, r"x^2 \ge 1/4")
def refusal_swallowed(x):
    """Squares are at least 1/4. Its proof hides that no step closes the goal."""
    return at_least(x**2, Fraction(1, 4))


@refusal_swallowed.proof
def whatever_is_said(goal):
    with contextlib.suppress(NotProvedError):
        goal.squares()


@one_number.theorem(HERE, r"x^4 \ge x^2")
def human_step_hides_a_false_goal(x):
    """Fourth powers are at least squares. No machine shows it, and a person is said to."""
    return at_least(x**4, x**2)


human_step_hides_a_false_goal.human_step("a fourth power grows faster than a square, as everybody knows")


@setting(x=positive()).theorem(HERE, r"x + 1 \ge 1")
def equality_claimed_where_there_is_none(x):
    """A positive number and 1 are at least 1, and are 1 for the number 1."""
    return at_least(x + 1, 1)


equality_claimed_where_there_is_none.proof(squares)
equality_claimed_where_there_is_none.attained(x=1)


@setting(x=positive()).theorem(HERE, r"x + 1 \ge 1")
def neighbour_that_is_true(x, *, bound=1):
    """A positive number and 1 are at least 1, and no larger constant is said to do where a smaller one is given."""
    return at_least(x + 1, bound)


neighbour_that_is_true.proof(squares)
neighbour_that_is_true.neighbour("smaller", bound=Fraction(1, 2), witness={"x": 1})


def impossible(x):
    """A number above 1 that is below 0."""
    return at_most(x, -1)


@setting(x=between(1, 2)).where(impossible).theorem(HERE, r"x = 7")
def contradictory_assumptions(x):
    """Such numbers are 7."""
    return equal(x, 7)


contradictory_assumptions.proof(squares)


@setting(n=integers(at_least=0)).theorem(HERE, r"n^2 > n - 1 + 2[n = 0]")
def induction_without_a_base(n):
    """Every integer from 0 on is above 0, which 0 is not."""
    return strictly_greater(n, 0)


@induction_without_a_base.proof
def from_each_to_the_next(goal):
    goal.induction("n")


@setting(n=integers(at_least=0)).theorem(HERE, r"n \le 5")
def induction_whose_step_fails(n):
    """Every integer from 0 on is at most 5."""
    return at_most(n, 5)


@induction_whose_step_fails.proof
def from_the_first_five(goal):
    goal.induction("n")


@setting().theorem(HERE, r"1/3 > 0.3333333333333333333333333333333334")
def enclosure_that_is_too_wide():
    """A third is above a decimal number with thirty-four digits."""
    return strictly_greater(Fraction(1, 3), Fraction(3333333333333333333333333333333334, 10**34))


enclosure_that_is_too_wide.proof(enclosure)


@one_number.theorem(HERE, r"x \ge 0")
def statement_that_asks_its_value(x):
    """It says nothing unless it is given a float, where it says what is true."""
    return at_least(float(x) ** 2, 0)


statement_that_asks_its_value.proof(squares)


@setting(x=positive()).theorem(HERE, r"x + 1 \ge 1/2")
def statement_that_was_weakened(x):
    """A positive number and 1 are at least a half. That it is at least 1 is what was recorded."""
    return at_least(x + 1, Fraction(1, 2))


statement_that_was_weakened.proof(squares)


@setting(x=between(0, 1)).theorem(HERE, r"x^2 \ge x - 1/5")
def box_left_out(x):
    """The parabola is above the line, but for a box in the middle that the proof takes out of the bisection."""
    return at_least(x**2, x - Fraction(1, 5))


@box_left_out.proof
def outside_that_box(goal):
    fact = {**goal._ledger.goals[0].conclusion.as_data(), "rule": "enclosure", "bits": 64, "tree": "0.0" + "0.." * 4}
    goal._ledger.closures[0] = {"goal": 0, "step": "enclosure", "rests_on": "checker", "facts": [fact]}


@setting(x=between(0, 1)).theorem(HERE, r"e^x \le 1 + 17x/10")
def slope_forgotten(x):
    """The exponential is below its line from 0 on, of which the proof shows the value at 0 alone."""
    return at_most(exp(x), 1 + Fraction(17, 10) * x)


@slope_forgotten.proof
def by_the_value_at_zero(goal):
    at_zero = {"facts": [{"relation": ">=0", "term": ("number", "0"), "rule": "combination"}]}
    reduction = {"in": "x", "from": 0, "parts": [at_zero]}
    goal._ledger.closures[0] = {"goal": 0, "step": "monotone", "rests_on": "checker", "monotone": reduction}


@one_number.theorem(HERE, r"(x^2 - 2)^2 > 0")
def no_solver_names_a_counterexample(x):
    """No square is 2. Its proof asks two solvers, whose points are irrational, and takes their silence for a proof."""
    return strictly_greater((x**2 - 2) ** 2, 0)


@no_solver_names_a_counterexample.proof
def by_silence(goal):
    from verify.proof.oracle import look_for_counterexample

    if look_for_counterexample(goal._ledger.goals[0]) == (None, ""):
        goal._ledger.closures[0] = {"goal": 0, "step": "Z3 and cvc5", "rests_on": "checker", "facts": []}


@setting(x=real(), y=real()).theorem(HERE, r"x^4 + y^4 + 2 \ge 4xy + 10^{-9}")
def certificate_of_its_neighbour(x, y, *, more=Fraction(1, 10**9)):
    """It fails by a billionth. Its proof brings the sum of squares of the true one, as floats would round it."""
    return at_least(x**4 + y**4 + 2, 4 * x * y + more)


@certificate_of_its_neighbour.proof
def with_the_squares_of_its_neighbour(goal):
    from verify.carriers.terms import Atom
    from verify.proof.steps import sums_of_squares

    (false,) = goal._ledger.goals
    true = replace(false, conclusion=Atom(">=0", ("add", false.conclusion.term, ("number", "1/1000000000"))))
    facts = sums_of_squares.close(true)
    facts[-1] |= false.conclusion.as_data()
    goal._ledger.closures[0] = {"goal": 0, "step": "sums of squares", "rests_on": "checker", "facts": facts}


@setting(x=positive()).there_is(root=positive()).theorem(HERE, r"\exists r > 0: r^2 = x")
def honest_construction(x, root):
    """Every positive number is the square of one. This one is true, and its construction is right."""
    return equal(root**2, x)


@honest_construction.construction
def square_root(x):
    return sqrt(x)


honest_construction.proof(squares)


@setting(x=positive()).there_is(root=positive()).theorem(HERE, r"\exists r > 0: r^2 = x")
def construction_that_is_near(x, root):
    """Every positive number is the square of one, which is constructed by a step of Newton's method."""
    return equal(root**2, x)


@construction_that_is_near.construction
def newton(x):
    return (x + 1) / 2


construction_that_is_near.proof(squares)


@setting(x=positive()).there_is(root=positive()).theorem(HERE, r"\exists r > 0: r^2 = x")
def construction_outside_its_domain(x, root):
    """Every positive number is the square of a positive one, for which the negative one is constructed."""
    return equal(root**2, x)


@construction_outside_its_domain.construction
def negative_root(x):
    return -sqrt(x)


construction_outside_its_domain.proof(squares)
