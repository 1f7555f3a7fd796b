"""The schema of the record accepts the sample and refuses records with one planted fault."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

SCHEMA = json.loads((Path(__file__).parents[2] / "verify" / "record.schema.json").read_text(encoding="utf-8"))


def problems(record: Any) -> list[str]:
    return [error.message for error in jsonschema.Draft202012Validator(SCHEMA).iter_errors(record)]


def test_the_schema_is_a_schema() -> None:
    """It is valid JSON Schema 2020-12."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_sample_is_accepted(record: Any) -> None:
    """The sample record has no problem."""
    assert problems(record) == []


def put(*path: str | int, value: Any) -> Callable[[Any], None]:
    def change(record: Any) -> None:
        for step in path[:-1]:
            record = record[step]
        record[path[-1]] = value

    return change


def drop(*path: str | int) -> Callable[[Any], None]:
    def change(record: Any) -> None:
        for step in path[:-1]:
            record = record[step]
        del record[path[-1]]

    return change


THEOREM = ("theorems", "mitchell.product_error")
ERRATUM = ("errata", "mitchell.ternary_is_more_accurate")
FAULTS = {
    "verdict not in the vocabulary": put(*THEOREM, "verdict", value="verified"),
    "evidence of an unknown kind": put(*THEOREM, "evidence", 0, "kind", value="hope"),
    "unknown outcome": put(*THEOREM, "evidence", 0, "outcome", value="skipped"),
    "unknown outcome of a neighbour": put(*THEOREM, "neighbours", "smaller_constant", "outcome", value="passed"),
    "unknown outcome of a reading": put(*ERRATUM, "readings", "chord", "outcome", value="toothless"),
    "proved, resting on nothing": put(*THEOREM, "rests_on", value=[]),
    "proved without a goal": put(*THEOREM, "goals", value=[]),
    "refuted without a counterexample": put("theorems", "softmax.naive_is_finite", "counterexample", value=None),
    "undecided without a reason": put("theorems", "softmax.gradient_norm", "reason", value=""),
    "refuted neighbour without a witness": put(*THEOREM, "neighbours", "smaller_constant", value={
        "changed": {}, "outcome": "refuted", "message": "", "witness": None, "found": None, "reproduce": ""}),
    "no verdict": drop(*THEOREM, "verdict"),
    "no hash": drop("deterministic_hash"),
    "another major version": put("schema_version", value="2.0"),
    "an unknown part": put("thoerems", value={}),
    "an id without its post": put("theorems", "product_error", value={}),
    "cases as text": put(*THEOREM, "evidence", 1, "cases", value="many"),
    "a constant as a float": put(*THEOREM, "constants", "bound", "value", value=0.111),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_refused(record: Any, fault: str) -> None:
    """One fault in an otherwise good record is noticed."""
    FAULTS[fault](record)
    assert problems(record), fault
