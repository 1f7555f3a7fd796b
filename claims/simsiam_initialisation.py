"""Is a layer approximately orthogonal when it is initialised?

The post says so, and that the layer then keeps the information of its input. For an encoder with fewer rows than
columns no initialisation can make it true: some directions are lost, and WᵀW is off by at least their number.
"""

from claims.simsiam import POST
from verify import at_least, equal, identity_like, matrix, norm_squared, setting, size, trace
from verify.proof import identity, squares

m, n = size("m"), size("n")

INITIALISATION = POST.sentence("深度图像先验", 1)


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
