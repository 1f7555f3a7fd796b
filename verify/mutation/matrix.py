"""The kill matrix as data: theorem × mutant × who noticed, what survives, and why.

Mutants that were judged are kept as lines of JSON, so that a run that is interrupted goes on where it was; survivors
are explained in `survivors.toml` beside the claims. Both are data, and reading them executes nothing.
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from verify.errors import RecordError, WriteError
from verify.records import json_lines

LINES = "mutants.jsonl"
MATRIX = "kill_matrix.json"
SURVIVORS = "survivors.toml"
SCHEMA_VERSION = "1.0"
ENOUGH = 0.95  # of the false mutants must be refuted

Line = dict[str, Any]  # what is known of one mutant that was judged


@dataclass(frozen=True)
class Explanation:
    """Why a mutant survives, and whether it is known to be true: a true one cannot be refuted, and counts apart."""

    theorem: str
    mutant: str
    is_true: bool
    why: str


@dataclass(frozen=True)
class Known:
    """What a theorem looks like now: the digest of what its mutants depend on, and the names of all of them."""

    theorem: str
    digest: str
    mutants: tuple[str, ...]


def load_explanations(folder: Path) -> list[Explanation]:
    """The explanations in a folder of claims; none if it has no `survivors.toml`.

    Raises:
        RecordError: the file is no such list, or explains one survivor twice.
    """
    path = folder / SURVIVORS
    if not path.exists():
        return []
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RecordError(f"{path} cannot be read: {error}", remedy="mend it") from error
    entries = data.get("survivor")
    if set(data) != {"survivor"} or not isinstance(entries, list):
        raise RecordError(f"{path} is no list of survivors", remedy="write [[survivor]] before each")
    found = [_explanation(path, each) for each in entries]
    twice = [name for name, count in Counter((each.theorem, each.mutant) for each in found).items() if count > 1]
    if twice:
        raise RecordError(f"{path} explains {' '.join(twice[0])!r} twice", remedy="explain each survivor once")
    return found


def _explanation(path: Path, data: Any) -> Explanation:
    kinds = {"theorem": str, "mutant": str, "true": bool, "why": str}
    fits = isinstance(data, dict) and set(data) == set(kinds)
    if not fits or not all(isinstance(data[name], kind) for name, kind in kinds.items()) or not data["why"].strip():
        raise RecordError(f"{path}: a survivor has other fields", remedy="give theorem, mutant, true and why")
    return Explanation(data["theorem"], data["mutant"], data["true"], data["why"])


def load_lines(folder: Path) -> list[Line]:
    """The mutants that were judged before; a line that is cut off or no such line is left out with a warning."""
    path = folder / LINES
    return json_lines(path, _is_line) if path.exists() else []


def _is_line(line: Any) -> bool:
    texts = ("theorem", "digest", "mutant", "kind", "outcome")
    if not isinstance(line, dict) or not all(isinstance(line.get(name), str) for name in texts):
        return False
    observations = line.get("observations")
    return isinstance(observations, list) and all(
        isinstance(each, dict) and isinstance(each.get("observer"), str) and isinstance(each.get("says"), str)
        for each in observations
    )


def up_to_date(lines: Iterable[Line], known: Iterable[Known]) -> dict[tuple[str, str], Line]:
    """The last line of each mutant of theorems that are still what they were, by theorem and mutant."""
    now = {each.theorem: each for each in known}
    return {
        (line["theorem"], line["mutant"]): line
        for line in lines
        if line["theorem"] in now
        and line["digest"] == now[line["theorem"]].digest
        and line["mutant"] in now[line["theorem"]].mutants
    }


def stale(
    explanations: Iterable[Explanation], known: Iterable[Known], lines: Mapping[tuple[str, str], Line]
) -> list[str]:
    """The explanations that match no survivor, in words: no such theorem or mutant, or one that does not survive."""
    names = {each.theorem: each.mutants for each in known}
    problems = []
    for each in explanations:
        line = lines.get((each.theorem, each.mutant))
        if each.theorem not in names:
            problems.append(f"there is no theorem {each.theorem!r}")
        elif each.mutant not in names[each.theorem]:
            problems.append(f"{each.theorem} has no mutant {each.mutant!r}")
        elif line is not None and line["outcome"] != "alive":
            problems.append(f"{each.theorem}, mutant {each.mutant!r} is {line['outcome']}")
    return problems


def matrix(
    lines: Mapping[tuple[str, str], Line],
    known: Iterable[Known],
    explanations: Iterable[Explanation],
    *,
    finished: bool,
) -> dict[str, Any]:
    """The kill matrix as data."""
    why = {(each.theorem, each.mutant): each for each in explanations}
    theorems: dict[str, Any] = {}
    for each in known:
        judged = [(each.theorem, name) for name in each.mutants if (each.theorem, name) in lines]
        if judged:
            rows = [_row(lines[key], why.get(key)) for key in judged]
            theorems[each.theorem] = {"of": len(each.mutants), "mutants": rows}
    every = [row for entry in theorems.values() for row in entry["mutants"]]
    return {"schema_version": SCHEMA_VERSION, "finished": finished, "totals": totals(every), "theorems": theorems}


def _row(line: Line, explanation: Explanation | None) -> dict[str, Any]:
    refuted = [each for each in line["observations"] if each["says"] == "refuted"]
    open_ones = [each for each in line["observations"] if each["says"] != "refuted" and each.get("message")]
    shown = (refuted or open_ones or [{}])[0]
    row = {
        "name": line["mutant"],
        "kind": line["kind"],
        "outcome": line["outcome"],
        "noticed": [each["observer"] for each in refuted],
        "said": {each["observer"]: each["says"] for each in line["observations"]},
        "message": str(shown.get("message", "")),
        "point": shown.get("point"),
        "seconds": line.get("seconds", 0.0),
    }
    return row | ({"explained": explanation.why, "is_true": explanation.is_true} if explanation else {})


def totals(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """How many mutants came to what, how many each observer noticed, and the share of false ones that is refuted."""
    outcomes = Counter(row["outcome"] for row in rows)
    alive = [row for row in rows if row["outcome"] == "alive"]
    false = outcomes["refuted"] + sum(not row.get("is_true", False) for row in alive)
    return {
        "mutants": len(rows),
        "outcomes": dict(sorted(outcomes.items())),
        "noticed": dict(sorted(Counter(name for row in rows for name in row["noticed"]).items())),
        "noticed_alone": dict(sorted(Counter(row["noticed"][0] for row in rows if len(row["noticed"]) == 1).items())),
        "unexplained": sum("explained" not in row for row in alive),
        "false": false,
        "kill_rate": outcomes["refuted"] / false if false else None,
        "seconds": round(sum(row["seconds"] for row in rows), 1),
    }


def is_enough(total: Mapping[str, Any]) -> bool:
    """Whether enough of the false mutants are refuted, every survivor is explained, and nothing is contradictory."""
    rate = total["kill_rate"]
    sound = not total["outcomes"].get("contradiction") and not total["unexplained"]
    return sound and (rate is None or rate >= ENOUGH)


def write_matrix(data: Mapping[str, Any], folder: Path) -> Path:
    """Write the kill matrix, whole or not at all.

    Raises:
        WriteError: the folder cannot be written.
    """
    path = folder / MATRIX
    temporary = path.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(data, ensure_ascii=False, sort_keys=True, allow_nan=False)
        temporary.write_bytes((text + "\n").encode("utf-8", "backslashreplace"))
        temporary.replace(path)
    except OSError as error:
        raise WriteError(f"{path} cannot be written: {error}", remedy="make room; what was judged is kept") from error
    return path
