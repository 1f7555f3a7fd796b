"""The positive numbers with Mitchell's product are an ordered commutative group.

The approximate logarithm is a bijection onto the real numbers, so that everything that addition has, the product has:
a unit, inverses, associativity, order. It does not distribute over addition, except from powers of two, which it
multiplies exactly.
"""

from fractions import Fraction

from claims.mitchell import POST, antilogarithm, logarithm, product
from verify import between, equal, maximum, positive, power, setting, split, strictly_greater, strictly_less
from verify.proof import squares

LOGARITHM = "快速对数与指数"


def power_of_two(x):
    """The largest power of two that does not exceed x; every power of two is one."""
    return power(2, split(x)[0])


def itself(x):
    """x, a power of two or not."""
    return x


@setting(x=positive()).theorem(
    POST.sentence(LOGARITHM, 1), r"p = 2^n(1 + x) \implies \operatorname{antilog}(n + x) = p", relation="stronger"
)
def antilogarithm_undoes_the_logarithm(x, *, logarithm=logarithm):
    """The approximate antilogarithm is the exact inverse of the approximate logarithm."""
    return equal(antilogarithm(logarithm(x)), x)


def halved_fraction(x):
    """The logarithm with half the fraction."""
    exponent, significand = split(x)
    return exponent + (significand - 1) / 2


antilogarithm_undoes_the_logarithm.proof(squares)
antilogarithm_undoes_the_logarithm.neighbour(
    "half_the_fraction", logarithm=halved_fraction, witness={"x": Fraction(3, 2)}
)


@setting(x=positive(), y=positive(), z=positive()).theorem(
    POST.sentence(LOGARITHM, 1),
    r"x \circledast y = y \circledast x,\quad"
    r" (x \circledast y) \circledast z = x \circledast (y \circledast z),\quad 1 \circledast x = x",
    relation="stronger",
)
def product_is_a_commutative_monoid(x, y, z, *, product=product, unit=1):
    """Mitchell's product is commutative and associative, and 1 is its unit, exactly."""
    return (
        equal(product(x, y), product(y, x)),
        equal(product(product(x, y), z), product(x, product(y, z))),
        equal(product(unit, x), x),
    )


def without_carry(x, y):
    """The formula of the case without carry, also where the fractions add up to 1 or more."""
    (k, f), (l, g) = split(x), split(y)
    return power(2, k + l) * (1 + (f - 1) + (g - 1))


product_is_a_commutative_monoid.proof(squares)
product_is_a_commutative_monoid.neighbour(
    "without_carry", product=without_carry, witness={"x": Fraction(7, 4), "y": Fraction(7, 4), "z": Fraction(3, 2)}
)
product_is_a_commutative_monoid.neighbour("two_as_unit", unit=2, witness={"x": 1, "y": 1, "z": 1})


def inverse(x):
    """The antilogarithm of minus the logarithm: 2⁻ᵏ for 2ᵏ, otherwise 2⁻ᵏ⁻¹(2 - m) for 2ᵏ(1 + m)."""
    return antilogarithm(0 - logarithm(x))


def reciprocal(x):
    """1/x."""
    return 1 / x


@setting(x=positive()).theorem(
    POST.sentence(LOGARITHM, 1), r"\operatorname{antilog}(-\log x) \circledast x = 1", relation="stronger"
)
def every_number_has_an_inverse(x, *, inverse=inverse):
    """The antilogarithm of minus the logarithm of x is the inverse of x under Mitchell's product, exactly."""
    return equal(product(inverse(x), x), 1)


every_number_has_an_inverse.proof(squares)
every_number_has_an_inverse.neighbour("the_reciprocal", inverse=reciprocal, witness={"x": Fraction(3, 2)})


@setting(x=positive(), y=positive(), s=positive()).theorem(
    POST.sentence(LOGARITHM, 1),
    r"2^j \circledast x = 2^j x,\quad (2^j x) \circledast y = 2^j (x \circledast y)",
    relation="stronger",
)
def powers_of_two_multiply_exactly(x, y, s, *, scale=power_of_two):
    """Mitchell's product with a power of two is exact, and scaling a factor by it scales the product."""
    factor = scale(s)
    return equal(product(factor, x), factor * x), equal(product(factor * x, y), factor * product(x, y))


powers_of_two_multiply_exactly.proof(squares)
powers_of_two_multiply_exactly.neighbour(
    "any_scale", scale=itself, witness={"x": Fraction(3, 2), "y": 1, "s": Fraction(3, 2)}
)


def factor_is_above_one(t):
    """The factor is above 1."""
    return strictly_greater(t, 1)


def power_of_two_from_one_on(s):
    """A power of two that is at least 1; every such power is one."""
    return maximum(power_of_two(s), 1)


def any_power_of_two(s):
    """A power of two that may be below 1."""
    return power_of_two(s)


def whole_part_alone(x, y):
    """The product of the largest powers of two that do not exceed the factors."""
    return power_of_two(x) * power_of_two(y)


@(
    setting(x=positive(), y=positive(), s=positive(), t=between(1, 2))
    .where(factor_is_above_one)
    .theorem(
        POST.sentence(LOGARITHM, 1),
        r"x < z \implies x \circledast y < z \circledast y,\quad z = 2^q t x,\ q \ge 0,\ 1 < t \le 2",
        relation="stronger",
    )
)
def product_is_strictly_increasing(x, y, s, t, *, product=product, scale=power_of_two_from_one_on):
    """Mitchell's product increases strictly: it is greater at 2^q t x than at x for all q ≥ 0 and 1 < t ≤ 2."""
    return strictly_less(product(x, y), product(scale(s) * t * x, y))


product_is_strictly_increasing.proof(squares)
product_is_strictly_increasing.needs(factor_is_above_one, witness={"x": 1, "y": 1, "s": 1, "t": 1})
product_is_strictly_increasing.neighbour(
    "powers_of_two_alone", product=whole_part_alone, witness={"x": 1, "y": 1, "s": 1, "t": Fraction(3, 2)}
)
product_is_strictly_increasing.neighbour(
    "down_to_smaller_numbers",
    scale=any_power_of_two,
    witness={"x": 1, "y": 1, "s": Fraction(1, 2), "t": Fraction(3, 2)},
)


def fraction_alone(x):
    """The logarithm without its whole part."""
    return split(x)[1] - 1


@(
    setting(x=positive(), t=between(1, 2))
    .where(factor_is_above_one)
    .theorem(POST.sentence(LOGARITHM, 1), r"x < z \implies \log x < \log z", relation="stronger")
)
def logarithm_is_strictly_increasing(x, t, *, logarithm=logarithm):
    """The approximate logarithm increases strictly: it is greater at tx than at x, for all t above 1 and up to 2."""
    return strictly_less(logarithm(x), logarithm(t * x))


logarithm_is_strictly_increasing.proof(squares)
logarithm_is_strictly_increasing.needs(factor_is_above_one, witness={"x": 1, "t": 1})
logarithm_is_strictly_increasing.human_step(
    "a function that is greater on (x, 2x] than at x, for every x, increases: finitely many such steps reach any larger"
    " number"
)
logarithm_is_strictly_increasing.neighbour("fraction_alone", logarithm=fraction_alone, witness={"x": 1, "t": 2})


@setting().theorem(
    POST.sentence(LOGARITHM, 1),
    r"\tfrac32 \circledast (1 + \tfrac12) = 2 \ne \tfrac94 = \tfrac32 \circledast 1 + \tfrac32 \circledast \tfrac12",
    relation="stronger",
)
def product_does_not_distribute(*, factor=Fraction(3, 2)):
    """Mitchell's product does not distribute over addition: 1.5 times 1 + 0.5 is 2, but 2.25 term by term."""
    whole = product(factor, 1 + Fraction(1, 2))
    return strictly_less(whole, product(factor, 1) + product(factor, Fraction(1, 2))), equal(whole, 2)


product_does_not_distribute.proof(squares)
product_does_not_distribute.neighbour("a_power_of_two_distributes", factor=2, witness={})
