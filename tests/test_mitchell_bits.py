"""The float trick: counts of exhaustive runs, subjects in other styles, and planted faults that are found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from claims import mitchell_bits as claims
from verify import bits, float8_e4m3fn, float8_e5m2, float16, float32, float64, from_bits, one_of, patterns
from verify.errors import UnableError
from verify.evidence import Options, checks
from verify.formats import ALL_FORMATS, FloatFormat
from verify.proof import squares
from verify.proof.proof import prove
from verify.proof.second_opinion import breaking_patterns
from verify.search.every_pattern import enumerate_patterns
from verify.search.falsify import falsify
from verify.search.judge import judge

SUBJECTS = "tests.subjects.mitchell_bits"


def one_too_large(x: Any, y: Any, format: FloatFormat) -> Any:
    """The trick with a bias that is off by one unit in the last place."""
    return from_bits(bits(x, format) + bits(y, format) - bits(1, format) + 1, format)


def sign_of_x_only(x: Any, y: Any) -> Any:
    """Mitchell's product with the sign of the first factor."""
    return claims.where(x < 0, -1, 1) * claims.unsigned_product(x, y)


def shifted_by_one(x: Any, y: Any, format: FloatFormat) -> Any:
    """The trick with the pattern of 1 shifted by one bit."""
    return from_bits(bits(x, format) + bits(y, format) - bits(1, format) / 2, format)


def fault_name(changes: dict[str, Callable[..., Any]]) -> str:
    """A name that is the same in every process, as workers need it."""
    return "-".join(function.__name__ for function in changes.values())


FAULTS = [{"multiply": one_too_large}, {"expected": sign_of_x_only}, {"multiply": shifted_by_one}]


@pytest.mark.parametrize(
    ("format", "signed", "positive"), [(float8_e4m3fn, 42_000, 10_500), (float8_e5m2, 43_152, 10_788)], ids=str
)
def test_all_pairs_of_eight_bits_in_range_are_judged(format: FloatFormat, signed: int, positive: int) -> None:
    """The counts are those of the pairs whose sum of patterns is in range, counted here with Python's integers."""
    normal = range(1 << format.fraction_bits, format.largest_bits + 1)
    one = format.bias << format.fraction_bits
    assert sum(a + b - one in normal for a in normal for b in normal) == positive
    assert signed == 4 * positive
    for theorem, count in ((claims.bit_trick_error, signed), (claims.positive_bit_trick, positive)):
        found = enumerate_patterns(theorem, format)
        assert (found.cases, found.violation) == (count, None)


@pytest.mark.parametrize(("name", "count"), [("float16", 706_741_248), ("bfloat16", 792_756_352)])
def test_the_counts_of_the_deep_profile(name: str, count: int) -> None:
    """How many ordered pairs of positive normal numbers have a normal product, without looking at each of them."""
    of = ALL_FORMATS[name]
    low, high, one = 1 << of.fraction_bits, of.largest_bits, of.bias << of.fraction_bits
    partners = (min(high, high + one - a) - max(low, low + one - a) + 1 for a in range(low, high + 1))
    assert sum(max(0, each) for each in partners) == count


@pytest.mark.parametrize("changes", FAULTS, ids=fault_name)
def test_every_pattern_finds_planted_faults(changes: dict[str, Callable[..., Any]]) -> None:
    """A wrong trick falls in the enumeration, and rationals agree."""
    function = claims.bit_trick.function

    def changed(format: Any, a: Any, b: Any, **parts: Any) -> Any:
        return function(format, a, b, **{**parts, **changes})

    wrong = type(claims.bit_trick)(**{**vars(claims.bit_trick), "function": changed})
    violation = enumerate_patterns(wrong, float8_e5m2).violation
    assert violation is not None
    assert judge(claims.bit_trick, violation[0], changes).outcome == "violated"


@pytest.mark.parametrize("changes", FAULTS, ids=fault_name)
def test_the_search_finds_planted_faults_in_registers_of_64_bits(changes: dict[str, Callable[..., Any]]) -> None:
    """One unit in the last place of a float64 is seen."""
    found = falsify(claims.bit_trick, float64, changes=changes, theorem_must_hold=True, batches=1).found
    assert found is not None
    assert found[0]["format"] is float64
    assert falsify(claims.bit_trick, float64, batches=4).suspects == 0


@pytest.mark.parametrize("changes", [*FAULTS[:2], {"expected": claims.unsigned_product}], ids=fault_name)
def test_z3_finds_planted_faults(changes: dict[str, Callable[..., Any]]) -> None:
    """The second opinion is no yes-man: its points break the faulty statement, and the true one holds there."""
    point = breaking_patterns(claims.bit_trick, float32, changes)
    assert point is not None
    assert judge(claims.bit_trick, point, changes).outcome == "violated"
    assert judge(claims.bit_trick, point).outcome == "holds"


@pytest.mark.parametrize("format", [float32, float8_e4m3fn], ids=str)
def test_z3_finds_nothing_against_the_trick(format: FloatFormat) -> None:
    """On all patterns, signs and wrap-around included; the exponents of e4m3fn reach the top."""
    assert breaking_patterns(claims.bit_trick, format) is None


def outcome(theorem: Any, subject: str, format: FloatFormat) -> str:
    """What the search says of an implementation."""
    options = Options(formats=(format,), subjects={"multiply": f"{SUBJECTS}:{subject}"})
    (check,) = checks(theorem, options)
    return str(check.run()["outcome"])


@pytest.mark.parametrize("format", [float64, float32, float16, float8_e4m3fn], ids=str)
def test_numpy_views_pass(format: FloatFormat) -> None:
    """Unsigned integers wrap round as registers do."""
    assert outcome(claims.bit_trick, "by_numpy_views", format) == "passed"


def test_a_table_passes() -> None:
    """A table of 65,536 entries."""
    assert outcome(claims.bit_trick, "by_table", float16) == "passed"


@pytest.mark.parametrize(
    ("subject", "format"),
    [
        ("with_a_bias_off_by_one", float64),  # the other one needs registers of more than 64 bits
        *product(["with_a_bias_off_by_one", "with_saturated_patterns"], [float32, float16, float8_e5m2]),
    ],
    ids=str,
)
def test_wrong_subjects_fall(subject: str, format: FloatFormat) -> None:
    """One unit in the last place is enough; so is a register that saturates."""
    assert outcome(claims.bit_trick, subject, format) == "failed"


def test_a_saturating_register_is_right_for_positive_numbers() -> None:
    """What the fault needs in order to be seen is two negative factors."""
    assert outcome(claims.positive_bit_trick, "with_saturated_patterns", float16) == "passed"


def test_assumptions_that_are_not_broken_are_refused() -> None:
    """needs() must break what it names and nothing else."""
    first = next(each for each in claims.bit_trick_error.neighbours if each.dropped)
    theorem = replace(claims.bit_trick_error, neighbours=[])
    theorem.needs(claims.normal_b, witness=first.witness)
    theorem.needs(claims.normal_a, claims.normal_result, witness={"format": float32, "a": 0, "b": 0x3F800000})
    wrong, right_by_luck = [each.run() for each in checks(theorem, Options()) if each.kind == "neighbour"]
    assert (wrong["outcome"], "breaks more than normal_b" in wrong["message"]) == ("failed", True)
    assert right_by_luck["outcome"] == "toothless"  # 0 ⊛ 1 = 0


def test_witnesses_are_what_the_registers_give() -> None:
    """Some of the witnesses of needs(), as numbers."""
    trick = claims.multiply_by_adding_patterns
    from verify.carriers.rationals import RATIONALS
    from verify.carriers.value import Value, running_on

    with running_on(RATIONALS):
        number = lambda n: Value(RATIONALS, Fraction(n))  # noqa: E731  # short for what stands below
        assert trick(number(0), number(0), float32).payload == -4
        assert trick(number(0), number(2), float32).payload == Fraction(1, 2**126)
        smallest = Fraction(1, 2**126)
        assert trick(number(smallest), number(smallest), float32).payload == -16


def test_z3_says_what_it_cannot_do() -> None:
    """A fault that makes subnormal numbers of some products leaves what the carrier has, and is no "no"."""
    with pytest.raises(UnableError, match="with and without an exponent"):
        breaking_patterns(claims.bit_trick, float32, FAULTS[2])


def unproved(changes: dict[str, Callable[..., Any]], format: FloatFormat = float16) -> str:
    """What the prover says of a theorem with a fault planted."""
    function = claims.bit_trick.function

    def changed(format: Any, a: Any, b: Any, **parts: Any) -> Any:
        return function(format, a, b, **{**parts, **changes})

    small = one_of(format)
    over = claims.setting(format=small, a=patterns(small), b=patterns(small))
    over = over.where(claims.normal_a, claims.normal_b, claims.normal_result)
    wrong = type(claims.bit_trick)(**{**vars(claims.bit_trick), "function": changed, "setting": over})
    return prove(wrong, squares).outcome


@pytest.mark.parametrize("changes", FAULTS, ids=fault_name)
def test_the_prover_does_not_prove_planted_faults(changes: dict[str, Callable[..., Any]]) -> None:
    """The same proof, which closes the goals of the true statement, leaves some open."""
    assert unproved({}) == "passed"
    assert unproved(changes) == "undecided"


def test_coefficients_of_64_bits_are_not_infinite_to_the_prover() -> None:
    """Its linear program takes numbers from 10^15 on for infinite, and a fraction of float64 has 2^52 values."""
    assert unproved({}, float64) == "passed"
    assert unproved(FAULTS[0], float64) == "undecided"


@pytest.mark.parametrize("dropped", [claims.normal_a, claims.normal_b, claims.normal_result])
def test_the_prover_needs_each_assumption(dropped: Callable[..., Any]) -> None:
    """Without it the proof does not go through: it is not there for show."""
    small = one_of(float8_e5m2)
    kept = [each for each in claims.two_patterns.assumptions if each is not dropped]
    over = claims.setting(format=small, a=patterns(small), b=patterns(small)).where(*kept)
    wrong = type(claims.bit_trick)(**{**vars(claims.bit_trick), "setting": over})
    assert prove(wrong, squares).outcome == "undecided"
