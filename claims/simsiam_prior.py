"""Random matrices as an image prior: what an encoder of random weights keeps of its input.

On average it keeps the squared length of each input exactly. How far that goes for all inputs at once is a question of
shape: a matrix of m rows and n columns misses an isometry by at least n - m, and loses directions if m < n.
"""

from itertools import product

from claims.simsiam import POST
from verify import (
    at_least,
    equal,
    identity_like,
    matrix,
    norm_squared,
    positive,
    real,
    setting,
    size,
    trace,
)
from verify.proof import identity, squares

PRIOR = "深度图像先验"

m, n = size("m"), size("n")


# Lengths are kept on average


def fourth_moment(x, y, fourth):
    """E(gx + hy)⁴ for independent g and h with E g² = E h² = 1, E g⁴ = E h⁴ = `fourth` and no odd moments."""
    return fourth * x**4 + 6 * x**2 * y**2 + fourth * y**4


@setting(x=real(), y=real(), rows=positive()).theorem(
    POST.sentence(PRIOR, 1),
    r"W_{ij} \sim N(0, \tfrac1m) \implies \operatorname{Var}\|Wx\|^2 = \tfrac{2}{m}\|x\|^4",
    relation="repaired",
)
def random_matrix_keeps_lengths_on_average(x, y, rows, *, fourth=3, factor=2):
    """A matrix of m rows of independent N(0, 1/m) entries keeps the squared length of each fixed vector on average,
    with the variance 2|x|⁴/m (shown for two coordinates): it is nearly an isometry for many rows only."""
    length = x**2 + y**2
    of_one_row = (fourth_moment(x, y, fourth) - length**2) / rows**2
    return equal(rows * of_one_row, factor * length**2 / rows)


random_matrix_keeps_lengths_on_average.proof(identity)
random_matrix_keeps_lengths_on_average.neighbour("exactly", factor=0, witness={"x": 1, "y": 0, "rows": 1})
random_matrix_keeps_lengths_on_average.neighbour("signs_for_entries", fourth=1, witness={"x": 1, "y": 0, "rows": 1})


def every_sign_matrix(rows):
    """All matrices of two columns whose entries are ±1, each as likely as any other."""
    return [tuple(zip(signs[::2], signs[1::2], strict=True)) for signs in product((-1, 1), repeat=2 * rows)]


def two_products(x, y):
    """What four of the moments of independent signs leave of 2|v|⁴ for v = (x, y): 2|v|⁴ - 2(x⁴ + y⁴)."""
    return 4 * x**2 * y**2


def as_for_gaussian_entries(x, y):
    """2|v|⁴."""
    return 2 * (x**2 + y**2) ** 2


@setting(x=real(), y=real()).theorem(
    POST.sentence(PRIOR, 1),
    r"W_{ij} = \pm\tfrac{1}{\sqrt m} \implies \mathbb{E}\|Wx\|^2 = \|x\|^2,\quad"
    r" \operatorname{Var}\|Wx\|^2 = \tfrac{2}{m}\Bigl(\|x\|^4 - \sum_i x_i^4\Bigr)",
    relation="specialised",
)
def sign_matrices_keep_lengths_on_average(x, y, *, spread=two_products):
    """Of all matrices of up to three rows and two columns whose entries are ±1/√m, counted one by one, the mean of
    |Wv|² is |v|², and its variance is smaller than for Gaussian entries: it depends on the law of the entries."""
    relations = []
    for rows in (1, 2, 3):
        signs = every_sign_matrix(rows)
        lengths = [sum((a * x + b * y) ** 2 for a, b in each) / rows for each in signs]
        mean = sum(lengths) / len(signs)
        relations += [
            equal(mean, x**2 + y**2),
            equal(sum(each**2 for each in lengths) / len(signs) - mean**2, spread(x, y) / rows),
        ]
    return tuple(relations)


sign_matrices_keep_lengths_on_average.proof(identity)
sign_matrices_keep_lengths_on_average.neighbour(
    "as_for_gaussian_entries", spread=as_for_gaussian_entries, witness={"x": 1, "y": 0}
)


# A matrix with fewer rows than columns is no isometry


def rows_and_columns(W):
    """The number of columns less the number of rows."""
    return trace(identity_like(W.T @ W)) - trace(identity_like(W @ W.T))


def columns_alone(W):
    """The number of columns."""
    return trace(identity_like(W.T @ W))


@setting(W=matrix(m, n)).theorem(
    POST.sentence(PRIOR, 1),
    r"\|W^\top W - I_n\|_F^2 = \|W W^\top - I_m\|_F^2 + n - m \ge n - m",
    relation="repaired",
)
def a_wide_matrix_is_no_isometry(W, *, missing=rows_and_columns):
    """No matrix of m rows and n columns, random or not, is nearer to an isometry than n - m: the squared distance of
    WᵀW from the identity exceeds that of WWᵀ by exactly n - m."""
    columns, rows = W.T @ W, W @ W.T
    distance = norm_squared(columns - identity_like(columns))
    return (
        equal(distance, norm_squared(rows - identity_like(rows)) + missing(W)),
        at_least(distance, missing(W)),
    )


a_wide_matrix_is_no_isometry.proof(squares)
a_wide_matrix_is_no_isometry.attained(W=[[1, 0]])
a_wide_matrix_is_no_isometry.neighbour("by_the_number_of_columns", missing=columns_alone, witness={"W": [[1, 0]]})


def crossed(a, b):
    """The cross product of two rows."""
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def summed(a, b):
    """The sum of two rows."""
    return tuple(x + y for x, y in zip(a, b, strict=True))


def dot(a, b):
    """The inner product of two rows."""
    return sum(x * y for x, y in zip(a, b, strict=True))


@setting(a=real(), b=real(), c=real(), d=real(), e=real(), f=real()).theorem(
    POST.sentence(PRIOR, 1), r"W \in \mathbb{R}^{2\times 3} \implies \exists\, k \ne 0: Wk = 0", relation="repaired"
)
def a_wide_matrix_loses_a_direction(a, b, c, d, e, f, *, lost=crossed):
    """Fewer rows than columns lose information: with two rows and three columns, the cross product of the rows is sent
    to 0, and it is as long as the area that the rows span."""
    first, second = (a, b, c), (d, e, f)
    kernel = lost(first, second)
    area = dot(first, first) * dot(second, second) - dot(first, second) ** 2
    return equal(dot(first, kernel), 0), equal(dot(second, kernel), 0), equal(dot(kernel, kernel), area)


a_wide_matrix_loses_a_direction.proof(identity)
a_wide_matrix_loses_a_direction.neighbour(
    "the_sum_of_the_rows", lost=summed, witness={"a": 1, "b": 0, "c": 0, "d": 0, "e": 1, "f": 0}
)
