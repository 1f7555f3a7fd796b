"""Goals as statements of Coq, made from the goals' terms alone.

Every name is made here: `k0`, `k1`, … for integer symbols and `x0`, `x1`, … for real ones, in the order in which they
occur. From a record come only numbers, whose digits are read and written again.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, NamedTuple

from verify.proof.checker import LARGEST_POWER, RefusedError, Work, read_number, read_term

MOST_CHARACTERS = 400_000  # of one statement, or of one proof
MATRICES = ("letter", "identity", "transpose", "matmul", "kronecker", "scale", "trace")
RELATIONS = {">=0": "0 <= {}", ">0": "0 < {}", "=0": "{} = 0", "!=0": "{} <> 0"}
FUNCTIONS = {"sqrt": "sqrt", "exp": "exp", "log": "ln", "abs": "Rabs", "sin": "sin", "cos": "cos", "atan": "atan"}
ARITHMETIC = {"add": "+", "sub": "-", "mul": "*", "div": "/"}


class NotCoveredError(Exception):
    """A goal that is not taken to Coq, and the kind of thing that stands in the way."""


class Symbols:
    """The names of a goal's symbols in Coq."""

    def __init__(self, integers: Iterable[str]) -> None:
        self.integers = frozenset(integers)
        self.names: dict[str, str] = {}

    def name(self, symbol: str) -> str:
        """The name of a symbol, a new one where it is met for the first time."""
        letter = "k" if symbol in self.integers else "x"
        taken = sum(each[0] == letter for each in self.names.values())
        return self.names.setdefault(symbol, f"{letter}{taken}")

    def of_kind(self, letter: str) -> list[str]:
        """The symbols whose names begin with a letter, in order."""
        return [symbol for symbol, name in self.names.items() if name[0] == letter]


class Writer:
    """Terms as text of Coq: real numbers, in which the power of a base to integer symbols is `powerRZ`."""

    def __init__(self, symbols: Symbols) -> None:
        self.symbols = symbols

    def fact(self, relation: str, term: Any) -> str:
        """A comparison with 0.

        Raises:
            NotCoveredError: the term has an operation that is not taken to Coq.
        """
        return RELATIONS[relation].format(self.real(term))

    def real(self, term: Any) -> str:
        """A term as a real number, in parentheses where it is not a single word.

        Raises:
            NotCoveredError: it has an operation that is not taken to Coq.
        """
        match list(term):
            case ["number", text]:
                return number_text(_read(text))
            case ["symbol", str(symbol)]:
                name = self.symbols.name(symbol)
                return f"(IZR {name})" if name[0] == "k" else name
            case ["neg", operand]:
                return f"(- {self.real(operand)})"
            case ["add" | "sub" | "mul" | "div" as head, left, right]:
                return f"({self.real(left)} {ARITHMETIC[head]} {self.real(right)})"
            case ["pow", base, int(exponent)] if 0 <= exponent <= LARGEST_POWER and not isinstance(exponent, bool):
                return f"({self.real(base)} ^ {exponent})"
            case [str(head), operand] if head in FUNCTIONS:
                return f"({FUNCTIONS[head]} {self.real(operand)})"
            case ["power", base, exponent]:
                return self.power(base, exponent)
            case [head, *_]:
                raise NotCoveredError(_kind(head))
        raise NotCoveredError("no term")

    def power(self, base: Any, exponent: Any) -> str:
        """The power of a base to a sum of integers and integer symbols."""
        return f"(powerRZ {self.real(base)} {self.integer(exponent)})"

    def integer(self, term: Any) -> str:
        """A term of integer symbols as an integer of Coq."""
        return f"{self._integer(term)}%Z"

    def _integer(self, term: Any) -> str:
        match list(term):
            case ["number", text] if _read(text).denominator == 1:
                value = _read(text)
                return f"({value})" if value < 0 else str(value)
            case ["symbol", str(symbol)] if symbol in self.symbols.integers:
                return self.symbols.name(symbol)
            case ["neg", operand]:
                return f"(- {self._integer(operand)})"
            case ["add" | "sub" | "mul" as head, left, right]:
                return f"({self._integer(left)} {ARITHMETIC[head]} {self._integer(right)})"
        raise NotCoveredError("exponents of another kind")


class ExpandedWriter(Writer):
    """Terms in which b^(k + l - 1) is written b^k · b^l / b, as the checker reads it."""

    def power(self, base: Any, exponent: Any) -> str:
        return expansion(self.real(base), self.pieces(exponent))

    def pieces(self, exponent: Any) -> list[str]:
        """The integers whose sum an exponent is: names, `- name`, and last a number.

        Raises:
            NotCoveredError: it is no such sum.
        """
        try:
            parts = read_term(exponent, self.symbols.integers, Work())
        except RefusedError:
            raise NotCoveredError("exponents of another kind") from None
        found = []
        for monomial, coefficient in sorted(parts.numerator.items()):
            if not monomial or coefficient.denominator != 1 or abs(coefficient.numerator) > LARGEST_POWER:
                continue
            name = self.symbols.name(monomial[0][0])
            found += [name if coefficient > 0 else f"(- {name})"] * abs(coefficient.numerator)
        constant = Fraction(parts.numerator.get((), 0))
        if abs(constant) > LARGEST_POWER:
            raise NotCoveredError("exponents of another kind")
        return [*found, f"({constant})" if constant < 0 else str(constant)] if constant or not found else found


def expansion(base: str, pieces: list[str]) -> str:
    """The product of the powers of a base to each of some integers.

    Raises:
        NotCoveredError: it would be too long; a power in a base in a base makes it many times longer each time.
    """
    if len(base) * len(pieces) > MOST_CHARACTERS:
        raise NotCoveredError("too long")
    factors = [_factor(base, piece) for piece in pieces]
    text = factors[-1]
    for factor in reversed(factors[:-1]):
        text = f"({factor} * {text})"
    return text


def _factor(base: str, piece: str) -> str:
    if piece.isdecimal():
        return f"({base} ^ {piece})"
    if piece.startswith("(-") and piece[2:-1].isdecimal():
        return f"(/ ({base} ^ {piece[2:-1]}))"
    if piece.startswith("(- "):
        return f"(/ (powerRZ {base} {piece[3:-1]}))"
    return f"(powerRZ {base} {piece})"


def number_text(value: Fraction) -> str:
    """An exact number in Coq."""
    numerator = f"(-{-value.numerator})" if value < 0 else str(value.numerator)
    return numerator if value.denominator == 1 else f"({numerator} / {value.denominator})"


def _read(text: object) -> Fraction:
    try:
        return read_number(text)
    except RefusedError:
        raise NotCoveredError("no term") from None


def _kind(head: object) -> str:
    if head in MATRICES:
        return "matrices of all sizes"
    if head in ("apply", "everywhere"):
        return "unknown functions"
    return "other operations"


class Statement(NamedTuple):
    """A goal as a statement of Coq, with the names of its symbols."""

    symbols: Symbols
    integers: list[str]
    reals: list[str]
    hypotheses: list[str]
    conclusion: str

    def text(self) -> str:
        """What follows the name in `Theorem name : …`."""
        binders = [
            f"({' '.join(self.symbols.names[each] for each in group)} : {kind})"
            for group, kind in ((self.integers, "Z"), (self.reals, "R"))
            if group
        ]
        quantifier = f"forall {' '.join(binders)},\n" if binders else ""
        return quantifier + "".join(f"  {each} ->\n" for each in self.hypotheses) + f"  {self.conclusion}"


def state(goal: dict[str, Any]) -> Statement:
    """The statement of a goal: for all values of its symbols, if the hypotheses hold, the conclusion does.

    Raises:
        NotCoveredError: it has something that is not taken to Coq, or is too long.
    """
    symbols = Symbols(goal["integers"])
    writer = Writer(symbols)
    hypotheses = [writer.fact(each["relation"], each["term"]) for each in goal["hypotheses"]]
    conclusion = writer.fact(goal["conclusion"]["relation"], goal["conclusion"]["term"])
    if sum(map(len, hypotheses)) + len(conclusion) > MOST_CHARACTERS:
        raise NotCoveredError("too long")
    return Statement(symbols, symbols.of_kind("k"), symbols.of_kind("x"), hypotheses, conclusion)
