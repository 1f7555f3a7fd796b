"""The report of a run: the record, a page for people, and a summary for continuous integration, all from one record."""

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

__all__ = ["write", "write_pages"]


def write(record: Mapping[str, Any], folder: Path) -> None:
    """Write `report.json`, `index.html` and `report.md` into `folder`, each whole or not at all.

    The record comes first, so a page that cannot be drawn costs no results; the older page is then taken away, since
    it would speak for another run. Raises `RenderError` if a part cannot be shown, `ValueError` for a number that
    JSON lacks, `OSError` if a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(record, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"
    _replace(folder / "report.json", text)
    write_pages(record, folder)


def write_pages(record: Mapping[str, Any], folder: Path) -> None:
    """Write `index.html` and `report.md` beside a record, with what `verify mutate` and `verify coq` left there.

    Raises what `write` raises.
    """
    from verify.report import html, markdown
    from verify.report.coq import with_coq
    from verify.report.kill_matrix import load_kill_matrix

    try:
        shown = with_coq(record, folder)
        page, summary = html.render(shown, load_kill_matrix(folder)), markdown.render(shown)
    except BaseException:
        for name in ("index.html", "report.md"):
            (folder / name).unlink(missing_ok=True)
        raise
    _replace(folder / "index.html", page)
    _replace(folder / "report.md", summary)


def _replace(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        # a lone surrogate becomes its own JSON escape
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8", "backslashreplace"))
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
