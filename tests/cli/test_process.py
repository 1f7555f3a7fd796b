"""Runs in a process of their own: interrupted, on a full disk, with workers, into a closed pipe."""

from __future__ import annotations

import json
import resource
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import HEAD, QUICK, TRUE, Said, ended, start_in
from verify.errors import Exit

Call = Callable[..., Said]
Claim = Callable[..., Path]

RECORD = Path(__file__).parents[1] / "report" / "data" / "record.json"

SLOW = (
    HEAD
    + '''
import time


@setting(x=between(0, 1)).theorem(POST.sentence("squares", 1), r"x^2 \\le 1")
def small_square(x):
    """The square of a number between 0 and 1 is at most 1."""
    return at_most(square(x), 1)


@setting(x=between(0, 1)).theorem(POST.sentence("squares", 3), r"x^2 \\le 2")
def slow_square(x):
    """The square of a number between 0 and 1 is at most 2, says a function that takes a minute on floats."""
    if hasattr(x.payload, "device"):
        time.sleep(60)
    return at_most(square(x), 2)
'''
)


def record(folder: Path) -> Any:
    """The record that a run left."""
    return json.loads((folder / "reports" / "latest" / "report.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def ended_by_ctrl_c(tmp_path_factory: pytest.TempPathFactory) -> tuple[Said, Path]:
    """A run that Ctrl-C ends in its second check, and its folder."""
    folder = tmp_path_factory.mktemp("interrupted")
    (folder / "claims").mkdir()
    (folder / "claims" / "toy.py").write_text(SLOW, encoding="utf-8")
    running = start_in(folder, "run", *QUICK)
    assert running.stdout is not None
    first = running.stdout.readline()
    assert first.startswith("[1/2]")
    running.send_signal(signal.SIGINT)
    said = ended(running)
    return Said(said.code, first + said.out, said.err), folder


def test_an_interrupted_run_keeps_what_is_finished(ended_by_ctrl_c: tuple[Said, Path]) -> None:
    """Exit 2, one message, a summary, and a record that says so."""
    said, folder = ended_by_ctrl_c
    assert said.code == Exit.INTERRUPTED
    assert said.complaint == "Interrupted: finished evidence is kept, and the report says so"
    assert "This run was interrupted" in said.out
    found = record(folder)
    assert found["run"]["interrupted"] is True
    assert found["theorems"]["toy.small_square"]["verdict"] == "property-checked"
    assert found["theorems"]["toy.slow_square"]["verdict"] == "not run"
    assert found["theorems"]["toy.slow_square"]["not_run"] == ["property[float32-cpu]"]


def test_a_whole_run_is_not_called_interrupted(verify: Call, claim: Claim, folder: Path) -> None:
    """Twin."""
    claim(TRUE)
    said = verify("run", "-m", "attained")
    assert "interrupted" not in said.out
    assert record(folder)["run"]["interrupted"] is False


def test_a_report_written_again_still_says_interrupted(
    ended_by_ctrl_c: tuple[Said, Path], verify: Call, folder: Path
) -> None:
    """`verify report` makes no whole run out of an interrupted one."""
    shutil.copytree(ended_by_ctrl_c[1] / "reports", folder / "reports")
    assert verify("report").code == Exit.OK
    assert record(folder)["run"]["interrupted"] is True


@contextmanager
def no_file_above(size: int) -> Iterator[None]:
    """A disk on which no file becomes larger."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_at_the_end_keeps_the_evidence(verify: Call, claim: Claim, folder: Path) -> None:
    """Exit 15; parts and record are whole, and the page can be drawn when there is room."""
    claim(TRUE)
    with no_file_above(60_000):
        said = verify("run", "-m", "attained")
    assert said.code == Exit.CANNOT_WRITE
    assert said.complaint.startswith("WriteError: ")
    assert "make room; `verify report` writes it again" in said.complaint
    assert "attained" not in record(folder)["theorems"]["toy.small_square"]["not_run"]
    assert verify("report").code == Exit.OK
    assert (folder / "reports" / "latest" / "index.html").exists()


def test_a_full_disk_at_the_beginning_is_no_success(verify: Call, claim: Claim) -> None:
    """Exit 15 and one message, also when nothing at all can be written."""
    claim(TRUE)
    with no_file_above(100):
        said = verify("run", "-m", "attained")
    assert said.code == Exit.CANNOT_WRITE
    assert said.complaint.startswith("WriteError: ")
    assert "finished evidence is kept" in said.complaint


def test_workers_share_the_run(claim: Claim, folder: Path) -> None:
    """With -n 2 every check is shown, and recorded once."""
    pytest.importorskip("xdist")
    claim(TRUE)
    said = ended(start_in(folder, "run", "-n", "2", "-k", "proof or attained"))
    assert (said.code, said.err) == (Exit.OK, "")
    assert "[2/2] passed" in said.out
    kinds = [each["kind"] for each in record(folder)["theorems"]["toy.small_square"]["evidence"]]
    assert kinds == ["proof", "attained"]


def test_a_closed_pipe_is_no_error(folder: Path) -> None:
    """`verify list | head -0`: nobody reads, nobody is told."""
    (folder / "report.json").write_text(RECORD.read_text(encoding="utf-8"), encoding="utf-8")
    running = start_in(folder, "list", "--report", ".")
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.close()
    assert running.wait(timeout=60) == Exit.OK
    assert running.stderr.read() == ""
    running.stderr.close()
