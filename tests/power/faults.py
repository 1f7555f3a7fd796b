"""Planted faults, a row each: statement, fault, who must notice.

`plant` puts the fault in. `noticed` says whether anybody complains: nobody without the fault, somebody with it.
`without` says the same with the check that must notice it taken away: nobody then, so that this is the check that
counts.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pytest
import torch
from helpers import claim, judged, on

from claims.mitchell import product_error
from verify import absolute, at_least, at_most, between, equal, exp, log, positive, real, relu, split, subject
from verify.carriers import balls
from verify.carriers.balls import BALLS, Balls
from verify.carriers.floats import Floats
from verify.carriers.rationals import RATIONALS, Rationals
from verify.carriers.value import running_on
from verify.errors import SubjectError
from verify.formats import float32, float64
from verify.proof import checker, squares
from verify.proof.proof import prove
from verify.records import merge
from verify.search import falsify as falsifier
from verify.search import judge as judging
from verify.search import regimes, store, subjects
from verify.search.falsify import falsify
from verify.search.lanes import Margins
from verify.search.subjects import ForeignSubject
from verify.verdict import theorem_verdict

Say = Callable[[pytest.MonkeyPatch], bool]


@dataclass(frozen=True)
class Fault:
    """One row."""

    statement: str
    fault: str
    who: str
    plant: Callable[[pytest.MonkeyPatch], None]
    noticed: Say
    without: Say

    def __str__(self) -> str:
        return f"{self.fault}: {self.who}"


def found(statement: Any, **more: Any) -> bool:
    """Whether a short search finds a counterexample."""
    return falsify(statement, more.pop("format", float64), batches=len(regimes.REGIMES), **more).found is not None


def disagree(function: Callable[..., Any], points: list[Fraction], carriers: tuple[str, ...]) -> bool:
    """Whether carriers give another value than the rationals at exact points."""
    for point in points:
        with running_on(RATIONALS):
            truth = function(on(RATIONALS, point)).payload
        floats = Floats()
        with running_on(floats):
            if "floats" in carriers and Fraction(float(function(on(floats, point)).payload)) != truth:
                return True
        with running_on(BALLS):
            difference = function(on(BALLS, point)).payload - balls.ball(truth)
            if "balls" in carriers and not difference.contains(0):
                return True
    return False


POWERS, OTHERS = [Fraction(1, 4), Fraction(1), Fraction(8)], [Fraction(3), Fraction(5, 4)]


def flip_the_sign(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Rationals, "subtract", lambda self, left, right: right - left)


def square_wrongly(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Balls, "integer_power", lambda self, base, exponent: base**exponent + 1)


def miss_by_one_at_powers(patch: pytest.MonkeyPatch) -> None:
    right = Rationals.split

    def wrong(self: Rationals, operand: Fraction, base: Fraction) -> tuple[Fraction, Fraction]:
        exponent, significand = right(self, operand, base)
        return (exponent - 1, base) if significand == 1 else (exponent, significand)

    patch.setattr(Rationals, "split", wrong)


def small_square(x, *, bound=1):
    """x² is at most 1 from -1 to 1."""
    return at_most(x * x, bound)


SQUARE = claim(small_square, x=between(-1, 1))


def refused(statement: Any) -> bool:
    """Whether the proof by squares does not pass."""
    return prove(statement, squares).outcome != "passed"


def believe_everything(patch: pytest.MonkeyPatch) -> None:
    """A checker that confirms whatever it is given."""
    patch.setattr(checker, "check_proof", lambda goals, goal_hash, certificate: checker.Outcome(1, [], ("checker",)))


def change_a_coefficient(patch: pytest.MonkeyPatch) -> None:
    from verify.proof.steps import squares as step

    right = step.close

    def tampered(*arguments: Any, **options: Any) -> Any:
        facts = right(*arguments, **options)
        return _with_first_number_changed(facts)

    patch.setattr(step, "close", tampered)


def _with_first_number_changed(facts: Any) -> Any:
    """The facts of a certificate with 1 added to the last number that is written as text."""
    import json
    import re

    text = json.dumps(facts)
    numbers = list(re.finditer(r'"(-?\d+(?:/\d+)?)"', text))
    assert numbers, "the certificate has no number"
    last = numbers[-1]
    return json.loads(text[: last.start(1)] + str(Fraction(last.group(1)) + 1) + text[last.end(1) :])


def decide_nothing(patch: pytest.MonkeyPatch) -> None:
    from verify.proof.steps import squares as step

    patch.setattr(step, "close", lambda *arguments, **options: [])


def nothing(patch: pytest.MonkeyPatch) -> None:
    """The fault is in the statement."""


TOO_SMALL = {"bound": Fraction(1, 9) - Fraction(1, 10**7)}


def with_raw_bits_only(patch: pytest.MonkeyPatch) -> bool:
    """A search that draws raw bits and nothing else."""
    patch.setattr(falsifier, "REGIMES", ("raw bits",))
    return falsify(product_error, float32, changes=TOO_SMALL, batches=1).found is not None


def impossible(x):
    """x is at most -1"""
    return at_most(x, -1)


def met(patch: pytest.MonkeyPatch) -> bool:
    """Whether no lane met the assumptions."""
    nobody = claim(lambda x: at_most(x, 0), under=(impossible,), name="from_nothing")
    return falsify(nobody, float32, batches=4).met == 0


def two_parts(x, *, relu=subject(relu)):  # noqa: B008  # as claim files write it
    """A number is its positive part less its negative part."""
    return equal(relu(x) - relu(-x), x)


def flushing(x):
    return torch.where(x.abs() < 2**-126, torch.zeros_like(x), torch.relu(x))


PARTS = claim(two_parts, x=real())
FLUSHING = {"relu": ForeignSubject("relu", flushing, float32)}


def holds_what_is_open(patch: pytest.MonkeyPatch) -> None:
    right = judging._look_at

    def wrong(relation: Any) -> Any:
        side = right(relation)
        return judging.Side("holds", side.sign, side.left, side.right) if side.outcome == "compatible" else side

    patch.setattr(judging, "_look_at", wrong)


LOGARITHMS = claim(lambda x: equal(log(x * x), 2 * log(x)), name="logarithms")
TOO_LARGE = claim(lambda x: at_most(x, 10), name="too_large")


def shrink_too_far(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(falsifier, "shrink", lambda point, *_: dict.fromkeys(point, Fraction(1)))


def shrinks_too_far(patch: pytest.MonkeyPatch) -> bool:
    try:
        falsify(TOO_LARGE, float64, batches=4)
    except AssertionError:
        return True
    return False


def believes_the_shrinker(patch: pytest.MonkeyPatch) -> bool:
    def settle(point: Any, decide: Any, statement: Any, format: Any, result: Any) -> bool:
        judgement = decide(point)
        if judgement is not None:
            result.found = falsifier.shrink(point, None, None, None), judgement
        return judgement is not None

    patch.setattr(falsifier, "_settle", settle)
    return shrinks_too_far(patch)


def foreign_points(patch: pytest.MonkeyPatch) -> bool:
    """Whether the store refuses the points of another statement of the same id."""
    import json
    import tempfile
    from pathlib import Path

    other = claim(lambda x: at_most(x, 11), name="too_large")
    with tempfile.TemporaryDirectory() as folder:
        kept = store.Store(Path(folder))
        kept.add(FOREIGN["statement"], {"x": Fraction(99)})
        assert json.loads(next(Path(folder).iterdir()).read_text())["points"]
        return kept.load(other) == []


FOREIGN = {"statement": claim(lambda x: at_most(x, 11), name="too_large")}


def store_another(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(FOREIGN, "statement", TOO_LARGE)


def without_hashes(patch: pytest.MonkeyPatch) -> bool:
    patch.setattr(store, "statement_hash", lambda statement: "")
    return foreign_points(patch)


def _lines(checks: list[str], ran: list[str]) -> list[dict[str, Any]]:
    names = ("title", "latex", "goal_hash", "relation")
    statement = {
        **dict.fromkeys(names, ""),
        **{name: {} for name in ("variables", "constants", "subjects")},
        "id": "post.claim",
        "post": "post",
        "class": "theorem",
        "sentence": {"section": "", "number": 1},
        "assumptions": [],
        "goals": [],
        "where": {"file": "", "line": 1, "folder": ""},
        "checks": checks,
    }
    details = {"rests_on": ["checker"], "certificate": {}, "goals": [], "goal_hash": ""}
    evidence = {"name": "", "outcome": "passed", "message": "", "details": details, "cases": 1, "carrier": None}
    return [
        {"statement": statement, "post": {"id": "post", "sentences": []}},
        *({"of": "post.claim", "evidence": {**evidence, "kind": kind}} for kind in ran),
    ]


RAN = ["proof", "property"]


def drop_the_proof(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(faults_module(), "RAN", ["property"])


def faults_module() -> Any:
    """This module, for patching."""
    import sys

    return sys.modules[__name__]


def entry_of(checks: list[str]) -> dict[str, Any]:
    return merge(_lines(checks, faults_module().RAN))["theorems"]["post.claim"]


def not_run(patch: pytest.MonkeyPatch) -> bool:
    entry = entry_of(["proof", "property"])
    return bool(entry["not_run"]) and entry["verdict"] != "proved"


def described_afterwards(patch: pytest.MonkeyPatch) -> bool:
    """A record that lists the checks which ran, instead of those which were asked for."""
    return bool(entry_of(list(faults_module().RAN))["not_run"])


def count_nan_as_met(patch: pytest.MonkeyPatch) -> None:
    def suspects(self: Margins) -> torch.Tensor:
        broken = torch.zeros_like(self.met)
        for margin in self.relations:
            broken |= margin < 0
        return self.met & broken

    patch.setattr(Margins, "suspects", suspects)


NO_VALUE = claim(lambda x: at_least(log(x) ** 2, 0), name="no_value", x=real())


def guess_comparisons(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(balls, "decide", lambda relation, left, right: bool(left < right))


OPEN_BRANCH = claim(lambda x: at_least(1 if log(x * x) < 2 * log(x) else 2, 1), name="open_branch")


def answer_at_random(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(ANSWERS, "relu", lambda x: torch.relu(x) + torch.rand_like(x))


ANSWERS = {"relu": torch.relu}


def two_answers(patch: pytest.MonkeyPatch) -> bool:
    try:
        with suppress(TypeError):
            ForeignSubject("relu", lambda x: ANSWERS["relu"](x), float32)(on(RATIONALS, 1))
    except SubjectError:
        return True
    return False


def believes_the_first(patch: pytest.MonkeyPatch) -> bool:
    patch.setattr(subjects, "_same", lambda first, again: True)
    return two_answers(patch)


NEIGHBOUR = {"outcome": "passed"}


def survive(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(NEIGHBOUR, "outcome", "toothless")


def verdict_with(neighbours: list[dict[str, Any]]) -> bool:
    """Whether a proved theorem is denied its word."""
    proof = {"kind": "proof", "name": "", "outcome": "passed", "message": "", "details": {"rests_on": ["checker"]}}
    return theorem_verdict([proof, *neighbours]).word != "proved"


def as_evidence() -> dict[str, Any]:
    return {"kind": "neighbour", "name": "a", "message": "", "details": {}, **NEIGHBOUR}


def flush_in_the_floats(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Floats, "maximum", lambda self, left, right: torch.maximum(left, right) * (left.abs() >= 2.0**-126))


TINY = [Fraction(1, 2**140), Fraction(1, 2**1074)]

FAULTS = [
    Fault(
        "x - 1",
        "a sign is flipped in one carrier",
        "agreement of carriers",
        flip_the_sign,
        lambda _: disagree(lambda x: x - 1, OTHERS, ("floats", "balls")),
        lambda _: found(claim(lambda x: at_least(absolute(x - 1), 0), name="distance")),
    ),
    Fault(
        "x²",
        "balls square wrongly",
        "agreement of rationals and balls",
        square_wrongly,
        lambda _: disagree(lambda x: x**2, OTHERS, ("floats", "balls")),
        lambda _: disagree(lambda x: x**2, OTHERS, ("floats",)),
    ),
    Fault(
        "exponent of x",
        "split is off by one exponent at powers of two",
        "agreement of carriers at powers of two",
        miss_by_one_at_powers,
        lambda _: disagree(lambda x: split(x)[0], POWERS, ("floats", "balls")),
        lambda _: disagree(lambda x: split(x)[0], OTHERS, ("floats", "balls")),
    ),
    Fault(
        "relu of 2⁻¹⁴⁰",
        "the floats flush subnormal numbers",
        "agreement of carriers on subnormal numbers",
        flush_in_the_floats,
        lambda _: disagree(relu, TINY, ("floats",)),
        lambda _: disagree(relu, OTHERS, ("floats",)),
    ),
    Fault(
        "x² ≤ 1 from -1 to 1",
        "one coefficient of a certificate is changed",
        "checker",
        change_a_coefficient,
        lambda _: refused(SQUARE),
        lambda patch: believe_everything(patch) or refused(SQUARE),
    ),
    Fault(
        "x² ≤ 1 from -1 to 1",
        "a step returns without deciding",
        "checker",
        decide_nothing,
        lambda _: refused(SQUARE),
        lambda patch: believe_everything(patch) or refused(SQUARE),
    ),
    Fault(
        "log(x²) = 2 log x",
        "the judge answers holds where balls are open",
        "a statement that must stay open",
        holds_what_is_open,
        lambda _: judged(LOGARITHMS, x=3).outcome != "compatible",
        lambda _: judged(claim(lambda x: at_least(exp(x), x), name="above"), x=3).outcome != "holds",
    ),
    Fault(
        "x ≤ 10",
        "the shrinker returns a point that does not fail",
        "the falsifier, which judges the shrunk point again",
        shrink_too_far,
        shrinks_too_far,
        believes_the_shrinker,
    ),
    Fault(
        "x ≤ 11",
        "the store holds points of another statement",
        "the hash of the statement",
        store_another,
        foreign_points,
        without_hashes,
    ),
    Fault(
        "any theorem",
        "the plugin drops the proof",
        "the record, which lists the checks before they are run",
        drop_the_proof,
        not_run,
        described_afterwards,
    ),
    Fault(
        "(log x)² ≥ 0 for real x",
        "NaN is counted as ≥ 0",
        "a statement without a value, which must be refuted",
        count_nan_as_met,
        lambda _: not found(NO_VALUE),
        lambda _: not found(TOO_LARGE),
    ),
    Fault(
        "1 or 2, as log(x²) < 2 log x",
        "a comparison of balls is guessed",
        "a branch that must stay open",
        guess_comparisons,
        lambda _: judged(OPEN_BRANCH, x=3).outcome != "compatible",
        lambda _: judged(claim(lambda x: at_least(1 if log(x) < 2 else 0, 1), name="closed"), x=3).outcome != "holds",
    ),
    Fault(
        "a subject",
        "a subject answers the same call in two ways",
        "the second call",
        answer_at_random,
        two_answers,
        believes_the_first,
    ),
    Fault(
        "any theorem",
        "a neighbour survives",
        "the verdict",
        survive,
        lambda _: verdict_with([as_evidence()]),
        lambda _: verdict_with([]),
    ),
]

# faults of a statement: it is noticed by who looks, and unnoticed by who does not look there
STATEMENTS = [
    Fault(
        "Mitchell's product, 1/9 - 10⁻⁷",
        "the constant is a little too small",
        "search: numbers that a person would type",
        nothing,
        lambda _: found(product_error, format=float32, changes=TOO_SMALL),
        with_raw_bits_only,
    ),
    Fault(
        "Mitchell's product without carry, 1/9 - 10⁻⁷",
        "the constant is a little too small",
        "prover: its goal is not closed",
        nothing,
        lambda _: refused(claim_with(TOO_SMALL["bound"])),
        lambda _: refused(claim_with(Fraction(1, 9))),
    ),
    Fault(
        "x ≤ 0 where x ≤ -1, for positive x",
        "the domain yields nothing",
        "the count of lanes that meet the assumptions",
        nothing,
        met,
        lambda _: found(claim(lambda x: at_most(x, 0), under=(impossible,), name="from_nothing")),
    ),
    Fault(
        "relu(x) - relu(-x) = x",
        "a relu flushes subnormal numbers",
        "search on subnormal lanes",
        nothing,
        lambda _: found(PARTS, format=float32, changes=FLUSHING),
        lambda _: found(claim(two_parts, name="larger", x=between(1, 2)), format=float32, changes=FLUSHING),
    ),
]


def claim_with(constant: Fraction) -> Any:
    """The bound of Mitchell's product where the fractions x and y of the two logarithms sum to at most 1."""

    def first_branch(x, y):
        """(1 + x)(1 + y) exceeds 1 + x + y by at most a constant times itself."""
        return at_least(constant * (1 + x) * (1 + y) - x * y, 0)

    def below_one(x, y):
        """x + y is at most 1"""
        return at_most(x + y, 1)

    return claim(first_branch, under=(below_one,), x=between(0, 1), y=positive())
