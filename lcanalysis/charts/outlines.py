"""Letters as outlines: each text is measured once, and each letter is outlined once, whatever its size."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

import numpy as np
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.path import Path
from matplotlib.textpath import text_to_path

POINTS_PER_INCH: Final = 72
SIZE: Final = text_to_path.FONT_SCALE
"""The size in points at which letters are measured and outlined."""
UNITS: Final = 1000
"""Parts of the size in which places within a line are written."""


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


@dataclass(frozen=True, slots=True)
class Line:
    """The letters of a line, each with its place in `UNITS`, and the whole line as one outline at `SIZE`."""

    letters: tuple[tuple[str, int], ...]
    outline: Path


_OUTLINES: Final[dict[str, Any]] = {}
"""The outline of each letter at `SIZE`, points and codes, by font and glyph."""


def font_of(properties: FontProperties) -> Font:
    """Return the font of a text of matplotlib."""
    return Font(tuple(properties.get_family()), properties.get_weight(), properties.get_style())


@lru_cache(maxsize=8192)
def extent(text: str, font: Font) -> Extent:
    """Return the extent of a line of text.

    Examples
    --------
    >>> from lcanalysis.charts.style import FAMILY, register_fonts
    >>> register_fonts()
    >>> round(extent("铜材", Font((FAMILY,))).width, 2)
    2.0
    """
    opened = _opened(font)
    opened.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    width, height = opened.get_width_height()
    # matplotlib measures in 64ths of a point.
    return Extent(width / 64 / SIZE, height / 64 / SIZE, opened.get_descent() / 64 / SIZE)


@lru_cache(maxsize=2048)
def line(text: str, font: Font) -> Line:
    """Return a line of text as outlines; letters without any, such as spaces, are left out."""
    placed, new, _ = text_to_path.get_glyphs_with_font(
        _opened(font), text, glyph_map=_OUTLINES, return_new_glyphs_only=True
    )
    _OUTLINES.update(new)
    drawn = [(name, x) for name, x, *_ in placed if len(_OUTLINES[name][0])]
    if not drawn:
        return Line((), Path(np.empty((0, 2))))
    points = np.concatenate([np.add(_OUTLINES[name][0], (x, 0)) for name, x in drawn])
    whole = Path(points, np.concatenate([_OUTLINES[name][1] for name, _ in drawn]))
    return Line(tuple((name, round(x * UNITS / SIZE)) for name, x in drawn), whole)


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
