"""Writing: each file whole or not at all."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from verify.report import write
from verify.report.mathml import RenderError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_three_files_are_written(record: Any, tmp_path: Path) -> None:
    """Record, page and summary; the record with sorted keys, one blank of indent, and a last newline."""
    write(record, tmp_path / "new" / "folder")
    folder = tmp_path / "new" / "folder"
    assert names(folder) == ["index.html", "report.json", "report.md"]
    text = (folder / "report.json").read_text(encoding="utf-8")
    assert text == json.dumps(record, sort_keys=True, ensure_ascii=False) + "\n"
    assert json.loads(text) == record


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_files(
    record: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException
) -> None:
    """When writing fails midway, the old record is still whole and no half file lies about."""
    write(record, tmp_path)
    before = {name: (tmp_path / name).read_bytes() for name in names(tmp_path)}

    def fail(*_: Any) -> None:
        raise error

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(type(error)):
        write(record | {"schema_version": "1.1"}, tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in names(tmp_path)} == before


def test_a_page_that_cannot_be_drawn_costs_no_results(record: Any, tmp_path: Path) -> None:
    """The record is written, and the page of an older run does not stay to speak for this one."""
    write(record, tmp_path)
    record["theorems"]["mitchell.product_error"]["latex"] = r"\unheardof"
    with pytest.raises(RenderError):
        write(record, tmp_path)
    assert names(tmp_path) == ["report.json"]
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8")) == record


def test_a_number_that_json_lacks_is_refused(record: Any, tmp_path: Path) -> None:
    """NaN is refused before anything is written."""
    record["run"]["seconds"] = float("nan")
    with pytest.raises(ValueError, match="JSON"):
        write(record, tmp_path)
    assert names(tmp_path) == []


def test_a_lone_surrogate_survives(record: Any, tmp_path: Path) -> None:
    """Text that is no text becomes its JSON escape, and comes back."""
    record["run"]["command"] = "\ud800"
    write(record, tmp_path)
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["run"]["command"] == "\ud800"


def loaded(code: str) -> set[str]:
    script = f"import sys; before = set(sys.modules)\n{code}\nprint(*(set(sys.modules) - before))"
    root = str(Path(__file__).parents[2])
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=root)
    return set(done.stdout.split())


HEAVY = {"jinja2", "math_core", "contourpy"}


def test_importing_the_report_is_light() -> None:
    """Neither the templates' nor the formulas' nor the pictures' library is loaded before it is used."""
    code = (
        "import verify.report, verify.report.html, verify.report.markdown, verify.report.summary, verify.report.plots"
    )
    assert not loaded(code) & HEAVY


def test_a_heavy_import_is_noticed() -> None:
    """The check sees a library that is loaded."""
    assert loaded("import verify.report, jinja2, math_core, contourpy") >= HEAVY
