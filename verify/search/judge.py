"""The judge: decide a statement at one exact point. Rationals first; balls where rationals have no answer.

Three outcomes. *violated*: a relation fails, or has no value. *holds*: every relation holds. *compatible*: balls of
the largest precision neither break nor establish it, which clears a suspect and nothing more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from verify.attached import Parts
from verify.carriers.rationals import RATIONALS
from verify.carriers.value import Carrier, as_value, running_on
from verify.errors import UnableError, UndecidedError, UndefinedError
from verify.matrices import value_text
from verify.relations import Relation
from verify.theorem import Statement

PRECISIONS = (64, 128, 256, 512, 1024, 2048, 4096)
LOW_PRECISIONS = PRECISIONS[:3]


@dataclass(frozen=True)
class Side:
    """What the judge saw of one relation: both sides as payloads, or `problem` if it has no value or stays open."""

    outcome: str
    sign: str = ""
    left: Any = None
    right: Any = None
    equality: bool = False
    problem: str = ""

    def __str__(self) -> str:
        return self.problem or f"{as_text(self.left)} {self.sign} {as_text(self.right)}"


@dataclass(frozen=True)
class Judgement:
    """The verdict at a point: `outcome`, the carrier that decided, and each relation."""

    outcome: str
    carrier: str
    sides: tuple[Side, ...]
    bits: int = 0

    @property
    def broken(self) -> Side | None:
        """The first relation that is violated."""
        return next((side for side in self.sides if side.outcome == "violated"), None)

    def __str__(self) -> str:
        if self.broken is not None:
            return f"undefined: {self.broken}" if self.broken.problem else f"{self.broken} is false"
        return "; ".join(str(side) for side in self.sides)


def judge(
    statement: Statement,
    point: Mapping[str, Fraction],
    changes: Parts | None = None,
    precisions: tuple[int, ...] = PRECISIONS,
) -> Judgement:
    """Decide a statement, with changes of its constants and subjects, at an exact point; balls try the `precisions`.

    Raises:
        UnableError: neither rationals nor balls have an operation that the statement uses.
    """
    try:
        return _judge_on(RATIONALS, statement, point, changes)
    except UnableError:
        return _judge_in_balls(statement, point, changes, precisions)


def _judge_in_balls(
    statement: Statement, point: Mapping[str, Fraction], changes: Parts | None, precisions: tuple[int, ...]
) -> Judgement:
    from verify.carriers.balls import BALLS, precision

    last: Judgement | None = None
    for bits in precisions:
        with precision(bits):
            try:
                last = _judge_on(BALLS, statement, point, changes, bits)
            except UndecidedError as error:
                last = Judgement("compatible", BALLS.name, (Side("compatible", problem=error.problem),), bits)
        if last.outcome != "compatible":
            return last
    assert last is not None
    return last


def _judge_on(
    carrier: Carrier, statement: Statement, point: Mapping[str, Fraction], changes: Parts | None, bits: int = 0
) -> Judgement:
    with running_on(carrier):
        values = {name: as_value(carrier, number) for name, number in point.items()}
        try:
            sides = tuple(_look_at(relation) for relation in statement.relations(values, changes))
        except UndefinedError as error:
            return Judgement("violated", carrier.name, (Side("violated", problem=error.problem),), bits)
    outcomes = {side.outcome for side in sides}
    outcome = next(word for word in ("violated", "compatible", "holds") if word in outcomes)
    return Judgement(outcome, carrier.name, sides, bits)


def _look_at(relation: Relation) -> Side:
    left, right = relation.sides()
    margin = relation.margin().payload
    if relation.strict:
        broken, established = margin <= 0, margin > 0
    else:
        broken, established = margin < 0, margin >= 0
    outcome = "violated" if broken else "holds" if established else "compatible"
    exact = isinstance(margin, Fraction) and margin == 0
    return Side(outcome, relation.sign, left.payload, right.payload, exact)


def stands(statement: Statement, point: Mapping[str, Fraction]) -> str:
    """Whether a theorem holds at a point: "exactly", "by its proof" alone, where balls meet its edge and there is a
    proof, or "" if it is broken there or nothing says that it holds."""
    outcome = judge(statement, point).outcome
    if outcome == "compatible" and getattr(statement, "proofs", None):
        return "by its proof"
    return "exactly" if outcome == "holds" else ""


def as_text(payload: Any) -> str:
    """A payload for people: a short exact number as it is, a long one with its decimal, a ball with its radius."""
    if isinstance(payload, Fraction):
        text = str(payload)
        return text if len(text) <= 24 else f"{_decimal(payload)} (exactly {text})"
    if hasattr(payload, "shape"):
        exact = all(isinstance(entry, Fraction) for entry in payload.flat)
        return value_text(payload) if exact else "[" + ", ".join(entry.str(6) for entry in payload.flat) + "]"
    return str(payload.str(12)) if hasattr(payload, "str") else str(payload)


def _decimal(number: Fraction) -> str:
    try:
        return f"{float(number):.9g}"
    except OverflowError:
        return f"about 2^{number.numerator.bit_length() - number.denominator.bit_length()}"
