"""The claim files of this folder specify the vocabulary; the committed list of what is missing is kept true."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

import verify
import verify.proof
from verify.formats import FloatFormat
from verify.theorem import Erratum, Setting, Statement, Theorem

FOLDER = Path(__file__).parent
TABLE = FOLDER.parents[1] / "docs" / "vocabulary.md"
POSTS = {
    "contrastive_accumulation",
    "kernel_machine",
    "lossless_widening",
    "mitchell",
    "non_transformer",
    "r_drop",
    "simsiam",
    "wgan",
}

PLANTED = '''
from fractions import Fraction
from verify import Post, at_most, positive, setting

@setting(x=positive()).theorem(Post("planted", "").sentence("", 1), r"x \\le 1")
def planted(x, *, bound=1):
    """A number is at most one."""
    raise AssertionError("collecting must not run it")

planted.neighbour("half", bound=Fraction(1, 2), witness={"x": 1})
'''


def listed(text: str) -> set[str]:
    """The names in a list of missing names."""
    return {line for line in text.splitlines() if line and not line.startswith("#")}


def wrong_lines(found: set[str], committed: set[str]) -> list[str]:
    """How the missing names differ from the committed list."""
    return [
        f"{name} is listed as missing, but it exists or nothing asks for it" for name in sorted(committed - found)
    ] + [f"{name} is missing, but it is not listed" for name in sorted(found - committed)]


def wrong_rows(table: str, missing: set[str]) -> list[str]:
    """Where the table of words disagrees with the names that are missing."""
    rows = re.findall(r"^\| `([^`]+)` \|.*\| ([^|]+) \|$", table, flags=re.MULTILINE)
    waiting = {word for word, status in rows if status != "exists"}
    return [f"{word} waits, says the table, but it is not missing" for word in sorted(waiting - missing)] + [
        f"{word} is missing, but no row says what it waits for" for word in sorted(missing - waiting)
    ]


def incomplete(statements: Iterable[Statement]) -> list[str]:
    """Which statements lack a sentence, a formula, or something false or needed beside them."""
    faults = []
    for statement in statements:
        beside = getattr(statement, "neighbours", []) or getattr(statement, "readings", [])
        parts = {"a docstring": statement.title, "LaTeX": statement.latex, "a neighbour or reading": beside}
        faults += [f"{statement.id} has not {part}" for part, value in parts.items() if not value]
        if statement.title.count(". ") or not statement.title.endswith("."):
            faults.append(f"{statement.id} does not say its claim in one sentence")
    return faults


def too_few(statements: list[Statement]) -> list[str]:
    """Whether there are twelve statements, with ids of their own, from every post."""
    faults = [] if len(statements) >= 12 else [f"there are only {len(statements)} statements"]
    faults += [f"{post} has none" for post in sorted(POSTS - {statement.post.id for statement in statements})]
    faults += [f"two are called {name}" for name, count in Counter(each.id for each in statements).items() if count > 1]
    return faults


def surface() -> dict[str, object]:
    """Everything that is reachable as an attribute of what the placeholders stand in for."""
    owners = (verify, verify.proof, Theorem, Erratum, Setting, Statement, FloatFormat)
    return {f"{owner.__name__}.{name}": value for owner in owners for name, value in vars(owner).items()}


@pytest.fixture
def statements(collect: Callable, claim_files: list[Path]) -> list[Statement]:
    """All statements of this folder."""
    return [statement for path in claim_files for statement in collect(path).statements]


@pytest.fixture
def missing(collect: Callable, claim_files: list[Path]) -> set[str]:
    """All names that the claim files of this folder use and `verify` lacks."""
    return {name for path in claim_files for name in collect(path).missing}


def test_the_missing_names_are_those_of_the_committed_list(missing: set[str]) -> None:
    """The list is exact, in both directions, and in order."""
    text = (FOLDER / "missing.txt").read_text(encoding="utf-8")
    assert wrong_lines(missing, listed(text)) == []
    names = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert names == sorted(set(names))


def test_a_listed_name_that_exists_is_reported(collect: Callable) -> None:
    """A word that was implemented must leave the list."""
    found = collect(PLANTED).missing
    assert wrong_lines(found, {"verify.positive"}) == [
        "verify.positive is listed as missing, but it exists or nothing asks for it"
    ]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("from verify import vibration", "verify.vibration"),
        ("from verify.proof import hope", "verify.proof.hope"),
        ("planted.vibrates(x=1)", "Theorem.vibrates"),
        ("setting().vibrates()", "Setting.vibrates"),
        (
            "setting(x=positive()).theorem(Post('a', '').sentence('', 1), '', vibrating=True)",
            "Setting.theorem(vibrating=)",
        ),
        ("planted.neighbour('later', bound=0, witness=lambda: {'x': 1})", "a witness that is a function"),
        ("def vibrate(x):\n    return x.vibration", "Value.vibration"),
        ("@planted.proof\ndef hope(goal):\n    goal.hope()", "Case.hope"),
    ],
)
def test_a_missing_name_that_is_not_listed_is_reported(collect: Callable, line: str, name: str) -> None:
    """Names, methods, keywords, operations on values and proof steps are all noticed."""
    assert wrong_lines(collect(PLANTED).missing, set()) == []
    assert wrong_lines(collect(PLANTED + "\n" + line).missing, set()) == [f"{name} is missing, but it is not listed"]


def test_the_table_of_words_says_what_each_missing_name_waits_for(missing: set[str]) -> None:
    """docs/vocabulary.md and the list of missing names agree."""
    assert wrong_rows(TABLE.read_text(encoding="utf-8"), missing) == []


def test_a_wrong_table_of_words_is_reported() -> None:
    """A row that still waits for what exists, and a name without a row."""
    table = "| `verify.softmax` | a softmax | arrays |\n| `verify.exp` | the exponential | exists |\n"
    assert wrong_rows(table, {"verify.softmax"}) == []
    assert wrong_rows(table, set()) == ["verify.softmax waits, says the table, but it is not missing"]
    assert wrong_rows(table, {"verify.softmax", "verify.rate"}) == [
        "verify.rate is missing, but no row says what it waits for"
    ]


def test_there_are_twelve_statements_from_eight_posts_with_ids_of_their_own(statements: list[Statement]) -> None:
    """The specification covers every post."""
    assert too_few(statements) == []


def test_too_few_statements_are_reported(collect: Callable, statements: list[Statement]) -> None:
    """Eleven statements, a post without any, and an id that two have."""
    planted = collect(PLANTED).statements
    assert too_few(planted)[:2] == ["there are only 1 statements", "contrastive_accumulation has none"]
    assert too_few([each for each in statements if each.post.id != "wgan"]) == ["wgan has none"]
    assert too_few(statements + planted + planted) == ["two are called planted.planted"]


def test_every_statement_is_complete(statements: list[Statement]) -> None:
    """One sentence, a formula, and a neighbour or a reading."""
    assert incomplete(statements) == []


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        (r'r"x \\le 1"'.replace(r"\\", "\\"), '""', "planted.planted has not LaTeX"),
        (PLANTED.splitlines()[-1], "", "planted.planted has not a neighbour or reading"),
        ("most one.", "most one. Perhaps.", "planted.planted does not say its claim in one sentence"),
    ],
)
def test_an_incomplete_statement_is_reported(collect: Callable, before: str, after: str, fault: str) -> None:
    """Its twin with one part taken away."""
    assert before in PLANTED
    assert incomplete(collect(PLANTED).statements) == []
    assert incomplete(collect(PLANTED.replace(before, after)).statements) == [fault]


def test_a_statement_without_a_docstring_is_not_collected(collect: Callable) -> None:
    """`verify` itself refuses it."""
    with pytest.raises(verify.errors.VocabularyError, match="no docstring"):
        collect(PLANTED.replace('"""A number is at most one."""', "pass"))


def test_nothing_is_run(collect: Callable) -> None:
    """The function of the planted theorem raises when it is called, and is collected."""
    assert [statement.id for statement in collect(PLANTED).statements] == ["planted.planted"]


@pytest.mark.parametrize("source", ["claim files", "from verify import vibration\nraise ZeroDivisionError"])
def test_nothing_leaks_into_verify(collect: Callable, claim_files: list[Path], source: str) -> None:
    """After collecting, or failing to, `verify` is what it was."""
    before, modules = surface(), {name for name in sys.modules if name.startswith("verify")}
    if source == "claim files":
        for path in claim_files:
            assert collect(path).missing
    else:
        with pytest.raises(ZeroDivisionError):
            collect(source)
    assert surface() == before
    assert {name for name in sys.modules if name.startswith("verify")} == modules
    with pytest.raises(ImportError):
        exec("from verify import vibration")


def test_a_leak_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison that the test above rests on sees a name that is left behind."""
    before = surface()
    monkeypatch.setattr(verify, "vibration", object(), raising=False)
    assert set(surface()) - set(before) == {"verify.vibration"}
