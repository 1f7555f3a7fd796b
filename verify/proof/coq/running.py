"""Coq at work: files are compiled in a folder of our own, checked again by `coqchk`, and asked what they assume."""

from __future__ import annotations

import re
import shutil
import subprocess
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from verify.errors import CertificateError, UndecidedError, UsageError
from verify.proof.coq.files import File

INSTALL = "apt-get install --no-install-recommends coq libcoq-interval"
MOST_REFUSALS = 5  # in one file; then the rest of it is not tried
ERROR_AT = re.compile(r'^File "[^"]*", line (\d+), characters', re.MULTILINE)
AXIOM = re.compile(r"^([A-Za-z_][\w.']*)(?: :.*)?$")


class Outcome(NamedTuple):
    """What Coq said to a file: the names of goals that it confirmed and refused, and what they assume."""

    confirmed: set[str]
    refused: dict[str, str]
    axioms: set[str]
    file: File  # what is left of it


class Coq:
    """Coq in a folder, with a limit of seconds for every call."""

    def __init__(self, folder: Path, seconds: int) -> None:
        self.folder = folder
        self.seconds = seconds

    def prepare(self) -> str:
        """Compile the lemmas that all files use; the version of Coq.

        Raises:
            UsageError: Coq is not installed.
            CertificateError: Coq refuses the lemmas.
        """
        if shutil.which("coqc") is None or shutil.which("coqchk") is None:
            raise UsageError("Coq is not installed: there is no coqc or no coqchk", remedy=f"install it: {INSTALL}")
        rules = resources.files("verify.proof.coq").joinpath("Rules.v").read_text(encoding="utf-8")
        (self.folder / "Rules.v").write_text(rules, encoding="utf-8")
        compiled = self._call(["coqc", "-q", "-R", ".", "V", "Rules.v"])
        if compiled.returncode:
            raise CertificateError(f"Coq refuses Rules.v: {compiled.stderr[:300]}", remedy="use Coq 8.16")
        self.check_again("Rules")
        return self._call(["coqc", "--version"]).stdout.split("\n")[0].rpartition(" ")[2]

    def compile(self, file: File) -> Outcome:
        """Compile a file, without the goals that Coq refuses and all that use them, and have `coqchk` read it again.

        Raises:
            CertificateError: `coqchk` refuses what was compiled, or Coq fails at no goal.
            UndecidedError: Coq does not finish in time.
        """
        refused: dict[str, str] = {}
        while file.lemmas and len(refused) < MOST_REFUSALS:
            (self.folder / f"{file.name}.v").write_text(file.text(), encoding="utf-8")
            done = self._call(["coqc", "-q", "-R", ".", "V", f"{file.name}.v"])
            if done.returncode == 0:
                self.check_again(file.name)
                return Outcome({each.name for each in file.lemmas}, refused, axioms_in(done.stdout), file)
            lines = [int(line) for line in ERROR_AT.findall(done.stderr)]
            lemma = file.at_line(lines[-1]) if lines else None
            if lemma is None:
                raise CertificateError(f"Coq fails at {file.name}.v: {done.stderr[:300]}", remedy="use Coq 8.16")
            refused[lemma.name] = done.stderr[-300:]
            file = file.without([lemma.name])
        return Outcome(set(), refused, set(), file._replace(lemmas=[]))

    def check_again(self, name: str) -> None:
        """Have `coqchk`, which is Coq's kernel alone, read a compiled file.

        Raises:
            CertificateError: it refuses the file.
            UndecidedError: it does not finish in time.
        """
        done = self._call(["coqchk", "-silent", "-R", ".", "V", "-norec", f"V.{name}"])
        if done.returncode:
            raise CertificateError(f"coqchk refuses {name}: {done.stderr[-300:]}", remedy="use Coq 8.16")

    def _call(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(
                command, cwd=self.folder, capture_output=True, text=True, timeout=self.seconds, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise UndecidedError(
                f"{command[0]} {command[-1]} did not finish in {self.seconds} s",
                remedy="give it more with --seconds, or fewer goals with --theorem",
            ) from error


def axioms_in(text: str) -> set[str]:
    """The names in what `Print Assumptions` printed. A line that is none counts as an axiom of that name."""
    found = set()
    for line in text.splitlines():
        if line[:1].isspace() or not line or line in ("Axioms:", "Closed under the global context"):
            continue
        match = AXIOM.match(line)
        found.add(match[1] if match else line)
    return found


def allowed_axioms() -> set[str]:
    """The axioms in `axioms.txt`."""
    text = resources.files("verify.proof.coq").joinpath("axioms.txt").read_text(encoding="utf-8")
    return {line for line in text.splitlines() if line and not line.startswith("#")}


__all__ = ["INSTALL", "Coq", "Outcome", "allowed_axioms", "axioms_in"]
