"""Enlargements: counts and layouts are what their names say, and what has no way back is refused."""

import pytest
import torch
from helpers import refused

from claims.modules.enlargements import (
    Enlargement,
    copied,
    filled,
    in_each_head,
    repeated,
    repeated_pairs,
    spread_pairs,
    stretched,
    tiled,
    unchanged,
)
from verify.errors import DomainError

ALL = [
    (repeated(3, 2), (0, 0, 1, 1, 2, 2)),
    (tiled(3, 2), (0, 1, 2, 0, 1, 2)),
    (copied(2, [1, 0, 1]), (1, 0, 1)),
    (stretched(3, 5), (0, 0, 1, 1, 2)),
    (filled(2, 5), (0, 1, 0, 1, None)),
    (filled(2, 5, with_mean=True), (0, 1, 0, 1, None)),
    (unchanged(2).padded(3), (0, 1, None)),
    (spread_pairs(4, 2), (0, 1, None, None, 2, 3, None, None)),
    (repeated_pairs(4, 2), (0, 1, 0, 1, 2, 3, 2, 3)),
    (in_each_head(repeated(2, 2), unchanged(2)), (0, 1, 0, 1, 2, 3, 2, 3)),
    (in_each_head(unchanged(2), repeated(2, 2)), (0, 0, 1, 1, 2, 2, 3, 3)),
    (in_each_head(unchanged(2), spread_pairs(2, 2).scaled(0.5)), (0, 1, None, None, 2, 3, None, None)),
]


@pytest.mark.parametrize(("enlargement", "source"), ALL)
def test_each_enlargement_has_a_way_back(enlargement, source):
    """R⁺R is the identity, exactly: all numbers here are powers of two or counts of at most two."""
    assert enlargement.source == source
    assert torch.equal(enlargement.inverse() @ enlargement.matrix(), torch.eye(enlargement.small, dtype=torch.float64))


def test_entries_are_copied_scaled_and_filled():
    """Rx, entry by entry; what is filled up with the mean keeps the mean."""
    x = torch.tensor([1.0, 5.0])
    assert repeated(2, 2).scaled(0.5)(x).tolist() == [0.5, 0.5, 2.5, 2.5]
    assert filled(2, 3)(x).tolist() == [1, 5, 0]
    assert filled(2, 3, with_mean=True)(x).tolist() == [1, 5, 3]


@pytest.mark.parametrize("source", [(0, 0), (0, 2), (0, 1, 2), ()])
def test_what_has_no_way_back_is_refused(source):
    """An entry is lost, or there is none of that number."""
    with refused(DomainError, "copies", "copy each entry"):
        copied(2, source)


@pytest.mark.parametrize("scale", [0, -1, float("nan")])
def test_scales_that_are_not_positive_are_refused(scale):
    """Activations are homogeneous for positive scales only."""
    with refused(DomainError, "scale", "positive"):
        Enlargement(1, (0,), scale)
