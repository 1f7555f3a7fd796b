# ruff: noqa: N803  # matrices have capital letters
"""Functions of entries: sums, softmax, entries and gradients agree on all carriers, and the index is one of a size."""

from fractions import Fraction
from random import Random

import pytest
import torch
from helpers import claim, refused

from verify import (
    cos,
    equal,
    exp,
    float64,
    gradient,
    index,
    inner,
    log_softmax,
    logsumexp,
    matrix,
    mean,
    sin,
    size,
    softmax,
    sqrt,
    total,
    vector,
)
from verify.carriers.balls import BALLS
from verify.carriers.floats import Floats
from verify.carriers.rationals import RATIONALS
from verify.carriers.terms import interpret
from verify.carriers.value import Value, as_value, running_on
from verify.errors import DomainError, UnableError, UndefinedError
from verify.matrices import exact_matrix
from verify.proof.goals import sample_points, trace
from verify.search.falsify import falsify
from verify.search.judge import judge
from verify.search.regimes import fill

n, m = size("n"), size("m")
A = exact_matrix([[1, 2, -1], [0, Fraction(1, 2), 3]])
X = exact_matrix([[1], [-2]])
Z = exact_matrix([[2], [0], [1]])

EXACT = {
    "total": lambda A, x, z: total(A),
    "total of rows": lambda A, x, z: total(A, axis=1),
    "total of columns": lambda A, x, z: total(A, axis=0),
    "total of columns as a row": lambda A, x, z: total(A, axis=0, keep=True),
    "total of the last axis": lambda A, x, z: total(A, axis=-1),
    "mean": lambda A, x, z: mean(A),
    "mean of columns": lambda A, x, z: mean(A, axis=-2),
    "product of entries": lambda A, x, z: A * A - A,
    "a column for all columns": lambda A, x, z: A * x + x,
    "a row for all rows": lambda A, x, z: A / (z.T + 5),
    "power": lambda A, x, z: (A**2 + 1) ** -1,
    "entry": lambda A, x, z: x[1] * A[0, 2],
    "row": lambda A, x, z: A[1],
    "gradient in a vector": lambda A, x, z: gradient(lambda z: inner(A @ z, x) ** 2, z),
    "gradient in a matrix": lambda A, x, z: gradient(lambda A: total(A @ z) * total(A * A), A),
    "gradient of a gradient": lambda A, x, z: gradient(lambda z: inner(gradient(lambda w: total(w**3), z), z), z),
    "gradient at a number": lambda A, x, z: gradient(lambda s: total((s * x) ** 2), x[0]),
}
TRANSCENDENTAL = {
    "softmax": lambda A, x, z: softmax(x),
    "softmax of rows": lambda A, x, z: softmax(A, axis=1),
    "softmax of columns": lambda A, x, z: softmax(A, axis=0),
    "logarithm of a softmax": lambda A, x, z: log_softmax(A, axis=1),
    "log-sum-exp": lambda A, x, z: logsumexp(A, axis=0),
    "sine and cosine": lambda A, x, z: sin(A) * cos(x),
    "root": lambda A, x, z: sqrt(A**2 + 1),
    "gradient": lambda A, x, z: gradient(lambda A: total(logsumexp(A, axis=1)) + total(sqrt(A**2 + 1)), A),
}


def on(carrier, function):
    """The payload of a function at the matrices above."""
    with running_on(carrier):
        return function(*(as_value(carrier, each) for each in (A, X, Z))).payload


def on_floats(function):
    carrier = Floats()
    lanes = [
        torch.tensor([[[float(entry) for entry in row] for row in each]] * 2, dtype=torch.float64) for each in (A, X, Z)
    ]
    with running_on(carrier):
        return torch.vmap(lambda *lane: function(*(Value(carrier, each) for each in lane)).payload)(*lanes)[1]


def as_lists(payload, number):
    return [[number(entry) for entry in row] for row in payload] if getattr(payload, "shape", ()) else number(payload)


def middle(ball):
    return float(ball.mid())


@pytest.mark.parametrize("name", {**EXACT, **TRANSCENDENTAL})
def test_floats_and_balls_agree(name):
    """In shape and, but for rounding, in every entry."""
    function = {**EXACT, **TRANSCENDENTAL}[name]
    wanted = torch.tensor(as_lists(on(BALLS, function), middle), dtype=torch.float64)
    torch.testing.assert_close(on_floats(function), wanted, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", EXACT)
def test_rationals_and_balls_agree(name):
    """The ball contains the number."""
    exact, ball = on(RATIONALS, EXACT[name]), on(BALLS, EXACT[name])
    pairs = zip(exact.flat, ball.flat, strict=True) if hasattr(exact, "shape") else [(exact, ball)]
    for number, around in pairs:
        assert isinstance(number, Fraction)
        assert around.contains(BALLS.constant(number))


@pytest.mark.parametrize("name", sorted(set(EXACT) - {"entry", "row", "gradient at a number"}))
def test_terms_have_the_values_of_rationals(name):
    """What is traced, computed at each sample point and place, is what the function gives there."""

    def law(A, x, z):
        """Nothing but a term to look at."""
        return equal(EXACT[name](A, x, z) * 1, EXACT[name](A, x, z) * 0), equal(total(exp(x)), 1)

    statement = claim(law, A=matrix(n, m), x=vector(n), z=vector(m))
    goal = next(goal for goal in trace(statement) if goal.about.startswith("statement 1"))
    for point in sample_points(statement)[:6]:
        try:
            with running_on(RATIONALS):
                values = {key: as_value(RATIONALS, point[key]) for key in "Axz"}
                wanted = EXACT[name](*(values[key] for key in "Axz")).payload
        except UndefinedError:
            continue
        sizes = {"n": Fraction(len(point["x"])), "m": Fraction(len(point["z"]))}
        for place, entry in _places(wanted):
            there = {**point, **sizes, **place}
            with running_on(RATIONALS):
                inside = {k: v if isinstance(v, int) else as_value(RATIONALS, v) for k, v in there.items()}
                found = interpret(goal.conclusion.term, inside)
            assert getattr(found, "payload", found) == entry


def _places(payload):
    if not hasattr(payload, "shape"):
        yield {}, payload
        return
    for i in range(payload.shape[0]):
        for j in range(payload.shape[1]):
            yield {"#index i'": i, "#index j'": j}, payload[i, j]


def test_an_entry_that_is_none():
    """Undefined on exact numbers, NaN on floats."""
    for place in (2, -1, Fraction(1, 2)):
        with pytest.raises(UndefinedError), running_on(RATIONALS):
            as_value(RATIONALS, X)[place]
    carrier = Floats()
    column = Value(carrier, torch.tensor([[1.0], [2.0]], dtype=torch.float64))
    with running_on(carrier):
        assert torch.isnan(column[2].payload)
        assert column[1].payload == 2


def test_what_is_refused():
    """Axes that no matrix has, softmaxes of matrices without one, gradients of matrices, entries of numbers, loops."""
    with running_on(RATIONALS):
        value = as_value(RATIONALS, A)
        with refused(DomainError, "a matrix has no axis 2", "axis 0"):
            total(value, axis=2)
        with refused(DomainError, "softmax() of a matrix without an axis", "axis=1"):
            softmax(value)
        with refused(DomainError, "gradient() of a function whose values are matrices", "of an entry"):
            gradient(lambda A: A, value)
        with refused(DomainError, "an entry of a number", "of a vector"):
            total(value)[0]
        with pytest.raises(TypeError):
            list(value)


def test_indices_are_drawn_below_their_size():
    """Every index of small sizes is met; outside there is no point."""
    domain = index(n)
    random = Random(0)
    assert {domain.sample("i", random, {n: 3})["i"] for _ in range(60)} == {0, 1, 2}
    lanes = fill({"x": vector(n), "i": domain}, "simple", float64, 200, 2, "cpu")
    rows = lanes["x"].shape[1]
    assert set(lanes["i"].tolist()) == set(range(rows))
    statement = claim(lambda x, i: equal(x[i], x[i]), x=vector(n), i=domain)
    for place in (0, 1):
        assert statement.setting.holds({"x": X, "i": Fraction(place)})
    for place in (2, -1, Fraction(1, 2)):
        assert not statement.setting.holds({"x": X, "i": Fraction(place)})
    with refused(DomainError, "may have no index", "at least 1"):
        index(size("k", at_least=0))


def test_an_entry_at_a_number_needs_an_index():
    """In goals: a size may be smaller than the number."""
    with refused(UnableError, "an entry at a number", "index(n)"):
        trace(claim(lambda x: equal(exp(x)[0], exp(x)[0]), x=vector(n)))


def test_the_search_finds_what_is_false_of_entries():
    """A false law of softmaxes falls in floats, and exact numbers agree."""
    wrong = claim(lambda s, i: equal(softmax(s)[i], softmax(2 * s)[i]), s=vector(n), i=index(n))
    found = falsify(wrong, float64, batches=6).found
    assert found is not None
    assert judge(wrong, found[0]).outcome == "violated"
