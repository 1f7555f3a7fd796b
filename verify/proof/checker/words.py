"""Matrices as sums of words, products of letters, with their traces and Kronecker products."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from functools import reduce
from itertools import pairwise
from typing import Any

from . import terms
from .polynomials import ONE, Ratio, arithmetic
from .rationals import MOST_DIGITS, NATURAL
from .syntax import INDEXED, LONGEST_NAME, NOT_MATRICES
from .work import RefusedError, Work, shown

MOST_LETTERS = 64  # in one word
LONGEST_TEXT = 4 * LONGEST_NAME  # of a name or a size, which may be a product
Letter = tuple[str, bool]  # the letter's own term as text, and whether it is transposed
Word = tuple[Letter, ...]
Words = dict[Word, Ratio]
Factor = tuple[Word, str, str]  # a word with its rows and columns, since an empty one is the identity of some size
BLOCK = '["kronecker"'


def shape_of(term: object) -> tuple[str, ...]:
    """() for a number, else the names of a matrix's rows and columns."""
    if not isinstance(term, list | tuple) or not term or not isinstance(term[0], str):
        raise RefusedError(f"{shown(term)} is no term")
    head, arguments = term[0], term[1:]
    if head == "letter" and len(arguments) == 4 and all(isinstance(each, str) for each in arguments):
        if max(map(len, arguments)) > LONGEST_TEXT:
            raise RefusedError("a matrix has too long a name or size")
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
        factor = terms.read_term(arguments[0], integers, work)
        words = read_matrix(arguments[1], integers, work)
        return {word: arithmetic("mul", factor, value, work) for word, value in words.items()}
    if head == "transpose":
        return {_transposed(word): value for word, value in read_matrix(arguments[0], integers, work).items()}
    if head == "matmul":
        left, right = (read_matrix(argument, integers, work) for argument in arguments)
        products = (_word_product(a, x, b, y, work) for a, x in left.items() for b, y in right.items())
        return gathered(products, work)
    if head == "kronecker":
        return _read_kronecker(arguments, integers, work)
    if head in ("add", "sub"):
        left, right = (read_matrix(argument, integers, work) for argument in arguments)
        minus = Ratio(ONE if head == "add" else {(): -1}, ONE)
        moved = ((word, arithmetic("mul", minus, value, work)) for word, value in right.items())
        return gathered([*left.items(), *moved], work)
    raise RefusedError(f"the checker has no matrix {shown(head)}")


def gathered(parts: Iterable[tuple[Word, Ratio]], work: Work) -> Words:
    """The sum of words with their coefficients."""
    total: Words = {}
    for word, value in parts:
        if len(word) > MOST_LETTERS:
            raise RefusedError(f"a product of more than {MOST_LETTERS} matrices")
        total[word] = arithmetic("add", total[word], value, work) if word in total else value
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


def read_trace(matrix: Any, integers: frozenset[str], work: Work) -> Ratio:
    """The trace as a number: a word, its rotations and its transpose have the same; numbers in it are factors."""
    shape = shape_of(matrix)
    if not shape or shape[0] != shape[1]:
        raise RefusedError("a trace of what is not square")
    total = Ratio({}, ONE)
    for word, value in read_matrix(matrix, integers, work).items():
        number = _trace_of_word(word, shape[0], work)
        total = arithmetic("add", total, arithmetic("mul", value, number, work), work)
    return total


def _trace_of_word(word: Word, size: str, work: Work) -> Ratio:
    factors = _square_factors(word, work)
    if factors is not None:
        traces = [_trace_of_word(each, rows, work) for each, rows, _ in factors]
        return reduce(lambda left, right: arithmetic("mul", left, right, work), traces)
    if not word:
        names = [json.dumps(["trace", each]) for each in size.split("*") if each != "1"]
    else:
        names = []
        for part in _numbers_in(word):
            rotations = [each[i:] + each[:i] for each in (part, _transposed(part)) for i in range(len(part))]
            names.append(json.dumps(["trace", min(rotations)]))
    numbers = [Ratio({((name, 1),): 1}, ONE) for name in names]
    return reduce(lambda left, right: arithmetic("mul", left, right, work), numbers, Ratio(ONE, ONE))


def _numbers_in(word: Word) -> list[Word]:
    """The parts of a word between the places where it passes through the size 1: each is a number, its own trace."""
    places = [i for i, (text, flipped) in enumerate(word) if json.loads(text)[3 if flipped else 2] == "1"]
    if not places:
        return [word]
    parts = [word[i:j] for i, j in pairwise(places)]
    return [*parts, word[places[-1] :] + word[: places[0]]]


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
        number, word = without_numbers(whole, work)
        value = arithmetic("mul", value, number, work)
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


def without_numbers(word: Word, work: Work) -> tuple[Ratio, Word]:
    """A word as a number times a word: what stands between two places of size 1 is a number, its own trace."""
    ends = [(data[3 if f else 2], data[2 if f else 3]) for data, f in ((json.loads(text), f) for text, f in word)]
    places = [i for i, (rows, _) in enumerate(ends) if rows == "1"] + [len(word)] * (bool(ends) and ends[-1][1] == "1")
    number = Ratio(ONE, ONE)
    for i, j in pairwise(places):
        number = arithmetic("mul", number, _trace_of_word(word[i:j], "1", work), work)
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
        found.append((word, arithmetic("mul", number, arithmetic("mul", x, y, work), work)))
    return gathered(found, work)


def _word_product(a: Word, x: Ratio, b: Word, y: Ratio, work: Work) -> tuple[Word, Ratio]:
    number, word = _joined(a, b, work)
    return word, arithmetic("mul", number, arithmetic("mul", x, y, work), work)


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
            number = arithmetic("mul", number, each, work)
        factors.append((word, _size_of(first, 1), _size_of(second, 2)))
    value, middle = _kronecker_word(factors, work)
    before, joined = _joined(left[:-1], middle, work)
    after, whole = _joined(joined, right[1:], work)
    for each in (value, before, after):
        number = arithmetic("mul", number, each, work)
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
