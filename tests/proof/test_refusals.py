"""Each refusal of the checker says why, in these words, and its nearest neighbour is not refused."""

import json
from fractions import Fraction

import pytest

from tests.proof.test_attacks import ONE, X, Y, fact, goal_of, power_of, summand, trace_of, transposed
from verify.proof import checker

K, ZERO, TWO = ["symbol", "k"], ["number", "0"], ["number", "2"]
A = ["letter", "A", "m", "n", "general"]
SQUARE = ["letter", "S", "n", "n", "general"]
SYMMETRIC = ["letter", "S", "n", "n", "symmetric"]
INTEGERS = frozenset({"k"})


def refusal(function, *arguments):
    with pytest.raises(checker.RefusedError) as error:
        function(*arguments)
    return str(error.value)


def read(term):
    return checker.read_term(term, INTEGERS, checker.Work())


TERMS = {
    "3 is no term": 3,
    "[] is no term": [],
    "[1] is no term": [1],
    "the checker has no sin with 1 arguments": ["sin", X],
    "the checker has no add with 1 arguments": ["add", X],
    "the checker has no add with 3 arguments": ["add", X, X, X],
    "the checker has no number with 2 arguments": ["number", "1", "2"],
    "the checker has no symbol with 1 arguments": ["symbol", "no name"],
    "the checker has no neg with 2 arguments": ["neg", X, X],
    "the checker has no sqrt with 2 arguments": ["sqrt", X, X],
    "the checker has no trace with 2 arguments": ["trace", SQUARE, SQUARE],
    "the checker has no apply with 2 arguments": ["apply", "f", "0"],
    "the checker has no apply with 3 arguments": ["apply", "f", 0, X],
    "x is no number": ["number", "x"],
    "1.5 is no number": ["number", "1.5"],
    "7 is no number": ["number", 7],
    "a number has the denominator 0": ["number", "1/0"],
    "a divisor is identically 0": ["div", X, ["sub", Y, Y]],
    "65 is no exponent from 0 to 64": ["pow", X, 65],
    "-1 is no exponent from 0 to 64": ["pow", X, -1],
    "True is no exponent from 0 to 64": ["pow", X, True],
    "an exponent is a quotient": power_of(X, ["div", K, X]),
    "an exponent has a coefficient that is no small integer": power_of(X, ["mul", ["number", "1/2"], K]),
    "an exponent is no sum of integers": power_of(X, Y),
    "a trace of what is not square": ["trace", A],
    "a symmetric letter is not square": ["trace", ["letter", "S", "m", "n", "symmetric"]],
    "the shapes in matmul do not fit": ["trace", ["matmul", A, A]],
    "the shapes in transpose do not fit": ["trace", ["transpose", X]],
    "the shapes in scale do not fit": ["trace", ["scale", SQUARE, SQUARE]],
    "the shapes in add do not fit": ["trace", ["add", SQUARE, X]],
    "A is no term": ["trace", ["letter", "A", 2, 2, "general"]],
    "the checker has no matrix neg": ["trace", ["neg", SQUARE]],
}


@pytest.mark.parametrize("message", TERMS)
def test_a_term_that_is_none_is_named(message):
    assert refusal(read, TERMS[message]) == message


def test_a_long_product_of_matrices_is_refused():
    product = SQUARE
    for _ in range(checker.MOST_LETTERS - 1):
        product = ["matmul", product, SQUARE]
    read(["trace", product])
    assert refusal(read, ["trace", ["matmul", product, SQUARE]]) == "a product of more than 64 matrices"


def test_terms_at_the_limits_are_read():
    """64 is an exponent and a coefficient of one, 0 is an exponent, and 600 digits are a number."""
    assert read(["pow", X, 0]) == (checker.ONE, checker.ONE)
    assert read(["pow", X, 64]).numerator == {(("x", 64),): Fraction(1)}
    name = checker.power_generator(X, "k")
    assert read(power_of(X, ["mul", ["number", "64"], K])).numerator == {((name, 64),): Fraction(1)}
    assert read(power_of(X, ["neg", K])).denominator == {((name, 1),): Fraction(1)}
    assert read(["number", "9" * 600]).numerator == {(): Fraction(10**600 - 1)}
    assert read(["number", "0"]).numerator == {}
    assert "is no number" in refusal(read, ["number", "9" * 601])
    assert "no small integer" in refusal(read, power_of(X, ["mul", ["number", "65"], K]))


def test_generators_are_written_in_one_way():
    """What stands for a power, a derivative and a trace is one symbol, once."""
    name = '(["symbol","x"])^k'
    assert read(power_of(X, K)) == ({((name, 1),): Fraction(1)}, checker.ONE)
    assert read(["apply", "f", "0", X]).numerator == {(('["apply", "f", "0", ["symbol", "x"]]', 1),): Fraction(1)}
    (monomial,) = read(["trace", SQUARE]).numerator.items()
    assert (monomial[0][0][1], monomial[1]) == (1, 1)
    assert read(["trace", ["matmul", SQUARE, transposed(SQUARE)]]) == read(
        ["trace", ["matmul", transposed(SQUARE), SQUARE]]
    )
    assert read(["trace", SYMMETRIC]) == read(["trace", transposed(SYMMETRIC)])


def test_squares_of_roots_are_replaced_from_the_outside_in():
    """√(√x) squared is √x, and squared again x."""
    inner = ["sqrt", X]
    outer = ["sqrt", inner]
    fourth = ["sub", ["pow", outer, 4], X]
    goal = goal_of(("=0", fourth), (">0", X), (">0", inner), (">0", outer))
    checker.check_closure(goal, {"facts": [fact(("=0", fourth))]})
    cube = ["sub", ["pow", inner, 3], ["mul", X, inner]]
    checker.check_closure(goal_of(("=0", cube), (">=0", X)), {"facts": [fact(("=0", cube))]})
    for wrong in (["sub", ["pow", outer, 4], inner], ["sub", ["pow", inner, 3], X], ["sub", inner, X]):
        assert refusal(checker.check_closure, goal_of(("=0", wrong), (">0", X)), {"facts": [fact(("=0", wrong))]}) == (
            "the identity does not hold"
        )


def closure(conclusion, *facts, hypotheses=(), integers=("k",)):
    return goal_of(conclusion, *hypotheses, integers=integers), {"facts": list(facts)}


LAST = fact((">=0", ZERO))
GRAM = trace_of(transposed(A), A)
ROOT, POWER = ["sqrt", X], power_of(X, K)
CLOSURES = {
    "it has no facts": closure((">=0", ZERO)),
    "a fact needs a relation and a term": closure((">=0", ZERO), {"relation": ">=0", "rule": "combination"}),
    "there is no rule guess": closure((">=0", ZERO), {"relation": ">=0", "term": ZERO, "rule": "guess"}),
    "there is no rule None": closure((">=0", ZERO), {"relation": ">=0", "term": ZERO}),
    "its last fact is not the conclusion of the goal": closure((">=0", ONE), LAST),
    "there is no earlier fact 0": closure((">0", ONE), fact((">0", ONE), summand("1", 0))),
    "there is no earlier fact -1": closure((">0", X), fact((">0", X), summand("1", -1)), hypotheses=[(">0", X)]),
    "there is no earlier fact True": closure(
        (">0", X), fact((">0", X), summand("1", True)), hypotheses=[(">0", X)] * 2
    ),
    "'positive power' concludes power(base, k) > 0": closure(
        (">=0", POWER), {"relation": ">=0", "term": POWER, "rule": "positive power", "base": 0}, hypotheses=[(">0", X)]
    ),
    "'positive power' takes an integer symbol as exponent": closure(
        (">0", power_of(X, ["add", K, K])),
        {"relation": ">0", "term": power_of(X, ["add", K, K]), "rule": "positive power", "base": 0},
        hypotheses=[(">0", X)],
    ),
    "the base of the power is not known to be positive": closure(
        (">0", POWER), {"relation": ">0", "term": POWER, "rule": "positive power", "base": 0}, hypotheses=[(">=0", X)]
    ),
    "'combination' needs lists 'over' and 'summands'": closure((">=0", ZERO), {**LAST, "summands": {}}),
    "it divides by what is not known to have a sign": closure(
        (">=0", ZERO), fact((">=0", ZERO), over=[0]), hypotheses=[("!=0", X)]
    ),
    "no summand is positive for sure": closure((">0", X), fact((">0", X), summand("1", 0)), hypotheses=[(">=0", X)]),
    "a product that is not 0 has one summand": closure(
        ("!=0", ["add", X, X]), fact(("!=0", ["add", X, X]), summand("1", 0), summand("1", 0)), hypotheses=[("!=0", X)]
    ),
    "the identity does not hold": closure((">=0", ONE), fact((">=0", ONE), summand("2"))),
    "of matrices only equations are checked, word by word": closure((">=0", A), fact((">=0", A))),
    "the two matrices differ in a word": closure(("=0", A), fact(("=0", A))),
    "'gram' concludes trace(transpose(M) M) >= 0": closure(
        (">0", GRAM), {"relation": ">0", "term": GRAM, "rule": "gram"}
    ),
    "'absurd' needs the fact 0 > 0": closure(
        (">0", ZERO), {"relation": ">0", "term": ZERO, "rule": "absurd", "from": 0}, hypotheses=[(">0", X)]
    ),
    "'root' concludes sqrt(t) > 0 or sqrt(t) >= 0": closure(
        ("!=0", ROOT), {"relation": "!=0", "term": ROOT, "rule": "root", "of": 0}, hypotheses=[(">0", X)]
    ),
    "the sign of what the root is taken of is not known": closure(
        (">0", ROOT), {"relation": ">0", "term": ROOT, "rule": "root", "of": 0}, hypotheses=[(">=0", X)]
    ),
    "a summand is no object": closure((">=0", ZERO), fact((">=0", ZERO), "1")),
    "a summand needs lists 'factors' and 'squares'": closure(
        (">=0", ZERO), fact((">=0", ZERO), {"coefficient": "1", "factors": {}})
    ),
    "a summand may be negative": closure(
        (">0", ONE), fact((">0", ONE), summand("1", 0), summand("1")), hypotheses=[("!=0", X)]
    ),
    "a summand may differ from 0": closure(("=0", ONE), fact(("=0", ONE), summand("1"))),
    "an induction needs a symbol, a base and a step": (goal_of((">=0", ONE)), {"induction": []}),
}


@pytest.mark.parametrize("message", CLOSURES)
def test_a_closure_that_closes_nothing_is_named(message):
    assert refusal(checker.check_closure, *CLOSURES[message]) == message


NEARBY = {
    "a power of a positive number": closure(
        (">0", power_of(TWO, K)), {"relation": ">0", "term": power_of(TWO, K), "rule": "positive power"}
    ),
    "a power of a positive base": closure(
        (">0", POWER), {"relation": ">0", "term": POWER, "rule": "positive power", "base": 0}, hypotheses=[(">0", X)]
    ),
    "a root of what is not negative": closure(
        (">=0", ROOT), {"relation": ">=0", "term": ROOT, "rule": "root", "of": 0}, hypotheses=[(">=0", X)]
    ),
    "a root of what is positive": closure(
        (">0", ROOT), {"relation": ">0", "term": ROOT, "rule": "root", "of": 0}, hypotheses=[(">0", X)]
    ),
    "an equation between matrices": closure(("=0", ["sub", A, A]), fact(("=0", ["sub", A, A]))),
    "a trace of a Gram matrix": closure((">=0", GRAM), {"relation": ">=0", "term": GRAM, "rule": "gram"}),
    "a factor that is not 0": closure(("!=0", X), fact(("!=0", X), summand("1", 0)), hypotheses=[("!=0", X)]),
    "a divisor that is not 0, of an equation": closure(
        ("=0", X), fact(("=0", X), summand("1", 0, 1), over=[1]), hypotheses=[("=0", X), ("!=0", Y)]
    ),
    "a divisor that is positive, of an equation": closure(
        ("=0", X), fact(("=0", X), summand("1", 0, 1), over=[1]), hypotheses=[("=0", X), (">0", Y)]
    ),
    "a divisor that is not 0, of what is not 0": closure(
        ("!=0", X), fact(("!=0", X), summand("1", 0, 1), over=[1]), hypotheses=[("!=0", X), ("!=0", Y)]
    ),
    "a factor of each sign": closure(
        (">=0", ["mul", X, ["mul", Y, Y]]),
        fact((">=0", ["mul", X, ["mul", Y, Y]]), summand("1", 0, 1, 2)),
        hypotheses=[(">=0", X), (">0", Y), ("=0", Y)],
    ),
    "a summand with the coefficient 0": closure((">=0", ZERO), fact((">=0", ZERO), summand("0"))),
    "a fact without lists": closure(("=0", ZERO), {"relation": "=0", "term": ZERO, "rule": "combination"}),
}


@pytest.mark.parametrize("name", NEARBY)
def test_what_is_nearby_and_right_is_confirmed(name):
    checker.check_closure(*NEARBY[name])


def test_no_power_of_zero_is_positive():
    for base in (ZERO, ["number", "-1"]):
        term = power_of(base, K)
        step = {"relation": ">0", "term": term, "rule": "positive power"}
        assert "there is no earlier fact" in refusal(checker.check_closure, *closure((">0", term), step))


def test_what_is_on_the_way_needs_values():
    """A division, a power and a root, each with the fact that gives it a value and without."""
    for relation, term, need in (
        ("!=0", ["div", ONE, X], "['symbol', 'x'] is !=0"),
        (">0", POWER, "['symbol', 'x'] is >0"),
        (">=0", ROOT, "['symbol', 'x'] is >=0"),
    ):
        on_the_way = fact((">=0", ["mul", term, term]), {**summand("1"), "squares": [term]})
        for enough in {relation, ">0"}:
            checker.check_closure(*closure((">=0", ZERO), on_the_way, LAST, hypotheses=[(enough, X)]))
        message = refusal(checker.check_closure, *closure((">=0", ZERO), on_the_way, LAST, hypotheses=[("=0", X)]))
        assert message == f"on the way something has a value only if {need}, which no fact says"
    literal = fact((">=0", ["div", ONE, ["number", "-2"]]), summand("-1/2"))
    assert refusal(checker.check_closure, *closure((">=0", ZERO), literal, LAST)) == "a summand may be negative"


def values(**given):
    return {name: value if isinstance(value, list) else Fraction(value) for name, value in given.items()}


def at(term, **given):
    return checker.value_at(term, values(**given), checker.Work())


def test_the_value_of_a_term_at_a_model():
    one = Fraction(1)
    matrix = [[one, 2 * one], [3 * one, 4 * one]]
    given = {"x": 2, "k": 3, "S": matrix}
    assert at(["sub", ["add", X, ONE], ["div", X, TWO]], **given) == 2
    assert at(["neg", ["pow", X, 2]], **given) == -4
    assert at(power_of(X, ["neg", K]), **given) == Fraction(1, 8)
    assert at(["trace", ["scale", X, ["add", SQUARE, transposed(SQUARE)]]], **given) == 20
    assert at(["trace", ["sub", ["matmul", SQUARE, SQUARE], SQUARE]], **given) == 29 - 5
    assert at(["trace", ["matmul", A, transposed(A)]], A=[[one, 2 * one]]) == 5


AT_MODELS = {
    "the model has no value for x": (X, {}),
    "the checker cannot compute a hypothesis at the model": (["sqrt", X], {"x": 4}),
    "the model has no fitting matrix for S": (["trace", SQUARE], {"S": "1"}),
    "the model gives the size n two values": (["trace", SQUARE], {"S": [[Fraction(1), Fraction(2)]]}),
    "the checker cannot compute a matrix at the model": (["trace", ["identity", "n"]], {}),
    "the model divides by 0": (["div", X, X], {"x": 0}),
    "the model needs a power that the checker does not compute": (power_of(X, K), {"x": 0, "k": -1}),
    "it needs numbers of more than 65536 bits": (power_of(X, K), {"x": 2**40, "k": 4096}),
}


@pytest.mark.parametrize("message", AT_MODELS)
def test_a_term_without_a_value_at_a_model_is_named(message):
    term, given = AT_MODELS[message]
    assert refusal(lambda: at(term, **given)) == message


def test_a_symmetric_matrix_and_shapes_must_fit():
    one = Fraction(1)
    assert at(["trace", SYMMETRIC], S=[[one, one], [one, one]]) == 2
    assert "no fitting matrix" in refusal(lambda: at(["trace", SYMMETRIC], S=[[one, one], [0 * one, one]]))
    fixed = ["letter", "A", "1", "2", "general"]
    assert at(["trace", ["matmul", fixed, transposed(fixed)]], A=[[one, one]]) == 2
    assert refusal(lambda: at(["trace", ["matmul", fixed, transposed(fixed)]], A=[[one]])) == (
        "the model gives the size 2 two values"
    )


MODELS = {
    "a model needs values": {},
    "a model has a matrix that is empty or has rows of different lengths": {"values": {"k": [["1"], ["1", "2"]]}},
    "the model gives an integer symbol another value": {"values": {"k": "1/2", "x": "1"}},
    "the model breaks a hypothesis": {"values": {"k": "1", "x": "-1"}},
    "one is no number": {"values": {"k": "one"}},
}


@pytest.mark.parametrize("message", MODELS)
def test_a_model_that_is_none_is_named(message):
    goal = goal_of((">=0", X), (">=0", X), integers=["k"])
    checker.check_model(goal, {"values": {"k": "1", "x": "0"}})
    assert refusal(checker.check_model, goal, MODELS[message]) == message


def proof(goals=None, **changes):
    """A right proof of x ≥ 0 from x ≥ 0, with parts of its certificate changed."""
    goals = [goal_of((">=0", X), (">=0", X))] if goals is None else goals
    try:
        seal = checker.goals_hash(goals)
    except (KeyError, TypeError):
        seal = ""
    closures = [
        {"goal": i, "rests_on": "checker", "facts": [fact((">=0", X), summand("1", 0))]} for i in range(len(goals))
    ]
    certificate = {"goal_hash": seal, "closures": closures, "models": [{"goal": 0, "values": {"x": "0"}}], **changes}
    return goals, seal, certificate


CLOSED = proof()[2]["closures"][0]
PROOFS = {
    "there are no goals": proof([]),
    "goal 0 has no list of hypotheses": proof([{"integers": [], "conclusion": {"relation": ">=0", "term": X}}]),
    "goal 0 has no list of integer symbols": proof([{"hypotheses": [], "conclusion": {"relation": ">=0", "term": X}}]),
    "the certificate is for other goals": proof(goal_hash="sha256:0"),
    "a certificate needs lists 'closures' and 'models'": proof(closures={}),
    "a closure or a model is for no goal": proof(models=[{"goal": 1, "values": {}}]),
    "goal 0 has two closures or two models": proof(closures=[CLOSED, CLOSED]),
    "goal 0 is open": proof(closures=[]),
    "goal 0 rests on faith, and not on 'checker' or an engine's word": proof(
        closures=[{**CLOSED, "rests_on": "faith"}]
    ),
    "no model of the hypotheses is given: the statement may be vacuous": proof(models=[]),
    "its theorems are no list, or use others more than 8 deep": proof(theorems={}),
    "malformed (TypeError: string indices must be integers, not 'str')": proof(theorems=["one"]),
    "goal 0: nothing shows that ['symbol', 'x'] is !=0": proof([goal_of((">=0", ["div", X, X]), (">=0", X))]),
    "there are more than 4096 goals": proof([goal_of((">=0", X), (">=0", X))] * 4097),
}


@pytest.mark.parametrize("message", PROOFS)
def test_a_proof_that_is_none_is_named(message):
    assert refusal(checker.check_proof, *PROOFS[message]) == message


def test_the_right_proof_is_confirmed():
    assert checker.check_proof(*proof()) == (1, [], ("checker",))
    goals, _, certificate = proof()
    assert refusal(checker.check_proof, goals, "sha256:1", certificate) == "the goals are not those of the hash"


def test_work_is_counted():
    """Long sums, long numbers and long monomials cost more; the last unit may be spent and no more."""
    work = checker.Work(3)
    work.spend(3)
    assert work.left == 0
    assert refusal(work.spend, 1) == f"it needs more than {checker.MOST_WORK} units of work"
    spent = checker.Work(1000)
    ten = {((f"x{i}", 1),): Fraction(1) for i in range(10)}
    checker.add(ten, ten, spent)
    assert spent.left == 1000 - 10 - 10 * 2
    checker.multiply(ten, ten, spent)
    assert spent.left == 1000 - 30 - 100 * 2
    long = {tuple((f"x{i:02}", 1) for i in range(16)): Fraction(2**512)}
    spent = checker.Work(1000)
    checker.add({}, long, spent)
    assert spent.left == 1000 - (1 + 0 + 0) - (1 + 2 + 4)
    assert refusal(checker.burden, Fraction(2**65536)) == "it needs numbers of more than 65536 bits"
    assert checker.burden(Fraction(1, 2**511)) == 4


def test_data_cannot_imitate_lines():
    assert checker.shown("a\nb\u202e ~") == "a\\nb\\u202e ~"
    assert checker.shown("x" * 300) == "x" * 200
    assert checker.shown(["a", 1]) == "['a', 1]"


def record_of(**theorems):
    return {"theorems": theorems}


def proved(**changes):
    goals, seal, certificate = proof()
    return {
        "verdict": "proved",
        "rests_on": ["checker"],
        "goals": goals,
        "goal_hash": seal,
        "certificate": certificate,
    } | changes


def test_a_record_is_checked_to_its_end():
    """One refusal does not stop it, and each line says which theorem it is about."""
    lines, refusals = checker.check_record(
        record_of(
            a=proved(goal_hash="sha256:0"), b=proved(), c=proved(rests_on=["Coq"]), d=proved(certificate=None), e=[]
        )
    )
    assert lines == ["theorems.b: 1 goals confirmed", "theorems.c: 1 goals confirmed"]
    assert refusals == [
        "theorems.a: refused: the goals are not those of the hash",
        "theorems.c: refused: it does not rest on what it says",
        "theorems.d: refused: it is called proved and has no certificate",
        "theorems.e: refused: it is no theorem",
    ]


def test_what_rests_on_a_word_is_told():
    _, _, certificate = proof()
    certificate["closures"] = [{"goal": 0, "rests_on": "engine's word (Arb)"}]
    said = proved(rests_on=["engine's word (Arb)"], certificate=certificate)
    lines, refusals = checker.check_record(record_of(a=said))
    assert (lines, refusals) == (["theorems.a: 0 goals confirmed; goal 0: engine's word (Arb)"], [])


def test_proofs_are_found_wherever_they_stand_and_not_inside_each_other():
    inside = {
        "deep": [{"certificate": {"certificate": {"x": 1}}, "goals": {"certificate": {"y": 1}}}, {"certificate": {}}]
    }
    assert [name for name, _ in checker.find_proofs({"a": inside, "b": {"certificate": {"z": 1}}})] == [
        "a.deep[0]",
        "b",
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"a": NaN}', "it contains NaN"),
        (b'{"a": 1, "a": 2}', "an object has a key twice"),
        (b"{", "JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        (b"\xff", "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"),
    ],
)
def test_a_file_that_is_no_record_is_named(tmp_path, content, message):
    path = tmp_path / "report.json"
    path.write_bytes(content)
    with pytest.raises(checker.UnreadableError) as error:
        checker.read_record(path)
    assert str(error.value) == message


def test_a_file_of_the_largest_size_is_read(tmp_path, monkeypatch):
    path = tmp_path / "report.json"
    path.write_text('{"a": 1}', encoding="utf-8")
    monkeypatch.setattr(checker, "MOST_BYTES", 8)
    assert checker.read_record(path) == {"a": 1}
    monkeypatch.setattr(checker, "MOST_BYTES", 7)
    with pytest.raises(checker.UnreadableError, match="it is larger than 7 bytes"):
        checker.read_record(path)


def test_the_program_prints_what_it_confirms_and_what_it_refuses(tmp_path, capsys):
    folder = tmp_path / "latest"
    folder.mkdir()
    (folder / "report.json").write_text(json.dumps(record_of(a=proved(), b=proved(goal_hash=""))), encoding="utf-8")
    assert checker.main([str(folder)]) == checker.REFUSED
    said = capsys.readouterr()
    assert said.out.splitlines() == ["theorems.a: 1 goals confirmed", "1 certificates confirmed, 1 refused"]
    assert said.err == "theorems.b: refused: the goals are not those of the hash\n"
    (folder / "report.json").write_text(json.dumps(record_of(a=proved())), encoding="utf-8")
    assert checker.main([str(folder / "report.json")]) == 0
    assert capsys.readouterr().err == ""
    (folder / "report.json").write_text("[]", encoding="utf-8")
    assert checker.main([str(folder)]) == checker.UNREADABLE
    assert capsys.readouterr().err == f"{folder / 'report.json'}: not a record: it has no theorems\n"
    assert (checker.main([]), checker.main(["--help"])) == (4, 0)
    assert capsys.readouterr().out.count("The independent kernel") == 2
