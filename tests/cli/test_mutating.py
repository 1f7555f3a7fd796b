"""`verify mutate`: the table, the exit code, what is kept when it is interrupted, and mutants that never end."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import HEAD, TRUE, Said, ended, start_in
from verify.cli import mutation_worker
from verify.errors import Exit

Call = Callable[..., Said]
Claim = Callable[..., Path]

# eᶻ ≤ 3 for z = x² ≤ 1, which is slack, and which no sum of squares says
SLACK = (
    TRUE.replace("import Post,", "import Post, exp,")
    .replace("at_most(square(x), bound)", "at_most(exp(square(x)), bound + 1)")
    .replace("bound=1,", "bound=2,")
    .replace("small_square.proof(squares)\n", "")
    .replace("small_square.attained(x=1)\n", "")
)

ENDLESS = (
    HEAD
    + '''
import time


def waited(x, hours=0):
    """The square of a number, after some hours."""
    time.sleep(3600 * hours)
    return x * x


@setting(x=between(0, 1)).theorem(POST.sentence("squares", 1), r"x^2 \\le 1")
def small_square(x):
    """The square of a number between 0 and 1 is at most 1."""
    return at_most(waited(x), 1)


small_square.attained(x=1)
'''
)

EXPLAINED = """
[[survivor]]
theorem = "toy.small_square"
mutant = "{mutant}"
true = true
why = "the constant is far from sharp"
"""


def kept(folder: Path) -> list[dict[str, Any]]:
    """The mutants that were judged."""
    text = (folder / "reports" / "latest" / "mutants.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def matrix(folder: Path) -> Any:
    """The kill matrix that was written."""
    return json.loads((folder / "reports" / "latest" / "kill_matrix.json").read_text(encoding="utf-8"))


def test_a_sharp_theorem_kills_its_false_mutants(folder: Path, claim: Claim, verify: Call) -> None:
    """A table, the share, and a matrix with who noticed."""
    claim(TRUE)
    said = verify("mutate", "toy.small_square", "--limit", 4)
    assert said.code == Exit.OK, said
    assert "of 2 false ones refuted (100.0%)" in said.out or "false ones refuted (100.0%)" in said.out
    entry = matrix(folder)["theorems"]["toy.small_square"]
    assert entry["of"] > len(entry["mutants"]) == 4
    row = next(each for each in entry["mutants"] if each["name"] == "bound: 1 → 1001/1000")
    assert (row["outcome"], row["said"]["proof"]) == ("proved", "closed")
    assert any(each["noticed"] == ["points", "search"] for each in entry["mutants"])


def test_a_survivor_fails_until_it_is_explained(folder: Path, claim: Claim, verify: Call) -> None:
    """A constant that is not sharp, and no proof: it is alive. What is explained is judged whatever the limit."""
    claims = claim(SLACK).parent
    said = verify("mutate", "toy.small_square", "--limit", 1)
    assert said.code == Exit.CLAIM_FAILED
    assert "alive: toy.small_square, bound: 2 → 1001/500" in said.out
    assert "1 unexplained" in said.out
    text = "".join(EXPLAINED.format(mutant=each) for each in ("bound: 2 → 1001/500", "bound: 2 → 11/5"))
    (claims / "survivors.toml").write_text(text, encoding="utf-8")
    said = verify("mutate", "toy.small_square", "--limit", 1)
    assert said.code == Exit.OK, said
    assert "far from sharp" in said.out
    assert len(matrix(folder)["theorems"]["toy.small_square"]["mutants"]) == 2


@pytest.mark.parametrize(
    ("mutant", "words"), [("bound: 2 → 0", "is refuted"), ("bound: 2 → 7", "has no mutant"), ("", "")]
)
def test_a_stale_explanation_is_refused(claim: Claim, verify: Call, mutant: str, words: str) -> None:
    """It explains a mutant that is refuted, or one that is not there; the last line has none."""
    claims = claim(SLACK).parent
    explained = EXPLAINED.format(mutant="bound: 2 → 1001/500")
    explained += EXPLAINED.format(mutant=mutant) if mutant else ""
    (claims / "survivors.toml").write_text(explained, encoding="utf-8")
    said = verify("mutate", "--limit", 1)
    assert said.code == (Exit.RECORD_UNREADABLE if mutant else Exit.OK)
    assert words in said.err
    assert ("RecordError" in said.err) == bool(mutant)


def test_what_was_judged_is_not_judged_again(folder: Path, claim: Claim, verify: Call) -> None:
    """Unless it is asked for, or the theorem is another one."""
    claim(TRUE)
    for expected, options in ((3, ()), (3, ()), (6, ("--anew",))):
        assert verify("mutate", "--limit", 3, *options).code == Exit.OK
        assert len(kept(folder)) == expected
    claim(TRUE.replace("return at_most(square(x), bound)", "return at_most(square(x) + 0, bound)"))
    assert verify("mutate", "--limit", 3).code == Exit.OK
    assert len(kept(folder)) == 9


def test_an_interrupted_run_keeps_what_is_finished_and_goes_on(folder: Path, claim: Claim) -> None:
    """Exit 2, a matrix that says it is not finished, and no mutant is judged twice."""
    claim(TRUE)
    running = start_in(folder, "mutate", "toy.small_square")
    assert running.stdout is not None
    assert running.stdout.readline().startswith("[1/")
    running.send_signal(signal.SIGINT)
    said = ended(running)
    assert said.code == Exit.INTERRUPTED, said
    assert said.complaint.startswith("Interrupted")
    data, done = matrix(folder), len(kept(folder))
    assert not data["finished"]
    assert 1 <= done < data["theorems"]["toy.small_square"]["of"]
    said = ended(start_in(folder, "mutate", "toy.small_square"))
    assert matrix(folder)["finished"]
    names = [line["mutant"] for line in kept(folder)]
    assert len(names) == len(set(names)) == data["theorems"]["toy.small_square"]["of"]


def test_a_mutant_that_never_ends_is_ended(
    folder: Path, claim: Claim, verify: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that waits for an hour survives; those after it are judged."""
    claim(ENDLESS)
    monkeypatch.setattr(mutation_worker, "MOST_WAITING", 5)
    said = verify("mutate", "toy.small_square", "--seconds", 3)
    assert said.code == Exit.CLAIM_FAILED
    by_name = {line["mutant"]: line for line in kept(folder)}
    endless = by_name["waited: 0 → 1"]
    assert (endless["outcome"], endless["observations"][-1]["says"]) == ("alive", "out of time")
    assert by_name["waited: 0 → -1"]["outcome"] == "ill-formed"  # sleep() refuses a negative time
    assert by_name["waited: x * x → x / x"]["outcome"] == "ill-formed"  # 0/0 has no value


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["toy.small_sqare"], "did you mean toy.small_square"), (["other.*"], "there is no theorem 'other.*'")],
)
def test_an_unknown_theorem_is_refused(claim: Claim, verify: Call, arguments: list[str], words: str) -> None:
    """Names and patterns that fit nothing."""
    claim(TRUE)
    said = verify("mutate", *arguments)
    assert said.code == Exit.USAGE
    assert words in said.complaint


def test_a_pattern_and_a_file_select(folder: Path, claim: Claim, verify: Call) -> None:
    """Theorems by a pattern, in a file alone."""
    path = claim(TRUE)
    claim(ENDLESS.replace('Post("toy"', 'Post("other"'), "other.py")
    assert verify("mutate", "toy.*", path, "--limit", 2).code == Exit.OK
    assert set(matrix(folder)["theorems"]) == {"toy.small_square"}
