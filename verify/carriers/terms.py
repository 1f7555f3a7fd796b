"""Terms: formulas as plain nested tuples, and the goals made of them.

A term is `("symbol", name)`, `("number", "p/q")` or `(head, *terms)`. It is data: it is written as JSON, hashed, and
read by the standard-library checker. It is our own and not SymPy's, so that a goal and its hash do not depend on
SymPy's version or on its automatic rewriting.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache, reduce
from typing import Any

from verify.bounded_functions import BoundedFunction
from verify.carriers import namespace
from verify.carriers.value import Condition, Value, carrier_of, lift
from verify.distributions import Uniform
from verify.errors import UndefinedError
from verify.matrices import exact_matrix

Term = tuple[Any, ...]

ZERO: Term = ("number", "0")


def number(value: int | Fraction) -> Term:
    """The term of an exact number."""
    return ("number", str(Fraction(value)))


def symbol(name: str) -> Term:
    """The term of a variable."""
    return ("symbol", name)


def as_term(data: Any) -> Term:
    """The term that was written as JSON, which has no tuples."""
    return tuple(as_term(part) if isinstance(part, list | tuple) else part for part in data)


def as_number(term: Term) -> Fraction | None:
    """The number that a term without symbols of arithmetic only writes down literally, else None."""
    return Fraction(term[1]) if term[0] == "number" else None


@dataclass(frozen=True)
class Atom:
    """A comparison of a term with 0; `relation` is one of `>=0`, `>0`, `=0`, `!=0`."""

    relation: str
    term: Term

    def as_data(self) -> dict[str, Any]:
        return {"relation": self.relation, "term": self.term}


@dataclass(frozen=True)
class Goal:
    """What a proof must close: the conclusion follows from the hypotheses, for all values of the symbols.

    `integers` names the symbols that stand for integers; the others are real. `about` and `path` say for the reader
    where the goal comes from; `definitions` are the representations that replaced variables, for the reader too.
    """

    about: str = field(compare=False)
    hypotheses: tuple[Atom, ...]
    conclusion: Atom
    integers: tuple[str, ...] = ()
    path: tuple[str, ...] = field(default=(), compare=False)
    definitions: tuple[tuple[str, Term], ...] = field(default=(), compare=False)
    samples: tuple[Mapping[str, Fraction], ...] = field(default=(), compare=False, repr=False)

    def as_data(self) -> dict[str, Any]:
        """The goal as JSON data, in the grammar that the checker reads."""
        return {
            "about": self.about,
            "path": list(self.path),
            "definitions": [[name, term] for name, term in self.definitions],
            "integers": list(self.integers),
            "hypotheses": [atom.as_data() for atom in self.hypotheses],
            "conclusion": self.conclusion.as_data(),
        }


def goals_hash(goals: list[dict[str, Any]]) -> str:
    """The hash of a list of goals: of the mathematics only, not of the words for the reader."""
    mathematics = [{key: goal[key] for key in ("integers", "hypotheses", "conclusion")} for goal in goals]
    canonical = json.dumps(mathematics, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()


def substitute(term: Term, replacements: Mapping[str, Term]) -> Term:
    """The term with symbols replaced, all at once. A part that stood in several places is still one object."""
    done: dict[int, Term] = {}

    def replaced(part: Term) -> Term:
        if part[0] == "symbol":
            return replacements.get(part[1], part)
        if id(part) not in done:
            done[id(part)] = tuple(replaced(each) if isinstance(each, tuple) and each else each for each in part)
        return done[id(part)]

    return replaced(term) if replacements else term


def symbols_of(term: Term) -> set[str]:
    """The names of the symbols in a term, those bound by an expectation left out."""
    if term[0] == "symbol":
        return {term[1]}
    if term[0] == "expectation":
        return symbols_of(term[2]) - {law[0] for law in term[1]}
    if term[0] == "sum" and not term[2].isdecimal():
        return {term[2]} | symbols_of(term[3])
    if term[0] == "everywhere":
        return symbols_of(term[2]) - {term[1]}
    return (
        set().union(*(symbols_of(part) for part in term[1:] if isinstance(part, tuple) and part)) if term[1:] else set()
    )


def position_key(index: str) -> str:
    """The name under which a point has the position of an index."""
    return f"#index {index}"


def free_indices(term: Term) -> dict[str, str]:
    """The indices in a term that no sum binds, and the sizes over which they range."""
    if term[0] == "index":
        return {term[1]: term[2]}
    found: dict[str, str] = {}
    for part in term[1:]:
        if isinstance(part, tuple) and part:
            found |= free_indices(part)
    if term[0] == "sum":
        found.pop(term[1], None)
    return found


def nodes(term: Term) -> int:
    """How many parts a term has when it is written out."""
    counts: dict[int, int] = {}

    def count(part: Term) -> int:
        if id(part) not in counts:
            counts[id(part)] = 1 + sum(count(each) for each in part if isinstance(each, tuple))
        return counts[id(part)]

    return count(term)


def contains(term: Term, head: str) -> bool:
    """Whether an operation occurs in a term."""
    return term[0] == head or any(contains(part, head) for part in term[1:] if isinstance(part, tuple) and part)


def _divide(a: Any, b: Any) -> Any:
    if not isinstance(a, Value) and not isinstance(b, Value) and b == 0:
        raise UndefinedError("a division by 0 has no value")
    return a / b


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": _divide,
    "neg": lambda a: -a,
    "abs": namespace.absolute,
    "floor": namespace.floor,
    "max": namespace.maximum,
    "min": namespace.minimum,
    "exp": namespace.exp,
    "log": namespace.log,
    "sqrt": namespace.sqrt,
    "sin": namespace.sin,
    "cos": namespace.cos,
    "dilogarithm": namespace.dilogarithm,
    "power": namespace.power,
    "matmul": lambda a, b: a @ b,
    "scale": lambda a, b: a * b,
    "kronecker": namespace.kronecker,
    "cospi": namespace.cospi,
    "row": lambda *entries: entries,
    "rank": lambda *rows: namespace.rank(rows),
    "linear_program": lambda costs, right, *matrix: namespace.linear_program(costs, matrix, right),
    "trace": namespace.trace,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    "==": lambda a, b: a == b,
}


def _partial(function: Callable[..., Any], position: int) -> Callable[..., Any]:
    """The partial derivative of a function in one argument."""

    def derivative(*arguments: Any) -> Any:
        return namespace.gradient(
            lambda x: function(*arguments[:position], x, *arguments[position + 1 :]), arguments[position]
        )

    return derivative


@lru_cache(maxsize=4096)
def _written(number: str) -> Fraction:
    """The number that is written down: reading it takes longer than most operations with it."""
    return Fraction(number)


def interpret(term: Term, values: Mapping[str, Any]) -> Any:
    """The value of a term on the running carrier, its symbols replaced by `values`."""
    return Interpreter(values).value(term)


class Interpreter:
    """Values of the parts of a term, each computed once: a carrier that tries branches must try one in all places."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values
        self._known: dict[Any, Any] = {}

    def value(self, term: Term) -> Any:
        """The value of a term."""
        if id(term) not in self._known:
            self._known[id(term)] = self._compute(term)
        return self._known[id(term)]

    def _compute(self, term: Term) -> Any:
        head = term[0]
        if head in ("symbol", "letter"):
            return self.values[term[1]]
        if head == "identity":
            return reduce(namespace.kronecker, map(self._identity, term[1].split("*")))
        if head == "transpose":
            return self.value(term[1]).T
        if head == "number":
            return _written(term[1])
        if head == "pow":
            return self.value(term[1]) ** term[2]
        if head in ("exponent", "significand"):
            return self._split(term)[head == "significand"]
        if head == "where":
            return self._where(*term[1:])
        if head in ("entry", "delta", "sum"):
            return self._indexed(*term)
        if head == "apply":
            return self._derivative(term[1], term[2], [self.value(part) for part in term[3:]])
        if head == "counter":
            return self.values[f"#{term[1]}"]
        if head == "summation":
            _, name, lower, upper, body = term
            inside = {**self.values}
            return namespace.summation(
                lambda i: self._inside(body, {**inside, f"#{name}": i}), self.value(lower), self.value(upper)
            )
        if head == "expectation":
            laws = {name: Uniform(Fraction(low), Fraction(high)) for name, low, high in term[1]}
            return namespace.expectation(lambda **inner: self._inside(term[2], inner), **laws)
        return _FUNCTIONS[head](*[self.value(part) for part in term[1:]])

    def _indexed(self, head: str, *arguments: Any) -> Any:
        """An entry, a Kronecker delta, or a sum over all positions of an index, which counts from 0."""
        if head == "delta":
            return Fraction(self._position(arguments[0]) == self._position(arguments[1]))
        if head == "entry":
            matrix, places = self.value(arguments[0]), list(map(self._position, arguments[1:]))
            row, column = (0 if size == "1" else places.pop(0) for size in arguments[0][2:4])
            return Value(matrix.carrier, matrix.payload[row, column])
        bound, size, body = arguments
        total: Any = Fraction(0)
        for position in range(self.size(size)):
            total = total + interpret(body, {**self.values, position_key(bound): position})
        return total

    def _position(self, index: Term) -> int:
        position: int = self.values[position_key(index[1])]
        return position

    def size(self, name: str) -> int:
        """How many positions an index of a size has."""
        return int(name) if name.isdecimal() else int(self.values[f"#{name}"].payload.shape[0])

    def _identity(self, size: str) -> Any:
        if not size.isdecimal():
            return self.values[f"#{size}"]
        carrier = carrier_of(*self.values.values())
        rows = [[int(i == j) for j in range(int(size))] for i in range(int(size))]
        return Value(carrier, carrier.exact(exact_matrix(rows)))

    def _inside(self, term: Term, inner: Mapping[str, Value]) -> Value:
        carrier = carrier_of(*inner.values())
        return Value(carrier, lift(carrier, interpret(term, {**self.values, **inner})))

    def _derivative(self, name: str, orders: str, arguments: list[Any]) -> Any:
        """The value of a derivative of a function, which duals over duals compute."""
        function = self.values[name]
        if isinstance(function, BoundedFunction):
            function = function.between(*function.bounds.at(self.values))
        for position, order in enumerate(map(int, orders.split(","))):
            for _ in range(order):
                function = _partial(function, position)
        return function(*arguments)

    def _split(self, term: Term) -> tuple[Value, Value]:
        key = ("split", *term[1:])
        if key not in self._known:
            self._known[key] = namespace.split(self.value(term[1]), self.value(term[2]))
        split: tuple[Value, Value] = self._known[key]
        return split

    def _where(self, condition: Term, yes: Term, no: Term) -> Any:
        decided = self.value(condition)
        if not isinstance(decided, Condition):
            return self.value(yes if decided else no)
        carrier = decided.carrier
        chosen = carrier.where(
            decided.payload, lambda: lift(carrier, self.value(yes)), lambda: lift(carrier, self.value(no))
        )
        return Value(carrier, chosen)
