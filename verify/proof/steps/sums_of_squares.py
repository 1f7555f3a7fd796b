"""The step *sums of squares*: write what must be positive as σ₀ + σ₁ g₁ + σ₂ g₂ + …, where each σ is a sum of squares
of polynomials and each g is a product of hypotheses; equations among the hypotheses have multipliers of any sign.

`gram` searches for the σ with semidefinite programs. What comes out is facts of the rule *combination*, as from the
step *squares*. A failed search says nothing about the goal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations, combinations_with_replacement
from math import comb, prod
from operator import sub
from typing import Any

import flint

from verify.carriers.letters import shape_of
from verify.carriers.terms import Goal
from verify.errors import NotProvedError
from verify.proof.checker import divisors_of
from verify.proof.polynomials import Polynomial, Ring, as_fraction
from verify.proof.steps import gram, squares
from verify.proof.steps.gram import MOST_UNKNOWNS, Block, Form, Multiple, Sum
from verify.proof.steps.products import KnownFact, Product, Solution, combination, degree_of, useful
from verify.proof.steps.squares import Derivation
from verify.proof.theorems import Use

TOO_SMALL = 1e-7  # for the solver's word about a bound
MOST_MONOMIALS = 150  # of one degree bound, before those that cannot occur are left out
Exponents = tuple[int, ...]


def close(goal: Goal, uses: Sequence[Use] = ()) -> list[dict[str, Any]]:
    """The facts that close a goal, by means of proved theorems if any are given.

    Raises:
        NotProvedError: no certificate was found within the limits; the largest lower bound that was found is named.
        UnableError: the goal is not about rational functions.
    """
    return squares.close(goal, uses, searching=SumsOfSquares)


@dataclass(frozen=True)
class Zero:
    """A polynomial that is 0: by two facts, that it is and that its negative is, or by none, as s² - t for s = √t."""

    polynomial: Polynomial
    facts: tuple[int, int] | None


class SumsOfSquares(Derivation):
    """A derivation that finds sums by semidefinite programs."""

    def sum_of_products(self, polynomial: Polynomial, *, strict: bool, extra_degrees: Sequence[int]) -> Solution | None:
        """The polynomial as a sum of products of facts, each times a sum of squares, or None if none was found."""
        if polynomial == 0:
            return None if strict else []
        if any(value < 0 or (strict and value == 0) for value in (polynomial(*point) for point in self._samples)):
            return None
        if polynomial.is_constant():
            value = as_fraction(polynomial.leading_coefficient())
            return [(value, _nothing(self.ring))] if value > 0 else None
        scale = max(abs(as_fraction(coefficient)) for coefficient in polynomial.coeffs())
        scaled = polynomial / flint.fmpq(scale.numerator, scale.denominator)
        for form in self._forms(scaled, extra_degrees, strict=strict):
            found = gram.find(form, scaled, strict=strict)
            if found is not None:
                summands = [*found.summands, *self._multiples(found)]
                return [(coefficient * scale, product) for coefficient, product in summands]
        return None

    def positive(self, target: Polynomial, *, strict: bool) -> tuple[list[int], Solution]:
        """Summands of the target, or of its product with the fact that the first list names.

        Raises:
            NotProvedError: none were found; with the largest lower bound that the solver found.
        """
        for name in sorted(self.ring.used(target)):
            if self.ring.generators[name][0] in ("power", "sqrt"):
                self.find_positive(self.ring.generator(name))  # which is a fact from then on
        try:
            return super().positive(target, strict=strict)
        except NotProvedError:
            multiplied = self._with_denominator(target, strict=strict)
        if multiplied is not None:
            return multiplied
        raise NotProvedError(
            f"no sums of squares were found{self._best_bound(target)}",
            remedy="split into cases, or multiply by what is positive",
        )

    def _with_denominator(self, target: Polynomial, *, strict: bool) -> tuple[list[int], Solution] | None:
        """Summands of the target times 1 + x² + y² + …, or times the sum of the facts that are positive, and the fact
        that this is positive."""
        ring, nothing = self.ring, _nothing(self.ring)
        roots = [ring.generator(name) for name in sorted(ring.used(target))]
        ones: Solution = [(Fraction(1), Product(root**2, (), (root,), strict=False)) for root in roots]
        facts = [fact for fact in useful(ring, self.known, target)[0] if fact.strict and degree_of(fact.polynomial)]
        positive: Solution = [(Fraction(1), Product(fact.polynomial, (fact.index,), (), strict=True)) for fact in facts]
        for summands in ([(Fraction(1), nothing), *ones], positive):
            denominator = sum((product.polynomial for _, product in summands), ring.one * 0)
            if not summands or degree_of(denominator) == 0:
                continue
            found = self.sum_of_products(denominator * target, strict=strict, extra_degrees=(0,))
            if found is not None:
                step = combination(self.as_data(summands))
                return [self.learn(denominator, step, strict=True).index], found
        return None

    def _best_bound(self, target: Polynomial) -> str:
        """What the solver says of the largest lower bound, in words for the reader, if it found any."""
        one = {(0,) * len(self.ring.names): 1.0}
        forms = self._forms(target, (0,), strict=False)
        programs = (form.program(target) for form in forms if len(form.columns) <= MOST_UNKNOWNS)
        bounds = [program.largest_multiple(one) for program in programs if program is not None]
        best = max((bound for bound in bounds if bound is not None), default=None)
        if best is None:
            return ""
        about = f"about {best:.3g}" if abs(best) > TOO_SMALL else "so near to 0 that the solver cannot tell its sign"
        return f"; the largest lower bound that was found is {about}"

    def _forms(self, target: Polynomial, extra_degrees: Sequence[int], *, strict: bool) -> Iterator[Form]:
        """Forms with more and more summands, of degrees that exceed the target's by the extra ones."""
        ring, nothing = self.ring, _nothing(self.ring)
        facts, names = useful(ring, self.known, target)
        zeros = [zero.polynomial for zero in self._zeros if ring.used(zero.polynomial) & names]
        names = names.union(*(ring.used(zero) for zero in zeros))
        yield from form_of(ring, target, [nothing], [], names, degree=0, strict=strict)
        for extra in extra_degrees:
            degree = degree_of(target) + extra
            for most in (1, 2) if facts else (0,) if zeros else ():
                products = [nothing, *_products(facts, degree, most)]
                yield from form_of(ring, target, products, zeros, names, degree=degree, strict=strict)

    @cached_property
    def _samples(self) -> list[list[Any]]:
        """The values of all generators at all points that are known to meet the hypotheses."""
        return self.ring.points(self.goal.samples)

    @cached_property
    def _zeros(self) -> list[Zero]:
        """The equations that were not solved for a symbol, and those of square roots."""
        ring, found = self.ring, []
        for name, generator in ring.generators.items():
            radicand = ring.read(generator[1]) if generator[0] == "sqrt" else None
            if radicand is not None and radicand.denominator.is_constant():
                value = radicand.numerator / radicand.denominator.leading_coefficient()
                found.append(Zero(ring.generator(name) ** 2 - value, None))
        for index, atom in enumerate(self.goal.hypotheses):
            if atom.relation != "=0" or shape_of(atom.term) or divisors_of(atom.term):
                continue
            written = ring.read(atom.term).numerator
            polynomial, _ = self.without_equations(written)
            if polynomial != 0:
                both = (self._equation(index, written, sign) for sign in (1, -1))
                found.append(Zero(polynomial, (next(both), next(both))))
        return found

    def _equation(self, index: int, written: Polynomial, sign: int) -> int:
        """Add the fact that ± an equation, without the symbols that others were solved for, is 0."""
        polynomial, used = self.without_equations(written, sign=-sign)
        itself = {"coefficient": str(sign), "factors": [index], "squares": []}
        step = {"relation": "=0", "term": self.ring.to_term(sign * polynomial), **combination([itself, *used])}
        return self.add_step(step)

    def _multiples(self, found: Sum) -> Solution:
        """Summands with the multiples of equations in a sum: a h = ¼ (a + 1)² h + ¼ (a - 1)² (-h)."""
        summands: Solution = []
        for zero in self._zeros:
            parts = (
                self.ring.constant(value) * multiple.monomial
                for value, multiple in found.multiples
                if multiple.zero is zero.polynomial
            )
            factor = sum(parts, self.ring.one * 0)
            if zero.facts is None or factor == 0:
                continue
            for fact, sign in zip(zero.facts, (1, -1), strict=True):
                root = factor + sign
                polynomial = sign * zero.polynomial * root**2
                summands.append((Fraction(1, 4), Product(polynomial, (fact,), (root,), strict=False)))
        return summands


def _nothing(ring: Ring) -> Product:
    """The empty product."""
    return Product(ring.one, (), (), strict=True)


def _products(facts: Sequence[KnownFact], degree: int, most: int) -> list[Product]:
    """The products of at most so many different facts, of at most a degree."""
    found = []
    for count in range(1, most + 1):
        for chosen in combinations(facts, count):
            if sum(degree_of(fact.polynomial) for fact in chosen) <= degree:
                polynomial = prod((fact.polynomial for fact in chosen[1:]), start=chosen[0].polynomial)
                factors = tuple(fact.index for fact in chosen)
                found.append(Product(polynomial, factors, (), all(fact.strict for fact in chosen)))
    return found


def form_of(
    ring: Ring,
    target: Polynomial,
    products: Sequence[Product],
    zeros: Sequence[Polynomial],
    names: Iterable[str],
    *,
    degree: int,
    strict: bool,
) -> Iterator[Form]:
    """The form with all summands up to a degree; none if it is too large. Sums of squares alone have those monomials
    only that can occur in them."""
    places = [ring.names.index(name) for name in sorted(names)]
    alone = len(products) == 1 and not zeros
    most = degree_of(target) if alone else degree
    if comb(len(places) + most // 2, most // 2) > MOST_MONOMIALS:
        return
    monomials = list(_monomials(len(ring.names), places, most))
    signs = _Signs(exponents for each in (target, *zeros, *(p.polynomial for p in products)) for exponents in _of(each))
    blocks = []
    for each in products:
        half = (most - max(degree_of(each.polynomial), 0)) // 2
        basis = [exponents for exponents in monomials if sum(exponents) <= half]
        if alone:
            basis = _possible(basis, target)
        blocks += [Block(each, [ring.context.from_dict({e: 1}) for e in part]) for part in signs.classes(basis)]
    multiples = [
        Multiple(zero, ring.context.from_dict({exponents: 1}))
        for zero in zeros
        for exponents in _monomials(len(ring.names), places, most - degree_of(zero))
    ]
    yield Form(multiples, [each for each in products if (strict and each.strict) or not each.factors], blocks)


def _of(polynomial: Polynomial) -> list[Exponents]:
    return [tuple(int(e) for e in exponents) for exponents, _ in polynomial.terms()]


def _monomials(count: int, places: Sequence[int], most: int) -> Iterator[Exponents]:
    """The exponents of monomials up to a degree in the generators at some places, the highest degree first."""
    for degree in range(most, -1, -1):
        for chosen in combinations_with_replacement(places, degree):
            exponents = [0] * count
            for place in chosen:
                exponents[place] += 1
            yield tuple(exponents)


def _possible(basis: Sequence[Exponents], target: Polynomial) -> list[Exponents]:
    """The monomials that a sum of squares may have: the square of each is a monomial of the target, or a product of two
    others; else its coefficient, a sum of squares, would have to be 0."""
    support, kept = set(_of(target)), list(basis)
    while True:
        there = set(kept)

        def occurs(exponents: Exponents, there: set[Exponents] = there) -> bool:
            double = tuple(2 * e for e in exponents)
            if double in support:
                return True
            return any(o != exponents and tuple(map(sub, double, o)) in there for o in there)

        fewer = [exponents for exponents in kept if occurs(exponents)]
        if len(fewer) == len(kept):
            return kept
        kept = fewer


class _Signs:
    """The changes of signs of generators that change no polynomial of a form: then no Gram matrix needs entries between
    monomials that they tell apart."""

    def __init__(self, supports: Iterable[Exponents]) -> None:
        self._span: list[int] = []  # parities of the monomials that occur, as bits, reduced by those before them
        for exponents in supports:
            parities = self._reduced(_parities(exponents))
            if parities:
                self._span.append(parities)

    def _reduced(self, parities: int) -> int:
        for each in self._span:
            parities = min(parities, parities ^ each)
        return parities

    def classes(self, basis: Iterable[Exponents]) -> list[list[Exponents]]:
        """The monomials that no such change tells apart, together."""
        found: dict[int, list[Exponents]] = {}
        for exponents in basis:
            found.setdefault(self._reduced(_parities(exponents)), []).append(exponents)
        return list(found.values())


def _parities(exponents: Exponents) -> int:
    return sum((e & 1) << place for place, e in enumerate(exponents))
