"""verify: mathematical claims as ordinary functions, proved, attacked, and reported.

Importing this package loads no torch, SymPy, Z3 or python-flint.
"""

from verify.carriers.namespace import (
    absolute,
    bits,
    exp,
    expectation,
    floor,
    from_bits,
    frozen,
    gradient,
    identity_like,
    inner,
    log,
    magnitude,
    maximum,
    minimum,
    norm_squared,
    power,
    rate,
    relu,
    split,
    sqrt,
    trace,
    where,
)
from verify.distributions import uniform
from verify.domains import (
    above,
    between,
    covariance,
    integers,
    matrix,
    one_of,
    patterns,
    positive,
    positive_patterns,
    real,
    size,
    symmetric,
    vector,
)
from verify.formats import bfloat16, float8_e4m3fn, float8_e5m2, float16, float32, float64
from verify.functions import smooth_function
from verify.post import Post
from verify.relations import at_least, at_most, equal, strictly_greater, strictly_less
from verify.subject import loss_subject, subject
from verify.theorem import setting

__version__ = "0.1.0"

__all__ = [
    "Post",
    "above",
    "absolute",
    "at_least",
    "at_most",
    "between",
    "bfloat16",
    "bits",
    "covariance",
    "equal",
    "exp",
    "expectation",
    "float8_e4m3fn",
    "float8_e5m2",
    "float16",
    "float32",
    "float64",
    "floor",
    "from_bits",
    "frozen",
    "gradient",
    "identity_like",
    "inner",
    "integers",
    "log",
    "loss_subject",
    "magnitude",
    "matrix",
    "maximum",
    "minimum",
    "norm_squared",
    "one_of",
    "patterns",
    "positive",
    "positive_patterns",
    "power",
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
