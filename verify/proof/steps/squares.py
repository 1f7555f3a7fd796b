"""The step *squares*: write what must be positive as a sum of squares times products of the hypotheses.

`products` searches. What comes out is a list of facts for the checker. A failed search says nothing about the goal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import combinations
from math import prod
from typing import Any

from verify.carriers.letters import ones, shape_of
from verify.carriers.terms import Atom, Goal, Term, as_number, contains
from verify.errors import NotProvedError, UnableError
from verify.proof.checker import INDEXED, divisors_of
from verify.proof.effort import WORK, Effort
from verify.proof.polynomials import Polynomial, Quotient, Ring, as_fraction
from verify.proof.steps.bernstein import search_on_box
from verify.proof.steps.equations import Equation, multiple, replaced, solvable_for
from verify.proof.steps.functions import (
    learn_bounds_of_cosines,
    learn_functions,
    learn_logarithms_of_products,
    learn_tangents,
    logarithms_of_factors,
    tangents,
)
from verify.proof.steps.lower_bounds import lower_bound
from verify.proof.steps.products import (
    MOST_FACTORS,
    KnownFact,
    Product,
    Solution,
    combination,
    degree_of,
    search,
    search_with_multiplier,
    search_with_tangents,
)
from verify.proof.steps.roots import learn_root_bounds
from verify.proof.steps.taylor import expansions, learn_expansions
from verify.proof.steps.unused import without_unused
from verify.proof.theorems import Use
from verify.proof.words import gram_roots, letters_of, possible_words, word_term, word_text

EXTRA_DEGREES = (0, 1, 2)
MOST_POINTS = 16
SURELY = 10**6  # what is below -1/SURELY at an approximate point is not tried; that decides no proof
MOST_FACTORED = 2000  # terms of a polynomial that is factored: nobody knows how long that takes


@dataclass
class Derivation:
    """The facts of a closure while they are found: the goal's hypotheses first, then what follows."""

    goal: Goal
    ring: Ring
    known: list[KnownFact] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)
    extra: int = 0  # degrees that summands may have beyond those of what they sum up to, once a theorem is used
    equations: list[Equation] = field(default_factory=list)
    points: list[list[Any]] = field(default_factory=list)  # values of the ring's generators that meet the hypotheses
    near_points: list[list[Any]] = field(default_factory=list)  # approximate ones, where functions have no exact values

    def is_refuted(self, polynomial: Polynomial, *, strict: bool = True) -> bool:
        """Whether a sample point shows that a polynomial is not always positive, or not negative: then no search is
        worth its time."""
        exact = any(value < 0 or (strict and value == 0) for value in (polynomial(*point) for point in self.points))
        return exact or any(polynomial(*point) * SURELY < -1 for point in self.near_points)

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

    def know(self, index: int, polynomial: Polynomial, *, strict: bool) -> KnownFact:
        """Note that a fact that there is already is about a polynomial."""
        self.known.append(KnownFact(index, polynomial, strict))
        return self.known[-1]

    def shown(self, atom: Atom) -> int | None:
        """The index of a fact that is written as the atom is, derived if there is none yet; None if it is not found."""
        return _shown(self, atom)

    def sign(self, factor: Polynomial) -> tuple[int, KnownFact | None]:
        """The sign of a polynomial with the fact that it, or its opposite, is positive; None if it is not found."""
        return _sign(self, factor)

    def register(self, index: int, quotient: Quotient, *, strict: bool) -> KnownFact | None:
        """Make a fact known as a polynomial of a sign, unless its denominator is not found to have one."""
        return _register(self, index, quotient, strict=strict)

    def use_equations_in(self, fact: KnownFact) -> KnownFact | None:
        """Learn what a fact says once the equations are used, if that is something else."""
        polynomial, used = self.without_equations(fact.polynomial, sign=-1)
        if used and not polynomial.is_constant():
            itself = {"coefficient": "1", "factors": [fact.index], "squares": []}
            return self.learn(polynomial, combination([itself, *used]), strict=fact.strict)
        return None

    def without_equations(self, polynomial: Polynomial, *, sign: int = 1) -> tuple[Polynomial, list[dict[str, Any]]]:
        """The polynomial with each equation used, and summands that add ± what was taken away."""
        summands: list[dict[str, Any]] = []
        for equation in self.equations:
            polynomial, factor = replaced(self.ring, equation, polynomial)
            summands += multiple(self.ring, equation, factor, sign=sign)
        return polynomial, summands

    def find_positive(self, polynomial: Polynomial) -> KnownFact | None:
        """A fact that says that the polynomial is positive: known, a positive power, or a sum of products of facts."""
        for fact in self.known:
            if fact.strict and fact.polynomial == polynomial:
                return fact
        if self.is_refuted(polynomial):
            return None
        generator = self._positive_power(polynomial) or self._positive_root(polynomial)
        if generator is not None:
            return generator
        summands = self.sum_of_products(polynomial, strict=True, extra_degrees=(0, 1))
        if summands is None:
            return None
        return self.learn(polynomial, combination(self.as_data(summands)), strict=True)

    def sum_of_products(self, polynomial: Polynomial, *, strict: bool, extra_degrees: Sequence[int]) -> Solution | None:
        """The polynomial as a sum of products of facts and squares, or None if none was found."""
        if degree_of(polynomial) > MOST_FACTORS:  # more factors than are combined freely
            found = search_on_box(self.ring, self.known, polynomial, self._note, strict=strict)
            if found is not None:
                return found
        return search(self.ring, self.known, polynomial, strict=strict, extra_degrees=extra_degrees)

    def positive(self, target: Polynomial, *, strict: bool) -> tuple[list[int], Solution]:
        """Summands of the target, or of a multiple of it; then the first list names the fact that it is multiplied by.

        Raises:
            NotProvedError: none were found.
        """
        return _positive(self, target, strict=strict)

    def _note(self, polynomial: Polynomial, factors: list[int]) -> int:
        """Append a product of facts as a fact that later searches do not combine."""
        summand = {"coefficient": "1", "factors": factors, "squares": []}
        return self.add_step({"relation": ">=0", "term": self.ring.to_term(polynomial), **combination([summand])})

    def _positive_power(self, polynomial: Polynomial) -> KnownFact | None:
        for name, generator in self.ring.generators.items():
            if generator[0] == "power" and polynomial == self.ring.generator(name):
                step: dict[str, Any] = {"rule": "positive power"}
                if generator[1][0] != "number":
                    base = _shown(self, Atom(">0", generator[1]))
                    if base is None:
                        return None
                    step["base"] = base
                return self.learn(polynomial, step, strict=True)
        return None

    def _positive_root(self, polynomial: Polynomial) -> KnownFact | None:
        for name, generator in self.ring.generators.items():
            if generator[0] != "sqrt" or polynomial != self.ring.generator(name):
                continue
            radicand = _shown(self, Atom(">0", generator[1]))
            if radicand is None:
                return None
            index = self.add_step({"relation": ">0", "term": generator, "rule": "root", "of": radicand})
            self.known.append(KnownFact(index, polynomial, strict=True))
            return self.known[-1]
        return None

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


def close(
    goal: Goal, uses: Sequence[Use] = (), *, limit: int = WORK, searching: type[Derivation] = Derivation
) -> list[dict[str, Any]]:
    """The facts that close a goal, by means of proved theorems if any are given, with so many units of work;
    `searching` says how sums are found.

    Raises:
        NotProvedError: no certificate was found within the limits.
        UnableError: the goal is not about rational functions.
    """
    assumed = _assumed(goal)
    if assumed is not None:
        return [assumed]
    if any(contains(goal.conclusion.term, head) for head in INDEXED):
        raise UnableError("sums over all indices are no rational functions", remedy="close this goal by rows")
    candidates = expansions(goal) if contains(goal.conclusion.term, "apply") else []
    applied = [*(use.conclusion.term for use in uses), *(each.term for each in candidates)]
    ring = Ring(goal, applied, Effort(limit))
    if ring.has_functions:
        ring = Ring(goal, [*applied, *logarithms_of_factors(ring)], Effort(limit))
    if shape_of(goal.conclusion.term):
        return _close_matrix(goal, ring)
    derivation = searching(goal, ring, extra=1 if uses else 0, points=ring.points(goal.samples[:MOST_POINTS]))
    if ring.has_functions:
        derivation.near_points = ring.near_points(goal.samples[:MOST_POINTS])
    _learn_hypotheses(derivation)
    for use in uses:
        _learn_theorem(derivation, use)
    learn_expansions(derivation, candidates)
    _learn_gram_traces(derivation)
    learn_root_bounds(derivation)
    if ring.has_functions:
        learn_logarithms_of_products(derivation)
        learn_bounds_of_cosines(derivation)
    _use_equations(derivation)
    try:
        _conclude_with_tangents(derivation)
    except NotProvedError as error:
        if not _found_absurd(derivation):
            raise NotProvedError(error.problem + _best_bound(derivation), remedy=error.remedy) from error
    return without_unused(goal, derivation.steps)


def _best_bound(derivation: Derivation) -> str:
    """What was shown instead of an inequality of polynomials, in words; none if nothing was."""
    goal, ring = derivation.goal, derivation.ring
    target = ring.reduced(ring.read(goal.conclusion.term))
    if goal.conclusion.relation not in (">0", ">=0") or not target.denominator.is_constant():
        return ""
    polynomial = target.numerator / target.denominator.leading_coefficient()
    try:
        rest = derivation.without_equations(polynomial)[0]
        bound = lower_bound(ring, derivation.known, rest, derivation.points)
    except NotProvedError:  # no work is left for it
        return ""
    if bound is None:
        return "; no lower bound was shown either"
    return f"; what should be {goal.conclusion.relation[:-1]} 0 was shown to be >= {bound}"


def _found_absurd(derivation: Derivation) -> bool:
    """Whether the hypotheses contradict each other; then 0 > 0 follows, and from it whatever is asked for."""
    ring = derivation.ring
    if derivation.points:  # which meet all hypotheses
        return False
    found = search(ring, derivation.known, ring.one * 0, strict=True, extra_degrees=(0, 1, 2))
    if found is None:
        return False
    fact = derivation.learn(ring.one * 0, combination(derivation.as_data(found)), strict=True)
    derivation.add_step({**derivation.goal.conclusion.as_data(), "rule": "absurd", "from": fact.index})
    return True


def _conclude_with_tangents(derivation: Derivation) -> None:
    """Add the conclusion to the facts, as a sum of tangents of exponentials and logarithms if it is one.

    Raises:
        NotProvedError: it was not found to follow.
    """
    plain = list(derivation.known)
    if derivation.ring.has_functions and derivation.goal.conclusion.relation in (">0", ">=0"):
        for places in tangents(derivation):
            learn_tangents(derivation, places)
            if _found_sum_of_tangents(derivation):
                return
        derivation.known[:] = plain
    _conclude(derivation)


def _found_sum_of_tangents(derivation: Derivation) -> bool:
    """Whether the conclusion is a sum of tangents and other facts with positive weights, which is then added."""
    goal, ring = derivation.goal, derivation.ring
    read = ring.read(goal.conclusion.term)
    target = ring.reduced(Quotient(ring.without_root_squares(read.numerator), read.denominator))
    over, _, _, inside = _split_signs(derivation, target, squares=False, factors=False)
    rest, used = derivation.without_equations(inside)
    found = search_with_tangents(ring, derivation.known, rest, strict=goal.conclusion.relation == ">0")
    if found is None:
        return False
    more = _learn_multiplier(derivation, found[0])
    summands = [*derivation.as_data(found[1]), *({**each, "factors": [more, *each["factors"]]} for each in used)]
    derivation.add_step({**goal.conclusion.as_data(), **combination(summands, [*over, more])})
    return True


def _conclude(derivation: Derivation) -> None:
    """Add the conclusion of the goal to the facts.

    Raises:
        NotProvedError: it was not found to follow.
    """
    goal, ring = derivation.goal, derivation.ring
    read = ring.read(goal.conclusion.term)
    target = ring.reduced(Quotient(ring.without_root_squares(read.numerator), read.denominator))
    relation = goal.conclusion.relation
    factors = relation != "=0"  # those of an equation need no signs
    over, outside, roots, inside = _split_signs(derivation, target, squares=relation == ">=0", factors=factors)
    if relation == "!=0":
        if not inside.is_constant() or inside == 0:
            raise NotProvedError("a factor has no certified sign", remedy="add the hypothesis that it is not 0")
        summands = [{"coefficient": str(as_fraction(inside.leading_coefficient())), "factors": outside, "squares": []}]
        derivation.add_step({**goal.conclusion.as_data(), **combination(summands, over)})
        return
    try:
        more, summands = _summands(derivation, inside, relation)
    except NotProvedError:
        if not roots and not outside:
            raise
        # hypotheses may say of the whole what they do not say of its factors: xy > 0, or -x² >= 0 where x is 0
        over, outside, roots, inside = _split_signs(derivation, target, squares=False, factors=False)
        more, summands = _summands(derivation, inside, relation)
    for summand in summands:
        summand["factors"] = [*outside, *summand["factors"]]
        summand["squares"] = [*map(ring.to_term, roots), *summand["squares"]]
    derivation.add_step({**goal.conclusion.as_data(), **combination(summands, [*over, *more])})


def _summands(derivation: Derivation, target: Polynomial, relation: str) -> tuple[list[int], list[dict[str, Any]]]:
    """Summands of the target, multiples of equations among them, or of a positive multiple of it, as `_positive` says.

    Raises:
        NotProvedError: none were found.
    """
    rest, used = derivation.without_equations(target)
    if relation == "=0":
        if rest != 0:
            raise NotProvedError("the two sides differ as rational functions", remedy="look for a counterexample")
        return [], used
    more, found = derivation.positive(rest, strict=relation == ">0")
    return more, [*derivation.as_data(found), *({**each, "factors": [*more, *each["factors"]]} for each in used)]


def _positive(derivation: Derivation, target: Polynomial, *, strict: bool) -> tuple[list[int], Solution]:
    ring, known = derivation.ring, derivation.known
    if derivation.is_refuted(target, strict=strict):
        raise NotProvedError("a point that meets the hypotheses breaks it", remedy="mend the statement")
    plain = derivation.sum_of_products(target, strict=strict, extra_degrees=EXTRA_DEGREES)
    if plain is not None:
        return [], plain
    multiplied = search_with_multiplier(ring, known, target, strict=strict, extra=derivation.extra)
    if multiplied is None:
        before = len(known)
        for name in sorted(ring.used(target)):
            derivation.find_positive(ring.generator(name))  # a positive power or root is a fact from then on
        plain = search(ring, known, target, strict=strict, extra_degrees=EXTRA_DEGREES[:2], wide=True)
        if plain is not None:
            return [], plain
        if len(known) > before:
            multiplied = search_with_multiplier(ring, known, target, strict=strict, extra=derivation.extra)
    if multiplied is None:
        tried = " or of tangents of exp and log" if ring.has_functions else ""
        raise NotProvedError(
            f"no sum of squares and products of hypotheses{tried} was found",
            remedy="split into cases, or close it by sums_of_squares",
        )
    multiplier, summands = multiplied
    return [_learn_multiplier(derivation, multiplier)], summands


def _learn_multiplier(derivation: Derivation, multiplier: Solution) -> int:
    polynomial = derivation.ring.one * 0
    for coefficient, product in multiplier:
        polynomial += derivation.ring.constant(coefficient) * product.polynomial
    return derivation.learn(polynomial, combination(derivation.as_data(multiplier)), strict=True).index


def _close_matrix(goal: Goal, ring: Ring) -> list[dict[str, Any]]:
    if goal.conclusion.relation != "=0":
        raise NotProvedError("of matrices only equations are closed", remedy="state inequalities of traces")
    for word, coefficient in ring.read_equation(goal.conclusion.term).items():
        if ring.without_root_squares(coefficient.numerator) != 0:
            letters = word_text(word) or "the identity"
            raise NotProvedError(f"the two sides differ in {letters}", remedy="look for a counterexample")
    return [{**goal.conclusion.as_data(), **combination([])}]


def _assumed(goal: Goal) -> dict[str, Any] | None:
    """The one fact of a goal whose conclusion is a hypothesis, or follows from the same term being positive."""
    for index, atom in enumerate(goal.hypotheses):
        same = atom.term == goal.conclusion.term
        if same and (atom.relation == goal.conclusion.relation or atom.relation == ">0" != goal.conclusion.relation):
            if goal.conclusion.relation == "=0" != atom.relation:
                continue
            summand = {"coefficient": "1", "factors": [index], "squares": []}
            return {**goal.conclusion.as_data(), **combination([summand])}
    return None


def _learn_hypotheses(derivation: Derivation) -> None:
    """Register the hypotheses that are polynomials, then those that become so after their positive denominators."""
    ring, pending = derivation.ring, []
    for index, atom in enumerate(derivation.goal.hypotheses):
        if atom.relation not in (">0", ">=0") or atom.term[0] == "everywhere":
            continue
        quotient = ring.reduced(ring.read(atom.term))
        if quotient.denominator.is_constant():
            polynomial = quotient.numerator / quotient.denominator.leading_coefficient()
            value = as_fraction(polynomial.leading_coefficient()) if polynomial != 0 else Fraction(0)
            impossible = polynomial.is_constant() and (value < 0 or (value == 0 and atom.relation == ">0"))
            if impossible or not polynomial.is_constant():
                derivation.known.append(KnownFact(index, polynomial, atom.relation == ">0"))
        else:
            pending.append((index, quotient, atom.relation == ">0"))
    learn_functions(derivation)
    for index, quotient, strict in pending:
        _register(derivation, index, quotient, strict=strict)


def _register(derivation: Derivation, index: int, quotient: Quotient, *, strict: bool) -> KnownFact | None:
    """Make a fact known as a polynomial of a sign: its denominator, if it has a sign, is multiplied away, and factors
    that are symbols or powers and known to be positive are divided out."""
    divisors = [_sign(derivation, factor) for factor in _with_repeats(quotient.denominator)]
    factors = [fact.index for _, fact in divisors if fact is not None]
    if len(factors) < len(divisors):
        return None
    constant = as_fraction(_factors(quotient.denominator)[0]) * prod(sign for sign, _ in divisors)
    polynomial = quotient.numerator if constant > 0 else -quotient.numerator
    over: list[int] = []
    for factor in _with_repeats(polynomial):
        fact = derivation.find_positive(factor) if factor in derivation.ring.symbols else None
        if fact is not None and polynomial != factor:
            over.append(fact.index)
            polynomial = polynomial / factor
    summand = {"coefficient": str(abs(constant)), "factors": [index, *factors], "squares": []}
    return derivation.learn(polynomial, combination([summand], over), strict=strict)


def _with_repeats(polynomial: Polynomial) -> list[Polynomial]:
    """The factors of a polynomial, each as often as it divides it."""
    return [factor for factor, times in _factors(polynomial)[1] for _ in range(times)]


def _learn_theorem(derivation: Derivation, use: Use) -> None:
    """Show the hypotheses of a theorem and what its conclusion needs in order to have a value, then add the conclusion.

    Raises:
        NotProvedError: a hypothesis was not found to follow.
    """
    needed = [Atom(*need) for term in (use.conclusion.term, *use.terms.values()) for need in divisors_of(term)]
    for atom in [*needed, *use.hypotheses]:
        if not _is_literal(atom.relation, atom.term) and _shown(derivation, atom) is None:
            raise NotProvedError(
                f"{use.theorem.name} cannot be used: its hypothesis {atom.relation} was not found to follow",
                remedy="give other values, or split into cases",
            )
    index = derivation.add_step(use.as_data())
    quotient = derivation.ring.reduced(derivation.ring.read(use.conclusion.term))
    fact = _register(derivation, index, quotient, strict=use.conclusion.relation == ">0")
    if fact is not None:
        derivation.known[-1] = replace(fact, applied=True)


def _shown(derivation: Derivation, atom: Atom) -> int | None:
    """The index of a fact that is written as the atom is (or says >0 of its term), derived if there is none yet."""
    facts = [*(each.as_data() for each in derivation.goal.hypotheses), *derivation.steps]
    for index, fact in enumerate(facts):
        if fact["term"] == atom.term and fact["relation"] in (atom.relation, ">0"):
            return index
    if any(_shown(derivation, Atom(*need)) is None for need in divisors_of(atom.term) if not _is_literal(*need)):
        return None
    part = replace(derivation, goal=replace(derivation.goal, conclusion=atom))  # which shares the facts
    try:
        _conclude(part)
    except NotProvedError:
        return None
    index = len(derivation.goal.hypotheses) + len(derivation.steps) - 1
    if atom.relation in (">0", ">=0"):
        quotient = derivation.ring.reduced(derivation.ring.read(atom.term))
        _register(derivation, index, quotient, strict=atom.relation == ">0")
    return index


def _is_literal(relation: str, term: Term) -> bool:
    number = as_number(term)
    return number is not None and (number > 0 or (relation == "!=0" and number != 0))


def _use_equations(derivation: Derivation) -> None:
    """Solve the hypotheses that are equations of polynomials, each for one symbol, and replace it in all facts."""
    ring = derivation.ring
    for index, atom in enumerate(derivation.goal.hypotheses):
        if atom.relation != "=0" or shape_of(atom.term) or divisors_of(atom.term):
            continue
        written = ring.read(atom.term).numerator
        polynomial = derivation.without_equations(written)[0]
        solved = solvable_for(ring, polynomial)
        if solved is None:
            continue
        both = []
        for sign in (1, -1):  # the equation less multiples of those before it is 0, and so is its negative
            itself = {"coefficient": str(sign), "factors": [index], "squares": []}
            summands = [itself, *derivation.without_equations(written, sign=-sign)[1]]
            step = {"relation": "=0", "term": ring.to_term(sign * polynomial), **combination(summands)}
            both.append(derivation.add_step(step))
        derivation.equations.append(Equation(both[0], both[1], polynomial, *solved))
    for fact in list(derivation.known) if derivation.equations else ():
        derivation.use_equations_in(fact)


def _learn_gram_traces(derivation: Derivation) -> None:
    """Register the traces of Mᵀ M, which are sums of squares: M a word, or the sum or difference of two words."""
    ring = derivation.ring
    roots: dict[Term, None] = {}
    for matrix in _traced(derivation.goal):
        found = [root for word in possible_words(matrix) for root in gram_roots(word)]
        roots |= {word_term(root, shape_of(matrix)[0]): None for root in found}
    square = [shape_of(root)[0] for root in roots if len(set(shape_of(root))) == 1]
    roots |= {("identity", size): None for size in square}
    candidates = list(roots)
    for left, right in combinations(roots, 2):
        if shape_of(left) == shape_of(right):
            candidates += [("sub", left, right), ("add", left, right)]
    _learn_ones(derivation)
    for matrix in candidates:
        term = ("trace", ("matmul", ("transpose", matrix), matrix))
        if ring.can_read(term):
            index = derivation.add_step({"relation": ">=0", "term": term, "rule": "gram"})
            derivation.known.append(KnownFact(index, ring.read(term).numerator, strict=False))


def _learn_ones(derivation: Derivation) -> None:
    """Register that a column of ones has ones in it: 1ᵀ 1 is positive."""
    sizes = {str(letter[2]) for matrix in _traced(derivation.goal) for letter in letters_of(matrix)}
    for column in map(ones, sorted(sizes)):
        term = ("trace", ("matmul", ("transpose", column), column))
        if derivation.ring.can_read(term):
            index = derivation.add_step({"relation": ">0", "term": term, "rule": "ones"})
            derivation.known.append(KnownFact(index, derivation.ring.read(term).numerator, strict=True))


def _traced(goal: Goal) -> dict[Term, None]:
    """The matrices whose traces the goal is about."""
    found: dict[Term, None] = {}

    def look(term: Term) -> None:
        if term[0] == "trace":
            found[term[1]] = None
        for part in term[1:]:
            if isinstance(part, tuple) and part:
                look(part)

    for atom in (*goal.hypotheses, goal.conclusion):
        look(atom.term)
    return found


def _factors(polynomial: Polynomial) -> tuple[Any, list[tuple[Polynomial, int]]]:
    if len(polynomial) > MOST_FACTORED:
        return 1, [(polynomial, 1)]
    constant, factors = polynomial.factor()
    return constant, [(factor, int(times)) for factor, times in factors]


def _split_signs(
    derivation: Derivation, target: Quotient, *, squares: bool, factors: bool = True
) -> tuple[list[int], list[int], list[Polynomial], Polynomial]:
    """Take the factors of certified sign out of a quotient, and squares if they may be 0; without `factors`, only
    those of the denominator.

    Returns the facts that divide, the facts that multiply, the roots of the squares, and the polynomial whose sign
    decides the rest.

    Raises:
        NotProvedError: a factor of the denominator has no certified sign.
    """
    if target.numerator == 0:
        return [], [], [], target.numerator
    bottom_constant, bottom = _factors(target.denominator)
    top_constant, top = _factors(target.numerator) if factors else (1, [(target.numerator, 1)])
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
        sign, fact = _sign(derivation, factor) if factors else (1, None)
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
