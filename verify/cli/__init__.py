"""The command line: `verify run`, `list`, `show`, `refute`, `mutate`, `report`, `recheck`, `coq`, `accept`.

An error becomes one message on the standard error, `Kind: sentence; remedy`, and an exit code of `verify.errors.Exit`.
`verify --help` loads no engine.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from verify.errors import Exit, VerifyError

INTERRUPTED_BY_TYPER = 130  # what newer versions of typer make of Ctrl-C


def main() -> None:
    """Run the command that the arguments name, and exit."""
    code = dispatch(sys.argv[1:])
    _flush()
    sys.exit(code)


def dispatch(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code. Whatever is raised becomes one message."""
    import typer

    from verify.cli.console import as_message, complain

    debug = "--debug" in arguments
    rest = [each for each in arguments if each != "--debug"] or ["--help"]
    try:
        code = _invoke(rest)
        if code != INTERRUPTED_BY_TYPER:
            return code
    except VerifyError as error:
        complain(as_message(error))
        return int(error.exit_code)
    except BrokenPipeError:
        return int(Exit.OK)  # `verify list | head`: the reader has what it wanted
    except (KeyboardInterrupt, typer.Abort):
        pass
    except Exception as error:
        return _unforeseen(error, debug=debug)
    complain("Interrupted: nothing more was done; what was finished before is kept")
    return int(Exit.INTERRUPTED)


def _invoke(arguments: list[str]) -> int:
    from typer.main import get_command

    from verify.cli.commands import app

    code = get_command(app).main(arguments, prog_name="verify", standalone_mode=False)
    return code if isinstance(code, int) else int(Exit.OK)


def _unforeseen(error: Exception, *, debug: bool) -> int:
    from verify.cli.console import complain

    wrong_arguments = getattr(error, "format_message", None)  # the parser's errors, by whichever name
    if wrong_arguments is not None:
        text = " ".join(str(wrong_arguments()).split()).rstrip(".")
        complain(f"UsageError: {text}; see `verify --help`")
        return int(Exit.USAGE)
    if debug:
        import traceback

        complain("".join(traceback.format_exception(error)).rstrip())
    hint = "" if debug else "; run it again with --debug to see where, and report it"
    complain(f"InternalError: {type(error).__name__}: {error}{hint}")
    return int(Exit.INTERNAL_ERROR)


def _flush() -> None:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # the interpreter flushes again at exit, and would complain
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


__all__ = ["dispatch", "main"]
