"""The falsifier: it finds what is false, clears what is true, and says how much it looked at."""

from fractions import Fraction

import hypothesis
import pytest
import torch
from helpers import claim, refused

from claims.mitchell import product_error
from verify import (
    absolute,
    at_least,
    at_most,
    between,
    equal,
    log,
    positive,
    real,
    relu,
    strictly_greater,
    strictly_less,
)
from verify.errors import DeviceError, DomainError, UnableError
from verify.formats import FORMATS, bfloat16, float16, float32, float64
from verify.search import falsify as module
from verify.search import profiles
from verify.search.devices import check_device
from verify.search.falsify import falsify
from verify.search.lanes import Margins
from verify.search.regimes import REGIMES

QUICK = len(REGIMES)  # one batch of each regime


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    """A few thousand lanes a batch are enough here."""
    monkeypatch.setattr(module, "LANES", 1 << 12)


def search(function, format=float64, under=(), **domains):
    """One batch of each regime on a claim."""
    return falsify(claim(function, under=under, **domains), format, batches=QUICK)


FALSE = {
    "a bound at one point": (lambda x: at_most(x, 100), {"x": real()}, (128,)),
    "a tie": (lambda x, y: strictly_greater(absolute(x - y), 0), {"x": real(), "y": real()}, (0, 0)),
    "the end of an interval": (lambda x: strictly_less(x, 1), {"x": between(0, 1)}, (1,)),
    "zero": (lambda x: at_least(x * x, Fraction(1, 10**9)), {"x": real()}, (0,)),
    "no value": (lambda x: at_least(x / x, 1), {"x": real()}, (0,)),
    "no value of log": (lambda x: at_least(log(x) ** 2, 0), {"x": real()}, (0,)),
    "one beside another": (lambda x, y: at_most((x - y) * (2 * x - y), 0), {}, None),
    "the negative": (lambda x: equal(relu(x) + relu(-x), x), {"x": real()}, (-1,)),
}


@pytest.mark.parametrize(("function", "domains", "shrunk"), FALSE.values(), ids=FALSE)
@pytest.mark.parametrize("format", [float64, bfloat16], ids=str)
def test_what_is_false_is_found_and_shrunk(function, domains, shrunk, format):
    """A point is found, the judge calls it violated, and it is what a person would type."""
    result = search(function, format, **domains)
    assert result.found is not None
    point, judgement = result.found
    assert judgement.outcome == "violated"
    assert all(format.holds(number) for number in point.values())
    assert shrunk is None or tuple(point.values()) == shrunk or format is bfloat16


TRUE = {
    "a sharp bound": (lambda x, y: at_least(x * x + y * y, 2 * x * y), {"x": real(), "y": real()}),
    "an identity": (lambda x: equal(relu(x) - relu(-x), x), {"x": real()}),
    "an end that is open": (lambda x: at_least(x, 0), {}),
    "balls decide": (lambda x: at_most(log(x), x - Fraction(1, 2)), {}),
    "balls leave it open": (lambda x: equal(log(x * x), 2 * log(x)), {}),
}


@pytest.mark.parametrize(("function", "domains"), TRUE.values(), ids=TRUE)
@pytest.mark.parametrize("format", list(FORMATS.values()), ids=str)
def test_what_is_true_is_not_refuted(function, domains, format):
    """Rounding makes suspects; the judge clears them all."""
    result = search(function, format, **domains)
    assert result.found is None
    assert result.cases == result.met == QUICK * module.LANES
    assert set(result.regimes) == set(REGIMES)
    assert result.judged <= result.suspects


def test_an_open_suspect_is_compatible_and_no_refutation():
    """log(x²) = 2 log x: suspects by rounding, compatible at every precision, counted as such."""
    result = search(*TRUE["balls leave it open"][:1])
    assert result.suspects > 0
    assert result.compatible == result.judged > 0
    assert result.as_data()["compatible"] == result.compatible
    assert result.as_data()["violated"] == 0


@pytest.mark.parametrize("format", [float64, float32], ids=str)
def test_open_suspects_do_not_hide_a_counterexample(format, monkeypatch):
    """False by 2⁻³⁸ between 7/4 and 15/8, open everywhere else: open answers neither blind nor break the search."""
    monkeypatch.setattr(module, "LANES", 1 << 16)

    def bumped(x):
        bump = relu((x - Fraction(7, 4)) * (Fraction(15, 8) - x)) / 2**30
        return at_most(log(x * x) + bump, 2 * log(x))

    result = falsify(claim(bumped), format, batches=3 * QUICK)
    assert result.compatible >= module.MOST_COMPATIBLE
    assert result.found is not None
    assert Fraction(7, 4) < result.found[0]["x"] < Fraction(15, 8)


def test_a_tiny_excess_is_found_beside_large_rounding_errors():
    """1/9 - 10⁻⁴ in float64: where x y underflows, rounding breaks even the true bound by more."""
    result = falsify(product_error, float64, changes={"bound": Fraction(1, 9) - Fraction(1, 10**4)}, batches=QUICK)
    assert result.found is not None
    assert result.found[1].sides[1].left > Fraction(1, 9) - Fraction(1, 10**4)
    assert falsify(product_error, float64, batches=QUICK).found is None


def test_suspects_are_chosen_from_every_order_of_magnitude():
    """Of many lanes with wild margins and one with a tiny one, the tiny one is judged too; so are undefined ones."""
    margin = torch.full((1000,), -1.0, dtype=torch.float64)
    margin[500], margin[700], margin[701], margin[3] = -(2.0**-40), float("nan"), -float("inf"), 5.0
    margins = Margins([margin], [False], torch.ones(1000, dtype=torch.bool))
    chosen = list(module._worst(margins, margins.suspects()))
    assert {500, 700, 701} <= set(chosen)
    assert 3 not in chosen
    assert len(chosen) <= 6


def test_a_search_without_suspects_chooses_none():
    """Nothing is judged where nothing is suspect."""
    margins = Margins([torch.ones(5)], [False], torch.ones(5, dtype=torch.bool))
    assert list(module._worst(margins, margins.suspects())) == []


def test_assumptions_that_no_lane_meets_leave_nothing_met():
    """The search says how many lanes met the assumptions: here none, in the twin some."""
    nothing = search(lambda x: at_most(x, 0), under=(lambda x: at_most(x, -1),))
    assert (nothing.met, nothing.suspects, nothing.found) == (0, 0, None)
    assert nothing.cases == QUICK * module.LANES
    something = search(lambda x: at_most(x, 0), under=(lambda x: at_most(x, 1),))
    assert 0 < something.met < something.cases
    assert something.found is not None


def test_a_counterexample_must_meet_the_assumptions_exactly():
    """A lane outside the assumptions refutes nothing, nor does the shrinker go there."""
    result = search(lambda x: at_most(x, 100), under=(lambda x: at_least(x, 1000),))
    assert result.found is not None
    assert result.found[0]["x"] >= 1000
    assert search(lambda x: at_most(x, 100), under=(lambda x: at_most(x, 100),)).found is None


def test_a_neighbour_needs_a_point_at_which_the_theorem_holds():
    """With `theorem_must_hold` a point that breaks both does not count; without, it does."""

    def bounded(x, *, bound=10):
        """At most a bound."""
        return at_most(x, bound)

    statement = claim(bounded)
    found = falsify(statement, float64, changes={"bound": 5}, theorem_must_hold=True, batches=QUICK).found
    assert found is not None
    assert 5 < found[0]["x"] <= 10
    assert falsify(statement, float64, changes={"bound": 20}, theorem_must_hold=True, batches=QUICK).found is None
    assert falsify(statement, float64, changes={"bound": 20}, batches=QUICK).found is not None


def test_replayed_points_are_judged_before_anything_is_drawn():
    """A point that fails is shrunk and returned without a single case; one that holds is passed over."""
    statement = claim(lambda x: at_most(x, 10))
    again = falsify(statement, float64, replay=[{"x": Fraction(1)}, {"x": Fraction(1000)}, {"x": Fraction(99)}])
    assert again.cases == 0
    assert again.drawn == {"x": Fraction(1000)}
    assert again.found[0] == {"x": Fraction(11)} or again.found[0]["x"] > 10
    fresh = falsify(claim(lambda x: at_most(-x, 0)), float64, replay=[{"x": Fraction(1)}], batches=QUICK)
    assert fresh.found is None
    assert fresh.cases > 0


def test_points_outside_the_setting_are_not_replayed():
    """A damaged point outside the domain refutes nothing."""
    result = falsify(claim(lambda x: at_least(x, 0)), float64, replay=[{"x": Fraction(-5)}], batches=1)
    assert result.found is None


def test_the_least_margin_is_kept_with_its_point():
    """The slack of each relation is the least margin among lanes that hold, and where it was."""
    result = search(lambda x: (at_least(x, -1), at_most(x, 3)), x=between(0, 2))
    assert [result.slack[position][0] for position in (0, 1)] == [1.0, 1.0]
    assert result.slack[0][1]["x"] < Fraction(1, 2**50)
    assert result.slack[1][1]["x"] == 2


def test_the_same_search_twice_draws_the_same():
    """The quick profile repeats itself: counts, suspects and what is found."""
    first, again = (search(lambda x, y: at_most(x * y, x), float32) for _ in range(2))
    assert (first.drawn, first.found, first.as_data()) == (again.drawn, again.found, again.as_data())


def test_more_batches_than_regimes_are_drawn_by_hypothesis():
    """Every regime once, then as many as were asked for, and no more."""
    result = falsify(claim(lambda x: at_least(x, 0)), float32, batches=QUICK + 5)
    assert result.cases == (QUICK + 5) * module.LANES
    fewer = falsify(claim(lambda x: at_least(x, 0)), float32, batches=2)
    assert fewer.cases == 2 * module.LANES


def test_profiles_say_how_many_batches():
    """quick, ci and deep; an unknown profile is as quick as quick."""
    assert profiles.BATCHES["quick"] < profiles.BATCHES["ci"] < profiles.BATCHES["deep"]
    running = hypothesis.settings.get_current_profile_name()
    try:
        for name, batches in profiles.BATCHES.items():
            hypothesis.settings.register_profile(name, max_examples=batches)
            hypothesis.settings.load_profile(name)
            assert profiles.batches() == batches
            assert profiles.repeatable() is (name != "deep")
        hypothesis.settings.register_profile("somebody's own", max_examples=3)
        hypothesis.settings.load_profile("somebody's own")
        assert profiles.running_profile() == "quick"
    finally:
        hypothesis.settings.load_profile(running)


def test_a_device_that_is_not_there_is_named():
    """cpu is always there; a device of no kind never is."""
    check_device("cpu")
    with refused(DeviceError, "there is no device 'abacus'", "--device cpu"):
        falsify(claim(lambda x: at_least(x, 0)), float32, device="abacus")


def test_a_format_without_numbers_in_the_domain_is_an_error():
    """70000 to 80000 in float16: nothing was searched, and that is no success."""
    with refused(DomainError, "float16 has no number"):
        search(lambda x: at_least(x, 0), float16, x=between(70000, 80000))


def test_a_statement_that_floats_cannot_run_is_an_error():
    """An `if` on lanes is refused, not passed."""
    with pytest.raises(UnableError, match="where"):
        search(lambda x: at_least(x if x > 0 else -x, 0), x=real())
    assert search(lambda x: at_least(absolute(x), 0), x=positive()).found is None


@pytest.mark.parametrize("profile", profiles.BATCHES)
def test_a_further_format_still_draws_every_regime(profile, monkeypatch):
    """In every profile (Hypothesis itself takes `ci` where the variable CI is set), and never more than the first."""
    monkeypatch.setattr(profiles, "running_profile", lambda: profile)
    assert profiles.batches() >= profiles.fewer_batches() >= len(REGIMES)


def test_a_strict_bound_that_is_an_equality_on_an_edge_is_refuted():
    """Most lanes with a margin of 0 are products that underflow, and the edge is among them."""
    from claims.simsiam import stop_gradient_pushes_the_encoder_outward as theorem
    from verify.mutation.mutants import mutants

    name = "predictor_is_inside: strictly_greater(phi, 0) → strictly_greater(phi, -1)"
    mutant = next(each for each in mutants(theorem) if each.name == name).make()
    found = falsify(mutant, float64, batches=8).found
    assert found is not None
    assert found[0]["phi"] == 0
    assert falsify(theorem, float64, batches=8).found is None
