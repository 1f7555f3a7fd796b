"""Linear networks: SimSiam's encoder W and predictor P as matrices, after Tian, Chen and Ganguli (2021).

The inputs have the second moment X, the views of one input the covariance R, the target network is W or its moving
average; the predictor learns α times as fast, and everything decays at the rate η. Stop-gradient gives a law that does
not depend on the data: the imbalance of encoder and predictor decays at a known rate. Without weight decay it is kept,
and that certifies that no dimension of the encoder collapses when the predictor starts small or learns fast.

The case of one dimension, with its basins, is in `scalar_simsiam`.
"""

from fractions import Fraction

from claims.simsiam import moving, square
from verify import (
    Post,
    at_least,
    at_most,
    covariance,
    equal,
    frozen,
    gradient,
    identity_like,
    inner,
    matrix,
    norm_squared,
    positive,
    rate,
    real,
    setting,
    size,
    smooth_function,
    strictly_greater,
    symmetric,
    vector,
)
from verify.proof import identity, squares

TIAN = Post(
    "tian_2021",
    "Understanding self-supervised learning dynamics without contrastive pairs",
    date="2021-02-12",
    url="https://arxiv.org/abs/2102.06810",
)

m, n = size("m"), size("n")


# The flow: minus the gradient of the loss is PᵀA in W and AWᵀ in P, with one matrix A for both


def residual(W, P, T, X, R):
    """A = TX - PW(X + R) for the target network T."""
    return T @ X - P @ W @ (X + R)


def pair_loss(W, P, T, X, R):
    """½ E|PWx₁ - Tx₂|² for two views x₁, x₂ of one input: E x₁x₂ᵀ = X, E x₁x₁ᵀ = E x₂x₂ᵀ = X + R."""
    S = X + R
    return (inner(P @ W, P @ W @ S) - 2 * inner(P @ W, T @ X) + inner(T, T @ S)) / 2


inputs = {"X": covariance(n), "R": covariance(n)}


@setting(W=matrix(m, n), P=matrix(m, m), **inputs, V=matrix(m, n), Q=matrix(m, m)).theorem(
    TIAN.sentence("linear model", 1),
    r"-\nabla_W L = P^\top A,\quad -\nabla_P L = A W^\top,\quad A = W X - P W (X + R)",
    relation="specialised",
)
def forces_share_one_matrix(W, P, X, R, V, Q, *, target=frozen):
    """With stop-gradient the forces on encoder and predictor are PᵀA and AWᵀ with the same matrix A."""
    A = residual(W, P, W, X, R)
    in_encoder = rate(lambda W: pair_loss(W, P, target(W), X, R), {"W": V}, W=W)
    in_predictor = rate(lambda P: pair_loss(W, P, W, X, R), {"P": Q}, P=P)
    return equal(in_encoder, -inner(P.T @ A, V)), equal(in_predictor, -inner(A @ W.T, Q))


forces_share_one_matrix.proof(identity)
forces_share_one_matrix.neighbour(
    "without_stop_gradient",
    target=moving,
    witness={"W": [[1]], "P": [[0]], "X": [[1]], "R": [[0]], "V": [[1]], "Q": [[0]]},
)


# The balance law


def imbalance(W, P, alpha):
    """WWᵀ - PᵀP/α: by how much the encoder outweighs the predictor."""
    return W @ W.T - P.T @ P / alpha


def imbalance_transposed(W, P, alpha):
    """WWᵀ - PPᵀ/α."""
    return W @ W.T - P @ P.T / alpha


def imbalance_multiplied(W, P, alpha):
    """WWᵀ - αPᵀP."""
    return W @ W.T - alpha * P.T @ P


def the_same_decay(alpha):
    """1: the predictor decays as fast as the encoder."""
    return 1


def decay_times_learning_rate(alpha):
    """α: the learning rate ratio multiplies the weight decay of the predictor too, as in a parameter group of torch."""
    return alpha


linear_networks = setting(W=matrix(m, n), P=matrix(m, m), A=matrix(m, n), alpha=positive(), eta=real())
ONE = {"W": [[1]], "P": [[1]], "A": [[1]], "alpha": 1, "eta": 0}


@linear_networks.theorem(
    TIAN.sentence("Theorem 1", 1), r"\dot D = -2\eta D,\quad D = W W^\top - \alpha^{-1} P^\top P", relation="stronger"
)
def balance_law(W, P, A, alpha, eta, *, imbalance=imbalance, twice=2, decay=the_same_decay):
    """The imbalance of encoder and predictor decays at twice the weight decay, whatever the matrix A is: for any
    inputs, any views, any target, and any loss of PWx."""
    flow = {"W": P.T @ A - eta * W, "P": alpha * A @ W.T - decay(alpha) * eta * P}
    change = rate(lambda W, P: imbalance(W, P, alpha), flow, W=W, P=P)
    return equal(change, -twice * eta * imbalance(W, P, alpha))


balance_law.proof(identity)
balance_law.neighbour(
    "transposed",
    imbalance=imbalance_transposed,
    witness={"W": [[1, 0], [0, 1]], "P": [[0, 1], [0, 0]], "A": [[1, 0], [0, 0]], "alpha": 1, "eta": 0},
)
balance_law.neighbour("multiplied_by_the_ratio", imbalance=imbalance_multiplied, witness={**ONE, "alpha": 2})
balance_law.neighbour("once_the_weight_decay", twice=1, witness={**ONE, "P": [[0]], "eta": 1})
balance_law.neighbour(
    "learning_rate_times_weight_decay",
    decay=decay_times_learning_rate,
    witness={**ONE, "alpha": 2, "eta": 1},
)


@setting(W=matrix(m, n), P=matrix(m, m), A=matrix(m, n), alpha=positive(), h=real()).theorem(
    TIAN.sentence("Theorem 1", 1),
    r"D^+ - D = h^2\bigl(P^\top A A^\top P - \alpha W A^\top A W^\top\bigr)",
    relation="stronger",
)
def balance_of_one_step(W, P, A, alpha, h, *, first_order=0):
    """A step h of gradient descent without weight decay changes the imbalance by a term of order h² only."""
    before = imbalance(W, P, alpha)
    after = imbalance(W + h * P.T @ A, P + h * alpha * A @ W.T, alpha)
    curvature = P.T @ A @ A.T @ P - alpha * W @ A.T @ A @ W.T
    return equal(after - before, h**2 * curvature + first_order * h * before)


balance_of_one_step.proof(identity)
balance_of_one_step.neighbour(
    "a_term_of_first_order", first_order=1, witness={**{k: ONE[k] for k in "WPA"}, "alpha": 2, "h": 1}
)


def by_the_degree(activation, u):
    """uσ'(u) - σ(u), which is 0 exactly for activations that are homogeneous of degree 1 (Euler)."""
    return u * gradient(activation, u) - activation(u)


def nothing(activation, u):
    """0, as if every activation kept the balance."""
    return 0


@setting(activation=smooth_function(1), w=real(), p=real(), x=real(), force=real(), alpha=positive()).theorem(
    TIAN.sentence("Theorem 1", 1),
    r"f = p\,\sigma(wx) \implies \frac{d}{dt}\Bigl(w^2 - \frac{p^2}{\alpha}\Bigr) = 2 p\,"
    r"\bigl(u\sigma'(u) - \sigma(u)\bigr)\,g,\quad u = wx,\ g\ \text{the force on}\ f",
    relation="stronger",
)
def balance_needs_a_homogeneous_activation(activation, w, p, x, force, alpha, *, left_over=by_the_degree):
    """With an activation between encoder and predictor (of one number each) and any force on the prediction, the
    balance changes by the degree by which the activation fails to be homogeneous: a ReLU
    keeps the balance, a square does not."""
    in_w = force * gradient(lambda w: p * activation(w * x), w)
    in_p = force * gradient(lambda p: p * activation(w * x), p)
    change = rate(lambda w, p: w**2 - p**2 / alpha, {"w": in_w, "p": alpha * in_p}, w=w, p=p)
    return equal(change, 2 * p * force * left_over(activation, w * x))


balance_needs_a_homogeneous_activation.proof(identity)
balance_needs_a_homogeneous_activation.neighbour(
    "any_activation",
    left_over=nothing,
    witness={"activation": square, "w": 1, "p": 1, "x": 1, "force": 1, "alpha": 1},
)


# What the law certifies without weight decay


@setting(W=matrix(m, n), P=matrix(m, m), A=matrix(m, n), v=vector(m), alpha=positive()).theorem(
    TIAN.sentence("Theorem 1", 1),
    r"W_t W_t^\top \succeq W_0 W_0^\top - \alpha^{-1} P_0^\top P_0",
    relation="stronger",
)
def no_dimension_collapses(W, P, A, v, alpha, *, eta=0, imbalance=imbalance):
    """Without weight decay the imbalance is kept, and never exceeds WWᵀ in any direction v: if it is positive definite
    at the start, because P starts small or learns fast, no dimension of the encoder ever collapses, for any data."""
    flow = {"W": P.T @ A - eta * W, "P": alpha * A @ W.T - eta * P}
    kept = rate(lambda W, P: imbalance(W, P, alpha), flow, W=W, P=P)
    return equal(kept, 0 * kept), at_least(norm_squared(W.T @ v), inner(v, imbalance(W, P, alpha) @ v))


no_dimension_collapses.proof(squares)
no_dimension_collapses.human_step(
    "a matrix whose rate vanishes along the trajectory is constant, so the bound at time t is the imbalance at time 0"
)
no_dimension_collapses.attained(W=[[1]], P=[[0]], A=[[1]], v=[1], alpha=1)
no_dimension_collapses.neighbour(
    "with_weight_decay", eta=1, witness={"W": [[1]], "P": [[0]], "A": [[0]], "v": [1], "alpha": 1}
)
no_dimension_collapses.neighbour(
    "predictor_transposed",
    imbalance=imbalance_transposed,
    witness={"W": [[1, 0], [0, 1]], "P": [[0, 1], [0, 0]], "A": [[1, 0], [0, 0]], "v": [1, 0], "alpha": 1},
)


@setting(W=matrix(m, n), P=matrix(m, m), **inputs).theorem(
    TIAN.sentence("Theorem 1", 1),
    r"\frac{d}{dt} W W^\top = P^\top (A W^\top) + (A W^\top)^\top P,\quad A W^\top = W X W^\top - P W (X + R) W^\top",
    relation="stronger",
)
def gram_matrix_moves_through_the_predictors_error(W, P, X, R, *, wanted=moving):
    """The Gram matrix WWᵀ moves only through AWᵀ, which is 0 for the optimal predictor WXWᵀ(W(X + R)Wᵀ)⁻¹: a predictor
    that is fitted at every time keeps it."""
    A = residual(W, P, W, X, R)
    error = wanted(W @ X @ W.T) - P @ W @ (X + R) @ W.T
    return equal(rate(lambda W: W @ W.T, {"W": P.T @ A}, W=W), P.T @ error + error.T @ P)


def doubled(matrix):
    """Twice a matrix."""
    return 2 * matrix


gram_matrix_moves_through_the_predictors_error.proof(identity)
gram_matrix_moves_through_the_predictors_error.neighbour(
    "another_predictor", wanted=doubled, witness={"W": [[1]], "P": [[1]], "X": [[1]], "R": [[0]]}
)


def encoded_views_are_not_zero(W, X, R):
    """W(X + R)Wᵀ > 0."""
    return strictly_greater(inner(W, W @ (X + R)), 0)


def its_length(W, V):
    """The squared length of the encoder."""
    return norm_squared(W)


def its_place(W, V):
    """The encoder itself, seen from a direction V."""
    return inner(W, V)


one_feature = setting(W=matrix(1, n), V=matrix(1, n), **inputs).where(encoded_views_are_not_zero)


@one_feature.theorem(
    TIAN.sentence("optimal predictor", 1),
    r"P = \frac{W X W^\top}{W (X + R) W^\top} \implies \frac{d}{dt} W W^\top = 0",
    relation="specialised",
)
def fitted_predictor_lets_the_encoder_turn_only(W, V, X, R, *, kept=its_length):
    """With one feature and the optimal predictor at every time, the encoder keeps its length; it does not stand still,
    it turns."""
    P = inner(W, W @ X) / inner(W, W @ (X + R))
    velocity = P * (W @ X - P * W @ (X + R))
    return equal(rate(lambda W: kept(W, V), {"W": velocity}, W=W), 0)


fitted_predictor_lets_the_encoder_turn_only.proof(identity)
fitted_predictor_lets_the_encoder_turn_only.neighbour(
    "the_encoder_stands_still",
    kept=its_place,
    witness={"W": [[1, 0]], "V": [[0, 1]], "X": [[1, 1], [1, 2]], "R": [[1, 0], [0, 1]]},
)


# Without stop-gradient the noise of the views, or weight decay, collapses everything at a known rate


def whole_force(W, P, X, R):
    """Minus the gradient in W of the loss without stop-gradient."""
    gap = P - identity_like(P)
    return -(P.T @ P @ W @ R + W @ R + gap.T @ gap @ W @ X)


def stopped_force(W, P, X, R):
    """Minus the gradient in W of the loss with stop-gradient."""
    return P.T @ residual(W, P, W, X, R)


@setting(W=matrix(m, n), P=matrix(m, m), **inputs, V=matrix(m, n)).theorem(
    TIAN.sentence("Theorem 2", 1),
    r"-\nabla_W L = -\bigl((P^\top P + I) W R + (P - I)^\top (P - I) W X\bigr)",
)
def force_without_stop_gradient(W, P, X, R, V, *, force=whole_force):
    """Without stop-gradient the force on the encoder is a negative semidefinite linear map of it."""
    change = rate(lambda W: pair_loss(W, P, W, X, R), {"W": V}, W=W)
    return equal(change, -inner(force(W, P, X, R), V))


force_without_stop_gradient.proof(identity)
force_without_stop_gradient.neighbour(
    "with_stop_gradient",
    force=stopped_force,
    witness={"W": [[1]], "P": [[0]], "X": [[1]], "R": [[0]], "V": [[1]]},
)


def noise_is_not_negative(noise):
    """λ ≥ 0."""
    return at_least(noise, 0)


noisy_views = setting(W=matrix(m, n), P=matrix(m, m), **inputs, noise=real(), eta=real()).where(noise_is_not_negative)


@noisy_views.theorem(
    TIAN.sentence("Theorem 2", 1),
    r"\Sigma \succeq \lambda I \implies \frac{d}{dt}\|W\|_F^2 \le -2(\lambda + \eta)\|W\|_F^2",
    relation="repaired",
)
def without_stop_gradient_noise_collapses(W, P, X, R, noise, eta, *, force=whole_force, times=1):
    """Without stop-gradient, if the views of each input have at least the variance λ in every direction (their
    covariance is λI + R), then ‖W‖ decays at least at the rate λ + η, whatever the predictor does."""
    views = noise * identity_like(R) + R
    velocity = force(W, P, X, views) - eta * W
    change = rate(norm_squared, {"matrix": velocity}, matrix=W)
    return at_most(change, -2 * (times * noise + eta) * norm_squared(W))


without_stop_gradient_noise_collapses.proof(squares)
without_stop_gradient_noise_collapses.human_step(
    "Grönwall: what decays at least at the rate λ + η at every time is at most exp(-(λ + η)t) times its start"
)
without_stop_gradient_noise_collapses.attained(W=[[1]], P=[[0]], X=[[0]], R=[[0]], noise=1, eta=0)
without_stop_gradient_noise_collapses.neighbour(
    "twice_the_noise", times=2, witness={"W": [[1]], "P": [[0]], "X": [[0]], "R": [[0]], "noise": 1, "eta": 0}
)
without_stop_gradient_noise_collapses.neighbour(
    "with_stop_gradient",
    force=stopped_force,
    witness={"W": [[1]], "P": [[Fraction(1, 2)]], "X": [[1]], "R": [[0]], "noise": 0, "eta": 0},
)


@setting(W=matrix(m, n), Q=matrix(m, m), kappa=positive()).theorem(
    TIAN.sentence("Theorem 2", 1),
    r"X = I,\ \Sigma = (\kappa - 1) I,\ P = \frac1\kappa Q \implies \frac{d}{dt}\|W\|_F^2"
    r" = -2\Bigl(\kappa - \frac1\kappa\Bigr)\|W\|_F^2 - \frac2\kappa\|Q W - W\|_F^2",
    relation="stronger",
)
def best_predictor_collapses_most_slowly(W, Q, kappa, *, reach=1):
    """With isotropic inputs of variance 1 and views of variance κ - 1, the encoder collapses at the rate κ - 1/κ at
    least; the optimal predictor I/κ, which stays where it is, attains that rate on the whole trajectory."""
    P = Q / kappa
    gap = P - identity_like(P)
    velocity = -((kappa - 1) * (P.T @ P @ W + W) + gap.T @ gap @ W)
    change = rate(norm_squared, {"matrix": velocity}, matrix=W)
    slowest = -2 * (kappa - reach / kappa) * norm_squared(W)
    return equal(change, slowest - 2 / kappa * norm_squared(Q @ W - W)), at_most(change, slowest)


best_predictor_collapses_most_slowly.proof(squares)
best_predictor_collapses_most_slowly.attained(W=[[1]], Q=[[1]], kappa=2)
best_predictor_collapses_most_slowly.neighbour("a_faster_rate", reach=0, witness={"W": [[1]], "Q": [[1]], "kappa": 2})


@setting(W=matrix(m, n), **inputs, eta=real(), x=vector(n)).theorem(
    TIAN.sentence("Theorem 2", 2), r"P = I \implies \dot W = -W(R + \eta I)", relation="verbatim"
)
def stop_gradient_without_predictor_collapses(W, X, R, eta, x, *, noise=moving):
    """With stop-gradient and no predictor the encoder flows by -W(R + ηI): it tends to 0 except, if η = 0, on
    directions x in which the views do not differ at all."""
    gram = W @ W.T
    velocity = stopped_force(W, identity_like(gram), X, R) - eta * W
    return (
        equal(velocity, -W @ noise(R) - eta * W),
        equal(rate(lambda W: W @ x, {"W": velocity}, W=W), -W @ (R @ x + eta * x)),
    )


def no_noise(R):
    """0."""
    return 0 * R


stop_gradient_without_predictor_collapses.proof(identity)
stop_gradient_without_predictor_collapses.neighbour(
    "without_noise_in_the_views",
    noise=no_noise,
    witness={"W": [[1]], "X": [[1]], "R": [[1]], "eta": 0, "x": [1]},
)


# Alignment of the eigenspaces of F = WWᵀ and of a symmetric predictor, for isotropic inputs


def anticommutator(A, B):
    """{A, B} = AB + BA."""
    return A @ B + B @ A


def commutator(A, B):
    """[A, B] = AB - BA."""
    return A @ B - B @ A


def symmetrised_predictor_flow(P, F, alpha, kappa, tau, eta):
    """The symmetric part of the flow of the predictor."""
    return -alpha * kappa / 2 * anticommutator(P, F) + alpha * tau * F - eta * P


def predictor_flow(P, F, alpha, kappa, tau, eta):
    """The flow of the predictor, which does not stay symmetric."""
    return -alpha * kappa * P @ F + alpha * tau * F - eta * P


def gram_flow(P, F, kappa, tau, eta):
    """The flow of F = WWᵀ."""
    return -kappa * anticommutator(P @ P, F) + tau * anticommutator(P, F) - 2 * eta * F


isotropic = {"kappa": positive(), "tau": real(), "eta": real()}


@setting(W=matrix(m, n), P=symmetric(m), alpha=positive(), **isotropic).theorem(
    TIAN.sentence("Theorem 3", 1),
    r"\dot F = -\kappa\{P^2, F\} + \tau\{P, F\} - 2\eta F,\quad F = W W^\top",
)
def gram_dynamics(W, P, alpha, kappa, tau, eta, *, twice=2):
    """For isotropic inputs and views, a target τW and a symmetric predictor, F = WWᵀ has a flow of its own; that of the
    predictor is its symmetric part and a rest."""
    A = tau * W - kappa * P @ W
    F = W @ W.T
    of_predictor = alpha * A @ W.T - eta * P
    return (
        equal(rate(lambda W: W @ W.T, {"W": P.T @ A - eta * W}, W=W), gram_flow(P, F, kappa, tau, eta)),
        equal(of_predictor + of_predictor.T, twice * symmetrised_predictor_flow(P, F, alpha, kappa, tau, eta)),
    )


gram_dynamics.proof(identity)
gram_dynamics.neighbour(
    "half_the_symmetric_part",
    twice=1,
    witness={"W": [[1]], "P": [[1]], "alpha": 1, "kappa": 1, "tau": 0, "eta": 0},
)


def alignment_matrix(P, F, alpha, kappa, tau, eta, part=Fraction(3, 2)):
    """K = κ(αF/2 + P² - τP/κ) + (3/2)ηI."""
    return kappa * (alpha / 2 * F + P @ P - tau / kappa * P) + part * eta * identity_like(P)


@setting(F=symmetric(m), P=symmetric(m), alpha=positive(), **isotropic).theorem(
    TIAN.sentence("Theorem 3", 1),
    r"\frac{d}{dt}[F, P] = -[F, P] K - K [F, P],"
    r"\quad K = \kappa\Bigl(\frac{\alpha}{2} F + P^2 - \frac{\tau}{\kappa} P\Bigr) + \frac32\eta I",
)
def eigenspaces_align(
    F, P, alpha, kappa, tau, eta, *, part=Fraction(3, 2), flow_of_predictor=symmetrised_predictor_flow
):
    """The commutator of F and a symmetrised predictor follows a linear equation; it dies out where K stays positive
    definite, which is an assumption and not automatic."""
    flow = {"F": gram_flow(P, F, kappa, tau, eta), "P": flow_of_predictor(P, F, alpha, kappa, tau, eta)}
    change = rate(commutator, {"A": flow["F"], "B": flow["P"]}, A=F, B=P)
    K = alignment_matrix(P, F, alpha, kappa, tau, eta, part)
    return equal(change, -commutator(F, P) @ K - K @ commutator(F, P))


APART = {"F": [[1, 0], [0, 2]], "P": [[0, 1], [1, 0]], "alpha": 1, "kappa": 1, "tau": 1, "eta": 1}
eigenspaces_align.proof(identity)
eigenspaces_align.neighbour("once_the_weight_decay", part=1, witness=APART)
eigenspaces_align.neighbour("predictor_not_symmetrised", flow_of_predictor=predictor_flow, witness=APART)


@setting(v=vector(m), M=symmetric(m), alpha=positive(), **isotropic).theorem(
    TIAN.sentence("Theorem 3", 1),
    r"P = \frac{\tau}{2\kappa} I,\ F = 0 \implies K = \Bigl(\frac32\eta - \frac{\tau^2}{4\kappa}\Bigr) I",
    relation="stronger",
)
def alignment_may_worsen_at_first(v, M, alpha, kappa, tau, eta, *, quarter=Fraction(1, 4)):
    """At P = τI/(2κ) and F near 0 the matrix K is (3η/2 - τ²/(4κ))I, which is negative for small weight decay: the
    commutator grows there."""
    P = tau / (2 * kappa) * identity_like(M)
    K = alignment_matrix(P, 0 * M, alpha, kappa, tau, eta)
    return equal(inner(v, K @ v), (Fraction(3, 2) * eta - quarter * tau**2 / kappa) * norm_squared(v))


alignment_may_worsen_at_first.proof(identity)
alignment_may_worsen_at_first.neighbour(
    "never_negative",
    quarter=0,
    witness={"v": [1], "M": [[0]], "alpha": 1, "kappa": 1, "tau": 1, "eta": 0},
)
