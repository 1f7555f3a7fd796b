"""Linear SimSiam in one dimension, with weight decay: how large the encoder must be at the start.

A predictor that starts at 0 saves the encoder if αs₀ lies above the orbit that enters the saddle p₋, and loses it
below. That orbit has no formula, but polynomials of few terms run close above and close below it, and the flow crosses
each of them in one direction only. In units of p₋ the one parameter is κp₋/τ, the share of p₋ in the optimum of the
predictor: from 0, for no decay, to ½, where p₋ and p₊ meet. So one theorem covers all learning rate ratios, targets,
noises and weight decays.
"""

from fractions import Fraction

from claims.linear_simsiam import TIAN
from claims.scalar_simsiam import SCALAR, scalar_flow
from verify import (
    at_least,
    at_most,
    between,
    equal,
    positive,
    rate,
    real,
    setting,
    sqrt,
    strictly_less,
)
from verify.proof import identity, squares

HALF = Fraction(1, 2)


def unit_flow(p, s, share):
    """The flow whose saddle is p = s = 1: α = τ = 1, κ is the share, and η = 1 - κ."""
    return scalar_flow(p, s, 1, 1, share, 1 - share)


@setting(y=real(), z=real(), saddle=positive(), tau=positive(), kappa=positive()).theorem(
    TIAN.sentence(SCALAR, 5),
    r"p = p_- y,\ \alpha s = p_-^2 z,\ \eta = p_-(\tau - \kappa p_-),\ m = \frac{\kappa p_-}{\tau} \implies"
    r" \frac{dy}{d(\tau p_- t)} = z(1 - m y) - (1 - m) y,\quad \frac{dz}{d(\tau p_- t)} = 2yz(1 - m y) - 2(1 - m) z",
    relation="stronger",
)
def saddle_sets_the_scale(y, z, saddle, tau, kappa, *, order=2):
    """In units of the saddle p₋ the flow has the one parameter κp₋/τ."""
    p, scaled = saddle * y, saddle**order * z
    flow = scalar_flow(p, scaled, 1, tau, kappa, saddle * (tau - kappa * saddle))
    unit = unit_flow(y, z, kappa * saddle / tau)
    return (
        equal(flow["p"], saddle**2 * tau * unit["p"]),
        equal(flow["s"], saddle ** (order + 1) * tau * unit["s"]),
    )


saddle_sets_the_scale.proof(identity)
saddle_sets_the_scale.neighbour(
    "encoder_of_first_order", order=1, witness={"y": 0, "z": 1, "saddle": 2, "tau": 1, "kappa": 1}
)


# Curves that the flow crosses in one direction
#
# A curve leads from the start p = 0, αs = `start` to the saddle: where αs - p² is the part d of its start, the
# predictor is `predictor(d)`. The flow shortens d at a rate of its own, whatever p is; so it remains to see whether p
# gains on the curve or loses.


def high_start(share):
    """(5/2 + 11/10 m)(1 - m)."""
    return (Fraction(5, 2) + Fraction(11, 10) * share) * (1 - share)


def high_predictor(d, share):
    """(1 - d)(1 + (1/5 + 3/20 m) d + (1/40 + 1/4 m) d²)."""
    return (1 - d) * (
        1 + (Fraction(1, 5) + Fraction(3, 20) * share) * d + (Fraction(1, 40) + Fraction(1, 4) * share) * d**2
    )


def low_start(share):
    """(12/5 + m)(1 - m)."""
    return (Fraction(12, 5) + share) * (1 - share)


def low_predictor(d, share):
    """(1 - d)(1 + (3/20 + 1/5 m) d + (1/10 + 1/5 m) d²)."""
    return (1 - d) * (
        1 + (Fraction(3, 20) + Fraction(1, 5) * share) * d + (Fraction(1, 10) + Fraction(1, 5) * share) * d**2
    )


def gain_on(start, predictor, d, share):
    """How fast the predictor gains on a curve, at the point of the curve where αs - p² is the part d of its start."""
    p, first = predictor(d, share), start(share)
    s = p**2 + d * first
    return rate(lambda p, s: p - predictor((s - p**2) / first, share), unit_flow(p, s, share), p=p, s=s)


def two_curves(d, share, high, low, high_predictor, low_predictor):
    """Both curves lead from p = 0 to the saddle; the flow leaves the higher one upwards and the lower one downwards."""
    return (
        at_least(gain_on(high, high_predictor, d, share), 0),
        at_most(gain_on(low, low_predictor, d, share), 0),
        *(equal(curve(1, share), 0) for curve in (high_predictor, low_predictor)),
        *(equal(curve(0, share), 1) for curve in (high_predictor, low_predictor)),
    )


BARRIERS = """barriers: αs - p² decreases to 0, and p stays in [0, τ/κ], so every orbit tends to an equilibrium there.
With p₀ = 0 and αs₀ at the higher bound or above, p is on the higher curve or above it when αs - p² has come to its
range, and stays there, so it ends at p₋ or p₊. From the lower bound p stays on the lower curve or below it, and ends at
0 or p₋; by comparison a smaller αs₀ ends no higher; and only one orbit enters the saddle from αs > p² (its stable
manifold), so that every smaller αs₀ ends at 0"""


@setting(d=between(0, 1), share=between(0, HALF)).theorem(
    TIAN.sentence(SCALAR, 5),
    r"p_0 = 0,\ m = \frac{\kappa p_-}{\tau} < \frac12:\quad \frac{\alpha s_0}{p_-^2} \ge"
    r" \Bigl(\frac52 + \frac{11}{10} m\Bigr)(1 - m) \implies s_\infty > 0,\quad"
    r" \frac{\alpha s_0}{p_-^2} < \Bigl(\frac{12}5 + m\Bigr)(1 - m) \implies s_\infty = 0",
    relation="stronger",
)
def critical_encoder(
    d,
    share,
    *,
    high=high_start,
    low=low_start,
    high_predictor=high_predictor,
    low_predictor=low_predictor,
):
    """With weight decay below τ²/(4κ) a predictor that starts at 0 saves the encoder if αs₀ is at least
    (5/2 + 11/10 m)(1 - m) p₋², and loses it if αs₀ is less than (12/5 + m)(1 - m) p₋², where m = κp₋/τ."""
    return two_curves(d, share, high, low, high_predictor, low_predictor)


critical_encoder.proof(squares)
critical_encoder.human_step(BARRIERS)
critical_encoder.attained(d=0, share=Fraction(1, 4))
critical_encoder.neighbour(
    "saved_above_the_lower_bound", high=low_start, witness={"d": Fraction(4, 5), "share": Fraction(1, 4)}
)
critical_encoder.neighbour("lost_below_the_higher_bound", low=high_start, witness={"d": 1, "share": HALF})


def one_start(share):
    """5/2 (1 - m): the bound for no decay, with the slope left out."""
    return Fraction(5, 2) * (1 - share)


critical_encoder.neighbour("in_units_of_the_decay_alone", high=one_start, witness={"d": Fraction(9, 10), "share": HALF})


# Starts on either side of the bounds, followed numerically, and both curves drawn


def moved(p, s, share):
    """The flow in units of the saddle."""
    return unit_flow(p, s, share)


def balance(p, s, share):
    """What decays, s - p²."""
    return s - p**2


def balance_decay(p, s, share):
    """2η."""
    return 2 * (1 - share)


def lost(encoder, share):
    """Collapse."""
    return {"p": 0, "s": 0}


def saved(encoder, share):
    """The node p₊, s = p₊²."""
    node = (1 - share) / share
    return {"p": node, "s": node**2}


def follow(theorem, high, low, over):
    """Ask for simulations from p = 0 of starts below the lower bound, and of starts above the higher one."""

    def below(encoder, share):
        return {"p": 0, "s": encoder * low(share), "share": share}

    def above(encoder, share):
        return {"p": 0, "s": high(share) / encoder, "share": share}

    box = {"encoder": (0, 1), "share": over}
    for begin, limit, other in ((below, lost, saved), (above, saved, lost)):
        theorem.simulation(
            moved, begin=begin, limit=limit, other=other, conserved=balance, decay=balance_decay, over=box
        )


follow(critical_encoder, high_start, low_start, (Fraction(1, 16), HALF))
DRAWN = {"alpha": 1, "tau": 1, "kappa": 1, "eta": Fraction(3, 16)}
SADDLE = Fraction(1, 4)  # p₋, which is the share as well


def drawn_flow(p, s):
    """With weight decay, for α = τ = κ = 1, η = 3/16: where the encoder survives"""
    return scalar_flow(p, s, **DRAWN)


def above_curve(start, predictor, p, s):
    """How far p lies above a curve; no number off the range of the curve."""
    d = (s - p**2) / (start(SADDLE) * SADDLE**2)
    return p - SADDLE * predictor(d, SADDLE) + 0 * sqrt(d * (1 - d))


def higher_curve(p, s):
    """Proved: above it the encoder survives"""
    return above_curve(high_start, high_predictor, p, s)


def lower_curve(p, s):
    """Proved: below it the encoder collapses"""
    return above_curve(low_start, low_predictor, p, s)


def encoder_in_the_end(p, s):
    """Squared encoder s in the end"""
    return s


def drawn_flow_near_the_saddle(p, s):
    """With weight decay, for α = τ = κ = 1, η = 3/16, near the saddle: the boundary lies between the proved curves"""
    return drawn_flow(p, s)


for flow, axes in (
    (drawn_flow, {"p": (-HALF, 1), "s": (0, Fraction(3, 5))}),
    (drawn_flow_near_the_saddle, {"p": (Fraction(-1, 8), Fraction(3, 8)), "s": (0, Fraction(1, 5))}),
):
    critical_encoder.portrait(
        flow,
        axes=axes,
        outcome=encoder_in_the_end,
        boundary=(higher_curve, lower_curve),
        points={"collapse": (0, 0), "saddle p₋": (SADDLE, SADDLE**2), "node p₊": (1 - SADDLE, (1 - SADDLE) ** 2)},
    )


# For small weight decay the bounds are closer


def high_start_for_small_decay(share):
    """(62/25 + m)(1 - m)."""
    return (Fraction(62, 25) + share) * (1 - share)


def high_predictor_for_small_decay(d, share):
    """(1 - d)(1 + (7/40 + 9/40 m) d + (1/20 + 1/4 m) d²)."""
    return (1 - d) * (
        1 + (Fraction(7, 40) + Fraction(9, 40) * share) * d + (Fraction(1, 20) + Fraction(1, 4) * share) * d**2
    )


def low_start_for_small_decay(share):
    """(49/20 + m)(1 - m)."""
    return (Fraction(49, 20) + share) * (1 - share)


def low_predictor_for_small_decay(d, share):
    """(1 - d)(1 + (7/40 + 1/8 m) d + (1/20 + 3/8 m) d²)."""
    return (1 - d) * (
        1 + (Fraction(7, 40) + Fraction(1, 8) * share) * d + (Fraction(1, 20) + Fraction(3, 8) * share) * d**2
    )


@setting(d=between(0, 1), share=between(0, Fraction(1, 8))).theorem(
    TIAN.sentence(SCALAR, 5),
    r"p_0 = 0,\ m = \frac{\kappa p_-}{\tau} \le \frac18:\quad \frac{\alpha s_0}{p_-^2} \ge"
    r" \Bigl(\frac{62}{25} + m\Bigr)(1 - m) \implies s_\infty > 0,\quad"
    r" \frac{\alpha s_0}{p_-^2} < \Bigl(\frac{49}{20} + m\Bigr)(1 - m) \implies s_\infty = 0",
    relation="stronger",
)
def critical_encoder_for_small_decay(
    d,
    share,
    *,
    high=high_start_for_small_decay,
    low=low_start_for_small_decay,
    high_predictor=high_predictor_for_small_decay,
    low_predictor=low_predictor_for_small_decay,
):
    """With weight decay so small that m = κp₋/τ is at most 1/8, the critical αs₀ of a predictor that starts at 0 lies
    between (2.45 + m)(1 - m) p₋² and (2.48 + m)(1 - m) p₋²; where the decay vanishes these are 2.45 and 2.48 times
    (η/τ)², with π²/4 between them."""
    return two_curves(d, share, high, low, high_predictor, low_predictor)


critical_encoder_for_small_decay.proof(squares)
critical_encoder_for_small_decay.human_step(BARRIERS)
critical_encoder_for_small_decay.attained(d=0, share=Fraction(1, 16))
critical_encoder_for_small_decay.neighbour(
    "saved_above_the_lower_bound",
    high=low_start_for_small_decay,
    witness={"d": Fraction(3, 4), "share": Fraction(1, 8)},
)
critical_encoder_for_small_decay.neighbour(
    "lost_below_the_higher_bound", low=high_start_for_small_decay, witness={"d": 1, "share": 0}
)


# Numbers for τ = κ = 1, where p₋ is the smaller root of p(1 - p) = η and the share as well


def smaller_root(eta):
    """p₋ for τ = κ = 1."""
    return (1 - sqrt(1 - 4 * eta)) / 2


def five_intervals():
    """For each of five weight decays, between which two numbers the critical αs₀ lies."""
    return {
        Fraction(1, 100): (Fraction("0.000248"), Fraction("0.000252")),
        Fraction(1, 20): (Fraction("0.0066"), Fraction("0.0067")),
        Fraction(1, 10): (Fraction("0.0288"), Fraction("0.0294")),
        Fraction(1, 5): (Fraction("0.147"), Fraction("0.156")),
        Fraction(6, 25): (Fraction("0.268"), Fraction("0.283")),
    }


def intervals_of_the_limit():
    """The same if the limit for small decay, π²/4 η², held for every decay."""
    return {eta: (Fraction(49, 20) * eta**2, Fraction(62, 25) * eta**2) for eta in five_intervals()}


@setting().theorem(
    TIAN.sentence(SCALAR, 5),
    r"\tau = \kappa = 1,\ p_0 = 0:\quad \text{the critical}\ \alpha s_0\ \text{lies in}\ "
    r"[0.000248, 0.000252],\ [0.0066, 0.0067],\ [0.0288, 0.0294],\ [0.147, 0.156],\ [0.268, 0.283]"
    r"\ \text{for}\ \eta = 0.01, 0.05, 0.1, 0.2, 0.24",
    relation="specialised",
)
def five_critical_encoders(*, intervals=five_intervals):
    """For τ = κ = 1 and p₀ = 0 the critical αs₀ is 0.00025 for weight decay 0.01, 0.00665 for 0.05, 0.0291 for 0.1,
    0.152 for 0.2, and 0.276 for 0.24, each up to 4 %."""
    relations = []
    for eta, (least, most) in intervals().items():
        root = smaller_root(eta)
        small = eta <= Fraction(7, 64)  # p(1 - p) for the share p = 1/8
        low, high = (low_start_for_small_decay, high_start_for_small_decay) if small else (low_start, high_start)
        relations += [strictly_less(least, low(root) * root**2), strictly_less(high(root) * root**2, most)]
    return tuple(relations)


five_critical_encoders.proof(squares)
five_critical_encoders.human_step("what `critical_encoder` and `critical_encoder_for_small_decay` say of their bounds")
five_critical_encoders.neighbour("the_limit_for_every_decay", intervals=intervals_of_the_limit, witness={})
