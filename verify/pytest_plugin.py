"""The pytest plugin: every check of every statement is an item, and a run leaves a record and a report.

    claims/mitchell.py::product_error::proof
    claims/mitchell.py::product_error::property[float32-cpu]

Modules are collected by what they hold, not by their names. A module holds claims if its text imports `verify` and
makes theorems or errata.
"""

from __future__ import annotations

import gc
import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from verify.errors import Exit, UsageError, VerifyError
from verify.evidence import Check, Evidence, Options, checks, read_subjects
from verify.formats import ALL_FORMATS, FORMATS
from verify.records import Part, describe, merge, new_run, read_parts, traced
from verify.theorem import Statement, Theorem

KINDS = {
    "proof": "the goals traced from the statement are closed and the certificate is confirmed",
    "property": "the search finds no counterexample",
    "exhaustive": "every number of a format is judged",
    "attained": "a bound holds with equality at a point",
    "neighbour": "a false variant is refuted",
    "reading": "a reading of an erratum's sentence comes out as stated",
    "simulation": "the starts that were tried end where the limit says",
    "picture": "the values of a picture are recorded",
}
IMPORTS = re.compile(r"^\s*(from|import)\s+verify\b", re.MULTILINE)
STATES = re.compile(r"\.(theorem|erratum)\(")
OPTIONS = pytest.StashKey[Options]()
PART = pytest.StashKey[Part]()
FOLDER = pytest.StashKey[Path]()
UNREADABLE = pytest.StashKey[list[str]]()
BEGUN = pytest.StashKey[float]()


class ClaimFailedError(Exception):
    """Evidence that did not come out as it must."""

    def __init__(self, statement: Statement, check: Check, evidence: Evidence) -> None:
        self.evidence = evidence
        super().__init__(failure_text(statement, check, evidence))


def failure_text(statement: Statement, check: Check, evidence: Evidence) -> str:
    """A failure as a person would want to read it: what, the case, and how to see it again."""
    details = evidence["details"]
    lines = [f"{statement.id}, {check.item}: {evidence['outcome']}: {evidence['message']}"]
    counterexample = details.get("counterexample")
    if counterexample:
        point = ", ".join(f"{name} = {value}" for name, value in counterexample["point"].items())
        lines.append(f"    {point}:  {counterexample['says']}   ({counterexample['carrier']})")
    if details.get("reproduce"):
        lines.append(f"    again:  {details['reproduce']}")
    return "\n".join(lines)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("verify", "claims (verify)")
    group.addoption("--device", default="cpu", help="devices to search on, e.g. cpu, cuda, or cpu,cuda (default: cpu)")
    group.addoption(
        "--dtype", default="", help=f"formats to search in, e.g. float32,bfloat16 (default: {','.join(FORMATS)})"
    )
    group.addoption(
        "--subject",
        action="append",
        default=[],
        metavar="NAME=PKG.MODULE:FUNCTION",
        help="run the theorems that have this subject on your own implementation (may be repeated)",
    )
    group.addoption(
        "--search-proofs",
        action="store_true",
        help="search for every proof; without it, certificates that were found once are confirmed again",
    )
    group.addoption("--report", default="reports/latest", metavar="DIR", help="where the record and the report go")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    from hypothesis import settings

    from verify.search.profiles import BATCHES

    if config.getoption("numprocesses", None):  # workers share the cores; threads of each would wait for each other
        os.environ.setdefault("OMP_NUM_THREADS", "1")
    for name, batches in BATCHES.items():
        settings.register_profile(name, max_examples=batches)
    for kind, meaning in KINDS.items():
        config.addinivalue_line("markers", f"{kind}: {meaning} (verify)")
    config.stash[OPTIONS] = _options(config)
    config.stash[UNREADABLE] = []
    config.stash[BEGUN] = time.time()
    config.pluginmanager.register(Unreadable(config))
    config.stash[FOLDER] = Path(config.invocation_params.dir) / config.getoption("--report")
    config.stash[PART] = Part(config.stash[FOLDER] / "parts" / f"{_worker(config)}.jsonl")


class Unreadable:
    """Notes claim modules that cannot be collected, in this process or in a worker."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a failed one."""
        if report.failed and holds_claims(self.config.rootpath / report.nodeid.partition("::")[0]):
            self.config.stash[UNREADABLE].append(report.nodeid)


def _worker(config: pytest.Config) -> str:
    return str(getattr(config, "workerinput", {}).get("workerid", "main"))


def _options(config: pytest.Config) -> Options:
    from verify.search.devices import check_device

    try:
        names = [name for name in config.getoption("--dtype").split(",") if name]
        unknown = set(names) - set(ALL_FORMATS)
        if unknown:
            raise UsageError(
                f"--dtype has {', '.join(sorted(unknown))}", remedy=f"choose among {', '.join(ALL_FORMATS)}"
            )
        devices = tuple(name for name in config.getoption("--device").split(",") if name) or ("cpu",)
        for device in devices:
            check_device(device)
        subjects = read_subjects(config.getoption("--subject"))
    except VerifyError as error:
        pytest.exit(f"{type(error).__name__}: {error}", returncode=int(error.exit_code))
    store = Path(config.invocation_params.dir) / ".verify"
    return Options(
        formats=tuple(ALL_FORMATS[name] for name in names or FORMATS),
        devices=devices,
        subjects=subjects,
        store=store / "counterexamples",
        certificates=None if config.getoption("--search-proofs") else store / "certificates",
    )


def holds_claims(path: Path) -> bool:
    """Whether the text of a Python file imports `verify` and makes statements."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    return bool(IMPORTS.search(text) and STATES.search(text))


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if file_path.suffix != ".py" or not holds_claims(file_path):
        return None
    patterns = parent.config.getini("python_files")
    if parent.session.isinitpath(file_path) or any(file_path.match(pattern) for pattern in patterns):
        return None  # pytest collects it by itself
    module: pytest.Collector = ClaimModule.from_parent(parent, path=file_path)
    return module


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    if not holds_claims(module_path):
        return None
    module: pytest.Module = ClaimModule.from_parent(parent, path=module_path)
    return module


class ClaimModule(pytest.Module):
    """A module of claims; one that cannot be loaded is named in the exit code."""

    def collect(self) -> Any:
        """The statements of the module, and any tests that it has."""
        try:
            yield from super().collect()
        except SystemExit as error:
            words = f"{self.nodeid} ends the process when it is imported: SystemExit: {error}"
            raise self.CollectError(words) from error

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """One sentence for wrong use of the vocabulary; pytest's own text for the rest."""
        cause: BaseException | None = excinfo.value
        while cause is not None:
            if isinstance(cause, VerifyError):
                return f"{type(cause).__name__}: {cause}"
            cause = cause.__cause__ or cause.__context__
        return super().repr_failure(excinfo)


def pytest_pycollect_makeitem(collector: pytest.Collector, name: str, obj: object) -> Any:
    if not isinstance(obj, Statement):
        return None
    module = getattr(collector, "obj", None)
    if obj.function.__module__ != getattr(module, "__name__", None):
        return []  # imported from another module, which shows it
    return StatementNode.from_parent(collector, name=name, statement=obj)


class StatementNode(pytest.Collector):
    """The checks of one statement."""

    def __init__(self, *, statement: Statement, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.statement = statement

    def collect(self) -> Iterator[pytest.Item]:
        """An item for each check."""
        for check in checks(self.statement, self.config.stash[OPTIONS]):
            item = CheckItem.from_parent(self, name=check.item, callobj=self._runner(check))
            _parse_id(item)
            item.add_marker(check.kind)
            item.user_properties += [("statement", self.statement.id), ("kind", check.kind)]
            yield item

    def _runner(self, check: Check) -> Any:
        def run() -> None:
            evidence = check.run()
            self.config.stash[PART].write({"of": self.statement.id, "evidence": evidence})
            if evidence["outcome"] != "passed":
                raise ClaimFailedError(self.statement, check, evidence)

        run.__doc__ = KINDS[check.kind]
        return run


class CheckItem(pytest.Function):
    """One check. It fails with the case, not with a traceback."""

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The sentence of a failed claim or of an error of this package; a traceback for anything unforeseen."""
        if isinstance(excinfo.value, ClaimFailedError | VerifyError):
            return str(excinfo.value)
        return super().repr_failure(excinfo)


def _parse_id(item: pytest.Item) -> None:
    """Give an item the structured id that pytest 9.2 reads back from its cache, brackets apart; --lf compares them."""
    structured: Any = getattr(item, "_id", None)
    if hasattr(structured, "parse"):  # older versions have no such id
        item._id = structured.parse(item.nodeid)


def statement_nodes(items: list[pytest.Item]) -> list[StatementNode]:
    """The statements among collected items, each once."""
    return list(dict.fromkeys(item.parent for item in items if isinstance(item.parent, StatementNode)))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    options = config.stash[OPTIONS]
    nodes = statement_nodes(items)
    _refuse_equal_ids(nodes)
    unused = set(options.subjects) - {name for node in nodes for name in node.statement.subjects}
    if unused and nodes:
        pytest.exit(f"UsageError: no statement has the subject {', '.join(sorted(unused))}", returncode=int(Exit.USAGE))
    if options.subjects:
        kept = [item for item in items if not _is_beside(item, options)]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept


@pytest.hookimpl(wrapper=True)
def pytest_collection_finish(session: pytest.Session) -> Iterator[None]:
    config = session.config
    begins = not config.getoption("collectonly") and _worker(config) in ("main", "gw0")
    nodes = statement_nodes(session.items) if begins else []
    if nodes:  # before xdist tells that the collection is finished: the other workers may write at once
        shutil.rmtree(config.stash[PART].path.parent, ignore_errors=True)
    yield
    _collect_less()
    proved = {item.parent for item in session.items if ("kind", "proof") in item.user_properties}
    try:
        _begin(config, nodes, proved)
    except VerifyError as error:
        pytest.exit(f"{type(error).__name__}: {error}", returncode=int(error.exit_code))


def _is_beside(item: pytest.Item, options: Options) -> bool:
    node = item.parent
    return isinstance(node, StatementNode) and not set(node.statement.subjects) & set(options.subjects)


def _refuse_equal_ids(nodes: list[StatementNode]) -> None:
    seen: dict[str, StatementNode] = {}
    for node in nodes:
        other = seen.setdefault(node.statement.id, node)
        if other.statement is not node.statement:
            pytest.exit(
                f"UsageError: {node.statement.id} is defined in {other.nodeid} and in {node.nodeid}; rename one",
                returncode=int(Exit.USAGE),
            )


def _begin(config: pytest.Config, nodes: list[StatementNode], proved: set[pytest.Collector | None]) -> None:
    """Write down what will be run, before anything is; goals too, of what is not among those that are proved."""
    from verify.search.profiles import running_profile

    options, part = config.stash[OPTIONS], config.stash[PART]
    if not nodes:
        return  # nothing of ours is run: the last report stays
    command = " ".join(["pytest", *map(str, config.invocation_params.args)])
    part.write({"run": new_run(command, running_profile(), list(options.devices))})
    for node in nodes:
        line = describe(node.statement, checks(node.statement, options), config.rootpath)
        for name, path in options.subjects.items():
            if name in line["statement"]["subjects"]:
                line["statement"]["subjects"][name] = path
        if node not in proved:
            line["statement"] |= traced(node.statement)
        part.write(line)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    config = session.config
    _collect_less()
    if _worker(config) != "main" or config.getoption("collectonly"):
        return
    if config.stash[UNREADABLE] and exitstatus in (Exit.INTERRUPTED, Exit.CLAIM_FAILED):
        session.exitstatus = Exit.CLAIM_UNREADABLE
    if not _wrote_parts(config):
        return
    try:
        _finish(session, int(exitstatus))
    except VerifyError as error:
        config.stash[UNFINISHED] = f"{type(error).__name__}: {error}"
        session.exitstatus = error.exit_code


def _collect_less() -> None:
    """Let collections of garbage look at new objects only, and come seldom: proofs and records are millions of small
    objects and hardly a cycle."""
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)


def _wrote_parts(config: pytest.Config) -> bool:
    """Whether this very session wrote parts, and not one before it in the same folder."""
    paths = config.stash[PART].path.parent.glob("*.jsonl")
    return any(path.stat().st_mtime >= config.stash[BEGUN] for path in paths)


def _finish(session: pytest.Session, exitstatus: int) -> None:
    from datetime import UTC, datetime

    from verify.finish import write_report

    config = session.config
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    config.stash[PART].write({"finished": {"finished": now, "interrupted": exitstatus == Exit.INTERRUPTED}})
    lines = read_parts(config.stash[PART].path.parent)
    record = merge(lines)
    folders = {Path(line["statement"]["where"]["folder"]) for line in lines if "statement" in line}
    compared = folders if not config.stash[OPTIONS].subjects else set()
    write_report(record, config.stash[FOLDER], compared, whole=_collected_whole(config, compared))
    config.stash[RECORD] = record
    gc.freeze()  # pytest collects several times before it ends
    if session.exitstatus == Exit.OK and record["run"]["problems"]:
        session.exitstatus = Exit.CLAIM_FAILED
    if session.exitstatus == Exit.CLAIM_FAILED:
        session.exitstatus = _code_of_errors(record)


def _collected_whole(config: pytest.Config, folders: set[Path]) -> set[Path]:
    """The folders of which the command line asked for every claim, and every file could be read."""
    option = config.option
    names = ("keyword", "markexpr", "deselect", "ignore", "ignore_glob", "lf")
    if any(getattr(option, name, None) for name in names) or config.stash[UNREADABLE]:
        return set()
    roots = [Path(argument).resolve() for argument in config.args if "::" not in argument]
    return {folder for folder in folders if any(folder.is_relative_to(root) for root in roots)}


def _code_of_errors(record: dict[str, Any]) -> int:
    """The exit code of what went wrong, if nothing but errors of one kind did; else that a claim failed."""
    failed = [
        each
        for entry in record["theorems"].values()
        for each in entry["evidence"]
        if each["outcome"] not in ("passed",)
    ]
    codes = {each["details"].get("exit_code", int(Exit.CLAIM_FAILED)) for each in failed}
    return codes.pop() if len(codes) == 1 else int(Exit.CLAIM_FAILED)


RECORD = pytest.StashKey[dict[str, Any]]()
UNFINISHED = pytest.StashKey[str]()


def pytest_terminal_summary(terminalreporter: Any, exitstatus: int, config: pytest.Config) -> None:
    unfinished = config.stash.get(UNFINISHED, "")
    if unfinished:
        terminalreporter.write_line(f"There is no report. {unfinished}", red=True)
    record = config.stash.get(RECORD, None)
    if record is None:
        return
    from rich.console import Console

    from verify.report.summary import print_summary

    console = Console(file=terminalreporter._tw._file, width=terminalreporter._tw.fullwidth)
    print_summary(record, console, config.stash[FOLDER] / "index.html")


__all__ = ["CheckItem", "ClaimFailedError", "ClaimModule", "StatementNode", "Theorem"]
