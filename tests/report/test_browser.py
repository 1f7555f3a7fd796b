"""The page in a browser: no request, no overflow on a phone, legible in the dark, its filter and its links."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from verify.report import html

sync_api = pytest.importorskip("playwright.sync_api", reason="NOT CHECKED IN A BROWSER: playwright is not installed")
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
if CHROMIUM is None and os.environ.get("VERIFY_BROWSER_REQUIRED"):
    raise RuntimeError("VERIFY_BROWSER_REQUIRED is set and there is no chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="NOT CHECKED IN A BROWSER: no chromium; apt install chromium")

CONTRAST = """() => {
  const parse = text => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => (c /= 255) <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
  const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
    if (c.length === 3 || c[3] > .99) return c; } return [255, 255, 255]; };
  const poor = [];
  for (const e of document.querySelectorAll("body *")) {
    const speaks = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (!speaks || e.closest("svg") || !e.checkVisibility()) continue;
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05);
    if (ratio < 4.5) poor.push(`${e.tagName} ${e.className}: ${ratio.toFixed(2)}`);
  }
  return [...new Set(poor)];
}"""
OVERFLOW = "() => document.documentElement.scrollWidth - innerWidth"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def address(record: Any, tmp_path: Path) -> str:
    path = tmp_path / "index.html"
    path.write_text(html.render(record), encoding="utf-8")
    return path.as_uri()


def visit(browser: Any, address: str, **options: Any) -> tuple[Any, list[str]]:
    """The loaded page, and whatever it asked for or complained about."""
    page = browser.new_page(**({"viewport": {"width": 1200, "height": 900}} | options))
    noted: list[str] = []
    page.on(
        "request", lambda request: noted.append(request.url) if not request.url.startswith((address, "data:")) else None
    )
    page.on("console", lambda message: noted.append(message.text))
    page.on("pageerror", lambda error: noted.append(str(error)))
    page.goto(address)
    return page, noted


@pytest.mark.parametrize("width", [1200, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_quiet_fits_and_is_legible(browser: Any, address: str, scheme: str, width: int) -> None:
    """No request, no complaint, no sideways scrolling, contrast of at least 4.5; with all details open too."""
    page, noted = visit(browser, address, viewport={"width": width, "height": 844}, color_scheme=scheme)
    for _ in range(2):
        assert page.evaluate(OVERFLOW) <= 0
        assert page.evaluate(CONTRAST) == []
        page.evaluate("() => document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("() => document.fonts.check('16px \"Verify Math\"')")
    assert noted == []
    page.close()


def test_planted_faults_are_noticed(browser: Any, record: Any, tmp_path: Path) -> None:
    """The checks above say no to a remote image, a wide box, faint text and a script that was not foreseen."""
    fault = '<p>faint</p><img src="https://example.invalid/x.png"><script>x</script>'
    bad = "width:900px;color:#999;background:#aaa"
    path = tmp_path / "faulty.html"
    path.write_text(html.render(record).replace("<main>", f"<main>{fault}"), encoding="utf-8")
    page, noted = visit(browser, path.as_uri(), viewport={"width": 390, "height": 844})
    assert any("Content Security Policy" in text for text in noted)
    page.evaluate(f"() => {{ document.querySelector('main p').style.cssText = '{bad}' }}")
    assert page.evaluate(OVERFLOW) > 0
    assert page.evaluate(CONTRAST) != []
    page.close()


def shown(page: Any) -> list[str]:
    return list(page.evaluate("() => [...document.querySelectorAll('article:not([hidden])')].map(c => c.id)"))


def test_filter_and_search_stay_in_the_address(browser: Any, address: str, record: Any) -> None:
    """What was chosen is in the address and survives a reload; a link to a hidden card shows it again."""
    page, noted = visit(browser, address)
    assert len(shown(page)) == len(record["theorems"]) + len(record["errata"])
    page.click("[data-toggle=proved]")
    page.fill("#search", "ninth")
    assert "mitchell.product_error" in shown(page)
    assert page.evaluate("() => location.search") == "?q=ninth&status=proved"
    chosen = shown(page)
    page.reload()
    assert shown(page) == chosen
    assert page.input_value("#search") == "ninth"
    page.click("text=softmax.naive_is_finite >> nth=0")
    # The browser tells of a new fragment in a task of its own: what follows has no fixed time.
    page.locator("[id='softmax.naive_is_finite']:not([hidden])").wait_for()
    assert "softmax.naive_is_finite" in shown(page)
    assert noted == []
    page.close()


def test_the_page_reads_without_script(browser: Any, address: str) -> None:
    """Without script every card is there, and no control that would do nothing."""
    page, _ = visit(browser, address, java_script_enabled=False)
    assert page.locator("article.card:visible").count() == 10
    assert not page.locator("#toolbar").is_visible()
    page.close()


def test_a_deep_link_arrives(browser: Any, address: str) -> None:
    """The address of a theorem shows that theorem."""
    page, _ = visit(browser, address + "#mitchell.product_error")
    top = page.evaluate("() => document.getElementById('mitchell.product_error').getBoundingClientRect().top")
    assert 0 <= top < 200
    page.close()
