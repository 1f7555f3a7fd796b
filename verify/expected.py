"""What is expected: `verdicts.toml` beside the claims, a committed table from ids to verdicts."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from verify.errors import RecordError, WriteError
from verify.verdict import STRENGTH, stronger, weaker

NAME = "verdicts.toml"


def load_expected(folder: Path) -> dict[str, dict[str, Any]]:
    """The expected verdicts of a folder of claims; empty if it has no `verdicts.toml`.

    Raises:
        RecordError: the file is no such table.
    """
    path = folder / NAME
    if not path.exists():
        return {}
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise RecordError(
            f"{path} cannot be read: {error}", remedy="mend it, or write it anew with `verify accept`"
        ) from error
    for name, entry in data.items():
        if not isinstance(entry, dict) or entry.get("verdict") not in STRENGTH:
            raise RecordError(f"{path}: {name!r} has no known verdict", remedy=f"use one of {', '.join(STRENGTH)}")
    return data


def compare(record: dict[str, Any], expected: dict[str, dict[str, Any]]) -> tuple[list[str], list[str]]:
    """Problems (weaker or missing, where everything was run) and news (stronger, or not recorded yet)."""
    problems, news = [], []
    for group, good in (("theorems", "proved"), ("errata", "refuted")):
        for name, entry in record[group].items():
            if entry["not_run"]:
                continue
            if name not in expected:
                news.append(f"{name} is {entry['verdict']} and not recorded; `verify accept` records it")
                continue
            entry["expected"] = expected[name]
            why = weaker(entry, expected[name], good=good)
            if why:
                problems.append(f"{name}: {why}")
            elif good == "proved" and stronger(entry, expected[name]):
                news.append(f"{name} is {entry['verdict']}, better than recorded; `verify accept` records it")
    return problems, news


def missing_statements(record: dict[str, Any], expected: dict[str, dict[str, Any]]) -> list[str]:
    """Recorded statements that are no longer there, of a folder that was collected whole."""
    there = {**record["theorems"], **record["errata"]}
    return [
        f"{name} is recorded as {entry['verdict']} and is gone; ids are public: restore it or take it off the list"
        for name, entry in sorted(expected.items())
        if name not in there
    ]


def write_expected(record: dict[str, Any], folder: Path) -> Path:
    """Write the verdicts of a record as what is expected from now on; entries that the record lacks are kept.

    Raises:
        WriteError: the file cannot be written.
    """
    import tomli_w

    table = load_expected(folder)
    for group in ("theorems", "errata"):
        for name, entry in record[group].items():
            if not entry["not_run"]:
                table[name] = {key: entry[key] for key in ("verdict", "rests_on", "goal_hash")}
    path = folder / NAME
    try:
        path.write_text(tomli_w.dumps(dict(sorted(table.items()))), encoding="utf-8")
    except OSError as error:
        raise WriteError(f"{path} cannot be written: {error}", remedy="make room or mend its permissions") from error
    return path
