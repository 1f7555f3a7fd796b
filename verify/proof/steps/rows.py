"""The step *rows*: laws of all sizes, entry by entry, with sums over all indices of a size.

Equations are closed by the normal form of sums alone, or with equations among the hypotheses. Signs follow from how a
term is written. Inequalities are combinations of what is never negative: sums of squares, and exponentials less their
tangents. What comes out is a list of facts for the checker.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from verify.carriers.terms import Goal, Term, as_number, as_term, free_indices, number
from verify.errors import NotProvedError, UnableError
from verify.proof import checker
from verify.proof.checker import ONE, Monomial, Ratio
from verify.proof.steps.combinations import combination_of
from verify.proof.steps.nonnegative import candidates, generic_index

SEARCH_WORK = 40 * checker.MOST_WORK


class UnshownError(Exception):
    """How a term is written does not show its sign."""

    def __init__(self, relation: str, term: Term) -> None:
        super().__init__(relation)
        self.term = term


class Facts:
    """The facts of a closure while they are found, with the goal's hypotheses before them."""

    def __init__(self, goal: Goal) -> None:
        self.goal = goal
        self.work = checker.Work(SEARCH_WORK)
        self.steps: list[dict[str, Any]] = []
        self._known: dict[str, int] = {}
        for index, atom in enumerate(goal.hypotheses):
            self._known.setdefault(checker.fact_text(atom.relation, atom.term), index)

    def forget_from(self, count: int) -> None:
        """Leave out all facts that were derived after the first ones."""
        del self.steps[count:]
        self._known = {text: index for text, index in self._known.items() if index < len(self.goal.hypotheses) + count}

    def read(self, term: Term) -> Ratio:
        """The normal form of a term."""
        return checker.read_term(term, frozenset(self.goal.integers), self.work)

    def vanishes(self, value: Ratio) -> bool:
        """Whether a normal form is 0."""
        return checker.vanishes(value.numerator, self.work)

    def known(self, relation: str, term: Term) -> int | None:
        """The index of a fact, or of the stronger one that the term is positive."""
        found = [self._known.get(checker.fact_text(each, term)) for each in (relation, ">0")]
        return next((index for index in found if index is not None), None)

    def add(self, relation: str, term: Term, rule: str, **more: Any) -> int:
        """Append a fact, after those by which its term has a value."""
        for need, part in checker.divisors_of(term):
            self.show(need, _generic(as_term(part)))
        self.steps.append({"relation": relation, "term": term, "rule": rule, **more})
        index = len(self.goal.hypotheses) + len(self.steps) - 1
        return self._known.setdefault(checker.fact_text(relation, term), index)

    def combine(self, relation: str, term: Term, *summands: dict[str, Any], over: Sequence[int] = ()) -> int:
        """Append a combination."""
        return self.add(relation, term, "combination", over=list(over), summands=list(summands))

    def show(self, relation: str, term: Term) -> int:
        """The index of a fact that a term is positive, not negative or not 0; shown if it is not known yet.

        Raises:
            UnshownError: how the term is written does not show it.
        """
        index = self.known(relation, term)
        if index is not None:
            return index
        if relation == "!=0":
            return self.show(">0", term)
        value = as_number(term)
        if value is not None and (value > 0 or (value == 0 and relation == ">=0")):
            return self.combine(relation, term, summand(value))
        index = self._by_head(relation, term)
        if index is None:
            raise UnshownError(relation, term)
        return index

    def _by_head(self, relation: str, term: Term) -> int | None:
        head, parts = term[0], term[1:]
        if head == "symbol":
            return self._size(relation, term)
        if relation == ">=0" and (head == "delta" or (term[:2] == ("sub", number(1)) and term[2][0] == "delta")):
            return self.combine(relation, term, summand(1, (), [term]))  # 0 and 1 are their squares
        if head == "exp":
            return self.add(">0", term, "positive exponential")
        if head == "sum":
            index = generic_index(term[1])
            body = as_term(checker.reindexed(term[3], term[1], index, self.work))
            return self.add(relation, term, "sum", of=self.show(relation, body), index=index)
        if head == "sqrt":
            return self.add(relation, term, "root", of=self.show(relation, parts[0]))
        if head == "pow":
            return self._power(relation, term)
        if head == "add":
            return self._sum_of_two(relation, term)
        if head == "mul":
            factors = [self.show(relation, part) for part in parts]
            return self.combine(relation, term, summand(1, factors))
        if head == "div":
            below = self.show(">0", parts[1])
            return self.combine(relation, term, summand(1, [self.show(relation, parts[0])]), over=[below])
        return None

    def _size(self, relation: str, term: Term) -> int | None:
        least = self.known(">=0", ("sub", term, number(1)))
        return None if least is None else self.combine(relation, term, summand(1, [least]), summand(1))

    def _power(self, relation: str, term: Term) -> int:
        half, odd = divmod(term[2], 2)
        if not odd and relation == ">=0":
            return self.combine(relation, term, summand(1, (), [("pow", term[1], half)]))
        return self.combine(relation, term, summand(1, [self.show(relation, term[1])] * term[2]))

    def _sum_of_two(self, relation: str, term: Term) -> int:
        """A sum is positive if one of its parts is and the other is not negative."""
        if relation == ">0":
            for sure, other in ((term[1], term[2]), (term[2], term[1])):
                try:
                    indices = [self.show(">0", sure), self.show(">=0", other)]
                except UnshownError:
                    continue
                return self.combine(relation, term, *(summand(1, [index]) for index in indices))
        return self.combine(relation, term, *(summand(1, [self.show(relation, part)]) for part in term[1:]))


def summand(coefficient: int | Fraction, factors: Sequence[int] = (), squares: Sequence[Term] = ()) -> dict[str, Any]:
    """A summand in the grammar of certificates."""
    return {"coefficient": str(coefficient), "factors": list(factors), "squares": list(squares)}


def close(goal: Goal) -> list[dict[str, Any]]:
    """The facts that close a goal.

    Raises:
        NotProvedError: the two sides differ, or a sign was not found to follow.
        UnableError: the goal has an operation that sums do not have.
    """
    facts = Facts(goal)
    relation, term = goal.conclusion.relation, goal.conclusion.term
    try:
        known = facts.known(relation, term)
        if known is not None:
            facts.combine(relation, term, summand(1, [known]))
        elif relation == "=0":
            _close_equation(facts, term)
        elif relation == "!=0":
            facts.combine(relation, term, summand(1, [facts.show(">0", term)]))
        else:
            _close_inequality(facts, relation, term)
    except UnshownError as error:
        raise NotProvedError(
            f"nothing that was tried shows that {described(error.term)} is {error}",
            remedy="state the domain that makes it so, or write it as a sum of what is",
        ) from error
    except checker.RefusedError as refusal:
        raise UnableError(f"sums cannot be compared: {refusal}", remedy="state it in other terms") from refusal
    return facts.steps


def _close_equation(facts: Facts, term: Term) -> None:
    value = facts.read(term)
    if facts.vanishes(value):
        facts.combine("=0", term)
        return
    equations = Equations(facts, value)
    found = combination_of(value, equations.columns, facts.work, signs=True)
    if found is None:
        first = next(iter(checker.without_deltas(value.numerator, facts.work)), ())
        raise NotProvedError(
            f"the two sides differ, in {described(monomial_term(first))} for example",
            remedy="look for a counterexample, or for an assumption that is missing",
        )
    facts.combine("=0", term, *equations.summands(found))


class Equations:
    """Multiples of the hypotheses that are equations, with both signs, by products of generators that a value has."""

    def __init__(self, facts: Facts, value: Ratio) -> None:
        self._facts = facts
        self._parts: list[tuple[int, int, Monomial]] = []  # sign, hypothesis and factor
        self.columns: list[Ratio] = []
        for index, atom in enumerate(facts.goal.hypotheses):
            if atom.relation != "=0":
                continue
            equation = facts.read(atom.term)
            for factor, sign in product(_factors(value), (1, -1)):
                self._parts.append((sign, index, factor))
                times = Ratio({factor: Fraction(sign)}, ONE)
                self.columns.append(checker.arithmetic("mul", times, equation, facts.work))

    def summands(self, shares: Sequence[Fraction]) -> list[dict[str, Any]]:
        """The summands of a combination: 4 a h = (a + 1)² h + (a - 1)² (-h)."""
        found = []
        for share, (sign, index, factor) in zip(shares, self._parts, strict=True):
            if not share:
                continue
            equation = self._facts.goal.hypotheses[index].term
            opposite = self._facts.combine("=0", ("neg", equation), summand(-1, [index]))
            plus, minus = (index, opposite) if sign > 0 else (opposite, index)
            term = monomial_term(factor)
            if term == number(1):
                found.append(summand(share, [plus]))
                continue
            found.append(summand(share / 4, [plus], [("add", term, number(1))]))
            found.append(summand(share / 4, [minus], [("sub", term, number(1))]))
        return found


def _factors(value: Ratio) -> list[Monomial]:
    """Products of generators by which equations may be multiplied: those of a value, and those less one generator."""
    found: dict[Monomial, None] = {(): None}
    for monomial in value.numerator:
        found[monomial] = None
        for place, (name, power) in enumerate(monomial):
            lower = ((name, power - 1),) if power > 1 else ()
            found[(*monomial[:place], *lower, *monomial[place + 1 :])] = None
    return list(found)


def _close_inequality(facts: Facts, relation: str, term: Term) -> None:
    """By how the term is written; else as a combination of what is never negative, divided by what is positive."""
    before = len(facts.steps)
    try:
        facts.show(relation, term)
    except UnshownError:
        if relation != ">=0":
            raise
        facts.forget_from(before)
        _close_by_candidates(facts, term)


def _close_by_candidates(facts: Facts, term: Term) -> None:
    value, found = checker.without_common_factors(facts.read(term)), candidates(facts.goal)
    for over in _divisors(value):
        target = value
        for divisor in over:
            target = checker.arithmetic("mul", target, facts.read(divisor), facts.work)
        equations = Equations(facts, target)
        columns = [*(facts.read(each.term) for each in found), *equations.columns]
        shares = combination_of(target, columns, facts.work, signs=True)
        if shares is not None:
            chosen = [(share, each) for share, each in zip(shares, found, strict=False) if share]
            summands = [summand(share, [each.learn(facts)]) for share, each in chosen]
            summands += equations.summands(shares[len(found) :])
            divisors = [facts.show(">0", each) for each in over]
            facts.combine(">=0", term, *summands, over=divisors)
            return
    raise NotProvedError(
        f"{len(found)} sums of squares and of tangents were tried, and no combination of them is this",
        remedy="look for a counterexample, or state an identity that shows the sign",
    )


def _divisors(value: Ratio) -> list[list[Term]]:
    """What a value may be multiplied by first: nothing, or its denominator, factor by factor."""
    if len(value.denominator) != 1:
        return [[]]
    ((monomial, _),) = value.denominator.items()
    return [[], [as_term(checker.generator_term(name)) for name, power in monomial for _ in range(power)]]


def monomial_term(monomial: Monomial) -> Term:
    """A product of generators as a term."""
    term: Term = as_term(checker.product_term(monomial))
    return term


def _generic(term: Term) -> Term:
    """What must hold for every index that a sum binds, of an index with a name of its own."""
    for name in free_indices(term):
        if name.startswith("~"):
            term = as_term(checker.reindexed(term, name, f"k{name[1:]}", checker.Work()))
    return term


def described(term: Term) -> str:
    """A term for people, shortened."""
    from verify.proof.rendering import term_latex

    text = term_latex(term)
    return text if len(text) <= 160 else f"{text[:160]} …"
