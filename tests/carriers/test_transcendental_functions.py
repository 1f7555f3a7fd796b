"""exp, log, sin, cos and what is made of them, on every carrier that has them, with their derivatives."""

import math
from fractions import Fraction

import pytest
import torch

from verify import cos, exp, expectation, gradient, log, sigmoid, sin, softplus, tanh, uniform
from verify.carriers.balls import BALLS, exact_endpoints
from verify.carriers.expressions import Expressions, Path
from verify.carriers.floats import Floats
from verify.carriers.rationals import RATIONALS
from verify.carriers.value import Value, running_on
from verify.errors import UnableError, UndefinedError

FUNCTIONS = {
    "sin": (sin, math.sin, math.cos),
    "cos": (cos, math.cos, lambda x: -math.sin(x)),
    "tanh": (tanh, math.tanh, lambda x: 1 - math.tanh(x) ** 2),
    "sigmoid": (sigmoid, lambda x: 1 / (1 + math.exp(-x)), lambda x: math.exp(-x) / (1 + math.exp(-x)) ** 2),
    "softplus": (softplus, lambda x: math.log1p(math.exp(x)), lambda x: 1 / (1 + math.exp(-x))),
}
POINTS = (Fraction(0), Fraction(3, 2), Fraction(-7, 3))


def on_balls(function, point):
    with running_on(BALLS):
        low, high = exact_endpoints(function(Value(BALLS, BALLS.constant(point))).payload)
    assert high - low < Fraction(1, 10**9)
    return float((low + high) / 2)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_balls_hold_the_values_of_functions_and_of_their_derivatives(name):
    function, value, slope = FUNCTIONS[name]
    for point in POINTS:
        assert on_balls(function, point) == pytest.approx(value(float(point)), rel=1e-12, abs=1e-12)
        assert on_balls(lambda x: gradient(function, x), point) == pytest.approx(slope(float(point)), rel=1e-12)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_floats_have_them_too(name):
    function, value, _ = FUNCTIONS[name]
    floats = Floats()
    lanes = torch.tensor([float(point) for point in POINTS], dtype=torch.float64)
    with running_on(floats):
        computed = function(Value(floats, lanes)).payload
    assert computed.tolist() == pytest.approx([value(float(point)) for point in POINTS], abs=1e-12)


def test_far_out_floats_keep_their_limits():
    floats = Floats()
    with running_on(floats):
        far = Value(floats, torch.tensor([-1e4, 1e4], dtype=torch.float64))
        assert sigmoid(far).payload.tolist() == [0, 1]
        assert tanh(far).payload.tolist() == [-1, 1]


def test_rationals_have_their_rational_values_only():
    with running_on(RATIONALS):
        assert [f(0).payload for f in (exp, sin, cos, tanh, sigmoid)] == [1, 0, 1, 0, Fraction(1, 2)]
        assert log(1).payload == 0
        for function, number in ((exp, 1), (log, 2), (sin, 1), (cos, -1), (softplus, 0)):
            with pytest.raises(UnableError, match="is no rational number"):
                function(number)
        for number in (0, -1):
            with pytest.raises(UndefinedError, match="has no value"):
                log(number)


def test_expressions_write_them_down_and_ask_for_positive_arguments_of_logarithms_alone():
    path = Path(decisions=[], samples=[])
    carrier = Expressions(path)
    with running_on(carrier):
        x = Value(carrier, ("symbol", "x"))
        assert (sin(x) + cos(x)).payload == ("add", ("sin", ("symbol", "x")), ("cos", ("symbol", "x")))
        assert path.obligations == []
        log(x)
    assert [obligation.atom.relation for obligation in path.obligations] == [">0"]


def test_means_of_sines_and_cosines_are_enclosed():
    with running_on(BALLS):
        for function, mean in ((sin, 1 - math.cos(1)), (cos, math.sin(1))):
            low, high = exact_endpoints(expectation(function, x=uniform(0, 1)).payload)
            assert float(low) <= mean <= float(high)
            assert high - low < Fraction(1, 1000)
