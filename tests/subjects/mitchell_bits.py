"""Implementations of the float trick in other styles: views of numpy, a table, and some that are wrong."""

from __future__ import annotations

from functools import lru_cache

import numpy
import torch

INTEGERS = {1: numpy.uint8, 2: numpy.uint16, 4: numpy.uint32, 8: numpy.uint64}
VIEWS = {1: torch.int8, 2: torch.int16, 4: torch.int32, 8: torch.int64}


def patterns(x: torch.Tensor) -> numpy.ndarray:
    """The bit patterns as numpy's unsigned integers, which wrap round."""
    size = x.element_size()
    return x.view(VIEWS[size]).numpy().view(INTEGERS[size])


def numbers(integers: numpy.ndarray, like: torch.Tensor) -> torch.Tensor:
    """The numbers of bit patterns."""
    size = like.element_size()
    return torch.from_numpy(integers.view(f"int{8 * size}").copy()).view(like.dtype)


def one(like: torch.Tensor) -> numpy.ndarray:
    """The pattern of 1."""
    return patterns(torch.ones(1, dtype=torch.float32).to(like.dtype))


def by_numpy_views(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """The trick on unsigned integers of numpy."""
    return numbers(patterns(x) + patterns(y) - one(x), x)


@lru_cache
def distances(dtype: torch.dtype) -> torch.Tensor:
    """How far each pattern of 16 bits is from that of 1, by pattern."""
    every = torch.arange(1 << 16, dtype=torch.int32)
    return every - int(one(torch.empty(0, dtype=dtype))[0])


def by_table(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """The trick with the second factor looked up in a table, for formats of 16 bits."""
    first, second = (torch.from_numpy(patterns(each).astype("int64")) for each in (x, y))
    return ((first + distances(x.dtype)[second]) % (1 << 16)).to(torch.uint16).view(torch.int16).view(x.dtype)


def with_a_bias_off_by_one(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """The trick with a constant one too small: every product is one unit in the last place too large."""
    return numbers(patterns(x) + patterns(y) - one(x) + one(x).dtype.type(1), x)


def with_saturated_patterns(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """The trick on signed integers that do not wrap round: right for positive numbers, wrong for two negative ones."""
    size = x.element_size()
    low, high = -(1 << (8 * size - 1)), (1 << (8 * size - 1)) - 1
    wide = [each.view(VIEWS[size]).to(torch.int64) for each in (x, y)]
    total = wide[0] + wide[1] - int(one(x)[0])
    return total.clamp(low, high).to(VIEWS[size]).view(x.dtype)
