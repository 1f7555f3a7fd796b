"""Mutants: planted theorems whose mutants are known to be false, true or ill-formed, and what counts as a kill."""

import importlib.util
import inspect
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.helpers import claim, judged, refused
from verify.domains import between
from verify.errors import RecordError
from verify.mutation.judging import Observation, is_cross_checked, observe, outcome, who_noticed
from verify.mutation.matrix import (
    LINES,
    Explanation,
    Known,
    is_enough,
    load_explanations,
    load_lines,
    matrix,
    stale,
    totals,
    up_to_date,
    write_matrix,
)
from verify.mutation.mutants import Mutant, chosen, digest, mutants
from verify.relations import at_least, at_most
from verify.theorem import Theorem

PLANTED = '''
from fractions import Fraction
from verify import Post, at_least, at_most, between, exp, real, setting
from verify.proof import squares

POST = Post("planted", "A post about halves")


def second(x):
    """The second of two numbers."""
    return [x, x / 2][1]


def half(x):
    """Half of a number."""
    return second(x)


def is_small(y):
    """y ≤ 1."""
    return at_most(y, 1)


@setting(x=between(0, 1)).theorem(POST.sentence("halves", 1), r"x/2 \\le 1/2")
def sharp(x, *, bound=Fraction(1, 2), half=half):
    """Half of a number up to 1 is at most 1/2."""
    return at_most(half(x), bound)


sharp.proof(squares)
sharp.attained(x=1)


@setting(x=between(0, 1)).theorem(POST.sentence("halves", 2), r"x/2 \\le 1")
def slack(x, *, bound=1):
    """Half of a number up to 1 is at most 1, and less."""
    return at_most(half(x), bound)


slack.proof(squares)


@setting(x=between(0, 1)).theorem(POST.sentence("halves", 3), r"e^x \\le 3")
def unproved(x, *, bound=3):
    """The exponential of a number up to 1 is at most 3, which no sum of squares says."""
    return at_most(exp(x), bound)


@setting(y=real()).where(is_small).theorem(POST.sentence("halves", 4), r"y \\le 1 \\implies y/2 \\le 1/2")
def assumed(y):
    """Half of a number that is assumed to be small."""
    return at_most(half(y), Fraction(1, 2))


assumed.proof(squares)


def inverse(x):
    """1/(1 + x)."""
    return 1 / (x + 1)


@setting(x=between(0, 1)).theorem(POST.sentence("halves", 5), r"1/(1 + x) \\le 1")
def inverted(x):
    """The inverse of a number of at least 1 is at most 1."""
    return at_most(inverse(x), 1)
'''

Load = Callable[..., ModuleType]


@pytest.fixture
def load(tmp_path: Path) -> Iterator[Load]:
    """A module of a text, in a file of its own, as edits need one."""

    def write(text: str = PLANTED, name: str = "planted_claims") -> ModuleType:
        path = tmp_path / f"{name}.py"
        path.write_text(text, encoding="utf-8")
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
        return module

    before = set(sys.modules)
    yield write
    for name in set(sys.modules) - before:
        if name.startswith("planted"):
            del sys.modules[name]


def seen(theorem: Any, name: str) -> list[Observation]:
    """What is said of the mutant of that name."""
    return list(observe(theorem, next(each for each in mutants(theorem) if each.name == name)))


def says(*pairs: tuple[str, str]) -> list[Observation]:
    """Observations made up."""
    return [Observation(observer, word) for observer, word in pairs]


def test_a_false_mutant_is_refuted_with_an_exact_counterexample(load: Load) -> None:
    """By the attained point and by the search; the counterexample breaks the mutant and not the theorem."""
    theorem = load().sharp
    observations = seen(theorem, "bound: 1/2 → 999/2000")
    assert outcome(observations) == "refuted"
    assert who_noticed(observations) == ["points", "search"]
    for each in observations[:2]:
        assert each.point is not None
        x = Fraction(each.point["x"])
        assert Fraction(999, 2000) < x / 2 <= Fraction(1, 2)
        assert judged(theorem, x=x).outcome == "holds"


def test_a_slack_constant_is_a_true_mutant(load: Load) -> None:
    """The proof closes it: it is no kill. Where the constant is sharp, the same step refutes."""
    module = load()
    assert outcome(seen(module.slack, "bound: 1 → 9/10")) == "proved"
    assert outcome(seen(module.sharp, "bound: 1/2 → 9/20")) == "refuted"


def test_a_slack_constant_without_a_proof_survives(load: Load) -> None:
    """Neither refuted nor proved: somebody has to explain it, and it lowers the share."""
    observations = seen(load().unproved, "bound: 3 → 2997/1000")
    assert [each.says for each in observations] == ["nothing", "nothing", "nothing", "nothing", "open"]
    assert outcome(observations) == "alive"
    assert who_noticed(observations) == []


def test_a_weaker_mutant_follows_from_the_theorem() -> None:
    """Its own proof does not close it, as its squares fit the sharp constant, and nor do other squares; with the
    theorem as a known one they do. A stronger one is refuted."""
    from claims.decaying_simsiam import drive_of_the_encoder_is_bounded as theorem

    observations = seen(theorem, "quarter: 1/4 → 1001/4000")
    assert [(each.observer, each.says) for each in observations[2:]] == [
        ("proof", "open"),
        ("eight bits", "nothing"),
        ("goals", "nothing"),
        ("squares", "open"),
        ("theorem", "closed"),
    ]
    assert outcome(observations) == "proved"
    assert outcome(seen(theorem, "quarter: 1/4 → 999/4000")) == "refuted"


def test_a_value_that_is_missing_on_a_thin_set_is_found_by_its_goal() -> None:
    """No lane has x = 7/11 exactly, where the edited divisor is 0; where it is never 0 the mutant is true."""

    def divided(offset: int) -> Theorem:
        return claim(lambda x: at_least((11 * x + offset) ** 2 / (11 * x + offset) ** 2, 1), x=between(0, 1))

    for offset, word in ((-7, "ill-formed"), (8, "proved")):
        theorem = divided(offset)
        seen = list(observe(theorem, Mutant("definition", "as it is", lambda theorem=theorem: theorem)))
        assert outcome(seen) == word, seen
        if word == "ill-formed":
            found = next(each for each in seen if each.observer == "goals")
            assert (found.says, found.point) == ("undefined", {"x": "7/11"})


def test_a_goal_is_no_judge() -> None:
    """What a solver or a sample finds false is judged, and what the judge does not call false stays alive."""
    said = [Observation("goals", each) for each in ("unable", "crash", "vacuous", "nothing")]
    assert outcome([Observation("search", "nothing"), *said]) == "alive"
    assert outcome([Observation("search", "nothing"), Observation("goals", "refuted")]) == "refuted"


def test_a_refuted_mutant_is_handed_to_the_proof_in_one_of_eight_cases(load: Load) -> None:
    """Its name decides, so that a run that goes on agrees with one that was never interrupted."""
    names = [f"mutant {number}" for number in range(800)]
    checked = [is_cross_checked(Mutant("constant", name, lambda: None)) for name in names]  # type: ignore[arg-type, return-value]
    assert 60 < sum(checked) < 140
    theorem = load(PLANTED).sharp
    refuted = Fraction(1, 4)
    for name, checked_too in zip(names[:40], checked[:40], strict=True):
        changed = replace(theorem, constants={**theorem.constants, "bound": refuted})
        seen = list(observe(theorem, Mutant("constant", name, lambda changed=changed: changed)))  # type: ignore[misc]
        assert outcome(seen) == "refuted"
        assert ("proof" in [each.observer for each in seen]) == checked_too
        if checked_too:
            break


def test_a_crash_is_ill_formed(load: Load) -> None:
    """The third of two numbers is an IndexError wherever it is asked for."""
    observations = seen(load().sharp, "second: [x, x / 2][1] → [x, x / 2][2]")
    assert {each.says for each in observations} == {"crash"}
    assert "IndexError" in observations[0].message
    assert outcome(observations) == "ill-formed"


def test_a_value_that_is_missing_is_no_refutation(load: Load) -> None:
    """1/(x - 1) has none at 1, though the search ends with a violation there."""
    observations = seen(load().inverted, "inverse: x + 1 → x - 1")
    assert [each.says for each in observations] == ["nothing", "undefined"]
    assert outcome(observations) == "ill-formed"


def test_an_edit_of_a_definition_is_noticed_and_touches_nothing_else(load: Load) -> None:
    """A function that a part of the theorem calls is edited in a copy; the module and the theorem stay as they are."""
    module = load()
    before = (module.second, module.half, inspect.getsource(module.second))
    observations = seen(module.sharp, "second: x / 2 → x * 2")
    assert who_noticed(observations) == ["points", "search"]
    assert observations[0].message == "2 ≤ 1/2 is false"
    assert before == (module.second, module.half, inspect.getsource(module.second))
    assert judged(module.sharp, x=1).outcome == "holds"


def test_a_dropped_assumption_is_refuted(load: Load) -> None:
    """Dropped, and also weakened by one."""
    theorem = load().assumed
    assert outcome(seen(theorem, "without is_small")) == "refuted"
    assert outcome(seen(theorem, "is_small: at_most(y, 1) → at_most(y, 2)")) == "refuted"
    assert outcome(seen(theorem, "is_small: at_most(y, 1) → at_most(y, 0)")) == "proved"


def test_a_widened_domain_is_a_mutant(load: Load) -> None:
    """All real numbers instead of those between 0 and 1."""
    assert outcome(seen(load().sharp, "x: between(0, 1) → real()")) == "refuted"


def test_names_say_what_is_changed_and_each_is_its_own(load: Load) -> None:
    """Constants, assumptions, definitions, in this order."""
    made = mutants(load().sharp)
    names = [each.name for each in made]
    assert names[:6] == [
        "bound: 1/2 → 1001/2000",
        "bound: 1/2 → 999/2000",
        "bound: 1/2 → 11/20",
        "bound: 1/2 → 9/20",
        "bound: 1/2 → -1/2",
        "bound: 1/2 → 0",
    ]
    assert "sharp: at_most(half(x), bound) → strictly_less(half(x), bound)" in names
    assert "second: x / 2 → x / 3" in names
    assert len(set(names)) == len(names)
    assert [each.kind for each in made] == sorted(
        [each.kind for each in made], key="constant assumption definition".find
    )


def test_edits_of_the_same_words_are_numbered(load: Load) -> None:
    """In reading order."""
    twice = load(PLANTED.replace("[x, x / 2][1]", "[x, x / 2 + x / 2 - x / 2][1]")).sharp
    names = [each.name for each in mutants(twice)]
    assert [name for name in names if name.startswith("second: x / 2 → x * 2")] == [
        "second: x / 2 → x * 2",
        "second: x / 2 → x * 2 (place 2)",
        "second: x / 2 → x * 2 (place 3)",
    ]
    assert len(set(names)) == len(names)


def test_names_do_not_depend_on_lines(load: Load) -> None:
    """Another line above changes neither names nor their order, nor what was judged before."""
    first = load().sharp
    second = load(PLANTED.replace("def second", "# a remark\n\n\ndef second"), "planted_again").sharp
    assert [each.name for each in mutants(first)] == [each.name for each in mutants(second)]
    assert digest(first) == digest(second)


def test_functions_among_witnesses_are_known_again(load: Load) -> None:
    """By their names: an address is another one in each process."""
    text = (
        PLANTED.replace("real, setting", "real, setting, smooth_function")
        + '''

@setting(f=smooth_function(1), x=real()).theorem(POST.sentence("halves", 6), r"f(x) = f(x)")
def same(f, x, *, more=0):
    """A function has one value."""
    return at_most(f(x), f(x) + more)


same.neighbour("less", more=-1, witness={"f": lambda x: x, "x": 1})
'''
    )
    first, second = load(text).same, load(text, "planted_again").same
    assert first.neighbours[0].witness["f"] is not second.neighbours[0].witness["f"]
    assert digest(first) == digest(second)


def test_another_definition_makes_old_judgements_worthless(load: Load) -> None:
    """Twin: what a helper's helper says is part of the digest."""
    first = load().sharp
    second = load(PLANTED.replace("x / 2][1]", "x / 3][1]"), "planted_again").sharp
    assert digest(first) != digest(second)
    line = {"theorem": "t", "digest": digest(first), "mutant": "m", "kind": "constant", "outcome": "refuted"}
    assert up_to_date([line], [Known("t", digest(first), ("m",))])
    assert not up_to_date([line], [Known("t", digest(second), ("m",))])
    assert not up_to_date([line], [Known("t", digest(first), ("another",))])


def test_a_limit_spreads_evenly_and_keeps_what_is_explained(load: Load) -> None:
    """The same mutants each time, over the whole list."""
    made = mutants(load().sharp)
    few = chosen(made, 4, set())
    assert [made.index(each) for each in few] == [position * len(made) // 4 for position in range(4)]
    assert few == chosen(made, 4, set())
    last = made[-1].name
    assert last in [each.name for each in chosen(made, 4, {last})]
    assert chosen(made, 0, set()) == made


@pytest.mark.parametrize(
    ("observations", "word"),
    [
        (says(("points", "nothing"), ("search", "refuted"), ("proof", "open")), "refuted"),
        (says(("points", "refuted"), ("search", "undefined")), "refuted"),
        (says(("points", "nothing"), ("search", "nothing"), ("proof", "closed")), "proved"),
        (says(("points", "refuted"), ("search", "refuted"), ("proof", "closed")), "contradiction"),
        (says(("points", "nothing"), ("search", "nothing"), ("proof", "open")), "alive"),
        (says(("points", "nothing"), ("search", "nothing"), ("time", "out of time")), "alive"),
        (says(("points", "nothing"), ("search", "crash"), ("proof", "crash")), "ill-formed"),
        (says(("points", "nothing"), ("search", "undefined"), ("proof", "open")), "ill-formed"),
        (says(("points", "unable"), ("search", "unable")), "ill-formed"),
        (says(("points", "nothing"), ("search", "nothing"), ("proof", "unable")), "ill-formed"),
        (says(("points", "nothing"), ("search", "vacuous"), ("proof", "vacuous")), "ill-formed"),
        (says(("points", "nothing"), ("search", "nothing"), ("enumeration", "unable"), ("proof", "open")), "alive"),
        (says(("points", "nothing"), ("search", "nothing"), ("proof", "vacuous")), "alive"),
        (says(("points", "nothing"), ("proof", "vacuous")), "ill-formed"),
        (says(("time", "crash")), "ill-formed"),
        (says(("time", "out of time")), "alive"),
        (says(("points", "nothing"), ("search", "nothing"), ("proof", "open"), ("squares", "crash")), "alive"),
        (says(("points", "nothing"), ("search", "nothing"), ("proof", "open"), ("theorem", "closed")), "proved"),
    ],
)
def test_what_observations_come_to(observations: list[Observation], word: str) -> None:
    """Only an exact counterexample refutes, and a mutant that is refuted and proved is an alarm."""
    assert outcome(observations) == word


def lines(**outcomes: str) -> dict[tuple[str, str], dict[str, Any]]:
    """Judged mutants of one theorem."""
    return {
        ("t", name): {
            "theorem": "t",
            "digest": "d",
            "mutant": name,
            "kind": "constant",
            "outcome": word,
            "observations": [{"observer": "search", "says": "refuted" if word == "refuted" else "nothing"}],
        }
        for name, word in outcomes.items()
    }


def test_the_share_counts_false_mutants_only() -> None:
    """Ill-formed and proved ones count apart; a survivor counts as false unless it is explained as true."""
    judged_ones = lines(a="refuted", b="proved", c="ill-formed", d="alive", e="alive")
    known = [Known("t", "d", ("a", "b", "c", "d", "e", "f"))]
    data = matrix(judged_ones, known, [], finished=True)
    assert (data["totals"]["false"], data["totals"]["kill_rate"], data["totals"]["unexplained"]) == (3, 1 / 3, 2)
    assert not is_enough(data["totals"])
    why = [Explanation("t", "d", True, "equal"), Explanation("t", "e", True, "weaker")]
    data = matrix(judged_ones, known, why, finished=True)
    assert (data["totals"]["false"], data["totals"]["kill_rate"]) == (1, 1)
    assert is_enough(data["totals"])
    why = [Explanation("t", "d", True, "equal"), Explanation("t", "e", False, "too rare to be found")]
    data = matrix(judged_ones, known, why, finished=True)
    assert (data["totals"]["false"], data["totals"]["kill_rate"], data["totals"]["unexplained"]) == (2, 1 / 2, 0)
    assert not is_enough(data["totals"])
    assert data["theorems"]["t"]["of"] == 6


def test_a_contradiction_is_never_enough() -> None:
    """Twin: the same rows without it are."""
    known = [Known("t", "d", ("a", "b"))]
    assert is_enough(matrix(lines(a="refuted"), known, [], finished=True)["totals"])
    assert not is_enough(matrix(lines(a="refuted", b="contradiction"), known, [], finished=True)["totals"])
    assert totals([])["kill_rate"] is None


@pytest.mark.parametrize(
    ("explanation", "problem"),
    [
        (("u", "a"), "there is no theorem 'u'"),
        (("t", "z"), "t has no mutant 'z'"),
        (("t", "a"), "t, mutant 'a' is refuted"),
        (("t", "b"), ""),
        (("t", "c"), ""),
    ],
)
def test_an_explanation_that_matches_no_survivor_is_stale(explanation: tuple[str, str], problem: str) -> None:
    """b survives, and c was not judged yet."""
    known = [Known("t", "d", ("a", "b", "c"))]
    found = stale([Explanation(*explanation, True, "why")], known, lines(a="refuted", b="alive"))
    assert found == ([problem] if problem else [])


@pytest.mark.parametrize(
    "text",
    [
        "[[survivor]]\ntheorem = 't'\nmutant = 'm'\ntrue = true\n",
        "[[survivor]]\ntheorem = 't'\nmutant = 'm'\ntrue = 'yes'\nwhy = 'x'\n",
        "[[survivor]]\ntheorem = 't'\nmutant = 'm'\ntrue = true\nwhy = ' '\n",
        "survivor = 3\n",
        "[[survivors]]\n",
        "not toml",
        2 * "[[survivor]]\ntheorem = 't'\nmutant = 'm'\ntrue = true\nwhy = 'x'\n",
    ],
)
def test_explanations_that_cannot_be_read_are_refused(tmp_path: Path, text: str) -> None:
    """A field that is missing, empty or of another kind, another table, no TOML, and the same twice."""
    (tmp_path / "survivors.toml").write_text(text, encoding="utf-8")
    with refused(RecordError, "survivors.toml"):
        load_explanations(tmp_path)


def test_explanations_are_read(tmp_path: Path) -> None:
    """Twin: one that is as it should be, and none at all."""
    assert load_explanations(tmp_path) == []
    text = "[[survivor]]\ntheorem = 't'\nmutant = 'm'\ntrue = false\nwhy = 'x'\n"
    (tmp_path / "survivors.toml").write_text(text, encoding="utf-8")
    assert load_explanations(tmp_path) == [Explanation("t", "m", False, "x")]


def test_damaged_lines_are_left_out(tmp_path: Path) -> None:
    """A line that was cut off, one that is no mutant, and hostile ones; the whole one is kept."""
    good = lines(a="refuted")["t", "a"]
    bad = [json.dumps(good)[:-9], "[]", '{"theorem": 3}', json.dumps({**good, "observations": [3]}), "[" * 100_000]
    (tmp_path / LINES).write_text("\n".join([json.dumps(good), *bad]), encoding="utf-8")
    with pytest.warns(UserWarning, match="left out") as caught:
        assert load_lines(tmp_path) == [good]
    assert len(caught) == len(bad)


def test_the_matrix_is_written_whole(tmp_path: Path) -> None:
    """It is JSON, and says who noticed what."""
    data = matrix(lines(a="refuted"), [Known("t", "d", ("a",))], [], finished=True)
    path = write_matrix(data, tmp_path / "new")
    assert json.loads(path.read_text(encoding="utf-8")) == data
    assert data["theorems"]["t"]["mutants"][0]["noticed"] == ["search"]
    assert [each.name for each in path.parent.iterdir()] == ["kill_matrix.json"]


def test_lambdas_and_inner_functions_have_no_edits() -> None:
    """There is no definition of theirs to edit; constants of such a theorem are mutated all the same."""
    one = 1
    for function in (lambda x, *, bound=1: at_most(x, bound), lambda x, *, bound=1: at_most(x, bound * one)):
        assert {each.kind for each in mutants(claim(function))} == {"constant", "assumption"}


def test_among_the_numbers_of_eight_bits_is_what_lanes_of_float64_miss() -> None:
    """False for m + 2n > 1 > m + n alone: of half a million lanes of float64 none has such a pair."""
    from claims.mitchell_iterated import error_after_one_correction_of_a_small_fraction as theorem

    mutant = next(each for each in mutants(theorem) if each.name == "with_carry: 2 - n → 1 - n")
    seen = list(observe(theorem, mutant))
    assert ("search", "nothing") in [(each.observer, each.says) for each in seen]
    assert (seen[-1].observer, seen[-1].says) == ("eight bits", "refuted")
    assert outcome(seen) == "refuted"
