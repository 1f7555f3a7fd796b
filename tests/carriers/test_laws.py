"""Laws on n things: probabilities, diagonals and columns of ones, on every carrier and in proofs."""

from fractions import Fraction
from random import Random

import pytest
import torch
from helpers import claim, refused

from verify import (
    at_least,
    diagonal,
    equal,
    expectation,
    inner,
    matrix,
    ones_like,
    probabilities,
    rate,
    real,
    setting,
    size,
    symmetric,
    uniform,
    vector,
)
from verify.carriers.balls import BALLS
from verify.carriers.floats import Floats
from verify.carriers.rationals import RATIONALS
from verify.carriers.terms import interpret
from verify.carriers.value import Value, as_value, running_on
from verify.errors import DomainError, UnableError, VocabularyError
from verify.matrices import exact_matrix
from verify.proof import goals
from verify.proof.goals import sample_points, trace
from verify.proof.proof import identity, prove, squares
from verify.search.matrix_lanes import MATRIX_FILLS, fill_matrices

d, n = size("d"), size("n")
FEATURES = {"F": matrix(d, n), "q": probabilities(n)}


def column(*numbers):
    return exact_matrix([[number] for number in numbers])


@pytest.mark.parametrize(
    ("inside", "outside"),
    [
        (column(1), column(Fraction(1, 2))),
        (column(Fraction(1, 3), Fraction(2, 3)), column(Fraction(1, 3), Fraction(1, 3))),
        (column(0, 1), column(-1, 2)),
        (column(0, 1), exact_matrix([[0, 1]])),
        (column(0, 1), Fraction(1)),
    ],
)
def test_probabilities_are_not_negative_and_sum_to_one(inside, outside):
    """Exactly, as a column."""
    assert inside in probabilities(n)
    assert outside not in probabilities(n)


@pytest.mark.parametrize("number", [1, 2, 3, 5])
def test_samples_and_lanes_are_laws(number):
    """Whatever is drawn is a law, and not always the same; the root in a sample is the diagonal of square roots."""
    random, domain = Random(0), probabilities(n)
    samples = [domain.sample("q", random, {n: number}) for _ in range(50)]
    assert all(sample["q"] in domain for sample in samples)
    assert all((sample["√q"] @ sample["√q"] @ sample["𝟏 n"] == sample["q"]).all() for sample in samples)
    generator = torch.Generator().manual_seed(0)
    for regime in MATRIX_FILLS:
        lanes = fill_matrices(domain, regime, 200, generator, {n: number})
        assert all(column(*map(Fraction, lane.flatten().tolist())) in domain for lane in lanes)
        assert len(torch.unique(lanes, dim=0)) > 2 or number == 1


def diagonals(q, M):  # noqa: N803
    """A number that each entry of both kinds of diagonal has a part in."""
    return inner(diagonal(M), diagonal(q) @ ones_like(q) + 3 * q - diagonal(diagonal(q))) + inner(diagonal(q), M)


@pytest.mark.parametrize(
    ("q", "M", "value"),
    [
        (column(2), exact_matrix([[3]]), 24),
        (column(2, 5), exact_matrix([[3, 7], [11, 13]]), 284),
    ],
)
def test_carriers_agree_on_diagonals(q, M, value):  # noqa: N803  # matrices have capital letters
    """Rationals, balls, floats and rates; a matrix is not taken for a column, whatever its size."""
    assert value == 4 * sum(q[i, 0] * M[i, i] for i in range(len(q)))
    for carrier in (RATIONALS, BALLS):
        with running_on(carrier):
            assert diagonals(as_value(carrier, q), as_value(carrier, M)).payload == value
    floats = Floats()
    with running_on(floats):
        arguments = [Value(floats, torch.tensor(each.astype(float).tolist(), dtype=torch.float64)) for each in (q, M)]
        assert float(diagonals(*arguments).payload) == value
    with running_on(RATIONALS):
        slope = rate(diagonals, {"M": as_value(RATIONALS, M)}, q=as_value(RATIONALS, q), M=as_value(RATIONALS, M * 0))
        assert slope.payload == value


def mean_of_diagonal(F, q, *, factor=1):  # noqa: N803
    """The mean of |Fᵢ|² is tr F diag(q) Fᵀ."""
    return equal(inner(q, diagonal(F.T @ F)), factor * inner(F, F @ diagonal(q)))


def spread(F, q, *, factor=1):  # noqa: N803
    """The mean squared distance from the mean is not negative; it may be less than the square of the mean."""
    X = F - F @ q @ ones_like(q).T  # noqa: N806
    return at_least(inner(q, diagonal(X.T @ X)), (factor - 1) * inner(F @ q, F @ q))


def total(F, q, *, factor=1):  # noqa: N803
    """Probabilities sum to 1, wherever they stand."""
    one = ones_like(q)
    return equal(inner(F @ q @ one.T @ q, F @ q), factor * inner(F @ q, F @ q))


@pytest.mark.parametrize("function", [mean_of_diagonal, spread, total])
def test_what_holds_for_laws_of_all_sizes_is_proved(function):
    """And with another factor it is not."""
    theorem = claim(lambda F, q: function(F, q), name=f"true_{function.__name__}", **FEATURES)  # noqa: N803
    assert prove(theorem, squares).outcome == "passed"
    wrong = claim(lambda F, q: function(F, q, factor=2), name=f"false_{function.__name__}", **FEATURES)  # noqa: N803
    assert prove(wrong, squares).outcome == "undecided"


def of_two_laws(p, q, F):  # noqa: N803
    """The mean difference under two laws of the same things."""
    return equal(inner(p, diagonal(F.T @ F)) - inner(q, diagonal(F.T @ F)), inner(F, F @ (diagonal(p) - diagonal(q))))


def test_two_laws_of_the_same_things_are_two():
    """They share the ones and nothing else."""
    laws = {"p": probabilities(n), "q": probabilities(n)}
    assert prove(claim(of_two_laws, F=matrix(d, n), **laws), identity).outcome == "passed"
    same = claim(lambda p, q: equal(inner(p, p), inner(q, q)), **laws)
    assert prove(same, identity).outcome == "undecided"


def test_goals_say_what_the_function_computes():
    """At every sample the hypotheses hold, that of a diagonal included, and the margins are those of the rationals."""
    theorem = claim(spread, **FEATURES)
    (goal,) = trace(theorem)
    assert len(goal.hypotheses) == 2
    assert len(goal.samples) == len(sample_points(theorem)) > 50
    for sample in goal.samples:
        with running_on(RATIONALS):
            values = {name: as_value(RATIONALS, number) for name, number in sample.items()}
            (relation,) = theorem.relations({name: values[name] for name in FEATURES})
            assert interpret(goal.conclusion.term, values).payload == relation.margin().payload
            for hypothesis in goal.hypotheses:
                assert lifted(interpret(hypothesis.term, values)) == 0


def lifted(value):
    return value.payload if isinstance(value, Value) else value


@pytest.mark.parametrize(
    "function",
    [
        lambda F, q, A, x: equal(diagonal(A @ A @ ones_like(q)), A @ A),  # noqa: N803
        lambda F, q, A, x: equal(diagonal(A @ q), A),  # noqa: N803
        lambda F, q, A, x: equal(diagonal(F), F),  # noqa: N803
        lambda F, q, A, x: equal(diagonal(x), x),  # noqa: N803
        lambda F, q, A, x: equal(ones_like(F) @ ones_like(F).T, F),  # noqa: N803
    ],
)
def test_only_a_law_has_a_diagonal_matrix_in_proofs(function):
    """A product of matrices that are not diagonal is not taken for one, although it is written like a law."""
    theorem = claim(function, F=matrix(d, n), q=probabilities(n), A=symmetric(n), x=real())
    with pytest.raises(DomainError, match=r"diagonal\(\) of shape|a column of ones as long as d × n"):
        trace(theorem)


ROW, NUMBER = exact_matrix([[1, 2]]), Fraction(3)


@pytest.mark.parametrize(
    ("word", "operand"),
    [
        (diagonal, ROW),
        (diagonal, exact_matrix([[1, 2]] * 3)),
        (diagonal, NUMBER),
        (ones_like, ROW),
        (ones_like, exact_matrix([[1, 2], [3, 4]])),
        (ones_like, NUMBER),
    ],
)
def test_what_is_neither_a_column_nor_square_is_refused_on_every_carrier(word, operand):
    """No carrier computes what another one refuses."""
    floats = Floats()
    exact = operand if isinstance(operand, Fraction) else operand.astype(float).tolist()
    payloads = {RATIONALS: operand, BALLS: operand, floats: torch.tensor(exact, dtype=torch.float64)}
    for carrier, payload in payloads.items():
        value = Value(carrier, payload) if carrier is floats else as_value(carrier, payload)
        with running_on(carrier), pytest.raises(DomainError, match=r"of shape|as long as"):
            word(value)


def test_columns_of_ones_need_no_law():
    """A column of ones along any vector has values at the samples: the sum of w is that of its entries."""
    theorem = claim(lambda w: equal(inner(ones_like(w), w) + inner(ones_like(w), -w), 0), w=vector(n))
    assert prove(theorem, identity).outcome == "passed"
    wrong = claim(lambda w: equal(inner(ones_like(w), w), 1), name="wrong", w=vector(n))
    assert "the goal is false at" in prove(wrong, identity).message


def test_there_is_no_law_on_nothing():
    """A size that may be 0 is none for probabilities."""
    for none in (0, size("k", at_least=0)):
        with pytest.raises(DomainError, match="may have no entry"):
            probabilities(none)


def test_the_diagonal_of_a_matrix_that_varies_has_no_letter():
    """Inside an expectation a matrix may depend on what the mean is over, and a letter for its diagonal would not."""

    def captured(q, A):  # noqa: N803
        return equal(expectation(lambda t: inner(q, diagonal((t * A) @ A)), t=uniform(0, 1)), 0)

    with pytest.raises(UnableError, match=r"diagonal\(\) inside an expectation"):
        trace(claim(captured, q=probabilities(n), A=matrix(n, n)))


@pytest.mark.parametrize("name", ["√q", "𝟏 n", "diag 1"])
def test_no_variable_is_written_like_a_law(name):
    """The letters of a law have names that no variable can have."""
    with refused(VocabularyError, "setting() got the name"):
        setting(**{name: symmetric(n)})


def under_an_equation(x, y):
    """x + y = 1."""
    return equal(x + y, 1)


@pytest.mark.parametrize(
    ("function", "outcome"),
    [
        (lambda x, y: equal(x * x - y * y, x - y), "passed"),
        (lambda x, y: equal(x * x - y * y, x + y), "undecided"),
        (lambda x, y: at_least((x + y) ** 2 + y * y, 1), "passed"),
        (lambda x, y: at_least((x + y) ** 2 + y * y, 1 + y), "undecided"),
        (lambda x, y: equal(x / (x * x + 1), (1 - y) / ((1 - y) ** 2 + 1)), "passed"),
    ],
)
def test_equations_among_hypotheses_are_used(function, outcome, monkeypatch):
    """In equations and inequalities, and for nothing that does not follow from them."""

    theorem = claim(function, under=(under_an_equation,), name="under_an_equation", x=real(), y=real())
    monkeypatch.setattr(goals, "sample_points", lambda _: [{"x": Fraction(k), "y": Fraction(1 - k)} for k in range(3)])
    assert prove(theorem, squares).outcome == outcome
