"""How much work a search may do, counted in monomials, so that what it finds does not depend on the machine."""

from __future__ import annotations

from math import comb

from verify.errors import NotProvedError

WORK = 50_000_000  # three times what the largest proof of the suite needs
MOST_PARTS = 80_000  # of one formula, written out
MOST_TERMS = 200_000  # of one polynomial


class Effort:
    """A budget of work; a search that has used it up says so and ends."""

    def __init__(self, limit: int = WORK) -> None:
        self.limit = limit
        self.spent = 0

    def spend(self, units: int) -> None:
        """Count work before it is done.

        Raises:
            NotProvedError: more than the limit would be done.
        """
        if self.spent + units > self.limit:
            raise NotProvedError(
                f"it was given up after {self.spent:,} of {self.limit:,} units of work: the next step needs {units:,}",
                remedy="state the goal in smaller steps, or allow more by squares(limit=…)",
            )
        self.spent += units


def must_have_few_parts(parts: int) -> None:
    """Refuse a formula before it is read.

    Raises:
        NotProvedError: it is too long.
    """
    if parts > MOST_PARTS:
        raise NotProvedError(
            f"a formula of {parts:,} parts is not read, {MOST_PARTS:,} at most",
            remedy="state the goal in smaller steps, with a variable for each large part",
        )


def must_have_few_terms(terms: int, variables: int, degree: int) -> None:
    """Refuse a polynomial before it is computed, if neither a bound on its terms nor its degree keeps it small.

    Raises:
        NotProvedError: it may have more than `MOST_TERMS` terms.
    """
    if terms > MOST_TERMS and comb(variables + degree, variables) > MOST_TERMS:
        raise NotProvedError(
            f"a polynomial of degree {degree} in {variables} symbols may have more than {MOST_TERMS:,} terms",
            remedy="state the goal in smaller steps, with a variable for each large part",
        )
