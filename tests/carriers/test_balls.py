"""Balls: a comparison that they cannot decide is refused, never guessed, and the precision is put back."""

from fractions import Fraction

import flint
import pytest
from helpers import on, refused, run_on

from verify import dilogarithm, exp, floor, log, maximum, minimum, power, split, sqrt, where
from verify.carriers.balls import BALLS, ball, decide, exact_endpoints, precision
from verify.carriers.value import Value
from verify.errors import DomainError, UndecidedError, UndefinedError

WIDE = flint.arb(1, 0.5)  # [0.5, 1.5]
NAN = flint.arb("nan")


def value(payload):
    """A ball as a value."""
    return Value(BALLS, payload)


@pytest.mark.parametrize("relation", ["<", "<=", "=="])
def test_overlapping_balls_are_not_compared(relation):
    """Where some pairs of numbers satisfy the relation and some do not, the answer is None and the truth an error."""
    for left, right in ((WIDE, WIDE), (WIDE, flint.arb(1)), (flint.arb(1), WIDE), (NAN, WIDE), (WIDE, NAN), (NAN, NAN)):
        assert decide(relation, left, right) is None
        with pytest.raises(UndecidedError, match="is open at"):
            BALLS.truth((relation, left, right))


@pytest.mark.parametrize(
    ("relation", "left", "right", "truth"),
    [
        ("<", flint.arb(0), WIDE, True),
        ("<", flint.arb(2), WIDE, False),
        ("<", flint.arb(1), flint.arb(1), False),
        ("<=", flint.arb(1), flint.arb(1), True),
        ("<=", WIDE, WIDE.upper(), True),
        ("<", WIDE.upper(), WIDE, False),
        ("<=", flint.arb(2), WIDE, False),
        ("==", flint.arb(1), flint.arb(1), True),
        ("==", flint.arb(2), WIDE, False),
    ],
)
def test_separate_balls_and_exact_ones_are_compared(relation, left, right, truth):
    """What holds for all pairs of numbers is decided, touching ends included."""
    assert decide(relation, left, right) is truth
    assert BALLS.truth((relation, left, right)) is truth


def test_plain_arb_would_have_guessed():
    """The twin without the guard: plain Arb answers False to both sides of an open question."""
    assert not flint.arb(1) > WIDE
    assert not flint.arb(1) <= WIDE
    with pytest.raises(UndecidedError):
        bool(value(WIDE) < 1)


@pytest.mark.parametrize("operation", [lambda x: where(x < 1, 1, 2), lambda x: sorted([x, on(BALLS, 1)]), floor])
def test_branches_on_open_comparisons_raise(operation):
    """where, sorted and floor do not pick a side."""
    with pytest.raises(UndecidedError):
        operation(value(WIDE))


def test_maximum_and_minimum_enclose():
    """They need no decision: the result holds every possible maximum."""
    assert exact_endpoints(maximum(value(WIDE), 1).payload)[0] >= Fraction(99, 100)
    assert maximum(value(WIDE), 1).payload.contains(Fraction(3, 2).__float__())
    assert minimum(value(WIDE), 1).payload.contains(0.5)


@pytest.mark.parametrize("base", [2, 3, 10, Fraction(3, 2)])
@pytest.mark.parametrize("exponent", [-7, -1, 0, 1, 5])
def test_split_is_exact_at_powers_of_the_base(base, exponent):
    """At an exact power, where the quotient of logarithms is open at every precision, the exponent is right."""
    power_of_base = Fraction(base) ** exponent
    if power_of_base.denominator & (power_of_base.denominator - 1) or Fraction(base).denominator not in (1, 2):
        with pytest.raises(UndecidedError):  # no ball holds 1/3 alone
            run_on(BALLS, lambda x, b: split(x, b)[0], x=power_of_base, b=base)
        return
    assert run_on(BALLS, lambda x, b: split(x, b)[0], x=power_of_base, b=base) == exponent
    assert run_on(BALLS, lambda x, b: split(x, b)[1], x=power_of_base, b=base).contains(1)


@pytest.mark.parametrize("number", [1, 2, 8])
def test_split_of_a_ball_around_a_power_is_refused(number):
    """[1 ± ε] holds numbers with the exponents -1 and 0: neither is guessed."""
    with pytest.raises(UndecidedError, match="is open"):
        split(value(flint.arb(number, 1e-10)))
    assert split(value(flint.arb(3, 1e-10)))[0].payload == 1


@pytest.mark.parametrize(
    ("operation", "undefined", "undecided"),
    [
        (log, flint.arb(0), flint.arb(0, 1)),
        (log, flint.arb(-1), flint.arb(1, 2)),
        (sqrt, flint.arb(-1), flint.arb(0, 1)),
        (dilogarithm, flint.arb(1), flint.arb(1, 1)),
        (lambda x: 1 / x, flint.arb(0), flint.arb(0, 1)),
        (lambda x: x**-1, flint.arb(0), WIDE - 1),
        (lambda x: split(x)[0], flint.arb(0), flint.arb(0, 1)),
        (lambda x: split(x)[0], flint.arb(-1), flint.arb(1, 2)),
        (lambda x: split(3, x)[0], flint.arb(1), WIDE),
    ],
)
def test_no_value_and_perhaps_no_value_are_told_apart(operation, undefined, undecided):
    """Undefined for every number of the ball, undecided where only some have no value."""
    with pytest.raises(UndefinedError, match="no value"):
        operation(value(undefined))
    with pytest.raises(UndecidedError, match="may"):
        operation(value(undecided))


def test_the_dilogarithm_obeys_euler_and_landen():
    """Li₂(x) + Li₂(1 - x) + ln x ln(1 - x) does not depend on x, and Li₂(x) + Li₂(x/(x - 1)) = -½ ln²(1 - x)."""

    def reflected(x):
        return dilogarithm(x) + dilogarithm(1 - x) + log(x) * log(1 - x)

    third, half = on(BALLS, Fraction(1, 3)), on(BALLS, Fraction(1, 2))
    assert abs(reflected(third) - reflected(half)).payload < 1e-14
    assert abs(reflected(half).payload * 6 - flint.arb.pi() ** 2) < 1e-13
    landen = dilogarithm(third) + dilogarithm(third / (third - 1)) + log(1 - third) ** 2 / 2
    assert abs(landen).payload < 1e-14
    assert dilogarithm(on(BALLS, 0)).payload == 0


def test_sqrt_of_an_exact_zero_has_a_value():
    """The end of the domain belongs to it."""
    assert sqrt(on(BALLS, 0)).payload == 0


def test_powers_take_one_integer():
    """An exponent that could be several integers is refused; negative bases and exponents are fine."""
    assert power(on(BALLS, -2), on(BALLS, -3)).payload == -0.125
    assert (on(BALLS, 2) ** 0).payload == 1
    with pytest.raises(UndecidedError, match="not one integer"):
        power(on(BALLS, 2), value(flint.arb(2, 2)))


def test_precision_is_put_back_after_an_error():
    """Arb's precision is global; a block leaves it as it was."""
    before = flint.ctx.prec
    with precision(1000):
        assert flint.ctx.prec == 1000
    assert flint.ctx.prec == before
    with pytest.raises(RuntimeError), precision(1000):
        raise RuntimeError
    assert flint.ctx.prec == before


def test_ends_are_exact_and_outside():
    """The ends of the ball of 1/3 lie on both sides of it; a ball without ends is refused."""
    low, high = exact_endpoints(ball(Fraction(1, 3)))
    assert low < Fraction(1, 3) < high
    assert high - low < Fraction(1, 10**10)
    assert exact_endpoints(flint.arb(3)) == (3, 3)
    for endless in (NAN, flint.arb("inf"), flint.arb("+/- inf")):
        with refused_ends():
            exact_endpoints(endless)


def refused_ends():
    """The error for a ball without finite ends."""
    return pytest.raises(DomainError, match="has no finite ends")


def test_enclosures_hold_the_value_and_are_narrow():
    """e to thirty digits lies in the ball, which is narrower than 10⁻¹⁵."""
    result = run_on(BALLS, exp, x=1)
    low, high = exact_endpoints(result)
    e = Fraction("2.718281828459045235360287471352")
    assert low < e < high
    assert high - low < Fraction(1, 10**14)
    assert run_on(BALLS, lambda x: exp(log(x)), x=5).contains(5)


def test_numbers_and_balls_do_not_become_floats():
    """A ball is a value like others."""
    with refused(DomainError, "would leak to float"):
        float(on(BALLS, 1))
