"""Domains: what they hold, what they refuse, what they sample."""

from fractions import Fraction
from random import Random

import numpy as np
import pytest
from helpers import refused

from verify.domains import Interval, above, between, half_open, number_latex, positive, real
from verify.errors import DomainError
from verify.matrices import exact_matrix
from verify.relations import at_least, at_most, strictly_greater, strictly_less

HALF = Fraction(1, 2)
OPEN = Interval("open", Fraction(-1), Fraction(1), low_open=True, high_open=True)
BELOW = Interval("below", None, Fraction(0), high_open=True)
TINY, HUGE = Fraction(1, 10**500), Fraction(10**500)


@pytest.mark.parametrize(
    ("domain", "inside", "outside"),
    [
        (real(), [0, -HUGE, HUGE, TINY], []),
        (positive(), [TINY, 1, HUGE], [0, -TINY, -1]),
        (above(-2), [-2 + TINY, 0, HUGE], [-2, -3]),
        (above(HALF), [1], [HALF, 0]),
        (between(-2, -1), [-2, -1, Fraction(-3, 2)], [-2 - TINY, -1 + TINY, 0]),
        (between(3, 3), [3], [3 - TINY, 3 + TINY]),
        (half_open(1, 2), [1, 2 - TINY], [1 - TINY, 2]),
        (OPEN, [0, 1 - TINY, -1 + TINY], [-1, 1]),
        (BELOW, [-TINY, -HUGE], [0, 1]),
    ],
    ids=str,
)
def test_a_domain_holds_exactly_its_numbers(domain, inside, outside):
    """Ends belong or not as the call says, however near a number is."""
    assert all(Fraction(number) in domain for number in inside)
    assert not any(Fraction(number) in domain for number in outside)


@pytest.mark.parametrize(
    "domain", [real(), positive(), above(-2), between(-2, -1), between(3, 3), half_open(1, 2), OPEN, BELOW], ids=str
)
def test_samples_lie_in_the_domain(domain):
    """Whatever is sampled for tracing is a number of the domain."""
    random = Random(0)
    samples = [domain.sample("x", random, {})["x"] for _ in range(300)]
    assert all(sample in domain for sample in samples)
    assert len(set(samples)) > 20 or domain.low == domain.high


@pytest.mark.parametrize("thing", [abs, None, "1", 0.5, exact_matrix([[1, 2]]), exact_matrix([[1]])])
@pytest.mark.parametrize("domain", [real(), positive(), between(-2, 2)], ids=str)
def test_what_is_no_exact_number_is_in_no_domain_of_numbers(domain, thing):
    """A function, a float or a matrix, even of one entry, is no number; the answer is no and not an error."""
    assert thing not in domain


def test_real_samples_have_both_signs():
    """Real numbers are sampled on both sides of 0."""
    random = Random(0)
    samples = [real().sample("x", random, {})["x"] for _ in range(50)]
    assert min(samples) < 0 < max(samples)


@pytest.mark.parametrize("number", [0.5, True, "1", None, np.float64(1.0), np.int64(1), float("nan"), 1 + 0j])
@pytest.mark.parametrize(
    "make", [above, lambda end: between(0, end), lambda end: between(end, 9), lambda end: half_open(0, end)]
)
def test_an_end_that_is_not_exact_is_refused(make, number):
    """Ends are integers or fractions: a float, a bool or a numpy scalar is none."""
    with refused(DomainError, repr(number), "give an integer or Fraction(1, 2)"):
        make(number)


def test_an_empty_interval_is_refused():
    """The smaller end comes first, and an interval of one point is no mistake."""
    with refused(DomainError, "between(2, 1) is empty", "smaller end first"):
        between(2, 1)
    with refused(DomainError, "half_open(2, 2) is empty", "smaller end first"):
        half_open(2, 2)
    assert Fraction(2) in between(2, 2)


def test_membership_says_which_relations_hold():
    """A value lies in a domain when relations about its ends hold; an open end makes a strict one."""
    assert real().membership(7) == []
    assert positive().membership(7) == [strictly_greater(7, 0)]
    assert between(1, 2).membership(7) == [at_least(7, 1), at_most(7, 2)]
    assert OPEN.membership(7) == [strictly_greater(7, -1), strictly_less(7, 1)]


@pytest.mark.parametrize(
    ("domain", "call", "latex"),
    [
        (real(), "real()", r"x \in \mathbb{R}"),
        (positive(), "positive()", "0 < x"),
        (above(HALF), "above(1/2)", r"\frac{1}{2} < x"),
        (between(-1, HALF), "between(-1, 1/2)", r"-1 \le x \le \frac{1}{2}"),
        (BELOW, "below", "x < 0"),
    ],
)
def test_a_domain_prints_as_its_call_and_as_a_formula(domain, call, latex):
    """People see the call that built it, and a formula about the variable."""
    assert repr(domain) == call
    assert domain.latex("x") == latex


def test_numbers_as_latex():
    """An integer is written as it is, another number as a fraction."""
    assert [number_latex(number) for number in (3, -2, Fraction(-1, 9))] == ["3", "-2", r"\frac{-1}{9}"]
