"""The store of counterexamples: exact points that broke a theorem once, replayed before anything is drawn.

One JSON file a theorem in `.verify/counterexamples/`, keyed by the hash of the statement. It is data: a file that is
no such thing is set aside with a warning and costs nothing else.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import os
import re
import warnings
from fractions import Fraction
from pathlib import Path

from verify.errors import VacuousError, VerifyError, WriteError
from verify.theorem import Statement

NUMBER = re.compile(r"-?[0-9]{1,600}(/[1-9][0-9]{0,599})?\Z")
MOST_BYTES = 1 << 20
MOST_POINTS = 100

Point = dict[str, Fraction]


def statement_hash(statement: Statement) -> str:
    """The hash of the traced goals, or of the source text where a statement cannot be traced."""
    from verify.carriers.terms import goals_hash
    from verify.proof.goals import trace

    try:
        return goals_hash([goal.as_data() for goal in trace(statement)])
    except (VerifyError, VacuousError):
        source = inspect.getsource(statement.function)
        return "source:" + hashlib.sha256(source.encode()).hexdigest()


class Store:
    """Counterexamples in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _path(self, statement: Statement) -> Path:
        return self.folder / f"{statement.id}.json"

    def load(self, statement: Statement) -> list[Point]:
        """The points kept for this very statement; none if the file is missing, damaged or of another statement."""
        path = self._path(statement)
        if not path.exists():
            return []
        try:
            return _read(path, statement)
        except (ValueError, KeyError, TypeError, AttributeError, OSError, RecursionError) as error:
            aside = path.with_suffix(".damaged")
            os.replace(path, aside)
            warnings.warn(f"{path} is no store of counterexamples ({error}); set aside as {aside.name}", stacklevel=2)
            return []

    def add(self, statement: Statement, point: Point) -> None:
        """Keep a point.

        Raises:
            WriteError: the folder cannot be written.
        """
        points = self.load(statement)
        if point in points:
            return
        kept = [{name: str(value) for name, value in each.items()} for each in [*points, point][-MOST_POINTS:]]
        data = {"statement": statement.id, "hash": statement_hash(statement), "points": kept}
        path = self._path(statement)
        temporary = path.with_suffix(f".{os.getpid()}.tmp")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            temporary.write_text(json.dumps(data, indent=1, sort_keys=True) + "\n", encoding="utf-8")
            os.replace(temporary, path)
        except OSError as error:
            raise WriteError(f"{path} cannot be written: {error}", claim=statement.id, remedy="make room") from error


def _read(path: Path, statement: Statement) -> list[Point]:
    if path.stat().st_size > MOST_BYTES:
        raise ValueError("it is too large")
    data = json.loads(path.read_text(encoding="utf-8"))
    if data["hash"] != statement_hash(statement):
        return []
    return [_read_point(point, statement) for point in data["points"]]


def _read_point(data: dict[str, str], statement: Statement) -> Point:
    if set(data) != set(statement.setting.variables):
        raise ValueError("a point has other variables")
    point = {}
    for name, text in data.items():
        if not isinstance(text, str) or not NUMBER.match(text):
            raise ValueError(f"{str(text)[:40]!r} is no number")
        point[name] = Fraction(text)
    return point
