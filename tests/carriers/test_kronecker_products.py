"""Kronecker products on all carriers that compute: the entries, and what torch says."""

from fractions import Fraction

import pytest
import torch
from helpers import refused

from verify import kronecker, ones_like, rate
from verify.carriers.balls import BALLS
from verify.carriers.floats import Floats
from verify.carriers.rationals import RATIONALS
from verify.carriers.value import Value, running_on
from verify.errors import DomainError
from verify.matrices import exact_matrix

LEFT, RIGHT = [[1, 2, 3]], [[1, 0], [-1, 2]]
PRODUCT = [[1, 0, 2, 0, 3, 0], [-1, 2, -2, 4, -3, 6]]
FLOATS = Floats()


def on(carrier, rows):
    if carrier is FLOATS:
        return Value(carrier, torch.tensor(rows, dtype=torch.float64))
    return Value(carrier, carrier.exact(exact_matrix(rows)))


@pytest.mark.parametrize("carrier", [RATIONALS, BALLS, FLOATS], ids=lambda each: each.name)
def test_every_entry_times_the_whole_right_matrix(carrier):
    """In the order of numpy and torch."""
    product = kronecker(on(carrier, LEFT), on(carrier, RIGHT)).payload
    assert product.tolist() == PRODUCT


def test_lanes_of_floats_are_multiplied_lane_by_lane():
    """As torch.kron does it with one lane."""
    generator = torch.Generator().manual_seed(0)
    left = torch.randn(7, 2, 3, generator=generator, dtype=torch.float64)
    right = torch.randn(7, 4, 1, generator=generator, dtype=torch.float64)
    product = kronecker(Value(FLOATS, left), Value(FLOATS, right)).payload
    assert all(torch.equal(product[i], torch.kron(left[i], right[i])) for i in range(7))


def test_ones_repeat_and_tile_as_torch_does():
    """Ones on the right repeat each entry, ones on the left the whole."""
    x, copies = on(FLOATS, [[1], [2], [3]]), on(FLOATS, [[0], [0]])
    repeated = kronecker(x, ones_like(copies)).payload.flatten()
    tiled = kronecker(ones_like(copies), x).payload.flatten()
    assert repeated.tolist() == x.payload.flatten().repeat_interleave(2).tolist()
    assert tiled.tolist() == x.payload.flatten().tile(2).tolist()


def test_its_rate_is_that_of_a_product():
    """d(X ⊗ X) = V ⊗ X + X ⊗ V."""
    with running_on(RATIONALS):
        X, V = on(RATIONALS, LEFT), on(RATIONALS, [[0, 1, Fraction(1, 2)]])  # noqa: N806
        found = rate(lambda X: kronecker(X, X), {"X": V}, X=X)  # noqa: N803
        expected = kronecker(V, X) + kronecker(X, V)
    assert (found.payload == expected.payload).all()


@pytest.mark.parametrize("carrier", [RATIONALS, BALLS, FLOATS], ids=lambda each: each.name)
def test_a_number_is_refused(carrier):
    """It is multiplied by *."""
    with running_on(carrier), refused(DomainError, "a Kronecker product of numbers"):
        kronecker(on(carrier, LEFT), 2)
