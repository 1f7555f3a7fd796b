"""Importing `verify` is light, and the checker needs nothing but the standard library."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = ("torch", "sympy", "z3", "cvc5", "clarabel", "flint", "numpy", "scipy", "hypothesis", "jinja2", "rich", "typer")


def loaded_by(statement: str) -> set[str]:
    """The heavy modules that a fresh interpreter has loaded after a statement."""
    code = f"{statement}\nimport sys\nprint(*(name for name in {HEAVY!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())


@pytest.mark.parametrize("statement", ["import verify", "from verify.proof import checker", "import verify.relations"])
def test_importing_loads_no_engine(statement: str) -> None:
    """Neither the vocabulary nor the checker loads an engine."""
    assert loaded_by(statement) == set()


def test_a_heavy_import_is_noticed() -> None:
    """The same question about a module that does load an engine has another answer."""
    assert "flint" in loaded_by("import verify.carriers.balls")


def test_the_checker_runs_without_site_packages() -> None:
    """A bare interpreter with nothing but this repository can run it."""
    code = "import sys; sys.path.insert(0, '.'); from verify.proof.checker import main; sys.exit(main(['--help']))"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0
    assert "Standard library only" in done.stdout


def test_the_bare_interpreter_has_no_engine() -> None:
    """The twin of the test above: what needs an engine fails there."""
    code = "import sys; sys.path.insert(0, '.'); import verify.carriers.balls"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode != 0
