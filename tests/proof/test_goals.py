"""Goals: what tracing makes of a statement."""

from fractions import Fraction

import pytest

from claims import mitchell
from verify import (
    above,
    absolute,
    at_least,
    at_most,
    between,
    dilogarithm,
    equal,
    expectation,
    floor,
    log,
    positive,
    power,
    real,
    setting,
    split,
    sqrt,
    strictly_less,
    uniform,
    where,
)
from verify.carriers.expressions import MOST_PATHS
from verify.carriers.terms import Atom, goals_hash, number, symbol
from verify.errors import UnableError, UndefinedError, VacuousError
from verify.proof import checker
from verify.proof.goals import meets, meets_setting, sample_points, trace
from verify.proof.proof import prove, squares

X, Y = symbol("x"), symbol("y")


def conclusions(goals):
    return [goal for goal in goals if goal.about.startswith("statement")]


def test_the_trace_of_product_error_has_two_cases():
    """The two significands' logarithms carry or they do not: floor is 0 or 1. Both bounds are asked in each."""
    goals = conclusions(trace(mitchell.product_error))
    assert [goal.path for goal in goals] == [("floor = 0",)] * 2 + [("floor = 1",)] * 2
    assert [goal.about for goal in goals] == ["statement 1 of 2", "statement 2 of 2"] * 2
    assert all(goal.integers == ("x_exponent", "y_exponent") for goal in goals)
    assert [name for name, _ in goals[0].definitions] == ["x", "y"]


def test_each_case_of_product_error_has_the_hypotheses_that_belong_to_it():
    """Domains, significands in [1, 2), and the side of the carry."""
    zero, one = (set(goal.hypotheses) for goal in conclusions(trace(mitchell.product_error))[1::2])
    m, n = (("sub", symbol(f"{name}_significand"), number(1)) for name in "xy")
    rest = ("add", m, n)
    shared = {Atom(">=0", m), Atom(">=0", n)}
    shared |= {Atom(">0", ("sub", number(2), symbol(f"{name}_significand"))) for name in "xy"}
    shared |= {Atom(">0", term) for _, term in trace(mitchell.product_error)[0].definitions}
    assert zero == shared | {Atom(">=0", rest), Atom(">0", ("sub", number(1), rest))}
    assert one == shared | {Atom(">=0", ("sub", rest, number(1))), Atom(">0", ("sub", number(2), rest))}


def test_what_is_met_on_the_way_is_a_goal_of_its_own(state):
    """A divisor, a base, the coverage of a floor: each is asked before the conclusion, with the hypotheses so far."""
    goals = trace(state(setting(x=between(1, 3)), lambda x: at_least(floor(x) / x, 0)))
    assert [goal.about for goal in goals] == [
        "floor is at least 1",
        "floor is at most 2",
        "a divisor is not 0",
        "statement 1 of 1",
        "a divisor is not 0",
        "statement 1 of 1",
    ]
    assert [len(goal.hypotheses) for goal in goals] == [2, 2, 3, 3, 4, 4]


@pytest.mark.parametrize(
    ("function", "asked"),
    [
        (lambda x: 1 / x, Atom("!=0", X)),
        (lambda x: x**-2, Atom("!=0", ("pow", X, 2))),
        (lambda x: log(x), Atom(">0", X)),
        (lambda x: sqrt(x), Atom(">=0", X)),
        (lambda x: dilogarithm(x), Atom(">0", ("sub", number(1), X))),
        (
            lambda x: power(x, split(x)[0]),
            Atom(">0", ("mul", ("power", number(2), symbol("x_exponent")), symbol("x_significand"))),
        ),
        (lambda x: where(x < 1, 1, 1 / x), Atom("!=0", X)),
        (lambda x: absolute(1 / x), Atom("!=0", X)),
    ],
)
def test_an_operation_that_may_have_no_value_asks_for_what_it_needs(state, function, asked):
    """The obligation is there whichever branch is taken."""
    goals = trace(state(setting(x=positive()), lambda x: at_least(function(x), 0)))
    assert asked in [goal.conclusion for goal in goals]
    plain = trace(state(setting(x=positive()), lambda x: at_least(x + 1, 0)))
    assert asked not in [goal.conclusion for goal in plain]


def test_a_divisor_that_is_a_number_asks_for_nothing(state):
    """The twin: x / 3 has a value everywhere."""
    assert len(trace(state(setting(x=real()), lambda x: at_least(x / 3, 0)))) == 1


def test_a_division_by_the_number_zero_cannot_be_traced(state):
    """It has no value for any x."""
    with pytest.raises(UndefinedError):
        trace(state(setting(x=real()), lambda x: at_least(x / 0, 0)))
    assert prove(state(setting(x=real()), lambda x: at_least(x / 0, 0)), squares).outcome == "undecided"


def test_a_comparison_forks_the_path(state):
    """Both branches become goals, each with its own hypothesis."""
    goals = trace(state(setting(x=real()), lambda x: at_least(absolute(x), 0)))
    assert [(goal.path, goal.hypotheses, goal.conclusion.term) for goal in goals] == [
        (("branch: < holds",), (Atom(">0", ("sub", number(0), X)),), ("neg", X)),
        (("branch: < fails",), (Atom(">=0", X),), X),
    ]


def test_equality_forks_into_equal_and_not_equal(state):
    """where(x == y, …) has a hypothesis for each side."""
    goals = trace(state(setting(x=real(), y=real()), lambda x, y: at_least(where(x == y, 1, 2), 0)))
    assert [goal.hypotheses for goal in goals] == [
        (Atom("=0", ("sub", X, Y)),),
        (Atom("!=0", ("sub", X, Y)),),
    ]


def test_a_branch_that_a_hypothesis_decides_does_not_fork(state):
    """Else the impossible path would be the only one with all hypotheses, and a true statement vacuous."""

    def claim(x):
        return at_least(x, 0) if x > 0 else at_least(x, 5)

    assert [goal.path for goal in trace(state(setting(x=positive()), claim))] == [()]
    assert len(trace(state(setting(x=real()), claim))) == 2
    assert prove(state(setting(x=positive()), claim), squares).outcome == "passed"
    assert prove(state(setting(x=real()), claim), squares).outcome == "undecided"


def test_a_path_without_sample_points_asks_that_there_are_none(state):
    """A floor on a path that no sample follows is not guessed: the path's hypotheses must contradict each other."""

    def claim(x, strange):
        return at_least(floor(x), 0) if strange(x) else at_least(x, 0)

    possible = state(setting(x=between(0, 1)), lambda x: claim(x, lambda x: 1000 * x < 1))
    impossible = state(setting(x=between(0, 1)), lambda x: claim(x, lambda x: x < -1))
    for theorem, outcome in ((possible, "undecided"), (impossible, "passed")):
        assert [goal for goal in trace(theorem) if goal.about == "no point takes this branch"]
        assert prove(theorem, squares).outcome == outcome


def test_a_setting_that_nothing_meets_is_vacuous(state):
    """No sample point, no goals."""
    empty = setting(x=between(0, 1)).where(lambda x: at_least(x, 2))
    with pytest.raises(VacuousError):
        trace(state(empty, lambda x: at_least(x, 0)))
    assert prove(state(empty, lambda x: at_least(x, 0)), squares).outcome == "vacuous"
    assert prove(state(setting(x=between(2, 3)), lambda x: at_least(x, 0)), squares).outcome == "passed"


@pytest.mark.parametrize(("kinks", "fits"), [(8, True), (9, False)])
def test_there_is_an_end_to_paths(state, kinks, fits):
    """Eight absolute values are 256 paths; nine are too many, and said to be."""
    assert MOST_PATHS == 2**8

    def claim(x):
        return at_least(sum((absolute(x - i) for i in range(kinks)), 0), 0)

    theorem = state(setting(x=real()), claim)
    if fits:
        assert len(trace(theorem)) >= 9
        return
    with pytest.raises(UnableError, match="more than 256 paths"):
        trace(theorem)


def test_a_floor_of_too_many_values_is_refused(state):
    """Sixteen values are sixteen cases."""
    assert trace(state(setting(x=between(0, 15)), lambda x: at_least(floor(x), 0)))
    with pytest.raises(UnableError, match="floor with more than 16 values"):
        trace(state(setting(x=between(0, 20)), lambda x: at_least(floor(x), 0)))


def test_a_split_with_one_exponent_is_guessed_and_asked_for(state):
    """Every sample has the exponent 1: that the significand is then in range becomes a goal."""
    abouts = [goal.about for goal in trace(state(setting(x=between(2, 3)), lambda x: at_least(split(x)[0], 1)))]
    assert abouts == [
        "split has a positive number",
        "the significand is at least 1",
        "the significand is below the base",
        "statement 1 of 1",
    ]


def test_a_split_of_a_formula_has_a_case_for_each_exponent(state):
    """That there are no other exponents than those of the samples is asked for, and can fail."""
    bounded = state(setting(x=between(1, 2)), lambda x: at_least(split(3 * x)[0], 1))
    assert [goal.path for goal in conclusions(trace(bounded))] == [("exponent = 1",), ("exponent = 2",)]
    assert prove(bounded, squares).outcome == "passed"
    unbounded = prove(state(setting(x=positive()), lambda x: at_least(split(x + 1)[0], 0)), squares)
    assert unbounded.outcome == "undecided"
    assert "the exponent is at most" in unbounded.message


def test_a_split_of_a_formula_with_many_exponents_is_refused(state):
    """Seventeen exponents would be seventeen cases; a variable without bounds is written with an integer exponent."""
    with pytest.raises(UnableError, match="more than 16 exponents"):
        trace(state(setting(x=positive()), lambda x: at_least(split((x + x) ** 5)[0], 0)))
    assert trace(state(setting(x=positive()), lambda x: at_least(split(x)[0], 0)))


def test_a_split_takes_powers_out_of_a_product(state):
    """The exponent of 2ᵏ r is k more than that of r, also where k is that of a variable."""
    doubled = state(setting(x=positive()), lambda x: equal(split(2 * x)[0], split(x)[0] + 1))
    product = state(
        setting(x=positive(), y=positive()), lambda x, y: at_most(split(x * y)[0], split(x)[0] + split(y)[0] + 1)
    )
    assert [prove(each, squares).outcome for each in (doubled, product)] == ["passed", "passed"]
    short = state(setting(x=positive(), y=positive()), lambda x, y: at_most(split(x * y)[0], split(x)[0] + split(y)[0]))
    assert prove(short, squares).outcome == "undecided"


def test_a_false_bound_of_a_power_stays_open(state):
    """Z3 finds a power where the goal has an exponent: that is no counterexample, and no error."""
    result = prove(state(setting(x=positive()), lambda x: at_most(power(2, split(x)[0]), 2**100)), squares)
    assert result.outcome == "undecided"


def test_a_bounded_variable_is_split_by_cases(state):
    """Between two positive numbers there are finitely many exponents, which are numbers then."""
    goals = conclusions(trace(state(setting(x=between(1, 3)), lambda x: at_most(split(x)[0], 1))))
    assert [goal.path for goal in goals] == [("exponent = 0",), ("exponent = 1",)]
    assert all(goal.integers == () for goal in goals)


def test_two_bases_of_one_variable_are_refused(state):
    """The variable can be written in one base only."""
    with pytest.raises(UnableError, match="two bases"):
        trace(state(setting(x=positive()), lambda x: at_least(split(x, 2)[0], split(x, 3)[0])))


def test_hypotheses_about_a_split_variable_are_about_its_parts(state):
    """x > 3 is said of 2**k f, and holds of the sample's parts."""
    goal = conclusions(trace(state(setting(x=above(3)), lambda x: at_least(split(x)[0], 1))))[0]
    parts = ("mul", ("power", number(2), symbol("x_exponent")), symbol("x_significand"))
    assert Atom(">0", ("sub", parts, number(3))) in goal.hypotheses
    assert all(meets(atom, sample) for atom in goal.hypotheses for sample in goal.samples)
    assert all(sample["x"] == 2 ** sample["x_exponent"] * sample["x_significand"] for sample in goal.samples)


def test_an_exponent_that_may_be_no_integer_is_refused(state):
    """power() takes integers; a half of one is none."""
    with pytest.raises(UnableError, match="no integer"):
        trace(state(setting(x=positive()), lambda x: at_least(power(2, split(x)[0] / 2), 0)))
    assert trace(state(setting(x=positive()), lambda x: at_least(power(2, 2 * split(x)[0] - 1), 0)))


def test_an_expectation_stays_one_term(state):
    """Branches inside it do not fork, and what it is over is not free."""
    goals = trace(state(setting(), lambda: strictly_less(expectation(lambda t: absolute(t), t=uniform(0, 1)), 2)))
    assert [goal.conclusion.term[2][0] for goal in goals] == ["expectation"]
    assert trace(state(setting(), lambda: at_least(expectation(lambda t: 1, t=uniform(0, 1)), 0)))


def test_an_if_inside_an_expectation_is_refused(state):
    """It would decide for all t at once."""
    with pytest.raises(UnableError, match="if inside an expectation"):
        trace(state(setting(), lambda: at_least(expectation(lambda t: t if t < 1 else -t, t=uniform(0, 2)), 0)))


def test_obligations_after_an_expectation_are_asked_again(state):
    """Outside it a division is a goal again."""
    mean = state(setting(x=real()), lambda x: at_least(expectation(lambda t: 1 / t, t=uniform(1, 2)) + 1 / x, 0))
    assert [goal.about for goal in trace(mean)] == ["a divisor is not 0", "statement 1 of 1"]


def test_sample_points_meet_the_setting_and_repeat_themselves(state):
    """The same points in every run, all of them inside."""
    theorem = state(setting(x=positive(), y=real()).where(lambda x, y: at_most(x, y)), lambda x, y: at_most(x, y))
    points = sample_points(theorem)
    assert points
    assert points == sample_points(theorem)
    assert all(0 < point["x"] <= point["y"] for point in points)
    assert any(point["x"] == point["y"] for point in points)
    assert not meets_setting(theorem, {"x": Fraction(2), "y": Fraction(1)})
    assert not meets_setting(theorem, {"x": Fraction(-2), "y": Fraction(1)})


def test_a_point_where_an_assumption_has_no_value_does_not_meet_it(state):
    """1/x at 0 is no number at most 1."""
    theorem = state(setting(x=real()).where(lambda x: at_most(1 / x, 1)), lambda x: equal(x, x))
    assert not meets_setting(theorem, {"x": Fraction(0)})
    assert meets_setting(theorem, {"x": Fraction(1)})


def test_a_hash_is_of_the_mathematics_only(state):
    """Words for the reader do not change it; a coefficient, a relation or an integer symbol does."""
    data = [goal.as_data() for goal in trace(mitchell.product_error)]
    seal = goals_hash(data)
    assert seal == checker.goals_hash(data)
    for key in ("about", "path", "definitions"):
        assert goals_hash([{**data[0], key: "other"}, *data[1:]]) == seal
    for key in ("integers", "hypotheses", "conclusion"):
        assert goals_hash([{**data[0], key: "other"}, *data[1:]]) != seal
    assert goals_hash(data[::-1]) != seal
    assert goals_hash(data[1:]) != seal


def test_the_hash_of_a_statement_changes_with_its_constant(state):
    """1/9 and 111/1000 are two theorems."""
    assert goals_hash([g.as_data() for g in trace(mitchell.product_error)]) != goals_hash(
        [g.as_data() for g in trace(mitchell.product_error, {"bound": Fraction(111, 1000)})]
    )
