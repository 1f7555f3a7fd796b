"""Rational numbers: read from texts, and computed with at a price."""

from __future__ import annotations

import re
from fractions import Fraction

from .work import RefusedError, Work, shown

MOST_DIGITS = 600  # of a number that is read
MOST_BITS = 1 << 16  # of a number that is computed
LARGEST_POWER = 64
LARGEST_MODEL_EXPONENT = 4096
NATURAL = re.compile(rf"[0-9]{{1,{MOST_DIGITS}}}\Z")
NUMBER = re.compile(rf"-?[0-9]{{1,{MOST_DIGITS}}}(/[0-9]{{1,{MOST_DIGITS}}})?\Z")
Coefficient = Fraction | int  # whole numbers as integers, with which it is much faster to compute


def burden(number: Coefficient) -> int:
    """How much slower than a short number it is to compute with.

    Raises:
        RefusedError: it is too long.
    """
    bits = max(number.numerator.bit_length(), number.denominator.bit_length())
    if bits > MOST_BITS:
        raise RefusedError(f"it needs numbers of more than {MOST_BITS} bits")
    return (bits // 256) ** 2


def read_number(text: object) -> Fraction:
    """The number that a string such as "-3/7" writes down."""
    if not isinstance(text, str) or not NUMBER.match(text):
        raise RefusedError(f"{shown(text)} is no number")
    numerator, _, denominator = text.partition("/")
    if denominator and int(denominator) == 0:
        raise RefusedError("a number has the denominator 0")
    return Fraction(int(numerator), int(denominator or 1))


def calculated(head: str, left: Fraction, right: Fraction, work: Work) -> Fraction:
    """The sum, difference, product or quotient of two numbers."""
    work.spend(1 + burden(left) + burden(right))
    if head == "div":
        if right == 0:
            raise RefusedError("the model divides by 0")
        return left / right
    return left * right if head == "mul" else left + right if head == "add" else left - right


def power_at(base: Fraction, exponent: Fraction, work: Work) -> Fraction:
    """A power of a number with an integer as exponent."""
    if exponent.denominator != 1 or abs(exponent) > LARGEST_MODEL_EXPONENT or (base == 0 and exponent < 0):
        raise RefusedError("the model needs a power that the checker does not compute")
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if bits * abs(exponent) > MOST_BITS:
        raise RefusedError(f"it needs numbers of more than {MOST_BITS} bits")
    result = base ** int(exponent)
    work.spend(1 + burden(result))
    return result
