"""Help that teaches, arguments that are wrong, and a start that costs nothing."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Said
from verify.errors import Exit

COMMANDS = ("run", "list", "show", "refute", "mutate", "report", "recheck", "coq", "accept")
ENGINES = ("torch", "sympy", "z3", "flint", "numpy", "scipy", "hypothesis", "pytest", "jinja2")

Call = Callable[..., Said]


def loaded_by(arguments: list[str]) -> tuple[str, set[str]]:
    """What a command prints, and which engines its process has loaded in the end."""
    code = f"""
import sys
from verify.cli import dispatch
code = dispatch({arguments!r})
print([name for name in {ENGINES!r} if name in sys.modules], file=sys.stderr)
sys.exit(code)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout, {name for name in ENGINES if f"'{name}'" in done.stderr}


def test_help_loads_no_engine(folder: Path) -> None:
    """`verify --help` answers at once."""
    text, engines = loaded_by(["--help"])
    assert "Start here" in text
    assert engines == set()


def test_the_engines_are_noticed(verify: Call) -> None:
    """Twin: the same question about a command that needs them."""
    _, engines = loaded_by(["refute", "--help"])
    assert engines == set()
    done = subprocess.run(
        [sys.executable, "-c", "import verify.cli.running, sys; print('pytest' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.strip() == "True"


def test_the_group_says_where_to_start(verify: Call) -> None:
    """Three lines to start with, and no command at all means help."""
    said = verify()
    assert said.code == Exit.OK
    beginning = said.out.partition("Start here:")[2].strip().splitlines()[:3]
    assert [line.split()[:2] for line in beginning] == [["verify", "run"], ["verify", "list"], ["verify", "show"]]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_an_example(verify: Call, command: str) -> None:
    """An example that begins with the command, and whether claims are executed."""
    said = verify(command, "--help")
    assert said.code == Exit.OK
    assert f"verify {command}" in said.out.partition("Example")[2]
    executes = command in ("run", "refute", "mutate")
    words = " ".join(said.out.split())
    assert ("executed" in words or "executes them" in words) == executes
    assert ("Executes no claim" in words) != executes


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["proof"], "No such command 'proof'"),
        (["list", "--foo"], "No such option: --foo"),
        (["show"], "Missing argument"),
        (["run", "--profile", "slow"], "'slow'"),
        (["list", "--status", "prooved"], "did you mean proved"),
        (["run", "nowhere"], "'nowhere' does not exist"),
    ],
)
def test_wrong_arguments_are_one_message(verify: Call, arguments: list[str], words: str) -> None:
    """UsageError, with a way out."""
    said = verify(*arguments)
    assert said.code == Exit.USAGE
    assert said.complaint.startswith("UsageError: ")
    assert words in said.complaint
    assert "; " in said.complaint


def test_the_unforeseen_is_one_message(verify: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 3 and a hint, no traceback."""
    monkeypatch.setattr("verify.cli.looking.load", lambda folder: 1 / 0)
    said = verify("list")
    assert said.code == Exit.INTERNAL_ERROR
    assert said.complaint.startswith("InternalError: ZeroDivisionError: division by zero")
    assert "--debug" in said.complaint


@pytest.mark.parametrize("arguments", [["--debug", "list"], ["list", "--debug"]])
def test_debug_shows_where(verify: Call, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    """Twin: with --debug, before or after the command, the traceback is there."""
    monkeypatch.setattr("verify.cli.looking.load", lambda folder: 1 / 0)
    said = verify(*arguments)
    assert said.code == Exit.INTERNAL_ERROR
    assert "Traceback" in said.err
    assert "in list_statements" in said.err
