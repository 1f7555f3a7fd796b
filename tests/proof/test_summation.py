"""Sums over a counter whose ends are integers: polynomials, by a bound on their degree."""

from fractions import Fraction

import pytest
import torch
from helpers import claim, judged

from verify import at_least, equal, integers, real, summation
from verify.carriers.floats import Floats
from verify.carriers.value import Value, running_on
from verify.proof import checker, squares
from verify.proof.proof import prove

NATURAL = {"n": integers(at_least=0)}

TRUE = {
    "Gauss": (lambda n: equal(summation(lambda i: i, 1, n), n * (n + 1) / 2), NATURAL),
    "squares": (lambda n: equal(summation(lambda i: i**2, 1, n), n * (n + 1) * (2 * n + 1) / 6), NATURAL),
    "Nicomachus": (lambda n: equal(summation(lambda i: i**3, 1, n), summation(lambda i: i, 1, n) ** 2), NATURAL),
    "from 0": (lambda n: equal(summation(lambda i: 1 + 0 * i, 0, n), n + 1), NATURAL),
    "with n inside": (lambda n: equal(summation(lambda i: n - i, 0, n), n * (n + 1) / 2), NATURAL),
    "a sum of sums": (
        lambda n: equal(summation(lambda i: summation(lambda j: i * j, 1, n), 1, n), (n * (n + 1) / 2) ** 2),
        NATURAL,
    ),
    "losses that grow": (
        lambda x, n: equal(
            summation(lambda i: (x - i) ** 2, 1, n), n * x**2 - n * (n + 1) * x + n * (n + 1) * (2 * n + 1) / 6
        ),
        {"x": real(), **NATURAL},
    ),
    "the ninth powers": (
        lambda n: equal(summation(lambda i: i**9 - (i - 1) ** 9, 1, n), n**9),
        NATURAL,
    ),
    "an inequality": (lambda n: at_least(2 * summation(lambda i: i, 1, n), n**2), NATURAL),
}


@pytest.mark.parametrize("what", TRUE)
def test_it_is_proved_for_all_integers(what):
    """By the checker, and by nobody's word."""
    function, domains = TRUE[what]
    result = prove(claim(function, **domains), squares)
    assert (result.outcome, result.rests_on) == ("passed", ("checker",)), result.message


FALSE = {
    "Gauss without the last": (lambda n: equal(summation(lambda i: i, 1, n), n * (n - 1) / 2), NATURAL),
    "ends that are too far down": (lambda n: equal(summation(lambda i: i, 1, n), n * (n + 1) / 2), {"n": integers()}),
}


@pytest.mark.parametrize("what", FALSE)
def test_what_is_false_stays_open_and_is_refuted(what):
    """By the judge."""
    function, domains = FALSE[what]
    assert prove(claim(function, **domains), squares).outcome == "undecided"
    n = -2 if what == "ends that are too far down" else 5
    assert judged(claim(function, **domains), n=n).outcome == "violated"


def test_floats_sum_lane_by_lane():
    """As many numbers as each lane has; without a value where the end is too far down."""
    floats = Floats()
    with running_on(floats):
        ends = Value(floats, torch.tensor([0.0, 3.0, 10.0, -1.0], dtype=torch.float64))
        found = summation(lambda i: i**2, 1, ends).payload
    assert found[:3].tolist() == [0, 14, 385]
    assert found[3].isnan()


def read(name, lower, upper, body, integer=("n",)):
    return checker.read_term(["summation", name, lower, upper, body], frozenset(integer), checker.Work())


ONE, N, COUNTER = ["number", "1"], ["symbol", "n"], ["counter", "i"]


ATTACKS = {
    "an end between integers": (lambda: read("i", ["number", "1/2"], N, COUNTER), "ends at what may be no integer"),
    "a counter in an end": (lambda: read("i", ONE, COUNTER, COUNTER), "the checker has no counter"),
    "a counter of no sum": (lambda: read("j", ONE, N, COUNTER), "the checker has no counter"),
    "a counter after its sum": (
        lambda: checker.read_term(
            ["add", ["summation", "i", ONE, N, COUNTER], COUNTER], frozenset("n"), checker.Work()
        ),
        "the checker has no counter",
    ),
    "one counter for two sums": (
        lambda: read("i", ONE, N, ["summation", "i", ONE, N, COUNTER]),
        "the counter of a sum has no name of its own",
    ),
    "a counter in a divisor": (lambda: read("i", ONE, N, ["div", ONE, COUNTER]), "no polynomial in its counter"),
    "a counter under a root": (lambda: read("i", ONE, N, ["sqrt", COUNTER]), "no polynomial in its counter"),
    "a counter in an exponent": (lambda: read("i", ONE, N, ["power", ["number", "2"], COUNTER]), "no sum of integers"),
    "a counter in a base": (lambda: read("i", ONE, N, ["power", COUNTER, N]), "no polynomial in its counter"),
    "powers by the thousand": (
        lambda: read("i", ONE, N, ["pow", ["add", ["pow", COUNTER, 64], ONE], 64]),
        "a sum of powers above 64",
    ),
}


@pytest.mark.parametrize("what", ATTACKS)
def test_the_checker_refuses(what):
    """With the reason."""
    attack, reason = ATTACKS[what]
    with pytest.raises(checker.RefusedError) as caught:
        attack()
    assert reason in str(caught.value)


def test_sums_of_powers_have_their_values():
    """Up to the largest power, from ends below 0 too."""
    for power in (0, 1, 2, 7, 20):
        for low, high in ((1, 0), (-3, 5), (4, 9)):
            body = ["pow", COUNTER, power]
            found = read("i", ["number", str(low)], ["number", str(high)], body).numerator.get((), Fraction(0))
            assert found == sum(Fraction(i) ** power for i in range(low, high + 1))
