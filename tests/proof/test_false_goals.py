"""Certificates of goals that are false, each of which the checker once took: what stands for what is seen exactly.

A size is a natural number and a symbol need not be one; a name that a sum binds does not reach what is put into it; an
earlier goal says nothing of what it is not about.
"""

import pytest

from tests.proof.by_hand import X, fact, goal_of, summand
from tests.proof.terms import delta, mul, sub, total
from verify import (
    equal,
    expectation,
    gradient,
    integers,
    linear_program,
    log,
    rate,
    real,
    setting,
    summation,
    uniform,
)
from verify.proof import checker, identity, rows, squares
from verify.proof.proof import prove

ONE, TWO = ["number", "1"], ["number", "2"]
N, T = ["symbol", "n"], ["symbol", "t"]
COUNTER = ["counter", "i"]
V = ["letter", "v", "n", "1", "general"]


def counted(lower, upper, body):
    return ["summation", "i", lower, upper, body]


def length(lower, upper):
    return ["add", sub(upper, lower), ONE]


def rule(name, relation, term, **more):
    return {"relation": relation, "term": term, "rule": name, **more}


def refusal(goals, closures, models=()):
    """In which words a certificate is refused."""
    goal_hash = checker.goals_hash(goals)
    closures = [{"goal": i, "rests_on": "checker", **each} for i, each in enumerate(closures)]
    certificate = {"goal_hash": goal_hash, "closures": closures, "models": list(models), "theorems": []}
    with pytest.raises(checker.RefusedError) as caught:
        checker.check_proof(goals, goal_hash, certificate)
    return str(caught.value)


def test_a_real_number_is_no_size():
    """As if x were the number of indices below x: x >= 0 for all real x."""
    facts = [
        fact((">0", ONE), summand("1")),
        rule("sum", ">=0", total("i", ONE, "x"), of=0, index="i"),
        fact((">=0", X), summand("1", 1)),
    ]
    assert "no index of the goal ranges over x" in refusal([goal_of((">=0", X))], [{"facts": facts}])


TRUE_WITH_A_MODEL = goal_of((">=0", X), (">=0", X)), {"facts": [fact((">=0", X), summand("1", 0))]}


@pytest.mark.parametrize(
    ("everywhere", "at"),
    [
        # the sum of (t - i)² over i = 1, 2 is at least 1/2 for all t; with t = i it would be 0
        (
            lambda t: sub(counted(ONE, TWO, ["pow", sub(t, COUNTER), 2]), ["number", "1/2"]),
            COUNTER,
        ),
        # t ∑ v - ∑ v t is 0 for all t; with t = v_i it would be v_i ∑ v - ∑ v²
        (
            lambda t: sub(
                total("i", mul(["entry", V, ["index", "i", "n"]], t)),
                mul(t, total("i", ["entry", V, ["index", "i", "n"]])),
            ),
            ["entry", V, ["index", "i", "n"]],
        ),
    ],
    ids=["a counter", "an index"],
)
def test_nothing_is_put_under_a_sum_that_binds_its_names(everywhere, at):
    hypothesis = (">=0", ["everywhere", "t", everywhere(T)])
    here = everywhere(at)
    goals = [goal_of((">=0", length(ONE, TWO))), goal_of((">=0", here), hypothesis), TRUE_WITH_A_MODEL[0]]
    closures = [
        {"facts": [fact((">=0", length(ONE, TWO)), summand("2"))]},
        {"facts": [rule("instance", ">=0", here, of=0, at=at)]},
        TRUE_WITH_A_MODEL[1],
    ]
    assert "no bound on a derivative" in refusal(goals, closures, [{"goal": 2, "values": {"x": "1"}}])


def test_an_earlier_goal_about_integers_says_nothing_of_real_numbers():
    """2k - 1 is not 0 for integers k; it is for k = 1/2."""
    k = ["symbol", "k"]
    odd = sub(mul(TWO, k), ONE)
    hypotheses = (">=0", k), (">=0", sub(TWO, k))
    goals = [
        goal_of(("!=0", odd), *hypotheses, integers=["k"]),
        goal_of(("=0", sub(["div", odd, odd], ONE)), *hypotheses),
    ]
    cases = [[fact(("!=0", sub(mul(TWO, ["number", str(j)]), ONE)), summand(str(2 * j - 1)))] for j in range(3)]
    closures = [
        {"enumeration": {"over": "k", "cases": cases}},
        {"facts": [fact(("=0", sub(["div", odd, odd], ONE)))]},
    ]
    assert "goal 1: nothing shows that" in refusal(goals, closures, [{"goal": 1, "values": {"k": "1"}}])


def test_what_holds_for_all_indices_says_nothing_where_there_is_none():
    """n² δ(j, j) δ(k, k) is positive for all j and k; in a sum over nothing it stands as a divisor that is 0."""

    def divisor(j, k):
        return mul(mul(N, N), mul(delta(j, j), delta(k, k)))

    apart = sub(ONE, delta("j", "k"))
    whole = sub(total("i", total("l", ["div", ONE, divisor("i", "l")])), ONE)
    goals = [goal_of((">0", divisor("j", "k"))), goal_of(("=0", whole))]
    closures = [
        {
            "facts": [
                fact((">=0", apart), summand("1", squares=[apart])),
                rule("sum", ">=0", total("j", apart), of=0, index="j"),
                fact((">=0", sub(N, ONE)), summand("1", 1)),
                fact((">0", divisor("j", "k")), *(summand("1", *each) for each in ((2,), (2,), (), (2, 2)))),
            ]
        },
        {"facts": [fact(("=0", whole))]},
    ]
    assert "goal 1: nothing shows that" in refusal(goals, closures)


def test_integer_symbols_have_names_of_symbols():
    """With the name of a counter, 2^i would be the same in every place of a sum."""
    whole = sub(*(counted(["number", str(a)], ["number", str(a + 1)], ["power", TWO, COUNTER]) for a in (0, 1)))
    lengths = [length(["number", str(a)], ["number", str(a + 1)]) for a in (0, 1)]
    goals = [*(goal_of((">=0", each)) for each in lengths), goal_of(("=0", whole), integers=["#i"])]
    closures = [*({"facts": [fact((">=0", each), summand("2"))]} for each in lengths), {"facts": [fact(("=0", whole))]}]
    assert "goal 2 has no list of integer symbols" in refusal(goals, closures)


@pytest.mark.parametrize("size", ["0", "n"])
def test_a_column_of_no_ones_is_not_positive(size):
    """Where indices range over n, it may be 0."""
    letter = ["letter", f"𝟏 {size}", size, "1", "general"]
    gram = ["trace", ["matmul", ["transpose", letter], letter]]
    term = gram if size == "0" else sub(gram, sub(total("i", ONE), N))
    facts = [rule("ones", ">0", gram)]
    facts += [fact((">0", term), summand("1", 0))] if size == "n" else []
    assert f"nothing shows that there is an index below {size}" in refusal([goal_of((">0", term))], [{"facts": facts}])


def test_products_of_indices_make_no_real_number_natural():
    """x (x - 1) (x - 2) >= 0 counts triples of different indices below x: true for natural x alone."""

    def differ(i, j):
        return sub(ONE, ["delta", ["index", i, "x"], ["index", j, "x"]])

    one = mul(mul(differ("i", "j"), differ("j", "k")), differ("i", "k"))
    sums = [total("i", one, "x")]
    sums += [total("j", sums[0], "x")]
    sums += [total("k", sums[1], "x")]
    product = mul(X, mul(sub(X, ONE), sub(X, TWO)))
    facts = [
        fact((">=0", one), summand("1", squares=[one])),
        *(rule("sum", ">=0", each, of=1 + i, index="ijk"[i]) for i, each in enumerate(sums)),
        fact((">=0", product), summand("1", 4)),
    ]
    goal = goal_of((">=0", product), (">=0", sub(X, ONE)))
    assert "no index of the goal ranges over x" in refusal(
        [goal], [{"facts": facts}], [{"goal": 0, "values": {"x": "1"}}]
    )


MEAN = ["expectation", [["u", "-1", "1"]], ["div", ONE, ["symbol", "u"]]]


@pytest.mark.parametrize(
    "nothing", [["mul", ["number", "0"], MEAN], sub(MEAN, MEAN), mul(["number", "0"], ["dilogarithm", TWO])]
)
def test_slopes_are_not_of_what_may_have_no_value(nothing):
    """At an end, 0 times a mean without a value would be folded to 0."""
    goal = goal_of((">=0", ["add", X, nothing]), (">=0", X))
    end = rule("enclosure", ">=0", ["number", "0"], bits=64, tree=".", means=[])
    slope = rule("enclosure", ">=0", ONE, bits=64, tree=".", means=[])
    reduction = {"in": "x", "from": 0, "parts": [{"facts": [end]}, {"facts": [slope]}]}
    words = refusal([goal], [{"monotone": reduction}], [{"goal": 0, "values": {"x": "0"}}])
    assert "reductions are of formulas without expectations and dilogarithms" in words


def test_a_theorem_of_any_name_is_checked():
    """Keys that name goals and certificates are passed over inside of proofs only."""
    for name in ("goals", "certificate"):
        _, refusals = checker.check_record({"theorems": {name: {"verdict": "proved", "certificate": {"a": 1}}}})
        assert refusals


K = integers(at_least=1)


@pytest.mark.parametrize(
    ("variables", "function"),
    [
        ({"x": real(), "k": K}, lambda x, k: equal(summation(lambda i: gradient(lambda y: y + log(x), x), 1, k), k)),
        ({"x": real(), "k": K}, lambda x, k: equal(summation(lambda i: gradient(lambda y: y * i / x, x), 1, k), k)),
        ({"x": real()}, lambda x: equal(gradient(lambda y: y + linear_program([1], [[1]], [-1]), x), 1)),
        ({"x": real()}, lambda x: equal(gradient(lambda y: y + expectation(lambda u: 1 / u, u=uniform(-1, 1)), x), 1)),
        ({"x": real()}, lambda x: equal(rate(lambda a, b: a, {"a": 1}, a=x, b=linear_program([1], [[1]], [-1])), 1)),
    ],
    ids=["log", "quotient", "program under a gradient", "mean under a gradient", "program that nothing uses"],
)
@pytest.mark.parametrize("proof", [identity, squares, rows], ids=lambda proof: proof.__name__)
def test_operations_that_have_gone_from_the_formula_are_noticed(variables, function, proof, state):
    """Nobody would ask whether they have a value."""
    assert prove(state(setting(**variables), function), proof).outcome != "passed"


COLUMN = ["letter", "𝟏 n", "n", "1", "general"]
GRAM = ["trace", ["matmul", ["transpose", COLUMN], COLUMN]]
COUNT = total("i", ONE)


def test_a_size_that_may_be_0_may_be_0_in_every_goal_of_the_proof():
    """An earlier goal without indices would say that 𝟏ᵀ𝟏 is a divisor; where n is 0 it is 0."""
    whole = sub(["add", COUNT, ["div", GRAM, GRAM]], ["add", N, ONE])
    goals = [goal_of((">0", GRAM)), goal_of(("=0", whole))]
    closures = [{"facts": [rule("ones", ">0", GRAM)]}, {"facts": [fact(("=0", whole))]}]
    assert "nothing shows that there is an index below n" in refusal(goals, closures)


def test_a_reduction_does_not_forget_that_a_size_may_be_0():
    """The hypothesis that has the index also has x, and is left out of what a reduction makes."""
    negative = ["neg", GRAM]
    goal = goal_of((">=0", sub(X, ONE)), (">=0", ["add", X, COUNT]), (">=0", negative), (">=0", X))
    absurd = [
        rule("ones", ">0", GRAM),
        fact((">0", ["number", "0"]), summand("1", 0), summand("1", 1)),
    ]
    end = [*absurd, {**rule("absurd", ">=0", ["number", "-1"]), "from": 2}]
    slope = [
        rule("ones", ">0", GRAM),
        fact((">0", ["number", "0"]), summand("1", 0), summand("1", 2)),
        {**rule("absurd", ">=0", ONE), "from": 3},
    ]
    reduction = {"in": "x", "from": 2, "parts": [{"facts": end}, {"facts": slope}]}
    assert "nothing shows that there is an index below n" in refusal([goal], [{"monotone": reduction}])


@pytest.mark.parametrize(
    "unread",
    [
        ["trace", ["letter", "A", "1", "1", ["sum", "i", "x", "0"]]],
        ["entry", V, ["index", "p", "n"], ["index", "q", "x"]],
        ["number", "1", ["sum", "i", "x", ONE]],
    ],
    ids=["the structure of a letter", "an index too many", "beside a number"],
)
def test_what_nothing_reads_makes_no_size(unread):
    facts = [
        fact((">0", ONE), summand("1")),
        rule("sum", ">=0", total("i", ONE, "x"), of=1, index="i"),
        fact((">=0", X), summand("1", 2)),
    ]
    assert "no index of the goal ranges over x" in refusal([goal_of((">=0", X), (">=0", unread))], [{"facts": facts}])


@pytest.mark.parametrize("size", ["-1", "1/2"])
def test_a_model_has_natural_sizes_also_where_the_conclusion_alone_has_them(size):
    goal = goal_of((">0", sub(total("i", ["number", "0"]), ONE)), (">0", sub(ONE, N)))
    with pytest.raises(checker.RefusedError, match="how large n is"):
        checker.check_model(goal, {"values": {"n": size}})
