"""Lines of text in Chinese and English: where they may break, and how they fold into a number of columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lcanalysis.safe_text import display_width

# A line neither begins with a closing mark nor ends with an opening one; a number keeps its unit.
CLOSING: Final = "，。、；：？！）》」』】％%～…·”’),.;:?!"
OPENING: Final = "（《「『【“‘("
UNITS_AFTER: Final = "万吨|亿元|万元|个百分点|元|吨|年|种|项|家|个|户|段|类|倍"
_PIECES: Final = re.compile(
    rf"[{re.escape(OPENING)}]*(?:[^\s\u2e80-\uffef“”‘’]+(?:{UNITS_AFTER})?|[^\s])[{re.escape(CLOSING)}]*|\s+"
)
_HANGING: Final = re.compile(r"( *)(\S{1,8} {2,})?")
"""What stands before the text of a line: its indent, and a word set apart from the text."""


def pieces(text: str) -> list[str]:
    """Return the parts of `text` between which a line may break.

    >>> pieces("8种增长5.0%，利润")
    ['8种', '增', '长', '5.0%，', '利', '润']
    >>> pieces("revenue rose")
    ['revenue', ' ', 'rose']
    """
    return _PIECES.findall(text)


def fold(text: str, columns: int) -> str:
    r"""Return a text whose lines are at most `columns` wide; a folded line goes on below the place where its text began.

    >>> print(fold("ok    the plan is there\n    产量增长5.0%，利润下降", 18))
    ok    the plan is
          there
        产量增长5.0%，
        利润下降
    """
    return "\n".join(folded for line in text.split("\n") for folded in _folded(line, columns))


def _folded(line: str, columns: int) -> Iterator[str]:
    if display_width(line) <= columns:
        yield line
        return
    before = _HANGING.match(line)
    begun = before[0] if before else ""
    hanging = " " * min(display_width(begun), columns // 2)
    current, is_empty = begun, True
    for piece in pieces(line[len(begun) :]):
        rest = piece
        if not is_empty and display_width(current) + display_width(rest.rstrip()) > columns:
            yield current.rstrip()
            current, is_empty = hanging, True
        while (room := columns - display_width(current)) < display_width(rest.rstrip()):
            at = _cut(rest, room)  # a word wider than a line, such as a path
            yield current + rest[:at]
            current, rest = hanging, rest[at:]
        if not (is_empty and rest.isspace()):
            current, is_empty = current + rest, False
    yield current.rstrip()


def _cut(word: str, room: int) -> int:
    """Return how many characters of a word go into a line: up to its last slash, else as many as have room."""
    fits = next(at for at in range(len(word), 0, -1) if at == 1 or display_width(word[:at]) <= room)
    slash = max(word.rfind(mark, 0, fits) for mark in "/\\,") + 1
    return slash if slash > fits // 2 else fits
