"""The goals of proofs as theorems of Coq, gathered into files of a bounded size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from verify.proof.checker import fact_text
from verify.proof.coq.scripts import prove
from verify.proof.coq.statements import NotCoveredError, Statement, state

MOST_IN_ONE_FILE = 600_000  # characters, unless one proof is longer
HEAD = "Require Import Reals ZArith.\nFrom V Require Import Rules.\n{}Open Scope R_scope.\n"
INTERVAL = "Require Import Lra.\nFrom Interval Require Import Tactic.\n"
ENCLOSURE = "interval with (i_prec 128)."  # of a closed term that an engine enclosed; nothing is split or searched


class Lemma(NamedTuple):
    """A goal as a theorem of Coq with its script, and the names of the earlier ones that the script uses."""

    name: str
    text: str
    uses: frozenset[str]
    needs: str = ""  # what else its file must load


class Proof:
    """The goals of one proof on their way to Coq."""

    def __init__(self, prefix: str, goals: Sequence[dict[str, Any]], certificate: dict[str, Any]) -> None:
        self.prefix = prefix
        self.goals = goals
        self.goal_hash: str = certificate["goal_hash"]
        self.closures = {each["goal"]: each for each in certificate["closures"]}
        self.statements: dict[int, Statement] = {}
        self.left_out: dict[int, str] = {}  # why a goal is not taken to Coq
        self.lemmas: dict[int, Lemma] = {}
        self._hypotheses = [{_text(a): f"H{i}" for i, a in reversed([*enumerate(g["hypotheses"])])} for g in goals]
        self._concluding: dict[str, list[int]] = {}
        for position, goal in enumerate(goals):
            try:
                self.lemmas[position] = self._lemma(position)
            except NotCoveredError as reason:
                self.left_out[position] = str(reason)
            except RecursionError:
                self.left_out[position] = "nested too deeply"
            self._concluding.setdefault(_text(goal["conclusion"]), []).append(position)

    def _lemma(self, position: int) -> Lemma:
        goal, closure = self.goals[position], self.closures[position]
        if closure["rests_on"] != "checker":
            return self._enclosure(position)
        if "induction" in closure:
            raise NotCoveredError("inductions")
        if "enumeration" in closure:
            raise NotCoveredError("enumerations")
        if "facts" not in closure:
            raise NotCoveredError("reductions by slopes and cases")
        statement = state(goal)
        self.statements[position] = statement
        used: set[str] = set()

        def earlier(text: str) -> str | None:
            call = self._call(text, position, statement)
            if call is not None:
                used.add(call[0])
            return f"({' '.join(call)})" if call is not None else None

        script = prove(goal, closure["facts"], statement, earlier)
        name, text = self._theorem(position, script)
        encloses = any(fact["rule"] == "enclosure" for fact in closure["facts"])
        return Lemma(name, text, frozenset(used), INTERVAL if encloses else "")

    def _enclosure(self, position: int) -> Lemma:
        """A goal about constants, which the engine enclosed in balls and which Coq encloses anew."""
        goal = self.goals[position]
        statement = state(goal)
        if statement.symbols.names or goal["hypotheses"] or goal["conclusion"]["relation"] not in (">0", ">=0"):
            raise NotCoveredError("an engine's word")
        self.statements[position] = statement
        name, text = self._theorem(position, ENCLOSURE)
        return Lemma(name, text, frozenset(), INTERVAL)

    def _theorem(self, position: int, script: str) -> tuple[str, str]:
        name = f"{self.prefix}_goal_{position}"
        return name, f"Theorem {name} : {self.statements[position].text()}.\nProof.\n{script}\nQed.\n"

    def _call(self, text: str, position: int, statement: Statement) -> list[str] | None:
        """An earlier goal of no other hypotheses that concludes a fact, with all of its arguments."""
        here = self._hypotheses[position]
        for other in self._concluding.get(text, []):
            if other not in self.lemmas or not self._hypotheses[other].keys() <= here.keys():
                continue
            called, names = self.statements[other], statement.symbols.names
            symbols = [*called.integers, *called.reals]
            if all(names.get(each, " ")[0] == called.symbols.names[each][0] for each in symbols):
                facts = [here[_text(atom)] for atom in self.goals[other]["hypotheses"]]
                return [self.lemmas[other].name, *(names[each] for each in symbols), *facts]
        return None


def _text(atom: dict[str, Any]) -> str:
    return fact_text(atom["relation"], atom["term"])


class File(NamedTuple):
    """A file of Coq: the lemmas of some proofs."""

    name: str
    lemmas: list[Lemma]

    def text(self) -> str:
        """The whole file; its last line asks Coq what all of it assumes."""
        lemmas = "\n".join(lemma.text for lemma in self.lemmas)
        # one definition with all of them, so that what they assume is gathered in one walk
        named = "".join(f"let _ := {lemma.name} in\n" for lemma in self.lemmas)
        return f"{self.head()}\n{lemmas}\nDefinition everything : True :=\n{named}I.\nPrint Assumptions everything.\n"

    def head(self) -> str:
        """What the file loads: `interval` takes seconds and axioms, and only where it is used."""
        return HEAD.format("".join({lemma.needs for lemma in self.lemmas}))

    def at_line(self, line: int) -> Lemma | None:
        """The lemma in whose text a line of the file stands."""
        last = 1 + self.head().count("\n")
        for lemma in self.lemmas:
            last += 1 + lemma.text.count("\n")
            if line <= last:
                return lemma
        return None

    def without(self, names: Iterable[str]) -> File:
        """The file without some lemmas and all that use them."""
        gone = set(names)
        for lemma in self.lemmas:
            if lemma.uses & gone:
                gone.add(lemma.name)
        return self._replace(lemmas=[lemma for lemma in self.lemmas if lemma.name not in gone])


def gather(proofs: Iterable[Proof]) -> list[File]:
    """The lemmas of proofs in files; those of one proof stay together, since they use each other."""
    groups: list[list[Lemma]] = []
    size = 0
    for lemmas in sorted((list(proof.lemmas.values()) for proof in proofs), key=_loads):
        length = sum(len(lemma.text) for lemma in lemmas)
        if not groups or size + length > MOST_IN_ONE_FILE or _loads(groups[-1]) != _loads(lemmas):
            groups.append([])
            size = 0
        groups[-1] += lemmas
        size += length
    return [File(f"goals_{i}", lemmas) for i, lemmas in enumerate(filter(None, groups))]


def _loads(lemmas: list[Lemma]) -> str:
    return max((lemma.needs for lemma in lemmas), default="")
