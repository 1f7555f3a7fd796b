"""Each wrong proof of the table is refused by whom the table says, in its words, and its true twin is not."""

import pytest

from tests.proof.conftest import COQ as COQC
from tests.proof.wrong import WHO
from tests.proof.wrong_proofs import PAGE, WRONG_PROOFS, Entry, page

AT_LEAST = 60


def without_coq(entry: Entry) -> bool:
    return entry.kind == "certificate for Coq" and COQC is None


@pytest.mark.parametrize("entry", WRONG_PROOFS, ids=lambda entry: entry.name)
def test_a_wrong_proof_is_refused_by_whom_the_table_names(entry: Entry) -> None:
    """Whoever refuses first is observed, with its words; no entry says so by itself."""
    if without_coq(entry):
        pytest.skip("NOT CHECKED BY COQ: no coqc; apt install coq")
    seen = entry.observed()
    assert seen is not None, "nobody refuses it"
    assert (seen.by, entry.wrong.words in seen.words) == (entry.wrong.by, True), seen


@pytest.mark.parametrize("entry", WRONG_PROOFS, ids=lambda entry: entry.name)
def test_its_true_twin_is_accepted(entry: Entry) -> None:
    """The refusal is for the reason that the name gives, and not for want of strength."""
    if without_coq(entry):
        pytest.skip("NOT CHECKED BY COQ: no coqc; apt install coq")
    assert entry.twin() is None


def test_the_table_is_long_enough_and_everybody_refuses_something() -> None:
    """A name stands once, and no one who should say no is left out."""
    names = [entry.name for entry in WRONG_PROOFS]
    assert len(set(names)) == len(names) >= AT_LEAST
    assert {entry.wrong.by for entry in WRONG_PROOFS} == set(WHO)
    assert all(entry.wrong.words for entry in WRONG_PROOFS)


def test_the_page_is_current() -> None:
    """`python -m tests.proof.wrong_proofs` writes it."""
    assert PAGE.read_text(encoding="utf-8") == page()
