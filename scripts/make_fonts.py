"""Make the fonts of the charts: a renamed subset of Noto Sans CJK SC with further letters, Regular and Bold.

    python scripts/make_fonts.py --regular NotoSansCJK-Regular.ttc SourceSans3_400Regular.ttf NotoSans-Regular.ttf \
        --bold NotoSansCJK-Bold.ttc SourceSans3_700Bold.ttf NotoSans-Bold.ttf

All are under the SIL Open Font License 1.1. The collections are those of the Debian package fonts-noto-cjk (Noto Sans CJK
2.004), the last files those of fonts-noto-core (Noto Sans 2.004); Source Sans 3 (3.052), the design of the Latin
letters in Noto Sans CJK, is in the npm package @expo-google-fonts/source-sans-3 (0.4.1).

The subset holds the General Standard Chinese Characters (scripts/general_standard_characters.txt), GB 2312, every
character of the catalogues, the data and the notebooks, Latin, Greek and Cyrillic letters, the signs of currencies and
units, and the marks of charts. A character is taken from the first font that has it, scaled to the height of the first
font's capitals. Hinting and layout features are dropped, the family is renamed as the licence asks of modified fonts,
and the bytes depend on the inputs and the characters alone. Beside the fonts stands the list of their characters,
characters.txt, for what must know them without opening a font.
"""

import argparse
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.qu2cuPen import Qu2CuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "lcanalysis" / "charts" / "fonts"
STANDARD = ROOT / "scripts" / "general_standard_characters.txt"
FAMILY = "LC Sans SC"
ORIGINAL = "Noto Sans CJK SC"
# Seconds since 1904: the day on which version 2.004 of the original appeared, 2021-04-30.
MODIFIED = 3_702_585_600
# Characters on a line of the list of them.
ROW = 64
# How far a curve may be from the original, in thousandths of the size of the type.
ERROR = 0.5

PINYIN = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜḿńňǹ"
PUNCTUATION = "、。〈〉《》「」『』【】〔〕〖〗〇　“”‘’…·—–～‐‑―′″※†‡•‹›⁄"
MARKS = "▲▼△▽●○◎■□◆◇★☆←↑→↓−×÷±≥≤≈≠∞√∑∆°％‰‱①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳✓✗☑☐〓"
UNITS = "℃℉℅ℓ№℡™Ω㎡㎥㎏㎜㎝㎞㎎㎖㎗㎘㎾㎿㏄㏎㏑㏒㏕"
BLOCKS = (
    (0x0020, 0x007F),  # ASCII
    (0x00A0, 0x0100),  # Latin-1
    (0x0100, 0x0180),  # Latin Extended-A
    (0x0384, 0x03CF),  # Greek
    (0x0400, 0x0460),  # Cyrillic
    (0x0490, 0x0492),  # Ukrainian
    (0x2070, 0x209F),  # superscripts and subscripts
    (0x20A0, 0x20C0),  # currencies
    (0x2150, 0x216C),  # fractions, Roman numerals
    (0x2170, 0x217C),  # small Roman numerals
    (0xFF01, 0xFF5F),  # full-width forms
    (0xFFE0, 0xFFE7),  # full-width currencies
)
# Where readers' words stand: catalogues, published tables and declarations, notebooks.
TEXTS = ("lcanalysis/locale/**/*.po", "data/raw/**/*.yml", "data/raw/**/*.csv", "notebooks/*.ipynb")


def gb2312() -> Iterator[str]:
    """Yield the characters of GB 2312: symbols, kana, letters, and 6763 Chinese characters."""
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            yield bytes([row, cell]).decode("gb2312", errors="ignore")


def standard() -> str:
    """Return the General Standard Chinese Characters, in the order of the standard."""
    lines = STANDARD.read_text(encoding="utf-8").splitlines()
    return "".join(line for line in lines if not line.startswith("#"))


def wanted() -> str:
    """Return every character of the subset, in order."""
    texts = (path.read_text(encoding="utf-8") for pattern in TEXTS for path in ROOT.glob(pattern))
    blocks = (chr(code) for first, end in BLOCKS for code in range(first, end))
    found = {*blocks, *PINYIN, *PUNCTUATION, *MARKS, *UNITS, *gb2312(), *standard(), *"".join(texts)}
    return "".join(sorted(char for char in found if char.isprintable() or char in "\u3000\u00a0"))


def face(collection: Path) -> TTFont:
    """Return the Simplified Chinese face of a collection."""
    for font in TTCollection(str(collection), lazy=True).fonts:
        if font["name"].getDebugName(1) == ORIGINAL:
            return font
    raise SystemExit(f"{collection}: holds no face {ORIGINAL}")


def make(files: list[Path], style: str, text: str) -> set[str]:
    """Write one style and return its characters: those of the first font, and of the others what the ones before lack."""
    font = subset(face(files[0]), text)
    capital = height(font)
    for file in files[1:]:
        known = font.getBestCmap()
        with TTFont(file) as other:
            has = other.getBestCmap()
            add(font, other, [char for char in text if ord(char) not in known and ord(char) in has], capital)
    missing = set(text) - set(map(chr, font.getBestCmap()))
    if missing:
        raise SystemExit(f"{style}: no font has {' '.join(sorted(missing))}")
    rename(font, style)
    font.recalcTimestamp = False
    font["head"].modified = font["head"].created = MODIFIED
    target = FONTS / f"LCSansSC-{style}.otf"
    font.save(target)
    print(f"{target.relative_to(ROOT)}: {len(font.getGlyphOrder())} glyphs, {target.stat().st_size:,} bytes")
    # Two characters may share a glyph: one may be there that was not asked for.
    return set(map(chr, font.getBestCmap()))


def subset(font: TTFont, text: str) -> TTFont:
    """Return the part of a font that has the characters of `text`."""
    options = Options(
        layout_features=[], hinting=False, glyph_names=False, notdef_outline=True, recalc_timestamp=False,
        drop_tables=["BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx", "DSIG"],
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], name_legacy=False, name_languages=[0x409],
    )  # fmt: skip
    subsetter = Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    made = BytesIO()
    font.save(made)
    return numbered(TTFont(made))


def numbered(font: TTFont) -> TTFont:
    """Return a font with its glyphs numbered anew, without gaps: FreeType opens it in half the time."""
    top = font["CFF "].cff.topDictIndex[0]
    names = [".notdef", *(f"cid{number:05d}" for number in range(1, len(top.charset)))]
    strings = top.CharStrings.charStrings
    top.CharStrings.charStrings = {new: strings[old] for new, old in zip(names, top.charset, strict=True)}
    top.charset = names
    font.setGlyphOrder(names)
    return font


def height(font: TTFont) -> float:
    """Return the height of a font's capitals."""
    glyphs = font.getGlyphSet()
    pen = BoundsPen(glyphs)
    glyphs[font.getBestCmap()[ord("H")]].draw(pen)
    return float(pen.bounds[3])


def add(font: TTFont, other: TTFont, characters: list[str], capital: float) -> None:
    """Draw characters of another font into `font`, at its size."""
    top = font["CFF "].cff.topDictIndex[0]
    strings, order = top.CharStrings, font.getGlyphOrder()
    group = top.FDSelect[order.index(font.getBestCmap()[ord("H")])]
    private = top.FDArray[group].Private
    glyphs, names, scale = other.getGlyphSet(), other.getBestCmap(), capital / height(other)
    for char in characters:
        glyph, name = glyphs[names[ord(char)]], f"cid{len(order):05d}"
        width = round(glyph.width * scale)
        pen = T2CharStringPen(width - private.nominalWidthX, None)
        drawing = DecomposingRecordingPen(glyphs)
        glyph.draw(drawing)
        cubic = Qu2CuPen(pen, ERROR, all_cubic=True, reverse_direction=True)
        drawing.replay(TransformPen(cubic, (scale, 0, 0, scale, 0, 0)))
        strings.charStrings[name] = len(strings.charStringsIndex)
        strings.charStringsIndex.append(pen.getCharString(private, top.GlobalSubrs))
        top.FDSelect.append(group)
        order.append(name)
        bounds = BoundsPen(None)
        strings[name].draw(bounds)
        font["hmtx"][name] = (width, round(bounds.bounds[0]) if bounds.bounds else 0)
        for table in font["cmap"].tables:
            if table.format == 12 or (table.format == 4 and ord(char) < 0x10000):
                table.cmap[ord(char)] = name
    font.setGlyphOrder(order)
    top.charset, top.CIDCount = order, len(order)


def rename(font: TTFont, style: str) -> None:
    """Give the font its own name everywhere a reader or a program looks."""
    postscript = f"{FAMILY.replace(' ', '')}-{style}"
    names = {
        1: FAMILY, 2: style, 3: f"2.004;{postscript}", 4: f"{FAMILY} {style}", 6: postscript,
        5: f"Version 2.004; subset of {ORIGINAL}, with letters of Source Sans 3 and Noto Sans",
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
    files = {"type": Path, "nargs": "+", "required": True, "metavar": "FONT"}
    parser.add_argument("--regular", help="the collection first", **files)
    parser.add_argument("--bold", help="the same fonts in bold", **files)
    arguments = parser.parse_args()
    text = wanted()
    known = make(arguments.regular, "Regular", text) & make(arguments.bold, "Bold", text)
    text = "".join(sorted(known))
    lines = (text[start : start + ROW] for start in range(0, len(text), ROW))
    (FONTS / "characters.txt").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
