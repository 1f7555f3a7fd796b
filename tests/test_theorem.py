"""The vocabulary of claim files: right use makes data, wrong use names theorem, argument and remedy."""

import math
from fractions import Fraction

import numpy as np
import pytest
from helpers import POST, SENTENCE, claim, exact, refused

from verify import at_least, at_most, bfloat16, positive, real, setting, subject
from verify.errors import VocabularyError
from verify.post import Post
from verify.proof import squares


def plain(x, *, bound=2):
    """At most two."""
    return at_most(x, bound)


def theorem(function=plain, **domains):
    """A theorem of x > 0 with the constant `bound`."""
    return setting(**(domains or {"x": positive()})).theorem(SENTENCE, "")(function)


def erratum(how="counterexample", function=plain):
    """An erratum of x > 0."""
    return setting(x=positive()).erratum(SENTENCE, "", how=how, repaired_by=())(function)


def test_a_theorem_is_read_off_its_function():
    """Id, title, variables, constants, definitions and subjects come from the signature and the docstring."""
    function = _with_definition()
    made = theorem(function)
    assert made.id == "post.with_definition"
    assert made.name == "with_definition"
    assert made.title == "Says something."
    assert made.constants == {"bound": Fraction(1, 2)}
    assert list(made.definitions) == ["shape"]
    assert list(made.subjects) == ["times"]
    assert made.post is POST
    assert made.file.name == "test_theorem.py"
    assert made.line > 1
    assert made.function is function
    assert made.relation == "verbatim"


def _with_definition():
    def shape(x):
        return x

    def with_definition(x, *, bound=Fraction(1, 2), shape=shape, times=subject(shape)):  # noqa: B008  # as claim files write it
        """Says
        something.

        And more.
        """
        return at_most(times(shape(x)), bound)

    return with_definition


def undocumented(x):
    return at_most(x, 1)


def with_float(x, *, bound=0.5):
    """A float."""
    return at_most(x, bound)


def with_bool(x, *, bound=True):
    """A bool."""
    return at_most(x, bound)


def with_numpy(x, *, bound=np.float64(1)):  # noqa: B008  # as claim files write it
    """A numpy scalar."""
    return at_most(x, bound)


def with_nothing(x, *, bound):
    """No default."""
    return at_most(x, bound)


def with_builtin(x, *, root=math.sqrt):
    """A function of another kind."""
    return at_most(root(x), 1)


def without_variable():
    """No variable."""
    return at_most(1, 2)


def with_others(y, x):
    """Other variables."""
    return at_most(x, y)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (undocumented, ["post.undocumented", "no docstring", "one plain sentence"]),
        (with_float, ["post.with_float", "'bound' has the default 0.5", "Fraction"]),
        (with_bool, ["post.with_bool", "'bound' has the default True"]),
        (with_numpy, ["post.with_numpy", "'bound' has the default"]),
        (with_nothing, ["post.with_nothing", "'bound' has the default"]),
        (with_builtin, ["post.with_builtin", "'root' has the default", "functions"]),
        (without_variable, ["post.without_variable", "it takes () but its setting has (x)", "same variables"]),
        (with_others, ["post.with_others", "it takes (y, x) but its setting has (x)"]),
    ],
)
def test_a_function_that_is_no_statement_is_refused(function, words):
    """At collection, before anything runs."""
    with refused(VocabularyError, *words):
        theorem(function)


@pytest.mark.parametrize("domain", [0, "positive", positive, None, (0, 1)])
def test_a_setting_needs_domains(domain):
    """`positive` without its brackets is no domain."""
    with refused(VocabularyError, "variable 'x'", "setting() got", "positive()"):
        setting(x=domain)


def test_an_assumption_may_ask_for_the_variables_of_its_setting_only():
    """Another name is refused, with the names that there are."""

    def near(x, z):
        """x is near z"""
        return at_most(x, z)

    with refused(VocabularyError, "assumption 'near' asks for z", "the setting has x"):
        setting(x=real()).where(near)
    assert setting(x=real(), z=real()).where(near).assumptions == (near,)


@pytest.mark.parametrize("how", ["", "proof", "Counterexample"])
def test_an_erratum_is_refuted_in_one_of_five_ways(how):
    """Another word is refused."""
    with refused(VocabularyError, "cannot be refuted by"):
        erratum(how)


@pytest.mark.parametrize("default", [None, 1, "product"])
def test_a_subject_is_a_function(default):
    """Its name, or a number, is none."""
    with refused(VocabularyError, "subject() got", "function"):
        subject(default)


BAD_POINTS = [
    ({}, ["gives nothing", "give exactly x"]),
    ({"y": 1}, ["gives y", "give exactly x"]),
    ({"x": 1, "y": 1}, ["gives x, y"]),
    ({"x": 0.5}, ["variable 'x'", "gives 0.5", "Fraction(3, 2)"]),
    ({"x": True}, ["variable 'x'", "gives True"]),
    ({"x": "1"}, ["gives '1'"]),
    ({"x": abs}, ["positive() cannot hold"]),
    ({"x": [1, 2]}, ["positive() cannot hold"]),
    ({"x": [[1, 2], [3]]}, ["gives [[1, 2], [3]]"]),
    ({"x": []}, ["gives []"]),
    ({"x": None}, ["gives None"]),
    ({"x": np.float64(0.5)}, ["gives"]),
    ({"x": float("nan")}, ["gives nan"]),
    ({"x": 0}, ["positive() cannot hold 0", "give a point of the setting"]),
    ({"x": -1}, ["positive() cannot hold -1"]),
]


@pytest.mark.parametrize(("point", "words"), BAD_POINTS)
def test_points_are_exact_and_lie_in_the_setting(point, words):
    """Attained points, witnesses of neighbours and of errata are checked alike."""
    made = theorem()
    with refused(VocabularyError, "post.plain", *words):
        made.attained(**point)
    with refused(VocabularyError, "post.plain", *words):
        made.neighbour("smaller", bound=1, witness=point)
    with refused(VocabularyError, "post.plain", *words):
        erratum().fails("reading", witness=point, bound=1)
    assert (made.attained_points, made.neighbours) == ([], [])


def test_points_become_fractions():
    """An integer in a point is the fraction."""
    made = theorem()
    made.attained(x=2)
    made.neighbour("one", bound=1, witness={"x": Fraction(3, 2)})
    assert made.attained_points == [{"x": Fraction(2)}]
    assert made.neighbours[0].witness == {"x": Fraction(3, 2)}


@pytest.mark.parametrize(
    ("name", "changes", "words"),
    [
        ("a b", {"bound": 1}, ["neighbour 'a b' is no name"]),
        ("", {"bound": 1}, ["is no name"]),
        ("taken", {"bound": 1}, ["two of the neighbour 'taken'", "rename"]),
        ("other", {}, ["neighbour 'other' changes nothing", "another constant"]),
        ("other", {"limit": 1}, ["no constant, definition or subject 'limit'", "there are bound"]),
    ],
)
def test_a_neighbour_has_a_new_name_and_changes_what_there_is(name, changes, words):
    """Name, change and witness are checked when it is written down."""
    made = theorem()
    made.neighbour("taken", bound=1, witness={"x": 2})
    with refused(VocabularyError, "post.plain", *words):
        made.neighbour(name, witness={"x": 2}, **changes)
    assert len(made.neighbours) == 1


def test_a_reading_has_a_new_name_and_changes_what_there_is():
    """The readings of an erratum are checked in the same way."""
    made = erratum()
    made.fails("taken", witness={"x": 3})
    for name, changes, words in (("taken", {}, "two of the reading"), ("new", {"limit": 1}, "'limit'")):
        with refused(VocabularyError, "post.plain", words):
            made.fails(name, witness={"x": 3}, **changes)


def test_a_reading_with_variables_cannot_just_hold():
    """What holds for all values is a theorem with a proof."""
    with refused(VocabularyError, "reading 'all' holds for all values", "make it a theorem"):
        erratum().holds("all")


@pytest.mark.parametrize("proof", [lambda: None, lambda goal, other: None])
def test_a_proof_takes_the_goal_alone(proof):
    """Neither nothing nor more."""
    with refused(VocabularyError, "post.plain", "arguments", "take the goal alone"):
        theorem().proof(proof)
    assert theorem().proof(squares) is squares


@pytest.mark.parametrize("axes", [{}, {"x": (0, 1)}, {"x": (0, 1), "y": (0, 1), "z": (0, 1)}])
def test_a_surface_has_two_axes(axes):
    """Not one, not three."""
    with refused(VocabularyError, f"got {len(axes)} axes"):
        theorem().surface(plain, **axes)


@pytest.mark.parametrize("returned", [(), None, True, 1, [at_least(1, 0)], (at_least(1, 0), 1)])
def test_a_theorem_returns_relations(returned):
    """A bool, a list or nothing is refused when the function is run."""
    with refused(VocabularyError, "post.claim", "the function returned", "at_most"):
        claim(lambda x: returned).relations({"x": exact(1)})


def test_one_relation_and_several_are_the_same_kind():
    """A single relation is a tuple of one."""
    assert len(claim(lambda x: at_least(x, 0)).relations({"x": exact(1)})) == 1
    assert len(claim(lambda x: (at_least(x, 0), at_most(x, 9))).relations({"x": exact(1)})) == 2


def test_changes_replace_parts():
    """Constants come with their defaults, and a change of one leaves the theorem alone."""
    made = theorem()
    assert made.parts({}) == {"bound": 2}
    assert made.parts({"bound": 1}) == {"bound": 1}
    assert made.constants == {"bound": 2}


def test_exhaustive_remembers_format_and_representatives():
    """What is asked for is written down as it is."""
    made = theorem()
    made.exhaustive(bfloat16)
    assert (made.exhaustives[0].format, made.exhaustives[0].through) == (bfloat16, None)


@pytest.mark.parametrize("name", ["", "a b", "1", "a-b"])
def test_a_post_has_an_identifier(name):
    """It is the first half of the ids of its theorems."""
    with refused(VocabularyError, "Post() got the id"):
        Post(name, "title")


@pytest.mark.parametrize("number", [0, -1])
def test_sentences_are_counted_from_one(number):
    """There is no sentence 0."""
    with refused(VocabularyError, "post: sentence", "count from 1"):
        POST.sentence("section", number)
