"""The summary for continuous integration."""

from typing import Any

import pytest
from markdown_it import MarkdownIt

from verify.report import markdown


def tags(text: str) -> list[str]:
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    return [part.type for token in tokens for part in [token, *(token.children or [])] if part.type != "softbreak"]


def test_the_failing_come_first(record: Any) -> None:
    """What needs attention stands before the table, with counterexample and command."""
    text = markdown.render(record)
    assert text.index("## Needs attention") < text.index("## Theorems")
    assert "### ✕ `softmax.naive_is_finite`" in text
    assert "Smallest counterexample: `x = [89]`" in text
    assert "    verify refute softmax.naive_is_finite --at x=[89]\n" in text


def test_a_good_run_has_no_complaint(good_record: Any) -> None:
    """The twin: nothing needs attention."""
    text = markdown.render(good_record)
    assert "All 4 theorems passed" in text
    assert "attention" not in text


def test_each_claim_has_its_place(record: Any) -> None:
    """Every id stands in the summary."""
    text = markdown.render(record)
    assert [name for name in [*record["theorems"], *record["errata"]] if f"`{name}`" not in text] == []


HOSTILE = [
    "</script><script>alert(1)</script>",
    "| a | `b` | <img src=x> [l](javascript:a) ![i](http://x)\n# h",
    "\u202e@team #1",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_strings_are_inert(record: Any, text: str) -> None:
    """The summary has the same structure with hostile texts as with harmless ones."""
    structures = []
    for words in ("harmless", text):
        for claim in [*record["theorems"].values(), *record["errata"].values()]:
            claim |= {"title": words, "reason": words, "reproduce": words}
        record["theorems"]["softmax.naive_is_finite"]["counterexample"] = {"point": {"x": words}}
        record["run"]["problems"] = [words]
        structures.append(tags(markdown.render(record)))
    assert structures[0] == structures[1]
    assert "\u202e" not in markdown.render(record)


def test_an_unescaped_string_is_noticed(record: Any) -> None:
    """The comparison says no to a title that is written as it is."""
    text = markdown.render(record)
    title = "The naive formula is finite for all finite scores."
    assert tags(text.replace(title, "<b>bold</b> [l](http://x)")) != tags(text)


def test_long_runs_are_cut(record: Any) -> None:
    """A thousand theorems fit the limit of a step summary."""
    theorem = record["theorems"]["softmax.naive_is_finite"] | {"title": "x" * 10_000}
    record["theorems"] = {f"softmax.t{i}": theorem for i in range(1000)}
    assert len(markdown.render(record).encode()) < 1_000_000
