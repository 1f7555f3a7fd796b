"""What SimSiam compares a view with: the mean of all views, another view, or the mean image.

The alternating objective that the post starts from has collapsed minima. Comparing with another view instead of the
mean doubles the loss exactly, and a loss that is doubled has the same trajectories; its variance more than doubles. The
loss that the post proposes is the centred one for affine encoders, and collapses like it.

An image has any number of views with any probabilities, and a feature any number of entries.
"""

from fractions import Fraction

from claims.simsiam import POST
from claims.simsiam_loss import SIMSIAM
from verify import (
    above,
    at_least,
    at_most,
    diagonal,
    equal,
    frozen,
    inner,
    matrix,
    norm_squared,
    ones_like,
    probabilities,
    rate,
    setting,
    size,
    strictly_greater,
    trace,
    vector,
)
from verify.proof import identity, squares

EXPANSION = "看近似展开"

d, m, n = size("d"), size("m"), size("n")


# Comparing views with their mean and with each other. An image has n views with the probabilities q; their features of
# d numbers are the columns of F


def mean(q, F):
    """The mean feature, a column."""
    return F @ q


def middle(q, F):
    """The mean feature as if all views were equally likely."""
    return F @ ones_like(q) / norm_squared(ones_like(q))


def repeated(q, feature):
    """The features of an encoder that is constant: one feature for all views."""
    return feature @ ones_like(q).T


def squared_lengths(F):
    """The column of the squared lengths of the features."""
    return diagonal(F.T @ F)


def squared_distances(F):
    """The matrix of the squared distances of any two features: |Fᵢ|² + |Fⱼ|² - 2⟨Fᵢ, Fⱼ⟩."""
    lengths = squared_lengths(F)
    one = ones_like(lengths)
    return lengths @ one.T + one @ lengths.T - 2 * F.T @ F


def loss_about(q, F, target):
    """The mean squared distance of the features from a target."""
    return inner(q, squared_lengths(F - repeated(q, target)))


def centred_loss(q, F):
    """The mean squared distance of the features from their mean."""
    return loss_about(q, F, mean(q, F))


def pair_loss(q, F):
    """The mean squared distance of the features of two independent views."""
    return inner(q, squared_distances(F) @ q)


def loss_of_different_views(q, F):
    """The mean squared distance of the features of two views, drawn without putting the first back."""
    return pair_loss(q, F) / (1 - norm_squared(q))


def centred(q, F):
    """The features less their mean."""
    return F - repeated(q, mean(q, F))


def covariance_of(q, F):
    """The covariance matrix of the features."""
    X = centred(q, F)
    return X @ diagonal(q) @ X.T


def variance(q, values):
    """The variance of a number for each view, given as a column."""
    return inner(values, diagonal(q) @ values) - inner(q, values) ** 2


def variance_of_pairs(q, values):
    """The variance of a number for each pair of independent views, given as a symmetric matrix."""
    return inner(values, diagonal(q) @ values @ diagonal(q)) - inner(q, values @ q) ** 2


def trace_squared(C):
    """The square of the centred loss, for a covariance matrix C."""
    return trace(C) ** 2


views = {"F": matrix(d, n), "q": probabilities(n)}
THIRD = Fraction(1, 3)
EVEN = {"F": [[-1, 0, 1]], "q": [THIRD, THIRD, THIRD]}
ROUND = {"F": [[-1, 1, 0, 0], [0, 0, -1, 1]], "q": [Fraction(1, 4)] * 4}


@setting(**views, constant=vector(d)).theorem(POST.sentence(SIMSIAM, 5), r"L(\text{constant encoder}) = 0 \le L")
def alternating_objective_has_collapsed_minima(F, q, constant, *, compare=at_least):
    """No encoder has a smaller loss than one that is constant, whether a view is compared with the mean or with another
    view: the objective by itself explains nothing."""
    collapsed = repeated(q, constant)
    return (
        compare(centred_loss(q, F), centred_loss(q, collapsed)),
        compare(pair_loss(q, F), pair_loss(q, collapsed)),
        equal(centred_loss(q, collapsed), 0),
    )


alternating_objective_has_collapsed_minima.proof(squares)
alternating_objective_has_collapsed_minima.attained(F=[[1, 1]], q=[THIRD, 1 - THIRD], constant=[0])
alternating_objective_has_collapsed_minima.neighbour(
    "collapse_costs_something",
    compare=strictly_greater,
    witness={"F": [[1, 1]], "q": [THIRD, 1 - THIRD], "constant": [0]},
)
alternating_objective_has_collapsed_minima.needs("q", witness={"F": [[0, 1]], "q": [2, -1], "constant": [0]})


@setting(W=matrix(m, n), view=vector(n), root=matrix(n, n), V=matrix(m, n)).theorem(
    POST.sentence(SIMSIAM, 5), r"\dot W = -2 W X',\quad X' = \operatorname{Cov}(T)", relation="stronger"
)
def alternating_steps_collapse_a_linear_encoder(W, view, root, V, *, target=frozen, twice=2):
    """With the exact target for every encoder and no gradient through it, a linear encoder still flows by -2WX', where
    X' = root rootᵀ is the covariance of the views about their mean: down the centred loss, to 0 on the range of X'."""
    covariance = root @ root.T

    def loss(W):
        second_moment = covariance + view @ view.T
        best = target(W @ view)
        return inner(W, W @ second_moment) - 2 * inner(best, W @ view) + norm_squared(best)

    descent = -twice * W @ covariance
    return (
        equal(rate(loss, {"W": V}, W=W), -inner(descent, V)),
        at_most(rate(norm_squared, {"matrix": descent}, matrix=W), 0),
    )


alternating_steps_collapse_a_linear_encoder.proof(squares)
alternating_steps_collapse_a_linear_encoder.neighbour(
    "half_the_speed", twice=1, witness={"W": [[1]], "view": [0], "root": [[1]], "V": [[1]]}
)


@setting(**views, target=vector(d)).theorem(
    POST.sentence(EXPANSION, 1),
    r"\mathbb{E}|F - \eta|^2 = \mathbb{E}|F - \mathbb{E}F|^2 + |\eta - \mathbb{E}F|^2",
)
def best_target_is_the_mean(F, q, target, *, centre=mean):
    """With the best target the loss is the centred one: the loss about any target exceeds it by the squared distance of
    the target from the mean feature."""
    best = centre(q, F)
    return equal(loss_about(q, F, target), loss_about(q, F, best) + norm_squared(target - best))


best_target_is_the_mean.proof(identity)
best_target_is_the_mean.neighbour(
    "mean_without_probabilities",
    centre=middle,
    witness={"F": [[-1, 0, 1]], "q": [Fraction(1, 2), Fraction(1, 4), Fraction(1, 4)], "target": [1]},
)
best_target_is_the_mean.needs("q", witness={"F": [[1]], "q": [2], "target": [0]})


@setting(J=matrix(m, n), root=matrix(n, n), offset=vector(n)).theorem(
    POST.sentence(EXPANSION, 2),
    r"\mathbb{E}\|J(T - a)\|^2 = \operatorname{tr} J \Sigma J^\top + \|J(\bar x - a)\|^2"
    r" \ge \mathbb{E}\|J(T - \bar x)\|^2",
)
def mean_view_is_the_best_point_to_expand_at(J, root, offset, *, sign=1):
    """To first order, with Jacobian J and views of covariance Σ = root rootᵀ, no point is better to compare with than
    the mean view."""
    covariance = root @ root.T
    return at_least(norm_squared(J @ root) + sign * norm_squared(J @ offset), inner(J, J @ covariance))


mean_view_is_the_best_point_to_expand_at.proof(squares)
mean_view_is_the_best_point_to_expand_at.attained(J=[[1]], root=[[1]], offset=[0])
mean_view_is_the_best_point_to_expand_at.neighbour(
    "any_other_point_is_better", sign=-1, witness={"J": [[1]], "root": [[1]], "offset": [1]}
)


@setting(**views).theorem(
    POST.sentence(EXPANSION, 3), r"\mathbb{E}|F_1 - F_2|^2 = 2\,\mathbb{E}|F - \mathbb{E}F|^2", relation="stronger"
)
def another_view_doubles_the_loss(F, q, *, factor=2, loss=pair_loss):
    """Comparing with another independent view instead of the mean makes the loss exactly twice as large."""
    return equal(loss(q, F), factor * centred_loss(q, F))


another_view_doubles_the_loss.proof(identity)
another_view_doubles_the_loss.neighbour("the_same_loss", factor=1, witness=EVEN)
another_view_doubles_the_loss.neighbour("two_different_views", loss=loss_of_different_views, witness=EVEN)


@setting(**views).theorem(
    POST.sentence(EXPANSION, 3),
    r"\operatorname{Var}|F_1 - F_2|^2 = 2\operatorname{Var}|F - \mathbb{E}F|^2 + 4\|C\|_F^2,"
    r"\quad C = \operatorname{Cov} F",
    relation="stronger",
)
def another_view_more_than_doubles_the_variance(F, q, *, factor=2, more=4, spread=norm_squared):
    """Comparing with another view makes the variance of the loss twice as large and adds four times the squared norm of
    the covariance matrix of the features, which for features of one entry is the squared loss."""
    X = centred(q, F)
    of_pairs, of_views = variance_of_pairs(q, squared_distances(X)), variance(q, squared_lengths(X))
    return equal(of_pairs, factor * of_views + more * spread(covariance_of(q, F)))


another_view_more_than_doubles_the_variance.proof(identity)
another_view_more_than_doubles_the_variance.neighbour("exactly_twice", more=0, witness=EVEN)
another_view_more_than_doubles_the_variance.neighbour("by_the_squared_loss", spread=trace_squared, witness=ROUND)
another_view_more_than_doubles_the_variance.neighbour(
    "four_times_as_for_gaussian_features",
    factor=4,
    more=0,
    witness={"F": [[-1, 0, 1]], "q": [THIRD, Fraction(1, 6), Fraction(1, 2)]},
)


@setting(**views).theorem(
    POST.sentence(EXPANSION, 3),
    r"\operatorname{Var}\tfrac12|F_1 - F_2|^2"
    r" = \operatorname{Var}\tfrac12\bigl(|F_1 - \mathbb{E}F|^2 + |F_2 - \mathbb{E}F|^2\bigr) + \|C\|_F^2",
    relation="stronger",
)
def at_equal_draws_a_pair_costs_the_squared_variance(F, q, *, more=1, spread=norm_squared):
    """With two draws each, half the squared difference estimates the centred loss with a variance that is greater by
    exactly the squared norm of the covariance matrix, which for features of one entry is the squared centred loss."""
    X = centred(q, F)
    lengths = squared_lengths(X)
    of_two_views = (repeated(q, lengths) + repeated(q, lengths).T) / 2
    pair, halves = variance_of_pairs(q, squared_distances(X) / 2), variance_of_pairs(q, of_two_views)
    return equal(pair, halves + more * spread(covariance_of(q, F)))


at_equal_draws_a_pair_costs_the_squared_variance.proof(identity)
at_equal_draws_a_pair_costs_the_squared_variance.neighbour("no_more", more=0, witness=EVEN)
at_equal_draws_a_pair_costs_the_squared_variance.neighbour("by_the_squared_loss", spread=trace_squared, witness=ROUND)


def variance_factor(kurtosis):
    """2(k + 1)/(k - 1): 4 for Gaussian, 7 for uniform, 14/5 for Laplace features."""
    return 2 * (kurtosis + 1) / (kurtosis - 1)


@setting(F=matrix(1, n), q=probabilities(n)).theorem(
    POST.sentence(EXPANSION, 3),
    r"\operatorname{Var}|F_1 - F_2|^2 = 2(\mu_4 + \sigma^4),"
    r"\quad \operatorname{Var}|F - \mathbb{E}F|^2 = \mu_4 - \sigma^4",
    relation="specialised",
)
def variance_factor_by_kurtosis(F, q, *, plus=1):
    """For features of one entry, the variances are 2(μ₄ + σ⁴) and μ₄ - σ⁴ with the fourth moment μ₄ and the centred
    loss σ²: where they are not 0, the factor between them is 2(k + 1)/(k - 1) with the kurtosis k = μ₄/σ⁴."""
    X = centred(q, F)
    lengths = squared_lengths(X)
    second, fourth = centred_loss(q, F), inner(lengths, diagonal(q) @ lengths)
    return (
        equal(variance_of_pairs(q, squared_distances(X)), 2 * (fourth + plus * second**2)),
        equal(variance(q, lengths), fourth - second**2),
    )


variance_factor_by_kurtosis.proof(identity)
variance_factor_by_kurtosis.neighbour("always_two", plus=-1, witness=EVEN)


@setting(kurtosis=above(1)).theorem(POST.sentence(EXPANSION, 3), r"\frac{2(k+1)}{k-1} > 2", relation="stronger")
def variance_factor_exceeds_two(kurtosis, *, factor=2):
    """The factor is above 2 for every kurtosis, which is above 1 unless all distances from the mean are equal."""
    return strictly_greater(variance_factor(kurtosis), factor)


variance_factor_exceeds_two.proof(squares)
variance_factor_exceeds_two.neighbour("exceeds_three", factor=3, witness={"kurtosis": 9})


@setting(**views, V=matrix(d, n)).theorem(
    POST.sentence(EXPANSION, 4),
    r"\nabla\,\mathbb{E}|F_1 - F_2|^2 = 2\,\nabla\,\mathbb{E}|F - \mathbb{E}F|^2",
    relation="repaired",
)
def another_view_gives_the_same_flow(F, q, V, *, factor=2):
    """However the encoder moves the features, the loss of two views changes at exactly twice the rate of the centred
    one: the two gradient flows have the same trajectories, one of them twice as fast."""
    of_pairs = rate(lambda F: pair_loss(q, F), {"F": V}, F=F)
    centred = rate(lambda F: centred_loss(q, F), {"F": V}, F=F)
    return equal(of_pairs, factor * centred)


another_view_gives_the_same_flow.proof(identity)
another_view_gives_the_same_flow.neighbour("the_same_clock", factor=1, witness={**EVEN, "V": [[1, 0, 0]]})


def bias_of(q, F, image):
    """The mean feature less the feature of the mean view."""
    return mean(q, F) - image


def no_bias(q, F, image):
    """0, as if every encoder were affine."""
    return 0 * image


@setting(**views, image=vector(d)).theorem(
    POST.sentence(EXPANSION, 5),
    r"\mathbb{E}|F(T) - F(\bar x)|^2 = \mathbb{E}|F(T) - \mathbb{E}F(T)|^2 + |\mathbb{E}F(T) - F(\bar x)|^2",
    relation="stronger",
)
def proposed_loss_is_the_centred_one_and_a_bias(F, q, image, *, bias=bias_of):
    """Whatever features an encoder gives to the views and to the mean view, the loss that the post proposes is the
    centred loss plus the squared distance of the mean feature from the feature of the mean view."""
    return equal(loss_about(q, F, image), centred_loss(q, F) + norm_squared(bias(q, F, image)))


proposed_loss_is_the_centred_one_and_a_bias.proof(identity)
proposed_loss_is_the_centred_one_and_a_bias.neighbour(
    "the_centred_loss_for_all_encoders",  # of which one squares each of the views -1, 0 and 1, and their mean
    bias=no_bias,
    witness={"F": [[1, 0, 1]], "q": [THIRD, THIRD, THIRD], "image": [0]},
)


def affine(W, offset, q, views):
    """The features of the views, and of the mean view, under t ↦ Wt + b."""
    return W @ views + repeated(q, offset), W @ mean(q, views) + offset


def quadratic(W, offset, q, views):
    """The features of the views, and of the mean view, under t ↦ |t|²W𝟏 + b, with a column 𝟏 of ones."""
    average = mean(q, views)
    direction = W @ ones_like(average)
    return direction @ squared_lengths(views).T + repeated(q, offset), norm_squared(average) * direction + offset


@setting(W=matrix(d, m), offset=vector(d), views=matrix(m, n), q=probabilities(n), V=matrix(d, m)).theorem(
    POST.sentence(EXPANSION, 5),
    r"F(t) = Wt + b \implies \mathbb{E}|F(T) - F(\bar x)|^2 = \mathbb{E}|F(T) - \mathbb{E}F(T)|^2,"
    r"\quad \dot W = -2W\operatorname{Cov}T,\quad"
    r" \frac{d}{dt}\|W\|_F^2 = -4\operatorname{tr}W(\operatorname{Cov}T)W^\top \le 0",
    relation="repaired",
)
def proposed_loss_collapses_affine_encoders(W, offset, views, q, V, *, encoder=affine):
    """For affine encoders the proposed loss is the centred one, and its gradient flow for W is -2W Cov T, under which
    the squared norm of W falls at the rate 4 tr W(Cov T)Wᵀ and never grows."""

    def loss(W):
        return loss_about(q, *encoder(W, offset, q, views))

    descent = -2 * W @ covariance_of(q, views)
    shrinking = rate(norm_squared, {"matrix": descent}, matrix=W)
    return (
        equal(loss(W), centred_loss(q, encoder(W, offset, q, views)[0])),
        equal(rate(loss, {"W": V}, W=W), -inner(descent, V)),
        equal(shrinking, -4 * inner(W, W @ covariance_of(q, views))),
        at_most(shrinking, 0),
    )


proposed_loss_collapses_affine_encoders.proof(squares)
proposed_loss_collapses_affine_encoders.neighbour(
    "quadratic_encoders",
    encoder=quadratic,
    witness={"W": [[1]], "offset": [0], "views": [[0, 1, 2]], "q": [THIRD, THIRD, THIRD], "V": [[1]]},
)


# Errata


@setting(W=matrix(d, m), views=matrix(m, n), q=probabilities(n)).erratum(
    POST.sentence(EXPANSION, 4),
    r"\frac{d}{dt}\|W\|_F^2 \ge 0\ \text{when views are compared with their mean}",
    how="counterexample",
    repaired_by=(
        another_view_gives_the_same_flow,
        another_view_doubles_the_loss,
        proposed_loss_collapses_affine_encoders,
    ),
)
def the_mean_would_prevent_collapse(W, views, q):
    """The failure without stop-gradient and predictor comes from the larger loss and variance of comparing two views:
    compared with the mean, the encoder would not collapse."""
    slope_along_the_encoder = rate(lambda W: centred_loss(q, W @ views), {"W": W}, W=W)
    return at_least(-2 * slope_along_the_encoder, 0)


the_mean_would_prevent_collapse.fails(
    "three_even_views", witness={"W": [[1]], "views": [[-1, 0, 1]], "q": [THIRD, THIRD, THIRD]}
)
