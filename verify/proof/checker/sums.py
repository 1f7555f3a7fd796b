"""Sums over all indices of a size.

Vectors and matrices have entries; an index ranges over 0 … size - 1, for every size.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from fractions import Fraction
from itertools import permutations
from typing import Any, NamedTuple

from . import terms, words
from .generators import generator_term, written_polynomial
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
)
from .syntax import free_indices, reindexed
from .work import RefusedError, Work, shown

FREE_INDEX = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,40}'?\Z")  # sums that are being read use other names
SIZE = re.compile(r"([A-Za-z_][A-Za-z0-9_]{0,40}|0|[1-9][0-9]{0,8})\Z")
MOST_BOUND = 5  # indices of a sum that is no product of sums


class Indexed(NamedTuple):
    """What a generator is made of: its term, its free indices, the highest number bound in it."""

    term: Any
    free: frozenset[str]
    height: int


Dummies = tuple[tuple[str, str], ...]  # names and sizes of the indices of a sum


def size_number(size: object) -> Ratio:
    """A size as a number: the symbol of its name, or what its digits say."""
    if not isinstance(size, str) or not SIZE.match(size):
        raise RefusedError(f"{shown(size)} is no size")
    if not size.isdecimal():
        return Ratio({((size, 1),): Fraction(1)}, ONE)
    return Ratio({(): Fraction(size)} if int(size) else {}, ONE)


def must_be_a_size(size: object, work: Work) -> None:
    """Refuse what is no number, and no size of an index in the goal: another symbol need not be a natural number."""
    size_number(size)
    if work.ranges is not None and not str(size).isdecimal() and size not in work.ranges:
        raise RefusedError(f"no index of the goal ranges over {shown(size)}")


def read_index(data: object, work: Work) -> tuple[str, str]:
    """Name and size of an index, which ranges over one size wherever it stands."""
    if not isinstance(data, list | tuple) or len(data) != 3 or data[0] != "index":
        raise RefusedError(f"{shown(data)} is no index")
    name, size = data[1], data[2]
    if not isinstance(name, str) or not (FREE_INDEX.match(name) or name in work.indices):
        raise RefusedError(f"{shown(name)} is no name of an index here")
    must_be_a_size(size, work)
    if work.indices.setdefault(name, size) != size:
        raise RefusedError(f"an index ranges over {shown(work.indices[name])} and over {shown(size)}")
    return name, size


def read_indexed(term: Any, integers: frozenset[str], work: Work) -> Ratio:
    """An entry, a Kronecker delta or a sum."""
    head, arguments = term[0], term[1:]
    work.integers = integers
    if head == "sum" and len(arguments) == 3:
        return _read_sum(term, work)
    if head == "entry" and arguments:
        return _generator(_entry(arguments[0], arguments[1:], work))
    if head == "delta" and len(arguments) == 2:
        left, right = sorted(read_index(each, work) for each in arguments)
        if left[1] != right[1]:
            raise RefusedError(f"a delta of indices over {shown(left[1])} and over {shown(right[1])}")
        return Ratio(ONE, ONE) if left == right else _generator(["delta", ["index", *left], ["index", *right]])
    raise RefusedError(f"the checker has no {shown(head)} with {len(arguments)} arguments")


def _generator(term: list[Any]) -> Ratio:
    return Ratio({((json.dumps(term), 1),): Fraction(1)}, ONE)


def _entry(letter: Any, indices: Any, work: Work) -> list[Any]:
    """The term of an entry: one index for rows and one for columns, none where there is one row or column only."""
    shape = words.shape_of(letter)
    if not shape or letter[0] != "letter":
        raise RefusedError("an entry of what is no matrix variable")
    read = [read_index(each, work) for each in indices]
    if [size for _, size in read] != [size for size in shape if size != "1"]:
        raise RefusedError(f"an entry of shape {shown(shape)} with indices over {shown([size for _, size in read])}")
    if letter[4] == "symmetric":
        read.sort()
    return ["entry", list(letter), *(["index", *each] for each in read)]


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
        return terms.read_term(term, work.integers, work)
    divisor = terms.read_term(term[1], work.integers, work)
    if not as_inverse:
        return arithmetic("div", Ratio(ONE, ONE), divisor, work)
    if divisor.denominator != ONE or len(divisor.numerator) == 1:
        raise RefusedError("a sum of what is another sum when its index has another name")
    coefficient, rest = _inverse_of(divisor.numerator, work)
    return Ratio(as_polynomial(_inverse_name(rest, work)), {(): coefficient})


def _renamed(monomial: Monomial, old: str, new: str, work: Work, *, as_inverse: bool = False) -> Ratio:
    """A product of generators with an index under another name; each is read again, since it may become another one."""
    result = Ratio(ONE, ONE)
    for name, power in monomial:
        factor = Ratio({((name, 1),): Fraction(1)}, ONE)
        if _depends(name, (old,), work):
            factor = _read_again(name, old, new, work, as_inverse=as_inverse)
        result = arithmetic("mul" if power > 0 else "div", result, natural_power(factor, abs(power), work), work)
    return result


def _read_sum(term: Any, work: Work) -> Ratio:
    """A sum. While it is read its index has a name that no other index has."""
    bound, size, body = term[1:]
    must_be_a_size(size, work)
    if not isinstance(bound, str):
        raise RefusedError("a sum over what is no name")
    for name in free_indices(term, work):
        if not FREE_INDEX.match(name) and name not in work.indices:
            raise RefusedError(f"{shown(name)} is no name of an index here")
    work.opened += 1
    fresh = f"~{work.opened}"
    work.indices[fresh] = size
    value = terms.read_term(reindexed(body, bound, fresh, work), work.integers, work)
    result = _sum_of_ratio(value, ((fresh, size),), work)
    del work.indices[fresh]
    return result


def _sum_of_ratio(value: Ratio, dummies: Dummies, work: Work) -> Ratio:
    """The sum of a rational function. A divisor without the indices divides the whole."""
    names = frozenset(name for name, _ in dummies)
    numerator, divisor = value
    if any(_depends(name, names, work) for monomial in divisor for name, _ in monomial):
        numerator, divisor = _without_dependent_divisor(value, names, work)
    total = Ratio({}, ONE)
    for monomial, coefficient in numerator.items():
        part = _sum_of(monomial, dummies, work)
        total = arithmetic("add", total, arithmetic("mul", Ratio({(): coefficient}, ONE), part, work), work)
    return arithmetic("div", total, Ratio(divisor, ONE), work)


def _without_dependent_divisor(value: Ratio, names: frozenset[str], work: Work) -> Ratio:
    """With negative powers for what multiplies the divisor, and a generator for one divided by what is left of it."""
    common = common_powers(value.denominator)
    rest = lowered(value.denominator, common)
    inverse: Monomial = tuple((name, -power) for name, power in common.items() if _depends(name, names, work))
    outside: Monomial = tuple((name, power) for name, power in common.items() if not _depends(name, names, work))
    numerator = multiply(value.numerator, {tuple(sorted(inverse)): Fraction(1)}, work)
    if len(rest) == 1:
        return Ratio(numerator, {tuple(sorted(outside)): rest[()]})
    coefficient, rest = _inverse_of(rest, work)
    quotient, remainder = _divided(numerator, rest, work)
    divided = multiply(remainder, as_polynomial(_inverse_name(rest, work)), work)
    return Ratio(add(quotient, divided, work), {tuple(sorted(outside)): coefficient})


def _place(monomial: Monomial, names: list[str]) -> tuple[int, ...]:
    """Where a monomial stands in the lexicographic order of some generators."""
    powers = dict(monomial)
    return tuple(powers.get(name, 0) for name in names)


def _inverse_of(divisor: Polynomial, work: Work) -> tuple[Fraction, Polynomial]:
    """The coefficient of a polynomial's first monomial in the lexicographic order, and the polynomial divided by it."""
    names = sorted({name for monomial in divisor for name, _ in monomial})
    leading = Fraction(divisor[max(divisor, key=lambda monomial: _place(monomial, names))])
    work.spend(len(divisor) * len(names))
    return leading, {monomial: coefficient / leading for monomial, coefficient in divisor.items()}


def _inverse_name(divisor: Polynomial, work: Work) -> str:
    return json.dumps(["inverse", written_polynomial(divisor, work)])


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
            return arithmetic("mul", size_number(size), _sum_of(monomial, others, work), work)
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
    return arithmetic("mul", value, _sum_of(outside, others, work), work)


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
    product = arithmetic("mul", rest, terms.read_term(body, work.integers, work), work)
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
        term = product_term(factors)
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
        inverse: Polynomial = {tuple((name, -power) for name, power in bottom): Fraction(first) / second}
        ((monomial, coefficient),) = multiply({top: Fraction(1)}, inverse, work).items()
        factor *= coefficient
    work.indices = before
    return monomial, factor


def product_term(factors: Monomial) -> Any:
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
            delta = read_indexed(["delta", ["index", first, size], ["index", other, size]], work.integers, work)
            value = arithmetic("mul", value, delta, work)
        total = arithmetic("add", total, value, work)
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
        part = arithmetic("mul", Ratio({(): coefficient}, value.denominator), _renamed(monomial, old, new, work), work)
        total = arithmetic("add", total, part, work)
    return total
