"""The independent kernel: confirm that every certificate of a record closes its goal. Standard library only.

    python -m verify.proof.checker reports/latest/report.json

It trusts no other module of this package: it reads data, recomputes the hashes of the goals, and multiplies
polynomials out with `Fraction`. A closure is a list of facts. The first facts are the goal's hypotheses; each further
one follows from earlier ones by a rule; the last is the goal's conclusion. `docs/certificates.md` has the grammar.

What it does not confirm, it lists: closures that rest on an engine's word. Exit codes: 0 confirmed, 13 unreadable
record, 14 a certificate is refused.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import reprlib
import sys
from collections.abc import Iterable
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

MOST_BYTES = 64 * 1024 * 1024
MOST_WORK = 250_000  # products of two short monomials, in one closure or one model
MOST_GOALS = 4096
MOST_DIGITS = 600  # of a number that is read
MOST_BITS = 1 << 16  # of a number that is computed
MOST_LETTERS = 64  # in one word
LARGEST_POWER = 64
LARGEST_MODEL_EXPONENT = 4096
LARGEST_ORDER = 240  # of a root of unity
DEEPEST_USE = 8  # of theorems that use theorems
NATURAL = re.compile(rf"[0-9]{{1,{MOST_DIGITS}}}\Z")
NUMBER = re.compile(rf"-?[0-9]{{1,{MOST_DIGITS}}}(/[0-9]{{1,{MOST_DIGITS}}})?\Z")
RELATIONS = (">=0", ">0", "=0", "!=0")
ENGINES_WORD = re.compile(r"engine's word \([A-Za-z0-9][A-Za-z0-9 .,-]{0,60}\)\Z")
UNREADABLE, REFUSED = 13, 14


class RefusedError(Exception):
    """A certificate that is not one, and why."""


class UnreadableError(Exception):
    """A file that is not a record."""


Monomial = tuple[tuple[str, int], ...]
Polynomial = dict[Monomial, Fraction]


class Ratio(NamedTuple):
    """A rational function: numerator and denominator, never reduced."""

    numerator: Polynomial
    denominator: Polynomial


ONE: Polynomial = {(): Fraction(1)}


class Work:
    """A budget, so that a hostile certificate is refused and not computed."""

    def __init__(self, budget: int = MOST_WORK) -> None:
        self.left = budget
        self.sizes: dict[str, int] = {}  # what a model says of the sizes in shapes
        self.counters: set[str] = set()  # of the sums around a term
        self.roots: dict[str, Ratio] = {}  # the generators that are square roots, and what they are roots of

    def fit(self, size: object, number: int) -> None:
        """Note that a size is a number; a size written as a number is that number.

        Raises:
            RefusedError: it is another one.
        """
        text = str(size)
        if "*" in text:
            raise RefusedError("the model has a matrix whose size is a product")
        if (int(text) if text.isdecimal() else self.sizes.setdefault(text, number)) != number:
            raise RefusedError(f"the model gives the size {shown(text)} two values")

    def spend(self, units: int) -> None:
        self.left -= units
        if self.left < 0:
            raise RefusedError(f"it needs more than {MOST_WORK} units of work")


def shown(data: object) -> str:
    """Data of a record as a short text that cannot imitate a line of this program."""
    text = data if isinstance(data, str) else reprlib.repr(data)
    return "".join(c if c.isascii() and c.isprintable() else ascii(c)[1:-1] for c in text[:200])


def burden(number: Fraction) -> int:
    """How much slower than a short number it is to compute with.

    Raises:
        RefusedError: it is too long.
    """
    bits = max(number.numerator.bit_length(), number.denominator.bit_length())
    if bits > MOST_BITS:
        raise RefusedError(f"it needs numbers of more than {MOST_BITS} bits")
    return (bits // 256) ** 2


def _burden(polynomial: Polynomial) -> int:
    longest = max(map(len, polynomial), default=0)
    return 1 + longest // 8 + max(map(burden, polynomial.values()), default=0)


def read_number(text: object) -> Fraction:
    """The number that a string such as "-3/7" writes down."""
    if not isinstance(text, str) or not NUMBER.match(text):
        raise RefusedError(f"{shown(text)} is no number")
    numerator, _, denominator = text.partition("/")
    if denominator and int(denominator) == 0:
        raise RefusedError("a number has the denominator 0")
    return Fraction(int(numerator), int(denominator or 1))


def add(left: Polynomial, right: Polynomial, work: Work, factor: int = 1) -> Polynomial:
    """Left + factor * right."""
    work.spend(len(left) + len(right) * (_burden(left) + _burden(right)))
    total = dict(left)
    for monomial, coefficient in right.items():
        total[monomial] = total.get(monomial, Fraction(0)) + factor * coefficient
    return {monomial: coefficient for monomial, coefficient in total.items() if coefficient}


def multiply(left: Polynomial, right: Polynomial, work: Work) -> Polynomial:
    """The product of two polynomials."""
    work.spend(len(left) * len(right) * (_burden(left) + _burden(right)))
    total: Polynomial = {}
    for first, a in left.items():
        for second, b in right.items():
            powers = dict(first)
            for generator, power in second:
                powers[generator] = powers.get(generator, 0) + power
            monomial = tuple(sorted(powers.items()))
            total[monomial] = total.get(monomial, Fraction(0)) + a * b
    return {monomial: coefficient for monomial, coefficient in total.items() if coefficient}


def polynomial_power(base: Polynomial, exponent: int, work: Work) -> Polynomial:
    """Base ** exponent for a small natural exponent."""
    result = ONE
    for _ in range(exponent):
        result = multiply(result, base, work)
    return result


def read_term(term: object, integers: frozenset[str], work: Work) -> Ratio:
    """The rational function that a term denotes, in its symbols and in the powers with integer symbols as exponents."""
    if not isinstance(term, list | tuple) or not term or not isinstance(term[0], str):
        raise RefusedError(f"{shown(term)} is no term")
    work.spend(1)
    head, arguments = term[0], term[1:]
    if head == "number" and len(arguments) == 1:
        value = read_number(arguments[0])
        return Ratio({(): value} if value else {}, ONE)
    if head == "symbol" and len(arguments) == 1 and isinstance(arguments[0], str) and arguments[0].isidentifier():
        return Ratio({((arguments[0], 1),): Fraction(1)}, ONE)
    if head == "pow" and len(arguments) == 2:
        return _natural_power(read_term(arguments[0], integers, work), arguments[1], work)
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
        return Ratio({((json.dumps(list(term)), 1),): Fraction(1)}, ONE)
    if head == "trace" and len(arguments) == 1:
        return _read_trace(arguments[0], integers, work)
    if head == "counter" and len(arguments) == 1 and arguments[0] in work.counters:
        return Ratio({((f"#{arguments[0]}", 1),): Fraction(1)}, ONE)
    if head == "summation" and len(arguments) == 4:
        return _read_summation(arguments, integers, work)
    if head in ("add", "sub", "mul", "div") and len(arguments) == 2:
        left, right = (read_term(argument, integers, work) for argument in arguments)
        return _arithmetic(head, left, right, work)
    raise RefusedError(f"the checker has no {shown(head)} with {len(arguments)} arguments")


def _arithmetic(head: str, left: Ratio, right: Ratio, work: Work) -> Ratio:
    if head == "mul":
        return Ratio(
            multiply(left.numerator, right.numerator, work), multiply(left.denominator, right.denominator, work)
        )
    if head == "div":
        if not right.numerator:
            raise RefusedError("a divisor is identically 0")
        return Ratio(
            multiply(left.numerator, right.denominator, work), multiply(left.denominator, right.numerator, work)
        )
    sign = 1 if head == "add" else -1
    if left.denominator == right.denominator:
        return Ratio(add(left.numerator, right.numerator, work, sign), left.denominator)
    crossed = multiply(left.numerator, right.denominator, work), multiply(right.numerator, left.denominator, work)
    return Ratio(add(crossed[0], crossed[1], work, sign), multiply(left.denominator, right.denominator, work))


def _natural_power(base: Ratio, exponent: object, work: Work) -> Ratio:
    if isinstance(exponent, bool) or not isinstance(exponent, int) or not 0 <= exponent <= LARGEST_POWER:
        raise RefusedError(f"{shown(exponent)} is no exponent from 0 to {LARGEST_POWER}")
    return Ratio(polynomial_power(base.numerator, exponent, work), polynomial_power(base.denominator, exponent, work))


def _power(base: object, exponent: object, integers: frozenset[str], work: Work) -> Ratio:
    """Base ** (k + 2 l - 1) with integer symbols k, l is a product of the generators base^k, base^l and of base."""
    parts = read_term(exponent, integers, work)
    if parts.denominator != ONE:
        raise RefusedError("an exponent is a quotient")
    result = Ratio(ONE, ONE)
    number = read_term(base, integers, work)  # always, since nothing else sees that the base is a term
    for monomial, coefficient in parts.numerator.items():
        if coefficient.denominator != 1 or abs(coefficient) > LARGEST_POWER:
            raise RefusedError("an exponent has a coefficient that is no small integer")
        if monomial == ():
            factor = number
        elif len(monomial) == 1 and monomial[0][1] == 1 and monomial[0][0] in integers:
            factor = Ratio({((power_generator(base, monomial[0][0]), 1),): Fraction(1)}, ONE)
        else:
            raise RefusedError("an exponent is no sum of integers")
        factor = _natural_power(factor, abs(coefficient.numerator), work)
        result = _arithmetic("mul" if coefficient > 0 else "div", result, factor, work)
    return result


Letter = tuple[str, bool]  # the letter's own term as text, and whether it is transposed
Word = tuple[Letter, ...]
Words = dict[Word, Ratio]
ONES = "𝟏"  # the name of a column of ones, before that of its size

NOT_MATRICES = ("number", "symbol", "pow", "power", "mul", "div", "trace", "apply", "sqrt", "summation", "counter")


def shape_of(term: object) -> tuple[str, ...]:
    """() for a number, else the names of a matrix's rows and columns."""
    if not isinstance(term, list | tuple) or not term or not isinstance(term[0], str):
        raise RefusedError(f"{shown(term)} is no term")
    head, arguments = term[0], term[1:]
    if head == "letter" and len(arguments) == 4 and all(isinstance(each, str) for each in arguments):
        if arguments[3] == "symmetric" and arguments[1] != arguments[2]:
            raise RefusedError("a symmetric letter is not square")
        return arguments[1], arguments[2]
    if head == "identity" and len(arguments) == 1 and isinstance(arguments[0], str):
        return arguments[0], arguments[0]
    if head in NOT_MATRICES:
        return ()
    shapes = [shape_of(argument) for argument in arguments]
    if head == "transpose" and len(shapes) == 1 and shapes[0]:
        return shapes[0][1], shapes[0][0]
    if head == "matmul" and len(shapes) == 2 and all(shapes) and shapes[0][1] == shapes[1][0]:
        return shapes[0][0], shapes[1][1]
    if head == "scale" and len(shapes) == 2 and not shapes[0] and shapes[1]:
        return shapes[1]
    if head in ("add", "sub") and len(shapes) == 2 and shapes[0] == shapes[1]:
        return shapes[0]
    if head == "neg" and len(shapes) == 1:
        return shapes[0]
    if head == "kronecker" and len(shapes) == 2 and all(shapes):
        return size_product(shapes[0][0], shapes[1][0]), size_product(shapes[0][1], shapes[1][1])
    raise RefusedError(f"the shapes in {shown(head)} do not fit")


def read_matrix(term: Any, integers: frozenset[str], work: Work) -> Words:
    """A matrix term as a sum of words, products of letters, with rational functions as coefficients."""
    head, arguments = term[0], term[1:]
    if head == "letter":
        return {((json.dumps(list(term)), False),): Ratio(ONE, ONE)}
    if head == "identity":
        return {(): Ratio(ONE, ONE)}
    if head == "scale":
        factor = read_term(arguments[0], integers, work)
        words = read_matrix(arguments[1], integers, work)
        return {word: _arithmetic("mul", factor, value, work) for word, value in words.items()}
    if head == "transpose":
        return {_transposed(word): value for word, value in read_matrix(arguments[0], integers, work).items()}
    if head == "matmul":
        left, right = (read_matrix(argument, integers, work) for argument in arguments)
        products = (_word_product(a, x, b, y, work) for a, x in left.items() for b, y in right.items())
        return _gathered(products, work)
    if head == "kronecker":
        return _read_kronecker(arguments, integers, work)
    if head in ("add", "sub"):
        left, right = (read_matrix(argument, integers, work) for argument in arguments)
        minus = Ratio(ONE if head == "add" else {(): Fraction(-1)}, ONE)
        moved = ((word, _arithmetic("mul", minus, value, work)) for word, value in right.items())
        return _gathered([*left.items(), *moved], work)
    raise RefusedError(f"the checker has no matrix {shown(head)}")


def _gathered(parts: Iterable[tuple[Word, Ratio]], work: Work) -> Words:
    total: Words = {}
    for word, value in parts:
        if len(word) > MOST_LETTERS:
            raise RefusedError(f"a product of more than {MOST_LETTERS} matrices")
        total[word] = _arithmetic("add", total[word], value, work) if word in total else value
    return total


def _transposed(word: Word) -> Word:
    """Reversed, each letter transposed; a symmetric letter stays as it is."""
    return tuple(map(_transposed_letter, reversed(word)))


def _transposed_letter(letter: Letter) -> Letter:
    text, flipped = letter
    if text.startswith(BLOCK):
        factors = [(_transposed(word), columns, rows) for word, rows, columns in _factors_of(letter)]
        return _block(factors), False
    return text, json.loads(text)[4] != "symmetric" and not flipped


def _read_trace(matrix: Any, integers: frozenset[str], work: Work) -> Ratio:
    """The trace as a number: a word, its rotations and its transpose have the same; numbers in it are factors."""
    shape = shape_of(matrix)
    if not shape or shape[0] != shape[1]:
        raise RefusedError("a trace of what is not square")
    total = Ratio({}, ONE)
    for word, value in read_matrix(matrix, integers, work).items():
        number = _trace_of_word(word, shape[0], work)
        total = _arithmetic("add", total, _arithmetic("mul", value, number, work), work)
    return total


def _trace_of_word(word: Word, size: str, work: Work) -> Ratio:
    factors = _square_factors(word, work)
    if factors is not None:
        traces = [_trace_of_word(each, rows, work) for each, rows, _ in factors]
        return reduce(lambda left, right: _arithmetic("mul", left, right, work), traces)
    if not word:
        names = [json.dumps(["trace", each]) for each in size.split("*") if each != "1"]
    else:
        names = []
        for part in _numbers_in(word):
            rotations = [each[i:] + each[:i] for each in (part, _transposed(part)) for i in range(len(part))]
            names.append(json.dumps(["trace", min(rotations)]))
    numbers = [Ratio({((name, 1),): Fraction(1)}, ONE) for name in names]
    return reduce(lambda left, right: _arithmetic("mul", left, right, work), numbers, Ratio(ONE, ONE))


def _numbers_in(word: Word) -> list[Word]:
    """The parts of a word between the places where it passes through the size 1: each is a number, its own trace."""
    places = [i for i, (text, flipped) in enumerate(word) if json.loads(text)[3 if flipped else 2] == "1"]
    if not places:
        return [word]
    parts = [word[i:j] for i, j in pairwise(places)]
    return [*parts, word[places[-1] :] + word[: places[0]]]


Factor = tuple[Word, str, str]  # a word with its rows and columns, since an empty one is the identity of some size
BLOCK = '["kronecker"'


def size_product(left: str, right: str) -> str:
    """The product of two sizes: names in alphabetical order and at most one number, with a star between them."""
    parts = [part for each in (left, right) for part in each.split("*")]
    if len(parts) > MOST_LETTERS or not all(each.isidentifier() or NATURAL.match(each) for each in parts):
        raise RefusedError("a size is no name, no number and no short product of them")
    number = math.prod(int(each) for each in parts if NATURAL.match(each))
    if number > 10**MOST_DIGITS:
        raise RefusedError(f"a size has more than {MOST_DIGITS} digits")
    names = sorted(each for each in parts if not NATURAL.match(each))
    return "0" if number == 0 else "*".join([str(number)] * (number != 1 or not names) + names)


def _block(factors: list[Factor]) -> str:
    """A Kronecker product of words as the text of one letter; its rows and columns stand where a letter has them."""
    rows, columns = _size_of(factors, 1), _size_of(factors, 2)
    data = [[[[json.loads(text), flipped] for text, flipped in word], r, c] for word, r, c in factors]
    return json.dumps(["kronecker", data, rows, columns, "general"])


def _factors_of(letter: Letter) -> list[Factor]:
    """The words of which a letter is the Kronecker product; itself alone if it is none."""
    text, flipped = letter
    data = json.loads(text)
    if data[0] == "kronecker":
        return [(tuple((json.dumps(each), turned) for each, turned in word), r, c) for word, r, c in data[1]]
    return [((letter,), data[3 if flipped else 2], data[2 if flipped else 3])]


def _kronecker_word(factors: list[Factor], work: Work) -> tuple[Ratio, Word]:
    """A Kronecker product of words as a number times a word: 1 × 1 factors are numbers, identities are one identity."""
    value = Ratio(ONE, ONE)
    kept: list[Factor] = []
    for whole, rows, columns in factors:
        work.spend(1 + sum(len(text) for text, _ in whole) // 16)
        number, word = _without_numbers(whole, work)
        value = _arithmetic("mul", value, number, work)
        if len(word) == 1:
            kept += _factors_of(word[0])
        elif word or rows != "1":
            kept.append((word, rows, columns))
    if max(len(kept), *(len(word) for word, _, _ in kept), 0) > MOST_LETTERS:
        raise RefusedError(f"a product of more than {MOST_LETTERS} matrices")
    work.spend(2 * len(kept) ** 2)  # for the product of their sizes
    if not any(word for word, _, _ in kept):
        return value, ()
    return value, kept[0][0] if len(kept) == 1 else ((_block(kept), False),)


def _without_numbers(word: Word, work: Work) -> tuple[Ratio, Word]:
    """A word as a number times a word: what stands between two places of size 1 is a number, its own trace."""
    ends = [(data[3 if f else 2], data[2 if f else 3]) for data, f in ((json.loads(text), f) for text, f in word)]
    places = [i for i, (rows, _) in enumerate(ends) if rows == "1"] + [len(word)] * (bool(ends) and ends[-1][1] == "1")
    number = Ratio(ONE, ONE)
    for i, j in pairwise(places):
        number = _arithmetic("mul", number, _trace_of_word(word[i:j], "1", work), work)
    return number, word[: places[0]] + word[places[-1] :] if places else word


def _read_kronecker(arguments: Any, integers: frozenset[str], work: Work) -> Words:
    parts, agenda = 0, list(arguments)  # shapes are read again at every level of a nest
    while agenda:
        parts, each = parts + 1, agenda.pop()
        agenda += each if isinstance(each, list | tuple) else []
    work.spend(parts)
    left, right = (read_matrix(argument, integers, work) for argument in arguments)
    (above, before), (below, after) = shape_of(arguments[0]), shape_of(arguments[1])
    found = []
    for (a, x), (b, y) in ((v, w) for v in left.items() for w in right.items()):
        number, word = _kronecker_word([(a, above, before), (b, below, after)], work)
        found.append((word, _arithmetic("mul", number, _arithmetic("mul", x, y, work), work)))
    return _gathered(found, work)


def _word_product(a: Word, x: Ratio, b: Word, y: Ratio, work: Work) -> tuple[Word, Ratio]:
    number, word = _joined(a, b, work)
    return word, _arithmetic("mul", number, _arithmetic("mul", x, y, work), work)


def _joined(left: Word, right: Word, work: Work) -> tuple[Ratio, Word]:
    """The product of two words as a number times a word, by (A ⊗ B)(C ⊗ D) = AC ⊗ BD where the sizes allow it."""
    pairs = _pairs(left[-1], right[0], work) if left and right else None
    if pairs is None:
        return Ratio(ONE, ONE), left + right
    number, factors = Ratio(ONE, ONE), []
    for first, second in pairs:
        words = [_kronecker_word(each, work) for each in (first, second)]
        value, word = _joined(words[0][1], words[1][1], work)
        for each in (words[0][0], words[1][0], value):
            number = _arithmetic("mul", number, each, work)
        factors.append((word, _size_of(first, 1), _size_of(second, 2)))
    value, middle = _kronecker_word(factors, work)
    before, joined = _joined(left[:-1], middle, work)
    after, whole = _joined(joined, right[1:], work)
    for each in (value, before, after):
        number = _arithmetic("mul", number, each, work)
    return number, whole


def _size_of(factors: list[Factor], place: int) -> str:
    return reduce(size_product, (str(factor[place]) for factor in factors), "1")


def _pairs(left: Letter, right: Letter, work: Work) -> list[tuple[list[Factor], list[Factor]]] | None:
    """Groups of factors, as many on both sides, with as many columns on the left as rows on the right; None if only the
    whole fits."""
    if not left[0].startswith(BLOCK) and not right[0].startswith(BLOCK):
        return None
    first, second = _factors_of(left), _factors_of(right)
    work.spend(1 + (len(left[0]) + len(right[0])) // 16 + len(first) * len(second))
    found, i, j = [], 0, 0
    while i < len(first) or j < len(second):
        step = _next_fit(first[i:], second[j:], work)
        if step is None:
            return None
        found.append((first[i : i + step[0]], second[j : j + step[1]]))
        i, j = i + step[0], j + step[1]
    return found if len(found) > 1 else None


def _next_fit(first: list[Factor], second: list[Factor], work: Work) -> tuple[int, int] | None:
    """How many factors of each side make the first group; one of each if they fit, else as few as can be."""
    if first and second and first[0][2] == second[0][1]:
        return 1, 1
    work.spend(20 * (len(first) + len(second)) ** 2)
    columns = [_size_of(first[:i], 2) for i in range(len(first) + 1)]
    rows = [_size_of(second[:j], 1) for j in range(len(second) + 1)]
    fits = [(i, j) for i, size in enumerate(columns) for j, other in enumerate(rows) if size == other and i + j]
    return min(fits, key=lambda fit: (sum(fit), fit), default=None)


def _square_factors(word: Word, work: Work) -> list[Factor] | None:
    """The factors of a word that is one Kronecker product of square matrices, if it is one."""
    factors = _factors_of(word[0]) if len(word) == 1 else []
    work.spend(len(factors))
    return factors if len(factors) > 1 and all(rows == columns for _, rows, columns in factors) else None


def _read_root(term: Any, integers: frozenset[str], work: Work) -> Ratio:
    """A square root is a generator whose square is known."""
    name = json.dumps(list(term))
    if name not in work.roots:
        work.roots[name] = read_term(term[1], integers, work)
    return Ratio({((name, 1),): Fraction(1)}, ONE)


def vanishes(polynomial: Polynomial, work: Work) -> bool:
    """Whether a polynomial is 0 once the squares of its square roots are replaced by what they are roots of.

    Denominators that come up are multiplied away; goals of their own say that they are not 0. The longest name goes
    first, since a root inside a root has the shorter one.
    """
    for name in sorted(work.roots, key=len, reverse=True):
        polynomial = _without_squares_of(name, polynomial, work)
    return not polynomial


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


def power_generator(base: object, exponent: str) -> str:
    """The name of base^exponent as a generator of its own; no symbol can have it."""
    return f"({json.dumps(base, separators=(',', ':'))})^{exponent}"


class Fact(NamedTuple):
    """A comparison with 0 that is known to hold, and its text, by which facts are recognised."""

    relation: str
    term: Any
    text: str


def fact_text(relation: str, term: object) -> str:
    """The text by which a fact is recognised."""
    return json.dumps([relation, term])


def read_fact(data: object) -> Fact:
    """A fact from its data."""
    if not isinstance(data, dict) or data.get("relation") not in RELATIONS:
        raise RefusedError("a fact needs a relation and a term")
    relation, term = data["relation"], data.get("term")
    if not isinstance(term, list | tuple) or not term:
        raise RefusedError("a fact needs a relation and a term")
    return Fact(relation, term, fact_text(relation, term))


class Context(NamedTuple):
    """What the facts of one closure may use besides each other: its integer symbols, its work, and proved theorems."""

    integers: frozenset[str]
    work: Work
    theorems: dict[str, list[dict[str, Any]]]  # the goals of each, by their hash


def check_closure(
    goal: dict[str, Any], closure: dict[str, Any], theorems: dict[str, list[dict[str, Any]]] | None = None
) -> None:
    """Confirm that a closure proves its goal, with the goals of theorems that are proved.

    Raises:
        RefusedError: it does not.
    """
    work = Work()
    induction = closure.get("induction")
    if induction is None:
        _check_facts(goal, closure.get("facts"), work, theorems or {})
        return
    if not isinstance(induction, dict):
        raise RefusedError("an induction needs a symbol, a base and a step")
    base, step = induction_goals(goal, induction.get("over"))
    _check_facts(base, induction.get("base"), work, theorems or {})
    _check_facts(step, induction.get("step"), work, theorems or {})


def _check_facts(goal: dict[str, Any], steps: object, work: Work, theorems: dict[str, list[dict[str, Any]]]) -> None:
    """Confirm that facts lead from a goal's hypotheses to its conclusion."""
    context = Context(frozenset(goal["integers"]), work, theorems)
    facts = [read_fact(hypothesis) for hypothesis in goal["hypotheses"]]
    if not isinstance(steps, list) or not steps:
        raise RefusedError("it has no facts")
    for position, step in enumerate(steps):
        fact = read_fact(step)
        if position < len(steps) - 1:
            _must_have_value(fact.term, facts, work)
        _check_rule(fact, step, facts, context)
        facts.append(fact)
    if facts[-1].text != read_fact(goal["conclusion"]).text:
        raise RefusedError("its last fact is not the conclusion of the goal")


def _check_rule(fact: Fact, step: dict[str, Any], facts: list[Fact], context: Context) -> None:
    """Confirm that one fact follows from those before it."""
    rule, integers, work = step.get("rule"), context.integers, context.work
    if rule == "combination":
        _check_combination(fact, step, facts, integers, work)
    elif rule == "positive power":
        _check_positive_power(fact, step, facts, integers, work)
    elif rule == "gram":
        _check_gram(fact, integers, work)
    elif rule == "ones":
        _check_ones(fact)
    elif rule == "constants":
        check_constants(fact.relation, fact.term, step.get("witnesses"), work)
    elif rule == "absurd":
        _check_absurd(step, facts)
    elif rule == "root":
        _check_root(fact, step, facts, integers, work)
    elif rule == "theorem":
        _check_theorem(fact, step, facts, context)
    else:
        raise RefusedError(f"there is no rule {shown(rule)}")


def _strings_in(data: object) -> set[str]:
    if isinstance(data, list | tuple):
        return set().union(*map(_strings_in, data))
    return {data} if isinstance(data, str) else set()


def substituted(term: Any, by: dict[str, Any], work: Work) -> Any:
    """A term with symbols replaced by terms, all at once."""
    work.spend(1)
    if not isinstance(term, list | tuple) or not term:
        return term
    if term[0] == "symbol" and len(term) == 2:
        return by.get(term[1], term)
    return [substituted(part, by, work) for part in term]


def induction_goals(goal: dict[str, Any], name: object) -> tuple[dict[str, Any], dict[str, Any]]:
    """The base and the step that prove a goal by induction over one of its integer symbols.

    The symbol stands in the conclusion, and in one hypothesis alone, which says that it is at least some integer.

    Raises:
        RefusedError: the goal is of another kind.
    """
    if not isinstance(name, str) or name not in goal["integers"]:
        raise RefusedError(f"{shown(name)} is no integer symbol of the goal")
    about = [fact for fact in goal["hypotheses"] if name in _strings_in(fact["term"])]
    others = [fact for fact in goal["hypotheses"] if name not in _strings_in(fact["term"])]
    if len(about) != 1:
        raise RefusedError(f"one hypothesis must be about {shown(name)}, and there are {len(about)}")
    least = _least(about[0], name)
    conclusion, work = goal["conclusion"], Work()
    if name in _strings_in(substituted(conclusion["term"], {name: ["number", "0"]}, work)):
        raise RefusedError(f"{shown(name)} is more than a number in the conclusion")
    integers = [each for each in goal["integers"] if each != name]
    following = ["add", ["symbol", name], ["number", "1"]]
    base = {**conclusion, "term": substituted(conclusion["term"], {name: ["number", str(least)]}, work)}
    step = {**conclusion, "term": substituted(conclusion["term"], {name: following}, work)}
    return (
        {"integers": integers, "hypotheses": others, "conclusion": base},
        {"integers": goal["integers"], "hypotheses": [*others, about[0], conclusion], "conclusion": step},
    )


def _least(hypothesis: dict[str, Any], name: str) -> int:
    """The integer m of a hypothesis n - m >= 0, or 0 for n >= 0."""
    match json.loads(json.dumps([hypothesis["relation"], hypothesis["term"]])):
        case [">=0", ["symbol", str(symbol)]] if symbol == name:
            return 0
        case [">=0", ["sub", ["symbol", str(symbol)], ["number", number]]] if symbol == name:
            least = read_number(number)
            if least.denominator == 1:
                return least.numerator
    raise RefusedError(f"the hypothesis about {shown(name)} does not say that it is at least an integer")


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
    if any(part in NOT_FOR_NUMBERS for atom in atoms for part in _strings_in(atom["term"])):
        raise RefusedError("it uses a theorem that is not about numbers alone")
    for name in set().union(*(symbols_of(atom["term"]) for atom in atoms)) | set(goal["integers"]):
        if name not in by:
            raise RefusedError(f"nothing stands for {shown(name)} of the theorem")
    # that the terms have values is seen where they stand: in facts that are hypotheses, and in the conclusion
    for name, term in by.items():
        value = read_term(term, context.integers, context.work)
        if name in goal["integers"] and not _is_whole(value, context.integers):
            raise RefusedError(f"what stands for the integer {shown(name)} of the theorem may be no integer")
    known = {each.text for each in facts}
    for hypothesis in goal["hypotheses"]:
        if fact_text(hypothesis["relation"], substituted(hypothesis["term"], by, context.work)) not in known:
            raise RefusedError("a hypothesis of the theorem that it uses is not known")
    concluded = goal["conclusion"]
    if fact.text != fact_text(concluded["relation"], substituted(concluded["term"], by, context.work)):
        raise RefusedError("it concludes something else than the theorem that it uses")


NOT_FOR_NUMBERS = (
    "letter",
    "identity",
    "transpose",
    "matmul",
    "kronecker",
    "scale",
    "trace",
    "apply",
    "expectation",
    "summation",
)


def symbols_of(term: Any) -> set[str]:
    """The names of the symbols in a term."""
    if not isinstance(term, list | tuple) or not term:
        return set()
    if term[0] == "symbol" and len(term) == 2:
        return {term[1]}
    return set().union(*map(symbols_of, term))


def _is_whole(value: Ratio, integers: frozenset[str]) -> bool:
    """Whether a rational function is a polynomial of integer symbols with integer coefficients.

    The name of a power is no identifier, so that no list of integers can make (1/2)^k one.
    """
    whole = all(
        coefficient.denominator == 1 and all(name.isidentifier() and name in integers for name, _ in monomial)
        for monomial, coefficient in value.numerator.items()
    )
    return whole and value.denominator == ONE


def _must_have_value(term: Any, facts: list[Fact], work: Work) -> None:
    """What no goal contains must have a value by the facts before it: no goal says that its divisors are not 0."""
    for relation, need in divisors_of(term):
        work.spend(len(facts))
        enough = {fact_text(">0", need), fact_text(relation, need)}
        if not _is_literal(relation, need) and all(fact.text not in enough for fact in facts):
            raise RefusedError(
                f"on the way something has a value only if {shown(need)} is {relation}, which no fact says"
            )


def _is_literal(relation: str, term: object) -> bool:
    """Whether a term is a number, written out, of the sign that is needed."""
    if not isinstance(term, list | tuple) or len(term) != 2 or term[0] != "number":
        return False
    value = read_number(term[1])
    return value > 0 or (relation == "!=0" and value != 0)


def _known(facts: list[Fact], index: object) -> Fact:
    if isinstance(index, bool) or not isinstance(index, int) or not 0 <= index < len(facts):
        raise RefusedError(f"there is no earlier fact {shown(index)}")
    return facts[index]


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
    if _is_literal(">0", base):
        return
    if _known(facts, step.get("base")).text != fact_text(">0", base):
        raise RefusedError("the base of the power is not known to be positive")


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
        divisor = _known(facts, index)
        if divisor.relation not in allowed:
            raise RefusedError("it divides by what is not known to have a sign")
        left = _arithmetic("mul", left, read_term(divisor.term, integers, work), work)
    right = Ratio({}, ONE)
    strict = []
    for summand in summands:
        value, is_strict = _read_summand(summand, fact.relation, facts, integers, work)
        right = _arithmetic("add", right, value, work)
        strict.append(is_strict)
    if fact.relation == ">0" and not any(strict):
        raise RefusedError("no summand is positive for sure")
    if fact.relation == "!=0" and not (any(strict) and len(strict) == 1):
        raise RefusedError("a product that is not 0 has one summand")
    crossed = multiply(left.numerator, right.denominator, work), multiply(right.numerator, left.denominator, work)
    if not vanishes(add(crossed[0], crossed[1], work, -1), work):
        raise RefusedError("the identity does not hold")


def _check_matrix_identity(fact: Fact, over: object, summands: object, integers: frozenset[str], work: Work) -> None:
    """A matrix is 0 for all sizes and entries when each of its words has the coefficient 0."""
    if fact.relation != "=0" or over or summands:
        raise RefusedError("of matrices only equations are checked, word by word")
    words = read_matrix(fact.term, integers, work).items()
    pulled = [
        (word, _arithmetic("mul", value, n, work))
        for whole, value in words
        for n, word in [_without_numbers(whole, work)]
    ]
    for value in _gathered(pulled, work).values():
        if not vanishes(value.numerator, work):
            raise RefusedError("the two matrices differ in a word")


def _check_gram(fact: Fact, integers: frozenset[str], work: Work) -> None:
    """The trace of a matrix's transpose times the matrix is a sum of squares of its entries."""
    match json.loads(json.dumps(fact.term)):
        case ["trace", ["matmul", ["transpose", first], second]] if first == second and fact.relation == ">=0":
            read_term(fact.term, integers, work)
        case _:
            raise RefusedError("'gram' concludes trace(transpose(M) M) >= 0")


def _read_summation(arguments: Any, integers: frozenset[str], work: Work) -> Ratio:
    """A sum over a counter from an integer to an integer, of a polynomial in the counter.

    The sum of i^p for i up to n is a polynomial in n of degree p + 1, which its values at 0, …, p + 1 determine.
    """
    name, lower, upper, body = arguments
    if not isinstance(name, str) or not name.isidentifier() or name in work.counters:
        raise RefusedError("the counter of a sum has no name of its own")
    ends = [read_term(end, integers, work) for end in (lower, upper)]
    if not all(_is_whole(end, integers) for end in ends):
        raise RefusedError("a sum ends at what may be no integer")
    work.counters.add(name)
    summand, counter = read_term(body, integers, work), f"#{name}"
    work.counters.discard(name)
    below = {each for monomial in summand.denominator for each, _ in monomial}
    names = below | {each for monomial in summand.numerator for each, _ in monomial}
    if counter in below or any(each.startswith(("[", "(")) and "counter" in each for each in names):
        raise RefusedError("a summand is no polynomial in its counter")
    before = add(ends[0].numerator, ONE, work, -1)
    total: Polynomial = {}
    for monomial, coefficient in summand.numerator.items():
        power = dict(monomial).get(counter, 0)
        rest: Polynomial = {tuple(each for each in monomial if each[0] != counter): coefficient}
        last, first = _sum_of_powers(power, ends[1].numerator, work), _sum_of_powers(power, before, work)
        total = add(total, multiply(rest, add(last, first, work, -1), work), work)
    return Ratio(total, summand.denominator)


def _sum_of_powers(power: int, upper: Polynomial, work: Work) -> Polynomial:
    """The polynomial in an upper end through the sums 1^p + … + n^p for n = 0, …, p + 1, by Newton's differences."""
    if power > LARGEST_POWER:
        raise RefusedError(f"a sum of powers above {LARGEST_POWER}")
    work.spend((power + 2) ** 2)
    values = [sum(i**power for i in range(1, n + 1)) for n in range(power + 2)]
    total: Polynomial = {}
    binomial = ONE
    for k in range(power + 2):
        scaled = {monomial: coefficient * values[0] for monomial, coefficient in binomial.items() if values[0]}
        total = add(total, scaled, work)
        values = [b - a for a, b in pairwise(values)]
        factor = add(upper, {(): Fraction(k)} if k else {}, work, -1)
        binomial = multiply(binomial, multiply(factor, {(): Fraction(1, k + 1)}, work), work)
    return total


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
        left = _divided(left, known[divisor], work)
    return left


def _divided(dividend: list[int], divisor: list[int], work: Work) -> list[int]:
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


def _check_ones(fact: Fact) -> None:
    """A column of ones has as many ones as rows, and matrices have at least one row."""
    match json.loads(json.dumps(fact.term)):
        case ["trace", ["matmul", ["transpose", first], second]] if first == second and _is_ones(first):
            if fact.relation == ">0":
                return
    raise RefusedError("'ones' concludes trace(transpose(1) 1) > 0 of a column of ones")


def _is_ones(letter: Any) -> bool:
    match letter:
        case ["letter", str(name), str(rows), "1", "general"]:
            return name == f"{ONES} {rows}"
    return False


def _check_absurd(step: dict[str, Any], facts: list[Fact]) -> None:
    """From 0 > 0 everything follows: no point meets the hypotheses."""
    if _known(facts, step.get("from")).text != fact_text(">0", ["number", "0"]):
        raise RefusedError("'absurd' needs the fact 0 > 0")


def _check_root(fact: Fact, step: dict[str, Any], facts: list[Fact], integers: frozenset[str], work: Work) -> None:
    """The square root of what is positive is positive, and of what is not negative is not negative."""
    if fact.relation not in (">0", ">=0") or len(fact.term) != 2 or fact.term[0] != "sqrt":
        raise RefusedError("'root' concludes sqrt(t) > 0 or sqrt(t) >= 0")
    read_term(fact.term, integers, work)
    known = _known(facts, step.get("of"))
    texts = {fact_text(">0", fact.term[1])} | ({fact_text(">=0", fact.term[1])} if fact.relation == ">=0" else set())
    if known.text not in texts:
        raise RefusedError("the sign of what the root is taken of is not known")


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
    known = [_known(facts, index) for index in factors]
    relations = {each.relation for each in known}
    if relation in (">=0", ">0") and (coefficient < 0 or not relations <= {">=0", ">0", "=0"}):
        raise RefusedError("a summand may be negative")
    if relation == "=0" and "=0" not in relations:
        raise RefusedError("a summand may differ from 0")
    value = Ratio({(): coefficient} if coefficient else {}, ONE)
    for each in known:
        value = _arithmetic("mul", value, read_term(each.term, integers, work), work)
    for square in squares:
        _must_have_value(square, facts, work)
        root = read_term(square, integers, work)
        value = _arithmetic("mul", value, _arithmetic("mul", root, root, work), work)
    sure = {">0"} if relation in (">=0", ">0") else {">0", "!=0"}
    return value, coefficient != 0 and relations <= sure and not squares


Matrix = list[list[Fraction]]
Values = dict[str, Fraction | Matrix]


def _read_value(data: object) -> Fraction | Matrix:
    """A number, or a matrix as a list of rows."""
    if not isinstance(data, list):
        return read_number(data)
    rows = [[read_number(text) for text in row] for row in data if isinstance(row, list)]
    if len(rows) != len(data) or not rows or not rows[0] or len({len(row) for row in rows}) > 1:
        raise RefusedError("a model has a matrix that is empty or has rows of different lengths")
    return rows


def value_at(term: object, values: Values, work: Work) -> Fraction:
    """The exact value of a term at a model."""
    match term:
        case ["number", text]:
            return read_number(text)
        case ["symbol", str(name)]:
            number = values.get(name)
            if not isinstance(number, Fraction):
                raise RefusedError(f"the model has no value for {shown(name)}")
            return number
        case ["trace", inside]:
            matrix = matrix_at(inside, values, work)
            return sum((matrix[i][i] for i in range(len(matrix))), Fraction(0))
        case ["neg", operand]:
            return -value_at(operand, values, work)
        case ["pow", base, int(exponent)] if not isinstance(exponent, bool):
            return _power_at(value_at(base, values, work), Fraction(exponent), work)
        case ["power" | "add" | "sub" | "mul" | "div" as head, first, second]:
            left, right = value_at(first, values, work), value_at(second, values, work)
            return _power_at(left, right, work) if head == "power" else _value_of(head, left, right, work)
    raise RefusedError("the checker cannot compute a hypothesis at the model")


def matrix_at(term: Any, values: Values, work: Work) -> Matrix:
    """The exact value of a matrix term at a model, whose letters fit in shape and symmetry."""
    matrix = _matrix_at(term, values, work)
    work.spend(1 + sum(1 + burden(entry) for row in matrix for entry in row))
    return matrix


def _matrix_at(term: Any, values: Values, work: Work) -> Matrix:
    match list(term):
        case ["letter", str(name), rows, columns, structure]:
            matrix = values.get(name)
            if not isinstance(matrix, list) or (structure == "symmetric" and matrix != _flipped(matrix)):
                raise RefusedError(f"the model has no fitting matrix for {shown(name)}")
            if name.startswith(ONES) and any(entry != 1 for row in matrix for entry in row):
                raise RefusedError("the model has a column of ones with another number in it")
            work.fit(rows, len(matrix))
            work.fit(columns, len(matrix[0]))
            return matrix
        case ["transpose", inside]:
            return _flipped(matrix_at(inside, values, work))
        case ["scale", factor, inside]:
            number = value_at(factor, values, work)
            return [[number * entry for entry in row] for row in matrix_at(inside, values, work)]
        case ["add" | "sub" as head, first, second]:
            left, right = matrix_at(first, values, work), matrix_at(second, values, work)
            sign = 1 if head == "add" else -1
            return [[a + sign * b for a, b in zip(x, y, strict=True)] for x, y in zip(left, right, strict=True)]
        case ["kronecker", first, second]:
            left, right = matrix_at(first, values, work), matrix_at(second, values, work)
            work.spend(len(left) * len(right) * len(left[0]) * len(right[0]))
            return [[a * b for a in upper for b in lower] for upper in left for lower in right]
        case ["matmul", first, second]:
            left, right = matrix_at(first, values, work), matrix_at(second, values, work)
            work.spend(len(left) * len(right) * len(right[0]))
            columns = _flipped(right)
            return [[sum((a * b for a, b in zip(row, c, strict=True)), Fraction(0)) for c in columns] for row in left]
    raise RefusedError("the checker cannot compute a matrix at the model")


def _flipped(matrix: Matrix) -> Matrix:
    return [list(column) for column in zip(*matrix, strict=True)]


def _value_of(head: str, left: Fraction, right: Fraction, work: Work) -> Fraction:
    work.spend(1 + burden(left) + burden(right))
    if head == "div":
        if right == 0:
            raise RefusedError("the model divides by 0")
        return left / right
    return left * right if head == "mul" else left + right if head == "add" else left - right


def _power_at(base: Fraction, exponent: Fraction, work: Work) -> Fraction:
    if exponent.denominator != 1 or abs(exponent) > LARGEST_MODEL_EXPONENT or (base == 0 and exponent < 0):
        raise RefusedError("the model needs a power that the checker does not compute")
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if bits * abs(exponent) > MOST_BITS:
        raise RefusedError(f"it needs numbers of more than {MOST_BITS} bits")
    result = base ** int(exponent)
    work.spend(1 + burden(result))
    return result


def check_model(goal: dict[str, Any], model: dict[str, Any]) -> None:
    """Confirm that a model meets all hypotheses of a goal.

    Raises:
        RefusedError: it does not.
    """
    if not isinstance(model.get("values"), dict):
        raise RefusedError("a model needs values")
    work = Work()
    values = {name: _read_value(data) for name, data in model["values"].items()}
    given = [values[name] for name in goal["integers"] if name in values]
    if not all(isinstance(number, Fraction) and number.denominator == 1 for number in given):
        raise RefusedError("the model gives an integer symbol another value")
    for hypothesis in goal["hypotheses"]:
        fact = read_fact(hypothesis)
        value = value_at(fact.term, values, work)
        if not {">=0": value >= 0, ">0": value > 0, "=0": value == 0, "!=0": value != 0}[fact.relation]:
            raise RefusedError("the model breaks a hypothesis")


def goals_hash(goals: list[dict[str, Any]]) -> str:
    """The hash of the mathematics of a list of goals."""
    mathematics = [{key: goal[key] for key in ("integers", "hypotheses", "conclusion")} for goal in goals]
    canonical = json.dumps(mathematics, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()


def divisors_of(term: object) -> list[tuple[str, Any]]:
    """What must be shown for a term to have a value: (relation, term) for each divisor and each base of a power."""
    if not isinstance(term, list | tuple) or not term:
        return []
    found = [need for part in term[1:] for need in divisors_of(part)]
    if term[0] == "div" and len(term) == 3:
        found.append(("!=0", term[2]))
    if term[0] == "power" and len(term) == 3:
        found.append((">0", term[1]))
    if term[0] == "sqrt" and len(term) == 2:
        found.append((">=0", term[1]))
    if term[0] == "summation" and len(term) == 5:
        found.append((">=0", ["add", ["sub", term[3], term[2]], ["number", "1"]]))
    return found


class Goals:
    """The goals of a proof, with the texts of their facts."""

    def __init__(self, data: object) -> None:
        if not isinstance(data, list) or not data:
            raise RefusedError("there are no goals")
        if len(data) > MOST_GOALS:
            raise RefusedError(f"there are more than {MOST_GOALS} goals")
        self.data: list[dict[str, Any]] = data
        self.hypotheses: list[frozenset[str]] = []
        self.concluding: dict[str, list[int]] = {}
        for position, goal in enumerate(data):
            if not isinstance(goal, dict) or not isinstance(goal.get("hypotheses"), list):
                raise RefusedError(f"goal {position} has no list of hypotheses")
            integers = goal.get("integers")
            if not isinstance(integers, list) or not all(isinstance(name, str) for name in integers):
                raise RefusedError(f"goal {position} has no list of integer symbols")
            self.hypotheses.append(frozenset(read_fact(each).text for each in goal["hypotheses"]))
            self.concluding.setdefault(read_fact(goal.get("conclusion")).text, []).append(position)

    def know(self, position: int, text: str) -> bool:
        """Whether a fact is a hypothesis of a goal, or concluded by an earlier goal of no other hypotheses."""
        hypotheses = self.hypotheses[position]
        earlier = (i for i in self.concluding.get(text, []) if i < position)
        return text in hypotheses or any(self.hypotheses[i] <= hypotheses for i in earlier)


def check_definedness(goals: Goals, position: int) -> None:
    """Confirm that every divisor in a goal is not 0, by a literal, a hypothesis or an earlier goal of fewer hypotheses.

    Raises:
        RefusedError: some divisor may be 0, or some base of a power may not be positive.
    """
    goal = goals.data[position]
    terms = [atom["term"] for atom in [*goal["hypotheses"], goal["conclusion"]]]
    for relation, term in (need for each in terms for need in divisors_of(each)):
        if _is_literal(relation, term):
            continue
        if not goals.know(position, fact_text(relation, term)) and not goals.know(position, fact_text(">0", term)):
            raise RefusedError(f"goal {position}: nothing shows that {shown(term)} is {relation}")


class Outcome(NamedTuple):
    """What the checker has to say about one proof."""

    confirmed: int
    on_word: list[str]  # closures that rest on an engine's word
    rests_on: tuple[str, ...]


def check_proof(goals: object, goal_hash: object, certificate: object) -> Outcome:
    """Confirm that a certificate closes every one of the goals and that the goals are not vacuous.

    Raises:
        RefusedError: a goal is open, a closure is wrong, a hash does not fit, or no model is given.
    """
    try:
        return _check_proof(Goals(goals), goal_hash, certificate)
    except RecursionError:
        raise RefusedError("it is nested too deeply") from None
    except (KeyError, IndexError, TypeError, AttributeError, ValueError, OverflowError) as error:
        raise RefusedError(f"malformed ({type(error).__name__}: {shown(str(error))[:80]})") from error


def _check_proof(goals: Goals, goal_hash: object, certificate: object, depth: int = 0) -> Outcome:
    if goals_hash(goals.data) != goal_hash:
        raise RefusedError("the goals are not those of the hash")
    if not isinstance(certificate, dict) or certificate.get("goal_hash") != goal_hash:
        raise RefusedError("the certificate is for other goals")
    theorems = _proved_theorems(certificate.get("theorems", []), depth)
    closures = _by_goal(certificate.get("closures"), len(goals.data))
    on_word = []
    for position, goal in enumerate(goals.data):
        if position not in closures:
            raise RefusedError(f"goal {position} is open")
        rests_on = closures[position].get("rests_on")
        if rests_on == "checker":
            check_definedness(goals, position)
            check_closure(goal, closures[position], theorems)
        elif isinstance(rests_on, str) and ENGINES_WORD.match(rests_on):
            on_word.append(f"goal {position}: {rests_on}")
        else:
            raise RefusedError(f"goal {position} rests on {shown(rests_on)}, and not on 'checker' or an engine's word")
    _check_models(goals, _by_goal(certificate.get("models"), len(goals.data)))
    rests = tuple(sorted({closure["rests_on"] for closure in closures.values()}))
    return Outcome(len(closures) - len(on_word), on_word, rests)


def _proved_theorems(entries: object, depth: int) -> dict[str, list[dict[str, Any]]]:
    """The goals of the theorems that a certificate brings with their own certificates, by their hash."""
    if not isinstance(entries, list) or (entries and depth == DEEPEST_USE):
        raise RefusedError(f"its theorems are no list, or use others more than {DEEPEST_USE} deep")
    proved: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        goals = Goals(entry["goals"])
        if _check_proof(goals, entry["goal_hash"], entry["certificate"], depth + 1).on_word:
            raise RefusedError("a theorem that it uses rests on an engine's word")
        proved[entry["goal_hash"]] = goals.data
    return proved


def _by_goal(entries: object, count: int) -> dict[int, dict[str, Any]]:
    """Closures or models by the goal that they are for."""
    if not isinstance(entries, list):
        raise RefusedError("a certificate needs lists 'closures' and 'models'")
    found: dict[int, dict[str, Any]] = {}
    for entry in entries:
        position = entry.get("goal") if isinstance(entry, dict) else None
        if isinstance(position, bool) or not isinstance(position, int) or not 0 <= position < count:
            raise RefusedError("a closure or a model is for no goal")
        if position in found:
            raise RefusedError(f"goal {position} has two closures or two models")
        found[position] = entry
    return found


def _check_models(goals: Goals, models: dict[int, dict[str, Any]]) -> None:
    """At least one model of a goal whose hypotheses are not a part of another goal's: else the whole may be vacuous."""
    for position, model in models.items():
        check_model(goals.data[position], model)
    different = set(goals.hypotheses)
    modelled: set[frozenset[str]] = {goals.hypotheses[position] for position in models} | {frozenset()}
    if not any(all(not hypotheses < other for other in different) for hypotheses in modelled & different):
        raise RefusedError("no model of the hypotheses is given: the statement may be vacuous")


def read_record(path: Path) -> Any:
    """The JSON of a file, without duplicate keys, NaN or bottomless nesting.

    Raises:
        UnreadableError: it is no such file.
    """

    def no_constant(text: str) -> Any:
        raise UnreadableError(f"it contains {text}")

    def no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(pairs)
        if len(result) != len(pairs):
            raise UnreadableError("an object has a key twice")
        return result

    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise UnreadableError(f"it is larger than {MOST_BYTES} bytes")
        return json.loads(content.decode(), parse_constant=no_constant, object_pairs_hook=no_duplicates)
    except (OSError, ValueError, RecursionError, MemoryError) as error:
        raise UnreadableError(f"{type(error).__name__}: {str(error)[:200]}") from error


def find_proofs(data: object) -> list[tuple[str, dict[str, Any]]]:
    """Every object of a record that has a certificate, with where it stands."""
    found = []
    agenda = [("", data)]
    while agenda:
        name, each = agenda.pop()
        parts: list[tuple[str, object]] = []
        if isinstance(each, list):
            parts = [(f"{name}[{i}]", part) for i, part in enumerate(each)]
        if isinstance(each, dict):
            if each.get("certificate"):
                found.append((name.removeprefix("."), each))
            parts = [(f"{name}.{shown(key)}", each[key]) for key in each if key not in ("goals", "certificate")]
        agenda += reversed([(name[:400], part) for name, part in parts])
    return found


def _rests_on(theorem: dict[str, Any], outcome: Outcome) -> bool:
    """Whether a theorem says what its proof rests on; human steps and conditions, which no certificate has, may come on
    top."""
    said = theorem.get("rests_on")
    if not isinstance(said, list) or not all(isinstance(each, str) for each in said):
        return False
    return [each for each in said if not each.startswith(("human step: ", "condition: "))] == list(outcome.rests_on)


def check_record(record: object) -> tuple[list[str], list[str]]:
    """Check a whole record. Returns lines to print, and refusals.

    Raises:
        UnreadableError: it is no record.
    """
    if not isinstance(record, dict) or not isinstance(record.get("theorems"), dict):
        raise UnreadableError("it has no theorems")
    lines: list[str] = []
    refusals: list[str] = []
    for name, proof in find_proofs(record):
        try:
            outcome = check_proof(proof.get("goals"), proof.get("goal_hash"), proof["certificate"])
        except RefusedError as refusal:
            refusals.append(f"{name}: refused: {refusal}")
            continue
        lines.append(f"{name}: {outcome.confirmed} goals confirmed" + "".join(f"; {w}" for w in outcome.on_word))
        if proof.get("verdict") == "proved" and not _rests_on(proof, outcome):
            refusals.append(f"{name}: refused: it does not rest on what it says")
    for name, theorem in record["theorems"].items():
        if not isinstance(theorem, dict):
            refusals.append(f"theorems.{shown(name)}: refused: it is no theorem")
        elif theorem.get("verdict") == "proved" and not theorem.get("certificate"):
            refusals.append(f"theorems.{shown(name)}: refused: it is called proved and has no certificate")
    return lines, refusals


def main(arguments: list[str]) -> int:
    """Check the record that the only argument names; a folder stands for the report.json in it."""
    if len(arguments) != 1 or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0 if arguments and arguments[0] in ("-h", "--help") else 4
    path = Path(arguments[0])
    path = path / "report.json" if path.is_dir() else path
    try:
        lines, refusals = check_record(read_record(path))
    except UnreadableError as error:
        print(f"{path}: not a record: {error}", file=sys.stderr)
        return UNREADABLE
    for line in lines:
        print(line)
    for line in refusals:
        print(line, file=sys.stderr)
    print(f"{len(lines)} certificates confirmed, {len(refusals)} refused")
    return REFUSED if refusals else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
