"""The goals by which another one is closed: inductions, monotone and concave terms, cases and enumerations."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Any

from .facts import Fact, divisors_of, fact_text, is_literal, known_fact, read_fact
from .formulas import Formula
from .rationals import read_number
from .syntax import strings_in, substituted
from .work import RefusedError, Work, shown

MOST_CASES = 4096  # of an enumeration
Goal = dict[str, Any]


def induction_goals(goal: dict[str, Any], name: object) -> tuple[dict[str, Any], dict[str, Any]]:
    """The base and the step that prove a goal by induction over one of its integer symbols.

    The symbol stands in the conclusion, and in one hypothesis alone, which says that it is at least some integer.

    Raises:
        RefusedError: the goal is of another kind.
    """
    if not isinstance(name, str) or name not in goal["integers"]:
        raise RefusedError(f"{shown(name)} is no integer symbol of the goal")
    about = [fact for fact in goal["hypotheses"] if name in strings_in(fact["term"])]
    others = [fact for fact in goal["hypotheses"] if name not in strings_in(fact["term"])]
    if len(about) != 1:
        raise RefusedError(f"one hypothesis must be about {shown(name)}, and there are {len(about)}")
    least = _least(about[0], name)
    conclusion, work = goal["conclusion"], Work()
    if name in strings_in(substituted(conclusion["term"], {name: ["number", "0"]}, work)):
        raise RefusedError(f"{shown(name)} is more than a number in the conclusion")
    integers = [each for each in goal["integers"] if each != name]
    following = ["add", ["symbol", name], ["number", "1"]]
    base = {**conclusion, "term": substituted(conclusion["term"], {name: ["number", str(least)]}, work)}
    step = {**conclusion, "term": substituted(conclusion["term"], {name: following}, work)}
    return (
        {"integers": integers, "hypotheses": others, "conclusion": base},
        {"integers": goal["integers"], "hypotheses": [*others, about[0], conclusion], "conclusion": step},
    )


def _least(hypothesis: dict[str, Any], name: str) -> int:
    """The integer m of a hypothesis n - m >= 0, or 0 for n >= 0."""
    match json.loads(json.dumps([hypothesis["relation"], hypothesis["term"]])):
        case [">=0", ["symbol", str(symbol)]] if symbol == name:
            return 0
        case [">=0", ["sub", ["symbol", str(symbol)], ["number", number]]] if symbol == name:
            least = read_number(number)
            if least.denominator == 1:
                return least.numerator
    raise RefusedError(f"the hypothesis about {shown(name)} does not say that it is at least an integer")


def monotone_goals(goal: Goal, reduction: Any, work: Work) -> list[Goal]:
    """The goals that prove one by its value at an end of a symbol's range and the sign of its slope: the end, the
    slope, and that the term and its slope have values between the end and the symbol.

    Raises:
        RefusedError: the hypothesis bounds the symbol in no way, or the checker does not differentiate the term.
    """
    name, facts = reduction["in"], [read_fact(each) for each in goal["hypotheses"]]
    conclusion, bound = _of_one_symbol(goal, name, work), known_fact(facts, reduction["from"])
    side, end = side_of(bound, name)
    strict, by_slope = conclusion.relation == ">0", reduction.get("strict", "end") == "slope"
    if not side:
        raise RefusedError(f"the hypothesis does not bound {shown(name)}")
    if by_slope and not (strict and bound.relation == ">0"):
        raise RefusedError("a slope makes nothing strict at the end itself")
    formula = Formula(work, smooth=True)
    place = formula.read(conclusion.term)
    slope = formula.slope(place, name)
    slope_term = formula.term(slope if side > 0 else formula.folded("neg", slope))
    end_term = formula.term(formula.at(place, name, formula.read(end)))
    opposite = [fact for fact in facts if side_of(fact, name)[0] == -side]
    others = [fact for fact in facts if name not in strings_in(fact.term)]
    closed = [*others, _atom(">=0", bound.term), *opposite]
    inside = [*others, *(_atom(">0", fact.term) for fact in (bound, *opposite))]
    parts = [_goal(goal, others, ">0" if strict and not by_slope else ">=0", end_term)]
    parts.append(_goal(goal, inside, ">0" if by_slope else ">=0", slope_term))
    return parts + _needs_of_reduction(goal, name, closed, inside, conclusion.term, slope_term)


def concave_goals(goal: Goal, reduction: Any, work: Work) -> list[Goal]:
    """The goals that prove one by its values at both ends of a symbol's range and the sign of its second derivative:
    the ends, that sign, and that the term and its derivatives have values.

    Raises:
        RefusedError: the hypotheses do not bound the symbol, or the checker does not differentiate the term.
    """
    name, facts = reduction["in"], [read_fact(each) for each in goal["hypotheses"]]
    conclusion, low, high = (
        _of_one_symbol(goal, name, work),
        *(known_fact(facts, reduction[key]) for key in ("from", "to")),
    )
    ends = side_of(low, name), side_of(high, name)
    if (ends[0][0], ends[1][0]) != (1, -1):
        raise RefusedError(f"the hypotheses do not bound {shown(name)} from below and from above")
    formula = Formula(work, smooth=True)
    place = formula.read(conclusion.term)
    slope = formula.slope(place, name)
    bend = formula.folded("neg", formula.slope(slope, name))
    others = [fact for fact in facts if name not in strings_in(fact.term)]
    closed = [*others, *(_atom(">=0", fact.term) for fact in (low, high))]
    inside = [*others, *(_atom(">0", fact.term) for fact in (low, high))]
    at_ends = [formula.term(formula.at(place, name, formula.read(end))) for _, end in ends]
    between = [*others, _atom(">=0", _difference(ends))]
    parts = [_goal(goal, between, conclusion.relation, each) for each in at_ends]
    parts.append(_goal(goal, inside, ">=0", formula.term(bend)))
    slopes = ["add", formula.term(slope), formula.term(bend)]
    return parts + _needs_of_reduction(goal, name, closed, inside, conclusion.term, slopes)


def _of_one_symbol(goal: Goal, name: object, work: Work) -> Fact:
    """The conclusion of a goal that is an inequality in which a real symbol is a number, and nothing else.

    A name that stands in a size, or is bound by an expectation, would not be replaced.
    """
    conclusion = read_fact(goal["conclusion"])
    if conclusion.relation not in (">0", ">=0"):
        raise RefusedError("only inequalities follow from the sign of a slope")
    if not isinstance(name, str) or name in goal["integers"]:
        raise RefusedError(f"{shown(name)} is no real symbol")
    if strings_in(conclusion.term) & {"expectation", "dilogarithm"}:  # which may have no value, and may be folded away
        raise RefusedError("reductions are of formulas without expectations and dilogarithms")
    if name in strings_in(substituted(conclusion.term, {name: ["number", "0"]}, work)):
        raise RefusedError(f"{shown(name)} is more than a number in the conclusion")
    return conclusion


def side_of(fact: Fact, name: object) -> tuple[int, Any]:
    """1 and e for x >= e, -1 and e for x <= e, strict or not, with e free of x; 0 for another fact."""
    if not isinstance(name, str) or fact.relation not in (">=0", ">0"):
        return 0, None
    match json.loads(json.dumps(fact.term)):
        case ["symbol", str(symbol)] if symbol == name:
            return 1, ["number", "0"]
        case ["neg", ["symbol", str(symbol)]] if symbol == name:
            return -1, ["number", "0"]
        case ["sub", ["symbol", str(symbol)], end] if symbol == name and name not in strings_in(end):
            return 1, end
        case ["sub", end, ["symbol", str(symbol)]] if symbol == name and name not in strings_in(end):
            return -1, end
    return 0, None


def _difference(ends: tuple[tuple[int, Any], tuple[int, Any]]) -> Any:
    """How long a range is, as it follows from its bounds that it is not negative."""
    return ["sub", ends[1][1], ends[0][1]]


def _atom(relation: str, term: Any) -> Fact:
    return Fact(relation, term, fact_text(relation, term))


def _goal(whole: Goal, hypotheses: Iterable[Fact], relation: str, term: Any) -> Goal:
    atoms = [{"relation": fact.relation, "term": fact.term} for fact in hypotheses]
    conclusion = {"relation": relation, "term": term}
    return {"integers": whole["integers"], "hypotheses": atoms, "conclusion": conclusion}


def _needs_of_reduction(
    goal: Goal, name: str, closed: list[Fact], inside: list[Fact], term: Any, slope: Any
) -> list[Goal]:
    """That a term has values on all of a range, its ends too, and its slope inside."""
    found: dict[str, Goal] = {}
    known = {fact_text(*need) for need in divisors_of(term)}
    for relation, need in divisors_of(term):
        if name in strings_in(need) and not is_literal(relation, need):
            found[fact_text(relation, need)] = _goal(goal, closed, relation, need)
    for relation, need in divisors_of(slope):
        if not is_literal(relation, need) and not {fact_text(relation, need), fact_text(">0", need)} & known:
            found[fact_text(relation, need)] = _goal(goal, inside, relation, need)
    return list(found.values())


def goals_of_cases(goal: dict[str, Any], cases: Any, work: Work) -> list[dict[str, Any]]:
    """The goal with the hypothesis that a symbol is at most a number, and with the one that it is at least that.

    Raises:
        RefusedError: it is no symbol.
    """
    name, number = cases["of"], ["number", str(read_number(cases["at"]))]
    if not isinstance(name, str) or not name.isidentifier():
        raise RefusedError(f"{shown(name)} is no symbol")
    work.spend(len(goal["hypotheses"]))
    symbol = ["symbol", name]
    halves = (["sub", number, symbol], ["sub", symbol, number])
    return [{**goal, "hypotheses": [*goal["hypotheses"], {"relation": ">=0", "term": half}]} for half in halves]


REDUCTIONS = {"monotone": monotone_goals, "concave": concave_goals, "cases": goals_of_cases}


def values_of(goal: dict[str, Any], name: object) -> range:
    """The values that hypotheses leave to an integer symbol.

    Raises:
        RefusedError: it is none, or not confined from both sides, or has too many.
    """
    if not isinstance(name, str) or name not in goal["integers"]:
        raise RefusedError(f"{shown(name)} is no integer symbol of the goal")
    ends = [end for each in goal["hypotheses"] if (end := _end(each, name)) is not None]
    lowest = [value for is_lower, value in ends if is_lower]
    highest = [value for is_lower, value in ends if not is_lower]
    if not lowest or not highest:
        raise RefusedError(f"no hypotheses say between which numbers {shown(name)} lies")
    values = range(max(lowest), min(highest) + 1)
    if values.stop - values.start > MOST_CASES:
        raise RefusedError(f"{shown(name)} has more than {MOST_CASES} values")
    return values


def enumeration_goals(goal: dict[str, Any], name: object, work: Work) -> list[dict[str, Any]]:
    """The goals that prove a goal case by case: one for each value of an integer symbol that hypotheses confine.

    Raises:
        RefusedError: the symbol is not confined, has too many values, or is more than a number somewhere.
    """
    return [_case(goal, str(name), value, work) for value in values_of(goal, name)]


def _end(hypothesis: dict[str, Any], name: str) -> tuple[bool, int] | None:
    """Whether a hypothesis bounds an integer symbol by a number from below, and the last integer that it allows."""
    match json.loads(json.dumps([hypothesis["relation"], hypothesis["term"]])):
        case [">=0" | ">0" as relation, ["symbol", str(symbol)]] if symbol == name:
            return True, 0 if relation == ">=0" else 1
        case [">=0" | ">0" as relation, ["sub", ["symbol", str(symbol)], ["number", text]]] if symbol == name:
            number = read_number(text)
            return True, math.ceil(number) if relation == ">=0" else math.floor(number) + 1
        case [">=0" | ">0" as relation, ["sub", ["number", text], ["symbol", str(symbol)]]] if symbol == name:
            number = read_number(text)
            return False, math.floor(number) if relation == ">=0" else math.ceil(number) - 1
    return None


def _case(goal: dict[str, Any], name: str, value: int, work: Work) -> dict[str, Any]:
    by = {name: ["number", str(value)]}
    atoms = [
        {"relation": atom["relation"], "term": substituted(atom["term"], by, work)}
        for atom in [*goal["hypotheses"], goal["conclusion"]]
    ]
    if any(name in strings_in(atom["term"]) for atom in atoms):
        raise RefusedError(f"{shown(name)} is more than a number in the goal")
    integers = [each for each in goal["integers"] if each != name]
    return {"integers": integers, "hypotheses": atoms[:-1], "conclusion": atoms[-1]}
