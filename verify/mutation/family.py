"""The functions that a theorem is made of, and the theorem with one of them edited.

Functions find each other by the names of their modules. So an edited theorem gets copies of all of its functions, in
copies of these modules' names: nothing that anybody else uses is touched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import verify
from verify.mutation.edits import Edit
from verify.theorem import Theorem

Space = dict[str, Any]  # the names of a module
Copies = dict[FunctionType, FunctionType]


def family(theorem: Theorem) -> list[FunctionType]:
    """The theorem's own function, its parts, its assumptions, and all that these call out of the same folder."""
    subjects = [subject.default for subject in theorem.subjects.values()]
    roots = [theorem.function, *theorem.definitions.values(), *subjects, *theorem.setting.assumptions]
    found: dict[FunctionType, None] = {}
    waiting = [each for each in roots if isinstance(each, FunctionType)]
    while waiting:
        function = waiting.pop(0)
        if function not in found:
            found[function] = None
            waiting += [each for each in _called(function) if _is_beside(each, theorem.file.parent)]
    return list(found)


def _called(function: FunctionType) -> Iterator[FunctionType]:
    for name in _names(function.__code__):
        value = function.__globals__.get(name)
        if isinstance(value, FunctionType):
            yield value


def _names(code: CodeType) -> list[str]:
    inside = [each for each in code.co_consts if isinstance(each, CodeType)]
    return [*code.co_names, *(name for each in inside for name in _names(each))]


def _is_beside(function: FunctionType, folder: Path) -> bool:
    return Path(function.__code__.co_filename).parent == folder


def edited(theorem: Theorem, edit: Edit) -> Theorem:
    """The theorem with one function edited wherever it or one of its functions calls it.

    Raises:
        Exception: whatever the edited definition raises when its defaults are computed.
    """
    functions = family(theorem)
    spaces: dict[int, Space] = {id(each.__globals__): dict(each.__globals__) for each in functions}
    copies: Copies = {each: _copy(each, spaces[id(each.__globals__)]) for each in functions}
    for space in spaces.values():
        _put(copies, space)
    space = spaces[id(edit.function.__globals__)]
    _add_words(space)
    before = copies[edit.function]
    copies[edit.function] = _dressed(edit.compiled(space), edit.function)
    for space in spaces.values():
        _put({before: copies[edit.function]}, space)
    for each in copies.values():
        each.__defaults__ = tuple(_in(copies, value) for value in each.__defaults__ or ()) or None
        each.__kwdefaults__ = {name: _in(copies, value) for name, value in (each.__kwdefaults__ or {}).items()}
    return _made_of(theorem, copies)


def _copy(function: FunctionType, space: Space) -> FunctionType:
    code, closure = function.__code__, function.__closure__
    return _dressed(FunctionType(code, space, function.__name__, function.__defaults__, closure), function)


def _dressed(made: FunctionType, like: FunctionType) -> FunctionType:
    made.__kwdefaults__ = like.__kwdefaults__
    made.__doc__, made.__name__, made.__qualname__ = like.__doc__, like.__name__, like.__qualname__
    return made


def _put(copies: Copies, space: Space) -> None:
    for name, value in space.items():
        space[name] = _in(copies, value)


def _in(copies: Copies, value: Any) -> Any:
    """The copy of a function; anything else as it is."""
    return copies.get(value, value) if isinstance(value, FunctionType) else value


def _add_words(space: Space) -> None:
    """An edit may use a word of the vocabulary that its module does not import."""
    for word in ("at_least", "at_most", "strictly_less", "strictly_greater", "minimum", "maximum"):
        space.setdefault(word, getattr(verify, word))


def _made_of(theorem: Theorem, copies: Copies) -> Theorem:
    subjects = {name: replace(each, default=_in(copies, each.default)) for name, each in theorem.subjects.items()}
    assumptions = tuple(_in(copies, each) for each in theorem.setting.assumptions)
    return replace(
        theorem,
        function=_in(copies, theorem.function),
        definitions={name: _in(copies, each) for name, each in theorem.definitions.items()},
        subjects=subjects,
        setting=replace(theorem.setting, assumptions=assumptions),
    )
