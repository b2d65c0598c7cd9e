"""Letters as outlines: each text is measured once, and each letter is outlined once, whatever its size."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any, Final

import numpy as np
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.path import Path
from matplotlib.textpath import text_to_path

from lcanalysis.characters import bundled
from lcanalysis.charts.style import FAMILY

POINTS_PER_INCH: Final = 72
SIZE: Final = text_to_path.FONT_SCALE
"""The size in points at which letters are measured and outlined."""
FT_UNITS: Final = 64
"""Parts of a point in which matplotlib measures."""


@dataclass(frozen=True, slots=True)
class Font:
    """The families of a text, in the order in which a letter is looked for, and their weight and style."""

    families: tuple[str, ...]
    weight: str | int = "normal"
    style: str = "normal"


@dataclass(frozen=True, slots=True)
class Extent:
    """How wide and high a line is, and how far it reaches below its base, for a size of one."""

    width: float
    height: float
    descent: float


@dataclass(frozen=True)
class Line:
    """The letters of a line, each with its place from the left at `SIZE`."""

    letters: tuple[tuple[str, float], ...]

    @cached_property
    def outline(self) -> Path:
        """The whole line as one outline at `SIZE`."""
        points = [np.add(_OUTLINES[name][0], (x, 0)) for name, x in self.letters]
        return Path(np.concatenate(points), np.concatenate([_OUTLINES[name][1] for name, _ in self.letters]))


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter's name, and in 64ths of a point at `SIZE` how far it moves the next one, its foot and its head."""

    name: str
    advance: int
    foot: int
    head: int


_OUTLINES: Final[dict[str, Any]] = {}
"""The outline of each letter at `SIZE`, points and codes, by font and glyph."""


def font_of(properties: FontProperties) -> Font:
    """Return the font of a text of matplotlib."""
    return Font(tuple(properties.get_family()), properties.get_weight(), properties.get_style())


@lru_cache(maxsize=8192)
def extent(text: str, font: Font) -> Extent:
    """Return the extent of a line of text.

    >>> from lcanalysis.charts.style import FAMILY, register_fonts
    >>> register_fonts()
    >>> round(extent("铜材", Font((FAMILY,))).width, 2)
    2.0
    """
    if _is_simple(text, font):
        letters = [_letter(one, font) for one in text]
        width = sum(one.advance for one in letters)
        foot, head = min(one.foot for one in letters), max(one.head for one in letters)
    else:
        width, foot, head = _measured(text, font)
    return Extent(width / FT_UNITS / SIZE, (head - foot) / FT_UNITS / SIZE, -foot / FT_UNITS / SIZE)


@lru_cache(maxsize=2048)
def line(text: str, font: Font) -> Line:
    """Return a line of text as outlines; letters without any, such as spaces, are left out."""
    placed: list[tuple[str, float]] = []
    if _is_simple(text, font):
        at = 0
        for letter in (_letter(one, font) for one in text):
            placed.append((letter.name, at / FT_UNITS))
            at += letter.advance
    else:
        placed = _outlined(text, font)
    return Line(tuple((name, x) for name, x in placed if len(_OUTLINES[name][0])))


def _is_simple(text: str, font: Font) -> bool:
    """Return whether a line is its letters side by side: the bundled font joins none and moves none nearer."""
    return bool(text) and font.families[0] == FAMILY and bundled().issuperset(text)


@cache
def _letter(character: str, font: Font) -> _Letter:
    opened = _opened(font)
    glyph = opened.load_char(ord(character), flags=LoadFlags.NO_HINTING)
    name = f"{opened.postscript_name}-{opened.get_char_index(ord(character)):x}"
    _OUTLINES[name] = opened.get_path()
    _, foot, _, head = glyph.bbox
    return _Letter(name, glyph.horiAdvance, foot, head)


def _measured(text: str, font: Font) -> tuple[int, int, int]:
    """Return how wide a text is, and how far from its base it begins and ends, in 64ths of a point at `SIZE`."""
    opened = _opened(font)
    opened.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    width, height = opened.get_width_height()
    foot = -opened.get_descent()
    return width, foot, foot + height


def _outlined(text: str, font: Font) -> list[tuple[str, float]]:
    """Return the letters of a text with their places, after outlining those that are new."""
    placed, new, _ = text_to_path.get_glyphs_with_font(
        _opened(font), text, glyph_map=_OUTLINES, return_new_glyphs_only=True
    )
    _OUTLINES.update(new)
    return [(name, x) for name, x, *_ in placed]


def outline_of(letter: str) -> tuple[Any, Any]:
    """Return the outline, at `SIZE`, of a letter of a `Line`: its points and their codes."""
    points, codes = _OUTLINES[letter]
    return points, codes


@cache
def height_metrics(font: Font) -> tuple[float, float, float]:
    """Return how far a font reaches above and below the base of a line, and the gap between lines, for a size of one."""
    opened: Any = _opened(font)
    em = opened.get_sfnt_table("head")["unitsPerEm"]
    names = ("OS/2", "sTypoAscender", "sTypoDescender", "sTypoLineGap"), ("hhea", "ascent", "descent", "lineGap")
    tables = ([table[name] / em for name in rest] for kind, *rest in names if (table := opened.get_sfnt_table(kind)))
    above, below, gap = next(tables)
    return above, -below, gap


def _opened(font: Font) -> FT2Font:
    opened: FT2Font = get_font(_files(font))
    opened.set_size(SIZE, POINTS_PER_INCH)
    return opened


@cache
def _files(font: Font) -> tuple[str, ...]:
    style: Any = font.style
    wanted = (FontProperties(family=[one], weight=font.weight, style=style) for one in font.families)
    return tuple(map(findfont, wanted))
