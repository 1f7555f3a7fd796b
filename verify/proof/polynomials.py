"""Polynomials and rational functions over the rationals, computed by python-flint.

Every symbol of a goal is a generator, and so is every power of a base to an integer symbol. The names are those of
the checker, so that both read a term in the same way, each with its own code.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import partial
from math import comb, lcm
from typing import Any, NamedTuple

import flint

from verify.carriers.balls import BALLS, exact_endpoints
from verify.carriers.expressions import value_at
from verify.carriers.letters import shape_of
from verify.carriers.terms import Goal, Term, as_term, interpret, nodes, number, symbol
from verify.carriers.value import as_value, lift, running_on
from verify.errors import UnableError, VerifyError
from verify.proof import checker
from verify.proof.checker import FUNCTIONS, LARGEST_POWER, power_generator
from verify.proof.effort import MOST_TERMS, Effort, must_have_few_parts, must_have_few_terms
from verify.proof.words import (
    Word,
    canonical_trace,
    joined,
    kronecker,
    possible_products,
    traces_of,
    transposed,
    without_numbers,
    word_term,
)

Polynomial = Any  # flint.fmpq_mpoly
MOST_WORK = 40 * checker.MOST_WORK  # to read all functions of a goal, whose parts the checker reads one by one


class Quotient(NamedTuple):
    """A rational function; the two parts need not be coprime."""

    numerator: Polynomial
    denominator: Polynomial


class Ring:
    """The polynomial ring of a goal: its symbols and powers as generators, with those of `more` terms; what is computed
    in it counts as work."""

    def __init__(self, goal: Goal, more: Iterable[Term] = (), effort: Effort | None = None) -> None:
        self.goal = goal
        self.effort = effort or Effort()
        self.integers = frozenset(goal.integers)
        self.generators: dict[str, Term] = {}
        self._functions = checker.Work(MOST_WORK)  # which also knows what the functions among the generators are of
        self._in_parts: dict[str, checker.Polynomial] = {}  # generators by those of smaller parts of their arguments
        terms = [*(atom.term for atom in (*goal.hypotheses, goal.conclusion)), *more]
        must_have_few_parts(max(map(nodes, terms)))
        for term in terms:
            for generator in (*self._numbers_in(term), *self._generators_of(term)):
                self.generators.setdefault(_generator_name(generator), generator)
        self._take_smallest_parts()
        self.names = sorted(self.generators) or ["unused"]
        self.context = flint.fmpq_mpoly_ctx.get(self.names, flint.Ordering.lex)
        self._gens = dict(zip(self.names, self.context.gens(), strict=True))
        self.one = self.context.constant(1)

    def _numbers_in(self, term: Term) -> Iterator[Term]:
        """The numbers that come out of the words of a matrix equation."""
        for numbers, word in possible_products(term) if shape_of(term) else ():
            yield from (_trace_term(number) for number in (*numbers, *without_numbers(word)[0]))

    def _generators_of(self, term: Term) -> Iterator[Term]:
        if term[0] == "symbol":
            yield term
        elif term[0] == "power":
            yield from self._generators_of(term[1])
            yield from (("power", term[1], part) for part in _symbols_in(term[2]))
        elif term[0] in FUNCTIONS:
            yield from self._generators_of(term[1])
            for part in self._read_function(term):
                yield from self._generators_named(part)
        elif term[0] in ("apply", "counter"):
            yield term
        elif term[0] == "everywhere":
            return
        elif term[0] == "sqrt":
            yield term
            yield from self._generators_of(term[1])
        elif term[0] == "trace":
            size = shape_of(term[1])[0]
            for numbers, word in possible_products(term[1]):
                yield from (_trace_term(number) for number in numbers)
                yield from (("trace", word_term(*each)) for each in traces_of(word, size))
            yield from self._generators_of(term[1])
        elif term[0] == "pow":
            yield from self._generators_of(term[1])
        elif term[0] not in ("number", "letter", "identity"):
            for part in term[1:]:
                if isinstance(part, tuple):
                    yield from self._generators_of(part)

    def _read_function(self, term: Term) -> checker.Ratio:
        """A function as the checker reads it: the names of generators must be the same in both."""
        try:
            return checker.read_term(term, self.integers, self._functions)
        except checker.RefusedError as refusal:
            problem = f"{term[0]} of what rational functions do not have: {refusal}"
            raise UnableError(problem, remedy="close this goal by enclosure") from refusal

    def _generators_named(self, polynomial: checker.Polynomial) -> Iterator[Term]:
        """The generators in a polynomial of the checker; with a sine its cosine, by which its square is replaced."""
        for name in {name: None for monomial in polynomial for name, _ in monomial}:
            term = as_term(checker.generator_term(name))
            if term[0] not in FUNCTIONS:
                yield from self._generators_of(term)
                continue
            yield term
            if term[0] in ("sin", "cos"):
                yield ("cos" if term[0] == "sin" else "sin", term[1])

    def _take_smallest_parts(self) -> None:
        """Keep exp(t/6) alone of exp(t/2) and exp(t/3), and of sines and cosines likewise."""
        families: dict[tuple[Any, ...], list[str]] = {}
        for name in [name for name in self.generators if name in self._functions.angles]:
            families.setdefault(checker.family_of(self._functions.angles[name]), []).append(name)
        for family in families.values():
            parts = lcm(*(self._functions.angles[name].parts for name in family))
            for name in [name for name in family if self._functions.angles[name].parts < parts]:
                self._in_parts[name] = checker.in_parts(name, parts, self._functions)
                del self.generators[name]
                for smaller in self._generators_named(self._in_parts[name]):
                    self.generators.setdefault(_generator_name(smaller), smaller)

    def squared_in_goal(self) -> list[Polynomial]:
        """The polynomials whose squares the goal itself writes."""
        terms = [atom.term for atom in (*self.goal.hypotheses, self.goal.conclusion)]
        found = []
        for base in dict.fromkeys(base for term in terms for base in _squared_in(term)):
            root = self.read(base)
            if root.denominator.is_constant() and not root.numerator.is_constant():
                found.append(root.numerator)
        return found

    @property
    def has_functions(self) -> bool:
        """Whether exponentials, logarithms, sines or cosines are among the generators."""
        return any(generator[0] in FUNCTIONS for generator in self.generators.values())

    def can_read(self, term: Term) -> bool:
        """Whether all generators of a term are in the ring."""
        names = (_generator_name(generator) for generator in self._generators_of(term))
        return all(name in self.generators or name in self._in_parts for name in names)

    def constant(self, value: Fraction) -> Polynomial:
        """A constant polynomial."""
        return self.context.constant(flint.fmpq(value.numerator, value.denominator))

    def read(self, term: Term) -> Quotient:
        """The rational function that a term denotes.

        Raises:
            UnableError: the term has an operation that rational functions do not have.
        """
        head = term[0]
        if head == "number":
            return Quotient(self.constant(Fraction(term[1])), self.one)
        if head == "symbol":
            return Quotient(self._gens[term[1]], self.one)
        if head == "neg":
            operand = self.read(term[1])
            return Quotient(-operand.numerator, operand.denominator)
        if head == "pow":
            _must_be_small(term[2])
            operand = self.read(term[1])
            return Quotient(self.to_the(operand.numerator, term[2]), self.to_the(operand.denominator, term[2]))
        if head == "trace":
            return self._read_trace(term[1])
        if head in ("apply", "sqrt"):
            return Quotient(self._gens[_generator_name(term)], self.one)
        if head == "counter":
            return Quotient(self._gens[_generator_name(term)], self.one)
        if head == "summation":
            return self._read_summation(*term[1:])
        if head == "power":
            return self._read_power(term[1], term[2])
        if head in FUNCTIONS:
            top, bottom = self._read_function(term)
            return Quotient(self._with_our_generators(top), self._with_our_generators(bottom))
        if head not in ("add", "sub", "mul", "div"):
            raise UnableError(f"{head} is no operation of rational functions", remedy="close this goal by enclosure")
        (a, b), (c, d) = self.read(term[1]), self.read(term[2])
        times = self.times
        if head == "mul":
            return Quotient(times(a, c), times(b, d))
        if head == "div":
            return Quotient(times(a, d), times(b, c))
        left, right = times(a, d), times(c, b)
        return Quotient(left + right if head == "add" else left - right, times(b, d))

    def times(self, left: Polynomial, right: Polynomial) -> Polynomial:
        """The product of two polynomials.

        Raises:
            NotProvedError: it is too large, or too much work.
        """
        if left == 1 or right == 1:
            return right if left == 1 else left
        pairs = len(left) * len(right)
        self.effort.spend(pairs)
        if pairs > MOST_TERMS:
            degree = max(0, int(left.total_degree())) + max(0, int(right.total_degree()))
            must_have_few_terms(pairs, len(self.used(left) | self.used(right)), degree)
        return left * right

    def to_the(self, base: Polynomial, exponent: int) -> Polynomial:
        """A power of a polynomial.

        Raises:
            NotProvedError: it is too large, or too much work.
        """
        if exponent > 1 and len(base) > 1:
            terms, degree = comb(len(base) + exponent - 1, exponent), int(base.total_degree()) * exponent
            variables = len(self.used(base))
            must_have_few_terms(terms, variables, degree)
            self.effort.spend(len(base) * min(terms, comb(variables + degree, degree)))
        return base**exponent

    def _with_our_generators(self, polynomial: checker.Polynomial) -> Polynomial:
        """A polynomial of the checker in this ring."""
        total = self.one * 0
        for monomial, coefficient in polynomial.items():
            product = self.constant(Fraction(coefficient))
            for name, power in monomial:
                product *= self._our_generator(name) ** power
            total += product
        return total

    def _our_generator(self, name: str) -> Polynomial:
        if name in self._gens:
            return self._gens[name]
        if name in self._in_parts:
            return self._with_our_generators(self._in_parts[name])
        term = as_term(checker.generator_term(name))
        if term[0] == "trace":  # of which the checker writes the words otherwise
            return self.read(term).numerator
        raise UnableError(f"{term[0]} of what neither goal nor theorems have", remedy="write it in the statement")

    def without_root_squares(self, polynomial: Polynomial) -> Polynomial:
        """The polynomial with squares of square roots and of sines replaced by what they are, up to denominators."""
        roots = [name for name, generator in self.generators.items() if generator[0] in ("sqrt", "sin")]
        for name in sorted(roots, key=len, reverse=True):
            polynomial = self._without_squares_of(name, polynomial)
        return polynomial

    def _without_squares_of(self, name: str, polynomial: Polynomial) -> Polynomial:
        root, place = self._gens[name], self.names.index(name)
        top, bottom = self._square_of(self.generators[name])
        terms = [(list(exponents), coefficient) for exponents, coefficient in polynomial.terms()]
        most = max((int(exponents[place]) // 2 for exponents, _ in terms), default=0)
        total = self.one * 0
        for exponents, coefficient in terms:
            pairs, odd = divmod(int(exponents[place]), 2)
            exponents[place] = 0
            rest = self.context.from_dict({tuple(int(e) for e in exponents): coefficient})
            total += self.times(
                rest * root**odd, self.times(self.to_the(top, pairs), self.to_the(bottom, most - pairs))
            )
        return total

    def _square_of(self, generator: Term) -> Quotient:
        if generator[0] == "sqrt":
            return self.read(generator[1])
        return Quotient(self.one - self._gens[_generator_name(("cos", generator[1]))] ** 2, self.one)

    def _read_trace(self, matrix: Term) -> Quotient:
        total = Quotient(self.one * 0, self.one)
        size = shape_of(matrix)[0]
        for word, (top, bottom) in self.read_matrix(matrix).items():
            for each in traces_of(word, size):
                top = top * self._gens[_generator_name(("trace", word_term(*each)))]
            total = Quotient(total.numerator * bottom + top * total.denominator, total.denominator * bottom)
        return total

    def read_matrix(self, term: Term) -> dict[Word, Quotient]:
        """A matrix term as a sum of words with rational functions as coefficients."""
        head = term[0]
        if head == "letter":
            return {((term, False),): Quotient(self.one, self.one)}
        if head == "identity":
            return {(): Quotient(self.one, self.one)}
        if head == "scale":
            a, b = self.read(term[1])
            return {word: Quotient(a * top, b * bottom) for word, (top, bottom) in self.read_matrix(term[2]).items()}
        if head == "transpose":
            return {transposed(word): value for word, value in self.read_matrix(term[1]).items()}
        left, right = self.read_matrix(term[1]), self.read_matrix(term[2])
        if head in ("matmul", "kronecker"):
            multiply = joined if head == "matmul" else partial(kronecker, shapes=(shape_of(term[1]), shape_of(term[2])))
            pairs = [((a * c, b * d), multiply(v, w)) for v, (a, b) in left.items() for w, (c, d) in right.items()]
            parts = [(word, Quotient(self._times(top, numbers), bottom)) for (top, bottom), (numbers, word) in pairs]
        else:
            sign = 1 if head == "add" else -1
            parts = [*left.items(), *((word, Quotient(sign * top, bottom)) for word, (top, bottom) in right.items())]
        return self._gathered(parts)

    def read_equation(self, term: Term) -> dict[Word, Quotient]:
        """A matrix term as words without numbers in them: the matrix is 0 where all of their coefficients are."""
        pulled = [(without_numbers(word), quotient) for word, quotient in self.read_matrix(term).items()]
        return self._gathered([(w, Quotient(self._times(top, n), bottom)) for (n, w), (top, bottom) in pulled])

    def _times(self, polynomial: Polynomial, numbers: Iterable[Word]) -> Polynomial:
        for word in numbers:
            polynomial = polynomial * self._gens[_generator_name(_trace_term(word))]
        return polynomial

    def _gathered(self, parts: Iterable[tuple[Word, Quotient]]) -> dict[Word, Quotient]:
        total: dict[Word, Quotient] = {}
        for word, (top, bottom) in parts:
            a, b = total.get(word, Quotient(self.one * 0, self.one))
            total[word] = Quotient(a * bottom + top * b, b * bottom)
        return total

    def _read_power(self, base: Term, exponent: Term) -> Quotient:
        result = Quotient(self.one, self.one)
        for name, coefficient in _linear(exponent).items():
            if name and power_generator(base, name) not in self._gens:
                raise UnableError(
                    f"a power with the exponent {name} has a base that neither goal nor theorems have",
                    remedy="give the theorem values whose powers the goal has",
                )
            factor = Quotient(self._gens[power_generator(base, name)], self.one) if name else self.read(base)
            top, bottom = factor if coefficient > 0 else Quotient(factor.denominator, factor.numerator)
            steps = abs(coefficient)
            _must_be_small(steps)
            result = Quotient(
                self.times(result.numerator, self.to_the(top, steps)),
                self.times(result.denominator, self.to_the(bottom, steps)),
            )
        return result

    def _read_summation(self, name: str, lower: Term, upper: Term, body: Term) -> Quotient:
        """The sum over a counter of a polynomial in it, as a polynomial in the ends."""
        low, high, (top, bottom) = self.read(lower), self.read(upper), self.read(body)
        counter = _generator_name(("counter", name))
        place = self.names.index(counter) if counter in self.names else None
        whole = low.denominator.is_one() and high.denominator.is_one()
        if not whole or (place is not None and bottom.degrees()[place] > 0):
            raise UnableError("a sum is no polynomial", remedy="sum over integers what is a polynomial in them")
        if place is None:  # the summand is the same for all
            return Quotient(top * (high.numerator - low.numerator + 1), bottom)
        total = self.one * 0
        for exponents, coefficient in top.terms():
            rest = [int(e) for e in exponents]
            power, rest[place] = rest[place], 0
            both = [self._sum_of_powers(power, end) for end in (high.numerator, low.numerator - 1)]
            total += self.context.from_dict({tuple(rest): coefficient}) * (both[0] - both[1])
        return Quotient(total, bottom)

    def _sum_of_powers(self, power: int, upper: Polynomial) -> Polynomial:
        """The sum of i^p for i from 1 to an upper end, by Bernoulli's numbers."""
        total = self.one * 0
        for k in range(power + 1):
            number = flint.fmpq.bernoulli(k) if k != 1 else flint.fmpq(1, 2)
            total += upper ** (power + 1 - k) * (number * comb(power + 1, k) / (power + 1))
        return total

    def reduced(self, quotient: Quotient) -> Quotient:
        """The same rational function with coprime parts."""
        common = quotient.numerator.gcd(quotient.denominator)
        return Quotient(quotient.numerator / common, quotient.denominator / common)

    def to_term(self, polynomial: Polynomial) -> Term:
        """The polynomial as a term."""
        total: Term | None = None
        for exponents, coefficient in polynomial.terms():
            product: Term = number(as_fraction(coefficient))
            for name, exponent in zip(self.names, exponents, strict=True):
                if exponent:
                    base = self.generators[name]
                    power = base if int(exponent) == 1 else ("pow", base, int(exponent))
                    product = power if product == number(1) else ("mul", product, power)
            total = product if total is None else ("add", total, product)
        return number(0) if total is None else total

    def used(self, polynomial: Polynomial) -> frozenset[str]:
        """The names of the generators that occur."""
        degrees = polynomial.degrees()
        return frozenset(name for name, degree in zip(self.names, degrees, strict=True) if degree > 0)

    def generator(self, name: str) -> Polynomial:
        """A generator as a polynomial."""
        return self._gens[name]

    def points(self, samples: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
        """The values of all generators at sample points, in their order; without those that exact numbers lack."""
        found = []
        for sample in samples:
            try:
                values = [_generator_at(self.generators[name], sample) for name in self.names]
            except (VerifyError, KeyError):
                continue
            found.append([flint.fmpq(value.numerator, value.denominator) for value in values])
        return found

    def near_points(self, samples: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
        """Approximate values of all generators at sample points, where balls have them."""
        found = []
        for sample in samples:
            try:
                values = [approximate_value(self.generators[name], sample) for name in self.names]
            except (VerifyError, KeyError):
                continue
            found.append([flint.fmpq(value.numerator, value.denominator) for value in values])
        return found

    @property
    def symbols(self) -> list[Polynomial]:
        """All generators as polynomials."""
        return list(self._gens.values())


def approximate_value(term: Term, sample: Mapping[str, Any]) -> Fraction:
    """A rational number near the value of a term at a sample point."""
    with running_on(BALLS):
        values = {name: as_value(BALLS, number) for name, number in sample.items()}
        low, high = exact_endpoints(lift(BALLS, interpret(term, values)))
    return Fraction((low + high) / 2).limit_denominator(10**12)


def _generator_at(generator: Term, sample: Mapping[str, Any]) -> Any:
    return sample[generator[1]] if generator[0] == "symbol" else value_at(generator, sample)


def _trace_term(number: Word) -> Term:
    return ("trace", word_term(canonical_trace(number), "1"))


def as_fraction(value: Any) -> Fraction:
    """A flint rational as `Fraction`."""
    return Fraction(int(value.p), int(value.q))


def _squared_in(term: Term) -> Iterator[Term]:
    if term[0] == "pow" and term[2] % 2 == 0 and term[1][0] not in ("symbol", "letter"):
        yield term[1]
    for part in term[1:]:
        if isinstance(part, tuple) and part and part[0] not in ("trace", "apply"):
            yield from _squared_in(part)


def _generator_name(generator: Term) -> str:
    if generator[0] in ("trace", "apply", "sqrt", *FUNCTIONS):
        return json.dumps(generator)
    if generator[0] == "counter":
        return f"#{generator[1]}"
    return str(generator[1]) if generator[0] == "symbol" else power_generator(generator[1], generator[2][1])


def _must_be_small(exponent: int) -> None:
    if exponent > LARGEST_POWER:
        raise UnableError(f"the exponent {exponent} is above {LARGEST_POWER}", remedy="state it for smaller powers")


def _symbols_in(term: Term) -> Iterator[Term]:
    if term[0] == "symbol":
        yield symbol(term[1])
    for part in term[1:]:
        if isinstance(part, tuple):
            yield from _symbols_in(part)


def _linear(exponent: Term) -> dict[str, int]:
    """An exponent as integer coefficients of its symbols; the constant stands under the empty name."""
    head = exponent[0]
    if head == "symbol":
        return {exponent[1]: 1}
    if head == "number" and Fraction(exponent[1]).denominator == 1:
        return {"": int(exponent[1])}
    if head == "neg":
        return {name: -coefficient for name, coefficient in _linear(exponent[1]).items()}
    if head in ("add", "sub"):
        left, right = _linear(exponent[1]), _linear(exponent[2])
        sign = 1 if head == "add" else -1
        total = {name: left.get(name, 0) + sign * right.get(name, 0) for name in {**left, **right}}
        return {name: coefficient for name, coefficient in total.items() if coefficient}
    raise UnableError(
        "an exponent is no sum of integer symbols", remedy="write powers with floor() or split() exponents"
    )
