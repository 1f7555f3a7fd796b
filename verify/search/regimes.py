"""Regimes: the ways in which a batch of lanes is filled. Volume without regimes finds nothing.

Lanes are drawn in a float format and returned as float64, so that every lane is a number of the format, exactly.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from random import Random
from typing import Any

import torch

from verify.domains import Domain, Index, Integers, Interval, Matrices, OneOf, Patterns, Size
from verify.errors import DomainError
from verify.formats import FloatFormat
from verify.functions import Functions
from verify.search.matrix_lanes import fill_matrices

Lanes = dict[str, Any]  # tensors with one entry a lane, and functions that all lanes of the batch share

TORCH_DTYPES = {
    "float64": (torch.float64, torch.int64),
    "float32": (torch.float32, torch.int32),
    "float16": (torch.float16, torch.int16),
    "bfloat16": (torch.bfloat16, torch.int16),
    "float8_e4m3fn": (torch.float8_e4m3fn, torch.int8),
    "float8_e5m2": (torch.float8_e5m2, torch.int8),
}


def torch_dtype(format: FloatFormat) -> torch.dtype:
    """The torch dtype of a format."""
    return TORCH_DTYPES[format.name][0]


def decode(ordinals: torch.Tensor, format: FloatFormat) -> torch.Tensor:
    """The numbers of a format from their ordinals: bits for the positive ones, minus the bits for their negatives."""
    dtype, integer = TORCH_DTYPES[format.name]
    magnitudes = ordinals.abs().to(integer).view(dtype).double()
    return torch.where(ordinals < 0, -magnitudes, magnitudes)


@lru_cache(maxsize=256)
def ordinal_range(domain: Interval, format: FloatFormat) -> tuple[int, int]:
    """The ordinals of the least and the greatest number of a format in a domain.

    Raises:
        DomainError: the format has no number in the domain.
    """
    low = -format.largest_bits if domain.low is None else _ordinal(domain.low, format, upward=True)
    high = format.largest_bits if domain.high is None else _ordinal(domain.high, format, upward=False)
    if domain.low is not None and domain.low_open and number_of(low, format) == domain.low:
        low += 1
    if domain.high is not None and domain.high_open and number_of(high, format) == domain.high:
        high -= 1
    if low > high or not all(number_of(end, format) in domain for end in (low, high)):
        raise DomainError(f"{format} has no number in {domain}", remedy="choose another format with --dtype")
    return low, high


def number_of(ordinal: int, format: FloatFormat) -> Fraction:
    """The exact number with an ordinal."""
    return format.value(ordinal) if ordinal >= 0 else -format.value(-ordinal)


def _ordinal(number: Fraction, format: FloatFormat, *, upward: bool) -> int:
    """The ordinal of the nearest number of the format that is not below (`upward`) or not above the given one."""
    low, high = -format.largest_bits, format.largest_bits
    while low < high:
        middle = (low + high) // 2 if upward else -((-low - high) // 2)
        value = number_of(middle, format)
        if upward:
            low, high = (low, middle) if value >= number else (middle + 1, high)
        else:
            low, high = (middle, high) if value <= number else (low, middle - 1)
    return low


def _raw_bits(domain: Interval, format: FloatFormat, count: int, generator: torch.Generator) -> torch.Tensor:
    low, high = ordinal_range(domain, format)
    if low >= 0:  # bits as they are: most domains, and twice as fast
        dtype, integer = TORCH_DTYPES[format.name]
        return torch.randint(low, high + 1, (count,), generator=generator, dtype=integer).view(dtype).double()
    return decode(torch.randint(low, high + 1, (count,), generator=generator), format)


def _simple(domain: Interval, format: FloatFormat, count: int, generator: torch.Generator) -> torch.Tensor:
    """Small multiples of a power of two near the domain's ends, or a grid between them."""
    low, high = ordinal_range(domain, format)
    steps = torch.randint(0, 17, (count,), generator=generator).double()
    scale = torch.exp2(torch.randint(-3, 4, (count,), generator=generator).double())
    ends = decode(torch.tensor([low, high]), format)
    first, last = (_within(end, format) for end in (domain.low, domain.high))
    if first is not None and last is not None:
        values = first * (1 - steps / 16) + last * (steps / 16)
    elif first is not None:
        values = first + steps * scale
    elif last is not None:
        values = last - steps * scale
    else:
        values = (steps - 8) * scale
    return values.to(torch_dtype(format)).double().clamp(ends[0], ends[1])


def _within(end: Fraction | None, format: FloatFormat) -> float | None:
    """The end of a domain as a float, or the largest number of the format on its side."""
    largest = format.value(format.largest_bits)
    return None if end is None else float(min(max(end, -largest), largest))


def _special(domain: Interval, format: FloatFormat, count: int, generator: torch.Generator) -> torch.Tensor:
    """The ends of the domain and of the format, and numbers around which formulas change."""
    kept = torch.tensor(_landmarks(domain, format))
    chosen = kept[torch.randint(0, len(kept), (count,), generator=generator)]
    return decode(chosen, format)


@lru_cache(maxsize=256)
def _landmarks(domain: Interval, format: FloatFormat) -> list[int]:
    low, high = ordinal_range(domain, format)
    one = _ordinal(Fraction(1), format, upward=True)
    smallest_normal = 2**format.fraction_bits
    landmarks = [0, 1, smallest_normal - 1, smallest_normal, one - 1, one, one + 1, format.largest_bits]
    landmarks += [_ordinal(Fraction(number), format, upward=True) for number in (Fraction(1, 2), Fraction(3, 2), 2, 3)]
    landmarks += [_ordinal(Fraction(math.isqrt(math.floor(format.value(format.largest_bits)))), format, upward=False)]
    table = sorted({low, low + 1, high - 1, high, *landmarks, *(-mark for mark in landmarks)})
    return [mark for mark in table if low <= mark <= high]


FILLS: dict[str, Callable[[Interval, FloatFormat, int, torch.Generator], torch.Tensor]] = {
    "raw bits": _raw_bits,
    "simple": _simple,
    "special": _special,
}
REGIMES = (*FILLS, "neighbours")


SIZES = (1, 2, 3, 5)
LARGEST_INTEGER = 16  # above the least one: exponents and counts, whose powers are still finite


def draw_sizes(variables: Mapping[str, Domain], seed: int) -> dict[Size, int]:
    """A number for each size in the shapes of the variables, small ones first."""
    sizes = sorted({each for domain in variables.values() for each in domain.sizes}, key=str)
    if seed < len(SIZES):  # the first batches, so that what fails at size 1 is found there
        return {each: max(each.least, SIZES[seed]) for each in sizes}
    random = Random(seed)
    return {each: max(each.least, random.choice(SIZES)) for each in sizes}


def fill(
    variables: Mapping[str, Domain],
    regime: str,
    format: FloatFormat,
    count: int,
    seed: int,
    device: str,
) -> Lanes:
    """A batch of `count` lanes for every variable, as float64 tensors of shape (count, …) on the device."""
    generator = torch.Generator().manual_seed(seed)
    sizes = draw_sizes(variables, seed)
    numbers = {name: domain for name, domain in variables.items() if isinstance(domain, Interval)}
    if regime == "neighbours" and numbers:
        lanes = _neighbours(numbers, format, count, generator)
    else:
        lanes = {name: FILLS[regime](domain, format, count, generator) for name, domain in numbers.items()}
    for name, domain in variables.items():
        if isinstance(domain, Patterns):
            lanes[name] = fill_patterns(domain, regime, format, count, generator)
        if isinstance(domain, Matrices):
            lanes[name] = fill_matrices(domain, regime, count, generator, sizes)
    placed: Lanes = {name: lane.to(device) for name, lane in lanes.items()}
    random = Random(seed)  # one for all, or functions of as many arguments would all be the same
    for name, domain in variables.items():
        if isinstance(domain, Integers):
            placed[name] = _whole_numbers(domain, count, generator).to(device)
        elif isinstance(domain, Index):
            placed[name] = torch.randint(0, sizes[domain.below], (count,), generator=generator).double().to(device)
        elif isinstance(domain, Size):
            placed[name] = torch.full((count,), float(sizes[domain]), dtype=torch.float64, device=device)
        elif isinstance(domain, OneOf):
            placed[name] = format
        elif isinstance(domain, Functions):
            placed |= domain.draw(name, random)
    return {name: placed[name] for name in variables}


def _whole_numbers(domain: Integers, count: int, generator: torch.Generator) -> torch.Tensor:
    """Small integers, half of them among the three least in size: what holds for all of them fails early if at all.

    Those up to a greatest one are all equally likely.
    """
    if domain.most is not None:
        low, high = (domain.most - LARGEST_INTEGER if domain.least is None else domain.least), domain.most
        return torch.randint(low, high + 1, (count,), generator=generator).double()
    low, high = (-LARGEST_INTEGER, LARGEST_INTEGER) if domain.least is None else (0, LARGEST_INTEGER)
    wide = torch.randint(low, high + 1, (count,), generator=generator)
    near = torch.randint(max(low, -1), 3, (count,), generator=generator)
    chosen = torch.where(torch.rand(count, generator=generator) < 0.5, wide, near)
    return (chosen + (domain.least or 0)).double()


def fill_patterns(
    domain: Patterns, regime: str, format: FloatFormat, count: int, generator: torch.Generator
) -> torch.Tensor:
    """Bit patterns: any, those near 1, those at the ends of fields, or those of round significands.

    They are float64, but for patterns of 64 bits, which are int64: registers that hold them modulo 2^64.
    """
    step, free = 2**format.fraction_bits, 2 ** domain.bits_of(format)
    half = 2 ** (format.width - 1)
    if regime == "raw bits":
        return _as_lanes(_any_bits(domain.bits_of(format), count, generator), free)
    if regime == "special":
        ends = [0, 1, step - 1, step, format.bias * step, format.largest_bits, format.largest_bits + 1, half - 1]
        table = torch.tensor([_register(each + sign) for each in ends for sign in (0, half) if each + sign < free])
        return _as_lanes(table[torch.randint(0, len(table), (count,), generator=generator)], free)
    exponents = format.bias + torch.randint(-2, 3, (count,), generator=generator)
    pieces = min(step, 8) if regime == "simple" else step
    fractions = torch.randint(0, pieces, (count,), generator=generator) * (step // pieces)
    signs = torch.randint(0, free // half + 1, (count,), generator=generator) if free > half else 0
    return _as_lanes(exponents * step + fractions + signs * _register(half), free)


def _any_bits(bits: int, count: int, generator: torch.Generator) -> torch.Tensor:
    """Random registers of 64 bits, at least so many of them free."""
    if bits < 63:
        return torch.randint(0, 2**bits, (count,), generator=generator)
    high, low = (torch.randint(0, 2**32, (count,), generator=generator) for _ in range(2))
    return high << 32 | low


def _register(number: int) -> int:
    """What int64 shows of a register of 64 bits: torch has no sums of uint64."""
    return (number + 2**63) % 2**64 - 2**63


def _as_lanes(registers: torch.Tensor, free: int) -> torch.Tensor:
    """The registers modulo a power of two, in float64 if that holds all of them."""
    return registers & _register(free - 1) if free > 2**53 else registers.double() % free


def _neighbours(
    variables: Mapping[str, Interval], format: FloatFormat, count: int, generator: torch.Generator
) -> Lanes:
    """All variables equal to the first one, or one unit in the last place beside it, where their domains allow it."""
    low, high = ordinal_range(next(iter(variables.values())), format)
    first = torch.randint(low, high + 1, (count,), generator=generator)
    near: Lanes = {}
    for name, domain in variables.items():
        low, high = ordinal_range(domain, format)
        step = torch.randint(-1, 2, (count,), generator=generator)
        near[name] = decode((first + step).clamp(low, high), format)
    return near
