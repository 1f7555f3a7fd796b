"""Terms without symbols: numbers in a cyclotomic field, ranks of matrices, and values of linear programs."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from fractions import Fraction
from functools import reduce
from typing import Any

from .rationals import LARGEST_POWER, burden, read_number
from .work import RefusedError, Work, shown

LARGEST_ORDER = 240  # of a root of unity
Element = tuple[Fraction, ...]  # a polynomial in a root of unity, without zeros at its end; () is 0


class Constants:
    """What computes terms without symbols: the field of a root of unity, and witnesses of ranks and programs."""

    def __init__(self, term: object, witnesses: object, work: Work) -> None:
        if not isinstance(witnesses, list):
            raise RefusedError("'constants' needs a list of witnesses")
        self.work = work
        self.witnesses = {json.dumps(each["of"]): each for each in witnesses}
        self.order = _order_of(term, work)
        self.modulus = cyclotomic_polynomial(self.order, {}, work)

    def reduced(self, coefficients: list[Fraction]) -> Element:
        """A polynomial in the root of unity, by division by the polynomial of which it is a root."""
        left, degree = list(coefficients), len(self.modulus) - 1
        self.work.spend(1 + max(0, len(left) - degree) * degree * (1 + max(map(burden, left), default=0)))
        while len(left) > degree:
            first = left.pop()
            for i in range(degree):
                left[len(left) - degree + i] -= first * self.modulus[i]
        while left and not left[-1]:
            left.pop()
        return tuple(left)

    def add(self, left: Element, right: Element, factor: int = 1) -> Element:
        longest = max(len(left), len(right))
        padded = [[*each, *[Fraction(0)] * (longest - len(each))] for each in (left, right)]
        return self.reduced([a + factor * b for a, b in zip(*padded, strict=True)])

    def multiply(self, left: Element, right: Element) -> Element:
        weights = [max(map(burden, each), default=0) for each in (left, right)]
        self.work.spend(1 + len(left) * len(right) * (1 + sum(weights)))
        total = [Fraction(0)] * (len(left) + len(right))
        for i, a in enumerate(left):
            for j, b in enumerate(right):
                total[i + j] += a * b
        return self.reduced(total)

    def value(self, term: Any) -> Element:
        """The value of a term of constants."""
        self.work.spend(1)
        match list(term):
            case ["number", text]:
                return self.reduced([read_number(text)])
            case ["cospi", ["number", text]]:
                return self._cosine(read_number(text))
            case ["rank", *rows]:
                return self._rank(term, [self._row(row) for row in rows])
            case ["linear_program", costs, right, *matrix]:
                return self._program(term, *(self._rationals(self._row(row)) for row in (costs, right, *matrix)))
            case ["neg", operand]:
                return self.add((), self.value(operand), -1)
            case ["pow", base, int(exponent)] if not isinstance(exponent, bool) and 0 <= exponent <= LARGEST_POWER:
                return reduce(self.multiply, [self.value(base)] * exponent, (Fraction(1),))
            case ["add" | "sub" as head, left, right]:
                return self.add(self.value(left), self.value(right), 1 if head == "add" else -1)
            case ["mul", left, right]:
                return self.multiply(self.value(left), self.value(right))
            case ["div", left, right]:
                (divisor,) = self._rationals([self.value(right)])
                if not divisor:
                    raise RefusedError("a divisor is 0")
                return self.multiply(self.value(left), (1 / divisor,))
        raise RefusedError(f"'constants' cannot compute {shown(term)[:60]}")

    def _cosine(self, number: Fraction) -> Element:
        power = int(number * self.order / 2) % self.order  # whole, since the order has twice the denominator in it
        total = [Fraction(0)] * (self.order + 1)
        for place in (power, self.order - power):
            total[place] += Fraction(1, 2)
        return self.reduced(total)

    def _row(self, row: Any) -> list[Element]:
        if not isinstance(row, list | tuple) or len(row) < 2 or row[0] != "row":
            raise RefusedError("a row is empty or none")
        return [self.value(entry) for entry in row[1:]]

    def _rationals(self, row: list[Element]) -> list[Fraction]:
        if any(len(each) > 1 for each in row):
            raise RefusedError("a number is irrational where a rational one is needed")
        return [each[0] if each else Fraction(0) for each in row]

    def _witness(self, term: object) -> dict[str, Any]:
        witness: dict[str, Any] | None = self.witnesses.get(json.dumps(term))
        if witness is None:
            raise RefusedError("a rank or a linear program has no witness")
        return witness

    def _rank(self, term: object, matrix: list[list[Element]]) -> Element:
        """The size of an invertible minor M such that the matrix is its columns times the inverse times its rows."""
        witness = self._witness(term)
        rows, columns, inverse = witness["rows"], witness["columns"], witness["inverse"]
        if len({len(row) for row in matrix}) != 1:
            raise RefusedError("rows of different lengths have no rank")
        for places, most in ((rows, len(matrix)), (columns, len(matrix[0]))):
            if not all(type(i) is int and 0 <= i < most for i in places):
                raise RefusedError("a minor has rows or columns that the matrix does not have")
        solved = [[self.reduced([read_number(text) for text in entry]) for entry in row] for row in inverse]
        minor = [[matrix[i][j] for j in columns] for i in rows]
        one = [[(Fraction(1),) if i == j else () for j in range(len(rows))] for i in range(len(rows))]
        if len(rows) != len(columns) or self.product(minor, solved) != one:
            raise RefusedError("the minor of a rank does not have this inverse")
        across = self.product(
            self.product([[row[j] for j in columns] for row in matrix], solved), [matrix[i] for i in rows]
        )
        if (across if rows else [[()] * len(row) for row in matrix]) != matrix:
            raise RefusedError("the rank is larger than that of the minor")
        return self.reduced([Fraction(len(rows))])

    def product(self, left: list[list[Element]], right: list[list[Element]]) -> list[list[Element]]:
        """The product of two matrices."""
        if any(len(row) != len(right) for row in left) or len({len(row) for row in right}) > 1:
            raise RefusedError("a witness has a matrix of the wrong shape")
        columns = list(zip(*right, strict=True))
        pairs = [[zip(row, column, strict=True) for column in columns] for row in left]
        return [[reduce(self.add, (self.multiply(a, b) for a, b in each), ()) for each in row] for row in pairs]

    def _program(self, term: object, costs: list[Fraction], right: list[Fraction], *matrix: list[Fraction]) -> Element:
        """The common value of a point that meets the equations and of prices that no cost is below."""
        witness = self._witness(term)
        point, prices = ([read_number(text) for text in witness[key]] for key in ("point", "prices"))
        if len(point) != len(costs) or len(prices) != len(right) or len(matrix) != len(right):
            raise RefusedError("a linear program or its witness has the wrong number of entries")
        if any(number < 0 for number in point) or [self._inner(row, point) for row in matrix] != right:
            raise RefusedError("the point does not meet the constraints of the linear program")
        if any(self._inner(column, prices) > c for column, c in zip(zip(*matrix, strict=True), costs, strict=True)):
            raise RefusedError("the prices exceed a cost of the linear program")
        if self._inner(costs, point) != self._inner(right, prices):
            raise RefusedError("the point and the prices of the linear program differ in value")
        return self.reduced([self._inner(costs, point)])

    def _inner(self, left: Iterable[Fraction], right: Iterable[Fraction]) -> Fraction:
        pairs = list(zip(left, right, strict=True))
        self.work.spend(1 + sum(1 + burden(a) + burden(b) for a, b in pairs))
        return sum((a * b for a, b in pairs), Fraction(0))


def _order_of(term: object, work: Work) -> int:
    """The least order of a root of unity whose field has all cosines of a term."""
    order, agenda = 1, [term]
    while agenda:
        each = agenda.pop()
        work.spend(1)
        if not isinstance(each, list | tuple) or not each:
            continue
        if each[0] == "cospi":
            order = math.lcm(order, 2 * read_number(each[1][1]).denominator)
        if order > LARGEST_ORDER:
            raise RefusedError(f"its cosines need a root of unity of an order above {LARGEST_ORDER}")
        agenda += each
    return order


def cyclotomic_polynomial(order: int, known: dict[int, list[int]], work: Work) -> list[int]:
    """The integer coefficients of the polynomial whose roots are the primitive roots of unity of an order, from the
    constant on: x^n - 1 divided by those of all proper divisors of n."""
    left = [-1, *[0] * (order - 1), 1]
    for divisor in (each for each in range(1, order) if order % each == 0):
        if divisor not in known:
            known[divisor] = cyclotomic_polynomial(divisor, known, work)
        left = _divided_exactly(left, known[divisor], work)
    return left


def _divided_exactly(dividend: list[int], divisor: list[int], work: Work) -> list[int]:
    left, degree = list(dividend), len(divisor) - 1
    quotient = [0] * (len(left) - degree)
    work.spend(len(quotient) * (degree + 1))
    for i in reversed(range(len(quotient))):
        quotient[i] = left[i + degree]
        for j in range(degree + 1):
            left[i + j] -= quotient[i] * divisor[j]
    return quotient


def check_constants(relation: str, term: Any, witnesses: object, work: Work | None = None) -> None:
    """Confirm a comparison of a term without symbols with 0, which is computed in a cyclotomic field.

    Raises:
        RefusedError: it is wrong, a witness is, or an inequality is about an irrational number.
    """
    constants = Constants(term, witnesses, work or Work())
    value = constants.value(json.loads(json.dumps(term)))
    if relation in ("=0", "!=0"):
        holds = bool(value) == (relation == "!=0")
    else:
        (number,) = constants._rationals([value])
        holds = number > 0 or (relation == ">=0" and number == 0)
    if not holds:
        raise RefusedError("the comparison of constants is false")
