"""`verify refute`: exact judgements at a point, and whether they are what the suite says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import ERRATUM, FALSE, SUBJECTS, TRUE, Said
from verify.errors import Exit

Call = Callable[..., Said]
Claim = Callable[..., Path]


def test_a_neighbour_falls_at_its_witness(verify: Call, claim: Claim) -> None:
    """What is changed, the case, the theorem there, and the command that says it again."""
    claim(TRUE)
    said = verify("refute", "toy.small_square", "half")
    assert (said.code, said.err) == (Exit.OK, "")
    assert said.out.splitlines() == [
        "toy.small_square, neighbour half (bound = 1/2): refuted, as it must be",
        "    x = 1:  1 ≤ 1/2 is false   (exact, rationals)",
        "    the theorem itself holds there:  1 ≤ 1   (exact, rationals)",
        "    again:  verify refute toy.small_square half --at x=1",
    ]


def test_a_neighbour_may_hold_elsewhere(verify: Call, claim: Claim) -> None:
    """Twin: at another point it is not refuted, and the exit code is 1."""
    claim(TRUE)
    said = verify("refute", "toy.small_square", "half", "--at", "x=1/2")
    assert said.code == Exit.CLAIM_FAILED
    assert "not refuted there" in said.out
    assert "x = 1/2:  1/4 ≤ 1/2   (exact, rationals)" in said.out


def test_a_neighbour_that_falls_with_its_theorem_says_nothing(verify: Call, claim: Claim) -> None:
    """A point at which the theorem fails, too, is no witness."""
    claim(FALSE + '\nsmall_square.neighbour("third", bound=Fraction(1, 3), witness={"x": 1})\n')
    said = verify("refute", "toy.small_square", "third")
    assert said.code == Exit.CLAIM_FAILED
    assert "but so is the theorem" in said.out


def test_a_theorem_holds_at_a_point(verify: Call, claim: Claim) -> None:
    """It is said honestly that it holds."""
    claim(TRUE)
    said = verify("refute", "toy.small_square", "--at", "x=0x1.8p-1")
    assert said.code == Exit.OK
    assert said.out.splitlines() == [
        "toy.small_square: holds there",
        "    x = 3/4:  9/16 ≤ 1   (exact, rationals)",
    ]


def test_a_false_theorem_falls_at_a_point(verify: Call, claim: Claim) -> None:
    """Twin."""
    claim(FALSE)
    said = verify("refute", "toy.small_square", "--at", "x=0.75")
    assert said.code == Exit.CLAIM_FAILED
    assert "toy.small_square: does not hold there" in said.out
    assert "x = 3/4:  9/16 ≤ 1/2 is false   (exact, rationals)" in said.out


def test_a_theorem_without_a_point_is_searched(verify: Call, claim: Claim) -> None:
    """A search that finds nothing does not claim more."""
    claim(TRUE)
    said = verify("refute", "toy.small_square")
    assert said.code == Exit.OK
    assert "no counterexample found (" in said.out
    assert "this proves nothing" in said.out


def test_the_search_finds_and_shrinks(verify: Call, claim: Claim) -> None:
    """Twin: a counterexample that a person would type."""
    claim(FALSE)
    said = verify("refute", "toy.small_square")
    assert said.code == Exit.CLAIM_FAILED
    assert "x = 1:  1 ≤ 1/2 is false" in said.out
    assert "again:  verify refute toy.small_square --at x=1" in said.out


def test_an_erratum_is_judged_in_every_reading(verify: Call, claim: Claim) -> None:
    """Each reading at its witness, or one of them at a point."""
    claim(ERRATUM)
    said = verify("refute", "toy.smaller_square")
    assert said.code == Exit.OK
    assert said.out.count("refuted, as it must be") == 2
    assert verify("refute", "toy.smaller_square", "third", "--at", "x=1/4").code == Exit.CLAIM_FAILED


def test_a_subject_is_judged_in_the_formats_that_hold_the_point(verify: Call, claim: Claim, folder: Path) -> None:
    """A right one holds in each; a format can be chosen; a wrong one falls."""
    claim(TRUE)
    (folder / "mine.py").write_text(SUBJECTS)
    options = ["refute", "toy.small_square", "--at", "x=3/4", "--subject"]
    said = verify(*options, "square=mine:right")
    assert said.code == Exit.OK
    assert said.out.count("holds there") == 4
    assert verify(*options, "square=mine:right", "--dtype", "float16").out.count("holds there") == 1
    said = verify(*options, "square=mine:twice", "--dtype", "float16")
    assert said.code == Exit.CLAIM_FAILED
    assert "toy.small_square, float16 subject square=mine:twice: does not hold there" in said.out
    assert "x = 3/4:  3/2 ≤ 1 is false" in said.out


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["toy.smal_square"], 4, "UsageError: there is no theorem or erratum 'toy.smal_square'; did you mean toy.sm"),
        (
            ["toy.small_square", "hlf"],
            4,
            "UsageError: toy.small_square: there is no neighbour 'hlf'; did you mean half",
        ),
        (["toy.small_square", "half", "nowhere/"], 4, "UsageError: 'nowhere' does not exist"),
        (["toy.small_square", "--at", "y=1"], 4, "UsageError: toy.small_square: there is no variable 'y'; there is x"),
        (["toy.small_square", "--at", "x=3"], 4, "DomainError: variable 'x' of toy.small_square: between(0, 1) cannot"),
        (["toy.small_square", "--at", "x=[1, 2]"], 4, "DomainError: variable 'x' of toy.small_square: between(0, 1)"),
        (["toy.small_square", "--at", "x=1e999999999"], 4, "UsageError: variable 'x' of toy.small_square: '1e999"),
        (["toy.small_square", "--at", "x=__import__('os')"], 4, "UsageError: variable 'x' of toy.small_square: \"__im"),
        (
            ["toy.small_square", "--subject", "cube=mine:right"],
            4,
            "UsageError: toy.small_square: there is no subject 'cu",
        ),
        (
            ["toy.small_square", "--at", "x=1", "--subject", "square=mine:no"],
            4,
            "UsageError: 'mine:no' cannot be loaded",
        ),
        (
            ["toy.small_square", "--at", "x=1", "--subject", "square=mine:raises"],
            11,
            "SubjectError: subject 'square' rai",
        ),
        (
            ["toy.small_square", "--at", "x=1/3", "--subject", "square=mine:right"],
            4,
            "DomainError: toy.small_square: flo",
        ),
        (["toy.small_square", "--dtype", "float8"], 4, "UsageError: there is no format 'float8'; did you mean float"),
    ],
)
def test_a_question_that_cannot_be_answered_is_one_message(
    verify: Call, claim: Claim, folder: Path, arguments: list[str], code: int, message: str
) -> None:
    """Who, what and the way out."""
    claim(TRUE)
    (folder / "mine.py").write_text(SUBJECTS)
    said = verify("refute", *arguments)
    assert said.code == code
    assert said.complaint.startswith(message)
    assert "; " in said.complaint
    assert said.out == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (TRUE + "def f(:\n    pass\n", "toy.py cannot be imported: SyntaxError: invalid syntax (line "),
        (TRUE + "import no_such_module\n", "toy.py cannot be imported: ModuleNotFoundError: No module named"),
        (TRUE + "raise SystemExit(0)\n", "toy.py cannot be imported: SystemExit: 0"),
        (TRUE.replace("bound=1,", "bound=0.5,"), "toy.small_square: argument 'bound' has the default 0.5; keyword"),
    ],
)
def test_a_module_that_cannot_be_imported_is_one_message(verify: Call, claim: Claim, text: str, words: str) -> None:
    """Exit 10."""
    claim(text)
    said = verify("refute", "toy.small_square", "half")
    assert said.code == Exit.CLAIM_UNREADABLE
    assert said.complaint.startswith("VocabularyError: ")
    assert words in said.complaint


def test_a_broken_module_elsewhere_does_no_harm(verify: Call, claim: Claim) -> None:
    """Twin: only modules that may define the theorem are imported first."""
    claim(TRUE)
    claim(TRUE.replace("small_square", "other") + "\nimport no_such_module\n", "broken.py")
    assert verify("refute", "toy.small_square", "half").code == Exit.OK


def test_paths_come_after_the_neighbour(verify: Call, claim: Claim, folder: Path) -> None:
    """A file or a folder; what could be a neighbour's name is one."""
    path = claim(TRUE).rename(folder / "elsewhere.py")
    assert verify("refute", "toy.small_square", "half", path).code == Exit.OK
    assert verify("refute", "toy.small_square", "elsewhere.py").code == Exit.OK
    assert verify("refute", "toy.small_square", "half").complaint.startswith("UsageError: there is no theorem")


NEEDY = '''
from verify import Post, at_least, real, setting

POST = Post("toy", "A toy")


def x_is_large(x):
    """x ≥ 2."""
    return at_least(x, 2)


@setting(x=real()).where(x_is_large).theorem(POST.sentence("a", 1), "x^2 \\\\ge 2x")
def large_square(x):
    """The square of a large number exceeds its double."""
    return at_least(x**2, 2 * x)


large_square.needs(x_is_large, witness={"x": 1})
'''


@pytest.mark.parametrize(
    ("at", "code", "words"),
    [
        ([], Exit.OK, ["refuted, as it must be", "x = 1:  1 ≥ 2 is false", "x_is_large is not met"]),
        (["--at", "x=-1"], Exit.CLAIM_FAILED, ["not refuted there", "x_is_large is not met"]),
        (["--at", "x=3"], Exit.CLAIM_FAILED, ["not refuted there", "the point meets x_is_large"]),
    ],
)
def test_a_theorem_without_a_hypothesis_falls_where_the_hypothesis_does(
    verify: Call, claim: Claim, at: list[str], code: Exit, words: list[str]
) -> None:
    """Judged without the hypothesis that is dropped, at points that break it alone."""
    claim(NEEDY)
    said = verify("refute", "toy.large_square", "without_x_is_large", *at)
    assert said.code == code, said.err
    assert [word for word in words if word not in said.out] == []
