"""Can a contrastive loss be trained with accumulated gradients?

Yes, in two passes: the first finds the gradient at the embeddings of the whole batch, the second carries it to the
parameters, one small batch after the other.
"""

from verify import (
    Post,
    differentiable,
    each,
    equal,
    frozen,
    gradient,
    inner,
    logsumexp,
    matrix,
    partition,
    real,
    setting,
    size,
    softmax,
    total,
    vector,
)
from verify.proof import chain_rule, letters

POST = Post(
    "contrastive_accumulation",
    "对比学习可以使用梯度累积吗?",
    date="2021-06-17",
    url="https://kexue.fm/archives/8471",
)

n, m, d, p = size("n"), size("m"), size("d"), size("p")


# The gradient at the embeddings


def contrastive_loss(H, T):
    """Cross entropy of the targets T against the softmax, in each row, of the similarities of the embeddings."""
    S = H @ H.T
    return total(logsumexp(S, axis=1)) - total(T * S)


def symmetrised(P, T):
    """The coefficients of the post: p and its transpose, less twice the targets."""
    return P + P.T - 2 * T


def not_symmetrised(P, T):
    """What is left if p is taken to be symmetric."""
    return 2 * (P - T)


def targets_are_symmetric(T):
    """If j is a positive for i, so is i for j."""
    return equal(T, T.T)


@(
    setting(H=matrix(n, d), T=matrix(n, n))
    .where(targets_are_symmetric)
    .theorem(
        POST.sentence("梯度", 5),
        r"\frac{\partial \mathcal L}{\partial h_i} = \sum_j (p_{ij} + p_{ji} - 2 t_{ij})\, h_j",
    )
)
def embedding_gradient(H, T, *, coefficients=symmetrised):
    """The gradient at an embedding is the sum of all embeddings with weights p(i,j) + p(j,i) - 2t(i,j)."""
    P = softmax(H @ H.T, axis=1)
    return equal(gradient(lambda H: contrastive_loss(H, T), H), coefficients(P, T) @ H)


embedding_gradient.proof(chain_rule)
embedding_gradient.needs(targets_are_symmetric, witness={"H": [[0], [1]], "T": [[0, 1], [0, 0]]})
embedding_gradient.neighbour(
    "not_symmetrised", coefficients=not_symmetrised, witness={"H": [[0], [1]], "T": [[1, 0], [0, 1]]}
)


# Two passes


@setting(
    encode=differentiable(vector(d), vector(p), to=vector(m)),
    loss=differentiable(matrix(n, m), to=real()),
    theta=vector(p),
    inputs=matrix(n, d),
    batches=partition(n),
).theorem(
    POST.sentence("流程", 1),
    r"\nabla_\theta L\bigl(f_\theta(x_1), \dots, f_\theta(x_n)\bigr) = \sum_{B} \nabla_\theta \sum_{i \in B} "
    r"\bigl\langle f_\theta(x_i), \operatorname{sg} \tfrac{\partial L}{\partial h_i} \bigr\rangle",
    relation="stronger",
)
def two_pass_gradient(encode, loss, theta, inputs, batches, *, stop=frozen):
    """For every loss of a batch and every partition into small batches, two passes accumulate the exact gradient."""

    def embeddings(theta):
        return each(lambda x: encode(x, theta), inputs)

    def surrogate(theta, batch):
        at_the_whole_batch = stop(gradient(loss, embeddings(theta)))
        return inner(embeddings(theta)[batch], at_the_whole_batch[batch])

    accumulated = total(lambda batch: gradient(lambda theta: surrogate(theta, batch), theta), batches)
    return equal(accumulated, gradient(lambda theta: loss(embeddings(theta)), theta))


def not_stopped(value):
    """Let the gradient flow through the first pass as well."""
    return value


def multiple(x, theta):
    """The encoder x ↦ θx."""
    return x * theta


def half_the_squared_norm(H):
    """A loss whose gradient is H itself."""
    return inner(H, H) / 2


two_pass_gradient.proof(letters)
two_pass_gradient.neighbour(
    "without_stop_gradient",
    stop=not_stopped,
    witness={
        "encode": multiple,
        "loss": half_the_squared_norm,
        "theta": [1],
        "inputs": [[1]],
        "batches": [[0]],
    },
)
