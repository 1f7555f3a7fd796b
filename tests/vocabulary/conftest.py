"""Collecting claim files that are written in words which `verify` does not have yet.

A claim file is imported and scanned for theorems and errata; no theorem function, proof or witness is called. While it
is imported, a placeholder stands in for each name, method or keyword that `verify` lacks, and the lack is written down.
Everything is undone afterwards: no placeholder is ever part of `verify`.
"""

from __future__ import annotations

import ast
import functools
import importlib.util
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest

import verify
import verify.proof
from verify.carriers.value import Value
from verify.formats import FloatFormat
from verify.proof import Case
from verify.subject import Subject
from verify.theorem import Erratum, Setting, Statement, Theorem

FOLDER = Path(__file__).parent
collect_ignore = [path.name for path in FOLDER.glob("*.py") if not path.name.startswith("test_")]


class Placeholder(Subject):
    """Stands for anything that `verify` lacks.

    It is a `Subject`, so that it may be the default of a keyword; it has the signature of a proof, so that it may be
    one.
    """

    __signature__ = inspect.Signature([inspect.Parameter("goal", inspect.Parameter.POSITIONAL_ONLY)])

    def __init__(self, name: str) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "default", self)

    def __call__(self, *_: object, **__: object) -> Placeholder:
        return self

    def __getattr__(self, name: str) -> Placeholder:
        if name.startswith("__"):
            raise AttributeError(name)
        return self


@dataclass
class Collection:
    """What was found in one claim file: its statements, and the words that `verify` lacks."""

    statements: list[Statement] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)


@pytest.fixture
def collect(tmp_path: Path) -> Callable[[Path | str], Collection]:
    """A function that collects one claim file, given its path or its text."""

    def collected(source: Path | str) -> Collection:
        path = source
        if isinstance(source, str):
            path = tmp_path / "planted.py"
            path.write_text(source, encoding="utf-8")
        found = Collection()
        with pytest.MonkeyPatch.context() as patch:
            _stand_in(patch, found.missing)
            module = _import(path)
        found.missing |= set(_missing_in_bodies(path))
        found.statements = [each for each in vars(module).values() if isinstance(each, Theorem | Erratum)]
        return found

    return collected


def _import(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"vocabulary_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _stand_in(patch: pytest.MonkeyPatch, missing: set[str]) -> None:
    """Let placeholders stand in for missing names, methods and keywords."""

    def placeholder(owner: str, name: str) -> Placeholder:
        if name.startswith("_"):
            raise AttributeError(name)
        missing.add(f"{owner}.{name}")
        return Placeholder(name)

    def own_or_placeholder(module: ModuleType, own: Any, name: str) -> Any:
        try:
            return own(name)
        except AttributeError:
            return placeholder(module.__name__, name)

    check_point = Statement.check_point

    def check_what_can_be_checked(statement: Statement, point: Any, *, what: str) -> Any:
        if callable(point):
            missing.add("a witness that is a function")
            return point
        if any(isinstance(each, Placeholder) for each in [*statement.setting.variables.values(), *point.values()]):
            return point
        return check_point(statement, point, what=what)

    patch.setattr(Statement, "check_point", check_what_can_be_checked)
    for module in (verify, verify.proof):
        for name in [name for name in module.__all__ if name in vars(module)]:
            _accept_any_keyword(patch, missing, module, name, module.__name__)
        # a module may have names that it loads when they are asked for
        lazy = getattr(module, "__getattr__", object().__getattribute__)
        patch.setattr(module, "__getattr__", functools.partial(own_or_placeholder, module, lazy), raising=False)
    for kind in (Theorem, Erratum, Setting, FloatFormat):
        patch.setattr(kind, "__getattr__", lambda _, name, of=kind.__name__: placeholder(of, name), raising=False)
        for name in [name for name in dir(kind) if not name.startswith("_")]:
            _accept_any_keyword(patch, missing, kind, name, kind.__name__)


def _accept_any_keyword(patch: pytest.MonkeyPatch, missing: set[str], owner: object, name: str, of: str) -> None:
    """Wrap a function so that keywords which it lacks are written down and left out."""
    function = getattr(owner, name)
    if not isinstance(function, FunctionType):
        return
    parameters = inspect.signature(function).parameters
    if any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in parameters.values()):
        return

    @functools.wraps(function)
    def accepting(*arguments: Any, **keywords: Any) -> Any:
        unknown = set(keywords) - set(parameters)
        missing.update(f"{of}.{name}({keyword}=)" for keyword in unknown)
        return function(*arguments, **{keyword: keywords[keyword] for keyword in set(keywords) - unknown})

    patch.setattr(owner, name, accepting)


def _missing_in_bodies(path: Path) -> Iterator[str]:
    """Operations on values, formats and goals that function bodies use, which are read here and not run."""
    operations = {ast.MatMult: "__matmul__", ast.Subscript: "__getitem__"}
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(function, ast.FunctionDef):
            continue
        is_proof = any(isinstance(each, ast.Attribute) and each.attr == "proof" for each in function.decorator_list)
        for node in (node for statement in function.body for node in ast.walk(statement)):
            kind, name = Value, operations.get(type(node), "")
            if isinstance(node, ast.Attribute):
                kind, name = Case if is_proof else Value, node.attr
                if isinstance(node.value, ast.Name) and node.value.id == "format":
                    kind = FloatFormat
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len":
                name = "__len__"
            elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
                continue  # a part of a flow, by its name
            if name and not hasattr(kind, name):
                yield f"{kind.__name__}.{name}"


@pytest.fixture
def claim_files() -> list[Path]:
    """The claim files of this folder."""
    return sorted(path for path in FOLDER.glob("*.py") if path.name in collect_ignore and path.name != "conftest.py")
