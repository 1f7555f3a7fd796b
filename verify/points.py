"""The grammar of `--at name=value`: exact numbers as a person types them. Nothing is evaluated.

    value  = number | list | the name of a float format
    list   = "[" [value ("," value)*] "]"       a JSON list; its numbers may also be written as below
    number = 3 | -3/2 | 1.5 | 1.5e-3 | 0x1.8p+0 | "3/2"

A decimal is the decimal fraction that it writes down: 0.1 is 1/10 and no float. Lengths and exponents are limited
before anything is computed: a short text such as 1e100000000 may stand for a number that fills the memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from verify.errors import UsageError
from verify.formats import ALL_FORMATS, FloatFormat

MOST_CHARACTERS = 1 << 16  # of one option
MOST_DIGITS = 800  # in a row; the largest and the smallest float64 have 309 and 325 as fractions
LARGEST_EXPONENT = {10: 1000, 2: 20_000}
DEEPEST_LIST = 8

Exact = Fraction | list["Exact"] | FloatFormat

FRACTION = re.compile(r"([+-]?[0-9]+)(?:/([0-9]+))?\Z")
DECIMAL = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?\Z")
HEXADECIMAL = re.compile(r"([+-]?)0[xX]([0-9a-fA-F]*)(?:\.([0-9a-fA-F]*))?(?:[pP]([+-]?[0-9]+))?\Z")
TOKEN = re.compile(r'\s*(?:([\[\],])|"([^"\\]*)"|([^\s\[\],"]+))\s*')
DIGITS = re.compile(r"[0-9a-fA-F]+")

WAYS = "write 3/2, 1.5, 0x1.8p+0 or a list such as [1, 3/2]"


class _UnreadableError(Exception):
    """Why a text is no value, and the way out."""

    def __init__(self, problem: str, remedy: str = WAYS) -> None:
        self.problem = problem
        self.remedy = remedy
        super().__init__(problem)


def read_point(options: Iterable[str], *, claim: str = "") -> dict[str, Exact]:
    """The point that options such as `x=3/2` give.

    Raises:
        UsageError: an option has another form, is too long, or names a variable twice.

    >>> read_point(["x=3/2", "y=0.5"])
    {'x': Fraction(3, 2), 'y': Fraction(1, 2)}
    """
    point: dict[str, Exact] = {}
    for option in options:
        name, separator, text = option.partition("=")
        name = name.strip()
        if not separator or not name.isidentifier() or len(name) > 100:
            raise UsageError(f"--at {_quoted(option)} names no variable", claim=claim, remedy="write --at x=3/2")
        if name in point:
            raise UsageError("--at gives it twice", claim=claim, variable=name, remedy="give each variable once")
        point[name] = read_value(text, variable=name, claim=claim)
    return point


def read_value(text: str, *, variable: str = "", claim: str = "") -> Exact:
    """The exact number, the list of them, or the float format that a text writes down.

    Raises:
        UsageError: it writes down neither, or more than the limits of this module allow.

    >>> read_value("0x1.8p+0"), read_value("[1, 0.1]")
    (Fraction(3, 2), [Fraction(1, 1), Fraction(1, 10)])
    """
    try:
        if len(text) > MOST_CHARACTERS:
            raise _UnreadableError(
                f"a value of {len(text):,} characters is too long", f"stay below {MOST_CHARACTERS:,}"
            )
        if text.strip() in ALL_FORMATS:
            return ALL_FORMATS[text.strip()]
        return _list(text) if text.lstrip().startswith("[") else _number(text.strip().removeprefix('"').rstrip('"'))
    except _UnreadableError as error:
        raise UsageError(error.problem, claim=claim, variable=variable, remedy=error.remedy) from None


def _quoted(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:40]}…")


def _list(text: str) -> Exact:
    """Read a list without recursion: `open_lists` are those whose end has not come yet."""
    open_lists: list[list[Exact]] = []
    position, may_have_value, may_close = 0, True, False
    while position < len(text):
        token = TOKEN.match(text, position)
        if token is None:
            break
        position = token.end()
        sign, string, bare = token.groups()
        if sign == "," and open_lists and not may_have_value:
            may_have_value, may_close = True, False
        elif sign == "]" and open_lists and (may_close or not may_have_value):
            done = open_lists.pop()
            if not open_lists:
                if text[position:].strip():
                    break
                return done
            may_have_value, may_close = False, True
        elif sign is None and open_lists and may_have_value:
            open_lists[-1].append(_number(string if bare is None else bare))
            may_have_value, may_close = False, True
        elif sign == "[" and may_have_value:
            if len(open_lists) == DEEPEST_LIST:
                raise _UnreadableError(
                    f"{_quoted(text)} nests lists deeper than {DEEPEST_LIST}", "give fewer dimensions"
                )
            opened: list[Exact] = []
            if open_lists:
                open_lists[-1].append(opened)
            open_lists.append(opened)
            may_have_value, may_close = True, True
        else:
            break
    raise _UnreadableError(f"{_quoted(text)} is no list")


def _number(text: str) -> Fraction:
    if any(len(run) > MOST_DIGITS for run in DIGITS.findall(text)):
        raise _UnreadableError(f"{_quoted(text)} has too many digits", f"give at most {MOST_DIGITS} in a row")
    if match := FRACTION.match(text):
        if match[2] is not None and int(match[2]) == 0:
            raise _UnreadableError(f"{_quoted(text)} divides by 0", "give another denominator")
        return Fraction(int(match[1]), int(match[2] or 1))
    for pattern, digit_base, base in ((DECIMAL, 10, 10), (HEXADECIMAL, 16, 2)):
        match = pattern.match(text)
        if match and (match[2] or match[3]):
            return _scientific(text, match, digit_base, base)
    raise _UnreadableError(f"{_quoted(text)} is no exact number")


def _scientific(text: str, match: re.Match[str], digit_base: int, base: int) -> Fraction:
    sign, whole, after_the_point, exponent = match.groups()
    if exponent and (len(exponent) > 6 or abs(int(exponent)) > LARGEST_EXPONENT[base]):
        raise _UnreadableError(f"{_quoted(text)} has too large an exponent", f"stay within ±{LARGEST_EXPONENT[base]}")
    digits = int(whole + (after_the_point or ""), digit_base)
    scale = Fraction(digit_base) ** -len(after_the_point or "") * Fraction(base) ** int(exponent or 0)
    return (-1 if sign == "-" else 1) * digits * scale
