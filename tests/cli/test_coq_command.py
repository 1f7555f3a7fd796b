"""`verify coq`: from the record alone."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from claims import mitchell
from tests.cli.conftest import QUICK, TRUE, Said
from tests.proof.conftest import as_record, needs_coq
from verify.cli import coq as command
from verify.errors import Exit
from verify.proof.checker import Outcome
from verify.proof.proof import prove

Call = Callable[..., Said]
NAME = "mitchell.product_error"
ON_WORD = "engine's word (Arb)"


@pytest.fixture(scope="module")
def _proof() -> dict[str, Any]:
    return as_record(prove(mitchell.product_error, mitchell.along_its_own_branches))


@pytest.fixture
def theorem(_proof: dict[str, Any]) -> dict[str, Any]:
    """Goals, hash and certificate of Mitchell's bound, as in a record."""
    return copy.deepcopy(_proof)


@pytest.fixture
def write(folder: Path) -> Callable[..., Path]:
    """Write a record of some theorems. There are no claims that could be executed."""

    def write(**theorems: dict[str, Any]) -> Path:
        report = folder / "reports" / "latest"
        report.mkdir(parents=True, exist_ok=True)
        named = {name.replace("__", "."): each for name, each in theorems.items()}
        (report / "report.json").write_text(json.dumps({"theorems": named}), encoding="utf-8")
        return report

    return write


@needs_coq
def test_the_goals_of_a_record_are_confirmed(verify: Call, write: Callable[..., Path], theorem: dict[str, Any]) -> None:
    """A line a theorem, the files that Coq read, and what came out as data."""
    report = write(mitchell__product_error=theorem)
    said = verify("coq")
    assert (said.code, said.err) == (Exit.OK, "")
    assert f"{NAME}: 10/10" in said.out.splitlines()
    assert "confirms 10 of 10 goals; all goals of 1 of 1 theorems" in said.out
    assert sorted(path.name for path in (report / "coq").iterdir()) == ["Rules.v", "goals_0.v"]
    found = json.loads((report / "coq.json").read_text(encoding="utf-8"))
    assert found["theorems"][NAME]["confirmed"] == list(range(10))
    assert found["theorems"][NAME]["goal_hash"] == theorem["goal_hash"]


@needs_coq
def test_what_is_left_out_is_counted(verify: Call, write: Callable[..., Path], theorem: dict[str, Any]) -> None:
    """An engine's word is none of Coq's; names of a record stand in no file."""
    theorem["certificate"]["closures"][9] |= {"rests_on": ON_WORD}
    report = write(**{"a\nx. Admitted.": theorem})
    said = verify("coq")
    assert said.code == Exit.OK
    assert "9/10; 1 left out: an engine's word" in said.out
    assert "  left out: an engine's word: 1" in said.out
    assert "Admitted" not in (report / "coq" / "goals_0.v").read_text(encoding="utf-8")


def test_an_unknown_theorem_is_named(verify: Call, write: Callable[..., Path], theorem: dict[str, Any]) -> None:
    """Exit 4, and the close ones."""
    write(mitchell__product_error=theorem)
    said = verify("coq", "--theorem", "mitchell.product_eror")
    assert said.code == Exit.USAGE
    assert f"did you mean {NAME}?" in said.complaint


def test_a_changed_certificate_is_refused(verify: Call, write: Callable[..., Path], theorem: dict[str, Any]) -> None:
    """The checker sees it first: exit 14."""
    theorem["certificate"]["closures"][9]["facts"][-1]["summands"][0]["coefficient"] = "17"
    write(mitchell__product_error=theorem)
    said = verify("coq")
    assert said.code == Exit.CERTIFICATE_REFUSED
    assert "refused by the checker: the identity does not hold" in said.complaint


@needs_coq
def test_a_goal_that_coq_refuses_is_named(
    verify: Call, write: Callable[..., Path], theorem: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a checker with a fault lets through: the same exit code, and the goal; the others are confirmed."""
    monkeypatch.setattr(command, "check_proof", lambda *_: Outcome(10, [], ("checker",)))
    theorem["certificate"]["closures"][9]["facts"][-1]["summands"][0]["coefficient"] = "17"
    report = write(mitchell__product_error=theorem)
    said = verify("coq")
    assert said.code == Exit.CERTIFICATE_REFUSED
    assert f"Coq refuses 1 goals: {NAME}: goal 9" in said.complaint
    assert f"{NAME}: 9/10; 1 refused" in said.out
    found = json.loads((report / "coq.json").read_text(encoding="utf-8"))
    assert list(found["theorems"][NAME]["refused"]) == ["9"]
    assert found["theorems"][NAME]["confirmed"] == list(range(9))


@needs_coq
def test_an_axiom_that_is_not_listed_is_refused(
    verify: Call, write: Callable[..., Path], theorem: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list is compared with what Coq says: exit 14."""
    monkeypatch.setattr(command, "allowed_axioms", lambda: {"FunctionalExtensionality.functional_extensionality_dep"})
    write(mitchell__product_error=theorem)
    said = verify("coq")
    assert said.code == Exit.CERTIFICATE_REFUSED
    assert "assume what is not in axioms.txt: ClassicalDedekindReals.sig_forall_dec" in said.complaint


def test_without_coq_there_is_a_way_out(
    verify: Call, write: Callable[..., Path], theorem: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 4, and the line that installs it; nothing is written."""
    monkeypatch.setattr(shutil, "which", lambda name: None)
    report = write(mitchell__product_error=theorem)
    said = verify("coq")
    assert said.code == Exit.USAGE
    assert "install it: apt-get install" in said.complaint
    assert [path.name for path in report.iterdir()] == ["report.json"]


@pytest.mark.parametrize(
    "text", ["", "[]", '{"theorems": [1]}', '{"theorems": {"a": 1}}', '{"theorems": NaN}', "[" * 100_000]
)
def test_a_damaged_record_is_refused(verify: Call, write: Callable[..., Path], text: str) -> None:
    """Exit 13 and one message."""
    (write() / "report.json").write_text(text, encoding="utf-8")
    said = verify("coq")
    assert said.code == Exit.RECORD_UNREADABLE
    assert said.complaint.startswith("RecordError: ")


def test_a_missing_record_is_named(verify: Call, folder: Path) -> None:
    """Exit 13, and how to get one."""
    said = verify("coq")
    assert said.code == Exit.RECORD_UNREADABLE
    assert said.complaint.endswith("; run `verify run` first")


@needs_coq
def test_pages_and_lists_say_what_coq_confirmed_and_the_record_does_not(
    verify: Call, claim: Callable[..., Path], folder: Path
) -> None:
    """The record stays byte for byte, a second `verify report` says it too, and what is about other goals counts for
    nothing."""
    claim(TRUE)
    assert verify("run", "claims/toy.py", *QUICK).code == Exit.OK
    report = folder / "reports" / "latest"
    before = (report / "report.json").read_bytes()
    assert verify("coq").code == Exit.OK
    assert (report / "report.json").read_bytes() == before
    page, summary = ((report / name).read_text(encoding="utf-8") for name in ("index.html", "report.md"))
    assert "rests on Coq" in page
    assert "proofs rest on: Coq 1 (Coq " in summary
    assert "Coq" in verify("list").out
    said = verify("show", "toy.small_square").out
    assert "rests on: Coq" in said
    assert "rests on checker; confirmed by Coq" in said
    assert "proofs rest on: Coq 1" in verify("report").out
    forged = json.loads((report / "coq.json").read_text(encoding="utf-8"))
    forged["theorems"]["toy.small_square"]["goal_hash"] = "sha256:" + "0" * 64
    (report / "coq.json").write_text(json.dumps(forged), encoding="utf-8")
    assert "rests on: checker" in verify("show", "toy.small_square").out
    assert "proofs rest on: checker 1" in verify("report").out
