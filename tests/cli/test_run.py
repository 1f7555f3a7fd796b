"""`verify run`: every way in which a run can end has a message and an exit code, and keeps what is finished."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import ERRATUM, FALSE, QUICK, SUBJECTS, TRUE, Said
from verify.errors import Exit
from verify.proof import kept

Call = Callable[..., Said]
Claim = Callable[..., Path]


def record(folder: Path, report: str = "reports/latest") -> Any:
    """The record that a run left."""
    return json.loads((folder / report / "report.json").read_text(encoding="utf-8"))


def entry(folder: Path) -> Any:
    """The record of the one theorem."""
    return record(folder)["theorems"]["toy.small_square"]


def test_a_true_theorem_passes(verify: Call, claim: Claim, folder: Path) -> None:
    """Every item gets a line; the summary and the page's path come last."""
    claim(ERRATUM)
    said = verify("run", *QUICK)
    assert (said.code, said.err) == (Exit.OK, "")
    assert "[1/6] passed  claims/toy.py::small_square::proof" in said.out
    assert "The one theorem passed (1 proved)" in said.out
    assert said.out.rstrip().endswith(str(folder / "reports" / "latest" / "index.html"))
    assert entry(folder)["verdict"] == "proved"
    assert record(folder)["run"]["command"].startswith("pytest claims --dtype=float32")


def test_a_proof_that_is_kept_is_confirmed_again(
    verify: Call, claim: Claim, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its certificate is read the second time, unless every proof is to be searched for; the records agree."""
    monkeypatch.setattr(kept, "WORTH_KEEPING", 0.0)
    claim(TRUE)
    found, hashes = [], []
    for options in ((), (), ("--search-proofs",)):
        assert verify("run", *QUICK, *options).code == Exit.OK
        proof = next(each for each in entry(folder)["evidence"] if each["kind"] == "proof")
        found.append(proof["details"]["kept"])
        hashes.append(record(folder)["deterministic_hash"])
        page = (folder / "reports" / "latest" / "index.html").read_text(encoding="utf-8")
        assert ("confirmed again in this one" in page) == found[-1]
    assert found == [False, True, False]
    assert len(set(hashes)) == 1


def test_a_false_theorem_fails(verify: Call, claim: Claim, folder: Path) -> None:
    """Twin: the failure is printed with its case when it comes, and the exit code is 1."""
    claim(FALSE)
    said = verify("run", *QUICK)
    assert (said.code, said.err) == (Exit.CLAIM_FAILED, "")
    assert "FAILED  claims/toy.py::small_square::property[float32-cpu]" in said.out
    assert "    x = 1:  1 ≤ 1/2 is false   (rationals)" in said.out
    assert "again:  verify refute toy.small_square --at x=1" in said.out
    assert entry(folder)["verdict"] == "refuted"


def test_a_named_module_is_collected_once(verify: Call, claim: Claim) -> None:
    """Its twin is the folder, whose six checks are six."""
    assert "[1/1] passed" in verify("run", claim(TRUE), "-m", "attained").out


def test_options_are_passed_on(verify: Call, claim: Claim, folder: Path) -> None:
    """-k, -m, --dtype, --profile and --report, with claims that are somewhere else."""
    claim(ERRATUM)
    chosen = ["-k", "small_square", "-m", "property", "--dtype", "float16,float32"]
    said = verify("run", folder / "claims", *chosen, "--report", "out", "--profile", "ci")
    assert said.code == Exit.OK
    assert [line.split()[2] for line in said.out.splitlines() if line.startswith("[")] == [
        "claims/toy.py::small_square::property[float16-cpu]",
        "claims/toy.py::small_square::property[float32-cpu]",
    ]
    assert record(folder, "out")["run"]["profile"] == "ci"


def test_claims_may_be_somewhere_else(
    verify: Call, claim: Claim, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From another directory the report goes into the current one."""
    path = claim(TRUE)
    (folder / "elsewhere").mkdir()
    monkeypatch.chdir(folder / "elsewhere")
    said = verify("run", path, "-m", "attained")
    assert said.code == Exit.OK
    assert (folder / "elsewhere" / "reports" / "latest" / "index.html").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["-k", "nothing"], "no check fits -k"), (["-m", "nothing"], "no check fits -k or -m")],
)
def test_nothing_selected_is_no_success(verify: Call, claim: Claim, arguments: list[str], words: str) -> None:
    """Exit 5, and what to do."""
    claim(TRUE)
    said = verify("run", *QUICK, *arguments)
    assert said.code == Exit.NOTHING_COLLECTED
    assert words in said.complaint
    assert "passed" not in said.out


def test_nothing_selected_leaves_the_last_report(verify: Call, claim: Claim, folder: Path) -> None:
    """A misspelt -k costs no results."""
    claim(TRUE)
    assert verify("run", "-m", "attained").code == Exit.OK
    before = record(folder)
    assert verify("run", "-k", "atained").code == Exit.NOTHING_COLLECTED
    assert record(folder) == before


def test_the_counterexample_of_a_subject_is_seen_again(verify: Call, claim: Claim, folder: Path) -> None:
    """The printed command judges the same format on the same device."""
    claim(TRUE)
    (folder / "mine.py").write_text(SUBJECTS)
    said = verify("run", *QUICK, "--subject", "square=mine:twice")
    assert "again:  verify refute toy.small_square --subject square=mine:twice --dtype float32 --at x=1" in said.out


def test_a_folder_without_claims_is_no_success(verify: Call, folder: Path) -> None:
    """Exit 5, and what a claim file is."""
    (folder / "claims").mkdir()
    (folder / "claims" / "notes.py").write_text("x = 1\n")
    said = verify("run")
    assert said.code == Exit.NOTHING_COLLECTED
    assert "there are no theorems" in said.complaint


WRONG = {
    "syntax error": (TRUE + "def f(:\n    pass\n", ["claims/toy.py cannot be imported", "SyntaxError"]),
    "import error": (TRUE + "import no_such_module\n", ["claims/toy.py cannot be imported", "no_such_module"]),
    "wrong constant": (
        TRUE.replace("bound=1,", "bound=0.5,"),
        [
            "VocabularyError: toy.small_square: argument 'bound' has the default 0.5",
            "; keyword arguments are constants",
        ],
    ),
    "wrong variables": (
        TRUE.replace("def small_square(x,", "def small_square(y,"),
        ["VocabularyError: toy.small_square: it takes (y) but its setting has (x)", "; name the same variables"],
    ),
    "wrong witness": (
        TRUE.replace('witness={"x": 1}', 'witness={"x": 3}'),
        ["variable 'x' of toy.small_square: between(0, 1) cannot hold 3", "; give a point of the setting"],
    ),
    "no such constant": (
        TRUE.replace('"half", bound', '"half", bond'),
        ["toy.small_square: there is no constant, definition or subject 'bond'", "; there are bound, square"],
    ),
}


@pytest.mark.parametrize("fault", WRONG)
def test_a_module_that_cannot_be_read_is_named(verify: Call, claim: Claim, folder: Path, fault: str) -> None:
    """Exit 10, and who, what and the way out; the twin is the true theorem."""
    text, words = WRONG[fault]
    claim(text)
    said = verify("run", *QUICK)
    assert said.code == Exit.CLAIM_UNREADABLE
    assert all(word in said.err for word in words), said.err
    assert said.err.count("Error: ") == 1 + ("cannot be imported" in said.err)
    assert "Traceback" not in said.err
    assert "nothing was run" in said.err


@pytest.mark.parametrize(
    ("subject", "code", "words"),
    [
        ("right", Exit.OK, "The one theorem passed"),
        ("twice", Exit.CLAIM_FAILED, "2 ≤ 1 is false"),
        ("nan", Exit.CLAIM_FAILED, "undefined: subject 'square' returned nan"),
        ("raises", Exit.SUBJECT_FAILED, "subject 'square' raised RuntimeError: no kernel; it is called with 1 tensors"),
        ("shape", Exit.SUBJECT_FAILED, "subject 'square' returned the shape torch.Size([]); it must return"),
        ("dtype", Exit.SUBJECT_FAILED, "subject 'square' returned the dtype torch.float64; it must return"),
    ],
)
def test_a_subject_has_its_own_verdict(
    verify: Call, claim: Claim, folder: Path, subject: str, code: Exit, words: str
) -> None:
    """A right implementation passes; a wrong one is refuted; one that gives no answer ends with 11."""
    claim(TRUE)
    (folder / "mine.py").write_text(SUBJECTS)
    said = verify("run", *QUICK, "--subject", f"square=mine:{subject}")
    assert (said.code, said.err) == (code, "")
    assert words in said.out
    assert entry(folder)["evidence"][0]["outcome"] == {0: "passed", 1: "failed", 11: "error"}[code]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--device", "cuda:77"], Exit.DEVICE_MISSING, "DeviceError: there is no device 'cuda:77'"),
        (["--dtype", "float8"], Exit.USAGE, "UsageError: --dtype has float8; choose among float64"),
        (["--subject", "square"], Exit.USAGE, "UsageError: --subject 'square' has another form; write"),
        (["--subject", "cube=mine:cube"], Exit.USAGE, "UsageError: no statement has the subject cube"),
        (["-k", "("], Exit.USAGE, "UsageError: Wrong expression passed to '-k'"),
        (["-n", "many"], Exit.USAGE, "UsageError: argument -n"),
    ],
)
def test_what_cannot_be_run_is_one_message(
    verify: Call, claim: Claim, arguments: list[str], code: Exit, message: str
) -> None:
    """The plugin's and pytest's own errors reach the user in the same form."""
    claim(TRUE)
    said = verify("run", *arguments)
    assert said.code == code
    assert said.complaint.startswith(message)
    assert said.out == ""


def test_a_report_that_cannot_be_written_is_named(verify: Call, claim: Claim, folder: Path) -> None:
    """Exit 15: the report's folder is a file."""
    claim(TRUE)
    (folder / "taken").write_text("")
    said = verify("run", "-m", "attained", "--report", "taken")
    assert said.code == Exit.CANNOT_WRITE
    assert said.complaint.startswith("WriteError: ")
    assert "taken" in said.complaint


def test_a_claim_that_exits_is_no_success(verify: Call, claim: Claim) -> None:
    """A module that ends the process when it is imported does not end the run with 0."""
    claim(TRUE + "\nraise SystemExit(0)\n")
    said = verify("run", *QUICK)
    assert said.code in (Exit.CLAIM_UNREADABLE, Exit.INTERNAL_ERROR)
    assert "SystemExit" in said.err
