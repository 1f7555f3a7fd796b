"""The summary for a continuous-integration page: Markdown, short, the failing first."""

import re

from verify.report.vocabulary import (
    GLYPHS,
    Record,
    as_json,
    complaints,
    counts,
    erratum_complaints,
    headline,
    listed,
    number,
    plain,
    plural,
    point,
    replay,
    shortened,
    tightest_slack,
    visible,
)

ROWS = 200
"""Rows a table may have: a step summary is cut at one megabyte."""


def render(record: Record) -> str:
    """The summary as Markdown text; the same record gives the same bytes."""
    theorems, errata = record["theorems"], record["errata"]
    run = record["run"]
    parts = ["# Verification report", _sentence(record), _totals(record)]
    if run.get("interrupted"):
        parts.append("**This run was interrupted: what is missing did not run.**")
    parts += [f"**Problem:** {_text(plain(problem), 400)}" for problem in run.get("problems", [])]
    failing = [_failure(name, t, found) for name, t in theorems.items() if (found := complaints(t))]
    failing += [_failure(name, e, found) for name, e in errata.items() if (found := erratum_complaints(e))]
    if failing:
        parts += ["## Needs attention", *failing[:ROWS]]
    if theorems:
        parts += ["## Theorems", _theorems(theorems)]
    if errata:
        parts += ["## Errata", *(_erratum(name, erratum) for name, erratum in list(errata.items())[:ROWS])]
    parts.append(f"Run {_code(run['id'])}, {_code(record['deterministic_hash'])}. The whole report is `index.html`.")
    return "\n\n".join(parts) + "\n"


def _sentence(record: Record) -> str:
    said = [f"{text}: {', '.join(map(_code, names[:6]))}" if names else text for text, names in headline(record)]
    return f"**{'; '.join(said)}.**"


def _totals(record: Record) -> str:
    total = counts(record["theorems"].values(), record["errata"].values())
    words = [f"{GLYPHS[verdict]} {n:,} {verdict}" for verdict, n in total.verdicts.items() if n]
    words.append(f"neighbours {total.neighbours_refuted:,} of {total.neighbours:,} refuted")
    words.append(f"{plural(total.errata_found, 'erratum', 'errata')} found")
    return " · ".join(words)


def _failure(name: str, claim: Record, found: list[str]) -> str:
    lines = [f"### {GLYPHS[claim['verdict']]} {_code(name)}", _text(claim["title"], 400), _text(listed(found), 400)]
    if claim.get("reason"):
        lines.append(_text(claim["reason"], 400))
    if claim.get("counterexample") and claim["counterexample"]["point"]:
        lines.append(f"Smallest counterexample: {_code(point(claim['counterexample']['point']))}")
    again = [replay(claim)]
    again += [n["reproduce"] for n in claim.get("neighbours", {}).values() if n["outcome"] != "refuted"]
    return "\n\n".join([*lines, "\n".join(f"    {_one_line(command)}" for command in again if command)])


def _theorems(theorems: Record) -> str:
    lines = ["| | Theorem | Says | Evidence | Slack |", "|---|---|---|---|---|"]
    ranked = sorted(theorems.items(), key=lambda pair: not complaints(pair[1]))
    for name, theorem in ranked[:ROWS]:
        slack = tightest_slack(theorem)
        kinds = list(dict.fromkeys(item["kind"] for item in theorem["evidence"]))
        verdict = f"{GLYPHS[theorem['verdict']]} {theorem['verdict']}"
        cells = [
            verdict,
            _code(name),
            _text(theorem["title"]),
            ", ".join(kinds),
            number(float(slack["value"])) if slack else "",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    rest = len(ranked) - ROWS
    return "\n".join(lines) + (f"\n\n{rest:,} more rows are in `index.html`." if rest > 0 else "")


def _erratum(name: str, erratum: Record) -> str:
    readings = "; ".join(f"{reading}: {item['outcome']}" for reading, item in erratum["readings"].items())
    text = f"- {GLYPHS[erratum['verdict']]} {_code(name)}: {_text(erratum['title'])} ({erratum['verdict']}"
    text += f"; {_text(readings)})" if readings else ")"
    if erratum.get("counterexample") and erratum["counterexample"]["point"]:
        text += f" Counterexample: {_code(point(erratum['counterexample']['point']))}."
    if erratum["repaired_by"]:
        text += f" True instead: {', '.join(map(_code, erratum['repaired_by']))}."
    return text


def _text(value: str, limit: int = 200) -> str:
    """Words that cannot become markup: every character that Markdown or HTML might read is escaped."""
    return re.sub(r"([\\`*_{}\[\]()<>#+!|~&@:-])", r"\\\1", _one_line(shortened(value, limit)))


def _code(value: object) -> str:
    text = _one_line(shortened(value if isinstance(value, str) else as_json(value, indent=None)))
    # a backtick would end the span and a bar would end the cell, even inside code
    return "`" + text.replace("`", "ˋ").replace("|", "¦") + "`"


def _one_line(text: str) -> str:
    return visible(" ".join(text.split()))
