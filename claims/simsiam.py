"""Why does SimSiam not collapse?

The post explains it by dynamics: stop-gradient takes away the force that pulls the encoder to zero, and the predictor
is fast, so that it fits before the encoder collapses. A toy example with two weights is to show it. Its three end
states are right. The mechanism is not: in the same example the encoder is the fast part, the loss rises at first, and
there are open sets of starts from which stop-gradient collapses and its absence does not.

Here are the two forces and the speeds. `simsiam_basins` says where the toy ends from every start, `simsiam_loss` what
the cosine and stop-gradient do, `simsiam_views` what a view is compared with; `linear_simsiam` has the networks of
Tian, Chen and Ganguli, of which the toy is the smallest.
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
    positive,
    rate,
    real,
    setting,
    smooth_function,
    strictly_greater,
    strictly_less,
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
    POST.sentence(DYNAMICS, 2),
    r"(\dot\varphi, \dot\theta) = (1-\varphi)\theta\,\nabla(\varphi\theta)",
    relation="stronger",
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
    POST.sentence(DYNAMICS, 6),
    r"\frac{d}{dt}(\varphi - 1)^2 = -2\alpha\theta^2(\varphi - 1)^2 \le 0",
    relation="stronger",
)
def predictor_approaches_one(phi, theta, alpha, *, flow=with_stop_gradient, twice=2):
    """The predictor comes ever closer to 1, at the relative rate 2αθ²: the squared distance is a strict Lyapunov
    function wherever the encoder is not 0. Stop-gradient has no part in it."""
    change = rate(lambda phi: (phi - 1) ** 2, {"phi": flow(phi, theta, alpha)["phi"]}, phi=phi)
    return equal(change, -twice * alpha * theta**2 * (phi - 1) ** 2), at_most(change, 0)


predictor_approaches_one.proof(squares)
predictor_approaches_one.neighbour("half_the_rate", twice=1, witness={**POSTS_START, "alpha": 1})


# With stop-gradient the encoder is the fast part, it grows, and the loss rises at first


def predictor_is_larger(phi, theta):
    """φ² ≥ θ²."""
    return at_least(phi**2, theta**2)


@toy.where(predictor_is_larger).theorem(
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
encoder_is_the_fast_part.needs(predictor_is_larger, witness={"phi": Fraction(1, 20), "theta": 1})


def predictor_is_inside(phi):
    """0 < φ < 1."""
    return strictly_greater(phi, 0), strictly_less(phi, 1)


def predictor_is_half_way(phi):
    """φ > ½."""
    return strictly_greater(phi, Fraction(1, 2))


def encoder_is_small(phi, theta):
    """θ² < φ(1 - φ)."""
    return strictly_less(theta**2, phi * (1 - phi))


inside = setting(phi=between(0, 1), theta=positive()).where(predictor_is_inside)


@inside.theorem(POST.sentence(DYNAMICS, 4), r"0 < \varphi < 1 \implies \dot\theta > 0", relation="repaired")
def stop_gradient_pushes_the_encoder_outward(phi, theta, *, flow=with_stop_gradient):
    """With stop-gradient the force on a positive encoder points away from 0 as long as the predictor is between 0
    and 1; it does not merely fail to reach 0 in time."""
    return strictly_greater(flow(phi, theta)["theta"], 0)


stop_gradient_pushes_the_encoder_outward.proof(squares)
stop_gradient_pushes_the_encoder_outward.neighbour(
    "without_stop_gradient", flow=without_stop_gradient, witness=POSTS_START
)
stop_gradient_pushes_the_encoder_outward.needs(predictor_is_inside, witness={"phi": 1, "theta": 1})
stop_gradient_pushes_the_encoder_outward.needs("theta", witness={"phi": Fraction(1, 2), "theta": -1})


@inside.where(predictor_is_half_way).theorem(
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
stop_gradient_makes_the_encoder_faster.needs(predictor_is_inside, witness={"phi": 1, "theta": 1})
stop_gradient_makes_the_encoder_faster.needs(
    predictor_is_half_way, witness={"phi": Fraction(1, 4), "theta": Fraction(1, 2)}
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


small_encoder = setting(phi=real(), theta=positive()).where(encoder_is_small)


@small_encoder.theorem(
    POST.sentence(DYNAMICS, 6), r"\theta^2 < \varphi(1-\varphi) \implies \varphi > 0", relation="stronger"
)
def loss_rises_with_a_positive_predictor(phi, theta, *, least=0):
    """Where θ² < φ(1 - φ) the predictor is positive; and below 1, since φ and 1 - φ may change places."""
    return strictly_greater(phi, least)


loss_rises_with_a_positive_predictor.proof(squares)
loss_rises_with_a_positive_predictor.neighbour(
    "above_one_half", least=Fraction(1, 2), witness={"phi": Fraction(1, 4), "theta": Fraction(1, 4)}
)
loss_rises_with_a_positive_predictor.needs(encoder_is_small, witness={"phi": 0, "theta": 1})


@small_encoder.theorem(
    POST.sentence(DYNAMICS, 6), r"\theta^2 < \varphi(1-\varphi) \implies \dot l > 0", relation="stronger"
)
def loss_rises_with_stop_gradient(phi, theta, *, flow=with_stop_gradient, compare=strictly_greater):
    """With stop-gradient the loss rises while θ² < φ(1 - φ), as it does where the post starts."""
    return compare(loss_rate(flow, phi, theta), 0)


@loss_rises_with_stop_gradient.proof
def with_the_predictor_inside(goal):
    goal.apply(loss_rises_with_a_positive_predictor, lambda phi, theta: {"phi": phi, "theta": theta})
    goal.apply(loss_rises_with_a_positive_predictor, lambda phi, theta: {"phi": 1 - phi, "theta": theta})
    goal.squares()


loss_rises_with_stop_gradient.neighbour("training_lowers_the_loss", compare=at_most, witness=POSTS_START)
loss_rises_with_stop_gradient.neighbour("without_stop_gradient", flow=without_stop_gradient, witness=POSTS_START)
loss_rises_with_stop_gradient.needs(encoder_is_small, witness={"phi": Fraction(1, 2), "theta": 1})
loss_rises_with_stop_gradient.needs("theta", witness={"phi": Fraction(1, 2), "theta": 0})


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


# Errata


@toy.erratum(
    POST.sentence(DYNAMICS, 4),
    r"|\dot\varphi| \ge |\dot\theta|",
    how="counterexample",
    repaired_by=(encoder_is_the_fast_part, speeds_at_the_start_of_the_post, toy_invariant),
)
def predictor_is_the_fast_part(phi, theta):
    """With stop-gradient the predictor moves at least as fast as the encoder."""
    velocity = with_stop_gradient(phi, theta)
    return at_least(absolute(velocity["phi"]), absolute(velocity["theta"]))


predictor_is_the_fast_part.fails("where_the_post_starts", witness=POSTS_START)


@toy.erratum(
    POST.sentence(DYNAMICS, 4),
    r"|\dot\theta_{\mathrm{stopped}}| \le |\dot\theta_{\mathrm{not\ stopped}}|",
    how="counterexample",
    repaired_by=(stop_gradient_makes_the_encoder_faster, stop_gradient_pushes_the_encoder_outward),
)
def stop_gradient_slows_the_encoder_down(phi, theta):
    """Stop-gradient makes the encoder slow."""
    stopped, whole = with_stop_gradient(phi, theta), without_stop_gradient(phi, theta)
    return at_most(absolute(stopped["theta"]), absolute(whole["theta"]))


stop_gradient_slows_the_encoder_down.fails("where_the_post_starts", witness=POSTS_START)
