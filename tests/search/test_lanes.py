"""Lanes: margins of a batch, suspects, and which lanes meet the assumptions."""

import math

import pytest
import torch
from helpers import claim, lanes

from verify import at_least, at_most, equal, floor, log, real, relu, split, strictly_greater, strictly_less, where
from verify.errors import UnableError
from verify.search.lanes import Margins, evaluate


def suspects(function, *, under=(), **numbers):
    """Which lanes are suspects, as a list."""
    statement = claim(function, under=under, **dict.fromkeys(numbers, real()))
    return evaluate(statement, lanes(**numbers)).suspects().tolist()


@pytest.mark.parametrize(
    ("relation", "expected"),
    [
        (at_least, [True, False, False]),
        (at_most, [False, False, True]),
        (strictly_less, [False, True, True]),
        (strictly_greater, [True, True, False]),
        (equal, [True, False, True]),
    ],
)
def test_lanes_that_break_a_relation_are_suspects(relation, expected):
    """Below, at and above the bound."""
    assert suspects(lambda x: relation(x, 2), x=[1.0, 2.0, 3.0]) == expected


def test_nan_is_a_suspect_and_never_at_least_zero():
    """inf - inf holds nothing; an infinite margin with the right sign holds."""
    assert suspects(lambda x, y: at_least(x - y, 0), x=[math.inf, math.inf], y=[math.inf, 1.0]) == [True, False]
    assert suspects(lambda x: at_least(x * 0, -1), x=[math.nan, math.inf, 1.0]) == [True, True, False]


@pytest.mark.parametrize(
    "function",
    [
        lambda x: at_least(where(log(x) < 1, 0, 0), -1),
        lambda x: at_least(where(log(x) == 0, 1, 2), 0),
        lambda x: at_least(relu(log(x)), -1),
        lambda x: at_least(floor(log(x)), -2000),
        lambda x: at_least(split(x)[0], -2000),
        lambda x: at_least(split(x)[1], 0),
        lambda x: at_most(split(x, 3)[0], 2000),
        lambda x: at_least(1 / split(x - x + 3, x)[0], -2000),
    ],
)
def test_a_lane_without_a_value_is_a_suspect_whatever_is_made_of_it(function):
    """Neither a branch nor a floor hides that log or split has no value at -1; at 2 there is nothing to suspect."""
    assert suspects(function, x=[-1.0, 2.0]) == [True, False]


def test_split_has_no_value_at_zero_and_at_infinity():
    """The exponent of 0 and of an overflowed product are no numbers."""
    assert suspects(lambda x: at_least(split(x)[0], -9999), x=[0.0, -0.0, math.inf, math.nan, 5e-324]) == [
        *[True] * 4,
        False,
    ]


def test_lanes_outside_the_assumptions_are_no_suspects():
    """An assumption is met, just met, broken or has no value; only the first two count."""
    statement = claim(lambda x: at_most(x, 0), under=(lambda x: at_least(log(x), 0),), x=real())
    margins = evaluate(statement, lanes(x=[3.0, 1.0, 0.5, -1.0]))
    assert margins.met.tolist() == [True, True, False, False]
    assert margins.suspects().tolist() == [True, True, False, False]
    strict = claim(lambda x: at_most(x, 0), under=(lambda x: strictly_greater(x, 1),), x=real())
    assert evaluate(strict, lanes(x=[3.0, 1.0])).met.tolist() == [True, False]


def test_several_assumptions_must_all_be_met():
    """One that is broken takes the lane out."""

    def two(x):
        return at_least(x, 0), at_most(x, 2)

    statement = claim(lambda x: at_most(x, 9), under=(two, lambda x: at_least(x, 1)), x=real())
    assert evaluate(statement, lanes(x=[0.5, 1.5, 2.5, -1.0])).met.tolist() == [False, True, False, False]


def test_finite_lanes_have_only_finite_margins():
    """One infinite or undefined margin takes a lane out of those that count for the slack."""
    margins = Margins(
        [torch.tensor([1.0, math.inf, 1.0, math.nan]), torch.tensor([1.0, 1.0, -math.inf, 1.0])],
        [False, False],
        torch.tensor([True] * 4),
    )
    assert margins.finite().tolist() == [True, False, False, False]
    assert margins.suspects().tolist() == [False, False, True, True]


def test_lanes_outside_the_assumptions_are_not_finite_either():
    """They count for nothing."""
    margins = Margins([torch.tensor([1.0, 1.0])], [True], torch.tensor([True, False]))
    assert margins.finite().tolist() == [True, False]


def test_a_branch_on_a_lane_is_refused_and_shows_the_way():
    """`if` cannot take two ways at once; the message names where()."""
    with pytest.raises(UnableError, match="where"):
        suspects(lambda x: at_least(x if x > 0 else -x, 0), x=[1.0])


def test_a_constant_statement_is_evaluated_on_every_lane():
    """A margin that does not depend on the lane is the same in all of them."""
    assert suspects(lambda x: at_least(1, 2), x=[1.0, 2.0]) == [True, True]
