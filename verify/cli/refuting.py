"""`verify refute`: judge a statement exactly at a point. This imports claim modules, which executes them."""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

from verify.attached import Neighbour, Reading
from verify.cli.console import output, unknown
from verify.domains import Domain
from verify.errors import DomainError, Exit, UsageError, VerifyError, VocabularyError
from verify.evidence import at_options, read_subjects
from verify.formats import FORMATS, FloatFormat
from verify.matrices import is_static, value_text
from verify.points import read_point
from verify.pytest_plugin import holds_claims
from verify.search.judge import Judgement, judge
from verify.theorem import Erratum, Statement, Theorem, as_exact

Point = dict[str, Any]  # exact numbers and matrices
WORDS = {"violated": "violated", "holds": "holds", "compatible": "undecided"}


@dataclass(frozen=True)
class Question:
    """What was asked on the command line."""

    name: str
    rest: Sequence[str]
    at: Sequence[str]
    subjects: Sequence[str]
    dtype: str


@dataclass(frozen=True)
class Answer:
    """The lines to print, and whether the statement came out as the suite says."""

    lines: list[str]
    expected: bool


def refute(question: Question) -> int:
    """Answer a question: 0 if the outcome is what the suite expects, else 1.

    Raises:
        VerifyError: the question cannot be understood, or the claims or subjects cannot be loaded.
    """
    variant, paths = _variant_and_paths(question.rest)
    if question.dtype and question.dtype not in FORMATS:
        raise unknown("format", question.dtype, list(FORMATS))
    given = read_point(question.at, claim=question.name)
    subjects = read_subjects(list(question.subjects))
    statement = find_statement(question.name, paths)
    variants = _variants(statement, variant)
    formats = [FORMATS[question.dtype]] if question.dtype else list(FORMATS.values())
    _must_have(statement, subjects)
    answers = [_answer(statement, each, given, subjects, formats) for each in variants]
    with output() as console:
        for answer in answers:
            for line in answer.lines:
                console.print(line, soft_wrap=True)
    return int(Exit.OK if all(answer.expected for answer in answers) else Exit.CLAIM_FAILED)


def _variant_and_paths(rest: Sequence[str]) -> tuple[str, list[Path]]:
    """Neighbours and readings have names without dots and slashes; whatever is no name is a path."""
    variant = rest[0] if rest and rest[0].isidentifier() else ""
    paths = [Path(each) for each in rest[bool(variant) :]] or [Path("claims")]
    for path in paths:
        if not path.exists():
            raise UsageError(
                f"{str(path)!r} does not exist", remedy="name files or folders of claims after the theorem"
            )
    return variant, paths


def find_statement(name: str, paths: Sequence[Path]) -> Statement:
    """The theorem or erratum with an id, in the claim modules at the paths.

    Raises:
        UsageError: there is none.
        VocabularyError: its module cannot be imported.
    """
    files = [file for path in paths for file in _files(path) if holds_claims(file)]
    defines = re.compile(rf"^def {re.escape(name.partition('.')[2])}\b", re.MULTILINE)
    known: list[str] = []
    # modules that may define it come first, so that a broken one elsewhere does no harm
    for file in sorted(files, key=lambda file: not defines.search(file.read_text(encoding="utf-8"))):
        for statement in _statements(_import(file)):
            if statement.id == name:
                return statement
            known.append(statement.id)
    raise unknown("theorem or erratum", name, sorted(known))


def all_statements(paths: Sequence[Path]) -> list[Statement]:
    """The theorems and errata in the claim modules at the paths, which are imported and thereby executed.

    Raises:
        VocabularyError: a module cannot be imported.
    """
    files = dict.fromkeys(file for path in paths for file in _files(path) if holds_claims(file))
    return [statement for file in files for statement in _statements(_import(file))]


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return sorted(file for file in path.rglob("*.py") if not any(part.startswith(".") for part in file.parts[1:]))


def _statements(module: ModuleType) -> list[Statement]:
    own = [each for each in vars(module).values() if isinstance(each, Statement)]
    return [each for each in own if each.function.__module__ == module.__name__]


def _import(file: Path) -> ModuleType:
    file = file.resolve()
    root = file.parent
    while (root / "__init__.py").exists():
        root = root.parent
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    try:
        if root != file.parent:
            return importlib.import_module(".".join(file.relative_to(root).with_suffix("").parts))
        return _import_alone(file)
    except VerifyError:
        raise
    except (Exception, SystemExit) as error:
        line = f" (line {error.lineno})" if isinstance(error, SyntaxError) else ""
        told = error.msg if isinstance(error, SyntaxError) else str(error)
        raise VocabularyError(
            f"{file.name} cannot be imported: {type(error).__name__}: {told}{line}", remedy="mend the module"
        ) from error


def _import_alone(file: Path) -> ModuleType:
    # the name of a module without a package may be taken by another one
    name = file.stem if file.stem not in sys.modules else f"{file.stem}_{abs(hash(file))}"
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise ImportError(f"{file} is no Python module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _variants(statement: Statement, name: str) -> list[Neighbour | Reading | None]:
    """The neighbour or reading of that name; without a name the theorem itself, or every reading of an erratum."""
    if isinstance(statement, Theorem):
        kind, there = "neighbour", {each.name: each for each in statement.neighbours}
        if not name:
            return [None]
        if name not in there:
            raise unknown(kind, name, list(there), claim=statement.id)
        return [there[name]]
    readings = {each.name: each for each in statement.readings} if isinstance(statement, Erratum) else {}
    if name and name not in readings:
        raise unknown("reading", name, list(readings), claim=statement.id)
    return [readings[name]] if name else list(readings.values())


def _must_have(statement: Statement, subjects: dict[str, str]) -> None:
    missing = sorted(set(subjects) - set(statement.subjects))
    if missing:
        raise unknown("subject", missing[0], list(statement.subjects), claim=statement.id)


def _answer(
    statement: Statement,
    variant: Neighbour | Reading | None,
    given: dict[str, Any],
    subjects: dict[str, str],
    formats: list[FloatFormat],
) -> Answer:
    if isinstance(statement, Theorem) and isinstance(variant, Neighbour) and variant.dropped:
        return _without(statement, variant, given)
    point = _point(statement, given) if given or not statement.setting.variables else None
    if variant is not None and point is None:
        point = variant.witness
    if point is None:
        return _search(statement, subjects, formats[0])
    answers = [_judged(statement, variant, point, *each) for each in _runs(statement, point, subjects, formats)]
    return Answer([line for each in answers for line in each.lines], all(each.expected for each in answers))


def _point(statement: Statement, given: dict[str, Any]) -> Point:
    """The point that was typed, if it is one of the statement's setting.

    Raises:
        UsageError: variables are missing, unknown, or of another kind.
        DomainError: a number is outside its domain, or the assumptions are not met.
    """
    from verify.proof.goals import meets_setting

    variables = statement.setting.variables
    exact: Point = {}
    for name, value in given.items():
        if name not in variables:
            raise unknown("variable", name, list(variables), claim=statement.id)
        exact[name] = as_exact(value)
        if exact[name] is None or not _lies_in(variables[name], exact[name]):
            text = "such a list" if exact[name] is None else value_text(exact[name])
            raise DomainError(
                f"{variables[name]!r} cannot hold {text}",
                claim=statement.id,
                variable=name,
                remedy="give a point of the setting",
            )
    missing = [name for name in variables if name not in given]
    if missing:
        raise UsageError(
            f"--at gives no {' and no '.join(missing)}",
            claim=statement.id,
            remedy="add" + "".join(f" --at {name}=…" for name in missing),
        )
    point = {name: exact[name] for name in variables}
    if not meets_setting(statement, point):
        names = ", ".join(each.__name__ for each in statement.setting.assumptions)
        raise DomainError(
            f"the point does not meet the assumptions ({names})", claim=statement.id, remedy="give one that does"
        )
    return point


def _lies_in(domain: Domain, value: Any) -> bool:
    try:
        return value in domain
    except ValueError:  # numpy compares a matrix with a number entry by entry
        return False


def _runs(
    statement: Statement, point: Point, subjects: dict[str, str], formats: list[FloatFormat]
) -> Iterator[tuple[dict[str, Any], str]]:
    """What replaces definitions, and how to say so: once without subjects, else once a format that holds the point."""
    if not subjects:
        yield {}, ""
        return
    able = [each for each in formats if all(each.holds(number) for number in _numbers(point))]
    if not able:
        raise DomainError(
            f"{' and '.join(str(each) for each in formats)} cannot hold the point",
            claim=statement.id,
            remedy="a subject runs in floats: give numbers of its format",
        )
    for each in able:
        yield _load(subjects, each), f", {each} subject {', '.join(f'{n}={path}' for n, path in subjects.items())}"


def _numbers(point: Point) -> list[Fraction]:
    """The numbers of a point, with those in its matrices."""
    numbers: list[Fraction] = []
    for value in point.values():
        if not is_static(value):
            numbers += [value] if isinstance(value, Fraction) else value.flatten().tolist()
    return numbers


def _load(subjects: dict[str, str], format: FloatFormat) -> dict[str, Any]:
    if not subjects:
        return {}
    from verify.search.subjects import ForeignSubject, load_subject

    return {name: ForeignSubject(name, load_subject(path), format) for name, path in subjects.items()}


def _judged(
    statement: Statement, variant: Neighbour | Reading | None, point: Point, changes: dict[str, Any], by: str
) -> Answer:
    """Judge at a point, and say whether that is what the suite claims."""
    changed = dict(variant.changes) if variant else {}
    there = judge(statement, point, {**changed, **changes})
    lines = [f"    {_where(point)}:  {there}   ({_how(there)})"]
    if variant is None:
        fails = "its construction fails" if statement.setting.existential else "does not hold"
        outcome = {"violated": fails, "holds": "holds", "compatible": "stays undecided"}[there.outcome]
        return Answer([f"{statement.id}{by}: {outcome} there", *lines], there.outcome == "holds")
    if isinstance(variant, Reading):
        expected = there.outcome == ("violated" if variant.refuted else "holds")
        what = f"{statement.id}, reading {variant.name}"
    else:
        itself = judge(statement, point, changes)
        lines.append(f"    the theorem itself {WORDS[itself.outcome]} there:  {itself}   ({_how(itself)})")
        expected = there.outcome == "violated" and itself.outcome == "holds"
        what = f"{statement.id}, neighbour {variant.name}"
    word = {"violated": "refuted", "holds": "not refuted there", "compatible": "undecided there"}[there.outcome]
    lines.insert(0, f"{what}{_changes(changed)}{by}: {word}{_verdict(variant, there, expected=expected)}")
    lines.append(f"    again:  verify refute {statement.id} {variant.name}{at_options(point)}")
    return Answer(lines, expected)


def _without(theorem: Theorem, neighbour: Neighbour, given: dict[str, Any]) -> Answer:
    """Judge a theorem without one of its hypotheses, at a point that breaks this one alone."""
    from verify.evidence import why_idle

    weakened = theorem.variant(neighbour)
    point = _point(weakened, given) if given else neighbour.witness
    there, idle = judge(weakened, point), why_idle(theorem, neighbour, point)
    word = {"violated": "refuted", "holds": "not refuted there", "compatible": "undecided there"}[there.outcome]
    expected = there.outcome == "violated" and not idle
    lines = [f"{theorem.id}, neighbour {neighbour.name}: {word}{', as it must be' if expected else ''}"]
    lines.append(f"    {_where(point)}:  {there}   ({_how(there)})")
    verb = "is" if len(neighbour.dropped) == 1 else "are"
    broken = f"the theorem itself says nothing there: {' and '.join(neighbour.dropped)} {verb} not met"
    lines.append(f"    {idle or broken}")
    lines.append(f"    again:  verify refute {theorem.id} {neighbour.name}{at_options(point)}")
    return Answer(lines, expected)


def _verdict(variant: Neighbour | Reading, there: Judgement, *, expected: bool) -> str:
    if expected:
        return ", as it must be" if there.outcome == "violated" else ": it is true, as the suite says"
    if there.outcome == "violated" and isinstance(variant, Neighbour):
        return ", but so is the theorem: this point says nothing"
    return "" if there.outcome == "compatible" else ", against what the suite says"


def _changes(changed: dict[str, Any]) -> str:
    parts = [
        f"{name} = {part if isinstance(part, int | Fraction) else getattr(part, '__name__', part)}"
        for name, part in changed.items()
    ]
    return f" ({', '.join(parts)})" if parts else ""


def _where(point: Point) -> str:
    return ", ".join(f"{name} = {value_text(value)}" for name, value in point.items()) or "no variables"


def _how(judgement: Judgement) -> str:
    if judgement.carrier == "rationals":
        return "exact, rationals"
    sure = "rigorous" if judgement.outcome != "compatible" else "neither broken nor established"
    return f"{sure}, {judgement.carrier} of {judgement.bits} bits"


def _search(statement: Statement, subjects: dict[str, str], draws: FloatFormat) -> Answer:
    """Look for a counterexample to the theorem, beginning with those that were kept."""
    from verify.evidence import Options
    from verify.search.falsify import falsify
    from verify.search.store import Store

    replay = [] if subjects else Store(Options().store).load(statement)
    result = falsify(statement, draws, changes=_load(subjects, draws), replay=replay)
    if result.found is not None:
        point, judgement = result.found
        lines = [f"{statement.id}: refuted", f"    {_where(point)}:  {judgement}   ({_how(judgement)})"]
        options = "".join(f" --subject {name}={path}" for name, path in subjects.items())
        dtype = f" --dtype {draws}" if subjects else ""
        lines.append(f"    again:  verify refute {statement.id}{options}{dtype}{at_options(point)}")
    elif result.met == 0:
        lines = [f"{statement.id}: no lane met the assumptions: the search says nothing"]
    else:
        searched = f"{result.cases:,} cases in {draws}, {result.judged} of them judged exactly"
        lines = [f"{statement.id}: no counterexample found ({searched})", "    this proves nothing: see `verify run`"]
    return Answer(lines, expected=result.found is None and result.met > 0)
