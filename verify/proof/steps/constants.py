"""The step *constants*: a goal without variables is computed exactly, with witnesses for ranks and linear programs."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import lcm
from typing import Any

from verify.carriers.rationals import RATIONALS
from verify.carriers.terms import Goal, Term, contains, interpret, symbols_of
from verify.carriers.value import Value, lift, running_on
from verify.errors import NotProvedError, UndefinedError
from verify.exact_linear_algebra import CyclotomicField, minor_of, optimum
from verify.proof import checker


def close(goal: Goal) -> list[dict[str, Any]]:
    """The fact that closes a goal about constants.

    Raises:
        NotProvedError: the goal has variables, is false, or is about more than equations of irrational numbers.
    """
    term = goal.conclusion.term
    free = symbols_of(term)
    if free or contains(term, "letter"):
        about = ", ".join(sorted(free)) or "matrices of all sizes"
        raise NotProvedError(f"constants got the variables {about}", remedy="it closes goals about constants")
    field = CyclotomicField(lcm(1, *(2 * Fraction(each[1][1]).denominator for each in parts_of(term, "cospi"))))
    witnesses = [_rank_witness(each, field) for each in parts_of(term, "rank")]
    witnesses += [_program_witness(each) for each in parts_of(term, "linear_program")]
    fact = {**goal.conclusion.as_data(), "rule": "constants", "witnesses": witnesses}
    try:
        checker.check_constants(goal.conclusion.relation, term, witnesses)
    except checker.RefusedError as refusal:
        raise NotProvedError(f"computed exactly, {refusal}", remedy="mend the statement, or enclose it") from refusal
    return [fact]


def parts_of(term: Term, head: str) -> Iterator[Term]:
    """The parts of a term that have a head, each once."""
    found: dict[Term, None] = {}

    def look(part: Term) -> None:
        if part[0] == head:
            found[part] = None
        for each in part[1:]:
            if isinstance(each, tuple):
                look(each)

    look(term)
    return iter(found)


def _rank_witness(term: Term, field: CyclotomicField) -> dict[str, Any]:
    rows = [[element_of(entry, field) for entry in row[1:]] for row in term[1:]]
    minor = minor_of(rows, field)
    inverse = [[[str(Fraction(int(c.p), int(c.q))) for c in entry.coeffs()] for entry in row] for row in minor.inverse]
    return {"of": term, "rows": minor.rows, "columns": minor.columns, "inverse": inverse}


def element_of(term: Term, field: CyclotomicField) -> Any:
    """The value of a term of constants in a cyclotomic field.

    Raises:
        NotProvedError: it has another operation.
    """
    head, arguments = term[0], term[1:]
    if head == "number":
        return field.number(Fraction(arguments[0]))
    if head == "cospi" and arguments[0][0] == "number":
        return field.cospi(Fraction(arguments[0][1]))
    if head == "pow":
        return element_of(arguments[0], field) ** arguments[1] % field.modulus
    if head not in ("add", "sub", "mul", "neg", "div"):
        raise NotProvedError(f"constants has no {head}", remedy="write entries with +, *, cospi and sinpi")
    values = [element_of(argument, field) for argument in arguments]
    if head == "neg":
        return -values[0]
    if head == "mul":
        return field.product(*values)
    if head == "div":
        return field.product(values[0], field.inverse(values[1]))
    return values[0] + values[1] if head == "add" else values[0] - values[1]


def _program_witness(term: Term) -> dict[str, Any]:
    with running_on(RATIONALS):
        costs, right, *matrix = [[lift(RATIONALS, _number(entry)) for entry in row[1:]] for row in term[1:]]
    try:
        point, prices = optimum(costs, matrix, right)
    except UndefinedError as error:
        raise NotProvedError(error.problem, remedy="mend the statement") from error
    return {"of": term, "point": list(map(str, point)), "prices": list(map(str, prices))}


def _number(term: Term) -> Any:
    value = interpret(term, {})
    return value if isinstance(value, Value) else Fraction(value)
