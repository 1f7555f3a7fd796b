"""Subjects: what a stranger's implementation may do, and the sentence for everything else."""

import sys
from fractions import Fraction

import numpy as np
import pytest
import torch
from helpers import claim, on, refused

from verify import at_least, at_most, real, subject
from verify.carriers.balls import BALLS
from verify.carriers.floats import Floats
from verify.carriers.rationals import RATIONALS
from verify.carriers.value import Value
from verify.errors import DomainError, SubjectError, UnableError, UndefinedError, UsageError
from verify.formats import bfloat16, float16, float32
from verify.search.judge import judge
from verify.search.lanes import evaluate
from verify.search.subjects import ForeignSubject, load_subject


def square(x):
    """A subject that is right."""
    return x * x


def foreign(function, format=float32):
    """A stranger's function as a subject named square."""
    return ForeignSubject("square", function, format)


def on_lanes(function, *numbers, format=float32):
    """What a subject makes of a batch of lanes, through vmap, as a search calls it."""
    floats = Floats()

    def one_lane(payload):
        return foreign(function, format)(Value(floats, payload)).payload

    return torch.vmap(one_lane)(torch.tensor(numbers, dtype=torch.float64)).tolist()


def on_number(function, number, format=float32):
    """What a subject makes of one exact number, as the judge calls it."""
    return foreign(function, format)(on(RATIONALS, number)).payload


def in_place(x):
    """Squares its argument where it stands: its own copy, so nobody else notices."""
    return x.mul_(x)


@pytest.mark.parametrize("function", [square, in_place, lambda x: torch.from_numpy(x.numpy() ** 2)])
def test_a_right_subject_is_computed_in_its_format(function):
    """On lanes and on single numbers, with torch, in place or with numpy; the results are the format's numbers."""
    assert on_lanes(function, 3.0, 1.5, -0.0) == [9.0, 2.25, 0.0]
    assert on_number(function, Fraction(3, 2)) == Fraction(9, 4)


def test_results_are_rounded_by_the_subject_and_judged_as_they_are():
    """(1 + 2⁻⁷)² is 1 + 2⁻⁶ in bfloat16, exactly."""
    number = 1 + Fraction(1, 128)
    assert on_number(square, number, bfloat16) == 1 + Fraction(1, 64)
    assert on_lanes(square, float(number), format=bfloat16) == [1 + 1 / 64]


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda x: 1.0, ["returned a float"]),
        (lambda x: None, ["returned a NoneType"]),
        (lambda x: x.numpy(), ["returned a ndarray"]),
        (lambda x: (x, x), ["returned a tuple"]),
        (lambda x: x.sum(), ["returned the shape torch.Size([])"]),
        (lambda x: x[:0], ["returned the shape torch.Size([0])"]),
        (lambda x: x.double(), ["returned the dtype torch.float64"]),
        (lambda x: x > 0, ["returned the dtype torch.bool"]),
        (lambda x: torch.empty_like(x, device="meta"), ["returned it on meta"]),
    ],
)
def test_what_is_no_answer_is_named_with_what_is_wanted(function, words):
    """Type, shape, dtype and device must be those of the arguments."""
    wanted = "it must return a tensor of shape (2,), torch.float32, on cpu"
    with refused(SubjectError, "subject 'square'", *words, wanted):
        on_lanes(function, 1.0, 2.0)


def test_what_a_subject_raises_becomes_one_sentence():
    """The error of the stranger is quoted, with what the subject was called with."""

    def fails(x):
        raise ZeroDivisionError("by nothing")

    with refused(SubjectError, "subject 'square' raised ZeroDivisionError: by nothing", "1 tensors of shape (2,)"):
        on_lanes(fails, 1.0, 2.0)


def test_a_subject_that_answers_in_two_ways_is_found_out():
    """Noise, and a second answer of another kind; a constant NaN is the same both times."""
    answers = [torch.ones(2), 1.0] * 9
    for function in (lambda x: x + torch.rand_like(x), lambda x: answers.pop(0)):
        with refused(SubjectError, "answers the same call in two ways", "fix its seed"):
            on_lanes(function, 1.0, 2.0)
    assert np.isnan(on_lanes(lambda x: x * float("nan"), 1.0, 2.0)).all()


def test_infinity_and_the_largest_number_are_two_answers():
    """They are told apart."""
    answers = [torch.tensor([float("inf")]), torch.tensor([torch.finfo(torch.float32).max])]
    with refused(SubjectError, "in two ways"):
        on_lanes(lambda x: answers.pop(0), 1.0)


@pytest.mark.parametrize(
    "change",
    [
        lambda: torch.set_default_dtype(torch.float64),
        lambda: torch.set_grad_enabled(False),
        lambda: torch.set_num_threads(torch.get_num_threads() + 1),
        lambda: torch.use_deterministic_algorithms(True),
        lambda: torch.set_float32_matmul_precision("medium"),
    ],
)
@pytest.mark.parametrize("fails", [False, True])
def test_a_changed_setting_of_torch_is_reported_and_put_back(change, fails):
    """The next check does not inherit what a subject did, even one that raised."""

    def settings():
        return (
            torch.get_default_dtype(),
            torch.is_grad_enabled(),
            torch.get_num_threads(),
            torch.are_deterministic_algorithms_enabled(),
            torch.get_float32_matmul_precision(),
        )

    def changing(x):
        change()
        if fails:
            raise RuntimeError
        return x.clone().to(torch.float32)

    before = settings()
    with refused(SubjectError, "raised RuntimeError" if fails else "changed a global setting"):
        on_lanes(changing, 1.0)
    assert settings() == before


def test_numbers_outside_the_format_are_refused():
    """A third is in no format, 70000 not in float16: the subject is not called with a rounded number."""
    with refused_number("which is not in float32"):
        on_number(square, Fraction(1, 3))
    with refused_number("which is not in float16"):
        on_number(square, 70000, float16)
    with refused_number("not in float32"):
        on_lanes(square, 1 + 2.0**-40)


def refused_number(words):
    """The error for a number that a format does not have."""
    return pytest.raises(DomainError, match=words)


def test_what_overflows_has_no_value():
    """An infinite or undefined result violates the statement: no relation about it holds."""
    with pytest.raises(UndefinedError, match="subject 'square' returned inf"):
        on_number(square, 2**100)
    with pytest.raises(UndefinedError, match="returned nan"):
        on_number(lambda x: x * float("nan"), 1)


def test_a_subject_may_be_given_the_nan_of_another():
    """A lane without a value is handed on and stays a suspect; it is no mistake of the caller."""

    def twice(x, *, square=subject(square)):  # noqa: B008  # as claim files write it
        """A square of a square is not negative."""
        return at_least(square(square(x)), 0)

    statement = claim(twice, x=real())
    part = foreign(lambda x: torch.where(x > 2, x * float("nan"), x * x))
    margins = evaluate(statement, {"x": torch.tensor([1.0, 3.0], dtype=torch.float64)}, {"square": part})
    assert margins.suspects().tolist() == [False, True]
    assert judge(statement, {"x": Fraction(3)}, {"square": part}).outcome == "violated"
    assert judge(statement, {"x": Fraction(1)}, {"square": part}).outcome == "holds"


def test_a_subject_is_called_once_with_all_lanes():
    """Through vmap it sees ordinary tensors, twice for repeatability, and not one lane at a time."""
    shapes = []

    def seen(x):
        shapes.append(tuple(x.shape))
        return x if bool((x > 0).all()) else -x

    assert on_lanes(seen, 1.0, 2.0, 3.0) == [1.0, 2.0, 3.0]
    assert shapes == [(3,), (3,)]


def test_a_constant_argument_is_spread_over_the_lanes():
    """A subject of a lane and a number gets two tensors of one shape."""

    def scaled(x, *, product=subject(lambda x, y: x * y)):  # noqa: B008  # as claim files write it
        """Twice a number."""
        return at_most(product(x, 2), 2 * x)

    part = ForeignSubject("product", lambda x, y: x.mul_(y), float32)
    margins = evaluate(claim(scaled), {"x": torch.tensor([1.0, 3.0], dtype=torch.float64)}, {"product": part})
    assert margins.relations[0].tolist() == [0.0, 0.0]


def test_subjects_run_in_floats_only():
    """Balls have no format; the message says so."""
    with pytest.raises(UnableError, match="runs in floats only, not on balls"):
        foreign(square)(on(BALLS, 1))


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("module", "names no function"),
        (":f", "names no function"),
        ("m:", "names no function"),
        ("no_such_module_anywhere:f", "ModuleNotFoundError"),
        ("math:no_such_function", "AttributeError"),
        ("math:pi", "is a float"),
    ],
)
def test_a_path_to_no_function_is_a_usage_error(path, words):
    """No module, no function, no callable: each is said, with the way out."""
    with refused(UsageError, words):
        load_subject(path)


def test_a_module_that_raises_when_imported_is_a_usage_error(tmp_path, monkeypatch):
    """Whatever it raises is quoted; its twin beside it is loaded from the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "broken_subject_module.py").write_text("raise SystemError('at import')")
    (tmp_path / "sound_subject_module.py").write_text("class A:\n    @staticmethod\n    def f(x):\n        return x\n")
    with refused(UsageError, "SystemError: at import", "import it by hand"):
        load_subject("broken_subject_module:f")
    assert load_subject("sound_subject_module:A.f")(3) == 3
