"""Exhaustive: every number of a format in the setting, through proved representatives or one by one."""

from fractions import Fraction

import pytest
from helpers import claim, refused

from claims.mitchell import significands
from verify import at_least, at_most, between, equal, exp, positive, real, split
from verify.errors import DomainError, NotProvedError, UnableError, VacuousError
from verify.formats import FloatFormat, bfloat16, float32
from verify.search.exhaustive import enumerate_format

TINY = FloatFormat("tiny", 3, 2)  # 1 sign bit, 27 positive finite numbers, the largest 14
POSITIVE = 27


def numbers_of(function, format=TINY, through=None, under=(), **domains):
    """The enumeration of a claim."""
    return enumerate_format(claim(function, under=under, **domains), format, through)


@pytest.mark.parametrize(
    ("domains", "cases"),
    [
        ({"x": positive()}, POSITIVE),
        ({"x": real()}, 2 * POSITIVE + 1),
        ({"x": between(1, 2)}, 5),
        ({"x": between(-2, -1)}, 5),
        ({"x": between(1, 1)}, 1),
    ],
)
def test_every_number_of_the_format_is_judged(domains, cases):
    """All finite numbers of the domain, 0 once, both signs, ends included."""
    found = numbers_of(lambda x: at_most(x, 14), **domains)
    assert (found.cases, found.stands_for, found.violation) == (cases, cases, None)


def test_pairs_are_judged_too():
    """Two variables: the product of their numbers."""
    found = numbers_of(lambda x, y: at_least(x + y, 0))
    assert found.cases == POSITIVE**2


def test_a_single_exception_is_found():
    """One number of all breaks the claim; the twin without it is complete."""
    found = numbers_of(lambda x: at_least((x - 14) ** 2, 1))
    assert found.violation is not None
    assert found.violation[0] == {"x": Fraction(14)}
    assert found.cases == POSITIVE
    assert numbers_of(lambda x: at_least((x - 13) ** 2, 1)).violation is None


def test_equalities_are_listed():
    """The points at which the last relation is an equality."""
    found = numbers_of(lambda x: (at_least(x, 0), at_most(x, 14)))
    assert found.attaining == [{"x": Fraction(14)}]


def test_an_open_case_is_returned_and_not_counted_as_held():
    """What balls leave open stops the enumeration as an open case."""
    found = numbers_of(lambda x: equal(exp(x) * exp(x), exp(2 * x)))
    assert found.violation is not None
    assert found.violation[1].outcome == "compatible"


def test_points_outside_the_assumptions_are_not_judged():
    """A claim that is true under its assumption is not refuted outside of it."""
    found = numbers_of(lambda x: at_most(x, 2), under=(lambda x: at_most(x, 2),))
    assert found.violation is None
    assert 0 < found.cases == found.stands_for < POSITIVE
    assert numbers_of(lambda x: at_most(x, 1), under=(lambda x: at_most(x, 2),)).violation is not None


def test_an_assumption_without_a_value_is_not_met():
    """1/(x - 1) has no value at 1, so that 1 is left out."""
    found = numbers_of(
        lambda x: at_least((x - 1) ** 2, Fraction(1, 64)), under=(lambda x: at_least(1 / (x - 1) ** 2, 0),)
    )
    assert (found.cases, found.violation) == (POSITIVE - 1, None)


def test_assumptions_that_nothing_meets_are_vacuous():
    """No case is no success."""
    with refused(VacuousError, "no point of tiny meets the assumptions"):
        numbers_of(lambda x: at_most(x, 0), under=(lambda x: at_most(x, -1),))


def test_a_domain_without_numbers_of_the_format_is_an_error():
    """No number, no success."""
    with refused(DomainError, "has no number"):
        numbers_of(lambda x: at_most(x, 0), x=between(Fraction(1, 3), Fraction(1, 3)))
    with refused(DomainError, "has no number"):
        numbers_of(lambda x: at_most(x, 0), x=between(15, 20))


def test_an_assumption_that_rationals_cannot_decide_is_an_error():
    """exp in an assumption: no point may be left out by guess."""
    with pytest.raises(UnableError, match="exp"):
        numbers_of(lambda x: at_most(x, 0), under=(lambda x: at_most(exp(x), 2),))


@pytest.mark.parametrize("format", [float32], ids=str)
def test_too_many_cases_are_refused_before_they_are_listed(format):
    """Two thousand million numbers are not enumerated; nor are the pairs of bfloat16."""
    with refused(DomainError, "cases are too many", "through="):
        numbers_of(lambda x: at_most(x, 0), format)
    with refused(DomainError, "cases are too many"):
        numbers_of(lambda x, y: at_most(x, y), bfloat16)


def scaled(x, y):
    """A claim about significands only."""
    return at_most(split(x)[1] * split(y)[1], 4), at_least(split(x)[1], 1)


def test_representatives_stand_for_all():
    """Significands stand for all numbers, once it is proved that the margins are the same."""
    found = enumerate_format(claim(scaled), bfloat16, significands)
    assert (found.cases, found.stands_for, found.violation) == (128 * 128, 32639**2, None)
    assert found.reduction is not None
    assert found.reduction.outcome == "passed"


def test_representatives_that_change_the_margins_are_refused():
    """x is not its significand: no case is counted."""
    with refused(NotProvedError, "the reduction is not proved"):
        numbers_of(lambda x, y: at_most(x, 14 + y), through=significands)


def test_representatives_that_mix_variables_are_refused():
    """A representative of x that depends on y would not be a product of sets."""

    def mixed(x, y):
        """Both in one."""
        return {"x": x + y - y, "y": y}

    with refused(DomainError, "representative of 'x' depends on other variables"):
        numbers_of(lambda x, y: at_least(x + y, 0), through=mixed)


def test_representatives_and_assumptions_do_not_go_together():
    """That a point and its representative meet the same assumptions is not proved, so it is refused."""
    with refused(UnableError, "through= with assumptions"):
        numbers_of(scaled, through=significands, under=(lambda x: at_least(x, 1),))
