"""Words, glyphs, counts and number formats that the page, the CI summary and the terminal share."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from verify.verdict import TRUST

Record = Mapping[str, Any]

GLYPHS = {
    "proved": "■",
    "exhaustive": "▦",
    "property-checked": "◐",
    "refuted": "✕",
    "undecided": "?",
    "not run": "–",
}
"""Verdicts from the strongest to the one that says nothing."""

OUTCOME_GLYPHS = {
    "passed": "✓",
    "holds": "✓",
    "refuted": "✕",
    "failed": "✕",
    "undecided": "?",
    "vacuous": "∅",
    "toothless": "○",
    "error": "!",
}

POSITIVE = ("proved", "exhaustive", "property-checked")

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]"
)


@dataclass(frozen=True)
class Counts:
    """What the tiles of the first screen count."""

    verdicts: dict[str, int]
    neighbours: int
    neighbours_refuted: int
    errata: int
    errata_found: int


def visible(text: str) -> str:
    """`text` with characters that reorder, hide or control written as ⟨U+202E⟩."""
    return _UNSEEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)


def shortened(text: str, limit: int = 200) -> str:
    """The beginning of a long text, with its length; the record holds the whole."""
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text):,} characters)"


def counts(theorems: Iterable[Record], errata: Iterable[Record] = ()) -> Counts:
    """Count verdicts, refuted neighbours and refuted errata."""
    theorems, errata = list(theorems), list(errata)
    neighbours = [n for theorem in theorems for n in theorem.get("neighbours", {}).values()]
    return Counts(
        {verdict: sum(theorem["verdict"] == verdict for theorem in theorems) for verdict in GLYPHS},
        len(neighbours),
        sum(neighbour["outcome"] == "refuted" for neighbour in neighbours),
        len(errata),
        sum(erratum["verdict"] == "refuted" for erratum in errata),
    )


def complaints(theorem: Record) -> list[str]:
    """Why a theorem needs attention, in words; empty when all is as it must be."""
    found = []
    if theorem["verdict"] not in POSITIVE:
        found.append(theorem["verdict"])
    evidence = [item for item in theorem.get("evidence", []) if item["outcome"] != "passed"]
    found += [f"{item['kind']} {item['name']}".strip() + f": {item['outcome']}" for item in evidence]
    neighbours = theorem.get("neighbours", {}).items()
    found += [f"neighbour {name}: {each['outcome']}" for name, each in neighbours if each["outcome"] != "refuted"]
    return found + _differences(theorem)


def refuted_without(theorem: Record, assumption: str) -> list[str]:
    """The neighbours that leave an assumption out and are refuted: without it the theorem is false."""
    return [
        name
        for name, each in theorem.get("neighbours", {}).items()
        if assumption in (each.get("dropped") or []) and each["outcome"] == "refuted"
    ]


def erratum_complaints(erratum: Record) -> list[str]:
    """Why an erratum needs attention: the suite did not refute the sentence that it says is wrong."""
    return [] if erratum["verdict"] == "refuted" else [erratum["verdict"]]


def _differences(theorem: Record) -> list[str]:
    expected = theorem.get("expected") or {}
    order = list(GLYPHS)
    found = []
    wanted = expected.get("verdict")
    if wanted in order and theorem["verdict"] in POSITIVE and order.index(theorem["verdict"]) > order.index(wanted):
        found.append(f"weaker than expected ({wanted})")
    if expected.get("goal_hash") and theorem.get("goal_hash") and expected["goal_hash"] != theorem["goal_hash"]:
        found.append("the statement changed since its verdict was recorded")
    return found


def slacks(evidence: Record) -> list[dict[str, Any]]:
    """The slack of each relation that a piece of evidence measured: value, hex, at, and the relation's number."""
    found = (evidence.get("details") or {}).get("slack") or []
    each = [dict(slack) for slack in (found if isinstance(found, list) else [found])]
    return [slack | {"value": slack.get("value", slack.get("margin"))} for slack in each]


def tightest(found: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """The smallest of some slacks; None when none is a number."""
    numbers = [slack for slack in found if isinstance(slack["value"], int | float)]
    return min(numbers, key=lambda slack: float(slack["value"])) if numbers else None


def tightest_slack(theorem: Record) -> dict[str, Any] | None:
    """The smallest slack that the theorem's evidence saw; None when none was measured."""
    relations = [item for item in theorem.get("evidence", []) if item["kind"] != "simulation"]  # distances of its own
    return tightest(slack for item in relations for slack in slacks(item))


def replay(claim: Record) -> str:
    """The command that shows the counterexample again, or else runs the claim."""
    found = [(item.get("details") or {}).get("reproduce") for item in claim.get("evidence", [])]
    found += [(item.get("details") or {}).get("reproduce") for item in claim.get("readings", {}).values()]
    exact = [command for command in found if isinstance(command, str)] if claim.get("counterexample") else []
    return exact[0] if exact else str(claim.get("reproduce") or "")


def point(values: Any) -> str:
    """A point as a person would type it: `x = 3/2, y = 1.5`."""
    if isinstance(values, Mapping):
        return ", ".join(f"{name} = {plain(value)}" for name, value in values.items())
    return "" if values is None else plain(values)


def plain(value: Any) -> str:
    """A value of a record in words: strings and rationals as they are, floats short, the rest as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return number(value)
    if isinstance(value, int):
        return f"{value:,}"
    return as_json(value, indent=None)


def number(value: float) -> str:
    """A float in at most five significant digits."""
    return f"{value + 0.0:.5g}"


def as_json(value: Any, indent: int | None = 1) -> str:
    """A value as JSON with sorted keys."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, indent=indent)


def listed(names: Iterable[str], limit: int = 6) -> str:
    """Names in words, the rest counted."""
    names = list(names)
    shown = ", ".join(names[:limit])
    return shown if len(names) <= limit else f"{shown} and {len(names) - limit} more"


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 neighbour`, `2 neighbours`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def headline(record: Record) -> list[tuple[str, list[str]]]:
    """The verdict sentence in parts: what it says, and the ids that it names."""
    theorems, errata = record["theorems"], record["errata"]
    total = counts(theorems.values(), errata.values())
    wrong = [name for name, theorem in theorems.items() if theorem["verdict"] == "refuted"]
    other = [name for name, theorem in theorems.items() if name not in wrong and complaints(theorem)]
    other += [name for name, erratum in errata.items() if erratum_complaints(erratum)]
    parts: list[tuple[str, list[str]]] = []
    if wrong:
        parts.append((f"{plural(len(wrong), 'theorem is', 'theorems are')} refuted", wrong))
    if other:
        parts.append((f"{len(other):,} {'needs' if len(other) == 1 else 'need'} attention", other))
    good = sum(not complaints(theorem) for theorem in theorems.values())
    if theorems:
        partly = f"{good:,} of {plural(len(theorems), 'theorem')} passed"
        parts.append((_all_well(total, good) if good == len(theorems) else partly, []))
    if not theorems and not errata:
        parts.append(("Nothing ran: no theorem was selected", []))
    if total.errata_found:
        found = [name for name, erratum in errata.items() if erratum["verdict"] == "refuted"]
        parts.append((f"{plural(len(found), 'erratum', 'errata')} found", found))
    if total.verdicts["proved"]:
        parts.append((_what_proofs_rest_on(record), []))
    return parts


def _what_proofs_rest_on(record: Record) -> str:
    """How many proofs rest on what, each counted with the weakest of it; and which Coq it was, and when."""
    proved = [theorem["rests_on"] for theorem in record["theorems"].values() if theorem["verdict"] == "proved"]
    weakest = Counter(min(map(_rank, words), default=-1) for words in proved)
    named = [f"{TRUST[rank] if rank >= 0 else 'what is not said'} {count:,}" for rank, count in weakest.items()]
    words = ", ".join(text for _, text in sorted(zip(weakest, named, strict=True), reverse=True))
    coq = record.get("coq")
    return f"proofs rest on: {words}" + (f" (Coq {coq['version']}, {coq['when']})" if coq else "")


def _rank(word: str) -> int:
    return next((rank for rank, kind in enumerate(TRUST) if word.startswith(kind)), -1)


def _all_well(total: Counts, theorems: int) -> str:
    kinds = [f"{count:,} {verdict}" for verdict, count in total.verdicts.items() if count]
    subject = "The one theorem passed" if theorems == 1 else f"All {theorems:,} theorems passed"
    return f"{subject} ({', '.join(kinds)})"
