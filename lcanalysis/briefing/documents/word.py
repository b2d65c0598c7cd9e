"""A document as a Word file (.docx), the same bytes each time."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import count, takewhile
from typing import Any, Final

import docx
from docx.document import Document as WordDocument
from docx.opc.oxml import serialize_part_xml
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from lcanalysis.briefing.documents import wordml
from lcanalysis.briefing.documents.blocks import (
    Block,
    Document,
    DocumentHeading,
    DocumentTable,
    Item,
    Paragraph,
    Picture,
    TextSpan,
    Verbatim,
    in_pairs,
)
from lcanalysis.briefing.documents.column_widths import MOST_LINES_OF_ROW, broken_head, paper_width
from lcanalysis.briefing.documents.numbering import heading_numbers
from lcanalysis.briefing.documents.pagination import SPACE_ABOVE_COLOPHON_PT, fitting, lie_across, picture_mm
from lcanalysis.briefing.documents.table_setting import (
    MOST_NOTES_KEPT,
    Setting,
    is_kept_whole,
    row_lines,
    setting_of,
    widths_of,
)
from lcanalysis.briefing.documents.word_layout import BELOW_NOTES_PT, LAYOUTS, LOCALE, SMALL_PT, Layout, lay_out
from lcanalysis.briefing.documents.word_package import package_bytes
from lcanalysis.briefing.documents.wordml import TWIPS_PER_MM, Look, twips
from lcanalysis.safe_text import for_office
from lcanalysis.workbooks import with_fixed_times

LONGEST_PROPERTY: Final = 255
"""Characters that python-docx takes for the title or the author of a file."""
_LABEL: Final = re.compile(r"(?P<word>.*?)\s*(?P<number>[0-9]+)")
LONGEST_CLOSING: Final = 1000
"""Length of a section of prose at the end that is kept on one page, in Latin letters: 18 lines of Chinese."""


def word_bytes(document: Document) -> bytes:
    """Return a document as a .docx file in the official layout: a pure function of it.

    Headings and captions are real ones; the head of a table is repeated on each page and no row is parted; a table
    too wide for the page has one of its own, across; pictures have their alt text. A picture that there is only as
    a drawing is told in words. A character that XML does not admit becomes U+FFFD.

    >>> content = word_bytes(Document("zh", "规划进展", (), [Paragraph([TextSpan("进展顺利。")], is_verdict=True)]))
    >>> [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs]
    ['规划进展', '进展顺利。']
    """
    blocks = list(in_pairs(document.blocks))
    layout = fitting(blocks, LAYOUTS[document.lang], document.opening, document.colophon)
    made = docx.Document(io.BytesIO(_laid_out(layout)))
    content = _Writer(made, document, blocks, layout).body()
    properties = made.core_properties
    properties.title = for_office(document.title)[:LONGEST_PROPERTY]
    properties.author = for_office(document.author)[:LONGEST_PROPERTY]
    properties.language = LOCALE[document.lang]
    return with_fixed_times(package_bytes(made.part.package, {made.part.partname: _filled(made.part.blob, content)}))


def _filled(blank: bytes, content: str) -> bytes:
    """Return the main part of a file without content as one with it.

    It is put in as text: to move elements into another tree takes lxml a time that grows with the square of a table.
    """
    before, mark, after = blank.rpartition(b"<w:sectPr")
    has_own = content.endswith("</w:sectPr>")  # the last section lies otherwise than in a file without content
    end = after.partition(b"</w:sectPr>")[2] if has_own else mark + after
    return serialize_part_xml(parse_xml(before + content.encode() + end))


@cache
def _laid_out(layout: Layout) -> bytes:
    """Return a file without content in a layout, with which every document begins."""
    made, file = docx.Document(), io.BytesIO()
    lay_out(made, layout)
    made.save(file)
    return file.getvalue()


@dataclass(slots=True)
class _Writer:
    """Writes the blocks of one document as XML; pictures become parts of `made`."""

    made: WordDocument
    document: Document
    blocks: Sequence[Block | tuple[Picture, Picture]]
    layout: Layout
    numbers: Any = field(init=False)
    pictures: Iterator[int] = field(init=False)
    text_style: str = "IndentedText"

    def __post_init__(self) -> None:
        self.numbers = heading_numbers(self.document.lang)
        self.pictures = count(1)

    def body(self) -> str:
        """Return title, blocks and colophon."""
        parts = [_text(self.document.title_lines, "Title")]
        parts += [_text(line, "Subtitle") for line in self.document.subject]
        parts += [_text(line, "Notice") for line in self.document.notice]
        lying = lie_across(self.blocks, self.layout, self.document.opening, self.document.colophon)
        is_turned = bool(lying) and lying[0]
        for block, is_across in zip(self.blocks, lying, strict=True):
            if is_across is not is_turned:
                parts[-1] = self._closed(parts[-1], is_across=is_turned)
                is_turned = is_across
            parts += self._pair(*block) if isinstance(block, tuple) else self._block(block, is_across=is_across)
        if self.document.colophon:
            # It is never alone on a page, nor with a line of the section that ran over.
            closing = max(1, _length_of_closing_prose(self.blocks))
            parts[-closing:] = map(wordml.keeping, parts[-closing:])
        for at, line in enumerate(self.document.colophon):
            is_last = at == len(self.document.colophon) - 1
            parts.append(
                _text(
                    line,
                    "TableNote",
                    Look(space_before_pt=None if at else SPACE_ABOVE_COLOPHON_PT, keeps_next=not is_last),
                )
            )
        return "".join(map(wordml.declaring, parts)) + (self._section(is_across=True) if is_turned else "")

    def _closed(self, last_paragraph: str, *, is_across: bool) -> str:
        """Return a paragraph as the last of a section."""
        return wordml.ending(last_paragraph, self._section(is_across=is_across))

    def _section(self, *, is_across: bool) -> str:
        first: Any = self.made.sections[0]._sectPr  # noqa: SLF001 - python-docx adds sections at the end alone
        footers = [(found.get(qn("w:type")), found.rId) for found in first.footerReference_lst]
        return wordml.section(footers, is_across=is_across)

    def _block(self, block: Block, *, is_across: bool) -> Iterator[str]:
        match block:
            case DocumentHeading():
                level = min(block.level - 1, 3)
                if block.is_annex:
                    self.text_style = "AnnexText"
                yield _text(self.numbers(level) + block.text, f"Heading{level}")
            case Paragraph():
                if block.is_note:
                    yield wordml.paragraph(_runs(block.spans), "SmallNote")
                else:
                    look = Look(keeps_next=block.keeps_next)
                    yield wordml.paragraph(_runs(block.spans, is_strong=block.is_verdict), self.text_style, look)
            case Item():
                yield self._item(block)
            case DocumentTable():
                yield from self._grid(block, is_across=is_across)
            case Picture():
                yield from self._picture(block, is_across=is_across)
            case Verbatim():
                yield _text(block.text, "Verbatim", Look(left=twips(6), space_after_pt=6))

    def _item(self, item: Item) -> str:
        """Return an item with its mark as text: it looks alike in every program, and is read aloud."""
        # Official Chinese documents know no bullets: each point is a paragraph of its own.
        bullet = "" if self.layout.indent else "\N{BULLET}\t"
        mark = bullet if item.number is None else f"{item.number}. " if self.layout.indent else f"{item.number}.\t"
        em = round(self.layout.body.size_pt * 20)
        if not self.layout.indent:
            look = Look(left=em * 3 // 2 * (item.depth + 1), hanging=em * 3 // 2)
        else:
            look = Look(left=em * 2 * item.depth if item.depth else None)
        marked = wordml.run(mark) if mark else ""
        return wordml.paragraph(marked + _runs(item.spans), self.text_style, look)

    def _caption(self, label: str, words: str, *, keeps_next: bool) -> str:
        found = _LABEL.fullmatch(label)
        if not found:
            return _text(words, "Caption", Look(keeps_next=keeps_next))
        gap = " " if self.document.lang == "en" else ""
        numbered = wordml.run(found["word"] + gap) + wordml.field(f"SEQ {found['word']} \\* ARABIC", found["number"])
        return wordml.paragraph(
            numbered + wordml.run(f"\N{EM SPACE}{words}"), "Caption", Look(keeps_next=keeps_next)
        )  # fmt: skip

    def _grid(self, grid: DocumentTable, *, is_across: bool) -> Iterator[str]:
        setting = setting_of(grid, self.layout, is_across=is_across)
        if grid.label or grid.title:
            yield self._caption(grid.label, grid.title, keeps_next=True)
        if grid.unit:
            yield _text(grid.unit, "TableNote", Look(align="right", keeps_next=True))
        if grid.columns:
            yield _table(grid, setting)
        # Word joins two tables that no paragraph parts.
        yield from _foot(grid.foot or ("",), is_small=grid.is_dense)

    def _pair(self, *pictures: Picture) -> Iterator[str]:
        """Yield two pictures side by side, each with its caption and notes: a row of a table without rules."""
        room = wordml.TEXT_MM[False]
        widths = [picture_mm(picture, room, is_across=False, scale=self.layout.picture)[0] for picture in pictures]
        sizes = [twips(room * width / sum(widths)) for width in widths]
        cells = [
            wordml.cell("".join(self._picture(one, size / TWIPS_PER_MM)), size)
            for one, size in zip(pictures, sizes, strict=True)
        ]
        name = " ".join(picture.label for picture in pictures)
        yield wordml.table([wordml.row(cells)], sizes, name, has_rules=False)
        yield _text("", "TableNote")

    def _picture(
        self, picture: Picture, room_mm: float = wordml.TEXT_MM[False], *, is_across: bool = False
    ) -> Iterator[str]:
        if picture.pixels:
            relation, _ = self.made.part.get_or_add_image(io.BytesIO(picture.pixels))
            name = picture.label or picture.caption
            size = picture_mm(picture, room_mm, is_across=is_across, scale=self.layout.picture)
            drawn = wordml.picture(relation, next(self.pictures), name, picture.alt, size)
            yield wordml.paragraph(drawn, "Figure")
        else:
            yield _text(picture.alt, "Figure")
        yield self._caption(picture.label, picture.caption, keeps_next=bool(picture.foot))
        # In a narrow place the lines below are one paragraph.
        is_alone = room_mm == wordml.TEXT_MM[False]
        foot = picture.foot if is_alone else (" · ".join(picture.foot),)
        yield from _foot(foot, align="center", is_small=not is_alone)


def _length_of_closing_prose(blocks: Sequence[Block | tuple[Picture, Picture]]) -> int:
    """Return how many paragraphs the last section has, with its heading; none if it has tables or is long."""
    prose = list(takewhile(lambda block: isinstance(block, Paragraph | Item), reversed(blocks)))
    length = sum(
        paper_width(span.text) for block in prose if isinstance(block, Paragraph | Item) for span in block.spans
    )
    is_section = len(prose) < len(blocks) and isinstance(blocks[-1 - len(prose)], DocumentHeading)
    return len(prose) + 1 if is_section and length <= LONGEST_CLOSING else 0


def _table(grid: DocumentTable, setting: Setting) -> str:
    face, style = setting.face, setting.style
    rows = grid.texts
    widths = widths_of(grid, setting)
    sizes = [int(width * face.letter_mm * TWIPS_PER_MM) for width in widths]  # rounded up, they might not fit the page
    numbers = grid.number_columns
    heights = row_lines(grid, setting)[1:]
    is_whole = is_kept_whole(grid, setting)
    made = []
    if any(grid.columns):
        heads = [broken_head(head, width) for head, width in zip(grid.columns, widths, strict=True)]
        made.append(wordml.row(_cells(heads, sizes, numbers, style, keeps_next=True, is_head=True), is_head=True))
    for at, (row, height) in enumerate(zip(rows, heights, strict=True)):
        is_last = at == len(rows) - 1
        # A part of a table is never one row, and its last row stays with the notes.
        keeps = bool(grid.foot) if is_last else is_whole or at in {0, len(rows) - 2}
        cells = _cells(row, sizes, numbers, style, keeps_next=keeps)
        made.append(wordml.row(cells, is_split=height > MOST_LINES_OF_ROW))
    return wordml.table(made, sizes, f"{grid.label} {grid.title}".strip())


def _cells(
    texts: Sequence[str],
    sizes: Sequence[int],
    numbers: set[int],
    style: str,
    *,
    keeps_next: bool,
    is_head: bool = False,
) -> list[str]:
    return [
        wordml.cell(
            wordml.paragraph(
                _lines(text, is_head=is_head, is_name=at == 0),
                style,
                Look(align="right" if at in numbers else "", keeps_next=keeps_next),
            ),
            size,
            is_head=is_head,
        )
        for at, (text, size) in enumerate(zip(texts, sizes, strict=True))
    ]


def _lines(text: str, *, is_head: bool, is_name: bool) -> str:
    """Return the text of a head or a cell; of two lines the first names a row in bold, and else the second is in small type."""
    if is_head:
        return wordml.run(text, is_strong=True)
    first, _, below = text.partition("\n")
    made = wordml.run(first, is_strong=bool(below and is_name))
    return made + (wordml.run(f"\n{below}", size_pt=0 if is_name else SMALL_PT) if below else "")


def _foot(lines: Sequence[str], align: str = "", *, is_small: bool = False) -> Iterator[str]:
    for at, line in enumerate(lines):
        is_last = at == len(lines) - 1
        keeps_next = not is_last and len(lines) <= MOST_NOTES_KEPT
        look = Look(
            align, keeps_next=keeps_next, space_after_pt=(2 if is_small else BELOW_NOTES_PT) if is_last else None
        )
        yield _text(line, "SmallNote" if is_small else "TableNote", look)


def _text(text: str, style: str, look: Look = wordml.PLAIN) -> str:
    return wordml.paragraph(wordml.run(text) if text else "", style, look)


def _runs(spans: Sequence[TextSpan], *, is_strong: bool = False) -> str:
    return "".join(
        wordml.run(
            span.text,
            is_strong=span.is_strong or is_strong,
            is_emphasis=span.is_emphasis,
            is_code=span.is_code,
        )
        for span in spans
    )
