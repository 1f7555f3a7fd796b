"""Facts that nothing uses are left out of certificates, and never one that is needed."""

import json

import pytest

from verify import at_least, norm_squared, positive, setting, size, sqrt, strictly_greater, vector
from verify.carriers.terms import Atom, Goal, number, symbol
from verify.proof import checker
from verify.proof.goals import trace
from verify.proof.proof import prove, squares
from verify.proof.steps.unused import without_unused

d = size("d")
X = symbol("x")
GOAL = Goal("statement", (Atom(">0", X),), Atom(">0", ("mul", number(4), X)), (), (), (), ())


def combination(relation, term, *summands, over=()):
    """A fact in the grammar of certificates."""
    return {"relation": relation, "term": term, "rule": "combination", "over": list(over), "summands": list(summands)}


def times(coefficient, *factors):
    """A summand: a number times facts."""
    return {"coefficient": str(coefficient), "factors": list(factors), "squares": []}


def confirmed(goal, facts):
    """Whether the checker takes the facts."""
    try:
        checker.check_closure(*json.loads(json.dumps([goal.as_data(), {"facts": facts}])))
    except checker.RefusedError:
        return False
    return True


def test_what_no_fact_names_is_left_out_and_the_rest_renumbered():
    """Directly or through others: of three facts on the way one is used."""
    facts = [
        combination(">0", ("mul", number(3), X), times(3, 0)),
        combination(">0", ("mul", number(2), X), times(2, 0)),
        combination(">0", ("mul", number(6), X), times(2, 1)),
        combination(">0", ("mul", number(4), X), times(2, 2)),
    ]
    assert confirmed(GOAL, facts)
    fewer = without_unused(GOAL, facts)
    assert fewer == [facts[1], combination(">0", ("mul", number(4), X), times(2, 1))]
    assert confirmed(GOAL, fewer)
    assert without_unused(GOAL, fewer) is fewer


def test_a_divisor_that_a_fact_stands_over_is_renumbered():
    """The list `over` names facts too."""
    product = ("mul", X, X)
    facts = [
        combination(">0", ("mul", number(3), X), times(3, 0)),
        combination(">0", product, times(1, 0, 0)),
        combination(">0", ("mul", number(4), X), times(4, 2, 0), over=[2]),
    ]
    assert confirmed(GOAL, facts)
    fewer = without_unused(GOAL, facts)
    assert [fact["over"] for fact in fewer] == [[], [1]]
    assert confirmed(GOAL, fewer)


def test_what_has_a_value_by_a_fact_keeps_it():
    """x + x/(1 + x) - x/(1 + x) on the way has a value since 1 + x is positive, which no fact names."""
    quotient = ("div", X, ("add", number(1), X))
    facts = [
        combination(">0", quotient[2], times(1, 0), times(1)),
        combination(">0", ("add", X, ("sub", quotient, quotient)), times(1, 0)),
        combination(">0", ("mul", number(4), X), times(4, 2)),
    ]
    assert confirmed(GOAL, facts)
    assert without_unused(GOAL, facts) is facts
    alone = [facts[1], combination(">0", ("mul", number(4), X), times(4, 1))]
    assert not confirmed(GOAL, alone)


@pytest.mark.parametrize(
    ("where", "claim"),
    [
        (
            setting(u=vector(d), v=vector(d)),
            lambda u, v: at_least(2 * norm_squared(u) + 2 * norm_squared(v), norm_squared(u + v)),
        ),
        (setting(u=vector(d)), lambda u: at_least(sqrt(norm_squared(u) + 1), 0)),
        (setting(x=positive()), lambda x: strictly_greater(1 / (1 + 1 / x), 0)),
    ],
)
def test_proofs_have_no_fact_too_many(state, where, claim):
    """Whatever is left out of a certificate, the checker refuses the rest."""
    theorem = state(where, claim)
    result = prove(theorem, squares)
    assert result.outcome == "passed"
    for goal, closure in zip(trace(theorem), result.certificate["closures"], strict=True):
        facts = closure["facts"]
        assert confirmed(goal, facts)
        for i in range(len(facts) - 1):
            given = len(goal.hypotheses)
            named = {
                index
                for fact in facts[i + 1 :]
                for index in [*fact.get("over", []), *(j for s in fact.get("summands", []) for j in s["factors"])]
            }
            assert given + i in named or not confirmed(goal, facts[:i] + facts[i + 1 :])
