"""Terms as rational functions, with powers and square roots as generators."""

from __future__ import annotations

import json
from typing import Any

from . import functions, summations, sums, words
from .generators import power_generator, written
from .polynomials import (
    ONE,
    Polynomial,
    Ratio,
    add,
    arithmetic,
    as_coefficient,
    multiply,
    natural_power,
    polynomial_power,
    without_common_factors,
)
from .rationals import LARGEST_POWER, read_number
from .syntax import FUNCTIONS, INDEX_WORD, INDEXED, is_name
from .work import RefusedError, Work, shown


def read_term(term: object, integers: frozenset[str], work: Work) -> Ratio:
    """The rational function that a term denotes, in its symbols and in the powers with integer symbols as exponents."""
    if not isinstance(term, list | tuple) or not term or not isinstance(term[0], str):
        raise RefusedError(f"{shown(term)} is no term")
    work.spend(1)
    head, arguments = term[0], term[1:]
    if head == "number" and len(arguments) == 1:
        value = read_number(arguments[0])
        return Ratio({(): as_coefficient(value)} if value else {}, ONE)
    if head == "symbol" and len(arguments) == 1 and isinstance(arguments[0], str) and is_name(arguments[0]):
        return Ratio({((arguments[0], 1),): 1}, ONE)
    if head == "pow" and len(arguments) == 2:
        return natural_power(read_term(arguments[0], integers, work), arguments[1], work)
    if head == "power" and len(arguments) == 2:
        return _power(arguments[0], arguments[1], integers, work)
    if head == "neg" and len(arguments) == 1:
        operand = read_term(arguments[0], integers, work)
        return Ratio(add({}, operand.numerator, work, -1), operand.denominator)
    if head == "sqrt" and len(arguments) == 1:
        return _read_root(term, integers, work)
    if head == "apply" and len(arguments) >= 3 and all(isinstance(each, str) for each in arguments[:2]):
        # an unknown function: one generator for the same derivative at arguments that are written alike;
        # they are read although nothing else is done with them, since they must have values
        for argument in arguments[2:]:
            read_term(argument, integers, work)
        return Ratio({((json.dumps(list(term)), 1),): 1}, ONE)
    if head == "trace" and len(arguments) == 1:
        return words.read_trace(arguments[0], integers, work)
    if head in FUNCTIONS and len(arguments) == 1:
        return functions.read_function(head, arguments[0], integers, work)
    if head in INDEXED:
        return sums.read_indexed(term, integers, work)
    if head == "counter" and len(arguments) == 1 and arguments[0] in work.counters:
        return Ratio({((f"#{arguments[0]}", 1),): 1}, ONE)
    if head == "summation" and len(arguments) == 4:
        return summations.read_summation(arguments, integers, work)
    if head in ("add", "sub", "mul", "div") and len(arguments) == 2:
        left, right = (read_term(argument, integers, work) for argument in arguments)
        return arithmetic(head, left, right, work)
    raise RefusedError(f"the checker has no {shown(head)} with {len(arguments)} arguments")


def _power(base: object, exponent: object, integers: frozenset[str], work: Work) -> Ratio:
    """Base ** (k + 2 l - 1) with integer symbols k, l is a product of the generators base^k, base^l and of base."""
    parts = read_term(exponent, integers, work)
    if parts.denominator != ONE:
        raise RefusedError("an exponent is a quotient")
    result = Ratio(ONE, ONE)
    number = read_term(base, integers, work)  # always, since nothing else sees that the base is a term
    for monomial, coefficient in parts.numerator.items():
        if coefficient.denominator != 1 or abs(coefficient.numerator) > LARGEST_POWER:
            raise RefusedError("an exponent has a coefficient that is no small integer")
        if monomial == ():
            factor = number
        elif len(monomial) == 1 and monomial[0][1] == 1 and monomial[0][0] in integers:
            factor = Ratio({((power_generator(base, monomial[0][0]), 1),): 1}, ONE)
        else:
            raise RefusedError("an exponent is no sum of integers")
        factor = natural_power(factor, abs(coefficient.numerator), work)
        result = arithmetic("mul" if coefficient > 0 else "div", result, factor, work)
    return result


def _read_root(term: Any, integers: frozenset[str], work: Work) -> Ratio:
    """A square root is a generator whose square is known."""
    name = json.dumps(list(term))
    if name not in work.roots:
        radicand = read_term(term[1], integers, work)
        if INDEX_WORD in name:  # sums are written in many ways
            radicand = without_common_factors(radicand)
            name = json.dumps(["sqrt", written(radicand, work)])
        work.roots[name] = radicand
    return Ratio({((name, 1),): 1}, ONE)


def vanishes(polynomial: Polynomial, work: Work) -> bool:
    """Whether a polynomial is 0 once the squares of its square roots and sines are replaced by what they are.

    Denominators that come up are multiplied away; goals of their own say that they are not 0. The longest name goes
    first, since a root inside a root has the shorter one.
    """
    if work.indices:
        polynomial = sums.without_deltas(polynomial, work)
    polynomial = _without_squares(polynomial, work)
    together = functions.with_common_parts(polynomial, work)
    return not (together if together is polynomial else _without_squares(together, work))


def _without_squares(polynomial: Polynomial, work: Work) -> Polynomial:
    for name in sorted(work.roots, key=len, reverse=True):
        polynomial = _without_squares_of(name, polynomial, work)
    return polynomial


def _without_squares_of(name: str, polynomial: Polynomial, work: Work) -> Polynomial:
    radicand = work.roots[name]
    most = max((dict(monomial).get(name, 0) // 2 for monomial in polynomial), default=0)
    if most == 0:
        return polynomial
    total: Polynomial = {}
    for monomial, coefficient in polynomial.items():
        pairs, odd = divmod(dict(monomial).get(name, 0), 2)
        rest = [(generator, power) for generator, power in monomial if generator != name]
        part: Polynomial = {tuple(sorted([*rest, *([(name, 1)] if odd else [])])): coefficient}
        part = multiply(part, polynomial_power(radicand.numerator, pairs, work), work)
        part = multiply(part, polynomial_power(radicand.denominator, most - pairs, work), work)
        total = add(total, part, work)
    return total
