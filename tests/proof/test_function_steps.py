"""Steps on exp, log, sin and cos: statements of the kind that posts make, true, false, and just at the boundary."""

from fractions import Fraction

import pytest

from verify import (
    at_least,
    at_most,
    between,
    cos,
    equal,
    exp,
    gradient,
    integers,
    log,
    maximum,
    positive,
    real,
    relu,
    setting,
    sigmoid,
    sin,
    softplus,
    strictly_greater,
    strictly_less,
    tanh,
)
from verify.proof import checker
from verify.proof.proof import identity, prove, squares

PROBABILITY = between(Fraction(1, 100), Fraction(99, 100))


def softmax(*scores):
    total = sum(exp(score) for score in scores)
    return [exp(score) / total for score in scores]


def log_sum_exp(*scores):
    return log(sum(exp(score) for score in scores))


def divergence(p, q):
    """Kullback and Leibler's."""
    return sum(a * (log(a) - log(b)) for a, b in zip(p, q, strict=True))


def rotated(angle, x, y):
    return cos(angle) * x - sin(angle) * y, sin(angle) * x + cos(angle) * y


def rotary(m, n, t, q0, q1, k0, k1):
    """Su's rotary position embedding: the product depends on the difference of positions only."""
    query, key, relative = rotated(m * t, q0, q1), rotated(n * t, k0, k1), rotated((n - m) * t, k0, k1)
    return equal(query[0] * key[0] + query[1] * key[1], q0 * relative[0] + q1 * relative[1])


def reals(names):
    return {name: real() for name in names}


def positives(names):
    return {name: positive() for name in names}


IDENTITIES = {
    "exp of a sum": (reals("xy"), lambda x, y: equal(exp(x + y), exp(x) * exp(y))),
    "exp of halves": (reals("xy"), lambda x, y: equal(exp((x + y) / 2) ** 2, exp(x) * exp(y))),
    "sigmoid": (
        reals("x"),
        lambda x: (
            equal(sigmoid(x) + sigmoid(-x), 1),
            equal(sigmoid(x), (1 + tanh(x / 2)) / 2),
            equal(gradient(sigmoid, x), sigmoid(x) * (1 - sigmoid(x))),
        ),
    ),
    "softplus": (
        reals("x"),
        lambda x: (
            equal(softplus(x) - softplus(-x), x),
            equal(gradient(softplus, x), sigmoid(x)),
            equal(log(sigmoid(x)), -softplus(-x)),
        ),
    ),
    "tanh": (reals("x"), lambda x: equal(gradient(tanh, x), 1 - tanh(x) ** 2)),
    "sines": (reals("x"), lambda x: (equal(gradient(sin, x), cos(x)), equal(gradient(cos, x), -sin(x)))),
    "rotary positions": (reals(("m", "n", "t", "q0", "q1", "k0", "k1")), rotary),
    "softmax of two, differentiated": (
        reals("ab"),
        lambda a, b: (
            equal(gradient(lambda t: softmax(t, b)[0], a), softmax(a, b)[0] * softmax(a, b)[1]),
            equal(softmax(a, b)[0], sigmoid(a - b)),
        ),
    ),
    "softmax of three, differentiated": (
        reals("abc"),
        lambda a, b, c: (
            equal(gradient(lambda t: softmax(t, b, c)[0], a), softmax(a, b, c)[0] * (1 - softmax(a, b, c)[0])),
            equal(gradient(lambda t: softmax(a, t, c)[0], b), -softmax(a, b, c)[0] * softmax(a, b, c)[1]),
            equal(gradient(lambda t: log_sum_exp(t, b, c), a), softmax(a, b, c)[0]),
        ),
    ),
    "symmetric divergence of three classes": (
        reals("abcdef"),
        lambda a, b, c, d, e, f: equal(
            divergence(softmax(a, b, c), softmax(d, e, f)) + divergence(softmax(d, e, f), softmax(a, b, c)),
            sum(
                (p - q) * (s - t)
                for p, q, s, t in zip(softmax(a, b, c), softmax(d, e, f), (a, b, c), (d, e, f), strict=True)
            ),
        ),
    ),
    "logarithms of products": (
        {**positives("pq"), "n": integers(at_least=0)},
        lambda p, q, n: (
            equal(log(p**2 * q / 3), 2 * log(p) + log(q) - log(3)),
            equal(log(2**n * p), n * log(2) + log(p)),
            equal(log(exp(n) * p / (p + q)), n + log(p) - log(p + q)),
        ),
    ),
    "softmax does not change when all scores move": (
        reals("abt"),
        lambda a, b, t: (
            equal(softmax(a + t, b + t)[0], softmax(a, b)[0]),
            equal(log_sum_exp(a + t, b + t), log_sum_exp(a, b) + t),
        ),
    ),
}

INEQUALITIES = {
    "exp above its tangent": (reals("x"), lambda x: (at_least(exp(x), 1 + x), strictly_greater(exp(x), x))),
    "exp strictly above": (positives("x"), lambda x: strictly_greater(exp(x), 1 + x)),
    "log below its tangent": (positives("x"), lambda x: at_most(log(x), x - 1)),
    "exp is monotone": (reals("xy"), lambda x, y: at_least((exp(x) - exp(y)) * (x - y), 0)),
    "log is monotone": (positives("xy"), lambda x, y: at_least((log(x) - log(y)) * (x - y), 0)),
    "log is strictly monotone": (positives("xy"), lambda x, y: strictly_less(log(x), log(x + y))),
    "x log x": (positives("x"), lambda x: (at_least(x * log(x), x - 1), at_least(x * log(x), -1))),
    "cosines are bounded": (
        reals("x"),
        lambda x: (at_most(cos(x), 1), at_least(sin(x), -1), at_most(sin(x) * cos(x), Fraction(1, 2))),
    ),
    "sigmoid lies between 0 and 1": (
        reals("x"),
        lambda x: (
            strictly_greater(sigmoid(x), 0),
            strictly_less(sigmoid(x), 1),
            at_most(sigmoid(x) * sigmoid(-x), Fraction(1, 4)),
        ),
    ),
    "Gibbs for two classes": (
        {"p": PROBABILITY, "q": PROBABILITY},
        lambda p, q: at_least(p * log(p / q) + (1 - p) * log((1 - p) / (1 - q)), 0),
    ),
    "Gibbs for measures": (
        positives("pqors"),
        lambda p, q, o, r, s: at_least(p * log(p / r) + q * log(q / s) + o * log(o / 2), p + q + o - r - s - 2),
    ),
    "divergence of two softmax": (
        reals("abcd"),
        lambda a, b, c, d: at_least(divergence(softmax(a, b), softmax(c, d)), 0),
    ),
    "divergence of three softmax": (
        reals("abcdef"),
        lambda a, b, c, d, e, f: at_least(divergence(softmax(a, b, c), softmax(d, e, f)), 0),
    ),
    "log-sum-exp": (
        reals("ab"),
        lambda a, b: (
            at_least(log_sum_exp(a, b), maximum(a, b)),
            at_most(log_sum_exp(a, b), maximum(a, b) + log(2)),
        ),
    ),
    "softplus and relu": (
        reals("x"),
        lambda x: (at_least(softplus(x), relu(x)), at_most(softplus(x), relu(x) + log(2))),
    ),
    "log is concave": (positives("xy"), lambda x, y: at_least(log((x + y) / 2), (log(x) + log(y)) / 2)),
    "exp is convex": (reals("xy"), lambda x, y: at_most(exp((x + y) / 2), (exp(x) + exp(y)) / 2)),
}

WRONG = {
    "exp of a double is no double": (identity, reals("x"), lambda x: equal(exp(2 * x), 2 * exp(x)), "differ"),
    "softplus is no relu": (identity, reals("x"), lambda x: equal(softplus(x) - softplus(-x), 2 * x), "differ"),
    "another rotation": (
        identity,
        reals("xy"),
        lambda x, y: equal(cos(x) * cos(y) - sin(x) * sin(y), cos(x - y)),
        "differ",
    ),
    "a logarithm of a sum": (
        identity,
        positives("xy"),
        lambda x, y: equal(log(x + y), log(x) + log(y)),
        "differ",
    ),
    "a logarithm without a value": (
        identity,
        reals("x"),
        lambda x: equal(log(x) - log(x), 0),
        "the argument of a logarithm is positive: no sum of squares",
    ),
    "strict where it touches": (squares, reals("x"), lambda x: strictly_greater(exp(x), 1 + x), "false at {'x': '0'}"),
    "a parabola below exp": (
        squares,
        reals("x"),
        lambda x: at_least(exp(x), 1 + x + x**2 / 2),
        "tangents of exp and log",
    ),
    "log-sum-exp of two with too small a constant": (
        squares,
        reals("ab"),
        lambda a, b: at_most(log_sum_exp(a, b), maximum(a, b) + log(2) / 2),
        "tangents of exp and log",
    ),
    "Gibbs the wrong way round": (
        squares,
        {"p": PROBABILITY, "q": PROBABILITY},
        lambda p, q: at_most(p * log(p / q) + (1 - p) * log((1 - p) / (1 - q)), 0),
        "no sum of squares",
    ),
    "a cosine below 1": (squares, reals("x"), lambda x: strictly_less(cos(x), 1), "false at {'x': '0'}"),
}


@pytest.mark.parametrize("name", IDENTITIES)
def test_identity_closes(state, name):
    variables, function = IDENTITIES[name]
    result = prove(state(setting(**variables), function), identity)
    assert (result.outcome, result.rests_on) == ("passed", ("checker",)), result.message


@pytest.mark.parametrize("name", INEQUALITIES)
def test_squares_closes(state, name):
    variables, function = INEQUALITIES[name]
    result = prove(state(setting(**variables), function), squares)
    assert (result.outcome, result.rests_on) == ("passed", ("checker",)), result.message


@pytest.mark.parametrize("name", WRONG)
def test_what_is_false_or_not_found_stays_open(state, name):
    proof, variables, function, reason = WRONG[name]
    result = prove(state(setting(**variables), function), proof)
    assert result.outcome == "undecided"
    assert reason in result.message


def test_every_fact_of_a_certificate_with_tangents_matters(state, as_record):
    """Without a fact, or with another point of a tangent, the checker refuses."""
    data = as_record(prove(state(setting(x=positive()), lambda x: at_most(log(x), x - 1)), squares))
    closure = data["certificate"]["closures"][-1]
    (tangent,) = (fact for fact in closure["facts"] if fact["rule"] == "tangent")
    tangent["at"] = ["symbol", "x"]
    with pytest.raises(checker.RefusedError, match="something else than exp"):
        checker.check_proof(data["goals"], data["goal_hash"], data["certificate"])


def test_a_sum_with_integer_powers_stays_one(state):
    """The base of a power in an exponential is read as before."""
    function = lambda x, n: equal(exp(x * 2**n) ** 2, exp(x * 2 ** (n + 1)))  # noqa: E731  # as short as it is
    result = prove(state(setting(x=real(), n=integers(at_least=0)), function), identity)
    assert result.outcome == "passed", result.message
