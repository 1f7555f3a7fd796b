"""What cannot be proved: the message says how near it came, and hostile goals end after counted work."""

from fractions import Fraction
from random import Random

import pytest

from verify import at_least, between, positive, real, setting, strictly_greater
from verify.carriers.terms import Atom, Goal, number, symbol
from verify.errors import NotProvedError
from verify.proof.effort import MOST_PARTS, WORK, Effort, must_have_few_parts, must_have_few_terms
from verify.proof.polynomials import Ring
from verify.proof.proof import prove, squares
from verify.proof.steps import squares as step
from verify.proof.steps.products import MOST_PRODUCTS, KnownFact, products_of

SQUARE = setting(x=between(Fraction(1, 3), 1), y=between(Fraction(1, 3), 1))


@pytest.mark.parametrize(
    ("where", "function", "bound"),
    [
        (setting(x=real()), lambda x: at_least(x * x - x, 0), "was shown to be >= -1/4"),
        (setting(x=real()), lambda x: at_least(x * x - 3 * x, -2), "was shown to be >= -1/4"),
        (SQUARE, lambda x, y: at_least(x * y, Fraction(1, 8)), "was shown to be >= -1/72"),
        (setting(x=real(), y=real()), lambda x, y: at_least(x**4 + y**4, 4 * x * y - 1), "was shown to be >= -1"),
        (setting(x=real()), lambda x: strictly_greater(x * x, 0), "what should be > 0 was shown to be >= 0"),
        (setting(x=real(), y=real()), lambda x, y: at_least(x**3, y), "; no lower bound was shown either"),
    ],
)
def test_the_best_bound_that_was_shown_is_said(state, where, function, bound):
    """-1/72 is 1/9 - 1/8, what the goal is at the corner; with the nearest counterexample."""
    result = prove(state(where, function), squares)
    assert result.outcome == "undecided"
    assert bound in result.message
    assert "the goal is false at {" in result.message


def test_a_goal_that_is_not_of_polynomials_has_no_bound(state):
    result = prove(state(setting(x=positive()), lambda x: at_least(x / (1 + x), 1)), squares)
    assert (result.outcome, "shown to be" in result.message) == ("undecided", False)


def half_a_square(x, y):
    return at_least(x**2 + y**2 + 1, x * y)


def test_the_work_of_a_search_can_be_limited(state):
    """The same goal is closed with the work that it needs; with less the message says how to give it more."""
    theorem = state(setting(x=real(), y=real()), half_a_square)
    assert prove(theorem, squares).outcome == "passed"
    result = prove(theorem, lambda goal: goal.squares(limit=50))
    assert result.outcome == "undecided"
    assert "of 50 units of work" in result.message
    assert "allow more by squares(limit=…)" in result.message


def test_an_effort_is_counted_before_it_is_made():
    effort = Effort(10)
    effort.spend(10)
    with pytest.raises(NotProvedError, match="given up after 10 of 10 units of work: the next step needs 1"):
        effort.spend(1)
    assert effort.spent == 10


def test_what_is_too_large_is_not_computed():
    must_have_few_parts(MOST_PARTS)
    with pytest.raises(NotProvedError, match="is not read"):
        must_have_few_parts(MOST_PARTS + 1)
    must_have_few_terms(10**9, variables=1, degree=1000)
    must_have_few_terms(1000, variables=40, degree=60)
    with pytest.raises(NotProvedError, match="degree 60 in 40 symbols"):
        must_have_few_terms(10**9, variables=40, degree=60)


# -- hostile goals -----------------------------------------------------------------------------------------------------

NAMES = [f"x{i}" for i in range(40)]


def total(terms):
    """A sum as a balanced tree, which no recursion is too deep for."""
    while len(terms) > 1:
        rest = [terms[-1]] if len(terms) % 2 else []
        terms = [("add", a, b) for a, b in zip(terms[::2], terms[1::2], strict=False)] + rest
    return terms[0]


def polynomial(count, degree, seed, names=NAMES):
    random = Random(seed)

    def monomial():
        term, left = number(random.randint(1, 9) * random.choice((-1, 1))), degree
        while left:
            exponent = random.randint(1, min(left, 9))
            left -= exponent
            term = ("mul", term, ("pow", symbol(random.choice(names)), exponent))
        return term

    return total([monomial() for _ in range(count)])


BOX = [Atom(">=0", part) for name in NAMES for part in (symbol(name), ("sub", number(1), symbol(name)))]
HOSTILE = {
    "a power of a long sum": (("pow", total(list(map(symbol, NAMES))), 60), [], "may have more than 200,000 terms"),
    "a power of a power": (
        ("pow", ("pow", total(list(map(symbol, NAMES))), 8), 8),
        [],
        "may have more than 200,000 terms",
    ),
    "a product of long sums": (
        ("mul", polynomial(700, 30, 1), polynomial(700, 30, 2)),
        [],
        "may have more than 200,000 terms",
    ),
    "a hundred thousand terms": (
        polynomial(100_000, 3, 3),
        [],
        "is not read",
    ),
    "a root of a root to the power 64": (
        ("pow", ("sqrt", ("add", ("sqrt", total(list(map(symbol, NAMES)))), number(1))), 64),
        [],
        "may have more than 200,000 terms",
    ),
    "forty fractions": (
        total([("div", number(1), ("add", symbol(name), number(1))) for name in NAMES]),
        [],
        "may have more than 200,000 terms|units of work",
    ),
    "a coefficient of a thousand bits": (
        ("sub", ("pow", ("sub", ("mul", symbol("x0"), symbol("x1")), number(2**1000)), 4), number(1)),
        [],
        "no sum of squares",
    ),
    "degree 60 on a box of forty sides": (polynomial(50, 60, 4), BOX, "no sum of squares|units of work"),
    "three hundred hypotheses": (
        polynomial(60, 2, 5),
        [Atom(">=0", polynomial(5, 2, 100 + i)) for i in range(300)],
        "no sum of squares|units of work",
    ),
}


@pytest.mark.parametrize(("term", "hypotheses", "words"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_goal_ends_after_work_that_is_counted(monkeypatch, term, hypotheses, words):
    seen = []
    monkeypatch.setattr(step, "Effort", lambda limit: seen.append(Effort(limit)) or seen[-1])
    goal = Goal("hostile", tuple(hypotheses), Atom(">=0", term))
    with pytest.raises(NotProvedError, match=words) as caught:
        step.close(goal, limit=2_000_000)
    assert caught.value.remedy
    assert all(effort.spent <= 2_000_000 for effort in seen)


def test_products_of_many_facts_are_not_tried_one_by_one():
    """Of 400 facts of degree 2 there are 10¹⁰ products of four, none of degree 4."""
    goal = Goal("many", (), Atom(">=0", total(list(map(symbol, NAMES)))))
    ring = Ring(goal)
    facts = [KnownFact(i, ring.generator(NAMES[i % 40]) ** 2 + i, strict=False) for i in range(400)]
    assert len(products_of(ring, facts, frozenset(), 3)) == 401
    assert len(products_of(ring, facts, frozenset(), 8)) == MOST_PRODUCTS + 1


def test_the_default_is_enough_for_the_suite():
    """`mitchell.matrices_without_negative_entries` needs 16.5 million units."""
    assert WORK > 2 * 16_483_184
