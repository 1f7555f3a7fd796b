"""A process of its own that judges mutants: whatever an edited definition does, it can be ended.

It reads a line of JSON for each mutant and writes one for each observation. `Worker` is the other end.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from verify.mutation.judging import Observation, observe
from verify.mutation.mutants import Mutant, mutants
from verify.theorem import Theorem

START = "from verify.cli.mutation_worker import main; main()"
SECONDS_TO_START = 300.0
SECONDS_TO_BE_ENDED = 10
MOST_WAITING = 10  # seconds on the clock for one of the processor: what waits may wait, and what sleeps is ended


class Worker:
    """The other end of the process. It is started when it is needed, and again after it had to be ended."""

    def __init__(self, paths: list[Path]) -> None:
        self._paths = paths
        self._process: subprocess.Popen[bytes] | None = None
        self._buffer = b""

    def observe(self, theorem: str, mutant: str, seconds: float) -> Iterator[Observation]:
        """What is said of a mutant within a number of seconds of the processor; at their end the process ends. So a
        busy machine makes no survivors."""
        process = self._running()
        assert process.stdin is not None
        out_of_time = Observation("time", "out of time", f"it took more than {seconds:g} seconds", seconds=seconds)
        until = time.monotonic() + MOST_WAITING * seconds
        try:
            asked = {"theorem": theorem, "mutant": mutant, "seconds": seconds}
            process.stdin.write(json.dumps(asked).encode() + b"\n")
            process.stdin.flush()
            while True:
                answer = self._answer(until)
                if "done" in answer:
                    return
                yield Observation(**answer)
        except TimeoutError:
            yield out_of_time
        except (EOFError, BrokenPipeError):
            by_its_clock = process.wait() == -signal.SIGPROF
            yield out_of_time if by_its_clock else Observation("time", "crash", "the process that judged it ended")
        self.close()

    def close(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):
                        stream.close()
        self._process, self._buffer = None, b""

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", START, *map(str, self._paths)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                start_new_session=True,  # Ctrl-C is for this process, which ends the other one
            )
            self._answer(time.monotonic() + SECONDS_TO_START)
        return self._process

    def _answer(self, until: float) -> dict[str, Any]:
        assert self._process is not None
        assert self._process.stdout is not None
        while b"\n" not in self._buffer:
            readable, _, _ = select.select([self._process.stdout], [], [], max(0.0, until - time.monotonic()))
            if not readable:
                raise TimeoutError
            read = os.read(self._process.stdout.fileno(), 1 << 16)
            if not read:
                raise EOFError
            self._buffer += read
        line, _, self._buffer = self._buffer.partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        return answer


def main() -> None:
    """Judge the mutants that the standard input asks for, of the theorems at the paths that the arguments name."""
    # what is imported late costs no mutant its time
    import verify.proof.proof
    import verify.search.falsify  # noqa: F401

    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)  # what claims print is no answer
    paths = tuple(Path(each) for each in sys.argv[1:])
    print("{}", file=answers, flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        theorem, by_name = _mutants_of(asked["theorem"], paths)
        # both end this process: the first when its time is over, the second where nobody is left to end it
        signal.setitimer(signal.ITIMER_PROF, asked["seconds"])
        signal.alarm(math.ceil(MOST_WAITING * asked["seconds"]) + SECONDS_TO_BE_ENDED)
        for seen in observe(theorem, by_name[asked["mutant"]]):
            print(json.dumps(seen.as_data()), file=answers, flush=True)
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.alarm(0)
        print(json.dumps({"done": True}), file=answers, flush=True)


@cache
def _mutants_of(name: str, paths: tuple[Path, ...]) -> tuple[Theorem, dict[str, Mutant]]:
    from verify.cli.refuting import find_statement

    theorem = find_statement(name, paths)
    assert isinstance(theorem, Theorem)
    return theorem, {mutant.name: mutant for mutant in mutants(theorem)}
