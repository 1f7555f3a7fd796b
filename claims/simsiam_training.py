"""What the training losses of SimSiam and BYOL must do, and whether an implementation does it.

The post describes the algorithms in words: two views, a predictor on one branch, no gradient through the other, a
target network that is a moving average. Here each of these words is a theorem about a loss that anybody can put in
its place; a loss that forgets to detach, detaches the wrong branch, or uses one view only breaks at least one.

Every relation is exact: on small dyadic numbers, in float64, a right implementation satisfies it to the last bit. That
asks for sums over coordinates where squares are compared, since a mean of three or five is rounded.

    pytest claims/simsiam_training.py --subject cosine_loss=mymodule:loss --dtype float64
"""

from fractions import Fraction

from verify import (
    Post,
    equal,
    frozen,
    inner,
    loss_subject,
    matrix,
    norm_squared,
    rate,
    setting,
    size,
    sqrt,
    strictly_greater,
    strictly_less,
    vector,
)
from verify.proof import identity, squares

POST = Post(
    "simsiam",
    "从动力学角度看优化算法(六):为什么SimSiam不退化?",
    date="2020-12-11",
    url="https://kexue.fm/archives/7980",
)

SIMSIAM = "SimSiam"
DYNAMICS = "不退化的动力学"

d, m, n = size("d"), size("m"), size("n")


# Two views, each with a prediction p and a projection z: the prediction of one is compared with the projection of the
# other, which is a target and receives no gradient


def squared_distance(p, z):
    """Half the squared distance of a prediction from a target."""
    return norm_squared(p - z) / 2


def squared_loss(p1, z1, p2, z2):
    """SimSiam's loss with squared distances."""
    return (squared_distance(p1, frozen(z2)) + squared_distance(p2, frozen(z1))) / 2


def squared_without_detach(p1, z1, p2, z2):
    """The gradient flows into both branches."""
    return (squared_distance(p1, z2) + squared_distance(p2, z1)) / 2


def squared_with_the_prediction_detached(p1, z1, p2, z2):
    """The gradient is stopped on the wrong branch."""
    return (squared_distance(frozen(p1), z2) + squared_distance(frozen(p2), z1)) / 2


def squared_with_one_target_detached(p1, z1, p2, z2):
    """The gradient is stopped in one of the two directions only."""
    return (squared_distance(p1, frozen(z2)) + squared_distance(p2, z1)) / 2


def squared_one_way(p1, z1, p2, z2):
    """Only the first view predicts the second."""
    return squared_distance(p1, frozen(z2))


def squared_with_the_wrong_sign(p1, z1, p2, z2):
    """What should be minimised is maximised."""
    return -squared_loss(p1, z1, p2, z2)


views = setting(p1=vector(d), z1=vector(d), p2=vector(d), z2=vector(d))
moved_views = setting(p1=vector(d), z1=vector(d), p2=vector(d), z2=vector(d), v=vector(d))


@moved_views.theorem(
    POST.sentence(DYNAMICS, 2),
    r"\frac{\partial L}{\partial z_1} = \frac{\partial L}{\partial z_2} = 0",
    relation="specialised",
)
def squared_loss_sends_no_gradient_to_targets(p1, z1, p2, z2, v, *, squared_loss=loss_subject(squared_loss)):
    """The gradient of the squared loss in the projections of both views is zero: they are targets."""
    state = {"p1": p1, "z1": z1, "p2": p2, "z2": z2}
    return equal(rate(squared_loss, {"z1": v}, **state), 0), equal(rate(squared_loss, {"z2": v}, **state), 0)


squared_loss_sends_no_gradient_to_targets.proof(identity)
for without, name in (
    (squared_without_detach, "no_detach"),
    (squared_with_the_prediction_detached, "detached_prediction"),
    (squared_with_one_target_detached, "one_target_detached"),
):
    squared_loss_sends_no_gradient_to_targets.neighbour(
        name, squared_loss=without, witness={"p1": [0], "z1": [1], "p2": [0], "z2": [0], "v": [1]}
    )


@views.theorem(POST.sentence(SIMSIAM, 2), r"L(p_1, z_1, p_2, z_2) = L(p_2, z_2, p_1, z_1)", relation="specialised")
def squared_loss_treats_the_views_alike(p1, z1, p2, z2, *, squared_loss=loss_subject(squared_loss)):
    """The squared loss does not change when the two views are exchanged."""
    return equal(squared_loss(p1, z1, p2, z2), squared_loss(p2, z2, p1, z1))


squared_loss_treats_the_views_alike.proof(identity)
squared_loss_treats_the_views_alike.neighbour(
    "one_way", squared_loss=squared_one_way, witness={"p1": [1], "z1": [0], "p2": [0], "z2": [0]}
)


def predictions_are_off_target(p1, z1, p2, z2):
    """Neither prediction is its target."""
    return strictly_greater(norm_squared(z2 - p1), 0), strictly_greater(norm_squared(z1 - p2), 0)


@views.where(predictions_are_off_target).theorem(
    POST.sentence(SIMSIAM, 2),
    r"\Bigl\langle \frac{\partial L}{\partial p_1}, z_2 - p_1 \Bigr\rangle < 0,\quad"
    r" \Bigl\langle \frac{\partial L}{\partial p_2}, z_1 - p_2 \Bigr\rangle < 0",
    relation="specialised",
)
def squared_loss_draws_predictions_to_targets(p1, z1, p2, z2, *, squared_loss=loss_subject(squared_loss)):
    """Moving a prediction straight toward the other view's projection lowers the squared loss."""
    state = {"p1": p1, "z1": z1, "p2": p2, "z2": z2}
    return (
        strictly_less(rate(squared_loss, {"p1": z2 - p1}, **state), 0),
        strictly_less(rate(squared_loss, {"p2": z1 - p2}, **state), 0),
    )


squared_loss_draws_predictions_to_targets.proof(squares)
for pushing, name in (
    (squared_with_the_wrong_sign, "wrong_sign"),
    (squared_with_the_prediction_detached, "detached_prediction"),
    (squared_one_way, "one_way"),
):
    squared_loss_draws_predictions_to_targets.neighbour(
        name, squared_loss=pushing, witness={"p1": [0], "z1": [1], "p2": [0], "z2": [1]}
    )
squared_loss_draws_predictions_to_targets.needs(
    predictions_are_off_target, witness={"p1": [1], "z1": [1], "p2": [0], "z2": [1]}
)


# The same with cosines: SimSiam's own loss


def cosine(p, z):
    """The cosine of the angle between two vectors."""
    return inner(p, z) / (sqrt(norm_squared(p)) * sqrt(norm_squared(z)))


def cosine_loss(p1, z1, p2, z2):
    """SimSiam's loss: the mean of the two negative cosines."""
    return -(cosine(p1, frozen(z2)) + cosine(p2, frozen(z1))) / 2


def cosine_without_detach(p1, z1, p2, z2):
    """The gradient flows into both branches."""
    return -(cosine(p1, z2) + cosine(p2, z1)) / 2


def cosine_with_the_prediction_detached(p1, z1, p2, z2):
    """The gradient is stopped on the wrong branch."""
    return -(cosine(frozen(p1), z2) + cosine(frozen(p2), z1)) / 2


def cosine_one_way(p1, z1, p2, z2):
    """Only the first view predicts the second."""
    return -cosine(p1, frozen(z2))


def cosine_with_the_wrong_sign(p1, z1, p2, z2):
    """What should be minimised is maximised."""
    return -cosine_loss(p1, z1, p2, z2)


def cosine_without_the_norm_of_the_target(p1, z1, p2, z2):
    """Predictions are normalised, targets are not."""
    first = inner(p1, frozen(z2)) / sqrt(norm_squared(p1))
    return -(first + inner(p2, frozen(z1)) / sqrt(norm_squared(p2))) / 2


def not_normalised(p1, z1, p2, z2):
    """Neither predictions nor targets are normalised."""
    return -(inner(p1, frozen(z2)) + inner(p2, frozen(z1))) / 2


def features_are_not_zero(p1, z1, p2, z2):
    """No prediction and no projection is the zero vector, which has no direction."""
    return tuple(strictly_greater(norm_squared(each), 0) for each in (p1, z1, p2, z2))


def predictions_are_not_parallel(p1, z1, p2, z2):
    """Neither prediction is parallel to its target, and none is the zero vector, which is parallel to every other."""
    return (
        *features_are_not_zero(p1, z1, p2, z2),
        strictly_less(inner(p1, z2) ** 2, norm_squared(p1) * norm_squared(z2)),
        strictly_less(inner(p2, z1) ** 2, norm_squared(p2) * norm_squared(z1)),
    )


directed_views = views.where(features_are_not_zero)
moved_directed_views = moved_views.where(features_are_not_zero)


@moved_directed_views.theorem(
    POST.sentence(DYNAMICS, 2),
    r"\frac{\partial L}{\partial z_1} = \frac{\partial L}{\partial z_2} = 0",
    relation="specialised",
)
def cosine_loss_sends_no_gradient_to_targets(p1, z1, p2, z2, v, *, cosine_loss=loss_subject(cosine_loss)):
    """The gradient of the cosine loss in the projections of both views is zero: they are targets."""
    state = {"p1": p1, "z1": z1, "p2": p2, "z2": z2}
    return equal(rate(cosine_loss, {"z1": v}, **state), 0), equal(rate(cosine_loss, {"z2": v}, **state), 0)


cosine_loss_sends_no_gradient_to_targets.proof(identity)
cosine_loss_sends_no_gradient_to_targets.needs(
    features_are_not_zero, witness={"p1": [0], "z1": [1], "p2": [1], "z2": [1], "v": [1]}
)
for without, name in (
    (cosine_without_detach, "no_detach"),
    (cosine_with_the_prediction_detached, "detached_prediction"),
):
    cosine_loss_sends_no_gradient_to_targets.neighbour(
        name,
        cosine_loss=without,
        witness={"p1": [1, 0], "z1": [1, 0], "p2": [0, 1], "z2": [1, 0], "v": [0, 1]},
    )


@directed_views.theorem(
    POST.sentence(SIMSIAM, 2), r"L(p_1, z_1, p_2, z_2) = L(p_2, z_2, p_1, z_1)", relation="specialised"
)
def cosine_loss_treats_the_views_alike(p1, z1, p2, z2, *, cosine_loss=loss_subject(cosine_loss)):
    """The cosine loss does not change when the two views are exchanged."""
    return equal(cosine_loss(p1, z1, p2, z2), cosine_loss(p2, z2, p1, z1))


cosine_loss_treats_the_views_alike.proof(identity)
cosine_loss_treats_the_views_alike.needs(features_are_not_zero, witness={"p1": [0], "z1": [1], "p2": [1], "z2": [1]})
cosine_loss_treats_the_views_alike.neighbour(
    "one_way", cosine_loss=cosine_one_way, witness={"p1": [1], "z1": [-1], "p2": [1], "z2": [1]}
)


@views.where(predictions_are_not_parallel).theorem(
    POST.sentence(SIMSIAM, 2),
    r"\Bigl\langle \frac{\partial L}{\partial p_1}, z_2 \pm 2 p_1 \Bigr\rangle < 0,\quad"
    r" \Bigl\langle \frac{\partial L}{\partial p_2}, z_1 \pm 2 p_2 \Bigr\rangle < 0",
    relation="specialised",
)
def cosine_loss_draws_predictions_to_targets(p1, z1, p2, z2, *, cosine_loss=loss_subject(cosine_loss), length=2):
    """Turning a prediction toward the other view's projection lowers the cosine loss unless they are parallel,
    whether the prediction becomes longer or shorter on the way."""
    state = {"p1": p1, "z1": z1, "p2": p2, "z2": z2}
    return (
        strictly_less(rate(cosine_loss, {"p1": z2 + length * p1}, **state), 0),
        strictly_less(rate(cosine_loss, {"p1": z2 - length * p1}, **state), 0),
        strictly_less(rate(cosine_loss, {"p2": z1 + length * p2}, **state), 0),
        strictly_less(rate(cosine_loss, {"p2": z1 - length * p2}, **state), 0),
    )


cosine_loss_draws_predictions_to_targets.proof(squares)
for pushing, name in (
    (cosine_with_the_wrong_sign, "wrong_sign"),
    (cosine_with_the_prediction_detached, "detached_prediction"),
    (cosine_one_way, "one_way"),
    (not_normalised, "not_normalised"),
):
    cosine_loss_draws_predictions_to_targets.neighbour(
        name, cosine_loss=pushing, witness={"p1": [1, 0], "z1": [0, 1], "p2": [1, 0], "z2": [1, 1]}
    )
cosine_loss_draws_predictions_to_targets.needs(
    predictions_are_not_parallel, witness={"p1": [1], "z1": [1], "p2": [1], "z2": [1]}
)


@directed_views.theorem(
    POST.sentence(SIMSIAM, 2), r"L(p_1, z_1, p_2, z_2) = L(z_2, p_2, z_1, p_1)", relation="specialised"
)
def cosine_loss_measures_an_angle(p1, z1, p2, z2, *, cosine_loss=loss_subject(cosine_loss)):
    """The value of the cosine loss does not change when each prediction is exchanged with its target: only the
    gradient tells them apart."""
    return equal(cosine_loss(p1, z1, p2, z2), cosine_loss(z2, p2, z1, p1))


cosine_loss_measures_an_angle.proof(identity)
cosine_loss_measures_an_angle.needs(features_are_not_zero, witness={"p1": [1], "z1": [1], "p2": [1], "z2": [0]})
cosine_loss_measures_an_angle.neighbour(
    "target_not_normalised",
    cosine_loss=cosine_without_the_norm_of_the_target,
    witness={"p1": [2], "z1": [1], "p2": [1], "z2": [1]},
)


# BYOL's loss is the squared distance of the normalised vectors


def byol_distance(p, z):
    """The squared distance of the directions of two vectors."""
    return norm_squared(p / sqrt(norm_squared(p)) - z / sqrt(norm_squared(z)))


def byol_loss(p1, z1, p2, z2):
    """BYOL's loss: both squared distances of normalised predictions from normalised targets."""
    return byol_distance(p1, frozen(z2)) + byol_distance(p2, frozen(z1))


def byol_without_detach(p1, z1, p2, z2):
    """The gradient flows into both branches."""
    return byol_distance(p1, z2) + byol_distance(p2, z1)


@moved_directed_views.theorem(
    POST.sentence(SIMSIAM, 1), r"L_{\text{BYOL}} = 4 + 4 L_{\text{SimSiam}}", relation="specialised"
)
def byol_loss_is_the_cosine_loss_scaled(p1, z1, p2, z2, v, *, scale=4, byol_loss=byol_loss):
    """BYOL's loss is four plus four times SimSiam's, and so are its gradients in predictions and targets: what
    the theorems above say of one holds for the other."""
    state = {"p1": p1, "z1": z1, "p2": p2, "z2": z2}
    return (
        equal(byol_loss(**state), 4 + scale * cosine_loss(**state)),
        *(
            equal(rate(byol_loss, {name: v}, **state), scale * rate(cosine_loss, {name: v}, **state))
            for name in ("p1", "z1", "p2", "z2")
        ),
    )


byol_loss_is_the_cosine_loss_scaled.proof(identity)
byol_loss_is_the_cosine_loss_scaled.needs(
    features_are_not_zero, witness={"p1": [0], "z1": [1], "p2": [1], "z2": [1], "v": [1]}
)
byol_loss_is_the_cosine_loss_scaled.neighbour(
    "without_the_second_view", scale=2, witness={"p1": [1], "z1": [1], "p2": [1], "z2": [1], "v": [1]}
)
byol_loss_is_the_cosine_loss_scaled.neighbour(
    "no_detach",
    byol_loss=byol_without_detach,
    witness={"p1": [1, 0], "z1": [1, 0], "p2": [0, 1], "z2": [1, 0], "v": [0, 1]},
)


# Linear networks: encoder W, predictor P, and a target network T


def target_network_loss(W, P, T, x1, x2):
    """The squared loss of encoder and predictor against the projections of a network of its own."""
    return (squared_distance(P @ W @ x1, T @ x2) + squared_distance(P @ W @ x2, T @ x1)) / 2


def network_loss(W, P, x1, x2):
    """The squared loss of encoder and predictor on two views."""
    return squared_loss(P @ W @ x1, W @ x1, P @ W @ x2, W @ x2)


def network_loss_without_detach(W, P, x1, x2):
    """The gradient flows into both branches."""
    return squared_without_detach(P @ W @ x1, W @ x1, P @ W @ x2, W @ x2)


def network_loss_with_the_encoder_detached(W, P, x1, x2):
    """Encoders are detached before the predictor too, so that they learn nothing."""
    return squared_loss(P @ frozen(W @ x1), W @ x1, P @ frozen(W @ x2), W @ x2)


def network_loss_one_way(W, P, x1, x2):
    """Only the first view predicts the second."""
    return squared_one_way(P @ W @ x1, W @ x1, P @ W @ x2, W @ x2)


directions = setting(W=matrix(m, n), P=matrix(m, m), x1=vector(n), x2=vector(n), V=matrix(m, n), Q=matrix(m, m))


@directions.theorem(
    POST.sentence(DYNAMICS, 2),
    r"\nabla_{W, P}\, L(W, P) = \nabla_{W, P}\, L(W, P, T)\big|_{T = W}",
    relation="specialised",
)
def network_loss_differentiates_predictions_alone(W, P, x1, x2, V, Q, *, network_loss=loss_subject(network_loss)):
    """Encoder and predictor receive the gradient that they would receive from the targets of a fixed network."""
    state = {"W": W, "P": P, "x1": x1, "x2": x2}
    return (
        equal(rate(network_loss, {"W": V}, **state), rate(target_network_loss, {"W": V}, T=W, **state)),
        equal(rate(network_loss, {"P": Q}, **state), rate(target_network_loss, {"P": Q}, T=W, **state)),
    )


network_loss_differentiates_predictions_alone.proof(identity)
for other, name in (
    (network_loss_without_detach, "no_detach"),
    (network_loss_with_the_encoder_detached, "detached_encoder"),
    (network_loss_one_way, "one_way"),
):
    network_loss_differentiates_predictions_alone.neighbour(
        name, network_loss=other, witness={"W": [[1]], "P": [[2]], "x1": [1], "x2": [2], "V": [[1]], "Q": [[0]]}
    )


@setting(W=matrix(m, n), P=matrix(m, m), x1=vector(n), x2=vector(n), B=matrix(m, m)).theorem(
    POST.sentence(DYNAMICS, 2),
    r"\Bigl\langle \frac{\partial L}{\partial W}, BW \Bigr\rangle = \Bigl\langle \frac{\partial L}{\partial P}, PB"
    r" \Bigr\rangle",
    relation="stronger",
)
def network_loss_is_balanced(W, P, x1, x2, B, *, network_loss=loss_subject(network_loss)):
    """Whatever moves the encoder by BW and the predictor by -PB leaves the loss unchanged: the symmetry from which
    gradient flow keeps WWᵀ - PᵀP."""
    return equal(rate(network_loss, {"W": B @ W, "P": -(P @ B)}, W=W, P=P, x1=x1, x2=x2), 0)


network_loss_is_balanced.proof(identity)
for other, name in (
    (network_loss_without_detach, "no_detach"),
    (network_loss_with_the_encoder_detached, "detached_encoder"),
):
    network_loss_is_balanced.neighbour(
        name, network_loss=other, witness={"W": [[1]], "P": [[2]], "x1": [1], "x2": [2], "B": [[1]]}
    )


# The moving average: the target network keeps three quarters of itself and takes one quarter of the online network


def average(T, W, momentum=Fraction(3, 4)):
    """The target network after a step."""
    return momentum * T + (1 - momentum) * W


def averaged_entry(T, W, probe):
    """The inner product of a matrix with the target network after a step; a way to look at all its entries."""
    return inner(probe, frozen(average(T, W)))


def averaged_entry_with_swapped_rates(T, W, probe):
    """The target keeps one quarter of itself."""
    return inner(probe, frozen(average(W, T)))


def averaged_entry_of_a_shared_network(T, W, probe):
    """The target is the online network itself."""
    return inner(probe, frozen(average(W, W)))


@setting(T=matrix(m, n), W=matrix(m, n), probe=matrix(m, n)).theorem(
    POST.sentence(SIMSIAM, 1), r"T' = \tfrac34 T + \tfrac14 W", relation="specialised"
)
def target_network_moves_by_the_average(T, W, probe, *, averaged_entry=loss_subject(averaged_entry)):
    """After a step the target network is three quarters of itself and one quarter of the online network, exactly."""
    return equal(averaged_entry(T, W, probe), inner(probe, 3 * T + W) / 4)


target_network_moves_by_the_average.proof(identity)
target_network_moves_by_the_average.neighbour(
    "swapped_rates", averaged_entry=averaged_entry_with_swapped_rates, witness={"T": [[1]], "W": [[0]], "probe": [[1]]}
)
target_network_moves_by_the_average.neighbour(
    "shared_network",
    averaged_entry=averaged_entry_of_a_shared_network,
    witness={"T": [[1]], "W": [[0]], "probe": [[1]]},
)


def averaging_loss(W, P, T, x1, x2):
    """The squared loss against the target network after its step."""
    return target_network_loss(W, P, frozen(average(T, W)), x1, x2)


def averaging_loss_without_detach(W, P, T, x1, x2):
    """The gradient flows through the average, into both networks."""
    return target_network_loss(W, P, average(T, W), x1, x2)


def averaging_loss_with_swapped_rates(W, P, T, x1, x2):
    """The target keeps one quarter of itself."""
    return target_network_loss(W, P, frozen(average(W, T)), x1, x2)


def averaging_loss_of_a_shared_network(W, P, T, x1, x2):
    """The target is the online network itself, and receives its gradient."""
    return target_network_loss(W, P, W, x1, x2)


def averaging_loss_one_way(W, P, T, x1, x2):
    """Only the first view predicts the second."""
    return squared_distance(P @ W @ x1, frozen(average(T, W)) @ x2)


@setting(W=matrix(m, n), P=matrix(m, m), T=matrix(m, n), x1=vector(n), x2=vector(n), V=matrix(m, n)).theorem(
    POST.sentence(SIMSIAM, 1),
    r"\frac{\partial L}{\partial T} = 0,\quad"
    r" \nabla_W L(W, P, T) = \nabla_W L(W, P, T')\big|_{T' = \frac34 T + \frac14 W}",
    relation="specialised",
)
def averaging_loss_trains_the_online_network_alone(W, P, T, x1, x2, V, *, averaging_loss=loss_subject(averaging_loss)):
    """No gradient reaches the target network, not even through its step, and the encoder learns from the average."""
    state = {"W": W, "P": P, "T": T, "x1": x1, "x2": x2}
    after = {**state, "T": (3 * T + W) / 4}
    return (
        equal(rate(averaging_loss, {"T": V}, **state), 0),
        equal(rate(averaging_loss, {"W": V}, **state), rate(target_network_loss, {"W": V}, **after)),
    )


averaging_loss_trains_the_online_network_alone.proof(identity)
for other, name in (
    (averaging_loss_without_detach, "no_detach"),
    (averaging_loss_with_swapped_rates, "swapped_rates"),
    (averaging_loss_of_a_shared_network, "shared_network"),
    (averaging_loss_one_way, "one_way"),
):
    averaging_loss_trains_the_online_network_alone.neighbour(
        name,
        averaging_loss=other,
        witness={"W": [[1]], "P": [[1]], "T": [[2]], "x1": [1], "x2": [2], "V": [[1]]},
    )
