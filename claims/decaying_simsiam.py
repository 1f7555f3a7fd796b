"""Linear SimSiam in one dimension, with weight decay.

Collapse is always stable, however fast the predictor is; the learning rate ratio α only enlarges the initial encoder in
units of the predictor. Too much decay collapses every start; with less there is a threshold of the initial encoder,
which for small decay is (π²/4)(η/τ)².
"""

from fractions import Fraction

from claims.linear_simsiam import TIAN
from claims.scalar_simsiam import SCALAR, parameters, scalar_flow
from verify import (
    absolute,
    at_least,
    at_most,
    equal,
    gradient,
    positive,
    rate,
    real,
    setting,
)
from verify.proof import identity, squares


def characteristic(flow, p, s, x):
    """The characteristic polynomial of the flow's Jacobian at (p, s), in x."""

    def slope(of, by):
        return rate(lambda p, s: flow(p, s)[of], {by: 1}, p=p, s=s)

    return (x - slope("p", "p")) * (x - slope("s", "s")) - slope("p", "s") * slope("s", "p")


def stable_roots(x, alpha, tau, eta):
    """(x + η)(x + 2η)."""
    return (x + eta) * (x + 2 * eta)


def roots_that_the_ratio_moves(x, alpha, tau, eta):
    """(x + η)(x + 2η - ατ)."""
    return (x + eta) * (x + 2 * eta - alpha * tau)


@setting(x=real(), alpha=positive(), tau=real(), kappa=positive(), eta=positive()).theorem(
    TIAN.sentence(SCALAR, 4), r"\det(xI - J(0, 0)) = (x + \eta)(x + 2\eta)", relation="stronger"
)
def collapse_is_stable_with_weight_decay(x, alpha, tau, kappa, eta, *, roots=stable_roots):
    """With weight decay collapse is always asymptotically stable: its eigenvalues are -η and -2η, whatever the noise,
    the target, and the learning rate ratio."""
    here = characteristic(lambda p, s: scalar_flow(p, s, alpha, tau, kappa, eta), 0, 0, x)
    return equal(here, roots(x, alpha, tau, eta))


collapse_is_stable_with_weight_decay.proof(identity)
collapse_is_stable_with_weight_decay.neighbour(
    "a_fast_predictor_repels",
    roots=roots_that_the_ratio_moves,
    witness={"x": 0, "alpha": 4, "tau": 1, "kappa": 1, "eta": 1},
)


@setting(x=real(), p=real(), alpha=positive(), tau=real(), kappa=positive()).theorem(
    TIAN.sentence(SCALAR, 4),
    r"\eta = p(\tau - \kappa p),\ s = \frac{p^2}{\alpha} \implies \dot p = \dot s = 0,"
    r"\quad \det(xI - J) = (x + 2\eta)\bigl(x + p(2\kappa p - \tau)\bigr)",
)
def other_equilibria(x, p, alpha, tau, kappa, *, twice=2):
    """The other equilibria are the p with η = p(τ - κp), at s = p²/α: of the two roots p₋ is a saddle and p₊ a node,
    for every α, and the encoder there is the smaller the faster the predictor."""
    eta, s = p * (tau - kappa * p), p**2 / alpha

    def flow(p, s):
        return scalar_flow(p, s, alpha, tau, kappa, eta)

    return (
        equal(flow(p, s)["p"], 0),
        equal(flow(p, s)["s"], 0),
        equal(characteristic(flow, p, s, x), (x + twice * eta) * (x + p * (2 * kappa * p - tau))),
    )


other_equilibria.proof(identity)
other_equilibria.neighbour("once_the_weight_decay", twice=1, witness={"x": 0, "p": 2, "alpha": 1, "tau": 3, "kappa": 1})


@setting(p=real(), s=positive(), **parameters).theorem(
    TIAN.sentence(SCALAR, 4),
    r"p(\tau - \kappa p) \le \frac{\tau^2}{4\kappa},\quad (\dot p + \eta p)(\tau - \kappa p) \ge 0",
    relation="stronger",
)
def drive_of_the_encoder_is_bounded(p, s, alpha, tau, kappa, eta, *, quarter=Fraction(1, 4)):
    """The drive p(τ - κp) of the encoder never exceeds τ²/(4κ): with more weight decay there is no equilibrium but
    collapse, and with exactly as much there is one, at p = τ/(2κ). A predictor off [0, τ/κ] decays towards it."""
    pushed = scalar_flow(p, s, alpha, tau, kappa, eta)["p"] + eta * p
    return (
        at_most(p * (tau - kappa * p), quarter * tau**2 / kappa),
        at_least(pushed * (tau - kappa * p), 0),
    )


drive_of_the_encoder_is_bounded.proof(squares)
drive_of_the_encoder_is_bounded.attained(p=1, s=1, alpha=1, tau=2, kappa=1, eta=1)
drive_of_the_encoder_is_bounded.neighbour(
    "one_fifth", quarter=Fraction(1, 5), witness={"p": 1, "s": 1, "alpha": 1, "tau": 2, "kappa": 1, "eta": 1}
)


def predictor_between_zero_and_the_optimum(p, tau, kappa):
    """0 ≤ κp ≤ τ."""
    return at_least(p, 0), at_most(kappa * p, tau)


def drive_is_bounded(p, tau, kappa, bound):
    """p(τ - κp) ≤ D."""
    return at_most(p * (tau - kappa * p), bound)


driven = setting(p=real(), s=positive(), **parameters, bound=real()).where(
    predictor_between_zero_and_the_optimum, drive_is_bounded
)


@driven.theorem(
    TIAN.sentence(SCALAR, 4),
    r"\eta > D = \frac{\tau^2}{4\kappa} \implies s_\infty = 0:\quad"
    r" \dot p \le -(\eta - D) p + \tau\,|\alpha s - p^2|",
    relation="stronger",
)
def heavy_decay_always_collapses(p, s, alpha, tau, kappa, eta, bound, *, part=1):
    """With more weight decay than the bound D = τ²/(4κ) of the drive every start collapses, for every learning rate
    ratio: the predictor decays but for a term in αs - p², which decays itself."""
    velocity = scalar_flow(p, s, alpha, tau, kappa, eta)["p"]
    return at_most(velocity, -(eta - bound) * p + part * tau * absolute(alpha * s - p**2))


heavy_decay_always_collapses.proof(squares)
heavy_decay_always_collapses.human_step(
    """Grönwall: αs - p² is exp(-2ηt) times its start, so p tends to 0 and with it s; a predictor off [0, τ/κ] decays
    towards 0 or enters the interval, which it does not leave"""
)
heavy_decay_always_collapses.attained(p=1, s=1, alpha=1, tau=2, kappa=1, eta=1, bound=1)
heavy_decay_always_collapses.neighbour(
    "half_the_term",
    part=Fraction(1, 2),
    witness={"p": 0, "s": 1, "alpha": 1, "tau": 1, "kappa": 1, "eta": 1, "bound": 0},
)
heavy_decay_always_collapses.needs(
    predictor_between_zero_and_the_optimum,
    witness={"p": -1, "s": 1, "alpha": 1, "tau": 0, "kappa": 1, "eta": 1, "bound": 0},
)
heavy_decay_always_collapses.needs(
    drive_is_bounded, witness={"p": 1, "s": 1, "alpha": 1, "tau": 2, "kappa": 1, "eta": 1, "bound": 0}
)


HEAVY = {"alpha": 2, "tau": 1, "kappa": Fraction(5, 4), "eta": Fraction(3, 10)}


def heavy_flow(p, s):
    """With heavy weight decay, α = 2, τ = 1, κ = 5/4, η = 3/10 > τ²/(4κ): every encoder collapses"""
    return scalar_flow(p, s, **HEAVY)


def balance(p, s):
    """αs - p²."""
    return HEAVY["alpha"] * s - p**2


def balance_decay(p, s):
    """2η."""
    return 2 * HEAVY["eta"]


def collapse(p, s):
    """The one equilibrium."""
    return {"p": 0, "s": 0}


def encoder_in_the_end(p, s):
    """Squared encoder s in the end"""
    return s


heavy_decay_always_collapses.simulation(
    heavy_flow, limit=collapse, conserved=balance, decay=balance_decay, over={"p": (-3, 3), "s": (0, 3)}, until=100
)
heavy_decay_always_collapses.portrait(
    heavy_flow,
    axes={"p": (-1, Fraction(3, 2)), "s": (0, 1)},
    outcome=encoder_in_the_end,
    points={"collapse": (0, 0)},
)


def from_the_balance(p, c, faded, tau, kappa, eta):
    """ṗ where αs = p² + c·exp(-2ηt), with `faded` for the exponential."""
    return (p**2 + c * faded) * (tau - kappa * p) - eta * p


histories = setting(p=real(), c=real(), faded=positive(), tau=real(), kappa=positive(), eta=positive()).where(
    predictor_between_zero_and_the_optimum
)


@histories.theorem(
    TIAN.sentence(SCALAR, 5),
    r"\frac{\partial\dot p}{\partial c} = e^{-2\eta t}(\tau - \kappa p) \ge 0"
    r"\ \text{for}\ 0 \le p \le \frac{\tau}{\kappa},"
    r"\quad \dot p = -\eta p \le 0\ \text{at}\ p = \frac{\tau}{\kappa}",
    relation="stronger",
)
def survival_grows_with_the_start(p, c, faded, tau, kappa, eta, *, noise=1):
    """From a predictor in [0, τ/κ], the larger αs₀ the larger the predictor at every later time: there is a threshold
    of α above which the encoder survives, if η < τ²/(4κ), and none if η > τ²/(4κ)."""
    slope = gradient(lambda c: from_the_balance(p, c, faded, tau, kappa, eta), c)
    return (
        equal(slope, faded * (tau - noise * kappa * p)),
        at_least(slope, 0),
        equal(from_the_balance(tau / kappa, c, faded, tau, kappa, eta), -eta * tau / kappa),
    )


survival_grows_with_the_start.proof(squares)
survival_grows_with_the_start.human_step(
    "comparison: of two solutions whose velocities are ordered at every point, the greater stays the greater"
)
survival_grows_with_the_start.neighbour(
    "the_same_for_every_predictor",
    noise=0,
    witness={"p": 1, "c": 0, "faded": 1, "tau": 2, "kappa": 1, "eta": 1},
)
survival_grows_with_the_start.needs(
    predictor_between_zero_and_the_optimum, witness={"p": 2, "c": 0, "faded": 1, "tau": 1, "kappa": 1, "eta": 1}
)


# The threshold for small weight decay


@setting(x=real(), S=real(), tau=positive(), kappa=positive(), eta=positive()).theorem(
    TIAN.sentence(SCALAR, 5),
    r"p = \frac{\eta}{\tau} x,\ \alpha s = \frac{\eta^2}{\tau^2} S,\ \varepsilon = \frac{\kappa\eta}{\tau^2} \implies"
    r" \frac{dx}{d(\eta t)} = S(1 - \varepsilon x) - x,\quad \frac{dS}{d(\eta t)} = 2xS(1 - \varepsilon x) - 2S",
    relation="stronger",
)
def small_decay_has_one_parameter(x, S, tau, kappa, eta, *, order=2):
    """In units of the weight decay the flow has the one parameter ε = κη/τ²."""
    p, scaled = eta / tau * x, (eta / tau) ** order * S
    flow = scalar_flow(p, scaled, 1, tau, kappa, eta)
    small = kappa * eta / tau**2
    return (
        equal(flow["p"] / eta, eta / tau * (S * (1 - small * x) - x)),
        equal(flow["s"] / eta, (eta / tau) ** order * (2 * x * S * (1 - small * x) - 2 * S)),
    )


small_decay_has_one_parameter.proof(identity)
small_decay_has_one_parameter.neighbour(
    "encoder_of_first_order", order=1, witness={"x": 0, "S": 1, "tau": 1, "kappa": 1, "eta": 2}
)


@setting(y=real(), tangent=real()).theorem(
    TIAN.sentence(SCALAR, 5),
    r"p_0 = 0:\ \text{the critical}\ \alpha s_0 \sim \frac{\pi^2}{4}\frac{\eta^2}{\tau^2}\ (\eta \to 0);"
    r"\quad y' = -y,\ \vartheta' = y,\ x = y\tan\vartheta \implies x' = x^2 - x + y^2",
    relation="stronger",
)
def threshold_is_a_quarter_of_pi_squared(y, tangent, *, forcing=1):
    """In the limit of small weight decay the predictor is y tan(√C - y) with y = √C exp(-ηt), which ends at 0 exactly
    if √C < π/2: the encoder survives from p₀ = 0 if and only if αs₀ is at least about (π²/4)(η/τ)²."""
    turning = {"y": -y, "tangent": y * (1 + tangent**2)}
    change = rate(lambda y, tangent: y * tangent, turning, y=y, tangent=tangent)
    x = y * tangent
    return equal(change, x**2 - x + forcing * y**2)


threshold_is_a_quarter_of_pi_squared.proof(identity)
threshold_is_a_quarter_of_pi_squared.human_step(
    """with x₀ = 0 the angle is √C - y, which tends to √C: below π/2 x tends to 0, at π/2 it tends to the equilibrium 1,
    above it has a pole; the flow depends continuously on ε = κη/τ², so the threshold of C tends to (π/2)²"""
)
threshold_is_a_quarter_of_pi_squared.neighbour("half_the_forcing", forcing=2, witness={"y": 1, "tangent": 0})
