"""The sentences of posts, as data: `sentences/<post>.toml` beside the claims."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from verify.errors import RecordError

KINDS = ("claim", "definition", "opinion")


def sentences_of(folder: Path, post: str) -> list[dict[str, Any]]:
    """The sentences of a post: section, number, kind, a paraphrase, and why no statement is about it (or None).

    Raises:
        RecordError: the list is no TOML or a sentence lacks a field.
    """
    path = folder / "sentences" / f"{post}.toml"
    if not path.exists():
        return []
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise RecordError(f"{path} cannot be read: {error}", remedy="mend the list of sentences") from error
    return [_sentence(path, each) for each in data.get("sentence", [])]


def _sentence(path: Path, data: dict[str, Any]) -> dict[str, Any]:
    for name, kind in (("section", str), ("number", int), ("kind", str), ("text", str)):
        if not isinstance(data.get(name), kind):
            raise RecordError(f"{path}: a sentence lacks {name!r}", remedy="give section, number, kind and text")
    if data["kind"] not in KINDS:
        raise RecordError(f"{path}: {data['kind']!r} is no kind of sentence", remedy=f"use one of {', '.join(KINDS)}")
    return {name: data[name] for name in ("section", "number", "kind", "text")} | {"why_not": data.get("why_not")}
