"""The checker: what it confirms, and that nothing that was touched gets past it."""

import ast
import copy
import json
import random
import re
import shutil
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

import pytest

from claims import mitchell
from verify import at_least, positive, power, setting, split
from verify.carriers.expressions import meets
from verify.carriers.terms import Atom
from verify.proof import checker
from verify.proof.proof import prove, squares

FOLDER = Path(checker.__file__).parent
ROOT = FOLDER.parents[2]
X = ["symbol", "x"]


def check(proof):
    return checker.check_proof(proof["goals"], proof["goal_hash"], proof["certificate"])


def seal(proof):
    """Give the goals and the certificate the hash of the goals as they are now."""
    proof["goal_hash"] = proof["certificate"]["goal_hash"] = checker.goals_hash(proof["goals"])


def all_facts(proof):
    return [fact for closure in proof["certificate"]["closures"] for fact in closure["facts"]]


def a_fact(proof):
    """A fact that divides, and has a summand with factors."""
    return next(fact for fact in all_facts(proof) if fact.get("over") and fact["summands"][0]["factors"])


def test_an_untouched_proof_is_confirmed(proof, record):
    """All ten goals, none on an engine's word."""
    assert check(proof) == (10, [], ("checker",))
    assert checker.check_record(record) == (["theorems.mitchell.product_error: 10 goals confirmed"], [])


def set_in(path, value):
    """A change that puts a value where a path of keys leads."""

    def change(proof):
        target = proof
        for key in path[:-1]:
            target = target[key]
        target[path[-1]] = value

    return change


def drop_in(path):
    def change(proof):
        target = proof
        for key in path[:-1]:
            target = target[key]
        del target[path[-1]]

    return change


FIRST = ("certificate", "closures", 0)

TAMPERINGS = {
    "a coefficient changed": lambda p: a_fact(p)["summands"][0].update(coefficient="12345/678"),
    "a coefficient made a little larger": lambda p: a_fact(p)["summands"][0].update(
        coefficient=str(Fraction(a_fact(p)["summands"][0]["coefficient"]) + Fraction(1, 10**30))
    ),
    "a coefficient negative": lambda p: a_fact(p)["summands"][0].update(
        coefficient="-" + a_fact(p)["summands"][0]["coefficient"]
    ),
    "a coefficient that is a float": lambda p: a_fact(p)["summands"][0].update(coefficient=1.0),
    "a coefficient that is an integer": lambda p: a_fact(p)["summands"][0].update(coefficient=1),
    "a coefficient that is NaN": lambda p: a_fact(p)["summands"][0].update(coefficient=float("nan")),
    "a coefficient in other digits": lambda p: a_fact(p)["summands"][0].update(coefficient="١"),
    "a coefficient over 0": lambda p: a_fact(p)["summands"][0].update(coefficient="1/0"),
    "a coefficient with an exponent": lambda p: a_fact(p)["summands"][0].update(coefficient="1e100000000"),
    "a coefficient of a million digits": lambda p: a_fact(p)["summands"][0].update(coefficient="7" * 10**6),
    "a coefficient with a line after it": lambda p: a_fact(p)["summands"][0].update(coefficient="1\n"),
    "a factor dropped": lambda p: a_fact(p)["summands"][0]["factors"].pop(),
    "a factor doubled": lambda p: a_fact(p)["summands"][0]["factors"].append(a_fact(p)["summands"][0]["factors"][0]),
    "a factor that does not exist": lambda p: a_fact(p)["summands"][0]["factors"].append(10**6),
    "a factor counted from the end": lambda p: a_fact(p)["summands"][0]["factors"].append(-1),
    "a factor that is true": lambda p: a_fact(p)["summands"][0]["factors"].append(True),
    "factors that are an object": lambda p: a_fact(p)["summands"][0].update(factors={"0": 1}),
    "a summand dropped": lambda p: a_fact(p)["summands"].pop(),
    "a summand that is a list": lambda p: a_fact(p)["summands"].append([]),
    "summands that are text": lambda p: a_fact(p).update(summands="1"),
    "a square added": lambda p: a_fact(p)["summands"][0]["squares"].append(X),
    "squares that are no terms": lambda p: a_fact(p)["summands"][0].update(squares=["x"]),
    "a divisor dropped": lambda p: a_fact(p)["over"].pop(),
    "a divisor doubled": lambda p: a_fact(p)["over"].append(a_fact(p)["over"][0]),
    "divisors that are none": lambda p: a_fact(p).update(over=None),
    "a rule that does not exist": lambda p: a_fact(p).update(rule="trust me"),
    "a rule that is a list": lambda p: a_fact(p).update(rule=["combination"]),
    "no rule": lambda p: a_fact(p).pop("rule"),
    "a relation that does not exist": lambda p: a_fact(p).update(relation="<0"),
    "a relation that is a list": lambda p: a_fact(p).update(relation=[">=0"]),
    "a fact that is text": set_in((*FIRST, "facts"), ["0 = 0"]),
    "facts that are an object": set_in((*FIRST, "facts"), {"0": {}}),
    "no facts": set_in((*FIRST, "facts"), []),
    "facts missing": drop_in((*FIRST, "facts")),
    "a closure missing": drop_in(FIRST),
    "a closure twice": lambda p: p["certificate"]["closures"].append(p["certificate"]["closures"][0]),
    "a closure of another goal": set_in((*FIRST, "goal"), 1),
    "a closure of no goal": set_in((*FIRST, "goal"), 99),
    "a closure of a goal before the first": set_in((*FIRST, "goal"), -1),
    "a closure of a goal that is a float": set_in((*FIRST, "goal"), 0.0),
    "a closure of a goal that is false": set_in((*FIRST, "goal"), False),
    "a closure of a goal that is a list": set_in((*FIRST, "goal"), [0]),
    "a closure that is text": set_in(FIRST, "closed"),
    "closures missing": drop_in(("certificate", "closures")),
    "closures that are an object": set_in(("certificate", "closures"), {}),
    "a closure that rests on nothing": drop_in((*FIRST, "rests_on")),
    "a closure that rests on the Checker": set_in((*FIRST, "rests_on"), "Checker"),
    "a closure that rests on a list": set_in((*FIRST, "rests_on"), ["checker"]),
    "a closure that rests on an unnamed word": set_in((*FIRST, "rests_on"), "engine's word"),
    "a closure that rests on a word with lines": set_in(
        (*FIRST, "rests_on"), "engine's word (Arb)\n10 goals confirmed"
    ),
    "a goal's conclusion changed": set_in(("goals", 0, "conclusion", "term"), ["number", "1"]),
    "a goal's relation changed": set_in(("goals", 0, "conclusion", "relation"), ">=0"),
    "a hypothesis added": lambda p: p["goals"][0]["hypotheses"].append({"relation": ">0", "term": ["neg", X]}),
    "a hypothesis dropped": lambda p: p["goals"][5]["hypotheses"].pop(),
    "an integer symbol dropped": lambda p: p["goals"][5]["integers"].pop(),
    "a goal dropped": lambda p: p["goals"].pop(),
    "a goal doubled": lambda p: p["goals"].append(p["goals"][0]),
    "goals swapped": lambda p: p["goals"].reverse(),
    "no goals": set_in(("goals",), []),
    "goals that are an object": set_in(("goals",), {"0": {}}),
    "goals that are none": set_in(("goals",), None),
    "a goal that is text": set_in(("goals", 0), "0 = 0"),
    "hypotheses that are an object": set_in(("goals", 0, "hypotheses"), {}),
    "hypotheses missing": drop_in(("goals", 0, "hypotheses")),
    "integers missing": drop_in(("goals", 0, "integers")),
    "integers that are text": set_in(("goals", 0, "integers"), "xy"),
    "a conclusion missing": drop_in(("goals", 0, "conclusion")),
    "the hash of the goals changed": set_in(("goal_hash",), "sha256:" + "0" * 64),
    "the hash of the goals missing": set_in(("goal_hash",), None),
    "the hash of the certificate changed": set_in(("certificate", "goal_hash"), "sha256:" + "0" * 64),
    "the hash of the certificate missing": drop_in(("certificate", "goal_hash")),
    "a certificate that is a list": set_in(("certificate",), [1]),
    "a certificate that is none": set_in(("certificate",), None),
    "a model that breaks a hypothesis": set_in(("certificate", "models", 9, "values", "x_significand"), "3"),
    "a model with half an integer": set_in(("certificate", "models", 0, "values", "x_exponent"), "1/2"),
    "a model with a value missing": drop_in(("certificate", "models", 0, "values", "x_exponent")),
    "a model with a float": set_in(("certificate", "models", 0, "values", "x_significand"), 1.5),
    "a model with an exponent that is too large": set_in(("certificate", "models", 0, "values", "x_exponent"), "99999"),
    "a model of no goal": set_in(("certificate", "models", 0, "goal"), 99),
    "a model that is text": set_in(("certificate", "models", 0), "x = 1"),
    "a model's values a list": set_in(("certificate", "models", 0, "values"), []),
    "models missing": drop_in(("certificate", "models")),
    "no models": set_in(("certificate", "models"), []),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_a_tampered_proof_is_refused(proof, what):
    """With a reason, within a second, and without another exception."""
    TAMPERINGS[what](proof)
    begin = time.process_time()
    with pytest.raises(checker.RefusedError):
        check(proof)
    assert time.process_time() - begin < 2  # a second, and one for a busy machine


TERMS = {
    "a float": ["number", 1.5],
    "an integer": ["number", 1],
    "NaN": ["number", float("nan")],
    "an exponent": ["number", "1e100000000"],
    "a million digits": ["number", "7" * 10**6],
    "other digits": ["number", "٣"],
    "a number of nothing": ["number"],
    "a symbol of two words": ["symbol", "x y"],
    "a symbol like a generator": ["symbol", '(["number","2"])^k'],
    "a symbol that is a number": ["symbol", 7],
    "a symbol that is a list": ["symbol", ["x"]],
    "no arguments": ["add"],
    "three arguments": ["add", X, X, X],
    "an operation that does not exist": ["frob", X],
    "an absolute value": ["abs", X],
    "a head that is a list": [["add"], X, X],
    "an object": {"head": "add"},
    "a negative power": ["pow", X, -1],
    "a large power": ["pow", X, 65],
    "a huge power": ["pow", X, 10**30],
    "a power that is true": ["pow", X, True],
    "a power that is a float": ["pow", X, 2.0],
    "a power that is text": ["pow", X, "2"],
    "powers of powers of a sum": ["pow", ["pow", ["pow", ["add", X, ["symbol", "y"]], 64], 64], 64],
    "powers of powers of a number": ["pow", ["pow", ["pow", ["pow", ["number", "9" * 600], 64], 64], 64], 64],
    "a real exponent": ["power", ["number", "2"], X],
    "half an exponent": ["power", ["number", "2"], ["mul", ["number", "1/2"], ["symbol", "k"]]],
    "a square of an exponent": ["power", ["number", "2"], ["mul", ["symbol", "k"], ["symbol", "k"]]],
    "a quotient of exponents": ["power", ["number", "2"], ["div", ["symbol", "k"], ["symbol", "k"]]],
    "a huge exponent": ["power", ["number", "2"], ["number", "65"]],
    "a division by nothing": ["div", X, ["sub", X, X]],
    "a deep one": None,
    "a wide one": None,
}


def deep(levels):
    term = X
    for _ in range(levels):
        term = ["neg", term]
    return term


def wide(levels):
    return (
        ["symbol", f"v{random.random()}".replace(".", "_")]
        if levels == 0
        else ["mul", wide(levels - 1), wide(levels - 1)]
    )


TERMS["a deep one"] = deep(100_000)
TERMS["a wide one"] = ["pow", ["add", wide(9), wide(9)], 64]


@pytest.mark.parametrize("what", TERMS)
def test_a_term_outside_the_grammar_is_refused(what):
    """As the goal, as a square, and as a hypothesis that a model must meet; within a second each."""
    term = TERMS[what]
    difference = ["sub", term, term]
    goal = {"integers": ["k"], "hypotheses": [], "conclusion": {"relation": "=0", "term": difference}}
    closed = {
        "goal": 0,
        "rests_on": "checker",
        "facts": [{"relation": "=0", "term": difference, "rule": "combination"}],
    }
    zero = {"relation": ">=0", "term": ["sub", X, X], "rule": "combination"}
    squared = {**zero, "summands": [{"coefficient": "1", "factors": [], "squares": [term]}]}
    assumed = {"integers": ["k"], "hypotheses": [{"relation": ">=0", "term": term}], "conclusion": goal["conclusion"]}
    easy = {**goal, "conclusion": {"relation": ">=0", "term": ["sub", X, X]}}
    for made, closure in ((goal, closed), (easy, {**closed, "facts": [squared]}), (assumed, closed)):
        begin = time.process_time()
        try:
            sealed = checker.goals_hash([made])
        except RecursionError:
            sealed = "sha256:" + "0" * 64
        with pytest.raises(checker.RefusedError):
            checker.check_proof([made], sealed, {"goal_hash": sealed, "closures": [closure], "models": []})
        assert time.process_time() - begin < 2  # a second, and one for a busy machine


@pytest.mark.parametrize(
    "hypothesis",
    [
        ["pow", ["pow", ["pow", X, 4096], 4096], 4096],
        ["power", X, ["power", X, ["power", X, X]]],
        ["pow", X, 5000],
        ["pow", X, -5000],
        ["pow", ["sub", X, X], -1],
        ["div", X, ["sub", X, X]],
        ["log", X],
        ["symbol", "unknown"],
        ["add", ["pow", X, 2], ["frob", X]],
    ],
)
def test_a_model_that_cannot_be_computed_is_refused(made_proof, hypothesis):
    """However large it would be; the same model of a smaller power is accepted."""
    closure = {"relation": ">=0", "term": ["number", "1"], "rule": "combination"}
    closure["summands"] = [{"coefficient": "1"}]

    def proof_with(term):
        goal = {"integers": [], "hypotheses": [{"relation": ">0", "term": term}], "conclusion": None}
        goal["conclusion"] = {key: closure[key] for key in ("relation", "term")}
        closures = [{"goal": 0, "rests_on": "checker", "facts": [closure]}]
        return made_proof([goal], closures, [{"goal": 0, "values": {"x": "3"}}])

    begin = time.process_time()
    with pytest.raises(checker.RefusedError):
        check(proof_with(hypothesis))
    assert time.process_time() - begin < 2  # a second, and one for a busy machine
    assert check(proof_with(["pow", ["pow", X, 4], 64])).confirmed == 1


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (["add", X, ["number", "1/2"]], "7/2"),
        (["sub", X, ["number", "1/2"]], "5/2"),
        (["mul", X, X], "9"),
        (["div", X, ["number", "2"]], "3/2"),
        (["neg", X], "-3"),
        (["pow", X, 3], "27"),
        (["pow", X, 0], "1"),
        (["power", X, ["neg", ["number", "2"]]], "1/9"),
        (["power", ["number", "2"], X], "8"),
    ],
)
def test_the_checker_computes_terms_at_a_model(term, value):
    """Each operation, with an exact value."""
    assert checker.value_at(term, {"x": Fraction(3)}, checker.Work()) == Fraction(value)


# -- every change of one field -----------------------------------------------------------------------------------------

WORDS = {"about", "path", "definitions", "step", "engine", "milliseconds", "latex", "computed"}


def paths_of(data, path=()):
    """Every place of a JSON document."""
    yield path
    parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, part in parts:
        yield from paths_of(part, (*path, key))


def variants_of(value):
    """Other values for a place: of the same kind a little different, and of every other kind."""
    yield from (None, True, 0, 7, -1, 2.5, float("nan"), "", "7", "x", [], {}, [value], {"goal": value})
    if isinstance(value, str):
        yield from ("-" + value, value + "0", value + "\n", value.upper(), "0", "1/3", ">0", ">=0", "=0", "!=0")
    if isinstance(value, int):
        yield from (value + 1, value - 1, float(value), str(value), 10**30)
    if isinstance(value, list) and value:
        yield from (value[1:], value[:-1], [*value, value[-1]], value[::-1], [value[0]], [*value, None])
    if isinstance(value, dict):
        yield from ({k: v for k, v in value.items() if k != key} for key in value)
        yield {**value, "extra": 1}


def changed(proof, path, value):
    other = copy.deepcopy(proof)
    set_in(path, copy.deepcopy(value))(other)
    return other


def value_in(proof, path):
    for key in path:
        proof = proof[key]
    return proof


@pytest.fixture(scope="module", params=["quotient", "powers"])
def small_proof(request):
    """Small proofs that use every rule for numbers, with models and divisors."""
    return request.param


@pytest.fixture
def small(small_proof, state, as_record):
    functions = {
        "quotient": lambda x: at_least(x + 1 / x, 2),
        "powers": lambda x: at_least(power(2, split(x)[0]) / x + split(x)[1], 0),
    }
    result = prove(state(setting(x=positive()), functions[small_proof]), squares)
    assert result.outcome == "passed"
    return as_record(result)


def mathematics(proof):
    return [{key: goal[key] for key in ("integers", "hypotheses", "conclusion")} for goal in proof["goals"]]


# What may differ in a certificate that is accepted, and why that is harmless. In all these cases the goals are the
# same and the certificate is checked from beginning to end, so that it is another certificate of the same goals.
HARMLESS = {
    "words": "for the reader; neither hashed nor read",
    "extra": "unknown keys are not read",
    "models": "any model that meets the hypotheses is as good; one of the largest goal is enough",
    "order": "closures, models, summands, factors, squares and divisors stand in any order",
    "absent": "a list 'over', 'summands', 'factors' or 'squares' that is absent is empty",
    "facts": "a fact that is derived twice, or is used by nobody, or could be used as well as another one",
    "squares": "the root of a square may have either sign",
}


def reason(path, before, after):
    """Why an accepted change is harmless, or "" if nobody knows."""
    if WORDS & set(path):
        return "words"
    if isinstance(before, dict) and isinstance(after, dict):
        gone, new = set(before) - set(after), set(after) - set(before)
        if new == {"extra"}:
            return "extra"
        if gone <= WORDS:
            return "words"
        if all(before[key] == [] for key in gone) and gone <= {"over", "summands", "factors", "squares"}:
            return "absent"
    if "models" in path:
        return "models"
    if isinstance(before, list) and isinstance(after, list) and sorted(map(str, before)) == sorted(map(str, after)):
        return "order"
    if "facts" in path:
        return "squares" if "squares" in path else "facts"
    return ""


def test_every_change_of_one_field_is_refused_or_harmless(small):
    """Whatever is accepted proves the same goals; most changes are refused, and no change is a traceback."""
    accepted, refused = {}, 0
    for path in [path for path in paths_of(small) if path]:
        before = value_in(small, path)
        for after in variants_of(before):
            if json.dumps(after) == json.dumps(before):
                continue
            other = changed(small, path, after)
            try:
                check(other)
            except checker.RefusedError:
                refused += 1
                continue
            assert mathematics(other) == mathematics(small), f"another statement is accepted: {path}: {after!r}"
            accepted.setdefault(reason(path, before, after), []).append((path, before, after))
    assert set(accepted) <= set(HARMLESS), accepted.get("")
    assert refused > 2000
    assert len(accepted.get("facts", [])) < 40, accepted["facts"]


def test_a_goal_that_was_changed_and_sealed_again_is_refused_or_true(small):
    """An adversary who hashes the changed goals anew gets nothing accepted that fails at a point."""
    numbers = [Fraction(n, d) for n in range(-4, 5) for d in (1, 2)]
    pick = random.Random(1)
    places = [path for path in paths_of(small) if path and path[0] in ("goals", "certificate")]
    accepted = 0
    for _ in range(2500):
        other = copy.deepcopy(small)
        for _ in range(pick.choice((1, 1, 2, 3))):
            path = pick.choice(places)
            try:
                set_in(path, pick.choice(list(variants_of(value_in(other, path)))))(other)
            except (KeyError, IndexError, TypeError):
                continue
        try:
            seal(other)
            check(other)
        except (checker.RefusedError, KeyError, TypeError):
            continue
        accepted += 1
        for goal in other["goals"]:
            assert_true(goal, numbers, pick)
    assert accepted > 50


def assert_true(goal, numbers, pick):
    """The goal holds at points that meet its hypotheses."""
    atoms = [*goal["hypotheses"], goal["conclusion"]]
    names = sorted({part[1] for atom in atoms for part in terms_in(atom["term"]) if part[0] == "symbol"})
    hypotheses = [atom_of(each) for each in goal["hypotheses"]]
    for _ in range(30):
        point = {name: pick.choice(numbers) for name in names}
        point |= {name: Fraction(pick.randint(-3, 3)) for name in goal["integers"]}
        if all(meets(atom, point) for atom in hypotheses):
            assert meets(atom_of(goal["conclusion"]), point), (goal, point)


def atom_of(data):
    return Atom(data["relation"], as_tuples(data["term"]))


def as_tuples(term):
    return tuple(as_tuples(part) if isinstance(part, list) else part for part in term)


def terms_in(data):
    if isinstance(data, dict):
        data = list(data.values())
    if isinstance(data, list):
        if data and isinstance(data[0], str):
            yield data
        for part in data:
            yield from terms_in(part)


# -- records -----------------------------------------------------------------------------------------------------------


def theorem_of(record):
    return record["theorems"]["mitchell.product_error"]


RECORDS = {
    "a theorem without a certificate": lambda r: theorem_of(r).update(certificate=None),
    "a theorem with an empty certificate": lambda r: theorem_of(r).update(certificate={}),
    "a theorem without goals": lambda r: theorem_of(r).pop("goals"),
    "a theorem with the goals in another place": lambda r: theorem_of(r).update(
        details={"goals": theorem_of(r).pop("goals")}
    ),
    "a theorem without a hash": lambda r: theorem_of(r).pop("goal_hash"),
    "a theorem that is text": lambda r: r["theorems"].update(other="proved"),
    "a theorem that says to rest on Coq": lambda r: theorem_of(r).update(rests_on=["Coq"]),
    "a theorem that says to rest on nothing": lambda r: theorem_of(r).update(rests_on=[]),
    "a theorem that does not say": lambda r: theorem_of(r).pop("rests_on"),
    "a theorem that rests on a word and says on the checker": lambda r: theorem_of(r)["certificate"]["closures"][
        0
    ].update(rests_on="engine's word (Arb)"),
    "a theorem that rests on the checker and says on a word": lambda r: theorem_of(r).update(
        rests_on=["checker", "engine's word (Arb)"]
    ),
    "a wrong proof deep inside": lambda r: r.update(
        evidence=[{"details": {"certificate": {"closures": []}, "goals": []}}]
    ),
}


@pytest.mark.parametrize("what", RECORDS)
def test_a_record_that_says_more_than_its_certificates_is_refused(record, what):
    """What a theorem is called and rests on must follow from its certificate."""
    RECORDS[what](record)
    _, refusals = checker.check_record(record)
    assert refusals


def test_a_record_that_says_what_it_rests_on_is_confirmed(record):
    """On an engine's word, if it says so; with human steps, which no certificate has, on top; or not proved at all."""
    theorem_of(record)["certificate"]["closures"][0]["rests_on"] = "engine's word (Arb)"
    theorem_of(record)["rests_on"] = ["checker", "engine's word (Arb)", "human step: the limit"]
    lines, refusals = checker.check_record(record)
    assert (refusals, "goal 0: engine's word (Arb)" in lines[0]) == ([], True)
    record["theorems"]["other"] = {"verdict": "undecided", "certificate": None, "goals": []}
    assert checker.check_record(record)[1] == []


def test_the_certificate_of_another_theorem_is_refused(record, as_record):
    """Each certificate is for its own goals."""
    other = as_record(prove(mitchell.base_b_error, squares))
    theorem_of(record)["certificate"] = other["certificate"]
    assert "for other goals" in checker.check_record(record)[1][0]
    theorem_of(record).update(other)
    assert checker.check_record(record)[1] == []


def test_an_engines_word_is_listed(as_record):
    """It is not confirmed, and said so."""
    proof = as_record(prove(mitchell.knotted_ternary_is_more_accurate, on_a_word))
    assert check(proof) == (0, ["goal 0: engine's word (nobody)"], ("engine's word (nobody)",))


def on_a_word(goal):
    """A proof with a step that computes nothing."""
    word = {"computed": "1 > 0", "rests_on": "engine's word (nobody)"}
    goal._ledger.close(goal._positions, "enclosure", lambda _: word)


def test_names_in_a_record_cannot_imitate_lines(record):
    """Line breaks and escape sequences come out as text, and a name that is no Unicode does no harm."""
    record["theorems"] = {"a\n1 certificates confirmed\x1b[2J\ud800": theorem_of(record)}
    lines, refusals = checker.check_record(record)
    assert lines == ["theorems.a\\n1 certificates confirmed\\x1b[2J\\ud800: 10 goals confirmed"]
    assert refusals == []


def nested(levels, opening="[", closing="]"):
    return opening * levels + closing * levels


FILES = {
    "nothing": "",
    "no JSON": "report",
    "a list": "[]",
    "a number": "5",
    "no theorems": "{}",
    "theorems that are a list": '{"theorems": []}',
    "NaN": '{"theorems": {"a": NaN}}',
    "infinity": '{"theorems": {"a": -Infinity}}',
    "a key twice": '{"theorems": {"a": {"verdict": "proved", "verdict": "undecided"}}}',
    "theorems twice": '{"theorems": {"a": {"verdict": "proved"}}, "theorems": {}}',
    "lists in lists": nested(100_000),
    "lists in a record": '{"theorems": {"a": ' + nested(100_000) + "}}",
    "objects in objects": '{"theorems": ' * 100_000,
    "an integer of a million digits": '{"theorems": {"a": ' + "7" * 10**6 + "}}",
    "half a record": '{"theorems": {"a": {"verdict": "pro',
    "no UTF-8": b'{"theorems": {"\xff": 1}}',
}


@pytest.mark.parametrize("what", FILES)
def test_a_file_that_is_no_record_is_unreadable(tmp_path, capsys, what):
    """Exit code 13, within a second, and a sentence."""
    content = FILES[what]
    path = tmp_path / "report.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    begin = time.process_time()
    assert checker.main([str(path)]) == checker.UNREADABLE
    assert time.process_time() - begin < 2  # a second, and one for a busy machine
    assert "not a record" in capsys.readouterr().err


@pytest.mark.parametrize("levels", [400, 900])
def test_a_record_that_is_nested_deeply_is_searched_to_its_end(tmp_path, record, levels):
    """A wrong proof is found at any depth that can be read at all."""
    wrong = '{"certificate": {"closures": []}, "goals": []}'
    text = json.dumps({**record, "more": "HERE"}).replace('"HERE"', "[" * levels + wrong + "]" * levels)
    path = tmp_path / "report.json"
    path.write_text(text, encoding="utf-8")
    assert checker.main([str(path)]) == checker.REFUSED


def test_a_file_that_is_too_large_is_unreadable(tmp_path, monkeypatch):
    """Before it is parsed."""
    path = tmp_path / "report.json"
    path.write_text('{"theorems": {}}' + " " * 100, encoding="utf-8")
    assert checker.main([str(path)]) == 0
    monkeypatch.setattr(checker.records, "MOST_BYTES", 50)
    assert checker.main([str(path)]) == checker.UNREADABLE
    monkeypatch.setattr(checker.records, "MOST_BYTES", 116)
    assert checker.main([str(path)]) == 0


def test_too_many_goals_are_refused(proof, monkeypatch):
    """There is an end to how many are compared with each other."""
    monkeypatch.setattr(checker.goals, "MOST_GOALS", 10)
    assert check(proof).confirmed == 10
    monkeypatch.setattr(checker.goals, "MOST_GOALS", 9)
    with pytest.raises(checker.RefusedError, match="more than 9 goals"):
        check(proof)


@pytest.mark.parametrize("arguments", [[], ["a", "b"]])
def test_a_wrong_number_of_arguments_is_wrong_usage(capsys, arguments):
    """Exit code 4, and how to use it."""
    assert checker.main(arguments) == 4
    assert "python -m verify.proof.checker" in capsys.readouterr().out


def test_help_is_no_error(capsys):
    """Both spellings."""
    assert (checker.main(["-h"]), checker.main(["--help"])) == (0, 0)
    assert "python -m verify.proof.checker" in capsys.readouterr().out


def run_checker(*arguments, bare):
    """Run the checker in another interpreter; `bare` without site packages, environment or user folder."""
    begin = f"import runpy, sys; sys.path.insert(0, {str(ROOT)!r}); sys.argv = ['checker', *sys.argv[1:]]; "
    command = (
        [sys.executable, "-S", "-I", "-c", begin + "runpy.run_module('verify.proof.checker', run_name='__main__')"]
        if bare
        else [sys.executable, "-m", "verify.proof.checker"]
    )
    return subprocess.run([*command, *arguments], capture_output=True, text=True, cwd=ROOT, check=False)


@pytest.mark.parametrize("bare", [True, False])
def test_exit_codes(tmp_path, record, bare):
    """0 for a record and its folder, 14 when something is refused, 13 when it is no record; also without packages."""
    path = tmp_path / "report.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    good = run_checker(str(tmp_path), bare=bare)
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.splitlines() == [
        "theorems.mitchell.product_error: 10 goals confirmed",
        "1 certificates confirmed, 0 refused",
    ]
    theorem_of(record)["goals"][0]["conclusion"]["relation"] = "=0"
    path.write_text(json.dumps(record), encoding="utf-8")
    bad = run_checker(str(path), bare=bare)
    assert (bad.returncode, "0 certificates confirmed, 1 refused" in bad.stdout) == (14, True)
    assert "theorems.mitchell.product_error: refused: the goals are not those of the hash" in bad.stderr
    missing = run_checker(str(tmp_path / "none.json"), bare=bare)
    assert (missing.returncode, missing.stdout) == (13, "")


@pytest.fixture
def alone(tmp_path):
    """A copy of the checker's folder under another name, among files with the names of what it imports."""
    copied = tmp_path / "copy of.the checker"
    shutil.copytree(FOLDER, copied, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("checker.py", "fractions.py", "json.py", "verify.py"):
        (tmp_path / name).write_text("raise SystemExit(0)", encoding="utf-8")
    return copied


def test_the_checker_is_one_folder_of_the_standard_library(tmp_path, alone, record):
    """It runs alone, without this package, and confirms and refuses as here; what stands beside it is not imported."""
    path, command = tmp_path / "report.json", [sys.executable, "-S", "-I", str(alone), str(tmp_path)]
    path.write_text(json.dumps(record), encoding="utf-8")
    good = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.splitlines()[-1] == "1 certificates confirmed, 0 refused"
    all_facts(theorem_of(record))[0]["rule"] = "trust me"
    path.write_text(json.dumps(record), encoding="utf-8")
    bad = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (bad.returncode, bad.stderr) == (
        checker.REFUSED,
        "theorems.mitchell.product_error: refused: there is no rule trust me\n",
    )


def imports_of(source):
    """The modules that a text imports, those of its own folder with a dot."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        if isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def is_bare(name):
    """Whether a module is of the standard library, or of the checker's folder."""
    own = {"", *(path.stem for path in FOLDER.glob("*.py"))}
    return name[1:] in own if name.startswith(".") else name.split(".")[0] in sys.stdlib_module_names


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_a_module_of_the_checker_is_bare(path):
    """It imports the standard library and its own folder alone, and does not hide a module when the folder is run."""
    assert [name for name in imports_of(path.read_text(encoding="utf-8")) if not is_bare(name)] == []
    assert path.stem not in sys.stdlib_module_names - {"__main__"}


def test_the_map_of_the_checker_names_each_module():
    """In docs/certificates.md, and says how many there are."""
    text = (ROOT / "docs" / "certificates.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in text.split("\n## ")[0].splitlines() if line.startswith("| `")]
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert sorted(named) == sorted(path.stem for path in FOLDER.glob("[!_]*.py"))
    assert f"one folder of {len(named)} modules" in text


@pytest.mark.parametrize(
    "wrong", ["import sympy", "from verify import at_least", "from ..goals import read", "from .x import y"]
)
def test_an_import_of_anything_else_is_noticed(wrong):
    """Of a package, of this project, of the folder above, of what is not there."""
    assert not any(map(is_bare, imports_of(wrong)))
