"""Taylor's theorem for unknown functions of one number with bounds on a derivative."""

from __future__ import annotations

import json
import math
import re
from fractions import Fraction
from typing import Any, NamedTuple

from .syntax import strings_in
from .work import RefusedError

ORDER = re.compile(r"[0-9]\Z")  # of a derivative of an unknown function of one number


class Bound(NamedTuple):
    """A derivative of an unknown function of one number is on one side of a bound at all points.

    `sign * (derivative - bound) >= 0`, and the bound is the same at all points.
    """

    function: str
    order: int
    sign: int
    bound: Any


def read_bound(relation: str, term: object) -> Bound:
    """The bound that a hypothesis about all points states.

    Raises:
        RefusedError: it states something else.
    """
    match json.loads(json.dumps([relation, term])):
        case [">=0", ["everywhere", str(name), ["sub", first, second]]] if name.isidentifier():
            for sign, derivative, bound in ((1, first, second), (-1, second, first)):
                match derivative:
                    case ["apply", str(function), str(order), ["symbol", str(point)]] if (
                        point == name and ORDER.match(order) and name not in strings_in(bound)
                    ):
                        return Bound(function, int(order), sign, bound)
    raise RefusedError("it is no bound on a derivative of an unknown function of one number at all points")


def taylor_term(bounds: list[Bound], derivative: int, at: Any, to: Any, *, forward: bool) -> list[Any]:
    """What Taylor's theorem with Lagrange's remainder says is not negative, for bounds on one derivative.

    With the expansion of the function's `derivative` at one point up to the order of the bound, the product over the
    bounds of `sign * (value at the other point - expansion with the bound in its last place)`, times the distance of
    the points where it could be negative and it is not known to go `forward`.

    Raises:
        RefusedError: the bounds are none, or on different derivatives, or not on a higher one.
    """
    if not bounds or len({(each.function, each.order) for each in bounds}) != 1:
        raise RefusedError("'taylor' needs bounds on one derivative of one function")
    function, degree = bounds[0].function, bounds[0].order - derivative
    if isinstance(derivative, bool) or derivative < 0 or degree < 1:
        raise RefusedError("'taylor' expands a derivative of lower order than the one that is bounded")
    step = ["sub", to, at]
    value, expansion = ["apply", function, str(derivative), to], ["apply", function, str(derivative), at]
    for order in range(1, degree):
        slope = ["apply", function, str(derivative + order), at]
        expansion = ["add", expansion, _taylor_summand(slope, step, order)]
    product: list[Any] = []
    for each in bounds:
        bounded = ["add", expansion, _taylor_summand(each.bound, step, degree)]
        remainder = ["sub", value, bounded] if each.sign > 0 else ["sub", bounded, value]
        product = ["mul", product, remainder] if product else remainder
    return product if forward or degree * len(bounds) % 2 == 0 else ["mul", product, step]


def _taylor_summand(slope: Any, step: Any, order: int) -> list[Any]:
    return ["mul", ["number", str(Fraction(1, math.factorial(order)))], ["mul", slope, ["pow", step, order]]]
