"""Attacks: each of these false claims was accepted once, or is what an adversary would try next."""

import time
from fractions import Fraction

import pytest

from tests.proof.by_hand import (
    MINUS_ONE,
    ONE,
    TALL,
    WIDE,
    A,
    B,
    C,
    S,
    X,
    Y,
    closing,
    fact,
    goal_of,
    letter,
    same,
    summand,
    trace_of,
    transposed,
)
from tests.proof.wrong_proofs import with_any_step
from tests.proof.wrong_statements import covariance_of, variance_of
from verify import (
    at_least,
    between,
    covariance,
    equal,
    expectation,
    log,
    matrix,
    positive,
    power,
    rate,
    real,
    setting,
    size,
    split,
    uniform,
    where,
)
from verify.carriers.terms import Atom, Goal, nodes, number, symbol
from verify.errors import UnableError
from verify.proof import checker
from verify.proof.goals import trace
from verify.proof.proof import identity, prove, prove_goals, squares


def outcome(theorem):
    return prove(theorem, with_any_step).outcome


def test_a_fact_on_the_way_has_no_divisions(made_proof):
    """Nothing says that their divisors are not 0; the twins have none, or a fact that says so."""
    last = fact((">=0", X), summand("1", 1))
    for given, term, message in (
        (">=0", ["div", ["mul", X, X], X], "has a value only if .* is !=0"),
        (">=0", ["mul", X, ONE], ""),
        (">0", ["div", ["mul", X, X], X], ""),
    ):
        goal = goal_of((">=0", X), (given, X))
        proof = made_proof(*closing(goal, fact((">=0", term), summand("1", 0)), last, x="0" if given == ">=0" else "1"))
        if message:
            with pytest.raises(checker.RefusedError, match=message):
                checker.check_proof(**proof)
        else:
            assert checker.check_proof(**proof).confirmed == 1


def test_everything_follows_from_zero_above_zero_and_from_nothing_else():
    """On a path that nothing follows the facts are contradictory, and must be shown to be."""
    goal = goal_of((">=0", MINUS_ONE), (">0", X), (">0", ["neg", X]))
    absurd = {"relation": ">=0", "term": MINUS_ONE, "rule": "absurd", "from": 2}
    contradiction = fact((">0", ["number", "0"]), summand("1", 0), summand("1", 1))
    checker.check_closure(goal, {"facts": [contradiction, absurd]})
    possible = goal_of((">=0", MINUS_ONE), (">0", X), (">0", Y))
    for facts in (
        [contradiction],
        [absurd],
        [{**absurd, "from": 0}],
        [fact((">=0", ["number", "0"])), absurd],
        [fact((">0", ["number", "1"]), summand("1")), absurd],
        [contradiction, absurd],
    ):
        with pytest.raises(checker.RefusedError):
            checker.check_closure(possible, {"facts": facts})


@pytest.mark.parametrize(
    ("hypothesis", "good", "bad"),
    [
        (trace_of(S), {"S": [["1", "2"], ["2", "3"]]}, {"S": [["1", "2"], ["0", "3"]]}),
        (trace_of(WIDE, TALL), {"W": [["1", "0"]], "T": [["1"], ["0"]]}, {"W": [["1", "0"]], "T": [["1"]]}),
        (trace_of(WIDE, TALL), {"W": [["1"]], "T": [["1"]]}, {"W": [["1"]], "T": [["1", "0"]]}),
        (trace_of(letter("A", "2", "2")), {"A": [["1", "0"], ["0", "1"]]}, {"A": [["1"]]}),
        (trace_of(A), {"A": [["1", "0"], ["0", "1"]]}, {"A": [["1", "0"], ["0"]]}),
        (trace_of(A), {"A": [["1"]]}, {"A": "1"}),
        (trace_of(A), {"A": [["1"]]}, {"A": [["-1"]]}),
        (trace_of(["sub", A, B]), {"A": [["2"]], "B": [["1"]]}, {"A": [["1"]], "B": [["2"]]}),
        (trace_of(["add", A, B]), {"A": [["2"]], "B": [["-1"]]}, {"A": [["1"]], "B": [["-2"]]}),
        (trace_of(["scale", X, A]), {"A": [["2"]], "x": "3"}, {"A": [["2"]], "x": "-3"}),
        (trace_of(transposed(WIDE), WIDE), {"W": [["1", "2"]]}, {"W": [["0", "0"]]}),
        (trace_of(["frob", A]), None, {"A": [["1"]]}),
        (X, {"x": "1"}, {"x": [["1"]]}),
    ],
)
def test_a_model_with_matrices_is_computed(hypothesis, good, bad):
    """Shapes agree with each other, symmetric letters are symmetric, and the hypothesis holds."""
    goal = goal_of((">=0", ONE), (">0", hypothesis))
    if good is not None:
        checker.check_model(goal, {"values": good})
    with pytest.raises((checker.RefusedError, ValueError)):
        checker.check_model(goal, {"values": bad})


def test_a_word_of_many_letters_is_refused(made_proof, monkeypatch):
    """Its rotations would fill the memory."""
    proof = made_proof(*closing(*same(trace_of(A, B, C), trace_of(B, C, A))))
    monkeypatch.setattr(checker.words, "MOST_LETTERS", 3)
    assert checker.check_proof(**proof).confirmed == 1
    monkeypatch.setattr(checker.words, "MOST_LETTERS", 2)
    with pytest.raises(checker.RefusedError, match="more than 2 matrices"):
        checker.check_proof(**proof)


def test_numbers_that_grow_too_long_are_refused():
    """They have a burden, and at last none."""
    assert checker.burden(Fraction(255)) == 0
    assert checker.burden(Fraction(1 << 256)) == checker.burden(Fraction(1, 1 << 256)) == 1
    assert checker.burden(Fraction((1 << checker.MOST_BITS) - 1)) > 0
    for long in (Fraction(1 << checker.MOST_BITS), Fraction(1, 1 << checker.MOST_BITS)):
        with pytest.raises(checker.RefusedError, match="bits"):
            checker.burden(long)


def test_hypotheses_that_nothing_meets_are_vacuous_even_if_the_certificate_is_right(made_proof):
    """From x > 0 and -x > 0 everything follows, and a model that is none is no excuse."""
    falsum = goal_of((">0", ["number", "0"]), (">0", X), (">0", ["neg", X]))
    goals, closures, _ = closing(falsum, fact((">0", ["number", "0"]), summand("1", 0), summand("1", 1)))
    for models in ([], [{"goal": 0, "values": {"x": "1"}}]):
        with pytest.raises(checker.RefusedError, match=r"vacuous|breaks a hypothesis"):
            checker.check_proof(**made_proof(goals, closures, models))


def test_a_model_of_some_hypotheses_is_none_of_all(made_proof):
    """A model of an obligation with fewer hypotheses does not show that those of the statement can be met."""
    easy = goal_of((">=0", X), (">0", X))
    empty = goal_of((">=0", X), (">0", X), (">0", ["neg", X]))
    closures = [{"goal": i, "rests_on": "checker", "facts": [fact((">=0", X), summand("1", 0))]} for i in (0, 1)]
    with pytest.raises(checker.RefusedError, match="vacuous"):
        checker.check_proof(**made_proof([easy, empty], closures, [{"goal": 0, "values": {"x": "1"}}]))
    assert checker.check_proof(**made_proof([easy], closures[:1], [{"goal": 0, "values": {"x": "1"}}])).confirmed == 1


def test_a_divisor_is_shown_by_an_earlier_goal_only_and_one_of_no_other_hypotheses(made_proof):
    """Neither a later goal, nor one with a hypothesis of its own, nor the goal itself shows that a divisor is not 0."""
    shift = ["add", ["pow", X, 2], ONE]
    shown = goal_of((">0", shift))
    needs = goal_of(("=0", ["sub", ["div", shift, shift], ONE]))
    with_more = goal_of((">0", shift), (">0", X))
    by_square = fact((">0", shift), summand("1", squares=[X]), summand("1"))
    equation = fact(("=0", ["sub", ["div", shift, shift], ONE]))
    model = {"values": {"x": "1"}}

    def check(*pairs):
        goals = [goal for goal, _ in pairs]
        closures = [{"goal": i, "rests_on": "checker", "facts": [each]} for i, (_, each) in enumerate(pairs)]
        models = [{"goal": i, **model} for i, goal in enumerate(goals) if goal["hypotheses"]]
        return checker.check_proof(**made_proof(goals, closures, models)).confirmed

    assert check((shown, by_square), (needs, equation)) == 2
    for pairs in (
        [(needs, equation)],
        [(needs, equation), (shown, by_square)],
        [(with_more, by_square), (needs, equation)],
    ):
        with pytest.raises(checker.RefusedError, match="nothing shows"):
            check(*pairs)


# -- the prover's own limits -----------------------------------------------------------------------------------------


def test_a_formula_that_grows_like_a_tree_is_refused_quickly(state):
    """Thirty squarings are one object of thirty parts, and a billion characters when written out."""

    def squared(times):
        def claim(x):
            for _ in range(times):
                x = x * x
            return at_least(x, 0)

        return claim

    begin = time.process_time()
    result = prove(state(setting(x=positive()), squared(16)), squares)
    assert (result.outcome, "more than" in result.message) == ("undecided", True)
    assert time.process_time() - begin < 5
    assert prove(state(setting(x=positive()), squared(3)), squares).outcome == "passed"


def test_a_formula_that_is_nested_too_deeply_is_undecided(state):
    """No traceback, whatever the depth."""

    def chain(length):
        def claim(x):
            total = x
            for _ in range(length):
                total = total + x
            return at_least(total, 0)

        return claim

    assert prove(state(setting(x=positive()), chain(3000)), squares).outcome == "undecided"
    assert prove(state(setting(x=positive()), chain(30)), squares).outcome == "passed"


def test_a_power_beyond_the_checker_is_not_tried(state):
    """The prover does not multiply out what the checker would refuse."""
    result = prove(state(setting(x=positive()), lambda x: at_least((1 + x) ** 3000, 0)), squares)
    assert (result.outcome, "3000" in result.message) == ("undecided", True)
    assert prove(state(setting(x=positive()), lambda x: at_least((1 + x) ** 5, 0)), squares).outcome == "passed"


def test_parts_are_counted_as_written():
    """A shared part counts in each of its places."""
    pair = ("add", symbol("x"), number(1))
    assert (nodes(pair), nodes(("mul", pair, pair))) == (3, 7)


def test_a_failed_proof_claims_no_counterexample_that_it_cannot_compute(state):
    """A logarithm has no exact value, and 2**k is no free real number: neither makes a goal false at a point."""
    logs = prove(state(setting(x=positive()), lambda x: at_least(log(1 + x), x / 2)), squares)
    powers = prove(state(setting(x=positive()), lambda x: at_least(power(2, split(x)[0]) + 1, 1)), identity)
    assert (logs.outcome, powers.outcome) == ("undecided", "undecided")
    assert "false at" not in logs.message + powers.message


def test_a_failed_proof_names_a_point_where_the_goal_is_false(state):
    """The twin: here the point is real, and shown."""
    result = prove(state(setting(x=between(0, 3)), lambda x: at_least((x - 2) * (x - 1), 0)), squares)
    assert "false at {'x': '" in result.message


def test_a_proof_that_swaps_the_goals_is_refused(state):
    """Even one that reaches behind the underscore cannot state anything."""

    def swap(goal):
        goal._ledger.goals[:] = [Goal("easy", (), Atom(">=0", number(1)))]
        goal.squares()

    false = state(setting(x=real()), lambda x: at_least(x, 0))
    assert prove(false, swap).outcome == "failed"
    assert prove_goals(trace(state(setting(x=positive()), lambda x: at_least(x, 0))), squares).outcome == "passed"


def test_names_that_clash_are_refused_with_a_way_out(state):
    """Capture is refused when the statement is traced; the same statement with another name is traced."""
    clashes = {
        "variable already": [
            (setting(x=real()), lambda x: at_least(expectation(lambda **t: t["x"] * x, x=uniform(0, 1)), 0)),
            (setting(), lambda: at_least(covariance_of(lambda t, s: s * t), 0)),
            (
                setting(x=positive()),
                lambda x: at_least(
                    split(x)[0] + expectation(lambda x_exponent: x_exponent, x_exponent=uniform(0, 1)), 0
                ),
            ),
        ],
        "both called x_exponent": [
            (
                setting(x=positive()),
                lambda x: at_least(
                    expectation(lambda x_exponent: x_exponent, x_exponent=uniform(0, 1)) + split(x)[0], 0
                ),
            ),
            (setting(x_exponent=real(), x=positive()), lambda x_exponent, x: at_least(split(x)[0], 0)),
        ],
    }
    for words, statements in clashes.items():
        for where_, function in statements:
            with pytest.raises(UnableError, match=words):
                trace(state(where_, function))
    for other in (
        (setting(x=real()), lambda x: at_least(expectation(lambda t: t * x, t=uniform(0, 1)), 0)),
        (setting(), lambda: at_least(variance_of(lambda t: t) + variance_of(lambda t: t), 0)),
        (setting(x_half=real(), x=positive()), lambda x_half, x: at_least(split(x)[0], 0)),
    ):
        assert trace(state(*other))


def test_a_matrix_variable_with_the_name_of_a_root_is_refused(state):
    """A covariance S is written S_root S_rootᵀ, so a variable S_root beside it would be captured."""
    n = size("n")

    def beside(S, S_root):  # noqa: N803  # matrices have capital letters
        return equal(S, S_root @ S_root.T)

    with pytest.raises(UnableError, match="S_root"):
        trace(state(setting(S=covariance(n), S_root=matrix(n, n)), beside))

    def apart(S, R):  # noqa: N803
        return equal(S @ R, S @ R)

    assert trace(state(setting(S=covariance(n), R=matrix(n, n)), apart))


def test_a_rate_at_a_kink_is_not_proved(state):
    """The derivative of |x| at 0 is not 1: it has no value there."""

    def bent(x):
        return at_least(rate(lambda x: where(x < 0, -x, x), {"x": 1}, x=x), 1)

    assert outcome(state(setting(x=between(0, 5)), bent)) == "undecided"


def test_the_rate_of_a_smooth_function_is_proved(state):
    """The twin: x**2 moves at 2 x."""
    smooth = state(setting(x=between(0, 5)), lambda x: at_least(rate(lambda x: x * x, {"x": 1}, x=x), 2 * x))
    assert outcome(smooth) == "passed"
