"""Pieces of WordprocessingML, the XML inside a .docx: runs, paragraphs, tables, pictures, sections.

Each function returns well-formed XML text; texts are escaped here, and what XML does not admit becomes U+FFFD.
Elements stand in the order that the schema (ISO/IEC 29500-1) asks for, without which Word wants to repair a file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from lcanalysis.safe_text import for_office

_DRAWING: Final = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
NAMESPACES: Final = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    f'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" {_DRAWING}'
)
PAGE_MM: Final = (210.0, 297.0)
MARGINS_MM: Final = {"top": 37.0, "right": 26.0, "bottom": 35.0, "left": 28.0}
FOOTER_MM: Final = 22.0
"""From the edge of the paper to the page number, which so stands 7 mm below the text."""
TEXT_MM: Final = {
    False: PAGE_MM[0] - MARGINS_MM["left"] - MARGINS_MM["right"],
    True: PAGE_MM[1] - MARGINS_MM["top"] - MARGINS_MM["bottom"],
}
"""The width of the text, on a page that is upright and on one that lies across."""
TEXT_HEIGHT_MM: Final = {False: TEXT_MM[True], True: TEXT_MM[False]}
"""Its height: a page that lies across has its margins turned with it."""
TWIPS_PER_MM: Final = 1440 / 25.4
EMU_PER_MM: Final = 36_000
CELL_MARGINS: Final = (("top", 30), ("left", 48), ("bottom", 30), ("right", 48))
"""In twips; no wider at the sides than `PADDING` in the smallest letters of a table."""
_BREAKS: Final = re.compile(r"([\t\n\r])")


def escaped(text: str) -> str:
    """Return a text for an element or an attribute.

    >>> escaped('<a> & "b"')
    '&lt;a&gt; &amp; &quot;b&quot;'
    """
    return escape(for_office(text), {'"': "&quot;"})


def twips(mm: float) -> int:
    """Return millimetres in twentieths of a point."""
    return round(mm * TWIPS_PER_MM)


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph departs from its style: indents in twips, `align` as Word calls it."""

    align: str = ""
    keeps_next: bool = False
    space_before_pt: float | None = None
    space_after_pt: float | None = None
    left: int | None = None
    hanging: int | None = None

    def xml(self, style: str) -> str:
        """Return the properties of a paragraph of `style`."""
        before, after = (
            "" if points is None else f' w:{side}="{round(20 * points)}"'
            for side, points in (("before", self.space_before_pt), ("after", self.space_after_pt))
        )  # fmt: skip
        space = f"<w:spacing{before}{after}/>" if before or after else ""
        left = "" if self.left is None else f' w:left="{self.left}"'
        hanging = "" if self.hanging is None else f' w:hanging="{self.hanging}"'
        return (
            f'<w:pPr><w:pStyle w:val="{style}"/>'
            + ("<w:keepNext/>" if self.keeps_next else "")
            + space
            + (f"<w:ind{left}{hanging}/>" if left or hanging else "")
            + (f'<w:jc w:val="{self.align}"/>' if self.align else "")
            + "</w:pPr>"
        )


PLAIN: Final = Look()


def run(
    text: str, *, is_strong: bool = False, is_emphasis: bool = False, is_code: bool = False, size_pt: float = 0
) -> str:
    """Return a stretch of text, in the size of its paragraph unless another is given; line breaks and tabs are kept."""
    look = (
        ('<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/>' if is_code else "")
        + ("<w:b/>" if is_strong else "")
        + ("<w:i/>" if is_emphasis else "")
        + (f'<w:sz w:val="{round(size_pt * 2)}"/>' if size_pt else "")
    )
    parts = []
    for part in _BREAKS.split(text):
        if part == "\t":
            parts.append("<w:tab/>")
        elif part in {"\n", "\r"}:
            parts.append("<w:br/>")
        elif part:
            parts.append(f'<w:t xml:space="preserve">{escaped(part)}</w:t>')
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{''.join(parts)}</w:r>"


def field(instruction: str, shown: str) -> str:
    """Return a field that the program computes, such as the number of a figure; `shown` until it has."""
    return f'<w:fldSimple w:instr=" {escaped(instruction)} ">{run(shown)}</w:fldSimple>'


def paragraph(content: str, style: str, look: Look = PLAIN) -> str:
    """Return a paragraph of runs."""
    return f"<w:p>{look.xml(style)}{content}</w:p>"


def keeping(last_paragraph: str) -> str:
    """Return a paragraph that is kept with the next one."""
    if "<w:keepNext/>" in last_paragraph:
        return last_paragraph
    return re.sub(r"(<w:pStyle [^>]*/>)", r"\1<w:keepNext/>", last_paragraph, count=1)


def ending(last_paragraph: str, section_properties: str) -> str:
    """Return the last paragraph of a section, which bears the section's properties."""
    start, mark, end = last_paragraph.partition("</w:pPr>")
    return f"{start}{section_properties}{mark}{end}"


def picture(relation: str, number: int, name: str, alt: str, size_mm: tuple[float, float]) -> str:
    """Return a run with a picture; `number` is its own in the document, `alt` what screen readers say."""
    across, down = (round(side * EMU_PER_MM) for side in size_mm)
    about = f'id="{number}" name="{escaped(name)}" descr="{escaped(alt)}"'
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{across}" cy="{down}"/><wp:docPr {about}/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="{escaped(name)}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{across}" cy="{down}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def declaring(element: str) -> str:
    """Return a block with the names declared that a picture in it is written with; each document declares the others.

    >>> declaring("<w:p></w:p>")
    '<w:p></w:p>'
    """
    return re.sub(r"^<w:\w+", rf"\g<0> {_DRAWING}", element) if "<pic:pic>" in element else element


def table(rows: Sequence[str], widths: Sequence[int], title: str, *, has_rules: bool = True) -> str:
    """Return a table of rows between two rules, in the middle of the page.

    - `rows`: as `row` returns them.
    - `widths`: of the columns, in twips.
    - `title`: its name, which screen readers say.
    - `has_rules`: whether there are rules above and below; none where it only puts things side by side.
    """
    rule = 'w:val="single" w:sz="8" w:space="0" w:color="000000"'
    margins = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in CELL_MARGINS)
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f"{f'<w:tblBorders><w:top {rule}/><w:bottom {rule}/></w:tblBorders>' if has_rules else ''}"
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
        f'<w:tblLook w:val="0020" w:firstRow="1"/><w:tblCaption w:val="{escaped(title)}"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def row(cells: Sequence[str], *, is_head: bool = False, is_split: bool = False) -> str:
    """Return a row of a table; a head is repeated on each page, and no row is parted unless `is_split`."""
    rules = ("" if is_split else "<w:cantSplit/>") + ("<w:tblHeader/>" if is_head else "")
    return f"<w:tr>{f'<w:trPr>{rules}</w:trPr>' if rules else ''}{''.join(cells)}</w:tr>"


def cell(content: str, width: int, *, is_head: bool = False) -> str:
    """Return a cell of paragraphs, `width` in twips; one of the head has a rule below."""
    rule = '<w:tcBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="000000"/></w:tcBorders>'
    place = '<w:vAlign w:val="bottom"/>' if is_head else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{rule if is_head else ""}{place}</w:tcPr>{content}</w:tc>'


def section(footers: Sequence[tuple[str, str]], *, is_across: bool) -> str:
    """Return the properties of a section: its pages, upright or across, and the parts with its page numbers.

    `footers`: kind (``default``, ``even``) and relation of each. `is_across`: whether the pages are turned by a right
    angle; their margins are turned with them.
    """
    across, down = map(twips, PAGE_MM[::-1] if is_across else PAGE_MM)
    turned = {"top": "left", "right": "bottom", "bottom": "right", "left": "top"}
    margins = {side: MARGINS_MM[turned[side] if is_across else side] for side in MARGINS_MM}
    footer = FOOTER_MM + margins["bottom"] - MARGINS_MM["bottom"]
    sides = "".join(f' w:{side}="{twips(margin)}"' for side, margin in margins.items())
    return (
        "<w:sectPr>"
        + "".join(f'<w:footerReference w:type="{kind}" r:id="{relation}"/>' for kind, relation in footers)
        + f'<w:pgSz w:w="{across}" w:h="{down}"' + (' w:orient="landscape"/>' if is_across else "/>")
        + f'<w:pgMar{sides} w:header="720" w:footer="{twips(footer)}" w:gutter="0"/>'
        "</w:sectPr>"
    )  # fmt: skip
