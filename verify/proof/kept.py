"""Kept certificates: what closed the goals of a theorem once is confirmed again, and not searched for again.

A certificate is data, and the checker reads it against the goals that are traced from the function now. A file that is
damaged, hostile, of other goals or of another text of the proof is worth nothing: the proof is searched for as ever.
What rests on more than the checker is never kept, since nothing but a search can confirm an engine's word.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import os
import re
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from verify.errors import WriteError
from verify.proof.checker import UnreadableError, read_record

FOLDER = "certificates"
NAME = re.compile(r"[\w-]{1,100}\.\w{1,100}\.\w{1,100}\Z")
WORTH_KEEPING = 500.0  # milliseconds of search: others are found as fast as they are read


def text_hash(proof: Callable[..., Any]) -> str:
    """The hash of the text of a proof, so that a proof that is changed is run; "" if its text is not to be had."""
    try:
        return "sha256:" + hashlib.sha256(inspect.getsource(proof).encode()).hexdigest()
    except (OSError, TypeError):
        return ""


def is_worth_keeping(rests_on: Sequence[str], certificate: dict[str, Any]) -> bool:
    """Whether only the checker has to be asked again, about no other theorem, and the search took long."""
    took = sum(closure.get("milliseconds") or 0 for closure in certificate["closures"])
    return tuple(rests_on) == ("checker",) and "theorems" not in certificate and took >= WORTH_KEEPING


class KeptCertificates:
    """Certificates in folders, the nearest first, one file a proof."""

    def __init__(self, *folders: Path) -> None:
        self.folders = folders

    def find(self, theorem: str, proof: Callable[..., Any]) -> list[dict[str, Any]]:
        """What is kept for a proof with this very text and can be read, unchecked: one of each folder at most."""
        found = []
        text = self._text(theorem, proof)
        for folder in self.folders if text else ():
            path = folder / _name(theorem, proof.__name__)
            try:
                data = read_record(path) if path.exists() else None
            except UnreadableError:
                continue
            if isinstance(data, dict) and data.get("proof") == text and _is_readable(data.get("certificate")):
                found.append(dict(data["certificate"]))
        return found

    def keep(self, theorem: str, proof: Callable[..., Any], certificate: dict[str, Any]) -> None:
        """Write a certificate to the first folder; warn where that fails, since the theorem is proved all the same."""
        text = self._text(theorem, proof)
        if self.folders and text:
            try:
                write_certificate(self.folders[0], theorem, proof.__name__, text, certificate)
            except WriteError as error:
                warnings.warn(str(error), stacklevel=2)

    def _text(self, theorem: str, proof: Callable[..., Any]) -> str:
        """The hash of a proof that can be kept: one with a name, of a theorem with one. "" of others."""
        return text_hash(proof) if NAME.match(f"{theorem}.{proof.__name__}") else ""


def _is_readable(certificate: object) -> bool:
    """Whether the report can show its steps; whether they are right is for the checker to say."""
    closures = certificate.get("closures") if isinstance(certificate, dict) else None
    return isinstance(closures, list) and all(
        isinstance(each, dict)
        and isinstance(each.get("milliseconds"), int | float)
        and isinstance(each.get("step"), str)
        and isinstance(each.get("engine"), str)
        for each in closures
    )


def write_certificate(folder: Path, theorem: str, proof: str, text: str, certificate: dict[str, Any]) -> bool:
    """Write one file of a folder of kept certificates, whole or not at all, without the formulas for readers.

    Returns whether the file is a new one or another than before.

    Raises:
        WriteError: the folder cannot be written.
    """
    closures = [{key: v for key, v in each.items() if key != "latex"} for each in certificate["closures"]]
    data = {"theorem": theorem, "proof": text, "certificate": {**certificate, "closures": closures}}
    content = json.dumps(data, separators=(",", ":"), sort_keys=True) + "\n"
    path = folder / _name(theorem, proof)
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        if path.exists() and path.read_text(encoding="utf-8") == content:
            return False
        folder.mkdir(parents=True, exist_ok=True)
        temporary.write_text(content, encoding="utf-8")
        os.replace(temporary, path)
        return True
    except OSError as error:
        raise WriteError(f"{path} cannot be written: {error}", claim=theorem, remedy="make room") from error


def _name(theorem: str, proof: str) -> str:
    name = f"{theorem}.{proof}"
    if not NAME.match(name):  # a record from elsewhere may name a file anywhere
        raise ValueError(f"{name[:80]!r} is no theorem with a proof")
    return f"{name}.json"
