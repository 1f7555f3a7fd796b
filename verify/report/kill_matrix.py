"""The kill matrix in a report's folder, for the page: theorem × mutant × who noticed. It may be hostile."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from verify.proof.checker import UnreadableError, read_record
from verify.report.vocabulary import plain, point

NAME = "kill_matrix.json"
OBSERVERS = ("points", "search", "enumeration", "eight bits", "goals")
OUTCOMES = ("refuted", "proved", "ill-formed", "alive")
MOST_ROWS = 120  # of one theorem; the file holds them all


def load_kill_matrix(folder: Path) -> dict[str, Any] | None:
    """The kill matrix in a folder, as the page shows it; None if there is none, or with a warning if it is damaged."""
    path = folder / NAME
    if not path.exists():
        return None
    try:
        data = read_record(path)
        if data["schema_version"] != "1.0":
            raise ValueError("it has another version")
        return shown(data)
    except (UnreadableError, LookupError, TypeError, AttributeError, ValueError, ArithmeticError) as error:
        text = f"{type(error).__name__}: {str(error)[:200]}"
        warnings.warn(f"{path} is no kill matrix and left out: {text}; `verify mutate` writes it anew", stacklevel=2)
        return None


def shown(data: Mapping[str, Any]) -> dict[str, Any]:
    """What the page shows of a kill matrix.

    Raises:
        KeyError, TypeError, AttributeError, ValueError: it has other fields.
    """
    total = data["totals"]
    rate = None if total["kill_rate"] is None else f"{float(total['kill_rate']):.1%}"
    return {
        "observers": OBSERVERS,
        "outcomes": OUTCOMES,
        "finished": bool(data["finished"]),
        "mutants": int(total["mutants"]),
        "false": int(total["false"]),
        "refuted": int(total["outcomes"].get("refuted", 0)),
        "unexplained": int(total["unexplained"]),
        "contradictions": int(total["outcomes"].get("contradiction", 0)),
        "rate": rate,
        "theorems": [_theorem(name, entry) for name, entry in data["theorems"].items()],
    }


def _theorem(name: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    rows = [_row(each) for each in entry["mutants"]]
    outcomes = [row["outcome"] for row in rows]
    noticed = [who for row in rows for who in row["noticed"]]
    # those that nobody noticed come first
    ordered = sorted(rows, key=lambda row: (row["outcome"] not in ("contradiction", "alive"), row["outcome"]))
    return {
        "name": name,
        "of": int(entry["of"]),
        "count": len(rows),
        "outcomes": [outcomes.count(each) for each in OUTCOMES],
        "noticed": [noticed.count(each) for each in OBSERVERS],
        "rows": ordered[:MOST_ROWS],
    }


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    noticed = [str(each) for each in row["noticed"]]
    return {
        "name": str(row["name"]),
        "kind": str(row["kind"]),
        "outcome": str(row["outcome"]),
        "noticed": noticed,
        "cells": [str(row["said"].get(each, "")) for each in (*OBSERVERS, "proof")],
        "why": str(row.get("explained") or plain(row["message"])),
        "point": point(row["point"]) if row["point"] else "",
    }
