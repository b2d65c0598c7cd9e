"""Reads text files of cells (.csv, .tsv): finds their encoding and the delimiter between the cells."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from typing import Final

from lcanalysis.intake.files.grid import Grid
from lcanalysis.intake.files.limits import LARGEST_TEXT, RefusedFile, require_size

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_DELIMITERS: Final = ("\t", ";", "|", ",")
_PADDED: Final = re.compile(r"\t,")
_DIVIDING_TAB: Final = re.compile(r"\t(?![,\r\n]|\Z)")
# Control characters, and those that no table of characters assigns: what a wrong guess of the encoding produces.
_NOT_TEXT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ue000-\uf8ff\ufffd]")


def decoded(content: bytes) -> tuple[str, str]:
    r"""Return the text of a file and the name of its encoding.

    UTF-8 and UTF-16 are known by their byte order mark. Without one, valid UTF-8 is taken for UTF-8, since no other text is
    valid by chance; else valid GB18030 is taken for that.

    Raises `RefusedFile` if it is none of these, holds characters that no text holds, or is too large.

    >>> decoded("产量".encode("gbk")), decoded(b"\xef\xbb\xbfa")
    (('产量', 'gb18030'), ('a', 'utf-8-sig'))
    """
    if len(content) > LARGEST_TEXT:
        raise RefusedFile("files.too_large", most=LARGEST_TEXT // 1_000_000)
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    for name in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        if not _NOT_TEXT.search(text):
            return text, name
    raise RefusedFile("files.not_text")


def read_delimited(text: str) -> Grid:
    """Return the cells of a text file; the delimiter is the one that gives most rows the same number of cells.

    Raises `RefusedFile` if no delimiter divides it, quotes are not closed, or it is too large.
    """
    if _PADDED.search(text) and not _DIVIDING_TAB.search(text):
        # The exports of data.stats.gov.cn have a tab before each comma, so that Excel takes codes for text.
        text = text.replace("\t", "")
    rows = _rows(text, _delimiter(text))
    return Grid("", tuple(tuple(cell.strip() for cell in row) for row in rows), is_delimited=True)


def _rows(text: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    cells = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            cells += len(row)
            require_size(len(rows) + 1, len(row), cells)
            rows.append(row)
    except csv.Error:
        raise RefusedFile("files.not_delimited", row=len(rows) + 1) from None
    return rows


def _delimiter(text: str) -> str:
    """Return the delimiter under which the most rows have the same number of cells, two or more.

    Of two that do equally well the comma comes last, for it also stands within numbers.
    """
    sample = "\n".join(text.splitlines()[:200])
    best, chosen = 0, ""
    for delimiter in _DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter))
        except csv.Error:
            continue
        rows = max((rows for width, rows in widths.items() if width > 1), default=0)
        if rows > best:
            best, chosen = rows, delimiter
    if not chosen:
        raise RefusedFile("files.no_delimiter")
    return chosen
