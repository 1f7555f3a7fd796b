"""Enclosures: what the checker's intervals hold, what a bisection shows, and what is refused and why."""

import json
import time
from fractions import Fraction
from random import Random

import flint
import pytest

from tests.proof.terms import atom, number
from verify import (
    absolute,
    at_least,
    at_most,
    between,
    dilogarithm,
    equal,
    exp,
    expectation,
    floor,
    log,
    real,
    setting,
    sqrt,
    strictly_greater,
    strictly_less,
    uniform,
    where,
)
from verify.carriers.balls import precision
from verify.errors import NotProvedError
from verify.proof import checker
from verify.proof.goals import trace
from verify.proof.proof import enclosure, prove
from verify.proof.steps import enclosure as enclosure_step

X, Y, T = ["symbol", "x"], ["symbol", "y"], ["symbol", "t"]
ZERO, ONE, TWO, HALF = (["number", text] for text in ("0", "1", "2", "1/2"))
ON_UNIT = [(">=0", X), (">=0", ["sub", ONE, X])]
ON_SQUARE = [*ON_UNIT, (">=0", Y), (">=0", ["sub", ONE, Y])]
LOG_4_IS_2_LOG_2 = ["sub", ["log", ["number", "4"]], ["mul", TWO, ["log", TWO]]]

FUNCTIONS = {
    "exp": (flint.arb.exp, -50, 30),
    "log": (flint.arb.log, 0.001, 900),
    "sqrt": (flint.arb.sqrt, 0, 900),
    "atan": (flint.arb.atan, -900, 900),
    "sin": (flint.arb.sin, -63, 63),
    "cos": (flint.arb.cos, -63, 63),
    "dilogarithm": (lambda x: x.polylog(2), 0, 0.75),
}


def claim(relation, term, tree=".", **more):
    return {"relation": relation, "term": term, "rule": "enclosure", "bits": 64, "tree": tree, **more}


def close(fact, given=(), integers=()):
    """Check a closure with one fact, which is the conclusion."""
    goal = {"integers": list(integers), "hypotheses": [atom(*each) for each in given]}
    goal["conclusion"] = atom(fact["relation"], fact["term"])
    checker.check_closure(goal, {"facts": [fact]})


def mean(body, low="0", high="1", name="t"):
    return ["expectation", [[name, low, high]], body]


def complete(depth, side="0"):
    return "." if depth == 0 else side + 2 * complete(depth - 1, side)


# -- intervals ---------------------------------------------------------------------------------------------------------


def intervals(bits):
    return checker.Intervals(bits, checker.Work(10**9))


@pytest.mark.parametrize("bits", [16, 64, 192])
@pytest.mark.parametrize("head", FUNCTIONS)
def test_ends_enclose_the_value_narrowly(head, bits):
    """Compared with Arb at many more bits; also on wide intervals, whose values at points they must hold."""
    function, low, high = FUNCTIONS[head]
    random, arithmetic = Random(7), intervals(bits)
    for _ in range(60):
        ends = sorted(round(random.uniform(low, high) * 2**bits) for _ in range(2))
        ends = [max(end, 1) if head == "log" else end for end in ends]
        wide = getattr(arithmetic, head)(tuple(ends))
        for k in (*ends, sum(ends) // 2):
            found = getattr(arithmetic, head)((k, k))
            with precision(4 * bits + 256):
                value = function(flint.arb(k) / flint.arb(2) ** bits) * flint.arb(2) ** bits
                assert not value < found[0]
                assert not value > found[1]
            assert found[1] - found[0] <= 2
            assert wide[0] <= found[0] + 1
            assert found[1] - 1 <= wide[1]


@pytest.mark.parametrize(
    ("head", "argument", "value"),
    [("exp", 0, 1), ("log", 1, 0), ("sqrt", 4, 2), ("sqrt", 0, 0), ("atan", 0, 0), ("sin", 0, 0), ("cos", 0, 1)],
)
def test_values_that_are_exact_stay_exact(head, argument, value):
    """So that an inequality that is an equality there is shown."""
    arithmetic = intervals(64)
    assert getattr(arithmetic, head)(arithmetic.number(Fraction(argument))) == arithmetic.number(Fraction(value))


FEW_BITS = 7  # so that a bound that is lost is not hidden by spare bits
HOLDING = {
    "exp": (checker.intervals._exp_series, lambda x: x.exp(), 1 / 2),
    "exp, squared": (
        lambda x, wide: checker.intervals._squared(checker.intervals._exp_series(x, wide), 2, wide),
        lambda x: (4 * x).exp(),
        1 / 2,
    ),
    "a fourth power": (lambda x, wide: checker.intervals._squared((x, x), 2, wide), lambda x: x**4, 3),
    "atanh": (lambda x, wide: checker.intervals._odd_series(x, x, wide, 1), lambda x: x.atanh(), 1 / 3),
    "atan": (lambda x, wide: checker.intervals._odd_series(x, x, wide, -1), lambda x: x.atan(), 1 / 3),
    "sine": (lambda x, wide: checker.intervals._trigonometric_series(x, wide, 1), lambda x: x.sin(), 6),
    "cosine": (lambda x, wide: checker.intervals._trigonometric_series(x, wide, 0), lambda x: x.cos(), 6),
    "half an angle": (lambda x, wide: checker.intervals._half_angle(x, x, wide), lambda x: (x.atan() / 2).tan(), 9),
    "dilogarithm": (checker.intervals._dilogarithm_series, lambda x: x.polylog(2), 3 / 4),
}


@pytest.mark.parametrize("name", HOLDING)
def test_series_hold_their_limits_at_every_number_of_few_bits(name):
    """What is left out of a series is in its bounds, and every rounding goes outwards."""
    bounds, function, largest = HOLDING[name]
    for wide in range(1, FEW_BITS + 1):
        for x in range(int(largest * 2**wide) + 1):
            low, high = bounds(x, wide)
            with precision(128):
                value = function(flint.arb(x) / flint.arb(2) ** wide) * flint.arb(2) ** wide
                assert not value < low
                assert not value > high


def test_sine_and_cosine_have_their_extremes_inside():
    arithmetic = intervals(32)
    one = arithmetic.unit
    for n in range(-20, 20):
        ends = (round((n - 0.1) * 3.14159265 * one), round((n + 0.1) * 3.14159265 * one))
        assert arithmetic.cos(ends)[n % 2 == 0] == (one if n % 2 == 0 else -one)
        sine = arithmetic.sin(ends)
        assert -one < sine[0] < 0 < sine[1] < one
    assert arithmetic.sin((0, 65 * one)) == arithmetic.cos((0, 65 * one)) == (-one, one)


def test_arithmetic_holds_what_it_is_made_of():
    """Every operation on intervals of any signs holds the operation on their points."""
    random, arithmetic = Random(3), intervals(20)
    for _ in range(400):
        x, y = (tuple(sorted(random.randrange(-(2**22), 2**22) for _ in range(2))) for _ in range(2))
        a, b = (Fraction(random.randint(*ends), 2**20) for ends in (x, y))
        exact = {"add": a + b, "sub": a - b, "mul": a * b}
        found = {head: getattr(arithmetic, head)(x, y) for head in exact}
        if not y[0] <= 0 <= y[1]:
            exact["div"], found["div"] = a / b, arithmetic.div(x, y)
        exact |= {n: a**n for n in range(5)}
        found |= {n: arithmetic.pow(x, n) for n in range(5)}
        for head, value in exact.items():
            assert found[head][0] <= value * 2**20 <= found[head][1], head
        assert arithmetic.pow(x, 2)[0] >= 0


# -- the rule ----------------------------------------------------------------------------------------------------------

SHOWN = {
    "a constant": (claim(">0", ["sub", ["exp", ONE], ["number", "2718281828/1000000000"]]), []),
    "a constant that is 0": (claim(">=0", ["log", ONE]), []),
    "one that is not 0": (claim("!=0", ["log", HALF]), []),
    "a box": (claim(">0", ["sub", ["exp", X], ["number", "9/10"]]), ON_UNIT),
    "its end": (claim(">=0", X), ON_UNIT),
    "a bisection": (claim(">0", ["add", ["sub", ["pow", X, 2], X], ["number", "3/10"]], complete(3)), ON_UNIT),
    "two sides": (claim(">=0", ["sub", ["exp", ["mul", X, Y]], ["mul", X, Y]], "0.1.."), ON_SQUARE),
    "bounds by an equation": (claim(">0", ["exp", X]), [("=0", ["sub", X, ONE])]),
    "a sine": (claim(">=0", ["sub", ["number", "8415/10000"], ["sin", X]]), ON_UNIT),
    "an arc tangent": (claim(">0", ["sub", X, ["sub", ["atan", X], ["number", "1/100"]]], complete(2)), ON_UNIT),
    "a violated hypothesis": (
        claim(">=0", ["sub", ["add", X, Y], HALF], "1..", against=[4]),
        [*ON_SQUARE, (">=0", ["sub", ["add", X, ["mul", TWO, Y]], ["number", "9/4"]])],
    ),
    "a mean": (claim(">0", ["sub", mean(["exp", T]), ["number", "171/100"]], means=[complete(3)]), []),
    "a mean on another interval": (
        claim(">0", ["sub", mean(T, "-1/3", "7/3"), ["number", "99999/100000"]], means=["."]),
        [],
    ),
    "the mean of a distance": (
        claim(">0", ["sub", mean(["abs", ["sub", T, ["number", "1/3"]]]), ["number", "1/4"]], means=[complete(5)]),
        [],
    ),
    "a significand": (
        claim(">0", ["sub", mean(["significand", T, TWO], "1", "4"), ["number", "149/100"]], means=[complete(6)]),
        [],
    ),
}


@pytest.mark.parametrize("name", SHOWN)
def test_what_a_bisection_shows(name):
    close(*SHOWN[name])


# floor(log 8 / log 2) is 3, and intervals leave open whether it is 2
EXPONENT_OF_8 = ["floor", ["div", ["log", ["number", "8"]], ["log", TWO]]]

REFUSED = {
    "a constant that is 0, strictly": (claim(">0", ["log", ONE]), [], "do not have the sign"),
    "an equality that rounding hides": (claim(">=0", LOG_4_IS_2_LOG_2), [], "do not have the sign"),
    "a bisection too coarse": (
        claim(">0", ["add", ["sub", ["pow", X, 2], X], ["number", "26/100"]], complete(1)),
        ON_UNIT,
        "do not have the sign",
    ),
    "a box too much": (claim(">=0", X, ".."), ON_UNIT, "goes on after its end"),
    "a side that the box has not": (claim(">=0", X, "1.."), ON_UNIT, "does not have, or too often"),
    "a side of another kind": (claim(">=0", X, "-.."), ON_UNIT, "does not have, or too often"),
    "too many halvings": (claim(">=0", X, "0" * 97 + "." * 98), ON_UNIT, "does not have, or too often"),
    "no bisection": (claim(">=0", X, None), ON_UNIT, "is no text"),
    "an empty bisection": (claim(">=0", X, ""), ON_UNIT, "is no text"),
    "no lower bound": (claim(">=0", X), ON_UNIT[1:], "no fact bounds x from below"),
    "no upper bound": (claim(">=0", ["exp", X]), ON_UNIT[:1], "no fact bounds x from above"),
    "a bound of another symbol": (claim(">=0", X), [*ON_SQUARE[2:]], "no fact bounds x from below"),
    "a bound that is none": (claim(">=0", X), [("!=0", X), ON_UNIT[1]], "no fact bounds x from below"),
    "a bound by a sum": (
        claim(">=0", X),
        [(">=0", ["add", X, ["pow", X, 2]]), ON_UNIT[1]],
        "no fact bounds x from below",
    ),
    "a bound of the other sign": (claim(">=0", X), [(">=0", ["neg", X]), ON_UNIT[1]], "no fact bounds x from below"),
    "a zero denominator inside": (
        claim(">0", ["pow", ["div", ONE, ["sub", X, HALF]], 2], complete(3)),
        ON_UNIT,
        "a divisor may be 0",
    ),
    "a logarithm of 0": (claim(">0", ["sub", ONE, ["log", X]]), ON_UNIT, "not positive on a cell"),
    "a hypothesis that is not there": (claim(">=0", X, against=[2]), ON_UNIT, "no earlier fact 2"),
    "against no list": (claim(">=0", X, against="0"), ON_UNIT, "is a list of facts"),
    "too few bits": (claim(">=0", X, bits=8), ON_UNIT, "16 to 1024 bits"),
    "too many bits": (claim(">=0", X, bits=10**9), ON_UNIT, "16 to 1024 bits"),
    "bits that are none": (claim(">=0", X, bits=True), ON_UNIT, "16 to 1024 bits"),
    "a matrix": (claim(">=0", ["trace", ["letter", "A", "n", "n", "general"]]), [], "does not enclose"),
    "an unknown function": (claim(">=0", ["apply", "f", "0", X]), ON_UNIT, "does not enclose"),
    "a dilogarithm beyond": (claim(">0", ["dilogarithm", ["number", "4/5"]]), [], "from 0 to 3/4"),
    "a mean without a bisection": (claim(">0", mean(T)), [], "one bisection for each expectation"),
    "a mean too much": (claim(">0", mean(T), means=[complete(1)] * 2), [], "one bisection for each expectation"),
    "a mean too coarse": (
        claim(">0", ["sub", mean(["exp", T]), ["number", "1718/1000"]], means=[complete(1)]),
        [],
        "do not have the sign",
    ),
    "a false mean": (
        claim(">0", ["sub", mean(["exp", T]), ["number", "1719/1000"]], means=[complete(6)]),
        [],
        "do not have the sign",
    ),
    "a mean of what has no value": (
        claim(">0", ["add", ONE, ["mul", ZERO, mean(["div", ONE, T])]], means=[complete(4)]),
        [],
        "a divisor may be 0",
    ),
    "a mean with a root of less than 0": (
        claim(">0", ["add", ONE, mean(["sqrt", ["sub", T, HALF]])], means=[complete(4)]),
        [],
        "a radicand may be negative",
    ),
    "a mean over nothing": (claim(">0", ["expectation", [], ONE], means=["."]), [], "over nothing"),
    "a mean over t twice": (
        claim(">0", ["expectation", [["t", "0", "1"], ["t", "2", "3"]], T], means=["."]),
        [],
        "over one twice",
    ),
    "a mean over a point": (claim(">=0", mean(T, "1", "1"), means=["."]), [], "on no interval"),
    "a mean backwards": (claim(">0", mean(["neg", T], "1", "0"), means=["."]), [], "on no interval"),
    "a mean with a variable": (
        claim(">=0", mean(["mul", T, X]), means=["."]),
        ON_UNIT,
        "does not enclose",
    ),
    "a decision that one branch made for the other": (
        claim(">0", mean(["sub", ["number", "5/2"], EXPONENT_OF_8]), means=["."]),
        [],
        "do not have the sign",
    ),
    "a decision that the other made for the one": (
        claim(">0", mean(["sub", EXPONENT_OF_8, ["number", "5/2"]]), means=["."]),
        [],
        "do not have the sign",
    ),
    "the branch where it is positive": (
        claim(">0", ["where", ["<", X, HALF], ONE, ["number", "-1"]]),
        ON_UNIT,
        "do not have the sign",
    ),
    "the other branch where it is": (
        claim(">0", ["where", ["<", X, HALF], ["number", "-1"], ONE]),
        ON_UNIT,
        "do not have the sign",
    ),
    "one exponent for a cell with two": (
        claim(">0", ["sub", ["number", "1/4"], mean(["exponent", T, TWO], "1", "4")], means=["."]),
        [],
        "do not have the sign",
    ),
    "a mean with a root of what may be less than 0": (
        claim(">0", ["add", ONE, mean(["sqrt", ["sub", T, HALF]])], means=["."]),
        [],
        "a radicand may be negative",
    ),
    "the value in the middle of a step": (
        claim(
            ">0", ["sub", mean(["where", ["<", T, ["number", "2/5"]], ZERO, ONE]), ["number", "61/100"]], means=["."]
        ),
        [],
        "do not have the sign",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_and_why(name):
    fact, given, reason = REFUSED[name]
    with pytest.raises(checker.RefusedError, match=reason):
        close(fact, given)


def test_a_certificate_for_another_goal_is_refused():
    """The last fact is the conclusion of the goal, whatever bisection it has."""
    goal = {"integers": [], "hypotheses": [atom(*each) for each in ON_UNIT], "conclusion": atom(">0", X)}
    with pytest.raises(checker.RefusedError, match="not the conclusion"):
        checker.check_closure(goal, {"facts": [claim(">=0", X)]})


def test_a_root_is_taken_where_a_goal_says_that_it_can_be():
    """sqrt(x - x³) on [0, 1]: the interval of the radicand reaches below 0, and a goal of its own says it does not."""
    root = ["sqrt", ["sub", X, ["pow", X, 3]]]
    fact = claim(">=0", ["add", root, ["number", "1/100"]])
    close(fact, ON_UNIT)
    goal = {"integers": [], "hypotheses": [atom(*each) for each in ON_UNIT], "conclusion": atom(">=0", fact["term"])}
    with pytest.raises(checker.RefusedError, match="nothing shows that"):
        checker.check_definedness(checker.Goals([goal]), 0)


def test_a_logarithm_in_a_goal_needs_a_positive_argument():
    goal = {"integers": [], "hypotheses": [atom(">=0", X)], "conclusion": atom(">=0", ["log", X])}
    with pytest.raises(checker.RefusedError, match="nothing shows that"):
        checker.check_definedness(checker.Goals([goal]), 0)
    goal["hypotheses"][0]["relation"] = ">0"
    checker.check_definedness(checker.Goals([goal]), 0)


def test_what_bounds_an_enclosure_may_be_a_fact():
    """x² <= 1/4 and x >= 0 bound x by a combination, and a fact that was enclosed is used by the next one."""
    goal = {"integers": [], "hypotheses": [atom(">=0", X), atom(">=0", ["sub", ["number", "1/4"], ["pow", X, 2]])]}
    bound = ["sub", HALF, X]  # = (1/4 - x²) + (x - 1/2)²
    facts = [
        atom(">=0", bound)
        | {
            "rule": "combination",
            "over": [],
            "summands": [{"coefficient": "1", "factors": [1]}, {"coefficient": "1", "squares": [["sub", X, HALF]]}],
        },
        claim(">0", ["sub", TWO, ["exp", X]], complete(2)),
    ]
    goal["conclusion"] = atom(">0", facts[-1]["term"])
    checker.check_closure(goal, {"facts": facts})
    with pytest.raises(checker.RefusedError, match="from above"):
        checker.check_closure(goal, {"facts": facts[1:]})


def balanced(count, leaf, first=0):
    if count == 1:
        return leaf(first)
    return ["add", balanced(count // 2, leaf, first), balanced(count - count // 2, leaf, first + count // 2)]


def tower(levels):
    return number(9) if levels == 0 else ["exp", tower(levels - 1)]


HOSTILE = {
    "exp of 10^9": claim(">0", ["exp", number(10**9)]),
    "a tower": claim(">0", tower(8)),
    "powers of powers": claim(">0", ["pow", ["pow", ["pow", ["pow", number(3), 64], 64], 64], 64]),
    "long exponentials": claim(">0", balanced(60, lambda i: ["exp", number(4000 + i)]), bits=1024),
    "many logarithms": claim(">0", balanced(4000, lambda i: ["log", number(3 + i)]), bits=1024),
    "long arc tangents": claim(">0", balanced(4000, lambda i: ["atan", number(10**599 + i)]), bits=1024),
    "many cosines": claim(">0", balanced(4000, lambda i: ["cos", number(f"60/{i + 1}")]), bits=1024),
    "many dilogarithms": claim(">0", balanced(4000, lambda i: ["dilogarithm", number(f"1/{i + 2}")]), bits=1024),
    "many boxes": claim(">0", ["add", ONE, ["exp", ["mul", X, ["log", ["add", X, TWO]]]]], complete(14)),
    "a long bisection": claim(">=0", X, complete(16)),
    "a long mean": claim(">0", mean(["exp", T]), means=[complete(14)]),
    "a base close to 1": claim(">0", mean(["exponent", ["add", T, ONE], number("1000001/1000000")]), means=["."]),
    "a large formula": claim(">=0", balanced(2**17, lambda _: X)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_enclosures_are_refused_soon(name):
    """Within a second of this process, on whatever machine; the limit here is wide because others may run beside."""
    begin = time.process_time()
    with pytest.raises(checker.RefusedError):
        close(HOSTILE[name], ON_UNIT)
    assert time.process_time() - begin < 2


# -- the step ----------------------------------------------------------------------------------------------------------

UNIT, SQUARE = setting(x=between(0, 1)), setting(x=between(0, 1), y=between(0, 1))


@pytest.mark.parametrize(
    ("where_", "true", "false"),
    [
        (
            SQUARE,
            lambda x, y: strictly_less(exp(x * y) - x - y, Fraction(101, 100)),
            lambda x, y: strictly_less(exp(x * y) - x - y, Fraction(99, 100)),
        ),
        (UNIT, lambda x: at_most(sqrt(x) - x, Fraction(26, 100)), lambda x: at_most(sqrt(x) - x, Fraction(24, 100))),
        (
            setting(),
            lambda: strictly_less(
                expectation(lambda t: absolute(log(1 + t) - t / 2), t=uniform(0, 1)), Fraction(14, 100)
            ),
            lambda: strictly_less(
                expectation(lambda t: absolute(log(1 + t) - t / 2), t=uniform(0, 1)), Fraction(13, 100)
            ),
        ),
        (
            setting(),
            lambda: at_least(expectation(lambda t: where(t < Fraction(1, 3), t, floor(3 * t)), t=uniform(0, 1)), 1),
            lambda: at_least(
                expectation(lambda t: where(t < Fraction(1, 3), t, floor(3 * t)), t=uniform(0, 1)), Fraction(11, 10)
            ),
        ),
    ],
)
def test_enclosure_closes_the_true_and_says_that_the_other_is_false(state, where_, true, false):
    proved, refuted = prove(state(where_, true), enclosure), prove(state(where_, false), enclosure)
    assert (proved.outcome, proved.rests_on) == ("passed", ("checker",))
    assert (refuted.outcome, "the goal is false" in refuted.message) == ("undecided", True)


def test_hypotheses_that_are_violated_are_used(state):
    """x + y >= 3/2 on the unit square implies x y >= 1/2 - 1/100, which is false elsewhere."""
    large = SQUARE.where(sum_is_large)
    result = prove(state(large, lambda x, y: at_least(exp(x * y), Fraction(163, 100))), enclosure)
    assert result.outcome == "passed"
    assert result.certificate["closures"][-1]["facts"][0]["against"]
    assert prove(state(SQUARE, lambda x, y: at_least(exp(x * y), Fraction(163, 100))), enclosure).outcome == "undecided"


def test_a_hypothesis_that_is_not_used_does_not_turn_the_box(state):
    """It is about a, which comes before x in the box that the search halves."""
    beside = setting(a=between(0, 1), x=between(0, 1)).where(a_is_below)
    claimed = state(beside, lambda a, x: at_most(log(1 + x) - x * log(2), Fraction(597, 10**4)))
    assert prove(claimed, enclosure).outcome == "passed"


def a_is_below(a, x):
    """The square of the one is at most 1 more than the other."""
    return at_most(a**2, x + 1)


def sum_is_large(x, y):
    """The sum is at least 3/2."""
    return at_least(x + y, Fraction(3, 2))


def test_where_the_term_is_0_the_lowest_box_is_shown(state):
    """At the boundary: it is true, and no bisection shows it."""
    result = prove(state(UNIT, lambda x: at_least(exp(x), 1 + x)), enclosure)
    assert result.outcome == "undecided"
    assert "boxes the lowest value is at least -" in result.message
    assert "x from 0 to" in result.message
    assert "close it by monotone" in result.message


def test_more_boxes_can_be_allowed(state):
    claimed = state(UNIT, lambda x: at_most(log(1 + x) - x * log(2), Fraction(59661, 10**6)))
    few = prove(claimed, lambda goal: goal.enclosure(boxes=4))
    assert (few.outcome, "allow more boxes" in few.message) == ("undecided", True)
    assert prove(claimed, enclosure).outcome == "passed"


def test_what_is_not_bounded_is_refused_with_a_way_out(state):
    result = prove(state(setting(x=real()), lambda x: strictly_greater(exp(x), 0)), enclosure)
    assert (result.outcome, "bound each variable by numbers" in result.message) == ("undecided", True)
    assert "no equality" in prove(state(UNIT, lambda x: equal(exp(x), exp(x))), enclosure).message


def test_what_the_search_finds_is_what_the_checker_reads(state):
    """A search that claims too much is found out before the proof is written."""
    goal = trace(state(UNIT, lambda x: strictly_greater(exp(x), Fraction(1, 2))))[0]
    fact = enclosure_step.certificate_of(goal)
    checker.check_closure(json.loads(json.dumps(goal.as_data())), json.loads(json.dumps({"facts": [fact]})))


def test_a_search_that_accepts_every_box_proves_nothing(state, monkeypatch):
    monkeypatch.setattr(enclosure_step.Search, "_is_done", lambda *_: True)
    result = prove(state(UNIT, lambda x: strictly_greater(x, 0)), enclosure)
    assert (result.outcome, "do not have the sign" in result.message) == ("undecided", True)


def test_only_constants_beyond_the_checker_rest_on_arb(state):
    """The dilogarithm of 9/10 is 1.2997…"""
    goal = trace(state(setting(), lambda: strictly_greater(dilogarithm(Fraction(9, 10)), 1)))[0]
    assert enclosure_step.close(goal)["rests_on"] == "engine's word (Arb)"
    false = trace(state(setting(), lambda: strictly_greater(dilogarithm(Fraction(9, 10)), 2)))[0]
    with pytest.raises(NotProvedError, match="is false"):
        enclosure_step.close(false)
