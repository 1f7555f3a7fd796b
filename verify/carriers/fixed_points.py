"""Fixed points: blocks of integers divided by powers of two, with the bounds of each block, computed exactly.

The bounds decide most comparisons for a whole block; its lanes are computed only where they leave one open. There are
the few operations that assumptions about bit patterns use. No integer wraps round unseen, since its bounds would.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import torch

from verify.carriers.rationals import RATIONALS
from verify.carriers.value import Carrier
from verify.errors import UnableError
from verify.formats import FloatFormat

INTEGERS = torch.int32
LARGEST = torch.iinfo(INTEGERS).max


@dataclass(frozen=True)
class Block:
    """Lanes of mantissa / 2^point, each with a mantissa between `low` and `high`."""

    mantissa: Callable[[], torch.Tensor]
    point: int
    low: int
    high: int

    def __post_init__(self) -> None:
        if max(-self.low, self.high) > LARGEST:
            raise UnableError(f"an integer beyond {INTEGERS}", remedy="other carriers may have it")


Payload = Block | Fraction  # numbers without lanes stay what they are


class FixedPoints(Carrier):
    """Blocks of binary fractions, and rational numbers beside them."""

    name = "fixed points"

    def constant(self, number: Fraction) -> Fraction:
        return number

    def add(self, left: Payload, right: Payload) -> Payload:
        if isinstance(left, Fraction) and isinstance(right, Fraction):
            return left + right
        a, b = _aligned(left, right)
        return Block(lambda: a.mantissa() + b.mantissa(), a.point, a.low + b.low, a.high + b.high)

    def subtract(self, left: Payload, right: Payload) -> Payload:
        return self.add(left, self.negate(right))

    def negate(self, operand: Payload) -> Payload:
        return self.multiply(operand, Fraction(-1))

    def multiply(self, left: Payload, right: Payload) -> Payload:
        if isinstance(left, Fraction) and isinstance(right, Fraction):
            return left * right
        block, factor = (left, right) if isinstance(left, Block) else (right, left)
        if isinstance(block, Fraction) or isinstance(factor, Block):
            return self.unable("a product of two blocks")
        low, high = sorted((block.low * factor.numerator, block.high * factor.numerator))
        return Block(lambda: block.mantissa() * factor.numerator, block.point + _point(factor), low, high)

    def divide(self, left: Payload, right: Payload) -> Payload:
        if isinstance(right, Block):
            return self.unable("a division by a block")
        return self.multiply(left, RATIONALS.divide(Fraction(1), right))

    def floor(self, operand: Payload) -> Payload:
        if isinstance(operand, Fraction):
            return RATIONALS.floor(operand)
        point = operand.point
        return Block(lambda: operand.mantissa() >> point, 0, operand.low >> point, operand.high >> point)

    def compare(self, relation: str, left: Payload, right: Payload) -> torch.Tensor:
        """Where the relation holds: one answer for the whole block, or one for each lane."""
        a, b = _aligned(left, right)
        if relation == "<":
            decided = True if a.high < b.low else (False if a.low >= b.high else None)
        elif relation == "<=":
            decided = True if a.high <= b.low else (False if a.low > b.high else None)
        else:
            decided = None
        if decided is not None:
            return torch.tensor(decided)
        compared: torch.Tensor = {"<": torch.lt, "<=": torch.le, "==": torch.eq}[relation](a.mantissa(), b.mantissa())
        return compared

    def bits(self, operand: Payload, format: FloatFormat) -> Fraction:
        return self.unable("the pattern of a block") if isinstance(operand, Block) else RATIONALS.bits(operand, format)


def block_of(lanes: torch.Tensor) -> Block:
    """The block of some integers."""
    return Block(lambda: lanes.to(INTEGERS), 0, int(lanes.min()), int(lanes.max()))


def _point(number: Fraction) -> int:
    point = number.denominator.bit_length() - 1
    if number.denominator != 1 << point:
        raise UnableError(f"{number} is no binary fraction", remedy="other carriers may have it")
    return point


def _as_block(number: Payload) -> Block:
    if isinstance(number, Block):
        return number
    mantissa = number.numerator
    return Block(lambda: torch.tensor(mantissa, dtype=INTEGERS), _point(number), mantissa, mantissa)


def _aligned(left: Payload, right: Payload) -> tuple[Block, Block]:
    """Both with the same point."""
    a, b = _as_block(left), _as_block(right)
    point = max(a.point, b.point)
    return _shifted(a, point - a.point), _shifted(b, point - b.point)


def _shifted(block: Block, by: int) -> Block:
    if by == 0:
        return block
    return Block(lambda: block.mantissa() << by, block.point + by, block.low << by, block.high << by)
