"""Mitchell (1962): multiply by adding approximate binary logarithms.

On bit patterns of floats the product is one integer addition. Here: where that addition is exact, what many factors
lose, and which single factor corrects the product best.
"""

from fractions import Fraction

from verify import (
    Post,
    absolute,
    at_least,
    at_most,
    bfloat16,
    bits,
    equal,
    float16,
    float32,
    floor,
    from_bits,
    mean,
    minimum,
    one_of,
    positive,
    positive_patterns,
    power,
    prod,
    real,
    setting,
    size,
    split,
    subject,
    supremum,
    total,
    vector,
)
from verify.proof import squares

POST = Post(
    "mitchell", "Mitchell近似:乘法变为加法,误差不超过1/9", date="2020-12-14", url="https://kexue.fm/archives/7991"
)


def logarithm(x):
    """Mitchell's approximate binary logarithm: exact at the powers of two and linear between them."""
    exponent, significand = split(x)
    return exponent + significand - 1


def antilogarithm(s):
    """The inverse of `logarithm`."""
    return power(2, floor(s)) * (1 + s - floor(s))


def product(x, y):
    """Mitchell's product of positive numbers: the antilogarithm of the sum of their approximate logarithms."""
    return antilogarithm(logarithm(x) + logarithm(y))


# The float trick


def multiply_by_adding_patterns(x, y, format, one=1):
    """The number whose pattern is the sum of those of x and y, less that of 1."""
    return from_bits(bits(x, format) + bits(y, format) - bits(one, format), format)


def operands_are_normal(format, a, b):
    """Neither operand is 0, subnormal, infinite or NaN."""
    return tuple(
        relation
        for pattern in (a, b)
        for relation in (
            at_least(floor(pattern / format.smallest_normal_bits), 1),
            at_most(pattern, format.largest_bits),
        )
    )


def result_is_normal(format, a, b):
    """The sum of the patterns is the pattern of a normal number: no underflow, no overflow."""
    pattern = a + b - bits(1, format)
    return at_least(floor(pattern / format.smallest_normal_bits), 1), at_most(pattern, format.largest_bits)


formats = one_of(bfloat16, float16, float32)

two_floats = setting(format=formats, a=positive_patterns(formats), b=positive_patterns(formats))


@two_floats.where(operands_are_normal, result_is_normal).theorem(
    POST.sentence("神奇的C++实现", 1), r"\operatorname{float}\bigl(I(x) + I(y) - I(1)\bigr) = x \circledast y"
)
def bit_trick(format, a, b, *, multiply=subject(multiply_by_adding_patterns), expected=product):
    """Adding bit patterns and subtracting that of 1 gives Mitchell's product exactly, without any rounding."""
    x, y = from_bits(a, format), from_bits(b, format)
    return equal(multiply(x, y, format), expected(x, y))


bit_trick.proof(squares)
bit_trick.exhaustive(bfloat16, profile="deep")
bit_trick.needs(operands_are_normal, witness={"format": float32, "a": 0x00000001, "b": 0x40000000})
bit_trick.needs(result_is_normal, witness={"format": float32, "a": 0x7F000000, "b": 0x7F000000})


def multiply_with_the_pattern_of_two(x, y, format):
    """The trick with a wrong constant."""
    return multiply_by_adding_patterns(x, y, format, one=2)


def true_product(x, y):
    """What the trick approximates."""
    return x * y


bit_trick.neighbour(
    "pattern_of_two",
    multiply=multiply_with_the_pattern_of_two,
    witness={"format": float32, "a": 0x3F800000, "b": 0x3F800000},
)
bit_trick.neighbour(
    "true_product", expected=true_product, witness={"format": float32, "a": 0x3FC00000, "b": 0x3FC00000}
)


# Many factors


def mitchell_product_of_all(x):
    """x₁ ⊛ … ⊛ xₙ: the antilogarithm of the sum of all approximate logarithms."""
    return antilogarithm(total(logarithm(x)))


def ratio_for_equal_significands(carries, n):
    """The n-fold product of the number 1 + carries/n, relative to its true n-th power."""
    return power(2, carries) / power(1 + carries / n, n)


n = size("n")

positive_vector = setting(n=n, x=vector(n, of=positive()))


@positive_vector.lemma(r"x_1 \cdots x_n \le \bigl(\tfrac1n (x_1 + \dots + x_n)\bigr)^n")
def arithmetic_geometric_mean(n, x):
    """The product of n positive numbers is at most the n-th power of their mean."""
    return at_most(prod(x), power(mean(x), n))


@positive_vector.theorem(
    POST.sentence("最大误差的分析", 2),
    r"\min\bigl(r_c, r_{c+1}\bigr) \le \frac{x_1 \circledast \cdots \circledast x_n}{x_1 \cdots x_n} \le 1,"
    r"\quad r_j = \frac{2^j}{(1 + j/n)^n},\quad x_i = 2^{k_i}(1 + m_i),\quad c = \lfloor m_1 + \dots + m_n \rfloor",
    relation="stronger",
)
def n_fold_product(n, x, *, next_carry=1):
    """For any number of factors the worst case has equal significands, whose fractions add up to a whole number."""
    _, significands = split(x)
    carries = floor(total(significands - 1))
    ratio = mitchell_product_of_all(x) / prod(x)
    worst = minimum(
        ratio_for_equal_significands(carries, n),
        ratio_for_equal_significands(carries + next_carry, n),
    )
    return at_most(ratio, 1), at_least(ratio, worst)


@n_fold_product.proof
def equal_significands_then_the_ends_of_each_carry(goal):
    goal.apply(arithmetic_geometric_mean)
    goal.ends()


n_fold_product.attained(n=3, x=[Fraction(4, 3), Fraction(4, 3), Fraction(4, 3)])
n_fold_product.neighbour("only_the_carry_itself", next_carry=0, witness={"n": 2, "x": [Fraction(5, 4), Fraction(5, 4)]})


# The best correction


@setting(factor=real()).theorem(
    POST.sentence("最大误差的分析", 3),
    r"\sup_{x,y>0}\left|\, c\,\frac{x \circledast y}{xy} - 1 \right| \ge \frac1{17},"
    r"\quad\text{with equality only for } c = \tfrac{18}{17}",
    relation="stronger",
)
def best_correction_factor(factor, *, least_error=Fraction(1, 17)):
    """No constant factor brings the largest relative error of Mitchell's product below 1/17; only 18/17 reaches it."""

    def relative_error(x, y):
        return absolute(factor * product(x, y) / (x * y) - 1)

    return at_least(supremum(relative_error, x=positive(), y=positive()), least_error)


@best_correction_factor.equality_exactly_when
def the_factor_is_18_17(factor):
    return equal(factor, Fraction(18, 17))


@best_correction_factor.proof
def where_the_product_is_exact_and_where_it_is_worst(goal):
    goal.choose({"x": 1, "y": 1}, {"x": Fraction(3, 2), "y": Fraction(3, 2)})
    goal.squares()


best_correction_factor.attained(factor=Fraction(18, 17))
best_correction_factor.neighbour("one_sixteenth", least_error=Fraction(1, 16), witness={"factor": Fraction(18, 17)})
