"""The kill matrix on the page: there if its file is, inert whatever it says, and no harm if it is damaged."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from verify.mutation.matrix import Explanation, Known, matrix, write_matrix
from verify.report import html, write
from verify.report.kill_matrix import load_kill_matrix, shown

NAME = "mitchell.product_error"
HOSTILE = ["<script>alert(1)</script>", '"><b onload="x', "{{ 7 * 7 }}", "\u202eabc", "x" * 100_000, "\ud800"]


def line(mutant: str, outcome: str, *said: tuple[str, str]) -> dict[str, Any]:
    """A mutant that was judged."""
    point = {"x": "3/2", "y": "3/2"}
    seen = [{"observer": o, "says": s, "message": "1/9 ≤ 1/10 is false", "point": point} for o, s in said]
    return {"mutant": mutant, "kind": "constant", "outcome": outcome, "observations": seen, "seconds": 0.5}


@pytest.fixture
def data() -> dict[str, Any]:
    """A matrix of one theorem: a mutant that is refuted, one that is proved, and a survivor that is explained."""
    lines = [
        line("bound: 1/9 → 1/10", "refuted", ("points", "refuted"), ("search", "nothing"), ("proof", "open")),
        line("bound: 1/9 → 11/90", "proved", ("points", "nothing"), ("search", "nothing"), ("proof", "closed")),
        line("bound: 1/9 → 2/9", "alive", ("points", "nothing"), ("search", "nothing"), ("proof", "open")),
    ]
    known = [Known(NAME, "d", tuple(each["mutant"] for each in lines))]
    why = [Explanation(NAME, "bound: 1/9 → 2/9", True, "it is weaker")]
    return matrix({(NAME, each["mutant"]): each for each in lines}, known, why, finished=True)


def test_the_page_shows_who_noticed(record: Any, data: Any, tmp_path: Path) -> None:
    """The share, each mutant with its outcome, the counterexample, and why one survives."""
    write_matrix(data, tmp_path)
    write(record, tmp_path)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    section = page.split('aria-labelledby="mutants"')[1].split("</section>")[0]
    assert "1 of 1 false ones were refuted by an exact counterexample (100.0%)" in section
    for text in ("bound: 1/9 → 1/10", "x = 3/2, y = 3/2: 1/9 ≤ 1/10 is false", "it is weaker", f'href="#{NAME}"'):
        assert text in section
    assert section.index("1/9 → 2/9") < section.index("1/9 → 1/10")  # survivors first


def test_without_a_matrix_there_is_no_section(record: Any, tmp_path: Path) -> None:
    """Twin: the page says nothing about mutants."""
    write(record, tmp_path)
    assert "mutants" not in (tmp_path / "index.html").read_text(encoding="utf-8").split("</style>")[1]


def poisoned(data: Any, text: str) -> Any:
    """Every text of a matrix replaced."""
    row = {"name": text, "kind": text, "outcome": text, "noticed": [text], "said": {"points": text, text: text}}
    row |= {"message": text, "point": {text: text}, "seconds": 1, "explained": text, "is_true": True}
    return data | {"theorems": {text: {"of": 1, "mutants": [row]}}}


@pytest.mark.parametrize("text", HOSTILE, ids=["script", "attribute", "template", "reordering", "long", "surrogate"])
def test_hostile_texts_are_inert(record: Any, data: Any, outline: Any, text: str) -> None:
    """The tags are those of harmless texts, and nothing reorders or drowns the page."""
    tags = outline(html.render(record, shown(poisoned(data, "harmless")))).tags
    page = html.render(record, shown(poisoned(data, text)))
    assert outline(page).tags == tags
    body = page.split("</style>")[1]
    assert not re.search("[\u202a-\u202e\u2066-\u2069\ud800-\udfff]", body)
    assert "x" * 4001 not in body


def test_an_unescaped_text_is_noticed(record: Any, data: Any, outline: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check above says no when a filter forgets to escape."""
    from markupsafe import Markup

    tags = outline(html.render(record, shown(poisoned(data, "harmless")))).tags
    monkeypatch.setitem(html._jinja().filters, "short", lambda text, limit=200: Markup(text))
    assert outline(html.render(record, shown(poisoned(data, HOSTILE[0])))).tags != tags


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "3",
        '{"schema_version": "1.0"}',
        '{"schema_version": "2.0"}',
        '{"schema_version": "1.0", "finished": true, "totals": {"kill_rate": 1e999, "mutants": 1e999}}',
        '{"schema_version": "1.0", "finished": true, "totals": 3, "theorems": {}}',
        "[" * 100_000,
    ],
)
def test_a_damaged_matrix_is_left_out(record: Any, tmp_path: Path, text: str) -> None:
    """With a warning; the page is written without it."""
    (tmp_path / "kill_matrix.json").write_text(text, encoding="utf-8")
    with pytest.warns(UserWarning, match="no kill matrix and left out"):
        write(record, tmp_path)
    assert "mutants" not in (tmp_path / "index.html").read_text(encoding="utf-8").split("</style>")[1]


def test_rows_of_the_wrong_kind_are_refused(data: Any, tmp_path: Path) -> None:
    """Fields that are missing or of another kind, anywhere; the matrix as it was is read."""
    for field, wrong in (("noticed", 3), ("said", []), ("name", None)):
        rows = [dict(data["theorems"][NAME]["mutants"][0])]
        rows[0][field] = wrong
        if wrong is None:
            del rows[0][field]
        path = tmp_path / "kill_matrix.json"
        path.write_text(json.dumps(data | {"theorems": {NAME: {"of": 3, "mutants": rows}}}), encoding="utf-8")
        with pytest.warns(UserWarning, match="left out"):
            assert load_kill_matrix(tmp_path) is None
    write_matrix(data, tmp_path)
    assert load_kill_matrix(tmp_path) == shown(data)
