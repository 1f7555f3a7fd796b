"""Intervals with ends k / 2^bits, rounded outward."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import isqrt

from .rationals import MOST_BITS
from .work import RefusedError, Work

LARGEST_EXPONENT = 1 << 12  # of exp
LARGEST_ANGLE = 64  # beyond it, sine and cosine are only known to lie between -1 and 1
LARGEST_DILOGARITHM = Fraction(3, 4)
UNARY = ("neg", "sqrt", "exp", "log", "sin", "cos", "atan", "dilogarithm")
BINARY = ("add", "sub", "mul", "div")
Interval = tuple[int, int]


def rounded_up(number: int, shift: int) -> int:
    """The least integer that is at least number / 2^shift."""
    return -(-number >> shift)


def _exp_series(r: int, wide: int) -> Interval:
    """Bounds of exp for 0 <= r <= 1/2, by Taylor's series: what is left out is at most its last term."""
    low = high = term_low = term_high = 1 << wide
    n = 0
    while term_high > 1:
        n += 1
        term_low, term_high = (term_low * r >> wide) // n, -(-rounded_up(term_high * r, wide) // n)
        low, high = low + term_low, high + term_high
    return low, high + term_high


def _squared(ends: Interval, times: int, wide: int) -> Interval:
    """Bounds of what is not negative, squared again and again."""
    low, high = ends
    for _ in range(times):
        low, high = low * low >> wide, rounded_up(high * high, wide)
    return low, high


def _half_angle(low: int, high: int, wide: int) -> Interval:
    """Bounds of tan(a/2) for a tangent tan a >= 0 between bounds."""
    one = 1 << wide
    below = one + isqrt(one * one + low * low) + 1
    return (low << wide) // below, -(-(high << wide) // (one + isqrt(one * one + high * high)))


def _dilogarithm_series(x: int, wide: int) -> Interval:
    """Bounds of the sum of x^n / n² for 0 <= x <= 3/4: what is left out is at most x^N / (1 - x) / N², and so at most
    four times its first term."""
    n, low, high = 1, 0, 0
    power_low = power_high = x
    while power_high > n:
        low, high = low + power_low // (n * n), high - (-power_high // (n * n))
        power_low, power_high, n = power_low * x >> wide, rounded_up(power_high * x, wide), n + 1
    return low, high - 4 * (-power_high // (n * n))


def _odd_series(low: int, high: int, wide: int, sign: int) -> Interval:
    """Bounds of the sum of sign^n z^(2n+1) / (2n+1) for all z from low to high, 0 <= z <= 1/3: atanh z for sign 1,
    atan z for sign -1. What is left out is at most the last term."""
    square_low, square_high = low * low >> wide, rounded_up(high * high, wide)
    sums, n, turn = (low, high), 1, sign
    while high > 1:
        low, high, n = low * square_low >> wide, rounded_up(high * square_high, wide), n + 2
        term = low // n, -(-high // n)
        sums = (sums[0] + term[0], sums[1] + term[1]) if turn > 0 else (sums[0] - term[1], sums[1] - term[0])
        turn *= sign
    return sums[0] - (high if sign < 0 else 0), sums[1] + high


def _trigonometric_series(x: int, wide: int, first: int) -> Interval:
    """Bounds of sin x (first = 1) or cos x (first = 0) for x >= 0; what is left out is at most the last term, by
    Lagrange's remainder, once the degree has passed x."""
    low = high = x if first else 1 << wide
    sums, n, turn = (low, high), first, -1
    while high > 1 or n < x >> wide:
        for _ in range(2):
            n += 1
            low, high = (low * x >> wide) // n, -(-rounded_up(high * x, wide) // n)
        sums = (sums[0] + low, sums[1] + high) if turn > 0 else (sums[0] - high, sums[1] - low)
        turn = -turn
    return sums[0] - high, sums[1] + high


class Intervals:
    """Arithmetic on intervals of real numbers, as pairs of integers in units of 2^-bits."""

    def __init__(self, bits: int, work: Work) -> None:
        self.bits, self.work, self.unit = bits, work, 1 << bits
        self.price = 1 + bits // 256
        self._log_of_two: dict[int, Interval] = {}
        self.unary: dict[str, Callable[[Interval], Interval]] = {head: getattr(self, head) for head in UNARY}
        self.binary: dict[str, Callable[[Interval, Interval], Interval]] = {h: getattr(self, h) for h in BINARY}

    def number(self, value: Fraction) -> Interval:
        """The least interval that holds a number."""
        shifted = value.numerator << self.bits
        return shifted // value.denominator, -(-shifted // value.denominator)

    def _bounded(self, low: int, high: int) -> Interval:
        length = max(low.bit_length(), high.bit_length())
        self.work.spend((length >> 8) + (length >> 10) ** 2)
        if length > MOST_BITS:
            raise RefusedError(f"it needs numbers of more than {MOST_BITS} bits")
        return low, high

    def add(self, x: Interval, y: Interval) -> Interval:
        return x[0] + y[0], x[1] + y[1]

    def sub(self, x: Interval, y: Interval) -> Interval:
        return x[0] - y[1], x[1] - y[0]

    def neg(self, x: Interval) -> Interval:
        return -x[1], -x[0]

    def mul(self, x: Interval, y: Interval) -> Interval:
        (a, b), (c, d) = x, y
        if a >= 0 and c >= 0:
            return self._bounded(a * c >> self.bits, rounded_up(b * d, self.bits))
        products = a * c, a * d, b * c, b * d
        return self._bounded(min(products) >> self.bits, rounded_up(max(products), self.bits))

    def div(self, x: Interval, y: Interval) -> Interval:
        (a, b), (c, d) = x, y
        if c <= 0 <= d:
            raise RefusedError("a divisor may be 0 on a cell")
        for ends in (x, y):
            self._bounded(*ends)
        shifted = a << self.bits, b << self.bits
        low = min(n // v for n in shifted for v in y)
        return self._bounded(low, max(-(-n // v) for n in shifted for v in y))

    def pow(self, x: Interval, exponent: int) -> Interval:
        (a, b), negative = x, exponent < 0
        if negative:
            return self.div((self.unit, self.unit), self.pow(x, -exponent))
        if exponent % 2:
            return self._power_of_end(a, exponent)[0], self._power_of_end(b, exponent)[1]
        far = self._power_of_end(max(abs(a), abs(b)), exponent)[1]
        return (0 if a <= 0 <= b and exponent else self._power_of_end(min(abs(a), abs(b)), exponent)[0]), far

    def _power_of_end(self, end: int, exponent: int) -> Interval:
        result, square = (self.unit, self.unit), (end, end)
        while exponent:
            if exponent % 2:
                result = self.mul(result, square)
            exponent //= 2
            square = self.mul(square, square) if exponent else square
        return result

    def sqrt(self, x: Interval) -> Interval:
        if not 0 <= x[0] <= x[1]:
            raise RefusedError("a radicand may be negative on a cell")
        self._bounded(*x)
        squares = x[0] << self.bits, x[1] << self.bits
        low, high = isqrt(squares[0]), isqrt(squares[1])
        return low, high + (high * high < squares[1])

    def exp(self, x: Interval) -> Interval:
        return self._exp_of_end(x[0])[0], self._exp_of_end(x[1])[1]

    def _exp_of_end(self, k: int) -> Interval:
        """By halving until it is small, Taylor's series, and squaring as often."""
        size = abs(k) >> self.bits
        if size >= LARGEST_EXPONENT and k > 0:
            raise RefusedError(f"exp of more than {LARGEST_EXPONENT}")
        if k == 0 or size >= LARGEST_EXPONENT:  # exp(-4096) is below 2^-MOST_PRECISION
            return (self.unit, self.unit) if k == 0 else (0, 1)
        extra = isqrt(self.bits + 3 * size // 2)  # so that there are as many terms as squares
        halvings = size.bit_length() + extra
        wide = self.bits + 2 * halvings + 3 * size // 2 + 16
        self.work.spend((halvings + 2 * wide // extra) * (4 + (wide >> 10) ** 2) // 4)
        low, high = _squared(_exp_series(abs(k) << (wide - self.bits - halvings), wide), halvings, wide)
        if k < 0:
            low, high = (1 << 2 * wide) // high, -(-(1 << 2 * wide) // low)
        return low >> (wide - self.bits), rounded_up(high, wide - self.bits)

    def log(self, x: Interval) -> Interval:
        if x[0] <= 0:
            raise RefusedError("a logarithm may be of a number that is not positive on a cell")
        return self._log_of_end(x[0])[0], self._log_of_end(x[1])[1]

    def _log_of_end(self, k: int) -> Interval:
        """log(2^e m) = e log 2 + 2 atanh((m - 1)/(m + 1)) for 1 <= m < 2."""
        length = k.bit_length() - 1
        exponent, wide = length - self.bits, self.bits + 32
        self.work.spend(8 + wide // 4)
        self._bounded(k, k)
        above, below = (k - (1 << length)) << wide, k + (1 << length)
        low, high = _odd_series(above // below, -(-above // below), wide, 1)
        if wide not in self._log_of_two:
            third = (1 << wide) // 3
            self._log_of_two[wide] = _odd_series(third, third + 1, wide, 1)
        of_two = sorted(exponent * end for end in self._log_of_two[wide])
        shift = wide - self.bits - 1  # a factor 2
        return (low + of_two[0]) >> shift, rounded_up(high + of_two[1], shift)

    def atan(self, x: Interval) -> Interval:
        return self._atan_of_end(x[0])[0], self._atan_of_end(x[1])[1]

    def _atan_of_end(self, k: int) -> Interval:
        """Halved three times by tan(a/2) = tan a / (1 + sqrt(1 + tan² a)), then the series."""
        if k < 0:
            return self.neg(self._atan_of_end(-k))
        self._bounded(k, k)
        wide = self.bits + 32
        self.work.spend(8 + wide // 4 + (k.bit_length() >> 6))
        low = high = k << (wide - self.bits)
        for _ in range(3):
            low, high = _half_angle(low, high, wide)
        low, high = _odd_series(low, high, wide, -1)
        return 8 * low >> (wide - self.bits), rounded_up(8 * high, wide - self.bits)

    def sin(self, x: Interval) -> Interval:
        return self._trigonometric(x, 1)

    def cos(self, x: Interval) -> Interval:
        return self._trigonometric(x, 0)

    def _trigonometric(self, x: Interval, first: int) -> Interval:
        """Between the values at the ends, and 1 and -1 where the sine or the cosine may have them inside."""
        if max(abs(x[0]), abs(x[1])) > LARGEST_ANGLE << self.bits:
            return -self.unit, self.unit
        ends = [self._trigonometric_of_end(end, first) for end in x]
        low, high = min(end[0] for end in ends), max(end[1] for end in ends)
        quarter = self.mul(self._atan_of_end(self.unit), (2 << self.bits, 2 << self.bits))
        offset = quarter if first else (0, 0)  # where the largest value is
        half_turns = self.div(self.sub(x, offset), self.add(quarter, quarter))
        for n in range(half_turns[0] + self.unit - 1 >> self.bits, (half_turns[1] >> self.bits) + 1):
            low, high = (-self.unit, high) if n % 2 else (low, self.unit)
        return max(low, -self.unit), min(high, self.unit)

    def _trigonometric_of_end(self, k: int, first: int) -> Interval:
        wide = self.bits + 2 * (abs(k) >> self.bits) + 16
        self.work.spend(8 + wide // 4)
        low, high = _trigonometric_series(abs(k) << (wide - self.bits), wide, first)
        found = low >> (wide - self.bits), rounded_up(high, wide - self.bits)
        return self.neg(found) if k < 0 and first else found

    def dilogarithm(self, x: Interval) -> Interval:
        if not 0 <= x[0] <= x[1] <= LARGEST_DILOGARITHM * self.unit:
            raise RefusedError(f"the checker encloses dilogarithms of numbers from 0 to {LARGEST_DILOGARITHM} only")
        return self._dilogarithm_of_end(x[0])[0], self._dilogarithm_of_end(x[1])[1]

    def _dilogarithm_of_end(self, k: int) -> Interval:
        wide = self.bits + 32
        self.work.spend(8 + 4 * wide)
        low, high = _dilogarithm_series(k << 32, wide)
        return low >> 32, rounded_up(high, 32)
