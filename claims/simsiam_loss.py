"""SimSiam's loss: the geometry of the cosine, and stop-gradient without a predictor.

Gradient descent on a cosine turns a feature and lengthens it, and does neither to a feature that is not itself the
parameter. Stop-gradient by itself, without a predictor, changes nothing but the learning rate.
"""

from fractions import Fraction

from claims.simsiam import POST, moving, product
from verify import (
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
    sqrt,
    strictly_greater,
    symmetric,
    vector,
)
from verify.proof import identity

SIMSIAM = "SimSiam"

m, n = size("m"), size("n")


# The geometry of the cosine


def length(z):
    """The Euclidean norm."""
    return sqrt(norm_squared(z))


def cosine(z, a):
    """The cosine of the angle between two vectors."""
    return inner(z, a) / (length(z) * length(a))


def towards(z, a):
    """The gradient of the cosine in z."""
    return a / (length(z) * length(a)) - cosine(z, a) / norm_squared(z) * z


def across(z, a):
    """The part of the target that is orthogonal to z, times |z|²: the gradient of the cosine up to a factor."""
    return norm_squared(z) * a - inner(z, a) * z


def straight_towards(z, a):
    """The gradient of -½|z - a|², without any normalisation."""
    return a - z


def feature_and_target_are_not_zero(z, a):
    """Neither is the zero vector, which has no direction."""
    return strictly_greater(norm_squared(z), 0), strictly_greater(norm_squared(a), 0)


directions = setting(z=vector(n), a=vector(n)).where(feature_and_target_are_not_zero)
moved_directions = setting(z=vector(n), a=vector(n), v=vector(n)).where(feature_and_target_are_not_zero)
steps = setting(z=vector(n), a=vector(n), h=real()).where(feature_and_target_are_not_zero)


@directions.theorem(
    POST.sentence(SIMSIAM, 2),
    r"\Bigl|\frac{z}{|z|} - \frac{a}{|a|}\Bigr|^2 = 2 - 2\cos(z, a)",
    relation="stronger",
)
def normalised_distance_is_a_cosine(z, a, *, twice=2):
    """The squared distance of the normalised vectors, BYOL's loss, is 2 - 2 cos, SimSiam's loss in other units."""
    return equal(norm_squared(z / length(z) - a / length(a)), 2 - twice * cosine(z, a))


normalised_distance_is_a_cosine.proof(identity)
normalised_distance_is_a_cosine.neighbour("once_the_cosine", twice=1, witness={"z": [1], "a": [2]})
normalised_distance_is_a_cosine.needs(feature_and_target_are_not_zero, witness={"z": [0], "a": [1]})


@moved_directions.theorem(
    POST.sentence(SIMSIAM, 2),
    r"\nabla_z\cos = \frac{|z|^2 a - \langle z, a\rangle z}{|z|^3 |a|} \perp z,\quad"
    r" |\nabla_z\cos|^2 = \frac{1 - \cos^2}{|z|^2}",
    relation="stronger",
)
def cosine_gradient_turns_and_does_not_stretch(z, a, v, *, slope=towards):
    """The gradient of the cosine is orthogonal to z and as long as the sine of the angle over |z|: it blows up as z
    becomes small."""
    return (
        equal(rate(cosine, {"z": v}, z=z, a=a), inner(slope(z, a), v)),
        equal(slope(z, a), across(z, a) / (length(z) ** 3 * length(a))),
        equal(inner(slope(z, a), z), 0),
        equal(norm_squared(slope(z, a)) * norm_squared(z), 1 - cosine(z, a) ** 2),
    )


cosine_gradient_turns_and_does_not_stretch.proof(identity)
cosine_gradient_turns_and_does_not_stretch.neighbour(
    "not_normalised", slope=straight_towards, witness={"z": [2, 0], "a": [0, 1], "v": [1, 0]}
)
cosine_gradient_turns_and_does_not_stretch.needs(
    feature_and_target_are_not_zero, witness={"z": [0], "a": [1], "v": [1]}
)


@steps.theorem(
    POST.sentence(SIMSIAM, 2),
    r"|z + h\,\nabla_z\cos|^2 = |z|^2 + h^2\,|\nabla_z\cos|^2",
    relation="stronger",
)
def every_step_lengthens_a_free_feature(z, a, h, *, slope=towards, grows=1):
    """Gradient descent on the cosine lengthens a feature that is itself the parameter, in every step and exactly by the
    square of the step; only in the limit of small steps is the length kept."""
    step = h * slope(z, a)
    return (
        equal(norm_squared(z + step), norm_squared(z) + grows * norm_squared(step)),
        equal(rate(norm_squared, {"matrix": slope(z, a)}, matrix=z), 0),
    )


every_step_lengthens_a_free_feature.proof(identity)
every_step_lengthens_a_free_feature.neighbour(
    "steps_keep_the_length", grows=0, witness={"z": [1, 0], "a": [0, 1], "h": 1}
)
every_step_lengthens_a_free_feature.neighbour(
    "not_normalised", slope=straight_towards, witness={"z": [1, 0], "a": [0, 1], "h": 1}
)
every_step_lengthens_a_free_feature.needs(feature_and_target_are_not_zero, witness={"z": [0], "a": [1], "h": 1})


def weights(W, x):
    """All entries of the encoder."""
    return W


def feature(W, x):
    """The feature of one input."""
    return W @ x


@setting(W=matrix(m, n), x=vector(n), y=vector(n), a=vector(m), b=vector(m), c=positive(), d=positive()).theorem(
    POST.sentence(SIMSIAM, 2),
    r"\frac{d}{dt}\|W\|_F^2 = 0\quad\text{under}\quad \dot W = c\,|Wx|^3|a|\,\nabla_W\cos(Wx, a)"
    r" + d\,|Wy|^3|b|\,\nabla_W\cos(Wy, b)",
    relation="stronger",
)
def linear_encoder_keeps_its_length(W, x, y, a, b, c, d, *, measured=weights):
    """Of a linear encoder the gradient flow of the cosines, with any positive factors, keeps the Frobenius norm; it
    does not keep the length of each feature, since one input moves the feature of another."""
    flow = {"W": c * across(W @ x, a) @ x.T + d * across(W @ y, b) @ y.T}
    return equal(rate(lambda W: norm_squared(measured(W, x)), flow, W=W), 0)


linear_encoder_keeps_its_length.proof(identity)
linear_encoder_keeps_its_length.neighbour(
    "so_does_each_feature",
    measured=feature,
    witness={
        "W": [[1, 0], [0, 1]],
        "x": [0, 1],
        "y": [1, 1],
        "a": [0, 1],
        "b": [1, 0],
        "c": 1,
        "d": 1,
    },
)


# Stop-gradient without a predictor


def symmetrised(psi):
    """The distance ψ(a, b) + ψ(b, a), which any symmetric distance is for some ψ."""
    return lambda a, b: psi(a, b) + psi(b, a)


def one_sided(psi):
    """A distance that need not be symmetric, such as a divergence."""
    return psi


def doubled(x):
    """A predictor other than the identity: 2x."""
    return 2 * x


def siamese_loss(distance, predict, first, second, stop):
    """½ D(h(f₁), stop(f₂)) + ½ D(h(f₂), stop(f₁)), of two views f₁, f₂ as functions of the weight."""
    return lambda w: (distance(predict(first(w)), stop(second(w))) + distance(predict(second(w)), stop(first(w)))) / 2


two_encoded_views = setting(psi=smooth_function(2), first=smooth_function(1), second=smooth_function(1), weight=real())


@two_encoded_views.theorem(
    POST.sentence(SIMSIAM, 3),
    r"D(a, b) = D(b, a) \implies \nabla L_{\mathrm{stopped}} = \tfrac12 \nabla L_{\mathrm{not\ stopped}}",
    relation="specialised",
)
def stop_gradient_without_predictor_halves_the_gradient(
    psi, first, second, weight, *, distance=symmetrised, predict=moving, part=Fraction(1, 2)
):
    """For features of one number: without a predictor, and for any symmetric distance, stop-gradient divides the
    gradient by two and does nothing else: the trajectories, and the collapse, are those without it at half the learning
    rate."""
    stopped = gradient(siamese_loss(distance(psi), predict, first, second, frozen), weight)
    whole = gradient(siamese_loss(distance(psi), predict, first, second, moving), weight)
    return equal(stopped, part * whole)


stop_gradient_without_predictor_halves_the_gradient.proof(identity)
SQUARED_FIRST = {"psi": lambda a, b: a * a, "first": moving, "second": moving, "weight": 1}
stop_gradient_without_predictor_halves_the_gradient.neighbour(
    "the_same_gradient",
    part=1,
    witness={"psi": product, "first": moving, "second": moving, "weight": 1},
)
stop_gradient_without_predictor_halves_the_gradient.neighbour(
    "distance_not_symmetric", distance=one_sided, witness=SQUARED_FIRST
)
stop_gradient_without_predictor_halves_the_gradient.neighbour(
    "with_a_predictor", predict=doubled, witness=SQUARED_FIRST
)


# The same for features of any number of entries, with a linear encoder


def quadratic(a, b, P, M):
    """AᵀPa + bᵀPb + 2aᵀMb with symmetric P and M: every symmetric quadratic distance of two vectors."""
    return inner(a, P @ a) + inner(b, P @ b) + 2 * inner(a, M @ b)


def lopsided(a, b, P, M):
    """AᵀPa + 2aᵀMb, which is not symmetric."""
    return inner(a, P @ a) + 2 * inner(a, M @ b)


def siamese_rate(distance, stop, W, V, x, y):
    """The rate of ½ D(Wx, stop(Wy)) + ½ D(Wy, stop(Wx)) when the encoder W moves along V."""

    def loss(W):
        return (distance(W @ x, stop(W @ y)) + distance(W @ y, stop(W @ x))) / 2

    return rate(loss, {"W": V}, W=W)


encoded = {"W": matrix(m, n), "V": matrix(m, n), "x": vector(n), "y": vector(n)}


@setting(**encoded, P=symmetric(m), M=symmetric(m)).theorem(
    POST.sentence(SIMSIAM, 3),
    r"D(a, b) = a^\top P a + b^\top P b + 2 a^\top M b \implies"
    r" \nabla_W L_{\mathrm{stopped}} = \tfrac12 \nabla_W L_{\mathrm{not\ stopped}}",
    relation="specialised",
)
def stop_gradient_halves_quadratic_losses(W, V, x, y, P, M, *, distance=quadratic, part=Fraction(1, 2)):
    """Without a predictor, for features of any number of entries and any symmetric quadratic distance, stop-gradient
    divides the gradient of a linear encoder by two."""

    def between(a, b):
        return distance(a, b, P, M)

    stopped, whole = siamese_rate(between, frozen, W, V, x, y), siamese_rate(between, moving, W, V, x, y)
    return equal(stopped, part * whole)


ONE_ENTRY = {"W": [[1]], "V": [[1]], "x": [1], "y": [2]}
stop_gradient_halves_quadratic_losses.proof(identity)
stop_gradient_halves_quadratic_losses.neighbour(
    "the_same_gradient", part=1, witness={**ONE_ENTRY, "P": [[1]], "M": [[0]]}
)
stop_gradient_halves_quadratic_losses.neighbour(
    "distance_not_symmetric", distance=lopsided, witness={**ONE_ENTRY, "P": [[1]], "M": [[0]]}
)


def features_are_not_zero(W, x, y):
    """Neither feature is the zero vector."""
    return strictly_greater(norm_squared(W @ x), 0), strictly_greater(norm_squared(W @ y), 0)


@(
    setting(**encoded)
    .where(features_are_not_zero)
    .theorem(
        POST.sentence(SIMSIAM, 3),
        r"D = -\cos \implies \nabla_W L_{\mathrm{stopped}} = \tfrac12 \nabla_W L_{\mathrm{not\ stopped}}",
        relation="specialised",
    )
)
def stop_gradient_halves_the_cosine_loss(W, V, x, y, *, part=Fraction(1, 2)):
    """Without a predictor, stop-gradient divides the gradient of SimSiam's own loss, the negative cosine, by two, for
    features of any number of entries and a linear encoder."""

    def between(a, b):
        return -cosine(a, b)

    stopped, whole = siamese_rate(between, frozen, W, V, x, y), siamese_rate(between, moving, W, V, x, y)
    return equal(stopped, part * whole)


stop_gradient_halves_the_cosine_loss.proof(identity)
stop_gradient_halves_the_cosine_loss.neighbour(
    "the_same_gradient", part=1, witness={"W": [[1, 0], [0, 1]], "V": [[0, 0], [1, 0]], "x": [1, 0], "y": [0, 1]}
)
stop_gradient_halves_the_cosine_loss.needs(features_are_not_zero, witness={"W": [[0]], "V": [[1]], "x": [1], "y": [1]})


# The same for features of any number of entries, with any encoder


def invariant(psi):
    """The symmetric distance ψ(|a|², |b|², ⟨a, b⟩) + ψ(|b|², |a|², ⟨a, b⟩), which rotations of both do not change."""
    return lambda x, y, product: psi(x, y, product) + psi(y, x, product)


def not_symmetric(psi):
    """The distance ψ(|a|², |b|², ⟨a, b⟩), which may tell a from b."""
    return psi


def invariant_loss(distance, predict, stop):
    """½ D(h(f₁), stop(f₂)) + ½ D(h(f₂), stop(f₁)) for a distance D that is a function of lengths and inner product."""

    def between(prediction, target, product):
        return distance(norm_squared(prediction), norm_squared(target), product) / 2

    def loss(first, second):
        to_second, to_first = (predict(first), stop(second)), (predict(second), stop(first))
        return between(*to_second, inner(*to_second)) + between(*to_first, inner(*reversed(to_first)))

    return loss


@setting(
    psi=smooth_function(3), first=vector(n), second=vector(n), first_velocity=vector(n), second_velocity=vector(n)
).theorem(
    POST.sentence(SIMSIAM, 3),
    r"D(a, b) = \psi(|a|^2, |b|^2, \langle a, b\rangle) + \psi(|b|^2, |a|^2, \langle a, b\rangle) \implies"
    r" \nabla L_{\mathrm{stopped}} = \tfrac12 \nabla L_{\mathrm{not\ stopped}}",
    relation="specialised",
)
def stop_gradient_without_predictor_halves_the_gradient_of_vectors(
    psi, first, second, first_velocity, second_velocity, *, distance=invariant, predict=moving, part=Fraction(1, 2)
):
    """For features of any number of entries, however the encoder moves them: without a predictor, and for any symmetric
    distance that is a smooth function of the squared lengths and the inner product, stop-gradient divides the gradient
    by two."""
    motion = {"first": first_velocity, "second": second_velocity}
    stopped = rate(invariant_loss(distance(psi), predict, frozen), motion, first=first, second=second)
    whole = rate(invariant_loss(distance(psi), predict, moving), motion, first=first, second=second)
    return equal(stopped, part * whole)


LENGTH_OF_THE_FIRST = {
    "psi": lambda x, y, product: x,
    "first": [1],
    "second": [1],
    "first_velocity": [1],
    "second_velocity": [0],
}
stop_gradient_without_predictor_halves_the_gradient_of_vectors.proof(identity)
stop_gradient_without_predictor_halves_the_gradient_of_vectors.neighbour(
    "the_same_gradient", part=1, witness=LENGTH_OF_THE_FIRST
)
stop_gradient_without_predictor_halves_the_gradient_of_vectors.neighbour(
    "distance_not_symmetric", distance=not_symmetric, witness=LENGTH_OF_THE_FIRST
)
stop_gradient_without_predictor_halves_the_gradient_of_vectors.neighbour(
    "with_a_predictor", predict=doubled, witness=LENGTH_OF_THE_FIRST
)


def exchanged_derivative(distance, a, b):
    """The derivative in a of D(a, b) - D(b, a)."""
    return gradient(lambda a: distance(a, b) - distance(b, a), a)


def no_derivative(distance, a, b):
    """0, as if every distance were symmetric."""
    return 0


@setting(distance=smooth_function(2), a=real(), b=real()).theorem(
    POST.sentence(SIMSIAM, 3),
    r"\nabla L_{\mathrm{stopped}} - \tfrac12\nabla L_{\mathrm{not\ stopped}}"
    r" = \tfrac14\,\partial_a\bigl(D(a,b) - D(b,a)\bigr)",
    relation="specialised",
)
def only_symmetric_distances_halve_the_gradient(distance, a, b, *, left_over=exchanged_derivative):
    """For features of one number: for an encoder that moves the first view alone, what is left over is a quarter of the
    derivative of D(a, b) - D(b, a), which is 0 for a = b: only for symmetric D are the gradients in the ratio ½ for all
    encoders."""

    def loss(stop):
        return siamese_loss(distance, moving, moving, lambda _: b, stop)

    return equal(gradient(loss(frozen), a) - gradient(loss(moving), a) / 2, Fraction(1, 4) * left_over(distance, a, b))


only_symmetric_distances_halve_the_gradient.proof(identity)
only_symmetric_distances_halve_the_gradient.neighbour(
    "nothing_is_left_over",
    left_over=no_derivative,
    witness={"distance": lambda a, b: a * a, "a": 1, "b": 1},
)


def exchanged_rate(psi, first, second, velocity):
    """The rate of D(a, b) - D(b, a) when a moves, for D(a, b) = ψ(|a|², |b|², ⟨a, b⟩)."""

    def difference(first):
        lengths, product = (norm_squared(first), norm_squared(second)), inner(first, second)
        return psi(*lengths, product) - psi(*reversed(lengths), product)

    return rate(difference, {"first": velocity}, first=first)


def no_rate(psi, first, second, velocity):
    """0, as if every distance were symmetric."""
    return 0


@setting(psi=smooth_function(3), first=vector(n), second=vector(n), velocity=vector(n)).theorem(
    POST.sentence(SIMSIAM, 3),
    r"D(a, b) = \psi(|a|^2, |b|^2, \langle a, b\rangle) \implies"
    r" \nabla L_{\mathrm{stopped}} - \tfrac12\nabla L_{\mathrm{not\ stopped}}"
    r" = \tfrac14\,\partial_a\bigl(D(a,b) - D(b,a)\bigr)",
    relation="specialised",
)
def what_asymmetry_adds_to_the_gradient_of_vectors(psi, first, second, velocity, *, left_over=exchanged_rate):
    """For features of any number of entries, and any smooth function of the squared lengths and the inner product as
    distance: for an encoder that moves the first view alone, what is left over is a quarter of the rate of
    D(a, b) - D(b, a)."""

    def moved(stop):
        return rate(lambda first: invariant_loss(psi, moving, stop)(first, second), {"first": velocity}, first=first)

    left = left_over(psi, first, second, velocity)
    return equal(moved(frozen) - moved(moving) / 2, Fraction(1, 4) * left)


what_asymmetry_adds_to_the_gradient_of_vectors.proof(identity)
what_asymmetry_adds_to_the_gradient_of_vectors.neighbour(
    "nothing_is_left_over",
    left_over=no_rate,
    witness={"psi": lambda x, y, product: x, "first": [1], "second": [1], "velocity": [1]},
)
