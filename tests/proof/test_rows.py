# ruff: noqa: N803, N806  # matrices have capital letters
"""Laws of all sizes, entry by entry: what the posts on contrastive learning, R-Drop, attention and normalisation need.

Each law is proved for all sizes at once; beside it stand false ones, which are not, and which exact points refute.
"""

import json
from collections.abc import Callable
from fractions import Fraction

import pytest

from verify import (
    Post,
    at_least,
    at_most,
    diagonal,
    equal,
    exp,
    gradient,
    identity_like,
    index,
    inner,
    log,
    log_softmax,
    logsumexp,
    matrix,
    mean,
    norm_squared,
    ones_like,
    positive,
    probabilities,
    real,
    setting,
    size,
    softmax,
    sqrt,
    strictly_greater,
    symmetric,
    total,
    vector,
)
from verify.errors import DomainError, NotProvedError
from verify.matrices import exact_matrix
from verify.proof import identity, rows, squares
from verify.proof.coq.statements import NotCoveredError, state
from verify.proof.goals import trace
from verify.proof.proof import prove
from verify.proof.rendering import facts_latex, goal_latex
from verify.proof.steps.rows import close
from verify.search.judge import judge

SENTENCE = Post("rows", "Rows", date="2026-01-01", url="https://example.org").sentence("", 1)
n, m, d = size("n"), size("m"), size("d")


def stated(statement: Callable, **variables):
    """The theorem that a function states about variables of these domains."""
    statement.__doc__ = statement.__doc__ or "It holds."
    return setting(**variables).theorem(SENTENCE, "")(statement)


def column(*numbers):
    """A column of exact numbers."""
    return exact_matrix([[each] for each in numbers])


# Classes


def probabilities_sum_to_one(s):
    """The entries of a softmax sum to 1."""
    return equal(total(softmax(s)), 1)


def gradient_of_the_normaliser(s):
    """The gradient of log-sum-exp is the softmax."""
    return equal(gradient(logsumexp, s), softmax(s))


def shifts_do_not_matter(s, c):
    """A softmax does not change if a number is added to all scores."""
    return equal(softmax(s + c), softmax(s))


def jacobian(s, i):
    """The gradient of the i-th probability is p(i) times the i-th unit vector less p."""
    p = softmax(s)
    return equal(gradient(lambda s: softmax(s)[i], s), p[i] * (identity_like(s @ s.T)[i] - p))


def gradient_of_a_log_probability(s, i):
    """The i-th entry of the gradient of log p(i) is 1 - p(i)."""
    return equal(gradient(lambda s: log(softmax(s)[i]), s)[i], 1 - softmax(s)[i])


def cross_entropy(S, T):
    """Of the targets T, row by row."""
    return total(logsumexp(S, axis=1)) - total(T * S)


def gradient_of_cross_entropy(S, T):
    """It is p - t, and its rows sum to 1 less the sum of the targets."""
    G = gradient(lambda S: cross_entropy(S, T), S)
    return equal(G, softmax(S, axis=1) - T), equal(total(G, axis=1), 1 - total(T, axis=1))


def divergence(s, t):
    """Kullback and Leibler's divergence of two softmaxes."""
    return total(softmax(s) * (log_softmax(s) - log_softmax(t)))


def divergence_is_not_negative(s, t):
    """Gibbs' inequality."""
    return at_least(divergence(s, t), 0)


def symmetric_divergence(s, t):
    """It is half the inner product of the differences of probabilities and of scores."""
    return equal((divergence(s, t) + divergence(t, s)) / 2, inner(softmax(s) - softmax(t), s - t) / 2)


# Embeddings


def surrogate(H, T):
    """The gradient at the embeddings has the coefficients p(i,j) + p(j,i) - 2t(i,j)."""
    P = softmax(H @ H.T, axis=1)
    return equal(gradient(lambda H: cross_entropy(H @ H.T, T), H), (P + P.T - 2 * T) @ H)


def scalar_check(H):
    """The wrong coefficients pass a check of one number: both give the same inner product with the embeddings."""
    P = softmax(H @ H.T, axis=1)
    return equal(inner((P + P.T) @ H, H), inner(2 * P @ H, H))


# Normalisation


def centred(x):
    """What is left when the mean is taken away."""
    return x - mean(x)


def centring_is_a_projection(x, y):
    """Taking the mean away twice is taking it away once; the mean then is 0, and it is its own transpose."""
    return (
        equal(centred(centred(x)), centred(x)),
        equal(total(centred(x)), 0),
        equal(inner(centred(x), y), inner(x, centred(y))),
    )


def variance(x):
    """The mean square less the square of the mean is the mean square of what is centred, and not negative."""
    return equal(mean(centred(x) ** 2), mean(x**2) - mean(x) ** 2), at_least(mean(x**2), mean(x) ** 2)


def cauchy_schwarz(x, y):
    """By Lagrange's identity."""
    return at_most(inner(x, y) ** 2, total(x**2) * total(y * y))


def layer_norm(x, eps):
    """Centred and divided by the root of the variance and a little more."""
    return centred(x) / sqrt(mean(centred(x) ** 2) + eps)


def layer_norm_ignores_shifts(x, c, eps):
    """LayerNorm has sum 0, and does not change if a number is added to all entries."""
    return equal(total(layer_norm(x, eps)), 0), equal(layer_norm(x + c, eps), layer_norm(x, eps))


def gradients_of_layer_norm_sum_to_zero(x, w, eps):
    """The gradient of anything linear in LayerNorm is orthogonal to the ones."""
    return equal(total(gradient(lambda x: inner(w, layer_norm(x, eps)), x)), 0)


def mean_under_a_law(q, x):
    """The square of a mean is at most the mean of the squares."""
    return at_most(inner(q, x) ** 2, total(q * x**2))


def weighted_variance(s, x):
    """The same under a softmax."""
    p = softmax(s)
    return at_least(total(p * x**2), total(p * x) ** 2)


def sum_of_positive_terms(s):
    """The normaliser is positive."""
    return strictly_greater(total(exp(s)), 0)


def logistic(x, y):
    """The gradient of binary cross entropy is the sigmoid less the label, and sigmoids of x and -x sum to 1."""
    loss = lambda x: total(log(1 + exp(x)) - y * x)  # noqa: E731
    sigmoid = exp(x) / (1 + exp(x))
    return equal(gradient(loss, x), sigmoid - y), equal(total(sigmoid) + total(1 / (1 + exp(x))), total(ones_like(x)))


def masked_softmax(S):
    """Without the diagonal, and with one more in each normaliser: what the rows sum to."""
    weights = exp(S) * (1 - identity_like(S))
    normalisers = total(weights, axis=1) + 1
    return equal(total(weights / normalisers, axis=1), 1 - 1 / normalisers), equal(total(diagonal(weights)), 0)


def norms(A, x):
    """Parts of norms."""
    return equal(norm_squared(A * 2), 4 * total(A**2)), at_least(total((A @ x) ** 2), 0)


LAWS = {
    probabilities_sum_to_one: {"s": vector(n)},
    gradient_of_the_normaliser: {"s": vector(n)},
    shifts_do_not_matter: {"s": vector(n), "c": real()},
    jacobian: {"s": vector(n), "i": index(n)},
    gradient_of_a_log_probability: {"s": vector(n), "i": index(n)},
    gradient_of_cross_entropy: {"S": matrix(n, m), "T": matrix(n, m)},
    divergence_is_not_negative: {"s": vector(n), "t": vector(n)},
    symmetric_divergence: {"s": vector(n), "t": vector(n)},
    surrogate: {"H": matrix(n, d), "T": symmetric(n)},
    scalar_check: {"H": matrix(n, d)},
    centring_is_a_projection: {"x": vector(n), "y": vector(n)},
    variance: {"x": vector(n)},
    cauchy_schwarz: {"x": vector(n), "y": vector(n)},
    layer_norm_ignores_shifts: {"x": vector(n), "c": real(), "eps": positive()},
    gradients_of_layer_norm_sum_to_zero: {"x": vector(n), "w": vector(n), "eps": positive()},
    mean_under_a_law: {"q": probabilities(n), "x": vector(n)},
    weighted_variance: {"s": vector(n), "x": vector(n)},
    sum_of_positive_terms: {"s": vector(n)},
    norms: {"A": matrix(n, m), "x": vector(m)},
    logistic: {"x": vector(n), "y": vector(n)},
    masked_softmax: {"S": matrix(n, n)},
}


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_laws_of_all_sizes(law):
    """Proved, and confirmed by the checker alone."""
    result = prove(stated(law, **LAWS[law]), rows)
    assert (result.outcome, result.rests_on) == ("passed", ("checker",)), result.message


# What is false


def columns_sum_to_one(S):
    """Not the columns but the rows of a softmax of rows sum to 1."""
    P = softmax(S, axis=1)
    return equal(total(P, axis=0), total(P, axis=0) * 0 + 1)


def twice_the_divergence(s, t):
    """The half is forgotten."""
    return equal((divergence(s, t) + divergence(t, s)) / 2, inner(softmax(s) - softmax(t), s - t))


def symmetric_probabilities(H):
    """Similarities are symmetric, and probabilities are not."""
    P = softmax(H @ H.T, axis=1)
    return equal(P, P.T)


def not_symmetrised(H, T):
    """The shortcut 2(p - t)."""
    P = softmax(H @ H.T, axis=1)
    return equal(gradient(lambda H: cross_entropy(H @ H.T, T), H), 2 * (P - T) @ H)


def targets_not_symmetric(H, T):
    """With targets that are not symmetric the formula has another form."""
    P = softmax(H @ H.T, axis=1)
    return equal(gradient(lambda H: cross_entropy(H @ H.T, T), H), (P + P.T - 2 * T) @ H)


def diagonal_jacobian(s, i):
    """The product of two probabilities is forgotten."""
    p = softmax(s)
    return equal(gradient(lambda s: softmax(s)[i], s), p[i] * identity_like(s @ s.T)[i])


def wrong_index(s, i, j):
    """The gradient in another entry than that of the probability."""
    return equal(gradient(lambda s: log(softmax(s)[i]), s)[j], 1 - softmax(s)[j])


def unbiased_variance(x):
    """Divided by n - 1 on one side."""
    return equal(total(centred(x) ** 2), (total(ones_like(x)) - 1) * (mean(x**2) - mean(x) ** 2))


def reversed_divergence(s, t):
    """The divergence is not symmetric."""
    return at_least(divergence(s, t), divergence(t, s))


def negative_variance(x):
    """The other way round."""
    return at_least(mean(x) ** 2, mean(x**2))


def rescaled(s):
    """A softmax changes when scores are doubled."""
    return equal(softmax(2 * s), softmax(s))


def wrong_sigmoid(x, y):
    """The sigmoid of -x for that of x."""
    return equal(gradient(lambda x: total(log(1 + exp(x)) - y * x), x), 1 / (1 + exp(x)) - y)


def divisor_pulled_out(x, y):
    """A divisor that depends on the index is taken out of the sum."""
    return equal(total(x / (1 + y**2)), total(x) / (1 + mean(y**2)))


def two_by_two(S):
    """Rows of probabilities may be any."""
    return equal(softmax(S, axis=0), softmax(S, axis=1))


FALSE = {
    twice_the_divergence: ({"s": vector(n), "t": vector(n)}, {"s": column(0, 1), "t": column(0, 0)}),
    symmetric_probabilities: ({"H": matrix(n, d)}, {"H": column(0, 1)}),
    not_symmetrised: ({"H": matrix(n, d), "T": symmetric(n)}, {"H": column(0, 1), "T": exact_matrix([[1, 0], [0, 1]])}),
    targets_not_symmetric: (
        {"H": matrix(n, d), "T": matrix(n, n)},
        {"H": column(0, 1), "T": exact_matrix([[0, 1], [0, 0]])},
    ),
    diagonal_jacobian: ({"s": vector(n), "i": index(n)}, {"s": column(0, 1), "i": Fraction(0)}),
    wrong_index: (
        {"s": vector(n), "i": index(n), "j": index(n)},
        {"s": column(0, 1), "i": Fraction(0), "j": Fraction(1)},
    ),
    unbiased_variance: ({"x": vector(n)}, {"x": column(0, 1)}),
    reversed_divergence: ({"s": vector(n), "t": vector(n)}, {"s": column(0, 0, 5), "t": column(0, 0, 0)}),
    rescaled: ({"s": vector(n)}, {"s": column(0, 1)}),
    wrong_sigmoid: ({"x": vector(n), "y": vector(n)}, {"x": column(0, 1), "y": column(0, 0)}),
    divisor_pulled_out: ({"x": vector(n), "y": vector(n)}, {"x": column(1, 0), "y": column(0, 1)}),
    two_by_two: ({"S": matrix(n, n)}, {"S": exact_matrix([[0, 1], [0, 3]])}),
}


@pytest.mark.parametrize("law", FALSE, ids=lambda law: law.__name__)
def test_false_laws(law):
    """Not proved, and refuted at a point of two or three entries; at the same time no goal of definedness fails."""
    variables, witness = FALSE[law]
    statement = stated(law, **variables)
    assert statement.setting.holds(witness)
    assert judge(statement, witness).outcome == "violated"
    result = prove(statement, rows)
    assert result.outcome == "undecided"
    assert result.message.startswith("statement"), result.message
    assert (
        "the two sides differ, in" in result.message or "sums of squares and of tangents were tried" in result.message
    )


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_points_of_laws(law):
    """The same functions run on exact numbers and balls; what is proved is violated at no sample."""
    statement = stated(law, **LAWS[law])
    for point in _samples(statement)[:3]:
        assert judge(statement, point).outcome != "violated"


def _samples(statement):
    from verify.proof.goals import sample_points

    names = statement.setting.variables
    return [{name: point[name] for name in names} for point in sample_points(statement)]


# At the boundary


def test_one_entry():
    """At size 1 the columns of a softmax of rows do sum to 1 if there is one row; for all sizes they do not."""
    only_row = stated(columns_sum_to_one, S=matrix(1, m))
    assert judge(only_row, {"S": exact_matrix([[0]])}).outcome != "violated"
    assert prove(stated(columns_sum_to_one, S=matrix(n, 1)), rows).outcome == "undecided"


def test_a_size_that_may_be_zero_has_no_mean():
    """Then n may be 0, and the goal that the divisor is not 0 stays open."""
    k = size("k", at_least=0)
    result = prove(stated(lambda x: equal(total(x - mean(x)), 0), x=vector(k)), rows)
    assert result.outcome == "undecided"
    assert result.message.startswith("a divisor is not 0: nothing that was tried shows that k is")


def test_sums_over_a_size_that_may_be_zero():
    """Equations of sums hold there too."""
    k = size("k", at_least=0)
    result = prove(stated(lambda x, y: equal(total(x + y), total(x) + total(y)), x=vector(k), y=vector(k)), rows)
    assert result.outcome == "passed", result.message


def test_what_has_another_shape():
    """Shapes are compared when the function runs."""
    for statement in (
        lambda x, y: equal(total(x * y), 0),
        lambda x, y: equal(softmax(x), softmax(y)),
        lambda x, y: equal(softmax(x), total(exp(y))),
    ):
        with pytest.raises(DomainError, match="shapes"):
            trace(stated(statement, x=vector(n), y=vector(m)))
    with pytest.raises(DomainError, match="an index below m for an axis of size n"):
        trace(stated(lambda x, y, i: equal(exp(x)[i], total(y)), x=vector(n), y=vector(m), i=index(m)))
    with pytest.raises(DomainError, match="without an axis"):
        trace(stated(lambda X: equal(total(softmax(X)), 1), X=matrix(n, m)))


def test_goals_that_letters_can_say_are_traced_as_letters():
    """So that what was proved before has the goals that it had."""
    (goal,) = trace(stated(lambda A, x: equal((A @ x).T, x.T @ A.T), A=matrix(n, m), x=vector(m)))
    assert goal.conclusion.term[0] == "sub"
    assert not goal.hypotheses


@pytest.mark.parametrize("step", [identity, squares])
def test_other_steps_name_the_way_out(step):
    """Sums are closed by rows."""
    result = prove(stated(probabilities_sum_to_one, s=vector(n)), step)
    assert result.outcome == "undecided"
    assert "close this goal by rows" in result.message


def test_goals_and_facts_are_written_as_formulas():
    """With sums from 1 to n, entries and Kronecker deltas; Coq is not told of them."""
    result = prove(stated(divergence_is_not_negative, s=vector(n), t=vector(n)), rows)
    written = goal_latex(result.goals[-1])["conclusion"]
    assert r"\sum_{k_{1}=1}^{n} e^{{s}_{k_{1}}}" in written
    assert all(facts_latex(goal, closure["facts"]) for goal, closure in _closed(result))
    (*_, goal) = trace(stated(lambda s: equal(diagonal(exp(s)), diagonal(exp(s)).T), s=vector(n)))
    assert r"\delta_{i j}" in goal_latex(goal)["conclusion"]
    with pytest.raises(NotCoveredError, match="other operations"):
        state(json.loads(json.dumps(goal.as_data())))


def _closed(result):
    return zip(result.goals, result.certificate["closures"], strict=True)


def test_what_was_tried_is_said():
    """And the way out."""
    (*_, goal) = trace(stated(negative_variance, x=vector(n)))
    with pytest.raises(NotProvedError, match=r"sums of squares and of tangents were tried.*look for a counterexample"):
        close(goal)


def test_an_assumption_about_all_entries_has_a_way_out():
    """A matrix that is assumed to be symmetric is taken from a domain."""

    def law(T):
        """The sum of exponentials of a matrix is that of its transpose."""
        return equal(total(exp(T)), total(exp(T.T)))

    symmetric_targets = setting(T=matrix(n, n)).where(lambda T: equal(T, T.T))
    result = prove(symmetric_targets.theorem(SENTENCE, "")(law), rows)
    assert result.outcome == "undecided"
    assert "take a domain that has it, such as symmetric(n)" in result.message


def test_the_diagonal_of_a_matrix_with_divisors():
    """What has a value at all places has one on the diagonal; both are goals."""
    result = prove(
        stated(lambda A: equal(total(diagonal(1 / (1 + A**2))), total(diagonal(1 / (1 + A**2)))), A=matrix(n, n)), rows
    )
    assert result.outcome == "passed", result.message
    asked = [goal.conclusion for goal in result.goals if goal.about == "a divisor is not 0"]
    assert len(asked) == 2
