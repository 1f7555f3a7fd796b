"""`verify report`, `recheck` and `accept`: from what a run left behind. No claim is executed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from verify.cli.console import complain, output, warnings_as_messages
from verify.errors import CertificateError, Exit, RecordError, UsageError, VerifyError
from verify.proof.kept import FOLDER, is_worth_keeping, write_certificate
from verify.records import load, merge, read_parts


@contextmanager
def sound(path: Path) -> Iterator[None]:
    """Turn what a record without the expected fields raises into a message about the record."""
    try:
        yield
    except VerifyError:
        raise
    except (KeyError, TypeError, AttributeError, ValueError, IndexError, RecursionError) as error:
        what = f"it has no {error}" if isinstance(error, KeyError) else f"{type(error).__name__}: {str(error)[:200]}"
        raise RecordError(f"{path} is no record of a run: {what}", remedy="run `verify run` again") from error


def render(folder: Path, out: Path | None) -> int:
    """Write the report of a run again, from its parts if they are there and else from its `report.json`.

    Raises:
        RecordError: there is neither, or they are damaged.
        WriteError: the report cannot be written.
    """
    from verify.finish import write_report
    from verify.report.summary import print_summary

    target = out or folder
    with warnings_as_messages(), sound(folder):
        if any((folder / "parts").glob("*.jsonl")):
            lines = read_parts(folder / "parts")
            if not any("statement" in line for line in lines):
                raise RecordError(f"{folder / 'parts'} names no statement", remedy="run `verify run` again")
            record = merge(lines)
            write_report(record, target, _claims(lines, record))
        else:
            record = load(folder)
            write_report(record, target, set())
    with output() as console, sound(folder):
        print_summary(record, console, target / "index.html")
    return int(Exit.OK)


def _claims(lines: list[dict[str, Any]], record: dict[str, Any]) -> set[Path]:
    """The folders whose `verdicts.toml` the run is compared with; none if it ran somebody's own implementation."""
    if "--subject" in record["run"].get("command", ""):
        return set()
    return {Path(line["statement"]["where"]["folder"]) for line in lines if "statement" in line}


def recheck(path: Path) -> int:
    """Confirm every certificate of a record with the checker that needs only the standard library.

    Raises:
        RecordError: there is no readable record.
        CertificateError: a certificate is refused.
    """
    from verify.proof.checker import UnreadableError, check_record, read_record

    file = path / "report.json" if path.is_dir() or not path.suffix else path
    if not file.exists():
        raise RecordError(f"{file} does not exist", remedy="run `verify run` first")
    try:
        with sound(file):
            confirmed, refusals = check_record(read_record(file))
    except UnreadableError as error:
        raise RecordError(f"{file} is not a record: {error}", remedy="run `verify run` again") from error
    with output() as console:
        for line in confirmed:
            console.print(line, soft_wrap=True)
    for line in refusals:
        complain(line)
    if refusals:
        raise CertificateError(
            f"{_certificates(len(refusals))} of {file} refused, {len(confirmed)} confirmed",
            remedy="nothing that rests on a refused one is proved: run `verify run` again",
        )
    on_word = sum("; goal " in line for line in confirmed)
    rest = f", {on_word} of them in part on an engine's word" if on_word else ""
    with output() as console:
        console.print(f"{_certificates(len(confirmed))} confirmed, none refused{rest}", soft_wrap=True)
    return int(Exit.OK)


def _certificates(count: int) -> str:
    return f"{count} certificate{'' if count == 1 else 's'}"


def accept(folder: Path, claims: Path, *, weaker: bool) -> int:
    """Write the verdicts of a record as what is expected from now on, with the certificates that took long to find, and
    print what changes.

    Raises:
        UsageError: something would become weaker, or the folder of claims does not exist.
        RecordError: there is no readable record or table.
        WriteError: the table cannot be written.
    """
    from verify.expected import load_expected, write_expected

    if not claims.is_dir():
        raise UsageError(f"{str(claims)!r} is no folder", remedy="name the folder of the claims with --claims")
    record, expected = load(folder), load_expected(claims)
    with sound(folder):
        changes, losses, partly = _compare(record, expected)
    with output() as console:
        for line in changes:
            console.print(line, soft_wrap=True)
        if losses and not weaker:
            raise UsageError(
                f"{_statements(len(losses))} would become weaker: {'; '.join(losses)}",
                remedy="mend them, or accept that with --weaker",
            )
        with sound(folder):
            kept = _keep_certificates(record, claims / FOLDER)
        if kept:
            console.print(f"{_certificates(kept)} kept in {claims / FOLDER}, for runs to confirm again", soft_wrap=True)
        if not changes:
            console.print("nothing changes", soft_wrap=True)
        else:
            with sound(folder):
                path = write_expected(record, claims)
            console.print(f"{_statements(len(changes))} written to {path}", soft_wrap=True)
        if partly:
            console.print(f"left as before, since not all of their checks ran: {', '.join(partly)}", soft_wrap=True)
    return int(Exit.OK)


def _keep_certificates(record: dict[str, Any], folder: Path) -> int:
    """Write the certificates that took long to find and that are not there yet; how many those are."""
    kept = 0
    for name, entry in record["theorems"].items():
        proof = next((e for e in entry["evidence"] if e["kind"] == "proof" and e["outcome"] == "passed"), None)
        if proof is None:
            continue
        by_machine = [word for word in proof["details"]["rests_on"] if not word.startswith("human step: ")]
        if not is_worth_keeping(by_machine, entry["certificate"]):
            continue
        kept += write_certificate(
            folder, name, proof["details"]["by"], proof["details"]["text_hash"], entry["certificate"]
        )
    return kept


def _statements(count: int) -> str:
    return f"{count} statement{'' if count == 1 else 's'}"


def _compare(record: dict[str, Any], expected: dict[str, dict[str, Any]]) -> tuple[list[str], list[str], list[str]]:
    """What changes, what becomes weaker and why, and which statements did not run whole."""
    from verify.verdict import STRENGTH
    from verify.verdict import weaker as why_weaker

    changes, losses, partly = [], [], []
    for group, good in (("theorems", "proved"), ("errata", "refuted")):
        for name, entry in record[group].items():
            if entry["verdict"] not in STRENGTH:
                raise ValueError(f"{name} has the verdict {entry['verdict']!r}")
            if entry["not_run"]:
                partly.append(name)
                continue
            old, new = expected.get(name), {key: entry[key] for key in ("verdict", "rests_on", "goal_hash")}
            if old == new:
                continue
            changes.append(f"{name}: {_words(old) if old else 'not recorded'} → {_words(new, old)}")
            why = why_weaker(entry, old, good=good) if old else ""
            losses += [f"{name}: {why}"] if why else []
    return changes, losses, partly


def _words(entry: dict[str, Any], old: dict[str, Any] | None = None) -> str:
    rests_on = ", ".join(entry.get("rests_on", []))
    changed = " (another statement)" if old and old.get("goal_hash") != entry["goal_hash"] else ""
    return f"{entry['verdict']}{f', rests on {rests_on}' if rests_on else ''}{changed}"
