"""The independent kernel: confirm that every certificate of a record closes its goal. Standard library only.

    python -m verify.proof.checker reports/latest/report.json

It trusts no other module of this package: it reads data, recomputes the hashes of the goals, and multiplies
polynomials out with `Fraction`. A closure is a list of facts. The first facts are the goal's hypotheses; each further
one follows from earlier ones by a rule; the last is the goal's conclusion. `docs/certificates.md` has the grammar.

What it does not confirm, it lists: closures that rest on an engine's word. Exit codes: 0 confirmed, 13 unreadable
record, 14 a certificate is refused.
"""

from __future__ import annotations

import hashlib
import json
import re
import reprlib
import sys
from collections.abc import Iterable
from fractions import Fraction
from functools import reduce
from itertools import pairwise, permutations
from math import lcm
from pathlib import Path
from typing import Any, NamedTuple

MOST_BYTES = 64 * 1024 * 1024
MOST_WORK = 250_000  # products of two short monomials, in one closure or one model
MOST_GOALS = 4096
MOST_DIGITS = 600  # of a number that is read
MOST_BITS = 1 << 16  # of a number that is computed
MOST_LETTERS = 64  # in one word
LARGEST_POWER = 64
LARGEST_MODEL_EXPONENT = 4096
DEEPEST_USE = 8  # of theorems that use theorems
NUMBER = re.compile(rf"-?[0-9]{{1,{MOST_DIGITS}}}(/[0-9]{{1,{MOST_DIGITS}}})?\Z")
RELATIONS = (">=0", ">0", "=0", "!=0")
ENGINES_WORD = re.compile(r"engine's word \([A-Za-z0-9][A-Za-z0-9 .,-]{0,60}\)\Z")
UNREADABLE, REFUSED = 13, 14


class RefusedError(Exception):
    """A certificate that is not one, and why."""


class UnreadableError(Exception):
    """A file that is not a record."""


Monomial = tuple[tuple[str, int], ...]
Polynomial = dict[Monomial, Fraction]


class Ratio(NamedTuple):
    """A rational function: numerator and denominator, never reduced."""

    numerator: Polynomial
    denominator: Polynomial


ONE: Polynomial = {(): Fraction(1)}


class Work:
    """A budget, so that a hostile certificate is refused and not computed."""

    def __init__(self, budget: int = MOST_WORK) -> None:
        self.left = budget
        self.sizes: dict[str, int] = {}  # what a model says of the sizes in shapes
        self.roots: dict[str, Ratio] = {}  # the generators whose squares are known, and these squares
        self.angles: dict[str, Angle] = {}  # the generators that are exponentials, sines or cosines
        self.indices: dict[str, str] = {}  # sizes of the free indices, and of those of sums that are being read
        self.integers: frozenset[str] = frozenset()  # as the terms with indices have them
        self.fixed: frozenset[str] = frozenset()  # the indices of hypotheses
        self.opened = 0  # how many sums have been read
        self.parts: dict[str, Indexed] = {}  # what generators are made of

    def fit(self, size: object, number: int) -> None:
        """Note that a size is a number; a size written as a number is that number.

        Raises:
            RefusedError: it is another one.
        """
        text = str(size)
        if (int(text) if text.isdecimal() else self.sizes.setdefault(text, number)) != number:
            raise RefusedError(f"the model gives the size {shown(text)} two values")

    def spend(self, units: int) -> None:
        self.left -= units
        if self.left < 0:
            raise RefusedError(f"it needs more than {MOST_WORK} units of work")


def shown(data: object) -> str:
    """Data of a record as a short text that cannot imitate a line of this program."""
    text = data if isinstance(data, str) else reprlib.repr(data)
    return "".join(c if c.isascii() and c.isprintable() else ascii(c)[1:-1] for c in text[:200])


def burden(number: Fraction) -> int:
    """How much slower than a short number it is to compute with.

    Raises:
        RefusedError: it is too long.
    """
    bits = max(number.numerator.bit_length(), number.denominator.bit_length())
    if bits > MOST_BITS:
        raise RefusedError(f"it needs numbers of more than {MOST_BITS} bits")
    return (bits // 256) ** 2


def _burden(polynomial: Polynomial) -> int:
    longest = max(map(len, polynomial), default=0)
    return 1 + longest // 8 + max(map(burden, polynomial.values()), default=0)


def read_number(text: object) -> Fraction:
    """The number that a string such as "-3/7" writes down."""
    if not isinstance(text, str) or not NUMBER.match(text):
        raise RefusedError(f"{shown(text)} is no number")
    numerator, _, denominator = text.partition("/")
    if denominator and int(denominator) == 0:
        raise RefusedError("a number has the denominator 0")
    return Fraction(int(numerator), int(denominator or 1))


def add(left: Polynomial, right: Polynomial, work: Work, factor: int = 1) -> Polynomial:
    """Left + factor * right."""
    work.spend(len(left) + len(right) * (_burden(left) + _burden(right)))
    total = dict(left)
    for monomial, coefficient in right.items():
        total[monomial] = total.get(monomial, Fraction(0)) + factor * coefficient
    return {monomial: coefficient for monomial, coefficient in total.items() if coefficient}


def multiply(left: Polynomial, right: Polynomial, work: Work) -> Polynomial:
    """The product of two polynomials."""
    work.spend(len(left) * len(right) * (_burden(left) + _burden(right)))
    total: Polynomial = {}
    for first, a in left.items():
        for second, b in right.items():
            powers = dict(first)
            for generator, power in second:
                powers[generator] = powers.get(generator, 0) + power
            if 0 in powers.values():  # where sums divide, powers are negative
                powers = {generator: power for generator, power in powers.items() if power}
            monomial = tuple(sorted(powers.items()))
            total[monomial] = total.get(monomial, Fraction(0)) + a * b
    return {monomial: coefficient for monomial, coefficient in total.items() if coefficient}


def polynomial_power(base: Polynomial, exponent: int, work: Work) -> Polynomial:
    """Base ** exponent for a small natural exponent."""
    result = ONE
    for _ in range(exponent):
        result = multiply(result, base, work)
    return result


def read_term(term: object, integers: frozenset[str], work: Work) -> Ratio:
    """The rational function that a term denotes, in its symbols and in the powers with integer symbols as exponents."""
    if not isinstance(term, list | tuple) or not term or not isinstance(term[0], str):
        raise RefusedError(f"{shown(term)} is no term")
    work.spend(1)
    head, arguments = term[0], term[1:]
    if head == "number" and len(arguments) == 1:
        value = read_number(arguments[0])
        return Ratio({(): value} if value else {}, ONE)
    if head == "symbol" and len(arguments) == 1 and isinstance(arguments[0], str) and arguments[0].isidentifier():
        return Ratio({((arguments[0], 1),): Fraction(1)}, ONE)
    if head == "pow" and len(arguments) == 2:
        return _natural_power(read_term(arguments[0], integers, work), arguments[1], work)
    if head == "power" and len(arguments) == 2:
        return _power(arguments[0], arguments[1], integers, work)
    if head == "neg" and len(arguments) == 1:
        operand = read_term(arguments[0], integers, work)
        return Ratio(add({}, operand.numerator, work, -1), operand.denominator)
    if head == "sqrt" and len(arguments) == 1:
        return _read_root(term, integers, work)
    if head == "apply" and len(arguments) >= 3 and all(isinstance(each, str) for each in arguments[:2]):
        # an unknown function: one generator for the same derivative at arguments that are written alike;
        # they are read although nothing else is done with them, since they must have values
        for argument in arguments[2:]:
            read_term(argument, integers, work)
        return Ratio({((json.dumps(list(term)), 1),): Fraction(1)}, ONE)
    if head == "trace" and len(arguments) == 1:
        return _read_trace(arguments[0], integers, work)
    if head in FUNCTIONS and len(arguments) == 1:
        return _read_function(head, arguments[0], integers, work)
    if head in INDEXED:
        return _read_indexed(term, integers, work)
    if head in ("add", "sub", "mul", "div") and len(arguments) == 2:
        left, right = (read_term(argument, integers, work) for argument in arguments)
        return _arithmetic(head, left, right, work)
    raise RefusedError(f"the checker has no {shown(head)} with {len(arguments)} arguments")


def _arithmetic(head: str, left: Ratio, right: Ratio, work: Work) -> Ratio:
    if head == "mul":
        return Ratio(
            multiply(left.numerator, right.numerator, work), multiply(left.denominator, right.denominator, work)
        )
    if head == "div":
        if not right.numerator:
            raise RefusedError("a divisor is identically 0")
        return Ratio(
            multiply(left.numerator, right.denominator, work), multiply(left.denominator, right.numerator, work)
        )
    sign = 1 if head == "add" else -1
    if left.denominator == right.denominator:
        return Ratio(add(left.numerator, right.numerator, work, sign), left.denominator)
    crossed = multiply(left.numerator, right.denominator, work), multiply(right.numerator, left.denominator, work)
    return Ratio(add(crossed[0], crossed[1], work, sign), multiply(left.denominator, right.denominator, work))


def _natural_power(base: Ratio, exponent: object, work: Work) -> Ratio:
    if isinstance(exponent, bool) or not isinstance(exponent, int) or not 0 <= exponent <= LARGEST_POWER:
        raise RefusedError(f"{shown(exponent)} is no exponent from 0 to {LARGEST_POWER}")
    return Ratio(polynomial_power(base.numerator, exponent, work), polynomial_power(base.denominator, exponent, work))


def _power(base: object, exponent: object, integers: frozenset[str], work: Work) -> Ratio:
    """Base ** (k + 2 l - 1) with integer symbols k, l is a product of the generators base^k, base^l and of base."""
    parts = read_term(exponent, integers, work)
    if parts.denominator != ONE:
        raise RefusedError("an exponent is a quotient")
    result = Ratio(ONE, ONE)
    number = read_term(base, integers, work)  # always, since nothing else sees that the base is a term
    for monomial, coefficient in parts.numerator.items():
        if coefficient.denominator != 1 or abs(coefficient) > LARGEST_POWER:
            raise RefusedError("an exponent has a coefficient that is no small integer")
        if monomial == ():
            factor = number
        elif len(monomial) == 1 and monomial[0][1] == 1 and monomial[0][0] in integers:
            factor = Ratio({((power_generator(base, monomial[0][0]), 1),): Fraction(1)}, ONE)
        else:
            raise RefusedError("an exponent is no sum of integers")
        factor = _natural_power(factor, abs(coefficient.numerator), work)
        result = _arithmetic("mul" if coefficient > 0 else "div", result, factor, work)
    return result


Letter = tuple[str, bool]  # the letter's own term as text, and whether it is transposed
Word = tuple[Letter, ...]
Words = dict[Word, Ratio]

INDEXED = ("entry", "delta", "sum")
NOT_MATRICES = ("number", "symbol", "pow", "power", "mul", "div", "trace", "apply", "sqrt", "exp", "log", "sin", "cos")


def shape_of(term: object) -> tuple[str, ...]:
    """() for a number, else the names of a matrix's rows and columns."""
    if not isinstance(term, list | tuple) or not term or not isinstance(term[0], str):
        raise RefusedError(f"{shown(term)} is no term")
    head, arguments = term[0], term[1:]
    if head == "letter" and len(arguments) == 4 and all(isinstance(each, str) for each in arguments):
        if arguments[3] == "symmetric" and arguments[1] != arguments[2]:
            raise RefusedError("a symmetric letter is not square")
        return arguments[1], arguments[2]
    if head == "identity" and len(arguments) == 1 and isinstance(arguments[0], str):
        return arguments[0], arguments[0]
    if head in NOT_MATRICES or head in INDEXED:
        return ()
    shapes = [shape_of(argument) for argument in arguments]
    if head == "transpose" and len(shapes) == 1 and shapes[0]:
        return shapes[0][1], shapes[0][0]
    if head == "matmul" and len(shapes) == 2 and all(shapes) and shapes[0][1] == shapes[1][0]:
        return shapes[0][0], shapes[1][1]
    if head == "scale" and len(shapes) == 2 and not shapes[0] and shapes[1]:
        return shapes[1]
    if head in ("add", "sub") and len(shapes) == 2 and shapes[0] == shapes[1]:
        return shapes[0]
    if head == "neg" and len(shapes) == 1:
        return shapes[0]
    raise RefusedError(f"the shapes in {shown(head)} do not fit")


def read_matrix(term: Any, integers: frozenset[str], work: Work) -> Words:
    """A matrix term as a sum of words, products of letters, with rational functions as coefficients."""
    head, arguments = term[0], term[1:]
    if head == "letter":
        return {((json.dumps(list(term)), False),): Ratio(ONE, ONE)}
    if head == "identity":
        return {(): Ratio(ONE, ONE)}
    if head == "scale":
        factor = read_term(arguments[0], integers, work)
        words = read_matrix(arguments[1], integers, work)
        return {word: _arithmetic("mul", factor, value, work) for word, value in words.items()}
    if head == "transpose":
        return {_transposed(word): value for word, value in read_matrix(arguments[0], integers, work).items()}
    if head == "matmul":
        left, right = (read_matrix(argument, integers, work) for argument in arguments)
        products = ((a + b, _arithmetic("mul", x, y, work)) for a, x in left.items() for b, y in right.items())
        return _gathered(products, work)
    if head in ("add", "sub"):
        left, right = (read_matrix(argument, integers, work) for argument in arguments)
        minus = Ratio(ONE if head == "add" else {(): Fraction(-1)}, ONE)
        moved = ((word, _arithmetic("mul", minus, value, work)) for word, value in right.items())
        return _gathered([*left.items(), *moved], work)
    raise RefusedError(f"the checker has no matrix {shown(head)}")


def _gathered(parts: Iterable[tuple[Word, Ratio]], work: Work) -> Words:
    total: Words = {}
    for word, value in parts:
        if len(word) > MOST_LETTERS:
            raise RefusedError(f"a product of more than {MOST_LETTERS} matrices")
        total[word] = _arithmetic("add", total[word], value, work) if word in total else value
    return total


def _transposed(word: Word) -> Word:
    """Reversed, each letter transposed; a symmetric letter stays as it is."""
    return tuple((text, json.loads(text)[4] != "symmetric" and not flipped) for text, flipped in reversed(word))


def _read_trace(matrix: Any, integers: frozenset[str], work: Work) -> Ratio:
    """The trace as a number: a word, its rotations and its transpose have the same; numbers in it are factors."""
    shape = shape_of(matrix)
    if not shape or shape[0] != shape[1]:
        raise RefusedError("a trace of what is not square")
    total = Ratio({}, ONE)
    for word, value in read_matrix(matrix, integers, work).items():
        for part in _numbers_in(word):
            rotations = [each[i:] + each[:i] for each in (part, _transposed(part)) for i in range(len(part))]
            name = json.dumps(["trace", min(rotations) if rotations else shape[0]])
            value = _arithmetic("mul", value, Ratio({((name, 1),): Fraction(1)}, ONE), work)
        total = _arithmetic("add", total, value, work)
    return total


def _numbers_in(word: Word) -> list[Word]:
    """The parts of a word between the places where it passes through the size 1: each is a number, its own trace."""
    places = [i for i, (text, flipped) in enumerate(word) if json.loads(text)[3 if flipped else 2] == "1"]
    if not places:
        return [word]
    parts = [word[i:j] for i, j in pairwise(places)]
    return [*parts, word[places[-1] :] + word[: places[0]]]


def _read_root(term: Any, integers: frozenset[str], work: Work) -> Ratio:
    """A square root is a generator whose square is known."""
    name = json.dumps(list(term))
    if name not in work.roots:
        radicand = read_term(term[1], integers, work)
        if INDEX_WORD in name:  # sums are written in many ways
            radicand = without_common_factors(radicand)
            name = json.dumps(["sqrt", _written(radicand, work)])
        work.roots[name] = radicand
    return Ratio({((name, 1),): Fraction(1)}, ONE)


def vanishes(polynomial: Polynomial, work: Work) -> bool:
    """Whether a polynomial is 0 once the squares of its square roots and sines are replaced by what they are.

    Denominators that come up are multiplied away; goals of their own say that they are not 0. The longest name goes
    first, since a root inside a root has the shorter one.
    """
    if work.indices:
        polynomial = without_deltas(polynomial, work)
    polynomial = _without_squares(polynomial, work)
    together = _with_common_parts(polynomial, work)
    return not (together if together is polynomial else _without_squares(together, work))


def _without_squares(polynomial: Polynomial, work: Work) -> Polynomial:
    for name in sorted(work.roots, key=len, reverse=True):
        polynomial = _without_squares_of(name, polynomial, work)
    return polynomial


def _without_squares_of(name: str, polynomial: Polynomial, work: Work) -> Polynomial:
    radicand = work.roots[name]
    most = max((dict(monomial).get(name, 0) // 2 for monomial in polynomial), default=0)
    if most == 0:
        return polynomial
    total: Polynomial = {}
    for monomial, coefficient in polynomial.items():
        pairs, odd = divmod(dict(monomial).get(name, 0), 2)
        rest = [(generator, power) for generator, power in monomial if generator != name]
        part: Polynomial = {tuple(sorted([*rest, *([(name, 1)] if odd else [])])): coefficient}
        part = multiply(part, polynomial_power(radicand.numerator, pairs, work), work)
        part = multiply(part, polynomial_power(radicand.denominator, most - pairs, work), work)
        total = add(total, part, work)
    return total


# -- exponentials, logarithms, sines and cosines: generators with their exact relations ------------------------------

FUNCTIONS = ("exp", "log", "sin", "cos")
MOST_SUMMANDS = 256  # in the argument of one generator
LARGEST_PART = 1 << 64  # numerator and denominator of a coefficient in an argument
LONGEST_MULTIPLE = 1 << 12  # in bits, of the denominators in the arguments of one exponential
SMALL_PRIMES = tuple(n for n in range(2, 100) if all(n % i for i in range(2, n)))


Share = tuple[Fraction, Monomial, Polynomial]  # coefficient * monomial / polynomial
Rotation = tuple[Polynomial, Polynomial]  # cosine and sine
NIL_ANGLE: Rotation = ONE, {}


class Angle(NamedTuple):
    """What the exponential, sine or cosine of a generator is taken of: top / (bottom * parts)."""

    head: str
    top: Monomial
    bottom: Polynomial
    parts: int


def generator_term(name: str) -> Any:
    """The term that a generator stands for; it is read as that generator alone."""
    if name.isidentifier():
        return ["symbol", name]
    if name.startswith("("):
        base, _, exponent = name[1:].rpartition(")^")
        return ["power", json.loads(base), ["symbol", exponent]]
    term = json.loads(name)
    if term[0] != "trace":
        return term
    if isinstance(term[1], str):
        return ["trace", ["identity", term[1]]]
    letters = [["transpose", json.loads(text)] if flipped else json.loads(text) for text, flipped in term[1]]
    return ["trace", reduce(lambda left, right: ["matmul", left, right], letters)]


def _written(value: Ratio, work: Work) -> Any:
    """A rational function as a term, which is read as the same one."""
    top = _written_polynomial(value.numerator, work)
    return top if value.denominator == ONE else ["div", top, _written_polynomial(value.denominator, work)]


def _written_polynomial(polynomial: Polynomial, work: Work) -> Any:
    if len(polynomial) > MOST_SUMMANDS:
        raise RefusedError(f"the argument of a function has more than {MOST_SUMMANDS} summands")
    total: Any = None
    for monomial, coefficient in sorted(polynomial.items()):
        part: Any = None if coefficient == 1 and monomial else _written_number(coefficient)
        for name, power in monomial:
            work.spend(1 + len(name) // 32)
            factor = generator_term(name) if power == 1 else ["pow", generator_term(name), power]
            part = factor if part is None else ["mul", part, factor]
        total = part if total is None else ["add", total, part]
    return ["number", "0"] if total is None else total


def _written_number(value: Fraction) -> list[str]:
    if max(abs(value.numerator), value.denominator) >= 10**MOST_DIGITS:
        raise RefusedError(f"the argument of a function has a number of more than {MOST_DIGITS} digits")
    return ["number", str(value)]


def _only(name: str, power: int = 1) -> Polynomial:
    return {((name, power),): Fraction(1)}


def _common(polynomial: Polynomial) -> dict[str, int]:
    """The largest powers of generators that divide every monomial."""
    powers = [dict(monomial) for monomial in polynomial]
    least = {name: min(each.get(name, 0) for each in powers) for name in powers[0]}
    return {name: power for name, power in least.items() if power}


def without_common_factors(value: Ratio) -> Ratio:
    """The same rational function without products of generators that divide both its parts."""
    if not value.numerator:
        return Ratio({}, ONE)
    above, below = _common(value.numerator), _common(value.denominator)
    both = {name: min(power, below[name]) for name, power in above.items() if name in below}
    return Ratio(_lowered(value.numerator, both), _lowered(value.denominator, both))


def _lowered(polynomial: Polynomial, by: dict[str, int]) -> Polynomial:
    """A polynomial divided by powers of generators that divide it."""
    return {
        tuple((name, power - by.get(name, 0)) for name, power in monomial if power > by.get(name, 0)): coefficient
        for monomial, coefficient in polynomial.items()
    }


def _monic(polynomial: Polynomial) -> tuple[Fraction, Polynomial]:
    """The coefficient of its first monomial, and the polynomial divided by it."""
    leading = polynomial[min(polynomial)]
    return leading, {monomial: coefficient / leading for monomial, coefficient in polynomial.items()}


def _summands_of(term: Any, sign: int = 1) -> list[tuple[int, Any]]:
    """What a term adds and subtracts."""
    if isinstance(term, list | tuple) and len(term) == 3 and term[0] in ("add", "sub"):
        return _summands_of(term[1], sign) + _summands_of(term[2], sign if term[0] == "add" else -sign)
    if isinstance(term, list | tuple) and len(term) == 2 and term[0] == "neg":
        return _summands_of(term[1], -sign)
    return [(sign, term)]


def _shares(argument: Any, integers: frozenset[str], work: Work) -> list[Share]:
    """An argument as a sum of coefficient * monomial / polynomial, without symbols that cancel."""
    found = []
    for sign, part in _summands_of(argument):
        value = read_term(part, integers, work)
        work.spend(len(value.numerator) * len(value.denominator))
        divisible = _common(value.denominator)
        for monomial, coefficient in sorted(value.numerator.items()):
            cancelled = {name: min(power, divisible.get(name, 0)) for name, power in monomial}
            ((top, _),) = _lowered({monomial: coefficient}, cancelled).items()
            leading, bottom = _monic(_lowered(value.denominator, cancelled))
            share = sign * coefficient / leading
            if max(abs(share.numerator), share.denominator) > LARGEST_PART:
                raise RefusedError("an exponential or an angle has too long a coefficient")
            found.append((share, top, bottom))
    return found


def _read_function(head: str, argument: Any, integers: frozenset[str], work: Work) -> Ratio:
    """exp, log, sin or cos of a term, by generators of the smallest parts of its argument."""
    if head == "log":
        return _logarithm(read_term(argument, integers, work), integers, work)
    if head == "exp":
        return _exponential(_shares(argument, integers, work), integers, work)
    cosine, sine = NIL_ANGLE
    for share, top, bottom in _shares(argument, integers, work):
        angle = Angle("cos", top, bottom, share.denominator)
        cosine, sine = _turned((cosine, sine), _multiple(angle, share.numerator, work), work)
    return Ratio(cosine if head == "cos" else sine, ONE)


def _angle(angle: Angle, work: Work) -> str:
    """The name of a generator, which is the text of its term."""
    argument = _written(Ratio({angle.top: Fraction(1, angle.parts)}, angle.bottom), work)
    name = json.dumps([angle.head, argument])
    work.spend(1 + len(name) // 32)
    work.angles[name] = angle
    return name


def _exponential(shares: list[Share], integers: frozenset[str], work: Work) -> Ratio:
    """exp(p/q m) is exp(m/q)^p, and exp(p log u) is u^p."""
    result, powers = Ratio(ONE, ONE), dict[str, int]()
    for times, top, bottom in shares:
        power, parts = times.numerator, times.denominator
        if bottom == ONE and parts == 1 and len(top) == 1 and top[0][1] == 1 and top[0][0].startswith('["log"'):
            base = read_term(json.loads(top[0][0])[1], integers, work)
            factor = _natural_power(base, abs(power), work)
            result = _arithmetic("mul" if power > 0 else "div", result, factor, work)
        else:
            name = _angle(Angle("exp", top, bottom, parts), work)
            powers[name] = powers.get(name, 0) + power
    above: Polynomial = {tuple(sorted((name, power) for name, power in powers.items() if power > 0)): Fraction(1)}
    below: Polynomial = {tuple(sorted((name, -power) for name, power in powers.items() if power < 0)): Fraction(1)}
    return _arithmetic("mul", result, Ratio(above, below), work)


def _turned(left: Rotation, right: Rotation, work: Work) -> Rotation:
    """Cosine and sine of a sum of two angles."""
    (a, b), (c, d) = left, right
    cosine = add(multiply(a, c, work), multiply(b, d, work), work, -1)
    return cosine, add(multiply(a, d, work), multiply(b, c, work), work)


def _multiple(angle: Angle, times: int, work: Work) -> Rotation:
    """Cosine and sine of a multiple of an angle. The square of its sine is known, as that of a root."""
    if abs(times) > LARGEST_POWER:
        raise RefusedError(f"an angle is taken more than {LARGEST_POWER} times")
    cosine, sine = (_angle(angle._replace(head=head), work) for head in ("cos", "sin"))
    work.roots[sine] = Ratio(add(ONE, _only(cosine, 2), work, -1), ONE)
    once: Rotation = _only(cosine), {((sine, 1),): Fraction(1 if times > 0 else -1)}
    result = NIL_ANGLE
    for _ in range(abs(times)):
        result = _turned(result, once, work)
    return result


def _logarithm(value: Ratio, integers: frozenset[str], work: Work) -> Ratio:
    """The logarithm of a positive rational function as a sum: factors that are positive in any case come out."""
    if not value.numerator:
        return Ratio(_only(json.dumps(["log", ["number", "0"]])), ONE)
    total, above, below = Ratio({}, ONE), _common(value.numerator), _common(value.denominator)
    for name in sorted({**above, **below}):
        times = Fraction(above.get(name, 0) - below.get(name, 0))
        inner = _logarithm_of_generator(name, integers, work)
        if inner is None:  # its sign is not known here: it only cancels
            above[name] = below[name] = min(above.get(name, 0), below.get(name, 0))
        elif times:
            total = _arithmetic("add", total, _arithmetic("mul", Ratio({(): times}, ONE), inner, work), work)
    work.spend(len(value.numerator) + len(value.denominator))
    first, top = _monic(_lowered(value.numerator, above))
    second, bottom = _monic(_lowered(value.denominator, below))
    total = _arithmetic("add", total, _logarithm_of_number(abs(first / second), work), work)
    if top == bottom and first / second > 0:
        return total
    sign = 1
    if bottom != ONE and (top == ONE or _rank(top) < _rank(bottom)):  # log(x/y) is -log(y/x)
        sign, top, bottom = -1, bottom, top
    positive = Ratio(top if first / second > 0 else add({}, top, work, -1), bottom)
    name = json.dumps(["log", _written(positive, work)])
    work.spend(1 + len(name) // 32)
    return _arithmetic("add", total, Ratio({((name, 1),): Fraction(sign)}, ONE), work)


def _rank(polynomial: Polynomial) -> tuple[int, list[tuple[Monomial, Fraction]]]:
    return len(polynomial), sorted(polynomial.items())


def _logarithm_of_generator(name: str, integers: frozenset[str], work: Work) -> Ratio | None:
    """Of what is positive if it is not 0: an exponential, a power with an integer symbol, or a square root."""
    if not name.startswith(('["exp"', '["sqrt"', "(")):
        return None
    work.spend(1 + len(name) // 32)
    head, inside, *exponent = generator_term(name)
    value = read_term(inside, integers, work)
    if head == "exp":
        return value
    factor = read_term(exponent[0], integers, work) if exponent else Ratio({(): Fraction(1, 2)}, ONE)
    return _arithmetic("mul", factor, _logarithm(value, integers, work), work)


def _logarithm_of_number(number: Fraction, work: Work) -> Ratio:
    """Of a positive number, by its small prime factors."""
    work.spend(1 + (max(number.numerator, number.denominator).bit_length() ** 2 >> 14))
    total: Polynomial = {}
    for rest, sign in ((number.numerator, 1), (number.denominator, -1)):
        for prime in SMALL_PRIMES:
            times = 0
            while rest % prime == 0:
                rest, times = rest // prime, times + 1
            if times:
                total[((json.dumps(["log", ["number", str(prime)]]), 1),)] = Fraction(sign * times)
        if rest > 1:
            total[((json.dumps(["log", _written_number(Fraction(rest))]), 1),)] = Fraction(sign)
    return Ratio(total, ONE)


def _with_common_parts(polynomial: Polynomial, work: Work) -> Polynomial:
    """With exp(t/2) and exp(t/3), where both occur, as powers of exp(t/6), and with sines and cosines likewise."""
    names = sorted({name for monomial in polynomial for name, _ in monomial if name in work.angles})
    families: dict[tuple[Any, ...], list[str]] = {}
    for name in names:
        families.setdefault(family_of(work.angles[name]), []).append(name)
    by: dict[str, Polynomial] = {}
    for family in families.values():
        parts = lcm(*(work.angles[name].parts for name in family))
        if parts.bit_length() > LONGEST_MULTIPLE:
            raise RefusedError("the arguments of an exponential have too many parts in common")
        by |= {name: in_parts(name, parts, work) for name in family if work.angles[name].parts < parts}
    return with_replaced(polynomial, by, work) if by else polynomial


def family_of(angle: Angle) -> tuple[Any, ...]:
    """What the generators have in common that are powers or polynomials of the same ones with smaller parts."""
    return angle.head == "exp", angle.top, *sorted(angle.bottom.items())


def in_parts(name: str, parts: int, work: Work) -> Polynomial:
    """A generator by those of smaller parts of its argument."""
    angle = work.angles[name]
    smaller, times = angle._replace(parts=parts), parts // angle.parts
    if angle.head == "exp":
        return _only(_angle(smaller, work), times)
    cosine, sine = _multiple(smaller, times, work)
    return cosine if angle.head == "cos" else sine


def with_replaced(polynomial: Polynomial, by: dict[str, Polynomial], work: Work) -> Polynomial:
    """A polynomial with generators replaced by polynomials."""
    total: Polynomial = {}
    for monomial, coefficient in polynomial.items():
        part: Polynomial = {tuple(each for each in monomial if each[0] not in by): coefficient}
        for name, power in monomial:
            if name in by:
                part = multiply(part, _power_of(by[name], power, work), work)
        total = add(total, part, work)
    return total


def _power_of(base: Polynomial, exponent: int, work: Work) -> Polynomial:
    if len(base) > 1 or list(base.values()) != [1]:
        return polynomial_power(base, exponent, work)
    ((monomial, _),) = base.items()
    return {tuple((name, power * exponent) for name, power in monomial): Fraction(1)}


def _is_same(left: Ratio, right: Ratio, work: Work) -> bool:
    """Whether two rational functions have the same values."""
    crossed = multiply(left.numerator, right.denominator, work), multiply(right.numerator, left.denominator, work)
    return vanishes(add(crossed[0], crossed[1], work, -1), work)


def _check_positive_exponential(fact: Fact, integers: frozenset[str], work: Work) -> None:
    """An exponential is positive."""
    if fact.relation != ">0" or len(fact.term) != 2 or fact.term[0] != "exp":
        raise RefusedError("'positive exponential' concludes exp(t) > 0")
    read_term(fact.term, integers, work)


def _check_tangent(fact: Fact, step: dict[str, Any], facts: list[Fact], integers: frozenset[str], work: Work) -> None:
    """The exponential lies above its tangent at 0, and elsewhere it does not touch it: exp(t) - 1 - t >= 0."""
    term = ["exp", step.get("at")]
    _must_have_value(term, facts, work)
    at, value = read_term(term[1], integers, work), read_term(term, integers, work)
    above = _arithmetic("sub", value, Ratio(ONE, ONE), work)
    if fact.relation not in (">=0", ">0"):
        raise RefusedError("'tangent' concludes exp(t) - 1 - t >= 0 or > 0")
    if not _is_same(read_term(fact.term, integers, work), _arithmetic("sub", above, at, work), work):
        raise RefusedError("'tangent' concludes something else than exp(t) - 1 - t")
    if fact.relation == ">=0":
        return
    apart = _known(facts, step.get("apart"))
    known = read_term(apart.term, integers, work)
    if apart.relation not in (">0", "!=0") or not (_is_same(known, at, work) or _is_same(known, above, work)):
        raise RefusedError("'tangent' is strict only where a fact says that t or exp(t) - 1 is not 0")


def _check_log_of_product(
    fact: Fact, step: dict[str, Any], facts: list[Fact], integers: frozenset[str], work: Work
) -> None:
    """The logarithm of a product of powers of what is positive is a sum."""
    term, factors = ["log", step.get("of")], step.get("factors")
    _must_have_value(term, facts, work)
    if fact.relation != "=0" or not isinstance(factors, list):
        raise RefusedError("'log of a product' concludes log(f^k g^l) - k log(f) - l log(g) = 0")
    coefficient = read_number(step.get("coefficient", "1"))
    if coefficient <= 0:
        raise RefusedError("a factor in a logarithm is not known to be positive")
    product = Ratio({(): coefficient}, ONE)
    total = _arithmetic("sub", read_term(term, integers, work), _logarithm_of_number(coefficient, work), work)
    for each in factors:
        if not isinstance(each, list) or len(each) != 2 or isinstance(each[1], bool) or not isinstance(each[1], int):
            raise RefusedError("a factor in a logarithm is no fact with an integer exponent")
        factor, times = _known(facts, each[0]), each[1]
        if factor.relation != ">0":
            raise RefusedError("a factor in a logarithm is not known to be positive")
        value = read_term(factor.term, integers, work)
        head = "mul" if times > 0 else "div"
        product = _arithmetic(head, product, _natural_power(value, abs(times), work), work)
        part = _arithmetic(
            "mul", Ratio({(): Fraction(times)} if times else {}, ONE), _logarithm(value, integers, work), work
        )
        total = _arithmetic("sub", total, part, work)
    if not _is_same(product, read_term(term[1], integers, work), work):
        raise RefusedError("what the logarithm is taken of is not the product of the factors")
    if not _is_same(read_term(fact.term, integers, work), total, work):
        raise RefusedError("'log of a product' concludes another equation")


def _function_at(head: str, number: Fraction) -> Fraction:
    """What exact numbers have of these functions: exp 0, log 1, sin 0 and cos 0."""
    if number == (head == "log"):
        return Fraction(head in ("exp", "cos"))
    raise RefusedError(f"the model needs {head} of a number where the checker does not compute it")


def power_generator(base: object, exponent: str) -> str:
    """The name of base^exponent as a generator of its own; no symbol can have it."""
    return f"({json.dumps(base, separators=(',', ':'))})^{exponent}"


class Fact(NamedTuple):
    """A comparison with 0 that is known to hold, and its text, by which facts are recognised."""

    relation: str
    term: Any
    text: str


def fact_text(relation: str, term: object) -> str:
    """The text by which a fact is recognised."""
    return json.dumps([relation, term])


def read_fact(data: object) -> Fact:
    """A fact from its data."""
    if not isinstance(data, dict) or data.get("relation") not in RELATIONS:
        raise RefusedError("a fact needs a relation and a term")
    relation, term = data["relation"], data.get("term")
    if not isinstance(term, list | tuple) or not term:
        raise RefusedError("a fact needs a relation and a term")
    return Fact(relation, term, fact_text(relation, term))


class Context(NamedTuple):
    """What the facts of one closure may use besides each other: its integer symbols, its work, and proved theorems."""

    integers: frozenset[str]
    work: Work
    theorems: dict[str, list[dict[str, Any]]]  # the goals of each, by their hash


def check_closure(
    goal: dict[str, Any], closure: dict[str, Any], theorems: dict[str, list[dict[str, Any]]] | None = None
) -> None:
    """Confirm that a closure proves its goal, with the goals of theorems that are proved.

    Raises:
        RefusedError: it does not.
    """
    work = Work()
    induction = closure.get("induction")
    if induction is None:
        _check_facts(goal, closure.get("facts"), work, theorems or {})
        return
    if not isinstance(induction, dict):
        raise RefusedError("an induction needs a symbol, a base and a step")
    base, step = induction_goals(goal, induction.get("over"))
    _check_facts(base, induction.get("base"), work, theorems or {})
    _check_facts(step, induction.get("step"), work, theorems or {})


def _check_facts(goal: dict[str, Any], steps: object, work: Work, theorems: dict[str, list[dict[str, Any]]]) -> None:
    """Confirm that facts lead from a goal's hypotheses to its conclusion."""
    facts = [read_fact(hypothesis) for hypothesis in goal["hypotheses"]]
    context = Context(frozenset(goal["integers"]), work, theorems)
    work.fixed = _noted_indices(facts, work)
    given = work.fixed | _noted_indices([read_fact(goal["conclusion"])], work)
    if not isinstance(steps, list) or not steps:
        raise RefusedError("it has no facts")
    for position, step in enumerate(steps):
        fact = read_fact(step)
        if position < len(steps) - 1:
            _must_have_value(fact.term, facts, work)
        _check_rule(fact, step, facts, context)
        _must_have_indices(fact, given, facts, work)
        facts.append(fact)
    if facts[-1].text != read_fact(goal["conclusion"]).text:
        raise RefusedError("its last fact is not the conclusion of the goal")


def _check_rule(fact: Fact, step: dict[str, Any], facts: list[Fact], context: Context) -> None:
    """Confirm that one fact follows from those before it."""
    rule, integers, work = step.get("rule"), context.integers, context.work
    if rule == "combination":
        _check_combination(fact, step, facts, integers, work)
    elif rule == "positive power":
        _check_positive_power(fact, step, facts, integers, work)
    elif rule == "gram":
        _check_gram(fact, integers, work)
    elif rule == "absurd":
        _check_absurd(step, facts)
    elif rule == "root":
        _check_root(fact, step, facts, integers, work)
    elif rule == "sum":
        _check_sum(fact, step, facts, context)
    elif rule == "theorem":
        _check_theorem(fact, step, facts, context)
    elif rule == "positive exponential":
        _check_positive_exponential(fact, integers, work)
    elif rule == "tangent":
        _check_tangent(fact, step, facts, integers, work)
    elif rule == "log of a product":
        _check_log_of_product(fact, step, facts, integers, work)
    else:
        raise RefusedError(f"there is no rule {shown(rule)}")


def _strings_in(data: object) -> set[str]:
    if isinstance(data, list | tuple):
        return set().union(*map(_strings_in, data))
    return {data} if isinstance(data, str) else set()


def substituted(term: Any, by: dict[str, Any], work: Work) -> Any:
    """A term with symbols replaced by terms, all at once."""
    work.spend(1)
    if not isinstance(term, list | tuple) or not term:
        return term
    if term[0] == "symbol" and len(term) == 2:
        return by.get(term[1], term)
    return [substituted(part, by, work) for part in term]


def induction_goals(goal: dict[str, Any], name: object) -> tuple[dict[str, Any], dict[str, Any]]:
    """The base and the step that prove a goal by induction over one of its integer symbols.

    The symbol stands in the conclusion, and in one hypothesis alone, which says that it is at least some integer.

    Raises:
        RefusedError: the goal is of another kind.
    """
    if not isinstance(name, str) or name not in goal["integers"]:
        raise RefusedError(f"{shown(name)} is no integer symbol of the goal")
    about = [fact for fact in goal["hypotheses"] if name in _strings_in(fact["term"])]
    others = [fact for fact in goal["hypotheses"] if name not in _strings_in(fact["term"])]
    if len(about) != 1:
        raise RefusedError(f"one hypothesis must be about {shown(name)}, and there are {len(about)}")
    least = _least(about[0], name)
    conclusion, work = goal["conclusion"], Work()
    if name in _strings_in(substituted(conclusion["term"], {name: ["number", "0"]}, work)):
        raise RefusedError(f"{shown(name)} is more than a number in the conclusion")
    integers = [each for each in goal["integers"] if each != name]
    following = ["add", ["symbol", name], ["number", "1"]]
    base = {**conclusion, "term": substituted(conclusion["term"], {name: ["number", str(least)]}, work)}
    step = {**conclusion, "term": substituted(conclusion["term"], {name: following}, work)}
    return (
        {"integers": integers, "hypotheses": others, "conclusion": base},
        {"integers": goal["integers"], "hypotheses": [*others, about[0], conclusion], "conclusion": step},
    )


def _least(hypothesis: dict[str, Any], name: str) -> int:
    """The integer m of a hypothesis n - m >= 0, or 0 for n >= 0."""
    match json.loads(json.dumps([hypothesis["relation"], hypothesis["term"]])):
        case [">=0", ["symbol", str(symbol)]] if symbol == name:
            return 0
        case [">=0", ["sub", ["symbol", str(symbol)], ["number", number]]] if symbol == name:
            least = read_number(number)
            if least.denominator == 1:
                return least.numerator
    raise RefusedError(f"the hypothesis about {shown(name)} does not say that it is at least an integer")


def _check_theorem(fact: Fact, step: dict[str, Any], facts: list[Fact], context: Context) -> None:
    """A goal of a proved theorem, with terms for its symbols, whose hypotheses are known."""
    goals, position, by = context.theorems.get(step.get("of", "")), step.get("goal"), step.get("with")
    if goals is None:
        raise RefusedError("it uses a theorem that the certificate does not prove")
    if isinstance(position, bool) or not isinstance(position, int) or not 0 <= position < len(goals):
        raise RefusedError("it uses a goal that the theorem does not have")
    if not isinstance(by, dict):
        raise RefusedError("it does not say what stands for the theorem's symbols")
    goal = goals[position]
    atoms = [*goal["hypotheses"], goal["conclusion"]]
    if any(part in NOT_FOR_NUMBERS for atom in atoms for part in _strings_in(atom["term"])):
        raise RefusedError("it uses a theorem that is not about numbers alone")
    for name in set().union(*(symbols_of(atom["term"]) for atom in atoms)) | set(goal["integers"]):
        if name not in by:
            raise RefusedError(f"nothing stands for {shown(name)} of the theorem")
    # that the terms have values is seen where they stand: in facts that are hypotheses, and in the conclusion
    for name, term in by.items():
        value = read_term(term, context.integers, context.work)
        if name in goal["integers"] and not _is_whole(value, context.integers):
            raise RefusedError(f"what stands for the integer {shown(name)} of the theorem may be no integer")
    known = {each.text for each in facts}
    for hypothesis in goal["hypotheses"]:
        if fact_text(hypothesis["relation"], substituted(hypothesis["term"], by, context.work)) not in known:
            raise RefusedError("a hypothesis of the theorem that it uses is not known")
    concluded = goal["conclusion"]
    if fact.text != fact_text(concluded["relation"], substituted(concluded["term"], by, context.work)):
        raise RefusedError("it concludes something else than the theorem that it uses")


NOT_FOR_NUMBERS = ("letter", "identity", "transpose", "matmul", "scale", "trace", "apply", "expectation", *INDEXED)


def symbols_of(term: Any) -> set[str]:
    """The names of the symbols in a term."""
    if not isinstance(term, list | tuple) or not term:
        return set()
    if term[0] == "symbol" and len(term) == 2:
        return {term[1]}
    return set().union(*map(symbols_of, term))


def _is_whole(value: Ratio, integers: frozenset[str]) -> bool:
    """Whether a rational function is a polynomial of integer symbols with integer coefficients.

    The name of a power is no identifier, so that no list of integers can make (1/2)^k one.
    """
    whole = all(
        coefficient.denominator == 1 and all(name.isidentifier() and name in integers for name, _ in monomial)
        for monomial, coefficient in value.numerator.items()
    )
    return whole and value.denominator == ONE


def _must_have_value(term: Any, facts: list[Fact], work: Work) -> None:
    """What no goal contains must have a value by the facts before it: no goal says that its divisors are not 0."""
    for relation, need in divisors_of(term):
        work.spend(len(facts))
        enough = {fact_text(">0", need), fact_text(relation, need)}
        if not _is_literal(relation, need) and all(fact.text not in enough for fact in facts):
            if _is_generic_instance(relation, need, facts, work):
                continue
            raise RefusedError(
                f"on the way something has a value only if {shown(need)} is {relation}, which no fact says"
            )


def _is_literal(relation: str, term: object) -> bool:
    """Whether a term is a number, written out, of the sign that is needed."""
    if not isinstance(term, list | tuple) or len(term) != 2 or term[0] != "number":
        return False
    value = read_number(term[1])
    return value > 0 or (relation == "!=0" and value != 0)


def _known(facts: list[Fact], index: object) -> Fact:
    if isinstance(index, bool) or not isinstance(index, int) or not 0 <= index < len(facts):
        raise RefusedError(f"there is no earlier fact {shown(index)}")
    return facts[index]


def _check_positive_power(
    fact: Fact, step: dict[str, Any], facts: list[Fact], integers: frozenset[str], work: Work
) -> None:
    """A positive base to an integer symbol is positive."""
    term = fact.term
    if fact.relation != ">0" or not isinstance(term, list | tuple) or len(term) != 3 or term[0] != "power":
        raise RefusedError("'positive power' concludes power(base, k) > 0")
    base, exponent = term[1], term[2]
    read_term(term, integers, work)  # which refuses a symbol that is no integer
    if not (isinstance(exponent, list | tuple) and len(exponent) == 2 and exponent[0] == "symbol"):
        raise RefusedError("'positive power' takes an integer symbol as exponent")
    if _is_literal(">0", base):
        return
    if _known(facts, step.get("base")).text != fact_text(">0", base):
        raise RefusedError("the base of the power is not known to be positive")


def _check_combination(
    fact: Fact, step: dict[str, Any], facts: list[Fact], integers: frozenset[str], work: Work
) -> None:
    """fact.term * product(over) = sum of coefficient * product(factors) * product(squares), and signs that fit."""
    over, summands = step.get("over", []), step.get("summands", [])
    if shape_of(fact.term):
        _check_matrix_identity(fact, over, summands, integers, work)
        return
    if not isinstance(over, list) or not isinstance(summands, list):
        raise RefusedError("'combination' needs lists 'over' and 'summands'")
    allowed = (">0", "!=0") if fact.relation in ("=0", "!=0") else (">0",)
    left = read_term(fact.term, integers, work)
    for index in over:
        divisor = _known(facts, index)
        if divisor.relation not in allowed:
            raise RefusedError("it divides by what is not known to have a sign")
        left = _arithmetic("mul", left, read_term(divisor.term, integers, work), work)
    right = Ratio({}, ONE)
    strict = []
    for summand in summands:
        value, is_strict = _read_summand(summand, fact.relation, facts, integers, work)
        right = _arithmetic("add", right, value, work)
        strict.append(is_strict)
    if fact.relation == ">0" and not any(strict):
        raise RefusedError("no summand is positive for sure")
    if fact.relation == "!=0" and not (any(strict) and len(strict) == 1):
        raise RefusedError("a product that is not 0 has one summand")
    crossed = multiply(left.numerator, right.denominator, work), multiply(right.numerator, left.denominator, work)
    if not vanishes(add(crossed[0], crossed[1], work, -1), work):
        raise RefusedError("the identity does not hold")


def _check_matrix_identity(fact: Fact, over: object, summands: object, integers: frozenset[str], work: Work) -> None:
    """A matrix is 0 for all sizes and entries when each of its words has the coefficient 0."""
    if fact.relation != "=0" or over or summands:
        raise RefusedError("of matrices only equations are checked, word by word")
    for value in read_matrix(fact.term, integers, work).values():
        if not vanishes(value.numerator, work):
            raise RefusedError("the two matrices differ in a word")


def _check_gram(fact: Fact, integers: frozenset[str], work: Work) -> None:
    """The trace of a matrix's transpose times the matrix is a sum of squares of its entries."""
    match json.loads(json.dumps(fact.term)):
        case ["trace", ["matmul", ["transpose", first], second]] if first == second and fact.relation == ">=0":
            read_term(fact.term, integers, work)
        case _:
            raise RefusedError("'gram' concludes trace(transpose(M) M) >= 0")


def _check_absurd(step: dict[str, Any], facts: list[Fact]) -> None:
    """From 0 > 0 everything follows: no point meets the hypotheses."""
    if _known(facts, step.get("from")).text != fact_text(">0", ["number", "0"]):
        raise RefusedError("'absurd' needs the fact 0 > 0")


def _check_root(fact: Fact, step: dict[str, Any], facts: list[Fact], integers: frozenset[str], work: Work) -> None:
    """The square root of what is positive is positive, and of what is not negative is not negative."""
    if fact.relation not in (">0", ">=0") or len(fact.term) != 2 or fact.term[0] != "sqrt":
        raise RefusedError("'root' concludes sqrt(t) > 0 or sqrt(t) >= 0")
    read_term(fact.term, integers, work)
    known = _known(facts, step.get("of"))
    texts = {fact_text(">0", fact.term[1])} | ({fact_text(">=0", fact.term[1])} if fact.relation == ">=0" else set())
    if known.text not in texts:
        raise RefusedError("the sign of what the root is taken of is not known")


# Sums over all indices of a size. Vectors and matrices have entries; an index ranges over 0 … size - 1, for every size.

FREE_INDEX = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,40}'?\Z")  # sums that are being read use other names
SIZE = re.compile(r"([A-Za-z_][A-Za-z0-9_]{0,40}|[0-9]{1,9})\Z")
INDEX_WORD = '"index"'  # in the texts of facts that need more than a look
MOST_BOUND = 5  # indices of a sum that is no product of sums


class Indexed(NamedTuple):
    """What a generator is made of: its term, its free indices, the highest number bound in it."""

    term: Any
    free: frozenset[str]
    height: int


def size_number(size: object) -> Ratio:
    """A size as a number: the symbol of its name, or what its digits say."""
    if not isinstance(size, str) or not SIZE.match(size):
        raise RefusedError(f"{shown(size)} is no size")
    if not size.isdecimal():
        return Ratio({((size, 1),): Fraction(1)}, ONE)
    return Ratio({(): Fraction(size)} if int(size) else {}, ONE)


def _read_index(data: object, work: Work) -> tuple[str, str]:
    """Name and size of an index, which ranges over one size wherever it stands."""
    if not isinstance(data, list | tuple) or len(data) != 3 or data[0] != "index":
        raise RefusedError(f"{shown(data)} is no index")
    name, size = data[1], data[2]
    if not isinstance(name, str) or not (FREE_INDEX.match(name) or name in work.indices):
        raise RefusedError(f"{shown(name)} is no name of an index here")
    size_number(size)
    if work.indices.setdefault(name, size) != size:
        raise RefusedError(f"an index ranges over {shown(work.indices[name])} and over {shown(size)}")
    return name, size


def _read_indexed(term: Any, integers: frozenset[str], work: Work) -> Ratio:
    """An entry, a Kronecker delta or a sum."""
    head, arguments = term[0], term[1:]
    work.integers = integers
    if head == "sum" and len(arguments) == 3:
        return _read_sum(term, work)
    if head == "entry" and arguments:
        return _generator(_entry(arguments[0], arguments[1:], work))
    if head == "delta" and len(arguments) == 2:
        left, right = sorted(_read_index(each, work) for each in arguments)
        if left[1] != right[1]:
            raise RefusedError(f"a delta of indices over {shown(left[1])} and over {shown(right[1])}")
        return Ratio(ONE, ONE) if left == right else _generator(["delta", ["index", *left], ["index", *right]])
    raise RefusedError(f"the checker has no {shown(head)} with {len(arguments)} arguments")


def _generator(term: list[Any]) -> Ratio:
    return Ratio({((json.dumps(term), 1),): Fraction(1)}, ONE)


def _entry(letter: Any, indices: Any, work: Work) -> list[Any]:
    """The term of an entry: one index for rows and one for columns, none where there is one row or column only."""
    shape = shape_of(letter)
    if not shape or letter[0] != "letter":
        raise RefusedError("an entry of what is no matrix variable")
    read = [_read_index(each, work) for each in indices]
    if [size for _, size in read] != [size for size in shape if size != "1"]:
        raise RefusedError(f"an entry of shape {shown(shape)} with indices over {shown([size for _, size in read])}")
    if letter[4] == "symmetric":
        read.sort()
    return ["entry", list(letter), *(["index", *each] for each in read)]


def reindexed(term: Any, old: str, new: str, work: Work) -> Any:
    """A term with a free index under another name.

    Raises:
        RefusedError: a sum in it binds the new name and would capture the index.
    """
    work.spend(1)
    if not isinstance(term, list | tuple) or not term:
        return term
    if term[0] == "index" and len(term) == 3:
        return ["index", new, term[2]] if term[1] == old else term
    if term[0] == "sum" and len(term) == 4:
        if term[1] == old:
            return term
        if term[1] == new and old in free_indices(term, work):
            raise RefusedError(f"a sum over {shown(new)} would capture an index")
    return [reindexed(part, old, new, work) for part in term]


def free_indices(term: Any, work: Work) -> frozenset[str]:
    """The names of the indices in a term that no sum in it binds."""
    return frozenset(name for name, _ in _sized_indices(term, work))


def _sized_indices(term: Any, work: Work) -> frozenset[tuple[str, str]]:
    """The same, with what they range over."""
    work.spend(1)
    if not isinstance(term, list | tuple) or not term:
        return frozenset()
    if term[0] == "index" and len(term) == 3:
        return frozenset([(str(term[1]), str(term[2]))])
    found = frozenset[tuple[str, str]]().union(*(_sized_indices(part, work) for part in term))
    if term[0] == "sum" and len(term) == 4:
        return frozenset(pair for pair in found if pair[0] != term[1])
    return found


def _height(term: Any) -> int:
    """The highest number by which a sum in a term calls its index."""
    if not isinstance(term, list | tuple) or not term:
        return 0
    own = int(term[1]) if term[0] == "sum" and re.match(r"[0-9]{1,4}\Z", str(term[1])) else 0
    return max(own, *map(_height, term))


def _made_of(name: str, work: Work) -> Indexed:
    if name not in work.parts:
        work.spend(1 + len(name) // 16)
        term = generator_term(name)
        work.parts[name] = Indexed(term, free_indices(term, work), _height(term))
    return work.parts[name]


def _depends(name: str, indices: Iterable[str], work: Work) -> bool:
    return not _made_of(name, work).free.isdisjoint(indices)


def _read_again(name: str, old: str, new: str, work: Work, *, as_inverse: bool) -> Ratio:
    """A generator with an index under another name; what one is divided by divides, unless it stays `as_inverse`."""
    term = reindexed(_made_of(name, work).term, old, new, work)
    if term[0] != "inverse":
        return read_term(term, work.integers, work)
    divisor = read_term(term[1], work.integers, work)
    if not as_inverse:
        return _arithmetic("div", Ratio(ONE, ONE), divisor, work)
    if divisor.denominator != ONE or len(divisor.numerator) == 1:
        raise RefusedError("a sum of what is another sum when its index has another name")
    coefficient, rest = _inverse_of(divisor.numerator, work)
    return Ratio(_only(_inverse_name(rest, work)), {(): coefficient})


def _renamed(monomial: Monomial, old: str, new: str, work: Work, *, as_inverse: bool = False) -> Ratio:
    """A product of generators with an index under another name; each is read again, since it may become another one."""
    result = Ratio(ONE, ONE)
    for name, power in monomial:
        factor = Ratio({((name, 1),): Fraction(1)}, ONE)
        if _depends(name, (old,), work):
            factor = _read_again(name, old, new, work, as_inverse=as_inverse)
        result = _arithmetic("mul" if power > 0 else "div", result, _natural_power(factor, abs(power), work), work)
    return result


def _read_sum(term: Any, work: Work) -> Ratio:
    """A sum. While it is read its index has a name that no other index has."""
    bound, size, body = term[1:]
    size_number(size)
    if not isinstance(bound, str):
        raise RefusedError("a sum over what is no name")
    for name in free_indices(term, work):
        if not FREE_INDEX.match(name) and name not in work.indices:
            raise RefusedError(f"{shown(name)} is no name of an index here")
    work.opened += 1
    fresh = f"~{work.opened}"
    work.indices[fresh] = size
    value = read_term(reindexed(body, bound, fresh, work), work.integers, work)
    result = _sum_of_ratio(value, ((fresh, size),), work)
    del work.indices[fresh]
    return result


Dummies = tuple[tuple[str, str], ...]  # names and sizes of the indices of a sum


def _sum_of_ratio(value: Ratio, dummies: Dummies, work: Work) -> Ratio:
    """The sum of a rational function. A divisor without the indices divides the whole."""
    names = frozenset(name for name, _ in dummies)
    numerator, divisor = value
    if any(_depends(name, names, work) for monomial in divisor for name, _ in monomial):
        numerator, divisor = _without_dependent_divisor(value, names, work)
    total = Ratio({}, ONE)
    for monomial, coefficient in numerator.items():
        part = _sum_of(monomial, dummies, work)
        total = _arithmetic("add", total, _arithmetic("mul", Ratio({(): coefficient}, ONE), part, work), work)
    return _arithmetic("div", total, Ratio(divisor, ONE), work)


def _without_dependent_divisor(value: Ratio, names: frozenset[str], work: Work) -> Ratio:
    """With negative powers for what multiplies the divisor, and a generator for one divided by what is left of it."""
    common = _common(value.denominator)
    rest = _lowered(value.denominator, common)
    inverse: Monomial = tuple((name, -power) for name, power in common.items() if _depends(name, names, work))
    outside: Monomial = tuple((name, power) for name, power in common.items() if not _depends(name, names, work))
    numerator = multiply(value.numerator, {tuple(sorted(inverse)): Fraction(1)}, work)
    if len(rest) == 1:
        return Ratio(numerator, {tuple(sorted(outside)): rest[()]})
    coefficient, rest = _inverse_of(rest, work)
    quotient, remainder = _divided(numerator, rest, work)
    divided = multiply(remainder, _only(_inverse_name(rest, work)), work)
    return Ratio(add(quotient, divided, work), {tuple(sorted(outside)): coefficient})


def _place(monomial: Monomial, names: list[str]) -> tuple[int, ...]:
    """Where a monomial stands in the lexicographic order of some generators."""
    powers = dict(monomial)
    return tuple(powers.get(name, 0) for name in names)


def _inverse_of(divisor: Polynomial, work: Work) -> tuple[Fraction, Polynomial]:
    """The coefficient of a polynomial's first monomial in the lexicographic order, and the polynomial divided by it."""
    names = sorted({name for monomial in divisor for name, _ in monomial})
    leading = divisor[max(divisor, key=lambda monomial: _place(monomial, names))]
    work.spend(len(divisor) * len(names))
    return leading, {monomial: coefficient / leading for monomial, coefficient in divisor.items()}


def _inverse_name(divisor: Polynomial, work: Work) -> str:
    return json.dumps(["inverse", _written_polynomial(divisor, work)])


def _divided(dividend: Polynomial, divisor: Polynomial, work: Work) -> tuple[Polynomial, Polynomial]:
    """Quotient and remainder of a division by a polynomial whose first monomial has the coefficient 1."""
    names = sorted({name for monomial in divisor for name, _ in monomial})
    first = max(divisor, key=lambda monomial: _place(monomial, names))
    quotient: Polynomial = {}
    while True:
        found = next((m for m in dividend if all(dict(m).get(name, 0) >= power for name, power in first)), None)
        work.spend(1 + len(dividend))
        if found is None:
            return quotient, dividend
        factor: Polynomial = {
            tuple(
                (name, power - dict(first).get(name, 0)) for name, power in found if power != dict(first).get(name, 0)
            ): dividend[found]
        }
        quotient = add(quotient, factor, work)
        dividend = add(dividend, multiply(factor, divisor, work), work, -1)


def _sum_of(monomial: Monomial, dummies: Dummies, work: Work) -> Ratio:
    """The sum of a product of generators over all values of some indices."""
    work.spend(1 + len(monomial) * len(dummies))
    if not dummies:
        over: Monomial = tuple((name, -power) for name, power in monomial if power < 0)
        return Ratio({tuple(each for each in monomial if each[1] > 0): Fraction(1)}, {over: Fraction(1)})
    for position, (index, size) in enumerate(dummies):
        others = (*dummies[:position], *dummies[position + 1 :])
        about = [name for name, _ in monomial if _depends(name, (index,), work)]
        if not about:  # every summand is the same
            return _arithmetic("mul", size_number(size), _sum_of(monomial, others, work), work)
        delta = next((name for name in about if _made_of(name, work).term[0] == "delta"), None)
        if delta is not None:  # one summand is left
            other = next(each[1] for each in _made_of(delta, work).term[1:] if each[1] != index)
            if dict(monomial)[delta] < 0:
                raise RefusedError("a divisor is a delta")
            rest = tuple(each for each in monomial if each[0] != delta)
            return _sum_of_ratio(_renamed(rest, index, other, work), others, work)
    return _sum_of_connected(monomial, dummies, work)


def _sum_of_connected(monomial: Monomial, dummies: Dummies, work: Work) -> Ratio:
    """The sum of a product without deltas, as a product of sums that share no index."""
    names = {dummies[0][0]}
    while True:
        inside = tuple(each for each in monomial if _depends(each[0], names, work))
        more = {name for name, _ in dummies if any(_depends(each[0], (name,), work) for each in inside)}
        if more <= names:
            break
        names |= more
    outside = tuple(each for each in monomial if each not in inside)
    others = tuple(each for each in dummies if each[0] not in names)
    here = tuple(each for each in dummies if each[0] in names)
    value = _sum_of_one(inside, here, work)
    return _arithmetic("mul", value, _sum_of(outside, others, work), work)


def _sum_of_one(monomial: Monomial, dummies: Dummies, work: Work) -> Ratio:
    """The sum of a product whose indices hang together: sums among its factors are opened, unless they are divisors."""
    for name, power in monomial:
        if power > 0 and _made_of(name, work).term[0] == "sum":
            return _with_opened(monomial, name, dummies, work)
    for position, (index, size) in enumerate(dummies if len(dummies) > 1 else ()):
        inside = tuple(each for each in monomial if _depends(each[0], (index,), work))
        divisors = [name for name, power in monomial if power < 0 and not _depends(name, (index,), work)]
        if any(_made_of(name, work).term[0] == "sum" for name in divisors):
            part = _sum_of(inside, ((index, size),), work)
            if part.denominator == ONE and any(part.numerator == {((name, 1),): 1} for name in divisors):
                # the sum over this index alone is a divisor, and cancels
                outside: Polynomial = {tuple(each for each in monomial if each not in inside): Fraction(1)}
                left = Ratio(multiply(part.numerator, outside, work), ONE)
                return _sum_of_ratio(left, (*dummies[:position], *dummies[position + 1 :]), work)
    return _canonical_sum(monomial, dummies, work)


def _with_opened(monomial: Monomial, name: str, dummies: Dummies, work: Work) -> Ratio:
    """The sum of a product in which one factor is a sum: a product of a sum with what it does not bind."""
    powers = {**dict(monomial), name: dict(monomial)[name] - 1}
    body: Any = _made_of(name, work).term
    fresh: list[tuple[str, str]] = []
    while body[0] == "sum":
        work.opened += 1
        fresh.append((f"~{work.opened}", body[2]))
        work.indices[fresh[-1][0]] = body[2]
        body = reindexed(body[3], body[1], fresh[-1][0], work)
    rest = Ratio({tuple(sorted(each for each in powers.items() if each[1])): Fraction(1)}, ONE)
    product = _arithmetic("mul", rest, read_term(body, work.integers, work), work)
    if len(dummies) + len(fresh) > MOST_BOUND:
        raise RefusedError(f"a sum over more than {MOST_BOUND} indices that is no product of sums")
    result = _sum_of_ratio(product, (*dummies, *fresh), work)
    for index, _ in fresh:
        del work.indices[index]
    return result


def _canonical_sum(monomial: Monomial, dummies: Dummies, work: Work) -> Ratio:
    """A sum as a generator. Its indices are numbered, above all numbers bound in its factors, in that order in which
    the text of its term is the first of all."""
    lowest = 1 + max(_made_of(name, work).height for name, _ in monomial)
    taken = {int(each) for name, _ in monomial for each in _made_of(name, work).free if each.isdecimal()}
    if not taken.isdisjoint(range(lowest, lowest + len(dummies))):
        lowest = 1 + max(taken)
    found: list[tuple[str, Fraction]] = []
    for order in permutations(dummies):
        factors, coefficient = _numbered(monomial, order, lowest, work)
        term = _product_term(factors)
        for number, (_, size) in enumerate(order, lowest):
            term = ["sum", str(number), size, term]
        work.spend(len(monomial))
        found.append((json.dumps(term), coefficient))
    name, coefficient = min(found)
    return Ratio({((name, 1),): coefficient}, ONE)


def _numbered(monomial: Monomial, order: Dummies, lowest: int, work: Work) -> tuple[Monomial, Fraction]:
    """A product of generators with numbers for the names of indices; one of them may change its sign by that."""
    before, factor = dict(work.indices), Fraction(1)
    for number, (index, size) in enumerate(order, lowest):
        work.indices[str(number)] = size
        above, below = _renamed(monomial, index, str(number), work, as_inverse=True)
        if len(above) != 1 or len(below) != 1:
            raise RefusedError("a sum of what is another sum when its index has another name")
        ((top, first),), ((bottom, second),) = above.items(), below.items()
        inverse: Polynomial = {tuple((name, -power) for name, power in bottom): first / second}
        ((monomial, coefficient),) = multiply({top: Fraction(1)}, inverse, work).items()
        factor *= coefficient
    work.indices = before
    return monomial, factor


def _product_term(factors: Monomial) -> Any:
    """A product of generators as a term: what has positive powers, over what has negative ones."""
    sides: list[Any] = [None, None]
    for name, power in factors:
        base = generator_term(name)
        if base[0] == "inverse":
            base, power = base[1], -power
        factor = base if abs(power) == 1 else ["pow", base, abs(power)]
        side = 0 if power > 0 else 1
        sides[side] = factor if sides[side] is None else ["mul", sides[side], factor]
    above = ["number", "1"] if sides[0] is None else sides[0]
    return above if sides[1] is None else ["div", above, sides[1]]


def without_deltas(polynomial: Polynomial, work: Work) -> Polynomial:
    """A polynomial, up to divisors, with one form for each product of deltas: the first of equal indices stands for
    all."""
    total = Ratio({}, ONE)
    for monomial, coefficient in polynomial.items():
        deltas = [_made_of(name, work).term for name, _ in monomial if name.startswith('["delta"')]
        value = Ratio({tuple(each for each in monomial if not each[0].startswith('["delta"')): coefficient}, ONE)
        for other, first in _first_of_equal(deltas).items():
            value = _renamed_in(value, other, first, work)
            size = work.indices[other]
            delta = _read_indexed(["delta", ["index", first, size], ["index", other, size]], work.integers, work)
            value = _arithmetic("mul", value, delta, work)
        total = _arithmetic("add", total, value, work)
    return total.numerator


def _first_of_equal(deltas: list[Any]) -> dict[str, str]:
    """For each index that some deltas make equal to others, the first of them, unless it is itself the first."""
    classes: list[set[str]] = []
    for _, left, right in deltas:
        joined = {left[1], right[1]}.union(*(each for each in classes if each & {left[1], right[1]}))
        classes = [*(each for each in classes if not each & joined), joined]
    return {name: min(each) for each in classes for name in sorted(each) if name != min(each)}


def _renamed_in(value: Ratio, old: str, new: str, work: Work) -> Ratio:
    """A polynomial with an index under another name."""
    total = Ratio({}, ONE)
    for monomial, coefficient in value.numerator.items():
        part = _arithmetic("mul", Ratio({(): coefficient}, value.denominator), _renamed(monomial, old, new, work), work)
        total = _arithmetic("add", total, part, work)
    return total


def generic_text(relation: str, term: Any, fixed: frozenset[str], work: Work) -> str:
    """The text of a fact that holds for all values of its indices, those of hypotheses excepted: by the order in which
    the others first occur, whatever their names."""
    text, numbers = fact_text(relation, term), dict[str, str]()
    if INDEX_WORD not in text:
        return text

    def numbered(part: Any) -> Any:
        work.spend(1)
        if not isinstance(part, list | tuple) or not part:
            return part
        if part[0] in ("index", "sum") and len(part) > 1 and part[1] not in fixed:
            name = numbers.setdefault(str(part[1]), f"@{len(numbers)}")
            return [part[0], name, *map(numbered, part[2:])]
        return [numbered(each) for each in part]

    return fact_text(relation, numbered(term))


def _noted_indices(facts: Iterable[Fact], work: Work) -> frozenset[str]:
    """The names of the free indices in facts of a goal, each of which ranges over one size."""
    about = (fact.term for fact in facts if INDEX_WORD in fact.text)
    pairs = frozenset[tuple[str, str]]().union(*(_sized_indices(term, work) for term in about))
    return frozenset(_read_index(["index", *pair], work)[0] for pair in pairs)


def _is_generic_instance(relation: str, need: Any, facts: list[Fact], work: Work) -> bool:
    """Whether a fact says something of all values of its indices, and so of those that a sum binds."""
    if "index" not in _strings_in(need):
        return False
    wanted = {generic_text(each, need, work.fixed, work) for each in (relation, ">0")}
    return any(generic_text(fact.relation, fact.term, work.fixed, work) in wanted for fact in facts)


def _check_sum(fact: Fact, step: dict[str, Any], facts: list[Fact], context: Context) -> None:
    """A sum of what is not negative, for all values of the index, is not negative; and positive if there is a summand
    and all are positive."""
    if fact.relation not in (">=0", ">0") or len(fact.term) != 4 or fact.term[0] != "sum":
        raise RefusedError("'sum' concludes sum(t) > 0 or sum(t) >= 0")
    read_term(fact.term, context.integers, context.work)
    bound, size, body = fact.term[1:]
    index, known = step.get("index"), _known(facts, step.get("of"))
    if not isinstance(index, str) or not FREE_INDEX.match(index) or index in context.work.fixed:
        raise RefusedError("the summand's index is no name of an index that no hypothesis has")
    if index in free_indices(fact.term, context.work):
        raise RefusedError("the summand's index stands in the sum already")
    texts = [fact_text(relation, reindexed(body, bound, index, context.work)) for relation in (">0", fact.relation)]
    if known.text not in texts:
        raise RefusedError("the sign of the summands is not known")
    if fact.relation == ">0":
        _must_be_nonempty(size, facts)


def _must_be_nonempty(size: str, facts: list[Fact]) -> None:
    if not (size.isdecimal() and int(size) > 0) and all(fact.text != _nonempty(size) for fact in facts):
        raise RefusedError(f"nothing shows that there is an index below {shown(size)}")


def _nonempty(size: str) -> str:
    return fact_text(">=0", ["sub", ["symbol", size], ["number", "1"]])


def _must_have_indices(fact: Fact, given: frozenset[str], facts: list[Fact], work: Work) -> None:
    """What is said of an index that the goal does not have says something only if there is one."""
    for name in free_indices(fact.term, work) - given if INDEX_WORD in fact.text else ():
        _must_be_nonempty(work.indices.get(name, ""), facts)


def _read_summand(
    summand: object, relation: str, facts: list[Fact], integers: frozenset[str], work: Work
) -> tuple[Ratio, bool]:
    """The value of a summand, and whether it is positive (for `!=0`: not 0) for sure."""
    if not isinstance(summand, dict):
        raise RefusedError("a summand is no object")
    coefficient = read_number(summand.get("coefficient"))
    factors, squares = summand.get("factors", []), summand.get("squares", [])
    if not isinstance(factors, list) or not isinstance(squares, list):
        raise RefusedError("a summand needs lists 'factors' and 'squares'")
    known = [_known(facts, index) for index in factors]
    relations = {each.relation for each in known}
    if relation in (">=0", ">0") and (coefficient < 0 or not relations <= {">=0", ">0", "=0"}):
        raise RefusedError("a summand may be negative")
    if relation == "=0" and "=0" not in relations:
        raise RefusedError("a summand may differ from 0")
    value = Ratio({(): coefficient} if coefficient else {}, ONE)
    for each in known:
        value = _arithmetic("mul", value, read_term(each.term, integers, work), work)
    for square in squares:
        _must_have_value(square, facts, work)
        root = read_term(square, integers, work)
        value = _arithmetic("mul", value, _arithmetic("mul", root, root, work), work)
    sure = {">0"} if relation in (">=0", ">0") else {">0", "!=0"}
    return value, coefficient != 0 and relations <= sure and not squares


Matrix = list[list[Fraction]]
Values = dict[str, Fraction | Matrix]


def _read_value(data: object) -> Fraction | Matrix:
    """A number, or a matrix as a list of rows."""
    if not isinstance(data, list):
        return read_number(data)
    rows = [[read_number(text) for text in row] for row in data if isinstance(row, list)]
    if len(rows) != len(data) or not rows or not rows[0] or len({len(row) for row in rows}) > 1:
        raise RefusedError("a model has a matrix that is empty or has rows of different lengths")
    return rows


def value_at(term: object, values: Values, work: Work) -> Fraction:
    """The exact value of a term at a model."""
    match term:
        case ["number", text]:
            return read_number(text)
        case ["symbol", str(name)]:
            number = values.get(name)
            if not isinstance(number, Fraction):
                raise RefusedError(f"the model has no value for {shown(name)}")
            return number
        case ["entry" | "delta" | "sum" as head, *arguments]:
            return _indexed_value_at(head, arguments, values, work)
        case ["trace", inside]:
            matrix = matrix_at(inside, values, work)
            return sum((matrix[i][i] for i in range(len(matrix))), Fraction(0))
        case ["neg", operand]:
            return -value_at(operand, values, work)
        case ["pow", base, int(exponent)] if not isinstance(exponent, bool):
            return _power_at(value_at(base, values, work), Fraction(exponent), work)
        case ["power" | "add" | "sub" | "mul" | "div" as head, first, second]:
            left, right = value_at(first, values, work), value_at(second, values, work)
            return _power_at(left, right, work) if head == "power" else _value_of(head, left, right, work)
        case ["exp" | "log" | "sin" | "cos" as head, operand]:
            return _function_at(head, value_at(operand, values, work))
    raise RefusedError("the checker cannot compute a hypothesis at the model")


def _indexed_value_at(head: str, arguments: list[Any], values: Values, work: Work) -> Fraction:
    """The value of an entry, of a delta, or of a sum over all indices below what the model says of the size."""
    work.spend(1)
    if head == "delta" and len(arguments) == 2:
        return Fraction(_position_at(arguments[0], values, work) == _position_at(arguments[1], values, work))
    if head == "entry":
        matrix = matrix_at(arguments[0], values, work)
        positions = [_position_at(each, values, work) for each in arguments[1:]]
        sizes = arguments[0][2:4]
        row, column = (0 if size == "1" else positions.pop(0) for size in sizes)
        return matrix[row][column]
    bound, size, body = arguments
    total = Fraction(0)
    for position in range(_size_at(size, values, work)):
        total = _value_of("add", total, value_at(body, {**values, f"index {bound}": Fraction(position)}, work), work)
    return total


def _position_at(index: Any, values: Values, work: Work) -> int:
    head, name, size = index
    position = values.get(f"index {name}", values.get(name))
    if head != "index" or not isinstance(position, Fraction) or not 0 <= position < _size_at(size, values, work):
        raise RefusedError(f"the model has no position for the index {shown(name)}")
    return int(position)


def _size_at(size: str, values: Values, work: Work) -> int:
    """What a model says of a size: its symbol, and the shapes of matrices, which agree."""
    number = Fraction(size) if size.isdecimal() else values.get(size, Fraction(work.sizes.get(size, -1)))
    if not isinstance(number, Fraction) or number.denominator != 1 or not 0 <= number <= MOST_WORK:
        raise RefusedError(f"the model does not say how large {shown(size)} is")
    work.fit(size, int(number))
    return int(number)


def matrix_at(term: Any, values: Values, work: Work) -> Matrix:
    """The exact value of a matrix term at a model, whose letters fit in shape and symmetry."""
    matrix = _matrix_at(term, values, work)
    work.spend(1 + sum(1 + burden(entry) for row in matrix for entry in row))
    return matrix


def _matrix_at(term: Any, values: Values, work: Work) -> Matrix:
    match list(term):
        case ["letter", str(name), rows, columns, structure]:
            matrix = values.get(name)
            if not isinstance(matrix, list) or (structure == "symmetric" and matrix != _flipped(matrix)):
                raise RefusedError(f"the model has no fitting matrix for {shown(name)}")
            work.fit(rows, len(matrix))
            work.fit(columns, len(matrix[0]))
            return matrix
        case ["transpose", inside]:
            return _flipped(matrix_at(inside, values, work))
        case ["scale", factor, inside]:
            number = value_at(factor, values, work)
            return [[number * entry for entry in row] for row in matrix_at(inside, values, work)]
        case ["add" | "sub" as head, first, second]:
            left, right = matrix_at(first, values, work), matrix_at(second, values, work)
            sign = 1 if head == "add" else -1
            return [[a + sign * b for a, b in zip(x, y, strict=True)] for x, y in zip(left, right, strict=True)]
        case ["matmul", first, second]:
            left, right = matrix_at(first, values, work), matrix_at(second, values, work)
            work.spend(len(left) * len(right) * len(right[0]))
            columns = _flipped(right)
            return [[sum((a * b for a, b in zip(row, c, strict=True)), Fraction(0)) for c in columns] for row in left]
    raise RefusedError("the checker cannot compute a matrix at the model")


def _flipped(matrix: Matrix) -> Matrix:
    return [list(column) for column in zip(*matrix, strict=True)]


def _value_of(head: str, left: Fraction, right: Fraction, work: Work) -> Fraction:
    work.spend(1 + burden(left) + burden(right))
    if head == "div":
        if right == 0:
            raise RefusedError("the model divides by 0")
        return left / right
    return left * right if head == "mul" else left + right if head == "add" else left - right


def _power_at(base: Fraction, exponent: Fraction, work: Work) -> Fraction:
    if exponent.denominator != 1 or abs(exponent) > LARGEST_MODEL_EXPONENT or (base == 0 and exponent < 0):
        raise RefusedError("the model needs a power that the checker does not compute")
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if bits * abs(exponent) > MOST_BITS:
        raise RefusedError(f"it needs numbers of more than {MOST_BITS} bits")
    result = base ** int(exponent)
    work.spend(1 + burden(result))
    return result


def check_model(goal: dict[str, Any], model: dict[str, Any]) -> None:
    """Confirm that a model meets all hypotheses of a goal.

    Raises:
        RefusedError: it does not.
    """
    if not isinstance(model.get("values"), dict):
        raise RefusedError("a model needs values")
    work = Work()
    values = {name: _read_value(data) for name, data in model["values"].items()}
    given = [values[name] for name in goal["integers"] if name in values]
    if not all(isinstance(number, Fraction) and number.denominator == 1 for number in given):
        raise RefusedError("the model gives an integer symbol another value")
    atoms = [*goal["hypotheses"], *([goal["conclusion"]] if "conclusion" in goal else [])]
    for fact in map(read_fact, atoms):
        for _, size in _sized_indices(fact.term, work) if INDEX_WORD in fact.text else ():
            if size == "0" or values.get(size) == 0:
                raise RefusedError(f"the model leaves no index below {shown(size)}")
    for hypothesis in goal["hypotheses"]:
        fact = read_fact(hypothesis)
        value = value_at(fact.term, values, work)
        if not {">=0": value >= 0, ">0": value > 0, "=0": value == 0, "!=0": value != 0}[fact.relation]:
            raise RefusedError("the model breaks a hypothesis")


def goals_hash(goals: list[dict[str, Any]]) -> str:
    """The hash of the mathematics of a list of goals."""
    mathematics = [{key: goal[key] for key in ("integers", "hypotheses", "conclusion")} for goal in goals]
    canonical = json.dumps(mathematics, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()


def divisors_of(term: object) -> list[tuple[str, Any]]:
    """What must be shown for a term to have a value: (relation, term) for each divisor, base, radicand and log."""
    return _divisors_in(term, Work())


def _divisors_in(term: object, work: Work) -> list[tuple[str, Any]]:
    if not isinstance(term, list | tuple) or not term:
        return []
    if term[0] == "sum" and len(term) == 4:  # for every index, under a name that no goal has
        return _divisors_in(reindexed(term[3], str(term[1]), f"~{term[1]}", work), work)
    found = [need for part in term[1:] for need in _divisors_in(part, work)]
    if term[0] == "div" and len(term) == 3:
        found.append(("!=0", term[2]))
    if term[0] == "power" and len(term) == 3:
        found.append((">0", term[1]))
    if term[0] == "sqrt" and len(term) == 2:
        found.append((">=0", term[1]))
    if term[0] == "log" and len(term) == 2:
        found.append((">0", term[1]))
    return found


class Goals:
    """The goals of a proof, with the texts of their facts."""

    def __init__(self, data: object) -> None:
        if not isinstance(data, list) or not data:
            raise RefusedError("there are no goals")
        if len(data) > MOST_GOALS:
            raise RefusedError(f"there are more than {MOST_GOALS} goals")
        self.data: list[dict[str, Any]] = data
        self.hypotheses: list[frozenset[str]] = []
        self.fixed: list[frozenset[str]] = []  # the indices of hypotheses
        self.concluding: dict[str, list[int]] = {}  # by the texts of conclusions
        for position, goal in enumerate(data):
            if not isinstance(goal, dict) or not isinstance(goal.get("hypotheses"), list):
                raise RefusedError(f"goal {position} has no list of hypotheses")
            integers = goal.get("integers")
            if not isinstance(integers, list) or not all(isinstance(name, str) for name in integers):
                raise RefusedError(f"goal {position} has no list of integer symbols")
            facts = [read_fact(each) for each in goal["hypotheses"]]
            work, conclusion = Work(), read_fact(goal.get("conclusion"))
            self.hypotheses.append(frozenset(fact.text for fact in facts))
            self.fixed.append(_noted_indices(facts, work))
            for text in {conclusion.text, generic_text(*conclusion[:2], self.fixed[-1], work)}:
                self.concluding.setdefault(text, []).append(position)

    def know(self, position: int, relation: str, term: Any) -> bool:
        """Whether a fact is a hypothesis of a goal, or concluded by an earlier goal of no other hypotheses."""
        hypotheses = self.hypotheses[position]
        texts = fact_text(relation, term), generic_text(relation, term, self.fixed[position], Work())
        earlier = (i for text in texts for i in self.concluding.get(text, []) if i < position)
        return texts[0] in hypotheses or any(self.hypotheses[i] <= hypotheses for i in earlier)


def check_definedness(goals: Goals, position: int) -> None:
    """Confirm that every divisor in a goal is not 0, by a literal, a hypothesis or an earlier goal of fewer hypotheses.

    Raises:
        RefusedError: some divisor may be 0, or some base of a power may not be positive.
    """
    goal = goals.data[position]
    terms = [atom["term"] for atom in [*goal["hypotheses"], goal["conclusion"]]]
    for relation, term in (need for each in terms for need in divisors_of(each)):
        if _is_literal(relation, term):
            continue
        if not goals.know(position, relation, term) and not goals.know(position, ">0", term):
            raise RefusedError(f"goal {position}: nothing shows that {shown(term)} is {relation}")


class Outcome(NamedTuple):
    """What the checker has to say about one proof."""

    confirmed: int
    on_word: list[str]  # closures that rest on an engine's word
    rests_on: tuple[str, ...]


def check_proof(goals: object, goal_hash: object, certificate: object) -> Outcome:
    """Confirm that a certificate closes every one of the goals and that the goals are not vacuous.

    Raises:
        RefusedError: a goal is open, a closure is wrong, a hash does not fit, or no model is given.
    """
    try:
        return _check_proof(Goals(goals), goal_hash, certificate)
    except RecursionError:
        raise RefusedError("it is nested too deeply") from None
    except (KeyError, IndexError, TypeError, AttributeError, ValueError, OverflowError) as error:
        raise RefusedError(f"malformed ({type(error).__name__}: {shown(str(error))[:80]})") from error


def _check_proof(goals: Goals, goal_hash: object, certificate: object, depth: int = 0) -> Outcome:
    if goals_hash(goals.data) != goal_hash:
        raise RefusedError("the goals are not those of the hash")
    if not isinstance(certificate, dict) or certificate.get("goal_hash") != goal_hash:
        raise RefusedError("the certificate is for other goals")
    theorems = _proved_theorems(certificate.get("theorems", []), depth)
    closures = _by_goal(certificate.get("closures"), len(goals.data))
    on_word = []
    for position, goal in enumerate(goals.data):
        if position not in closures:
            raise RefusedError(f"goal {position} is open")
        rests_on = closures[position].get("rests_on")
        if rests_on == "checker":
            check_definedness(goals, position)
            check_closure(goal, closures[position], theorems)
        elif isinstance(rests_on, str) and ENGINES_WORD.match(rests_on):
            on_word.append(f"goal {position}: {rests_on}")
        else:
            raise RefusedError(f"goal {position} rests on {shown(rests_on)}, and not on 'checker' or an engine's word")
    _check_models(goals, _by_goal(certificate.get("models"), len(goals.data)))
    rests = tuple(sorted({closure["rests_on"] for closure in closures.values()}))
    return Outcome(len(closures) - len(on_word), on_word, rests)


def _proved_theorems(entries: object, depth: int) -> dict[str, list[dict[str, Any]]]:
    """The goals of the theorems that a certificate brings with their own certificates, by their hash."""
    if not isinstance(entries, list) or (entries and depth == DEEPEST_USE):
        raise RefusedError(f"its theorems are no list, or use others more than {DEEPEST_USE} deep")
    proved: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        goals = Goals(entry["goals"])
        if _check_proof(goals, entry["goal_hash"], entry["certificate"], depth + 1).on_word:
            raise RefusedError("a theorem that it uses rests on an engine's word")
        proved[entry["goal_hash"]] = goals.data
    return proved


def _by_goal(entries: object, count: int) -> dict[int, dict[str, Any]]:
    """Closures or models by the goal that they are for."""
    if not isinstance(entries, list):
        raise RefusedError("a certificate needs lists 'closures' and 'models'")
    found: dict[int, dict[str, Any]] = {}
    for entry in entries:
        position = entry.get("goal") if isinstance(entry, dict) else None
        if isinstance(position, bool) or not isinstance(position, int) or not 0 <= position < count:
            raise RefusedError("a closure or a model is for no goal")
        if position in found:
            raise RefusedError(f"goal {position} has two closures or two models")
        found[position] = entry
    return found


def _check_models(goals: Goals, models: dict[int, dict[str, Any]]) -> None:
    """At least one model of a goal whose hypotheses are not a part of another goal's: else the whole may be vacuous."""
    for position, model in models.items():
        check_model(goals.data[position], model)
    different = set(goals.hypotheses)
    modelled: set[frozenset[str]] = {goals.hypotheses[position] for position in models} | {frozenset()}
    if not any(all(not hypotheses < other for other in different) for hypotheses in modelled & different):
        raise RefusedError("no model of the hypotheses is given: the statement may be vacuous")


def read_record(path: Path) -> Any:
    """The JSON of a file, without duplicate keys, NaN or bottomless nesting.

    Raises:
        UnreadableError: it is no such file.
    """

    def no_constant(text: str) -> Any:
        raise UnreadableError(f"it contains {text}")

    def no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(pairs)
        if len(result) != len(pairs):
            raise UnreadableError("an object has a key twice")
        return result

    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise UnreadableError(f"it is larger than {MOST_BYTES} bytes")
        return json.loads(content.decode(), parse_constant=no_constant, object_pairs_hook=no_duplicates)
    except (OSError, ValueError, RecursionError, MemoryError) as error:
        raise UnreadableError(f"{type(error).__name__}: {str(error)[:200]}") from error


def find_proofs(data: object) -> list[tuple[str, dict[str, Any]]]:
    """Every object of a record that has a certificate, with where it stands."""
    found = []
    agenda = [("", data)]
    while agenda:
        name, each = agenda.pop()
        parts: list[tuple[str, object]] = []
        if isinstance(each, list):
            parts = [(f"{name}[{i}]", part) for i, part in enumerate(each)]
        if isinstance(each, dict):
            if each.get("certificate"):
                found.append((name.removeprefix("."), each))
            parts = [(f"{name}.{shown(key)}", each[key]) for key in each if key not in ("goals", "certificate")]
        agenda += reversed([(name[:400], part) for name, part in parts])
    return found


def _rests_on(theorem: dict[str, Any], outcome: Outcome) -> bool:
    """Whether a theorem says what its proof rests on; human steps and conditions, which no certificate has, may come on
    top."""
    said = theorem.get("rests_on")
    if not isinstance(said, list) or not all(isinstance(each, str) for each in said):
        return False
    return [each for each in said if not each.startswith(("human step: ", "condition: "))] == list(outcome.rests_on)


def check_record(record: object) -> tuple[list[str], list[str]]:
    """Check a whole record. Returns lines to print, and refusals.

    Raises:
        UnreadableError: it is no record.
    """
    if not isinstance(record, dict) or not isinstance(record.get("theorems"), dict):
        raise UnreadableError("it has no theorems")
    lines: list[str] = []
    refusals: list[str] = []
    for name, proof in find_proofs(record):
        try:
            outcome = check_proof(proof.get("goals"), proof.get("goal_hash"), proof["certificate"])
        except RefusedError as refusal:
            refusals.append(f"{name}: refused: {refusal}")
            continue
        lines.append(f"{name}: {outcome.confirmed} goals confirmed" + "".join(f"; {w}" for w in outcome.on_word))
        if proof.get("verdict") == "proved" and not _rests_on(proof, outcome):
            refusals.append(f"{name}: refused: it does not rest on what it says")
    for name, theorem in record["theorems"].items():
        if not isinstance(theorem, dict):
            refusals.append(f"theorems.{shown(name)}: refused: it is no theorem")
        elif theorem.get("verdict") == "proved" and not theorem.get("certificate"):
            refusals.append(f"theorems.{shown(name)}: refused: it is called proved and has no certificate")
    return lines, refusals


def main(arguments: list[str]) -> int:
    """Check the record that the only argument names; a folder stands for the report.json in it."""
    if len(arguments) != 1 or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0 if arguments and arguments[0] in ("-h", "--help") else 4
    path = Path(arguments[0])
    path = path / "report.json" if path.is_dir() else path
    try:
        lines, refusals = check_record(read_record(path))
    except UnreadableError as error:
        print(f"{path}: not a record: {error}", file=sys.stderr)
        return UNREADABLE
    for line in lines:
        print(line)
    for line in refusals:
        print(line, file=sys.stderr)
    print(f"{len(lines)} certificates confirmed, {len(refusals)} refused")
    return REFUSED if refusals else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
