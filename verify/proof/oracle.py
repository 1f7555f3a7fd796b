"""Z3 as an oracle: look for a point where a goal fails. It convinces nobody of the contrary."""

from __future__ import annotations

from typing import Any

from verify.carriers.expressions import meets
from verify.carriers.terms import Goal
from verify.errors import UnableError
from verify.proof.polynomials import Polynomial, Ring, as_fraction

WORK_LIMIT = 2_000_000  # Z3's own count of steps, so that the answer does not depend on the machine


def nearest_counterexample(goal: Goal) -> dict[str, str] | None:
    """A point that meets the hypotheses and breaks the conclusion: a sample, or found by Z3; None if none was."""
    for sample in goal.samples:
        if all(meets(atom, sample) for atom in goal.hypotheses) and not meets(goal.conclusion, sample):
            return {name: str(value) for name, value in sample.items()}
    try:
        return _ask_z3(goal)
    except UnableError:
        return None


def _ask_z3(goal: Goal) -> dict[str, str] | None:
    import z3

    ring = Ring(goal)
    variables = {name: z3.Real(name) for name in ring.names}
    solver = z3.SolverFor("QF_NRA")
    solver.set("rlimit", WORK_LIMIT)
    for atom in goal.hypotheses:
        solver.add(_holds(ring, atom.relation, ring.read(atom.term), variables))
    solver.add(z3.Not(_holds(ring, goal.conclusion.relation, ring.read(goal.conclusion.term), variables)))
    if solver.check() != z3.sat:
        return None
    model = solver.model()
    return {name: str(model[variable]) for name, variable in variables.items() if model[variable] is not None}


def _holds(ring: Ring, relation: str, quotient: Any, variables: dict[str, Any]) -> Any:
    import z3

    # never a division: the sign of a quotient is that of the product of its parts, which are not 0 below
    sign = _to_z3(ring, quotient.numerator * quotient.denominator, variables)
    defined = _to_z3(ring, quotient.denominator, variables) != 0
    comparison = {">=0": sign >= 0, ">0": sign > 0, "=0": sign == 0, "!=0": sign != 0}[relation]
    return z3.And(defined, comparison)


def _to_z3(ring: Ring, polynomial: Polynomial, variables: dict[str, Any]) -> Any:
    import z3

    total = z3.RealVal(0)
    for exponents, coefficient in polynomial.terms():
        value = as_fraction(coefficient)
        product = z3.Q(value.numerator, value.denominator)
        for name, exponent in zip(ring.names, exponents, strict=True):
            for _ in range(int(exponent)):
                product = product * variables[name]
        total = total + product
    return total
