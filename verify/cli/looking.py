"""`verify list` and `verify show`: a record in the terminal. No claim is executed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from verify.cli.console import output, unknown, warnings_as_messages
from verify.cli.recorded import sound
from verify.errors import Exit
from verify.records import load
from verify.report.coq import with_coq
from verify.report.summary import STYLES
from verify.report.vocabulary import (
    GLYPHS,
    OUTCOME_GLYPHS,
    number,
    point,
    refuted_without,
    shortened,
    tightest_slack,
    visible,
)

Record = Mapping[str, Any]


def list_statements(folder: Path, statuses: Iterable[str]) -> int:
    """Print a line for each theorem and erratum of a record, or for those with one of the verdicts.

    Raises:
        UsageError: there is no such verdict.
        RecordError: there is no readable record.
    """
    wanted = list(statuses)
    for status in wanted:
        if status not in GLYPHS:
            raise unknown("verdict", status, list(GLYPHS))
    record = _load(folder)
    with output() as console, sound(folder):
        statements = [*record["theorems"].items(), *record["errata"].items()]
        chosen = [(name, entry) for name, entry in statements if not wanted or entry["verdict"] in wanted]
        console.print(_table(chosen))
        console.print(Text(f"{len(chosen)} of {len(statements)} statements; run {record['run'].get('id', '?')}", "dim"))
    return int(Exit.OK)


def _load(folder: Path) -> Record:
    """A record as it is shown, with what `verify coq` left beside it."""
    record = load(folder)
    with warnings_as_messages(), sound(folder):
        return with_coq(record, folder if folder.is_dir() else folder.parent)


def _table(statements: list[tuple[str, Record]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("", width=1)
    table.add_column("id", no_wrap=True)
    table.add_column("what it says", ratio=1)
    table.add_column("rests on")
    table.add_column("evidence", justify="right")
    table.add_column("slack", justify="right", no_wrap=True)
    for name, entry in statements:
        slack = tightest_slack(entry)
        cells = [
            _text(name, "bold"),
            _text(shortened(entry["title"], 160)),
            _text(", ".join(entry.get("rests_on", [])) or entry["verdict"]),
            _text(_count(entry)),
            _text(number(float(slack["value"])) if slack else ""),
        ]
        table.add_row(Text(GLYPHS[entry["verdict"]], _style(entry)), *cells)
    return table


def _style(entry: Record) -> str:
    if "readings" in entry and entry["verdict"] == "refuted":
        return "magenta"  # an erratum: what it must come to
    return STYLES[entry["verdict"]]


def _count(entry: Record) -> str:
    """How many of the pieces of evidence came out as they must."""
    good = [each["outcome"] == "passed" for each in entry["evidence"]]
    good += [each["outcome"] == "refuted" for each in entry.get("neighbours", {}).values()]
    good += [each["outcome"] == each.get("expected", "refuted") for each in entry.get("readings", {}).values()]
    return f"{sum(good)}/{len(good) + len(entry.get('not_run', []))}"


def _text(text: str, style: str = "") -> Text:
    return Text(visible(text), style)


def show(name: str, folder: Path) -> int:
    """Print everything that a record has about a statement.

    Raises:
        UsageError: the record has no such statement.
        RecordError: there is no readable record.
    """
    record = _load(folder)
    with output() as console, sound(folder):
        statements = {**record["theorems"], **record["errata"]}
        if name not in statements:
            raise unknown("theorem or erratum", name, sorted(statements))
        _Page(console).print(name, statements[name], record)
    return int(Exit.OK)


class _Page:
    """A statement on a console, a section after the other; empty ones are left out."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def print(self, name: str, entry: Record, record: Record) -> None:
        heading = Text.assemble((GLYPHS[entry["verdict"]] + " ", _style(entry)), (visible(name), "bold"))
        self.console.print(heading, soft_wrap=True)
        self._line(entry["title"])
        self._line(f"{entry['verdict']}" + (f": {entry['reason']}" if entry["reason"] else ""), _style(entry))
        self._facts(entry, record)
        self._section("statement, in the author's words", [entry["latex"]])
        self._section("setting", _setting(entry))
        self._goals(entry)
        self._section("evidence", [_evidence(each) for each in entry["evidence"]])
        neighbours, readings = entry.get("neighbours", {}).items(), entry.get("readings", {}).items()
        self._section("neighbours", [line for pair in neighbours for line in _neighbour(*pair)])
        self._section("readings", [line for pair in readings for line in _reading(*pair)])
        found = entry.get("counterexample")
        self._section("counterexample", _counterexample(found) if found else [])
        self._section("not run", entry.get("not_run", []))
        self._section("again", [entry["reproduce"]])

    def _facts(self, entry: Record, record: Record) -> None:
        post = record["posts"].get(entry["post"], {})
        place = entry.get("sentence") or {}
        facts = {
            "rests on": ", ".join(entry.get("rests_on", [])),
            "from": f"{post.get('title', entry['post'])}, {place.get('section')}, sentence {place.get('number')}",
            "link": post.get("url") or "",
            "how": entry.get("how", ""),
            "true instead": ", ".join(entry.get("repaired_by", [])),
            "relation to the sentence": entry.get("relation") or "",
            "Coq": f"{record['coq']['version']}, {record['coq']['when']}" if "coq" in entry else "",
            "expected": (entry.get("expected") or {}).get("verdict", ""),
            "in": f"{entry['where']['file']}:{entry['where']['line']}",
            "goal hash": entry.get("goal_hash", ""),
        }
        for label, value in facts.items():
            if value:
                self._line(f"{label}: {value}", indent=2)

    def _goals(self, entry: Record) -> None:
        lines = []
        for position, goal in enumerate(entry.get("goals", [])):
            latex = goal.get("latex") or {"conclusion": "in the record"}  # written out for the first ones
            lines.append(f"{position}. {goal['about']}: {latex['conclusion']}")
            hypotheses = latex.get("hypotheses", [])
            lines += [f"     if {', '.join(hypotheses)}"] if hypotheses else []
        self._section("goals, traced from the function", lines)
        closures = (entry.get("certificate") or {}).get("closures", [])
        coq = dict.fromkeys(entry.get("coq", []), "; confirmed by Coq")
        lines = [
            f"{each['goal']}. closed by {each['step']}; rests on {each['rests_on']}{coq.get(each['goal'], '')}"
            for each in closures
        ]
        self._section("proof", lines)

    def _section(self, title: str, lines: list[str]) -> None:
        if not lines:
            return
        self.console.print()
        self._line(title, "bold dim")
        for line in lines:
            self._line(line, indent=2)

    def _line(self, text: str, style: str = "", indent: int = 0) -> None:
        line = Text(visible(text), style)
        # a pipe gets whole lines, a terminal gets hanging ones
        if self.console.is_terminal:
            self.console.print(Padding(line, (0, 0, 0, indent), expand=False))
        else:
            self.console.print(Text(" " * indent) + line, soft_wrap=True)


def _setting(entry: Record) -> list[str]:
    lines = [f"{name} in {each['domain']}" for name, each in entry.get("variables", {}).items()]
    lines += [f"{each['name']}: {each['text']}{_needed(entry, each['name'])}" for each in entry.get("assumptions", [])]
    lines += [f"{name} = {each['value']}" for name, each in entry.get("constants", {}).items()]
    return lines + [f"{name}: implementation under test, {path}" for name, path in entry.get("subjects", {}).items()]


def _needed(entry: Record, assumption: str) -> str:
    if "neighbours" not in entry:  # an erratum's
        return ""
    return " (needed: false without it)" if refuted_without(entry, assumption) else " (not shown to be needed)"


def _evidence(each: Record) -> str:
    name = f"{each['kind']}[{each['name']}]" if each["name"] else each["kind"]
    where = [str(each[key]) for key in ("carrier", "dtype", "device") if each.get(key)]
    where += [f"{each['seconds']:.1f} s"] if isinstance(each.get("seconds"), int | float) else []
    return f"{OUTCOME_GLYPHS[each['outcome']]} {name}: {each['outcome']}: {each['message']}  ({', '.join(where)})"


def _neighbour(name: str, each: Record) -> list[str]:
    changed = f" ({point(each['changed'])})" if each.get("changed") else ""
    lines = [f"{OUTCOME_GLYPHS[each['outcome']]} {name}{changed}: {each['outcome']}: {each['message']}"]
    lines += [f"    witness: {point(each['witness'])}"] if each.get("witness") else []
    lines += [f"    found by the search: {point(each['found'])}"] if each.get("found") else []
    return lines + ([f"    again: {each['reproduce']}"] if each.get("reproduce") else [])


def _reading(name: str, each: Record) -> list[str]:
    details = each.get("details") or {}
    lines = [f"{OUTCOME_GLYPHS[each['outcome']]} {name}: {each['outcome']}: {details.get('says', each['message'])}"]
    expected = each.get("expected", "refuted")
    lines += [f"    expected: {expected}"] if expected != each["outcome"] else []
    return lines + ([f"    again: {details['reproduce']}"] if details.get("reproduce") else [])


def _counterexample(found: Record) -> list[str]:
    where = point(found["point"]) or "no variables"
    return [f"{where}:  {found.get('says', '')}   ({found.get('carrier') or 'exact'})"]
