"""Records: parts of several workers become one record; damaged lines cost themselves and nothing else."""

import json
from pathlib import Path

import pytest
from helpers import claim, erratum, refused

from verify import at_most, between
from verify.errors import RecordError, WriteError
from verify.evidence import Options, checks
from verify.formats import float32
from verify.proof import squares
from verify.proof.checker import check_record
from verify.records import Part, describe, deterministic_hash, load, merge, new_run, read_parts
from verify.search import falsify, profiles
from verify.verdict import weaker


@pytest.fixture(autouse=True)
def small_search(monkeypatch):
    """Few small batches."""
    monkeypatch.setattr(falsify, "LANES", 1 << 8)
    monkeypatch.setitem(profiles.BATCHES, "quick", 4)


def bounded(x, *, bound=1):
    """The square of a number between 0 and 1 is at most 1."""
    return at_most(x * x, bound)


@pytest.fixture
def theorem():
    """A proved theorem with an attained point and a neighbour."""
    made = claim(bounded, x=between(0, 1))
    made.proof(squares)
    made.attained(x=1)
    made.neighbour("half", bound=0, witness={"x": 1})
    return made


def lines_of(statement, store, *, leave_out=()):
    """What a worker writes about a statement: the description, then the evidence."""
    asked = checks(statement, Options(formats=(float32,), store=store))
    evidence = [{"of": statement.id, "evidence": each.run()} for each in asked if each.kind not in leave_out]
    lines = [describe(statement, asked, Path("/")), *evidence]
    return [json.loads(json.dumps(line)) for line in lines]  # as they are read from a part


RUN = {"run": {**new_run("pytest", "quick", ["cpu"]), "started": "2026-01-01T00:00:00+00:00"}}
END = {"finished": {"finished": "2026-01-01T00:01:30+00:00"}}


def entry(lines):
    """The only theorem of a record."""
    return next(iter(merge(lines)["theorems"].values()))


def test_a_complete_run_becomes_a_record(theorem, tmp_path):
    """Verdict, what it rests on, evidence, neighbours and certificate are all there."""
    record = merge([RUN, *lines_of(theorem, tmp_path), END])
    found = record["theorems"]["post.bounded"]
    assert (found["verdict"], found["rests_on"], found["not_run"]) == ("proved", ["checker"], [])
    assert [each["kind"] for each in found["evidence"]] == ["proof", "property", "attained"]
    assert found["neighbours"]["half"]["outcome"] == "refuted"
    assert found["certificate"]["goal_hash"] == found["goal_hash"]
    assert (record["run"]["interrupted"], record["run"]["seconds"]) == (False, 90.0)
    assert json.loads(json.dumps(record)) == record


@pytest.mark.parametrize("kind", ["proof", "property", "attained", "neighbour"])
def test_a_check_that_did_not_run_is_listed(theorem, tmp_path, kind):
    """What was asked for and is not there is named, and without its proof the theorem is not proved."""
    found = entry([RUN, *lines_of(theorem, tmp_path, leave_out=[kind]), END])
    assert [item.partition("[")[0] for item in found["not_run"]] == [kind]
    assert found["verdict"] == ("property-checked" if kind == "proof" else "proved")


def test_the_order_in_which_workers_write_does_not_matter(theorem, tmp_path):
    """Lines of several workers in any order give the same record."""
    lines = lines_of(theorem, tmp_path)
    orders = [lines, lines[::-1], lines[2:] + lines[:2]]
    hashes = {deterministic_hash(merge([RUN, *order, END])) for order in orders}
    assert len(hashes) == 1


def test_a_statement_without_evidence_is_not_run(theorem, tmp_path):
    """A worker that died leaves its statements without a verdict, never with a good one."""
    record = merge([RUN, lines_of(theorem, tmp_path)[0]])
    assert record["theorems"]["post.bounded"]["verdict"] == "not run"
    assert record["run"]["interrupted"] is True


def test_errata_have_their_readings(tmp_path):
    """A reading that is refuted at its witness refutes the sentence; the witness is the counterexample."""
    made = erratum(lambda x, *, bound=1: at_most(x, bound), name="wrong")
    made.fails("literal", witness={"x": 2})
    record = merge([RUN, *lines_of(made, tmp_path), END])
    found = record["errata"]["post.wrong"]
    assert found["verdict"] == "refuted"
    assert found["counterexample"]["point"] == {"x": "2"}
    assert found["readings"]["literal"]["outcome"] == "refuted"


@pytest.mark.parametrize(("verdict", "says"), [("refuted", True), ("undecided", True), ("proved", False)])
def test_whoever_uses_what_is_in_doubt_says_so(theorem, tmp_path, verdict, says):
    """The certificate brings the proof along; still one of the two must be wrong, and nothing passes over it."""
    lines = [RUN, *lines_of(theorem, tmp_path), END]
    user = json.loads(json.dumps(lines).replace("post.bounded", "post.user"))
    for line in user:
        if line.get("evidence", {}).get("kind") == "proof":
            line["evidence"]["details"]["uses"] = ["post.bounded", "post.not_in_this_run"]
    for line in lines:
        if verdict == "refuted" and line.get("evidence", {}).get("kind") == "property":
            line["evidence"]["outcome"] = "failed"
        if verdict == "undecided" and line.get("evidence", {}).get("kind") == "neighbour":
            line["evidence"]["outcome"] = "toothless"
    record = merge([*lines, *user[1:-1]])
    found = record["theorems"]["post.user"]
    condition = [f"condition: post.bounded, which is {verdict}"] if says else []
    assert found["rests_on"] == ["checker", *condition]
    assert check_record({"theorems": {"post.user": found}})[1] == []
    weaker_than = {**found, "rests_on": ["checker"]}
    assert bool(weaker(found, weaker_than)) == says


def test_the_deterministic_hash_ignores_times_and_nothing_else(theorem, tmp_path):
    """Another second is the same result; another verdict is not."""
    record = merge([RUN, *lines_of(theorem, tmp_path), END])
    later = json.loads(json.dumps(record))
    later["run"]["started"] = "2027"
    later["theorems"]["post.bounded"]["evidence"][0]["seconds"] = 99
    assert deterministic_hash(later) == deterministic_hash(record)
    later["theorems"]["post.bounded"]["verdict"] = "refuted"
    assert deterministic_hash(later) != deterministic_hash(record)


def test_parts_of_workers_are_read_together(tmp_path):
    """Every part, in the order of names."""
    Part(tmp_path / "parts" / "gw1.jsonl").write({"b": 2})
    Part(tmp_path / "parts" / "gw0.jsonl").write({"a": "1/9 ■"})
    Part(tmp_path / "parts" / "gw0.jsonl").write({"a": 3})
    assert read_parts(tmp_path / "parts") == [{"a": "1/9 ■"}, {"a": 3}, {"b": 2}]


@pytest.mark.parametrize("damage", ['{"of": "a.b", "evid', "\x00", "[" * 100_000, "nonsense"])
def test_a_damaged_line_costs_itself_only(tmp_path, damage):
    """A worker that was killed in the middle of a line: one warning, and the other lines are kept."""
    part = Part(tmp_path / "main.jsonl")
    part.write({"a": 1})
    with part.path.open("a") as file:
        file.write(damage + "\n")
    part.write({"a": 2})
    with pytest.warns(UserWarning, match=r"main.jsonl:2 is cut off or damaged"):
        assert read_parts(tmp_path) == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize("text", ["\u2028", "\u2029", "\x85", "\r", "\n", "\x0b"])
def test_an_odd_line_separator_in_a_text_is_no_end_of_a_line(tmp_path, text):
    """What a message contains does not cut it in two."""
    line = {"message": f"before{text}after"}
    Part(tmp_path / "main.jsonl").write(line)
    assert read_parts(tmp_path) == [line]


def test_no_parts_are_an_error(tmp_path):
    """An empty folder is no run."""
    with refused(RecordError, "holds no parts of a run"):
        read_parts(tmp_path)


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path):
    """A file in the place of the folder."""
    (tmp_path / "file").write_text("")
    with refused(WriteError, "cannot be written"):
        Part(tmp_path / "file" / "main.jsonl").write({})


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"schema_version": "0.9"}', "null", "[" * 100_000])
def test_what_is_no_record_is_not_loaded(tmp_path, text):
    """Truncated, of another version, of another shape: an error with the way out."""
    path = tmp_path / "report.json"
    path.write_text(text)
    for place in (path, tmp_path):
        with refused(RecordError, "report.json"):
            load(place)


def test_a_missing_record_is_an_error(tmp_path):
    """There is nothing to load."""
    with refused(RecordError, "does not exist", "verify run"):
        load(tmp_path)


def test_a_record_is_loaded_as_it_was_written(theorem, tmp_path):
    """From its file, or from its folder."""
    record = merge([RUN, *lines_of(theorem, tmp_path), END])
    (tmp_path / "report.json").write_text(json.dumps(record))
    assert load(tmp_path) == load(tmp_path / "report.json") == record
