"""Evidence: what can be run for a statement, and what each run writes down.

`checks(statement, options)` lists the checks that a statement asks for; each returns a piece of evidence as data.
pytest shows each check as an item; the record keeps what it returned.
"""

from __future__ import annotations

import logging
import shlex
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from inspect import signature
from itertools import product
from pathlib import Path
from typing import Any

from verify.attached import Curve, Exhaustive, Histogram, Neighbour, Portrait, Reading, Simulation, Surface
from verify.domains import Interval, OneOf, Patterns
from verify.errors import UnableError, UsageError, VerifyError
from verify.formats import FORMATS, FloatFormat
from verify.matrices import value_text
from verify.reading_order import MOST_SHOWN, reading_order
from verify.subject import LossSubject
from verify.theorem import Erratum, Statement, Theorem

LOG = logging.getLogger(__name__)
Evidence = dict[str, Any]


@dataclass(frozen=True)
class Options:
    """How checks are run: formats and devices to search on, import paths of subjects by name, the store's folder, and
    the folder of kept certificates; without one, every proof is searched for."""

    formats: tuple[FloatFormat, ...] = tuple(FORMATS.values())
    devices: tuple[str, ...] = ("cpu",)
    subjects: Mapping[str, str] = field(default_factory=dict)
    store: Path = Path(".verify") / "counterexamples"
    certificates: Path | None = None


@dataclass(frozen=True)
class Check:
    """One thing that can be run, of one of the kinds that `verify.pytest_plugin.KINDS` lists."""

    kind: str
    name: str
    run: Callable[[], Evidence]

    @property
    def item(self) -> str:
        """The name of its pytest item."""
        return f"{self.kind}[{self.name}]" if self.name else self.kind


def checks(statement: Statement, options: Options) -> list[Check]:
    """The checks of a statement, in the order in which a reader wants them."""
    return [Check(kind, name, _timed(kind, name, run)) for kind, name, run in _plans(statement, options)]


Plan = tuple[str, str, Callable[[], Evidence]]


def _plans(statement: Statement, options: Options) -> Iterator[Plan]:
    foreign = {name: path for name, path in options.subjects.items() if name in statement.subjects}
    if isinstance(statement, Theorem):
        if not foreign:
            yield from _proof_plans(statement, options)
        if statement.setting.variables:
            for each, device in product(_formats(statement, options), options.devices):
                run = partial(_property, statement, each, device, foreign, options)
                yield "property", f"{each.name}-{device}", run
        if not foreign:
            yield from _exact_plans(statement)
    if isinstance(statement, Erratum) and not foreign:
        for reading in statement.readings:
            yield "reading", reading.name, partial(_reading, statement, reading)


def _formats(statement: Statement, options: Options) -> tuple[FloatFormat, ...]:
    """The formats worth searching in: one for statements about matrices alone, whose entries are the same in each."""
    domains = statement.setting.variables.values()
    static = next((domain for domain in domains if isinstance(domain, OneOf)), None)
    if static is not None:  # its patterns are searched, and not numbers of another format
        chosen = options.formats if options.formats != tuple(FORMATS.values()) else static.options
        return tuple(each for each in chosen if each in static.options)
    return options.formats if any(isinstance(domain, Interval) for domain in domains) else options.formats[:1]


def _proof_plans(theorem: Theorem, options: Options) -> Iterator[Plan]:
    for proof in theorem.proofs:
        yield "proof", proof.__name__ if len(theorem.proofs) > 1 else "", partial(_proof, theorem, proof, options)


def _exact_plans(theorem: Theorem) -> Iterator[Plan]:
    from verify.search.profiles import running_profile

    for enumeration in theorem.exhaustives:
        if enumeration.profile and enumeration.profile != running_profile():
            continue
        # in units: beside an enumeration without representatives, which another profile may run
        through = f"-{enumeration.through.__name__}" if enumeration.through and enumeration.unit else ""
        yield "exhaustive", f"{enumeration.format.name}{through}", partial(_exhaustive, theorem, enumeration)
    for name, point in _numbered(theorem.attained_points):
        yield "attained", name, partial(_attained, theorem, point)
    for neighbour in theorem.neighbours:
        yield "neighbour", neighbour.name, partial(_neighbour, theorem, neighbour)
    for name, simulation in _numbered(theorem.simulations):
        yield "simulation", name, partial(_simulation, theorem, simulation)
    for name, picture in _numbered([*theorem.pictures, *theorem.portraits]):
        yield "picture", name, partial(_picture, theorem, picture)


def _numbered(things: list[Any]) -> list[tuple[str, Any]]:
    return [(str(number) if len(things) > 1 else "", thing) for number, thing in enumerate(things, 1)]


def _timed(kind: str, name: str, run: Callable[[], Evidence]) -> Callable[[], Evidence]:
    """Complete what a check returns; an error of this package becomes evidence with the outcome `error`."""

    def timed() -> Evidence:
        begin = time.perf_counter()
        try:
            evidence = run()
        except VerifyError as error:
            outcome = "undecided" if isinstance(error, UnableError) else "error"
            evidence = {"outcome": outcome, "message": str(error), "details": {"exit_code": int(error.exit_code)}}
        shape: Evidence = {"carrier": None, "device": None, "dtype": None, "cases": None, "details": {}}
        return {"kind": kind, "name": name, **shape, **evidence, "seconds": round(time.perf_counter() - begin, 4)}

    return timed


def point_text(point: Mapping[str, Any]) -> dict[str, str]:
    """A point as text: exact fractions."""
    return {name: value_text(value) for name, value in point.items()}


def at_options(point: Mapping[str, Any]) -> str:
    """The options of the command line that give a point."""
    return "".join(f" --at {name}={shlex.quote(value_text(value))}" for name, value in point.items())


def _proof(theorem: Theorem, proof: Callable[..., Any], options: Options) -> Evidence:
    from verify.proof.kept import FOLDER, KeptCertificates, is_worth_keeping, text_hash
    from verify.proof.proof import prove

    here = options.certificates
    kept = KeptCertificates(here, theorem.file.parent / FOLDER) if here else KeptCertificates()
    known = kept.find(theorem.id, proof)
    result = prove(theorem, proof, known)
    found_now = not any(result.certificate is each for each in known)
    if found_now and result.outcome == "passed" and is_worth_keeping(result.rests_on, result.certificate):
        kept.keep(theorem.id, proof, result.certificate)
    message = result.message
    if theorem.construct is not None:
        message += f"; there is {', '.join(theorem.setting.existential)} by '{theorem.construct.__name__}'"
    rests_on = [*result.rests_on, *(f"human step: {step}" for step in theorem.human_steps)]
    return {
        "outcome": result.outcome,
        "message": message,
        "carrier": "expressions",
        "details": {
            "by": proof.__name__,
            "text_hash": text_hash(proof),
            "kept": not found_now,
            "rests_on": rests_on,
            "uses": _uses(result.certificate),
            **proof_data(result),
        },
    }


def _uses(certificate: dict[str, Any]) -> list[str]:
    """The ids of the theorems that a proof uses, and of those that these use."""
    entries = certificate.get("theorems", [])
    inside = [name for entry in entries for name in _uses(entry["certificate"])]
    return sorted({*(entry["name"] for entry in entries), *inside})


def proof_data(result: Any) -> dict[str, Any]:
    """Goals and certificate of a proof as data, with LaTeX for the reader of the goals and steps that are shown."""
    from verify.proof.rendering import closure_latex, goal_latex

    shown = reading_order([goal.about for goal in result.goals])[:MOST_SHOWN]
    goals = [goal.as_data() for goal in result.goals]
    for position in shown:
        goals[position]["latex"] = goal_latex(result.goals[position])
    # what the checker refused may be no closure at all
    closures = [] if result.outcome == "failed" else result.certificate.get("closures", [])
    for closure in closures:
        if closure["goal"] not in shown:
            continue
        goal = result.goals[closure["goal"]]
        lines = closure_latex(goal, closure)
        if lines:
            closure["latex"] = lines
    return {"goals": goals, "goal_hash": result.goal_hash if goals else "", "certificate": result.certificate}


def _property(
    theorem: Theorem, format: FloatFormat, device: str, subjects: Mapping[str, str], options: Options
) -> Evidence:
    from verify.search import profiles
    from verify.search.falsify import falsify
    from verify.search.store import Store

    store = Store(options.store)
    changes = _load(theorem, subjects, format, device)
    replay = [] if subjects else store.load(theorem)
    few = not subjects and format is not options.formats[0]
    batches = profiles.fewer_batches() if few else profiles.batches()
    result = falsify(theorem, format, device=device, changes=changes, replay=replay, batches=batches)
    evidence: Evidence = {"carrier": "floats", "device": device, "dtype": format.name, "cases": result.cases}
    details = {**result.as_data(), "slack": _slack(theorem, result.slack, changes)}
    if result.found is not None:
        point, judgement = result.found
        if not subjects:
            store.add(theorem, point)
        details["counterexample"] = {"point": point_text(point), "says": str(judgement), "carrier": judgement.carrier}
        options_of_subject = "".join(f" --subject {name}={path}" for name, path in subjects.items())
        options_of_subject += f" --dtype {format.name}" if subjects else ""
        details["reproduce"] = f"verify refute {theorem.id}{options_of_subject}{at_options(point)}"
        if theorem.construct is not None:  # which is no counterexample: another construction may do it
            message = f"the construction '{theorem.construct.__name__}' fails at {point_text(point)}: {judgement}"
            return {**evidence, "outcome": "undecided", "message": message, "details": details}
        return {**evidence, "outcome": "failed", "message": str(judgement), "details": details}
    if result.judged and result.unable == result.judged:
        message = f"no exact carrier decides any of the {result.judged} suspects that were judged"
        return {**evidence, "outcome": "undecided", "message": message, "details": details}
    if result.met == 0:
        return {**evidence, "outcome": "vacuous", "message": "no lane met the assumptions", "details": details}
    return {**evidence, "outcome": "passed", "message": f"{result.cases:,} cases, none violated", "details": details}


def _load(theorem: Theorem, subjects: Mapping[str, str], format: FloatFormat, device: str) -> dict[str, Any]:
    from verify.search.losses import ForeignLoss
    from verify.search.subjects import ForeignSubject, load_subject

    changes: dict[str, Any] = {}
    for name, path in subjects.items():
        subject = theorem.subjects[name]
        if isinstance(subject, LossSubject):
            parameters = tuple(signature(subject.default).parameters)
            changes[name] = ForeignLoss(name, load_subject(path), format, device, parameters)
        else:
            changes[name] = ForeignSubject(name, load_subject(path), format, device)
    return changes


def _slack(
    theorem: Theorem, slack: Mapping[int, tuple[float, Any]], changes: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The least margin that was seen of each relation: decimal, hex, and where."""
    return [
        {"relation": position + 1, "margin": margin, "hex": margin.hex(), "at": point_text(point)}
        for position, (margin, point) in sorted(slack.items())
        if point
    ]


def _exhaustive(theorem: Theorem, enumeration: Exhaustive) -> Evidence:
    from verify.search.every_pattern import enumerate_patterns
    from verify.search.exhaustive import enumerate_format
    from verify.search.representative_patterns import enumerate_representatives

    if enumeration.through is not None and enumeration.unit is not None:
        found = enumerate_representatives(theorem, enumeration.format, enumeration.through, enumeration.unit)
    elif any(isinstance(domain, Patterns) for domain in theorem.setting.variables.values()):
        found = enumerate_patterns(theorem, enumeration.format, report=_percents(theorem, enumeration.format))
    else:
        found = enumerate_format(theorem, enumeration.format, enumeration.through)
    details: dict[str, Any] = {
        "stands_for": found.stands_for,
        "attaining": [point_text(point) for point in found.attaining[:16]],
        "attaining_count": len(found.attaining),
    }
    if found.reduction is not None and enumeration.through is not None:
        details |= {"reduced_by": enumeration.through.__name__, **proof_data(found.reduction)}
        if enumeration.unit is not None:
            details["unit"] = enumeration.unit.__name__
    evidence: Evidence = {"carrier": found.carrier, "dtype": enumeration.format.name, "cases": found.cases}
    if found.violation is not None:
        point, judgement = found.violation
        outcome = "failed" if judgement.outcome == "violated" else "undecided"
        details["counterexample"] = {"point": point_text(point), "says": str(judgement), "carrier": judgement.carrier}
        return {**evidence, "outcome": outcome, "message": str(judgement), "details": details}
    message = f"{found.cases:,} cases judged exactly, which stand for {found.stands_for:,}"
    return {**evidence, "outcome": "passed", "message": message, "details": details}


def _percents(theorem: Theorem, format: FloatFormat) -> Callable[[int, int], None]:
    """Log how far a long enumeration is, percent by percent: pytest shows it with --log-cli-level=INFO."""

    def report(done: int, of: int) -> None:
        if of >= 100 and 100 * done // of > 100 * (done - 1) // of:
            LOG.info("%s, %s: %d %%", theorem.id, format, 100 * done // of)

    return report


def _attained(theorem: Theorem, point: Mapping[str, Any]) -> Evidence:
    from verify.search.judge import judge

    judgement = judge(theorem, point)
    equalities = [side for side in judgement.sides if side.equality]
    evidence: Evidence = {"carrier": judgement.carrier, "cases": 1, "details": {"at": point_text(point)}}
    if judgement.outcome != "holds":
        return {**evidence, "outcome": "failed", "message": f"the theorem itself fails there: {judgement}"}
    if not equalities:
        return {**evidence, "outcome": "failed", "message": f"no relation holds with equality: {judgement}"}
    message = "; ".join(f"{side} with equality" for side in equalities)
    return {**evidence, "outcome": "passed", "message": message}


def _neighbour(theorem: Theorem, neighbour: Neighbour) -> Evidence:
    """A neighbour must fall at its witness, and the search must find a counterexample without being told."""
    from verify.search import profiles
    from verify.search.falsify import falsify
    from verify.search.judge import judge, stands

    variant = theorem.variant(neighbour)
    there = judge(variant, neighbour.witness, neighbour.changes)
    details: dict[str, Any] = {
        "changed": {name: _part_text(part) for name, part in neighbour.changes.items()},
        "dropped": list(neighbour.dropped),
        "witness": point_text(neighbour.witness),
        "reproduce": f"verify refute {theorem.id} {neighbour.name}{at_options(neighbour.witness)}",
    }
    details["says"] = str(there)
    evidence: Evidence = {"carrier": there.carrier, "details": details}
    idle = why_idle(theorem, neighbour, neighbour.witness)
    if idle:
        return {**evidence, "outcome": "failed", "message": idle}
    if there.outcome != "violated":
        return {**evidence, "outcome": "toothless", "message": f"its witness does not refute it: {there}"}
    must_hold = not neighbour.dropped  # where a hypothesis is dropped, the theorem says nothing
    if must_hold:
        details["theorem_holds"] = stands(theorem, neighbour.witness)
    if not theorem.setting.variables:
        return {**evidence, "outcome": "passed", "message": f"refuted, as it must be: {there}"}
    where = next((each for each in neighbour.witness.values() if isinstance(each, FloatFormat)), FORMATS["float64"])
    batches = 2 * profiles.batches()  # the search ends with what it finds, so that more cost nothing but a survivor
    result = falsify(variant, where, changes=neighbour.changes, theorem_must_hold=must_hold, batches=batches)
    evidence["cases"] = result.cases
    if result.found is None:
        message = f"its witness refutes it ({there}), but {result.cases:,} cases of the search do not find it"
        return {**evidence, "outcome": "toothless", "message": message}
    details["found"] = point_text(result.found[0])
    if must_hold and stands(theorem, result.found[0]) == "by its proof":
        details["theorem_holds"] = "by its proof"
    return {**evidence, "outcome": "passed", "message": f"refuted, as it must be: {there}"}


def why_idle(theorem: Theorem, neighbour: Neighbour, point: dict[str, Any]) -> str:
    """Why a point says nothing about what a neighbour changes, or "": the theorem itself fails there, or a hypothesis
    that is dropped is met there, or another one is not."""
    from verify.proof.goals import meets_setting
    from verify.search.judge import judge, stands

    if not neighbour.dropped:
        itself = judge(theorem, point)
        problem = "fails" if itself.outcome == "violated" else "is not known to hold"
        return "" if stands(theorem, point) else f"the theorem itself {problem} at the witness: {itself}"
    for hypothesis in neighbour.dropped:
        others = [each for each in neighbour.dropped if each != hypothesis]
        if meets_setting(replace(theorem, setting=theorem.setting.without(*others)), point):
            return f"the point meets {hypothesis}, so that it says nothing about it"
    if not meets_setting(theorem.variant(neighbour), point):
        broken = " and ".join(neighbour.dropped)
        return f"the point breaks more than {broken}, or exact numbers do not decide whether it does"
    return ""


def _part_text(part: Any) -> str:
    return str(part) if isinstance(part, int | Fraction) else getattr(part, "__name__", repr(part))


def _reading(erratum: Erratum, reading: Reading) -> Evidence:
    from verify.search.judge import judge

    judgement = judge(erratum, reading.witness, reading.changes)
    wanted = "violated" if reading.refuted else "holds"
    word = {"violated": "refuted", "holds": "holds", "compatible": "undecided"}[judgement.outcome]
    rests_on = ["engine's word (Arb)"] if judgement.carrier == "balls" else ["exact arithmetic"]
    details = {
        "reading": word,
        "expected": "refuted" if reading.refuted else "holds",
        "witness": point_text(reading.witness),
        "says": str(judgement),
        "rests_on": rests_on,
        "reproduce": f"verify refute {erratum.id} {reading.name}{at_options(reading.witness)}",
    }
    if judgement.outcome == "compatible":
        return {"outcome": "undecided", "message": str(judgement), "carrier": judgement.carrier, "details": details}
    outcome = "passed" if judgement.outcome == wanted else "failed"
    return {"outcome": outcome, "message": f"{word}: {judgement}", "carrier": judgement.carrier, "details": details}


def _simulation(theorem: Theorem, simulation: Simulation) -> Evidence:
    """What floats can say of a limit: nothing more than that the starts that were tried go there."""
    from verify.search.simulate import simulate

    found = simulate(theorem, simulation)
    evidence: Evidence = {"carrier": "floats", "device": "cpu", "dtype": "float64", "cases": found.starts}
    return {**evidence, "outcome": found.outcome, "message": found.message, "details": found.as_data()}


def _picture(theorem: Theorem, picture: Surface | Histogram | Curve | Portrait) -> Evidence:
    """A picture as data, for the report to draw."""
    from verify.search.pictures import draw
    from verify.search.portrait import portray

    data = portray(picture, theorem.title) if isinstance(picture, Portrait) else draw(picture, theorem.title)
    return {"outcome": "passed", "message": "drawn", "carrier": "floats", "details": {"picture": data}}


def read_subjects(options: list[str]) -> dict[str, str]:
    """Subjects from options such as `product=mypkg.fast:mul`.

    Raises:
        UsageError: an option has another form, or names one subject twice.
    """
    subjects: dict[str, str] = {}
    for option in options:
        name, separator, path = option.partition("=")
        if not separator or not name.isidentifier() or ":" not in path:
            raise UsageError(
                f"--subject {option!r} has another form", remedy="write --subject product=package.module:function"
            )
        if name in subjects:
            raise UsageError(f"--subject names {name!r} twice", remedy="give each subject once")
        subjects[name] = path
    return subjects
