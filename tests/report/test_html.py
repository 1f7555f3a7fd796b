"""The page: its anchors, its numbers, its safety."""

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from verify.report import html
from verify.report.mathml import RenderError
from verify.report.vocabulary import complaints, visible

HOSTILE = [
    "</script><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>' onload='x",
    "</style></title><!-- {{ 7 * 7 }} {% raw %}",
    "abc\u202egnp.exe\u2066\x00\x1b[31m",
    "x" * 10_000,
    "\ud800 lone",
]


def anchor_faults(outline: Any, page: str) -> list[str]:
    found = outline(page)
    faults = [f"two of {name}" for name in set(found.ids) if found.ids.count(name) > 1]
    targets = [unquote(href[1:]) for href in found.hrefs if href.startswith("#")]
    return faults + [f"no {name}" for name in targets if name not in found.ids]


def test_anchors_are_unique_and_resolve(record: Any, outline: Any) -> None:
    """Each link inside the page has one target, and each claim has an anchor that is its id."""
    page = html.render(record)
    assert anchor_faults(outline, page) == []
    assert {*record["theorems"], *record["errata"]} <= set(outline(page).ids)


def test_anchor_faults_are_noticed(record: Any, outline: Any) -> None:
    """The check says no to a doubled and to a missing anchor."""
    page = html.render(record)
    assert anchor_faults(outline, page + '<p id="mitchell.product_error">') == ["two of mitchell.product_error"]
    assert anchor_faults(outline, page + '<a href="#nowhere">') == ["no nowhere"]


def poison(record: Any, text: str) -> None:
    """Put `text` wherever a record holds free text."""
    for post in record["posts"].values():
        post["title"] = text
        for sentence in post["sentences"]:
            sentence["text"], sentence["why_not"] = text, text
    for claim in [*record["theorems"].values(), *record["errata"].values()]:
        claim["title"], claim["reason"], claim["reproduce"] = text, text, text
        claim["rests_on"] = [text]
        claim["where"]["file"] = text
        for item in claim["evidence"]:
            item["message"], item["name"], item["device"] = text, text, text
        for neighbour in claim.get("neighbours", {}).values():
            neighbour |= {"message": text, "reproduce": text, "changed": {text: text}, "witness": {text: text}}
        if claim["counterexample"]:
            claim["counterexample"] = {"point": {text: text}, "values": {text: text}}
        for picture in claim.get("pictures", []):
            picture["title"], picture["description"], picture["x"]["name"] = text, text, text
        for goal in claim["goals"]:
            goal["about"], goal["path"] = text, [text]
    record["run"] |= {"id": text, "commit": text, "command": text, "problems": [text], "devices": [text]}
    record["environment"] |= {"platform": text, "packages": {text: text}}


@pytest.mark.parametrize("text", HOSTILE, ids=["script", "attribute", "template", "reordering", "long", "surrogate"])
def test_hostile_strings_are_inert(record: Any, outline: Any, text: str) -> None:
    """Whatever the texts hold, the page has the tags that it has with harmless texts, and nothing reorders it."""
    poison(record, "harmless")
    tags = outline(html.render(record)).tags
    poison(record, text)
    page = html.render(record)
    assert outline(page).tags == tags
    body = page.split("</style>")[1]
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00\x1b\ud800-\udfff]", body)
    assert "x" * 4001 not in body
    page.encode("utf-8")


def test_an_unescaped_string_is_noticed(record: Any, outline: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check above says no when a filter forgets to escape."""
    from markupsafe import Markup

    poison(record, "harmless")
    tags = outline(html.render(record)).tags
    monkeypatch.setitem(html._jinja().filters, "short", lambda text, limit=200: Markup(text))
    poison(record, HOSTILE[0])
    assert outline(html.render(record)).tags != tags


def test_a_post_links_only_to_the_web(record: Any, outline: Any) -> None:
    """An address that is no web address is text, not a link."""
    record["posts"]["mitchell"]["url"] = "javascript:alert(1)"
    hrefs = outline(html.render(record)).hrefs
    assert record["posts"]["softmax"]["url"] in hrefs
    assert not [href for href in hrefs if not href.startswith(("#", "https://", "data:,"))]


def test_two_renders_are_byte_identical(record: Any, tmp_path: Path) -> None:
    """The same record gives the same bytes, also in another process with another hash seed."""
    path = tmp_path / "record.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    code = "import json, sys; from verify.report import html; print(html.render(json.load(open(sys.argv[1]))), end='')"
    other = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        capture_output=True,
        check=True,
        env=os.environ | {"PYTHONHASHSEED": "7", "PYTHONUTF8": "1", "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert html.render(record) == html.render(record) == other.stdout.decode("utf-8")


def test_another_record_gives_another_page(record: Any) -> None:
    """The page depends on the record."""
    before = html.render(record)
    record["theorems"]["mitchell.product_error"]["evidence"][1]["cases"] += 1
    assert html.render(record) != before


def tiles(page: str) -> dict[str, str]:
    return dict(re.findall(r'<b data-tile="([^"]+)">([^<]+)</b>', page))


def expected_tiles(record: Any) -> dict[str, str]:
    theorems, errata = record["theorems"].values(), record["errata"].values()
    outcomes = [neighbour["outcome"] for theorem in theorems for neighbour in theorem["neighbours"].values()]
    verdicts = [theorem["verdict"] for theorem in theorems]
    wanted = {
        verdict: str(verdicts.count(verdict)) for verdict in ("proved", "exhaustive", "property-checked", "refuted")
    }
    wanted |= {verdict: str(verdicts.count(verdict)) for verdict in ("undecided", "not run") if verdict in verdicts}
    found = sum(erratum["verdict"] == "refuted" for erratum in errata)
    wanted["neighbours"] = f"{outcomes.count('refuted')} of {len(outcomes)}"
    wanted["errata"] = str(found) if found == len(errata) else f"{found} of {len(errata)}"
    return wanted


def test_the_tiles_equal_the_record(record: Any) -> None:
    """The numbers of the first screen are those of the record."""
    assert tiles(html.render(record)) == expected_tiles(record)


def test_a_changed_verdict_changes_the_tiles(record: Any) -> None:
    """The comparison says no when page and record are of different runs."""
    page = html.render(record)
    record["theorems"]["mitchell.product_error"]["verdict"] = "undecided"
    assert tiles(page) != expected_tiles(record)


def policy_faults(page: str) -> list[str]:
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    faults = [] if "default-src 'none'" in policy[1] and "unsafe" not in policy[1] else ["the policy is lax"]
    for tag in ("style", "script"):
        for text in re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL):
            digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            faults += [] if f"{tag}-src 'sha256-{digest}'" in policy[1] else [f"{tag} is not allowed"]
    return faults


def test_the_policy_allows_exactly_this_style_and_script(record: Any, outline: Any) -> None:
    """Hashes match, and no attribute needs what the policy forbids."""
    page = html.render(record)
    assert policy_faults(page) == []
    assert not [a for a in outline(page).attributes if a[1] == "style" or a[1].startswith("on") or a[1] == "src"]


def test_a_changed_script_is_noticed(record: Any) -> None:
    """One more character in script or style, or a lax policy, is not allowed."""
    page = html.render(record)
    assert policy_faults(page.replace("<script>", "<script> ")) == ["script is not allowed"]
    assert policy_faults(page.replace("<style>", "<style> ")) == ["style is not allowed"]
    assert "the policy is lax" in policy_faults(page.replace("default-src 'none'", "default-src *"))


def test_the_page_is_small(record: Any) -> None:
    """Ten claims with two pictures stay far below two megabytes, and the script below 4 kB."""
    page = html.render(record)
    assert len(page.encode()) < 250_000
    assert len(page.split("<script>")[1]) < 4_000


@pytest.mark.parametrize(
    "path",
    [
        ("latex",),
        ("goals", 0, "latex", "conclusion"),
        ("certificate", "closures", 0, "latex"),
        ("constants", "bound", "latex"),
        ("variables", "x", "latex"),
    ],
)
def test_an_unknown_command_is_refused_by_name(record: Any, path: tuple[Any, ...]) -> None:
    """The error names the theorem and the command."""
    place = record["theorems"]["mitchell.product_error"]
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = r"x \unheardof y"
    with pytest.raises(RenderError, match=r"mitchell\.product_error: .*unheardof"):
        html.render(record)


def test_a_good_run_says_so(good_record: Any) -> None:
    """The verdict sentence of a good run says that all passed, and names the erratum."""
    page = html.render(good_record)
    assert "All 4 theorems passed (2 proved, 1 exhaustive, 1 property-checked); 1 erratum found: " in page
    assert "Needs attention" not in page


def test_a_bad_run_says_so_first(record: Any) -> None:
    """The refuted theorem is linked in the verdict sentence, and its post comes first."""
    page = html.render(record)
    sentence = page.split('<p class="verdict">')[1].split("</p>")[0]
    assert sentence.startswith('1 theorem is refuted: <a href="#softmax.naive_is_finite">')
    assert "All " not in sentence
    assert page.index('href="#post-softmax"') < page.index('href="#post-mitchell"')


@pytest.mark.parametrize("outcome", ["failed", "undecided", "vacuous", "toothless", "error"])
def test_only_passed_counts_as_passed(good_record: Any, outcome: str) -> None:
    """Evidence with any other outcome needs attention, whatever the verdict says."""
    theorem = good_record["theorems"]["mitchell.product_error"]
    assert complaints(theorem) == []
    theorem["evidence"][1]["outcome"] = outcome
    assert complaints(theorem) == [f"property float32-cpu: {outcome}"]
    assert "3 of 4 theorems passed" in html.render(good_record)


def test_weaker_than_recorded_needs_attention(good_record: Any) -> None:
    """A verdict below the recorded one and a changed statement are both said; a stronger one is not a complaint."""
    theorem = good_record["theorems"]["mitchell.product_error"]
    theorem["verdict"] = "property-checked"
    theorem["expected"]["goal_hash"] = "sha256:other"
    assert complaints(theorem) == [
        "weaker than expected (proved)",
        "the statement changed since its verdict was recorded",
    ]
    theorem |= {"verdict": "proved", "expected": {"verdict": "exhaustive"}}
    assert complaints(theorem) == []


def test_numbers_are_printed_as_promised(record: Any) -> None:
    """Rationals print like 1/9, floats as decimals with the hexadecimal beside."""
    page = html.render(record)
    assert "x = 3/2, y = 3/2" in page
    assert '3.1e-09<br><code class="hex">0x1.aa14bb3p-29</code>' in page
    assert f'<code class="hex">{(1.2e-7).hex()}</code>' in page


def test_what_the_core_may_add_is_shown(record: Any) -> None:
    """A slack for each relation, facts as a list of formulas, what did not run, news, and what a reading should be."""
    theorem = record["theorems"]["mitchell.product_error"]
    theorem["evidence"][1]["details"]["slack"] = [
        {"relation": 1, "margin": 0.25, "hex": "0x1p-2", "at": {"x": "1"}},
        {"relation": 2, "margin": 0.125, "hex": "0x1p-3", "at": {"x": "7/5"}},
    ]
    theorem["certificate"]["closures"][0]["latex"] = [r"a \ge 0", r"b \ge 0"]
    theorem["not_run"] = ["exhaustive[float16]"]
    record["run"]["news"] = ["mitchell.mean_error is better than recorded"]
    record["errata"]["mitchell.ternary_is_more_accurate"]["readings"]["knots"]["expected"] = "refuted"
    page = html.render(record)
    for words in (
        '0.125<br><code class="hex">0x1p-3</code>',
        "x = 7/5",
        "exhaustive[float16]",
        "better than",
        "should be",
    ):
        assert words in page
    del record["run"]["seconds"], record["run"]["finished"], record["run"]["selected"]
    assert "not finished" in html.render(record)


def test_the_counterexample_comes_with_its_command(record: Any) -> None:
    """The command that replays the exact case is preferred to the one that runs the claim."""
    theorem = record["theorems"]["softmax.naive_is_finite"]
    theorem["evidence"][0]["details"] = {"reproduce": "verify refute exactly --at x=89"}
    theorem["counterexample"]["says"] = "inf is not finite"
    box = html.render(record).split('class="witness"')[1].split("</div>")[0]
    assert "verify refute exactly --at x=89" in box
    assert "inf is not finite" in box


def test_a_record_with_little_in_it_is_shown(record: Any) -> None:
    """A run that selected nothing, and a theorem without optional parts, give a page too."""
    theorem = record["theorems"]["softmax.cuda_agrees"]
    for name in ("relation", "subjects", "certificate", "uses", "pictures", "expected", "sentence"):
        del theorem[name]
    assert "softmax.cuda_agrees" in html.render(record)
    del record["theorems"]["softmax.naive_is_finite"]["counterexample"]["values"]
    assert "x = [89]" in html.render(record)
    record |= {"theorems": {}, "errata": {}, "posts": {}}
    assert "Nothing ran" in html.render(record)


def test_visible_shows_what_hides() -> None:
    """Reordering and control characters become words; ideographs, accents and line breaks stay."""
    assert visible("a\u202eb\x07") == "a⟨U+202E⟩b⟨U+0007⟩"
    assert visible("近似 é\n") == "近似 é\n"
