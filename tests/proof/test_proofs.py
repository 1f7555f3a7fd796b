"""Proofs: what a proof may do, and that it can state nothing."""

import inspect
from fractions import Fraction

import pytest

from claims import mitchell
from verify import above, absolute, at_least, between, dilogarithm, equal, positive, real, setting, strictly_greater
from verify.errors import NotProvedError, UnableError
from verify.proof import checker
from verify.proof.goals import trace
from verify.proof.proof import Case, ProofResult, enclosure, identity, prove, prove_goals, squares
from verify.proof.steps import squares as squares_step

TRUE = (setting(x=real()), lambda x: at_least(absolute(x), 0))
FALSE = (setting(x=real()), lambda x: at_least(x, 0))


def nothing(goal):
    """A proof that does nothing."""


def test_a_proof_that_does_nothing_proves_nothing(state):
    """All goals are open, and the first is named."""
    result = prove(state(*TRUE), nothing)
    assert (result.outcome, result.rests_on) == ("undecided", ())
    assert result.message == "2 of 2 goals are open, the first: statement 1 of 1"
    assert prove(state(*TRUE), squares).outcome == "passed"


def test_a_proof_that_closes_some_goals_proves_nothing(state):
    """One branch of two."""
    result = prove(state(*TRUE), lambda goal: goal.branches()[0].squares())
    assert result.outcome == "undecided"
    assert result.message.startswith("1 of 2 goals are open")
    assert len(result.certificate["closures"]) == 1


def test_branches_are_the_paths_of_the_statement(state):
    """Each goal is in one branch, and closing all branches closes all goals."""
    seen = []

    def proof(goal):
        for case in goal.branches():
            seen.append(case.label)
            case.squares()

    assert prove(state(*TRUE), proof).outcome == "passed"
    assert seen == ["branch: < holds", "branch: < fails"]
    assert prove(state(setting(x=real()), lambda x: equal(x, x)), lambda g: seen.append(g.branches()[0].label))
    assert seen[-1] == "before branching"


def test_no_step_takes_a_statement():
    """What a proof sees takes at most the name of a variable, or a theorem with values for its variables."""
    public = {name for name in vars(Case) if not name.startswith("_")}
    taken = {name: list(inspect.signature(getattr(Case, name)).parameters)[1:] for name in public}
    assert {name: parameters for name, parameters in taken.items() if parameters} == {
        "induction": ["over"],
        "apply": ["theorem", "values"],
    }


def test_the_proof_of_another_statement_is_refused(state):
    """A certificate that was attached to a goal that it is not for does not pass, though it proves something true."""
    other = prove(state(*TRUE), squares)
    goals = trace(state(*FALSE))
    data = [goal.as_data() for goal in goals]
    with pytest.raises(checker.RefusedError, match="for other goals"):
        checker.check_proof(data, checker.goals_hash(data), other.certificate)
    with pytest.raises(checker.RefusedError, match="not those of the hash"):
        checker.check_proof(data, other.goal_hash, other.certificate)
    own = [goal.as_data() for goal in other.goals]
    assert checker.check_proof(own, other.goal_hash, other.certificate).confirmed == 2


def test_a_step_that_returns_without_deciding_leaves_the_goal_open(state, monkeypatch):
    """The checker finds no facts."""
    for planted in ([], None, [{}]):
        with monkeypatch.context() as patch:
            patch.setattr(squares_step, "close", lambda goal, planted=planted: planted)
            assert prove(state(*FALSE), squares).outcome == "failed"
    assert prove(state(*TRUE), squares).outcome == "passed"


def test_a_step_that_returns_wrong_facts_is_refused(state, monkeypatch):
    """The conclusion as a combination of nothing, of itself, or of a number."""
    for summands in ([], [{"coefficient": "1", "factors": [0]}], [{"coefficient": "1"}]):
        with monkeypatch.context() as patch:
            patch.setattr(
                squares_step,
                "close",
                lambda goal, summands=summands: [
                    {**goal.conclusion.as_data(), "rule": "combination", "over": [], "summands": summands}
                ],
            )
            result = prove(state(*FALSE), squares)
        assert (result.outcome, "refused" in result.message) == ("failed", True)


def test_a_step_that_returns_the_facts_of_another_goal_is_refused(state, monkeypatch):
    """They end in another conclusion."""
    facts = squares_step.close(trace(state(setting(x=real()), lambda x: at_least(x * x, 0)))[0])
    monkeypatch.setattr(squares_step, "close", lambda *_: facts)
    result = prove(state(*FALSE), squares)
    assert (result.outcome, "not the conclusion" in result.message) == ("failed", True)
    assert prove(state(setting(x=real()), lambda x: at_least(x * x, 0)), squares).outcome == "passed"


def test_a_goal_that_is_closed_is_not_closed_again(state):
    """The first step that closes a goal is the one that is written down."""

    def twice(goal):
        goal.squares()
        goal.identity()

    result = prove(state(*TRUE), twice)
    assert [closure["step"] for closure in result.certificate["closures"]] == ["squares", "squares"]


def test_a_proof_may_try_another_step(state):
    """What one step cannot close the next one may."""

    def either(goal):
        try:
            goal.identity()
        except NotProvedError:
            goal.squares()

    result = prove(state(*TRUE), either)
    assert (result.outcome, result.rests_on) == ("passed", ("checker",))


def test_a_proof_that_gives_up_after_closing_everything_is_undecided(state):
    """Whatever it raises is its own word."""

    def gives_up(goal):
        goal.squares()
        raise NotProvedError("I do not believe it", remedy="believe it")

    result = prove(state(*TRUE), gives_up)
    assert (result.outcome, "I do not believe it" in result.message) == ("undecided", True)


def test_contradictory_hypotheses_are_vacuous_and_never_a_proof(state):
    """Whether no sample is found, or a planted one is no model."""
    empty = setting(x=positive()).where(lambda x: at_least(-x, 0))
    assert prove(state(empty, lambda x: at_least(-1 - x, 0)), squares).outcome == "vacuous"
    goals = trace(state(setting(x=positive()), lambda x: at_least(x, 0)))
    blind = [goal.__class__(**{**vars(goal), "samples": ()}) for goal in goals]
    assert prove_goals(blind, squares).outcome == "vacuous"
    assert prove_goals(goals, squares).outcome == "passed"


def test_every_proof_shows_a_model_of_its_hypotheses(state):
    """A point that meets them exactly, and integers for integer symbols."""
    result = prove(mitchell.product_error, mitchell.along_its_own_branches)
    data = [goal.as_data() for goal in result.goals]
    assert len(result.certificate["models"]) == len([goal for goal in result.goals if goal.hypotheses])
    for model in result.certificate["models"]:
        checker.check_model(data[model["goal"]], model)
        with pytest.raises(checker.RefusedError):
            checker.check_model(data[model["goal"]], {"values": dict.fromkeys(model["values"], "-1")})


def test_what_a_proof_rests_on_is_the_union_of_its_closures(state):
    """One goal on the word of Arb is enough to say so."""

    def mixed(goal):
        for step in (goal.squares, goal.enclosure, goal.squares):
            try:
                step()
            except (NotProvedError, UnableError):
                continue

    both = (setting(x=above(1)), lambda x: (at_least(x, 1), strictly_greater(dilogarithm(Fraction(9, 10)), 1)))
    assert prove(state(*both), mixed).rests_on == ("checker", "engine's word (Arb)")
    assert prove(state(setting(x=above(1)), lambda x: at_least(x, 1)), mixed).rests_on == ("checker",)
    alone = state(setting(), lambda: strictly_greater(dilogarithm(Fraction(9, 10)), 1))
    assert prove(alone, enclosure).rests_on == ("engine's word (Arb)",)


def test_a_false_statement_is_shown_with_a_point(state):
    """Undecided, since a failed proof refutes nothing; but the reader sees where to look."""
    result = prove(state(setting(x=between(-2, 2)), lambda x: at_least(x, 0)), squares)
    assert (result.outcome, "the goal is false at {'x': '-" in result.message) == ("undecided", True)


def test_identity_as_a_proof_closes_equations_only(state):
    """The words `squares`, `identity`, `enclosure` are proofs too."""
    assert prove(state(setting(x=real()), lambda x: equal((x + 1) ** 2 - 1, x * (x + 2))), identity).outcome == "passed"
    assert prove(state(*TRUE), identity).outcome == "undecided"
    assert prove(state(*TRUE), enclosure).outcome == "undecided"


def test_a_result_without_goals_has_a_hash_of_nothing():
    """It is not that of any statement."""
    assert ProofResult("vacuous", "", [], {}).goal_hash == checker.goals_hash([])


def test_all_proofs_of_the_mitchell_post_pass():
    """The claims that this package began with."""
    for theorem in (mitchell.product_error, mitchell.base_b_error, mitchell.base_b_error_is_attained):
        assert prove(theorem, theorem.proofs[0]).outcome == "passed"
