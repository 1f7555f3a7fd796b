"""The judge: what it decides, what it leaves open, and the words for both."""

from fractions import Fraction

import flint
import numpy
import pytest
from helpers import claim, constants_only, erratum, judged

from verify import absolute, at_least, at_most, equal, exp, log, real, split, sqrt, strictly_greater, strictly_less
from verify.carriers.rationals import RATIONALS
from verify.carriers.value import Value
from verify.errors import UnableError
from verify.matrices import exact_matrix
from verify.relations import Relation
from verify.search import judge as module
from verify.search.judge import PRECISIONS, Judgement, Side, as_text, judge

THIRD = Fraction(1, 3)
HUGE = Fraction(10**400)


@pytest.mark.parametrize(
    ("relation", "below", "same", "above"),
    [
        (at_least, "violated", "holds", "holds"),
        (at_most, "holds", "holds", "violated"),
        (strictly_less, "holds", "violated", "violated"),
        (strictly_greater, "violated", "violated", "holds"),
        (equal, "violated", "holds", "violated"),
    ],
)
def test_rationals_decide_each_relation(relation, below, same, above):
    """Below, at and above 1/3, however near, each relation comes out as it must."""
    near = Fraction(1, 10**300)
    statement = claim(lambda x: relation(x, THIRD), name="compared")
    found = [judged(statement, x=x) for x in (THIRD - near, THIRD, THIRD + near)]
    assert [each.outcome for each in found] == [below, same, above]
    assert {(each.carrier, each.bits) for each in found} == {("rationals", 0)}


def test_a_judgement_shows_both_sides_of_every_relation():
    """The sides are the exact payloads, with sign and equality."""
    found = judged(claim(lambda x, y: (at_least(x, y), strictly_less(x, 4))), x=3, y=3)
    assert found == Judgement(
        "holds",
        "rationals",
        (
            Side("holds", "≥", Fraction(3), Fraction(3), equality=True),
            Side("holds", "<", Fraction(3), Fraction(4), equality=False),
        ),
        0,
    )
    assert found.broken is None
    assert str(found) == "3 ≥ 3; 3 < 4"


def test_equality_is_noted_even_where_a_strict_relation_breaks():
    """A margin of exactly 0 is equality, whatever it means for the relation."""
    side = judged(claim(lambda x: strictly_less(x, 4)), x=4).sides[0]
    assert (side.outcome, side.equality) == ("violated", True)


def test_the_first_broken_relation_is_shown():
    """One broken relation violates the statement, wherever it stands, and is the one that is named."""
    found = judged(claim(lambda x: (at_least(x, 1), at_most(x, 2), at_most(x, THIRD))), x=3)
    assert found.outcome == "violated"
    assert found.broken == Side("violated", "≤", Fraction(3), Fraction(2))
    assert str(found) == "3 ≤ 2 is false"


def test_a_statement_without_a_value_is_violated_and_says_why():
    """0/0 is no number, so no relation about it holds."""
    found = judged(claim(lambda x: at_least(x / x, 0), x=real()), x=0)
    assert found.outcome == "violated"
    assert found.carrier == "rationals"
    assert found.sides == (Side("violated", problem="0 / 0 has no value"),)
    assert str(found) == "undefined: 0 / 0 has no value"
    assert judged(claim(lambda x: at_least(x / x, 0), x=real()), x=1).outcome == "holds"


def test_changes_of_constants_are_judged():
    """The same point, another constant, another outcome."""

    def bounded(x, *, bound=2):
        """At most 2."""
        return at_most(x, bound)

    statement = claim_with_constant(bounded)
    assert judge(statement, {"x": Fraction(2)}).outcome == "holds"
    assert judge(statement, {"x": Fraction(2)}, {"bound": 1}).outcome == "violated"


def claim_with_constant(function):
    return claim(function)


def test_balls_decide_what_rationals_do_not_have():
    """exp has no rational values; balls of 64 bits tell it from a number, either way."""
    statement = claim(lambda x: at_least(exp(x), 1 + x), x=real())
    found = judged(statement, x=1)
    assert (found.outcome, found.carrier, found.bits) == ("holds", "balls", 64)
    broken = judged(claim(lambda x: at_most(exp(x), 1 + x), x=real()), x=1)
    assert (broken.outcome, broken.carrier, broken.bits) == ("violated", "balls", 64)
    assert str(broken).endswith(" ≤ 2.00000000000 is false")
    assert str(broken).startswith("[2.71828182")


@pytest.mark.parametrize("relation", [at_least, at_most, equal, strictly_less])
def test_balls_leave_a_sharp_bound_open(relation):
    """log(x²) = 2 log x: no precision decides it, and it is compatible, never more."""
    found = judged(claim(lambda x: relation(log(x * x), 2 * log(x))), x=3)
    assert (found.outcome, found.carrier, found.bits) == ("compatible", "balls", PRECISIONS[-1])
    assert not found.sides[0].equality
    assert found.broken is None


class Touching:
    """The margins from 0 to 1: at least 0 for certain, above 0 perhaps."""

    def __ge__(self, other):
        return other <= 0

    def __gt__(self, other):
        return other < 0

    def __le__(self, other):
        return other >= 1

    def __lt__(self, other):
        return other > 1


@pytest.mark.parametrize(("relation", "outcome"), [(strictly_greater, "compatible"), (at_least, "holds")])
def test_a_margin_that_touches_zero_is_not_above_it(relation, outcome, monkeypatch):
    """A strict relation whose margin may be 0 is open; the same margin establishes one that is not strict."""
    monkeypatch.setattr(Relation, "margin", lambda self: Value(RATIONALS, Touching()))
    assert judged(claim(lambda x: relation(x, 0)), x=3).outcome == outcome


def test_precision_is_doubled_until_a_difference_shows():
    """Two numbers that differ by 2⁻²⁰⁰ are told apart at 256 bits and not before."""
    small = Fraction(1, 2**200)
    found = judged(claim(lambda x: strictly_less(log(x), log(x) + small)), x=3)
    assert (found.outcome, found.bits) == ("holds", 256)
    far = judged(claim(lambda x: strictly_less(log(x) + small, log(x))), x=3)
    assert (far.outcome, far.bits) == ("violated", 256)


def test_each_precision_is_tried_once_and_in_order(monkeypatch):
    """From 64 bits by doubling to 4096, and the last answer is what is returned."""
    tried = []

    def look(relation):
        tried.append(flint.ctx.prec)
        return Side("compatible")

    monkeypatch.setattr(module, "_look_at", look)
    found = judged(claim(lambda x: at_least(exp(x), 0)), x=1)
    assert tried == [64, 128, 256, 512, 1024, 2048, 4096] == list(PRECISIONS)
    assert found == Judgement("compatible", "balls", (Side("compatible"),), 4096)


def test_fewer_precisions_are_tried_on_demand():
    """What needs 256 bits is open at 128; rationals need no precision at all."""
    small = Fraction(1, 2**200)
    statement = claim(lambda x: strictly_less(log(x), log(x) + small))
    found = judge(statement, {"x": Fraction(3)}, None, (64, 128))
    assert (found.outcome, found.bits) == ("compatible", 128)
    assert judge(claim(lambda x: at_least(x, 1)), {"x": Fraction(3)}, None, ()).outcome == "holds"


def test_an_open_branch_is_compatible_and_says_so():
    """A comparison that balls cannot decide leaves the whole statement open."""
    found = judged(claim(lambda x: at_least(1 if log(x * x) < 2 * log(x) else 2, 3)), x=3)
    assert (found.outcome, found.carrier, found.bits) == ("compatible", "balls", 4096)
    assert found.sides[0].outcome == "compatible"
    assert "is open at 4096 bits" in str(found)


def test_violated_outweighs_compatible_and_compatible_outweighs_holds():
    """One relation that is broken breaks the statement; one that is open leaves it open."""
    sharp = lambda x: at_most(log(x * x), 2 * log(x))  # noqa: E731
    assert judged(claim(lambda x: (sharp(x), at_least(exp(x), 0)), name="a"), x=3).outcome == "compatible"
    assert judged(claim(lambda x: (sharp(x), at_most(exp(x), 0)), name="b"), x=3).outcome == "violated"
    assert judged(claim(lambda x: (at_most(exp(x), 0), sharp(x)), name="c"), x=3).outcome == "violated"


@pytest.mark.parametrize(
    ("function", "point", "problem"),
    [
        (lambda x: at_least(exp(x + 2) + log(x), 0), 0, "log(0) has no value"),
        (lambda x: at_least(exp(x + 2) + log(x), 0), -1, "log(-1.00000) has no value"),
        (lambda x: at_least(sqrt(x), 0), -1, "sqrt(-1.00000) has no value"),
        (lambda x: at_least(exp(x + 2) / x, 0), 0, "a division by 0 has no value"),
        (lambda x: at_least(exp(x) + split(x)[0], 0), -2, "split(-2.00000, 2.00000) has no value"),
    ],
)
def test_balls_know_where_there_is_no_value(function, point, problem):
    """An argument outside the domain of a function violates the statement at once."""
    found = judged(claim(function, x=real()), x=point)
    assert (found.outcome, found.carrier, found.bits) == ("violated", "balls", 64)
    assert str(found) == f"undefined: {problem}"


def test_what_neither_carrier_has_is_an_error_and_no_outcome():
    """Without rationals and without balls there is no judgement at all."""
    statement = claim(lambda x: at_least(x.carrier.unable("magic"), 0))
    with pytest.raises(UnableError, match="magic is not available on balls"):
        judged(statement, x=1)


def test_precision_is_put_back(monkeypatch):
    """Arb's global precision is what it was, after answers and after errors."""
    before = flint.ctx.prec
    judged(claim(lambda x: at_most(log(x * x), 2 * log(x))), x=3)
    assert flint.ctx.prec == before

    def fail(relation):
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(module, "_look_at", fail)
    with pytest.raises(RuntimeError, match="unforeseen"):
        judged(claim(lambda x: at_least(exp(x), 0)), x=1)
    assert flint.ctx.prec == before


def test_statements_about_constants_are_judged_without_a_point():
    """No variables: the point is empty."""
    assert judged(constants_only(lambda: strictly_less(log(2), 1))).outcome == "holds"
    assert judged(constants_only(lambda: strictly_less(log(3), 1))).outcome == "violated"


def test_errata_are_judged_like_theorems():
    """The judge decides statements, whatever the suite wants of them."""
    assert judged(erratum(lambda x: at_most(absolute(x), 1), x=real()), x=-2).outcome == "violated"


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        (Fraction(1, 9), "1/9"),
        (Fraction(-12345678901234567890123), "-12345678901234567890123"),
        (
            Fraction(1234567890123456789012345),
            "1.23456789e+24 (exactly 1234567890123456789012345)",
        ),
        (HUGE, f"about 2^1328 (exactly {HUGE})"),
        (1 / (HUGE + 1), f"0 (exactly 1/{HUGE + 1})"),
        (flint.arb(2), "2.00000000000"),
        (7, "7"),
        (exact_matrix([[1, Fraction(3, 2)], [0, -1]]), "[[1, 3/2], [0, -1]]"),
        (numpy.array([[flint.arb(1), flint.arb(2)]], dtype=object), "[1.00000, 2.00000]"),
        (numpy.array([[Fraction(1), flint.arb(2)]], dtype=object)[:, 1:], "[2.00000]"),
    ],
)
def test_payloads_as_text(payload, text):
    """A short number as it is, a long one with its decimal, a ball to twelve digits."""
    assert as_text(payload) == text


def test_the_longest_number_that_is_shown_as_it_is_has_24_characters():
    """The 25th character brings the decimal."""
    assert as_text(Fraction(10**23)) == str(10**23)
    assert as_text(Fraction(10**24)).startswith("1e+24 (exactly")
