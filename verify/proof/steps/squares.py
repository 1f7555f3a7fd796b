"""The step *squares*: write what must be positive as a sum of squares times products of the hypotheses.

A linear program (HiGHS) proposes which products are needed; python-flint solves for their coefficients exactly. What
comes out is a list of facts for the checker. A failed search says nothing about the goal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, combinations_with_replacement
from typing import Any

import flint

from verify.carriers.letters import shape_of
from verify.carriers.terms import Goal, Term
from verify.errors import NotProvedError
from verify.proof.polynomials import Polynomial, Quotient, Ring, as_fraction
from verify.proof.words import gram_root, possible_words, word_term

MOST_PRODUCTS = 4000  # columns of one linear program
MOST_FACTORS = 4
EXTRA_DEGREES = (0, 1, 2)


@dataclass(frozen=True)
class KnownFact:
    """A fact of the derivation that is a polynomial with a sign."""

    index: int
    polynomial: Polynomial
    strict: bool


@dataclass(frozen=True)
class Product:
    """A candidate summand: a product of known facts and of squares."""

    polynomial: Polynomial
    factors: tuple[int, ...]
    squares: tuple[Polynomial, ...]
    strict: bool


@dataclass
class Derivation:
    """The facts of a closure while they are found: the goal's hypotheses first, then what follows."""

    goal: Goal
    ring: Ring
    known: list[KnownFact] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)

    def add_step(self, step: dict[str, Any]) -> int:
        """Append a fact and return its index."""
        self.steps.append(step)
        return len(self.goal.hypotheses) + len(self.steps) - 1

    def learn(self, polynomial: Polynomial, step: dict[str, Any], *, strict: bool) -> KnownFact:
        """Append a polynomial fact with a sign."""
        relation = ">0" if strict else ">=0"
        index = self.add_step({"relation": relation, "term": self.ring.to_term(polynomial), **step})
        fact = KnownFact(index, polynomial, strict)
        self.known.append(fact)
        return fact

    def find_positive(self, polynomial: Polynomial) -> KnownFact | None:
        """A fact that says that the polynomial is positive: known, a positive power, or a sum of products of facts."""
        for fact in self.known:
            if fact.strict and fact.polynomial == polynomial:
                return fact
        generator = self._positive_power(polynomial) or self._positive_root(polynomial)
        if generator is not None:
            return generator
        summands = search(self, polynomial, strict=True, extra_degrees=(0, 1))
        if summands is None:
            return None
        return self.learn(
            polynomial, {"rule": "combination", "over": [], "summands": self.as_data(summands)}, strict=True
        )

    def _positive_power(self, polynomial: Polynomial) -> KnownFact | None:
        for name, generator in self.ring.generators.items():
            if generator[0] == "power" and polynomial == self.ring.generator(name):
                step: dict[str, Any] = {"rule": "positive power"}
                if generator[1][0] != "number":
                    base = self.find_positive(self.ring.read(generator[1]).numerator)
                    if base is None or self._fact_term(base) != generator[1]:
                        return None
                    step["base"] = base.index
                return self.learn(polynomial, step, strict=True)
        return None

    def _positive_root(self, polynomial: Polynomial) -> KnownFact | None:
        for name, generator in self.ring.generators.items():
            if generator[0] != "sqrt" or polynomial != self.ring.generator(name):
                continue
            radicand = self.ring.read(generator[1])
            base = self.find_positive(radicand.numerator) if radicand.denominator.is_constant() else None
            if base is None:
                return None
            summand = {"coefficient": "1", "factors": [base.index], "squares": []}
            same = {"relation": ">0", "term": generator[1], "rule": "combination", "over": [], "summands": [summand]}
            of = base.index if self._fact_term(base) == generator[1] else self.add_step(same)
            index = self.add_step({"relation": ">0", "term": generator, "rule": "root", "of": of})
            self.known.append(KnownFact(index, polynomial, strict=True))
            return self.known[-1]
        return None

    def _fact_term(self, fact: KnownFact) -> Term:
        hypotheses = self.goal.hypotheses
        if fact.index < len(hypotheses):
            return hypotheses[fact.index].term
        found: Term = self.steps[fact.index - len(hypotheses)]["term"]
        return found

    def as_data(self, summands: Sequence[tuple[Fraction, Product]]) -> list[dict[str, Any]]:
        """Summands in the grammar of certificates."""
        return [
            {
                "coefficient": str(coefficient),
                "factors": list(product.factors),
                "squares": [self.ring.to_term(root) for root in product.squares],
            }
            for coefficient, product in summands
        ]


def close(goal: Goal) -> list[dict[str, Any]]:
    """The facts that close a goal.

    Raises:
        NotProvedError: no certificate was found within the limits.
        UnableError: the goal is not about rational functions.
    """
    assumed = _assumed(goal)
    if assumed is not None:
        return [assumed]
    ring = Ring(goal)
    if shape_of(goal.conclusion.term):
        return _close_matrix(goal, ring)
    derivation = Derivation(goal, ring)
    _learn_hypotheses(derivation)
    _learn_gram_traces(derivation)
    read = ring.read(goal.conclusion.term)
    target = ring.reduced(Quotient(ring.without_root_squares(read.numerator), read.denominator))
    relation = goal.conclusion.relation
    over, outside, roots, inside = _split_signs(derivation, target, squares=relation == ">=0")
    if relation == "=0":
        if target.numerator != 0:
            raise NotProvedError("the two sides differ as rational functions", remedy="look for a counterexample")
        summands: list[dict[str, Any]] = []
    elif relation == "!=0":
        if not inside.is_constant() or inside == 0:
            raise NotProvedError("a factor has no certified sign", remedy="add the hypothesis that it is not 0")
        summands = [{"coefficient": str(as_fraction(inside.leading_coefficient())), "factors": outside, "squares": []}]
    else:
        found = search(derivation, inside, strict=relation == ">0", extra_degrees=EXTRA_DEGREES)
        if found is None:
            raise NotProvedError("no sum of squares and products of hypotheses was found", remedy="split into cases")
        summands = derivation.as_data(found)
        for summand in summands:
            summand["factors"] = [*outside, *summand["factors"]]
            summand["squares"] = [*map(ring.to_term, roots), *summand["squares"]]
    step = {
        "relation": relation,
        "term": goal.conclusion.term,
        "rule": "combination",
        "over": over,
        "summands": summands,
    }
    derivation.add_step(step)
    return derivation.steps


def _close_matrix(goal: Goal, ring: Ring) -> list[dict[str, Any]]:
    if goal.conclusion.relation != "=0":
        raise NotProvedError("of matrices only equations are closed", remedy="state inequalities of traces")
    for word, coefficient in ring.read_matrix(goal.conclusion.term).items():
        if ring.without_root_squares(coefficient.numerator) != 0:
            letters = " ".join(letter[1] + ("ᵀ" if flipped else "") for letter, flipped in word) or "the identity"
            raise NotProvedError(f"the two sides differ in {letters}", remedy="look for a counterexample")
    return [{**goal.conclusion.as_data(), "rule": "combination", "over": [], "summands": []}]


def _assumed(goal: Goal) -> dict[str, Any] | None:
    """The one fact of a goal whose conclusion is a hypothesis, or follows from the same term being positive."""
    for index, atom in enumerate(goal.hypotheses):
        same = atom.term == goal.conclusion.term
        if same and (atom.relation == goal.conclusion.relation or atom.relation == ">0" != goal.conclusion.relation):
            if goal.conclusion.relation == "=0" != atom.relation:
                continue
            summand = {"coefficient": "1", "factors": [index], "squares": []}
            return {**goal.conclusion.as_data(), "rule": "combination", "over": [], "summands": [summand]}
    return None


def _learn_hypotheses(derivation: Derivation) -> None:
    """Register the hypotheses that are polynomials, then those that become so after their positive denominators."""
    ring, pending = derivation.ring, []
    for index, atom in enumerate(derivation.goal.hypotheses):
        if atom.relation not in (">0", ">=0"):
            continue
        quotient = ring.reduced(ring.read(atom.term))
        if quotient.denominator.is_constant():
            polynomial = quotient.numerator / quotient.denominator.leading_coefficient()
            if not polynomial.is_constant():
                derivation.known.append(KnownFact(index, polynomial, atom.relation == ">0"))
        else:
            pending.append((index, quotient, atom.relation == ">0"))
    for index, quotient, strict in pending:
        divisors = [derivation.find_positive(factor) for factor, _ in _factors(quotient.denominator)[1]]
        if all(divisors):
            factors = [
                fact.index
                for fact, (_, times) in zip(divisors, _factors(quotient.denominator)[1], strict=True)
                if fact is not None
                for _ in range(times)
            ]
            sign = as_fraction(_factors(quotient.denominator)[0])
            summand = {"coefficient": str(abs(sign)), "factors": [index, *factors], "squares": []}
            polynomial = quotient.numerator if sign > 0 else -quotient.numerator
            derivation.learn(polynomial, {"rule": "combination", "over": [], "summands": [summand]}, strict=strict)


def _degree(polynomial: Polynomial) -> int:
    return int(polynomial.total_degree())


def _learn_gram_traces(derivation: Derivation) -> None:
    """Register the traces of Mᵀ M, which are sums of squares: M a word, or the sum or difference of two words."""
    ring = derivation.ring
    roots: dict[Term, None] = {}
    for generator in ring.generators.values():
        if generator[0] == "trace":
            size = shape_of(generator[1])[0]
            found = (gram_root(word) for word in possible_words(generator[1]))
            roots |= {word_term(root, size): None for root in found if root is not None}
    candidates = list(roots)
    for left, right in combinations(roots, 2):
        if shape_of(left) == shape_of(right):
            candidates += [("sub", left, right), ("add", left, right)]
    for matrix in candidates:
        term = ("trace", ("matmul", ("transpose", matrix), matrix))
        if ring.can_read(term):
            index = derivation.add_step({"relation": ">=0", "term": term, "rule": "gram"})
            derivation.known.append(KnownFact(index, ring.read(term).numerator, strict=False))


def _factors(polynomial: Polynomial) -> tuple[Any, list[tuple[Polynomial, int]]]:
    constant, factors = polynomial.factor()
    return constant, [(factor, int(times)) for factor, times in factors]


def _split_signs(
    derivation: Derivation, target: Quotient, *, squares: bool
) -> tuple[list[int], list[int], list[Polynomial], Polynomial]:
    """Take the factors of certified sign out of a quotient, and squares if they may be 0.

    Returns the facts that divide, the facts that multiply, the roots of the squares, and the polynomial whose sign
    decides the rest.

    Raises:
        NotProvedError: a factor of the denominator has no certified sign.
    """
    if target.numerator == 0:
        return [], [], [], target.numerator
    bottom_constant, bottom = _factors(target.denominator)
    top_constant, top = _factors(target.numerator)
    rest = derivation.ring.one * (top_constant / bottom_constant)
    over: list[int] = []
    outside: list[int] = []
    roots: list[Polynomial] = []
    for factor, times in bottom:
        sign, fact = _sign(derivation, factor)
        if fact is None:
            raise NotProvedError("a denominator has no certified sign", remedy="add the hypothesis that it is positive")
        over += [fact.index] * times
        rest *= sign**times
    for factor, times in top:
        sign, fact = _sign(derivation, factor)
        if fact is None:
            half, odd = divmod(times, 2) if squares else (0, times)
            roots += [factor] * half
            rest *= factor**odd
        else:
            outside += [fact.index] * times
            rest *= sign**times
    return over, outside, roots, rest


def _sign(derivation: Derivation, factor: Polynomial) -> tuple[int, KnownFact | None]:
    fact = derivation.find_positive(factor)
    if fact is not None:
        return 1, fact
    return -1, derivation.find_positive(-factor)


def search(
    derivation: Derivation, target: Polynomial, *, strict: bool, extra_degrees: Sequence[int]
) -> list[tuple[Fraction, Product]] | None:
    """Coefficients and products that sum up to the target exactly, or None if none were found."""
    if target == 0 and not strict:
        return []
    names = derivation.ring.used(target)
    facts = [fact for fact in derivation.known if target == 0 or derivation.ring.used(fact.polynomial) <= names]
    for extra in extra_degrees:
        products = _products(derivation.ring, facts, names, max(_degree(target), 1) + extra)
        solution = _solve(products, target, strict=strict)
        if solution is not None:
            return solution
    return None


def _products(ring: Ring, facts: list[KnownFact], names: frozenset[str], degree: int) -> list[Product]:
    found = [Product(ring.one, (), (), strict=True)]
    roots = [ring.generator(a) - ring.generator(b) for a, b in combinations(sorted(names), 2)]
    roots += [ring.generator(a) for a in sorted(names)]
    for count in range(MOST_FACTORS + 1):
        for chosen in combinations_with_replacement(facts, count):
            if sum(_degree(fact.polynomial) for fact in chosen) > degree or len(found) > MOST_PRODUCTS:
                continue
            polynomial = ring.one
            for fact in chosen:
                polynomial = polynomial * fact.polynomial
            factors = tuple(fact.index for fact in chosen)
            if count:
                found.append(Product(polynomial, factors, (), all(fact.strict for fact in chosen)))
            if _degree(polynomial) + 2 <= degree:
                found += [Product(polynomial * root * root, factors, (root,), strict=False) for root in roots]
    return found


def _solve(products: list[Product], target: Polynomial, *, strict: bool) -> list[tuple[Fraction, Product]] | None:
    """Solve sum of coefficient * product = target with coefficients >= 0: floats choose the support, flint decides."""
    import numpy
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    rows: dict[Any, int] = {}
    entries = [(rows.setdefault(m, len(rows)), j, c) for j, p in enumerate(products) for m, c in p.polynomial.terms()]
    wanted = {rows.setdefault(m, len(rows)): c for m, c in target.terms()}
    values = [float(as_fraction(c)) for _, _, c in entries]
    matrix: Any = coo_array(
        (values, ([i for i, _, _ in entries], [j for _, j, _ in entries])), (len(rows), len(products))
    )
    right: Any = numpy.array([float(as_fraction(wanted[i])) if i in wanted else 0.0 for i in range(len(rows))])
    cost: Any = numpy.array([1.0 + _degree(p.polynomial) for p in products])
    # if strict: at least one summand that is positive for sure; how much of it is free
    sure: Any = numpy.array([[-1.0 if p.strict else 0.0 for p in products]])
    least: Any = numpy.array([(-1.0 if target == 0 else -1e-6) if strict else 0.0])
    result = linprog(cost, A_ub=sure, b_ub=least, A_eq=matrix.tocsr(), b_eq=right, bounds=(0, None), method="highs-ds")
    if result.x is None:
        return None
    support = [products[j] for j in numpy.flatnonzero(result.x > 1e-10)]
    exact = _exact_coefficients(support, target, result.x[result.x > 1e-10])
    if exact is None or any(c < 0 for c in exact):
        return None
    kept = [(c, p) for c, p in zip(exact, support, strict=True) if c]
    return kept if not strict or any(p.strict for _, p in kept) else None


def _exact_coefficients(support: list[Product], target: Polynomial, nearby: Any) -> list[Fraction] | None:
    """The exact solution on a support; if it is not unique, free coefficients take simple values near the floats."""
    monomials = sorted({m for p in support for m, _ in p.polynomial.terms()} | {m for m, _ in target.terms()})
    columns = [dict(p.polynomial.terms()) for p in support]
    wanted = dict(target.terms())
    zero = flint.fmpq(0)
    rows = [[column.get(m, zero) for column in columns] + [wanted.get(m, zero)] for m in monomials]
    if not rows or not support:
        return None
    reduced, rank = flint.fmpq_mat(rows).rref()
    pivots = [next(j for j in range(len(support) + 1) if reduced[i, j] != 0) for i in range(rank)]
    if len(support) in pivots:
        return None
    solution = [Fraction(float(x)).limit_denominator(64) for x in nearby]
    for i, pivot in enumerate(pivots):
        value = as_fraction(reduced[i, len(support)])
        for j in range(pivot + 1, len(support)):
            if j not in pivots:
                value -= as_fraction(reduced[i, j]) * solution[j]
        solution[pivot] = value
    return solution
