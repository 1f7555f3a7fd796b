"""Rules for claim files that no linter has: exact numbers only, every sentence listed, verdicts recorded."""

import ast
import importlib
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.helpers import claim
from verify import at_least, real
from verify.mutation.matrix import Explanation, Known, load_explanations, stale
from verify.mutation.mutants import mutants
from verify.sentences import sentences_of
from verify.theorem import Theorem

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


def theorems() -> list[Theorem]:
    """All theorems of the claims, each once."""
    modules = [importlib.import_module(f"claims.{path.stem}") for path in FILES]
    found = [each for module in modules for each in vars(module).values() if isinstance(each, Theorem)]
    return list({each.id: each for each in found}.values())


def unneeded(theorem: Theorem) -> list[str]:
    """The assumptions of a theorem of which nothing shows that it is false without them."""
    dropped = {name for neighbour in theorem.neighbours for name in neighbour.dropped}
    return [each.__name__ for each in theorem.setting.assumptions if each.__name__ not in dropped]


@pytest.mark.parametrize("theorem", theorems(), ids=lambda theorem: theorem.id)
def test_every_assumption_is_shown_to_be_needed(theorem: Theorem) -> None:
    """`needs` drops it and gives a point at which the theorem is false then; what is not needed is left out."""
    assert unneeded(theorem) == []


def test_an_assumption_that_nothing_shows_to_be_needed_is_noticed() -> None:
    """Two theorems on the same numbers, of which one shows that its assumption is needed."""

    def is_large(x: Any) -> Any:
        """x ≥ 1."""
        return at_least(x, 1)

    with_gap = claim(lambda x: at_least(x, 0), under=(is_large,), x=real())
    without = claim(lambda x: at_least(x, 0), under=(is_large,), x=real())
    without.needs(is_large, witness={"x": -1})
    assert (unneeded(with_gap), unneeded(without)) == (["is_large"], [])


def test_every_survivor_that_is_explained_is_a_mutant() -> None:
    """`verify mutate` says whether it survives; a name that no mutant has would explain nothing."""
    explanations = load_explanations(CLAIMS)
    assert explanations
    named = {each.theorem for each in explanations}
    known = [Known(each.id, "", tuple(m.name for m in mutants(each))) for each in theorems() if each.id in named]
    assert stale(explanations, known, {}) == []
    gone = Explanation(explanations[0].theorem, "bound: 1 → 2", True, "a mutant that is not there")
    assert len(stale([*explanations, gone], known, {})) == 1
