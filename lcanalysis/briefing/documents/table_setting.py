"""The letters of a table in a Word document, whether its page lies across, and whether it is parted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from lcanalysis.briefing.documents.blocks import DocumentTable
from lcanalysis.briefing.documents.column_widths import NARROWED, column_widths, least_widths, lines_of
from lcanalysis.briefing.documents.word_layout import Face, Layout
from lcanalysis.briefing.documents.wordml import CELL_MARGINS, TEXT_HEIGHT_MM, TEXT_MM, TWIPS_PER_MM

MOST_COLUMNS_LARGE: Final = 6
"""Columns of a table that is set in the largest of three sizes."""
HIGHEST: Final = (0.45, 1.0)
"""How high a table in the two larger sizes may be, in pages."""
KEPT: Final = 0.3
"""How high a table may be that is kept on one page, in pages; a longer one is parted between rows."""
MOST_NOTES_KEPT: Final = 3
"""Notes that stay together below a table; of more, the first stays with it."""
SQUEEZED: Final = 0.6
"""Part of its height to which the next smaller letters bring a table that is too narrow; letters alone bring it to 0.75."""
_PADDING_MM: Final = sum(width for side, width in CELL_MARGINS if side in {"top", "bottom"}) / TWIPS_PER_MM


@dataclass(frozen=True, slots=True)
class Setting:
    """How a table is set: its letters, the style that has them, and whether its page lies across."""

    face: Face
    style: str
    is_across: bool = False


def setting_of(grid: DocumentTable, layout: Layout, *, is_across: bool = False) -> Setting:
    """Return how a table is set: upright in the largest letters in which it is neither too wide nor too long.

    A table lies across where its page does (`is_across`), where it is too wide for an upright page even in small
    letters, and where it takes a page less so.
    """
    sizes = [
        Setting(layout.table, "TableText"),
        Setting(layout.wide_table, "WideTableText"),
        Setting(layout.small_table, "SmallTableText"),
    ]
    sizes = sizes[grid.is_dense or len(grid.columns) > MOST_COLUMNS_LARGE :]
    upright = None if is_across else _largest(grid, sizes, is_across=False)
    if upright and _pages(grid, upright) <= 1:
        return upright
    across = _largest(grid, sizes, is_across=True)
    if upright is None:
        return across or Setting(layout.small_table, "SmallTableText", is_across=True)
    return across if across and _pages(grid, across) + 1 <= _pages(grid, upright) else upright


def _largest(grid: DocumentTable, sizes: Sequence[Setting], *, is_across: bool) -> Setting | None:
    """Return the largest letters in which a table fits its page, and whose words are not squeezed into narrow columns."""
    least = sum(least_widths(grid.columns, grid.texts))
    room = TEXT_MM[is_across] * (1 if is_across else NARROWED)
    fitting = [replace(one, is_across=is_across) for one in sizes if least * one.face.letter_mm <= room]
    pages = [_pages(grid, one) for one in fitting]
    limits = HIGHEST[len(HIGHEST) + 1 - len(fitting) :]
    for one, highest, here, smaller in zip(fitting, limits, pages, pages[1:], strict=False):
        if here <= highest and smaller > SQUEEZED * here:
            return one
    return fitting[-1] if fitting else None


def _pages(grid: DocumentTable, setting: Setting) -> float:
    """Return how many pages a table fills, about."""
    return sum(row_heights(grid, setting)) / TEXT_HEIGHT_MM[setting.is_across]


def widths_of(grid: DocumentTable, setting: Setting) -> list[float]:
    """Return the widths of the columns of a table that fills its page, in letters of the setting."""
    return column_widths(grid.columns, grid.texts, TEXT_MM[setting.is_across] / setting.face.letter_mm)


@lru_cache(maxsize=32)
def row_lines(grid: DocumentTable, setting: Setting) -> tuple[int, ...]:
    """Return how many lines the rows of a table take, about, its head before them.

    A document asks for it many times, as it is divided into sheets and as it is written.
    """
    widths = widths_of(grid, setting)
    return tuple(lines_of(row, widths) for row in [grid.columns, *grid.texts])


def row_heights(grid: DocumentTable, setting: Setting) -> list[float]:
    """Return about how high the rows of a table become, in millimetres, its head before them."""
    return [lines * setting.face.line_mm + _PADDING_MM for lines in row_lines(grid, setting)]


def is_kept_whole(grid: DocumentTable, setting: Setting) -> bool:
    """Return whether a table is low enough not to be parted: a page that it does not fit is left half full at least."""
    return not grid.is_dense and sum(row_heights(grid, setting)) <= KEPT * TEXT_HEIGHT_MM[setting.is_across]
