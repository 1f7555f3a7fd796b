"""docs/definedness.md is executed: each row of its tables says what the code does."""

import ast
import re
from fractions import Fraction
from pathlib import Path

import flint
import pytest
import torch
from helpers import claim, judged, lanes, refused

import verify
from verify import at_least, at_most, equal, log, real, setting, strictly_greater, strictly_less
from verify.carriers.balls import BALLS
from verify.carriers.value import Value
from verify.errors import DomainError, UndecidedError, UndefinedError, VacuousError, VocabularyError
from verify.formats import FloatFormat, float32
from verify.proof.goals import trace
from verify.search.exhaustive import enumerate_format
from verify.search.falsify import falsify
from verify.search.lanes import Margins, evaluate
from verify.search.subjects import ForeignSubject

PAGE = (Path(__file__).parents[1] / "docs" / "definedness.md").read_text(encoding="utf-8")


def table(heading):
    """The rows of the table under a heading, without its head."""
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:1] == "|"]
    return rows[2:]


def formula(text):
    """A formula of the page as a function of x."""
    tree = ast.parse(text.strip("`"), mode="eval")
    return lambda x: eval(compile(tree, "page", "eval"), {**vars(verify), "x": x})


@pytest.mark.parametrize(("expression", "point", "outcome", "why"), table("What has no value"))
@pytest.mark.parametrize("relation", [at_least, at_most, equal, strictly_less, strictly_greater])
def test_what_has_no_value(expression, point, outcome, why, relation):
    """Every relation is broken where a side has no value; where it has one, some relation of it holds."""
    value = formula(expression)
    statement = claim(lambda x: relation(value(x), value(x)), x=real())
    number = Fraction(re.fullmatch(r"x = (-?\d+)", point).group(1))
    expected = "violated" if relation in (strictly_less, strictly_greater) else outcome
    found = judged(statement, x=number)
    assert found.outcome == expected
    assert str(found).startswith("undefined") is (outcome == "violated")


@pytest.mark.parametrize(("margin", "plain", "strict"), table("What floats say"))
def test_what_floats_say(margin, plain, strict):
    """A margin makes a suspect or not; strictness decides at 0 only."""
    tensor = torch.tensor([float(margin.replace("NaN", "nan"))])
    for is_strict, word in ((False, plain), (True, strict)):
        suspects = Margins([tensor], [is_strict], torch.tensor([True])).suspects()
        assert bool(suspects) is (word == "suspect")


def ball(text):
    """A ball as the page writes it."""
    numbers = [float(Fraction(number)) for number in re.findall(r"-?\d+(?:/\d+)?", text)]
    low, high = numbers[0], numbers[-1]
    return Value(BALLS, flint.arb(low).union(flint.arb(high)) if low != high else flint.arb(low))


@pytest.mark.parametrize(("text", "logarithm", "quotient", "comparison"), table("What balls say"))
def test_what_balls_say(text, logarithm, quotient, comparison):
    """Undefined, undecided, or a value."""
    x = ball(text)
    for word, compute in (
        (logarithm, lambda: log(x)),
        (quotient, lambda: 1 / x),
        (comparison, lambda: bool(x < 1)),
    ):
        if word == "undefined":
            with pytest.raises(UndefinedError):
                compute()
        elif word == "undecided":
            with pytest.raises(UndecidedError):
                compute()
        else:
            result = compute()
            assert isinstance(result, Value) if word == "a value" else str(result).lower() == word


@pytest.mark.parametrize(
    ("function", "domain", "about"),
    [
        (lambda x: at_least(1 / x, 0), real(), "a divisor is not 0"),
        (lambda x: at_least(log(x), 0), real(), "the argument of a logarithm is positive"),
        (lambda x: at_least(verify.sqrt(x), 0), real(), "the argument of a square root is not negative"),
        (lambda x: at_least(verify.split(x)[1], 1), verify.between(1, Fraction(3, 2)), "split has a positive number"),
        (lambda x: at_least(verify.split(1, x)[1], 1), verify.above(1), "split has a base above 1"),
    ],
)
def test_what_proofs_must_show(function, domain, about):
    """The goal stands among the goals of the statement."""
    assert about in [goal.about for goal in trace(claim(function, x=domain))]


def test_nothing():
    """The rows of the last table, one by one."""
    assert len(table("Nothing")) == 5
    nowhere = claim(lambda x: at_least(x, 0), x=verify.between(Fraction(1, 3), Fraction(1, 3)))
    with refused(DomainError, "has no number"):
        falsify(nowhere, float32)

    def impossible(x):
        """x is at most -1"""
        return at_most(x, -1)

    vacuous = claim(lambda x: at_most(x, 0), under=(impossible,))
    assert falsify(vacuous, float32, batches=1).met == 0
    tiny = FloatFormat("tiny", 3, 2)
    for compute in (lambda: trace(vacuous), lambda: enumerate_format(vacuous, tiny, None)):
        with pytest.raises(VacuousError):
            compute()
    halves = claim(lambda x: at_most(x, 0), under=(lambda x: at_least(log(x), 0),), x=real())
    assert evaluate(halves, lanes(x=[-1.0, 0.0, 2.0])).met.tolist() == [False, False, True]
    with refused(VocabularyError, "the function returned"):
        claim(lambda x: ()).relations({"x": 1})
    part = ForeignSubject("f", lambda x: x / 0, float32)
    subject = claim(lambda x: at_least(part(x), 0))
    assert str(judged(subject, x=1)) == "undefined: subject 'f' returned inf"
    assert setting().variables == {}
