"""Z3 as an oracle: look for a point where a goal fails. It convinces nobody of the contrary."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from verify.carriers.expressions import meets, value_at
from verify.carriers.terms import Goal
from verify.errors import UnableError, UndefinedError
from verify.proof.checker import FUNCTIONS
from verify.proof.polynomials import Polynomial, Ring, as_fraction

WORK_LIMIT = 2_000_000  # Z3's own count of steps, so that the answer does not depend on the machine


def nearest_counterexample(goal: Goal) -> dict[str, str] | None:
    """A point that meets the hypotheses and breaks the conclusion: a sample, or found by Z3; None if none was."""
    found = next((sample for sample in goal.samples if _breaks(goal, sample)), None)
    try:
        # Z3 takes integers and powers for real numbers, so that its answer is tried before it is believed
        found = found or _ask_z3(goal)
    except UnableError:
        return None
    if found is None or not _breaks(goal, found):
        return None
    return {name: str(value) for name, value in found.items()}


def _breaks(goal: Goal, sample: Mapping[str, Any]) -> bool:
    """Whether a point meets the hypotheses and not the conclusion; False where exact numbers cannot tell."""
    try:
        if not all(meets(atom, sample) for atom in goal.hypotheses):
            return False
    except KeyError:  # Z3 names powers where the goal names exponents
        return False
    if any(name in sample and sample[name].denominator != 1 for name in goal.integers):
        return False
    try:
        value_at(goal.conclusion.term, sample)
    except UndefinedError:
        return True
    except (UnableError, KeyError):
        return False
    return not meets(goal.conclusion, sample)


def _ask_z3(goal: Goal) -> dict[str, Fraction] | None:
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
    values = {name: model[variable] for name, variable in variables.items() if model[variable] is not None}
    if not all(z3.is_rational_value(value) for value in values.values()):
        return None
    exact = {name: value.as_fraction() for name, value in values.items()}
    # exponentials and the like are free to Z3, so that the point is one of symbols alone
    hidden = [name for name, generator in ring.generators.items() if generator[0] in FUNCTIONS]
    return {name: exact.get(name, Fraction(0)) for name in ring.names if name not in hidden}


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
