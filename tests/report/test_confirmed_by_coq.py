"""What Coq confirmed on the pages of a report: for exactly these goals, beside what persons say, and never for more."""

import json
from copy import deepcopy
from typing import Any

import pytest

from verify.report import html, markdown
from verify.report.coq import with_coq
from verify.report.vocabulary import headline

SEAL = "sha256:" + "1" * 64


@pytest.fixture
def proved(good_record: Any) -> Any:
    """A record of which one theorem has two goals and their closures."""
    entry = next(each for each in good_record["theorems"].values() if each["verdict"] == "proved")
    latex = {"conclusion": r"0 \ge 0", "hypotheses": [], "definitions": []}
    goal = {"about": "statement 1 of 1", "hypotheses": [], "conclusion": {}, "latex": latex}
    closure = {"step": "squares", "rests_on": "checker", "facts": []}
    entry["goals"], entry["goal_hash"], entry["rests_on"] = [goal, goal], SEAL, ["checker"]
    entry["certificate"] = {"closures": [{"goal": 0, **closure}, {"goal": 1, **closure}], "models": []}
    return good_record


def name_of(record: Any) -> str:
    return next(name for name, each in record["theorems"].items() if each.get("goal_hash") == SEAL)


def shown(record: Any, folder: Any, **changes: Any) -> Any:
    """The theorem as pages show it, with a `coq.json` that says that all is confirmed, but for the changes."""
    said = {"goal_hash": SEAL, "goals": 2, "confirmed": [0, 1], "refused": {}, "left_out": {}}
    of_all = {"coq": "8.16.1", "when": "2026-11-24", "axioms": [], "theorems": {name_of(record): said}}
    for name, value in changes.items():
        (said if name in said else of_all)[name] = value
    (folder / "coq.json").write_text(json.dumps(of_all))
    return with_coq(record, folder)


def words(record: Any) -> list[str]:
    return record["theorems"][name_of(record)]["rests_on"]


def test_a_theorem_all_of_whose_goals_coq_confirmed_rests_on_coq(proved, tmp_path):
    """The page, the summary and the headline say so, and which Coq; the record itself is not touched."""
    before = deepcopy(proved)
    record = shown(proved, tmp_path)
    assert words(record) == ["Coq"]
    assert proved == before
    assert "proofs rest on: Coq 1, human step 1 (Coq 8.16.1, 2026-11-24)" in headline(record)[-1][0]
    assert "proofs rest on: Coq 1, human step 1" in markdown.render(record)
    page = html.render(record)
    assert page.count("rests on checker · confirmed by Coq") == 2
    assert "2 of 2 goals closed in 0 ms, 2 confirmed by Coq" in page


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({"goal_hash": "sha256:" + "2" * 64}, None),  # of other goals
        ({"confirmed": [0]}, 1),
        ({"confirmed": []}, 0),
        ({"confirmed": [1, 2, 3]}, 1),  # goals that there are not
        ({"confirmed": [0, "1"]}, 1),
        ({"theorems": {}}, None),
        ({"theorems": {"another": {"goal_hash": SEAL, "confirmed": [0, 1]}}}, None),
    ],
)
def test_what_was_said_of_other_goals_or_of_some_of_them_upgrades_nothing(proved, tmp_path, changes, count):
    record = shown(proved, tmp_path, **changes)
    assert words(record) == ["checker"]
    assert len(record["theorems"][name_of(record)].get("coq", [])) == (count or 0)
    assert ("coq" in record["theorems"][name_of(record)]) == (count is not None)


@pytest.mark.parametrize("verdict", ["refuted", "undecided", "property-checked", "exhaustive", "not run"])
def test_no_verdict_becomes_another_one(proved, tmp_path, verdict):
    """Whatever the file says: it has no place for a verdict, and a theorem that is not proved does not rest on Coq."""
    proved["theorems"][name_of(proved)]["verdict"] = verdict
    record = shown(proved, tmp_path)
    assert record["theorems"][name_of(record)]["verdict"] == verdict
    assert words(record) == ["checker"]


def test_persons_conditions_and_engines_remain(proved, tmp_path):
    """In Coq each term has a value, so that an engine is still believed as to that."""
    beside = ["engine's word (Arb)", "human step: it is so", "condition: x, which is undecided", "bridge at n = 7"]
    proved["theorems"][name_of(proved)]["rests_on"] = ["checker", *beside]
    record = shown(proved, tmp_path)
    assert words(record) == ["Coq", "engine's word (Arb) that it has a value", *beside[1:]]
    assert "human step 1, condition 1" in headline(record)[-1][0]


@pytest.mark.parametrize(
    "changes",
    [
        {"axioms": ["False_is_true"]},
        {"axioms": None},
        {"theorems": []},
        {"theorems": {"x": {"goal_hash": SEAL}}},
        {"theorems": {"x": {"goal_hash": SEAL, "confirmed": [[0]]}}},
        {"confirmed": None},
    ],
)
def test_a_file_that_assumes_too_much_or_is_damaged_is_left_out_with_a_warning(proved, tmp_path, changes):
    with pytest.warns(UserWarning, match=r"coq\.json is left out: .*`verify coq` writes it anew"):
        assert shown(proved, tmp_path, **changes) is proved


@pytest.mark.parametrize("text", ["", "{", "[]", "1", '{"coq": "8"}', '{"coq": "8", "axioms": []}'])
def test_what_is_no_such_file_is_left_out_with_a_warning(proved, tmp_path, text):
    (tmp_path / "coq.json").write_text(text)
    with pytest.warns(UserWarning, match="is left out"):
        assert with_coq(proved, tmp_path) is proved


def test_without_the_file_a_record_is_shown_as_it_is(proved, tmp_path):
    assert with_coq(proved, tmp_path) is proved
    assert "proofs rest on: checker 1, human step 1" in headline(proved)[-1][0]
