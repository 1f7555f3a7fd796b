"""What variables range over. A domain says which numbers it has; the search and the proofs ask it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

from verify.carriers.letters import ROOT, law, letter, ones
from verify.carriers.namespace import inner, ones_like
from verify.carriers.terms import Term, number, position_key, symbol
from verify.carriers.value import Value
from verify.errors import DomainError
from verify.formats import FloatFormat
from verify.functions import Functions
from verify.matrices import diagonal_of, exact_matrix
from verify.relations import Relation, at_least, at_most, equal, strictly_greater, strictly_less


@dataclass(frozen=True)
class Interval:
    """The real numbers between two ends; `None` is infinity, an open end is left out."""

    call: str  # the call that builds it, for people
    low: Fraction | None
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False

    @property
    def sizes(self) -> set[Size]:
        """The sizes in the shape: none."""
        return set()

    def __contains__(self, number: object) -> bool:
        if not isinstance(number, int | Fraction):  # a matrix or a function
            return False
        above = self.low is None or number > self.low or (number == self.low and not self.low_open)
        below = self.high is None or number < self.high or (number == self.high and not self.high_open)
        return above and below

    def membership(self, value: Any) -> list[Relation]:
        """What it means for a value of any carrier to lie in the domain."""
        relations = []
        if self.low is not None:
            relations.append(strictly_greater(value, self.low) if self.low_open else at_least(value, self.low))
        if self.high is not None:
            relations.append(strictly_less(value, self.high) if self.high_open else at_most(value, self.high))
        return relations

    def widened(self) -> Interval:
        """All real numbers."""
        return real()

    def sample(self, name: str, random: Random, sizes: Mapping[Size, int]) -> dict[str, Any]:
        """A simple exact number of the domain under the variable's name, for tracing and for models of hypotheses."""
        return {name: self._simple_number(random)}

    def _simple_number(self, random: Random) -> Fraction:
        step = Fraction(random.randint(1, 64), random.choice((1, 2, 4, 8, 64)))
        if self.low is not None and self.high is not None:
            position = Fraction(random.randint(1, 63), 64)
            return self.low + (self.high - self.low) * position
        if self.low is not None:
            return self.low + step
        if self.high is not None:
            return self.high - step
        return step * random.choice((-1, 1))

    def extreme_number(self, number: Fraction) -> Fraction:
        """A number of the domain close to its upper end or, if it has none, to a power of two above a number."""
        if self.high is not None:
            return self.high - (self.high - number) / 1024
        near = Fraction(2) ** abs(number).numerator.bit_length() * Fraction(1023, 1024)
        return near if near in self else number

    def symbol(self, name: str) -> Term:
        """The term that stands for a variable of the domain in goals."""
        return symbol(name)

    def latex(self, name: str) -> str:
        """The domain as a formula about `name`."""
        parts = [] if self.low is None else [number_latex(self.low), r"<" if self.low_open else r"\le"]
        parts.append(name)
        parts += [] if self.high is None else [r"<" if self.high_open else r"\le", number_latex(self.high)]
        return " ".join(parts) if len(parts) > 1 else rf"{name} \in \mathbb{{R}}"

    def __repr__(self) -> str:
        return self.call


def number_latex(number: int | Fraction) -> str:
    r"""An exact number as LaTeX.

    >>> number_latex(Fraction(1, 9))
    '\\frac{1}{9}'
    """
    if number.denominator == 1:
        return str(number)
    return rf"\frac{{{number.numerator}}}{{{number.denominator}}}"


def _exact(call: str, number: object) -> Fraction:
    if isinstance(number, bool) or not isinstance(number, int | Fraction):
        raise DomainError(f"{call} got {number!r}", remedy="give an integer or Fraction(1, 2)")
    return Fraction(number)


def real() -> Interval:
    """All real numbers."""
    return Interval("real()", None, None)


def positive() -> Interval:
    """The real numbers above 0.

    >>> Fraction(0) in positive()
    False
    """
    return Interval("positive()", Fraction(0), None, low_open=True)


def above(low: int | Fraction) -> Interval:
    """The real numbers above `low`."""
    return Interval(f"above({low})", _exact("above()", low), None, low_open=True)


def between(low: int | Fraction, high: int | Fraction) -> Interval:
    """The real numbers from `low` to `high`, both included.

    Raises:
        DomainError: `low` exceeds `high`.

    >>> Fraction(3, 2) in between(1, 2)
    True
    """
    ends = _exact("between()", low), _exact("between()", high)
    if ends[0] > ends[1]:
        raise DomainError(f"between({low}, {high}) is empty", remedy="give the smaller end first")
    return Interval(f"between({low}, {high})", *ends)


def half_open(low: int | Fraction, high: int | Fraction) -> Interval:
    """The real numbers from `low` on and below `high`, as the fractions and significands of floats.

    Raises:
        DomainError: `low` is not below `high`.

    >>> Fraction(2) in half_open(1, 2)
    False
    """
    ends = _exact("half_open()", low), _exact("half_open()", high)
    if ends[0] >= ends[1]:
        raise DomainError(f"half_open({low}, {high}) is empty", remedy="give the smaller end first")
    return Interval(f"half_open({low}, {high})", *ends, high_open=True)


@dataclass(frozen=True)
class Integers:
    """The integers, from `least` on and up to `most` if they are given."""

    least: int | None = None
    most: int | None = None

    @property
    def sizes(self) -> set[Size]:
        """The sizes in the shape: none."""
        return set()

    def __contains__(self, number: object) -> bool:
        if not isinstance(number, int | Fraction) or number.denominator != 1:
            return False
        return (self.least is None or number >= self.least) and (self.most is None or number <= self.most)

    def membership(self, value: Any) -> list[Relation]:
        """That it lies between the least and the most; that it is an integer is noted where symbols are made."""
        least = [] if self.least is None else [at_least(value, self.least)]
        return least + ([] if self.most is None else [at_most(value, self.most)])

    def symbol(self, name: str) -> Term:
        """The term that stands for a variable of the domain in goals."""
        return symbol(name)

    def sample(self, name: str, random: Random, sizes: Mapping[Size, int]) -> dict[str, Any]:
        """A small integer under the variable's name."""
        low, high = self.window(8)
        return {name: Fraction(random.randint(low, high))}

    def window(self, width: int) -> tuple[int, int]:
        """The ends of a part of the domain of at most so many steps, at its ends or around 0."""
        if self.least is None and self.most is None:
            return -width // 2, width // 2
        if self.least is None:
            assert self.most is not None
            return self.most - width, self.most
        return self.least, self.least + width if self.most is None else min(self.most, self.least + width)

    def latex(self, name: str) -> str:
        """The domain as a formula about `name`."""
        if self.least is not None and self.most is not None:
            return rf"{name} \in \mathbb{{Z}},\ {self.least} \le {name} \le {self.most}"
        least = "" if self.least is None else rf",\ {name} \ge {self.least}"
        return rf"{name} \in \mathbb{{Z}}{least}" + ("" if self.most is None else rf",\ {name} \le {self.most}")

    def __repr__(self) -> str:
        ends = {"at_least": self.least, "at_most": self.most}
        return f"integers({', '.join(f'{name}={end}' for name, end in ends.items() if end is not None)})"


def integers(*, at_least: int | None = None, at_most: int | None = None) -> Integers:
    """The integers, or those from a least one on, or up to a greatest one.

    Raises:
        DomainError: the least or the greatest is no integer, or there are none between them.

    >>> Fraction(3) in integers(at_least=1), Fraction(1, 2) in integers(), 3 in integers(at_least=0, at_most=2)
    (True, False, False)
    """
    for end in (at_least, at_most):
        if end is not None and (isinstance(end, bool) or not isinstance(end, int)):
            raise DomainError(f"integers() got the end {end!r}", remedy="give an integer")
    if at_least is not None and at_most is not None and at_least > at_most:
        raise DomainError(f"there are no integers from {at_least} to {at_most}", remedy="exchange them")
    return Integers(at_least, at_most)


@dataclass(frozen=True)
class Size:
    """A number of rows or columns, any natural number from `least` on. In a setting it is a variable of that name."""

    name: str
    least: int = 1

    @property
    def sizes(self) -> set[Size]:
        """Itself."""
        return {self}

    def __contains__(self, number: Any) -> bool:
        return isinstance(number, Fraction) and number.denominator == 1 and number >= self.least

    def membership(self, value: Any) -> list[Relation]:
        """That it is at least the least; goals about it are proved for all real numbers from there on."""
        return [at_least(value, self.least)]

    def symbol(self, name: str) -> Term:
        """The term that stands for it in goals."""
        return symbol(name)

    def sample(self, name: str, random: Random, sizes: Mapping[Size, int]) -> dict[str, Any]:
        """The number that the shapes of a sample have."""
        return {name: Fraction(sizes[self])}

    def latex(self, name: str) -> str:
        """The domain as a formula about `name`."""
        return rf"{name} \in \mathbb{{N}},\ {name} \ge {self.least}"

    def __repr__(self) -> str:
        return f"size({self.name!r})"

    def __str__(self) -> str:
        return self.name


def size(name: str, *, at_least: int = 1) -> Size:
    """A size, for the shapes of matrices; matrices whose shapes share a size are multiplied along it.

    Raises:
        DomainError: the name is no identifier, or `at_least` is negative.
    """
    if not name.isidentifier() or at_least < 0:
        raise DomainError(f"size({name!r}, at_least={at_least}) is no size", remedy="write size('n')")
    return Size(name, at_least)


@dataclass(frozen=True)
class Index:
    """The indices below a size, counted from 0."""

    below: Size

    @property
    def sizes(self) -> set[Size]:
        """The size below which it is."""
        return {self.below}

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int | Fraction) and number.denominator == 1 and number >= 0

    def holds(self, number: object, domains: Mapping[str, Domain], point: Mapping[str, Any]) -> bool:
        """Whether a number is an index at a point, whose matrices and sizes say how many there are."""
        count = _size_at(self.below, domains, point)
        return isinstance(number, int | Fraction) and number in self and number < count

    def membership(self, value: Any) -> list[Relation]:
        """Nothing: in goals an index ranges over all below the size, and over no others."""
        return []

    def symbol(self, name: str) -> Term:
        """The term that stands for a variable of the domain in goals."""
        return ("index", name, str(self.below))

    def sample(self, name: str, random: Random, sizes: Mapping[Size, int]) -> dict[str, Any]:
        """One of the indices."""
        position = random.randrange(sizes[self.below])
        return {name: Fraction(position), position_key(name): position}

    def latex(self, name: str) -> str:
        """The domain as a formula about `name`."""
        return rf"{name} \in \{{0, \dots, {self.below} - 1\}}"

    def __repr__(self) -> str:
        return f"index({self.below})"


def index(below: Size) -> Index:
    """The indices below a size, counted from 0.

    Raises:
        DomainError: it is no size, or may be 0, and then there is none.
    """
    if not isinstance(below, Size) or below.least == 0:
        raise DomainError(f"index({below}) may have no index", remedy="take a size of at least 1")
    return Index(below)


def _size_at(size: Size, domains: Mapping[str, Domain], point: Mapping[str, Any]) -> int:
    """What the matrices and numbers of a point say of a size; 0 if nothing does."""
    for name, domain in domains.items():
        if domain == size:
            return int(point[name])
        if isinstance(domain, Matrices):
            for wanted, found in zip((domain.rows, domain.columns), getattr(point[name], "shape", ()), strict=False):
                if wanted == size:
                    return int(found)
    return 0


@dataclass(frozen=True)
class Matrices:
    """All real matrices of a shape; `structure` is general, symmetric, covariance (positive semidefinite) or law.

    A covariance is written as G Gᵀ with a square G, and every positive semidefinite matrix is one (its square root).
    A law is a column of probabilities; it is written as R R 𝟏 with the diagonal matrix R of their square roots.
    """

    call: str
    rows: Size | int
    columns: Size | int
    structure: str = "general"

    @property
    def sizes(self) -> set[Size]:
        """The sizes in the shape."""
        return {each for each in (self.rows, self.columns) if isinstance(each, Size)}

    def shape(self, sizes: Mapping[Size, int]) -> tuple[int, int]:
        """The shape when the sizes are given."""
        return (
            self.rows if isinstance(self.rows, int) else sizes[self.rows],
            self.columns if isinstance(self.columns, int) else sizes[self.columns],
        )

    def membership(self, value: Any) -> list[Relation]:
        """Nothing but that probabilities sum to 1: the letters have the rest of the structure built in."""
        return [equal(inner(ones_like(value), value), 1)] if self.structure == "law" else []

    def __contains__(self, value: Any) -> bool:
        shape = getattr(value, "shape", None)
        wanted = (self.rows, self.columns)
        if (
            shape is None
            or len(shape) != 2
            or any(isinstance(w, int) and w != s for w, s in zip(wanted, shape, strict=True))
        ):
            return False
        if self.structure == "general":
            return True
        if self.structure == "law":
            return bool((value >= 0).all() and value.sum() == 1)
        # that a symmetric matrix is positive semidefinite is left to whoever gives it
        return bool(shape[0] == shape[1] and (value == value.T).all())

    def widened(self) -> Matrices:
        """All matrices of the shape."""
        return matrix(self.rows, self.columns)

    def sample(self, name: str, random: Random, sizes: Mapping[Size, int]) -> dict[str, Any]:
        """A matrix of small integers of the domain under the variable's name, and the letter that it is made of."""
        rows, columns = self.shape(sizes)
        if self.structure == "law":
            roots = _unit_vector(rows, random)
            return {name: roots * roots, ROOT + name: diagonal_of(roots), ones(self.rows)[1]: roots * 0 + Fraction(1)}
        entries = exact_matrix([[random.randint(-3, 3) for _ in range(columns)] for _ in range(rows)])
        if self.structure == "covariance":
            return {name: entries @ entries.T, f"{name}_root": entries}
        return {name: entries + entries.T if self.structure == "symmetric" else entries}

    def symbol(self, name: str) -> Term:
        """The letter that stands for a variable of the domain, G Gᵀ for a covariance, or R R 𝟏 for probabilities."""
        if self.structure == "law":
            return law(name, self.rows)
        if self.structure == "covariance":
            root = letter(f"{name}_root", self.rows, self.columns)
            return ("matmul", root, ("transpose", root))
        return letter(name, self.rows, self.columns, self.structure)

    def latex(self, name: str) -> str:
        """The domain as a formula about `name`."""
        more = {
            "symmetric": rf",\ {name} = {name}^\top",
            "covariance": rf",\ {name} \succeq 0",
            "law": rf",\ {name} \ge 0,\ \textstyle\sum_i {name}_i = 1,\ {name} = R_{{{name}}}^2 e_{{{self.rows}}}",
        }.get(self.structure, "")
        return rf"{name} \in \mathbb{{R}}^{{{self.rows} \times {self.columns}}}{more}"

    def __repr__(self) -> str:
        return self.call


@dataclass(frozen=True, eq=False)
class OneOf:
    """A static variable: one of finitely many float formats. Domains that hold the same object share the choice."""

    options: tuple[FloatFormat, ...]

    @property
    def sizes(self) -> set[Size]:
        """The sizes in the shape: none."""
        return set()

    def __contains__(self, value: object) -> bool:
        return value in self.options

    def membership(self, value: Any) -> list[Relation]:
        """Nothing: it is one of the options."""
        return []

    def cases(self, name: str, given: Mapping[str, Any], domains: Mapping[str, Domain]) -> list[tuple[str, Any]]:
        """Each option with its label, for a proof that takes one after the other."""
        return [(f"{name} = {each}", each) for each in self.options]

    def case_of(self, name: str, point: Mapping[str, Any], domains: Mapping[str, Domain]) -> int:
        """The case that a point is of."""
        return self.options.index(point[name])

    def sample(self, name: str, random: Random, sizes: Mapping[Any, int]) -> dict[str, Any]:
        """One of the options."""
        return {name: random.choice(self.options)}

    def symbol(self, name: str) -> Term:
        """The name that it takes; goals have it nowhere, since proofs take its options one after the other."""
        return symbol(name)

    def latex(self, name: str) -> str:
        """The domain as a formula about `name`."""
        return rf"\mathrm{{{name}}} \in \{{" + ", ".join(rf"\mathrm{{{each}}}" for each in self.options) + r"\}"

    def __repr__(self) -> str:
        return f"one_of({', '.join(map(str, self.options))})"


def one_of(*options: FloatFormat) -> OneOf:
    """A static variable that is one of some float formats.

    Raises:
        DomainError: there is none, or it is no format.
    """
    if not options or not all(isinstance(each, FloatFormat) for each in options):
        raise DomainError(f"one_of({', '.join(map(str, options))})", remedy="give float formats, such as float16")
    return OneOf(options)


@dataclass(frozen=True)
class Patterns:
    """The bit patterns of a float format, as integers from 0 on; those without the sign bit unless `signed`.

    In proofs a pattern is written sign · 2^(width-1) + 2^fraction_bits · (bias + exponent + fraction) with an integer
    exponent and 0 ≤ fraction < 1; every pattern is so in one way.
    """

    formats: OneOf
    signed: bool

    @property
    def sizes(self) -> set[Size]:
        """The sizes in the shape: none."""
        return set()

    def __contains__(self, number: object) -> bool:
        return any(self.holds(number, each) for each in self.formats.options)

    def holds(self, number: object, format: FloatFormat) -> bool:
        """Whether a number is a pattern of this format."""
        if not isinstance(number, int | Fraction) or number.denominator != 1:
            return False
        return bool(0 <= number < 2 ** self.bits_of(format))

    def bits_of(self, format: FloatFormat) -> int:
        """How many bits of a pattern are free."""
        return format.width if self.signed else format.width - 1

    def format_at(self, domains: Mapping[str, Domain], point: Mapping[str, Any]) -> FloatFormat:
        """The format that a point gives."""
        found: FloatFormat = next(point[name] for name, domain in domains.items() if domain is self.formats)
        return found

    def membership(self, value: Any) -> list[Relation]:
        """Nothing: the ranges of the fields come with the cases."""
        return []

    def cases(self, name: str, given: Mapping[str, Any], domains: Mapping[str, Domain]) -> list[tuple[str, Any]]:
        """The terms of a pattern without and with the sign bit, with their labels."""
        of = self.format_at(domains, given)
        exponent, fraction = symbol(f"{name}_exponent"), symbol(f"{name}_fraction")
        magnitude: Term = (
            "mul",
            number(2**of.fraction_bits),
            ("add", ("add", number(of.bias), exponent), fraction),
        )
        negative: Term = ("add", number(2 ** (of.width - 1)), magnitude)
        return [(f"{name} is positive", magnitude), (f"{name} is negative", negative)][: 2 if self.signed else 1]

    def case_of(self, name: str, point: Mapping[str, Any], domains: Mapping[str, Domain]) -> int:
        """The case that a point is of."""
        return int(point[name] >= 2 ** (self.format_at(domains, point).width - 1))

    def ranges(self, name: str, given: Mapping[str, Any], domains: Mapping[str, Domain], on: Any) -> list[Relation]:
        """What the fields meet, as values of a carrier of terms."""
        of = self.format_at(domains, given)
        exponent, fraction = Value(on, symbol(f"{name}_exponent")), Value(on, symbol(f"{name}_fraction"))
        return [
            at_least(exponent, -of.bias),
            at_most(exponent, 2**of.exponent_bits - 1 - of.bias),
            at_least(fraction, 0),
            strictly_less(fraction, 1),
        ]

    def symbol(self, name: str) -> Term:
        """The fields that stand for a variable of the domain, of no format in particular."""
        return ("add", symbol(f"{name}_exponent"), symbol(f"{name}_fraction"))

    def sample(self, name: str, random: Random, sizes: Mapping[Any, Any]) -> dict[str, Any]:
        """A pattern with an exponent near that of 1, and its fields."""
        of: FloatFormat = sizes[self.formats]
        step, bias = 2**of.fraction_bits, of.bias
        exponent = random.randint(max(1, bias // 2 + 1), bias + bias // 2)
        fraction = random.choice((0, step // 2, random.randrange(step), random.randrange(step)))
        sign = random.randint(0, 1) if self.signed else 0
        pattern = Fraction(sign * 2 ** (of.width - 1) + exponent * step + fraction)
        return {
            name: pattern,
            f"{name}_exponent": Fraction(exponent - bias),
            f"{name}_fraction": Fraction(fraction, step),
        }

    def latex(self, name: str) -> str:
        """The domain as a formula about `name`."""
        return rf"{name} \in \{{0, 1\}}^{{\text{{{'width' if self.signed else 'width - 1'}}}}}"

    def __repr__(self) -> str:
        return f"{'patterns' if self.signed else 'positive_patterns'}({self.formats})"


def patterns(formats: OneOf) -> Patterns:
    """All bit patterns of a format, as integers: numbers, infinities and NaN of both signs."""
    return Patterns(formats, signed=True)


def positive_patterns(formats: OneOf) -> Patterns:
    """The bit patterns of a format without the sign bit."""
    return Patterns(formats, signed=False)


def matrix(rows: Size | int, columns: Size | int) -> Matrices:
    """All matrices of a shape."""
    return Matrices(f"matrix({rows}, {columns})", _dimension(rows), _dimension(columns))


def vector(length: Size | int) -> Matrices:
    """All column vectors of a length."""
    return Matrices(f"vector({length})", _dimension(length), 1)


def symmetric(n: Size | int) -> Matrices:
    """All symmetric matrices of a size."""
    return Matrices(f"symmetric({n})", _dimension(n), _dimension(n), "symmetric")


def covariance(n: Size | int) -> Matrices:
    """All symmetric positive semidefinite matrices of a size."""
    return Matrices(f"covariance({n})", _dimension(n), _dimension(n), "covariance")


def probabilities(n: Size | int) -> Matrices:
    """All column vectors of probabilities: the laws on n things.

    Raises:
        DomainError: the size may be 0, and on no things there is no law.
    """
    if (n.least if isinstance(n, Size) else n) == 0:
        raise DomainError(f"probabilities({n}) may have no entry", remedy="take a size of at least 1")
    return Matrices(f"probabilities({n})", _dimension(n), 1, "law")


def _unit_vector(length: int, random: Random) -> Any:
    """A rational vector of length 1: the mirror image of (1, 0, …, 0) in a random direction."""
    direction = [random.randint(0, 3) for _ in range(length)]
    square = sum(each**2 for each in direction) or 1
    return exact_matrix([[int(i == 0) - Fraction(2 * direction[0] * d, square)] for i, d in enumerate(direction)])


def _dimension(number: Size | int) -> Size | int:
    if isinstance(number, Size) or (isinstance(number, int) and not isinstance(number, bool) and number >= 0):
        return number
    raise DomainError(f"{number!r} is no size", remedy="write size('n') or a number")


Domain = Interval | Integers | Index | Matrices | Functions | Size | OneOf | Patterns
