"""Break a line of Chinese or English where a reader would, by its real width in the font."""

from __future__ import annotations

import re
from functools import lru_cache

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

POINTS_PER_INCH = 72
# A line neither begins with a closing mark nor ends with an opening one.
_CLOSING = "，。、；：？！）》」』】％%～…·”’),.;:?!"
_OPENING = "（《「『【“‘("
# Widths to try for lines of even length, as shares of the limit.
_NARROWER = (0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55)
_PIECES = re.compile(
    # A run of Latin letters, digits and their signs stays whole, as does a Chinese word's unit sign.
    rf"[{re.escape(_OPENING)}]*(?:[^\s\u2e80-\uffef“”‘’]+|[^\s])[{re.escape(_CLOSING)}]*|\s+"
)


@lru_cache(maxsize=4096)
def width_in(text: str, size: float, *, is_bold: bool, family: str) -> float:
    """Return the width of one line of `text`, in inches."""
    font = FontProperties(family=[family], size=size, weight="bold" if is_bold else "normal")
    width, _, _ = TextToPath().get_text_width_height_descent(text, font, ismath=False)
    return float(width) / POINTS_PER_INCH


def pieces(text: str) -> list[str]:
    """Return the parts of `text` between which a line may break.

    Examples
    --------
    >>> pieces("增长5.0%，利润")
    ['增', '长', '5.0%，', '利', '润']
    >>> pieces("revenue rose")
    ['revenue', ' ', 'rose']
    """
    return _PIECES.findall(text)


def wrap(text: str, limit_in: float, size: float, *, is_bold: bool, family: str) -> str:
    """Return `text` with line breaks: as few lines as fit into `limit_in` inches, and of even length.

    A single word that is wider stays whole. Missing glyphs are the drawing's matter: here they only have
    some width.
    """
    lines = _filled(text, limit_in, size, is_bold=is_bold, family=family)
    if len(lines) > 1:
        fewest = len(lines)
        for share in _NARROWER:
            tried = _filled(text, limit_in * share, size, is_bold=is_bold, family=family)
            if len(tried) > fewest:
                break
            lines = tried
    return "\n".join(lines)


def _filled(text: str, limit_in: float, size: float, *, is_bold: bool, family: str) -> list[str]:
    lines: list[str] = [""]
    for piece in pieces(text):
        longer = lines[-1] + piece
        if lines[-1] and width_in(longer.rstrip(), size, is_bold=is_bold, family=family) > limit_in:
            lines.append(piece.lstrip())
        else:
            lines[-1] = longer
    return [line.rstrip() for line in lines]
