"""Records of proofs, and the command that checks one."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from . import __doc__ as usage
from .proofs import Outcome, check_proof
from .work import RefusedError, shown

MOST_BYTES = 64 * 1024 * 1024
UNREADABLE, REFUSED = 13, 14


class UnreadableError(Exception):
    """A file that is not a record."""


def read_record(path: Path) -> Any:
    """The JSON of a file, without duplicate keys, NaN or bottomless nesting.

    Raises:
        UnreadableError: it is no such file.
    """

    def no_constant(text: str) -> Any:
        raise UnreadableError(f"it contains {text}")

    def no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(pairs)
        if len(result) != len(pairs):
            raise UnreadableError("an object has a key twice")
        return result

    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise UnreadableError(f"it is larger than {MOST_BYTES} bytes")
        return json.loads(content.decode(), parse_constant=no_constant, object_pairs_hook=no_duplicates)
    except (OSError, ValueError, RecursionError, MemoryError) as error:
        raise UnreadableError(f"{type(error).__name__}: {str(error)[:200]}") from error


def find_proofs(data: object, where: str = "") -> list[tuple[str, dict[str, Any]]]:
    """Every object of a record that has a certificate, with where it stands."""
    found = []
    agenda = [(where, data)]
    while agenda:
        name, each = agenda.pop()
        parts: list[tuple[str, object]] = []
        if isinstance(each, list):
            parts = [(f"{name}[{i}]", part) for i, part in enumerate(each)]
        if isinstance(each, dict):
            if each.get("certificate"):
                found.append((name.removeprefix("."), each))
            parts = [(f"{name}.{shown(key)}", each[key]) for key in each if key not in ("goals", "certificate")]
        agenda += reversed([(name[:400], part) for name, part in parts])
    return found


def _theorems_with_proofs(record: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The proofs under each theorem, whatever its name."""
    named = [find_proofs(theorem, f"theorems.{shown(name)}") for name, theorem in record["theorems"].items()]
    return [proof for proofs in named for proof in proofs]


def _rests_on(theorem: dict[str, Any], outcome: Outcome) -> bool:
    """Whether a theorem says what its proof rests on; human steps and conditions, which no certificate has, may come on
    top."""
    said = theorem.get("rests_on")
    if not isinstance(said, list) or not all(isinstance(each, str) for each in said):
        return False
    return [each for each in said if not each.startswith(("human step: ", "condition: "))] == list(outcome.rests_on)


def check_record(record: object) -> tuple[list[str], list[str]]:
    """Check a whole record. Returns lines to print, and refusals.

    Raises:
        UnreadableError: it is no record.
    """
    if not isinstance(record, dict) or not isinstance(record.get("theorems"), dict):
        raise UnreadableError("it has no theorems")
    lines: list[str] = []
    refusals: list[str] = []
    for name, proof in [*_theorems_with_proofs(record), *find_proofs({**record, "theorems": None})]:
        try:
            outcome = check_proof(proof.get("goals"), proof.get("goal_hash"), proof["certificate"])
        except RefusedError as refusal:
            refusals.append(f"{name}: refused: {refusal}")
            continue
        lines.append(f"{name}: {outcome.confirmed} goals confirmed" + "".join(f"; {w}" for w in outcome.on_word))
        if proof.get("verdict") == "proved" and not _rests_on(proof, outcome):
            refusals.append(f"{name}: refused: it does not rest on what it says")
    for name, theorem in record["theorems"].items():
        if not isinstance(theorem, dict):
            refusals.append(f"theorems.{shown(name)}: refused: it is no theorem")
        elif theorem.get("verdict") == "proved" and not theorem.get("certificate"):
            refusals.append(f"theorems.{shown(name)}: refused: it is called proved and has no certificate")
    return lines, refusals


def main(arguments: list[str]) -> int:
    """Check the record that the only argument names; a folder stands for the report.json in it."""
    if len(arguments) != 1 or arguments[0] in ("-h", "--help"):
        print(usage)
        return 0 if arguments and arguments[0] in ("-h", "--help") else 4
    path = Path(arguments[0])
    path = path / "report.json" if path.is_dir() else path
    try:
        lines, refusals = check_record(read_record(path))
    except UnreadableError as error:
        print(f"{path}: not a record: {error}", file=sys.stderr)
        return UNREADABLE
    for line in lines:
        print(line)
    for line in refusals:
        print(line, file=sys.stderr)
    print(f"{len(lines)} certificates confirmed, {len(refusals)} refused")
    return REFUSED if refusals else 0
