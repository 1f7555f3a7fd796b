"""Training losses in many styles under the theorems of claims/simsiam_training.py: right ones pass, wrong ones fall.

The tables say who notices what, and with which counterexample. A theorem that a wrong loss's row leaves out does not
notice it, and is run all the same. Points are what the search of these batches finds and shrinks, the same each time.
"""

import inspect
from inspect import signature

import pytest
from helpers import refused
from subjects import simsiam_losses

from claims import simsiam_training
from verify.errors import SubjectError
from verify.evidence import Options, checks
from verify.formats import float64
from verify.search.falsify import falsify
from verify.search.losses import ForeignLoss
from verify.theorem import Theorem

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

# the theorems that are stated once for each kind of loss, and named after it
OF_LOSSES = (
    "sends_no_gradient_to_targets",
    "treats_the_views_alike",
    "draws_predictions_to_targets",
    "measures_an_angle",
    "differentiates_predictions_alone",
    "is_balanced",
)

APART = ("modules_mean", "normalised_over_its_own_norm")  # each has a test of its own

WRONG = [
    ("no_detach", "cosine_loss", ("sends_no_gradient_to_targets",), "p1=[1, 0] z1=[1, 0] p2=[0, 1] z2=[0, 1] v=[0, 1]"),
    (
        "prediction_detached",
        "cosine_loss",
        ("sends_no_gradient_to_targets", "draws_predictions_to_targets"),
        "p1=[1, 0] z1=[1, 0] p2=[0, 1] z2=[0, 1] v=[0, 1]",
    ),
    ("both_detached", "cosine_loss", ("draws_predictions_to_targets",), "p1=[1, 0] z1=[0, 1] p2=[1, 0] z2=[0, 1]"),
    (
        "one_target_detached",
        "cosine_loss",
        ("sends_no_gradient_to_targets",),
        "p1=[1, 0] z1=[1, 1] p2=[0, 1] z2=[0, 1] v=[1, 0]",
    ),
    (
        "one_direction",
        "cosine_loss",
        ("treats_the_views_alike", "draws_predictions_to_targets"),
        "p1=[1] z1=[-1] p2=[-1] z2=[-2]",
    ),
    ("sign_forgotten", "cosine_loss", ("draws_predictions_to_targets",), "p1=[1, 0] z1=[0, 1] p2=[1, 0] z2=[0, 1]"),
    ("target_not_normalised", "cosine_loss", ("measures_an_angle",), "p1=[1] z1=[1] p2=[1] z2=[2]"),
    ("not_normalised", "cosine_loss", ("draws_predictions_to_targets",), "p1=[0, 1] z1=[0, 1] p2=[1, 1] z2=[1, 0]"),
    ("own_target", "cosine_loss", ("draws_predictions_to_targets",), "p1=[1, 0] z1=[0, -3] p2=[1, 0] z2=[0, 1]"),
    ("squared_no_detach", "squared_loss", ("sends_no_gradient_to_targets",), "p1=[0] z1=[0] p2=[0] z2=[1] v=[1]"),
    ("squared_both_detached", "squared_loss", ("draws_predictions_to_targets",), "p1=[1] z1=[1] p2=[0] z2=[0]"),
    (
        "squared_prediction_detached",
        "squared_loss",
        ("sends_no_gradient_to_targets", "draws_predictions_to_targets"),
        "p1=[0] z1=[0] p2=[0] z2=[1] v=[1]",
    ),
    (
        "squared_one_direction",
        "squared_loss",
        ("treats_the_views_alike", "draws_predictions_to_targets"),
        "p1=[0] z1=[1] p2=[0] z2=[0]",
    ),
    (
        "modules_no_detach",
        "network_loss",
        ("differentiates_predictions_alone", "is_balanced"),
        "W=[1] P=[0] x1=[0] x2=[1] V=[1] Q=[0]",
    ),
    (
        "modules_encoder_detached",
        "network_loss",
        ("differentiates_predictions_alone", "is_balanced"),
        "W=[1] P=[1] x1=[1] x2=[0] V=[1] Q=[0]",
    ),
    (
        "modules_one_direction",
        "network_loss",
        ("differentiates_predictions_alone",),
        "W=[1] P=[1] x1=[1] x2=[0] V=[0] Q=[1]",
    ),
    (
        "modules_activation",
        "network_loss",
        ("differentiates_predictions_alone", "is_balanced"),
        "W=[1] P=[1] x1=[0] x2=[-1] V=[0] Q=[1]",
    ),
    (
        "averaged_model_at_its_first_update",
        "averaged_entry",
        ("target_network_moves_by_the_average",),
        "T=[0] W=[1] probe=[1]",
    ),
    ("rates_swapped", "averaged_entry", ("target_network_moves_by_the_average",), "T=[1] W=[0] probe=[1]"),
    ("parameters_shared", "averaged_entry", ("target_network_moves_by_the_average",), "T=[0] W=[1] probe=[1]"),
    (
        "averaging_no_detach",
        "averaging_loss",
        ("averaging_loss_trains_the_online_network_alone",),
        "W=[1] P=[0] T=[0] x1=[0] x2=[1] V=[1]",
    ),
    (
        "averaging_half_detached",
        "averaging_loss",
        ("averaging_loss_trains_the_online_network_alone",),
        "W=[1] P=[0] T=[0] x1=[0] x2=[1] V=[1]",
    ),
    (
        "averaging_rates_swapped",
        "averaging_loss",
        ("averaging_loss_trains_the_online_network_alone",),
        "W=[0] P=[1] T=[1] x1=[1] x2=[1] V=[1]",
    ),
    (
        "averaging_parameters_shared",
        "averaging_loss",
        ("averaging_loss_trains_the_online_network_alone",),
        "W=[1] P=[1] T=[0] x1=[1] x2=[1] V=[1]",
    ),
    (
        "averaging_too_late",
        "averaging_loss",
        ("averaging_loss_trains_the_online_network_alone",),
        "W=[0] P=[1] T=[1] x1=[1] x2=[1] V=[1]",
    ),
    (
        "averaging_one_direction",
        "averaging_loss",
        ("averaging_loss_trains_the_online_network_alone",),
        "W=[1] P=[1] T=[0] x1=[1] x2=[0] V=[1]",
    ),
]


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


def typed(point):
    """A point as a person would type it: columns are flat lists."""
    columns = (value[:, 0] if value.shape[1] == 1 else value for value in point.values())
    texts = (str([[*map(str, row)] if column.ndim > 1 else str(row) for row in column]) for column in columns)
    return " ".join(f"{name}={text}" for name, text in zip(point, texts, strict=True)).replace("'", "")


def noticed_by(subject, function):
    """The theorems that notice a function, each with its counterexample."""
    searches = {name: search(theorem, subject, function) for name, theorem in theorems(subject).items()}
    assert all(result.met for result in searches.values()), "no case met the assumptions"
    return {name: typed(result.found[0]) for name, result in searches.items() if result.found}


@pytest.mark.parametrize(("function", "subject"), RIGHT.items())
def test_a_right_loss_passes_every_theorem_about_it(function, subject):
    """In every style: functional, with modules, in place, in a batch, with torch's own moving average."""
    assert theorems(subject)
    assert noticed_by(subject, function) == {}


@pytest.mark.parametrize(("function", "subject", "notice", "counterexample"), WRONG)
def test_a_wrong_loss_falls_where_it_should_and_nowhere_else(function, subject, notice, counterexample):
    """The first theorem named is the one that says what is wrong, and shows it in a handful of digits."""
    found = noticed_by(subject, function)
    assert sorted(found) == sorted(f"{subject}_{name}" if name in OF_LOSSES else name for name in notice)
    assert next(text for name, text in found.items() if name.endswith(notice[0])) == counterexample


def test_the_tables_leave_no_theorem_and_no_loss_out():
    """Every theorem about a subject notices somebody, and every loss of the module stands in a table."""
    listed = {*RIGHT, *(row[0] for row in WRONG), *APART}
    assert {name for name, each in vars(simsiam_losses).items() if is_loss(each)} == listed
    every = {name for subject in set(RIGHT.values()) for name in theorems(subject)}
    assert {
        f"{subject}_{name}" if name in OF_LOSSES else name for _, subject, names, _ in WRONG for name in names
    } == every


def is_loss(thing):
    """Whether a thing is a function of the module that takes what one of the subjects takes."""
    mine = inspect.isfunction(thing) and thing.__module__ == simsiam_losses.__name__
    return mine and "".join(signature(thing).parameters) in ("p1z1p2z2", "WPx1x2", "TWprobe", "WPTx1x2")


def test_a_loss_whose_gradient_was_overwritten_is_no_answer():
    """Autograd refuses it, and the message says whose fault it is and what to do."""
    theorem = theorems("cosine_loss")["cosine_loss_treats_the_views_alike"]
    with refused(SubjectError, "subject 'cosine_loss' has no gradient", "inplace operation"):
        search(theorem, "cosine_loss", "normalised_over_its_own_norm")


def test_a_mean_over_coordinates_has_another_scale():
    """At width two the gradients of a mean are half of those of a sum. (Balance is no matter of scale, but a division
    by three or five is rounded, so that the exact theorem of it is not for means.)"""
    theorem = theorems("network_loss")["network_loss_differentiates_predictions_alone"]
    found = search(theorem, "network_loss", "modules_mean").found
    assert str(found[1]) == "1/4 = 1/2 is false"


@pytest.mark.parametrize(("function", "outcome"), [("functional", "passed"), ("no_detach", "failed")])
def test_an_import_path_is_enough(function, outcome, tmp_path):
    """The theorem runs as `--subject cosine_loss=module:function` runs it, and says how to see it again."""
    subjects = {"cosine_loss": f"subjects.simsiam_losses:{function}"}
    options = Options(formats=(float64,), subjects=subjects, store=tmp_path)
    (check,) = checks(theorems("cosine_loss")["cosine_loss_sends_no_gradient_to_targets"], options)
    evidence = check.run()
    assert evidence["outcome"] == outcome
    path = subjects["cosine_loss"]
    again = f"verify refute simsiam.cosine_loss_sends_no_gradient_to_targets --subject cosine_loss={path}"
    assert evidence["details"].get("reproduce", again).startswith(again)
