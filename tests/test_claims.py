"""Rules for claim files that no linter has: exact numbers only, every sentence listed, verdicts recorded."""

import ast
import tomllib
from pathlib import Path

import pytest

from verify.sentences import sentences_of

CLAIMS = Path(__file__).parents[1] / "claims"
FILES = sorted(path for path in CLAIMS.glob("*.py") if path.name != "__init__.py")


def inexact(text: str) -> list[str]:
    """The float literals and float calls of a source text."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            found.append(f"line {node.lineno}: {node.value}")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("float", "complex"):
            found.append(f"line {node.lineno}: {node.func.id}()")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_claims_write_exact_numbers_only(path: Path) -> None:
    """A claim says Fraction(1, 9), never 0.1111."""
    assert inexact(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("text", ["bound = 0.1", "x = [1, 2e-3]", "y = float(3)", "z = 1j"])
def test_inexact_numbers_are_noticed(text: str) -> None:
    """Floats, floats within lists, calls of float() and complex numbers are seen."""
    assert len(inexact(text)) == 1


@pytest.mark.parametrize("path", sorted((CLAIMS / "sentences").glob("*.toml")), ids=lambda path: path.stem)
def test_every_list_of_sentences_can_be_read(path: Path) -> None:
    """Sections and numbers identify a sentence, and each list has at least one claim."""
    sentences = sentences_of(CLAIMS, path.stem)
    keys = [(each["section"], each["number"]) for each in sentences]
    assert len(keys) == len(set(keys))
    assert any(each["kind"] == "claim" for each in sentences)


def test_every_recorded_verdict_has_a_hash() -> None:
    """A verdict without the hash of its statement would hold for any statement of that name."""
    table = tomllib.loads((CLAIMS / "verdicts.toml").read_text(encoding="utf-8"))
    assert table
    assert [name for name, entry in table.items() if not entry["goal_hash"].startswith("sha256:")] == []
