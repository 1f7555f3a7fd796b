"""Representatives of bit patterns: what is proved of them, the exact counts, and planted faults that are found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from helpers import refused

from claims import mitchell_bits as claims
from verify import at_least, bits, float8_e4m3fn, float8_e5m2, float16, floor, from_bits, magnitude, strictly_less
from verify.errors import DomainError, NotProvedError, VocabularyError
from verify.evidence import Options, checks
from verify.formats import ALL_FORMATS, FloatFormat
from verify.search import representative_patterns
from verify.search.every_pattern import enumerate_patterns
from verify.search.exhaustive import Enumeration
from verify.search.judge import judge
from verify.search.representative_patterns import count_patterns, enumerate_representatives
from verify.theorem import Theorem

TRICK = claims.positive_bit_trick
HALF_WAY = {"a": Fraction(0x3E00), "b": Fraction(0x3E00)}


def representatives(
    theorem: Theorem = TRICK,
    format: FloatFormat = float16,
    *,
    through: Callable[..., Any] = claims.significand_patterns,
    unit: Callable[..., Any] = claims.product_of_patterns,
) -> Enumeration:
    """The enumeration by representatives."""
    return enumerate_representatives(theorem, format, through, unit)


def saying(function: Callable[..., Any]) -> Theorem:
    """The theorem with another statement."""

    def statement(format: Any, a: Any, b: Any, **_: Any) -> Any:
        return function(format, a, b)

    return replace(TRICK, function=statement)


@pytest.mark.parametrize(
    ("name", "cases", "count"), [("float16", 1 << 20, 706_741_248), ("bfloat16", 1 << 14, 792_756_352)]
)
def test_all_pairs_of_sixteen_bits_in_range(name: str, cases: int, count: int) -> None:
    """All pairs of significands, one with equality, and as many points as a formula counts."""
    of = ALL_FORMATS[name]
    found = representatives(format=of)
    assert (found.cases, found.stands_for, found.violation) == (cases, count, None)
    half_way = bits_of(Fraction(3, 2), of)
    assert found.attaining == [{"format": of, "a": half_way, "b": half_way}]
    assert found.reduction is not None
    assert (found.reduction.outcome, found.reduction.rests_on) == ("passed", ("checker",))


def bits_of(number: Fraction, format: FloatFormat) -> Fraction:
    """The pattern of a normal number between 1 and 2."""
    return (format.bias - 1 + number) * format.smallest_normal_bits


@pytest.mark.parametrize("format", [float8_e4m3fn, float8_e5m2], ids=str)
@pytest.mark.parametrize("theorem", [TRICK, claims.bit_trick, claims.bit_division], ids=lambda each: each.name)
def test_counts_are_those_of_a_direct_enumeration(
    theorem: Theorem, format: FloatFormat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With and without signs, in blocks of any size."""
    for side in (7, 1 << 10):
        monkeypatch.setattr(representative_patterns, "SIDE", side)
        assert count_patterns(theorem, format) == enumerate_patterns(theorem, format).cases


def test_a_range_that_is_wrong_by_one_gives_another_count() -> None:
    """The largest number left out of the products: as many pairs fewer as have it for their product."""

    def below_the_largest(format: Any, a: Any, b: Any) -> Any:
        total = magnitude(a, format) + magnitude(b, format) - bits(1, format)
        return strictly_less(total, format.largest_bits)

    smaller = replace(TRICK, setting=TRICK.setting.where(below_the_largest))
    with_the_largest = float8_e5m2.largest_bits - float8_e5m2.bias * 4 + 1
    assert count_patterns(smaller, float8_e5m2) == count_patterns(TRICK, float8_e5m2) - with_the_largest


def falls_short(parts: int, of: int, *, relation: Callable[..., Any] = at_least) -> Theorem:
    """That the trick falls short by at most `parts/of`."""

    def statement(format: Any, a: Any, b: Any) -> Any:
        x, y = from_bits(a, format), from_bits(b, format)
        return relation(of * claims.multiply_by_adding_patterns(x, y, format), (of - parts) * x * y)

    return saying(statement)


def test_a_smaller_constant_falls() -> None:
    """At a pair that is in range, which rationals confirm; 1/9 itself holds."""
    violation = representatives(falls_short(111, 1000)).violation
    assert violation is not None
    assert judge(falls_short(111, 1000), violation[0]).outcome == "violated"
    assert TRICK.setting.holds(violation[0])
    assert representatives(falls_short(1, 9)).violation is None


def test_the_strict_bound_falls_at_one_half_and_one_half_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without carry, with carry: no other pair of significands is as bad as 1/9."""

    def strictly_above(left: Any, right: Any) -> Any:
        return strictly_less(right, left)

    strict = falls_short(1, 9, relation=strictly_above)
    violation = representatives(strict).violation
    assert violation is not None
    assert violation[0] == {"format": float16, **HALF_WAY}

    def another_pair(format: Any, a: Any, b: Any) -> Any:
        distances = [claims.significand_patterns(format, a, b)[name] - HALF_WAY[name] for name in ("a", "b")]
        return at_least(distances[0] * distances[0] + distances[1] * distances[1], 1)

    elsewhere = replace(strict, setting=strict.setting.where(another_pair))
    monkeypatch.setattr(representative_patterns, "count_patterns", lambda *_: 0)  # it has no squares
    found = representatives(elsewhere)
    assert (found.cases, found.violation) == ((1 << 20) - 1, None)


def smallest_normal_numbers(format: Any, a: Any, b: Any) -> dict[str, Any]:
    """Significands with the smallest exponent: their products are out of range."""
    below = bits(1, format) - format.smallest_normal_bits
    patterns = claims.significand_patterns(format, a, b)
    return {"format": format, "a": patterns["a"] - below, "b": patterns["b"] - below}


def the_same(format: Any, a: Any, b: Any) -> dict[str, Any]:
    """Every point stands for itself."""
    return {"format": format, "a": a, "b": b}


def first_number(format: Any, a: Any, b: Any) -> Any:
    """The first number alone."""
    return from_bits(a, format)


def difference_of_numbers(format: Any, a: Any, b: Any) -> Any:
    """No positive number."""
    return from_bits(a, format) - from_bits(b, format)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"through": smallest_normal_numbers}, "the representative meets assumption"),
        ({"unit": first_number}, "difference 2 in units"),
        ({"through": the_same, "unit": difference_of_numbers}, "the unit is positive"),
    ],
    ids=["out of range", "wrong unit", "no unit"],
)
def test_wrong_reductions_are_refused(changes: dict[str, Any], words: str) -> None:
    """No case is counted before it is proved what it stands for."""
    with refused(NotProvedError, "the reduction is not proved", words):
        representatives(**changes)


def test_what_depends_on_the_exponents_has_no_representatives() -> None:
    """x + y ≥ xy holds for significands below 2 and fails for 4 and 4."""

    def statement(format: Any, a: Any, b: Any) -> Any:
        x, y = from_bits(a, format), from_bits(b, format)
        return at_least(2 * x + 2 * y, x * y)

    with refused(NotProvedError, "difference 1 in units"):
        representatives(saying(statement))


def first_is_positive(format: Any, a: Any, b: Any) -> Any:
    """A statement that many representatives keep."""
    return at_least(from_bits(a, format), 0)


def moved_by_the_other(format: Any, a: Any, b: Any) -> dict[str, Any]:
    """A representative of b that depends on a."""
    first = claims.significand_patterns(format, a, b)["a"]
    return {"format": format, "a": first, "b": bits(1, format) + 0 * first}


def halves(format: Any, a: Any, b: Any) -> dict[str, Any]:
    """Half of each fraction field: no integers."""
    step, one = format.smallest_normal_bits, bits(1, format)
    patterns = {name: one + (each - step * floor(each / step)) / 2 for name, each in {"a": a, "b": b}.items()}
    return {"format": format, **patterns}


@pytest.mark.parametrize(
    ("through", "words"),
    [(moved_by_the_other, "'b' depends on other variables"), (halves, "representative of 'a' is no pattern")],
)
def test_representatives_are_patterns_of_their_own_variables(through: Callable[..., Any], words: str) -> None:
    """What the proof cannot see: a product of sets, and integers."""
    with refused(DomainError, words):
        representatives(saying(first_is_positive), through=through, unit=first_number)


def test_a_unit_belongs_to_representatives_of_patterns() -> None:
    """One without the other says nothing."""
    with refused(VocabularyError, "has a unit"):
        replace(TRICK).exhaustive(float16, unit=claims.product_of_patterns)
    with refused(VocabularyError, "has no unit"):
        replace(TRICK).exhaustive(float16, through=claims.significand_patterns)


def test_names_of_enumerations_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    """The deep profile runs the same formats without representatives too."""
    monkeypatch.setattr("verify.search.profiles.running_profile", lambda: "deep")
    names = [each.name for each in checks(TRICK, Options()) if each.kind == "exhaustive"]
    assert len(names) == len(set(names)) == 6
