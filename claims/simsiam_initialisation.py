"""Is a layer approximately orthogonal when it is initialised?

The post says so, and that the layer then keeps the information of its input. Random entries keep the squared length of
each fixed input on average only. For an encoder with fewer rows than columns no initialisation can make it true: some
directions are lost, and WᵀW is off by at least their number.
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

m, n = size("m"), size("n")

INITIALISATION = POST.sentence("深度图像先验", 1)


# Lengths are kept on average


def fourth_moment(x, y, fourth):
    """E(gx + hy)⁴ for independent g and h with E g² = E h² = 1, E g⁴ = E h⁴ = `fourth` and no odd moments."""
    return fourth * x**4 + 6 * x**2 * y**2 + fourth * y**4


@setting(x=real(), y=real(), rows=positive()).theorem(
    INITIALISATION,
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
    """2|v|⁴ - 2(x⁴ + y⁴) for v = (x, y)."""
    return 4 * x**2 * y**2


def as_for_gaussian_entries(x, y):
    """2|v|⁴."""
    return 2 * (x**2 + y**2) ** 2


@setting(x=real(), y=real()).theorem(
    INITIALISATION,
    r"W_{ij} = \pm\tfrac{1}{\sqrt m} \implies \mathbb{E}\|Wx\|^2 = \|x\|^2,\quad"
    r" \operatorname{Var}\|Wx\|^2 = \tfrac{2}{m}\Bigl(\|x\|^4 - \sum_i x_i^4\Bigr)",
    relation="specialised",
)
def sign_matrices_keep_lengths_on_average(x, y, *, spread=two_products):
    """Over all matrices of m rows and two columns with entries ±1/√m, counted one by one for m ≤ 3, the mean of |Wv|²
    is |v|², and its variance is that of Gaussian entries less 2(x⁴ + y⁴)/m: it depends on the law of the entries."""
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


def distance_from_identity(product):
    """‖A - I‖² in the Frobenius norm."""
    return norm_squared(product - identity_like(product))


def columns_less_rows(W):
    """N - m."""
    return trace(identity_like(W.T @ W)) - trace(identity_like(W @ W.T))


def none_lost(W):
    """0, as if every layer could be orthogonal."""
    return 0


@setting(W=matrix(m, n)).theorem(
    INITIALISATION,
    r"\|W^\top W - I_n\|_F^2 = \|W W^\top - I_m\|_F^2 + n - m",
    relation="repaired",
)
def columns_and_rows_are_not_both_orthonormal(W, *, lost=columns_less_rows):
    """The columns of an m × n matrix are further from orthonormal than its rows, by exactly n - m for the squared
    Frobenius norm."""
    return equal(distance_from_identity(W.T @ W), distance_from_identity(W @ W.T) + lost(W))


columns_and_rows_are_not_both_orthonormal.proof(identity)
columns_and_rows_are_not_both_orthonormal.neighbour("squares_only", lost=none_lost, witness={"W": [[1, 0]]})


@setting(W=matrix(m, n)).theorem(INITIALISATION, r"\|W^\top W - I_n\|_F^2 \ge n - m", relation="repaired")
def wide_layers_lose_directions(W, *, lost=columns_less_rows):
    """With fewer rows than columns WᵀW is never the identity: its squared distance from it is at least the number n - m
    of directions that are lost."""
    return at_least(distance_from_identity(W.T @ W), lost(W))


def one_more_than_lost(W):
    """N - m + 1."""
    return columns_less_rows(W) + 1


wide_layers_lose_directions.proof(squares)
wide_layers_lose_directions.attained(W=[[1, 0]])
wide_layers_lose_directions.neighbour("one_more_direction", lost=one_more_than_lost, witness={"W": [[1, 0]]})


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
    INITIALISATION, r"W \in \mathbb{R}^{2\times 3} \implies \exists\, k \ne 0: Wk = 0", relation="repaired"
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
