"""Coq: what is said to it, what it confirms, and that it refuses what is wrong."""

import re
from fractions import Fraction
from itertools import product
from operator import add, mul, sub, truediv

import pytest

from claims import mitchell
from tests.proof.conftest import COQ, needs_coq
from verify import split
from verify.carriers.rationals import RATIONALS
from verify.carriers.value import Value, running_on
from verify.errors import CertificateError, UndecidedError, UsageError
from verify.proof import checker
from verify.proof.coq import running
from verify.proof.coq.files import File, Lemma, Proof, gather
from verify.proof.coq.running import Coq, allowed_axioms, axioms_in
from verify.proof.coq.scripts import prove as script_of
from verify.proof.coq.statements import MOST_CHARACTERS, ExpandedWriter, NotCoveredError, Symbols, Writer
from verify.proof.coq.statements import state as state_in_coq
from verify.proof.goals import trace

TOKEN = re.compile(r"\s*(<=|<>|->|%Z|[()<=+*/^-]|\w+)")


class Reader:
    """A reader of emitted statements of its own: exact values of the few words of Coq that occur in them."""

    def __init__(self, text, values):
        self.tokens = TOKEN.findall(text)
        assert "".join(self.tokens) == re.sub(r"\s", "", text)
        self.values = values
        self.place = 0

    def next(self):
        self.place += 1
        return self.tokens[self.place - 1]

    def peek(self):
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def relation(self):
        left = self.expression()
        sign = self.next()
        right = self.expression()
        assert not self.peek()
        return {"<=": left <= right, "<": left < right, "=": left == right, "<>": left != right}[sign]

    def expression(self):
        token = self.next()
        if token != "(":
            value = Fraction(token) if token.isdecimal() else Fraction(self.values[token])
        elif self.peek() == "-":
            self.next()
            value = -self.expression()
            assert self.next() == ")"
        elif self.peek() in ("powerRZ", "IZR"):
            value = {"powerRZ": self.power, "IZR": self.expression}[self.next()]()
            assert self.next() == ")"
        else:
            left, sign, right = self.expression(), self.next(), self.expression()
            value = self.arithmetic(sign, left, right)
            assert self.next() == ")"
        if self.peek() == "%Z":
            self.next()
            assert value.denominator == 1
        return value

    def power(self):
        base, exponent = self.expression(), self.expression()
        return base ** int(exponent)

    def arithmetic(self, sign, left, right):
        return {"+": add, "-": sub, "*": mul, "/": truediv, "^": lambda base, n: base ** int(n)}[sign](left, right)


def halves(point):
    """The exponents and significands of the numbers of a point, under the names that goals give them."""
    values = {}
    with running_on(RATIONALS):
        for name, number in point.items():
            k, f = split(Value(RATIONALS, number), 2)
            values |= {f"{name}_exponent": as_fraction(k), f"{name}_significand": as_fraction(f)}
    return values


def as_fraction(value):
    return Fraction(value.payload)


def margins(theorem, point, changes):
    with running_on(RATIONALS):
        values = {name: Value(RATIONALS, number) for name, number in point.items()}
        return [each.margin().payload for each in theorem.relations(values, changes)]


def said(goal, values):
    """The emitted statement of a goal at a point: whether its hypotheses hold, and the side that is compared with 0."""
    statement = state_in_coq(goal)
    named = {name: values[symbol] for symbol, name in statement.symbols.names.items()}
    hypotheses = all(Reader(text, named).relation() for text in statement.hypotheses)
    text = statement.conclusion
    assert text.startswith("0 <= "), text
    return hypotheses, (Reader(text[5:], named).expression() if hypotheses else None), Reader(text, named)


POINTS = [
    dict(zip("xy", map(Fraction, pair), strict=True)) for pair in product(("3/2", "1", "7/3", "5/64", "6"), repeat=2)
]


@pytest.mark.parametrize("bound", [Fraction(1, 9), Fraction(111, 1000)])
@pytest.mark.parametrize("point", POINTS, ids=str)
def test_what_is_said_to_coq_is_what_the_theorem_function_says(point, bound):
    """At exact points the emitted conclusions have the margins of the function, also where the bound is wrong."""
    goals = [goal for goal in trace(mitchell.product_error, {"bound": bound}) if goal.about.startswith("statement")]
    wanted = margins(mitchell.product_error, point, {"bound": bound})
    for number, margin in enumerate(wanted, 1):
        chosen = [goal for goal in goals if goal.about == f"statement {number} of 2"]
        found = [said(goal.as_data(), halves(point)) for goal in chosen]
        assert [value for holds, value, _ in found if holds] == [margin]
        assert [reader.relation() for holds, _, reader in found if holds] == [margin >= 0]


def test_the_reader_notices_another_statement():
    """Twin: with another constant, another sign or another side the margins differ."""
    point = POINTS[0]
    right, wrong = (
        [said(goal.as_data(), halves(point)) for goal in trace(mitchell.product_error, {"bound": bound})[-1:]]
        for bound in (Fraction(1, 9), Fraction(111, 1000))
    )
    assert right[0][0]
    assert right[0][1] != wrong[0][1]


@pytest.fixture(scope="module")
def coq(tmp_path_factory):
    if COQ is None:
        pytest.skip("NOT CHECKED BY COQ: no coqc; apt install coq")
    made = Coq(tmp_path_factory.mktemp("coq"), 120)
    assert made.prepare()
    return made


@pytest.fixture
def compiled(coq):
    """What Coq says to goals and a certificate."""

    def compiled(goals, certificate):
        (file,) = gather([Proof("t0", goals, certificate)])
        return coq.compile(file)

    return compiled


def test_coq_confirms_mitchells_bound(compiled, coq, proof):
    """All ten goals, with powers, divisions and earlier goals; the axioms are those of the list."""
    outcome = compiled(proof["goals"], proof["certificate"])
    assert len(outcome.confirmed) == len(proof["goals"]) == 10
    assert not outcome.refused
    assert outcome.axioms
    assert outcome.axioms <= allowed_axioms()


def test_coq_computes_the_same_values(coq, proof):
    """Coq's own arithmetic agrees with the theorem function on the side that is compared with 0."""
    lines = []
    goals = [goal.as_data() for goal in trace(mitchell.product_error) if goal.about == "statement 2 of 2"]
    for point in POINTS[:7]:
        wanted = margins(mitchell.product_error, point, {})[1]
        values = halves(point)
        goal = next(goal for goal in goals if said(goal, values)[0])
        lines.append(_value_in_coq(goal, values, wanted))
        wrong = _value_in_coq(goal, values, wanted + Fraction(1, 1000))
        lines.append(wrong.replace("field. Qed.", "Fail solve [field]. Abort."))
    (coq.folder / "values.v").write_text("Require Import Reals.\nOpen Scope R_scope.\n" + "\n".join(lines))
    done = coq._call(["coqc", "-q", "-R", ".", "V", "values.v"])
    assert done.returncode == 0, done.stderr


def _value_in_coq(goal, values, wanted):
    statement = state_in_coq(goal)
    text = statement.conclusion.removeprefix("0 <= ")
    given = [(statement.symbols.names[each], values[each]) for each in statement.symbols.names]
    binders = " ".join(f"({name} : {'Z' if name[0] == 'k' else 'R'})" for name, _ in given)
    equations = "".join(
        f"{name} = ({value.numerator}){'%Z' if name[0] == 'k' else f' / {value.denominator}'} -> "
        for name, value in given
    )
    value = f"({wanted.numerator}) / {wanted.denominator}"
    return f"Goal forall {binders}, {equations}{text} = {value}.\nintros; subst; simpl. field. Qed."


def by_hand(integers, hypotheses, *facts):
    """Goals and a certificate of one goal, whose conclusion is the last fact."""
    conclusion = {key: facts[-1][key] for key in ("relation", "term")}
    goal = {"integers": integers, "hypotheses": hypotheses, "conclusion": conclusion}
    closure = {"goal": 0, "rests_on": "checker", "facts": list(facts)}
    return [goal], {"goal_hash": checker.goals_hash([goal]), "closures": [closure]}


X = ["symbol", "x"]
ROOT = ["sqrt", X]


def fact(relation, term, *summands, over=()):
    parts = [{"coefficient": c, "factors": factors, "squares": squares} for c, factors, squares in summands]
    return {"relation": relation, "term": term, "rule": "combination", "over": list(over), "summands": parts}


def test_coq_confirms_roots(compiled):
    """The square of a square root, and its sign."""
    bound = ["sub", ["add", X, ["number", "1"]], ["mul", ["number", "2"], ROOT]]
    goals, certificate = by_hand(
        [],
        [{"relation": ">0", "term": X}],
        {"relation": ">0", "term": ROOT, "rule": "root", "of": 0},
        {"relation": ">=0", "term": ROOT, "rule": "root", "of": 0},
        fact("=0", ["sub", ["pow", ROOT, 3], ["mul", X, ROOT]]),
        fact(">=0", bound, ("1", [], [["sub", ROOT, ["number", "1"]]])),
    )
    checker.check_closure(goals[0], certificate["closures"][0])
    assert compiled(goals, certificate).confirmed == {"t0_goal_0"}


def test_coq_refuses_another_root(compiled):
    """Twin: the square of the root of x is not 2x."""
    goals, certificate = by_hand(
        [], [{"relation": ">0", "term": X}], fact("=0", ["sub", ["mul", ROOT, ROOT], ["mul", ["number", "2"], X]])
    )
    assert set(compiled(goals, certificate).refused) == {"t0_goal_0"}


def test_coq_computes_with_roots_of_fractions(compiled):
    """2 √(3/5) is below 8/5, by the square of √(3/5) - 1; and not below 154/100, by no such square."""
    root = ["sqrt", ["number", "3/5"]]
    square = ["sub", root, ["number", "1"]]

    def below(bound):
        return by_hand(
            [], [], fact(">=0", ["sub", ["number", bound], ["mul", ["number", "2"], root]], ("1", [], [square]))
        )

    goals, certificate = below("8/5")
    checker.check_closure(goals[0], certificate["closures"][0])
    assert compiled(goals, certificate).confirmed == {"t0_goal_0"}
    assert set(compiled(*below("77/50")).refused) == {"t0_goal_0"}


def test_what_contradicts_itself_is_confirmed(compiled):
    """From 0 > 0 follows everything."""
    goals, certificate = by_hand(
        [],
        [{"relation": ">0", "term": X}, {"relation": ">0", "term": ["neg", X]}],
        fact(">0", ["number", "0"], ("1", [0], []), ("1", [1], [])),
        {"relation": "=0", "term": ["symbol", "x"], "rule": "absurd", "from": 2},
    )
    assert compiled(goals, certificate).confirmed == {"t0_goal_0"}


def test_divisors_are_cleared_of_fractions(compiled):
    """`field` divides by numerators of divisors, which are not written in the goal."""
    inner = ["add", ["div", X, ["number", "40"]], ["div", ["number", "1"], X]]
    goals, certificate = by_hand(
        [],
        [{"relation": ">0", "term": X}, {"relation": "!=0", "term": inner}],
        fact("=0", ["sub", ["div", inner, inner], ["number", "1"]]),
    )
    assert compiled(goals, certificate).confirmed == {"t0_goal_0"}


def enclosed(relation, term):
    goals, certificate = by_hand([], [], fact(relation, term))
    certificate["closures"] = [{"goal": 0, "rests_on": "engine's word (Arb)", "step": "enclosure"}]
    return goals, certificate


def test_coq_encloses_constants(compiled):
    """exp(1/2) - log(3) - sqrt(1/4) = 0.0501…, and another axiom is used."""
    half = [["exp", ["number", "1/2"]], ["log", ["number", "3"]], ["sqrt", ["number", "1/4"]]]
    term = ["sub", ["sub", half[0], half[1]], half[2]]
    outcome = compiled(*enclosed(">0", ["sub", term, ["number", "1/20"]]))
    assert outcome.confirmed == {"t0_goal_0"}
    assert "PrimInt63.int" in outcome.axioms
    assert outcome.axioms <= allowed_axioms()
    wrong = compiled(*enclosed(">0", ["sub", term, ["number", "51/1000"]]))
    assert set(wrong.refused) == {"t0_goal_0"}


@pytest.mark.parametrize(("relation", "term"), [("=0", ["number", "0"]), (">0", ["symbol", "x"])], ids=str)
def test_other_words_of_engines_are_left_out(relation, term):
    """Enclosures decide no equation, and these are about constants."""
    assert Proof("t0", *enclosed(relation, term)).left_out == {0: "an engine's word"}


def combination(proof):
    """The last fact of a goal that is a bound, which divides."""
    closure = proof["certificate"]["closures"][-1]
    return closure["facts"][-1]


def weaker_constant(proof):
    text = str(proof["goals"][-1]["conclusion"]["term"]).replace("'1/9'", "'111/1000'")
    for atom in (proof["goals"][-1]["conclusion"], combination(proof)):
        atom["term"] = eval(text)


def another_coefficient(proof):
    combination(proof)["summands"][0]["coefficient"] = "17/16"


def lost_hypothesis(proof):
    """In its place stands one that says nothing, so that the numbers of the facts stay."""
    (factor,) = proof["certificate"]["closures"][2]["facts"][-1]["summands"][0]["factors"]
    proof["goals"][2]["hypotheses"][factor] = {"relation": ">=0", "term": ["number", "1"]}


def another_sign(proof):
    combination(proof)["summands"][0]["coefficient"] = "-1"


@pytest.mark.parametrize(("fault", "at"), [(weaker_constant, 9), (another_coefficient, 9), (lost_hypothesis, 2)])
def test_coq_refuses_what_is_wrong(compiled, proof, fault, at):
    """A goal with another constant, a certificate with another coefficient, a hypothesis that is not there."""
    fault(proof)
    outcome = compiled(proof["goals"], proof["certificate"])
    assert set(outcome.refused) == {f"t0_goal_{at}"}
    assert len(outcome.confirmed) == 9


def test_a_sign_that_does_not_fit_is_left_out(proof):
    """A summand that may be negative has no proof of its sign that could be written down."""
    another_sign(proof)
    assert Proof("t0", proof["goals"], proof["certificate"]).left_out == {9: "signs that do not fit"}


def test_who_uses_a_refused_goal_is_not_confirmed(compiled, proof):
    """The divisor of the statement is shown by an earlier goal; if that goes, the statement goes."""
    users = {each.name for each in Proof("t0", proof["goals"], proof["certificate"]).lemmas.values() if each.uses}
    assert users
    for position, goal in enumerate(proof["goals"]):
        if goal["conclusion"]["relation"] == "!=0":
            proof["certificate"]["closures"][position]["facts"][-1]["summands"][0]["coefficient"] = "2"
    outcome = compiled(proof["goals"], proof["certificate"])
    assert len(outcome.refused) == 2
    assert not outcome.confirmed & users


def test_a_file_is_left_out_after_many_refusals(compiled, proof, monkeypatch):
    """Every refusal costs a run of Coq."""
    monkeypatch.setattr(running, "MOST_REFUSALS", 1)
    another_coefficient(proof)
    outcome = compiled(proof["goals"], proof["certificate"])
    assert not outcome.confirmed
    assert len(outcome.refused) == 1


# ------------------------------------------------------------------------------------------------- hostile records

HOSTILE = ["x. Admitted. Axiom no : False", "π", "x0", "forall", "(* *)", 'x"', "Prop", "k0"]


@pytest.mark.parametrize("name", HOSTILE)
def test_names_of_a_record_are_never_written(name):
    """Symbols get names of our own, in the order in which they occur."""
    goal = {
        "integers": [],
        "hypotheses": [{"relation": ">0", "term": ["symbol", name]}],
        "conclusion": {"relation": ">0", "term": ["mul", ["symbol", "y"], ["symbol", name]]},
    }
    assert state_in_coq(goal).text() == "forall (x0 x1 : R),\n  0 < x0 ->\n  0 < (x1 * x0)"


@pytest.mark.parametrize(
    "term",
    [
        ["number", "1). Axiom no : False. Goal (1"],
        ["number", "1e9"],
        ["number", "1/0"],
        ["number", "٣"],
        ["number", "9" * 601],
        ["number", 1],
        ["pow", ["symbol", "x"], 65],
        ["pow", ["symbol", "x"], True],
        ["pow", ["symbol", "x"], "2"],
        ["Admitted", ["symbol", "x"]],
        ["power", ["number", "2"], ["symbol", "x"]],
        ["power", ["number", "2"], ["number", "1/2"]],
        ["symbol", ["x"]],
        ["add", ["symbol", "x"]],
        ["trace", ["letter", "W", "m", "m", "general"]],
        [],
    ],
    ids=str,
)
def test_what_is_no_term_is_left_out(term):
    """Numbers are digits, exponents are small, operations are known."""
    goal = {"integers": ["k"], "hypotheses": [], "conclusion": {"relation": ">0", "term": term}}
    with pytest.raises(NotCoveredError):
        state_in_coq(goal)


def test_numbers_are_read_and_written_again():
    """Leading zeros, unreduced fractions and signs do not come through."""
    writer = Writer(Symbols([]))
    assert [writer.real(["number", text]) for text in ("007", "-2/4", "0/3")] == ["7", "((-1) / 2)", "0"]


def test_a_statement_that_is_too_long_is_left_out():
    """A bounded file for a bounded record."""
    term = ["symbol", "x"]
    for _ in range(19):
        term = ["add", term, term]
    with pytest.raises(NotCoveredError, match="too long"):
        state_in_coq({"integers": [], "hypotheses": [], "conclusion": {"relation": ">0", "term": term}})
    assert MOST_CHARACTERS >= 400_000


def test_powers_in_bases_of_powers_do_not_fill_the_memory():
    """Each power that is written out repeats its base."""
    term, exponent = ["symbol", "x"], ["symbol", "k"]
    for _ in range(5):
        exponent = ["add", exponent, exponent]
    for _ in range(12):
        term = ["power", term, exponent]
    goal = {"integers": ["k"], "hypotheses": [], "conclusion": {"relation": ">0", "term": term}}
    statement = state_in_coq(goal)
    with pytest.raises(NotCoveredError, match="too long"):
        ExpandedWriter(statement.symbols).real(term)


def test_a_proof_that_is_too_long_is_left_out():
    """A product of thousands of factors repeats itself at each of them."""
    goals, certificate = by_hand([], [{"relation": ">0", "term": X}], fact(">0", ["mul", X, X], ("1", [0] * 3000, [])))
    assert Proof("t0", goals, certificate).left_out == {0: "too long"}


def test_a_fact_about_another_symbol_is_left_out():
    """The checker allows symbols that only facts have; they are not bound in the statement."""
    x, zero = ["symbol", "x"], ["sub", ["symbol", "z"], ["symbol", "z"]]
    goal = {"integers": [], "hypotheses": [], "conclusion": {"relation": "=0", "term": ["sub", x, x]}}
    fact = {"relation": "=0", "term": zero, "rule": "combination", "over": [], "summands": []}
    last = {**goal["conclusion"], "rule": "combination", "over": [], "summands": []}
    with pytest.raises(NotCoveredError, match="symbols that the goal does not have"):
        script_of(goal, [fact, last], state_in_coq(goal), lambda text: None)


# ------------------------------------------------------------------------------------------------------ axioms, limits


def test_an_axiom_that_is_not_on_the_list_is_seen(coq):
    """A lemma that was only assumed stands in what `Print Assumptions` says."""
    lemma = Lemma("t0_goal_0", "Axiom no : False.\nTheorem t0_goal_0 : 0 = 1.\nProof. destruct no. Qed.\n", frozenset())
    outcome = coq.compile(File("goals_axiom", [lemma]))
    assert outcome.axioms - allowed_axioms() == {"no"}


def test_the_list_of_axioms_is_that_of_the_real_numbers():
    """And that of the processor's integers, which `interval` computes with."""
    modules = {each.split(".")[0] for each in allowed_axioms()}
    reals = {"ClassicalDedekindReals", "Classical_Prop", "FunctionalExtensionality"}
    assert modules == reals | {"PrimInt63", "Uint63"}


def test_what_is_no_axiom_counts_as_one():
    """Whatever Coq prints in an unknown form is not on the list."""
    text = "Axioms:\na.b : forall x,\n  x\nlong_name\n  : R\n(strange)\n"
    assert axioms_in(text) == {"a.b", "long_name", "(strange)"}
    assert axioms_in("Closed under the global context\n") == set()


@needs_coq
def test_a_file_that_takes_too_long_is_an_error(coq, proof):
    """The limit is one of seconds, for each file."""
    (file,) = gather([Proof("t0", proof["goals"], proof["certificate"])])
    with pytest.raises(UndecidedError, match="did not finish in 0"):
        Coq(coq.folder, 0).compile(file)


def test_without_coq_the_error_says_how_to_get_it(tmp_path, monkeypatch):
    """The package's name, and not a traceback."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match=r"Coq is not installed.*apt-get install.* coq"):
        Coq(tmp_path, 10).prepare()


def test_coqchk_reads_the_compiled_files(coq, proof):
    """A file that was changed after it was compiled is refused."""
    (file,) = gather([Proof("t0", proof["goals"], proof["certificate"])])
    coq.compile(file._replace(name="goals_damaged"))
    coq.check_again("goals_damaged")
    path = coq.folder / "goals_damaged.vo"
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(CertificateError, match="coqchk refuses"):
        coq.check_again("goals_damaged")


EXP = ["exp", X]
TANGENT = ["sub", ["sub", EXP, ["number", "1"]], X]


def test_coq_confirms_tangents(compiled):
    """That exp(x) is at least 1 + x and positive, and what follows."""
    goals, certificate = by_hand(
        [],
        [],
        {"relation": ">0", "term": EXP, "rule": "positive exponential"},
        {"relation": ">=0", "term": TANGENT, "rule": "tangent", "at": X},
        fact(">0", ["add", ["sub", EXP, X], EXP], ("1", [0], []), ("1", [1], []), ("1", [], [])),
    )
    checker.check_closure(goals[0], certificate["closures"][0])
    assert compiled(goals, certificate).confirmed == {"t0_goal_0"}


def test_coq_refuses_another_tangent(compiled):
    """Twin: nothing says that exp(x) is at least 2 + x."""
    wrong = fact(">=0", ["sub", TANGENT, ["number", "1"]], ("1", [0], []))
    goals, certificate = by_hand([], [], {"relation": ">=0", "term": TANGENT, "rule": "tangent", "at": X}, wrong)
    assert set(compiled(goals, certificate).refused) == {"t0_goal_0"}


@pytest.mark.parametrize(
    "term",
    [
        ["sub", ["exp", ["add", X, X]], ["mul", EXP, EXP]],
        ["sub", ["log", EXP], X],
        ["sub", ["exp", ["neg", X]], ["div", ["number", "1"], EXP]],
    ],
)
def test_laws_of_functions_are_left_out(term):
    """`field` does not know them; the checker does."""
    goals, certificate = by_hand([], [], fact("=0", term))
    checker.check_closure(goals[0], certificate["closures"][0])
    with pytest.raises(NotCoveredError, match="laws of functions"):
        script_of(goals[0], certificate["closures"][0]["facts"], state_in_coq(goals[0]), lambda _: None)


ON_UNIT = [{"relation": ">=0", "term": ["symbol", "x"]}, {"relation": ">0", "term": ["sub", ["number", "1"], X]}]


def bisected(relation, term, hypotheses, **more):
    """A goal whose only fact is an enclosure."""
    fact_ = {"relation": relation, "term": term, "rule": "enclosure", "bits": 64, "tree": "0..", "means": [], **more}
    return by_hand([], hypotheses, fact_)


@needs_coq
def test_coq_bisects_boxes_anew(compiled):
    """exp(x) - x > 9/10 on [0, 1), and not above 1."""
    above = ["sub", ["exp", X], X]
    right = compiled(*bisected(">0", ["sub", above, ["number", "9/10"]], ON_UNIT))
    assert right.confirmed == {"t0_goal_0"}
    wrong = compiled(*bisected(">0", ["sub", above, ["number", "11/10"]], ON_UNIT))
    assert set(wrong.refused) == {"t0_goal_0"}


def test_enclosures_that_need_more_than_bounds_are_left_out():
    """As those in which hypotheses are violated, and reductions by slopes."""
    left_out = Proof("t0", *bisected(">0", X, ON_UNIT, against=[1])).left_out
    assert left_out == {0: "enclosures of other kinds"}
    goals, certificate = bisected(">0", X, ON_UNIT)
    certificate["closures"][0] = {"goal": 0, "rests_on": "checker", "monotone": {}}
    assert Proof("t0", goals, certificate).left_out == {0: "reductions by slopes and cases"}
