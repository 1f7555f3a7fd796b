"""The step sums of squares: famous inequalities are closed, their neighbours by a billionth are not."""

import json
from fractions import Fraction
from functools import wraps

import flint
import pytest

from tests.proof.signs import AS_THEY_ARE, outcomes_of_signs
from verify import above, at_least, at_most, between, equal, positive, real, setting, sqrt, strictly_greater
from verify.carriers.terms import Atom, Goal, number, symbol
from verify.errors import NotProvedError
from verify.proof import checker
from verify.proof.proof import prove, squares, sums_of_squares
from verify.proof.steps import gram
from verify.proof.steps import sums_of_squares as step
from verify.proof.steps.semidefinite import Program

TINY = Fraction(1, 10**9)


def reals(names):
    return setting(**{name: real() for name in names})


def positives(names):
    return setting(**{name: positive() for name in names})


def at_scale(left, right, factor):
    """left >= factor * right."""

    @wraps(left)
    def claim(**point):
        return at_least(left(**point), factor * right(**point))

    return claim


def outcome(state, where, function, step=sums_of_squares):
    return prove(state(where, function), step).outcome


# left >= right is true, and attained where right is positive
FAMOUS = {
    "motzkin": (
        reals("xy"),
        lambda x, y: x**4 * y**2 + x**2 * y**4 + 1,
        lambda x, y: 3 * x**2 * y**2,
    ),
    "motzkin_homogeneous_times_a_norm": (
        reals("xyz"),
        lambda x, y, z: (x**2 + y**2 + z**2) * (x**4 * y**2 + x**2 * y**4 + z**6),
        lambda x, y, z: (x**2 + y**2 + z**2) * 3 * x**2 * y**2 * z**2,
    ),
    "robinson": (
        reals("xy"),
        lambda x, y: x**6 + y**6 + 1 + 3 * x**2 * y**2,
        lambda x, y: x**4 * y**2 + x**2 * y**4 + x**4 + y**4 + x**2 + y**2,
    ),
    "choi_lam": (
        reals("xyz"),
        lambda x, y, z: 1 + x**2 * y**2 + y**2 * z**2 + z**2 * x**2,
        lambda x, y, z: 4 * x * y * z,
    ),
    "means_of_three": (
        positives("xyz"),
        lambda x, y, z: (x + y + z) ** 3,
        lambda x, y, z: 27 * x * y * z,
    ),
    "means_of_four": (
        positives("xyzw"),
        lambda x, y, z, w: (x + y + z + w) ** 4,
        lambda x, y, z, w: 256 * x * y * z * w,
    ),
    "means_of_four_fourth_powers": (
        reals("xyzw"),
        lambda x, y, z, w: x**4 + y**4 + z**4 + w**4,
        lambda x, y, z, w: 4 * x * y * z * w,
    ),
    "cauchy_schwarz_in_three_dimensions": (
        reals("abcxyz"),
        lambda a, b, c, x, y, z: (a**2 + b**2 + c**2) * (x**2 + y**2 + z**2),
        lambda a, b, c, x, y, z: (a * x + b * y + c * z) ** 2,
    ),
    "cauchy_schwarz_in_four_dimensions": (
        reals("abcdxyzw"),
        lambda a, b, c, d, x, y, z, w: (a**2 + b**2 + c**2 + d**2) * (x**2 + y**2 + z**2 + w**2),
        lambda a, b, c, d, x, y, z, w: (a * x + b * y + c * z + d * w) ** 2,
    ),
    "schur": (
        positives("xyz"),
        lambda x, y, z: x**3 + y**3 + z**3 + 3 * x * y * z,
        lambda x, y, z: x * y * (x + y) + y * z * (y + z) + z * x * (z + x),
    ),
    "nesbitt": (
        positives("xyz"),
        lambda x, y, z: x / (y + z) + y / (x + z) + z / (x + y),
        lambda x, y, z: Fraction(3, 2) + 0 * x,
    ),
    "vasc": (
        reals("xyz"),
        lambda x, y, z: (x**2 + y**2 + z**2) ** 2,
        lambda x, y, z: 3 * (x**3 * y + y**3 * z + z**3 * x),
    ),
    "a_discriminant": (  # of a real symmetric matrix, whose eigenvalues are real
        reals("abc"),
        lambda a, b, c: (a + c) ** 2,
        lambda a, b, c: 4 * (a * c - b**2),
    ),
    "chebyshev_5": (
        setting(x=between(-1, 1)),
        lambda x: 0 * x + 1,
        lambda x: 16 * x**5 - 20 * x**3 + 5 * x,
    ),
    "a_ratio": (
        reals("xy"),
        lambda x, y: (x**2 + y**2 + 1) / (x**2 - x * y + y**2 + 1),
        lambda x, y: 2 * x * y / (x**2 - x * y + y**2 + 1) + 1 / (x**2 - x * y + y**2 + 1),
    ),
}


@pytest.mark.parametrize("name", FAMOUS)
def test_it_is_closed(state, name):
    """Tight ones too, on the checker's word."""
    where, left, right = FAMOUS[name]
    result = prove(state(where, at_scale(left, right, 1)), sums_of_squares)
    assert (result.outcome, result.rests_on) == ("passed", ("checker",)), result.message


@pytest.mark.parametrize("name", FAMOUS)
def test_it_is_not_closed_with_a_constant_too_large_by_a_billionth(state, name):
    """The solver cannot tell the difference, and decides nothing."""
    where, left, right = FAMOUS[name]
    assert outcome(state, where, at_scale(left, right, 1 + TINY)) == "undecided"


@pytest.mark.parametrize("name", ["motzkin", "choi_lam", "means_of_three", "means_of_four_fourth_powers", "a_ratio"])
def test_it_is_closed_with_a_constant_that_is_better_by_a_billionth(state, name):
    """There is room then, but less than the solver sees."""
    where, left, right = FAMOUS[name]
    assert outcome(state, where, at_scale(left, right, 1 - TINY)) == "passed"


def test_what_the_linear_program_finds_no_squares_for(state):
    """Squares of polynomials that the goal does not write: it is why the step exists, and none of them is a guess."""
    names = [name for name, (where, left, right) in FAMOUS.items() if name.startswith(("motzkin", "robinson", "schur"))]
    for name in names:
        where, left, right = FAMOUS[name]
        assert outcome(state, where, at_scale(left, right, 1), squares) == "undecided"


# (setting, something positive, something that touches 0)
STRICT = {
    "a_quadratic": (reals("xy"), lambda x, y: x**2 - x * y + y**2 + x + 1, lambda x, y: x**2 - 2 * x * y + y**2),
    "a_quartic": (
        reals("xy"),
        lambda x, y: x**4 + y**4 - x * y + 1,
        lambda x, y: x**4 + y**4 - x * y + Fraction(1, 8),
    ),
    "at_irrational_points": (reals("x"), lambda x: x**4 - 4 * x**2 + 4 + TINY, lambda x: x**4 - 4 * x**2 + 4),
    "at_several_points": (
        reals("xy"),
        lambda x, y: (x**2 - 1) ** 2 * (1 + y**2) + (y**2 - x) ** 2 + TINY,
        lambda x, y: (x**2 - 1) ** 2 * (1 + y**2) + (y**2 - x) ** 2,
    ),
    "with_a_hypothesis": (
        setting(x=above(1), y=real()),
        lambda x, y: x**3 - 1 + y**2 * x,
        lambda x, y: (x - 2) ** 2 * (x + y**2),
    ),
    "of_a_product": (positives("xy"), lambda x, y: x * y, lambda x, y: x * y * (x - y) ** 2),
}


@pytest.mark.parametrize("name", STRICT)
def test_strict_and_not_strict_are_told_apart(state, name):
    """What is positive is proved positive; what touches 0 is proved not negative, and not positive."""
    assert outcomes_of_signs(state, *STRICT[name], sums_of_squares) == AS_THEY_ARE


def test_hypotheses_are_needed(state):
    """Without them it is false, and it is not proved."""
    _, left, right = FAMOUS["schur"]
    assert outcome(state, reals("xyz"), at_scale(left, right, 1)) == "undecided"
    _, left, right = FAMOUS["chebyshev_5"]
    assert outcome(state, setting(x=between(-1, Fraction(11, 10))), at_scale(left, right, 1)) == "undecided"


def test_denominators_get_their_sign_by_sums_of_squares_too(state):
    """x⁴ + y⁴ - xy + 1 is no sum of the squares that the linear program has."""

    def claim(x, y):
        return at_most((x * y - 1) / (x**4 + y**4 - x * y + 1), 1)

    assert outcome(state, reals("xy"), claim) == "passed"
    assert outcome(state, reals("xy"), claim, squares) == "undecided"


def test_equations_are_closed_as_ever(state):
    """A proof may close all goals of a theorem by this step."""
    assert outcome(state, reals("xy"), lambda x, y: equal((x - y) ** 2, x**2 - 2 * x * y + y**2)) == "passed"
    assert outcome(state, reals("xy"), lambda x, y: equal((x - y) ** 2, x**2 - 2 * x * y + y**2 + TINY)) == "undecided"


# -- equations among the hypotheses ------------------------------------------------------------------------------------

X, Y = symbol("x"), symbol("y")
CIRCLE = Atom("=0", ("sub", ("add", ("pow", X, 2), ("pow", Y, 2)), number(1)))
SUM = ("add", X, Y)


def of_the_circle(relation, term, hypotheses=(CIRCLE,)):
    return Goal("statement 1 of 1", tuple(hypotheses), Atom(relation, term))


TRUE_ON_THE_CIRCLE = {
    "the_square_of_the_sum": (">=0", ("sub", number(2), ("pow", SUM, 2))),
    "the_sum": (">0", ("sub", ("add", ("sqrt", number(2)), number(Fraction(1, 100))), SUM)),
    "the_sum_strictly": (">0", ("sub", number(Fraction(3, 2)), SUM)),
    "a_multiple_that_is_no_square": (">=0", ("sub", ("add", X, number(1)), ("mul", X, ("pow", Y, 2)))),
}
FALSE_ON_THE_CIRCLE = {
    "the_square_of_the_sum": (">=0", ("sub", number(2 - TINY), ("pow", SUM, 2))),
    "the_sum": (">0", ("sub", ("sqrt", number(2)), SUM)),
    "the_sum_strictly": (">0", ("sub", number(Fraction(7, 5)), SUM)),
    "a_multiple_that_is_no_square": (">0", ("sub", ("add", X, number(1)), ("mul", X, ("pow", Y, 2)))),
}


@pytest.mark.parametrize("name", TRUE_ON_THE_CIRCLE)
def test_an_equation_that_cannot_be_solved_for_a_symbol_is_used(name):
    """With multipliers of any sign; the checker confirms the facts. Without the equation nothing is found."""
    goal = of_the_circle(*TRUE_ON_THE_CIRCLE[name])
    checker.check_closure(as_json(goal.as_data()), as_json({"facts": step.close(goal)}))
    with pytest.raises(NotProvedError):
        step.close(of_the_circle(*TRUE_ON_THE_CIRCLE[name], hypotheses=()))


@pytest.mark.parametrize("name", FALSE_ON_THE_CIRCLE)
def test_what_is_false_on_the_circle_is_not_closed(name):
    """By a billionth, at one point, at many."""
    with pytest.raises(NotProvedError, match="no sums of squares were found"):
        step.close(of_the_circle(*FALSE_ON_THE_CIRCLE[name]))


def as_json(data):
    return json.loads(json.dumps(data))


def test_a_root_in_a_bound(state):
    """√2 x ≤ x² + 1/2 with equality at an irrational point."""
    assert outcome(state, reals("x"), lambda x: at_most(sqrt(2) * x, x**2 + Fraction(1, 2))) == "passed"
    assert outcome(state, reals("x"), lambda x: at_most(sqrt(2) * x, x**2 + Fraction(1, 2) - TINY)) == "undecided"


# -- what the step says when it fails ----------------------------------------------------------------------------------


def test_a_failure_says_the_best_bound_and_where_the_goal_fails(state):
    """The bound is the solver's word, for the reader; the counterexample is exact."""

    def quartic(x):
        return x**4 - 2 * x**2 + 1

    result = prove(state(reals("x"), lambda x: at_least(quartic(x), Fraction(1, 4))), sums_of_squares)
    assert "the largest lower bound that was found is about -0.25;" in result.message
    assert "the goal is false at {'x': '" in result.message
    touching = prove(state(reals("x"), lambda x: strictly_greater(quartic(x), 0)), sums_of_squares)
    assert "so near to 0 that the solver cannot tell its sign" in touching.message
    unbounded = prove(state(reals("x"), lambda x: at_least(x**3, 0)), sums_of_squares)
    assert "no sums of squares were found; no lower bound was shown either;" in unbounded.message


# -- the parts ---------------------------------------------------------------------------------------------------------


def rationals(rows):
    return [[flint.fmpq(Fraction(entry).numerator, Fraction(entry).denominator) for entry in row] for row in rows]


@pytest.mark.parametrize(
    ("matrix", "count"),
    [
        ([[2, 1], [1, 2]], 2),
        ([[1, 1], [1, 1]], 1),
        ([[0, 0], [0, 3]], 1),
        ([[0, 0], [0, 0]], 0),
        ([[1, 1], [1, 1 - TINY]], None),
        ([[0, TINY], [TINY, 1]], None),
        ([[1, 0, 0], [0, 0, 1], [0, 1, 0]], None),
        ([[-1]], None),
    ],
)
def test_a_matrix_is_decomposed_exactly_or_refused(matrix, count):
    """L D Lᵀ without square roots: a pivot below 0, or 0 beside another entry, says no."""
    parts = gram._decomposed(rationals(matrix))
    assert (parts if parts is None else len(parts)) == count
    for i, row in enumerate(matrix) if parts is not None else ():
        for j, entry in enumerate(row):
            found = sum((d * v[i] * v[j] for d, v in parts), flint.fmpq(0))
            assert Fraction(int(found.p), int(found.q)) == entry


def test_the_solver_is_asked_for_what_lies_deepest_inside_the_cone():
    """For 3 - 2x + x² the Gram matrix is [[3, -1], [-1, 1]], and its smallest eigenvalue the margin."""
    gram_of_a_quadratic = [(2, [{0: 1.0}, {1: 2.0}, {2: 1.0}])]
    values, margin = Program([], [], gram_of_a_quadratic, {0: 3.0, 1: -2.0, 2: 1.0}).deepest()
    assert values == pytest.approx([3, -1, 1])
    assert margin == pytest.approx(2 - 2**0.5)
    outside = Program([], [], gram_of_a_quadratic, {0: 3.0, 1: -2.0, 2: -1.0})
    assert outside.deepest()[1] < -1
    assert outside.largest_multiple({0: 1.0}) is None


def test_a_fault_in_the_decomposition_is_refused_by_the_checker(state, monkeypatch):
    """If negative pivots were let through, a summand would be negative: nothing rests on the search."""
    monkeypatch.setattr(gram, "_OUTSIDE", -10)
    claim = state(reals("xy"), lambda x, y: at_least(x**2 - 3 * x * y + y**2, 0))
    assert prove(claim, sums_of_squares).outcome == "undecided"

    def careless(matrix):
        parts, rest = [], [list(row) for row in matrix]
        for i, pivot in ((i, rest[i][i]) for i in range(len(rest)) if rest[i][i] != 0):
            column = [entry / pivot for entry in rest[i]]
            parts.append((pivot, column))
            rest = [
                [e - pivot * a * b for e, b in zip(row, column, strict=True)]
                for row, a in zip(rest, column, strict=True)
            ]
        return parts

    monkeypatch.setattr(gram, "_decomposed", careless)
    monkeypatch.setattr(step.SumsOfSquares, "_samples", [])
    result = prove(claim, sums_of_squares)
    assert (result.outcome, "a summand may be negative" in result.message) == ("failed", True)


def test_equations_that_hold_modulo_a_prime_alone_have_no_solution():
    """The prime chooses what to solve for, and is not believed."""
    x, y = flint.fmpq_mpoly_ctx.get(["x", "y"], flint.Ordering.lex).gens()
    false, true = (gram._Equations([x], x + prime * y) for prime in (gram._PRIME, 0))
    assert false.are_solvable
    assert false.solution_near([1.0], 1) is None
    assert true.solution_near([5.0], 1) == [1]
    assert not gram._Equations([x], y).are_solvable


def test_only_monomials_that_can_occur_are_asked_for():
    """Motzkin's polynomial: a sum of squares could have x²y, xy², xy and 1 alone, and signs tell all of them apart."""
    context = flint.fmpq_mpoly_ctx.get(["x", "y"], flint.Ordering.lex)
    x, y = context.gens()
    motzkin = x**4 * y**2 + x**2 * y**4 - 3 * x**2 * y**2 + 1
    monomials = list(step._monomials(2, [0, 1], 3))
    assert set(step._possible(monomials, motzkin)) == {(2, 1), (1, 2), (1, 1), (0, 0)}
    classes = step._Signs(step._of(motzkin)).classes(step._possible(monomials, motzkin))
    assert sorted(map(len, classes)) == [1, 1, 1, 1]
    with_a_product = step._Signs(step._of(motzkin + x * y)).classes([(1, 1), (0, 0), (1, 0), (0, 1)])
    assert sorted(map(sorted, with_a_product)) == [[(0, 0), (1, 1)], [(0, 1), (1, 0)]]


@pytest.mark.parametrize("size", [10**400, Fraction(1, 10**40)], ids=["large", "small"])
def test_coefficients_that_floats_do_not_hold(state, size):
    """The target is scaled and its sum scaled back; what is false by a billionth stays false."""
    where, left, right = FAMOUS["motzkin"]

    def claim(constant):
        return lambda x, y: at_least(size * left(x, y), size * constant * right(x, y))

    assert outcome(state, where, claim(1)) == "passed"
    assert outcome(state, where, claim(1 + TINY)) == "undecided"
    assert outcome(state, where, claim(1), squares) == "undecided"  # without an OverflowError


def test_the_same_goal_has_the_same_certificate(state):
    """The solver runs on one thread, and nothing is drawn at random."""
    where, left, right = FAMOUS["means_of_four"]
    first, second = (prove(state(where, at_scale(left, right, 1)), sums_of_squares) for _ in range(2))
    facts = [[closure["facts"] for closure in result.certificate["closures"]] for result in (first, second)]
    assert facts[0] == facts[1]


# -- wrong certificates ------------------------------------------------------------------------------------------------


ROBINSON = "x**6 + y**6 + 1 + 3*x**2*y**2 - x**4*y**2 - x**2*y**4 - x**4 - y**4 - x**2 - y**2"


@pytest.fixture(scope="module")
def robinson():
    """A goal and its closure: no sum of squares, and one when 1 + x² + y² multiplies it."""
    goal = Goal("statement 1 of 1", (), Atom(">=0", term_of(ROBINSON)))
    return as_json(goal.as_data()), as_json({"facts": step.close(goal)})


def term_of(text):
    """A sum of monomials as a term."""
    total = number(0)
    for part in text.replace("- ", "+ -").split(" + "):
        sign, part = (-1, part[1:]) if part.startswith("-") else (1, part)
        product = number(sign)
        for factor in part.replace("**", "^").split("*"):
            base, _, exponent = factor.partition("^")
            product = ("mul", product, ("pow", symbol(base), int(exponent)) if exponent else number(int(base)))
        total = ("add", total, product)
    return total


def with_a_negative_coefficient(fact):
    fact["summands"][0]["coefficient"] = "-" + fact["summands"][0]["coefficient"]


def without_a_square(fact):
    fact["summands"][0]["squares"] = []


def without_a_summand(fact):
    fact["summands"].pop()


def for_another_term(fact):
    fact["term"] = ["neg", fact["term"]]


@pytest.mark.parametrize(
    ("flaw", "words"),
    [
        (with_a_negative_coefficient, "a summand may be negative"),
        (without_a_square, "the identity does not hold"),
        (without_a_summand, "the identity does not hold"),
        (for_another_term, "the identity does not hold"),
    ],
)
def test_a_wrong_certificate_is_refused(robinson, flaw, words):
    """By the name of its flaw."""
    goal, closure = robinson
    checker.check_closure(goal, closure)
    wrong = as_json(closure)
    flaw(wrong["facts"][-1])
    with pytest.raises(checker.RefusedError, match=words):
        checker.check_closure(goal, wrong)
