"""Proofs that use proved theorems: the theorem comes along with its certificate, and its hypotheses are shown."""

import copy

import pytest

from tests.proof.by_hand import ONE, X, Y, fact, goal_of, power_of, summand
from verify import at_least, integers, positive, power, real, setting, strictly_greater
from verify.errors import VocabularyError
from verify.proof import checker
from verify.proof.proof import enclosure, prove, squares

K = ["symbol", "k"]
X_PLUS_ONE = ["add", X, ONE]
RECIPROCAL = ["div", ONE, Y]


def proof_of(goal, *facts, theorems=(), **values):
    """One goal by hand, with the theorems that it brings along."""
    models = [{"goal": 0, "values": values}] if goal["hypotheses"] else []
    seal = checker.goals_hash([goal])
    closures = [{"goal": 0, "rests_on": "checker", "facts": list(facts)}]
    certificate = {"goal_hash": seal, "closures": closures, "models": models, "theorems": list(theorems)}
    return {"name": "by hand", "goals": [goal], "goal_hash": seal, "certificate": certificate}


def check(proof):
    return checker.check_proof(proof["goals"], proof["goal_hash"], proof["certificate"])


# x ≥ 0 implies x + 1 > 0
SUCCESSOR = proof_of(
    goal_of((">0", X_PLUS_ONE), (">=0", X)), fact((">0", X_PLUS_ONE), summand("1", 0), summand("1")), x="0"
)
# for an integer k ≥ 0: 2^k > 0
POWER = proof_of(
    goal_of((">0", power_of(["number", "2"], K)), (">=0", K), integers=["k"]),
    {"relation": ">0", "term": power_of(["number", "2"], K), "rule": "positive power"},
    k="1",
)


def used(theorem, conclusion, by, position=0):
    return {
        "relation": conclusion[0],
        "term": conclusion[1],
        "rule": "theorem",
        "of": theorem["goal_hash"],
        "goal": position,
        "with": by,
    }


def y_plus_one(given=">=0", **changes):
    """From the theorem about x: y ≥ 0 implies y + 1 > 0."""
    conclusion = (">0", ["add", Y, ONE])
    step = {**used(SUCCESSOR, conclusion, {"x": Y}), **changes}
    return proof_of(goal_of(conclusion, (given, Y)), step, theorems=[SUCCESSOR], y="0")


def test_a_theorem_is_used_for_another_variable():
    assert check(y_plus_one()).rests_on == ("checker",)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"of": "sha256:0"}, "it uses a theorem that the certificate does not prove"),
        ({"of": None}, "it uses a theorem that the certificate does not prove"),
        ({"goal": 1}, "it uses a goal that the theorem does not have"),
        ({"goal": -1}, "it uses a goal that the theorem does not have"),
        ({"goal": False}, "it uses a goal that the theorem does not have"),
        ({"with": {}}, "nothing stands for x of the theorem"),
        ({"with": []}, "it does not say what stands for the theorem's symbols"),
        ({"with": {"x": X}}, "a hypothesis of the theorem that it uses is not known"),
        ({"with": {"x": ["add", Y, ONE]}}, "a hypothesis of the theorem that it uses is not known"),
        ({"term": ["add", Y, Y]}, "it concludes something else than the theorem that it uses"),
        ({"relation": ">=0"}, "it concludes something else than the theorem that it uses"),
    ],
)
def test_a_use_that_does_not_fit_is_refused(changes, words):
    with pytest.raises(checker.RefusedError) as refusal:
        check(y_plus_one(**changes))
    assert str(refusal.value) == words


def test_the_hypotheses_of_a_theorem_must_be_facts():
    """What is merely not 0 may be negative."""
    goal = goal_of((">0", ["add", Y, ONE]), ("!=0", Y))
    step = used(SUCCESSOR, (">0", ["add", Y, ONE]), {"x": Y})
    with pytest.raises(checker.RefusedError, match="is not known"):
        check(proof_of(goal, step, theorems=[SUCCESSOR], y="-5"))


def test_a_theorem_must_be_proved_by_what_comes_along():
    """Its certificate is checked: a wrong one, one for other goals, and one on an engine's word are refused."""
    false = copy.deepcopy(SUCCESSOR)
    false["certificate"]["closures"][0]["facts"][0]["summands"][1]["coefficient"] = "2"
    other = {**copy.deepcopy(SUCCESSOR), "certificate": POWER["certificate"]}
    on_word = copy.deepcopy(SUCCESSOR)
    on_word["certificate"]["closures"] = [{"goal": 0, "rests_on": "engine's word (Arb)"}]
    unproved = copy.deepcopy(SUCCESSOR)
    unproved["certificate"]["closures"] = []
    with pytest.raises(checker.RefusedError, match=r"^a theorem that it uses rests on an engine's word$"):
        checker.proofs._proved_theorems([on_word], 0)
    for theorem in (false, other, on_word, unproved, {}, {**SUCCESSOR, "goals": []}):
        proof = y_plus_one()
        proof["certificate"]["theorems"] = [theorem]
        with pytest.raises(checker.RefusedError):
            check(proof)


@pytest.mark.parametrize("theorems", [{}, "x", 1, None])
def test_the_theorems_of_a_certificate_are_a_list(theorems):
    proof = y_plus_one()
    proof["certificate"]["theorems"] = theorems
    with pytest.raises(checker.RefusedError, match="its theorems are no list"):
        check(proof)


def test_theorems_that_use_theorems_end_somewhere():
    """Each brings the one before along; a chain that is too long is refused."""
    proof = y_plus_one()
    for depth in range(checker.DEEPEST_USE + 1):
        nested = copy.deepcopy(SUCCESSOR)
        nested["certificate"]["theorems"] = proof["certificate"]["theorems"]
        proof["certificate"]["theorems"] = [nested]
        if depth < checker.DEEPEST_USE - 1:
            check(proof)
    with pytest.raises(checker.RefusedError, match="deep"):
        check(proof)


def power_at(term, *hypotheses, integers=("k",), **values):
    """2^term > 0 by the theorem about integers."""
    conclusion = (">0", power_of(["number", "2"], term))
    goal = goal_of((">=0", ["number", "0"]), *hypotheses, integers=integers)
    last = fact((">=0", ["number", "0"]), summand("0"))
    return proof_of(goal, used(POWER, conclusion, {"k": term}), last, theorems=[POWER], **values)


def test_only_an_integer_stands_for_an_integer():
    assert check(power_at(["add", K, ONE], (">=0", ["add", K, ONE]), k="0")).confirmed == 1
    for term in (Y, ["div", K, ["number", "2"]], ["mul", K, Y], power_of(["number", "1/2"], K)):
        with pytest.raises(
            checker.RefusedError, match=r"^what stands for the integer k of the theorem may be no integer$"
        ):
            check(power_at(term, (">=0", term), k="0", y="0"))


def test_no_list_of_integers_makes_a_power_one():
    """The name of the generator (1/2)^k, smuggled into the integers of a goal."""
    half = power_of(["number", "1/2"], K)
    smuggled = ("k", checker.power_generator(["number", "1/2"], "k"))
    with pytest.raises(checker.RefusedError, match=r"^goal 0 has no list of integer symbols$"):
        check(power_at(half, (">=0", half), integers=smuggled, k="0"))


def test_what_stands_for_a_symbol_has_a_value():
    """1/y stands for x only where y is known not to be 0."""
    reciprocal = (">0", ["add", RECIPROCAL, ONE])
    goal = goal_of((">=0", ["number", "0"]), (">=0", RECIPROCAL))
    last = fact((">=0", ["number", "0"]), summand("0"))
    step = used(SUCCESSOR, reciprocal, {"x": RECIPROCAL})
    with pytest.raises(checker.RefusedError):
        check(proof_of(goal, step, last, theorems=[SUCCESSOR], y="1"))
    known = goal_of((">=0", ["number", "0"]), (">=0", RECIPROCAL), ("!=0", Y))
    assert check(proof_of(known, step, last, theorems=[SUCCESSOR], y="1")).confirmed == 1


def test_a_theorem_about_matrices_is_not_used():
    gram = [
        "trace",
        ["matmul", ["transpose", ["letter", "A", "n", "n", "general"]], ["letter", "A", "n", "n", "general"]],
    ]
    theorem = proof_of(goal_of((">=0", gram)), {"relation": ">=0", "term": gram, "rule": "gram"})
    check(theorem)
    goal = goal_of((">=0", ONE))
    last = fact((">=0", ONE), summand("1"))
    with pytest.raises(checker.RefusedError, match=r"^it uses a theorem that is not about numbers alone$"):
        check(proof_of(goal, used(theorem, (">=0", gram), {}), last, theorems=[theorem]))


# -- the same from claims --------------------------------------------------------------------------------------------


@pytest.fixture
def tangent(state):
    """x² ≥ 2xy - y²."""
    theorem = state(setting(x=real(), y=real()), lambda x, y: at_least(x**2, 2 * x * y - y**2))
    theorem.proof(squares)
    return theorem


def use(theorem, values):
    def proof(goal):
        goal.apply(theorem, values)
        goal.squares()

    return proof


def test_a_proof_uses_a_theorem_and_says_so(state, tangent, as_record):
    claim = state(setting(a=positive(), b=positive()), lambda a, b: at_least((a * a) ** 2, 2 * a**2 * b - b**2))
    result = prove(claim, use(tangent, lambda a, b: {"x": a * a, "y": b}))
    assert (result.outcome, result.rests_on) == ("passed", ("checker",))
    data = as_record(result)
    assert [each["name"] for each in data["certificate"]["theorems"]] == [tangent.id]
    del data["certificate"]["theorems"]
    with pytest.raises(checker.RefusedError, match="does not prove"):
        checker.check_proof(**data)


def test_something_stands_for_every_variable(state, tangent):
    claim = state(setting(a=real()), lambda a: at_least(a**2, 0))
    assert "nothing stands for y" in prove(claim, use(tangent, lambda a: {"x": a})).message
    with pytest.raises(VocabularyError, match="return a dict"):
        prove(claim, use(tangent, lambda a: a))


def test_what_stands_for_a_variable_may_be_any_number(state, tangent):
    """A name that the goal does not have is another real number, and shows nothing about the goal's."""
    claim = state(setting(a=real()), lambda a: at_least(a**2, 2 * a - 1))
    assert prove(claim, use(tangent, lambda a: {"x": a, "y": 1})).outcome == "passed"
    false = state(setting(a=real()), lambda a: at_least(a**2, 2 * a))
    assert prove(false, use(tangent, lambda a, c: {"x": a, "y": c})).outcome != "passed"


def test_a_theorem_is_not_used_in_its_own_proof(state):
    claim = state(setting(a=real()), lambda a: at_least(a, 0))
    claim.proof(use(claim, lambda a: {"a": a}))
    result = prove(claim, claim.proofs[0])
    assert (result.outcome, "used in its own proof" in result.message) == ("undecided", True)


def test_two_theorems_do_not_prove_each_other(state):
    first = state(setting(a=real()), lambda a: at_least(a, 0))
    second = state(setting(a=real()), lambda a: strictly_greater(a, -1))
    first.proof(use(second, lambda a: {"a": a}))
    second.proof(use(first, lambda a: {"a": a}))
    result = prove(first, first.proofs[0])
    assert (result.outcome, "used in its own proof" in result.message) == ("undecided", True)


@pytest.mark.parametrize("proof", [None, enclosure])
def test_an_unproved_theorem_is_not_used(state, proof):
    claim = state(setting(a=real()), lambda a: at_least(a**2, 0))
    if proof:
        claim.proof(proof)
    result = prove(claim, use(claim_without_proof(state, proof), lambda a: {"b": a}))
    assert (result.outcome, "no proof that the checker confirms" in result.message) == ("undecided", True)


def claim_without_proof(state, proof):
    claim = state(setting(b=real()), lambda b: at_least(b**2, 0))
    if proof:
        claim.proof(proof)
    return claim


def test_a_theorem_whose_hypothesis_does_not_follow_is_not_used(state):
    monotone = state(setting(x=positive()), lambda x: strictly_greater(x**2 + x, 0))
    monotone.proof(squares)
    claim = state(setting(a=real()), lambda a: strictly_greater(a**2 + a, 0))
    result = prove(claim, use(monotone, lambda a: {"x": a}))
    assert (result.outcome, "cannot be used" in result.message) == ("undecided", True)


def test_an_integer_variable_takes_sums_of_integers(state):
    doubling = state(setting(n=integers(at_least=0)), lambda n: at_least(power(2, n), n + 1))
    doubling.proof(lambda goal: goal.induction("n"))
    claim = state(setting(m=integers(at_least=1)), lambda m: at_least(2 * power(2, m), m + 2))
    assert prove(claim, use(doubling, lambda m: {"n": m + 1})).outcome == "passed"
    half = state(setting(m=integers(at_least=1), x=positive()), lambda m, x: strictly_greater(power(2, m) + x, 0))
    assert prove(half, use(doubling, lambda m, x: {"n": x})).outcome != "passed"


def test_a_power_that_only_a_theorems_hypothesis_has_is_an_error_of_ours(state):
    """Its base is new to the goal: the message says so, and nothing crashes."""

    def power_is_large(b, k):
        """A power is at least 2."""
        return at_least(power(b, k), 2)

    def base_is_positive(b, k):
        """Its base is positive."""
        return strictly_greater(b, 0)

    theorem = state(setting(b=positive(), k=integers()).where(power_is_large), base_is_positive)
    theorem.proof(squares)
    claim = state(setting(x=positive(), k=integers()), lambda x, k: at_least(x * power(2, k), 0))
    result = prove(claim, use(theorem, lambda x, k: {"b": x + 1, "k": k}))
    assert result.outcome == "undecided"
    assert "a power with the exponent k has a base that neither goal nor theorems have" in result.message
