"""Expressions: a theorem function is run on symbols, and what it says becomes goals.

The function runs once for each path through its branches. A comparison that the symbols leave open forks the path
and becomes a hypothesis. `floor` and `split` guess their possible values from sample points and add the goal that
there are no others: the guess is free, the goal must be proved. Every division adds the goal that its divisor is not 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from itertools import product
from typing import Any

from verify.carriers import fields
from verify.carriers.rationals import RATIONALS
from verify.carriers.terms import (
    ZERO,
    Atom,
    Goal,
    Term,
    as_number,
    contains,
    free_indices,
    interpret,
    nodes,
    number,
    position_key,
    substitute,
    symbol,
    symbols_of,
)
from verify.carriers.value import Carrier, Value, as_value, lift, running_on
from verify.errors import UnableError, UndefinedError, VacuousError


class EmptyBranchError(Exception):
    """No sample point follows this path; that nothing does becomes the path's goal."""


MOST_PATHS = 256
MOST_NODES = 20_000  # of a formula when it is written out
WIDEST_FLOOR = 16

Sample = dict[str, Any]  # exact numbers, and matrices for letters

_EVALUATED: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
}


@dataclass(frozen=True)
class Stretch:
    """A symbol for any point of an interval."""

    point: str
    low: Term
    high: Term

    @property
    def atoms(self) -> tuple[Atom, Atom]:
        """That the point is not below the interval, and not above it."""
        here = symbol(self.point)
        return Atom(">=0", ("sub", here, self.low)), Atom(">=0", ("sub", self.high, here))

    def samples(self, samples: list[Sample]) -> list[Sample]:
        """Samples with a point of the interval each, as far as exact numbers have its ends."""
        found = []
        for position, sample in enumerate(samples):
            try:
                low, high = value_at(self.low, sample), value_at(self.high, sample)
            except (UndefinedError, UnableError):
                continue
            found.append({**sample, self.point: low + (high - low) * Fraction(position % 5, 4)})
        return found


@dataclass(frozen=True)
class Obligation:
    """A goal met on the way: it may use the hypotheses and labels that the path had by then, and if it is about all
    points of an interval, that its point lies there."""

    about: str
    hypotheses: int
    labels: int
    atom: Atom
    between: Stretch | None = None


@dataclass
class Path:
    """One way through the branches of a theorem function."""

    decisions: list[int]
    samples: list[Sample]
    hypotheses: list[Atom] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    definitions: dict[str, Term] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)  # names of variables, and of what represents them
    integers: list[str] = field(default_factory=list)
    obligations: list[Obligation] = field(default_factory=list)
    options: list[int] = field(default_factory=list)  # how many branches each decision had
    bound: set[str] = field(default_factory=set)  # names that some expectation binds
    fields: set[str] = field(default_factory=set)  # names of the fields of bit patterns
    may_be_empty: frozenset[str] = frozenset()  # names of sizes that may be 0
    kept: list[tuple[Term, ...]] = field(default_factory=list)  # without goals of their own: one of each is in a goal

    def choose(self, options: int) -> int:
        """The branch to take at the next decision."""
        position = len(self.options)
        if position == len(self.decisions):
            self.decisions.append(0)
        self.options.append(options)
        return self.decisions[position]

    def assume(self, atom: Atom) -> None:
        """Add a hypothesis and keep the sample points that meet it."""
        if atom not in self.hypotheses:
            self.hypotheses.append(atom)
        self.samples = [sample for sample in self.samples if meets(atom, sample)]

    def must_show(self, about: str, atom: Atom) -> None:
        """Add a goal of its own, to be proved from the hypotheses so far."""
        if atom.term[0] == "number" and meets(atom, {}):
            return
        if all(atom != earlier.atom for earlier in self.obligations):
            self.obligations.append(Obligation(about, len(self.hypotheses), len(self.labels), atom))


def value_at(term: Term, sample: Mapping[str, Fraction]) -> Fraction:
    """The exact value of a term at a sample point."""
    with running_on(RATIONALS):
        values = {name: _payload(number) for name, number in sample.items()}
        result = interpret(term, values)
    return result.payload if isinstance(result, Value) else Fraction(result)


def _payload(number: Any) -> Any:
    return number if isinstance(number, int) else as_value(RATIONALS, number)  # the position of an index is an int


def meets(atom: Atom, sample: Mapping[str, Fraction]) -> bool:
    """Whether the sample point satisfies the atom; a point where it has no value does not.

    Facts about all points are bounds on functions, and sample points have functions that were drawn for them.
    """
    if atom.term[0] == "everywhere":
        return True
    try:
        return all(_has_sign(atom.relation, value_at(atom.term, point)) for point in _with_positions(atom.term, sample))
    except (UndefinedError, UnableError):
        return False


def _has_sign(relation: str, value: Any) -> bool:
    if hasattr(value, "shape"):  # of matrices there are only equations
        return relation == "=0" and bool((value == 0).all())
    return bool({">=0": value >= 0, ">0": value > 0, "=0": value == 0, "!=0": value != 0}[relation])


def _with_positions(term: Term, sample: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The point with each choice of positions for the free indices of a term."""
    free = [(name, size) for name, size in free_indices(term).items() if position_key(name) not in sample]
    sizes = [int(size) if size.isdecimal() else len(sample[f"#{size}"]) for _, size in free]
    for positions in product(*map(range, sizes)):
        yield {**sample, **{position_key(name): place for (name, _), place in zip(free, positions, strict=True)}}


class Expressions(Carrier):
    """Terms on one path. `path` gathers hypotheses and goals while the theorem function runs."""

    name = "expressions"

    def __init__(self, path: Path) -> None:
        self.path = path
        self.bound: list[str] = []  # the symbols of expectations around; inside, branches stay inside the term

    def exact(self, value: Any) -> Any:
        return value if isinstance(value, tuple) else number(value)

    def constant(self, exact: Fraction) -> Term:
        return number(exact)

    def _arithmetic(self, head: str, left: Term, right: Term) -> Term:
        a, b = as_number(left), as_number(right)
        if a is not None and b is not None:
            return number(_EVALUATED[head](a, b))
        neutral = Fraction(1 if head == "mul" else 0)
        if b == neutral:
            return left
        return right if a == neutral and head != "sub" else (head, left, right)

    def add(self, left: Term, right: Term) -> Term:
        return self._arithmetic("add", left, right)

    def subtract(self, left: Term, right: Term) -> Term:
        return self._arithmetic("sub", left, right)

    def multiply(self, left: Term, right: Term) -> Term:
        return self._arithmetic("mul", left, right)

    def divide(self, left: Term, right: Term) -> Term:
        a, b = as_number(left), as_number(right)
        if b == 0:
            raise UndefinedError("a division by 0 has no value")
        if b == 1:
            return left
        if a is not None and b is not None:
            return number(a / b)
        quotient = ("div", left, right)
        if b is None:
            self._must_show("a divisor is not 0", Atom("!=0", right), quotient)
        return quotient

    def _must_show(self, about: str, atom: Atom, *results: Term) -> None:
        """What an operation needs in order to have a value: a goal, or inside of an expectation or of a sum over a
        counter that the operation is left in the formula, where those who enclose it or sum it up see it."""
        if self.bound:
            self.path.kept.append(results)
        else:
            self.path.must_show(about, atom)

    def negate(self, operand: Term) -> Term:
        value = as_number(operand)
        return ("neg", operand) if value is None else number(-value)

    def integer_power(self, base: Term, exponent: int) -> Term:
        if exponent < 0:
            return self.divide(number(1), self.integer_power(base, -exponent))
        value = as_number(base)
        return ("pow", base, exponent) if value is None else number(RATIONALS.integer_power(value, exponent))

    def power(self, base: Term, exponent: Term) -> Term:
        constant = as_number(exponent)
        if constant is not None and constant.denominator == 1:
            return self.integer_power(base, int(constant))
        result = ("power", base, exponent)
        self._must_show("the base of a power is positive", Atom(">0", base), result)
        if not self.bound and not self._is_integer(exponent):
            return self.unable("a power with an exponent that is no integer")
        return result

    def compare(self, relation: str, left: Term, right: Term) -> tuple[str, Term, Term]:
        return relation, left, right

    def truth(self, condition: tuple[str, Term, Term]) -> bool:
        relation, left, right = condition
        if self.bound:
            self.unable("if inside an expectation (write where)")
        yes, no = _atoms(relation, self.subtract(left, right), self.subtract(right, left))
        if as_number(yes.term) is not None:
            return meets(yes, {})
        # a branch that contradicts a hypothesis is left out: it would be a path that no model can meet
        if yes in self.path.hypotheses or no in self.path.hypotheses:
            return yes in self.path.hypotheses
        known = self._known_of_patterns(condition, yes, no) if self.path.fields else None
        if known is not None:
            return known
        taken = self.path.choose(2) == 0
        self.path.assume(yes if taken else no)
        self.path.labels.append(f"branch: {relation} {'holds' if taken else 'fails'}")
        return taken

    def _known_of_patterns(self, condition: tuple[str, Term, Term], yes: Atom, no: Atom) -> bool | None:
        """What a comparison of patterns says: as a hypothesis written otherwise, or the sign of ±2^n times a rest."""
        relation, left, right = condition
        for atom in (yes, no):
            parts = fields.linear(atom.term)
            if parts is not None and any(
                each.relation == atom.relation and fields.linear(each.term) == parts for each in self.path.hypotheses
            ):
                return atom is yes
        for term, other, is_left in ((left, right, True), (right, left, False)):
            number_of_pattern = fields.scaled(term)
            if number_of_pattern is not None and as_number(other) == 0:
                self.path.must_show("the significand is positive", Atom(">0", number_of_pattern.rest))
                return relation != "==" and number_of_pattern.negative == is_left
        parts = fields.linear(yes.term)
        return self._agreed_of_fields(yes, no) if parts is not None and set(parts) & self.path.fields else None

    def _agreed_of_fields(self, yes: Atom, no: Atom) -> bool | None:
        """What all sample points say of a sum of fields, with the goal that it is so everywhere; None if they differ.

        A branch that no point takes would be a path that no model can meet.
        """
        difference = yes.term
        if yes.relation == "=0":  # a sum that is not 0 is shown by its sign
            candidates = [(Atom(">0", difference), False), (Atom(">0", self.negate(difference)), False)]
        else:
            candidates = [(yes, True), (no, False)]
        for atom, answer in candidates:
            if self.path.samples and all(meets(atom, sample) for sample in self.path.samples):
                self.path.must_show("a comparison has this answer everywhere", atom)
                return answer
        return None

    def defined_if(self, relation: str, left: Term, right: Term, result: Term, *, problem: str) -> Term:
        if self.bound:
            self.unable("a condition inside an expectation, or a sum over a counter,")
        self.path.must_show(
            f"not: {problem}", _atoms(relation, self.subtract(left, right), self.subtract(right, left))[0]
        )
        return result

    def where(self, condition: tuple[str, Term, Term], yes: Callable[[], Term], no: Callable[[], Term]) -> Term:
        if self.bound:
            return ("where", condition, yes(), no())
        return yes() if self.truth(condition) else no()

    def absolute(self, operand: Term) -> Term:
        if self.bound:
            return ("abs", operand)
        return self.negate(operand) if self.truth(("<", operand, number(0))) else operand

    def maximum(self, left: Term, right: Term) -> Term:
        if self.bound:
            return ("max", left, right)
        return right if self.truth(("<", left, right)) else left

    def minimum(self, left: Term, right: Term) -> Term:
        if self.bound:
            return ("min", left, right)
        return left if self.truth(("<", left, right)) else right

    def exp(self, operand: Term) -> Term:
        return ("exp", operand)

    def log(self, operand: Term) -> Term:
        result = ("log", operand)
        self._must_show("the argument of a logarithm is positive", Atom(">0", operand), result)
        return result

    def sqrt(self, operand: Term) -> Term:
        result = ("sqrt", operand)
        self._must_show("the argument of a square root is not negative", Atom(">=0", operand), result)
        return result

    def sin(self, operand: Term) -> Term:
        return ("sin", operand)

    def cos(self, operand: Term) -> Term:
        return ("cos", operand)

    def dilogarithm(self, operand: Term) -> Term:
        result = ("dilogarithm", operand)
        below = Atom(">0", self.subtract(number(1), operand))
        self._must_show("the argument of a dilogarithm is below 1", below, result)
        return result

    def summation(self, function: Callable[[Term], Term], lower: Term, upper: Term) -> Term:
        first, last = as_number(lower), as_number(upper)
        if first is not None and last is not None:
            with running_on(RATIONALS):
                RATIONALS.summation(lambda i: i, first, last)  # which says so if there is no such sum
            terms = [function(number(i)) for i in range(int(first), int(last) + 1)]
            return reduce(self.add, terms, number(0))
        length = Atom(">=0", ("add", ("sub", upper, lower), number(1)))
        if not self.bound:
            self.path.must_show("a sum has an upper end that is at least its lower end less 1", length)
        self.bound.append(f"counter_{len(self.bound)}")
        try:
            body = function(("counter", self.bound[-1]))
        finally:
            name = self.bound.pop()
        result = ("summation", name, lower, upper, body)
        if self.bound:
            self.path.kept.append((result,))
        return result

    def cospi(self, operand: Term) -> Term:
        if as_number(operand) is None:
            self.unable("cospi of what is no number")
        return ("cospi", operand)

    def rank(self, rows: Sequence[Sequence[Term]]) -> Term:
        return ("rank", *self._constant_rows(rows))

    def linear_program(self, costs: Sequence[Term], matrix: Sequence[Sequence[Term]], right: Sequence[Term]) -> Term:
        result = ("linear_program", *self._constant_rows([costs, right, *matrix]))
        self.path.kept.append((result,))
        return result

    def _constant_rows(self, rows: Sequence[Sequence[Term]]) -> list[Term]:
        if any(symbols_of(entry) or contains(entry, "letter") for row in rows for entry in row):
            self.unable("the rank or the linear program of what is not constant")
        return [("row", *row) for row in rows]

    def floor(self, operand: Term) -> Term:
        if self.bound:
            return ("floor", operand)
        integer, rest = self._integer_part(operand)
        constant = as_number(rest)
        if constant is not None:
            return self.add(integer, number(math.floor(constant)))
        seen = sorted({math.floor(value) for value in self._values(rest)})
        lowest, highest = seen[0], seen[-1]
        if highest - lowest >= WIDEST_FLOOR:
            self.unable(f"floor with more than {WIDEST_FLOOR} values")
        self.path.must_show(f"floor is at least {lowest}", Atom(">=0", self.subtract(rest, number(lowest))))
        self.path.must_show(f"floor is at most {highest}", Atom(">0", self.subtract(number(highest + 1), rest)))
        chosen = lowest + self.path.choose(highest - lowest + 1) if highest > lowest else lowest
        if highest > lowest:
            self.path.assume(Atom(">=0", self.subtract(rest, number(chosen))))
            self.path.assume(Atom(">0", self.subtract(number(chosen + 1), rest)))
            self.path.labels.append(f"floor = {chosen}")
        return self.add(integer, number(chosen))

    def split(self, operand: Term, base: Term) -> tuple[Term, Term]:
        if self.bound:
            both = ("exponent", operand, base), ("significand", operand, base)
            self.path.kept.append(both)
            return both
        of_pattern = fields.scaled(operand) if self.path.fields and as_number(base) == 2 else None
        if of_pattern is not None and not of_pattern.negative:
            # 2^n f has the exponent n and that of f
            exponent, significand = self.split(of_pattern.rest, base)
            return self.add(of_pattern.exponent, exponent), significand
        self.path.must_show("split has a base above 1", Atom(">0", self.subtract(base, number(1))))
        self.path.must_show("the base of a power is positive", Atom(">0", base))
        peeled, rest = self._peeled(operand, base) if operand[0] in ("mul", "power") else (number(0), operand)
        self.path.must_show("split has a positive number", Atom(">0", rest))
        exponent, significand = self._exponent_and_significand(rest, base)
        return self.add(peeled, exponent), significand

    def _exponent_and_significand(self, operand: Term, base: Term) -> tuple[Term, Term]:
        pairs = [RATIONALS.split(x, b) for x, b in zip(self._values(operand), self._values(base), strict=True)]
        exponents = {int(exponent) for exponent, _ in pairs}
        if operand[0] == "symbol" and operand[1] in self.path.definitions:
            return self._represent(operand[1], base, pairs)
        if len(exponents) == 1:
            return self._known_exponent(operand, base, exponents.pop())
        if operand[0] == "symbol" and not self._is_bounded(operand):
            return self._represent(operand[1], base, pairs)
        return self._guessed_exponent(operand, base, min(exponents), max(exponents))

    def _peeled(self, operand: Term, base: Term) -> tuple[Term, Term]:
        """Exponent and rest of a product, whose factors b**k, and the b**k of split variables, are taken out:
        split(b**k * r) has the exponent k + that of r, and the significand of r."""
        if operand[0] == "mul":
            (left, left_rest), (right, right_rest) = self._peeled(operand[1], base), self._peeled(operand[2], base)
            return self.add(left, right), self.multiply(left_rest, right_rest)
        if operand[0] == "power" and operand[1] == base and self._is_integer(operand[2]):
            return operand[2], number(1)
        if operand[0] == "symbol" and self.path.definitions.get(operand[1], ("", ("", "")))[1][1] == base:
            _, (_, _, exponent), significand = self.path.definitions[operand[1]]
            return exponent, significand
        if operand[0] == "symbol" and operand[1] not in self.path.integers and not self._is_bounded(operand):
            return self.split(operand, base)
        return number(0), operand

    def _is_bounded(self, variable: Term) -> bool:
        """Whether a variable lies between two numbers, the lower one positive: then its exponents are finitely many."""
        order = [atom.term for atom in self.path.hypotheses if atom.relation in (">0", ">=0") and atom.term[0] == "sub"]
        low = any(_is_positive(right) for _, left, right in order if left == variable)
        return low and any(_is_positive(left) for _, left, right in order if right == variable)

    def _guessed_exponent(self, operand: Term, base: Term, lowest: int, highest: int) -> tuple[Term, Term]:
        """One path for each exponent that the samples have, and the goals that there are no others."""
        if highest - lowest >= WIDEST_FLOOR:
            self.unable(f"split of a formula with more than {WIDEST_FLOOR} exponents")

        def above(exponent: int) -> Atom:
            return Atom(">=0", self.subtract(operand, self.integer_power(base, exponent)))

        def below(exponent: int) -> Atom:
            return Atom(">0", self.subtract(self.integer_power(base, exponent), operand))

        self.path.must_show(f"the exponent is at least {lowest}", above(lowest))
        self.path.must_show(f"the exponent is at most {highest}", below(highest + 1))
        chosen = lowest + self.path.choose(highest - lowest + 1)
        self.path.assume(above(chosen))
        self.path.assume(below(chosen + 1))
        self.path.labels.append(f"exponent = {chosen}")
        return number(chosen), self.divide(operand, self.integer_power(base, chosen))

    def _known_exponent(self, operand: Term, base: Term, exponent: int) -> tuple[Term, Term]:
        significand = self.divide(operand, self.integer_power(base, exponent)) if exponent else operand
        self.path.must_show("the significand is at least 1", Atom(">=0", self.subtract(significand, number(1))))
        self.path.must_show("the significand is below the base", Atom(">0", self.subtract(base, significand)))
        return number(exponent), significand

    def _represent(self, name: str, base: Term, pairs: list[tuple[Fraction, Fraction]]) -> tuple[Term, Term]:
        """Replace a positive variable by base**exponent * significand, which every positive number is in one way."""
        exponent, significand = f"{name}_exponent", f"{name}_significand"
        if name not in self.path.definitions:
            self._take({exponent, significand})
            for sample, (k, f) in zip(self.path.samples, pairs, strict=True):
                sample.update({exponent: k, significand: f})
            self.path.integers.append(exponent)
            self.path.definitions[name] = ("mul", ("power", base, symbol(exponent)), symbol(significand))
            self.path.assume(Atom(">=0", self.subtract(symbol(significand), number(1))))
            self.path.assume(Atom(">0", self.subtract(base, symbol(significand))))
        elif self.path.definitions[name][1][1] != base:
            self.unable("split of one variable in two bases")
        return symbol(exponent), symbol(significand)

    def _take(self, names: set[str]) -> None:
        clash = names & (self.path.taken | self.path.bound)
        if clash:
            raise UnableError(
                f"the parts of a split variable and another variable are both called {', '.join(sorted(clash))}",
                remedy="rename the other one",
            )
        self.path.taken |= names

    def _values(self, term: Term) -> list[Fraction]:
        if not self.path.samples:
            raise EmptyBranchError
        return [value_at(term, sample) for sample in self.path.samples]

    def _is_integer(self, term: Term) -> bool:
        value = as_number(term)
        if value is not None:
            return value.denominator == 1
        if term[0] == "symbol":
            return term[1] in self.path.integers
        return term[0] in ("add", "sub", "mul", "neg") and all(self._is_integer(part) for part in term[1:])

    def _integer_part(self, term: Term) -> tuple[Term, Term]:
        """The term as a sum of integer-valued parts and a rest; floor(integer + rest) = integer + floor(rest)."""
        parts = fields.linear(term) if self.path.fields else None
        if parts is not None and set(parts) & self.path.fields:
            whole, rest = fields.integer_part(parts, self.path.integers)
            return fields.sum_of(whole), fields.sum_of(rest)
        head = term[0]
        if head == "symbol" and term[1] in self.path.integers:
            return term, number(0)
        if head in ("add", "sub"):
            (left, left_rest), (right, right_rest) = self._integer_part(term[1]), self._integer_part(term[2])
            combine = self.add if head == "add" else self.subtract
            return combine(left, right), combine(left_rest, right_rest)
        return number(0), term

    def must_be_continuous(self, function: Callable[[Any], Any], low: Term, high: Term) -> None:
        """The goals that a function has values, run on a symbol for any point of an interval: no branch is taken, so
        that it is one formula there, and what formulas are made of is continuous where it has values."""
        outer = self.path
        outer.must_show("the interval has points", Atom(">=0", self.subtract(high, low)))
        taken = outer.taken | outer.bound | set(outer.integers)
        stretch = Stretch(next(name for name in ("t", "t_", "t__", "t___") if name not in taken), low, high)
        self.path = Path([], stretch.samples(outer.samples), [*outer.hypotheses, *stretch.atoms])
        self.path.definitions, self.path.integers = dict(outer.definitions), list(outer.integers)
        self.path.taken, self.path.bound, self.path.fields = taken | {stretch.point}, outer.bound, outer.fields
        try:
            formula = lift(self, function(Value(self, symbol(stretch.point))))
            inner = self.path
        finally:
            self.path = outer
        must_be_left(inner.kept, [formula])
        jumps = any(contains(formula, head) for head in ("where", "floor", "exponent", "significand"))
        if inner.options or inner.definitions != outer.definitions or jumps:
            raise UnableError(
                "has_root() got a function that takes branches there", remedy="give an interval on which it takes one"
            )
        outer.obligations += [
            Obligation(
                f"{each.about}, at each point between", len(outer.hypotheses), len(outer.labels), each.atom, stretch
            )
            for each in inner.obligations
        ]

    def expectation(self, function: Callable[..., Any], variables: dict[str, Any]) -> Term:
        clash = set(variables) & (self.path.taken | set(self.bound))
        if clash:
            raise UnableError(
                f"an expectation is over {', '.join(sorted(clash))}, which is a variable already",
                remedy="give what it is over another name",
            )
        self.path.bound |= set(variables)
        self.bound += variables
        try:
            inner = lift(self, function(**{name: Value(self, symbol(name)) for name in variables}))
        finally:
            del self.bound[len(self.bound) - len(variables) :]
        laws = tuple((name, str(law.low), str(law.high)) for name, law in variables.items())
        self.path.kept.append((("expectation", laws, inner),))
        return self.path.kept[-1][0]


def _is_positive(term: Term) -> bool:
    value = as_number(term)
    return value is not None and value > 0


def _atoms(relation: str, difference: Term, opposite: Term) -> tuple[Atom, Atom]:
    """What `left relation right` says of left - right, and what its failure says."""
    if relation == "==":
        return Atom("=0", difference), Atom("!=0", difference)
    if relation == "<":
        return Atom(">0", opposite), Atom(">=0", difference)
    return Atom(">=0", opposite), Atom(">0", difference)


def must_be_left(kept: list[tuple[Term, ...]], formulas: list[Term]) -> None:
    """Refuse a formula from which an operation has gone whose value nobody has asked for, as in 0 · log(x).

    Raises:
        UnableError: one of them is in no formula.
    """
    parts: dict[int, Term] = {}
    agenda = list(formulas) if kept else []
    while agenda:
        part = agenda.pop()
        if id(part) not in parts and part:
            parts[id(part)] = part
            agenda += [each for each in part if isinstance(each, tuple)]
    for results in kept:
        same = (part for part in parts.values() for each in results if part[0] == each[0] and part == each)
        if not any(id(each) in parts for each in results) and next(same, None) is None:
            raise UnableError(
                f"'{results[0][0]}', which may have no value, has gone from the formula",
                remedy="leave out what is multiplied by 0, or constant under a gradient",
            )


def finished_goals(path: Path, conclusions: list[tuple[str, Atom]]) -> list[Goal]:
    """The goals of one path: what had to be shown on the way, then the conclusions."""
    definitions = dict(path.definitions)
    atoms = [*path.hypotheses, *(each.atom for each in path.obligations), *(atom for _, atom in conclusions)]
    must_be_left(path.kept, [atom.term for atom in atoms])
    _must_be_short(atoms)
    hypotheses = [Atom(atom.relation, substitute(atom.term, definitions)) for atom in path.hypotheses]
    # what a power needs in order to have a value cannot be shown from hypotheses that contain the power
    plain = [atom for atom in hypotheses if not contains(atom.term, "power")]
    last = [Obligation(about, len(hypotheses), len(path.labels), atom) for about, atom in conclusions]
    return [
        Goal(
            about=asked.about,
            hypotheses=tuple(
                atom
                for atom in hypotheses[: asked.hypotheses]
                if atom in plain or asked in last or contains(substitute(asked.atom.term, definitions), "power")
            )
            + tuple(
                Atom(atom.relation, substitute(atom.term, definitions))
                for atom in (asked.between.atoms if asked.between else ())
            ),
            conclusion=Atom(asked.atom.relation, substitute(asked.atom.term, definitions)),
            integers=tuple(path.integers),
            path=tuple(path.labels[: asked.labels]),
            definitions=tuple(definitions.items()),
            samples=tuple(asked.between.samples(path.samples) if asked.between else path.samples),
        )
        for asked in path.obligations + last
    ]


def _must_be_short(atoms: list[Atom]) -> None:
    # a part that stands in many places is one object here, but is written out in goals and certificates
    if max((nodes(atom.term) for atom in atoms), default=0) > MOST_NODES:
        raise UnableError(f"a formula has more than {MOST_NODES} parts", remedy="state it in smaller steps")


def explore(
    run: Callable[[Any, Path], list[tuple[str, Atom]]],
    samples: list[Sample],
    carrier_on: Callable[[Path], Expressions] | None = None,
) -> list[Goal]:
    """Run a function on every path through its branches and gather the goals, each once.

    Raises:
        UnableError: more than `MOST_PATHS` paths.
        VacuousError: there is no sample point.
    """
    if not samples:
        raise VacuousError("no sample point meets the hypotheses", remedy="loosen the setting or its assumptions")
    goals: dict[Goal, None] = {}
    agenda: list[list[int]] = [[]]
    for _ in range(MOST_PATHS):
        if not agenda:
            break
        path = Path(agenda.pop(), samples=[dict(sample) for sample in samples], taken=set(samples[0]))
        given = len(path.decisions)
        carrier = (carrier_on or Expressions)(path)
        with running_on(carrier):
            try:
                conclusions = run(carrier, path)
            except EmptyBranchError:
                conclusions = [("no point takes this branch", Atom(">0", ZERO))]
        for goal in finished_goals(path, conclusions):
            goals.setdefault(goal)
        for position in range(given, len(path.options)):
            agenda.extend([*path.decisions[:position], other] for other in range(1, path.options[position]))
    if not agenda:
        return list(goals)
    raise UnableError(f"the statement has more than {MOST_PATHS} paths", remedy="state it per case or per index")
