"""From evidence to a verdict, and from a verdict to whether it is what was expected.

Nothing weak upgrades a verdict: a search that finds nothing makes nothing more than *property-checked*, and a theorem
whose neighbour survives, or whose hypotheses nothing meets, is *undecided* whatever else was shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Evidence = dict[str, Any]

STRENGTH = ("refuted", "not run", "undecided", "property-checked", "exhaustive", "proved")
TRUST = ("condition", "human step", "bridge", "engine's word", "checker", "Coq", "exact arithmetic")  # weakest first
GLYPHS = {
    "proved": "■",
    "exhaustive": "▦",
    "property-checked": "◐",
    "refuted": "✕",
    "undecided": "?",
    "not run": "–",
}


@dataclass(frozen=True)
class Verdict:
    """The word, why (if it is not the best), and what it rests on."""

    word: str
    reason: str = ""
    rests_on: tuple[str, ...] = ()


def theorem_verdict(evidence: list[Evidence]) -> Verdict:
    """The verdict on a theorem from all its evidence."""
    run = [each for each in evidence if each["kind"] != "picture"]
    if not run:
        return Verdict("not run")
    # floats followed some starts: that neither makes nor breaks a theorem about all of them
    run = [each for each in run if each["kind"] != "simulation"]
    for each in run:
        if each["kind"] in ("property", "exhaustive") and each["outcome"] == "failed":
            return Verdict("refuted", f"{each['kind']}[{each['name']}]: {each['message']}", ("exact arithmetic",))
    for each in run:
        required = each["kind"] in ("neighbour", "attained")
        if each["outcome"] in ("vacuous", "toothless", "failed") or (required and each["outcome"] != "passed"):
            return Verdict("undecided", f"{each['outcome']}: {each['kind']} {each['name']}: {each['message']}".strip())
    proved = any(each["kind"] == "proof" and each["outcome"] == "passed" for each in run)
    for each in run:
        if each["kind"] == "neighbour" and each["details"].get("theorem_holds") == "by its proof" and not proved:
            reason = "only a proof would show that the theorem holds where it is refuted"
            return Verdict("undecided", f"neighbour {each['name']}: {reason}")
    for kind, word in (("proof", "proved"), ("exhaustive", "exhaustive"), ("property", "property-checked")):
        passed = [each for each in run if each["kind"] == kind and each["outcome"] == "passed"]
        if passed:
            rests_on = passed[0]["details"].get("rests_on", [])
            return Verdict(word, _why_not_more(run, kind), tuple(rests_on))
    return Verdict("undecided", _why_not_more(run, "nothing"))


def _why_not_more(run: list[Evidence], reached: str) -> str:
    better = ("proof", "exhaustive", "property")
    limit = better.index(reached) if reached in better else len(better)
    return "; ".join(
        f"{e['kind']}: {e['message']}" for e in run if e["kind"] in better[:limit] and e["outcome"] != "passed"
    )


def erratum_verdict(evidence: list[Evidence]) -> Verdict:
    """The verdict on an erratum: *refuted* when each of its readings came out as stated and at least one fails."""
    readings = [each for each in evidence if each["kind"] == "reading"]
    if not readings:
        return Verdict("not run")
    wrong = [each for each in readings if each["outcome"] != "passed"]
    if wrong:
        return Verdict("undecided", "; ".join(f"{each['name']}: {each['message']}" for each in wrong))
    if not any(each["details"]["reading"] == "refuted" for each in readings):
        return Verdict("undecided", "no reading is refuted")
    rests_on = sorted({word for each in readings for word in each["details"]["rests_on"]})
    return Verdict("refuted", "", tuple(rests_on))


def weaker(found: dict[str, Any], expected: dict[str, Any], *, good: str = "proved") -> str:
    """Why what was found is weaker than expected, or "". `good` is the best word ("refuted" for errata)."""
    word, wanted = found["verdict"], expected["verdict"]
    if word != wanted and word != good and (good == "refuted" or STRENGTH.index(word) < STRENGTH.index(wanted)):
        return f"it is {word}, and was {wanted}"
    if expected.get("goal_hash") and found["goal_hash"] != expected["goal_hash"]:
        return "the statement is not the one that was recorded (its goals have another hash)"
    if word == wanted and _trust(found["rests_on"]) < _trust(expected.get("rests_on", [])):
        return f"it rests on {', '.join(found['rests_on'])}, and rested on {', '.join(expected['rests_on'])}"
    return ""


def stronger(found: dict[str, Any], expected: dict[str, Any]) -> bool:
    """Whether what was found is better than what is recorded, and should be recorded."""
    word, wanted = found["verdict"], expected["verdict"]
    if word != wanted:
        return STRENGTH.index(word) > STRENGTH.index(wanted)
    return _trust(found["rests_on"]) > _trust(expected.get("rests_on", []))


def _trust(rests_on: list[str]) -> int:
    ranks = [next((i for i, word in enumerate(TRUST) if each.startswith(word)), 0) for each in rests_on]
    return min(ranks, default=0)
