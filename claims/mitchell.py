"""Mitchell (1962): multiply by adding approximate binary logarithms.

The logarithm is exact at powers of the base and linear between them; its inverse turns a sum of logarithms back into
an approximate product. The post proves nothing, looks at a contour plot, and is right about 1/9.
"""

from fractions import Fraction

from verify import (
    Post,
    above,
    absolute,
    at_least,
    at_most,
    bfloat16,
    equal,
    expectation,
    floor,
    log,
    positive,
    power,
    setting,
    split,
    strictly_less,
    subject,
    uniform,
    where,
)
from verify.proof import enclosure

POST = Post("mitchell", "Mitchell近似:乘法变为加法,误差不超过1/9", date="2020-12-14", url="https://kexue.fm/archives/7991")

ANALYSIS = "最大误差的分析"


def logarithm(x, base=2):
    """Mitchell's approximate logarithm: exact at the powers of the base and linear between them."""
    exponent, significand = split(x, base)
    return exponent + (significand - 1) / (base - 1)


def antilogarithm(s, base=2):
    """The inverse of `logarithm`."""
    whole = floor(s)
    return power(base, whole) * (1 + (base - 1) * (s - whole))


def product(x, y, base=2):
    """Mitchell's product of positive numbers: the antilogarithm of the sum of their approximate logarithms."""
    return antilogarithm(logarithm(x, base) + logarithm(y, base), base)


def shortfall(x, y, approximation):
    """By what fraction of the true product the approximation falls short of it; negative if it exceeds it."""
    return 1 - approximation / (x * y)


two_numbers = setting(x=positive(), y=positive())


@two_numbers.theorem(POST.sentence(ANALYSIS, 2), r"0 \le \frac{xy - x \circledast y}{xy} \le \frac19")
def product_error(x, y, *, bound=Fraction(1, 9), product=subject(product)):
    """Mitchell's product never exceeds the true product and falls short of it by at most one ninth."""
    error = shortfall(x, y, product(x, y))
    return at_least(error, 0), at_most(error, bound)


@product_error.proof
def along_its_own_branches(goal):
    for case in goal.branches():
        case.squares()


def significands(x, y):
    """The two numbers with their exponents of two taken away."""
    return {"x": split(x)[1], "y": split(y)[1]}


product_error.attained(x=Fraction(3, 2), y=Fraction(3, 2))
product_error.exhaustive(bfloat16, through=significands)
product_error.neighbour(
    "smaller_constant", bound=Fraction(111, 1000), witness={"x": Fraction(3, 2), "y": Fraction(3, 2)}
)
product_error.surface(lambda x, y: shortfall(x, y, product(x, y)), x=(1, 2), y=(1, 2), level=Fraction(1, 9))


two_numbers_in_a_base = setting(x=positive(), y=positive(), base=above(1))


@two_numbers_in_a_base.theorem(
    POST.sentence(ANALYSIS, 5),
    r"0 \le \frac{xy - x \circledast_b y}{xy} \le \left(\frac{b-1}{b+1}\right)^2",
    relation="repaired",
)
def base_b_error(x, y, base):
    """With logarithms linear between the powers of any base b > 1 the product falls short by at most ((b-1)/(b+1))²."""
    error = shortfall(x, y, product(x, y, base))
    return at_least(error, 0), at_most(error, ((base - 1) / (base + 1)) ** 2)


@base_b_error.proof
def along_its_own_branches_in_a_base(goal):
    for case in goal.branches():
        case.squares()
