"""How wide the columns of a table are to be on paper, and how high its rows become."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Final

import numpy as np
import numpy.typing as npt

from lcanalysis.exhibits.table_html import SHORT
from lcanalysis.title_html import parts_of

FloatArray = npt.NDArray[np.float64]
LEAST_OF_TEXT: Final = 8
"""Width below which a column of text cannot be read."""
LONGEST_WORD: Final = 18
"""Width of the longest Latin word that is not to be broken."""
PADDING: Final = 1.5
"""Widths that a cell keeps free at its sides."""
UNBROKEN_HEAD: Final = 6
"""Width up to which a head is not broken: 公布值, 2018年."""
BOLD: Final = 1.1
"""How much wider letters of a head are, which are bold."""
WIDTHS: Final = {" ": 0.55, "fijlrtI.,:;'()[]/|!-": 0.7, "0123456789": 1.1, "+<>=~\N{EN DASH}\N{MINUS SIGN}": 1.2,
                 "ABCDEFGHJKLNOPQRSTUVXYZ&": 1.45, "mwMW%@": 1.85}  # fmt: skip
"""Widths of signs, in average Latin letters; others are a little wider than that, since spaces make up for it."""
OTHER_WIDTH: Final = 1.05
WIDE: Final = 2.0
"""Width of a Chinese character."""
SLACK: Final = 0.08
"""Part of a line that is not counted as one: widths of letters are told rather too wide than too narrow."""
NARROWED: Final = 1.03
"""How much too wide a table may be and still be narrowed."""
MOST_LINES_OF_ROW: Final = 30
"""Lines of a row that is never parted; a higher one may be, since it might not fit on any page."""
STEPS: Final = 32
"""In how many parts the room that is left over is given away."""
ROOM_TO_WRITE: Final = 20
"""Width below which nobody can write into a column of blanks by hand: three or four centimetres."""
SMALL: Final = 0.84
"""How large the letters of a second line are beside those of the first."""
_WORD: Final = re.compile(r"[!-~]+")
_WIDTH: Final = {sign: width for signs, width in WIDTHS.items() for sign in signs}
_WORDS: Final = re.compile(
    "(?<=..)(?=年均|年份|增速|增长|提高|所需|应达到|可能性|中位数|区间|上限|下限|单位|范围|数据|速度|比重|产量|参照类|差异|利用率|之比)"
)
"""Where words begin of which heads of columns are made; a single character is not left alone before one."""
_IN_BRACKETS: Final = re.compile(r"（[^（）]{,6}）")


def paper_width(text: str) -> float:
    """Return how wide a text stands on paper: two for a Chinese character or a sign such as ▲, about one for a letter.

    Of several lines, the widest; those after the first are in small type.

    >>> paper_width("▲快于预期"), paper_width("2018"), paper_width("still")
    (10.0, 4.4, 3.9)
    """
    return max(_line_widths(text))


@lru_cache(maxsize=65536)
def _line_widths(text: str) -> tuple[float, ...]:
    found = [round(sum(map(_sign_width, line)), 1) for line in text.split("\n")]
    return found[0], *(round(width * SMALL, 1) for width in found[1:])


@lru_cache(maxsize=65536)
def _sign_width(sign: str) -> float:
    return _WIDTH.get(sign, WIDE if unicodedata.east_asian_width(sign) in "WFA" else OTHER_WIDTH)


def least_widths(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
    """Return how narrow the columns may be: short contents, numbers above all, are not to be broken.

    Heads may be broken in three, in Latin text between words.

    >>> least_widths(["产品", "说明"], [["41.72", "电解铜" * 30]])
    [6.6, 9.5]
    """
    cells = [[row[at] for row in rows] for at in range(len(columns))]
    return [
        PADDING + max(_least_of_head(head), _least_of_column(texts)) for head, texts in zip(columns, cells, strict=True)
    ]


def column_widths(columns: Sequence[str], rows: Sequence[Sequence[str]], total: float) -> list[float]:
    """Return the widths of columns, in Latin letters (see `paper_width`), which add up to `total`.

    What the least widths leave goes, part by part, to the column that makes rows high, and where none does, to all
    alike. Heads count as rows do, or as if they stood in two lines, whichever makes the table lower. Where not even
    the least widths fit, all columns are narrowed alike.

    >>> [round(width, 1) for width in column_widths(["产品", "说明"], [["41.72", "电解铜" * 30]], 60)]
    [6.6, 53.4]
    """
    least = np.array(least_widths(columns, rows))
    texts = np.array([[paper_width(text) for text in row] for row in [columns, *rows]], float)
    in_two_lines = texts.copy()
    in_two_lines[0] *= BOLD / 2
    ways = [_widened(least, total, texts), _widened(least, total, in_two_lines, texts)]
    return min(ways, key=lambda widths: sum(lines_of(row, widths) for row in [columns, *rows]))


def _widened(least: FloatArray, total: float, *wanted: FloatArray) -> list[float]:
    """Return the least widths with the room that is left given away for texts of some widths, then for those of others."""
    widths, room = least.copy(), max(0.0, total - least.sum())
    for _ in range(STEPS if room else 0):
        wanting = next((found for texts in wanted if (found := _wanting(texts, widths)).any()), None)
        if wanting is None:
            break
        widths[wanting.argmax()] += room / STEPS
    return list((widths * (total / widths.sum())).tolist())


def _wanting(texts: FloatArray, widths: FloatArray) -> FloatArray:
    """Return how much each column wants of more room: by the rows of several lines in which it is the highest."""
    heights = texts / (widths - PADDING)
    highest = heights.max(axis=1)
    wanting: FloatArray = np.bincount(heights.argmax(axis=1), highest * (highest > 1), minlength=len(widths)) / widths
    return wanting


def broken_head(head: str, width: float) -> str:
    r"""Return a head with line breaks between its parts, where it is too long for a column; Latin text stays as it is.

    Programs part Chinese anywhere. A part that does not fit is parted before the words that heads are made of, and what does
    not fit then after an even number of characters, since most words have two.

    >>> broken_head("本方法（指定参照类）", 20), broken_head("公布同比", 8), broken_head("Of these (%)", 8)
    ('本方法\n（指定参照类）', '公布\n同比', 'Of these (%)')
    >>> broken_head("下一年应达到", 9), broken_head("所需年均增速（%）", 9)
    ('下一年\n应达到', '所需\n年均\n增速\n（%）')
    """
    room = (width - PADDING) / BOLD * (1 + SLACK)
    if paper_width(head) <= room or not any(_sign_width(sign) == WIDE for sign in head):
        return head
    parts = list(chain.from_iterable(_in_words(part, room) for part in parts_of(head)))
    lines = [""]
    for part in parts:
        if lines[-1] and paper_width(lines[-1] + part) > room:
            lines.append("")
        lines[-1] += part
    return "\n".join(lines)


def _in_words(part: str, room: float) -> list[str]:
    words = [part] if paper_width(part) <= room else _WORDS.split(part)
    return list(chain.from_iterable(_in_pairs(word, room) for word in words))


def _in_pairs(part: str, room: float) -> list[str]:
    """Return a part of a head in pieces of two, four or more characters that fit, if it has no odd one out."""
    lines = math.ceil(paper_width(part) / max(room, 1))
    size = 2 * math.ceil(len(part) / lines / 2)
    if lines == 1 or len(part) % 2 or len(part) > SHORT or paper_width(part) != WIDE * len(part):
        return [part]
    return [part[at : at + size] for at in range(0, len(part), size)]


def lines_of(row: Sequence[str], widths: Sequence[float]) -> int:
    """Return how many lines a row of a table takes, about.

    >>> lines_of(["41.72", "电解铜" * 30], [6.6, 53.4])
    4
    """
    return max(
        (
            sum(max(1, math.ceil(line / max(1, width - PADDING) - SLACK)) for line in _line_widths(text))
            for text, width in zip(row, widths, strict=True)
        ),
        default=1,
    )


def _least_of_column(texts: Sequence[str]) -> float:
    if texts and not any(texts):
        return ROOM_TO_WRITE  # blanks are there to be written in
    return max(map(_least_of_cell, texts), default=0)


@lru_cache(maxsize=65536)
def _least_of_cell(text: str) -> float:
    width = paper_width(text)
    return max(LEAST_OF_TEXT, _longest_word(text)) if width > SHORT else width


def _least_of_head(head: str) -> float:
    """Return how narrow a head may be set, in bold: about a third of it, yet no Latin word and no unit is broken."""
    width = paper_width(head)
    unit = max(map(paper_width, _IN_BRACKETS.findall(head)), default=0)
    return BOLD * max(min(width / 3, SHORT), min(width, UNBROKEN_HEAD), unit, _longest_word(head))


def _longest_word(text: str) -> float:
    """Return how wide the longest Latin word is that is not to be broken."""
    return max((paper_width(word) for word in _WORD.findall(text) if len(word) <= LONGEST_WORD), default=0)
