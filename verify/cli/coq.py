"""`verify coq`: the goals of a record as theorems of Coq, with its certificates as proofs. No claim is executed."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from verify.cli.console import output, unknown, warnings_as_messages
from verify.cli.recorded import sound
from verify.errors import CertificateError, Exit, RecordError, WriteError
from verify.proof.checker import RefusedError, UnreadableError, check_proof, read_record
from verify.proof.coq.files import File, Proof, gather
from verify.proof.coq.running import Coq, Outcome, allowed_axioms


def confirm(folder: Path, only: list[str], seconds: int, processes: int) -> int:
    """Have Coq confirm the goals of a record, and write beside it what Coq read and said, and the pages anew.

    Raises:
        RecordError: there is no readable record.
        UsageError: a theorem is not in the record, or Coq is not installed.
        CertificateError: the checker refuses a certificate, or Coq a goal, or a goal needs an axiom that is not listed.
        UndecidedError: Coq did not finish a file in time.
        WriteError: the files cannot be written.
    """
    path = folder / "report.json"
    if not path.exists():
        raise RecordError(f"{path} does not exist", remedy="run `verify run` first")
    try:
        with sound(path):
            record = read_record(path)
            proofs = _proofs(record, only)
    except UnreadableError as error:
        raise RecordError(f"{path} is not a record: {error}", remedy="run `verify run` again") from error
    with tempfile.TemporaryDirectory(prefix="verify-coq-") as place:
        coq = Coq(Path(place), seconds)
        version = coq.prepare()
        outcomes = _compile(coq, gather(proofs.values()), processes)
        found = _findings(proofs, outcomes, version)
        _write(folder, Path(place), outcomes, found)
    _write_pages(record, folder)
    _print(found)
    return _judge(found)


def _proofs(record: dict[str, Any], only: list[str]) -> dict[str, Proof]:
    """The proofs in a record whose certificates the checker confirms, on their way to Coq."""
    known = [name for name, entry in record["theorems"].items() if entry.get("certificate")]
    for name in only:
        if name not in known:
            raise unknown("theorem with a proof", name, known)
    proofs = {}
    for position, name in enumerate(known):
        if only and name not in only:
            continue
        entry = record["theorems"][name]
        try:
            check_proof(entry.get("goals"), entry.get("goal_hash"), entry["certificate"])
        except RefusedError as refusal:
            raise CertificateError(f"refused by the checker: {refusal}", claim=name[:80]) from refusal
        # the number and not the id goes into the files: an id is a text of the record
        proofs[name] = Proof(f"t{position}", entry["goals"], entry["certificate"])
    return proofs


def _compile(coq: Coq, files: list[File], processes: int) -> list[Outcome]:
    """What Coq says to each file. Threads suffice: they wait for Coq's processes."""
    outcomes = []
    with output() as console, ThreadPoolExecutor(processes) as pool:
        for number, outcome in enumerate(pool.map(coq.compile, files), 1):
            console.print(f"file {number} of {len(files)}: {len(outcome.confirmed)} goals confirmed", soft_wrap=True)
            outcomes.append(outcome)
    return outcomes


def _findings(proofs: dict[str, Proof], outcomes: list[Outcome], version: str) -> dict[str, Any]:
    """What came out, as data for `coq.json`."""
    confirmed = set().union(*(each.confirmed for each in outcomes))
    refused = {name: message for each in outcomes for name, message in each.refused.items()}
    theorems = {}
    for name, proof in proofs.items():
        lemmas = proof.lemmas.items()
        left_out = Counter(proof.left_out.values())
        dropped = sum(each.name not in confirmed and each.name not in refused for _, each in lemmas)
        theorems[name] = {
            "goal_hash": proof.goal_hash,
            "goals": len(proof.goals),
            "confirmed": [position for position, each in lemmas if each.name in confirmed],
            "refused": {str(i): refused[each.name] for i, each in lemmas if each.name in refused},
            "left_out": dict(sorted((left_out + Counter({"beside a refused goal": dropped})).items())),
        }
    axioms = sorted(set().union(*(each.axioms for each in outcomes)))
    when = datetime.now(UTC).isoformat(timespec="seconds")
    return {"coq": version, "when": when, "axioms": axioms, "theorems": theorems}


def _write(folder: Path, place: Path, outcomes: list[Outcome], found: dict[str, Any]) -> None:
    try:
        target = folder / "coq"
        target.mkdir(exist_ok=True)
        for old in target.glob("goals_*.v"):
            old.unlink()
        for name in ("Rules", *(each.file.name for each in outcomes)):
            (target / f"{name}.v").write_bytes((place / f"{name}.v").read_bytes())
        text = json.dumps(found, indent=1, ensure_ascii=True)
        (folder / "coq.json").write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise WriteError(f"{folder} cannot be written: {error}", remedy="make room, or name another folder") from error


def _write_pages(record: dict[str, Any], folder: Path) -> None:
    """The pages beside the record again, if there are any, now with what Coq confirmed. The record stays as it is."""
    from verify.report import write_pages
    from verify.report.mathml import RenderError

    if not (folder / "index.html").exists():
        return
    try:
        with sound(folder), warnings_as_messages():
            write_pages(record, folder)
    except (OSError, RenderError) as error:
        raise WriteError(f"the pages cannot be written: {error}", remedy="coq.json is kept; `verify report`") from error


def _print(found: dict[str, Any]) -> None:
    """A line a theorem, and the totals with what is left out by its kind."""
    total: Counter[str] = Counter()
    with output() as console:
        for name, each in found["theorems"].items():
            rest = "".join(f"; {count} left out: {reason}" for reason, count in each["left_out"].items())
            rest += f"; {len(each['refused'])} refused" if each["refused"] else ""
            console.print(f"{name}: {len(each['confirmed'])}/{each['goals']}{rest}", soft_wrap=True)
            total.update({"goals": each["goals"], "confirmed": len(each["confirmed"])})
            total.update({f"left out: {reason}": count for reason, count in each["left_out"].items()})
        whole = sum(len(each["confirmed"]) == each["goals"] for each in found["theorems"].values())
        console.print(
            f"Coq {found['coq']} confirms {total['confirmed']} of {total['goals']} goals; "
            f"all goals of {whole} of {len(found['theorems'])} theorems",
            soft_wrap=True,
        )
        for reason, count in total.items():
            if reason.startswith("left out"):
                console.print(f"  {reason}: {count}", soft_wrap=True)
        console.print(f"  axioms that are assumed, listed in coq.json: {len(found['axioms'])}", soft_wrap=True)


def _judge(found: dict[str, Any]) -> int:
    refused = [f"{name}: goal {i}" for name, each in found["theorems"].items() for i in each["refused"]]
    if refused:
        raise CertificateError(
            f"Coq refuses {len(refused)} goals: {'; '.join(refused[:5])}", remedy="coq.json has its messages"
        )
    strange = set(found["axioms"]) - allowed_axioms()
    if strange:
        raise CertificateError(
            f"proofs in Coq assume what is not in axioms.txt: {', '.join(sorted(strange))[:200]}",
            remedy="nothing of this is confirmed",
        )
    return int(Exit.OK)
