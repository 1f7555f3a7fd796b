"""verdicts.toml: read strictly, compared where everything was run, written back whole."""

import pytest
from helpers import refused

from verify.errors import RecordError, WriteError
from verify.expected import NAME, compare, load_expected, missing_statements, write_expected


def entry(verdict="proved", not_run=(), rests_on=("checker",)):
    """A statement's entry in a record."""
    return {"verdict": verdict, "not_run": list(not_run), "rests_on": list(rests_on), "goal_hash": "sha256:1"}


def record(theorems=None, errata=None):
    """A record with these statements."""
    return {"theorems": theorems or {}, "errata": errata or {}}


def test_no_file_expects_nothing(tmp_path):
    """A folder without the file has no expectations."""
    assert load_expected(tmp_path) == {}


@pytest.mark.parametrize(
    "text",
    ["verdict", '["a.b"]\nverdict = "splendid"\n', '["a.b"]\n', 'a = "proved"\n', '["a.b"]\nverdict = 1\n', "\x00"],
)
def test_a_file_that_is_no_table_of_verdicts_is_refused(tmp_path, text):
    """No TOML, an unknown verdict, no verdict: an error with the way out."""
    (tmp_path / NAME).write_text(text)
    with refused(RecordError, NAME):
        load_expected(tmp_path)


def test_what_is_written_is_read_back(tmp_path):
    """A record becomes the expectation; statements that it lacks are kept, unfinished ones are left out."""
    write_expected(record({"a.old": entry("undecided"), "a.part": entry(not_run=["proof"])}), tmp_path)
    write_expected(record({"a.new": entry()}, {"a.wrong": entry("refuted")}), tmp_path)
    expected = load_expected(tmp_path)
    assert {name: each["verdict"] for name, each in expected.items()} == {
        "a.new": "proved",
        "a.old": "undecided",
        "a.wrong": "refuted",
    }
    assert compare(record({"a.new": entry()}, {"a.wrong": entry("refuted")}), expected) == ([], [])


def test_a_file_that_cannot_be_written_is_an_error(tmp_path):
    """A folder in the place of the file."""
    with refused(WriteError, "cannot be written"):
        write_expected(record(), tmp_path / "missing")


@pytest.mark.parametrize(
    ("found", "wanted", "problems", "news"),
    [
        (entry(), entry(), 0, 0),
        (entry("property-checked"), entry(), 1, 0),
        (entry(), entry("property-checked"), 0, 1),
        (entry("undecided", not_run=["proof"]), entry(), 0, 0),
        (entry("refuted"), entry(), 1, 0),
        (entry("refuted"), entry("refuted"), 0, 0),
    ],
)
def test_theorems_are_compared(found, wanted, problems, news):
    """Weaker is a problem, stronger is news, an unfinished run is neither."""
    compared = compare(record({"a.b": found}), {"a.b": wanted})
    assert tuple(map(len, compared)) == (problems, news)


def test_what_is_not_recorded_is_news():
    """A new theorem asks to be recorded."""
    problems, news = compare(record({"a.b": entry()}), {})
    assert problems == []
    assert "verify accept" in news[0]


def test_errata_are_compared():
    """An erratum that is no longer refuted is a problem."""
    assert compare(record(errata={"a.b": entry("refuted")}), {"a.b": entry("refuted")}) == ([], [])
    assert len(compare(record(errata={"a.b": entry("undecided")}), {"a.b": entry("refuted")})[0]) == 1


def test_statements_that_are_gone_are_named():
    """A recorded id that was not collected is missing."""
    missing = missing_statements(record({"a.b": entry()}), {"a.b": entry(), "a.c": entry()})
    assert len(missing) == 1
    assert missing[0].startswith("a.c is recorded as proved and is gone")
