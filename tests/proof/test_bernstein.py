"""Bernstein forms: inequalities of high degree on boxes, closed when they hold there and refused when they do not."""

from fractions import Fraction
from typing import Any

import pytest

from verify import above, at_least, between, real, setting, strictly_greater
from verify.proof.proof import prove, squares
from verify.proof.steps import squares as squares_step
from verify.proof.steps.products import MOST_FACTORS, degree_of, search

HALF = Fraction(1, 2)
BOX = {"x": (0, 1), "y": (HALF, 2)}


def hill(x: Any, y: Any) -> Any:
    """Largest on the box half-way in x, where it is 32, at y = 2. In Bernstein form of the native degree it is 64."""
    return 16 * x * (1 - x) * y**3


def below(height: Any, relation: Any = at_least) -> Any:
    def claim(x: Any, y: Any) -> Any:
        return relation(height - hill(x, y), 0)

    return claim


@pytest.fixture(autouse=True)
def no_other_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """The linear programs find nothing of a high degree: what is closed is closed by a Bernstein form."""

    def low_degrees(ring: Any, known: Any, target: Any, **options: Any) -> Any:
        return None if degree_of(target) > MOST_FACTORS else search(ring, known, target, **options)

    monkeypatch.setattr(squares_step, "search", low_degrees)
    monkeypatch.setattr(squares_step, "search_with_multiplier", lambda *_, **__: None)


def outcome(state: Any, where: Any, claim: Any) -> str:
    return prove(state(where, claim), squares).outcome


@pytest.mark.parametrize("relation", [at_least, strictly_greater])
def test_an_inequality_on_a_box_is_closed(state: Any, relation: Any) -> None:
    """With the degree raised as far as it takes, and the checker confirms it; strictly too."""
    where = setting(**{name: between(*ends) for name, ends in BOX.items()})
    assert outcome(state, where, below(36, relation)) == "passed"


def test_an_inequality_that_is_attained_is_closed_and_not_strictly(state: Any) -> None:
    """2 - x⁵ - y⁵ ≥ 0 on the unit square is 0 at a corner, and so is a coefficient."""
    where = setting(x=between(0, 1), y=between(0, 1))
    assert outcome(state, where, lambda x, y: at_least(2 - x**5 - y**5, 0)) == "passed"
    assert outcome(state, where, lambda x, y: strictly_greater(2 - x**5 - y**5, 0)) == "undecided"


@pytest.mark.parametrize("height", [31, 2, -1])
def test_what_fails_somewhere_on_the_box_is_refused(state: Any, height: Any) -> None:
    """A height that the hill exceeds at its top, on most of the box, or everywhere."""
    where = setting(**{name: between(*ends) for name, ends in BOX.items()})
    assert outcome(state, where, below(height)) == "undecided"


@pytest.mark.parametrize("y", [real(), above(HALF), between(HALF, Fraction(21, 10))])
def test_a_box_that_is_open_or_too_large_is_refused(state: Any, y: Any) -> None:
    """Without both bounds there is no form; on a larger box the inequality fails."""
    assert outcome(state, setting(x=between(0, 1), y=y), below(36)) == "undecided"


def test_the_tightest_bounds_are_used_whatever_their_scale(state: Any) -> None:
    """Assumptions such as 7 - 3y ≥ 1 bound as well; with -10 ≤ y ≤ 10 alone the claim fails."""

    def closer(y: Any) -> Any:
        return at_least(7 - 3 * y, 1), at_least(2 * y, 1)

    wide = setting(x=between(0, 1), y=between(-10, 10))
    assert outcome(state, wide.where(closer), below(36)) == "passed"
    assert outcome(state, wide, below(36)) == "undecided"
