"""Facts, comparisons with 0 that are known to hold, and what they must say for a term to have a value."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from .rationals import read_number
from .sums import read_index
from .syntax import INDEX_WORD, free_indices, reindexed, sized_indices, strings_in
from .work import RefusedError, Work, shown

RELATIONS = (">=0", ">0", "=0", "!=0")


class Fact(NamedTuple):
    """A comparison with 0 that is known to hold, and its text, by which facts are recognised."""

    relation: str
    term: Any
    text: str


def fact_text(relation: str, term: object) -> str:
    """The text by which a fact is recognised."""
    return json.dumps([relation, term])


def read_fact(data: object) -> Fact:
    """A fact from its data."""
    if not isinstance(data, dict) or data.get("relation") not in RELATIONS:
        raise RefusedError("a fact needs a relation and a term")
    relation, term = data["relation"], data.get("term")
    if not isinstance(term, list | tuple) or not term:
        raise RefusedError("a fact needs a relation and a term")
    return Fact(relation, term, fact_text(relation, term))


def known_fact(facts: list[Fact], index: object) -> Fact:
    """The earlier fact that has a number."""
    if isinstance(index, bool) or not isinstance(index, int) or not 0 <= index < len(facts):
        raise RefusedError(f"there is no earlier fact {shown(index)}")
    return facts[index]


def is_literal(relation: str, term: object) -> bool:
    """Whether a term is a number, written out, of the sign that is needed."""
    if not isinstance(term, list | tuple) or len(term) != 2 or term[0] != "number":
        return False
    value = read_number(term[1])
    return value > 0 or (relation == "!=0" and value != 0)


def divisors_of(term: object, work: Work | None = None) -> list[tuple[str, Any]]:
    """What must be shown for a term to have a value: (relation, term) for each divisor, base, radicand and log."""
    return _divisors_in(term, work or Work())


def _divisors_in(term: object, work: Work) -> list[tuple[str, Any]]:
    if not isinstance(term, list | tuple) or not term:
        return []
    if term[0] == "sum" and len(term) == 4:  # for every index, under a name that no goal has
        return _divisors_in(reindexed(term[3], str(term[1]), f"~{term[1]}", work), work)
    if term[0] == "expectation":  # which is only ever enclosed, and an enclosure refuses what may have no value
        return []
    found = [need for part in term[1:] for need in _divisors_in(part, work)]
    if term[0] == "div" and len(term) == 3:
        found.append(("!=0", term[2]))
    if term[0] == "power" and len(term) == 3:
        found.append((">0", term[1]))
    if term[0] == "sqrt" and len(term) == 2:
        found.append((">=0", term[1]))
    if term[0] == "log" and len(term) == 2:
        found.append((">0", term[1]))
    if term[0] == "summation" and len(term) == 5:
        found.append((">=0", ["add", ["sub", term[3], term[2]], ["number", "1"]]))
    return found


def must_have_value(term: Any, facts: list[Fact], work: Work) -> None:
    """What no goal contains must have a value by the facts before it: no goal says that its divisors are not 0."""
    for relation, need in divisors_of(term, work):
        work.spend(len(facts))
        enough = {fact_text(">0", need), fact_text(relation, need)}
        if not is_literal(relation, need) and all(fact.text not in enough for fact in facts):
            if _is_generic_instance(relation, need, facts, work):
                continue
            raise RefusedError(
                f"on the way something has a value only if {shown(need)} is {relation}, which no fact says"
            )


def generic_text(relation: str, term: Any, fixed: frozenset[str], work: Work) -> str:
    """The text of a fact that holds for all values of its indices, those of hypotheses excepted: by the order in which
    the others first occur, whatever their names."""
    text, numbers = fact_text(relation, term), dict[str, str]()
    if INDEX_WORD not in text:
        return text

    def numbered(part: Any) -> Any:
        work.spend(1)
        if not isinstance(part, list | tuple) or not part:
            return part
        if part[0] in ("index", "sum") and len(part) > 1 and part[1] not in fixed:
            name = numbers.setdefault(str(part[1]), f"@{len(numbers)}")
            return [part[0], name, *map(numbered, part[2:])]
        return [numbered(each) for each in part]

    return fact_text(relation, numbered(term))


def noted_indices(facts: Iterable[Fact], work: Work) -> frozenset[str]:
    """The names of the free indices in facts of a goal, each of which ranges over one size."""
    about = (fact.term for fact in facts if INDEX_WORD in fact.text)
    pairs = frozenset[tuple[str, str]]().union(*(sized_indices(term, work) for term in about))
    return frozenset(read_index(["index", *pair], work)[0] for pair in pairs)


def _is_generic_instance(relation: str, need: Any, facts: list[Fact], work: Work) -> bool:
    """Whether a fact says something of all values of its indices, and so of those that a sum binds."""
    if "index" not in strings_in(need):
        return False
    wanted = {generic_text(each, need, work.fixed, work) for each in (relation, ">0")}
    for fact in facts:
        work.spend(len(fact.text) // 32)
        if generic_text(fact.relation, fact.term, work.fixed, work) in wanted:
            return True
    return False


def must_be_nonempty(size: str, facts: list[Fact]) -> None:
    """Refuse a size of which nothing says that there is an index below it."""
    if not (size.isdecimal() and int(size) > 0) and all(fact.text != nonempty_text(size) for fact in facts):
        raise RefusedError(f"nothing shows that there is an index below {shown(size)}")


def nonempty_text(size: str) -> str:
    """The text of the fact that there is an index below a size."""
    return fact_text(">=0", ["sub", ["symbol", size], ["number", "1"]])


def must_have_indices(fact: Fact, given: frozenset[str], facts: list[Fact], work: Work) -> None:
    """What is said of an index that the goal does not have says something only if there is one."""
    for name in free_indices(fact.term, work) - given if INDEX_WORD in fact.text else ():
        must_be_nonempty(work.indices.get(name, ""), facts)
