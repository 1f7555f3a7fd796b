"""The offset that leaves no bias: for uniform significands the mean of the product is that of the true product.

Added to the sum of the logarithms, as in the constant that is subtracted from bit patterns, it is 0.0545…, the root of
a cubic; that of L-Mul (Luo and Sun, 2024), 1/16, is too large.
"""

from fractions import Fraction

from claims.mitchell import ANALYSIS, POST
from claims.mitchell_constants import offset_product
from claims.mitchell_mean import FUNDAMENTAL_THEOREM
from verify import between, equal, gradient, half_open, setting, strictly_greater, strictly_less, where
from verify.proof import identity, squares

MEAN = POST.sentence(ANALYSIS, 4)
TRUE_MEAN = Fraction(9, 4)


def product_of_significands(m, n, delta):
    """The antilogarithm of m + n + δ, piece by piece."""
    total = m + n + delta
    return where(total < 1, 1 + total, where(total < 2, 2 * total, 4 * (total - 1)))


def without_carry(m, n, delta):
    """What the antilogarithm of m + n + δ is below 1."""
    return 1 + m + n + delta


offset_and_fractions = setting(delta=between(0, 1), m=half_open(0, 1), n=half_open(0, 1))


@offset_and_fractions.theorem(
    MEAN,
    r"\operatorname{antilog}(m + n + \delta) = 1 + t,\ 2t \text{ or } 4(t - 1)"
    r" \quad\text{for } t = m + n + \delta < 1,\ < 2,\ \ge 2",
    relation="stronger",
)
def offset_product_of_significands(delta, m, n, *, pieces=product_of_significands):
    """With an offset δ from 0 to 1, the product of significands is linear in the sum of fractions and offset, between
    the powers of two."""
    return equal(offset_product(1 + m, 1 + n, delta), pieces(m, n, delta))


offset_product_of_significands.proof(squares)
offset_product_of_significands.neighbour(
    "never_a_carry", pieces=without_carry, witness={"delta": 0, "m": Fraction(1, 2), "n": Fraction(3, 4)}
)


# Antiderivatives over n of the three pieces, then over m; the ends are where a carry begins


def below_one(n, m, delta):
    """An antiderivative of 1 + m + n + δ in n."""
    return n * (1 + m + delta) + n**2 / 2


def below_two(n, m, delta):
    """An antiderivative of 2(m + n + δ) in n."""
    return 2 * n * (m + delta) + n**2


def from_two_on(n, m, delta):
    """An antiderivative of 4(m + n + δ - 1) in n."""
    return 4 * n * (m + delta - 1) + 2 * n**2


def small_fraction(m, delta):
    """The mean over n for m up to 1 - δ: the first two pieces."""
    carry = 1 - delta - m
    return below_one(carry, m, delta) - below_one(0 * m, m, delta) + below_two(1, m, delta) - below_two(carry, m, delta)


def large_fraction(m, delta):
    """The mean over n for m from 1 - δ on: the last two pieces."""
    carry = 2 - delta - m
    return (
        below_two(carry, m, delta)
        - below_two(0 * m, m, delta)
        + from_two_on(1, m, delta)
        - from_two_on(carry, m, delta)
    )


def area_of_small(m, delta):
    """An antiderivative of ((m + δ)² + 2(m + δ) + 3)/2 in m."""
    return (m + delta) ** 3 / 6 + (m + delta) ** 2 / 2 + 3 * m / 2


def area_of_large(m, delta):
    """An antiderivative of (m + δ)² + 2 in m."""
    return (m + delta) ** 3 / 3 + 2 * m


def bias(delta):
    """The mean of the product with offset, less that of the true product."""
    return (2 * delta**3 + 6 * delta**2 + 18 * delta - 1) / 12


def bias_to_first_order(delta):
    """The bias of small offsets."""
    return (18 * delta - 1) / 12


@offset_and_fractions.theorem(
    MEAN,
    r"\mathbb{E}\,\operatorname{antilog}(m + n + \delta) - \mathbb{E}\,xy"
    r" = \tfrac1{12}(2\delta^3 + 6\delta^2 + 18\delta - 1)",
    relation="stronger",
)
def bias_of_an_offset(delta, m, n, *, bias=bias):
    """For independent significands that are uniform on [1, 2), and an offset δ from 0 to 1, the mean of the product
    exceeds that of the true product by (2δ³ + 6δ² + 18δ - 1)/12."""
    mean = area_of_small(1 - delta, delta) - area_of_small(0 * delta, delta)
    mean += area_of_large(1, delta) - area_of_large(1 - delta, delta)
    return (
        equal(gradient(lambda n: below_one(n, m, delta), n), 1 + m + n + delta),
        equal(gradient(lambda n: below_two(n, m, delta), n), 2 * (m + n + delta)),
        equal(gradient(lambda n: from_two_on(n, m, delta), n), 4 * (m + n + delta - 1)),
        equal(gradient(lambda m: area_of_small(m, delta), m), small_fraction(m, delta)),
        equal(gradient(lambda m: area_of_large(m, delta), m), large_fraction(m, delta)),
        equal(mean - TRUE_MEAN, bias(delta)),
    )


bias_of_an_offset.proof(identity)
bias_of_an_offset.human_step(
    f"{FUNDAMENTAL_THEOREM}, of the pieces that offset_product_of_significands proves; the mean of a product of"
    " independent numbers is the product of their means"
)
bias_of_an_offset.neighbour("to_first_order", bias=bias_to_first_order, witness={"delta": 1, "m": 0, "n": 0})


@setting(delta=between(0, 1)).theorem(
    MEAN, r"2\delta^3 + 6\delta^2 + 18\delta = 1 \iff \delta = 0.054545\ldots", relation="stronger"
)
def one_offset_has_no_bias(
    delta, *, low=Fraction(54545776, 10**9), high=Fraction(54545777, 10**9), too_large=Fraction(1, 16)
):
    """The bias increases with the offset, and is 0 for one offset only, between 0.054545776 and 0.054545777; L-Mul's
    offset 1/16 makes the mean too large."""
    return (
        strictly_greater(gradient(lambda delta: bias(delta), delta), 0),
        strictly_less(bias(low) + 0 * delta, 0),
        strictly_greater(bias(high) + 0 * delta, 0),
        strictly_greater(bias(too_large) + 0 * delta, 0),
    )


one_offset_has_no_bias.proof(squares)
one_offset_has_no_bias.neighbour("one_eighteenth", low=Fraction(1, 18), witness={"delta": 0})
one_offset_has_no_bias.neighbour("one_twentieth_is_too_large", too_large=Fraction(1, 20), witness={"delta": 0})
