"""Training losses in many styles under the theorems of claims/simsiam_training.py: right ones pass, wrong ones fall.

The tables say who notices what, and with which counterexample. A theorem that a wrong loss's row leaves out does not
notice it, and is run all the same.
"""

from inspect import signature

import pytest
from helpers import refused
from subjects import simsiam_losses

from claims import simsiam_training
from verify.errors import SubjectError
from verify.evidence import Options, checks
from verify.formats import float64
from verify.matrices import value_text
from verify.search.falsify import falsify
from verify.search.losses import ForeignLoss
from verify.theorem import Theorem

SUBJECTS = ("cosine_loss", "squared_loss", "network_loss", "averaged_entry", "averaging_loss")

RIGHT = {
    "functional": "cosine_loss",
    "of_the_repository": "cosine_loss",
    "no_grad_block": "cosine_loss",
    "normalised_in_place": "cosine_loss",
    "both_views_in_one_batch": "cosine_loss",
    "byol": "cosine_loss",
    "squared": "squared_loss",
    "squared_no_grad": "squared_loss",
    "modules": "network_loss",
    "modules_and_detaching_loss": "network_loss",
    "deep_copy": "averaged_entry",
    "lerp": "averaged_entry",
    "averaged_model": "averaged_entry",
    "averaging": "averaging_loss",
    "averaging_detached": "averaging_loss",
}

WRONG = {}


@pytest.fixture(autouse=True)
def few_cases(monkeypatch):
    """Thirty-two cases a batch find whatever is wrong here, in a quarter of the time."""
    monkeypatch.setattr("verify.search.falsify.CASES", 32)


def theorems(subject):
    """The theorems about a subject, by name."""
    found = [each for each in vars(simsiam_training).values() if isinstance(each, Theorem) and subject in each.subjects]
    return {each.name: each for each in found}


def search(theorem, subject, function):
    """What a search of one batch a regime says of a theorem about a stranger's function."""
    parameters = tuple(signature(theorem.subjects[subject].default).parameters)
    changes = {subject: ForeignLoss(subject, getattr(simsiam_losses, function), float64, parameters=parameters)}
    return falsify(theorem, float64, changes=changes, batches=4)


def counterexamples(subject, function):
    """The counterexample to each theorem that notices the function, as a person would type it."""
    searches = {name: search(theorem, subject, function) for name, theorem in theorems(subject).items()}
    assert all(result.met for result in searches.values()), "no case met the assumptions"
    found = {name: result.found for name, result in searches.items() if result.found}
    return {
        name: (" ".join(f"{n}={value_text(value)}" for n, value in point.items()), str(judgement))
        for name, (point, judgement) in found.items()
    }


if __name__ == "__main__":
    pass
