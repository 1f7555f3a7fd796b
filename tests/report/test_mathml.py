"""Formulas: what is converted, what is refused, and that the font shows it."""

from typing import Any

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped, unused-ignore]

from verify.report import html
from verify.report.mathml import FONT, RenderError, characters, mathml, styles


def missing(markup: str) -> set[str]:
    return {c for c in characters(markup) if ord(c) not in TTFont(FONT).getBestCmap()}


def formulas(page: str) -> str:
    return "".join(part.split("</math>")[0] for part in page.split("<math")[1:])


def test_the_font_covers_the_page(record: Any) -> None:
    """Every character of every formula is in the vendored font, letters also in the italic that browsers give them."""
    assert missing(formulas(html.render(record)).replace('display="block">', "")) == set()


def test_the_font_covers_common_mathematics() -> None:
    """Alphabets, relations, accents, delimiters and large operators of analysis and linear algebra are in the font."""
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    greek = (
        r"\alpha\beta\gamma\delta\epsilon\varepsilon\zeta\eta\theta\vartheta\kappa\lambda\mu\nu\xi\pi\rho\sigma\tau\phi"
    )
    greek += r"\varphi\chi\psi\omega"
    latex = [letters, rf"\mathbf{{{letters}}}", rf"\mathbb{{{letters[26:]}}}", rf"\mathcal{{{letters[26:]}}}", greek]
    latex += [
        rf"\boldsymbol{{{greek}}}",
        r"\Gamma\Delta\Theta\Lambda\Xi\Pi\Sigma\Phi\Psi\Omega",
        r"\mathbb{1}x'x''\ell\hbar",
    ]
    latex += [
        r"\sum\prod\int\oint\bigcup\bigcap\bigoplus",
        r"\hat x\widehat{xy}\tilde x\bar x\overline{xy}\dot x\ddot x\vec x",
    ]
    latex += [
        r"\le\ge\ne\ll\gg\approx\sim\simeq\equiv\propto\in\notin\subseteq\succeq\preceq\prec\models\perp\mid\nmid"
    ]
    latex += [
        r"\to\mapsto\implies\iff\Rightarrow\leftrightarrow\uparrow\downarrow\nabla\partial\infty\forall\exists\emptyset"
    ]
    latex += [
        r"\left\lfloor x\right\rfloor\left\lceil x\right\rceil\langle x\rangle\lVert x\rVert",
        r"\circledast\otimes\oplus\odot\star\circ",
    ]
    latex += [
        r"\underbrace{x}\cdots\ddots\vdots\ldots\pm\mp\times\cdot\div\setminus\wedge\vee\neg\top\blacksquare\angle"
    ]
    assert {c for text in latex for c in missing(mathml(text))} == set()


def test_a_character_outside_the_font_is_noticed() -> None:
    """The coverage check says no to a character that the subset lacks."""
    assert missing(mathml("x + \u16a0")) == {"\u16a0"}


@pytest.mark.parametrize("latex", [r"\unheardof", r"\frac{1", r"\widetilde{x}", r"\href{javascript:alert(1)}{x}", "x}"])
def test_what_cannot_be_read_is_refused(latex: str) -> None:
    """Unknown commands and broken syntax raise our error, with the formula in it."""
    with pytest.raises(RenderError, match="LaTeX"):
        mathml(latex)


@pytest.mark.parametrize("latex", [r"\boxed{x}", r"\cancel{x}", r"\eqref{a}"])
def test_what_browsers_show_differently_is_refused(latex: str) -> None:
    """Boxes, strokes and references are refused rather than shown wrongly."""
    with pytest.raises(RenderError, match="browsers"):
        mathml(latex)


@pytest.mark.parametrize("latex", [r"\frac{1}{9}", "x < y", r"\begin{pmatrix}1&2\\3&4\end{pmatrix}"])
def test_what_can_be_read_is_converted(latex: str) -> None:
    """The twins of the refused ones."""
    assert mathml(latex).startswith("<math>")
    assert mathml(latex, display=True).startswith('<math display="block">')


def test_a_wide_hat_stretches() -> None:
    """The combining circumflex, which fonts do not stretch, is replaced."""
    assert "\u0302" not in mathml(r"\widehat{xy}")
    assert '<mo stretchy="true">\u02c6</mo>' in mathml(r"\widehat{xy}")


def test_style_attributes_become_classes() -> None:
    """A matrix needs alignment; the strict policy forbids it in attributes, so it moves to the style sheet."""
    page = mathml(r"\begin{aligned}a&=b\\c&=d\end{aligned}")
    assert ' style="' not in page
    assert "text-align: right" in styles(page)
    assert styles(mathml("x")) == ""


def test_markup_in_a_formula_is_text() -> None:
    """A tag written in LaTeX stays text, and reordering characters are shown."""
    assert "<script" not in mathml("<script>")
    assert "\u202e" not in mathml("\\text{a\u202eb}")
