"""Z3 and cvc5 as oracles: look for a point where a goal fails. They convince nobody of the contrary.

Both are asked the same question about real numbers: powers with integer exponents and roots are symbols of their own,
so that not every point they name is one. A point counts after exact numbers have confirmed it, whoever named it. Where
the two contradict each other, or exact numbers contradict one, that is said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial, reduce
from operator import add, mul
from typing import Any, NamedTuple

from verify.carriers.expressions import meets, value_at
from verify.carriers.terms import Goal
from verify.errors import UnableError, UndefinedError
from verify.proof.checker import FUNCTIONS
from verify.proof.polynomials import Polynomial, Ring, as_fraction

Z3_STEPS = 2_000_000  # its own count, so that the answer does not depend on the machine
CVC5_STEPS = 50_000  # likewise
MOST_MILLISECONDS = 10_000  # of cvc5, some of whose steps are not counted

Point = Mapping[str, Fraction]


class Answer(NamedTuple):
    """What a solver says: "yes" there is a counterexample, "no", or "unknown"; and the point, if its numbers are
    rational."""

    said: str
    point: Point | None = None


class Finding(NamedTuple):
    """A point where the goal fails, by exact numbers, or None if none was found; and in which way solvers disagree, in
    words, or an empty text."""

    point: dict[str, str] | None
    disagreement: str = ""


def look_for_counterexample(goal: Goal) -> Finding:
    """Look for a point that meets the hypotheses and breaks the conclusion: among the samples, then by Z3, then by cvc5
    if it is installed."""
    for sample in goal.samples:
        if _breaks(goal, sample):
            return Finding(_as_text(sample))
    try:
        ring = Ring(goal)
        question = _Question(goal, ring)
    except UnableError:
        return Finding(None)
    answers: dict[str, Answer] = {}
    for name, ask in SOLVERS.items():
        answers[name] = ask(question)
        point = answers[name].point
        if point is not None and _breaks(goal, point):
            return Finding(_as_text(point), _disagreement(question, answers, confirmed=name))
    return Finding(None, _disagreement(question, answers))


def _as_text(point: Point) -> dict[str, str]:
    return {name: str(value) for name, value in point.items()}


class _Question:
    """A goal as comparisons of polynomials with 0: the hypotheses, and the conclusion, which is to fail."""

    def __init__(self, goal: Goal, ring: Ring) -> None:
        self.ring = ring
        atoms = [atom for atom in goal.hypotheses if atom.term[0] != "everywhere"]
        self.hypotheses = [(atom.relation, *ring.read(atom.term)) for atom in atoms]
        self.conclusion = (goal.conclusion.relation, *ring.read(goal.conclusion.term))
        heads = {generator[0] for generator in ring.generators.values()}
        # and not about more points than it
        self.is_the_goal = not goal.integers and heads <= {"symbol"} and len(atoms) == len(goal.hypotheses)

    def point(self, values: Mapping[str, Fraction]) -> Point:
        """The point that a solver names, 0 where it does not care; to it exponentials and the like are free, so that
        the point is one of the other symbols alone."""
        generators = self.ring.generators
        names = [name for name in self.ring.names if name in generators and generators[name][0] not in FUNCTIONS]
        return {name: values.get(name, Fraction(0)) for name in names}

    def translated(
        self,
        polynomial: Polynomial,
        number: Callable[[Fraction], Any],
        variables: Mapping[str, Any],
        times: Callable[[Any, Any], Any],
        plus: Callable[[Any, Any], Any],
    ) -> Any:
        """A polynomial in the arithmetic of a solver."""
        total = number(Fraction(0))
        for exponents, coefficient in polynomial.terms():
            powers = zip(self.ring.names, exponents, strict=True)
            factors = (variables[name] for name, exponent in powers for _ in range(int(exponent)))
            total = plus(total, reduce(times, factors, number(as_fraction(coefficient))))
        return total


def _breaks(goal: Goal, point: Mapping[str, Any]) -> bool:
    """Whether a point meets the hypotheses and not the conclusion; False where exact numbers cannot tell."""
    try:
        if not all(meets(atom, point) for atom in goal.hypotheses):
            return False
    except KeyError:  # a solver names powers where the goal names exponents
        return False
    if any(name in point and point[name].denominator != 1 for name in goal.integers):
        return False
    try:
        value_at(goal.conclusion.term, point)
    except UndefinedError:
        return True
    except (UnableError, KeyError):
        return False
    return not meets(goal.conclusion, point)


def _disagreement(question: _Question, answers: Mapping[str, Answer], confirmed: str = "") -> str:
    """In which way the answers contradict each other or exact numbers, in words."""
    yes = [name for name, answer in answers.items() if answer.said == "yes"]
    no = [name for name, answer in answers.items() if answer.said == "no"]
    if yes and no:
        exactly = ", and exact numbers confirm it" if confirmed else ""
        return f"{' and '.join(no)} says that there is no counterexample, {' and '.join(yes)} that there is{exactly}"
    wrong = [name for name in yes if name != confirmed and answers[name].point is not None]
    if wrong and question.is_the_goal:
        return f"{' and '.join(wrong)} names a counterexample that is none"
    return ""


def _ask_z3(question: _Question) -> Answer:
    import z3

    variables = {name: z3.Real(name) for name in question.ring.names}
    solver = z3.SolverFor("QF_NRA")
    solver.set("rlimit", Z3_STEPS)

    def polynomial(of: Polynomial) -> Any:
        return question.translated(of, lambda c: z3.Q(c.numerator, c.denominator), variables, mul, add)

    def holds(relation: str, numerator: Polynomial, denominator: Polynomial) -> Any:
        # never a division: the sign of a quotient is that of the product of its parts, which are not 0 below
        sign, below = polynomial(numerator * denominator), polynomial(denominator)
        comparison = {">=0": sign >= 0, ">0": sign > 0, "=0": sign == 0, "!=0": sign != 0}[relation]
        return z3.And(below != 0, comparison)

    for hypothesis in question.hypotheses:
        solver.add(holds(*hypothesis))
    solver.add(z3.Not(holds(*question.conclusion)))
    said = solver.check()
    if said != z3.sat:
        return Answer("no" if said == z3.unsat else "unknown")
    model = solver.model()
    values = {name: model[variable] for name, variable in variables.items() if model[variable] is not None}
    if not all(z3.is_rational_value(value) for value in values.values()):
        return Answer("yes")
    exact = {name: value.as_fraction() for name, value in values.items()}
    return Answer("yes", question.point(exact))


def _ask_cvc5(question: _Question) -> Answer:
    try:
        import cvc5
    except ImportError:  # it has no wheel for every machine, and nothing depends on its answer
        return Answer("unknown")
    manager, kind = cvc5.TermManager(), cvc5.Kind
    solver, zero, term = cvc5.Solver(manager), manager.mkReal(0), manager.mkTerm
    solver.setLogic("QF_NRA")
    for option, value in (("produce-models", "true"), ("rlimit-per", CVC5_STEPS), ("tlimit-per", MOST_MILLISECONDS)):
        solver.setOption(option, str(value))
    variables = {name: manager.mkConst(manager.getRealSort(), name) for name in question.ring.names}
    compared = {">=0": kind.GEQ, ">0": kind.GT, "=0": kind.EQUAL, "!=0": kind.DISTINCT}
    times, plus = partial(term, kind.MULT), partial(term, kind.ADD)

    def polynomial(of: Polynomial) -> Any:
        return question.translated(of, lambda c: manager.mkReal(c.numerator, c.denominator), variables, times, plus)

    def holds(relation: str, numerator: Polynomial, denominator: Polynomial) -> Any:
        sign = term(compared[relation], polynomial(numerator * denominator), zero)
        return term(kind.AND, term(kind.DISTINCT, polynomial(denominator), zero), sign)

    for hypothesis in question.hypotheses:
        solver.assertFormula(holds(*hypothesis))
    solver.assertFormula(term(kind.NOT, holds(*question.conclusion)))
    said = solver.checkSat()
    if not said.isSat():
        return Answer("no" if said.isUnsat() else "unknown")
    values = {name: solver.getValue(variable) for name, variable in variables.items()}
    if not all(value.isRealValue() for value in values.values()):
        return Answer("yes")
    return Answer("yes", question.point({name: Fraction(value.getRealValue()) for name, value in values.items()}))


SOLVERS: dict[str, Callable[[_Question], Answer]] = {"Z3": _ask_z3, "cvc5": _ask_cvc5}
