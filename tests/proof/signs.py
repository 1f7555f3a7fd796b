"""Whether a step tells what is above 0 from what touches it."""

from functools import wraps

from verify import at_least, strictly_greater
from verify.proof.proof import prove


def outcomes_of_signs(state, where, above_zero, touching, step):
    """What becomes of: a function is above 0; one that touches 0 is not negative; and it is above 0, which is false."""

    def at(function, relation):
        @wraps(function)
        def claim(**point):
            return relation(function(**point), 0)

        return prove(state(where, claim), step).outcome

    return [at(above_zero, strictly_greater), at(touching, at_least), at(touching, strictly_greater)]


AS_THEY_ARE = ["passed", "passed", "undecided"]
