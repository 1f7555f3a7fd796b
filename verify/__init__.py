"""verify: mathematical claims as ordinary functions, proved, attacked, and reported.

Importing this package loads no torch, SymPy, Z3 or python-flint.
"""

from verify.carriers.namespace import (
    absolute,
    exp,
    expectation,
    floor,
    log,
    maximum,
    minimum,
    power,
    relu,
    split,
    sqrt,
    where,
)
from verify.distributions import uniform
from verify.domains import above, between, positive, real
from verify.formats import bfloat16, float16, float32, float64
from verify.post import Post
from verify.relations import at_least, at_most, equal, strictly_greater, strictly_less
from verify.theorem import setting, subject

__version__ = "0.1.0"

__all__ = [
    "Post",
    "above",
    "absolute",
    "at_least",
    "at_most",
    "between",
    "bfloat16",
    "equal",
    "exp",
    "expectation",
    "float16",
    "float32",
    "float64",
    "floor",
    "log",
    "maximum",
    "minimum",
    "positive",
    "power",
    "real",
    "relu",
    "setting",
    "split",
    "sqrt",
    "strictly_greater",
    "strictly_less",
    "subject",
    "uniform",
    "where",
]
