"""Kept certificates: confirmed again instead of searched for, and worth nothing once anything is changed."""

import copy
import json
import tomllib
from fractions import Fraction
from pathlib import Path

import pytest

from claims import mitchell
from verify import at_least, dilogarithm, real, setting, strictly_greater
from verify.evidence import Options, checks
from verify.proof import kept
from verify.proof.kept import KeptCertificates, is_worth_keeping, text_hash, write_certificate
from verify.proof.proof import enclosure, prove, squares
from verify.proof.steps import squares as squares_step

CLAIM = (setting(x=real()), lambda x: at_least(x * x, 2 * x - 1))


def other_proof(goal):
    """Another text for the same goals."""
    goal.squares()


@pytest.fixture
def claim(state):
    """A true claim."""

    def above_its_tangent(x):
        """A square lies above its tangent at 1."""
        return at_least(x * x, 2 * x - 1)

    return state(CLAIM[0], above_its_tangent)


@pytest.fixture
def certificate(claim):
    """Its certificate, as read from a file."""
    return json.loads(json.dumps(prove(claim, squares).certificate))


@pytest.fixture
def no_search(monkeypatch):
    """From now on no search finds anything."""

    def fail(*_, **__):
        raise AssertionError("it was searched for")

    monkeypatch.setattr(squares_step, "close", fail)


def proof_evidence(theorem, folder):
    """What the proof of a theorem writes down, with certificates kept in a folder."""
    options = Options(certificates=folder)
    return next(check for check in checks(theorem, options) if check.kind == "proof").run()


def test_a_known_certificate_spares_the_search(claim, certificate, no_search):
    """The checker confirms it for the goals that are traced now."""
    result = prove(claim, squares, [certificate])
    assert (result.outcome, result.rests_on) == ("passed", ("checker",))
    assert result.certificate is certificate
    with pytest.raises(AssertionError, match="searched"):
        prove(claim, squares)


def test_a_certificate_of_other_goals_is_searched_for(state, certificate, no_search):
    """Each of another statement, another constant and a changed number: nothing is taken from the file."""
    tampered = copy.deepcopy(certificate)
    tampered["closures"][0]["facts"][-1]["summands"][0]["coefficient"] = "2"
    for claim, known in (
        (state(setting(x=real()), lambda x: at_least(x * x, 2 * x - 2)), certificate),
        (state(setting(x=real()), lambda x: at_least(x, 0)), certificate),
        (state(*CLAIM), tampered),
        (state(*CLAIM), {}),
        (state(*CLAIM), {"goal_hash": certificate["goal_hash"], "closures": [], "models": []}),
    ):
        with pytest.raises(AssertionError, match="searched"):
            prove(claim, squares, [known])


def test_a_false_claim_stays_open_with_the_certificate_of_a_true_one(state, certificate):
    """Also where the search is there."""
    assert (
        prove(state(setting(x=real()), lambda x: at_least(x * x, 2 * x)), squares, certificate).outcome == "undecided"
    )


def test_the_next_certificate_is_tried_where_the_nearest_is_of_other_goals(claim, certificate, no_search):
    """As one that this machine kept before the statement changed."""
    assert prove(claim, squares, [{**certificate, "goal_hash": "sha256:0"}, certificate]).outcome == "passed"


def test_an_engines_word_is_not_taken_from_a_file(state):
    """A certificate that says so proves nothing, or a file could say that Li₂(9/10) < 0."""
    true = state(setting(), lambda: strictly_greater(dilogarithm(Fraction(9, 10)), 0))
    word = json.loads(json.dumps(prove(true, enclosure).certificate))
    false = state(setting(), lambda: strictly_greater(0, dilogarithm(Fraction(9, 10))))
    assert not is_worth_keeping(("engine's word (Arb)",), word)
    word["goal_hash"] = prove(false, enclosure).goal_hash
    result = prove(false, enclosure, [word])
    assert (result.outcome, result.rests_on) == ("undecided", ())


def test_only_what_took_long_is_kept(certificate):
    """The others are found as fast as they are read."""
    slow = copy.deepcopy(certificate)
    slow["closures"][0]["milliseconds"] = kept.WORTH_KEEPING
    assert not is_worth_keeping(("checker",), {**slow, "theorems": []})  # which may have changed since
    quick = copy.deepcopy(slow)
    quick["closures"][0]["milliseconds"] = kept.WORTH_KEEPING - 1
    assert (is_worth_keeping(("checker",), slow), is_worth_keeping(("checker",), quick)) == (True, False)


def test_what_is_kept_is_found_by_theorem_and_text_of_the_proof(tmp_path, certificate):
    """Another theorem and another proof find nothing; the nearest folder comes first."""
    near, far = tmp_path / "near", tmp_path / "far"
    both = KeptCertificates(near, far)
    assert both.find("toy.claim", squares) == []
    write_certificate(far, "toy.claim", "squares", text_hash(squares), {**certificate, "models": ["far"]})
    assert both.find("toy.claim", squares)[0]["models"] == ["far"]
    both.keep("toy.claim", squares, certificate)
    assert both.find("toy.claim", squares) == [certificate, {**certificate, "models": ["far"]}]
    assert both.find("toy.other", squares) == []
    assert both.find("toy.claim", other_proof) == []
    path = near / "toy.claim.squares.json"
    path.rename(near / "toy.claim.other_proof.json")  # the name alone does not do
    assert both.find("toy.claim", other_proof) == []


def test_a_proof_without_a_text_is_neither_kept_nor_found(tmp_path, certificate):
    """As one that was typed in: it might be another one tomorrow."""
    typed = {}
    exec("def typed(goal):\n    goal.squares()", typed)
    store = KeptCertificates(tmp_path)
    store.keep("toy.claim", typed["typed"], certificate)
    assert (text_hash(typed["typed"]), list(tmp_path.iterdir())) == ("", [])
    assert store.find("toy.claim", typed["typed"]) == []


def test_what_has_no_name_is_not_kept(state, tmp_path, monkeypatch):
    """A theorem or a proof that is a lambda: the next one has the same name."""
    monkeypatch.setattr(kept, "WORTH_KEEPING", 0.0)
    nameless = state(*CLAIM)
    nameless.proof(squares)
    assert proof_evidence(nameless, tmp_path)["outcome"] == "passed"
    assert proof_evidence(nameless, tmp_path)["details"]["kept"] is False
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        '{"proof": 1}',
        "[" * 100_000,
        '{"proof": "TEXT", "certificate": 7}',
        '{"proof": "TEXT", "certificate": {"closures": [7]}}',
        '{"proof": "TEXT", "certificate": {"closures": [{"goal": 0, "step": "squares", "engine": "x"}]}}',
        '{"proof": "TEXT", "certificate": {"closures": [{"milliseconds": "1", "step": "squares", "engine": "x"}]}}',
        '{"proof": "TEXT", "certificate": {"closures": [{"milliseconds": 1, "step": ["s"], "engine": "x"}]}}',
        '{"proof": "TEXT", "certificate": {"closures": [{"milliseconds": 1, "step": "s", "engine": null}]}}',
        '{"proof": "TEXT", "proof": "TEXT", "certificate": {"closures": []}}',
    ],
)
def test_a_damaged_file_is_worth_nothing(tmp_path, content, certificate):
    """And a sound one in the next folder is found."""
    near, far = tmp_path / "near", tmp_path / "far"
    near.mkdir()
    (near / "toy.claim.squares.json").write_text(content.replace("TEXT", text_hash(squares)))
    assert KeptCertificates(near).find("toy.claim", squares) == []
    write_certificate(far, "toy.claim", "squares", text_hash(squares), certificate)
    assert KeptCertificates(near, far).find("toy.claim", squares) == [certificate]


def test_a_folder_that_cannot_be_written_is_a_warning(tmp_path, certificate):
    """The theorem is proved all the same."""
    (tmp_path / "file").write_text("")
    with pytest.warns(UserWarning, match="cannot be written"):
        KeptCertificates(tmp_path / "file").keep("toy.claim", squares, certificate)


@pytest.mark.parametrize("name", ["../toy.claim", "toy/claim.x", "toy", "toy.claim\n", "", "a" * 300 + ".claim"])
def test_a_name_that_is_no_theorem_names_no_file(tmp_path, name, certificate):
    """Names come from records, which may be anybody's."""
    with pytest.raises(ValueError, match="is no theorem with a proof"):
        write_certificate(tmp_path, name, "squares", "text", certificate)
    assert not any(tmp_path.iterdir())


def test_a_file_is_written_once(tmp_path, certificate):
    """A second time nothing changes, and formulas for readers are no part of it."""
    shown = copy.deepcopy(certificate)
    shown["closures"][0]["latex"] = ["x"]
    assert write_certificate(tmp_path, "toy.claim", "squares", "text", shown)
    assert not write_certificate(tmp_path, "toy.claim", "squares", "text", certificate)
    assert json.loads((tmp_path / "toy.claim.squares.json").read_text())["certificate"] == certificate
    assert len(list(tmp_path.iterdir())) == 1


def test_a_proof_that_took_long_is_kept_and_confirmed_again(claim, tmp_path, monkeypatch):
    """The evidence says which of the two it was; all else is the same."""
    claim.proof(squares)
    monkeypatch.setattr(kept, "WORTH_KEEPING", 0.0)
    first, second = proof_evidence(claim, tmp_path), proof_evidence(claim, tmp_path)
    assert (first["details"].pop("kept"), second["details"].pop("kept")) == (False, True)
    first["seconds"] = second["seconds"] = 0
    assert json.loads(json.dumps(first)) == json.loads(json.dumps(second))
    assert first["details"]["certificate"]["closures"][0]["latex"]


def test_without_a_folder_every_proof_is_searched_for(claim, tmp_path, monkeypatch):
    """As with --search-proofs: what is kept beside the claims is not read either."""
    claim.proof(squares)
    monkeypatch.setattr(kept, "WORTH_KEEPING", 0.0)
    proof_evidence(claim, tmp_path)
    assert proof_evidence(claim, None)["details"]["kept"] is False


def test_what_is_kept_beside_the_claims_is_theirs():
    """Each file is of a theorem and a proof that are there, with the text that it has today."""
    import importlib

    folder = Path(mitchell.__file__).parent
    verdicts = tomllib.loads((folder / "verdicts.toml").read_text(encoding="utf-8"))
    modules = [importlib.import_module(f"claims.{path.stem}") for path in folder.glob("[!_]*.py")]
    theorems = {each.id: each for module in modules for each in vars(module).values() if hasattr(each, "proofs")}
    for path in (folder / kept.FOLDER).glob("*"):
        theorem, _, proof = path.stem.rpartition(".")
        proofs = {each.__name__: each for each in theorems[theorem].proofs}
        (certificate,) = KeptCertificates(path.parent).find(theorem, proofs[proof])
        assert certificate["goal_hash"] == verdicts[theorem]["goal_hash"], path.name
