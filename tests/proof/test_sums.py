"""Sums over all indices to the checker: what it reads as equal, what each rule accepts, and what it refuses and why.

What a term is read as is compared with the term's own value at models of every small size, 0 among them.
"""

import json
import time
from contextlib import suppress
from fractions import Fraction
from random import Random

import pytest

from tests.proof.terms import atom, delta, div, exp, index, mul, square, sub, total
from verify.proof import checker

N = ["symbol", "n"]
X, Y = (["letter", name, "n", "1", "general"] for name in "xy")
A, S = ["letter", "A", "n", "n", "general"], ["letter", "S", "n", "n", "symmetric"]
W = ["letter", "W", "n", "m", "general"]
ONE = ["number", "1"]


def entry(letter, *names):
    sizes = [size for size in letter[2:4] if size != "1"]
    return ["entry", letter, *(index(*each) for each in zip(names, sizes, strict=True))]


def read(term):
    work = checker.Work()
    return checker.read_term(term, frozenset(), work), work


def are_equal(left, right):
    value, work = read(sub(left, right))
    return checker.vanishes(value.numerator, work)


def over_rows(body):
    return total("i", total("j", body))


# What is equal for all sizes

Z = total("j", exp(entry(X, "j")))
ROW = total("k", exp(entry(A, "i", "k")))
PRODUCT = mul(entry(X, "i"), entry(Y, "j"))

EQUAL = {
    "the name of the index of a sum is nothing": (total("i", entry(X, "i")), total("k", entry(X, "k"))),
    "a delta picks one summand": (total("j", mul(delta("j", "b"), entry(X, "j"))), entry(X, "b")),
    "either way round": (total("j", mul(delta("b", "j"), entry(X, "j"))), entry(X, "b")),
    "a delta of one index is 1": (delta("i", "i"), ONE),
    "summed over it, the size": (total("i", delta("i", "i")), N),
    "a delta is its square": (square(delta("a", "b")), delta("a", "b")),
    "a delta makes its indices equal": (
        mul(delta("a", "b"), entry(X, "a")),
        mul(delta("a", "b"), entry(X, "b")),
    ),
    "deltas in a chain": (
        mul(mul(delta("a", "b"), delta("b", "c")), entry(X, "c")),
        mul(mul(delta("a", "c"), delta("b", "c")), entry(X, "a")),
    ),
    "what does not depend on the index counts n times": (total("i", entry(X, "b")), mul(N, entry(X, "b"))),
    "a size that is a number": (total("i", ONE, "3"), ["number", "3"]),
    "sums are linear": (
        total("i", sub(mul(["number", "2"], entry(X, "i")), entry(Y, "i"))),
        sub(mul(["number", "2"], total("i", entry(X, "i"))), total("k", entry(Y, "k"))),
    ),
    "a product of sums": (over_rows(PRODUCT), mul(total("i", entry(X, "i")), total("i", entry(Y, "i")))),
    "the square of a sum": (
        square(total("i", entry(X, "i"))),
        over_rows(mul(entry(X, "i"), entry(X, "j"))),
    ),
    "the order of sums": (
        over_rows(mul(entry(A, "i", "j"), PRODUCT)),
        total("j", total("i", mul(entry(A, "i", "j"), PRODUCT))),
    ),
    "indices exchanged": (
        over_rows(mul(entry(A, "i", "j"), PRODUCT)),
        over_rows(mul(entry(A, "j", "i"), mul(entry(X, "j"), entry(Y, "i")))),
    ),
    "a symmetric matrix": (entry(S, "a", "b"), entry(S, "b", "a")),
    "in a sum as well": (over_rows(mul(entry(S, "i", "j"), PRODUCT)), over_rows(mul(entry(S, "j", "i"), PRODUCT))),
    "a divisor without the index comes out": (total("i", div(exp(entry(X, "i")), Z)), ONE),
    "a divisor with the index, summed over the other one": (
        over_rows(div(exp(entry(A, "i", "j")), ROW)),
        N,
    ),
    "in the other order too": (total("j", total("i", div(exp(entry(A, "i", "j")), ROW))), N),
    "a divisor in a delta's place": (
        total("i", mul(delta("i", "a"), div(entry(X, "i"), ROW))),
        div(entry(X, "a"), total("k", exp(entry(A, "a", "k")))),
    ),
    "what one is divided by, times what it is": (
        total("i", div(["add", square(entry(X, "i")), ONE], ["add", square(entry(X, "i")), ONE])),
        N,
    ),
    "parts of one divisor": (
        total("i", div(square(entry(X, "i")), ["add", square(entry(X, "i")), ONE])),
        sub(N, total("k", div(ONE, ["add", ONE, square(entry(X, "k"))]))),
    ),
    "such a divisor in a delta's place": (
        total("i", mul(delta("i", "a"), div(entry(X, "i"), ["add", square(entry(X, "i")), ONE]))),
        div(entry(X, "a"), ["add", square(entry(X, "a")), ONE]),
    ),
    "exponentials of sums": (
        exp(total("i", sub(entry(X, "i"), entry(Y, "i")))),
        div(exp(total("i", entry(X, "i"))), exp(total("j", entry(Y, "j")))),
    ),
    "Lagrange's identity": (
        over_rows(square(sub(PRODUCT, mul(entry(X, "j"), entry(Y, "i"))))),
        mul(
            ["number", "2"],
            sub(
                mul(total("i", square(entry(X, "i"))), total("i", square(entry(Y, "i")))),
                square(total("i", mul(entry(X, "i"), entry(Y, "i")))),
            ),
        ),
    ),
}


@pytest.mark.parametrize("name", EQUAL)
def test_equal_for_all_sizes(name):
    """Both sides have one normal form."""
    assert are_equal(*EQUAL[name])


DIFFERENT = {
    "an entry of another vector": (total("i", entry(X, "i")), total("i", entry(Y, "i"))),
    "n and n - 1": (total("i", ONE), sub(N, ONE)),
    "n and m": (total("i", ONE), total("i", ONE, "m")),
    "a sum of products and a product of sums": (
        total("i", mul(entry(X, "i"), entry(Y, "i"))),
        mul(total("i", entry(X, "i")), total("i", entry(Y, "i"))),
    ),
    "rows and columns": (total("j", entry(A, "a", "j")), total("i", entry(A, "i", "a"))),
    "a matrix that is not symmetric": (entry(A, "a", "b"), entry(A, "b", "a")),
    "a divisor with the index pulled out": (
        total("i", div(entry(X, "i"), exp(entry(Y, "i")))),
        div(total("i", entry(X, "i")), exp(entry(Y, "a"))),
    ),
    "an index that is not the bound one": (
        total("i", mul(entry(X, "i"), entry(Y, "a"))),
        total("i", mul(entry(X, "i"), entry(Y, "i"))),
    ),
    "a product with one index used twice": (over_rows(PRODUCT), total("i", mul(entry(X, "i"), entry(Y, "i")))),
    "a divisor that is a sum, pulled out": (
        total("i", div(entry(X, "i"), ["add", ONE, square(entry(Y, "i"))])),
        div(total("i", entry(X, "i")), ["add", ONE, square(entry(Y, "a"))]),
    ),
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_different_for_some_size(name):
    """The normal forms differ."""
    assert not are_equal(*DIFFERENT[name])


# Terms that are none

UNREADABLE = {
    "an index over another size": (["entry", X, index("a", "m")], "with indices over"),
    "an index over two sizes": (mul(entry(X, "a"), entry(["letter", "V", "m", "1", "general"], "a")), "ranges over"),
    "a sum over another size than its index": (total("i", entry(X, "i"), "m"), "ranges over"),
    "a delta of two ranges": (["delta", index("a"), index("b", "m")], "a delta of indices over"),
    "a delta discharged over another range": (
        total("j", mul(["delta", index("j", "m"), index("b")], ONE), "m"),
        "a delta of",
    ),
    "an index too few": (["entry", A, index("a")], "with indices over"),
    "an index too many": (["entry", X, index("a"), index("b")], "with indices over"),
    "an entry of a product": (["entry", ["matmul", A, A], index("a"), index("b")], "no matrix variable"),
    "a name that only sums have": (entry(X, "~1"), "is no name of an index here"),
    "such a name inside a sum": (total("i", mul(entry(X, "i"), entry(Y, "~1"))), "is no name of an index here"),
    "a number as a name": (entry(X, "1"), "is no name of an index here"),
    "a size that is none": (total("i", ONE, "n + 1"), "is no size"),
    "a negative size": (total("i", ONE, "-1"), "is no size"),
    "a sum without a name": (["sum", 1, "n", ONE], "a sum over what is no name"),
    "a delta as a divisor": (total("i", div(entry(X, "i"), delta("i", "a"))), "a divisor is a delta"),
    "an index as a number": (total("i", index("i")), "has no index"),
    "a sum with too many indices": (
        total("1", ["pow", total("2", entry(A, "1", "2")), 6]),
        "a sum over more than 5 indices",
    ),
    "a sum with parts missing": (["sum", "i", "n"], "the checker has no sum"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_term(name):
    """Each is refused, with its reason."""
    term, reason = UNREADABLE[name]
    with pytest.raises(checker.RefusedError, match=reason.replace("+", r"\+")):
        read(term)


def test_a_sum_that_would_capture_an_index():
    """A delta may not bring an index to where a sum binds its name: the name of the sum's own index is no matter."""
    inner = total("b", mul(entry(A, "j", "b"), entry(X, "b")))
    picked = total("j", mul(delta("j", "b"), inner))
    assert are_equal(picked, total("k", mul(entry(A, "b", "k"), entry(X, "k"))))
    assert not are_equal(picked, total("k", mul(entry(A, "k", "k"), entry(X, "k"))))
    with pytest.raises(checker.RefusedError, match="would capture an index"):
        checker.reindexed(inner, "j", "b", checker.Work())


# A term and what it is read as have the same value at every model

MATRICES = {"x": ("n", "1"), "y": ("n", "1"), "A": ("n", "n"), "W": ("n", "m")}


def random_term(random, depth, free):
    """A term with some of the indices in `free`, a dictionary from names to sizes."""
    kind = random.choice(
        ("entry", "delta", "number", "size") if depth == 0 else ("sum", "sum", "mul", "mul", "add", "sub", "div", "pow")
    )
    if kind == "sum":
        size, bound = random.choice("nnm"), random.choice("ijkl1")
        return total(bound, random_term(random, depth - 1, {**free, bound: size}), size)
    if kind == "pow":
        return ["pow", random_term(random, depth - 1, free), 2]
    if kind == "div":
        below = square(random_term(random, 0, free))
        bound = random.choice("ijkl")
        inside = square(random_term(random, 0, {**free, bound: "n"}))
        return div(
            random_term(random, depth - 1, free),
            ["add", ONE, below] if random.random() < 0.3 else total(bound, ["add", ONE, inside]),
        )
    if depth:
        return [kind, *(random_term(random, depth - 1, free) for _ in range(2))]
    return random_leaf(random, kind, free)


def random_leaf(random, kind, free):
    names = {size: [name for name in free if free[name] == size] for size in "nm"}
    if kind == "delta" and names["n"]:
        return delta(random.choice(names["n"]), random.choice(names["n"]))
    letters = [each for each in (X, Y, A, W) if all(names[size] for size in each[2:4] if size != "1")]
    if kind == "entry" and letters:
        letter = random.choice(letters)
        return entry(letter, *(random.choice(names[size]) for size in letter[2:4] if size != "1"))
    return ["symbol", random.choice("nm")] if kind == "size" else ["number", str(random.randint(-2, 3))]


def random_model(random, n, m):
    sizes = {"n": n, "m": m, "1": 1}
    values = {"n": Fraction(n), "m": Fraction(m), "index a": Fraction(0), "index b": Fraction(n - 1)}
    for name, shape in MATRICES.items():
        rows, columns = (sizes[size] for size in shape)
        values[name] = [[Fraction(random.randint(-3, 3)) for _ in range(columns)] for _ in range(rows)]
    return values


def value_of(polynomial, values):
    found = Fraction(0)
    for monomial, coefficient in polynomial.items():
        for name, power in monomial:
            coefficient *= checker.value_at(checker.generator_term(name), values, checker.Work(10**7)) ** power
        found += coefficient
    return found


@pytest.mark.parametrize("seed", range(6))
def test_a_term_has_the_value_of_what_it_is_read_as(seed):
    """Random terms with sums in each other, deltas, divisors and names used twice, at sizes from 1 to 3."""
    random, compared = Random(seed), 0
    for _ in range(150):
        term = random_term(random, random.randint(1, 4), {"a": "n", "b": "n"})
        try:
            value, work = read(term)
            without = checker.without_deltas(value.numerator, work)
        except checker.RefusedError:
            continue
        for n, m in ((1, 1), (2, 1), (2, 3), (3, 2)):
            values = random_model(random, n, m)
            try:
                wanted = checker.value_at(term, values, checker.Work(10**7))
            except checker.RefusedError:
                continue
            above, below = (value_of(part, values) for part in value)
            if below:
                assert above / below == wanted, json.dumps(term)
                assert (value_of(without, values) == 0) >= (above == 0), json.dumps(term)
                compared += 1
    assert compared > 200


def test_a_divisor_whose_first_monomial_depends_on_names():
    """Exchanged indices exchange the coefficients 2 and 3, one of which is divided out."""
    divisor = [
        "add",
        mul(["number", "2"], square(entry(A, "i", "j"))),
        mul(["number", "3"], square(entry(A, "j", "i"))),
    ]
    term = over_rows(div(ONE, ["add", divisor, square(entry(S, "i", "j"))]))
    (value, _), values = read(term), random_model(Random(1), 2, 1)
    values["S"] = [[Fraction(1), Fraction(2)], [Fraction(2), Fraction(5)]]
    assert value_of(value.numerator, values) / value_of(value.denominator, values) == checker.value_at(
        term, values, checker.Work()
    )


def test_sums_over_nothing():
    """At size 0 a sum is 0, as is what it is read as."""
    term = over_rows(mul(["add", entry(X, "i"), ONE], mul(entry(A, "i", "j"), N)))
    value, _ = read(term)
    values = {"n": Fraction(0), "x": [], "A": []}
    assert value_of(value.numerator, values) == 0 == checker.value_at(term, values, checker.Work())


# Rules: what each accepts, and what it refuses and why

NONEMPTY = {"relation": ">=0", "term": sub(N, ONE)}
POSITIVE = {"relation": ">0", "term": exp(entry(X, "k")), "rule": "positive exponential"}


def goal(conclusion, *hypotheses):
    return {"integers": [], "hypotheses": list(hypotheses), "conclusion": conclusion}


def combination(relation, term, *summands, over=()):
    return {**atom(relation, term), "rule": "combination", "over": list(over), "summands": list(summands)}


def summand(coefficient, factors=(), squares=()):
    return {"coefficient": coefficient, "factors": list(factors), "squares": list(squares)}


def summed(relation, term, of, name):
    return {**atom(relation, term), "rule": "sum", "of": of, "index": name}


def check(conclusion, facts, *hypotheses):
    checker.check_closure(goal(conclusion, *hypotheses), {"facts": facts})


def test_a_sum_of_what_is_positive_is_positive():
    """If there is an index at all."""
    conclusion = atom(">0", total("i", exp(entry(X, "i"))))
    check(conclusion, [POSITIVE, summed(**conclusion, of=1, name="k")], NONEMPTY)
    least_two = [POSITIVE, summed(">=0", conclusion["term"], 1, "k")]
    check(atom(">=0", conclusion["term"]), least_two, NONEMPTY)


def sum_of_squares(bound="i", name="k"):
    known = combination(">=0", square(entry(X, name)), summand("1", squares=[entry(X, name)]))
    return [known, summed(">=0", total(bound, square(entry(X, bound))), 1, name)]


def refusal(conclusion, facts, *hypotheses):
    with pytest.raises(checker.RefusedError) as refused:
        check(conclusion, facts, *hypotheses)
    return str(refused.value)


DIAGONAL = combination(">=0", square(entry(A, "a", "a")), summand("1", squares=[entry(A, "a", "a")]))

ATTACKS = {
    "a positive sum over size 0": (
        atom(">0", total("i", ONE, "0")),
        [combination(">0", ONE, summand("1")), summed(">0", total("i", ONE, "0"), 0, "k")],
        (),
        "nothing shows that there is an index below 0",
    ),
    "a sum of the entries of another vector": (
        atom(">0", total("i", exp(entry(Y, "i")))),
        [POSITIVE, summed(">0", total("i", exp(entry(Y, "i"))), 1, "k")],
        (NONEMPTY,),
        "the sign of the summands is not known",
    ),
    "a diagonal is summed up along a column": (
        atom(">=0", total("i", square(entry(A, "i", "a")))),
        [DIAGONAL, summed(">=0", total("i", square(entry(A, "i", "a"))), 1, "a")],
        (NONEMPTY,),
        "the summand's index stands in the sum already",
    ),
    "a name of an open sum for the summand's index": (
        atom(">=0", total("i", square(entry(X, "i")))),
        [sum_of_squares()[0], summed(">=0", total("i", square(entry(X, "i"))), 1, "~1")],
        (NONEMPTY,),
        "the summand's index is no name of an index that no hypothesis has",
    ),
    "an index of the goal over another size in a fact": (
        atom("=0", sub(entry(X, "a"), entry(X, "a"))),
        [
            combination(">=0", square(entry(["letter", "V", "m", "1", "general"], "a")), summand("1")),
            combination("=0", sub(entry(X, "a"), entry(X, "a"))),
        ],
        (NONEMPTY,),
        "no index of the goal ranges over m",
    ),
    "a sum of a sum by its own index": (
        atom(">0", total("k", exp(entry(X, "k")))),
        [POSITIVE, summed(">0", total("k", exp(entry(Y, "k"))), 1, "k")],
        (NONEMPTY,),
        "the sign of the summands is not known",
    ),
    "a relation that sums do not keep": (
        atom("!=0", total("i", exp(entry(X, "i")))),
        [POSITIVE, summed("!=0", total("i", exp(entry(X, "i"))), 1, "k")],
        (NONEMPTY,),
        "'sum' concludes sum(t) > 0 or sum(t) >= 0",
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_wrong_certificates_are_refused(name):
    """Each for the flaw that it has."""
    conclusion, facts, hypotheses, reason = ATTACKS[name]
    assert reason in refusal(conclusion, facts, *hypotheses)


def test_the_index_of_a_fact_that_a_sum_has_bound_is_free_again():
    """The sum may call its index by the name that the fact has."""
    check(atom(">=0", total("k", square(entry(X, "k")))), sum_of_squares("k"), NONEMPTY)


# Divisors inside sums

ALL_NOT_ZERO = goal(atom("!=0", entry(Y, "a")), NONEMPTY)
QUOTIENTS = total("i", div(entry(X, "i"), entry(Y, "i")))
ABOUT_QUOTIENTS = goal(atom("=0", sub(QUOTIENTS, QUOTIENTS)), NONEMPTY)


def definedness(*goals):
    checker.check_definedness(checker.Goals(list(goals)), len(goals) - 1)


def test_a_divisor_inside_a_sum_is_shown_for_every_index():
    """By an earlier goal about an index with any name."""
    definedness(ALL_NOT_ZERO, ABOUT_QUOTIENTS)


@pytest.mark.parametrize(
    "earlier",
    [
        goal(atom("!=0", entry(X, "a")), NONEMPTY),
        goal(atom("!=0", entry(Y, "a")), NONEMPTY, atom("!=0", entry(Y, "a"))),
        goal(atom(">=0", entry(Y, "a")), NONEMPTY),
        goal(atom("!=0", total("a", entry(Y, "a"))), NONEMPTY),
    ],
)
def test_a_divisor_inside_a_sum_that_something_else_is_said_of(earlier):
    """Of another vector, of the entry of a hypothesis, another relation, or of the sum."""
    with pytest.raises(checker.RefusedError, match="nothing shows that"):
        definedness(earlier, ABOUT_QUOTIENTS)


def test_a_divisor_at_one_entry_is_not_shown_for_all():
    """Neither does the diagonal of a matrix speak for its other entries, nor a hypothesis for other indices."""
    quotients = over_rows(div(ONE, entry(A, "i", "j")))
    about = goal(atom("=0", sub(quotients, quotients)), NONEMPTY)
    with pytest.raises(checker.RefusedError, match="nothing shows that"):
        definedness(goal(atom("!=0", entry(A, "a", "a")), NONEMPTY), about)
    definedness(goal(atom("!=0", entry(A, "a", "b")), NONEMPTY), about)
    one = atom("!=0", entry(Y, "a"))
    with pytest.raises(checker.RefusedError, match="nothing shows that"):
        definedness(goal(atom("=0", sub(QUOTIENTS, QUOTIENTS)), NONEMPTY, one))
    with pytest.raises(checker.RefusedError, match="nothing shows that"):
        definedness(goal(one, one), goal(atom("=0", sub(QUOTIENTS, QUOTIENTS)), one))


def test_a_name_that_a_sum_shares_with_a_hypothesis():
    """The a of the sum is not the a of which the hypothesis says that it is not 0."""
    inside = total("a", div(entry(X, "a"), entry(Y, "a")))
    with pytest.raises(checker.RefusedError, match="nothing shows that"):
        definedness(goal(atom("=0", sub(inside, inside)), NONEMPTY, atom("!=0", entry(Y, "a"))))


# Models

WITH_SUM = goal(atom(">=0", ONE), atom("=0", sub(total("i", entry(X, "i")), N)), NONEMPTY)


def test_a_model_gives_matrices_and_sizes():
    """A sum is computed over all rows."""
    checker.check_model(WITH_SUM, {"values": {"x": [["1/2"], ["3/2"]], "n": "2"}})


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"x": [["1/2"], ["1/2"]], "n": "2"}, "the model breaks a hypothesis"),
        ({"x": [["1/2"], ["3/2"]], "n": "1"}, "two values"),
        ({"x": [["1/2"], ["3/2"]]}, "how large n is"),
        ({"n": "2"}, "no fitting matrix for x"),
        ({"x": [["2", "0"]], "n": "1"}, "two values"),
        ({"x": [["1"]], "n": "1/2"}, "how large n is"),
        ({"x": [["1"]], "n": "100000000"}, "how large n is"),
    ],
)
def test_models_that_do_not_fit(values, reason):
    """Each is refused, with its reason."""
    with pytest.raises(checker.RefusedError, match=reason):
        checker.check_model(WITH_SUM, {"values": values})


def test_a_model_has_an_index_below_each_size_that_the_goal_has_one_of():
    """Else no point meets the goal."""
    about_one = goal(atom(">=0", square(entry(X, "a"))), atom(">=0", N))
    checker.check_model(about_one, {"values": {"n": "1"}})
    with pytest.raises(checker.RefusedError, match="the model leaves no index below n"):
        checker.check_model(about_one, {"values": {"n": "0"}})
    placed = goal(atom(">=0", ONE), atom(">=0", entry(X, "a")))
    checker.check_model(placed, {"values": {"x": [["-1"], ["1"]], "n": "2", "a": "1"}})
    for position in ("0", "2", "-1", "1/2"):
        with pytest.raises(checker.RefusedError):
            checker.check_model(placed, {"values": {"x": [["-1"], ["1"]], "n": "2", "a": position}})


# Hostile terms


def nested(depth):
    term = entry(X, "i")
    for _ in range(depth):
        term = total("i", mul(term, entry(X, "i")))
    return term


HOSTILE = {
    "many sums in each other": nested(200),
    "sums in each other that hang together": total(
        "1", ["pow", total("2", mul(entry(A, "1", "2"), total("3", entry(A, "2", "3")))), 2]
    ),
    "a power of a sum of many": ["pow", total("i", ["pow", ["add", entry(X, "i"), entry(Y, "i")], 30]), 30],
    "one delta after the other": total(
        "i", ["pow", ["add", delta("i", "a"), ["add", delta("i", "b"), delta("i", "c")]], 40]
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_terms_end_within_two_seconds(name):
    """Read or refused, but not computed for long."""
    begin = time.process_time()
    with suppress(checker.RefusedError, RecursionError):
        read(HOSTILE[name])
    assert time.process_time() - begin < 2
