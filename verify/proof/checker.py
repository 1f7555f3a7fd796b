"""The independent kernel: confirm that every certificate of a record closes its goal. Standard library only.

    python -m verify.proof.checker reports/latest/report.json

It trusts no other module of this package: it reads data, recomputes the hashes of the goals, multiplies polynomials
out with `Fraction`, and encloses what is no polynomial in intervals with integer ends. A closure is a list of facts.
The first facts are the goal's hypotheses; each further one follows from earlier ones by a rule; the last is the goal's
conclusion. `docs/certificates.md` has the grammar.

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
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import reduce
from itertools import pairwise, permutations
from math import isqrt, lcm
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
ORDER = re.compile(r"[0-9]\Z")  # of a derivative of an unknown function of one number
RELATIONS = (">=0", ">0", "=0", "!=0")
ENGINES_WORD = re.compile(r"engine's word \([A-Za-z0-9][A-Za-z0-9 .,-]{0,60}\)\Z")
UNREADABLE, REFUSED = 13, 14


class RefusedError(Exception):
    """A certificate that is not one, and why."""


class UnreadableError(Exception):
    """A file that is not a record."""


Monomial = tuple[tuple[str, int], ...]
Coefficient = Fraction | int  # whole numbers as integers, with which it is much faster to compute
Polynomial = dict[Monomial, Coefficient]


class Ratio(NamedTuple):
    """A rational function: numerator and denominator, never reduced."""

    numerator: Polynomial
    denominator: Polynomial


ONE: Polynomial = {(): 1}


class Work:
    """A budget, so that a hostile certificate is refused and not computed."""

    def __init__(self, budget: int = MOST_WORK) -> None:
        self.left = budget
        self.sizes: dict[str, int] = {}  # what a model says of the sizes in shapes
        self.roots: dict[str, Ratio] = {}  # the generators whose squares are known, and these squares
        self.angles: dict[str, Angle] = {}  # the generators that are exponentials, sines or cosines
        self.indices: dict[str, str] = {}  # sizes of the free indices, and of those of sums that are being read
        self.integers: frozenset[str] = frozenset()  # as the terms with indices have them
        self.fixed: frozenset[str] = frozenset()  # the indices of hypotheses
        self.opened = 0  # how many sums have been read
        self.parts: dict[str, Indexed] = {}  # what generators are made of
        self.counters: set[str] = set()  # of the sums around a term

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


def burden(number: Coefficient) -> int:
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
    met = {monomial: left[monomial] for monomial in right if monomial in left}
    work.spend(len(left) + len(right) * (_burden(met) + _burden(right)))
    total = dict(left)
    for monomial, coefficient in right.items():
        value = total.get(monomial, 0) + factor * coefficient
        if value:
            total[monomial] = value
        else:
            total.pop(monomial, None)
    return total


def multiply(left: Polynomial, right: Polynomial, work: Work) -> Polynomial:
    """The product of two polynomials."""
    if left == ONE or right == ONE:
        work.spend(1)
        return right if left == ONE else left
    work.spend(len(left) * len(right) * (_burden(left) + _burden(right)))
    total: Polynomial = {}
    for first, a in left.items():
        for second, b in right.items():
            monomial = _product(first, second)
            total[monomial] = total.get(monomial, 0) + a * b
    return {monomial: coefficient for monomial, coefficient in total.items() if coefficient}


def _product(first: Monomial, second: Monomial) -> Monomial:
    if not first or not second or first[-1][0] < second[0][0]:  # they are sorted
        return first + second
    powers = dict(first)
    for generator, power in second:
        powers[generator] = powers.get(generator, 0) + power
    # where sums divide, powers are negative
    return tuple(sorted(each for each in powers.items() if each[1]))


def _whole(number: Fraction) -> Coefficient:
    return number.numerator if number.denominator == 1 else number


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
        return Ratio({(): _whole(value)} if value else {}, ONE)
    if head == "symbol" and len(arguments) == 1 and isinstance(arguments[0], str) and arguments[0].isidentifier():
        return Ratio({((arguments[0], 1),): 1}, ONE)
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
        return Ratio({((json.dumps(list(term)), 1),): 1}, ONE)
    if head == "trace" and len(arguments) == 1:
        return _read_trace(arguments[0], integers, work)
    if head in FUNCTIONS and len(arguments) == 1:
        return _read_function(head, arguments[0], integers, work)
    if head in INDEXED:
        return _read_indexed(term, integers, work)
    if head == "counter" and len(arguments) == 1 and arguments[0] in work.counters:
        return Ratio({((f"#{arguments[0]}", 1),): 1}, ONE)
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
        if coefficient.denominator != 1 or abs(coefficient.numerator) > LARGEST_POWER:
            raise RefusedError("an exponent has a coefficient that is no small integer")
        if monomial == ():
            factor = number
        elif len(monomial) == 1 and monomial[0][1] == 1 and monomial[0][0] in integers:
            factor = Ratio({((power_generator(base, monomial[0][0]), 1),): 1}, ONE)
        else:
            raise RefusedError("an exponent is no sum of integers")
        factor = _natural_power(factor, abs(coefficient.numerator), work)
        result = _arithmetic("mul" if coefficient > 0 else "div", result, factor, work)
    return result


Letter = tuple[str, bool]  # the letter's own term as text, and whether it is transposed
Word = tuple[Letter, ...]
Words = dict[Word, Ratio]
ONES = "𝟏"  # the name of a column of ones, before that of its size

INDEXED = ("entry", "delta", "sum")
COUNTED = ("summation", "counter")
NUMBERS = ("number", "symbol", "pow", "power", "mul", "div", "trace", "apply", "sqrt", "exp", "log", "sin", "cos")
NOT_MATRICES = (*NUMBERS, *COUNTED)


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
    if head in NOT_MATRICES or head in INDEXED:
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
        minus = Ratio(ONE if head == "add" else {(): -1}, ONE)
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
    numbers = [Ratio({((name, 1),): 1}, ONE) for name in names]
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
        radicand = read_term(term[1], integers, work)
        if INDEX_WORD in name:  # sums are written in many ways
            radicand = without_common_factors(radicand)
            name = json.dumps(["sqrt", _written(radicand, work)])
        work.roots[name] = radicand
    return Ratio({((name, 1),): 1}, ONE)


def vanishes(polynomial: Polynomial, work: Work) -> bool:
    """Whether a polynomial is 0 once the squares of its square roots and sines are replaced by what they are.

    Denominators that come up are multiplied away; goals of their own say that they are not 0. The longest name goes
    first, since a root inside a root has the shorter one.
    """
    if work.indices:
        polynomial = without_deltas(polynomial, work)
    polynomial = _without_squares(polynomial, work)
    together = _with_common_parts(polynomial, work)
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


# -- exponentials, logarithms, sines and cosines: generators with their exact relations ------------------------------

FUNCTIONS = ("exp", "log", "sin", "cos")
MOST_SUMMANDS = 256  # in the argument of one generator
LARGEST_PART = 1 << 64  # numerator and denominator of a coefficient in an argument
LONGEST_MULTIPLE = 1 << 12  # in bits, of the denominators in the arguments of one exponential
SMALL_PRIMES = tuple(n for n in range(2, 100) if all(n % i for i in range(2, n)))


Share = tuple[Fraction, Monomial, Polynomial]  # coefficient * monomial / polynomial
Rotation = tuple[Polynomial, Polynomial]  # cosine and sine
NIL_ANGLE: Rotation = ONE, {}


class Angle(NamedTuple):
    """What the exponential, sine or cosine of a generator is taken of: top / (bottom * parts)."""

    head: str
    top: Monomial
    bottom: Polynomial
    parts: int


def generator_term(name: str) -> Any:
    """The term that a generator stands for; it is read as that generator alone."""
    if name.isidentifier():
        return ["symbol", name]
    if name.startswith("#"):
        return ["counter", name[1:]]
    if name.startswith("("):
        base, _, exponent = name[1:].rpartition(")^")
        return ["power", json.loads(base), ["symbol", exponent]]
    term = json.loads(name)
    if term[0] != "trace":
        return term
    if isinstance(term[1], str):
        return ["trace", ["identity", term[1]]]
    letters = [["transpose", json.loads(text)] if flipped else json.loads(text) for text, flipped in term[1]]
    return ["trace", reduce(lambda left, right: ["matmul", left, right], letters)]


def _written(value: Ratio, work: Work) -> Any:
    """A rational function as a term, which is read as the same one."""
    top = _written_polynomial(value.numerator, work)
    return top if value.denominator == ONE else ["div", top, _written_polynomial(value.denominator, work)]


def _written_polynomial(polynomial: Polynomial, work: Work) -> Any:
    if len(polynomial) > MOST_SUMMANDS:
        raise RefusedError(f"the argument of a function has more than {MOST_SUMMANDS} summands")
    total: Any = None
    for monomial, coefficient in sorted(polynomial.items()):
        part: Any = None if coefficient == 1 and monomial else _written_number(coefficient)
        for name, power in monomial:
            work.spend(1 + len(name) // 32)
            factor = generator_term(name) if power == 1 else ["pow", generator_term(name), power]
            part = factor if part is None else ["mul", part, factor]
        total = part if total is None else ["add", total, part]
    return ["number", "0"] if total is None else total


def _written_number(value: Coefficient) -> list[str]:
    if max(abs(value.numerator), value.denominator) >= 10**MOST_DIGITS:
        raise RefusedError(f"the argument of a function has a number of more than {MOST_DIGITS} digits")
    return ["number", str(value)]


def _only(name: str, power: int = 1) -> Polynomial:
    return {((name, power),): Fraction(1)}


def _common(polynomial: Polynomial) -> dict[str, int]:
    """The largest powers of generators that divide every monomial."""
    powers = [dict(monomial) for monomial in polynomial]
    least = {name: min(each.get(name, 0) for each in powers) for name in powers[0]}
    return {name: power for name, power in least.items() if power}


def without_common_factors(value: Ratio) -> Ratio:
    """The same rational function without products of generators that divide both its parts."""
    if not value.numerator:
        return Ratio({}, ONE)
    above, below = _common(value.numerator), _common(value.denominator)
    both = {name: min(power, below[name]) for name, power in above.items() if name in below}
    return Ratio(_lowered(value.numerator, both), _lowered(value.denominator, both))


def _lowered(polynomial: Polynomial, by: dict[str, int]) -> Polynomial:
    """A polynomial divided by powers of generators that divide it."""
    return {
        tuple((name, power - by.get(name, 0)) for name, power in monomial if power > by.get(name, 0)): coefficient
        for monomial, coefficient in polynomial.items()
    }


def _monic(polynomial: Polynomial) -> tuple[Fraction, Polynomial]:
    """The coefficient of its first monomial, and the polynomial divided by it."""
    leading = Fraction(polynomial[min(polynomial)])
    return leading, {monomial: coefficient / leading for monomial, coefficient in polynomial.items()}


def _summands_of(term: Any, sign: int = 1) -> list[tuple[int, Any]]:
    """What a term adds and subtracts."""
    if isinstance(term, list | tuple) and len(term) == 3 and term[0] in ("add", "sub"):
        return _summands_of(term[1], sign) + _summands_of(term[2], sign if term[0] == "add" else -sign)
    if isinstance(term, list | tuple) and len(term) == 2 and term[0] == "neg":
        return _summands_of(term[1], -sign)
    return [(sign, term)]


def _shares(argument: Any, integers: frozenset[str], work: Work) -> list[Share]:
    """An argument as a sum of coefficient * monomial / polynomial, without symbols that cancel."""
    found = []
    for sign, part in _summands_of(argument):
        value = read_term(part, integers, work)
        work.spend(len(value.numerator) * len(value.denominator))
        divisible = _common(value.denominator)
        for monomial, coefficient in sorted(value.numerator.items()):
            cancelled = {name: min(power, divisible.get(name, 0)) for name, power in monomial}
            ((top, _),) = _lowered({monomial: coefficient}, cancelled).items()
            leading, bottom = _monic(_lowered(value.denominator, cancelled))
            share = sign * coefficient / leading
            if max(abs(share.numerator), share.denominator) > LARGEST_PART:
                raise RefusedError("an exponential or an angle has too long a coefficient")
            found.append((share, top, bottom))
    return found


def _read_function(head: str, argument: Any, integers: frozenset[str], work: Work) -> Ratio:
    """exp, log, sin or cos of a term, by generators of the smallest parts of its argument."""
    if head == "log":
        return _logarithm(read_term(argument, integers, work), integers, work)
    if head == "exp":
        return _exponential(_shares(argument, integers, work), integers, work)
    cosine, sine = NIL_ANGLE
    for share, top, bottom in _shares(argument, integers, work):
        angle = Angle("cos", top, bottom, share.denominator)
        cosine, sine = _turned((cosine, sine), _multiple(angle, share.numerator, work), work)
    return Ratio(cosine if head == "cos" else sine, ONE)


def _angle(angle: Angle, work: Work) -> str:
    """The name of a generator, which is the text of its term."""
    argument = _written(Ratio({angle.top: Fraction(1, angle.parts)}, angle.bottom), work)
    name = json.dumps([angle.head, argument])
    work.spend(1 + len(name) // 32)
    work.angles[name] = angle
    return name


def _exponential(shares: list[Share], integers: frozenset[str], work: Work) -> Ratio:
    """exp(p/q m) is exp(m/q)^p, and exp(p log u) is u^p."""
    result, powers = Ratio(ONE, ONE), dict[str, int]()
    for times, top, bottom in shares:
        power, parts = times.numerator, times.denominator
        if bottom == ONE and parts == 1 and len(top) == 1 and top[0][1] == 1 and top[0][0].startswith('["log"'):
            base = read_term(json.loads(top[0][0])[1], integers, work)
            factor = _natural_power(base, abs(power), work)
            result = _arithmetic("mul" if power > 0 else "div", result, factor, work)
        else:
            name = _angle(Angle("exp", top, bottom, parts), work)
            powers[name] = powers.get(name, 0) + power
    above: Polynomial = {tuple(sorted((name, power) for name, power in powers.items() if power > 0)): Fraction(1)}
    below: Polynomial = {tuple(sorted((name, -power) for name, power in powers.items() if power < 0)): Fraction(1)}
    return _arithmetic("mul", result, Ratio(above, below), work)


def _turned(left: Rotation, right: Rotation, work: Work) -> Rotation:
    """Cosine and sine of a sum of two angles."""
    (a, b), (c, d) = left, right
    cosine = add(multiply(a, c, work), multiply(b, d, work), work, -1)
    return cosine, add(multiply(a, d, work), multiply(b, c, work), work)


def _multiple(angle: Angle, times: int, work: Work) -> Rotation:
    """Cosine and sine of a multiple of an angle. The square of its sine is known, as that of a root."""
    if abs(times) > LARGEST_POWER:
        raise RefusedError(f"an angle is taken more than {LARGEST_POWER} times")
    cosine, sine = (_angle(angle._replace(head=head), work) for head in ("cos", "sin"))
    work.roots[sine] = Ratio(add(ONE, _only(cosine, 2), work, -1), ONE)
    once: Rotation = _only(cosine), {((sine, 1),): Fraction(1 if times > 0 else -1)}
    result = NIL_ANGLE
    for _ in range(abs(times)):
        result = _turned(result, once, work)
    return result


def _logarithm(value: Ratio, integers: frozenset[str], work: Work) -> Ratio:
    """The logarithm of a positive rational function as a sum: factors that are positive in any case come out."""
    if not value.numerator:
        return Ratio(_only(json.dumps(["log", ["number", "0"]])), ONE)
    total, above, below = Ratio({}, ONE), _common(value.numerator), _common(value.denominator)
    for name in sorted({**above, **below}):
        times = Fraction(above.get(name, 0) - below.get(name, 0))
        inner = _logarithm_of_generator(name, integers, work)
        if inner is None:  # its sign is not known here: it only cancels
            above[name] = below[name] = min(above.get(name, 0), below.get(name, 0))
        elif times:
            total = _arithmetic("add", total, _arithmetic("mul", Ratio({(): times}, ONE), inner, work), work)
    work.spend(len(value.numerator) + len(value.denominator))
    first, top = _monic(_lowered(value.numerator, above))
    second, bottom = _monic(_lowered(value.denominator, below))
    total = _arithmetic("add", total, _logarithm_of_number(abs(first / second), work), work)
    if top == bottom and first / second > 0:
        return total
    sign = 1
    if bottom != ONE and (top == ONE or _rank(top) < _rank(bottom)):  # log(x/y) is -log(y/x)
        sign, top, bottom = -1, bottom, top
    positive = Ratio(top if first / second > 0 else add({}, top, work, -1), bottom)
    name = json.dumps(["log", _written(positive, work)])
    work.spend(1 + len(name) // 32)
    return _arithmetic("add", total, Ratio({((name, 1),): Fraction(sign)}, ONE), work)


def _rank(polynomial: Polynomial) -> tuple[int, list[tuple[Monomial, Coefficient]]]:
    return len(polynomial), sorted(polynomial.items())


def _logarithm_of_generator(name: str, integers: frozenset[str], work: Work) -> Ratio | None:
    """Of what is positive if it is not 0: an exponential, a power with an integer symbol, or a square root."""
    if not name.startswith(('["exp"', '["sqrt"', "(")):
        return None
    work.spend(1 + len(name) // 32)
    head, inside, *exponent = generator_term(name)
    value = read_term(inside, integers, work)
    if head == "exp":
        return value
    factor = read_term(exponent[0], integers, work) if exponent else Ratio({(): Fraction(1, 2)}, ONE)
    return _arithmetic("mul", factor, _logarithm(value, integers, work), work)


def _logarithm_of_number(number: Fraction, work: Work) -> Ratio:
    """Of a positive number, by its small prime factors."""
    work.spend(1 + (max(number.numerator, number.denominator).bit_length() ** 2 >> 14))
    total: Polynomial = {}
    for rest, sign in ((number.numerator, 1), (number.denominator, -1)):
        for prime in SMALL_PRIMES:
            times = 0
            while rest % prime == 0:
                rest, times = rest // prime, times + 1
            if times:
                total[((json.dumps(["log", ["number", str(prime)]]), 1),)] = Fraction(sign * times)
        if rest > 1:
            total[((json.dumps(["log", _written_number(Fraction(rest))]), 1),)] = Fraction(sign)
    return Ratio(total, ONE)


def _with_common_parts(polynomial: Polynomial, work: Work) -> Polynomial:
    """With exp(t/2) and exp(t/3), where both occur, as powers of exp(t/6), and with sines and cosines likewise."""
    names = sorted({name for monomial in polynomial for name, _ in monomial if name in work.angles})
    families: dict[tuple[Any, ...], list[str]] = {}
    for name in names:
        families.setdefault(family_of(work.angles[name]), []).append(name)
    by: dict[str, Polynomial] = {}
    for family in families.values():
        parts = lcm(*(work.angles[name].parts for name in family))
        if parts.bit_length() > LONGEST_MULTIPLE:
            raise RefusedError("the arguments of an exponential have too many parts in common")
        by |= {name: in_parts(name, parts, work) for name in family if work.angles[name].parts < parts}
    return with_replaced(polynomial, by, work) if by else polynomial


def family_of(angle: Angle) -> tuple[Any, ...]:
    """What the generators have in common that are powers or polynomials of the same ones with smaller parts."""
    return angle.head == "exp", angle.top, *sorted(angle.bottom.items())


def in_parts(name: str, parts: int, work: Work) -> Polynomial:
    """A generator by those of smaller parts of its argument."""
    angle = work.angles[name]
    smaller, times = angle._replace(parts=parts), parts // angle.parts
    if angle.head == "exp":
        return _only(_angle(smaller, work), times)
    cosine, sine = _multiple(smaller, times, work)
    return cosine if angle.head == "cos" else sine


def with_replaced(polynomial: Polynomial, by: dict[str, Polynomial], work: Work) -> Polynomial:
    """A polynomial with generators replaced by polynomials."""
    total: Polynomial = {}
    for monomial, coefficient in polynomial.items():
        part: Polynomial = {tuple(each for each in monomial if each[0] not in by): coefficient}
        for name, power in monomial:
            if name in by:
                part = multiply(part, _power_of(by[name], power, work), work)
        total = add(total, part, work)
    return total


def _power_of(base: Polynomial, exponent: int, work: Work) -> Polynomial:
    if len(base) > 1 or list(base.values()) != [1]:
        return polynomial_power(base, exponent, work)
    ((monomial, _),) = base.items()
    return {tuple((name, power * exponent) for name, power in monomial): Fraction(1)}


def _is_same(left: Ratio, right: Ratio, work: Work) -> bool:
    """Whether two rational functions have the same values."""
    crossed = multiply(left.numerator, right.denominator, work), multiply(right.numerator, left.denominator, work)
    return vanishes(add(crossed[0], crossed[1], work, -1), work)


def _check_positive_exponential(fact: Fact, integers: frozenset[str], work: Work) -> None:
    """An exponential is positive."""
    if fact.relation != ">0" or len(fact.term) != 2 or fact.term[0] != "exp":
        raise RefusedError("'positive exponential' concludes exp(t) > 0")
    read_term(fact.term, integers, work)


def _check_tangent(fact: Fact, step: dict[str, Any], facts: list[Fact], integers: frozenset[str], work: Work) -> None:
    """The exponential lies above its tangent at 0, and elsewhere it does not touch it: exp(t) - 1 - t >= 0."""
    term = ["exp", step.get("at")]
    _must_have_value(term, facts, work)
    at, value = read_term(term[1], integers, work), read_term(term, integers, work)
    above = _arithmetic("sub", value, Ratio(ONE, ONE), work)
    if fact.relation not in (">=0", ">0"):
        raise RefusedError("'tangent' concludes exp(t) - 1 - t >= 0 or > 0")
    if not _is_same(read_term(fact.term, integers, work), _arithmetic("sub", above, at, work), work):
        raise RefusedError("'tangent' concludes something else than exp(t) - 1 - t")
    if fact.relation == ">=0":
        return
    apart = _known(facts, step.get("apart"))
    known = read_term(apart.term, integers, work)
    if apart.relation not in (">0", "!=0") or not (_is_same(known, at, work) or _is_same(known, above, work)):
        raise RefusedError("'tangent' is strict only where a fact says that t or exp(t) - 1 is not 0")


def _check_log_of_product(
    fact: Fact, step: dict[str, Any], facts: list[Fact], integers: frozenset[str], work: Work
) -> None:
    """The logarithm of a product of powers of what is positive is a sum."""
    term, factors = ["log", step.get("of")], step.get("factors")
    _must_have_value(term, facts, work)
    if fact.relation != "=0" or not isinstance(factors, list):
        raise RefusedError("'log of a product' concludes log(f^k g^l) - k log(f) - l log(g) = 0")
    coefficient = read_number(step.get("coefficient", "1"))
    if coefficient <= 0:
        raise RefusedError("a factor in a logarithm is not known to be positive")
    product = Ratio({(): coefficient}, ONE)
    total = _arithmetic("sub", read_term(term, integers, work), _logarithm_of_number(coefficient, work), work)
    for each in factors:
        if not isinstance(each, list) or len(each) != 2 or isinstance(each[1], bool) or not isinstance(each[1], int):
            raise RefusedError("a factor in a logarithm is no fact with an integer exponent")
        factor, times = _known(facts, each[0]), each[1]
        if factor.relation != ">0":
            raise RefusedError("a factor in a logarithm is not known to be positive")
        value = read_term(factor.term, integers, work)
        head = "mul" if times > 0 else "div"
        product = _arithmetic(head, product, _natural_power(value, abs(times), work), work)
        part = _arithmetic(
            "mul", Ratio({(): Fraction(times)} if times else {}, ONE), _logarithm(value, integers, work), work
        )
        total = _arithmetic("sub", total, part, work)
    if not _is_same(product, read_term(term[1], integers, work), work):
        raise RefusedError("what the logarithm is taken of is not the product of the factors")
    if not _is_same(read_term(fact.term, integers, work), total, work):
        raise RefusedError("'log of a product' concludes another equation")


def _function_at(head: str, number: Fraction) -> Fraction:
    """What exact numbers have of these functions: exp 0, log 1, sin 0 and cos 0."""
    if number == (head == "log"):
        return Fraction(head in ("exp", "cos"))
    raise RefusedError(f"the model needs {head} of a number where the checker does not compute it")


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
    _check_closed(goal, closure, Work(), theorems or {}, 0)


def _check_closed(
    goal: dict[str, Any], closure: Any, work: Work, theorems: dict[str, list[dict[str, Any]]], depth: int
) -> None:
    if not isinstance(closure, dict) or depth > DEEPEST_REDUCTION:
        raise RefusedError(f"a closure is no object, or has others more than {DEEPEST_REDUCTION} deep")
    work.spend(1)
    for kind, parts_of in REDUCTIONS.items():
        if kind in closure:
            parts = closure[kind].get("parts") if isinstance(closure[kind], dict) else None
            if not isinstance(parts, list):
                raise RefusedError(f"{kind} needs a list of closures")
            goals = parts_of(goal, closure[kind], work)
            if len(parts) != len(goals):
                raise RefusedError(f"{kind} needs a closure for each of {len(goals)} goals")
            for part, each in zip(goals, parts, strict=True):
                _check_closed(part, each, work, theorems, depth + 1)
            return
    if closure.get("enumeration") is not None:
        if depth:
            raise RefusedError("an enumeration does not stand inside of another closure")
        _check_enumeration(goal, closure["enumeration"], work, theorems)
        return
    induction = closure.get("induction")
    if induction is None:
        _check_facts(goal, closure.get("facts"), work, theorems)
        return
    if not isinstance(induction, dict):
        raise RefusedError("an induction needs a symbol, a base and a step")
    if depth:
        raise RefusedError("an induction does not stand inside of another closure")
    base, step = induction_goals(goal, induction.get("over"))
    _check_facts(base, induction.get("base"), work, theorems)
    _check_facts(step, induction.get("step"), work, theorems)


def _check_facts(goal: dict[str, Any], steps: object, work: Work, theorems: dict[str, list[dict[str, Any]]]) -> None:
    """Confirm that facts lead from a goal's hypotheses to its conclusion."""
    facts = [read_fact(hypothesis) for hypothesis in goal["hypotheses"]]
    context = Context(frozenset(goal["integers"]), work, theorems)
    work.fixed = _noted_indices(facts, work)
    given = work.fixed | _noted_indices([read_fact(goal["conclusion"])], work)
    if not isinstance(steps, list) or not steps:
        raise RefusedError("it has no facts")
    for position, step in enumerate(steps):
        fact = read_fact(step)
        if position < len(steps) - 1:
            _must_have_value(fact.term, facts, work)
        _check_rule(fact, step, facts, context)
        _must_have_indices(fact, given, facts, work)
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
    elif rule == "sum":
        _check_sum(fact, step, facts, context)
    elif rule == "theorem":
        _check_theorem(fact, step, facts, context)
    elif rule == "positive exponential":
        _check_positive_exponential(fact, integers, work)
    elif rule == "tangent":
        _check_tangent(fact, step, facts, integers, work)
    elif rule == "log of a product":
        _check_log_of_product(fact, step, facts, integers, work)
    elif rule == "enclosure":
        _check_enclosure(fact, step, facts, work)
    elif rule == "instance":
        _check_instance(fact, step, facts, context)
    elif rule == "taylor":
        _check_taylor(fact, step, facts, context)
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


MATRICES = ("letter", "identity", "transpose", "matmul", "kronecker", "scale", "trace")
NOT_FOR_NUMBERS = (*MATRICES, "apply", "everywhere", "expectation", *INDEXED, *COUNTED)


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
            if _is_generic_instance(relation, need, facts, work):
                continue
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


# Sums over all indices of a size. Vectors and matrices have entries; an index ranges over 0 … size - 1, for every size.

FREE_INDEX = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,40}'?\Z")  # sums that are being read use other names
SIZE = re.compile(r"([A-Za-z_][A-Za-z0-9_]{0,40}|[0-9]{1,9})\Z")
INDEX_WORD = '"index"'  # in the texts of facts that need more than a look
MOST_BOUND = 5  # indices of a sum that is no product of sums


class Indexed(NamedTuple):
    """What a generator is made of: its term, its free indices, the highest number bound in it."""

    term: Any
    free: frozenset[str]
    height: int


def size_number(size: object) -> Ratio:
    """A size as a number: the symbol of its name, or what its digits say."""
    if not isinstance(size, str) or not SIZE.match(size):
        raise RefusedError(f"{shown(size)} is no size")
    if not size.isdecimal():
        return Ratio({((size, 1),): Fraction(1)}, ONE)
    return Ratio({(): Fraction(size)} if int(size) else {}, ONE)


def _read_index(data: object, work: Work) -> tuple[str, str]:
    """Name and size of an index, which ranges over one size wherever it stands."""
    if not isinstance(data, list | tuple) or len(data) != 3 or data[0] != "index":
        raise RefusedError(f"{shown(data)} is no index")
    name, size = data[1], data[2]
    if not isinstance(name, str) or not (FREE_INDEX.match(name) or name in work.indices):
        raise RefusedError(f"{shown(name)} is no name of an index here")
    size_number(size)
    if work.indices.setdefault(name, size) != size:
        raise RefusedError(f"an index ranges over {shown(work.indices[name])} and over {shown(size)}")
    return name, size


def _read_indexed(term: Any, integers: frozenset[str], work: Work) -> Ratio:
    """An entry, a Kronecker delta or a sum."""
    head, arguments = term[0], term[1:]
    work.integers = integers
    if head == "sum" and len(arguments) == 3:
        return _read_sum(term, work)
    if head == "entry" and arguments:
        return _generator(_entry(arguments[0], arguments[1:], work))
    if head == "delta" and len(arguments) == 2:
        left, right = sorted(_read_index(each, work) for each in arguments)
        if left[1] != right[1]:
            raise RefusedError(f"a delta of indices over {shown(left[1])} and over {shown(right[1])}")
        return Ratio(ONE, ONE) if left == right else _generator(["delta", ["index", *left], ["index", *right]])
    raise RefusedError(f"the checker has no {shown(head)} with {len(arguments)} arguments")


def _generator(term: list[Any]) -> Ratio:
    return Ratio({((json.dumps(term), 1),): Fraction(1)}, ONE)


def _entry(letter: Any, indices: Any, work: Work) -> list[Any]:
    """The term of an entry: one index for rows and one for columns, none where there is one row or column only."""
    shape = shape_of(letter)
    if not shape or letter[0] != "letter":
        raise RefusedError("an entry of what is no matrix variable")
    read = [_read_index(each, work) for each in indices]
    if [size for _, size in read] != [size for size in shape if size != "1"]:
        raise RefusedError(f"an entry of shape {shown(shape)} with indices over {shown([size for _, size in read])}")
    if letter[4] == "symmetric":
        read.sort()
    return ["entry", list(letter), *(["index", *each] for each in read)]


def reindexed(term: Any, old: str, new: str, work: Work) -> Any:
    """A term with a free index under another name.

    Raises:
        RefusedError: a sum in it binds the new name and would capture the index.
    """
    work.spend(1)
    if not isinstance(term, list | tuple) or not term:
        return term
    if term[0] == "index" and len(term) == 3:
        return ["index", new, term[2]] if term[1] == old else term
    if term[0] == "sum" and len(term) == 4:
        if term[1] == old:
            return term
        if term[1] == new and old in free_indices(term, work):
            raise RefusedError(f"a sum over {shown(new)} would capture an index")
    return [reindexed(part, old, new, work) for part in term]


def free_indices(term: Any, work: Work) -> frozenset[str]:
    """The names of the indices in a term that no sum in it binds."""
    return frozenset(name for name, _ in _sized_indices(term, work))


def _sized_indices(term: Any, work: Work) -> frozenset[tuple[str, str]]:
    """The same, with what they range over."""
    work.spend(1)
    if not isinstance(term, list | tuple) or not term:
        return frozenset()
    if term[0] == "index" and len(term) == 3:
        return frozenset([(str(term[1]), str(term[2]))])
    found = frozenset[tuple[str, str]]().union(*(_sized_indices(part, work) for part in term))
    if term[0] == "sum" and len(term) == 4:
        return frozenset(pair for pair in found if pair[0] != term[1])
    return found


def _height(term: Any) -> int:
    """The highest number by which a sum in a term calls its index."""
    if not isinstance(term, list | tuple) or not term:
        return 0
    own = int(term[1]) if term[0] == "sum" and re.match(r"[0-9]{1,4}\Z", str(term[1])) else 0
    return max(own, *map(_height, term))


def _made_of(name: str, work: Work) -> Indexed:
    if name not in work.parts:
        work.spend(1 + len(name) // 16)
        term = generator_term(name)
        work.parts[name] = Indexed(term, free_indices(term, work), _height(term))
    return work.parts[name]


def _depends(name: str, indices: Iterable[str], work: Work) -> bool:
    return not _made_of(name, work).free.isdisjoint(indices)


def _read_again(name: str, old: str, new: str, work: Work, *, as_inverse: bool) -> Ratio:
    """A generator with an index under another name; what one is divided by divides, unless it stays `as_inverse`."""
    term = reindexed(_made_of(name, work).term, old, new, work)
    if term[0] != "inverse":
        return read_term(term, work.integers, work)
    divisor = read_term(term[1], work.integers, work)
    if not as_inverse:
        return _arithmetic("div", Ratio(ONE, ONE), divisor, work)
    if divisor.denominator != ONE or len(divisor.numerator) == 1:
        raise RefusedError("a sum of what is another sum when its index has another name")
    coefficient, rest = _inverse_of(divisor.numerator, work)
    return Ratio(_only(_inverse_name(rest, work)), {(): coefficient})


def _renamed(monomial: Monomial, old: str, new: str, work: Work, *, as_inverse: bool = False) -> Ratio:
    """A product of generators with an index under another name; each is read again, since it may become another one."""
    result = Ratio(ONE, ONE)
    for name, power in monomial:
        factor = Ratio({((name, 1),): Fraction(1)}, ONE)
        if _depends(name, (old,), work):
            factor = _read_again(name, old, new, work, as_inverse=as_inverse)
        result = _arithmetic("mul" if power > 0 else "div", result, _natural_power(factor, abs(power), work), work)
    return result


def _read_sum(term: Any, work: Work) -> Ratio:
    """A sum. While it is read its index has a name that no other index has."""
    bound, size, body = term[1:]
    size_number(size)
    if not isinstance(bound, str):
        raise RefusedError("a sum over what is no name")
    for name in free_indices(term, work):
        if not FREE_INDEX.match(name) and name not in work.indices:
            raise RefusedError(f"{shown(name)} is no name of an index here")
    work.opened += 1
    fresh = f"~{work.opened}"
    work.indices[fresh] = size
    value = read_term(reindexed(body, bound, fresh, work), work.integers, work)
    result = _sum_of_ratio(value, ((fresh, size),), work)
    del work.indices[fresh]
    return result


Dummies = tuple[tuple[str, str], ...]  # names and sizes of the indices of a sum


def _sum_of_ratio(value: Ratio, dummies: Dummies, work: Work) -> Ratio:
    """The sum of a rational function. A divisor without the indices divides the whole."""
    names = frozenset(name for name, _ in dummies)
    numerator, divisor = value
    if any(_depends(name, names, work) for monomial in divisor for name, _ in monomial):
        numerator, divisor = _without_dependent_divisor(value, names, work)
    total = Ratio({}, ONE)
    for monomial, coefficient in numerator.items():
        part = _sum_of(monomial, dummies, work)
        total = _arithmetic("add", total, _arithmetic("mul", Ratio({(): coefficient}, ONE), part, work), work)
    return _arithmetic("div", total, Ratio(divisor, ONE), work)


def _without_dependent_divisor(value: Ratio, names: frozenset[str], work: Work) -> Ratio:
    """With negative powers for what multiplies the divisor, and a generator for one divided by what is left of it."""
    common = _common(value.denominator)
    rest = _lowered(value.denominator, common)
    inverse: Monomial = tuple((name, -power) for name, power in common.items() if _depends(name, names, work))
    outside: Monomial = tuple((name, power) for name, power in common.items() if not _depends(name, names, work))
    numerator = multiply(value.numerator, {tuple(sorted(inverse)): Fraction(1)}, work)
    if len(rest) == 1:
        return Ratio(numerator, {tuple(sorted(outside)): rest[()]})
    coefficient, rest = _inverse_of(rest, work)
    quotient, remainder = _divided(numerator, rest, work)
    divided = multiply(remainder, _only(_inverse_name(rest, work)), work)
    return Ratio(add(quotient, divided, work), {tuple(sorted(outside)): coefficient})


def _place(monomial: Monomial, names: list[str]) -> tuple[int, ...]:
    """Where a monomial stands in the lexicographic order of some generators."""
    powers = dict(monomial)
    return tuple(powers.get(name, 0) for name in names)


def _inverse_of(divisor: Polynomial, work: Work) -> tuple[Fraction, Polynomial]:
    """The coefficient of a polynomial's first monomial in the lexicographic order, and the polynomial divided by it."""
    names = sorted({name for monomial in divisor for name, _ in monomial})
    leading = Fraction(divisor[max(divisor, key=lambda monomial: _place(monomial, names))])
    work.spend(len(divisor) * len(names))
    return leading, {monomial: coefficient / leading for monomial, coefficient in divisor.items()}


def _inverse_name(divisor: Polynomial, work: Work) -> str:
    return json.dumps(["inverse", _written_polynomial(divisor, work)])


def _divided(dividend: Polynomial, divisor: Polynomial, work: Work) -> tuple[Polynomial, Polynomial]:
    """Quotient and remainder of a division by a polynomial whose first monomial has the coefficient 1."""
    names = sorted({name for monomial in divisor for name, _ in monomial})
    first = max(divisor, key=lambda monomial: _place(monomial, names))
    quotient: Polynomial = {}
    while True:
        found = next((m for m in dividend if all(dict(m).get(name, 0) >= power for name, power in first)), None)
        work.spend(1 + len(dividend))
        if found is None:
            return quotient, dividend
        factor: Polynomial = {
            tuple(
                (name, power - dict(first).get(name, 0)) for name, power in found if power != dict(first).get(name, 0)
            ): dividend[found]
        }
        quotient = add(quotient, factor, work)
        dividend = add(dividend, multiply(factor, divisor, work), work, -1)


def _sum_of(monomial: Monomial, dummies: Dummies, work: Work) -> Ratio:
    """The sum of a product of generators over all values of some indices."""
    work.spend(1 + len(monomial) * len(dummies))
    if not dummies:
        over: Monomial = tuple((name, -power) for name, power in monomial if power < 0)
        return Ratio({tuple(each for each in monomial if each[1] > 0): Fraction(1)}, {over: Fraction(1)})
    for position, (index, size) in enumerate(dummies):
        others = (*dummies[:position], *dummies[position + 1 :])
        about = [name for name, _ in monomial if _depends(name, (index,), work)]
        if not about:  # every summand is the same
            return _arithmetic("mul", size_number(size), _sum_of(monomial, others, work), work)
        delta = next((name for name in about if _made_of(name, work).term[0] == "delta"), None)
        if delta is not None:  # one summand is left
            other = next(each[1] for each in _made_of(delta, work).term[1:] if each[1] != index)
            if dict(monomial)[delta] < 0:
                raise RefusedError("a divisor is a delta")
            rest = tuple(each for each in monomial if each[0] != delta)
            return _sum_of_ratio(_renamed(rest, index, other, work), others, work)
    return _sum_of_connected(monomial, dummies, work)


def _sum_of_connected(monomial: Monomial, dummies: Dummies, work: Work) -> Ratio:
    """The sum of a product without deltas, as a product of sums that share no index."""
    names = {dummies[0][0]}
    while True:
        inside = tuple(each for each in monomial if _depends(each[0], names, work))
        more = {name for name, _ in dummies if any(_depends(each[0], (name,), work) for each in inside)}
        if more <= names:
            break
        names |= more
    outside = tuple(each for each in monomial if each not in inside)
    others = tuple(each for each in dummies if each[0] not in names)
    here = tuple(each for each in dummies if each[0] in names)
    value = _sum_of_one(inside, here, work)
    return _arithmetic("mul", value, _sum_of(outside, others, work), work)


def _sum_of_one(monomial: Monomial, dummies: Dummies, work: Work) -> Ratio:
    """The sum of a product whose indices hang together: sums among its factors are opened, unless they are divisors."""
    for name, power in monomial:
        if power > 0 and _made_of(name, work).term[0] == "sum":
            return _with_opened(monomial, name, dummies, work)
    for position, (index, size) in enumerate(dummies if len(dummies) > 1 else ()):
        inside = tuple(each for each in monomial if _depends(each[0], (index,), work))
        divisors = [name for name, power in monomial if power < 0 and not _depends(name, (index,), work)]
        if any(_made_of(name, work).term[0] == "sum" for name in divisors):
            part = _sum_of(inside, ((index, size),), work)
            if part.denominator == ONE and any(part.numerator == {((name, 1),): 1} for name in divisors):
                # the sum over this index alone is a divisor, and cancels
                outside: Polynomial = {tuple(each for each in monomial if each not in inside): Fraction(1)}
                left = Ratio(multiply(part.numerator, outside, work), ONE)
                return _sum_of_ratio(left, (*dummies[:position], *dummies[position + 1 :]), work)
    return _canonical_sum(monomial, dummies, work)


def _with_opened(monomial: Monomial, name: str, dummies: Dummies, work: Work) -> Ratio:
    """The sum of a product in which one factor is a sum: a product of a sum with what it does not bind."""
    powers = {**dict(monomial), name: dict(monomial)[name] - 1}
    body: Any = _made_of(name, work).term
    fresh: list[tuple[str, str]] = []
    while body[0] == "sum":
        work.opened += 1
        fresh.append((f"~{work.opened}", body[2]))
        work.indices[fresh[-1][0]] = body[2]
        body = reindexed(body[3], body[1], fresh[-1][0], work)
    rest = Ratio({tuple(sorted(each for each in powers.items() if each[1])): Fraction(1)}, ONE)
    product = _arithmetic("mul", rest, read_term(body, work.integers, work), work)
    if len(dummies) + len(fresh) > MOST_BOUND:
        raise RefusedError(f"a sum over more than {MOST_BOUND} indices that is no product of sums")
    result = _sum_of_ratio(product, (*dummies, *fresh), work)
    for index, _ in fresh:
        del work.indices[index]
    return result


def _canonical_sum(monomial: Monomial, dummies: Dummies, work: Work) -> Ratio:
    """A sum as a generator. Its indices are numbered, above all numbers bound in its factors, in that order in which
    the text of its term is the first of all."""
    lowest = 1 + max(_made_of(name, work).height for name, _ in monomial)
    taken = {int(each) for name, _ in monomial for each in _made_of(name, work).free if each.isdecimal()}
    if not taken.isdisjoint(range(lowest, lowest + len(dummies))):
        lowest = 1 + max(taken)
    found: list[tuple[str, Fraction]] = []
    for order in permutations(dummies):
        factors, coefficient = _numbered(monomial, order, lowest, work)
        term = _product_term(factors)
        for number, (_, size) in enumerate(order, lowest):
            term = ["sum", str(number), size, term]
        work.spend(len(monomial))
        found.append((json.dumps(term), coefficient))
    name, coefficient = min(found)
    return Ratio({((name, 1),): coefficient}, ONE)


def _numbered(monomial: Monomial, order: Dummies, lowest: int, work: Work) -> tuple[Monomial, Fraction]:
    """A product of generators with numbers for the names of indices; one of them may change its sign by that."""
    before, factor = dict(work.indices), Fraction(1)
    for number, (index, size) in enumerate(order, lowest):
        work.indices[str(number)] = size
        above, below = _renamed(monomial, index, str(number), work, as_inverse=True)
        if len(above) != 1 or len(below) != 1:
            raise RefusedError("a sum of what is another sum when its index has another name")
        ((top, first),), ((bottom, second),) = above.items(), below.items()
        inverse: Polynomial = {tuple((name, -power) for name, power in bottom): Fraction(first) / second}
        ((monomial, coefficient),) = multiply({top: Fraction(1)}, inverse, work).items()
        factor *= coefficient
    work.indices = before
    return monomial, factor


def _product_term(factors: Monomial) -> Any:
    """A product of generators as a term: what has positive powers, over what has negative ones."""
    sides: list[Any] = [None, None]
    for name, power in factors:
        base = generator_term(name)
        if base[0] == "inverse":
            base, power = base[1], -power
        factor = base if abs(power) == 1 else ["pow", base, abs(power)]
        side = 0 if power > 0 else 1
        sides[side] = factor if sides[side] is None else ["mul", sides[side], factor]
    above = ["number", "1"] if sides[0] is None else sides[0]
    return above if sides[1] is None else ["div", above, sides[1]]


def without_deltas(polynomial: Polynomial, work: Work) -> Polynomial:
    """A polynomial, up to divisors, with one form for each product of deltas: the first of equal indices stands for
    all."""
    total = Ratio({}, ONE)
    for monomial, coefficient in polynomial.items():
        deltas = [_made_of(name, work).term for name, _ in monomial if name.startswith('["delta"')]
        value = Ratio({tuple(each for each in monomial if not each[0].startswith('["delta"')): coefficient}, ONE)
        for other, first in _first_of_equal(deltas).items():
            value = _renamed_in(value, other, first, work)
            size = work.indices[other]
            delta = _read_indexed(["delta", ["index", first, size], ["index", other, size]], work.integers, work)
            value = _arithmetic("mul", value, delta, work)
        total = _arithmetic("add", total, value, work)
    return total.numerator


def _first_of_equal(deltas: list[Any]) -> dict[str, str]:
    """For each index that some deltas make equal to others, the first of them, unless it is itself the first."""
    classes: list[set[str]] = []
    for _, left, right in deltas:
        joined = {left[1], right[1]}.union(*(each for each in classes if each & {left[1], right[1]}))
        classes = [*(each for each in classes if not each & joined), joined]
    return {name: min(each) for each in classes for name in sorted(each) if name != min(each)}


def _renamed_in(value: Ratio, old: str, new: str, work: Work) -> Ratio:
    """A polynomial with an index under another name."""
    total = Ratio({}, ONE)
    for monomial, coefficient in value.numerator.items():
        part = _arithmetic("mul", Ratio({(): coefficient}, value.denominator), _renamed(monomial, old, new, work), work)
        total = _arithmetic("add", total, part, work)
    return total


def generic_text(relation: str, term: Any, fixed: frozenset[str], work: Work) -> str:
    """The text of a fact that holds for all values of its indices, those of hypotheses excepted: by the order in which
    the others first occur, whatever their names."""
    text, numbers = fact_text(relation, term), dict[str, str]()
    if INDEX_WORD not in text:
        return text

    def numbered(part: Any) -> Any:
        work.spend(1)
        if not isinstance(part, list | tuple) or not part:
            return part
        if part[0] in ("index", "sum") and len(part) > 1 and part[1] not in fixed:
            name = numbers.setdefault(str(part[1]), f"@{len(numbers)}")
            return [part[0], name, *map(numbered, part[2:])]
        return [numbered(each) for each in part]

    return fact_text(relation, numbered(term))


def _noted_indices(facts: Iterable[Fact], work: Work) -> frozenset[str]:
    """The names of the free indices in facts of a goal, each of which ranges over one size."""
    about = (fact.term for fact in facts if INDEX_WORD in fact.text)
    pairs = frozenset[tuple[str, str]]().union(*(_sized_indices(term, work) for term in about))
    return frozenset(_read_index(["index", *pair], work)[0] for pair in pairs)


def _is_generic_instance(relation: str, need: Any, facts: list[Fact], work: Work) -> bool:
    """Whether a fact says something of all values of its indices, and so of those that a sum binds."""
    if "index" not in _strings_in(need):
        return False
    wanted = {generic_text(each, need, work.fixed, work) for each in (relation, ">0")}
    return any(generic_text(fact.relation, fact.term, work.fixed, work) in wanted for fact in facts)


def _check_sum(fact: Fact, step: dict[str, Any], facts: list[Fact], context: Context) -> None:
    """A sum of what is not negative, for all values of the index, is not negative; and positive if there is a summand
    and all are positive."""
    if fact.relation not in (">=0", ">0") or len(fact.term) != 4 or fact.term[0] != "sum":
        raise RefusedError("'sum' concludes sum(t) > 0 or sum(t) >= 0")
    read_term(fact.term, context.integers, context.work)
    bound, size, body = fact.term[1:]
    index, known = step.get("index"), _known(facts, step.get("of"))
    if not isinstance(index, str) or not FREE_INDEX.match(index) or index in context.work.fixed:
        raise RefusedError("the summand's index is no name of an index that no hypothesis has")
    if index in free_indices(fact.term, context.work):
        raise RefusedError("the summand's index stands in the sum already")
    texts = [fact_text(relation, reindexed(body, bound, index, context.work)) for relation in (">0", fact.relation)]
    if known.text not in texts:
        raise RefusedError("the sign of the summands is not known")
    if fact.relation == ">0":
        _must_be_nonempty(size, facts)


def _must_be_nonempty(size: str, facts: list[Fact]) -> None:
    if not (size.isdecimal() and int(size) > 0) and all(fact.text != _nonempty(size) for fact in facts):
        raise RefusedError(f"nothing shows that there is an index below {shown(size)}")


def _nonempty(size: str) -> str:
    return fact_text(">=0", ["sub", ["symbol", size], ["number", "1"]])


def _must_have_indices(fact: Fact, given: frozenset[str], facts: list[Fact], work: Work) -> None:
    """What is said of an index that the goal does not have says something only if there is one."""
    for name in free_indices(fact.term, work) - given if INDEX_WORD in fact.text else ():
        _must_be_nonempty(work.indices.get(name, ""), facts)


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
    value = Ratio({(): _whole(coefficient)} if coefficient else {}, ONE)
    for each in known:
        value = _arithmetic("mul", value, read_term(each.term, integers, work), work)
    for square in squares:
        _must_have_value(square, facts, work)
        root = read_term(square, integers, work)
        value = _arithmetic("mul", value, _arithmetic("mul", root, root, work), work)
    sure = {">0"} if relation in (">=0", ">0") else {">0", "!=0"}
    return value, coefficient != 0 and relations <= sure and not squares


# -- Enclosures: intervals with ends k / 2^bits, rounded outward ------------------------------------------------------

MOST_PRECISION = 1024
MOST_SPLITS = 1 << 15  # characters of one tree
DEEPEST_SPLIT = 96  # halvings of one side
MOST_BRANCHES = 64  # on one cell
MOST_PARTS = 20_000  # of a derivative that is written out
DEEPEST_REDUCTION = 8
MOST_STEPS_APART = 8  # values of one floor on one cell
LARGEST_EXPONENT = 1 << 12  # of exp
LARGEST_ANGLE = 64  # beyond it, sine and cosine are only known to lie between -1 and 1
LARGEST_DILOGARITHM = Fraction(3, 4)
SIDES = "0123456789abcdefghijklmnopqrstuvwxyz"

Interval = tuple[int, int]


def _up(number: int, shift: int) -> int:
    """The least integer that is at least number / 2^shift."""
    return -(-number >> shift)


def _exp_series(r: int, wide: int) -> Interval:
    """Bounds of exp for 0 <= r <= 1/2, by Taylor's series: what is left out is at most its last term."""
    low = high = term_low = term_high = 1 << wide
    n = 0
    while term_high > 1:
        n += 1
        term_low, term_high = (term_low * r >> wide) // n, -(-_up(term_high * r, wide) // n)
        low, high = low + term_low, high + term_high
    return low, high + term_high


def _squared(ends: Interval, times: int, wide: int) -> Interval:
    """Bounds of what is not negative, squared again and again."""
    low, high = ends
    for _ in range(times):
        low, high = low * low >> wide, _up(high * high, wide)
    return low, high


def _half_angle(low: int, high: int, wide: int) -> Interval:
    """Bounds of tan(a/2) for a tangent tan a >= 0 between bounds."""
    one = 1 << wide
    below = one + isqrt(one * one + low * low) + 1
    return (low << wide) // below, -(-(high << wide) // (one + isqrt(one * one + high * high)))


def _dilogarithm_series(x: int, wide: int) -> Interval:
    """Bounds of the sum of x^n / n² for 0 <= x <= 3/4: what is left out is at most x^N / (1 - x) / N², and so at most
    four times its first term."""
    n, low, high = 1, 0, 0
    power_low = power_high = x
    while power_high > n:
        low, high = low + power_low // (n * n), high - (-power_high // (n * n))
        power_low, power_high, n = power_low * x >> wide, _up(power_high * x, wide), n + 1
    return low, high - 4 * (-power_high // (n * n))


def _odd_series(low: int, high: int, wide: int, sign: int) -> Interval:
    """Bounds of the sum of sign^n z^(2n+1) / (2n+1) for all z from low to high, 0 <= z <= 1/3: atanh z for sign 1,
    atan z for sign -1. What is left out is at most the last term."""
    square_low, square_high = low * low >> wide, _up(high * high, wide)
    sums, n, turn = (low, high), 1, sign
    while high > 1:
        low, high, n = low * square_low >> wide, _up(high * square_high, wide), n + 2
        term = low // n, -(-high // n)
        sums = (sums[0] + term[0], sums[1] + term[1]) if turn > 0 else (sums[0] - term[1], sums[1] - term[0])
        turn *= sign
    return sums[0] - (high if sign < 0 else 0), sums[1] + high


def _trigonometric_series(x: int, wide: int, first: int) -> Interval:
    """Bounds of sin x (first = 1) or cos x (first = 0) for x >= 0; what is left out is at most the last term, by
    Lagrange's remainder, once the degree has passed x."""
    low = high = x if first else 1 << wide
    sums, n, turn = (low, high), first, -1
    while high > 1 or n < x >> wide:
        for _ in range(2):
            n += 1
            low, high = (low * x >> wide) // n, -(-_up(high * x, wide) // n)
        sums = (sums[0] + low, sums[1] + high) if turn > 0 else (sums[0] - high, sums[1] - low)
        turn = -turn
    return sums[0] - high, sums[1] + high


class Intervals:
    """Arithmetic on intervals of real numbers, as pairs of integers in units of 2^-bits."""

    def __init__(self, bits: int, work: Work) -> None:
        self.bits, self.work, self.unit = bits, work, 1 << bits
        self.price = 1 + bits // 256
        self._log_of_two: dict[int, Interval] = {}
        self.unary: dict[str, Callable[[Interval], Interval]] = {head: getattr(self, head) for head in UNARY}
        self.binary: dict[str, Callable[[Interval, Interval], Interval]] = {h: getattr(self, h) for h in BINARY}

    def number(self, value: Fraction) -> Interval:
        """The least interval that holds a number."""
        shifted = value.numerator << self.bits
        return shifted // value.denominator, -(-shifted // value.denominator)

    def _bounded(self, low: int, high: int) -> Interval:
        length = max(low.bit_length(), high.bit_length())
        self.work.spend(length >> 8)
        if length > MOST_BITS:
            raise RefusedError(f"it needs numbers of more than {MOST_BITS} bits")
        return low, high

    def add(self, x: Interval, y: Interval) -> Interval:
        return x[0] + y[0], x[1] + y[1]

    def sub(self, x: Interval, y: Interval) -> Interval:
        return x[0] - y[1], x[1] - y[0]

    def neg(self, x: Interval) -> Interval:
        return -x[1], -x[0]

    def mul(self, x: Interval, y: Interval) -> Interval:
        (a, b), (c, d) = x, y
        if a >= 0 and c >= 0:
            return self._bounded(a * c >> self.bits, _up(b * d, self.bits))
        products = a * c, a * d, b * c, b * d
        return self._bounded(min(products) >> self.bits, _up(max(products), self.bits))

    def div(self, x: Interval, y: Interval) -> Interval:
        (a, b), (c, d) = x, y
        if c <= 0 <= d:
            raise RefusedError("a divisor may be 0 on a cell")
        shifted = a << self.bits, b << self.bits
        low = min(n // v for n in shifted for v in y)
        return self._bounded(low, max(-(-n // v) for n in shifted for v in y))

    def pow(self, x: Interval, exponent: int) -> Interval:
        (a, b), negative = x, exponent < 0
        if negative:
            return self.div((self.unit, self.unit), self.pow(x, -exponent))
        if exponent % 2:
            return self._power_of_end(a, exponent)[0], self._power_of_end(b, exponent)[1]
        far = self._power_of_end(max(abs(a), abs(b)), exponent)[1]
        return (0 if a <= 0 <= b and exponent else self._power_of_end(min(abs(a), abs(b)), exponent)[0]), far

    def _power_of_end(self, end: int, exponent: int) -> Interval:
        result, square = (self.unit, self.unit), (end, end)
        while exponent:
            if exponent % 2:
                result = self.mul(result, square)
            exponent //= 2
            square = self.mul(square, square) if exponent else square
        return result

    def sqrt(self, x: Interval) -> Interval:
        if not 0 <= x[0] <= x[1]:
            raise RefusedError("a radicand may be negative on a cell")
        self._bounded(*x)
        squares = x[0] << self.bits, x[1] << self.bits
        low, high = isqrt(squares[0]), isqrt(squares[1])
        return low, high + (high * high < squares[1])

    def exp(self, x: Interval) -> Interval:
        return self._exp_of_end(x[0])[0], self._exp_of_end(x[1])[1]

    def _exp_of_end(self, k: int) -> Interval:
        """By halving until it is small, Taylor's series, and squaring as often."""
        size = abs(k) >> self.bits
        if size >= LARGEST_EXPONENT and k > 0:
            raise RefusedError(f"exp of more than {LARGEST_EXPONENT}")
        if k == 0 or size >= LARGEST_EXPONENT:  # exp(-4096) is below 2^-MOST_PRECISION
            return (self.unit, self.unit) if k == 0 else (0, 1)
        extra = isqrt(self.bits + 3 * size // 2)  # so that there are as many terms as squares
        halvings = size.bit_length() + extra
        wide = self.bits + 2 * halvings + 3 * size // 2 + 16
        self.work.spend((halvings + 2 * wide // extra) * (4 + (wide >> 10) ** 2) // 4)
        low, high = _squared(_exp_series(abs(k) << (wide - self.bits - halvings), wide), halvings, wide)
        if k < 0:
            low, high = (1 << 2 * wide) // high, -(-(1 << 2 * wide) // low)
        return low >> (wide - self.bits), _up(high, wide - self.bits)

    def log(self, x: Interval) -> Interval:
        if x[0] <= 0:
            raise RefusedError("a logarithm may be of a number that is not positive on a cell")
        return self._log_of_end(x[0])[0], self._log_of_end(x[1])[1]

    def _log_of_end(self, k: int) -> Interval:
        """log(2^e m) = e log 2 + 2 atanh((m - 1)/(m + 1)) for 1 <= m < 2."""
        length = k.bit_length() - 1
        exponent, wide = length - self.bits, self.bits + 32
        self.work.spend(8 + wide // 4)
        self._bounded(k, k)
        above, below = (k - (1 << length)) << wide, k + (1 << length)
        low, high = _odd_series(above // below, -(-above // below), wide, 1)
        if wide not in self._log_of_two:
            third = (1 << wide) // 3
            self._log_of_two[wide] = _odd_series(third, third + 1, wide, 1)
        of_two = sorted(exponent * end for end in self._log_of_two[wide])
        shift = wide - self.bits - 1  # a factor 2
        return (low + of_two[0]) >> shift, _up(high + of_two[1], shift)

    def atan(self, x: Interval) -> Interval:
        return self._atan_of_end(x[0])[0], self._atan_of_end(x[1])[1]

    def _atan_of_end(self, k: int) -> Interval:
        """Halved three times by tan(a/2) = tan a / (1 + sqrt(1 + tan² a)), then the series."""
        if k < 0:
            return self.neg(self._atan_of_end(-k))
        self._bounded(k, k)
        wide = self.bits + 32
        self.work.spend(8 + wide // 4 + (k.bit_length() >> 6))
        low = high = k << (wide - self.bits)
        for _ in range(3):
            low, high = _half_angle(low, high, wide)
        low, high = _odd_series(low, high, wide, -1)
        return 8 * low >> (wide - self.bits), _up(8 * high, wide - self.bits)

    def sin(self, x: Interval) -> Interval:
        return self._trigonometric(x, 1)

    def cos(self, x: Interval) -> Interval:
        return self._trigonometric(x, 0)

    def _trigonometric(self, x: Interval, first: int) -> Interval:
        """Between the values at the ends, and 1 and -1 where the sine or the cosine may have them inside."""
        if max(abs(x[0]), abs(x[1])) > LARGEST_ANGLE << self.bits:
            return -self.unit, self.unit
        ends = [self._trigonometric_of_end(end, first) for end in x]
        low, high = min(end[0] for end in ends), max(end[1] for end in ends)
        quarter = self.mul(self._atan_of_end(self.unit), (2 << self.bits, 2 << self.bits))
        offset = quarter if first else (0, 0)  # where the largest value is
        half_turns = self.div(self.sub(x, offset), self.add(quarter, quarter))
        for n in range(half_turns[0] + self.unit - 1 >> self.bits, (half_turns[1] >> self.bits) + 1):
            low, high = (-self.unit, high) if n % 2 else (low, self.unit)
        return max(low, -self.unit), min(high, self.unit)

    def _trigonometric_of_end(self, k: int, first: int) -> Interval:
        wide = self.bits + 2 * (abs(k) >> self.bits) + 16
        self.work.spend(8 + wide // 4)
        low, high = _trigonometric_series(abs(k) << (wide - self.bits), wide, first)
        found = low >> (wide - self.bits), _up(high, wide - self.bits)
        return self.neg(found) if k < 0 and first else found

    def dilogarithm(self, x: Interval) -> Interval:
        if not 0 <= x[0] <= x[1] <= LARGEST_DILOGARITHM * self.unit:
            raise RefusedError(f"the checker encloses dilogarithms of numbers from 0 to {LARGEST_DILOGARITHM} only")
        return self._dilogarithm_of_end(x[0])[0], self._dilogarithm_of_end(x[1])[1]

    def _dilogarithm_of_end(self, k: int) -> Interval:
        wide = self.bits + 32
        self.work.spend(8 + 4 * wide)
        low, high = _dilogarithm_series(k << 32, wide)
        return low >> 32, _up(high, 32)


Operation = tuple[Any, ...]

UNARY = ("neg", "sqrt", "exp", "log", "sin", "cos", "atan", "dilogarithm")
BINARY = ("add", "sub", "mul", "div")
COMPARISONS = ("<", "<=", "==")


class Formula:
    """Terms as a list of operations, each written once and only about those before it.

    A symbol's derivatives are added as further operations. On a cell where no comparison and no floor is open they are
    derivatives in the ordinary sense.
    """

    def __init__(self, work: Work, *, bound: Iterable[str] | None = None, smooth: bool = False) -> None:
        self.work, self.smooth = work, smooth
        self.bound = None if bound is None else frozenset(bound)  # the variables of the expectation that this is in
        self.operations: list[Operation] = []
        self.means: list[Any] = []  # the expectations, by number
        self._numbers_of_means: dict[str, int] = {}
        self._places: dict[Operation, int] = {}
        self._constant: list[bool] = []
        self._slopes: dict[tuple[int, str], int] = {}

    def place(self, *operation: Any) -> int:
        """Where an operation stands, which is added unless it is there."""
        if operation not in self._places:
            self.work.spend(1)
            self._places[operation] = len(self.operations)
            self.operations.append(operation)
        return self._places[operation]

    def number(self, value: int | Fraction) -> int:
        return self.place("number", Fraction(value))

    def read(self, term: Any) -> int:
        """Where the value of a term stands.

        Raises:
            RefusedError: the term has an operation that is not enclosed.
        """
        self.work.spend(2)
        match list(term) if isinstance(term, list | tuple) else []:
            case ["number", text]:
                return self.number(read_number(text))
            case ["symbol", str(name)] if name.isidentifier() and (self.bound is None or name in self.bound):
                return self.place("symbol", name)
            case [str(head), operand] if head in UNARY:
                return self.place(head, self.read(operand))
            case [str(head), left, right] if head in BINARY:
                return self.place(head, self.read(left), self.read(right))
            case ["pow", base, int(exponent)] if 0 <= exponent <= LARGEST_POWER and not isinstance(exponent, bool):
                return self.place("pow", self.read(base), exponent)
            case ["power", base, exponent]:
                return self.place("power", self.read(base), self.read(exponent))
            case ["expectation", [*laws], body] if self.bound is None and symbols_of(body) <= {law[0] for law in laws}:
                return self.place("mean", self._number_of_mean([laws, body]))
            case [*others]:
                return self._read_pieces(others)
        raise RefusedError(f"{shown(term)} is no term")

    def _number_of_mean(self, mean: list[Any]) -> int:
        number = self._numbers_of_means.setdefault(json.dumps(mean), len(self.means))
        if number == len(self.means):
            self.means.append(mean)
        return number

    def _read_pieces(self, term: list[Any]) -> int:
        """What has another formula on each of several pieces."""
        match term:
            case ["abs", operand]:
                inside = self.read(operand)
                return self.place("where", ("<", inside), self.place("neg", inside), inside)
            case ["max" | "min" as head, left, right]:
                a, b = self.read(left), self.read(right)
                return self.place("where", ("<", self.place("sub", a, b)), *((b, a) if head == "max" else (a, b)))
            case ["where", [str(relation), left, right], yes, no] if relation in COMPARISONS:
                condition = relation, self.place("sub", self.read(left), self.read(right))
                return self.place("where", condition, self.read(yes), self.read(no))
            case ["floor", operand]:
                return self.place("floor", self.read(operand))
            case ["exponent" | "significand" as head, operand, base]:
                number, radix = self.read(operand), self.read(base)
                exponent = self.place("exponent", number, radix)
                return (
                    exponent if head == "exponent" else self.place("div", number, self.place("power", radix, exponent))
                )
        raise RefusedError(f"the checker does not enclose {shown(term[:1])} with {len(term) - 1} arguments")

    def about(self, place: int) -> list[int]:
        """The operations that an operation is about."""
        head, *inside = self.operations[place]
        if head in ("number", "symbol", "mean"):
            return []
        return [inside[0][1], *inside[1:]] if head == "where" else inside[:1] if head == "pow" else inside

    def needed(self, places: Iterable[int]) -> list[int]:
        """All operations that some are about, and these, in order."""
        found: set[int] = set()
        agenda = list(places)
        while agenda:
            place = agenda.pop()
            if place not in found:
                found.add(place)
                agenda += self.about(place)
        self.work.spend(len(found))
        return sorted(found)

    def is_constant(self, place: int) -> bool:
        """Whether an operation has the same value on all cells, in all branches, and for all enclosures of means."""
        for next_place in range(len(self._constant), len(self.operations)):
            fixed = self.operations[next_place][0] not in ("symbol", "mean", "where", "floor", "exponent")
            self._constant.append(fixed and all(self._constant[each] for each in self.about(next_place)))
        return self._constant[place]

    def symbols(self) -> set[str]:
        """The names of the symbols that were read."""
        return {operation[1] for operation in self.operations if operation[0] == "symbol"}

    def slope(self, place: int, name: str) -> int:
        """The derivative of an operation in a symbol; of a `smooth` formula, it is refused where there are pieces.

        Raises:
            RefusedError: the checker does not differentiate the operation.
        """
        if (place, name) not in self._slopes:
            self._slopes[place, name] = self._slope(self.operations[place], place, name)
        return self._slopes[place, name]

    def _slope(self, operation: Operation, place: int, name: str) -> int:
        head, inside = operation[0], operation[1:]
        if head in ("number", "mean", "symbol"):
            return self.number(int(head == "symbol" and inside[0] == name))
        if head in ("where", "floor", "exponent"):
            if self.smooth:
                raise RefusedError(f"{shown(head)} has no derivative where its pieces meet")
            if head != "where":
                return self.number(0)
            yes, no = (self.slope(each, name) for each in inside[1:])
            return yes if yes == no else self.place("where", inside[0], yes, no)
        changes = [self.slope(each, name) for each in self.about(place)]
        if not any(map(self._is_not_zero, changes)):
            return self.number(0)
        if head in BINARY:
            return self._slope_of_arithmetic(head, place, inside, changes)
        outer = self._outer_slope(operation, place, changes)
        return self.folded("mul", outer, changes[0])

    def _is_not_zero(self, place: int) -> bool:
        return self.operations[place] != ("number", Fraction(0))

    def _slope_of_arithmetic(self, head: str, place: int, inside: Any, changes: list[int]) -> int:
        (u, v), (du, dv) = inside, changes
        if head in ("add", "sub"):
            return self.folded(head, du, dv)
        if head == "mul":
            return self.folded("add", self.folded("mul", du, v), self.folded("mul", u, dv))
        return self.folded("div", self.folded("sub", du, self.folded("mul", place, dv)), v)

    def _outer_slope(self, operation: Operation, place: int, changes: list[int]) -> int:
        """The derivative of a function at its argument."""
        head, argument = operation[0], operation[1]
        one, two = self.number(1), self.number(2)
        if head == "pow":
            lower = self.folded("pow", argument, operation[2] - 1)
            return self.folded("mul", self.number(operation[2]), lower)
        if head == "power" and not self._is_not_zero(changes[1]):
            lower = self.place("power", argument, self.folded("sub", operation[2], one))
            return self.folded("mul", operation[2], lower)
        if head == "atan":
            return self.folded("div", one, self.folded("add", one, self.folded("pow", argument, 2)))
        rules = {
            "neg": lambda: self.number(-1),
            "exp": lambda: place,
            "log": lambda: self.folded("div", one, argument),
            "sqrt": lambda: self.folded("div", one, self.folded("mul", two, place)),
            "sin": lambda: self.folded("cos", argument),
            "cos": lambda: self.folded("neg", self.folded("sin", argument)),
        }
        if head not in rules:
            raise RefusedError(f"the checker does not differentiate {shown(head)}")
        return rules[head]()

    def at(self, place: int, name: str, end: int) -> int:
        """An operation of which a symbol is replaced by what stands at another place.

        Raises:
            RefusedError: the formula has pieces.
        """
        done: dict[int, int] = {}
        for each in self.needed([place]):
            head, *inside = self.operations[each]
            moved = [done[i] for i in self.about(each)]
            if head == "symbol":
                done[each] = end if inside[0] == name else each
            elif head in ("number", "mean"):
                done[each] = each
            elif head == "pow":
                done[each] = self.folded("pow", moved[0], inside[1])
            elif head in ("sub", "div") and moved[0] == moved[1]:
                # not so in a slope: what is left out there might have none
                done[each] = self.number(0 if head == "sub" else 1)
            elif head in (*BINARY, *UNARY):
                done[each] = self.folded(head, *moved)
            elif head == "power":
                done[each] = self.place(head, *moved)
            else:
                raise RefusedError(f"{shown(head)} has pieces")
        return done[place]

    def term(self, place: int) -> Any:
        """An operation written out as a term.

        Raises:
            RefusedError: it has pieces, or is too long.
        """
        written: dict[int, tuple[Any, int]] = {}
        for each in self.needed([place]):
            head, *inside = self.operations[each]
            parts = [written[i] for i in self.about(each)]
            length = 1 + sum(count for _, count in parts)
            if head in ("where", "floor", "exponent") or length > MOST_PARTS:
                raise RefusedError(f"a derivative has pieces, or more than {MOST_PARTS} parts")
            if head == "number":
                written[each] = ["number", str(inside[0])], 1
            elif head == "symbol":
                written[each] = ["symbol", inside[0]], 1
            elif head == "mean":
                written[each] = ["expectation", *self.means[inside[0]]], 1
            else:
                written[each] = [head, *(part for part, _ in parts), *inside[len(parts) :]], length
        self.work.spend(written[place][1])
        return written[place][0]

    def folded(self, head: str, *inside: int) -> int:
        """An operation, shorter where it has 0, 1 or numbers only: of the same value wherever all of it has values."""
        if head == "pow":
            return self._folded_power(*inside)
        values = [self._number_at(i) for i in inside]
        if head in BINARY:
            return self._folded_arithmetic(head, inside, values)
        special = {("exp", 0): 1, ("log", 1): 0, ("sqrt", 0): 0, ("sqrt", 1): 1, ("sin", 0): 0, ("cos", 0): 1}
        if values[0] in (0, 1) and (head, int(values[0])) in special:
            return self.number(special[head, int(values[0])])
        if values[0] is not None and (head == "neg" or (head == "atan" and values[0] == 0)):
            return self.number(-values[0])
        if head == "neg" and self.operations[inside[0]][0] == "neg":
            return int(self.operations[inside[0]][1])
        return self.place(head, *inside)

    def _number_at(self, place: int) -> Fraction | None:
        head, *inside = self.operations[place]
        return inside[0] if head == "number" else None

    def _folded_arithmetic(self, head: str, inside: tuple[int, ...], values: list[Fraction | None]) -> int:
        (left, right), (a, b) = inside, values
        if a is not None and b is not None and (head != "div" or b != 0):
            return self.number(_value_of(head, a, b, self.work))
        if head in ("mul", "add") and a is not None:  # numbers last
            left, right, a, b = right, left, b, a
        if b == 0 and head in ("add", "sub", "mul"):
            return right if head == "mul" else left
        if b in (1, -1) and head in ("mul", "div"):
            return left if b == 1 else self.folded("neg", left)
        if a == 0 and head in ("sub", "div"):
            return self.folded("neg", right) if head == "sub" else left
        return self.place(head, left, right)

    def _folded_power(self, base: int, exponent: int) -> int:
        value = self._number_at(base)
        if exponent in (0, 1):
            return base if exponent else self.number(1)
        return (
            self.place("pow", base, exponent)
            if value is None
            else self.number(_power_at(value, Fraction(exponent), self.work))
        )


Cell = tuple[tuple[int, int], ...]  # of each side (n, d): from n / 2^d to (n + 1) / 2^d of its way


class _OpenBranchError(Exception):
    """A comparison or a floor that a cell leaves open: its key, and the values that it can have."""

    def __init__(self, key: Operation, options: Sequence[int]) -> None:
        super().__init__("a branch is open")
        self.key, self.options = key, options


class Enclosure:
    """What the values of one formula are on cells of a box, and what their mean is."""

    def __init__(self, formula: Formula, place: int, box: dict[str, tuple[Fraction, Fraction]], bits: int) -> None:
        self.formula, self.place, self.names = formula, place, sorted(box)
        self.arithmetic = Intervals(bits, formula.work)
        self.means: list[Interval] = []
        self.constants: dict[int, Interval] = {}
        self.forms: dict[int, MeanValueForm | None] = {}
        self.values = formula.needed([place])
        self._low = [self.arithmetic.number(box[name][0]) for name in self.names]
        self._width = [self.arithmetic.number(box[name][1] - box[name][0]) for name in self.names]
        self._bends: dict[tuple[int, int], int] | None = None
        self._for_bends: list[int] = []

    def form(self, place: int) -> MeanValueForm | None:
        """The slopes of an operation and what is needed for them; None if the checker does not differentiate it."""
        if place not in self.forms:
            try:
                slopes = [self.formula.slope(place, name) for name in self.names]
                self.forms[place] = MeanValueForm(slopes, self.formula.needed([place]), self.formula.needed(slopes))
            except RefusedError:
                self.forms[place] = None
        return self.forms[place]

    def start(self) -> Cell:
        """The whole box."""
        return ((0, 0),) * len(self.names)

    def symbols(self, cell: Cell, *, middle: bool = False) -> dict[str, Interval]:
        """Between which numbers each symbol is on a cell, or in its middle."""
        found = {}
        for name, (low, high), (near, far), (n, d) in zip(self.names, self._low, self._width, cell, strict=True):
            first, last, depth = (2 * n + 1, 2 * n + 1, d + 1) if middle else (n, n + 1, d)
            found[name] = low + (near * first >> depth), high + _up(far * last, depth)
        return found

    def halves(self, cell: Cell) -> list[Interval]:
        """How far the ends of each side are from its middle."""
        return [(near >> d + 1, _up(far, d + 1)) for (near, far), (_, d) in zip(self._width, cell, strict=True)]

    def _branches(self, cell: Cell) -> list[Branch]:
        """The values on a cell, once for each way in which what it leaves open can be decided."""
        agenda: list[dict[Operation, int]] = [{}]
        found: list[Branch] = []
        while agenda:
            if len(agenda) + len(found) > MOST_BRANCHES:
                raise RefusedError("a cell has too many branches")
            given = agenda.pop()
            branch = Branch(self, cell, dict(given))
            try:
                branch.compute(self.values)
            except _OpenBranchError as open_branch:
                agenda += [{**given, open_branch.key: option} for option in open_branch.options]
            else:
                found.append(branch)
        return found

    def on(self, cell: Cell) -> Interval:
        """An interval with all values on a cell: of each branch, computed directly and by the mean value theorem."""
        ends = [branch.narrowed(self.place) for branch in self._branches(cell)]
        return min(low for low, _ in ends), max(high for _, high in ends)

    def mean_on(self, cell: Cell) -> Interval:
        """An interval with the mean on a cell: by Taylor's theorem at its middle where no branch is open."""
        branches = self._branches(cell)
        ends = [branch.narrowed(self.place) for branch in branches]
        low, high = min(low for low, _ in ends), max(high for _, high in ends)
        try:
            if len(branches) > 1 or self.form(self.place) is None:
                return low, high
            bends = self._second_slopes()
            branches[0].compute(self._for_bends)
            branches[0].compute(self.values, middle=True)
        except (RefusedError, _OpenBranchError):
            return low, high
        beside = self._beside_the_middle(cell, {pair: branches[0].values[place] for pair, place in bends.items()})
        mean = self.arithmetic.add(branches[0].at_middle[self.place], beside)
        return max(low, mean[0]), min(high, mean[1])

    def _second_slopes(self) -> dict[tuple[int, int], int]:
        """Where the second derivatives stand, of each pair of variables."""
        form = self.form(self.place)
        if self._bends is None and form is not None:
            pairs = [(i, j) for i in range(len(self.names)) for j in range(i, len(self.names))]
            self._bends = {(i, j): self.formula.slope(form.slopes[i], self.names[j]) for i, j in pairs}
            self._for_bends = self.formula.needed(self._bends.values())
        return self._bends or {}

    def _beside_the_middle(self, cell: Cell, bends: dict[tuple[int, int], Interval]) -> Interval:
        """By how much the mean on a cell can differ from the value in its middle: half the square of a distance from
        it has the mean h² / 6, and where distances in two directions are multiplied, what is constant has the mean 0
        and the rest at most its radius times h k / 4."""
        total, halves = (0, 0), self.halves(cell)
        for (i, j), (low, high) in bends.items():
            near, far = self.arithmetic.mul(halves[i], halves[j])
            radius = high - low + 1 >> 1
            if i == j:
                part = self.arithmetic.mul((low, high), (near // 6, -(-far // 6)))
            else:
                part = self.arithmetic.mul((-radius, radius), (0, -(-far // 4)))
            total = self.arithmetic.add(total, part)
        return total


class MeanValueForm(NamedTuple):
    """The slopes of an operation in each variable, the operations that its value needs, and those that they need."""

    slopes: list[int]
    for_value: list[int]
    for_slopes: list[int]


class Branch:
    """The values of operations on a cell, and in its middle, when what the cell leaves open is decided in one way.

    Where it is decided otherwise, they are those of the function that goes on smoothly.
    """

    def __init__(self, enclosure: Enclosure, cell: Cell, choices: dict[Operation, int]) -> None:
        self.enclosure, self.cell, self.choices = enclosure, cell, choices
        self.formula, self.arithmetic = enclosure.formula, enclosure.arithmetic
        self.values: dict[int, Interval] = {}
        self.at_middle: dict[int, Interval] = {}
        self.symbols = enclosure.symbols(cell)
        self.formula.work.spend(1 + len(cell))

    def compute(self, places: list[int], *, middle: bool = False) -> None:
        """Add the values of operations, each after those that it is about.

        Raises:
            RefusedError: one of them may have no value.
        """
        values = self.at_middle if middle else self.values
        symbols = self.enclosure.symbols(self.cell, middle=True) if middle else self.symbols
        constants, operations = self.enclosure.constants, self.formula.operations
        new = [place for place in places if place not in values]
        self.formula.work.spend(len(new) * self.arithmetic.price // 2)
        for place in new:
            if place in constants:
                values[place] = constants[place]
            else:
                values[place] = self._value(operations[place], values, symbols)
                if self.formula.is_constant(place):
                    constants[place] = values[place]

    def narrowed(self, place: int) -> Interval:
        """The values of an operation on the cell, which also lie on the slopes through the one in the middle."""
        low, high = self.values[place]
        form = self.enclosure.form(place) if self.cell else None
        if form is None:
            return low, high
        try:
            self.compute(form.for_slopes)
            self.compute(form.for_value, middle=True)
        except (RefusedError, _OpenBranchError):  # without a derivative on all of the cell
            return low, high
        reach = self.at_middle[place]
        for slope, (_, half) in zip(form.slopes, self.enclosure.halves(self.cell), strict=True):
            reach = self.arithmetic.add(reach, self.arithmetic.mul(self.values[slope], (-half, half)))
        return max(low, reach[0]), min(high, reach[1])

    def _value(self, operation: Operation, values: dict[int, Interval], symbols: dict[str, Interval]) -> Interval:
        head, first = operation[0], operation[1]
        if head in BINARY:
            return self.arithmetic.binary[head](values[first], values[operation[2]])
        if head == "sqrt" and self.formula.bound is None:
            # a goal of its own says that at the points that matter the radicand is not negative
            return self.arithmetic.sqrt((max(values[first][0], 0), values[first][1]))
        if head in UNARY:
            return self.arithmetic.unary[head](values[first])
        if head == "symbol":
            return symbols[first]
        if head == "number":
            return self.arithmetic.number(first)
        if head == "pow":
            return self.arithmetic.pow(values[first], operation[2])
        if head == "mean":
            return self.enclosure.means[first]
        if head == "power":
            return self._power(values[first], values[operation[2]])
        key = first if head == "where" else operation
        if values is self.at_middle and key not in self.choices:
            raise _OpenBranchError(key, ())  # what the middle decides need not hold on the cell
        if head == "where":
            return values[operation[2 if self._holds(first, values) else 3]]
        chosen = self._floor(operation, values) if head == "floor" else self._exponent(operation, values)
        return chosen << self.arithmetic.bits, chosen << self.arithmetic.bits

    def _holds(self, condition: Operation, values: dict[int, Interval]) -> int:
        """Whether a difference is in a relation to 0 on the cell."""
        relation, place = condition
        if condition not in self.choices:
            decided = _decided(relation, values[place])
            if decided is None:
                decided = _decided(relation, self.narrowed(place))
            if decided is None:
                raise _OpenBranchError(condition, (1, 0))
            self.choices[condition] = int(decided)
        return self.choices[condition]

    def _chosen(self, key: Operation, lowest: int, highest: int) -> int:
        if lowest < highest:
            if highest - lowest >= MOST_STEPS_APART:
                raise RefusedError("a floor has too many values on a cell")
            raise _OpenBranchError(key, range(lowest, highest + 1))
        self.choices[key] = lowest
        return lowest

    def _floor(self, operation: Operation, values: dict[int, Interval]) -> int:
        if operation in self.choices:
            return self.choices[operation]
        low, high = self.narrowed(operation[1])
        return self._chosen(operation, low >> self.arithmetic.bits, high >> self.arithmetic.bits)

    def _exponent(self, operation: Operation, values: dict[int, Interval]) -> int:
        """The integers k with base^k <= number < base^(k + 1). The upper end of a side is left out of a mean."""
        if operation in self.choices:
            return self.choices[operation]
        (low, high), base = values[operation[1]], values[operation[2]]
        if low <= 0 or base[0] <= self.arithmetic.unit:
            raise RefusedError("an exponent of what may not be positive, or in a base that may not be above 1")
        ends = self.formula.bound is not None and self.formula.operations[operation[1]][0] == "symbol"
        lowest = self._last_power(base, lambda power: power[1] <= low)
        highest = self._last_power(base, lambda power: power[0] < high or (power[0] == high and not ends))
        return self._chosen(operation, lowest, max(lowest, highest))

    def _last_power(self, base: Interval, holds: Callable[[Interval], bool]) -> int:
        """The last k for which a power base^k is low enough, as is seen."""
        exponent = 0
        step = 1 if holds((self.arithmetic.unit, self.arithmetic.unit)) else -1
        while abs(exponent) <= LARGEST_POWER:
            self.formula.work.spend(4 * self.arithmetic.price)
            following = self.arithmetic.pow(base, exponent + step)
            if step > 0 and not holds(following):
                return exponent
            exponent += step
            if step < 0 and holds(following):
                return exponent
        raise RefusedError(f"an exponent is not between {-LARGEST_POWER} and {LARGEST_POWER}")

    def _power(self, base: Interval, exponent: Interval) -> Interval:
        if exponent[0] != exponent[1] or exponent[0] % self.arithmetic.unit:
            raise RefusedError("an exponent is not one integer on a cell")
        whole = exponent[0] >> self.arithmetic.bits
        if abs(whole) > LARGEST_MODEL_EXPONENT:
            raise RefusedError("an exponent is too large")
        return self.arithmetic.pow(base, whole)


def _decided(relation: str, difference: Interval) -> bool | None:
    """Whether all of an interval is in a relation to 0, or none of it; None if neither is seen."""
    low, high = difference
    if relation == "==":
        return True if low == high == 0 else (False if low > 0 or high < 0 else None)
    if relation == "<":
        return True if high < 0 else (False if low >= 0 else None)
    return True if high <= 0 else (False if low > 0 else None)


def halved(cell: Cell, side: int) -> tuple[Cell, Cell]:
    """The two halves of a cell along one of its sides."""
    n, d = cell[side]
    lower, upper = ((*cell[:side], (2 * n + i, d + 1), *cell[side + 1 :]) for i in (0, 1))
    return lower, upper


def leaves(tree: object, start: Cell, work: Work) -> Iterator[Cell]:
    """The cells of a bisection: a dot is a cell, a side's digit stands before the trees of its lower and upper half.

    Raises:
        RefusedError: it is no such tree.
    """
    if not isinstance(tree, str) or not 0 < len(tree) <= MOST_SPLITS:
        raise RefusedError(f"a bisection is no text of at most {MOST_SPLITS} characters")
    agenda = [start]
    for character in tree:
        work.spend(1)
        if not agenda:
            raise RefusedError("a bisection goes on after its end")
        cell = agenda.pop()
        if character == ".":
            yield cell
            continue
        side = SIDES.find(character)
        if not 0 <= side < len(cell) or cell[side][1] >= DEEPEST_SPLIT:
            raise RefusedError("a bisection halves a side that the box does not have, or too often")
        agenda += reversed(halved(cell, side))
    if agenda:
        raise RefusedError("a bisection ends before its end")


def mean_enclosure(mean: Any, bits: int, work: Work) -> Enclosure:
    """The enclosure of what an expectation is the mean of, over its independent uniform variables."""
    laws, body = mean
    box: dict[str, tuple[Fraction, Fraction]] = {}
    for name, low, high in laws:
        box[name] = read_number(low), read_number(high)
        if box[name][0] >= box[name][1]:
            raise RefusedError("a uniform law is on no interval")
    if not 0 < len(box) == len(laws) <= len(SIDES):
        raise RefusedError("an expectation is over nothing, over too many variables, or over one twice")
    formula = Formula(work, bound=box)
    return Enclosure(formula, formula.read(body), box, bits)


def mean_by(inside: Enclosure, tree: object) -> Interval:
    """The mean over the cells of a bisection, each weighed with its share of the box."""
    low = high = 0
    scale = len(inside.names) * DEEPEST_SPLIT
    for cell in leaves(tree, inside.start(), inside.formula.work):
        shift = scale - sum(depth for _, depth in cell)
        part = inside.mean_on(cell)
        low, high = low + (part[0] << shift), high + (part[1] << shift)
    return low >> scale, _up(high, scale)


def bounds_among(facts: Iterable[Fact], work: Work) -> dict[str, tuple[Fraction | None, Fraction | None]]:
    """The numbers between which facts say that a symbol is: of each the least and the largest, None for none."""
    found: dict[str, tuple[Fraction | None, Fraction | None]] = {}
    for fact in facts:
        bound = _bound_of(fact, work)
        if bound is None:
            continue
        name, end, signs = bound
        low, high = found.get(name, (None, None))
        low = end if 1 in signs and (low is None or end > low) else low
        found[name] = low, (end if -1 in signs and (high is None or end < high) else high)
    return found


def _bound_of(fact: Fact, work: Work) -> tuple[str, Fraction, tuple[int, ...]] | None:
    """Of a fact a x + b >= 0 the symbol x, the end -b / a, and the sign of a; both signs for an equation."""
    if fact.relation == "!=0" or not fact.term or fact.term[0] not in ("symbol", "neg", "add", "sub", "mul", "div"):
        return None
    names = symbols_of(fact.term)
    if len(names) != 1:
        return None
    (name,) = names
    try:
        value = read_term(fact.term, frozenset(), work)
    except RefusedError:
        return None
    slope, constant = value.numerator.get(((name, 1),)), value.numerator.get((), Fraction(0))
    if value.denominator != ONE or slope is None or not value.numerator.keys() <= {((name, 1),), ()}:
        return None
    signs = (1, -1) if fact.relation == "=0" else (1 if slope > 0 else -1,)
    return name, -Fraction(constant) / slope, signs


def box_of(terms: Iterable[Any], facts: list[Fact], work: Work) -> dict[str, tuple[Fraction, Fraction]]:
    """The box to which facts confine the symbols of terms.

    Raises:
        RefusedError: some symbol has no lower or no upper bound, or a term has an operation that is not enclosed.
    """
    formula = Formula(work)
    for term in terms:
        formula.read(term)
    bounds = bounds_among(facts, work) if formula.symbols() else {}
    box = {}
    for name in sorted(formula.symbols()):
        low, high = bounds.get(name, (None, None))
        if low is None or high is None:
            raise RefusedError(
                f"no fact bounds {shown(name)} {'from below' if low is None else 'from above'} by a number"
            )
        box[name] = low, max(low, high)
    if len(box) > len(SIDES):
        raise RefusedError(f"an enclosure is over more than {len(SIDES)} symbols")
    return box


def enclosure_of(
    term: Any, box: dict[str, tuple[Fraction, Fraction]], bits: object, trees: object, work: Work
) -> Enclosure:
    """The enclosure of a term over a box, with its expectations enclosed by bisections of their own.

    Raises:
        RefusedError: the number of bits is none, or an expectation has no bisection.
    """
    if isinstance(bits, bool) or not isinstance(bits, int) or not 16 <= bits <= MOST_PRECISION:
        raise RefusedError(f"an enclosure is computed with 16 to {MOST_PRECISION} bits")
    formula = Formula(work)
    enclosure = Enclosure(formula, formula.read(term), box, bits)
    if not isinstance(trees, list) or len(trees) != len(formula.means):
        raise RefusedError("an enclosure needs a list 'means' with one bisection for each expectation")
    enclosure.means = [
        mean_by(mean_enclosure(mean, bits, work), tree) for mean, tree in zip(formula.means, trees, strict=True)
    ]
    return enclosure


def has_sign(relation: str, values: Interval) -> bool:
    """Whether all values of an interval are in a relation to 0."""
    low, high = values
    return {">0": low > 0, ">=0": low >= 0, "!=0": low > 0 or high < 0, "=0": low == high == 0}[relation]


def lacks_sign(relation: str, values: Interval) -> bool:
    """Whether no value of an interval is in a relation to 0."""
    low, high = values
    return {">0": high <= 0, ">=0": high < 0, "!=0": low == high == 0, "=0": low > 0 or high < 0}[relation]


def _check_enclosure(fact: Fact, step: dict[str, Any], facts: list[Fact], work: Work) -> None:
    """On each cell of a bisection the term has the sign that is claimed, or an earlier fact does not hold."""
    bits, against = step.get("bits"), step.get("against", [])
    if not isinstance(against, list):
        raise RefusedError("what an enclosure is against is a list of facts")
    others = [_known(facts, index) for index in against]
    box = box_of([fact.term, *(each.term for each in others)], facts, work)
    enclosure = enclosure_of(fact.term, box, bits, step.get("means", []), work)
    violated = [(each.relation, enclosure_of(each.term, box, bits, [], work)) for each in others]
    for cell in leaves(step.get("tree"), enclosure.start(), work):
        if any(lacks_sign(relation, other.on(cell)) for relation, other in violated):
            continue
        if not has_sign(fact.relation, enclosure.on(cell)):
            raise RefusedError("on a cell the values do not have the sign that is claimed for sure")


Goal = dict[str, Any]


def monotone_goals(goal: Goal, reduction: Any, work: Work) -> list[Goal]:
    """The goals that prove one by its value at an end of a symbol's range and the sign of its slope: the end, the
    slope, and that the term and its slope have values between the end and the symbol.

    Raises:
        RefusedError: the hypothesis bounds the symbol in no way, or the checker does not differentiate the term.
    """
    name, facts = reduction["in"], [read_fact(each) for each in goal["hypotheses"]]
    conclusion, bound = _of_one_symbol(goal, name, work), _known(facts, reduction["from"])
    side, end = side_of(bound, name)
    strict, by_slope = conclusion.relation == ">0", reduction.get("strict", "end") == "slope"
    if not side:
        raise RefusedError(f"the hypothesis does not bound {shown(name)}")
    if by_slope and not (strict and bound.relation == ">0"):
        raise RefusedError("a slope makes nothing strict at the end itself")
    formula = Formula(work, smooth=True)
    place = formula.read(conclusion.term)
    slope = formula.slope(place, name)
    slope_term = formula.term(slope if side > 0 else formula.folded("neg", slope))
    end_term = formula.term(formula.at(place, name, formula.read(end)))
    opposite = [fact for fact in facts if side_of(fact, name)[0] == -side]
    others = [fact for fact in facts if name not in _strings_in(fact.term)]
    closed = [*others, _atom(">=0", bound.term), *opposite]
    inside = [*others, *(_atom(">0", fact.term) for fact in (bound, *opposite))]
    parts = [_goal(goal, others, ">0" if strict and not by_slope else ">=0", end_term)]
    parts.append(_goal(goal, inside, ">0" if by_slope else ">=0", slope_term))
    return parts + _needs_of_reduction(goal, name, closed, inside, conclusion.term, slope_term)


def concave_goals(goal: Goal, reduction: Any, work: Work) -> list[Goal]:
    """The goals that prove one by its values at both ends of a symbol's range and the sign of its second derivative:
    the ends, that sign, and that the term and its derivatives have values.

    Raises:
        RefusedError: the hypotheses do not bound the symbol, or the checker does not differentiate the term.
    """
    name, facts = reduction["in"], [read_fact(each) for each in goal["hypotheses"]]
    conclusion, low, high = _of_one_symbol(goal, name, work), *(_known(facts, reduction[key]) for key in ("from", "to"))
    ends = side_of(low, name), side_of(high, name)
    if (ends[0][0], ends[1][0]) != (1, -1):
        raise RefusedError(f"the hypotheses do not bound {shown(name)} from below and from above")
    formula = Formula(work, smooth=True)
    place = formula.read(conclusion.term)
    slope = formula.slope(place, name)
    bend = formula.folded("neg", formula.slope(slope, name))
    others = [fact for fact in facts if name not in _strings_in(fact.term)]
    closed = [*others, *(_atom(">=0", fact.term) for fact in (low, high))]
    inside = [*others, *(_atom(">0", fact.term) for fact in (low, high))]
    at_ends = [formula.term(formula.at(place, name, formula.read(end))) for _, end in ends]
    between = [*others, _atom(">=0", _difference(ends))]
    parts = [_goal(goal, between, conclusion.relation, each) for each in at_ends]
    parts.append(_goal(goal, inside, ">=0", formula.term(bend)))
    slopes = ["add", formula.term(slope), formula.term(bend)]
    return parts + _needs_of_reduction(goal, name, closed, inside, conclusion.term, slopes)


def _of_one_symbol(goal: Goal, name: object, work: Work) -> Fact:
    """The conclusion of a goal that is an inequality in which a real symbol is a number, and nothing else.

    A name that stands in a size, or is bound by an expectation, would not be replaced.
    """
    conclusion = read_fact(goal["conclusion"])
    if conclusion.relation not in (">0", ">=0"):
        raise RefusedError("only inequalities follow from the sign of a slope")
    if not isinstance(name, str) or name in goal["integers"]:
        raise RefusedError(f"{shown(name)} is no real symbol")
    if name in _strings_in(substituted(conclusion.term, {name: ["number", "0"]}, work)):
        raise RefusedError(f"{shown(name)} is more than a number in the conclusion")
    return conclusion


def side_of(fact: Fact, name: object) -> tuple[int, Any]:
    """1 and e for x >= e, -1 and e for x <= e, strict or not, with e free of x; 0 for another fact."""
    if not isinstance(name, str) or fact.relation not in (">=0", ">0"):
        return 0, None
    match json.loads(json.dumps(fact.term)):
        case ["symbol", str(symbol)] if symbol == name:
            return 1, ["number", "0"]
        case ["neg", ["symbol", str(symbol)]] if symbol == name:
            return -1, ["number", "0"]
        case ["sub", ["symbol", str(symbol)], end] if symbol == name and name not in _strings_in(end):
            return 1, end
        case ["sub", end, ["symbol", str(symbol)]] if symbol == name and name not in _strings_in(end):
            return -1, end
    return 0, None


def _difference(ends: tuple[tuple[int, Any], tuple[int, Any]]) -> Any:
    """How long a range is, as it follows from its bounds that it is not negative."""
    return ["sub", ends[1][1], ends[0][1]]


def _atom(relation: str, term: Any) -> Fact:
    return Fact(relation, term, fact_text(relation, term))


def _goal(whole: Goal, hypotheses: Iterable[Fact], relation: str, term: Any) -> Goal:
    atoms = [{"relation": fact.relation, "term": fact.term} for fact in hypotheses]
    conclusion = {"relation": relation, "term": term}
    return {"integers": whole["integers"], "hypotheses": atoms, "conclusion": conclusion}


def _needs_of_reduction(
    goal: Goal, name: str, closed: list[Fact], inside: list[Fact], term: Any, slope: Any
) -> list[Goal]:
    """That a term has values on all of a range, its ends too, and its slope inside."""
    found: dict[str, Goal] = {}
    known = {fact_text(*need) for need in divisors_of(term)}
    for relation, need in divisors_of(term):
        if name in _strings_in(need) and not _is_literal(relation, need):
            found[fact_text(relation, need)] = _goal(goal, closed, relation, need)
    for relation, need in divisors_of(slope):
        if not _is_literal(relation, need) and not {fact_text(relation, need), fact_text(">0", need)} & known:
            found[fact_text(relation, need)] = _goal(goal, inside, relation, need)
    return list(found.values())


def goals_of_cases(goal: dict[str, Any], cases: Any, work: Work) -> list[dict[str, Any]]:
    """The goal with the hypothesis that a symbol is at most a number, and with the one that it is at least that.

    Raises:
        RefusedError: it is no symbol.
    """
    name, number = cases["of"], ["number", str(read_number(cases["at"]))]
    if not isinstance(name, str) or not name.isidentifier():
        raise RefusedError(f"{shown(name)} is no symbol")
    work.spend(len(goal["hypotheses"]))
    symbol = ["symbol", name]
    halves = (["sub", number, symbol], ["sub", symbol, number])
    return [{**goal, "hypotheses": [*goal["hypotheses"], {"relation": ">=0", "term": half}]} for half in halves]


REDUCTIONS = {"monotone": monotone_goals, "concave": concave_goals, "cases": goals_of_cases}

MOST_CASES = 4096  # of an enumeration


def values_of(goal: dict[str, Any], name: object) -> range:
    """The values that hypotheses leave to an integer symbol.

    Raises:
        RefusedError: it is none, or not confined from both sides, or has too many.
    """
    if not isinstance(name, str) or name not in goal["integers"]:
        raise RefusedError(f"{shown(name)} is no integer symbol of the goal")
    ends = [end for each in goal["hypotheses"] if (end := _end(each, name)) is not None]
    lowest = [value for is_lower, value in ends if is_lower]
    highest = [value for is_lower, value in ends if not is_lower]
    if not lowest or not highest:
        raise RefusedError(f"no hypotheses say between which numbers {shown(name)} lies")
    values = range(max(lowest), min(highest) + 1)
    if values.stop - values.start > MOST_CASES:
        raise RefusedError(f"{shown(name)} has more than {MOST_CASES} values")
    return values


def enumeration_goals(goal: dict[str, Any], name: object, work: Work) -> list[dict[str, Any]]:
    """The goals that prove a goal case by case: one for each value of an integer symbol that hypotheses confine.

    Raises:
        RefusedError: the symbol is not confined, has too many values, or is more than a number somewhere.
    """
    return [_case(goal, str(name), value, work) for value in values_of(goal, name)]


def _end(hypothesis: dict[str, Any], name: str) -> tuple[bool, int] | None:
    """Whether a hypothesis bounds an integer symbol by a number from below, and the last integer that it allows."""
    match json.loads(json.dumps([hypothesis["relation"], hypothesis["term"]])):
        case [">=0" | ">0" as relation, ["symbol", str(symbol)]] if symbol == name:
            return True, 0 if relation == ">=0" else 1
        case [">=0" | ">0" as relation, ["sub", ["symbol", str(symbol)], ["number", text]]] if symbol == name:
            number = read_number(text)
            return True, math.ceil(number) if relation == ">=0" else math.floor(number) + 1
        case [">=0" | ">0" as relation, ["sub", ["number", text], ["symbol", str(symbol)]]] if symbol == name:
            number = read_number(text)
            return False, math.floor(number) if relation == ">=0" else math.ceil(number) - 1
    return None


def _case(goal: dict[str, Any], name: str, value: int, work: Work) -> dict[str, Any]:
    by = {name: ["number", str(value)]}
    atoms = [
        {"relation": atom["relation"], "term": substituted(atom["term"], by, work)}
        for atom in [*goal["hypotheses"], goal["conclusion"]]
    ]
    if any(name in _strings_in(atom["term"]) for atom in atoms):
        raise RefusedError(f"{shown(name)} is more than a number in the goal")
    integers = [each for each in goal["integers"] if each != name]
    return {"integers": integers, "hypotheses": atoms[:-1], "conclusion": atoms[-1]}


def _check_enumeration(
    goal: dict[str, Any], enumeration: object, work: Work, theorems: dict[str, list[dict[str, Any]]]
) -> None:
    """Confirm that each value that a confined integer symbol can have is a case with facts of its own."""
    if not isinstance(enumeration, dict):
        raise RefusedError("an enumeration needs a symbol and its cases")
    goals, cases = enumeration_goals(goal, enumeration.get("over"), work), enumeration.get("cases")
    if not isinstance(cases, list) or len(cases) != len(goals):
        raise RefusedError(f"an enumeration of {len(goals)} cases needs as many lists of facts")
    for each, facts in zip(goals, cases, strict=True):
        _check_facts(each, facts, work, theorems)


class Bound(NamedTuple):
    """A derivative of an unknown function of one number is on one side of a bound at all points.

    `sign * (derivative - bound) >= 0`, and the bound is the same at all points.
    """

    function: str
    order: int
    sign: int
    bound: Any


def read_bound(relation: str, term: object) -> Bound:
    """The bound that a hypothesis about all points states.

    Raises:
        RefusedError: it states something else.
    """
    match json.loads(json.dumps([relation, term])):
        case [">=0", ["everywhere", str(name), ["sub", first, second]]] if name.isidentifier():
            for sign, derivative, bound in ((1, first, second), (-1, second, first)):
                match derivative:
                    case ["apply", str(function), str(order), ["symbol", str(point)]] if (
                        point == name and ORDER.match(order) and name not in _strings_in(bound)
                    ):
                        return Bound(function, int(order), sign, bound)
    raise RefusedError("it is no bound on a derivative of an unknown function of one number at all points")


def taylor_term(bounds: list[Bound], derivative: int, at: Any, to: Any, *, forward: bool) -> list[Any]:
    """What Taylor's theorem with Lagrange's remainder says is not negative, for bounds on one derivative.

    With the expansion of the function's `derivative` at one point up to the order of the bound, the product over the
    bounds of `sign * (value at the other point - expansion with the bound in its last place)`, times the distance of
    the points where it could be negative and it is not known to go `forward`.

    Raises:
        RefusedError: the bounds are none, or on different derivatives, or not on a higher one.
    """
    if not bounds or len({(each.function, each.order) for each in bounds}) != 1:
        raise RefusedError("'taylor' needs bounds on one derivative of one function")
    function, degree = bounds[0].function, bounds[0].order - derivative
    if isinstance(derivative, bool) or derivative < 0 or degree < 1:
        raise RefusedError("'taylor' expands a derivative of lower order than the one that is bounded")
    step = ["sub", to, at]
    value, expansion = ["apply", function, str(derivative), to], ["apply", function, str(derivative), at]
    for order in range(1, degree):
        slope = ["apply", function, str(derivative + order), at]
        expansion = ["add", expansion, _taylor_summand(slope, step, order)]
    product: list[Any] = []
    for each in bounds:
        bounded = ["add", expansion, _taylor_summand(each.bound, step, degree)]
        remainder = ["sub", value, bounded] if each.sign > 0 else ["sub", bounded, value]
        product = ["mul", product, remainder] if product else remainder
    return product if forward or degree * len(bounds) % 2 == 0 else ["mul", product, step]


def _taylor_summand(slope: Any, step: Any, order: int) -> list[Any]:
    return ["mul", ["number", str(Fraction(1, math.factorial(order)))], ["mul", slope, ["pow", step, order]]]


def _check_taylor(fact: Fact, step: dict[str, Any], facts: list[Fact], context: Context) -> None:
    """The remainder of an expansion is the bounded derivative somewhere, so that it has the signs that bounds say."""
    indices, at, to, derivative = step.get("of"), step.get("at"), step.get("to"), step.get("derivative", 0)
    if not isinstance(indices, list) or len(indices) > 2 or not isinstance(derivative, int):
        raise RefusedError("'taylor' needs a list 'of' one or two bounds, and the order of a derivative")
    known = [_known(facts, index) for index in indices]
    bounds = [read_bound(each.relation, each.term) for each in known]
    forward = step.get("forward")
    if forward is not None:
        distance = ["sub", to, at]
        if _known(facts, forward).text not in (fact_text(">=0", distance), fact_text(">0", distance)):
            raise RefusedError("it is not known that the second point is not before the first")
    term = taylor_term(bounds, derivative, at, to, forward=forward is not None)
    if fact.text != fact_text(">=0", term):
        raise RefusedError("'taylor' concludes something else for these bounds and points")
    read_term(fact.term, context.integers, context.work)


def _check_instance(fact: Fact, step: dict[str, Any], facts: list[Fact], context: Context) -> None:
    """What holds at all points holds at one."""
    known = _known(facts, step.get("of"))
    match json.loads(json.dumps(known.term)):
        case ["everywhere", str(name), inside]:
            here = substituted(inside, {name: step.get("at")}, context.work)
        case _:
            raise RefusedError("'instance' needs a fact about all points")
    if fact.text != fact_text(known.relation, here):
        raise RefusedError("'instance' concludes something else at this point")
    read_term(fact.term, context.integers, context.work)


Coefficients = tuple[Fraction, ...]  # of a polynomial that stands for an unknown function, the constant first


def _differentiated(coefficients: Coefficients, order: int) -> Coefficients:
    for _ in range(order):
        coefficients = tuple(i * c for i, c in enumerate(coefficients))[1:]
    return coefficients


def _unknown_function_at(name: str, order: str, point: Fraction, values: Values, work: Work) -> Fraction:
    """The value of a derivative of the polynomial that a model has for an unknown function of one number."""
    coefficients = values.get(name)
    if not isinstance(coefficients, tuple) or not ORDER.match(order):
        raise RefusedError(f"the model has no polynomial for {shown(name)}")
    total = Fraction(0)
    for coefficient in reversed(_differentiated(coefficients, int(order))):
        work.spend(1 + burden(total) + burden(point))
        total = total * point + coefficient
    return total


def _holds_everywhere(fact: Fact, values: Values, work: Work) -> bool:
    """Whether a polynomial keeps a bound at all points: its difference from it has even powers only, none negative."""
    bound = read_bound(fact.relation, fact.term)
    coefficients = values.get(bound.function)
    if not isinstance(coefficients, tuple):
        raise RefusedError(f"the model has no polynomial for {shown(bound.function)}")
    low = value_at(bound.bound, values, work)
    difference = list(_differentiated(coefficients, bound.order)) or [Fraction(0)]
    difference[0] -= low
    signed = [bound.sign * c for c in difference]
    return all(c >= 0 for c in signed) and not any(signed[1::2])


Matrix = list[list[Fraction]]
Values = dict[str, Fraction | Matrix | Coefficients]


def _read_value(data: object) -> Fraction | Matrix | Coefficients:
    """A number, a matrix as a list of rows, or a polynomial for an unknown function of one number."""
    if isinstance(data, dict):
        coefficients = data.get("polynomial")
        if not isinstance(coefficients, list) or len(coefficients) > LARGEST_POWER:
            raise RefusedError("a model has a function that is no polynomial")
        return tuple(map(read_number, coefficients))
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
        case ["entry" | "delta" | "sum" as head, *arguments]:
            return _indexed_value_at(head, arguments, values, work)
        case ["trace", inside]:
            matrix = matrix_at(inside, values, work)
            return sum((matrix[i][i] for i in range(len(matrix))), Fraction(0))
        case ["neg", operand]:
            return -value_at(operand, values, work)
        case ["apply", str(name), str(order), point]:
            return _unknown_function_at(name, order, value_at(point, values, work), values, work)
        case ["pow", base, int(exponent)] if not isinstance(exponent, bool):
            return _power_at(value_at(base, values, work), Fraction(exponent), work)
        case ["power" | "add" | "sub" | "mul" | "div" as head, first, second]:
            left, right = value_at(first, values, work), value_at(second, values, work)
            return _power_at(left, right, work) if head == "power" else _value_of(head, left, right, work)
        case ["exp" | "log" | "sin" | "cos" as head, operand]:
            return _function_at(head, value_at(operand, values, work))
    raise RefusedError("the checker cannot compute a hypothesis at the model")


def _indexed_value_at(head: str, arguments: list[Any], values: Values, work: Work) -> Fraction:
    """The value of an entry, of a delta, or of a sum over all indices below what the model says of the size."""
    work.spend(1)
    if head == "delta" and len(arguments) == 2:
        return Fraction(_position_at(arguments[0], values, work) == _position_at(arguments[1], values, work))
    if head == "entry":
        matrix = matrix_at(arguments[0], values, work)
        positions = [_position_at(each, values, work) for each in arguments[1:]]
        sizes = arguments[0][2:4]
        row, column = (0 if size == "1" else positions.pop(0) for size in sizes)
        return matrix[row][column]
    bound, size, body = arguments
    total = Fraction(0)
    for position in range(_size_at(size, values, work)):
        total = _value_of("add", total, value_at(body, {**values, f"index {bound}": Fraction(position)}, work), work)
    return total


def _position_at(index: Any, values: Values, work: Work) -> int:
    head, name, size = index
    position = values.get(f"index {name}", values.get(name))
    if head != "index" or not isinstance(position, Fraction) or not 0 <= position < _size_at(size, values, work):
        raise RefusedError(f"the model has no position for the index {shown(name)}")
    return int(position)


def _size_at(size: str, values: Values, work: Work) -> int:
    """What a model says of a size: its symbol, and the shapes of matrices, which agree."""
    number = Fraction(size) if size.isdecimal() else values.get(size, Fraction(work.sizes.get(size, -1)))
    if not isinstance(number, Fraction) or number.denominator != 1 or not 0 <= number <= MOST_WORK:
        raise RefusedError(f"the model does not say how large {shown(size)} is")
    work.fit(size, int(number))
    return int(number)


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
    atoms = [*goal["hypotheses"], *([goal["conclusion"]] if "conclusion" in goal else [])]
    for fact in map(read_fact, atoms):
        for _, size in _sized_indices(fact.term, work) if INDEX_WORD in fact.text else ():
            if size == "0" or values.get(size) == 0:
                raise RefusedError(f"the model leaves no index below {shown(size)}")
    for hypothesis in goal["hypotheses"]:
        fact = read_fact(hypothesis)
        if fact.term[0] == "everywhere":
            if not _holds_everywhere(fact, values, work):
                raise RefusedError("the model breaks a hypothesis, or the checker cannot see that it keeps a bound")
            continue
        value = value_at(fact.term, values, work)
        if not {">=0": value >= 0, ">0": value > 0, "=0": value == 0, "!=0": value != 0}[fact.relation]:
            raise RefusedError("the model breaks a hypothesis")


def goals_hash(goals: list[dict[str, Any]]) -> str:
    """The hash of the mathematics of a list of goals."""
    mathematics = [{key: goal[key] for key in ("integers", "hypotheses", "conclusion")} for goal in goals]
    canonical = json.dumps(mathematics, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()


def divisors_of(term: object) -> list[tuple[str, Any]]:
    """What must be shown for a term to have a value: (relation, term) for each divisor, base, radicand and log."""
    return _divisors_in(term, Work())


def _divisors_in(term: object, work: Work) -> list[tuple[str, Any]]:
    if not isinstance(term, list | tuple) or not term:
        return []
    if term[0] == "sum" and len(term) == 4:  # for every index, under a name that no goal has
        return _divisors_in(reindexed(term[3], str(term[1]), f"~{term[1]}", work), work)
    if term[0] == "expectation":  # which is only ever enclosed, and an enclosure refuses what may have no value
        return []
    found = [need for part in term[1:] for need in _divisors_in(part, work)]
    if term[0] == "div" and len(term) == 3:
        found.append(("!=0", term[2]))
    if term[0] == "power" and len(term) == 3:
        found.append((">0", term[1]))
    if term[0] == "sqrt" and len(term) == 2:
        found.append((">=0", term[1]))
    if term[0] == "log" and len(term) == 2:
        found.append((">0", term[1]))
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
        self.fixed: list[frozenset[str]] = []  # the indices of hypotheses
        self.concluding: dict[str, list[int]] = {}  # by the texts of conclusions
        for position, goal in enumerate(data):
            if not isinstance(goal, dict) or not isinstance(goal.get("hypotheses"), list):
                raise RefusedError(f"goal {position} has no list of hypotheses")
            integers = goal.get("integers")
            if not isinstance(integers, list) or not all(isinstance(name, str) for name in integers):
                raise RefusedError(f"goal {position} has no list of integer symbols")
            facts = [read_fact(each) for each in goal["hypotheses"]]
            work, conclusion = Work(), read_fact(goal.get("conclusion"))
            self.hypotheses.append(frozenset(fact.text for fact in facts))
            self.fixed.append(_noted_indices(facts, work))
            for text in {conclusion.text, generic_text(*conclusion[:2], self.fixed[-1], work)}:
                self.concluding.setdefault(text, []).append(position)

    def know(self, position: int, relation: str, term: Any) -> bool:
        """Whether a fact is a hypothesis of a goal, or concluded by an earlier goal of no other hypotheses."""
        hypotheses = self.hypotheses[position]
        texts = fact_text(relation, term), generic_text(relation, term, self.fixed[position], Work())
        earlier = (i for text in texts for i in self.concluding.get(text, []) if i < position)
        return texts[0] in hypotheses or any(self.hypotheses[i] <= hypotheses for i in earlier)


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
        if not goals.know(position, relation, term) and not goals.know(position, ">0", term):
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
