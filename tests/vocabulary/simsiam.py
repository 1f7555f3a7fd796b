"""Why does SimSiam not collapse?

The imbalance of encoder and predictor decays at a known rate under any gradient. In the toy example of the post it is
the encoder, not the predictor, that moves fast.
"""

from fractions import Fraction

from verify import (
    Post,
    absolute,
    at_least,
    equal,
    frozen,
    gradient,
    matrix,
    positive,
    rate,
    real,
    setting,
    size,
)
from verify.proof import identity, letters

POST = Post(
    "simsiam",
    "从动力学角度看优化算法(六):为什么SimSiam不退化?",
    date="2020-12-11",
    url="https://kexue.fm/archives/7980",
)

TIAN = Post(
    "tian_2021",
    "Understanding self-supervised learning dynamics without contrastive pairs",
    date="2021-02-12",
    url="https://arxiv.org/abs/2102.06810",
)


# Linear networks: encoder W, predictor P, any matrix A in place of the gradient, learning rate ratio α, weight decay η


def imbalance(W, P, alpha):
    """By how much the encoder outweighs the predictor."""
    return W @ W.T - P.T @ P / alpha


def imbalance_transposed(W, P, alpha):
    """The predictor's product on the wrong side."""
    return W @ W.T - P @ P.T / alpha


def imbalance_multiplied(W, P, alpha):
    """The learning rate ratio on the wrong side of the fraction bar."""
    return W @ W.T - alpha * P.T @ P


m, n = size("m"), size("n")

linear_networks = setting(W=matrix(m, n), P=matrix(m, m), A=matrix(m, n), alpha=positive(), eta=real())


@linear_networks.theorem(
    TIAN.sentence("Theorem 1", 1), r"\dot D = -2\eta D,\quad D = W W^\top - \alpha^{-1} P^\top P", relation="stronger"
)
def balance_law(W, P, A, alpha, eta, *, imbalance=imbalance, twice=2):
    """Under any gradient the imbalance of encoder and predictor decays at twice the weight decay."""
    flow = {"W": P.T @ A - eta * W, "P": alpha * A @ W.T - eta * P}
    change = rate(lambda W, P: imbalance(W, P, alpha), flow, W=W, P=P)
    return equal(change, -twice * eta * imbalance(W, P, alpha))


balance_law.proof(letters)
balance_law.neighbour(
    "transposed",
    imbalance=imbalance_transposed,
    witness={"W": [[1, 0], [0, 1]], "P": [[0, 1], [0, 0]], "A": [[1, 0], [0, 0]], "alpha": 1, "eta": 0},
)
balance_law.neighbour(
    "multiplied_by_alpha",
    imbalance=imbalance_multiplied,
    witness={"W": [[1]], "P": [[1]], "A": [[1]], "alpha": 2, "eta": 0},
)
balance_law.neighbour(
    "once_the_weight_decay", twice=1, witness={"W": [[1]], "P": [[0]], "A": [[0]], "alpha": 1, "eta": 1}
)


# The toy example of the post: encoder θ, predictor φ, loss ½(φθ - θ)², no gradient through the second θ


def toy_flow(phi, theta, stop):
    """The gradient flow of predictor and encoder."""

    def loss(phi, theta):
        return (phi * theta - stop(theta)) ** 2 / 2

    return {
        "phi": -gradient(lambda phi: loss(phi, theta), phi),
        "theta": -gradient(lambda theta: loss(phi, theta), theta),
    }


def not_stopped(theta):
    """Let the gradient through."""
    return theta


toy = setting(phi=real(), theta=real())


@toy.theorem(
    POST.sentence("不退化的动力学", 3), r"\frac{d}{dt}\bigl(\varphi^2 - \theta^2\bigr) = 0", relation="repaired"
)
def toy_invariant(phi, theta, *, stop=frozen):
    """With stop-gradient the toy example keeps φ² - θ², so that φ moves more slowly than θ whenever φ exceeds θ."""
    change = rate(lambda phi, theta: phi**2 - theta**2, toy_flow(phi, theta, stop), phi=phi, theta=theta)
    return equal(change, 0)


toy_invariant.proof(identity)
toy_invariant.neighbour(
    "without_stop_gradient", stop=not_stopped, witness={"phi": Fraction(3, 5), "theta": Fraction(1, 10)}
)


@toy.erratum(
    POST.sentence("不退化的动力学", 4),
    r"|\dot\varphi| \ge |\dot\theta|",
    how="counterexample",
    repaired_by=(toy_invariant,),
)
def predictor_is_the_fast_part(phi, theta):
    """With stop-gradient the predictor moves at least as fast as the encoder."""
    flow = toy_flow(phi, theta, frozen)
    return at_least(absolute(flow["phi"]), absolute(flow["theta"]))


predictor_is_the_fast_part.fails("where_the_post_starts", witness={"phi": Fraction(3, 5), "theta": Fraction(1, 10)})
