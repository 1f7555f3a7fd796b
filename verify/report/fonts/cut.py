"""Cut STIX Two Math down to what mathematical text needs: ``python cut.py STIXTwoMath-Regular.ttf``.

Run by hand when a character is missing; it needs fontTools with brotli, and the full font from https://github.com/stipub/stixfonts
(version 2.11 was used). The page embeds the result.
"""

import sys
from copy import deepcopy
from pathlib import Path

from fontTools import subset  # type: ignore[import-untyped, unused-ignore]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped, unused-ignore]

PRIMES = {0x2032, 0x2033, 0x2034}

RANGES = [
    (0x20, 0x7E), (0x300, 0x308), (0x391, 0x3A9), (0x3B1, 0x3C9),
    # arrows and operators
    (0x2190, 0x2194), (0x2200, 0x221A), (0x221D, 0x2220), (0x2223, 0x222E), (0x2260, 0x2273), (0x227A, 0x227D),
    (0x2282, 0x228F), (0x2291, 0x229F), (0x22A2, 0x22A5), (0x22C0, 0x22C6), (0x2308, 0x230B), (0x23DC, 0x23DF),
    (0x27E6, 0x27E9), (0x2A00, 0x2A02),
    # bold, italic, bold italic, script capitals, double-struck capitals, Greek likewise, bold digits
    (0x1D400, 0x1D4B5), (0x1D538, 0x1D551), (0x1D6A4, 0x1D6A5), (0x1D6A8, 0x1D755), (0x1D7CE, 0x1D7D7),
]  # fmt: skip

SINGLES = (
    "\u00a0§¨¬¯°±²³´µ·¹×÷äöüÄÖÜßéèêëáàçñíóôúœıȷˆˇ˘˙˚˜ϑϕϖϰϱϵ̸̲̊̌⃗–—‖‘’“”†•…′″‴‾⁄\u2009\u200a\u2002\u2003\u2061\u2062\u2063"
    "ℂℋℌℍℎℏℐℑℒℓℕ℘ℙℚℛℜℝℤℬℰℱℳℵ↦↪⇐⇒⇔⟶⟹⟺⟼⇀∴∵∼≁≃≅≈≉≍≐≔≕≜≟⊨⋉⋊⋮⋯⋱⎵■□△○⟂⩽⩾⪯⪰𝔤𝔩𝔬𝔭𝔰𝔲𝔽𝟙"
)


def keep_only_prime_styles(font: TTFont) -> None:
    """Script-style alternates of every letter would double the file; only primes look wrong without theirs."""
    names = {font.getBestCmap()[code] for code in PRIMES}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)
            for field in ("alternates", "mapping"):
                if hasattr(table, field):
                    setattr(table, field, {k: v for k, v in getattr(table, field).items() if k in names})


def let_the_hat_stretch(font: TTFont) -> None:
    """Lend the wide forms of the combining circumflex, which browsers draw beside its base, to the spacing one."""
    names = font.getBestCmap()
    variants = font["MATH"].table.MathVariants
    order = variants.HorizGlyphCoverage.glyphs
    wide = deepcopy(variants.HorizGlyphConstruction[order.index(names[0x302])])
    wide.MathGlyphVariantRecord[0].VariantGlyph = names[0x2C6]
    wide.MathGlyphVariantRecord[0].AdvanceMeasurement = font["hmtx"][names[0x2C6]][0]
    pairs = [*zip(order, variants.HorizGlyphConstruction, strict=True), (names[0x2C6], wide)]
    pairs.sort(key=lambda pair: font.getGlyphID(pair[0]))
    variants.HorizGlyphCoverage.glyphs = [name for name, _ in pairs]
    variants.HorizGlyphConstruction = [construction for _, construction in pairs]
    variants.HorizGlyphCount = len(pairs)


def main(source: Path, target: Path) -> None:
    """Read the full font from `source` and write the subset to `target`."""
    options = subset.Options()
    options.flavor, options.hinting, options.notdef_outline, options.glyph_names = "woff2", False, True, False
    options.layout_features, options.name_IDs = ["ssty"], [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["DSIG", "GDEF", "GPOS"]
    font = TTFont(source, recalcTimestamp=False)
    keep_only_prime_styles(font)
    let_the_hat_stretch(font)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes={code for low, high in RANGES for code in range(low, high + 1)} | set(map(ord, SINGLES)))
    cutter.subset(font)
    font.flavor = "woff2"
    font.save(target)
    print(f"{target}: {target.stat().st_size:,} bytes, {len(font.getGlyphOrder())} glyphs")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(__file__).parent / "STIXTwoMath-subset.woff2")
