"""How a document falls into sheets, about, and which of them lie across.

No program that sets a Word file is at hand when it is written, so sheets are counted by estimate: widths of letters,
heights of lines, and what is not parted.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Final

from PIL import Image

from lcanalysis.briefing.documents.blocks import (
    Block,
    DocumentHeading,
    DocumentTable,
    Item,
    Paragraph,
    Picture,
    Verbatim,
)
from lcanalysis.briefing.documents.column_widths import paper_width
from lcanalysis.briefing.documents.table_setting import (
    MOST_NOTES_KEPT,
    is_kept_whole,
    row_heights,
    setting_of,
)
from lcanalysis.briefing.documents.word_layout import (
    ABOVE_FIGURE_PT,
    AROUND_CAPTION_PT,
    AROUND_HEADING_PT,
    AROUND_TITLE_PT,
    BELOW_NOTES_PT,
    CAPTION_LINE_EM,
    MM_PER_PT,
    TITLE_LINE_EM,
    Face,
    Layout,
)
from lcanalysis.briefing.documents.wordml import TEXT_HEIGHT_MM, TEXT_MM

THIN: Final = 0.5
"""Part of a sheet below which it looks empty where another follows."""
CAREFUL: Final = 0.98
"""Part of a sheet that a closer layout counts on, since programs differ in the heights of lines."""
COST_OF_THIN: Final = 2.0
"""Sheets that an empty one counts for more than a full one."""
COST_OF_TURN: Final = 0.3
"""Sheets that a change of direction counts for."""
COST_OF_ACROSS: Final = 0.15
"""Sheets that each one that lies across counts for beyond itself: letters of an office stand upright."""
SPACE_ABOVE_COLOPHON_PT: Final = 18
HIGHEST_PICTURE: Final = 0.53
"""How high a picture may be, in sheets."""

Shown = Block | tuple[Picture, Picture]


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands together on one sheet: its height in millimetres, and whether the next piece must be there too."""

    height: float
    keeps_next: bool = False


def fills(pieces: Iterable[Piece], room: float) -> list[float]:
    """Return how full each sheet becomes on which pieces stand, with `room` for what is `room` high.

    >>> fills([Piece(60), Piece(30, keeps_next=True), Piece(40)], 100)
    [0.6, 0.7]
    """
    sheets, together = [0.0], 0.0
    for piece in pieces:
        together += piece.height
        if piece.keeps_next:
            continue
        if sheets[-1] and sheets[-1] + together > room:
            sheets.append(0.0)
        while together > room:
            sheets[-1], together = room, together - room
            sheets.append(0.0)
        sheets[-1], together = sheets[-1] + together, 0.0
    return [sheet / room for sheet in sheets]


def fitting(
    blocks: Sequence[Shown], layout: Layout, opening: Sequence[str] = (), closing: Sequence[str] = ()
) -> Layout:
    """Return a layout in which a document does not end on a sheet that is nearly empty: a closer one, if it takes a sheet less.

    A document with sheets that lie across keeps its layout.
    """
    usual = _upright(blocks, layout, opening, closing, 1.0)
    if usual[-1] >= THIN or len(usual) == 1 or any(lie_across(blocks, layout, opening, closing)):
        return layout
    found = (
        closer for closer in layout.closer() if len(_upright(blocks, closer, opening, closing, CAREFUL)) < len(usual)
    )
    return next(found, layout)


def _upright(
    blocks: Sequence[Shown], layout: Layout, opening: Sequence[str], closing: Sequence[str], part: float
) -> list[float]:
    """Return how full the sheets of a document become where all stand upright and `part` of each is counted on."""
    pieces = chain.from_iterable(_all_pieces(blocks, layout, opening, closing, is_across=False))
    return fills(pieces, part * TEXT_HEIGHT_MM[False])


def lie_across(
    blocks: Sequence[Shown], layout: Layout, opening: Sequence[str] = (), closing: Sequence[str] = ()
) -> list[bool]:
    """Return for each block whether its sheet lies across: tables that have to, and what fills their sheets.

    Of all ways to divide the document the one with the fewest sheets is taken, where a sheet that is not half full
    counts for more than one, and so does each turn. `opening` and `closing` are the lines above the first block and below the last one.
    """
    has_to = [isinstance(one, DocumentTable) and setting_of(one, layout).is_across for one in blocks]
    if not any(has_to):
        return [False] * len(blocks)
    pieces = {is_across: list(_all_pieces(blocks, layout, opening, closing, is_across)) for is_across in (False, True)}
    places = [0, *_places_to_turn(blocks), len(blocks)]
    best: list[tuple[float, list[bool]]] = [(0.0, [])]
    for end in places[1:]:
        ways = []
        for before, (cost, lying) in enumerate(best):
            start = places[before]
            for is_across in (False, True) if not any(has_to[start:end]) else (True,):
                found = fills(chain.from_iterable(pieces[is_across][start:end]), TEXT_HEIGHT_MM[is_across])
                # The last sheet of all may be thin.
                thin = sum(max(0.0, THIN - fill) for fill in (found[:-1] if end == len(blocks) else found))
                own = len(found) * (1 + COST_OF_ACROSS * is_across) + COST_OF_THIN * thin + COST_OF_TURN
                ways.append((cost + own, [*lying, *[is_across] * (end - start)]))
        best.append(min(ways, key=lambda way: way[0]))
    return best[-1][1]


def _places_to_turn(blocks: Sequence[Shown]) -> list[int]:
    """Return where a new sheet may begin: at a heading or a table with what introduces it, and after a table or picture."""
    return [
        at
        for at, (before, block) in enumerate(pairwise(blocks), 1)
        if isinstance(before, DocumentTable | Picture | tuple)
        or (
            isinstance(block, DocumentHeading | DocumentTable)
            and not isinstance(before, DocumentHeading)
            and not (isinstance(before, Paragraph) and before.keeps_next)
        )
    ]


def _all_pieces(
    blocks: Sequence[Shown], layout: Layout, opening: Sequence[str], closing: Sequence[str], is_across: bool
) -> Iterator[list[Piece]]:
    """Yield the pieces of each block, of the first and the last with what stands above and below."""
    setter = _Setter(layout, is_across)
    around = [sum(AROUND_TITLE_PT) * MM_PER_PT, *[setter.gap] * len(opening)]
    above = [
        Piece(setter.lines(line, layout.body if at else layout.title) + space)
        for at, (line, space) in enumerate(zip(opening, around, strict=False))
    ]
    below = [Piece(SPACE_ABOVE_COLOPHON_PT * MM_PER_PT + sum(setter.lines(line, layout.note) for line in closing))]
    for at, block in enumerate(blocks, 1):
        yield above + list(setter.pieces(block)) + below * (at == len(blocks))
        above = []


@dataclass(slots=True)
class _Setter:
    """Measures blocks on sheets of one direction, in their order: the annex is set smaller."""

    layout: Layout
    is_across: bool
    is_annex: bool = False

    def pieces(self, block: Shown) -> Iterator[Piece]:
        layout = self.layout
        match block:
            case DocumentHeading():
                self.is_annex = self.is_annex or block.is_annex
                yield Piece(
                    self.lines(block.text, layout.headings[min(block.level - 1, 3) - 1]) + self._around_heading, True
                )
            case Paragraph() | Item():
                is_note = isinstance(block, Paragraph) and block.is_note
                face = layout.small_note if is_note else layout.annex if self.is_annex else layout.body
                height = self.lines("".join(span.text for span in block.spans), face) + self.gap
                yield Piece(height, isinstance(block, Paragraph) and block.keeps_next)
            case DocumentTable():
                yield from self._grid(block)
            case Picture():
                yield Piece(self._picture(block))
            case Verbatim():
                yield from (Piece(self.lines(line, layout.note)) for line in block.text.splitlines())
            case _:
                yield Piece(max(map(self._picture, block)))

    @property
    def gap(self) -> float:
        """How much space is below a paragraph; a Chinese one is indented instead."""
        return 0.0 if self.layout.indent else 6 * MM_PER_PT

    @property
    def _around_heading(self) -> float:
        return 0.0 if self.layout.indent else sum(AROUND_HEADING_PT) * MM_PER_PT

    def lines(self, text: str, face: Face) -> float:
        """Return how high a text is, in lines as wide as the sheet."""
        is_text = face in {self.layout.body, *self.layout.headings}
        if face in {self.layout.title, self.layout.caption}:
            line_pt = face.size_pt * (TITLE_LINE_EM if face == self.layout.title else CAPTION_LINE_EM)
        else:
            line_pt = self.layout.line_pt if is_text else face.line_pt
        line_mm = line_pt * MM_PER_PT
        room = TEXT_MM[self.is_across] / face.letter_mm
        return sum(max(1, math.ceil(paper_width(line) / room)) for line in text.split("\n")) * line_mm

    def _grid(self, grid: DocumentTable) -> Iterator[Piece]:
        setting = setting_of(grid, self.layout, is_across=self.is_across)
        is_whole = is_kept_whole(grid, setting)
        yield Piece(self._caption(f"{grid.label} {grid.title}"), True)
        if grid.unit:
            yield Piece(self.layout.note.line_mm, True)
        heights = row_heights(grid, setting)
        for at, height in enumerate(heights, 1):
            # The head and two rows stay together, and so do the last two and the first note.
            keeps = bool(grid.foot) if at == len(heights) else is_whole or at in {1, 2, len(heights) - 1}
            yield Piece(height, keeps)
        for at, line in enumerate(grid.foot):
            below = BELOW_NOTES_PT * MM_PER_PT * (at == len(grid.foot) - 1)
            yield Piece(self.lines(line, self.layout.note) + below, at < len(grid.foot) - 1 < MOST_NOTES_KEPT)

    def _caption(self, text: str) -> float:
        return self.lines(text, self.layout.caption) + sum(AROUND_CAPTION_PT) * MM_PER_PT

    def _picture(self, picture: Picture) -> float:
        notes = picture.foot if picture.pixels else (*picture.foot, picture.alt)
        height = picture_mm(picture, TEXT_MM[False], is_across=self.is_across, scale=self.layout.picture)[1]
        height += self._caption(f"{picture.label} {picture.caption}") + (ABOVE_FIGURE_PT + BELOW_NOTES_PT) * MM_PER_PT
        return height + sum(self.lines(line, self.layout.note) for line in notes)


def picture_mm(picture: Picture, room_mm: float, *, is_across: bool, scale: float = 1.0) -> tuple[float, float]:
    """Return how wide and how high the pixels of a picture stand: as drawn, unless that is too wide or too high.

    `scale` is how large it stands beside that.
    """
    if not picture.pixels:
        return room_mm / 2, 0.0
    with Image.open(io.BytesIO(picture.pixels)) as opened:
        dots = opened.info.get("dpi", (96, 96))[0] or 96
        across, down = (side / dots * 25.4 for side in opened.size)
    scale *= min(1.0, room_mm / across, HIGHEST_PICTURE * TEXT_HEIGHT_MM[is_across] / down)
    return across * scale, down * scale
