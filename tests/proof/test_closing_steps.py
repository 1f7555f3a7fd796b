"""Steps: what squares, identity and enclosure find, and what they must not."""

from fractions import Fraction
from functools import wraps

import pytest

from tests.proof.signs import AS_THEY_ARE, outcomes_of_signs
from verify import (
    above,
    at_least,
    at_most,
    between,
    equal,
    exp,
    expectation,
    log,
    positive,
    power,
    real,
    setting,
    split,
    sqrt,
    strictly_greater,
    strictly_less,
    uniform,
)
from verify.carriers.terms import Atom, Goal, number, symbol
from verify.errors import NotProvedError
from verify.proof import checker
from verify.proof.polynomials import Ring
from verify.proof.proof import enclosure, identity, prove, squares
from verify.proof.steps import enclosure as enclosure_step
from verify.proof.steps import identity as identity_step

TINY = Fraction(1, 10**9)


def outcome(state, where, function, step=squares):
    return prove(state(where, function), step).outcome


def inequality_of(left, right, factor):
    """left >= factor * right, in the variables of `left`."""

    @wraps(left)
    def claim(**point):
        return at_least(left(**point), factor * right(**point))

    return claim


# (setting, left, right): left >= right is true and attained or nearly so; left >= right (1 + 1e-9) is false
INEQUALITIES = {
    "two_numbers_and_their_means": (setting(x=real(), y=real()), lambda x, y: x**2 + y**2, lambda x, y: 2 * x * y),
    "three_numbers": (
        setting(x=real(), y=real(), z=real()),
        lambda x, y, z: x**2 + y**2 + z**2,
        lambda x, y, z: x * y + y * z + z * x,
    ),
    "means_of_positive_numbers": (
        setting(x=positive(), y=positive()),
        lambda x, y: (x + y) / 2,
        lambda x, y: 2 * x * y / (x + y),
    ),
    "a_number_and_its_reciprocal": (setting(x=positive()), lambda x: x + 1 / x, lambda x: 0 * x + 2),
    "a_parabola_on_an_interval": (setting(x=between(0, 1)), lambda x: 0 * x + Fraction(1, 4), lambda x: x * (1 - x)),
    "products_of_constraints": (
        setting(x=between(1, 2), y=between(1, 2)),
        lambda x, y: x + y - 1,
        lambda x, y: x * y - x - y + 2 - (2 - x) * (2 - y) + (2 - x),
    ),
    "a_ratio_in_a_box": (setting(x=between(0, 1), y=between(0, 1)), lambda x, y: 1 + x * y, lambda x, y: x + y),
    "the_square_of_a_distance_from_the_middle": (
        setting(x=between(0, 1), y=between(0, 1)),
        lambda x, y: 9 * (1 + x),
        lambda x, y: 4 * (2 + x - y) * (1 + y),
    ),
    "a_symbol_that_cancels": (
        setting(x=between(0, 1), y=real(), z=real()).where(lambda x, y, z: at_least(x + y + z, 2)),
        lambda x, y, z: y + z,
        lambda x, y, z: 0 * x + 1,
    ),
    "powers_of_two": (
        setting(x=positive()),
        lambda x: power(2, split(x)[0]) ** 2 + 1,
        lambda x: 2 * power(2, split(x)[0]),
    ),
}


@pytest.mark.parametrize("name", INEQUALITIES)
def test_squares_closes_an_inequality(state, name):
    """Sums of squares and products of constraints with exact coefficients; the checker confirms each."""
    where, left, right = INEQUALITIES[name]
    assert outcome(state, where, inequality_of(left, right, 1)) == "passed"


@pytest.mark.parametrize("name", INEQUALITIES)
def test_squares_refuses_it_with_a_constant_too_large_by_a_billionth(state, name):
    """The tolerance of the linear program is larger, and does not matter: the coefficients are solved exactly."""
    where, left, right = INEQUALITIES[name]
    assert outcome(state, where, inequality_of(left, right, 1 + TINY)) == "undecided"


STRICT = {
    "a_square_and_one": (setting(x=real()), lambda x: x**2 + 1, lambda x: x**2),
    "a_product": (setting(x=positive(), y=positive()), lambda x, y: x * y, lambda x, y: (x - y) ** 2 * x),
    "a_quotient": (setting(x=positive()), lambda x: 1 / x + 1 / (1 + x), lambda x: (x - 1) ** 2 / x),
    "an_interval": (setting(x=above(1)), lambda x: (x - 1) * x, lambda x: (x - 2) ** 2 * (x - 1)),
}


@pytest.mark.parametrize("name", STRICT)
def test_squares_tells_strict_from_not_strict(state, name):
    """What is positive is proved positive; what touches 0 is proved nonnegative and not positive."""
    assert outcomes_of_signs(state, *STRICT[name], squares) == AS_THEY_ARE


def test_a_sure_summand_may_not_be_rounded_to_nothing(state):
    """The cheapest sum of y and z alone is not sure to be positive, and a tiny share of sure summands rounds to 0."""

    def sum_is_large(x, y, z):
        return at_least(x + y + z, 2), strictly_less(x, 1)

    unit = between(0, 1)
    where = setting(x=unit, y=unit, z=unit).where(sum_is_large)
    assert outcome(state, where, lambda x, y, z: strictly_greater(y + z, 0 * x)) == "passed"


def test_the_facts_of_a_closure_end_in_the_conclusion(state):
    """Each fact has a rule of the checker, and the last is what was asked."""
    result = prove(state(setting(x=positive()), lambda x: at_least(x + 1 / x, 2)), squares)
    for goal, closure in zip(result.goals, result.certificate["closures"], strict=True):
        assert {fact["rule"] for fact in closure["facts"]} <= {"combination", "positive power"}
        last = closure["facts"][-1]
        assert (last["relation"], last["term"]) == (goal.conclusion.relation, goal.conclusion.term)


def test_identity_closes_an_equation_of_rational_functions(state):
    """Also with divisors, and with powers."""
    assert (
        outcome(
            state, setting(x=real(), y=real()), lambda x, y: equal((x + y) ** 2 - 4 * x * y, (x - y) ** 2), identity
        )
        == "passed"
    )
    assert (
        outcome(state, setting(x=positive()), lambda x: equal(1 / x - 1 / (x + 1), 1 / (x * (x + 1))), identity)
        == "passed"
    )
    assert (
        outcome(state, setting(x=positive()), lambda x: equal(power(2, split(x)[0]) * split(x)[1], x), identity)
        == "passed"
    )


@pytest.mark.parametrize("error", [TINY, Fraction(1, 10**30)])
def test_identity_refuses_a_near_identity(state, error):
    """However small the difference."""
    where = setting(x=positive())
    assert (
        outcome(state, where, lambda x: equal(1 / x - 1 / (x + 1), (1 + error) / (x * (x + 1))), identity)
        == "undecided"
    )
    assert outcome(state, where, lambda x: equal((x + 1) ** 2, x**2 + 2 * x + 1 + error), identity) == "undecided"
    assert outcome(state, where, lambda x: equal((x + 1) ** 2, x**2 + 2 * x + 1 + 0 * error), identity) == "passed"


@pytest.mark.parametrize("error", [0, TINY])
def test_identity_closes_an_identity_of_75_variables(error):
    """The square of a sum; and not if one coefficient of 2850 differs by a billionth."""
    names = [symbol(f"x{i}") for i in range(75)]
    parts = [
        ("mul", number(2 + error * (i == j - 1 == 40)), ("mul", names[i], names[j]))
        for j in range(75)
        for i in range(j)
    ]
    parts += [("pow", name, 2) for name in names]
    square = ("pow", balanced(names), 2)
    goal = Goal("statement 1 of 1", (), Atom("=0", ("sub", square, balanced(parts))))
    if error:
        with pytest.raises(NotProvedError, match="the two sides differ"):
            identity_step.close(goal)
    else:
        checker.check_closure(goal.as_data(), {"facts": identity_step.close(goal)})


def test_the_values_of_generators_at_a_sample_are_exact():
    """Of symbols and of powers; a sample that lacks one is left out."""
    goal = Goal("statement", (), Atom(">=0", ("mul", symbol("x"), ("power", number(2), symbol("k")))), ("k",))
    ring = Ring(goal)
    sample = {"x": Fraction(1, 3), "k": Fraction(-2)}
    (found,) = ring.points([sample, {"k": Fraction(1)}])
    values = {name: Fraction(int(v.p), int(v.q)) for name, v in zip(ring.names, found, strict=True)}
    assert values == {'(["number","2"])^k': Fraction(1, 4), "x": Fraction(1, 3)}


def balanced(parts):
    """A sum that is not nested deeply."""
    half = len(parts) // 2
    return ("add", balanced(parts[:half]), balanced(parts[half:])) if half else parts[0]


def test_identity_refuses_the_inequality_of_a_statement():
    """It is for equations; the goals that a divisor is not 0 are its own."""
    square = ("pow", symbol("x"), 2)
    with pytest.raises(NotProvedError, match="equations"):
        identity_step.close(Goal("statement 1 of 1", (), Atom(">=0", square)))
    assert identity_step.close(Goal("a divisor is not 0", (), Atom(">0", ("add", square, number(1)))))


@pytest.mark.parametrize(
    ("true", "false"),
    [
        (lambda: strictly_less(log(2), Fraction(7, 10)), lambda: strictly_less(log(2), Fraction(69, 100))),
        (lambda: strictly_greater(exp(1), Fraction(27, 10)), lambda: strictly_greater(exp(1), Fraction(28, 10))),
        (lambda: at_most(sqrt(2), Fraction(3, 2)), lambda: at_most(sqrt(2), Fraction(7, 5))),
        (
            lambda: at_least(expectation(lambda t: t * t, t=uniform(0, 1)), Fraction(1, 4)),
            lambda: at_least(expectation(lambda t: t * t, t=uniform(0, 1)), Fraction(1, 2)),
        ),
        (
            lambda: strictly_greater(exp(1) - Fraction(2718281828459045, 10**15), 0),
            lambda: strictly_greater(exp(1) - Fraction(2718281828459046, 10**15), 0),
        ),
    ],
)
def test_enclosure_decides_inequalities_of_constants(state, true, false):
    """The true one is closed by a certificate, the false one is called false."""
    proved, refuted = prove(state(setting(), true), enclosure), prove(state(setting(), false), enclosure)
    assert (proved.outcome, proved.rests_on) == ("passed", ("checker",))
    assert (refuted.outcome, "is false" in refuted.message) == ("undecided", True)


def test_enclosure_refuses_equations_and_variables():
    """Balls prove no equality, and hold no variables."""
    two = ("sub", ("log", number(4)), ("mul", number(2), ("log", number(2))))
    with pytest.raises(NotProvedError, match="no equality"):
        enclosure_step.close(Goal("statement", (), Atom("=0", two)))
    with pytest.raises(NotProvedError, match="no fact bounds x from below"):
        enclosure_step.close(Goal("statement", (), Atom(">=0", ("exp", symbol("x")))))
    with pytest.raises(NotProvedError, match="open at 1024 bits"):
        enclosure_step.close(Goal("statement", (), Atom(">=0", two)))
    assert enclosure_step.close(Goal("statement", (), Atom(">0", ("exp", number(2)))))
    assert enclosure_step.close(Goal("a divisor is not 0", (), Atom("!=0", ("log", ("div", number(1), number(2))))))


@pytest.mark.parametrize(
    "undefined",
    [
        ("log", number(-1)),
        ("log", ("sub", ("log", number(4)), ("mul", number(3), ("log", number(2))))),
        ("sqrt", number(-1)),
        ("div", number(1), ("sub", number(1), number(1))),
        ("div", number(1), ("sub", ("log", number(4)), ("mul", number(2), ("log", number(2))))),
        ("expectation", (("t", "0", "1"),), ("div", number(1), symbol("t"))),
        ("expectation", (("t", "-1", "1"),), ("log", symbol("t"))),
    ],
)
def test_enclosure_proves_nothing_of_what_has_no_value(undefined):
    """No divisor is asked for inside an expectation, so that the enclosure itself must not get past one."""
    positive_if_defined = ("add", number(1), ("mul", undefined, number(0)))
    with pytest.raises(NotProvedError):
        enclosure_step.close(Goal("statement", (), Atom(">0", positive_if_defined)))
    defined = ("expectation", (("t", "1", "2"),), ("div", number(1), symbol("t")))
    assert enclosure_step.close(Goal("statement", (), Atom(">0", ("add", number(1), ("mul", defined, number(0))))))


def test_a_large_number_is_no_proof(state):
    """What exceeds every exponent is an unbounded ball."""
    tower = ("exp", ("exp", ("exp", ("exp", ("exp", ("exp", number(10)))))))
    for sign in (tower, ("neg", tower)):
        with pytest.raises(NotProvedError, match="open"):
            enclosure_step.close(Goal("statement", (), Atom(">0", sign)))
    assert enclosure_step.close(Goal("statement", (), Atom(">0", ("exp", ("exp", number(10))))))


def test_every_closure_of_squares_is_confirmed_alone(state):
    """Each fact list is checked by the checker's own reading of the goal."""
    result = prove(state(setting(x=positive(), y=positive()), lambda x, y: at_least(x / y + y / x, 2)), squares)
    for goal, closure in zip(result.goals, result.certificate["closures"], strict=True):
        checker.check_closure(goal.as_data(), closure)
        wrong = {**goal.as_data(), "conclusion": {"relation": ">0", "term": ["neg", ["symbol", "x"]]}}
        with pytest.raises(checker.RefusedError):
            checker.check_closure(wrong, closure)


@pytest.mark.parametrize(
    ("claim", "answer"),
    [
        (lambda: strictly_greater(sqrt(2), Fraction("1.41421356237309504880")), "passed"),
        (lambda: strictly_less(sqrt(2), Fraction("1.41421356237309504881")), "passed"),
        (lambda: strictly_greater(sqrt(2), Fraction("1.41421356237309504881")), "undecided"),
        (lambda: strictly_greater(sqrt(2) + sqrt(3), Fraction("3.14626436994197234")), "passed"),
        (lambda: strictly_greater(sqrt(2) + sqrt(3), Fraction("3.14626436994197235")), "undecided"),
        (lambda: strictly_less(3 * sqrt(Fraction(1, 3)) - sqrt(5), Fraction("-0.50401716993")), "passed"),
        (lambda: strictly_less(3 * sqrt(Fraction(1, 3)) - sqrt(5), Fraction("-0.50401716994")), "undecided"),
        (lambda: at_least(sqrt(Fraction(1, 10**12)) * 10**6, 1), "passed"),
        (lambda: strictly_greater(sqrt(Fraction(1, 10**12)) * 10**6, 1), "undecided"),
        (lambda: at_most(sqrt(4), 2), "passed"),
        (lambda: strictly_less(sqrt(4), 2), "undecided"),
    ],
)
def test_square_roots_of_numbers_lie_between_rational_ones(state, claim, answer):
    """To two dozen digits and more, and on the word of the checker alone."""
    result = prove(state(setting(), claim), squares)
    assert result.outcome == answer
    assert result.rests_on == (("checker",) if answer == "passed" else ())
