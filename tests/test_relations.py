"""Relations: sides, margins, strictness and atoms, exactly."""

from fractions import Fraction

import pytest
import torch
from helpers import exact, refused

from verify.carriers.balls import BALLS
from verify.carriers.expressions import Expressions, Path
from verify.carriers.floats import Floats
from verify.carriers.rationals import RATIONALS
from verify.carriers.terms import Atom, number, symbol
from verify.carriers.value import Value, running_on
from verify.errors import DomainError
from verify.matrices import exact_matrix
from verify.relations import Relation, at_least, at_most, equal, strictly_greater, strictly_less

THIRD = Fraction(1, 3)

# relation, its kind, sign, strictness, and its margin for the sides 1/3 and 2 and for 2 and 1/3
TABLE = [
    (at_least, "at_least", "≥", False, THIRD - 2, 2 - THIRD),
    (at_most, "at_most", "≤", False, 2 - THIRD, THIRD - 2),
    (strictly_less, "strictly_less", "<", True, 2 - THIRD, THIRD - 2),
    (strictly_greater, "strictly_greater", ">", True, THIRD - 2, 2 - THIRD),
    (equal, "equal", "=", False, THIRD - 2, THIRD - 2),
]


@pytest.mark.parametrize(("relation", "kind", "sign", "strict", "margin", "exchanged"), TABLE)
def test_each_relation_knows_its_kind_sign_and_strictness(relation, kind, sign, strict, margin, exchanged):
    """What a relation prints and whether a margin of 0 breaks it follow from its name."""
    made = relation(exact(1), 2)
    assert (made.kind, made.sign, made.strict) == (kind, sign, strict)


@pytest.mark.parametrize(("relation", "kind", "sign", "strict", "margin", "exchanged"), TABLE)
def test_margins_are_exact_and_change_with_the_order_of_the_sides(relation, kind, sign, strict, margin, exchanged):
    """The margin is positive when the relation holds with room and negative when it is broken."""
    assert relation(exact(THIRD), exact(2)).margin().payload == margin
    assert relation(exact(2), exact(THIRD)).margin().payload == exchanged


@pytest.mark.parametrize("relation", [row[0] for row in TABLE])
def test_equal_sides_have_a_margin_of_zero(relation):
    """At equality every margin is exactly 0, and strictness decides what that means."""
    assert relation(exact(THIRD), THIRD).margin().payload == 0


@pytest.mark.parametrize("relation", [row[0] for row in TABLE])
def test_either_side_may_be_a_number(relation):
    """A number meets a value on either side, and comes back as a value of its carrier."""
    for made in (relation(exact(1), 2), relation(1, exact(2))):
        left, right = made.sides()
        assert (left.payload, right.payload) == (1, 2)
        assert left.carrier is right.carrier is RATIONALS


def test_two_numbers_are_lifted_to_the_running_carrier():
    """A relation of two constants lives on the carrier that is running, and nowhere else."""
    with running_on(RATIONALS):
        left, right = at_most(1, THIRD).sides()
    assert (left.payload, right.payload, left.carrier) == (1, THIRD, RATIONALS)
    with pytest.raises(DomainError, match="no carrier is running"):
        at_most(1, THIRD).sides()


def test_sides_of_two_carriers_are_refused():
    """A rational and a ball are not compared."""
    with pytest.raises(DomainError, match="balls and rationals are mixed"):
        at_most(exact(1), Value(BALLS, BALLS.constant(Fraction(1)))).margin()


@pytest.mark.parametrize("side", [0.5, True, "1", None])
def test_what_is_not_exact_is_no_side(side):
    """A float, a bool or a text on one side is refused."""
    with pytest.raises(DomainError, match="only exact numbers"):
        at_most(exact(1), side).sides()


def _atom(relation) -> Atom:
    carrier = Expressions(Path([], []))
    with running_on(carrier):
        return relation(Value(carrier, symbol("x")), Value(carrier, symbol("y"))).atom()


@pytest.mark.parametrize(
    ("relation", "atom"),
    [
        (at_least, Atom(">=0", ("sub", symbol("x"), symbol("y")))),
        (at_most, Atom(">=0", ("sub", symbol("y"), symbol("x")))),
        (strictly_less, Atom(">0", ("sub", symbol("y"), symbol("x")))),
        (strictly_greater, Atom(">0", ("sub", symbol("x"), symbol("y")))),
        (equal, Atom("=0", ("sub", symbol("x"), symbol("y")))),
    ],
)
def test_a_relation_of_terms_is_an_atom_about_their_difference(relation, atom):
    """The goal that a proof sees compares a difference with 0, the right way round."""
    assert _atom(relation) == atom


def test_the_atom_of_a_relation_with_a_number_has_the_number():
    """A constant side is written into the term."""
    carrier = Expressions(Path([], []))
    assert at_most(Value(carrier, symbol("x")), 1).atom() == Atom(">=0", ("sub", number(1), symbol("x")))


SQUARE, COLUMN = (Value(RATIONALS, exact_matrix(rows)) for rows in ([[1, 1], [1, 1]], [[1], [1]]))
ORDERED = [at_least, at_most, strictly_less, strictly_greater]


def test_matrices_are_equal_in_every_entry():
    """The margin is minus the largest difference; a matrix may be compared with 0."""
    assert equal(SQUARE, SQUARE).margin().payload == 0
    assert equal(SQUARE, 3 * SQUARE).margin().payload == -2
    assert equal(SQUARE, 0).margin().payload == equal(0, SQUARE).margin().payload == -1
    assert equal(SQUARE - SQUARE, 0).margin().payload == 0


@pytest.mark.parametrize(("left", "right"), [(SQUARE, COLUMN), (SQUARE, COLUMN.T), (SQUARE, 1), (exact(0), SQUARE)])
def test_matrices_of_other_shapes_are_not_compared(left, right):
    """Repeating the smaller side would make the matrix of ones equal to a column of ones, and to 1."""
    with refused(DomainError, "equal() got the shapes (", "one shape"):
        equal(left, right).margin()


@pytest.mark.parametrize("relation", ORDERED)
def test_matrices_have_no_order(relation):
    """Entries, traces and norms have."""
    for left, right in ((SQUARE, SQUARE), (SQUARE, 0), (0, COLUMN)):
        with refused(DomainError, f"{relation.__name__}() got a matrix", "entries, traces or norms"):
            relation(left, right).margin()


def test_lanes_of_matrices_are_not_compared_with_other_shapes():
    """The same on floats."""
    floats = Floats()
    square, column = (Value(floats, torch.ones(shape, dtype=torch.float64)) for shape in ((2, 2), (2, 1)))
    assert equal(square, square).margin().payload == 0
    with refused(DomainError, "the shapes (2, 2) and (2, 1)"):
        equal(square, column).margin()


def test_a_relation_is_plain_data():
    """Two relations of the same sides are the same; of other sides they are not."""
    assert at_least(1, 2) == Relation("at_least", 1, 2)
    assert at_least(1, 2) != at_most(1, 2)
    assert at_least(1, 2) != at_least(2, 1)
