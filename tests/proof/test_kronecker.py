# ruff: noqa: N803  # matrices have capital letters
"""Kronecker products of matrices of all sizes: widening, averages of repeated vectors, and what is false of them."""

import copy
import json
import random
from fractions import Fraction
from functools import reduce

import pytest
from helpers import refused

from verify import (
    equal,
    identity_like,
    inner,
    kronecker,
    matrix,
    norm_squared,
    ones_like,
    setting,
    size,
    strictly_greater,
    symmetric,
    trace,
    vector,
)
from verify.errors import DomainError
from verify.matrices import exact_matrix
from verify.proof import checker, squares
from verify.proof.proof import prove
from verify.proof.rendering import facts_latex, goal_latex
from verify.report.mathml import mathml
from verify.search.judge import judge

d, k, m, n = size("d"), size("k"), size("m"), size("n")


def repeated(x, copies):
    """Each entry next to itself."""
    return kronecker(x, ones_like(copies))


def tiled(x, copies):
    """The whole vector, one under the other."""
    return kronecker(ones_like(copies), x)


def averaging(copies):
    """The matrix whose entries are all 1/k."""
    one = ones_like(copies)
    return one @ one.T / norm_squared(one)


def mean(x):
    one = ones_like(x)
    return inner(one, x) / norm_squared(one)


def variance(x):
    return inner(x - mean(x) * ones_like(x), x) / norm_squared(ones_like(x))


layers = setting(W=matrix(n, d), x=vector(d), u=vector(k))
squares_of_numbers = setting(W=matrix(d, d), V=matrix(k, k))
two = setting(A=matrix(n, d), B=matrix(m, k), C=matrix(d, n), D=matrix(k, m))

TRUE = {
    "a widened layer": (layers, lambda W, x, u: equal(kronecker(W, averaging(u)) @ repeated(x, u), repeated(W @ x, u))),
    "a widened layer that tiles": (
        layers,
        lambda W, x, u: equal(kronecker(averaging(u), W) @ tiled(x, u), tiled(W @ x, u)),
    ),
    "the spectrum of a widened matrix": (
        setting(G=matrix(n, m), u=vector(k)),
        lambda G, u: equal(kronecker(averaging(u), G) @ kronecker(averaging(u), G).T, kronecker(averaging(u), G @ G.T)),
    ),
    "a projection that is widened": (
        setting(P=symmetric(n), u=vector(k)),
        lambda P, u: equal(kronecker(averaging(u), P) @ kronecker(averaging(u), P), kronecker(averaging(u), P @ P)),
    ),
    "the mean of a repeated vector": (
        setting(x=vector(d), u=vector(k)),
        lambda x, u: equal(mean(repeated(x, u)), mean(x)),
    ),
    "the variance of a repeated vector": (
        setting(x=vector(d), u=vector(k)),
        lambda x, u: equal(variance(repeated(x, u)), variance(x)),
    ),
    "the polar factors of a widened matrix": (
        setting(Q=matrix(n, d), P=symmetric(d), u=vector(k)),
        lambda Q, P, u: (
            equal(kronecker(Q, averaging(u)) @ kronecker(P, averaging(u)), kronecker(Q @ P, averaging(u))),
            equal(kronecker(Q, averaging(u)).T @ kronecker(Q, averaging(u)), kronecker(Q.T @ Q, averaging(u))),
        ),
    ),
    "the mixed product": (
        two,
        lambda A, B, C, D: equal(kronecker(A, B) @ kronecker(C, D), kronecker(A @ C, B @ D)),
    ),
    "the transpose": (two, lambda A, B, C, D: equal(kronecker(A, B).T, kronecker(A.T, B.T))),
    "the trace": (squares_of_numbers, lambda W, V: equal(trace(kronecker(W, V)), trace(W) * trace(V))),
    "the identity": (
        squares_of_numbers,
        lambda W, V: equal(kronecker(identity_like(W), identity_like(V)), identity_like(kronecker(V, W))),
    ),
    "three factors": (two, lambda A, B, C, D: equal(kronecker(kronecker(A, B), C), kronecker(A, kronecker(B, C)))),
    "an outer product": (
        setting(x=vector(n), y=vector(m), A=matrix(d, k)),
        lambda x, y, A: equal(kronecker(x, A) @ kronecker(y, A).T, kronecker(x @ y.T, A @ A.T)),
    ),
    "a repetition is a matrix": (
        setting(x=vector(d), u=vector(k), W=matrix(d, d)),
        lambda x, u, W: equal(kronecker(identity_like(W), ones_like(u)) @ x, repeated(x, u)),
    ),
    "ones are there": (setting(u=vector(k)), lambda u: strictly_greater(norm_squared(ones_like(u)), 0)),
    "a size of 1": (
        setting(x=vector(d), c=matrix(1, 1)),
        lambda x, c: equal(kronecker(x, c), kronecker(c, x)),
    ),
}


@pytest.mark.parametrize("what", TRUE)
def test_it_is_proved_for_all_sizes(state, what):
    """And the checker confirms it without anybody's word."""
    result = prove(state(*TRUE[what]), squares)
    assert (result.outcome, result.rests_on) == ("passed", ("checker",)), result.message


def test_it_is_printed(state):
    """With the factors in brackets of their own."""
    result = prove(state(*TRUE["a widened layer"]), squares)
    printed = goal_latex(result.goals[-1])["conclusion"]
    assert r"\left[\left(W x\right) \otimes \left(e_{k}\right)\right]" in printed
    assert "⊗" in mathml(printed)
    assert facts_latex(result.goals[-1], result.certificate["closures"][-1]["facts"])


X, U = [1, 2], [1, 1]

# what is said, a point at which it is false, and where the two sides differ
FALSE = {
    "1/k is forgotten": (
        layers,
        lambda W, x, u: equal(kronecker(W, ones_like(u) @ ones_like(u).T) @ repeated(x, u), repeated(W @ x, u)),
        {"W": [[1, 0]], "x": X, "u": U},
        "the two sides differ in (W x) ⊗ (𝟏 k)",
    ),
    "a widened layer on a tiled vector": (
        layers,
        lambda W, x, u: equal(kronecker(W, averaging(u)) @ tiled(x, u), repeated(W @ x, u)),
        {"W": [[1, 0]], "x": X, "u": U},
        "the two sides differ in",
    ),
    "tiled is repeated": (
        setting(x=vector(d), u=vector(d)),
        lambda x, u: equal(tiled(x, u), repeated(x, u)),
        {"x": X, "u": U},
        "the two sides differ in (𝟏 d) ⊗ (x)",
    ),
    "the trace of a square is the square of the trace": (
        squares_of_numbers,
        lambda W, V: equal(trace(kronecker(W, V) @ kronecker(W, V)), trace(W) ** 2 * trace(V) ** 2),
        {"W": [[1, 0], [0, 1]], "V": [[2]]},
        "the two sides differ as rational functions",
    ),
    "the variance divided by one less": (
        setting(x=vector(d), u=vector(k)).where(lambda x, u: strictly_greater(norm_squared(ones_like(x)), 1)),
        lambda x, u: equal(
            variance(repeated(x, u)) / (1 - 1 / norm_squared(ones_like(repeated(x, u)))),
            variance(x) / (1 - 1 / norm_squared(ones_like(x))),
        ),
        {"x": [1, -1], "u": U},
        "",
    ),
}


@pytest.mark.parametrize("what", FALSE)
def test_what_is_false_is_refused_and_refuted(state, what):
    """By the proof, and by the judge at a point."""
    where, function, point, message = FALSE[what]
    theorem = state(where, function)
    result = prove(theorem, squares)
    assert result.outcome == "undecided"
    assert message in result.message
    exact = {name: exact_matrix(v if isinstance(v[0], list) else [[e] for e in v]) for name, v in point.items()}
    assert judge(theorem, exact).outcome == "violated"


def test_what_has_another_size_is_refused_for_all_sizes(state):
    """Before any proof."""
    wrong = state(setting(W=matrix(n, d), x=vector(d), u=vector(k)), lambda W, x, u: equal(kronecker(W, W) @ x, u))
    with refused(DomainError, "a product @ of shapes n*n × d*d and d × 1"):
        prove(wrong, squares)
    unequal = state(setting(x=vector(d), u=vector(k)), lambda x, u: equal(repeated(x, u), tiled(x, x)))
    with refused(DomainError, "shapes d*k × 1 and d*d × 1"):
        prove(unequal, squares)


def test_a_number_is_no_factor(state):
    """It is multiplied by *."""
    with refused(DomainError, "a Kronecker product of a number"):
        prove(state(setting(x=vector(d)), lambda x: equal(kronecker(2, x), 2 * x)), squares)


none = size("none", at_least=0)


@pytest.mark.parametrize(
    "column",
    [
        lambda u, x: u,
        lambda u, x: kronecker(x, u),
        lambda u, x: kronecker(x, u) + kronecker(u, x),
    ],
)
def test_ones_need_a_row(state, column):
    """Of no rows there is no average, whatever else the rows are multiplied with."""
    where = setting(u=vector(none), x=vector(d))
    result = prove(state(where, lambda u, x: equal(norm_squared(ones_like(column(u, x))), 1)), squares)
    assert "which may be 0" in result.message


# The checker


def letter(name, rows, columns, structure="general"):
    return ["letter", name, rows, columns, structure]


A, B, C = letter("A", "n", "m"), letter("B", "k", "d"), letter("C", "m", "n")
S, ONE_K = letter("S", "n", "n", "symmetric"), letter("𝟏 k", "k", "1")
COLUMN, ROW = letter("x", "n", "1"), letter("y", "1", "m")
D = letter("D", "d", "m")
LETTERS = (A, B, C, D, S, ONE_K, COLUMN, ROW)
SIZES = {"n": 2, "m": 3, "k": 2, "d": 1}


def random_term(source, depth, rows=None):
    """A matrix term with fitting shapes, its rows as asked for where that is possible."""
    fitting = [each for each in LETTERS if rows in (None, each[2])]
    kind = source.choice(["letter", "kronecker", "matmul", "transpose", "add"]) if depth else "letter"
    if kind == "kronecker" and rows is None:
        return ["kronecker", random_term(source, depth - 1), random_term(source, depth - 1)]
    if kind == "transpose" and rows is None:
        return ["transpose", random_term(source, depth - 1)]
    if kind == "add":
        part = random_term(source, depth - 1, rows)
        return ["add", part, ["scale", ["number", "2"], part]]
    if kind == "matmul":
        left = random_term(source, depth - 1, rows)
        inner_size = checker.shape_of(left)[1]
        if kind == "matmul" and "*" not in inner_size:
            return ["matmul", left, random_term(source, 0, inner_size)]
        if kind == "matmul" and left[0] == "kronecker":  # a product whose blocks fit
            return ["matmul", left, ["transpose", left]]
        return left
    return source.choice(fitting)


def word_value(words, values, shape):
    """The matrix that words stand for, multiplied out from the letters."""
    numbers = [[Fraction(0)] * shape[1] for _ in range(shape[0])]
    for word, ratio in words.items():
        factor = sum(coefficient * monomial_value(m, values) for m, coefficient in ratio.numerator.items())
        matrix_of_word = product_value(word, values) or identity(shape[0])
        for i in range(shape[0]):
            for j in range(shape[1]):
                numbers[i][j] += factor * matrix_of_word[i][j]
    return numbers


def identity(rows):
    return [[Fraction(i == j) for j in range(rows)] for i in range(rows)]


def monomial_value(monomial, values):
    result = Fraction(1)
    for name, power in monomial:
        _, word = json.loads(name)
        if isinstance(word, str):
            result *= size_value(word) ** power
        else:
            result *= sum(row[i] for i, row in enumerate(product_value(word, values))) ** power
    return result


def product_value(word, values):
    result = None
    for text, flipped in word:
        data = json.loads(text) if isinstance(text, str) else text
        matrix_ = block_value(data, values) if data[0] == "kronecker" else values[data[1]]
        matrix_ = [list(column) for column in zip(*matrix_, strict=True)] if flipped else matrix_
        result = matrix_ if result is None else times(result, matrix_)
    return result


def times(left, right):
    return [[sum(a * b for a, b in zip(row, c, strict=True)) for c in zip(*right, strict=True)] for row in left]


def block_value(data, values):
    result = [[Fraction(1)]]
    for word, rows, _ in data[1]:
        factor = product_value(word, values) or identity(size_value(rows))
        result = [[a * b for a in upper for b in lower] for upper in result for lower in factor]
    return result


def size_value(text):
    total = 1
    for part in text.split("*"):
        total *= int(part) if part.isdecimal() else SIZES[part]
    return total


def test_the_words_of_a_term_have_its_value():
    """Whatever is rewritten on the way, at random terms and matrices."""
    source = random.Random(5)
    with_blocks = 0
    for _ in range(300):
        term = random_term(source, 4)
        values = {each[1]: some_matrix(source, each) for each in LETTERS}
        shape = tuple(map(size_value, checker.shape_of(term)))
        words = checker.read_matrix(term, frozenset(), checker.Work(10**8))
        with_blocks += any(text.startswith(checker.BLOCK) for word in words for text, _ in word)
        work = checker.Work(10**8)
        for name, number in SIZES.items():
            work.fit(name, number)
        direct = checker.matrix_at(term, values, work)
        assert word_value(words, values, shape) == direct, term
        if shape[0] == shape[1] and checker.shape_of(term)[0] == checker.shape_of(term)[1]:
            total = checker.read_term(["trace", term], frozenset(), checker.Work(10**8)).numerator
            value = sum(c * monomial_value(m, values) for m, c in total.items())
            assert value == sum(direct[i][i] for i in range(shape[0])), term
    assert with_blocks > 60


def some_matrix(source, each):
    if each is ONE_K:
        return [[Fraction(1)] for _ in range(SIZES["k"])]
    entries = [
        [Fraction(source.randint(-2, 3)) for _ in range(size_value(each[3]))] for _ in range(size_value(each[2]))
    ]
    if each[4] == "symmetric":
        return [
            [a + b for a, b in zip(x, y, strict=True)] for x, y in zip(entries, zip(*entries, strict=True), strict=True)
        ]
    return entries


def nested(depth):
    term = letter("N", "1", "2")
    for _ in range(depth):
        term = ["kronecker", term, term]
    return term


def many_factors(count):
    factors = [letter(f"A{i}", f"s{i}", f"s{i}") for i in range(count)]
    return reduce(lambda left, right: ["kronecker", left, right], factors)


def equation(term):
    goal = {"integers": [], "hypotheses": [], "conclusion": {"relation": "=0", "term": term}}
    checker.check_closure(goal, {"facts": [{**goal["conclusion"], "rule": "combination"}]})


def ones_fact(term, relation=">0"):
    goal = {"integers": [], "hypotheses": [], "conclusion": {"relation": relation, "term": term}}
    checker.check_closure(goal, {"facts": [{**goal["conclusion"], "rule": "ones"}]})


def gram_of(column):
    return ["trace", ["matmul", ["transpose", column], column]]


NO_ONES = "'ones' concludes trace(transpose(1) 1) > 0 of a column of ones"
ATTACKS = {
    "a number as a factor": (
        lambda: equation(["kronecker", ["number", "1"], A]),
        "the shapes in kronecker do not fit",
    ),
    "one factor": (lambda: equation(["kronecker", A]), "the shapes in kronecker do not fit"),
    "a size that is no size": (
        lambda: equation(["kronecker", letter("A", "n+1", "n"), A]),
        "a size is no name, no number and no short product of them",
    ),
    "a number of too many digits as size": (
        lambda: equation(["kronecker", letter("A", "9" * 400, "n"), letter("B", "9" * 400, "n")]),
        "a size has more than 600 digits",
    ),
    "too many factors": (lambda: equation(["sub", nested(7), nested(7)]), "a product of more than 64 matrices"),
    "factors by the million": (lambda: equation(["sub", nested(16), nested(16)]), "units of work"),
    "long products of many factors": (
        lambda: equation(reduce(lambda left, right: ["matmul", left, right], [many_factors(60)] * 20)),
        "units of work",
    ),
    "a trace of an oblong product": (
        lambda: checker.read_term(["trace", ["kronecker", A, A]], frozenset(), checker.Work()),
        "a trace of what is not square",
    ),
    "ones that are a matrix": (lambda: ones_fact(gram_of(letter("𝟏 k", "k", "k"))), NO_ONES),
    "ones that are at least 0 only": (lambda: ones_fact(gram_of(ONE_K), ">=0"), NO_ONES),
    "ones that are 0": (lambda: ones_fact(gram_of(ONE_K), "=0"), NO_ONES),
    "ones and another column": (
        lambda: ones_fact(["trace", ["matmul", ["transpose", ONE_K], letter("v", "k", "1")]]),
        NO_ONES,
    ),
    "a model in which ones are twos": (
        lambda: checker.matrix_at(ONE_K, {ONE_K[1]: [[Fraction(2)]]}, checker.Work()),
        "the model has a column of ones with another number in it",
    ),
    "a model of a product of sizes": (
        lambda: checker.matrix_at(letter("A", "d*k", "1"), {"A": [[Fraction(2)]]}, checker.Work()),
        "the model has a matrix whose size is a product",
    ),
}


@pytest.mark.parametrize("what", ATTACKS)
def test_the_checker_refuses(what):
    """With the reason."""
    attack, reason = ATTACKS[what]
    with pytest.raises(checker.RefusedError) as caught:
        attack()
    assert reason in str(caught.value)


def test_a_certificate_of_one_equation_does_not_close_its_neighbour(state, as_record):
    """That 1/k is there is seen by the checker, and not by the search alone."""
    record = as_record(prove(state(*TRUE["a widened layer"]), squares))
    forged = copy.deepcopy(record)
    for each in (forged["goals"][-1]["conclusion"], forged["certificate"]["closures"][-1]["facts"][-1]):
        left = each["term"][1]
        left[1][2] = left[1][2][2]  # W ⊗ J/k becomes W ⊗ J
    seal = checker.goals_hash(forged["goals"])
    forged["goal_hash"] = forged["certificate"]["goal_hash"] = seal
    with pytest.raises(checker.RefusedError, match="the two matrices differ in a word"):
        checker.check_proof(forged["goals"], seal, forged["certificate"])
