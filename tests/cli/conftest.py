"""Tiny claims in a folder of their own, and the command line in this process or in another."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest

from verify.cli import dispatch

QUICK = ("--dtype", "float32")

HEAD = '''
"""A post about squares."""
from fractions import Fraction
from verify import Post, at_most, between, setting, subject
from verify.proof import squares

POST = Post("toy", "A post about squares")


def square(x):
    """The square of a number."""
    return x * x

'''

TRUE = (
    HEAD
    + '''
@setting(x=between(0, 1)).theorem(POST.sentence("squares", 1), r"x^2 \\le 1")
def small_square(x, *, bound=1, square=subject(square)):
    """The square of a number between 0 and 1 is at most 1."""
    return at_most(square(x), bound)


small_square.proof(squares)
small_square.attained(x=1)
small_square.neighbour("half", bound=Fraction(1, 2), witness={"x": 1})
'''
)

FALSE = (
    HEAD
    + '''
@setting(x=between(0, 1)).theorem(POST.sentence("squares", 1), r"x^2 \\le 1/2")
def small_square(x, *, bound=Fraction(1, 2), square=subject(square)):
    """The square of a number between 0 and 1 is at most 1/2."""
    return at_most(square(x), bound)
'''
)

ERRATUM = (
    TRUE
    + '''

@setting(x=between(0, 1)).erratum(
    POST.sentence("squares", 2), r"x^2 \\le 1/2", how="counterexample", repaired_by=(small_square,)
)
def smaller_square(x, *, bound=Fraction(1, 2)):
    """The square of a number between 0 and 1 is at most 1/2."""
    return at_most(x * x, bound)


smaller_square.fails("as_written", witness={"x": 1})
smaller_square.fails("third", bound=Fraction(1, 3), witness={"x": 1})
'''
)

SUBJECTS = """
import torch

def right(x):
    return x * x

def twice(x):
    return 2 * x

def raises(x):
    raise RuntimeError("no kernel")

def nan(x):
    return x * float("nan")

def shape(x):
    return (x * x).sum()

def dtype(x):
    return (x * x).double()
"""


@dataclass(frozen=True)
class Said:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """The one message on the standard error."""
        lines = self.err.strip().splitlines()
        assert len(lines) == 1, f"{len(lines)} messages: {self.err}"
        return lines[0]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stranger's folder, which is the current one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    monkeypatch.delenv("COLUMNS", raising=False)  # somebody set it; a pipe has no width
    return tmp_path


@pytest.fixture
def claim(folder: Path) -> Callable[..., Path]:
    """Write a module of claims."""

    def write(text: str, name: str = "toy.py") -> Path:
        path = folder / "claims" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def verify(folder: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., Said]]:
    """The command line in this process. Modules that it imports are forgotten, and so are its settings."""

    def call(*arguments: object) -> Said:
        modules, path = dict(sys.modules), list(sys.path)
        capsys.readouterr()
        try:
            code = dispatch([str(each) for each in arguments])
        finally:
            for name in set(sys.modules) - set(modules):
                if str(folder) in str(getattr(sys.modules[name], "__file__", "")):
                    del sys.modules[name]
            sys.path[:] = path
        return Said(code, *capsys.readouterr())

    profile = hypothesis.settings.get_current_profile_name()
    yield call
    hypothesis.settings.load_profile(profile)


def start_in(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """The command line in a process of its own."""
    command = [sys.executable, "-c", "from verify.cli import main; main()", *arguments]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    pipe = subprocess.PIPE
    return subprocess.Popen(command, text=True, stdout=pipe, stderr=pipe, cwd=folder, env=environment)


def ended(running: subprocess.Popen[str]) -> Said:
    """What a process came to."""
    out, err = running.communicate(timeout=120)
    return Said(running.returncode, out, err)
