"""Records: what a run writes down, and how the parts of several workers become one `report.json`.

Every worker appends lines of JSON to a part of its own, so that a run that is killed keeps what it finished. Reading a
record never executes anything that it contains.
"""

from __future__ import annotations

import hashlib
import json
import platform
import subprocess
import sys
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from verify.domains import number_latex
from verify.errors import RecordError, VerifyError, WriteError
from verify.evidence import Check
from verify.sentences import sentences_of
from verify.theorem import Erratum, Statement, Theorem
from verify.verdict import Verdict, erratum_verdict, theorem_verdict

SCHEMA_VERSION = "1.0"
PACKAGES = ("torch", "numpy", "sympy", "python-flint", "z3-solver", "hypothesis", "pytest", "scipy")
NOT_DETERMINISTIC = ("seconds", "milliseconds", "run", "environment", "deterministic_hash", "commit", "line", "kept")


class Part:
    """The lines that one worker writes."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, line: dict[str, Any]) -> None:
        """Append a line and hand it to the operating system.

        Raises:
            WriteError: the disk is full or the folder cannot be written.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
        except OSError as error:
            raise WriteError(
                f"{self.path} cannot be written: {error}", remedy="make room; finished evidence is kept"
            ) from error


def traced(statement: Statement) -> dict[str, Any]:
    """The goals of a statement and their hash, as data, where no proof is run; none if it cannot be traced."""
    from verify.evidence import proof_data
    from verify.proof.goals import trace
    from verify.proof.proof import ProofResult

    try:
        data = proof_data(ProofResult("", "", trace(statement), {}))
    except VerifyError:
        return {"goals": [], "goal_hash": ""}
    return {"goals": data["goals"], "goal_hash": data["goal_hash"]}


def describe(statement: Statement, checks: list[Check], root: Path) -> dict[str, Any]:
    """What is known of a statement before anything is run, as data. Its goals come later: its proof traces them."""
    file = statement.file
    variables = statement.setting.variables
    data: dict[str, Any] = {
        "id": statement.id,
        "title": statement.title,
        "post": statement.post.id,
        "sentence": {"section": statement.sentence.section, "number": statement.sentence.number},
        "latex": statement.latex,
        "where": {
            "file": str(file.relative_to(root)) if file.is_relative_to(root) else file.name,
            "line": statement.line,
            "folder": str(file.parent),
        },
        "variables": {name: {"domain": repr(d), "latex": d.latex(name)} for name, d in variables.items()},
        "assumptions": [
            {"name": each.__name__, "text": (each.__doc__ or each.__name__).strip()}
            for each in statement.setting.assumptions
        ],
        "constants": {name: {"value": str(c), "latex": number_latex(c)} for name, c in statement.constants.items()},
        "subjects": {name: _name_of(subject.default) for name, subject in statement.subjects.items()},
        "checks": [check.item for check in checks],
        "goals": [],
        "goal_hash": "",
    }
    if isinstance(statement, Theorem):
        data |= {"class": "theorem", "relation": statement.relation}
    if isinstance(statement, Erratum):
        data |= {"class": "erratum", "how": statement.how, "repaired_by": [each.id for each in statement.repaired_by]}
    post = {"title": statement.post.title, "date": statement.post.date, "url": statement.post.url}
    sentences = sentences_of(file.parent, statement.post.id)
    return {"statement": data, "post": {"id": statement.post.id, **post, "sentences": sentences}}


def _name_of(function: Any) -> str:
    return f"{getattr(function, '__module__', '?')}:{getattr(function, '__qualname__', repr(function))}"


def read_parts(folder: Path) -> list[dict[str, Any]]:
    """All lines of all parts of a run; a line that was cut off is left out with a warning.

    Raises:
        RecordError: there are no parts.
    """
    lines: list[dict[str, Any]] = []
    paths = sorted(folder.glob("*.jsonl"))
    if not paths:
        raise RecordError(f"{folder} holds no parts of a run", remedy="run `verify run` first")
    for path in paths:
        lines += [line for line in json_lines(path) if isinstance(line, dict)]
    return lines


def json_lines(path: Path, is_sound: Callable[[Any], bool] = lambda _: True) -> list[Any]:
    """What stands on the lines of a file, one JSON value each; a line that is cut off, damaged or not sound is left out
    with a warning."""
    found = []
    # not splitlines(): JSON leaves the line separators of Unicode as they are
    for number, text in enumerate(path.read_text(encoding="utf-8", errors="replace").split("\n"), 1):
        if not text:
            continue
        try:
            line = json.loads(text)
            sound = is_sound(line)
        except (ValueError, RecursionError):
            sound = False
        if sound:
            found.append(line)
        else:
            warnings.warn(f"{path}:{number} is cut off or damaged and left out", stacklevel=3)
    return found


def merge(lines: list[dict[str, Any]]) -> dict[str, Any]:
    """One record from the lines of all workers; a run whose end was not written down counts as interrupted."""
    run: dict[str, Any] = next((dict(line["run"]) for line in lines if "run" in line), {})
    finished = [line["finished"] for line in lines if "finished" in line]
    run |= finished[-1] if finished else {}
    run.setdefault("interrupted", not finished)
    if finished and "started" in run:
        run["seconds"] = _seconds_between(run["started"], run["finished"])
    posts: dict[str, Any] = {}
    described: dict[str, Any] = {}
    evidence: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        if "statement" in line:
            described[line["statement"]["id"]] = line["statement"]
            posts.setdefault(line["post"]["id"], {key: v for key, v in line["post"].items() if key != "id"})
        if "evidence" in line:
            evidence.setdefault(line["of"], []).append(line["evidence"])
    theorems = {i: _theorem(d, evidence.get(i, [])) for i, d in sorted(described.items()) if d["class"] == "theorem"}
    _mark_conditions(theorems)
    errata = {i: _erratum(d, evidence.get(i, [])) for i, d in sorted(described.items()) if d["class"] == "erratum"}
    for post_id, post in posts.items():
        post["sentences"] = _with_statements(post["sentences"], post_id, {**theorems, **errata})
    return {
        "schema_version": SCHEMA_VERSION,
        "run": run,
        "environment": environment(),
        "posts": dict(sorted(posts.items())),
        "theorems": theorems,
        "errata": errata,
    }


def _mark_conditions(theorems: dict[str, dict[str, Any]]) -> None:
    """Whoever uses a theorem that came out refuted or undecided says so, though its certificate brings the proof along:
    either the proof or what speaks against the theorem is wrong."""
    for entry in theorems.values():
        doubtful = [name for name in entry["uses"] if _verdict_of(theorems, name) in ("refuted", "undecided")]
        entry["rests_on"] += [f"condition: {name}, which is {_verdict_of(theorems, name)}" for name in doubtful]


def _verdict_of(theorems: dict[str, dict[str, Any]], name: str) -> str:
    return str(theorems[name]["verdict"]) if name in theorems else "not run"


def _seconds_between(started: str, finished: str) -> float:
    return round((datetime.fromisoformat(finished) - datetime.fromisoformat(started)).total_seconds(), 1)


def _in_order(data: dict[str, Any], evidence: list[dict[str, Any]]) -> list[dict[str, Any]]:
    order = {item: position for position, item in enumerate(data["checks"])}
    return sorted(evidence, key=lambda each: order.get(_item(each), len(order)))


def _item(evidence: dict[str, Any]) -> str:
    return f"{evidence['kind']}[{evidence['name']}]" if evidence["name"] else str(evidence["kind"])


def _theorem(data: dict[str, Any], evidence: list[dict[str, Any]]) -> dict[str, Any]:
    evidence = _in_order(data, evidence)
    shown = [each for each in evidence if each["kind"] not in ("neighbour", "picture")]
    proof = next((each for each in evidence if each["kind"] == "proof" and each["outcome"] == "passed"), None)
    verdict = theorem_verdict(evidence)
    entry = _common(data, evidence, verdict)
    entry |= {
        "relation": data["relation"],
        "certificate": proof["details"]["certificate"] if proof else None,
        "evidence": [_without_proof(each) if each["kind"] == "proof" else each for each in shown],
        "neighbours": {each["name"]: _neighbour(each) for each in evidence if each["kind"] == "neighbour"},
        "pictures": [e["details"]["picture"] for e in evidence if e["kind"] == "picture" and "picture" in e["details"]],
        "counterexample": next(
            (e["details"]["counterexample"] for e in evidence if "counterexample" in e["details"]), None
        ),
        "uses": proof["details"].get("uses", []) if proof else [],
    }
    traced = proof or next(
        (each for each in evidence if each["kind"] == "proof" and each["details"].get("goals")), None
    )
    if traced:
        entry |= {name: traced["details"][name] for name in ("goals", "goal_hash")}
    return entry


def _erratum(data: dict[str, Any], evidence: list[dict[str, Any]]) -> dict[str, Any]:
    evidence = _in_order(data, evidence)
    readings = {
        each["name"]: {
            "outcome": each["details"].get("reading", "undecided"),
            "expected": each["details"].get("expected", "refuted"),
            "message": each["message"],
            "details": each["details"],
        }
        for each in evidence
        if each["kind"] == "reading"
    }
    refuted = next((each for each in evidence if each["details"].get("reading") == "refuted"), None)
    return {
        **_common(data, evidence, erratum_verdict(evidence)),
        "how": data["how"],
        "repaired_by": data["repaired_by"],
        "readings": readings,
        "evidence": [],
        "counterexample": refuted
        and {"point": refuted["details"]["witness"], "says": refuted["details"]["says"], "carrier": refuted["carrier"]},
    }


def _common(data: dict[str, Any], evidence: list[dict[str, Any]], verdict: Verdict) -> dict[str, Any]:
    names = ("title", "post", "sentence", "latex", "variables", "assumptions", "constants", "subjects", "goals")
    ran = {_item(each) for each in evidence}
    return {
        **{name: data[name] for name in names},
        "where": {key: data["where"][key] for key in ("file", "line")},
        "goal_hash": data["goal_hash"],
        "verdict": verdict.word,
        "reason": verdict.reason,
        "rests_on": list(verdict.rests_on),
        "not_run": [item for item in data["checks"] if item not in ran],
        "expected": data.get("expected"),
        "reproduce": f"pytest {data['where']['file']} -k {data['id'].partition('.')[2]}",
    }


def _without_proof(evidence: dict[str, Any]) -> dict[str, Any]:
    # the theorem's own entry holds them once
    details = {key: v for key, v in evidence["details"].items() if key not in ("goals", "certificate", "goal_hash")}
    return {**evidence, "details": details}


def _neighbour(evidence: dict[str, Any]) -> dict[str, Any]:
    details = evidence["details"]
    outcome = {"passed": "refuted", "failed": "error", "vacuous": "undecided"}.get(
        evidence["outcome"], evidence["outcome"]
    )
    names = ("changed", "dropped", "witness", "found", "reproduce")
    return {
        **{name: details.get(name) for name in names},
        "outcome": outcome,
        "message": evidence["message"],
        "cases": evidence["cases"],
        "seconds": evidence["seconds"],
    }


def _with_statements(
    sentences: list[dict[str, Any]], post: str, statements: dict[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    """The sentences of a post with the statements that are about each; sentences that no list has are added bare."""
    about: dict[tuple[str, int], list[str]] = {}
    for name, entry in statements.items():
        if entry["post"] == post:
            key = (entry["sentence"]["section"], entry["sentence"]["number"])
            about.setdefault(key, []).append(name)
    listed = {(each["section"], each["number"]) for each in sentences}
    missing = [
        {"section": section, "number": number, "kind": "claim", "text": "", "why_not": None}
        for section, number in sorted(set(about) - listed)
    ]
    return [{**each, "encoded_by": about.get((each["section"], each["number"]), [])} for each in [*sentences, *missing]]


def environment() -> dict[str, Any]:
    """Python, platform and the versions of the engines."""
    packages = {}
    for name in PACKAGES:
        try:
            packages[name] = version(name)
        except PackageNotFoundError:
            packages[name] = "not installed"
    machine = f"{platform.system()}-{platform.machine()}"
    return {"python": platform.python_version(), "platform": machine, "packages": packages, "settings": {}}


def new_run(command: str, profile: str, devices: list[str]) -> dict[str, Any]:
    """What is known of a run when it begins."""
    started = datetime.now(UTC)
    return {
        "id": started.strftime("%Y-%m-%dT%H-%M-%SZ"),
        "started": started.isoformat(timespec="milliseconds"),
        "profile": profile,
        "devices": devices,
        "commit": _commit(),
        "command": command,
        "problems": [],
    }


def _commit() -> str:
    try:
        asked = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, timeout=5, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return asked.stdout.strip() if asked.returncode == 0 else ""


def deterministic_hash(record: dict[str, Any]) -> str:
    """The hash of what two runs of the same code must agree on: no times, hosts, commits or line numbers. Their own
    hash stands for goals, which are half of a record."""
    left_out = {*NOT_DETERMINISTIC, "goals"}

    def kept(data: Any) -> Any:
        if isinstance(data, dict):
            return {key: kept(value) for key, value in data.items() if key not in left_out}
        return [kept(value) for value in data] if isinstance(data, list | tuple) else data

    text = json.dumps(kept(record), sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def load(path: Path) -> dict[str, Any]:
    """The record in a file, or in the `report.json` of a folder.

    Raises:
        RecordError: there is none, it is truncated, or it has another version.
    """
    file = path / "report.json" if path.is_dir() or not path.suffix else path
    if not file.exists():
        raise RecordError(f"{file} does not exist", remedy="run `verify run` first")
    from verify.proof.checker import UnreadableError, read_record

    try:
        record = read_record(file)
    except UnreadableError as error:
        raise RecordError(f"{file} is no record: {error}", remedy="run `verify run` again") from error
    if not isinstance(record, dict) or record.get("schema_version") != SCHEMA_VERSION:
        raise RecordError(f"{file} is not of schema version {SCHEMA_VERSION}", remedy="run `verify run` again")
    return record


def python_version() -> str:
    """The running Python, for messages."""
    return sys.version.split()[0]
