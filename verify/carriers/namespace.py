"""The functions that theorem functions may call on values of any carrier."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from verify.carriers.duals import Duals
from verify.carriers.patterns import sign_and_magnitude
from verify.carriers.value import Carrier, Condition, Value, carrier_of, lift, running_on
from verify.distributions import Uniform
from verify.errors import DomainError
from verify.formats import FloatFormat


def _call(operation: str, *operands: object) -> Value:
    carrier = carrier_of(*operands)
    return Value(carrier, getattr(carrier, operation)(*[lift(carrier, operand) for operand in operands]))


def _number(x: object) -> Value:
    """A number as a value of the carrier that is running."""
    carrier = carrier_of(x)
    return Value(carrier, lift(carrier, x))


def floor(x: object) -> Value:
    """The largest integer that does not exceed `x`."""
    return _call("floor", x)


def absolute(x: object) -> Value:
    """|x|."""
    return _call("absolute", x)


def maximum(x: object, y: object) -> Value:
    """The larger of two numbers."""
    return _call("maximum", x, y)


def minimum(x: object, y: object) -> Value:
    """The smaller of two numbers."""
    return _call("minimum", x, y)


def relu(x: object) -> Value:
    """max(x, 0)."""
    return _call("maximum", x, 0)


def exp(x: object) -> Value:
    """The exponential."""
    return _call("exp", x)


def log(x: object) -> Value:
    """The natural logarithm; undefined unless x > 0."""
    return _call("log", x)


def sqrt(x: object) -> Value:
    """The square root; undefined for x < 0."""
    return _call("sqrt", x)


def sin(x: object) -> Value:
    """The sine."""
    return _call("sin", x)


def cos(x: object) -> Value:
    """The cosine."""
    return _call("cos", x)


def sigmoid(x: object) -> Value:
    """The logistic function 1 / (1 + exp(-x))."""
    return 1 / (1 + exp(0 - _number(x)))


def softplus(x: object) -> Value:
    """The function log(1 + exp(x)), of which `sigmoid` is the derivative."""
    return log(1 + exp(x))


def tanh(x: object) -> Value:
    """The hyperbolic tangent."""
    return 1 - 2 / (exp(2 * _number(x)) + 1)


def dilogarithm(x: object) -> Value:
    """The dilogarithm: the sum of x**n / n**2 over n from 1 on where |x| < 1, and its continuation to x < -1; for x < 1
    only."""
    return _call("dilogarithm", x)


def power(base: object, exponent: object) -> Value:
    """`base ** exponent` for a positive base and an integer-valued exponent."""
    return _call("power", base, exponent)


def split(x: object, base: object = 2) -> tuple[Value, Value]:
    """Exponent k and significand f of a positive number: x = base**k * f with 1 <= f < base.

    Undefined for x <= 0 and for base <= 1.
    """
    carrier = carrier_of(x, base)
    exponent, significand = carrier.split(lift(carrier, x), lift(carrier, base))
    return Value(carrier, exponent), Value(carrier, significand)


def bits(x: object, format: FloatFormat) -> Value:
    """The bit pattern of a number in a format, as an integer; undefined for numbers that the format does not hold."""
    carrier = carrier_of(x)
    return Value(carrier, carrier.bits(lift(carrier, x), format))


def from_bits(pattern: object, format: FloatFormat) -> Value:
    """The number of a bit pattern, which is taken modulo two to the width; undefined for infinities and NaN."""
    carrier = carrier_of(pattern)
    return Value(carrier, carrier.from_bits(lift(carrier, pattern), format))


def magnitude(pattern: object, format: FloatFormat) -> Value:
    """A bit pattern without its sign bit."""
    carrier = carrier_of(pattern)
    return Value(carrier, sign_and_magnitude(carrier, lift(carrier, pattern), format)[1])


def where(condition: Condition, yes: object, no: object) -> Value:
    """`yes` where the condition holds, `no` elsewhere. Both are computed first: each must be defined on all lanes."""
    if not isinstance(condition, Condition):
        raise DomainError(f"where() got {condition!r}", remedy="give it a comparison of values, such as x < 1")
    carrier = carrier_of(condition, yes, no)
    return Value(carrier, carrier.where(condition.payload, lambda: lift(carrier, yes), lambda: lift(carrier, no)))


def trace(matrix: object) -> Value:
    """The sum of the diagonal of a square matrix."""
    return _call("trace", matrix)


def kronecker(left: object, right: object) -> Value:
    """The Kronecker product: every entry of the left matrix times the whole right matrix.

    So `kronecker(x, ones_like(u))` repeats each entry of a column x next to itself, as often as u has rows, and
    `kronecker(ones_like(u), x)` writes the whole column as often, one under the other.

    Raises:
        DomainError: one of them is a number.
    """
    return _call("kronecker", left, right)


def cospi(x: object) -> Value:
    """The cosine of π x. In proofs x is a rational number, and equations of such cosines are decided exactly."""
    return _call("cospi", x)


def sinpi(x: object) -> Value:
    """The sine of π x. In proofs x is a rational number, and equations of such sines are decided exactly."""
    carrier = carrier_of(x)
    return cospi(Value(carrier, lift(carrier, x)) - Fraction(1, 2))


def summation(function: Callable[[Value], Value], lower: object, upper: object) -> Value:
    """The sum of `function(i)` over the integers i from `lower` to `upper`; 0 if the upper end is the lower less 1, and
    undefined if it is below that. In proofs the function is a polynomial in i."""
    carrier = carrier_of(lower, upper)
    ends = lift(carrier, lower), lift(carrier, upper)
    return Value(carrier, carrier.summation(lambda i: lift(carrier, function(Value(carrier, i))), *ends))


def rank(rows: Sequence[Sequence[object]]) -> Value:
    """The rank of a matrix of numbers, given by its rows. In proofs the entries are constants.

    Raises:
        DomainError: the rows are empty or of different lengths.
    """
    carrier = carrier_of(*(entry for row in rows for entry in row))
    return Value(carrier, carrier.rank(_lifted(carrier, rows)))


def linear_program(costs: Sequence[object], matrix: Sequence[Sequence[object]], right: Sequence[object]) -> Value:
    """The least value of costs · x over all x >= 0 with matrix x = right; undefined if no x meets that, or if there is
    no least value. In proofs all numbers are constants.

    Raises:
        DomainError: rows of the matrix and costs have different lengths, or right sides and rows different numbers.
    """
    if len(right) != len(matrix) or not right:
        raise DomainError(f"{len(right)} right sides for {len(matrix)} equations", remedy="give one each")
    carrier = carrier_of(*costs, *right, *(entry for row in matrix for entry in row))
    c, *a = _lifted(carrier, [costs, *matrix])
    return Value(carrier, carrier.linear_program(c, a, _lifted(carrier, [right])[0]))


def transport_cost(costs: Sequence[Sequence[object]], p: Sequence[object], q: Sequence[object]) -> Value:
    """The least cost of moving the masses p to the masses q, where moving a unit from i to j costs `costs[i][j]`: the
    Wasserstein distance of two laws if costs are distances. Undefined if the masses differ in sum or one is negative.

    Raises:
        DomainError: the costs are not as many as pairs of masses.
    """
    if len(costs) != len(p) or any(len(row) != len(q) for row in costs):
        raise DomainError("costs that are not one for each pair of masses", remedy="give a row for each mass of p")
    pairs = [(i, j) for i in range(len(p)) for j in range(len(q))]
    leaving = [[int(i == source) for i, _ in pairs] for source in range(len(p))]
    arriving = [[int(j == goal) for _, j in pairs] for goal in range(len(q))]
    return linear_program([costs[i][j] for i, j in pairs], [*leaving, *arriving], [*p, *q])


def _lifted(carrier: Carrier, rows: Sequence[Sequence[object]]) -> list[list[Any]]:
    if not rows or not rows[0] or len({len(row) for row in rows}) > 1:
        raise DomainError("rows that are empty or of different lengths", remedy="give rows of one length")
    return [[lift(carrier, entry) for entry in row] for row in rows]


def inner(left: Value, right: Value) -> Value:
    """The inner product of two matrices or column vectors of one shape: the trace of leftᵀ right."""
    return trace(left.T @ right)


def norm_squared(matrix: Value) -> Value:
    """The squared Frobenius (Euclidean) norm."""
    return inner(matrix, matrix)


def identity_like(matrix: object) -> Value:
    """The identity matrix of the size of a square matrix."""
    return _call("identity_like", matrix)


def ones_like(column: object) -> Value:
    """The column of ones as long as a column vector.

    Raises:
        DomainError: it is no column vector.
    """
    return _call("ones_like", column)


def diagonal(x: object) -> Value:
    """The diagonal matrix of a column vector, or the column of the diagonal of a square matrix.

    In proofs the vectors are those of probabilities; of the diagonal of a matrix they know its mean under each law.

    Raises:
        DomainError: it is neither a column vector nor square; in proofs, a vector that is no variable of probabilities.
    """
    return _call("diagonal", x)


def total(x: object, axis: int | None = None, *, keep: bool = False) -> Value:
    """The sum of all entries; along an axis, the column of the sums, or with `keep` a row for axis 0.

    Raises:
        DomainError: a matrix has no such axis.
    """
    carrier = carrier_of(x)
    return Value(carrier, carrier.total(lift(carrier, x), _axis(axis), keep=keep))


def _axis(axis: int | None) -> int | None:
    if axis is not None and axis not in (0, 1, -1, -2):
        raise DomainError(f"a matrix has no axis {axis}", remedy="axis 0 goes down a column, axis 1 along a row")
    return axis if axis is None else axis % 2


def mean(x: object, axis: int | None = None, *, keep: bool = False) -> Value:
    """The mean of all entries, or along an axis; undefined for none."""
    carrier = carrier_of(x)
    return total(x, axis, keep=keep) / Value(carrier, carrier.count(lift(carrier, x), _axis(axis)))


def _over_entries(x: object, axis: int | None, what: str) -> None:
    carrier = carrier_of(x)
    if axis is None and not carrier.is_vector(lift(carrier, x)):
        raise DomainError(f"{what}() of a matrix without an axis", remedy="axis=1 takes each row by itself")


def softmax(x: object, axis: int | None = None) -> Value:
    """exp(x) divided by its sum, over the entries of a column or along an axis of a matrix.

    Raises:
        DomainError: a matrix comes without an axis.
    """
    _over_entries(x, axis, "softmax")
    weights = exp(x)
    return weights / total(weights, axis, keep=True)


def logsumexp(x: object, axis: int | None = None, *, keep: bool = False) -> Value:
    """The logarithm of the sum of exp(x), over the entries of a column or along an axis of a matrix.

    Raises:
        DomainError: a matrix comes without an axis.
    """
    _over_entries(x, axis, "logsumexp")
    return log(total(exp(x), axis, keep=keep))


def log_softmax(x: Value, axis: int | None = None) -> Value:
    """The logarithm of the softmax, over the entries of a column or along an axis of a matrix.

    Raises:
        DomainError: a matrix comes without an axis.
    """
    _over_entries(x, axis, "log_softmax")
    return x - logsumexp(x, axis, keep=True)


def largest(matrix: object) -> Value:
    """The largest entry of a matrix; a number is its own."""
    return _call("largest", matrix)


def frozen(x: object) -> Value:
    """The same value, which `rate` takes for a constant: the stop-gradient."""
    return _call("frozen", x)


def rate(function: Callable[..., Value], flow: Mapping[str, object], **state: object) -> Value:
    """How fast `function(**state)` changes while each variable of `flow` moves with its velocity; the others rest.

    Raises:
        DomainError: `flow` moves what is not in `state`.
    """
    unknown = set(flow) - set(state)
    if unknown:
        raise DomainError(f"rate() moves {', '.join(sorted(unknown))}", remedy="give its value too, as a keyword")
    carrier = carrier_of(*state.values(), *flow.values())
    duals = Duals(carrier)
    moving = {}
    for name, value in state.items():
        payload = lift(carrier, value)
        slope = lift(carrier, flow[name]) if name in flow else carrier.zero_like(payload)
        moving[name] = Value(duals, (payload, slope))
    with running_on(duals):
        result = function(**moving)
    return Value(carrier, lift(duals, result)[1])


def gradient(function: Callable[[Value], Value], x: object) -> Value:
    """The derivative of a function of one number; of a matrix, the matrix of the derivatives in its entries.

    Raises:
        DomainError: the function of a matrix has no numbers as values.
    """
    carrier = carrier_of(x)
    payload = lift(carrier, x)
    if carrier.is_number(payload):
        return rate(lambda x: function(x), {"x": 1}, x=x)
    directions, assemble = carrier.basis(payload)
    slopes = [lift(carrier, rate(lambda x: function(x), {"x": Value(carrier, each)}, x=x)) for each in directions]
    if not all(carrier.is_number(slope) for slope in slopes):
        raise DomainError("gradient() of a function whose values are matrices", remedy="take the gradient of an entry")
    return Value(carrier, assemble(slopes))


def expectation(function: Callable[..., Value], **variables: Uniform) -> Value:
    """The mean of `function` over independent random variables, each `uniform(low, high)`."""
    carrier = carrier_of()
    return Value(carrier, carrier.expectation(function, variables))
