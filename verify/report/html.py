"""The page for people: one self-contained file, readable without a network and without its script."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from verify.reading_order import MOST_FACTS, MOST_SHOWN, reading_order
from verify.report import plots
from verify.report.mathml import RenderError, font_base64, mathml, styles
from verify.report.vocabulary import (
    GLYPHS,
    OUTCOME_GLYPHS,
    POSITIVE,
    Record,
    as_json,
    complaints,
    counts,
    erratum_complaints,
    headline,
    number,
    plain,
    plural,
    point,
    refuted_without,
    replay,
    shortened,
    slacks,
    tightest,
    tightest_slack,
    visible,
)

if TYPE_CHECKING:
    import jinja2
    from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "templates"

STATUSES = [
    ("attention", "!", "needs attention"),
    *((verdict.replace(" ", "-"), glyph, verdict) for verdict, glyph in GLYPHS.items()),
    ("erratum", "✕", "errata"),
]


RELATIONS = {
    "verbatim": "the theorem says the same",
    "specialised": "the theorem is a special case",
    "stronger": "the theorem says more",
    "repaired": "the theorem repairs it",
}


def render(record: Record, kills: Record | None = None) -> str:
    """The page as HTML text, with the kill matrix if there is one; the same record gives the same bytes.

    Raises `RenderError`, naming the theorem, if a formula or a picture cannot be shown.
    """
    script = (TEMPLATES / "page.js").read_text(encoding="utf-8")
    body = _page(record, kills, style="STYLE", script="SCRIPT", policy="POLICY")
    style = (TEMPLATES / "page.css").read_text(encoding="utf-8").replace("FONT", font_base64()) + styles(body)
    return _page(record, kills, style=style, script=script, policy=_policy(style, script))


def _page(record: Record, kills: Record | None, *, style: str, script: str, policy: str) -> str:
    posts = _posts(record)
    return (
        _jinja()
        .get_template("page.html.j2")
        .render(
            record,
            run=record["run"],
            posts=posts,
            kills=kills,
            known={name: claim["title"] for name, claim in (record["theorems"] | record["errata"]).items()},
            facts=_facts(record),
            headline=headline(record),
            tiles=_tiles(record),
            statuses=_statuses(posts),
            page_title=_page_title(record),
            style=_trusted(style),
            script=_trusted(script),
            policy=_trusted(policy),
        )
    )


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode("ascii")


@cache
def _jinja() -> "jinja2.Environment":
    import jinja2
    from markupsafe import Markup

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.ChainableUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"glyphs": GLYPHS, "outcome_glyphs": OUTCOME_GLYPHS, "relations": RELATIONS}
    environment.globals |= {"most_facts": MOST_FACTS}
    environment.filters |= {
        "math": lambda latex, display=False: _trusted(mathml(latex, display=display)),
        "json": lambda value: Markup.escape(visible(shortened(as_json(value), 1500))),
        "short": lambda text, limit=200: shortened(str(text), limit),
        "plain": plain,
        "point": point,
        "plural": plural,
        "seconds": seconds,
        "formulas": _formulas,
        "hex": _hex,
        "fragment": lambda name: quote(visible(name), safe="._~-"),
    }
    return environment


def _trusted(markup: str) -> "Markup":
    """Our own style and script, and MathML and SVG whose texts are escaped already."""
    from markupsafe import Markup

    return Markup(markup)  # noqa: S704


def _shown(value: Any) -> Any:
    """Every value that a template prints passes here, so no string can reorder, hide or drown what is around it."""
    return value if hasattr(value, "__html__") else visible(shortened(str(value), 1000))


def seconds(value: float) -> str:
    """A duration in words: `0.12 s`, `3 min 20 s`."""
    if value < 100:
        return f"{value:.2g} s" if value < 10 else f"{value:.0f} s"
    minutes, rest = divmod(round(value), 60)
    return f"{minutes} min {rest} s" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"


def _hex(slack: Record) -> str:
    value = slack.get("value")
    return str(slack.get("hex") or (value.hex() if isinstance(value, float) else "")) if value else ""


def _page_title(record: Record) -> str:
    total = counts(record["theorems"].values(), record["errata"].values())
    worst = next((verdict for verdict in ("refuted", "undecided") if total.verdicts[verdict]), "")
    mark = f"{total.verdicts[worst]} {worst} · " if worst else ""
    return f"{mark}{plural(len(record['theorems']), 'theorem')} · verify"


def _facts(record: Record) -> list[str]:
    run, environment = record["run"], record["environment"]
    packages = environment.get("packages", {})
    took = run.get("seconds")
    facts = [
        f"run {run['id']}",
        f"commit {run['commit']}" if run.get("commit") else "",
        f"{run['profile']} profile",
        ", ".join(run["devices"]),
        seconds(took) if took is not None else "",
        f"Python {environment['python']}",
        *(f"{name} {packages[name]}" for name in ("torch", "sympy") if name in packages),
    ]
    return [fact for fact in facts if fact]


def _tiles(record: Record) -> list[dict[str, Any]]:
    total = counts(record["theorems"].values(), record["errata"].values())
    tiles = [
        _tile(verdict, verdict.replace(" ", "-"), glyph, n, n, verdict)
        for verdict, glyph in GLYPHS.items()
        if (n := total.verdicts[verdict]) or verdict not in ("undecided", "not run")
    ]
    kind = "neighbours" if total.neighbours_refuted == total.neighbours else "undecided"
    tiles.append(_tile("neighbours", kind, "✕", total.neighbours_refuted, total.neighbours, "neighbours refuted"))
    tiles.append(_tile("errata", "erratum", "✕", total.errata_found, total.errata, "errata found"))
    return tiles


def _tile(name: str, kind: str, glyph: str, number: int, total: int, words: str) -> dict[str, Any]:
    text = f"{number:,}" if number == total and name != "neighbours" else f"{number:,} of {total:,}"
    return {"name": name, "kind": kind, "glyph": glyph, "number": total, "text": text, "words": words}


def _statuses(posts: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    used = {status for post in posts for card in [*post["theorems"], *post["errata"]] for status in card["statuses"]}
    return [status for status in STATUSES if status[0] in used]


def _posts(record: Record) -> list[dict[str, Any]]:
    claims = [*record["theorems"].values(), *record["errata"].values()]
    names = dict.fromkeys([*record["posts"], *(claim["post"] for claim in claims)])
    posts = [_post(record, name) for name in names]
    shown = [post for post in posts if post["theorems"] or post["errata"] or post["sentences"]]
    return sorted(shown, key=lambda post: post["rank"])


def _post(record: Record, name: str) -> dict[str, Any]:
    post = record["posts"].get(name, {"title": name})
    theorems = [_theorem(record, key, t) for key, t in record["theorems"].items() if t["post"] == name]
    errata = [_erratum(record, key, e) for key, e in record["errata"].items() if e["post"] == name]
    total = counts(theorems)
    attention = sum(bool(card["complaints"]) for card in [*theorems, *errata])
    words = [f"{n:,} {word}" for word, n in total.verdicts.items() if n]
    words += [f"{attention:,} {'needs' if attention == 1 else 'need'} attention"] if attention else []
    verdicts = [verdict for verdict, n in total.verdicts.items() if n]
    verdict = "refuted" if "refuted" in verdicts else verdicts[-1] if verdicts else "not run"
    return {
        **post,
        "key": name,
        "link": post["url"] if str(post.get("url") or "").startswith(("https://", "http://")) else None,
        "sentences": post.get("sentences", []),
        "coverage": _coverage(post.get("sentences", [])),
        "theorems": theorems,
        "errata": errata,
        "verdict": verdict,
        "rank": (verdict != "refuted", not attention),
        "words": ", ".join(words) or "none",
        "bar": list(_bar(total.verdicts)),
        "neighbours": f"{total.neighbours_refuted:,} of {total.neighbours:,}",
        "slack": tightest(filter(None, map(tightest_slack, theorems))),
    }


def _coverage(sentences: Iterable[Record]) -> str:
    claims = [sentence for sentence in sentences if sentence["kind"] == "claim"]
    encoded = sum(bool(sentence["encoded_by"]) for sentence in claims)
    return f"{encoded:,} of {plural(len(claims), 'claim')} encoded" if claims else "its sentences are not listed"


def _bar(verdicts: Mapping[str, int]) -> Iterable[dict[str, Any]]:
    total, x = sum(verdicts.values()), 0.0
    for verdict, n in verdicts.items():
        if n:
            width = 120 * n / total
            yield {"kind": verdict.replace(" ", "-"), "x": f"{x:.2f}", "width": f"{width:.2f}"}
            x += width


def _theorem(record: Record, key: str, theorem: Record) -> dict[str, Any]:
    found = complaints(theorem)
    goals = _goals(theorem)
    shown = {goal["number"] - 1 for goal in goals[:MOST_SHOWN]}
    closures = (theorem.get("certificate") or {}).get("closures", [])
    steps = [closure for closure in closures if closure["goal"] in shown]
    _check_formulas(key, theorem, goals[:MOST_SHOWN], steps)
    return {
        **theorem,
        "key": key,
        "complaints": found,
        "statuses": [theorem["verdict"].replace(" ", "-"), *(["attention"] if found else [])],
        "quote": _quote(record, theorem),
        "where_line": _where_line(theorem),
        "assumptions": [
            {**each, "needed": bool(refuted_without(theorem, each["name"]))} for each in theorem.get("assumptions", [])
        ],
        "goals": goals[:MOST_SHOWN],
        "goals_count": len(goals),
        "confirmed_by_coq": theorem.get("coq", []),
        "models": _models(theorem),
        "evidence": [_evidence(item) for item in theorem["evidence"]],
        "counterexample": _counterexample(theorem),
        "proof": {"steps": steps, "count": len(closures), "words": _proof_words(theorem, closures)},
        "evidence_words": _evidence_words(theorem),
        "used_by": [other for other, claim in record["theorems"].items() if key in claim.get("uses", [])],
        "drawings": [_drawing(key, i, picture) for i, picture in enumerate(theorem.get("pictures", []))],
    }


def _erratum(record: Record, key: str, erratum: Record) -> dict[str, Any]:
    found = erratum_complaints(erratum)
    goals = _goals(erratum)
    _check_formulas(key, erratum, goals[:MOST_SHOWN], [])
    statuses = ["erratum", *([] if erratum["verdict"] in POSITIVE else [erratum["verdict"].replace(" ", "-")])]
    return {
        **erratum,
        "key": key,
        "goals": goals[:MOST_SHOWN],
        "goals_count": len(goals),
        "evidence": [_evidence(item) for item in erratum["evidence"]],
        "counterexample": _counterexample(erratum),
        "complaints": found,
        "statuses": [*statuses, *(["attention"] if found else [])],
        "quote": _quote(record, erratum),
    }


def _goals(claim: Record) -> list[dict[str, Any]]:
    """The goals with their numbers, the statement's own before the side conditions."""
    goals = claim.get("goals", [])
    return [{**goals[i], "number": i + 1} for i in reading_order([goal["about"] for goal in goals])]


def _models(theorem: Record) -> list[str]:
    """Points at which the hypotheses of the goals hold, each once."""
    models = (theorem.get("certificate") or {}).get("models", [])
    return list(dict.fromkeys(filter(None, (point(model.get("values", model)) for model in models))))


def _counterexample(claim: Record) -> dict[str, Any] | None:
    """The counterexample in words; a template would take `values` for the method of a dictionary."""
    found = claim.get("counterexample")
    if not found:
        return None
    words = {"point": point(found["point"]), "numbers": point(found.get("values")), "again": replay(claim)}
    return words | {"says": found.get("says"), "carrier": found.get("carrier")}


def _evidence(item: Record) -> dict[str, Any]:
    """A row of the evidence table: the tightest slack, and the details that no column shows."""
    found = slacks(item)
    details = item.get("details") or {}
    rest = {name: value for name, value in details.items() if name != "slack" or len(found) > 1}
    return {**item, "slack": tightest(found), "rest": rest}


def _formulas(latex: Any) -> list[str]:
    """A formula or a list of formulas, as a list."""
    return [each for each in (latex if isinstance(latex, list) else [latex]) if each]


def _check_formulas(key: str, claim: Record, goals: list[Any], closures: list[Record]) -> None:
    """Name the theorem in the complaint about a formula: the template that meets it later cannot."""
    formulas = [claim.get("latex")]
    for goal in goals:
        latex = goal.get("latex") or {}
        formulas += [latex.get("conclusion"), *latex.get("hypotheses", []), *latex.get("definitions", [])]
    for closure in closures:
        formulas += _formulas(closure.get("latex"))
    formulas += [item.get("latex") for part in ("variables", "constants") for item in claim.get(part, {}).values()]
    formulas += [item.get("latex") for item in claim.get("assumptions", [])]
    for formula in filter(None, formulas):
        try:
            mathml(formula)
        except RenderError as error:
            raise RenderError(f"{key}: {error}") from error


def _quote(record: Record, claim: Record) -> Record | None:
    place = claim.get("sentence")
    if not place:
        return None
    sentences = record["posts"].get(claim["post"], {}).get("sentences", [])
    return next((s for s in sentences if (s["section"], s["number"]) == (place["section"], place["number"])), None)


def _where_line(theorem: Record) -> list[dict[str, str]]:
    pieces = [
        {"latex": v.get("latex") or "", "text": f"{name}: {v['domain']}", "note": v["domain"] if v.get("latex") else ""}
        for name, v in theorem.get("variables", {}).items()
    ]
    for name, constant in theorem.get("constants", {}).items():
        if isinstance(constant["value"], str) and constant.get("latex"):
            pieces.append({"latex": rf"\mathit{{{_letters(name)}}} = {constant['latex']}", "text": "", "note": ""})
        else:
            pieces.append({"latex": "", "text": f"{name} = {plain(constant['value'])}", "note": ""})
    return pieces


def _letters(name: str) -> str:
    return "".join(c if c.isalnum() and c.isascii() else r"\_" if c == "_" else "" for c in name)


def _proof_words(theorem: Record, closures: list[Record]) -> str:
    closed = len({closure["goal"] for closure in closures})
    milliseconds = sum(closure.get("milliseconds") or 0 for closure in closures)
    took = f" in {number(milliseconds)} ms" if closed else ""
    kept = any((item.get("details") or {}).get("kept") for item in theorem["evidence"] if item["kind"] == "proof")
    again = ", found in an earlier run and confirmed again in this one" if kept else ""
    goals = plural(len(theorem.get("goals", [])), "goal")
    coq = f", {len(theorem['coq']):,} confirmed by Coq" if "coq" in theorem else ""
    return f"{closed:,} of {goals} closed{took}{again}{coq}"


def _evidence_words(theorem: Record) -> str:
    cases = sum(item.get("cases") or 0 for item in theorem["evidence"] if item["kind"] in ("property", "exhaustive"))
    return f"{cases:,} cases tried" if cases else ""


def _drawing(key: str, index: int, picture: Record) -> "dict[str, str | Markup]":
    try:
        svg = _trusted(plots.render(picture, f"{key}.picture-{index}"))
    except (RenderError, KeyError) as error:
        raise RenderError(f"{key}: picture {index}: {error}") from error
    return {"svg": svg, "title": picture["title"], "description": picture["description"]}
