"""The commands and their help. Each imports what it needs when it runs, so that help costs nothing."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

HELP = """Mathematical claims as ordinary functions: proved, attacked, and reported.

Start here:
  verify run                  prove and attack the claims in claims/
  verify list                 what came out, a line a theorem
  verify show POST.THEOREM    everything about one of them
"""

app = typer.Typer(
    name="verify", help=HELP, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="rich"
)

LATEST = Path("reports") / "latest"
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="the folder of a run's report")]
Report = Annotated[Path, typer.Option("--report", metavar="DIR", help="the folder of a run's report")]
Subjects = Annotated[
    list[str] | None,
    typer.Option(
        "--subject",
        metavar="NAME=PKG.MODULE:FUNCTION",
        help="your own implementation in the place of a definition; it is executed (may be repeated)",
    ),
]


class Profile(StrEnum):
    """How much is searched."""

    QUICK = "quick"
    CI = "ci"
    DEEP = "deep"


@app.callback()
def options(
    *, debug: Annotated[bool, typer.Option("--debug", help="show where an unforeseen error comes from")] = False
) -> None:
    """Options of every command; `--debug` is taken off before the rest is read."""


options.__doc__ = HELP


@app.command()
def run(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="PATHS", help="files or folders of claims, or pytest node ids")
    ] = None,
    *,
    keyword: Annotated[str, typer.Option("-k", metavar="WORDS", help="only checks whose name fits, as in pytest")] = "",
    mark: Annotated[str, typer.Option("-m", metavar="KIND", help="only checks of a kind: proof, property, …")] = "",
    workers: Annotated[str, typer.Option("-n", metavar="N", help="processes; needs pytest-xdist")] = "",
    device: Annotated[str, typer.Option(metavar="LIST", help="devices to search on: cpu, cuda, or cpu,cuda")] = "",
    dtype: Annotated[
        str, typer.Option(metavar="LIST", help="formats to search in: float64,float32,float16,bfloat16")
    ] = "",
    subject: Subjects = None,
    report: Annotated[Path, typer.Option(metavar="DIR", help="where the record and the report go")] = LATEST,
    profile: Annotated[Profile | None, typer.Option(help="how much is searched (quick, if nothing else says)")] = None,
    search_proofs: Annotated[
        bool, typer.Option("--search-proofs", help="search for every proof, also where a certificate is kept")
    ] = False,
) -> int:
    """Prove and attack claims, and write the report.

    Claims and subjects are Python code and are executed. Ctrl-C keeps what is finished.

    Examples:
      verify run
      verify run claims/mitchell.py -k product_error --profile ci -n 2
      verify run --subject product=mypackage.fast:multiply --dtype float32
    """
    from verify.cli.running import run as run_claims

    given = {
        "-k": keyword,
        "-m": mark,
        "--device": device,
        "--dtype": dtype,
        "--report": str(report),
        "--hypothesis-profile": profile.value if profile else "",
    }
    arguments = [f"{name}{'=' if name.startswith('--') else ''}{value}" for name, value in given.items() if value]
    arguments += [f"--subject={each}" for each in subject or []]
    arguments += ["--search-proofs"] if search_proofs else []
    return run_claims(paths or ["claims"], arguments, workers=workers)


@app.command("list")
def list_statements(
    *,
    report: Report = LATEST,
    status: Annotated[
        list[str] | None, typer.Option(metavar="VERDICT", help="only with this verdict (may be repeated)")
    ] = None,
) -> int:
    """What the last run found, a line a theorem or erratum. Executes no claim.

    Examples:
      verify list
      verify list --status undecided --status refuted
    """
    from verify.cli.looking import list_statements as print_list

    return print_list(report, status or [])


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="a theorem or erratum")], *, report: Report = LATEST
) -> int:
    """Everything about one theorem or erratum, from the record. Executes no claim.

    Example:
      verify show mitchell.product_error
    """
    from verify.cli.looking import show as print_statement

    return print_statement(name, report)


@app.command()
def refute(
    name: Annotated[str, typer.Argument(metavar="ID", help="a theorem or erratum")],
    rest: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NEIGHBOUR] [PATHS]",
            help="a neighbour of the theorem or a reading of the erratum; then files or folders (default: claims; "
            "write ./name for a folder whose name could be a neighbour's)",
        ),
    ] = None,
    *,
    at: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="a variable's exact value: 3/2, 1.5, 0x1.8p+0, or a list of these"),
    ] = None,
    subject: Subjects = None,
    dtype: Annotated[
        str, typer.Option(metavar="FORMAT", help="format of the search and of subjects; else all that hold the point")
    ] = "",
) -> int:
    """Judge a statement exactly at one point. Imports the claims, which executes them.

    Without --at: a neighbour or a reading is judged at its witness, and a theorem is searched for a counterexample.
    The exit code is 0 if it comes out as the suite says: a neighbour is violated, a theorem holds.

    Examples:
      verify refute mitchell.product_error --at x=3/2 --at y=3/2
      verify refute mitchell.product_error smaller_constant
      verify refute mitchell.product_error ./my/claims.py --subject product=mypackage.fast:multiply --at x=3 --at y=5
    """
    from verify.cli.refuting import Question
    from verify.cli.refuting import refute as answer

    return answer(Question(name, rest or [], at or [], subject or [], dtype))


@app.command()
def mutate(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[IDS] [PATHS]", help="theorems, also as 'mitchell.*'; files or folders of claims (default: claims)"
        ),
    ] = None,
    *,
    limit: Annotated[
        int, typer.Option(metavar="N", min=0, help="at most N mutants a theorem, spread evenly over all; 0: all")
    ] = 0,
    seconds: Annotated[float, typer.Option(metavar="S", min=1, help="at most S seconds a mutant")] = 30,
    report: Report = LATEST,
    anew: Annotated[bool, typer.Option("--anew", help="judge again what was judged before")] = False,
    processes: Annotated[int, typer.Option("-n", metavar="N", min=1, help="how many mutants at a time")] = 2,
) -> int:
    """Change constants, assumptions and definitions of theorems, and show who notices. Imports the claims, which
    executes them, and executes the changed definitions too, each in a process that is ended when its time is over.

    A false mutant must be refuted by an exact counterexample; a crash is no kill. True ones are proved, ill-formed ones
    are counted apart, and survivors are explained in survivors.toml beside the claims. Ctrl-C keeps what is finished,
    and the next call goes on from there. The exit code is 0 if 95 % of the false ones are refuted and every survivor
    is explained.

    Examples:
      verify mutate mitchell.product_error
      verify mutate 'mitchell.*' --limit 20
    """
    from verify.cli.mutating import Asked
    from verify.cli.mutating import mutate as judge_mutants

    return judge_mutants(Asked(names or [], limit, seconds, report, anew, processes))


@app.command()
def report(
    folder: Folder = LATEST,
    *,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="write there instead of into DIR")] = None,
) -> int:
    """Write the report of a run again, also of one that was killed. Executes no claim.

    Examples:
      verify report
      verify report reports/latest --out /tmp/report
    """
    from verify.cli.recorded import render

    return render(folder, out)


@app.command()
def recheck(
    path: Annotated[Path, typer.Argument(metavar="DIR|FILE", help="a run's report, or a record")] = LATEST,
) -> int:
    """Confirm every certificate of a record, with the checker that needs only the standard library. Executes no claim.

    Example:
      verify recheck reports/latest
    """
    from verify.cli.recorded import recheck as confirm

    return confirm(path)


@app.command()
def coq(
    folder: Folder = LATEST,
    *,
    theorem: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="only the goals of this theorem (may be repeated)")
    ] = None,
    processes: Annotated[int, typer.Option("-n", metavar="N", min=1, help="how many files at a time")] = 2,
    seconds: Annotated[int, typer.Option(metavar="N", min=1, help="the most that Coq may take for one file")] = 300,
) -> int:
    """Have Coq confirm the goals of a record, as far as they are about numbers. Executes no claim.

    Writes the files that Coq read into DIR/coq, and what came out into DIR/coq.json.

    Examples:
      verify coq
      verify coq reports/latest --theorem mitchell.product_error
    """
    from verify.cli.coq import confirm

    return confirm(folder, theorem or [], seconds, processes)


@app.command()
def accept(
    folder: Folder = LATEST,
    *,
    claims: Annotated[Path, typer.Option(metavar="DIR", help="the folder of claims/verdicts.toml")] = Path("claims"),
    weaker: Annotated[bool, typer.Option("--weaker", help="accept that something becomes weaker")] = False,
) -> int:
    """Record the verdicts of a run as those that are expected from now on. Executes no claim.

    Examples:
      verify accept
      verify accept reports/latest --claims claims --weaker
    """
    from verify.cli.recorded import accept as write

    return write(folder, claims, weaker=weaker)
