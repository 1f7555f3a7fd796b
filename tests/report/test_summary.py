"""What the terminal shows at the end of a run."""

import io
from pathlib import Path
from typing import Any

from rich.console import Console

from verify.report.summary import print_summary


def printed(record: Any, width: int = 200, encoding: str = "utf-8") -> str:
    buffer = io.BytesIO()
    console = Console(file=io.TextIOWrapper(buffer, encoding=encoding), width=width)
    print_summary(record, console, Path("reports/index.html"))
    console.file.flush()
    return buffer.getvalue().decode(encoding)


def test_each_claim_has_an_entry(record: Any) -> None:
    """Glyph, id and plain sentence of every theorem and erratum, and the page's path last."""
    text = printed(record)
    assert "■ mitchell.product_error  Mitchell's product never exceeds" in text
    assert "neighbours 2 of 2 refuted; slack 5.5511e-17" in text
    assert "x = [89]; again: verify refute softmax.naive_is_finite --at x=[89]" in text
    assert "✕ mitchell.ternary_is_more_accurate" in text
    assert text.rstrip().endswith("reports/index.html")


def test_the_verdict_is_the_last_word(record: Any, good_record: Any) -> None:
    """A good run says that all passed."""
    assert "All 4 theorems passed" in printed(good_record)


def test_a_bad_run_does_not_sound_good(record: Any) -> None:
    """Its twin names the refuted and what needs attention."""
    text = printed(record)
    assert "1 theorem is refuted: softmax.naive_is_finite" in text
    assert "needs attention: neighbour scaled_not_shifted: toothless" in text
    assert "All " not in text


def test_hostile_strings_are_inert(record: Any) -> None:
    """Console markup is text, and escape sequences are shown instead of sent."""
    record["theorems"]["mitchell.product_error"]["title"] = "[bold red]x[/] \x1b[2J\u202e"
    text = printed(record)
    assert "[bold red]x[/] ⟨U+001B⟩[2J⟨U+202E⟩" in text
    assert "\x1b" not in text


def test_a_plain_terminal_does_not_stop_the_run(record: Any) -> None:
    """An ASCII terminal gets escapes."""
    assert "\\u25a0 mitchell.product_error" in printed(record, encoding="ascii")
