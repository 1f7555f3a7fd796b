"""The step *enclosure*: a goal about constants only is computed in balls until its sign is certain."""

from __future__ import annotations

from verify.carriers.balls import BALLS, precision
from verify.carriers.terms import Goal, contains, interpret, symbols_of
from verify.carriers.value import Value, lift, running_on
from verify.errors import NotProvedError, UndecidedError, UndefinedError

PRECISIONS = (64, 128, 256, 512, 1024, 2048, 4096)


def close(goal: Goal) -> str:
    """What was computed, for the reader.

    Raises:
        NotProvedError: the goal has variables, is false, or stays open at the largest precision.
    """
    free = symbols_of(goal.conclusion.term)
    if free:
        raise NotProvedError(
            f"enclosure got the variables {', '.join(sorted(free))}", remedy="it closes goals about constants"
        )
    if contains(goal.conclusion.term, "letter"):
        raise NotProvedError("enclosure got matrices", remedy="it closes goals about constants")
    if goal.conclusion.relation not in (">0", ">=0", "!=0"):
        raise NotProvedError("balls can prove no equality", remedy="close it by identity")
    for bits in PRECISIONS:
        with precision(bits), running_on(BALLS):
            try:
                value = lift(BALLS, _value(goal))
            except UndecidedError:
                continue
            except UndefinedError as error:
                raise NotProvedError(f"it has no value: {error.problem}", remedy="mend the statement") from error
            if value > 0 or (goal.conclusion.relation == "!=0" and value < 0):
                return f"{value.str(8)} {'>' if value > 0 else '<'} 0 at {bits} bits"
            if value < 0:
                raise NotProvedError(f"the goal is false: {value.str(8)} < 0", remedy="mend the statement")
    raise NotProvedError(f"its sign is open at {PRECISIONS[-1]} bits", remedy="it may be 0; close it exactly")


def _value(goal: Goal) -> Value:
    result = interpret(goal.conclusion.term, {})
    return result if isinstance(result, Value) else Value(BALLS, BALLS.constant(result))
