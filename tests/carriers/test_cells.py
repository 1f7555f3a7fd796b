"""Cells: enclosures of means hold the true value, exclude wrong ones, and narrow with the precision."""

from fractions import Fraction
from math import log as natural_log

import flint
import pytest

from claims.mitchell import chord_ternary_product, knotted_ternary_product, mean_error, product
from verify import absolute, at_least, exp, expectation, floor, log, maximum, minimum, split, sqrt, uniform, where
from verify.carriers.balls import BALLS, exact_endpoints, precision
from verify.carriers.cells import Jet, _beside_the_middle
from verify.carriers.value import running_on
from verify.errors import UnableError, UndecidedError, UndefinedError


def enclosure(function, bits=64, **laws):
    """Both ends of the ball around a mean."""
    with precision(bits), running_on(BALLS):
        return exact_endpoints(expectation(function, **laws).payload)


UNIT = {"x": uniform(0, 1)}
SQUARE = {"x": uniform(0, 1), "y": uniform(0, 1)}


@pytest.mark.parametrize(
    ("function", "laws", "mean"),
    [
        (lambda x: x, UNIT, Fraction(1, 2)),
        (lambda x: x * x - x**3, UNIT, Fraction(1, 12)),
        (lambda x: 1 / (1 + x), UNIT, Fraction(natural_log(2))),
        (lambda x: (1 + x) ** -2, UNIT, Fraction(1, 2)),
        (lambda x: exp(x), UNIT, Fraction("1.718281828459045235")),
        (lambda x: log(1 + x), UNIT, Fraction("0.386294361119890618")),
        (lambda x: absolute(x - Fraction(1, 3)), UNIT, Fraction(5, 18)),
        (lambda x: maximum(x, Fraction(1, 3)), UNIT, Fraction(5, 9)),
        (lambda x: minimum(x, Fraction(1, 3)), UNIT, Fraction(5, 18)),
        (lambda x: where(x < Fraction(1, 3), 0, 1), UNIT, Fraction(2, 3)),
        (lambda x: where(x == Fraction(1, 3), 5, 1), UNIT, 1),
        (lambda x: floor(3 * x), UNIT, 1),
        (lambda x: split(1 + 3 * x)[0], UNIT, Fraction(2, 3)),
        (lambda x: -x, {"x": uniform(-3, -1)}, 2),
        (lambda x, y: x * y, SQUARE, Fraction(1, 4)),
        (lambda x, y: absolute(x - y), SQUARE, Fraction(1, 3)),
        (lambda x, y: where(x < y, x, y), SQUARE, Fraction(1, 3)),
        (lambda: floor(Fraction(7, 2)), {}, 3),
    ],
)
def test_means_that_are_known(function, laws, mean):
    """The true mean lies in the ball, and the ball is no wider than a tenth."""
    low, high = enclosure(function, **laws)
    assert low <= mean <= high
    assert high - low < Fraction(1, 5)


E = Fraction("2.718281828459045235360287471")


@pytest.mark.parametrize(
    ("function", "laws", "mean"),
    [
        (lambda x: exp(x), UNIT, E - 1),
        (lambda x: exp(2 * x - 1) * (1 + x), UNIT, (3 * E - 1 / E) / 4),
        (lambda x: x**4 - 3 * x, UNIT, Fraction(-13, 10)),
        (lambda x: 1 / (1 + x) ** 2, UNIT, Fraction(1, 2)),
        (lambda x: x / (1 + x), UNIT, 1 - Fraction("0.693147180559945309417232")),
        (lambda x: log(1 + x), UNIT, 2 * Fraction("0.693147180559945309417232") - 1),
        (lambda x, y: (x * y) ** 2, SQUARE, Fraction(1, 9)),
        (lambda x, y: (1 + x) / (1 + y), SQUARE, Fraction("0.693147180559945309417232") * 3 / 2),
        (lambda x, y: absolute(x * x - 4) / (1 + y) ** 2, SQUARE, Fraction(11, 6)),
        (lambda x, y: maximum(x + 2, y), SQUARE, Fraction(5, 2)),
    ],
)
def test_smooth_means_are_narrow(function, laws, mean):
    """The error falls with the third power of a cell's width, also where an absolute value has no kink."""
    widths = []
    for bits in (64, 256):
        low, high = enclosure(function, bits, **laws)
        assert low <= mean <= high
        widths.append(high - low)
    assert widths[0] < Fraction(1, 150)
    assert widths[1] < widths[0] / 32 + Fraction(1, 2**50)


@pytest.mark.parametrize(
    ("function", "base", "mean", "tolerance"),
    [
        (product, 2, "0.03848799391735814885384", Fraction(1, 150)),
        (chord_ternary_product, 3, "0.0912", Fraction(1, 100)),
        (knotted_ternary_product, 3, "0.0290", Fraction(1, 25)),
    ],
)
def test_the_mean_errors_of_mitchells_products(function, base, mean, tolerance):
    """Digits that were computed in another way lie in the ball; a little more or less does not."""
    with precision(256), running_on(BALLS):
        low, high = exact_endpoints(mean_error(function, base).payload)
    known = Fraction(mean)
    last_digit = Fraction(1, 10 ** len(mean.partition(".")[2]))
    assert low <= known + last_digit
    assert known <= high
    assert not low <= known * (1 + tolerance) <= high
    assert not low <= known * (1 - tolerance) <= high


def test_what_averages_to_nothing_and_what_does_not():
    """On a cell of widths 2 and 4: slopes and mixed second derivatives leave their spread, pure ones their value."""
    zero, one, open_ = flint.arb(0), flint.arb(1), flint.arb(5, 1)

    def ends(slopes, curvatures):
        return exact_endpoints(_beside_the_middle(Jet(zero, zero, slopes, curvatures), [Fraction(2), Fraction(4)]))

    assert ends((open_, one), None) == pytest.approx((-Fraction(2, 4), Fraction(2, 4)))
    assert ends((one, open_), None) == pytest.approx((-1, 1))
    assert ends((one, one), (zero, open_, zero)) == pytest.approx((-Fraction(8, 16), Fraction(8, 16)))
    assert ends((one, one), (one, zero, zero)) == pytest.approx((Fraction(4, 24), Fraction(4, 24)))
    assert ends((one, one), (zero, zero, one)) == pytest.approx((Fraction(16, 24), Fraction(16, 24)))


def test_more_precision_narrows_the_ball():
    """Whoever doubles the precision gets a narrower ball with the same mean in it."""
    first = enclosure(lambda x, y: absolute(x - y), 64, **SQUARE)
    second = enclosure(lambda x, y: absolute(x - y), 256, **SQUARE)
    assert second[1] - second[0] < (first[1] - first[0]) / 2
    assert second[0] <= Fraction(1, 3) <= second[1]


def test_kinks_are_not_taken_for_smooth():
    """Between the pieces of |x| the slope is a range: a cell across 0 cannot report the mean 0 of its middle."""
    low, high = enclosure(absolute, x=uniform(-1, 1))
    assert low <= Fraction(1, 2) <= high
    assert low > 0


def test_what_has_no_value_on_a_cell_stays_undecided():
    """1/x across 0, and a floor without bounds or with too many values, are refused, not enclosed."""
    for function in (lambda x: 1 / x, lambda x: floor(1000 * x * x / (x * x - 2)), lambda x: floor(10**6 * x)):
        with pytest.raises(UndecidedError):
            enclosure(function, x=uniform(-1, 2))
    with pytest.raises(UndecidedError, match="has no bounds"):
        enclosure(lambda x: floor(exp(exp(exp(exp(x))))), x=uniform(9, 10))
    with pytest.raises(UndefinedError, match="has no value"):
        enclosure(log, x=uniform(-1, 2))


def test_operations_that_cells_lack_are_named():
    """sqrt has no derivative at 0, and cells do not have it at all."""
    with pytest.raises(UnableError, match="sqrt is not available on cells"):
        enclosure(sqrt, x=uniform(1, 2))


def test_precision_is_put_back_by_an_enclosure_that_fails():
    """An error in the middle of a subdivision leaves Arb's precision alone."""
    before = flint.ctx.prec
    with pytest.raises(UndecidedError):
        enclosure(lambda x: 1 / x, x=uniform(-1, 1))
    assert flint.ctx.prec == before


def test_a_strict_relation_of_means_is_decided_by_the_judge():
    """E|x - y| is above 0.3 and not above 0.4."""
    from helpers import constants_only, judged

    def above(bound):
        return judged(constants_only(lambda: at_least(expectation(lambda x, y: absolute(x - y), **SQUARE), bound)))

    assert above(Fraction(3, 10)).outcome == "holds"
    assert above(Fraction(4, 10)).outcome == "violated"
    assert above(Fraction(3, 10)).carrier == "balls"
