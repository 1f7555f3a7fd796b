"""Runs in a process of their own: interrupted, on a full disk, with workers, into a closed pipe."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import QUICK, TRUE, Said, ended
from verify.errors import Exit

Start = Callable[..., "subprocess.Popen[str]"]
Call = Callable[..., Said]
Claim = Callable[..., Path]

SLOW = (
    TRUE
    + '''
import time


@setting(x=between(0, 1)).theorem(POST.sentence("squares", 3), r"x^2 \\le 2")
def slow_square(x):
    """The square of a number between 0 and 1 is at most 2, says a function that takes a minute on floats."""
    if hasattr(x.payload, "device"):
        time.sleep(60)
    return at_most(x * x, 2)


slow_square.attained(x=1)
'''
)


def record(folder: Path) -> Any:
    """The record that a run left."""
    return json.loads((folder / "reports" / "latest" / "report.json").read_text(encoding="utf-8"))


@pytest.fixture
def interrupted(process: Start, claim: Claim) -> Said:
    """A run that Ctrl-C ends when its first five checks are done."""
    claim(SLOW)
    running = process("run", *QUICK)
    assert running.stdout is not None
    seen = ""
    for line in running.stdout:
        seen += line
        if line.startswith("[4/"):
            running.send_signal(signal.SIGINT)
            break
    said = ended(running)
    return Said(said.code, seen + said.out, said.err)


def test_an_interrupted_run_keeps_what_is_finished(interrupted: Said, folder: Path) -> None:
    """Exit 2, one message, a summary, and a record that says so; its twin is any other run."""
    assert interrupted.code == Exit.INTERRUPTED
    assert interrupted.complaint == "Interrupted: finished evidence is kept, and the report says so"
    assert "This run was interrupted" in interrupted.out
    found = record(folder)
    assert found["run"]["interrupted"] is True
    assert found["theorems"]["toy.small_square"]["verdict"] == "proved"
    assert found["theorems"]["toy.slow_square"]["verdict"] == "not run"
    assert "property[float32-cpu]" in found["theorems"]["toy.slow_square"]["not_run"]


@pytest.mark.xfail(strict=True, reason="the parts do not say that the run was interrupted")
def test_a_report_written_again_still_says_interrupted(interrupted: Said, folder: Path, verify: Call) -> None:
    """`verify report` makes no whole run out of an interrupted one."""
    assert verify("report").code == Exit.OK
    assert record(folder)["run"]["interrupted"] is True


def limited(most_bytes: int) -> Callable[[], None]:
    """A disk on which no file can become larger."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))


def test_a_full_disk_at_the_end_keeps_the_evidence(process: Start, claim: Claim, folder: Path, verify: Call) -> None:
    """Exit 15; the parts and the record are whole, and the page can be drawn when there is room."""
    claim(TRUE)
    said = ended(process("run", "-m", "attained", "-p", preexec_fn=limited(60_000)))
    assert said.code == Exit.USAGE  # -p is no option of ours
    said = ended(process("run", "-m", "attained", preexec_fn=limited(60_000)))
    assert said.code == Exit.CANNOT_WRITE
    assert said.complaint.startswith("WriteError: ")
    assert "make room; `verify report` writes it again" in said.complaint
    assert "attained" not in record(folder)["theorems"]["toy.small_square"]["not_run"]
    assert verify("report").code == Exit.OK
    assert (folder / "reports" / "latest" / "index.html").exists()


def test_a_full_disk_at_the_beginning_is_no_success(process: Start, claim: Claim) -> None:
    """Exit 15 and one message, also when nothing at all can be written."""
    claim(TRUE)
    said = ended(process("run", "-m", "attained", preexec_fn=limited(100)))
    assert said.code == Exit.CANNOT_WRITE
    assert said.complaint.startswith("WriteError: ")
    assert "finished evidence is kept" in said.complaint


def test_workers_share_the_run(process: Start, claim: Claim, folder: Path) -> None:
    """With -n 2 every check is shown, and recorded once."""
    pytest.importorskip("xdist")
    claim(TRUE)
    said = ended(process("run", "-n", "2", "-k", "proof or attained"))
    assert (said.code, said.err) == (Exit.OK, "")
    assert "[2/2] passed" in said.out
    kinds = [each["kind"] for each in record(folder)["theorems"]["toy.small_square"]["evidence"]]
    assert kinds == ["proof", "attained"]


def test_a_closed_pipe_is_no_error(process: Start, claim: Claim, verify: Call) -> None:
    """`verify list | head -0`: nobody reads, nobody is told."""
    claim(TRUE)
    verify("run", "-m", "attained")
    running = process("list")
    assert running.stdout is not None
    running.stdout.close()
    assert running.wait(timeout=60) == Exit.OK
    assert running.stderr is not None
    assert running.stderr.read() == ""
    running.stderr.close()
