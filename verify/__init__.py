"""verify: mathematical claims as ordinary functions, proved, attacked, and reported.

Importing this package loads no torch, SymPy, Z3 or python-flint.
"""

from verify.carriers.namespace import (
    absolute,
    diagonal,
    exp,
    expectation,
    floor,
    frozen,
    gradient,
    identity_like,
    inner,
    log,
    maximum,
    minimum,
    norm_squared,
    ones_like,
    power,
    rate,
    relu,
    split,
    sqrt,
    trace,
    where,
)
from verify.distributions import uniform
from verify.domains import above, between, covariance, matrix, positive, probabilities, real, size, symmetric, vector
from verify.formats import bfloat16, float16, float32, float64
from verify.functions import smooth_function
from verify.post import Post
from verify.relations import at_least, at_most, equal, strictly_greater, strictly_less
from verify.theorem import loss_subject, setting, subject

__version__ = "0.1.0"

__all__ = [
    "Post",
    "above",
    "absolute",
    "at_least",
    "at_most",
    "between",
    "bfloat16",
    "covariance",
    "diagonal",
    "equal",
    "exp",
    "expectation",
    "float16",
    "float32",
    "float64",
    "floor",
    "frozen",
    "gradient",
    "identity_like",
    "inner",
    "log",
    "loss_subject",
    "matrix",
    "maximum",
    "minimum",
    "norm_squared",
    "ones_like",
    "positive",
    "power",
    "probabilities",
    "rate",
    "real",
    "relu",
    "setting",
    "size",
    "smooth_function",
    "split",
    "sqrt",
    "strictly_greater",
    "strictly_less",
    "subject",
    "symmetric",
    "trace",
    "uniform",
    "vector",
    "where",
]
