"""What Coq confirmed, from the `coq.json` in a report's folder: data that a page shows, and that upgrades no record.

The file may be damaged, stale or forged. It counts for exactly the goals that it is about: those with the hash that
stands in the record. Whoever wants to know and not to be told runs `verify coq`, which asks Coq.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from verify.proof.checker import UnreadableError, read_record

NAME = "coq.json"
OF_THE_VALUE = " that it has a value"  # which Coq, where each term has one, does not see

Record = Mapping[str, Any]


def with_coq(record: Record, folder: Path) -> Record:
    """The record as pages show it: where Coq confirmed every goal of a proved theorem, that stands for the checker's
    word, `coq` has the goals of a theorem that it confirmed, and which Coq it was and when. The record stays as it is.
    """
    found = _load(folder)
    if found is None:
        return record
    theorems = {name: _theorem(entry, found["theorems"].get(name)) for name, entry in record["theorems"].items()}
    return {**record, "theorems": theorems, "coq": {name: found[name] for name in ("version", "when")}}


def _load(folder: Path) -> dict[str, Any] | None:
    path = folder / NAME
    if not path.exists():
        return None
    try:
        data = read_record(path)
        _refuse_axioms(data["axioms"])
        theorems = {name: (each["goal_hash"], frozenset(each["confirmed"])) for name, each in data["theorems"].items()}
        return {"version": str(data["coq"]), "when": str(data["when"]), "theorems": theorems}
    except (UnreadableError, LookupError, TypeError, AttributeError, ValueError) as error:
        text = f"{type(error).__name__}: {str(error)[:200]}"
        warnings.warn(f"{path} is left out: {text}; `verify coq` writes it anew", stacklevel=3)
        return None


def _refuse_axioms(axioms: list[str]) -> None:
    from verify.proof.coq.running import allowed_axioms

    strange = set(axioms) - allowed_axioms()
    if strange:
        raise ValueError(f"its proofs assume {', '.join(sorted(strange))}")


def _theorem(entry: Record, said: tuple[str, frozenset[int]] | None) -> Record:
    """An entry with what Coq said of its goals, if it was said of these goals."""
    goals = entry.get("goals")
    if said is None or not goals or not entry.get("certificate") or said[0] != entry["goal_hash"]:
        return entry
    confirmed = {position for position in range(len(goals)) if position in said[1]}
    shown = {**entry, "coq": sorted(confirmed)}
    if entry["verdict"] == "proved" and len(confirmed) == len(goals):
        shown["rests_on"] = ["Coq", *filter(None, map(_beside_coq, entry["rests_on"]))]
    return shown


def _beside_coq(word: str) -> str:
    """What a proof rests on besides Coq: persons, conditions, bridges, and engines as to values."""
    if word == "checker":
        return ""
    return word + OF_THE_VALUE if word.startswith("engine's word") else word
