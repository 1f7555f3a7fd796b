"""The grammar of `--at`."""

import time
from fractions import Fraction

import pytest

from verify.errors import UsageError
from verify.points import LARGEST_EXPONENT, MOST_DIGITS, read_point, read_value


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", Fraction(3)),
        ("-3/2", Fraction(-3, 2)),
        ("+6/4", Fraction(3, 2)),
        ("0.1", Fraction(1, 10)),
        (".5", Fraction(1, 2)),
        ("2.", Fraction(2)),
        ("-1.5e-3", Fraction(-3, 2000)),
        ("1E2", Fraction(100)),
        ("0x1.8p+0", Fraction(3, 2)),
        ("-0X.8P-1", Fraction(-1, 4)),
        ("0x10", Fraction(16)),
        ('"3/2"', Fraction(3, 2)),
        (str(Fraction(5e-324)), Fraction(5e-324)),
        (float.hex(-1.1), Fraction(-1.1)),
        (float.hex(1.7976931348623157e308), Fraction(1.7976931348623157e308)),
    ],
)
def test_numbers_are_exact(text: str, number: Fraction) -> None:
    """Every way to write a number, and no rounding."""
    assert read_value(text) == number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[]", []),
        ("[1]", [Fraction(1)]),
        (" [ 1 , 3/2 ] ", [Fraction(1), Fraction(3, 2)]),
        ('["3/2", 0.1]', [Fraction(3, 2), Fraction(1, 10)]),
        ("[[1, 2], [3, 0x1p2]]", [[Fraction(1), Fraction(2)], [Fraction(3), Fraction(4)]]),
    ],
)
def test_lists_hold_numbers(text: str, value: object) -> None:
    """JSON lists, whose numbers may be written in every way."""
    assert read_value(text) == value


@pytest.mark.parametrize(
    "text",
    [
        *("", "-", ".", "0x", "1e", "e5", "1/", "/2", "1/2/3", "1/-2", "1.5/2", "1e2/3", "0x1.8e1.2", "1 2", "1_000"),
        *("nan", "inf", "-Infinity", "true", "٣", "1²", "1+1", "__import__('os')", "x", "1j", "0b1", "(1,)", '"'),
        *("[", "[1", "[1,]", "[,1]", "[1 2]", "[1]]", "[1]2", "[[1]", "[[],]", '["1" "2"]'),
        *("{}", '[{"a": 1}]', "[null]"),
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    """Twin: what is no exact number says so, names the variable, and shows how to write one."""
    with pytest.raises(UsageError, match=r"variable 'x' of a\.b: .*; write 3/2, 1\.5") as caught:
        read_point([f"x={text}"], claim="a.b")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("1e100000000", "exponent"),
        ("1e-100000000", "exponent"),
        (f"1e{LARGEST_EXPONENT[10] + 1}", "exponent"),
        ("0x1p99999999999", "exponent"),
        ("1e" + "9" * 500, "exponent"),
        ("9" * (MOST_DIGITS + 1), "digits"),
        ("1/" + "9" * (MOST_DIGITS + 1), "digits"),
        ("0x" + "f" * (MOST_DIGITS + 1), "digits"),
        ("9" * 10_000_000, "too long"),
        ("[" * 100_000, "too long"),
        ("[" * 1000, "deeper"),
        ("[" + "1," * 60_000 + "1]", "too long"),
        ("1/0", "divides by 0"),
    ],
)
def test_hostile_numbers_are_refused_at_once(text: str, limit: str) -> None:
    """A short text may stand for a number that fills the memory: limits come before arithmetic."""
    begin = time.perf_counter()
    with pytest.raises(UsageError, match=limit) as caught:
        read_value(text, variable="x")
    assert time.perf_counter() - begin < 0.5
    assert len(str(caught.value)) < 200


def test_the_largest_allowed_numbers_are_read() -> None:
    """Twin: up to the limits everything is read."""
    assert read_value(f"1e{LARGEST_EXPONENT[10]}") == 10 ** LARGEST_EXPONENT[10]
    assert read_value("9" * MOST_DIGITS) == 10**MOST_DIGITS - 1
    assert read_value("[" * 8 + "1" + "]" * 8) == [[[[[[[[1]]]]]]]]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["x"], "names no variable"),
        (["=1"], "names no variable"),
        (["x y=1"], "names no variable"),
        (["2=1"], "names no variable"),
        (["x" * 1000 + "=1"], "names no variable"),
        (["x=1", "x=2"], "variable 'x': --at gives it twice"),
    ],
)
def test_a_point_names_each_variable_once(options: list[str], words: str) -> None:
    """Its twin is the docstring's example."""
    with pytest.raises(UsageError, match=words) as caught:
        read_point(options)
    assert caught.value.remedy
