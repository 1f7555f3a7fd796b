"""Dot products and matrix products in which every product is Mitchell's and sums are exact.

An entry of a matrix product is a sum of products. What is proved here is one step: how a bound for a sum of any length
goes over to the sum with one term more. From the empty sum, for which every bound holds, any number of steps leads to
every entry of every matrix product.
"""

from fractions import Fraction

from claims.mitchell import POST, product
from verify import absolute, at_least, at_most, equal, half_open, positive, real, setting
from verify.proof import squares

NETWORKS = POST.sentence("搬到深度学习中", 1)
INDUCTION = "induction over the number of terms of a sum, from the empty sum, in every entry"


def sums_are_close(exact, approximate):
    """The sum so far lies between 8/9 of the exact one and the exact one."""
    return at_least(approximate, Fraction(8, 9) * exact), at_most(approximate, exact)


@(
    setting(exact=real(), approximate=real(), x=positive(), y=positive())
    .where(sums_are_close)
    .theorem(
        NETWORKS,
        r"A, B \ge 0 \implies \tfrac89 AB \le A \circledast B \le AB\ \text{in every entry}",
        relation="stronger",
    )
)
def matrices_without_negative_entries(exact, approximate, x, y, *, least=Fraction(8, 9), product=product):
    """Of matrices without negative entries the product lies between 8/9 of the true one and the true one in every
    entry: a further term keeps these bounds."""
    more, true = approximate + product(x, y), exact + x * y
    return at_least(more, least * true), at_most(more, true)


matrices_without_negative_entries.proof(squares)
matrices_without_negative_entries.needs(sums_are_close, witness={"exact": 0, "approximate": 1, "x": 1, "y": 1})
matrices_without_negative_entries.human_step(INDUCTION)
matrices_without_negative_entries.attained(exact=0, approximate=0, x=Fraction(3, 2), y=Fraction(3, 2))
matrices_without_negative_entries.neighbour(
    "nine_tenths",
    least=Fraction(9, 10),
    witness={"exact": 9, "approximate": 8, "x": Fraction(3, 2), "y": Fraction(3, 2)},
)


def error_is_small(exact, approximate, size):
    """The sum so far is off by at most a ninth of the sum of absolute values."""
    return at_most(absolute(approximate - exact), size / 9)


significand = half_open(1, 2)
signed = setting(exact=real(), approximate=real(), size=real(), scale=real(), f=significand, g=significand)


@signed.where(error_is_small).theorem(
    NETWORKS,
    r"|A \circledast B - AB| \le \tfrac19 |A|\,|B|\ \text{in every entry}",
    relation="stronger",
)
def matrices_of_any_sign(exact, approximate, size, scale, f, g, *, bound=Fraction(1, 9)):
    """Of matrices of any signs every entry of the product is off by at most one ninth of that of |A| |B|: a further
    term, ±2ᵏfg with significands f and g, keeps this bound."""
    more, true = approximate + scale * product(f, g), exact + scale * f * g
    return at_most(absolute(more - true), bound * (size + absolute(scale) * f * g))


matrices_of_any_sign.proof(squares)
matrices_of_any_sign.human_step(f"powers of two multiply exactly, and {INDUCTION}")
ONE_TERM = {"exact": 0, "approximate": 0, "size": 0, "scale": 1, "f": Fraction(3, 2), "g": Fraction(3, 2)}
matrices_of_any_sign.attained(**ONE_TERM)
matrices_of_any_sign.needs(error_is_small, witness={**ONE_TERM, "approximate": 1})
matrices_of_any_sign.neighbour("one_tenth", bound=Fraction(1, 10), witness=ONE_TERM)


def signed_product(x, y):
    """Mitchell's product of absolute values, with the sign of the true product; x and y are not 0."""
    size = product(absolute(x), absolute(y))
    return size * (x / absolute(x)) * (y / absolute(y))


def true_product(x, y):
    """The true product."""
    return x * y


@setting().theorem(
    NETWORKS,
    r"(\tfrac32, -\tfrac94)\begin{pmatrix}\tfrac32\\1\end{pmatrix} = 0,\ \text{with}\ \circledast\colon -\tfrac14",
    relation="stronger",
)
def no_relative_bound_for_signs(*, product=signed_product):
    """With signs there is no bound relative to the entry itself: (1.5, -2.25) times (1.5, 1) is 0, and -1/4 with
    Mitchell's products."""
    a, b, c = Fraction(3, 2), Fraction(-9, 4), Fraction(3, 2)
    return equal(a * c + b, 0), equal(product(a, c) + product(b, Fraction(1)), Fraction(-1, 4))


no_relative_bound_for_signs.proof(squares)
no_relative_bound_for_signs.neighbour("with_true_products", product=true_product, witness={})
