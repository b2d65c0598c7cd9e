"""Turns raised and lowered text into marks: 47.3 with a raised 1 is 47.3 with a footnote, never 47.31."""

from __future__ import annotations

import re
from typing import Final

from lcanalysis.intake.files.limits import LONGEST_CELL, MOST_TEXT, RefusedFile

_BLANK: Final = re.compile(r"[ \t\r\f\v]+")


class Pieces:
    """A text that is put together from pieces, within the limit for one cell."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0

    def __bool__(self) -> bool:
        return self._length > 0

    def add(self, text: str) -> None:
        """Add the next piece.

        Raises `RefusedFile` if the whole is longer than any cell.
        """
        self._length += len(text)
        if self._length > LONGEST_CELL:
            raise RefusedFile("files.too_much_text", most=LONGEST_CELL, all=MOST_TEXT)
        self._pieces.append(text)

    def whole(self) -> str:
        """Return the text."""
        return "".join(self._pieces)


def raised(text: str) -> str:
    """Return raised or lowered text as a mark that no reader of numbers takes for digits.

    >>> "47.3" + raised("1")
    '47.3[1]'
    """
    plain = text.strip()
    return plain if not plain or plain.startswith(("[", "〔", "(", "（")) else f"[{plain}]"


def lowered(text: str, before: str) -> str:
    """Return lowered text: part of a name where it stands behind a letter, as in CO₂; a mark behind anything else.

    >>> lowered("2", "CO"), lowered("2", "47.3")
    ('2', '[2]')
    """
    return text if before[-1:].isalpha() else raised(text)


def whole(text: str) -> str:
    r"""Return text without unpaired surrogates, which can be neither shown nor written.

    >>> whole("\ud83d\ude00") == "\U0001f600", whole("a\ud83d") == "a\ufffd"
    (True, True)
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def tidy(text: str) -> str:
    r"""Return text with its blanks as one space each and no blank lines: layout is no part of what is said.

    >>> tidy("  产品\t名称 \n\n （单位）")
    '产品 名称\n（单位）'
    """
    lines = (_BLANK.sub(" ", line).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)
