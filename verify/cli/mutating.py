"""`verify mutate`: change theorems systematically, and show who notices. This executes claims and mutants."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from threading import Event, Lock
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from verify.cli.console import complain, output, unknown, warnings_as_messages
from verify.cli.mutation_worker import Worker
from verify.cli.refuting import all_statements
from verify.errors import Exit, RecordError
from verify.mutation.judging import OBSERVERS, OUTCOMES, outcome
from verify.mutation.matrix import (
    LINES,
    MATRIX,
    Explanation,
    Known,
    Line,
    is_enough,
    load_explanations,
    load_lines,
    matrix,
    stale,
    totals,
    up_to_date,
    write_matrix,
)
from verify.mutation.mutants import Mutant, chosen, digest, mutants
from verify.records import Part
from verify.report.vocabulary import visible
from verify.theorem import Theorem

BATCH = 25  # mutants that a process takes at a time


@dataclass(frozen=True)
class Asked:
    """What was asked on the command line."""

    names: Sequence[str]
    limit: int
    seconds: float
    report: Path
    anew: bool
    processes: int = 1


@dataclass(frozen=True)
class Task:
    """A mutant to judge."""

    theorem: str
    digest: str
    mutant: Mutant


def mutate(asked: Asked) -> int:
    """Judge the mutants of theorems: 0 if enough of the false ones are refuted and the others are explained, else 1.

    Raises:
        UsageError: there is no such theorem.
        VerifyError: the claims cannot be imported.
        RecordError: an explanation is stale.
        WriteError: the folder of the report cannot be written.
    """
    paths = [Path(name) for name in asked.names if Path(name).exists()] or [Path("claims")]
    theorems = {each.id: each for each in all_statements(paths) if isinstance(each, Theorem)}
    selected = _selected([name for name in asked.names if not Path(name).exists()], list(theorems))
    made = {name: mutants(theorem) for name, theorem in theorems.items()}
    known = [Known(name, digest(each), tuple(m.name for m in made[name])) for name, each in theorems.items()]
    folders = sorted({theorem.file.parent for theorem in theorems.values()})
    explanations = [each for folder in folders for each in load_explanations(folder)]
    tasks = list(_tasks(known, made, selected, explanations, asked.limit))
    data, lines = _results(tasks, paths, known, explanations, asked)
    path = asked.report / MATRIX
    with output() as console:
        _print(console, data, selected, path)
    # a file alone says nothing of the theorems of other files
    mine = explanations if paths == [Path("claims")] else [each for each in explanations if each.theorem in theorems]
    _refuse_stale(stale(mine, known, lines))
    return int(Exit.OK if is_enough(_total(data, selected)) else Exit.CLAIM_FAILED)


def _results(
    tasks: Sequence[Task], paths: list[Path], known: list[Known], explanations: list[Explanation], asked: Asked
) -> tuple[dict[str, Any], dict[tuple[str, str], Line]]:
    """The kill matrix, which is written also after Ctrl-C, and the lines that it is made of: those that are kept, and
    those of the tasks that none of them is about."""

    def written(*, finished: bool) -> tuple[dict[str, Any], dict[tuple[str, str], Line]]:
        lines = up_to_date(load_lines(asked.report), known)
        data = matrix(lines, known, explanations, finished=finished)
        write_matrix(data, asked.report)
        return data, lines

    with warnings_as_messages():
        kept = {} if asked.anew else up_to_date(load_lines(asked.report), known)
        try:
            _judge([each for each in tasks if (each.theorem, each.mutant.name) not in kept], paths, asked)
        except BaseException:
            written(finished=False)
            raise
        return written(finished=True)


def _selected(wanted: Sequence[str], there: list[str]) -> list[str]:
    """The theorems that are named, by their ids or by patterns such as `mitchell.*`; all of them if none is named."""
    for name in wanted:
        if not any(fnmatchcase(each, name) for each in there):
            raise unknown("theorem", name, there)
    return [each for each in there if not wanted or any(fnmatchcase(each, name) for name in wanted)]


def _tasks(
    known: Iterable[Known],
    made: dict[str, list[Mutant]],
    selected: Sequence[str],
    explanations: Iterable[Explanation],
    limit: int,
) -> Iterator[Task]:
    """The mutants to judge: as many of each theorem as the limit has, and all that are said to survive."""
    for each in known:
        if each.theorem in selected:
            explained = {survivor.mutant for survivor in explanations if survivor.theorem == each.theorem}
            for mutant in chosen(made[each.theorem], limit, explained):
                yield Task(each.theorem, each.digest, mutant)


def _judge(tasks: Sequence[Task], paths: list[Path], asked: Asked) -> None:
    """Judge mutants in processes of their own, and write each down at once. Threads suffice: they wait for processes.

    The mutants of a theorem stay together, since a process makes them all when it meets the first.
    """
    part = Part(asked.report / LINES)
    waiting = iter(_batches(tasks))
    one_at_a_time, stopped = Lock(), Event()

    def work(worker: Worker) -> None:
        while not stopped.is_set():
            with one_at_a_time:
                batch = next(waiting, [])
            if not batch:
                return
            for task in itertools.takewhile(lambda _: not stopped.is_set(), batch):
                line = _line(worker, task, asked.seconds)
                with one_at_a_time:
                    # the process that was ended under a thread says nothing of its mutant
                    if not stopped.is_set():
                        part.write(line)
                        advance(f"{line['outcome']}: {task.theorem}, {task.mutant.name}")

    with output() as console, _progress(console, len(tasks)) as advance, ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor(asked.processes))
        workers = [stack.enter_context(closing(Worker(paths))) for _ in range(asked.processes)]
        stack.callback(stopped.set)
        for done in as_completed([pool.submit(work, worker) for worker in workers]):
            done.result()


def _batches(tasks: Sequence[Task]) -> list[Sequence[Task]]:
    """At most so many mutants of one theorem at a time, so that no process is left alone with a large theorem."""
    by_theorem = [list(group) for _, group in itertools.groupby(tasks, lambda task: task.theorem)]
    return [group[i : i + BATCH] for group in by_theorem for i in range(0, len(group), BATCH)]


def _line(worker: Worker, task: Task, seconds: float) -> Line:
    begin = time.perf_counter()
    seen = list(worker.observe(task.theorem, task.mutant.name, seconds))
    return {
        "theorem": task.theorem,
        "digest": task.digest,
        "mutant": task.mutant.name,
        "kind": task.mutant.kind,
        "outcome": outcome(seen),
        "observations": [each.as_data() for each in seen],
        "seconds": round(time.perf_counter() - begin, 3),
    }


@contextmanager
def _progress(console: Console, number: int) -> Iterator[Callable[[str], None]]:
    """What is called with a text for each mutant that is judged: a bar on a terminal, and a line each elsewhere."""
    if not console.is_terminal:
        count = itertools.count(1)
        yield lambda text: console.print(Text(f"[{next(count)}/{number}] {visible(text)}"), soft_wrap=True)
        return
    columns = (
        SpinnerColumn(),
        MofNCompleteColumn(),
        BarColumn(bar_width=24),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("starting", total=number)
        yield lambda text: progress.update(task, advance=1, description=visible(text)[:100])


def _total(data: dict[str, Any], selected: Iterable[str]) -> dict[str, Any]:
    entries = [data["theorems"][name] for name in selected if name in data["theorems"]]
    return totals([row for entry in entries for row in entry["mutants"]])


def _print(console: Console, data: dict[str, Any], selected: Sequence[str], path: Path) -> None:
    """A line a theorem, each survivor and each contradiction with what is known of it, and what it comes to."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("theorem", no_wrap=True)
    for heading in ("mutants", *OUTCOMES[:4], *(f"by {each}" for each in OBSERVERS[:-1])):
        table.add_column(heading, justify="right")
    shown = {name: data["theorems"][name] for name in selected if name in data["theorems"]}
    for name, entry in shown.items():
        total = totals(entry["mutants"])
        numbers = [f"{total['mutants']} of {entry['of']}"]
        numbers += [str(total["outcomes"].get(each, 0)) for each in OUTCOMES[:4]]
        numbers += [str(total["noticed"].get(each, 0)) for each in OBSERVERS[:-1]]
        table.add_row(Text(visible(name), "bold"), *numbers)
    console.print(table)
    for name, entry in shown.items():
        for row in entry["mutants"]:
            if row["outcome"] in ("alive", "contradiction"):
                why = row.get("explained") or f"unexplained; {row['message']}"
                console.print(Text(visible(f"{row['outcome']}: {name}, {row['name']}\n    {why}")), soft_wrap=True)
    console.print(Text(f"\n{_sentence(_total(data, selected))}", "bold"))
    console.print(Text(str(path), "underline"), soft_wrap=True)


def _sentence(total: dict[str, Any]) -> str:
    counts = ", ".join(f"{total['outcomes'].get(each, 0):,} {each}" for each in OUTCOMES[:4])
    rate = "no mutant is known to be false" if total["kill_rate"] is None else _share(total)
    wrong = total["outcomes"].get("contradiction", 0)
    alarm = f"; {wrong} BOTH PROVED AND REFUTED: the suite is wrong" if wrong else ""
    left = f"; {total['unexplained']} unexplained" if total["unexplained"] else ""
    return f"{total['mutants']:,} mutants: {counts}; {rate}{left}{alarm} ({total['seconds']:,} s)"


def _share(total: dict[str, Any]) -> str:
    return (
        f"{total['outcomes'].get('refuted', 0):,} of {total['false']:,} false ones refuted ({total['kill_rate']:.1%})"
    )


def _refuse_stale(problems: list[str]) -> None:
    for problem in problems:
        complain(f"stale explanation: {problem}")
    if problems:
        raise RecordError(
            f"{len(problems)} explanation{'s' if len(problems) > 1 else ''} of survivors match no survivor",
            remedy="take them out of survivors.toml",
        )
