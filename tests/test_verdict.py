"""Verdicts: nothing weak upgrades one, and what is weaker than expected is said."""

import itertools

import pytest

from verify.verdict import STRENGTH, erratum_verdict, stronger, theorem_verdict, weaker


def evidence(kind, outcome="passed", name="", rests_on=()):
    """One piece of evidence."""
    return {"kind": kind, "name": name, "outcome": outcome, "message": "so", "details": {"rests_on": list(rests_on)}}


PROOF = evidence("proof", rests_on=["checker"])
EXHAUSTIVE = evidence("exhaustive", name="bfloat16")
PROPERTY = evidence("property", name="float32-cpu")
NEIGHBOUR = evidence("neighbour", name="smaller")
ATTAINED = evidence("attained")
PICTURE = evidence("picture")


def word(*pieces):
    """The verdict's word."""
    return theorem_verdict(list(pieces)).word


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ((), "not run"),
        ((PICTURE,), "not run"),
        ((PROOF,), "proved"),
        ((PROOF, EXHAUSTIVE, PROPERTY, NEIGHBOUR, ATTAINED), "proved"),
        ((EXHAUSTIVE, PROPERTY), "exhaustive"),
        ((PROPERTY, NEIGHBOUR), "property-checked"),
        ((NEIGHBOUR,), "undecided"),
        ((ATTAINED,), "undecided"),
        ((evidence("proof", "undecided"), PROPERTY), "property-checked"),
        ((evidence("proof", "undecided"), EXHAUSTIVE), "exhaustive"),
        ((evidence("proof", "undecided"),), "undecided"),
        ((evidence("property", "undecided"),), "undecided"),
        ((evidence("property", "error"),), "undecided"),
        ((evidence("exhaustive", "undecided"), PROPERTY), "property-checked"),
    ],
)
def test_the_best_evidence_that_passed_gives_the_word(pieces, expected):
    """Proof before exhaustive before property; what is open gives nothing."""
    for order in itertools.permutations(pieces) if len(pieces) < 4 else [pieces]:
        assert word(*order) == expected


@pytest.mark.parametrize("kind", ["property", "exhaustive"])
def test_a_counterexample_refutes_whatever_else_passed(kind):
    """A proof beside an exact counterexample does not help."""
    verdict = theorem_verdict([PROOF, PROPERTY, evidence(kind, "failed", "float64-cpu")])
    assert verdict.word == "refuted"
    assert verdict.rests_on == ("exact arithmetic",)
    assert kind in verdict.reason


@pytest.mark.parametrize(
    "weak",
    [
        evidence("neighbour", "toothless"),
        evidence("neighbour", "failed"),
        evidence("property", "vacuous"),
        evidence("proof", "vacuous"),
        evidence("proof", "failed"),
        evidence("attained", "failed"),
    ],
)
def test_toothless_vacuous_and_failed_take_the_verdict_away(weak):
    """A surviving neighbour, unmet hypotheses, a refused certificate: undecided, with the reason."""
    verdict = theorem_verdict([PROOF, EXHAUSTIVE, PROPERTY, weak])
    assert verdict.word == "undecided"
    assert weak["outcome"] in verdict.reason


def test_the_reason_says_what_stands_above():
    """A property-checked theorem says why it is not proved."""
    verdict = theorem_verdict([evidence("proof", "undecided"), PROPERTY])
    assert verdict.reason == "proof: so"
    assert theorem_verdict([PROOF, PROPERTY]).reason == ""


def test_a_proof_says_what_it_rests_on():
    """The trust of the proof that passed is the theorem's."""
    assert theorem_verdict([PROOF]).rests_on == ("checker",)
    assert theorem_verdict([PROPERTY]).rests_on == ()


def reading(outcome="passed", word="refuted"):
    """A reading of an erratum."""
    details = {"reading": word, "rests_on": ["exact arithmetic"]}
    return {"kind": "reading", "name": "literal", "outcome": outcome, "message": "so", "details": details}


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ([], "not run"),
        ([PICTURE], "not run"),
        ([reading()], "refuted"),
        ([reading(), reading(word="holds")], "refuted"),
        ([reading(word="holds")], "undecided"),
        ([reading(), reading("undecided")], "undecided"),
        ([reading("failed")], "undecided"),
    ],
)
def test_an_erratum_is_refuted_when_every_reading_comes_out_and_one_fails(pieces, expected):
    """A reading that holds where it should fail, or stays open, leaves the erratum undecided."""
    assert erratum_verdict(pieces).word == expected


def entry(verdict, rests_on=("checker",), goal_hash="a"):
    """What was found, or is expected."""
    return {"verdict": verdict, "rests_on": list(rests_on), "goal_hash": goal_hash}


@pytest.mark.parametrize(("found", "wanted"), list(itertools.product(STRENGTH, STRENGTH)))
def test_verdicts_are_ordered(found, wanted):
    """Refuted, not run, undecided, property-checked, exhaustive, proved: below is weaker, above is stronger."""
    below, above = STRENGTH.index(found) < STRENGTH.index(wanted), STRENGTH.index(found) > STRENGTH.index(wanted)
    assert bool(weaker(entry(found), entry(wanted))) is below
    assert stronger(entry(found), entry(wanted)) is above


@pytest.mark.parametrize(
    ("found", "wanted", "is_weaker"),
    [
        (["checker"], ["checker"], False),
        (["Coq"], ["checker"], False),
        (["checker"], ["Coq"], True),
        (["engine's word (Arb)"], ["checker"], True),
        (["checker", "engine's word (Arb)"], ["checker"], True),
        (["human step: Stokes"], ["engine's word (Arb)"], True),
        (["bridge at n = 2"], ["checker"], True),
        (["a word nobody knows"], ["checker"], True),
    ],
)
def test_the_weakest_part_of_the_trust_counts(found, wanted, is_weaker):
    """One step on an engine's word makes the whole rest on it."""
    assert bool(weaker(entry("proved", found), entry("proved", wanted))) is is_weaker
    assert stronger(entry("proved", wanted), entry("proved", found)) is is_weaker


def test_another_statement_is_weaker_whatever_its_verdict():
    """The hash of the goals is part of what is expected; without one it is not compared."""
    assert "another hash" in weaker(entry("proved", goal_hash="b"), entry("undecided"))
    assert weaker(entry("proved", goal_hash="b"), entry("proved", goal_hash="")) == ""


def test_an_erratum_that_is_no_longer_refuted_is_weaker():
    """Its best word is "refuted"."""
    assert weaker(entry("undecided"), entry("refuted"), good="refuted")
    assert weaker(entry("refuted"), entry("refuted"), good="refuted") == ""


def by_its_proof(outcome="passed"):
    """A neighbour that is refuted where the theorem holds, if its proof is right, and exact numbers do not see it."""
    return {**NEIGHBOUR, "outcome": outcome, "details": {"theorem_holds": "by its proof"}}


@pytest.mark.parametrize("proof", [(), (evidence("proof", "undecided"),), (evidence("proof", "vacuous"),)])
def test_a_neighbour_that_needs_the_proof_leaves_everything_open_without_it(proof):
    """Nothing else says that the theorem holds where the neighbour fails."""
    verdict = theorem_verdict([*proof, EXHAUSTIVE, PROPERTY, by_its_proof()])
    assert verdict.word == "undecided"
    assert word(PROOF, PROPERTY, by_its_proof()) == "proved"
