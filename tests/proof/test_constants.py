"""Goals without variables that are computed exactly: ranks, linear programs, and cosines of rational parts of π."""

import copy
from fractions import Fraction
from functools import partial

import pytest
from helpers import claim, refused, run_on

from tests.proof.terms import number
from verify import (
    at_least,
    at_most,
    cospi,
    equal,
    linear_program,
    rank,
    sinpi,
    strictly_greater,
    strictly_less,
    transport_cost,
)
from verify.carriers.balls import BALLS
from verify.carriers.floats import Floats
from verify.carriers.rationals import RATIONALS
from verify.errors import DomainError, UnableError, UndefinedError
from verify.proof import checker, constants
from verify.proof.proof import prove
from verify.proof.rendering import goal_latex
from verify.report.mathml import mathml
from verify.search.judge import judge

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


def circulant(*first):
    """Each row is the one above, moved by one."""
    return [[first[(j - i) % len(first)] for j in range(len(first))] for i in range(len(first))]


def cosines(n):
    """The real part of the Fourier matrix."""
    return [[cospi(Fraction(2 * i * j, n)) for j in range(n)] for i in range(n)]


def sines(n):
    return [[sinpi(Fraction(2 * i * j, n)) for j in range(n)] for i in range(n)]


def line(n):
    """The distances of n points on a line."""
    return [[abs(i - j) for j in range(n)] for i in range(n)]


SECOND_DIFFERENCES = circulant(2, -1, 0, 0, 0, -1)

TRUE = {
    "second differences on a circle": lambda: equal(rank(SECOND_DIFFERENCES), 5),
    "at least": lambda: at_least(rank(SECOND_DIFFERENCES), 5),
    "at most": lambda: at_most(rank(SECOND_DIFFERENCES), 5),
    "more than": lambda: strictly_greater(rank(SECOND_DIFFERENCES), 4),
    "nothing": lambda: equal(rank([[0, 0], [0, 0]]), 0),
    "the unit matrix": lambda: equal(rank(circulant(1, 0, 0)), 3),
    "an oblong matrix": lambda: equal(rank([[1, 2, 3], [2, 4, 6]]), 1),
    "ranks of two matrices": lambda: equal(rank(cosines(6)) + rank(sines(6)), 6),
    "cosines of fifths": lambda: equal(rank(cosines(5)), 3),
    "sines of fifths": lambda: equal(rank(sines(5)), 2),
    "cosines of twelfths": lambda: equal(rank(cosines(12)), 7),
    "a kernel": lambda: tuple(
        equal(sum(a * cospi(Fraction(2 * j, 5)) for j, a in enumerate(row)), row[0] * 0)
        for row in circulant(1, 1, 1, 1, 1)
    ),
    "the golden ratio": lambda: equal(4 * cospi(Fraction(1, 5)) * cospi(Fraction(2, 5)), 1),
    "a square of a sine": lambda: equal(sinpi(Fraction(1, 8)) ** 2 * 2, 1 - cospi(Fraction(1, 4))),
    "a mass that moves": lambda: equal(transport_cost([[0, 1], [1, 0]], [1, 0], [THIRD, 1 - THIRD]), 1 - THIRD),
    "masses that meet in the middle": lambda: equal(transport_cost(line(4), [HALF, 0, 0, HALF], [0, HALF, HALF, 0]), 1),
    "equal masses": lambda: equal(transport_cost(line(3), [THIRD] * 3, [THIRD] * 3), 0),
    "a matching that crosses": lambda: at_most(transport_cost([[3, 1], [1, 3]], [1, 1], [1, 1]), 2),
    "a program": lambda: equal(linear_program([-1, -1, 0, 0], [[2, 1, 1, 0], [1, 3, 0, 1]], [4, 6]), Fraction(-14, 5)),
    "an equation twice": lambda: equal(linear_program([1, 2], [[1, 1], [2, 2]], [1, 2]), 1),
}


@pytest.mark.parametrize("what", TRUE)
def test_it_is_proved_by_the_checker_alone(what):
    """With witnesses."""
    result = prove(claim(TRUE[what]), constants)
    assert (result.outcome, result.rests_on) == ("passed", ("checker",)), result.message


def test_they_are_printed():
    """As a matrix, a least value and a cosine."""
    statement = claim(lambda: equal(rank(cosines(5)), transport_cost(line(2), [1, 0], [0, 1]) + 2))
    printed = goal_latex(prove(statement, constants).goals[0])["conclusion"]
    assert r"\operatorname{rank} \begin{pmatrix}" in printed
    assert r"\cos{\left(\frac{2 \pi}{5} \right)}" in printed
    assert r"\min \left\{ \begin{pmatrix}0 & 1 & 1 & 0\end{pmatrix} x : x \ge 0" in printed
    assert "<math" in mathml(printed)


IS_FALSE = "the comparison of constants is false"
FALSE = {
    "one more": (lambda: equal(rank(SECOND_DIFFERENCES), 6), IS_FALSE),
    "one less": (lambda: at_most(rank(SECOND_DIFFERENCES), 4), IS_FALSE),
    "not more": (lambda: strictly_greater(rank(SECOND_DIFFERENCES), 5), IS_FALSE),
    "another golden ratio": (
        lambda: equal(4 * cospi(Fraction(1, 5)) * cospi(Fraction(2, 5)), Fraction(99, 100)),
        IS_FALSE,
    ),
    "a dearer plan": (lambda: at_least(transport_cost([[3, 1], [1, 3]], [1, 1], [1, 1]), 3), IS_FALSE),
    "strictly dearer": (lambda: strictly_less(transport_cost([[3, 1], [1, 3]], [1, 1], [1, 1]), 2), IS_FALSE),
    "masses of different sums": (
        lambda: at_least(transport_cost([[0, 1], [1, 0]], [1, 0], [THIRD, THIRD]), 0),
        "no point meets its equations",
    ),
    "a negative mass": (lambda: at_least(transport_cost([[0, 1], [1, 0]], [2, -1], [1, 0]), 0), "no point meets"),
    "no least value": (lambda: at_most(linear_program([-1, 0], [[1, -1]], [0]), 0), "below all bounds"),
}


@pytest.mark.parametrize("what", FALSE)
def test_what_is_false_is_refused_and_refuted(what):
    """By the step and by the judge."""
    function, message = FALSE[what]
    result = prove(claim(function), constants)
    assert result.outcome == "undecided"
    assert message in result.message
    assert judge(claim(function), {}).outcome == "violated"


def test_what_the_step_cannot_do():
    """Variables, and inequalities of irrational numbers."""
    about_x = prove(claim(lambda x: equal(x - x, 0)), constants)
    assert about_x.outcome == "passed" or "constants got the variables x" in about_x.message
    irrational = prove(claim(lambda: at_least(cospi(Fraction(1, 5)), 0)), constants)
    assert "a number is irrational where a rational one is needed" in irrational.message
    symbolic = prove(claim(lambda x: equal(rank([[x, x]]), 1)), constants)
    assert "the rank or the linear program of what is not constant" in symbolic.message


@pytest.mark.parametrize("what", TRUE)
def test_carriers_agree(what):
    """Floats up to rounding, rationals where the cosines are rational."""
    for carrier in (Floats(), RATIONALS):
        try:
            margin = run_on(carrier, partial(_margin, TRUE[what]))
        except UnableError as error:
            assert "irrational" in str(error)  # noqa: PT017
            continue
        assert float(margin) >= -1e-12


def _margin(function):
    returned = function()
    return (returned[0] if isinstance(returned, tuple) else returned).margin()


def test_the_value_that_is_missing():
    """On rationals it is undefined."""
    with refused(DomainError, "rows that are empty or of different lengths"):
        run_on(RATIONALS, lambda: rank([[1, 2], [3]]))
    with refused(DomainError, "costs that are not one for each pair of masses"):
        run_on(RATIONALS, lambda: transport_cost([[1, 2]], [1], [1]))
    with pytest.raises(UndefinedError):
        run_on(RATIONALS, lambda: transport_cost([[1]], [1], [2]))


def test_a_ball_of_a_rank_holds_the_rank():
    """From the pivots that are certain to the smaller of its sizes."""
    ball = run_on(BALLS, lambda: rank(cosines(5)))
    assert ball.contains(3) and ball.contains(5) and not ball.contains(2)  # noqa: PT018


# The checker


def matrix(*rows):
    return ["rank", *[["row", *map(number, row)] for row in rows]]


def close(term, witnesses, relation="=0"):
    goal = {"integers": [], "hypotheses": [], "conclusion": {"relation": relation, "term": term}}
    checker.check_closure(goal, {"facts": [{**goal["conclusion"], "rule": "constants", "witnesses": witnesses}]})


A = matrix([1, 2], [2, 4])
RANK_OF_A = {"of": A, "rows": [0], "columns": [0], "inverse": [[["1"]]]}
PROGRAM = ["linear_program", *[["row", *map(number, row)] for row in ([1, 2], [1], [1, 1])]]
VALUE = {"of": PROGRAM, "point": ["1", "0"], "prices": ["1"]}


def rank_is(r, **changes):
    return lambda: close(["sub", A, number(r)], [{**RANK_OF_A, **changes}])


def value_is(v, relation="=0", **changes):
    return lambda: close(["sub", PROGRAM, number(v)], [{**VALUE, **changes}], relation)


def cosine(text):
    return ["cospi", number(text)]


def test_the_certificates_that_are_attacked_are_accepted():
    """Before they are changed."""
    rank_is(1)()
    value_is(1)()
    close(["sub", ["mul", cosine("1/5"), cosine("2/5")], number("1/4")], [])


ATTACKS = {
    "an inverse of another minor": (rank_is(1, inverse=[[["1/2"]]]), "the minor of a rank does not have this inverse"),
    "an inverse of the wrong shape": (rank_is(1, inverse=[]), "a matrix of the wrong shape"),
    "a row that is not there": (rank_is(1, rows=[2]), "a minor has rows or columns that the matrix does not have"),
    "a negative row": (rank_is(1, rows=[-1]), "a minor has rows or columns that the matrix does not have"),
    "true as a row": (rank_is(1, rows=[True]), "a minor has rows or columns that the matrix does not have"),
    "a witness of another matrix": (rank_is(1, of=matrix([1, 2], [2, 5])), "has no witness"),
    "no witness": (lambda: close(["sub", A, number(1)], []), "has no witness"),
    "witnesses that are no list": (lambda: close(["sub", A, number(1)], None), "needs a list of witnesses"),
    "rows of different lengths": (
        lambda: close(matrix([1, 2], [1]), [{**RANK_OF_A, "of": matrix([1, 2], [1])}]),
        "rows of different lengths have no rank",
    ),
    "an empty row": (lambda: close(["rank", ["row"]], []), "a row is empty or none"),
    "a point that misses an equation": (value_is(1, point=["0", "0"]), "the point does not meet the constraints"),
    "prices that are too low": (value_is(0, prices=["0"]), "differ in value"),
    "another value": (value_is(2), IS_FALSE),
    "the wrong side": (value_is(2, ">=0"), IS_FALSE),
    "a symbol": (lambda: close(["sub", ["symbol", "x"], ["symbol", "x"]], []), "'constants' cannot compute"),
    "a division by 0": (lambda: close(["div", number(0), number(0)], []), "a divisor is 0"),
    "a division by what is 0 in the field": (
        lambda: close(["div", number(1), cosine("1/2")], [], "!=0"),
        "a divisor is 0",
    ),
    "a division by an irrational number": (
        lambda: close(["div", number(1), cosine("1/5")], [], "!=0"),
        "a number is irrational",
    ),
    "the sign of an irrational number": (lambda: close(cosine("1/5"), [], ">0"), "a number is irrational"),
    "a root of unity of a large order": (lambda: close(cosine("1/1000003"), [], "!=0"), "an order above 240"),
    "a power that is too large": (lambda: close(["pow", cosine("1/5"), 65], [], "!=0"), "'constants' cannot compute"),
    "powers of powers": (
        lambda: close(["pow", ["pow", ["pow", ["pow", cosine("1/113"), 64], 64], 64], 64], [], "!=0"),
        "units of work",
    ),
    "numbers that grow": (
        lambda: close(["pow", ["pow", ["pow", ["pow", number(7), 64], 64], 64], 64], [], "!=0"),
        "units of work",
    ),
}


@pytest.mark.parametrize("what", ATTACKS)
def test_the_checker_refuses(what):
    """With the reason."""
    attack, reason = ATTACKS[what]
    with pytest.raises(checker.RefusedError) as caught:
        attack()
    assert reason in str(caught.value)


def test_a_witness_cannot_be_edited(as_record):
    """Every number of it is looked at."""
    record = as_record(prove(claim(TRUE["a program"]), constants))
    for key in ("point", "prices"):
        for i in range(len(record["certificate"]["closures"][0]["facts"][0]["witnesses"][0][key])):
            forged = copy.deepcopy(record)
            forged["certificate"]["closures"][0]["facts"][0]["witnesses"][0][key][i] = "7"
            with pytest.raises(checker.RefusedError):
                checker.check_proof(forged["goals"], forged["goal_hash"], forged["certificate"])


def test_cyclotomic_polynomials_are_those_of_flint():
    """For all orders up to 120; that of 105 is the first with a coefficient 2."""
    import flint

    for order in range(1, 121):
        ours = checker.cyclotomic_polynomial(order, {}, checker.Work(10**9))
        assert ours == [int(c) for c in flint.fmpz_poly.cyclotomic(order).coeffs()], order


def test_the_largest_order_is_within_the_budget():
    """So that no cosine that is allowed is refused for its work."""
    for order in (119, 120, 113):
        close(["sub", cosine(Fraction(1, order)), cosine(Fraction(-1, order))], [])
