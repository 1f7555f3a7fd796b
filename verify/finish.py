"""The end of a run: compare with what is expected, and write the record and its report."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from verify.errors import VocabularyError, WriteError
from verify.expected import compare, load_expected, missing_statements
from verify.records import deterministic_hash


def write_report(
    record: dict[str, Any], folder: Path, claims: Collection[Path], whole: Collection[Path] = frozenset()
) -> None:
    """Note in the record what is weaker than the `verdicts.toml` of the claims' folders, and write the report.

    Of folders that were collected `whole` it is a problem too if a statement of the `verdicts.toml` is not there.

    Raises:
        WriteError: the folder cannot be written.
        RecordError: a `verdicts.toml` cannot be read.
    """
    from verify.report import write
    from verify.report.mathml import RenderError

    for claims_folder in sorted(claims):
        expected = load_expected(claims_folder)
        if expected:
            problems, news = compare(record, expected)
            problems += missing_statements(record, expected) if claims_folder in whole else []
            record["run"]["problems"] += problems
            record["run"].setdefault("news", []).extend(news)
    record["deterministic_hash"] = deterministic_hash(record)
    try:
        write(record, folder)
    except RenderError as error:
        raise VocabularyError(f"the page cannot be drawn: {error}", remedy="mend the LaTeX of the statement") from error
    except OSError as error:
        raise WriteError(
            f"{folder} cannot be written: {error}", remedy="make room; `verify report` writes it again"
        ) from error
