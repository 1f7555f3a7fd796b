"""`verify run`: pytest in this process, with the plugin of this package and a display of its own."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from verify.cli.console import complain, output, warnings_as_messages
from verify.errors import Exit, UsageError, VerifyError
from verify.progress import Progress
from verify.pytest_plugin import FOLDER, RECORD, UNFINISHED
from verify.report.summary import print_summary

if TYPE_CHECKING:
    from rich.console import Console

BY_CODE = {int(kind.exit_code): kind.__name__ for kind in reversed(VerifyError.__subclasses__())}


def run(paths: Sequence[str], options: Sequence[str], *, workers: str = "") -> int:
    """Run every check of the claims at the paths, and print what came out.

    Raises:
        UsageError: a path does not exist, or workers are asked for and pytest-xdist is missing.
        VerifyError: the record could not be written, or whatever else stopped the run.
    """
    for path in paths:
        if not Path(path.partition("::")[0]).exists():
            raise UsageError(f"{path!r} does not exist", remedy="name a file or a folder of claims")
    if workers and find_spec("xdist") is None:
        raise UsageError("-n needs pytest-xdist", remedy="pip install pytest-xdist, or leave -n out")
    arguments = [*paths, *options, *([f"-n{workers}"] if workers else [])]
    with output() as console:
        progress = Progress(console)
        said = io.StringIO()
        with warnings_as_messages(), redirect_stderr(said), _surroundings_kept():
            try:
                code = int(pytest.main(arguments, plugins=[progress]))
            finally:
                progress.pytest_unconfigure()
        return _conclude(progress, code, said.getvalue(), console)


@contextmanager
def _surroundings_kept() -> Iterator[None]:
    """Undo what pytest does to the import path, and let it run in a process that has imported its plugin before."""
    before, options = list(sys.path), os.environ.get("PYTEST_ADDOPTS")
    # in the environment and not among the arguments, so that the recorded command shows what its user would type
    os.environ["PYTEST_ADDOPTS"] = f"{options or ''} --tb=short -W ignore::pytest.PytestAssertRewriteWarning"
    try:
        yield
    finally:
        sys.path[:] = before
        if options is None:
            del os.environ["PYTEST_ADDOPTS"]
        else:
            os.environ["PYTEST_ADDOPTS"] = options


def _conclude(progress: Progress, code: int, said: str, console: Console) -> int:
    """Print the summary and what stopped the run, and choose the exit code."""
    seen, config = progress.seen, progress.config
    record = config.stash.get(RECORD, None) if config else None
    if record is not None and config is not None and code not in (Exit.USAGE, Exit.NOTHING_COLLECTED):
        print_summary(record, console, config.stash[FOLDER] / "index.html")
    for text in seen.warnings:
        complain(f"warning: {text}")
    for message in dict.fromkeys(seen.unreadable.values()):
        complain(message)
    if seen.unreadable:
        return _with_message(int(Exit.CLAIM_UNREADABLE), "nothing was run: mend the modules above first")
    if seen.error is not None:
        raise seen.error
    if seen.crash is not None:
        raise RuntimeError(f"{type(seen.crash).__name__}: {seen.crash}") from seen.crash
    if seen.interrupted:
        return _with_message(int(Exit.INTERRUPTED), "Interrupted: finished evidence is kept, and the report says so")
    if code == Exit.NOTHING_COLLECTED:
        return _with_message(code, _why_nothing(config))
    stopped = _why_stopped(progress, said)
    if code in BY_CODE and (stopped or not seen.failed):
        kind = BY_CODE[code]
        complain(stopped if stopped.startswith(kind) else f"{kind}: {stopped or 'pytest stopped without a word'}")
    return code


def _with_message(code: int, message: str) -> int:
    complain(message)
    return code


def _why_nothing(config: pytest.Config | None) -> str:
    if config is not None and (config.option.keyword or config.option.markexpr):
        return "nothing was run: no check fits -k or -m; `verify run` without them shows what there is"
    return "nothing was run: there are no theorems or errata there; a claim file imports verify and makes some"


def _why_stopped(progress: Progress, said: str) -> str:
    """What stopped a run: in the words of the plugin, of the end of the run, or of pytest."""
    unfinished = progress.config.stash.get(UNFINISHED, "") if progress.config else ""
    return progress.seen.stopped or unfinished or _plain_words(said)


def _plain_words(said: str) -> str:
    """What pytest wrote to the standard error, without its usage text."""
    lines = [line.strip().removeprefix("ERROR: ") for line in said.splitlines() if line.strip()]
    told = [line.partition("error: ")[2] for line in lines if "error: " in line]
    raised = [line.removeprefix("E").strip() for line in lines if line.startswith("E  ")]
    if told:
        return told[0]
    return " ".join([*lines[:1], *raised[-1:]])
