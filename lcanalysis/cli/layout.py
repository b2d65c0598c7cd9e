"""Rows of text as columns that fit the terminal: cells fold, and no line is wider."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

from lcanalysis.cli.terminal import columns
from lcanalysis.safe_text import display_width, isolated
from lcanalysis.text_lines import fold

GAP: Final = "  "
NARROWEST: Final = 6
"""Columns that a cell keeps, however many there are beside it."""


def aligned(rows: Sequence[Sequence[str] | str], width: int | None = None) -> str:
    """Return rows of text as columns with two spaces between; a row that is one text stands on a line of its own.

    On a terminal, or given a `width`, the widest columns fold until a line fits; elsewhere lines are as long as they are.

    >>> print(aligned([("目标", "value"), ("a", "1")]))
    目标  value
    a     1
    >>> print(aligned(["Copper:", ("above 100 billion yuan in 2022", "65%")], width=22))
    Copper:
    above 100 billion  65%
    yuan in 2022
    """
    room = width or columns()
    clean = [row if isinstance(row, str) else [isolated(" ".join(cell.splitlines())) for cell in row] for row in rows]
    cells = [row for row in clean if not isinstance(row, str)]
    widths = [max(map(display_width, column)) for column in zip(*cells, strict=True)]
    if room:
        room -= len(GAP) * (len(widths) - 1)
        fitted = _fitted(widths, room)
        # Folded at words a column may need less: what is left over goes to the first that folds.
        needed = [_needed(column, size) for column, size in zip(zip(*cells, strict=True), fitted, strict=True)]
        at = next((at for at, size in enumerate(fitted) if size < widths[at]), 0)
        needed[at] = min(widths[at], needed[at] + room - sum(needed))
        widths = needed if sum(widths) > room else widths
    lines: list[str] = []
    for row in clean:
        if isinstance(row, str):
            lines.append(row)
        elif room:
            parts = [fold(cell, size).split("\n") for cell, size in zip(row, widths, strict=True)]
            lines += [_line(line, widths) for line in zip_longest(*parts, fillvalue="")]
        else:
            lines.append(_line(row, widths))
    return "\n".join(lines)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell + " " * (size - display_width(cell)) for cell, size in zip(cells, widths, strict=True))
    return GAP.join(padded).rstrip()


def _needed(column: Sequence[str], size: int) -> int:
    return max(display_width(line) for cell in column for line in fold(cell, size).split("\n"))


def _fitted(widths: list[int], room: int) -> list[int]:
    """Return the widths of columns in so much room: the widest give way, down to what all can have."""
    most = max(widths, default=0)
    while most > NARROWEST and sum(min(size, most) for size in widths) > room:
        most -= 1
    return [min(size, most) for size in widths]
