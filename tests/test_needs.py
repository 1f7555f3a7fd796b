"""Hypotheses that a theorem needs: dropped, they leave a false neighbour; what a witness must break, and what it must
not."""

import json
from fractions import Fraction

import pytest

from tests.helpers import claim
from verify.carriers.namespace import exp
from verify.domains import between, real
from verify.errors import VocabularyError
from verify.evidence import Options, checks, why_idle
from verify.matrices import exact_matrix
from verify.proof import identity
from verify.records import describe, merge
from verify.relations import at_least, at_most, equal
from verify.theorem import setting


def x_is_large(x):
    """x ≥ 2."""
    return at_least(x, 2)


def y_is_small(y):
    """y ≤ 3."""
    return at_most(y, 3)


def square_exceeds_double():
    """x² ≥ 2x for x ≥ 2, which needs x ≥ 2 and does not need y ≤ 3."""
    return claim(lambda x, y: at_least(x**2, 2 * x), under=(x_is_large, y_is_small), x=real(), y=real())


def outcome(theorem):
    (check,) = [each for each in checks(theorem, Options()) if each.kind == "neighbour"]
    evidence = check.run()
    return evidence["outcome"], evidence["message"]


def test_a_needed_assumption_is_refuted_at_its_witness_and_found_by_the_search():
    theorem = square_exceeds_double()
    theorem.needs(x_is_large, witness={"x": 1, "y": 0})
    word, message = outcome(theorem)
    assert word == "passed"
    assert "1 ≥ 2 is false" in message


def test_an_assumption_that_is_not_needed_is_toothless():
    theorem = square_exceeds_double()
    theorem.needs(y_is_small, witness={"x": 2, "y": 4})
    word, message = outcome(theorem)
    assert (word, "does not refute it" in message) == ("toothless", True)


@pytest.mark.parametrize(
    ("witness", "problem"),
    [
        ({"x": 2, "y": 0}, "the point meets x_is_large"),
        ({"x": 1, "y": 4}, "the point breaks more than x_is_large"),
    ],
)
def test_a_witness_breaks_one_hypothesis_and_no_other(witness, problem):
    theorem = square_exceeds_double()
    theorem.needs(x_is_large, witness=witness)
    word, message = outcome(theorem)
    assert (word, problem in message) == ("failed", True)


def test_a_domain_can_be_needed():
    theorem = claim(lambda x: at_least(x, x**2), x=between(0, 1))
    theorem.needs("x", witness={"x": 2})
    assert theorem.neighbours[0].name == "without_x"
    assert outcome(theorem)[0] == "passed"
    assert theorem.setting.variables["x"] == between(0, 1)


def test_another_neighbour_is_idle_where_the_theorem_fails():
    """The words for neighbours that change a part are not touched."""
    theorem = claim(lambda x, *, bound=1: at_most(x, bound), x=real())
    theorem.neighbour("smaller", bound=0, witness={"x": 2})
    assert "the theorem itself fails" in why_idle(theorem, theorem.neighbours[0], theorem.neighbours[0].witness)


@pytest.mark.parametrize("hypothesis", ["unheard_of", "y"])
def test_only_a_hypothesis_can_be_dropped(hypothesis):
    """A variable that ranges over all real numbers has no condition that could be dropped."""
    theorem = claim(lambda x, y: at_least(x, y - y), y=real())
    with pytest.raises(VocabularyError, match=rf"no hypothesis '{hypothesis}' can be dropped.*x, y"):
        theorem.needs(hypothesis, witness={"x": 1, "y": 1})
    assert theorem.neighbours == []


def test_several_witnesses_are_several_neighbours():
    theorem = square_exceeds_double()
    theorem.needs(x_is_large, witness={"x": 1, "y": 0})
    theorem.needs(x_is_large, witness={"x": Fraction(1, 2), "y": 3})
    assert [each.name for each in theorem.neighbours] == ["without_x_is_large", "without_x_is_large_2"]


def test_hypotheses_can_be_dropped_together():
    """The witness breaks each of them; one that meets one of them says nothing about it."""
    theorem = square_exceeds_double()
    theorem.needs(x_is_large, y_is_small, witness={"x": 1, "y": 4})
    assert theorem.neighbours[0].name == "without_x_is_large_and_y_is_small"
    assert outcome(theorem)[0] == "passed"
    theorem = square_exceeds_double()
    theorem.needs(x_is_large, y_is_small, witness={"x": 1, "y": 3})
    word, message = outcome(theorem)
    assert (word, "meets y_is_small" in message) == ("failed", True)
    with pytest.raises(VocabularyError, match="no hypothesis"):
        theorem.needs(witness={"x": 1, "y": 3})


def test_a_symmetric_matrix_is_widened_to_any_matrix():
    from verify.domains import matrix, symmetric

    dropped = setting(A=symmetric(2)).without("A")
    assert dropped.variables == {"A": matrix(2, 2)}
    assert exact_matrix([[0, 1], [0, 0]]) in dropped.variables["A"]


def test_a_record_says_which_assumptions_are_needed(tmp_path):
    """The page and the terminal: needed where a neighbour without it is refuted, else not shown to be."""
    from verify.report.vocabulary import refuted_without

    theorem = square_exceeds_double()
    theorem.needs(x_is_large, witness={"x": 1, "y": 0})
    asked = checks(theorem, Options(store=tmp_path))
    lines = [describe(theorem, asked, tmp_path)]
    lines += [{"of": theorem.id, "evidence": each.run()} for each in asked if each.kind == "neighbour"]
    entry = merge(json.loads(json.dumps(lines)))["theorems"][theorem.id]
    assert refuted_without(entry, "x_is_large") == ["without_x_is_large"]
    assert refuted_without(entry, "y_is_small") == []
    entry["neighbours"]["without_x_is_large"]["outcome"] = "toothless"
    assert refuted_without(entry, "x_is_large") == []


def addition_of_exponents(*, factor=1):
    """exp(x) exp(y) = exp(x + y): at irrational values balls neither break nor establish an equation."""
    return claim(lambda x, y, *, factor=factor: equal(exp(x) * exp(y) * factor, exp(x + y)), x=real(), y=real())


NEAR_ONE = {"factor": Fraction(101, 100)}


def test_a_neighbour_is_refuted_where_the_theorem_holds_by_its_proof():
    """Without a proof nothing says that the theorem holds there."""
    theorem = addition_of_exponents()
    theorem.neighbour("another_factor", **NEAR_ONE, witness={"x": 1, "y": 2})
    word, message = outcome(theorem)
    assert (word, "not known to hold at the witness" in message) == ("failed", True)
    theorem.proof(identity)
    assert outcome(theorem)[0] == "passed"


def test_a_theorem_that_fails_at_the_witness_fails_there_whatever_proof_it_has():
    """Balls see it: then the proof cannot be right."""
    theorem = addition_of_exponents(factor=Fraction(99, 100))
    theorem.neighbour("another_factor", **NEAR_ONE, witness={"x": 1, "y": 2})
    theorem.proof(identity)
    word, message = outcome(theorem)
    assert (word, "the theorem itself fails at the witness" in message) == ("failed", True)
