"""The store of counterexamples: exact numbers for one statement, hostile files set aside, nothing evaluated."""

import json
from fractions import Fraction

import pytest
from helpers import claim, refused

from verify import at_most
from verify.errors import WriteError
from verify.search.store import MOST_POINTS, Store, statement_hash

HALF = {"x": Fraction(1, 2)}


def bounded(bound):
    """A claim whose statement depends on a number."""
    return claim(lambda x: at_most(x, bound), name="bounded")


@pytest.fixture
def store(tmp_path):
    """An empty store in a folder that does not exist yet."""
    return Store(tmp_path / "deep" / "store")


def write(store, statement, text):
    """Put a text in the place of a statement's file."""
    store.folder.mkdir(parents=True, exist_ok=True)
    path = store.folder / f"{statement.id}.json"
    path.write_text(text, encoding="utf-8")
    return path


def test_points_come_back_exactly_and_once(store):
    """Huge, tiny and negative numbers survive; a point that is known is not added again."""
    statement = bounded(1)
    points = [HALF, {"x": Fraction(10**300)}, {"x": Fraction(-1, 10**300)}]
    for point in [*points, HALF]:
        store.add(statement, point)
    assert store.load(statement) == points
    assert Store(store.folder).load(statement) == points


def test_an_empty_store_has_no_points(store):
    """No folder, no file: nothing, and nothing is created."""
    assert store.load(bounded(1)) == []
    assert not store.folder.exists()


def test_points_of_another_statement_are_not_used(store):
    """With another constant it is another statement, whose points are its own; the twin gets them."""
    store.add(bounded(1), HALF)
    assert store.load(bounded(2)) == []
    assert store.load(bounded(1)) == [HALF]
    assert statement_hash(bounded(1)) != statement_hash(bounded(2))


def test_a_new_statement_replaces_the_points_of_the_old_one(store):
    """One file a theorem: the points of a statement that is gone are dropped."""
    store.add(bounded(1), HALF)
    store.add(bounded(2), {"x": Fraction(3)})
    assert store.load(bounded(2)) == [{"x": Fraction(3)}]
    assert store.load(bounded(1)) == []


def test_a_statement_that_cannot_be_traced_has_a_hash_too():
    """Where goals cannot be traced, the source text stands for them."""
    untraceable = claim(lambda x: at_most(x, 1) if object() == x else at_most(x.carrier.unable("magic"), 1))
    assert statement_hash(untraceable).startswith("source:")
    assert statement_hash(bounded(1)).startswith("sha256:")


def test_only_the_last_points_are_kept(store):
    """The store does not grow without end."""
    statement = bounded(1)
    for number in range(MOST_POINTS + 3):
        store.add(statement, {"x": Fraction(number + 1)})
    kept = store.load(statement)
    assert len(kept) == MOST_POINTS
    assert kept[-1] == {"x": Fraction(MOST_POINTS + 3)}


@pytest.mark.parametrize(
    "points",
    [
        [{"x": "1e100000000"}],
        [{"x": "__import__('os')"}],
        [{"x": 0.5}],
        [{"x": None}],
        [{"x": "1/0"}],
        [{"x": "1" * 601}],
        [{"x": " 1"}],
        [{"x": "1\n"}],
        [{"x": "١"}],
        [{"x": "NaN"}],
        [{"y": "1"}],
        [{}],
        [{"x": "1", "y": "1"}],
        ["x"],
        [None],
        None,
        7,
    ],
)
def test_what_is_no_point_sets_the_file_aside(store, points):
    """Whatever a hostile file writes in the place of points is not read as numbers."""
    statement = bounded(1)
    data = {"statement": statement.id, "hash": statement_hash(statement), "points": points}
    path = write(store, statement, json.dumps(data))
    with pytest.warns(UserWarning, match="is no store of counterexamples"):
        assert store.load(statement) == []
    assert not path.exists()
    assert path.with_suffix(".damaged").exists()
    assert store.load(statement) == []


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "7", '{"hash": 1}', "[" * 100_000, "\x00"])
def test_what_is_no_json_sets_the_file_aside(store, text):
    """Truncated, nested without end, of another shape: one warning, and the run goes on."""
    statement = bounded(1)
    path = write(store, statement, text)
    if text == '{"hash": 1}':
        assert store.load(statement) == []
        return
    with pytest.warns(UserWarning, match="set aside"):
        assert store.load(statement) == []
    assert not path.exists()


def test_a_file_that_is_too_large_is_not_read(store):
    """A megabyte is more than a hundred points need."""
    statement = bounded(1)
    write(store, statement, " " * ((1 << 20) + 1))
    with pytest.warns(UserWarning, match="too large"):
        assert store.load(statement) == []


def test_a_folder_that_cannot_be_written_is_an_error_with_a_way_out(tmp_path):
    """A file in the place of the folder."""
    (tmp_path / "file").write_text("")
    with refused(WriteError, "cannot be written", "post.bounded"):
        Store(tmp_path / "file").add(bounded(1), HALF)


def test_no_temporary_file_is_left(store):
    """A file is written whole, or not at all."""
    store.add(bounded(1), HALF)
    assert [path.name for path in store.folder.iterdir()] == ["post.bounded.json"]
