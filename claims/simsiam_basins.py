"""Where SimSiam's toy example ends, from every start, with and without stop-gradient.

Each of the three flows of the post (with stop-gradient, without, and with the second force alone) keeps a quantity, so
that the orbits are conics, and the predictor runs along them towards 1. That gives the basins exactly: the pictures of
the post are right, but there are open sets of starts with the opposite outcome, and a predictor that learns more than
sixteen times as fast survives from the post's own start even without stop-gradient.
"""

from fractions import Fraction

from claims.simsiam import (
    DYNAMICS,
    POST,
    POSTS_START,
    STARTING_ENCODER,
    STARTING_PREDICTOR,
    constants_only,
    second_force_only,
    with_stop_gradient,
    without_stop_gradient,
)
from verify import (
    absolute,
    at_least,
    at_most,
    between,
    equal,
    maximum,
    minimum,
    positive,
    rate,
    real,
    setting,
    sqrt,
    strictly_greater,
    strictly_less,
    where,
)
from verify.proof import identity, squares

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
    return minimum(maximum(phi, 0), 1)


def the_end(phi):
    """The lowest point without stop-gradient: 1."""
    return 1


def the_greater(phi):
    """The lowest point with the second force alone: the greater one of φ and 1."""
    return maximum(phi, 1)


def the_start(phi):
    """φ: the height never falls, and the encoder never collapses."""
    return phi


def the_smaller(phi):
    """The lowest point if negative predictors were safe: the smaller one of φ and 1."""
    return minimum(phi, 1)


def the_positive_part(phi):
    """The lowest point if predictors above 1 were safe: the greater one of φ and 0."""
    return maximum(phi, 0)


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
LASALLE = """LaSalle: the orbit is bounded, for φ approaches 1 and the height bounds θ; off the equilibria θ = 0 and
φ = 1 the distance of φ from 1 decreases strictly, so the trajectory converges to the first equilibrium on its way."""


@starts.theorem(
    POST.sentence(DYNAMICS, 6),
    r"\theta_\infty = 0 \iff (\varphi_0 < 0 \wedge \varphi_0^2 \ge \alpha\theta_0^2) \vee"
    r" (\varphi_0 > 1 \wedge \varphi_0^2 - \alpha\theta_0^2 \ge 1),"
    r"\quad \text{else}\ \alpha\theta_\infty^2 = 1 + \alpha\theta_0^2 - \varphi_0^2",
    relation="stronger",
)
def basin_with_stop_gradient(phi, theta, alpha, way, *, flow=with_stop_gradient, lowest=nearest_to_zero):
    """With stop-gradient the encoder collapses exactly if φ₀ < 0 and φ₀² ≥ αθ₀², or φ₀ > 1 and φ₀² - αθ₀² ≥ 1;
    otherwise φ tends to 1 and αθ² to 1 + αθ₀² - φ₀²."""
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
    lowest=the_smaller,
    witness={"phi": -1, "theta": Fraction(1, 2), "alpha": 1, "way": Fraction(1, 2)},
)
basin_with_stop_gradient.neighbour(
    "large_predictors_are_safe",
    lowest=the_positive_part,
    witness={"phi": 2, "theta": Fraction(1, 2), "alpha": 1, "way": 1},
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
    start = {"phi": predictor, "theta": encoder, "alpha": ratio}
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


# Gradient descent, in steps of any length, respects the boundaries of the first two basins


def step(flow, phi, theta, alpha, h):
    """Predictor and encoder after one step of length h along the flow."""
    velocity = flow(phi, theta, alpha)
    return {"phi": phi + h * velocity["phi"], "theta": theta + h * velocity["theta"], "alpha": alpha}


def kept_with_stop_gradient(phi, theta, alpha):
    """φ² - αθ²."""
    return phi**2 - alpha * theta**2


def kept_without_stop_gradient(phi, theta, alpha):
    """(φ - 1)² - αθ²."""
    return (phi - 1) ** 2 - alpha * theta**2


def kept_less_one(phi, theta, alpha):
    """φ² - αθ² - 1, whose sign says where a predictor above 1 ends."""
    return kept_with_stop_gradient(phi, theta, alpha) - 1


def kept_by_the_second_force(phi, theta, alpha):
    """2φ + αθ² - 2."""
    return 2 * phi + alpha * theta**2 - 2


steps = setting(phi=real(), theta=real(), alpha=positive(), h=positive())


@steps.theorem(
    POST.sentence(DYNAMICS, 6),
    r"c_{n+1} = \bigl(1 - \alpha h^2 (1-\varphi_n)^2\theta_n^2\bigr)\, c_n,\quad c = \varphi^2 - \alpha\theta^2",
    relation="stronger",
)
def gradient_descent_with_stop_gradient(phi, theta, alpha, h, *, kept=kept_with_stop_gradient, shrinks=1):
    """A step of gradient descent with stop-gradient multiplies φ² - αθ² by 1 - αh²(1 - φ)²θ²: its sign, and so the
    boundary of the basin of negative predictors, is kept exactly while √α h|1 - φ||θ| < 1."""
    after = step(with_stop_gradient, phi, theta, alpha, h)
    factor = 1 - shrinks * alpha * h**2 * (1 - phi) ** 2 * theta**2
    return equal(kept(**after), factor * kept(phi, theta, alpha))


gradient_descent_with_stop_gradient.proof(identity)
gradient_descent_with_stop_gradient.neighbour(
    "steps_keep_the_invariant", shrinks=0, witness={**POSTS_START, "alpha": 1, "h": 1}
)
gradient_descent_with_stop_gradient.neighbour(
    "the_boundary_above_one_is_kept_too", kept=kept_less_one, witness={"phi": 2, "theta": 1, "alpha": 1, "h": 1}
)


@steps.theorem(
    POST.sentence(DYNAMICS, 7),
    r"c_{n+1} = \bigl(1 - \alpha h^2 (1-\varphi_n)^2\theta_n^2\bigr)\, c_n,\quad c = (\varphi-1)^2 - \alpha\theta^2",
    relation="stronger",
)
def gradient_descent_without_stop_gradient(
    phi, theta, alpha, h, *, flow=without_stop_gradient, kept=kept_without_stop_gradient, shrinks=1
):
    """A step of gradient descent without stop-gradient multiplies (φ - 1)² - αθ² by the same factor: the boundary of
    the basin is kept exactly."""
    after = step(flow, phi, theta, alpha, h)
    factor = 1 - shrinks * alpha * h**2 * (1 - phi) ** 2 * theta**2
    return equal(kept(**after), factor * kept(phi, theta, alpha))


gradient_descent_without_stop_gradient.proof(identity)
gradient_descent_without_stop_gradient.neighbour(
    "steps_keep_the_invariant", shrinks=0, witness={**POSTS_START, "alpha": 1, "h": 1}
)
gradient_descent_without_stop_gradient.neighbour(
    "so_does_the_second_force_alone",
    flow=second_force_only,
    kept=kept_by_the_second_force,
    witness={**POSTS_START, "alpha": 1, "h": 1},
)


# Errata


with_any_ratio = setting(phi=real(), theta=positive(), alpha=positive())


@with_any_ratio.erratum(
    POST.sentence(DYNAMICS, 8),
    r"\theta_\infty = 0\ \text{without stop-gradient}",
    how="counterexample",
    repaired_by=(basin_without_stop_gradient,),
)
def without_stop_gradient_it_collapses(phi, theta, alpha):
    """Without stop-gradient the encoder tends to 0."""
    return at_most(least_height(height_without_stop_gradient, the_end, phi, theta, alpha), 0)


without_stop_gradient_it_collapses.fails(
    "from_an_open_set", witness={"phi": Fraction(3, 5), "theta": Fraction(3, 5), "alpha": 1}
)
without_stop_gradient_it_collapses.fails(
    "where_the_post_starts_with_a_fast_predictor", witness={**POSTS_START, "alpha": 17}
)


@with_any_ratio.erratum(
    POST.sentence(DYNAMICS, 9),
    r"\theta_\infty > 0\ \text{with stop-gradient}",
    how="counterexample",
    repaired_by=(basin_with_stop_gradient,),
)
def with_stop_gradient_it_does_not_collapse(phi, theta, alpha):
    """With stop-gradient the encoder does not tend to 0."""
    return strictly_greater(least_height(height_with_stop_gradient, nearest_to_zero, phi, theta, alpha), 0)


with_stop_gradient_it_does_not_collapse.fails(
    "from_a_negative_predictor", witness={"phi": Fraction(-1, 2), "theta": Fraction(1, 10), "alpha": 1}
)
with_stop_gradient_it_does_not_collapse.fails(
    "from_a_large_predictor", witness={"phi": 2, "theta": Fraction(1, 10), "alpha": 1}
)


# Basins: where the invariants say that the encoder collapses, followed numerically


def hyperbola(phi, theta):
    """What stop-gradient keeps."""
    return phi**2 - theta**2


def shifted_hyperbola(phi, theta):
    """What the whole gradient keeps."""
    return (phi - 1) ** 2 - theta**2


def parabola(phi, theta):
    """What the second force keeps."""
    return theta**2 / 2 + phi


def boundary_with_stop_gradient(phi, theta):
    """Proved boundary: φ = −θ, and φ² − θ² = 1 for φ > 1."""
    c = hyperbola(phi, theta)
    return maximum(minimum(-phi, c), minimum(phi - 1, c - 1))


def boundary_without_stop_gradient(phi, theta):
    """Proved boundary: |φ − 1| = θ."""
    return shifted_hyperbola(phi, theta)


def boundary_of_the_second_force(phi, theta):
    """Proved boundary: φ = 1 − θ²/2."""
    return 1 - parabola(phi, theta)


def ends_with_stop_gradient(phi, theta):
    """Where the hyperbola of a start meets θ = 0 on its side, and where φ = 1."""
    c = hyperbola(phi, theta)
    collapsed = {"phi": where(phi < 0, -1, 1) * sqrt(maximum(c, 0)), "theta": 0}
    return collapsed, {"phi": 1, "theta": sqrt(maximum(1 - c, 0))}


def ends_without_stop_gradient(phi, theta):
    """The same for the hyperbola around φ = 1."""
    c = shifted_hyperbola(phi, theta)
    collapsed = {"phi": 1 + where(phi < 1, -1, 1) * sqrt(maximum(c, 0)), "theta": 0}
    return collapsed, {"phi": 1, "theta": sqrt(maximum(-c, 0))}


def ends_of_the_second_force(phi, theta):
    """The same for the parabola."""
    c = parabola(phi, theta)
    return {"phi": c, "theta": 0}, {"phi": 1, "theta": sqrt(maximum(2 * (c - 1), 0))}


def encoder_in_the_end(phi, theta):
    """|θ| in the end"""
    return absolute(theta)


def equilibria(phi, theta):
    """Equilibria: φ = 1 and θ = 0"""
    return (1 - phi) * theta


def follow(theorem, flow, conserved, boundary, ends, title):
    """Ask for the simulation and the portrait of a flow whose collapse is where `boundary` is not negative."""

    def moved(phi, theta):
        return flow(phi, theta)

    def limit(phi, theta):
        collapsed, survived = ends(phi, theta)
        return {name: where(boundary(phi, theta) >= 0, collapsed[name], survived[name]) for name in collapsed}

    def other(phi, theta):
        collapsed, survived = ends(phi, theta)
        return {name: where(boundary(phi, theta) >= 0, survived[name], collapsed[name]) for name in collapsed}

    moved.__doc__ = title
    theorem.simulation(moved, limit=limit, other=other, conserved=conserved, over={"phi": (-3, 3), "theta": (0, 3)})
    theorem.portrait(
        moved,
        axes={"phi": (-2, 3), "theta": (0, Fraction(5, 2))},
        outcome=encoder_in_the_end,
        boundary=boundary,
        equilibria=equilibria,
        starts={"the post's start": (STARTING_PREDICTOR, STARTING_ENCODER)},
    )


follow(
    basin_with_stop_gradient,
    with_stop_gradient,
    hyperbola,
    boundary_with_stop_gradient,
    ends_with_stop_gradient,
    "With stop-gradient: where the encoder survives",
)
follow(
    basin_without_stop_gradient,
    without_stop_gradient,
    shifted_hyperbola,
    boundary_without_stop_gradient,
    ends_without_stop_gradient,
    "Without stop-gradient: where the encoder survives",
)
follow(
    basin_of_the_second_force,
    second_force_only,
    parabola,
    boundary_of_the_second_force,
    ends_of_the_second_force,
    "The second force alone: where the encoder survives",
)
