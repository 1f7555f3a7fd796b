# ruff: noqa: N803  # constants are called as in the literature
"""Functions with bounds on a derivative as variables: which are drawn, which are recognised, and what is refused."""

from fractions import Fraction
from random import Random

import pytest
from helpers import SENTENCE, exact, refused

from verify import at_least, at_most, exp, gradient, positive, real, setting, smooth_function
from verify.bounded_functions import BoundedFunction, Bounds, coefficients_of, drawn, keeps
from verify.carriers.balls import BALLS
from verify.carriers.floats import Floats
from verify.carriers.rationals import RATIONALS
from verify.carriers.terms import interpret
from verify.carriers.value import Value, lift, running_on
from verify.errors import DomainError, VocabularyError
from verify.formats import float64
from verify.search.falsify import falsify
from verify.search.judge import judge

BOUNDS = [
    Bounds(1, "-L", "L"),
    Bounds(2, "-L", "L"),
    Bounds(3, "-L", "L"),
    Bounds(2, 0, None),
    Bounds(2, None, 0),
    Bounds(1, 0, "L"),
    Bounds(2, Fraction(1, 3), 2),
    Bounds(1, 2, 2),
]
L = Fraction(5, 2)
POINTS = [Fraction(n, 8) for n in range(-40, 41, 3)]


def derivative(function, bounds, point, carrier=RATIONALS):
    """The bounded derivative at a point, by duals."""
    with running_on(carrier):
        values = {"f": function, "L": Value(carrier, carrier.constant(L)), "x": Value(carrier, carrier.constant(point))}
        return lift(carrier, interpret(("apply", "f", str(bounds.order), ("symbol", "x")), values))


@pytest.mark.parametrize("wave", [False, True], ids=["polynomial", "wave"])
@pytest.mark.parametrize("bounds", BOUNDS, ids=str)
def test_what_is_drawn_keeps_the_bounds(bounds, wave):
    low, high = bounds.at({"L": L})
    for seed in range(12):
        function = drawn(bounds, Random(seed), wave=wave)
        for point in POINTS:
            slope = derivative(function, bounds, point)
            assert low is None or low <= slope
            assert high is None or slope <= high


def test_a_wave_that_is_too_high_breaks_them():
    """The twin: its derivative leaves the interval near the centre."""
    high = BoundedFunction(Bounds(2, 0, "L"), (Fraction(0),) * 2, Fraction(1, 2), Fraction(4), Fraction(0), Fraction(1))
    assert any(not 0 <= derivative(high, high.bounds, point) <= L for point in POINTS)


def test_waves_come_close_to_both_ends():
    """A search that draws nothing near the ends finds no counterexample to a bound that is almost right."""
    bounds = Bounds(2, "-L", "L")
    slopes = [derivative(drawn(bounds, Random(seed), wave=True), bounds, x) for seed in range(8) for x in POINTS]
    assert min(slopes) < -L * 9 / 10
    assert max(slopes) > L * 9 / 10


def test_all_carriers_compute_the_same():
    function = drawn(Bounds(2, "-L", "L"), Random(3), wave=True)
    there = derivative(function, function.bounds, Fraction(3, 8))
    assert derivative(function, function.bounds, Fraction(3, 8), BALLS).contains(BALLS.constant(there))
    assert float(derivative(function, function.bounds, Fraction(3, 8), Floats())) == pytest.approx(float(there))


def parabola(x):
    return x**2 / 2


@pytest.mark.parametrize(
    ("function", "coefficients"),
    [
        (parabola, [0, 0, Fraction(1, 2)]),
        (lambda x: 3, [3]),
        (lambda x: 1 - x * (2 - x), [1, -2, 1]),
        (lambda x: -x + x / Fraction(3, 2), [0, Fraction(-1, 3)]),
        (lambda x: 1 / x, None),
        (lambda x: x / x, None),
        (lambda x: x / 0, None),
        (lambda x: x**-1, None),
        (lambda x: x ** Fraction(1, 2), None),
        (lambda x: x * 0.5, None),
        (lambda x: x if x else 0, None),
        (lambda x: 1 if x == 3 else x, None),
        (lambda x: 1 if x > 3 else x, None),
        (lambda x, y: x, None),
        (lambda x: "x", None),
    ],
)
def test_polynomials_are_recognised(function, coefficients):
    assert coefficients_of(function) == coefficients


@pytest.mark.parametrize(
    ("function", "bounds", "answer"),
    [
        (parabola, Bounds(2, "-L", "L"), True),
        (lambda x: -L * x**2 / 2, Bounds(2, "-L", "L"), True),
        (lambda x: -L * x**2 / 2 - x**2 / 10**9, Bounds(2, "-L", "L"), False),
        (lambda x: x**4, Bounds(2, 0, None), True),
        (lambda x: x**4, Bounds(2, "-L", "L"), False),
        (lambda x: x**3, Bounds(2, 0, None), False),
        (lambda x: 7, Bounds(2, 0, 0), True),
        (lambda x: 7, Bounds(2, 1, None), False),
        (lambda x: x, Bounds(1, None, 1), True),
        (lambda x: x, Bounds(1, None, Fraction(1, 2)), False),
        (exp, Bounds(2, 0, None), False),  # true, and nothing here can see it
    ],
)
def test_a_function_that_is_given_must_be_seen_to_keep_the_bounds(function, bounds, answer):
    assert keeps(function, bounds, {"L": L}) is answer


SMOOTH = setting(L=positive(), f=smooth_function(1, second_derivative=("-L", "L")), x=real(), y=real())


def quadratic_bound(L, f, x, y, *, factor=Fraction(1, 2)):
    """A smooth function is not above its tangent by more than a square."""
    return at_most(f(y), f(x) + gradient(f, x) * (y - x) + factor * L * (y - x) ** 2)


def claim(where=SMOOTH):
    return where.theorem(SENTENCE, "x")(quadratic_bound)


def at(**changes):
    return {"L": 1, "f": parabola, "x": 0, "y": 1, **changes}


def test_a_parabola_attains_the_bound_and_refutes_a_smaller_constant():
    theorem = claim()
    theorem.attained(**at())
    assert judge(theorem, theorem.attained_points[0]).sides[0].equality
    theorem.neighbour("smaller", factor=Fraction(49, 100), witness=at())
    found = falsify(theorem, float64, changes=theorem.neighbours[0].changes, theorem_must_hold=True, batches=16).found
    assert found is not None
    assert falsify(theorem, float64, batches=6).found is None


def test_the_bound_is_needed():
    theorem = claim()
    theorem.needs("f", witness=at(f=lambda x: x**2))
    variant = theorem.variant(theorem.neighbours[0])
    assert judge(variant, theorem.neighbours[0].witness).outcome == "violated"


def test_a_witness_outside_the_bounds_is_refused():
    with refused(VocabularyError, "outside the setting", "seen to keep bounds"):
        claim().attained(**at(f=lambda x: x**2))
    with refused(VocabularyError, "outside the setting"):
        claim().attained(**at(f=lambda x: 1 / (1 + x**2)))


def test_bounds_that_name_no_variable_are_refused():
    with refused(VocabularyError, "its bounds name M", "as variables too"):
        setting(f=smooth_function(1, first_derivative=("-M", "M")), x=real())


@pytest.mark.parametrize(
    ("arity", "bounds", "words"),
    [
        (2, {"second_derivative": (0, 1)}, "has 1 bounds"),
        (1, {"first_derivative": (0, 1), "second_derivative": (0, 1)}, "has 2 bounds"),
        (1, {"first_derivative": (None, None)}, "has the ends (None, None)"),
        (1, {"first_derivative": (0, 1, 2)}, "has the ends"),
        (1, {"first_derivative": (0, 0.5)}, "has the ends"),
        (1, {"first_derivative": (0, "2L")}, "has the ends"),
        (1, {"first_derivative": (0, True)}, "has the ends"),
        (1, {"first_derivative": (1, 0)}, "between 1 and 0"),
    ],
)
def test_bounds_of_another_form_are_refused(arity, bounds, words):
    with refused(DomainError, words):
        smooth_function(arity, **bounds)


def test_bounds_are_words_and_formulas():
    domain = smooth_function(1, second_derivative=("-L", "L"))
    assert repr(domain) == "smooth_function(1, second_derivative=(-L, L))"
    assert domain.latex("f") == r"f \in C^\infty(\mathbb{R}^{}),\ -L \le f'' \le L"
    assert smooth_function(1, first_derivative=(0, None)).latex("f").endswith(r",\ 0 \le f'")
    assert str(drawn(Bounds(2, 0, None), Random(0), wave=True)).startswith("(a ↦ ")


def test_a_function_without_its_ends_has_no_values():
    function = drawn(Bounds(1, "-L", "L"), Random(0), wave=False)
    with refused(DomainError, "has no ends yet"):
        function(exact(1))
    with refused(DomainError, "no polynomial"):
        drawn(Bounds(1, 0, 1), Random(0), wave=True).between(0, 1).as_polynomial()


def test_a_function_is_evaluated_at_the_ends_of_its_own_point():
    """f'' is the share of the way from -L to L, whatever L is."""
    function = BoundedFunction(Bounds(2, "-L", "L"), (Fraction(0),) * 2, Fraction(1), Fraction(0), Fraction(0), L)
    theorem = setting(L=positive(), f=smooth_function(1, second_derivative=("-L", "L"))).theorem(SENTENCE, "x")(rises)
    for number in (1, 5):
        assert judge(theorem, {"L": Fraction(number), "f": function}).sides[0].left == Fraction(number, 2)


def rises(L, f):
    """A claim."""
    return at_least(f(0 * L + 1), L / 2)
