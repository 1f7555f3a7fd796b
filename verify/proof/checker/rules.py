"""The rules by which a fact follows from those before it."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any, NamedTuple

from .bisections import box_of, enclosure_of, has_sign, lacks_sign, leaves
from .constants import check_constants
from .facts import Fact, fact_text, is_literal, known_fact, must_be_nonempty, must_have_value
from .functions import logarithm, logarithm_of_number
from .polynomials import ONE, Ratio, add, arithmetic, as_coefficient, is_whole, multiply, natural_power
from .rationals import read_number
from .sums import FREE_INDEX, SIZE
from .syntax import NOT_FOR_NUMBERS, ONES, free_indices, reindexed, strings_in, substituted, symbols_of
from .taylor import read_bound, taylor_term
from .terms import read_term, vanishes
from .words import gathered, read_matrix, shape_of, without_numbers
from .work import RefusedError, Work, shown


class Context(NamedTuple):
    """What the facts of one closure may use besides each other: its integer symbols, its work, and proved theorems."""

    integers: frozenset[str]
    work: Work
    theorems: dict[str, list[dict[str, Any]]]  # the goals of each, by their hash


def check_rule(fact: Fact, step: dict[str, Any], facts: list[Fact], context: Context) -> None:
    """Confirm that one fact follows from those before it."""
    rule, integers, work = step.get("rule"), context.integers, context.work
    if rule == "combination":
        _check_combination(fact, step, facts, integers, work)
    elif rule == "positive power":
        _check_positive_power(fact, step, facts, integers, work)
    elif rule == "gram":
        _check_gram(fact, integers, work)
    elif rule == "ones":
        _check_ones(fact, facts, work)
    elif rule == "constants":
        check_constants(fact.relation, fact.term, step.get("witnesses"), work)
    elif rule == "absurd":
        _check_absurd(step, facts)
    elif rule == "root":
        _check_root(fact, step, facts, integers, work)
    elif rule == "sum":
        _check_sum(fact, step, facts, context)
    elif rule == "theorem":
        _check_theorem(fact, step, facts, context)
    elif rule == "positive exponential":
        _check_positive_exponential(fact, integers, work)
    elif rule == "tangent":
        _check_tangent(fact, step, facts, integers, work)
    elif rule == "log of a product":
        _check_log_of_product(fact, step, facts, integers, work)
    elif rule == "enclosure":
        _check_enclosure(fact, step, facts, work)
    elif rule == "instance":
        _check_instance(fact, step, facts, context)
    elif rule == "taylor":
        _check_taylor(fact, step, facts, context)
    else:
        raise RefusedError(f"there is no rule {shown(rule)}")


def _check_combination(
    fact: Fact, step: dict[str, Any], facts: list[Fact], integers: frozenset[str], work: Work
) -> None:
    """fact.term * product(over) = sum of coefficient * product(factors) * product(squares), and signs that fit."""
    over, summands = step.get("over", []), step.get("summands", [])
    if shape_of(fact.term):
        _check_matrix_identity(fact, over, summands, integers, work)
        return
    if not isinstance(over, list) or not isinstance(summands, list):
        raise RefusedError("'combination' needs lists 'over' and 'summands'")
    allowed = (">0", "!=0") if fact.relation in ("=0", "!=0") else (">0",)
    left = read_term(fact.term, integers, work)
    for index in over:
        divisor = known_fact(facts, index)
        if divisor.relation not in allowed:
            raise RefusedError("it divides by what is not known to have a sign")
        left = arithmetic("mul", left, read_term(divisor.term, integers, work), work)
    right = Ratio({}, ONE)
    strict = []
    for summand in summands:
        value, is_strict = _read_summand(summand, fact.relation, facts, integers, work)
        right = arithmetic("add", right, value, work)
        strict.append(is_strict)
    if fact.relation == ">0" and not any(strict):
        raise RefusedError("no summand is positive for sure")
    if fact.relation == "!=0" and not (any(strict) and len(strict) == 1):
        raise RefusedError("a product that is not 0 has one summand")
    crossed = multiply(left.numerator, right.denominator, work), multiply(right.numerator, left.denominator, work)
    if not vanishes(add(crossed[0], crossed[1], work, -1), work):
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
    known = [known_fact(facts, index) for index in factors]
    relations = {each.relation for each in known}
    if relation in (">=0", ">0") and (coefficient < 0 or not relations <= {">=0", ">0", "=0"}):
        raise RefusedError("a summand may be negative")
    if relation == "=0" and "=0" not in relations:
        raise RefusedError("a summand may differ from 0")
    value = Ratio({(): as_coefficient(coefficient)} if coefficient else {}, ONE)
    for each in known:
        value = arithmetic("mul", value, read_term(each.term, integers, work), work)
    for square in squares:
        must_have_value(square, facts, work)
        root = read_term(square, integers, work)
        value = arithmetic("mul", value, arithmetic("mul", root, root, work), work)
    sure = {">0"} if relation in (">=0", ">0") else {">0", "!=0"}
    return value, coefficient != 0 and relations <= sure and not squares


def _check_matrix_identity(fact: Fact, over: object, summands: object, integers: frozenset[str], work: Work) -> None:
    """A matrix is 0 for all sizes and entries when each of its words has the coefficient 0."""
    if fact.relation != "=0" or over or summands:
        raise RefusedError("of matrices only equations are checked, word by word")
    words = read_matrix(fact.term, integers, work).items()
    pulled = [
        (word, arithmetic("mul", value, n, work))
        for whole, value in words
        for n, word in [without_numbers(whole, work)]
    ]
    for value in gathered(pulled, work).values():
        if not vanishes(value.numerator, work):
            raise RefusedError("the two matrices differ in a word")


def _check_positive_power(
    fact: Fact, step: dict[str, Any], facts: list[Fact], integers: frozenset[str], work: Work
) -> None:
    """A positive base to an integer symbol is positive."""
    term = fact.term
    if fact.relation != ">0" or not isinstance(term, list | tuple) or len(term) != 3 or term[0] != "power":
        raise RefusedError("'positive power' concludes power(base, k) > 0")
    base, exponent = term[1], term[2]
    read_term(term, integers, work)  # which refuses a symbol that is no integer
    if not (isinstance(exponent, list | tuple) and len(exponent) == 2 and exponent[0] == "symbol"):
        raise RefusedError("'positive power' takes an integer symbol as exponent")
    if is_literal(">0", base):
        return
    if known_fact(facts, step.get("base")).text != fact_text(">0", base):
        raise RefusedError("the base of the power is not known to be positive")


def _check_gram(fact: Fact, integers: frozenset[str], work: Work) -> None:
    """The trace of a matrix's transpose times the matrix is a sum of squares of its entries."""
    match json.loads(json.dumps(fact.term)):
        case ["trace", ["matmul", ["transpose", first], second]] if first == second and fact.relation == ">=0":
            read_term(fact.term, integers, work)
        case _:
            raise RefusedError("'gram' concludes trace(transpose(M) M) >= 0")


def _must_have_rows(size: str, facts: list[Fact], work: Work) -> None:
    """Matrices have rows; but where indices range over a size too, it may be 0 unless a fact says that it is not."""
    as_number = size.isdecimal() or any(size in symbols_of(fact.term) for fact in facts)
    if not SIZE.match(size):
        raise RefusedError(f"{shown(size)} is no size")
    if as_number or size in work.may_be_empty:
        must_be_nonempty(size, facts)


def _check_ones(fact: Fact, facts: list[Fact], work: Work) -> None:
    """A column of ones has as many ones as rows, and matrices have at least one row."""
    match json.loads(json.dumps(fact.term)):
        case ["trace", ["matmul", ["transpose", first], second]] if first == second and _is_ones(first):
            if fact.relation == ">0":
                for size in first[2].split("*"):
                    _must_have_rows(size, facts, work)
                return
    raise RefusedError("'ones' concludes trace(transpose(1) 1) > 0 of a column of ones")


def _is_ones(letter: Any) -> bool:
    match letter:
        case ["letter", str(name), str(rows), "1", "general"]:
            return name == f"{ONES} {rows}"
    return False


def _check_absurd(step: dict[str, Any], facts: list[Fact]) -> None:
    """From 0 > 0 everything follows: no point meets the hypotheses."""
    if known_fact(facts, step.get("from")).text != fact_text(">0", ["number", "0"]):
        raise RefusedError("'absurd' needs the fact 0 > 0")


def _check_root(fact: Fact, step: dict[str, Any], facts: list[Fact], integers: frozenset[str], work: Work) -> None:
    """The square root of what is positive is positive, and of what is not negative is not negative."""
    if fact.relation not in (">0", ">=0") or len(fact.term) != 2 or fact.term[0] != "sqrt":
        raise RefusedError("'root' concludes sqrt(t) > 0 or sqrt(t) >= 0")
    read_term(fact.term, integers, work)
    known = known_fact(facts, step.get("of"))
    texts = {fact_text(">0", fact.term[1])} | ({fact_text(">=0", fact.term[1])} if fact.relation == ">=0" else set())
    if known.text not in texts:
        raise RefusedError("the sign of what the root is taken of is not known")


def _check_sum(fact: Fact, step: dict[str, Any], facts: list[Fact], context: Context) -> None:
    """A sum of what is not negative, for all values of the index, is not negative; and positive if there is a summand
    and all are positive."""
    if fact.relation not in (">=0", ">0") or len(fact.term) != 4 or fact.term[0] != "sum":
        raise RefusedError("'sum' concludes sum(t) > 0 or sum(t) >= 0")
    read_term(fact.term, context.integers, context.work)
    bound, size, body = fact.term[1:]
    index, known = step.get("index"), known_fact(facts, step.get("of"))
    if not isinstance(index, str) or not FREE_INDEX.match(index) or index in context.work.fixed:
        raise RefusedError("the summand's index is no name of an index that no hypothesis has")
    if index in free_indices(fact.term, context.work):
        raise RefusedError("the summand's index stands in the sum already")
    texts = [fact_text(relation, reindexed(body, bound, index, context.work)) for relation in (">0", fact.relation)]
    if known.text not in texts:
        raise RefusedError("the sign of the summands is not known")
    if fact.relation == ">0":
        must_be_nonempty(size, facts)


def _check_theorem(fact: Fact, step: dict[str, Any], facts: list[Fact], context: Context) -> None:
    """A goal of a proved theorem, with terms for its symbols, whose hypotheses are known."""
    goals, position, by = context.theorems.get(step.get("of", "")), step.get("goal"), step.get("with")
    if goals is None:
        raise RefusedError("it uses a theorem that the certificate does not prove")
    if isinstance(position, bool) or not isinstance(position, int) or not 0 <= position < len(goals):
        raise RefusedError("it uses a goal that the theorem does not have")
    if not isinstance(by, dict):
        raise RefusedError("it does not say what stands for the theorem's symbols")
    goal = goals[position]
    atoms = [*goal["hypotheses"], goal["conclusion"]]
    if any(part in NOT_FOR_NUMBERS for atom in atoms for part in strings_in(atom["term"])):
        raise RefusedError("it uses a theorem that is not about numbers alone")
    for name in set().union(*(symbols_of(atom["term"]) for atom in atoms)) | set(goal["integers"]):
        if name not in by:
            raise RefusedError(f"nothing stands for {shown(name)} of the theorem")
    # that the terms have values is seen where they stand: in facts that are hypotheses, and in the conclusion
    for name, term in by.items():
        value = read_term(term, context.integers, context.work)
        if name in goal["integers"] and not is_whole(value, context.integers):
            raise RefusedError(f"what stands for the integer {shown(name)} of the theorem may be no integer")
    known = {each.text for each in facts}
    for hypothesis in goal["hypotheses"]:
        if fact_text(hypothesis["relation"], substituted(hypothesis["term"], by, context.work)) not in known:
            raise RefusedError("a hypothesis of the theorem that it uses is not known")
    concluded = goal["conclusion"]
    if fact.text != fact_text(concluded["relation"], substituted(concluded["term"], by, context.work)):
        raise RefusedError("it concludes something else than the theorem that it uses")


def _check_positive_exponential(fact: Fact, integers: frozenset[str], work: Work) -> None:
    """An exponential is positive."""
    if fact.relation != ">0" or len(fact.term) != 2 or fact.term[0] != "exp":
        raise RefusedError("'positive exponential' concludes exp(t) > 0")
    read_term(fact.term, integers, work)


def _check_tangent(fact: Fact, step: dict[str, Any], facts: list[Fact], integers: frozenset[str], work: Work) -> None:
    """The exponential lies above its tangent at 0, and elsewhere it does not touch it: exp(t) - 1 - t >= 0."""
    term = ["exp", step.get("at")]
    must_have_value(term, facts, work)
    at, value = read_term(term[1], integers, work), read_term(term, integers, work)
    above = arithmetic("sub", value, Ratio(ONE, ONE), work)
    if fact.relation not in (">=0", ">0"):
        raise RefusedError("'tangent' concludes exp(t) - 1 - t >= 0 or > 0")
    if not _is_same(read_term(fact.term, integers, work), arithmetic("sub", above, at, work), work):
        raise RefusedError("'tangent' concludes something else than exp(t) - 1 - t")
    if fact.relation == ">=0":
        return
    apart = known_fact(facts, step.get("apart"))
    known = read_term(apart.term, integers, work)
    if apart.relation not in (">0", "!=0") or not (_is_same(known, at, work) or _is_same(known, above, work)):
        raise RefusedError("'tangent' is strict only where a fact says that t or exp(t) - 1 is not 0")


def _check_log_of_product(
    fact: Fact, step: dict[str, Any], facts: list[Fact], integers: frozenset[str], work: Work
) -> None:
    """The logarithm of a product of powers of what is positive is a sum."""
    term, factors = ["log", step.get("of")], step.get("factors")
    must_have_value(term, facts, work)
    if fact.relation != "=0" or not isinstance(factors, list):
        raise RefusedError("'log of a product' concludes log(f^k g^l) - k log(f) - l log(g) = 0")
    coefficient = read_number(step.get("coefficient", "1"))
    if coefficient <= 0:
        raise RefusedError("a factor in a logarithm is not known to be positive")
    product = Ratio({(): coefficient}, ONE)
    total = arithmetic("sub", read_term(term, integers, work), logarithm_of_number(coefficient, work), work)
    for each in factors:
        if not isinstance(each, list) or len(each) != 2 or isinstance(each[1], bool) or not isinstance(each[1], int):
            raise RefusedError("a factor in a logarithm is no fact with an integer exponent")
        factor, times = known_fact(facts, each[0]), each[1]
        if factor.relation != ">0":
            raise RefusedError("a factor in a logarithm is not known to be positive")
        value = read_term(factor.term, integers, work)
        head = "mul" if times > 0 else "div"
        product = arithmetic(head, product, natural_power(value, abs(times), work), work)
        part = arithmetic(
            "mul", Ratio({(): Fraction(times)} if times else {}, ONE), logarithm(value, integers, work), work
        )
        total = arithmetic("sub", total, part, work)
    if not _is_same(product, read_term(term[1], integers, work), work):
        raise RefusedError("what the logarithm is taken of is not the product of the factors")
    if not _is_same(read_term(fact.term, integers, work), total, work):
        raise RefusedError("'log of a product' concludes another equation")


def _is_same(left: Ratio, right: Ratio, work: Work) -> bool:
    """Whether two rational functions have the same values."""
    crossed = multiply(left.numerator, right.denominator, work), multiply(right.numerator, left.denominator, work)
    return vanishes(add(crossed[0], crossed[1], work, -1), work)


def _check_enclosure(fact: Fact, step: dict[str, Any], facts: list[Fact], work: Work) -> None:
    """On each cell of a bisection the term has the sign that is claimed, or an earlier fact does not hold."""
    bits, against = step.get("bits"), step.get("against", [])
    if not isinstance(against, list):
        raise RefusedError("what an enclosure is against is a list of facts")
    others = [known_fact(facts, index) for index in against]
    box = box_of([fact.term, *(each.term for each in others)], facts, work)
    enclosure = enclosure_of(fact.term, box, bits, step.get("means", []), work)
    violated = [(each.relation, enclosure_of(each.term, box, bits, [], work)) for each in others]
    for cell in leaves(step.get("tree"), enclosure.start(), work):
        if any(lacks_sign(relation, other.on(cell)) for relation, other in violated):
            continue
        if not has_sign(fact.relation, enclosure.on(cell)):
            raise RefusedError("on a cell the values do not have the sign that is claimed for sure")


def _check_taylor(fact: Fact, step: dict[str, Any], facts: list[Fact], context: Context) -> None:
    """The remainder of an expansion is the bounded derivative somewhere, so that it has the signs that bounds say."""
    indices, at, to, derivative = step.get("of"), step.get("at"), step.get("to"), step.get("derivative", 0)
    if not isinstance(indices, list) or len(indices) > 2 or not isinstance(derivative, int):
        raise RefusedError("'taylor' needs a list 'of' one or two bounds, and the order of a derivative")
    known = [known_fact(facts, index) for index in indices]
    bounds = [read_bound(each.relation, each.term) for each in known]
    forward = step.get("forward")
    if forward is not None:
        distance = ["sub", to, at]
        if known_fact(facts, forward).text not in (fact_text(">=0", distance), fact_text(">0", distance)):
            raise RefusedError("it is not known that the second point is not before the first")
    term = taylor_term(bounds, derivative, at, to, forward=forward is not None)
    if fact.text != fact_text(">=0", term):
        raise RefusedError("'taylor' concludes something else for these bounds and points")
    read_term(fact.term, context.integers, context.work)


def _check_instance(fact: Fact, step: dict[str, Any], facts: list[Fact], context: Context) -> None:
    """What holds at all points holds at one."""
    known = known_fact(facts, step.get("of"))
    match json.loads(json.dumps(known.term)):
        case ["everywhere", str(name), inside]:
            read_bound(known.relation, known.term)  # in which no sum stands around the point
            here = substituted(inside, {name: step.get("at")}, context.work)
        case _:
            raise RefusedError("'instance' needs a fact about all points")
    if fact.text != fact_text(known.relation, here):
        raise RefusedError("'instance' concludes something else at this point")
    read_term(fact.term, context.integers, context.work)
