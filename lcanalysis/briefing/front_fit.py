"""How large the letters of a first page may be on paper, so that it fills one sheet and no more.

A browser breaks a page that is too long and says nothing. The height is therefore estimated from the texts: the lines that
each takes in its column, in the sizes of ``front.css``. A test prints pages in a browser and compares.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lcanalysis.exhibits.table_html import CARDS
from lcanalysis.safe_text import display_width

WIDTH_PX: Final = 703
"""A4 less the margins at its sides."""
HEIGHT_PX: Final = 1058
SPARE: Final = 0.975
"""How much of the sheet may be filled by the estimate."""
SIZES_PT: Final = (8.75, 8.5, 8.25, 8.0, 7.75)
"""Sizes of letters that can be read, the largest first."""
USUAL_PT: Final = 8.5
"""The size of a page that needs a second sheet anyway."""
COLUMNS_PX: Final = (432, 258)
NOTE_PX: Final = 7 * 96 / 72
"""No note is smaller than 7 pt."""
LINE_OF_FIGURES: Final = 26
"""How high the tiny line of a key figure stands, and what stands in its place."""
LATIN: Final = 0.47
"""Width of a Latin letter on average, as a share of its size."""


BOLD: Final = 1.06
"""How much wider bold letters are."""


@dataclass(frozen=True, slots=True)
class PlacedExhibit:
    """An exhibit of the page in one language, and whether it stands beside the one before."""

    exhibit: Mapping[str, Any]
    shown: Mapping[str, Any]
    is_beside: bool = False


def print_size(parts: Sequence[PlacedExhibit]) -> float:
    r"""Return the size in points in which the parts fit one sheet; the usual one if they fit in none.

    >>> print_size([PlacedExhibit({"kind": "text", "role": "answer"}, {"markdown": "**增收**\\n\\n说明。"})])
    8.75
    """
    fitting = (size for size in SIZES_PT if page_height(parts, size) <= SPARE * HEIGHT_PX)
    # What leaves no room to spare may fit all the same: a last sheet with the foot alone is worse than small letters.
    smallest = SIZES_PT[-1]
    return next(fitting, smallest if page_height(parts, smallest) <= HEIGHT_PX else USUAL_PT)


def page_height(parts: Sequence[PlacedExhibit], size_pt: float) -> float:
    """Return how high a page stands on paper in pixels, with letters of `size_pt`."""
    rem = size_pt * 96 / 72
    height, at = 2.3 * rem, 0  # the masthead
    while at < len(parts):
        if at + 1 < len(parts) and parts[at + 1].is_beside:
            pair = zip(parts[at : at + 2], COLUMNS_PX, strict=True)
            height += max(_height(part, width, rem) for part, width in pair)
            at += 2
        else:
            height += _height(parts[at], WIDTH_PX, rem)
            at += 1
    return height


def _height(part: PlacedExhibit, width: float, rem: float) -> float:
    kind, shown = part.exhibit["kind"], part.shown
    if kind == "strip":
        return _strip(shown["figures"], width, rem)
    if kind == "chart":
        drawn = float(shown.get("widths", {}).get("print", shown)["crop"][1]) * 96 / 72
        foot = " · ".join(filter(None, (shown["source"], *shown["notes"])))
        return (
            _titled(shown["caption"], shown["subtitle"], width, rem) + drawn + _notes([foot], width, rem) + 0.65 * rem
        )
    if kind == "table":
        return _table(part, width, rem)
    return _text(part, width, rem)


def _text(part: PlacedExhibit, width: float, rem: float) -> float:
    paragraphs = [one.replace("**", "") for one in str(part.shown["markdown"]).split("\n\n")]
    if part.exhibit.get("role") == "foot":
        return _notes(paragraphs, width, rem) + 0.4 * rem
    if part.exhibit.get("role") == "answer":
        first, *rest = paragraphs
        head = _lines(first, 1.7 * rem, width, is_bold=True) * 1.7 * 1.25 * rem + 0.65 * rem
        return head + sum(_lines(one, rem, width) for one in rest) * 1.45 * rem + 0.5 * rem
    return sum(_lines(one, rem, width) for one in paragraphs) * 1.5 * rem + 0.8 * rem


def _strip(figures: Sequence[Mapping[str, Any]], width: float, rem: float) -> float:
    room = width / len(figures) - 0.8 * rem - 1
    names = max(_lines(figure["name"], 0.87 * rem, room) for figure in figures) * 0.87 * 1.35 * rem
    dots = max((-(-figure.get("dots", 0) // 10) * 6.5 + 1 for figure in figures), default=0)
    return names + 1.5 * 1.2 * rem + max(LINE_OF_FIGURES, dots) + (0.55 + 0.7) * rem + 2


def _table(part: PlacedExhibit, width: float, rem: float) -> float:
    shown, form = part.shown, part.exhibit.get("form", "")
    texts = list(_rows(shown["rows"], form, width, rem))
    heads = 0.87 * 1.4 * rem + 0.25 * rem + 2
    foot = " ".join(shown["foot"])
    height = _titled(shown["title"], shown.get("subtitle", ""), width, rem) + heads + sum(texts)
    return height + (_notes([foot], width, rem) if foot else 0) + 0.65 * rem


def _rows(rows: Sequence[Sequence[Mapping[str, Any]]], form: str, width: float, rem: float) -> Iterator[float]:
    shares = {CARDS: (0.26, 0.13), "texts": (0.48, 0.52), "plain": (0.72, 0.14)}.get(form)
    for row in rows:
        first, *rest = shares or (1 / len(row), 1 / len(row))
        cells = [
            _cell(cell, width * (first if at == 0 else rest[0]) - 0.55 * rem, form, rem, is_first=at == 0)
            for at, cell in enumerate(row)
        ]
        yield max(cells) + 0.36 * rem + 1


def _cell(cell: Mapping[str, Any], room: float, form: str, rem: float, *, is_first: bool) -> float:
    below = str(cell.get("below", ""))
    size, line = 0.94 * rem, (1.36 if form == "texts" else 1.3)
    if below and (form == "plain" or (form == CARDS and is_first)):
        beside = _width(str(cell["text"]), size, is_bold=True) + _width(below, max(0.845 * rem, NOTE_PX)) + 0.5 * rem
        return math.ceil(beside / room) * size * line
    lines = _lines(str(cell["text"]), size, room, is_bold=is_first)
    is_small = not (form == "texts" and is_first)
    small = max(0.845 * rem, NOTE_PX) if is_small else size
    # What stands below the cells of figures is not broken.
    under = 0 if not below else 1 if form == CARDS and not is_first else _lines(below, small, room)
    return lines * size * line + under * small * (1.3 if is_small else line)


def _titled(title: str, subtitle: str, width: float, rem: float) -> float:
    head = _lines(f"{title}      ", 1.04 * rem, width, is_bold=True) * 1.04 * 1.3 * rem
    return head + (_lines(subtitle, 0.87 * rem, width) * 0.87 * 1.45 * rem + 0.2 * rem if subtitle else 0)


def _notes(paragraphs: Sequence[str], width: float, rem: float) -> float:
    size = max(0.845 * rem, NOTE_PX)
    return sum(_lines(one, size, width) for one in paragraphs) * size * 1.36 + 0.15 * rem


def _lines(text: str, size: float, room: float, *, is_bold: bool = False) -> int:
    """Return how many lines a text takes."""
    return max(1, math.ceil(_width(text, size, is_bold=is_bold) / max(room, size)))


def _width(text: str, size: float, *, is_bold: bool = False) -> float:
    """Return how long a line is: Chinese characters are as wide as they are high, Latin letters about half."""
    wide = display_width(text) - len(text)
    return (wide + (len(text) - wide) * LATIN) * size * (BOLD if is_bold else 1.0)
