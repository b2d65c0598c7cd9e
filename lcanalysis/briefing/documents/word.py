"""A document as a Word file (.docx), the same bytes each time."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any, Final

import docx
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph as WordParagraph
from PIL import Image

from lcanalysis.briefing.documents.model import (
    Block,
    Document,
    Grid,
    Heading,
    Item,
    Paragraph,
    Picture,
    Span,
    Verbatim,
)
from lcanalysis.briefing.documents.numbering import heading_numbers
from lcanalysis.briefing.documents.widths import column_widths
from lcanalysis.briefing.documents.word_layout import TEXT_WIDTH_MM, Layout, add_field, lay_out
from lcanalysis.workbooks import printable, with_fixed_times

_LABEL: Final = re.compile(r"(?P<word>.*?)\s*(?P<number>[0-9]+)")
MOST_ROWS_KEPT: Final = 16
"""Rows of a table that is kept on one page; a longer one is parted between rows."""
CELL_MARGIN_PT: Final = 3.0
RULE_PT: Final = {"top": 1.0, "bottom": 1.0, "head": 0.5}


def word_bytes(document: Document) -> bytes:
    """Return a document as a .docx file in the official layout: a pure function of it.

    Headings, captions and lists are real ones; the head of a table is repeated on each page and no row is split;
    pictures have their alt text. A picture that there is only as a drawing is told in words. A character that XML
    does not admit becomes U+FFFD.

    Examples
    --------
    >>> content = word_bytes(Document("zh", "规划进展", (), [Paragraph([Span("进展顺利。")], is_verdict=True)]))
    >>> [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs]
    ['规划进展', '进展顺利。']
    """
    made = docx.Document()
    _Writer(made, document, lay_out(made, document.lang)).write()
    properties = made.core_properties
    properties.title, properties.author = printable(document.title), printable(document.author)
    properties.language, properties.comments = {"zh": "zh-CN", "en": "en-GB"}[document.lang], ""
    properties.last_modified_by, properties.revision = "", 1
    buffer = io.BytesIO()
    made.save(buffer)
    return with_fixed_times(buffer.getvalue())


class _Writer:
    """Writes the blocks of one document."""

    def __init__(self, made: WordDocument, document: Document, layout: Layout) -> None:
        self._made, self._document, self._layout = made, document, layout
        self._numbers = heading_numbers(document.lang)

    def write(self) -> None:
        """Write title, blocks and colophon."""
        self._text(self._document.title, "Title")
        for line in self._document.subject:
            self._text(line, "Subtitle")
        for block in self._document.blocks:
            self._block(block)
        for line in self._document.colophon:
            paragraph = self._text(line, "Table Note")
            if line == self._document.colophon[0]:
                paragraph.paragraph_format.space_before = Pt(18)

    def _block(self, block: Block) -> None:
        match block:
            case Heading():
                level = min(block.level - 1, 3)
                self._text(self._numbers(level) + block.text, f"Heading {level}")
            case Paragraph():
                paragraph = self._made.add_paragraph(style="Body Text First Indent")
                _add_spans(paragraph, block.spans, is_strong=block.is_verdict)
            case Item():
                self._item(block)
            case Grid():
                self._grid(block)
            case Picture():
                self._picture(block)
            case Verbatim():
                self._text(block.text, "Verbatim").paragraph_format.left_indent = Mm(6)

    def _text(self, text: str, style: str) -> WordParagraph:
        return self._made.add_paragraph(printable(text), style=style)

    def _item(self, item: Item) -> None:
        """Write an item with its mark as text: it looks alike in every program, and is read aloud."""
        paragraph = self._made.add_paragraph(style="Body Text First Indent")
        # Official Chinese documents know no bullets: each point is a paragraph of its own.
        bullet = "" if self._layout.indent else "\N{BULLET} "
        mark = bullet if item.number is None else f"{item.number}. "
        step = self._layout.body.size_pt
        if not self._layout.indent:
            paragraph.paragraph_format.left_indent = Pt(step * 1.5 * (item.depth + 1))
            paragraph.paragraph_format.first_line_indent = Pt(-step)
        elif item.depth:
            paragraph.paragraph_format.left_indent = Pt(step * 2 * item.depth)
        paragraph.add_run(mark)
        _add_spans(paragraph, item.spans)

    def _caption(self, label: str, words: str) -> WordParagraph:
        paragraph = self._made.add_paragraph(style="Caption")
        found = _LABEL.fullmatch(label)
        if found:
            gap = " " if self._document.lang == "en" else ""
            paragraph.add_run(found["word"] + gap)
            add_field(paragraph, f"SEQ {found['word']} \\* ARABIC", found["number"])
        paragraph.add_run(printable(f"\N{EM SPACE}{words}" if found else words))
        return paragraph

    def _grid(self, grid: Grid) -> None:
        if grid.label or grid.title:
            self._caption(grid.label, grid.title).paragraph_format.keep_with_next = True
        if grid.unit:
            unit = self._text(grid.unit, "Table Note")
            unit.alignment, unit.paragraph_format.keep_with_next = WD_ALIGN_PARAGRAPH.RIGHT, True
        has_head = any(grid.columns)
        if grid.columns:
            self._table(grid, has_head=has_head)
        for line in grid.foot:
            self._text(line, "Table Note")
        self._gap()

    def _table(self, grid: Grid, *, has_head: bool) -> None:
        rows = [[cell.text for cell in row] for row in grid.rows]
        table = self._made.add_table(len(rows) + has_head, len(grid.columns))
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        size = self._layout.table.size_pt - (1.5 if len(grid.columns) > 6 else 0)
        # A Latin letter takes half of the size, which is in points.
        half_mm = size / 2 / 72 * 25.4
        widths = [half_mm * width for width in column_widths(grid.columns, rows, int(TEXT_WIDTH_MM / half_mm))]
        _describe(table, f"{grid.label} {grid.title}".strip())
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        numbers = {at for row in grid.rows for at, cell in enumerate(row) if cell.is_number}
        made = list(table.rows)
        for row in made:
            _set(row._tr.get_or_add_trPr(), "w:cantSplit")  # noqa: SLF001 - python-docx has neither
        if has_head:
            _set(made[0]._tr.get_or_add_trPr(), "w:tblHeader")  # noqa: SLF001
            for at, (cell, name) in enumerate(zip(made[0].cells, grid.columns, strict=True)):
                _fill(cell, name, size, widths[at], is_right=at in numbers, is_strong=True)
                _rule(cell, "bottom", RULE_PT["head"])
        for target, source in zip(made[has_head:], grid.rows, strict=True):
            for at, (place, cell) in enumerate(zip(target.cells, source, strict=True)):
                _fill(place, cell.text, size, widths[at], is_right=at in numbers)
        _frame(made, has_foot=bool(grid.foot))

    def _picture(self, picture: Picture) -> None:
        paragraph = self._made.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.line_spacing = 1.0
        paragraph.paragraph_format.keep_with_next = True
        if picture.png:
            with Image.open(io.BytesIO(picture.png)) as opened:
                dots = opened.info.get("dpi", (96, 96))[0] or 96
                width = min(float(TEXT_WIDTH_MM), opened.width / dots * 25.4)
            shape = paragraph.add_run().add_picture(io.BytesIO(picture.png), width=Mm(width))
            about = shape._inline.docPr  # noqa: SLF001 - python-docx has no alt text
            about.set("descr", printable(picture.alt))
            about.set("name", printable(picture.label or picture.caption))
        else:
            paragraph.add_run(printable(picture.alt))
        self._caption(picture.label, picture.caption)
        for line in picture.foot:
            self._text(line, "Table Note").alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._gap()

    def _gap(self) -> None:
        self._text("", "Table Note").paragraph_format.space_after = Pt(4)


def _add_spans(paragraph: WordParagraph, spans: Sequence[Span], *, is_strong: bool = False) -> None:
    for span in spans:
        run = paragraph.add_run(printable(span.text))
        run.bold = True if span.is_strong or is_strong else None
        run.italic = True if span.is_emphasis else None
        if span.is_code:
            run.font.name = "Courier New"


def _fill(cell: _Cell, text: str, size: float, width: float, *, is_right: bool, is_strong: bool = False) -> None:
    cell.width = Mm(width)
    paragraph = cell.paragraphs[0]
    paragraph.style = "Table Text"
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if is_right else WD_ALIGN_PARAGRAPH.LEFT
    run = paragraph.add_run(printable(text))
    run.font.size = Pt(size)
    run.bold = True if is_strong else None


def _describe(table: Table, title: str) -> None:
    """Give a table its name, which screen readers say."""
    properties: Any = table._tbl.tblPr  # noqa: SLF001 - as above
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), printable(title))
    properties.append(caption)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(round(CELL_MARGIN_PT * 20)))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    caption.addprevious(margins)


def _frame(rows: Sequence[_Row], *, has_foot: bool) -> None:
    """Rule a table above and below, and keep its rows together, and with the notes below it."""
    is_kept_whole = len(rows) <= MOST_ROWS_KEPT
    for at, row in enumerate(rows):
        is_last = at == len(rows) - 1
        for place in row.cells:
            keeps = has_foot if is_last else is_kept_whole
            place.paragraphs[0].paragraph_format.keep_with_next = keeps
            if at == 0:
                _rule(place, "top", RULE_PT["top"])
            if is_last:
                _rule(place, "bottom", RULE_PT["bottom"])


def _rule(cell: _Cell, side: str, points: float) -> None:
    properties: Any = cell._tc.get_or_add_tcPr()  # noqa: SLF001 - as above
    borders = properties.find(qn("w:tcBorders"))
    if borders is None:
        borders = OxmlElement("w:tcBorders")
        properties.append(borders)
    rule = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(round(points * 8))), ("space", "0"), ("color", "000000")):
        rule.set(qn(f"w:{name}"), value)
    borders.append(rule)


def _set(properties: Any, name: str) -> None:
    properties.append(OxmlElement(name))
