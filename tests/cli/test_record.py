"""`verify list`, `show`, `report`, `recheck` and `accept`: from the record alone."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import ERRATUM, QUICK, Said
from verify.errors import Exit

Call = Callable[..., Said]
Claim = Callable[..., Path]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the one run of this module is kept."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def report(verify: Call, claim: Claim, folder: Path, kept: Path) -> Path:
    """The report of a run whose claims are gone."""
    here = folder / "reports" / "latest"
    if not (kept / "latest").exists():
        claim(ERRATUM)
        assert verify("run", *QUICK).code == Exit.OK
        shutil.copytree(here, kept / "latest")
        shutil.rmtree(folder / "claims")
    else:
        shutil.copytree(kept / "latest", here)
    (folder / "claims").mkdir()
    # whoever executes it is found out
    (folder / "claims" / "toy.py").write_text(ERRATUM + "\nraise AssertionError('claims were executed')\n")
    return here


def changed(report: Path, change: Callable[[Any], None]) -> None:
    """Change the record by hand."""
    file = report / "report.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    change(data)
    file.write_text(json.dumps(data), encoding="utf-8")


def certificate(data: Any) -> Any:
    """The certificate in a record."""
    return data["theorems"]["toy.small_square"]["certificate"]


def test_list_has_a_line_for_each_statement(verify: Call, report: Path) -> None:
    """Glyph, id, sentence, what it rests on, how much evidence, slack."""
    said = verify("list")
    assert (said.code, said.err) == (Exit.OK, "")
    lines = [" ".join(line.split()) for line in said.out.splitlines()]
    assert "■ toy.small_square The square of a number between 0 and 1 is at most 1. checker 4/4 0" in lines
    assert "✕ toy.smaller_square The square of a number between 0 and 1 is at most 1/2. exact arithmetic 2/2" in lines
    assert lines[-1].startswith("2 of 2 statements")


def test_list_can_be_narrowed(verify: Call, report: Path) -> None:
    """Only those with a verdict; none is said, too."""
    assert "small_square" in verify("list", "--status", "proved").out
    assert "smaller_square" not in verify("list", "--status", "proved").out
    assert "0 of 2 statements" in verify("list", "--status", "undecided").out


def test_show_has_everything(verify: Call, report: Path) -> None:
    """Statement, setting, goals, proof, evidence, neighbours, and how to see it again."""
    said = verify("show", "toy.small_square")
    assert (said.code, said.err) == (Exit.OK, "")
    for words in (
        "■ toy.small_square",
        r"x^2 \le 1",
        "x in between(0, 1)",
        "bound = 1",
        "closed by squares; rests on checker",
        "✓ property[float32-cpu]: passed",
        "✕ half (bound = 1/2): refuted",
        "again: verify refute toy.small_square half --at x=1",
        "A post about squares, squares, sentence 1",
    ):
        assert words in said.out


def test_show_has_the_counterexample_of_an_erratum(verify: Call, report: Path) -> None:
    """Readings, the counterexample, and the theorem that repairs it."""
    said = verify("show", "toy.smaller_square")
    assert "true instead: toy.small_square" in said.out
    assert "as_written: refuted: 1 ≤ 1/2 is false" in said.out
    assert "x = 1:  1 ≤ 1/2 is false" in said.out


def test_an_unknown_id_shows_what_was_meant(verify: Call, report: Path) -> None:
    """Twin: exit 4, and the close ones."""
    said = verify("show", "toy.smal_square")
    assert said.code == Exit.USAGE
    assert (
        "UsageError: there is no theorem or erratum 'toy.smal_square'; did you mean toy.small_square" in said.complaint
    )
    assert said.out == ""


@pytest.mark.parametrize("command", ["list", "show", "report", "recheck", "accept"])
def test_a_missing_record_is_named(verify: Call, folder: Path, command: str) -> None:
    """Exit 13, and how to get one."""
    (folder / "claims").mkdir()
    said = verify(command, *(["a.b"] if command == "show" else []))
    assert said.code == Exit.RECORD_UNREADABLE
    assert said.complaint.startswith("RecordError: reports/latest/report.json ")
    assert said.complaint.endswith("; run `verify run` first") or "run `verify run` again" in said.complaint


HOSTILE = {
    "truncated": lambda text: text[: len(text) // 2],
    "empty": lambda text: "",
    "not a record": lambda text: "[]",
    "another version": lambda text: text.replace('"schema_version": "1.0"', '"schema_version": "9.9"'),
    "no theorems": lambda text: '{"schema_version": "1.0"}',
    "theorems of another kind": lambda text: '{"schema_version": "1.0", "run": {}, "theorems": [1], "errata": []}',
    "a theorem of another kind": lambda text: text.replace('"verdict": "proved"', '"verdict": ["proved"]'),
    "NaN": lambda text: text.replace('"seconds": ', '"seconds": NaN, "was": ', 1),
    "bottomless": lambda text: "[" * 100_000,
    "binary": lambda text: "\udcff\udcfe",
}


@pytest.mark.parametrize("command", ["list", "show", "report", "accept"])
@pytest.mark.parametrize("fault", HOSTILE)
def test_a_damaged_record_is_refused(verify: Call, report: Path, command: str, fault: str) -> None:
    """Exit 13 and one message: never a traceback, never half a table that looks whole."""
    file = report / "report.json"
    shutil.rmtree(report / "parts")
    text = HOSTILE[fault](file.read_text(encoding="utf-8"))
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    said = verify(command, *(["toy.small_square"] if command == "show" else []))
    assert said.code == Exit.RECORD_UNREADABLE, said
    assert said.complaint.startswith("RecordError: ")
    assert "verify run" in said.complaint


def test_texts_of_a_record_are_inert(verify: Call, report: Path) -> None:
    """Markup and escape sequences are shown instead of obeyed."""

    def change(data: Any) -> None:
        data["theorems"]["toy.small_square"]["title"] = "[bold]x[/] \x1b[2J"

    changed(report, change)
    for command in (["list"], ["show", "toy.small_square"]):
        out = verify(*command).out
        assert "[bold]x[/]" in out
        assert "\x1b" not in out


def test_report_draws_the_page_again(verify: Call, report: Path) -> None:
    """From the parts, without the claims; the record is the same but for the time."""
    before = json.loads((report / "report.json").read_text(encoding="utf-8"))
    for name in ("index.html", "report.md", "report.json"):
        (report / name).unlink()
    said = verify("report")
    assert (said.code, said.err) == (Exit.OK, "")
    assert said.out.rstrip().endswith("reports/latest/index.html")
    after = json.loads((report / "report.json").read_text(encoding="utf-8"))
    assert after["deterministic_hash"] == before["deterministic_hash"]
    assert (report / "index.html").exists()


def test_report_needs_no_parts(verify: Call, report: Path, folder: Path) -> None:
    """From the record alone, into another folder."""
    shutil.rmtree(report / "parts")
    assert verify("report", "reports/latest", "--out", "other").code == Exit.OK
    assert (folder / "other" / "index.html").exists()
    assert not any((folder / "other").glob("*.part"))


def test_a_truncated_line_is_a_warning(verify: Call, report: Path) -> None:
    """A run that was killed while it wrote: the rest is there, and what is missing did not run."""
    part = report / "parts" / "main.jsonl"
    lines = part.read_text(encoding="utf-8").splitlines(keepends=True)
    position = next(i for i, line in enumerate(lines) if '"kind": "attained"' in line)
    part.write_text("".join(lines[:position]) + lines[position][:40], encoding="utf-8")
    said = verify("report")
    assert said.code == Exit.OK
    assert said.complaint.startswith("warning: ")
    assert f"main.jsonl:{position + 1} is cut off" in said.complaint
    assert "This run was interrupted" in said.out
    found = json.loads((report / "report.json").read_text(encoding="utf-8"))
    assert "attained" in found["theorems"]["toy.small_square"]["not_run"]
    assert found["theorems"]["toy.small_square"]["verdict"] == "proved"


def test_parts_without_a_statement_are_refused(verify: Call, report: Path) -> None:
    """Twin: nothing but damaged lines is no run."""
    (report / "parts" / "main.jsonl").write_text('{"evidence"\n[1]\n{"of": 3}\n', encoding="utf-8")
    said = verify("report")
    assert said.code == Exit.RECORD_UNREADABLE
    assert "RecordError: " in said.err


def test_recheck_confirms(verify: Call, report: Path) -> None:
    """A folder or a file."""
    for path in ("reports/latest", "reports/latest/report.json"):
        said = verify("recheck", path)
        assert (said.code, said.err) == (Exit.OK, "")
        assert "1 certificate confirmed, none refused" in said.out


def drop_goal(data: Any) -> None:
    """Leave a goal open."""
    certificate(data)["closures"].pop()


def other_number(data: Any) -> None:
    """A coefficient that is another number."""
    for closure in certificate(data)["closures"]:
        for fact in closure["facts"]:
            for summand in fact.get("summands", []):
                summand["coefficient"] = "7/3"


def other_goal(data: Any) -> None:
    """A statement that was not proved."""
    data["theorems"]["toy.small_square"]["goals"][-1]["conclusion"]["relation"] = ">0"


def huge_number(data: Any) -> None:
    """A short text for a number that would fill the memory."""
    for closure in certificate(data)["closures"]:
        for fact in closure["facts"]:
            for summand in fact.get("summands", []):
                summand["coefficient"] = "1e100000000"


def code(data: Any) -> None:
    """Text that would do something if it were evaluated."""
    certificate(data)["closures"][0]["facts"] = [{"relation": ">=0", "term": "__import__('os').abort()"}]


def deep_term(data: Any) -> None:
    """A term that is nested as deeply as JSON allows."""
    term: Any = ["symbol", "x"]
    for _ in range(400):
        term = ["neg", term]
    certificate(data)["closures"][0]["facts"][-1]["term"] = term


def no_certificate(data: Any) -> None:
    """A theorem that is called proved."""
    data["theorems"]["toy.small_square"]["certificate"] = None


@pytest.mark.parametrize(
    "fault",
    [drop_goal, other_number, other_goal, huge_number, code, deep_term, no_certificate],
    ids=lambda f: f.__name__,
)
def test_a_tampered_certificate_is_refused(verify: Call, report: Path, fault: Callable[[Any], None]) -> None:
    """Twin: exit 14, and which one."""
    changed(report, fault)
    said = verify("recheck")
    assert said.code == Exit.CERTIFICATE_REFUSED
    first, last = said.err.strip().splitlines()
    assert first.startswith("theorems.toy.small_square: refused: ")
    assert last.startswith("CertificateError: 1 certificate of reports/latest/report.json refused")


@pytest.mark.parametrize("fault", ["truncated", "empty", "NaN", "bottomless", "binary"])
def test_recheck_refuses_what_is_no_record(verify: Call, report: Path, fault: str) -> None:
    """Exit 13."""
    file = report / "report.json"
    file.write_bytes(HOSTILE[fault](file.read_text(encoding="utf-8")).encode("utf-8", "surrogateescape"))
    said = verify("recheck")
    assert said.code == Exit.RECORD_UNREADABLE
    assert said.complaint.startswith("RecordError: reports/latest/report.json is not a record")


def test_a_deep_record_is_refused(verify: Call, report: Path) -> None:
    """Nested less deeply than JSON's own limit, but more than a walk through it may go."""
    depth = sys.getrecursionlimit() - 150
    (report / "report.json").write_text("[" * depth + "]" * depth)
    assert verify("recheck").code == Exit.RECORD_UNREADABLE


def test_accept_records_what_was_found(verify: Call, report: Path, folder: Path) -> None:
    """Old and new verdict of what changes, and the second time nothing does."""
    said = verify("accept")
    assert (said.code, said.err) == (Exit.OK, "")
    assert "toy.small_square: not recorded → proved, rests on checker" in said.out
    assert "toy.smaller_square: not recorded → refuted, rests on exact arithmetic" in said.out
    assert (folder / "claims" / "verdicts.toml").read_text(encoding="utf-8").count("verdict") == 2
    assert verify("accept").out.startswith("nothing changes")


def weaken(data: Any) -> None:
    """A run in which the proof was lost."""
    data["theorems"]["toy.small_square"] |= {"verdict": "property-checked", "rests_on": []}


def test_accept_refuses_what_is_weaker(verify: Call, report: Path, folder: Path) -> None:
    """Twin: exit 4 and nothing written, unless --weaker says so."""
    verify("accept")
    table = folder / "claims" / "verdicts.toml"
    before = table.read_text(encoding="utf-8")
    changed(report, weaken)
    said = verify("accept")
    assert said.code == Exit.USAGE
    assert "toy.small_square: proved, rests on checker → property-checked" in said.out
    assert said.complaint == (
        "UsageError: 1 statement would become weaker: toy.small_square: it is property-checked, and was proved; "
        "mend them, or accept that with --weaker"
    )
    assert table.read_text(encoding="utf-8") == before
    assert verify("accept", "--weaker").code == Exit.OK
    assert table.read_text(encoding="utf-8") != before


def test_accept_keeps_certificates_that_took_long(verify: Call, report: Path, folder: Path) -> None:
    """Beside the claims; those that were found at once are not worth a file, and no name leads out of the folder."""
    kept = folder / "claims" / "certificates"
    changed(report, lambda data: took(data, 1))
    verify("accept")
    assert not kept.exists()
    changed(report, lambda data: took(data, 1000))
    said = verify("accept")
    assert said.out.splitlines() == [
        "1 certificate kept in claims/certificates, for runs to confirm again",
        "nothing changes",
    ]
    assert [path.name for path in kept.iterdir()] == ["toy.small_square.squares.json"]
    assert verify("accept").out == "nothing changes\n"
    changed(report, leads_out)
    said = verify("accept")
    assert said.code == Exit.RECORD_UNREADABLE
    assert "is no theorem with a proof" in said.complaint
    assert not (folder / "x.squares.json").exists()


def took(data: Any, milliseconds: int) -> None:
    """Each step of the proof took so long."""
    for closure in data["theorems"]["toy.small_square"]["certificate"]["closures"]:
        closure["milliseconds"] = milliseconds


def leads_out(data: Any) -> None:
    """A theorem whose name is a path."""
    data["theorems"]["../../x"] = data["theorems"]["toy.small_square"]


def test_accept_leaves_what_did_not_run_whole(verify: Call, report: Path, folder: Path) -> None:
    """A run of one check says nothing about the rest."""

    def change(data: Any) -> None:
        data["theorems"]["toy.small_square"] |= {"verdict": "not run", "not_run": ["proof"]}

    changed(report, change)
    said = verify("accept")
    assert said.code == Exit.OK
    assert "left as before, since not all of their checks ran: toy.small_square" in said.out
    assert "small_square" not in (folder / "claims" / "verdicts.toml").read_text(encoding="utf-8").replace(
        "smaller_square", ""
    )


def test_a_damaged_table_of_verdicts_is_named(verify: Call, report: Path, folder: Path) -> None:
    """Exit 13, not an empty table that accepts everything."""
    (folder / "claims" / "verdicts.toml").write_text('["toy.small_square"]\nverdict = "splendid"\n')
    said = verify("accept")
    assert said.code == Exit.RECORD_UNREADABLE
    assert "verdicts.toml: 'toy.small_square' has no known verdict" in said.complaint
