"""Where the command line writes: results to the standard output, messages to the standard error."""

from __future__ import annotations

import io
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from difflib import get_close_matches
from typing import TextIO

from rich.console import Console

from verify.errors import UsageError, VerifyError
from verify.report.vocabulary import visible

PIPE_WIDTH = 160  # a pipe has no width; whoever reads it wants whole lines


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """The reader of a pipe has what it wanted; a run goes on to write its record."""
        self.quiet = True


@contextmanager
def output() -> Iterator[Console]:
    """A console on the standard output that goes on writing while pytest captures it.

    Characters that a terminal lacks become escapes instead of errors, and markup in texts is text.
    """
    file, to_close = _own_output()
    width = None if file.isatty() or "COLUMNS" in os.environ else PIPE_WIDTH
    try:
        yield _Console(file=file, width=width, markup=False, highlight=False, emoji=False)
    finally:
        if to_close is not None:
            with suppress(OSError):  # the reader of a pipe may be gone
                to_close.close()


def _own_output() -> tuple[TextIO, TextIO | None]:
    try:
        sys.stdout.flush()
        descriptor = os.dup(sys.stdout.fileno())
    except (OSError, AttributeError, io.UnsupportedOperation):
        return sys.stdout, None  # a buffer of a caller in the same process
    file = os.fdopen(descriptor, "w", encoding=sys.stdout.encoding or "utf-8", errors="backslashreplace", buffering=1)
    return file, file


def complain(text: str) -> None:
    """Write a message to the standard error."""
    print(visible(text), file=sys.stderr, flush=True)


def as_message(error: VerifyError) -> str:
    """An error of this package as the one message that its user gets."""
    return f"{type(error).__name__}: {error}"


@contextmanager
def warnings_as_messages() -> Iterator[None]:
    """Show each warning of this package once, as a message and without the line of code that gave it."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        try:
            yield
        finally:
            for text in dict.fromkeys(str(each.message) for each in caught if each.category is UserWarning):
                complain(f"warning: {text}")


def unknown(what: str, name: str, known: list[str], *, claim: str = "") -> UsageError:
    """The error that a name is unknown, with the names that it may have been meant for."""
    close = get_close_matches(name, known, n=3, cutoff=0.5)
    close += [each for each in known if name and name in each and each not in close]
    hint = f"did you mean {' or '.join(close[:3])}?" if close else f"there {_are(known)}"
    return UsageError(f"there is no {what} {name[:80]!r}", claim=claim, remedy=hint)


def _are(names: list[str]) -> str:
    if not names:
        return "are none"
    shown = ", ".join(names[:6])
    return f"{'is' if len(names) == 1 else 'are'} {shown}" + (f" and {len(names) - 6} more" if len(names) > 6 else "")
