"""Why does SimSiam not collapse?

The post explains it by dynamics: stop-gradient takes away the force that pulls the encoder to zero, and the predictor
is fast, so that it fits before the encoder collapses. A toy example with two weights is to show it. Its three end
states are right. The mechanism is not: in the same example the encoder is the fast part, the loss rises at first, and
there are open sets of starts from which stop-gradient collapses and its absence does not.

The linear networks of Tian, Chen and Ganguli, to which the toy belongs, are in `linear_simsiam`; what the post says of
views and of cosines is in `simsiam_views`.
"""

from fractions import Fraction

from verify import (
    Post,
    absolute,
    at_least,
    at_most,
    between,
    equal,
    frozen,
    gradient,
    maximum,
    minimum,
    positive,
    rate,
    real,
    setting,
    smooth_function,
    strictly_greater,
    strictly_less,
    where,
)
from verify.proof import identity, squares

POST = Post(
    "simsiam",
    "从动力学角度看优化算法(六):为什么SimSiam不退化?",
    date="2020-12-11",
    url="https://kexue.fm/archives/7980",
)

DYNAMICS = "不退化的动力学"


def moving(x):
    """Let the gradient through: the opposite of `frozen`."""
    return x


# The encoder receives two forces, one through the prediction h and one through the target f


def force_on_encoder(loss, predict, encode, phi, theta, prediction, target):
    """Minus the gradient of loss(h, f) in θ, where h = predict(φ, encode(θ)) and f = encode(θ)."""
    return -gradient(lambda theta: loss(prediction(predict(phi, encode(theta))), target(encode(theta))), theta)


any_networks = setting(
    loss=smooth_function(2), predict=smooth_function(2), encode=smooth_function(1), phi=real(), theta=real()
)


def product(a, b):
    """A loss, or a predictor, for witnesses: ab."""
    return a * b


@any_networks.theorem(
    POST.sentence(DYNAMICS, 2),
    r"\dot\theta = -\frac{\partial l}{\partial h}\frac{\partial h}{\partial\theta}"
    r" - \frac{\partial l}{\partial f}\frac{\partial f}{\partial\theta}",
)
def stop_gradient_removes_one_of_two_forces(loss, predict, encode, phi, theta, *, target=frozen):
    """The force on the encoder is the one through the prediction plus the one through the target; stop-gradient
    removes the second."""
    whole = force_on_encoder(loss, predict, encode, phi, theta, moving, moving)
    through_prediction = force_on_encoder(loss, predict, encode, phi, theta, moving, target)
    through_target = force_on_encoder(loss, predict, encode, phi, theta, frozen, moving)
    return equal(whole, through_prediction + through_target)


stop_gradient_removes_one_of_two_forces.proof(identity)
stop_gradient_removes_one_of_two_forces.neighbour(
    "without_stop_gradient",
    target=moving,
    witness={"loss": product, "predict": product, "encode": moving, "phi": 1, "theta": 1},
)


def of_the_difference(psi):
    """The loss ψ(h - f)."""
    return lambda h, f: psi(h - f)


def of_the_product(psi):
    """The loss ψ(hf), as for a cosine."""
    return lambda h, f: psi(h * f)


def square(x):
    """x²."""
    return x * x


@setting(psi=smooth_function(1), h=real(), f=real()).theorem(
    POST.sentence(DYNAMICS, 3),
    r"l = \psi(h - f) \implies \frac{\partial l}{\partial f} = -\frac{\partial l}{\partial h}",
    relation="repaired",
)
def both_forces_vanish_together(psi, h, f, *, loss=of_the_difference):
    """If the loss depends on prediction minus target only, as the post's does, then the gradients in both are opposite:
    where one vanishes, so does the other."""
    in_prediction = gradient(lambda h: loss(psi)(h, f), h)
    in_target = gradient(lambda f: loss(psi)(h, f), f)
    return equal(in_target, -in_prediction)


both_forces_vanish_together.proof(identity)
both_forces_vanish_together.neighbour(
    "loss_of_the_product", loss=of_the_product, witness={"psi": square, "h": 1, "f": 2}
)


# The toy example of the post: encoder θ, predictor φ, loss ½(φθ - θ)², learning rate ratio α (in the post 1)


def toy_loss(phi, prediction, target):
    """Half the squared error of the predictor."""
    return (phi * prediction - target) ** 2 / 2


def toy_flow(phi, theta, alpha, prediction, target):
    """The gradient flow of predictor and encoder; `prediction` and `target` say where the gradient passes."""
    return {
        "phi": -alpha * gradient(lambda phi: toy_loss(phi, theta, theta), phi),
        "theta": -gradient(lambda theta: toy_loss(phi, prediction(theta), target(theta)), theta),
    }


def with_stop_gradient(phi, theta, alpha=1):
    """Only the force through the prediction acts on the encoder."""
    return toy_flow(phi, theta, alpha, prediction=moving, target=frozen)


def without_stop_gradient(phi, theta, alpha=1):
    """Both forces act on the encoder."""
    return toy_flow(phi, theta, alpha, prediction=moving, target=moving)


def second_force_only(phi, theta, alpha=1):
    """Only the force through the target acts on the encoder."""
    return toy_flow(phi, theta, alpha, prediction=frozen, target=moving)


STARTING_PREDICTOR, STARTING_ENCODER = Fraction(3, 5), Fraction(1, 10)
POSTS_START = {"phi": STARTING_PREDICTOR, "theta": STARTING_ENCODER}

toy = setting(phi=real(), theta=real())
toy_with_ratio = setting(phi=real(), theta=real(), alpha=positive())


# With stop-gradient the toy follows the gradient of nothing


def curl(flow, phi, theta, alpha):
    """∂φ̇/∂θ - ∂θ̇/∂φ, which vanishes everywhere if the flow is that of a gradient."""
    phi_by_theta = rate(lambda phi, theta: flow(phi, theta, alpha)["phi"], {"theta": 1}, phi=phi, theta=theta)
    theta_by_phi = rate(lambda phi, theta: flow(phi, theta, alpha)["theta"], {"phi": 1}, phi=phi, theta=theta)
    return phi_by_theta - theta_by_phi


def toy_curl(phi, theta, alpha):
    """θ(2α(1 - φ) + 2φ - 1)."""
    return theta * (2 * alpha * (1 - phi) + 2 * phi - 1)


def no_curl(phi, theta, alpha):
    """0."""
    return 0


@toy_with_ratio.theorem(
    POST.sentence(DYNAMICS, 2),
    r"\frac{\partial\dot\varphi}{\partial\theta} - \frac{\partial\dot\theta}{\partial\varphi}"
    r" = \theta\bigl(2\alpha(1-\varphi) + 2\varphi - 1\bigr)",
    relation="stronger",
)
def stop_gradient_field_is_no_gradient(phi, theta, alpha, *, flow=with_stop_gradient, curl_is=toy_curl):
    """With stop-gradient the curl is a polynomial that is not 0 for any learning rate ratio (at φ = 1 it is θ): on no
    open set does the toy follow the gradient of any function."""
    return (
        equal(curl(flow, phi, theta, alpha), curl_is(phi, theta, alpha)),
        equal(curl_is(1, theta, alpha), theta),
    )


stop_gradient_field_is_no_gradient.proof(identity)
stop_gradient_field_is_no_gradient.neighbour(
    "conservative_after_rescaling", curl_is=no_curl, witness={"phi": 0, "theta": 1, "alpha": 1}
)
stop_gradient_field_is_no_gradient.neighbour(
    "without_stop_gradient", flow=without_stop_gradient, witness={"phi": 0, "theta": 1, "alpha": 1}
)


@toy.theorem(
    POST.sentence(DYNAMICS, 2), r"(\dot\varphi, \dot\theta) = (1-\varphi)\theta\,\nabla(\varphi\theta)", relation="stronger"
)
def stop_gradient_field_is_a_gradient_with_another_clock(phi, theta, *, flow=with_stop_gradient, ratio=1):
    """With stop-gradient and equal learning rates the toy runs along the gradient of φθ, faster or slower, forwards or
    backwards: an integrating factor exists."""
    velocity = flow(phi, theta, ratio)
    clock = (1 - phi) * theta
    return (
        equal(velocity["phi"], clock * gradient(lambda phi: phi * theta, phi)),
        equal(velocity["theta"], clock * gradient(lambda theta: phi * theta, theta)),
    )


stop_gradient_field_is_a_gradient_with_another_clock.proof(identity)
stop_gradient_field_is_a_gradient_with_another_clock.neighbour(
    "without_stop_gradient", flow=without_stop_gradient, witness={"phi": 0, "theta": 1}
)
stop_gradient_field_is_a_gradient_with_another_clock.neighbour(
    "twice_the_learning_rate", ratio=2, witness={"phi": 0, "theta": 1}
)


# Each of the three flows keeps a quantity, and all three move the predictor towards 1


@toy_with_ratio.theorem(
    POST.sentence(DYNAMICS, 6), r"\frac{d}{dt}\bigl(\varphi^2 - \alpha\theta^2\bigr) = 0", relation="stronger"
)
def toy_invariant(phi, theta, alpha, *, flow=with_stop_gradient):
    """With stop-gradient the toy keeps φ² - αθ²."""
    change = rate(lambda phi, theta: phi**2 - alpha * theta**2, flow(phi, theta, alpha), phi=phi, theta=theta)
    return equal(change, 0)


toy_invariant.proof(identity)
toy_invariant.neighbour("without_stop_gradient", flow=without_stop_gradient, witness={**POSTS_START, "alpha": 1})
toy_invariant.neighbour("second_force_only", flow=second_force_only, witness={**POSTS_START, "alpha": 1})


@toy_with_ratio.theorem(
    POST.sentence(DYNAMICS, 7), r"\frac{d}{dt}\bigl((\varphi-1)^2 - \alpha\theta^2\bigr) = 0", relation="stronger"
)
def toy_invariant_without_stop_gradient(phi, theta, alpha, *, flow=without_stop_gradient):
    """Without stop-gradient the toy keeps (φ - 1)² - αθ²."""
    change = rate(lambda phi, theta: (phi - 1) ** 2 - alpha * theta**2, flow(phi, theta, alpha), phi=phi, theta=theta)
    return equal(change, 0)


toy_invariant_without_stop_gradient.proof(identity)
toy_invariant_without_stop_gradient.neighbour(
    "with_stop_gradient", flow=with_stop_gradient, witness={**POSTS_START, "alpha": 1}
)


@toy_with_ratio.theorem(
    POST.sentence(DYNAMICS, 7), r"\frac{d}{dt}\bigl(2\varphi + \alpha\theta^2\bigr) = 0", relation="stronger"
)
def toy_invariant_of_the_second_force(phi, theta, alpha, *, flow=second_force_only):
    """With the second force alone the toy keeps 2φ + αθ²."""
    change = rate(lambda phi, theta: 2 * phi + alpha * theta**2, flow(phi, theta, alpha), phi=phi, theta=theta)
    return equal(change, 0)


toy_invariant_of_the_second_force.proof(identity)
toy_invariant_of_the_second_force.neighbour(
    "with_both_forces", flow=without_stop_gradient, witness={**POSTS_START, "alpha": 1}
)


@toy_with_ratio.theorem(
    POST.sentence(DYNAMICS, 6), r"\frac{d}{dt}(\varphi - 1)^2 = -2\alpha\theta^2(\varphi - 1)^2 \le 0", relation="stronger"
)
def predictor_approaches_one(phi, theta, alpha, *, flow=with_stop_gradient, twice=2):
    """The predictor comes ever closer to 1, at the relative rate 2αθ²: the squared distance is a strict Lyapunov
    function wherever the encoder is not 0. Stop-gradient has no part in it."""
    change = rate(lambda phi: (phi - 1) ** 2, {"phi": flow(phi, theta, alpha)["phi"]}, phi=phi)
    return equal(change, -twice * alpha * theta**2 * (phi - 1) ** 2), at_most(change, 0)


predictor_approaches_one.proof(squares)
predictor_approaches_one.neighbour("half_the_rate", twice=1, witness={**POSTS_START, "alpha": 1})


# With stop-gradient the encoder is the fast part, it grows, and the loss rises at first


@setting(phi=real(), theta=real()).where(lambda phi, theta: at_least(phi**2, theta**2)).theorem(
    POST.sentence(DYNAMICS, 4),
    r"\varphi^2 \ge \theta^2 \implies \dot\varphi^2 \le \dot\theta^2,\quad \varphi\dot\varphi = \theta\dot\theta",
    relation="repaired",
)
def encoder_is_the_fast_part(phi, theta, *, flow=with_stop_gradient):
    """With stop-gradient the speeds are in the ratio θ : φ, so that the predictor is the slow part wherever φ² ≥ θ²;
    and φ² - θ² never changes, so that it stays the slow part."""
    velocity = flow(phi, theta)
    return (
        equal(phi * velocity["phi"], theta * velocity["theta"]),
        at_most(velocity["phi"] ** 2, velocity["theta"] ** 2),
    )


encoder_is_the_fast_part.proof(squares)
encoder_is_the_fast_part.attained(phi=2, theta=2)
encoder_is_the_fast_part.neighbour(
    "second_force_only", flow=second_force_only, witness={"phi": 2, "theta": Fraction(3, 2)}
)


inside = setting(phi=between(0, 1), theta=positive()).where(
    lambda phi: (strictly_greater(phi, 0), strictly_less(phi, 1))
)


@inside.theorem(POST.sentence(DYNAMICS, 4), r"0 < \varphi < 1 \implies \dot\theta > 0", relation="repaired")
def stop_gradient_pushes_the_encoder_outward(phi, theta, *, flow=with_stop_gradient):
    """With stop-gradient the force on a positive encoder points away from 0 as long as the predictor is between 0
    and 1; it does not merely fail to reach 0 in time."""
    return strictly_greater(flow(phi, theta)["theta"], 0)


stop_gradient_pushes_the_encoder_outward.proof(squares)
stop_gradient_pushes_the_encoder_outward.neighbour(
    "without_stop_gradient", flow=without_stop_gradient, witness=POSTS_START
)


@inside.where(lambda phi: strictly_greater(phi, Fraction(1, 2))).theorem(
    POST.sentence(DYNAMICS, 4),
    r"\tfrac12 < \varphi < 1 \implies |\dot\theta_{\mathrm{stopped}}| > |\dot\theta_{\mathrm{not\ stopped}}|",
    relation="repaired",
)
def stop_gradient_makes_the_encoder_faster(phi, theta, *, stopped=with_stop_gradient, whole=without_stop_gradient):
    """Once the predictor is half-way, the encoder moves faster with stop-gradient than without."""
    return strictly_greater(stopped(phi, theta)["theta"], absolute(whole(phi, theta)["theta"]))


stop_gradient_makes_the_encoder_faster.proof(squares)
stop_gradient_makes_the_encoder_faster.neighbour(
    "slower", stopped=without_stop_gradient, whole=with_stop_gradient, witness=POSTS_START
)


def loss_rate(flow, phi, theta):
    """How fast the loss changes along a flow."""
    return rate(lambda phi, theta: toy_loss(phi, theta, theta), flow(phi, theta), phi=phi, theta=theta)


@toy.theorem(
    POST.sentence(DYNAMICS, 6),
    r"\dot l = \theta^2(\varphi-1)^2\bigl(\varphi(1-\varphi) - \theta^2\bigr)",
    relation="stronger",
)
def loss_along_the_stopped_flow(phi, theta, *, flow=with_stop_gradient):
    """With stop-gradient the loss does not fall everywhere: its rate has the sign of φ(1 - φ) - θ²."""
    return equal(loss_rate(flow, phi, theta), theta**2 * (phi - 1) ** 2 * (phi * (1 - phi) - theta**2))


loss_along_the_stopped_flow.proof(identity)
loss_along_the_stopped_flow.neighbour("without_stop_gradient", flow=without_stop_gradient, witness=POSTS_START)


@inside.where(lambda phi, theta: strictly_less(theta**2, phi * (1 - phi))).theorem(
    POST.sentence(DYNAMICS, 6), r"\theta^2 < \varphi(1-\varphi) \implies \dot l > 0", relation="stronger"
)
def loss_rises_with_stop_gradient(phi, theta, *, flow=with_stop_gradient):
    """With stop-gradient the loss rises while θ² < φ(1 - φ), as it does where the post starts."""
    return strictly_greater(loss_rate(flow, phi, theta), 0)


loss_rises_with_stop_gradient.proof(squares)
loss_rises_with_stop_gradient.neighbour("without_stop_gradient", flow=without_stop_gradient, witness=POSTS_START)


constants_only = setting()


@constants_only.theorem(
    POST.sentence(DYNAMICS, 5),
    r"\dot\varphi = \tfrac{1}{250},\quad \dot\theta = \tfrac{3}{125},\quad \dot l = \tfrac{23}{62500}",
    relation="stronger",
)
def speeds_at_the_start_of_the_post(*, predictor=STARTING_PREDICTOR, encoder=STARTING_ENCODER, flow=with_stop_gradient):
    """At φ = 0.6, θ = 0.1 the encoder moves six times as fast as the predictor with stop-gradient, faster than without,
    and the loss rises."""
    velocity = flow(predictor, encoder)
    return (
        equal(velocity["phi"], Fraction(1, 250)),
        equal(velocity["theta"], 6 * velocity["phi"]),
        equal(without_stop_gradient(predictor, encoder)["theta"], Fraction(-2, 125)),
        equal(loss_rate(flow, predictor, encoder), Fraction(23, 62500)),
    )


speeds_at_the_start_of_the_post.proof(identity)
speeds_at_the_start_of_the_post.neighbour("without_stop_gradient", flow=without_stop_gradient, witness={})


# Where the three flows end, from any start with θ > 0
#
# An orbit is a level set of the invariant: where the predictor is x, α times the squared encoder is `height(x)`. The
# predictor runs from φ towards 1 and stops at 1, or before, where the encoder has become 0. So the encoder survives
# exactly if the height is positive on the whole way, that is at its lowest point, and then it ends at `height(1)`.


def height_with_stop_gradient(x, phi, theta, alpha):
    """αθ² where the predictor is x, on the orbit of φ² - αθ² through (φ, θ)."""
    return alpha * theta**2 + x**2 - phi**2


def height_without_stop_gradient(x, phi, theta, alpha):
    """αθ² where the predictor is x, on the orbit of (φ - 1)² - αθ² through (φ, θ)."""
    return alpha * theta**2 + (x - 1) ** 2 - (phi - 1) ** 2


def height_of_the_second_force(x, phi, theta, alpha):
    """αθ² where the predictor is x, on the orbit of 2φ + αθ² through (φ, θ)."""
    return alpha * theta**2 + 2 * (phi - x)


def nearest_to_zero(phi):
    """The lowest point with stop-gradient: the point between φ and 1 that is nearest to 0."""
    return where(phi < 0, 0, where(phi < 1, phi, 1))


def the_end(phi):
    """The lowest point without stop-gradient: 1."""
    return 1


def the_greater(phi):
    """The lowest point with the second force alone: the greater one of φ and 1."""
    return where(phi < 1, 1, phi)


def the_start(phi):
    """φ: the height never falls, and the encoder never collapses."""
    return phi


def orbit_to_one(flow, height, lowest, phi, theta, alpha, way):
    """The flow keeps the height at any point x of the way from φ to 1, and moves the predictor towards 1; the lowest
    point lies on the way, and x is no lower."""
    x = phi + way * (1 - phi)
    velocity = flow(phi, theta, alpha)
    return (
        equal(rate(lambda phi, theta: height(x, phi, theta, alpha), velocity, phi=phi, theta=theta), 0),
        equal(velocity["phi"], alpha * theta**2 * (1 - phi)),
        at_most((lowest(phi) - phi) * (lowest(phi) - 1), 0),
        at_least(height(x, phi, theta, alpha), height(lowest(phi), phi, theta, alpha)),
    )


starts = setting(phi=real(), theta=positive(), alpha=positive(), way=between(0, 1))
LASALLE = """LaSalle: the orbit is bounded, for φ approaches 1 and the height bounds θ; off the equilibria θ = 0 and φ = 1
the distance of φ from 1 decreases strictly, so the trajectory converges to the first equilibrium on its way."""


@starts.theorem(
    POST.sentence(DYNAMICS, 6),
    r"\theta_\infty = 0 \iff (\varphi_0 < 0 \wedge \varphi_0^2 \ge \alpha\theta_0^2) \vee"
    r" (\varphi_0 > 1 \wedge \varphi_0^2 - \alpha\theta_0^2 \ge 1),"
    r"\quad \text{else}\ \alpha\theta_\infty^2 = 1 + \alpha\theta_0^2 - \varphi_0^2",
    relation="stronger",
)
def basin_with_stop_gradient(phi, theta, alpha, way, *, flow=with_stop_gradient, lowest=nearest_to_zero):
    """With stop-gradient the encoder collapses exactly if φ₀ < 0 and φ₀² ≥ αθ₀², or φ₀ > 1 and φ₀² - αθ₀² ≥ 1; otherwise
    φ tends to 1 and αθ² to 1 + αθ₀² - φ₀²."""
    return orbit_to_one(flow, height_with_stop_gradient, lowest, phi, theta, alpha, way)


basin_with_stop_gradient.proof(squares)
basin_with_stop_gradient.human_step(LASALLE)
basin_with_stop_gradient.attained(phi=-2, theta=1, alpha=1, way=Fraction(2, 3))
basin_with_stop_gradient.neighbour(
    "it_never_collapses",
    lowest=the_start,
    witness={"phi": -1, "theta": Fraction(1, 2), "alpha": 1, "way": Fraction(1, 2)},
)
basin_with_stop_gradient.neighbour(
    "negative_predictors_are_safe",
    lowest=the_end,
    witness={"phi": -1, "theta": Fraction(1, 2), "alpha": 1, "way": Fraction(1, 2)},
)
basin_with_stop_gradient.neighbour(
    "without_stop_gradient", flow=without_stop_gradient, witness={**POSTS_START, "alpha": 1, "way": 1}
)


@starts.theorem(
    POST.sentence(DYNAMICS, 7),
    r"\theta_\infty = 0 \iff (\varphi_0 - 1)^2 \ge \alpha\theta_0^2,"
    r"\quad \text{else}\ \alpha\theta_\infty^2 = \alpha\theta_0^2 - (\varphi_0 - 1)^2",
    relation="stronger",
)
def basin_without_stop_gradient(phi, theta, alpha, way, *, flow=without_stop_gradient, lowest=the_end):
    """Without stop-gradient the encoder collapses exactly if (φ₀ - 1)² ≥ αθ₀²; otherwise φ tends to 1 and αθ² to
    αθ₀² - (φ₀ - 1)²."""
    return orbit_to_one(flow, height_without_stop_gradient, lowest, phi, theta, alpha, way)


basin_without_stop_gradient.proof(squares)
basin_without_stop_gradient.human_step(LASALLE)
basin_without_stop_gradient.attained(phi=2, theta=1, alpha=1, way=1)
basin_without_stop_gradient.neighbour(
    "it_never_collapses", lowest=the_start, witness={**POSTS_START, "alpha": 1, "way": 1}
)
basin_without_stop_gradient.neighbour(
    "with_stop_gradient", flow=with_stop_gradient, witness={**POSTS_START, "alpha": 1, "way": 1}
)


@starts.theorem(
    POST.sentence(DYNAMICS, 7),
    r"\theta_\infty = 0 \iff \alpha\theta_0^2 \le 2(1 - \varphi_0),"
    r"\quad \text{else}\ \alpha\theta_\infty^2 = \alpha\theta_0^2 + 2(\varphi_0 - 1)",
    relation="stronger",
)
def basin_of_the_second_force(phi, theta, alpha, way, *, flow=second_force_only, lowest=the_greater):
    """With the second force alone the encoder collapses exactly if αθ₀² ≤ 2(1 - φ₀); otherwise φ tends to 1 and αθ² to
    αθ₀² + 2(φ₀ - 1)."""
    return orbit_to_one(flow, height_of_the_second_force, lowest, phi, theta, alpha, way)


basin_of_the_second_force.proof(squares)
basin_of_the_second_force.human_step(LASALLE)
basin_of_the_second_force.attained(phi=0, theta=1, alpha=1, way=1)
basin_of_the_second_force.neighbour(
    "it_never_collapses", lowest=the_start, witness={**POSTS_START, "alpha": 1, "way": 1}
)
basin_of_the_second_force.neighbour(
    "with_both_forces", flow=without_stop_gradient, witness={**POSTS_START, "alpha": 1, "way": 1}
)


def least_height(height, lowest, phi, theta, alpha):
    """α times the least squared encoder on the orbit; the encoder collapses exactly if it is not positive."""
    return height(lowest(phi), phi, theta, alpha)


@constants_only.theorem(
    POST.sentence(DYNAMICS, 7),
    r"\theta_\infty^2 = \tfrac{13}{20}\ \text{with stop-gradient},\quad \theta_\infty = 0\ \text{without it and with"
    r" the second force alone}",
)
def ends_of_the_posts_example(*, predictor=STARTING_PREDICTOR, encoder=STARTING_ENCODER, ratio=1):
    """From φ = 0.6, θ = 0.1 the encoder grows more than eightfold with stop-gradient, and collapses without it and with
    the second force alone, before φ comes to 1: the three pictures of the post are right."""
    start = {"phi": predictor + 0 * frozen(1), "theta": encoder, "alpha": ratio}
    return (
        strictly_greater(least_height(height_with_stop_gradient, nearest_to_zero, **start), 0),
        equal(height_with_stop_gradient(1, **start), Fraction(13, 20)),
        strictly_greater(height_with_stop_gradient(1, **start), 8**2 * ratio * encoder**2),
        strictly_less(least_height(height_without_stop_gradient, the_end, **start), 0),
        strictly_less(least_height(height_of_the_second_force, the_greater, **start), 0),
    )


ends_of_the_posts_example.proof(squares)
ends_of_the_posts_example.neighbour("seventeen_times_the_learning_rate", ratio=17, witness={})
ends_of_the_posts_example.neighbour("a_negative_predictor", predictor=-STARTING_PREDICTOR, witness={})


@starts.theorem(
    POST.sentence(DYNAMICS, 7),
    r"\alpha\theta^2 > (\varphi - 1)^2 \implies \text{no collapse, with or without stop-gradient}",
    relation="stronger",
)
def basins_are_nested(phi, theta, alpha, way, *, larger=height_with_stop_gradient):
    """Wherever the encoder survives without stop-gradient it survives with it, provided that φ ≥ ½."""
    return at_least(larger(1, phi, theta, alpha), height_without_stop_gradient(1, phi, theta, alpha))
