"""The falsifier: Hypothesis draws regimes and seeds, torch fills lanes, floats suspect, the judge decides."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import hypothesis
import hypothesis.strategies as st
import torch

from verify.attached import Parts
from verify.domains import Patterns
from verify.errors import UnableError
from verify.formats import FloatFormat
from verify.matrices import exact_lane
from verify.proof.goals import meets_setting
from verify.search import profiles
from verify.search.devices import check_device
from verify.search.judge import LOW_PRECISIONS, PRECISIONS, Judgement, judge, stands
from verify.search.lanes import Margins, evaluate
from verify.search.losses import CASES, ForeignLoss
from verify.search.regimes import REGIMES, Lanes, fill
from verify.search.shrink import shrink
from verify.theorem import Statement

LANES = 1 << 16  # few enough to stay near the cache, enough to pay for what a batch costs by itself
MOST_COMPATIBLE = 12  # after so many open answers the largest precisions are no longer tried on every suspect
MATRIX_SHARE = 8  # a lane of matrices costs many times a lane of numbers,
WIDE_SHARE = 8  # and so does one of patterns that float64 cannot hold
UNDEFINED_JUDGED_PER_BATCH = 3
ZEROS_JUDGED_PER_BATCH = 8
ORDERS_JUDGED_PER_BATCH = 8  # rounding spreads over as many as float64 has bits; the batches take turns

Point = dict[str, Any]  # exact numbers, matrices, functions
Decide = Callable[..., Judgement | None]  # the judgement if the point is a counterexample, else None


@dataclass
class SearchResult:
    """What a search did. `found` is the shrunk counterexample with its judgement, if there was one."""

    cases: int = 0
    met: int = 0
    finite: int = 0
    suspects: int = 0
    judged: int = 0
    compatible: int = 0
    unable: int = 0
    regimes: Counter[str] = field(default_factory=Counter)
    slack: dict[int, tuple[float, Point]] = field(default_factory=dict)  # of each relation: least margin, and where
    drawn: Point | None = None
    found: tuple[Point, Judgement] | None = None

    def as_data(self) -> dict[str, Any]:
        """The numbers of the search as data."""
        return {
            "assumptions_met": self.met,
            "admitted": self.finite,
            "suspects": self.suspects,
            "judged": self.judged,
            "compatible": self.compatible,
            "unable": self.unable,
            "violated": int(self.found is not None),
            "regimes": dict(sorted(self.regimes.items())),
        }


def falsify(
    statement: Statement,
    format: FloatFormat,
    *,
    device: str = "cpu",
    changes: Parts | None = None,
    theorem_must_hold: bool = False,
    replay: list[Point] | None = None,
    batches: int | None = None,
) -> SearchResult:
    """Look for a counterexample to a statement with `changes`.

    With `theorem_must_hold` only points count at which the unchanged statement holds: what a neighbour needs. Points
    of `replay` are judged first. `batches` defaults to those of the running profile.

    Raises:
        DeviceError: the device is missing.
        UnableError: the statement does not run on floats.
        SubjectError: a subject gave no answer.
    """
    check_device(device)
    result = SearchResult()
    decide = _decider(statement, changes, result, theorem_must_hold=theorem_must_hold)
    if any(_settle(point, decide, statement, format, result) for point in replay or []):
        return result
    number = batches or profiles.batches()

    def one_batch(regime: str, seed: int) -> bool:
        if result.found is None:
            count = _lanes_a_batch(statement, changes, format)
            lanes = fill(statement.setting.variables, regime, format, count, seed, device)
            _look_at_batch(statement, lanes, regime, changes, decide, format, result)
        return result.found is not None

    with _one_thread():
        _with_hypothesis(one_batch, number)
    return result


@contextmanager
def _one_thread() -> Iterator[None]:
    """Batches are too small to share: on a busy machine two threads of one operation wait for each other."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _with_hypothesis(one_batch: Callable[[str, int], bool], number: int) -> None:
    """Look at so many batches, until one of them says that nothing is left to look for."""
    # one batch of every regime first, so that no draw of Hypothesis leaves a regime out
    done = any(one_batch(regime, position) for position, regime in enumerate(REGIMES[:number]))
    if done or number <= len(REGIMES):
        return

    @hypothesis.settings(
        max_examples=number - len(REGIMES),
        database=None,  # its examples are batches; counterexamples have a store of their own
        deadline=None,
        derandomize=profiles.repeatable() and hypothesis.core.global_force_seed is None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(regime=st.sampled_from(REGIMES), seed=st.integers(0, 2**63 - 1))
    def draw(regime: str, seed: int) -> None:
        one_batch(regime, seed)

    draw()


def _lanes_a_batch(statement: Statement, changes: Parts | None, format: FloatFormat) -> int:
    one_by_one = any(isinstance(part, ForeignLoss) for part in (changes or {}).values())
    if one_by_one:
        return CASES
    if format.width > 53 and any(isinstance(domain, Patterns) for domain in statement.setting.variables.values()):
        return LANES // WIDE_SHARE
    return LANES // MATRIX_SHARE if statement.setting.sizes else LANES


def _decider(statement: Statement, changes: Parts | None, result: SearchResult, *, theorem_must_hold: bool) -> Decide:
    def decide(point: Point, *, thorough: bool = False) -> Judgement | None:
        if not meets_setting(statement, point):
            return None
        precisions = PRECISIONS if thorough or result.compatible < MOST_COMPATIBLE else LOW_PRECISIONS
        try:
            judgement = judge(statement, point, changes, precisions)
        except UnableError:  # at this point (a power with too many digits, say) no exact carrier has an answer
            result.unable += 1
            return None
        if judgement.outcome == "compatible":
            result.compatible += 1
        if judgement.outcome != "violated":
            return None
        if theorem_must_hold and not stands(statement, point):
            return None
        return judgement

    return decide


def _look_at_batch(
    statement: Statement,
    lanes: Lanes,
    regime: str,
    changes: Parts | None,
    decide: Decide,
    format: FloatFormat,
    result: SearchResult,
) -> None:
    margins = evaluate(statement, lanes, changes)
    suspects = margins.suspects()
    result.cases += suspects.numel()
    result.met += int(margins.met.sum())
    result.regimes[regime] += suspects.numel()
    finite = margins.finite()
    result.finite += int(finite.sum())
    _note_slack(margins, finite & ~suspects, lanes, result)
    count = int(suspects.sum())
    result.suspects += count
    for lane in _worst(margins, suspects, sum(result.regimes.values()) // suspects.numel()) if count else []:
        point = {name: exact_lane(tensor, lane) for name, tensor in lanes.items()}
        result.judged += 1
        if _settle(point, decide, statement, format, result):
            return


def _settle(point: Point, decide: Decide, statement: Statement, format: FloatFormat, result: SearchResult) -> bool:
    """Judge a point; if it is a counterexample, shrink it and keep it."""
    if decide(point) is None:
        return False
    # patterns are integers, which no float format has to hold
    of_patterns = any(isinstance(domain, Patterns) for domain in statement.setting.variables.values())
    within = None if of_patterns else format
    small = shrink(point, lambda candidate: decide(candidate) is not None, statement.setting.variables, within)
    judgement = decide(small, thorough=True)
    assert judgement is not None, "shrinking only accepts points that still fail"
    result.drawn, result.found = point, (small, judgement)
    return True


def _worst(margins: Margins, suspects: torch.Tensor, batch: int = 0) -> Iterator[int]:
    """Some suspects without a finite margin, then two of some orders of magnitude of the margin, the worst first.

    The worst alone would not do: where a product underflows, rounding breaks a true bound by more than a false
    constant breaks it anywhere, and such lanes would crowd out the counterexample. Where a margin is 0, which breaks a
    strict bound, none is worse than another: a product that underflows, or the counterexample.
    """
    worst = torch.stack(margins.relations).amin(dim=0)
    finite = torch.isfinite(worst)
    yield from torch.nonzero(suspects & ~finite).flatten()[:UNDEFINED_JUDGED_PER_BATCH].tolist()
    lanes = torch.nonzero(suspects & finite).flatten()
    lanes = lanes[torch.argsort(worst[lanes], stable=True)]
    sizes = torch.unique_consecutive(torch.frexp(worst[lanes]).exponent, return_counts=True)[1].tolist()
    stride = max(1, math.ceil(len(sizes) / ORDERS_JUDGED_PER_BATCH))
    begin = 0
    for position, size in enumerate(sizes):
        if position % stride == batch % stride:
            yield from {int(lanes[begin]), int(lanes[begin + size // 2])}
        begin += size
    zeros = lanes[worst[lanes] == 0]
    yield from zeros[:: math.ceil(len(zeros) / ZEROS_JUDGED_PER_BATCH) or 1].tolist()


def _note_slack(margins: Margins, fine: torch.Tensor, lanes: Mapping[str, torch.Tensor], result: SearchResult) -> None:
    """Keep the least margin of each relation over the lanes that are no suspects."""
    all_fine = bool(fine.all())
    for position, margin in enumerate(margins.relations):
        smallest, lane = (margin if all_fine else torch.where(fine, margin, torch.inf)).min(dim=0)
        if float(smallest) < result.slack.get(position, (float("inf"), {}))[0]:
            point = {name: exact_lane(tensor, int(lane)) for name, tensor in lanes.items()}
            result.slack[position] = (float(smallest), point)
