"""Make the fonts of the charts: a renamed subset of Noto Sans CJK SC, Regular and Bold.

    python scripts/make_fonts.py NotoSansCJK-Regular.ttc NotoSansCJK-Bold.ttc

The two collections are those of the Debian package fonts-noto-cjk (Noto Sans CJK 2.004, SIL Open Font
License 1.1). The subset holds GB 2312 (both levels, so that the names of other cities' plans are there
too), every character of the catalogues, the data and the notebooks, Latin letters, and the marks of charts.
Hinting and layout features are dropped, the family is renamed as the licence asks of modified fonts, and
the bytes depend on the two inputs and the characters alone.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "lcanalysis" / "charts" / "fonts"
FAMILY = "LC Sans SC"
ORIGINAL = "Noto Sans CJK SC"
# Seconds since 1904: the day on which version 2.004 of the original appeared, 2021-04-30.
MODIFIED = 3_702_585_600

LATIN = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100)])) + "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
FULL_WIDTH = "".join(map(chr, range(0xFF01, 0xFF5F)))
PUNCTUATION = "、。〈〉《》「」『』【】〔〕〖〗〇　“”‘’…·—–～‐‑―′″※"
MARKS = "▲▼△▽●○◎■□◆◇★☆←↑→↓−×÷±≥≤≈≠∞°％‰℃№¥￥①②③④⑤⑥⑦⑧⑨⑩⑪⑫✓"
GREEK = "ΑΒΓΔΕΦΩαβγδεμπσφω"
# Where readers' words stand: catalogues, published tables and declarations, notebooks.
TEXTS = ("lcanalysis/locale/**/*.po", "data/raw/**/*.yml", "data/raw/**/*.csv", "notebooks/*.ipynb")


def gb2312() -> Iterator[str]:
    """Yield the 6763 Chinese characters of GB 2312, rows 16 to 87."""
    for row in range(0xB0, 0xF8):
        for cell in range(0xA1, 0xFF):
            yield bytes([row, cell]).decode("gb2312", errors="ignore")


def wanted() -> str:
    """Return every character of the subset, in order."""
    texts = (path.read_text(encoding="utf-8") for pattern in TEXTS for path in ROOT.glob(pattern))
    found = {*LATIN, *FULL_WIDTH, *PUNCTUATION, *MARKS, *GREEK, *gb2312(), *"".join(texts)}
    return "".join(sorted(char for char in found if char.isprintable() or char == "　"))


def face(collection: Path) -> TTFont:
    """Return the Simplified Chinese face of a collection."""
    for font in TTCollection(str(collection), lazy=True).fonts:
        if font["name"].getDebugName(1) == ORIGINAL:
            return font
    raise SystemExit(f"{collection}: holds no face {ORIGINAL}")


def make(collection: Path, style: str, text: str) -> bytes:
    """Write one style and return its bytes."""
    font = face(collection)
    missing = set(text) - set(map(chr, font.getBestCmap()))
    if missing:
        raise SystemExit(f"{collection}: lacks {' '.join(sorted(missing))}")
    options = Options(
        layout_features=[], hinting=False, glyph_names=False, notdef_outline=True, recalc_timestamp=False,
        drop_tables=["BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx", "DSIG"],
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], name_legacy=False, name_languages=[0x409],
    )  # fmt: skip
    subsetter = Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    rename(font, style)
    font.recalcTimestamp = False
    font["head"].modified = font["head"].created = MODIFIED
    target = FONTS / f"LCSansSC-{style}.otf"
    font.save(target)
    print(f"{target.relative_to(ROOT)}: {font['maxp'].numGlyphs} glyphs, {target.stat().st_size:,} bytes")
    return target.read_bytes()


def rename(font: TTFont, style: str) -> None:
    """Give the font its own name everywhere a reader or a program looks."""
    postscript = f"{FAMILY.replace(' ', '')}-{style}"
    names = {
        1: FAMILY, 2: style, 3: f"2.004;{postscript}", 4: f"{FAMILY} {style}", 6: postscript,
        5: f"Version 2.004; subset of {ORIGINAL}",
    }  # fmt: skip
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    cff = font["CFF "].cff
    cff.fontNames[0] = postscript
    top = cff.topDictIndex[0]
    top.FullName, top.FamilyName = names[4], FAMILY
    for number, private in enumerate(top.FDArray):
        private.FontName = f"{postscript}-{number}"


def main() -> None:
    """Make both styles."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("regular", type=Path, help="NotoSansCJK-Regular.ttc")
    parser.add_argument("bold", type=Path, help="NotoSansCJK-Bold.ttc")
    arguments = parser.parse_args()
    text = wanted()
    make(arguments.regular, "Regular", text)
    make(arguments.bold, "Bold", text)


if __name__ == "__main__":
    main()
