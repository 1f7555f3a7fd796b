"""Matrix terms as sums of words: products of letters, in the order in which they are multiplied.

Two matrix formulas are equal for all sizes and all entries when their words are. A trace of a word is a number; it is
the same for the word's rotations and for its transpose. A matrix of size 1 × 1 is a number, so that the trace of a word
that passes through the size 1 is a product of traces. A Kronecker product of words is a letter of a word: the term
`("kronecker", factors, rows, columns, "general")`, each factor a word with its rows and columns.
"""

from __future__ import annotations

from functools import partial, reduce
from itertools import pairwise
from typing import Any

from verify.carriers.letters import shape_of, size_product
from verify.carriers.terms import Term

Letter = tuple[Term, bool]  # the letter's term, and whether it is transposed
Word = tuple[Letter, ...]
Factor = tuple[Word, str, str]  # a word with its rows and columns, since an empty one is the identity of some size
Numbers = tuple[Word, ...]  # words from the size 1 to the size 1


def possible_words(term: Term) -> list[Word]:
    """The words that can occur when a matrix term is multiplied out, each once, whatever their coefficients.

    Their order is that of the term: in which order a proof tries them must not differ from run to run.
    """
    return list(dict.fromkeys(word for _, word in possible_products(term)))


def possible_products(term: Term) -> list[tuple[Numbers, Word]]:
    """The words that can occur, each with the numbers that are taken out of it."""
    head = term[0]
    if head == "letter":
        return [((), ((term, False),))]
    if head == "identity":
        return [((), ())]
    if head == "transpose":
        found = [(numbers, transposed(word)) for numbers, word in possible_products(term[1])]
    elif head in ("matmul", "kronecker"):
        sides = [possible_products(part) for part in term[1:]]
        multiply = joined if head == "matmul" else partial(kronecker, shapes=(shape_of(term[1]), shape_of(term[2])))
        found = [_with(m + n, multiply(left, right)) for m, left in sides[0] for n, right in sides[1]]
    elif head == "scale":
        found = possible_products(term[2])
    else:
        found = [each for part in term[1:] for each in possible_products(part)]
    return list(dict.fromkeys(found))


def _with(numbers: Numbers, product: tuple[Numbers, Word]) -> tuple[Numbers, Word]:
    return numbers + product[0], product[1]


def letters_of(term: Term) -> set[Term]:
    """The letters of a matrix term."""
    if term[0] == "letter":
        return {term}
    return set().union(*(letters_of(part) for part in term[1:] if isinstance(part, tuple)))


def transposed(word: Word) -> Word:
    """The transpose of a word: reversed, each letter transposed; a symmetric letter stays as it is."""
    return tuple(map(_transposed_letter, reversed(word)))


def _transposed_letter(place: Letter) -> Letter:
    letter, flipped = place
    if letter[0] == "kronecker":
        return _block([(transposed(word), columns, rows) for word, rows, columns in letter[1]]), False
    return letter, letter[4] != "symmetric" and not flipped


def canonical_trace(word: Word) -> Word:
    """One word for all words with the same trace: the least of the rotations of the word and of its transpose."""
    rotations = [each[i:] + each[:i] for each in (word, transposed(word)) for i in range(len(word))]
    return min(rotations) if rotations else ()


def numbers_of(word: Word) -> list[Word]:
    """Words whose traces multiply to the trace of the word: it is cut wherever it passes through the size 1."""
    cuts = [i for i, (letter, flipped) in enumerate(word) if letter[3 if flipped else 2] == "1"]
    if not cuts:
        return [word]
    turned = word[cuts[0] :] + word[: cuts[0]]
    return [turned[i - cuts[0] : j - cuts[0]] for i, j in pairwise([*cuts, cuts[0] + len(word)])]


def word_term(word: Word, size: str) -> Term:
    """The word as a term; the empty word is the identity of the size."""
    factors: list[Any] = list(map(_letter_term, word))
    return reduce(lambda left, right: ("matmul", left, right), factors) if factors else ("identity", size)


def _letter_term(place: Letter) -> Term:
    letter, flipped = place
    if letter[0] == "kronecker":
        return reduce(lambda left, right: ("kronecker", left, right), [word_term(w, r) for w, r, _ in letter[1]])
    return ("transpose", letter) if flipped else letter


def word_text(word: Word) -> str:
    """The word for people: the names of its letters."""
    return " ".join(
        " ⊗ ".join(f"({word_text(each)})" if each else f"I({rows})" for each, rows, _ in letter[1])
        if letter[0] == "kronecker"
        else letter[1] + ("ᵀ" if flipped else "")
        for letter, flipped in word
    )


def gram_roots(word: Word) -> list[Word]:
    """The words u for which a rotation of the word is uᵀ u, so that its trace is a sum of squares."""
    half, rest = divmod(len(word), 2)
    if rest or not word:
        return []
    rotations = [word[i:] + word[:i] for i in range(len(word))]
    return list(dict.fromkeys(each[half:] for each in rotations if transposed(each[half:]) == each[:half]))


def traces_of(word: Word, size: str) -> list[tuple[Word, str]]:
    """The words, with their sizes, whose traces multiply to the trace of a word; an empty one is an identity."""
    factors = _factors_of(word[0]) if len(word) == 1 else []
    if len(factors) > 1 and all(rows == columns for _, rows, columns in factors):
        return [each for inside, rows, _ in factors for each in traces_of(inside, rows)]
    if not word:
        return [((), each) for each in size.split("*") if each != "1"]
    return [(canonical_trace(part), size) for part in numbers_of(word)]


def without_numbers(word: Word) -> tuple[Numbers, Word]:
    """What stands between two places of size 1, and the rest of the word."""
    if not word:
        return (), word
    starts = [_ends(letter)[0] for letter in word] + [_ends(word[-1])[1]]
    places = [i for i, size in enumerate(starts) if size == "1"]
    if not places:
        return (), word
    return tuple(word[i:j] for i, j in pairwise(places)), word[: places[0]] + word[places[-1] :]


def kronecker(left: Word, right: Word, shapes: tuple[Any, Any]) -> tuple[Numbers, Word]:
    """The Kronecker product of two words of two shapes, as numbers and a word."""
    return _kronecker_word([(left, *shapes[0]), (right, *shapes[1])])


def _kronecker_word(factors: list[Factor]) -> tuple[Numbers, Word]:
    numbers: Numbers = ()
    kept: list[Factor] = []
    for whole, rows, columns in factors:
        found, word = without_numbers(whole)
        numbers += found
        if len(word) == 1:
            kept += _factors_of(word[0])
        elif word or rows != "1":
            kept.append((word, rows, columns))
    if not any(word for word, _, _ in kept):
        return numbers, ()
    return numbers, kept[0][0] if len(kept) == 1 else ((_block(kept), False),)


def joined(left: Word, right: Word) -> tuple[Numbers, Word]:
    """The product of two words as numbers and a word, by (A ⊗ B)(C ⊗ D) = AC ⊗ BD where the sizes allow it."""
    pairs = _pairs(left[-1], right[0]) if left and right else None
    if pairs is None:
        return (), left + right
    numbers: Numbers = ()
    factors: list[Factor] = []
    for first, second in pairs:
        (m, a), (n, b) = _kronecker_word(first), _kronecker_word(second)
        more, word = joined(a, b)
        numbers += m + n + more
        factors.append((word, _product_of(first, 1), _product_of(second, 2)))
    inside, middle = _kronecker_word(factors)
    before, beginning = joined(left[:-1], middle)
    after, whole = joined(beginning, right[1:])
    return numbers + inside + before + after, whole


def _block(factors: list[Factor]) -> Term:
    return ("kronecker", tuple(factors), _product_of(factors, 1), _product_of(factors, 2), "general")


def _ends(letter: Letter) -> tuple[str, str]:
    term, flipped = letter
    return (term[3], term[2]) if flipped else (term[2], term[3])


def _factors_of(letter: Letter) -> list[Factor]:
    return list(letter[0][1]) if letter[0][0] == "kronecker" else [((letter,), *_ends(letter))]


def _product_of(factors: list[Factor], place: int) -> str:
    return reduce(size_product, (str(factor[place]) for factor in factors), "1")


def _pairs(left: Letter, right: Letter) -> list[tuple[list[Factor], list[Factor]]] | None:
    """Groups of factors that fit, as many on both sides; None if only the whole fits."""
    if "kronecker" not in (left[0][0], right[0][0]):
        return None
    first, second = _factors_of(left), _factors_of(right)
    found = []
    while first or second:
        columns = [_product_of(first[:i], 2) for i in range(len(first) + 1)]
        rows = [_product_of(second[:j], 1) for j in range(len(second) + 1)]
        fits = [(i, j) for i, size in enumerate(columns) for j, other in enumerate(rows) if size == other and i + j]
        if not fits:
            return None
        i, j = min(fits, key=lambda fit: (fit != (1, 1), sum(fit), fit))
        found.append((first[:i], second[:j]))
        first, second = first[i:], second[j:]
    return found if len(found) > 1 else None
