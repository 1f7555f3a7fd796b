"""Simulation: right limits are confirmed, and every planted fault is noticed."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from tests.helpers import SENTENCE, refused
from verify import at_most, equal, frozen, gradient, maximum, minimum, positive, real, setting, sqrt, where
from verify.errors import VocabularyError
from verify.evidence import Options, checks
from verify.search import flows
from verify.search.simulate import Simulated, draw, simulate
from verify.theorem import Theorem
from verify.verdict import theorem_verdict

BOX = {"phi": (-3, 3), "theta": (0, 3)}
HALF = Fraction(1, 2)


def two_numbers(*assumptions: Callable[..., Any]) -> Theorem:
    """A theorem about a real and a positive number."""

    def claim(phi: Any, theta: Any) -> Any:
        """A claim made for a test."""
        return equal(phi + theta, theta + phi)

    return setting(phi=real(), theta=positive()).where(*assumptions).theorem(SENTENCE, "")(claim)


def simulated(theorem: Theorem | None = None, **options: Any) -> Simulated:
    """What a simulation of 128 starts comes to."""
    theorem = theorem or two_numbers()
    theorem.simulation(**({"over": BOX, "starts": 128, "until": 20} | options))
    return simulate(theorem, theorem.simulations[-1])


# The toy of the SimSiam post: encoder θ, predictor φ, loss ½(φθ - θ)², no gradient through the second θ


def toy_flow(phi: Any, theta: Any) -> Any:
    """The flow with stop-gradient."""
    return {
        "phi": -gradient(lambda phi: (phi * theta - theta) ** 2 / 2, phi),
        "theta": -gradient(lambda theta: (phi * theta - frozen(theta)) ** 2 / 2, theta),
    }


def wrong_sign(phi: Any, theta: Any) -> Any:
    """The encoder pushed the other way."""
    velocity = toy_flow(phi, theta)
    return {"phi": velocity["phi"], "theta": -velocity["theta"]}


def hyperbola(phi: Any, theta: Any) -> Any:
    return phi**2 - theta**2


def circle(phi: Any, theta: Any) -> Any:
    return phi**2 + theta**2


def collapses(phi: Any, theta: Any) -> Any:
    """Not negative where the encoder collapses."""
    c = hyperbola(phi, theta)
    return maximum(minimum(-phi, c), minimum(phi - 1, c - 1))


def _candidates(phi: Any, theta: Any, factor: Any = 1) -> tuple[dict[str, Any], dict[str, Any]]:
    c = hyperbola(phi, theta)
    collapsed = {"phi": where(phi < 0, -1, 1) * sqrt(maximum(c, 0)), "theta": 0}
    return collapsed, {"phi": 1, "theta": factor * sqrt(maximum(1 - c, 0))}


def limit(phi: Any, theta: Any, factor: Any = 1) -> dict[str, Any]:
    """Where a start ends."""
    collapsed, survived = _candidates(phi, theta, factor)
    return {name: where(collapses(phi, theta) >= 0, collapsed[name], survived[name]) for name in collapsed}


def other(phi: Any, theta: Any) -> dict[str, Any]:
    """Where it does not end."""
    collapsed, survived = _candidates(phi, theta)
    return {name: where(collapses(phi, theta) >= 0, survived[name], collapsed[name]) for name in collapsed}


def stretched_limit(phi: Any, theta: Any) -> dict[str, Any]:
    """A survivor that keeps a tenth too much."""
    return limit(phi, theta, Fraction(11, 10))


TOY: dict[str, Any] = {"flow": toy_flow, "limit": limit, "other": other, "conserved": hyperbola}


def test_the_right_limit_is_confirmed_by_every_start() -> None:
    """All starts end where the formula says, and the invariant's error is printed beside the slack."""
    found = simulated(**TOY)
    assert (found.outcome, found.confirmed, found.starts) == ("passed", 128, 128)
    assert found.invariant_error is not None
    assert found.invariant_error < 1e-9
    data = found.as_data()
    assert data["slack"][0]["margin"] > 0
    assert data["slack"][0]["invariant_error"] == found.invariant_error
    assert set(data["slack"][0]["at"]) == {"phi", "theta"}
    assert data["integrator"] == "DOP853 (SciPy)"
    assert f"largest invariant error {found.invariant_error:.2g}" in found.message


def test_exchanged_limits_are_suspects_and_no_refutation() -> None:
    """A limit and its competitor exchanged: every start fails, with an exact point, and the outcome is undecided."""
    found = simulated(**(TOY | {"limit": other, "other": limit}))
    assert (found.outcome, found.confirmed) == ("undecided", 0)
    assert found.failed > 100
    assert found.suspect is not None
    assert all(isinstance(number, Fraction) for number in found.suspect.values())
    assert "starts fail" in found.message
    assert "counterexample" not in found.as_data()


def test_a_limit_on_another_level_of_the_invariant_is_noticed() -> None:
    """A limit that keeps a tenth too much is nearer than the competitor, and still wrong."""
    found = simulated(**(TOY | {"limit": stretched_limit}))
    assert found.outcome == "undecided"
    assert "another level" in found.message


def test_a_wrong_limit_is_noticed_without_invariant_and_competitor() -> None:
    """An end beside the limit approaches it ever more slowly: a true limit passes the same check, this one does not."""
    assert simulated(flow=toy_flow, limit=limit).outcome == "passed"
    found = simulated(flow=toy_flow, limit=stretched_limit)
    assert found.outcome == "undecided"
    assert found.unsettled > 20


def test_a_wrong_invariant_shows_drift_and_is_named() -> None:
    """Its error is of the size of the states, and its rate at a start is not zero, exactly."""
    found = simulated(**(TOY | {"conserved": circle}))
    assert found.outcome == "undecided"
    assert found.invariant_error is not None
    assert found.invariant_error > 1
    assert "circle() is no invariant: at phi = " in found.message


def settling(phi: Any, theta: Any) -> Any:
    """Both variables decay, the second twice as fast, and so does θ - φ²."""
    return {"phi": -phi, "theta": -2 * theta}


def imbalance(phi: Any, theta: Any) -> Any:
    return theta - phi**2


def twice(phi: Any, theta: Any) -> Any:
    return 2


def origin(phi: Any, theta: Any) -> Any:
    return {"phi": 0, "theta": 0}


DECAYING: dict[str, Any] = {"flow": settling, "limit": origin, "conserved": imbalance, "decay": twice}


def test_a_quantity_that_decays_is_compared_with_what_is_left_of_it() -> None:
    """Its error is as small as that of an invariant, although it falls from its start to nothing."""
    found = simulated(**DECAYING)
    assert (found.outcome, found.confirmed) == ("passed", 128)
    assert found.invariant_error is not None
    assert 0 < found.invariant_error < 1e-10


@pytest.mark.parametrize("decay", [lambda phi, theta: 1, lambda phi, theta: 2 + theta / 1000, None])
def test_a_wrong_decay_shows_drift_and_is_named(decay: Any) -> None:
    """Too slow, not constant, or none at all, which says that the quantity is kept."""
    found = simulated(**(DECAYING | {"decay": decay}))
    assert found.outcome == "undecided"
    assert found.invariant_error is not None
    assert found.invariant_error > 1e-5
    assert (
        f"imbalance() {'is no invariant' if decay is None else 'does not decay as it must'}: at phi = " in found.message
    )


def test_a_limit_where_something_is_left_of_what_decays_is_noticed() -> None:
    """Without a competitor and within the reach of the last step, the level alone tells."""

    def beside(phi: Any, theta: Any) -> Any:
        return {"phi": 0, "theta": Fraction(1, 10**6)}

    found = simulated(**(DECAYING | {"limit": beside}))
    assert (found.outcome, found.failed) == ("undecided", 128)
    assert "another level" in found.message


def on_an_arc(angle: Any) -> Any:
    """A state on the boundary between the basins, or above it: one number makes two."""
    return {"phi": -1, "theta": 1 + angle}


def test_starts_that_are_made_are_followed_from_their_states() -> None:
    """Limits are functions of the start, flow and invariant of the state that it makes; a wrong limit is noticed."""

    def survivor(angle: Any) -> Any:
        return {"phi": 1, "theta": 1 + angle}

    def collapsed(angle: Any) -> Any:
        return {"phi": 0, "theta": 0}

    options: dict[str, Any] = {"flow": toy_flow, "conserved": hyperbola, "begin": on_an_arc}
    options |= {"over": {"angle": (HALF, 2)}}
    found = simulated(**options, limit=survivor, other=collapsed)
    assert (found.outcome, found.confirmed) == ("passed", 128)
    assert set(found.as_data()["slack"][0]["at"]) == {"angle"}
    wrong = simulated(**options, limit=collapsed, other=survivor)
    assert (wrong.outcome, wrong.failed) == ("undecided", 128)


def test_a_planted_sign_error_fails() -> None:
    """With one sign exchanged starts end elsewhere, or leave."""
    found = simulated(**(TOY | {"flow": wrong_sign, "conserved": None}))
    assert found.outcome == "undecided"
    assert found.failed > 10


def test_starts_on_the_boundary_are_undecidable() -> None:
    """On φ = -θ the error of the invariant decides the side; the same starts a step away are confirmed."""
    one, middle = TOY | {"starts": 1}, Fraction(4097, 4096)  # the first start is the middle of its box, nearly
    on_it = simulated(**(one | {"over": {"phi": (-2 * middle, 2 - 2 * middle), "theta": (0, 2)}}))
    assert (on_it.confirmed, on_it.undecidable, on_it.outcome) == (0, 1, "undecided")
    beside = simulated(**(one | {"over": {"phi": (-2 * middle, 2 - 2 * middle), "theta": (1, 3)}}))
    assert (beside.confirmed, beside.outcome) == (1, "passed")


def test_assumptions_and_domains_choose_the_starts() -> None:
    """Only starts of the setting are followed; if there are none the simulation is vacuous."""

    def small(phi: Any) -> Any:
        return at_most(phi, 0)

    def impossible(theta: Any) -> Any:
        return at_most(theta, 0)

    theorem = two_numbers(small)
    theorem.simulation(**TOY, over={"phi": (-3, 3), "theta": (-3, 3)}, starts=256)
    starts = draw(theorem, theorem.simulations[0])
    assert len(starts["phi"]) == 64
    assert float(starts["phi"].max()) < 0 < float(starts["theta"].min())
    assert simulated(two_numbers(impossible), **TOY).outcome == "vacuous"


@pytest.mark.parametrize(("starts", "outcome"), [(0, "vacuous"), (1, "passed")])
def test_no_start_and_one_start(starts: int, outcome: str) -> None:
    """Nothing followed is nothing shown; one start is followed like any other."""
    found = simulated(**TOY, starts=starts)
    assert (found.outcome, found.starts) == (outcome, starts)


def stiff(phi: Any, theta: Any) -> Any:
    """A slow variable, and one that is driven to its cosine-like parabola 100,000 times faster."""
    return {"phi": -phi, "theta": 100_000 * (1 - phi**2 - theta)}


@pytest.mark.parametrize(("height", "outcome"), [(1, "passed"), (2, "undecided")])
def test_a_stiff_flow_gives_way_to_the_implicit_method(
    height: int, outcome: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The explicit method uses up its budget, LSODA goes on, and a wrong limit is still noticed."""
    monkeypatch.setattr(flows, "EXPLICIT_EVALUATIONS", 1_000)
    found = simulated(flow=stiff, limit=lambda phi, theta: {"phi": 0, "theta": height}, starts=64, until=30)
    assert found.integrators == ["DOP853", "LSODA"]
    assert found.outcome == outcome


def test_a_budget_that_runs_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Starts that the budget does not reach are not confirmed; with the whole budget they are."""
    monkeypatch.setattr(flows, "EXPLICIT_EVALUATIONS", 20)
    monkeypatch.setattr(flows, "MOST_EVALUATIONS", 40)
    found = simulated(**TOY)
    assert found.outcome == "undecided"
    assert "before the budget ran out" in found.message


def explosion(phi: Any, theta: Any) -> Any:
    """Starts above 1 reach infinity in a finite time, the others 0."""
    return {"phi": phi**3 - phi, "theta": -theta}


@pytest.mark.parametrize(("high", "outcome"), [(HALF, "passed"), (3, "undecided")])
def test_starts_that_leave_fail(high: Any, outcome: str) -> None:
    """A start that goes to infinity does not hold up the others and is not confirmed."""
    found = simulated(
        flow=explosion,
        limit=lambda phi, theta: {"phi": 0, "theta": 0},
        over={"phi": (-HALF, high), "theta": (0, 1)},
        starts=8,
    )
    assert found.outcome == outcome
    assert (found.confirmed + found.failed, found.failed > 0) == (8, outcome == "undecided")


def test_every_start_is_as_accurate_as_a_single_one() -> None:
    """The tolerance holds for each start: 1,000 harmless ones beside a fast one do not dilute its error."""
    slow = {"over": {"phi": (HALF, 1), "theta": (HALF, 1)}}
    many, one = simulated(**(TOY | slow), starts=1000), simulated(**(TOY | slow), starts=1)
    assert many.invariant_error is not None
    assert one.invariant_error is not None
    assert many.invariant_error < 1e-10
    assert one.invariant_error < 1e-10


def test_a_simulation_changes_no_verdict() -> None:
    """Passed, undecided or vacuous: floats neither make nor break a theorem."""
    proof = {"kind": "proof", "name": "", "outcome": "passed", "message": "", "details": {"rests_on": ["checker"]}}
    for outcome in ("passed", "undecided", "vacuous"):
        simulation = {"kind": "simulation", "name": "", "outcome": outcome, "message": "m", "details": {}}
        assert theorem_verdict([simulation]).word == "undecided"
        assert theorem_verdict([proof, simulation]) == theorem_verdict([proof])


def test_the_evidence_is_complete_and_repeatable() -> None:
    """The check has its item, and two runs give the same data."""
    theorem = two_numbers()
    theorem.simulation(**TOY, over=BOX, starts=64)
    check = next(check for check in checks(theorem, Options()) if check.kind == "simulation")
    assert check.item == "simulation"
    first, second = check.run(), check.run()
    assert (first["carrier"], first["dtype"], first["cases"], first["outcome"]) == ("floats", "float64", 64, "passed")
    assert json.dumps(first["details"]) == json.dumps(second["details"])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"limit": lambda phi: {"phi": phi}}, ["takes (phi)", "take exactly phi, theta"]),
        ({"over": {"phi": (1, 0), "theta": (0, 1)}}, ["the smaller end first"]),
        ({"over": {"phi": (0.5, 1), "theta": (0, 1)}}, ["exact numbers"]),
        ({"until": 0}, ["positive time"]),
        ({"limit": lambda phi, theta: {"phi": phi}}, ["gives no point"]),
        ({"flow": lambda phi, theta: phi}, ["no velocities"]),
        ({"decay": twice, "conserved": None}, ["a decay of nothing"]),
        ({"begin": lambda phi: {"phi": phi, "theta": phi}}, ["takes (phi)", "take exactly phi, theta"]),
        ({"begin": lambda phi, theta: phi}, ["makes no state"]),
        ({"begin": lambda phi, theta: {"phi": phi}}, ["makes a state of phi", "toy_flow() takes phi, theta"]),
    ],
)
def test_wrong_use_is_refused(change: dict[str, Any], words: list[str]) -> None:
    """With the way out."""
    with refused(VocabularyError, *words):
        simulated(**(TOY | change))
