"""Proofs: a function is given the traced goals, closes them by steps, and the checker has the last word."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any

from verify.bounded_functions import BoundedFunction
from verify.carriers.terms import Goal, goals_hash, symbols_of
from verify.errors import NotProvedError, UnableError, UndefinedError, VacuousError
from verify.matrices import is_static
from verify.proof import checker
from verify.proof.effort import WORK
from verify.proof.goals import trace
from verify.proof.theorems import ProvedTheorem, Use, proved, uses_of
from verify.theorem import Statement, Theorem

Step = Callable[[Goal], dict[str, Any]]


@dataclass
class Ledger:
    """Which goals are closed, and how."""

    goals: list[Goal]
    closures: dict[int, dict[str, Any]] = field(default_factory=dict)
    uses: dict[int, list[Use]] = field(default_factory=dict)

    def close(self, positions: Iterable[int], name: str, step: Step) -> None:
        """Apply a step to the goals that are still open at the positions."""
        for position in positions:
            if position not in self.closures:
                begin = time.perf_counter()
                closure = step(self.goals[position])
                milliseconds = round(1000 * (time.perf_counter() - begin), 2)
                self.closures[position] = {"goal": position, "step": name, "milliseconds": milliseconds, **closure}

    def theorems(self) -> list[ProvedTheorem]:
        """The theorems that were used, each once."""
        return list({use.theorem.goal_hash: use.theorem for uses in self.uses.values() for use in uses}.values())

    def certificate(self) -> dict[str, Any]:
        """Everything that was closed, and a model of each goal's hypotheses where one is known, as data."""
        models = []
        for position, goal in enumerate(self.goals):
            if goal.hypotheses and goal.samples:
                models.append({"goal": position, "values": _model(goal)})
        certificate = {
            "goal_hash": goals_hash([goal.as_data() for goal in self.goals]),
            "closures": [self.closures[position] for position in sorted(self.closures)],
            "models": models,
        }
        used = [theorem.as_data() for theorem in self.theorems()]
        return {**certificate, "theorems": used} if used else certificate


def _model(goal: Goal) -> dict[str, Any]:
    """The first sample of a goal as data: numbers, matrices, and polynomials for functions with bounds."""
    sample = goal.samples[0]
    values = {name: _as_data(value) for name, value in sorted(sample.items()) if _is_data(name, value)}
    bounded = {name: value for name, value in sorted(sample.items()) if isinstance(value, BoundedFunction)}
    for name, function in bounded.items():
        coefficients = function.between(*function.bounds.at(sample)).as_polynomial()
        values[name] = {"polynomial": [str(coefficient) for coefficient in coefficients]}
    return values


def _is_data(name: str, value: Any) -> bool:
    """Whether a model may mention it: numbers and matrices of the variables, no function and no helper."""
    return not name.startswith("#") and not is_static(value)


def _as_data(value: Any) -> Any:
    return str(value) if isinstance(value, Fraction) else [[str(entry) for entry in row] for row in value]


BY_SQUARES = {"engine": "HiGHS, python-flint", "rests_on": "checker"}


def _by_squares(close: Callable[..., Any], uses: list[Use], goal: Goal) -> dict[str, Any]:
    return {"facts": close(goal, uses), **BY_SQUARES}


def _by_sums_of_squares(close: Callable[..., Any], uses: list[Use], goal: Goal) -> dict[str, Any]:
    return {"facts": close(goal, uses), "engine": "Clarabel, HiGHS, python-flint", "rests_on": "checker"}


class Case:
    """Some of a theorem's goals, as a proof sees them: it can split them and close them, and state nothing."""

    def __init__(self, ledger: Ledger, positions: list[int], label: str) -> None:
        self._ledger = ledger
        self._positions = positions
        self.label = label

    def branches(self) -> list[Case]:
        """The goals grouped by the path through the statement's branches on which they arose."""
        groups: dict[tuple[str, ...], list[int]] = {}
        for position in self._positions:
            groups.setdefault(self._ledger.goals[position].path, []).append(position)
        return [Case(self._ledger, group, ", ".join(path) or "before branching") for path, group in groups.items()]

    def one_by_one(self) -> list[Case]:
        """The goals, each alone."""
        return [Case(self._ledger, [i], self._ledger.goals[i].about) for i in self._positions]

    def apply(self, theorem: Theorem, values: Callable[..., dict[str, Any]]) -> None:
        """Use a proved theorem: `values` takes variables of the goals and returns what stands for each variable of the
        theorem. Its hypotheses are shown, and its statements are known from then on.

        Raises:
            NotProvedError: the theorem has no proof that the checker confirms, or is the one that is being proved.
            VocabularyError: `values` does not give the theorem's variables.
        """
        known = proved(theorem)
        for position in self._positions:
            uses = uses_of(known, values, self._ledger.goals[position])
            self._ledger.uses.setdefault(position, []).extend(uses)

    def squares(self, *, limit: int = WORK) -> None:
        """Close by sums of squares times products of hypotheses, and of tangents of exp and log, found by a linear
        program, solved exactly; give up after so many units of work, which are about as many products of monomials."""
        from verify.proof.steps import squares as step

        for position in self._positions:
            uses = self._ledger.uses.get(position, [])
            self._ledger.close([position], "squares", partial(_by_squares, partial(step.close, limit=limit), uses))

    def sums_of_squares(self) -> None:
        """Close by sums of squares of polynomials times products of hypotheses, found by semidefinite programs, rounded
        and decomposed exactly. Equations of functions are closed as by identity.

        Raises:
            NotProvedError: none were found; with the largest lower bound that was.
        """
        from verify.proof.steps import sums_of_squares as step

        for position in self._positions:
            uses = self._ledger.uses.get(position, [])
            self._ledger.close([position], "sums of squares", partial(_by_sums_of_squares, step.close, uses))

    def induction(self, over: str) -> None:
        """Close by induction over an integer variable that is at least some number: the least one, and from each to the
        next, each by squares. Goals that are not about the variable are closed by squares alone."""
        from verify.proof.steps import induction as step

        about = [i for i in self._positions if over in symbols_of(self._ledger.goals[i].conclusion.term)]
        Case(self._ledger, [i for i in self._positions if i not in about], self.label).squares()
        self._ledger.close(
            about,
            "induction",
            lambda goal: {"induction": step.close(goal, over), **BY_SQUARES},
        )

    def enumeration(self, over: str) -> None:
        """Close case by case, for each value of an integer variable that lies between two numbers, each by squares.
        Goals that the variable does not occur in are closed by squares alone."""
        from verify.proof.steps import enumeration as step

        atoms = {i: (*self._ledger.goals[i].hypotheses, self._ledger.goals[i].conclusion) for i in self._positions}
        about = [i for i in self._positions if any(over in symbols_of(atom.term) for atom in atoms[i])]
        Case(self._ledger, [i for i in self._positions if i not in about], self.label).squares()
        self._ledger.close(
            about,
            "enumeration",
            lambda goal: {"enumeration": step.close(goal, over), **BY_SQUARES},
        )

    def identity(self) -> None:
        """Close equations of rational functions, also of roots, exp, log, sin and cos, by cross-multiplication, and the
        goals that divisors are not 0."""
        from verify.proof.steps import identity as step

        self._ledger.close(
            self._positions,
            "identity",
            lambda goal: {"facts": step.close(goal), "engine": "python-flint", "rests_on": "checker"},
        )

    def constants(self) -> None:
        """Close goals without variables by exact computation: ranks by an invertible minor, linear programs by an
        optimal point and prices, equations of cosines and sines of rational multiples of π in a cyclotomic field."""
        from verify.proof.steps import constants as step

        self._ledger.close(
            self._positions,
            "constants",
            lambda goal: {"facts": step.close(goal), "engine": "python-flint, HiGHS", "rests_on": "checker"},
        )

    def rows(self) -> None:
        """Close laws of all sizes entry by entry: sums over all indices of a size, and Kronecker deltas."""
        from verify.proof.steps import rows as step

        self._ledger.close(
            self._positions,
            "rows",
            lambda goal: {"facts": step.close(goal), "engine": "HiGHS", "rests_on": "checker"},
        )

    def enclosure(self, boxes: int | None = None) -> None:
        """Close inequalities whose variables are bounded by numbers: the box is bisected, and on each cell intervals
        show the sign. Constants that the checker does not enclose rest on the word of Arb.

        Raises:
            NotProvedError: a goal is false, or the number of boxes was not enough; it says where it is lowest.
        """
        from verify.proof.steps import enclosure as step

        self._ledger.close(self._positions, "enclosure", lambda goal: step.close(goal, boxes or step.BOXES))

    def monotone(self, *over: str, boxes: int | None = None) -> None:
        """Close inequalities by their values at an end of a variable's range and the sign of their slope in it, or at
        both ends where they are concave; slopes are treated in the same way, or closed by squares or by enclosure. That
        is how a bound is proved near where it is attained.

        Raises:
            NotProvedError: a goal is false, or a part of it was not closed.
        """
        from verify.proof.steps import monotone as step

        self._ledger.close(
            self._positions,
            "monotone",
            lambda goal: {
                **step.close(goal, over, boxes or step.BOXES),
                "engine": "interval arithmetic, HiGHS, python-flint",
                "rests_on": "checker",
            },
        )


def squares(goal: Case) -> None:
    """The proof that closes every goal by `Case.squares`."""
    goal.squares()


def sums_of_squares(goal: Case) -> None:
    """The proof that closes every goal by `Case.sums_of_squares`."""
    goal.sums_of_squares()


def identity(goal: Case) -> None:
    """The proof that closes every goal by `Case.identity`."""
    goal.identity()


def rows(goal: Case) -> None:
    """The proof that closes every goal by `Case.rows`."""
    goal.rows()


def sign_change(goal: Case) -> None:
    """The proof that closes `has_root`: the signs at the ends by squares where they are rational, else by enclosure,
    and that the function has values between by squares."""
    for case in goal.one_by_one():
        try:
            case.squares()
        except (NotProvedError, UnableError):
            case.enclosure()


def constants(goal: Case) -> None:
    """The proof that closes every goal by `Case.constants`."""
    goal.constants()


def enclosure(goal: Case) -> None:
    """The proof that closes every goal by `Case.enclosure`."""
    goal.enclosure()


@dataclass(frozen=True)
class ProofResult:
    """What became of a proof: `outcome` is passed, undecided, vacuous or failed (the checker refused)."""

    outcome: str
    message: str
    goals: list[Goal]
    certificate: dict[str, Any]
    rests_on: tuple[str, ...] = ()

    @property
    def goal_hash(self) -> str:
        """The hash of the goals."""
        return goals_hash([goal.as_data() for goal in self.goals])


def prove(statement: Statement, proof: Callable[[Case], None], known: Sequence[dict[str, Any]] = ()) -> ProofResult:
    """Trace a statement, let a proof close its goals, and have the checker confirm the certificate.

    A `known` certificate spares the search, if the checker confirms it for these goals by itself.
    """
    try:
        goals = trace(statement)
    except VacuousError as error:
        return ProofResult("vacuous", str(error), [], {})
    except (UnableError, UndefinedError) as error:
        return ProofResult("undecided", f"it cannot be traced: {error}", [], {})
    except RecursionError:
        return ProofResult("undecided", "it cannot be traced: a formula is nested too deeply", [], {})
    for certificate in known:
        again = _confirmed(goals, certificate)
        if again.outcome == "passed" and again.rests_on == ("checker",):
            return again
    return prove_goals(goals, proof)


def prove_goals(goals: list[Goal], proof: Callable[[Case], None]) -> ProofResult:
    """Let a proof close goals, and have the checker confirm the certificate."""
    ledger = Ledger(list(goals))
    try:
        proof(Case(ledger, list(range(len(goals))), "all"))
    except (NotProvedError, UnableError) as error:
        open_goal = next((goal for i, goal in enumerate(goals) if i not in ledger.closures), None)
        message = _what_failed(open_goal, error) if open_goal else str(error)
        return ProofResult("undecided", message, goals, ledger.certificate())
    except RecursionError:
        return ProofResult("undecided", "a formula is nested too deeply", goals, ledger.certificate())
    certificate = ledger.certificate()
    open_goals = [i for i in range(len(goals)) if i not in ledger.closures]
    if open_goals:
        about = goals[open_goals[0]].about
        message = f"{len(open_goals)} of {len(goals)} goals are open, the first: {about}"
        return ProofResult("undecided", message, goals, certificate)
    return _confirmed(goals, certificate)


def _confirmed(goals: list[Goal], certificate: dict[str, Any]) -> ProofResult:
    # the checker sees what a stranger would read from the file, and nothing else
    data = json.loads(json.dumps([goal.as_data() for goal in goals]))
    try:
        outcome = checker.check_proof(data, goals_hash(data), json.loads(json.dumps(certificate)))
    except checker.RefusedError as refusal:
        word = "vacuous" if "vacuous" in str(refusal) else "failed"
        return ProofResult(word, f"the checker refused: {refusal}", goals, certificate)
    message = f"{len(goals)} goals closed, {outcome.confirmed} confirmed by the checker"
    return ProofResult("passed", message, goals, certificate, outcome.rests_on)


def _what_failed(goal: Goal, error: Exception) -> str:
    from verify.proof.oracle import look_for_counterexample

    where = f" on the path {', '.join(goal.path)}" if goal.path else ""
    found, disagreement = look_for_counterexample(goal)
    refuted = "" if found is None else f"; the goal is false at {found}" if found else "; the goal is false"
    doubt = f"; solvers disagree: {disagreement}" if disagreement else ""
    return f"{goal.about}{where}: {error}{refuted}{doubt}"
