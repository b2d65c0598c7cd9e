"""How wide the columns of a table are to be on paper, and how high its rows become."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from lcanalysis.exhibits.table_html import SHORT

LEAST_OF_TEXT: Final = 8
"""Width below which a column of text cannot be read."""
LONGEST_WORD: Final = 18
"""Width of the longest Latin word that is not to be broken."""
PADDING: Final = 1.5
"""Widths that a cell keeps free at its sides."""
UNBROKEN_HEAD: Final = 6
"""Width up to which a head is not broken: 公布值, 2018年."""
WIDE_WORD: Final = 1.1
"""How much wider than usual letters those of a Latin word or of a number may be."""
BROAD: Final = 0.7
"""How much wider an m or w is than a usual letter: it tells in Momentum, not in million."""
NARROWED: Final = 1.03
"""How much too wide a table may be and still be narrowed."""
MOST_LINES_KEPT: Final = 16
"""Lines of a table that is kept on one page; a longer one is parted between rows."""
MOST_LINES_OF_ROW: Final = 30
"""Lines of a row that is never parted; a higher one may be, since it might not fit on any page."""
WIDEST: Final = 60
"""Width beyond which a column of text wants no more room."""
ROOM_TO_WRITE: Final = 20
"""Width below which nobody can write into a column of blanks by hand: three or four centimetres."""
SMALL: Final = 0.84
"""How large the letters of a second line are beside those of the first."""
_WORD: Final = re.compile(r"[!-~]+")
_BROAD: Final = re.compile(r"[mwMW]")
_NUMBER: Final = re.compile(r"[-−+–~≈<>≤≥.,%\s]*\d[-−+–~\d.,%\s]*")
_IN_BRACKETS: Final = re.compile(r"（[^（）]{,6}）")


@lru_cache(maxsize=4096)
def paper_width(text: str) -> int:
    """Return how wide a text stands on paper: two for a Chinese character or a sign such as ▲, one for a Latin letter.

    Of several lines, the widest; those after the first are in small type.

    >>> paper_width("▲快于预期"), paper_width("2018")
    (10, 4)
    """
    return max(_line_widths(text))


def _line_widths(text: str) -> list[int]:
    found = []
    for at, line in enumerate(text.split("\n")):
        width = sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in line)
        found.append(math.ceil(width * SMALL) if at else width)
    return found


def least_widths(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
    """Return how narrow the columns may be: short contents, numbers above all, are not to be broken.

    Heads may be broken in the middle, in Latin text between words.

    >>> least_widths(["产品", "说明"], [["41.72", "电解铜" * 30]])
    [7.0, 9.5]
    """
    cells = [[row[at] for row in rows] for at in range(len(columns))]
    return [
        PADDING + max(_least_of_head(head), _least_of_column(texts)) for head, texts in zip(columns, cells, strict=True)
    ]


def column_widths(columns: Sequence[str], rows: Sequence[Sequence[str]], total: float) -> list[float]:
    """Return the widths of columns, in Latin letters (see `paper_width`), which add up to `total`.

    Columns of text share what the least widths leave by what they would need. Where not even those fit, all
    columns are narrowed alike.

    >>> column_widths(["产品", "说明"], [["41.72", "电解铜" * 30]], 60)
    [7.0, 53.0]
    """
    least = least_widths(columns, rows)
    room = total - sum(least)
    if room <= 0:
        return [total * width / sum(least) for width in least]
    longest = [max((paper_width(row[at]) for row in rows), default=0) for at in range(len(columns))]
    more = [max(0, PADDING + min(WIDEST, width) - low) for width, low in zip(longest, least, strict=True)]
    shares = more if any(more) else least
    return [low + room * share / sum(shares) for low, share in zip(least, shares, strict=True)]


def lines_of(row: Sequence[str], widths: Sequence[float]) -> int:
    """Return how many lines a row of a table takes, about.

    >>> lines_of(["41.72", "电解铜" * 30], [7.0, 53.0])
    4
    """
    return max(
        (
            sum(max(1, math.ceil(line / max(1, width - PADDING))) for line in _line_widths(text))
            for text, width in zip(row, widths, strict=True)
        ),
        default=1,
    )


def _least_of_column(texts: Sequence[str]) -> float:
    if texts and not any(texts):
        return ROOM_TO_WRITE  # blanks are there to be written in
    return max(map(_least_of_cell, texts), default=0)


@lru_cache(maxsize=4096)
def _least_of_cell(text: str) -> float:
    width = paper_width(text)
    if width > SHORT:
        return max(LEAST_OF_TEXT, math.ceil(WIDE_WORD * _longest(_WORD.findall(text))))
    return round(width * WIDE_WORD, 1) if _NUMBER.fullmatch(text) else width


def _least_of_head(head: str) -> int:
    """Return how narrow a head may be set, in bold: about half of it, yet no Latin word and no unit is broken."""
    words = _WORD.findall(head)
    broad = int(BROAD * max((len(_BROAD.findall(word)) for word in words), default=0))
    unbroken = max(_longest(_IN_BRACKETS.findall(head)), math.ceil(WIDE_WORD * _longest(words)) + broad)
    width = paper_width(head)
    return max(min((width + 1) // 2, SHORT), min(width, UNBROKEN_HEAD), unbroken) + 1


def _longest(words: Sequence[str]) -> int:
    return max((width for width in map(paper_width, words) if width <= LONGEST_WORD), default=0)
