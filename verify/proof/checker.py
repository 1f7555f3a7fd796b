"""The independent kernel: confirm that every certificate of a record closes its goal. Standard library only.

    python -m verify.proof.checker reports/latest/report.json

It trusts no other module of this package: it reads data, recomputes the hashes of the goals, and multiplies
polynomials out with `Fraction`. A closure is a list of facts. The first facts are the goal's hypotheses; each further
one follows from earlier ones by a rule; the last is the goal's conclusion. `docs/certificates.md` has the grammar.

What it does not confirm, it lists: closures that rest on an engine's word. Exit codes: 0 confirmed, 13 unreadable
record, 14 a certificate is refused.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

MOST_BYTES = 64 * 1024 * 1024
MOST_PRODUCTS = 400_000  # products of monomials in one closure
MOST_DIGITS = 600
LARGEST_POWER = 64
LARGEST_MODEL_EXPONENT = 4096
NUMBER = re.compile(rf"-?[0-9]{{1,{MOST_DIGITS}}}(/[0-9]{{1,{MOST_DIGITS}}})?\Z")
RELATIONS = (">=0", ">0", "=0", "!=0")
UNREADABLE, REFUSED = 13, 14


class RefusedError(Exception):
    """A certificate that is not one, and why."""


class UnreadableError(Exception):
    """A file that is not a record."""


Monomial = tuple[tuple[str, int], ...]
Polynomial = dict[Monomial, Fraction]


class Ratio(NamedTuple):
    """A rational function: numerator and denominator, never reduced."""

    numerator: Polynomial
    denominator: Polynomial


ONE: Polynomial = {(): Fraction(1)}


class Work:
    """A budget of monomial products, so that a hostile certificate is refused and not computed."""

    def __init__(self, budget: int = MOST_PRODUCTS) -> None:
        self.left = budget

    def spend(self, products: int) -> None:
        self.left -= products
        if self.left < 0:
            raise RefusedError(f"it needs more than {MOST_PRODUCTS} products of monomials")


def read_number(text: object) -> Fraction:
    """The number that a string such as "-3/7" writes down."""
    if not isinstance(text, str) or not NUMBER.match(text):
        raise RefusedError(f"{str(text)[:40]!r} is no number")
    numerator, _, denominator = text.partition("/")
    if denominator and int(denominator) == 0:
        raise RefusedError("a number has the denominator 0")
    return Fraction(int(numerator), int(denominator or 1))


def add(left: Polynomial, right: Polynomial, factor: int = 1) -> Polynomial:
    """Left + factor * right."""
    total = dict(left)
    for monomial, coefficient in right.items():
        total[monomial] = total.get(monomial, Fraction(0)) + factor * coefficient
    return {monomial: coefficient for monomial, coefficient in total.items() if coefficient}


def multiply(left: Polynomial, right: Polynomial, work: Work) -> Polynomial:
    """The product of two polynomials."""
    work.spend(len(left) * len(right))
    total: Polynomial = {}
    for first, a in left.items():
        for second, b in right.items():
            powers = dict(first)
            for generator, power in second:
                powers[generator] = powers.get(generator, 0) + power
            monomial = tuple(sorted(powers.items()))
            total[monomial] = total.get(monomial, Fraction(0)) + a * b
    return {monomial: coefficient for monomial, coefficient in total.items() if coefficient}


def polynomial_power(base: Polynomial, exponent: int, work: Work) -> Polynomial:
    """Base ** exponent for a small natural exponent."""
    result = ONE
    for _ in range(exponent):
        result = multiply(result, base, work)
    return result


def read_term(term: object, integers: frozenset[str], work: Work) -> Ratio:
    """The rational function that a term denotes, in its symbols and in the powers with integer symbols as exponents."""
    if not isinstance(term, list | tuple) or not term or not isinstance(term[0], str):
        raise RefusedError(f"{str(term)[:40]!r} is no term")
    head, arguments = term[0], term[1:]
    if head == "number" and len(arguments) == 1:
        value = read_number(arguments[0])
        return Ratio({(): value} if value else {}, ONE)
    if head == "symbol" and len(arguments) == 1 and isinstance(arguments[0], str) and arguments[0].isidentifier():
        return Ratio({((arguments[0], 1),): Fraction(1)}, ONE)
    if head == "pow" and len(arguments) == 2:
        return _natural_power(read_term(arguments[0], integers, work), arguments[1], work)
    if head == "power" and len(arguments) == 2:
        return _power(arguments[0], arguments[1], integers, work)
    if head == "neg" and len(arguments) == 1:
        operand = read_term(arguments[0], integers, work)
        return Ratio(add({}, operand.numerator, -1), operand.denominator)
    if head in ("add", "sub", "mul", "div") and len(arguments) == 2:
        left, right = (read_term(argument, integers, work) for argument in arguments)
        return _arithmetic(head, left, right, work)
    raise RefusedError(f"the checker has no {head[:40]!r} with {len(arguments)} arguments")


def _arithmetic(head: str, left: Ratio, right: Ratio, work: Work) -> Ratio:
    if head == "mul":
        return Ratio(
            multiply(left.numerator, right.numerator, work), multiply(left.denominator, right.denominator, work)
        )
    if head == "div":
        if not right.numerator:
            raise RefusedError("a divisor is identically 0")
        return Ratio(
            multiply(left.numerator, right.denominator, work), multiply(left.denominator, right.numerator, work)
        )
    sign = 1 if head == "add" else -1
    if left.denominator == right.denominator:
        return Ratio(add(left.numerator, right.numerator, sign), left.denominator)
    crossed = multiply(left.numerator, right.denominator, work), multiply(right.numerator, left.denominator, work)
    return Ratio(add(crossed[0], crossed[1], sign), multiply(left.denominator, right.denominator, work))


def _natural_power(base: Ratio, exponent: object, work: Work) -> Ratio:
    if isinstance(exponent, bool) or not isinstance(exponent, int) or not 0 <= exponent <= LARGEST_POWER:
        raise RefusedError(f"{str(exponent)[:40]!r} is no exponent from 0 to {LARGEST_POWER}")
    return Ratio(polynomial_power(base.numerator, exponent, work), polynomial_power(base.denominator, exponent, work))


def _power(base: object, exponent: object, integers: frozenset[str], work: Work) -> Ratio:
    """Base ** (k + 2 l - 1) with integer symbols k, l is a product of the generators base^k, base^l and of base."""
    parts = read_term(exponent, integers, work)
    if parts.denominator != ONE:
        raise RefusedError("an exponent is a quotient")
    result = Ratio(ONE, ONE)
    for monomial, coefficient in parts.numerator.items():
        if coefficient.denominator != 1 or abs(coefficient) > LARGEST_POWER:
            raise RefusedError(f"an exponent has the coefficient {coefficient}")
        if monomial == ():
            factor = read_term(base, integers, work)
        elif len(monomial) == 1 and monomial[0][1] == 1 and monomial[0][0] in integers:
            factor = Ratio({((power_generator(base, monomial[0][0]), 1),): Fraction(1)}, ONE)
        else:
            raise RefusedError("an exponent is no sum of integers")
        factor = _natural_power(factor, abs(coefficient.numerator), work)
        result = _arithmetic("mul" if coefficient > 0 else "div", result, factor, work)
    return result


def power_generator(base: object, exponent: str) -> str:
    """The name of base^exponent as a generator of its own; no symbol can have it."""
    return f"({json.dumps(base, separators=(',', ':'))})^{exponent}"


class Fact(NamedTuple):
    """A comparison with 0 that is known to hold."""

    relation: str
    term: Any


def read_fact(data: object) -> Fact:
    """A fact from its data."""
    if not isinstance(data, dict) or data.get("relation") not in RELATIONS or "term" not in data:
        raise RefusedError("a fact needs a relation and a term")
    return Fact(data["relation"], data["term"])


def check_closure(goal: dict[str, Any], closure: dict[str, Any]) -> None:
    """Confirm that a closure proves its goal.

    Raises:
        RefusedError: it does not.
    """
    work = Work()
    integers = frozenset(goal.get("integers", []))
    facts = [read_fact(hypothesis) for hypothesis in goal["hypotheses"]]
    steps = closure.get("facts")
    if not isinstance(steps, list) or not steps:
        raise RefusedError("it has no facts")
    for position, step in enumerate(steps):
        fact = read_fact(step)
        if position < len(steps) - 1:
            _must_be_polynomial(fact.term, {_plain(known) for known in facts})
        rule = step.get("rule")
        if rule == "combination":
            _check_combination(fact, step, facts, integers, work)
        elif rule == "positive power":
            _check_positive_power(fact, step, facts, integers)
        else:
            raise RefusedError(f"there is no rule {str(rule)[:40]!r}")
        facts.append(fact)
    if _plain(facts[-1]) != _plain(read_fact(goal["conclusion"])):
        raise RefusedError("its last fact is not the conclusion of the goal")


def _plain(fact: Fact) -> str:
    return json.dumps([fact.relation, fact.term])


def _must_be_polynomial(term: Any, known: set[str]) -> None:
    """A fact on the way must have a value everywhere: no goal says that its divisors are not 0."""
    for relation, need in divisors_of(term):
        if relation == "!=0":
            raise RefusedError("a fact on the way contains a division")
        literal = isinstance(need, list | tuple) and len(need) == 2 and need[0] == "number" and read_number(need[1]) > 0
        if not literal and _plain(Fact(">0", need)) not in known:
            raise RefusedError("a fact on the way has a power whose base may not be positive")


def _known(facts: list[Fact], index: object) -> Fact:
    if isinstance(index, bool) or not isinstance(index, int) or not 0 <= index < len(facts):
        raise RefusedError(f"there is no earlier fact {str(index)[:40]!r}")
    return facts[index]


def _check_positive_power(fact: Fact, step: dict[str, Any], facts: list[Fact], integers: frozenset[str]) -> None:
    """A positive base to an integer symbol is positive."""
    term = fact.term
    if fact.relation != ">0" or not isinstance(term, list | tuple) or len(term) != 3 or term[0] != "power":
        raise RefusedError("'positive power' concludes power(base, k) > 0")
    base, exponent = term[1], term[2]
    if not (isinstance(exponent, list | tuple) and len(exponent) == 2 and exponent[0] == "symbol"):
        raise RefusedError("'positive power' takes an integer symbol as exponent")
    if exponent[1] not in integers:
        raise RefusedError(f"{str(exponent[1])[:40]!r} is no integer symbol")
    if isinstance(base, list | tuple) and len(base) == 2 and base[0] == "number" and read_number(base[1]) > 0:
        return
    known = _known(facts, step.get("base"))
    if known.relation != ">0" or json.dumps(known.term) != json.dumps(base):
        raise RefusedError("the base of the power is not known to be positive")


def _check_combination(
    fact: Fact, step: dict[str, Any], facts: list[Fact], integers: frozenset[str], work: Work
) -> None:
    """fact.term * product(over) = sum of coefficient * product(factors) * product(squares), and signs that fit."""
    over, summands = step.get("over", []), step.get("summands", [])
    if not isinstance(over, list) or not isinstance(summands, list):
        raise RefusedError("'combination' needs lists 'over' and 'summands'")
    allowed = (">0", "!=0") if fact.relation in ("=0", "!=0") else (">0",)
    left = read_term(fact.term, integers, work)
    for index in over:
        divisor = _known(facts, index)
        if divisor.relation not in allowed:
            raise RefusedError("it divides by what is not known to have a sign")
        left = _arithmetic("mul", left, read_term(divisor.term, integers, work), work)
    right = Ratio({}, ONE)
    strict = []
    for summand in summands:
        value, is_strict = _read_summand(summand, fact.relation, facts, integers, work)
        right = _arithmetic("add", right, value, work)
        strict.append(is_strict)
    if fact.relation == ">0" and not any(strict):
        raise RefusedError("no summand is positive for sure")
    if fact.relation == "!=0" and not (any(strict) and len(strict) == 1):
        raise RefusedError("a product that is not 0 has one summand")
    crossed = multiply(left.numerator, right.denominator, work), multiply(right.numerator, left.denominator, work)
    if add(crossed[0], crossed[1], -1):
        raise RefusedError("the identity does not hold")


def _read_summand(
    summand: object, relation: str, facts: list[Fact], integers: frozenset[str], work: Work
) -> tuple[Ratio, bool]:
    """The value of a summand, and whether it is positive (for `!=0`: not 0) for sure."""
    if not isinstance(summand, dict):
        raise RefusedError("a summand is no object")
    coefficient = read_number(summand.get("coefficient"))
    factors, squares = summand.get("factors", []), summand.get("squares", [])
    if not isinstance(factors, list) or not isinstance(squares, list):
        raise RefusedError("a summand needs lists 'factors' and 'squares'")
    known = [_known(facts, index) for index in factors]
    relations = {each.relation for each in known}
    if relation in (">=0", ">0") and (coefficient < 0 or not relations <= {">=0", ">0", "=0"}):
        raise RefusedError("a summand may be negative")
    if relation == "=0" and "=0" not in relations:
        raise RefusedError("a summand may differ from 0")
    value = Ratio({(): coefficient} if coefficient else {}, ONE)
    for each in known:
        value = _arithmetic("mul", value, read_term(each.term, integers, work), work)
    for square in squares:
        root = read_term(square, integers, work)
        value = _arithmetic("mul", value, _arithmetic("mul", root, root, work), work)
    sure = {">0"} if relation in (">=0", ">0") else {">0", "!=0"}
    return value, coefficient != 0 and relations <= sure and not squares


def value_at(term: object, values: dict[str, Fraction]) -> Fraction:
    """The exact value of a term at a model."""
    if not isinstance(term, list | tuple) or not term:
        raise RefusedError("a hypothesis is no term")
    head, arguments = term[0], list(term[1:])
    if head == "number" and len(arguments) == 1:
        return read_number(arguments[0])
    if head == "symbol" and len(arguments) == 1:
        if arguments[0] not in values:
            raise RefusedError(f"the model has no value for {str(arguments[0])[:40]!r}")
        return values[arguments[0]]
    if head == "neg" and len(arguments) == 1:
        return -value_at(arguments[0], values)
    if head not in ("add", "sub", "mul", "div", "pow", "power") or len(arguments) != 2:
        raise RefusedError(f"the checker has no {str(head)[:40]!r}")
    left = value_at(arguments[0], values)
    right = (
        Fraction(arguments[1]) if head == "pow" and isinstance(arguments[1], int) else value_at(arguments[1], values)
    )
    if head in ("pow", "power"):
        if right.denominator != 1 or abs(right) > LARGEST_MODEL_EXPONENT or (left == 0 and right < 0):
            raise RefusedError(f"the model needs the power {left} ** {right}")
        return left ** int(right)
    if head == "div":
        if right == 0:
            raise RefusedError("the model divides by 0")
        return left / right
    return left + right if head == "add" else left - right if head == "sub" else left * right


def check_model(goal: dict[str, Any], model: dict[str, Any]) -> None:
    """Confirm that a model meets all hypotheses of a goal.

    Raises:
        RefusedError: it does not.
    """
    values = {name: read_number(text) for name, text in model.get("values", {}).items()}
    if any(values[name].denominator != 1 for name in goal.get("integers", []) if name in values):
        raise RefusedError("the model gives an integer symbol another value")
    for hypothesis in goal["hypotheses"]:
        fact = read_fact(hypothesis)
        value = value_at(fact.term, values)
        if not {">=0": value >= 0, ">0": value > 0, "=0": value == 0, "!=0": value != 0}[fact.relation]:
            raise RefusedError("the model breaks a hypothesis")


def goals_hash(goals: list[dict[str, Any]]) -> str:
    """The hash of the mathematics of a list of goals."""
    mathematics = [{key: goal[key] for key in ("integers", "hypotheses", "conclusion")} for goal in goals]
    canonical = json.dumps(mathematics, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()


def divisors_of(term: object) -> list[tuple[str, Any]]:
    """What must be shown for a term to have a value: (relation, term) for each divisor and each base of a power."""
    if not isinstance(term, list | tuple) or not term:
        return []
    found = [need for part in term[1:] for need in divisors_of(part)]
    if term[0] == "div" and len(term) == 3:
        found.append(("!=0", term[2]))
    if term[0] == "power" and len(term) == 3:
        found.append((">0", term[1]))
    return found


def check_definedness(goals: list[dict[str, Any]], position: int) -> None:
    """Confirm that every divisor in a goal is not 0, by a literal, a hypothesis or an earlier goal of fewer hypotheses.

    Raises:
        RefusedError: some divisor may be 0, or some base of a power may not be positive.
    """
    goal = goals[position]
    hypotheses = {_plain(read_fact(hypothesis)) for hypothesis in goal["hypotheses"]}
    shown = set(hypotheses)
    for earlier in goals[:position]:
        if {_plain(read_fact(hypothesis)) for hypothesis in earlier["hypotheses"]} <= hypotheses:
            shown.add(_plain(read_fact(earlier["conclusion"])))
    terms = [read_fact(atom).term for atom in [*goal["hypotheses"], goal["conclusion"]]]
    for relation, term in (need for each in terms for need in divisors_of(each)):
        if isinstance(term, list | tuple) and term and term[0] == "number":
            value = read_number(term[1])
            if value > 0 or (value != 0 and relation == "!=0"):
                continue
        if not {_plain(Fact(relation, term)), _plain(Fact(">0", term))} & shown:
            raise RefusedError(f"goal {position}: nothing shows that {json.dumps(term)[:60]} is {relation}")


class Outcome(NamedTuple):
    """What the checker has to say about one proof."""

    confirmed: int
    on_word: list[str]  # closures that rest on an engine's word


def check_proof(goals: list[dict[str, Any]], goal_hash: str, certificate: dict[str, Any]) -> Outcome:
    """Confirm that a certificate closes every one of the goals and that the goals are not vacuous.

    Raises:
        RefusedError: a goal is open, a closure is wrong, a hash does not fit, or no model is given.
    """
    if not isinstance(goals, list) or not goals:
        raise RefusedError("there are no goals")
    if goals_hash(goals) != goal_hash:
        raise RefusedError("the goals are not those of the hash")
    if not isinstance(certificate, dict) or certificate.get("goal_hash") != goal_hash:
        raise RefusedError("the certificate is for other goals")
    closures = {closure.get("goal"): closure for closure in certificate.get("closures", [])}
    confirmed, on_word = 0, []
    for position, goal in enumerate(goals):
        closure = closures.get(position)
        if closure is None:
            raise RefusedError(f"goal {position} is open")
        if closure.get("rests_on") != "checker":
            on_word.append(f"goal {position}: {closure.get('rests_on')}")
            continue
        check_definedness(goals, position)
        check_closure(goal, closure)
        confirmed += 1
    _check_models(goals, certificate.get("models", []))
    return Outcome(confirmed, on_word)


def _check_models(goals: list[dict[str, Any]], models: list[dict[str, Any]]) -> None:
    """At least one model of a goal whose hypotheses are not a part of another goal's: else the whole may be vacuous."""
    sets = [{_plain(read_fact(hypothesis)) for hypothesis in goal["hypotheses"]} for goal in goals]
    if not any(sets):
        return
    largest = {i for i, each in enumerate(sets) if not any(each < other for other in sets)}
    covered = set()
    for model in models:
        position = model.get("goal")
        if isinstance(position, bool) or not isinstance(position, int) or not 0 <= position < len(goals):
            raise RefusedError("a model is for no goal")
        check_model(goals[position], model)
        covered.add(position)
    if not largest & covered:
        raise RefusedError("no model of the hypotheses is given: the statement may be vacuous")


def read_record(path: Path) -> Any:
    """The JSON of a file, without duplicate keys, NaN or bottomless nesting.

    Raises:
        UnreadableError: it is no such file.
    """

    def no_constant(text: str) -> Any:
        raise UnreadableError(f"it contains {text}")

    def no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(pairs)
        if len(result) != len(pairs):
            raise UnreadableError("an object has a key twice")
        return result

    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableError(f"it is larger than {MOST_BYTES} bytes")
        text = path.read_text(encoding="utf-8")
        return json.loads(text, parse_constant=no_constant, object_pairs_hook=no_duplicates)
    except (OSError, ValueError, RecursionError) as error:
        raise UnreadableError(f"{type(error).__name__}: {str(error)[:200]}") from error


def find_proofs(data: object, name: str = "") -> list[tuple[str, dict[str, Any]]]:
    """Every object of a record that has goals and a certificate, with where it stands."""
    if isinstance(data, list):
        return [found for i, each in enumerate(data) for found in find_proofs(each, f"{name}[{i}]")]
    if not isinstance(data, dict):
        return []
    found = [(name, data)] if data.get("certificate") and "goals" in data else []
    for key, each in data.items():
        if key not in ("goals", "certificate"):
            found += find_proofs(each, f"{name}.{key}" if name else str(key))
    return found


def check_record(record: object) -> tuple[list[str], list[str]]:
    """Check a whole record. Returns lines to print, and refusals."""
    lines: list[str] = []
    refusals: list[str] = []
    for name, proof in find_proofs(record):
        try:
            outcome = check_proof(proof["goals"], str(proof.get("goal_hash")), proof["certificate"])
            lines.append(f"{name}: {outcome.confirmed} goals confirmed" + "".join(f"; {w}" for w in outcome.on_word))
        except RefusedError as refusal:
            refusals.append(f"{name}: refused: {refusal}")
        except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
            refusals.append(f"{name}: refused: malformed ({type(error).__name__}: {str(error)[:80]})")
    if isinstance(record, dict):
        for name, theorem in (record.get("theorems") or {}).items():
            if isinstance(theorem, dict) and theorem.get("verdict") == "proved" and not theorem.get("certificate"):
                refusals.append(f"theorems.{name}: refused: it is called proved and has no certificate")
    return lines, refusals


def main(arguments: list[str]) -> int:
    """Check the record that the only argument names; a folder stands for the report.json in it."""
    if len(arguments) != 1 or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0 if arguments and arguments[0] in ("-h", "--help") else 4
    path = Path(arguments[0])
    path = path / "report.json" if path.is_dir() else path
    try:
        lines, refusals = check_record(read_record(path))
    except UnreadableError as error:
        print(f"{path}: not a record: {error}", file=sys.stderr)
        return UNREADABLE
    for line in lines:
        print(line)
    for line in refusals:
        print(line, file=sys.stderr)
    print(f"{len(lines)} certificates confirmed, {len(refusals)} refused")
    return REFUSED if refusals else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
