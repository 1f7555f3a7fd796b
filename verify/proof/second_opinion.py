"""A second opinion on statements about bit patterns: Z3 runs the same function on bit vectors and looks for a point.

Its "no" rests on Z3's word and enters no verdict; its points are judged by whoever asks.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import z3

from verify.attached import Parts
from verify.carriers.bit_vectors import BitVectors, NoValueError
from verify.carriers.value import Value, running_on
from verify.domains import OneOf, Patterns
from verify.errors import UnableError, UndefinedError
from verify.formats import FloatFormat
from verify.relations import Relation
from verify.theorem import Statement


def breaking_patterns(statement: Statement, format: FloatFormat, changes: Parts | None = None) -> dict[str, Any] | None:
    """A point of a format at which the assumptions hold and some relation does not, or None if Z3 says there is none.

    Raises:
        UnableError: the statement has other variables or operations than bit vectors have, or Z3 gives up.
        UndefinedError: no pattern meets the assumptions.
    """
    carrier = BitVectors()
    values: dict[str, Any] = {}
    for name, domain in statement.setting.variables.items():
        if isinstance(domain, Patterns):
            values[name] = Value(carrier, carrier.variable(name, domain.bits_of(format)))
        elif isinstance(domain, OneOf):
            values[name] = format
        else:
            raise UnableError(f"{name} is no bit pattern", remedy="use other carriers")
    with running_on(carrier):
        for relation in statement.assumption_relations(values):
            carrier.assumed.append(_condition(carrier, relation))
        if carrier.model_of(z3.BoolVal(val=True)) is None:
            raise UndefinedError("no pattern meets the assumptions")
        try:
            claimed = [_condition(carrier, relation) for relation in statement.relations(values, changes)]
        except NoValueError as error:  # a relation without a value does not hold
            return _point(error.model, statement, format)
    model = carrier.model_of(z3.Not(z3.And(claimed)))
    return None if model is None else _point(model, statement, format)


def _condition(carrier: BitVectors, relation: Relation) -> Any:
    left, right = (side.payload for side in relation.sides())
    if relation.kind in ("at_least", "strictly_greater"):
        left, right = right, left
    sign = "==" if relation.kind == "equal" else "<" if relation.strict else "<="
    return carrier.compare(sign, left, right)


def _point(model: Any, statement: Statement, format: FloatFormat) -> dict[str, Any]:
    point: dict[str, Any] = {}
    for name, domain in statement.setting.variables.items():
        if isinstance(domain, Patterns):
            bits = z3.BitVec(name, domain.bits_of(format))
            point[name] = Fraction(model.eval(bits, model_completion=True).as_long())
        else:
            point[name] = format
    return point
