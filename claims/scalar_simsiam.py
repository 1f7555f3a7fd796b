"""Linear SimSiam in one dimension: noise, invariants, and where encoder and predictor end without weight decay.

The encoder w enters through s = w² only. Inputs have the variance 1, views the variance σ² about them, and κ = 1 + σ²;
the target network is τw. Without weight decay the basins of collapse are bounded by parabolas, and a fast predictor
shrinks them to nothing. What weight decay changes is in `decaying_simsiam`.
"""

from fractions import Fraction

from claims.linear_simsiam import TIAN
from claims.simsiam import (
    DYNAMICS,
    POST,
    STARTING_ENCODER,
    both_forces_vanish_together,
    moving,
    second_force_only,
)
from verify import (
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
    sqrt,
    strictly_less,
    where,
)
from verify.proof import identity, squares

SCALAR = "scalar model"


# The loss, and the flow of p and s = w²


def noisy_loss(p, online, target, kappa):
    """½ E(p w x₁ - t x₂)² for two views of one input, where E x₁² = E x₂² = κ and E x₁x₂ = 1."""
    return (kappa * (p * online) ** 2 - 2 * p * online * target + kappa * target**2) / 2


def scalar_flow(p, s, alpha, tau, kappa, eta):
    """The flow of the predictor p and of the squared encoder s = w²."""
    return {"p": alpha * s * (tau - kappa * p) - eta * p, "s": 2 * p * s * (tau - kappa * p) - 2 * eta * s}


parameters = {"alpha": positive(), "tau": real(), "kappa": positive(), "eta": real()}


@setting(p=real(), w=real(), **parameters).theorem(
    TIAN.sentence(SCALAR, 1),
    r"\dot p = \alpha s(\tau - \kappa p) - \eta p,\quad \dot s = 2 p s(\tau - \kappa p) - 2\eta s,\quad s = w^2",
)
def scalar_dynamics(p, w, alpha, tau, kappa, eta, *, target=frozen):
    """With stop-gradient, the gradient flow of the loss of two noisy views is a flow of p and s = w²."""
    in_predictor = gradient(lambda p: noisy_loss(p, w, tau * w, kappa), p)
    in_encoder = gradient(lambda w: noisy_loss(p, w, target(tau * w), kappa), w)
    velocity = {"p": -alpha * in_predictor - eta * p, "w": -in_encoder - eta * w}
    flow = scalar_flow(p, w**2, alpha, tau, kappa, eta)
    return equal(velocity["p"], flow["p"]), equal(rate(lambda w: w**2, {"w": velocity["w"]}, w=w), flow["s"])


scalar_dynamics.proof(identity)
scalar_dynamics.neighbour(
    "without_stop_gradient", target=moving, witness={"p": 0, "w": 1, "alpha": 1, "tau": 1, "kappa": 1, "eta": 0}
)


# What the toy example of the post leaves out: the noise of the views


def second_force(p, w, kappa):
    """The force on the encoder through the target, for τ = 1."""
    return -gradient(lambda w: noisy_loss(p, frozen(w), w, kappa), w)


def force_through_prediction(p, w, kappa):
    """The force on the encoder through the prediction, for τ = 1."""
    return -gradient(lambda w: noisy_loss(p, w, frozen(w), kappa), w)


def rate_of_collapse(noise):
    """σ²(2 + σ²)/(1 + σ²) = κ - 1/κ."""
    return noise * (2 + noise) / (1 + noise)


def no_rate(noise):
    """0, as in the toy of the post."""
    return 0


@setting(w=real(), noise=positive()).theorem(
    POST.sentence(DYNAMICS, 3),
    r"p = \frac1\kappa \implies \frac{\partial l}{\partial h}\frac{\partial h}{\partial w} = 0,\quad"
    r" \dot w = -\frac{\sigma^2(2 + \sigma^2)}{1 + \sigma^2} w",
    relation="repaired",
)
def with_noise_the_second_force_stays(w, noise, *, collapse=rate_of_collapse):
    """If the views differ, the post's sentence is true in the mean: at the optimal predictor 1/κ the force through the
    prediction is 0, and the second force still pulls the encoder to 0."""
    p, kappa = 1 / (1 + noise), 1 + noise
    return (
        equal(force_through_prediction(p, w, kappa), 0),
        equal(second_force(p, w, kappa), -collapse(noise) * w),
    )


with_noise_the_second_force_stays.proof(identity)
with_noise_the_second_force_stays.neighbour(
    "no_more_than_without_noise", collapse=no_rate, witness={"w": 1, "noise": 1}
)


@setting(theta=positive()).erratum(
    POST.sentence(DYNAMICS, 3),
    r"\frac{\partial l}{\partial h} = 0 \implies \dot\theta < 0",
    how="counterexample",
    repaired_by=(both_forces_vanish_together, with_noise_the_second_force_stays),
)
def second_force_pushes_where_the_predictor_fits(theta):
    """Where the predictor fits, so that the force through the prediction is 0, the second force still pulls the encoder
    to 0."""
    fitted = 1
    return strictly_less(second_force_only(fitted, theta)["theta"], 0)


second_force_pushes_where_the_predictor_fits.fails("in_the_toy_of_the_post", witness={"theta": STARTING_ENCODER})


def whole_flow(p, w, alpha, kappa):
    """The flow without stop-gradient and weight decay, for τ = 1."""
    return {
        "p": -alpha * gradient(lambda p: noisy_loss(p, w, w, kappa), p),
        "w": -gradient(lambda w: noisy_loss(p, w, w, kappa), w),
    }


@setting(p=real(), w=real(), alpha=positive(), noise=real()).theorem(
    TIAN.sentence("Theorem 2", 1),
    r"\frac{d}{dt}\bigl((p-1)^2 - \alpha w^2\bigr) = 2\alpha\sigma^2 w^2 (p + 1)",
    relation="stronger",
)
def noise_breaks_the_invariant_without_stop_gradient(p, w, alpha, noise, *, broken=1):
    """Without stop-gradient the invariant (p - 1)² - αw² of the toy is kept only if the views do not differ."""
    velocity = whole_flow(p, w, alpha, 1 + noise)
    change = rate(lambda p, w: (p - 1) ** 2 - alpha * w**2, velocity, p=p, w=w)
    return equal(change, broken * 2 * alpha * noise * w**2 * (p + 1))


noise_breaks_the_invariant_without_stop_gradient.proof(identity)
noise_breaks_the_invariant_without_stop_gradient.neighbour(
    "kept_with_noise_too", broken=0, witness={"p": 0, "w": 1, "alpha": 1, "noise": 1}
)


@setting(p=real(), w=real(), kappa=positive()).theorem(
    TIAN.sentence("Theorem 2", 1),
    r"\frac{d}{dt}w^2 \le -2\Bigl(\kappa - \frac1\kappa\Bigr) w^2",
    relation="stronger",
)
def slowest_collapse_without_stop_gradient(p, w, kappa, *, reach=1):
    """Without stop-gradient the encoder collapses at the rate κ - 1/κ = σ²(2 + σ²)/(1 + σ²) at least, and exactly so on
    the trajectory p = 1/κ, where the predictor rests."""
    shrinking = rate(lambda w: w**2, {"w": whole_flow(p, w, 1, kappa)["w"]}, w=w)
    at_rest = whole_flow(1 / kappa, w, 1, kappa)
    return (
        at_most(shrinking, -2 * (kappa - reach / kappa) * w**2),
        equal(at_rest["p"], 0),
        equal(at_rest["w"], -(kappa - 1 / kappa) * w),
    )


slowest_collapse_without_stop_gradient.proof(squares)
slowest_collapse_without_stop_gradient.attained(p=Fraction(1, 2), w=1, kappa=2)
slowest_collapse_without_stop_gradient.neighbour(
    "a_faster_rate", reach=Fraction(1, 2), witness={"p": Fraction(1, 2), "w": 1, "kappa": 2}
)


# What the flow keeps, and what the learning rate ratio does


state = setting(p=real(), s=real(), **parameters)
AT_ONE = {"p": 1, "s": 1, "alpha": 1, "tau": 1, "kappa": 1, "eta": 1}


@state.theorem(
    TIAN.sentence(SCALAR, 1), r"\frac{d}{dt}(\alpha s - p^2) = -2\eta(\alpha s - p^2)", relation="specialised"
)
def scalar_balance(p, s, alpha, tau, kappa, eta, *, twice=2):
    """αs - p² decays at twice the weight decay, and is kept without it."""
    flow = scalar_flow(p, s, alpha, tau, kappa, eta)
    change = rate(lambda p, s: alpha * s - p**2, flow, p=p, s=s)
    return equal(change, -twice * eta * (alpha * s - p**2))


scalar_balance.proof(identity)
scalar_balance.neighbour("once_the_weight_decay", twice=1, witness={**AT_ONE, "p": 0})


def in_units_of_the_ratio(p, s, alpha):
    """P and S = αs."""
    return p, alpha * s


def ratio_on_the_predictor(p, s, alpha):
    """αp and s."""
    return alpha * p, s


@state.theorem(
    TIAN.sentence(SCALAR, 2),
    r"S = \alpha s \implies \dot p = S(\tau - \kappa p) - \eta p,\quad \dot S = 2 p S(\tau - \kappa p) - 2\eta S",
    relation="stronger",
)
def ratio_only_scales_the_encoder(p, s, alpha, tau, kappa, eta, *, units=in_units_of_the_ratio):
    """In p and S = αs the flow does not contain α: a fast predictor is a larger initial encoder and nothing else."""
    flow = scalar_flow(p, s, alpha, tau, kappa, eta)
    without_ratio = scalar_flow(*units(p, s, alpha), 1, tau, kappa, eta)
    moved = units(flow["p"], flow["s"], alpha)
    return equal(moved[0], without_ratio["p"]), equal(moved[1], without_ratio["s"])


ratio_only_scales_the_encoder.proof(identity)
ratio_only_scales_the_encoder.neighbour(
    "it_scales_the_predictor", units=ratio_on_the_predictor, witness={**AT_ONE, "alpha": 2}
)


# Basins without weight decay


def height(x, p, s, alpha):
    """αs where the predictor is x, on the orbit of αs - p² through (p, s)."""
    return alpha * s + x**2 - p**2


def nearest_to_zero(p, goal):
    """The point between p and the goal τ/κ at which αs is least: the one nearest to 0."""
    return minimum(maximum(p, 0), goal)


def the_smaller(p, goal):
    """The lowest point if negative predictors were safe: the smaller one of p and the goal."""
    return minimum(p, goal)


def the_positive_part(p, goal):
    """The lowest point if predictors above the goal were safe: the greater one of p and 0."""
    return maximum(p, 0)


def target_is_not_reversed(tau):
    """τ ≥ 0."""
    return at_least(tau, 0)


starts = setting(p=real(), s=positive(), alpha=positive(), tau=real(), kappa=positive(), way=between(0, 1)).where(
    target_is_not_reversed
)


@starts.theorem(
    TIAN.sentence(SCALAR, 3),
    r"s_\infty = 0 \iff (p_0 < 0 \wedge \alpha s_0 \le p_0^2) \vee (p_0 > p^* \wedge \alpha s_0 \le p_0^2 - p^{*2}),"
    r"\quad \text{else}\ \alpha s_\infty = p^{*2} + \alpha s_0 - p_0^2,\quad p^* = \frac{\tau}{\kappa}",
    relation="stronger",
)
def basin_without_weight_decay(p, s, alpha, tau, kappa, way, *, lowest=nearest_to_zero):
    """Without weight decay the encoder collapses exactly if p₀ < 0 and αs₀ ≤ p₀², or p₀ > τ/κ and αs₀ ≤ p₀² - (τ/κ)²;
    otherwise p tends to τ/κ and αs to (τ/κ)² + αs₀ - p₀²."""
    goal = tau / kappa
    x, lowest_point = p + way * (goal - p), lowest(p, goal)
    flow = scalar_flow(p, s, alpha, tau, kappa, 0)
    return (
        equal(rate(lambda p, s: height(x, p, s, alpha), flow, p=p, s=s), 0),
        equal(flow["p"], alpha * kappa * s * (goal - p)),
        at_most((lowest_point - p) * (lowest_point - goal), 0),
        at_least(height(x, p, s, alpha), height(lowest_point, p, s, alpha)),
    )


basin_without_weight_decay.proof(squares)
basin_without_weight_decay.human_step(
    """LaSalle: the orbit is bounded, for p approaches τ/κ and the height bounds s; off the equilibria s = 0 and p = τ/κ
    the distance of p from τ/κ decreases strictly, so the trajectory converges to the first equilibrium on its way"""
)
basin_without_weight_decay.attained(p=-1, s=1, alpha=1, tau=1, kappa=1, way=Fraction(1, 2))
basin_without_weight_decay.neighbour(
    "negative_predictors_are_safe",
    lowest=the_smaller,
    witness={"p": -1, "s": 1, "alpha": 1, "tau": 1, "kappa": 1, "way": Fraction(1, 2)},
)
basin_without_weight_decay.neighbour(
    "large_positive_predictors_are_safe",
    lowest=the_positive_part,
    witness={"p": 2, "s": 1, "alpha": 1, "tau": 1, "kappa": 1, "way": 1},
)
basin_without_weight_decay.needs(
    target_is_not_reversed, witness={"p": 1, "s": 1, "alpha": 1, "tau": -1, "kappa": 1, "way": Fraction(1, 2)}
)


# The basins followed numerically, for parameters of all sizes, and drawn for some


def without_decay(p, s, alpha, tau, kappa):
    """The flow without weight decay."""
    return scalar_flow(p, s, alpha, tau, kappa, 0)


def kept(p, s, alpha, tau, kappa):
    """αs - p²."""
    return alpha * s - p**2


def collapses(p, s, alpha, tau, kappa):
    """Not negative where the encoder collapses."""
    above = p**2 - alpha * s
    return maximum(minimum(-p, above), minimum(p - tau / kappa, above - (tau / kappa) ** 2))


def ends(p, s, alpha, tau, kappa):
    """Where the parabola of a start meets s = 0 on its side, and where p = τ/κ."""
    c, goal = kept(p, s, alpha, tau, kappa), tau / kappa
    collapsed = {"p": where(p < 0, -1, 1) * sqrt(maximum(-c, 0)), "s": 0}
    return collapsed, {"p": goal, "s": maximum(goal**2 + c, 0) / alpha}


def predicted_end(p, s, alpha, tau, kappa):
    """The end in the basin of the start."""
    collapsed, survived = ends(p, s, alpha, tau, kappa)
    lost = collapses(p, s, alpha, tau, kappa) >= 0
    return {name: where(lost, collapsed[name], survived[name]) for name in collapsed}


def competing_end(p, s, alpha, tau, kappa):
    """The end in the other basin."""
    collapsed, survived = ends(p, s, alpha, tau, kappa)
    lost = collapses(p, s, alpha, tau, kappa) >= 0
    return {name: where(lost, survived[name], collapsed[name]) for name in collapsed}


basin_without_weight_decay.simulation(
    without_decay,
    limit=predicted_end,
    other=competing_end,
    conserved=kept,
    over={
        "p": (-3, 3),
        "s": (0, 3),
        "alpha": (Fraction(1, 4), 4),
        "tau": (Fraction(1, 4), 2),
        "kappa": (1, 2),
    },
    until=200,
)
DRAWN = {"alpha": 2, "tau": 1, "kappa": Fraction(5, 4)}


def drawn_flow(p, s):
    """Without weight decay, for α = 2, τ = 1, κ = 5/4: where the encoder survives"""
    return without_decay(p, s, **DRAWN)


def drawn_boundary(p, s):
    """Proved boundary: αs = p² for p < 0, and αs = p² − (τ/κ)² for p > τ/κ"""
    return collapses(p, s, **DRAWN)


def drawn_equilibria(p, s):
    """Equilibria: p = τ/κ and s = 0"""
    return (Fraction(4, 5) - p) * s


def encoder_in_the_end(p, s):
    """Squared encoder s in the end"""
    return s


basin_without_weight_decay.portrait(
    drawn_flow,
    axes={"p": (-2, 2), "s": (0, 2)},
    outcome=encoder_in_the_end,
    boundary=drawn_boundary,
    equilibria=drawn_equilibria,
)


@setting(p=real(), s=positive(), alpha=positive(), tau=real(), kappa=positive()).theorem(
    TIAN.sentence(SCALAR, 3),
    r"\alpha > \frac{p_0^2}{s_0} \implies s_\infty > 0",
    relation="stronger",
)
def fast_predictor_never_collapses(p, s, alpha, tau, kappa, *, enough=1):
    """Without weight decay αs never falls below αs₀ - p₀²: from every start, a predictor with α > p₀²/s₀ saves the
    encoder, and one that starts at 0 does so for every α."""
    least = height(nearest_to_zero(p, tau / kappa), p, s, alpha)
    return at_least(least, alpha * s - enough * p**2)


fast_predictor_never_collapses.proof(squares)
fast_predictor_never_collapses.attained(p=-1, s=1, alpha=1, tau=1, kappa=1)
fast_predictor_never_collapses.neighbour(
    "half_as_fast", enough=Fraction(1, 2), witness={"p": -1, "s": 1, "alpha": 1, "tau": 1, "kappa": 1}
)


def across_the_line(p, tau, kappa):
    """2p(τ - κp)."""
    return 2 * p * (tau - kappa * p)


def always_repelling(p, tau, kappa):
    """|2p(τ - κp)|."""
    return absolute(across_the_line(p, tau, kappa))


@setting(p=real(), alpha=positive(), tau=real(), kappa=positive()).theorem(
    TIAN.sentence(SCALAR, 3),
    r"\frac{\partial\dot s}{\partial s}\Big|_{s=0} = 2p(\tau - \kappa p),"
    r"\quad \frac{\partial\dot s}{\partial p}\Big|_{s=0} = 0",
    relation="stronger",
)
def collapse_repels_between_zero_and_the_optimum(p, alpha, tau, kappa, *, eigenvalue=across_the_line):
    """Without weight decay the line of collapsed equilibria repels where 0 < p < τ/κ, and attracts beyond: the
    eigenvalue across it is 2p(τ - κp)."""

    def growth(p, s):
        return scalar_flow(p, s, alpha, tau, kappa, 0)["s"]

    return (
        equal(rate(growth, {"s": 1}, p=p, s=0), eigenvalue(p, tau, kappa)),
        equal(rate(growth, {"p": 1}, p=p, s=0), 0),
    )


collapse_repels_between_zero_and_the_optimum.proof(identity)
collapse_repels_between_zero_and_the_optimum.neighbour(
    "it_always_repels", eigenvalue=always_repelling, witness={"p": -1, "alpha": 1, "tau": 1, "kappa": 1}
)
