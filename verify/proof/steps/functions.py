"""Exponentials, logarithms, sines and cosines: what is known of them before the search for a sum of products.

Exponentials are positive and lie above their tangents, sines and cosines lie between -1 and 1, and the logarithm of a
product of what is positive is a sum. With the tangent at t = log v - log u come the inequalities of logarithms:
v/u - 1 >= log v - log u, and a sum of them with weights is Gibbs' inequality.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import permutations
from math import lcm
from typing import TYPE_CHECKING, Any

from verify.carriers.terms import Atom, Term, number
from verify.errors import UnableError
from verify.proof.checker import FUNCTIONS, divisors_of
from verify.proof.polynomials import Polynomial, Quotient, Ring, as_fraction
from verify.proof.steps.equations import Equation
from verify.proof.steps.products import KnownFact

if TYPE_CHECKING:
    from verify.proof.steps.squares import Derivation

ONE = number(1)
MOST_TANGENTS = 60
Factors = list[tuple[Polynomial, int]]


def logarithms_of_factors(ring: Ring) -> list[Term]:
    """The logarithms, of either sign, of the factors of what the goal takes logarithms of."""
    found = []
    for generator in ring.generators.values():
        if generator[0] == "log":
            coefficient, factors = _factors(ring, generator[1])
            found += [("log", number(abs(coefficient)))]
            found += [("log", ring.to_term(sign * factor)) for factor, _ in factors for sign in (1, -1)]
    return found


def learn_functions(derivation: Derivation) -> None:
    """Show that the functions of a goal have values as far as that is found, and that exponentials are positive."""
    ring = derivation.ring
    for name, generator in sorted(ring.generators.items(), key=lambda item: len(item[0])):
        if generator[0] not in FUNCTIONS:
            continue
        for need in divisors_of(generator):
            derivation.shown(Atom(*need))
        if generator[0] == "exp":
            index = derivation.add_step({"relation": ">0", "term": generator, "rule": "positive exponential"})
            derivation.know(index, ring.generator(name), strict=True)


def learn_bounds_of_cosines(derivation: Derivation) -> None:
    """Add that sines and cosines lie between -1 and 1, and that the sum of their squares is 1."""
    ring = derivation.ring
    for generator in list(ring.generators.values()):
        if generator[0] != "cos":
            continue
        cosine, sine = ring.read(generator).numerator, ring.read(("sin", generator[1])).numerator
        circle = cosine**2 + sine**2 - ring.one
        for polynomial in (circle, -circle):
            derivation.learn(polynomial, _combination([]), strict=False)
        for one, other in ((cosine, sine), (-cosine, sine), (sine, cosine), (-sine, cosine)):
            roots = (ring.one - one, other)
            squares = [{"coefficient": "1/2", "factors": [], "squares": [ring.to_term(root)]} for root in roots]
            derivation.learn(ring.one - one, _combination(squares), strict=False)


def learn_logarithms_of_products(derivation: Derivation) -> None:
    """Add the equations log(c f^k g^l) = log c + k log f + l log g, for factors that are found to be positive."""
    ring = derivation.ring
    for name, generator in list(ring.generators.items()):
        if generator[0] == "log":
            coefficient, factors = _factors(ring, generator[1])
            if len(factors) != 1 or factors[0][1] != 1 or coefficient != 1:
                _learn_logarithm_of_product(derivation, name, coefficient, factors)


def _learn_logarithm_of_product(derivation: Derivation, name: str, coefficient: Fraction, factors: Factors) -> None:
    ring, named = derivation.ring, []
    of, total = ring.generators[name][1], ring.generators[name]
    for factor, times in factors:
        sign, fact = derivation.sign(factor)
        if fact is None:
            return
        coefficient *= sign ** abs(times)
        named.append([fact.index, times])
        total = ("sub", total, ("mul", number(times), ("log", ring.to_term(fact.polynomial))))
    total = total if coefficient == 1 else ("sub", total, ("log", number(coefficient)))
    try:
        polynomial = ring.read(total).numerator
    except UnableError:
        return
    if polynomial == 0 or coefficient <= 0 or derivation.shown(Atom(">0", of)) is None:
        return
    rule = {"rule": "log of a product", "of": of, "coefficient": str(coefficient), "factors": named}
    index = derivation.add_step({"relation": "=0", "term": total, **rule})
    summand = {"coefficient": "-1", "factors": [index], "squares": []}
    opposite = derivation.add_step({"relation": "=0", "term": ("neg", total), **_combination([summand])})
    derivation.equations.append(Equation(index, opposite, polynomial, name, 1))


def tangents(derivation: Derivation) -> Iterator[list[Term]]:
    """Where to take tangents, in turn: where they give the conclusion, at what the goal has exponentials and logarithms
    of, and at all differences of these."""
    goal, ring = derivation.goal, derivation.ring
    target = derivation.without_equations(ring.read(goal.conclusion.term).numerator)[0]
    yield []
    yield _multiples_of_conclusion(ring, goal.conclusion.term)
    terms = [atom.term for atom in (goal.conclusion, *goal.hypotheses)]
    written = list(dict.fromkeys(each for term in terms for each in _arguments(term)))
    yield [sign for each in written for sign in (("neg", each), each)]
    used = ring.used(target)
    inside = [ring.generators[name] for name in sorted(used) if ring.generators[name][0] == "log"]
    places = list(dict.fromkeys([number(0), *written, *inside]))
    pairs = sorted(permutations(places, 2), key=lambda pair: [each[0] for each in pair].count("log"), reverse=True)
    yield [("sub", left, right) for left, right in pairs][:MOST_TANGENTS]


def learn_tangents(derivation: Derivation, places: list[Term]) -> None:
    """Add exp(t) - 1 - t >= 0 at places t, also strictly where the goal is strict and t is found not to be 0."""
    ring, found = derivation.ring, []
    for at in places:
        term: Term = ("sub", ("sub", ("exp", at), ONE), at)
        try:
            quotient = ring.reduced(ring.read(term))
        except UnableError:
            continue
        if quotient.numerator == 0 or any(derivation.shown(Atom(*need)) is None for need in divisors_of(at)):
            continue
        step: dict[str, Any] = {"relation": ">=0", "term": term, "rule": "tangent", "at": at}
        apart = _apart(derivation, at) if derivation.goal.conclusion.relation == ">0" else None
        if apart is not None:
            step |= {"relation": ">0", "apart": apart}
        found += _tangent(derivation, step, quotient)
    derivation.known += found  # only now: the signs of their denominators are found without them


def _tangent(derivation: Derivation, step: dict[str, Any], quotient: Quotient) -> list[KnownFact]:
    """A tangent as a polynomial, with the equations used."""
    index = derivation.add_step(step)
    fact = derivation.register(index, quotient, strict=step["relation"] == ">0")
    if fact is None:
        return []
    derivation.known.remove(fact)
    other = derivation.use_equations_in(fact)
    if other is not None:
        derivation.known.remove(other)
    return [replace(other or fact, applied=True)]


def _apart(derivation: Derivation, at: Term) -> int | None:
    """A fact that exp(t) - 1 or t is not 0."""
    for term in (("sub", ("exp", at), ONE), at):
        index = derivation.shown(Atom("!=0", term))
        if index is not None:
            return index
    return None


def _multiples_of_conclusion(ring: Ring, term: Term) -> list[Term]:
    """The multiples ±k of a term that are sums of whole multiples of what exponentials are taken of."""
    polynomial = ring.reduced(ring.read(term)).numerator
    parts = lcm(*(int(coefficient.q) for _, coefficient in polynomial.terms()))
    return [("neg", term), term] if parts == 1 else [("mul", number(k), term) for k in (-parts, parts)]


def _arguments(term: Term) -> Iterator[Term]:
    """What exponentials are taken of, and logarithms, as they are written."""
    if term[0] == "log":
        yield term
    if term[0] == "exp":
        yield term[1]
    for part in term[1:]:
        if isinstance(part, tuple) and part:
            yield from _arguments(part)


def _factors(ring: Ring, term: Term) -> tuple[Fraction, Factors]:
    """A rational function as a coefficient and powers of polynomials, also negative ones."""
    top, bottom = ring.reduced(ring.read(term))
    if top == 0:
        return Fraction(0), []
    (above, over), (below, under) = top.factor(), bottom.factor()
    factors = [(factor, int(times)) for factor, times in over] + [(factor, -int(times)) for factor, times in under]
    return as_fraction(above) / as_fraction(below), factors


def _combination(summands: list[dict[str, Any]]) -> dict[str, Any]:
    return {"rule": "combination", "over": [], "summands": summands}
