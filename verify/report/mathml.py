"""LaTeX to MathML, with the font that shows it."""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from html import unescape
from pathlib import Path

from verify.report.vocabulary import visible

FONT = Path(__file__).parent / "fonts" / "STIXTwoMath-subset.woff2"

_STYLE = re.compile(r' style="([^"]*)"')
_DECLARATION = re.compile(r"[a-z-]+:[ \w.%#-]+")
_TEXT = re.compile(r"<mtext[^>]*>.*?</mtext>|<[^>]+>", re.DOTALL)
_UNRELIABLE = ("<menclose", "<a ")


class RenderError(ValueError):
    """A piece of a record cannot be shown; says which piece, why, and the way out."""


@cache
def mathml(latex: str, *, display: bool = False) -> str:
    r"""The MathML element of a formula; style attributes are replaced by classes, see `styles`.

    Raises `RenderError` for an unknown command, a syntax error, or a command that browsers do not show alike.
    """
    import math_core

    converter = math_core.LatexToMathML(fancy_error=False)
    try:
        raw = converter.convert_with_local_state(visible(latex), displaystyle=display)
    except math_core.LatexError as error:
        raise RenderError(f"LaTeX {_short(latex)}: at character {error}; correct it or use another command") from error
    if any(mark in raw for mark in _UNRELIABLE):
        problem = "browsers do not show boxes, strokes and references alike; leave them out"
        raise RenderError(f"LaTeX {_short(latex)}: {problem}")
    return _STYLE.sub(lambda found: f' class="{_style_class(found[1])}"', _fix_accents(raw))


def styles(page: str) -> str:
    """The CSS rules for the classes that `mathml` put into `page`: a strict policy forbids style attributes."""
    rules = {name: text for name, text in _seen_styles.items() if f'class="{name}"' in page}
    return "\n".join(f".{name}{{{text}}}" for name, text in sorted(rules.items()))


def font_base64() -> str:
    """The subset of STIX Two Math (SIL Open Font License), for a data URL."""
    return b64encode(FONT.read_bytes()).decode("ascii")


def characters(markup: str) -> set[str]:
    """The mathematical characters that `markup` needs, a lone letter also in the italic that browsers give it.

    Words inside `mtext` and ideographs are set in the text font and are not counted.
    """
    lone = "".join(_italic(letter) for letter in re.findall(r"<mi>(.)</mi>", markup))
    text = unescape(_TEXT.sub("", markup)) + lone
    return {c for c in text if not c.isspace() and not 0x2E80 <= ord(c) <= 0x9FFF and not 0xFE00 <= ord(c) <= 0xFE0F}


_seen_styles: dict[str, str] = {}


def _style_class(text: str) -> str:
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if not all(_DECLARATION.fullmatch(part) for part in parts):
        raise RenderError(f"the converter wrote an unexpected style: {_short(text)}; report it to math-core")
    rule = ";".join(parts)
    name = "m" + sha256(rule.encode()).hexdigest()[:8]
    _seen_styles[name] = rule
    return name


def _fix_accents(markup: str) -> str:
    # combining marks have no width of their own, and browsers draw them beside their base: use the spacing ones
    wide = markup.replace('<mo stretchy="true">\u0302</mo>', '<mo stretchy="true">\u02c6</mo>')
    return wide.replace('<mo stretchy="true">\u0332</mo></munder>', '<mo stretchy="true">\u203e</mo></munder>')


def _italic(letter: str) -> str:
    """What CSS `text-transform: math-auto` makes of a single letter."""
    code = ord(letter)
    if letter == "h":
        return "\u210e"
    for first, last, target in (("A", "Z", 0x1D434), ("a", "z", 0x1D44E), ("Α", "Ω", 0x1D6E2), ("α", "ω", 0x1D6FC)):
        if ord(first) <= code <= ord(last):
            return chr(target + code - ord(first))
    return letter


def _short(text: str) -> str:
    return repr(text if len(text) <= 80 else text[:77] + "...")
