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
from verify.proof import enclosure, identity, squares

POST = Post(
    "mitchell", "Mitchell近似:乘法变为加法,误差不超过1/9", date="2020-12-14", url="https://kexue.fm/archives/7991"
)

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


def relative_error(x, y):
    """Relative error of Mitchell's product"""
    return shortfall(x, y, product(x, y))


product_error.surface(relative_error, x=(1, 2), y=(1, 2), level=Fraction(1, 9))
product_error.histogram(relative_error, x=(1, 2), y=(1, 2), limits=(0, Fraction(1, 9)))


def worst_error(base):
    """((b - 1)/(b + 1))², the error half-way between two powers of the base: 1/9 for 2, 1/4 for 3."""
    return ((base - 1) / (base + 1)) ** 2


two_numbers_in_a_base = setting(x=positive(), y=positive(), base=above(1))


@two_numbers_in_a_base.theorem(
    POST.sentence(ANALYSIS, 4),
    r"0 \le \frac{xy - x \circledast_b y}{xy} \le \left(\frac{b-1}{b+1}\right)^2",
    relation="repaired",
)
def base_b_error(x, y, base, *, worst_error=worst_error):
    """With logarithms linear between the powers of any base b > 1 the product falls short by at most ((b-1)/(b+1))²."""
    error = shortfall(x, y, product(x, y, base))
    return at_least(error, 0), at_most(error, worst_error(base))


def one_ninth(base):
    """The constant of base two, in every base."""
    return Fraction(1, 9)


def error_of_a_square(x, base):
    """Relative error of x ⊛ x in base b"""
    return shortfall(x, x, product(x, x, base))


base_b_error.proof(squares)
base_b_error.attained(x=Fraction(3, 2), y=Fraction(3, 2), base=2)
base_b_error.attained(x=2, y=2, base=3)
base_b_error.curve(worst_error, one_ninth, base=(1, 16))
base_b_error.surface(error_of_a_square, x=(1, 4), base=(Fraction(3, 2), 4))
base_b_error.neighbour("one_ninth_in_every_base", worst_error=one_ninth, witness={"x": 2, "y": 2, "base": 3})


@setting(base=above(1)).theorem(
    POST.sentence(ANALYSIS, 4),
    r"x = y = \frac{1+b}{2} \implies \frac{xy - x \circledast_b y}{xy} = \left(\frac{b-1}{b+1}\right)^2",
    relation="repaired",
)
def base_b_error_is_attained(base, *, worst_error=worst_error):
    """In every base b > 1 the worst error is taken at x = y = (1 + b)/2, half-way between two powers."""
    middle = (1 + base) / 2
    return equal(shortfall(middle, middle, product(middle, middle, base)), worst_error(base))


base_b_error_is_attained.proof(identity)
base_b_error_is_attained.neighbour("one_ninth_in_every_base", worst_error=one_ninth, witness={"base": 3})


def chord_ternary_product(x, y):
    """The product in base three with logarithms linear between the powers of three."""
    return product(x, y, 3)


def literal_ternary_product(x, y):
    """log₃(1 + t) ≈ t taken literally for 0 ≤ t < 2, and undone by 3ⁿ(1 + t) for 0 ≤ t < 1."""
    (k, f), (l, g) = split(x, 3), split(y, 3)
    total = k + (f - 1) + l + (g - 1)
    return power(3, floor(total)) * (1 + total - floor(total))


def knotted_ternary_product(x, y):
    """The product in base three with logarithms linear between the one-digit numbers 1, 2, 3 times powers of three."""
    log_of_two = log(2) / log(3)

    def knotted_logarithm(x):
        k, f = split(x, 3)
        return k + where(f < 2, (f - 1) * log_of_two, log_of_two + (f - 2) * (1 - log_of_two))

    total = knotted_logarithm(x) + knotted_logarithm(y)
    whole = floor(total)
    rest = total - whole
    significand = where(rest < log_of_two, 1 + rest / log_of_two, 2 + (rest - log_of_two) / (1 - log_of_two))
    return power(3, whole) * significand


def mean_error(product, base):
    """The mean relative error |xy - x ⊛ y|/xy for independent significands, uniform on [1, b)."""
    return expectation(lambda x, y: absolute(shortfall(x, y, product(x, y))), x=uniform(1, base), y=uniform(1, base))


constants_only = setting()


@constants_only.theorem(
    POST.sentence(ANALYSIS, 4),
    r"\mathbb{E}\,\frac{|xy - x \circledast_{1,2,3} y|}{xy} < \mathbb{E}\,\frac{|xy - x \circledast_2 y|}{xy}",
    relation="repaired",
)
def knotted_ternary_is_more_accurate(*, ternary=knotted_ternary_product):
    """With logarithms exact at every one-digit number, ternary is more accurate on average than binary."""
    return strictly_less(mean_error(ternary, 3), mean_error(product, 2))


knotted_ternary_is_more_accurate.proof(enclosure)
knotted_ternary_is_more_accurate.neighbour("chords_between_powers", ternary=chord_ternary_product, witness={})


@constants_only.erratum(
    POST.sentence(ANALYSIS, 4),
    r"\mathbb{E}\,\frac{|xy - x \circledast_3 y|}{xy} < \mathbb{E}\,\frac{|xy - x \circledast_2 y|}{xy}",
    how="comparison of constants",
    repaired_by=(base_b_error, base_b_error_is_attained, knotted_ternary_is_more_accurate),
)
def ternary_is_more_accurate(*, ternary=chord_ternary_product):
    """A ternary computer would be more accurate on average, since e is nearer to 3 than to 2."""
    return strictly_less(mean_error(ternary, 3), mean_error(product, 2))


ternary_is_more_accurate.fails("chords_between_powers", ternary=chord_ternary_product)
ternary_is_more_accurate.fails("literal_first_order", ternary=literal_ternary_product)
ternary_is_more_accurate.holds("knots_at_one_digit_numbers", ternary=knotted_ternary_product)
