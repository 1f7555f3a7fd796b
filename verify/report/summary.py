"""What a person sees in the terminal when a run ends."""

from pathlib import Path
from typing import TYPE_CHECKING

from verify.report.coq import with_coq
from verify.report.vocabulary import (
    GLYPHS,
    Record,
    complaints,
    erratum_complaints,
    headline,
    listed,
    number,
    point,
    replay,
    shortened,
    tightest_slack,
    visible,
)

if TYPE_CHECKING:
    from rich.console import Console

STYLES = {
    "proved": "green",
    "exhaustive": "cyan",
    "property-checked": "blue",
    "refuted": "bold red",
    "undecided": "yellow",
    "not run": "bright_black",
}


def print_summary(record: Record, console: "Console", page: Path) -> None:
    """Print an entry for each theorem and erratum, those that need attention last, then the verdict and the page.

    What `verify coq` left beside the page counts as it does there.
    """
    record = with_coq(record, page.parent)
    theorems = sorted(record["theorems"].items(), key=lambda pair: bool(complaints(pair[1])))
    for name, theorem in theorems:
        _entry(console, name, theorem, STYLES[theorem["verdict"]], _evidence(theorem), complaints(theorem))
    for name, erratum in record["errata"].items():
        style = "magenta" if erratum["verdict"] == "refuted" else "yellow"
        _entry(console, name, erratum, style, _erratum(erratum), erratum_complaints(erratum))
    if record["run"].get("interrupted"):
        _line(console, [("This run was interrupted: what is missing did not run.", "yellow")])
    said = [f"{text}: {listed(names)}" if names else text for text, names in headline(record)]
    _line(console, [("\n" + "; ".join(said) + ".", "bold")])
    _line(console, [(str(page), "underline")], whole=True)


def _entry(console: "Console", name: str, claim: Record, style: str, facts: str, found: list[str]) -> None:
    verdict = claim["verdict"]
    _line(console, [(f"{GLYPHS[verdict]} ", style), (name, "bold"), ("  " + shortened(claim["title"], 160), "")])
    _line(console, [(verdict, style), (f"; {facts}" if facts else "", "dim")], indent=2)
    # a verdict that already says it all is not said twice
    rest = [complaint for complaint in found if complaint != verdict]
    if rest:
        _line(console, [(f"needs attention: {listed(rest)}", "red")], indent=2)


def _evidence(theorem: Record) -> str:
    if theorem.get("counterexample"):
        return "; ".join(filter(None, [point(theorem["counterexample"]["point"]), f"again: {replay(theorem)}"]))
    if theorem.get("reason"):
        return str(theorem["reason"])
    parts = [f"rests on {', '.join(theorem['rests_on'])}"] if theorem["rests_on"] else []
    cases = sum(item.get("cases") or 0 for item in theorem["evidence"] if item["kind"] in ("property", "exhaustive"))
    kinds = dict.fromkeys(item["kind"] for item in theorem["evidence"] if item["outcome"] == "passed")
    parts.append(", ".join(kinds) + (f" ({cases:,} cases)" if cases else ""))
    neighbours = theorem["neighbours"].values()
    if neighbours:
        parts.append(f"neighbours {sum(n['outcome'] == 'refuted' for n in neighbours)} of {len(neighbours)} refuted")
    slack = tightest_slack(theorem)
    if slack:
        parts.append(f"slack {number(float(slack['value']))}")
    return "; ".join(filter(None, parts))


def _erratum(erratum: Record) -> str:
    parts = ["erratum", *(f"{name}: {reading['outcome']}" for name, reading in erratum["readings"].items())]
    if erratum.get("counterexample"):
        parts.append(point(erratum["counterexample"]["point"]))
    if erratum["repaired_by"]:
        parts.append(f"true instead: {', '.join(erratum['repaired_by'])}")
    return "; ".join(filter(None, parts))


def _line(console: "Console", pieces: list[tuple[str, str]], *, whole: bool = False, indent: int = 0) -> None:
    from rich.padding import Padding
    from rich.text import Text

    encoding = console.encoding or "utf-8"
    # a terminal without these characters shows their escapes instead of stopping the run
    safe = [(visible(text).encode(encoding, "backslashreplace").decode(encoding), style) for text, style in pieces]
    text = Text.assemble(*safe)
    console.print(Padding(text, (0, 0, 0, indent), expand=False) if indent else text, soft_wrap=whole, highlight=False)
