"""exp, log, sin and cos to the checker: what it reads as equal, what each rule accepts, and what it refuses and why."""

import json
import time
from fractions import Fraction
from functools import reduce
from random import Random

import flint
import pytest

from tests.proof.terms import add, atom, cos, div, exp, log, mul, neg, number, sin, square, sub
from verify.proof import checker

A, B, X, Y, K = (["symbol", name] for name in "abxyk")
INTEGERS = frozenset({"k"})
COLUMN = ["letter", "v", "n", "1", "general"]
SQUARED_NORM = ["trace", ["matmul", ["transpose", COLUMN], COLUMN]]


ZERO, ONE, TWO = number(0), number(1), number(2)
HALF_X = div(X, TWO)


def same(left, right):
    work = checker.Work()
    ratios = [checker.read_term(each, INTEGERS, work) for each in (left, right)]
    crossed = checker.add(
        checker.multiply(ratios[0].numerator, ratios[1].denominator, work),
        checker.multiply(ratios[1].numerator, ratios[0].denominator, work),
        work,
        -1,
    )
    return checker.vanishes(crossed, work)


# -- reading -----------------------------------------------------------------------------------------------------------

EQUAL = {
    "exp of a sum": (exp(add(A, B)), mul(exp(A), exp(B))),
    "exp of a double": (exp(mul(TWO, A)), square(exp(A))),
    "the square of exp of a half": (square(exp(div(A, TWO))), exp(A)),
    "exp of a third and of a half": (mul(exp(div(A, TWO)), exp(div(A, number(3)))), exp(mul(number("5/6"), A))),
    "exp of a difference that is 0": (exp(sub(A, A)), ONE),
    "exp of 0": (exp(ZERO), ONE),
    "exp of an opposite": (mul(exp(neg(A)), exp(A)), ONE),
    "exp of a product": (exp(mul(A, add(A, B))), mul(exp(square(A)), exp(mul(A, B)))),
    "exp of a quotient": (exp(div(A, B)), square(exp(div(A, mul(TWO, B))))),
    "exp of a quotient that cancels": (exp(div(mul(A, B), B)), exp(A)),
    "exp of quotients with two denominators": (
        exp(add(div(A, add(ONE, X)), div(B, add(ONE, Y)))),
        mul(exp(div(A, add(X, ONE))), exp(div(B, add(ONE, Y)))),
    ),
    "exp of a trace": (exp(SQUARED_NORM), square(exp(div(SQUARED_NORM, TWO)))),
    "exp of an exponential": (exp(exp(add(X, Y))), exp(mul(exp(Y), exp(X)))),
    "log of exp": (log(exp(A)), A),
    "exp of log": (exp(log(X)), X),
    "exp of a difference of logs": (exp(sub(log(X), log(Y))), div(X, Y)),
    "exp of twice a log": (exp(mul(TWO, log(X))), square(X)),
    "log of 1": (log(ONE), ZERO),
    "log of 8": (log(number(8)), mul(number(3), log(TWO))),
    "log of 3/4": (log(number("3/4")), sub(log(number(3)), mul(TWO, log(TWO)))),
    "log of a power with an integer symbol": (log(["power", TWO, K]), mul(K, log(TWO))),
    "log of a root": (log(["sqrt", X]), div(log(X), TWO)),
    "log of a quotient and of its inverse": (log(div(X, Y)), neg(log(div(Y, X)))),
    "log of a multiple": (log(add(TWO, mul(TWO, X))), add(log(TWO), log(add(X, ONE)))),
    "softplus of both signs": (log(add(ONE, exp(X))), add(X, log(add(ONE, exp(neg(X)))))),
    "sine and cosine squared": (add(square(sin(X)), square(cos(X))), ONE),
    "the sine of a sum": (sin(add(X, Y)), add(mul(sin(X), cos(Y)), mul(cos(X), sin(Y)))),
    "the cosine of a difference": (cos(sub(X, Y)), add(mul(cos(X), cos(Y)), mul(sin(X), sin(Y)))),
    "the cosine of a triple": (cos(mul(number(3), X)), sub(mul(number(4), ["pow", cos(X), 3]), mul(number(3), cos(X)))),
    "the sine of an opposite": (sin(neg(X)), neg(sin(X))),
    "the sine by that of a half": (sin(X), mul(TWO, mul(sin(HALF_X), cos(HALF_X)))),
    "the cosine of 0": (cos(ZERO), ONE),
    "the sine of 0": (sin(ZERO), ZERO),
    "a root of a sine squared": (square(["sqrt", sub(ONE, square(sin(X)))]), square(cos(X))),
}

DIFFERENT = {
    "exp of a half is not exp": (exp(div(A, TWO)), exp(A)),
    "exp of two symbols": (exp(A), exp(B)),
    "exp of a product is no product": (exp(mul(A, B)), mul(exp(A), exp(B))),
    "log of a product whose factors may be negative": (log(mul(X, Y)), add(log(X), log(Y))),
    "log of a square of what may be negative": (log(square(X)), mul(TWO, log(X))),
    "log of an opposite": (log(neg(X)), log(X)),
    "log of an opposite quotient": (log(neg(div(X, Y))), log(div(X, Y))),
    "log of a sum is no sum": (log(add(X, Y)), add(log(X), log(Y))),
    "the sine of a sum is no sum": (sin(add(X, Y)), add(sin(X), sin(Y))),
}


@pytest.mark.parametrize("name", EQUAL)
def test_terms_that_are_read_as_equal(name):
    assert same(*EQUAL[name])


@pytest.mark.parametrize("name", DIFFERENT)
def test_terms_that_are_told_apart(name):
    assert not same(*DIFFERENT[name])


def random_term(random, depth):
    if depth == 0:
        return random.choice([A, B, X, number(random.choice(["1", "2", "-3", "1/2", "6"]))])
    head = random.choice(["add", "sub", "mul", "div", "neg", "exp", "log", "sin", "cos", "pow", "sqrt"])
    if head == "pow":
        return [head, random_term(random, depth - 1), random.choice([0, 1, 2])]
    count = 2 if head in ("add", "sub", "mul", "div") else 1
    return [head, *(random_term(random, depth - 1) for _ in range(count))]


FUNCTIONS = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "neg": lambda a: -a,
    "exp": lambda a: a.exp(),
    "log": lambda a: a.log(),
    "sin": lambda a: a.sin(),
    "cos": lambda a: a.cos(),
    "sqrt": lambda a: a.sqrt(),
}


def enclosed(term, values):
    """The ball of a term's value; not finite where it has none."""
    if term[0] == "number":
        value = Fraction(term[1])
        return flint.arb(flint.fmpq(value.numerator, value.denominator))
    if term[0] == "symbol":
        return values[term[1]]
    if term[0] == "pow":
        return enclosed(term[1], values) ** term[2]
    return FUNCTIONS[term[0]](*(enclosed(part, values) for part in term[1:]))


def enclosed_polynomial(polynomial, values):
    total = flint.arb(0)
    for monomial, coefficient in polynomial.items():
        product = flint.arb(flint.fmpq(coefficient.numerator, coefficient.denominator))
        for name, power in monomial:
            product *= enclosed(checker.generator_term(name), values) ** power
        total += product
    return total


def test_a_term_has_the_value_of_what_it_is_read_as_and_generators_are_read_as_themselves():
    random, seen = Random(5), 0
    for _ in range(200):
        term = random_term(random, random.choice([2, 3, 4]))
        values = {name: flint.arb(flint.fmpq(random.randint(1, 30), 10)) for name in "abx"}
        value = enclosed(term, values)
        if not value.is_finite() or abs(value) > 10**6:
            continue
        try:
            ratio = checker.read_term(term, INTEGERS, checker.Work())
        except checker.RefusedError:
            continue
        seen += 1
        top, bottom = (enclosed_polynomial(part, values) for part in ratio)
        assert (value * bottom - top).contains(0), term
        for name, _ in (each for part in ratio for monomial in part for each in monomial):
            again = checker.read_term(checker.generator_term(name), INTEGERS, checker.Work())
            assert again == checker.Ratio({((name, 1),): Fraction(1)}, checker.ONE), name
    assert seen > 60


def test_a_renamed_generator_is_the_generator_of_the_renamed_term():
    ratio = checker.read_term(exp(mul(X, Y)), INTEGERS, checker.Work())
    (((name, _),),) = ratio.numerator
    renamed = checker.substituted(checker.generator_term(name), {"x": B}, checker.Work())
    (((name, _),),) = checker.read_term(renamed, INTEGERS, checker.Work()).numerator
    assert same(checker.generator_term(name), exp(mul(Y, B)))


# -- rules -------------------------------------------------------------------------------------------------------------


def fact(relation, term, rule="combination", **more):
    return {"relation": relation, "term": term, "rule": rule, **more}


def summand(coefficient, *factors, **more):
    return {"coefficient": coefficient, "factors": list(factors), **more}


def close(*steps, given=()):
    """Check a closure whose last step is the conclusion."""
    goal = {"integers": ["k"], "hypotheses": [atom(*each) for each in given]}
    checker.check_closure(goal | {"conclusion": atom(steps[-1]["relation"], steps[-1]["term"])}, {"facts": list(steps)})


POSITIVE = fact(">0", exp(X), "positive exponential")
TANGENT = fact(">=0", sub(sub(exp(X), ONE), X), "tangent", at=X)
STRICT = fact(">0", sub(sub(exp(X), ONE), X), "tangent", at=X, apart=0)
LOG_TANGENT = fact(">=0", sub(sub(X, ONE), log(X)), "tangent", at=log(X))
STRICT_LOG_TANGENT = fact(">0", sub(sub(X, ONE), log(X)), "tangent", at=log(X), apart=1)
SPLIT = fact("=0", sub(log(mul(X, Y)), add(log(X), log(Y))), "log of a product", of=mul(X, Y), factors=[[1, 1], [2, 1]])
POSITIVE_NUMBERS = ((">0", mul(X, Y)), (">0", X), (">0", Y))
INVERSE = fact("=0", add(log(div(TWO, X)), sub(log(X), log(TWO))), "log of a product", of=div(TWO, X))

ACCEPTED = {
    "an exponential": ((POSITIVE,), ()),
    "a tangent": ((TANGENT,), ()),
    "a strict tangent": ((STRICT,), (("!=0", X),)),
    "a strict tangent on one side": ((STRICT,), ((">0", X),)),
    "a tangent where exp is not 1": ((STRICT,), (("!=0", sub(exp(X), ONE)),)),
    "a tangent of the logarithm": ((LOG_TANGENT,), ((">0", X),)),
    "a strict tangent of the logarithm": ((STRICT_LOG_TANGENT,), ((">0", X), ("!=0", sub(X, ONE)))),
    "a logarithm of a product": ((SPLIT,), POSITIVE_NUMBERS),
    "a logarithm of a multiple of an inverse": (
        ({**INVERSE, "coefficient": "2", "factors": [[1, -1]]},),
        ((">0", div(TWO, X)), (">0", X)),
    ),
    "the cosine is at most 1": (
        (
            fact(
                ">=0",
                sub(ONE, cos(X)),
                summands=[summand("1/2", squares=[sub(ONE, cos(X))]), summand("1/2", squares=[sin(X)])],
            ),
        ),
        (),
    ),
}

REFUSED = {
    "an exponential of nothing": ((fact(">0", ["exp", []], "positive exponential"),), (), "is no term"),
    "an exponential that is not 0 by the wrong relation": (
        (fact("=0", exp(X), "positive exponential"),),
        (),
        "concludes exp",
    ),
    "an exponential of what has no value": (
        (fact(">0", exp(div(ONE, X)), "positive exponential"), fact(">=0", ZERO)),
        (),
        "has a value only if",
    ),
    "a tangent at another point": (({**TANGENT, "at": Y},), (), "something else than exp"),
    "a tangent that is an equation": (({**TANGENT, "relation": "=0"},), (), "concludes exp"),
    "a tangent of nothing": (({**TANGENT, "at": None},), (), "is no term"),
    "a strict tangent without a reason": (({**STRICT, "apart": None},), (), "there is no earlier fact"),
    "a strict tangent by another fact": ((STRICT,), ((">0", Y),), "strict only where"),
    "a tangent of a logarithm of what may be negative": ((LOG_TANGENT,), (), "has a value only if"),
    "a factor with a wrong exponent": (
        ({**SPLIT, "factors": [[1, 1], [2, 2]]},),
        POSITIVE_NUMBERS,
        "not the product of the factors",
    ),
    "a factor that may be 0": (
        (SPLIT,),
        (POSITIVE_NUMBERS[0], (">=0", X), (">0", Y)),
        "not known to be positive",
    ),
    "a factor that is not 0": ((SPLIT,), (POSITIVE_NUMBERS[0], ("!=0", X), ("!=0", Y)), "not known to be positive"),
    "a factor with half an exponent": (({**SPLIT, "factors": [[1, "1/2"]]},), POSITIVE_NUMBERS, "integer exponent"),
    "a factor with a power of a hundred": (({**SPLIT, "factors": [[1, 100]]},), POSITIVE_NUMBERS, "no exponent from"),
    "a factor without an exponent": (({**SPLIT, "factors": [1, 2]},), POSITIVE_NUMBERS, "integer exponent"),
    "a logarithm of what is not known to be positive": (
        (SPLIT,),
        ((">0", ONE), (">0", X), (">0", Y)),
        "has a value only if",
    ),
    "a logarithm that is a product": (
        ({**SPLIT, "term": sub(log(mul(X, Y)), mul(log(X), log(Y)))},),
        POSITIVE_NUMBERS,
        "concludes another equation",
    ),
    "a lost multiple": (
        ({**INVERSE, "factors": [[1, -1]]},),
        ((">0", div(TWO, X)), (">0", X)),
        "not the product of the factors",
    ),
    "a logarithm that is an inequality": (({**SPLIT, "relation": ">=0"},), POSITIVE_NUMBERS, "concludes log"),
    "a logarithm of a negative number on the way": (
        (fact(">=0", mul(ZERO, log(number(-1)))), fact(">=0", ZERO)),
        (),
        "has a value only if",
    ),
    "a square of a logarithm without a value": (
        (fact(">=0", square(log(X)), summands=[summand("1", squares=[log(X)])]),),
        (),
        "has a value only if",
    ),
    "an exponential with too long a coefficient": (
        (fact(">0", exp(mul(number(10**30), X)), "positive exponential"),),
        (),
        "too long a coefficient",
    ),
    "a logarithm of too many summands": (
        (fact("=0", log(["pow", add(add(A, B), add(X, Y)), 20])),),
        (),
        "more than 256 summands",
    ),
    "exponentials with too many parts": (
        (fact("=0", sub(reduce(mul, (exp(div(X, number(2**63 + 2 * i + 1))) for i in range(90))), ONE)),),
        (),
        "too many parts in common",
    ),
    "an angle that is taken too often": ((fact(">=0", cos(mul(number(65), X))),), (), "more than 64 times"),
    "exp of a matrix": ((fact("=0", exp(COLUMN)),), (), "no letter with 4 arguments"),
    "exp of two": ((fact("=0", ["exp", X, Y]),), (), "no exp with 2 arguments"),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_the_rules_accept(name):
    steps, given = ACCEPTED[name]
    close(*steps, given=given)


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_rules_refuse(name):
    steps, given, reason = REFUSED[name]
    with pytest.raises(checker.RefusedError, match=reason):
        close(*steps, given=given)


# -- definedness and models --------------------------------------------------------------------------------------------


def test_the_argument_of_a_logarithm_in_a_goal_must_be_shown_to_be_positive():
    goal = {"integers": [], "hypotheses": [], "conclusion": atom("=0", sub(log(X), log(X)))}
    with pytest.raises(checker.RefusedError, match=r"nothing shows that \['symbol', 'x'\] is >0"):
        checker.check_definedness(checker.Goals([goal]), 0)
    for relation in (">=0", "!=0"):
        with pytest.raises(checker.RefusedError, match="nothing shows"):
            checker.check_definedness(checker.Goals([{**goal, "hypotheses": [atom(relation, X)]}]), 0)
    checker.check_definedness(checker.Goals([{**goal, "hypotheses": [atom(">0", X)]}]), 0)


def model(relation, term, **values):
    goal = {"integers": [], "hypotheses": [atom(relation, term)], "conclusion": atom(">0", ONE)}
    checker.check_model(goal, {"values": values})


def test_models_have_only_the_values_of_functions_that_are_exact():
    for term, value in ((exp(X), 1), (sin(X), 0), (cos(X), 1)):
        model("=0", sub(term, number(value)), x="0")
        with pytest.raises(checker.RefusedError, match="does not compute it"):
            model("!=0", term, x="1")
    model("=0", log(X), x="1")
    for value in ("0", "-1", "2"):
        with pytest.raises(checker.RefusedError, match="does not compute it"):
            model("!=0", log(X), x=value)
    with pytest.raises(checker.RefusedError, match="breaks a hypothesis"):
        model(">0", sub(exp(X), ONE), x="0")


# -- hostile files -----------------------------------------------------------------------------------------------------


def nested(head, depth):
    term = add(X, Y)
    for _ in range(depth):
        term = [head, ["pow", add(X, term), 64]]
    return term


def many(count):
    """exp(x/p) for many p: what they have in common is a number of many digits."""
    term = ONE
    for i in range(count):
        term = mul(term, exp(div(X, number(2**63 + 2 * i + 1))))
    return term


HOSTILE = {
    "exponentials of powers of exponentials": nested("exp", 3),
    "sines of powers of sines": nested("sin", 3),
    "logarithms of powers of logarithms": nested("log", 3),
    "an exponential of a polynomial with many monomials": exp(["pow", add(add(A, B), add(X, Y)), 40]),
    "a sine of many angles": sin(add(["pow", add(A, B), 40], ["pow", add(X, Y), 40])),
    "a multiple angle to a power": ["pow", cos(mul(number(64), X)), 64],
    "a logarithm of a number of many digits": log(["pow", ["pow", number("9" * 500), 6], 6]),
    "exponentials with many parts": sub(many(300), ONE),
    "an exponential to a high power": ["pow", ["pow", ["pow", exp(add(X, sin(Y))), 64], 64], 64],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_terms_are_refused_within_two_seconds(name):
    term = HOSTILE[name]
    goal = {"integers": [], "hypotheses": [], "conclusion": atom("=0", term)}
    goals = json.loads(json.dumps([goal]))
    closure = {"goal": 0, "rests_on": "checker", "facts": [fact("=0", term)]}
    seal = checker.goals_hash(goals)
    begin = time.process_time()
    with pytest.raises(checker.RefusedError):
        checker.check_proof(goals, seal, {"goal_hash": seal, "closures": [closure], "models": []})
    assert time.process_time() - begin < 2
