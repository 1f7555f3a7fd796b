"""The independent kernel: confirm that every certificate of a record closes its goal. Standard library only.

    python -m verify.proof.checker reports/latest        # a folder, or a report.json
    python -S -I checker reports/latest                  # the same, with a copy of this folder alone

It trusts no module outside of this folder: it reads data, recomputes the hashes of the goals, multiplies polynomials
out with `Fraction`, and encloses what is no polynomial in intervals with integer ends. A closure is a list of facts.
The first facts are the goal's hypotheses; each further one follows from earlier ones by a rule; the last is the goal's
conclusion. `docs/certificates.md` has the grammar, and a map of the modules.

What it does not confirm, it lists: closures that rest on an engine's word. Exit codes: 0 confirmed, 13 unreadable
record, 14 a certificate is refused.
"""

from .bisections import (
    DEEPEST_SPLIT,
    SIDES,
    bounds_among,
    box_of,
    enclosure_of,
    halved,
    has_sign,
    lacks_sign,
    mean_enclosure,
)
from .closures import check_closure
from .constants import check_constants, cyclotomic_polynomial
from .enclosures import Cell, Enclosure
from .facts import Fact, divisors_of, fact_text, read_fact
from .formulas import Formula
from .functions import family_of, in_parts
from .generators import generator_term, power_generator
from .goals import Goals, check_definedness, goals_hash
from .intervals import Interval, Intervals
from .models import check_model, matrix_at, value_at
from .polynomials import ONE, Monomial, Polynomial, Ratio, add, arithmetic, multiply, without_common_factors
from .proofs import DEEPEST_USE, Outcome, check_proof
from .rationals import LARGEST_POWER, MOST_BITS, burden, read_number
from .records import REFUSED, UNREADABLE, UnreadableError, check_record, find_proofs, main, read_record
from .reductions import (
    REDUCTIONS,
    concave_goals,
    enumeration_goals,
    goals_of_cases,
    induction_goals,
    monotone_goals,
    side_of,
    values_of,
)
from .sums import product_term, without_deltas
from .syntax import FUNCTIONS, INDEXED, NOT_FOR_NUMBERS, reindexed, substituted, symbols_of
from .taylor import Bound, read_bound, taylor_term
from .terms import read_term, vanishes
from .words import BLOCK, read_matrix, shape_of
from .work import MOST_WORK, RefusedError, Work, shown

__all__ = [
    "BLOCK",
    "DEEPEST_SPLIT",
    "DEEPEST_USE",
    "FUNCTIONS",
    "INDEXED",
    "LARGEST_POWER",
    "MOST_BITS",
    "MOST_WORK",
    "NOT_FOR_NUMBERS",
    "ONE",
    "REDUCTIONS",
    "REFUSED",
    "SIDES",
    "UNREADABLE",
    "Bound",
    "Cell",
    "Enclosure",
    "Fact",
    "Formula",
    "Goals",
    "Interval",
    "Intervals",
    "Monomial",
    "Outcome",
    "Polynomial",
    "Ratio",
    "RefusedError",
    "UnreadableError",
    "Work",
    "add",
    "arithmetic",
    "bounds_among",
    "box_of",
    "burden",
    "check_closure",
    "check_constants",
    "check_definedness",
    "check_model",
    "check_proof",
    "check_record",
    "concave_goals",
    "cyclotomic_polynomial",
    "divisors_of",
    "enclosure_of",
    "enumeration_goals",
    "fact_text",
    "family_of",
    "find_proofs",
    "generator_term",
    "goals_hash",
    "goals_of_cases",
    "halved",
    "has_sign",
    "in_parts",
    "induction_goals",
    "lacks_sign",
    "main",
    "matrix_at",
    "mean_enclosure",
    "monotone_goals",
    "multiply",
    "power_generator",
    "product_term",
    "read_bound",
    "read_fact",
    "read_matrix",
    "read_number",
    "read_record",
    "read_term",
    "reindexed",
    "shape_of",
    "shown",
    "side_of",
    "substituted",
    "symbols_of",
    "taylor_term",
    "value_at",
    "values_of",
    "vanishes",
    "without_common_factors",
    "without_deltas",
]
