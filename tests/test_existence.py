"""Existence: what there is for all values is constructed, and a construction that fails refutes nothing."""

from fractions import Fraction

import pytest
from helpers import SENTENCE, refused

from verify import (
    absolute,
    at_least,
    at_most,
    equal,
    floor,
    half_open,
    integers,
    positive,
    real,
    setting,
    sqrt,
    strictly_greater,
)
from verify.errors import VocabularyError
from verify.evidence import Options, checks
from verify.formats import float64
from verify.proof.goals import trace
from verify.proof.proof import prove, squares
from verify.search.falsify import falsify
from verify.search.judge import judge
from verify.verdict import theorem_verdict

NUMBERS = setting(x=real())
ROOT = setting(x=positive()).there_is(root=positive())
FLOOR = NUMBERS.there_is(n=integers(), f=half_open(0, 1))


def has_a_root(x, root):
    """Every positive number is the square of one."""
    return equal(root**2, x)


def is_split(x, n, f):
    """Every number is an integer and a fraction."""
    return equal(n + f, x)


def claim(where, function, construct=None):
    theorem = where.theorem(SENTENCE, "x")(function)
    if construct is not None:
        theorem.construction(construct)
    return theorem


def square_root(x):
    return sqrt(x)


def by_floor(x):
    return {"n": floor(x), "f": x - floor(x)}


def closer(x):
    """A point of Newton's method: near the root, and not it."""
    return (x + 1) / 2


def negative_root(x):
    return -sqrt(x)


def half_floor(x):
    return {"n": floor(x) / 2, "f": x - floor(x) / 2}


def by_squares(goal):
    for case in goal.branches():
        case.squares()


def test_what_is_constructed_is_proved_for_all_values():
    theorem = claim(ROOT, has_a_root, square_root)
    assert prove(theorem, squares).outcome == "passed"
    assert len(trace(theorem)) == 3  # that x has a root, that it is positive, and that its square is x
    assert falsify(theorem, float64, batches=4).found is None


def test_several_things_are_constructed_at_once():
    """On floats and rationals; floor of any number has no finite list of values to prove with."""
    theorem = claim(FLOOR, is_split, by_floor)
    assert judge(theorem, {"x": Fraction(-7, 3)}).outcome == "holds"
    bounded = claim(setting(x=half_open(0, 2)).there_is(n=integers(), f=half_open(0, 1)), is_split, by_floor)
    result = prove(bounded, by_squares)
    assert result.outcome == "passed", result.message


@pytest.mark.parametrize(
    ("where", "function", "construct"),
    [(ROOT, has_a_root, closer), (ROOT, has_a_root, negative_root), (FLOOR, is_split, half_floor)],
)
def test_a_construction_that_fails_is_neither_a_proof_nor_a_refutation(tmp_path, where, function, construct):
    theorem = claim(where, function, construct)
    theorem.proof(by_squares)
    evidence = [each.run() for each in checks(theorem, Options(formats=(float64,), store=tmp_path))]
    assert {each["outcome"] for each in evidence} == {"undecided"}
    assert f"the construction '{construct.__name__}' fails at" in evidence[1]["message"]
    assert theorem_verdict(evidence).word == "undecided"


def test_the_evidence_says_by_which_construction(tmp_path):
    theorem = claim(ROOT, has_a_root, square_root)
    theorem.proof(by_squares)
    (proof, *_) = checks(theorem, Options(formats=(float64,), store=tmp_path))
    assert proof.run()["message"].endswith("; there is root by 'square_root'")


def test_a_domain_of_what_there_is_must_be_shown():
    """It is a goal, and no hypothesis: -1 is no positive number."""
    theorem = claim(NUMBERS.there_is(y=positive()), lambda_claim, lambda x: 0 * x - 1)
    assert prove(theorem, squares).outcome == "undecided"
    assert judge(theorem, {"x": Fraction(0)}).outcome == "violated"
    assert prove(claim(NUMBERS.there_is(y=positive()), lambda_claim, lambda x: x**2 + 1), squares).outcome == "passed"


def lambda_claim(x, y):
    """There is a number that is at least as large."""
    return at_least(y, -absolute(x) * 0 - 1)


def test_an_integer_that_there_is_must_be_one():
    half = claim(setting(x=integers()).there_is(n=integers()), above, lambda x: x + Fraction(1, 2))
    assert judge(half, {"x": Fraction(0)}).outcome == "violated"
    assert prove(half, by_squares).outcome == "undecided"
    assert (
        prove(claim(setting(x=integers()).there_is(n=integers()), above, lambda x: x + 1), by_squares).outcome
        == "passed"
    )


def above(x, n):
    """There is an integer above."""
    return strictly_greater(n, x)


def test_a_neighbour_of_existence_is_refused():
    """That the construction fails for another constant does not refute that there is something for it."""
    theorem = claim(ROOT, has_a_root, square_root)
    for attach in (
        lambda: theorem.neighbour("wrong", bound=2, witness={"x": 1}),
        lambda: theorem.needs("x", witness={"x": -1}),
        lambda: theorem.exhaustive(float64),
    ):
        with refused(VocabularyError, "about existence", "refutes nothing"):
            attach()
    with refused(VocabularyError, "erratum() in a setting with there_is()"):
        ROOT.erratum(SENTENCE, "x", how="counterexample", repaired_by=())


def test_constructions_of_another_form_are_refused():
    with refused(VocabularyError, "nothing says what root is", "construction"):
        judge(claim(ROOT, has_a_root), {"x": Fraction(1)})
    with refused(VocabularyError, "its setting has no there_is()"):
        claim(NUMBERS, simple, lambda x: x)
    with refused(VocabularyError, "it has a construction"):
        claim(ROOT, has_a_root, square_root).construction(closer)
    with refused(VocabularyError, "take exactly x"):
        claim(ROOT, has_a_root, lambda y: y)
    with refused(VocabularyError, "returned", "a dict of n, f"):
        judge(claim(FLOOR, is_split, lambda x: x), {"x": Fraction(1)})
    with refused(VocabularyError, "its setting has (x, root)"):
        claim(ROOT, lambda_claim)


def simple(x):
    """A claim."""
    return at_most(x, x)


def test_settings_of_another_form_are_refused():
    with refused(VocabularyError, "a variable of the setting"):
        NUMBERS.there_is(x=real())
    with refused(VocabularyError, "an interval, or integers()"):
        NUMBERS.there_is(y=3)
