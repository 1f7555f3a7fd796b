"""What SimSiam compares a view with: the mean of all views, another view, or the mean image.

The alternating objective that the post starts from has collapsed minima. Comparing with another view instead of the
mean doubles the loss exactly, and a loss that is doubled has the same trajectories; its variance more than doubles. The
loss that the post proposes is the centred one for affine encoders, and collapses like it.
"""

from fractions import Fraction

from claims.simsiam import POST, moving, square
from claims.simsiam_loss import SIMSIAM
from verify import (
    above,
    at_least,
    at_most,
    between,
    equal,
    frozen,
    gradient,
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
    strictly_less,
    vector,
)
from verify.proof import identity, squares

EXPANSION, PRIOR = "看近似展开", "深度图像先验"

m, n = size("m"), size("n")


# Comparing views with their mean and with each other. An image has three views here, and a view one feature; any number
# of either is compared pair by pair and coordinate by coordinate in the same way


def law(x, y, z, p, q):
    """The features x, y, z with their probabilities: p for x, and of the rest the part q for y."""
    return ((x, p), (y, (1 - p) * q), (z, (1 - p) * (1 - q)))


def every_view_occurs(p, q):
    """0 < p < 1 and 0 < q < 1."""
    return strictly_greater(p, 0), strictly_less(p, 1), strictly_greater(q, 0), strictly_less(q, 1)


def mean(views, function):
    """The mean of a function of one view."""
    return sum(probability * function(value) for value, probability in views)


def mean_of_pairs(views, function):
    """The mean of a function of two independent views."""
    return mean(views, lambda first: mean(views, lambda second: function(first, second)))


def mean_of_different_pairs(views, function):
    """The mean of a function of two views drawn without putting the first back."""
    pairs = [(i, j) for i in range(3) for j in range(3) if i != j]
    total = sum(views[i][1] * views[j][1] for i, j in pairs)
    return sum(views[i][1] * views[j][1] * function(views[i][0], views[j][0]) for i, j in pairs) / total


def centre(views):
    """The mean feature."""
    return mean(views, moving)


def middle(views):
    """The mean feature as if all views were equally likely."""
    return sum(value for value, _ in views) / 3


def loss_about(views, target):
    """The mean squared distance from a target."""
    return mean(views, lambda value: (value - target) ** 2)


def centred_loss(views):
    """The mean squared distance from the mean feature."""
    return loss_about(views, centre(views))


def pair_loss(views, over=mean_of_pairs):
    """The mean squared distance of two views."""
    return over(views, lambda first, second: (first - second) ** 2)


def variance(mean, function):
    """The variance of a function under a mean."""
    return mean(lambda *values: function(*values) ** 2) - mean(function) ** 2


three = {"x": real(), "y": real(), "z": real(), "p": between(0, 1), "q": between(0, 1)}
three_views = setting(**three).where(every_view_occurs)


def three_views_and(**more):
    """The setting of three views with more variables in front."""
    return setting(**more, **three).where(every_view_occurs)


EVEN = {"x": -1, "y": 0, "z": 1, "p": Fraction(1, 3), "q": Fraction(1, 2)}


@three_views.theorem(POST.sentence(SIMSIAM, 5), r"L(\text{constant encoder}) = 0 \le L", relation="specialised")
def alternating_objective_has_collapsed_minima(x, y, z, p, q, *, compare=at_least):
    """Of three views with any probabilities, and features of one number: no encoder has a smaller loss than one that is
    constant, whether a view is compared with the mean or with another view: the objective by itself explains
    nothing."""
    views, collapsed = law(x, y, z, p, q), law(x, x, x, p, q)
    return (
        compare(centred_loss(views), centred_loss(collapsed)),
        compare(pair_loss(views), pair_loss(collapsed)),
    )


alternating_objective_has_collapsed_minima.proof(squares)
alternating_objective_has_collapsed_minima.attained(x=1, y=1, z=1, p=Fraction(1, 3), q=Fraction(1, 2))
alternating_objective_has_collapsed_minima.neighbour(
    "collapse_costs_something",
    compare=strictly_greater,
    witness={"x": 1, "y": 1, "z": 1, "p": Fraction(1, 3), "q": Fraction(1, 2)},
)


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


@three_views_and(target=real()).theorem(
    POST.sentence(EXPANSION, 1),
    r"\mathbb{E}|F - \eta|^2 = \mathbb{E}|F - \mathbb{E}F|^2 + |\eta - \mathbb{E}F|^2",
    relation="specialised",
)
def best_target_is_the_mean(target, x, y, z, p, q, *, centre=centre):
    """Of three views with any probabilities, and features of one number: with the best target the loss is the centred
    one: the loss about any target exceeds it by the squared distance of the target from the mean feature."""
    views = law(x, y, z, p, q)
    best = centre(views)
    return equal(loss_about(views, target), loss_about(views, best) + (target - best) ** 2)


best_target_is_the_mean.proof(identity)
best_target_is_the_mean.neighbour(
    "mean_without_probabilities", centre=middle, witness={**EVEN, "p": Fraction(1, 2), "target": 1}
)


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


@three_views.theorem(
    POST.sentence(EXPANSION, 3),
    r"\mathbb{E}|F_1 - F_2|^2 = 2\,\mathbb{E}|F - \mathbb{E}F|^2",
    relation="specialised",
)
def another_view_doubles_the_loss(x, y, z, p, q, *, factor=2, over=mean_of_pairs):
    """Of three views with any probabilities, and features of one number: comparing with another independent view
    instead of the mean makes the loss exactly twice as large."""
    views = law(x, y, z, p, q)
    return equal(pair_loss(views, over), factor * centred_loss(views))


another_view_doubles_the_loss.proof(identity)
another_view_doubles_the_loss.neighbour("the_same_loss", factor=1, witness=EVEN)
another_view_doubles_the_loss.neighbour("two_different_views", over=mean_of_different_pairs, witness=EVEN)


@three_views.theorem(
    POST.sentence(EXPANSION, 3),
    r"\operatorname{Var}|F_1 - F_2|^2 = 2\operatorname{Var}|F - \mathbb{E}F|^2 + 4\sigma^4",
    relation="specialised",
)
def another_view_more_than_doubles_the_variance(x, y, z, p, q, *, factor=2, more=4):
    """Of three views with any probabilities, and features of one number: comparing with another view makes the variance
    of the loss more than twice as large: by four times the squared loss more. At kurtosis k the factor is 2(k + 1)/(k -
    1)."""
    views = law(x, y, z, p, q)
    middle, loss = centre(views), centred_loss(views)
    of_pairs = variance(lambda f: mean_of_pairs(views, f), lambda first, second: (first - second) ** 2)
    of_views = variance(lambda f: mean(views, f), lambda value: (value - middle) ** 2)
    return equal(of_pairs, factor * of_views + more * loss**2)


another_view_more_than_doubles_the_variance.proof(identity)
another_view_more_than_doubles_the_variance.neighbour("exactly_twice", more=0, witness=EVEN)
another_view_more_than_doubles_the_variance.neighbour(
    "four_times_as_for_gaussian_features", factor=4, more=0, witness={**EVEN, "q": Fraction(1, 4)}
)


@three_views.theorem(
    POST.sentence(EXPANSION, 3),
    r"\operatorname{Var}\tfrac12|F_1 - F_2|^2"
    r" = \operatorname{Var}\tfrac12\bigl(|F_1 - \mathbb{E}F|^2 + |F_2 - \mathbb{E}F|^2\bigr) + \sigma^4",
    relation="specialised",
)
def at_equal_draws_a_pair_costs_the_squared_variance(x, y, z, p, q, *, more=1):
    """Of three views with any probabilities, and features of one number: with two draws each, half the squared
    difference estimates the centred loss with a variance that is greater by exactly the square of the centred loss."""
    views = law(x, y, z, p, q)
    middle, loss = centre(views), centred_loss(views)

    def of_two(function):
        return variance(lambda f: mean_of_pairs(views, f), function)

    pair = of_two(lambda first, second: (first - second) ** 2 / 2)
    halves = of_two(lambda first, second: ((first - middle) ** 2 + (second - middle) ** 2) / 2)
    return equal(pair, halves + more * loss**2)


at_equal_draws_a_pair_costs_the_squared_variance.proof(identity)
at_equal_draws_a_pair_costs_the_squared_variance.neighbour("no_more", more=0, witness=EVEN)


def variance_factor(kurtosis):
    """2(k + 1)/(k - 1): 4 for Gaussian, 7 for uniform, 14/5 for Laplace features."""
    return 2 * (kurtosis + 1) / (kurtosis - 1)


@three_views.theorem(
    POST.sentence(EXPANSION, 3),
    r"\operatorname{Var}|F_1 - F_2|^2\,(\mu_4 - \sigma^4) = 2(\mu_4 + \sigma^4)\operatorname{Var}|F - \mathbb{E}F|^2",
    relation="specialised",
)
def variance_factor_by_kurtosis(x, y, z, p, q, *, plus=1):
    """Of three views with any probabilities, and features of one number: the variance grows by the factor 2(k + 1)/(k -
    1), where k = μ₄/σ⁴ is the kurtosis of the features."""
    views = law(x, y, z, p, q)
    middle = centre(views)
    second, fourth = centred_loss(views), mean(views, lambda value: (value - middle) ** 4)
    of_pairs = variance(lambda f: mean_of_pairs(views, f), lambda first, second: (first - second) ** 2)
    of_views = variance(lambda f: mean(views, f), lambda value: (value - middle) ** 2)
    return equal(of_pairs * (fourth - second**2), 2 * (fourth + plus * second**2) * of_views)


variance_factor_by_kurtosis.proof(identity)
variance_factor_by_kurtosis.neighbour("always_two", plus=-1, witness=EVEN)


@setting(kurtosis=above(1)).theorem(POST.sentence(EXPANSION, 3), r"\frac{2(k+1)}{k-1} > 2", relation="stronger")
def variance_factor_exceeds_two(kurtosis, *, factor=2):
    """The factor is above 2 for every kurtosis, which is above 1 unless all distances from the mean are equal."""
    return strictly_greater(variance_factor(kurtosis), factor)


variance_factor_exceeds_two.proof(squares)
variance_factor_exceeds_two.neighbour("exceeds_three", factor=3, witness={"kurtosis": 9})


@three_views_and(u=real(), v=real(), w=real()).theorem(
    POST.sentence(EXPANSION, 4),
    r"\nabla\,\mathbb{E}|F_1 - F_2|^2 = 2\,\nabla\,\mathbb{E}|F - \mathbb{E}F|^2",
    relation="specialised",
)
def another_view_gives_the_same_flow(u, v, w, x, y, z, p, q, *, factor=2):
    """Of three views with any probabilities, and features of one number: however the encoder moves the features, the
    loss of two views changes at exactly twice the rate of the centred one: the two gradient flows have the same
    trajectories, one of them twice as fast."""
    velocity = {"x": u, "y": v, "z": w}
    of_pairs = rate(lambda x, y, z: pair_loss(law(x, y, z, p, q)), velocity, x=x, y=y, z=z)
    centred = rate(lambda x, y, z: centred_loss(law(x, y, z, p, q)), velocity, x=x, y=y, z=z)
    return equal(of_pairs, factor * centred)


another_view_gives_the_same_flow.proof(identity)
another_view_gives_the_same_flow.neighbour("the_same_clock", factor=1, witness={**EVEN, "u": 1, "v": 0, "w": 0})


def proposed_loss(encode, views):
    """The mean squared distance of the features from the feature of the mean view."""
    features = [(encode(value), probability) for value, probability in views]
    return loss_about(features, encode(centre(views)))


def centred_loss_of(encode, views):
    """The centred loss of the features."""
    return centred_loss([(encode(value), probability) for value, probability in views])


def bias_of(encode, views):
    """The mean feature less the feature of the mean view."""
    return mean(views, encode) - encode(centre(views))


def no_bias(encode, views):
    """0, as if every encoder were affine."""
    return 0


@three_views_and(encode=smooth_function(1)).theorem(
    POST.sentence(EXPANSION, 5),
    r"\mathbb{E}|F(T) - F(\bar x)|^2 = \mathbb{E}|F(T) - \mathbb{E}F(T)|^2 + |\mathbb{E}F(T) - F(\bar x)|^2",
    relation="specialised",
)
def proposed_loss_is_the_centred_one_and_a_bias(encode, x, y, z, p, q, *, bias=bias_of):
    """Of three views with any probabilities, and features of one number: the loss that the post proposes is the centred
    loss plus the squared distance of the mean feature from the feature of the mean view, which is 0 for affine
    encoders."""
    views = law(x, y, z, p, q)
    return equal(proposed_loss(encode, views), centred_loss_of(encode, views) + bias(encode, views) ** 2)


proposed_loss_is_the_centred_one_and_a_bias.proof(identity)
proposed_loss_is_the_centred_one_and_a_bias.neighbour(
    "the_centred_loss_for_all_encoders", bias=no_bias, witness={"encode": square, **EVEN}
)


def affine(weight, offset):
    """The encoder t ↦ wt + b."""
    return lambda t: weight * t + offset


def quadratic(weight, offset):
    """The encoder t ↦ wt² + b."""
    return lambda t: weight * t**2 + offset


@three_views_and(weight=real(), offset=real()).theorem(
    POST.sentence(EXPANSION, 5),
    r"F(t) = wt + b \implies \mathbb{E}|F(T) - F(\bar x)|^2 = \mathbb{E}|F(T) - \mathbb{E}F(T)|^2,"
    r"\quad \frac{d}{dt}w^2 = -4 w^2 \operatorname{Var} T",
    relation="specialised",
)
def proposed_loss_collapses_affine_encoders(weight, offset, x, y, z, p, q, *, encoder=affine):
    """Of three views with any probabilities, and features of one number: for affine encoders the proposed loss is the
    centred one, and along its gradient flow the weight decays at the rate 2 Var T: it collapses."""
    views = law(x, y, z, p, q)

    def loss(weight):
        return proposed_loss(encoder(weight, offset), views)

    shrinking = rate(lambda weight: weight**2, {"weight": -gradient(loss, weight)}, weight=weight)
    return (
        equal(loss(weight), centred_loss_of(encoder(weight, offset), views)),
        equal(shrinking, -4 * weight**2 * centred_loss(views)),
    )


proposed_loss_collapses_affine_encoders.proof(identity)
proposed_loss_collapses_affine_encoders.neighbour(
    "quadratic_encoders", encoder=quadratic, witness={"weight": 1, "offset": 0, **EVEN}
)


# Random matrices as an image prior


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


# Errata


@three_views_and(weight=positive()).erratum(
    POST.sentence(EXPANSION, 4),
    r"\dot w \ge 0\ \text{when views are compared with their mean}",
    how="counterexample",
    repaired_by=(
        another_view_gives_the_same_flow,
        another_view_doubles_the_loss,
        proposed_loss_collapses_affine_encoders,
    ),
)
def the_mean_would_prevent_collapse(weight, x, y, z, p, q):
    """The failure without stop-gradient and predictor comes from the larger loss and variance of comparing two views:
    compared with the mean, the encoder would not collapse."""
    views = law(x, y, z, p, q)
    force = -gradient(lambda weight: centred_loss_of(affine(weight, 0), views), weight)
    return at_least(force, 0)


the_mean_would_prevent_collapse.fails("three_even_views", witness={"weight": 1, **EVEN})
