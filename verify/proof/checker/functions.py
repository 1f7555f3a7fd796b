"""Exponentials, logarithms, sines and cosines: generators with their exact relations."""

from __future__ import annotations

import json
from fractions import Fraction
from math import lcm
from typing import Any, NamedTuple

from . import terms
from .generators import generator_term, written, written_number
from .polynomials import (
    ONE,
    Monomial,
    Polynomial,
    Ratio,
    add,
    arithmetic,
    as_polynomial,
    common_powers,
    lowered,
    multiply,
    natural_power,
    with_replaced,
)
from .rationals import LARGEST_POWER, Coefficient
from .work import RefusedError, Work

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


def _monic(polynomial: Polynomial) -> tuple[Fraction, Polynomial]:
    """The coefficient of its first monomial, and the polynomial divided by it."""
    leading = Fraction(polynomial[min(polynomial)])
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
        value = terms.read_term(part, integers, work)
        work.spend(len(value.numerator) * len(value.denominator))
        divisible = common_powers(value.denominator)
        for monomial, coefficient in sorted(value.numerator.items()):
            cancelled = {name: min(power, divisible.get(name, 0)) for name, power in monomial}
            ((top, _),) = lowered({monomial: coefficient}, cancelled).items()
            leading, bottom = _monic(lowered(value.denominator, cancelled))
            share = sign * coefficient / leading
            if max(abs(share.numerator), share.denominator) > LARGEST_PART:
                raise RefusedError("an exponential or an angle has too long a coefficient")
            found.append((share, top, bottom))
    return found


def read_function(head: str, argument: Any, integers: frozenset[str], work: Work) -> Ratio:
    """exp, log, sin or cos of a term, by generators of the smallest parts of its argument."""
    if head == "log":
        return logarithm(terms.read_term(argument, integers, work), integers, work)
    if head == "exp":
        return _exponential(_shares(argument, integers, work), integers, work)
    cosine, sine = NIL_ANGLE
    for share, top, bottom in _shares(argument, integers, work):
        angle = Angle("cos", top, bottom, share.denominator)
        cosine, sine = _turned((cosine, sine), _multiple(angle, share.numerator, work), work)
    return Ratio(cosine if head == "cos" else sine, ONE)


def _angle(angle: Angle, work: Work) -> str:
    """The name of a generator, which is the text of its term."""
    argument = written(Ratio({angle.top: Fraction(1, angle.parts)}, angle.bottom), work)
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
            base = terms.read_term(json.loads(top[0][0])[1], integers, work)
            factor = natural_power(base, abs(power), work)
            result = arithmetic("mul" if power > 0 else "div", result, factor, work)
        else:
            name = _angle(Angle("exp", top, bottom, parts), work)
            powers[name] = powers.get(name, 0) + power
    above: Polynomial = {tuple(sorted((name, power) for name, power in powers.items() if power > 0)): Fraction(1)}
    below: Polynomial = {tuple(sorted((name, -power) for name, power in powers.items() if power < 0)): Fraction(1)}
    return arithmetic("mul", result, Ratio(above, below), work)


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
    work.roots[sine] = Ratio(add(ONE, as_polynomial(cosine, 2), work, -1), ONE)
    once: Rotation = as_polynomial(cosine), {((sine, 1),): Fraction(1 if times > 0 else -1)}
    result = NIL_ANGLE
    for _ in range(abs(times)):
        result = _turned(result, once, work)
    return result


def logarithm(value: Ratio, integers: frozenset[str], work: Work) -> Ratio:
    """The logarithm of a positive rational function as a sum: factors that are positive in any case come out."""
    if not value.numerator:
        return Ratio(as_polynomial(json.dumps(["log", ["number", "0"]])), ONE)
    total, above, below = Ratio({}, ONE), common_powers(value.numerator), common_powers(value.denominator)
    for name in sorted({**above, **below}):
        times = Fraction(above.get(name, 0) - below.get(name, 0))
        inner = _logarithm_of_generator(name, integers, work)
        if inner is None:  # its sign is not known here: it only cancels
            above[name] = below[name] = min(above.get(name, 0), below.get(name, 0))
        elif times:
            total = arithmetic("add", total, arithmetic("mul", Ratio({(): times}, ONE), inner, work), work)
    work.spend(len(value.numerator) + len(value.denominator))
    first, top = _monic(lowered(value.numerator, above))
    second, bottom = _monic(lowered(value.denominator, below))
    total = arithmetic("add", total, logarithm_of_number(abs(first / second), work), work)
    if top == bottom and first / second > 0:
        return total
    sign = 1
    if bottom != ONE and (top == ONE or _rank(top) < _rank(bottom)):  # log(x/y) is -log(y/x)
        sign, top, bottom = -1, bottom, top
    positive = Ratio(top if first / second > 0 else add({}, top, work, -1), bottom)
    name = json.dumps(["log", written(positive, work)])
    work.spend(1 + len(name) // 32)
    return arithmetic("add", total, Ratio({((name, 1),): Fraction(sign)}, ONE), work)


def _rank(polynomial: Polynomial) -> tuple[int, list[tuple[Monomial, Coefficient]]]:
    return len(polynomial), sorted(polynomial.items())


def _logarithm_of_generator(name: str, integers: frozenset[str], work: Work) -> Ratio | None:
    """Of what is positive if it is not 0: an exponential, a power with an integer symbol, or a square root."""
    if not name.startswith(('["exp"', '["sqrt"', "(")):
        return None
    work.spend(1 + len(name) // 32)
    head, inside, *exponent = generator_term(name)
    value = terms.read_term(inside, integers, work)
    if head == "exp":
        return value
    factor = terms.read_term(exponent[0], integers, work) if exponent else Ratio({(): Fraction(1, 2)}, ONE)
    return arithmetic("mul", factor, logarithm(value, integers, work), work)


def logarithm_of_number(number: Fraction, work: Work) -> Ratio:
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
            total[((json.dumps(["log", written_number(Fraction(rest))]), 1),)] = Fraction(sign)
    return Ratio(total, ONE)


def with_common_parts(polynomial: Polynomial, work: Work) -> Polynomial:
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
        return as_polynomial(_angle(smaller, work), times)
    cosine, sine = _multiple(smaller, times, work)
    return cosine if angle.head == "cos" else sine
