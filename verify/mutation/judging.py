"""Who notices a mutant: the known points, the search, the enumeration, and the proof, each by itself.

A mutant is *refuted* if a counterexample was decided exactly, *proved* if the theorem's own proof still closes its
goals, or another one does, and the checker confirms that, *ill-formed* if it crashes, has no value somewhere or
means nothing, and *alive* otherwise: a survivor, which somebody has to explain. A crash is no kill, and neither is a
proof that fails.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any

from verify.attached import Exhaustive
from verify.domains import Patterns
from verify.errors import SubjectError, UndefinedError, VacuousError, VerifyError
from verify.evidence import point_text
from verify.formats import FORMATS, FloatFormat, float8_e4m3fn
from verify.mutation.mutants import Mutant
from verify.search.judge import Judgement, judge
from verify.theorem import Theorem

if TYPE_CHECKING:
    from verify.carriers.terms import Goal
    from verify.proof.proof import Case
    from verify.search.exhaustive import Enumeration

OUTCOMES = ("refuted", "proved", "ill-formed", "alive", "contradiction")
OBSERVERS = ("points", "search", "enumeration", "eight bits", "goals", "proof")
LAST_RESORTS = ("eight bits", "goals", "squares", "theorem")  # what is tried where nothing else decided
BATCHES = 8  # of lanes in the search for a counterexample to a mutant
BATCHES_OF_EIGHT_BITS = 32
CROSS_CHECKED = 8  # of so many refuted mutants one is handed to the proof too, which must not close it
MOST_TEXT = 300


@dataclass(frozen=True)
class Observation:
    """What an observer says of a mutant: refuted, undefined, unable, vacuous, crash, closed, open, or nothing."""

    observer: str
    says: str
    message: str = ""
    point: Mapping[str, str] | None = None
    seconds: float = 0.0

    def as_data(self) -> dict[str, Any]:
        """The observation as data."""
        data = {"observer": self.observer, "says": self.says, "message": self.message, "seconds": self.seconds}
        return data | ({"point": dict(self.point)} if self.point is not None else {})


def observe(theorem: Theorem, mutant: Mutant) -> Iterator[Observation]:
    """What each observer says of a mutant of a theorem, as soon as it says it."""
    try:
        changed = mutant.make()
    except Exception as error:  # whatever an edited definition raises is no answer
        yield Observation("points", "crash", _words(error))
        return
    seen: list[Observation] = []
    for observer, look in _observers(theorem):
        if observer == "proof" and outcome(seen) == "refuted" and not is_cross_checked(mutant):
            continue  # it takes most of the time, and can only say that a false statement stays open
        seen.append(_seen(observer, look, changed))
        yield seen[-1]
    for observer, look in _last_resorts(theorem):
        if outcome(seen) == "alive":
            seen.append(_seen(observer, look, changed))
            yield seen[-1]


def is_cross_checked(mutant: Mutant) -> bool:
    """Whether the proof looks at this mutant even if it is refuted. Its name alone decides, the same in every run."""
    return zlib.crc32(mutant.name.encode("utf-8", "backslashreplace")) % CROSS_CHECKED == 0


Look = Callable[[Theorem], Observation]


def _observers(theorem: Theorem) -> Iterator[tuple[str, Look]]:
    yield "points", _points
    if theorem.setting.variables:
        yield "search", _search
    if any(not each.profile for each in theorem.exhaustives):
        yield "enumeration", _enumeration
    if theorem.proofs:
        yield "proof", _proof


def _seen(observer: str, look: Look, changed: Theorem) -> Observation:
    """An observation with its time. Errors of this package say why there is no answer, and others are crashes."""
    begin = time.perf_counter()
    try:
        seen = look(changed)
    except UndefinedError as error:
        seen = Observation(observer, "undefined", _words(error))
    except VacuousError as error:
        seen = Observation(observer, "vacuous", _words(error))
    except SubjectError as error:
        seen = Observation(observer, "crash", _words(error))
    except VerifyError as error:
        seen = Observation(observer, "unable", _words(error))
    except Exception as error:  # an edited definition raises whatever it likes
        seen = Observation(observer, "crash", _words(error))
    return Observation(observer, seen.says, seen.message, seen.point, round(time.perf_counter() - begin, 3))


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:MOST_TEXT]


def _points(changed: Theorem) -> Observation:
    """The judge at the attained points and at the witnesses, as far as they lie in the mutant's setting."""
    from verify.proof.goals import meets_setting

    known = [*changed.attained_points, *(neighbour.witness for neighbour in changed.neighbours)]
    known += [] if changed.setting.variables else [{}]
    first = Observation("points", "nothing")
    for point in known:
        if meets_setting(changed, point):
            seen = _judged("points", point, judge(changed, point))
            if seen.says == "refuted":
                return seen
            first = seen if first.says == "nothing" else first
    return first


def _judged(observer: str, point: Mapping[str, Any], judgement: Judgement) -> Observation:
    """A relation that is false refutes; one that has no value is no refutation."""
    if judgement.outcome != "violated":
        return Observation(observer, "nothing")
    false = next((each for each in judgement.sides if each.outcome == "violated" and not each.problem), None)
    message = f"{false} is false" if false else str(judgement)
    return Observation(observer, "refuted" if false else "undefined", message[:MOST_TEXT], point_text(point))


def _search(changed: Theorem) -> Observation:
    from verify.search.falsify import falsify

    found = falsify(changed, _format(changed), batches=BATCHES)
    if found.found is not None:
        return _judged("search", *found.found)
    if not found.met:
        raise VacuousError("no lane met the assumptions", claim=changed.id)
    return Observation("search", "nothing", f"{found.cases:,} cases, {found.judged} judged")


def _search_of_eight_bits(changed: Theorem) -> Observation:
    """A longer search among the few numbers of eight bits: every combination of binades has its lanes there."""
    from verify.search.falsify import falsify

    found = falsify(changed, float8_e4m3fn, batches=BATCHES_OF_EIGHT_BITS)
    if found.found is not None:
        return _judged("eight bits", *found.found)
    return Observation("eight bits", "nothing", f"{found.cases:,} cases, {found.judged} judged")


def _format(changed: Theorem) -> FloatFormat:
    witnesses = [value for neighbour in changed.neighbours for value in neighbour.witness.values()]
    return next((each for each in witnesses if isinstance(each, FloatFormat)), FORMATS["float64"])


def _enumeration(changed: Theorem) -> Observation:
    """The first enumeration that finds something; one whose reduction does not hold for the mutant has no answer."""
    cases = 0
    for asked in changed.exhaustives:
        if asked.profile:
            continue
        found = _enumerated(changed, asked)
        cases += found.cases
        if found.violation is not None and found.violation[1].outcome == "violated":
            return _judged("enumeration", *found.violation)
    return Observation("enumeration", "nothing", f"{cases:,} cases")


def _enumerated(changed: Theorem, asked: Exhaustive) -> Enumeration:
    from verify.search.every_pattern import enumerate_patterns
    from verify.search.exhaustive import enumerate_format
    from verify.search.representative_patterns import enumerate_representatives

    if asked.through is not None and asked.unit is not None:
        return enumerate_representatives(changed, asked.format, asked.through, asked.unit)
    if any(isinstance(domain, Patterns) for domain in changed.setting.variables.values()):
        return enumerate_patterns(changed, asked.format)
    return enumerate_format(changed, asked.format, asked.through)


def _proof(changed: Theorem) -> Observation:
    """Whether a proof of the theorem closes the goals of the mutant too, and the checker confirms it."""
    return _by(changed.proofs, changed, observer="proof")


def _last_resorts(theorem: Theorem) -> Iterator[tuple[str, Look]]:
    """What is tried for a mutant that would survive: it may be false, or without a value, on a set so thin that no lane
    hits it; it may be true, and its proof another one, as where an equation becomes an inequality; or it may be weaker
    than the theorem, and follow from it."""
    from verify.proof.proof import squares

    if theorem.setting.variables:
        yield "eight bits", _search_of_eight_bits
    yield "goals", _goals
    yield "squares", partial(_by, [squares], observer="squares")
    if theorem.proofs and theorem.setting.variables:
        yield "theorem", partial(_by, [partial(_from_the_theorem, theorem)], observer="theorem")


def _goals(changed: Theorem) -> Observation:
    """The judge at points at which a solver finds a goal false: it is believed in nothing, and may be wrong in all."""
    from verify.proof.goals import meets_setting, trace
    from verify.proof.oracle import look_for_counterexample

    for goal in trace(changed):
        found = look_for_counterexample(goal).point
        point = _whole_point(changed, goal, found) if found is not None else None
        if point is not None and meets_setting(changed, point):
            seen = _judged("goals", point, judge(changed, point))
            if seen.says != "nothing":
                return seen
    return Observation("goals", "nothing")


def _whole_point(changed: Theorem, goal: Goal, found: Mapping[str, str]) -> dict[str, Any] | None:
    """A point of the setting: what was found, and for variables that the goal is not about those of a sample."""
    sample = goal.samples[0] if goal.samples else {}
    try:
        return {name: Fraction(found[name]) if name in found else sample[name] for name in changed.setting.variables}
    except (KeyError, ValueError):  # a variable was split, or is a matrix
        return None


def _from_the_theorem(theorem: Theorem, goal: Case) -> None:
    def the_same(**values: Any) -> dict[str, Any]:
        return values

    names = [Parameter(name, Parameter.KEYWORD_ONLY) for name in theorem.setting.variables]
    the_same.__signature__ = Signature(names)  # type: ignore[attr-defined]
    goal.apply(theorem, the_same)
    goal.squares()


def _by(proofs: Sequence[Callable[..., Any]], changed: Theorem, *, observer: str) -> Observation:
    from verify.proof.goals import trace
    from verify.proof.proof import prove_goals

    goals = trace(changed)
    results = [prove_goals(goals, proof) for proof in proofs]
    closed = next((each for each in results if each.outcome == "passed"), None)
    if closed is not None:
        return Observation(observer, "closed", closed.message[:MOST_TEXT])
    if any(each.outcome == "vacuous" for each in results):
        raise VacuousError(results[0].message)
    return Observation(observer, "open", results[0].message[:MOST_TEXT])


def outcome(observations: list[Observation]) -> str:
    """What the observations come to. A mutant that is both refuted and proved shows that the suite itself is wrong."""
    decided = ("closed", "refuted", "undefined")
    said = {each.says for each in observations if each.observer not in LAST_RESORTS or each.says in decided}
    if {"refuted", "closed"} <= said:
        return "contradiction"
    if "refuted" in said:
        return "refuted"
    if "closed" in said:
        return "proved"
    if any(each.observer == "search" and each.says == "nothing" for each in observations):
        said.discard("vacuous")  # lanes met the assumptions, though none of the few samples of the proof did
    of_proof = next((each.says for each in observations if each.observer == "proof"), "")
    others = {each.says for each in observations if each.observer in ("points", "search")}
    no_value = said & {"undefined", "vacuous", "crash"} or others == {"unable"} or of_proof == "unable"
    return "ill-formed" if no_value else "alive"


def who_noticed(observations: list[Observation]) -> list[str]:
    """The observers that refuted, in the order in which they looked."""
    return [each.observer for each in observations if each.says == "refuted"]


__all__ = ["OBSERVERS", "OUTCOMES", "Observation", "observe", "outcome", "who_noticed"]
