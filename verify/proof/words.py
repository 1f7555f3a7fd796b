"""Matrix terms as sums of words: products of letters, in the order in which they are multiplied.

Two matrix formulas are equal for all sizes and all entries when their words are. A trace of a word is a number; it is
the same for the word's rotations and for its transpose. A matrix of size 1 × 1 is a number, so that the trace of a word
that passes through the size 1 is a product of traces.
"""

from __future__ import annotations

from functools import reduce
from itertools import pairwise
from typing import Any

from verify.carriers.terms import Term

Letter = tuple[Term, bool]  # the letter's term, and whether it is transposed
Word = tuple[Letter, ...]


def possible_words(term: Term) -> list[Word]:
    """The words that can occur when a matrix term is multiplied out, each once, whatever their coefficients.

    Their order is that of the term: in which order a proof tries them must not differ from run to run.
    """
    head = term[0]
    if head == "letter":
        return [((term, False),)]
    if head == "identity":
        return [()]
    if head == "transpose":
        found = [transposed(word) for word in possible_words(term[1])]
    elif head == "matmul":
        found = [left + right for left in possible_words(term[1]) for right in possible_words(term[2])]
    elif head == "scale":
        found = possible_words(term[2])
    else:
        found = [word for part in term[1:] for word in possible_words(part)]
    return list(dict.fromkeys(found))


def transposed(word: Word) -> Word:
    """The transpose of a word: reversed, each letter transposed; a symmetric letter stays as it is."""
    return tuple((letter, letter[4] != "symmetric" and not flipped) for letter, flipped in reversed(word))


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
    factors: list[Any] = [("transpose", letter) if flipped else letter for letter, flipped in word]
    return reduce(lambda left, right: ("matmul", left, right), factors) if factors else ("identity", size)


def gram_roots(word: Word) -> list[Word]:
    """The words u for which a rotation of the word is uᵀ u, so that its trace is a sum of squares."""
    half, rest = divmod(len(word), 2)
    if rest or not word:
        return []
    rotations = [word[i:] + word[:i] for i in range(len(word))]
    return list(dict.fromkeys(each[half:] for each in rotations if transposed(each[half:]) == each[:half]))
