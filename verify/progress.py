"""How a run goes, as it goes: a pytest plugin object that takes the place of pytest's own terminal reporter.

On a terminal a line at the bottom is kept up to date; elsewhere every item gets a line. Failures are printed as they
come. What stops a run as a whole (a module that cannot be read, a missing device) is collected for the caller.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.text import Text

from verify.errors import VerifyError
from verify.report.vocabulary import visible

STYLES = {"passed": "green", "FAILED": "bold red", "skipped": "yellow"}
EXIT = re.compile(r"^(?:Exit|exit\.Exception): ")


@dataclass
class Seen:
    """What a run has come to."""

    total: int = 0
    done: int = 0
    failed: int = 0
    unreadable: dict[str, str] = field(default_factory=dict)  # by module: why it cannot be collected
    stopped: str = ""  # why pytest gave up, in its own words
    error: VerifyError | None = None  # an error of this package outside of any item
    crash: BaseException | None = None
    interrupted: bool = False
    warnings: list[str] = field(default_factory=list)


class Progress:
    """The plugin object. Give it to `pytest.main(plugins=[…])`; `seen` and `config` are there afterwards."""

    def __init__(self, console: Console) -> None:
        self.seen = Seen()
        self.config: pytest.Config | None = None
        self._view = _Live(console) if console.is_terminal else _Plain(console)

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        self.config = config
        # blocked here and not by `-p`, so that the recorded command shows what its user would type
        config.pluginmanager.set_blocked("terminalreporter")

    def pytest_unconfigure(self) -> None:
        self._view.close()

    def pytest_sessionstart(self) -> None:
        self._view.open()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        if session.items:
            self._expect(len(session.items))

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        self._expect(len(ids))

    def _expect(self, items: int) -> None:
        self.seen.total = items
        self._view.expect(items)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.seen.unreadable[report.nodeid] = _why_unreadable(report)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._view.start(nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        finishes = report.when == "call" or report.outcome != "passed"
        if not finishes:
            return
        word = "FAILED" if report.failed else str(report.outcome)
        if report.when != "teardown":
            self.seen.done += 1
        self.seen.failed += report.failed
        self._view.finish(self.seen, word, report.nodeid, report.duration)
        if report.failed:
            self._view.failure(report.longreprtext)

    def pytest_warning_recorded(self, warning_message: Any) -> None:
        text = str(warning_message.message)
        if issubclass(warning_message.category, pytest.PytestCacheWarning):
            return  # that pytest cannot remember the last failures says nothing about claims
        if text not in self.seen.warnings:
            self.seen.warnings.append(text)

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        if isinstance(excinfo.value, pytest.exit.Exception | pytest.Session.Interrupted | pytest.Session.Failed):
            self.seen.stopped = EXIT.sub("", str(excinfo.value))
        else:
            self.seen.interrupted = True

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> bool:
        """Keep the error for the caller, and keep pytest from printing it."""
        if isinstance(excinfo.value, VerifyError):
            self.seen.error = excinfo.value
        else:
            self.seen.crash = excinfo.value
        return True


def _why_unreadable(report: pytest.CollectReport) -> str:
    """One message out of what pytest says about a module that it cannot import."""
    text = report.longreprtext.strip()
    raised = [line[1:].removeprefix("   ").rstrip() for line in text.splitlines() if line.startswith("E ")]
    if not raised:
        return text if re.match(r"\w+Error: ", text) else f"VocabularyError: {text}"
    message = "\n".join(raised) if len(raised) > 1 else raised[0].strip()
    separator = "\n" if "\n" in message else " "
    return f"VocabularyError: {report.nodeid} cannot be imported:{separator}{message}"


class _Plain:
    """A line an item."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def open(self) -> None:
        pass

    def close(self) -> None:
        pass

    def expect(self, items: int) -> None:
        pass

    def start(self, item: str) -> None:
        pass

    def finish(self, seen: Seen, word: str, item: str, seconds: float) -> None:
        width = len(str(seen.total))
        self._line(f"[{seen.done:{width}}/{seen.total}] {word:7} {item}  ({seconds:.1f} s)", STYLES.get(word, ""))

    def failure(self, text: str) -> None:
        for line in visible(text).splitlines():
            self.console.print(Text(f"    {line}"), soft_wrap=True)

    def _line(self, text: str, style: str) -> None:
        self.console.print(Text(visible(text), style), soft_wrap=True)


class _Live(_Plain):
    """A line that is kept up to date, and failures above it."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.bar = Bar(
            SpinnerColumn(),
            MofNCompleteColumn(),
            BarColumn(bar_width=24),
            TimeElapsedColumn(),
            TextColumn("{task.description}", markup=False),
            console=console,
            transient=True,
            # pytest redirects these streams itself
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self.task = self.bar.add_task("collecting claims", total=None)

    def open(self) -> None:
        self.bar.start()

    def close(self) -> None:
        self.bar.stop()

    def expect(self, items: int) -> None:
        self.bar.update(self.task, total=items)

    def start(self, item: str) -> None:
        self.bar.update(self.task, description=visible(item))

    def finish(self, seen: Seen, word: str, item: str, seconds: float) -> None:
        failures = f"  {seen.failed} failed" if seen.failed else ""
        self.bar.update(self.task, completed=seen.done, description=f"{visible(item)}{failures}")
        if word != "passed":
            self._line(f"{word} {item}", STYLES.get(word, ""))
