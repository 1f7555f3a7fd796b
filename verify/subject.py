"""Subjects: the parts of a theorem that readers replace by their own implementation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from verify.errors import VocabularyError


@dataclass(frozen=True)
class Subject:
    """A part of a theorem that can be replaced by the reader's own implementation (`--subject product=pkg.mod:mul`)."""

    default: Callable[..., Any]


@dataclass(frozen=True)
class LossSubject(Subject):
    """A subject that maps matrices to one number and is differentiated: it is run case by case."""


def loss_subject(default: Callable[..., Any]) -> Any:
    """Mark a keyword parameter as a training loss under test, of matrices, whose `rate` the theorem takes."""
    if not callable(default):
        raise VocabularyError(f"loss_subject() got {default!r}", remedy="give it a function")
    return LossSubject(default)


def subject(default: Callable[..., Any]) -> Any:
    """Mark a keyword parameter of a theorem as an implementation under test; `default` is the definition."""
    if not callable(default):
        raise VocabularyError(f"subject() got {default!r}", remedy="give it a function")
    return Subject(default)
