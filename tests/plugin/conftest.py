"""Folders of strangers: claim files in a temporary directory, run by pytest in this process."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from claim_files import HEAD

from verify.search import falsify, profiles

# pytester forgets modules that were first imported during its run, and compiled ones cannot be loaded twice
for name in ("numpy.fft", "scipy.linalg", "scipy.optimize", "scipy.sparse", "sympy", "z3", "contourpy", "math_core"):
    importlib.import_module(name)
for step in ("identity", "products", "squares"):
    importlib.import_module(f"verify.proof.steps.{step}")
for name in ("verify.proof.proof", "verify.report", "verify.search.exhaustive", "verify.search.store"):
    importlib.import_module(name)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Few small batches, and Hypothesis's profile as it was."""
    for name in profiles.BATCHES:
        monkeypatch.setitem(profiles.BATCHES, name, 4)
    monkeypatch.setattr(falsify, "LANES", 1 << 10)
    before = hypothesis.settings.get_current_profile_name()
    yield
    hypothesis.settings.load_profile(before)


class Claims:
    """A folder with claim files, and what pytest makes of it."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester = pytester
        self.folder = pytester.path

    def write(self, *parts: str, name: str = "squares.py", post: str = "toy") -> Path:
        """A claim file of the given parts."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEAD.format(post=post) + "".join(parts), encoding="utf-8")
        return path

    def run(self, *arguments: str, dtype: str | None = "float32") -> pytest.RunResult:
        """Run pytest here."""
        more = ["--dtype", dtype] if dtype else []
        return self.pytester.runpytest_inprocess("-p", "no:cacheprovider", *more, *arguments)

    def record(self) -> dict[str, Any]:
        """The record that the last run left."""
        return json.loads((self.folder / "reports" / "latest" / "report.json").read_text(encoding="utf-8"))

    def theorem(self, name: str) -> dict[str, Any]:
        """A theorem's entry in the record."""
        return self.record()["theorems"][f"toy.{name}"]


@pytest.fixture
def claims(pytester):
    """An empty folder of claims, without any ini file."""
    return Claims(pytester)
