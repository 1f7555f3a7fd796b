"""The table of wrong proofs: what is planted, who refuses it, and in which words.

    python -m tests.proof.wrong_proofs              # writes docs/wrong-proofs.md
    python -m tests.proof.wrong_proofs --observe    # runs every entry, and prints what is observed

A new entry is a `Wrong` in one of the tables of the modules `wrong_*`. Who refuses is observed and not taken from the
entry: a test compares the two.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from tests.proof.by_hand import sealed
from tests.proof.wrong import WHO, Refusal, Wrong
from tests.proof.wrong_calculus import CALCULUS
from tests.proof.wrong_certificates import CERTIFICATES, COQ
from tests.proof.wrong_claims import CLAIMS
from tests.proof.wrong_discrete import DISCRETE
from tests.proof.wrong_statements import STATEMENTS
from verify import Post
from verify.errors import NotProvedError, UnableError
from verify.proof import checker
from verify.proof.proof import ProofResult, constants, enclosure, identity, prove, rows, squares, sums_of_squares

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "wrong-proofs.md"
UNTRACED, REFUSED = "it cannot be traced: ", "the checker refused: "
ANOTHER_HASH = "sha256:" + "0" * 64
RECORDED = f"""["planted.statement_that_was_weakened"]
verdict = "proved"
rests_on = ["checker"]
goal_hash = "{ANOTHER_HASH}"
"""


class Entry(NamedTuple):
    """A wrong proof with its name, and how it is tried: what refuses it, or None if nothing does."""

    kind: str
    name: str
    wrong: Wrong

    def observed(self) -> Refusal | None:
        """Who refuses what is planted."""
        return OBSERVERS[self.kind](self.wrong.planted)

    def twin(self) -> Refusal | None:
        """Who refuses its true twin: nobody should."""
        return OBSERVERS[self.kind](self.wrong.twin)


def with_any_step(goal: Any, variables: tuple[str, ...] = ()) -> None:
    """Tries every step on every goal; those that name variables with all of the statement."""
    of_variables = [lambda case: case.monotone(*variables)]
    of_variables += [lambda case, name=name: case.enumeration(name) for name in variables]
    for case in goal.branches():
        for step in (*(squares, identity, enclosure) * 2, rows, constants, sums_of_squares, *of_variables):
            try:
                step(case)
            except (NotProvedError, UnableError):
                continue


def of_certificate(made: Any) -> Refusal | None:
    """Whether the checker refuses a certificate that is made by hand."""
    try:
        checker.check_proof(**sealed(*made))
    except checker.RefusedError as refusal:
        return Refusal("checker", str(refusal))
    return None


def of_statement(made: Any) -> Refusal | None:
    """Whether a statement is refused by its proof, which is by squares unless another one is given; if it is, and
    whether it is also when every step is tried on every goal."""
    where, function, proof = (*made, squares)[:3]
    function.__doc__ = function.__doc__ or "A claim."
    statement = where.theorem(Post("planted", "Wrong statements").sentence("planted", 1), "x")(function)
    refusal = _of_proof(prove(statement, proof))
    anyway = prove(statement, partial(with_any_step, variables=tuple(where.variables))) if refusal else None
    return None if anyway and anyway.outcome == "passed" else refusal


def _of_proof(result: ProofResult) -> Refusal | None:
    return None if result.outcome == "passed" else _who(result.outcome, result.message)


def _who(outcome: str, message: str) -> Refusal:
    """Who wrote the message of a proof that did not pass."""
    if message.startswith(REFUSED):
        return Refusal("checker", message.removeprefix(REFUSED))
    if message.startswith(UNTRACED) or outcome in ("vacuous", "error"):
        return Refusal("tracer", message.removeprefix(UNTRACED))
    return Refusal("prover" if "goals are open" in message else "step", message)


def of_claim(name: str) -> Refusal | None:
    """Who refuses a theorem of the planted files, in the order in which a reader would hear of it."""
    record, refusals = _recorded()
    if name in refusals:
        return Refusal("checker", refusals[name])
    entry = next(each for key, each in record["theorems"].items() if key.partition(".")[2] == name)
    evidence = [*entry["evidence"], *(each | {"kind": "neighbour"} for each in entry["neighbours"].values())]
    for each in evidence:
        if each["kind"] == "proof" and each["outcome"] != "passed":
            return _who(each["outcome"], each["message"])
    # the rest are points and searches
    for each in evidence:
        if each["outcome"] not in ("passed", "refuted"):
            return Refusal("falsifier" if each["kind"] == "property" else "judge", each["message"])
    problems = [each for each in record["run"]["problems"] if f".{name}: " in each]
    if problems:
        return Refusal("plugin", problems[0])
    return None if entry["verdict"] == "proved" else Refusal("falsifier", entry["reason"])


@cache
def _recorded() -> tuple[dict[str, Any], dict[str, str]]:
    """The record of a run of the planted claims, and what `verify recheck` then refuses, by theorem."""
    with tempfile.TemporaryDirectory(prefix="verify-planted-") as place:
        folder = Path(place)
        for file in ("planted.py", "planted_forgery.py"):
            shutil.copy(HERE / file, folder)
        (folder / "verdicts.toml").write_text(RECORDED, encoding="utf-8")
        # the forgery last, in a process of its own: it replaces the checker of whoever runs it
        for name in ("planted", "planted_forgery"):
            _verify(folder, "run", f"{name}.py", "--dtype", "float64", "--report", name)
        records = [json.loads((folder / name / "report.json").read_text()) for name in ("planted", "planted_forgery")]
        said = _verify(folder, "recheck", "planted_forgery").splitlines()
        refusals = [line.split(": refused: ") for line in said if ": refused: " in line]
        record = records[0] | {"theorems": records[0]["theorems"] | records[1]["theorems"]}
        return record, {name.rpartition(".")[2]: words for name, words in refusals}


def _verify(folder: Path, *arguments: str) -> str:
    start = [sys.executable, "-P", "-c", "from verify.cli import main; main()"]
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [*start, *arguments], cwd=folder, capture_output=True, text=True, check=False, env=surroundings
    )
    return done.stderr


def of_coq(made: Any) -> Refusal | None:
    """Whether Coq refuses the goal of a certificate that the checker never saw."""
    from verify.proof.coq.files import Proof, gather
    from verify.proof.coq.running import Coq

    proof = sealed(*made)
    with tempfile.TemporaryDirectory(prefix="verify-coq-") as place:
        coq = Coq(Path(place), 120)
        coq.prepare()
        (file,) = gather([Proof("t0", proof["goals"], proof["certificate"])])
        outcome = coq.compile(file)
    if outcome.confirmed and not outcome.refused:
        return None
    return Refusal("Coq", " ".join(" ".join(outcome.refused.values()).split()))


OBSERVERS = {"certificate": of_certificate, "statement": of_statement, "claim": of_claim, "certificate for Coq": of_coq}
BY_HAND = CERTIFICATES | CALCULUS | DISCRETE
TABLES = {"certificate": BY_HAND, "statement": STATEMENTS, "claim": CLAIMS, "certificate for Coq": COQ}
WRONG_PROOFS = [Entry(kind, name, wrong) for kind, table in TABLES.items() for name, wrong in table.items()]


def page() -> str:
    """The table for people, as Markdown."""
    counts = Counter(each.wrong.by for each in WRONG_PROOFS)
    lines = [
        "# Wrong proofs",
        "",
        f"{len(WRONG_PROOFS)} wrong proofs that somebody planted, who refuses each first, and in which words. Tests",
        "try all of them, observe who refuses, and see that the right proof that each almost is passes. This page is",
        "written by `python -m tests.proof.wrong_proofs`.",
        "",
        "| refused by | that is | how many |",
        "|---|---|---|",
        *(f"| {who} | {what} | {counts[who]} |" for who, what in WHO.items()),
        "",
    ]
    for kind in TABLES:
        lines += [f"## Each a {kind}", "", "| what is planted | refused by | in the words |", "|---|---|---|"]
        for entry in WRONG_PROOFS:
            if entry.kind == kind:
                words = entry.wrong.words.replace("|", "\\|")
                lines.append(f"| {entry.name.replace('_', ' ')} | {entry.wrong.by} | `{words}` |")
        lines.append("")
    return "\n".join(lines[:-1]) + "\n"


def main() -> None:
    """Write the page, or observe every entry."""
    if "--observe" not in sys.argv[1:]:
        PAGE.write_text(page(), encoding="utf-8")
        return
    for entry in WRONG_PROOFS:
        seen = entry.observed()
        print(f"{entry.kind}: {entry.name}: {f'{seen.by}: {seen.words}' if seen else 'NOBODY REFUSES IT'}")


if __name__ == "__main__":
    main()
