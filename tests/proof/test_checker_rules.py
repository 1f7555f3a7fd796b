"""The checker rule by rule: what each accepts, and what each refuses and why.

The certificates are written by hand and are as small as they can be. Each refusal is compared with the whole reason,
so that a certificate which is refused for another reason than the one it was made for is noticed.
"""

import hashlib
import json
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from random import Random

import flint
import pytest

from tests.proof.terms import atom
from verify.proof import checker
from verify.proof.checker.polynomials import as_coefficient

X, Y, K, L = ["symbol", "x"], ["symbol", "y"], ["symbol", "k"], ["symbol", "l"]
ZERO, ONE, TWO, MINUS_ONE = (["number", text] for text in ("0", "1", "2", "-1"))
POWER = ["power", TWO, K]
A, B = ["letter", "A", "n", "n", "general"], ["letter", "B", "n", "n", "general"]
S, WIDE = ["letter", "S", "n", "n", "symmetric"], ["letter", "W", "m", "n", "general"]
U, V, NUMBER = (["letter", *each, "general"] for each in (("U", "n", "1"), ("V", "n", "1"), ("x", "1", "1")))
SCALED = ["scale", POWER, A]
INTEGERS = frozenset({"k", "l"})

TWO_TO_K, TWO_TO_L, THREE_TO_K = '(["number","2"])^k', '(["number","2"])^l', '(["number","3"])^k'
UNIT = {(): 1}


def read(term):
    return checker.read_term(term, INTEGERS, checker.Work())


def words(term):
    return checker.read_matrix(term, INTEGERS, checker.Work())


def polynomial(*summands):
    """Of pairs of a coefficient and a dictionary of powers."""
    return {tuple(sorted(powers.items())): coefficient for coefficient, powers in summands}


def name_of(term):
    return json.dumps(term)


def trace_name(*letters):
    return json.dumps(["trace", [[json.dumps(each), False] for each in letters]])


def cut_name(*letters):
    """Of pairs of a letter and whether it is transposed."""
    return json.dumps(["trace", [[json.dumps(each), flipped] for each, flipped in letters]])


def step(relation, term, rule="combination", **more):
    return {"relation": relation, "term": term, "rule": rule, **more}


def summand(coefficient, *factors, **more):
    return {"coefficient": coefficient, "factors": list(factors), **more}


def close(*steps, given=()):
    """Check a closure whose last step is the conclusion."""
    goal = {"integers": ["k", "l"], "hypotheses": [atom(*each) for each in given]}
    checker.check_closure(goal | {"conclusion": atom(steps[-1]["relation"], steps[-1]["term"])}, {"facts": list(steps)})


def value(term, **values):
    return checker.value_at(term, values, checker.Work())


def model(*hypotheses, integers=(), **values):
    goal = {
        "integers": list(integers),
        "hypotheses": [atom(*each) for each in hypotheses],
        "conclusion": atom(">0", ONE),
    }
    checker.check_model(goal, {"values": values})


def goal_of(conclusion, *hypotheses):
    return {
        "integers": ["k"],
        "hypotheses": [atom(*each) for each in hypotheses],
        "conclusion": atom(*conclusion),
    }


def defined(*goals):
    checker.check_definedness(checker.Goals(list(goals)), len(goals) - 1)


TRUE = goal_of((">=0", ZERO))
CLOSED = {"goal": 0, "rests_on": "checker", "facts": [step(">=0", ZERO)]}


def proof_of(*closures, goals=(TRUE,), models=(), seal=None, **more):
    """Check a proof, sealed with the hash of its goals unless another is given."""
    real = checker.goals_hash(list(goals))
    certificate = {"goal_hash": seal or real, "closures": list(closures), "models": list(models), **more}
    return checker.check_proof(list(goals), real, certificate)


# -- terms -------------------------------------------------------------------------------------------------------------

READ = {
    "0": (ZERO, {}, UNIT),
    "a negative": (["neg", POWER], polynomial((-1, {TWO_TO_K: 1})), UNIT),
    "a sum": (["add", X, Y], polynomial((1, {"x": 1}), (1, {"y": 1})), UNIT),
    "a difference": (["sub", X, Y], polynomial((1, {"x": 1}), (-1, {"y": 1})), UNIT),
    "a product": (["mul", X, Y], polynomial((1, {"x": 1, "y": 1})), UNIT),
    "a square of a sum": (["pow", ["add", X, ONE], 2], polynomial((1, {"x": 2}), (2, {"x": 1}), (1, {})), UNIT),
    "a quotient": (["div", X, Y], polynomial((1, {"x": 1})), polynomial((1, {"y": 1}))),
    "the power 0": (["pow", X, 0], UNIT, UNIT),
    "the largest power": (["pow", X, 64], polynomial((1, {"x": 64})), UNIT),
    "a power": (POWER, polynomial((1, {TWO_TO_K: 1})), UNIT),
    "a power of another base": (["power", ["number", "3"], K], polynomial((1, {THREE_TO_K: 1})), UNIT),
    "a power of another exponent": (["power", TWO, L], polynomial((1, {TWO_TO_L: 1})), UNIT),
    "a base that is a sum": (
        ["power", ["add", X, ONE], K],
        polynomial((1, {'(["add",["symbol","x"],["number","1"]])^k': 1})),
        UNIT,
    ),
    "a negative exponent": (["power", TWO, ["neg", K]], UNIT, polynomial((1, {TWO_TO_K: 1}))),
    "a difference of exponents": (
        ["power", TWO, ["sub", K, L]],
        polynomial((1, {TWO_TO_K: 1})),
        polynomial((1, {TWO_TO_L: 1})),
    ),
    "a number in an exponent": (["power", TWO, ["add", K, ONE]], polynomial((2, {TWO_TO_K: 1})), UNIT),
    "a power of a power": (["power", POWER, TWO], polynomial((1, {TWO_TO_K: 2})), UNIT),
    "the largest coefficient of an exponent": (
        ["power", TWO, ["mul", ["number", "64"], K]],
        polynomial((1, {TWO_TO_K: 64})),
        UNIT,
    ),
    "a root": (["sqrt", POWER], polynomial((1, {name_of(["sqrt", POWER]): 1})), UNIT),
    "an unknown function": (
        ["apply", "f", "1", POWER],
        polynomial((1, {name_of(["apply", "f", "1", POWER]): 1})),
        UNIT,
    ),
    "a trace": (["trace", SCALED], polynomial((1, {TWO_TO_K: 1, trace_name(A): 1})), UNIT),
    "a trace of a product": (["trace", ["matmul", B, A]], polynomial((1, {trace_name(A, B): 1})), UNIT),
    "a trace of a transpose": (["trace", ["transpose", A]], polynomial((1, {trace_name(A): 1})), UNIT),
    "a trace that is cut at one place is one number": (
        ["trace", ["matmul", U, ["matmul", ["transpose", V], A]]],
        polynomial((1, {cut_name((A, False), (U, False), (V, True)): 1})),
        UNIT,
    ),
    "a trace that is cut at two places is a product": (
        ["trace", ["matmul", ["matmul", A, ["matmul", U, ["transpose", V]]], ["matmul", V, ["transpose", U]]]],
        polynomial((1, {cut_name((A, False), (U, False), (U, True)): 1, cut_name((V, False), (V, True)): 1})),
        UNIT,
    ),
    "a trace that is cut into the same number twice": (
        ["trace", ["matmul", NUMBER, ["transpose", NUMBER]]],
        polynomial((1, {cut_name((NUMBER, False)): 2})),
        UNIT,
    ),
    "a trace of the identity of size 1 is not cut": (
        ["trace", ["identity", "1"]],
        polynomial((1, {})),
        UNIT,
    ),
    "a trace of the identity": (["trace", ["identity", "n"]], polynomial((1, {'["trace", "n"]': 1})), UNIT),
}


@pytest.mark.parametrize("what", READ)
def test_a_term_is_read_as_a_rational_function(what):
    """With the coefficients, generators and powers that it has."""
    term, numerator, denominator = READ[what]
    assert read(term) == (numerator, denominator)


SIZES = {"1": 1, "n": 2, "m": 3}


def closed_walk(random):
    """Factors of a product that begins and ends with one size: letters with any two sizes, some of them transposed."""
    places = [random.choice(list(SIZES)) for _ in range(random.randint(1, 7))]
    walk = []
    for rows, columns in pairwise([*places, places[0]]):
        if rows == columns and random.random() < 0.3:
            walk.append((["letter", f"S_{rows}", rows, rows, "symmetric"], False))
        elif random.random() < 0.5:
            walk.append((["letter", f"{random.choice('GH')}_{rows}_{columns}", rows, columns, "general"], False))
        else:
            walk.append((["letter", f"{random.choice('GH')}_{columns}_{rows}", columns, rows, "general"], True))
    return walk


def trace_of(walk):
    factors = [["transpose", letter] if flipped else letter for letter, flipped in walk]
    return ["trace", reduce(lambda left, right: ["matmul", left, right], factors)]


def any_entries(walk, random):
    """Matrices for the letters of a walk."""
    values = {}
    for (_, name, rows, columns, structure), _flipped in walk:
        entries = [[Fraction(random.randint(-3, 3)) for _ in range(SIZES[columns])] for _ in range(SIZES[rows])]
        if structure == "symmetric":
            entries = [[entries[max(i, j)][min(i, j)] for j in range(SIZES[rows])] for i in range(SIZES[rows])]
        values[name] = entries
    return values


def test_a_trace_has_the_value_of_the_numbers_that_it_is_cut_into():
    """Of any product of letters, at any entries; and the sizes 1 are all that it is cut at."""
    random, cuts = Random(0), set()
    for _ in range(400):
        walk = closed_walk(random)
        values = any_entries(walk, random)
        ((monomial, coefficient),) = read(trace_of(walk)).numerator.items()
        product = Fraction(coefficient)
        for name, power in monomial:
            part = [(json.loads(text), flipped) for text, flipped in json.loads(name)[1]]
            product *= value(trace_of(part), **values) ** power
        assert product == value(trace_of(walk), **values)
        ones = sum(letter[3 if flipped else 2] == "1" for letter, flipped in walk)
        assert sum(power for _, power in monomial) == max(ones, 1)
        cuts.add(ones)
    assert cuts >= {0, 1, 2, 3}


A_, B_ = (json.dumps(A), False), (json.dumps(B), False)
PLAIN = (UNIT, UNIT)
TWO_K = (polynomial((1, {TWO_TO_K: 1})), UNIT)
MATRICES = {
    "scaled": (SCALED, {(A_,): TWO_K}),
    "a scaled and scaled matrix": (["scale", TWO, SCALED], {(A_,): (polynomial((2, {TWO_TO_K: 1})), UNIT)}),
    "transposed": (["transpose", ["matmul", SCALED, S]], {((json.dumps(S), False), (json.dumps(A), True)): TWO_K}),
    "a product": (["matmul", SCALED, B], {(A_, B_): TWO_K}),
    "a sum": (["add", SCALED, B], {(A_,): TWO_K, (B_,): PLAIN}),
    "a difference": (["sub", B, SCALED], {(B_,): PLAIN, (A_,): (polynomial((-1, {TWO_TO_K: 1})), UNIT)}),
    "a word that comes up twice": (
        ["matmul", ["add", A, ["identity", "n"]], ["add", A, ["identity", "n"]]],
        {(A_, A_): PLAIN, (A_,): (polynomial((2, {})), UNIT), (): PLAIN},
    ),
}


@pytest.mark.parametrize("what", MATRICES)
def test_a_matrix_is_read_as_a_sum_of_words(what):
    """With rational functions as coefficients."""
    term, expected = MATRICES[what]
    assert words(term) == expected


def test_polynomials_are_multiplied_and_added_exactly():
    """(x + 1)(x - 1) = x^2 - 1, and the sign of what is added."""
    plus, minus = polynomial((1, {"x": 1}), (1, {})), polynomial((1, {"x": 1}), (-1, {}))
    assert checker.multiply(plus, minus, checker.Work()) == polynomial((1, {"x": 2}), (-1, {}))
    assert checker.add(plus, minus, checker.Work()) == polynomial((2, {"x": 1}))
    assert checker.add(plus, minus, checker.Work(), -1) == polynomial((2, {}))


def test_squares_of_roots_are_replaced_and_an_odd_root_stays():
    """g^3 + g + g^2 = (x/y) g + g + x/y for g = sqrt(x/y), after multiplication with y."""
    work = checker.Work()
    root = ["sqrt", ["div", X, Y]]
    checker.read_term(root, INTEGERS, work)
    g = name_of(root)
    cubic = polynomial((1, {g: 3}), (1, {g: 1}), (1, {g: 2}))
    expected = polynomial((1, {"x": 1, g: 1}), (1, {"y": 1, g: 1}), (1, {"x": 1}))
    assert checker.terms._without_squares_of(g, cubic, work) == expected


@pytest.mark.parametrize(
    ("term", "shape"),
    [
        (["transpose", WIDE], ("n", "m")),
        (["matmul", WIDE, A], ("m", "n")),
        (["scale", X, WIDE], ("m", "n")),
        (["add", WIDE, WIDE], ("m", "n")),
        (["neg", WIDE], ("m", "n")),
        (["sub", X, X], ()),
        (["identity", "n"], ("n", "n")),
    ],
)
def test_shapes(term, shape):
    """Of each operation with matrices."""
    assert checker.shape_of(term) == shape


# -- certificates that are accepted -----------------------------------------------------------------------------------

NESTED = ["sqrt", ["add", ONE, ["sqrt", X]]]

ACCEPTED = {
    "nothing is at least 0": lambda: close(step(">=0", ["sub", X, X])),
    "a summand of 0": lambda: close(step(">=0", ZERO, summands=[summand("0")])),
    "a product of what is 0 and what is not negative": lambda: close(
        step(">=0", ["mul", X, Y], summands=[summand("1", 0, 1)]), given=[("=0", X), (">=0", Y)]
    ),
    "a product with every sign": lambda: close(
        step(">=0", ["mul", ["mul", X, Y], K], summands=[summand("1", 0, 1, 2)]),
        given=[("=0", X), (">=0", Y), (">0", K)],
    ),
    "an equation divided by what is positive": lambda: close(
        step("=0", X, over=[1], summands=[summand("1", 0)]), given=[("=0", ["mul", X, Y]), (">0", Y)]
    ),
    "an equation divided by what is not 0": lambda: close(
        step("=0", X, over=[1], summands=[summand("1", 0)]), given=[("=0", ["mul", X, Y]), ("!=0", Y)]
    ),
    "a factor of what is not 0": lambda: close(
        step("!=0", X, over=[1], summands=[summand("1", 0)]), given=[("!=0", ["mul", X, Y]), ("!=0", Y)]
    ),
    "an inequality divided by a power": lambda: close(
        step(">=0", X, over=[1], summands=[summand("1", 0)]), given=[(">=0", ["mul", X, POWER]), (">0", POWER)]
    ),
    "matrices scaled by a power": lambda: close(step("=0", ["sub", SCALED, SCALED])),
    "a power is positive": lambda: close(step(">0", POWER, "positive power")),
    "a power of what is positive": lambda: close(
        step(">0", ["power", X, K], "positive power", base=0), given=[(">0", X)]
    ),
    "the Gram matrix of a matrix with a power": lambda: close(
        step(">=0", ["trace", ["matmul", ["transpose", SCALED], SCALED]], "gram")
    ),
    "the root of a power": lambda: close(step(">0", ["sqrt", POWER], "root", of=0), given=[(">0", POWER)]),
    "the root of what is positive is not negative": lambda: close(
        step(">=0", ["sqrt", X], "root", of=0), given=[(">0", X)]
    ),
    "the root of what is not negative": lambda: close(step(">=0", ["sqrt", X], "root", of=0), given=[(">=0", X)]),
    "the square of a root of what is positive": lambda: close(
        step(">=0", X, summands=[summand("1", squares=[["sqrt", X]])]), given=[(">0", X)]
    ),
    "the square of a root of what is not negative": lambda: close(
        step(">=0", X, summands=[summand("1", squares=[["sqrt", X]])]), given=[(">=0", X)]
    ),
    "the square of a power": lambda: close(
        step(">=0", ["mul", POWER, POWER], summands=[summand("1", squares=[POWER])])
    ),
    "a root inside a root": lambda: close(
        # g^2 h = h + x for h = sqrt(x) and g = sqrt(1 + h)
        step("=0", ["sub", ["mul", ["mul", NESTED, NESTED], ["sqrt", X]], ["add", ["sqrt", X], X]])
    ),
    "a divisor that is a negative number": lambda: defined(goal_of((">=0", ["div", X, ["number", "-2"]]))),
    "a divisor that is positive": lambda: defined(goal_of((">=0", ["div", X, Y]), (">0", Y))),
}


@pytest.mark.parametrize("what", ACCEPTED)
def test_a_true_fact_is_accepted(what):
    """Every rule in its smallest cases, with powers in the places where terms stand; a refusal would be raised."""
    assert ACCEPTED[what]() is None


@pytest.mark.parametrize(
    ("relation", "term", "literal"),
    [
        (">0", ONE, True),
        (">0", ZERO, False),
        (">0", MINUS_ONE, False),
        (">=0", ONE, True),
        (">=0", MINUS_ONE, False),
        ("!=0", MINUS_ONE, True),
        ("!=0", ONE, True),
        ("!=0", ZERO, False),
        ("!=0", X, False),
        ("!=0", ["number"], False),
        ("!=0", 5, False),
    ],
)
def test_a_literal_has_its_sign(relation, term, literal):
    """0 has no reciprocal, and is no base of a power."""
    assert checker.facts.is_literal(relation, term) is literal


# -- certificates that are refused, and why ---------------------------------------------------------------------------

NO_POSITIVE_POWER = "'positive power' concludes power(base, k) > 0"
NO_INTEGER_EXPONENT = "'positive power' takes an integer symbol as exponent"
NO_ROOT = "'root' concludes sqrt(t) > 0 or sqrt(t) >= 0"
NO_SIGN_OF_RADICAND = "the sign of what the root is taken of is not known"
NO_LISTS = "'combination' needs lists 'over' and 'summands'"
NO_SUMMAND_LISTS = "a summand needs lists 'factors' and 'squares'"
MAY_BE_NEGATIVE = "a summand may be negative"
NO_IDENTITY = "the identity does not hold"
NO_FACT = "a fact needs a relation and a term"
NO_SIGN = "it divides by what is not known to have a sign"
NOT_STRICT = "no summand is positive for sure"
NOT_ONE = "a product that is not 0 has one summand"
NOT_POSITIVE_BASE = "the base of the power is not known to be positive"
ONLY_EQUATIONS = "of matrices only equations are checked, word by word"
NO_VALUE = "on the way something has a value only if {}, which no fact says"
NO_GRAM = "'gram' concludes trace(transpose(M) M) >= 0"
UNCOMPUTED = "the model needs a power that the checker does not compute"
UNEQUAL_ROWS = "a model has a matrix that is empty or has rows of different lengths"
NO_CLOSURES = "a certificate needs lists 'closures' and 'models'"
FOR_NO_GOAL = "a closure or a model is for no goal"
VACUOUS = "no model of the hypotheses is given: the statement may be vacuous"
LONG = "it needs numbers of more than 65536 bits"
EXPONENT_COEFFICIENT = "an exponent has a coefficient that is no small integer"

REFUSED = {
    # terms
    "no list": (lambda: read("x"), "x is no term"),
    "a number of Python": (lambda: read(5), "5 is no term"),
    "an empty list": (lambda: read([]), "[] is no term"),
    "a head that is a list": (lambda: read([["add"], X]), "[['add'], ['symbol', 'x']] is no term"),
    "no number": (lambda: read(["number", "1.5"]), "1.5 is no number"),
    "a denominator of 0": (lambda: read(["number", "1/0"]), "a number has the denominator 0"),
    "an unknown function of nothing": (lambda: read(["apply", "f"]), "the checker has no apply with 1 arguments"),
    "a matrix as a number": (lambda: read(A), "the checker has no letter with 4 arguments"),
    "a trace of nothing": (lambda: read(["trace"]), "the checker has no trace with 0 arguments"),
    "an unknown operation": (lambda: read(["frob", X]), "the checker has no frob with 1 arguments"),
    "an unknown operation on two": (lambda: read(["frob", X, X]), "the checker has no frob with 2 arguments"),
    "a sum of one": (lambda: read(["add", X]), "the checker has no add with 1 arguments"),
    "a division by 0": (lambda: read(["div", X, ["sub", X, X]]), "a divisor is identically 0"),
    "a large power": (lambda: read(["pow", X, 65]), "65 is no exponent from 0 to 64"),
    "a quotient as exponent": (lambda: read(["power", X, ["div", K, L]]), "an exponent is a quotient"),
    "half an exponent": (lambda: read(["power", X, ["mul", ["number", "1/2"], K]]), EXPONENT_COEFFICIENT),
    "a large exponent": (lambda: read(["power", X, ["mul", ["number", "65"], K]]), EXPONENT_COEFFICIENT),
    "a real exponent": (lambda: read(["power", TWO, X]), "an exponent is no sum of integers"),
    "a base that the checker cannot read": (
        lambda: read(["power", ["abs", X], K]),
        "the checker has no abs with 1 arguments",
    ),
    "a matrix as a base": (lambda: read(["power", A, K]), "the checker has no letter with 4 arguments"),
    "a power as exponent": (lambda: read(["power", TWO, POWER]), "an exponent is no sum of integers"),
    "a square as exponent": (lambda: read(["power", TWO, ["mul", K, K]]), "an exponent is no sum of integers"),
    "a number of many bits": (lambda: checker.burden(Fraction(2) ** 65536), LONG),
    # matrices
    "a shape of no term": (lambda: checker.shape_of("A"), "A is no term"),
    "a shape of a number of Python": (lambda: checker.shape_of(5), "5 is no term"),
    "a shape of nothing": (lambda: checker.shape_of([]), "[] is no term"),
    "a shape of a list in a list": (lambda: checker.shape_of([[A]]), f"{checker.shown([[A]])} is no term"),
    "a letter without a structure": (lambda: checker.shape_of(["letter", "A", "n", "n"]), "A is no term"),
    "a symmetric letter that is wide": (
        lambda: checker.shape_of(["letter", "S", "m", "n", "symmetric"]),
        "a symmetric letter is not square",
    ),
    "a transpose of a number": (lambda: checker.shape_of(["transpose", X]), "the shapes in transpose do not fit"),
    "an unknown operation on a matrix": (lambda: checker.shape_of(["frob", A]), "the shapes in frob do not fit"),
    "an unknown operation on a number": (lambda: checker.shape_of(["frob", X]), "the shapes in frob do not fit"),
    "a matrix scaled by a matrix": (lambda: checker.shape_of(["scale", A, A]), "the shapes in scale do not fit"),
    "an unknown scaling": (lambda: checker.shape_of(["frob", X, A]), "the shapes in frob do not fit"),
    "a negative of two": (lambda: checker.shape_of(["neg", A, A]), "the shapes in neg do not fit"),
    "a sum of different shapes": (lambda: checker.shape_of(["add", A, WIDE]), "the shapes in add do not fit"),
    "a product that does not fit": (lambda: checker.shape_of(["matmul", A, WIDE]), "the shapes in matmul do not fit"),
    "an operation without words": (lambda: words(["neg", A]), "the checker has no matrix neg"),
    "a trace of a wide matrix": (lambda: read(["trace", WIDE]), "a trace of what is not square"),
    "a trace of a number": (lambda: read(["trace", X]), "a trace of what is not square"),
    # facts and closures
    "a fact that is text": (lambda: checker.read_fact("x > 0"), NO_FACT),
    "a fact of no relation": (lambda: checker.read_fact(atom("<0", X)), NO_FACT),
    "a fact of a term that is text": (lambda: checker.read_fact(atom(">0", "x")), NO_FACT),
    "a fact of an empty term": (lambda: checker.read_fact(atom(">0", [])), NO_FACT),
    "a closure without facts": (
        lambda: checker.check_closure(goal_of((">0", X), (">0", X)), {"facts": []}),
        "it has no facts",
    ),
    "facts that are text": (
        lambda: checker.check_closure(goal_of((">0", X), (">0", X)), {"facts": "x"}),
        "it has no facts",
    ),
    "an unknown rule": (lambda: close(step(">0", X, "trust me")), "there is no rule trust me"),
    "a last fact that is another": (
        lambda: checker.check_closure(TRUE, {"facts": [step("=0", ZERO)]}),
        "its last fact is not the conclusion of the goal",
    ),
    "a quotient on the way": (
        lambda: close(step("=0", ["sub", ["div", ONE, X], ["div", ONE, X]]), step(">=0", ZERO)),
        NO_VALUE.format("['symbol', 'x'] is !=0"),
    ),
    "a root on the way": (
        lambda: close(step("=0", ["sub", ["sqrt", X], ["sqrt", X]]), step(">=0", ZERO)),
        NO_VALUE.format("['symbol', 'x'] is >=0"),
    ),
    "a power of what may be 0": (
        lambda: close(step(">=0", ZERO, summands=[summand("0", squares=[["power", X, K]])]), given=[(">=0", X)]),
        NO_VALUE.format("['symbol', 'x'] is >0"),
    ),
    "a power of 0": (
        lambda: close(step(">=0", ZERO, summands=[summand("0", squares=[["power", ZERO, K]])])),
        NO_VALUE.format("['number', '0'] is >0"),
    ),
    # rules
    "true as an earlier fact": (
        lambda: close(step(">=0", Y, summands=[summand("1", True)]), given=[(">=0", X), (">=0", Y)]),
        "there is no earlier fact True",
    ),
    "an earlier fact from the end": (
        lambda: close(step(">=0", X, summands=[summand("1", -1)]), given=[(">=0", X)]),
        "there is no earlier fact -1",
    ),
    "a fact from itself": (lambda: close(step(">=0", X, summands=[summand("1", 0)])), "there is no earlier fact 0"),
    "a sum as a positive power": (
        lambda: close(step(">0", ["add", MINUS_ONE, K], "positive power")),
        NO_POSITIVE_POWER,
    ),
    "a sum of 1 and k as a positive power": (
        lambda: close(step(">0", ["add", ONE, K], "positive power")),
        NO_POSITIVE_POWER,
    ),
    "a power that is 0": (lambda: close(step("=0", POWER, "positive power")), NO_POSITIVE_POWER),
    "a power without an exponent": (lambda: close(step(">0", ["power", TWO], "positive power")), NO_POSITIVE_POWER),
    "a positive power of a sum": (
        lambda: close(step(">0", ["power", TWO, ["add", K, L]], "positive power")),
        NO_INTEGER_EXPONENT,
    ),
    "a positive power of a negative": (
        lambda: close(step(">0", ["power", TWO, ["neg", K]], "positive power")),
        NO_INTEGER_EXPONENT,
    ),
    "a positive power of what may be 0": (
        lambda: close(step(">0", ["power", X, K], "positive power", base=0), given=[(">=0", X)]),
        NOT_POSITIVE_BASE,
    ),
    "a positive power of -1": (
        lambda: close(step(">0", ["power", MINUS_ONE, K], "positive power", base=0), given=[(">0", X)]),
        NOT_POSITIVE_BASE,
    ),
    "a root that is a negative": (lambda: close(step(">=0", ["neg", X], "root", of=0), given=[(">=0", X)]), NO_ROOT),
    "a root of two": (lambda: close(step(">=0", ["sqrt", X, X], "root", of=0), given=[(">=0", X)]), NO_ROOT),
    "a root that is 0": (lambda: close(step("=0", ["sqrt", X], "root", of=0), given=[(">0", X)]), NO_ROOT),
    "a root that is not 0": (lambda: close(step("!=0", ["sqrt", X], "root", of=0), given=[(">0", X)]), NO_ROOT),
    "a positive root of what may be 0": (
        lambda: close(step(">0", ["sqrt", X], "root", of=0), given=[(">=0", X)]),
        NO_SIGN_OF_RADICAND,
    ),
    "a root of another": (
        lambda: close(step(">=0", ["sqrt", X], "root", of=0), given=[(">=0", Y)]),
        NO_SIGN_OF_RADICAND,
    ),
    "two roots as one": (lambda: close(step("=0", ["sub", ["sqrt", X], ["sqrt", Y]])), NO_IDENTITY),
    "two bases as one": (
        lambda: close(step("=0", ["sub", POWER, ["power", ["number", "3"], K]])),
        NO_IDENTITY,
    ),
    "two exponents as one": (lambda: close(step("=0", ["sub", POWER, ["power", TWO, L]])), NO_IDENTITY),
    "a power and its reciprocal as one": (
        lambda: close(step("=0", ["sub", POWER, ["power", TWO, ["neg", K]]])),
        NO_IDENTITY,
    ),
    "divisors that are none": (lambda: close(step(">=0", ZERO, over=None)), NO_LISTS),
    "summands that are none": (lambda: close(step(">=0", ZERO, summands=None)), NO_LISTS),
    "a summand that is text": (lambda: close(step(">=0", ZERO, summands=["0"])), "a summand is no object"),
    "factors that are text": (
        lambda: close(step(">=0", ZERO, summands=[{"coefficient": "0", "factors": ""}])),
        NO_SUMMAND_LISTS,
    ),
    "squares that are text": (
        lambda: close(step(">=0", ZERO, summands=[{"coefficient": "0", "squares": ""}])),
        NO_SUMMAND_LISTS,
    ),
    "a negative number at least 0": (lambda: close(step(">=0", MINUS_ONE, summands=[summand("-1")])), MAY_BE_NEGATIVE),
    "a negative number above 0": (lambda: close(step(">0", MINUS_ONE, summands=[summand("-1")])), MAY_BE_NEGATIVE),
    "what is not 0 above 0": (
        lambda: close(step(">0", X, summands=[summand("1", 0)]), given=[("!=0", X)]),
        MAY_BE_NEGATIVE,
    ),
    "what is not 0 at least 0": (
        lambda: close(step(">=0", X, summands=[summand("1", 0)]), given=[("!=0", X)]),
        MAY_BE_NEGATIVE,
    ),
    "what is positive equal to 0": (
        lambda: close(step("=0", X, summands=[summand("1", 0)]), given=[(">0", X)]),
        "a summand may differ from 0",
    ),
    "what may be 0 above 0": (lambda: close(step(">0", X, summands=[summand("1", 0)]), given=[(">=0", X)]), NOT_STRICT),
    "a square above 0": (lambda: close(step(">0", ["pow", X, 2], summands=[summand("1", squares=[X])])), NOT_STRICT),
    "a sum of two that is not 0": (
        lambda: close(
            step("!=0", ["add", X, Y], summands=[summand("1", 0), summand("1", 1)]), given=[("!=0", X), ("!=0", Y)]
        ),
        NOT_ONE,
    ),
    "what may be 0 not 0": (lambda: close(step("!=0", X, summands=[summand("1", 0)]), given=[(">=0", X)]), NOT_ONE),
    "an inequality divided by what is not 0": (
        lambda: close(step(">=0", X, over=[1], summands=[summand("1", 0)]), given=[(">=0", ["mul", X, Y]), ("!=0", Y)]),
        NO_SIGN,
    ),
    "an equation divided by what may be 0": (
        lambda: close(step("=0", X, over=[1], summands=[summand("1", 0)]), given=[("=0", ["mul", X, Y]), (">=0", Y)]),
        NO_SIGN,
    ),
    "matrices that are at least 0": (lambda: close(step(">=0", ["sub", A, A])), ONLY_EQUATIONS),
    "matrices over a fact": (lambda: close(step("=0", ["sub", A, A], over=[0]), given=[(">0", X)]), ONLY_EQUATIONS),
    "matrices with a summand": (lambda: close(step("=0", ["sub", A, A], summands=[summand("1")])), ONLY_EQUATIONS),
    "two matrices": (lambda: close(step("=0", ["sub", A, B])), "the two matrices differ in a word"),
    "a Gram matrix of two": (lambda: close(step(">=0", ["trace", ["matmul", ["transpose", A], B]], "gram")), NO_GRAM),
    "absurdity from what may be": (
        lambda: close(step("=0", ONE, "absurd", **{"from": 0}), given=[(">0", X)]),
        "'absurd' needs the fact 0 > 0",
    ),
    # models
    "values that are a list": (lambda: checker.check_model(TRUE, {"values": []}), "a model needs values"),
    "half an integer": (
        lambda: model((">0", ONE), integers=["k"], k="1/2"),
        "the model gives an integer symbol another value",
    ),
    "an integer that is a matrix": (
        lambda: model((">0", ONE), integers=["k"], k=[["1"]]),
        "the model gives an integer symbol another value",
    ),
    "a hypothesis that does not hold": (lambda: model((">0", X), x="0"), "the model breaks a hypothesis"),
    "rows of different lengths": (lambda: model(A=[["1", "2"], ["3"]]), UNEQUAL_ROWS),
    "a row that is none": (lambda: model(A=[["1"], "2"]), UNEQUAL_ROWS),
    "a matrix without rows": (lambda: model(A=[]), UNEQUAL_ROWS),
    "a matrix without columns": (lambda: model(A=[[], []]), UNEQUAL_ROWS),
    "no value": (lambda: value(X), "the model has no value for x"),
    "no number for a symbol": (lambda: value(X, x=[[Fraction(1)]]), "the model has no value for x"),
    "an unknown value": (lambda: value(["frob", X]), "the checker cannot compute a hypothesis at the model"),
    "true as a power": (lambda: value(["pow", ONE, True]), "the checker cannot compute a hypothesis at the model"),
    "no matrix": (lambda: value(["trace", A]), "the model has no fitting matrix for A"),
    "a number for a matrix": (lambda: value(["trace", A], A=Fraction(1)), "the model has no fitting matrix for A"),
    "an unknown matrix": (lambda: value(["trace", ["frob", A]]), "the checker cannot compute a matrix at the model"),
    "two sizes": (
        lambda: value(["trace", A], A=[[Fraction(1), Fraction(2)]]),
        "the model gives the size n two values",
    ),
    "a division by 0 at a model": (lambda: value(["div", ONE, X], x=Fraction(0)), "the model divides by 0"),
    "a root at a model": (lambda: value(["power", ONE, ["number", "1/2"]]), UNCOMPUTED),
    "a reciprocal of 0": (lambda: value(["pow", ZERO, -1]), UNCOMPUTED),
    "a power beyond the largest": (lambda: value(["pow", ONE, 4097]), UNCOMPUTED),
    "a power of many bits": (lambda: value(["pow", ["number", "65536"], 4096]), LONG),
    # goals
    "goals that are none": (lambda: checker.Goals(None), "there are no goals"),
    "an object of goals": (lambda: checker.Goals({0: TRUE}), "there are no goals"),
    "no goals": (lambda: checker.Goals([]), "there are no goals"),
    "a goal that is text": (lambda: checker.Goals([TRUE, "0 = 0"]), "goal 1 has no list of hypotheses"),
    "hypotheses that are an object": (
        lambda: checker.Goals([{**TRUE, "hypotheses": {}}]),
        "goal 0 has no list of hypotheses",
    ),
    "integers that are text": (
        lambda: checker.Goals([{**TRUE, "integers": "k"}]),
        "goal 0 has no list of integer symbols",
    ),
    "integers that are numbers": (
        lambda: checker.Goals([{**TRUE, "integers": [1]}]),
        "goal 0 has no list of integer symbols",
    ),
    "a divisor that may be 0": (
        lambda: defined(goal_of((">=0", ["div", ONE, Y]))),
        "goal 0: nothing shows that ['symbol', 'y'] is !=0",
    ),
    "a divisor that may be 0 after one that may not": (
        lambda: defined(goal_of((">=0", ["mul", ["div", ONE, TWO], ["div", ONE, Y]]))),
        "goal 0: nothing shows that ['symbol', 'y'] is !=0",
    ),
    "a base that may be 0": (
        lambda: defined(goal_of((">=0", ["power", Y, K]), (">=0", Y))),
        "goal 0: nothing shows that ['symbol', 'y'] is >0",
    ),
    "a divisor in a hypothesis that the goal itself concludes": (
        lambda: defined(goal_of((">0", Y), (">0", ["div", ONE, Y]))),
        "goal 0: nothing shows that ['symbol', 'y'] is !=0",
    ),
    "a divisor that another case concludes": (
        lambda: defined(goal_of((">0", Y), (">0", X)), goal_of((">=0", ["div", ONE, Y]))),
        "goal 1: nothing shows that ['symbol', 'y'] is !=0",
    ),
    # proofs
    "a hash of other goals": (
        lambda: checker.check_proof([TRUE], "sha256:0", {}),
        "the goals are not those of the hash",
    ),
    "a certificate of other goals": (lambda: proof_of(CLOSED, seal="sha256:0"), "the certificate is for other goals"),
    "an open goal": (lambda: proof_of(CLOSED, goals=(TRUE, TRUE)), "goal 1 is open"),
    "a closure that rests on trust": (
        lambda: proof_of({**CLOSED, "rests_on": "trust"}),
        "goal 0 rests on trust, and not on 'checker' or an engine's word",
    ),
    "closures that are none": (lambda: checker.proofs._by_goal(None, 1), NO_CLOSURES),
    "a closure that is text": (lambda: proof_of("closed"), FOR_NO_GOAL),
    "a closure of the goal after the last": (lambda: proof_of({**CLOSED, "goal": 1}), FOR_NO_GOAL),
    "a closure of goal false": (lambda: proof_of({**CLOSED, "goal": False}), FOR_NO_GOAL),
    "two closures": (lambda: proof_of(CLOSED, CLOSED), "goal 0 has two closures or two models"),
    "no model": (lambda: proof_of(CLOSED, goals=(goal_of((">=0", ZERO), (">0", X)),)), VACUOUS),
    "a missing key": (
        lambda: checker.check_proof([TRUE, {**TRUE, "conclusion": atom(">0", {})}], "", {}),
        NO_FACT,
    ),
    "a malformed term": (
        lambda: proof_of({**CLOSED, "facts": [step("=0", ["sub", ["letter"], ["letter"]])]}),
        "the shapes in letter do not fit",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_for_its_own_reason(what):
    """And the reason is said in full."""
    attempt, reason = REFUSED[what]
    with pytest.raises(checker.RefusedError) as refusal:
        attempt()
    assert str(refusal.value) == reason


def test_a_malformed_or_bottomless_proof_is_refused_with_a_short_reason(monkeypatch):
    """The kind of error and the beginning of what it says; a recursion that is too deep is named so."""

    def break_with(error):
        def check_closure(*_):
            raise error

        monkeypatch.setattr(checker.proofs, "check_closure", check_closure)
        with pytest.raises(checker.RefusedError) as refusal:
            proof_of(CLOSED)
        return str(refusal.value)

    assert break_with(KeyError("term")) == "malformed (KeyError: 'term')"
    assert break_with(ValueError("x" * 100)) == f"malformed (ValueError: {'x' * 80})"
    assert break_with(RecursionError("deep")) == "it is nested too deeply"


# -- values at a model -------------------------------------------------------------------------------------------------


def matrix(*rows):
    return [[Fraction(entry) for entry in row] for row in rows]


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (["trace", A], 5),
        (["trace", ["scale", ["div", ONE, TWO], A]], Fraction(5, 2)),
        (["trace", ["matmul", A, A]], 29),
        (["trace", ["matmul", ["transpose", A], A]], 30),
        (["trace", ["add", A, ["transpose", A]]], 10),
        (["pow", ZERO, 0], 1),
        (["pow", ONE, 4096], 1),
        (["pow", ["number", "32768"], 4096], Fraction(2 ** (15 * 4096))),
    ],
)
def test_values_of_matrices_and_of_an_extreme_power_are_exact(term, expected):
    """With [[1, 2], [3, 4]] for A; the last power needs as many bits as there may be."""
    assert value(term, A=matrix((1, 2), (3, 4))) == expected


@pytest.mark.parametrize(
    "term",
    [
        ["add", A, ["letter", "W", "p", "q", "general"]],
        ["sub", ["letter", "W", "p", "q", "general"], A],
        ["add", A, ["transpose", ["letter", "W", "p", "q", "general"]]],
        ["matmul", ["letter", "W", "p", "q", "general"], ["letter", "W", "p", "q", "general"]],
    ],
)
def test_a_model_whose_matrices_do_not_fit_has_no_value(term):
    """Not even when the product or the sum of the parts that fit would have one."""
    with pytest.raises(ValueError, match="zip"):
        value(["trace", term], A=matrix((1, 2), (3, 4)), W=matrix((1, 2, 3), (4, 5, 6)))


def test_sums_and_products_are_those_of_another_program():
    """Of random polynomials, whole numbers and fractions mixed, whose terms cancel often."""
    pick = Random(0)
    context = flint.fmpq_mpoly_ctx.get(["a", "b", "c"], flint.Ordering.lex)

    def drawn():
        terms = {}
        for _ in range(pick.randint(0, 5)):
            powers = tuple(pick.choice((0, 0, 1, 2)) for _ in "abc")
            terms[powers] = Fraction(pick.choice((-2, -1, 1, 2)), pick.choice((1, 1, 2)))
        ours = {
            tuple((name, e) for name, e in zip("abc", powers, strict=True) if e): as_coefficient(value)
            for powers, value in terms.items()
        }
        fractions = {powers: flint.fmpq(value.numerator, value.denominator) for powers, value in terms.items()}
        return ours, context.from_dict(fractions)

    def same(ours, theirs):
        return {powers: Fraction(int(c.p), int(c.q)) for powers, c in theirs.to_dict().items()} == {
            tuple(dict(monomial).get(name, 0) for name in "abc"): value for monomial, value in ours.items()
        }

    for _ in range(500):
        (p, left), (q, right) = drawn(), drawn()
        before = dict(p), dict(q)
        assert same(checker.multiply(p, q, checker.Work()), left * right)
        assert same(checker.add(p, q, checker.Work()), left + right)
        assert same(checker.add(p, q, checker.Work(), -1), left - right)
        assert all(list(m) == sorted(m) for m in checker.multiply(p, q, checker.Work()))
        assert (p, q) == before


# -- what work costs ---------------------------------------------------------------------------------------------------


def cost(task, *arguments):
    work = checker.Work()
    task(*arguments, work)
    return checker.MOST_WORK - work.left


LONG_NUMBER = Fraction(2) ** 511  # of 512 bits


@pytest.mark.parametrize(
    ("units", "task", "arguments"),
    [
        (1, checker.read_term, (X, INTEGERS)),
        (1 + 2, checker.add, ({(): Fraction(1)}, polynomial((Fraction(1), {"x": 1})))),
        (2, checker.add, ({}, polynomial((Fraction(1), {"x": 1})))),
        (1, checker.add, (polynomial((Fraction(1), {"x": 1})), {})),
        (1 + 2 * (5 + 1), checker.add, ({(): LONG_NUMBER}, polynomial((Fraction(1), {"x": 1}), (Fraction(1), {})))),
        (5 + 1, checker.multiply, ({(): LONG_NUMBER}, {(): Fraction(2)})),
        (1, checker.multiply, ({(): LONG_NUMBER}, UNIT)),
        (1, checker.multiply, (UNIT, {(): LONG_NUMBER})),
        (1 + 2, checker.multiply, ({(): 2}, polynomial((1, dict.fromkeys("abcdefgh", 1))))),
        (1 + 2, checker.multiply, ({(): 2}, polynomial((1, dict.fromkeys("abcdefghijkl", 1))))),
        (1 + 4, checker.rationals.calculated, ("add", LONG_NUMBER, Fraction(1))),
        (1 + 4, checker.rationals.calculated, ("add", Fraction(1), LONG_NUMBER)),
        (1 + 4, checker.rationals.power_at, (LONG_NUMBER, Fraction(1))),
        (1 + (1 + 4), checker.matrix_at, (A, {"A": [[LONG_NUMBER]]})),
        (1 + 2 * 3, checker.matrix_at, (WIDE, {"W": matrix((1, 2, 3), (4, 5, 6))})),
        # the entries of both factors and of the product, and the products of entries
        (
            7 + 7 + 5 + 2 * 3 * 2 + 7,
            checker.matrix_at,
            (["matmul", WIDE, ["transpose", WIDE]], {"W": matrix((1, 2, 3), (4, 5, 6))}),
        ),
    ],
)
def test_work_is_counted(units, task, arguments):
    """By the number of products, and more for long monomials and long numbers."""
    assert cost(task, *arguments) == units


def test_a_number_is_a_burden_by_the_square_of_its_length():
    """In pieces of 256 bits, of the numerator or the denominator."""
    assert [checker.burden(Fraction(2) ** (bits - 1)) for bits in (1, 255, 256, 512, 768, 1023)] == [0, 0, 1, 4, 9, 9]
    assert checker.burden(Fraction(1, 2**511)) == 4


def test_all_of_a_budget_may_be_spent_and_not_more():
    """The last unit is one of it."""
    work = checker.Work(3)
    work.spend(3)
    with pytest.raises(checker.RefusedError, match=r"^it needs more than 250000 units of work$"):
        work.spend(1)


# -- what is printed ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("a b~!", "a b~!"),
        ("\\alpha", "\\alpha"),
        ("a\nb\x7fü", "a\\nb\\x7f\\xfc"),
        ("x" * 300, "x" * 200),
        (["x", 1], "['x', 1]"),
        (None, "None"),
    ],
)
def test_data_is_shown_as_text_in_one_line(data, text):
    """Printable characters as they are, from the space to the tilde, others as escape sequences, and not too many."""
    assert checker.shown(data) == text


def test_the_hash_is_that_of_the_mathematics_in_ascii():
    """Keys in order, no spaces, other characters as escape sequences, and nothing but the mathematics."""
    goal = {"conclusion": atom(">0", ["symbol", "ü"]), "hypotheses": [], "integers": ["k"], "about": "words"}
    text = r'[{"conclusion":{"relation":">0","term":["symbol","\u00fc"]},"hypotheses":[],"integers":["k"]}]'
    assert checker.goals_hash([goal]) == "sha256:" + hashlib.sha256(text.encode("ascii")).hexdigest()


def sealed(*closures, goals=(TRUE,), **more):
    real = checker.goals_hash(list(goals))
    certificate = {"goal_hash": real, "closures": list(closures), "models": []}
    return {"goals": list(goals), "goal_hash": real, "certificate": certificate, **more}


WORD = {"goal": 1, "rests_on": "engine's word (Arb)"}
WORDS = {"goal": 2, "rests_on": "engine's word (LP)"}

RECORD = {
    "theorems": {
        "wrong": {"verdict": "undecided", **sealed()},
        "right": {"verdict": "proved", "rests_on": ["checker"], **sealed(CLOSED)},
        "on words": {
            "verdict": "proved",
            "rests_on": ["checker", "engine's word (Arb)", "engine's word (LP)"],
            **sealed(CLOSED, WORD, WORDS, goals=(TRUE, TRUE, TRUE)),
        },
        "overstated": {"verdict": "proved", "rests_on": [], **sealed(CLOSED)},
        "bare": {"verdict": "proved", "certificate": None},
        "text": "proved",
    }
}
LINES = [
    "theorems.right: 1 goals confirmed",
    "theorems.on words: 1 goals confirmed; goal 1: engine's word (Arb); goal 2: engine's word (LP)",
    "theorems.overstated: 1 goals confirmed",
]
REFUSALS = [
    "theorems.wrong: refused: goal 0 is open",
    "theorems.overstated: refused: it does not rest on what it says",
    "theorems.bare: refused: it is called proved and has no certificate",
    "theorems.text: refused: it is no theorem",
]


def test_a_record_is_checked_to_its_end_and_each_refusal_says_why():
    """A refused certificate does not keep others from being checked."""
    assert checker.check_record(RECORD) == (LINES, REFUSALS)


@pytest.mark.parametrize("place", ["report.json", ""])
def test_lines_go_to_the_output_and_refusals_to_the_errors(tmp_path, capsys, place):
    """For a file and for its folder; the last line counts both."""
    (tmp_path / "report.json").write_text(json.dumps(RECORD), encoding="utf-8")
    assert checker.main([str(tmp_path / place)]) == checker.REFUSED
    printed = capsys.readouterr()
    assert printed.out.splitlines() == [*LINES, "3 certificates confirmed, 4 refused"]
    assert printed.err.splitlines() == REFUSALS


def test_proofs_are_found_everywhere_but_in_goals_and_certificates():
    """In the order of the record, under the names of their places; names are cut."""
    proof = {"certificate": {"certificate": {"certificate": 1}}, "goals": [{"certificate": 1}]}
    found = checker.find_proofs({"a": [proof, {"b": proof}], "c": {**proof, "d": proof}})
    assert [name for name, _ in found] == ["a[0]", "a[1].b", "c", "c.d"]
    long = {"a" * 200: {"b" * 200: {"c" * 200: {"certificate": 1}}}}
    assert [name for name, _ in checker.find_proofs(long)] == [("a" * 200 + "." + "b" * 200)[:399]]


UNREADABLE = {
    "no theorems": ("{}", "it has no theorems"),
    "NaN": ('{"theorems": {"a": NaN}}', "it contains NaN"),
    "a key twice": ('{"theorems": {}, "theorems": {}}', "an object has a key twice"),
    "no JSON": ("report", "JSONDecodeError: Expecting value: line 1 column 1 (char 0)"),
    "too large": ('{"theorems": {}}' + " " * 100, "it is larger than 50 bytes"),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_it_is_said_why_a_file_is_no_record(tmp_path, capsys, monkeypatch, what):
    """On the errors, after the name of the file, and nothing else is printed."""
    text, reason = UNREADABLE[what]
    path = tmp_path / "report.json"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(checker.records, "MOST_BYTES", 50)
    assert checker.main([str(path)]) == checker.UNREADABLE
    assert capsys.readouterr() == ("", f"{path}: not a record: {reason}\n")


def test_a_long_reason_is_cut(tmp_path):
    """After 200 characters."""
    missing = tmp_path / ("x" * 220)
    with pytest.raises(checker.UnreadableError) as error:
        checker.read_record(missing)
    assert str(error.value) == "FileNotFoundError: " + f"[Errno 2] No such file or directory: '{missing}'"[:200]
