"""The look of a Word document: the official layout of GB/T 9704-2012 in Chinese, and a similar one in English.

A4 with margins of 37, 35, 28 and 26 mm; 22 lines of 28 characters a page, so lines of 28.95 pt and text of 16 pt (三号);
the title in 22 pt (二号); headings of three levels in 黑体, 楷体 and bold 仿宋; page numbers between dashes, on the
outer side. Fonts are named, never embedded: an office's own are used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from lcanalysis.briefing.documents.wordml import FOOTER_MM, MARGINS_MM, NAMESPACES, PAGE_MM, field

LOCALE: Final = {"zh": "zh-CN", "en": "en-GB"}
LIKE: Final = {"仿宋_GB2312": "仿宋", "楷体_GB2312": "楷体", "方正小标宋简体": "华文中宋"}
"""The font that a program takes where an office's own is not installed."""
MM_PER_PT: Final = 25.4 / 72
SMALL_PT: Final = 7.5
"""Size of what is said below the first line of a cell, and of the notes of a first page."""
_FONTS: Final = "".join(
    f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
    for name, other in LIKE.items()
)
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_APPLICATION: Final = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>lcanalysis</Application></Properties>"
)
_OWN_PARTS: Final = {
    "/word/fontTable.xml": f"{_HEAD}<w:fonts {NAMESPACES}>{_FONTS}</w:fonts>".encode(),
    "/docProps/app.xml": f"{_HEAD}{_APPLICATION}".encode(),
}
_UNUSED: Final = ("stylesWithEffects", "webSettings", "customXml", "numbering", "thumbnail")
"""Parts of python-docx's template that our documents do without."""
_USED: Final = ("Normal", "Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "Caption", "Footer")
_NOT_OURS: Final = "w:link | w:pPr/w:pBdr | w:pPr/w:numPr | w:pPr/w:contextualSpacing | w:rPr/w:kern"
_LEFT_OUT: Final = re.compile(r"rsids|docId|savePreviewPicture|proofState|shapeDefaults|themeFontLang|zoom")


@dataclass(frozen=True, slots=True)
class Face:
    """How one kind of paragraph is set: fonts for Chinese and for Latin text, size in points, weight.

    Characters stand `tighter_pt` closer than the font has them. A Latin letter is about `letter_em` wide, in parts of
    the size: half a Chinese character. Lines of a table or a note are `line_em` high.
    """

    chinese: str
    latin: str
    size_pt: float
    is_bold: bool = False
    tighter_pt: float = 0.0
    letter_em: float = 0.5
    line_em: float = 1.3

    @property
    def letter_mm(self) -> float:
        """How wide a Latin letter is."""
        return self.size_pt * self.letter_em * MM_PER_PT

    @property
    def line_pt(self) -> float:
        """How high a line is in a table or a note, whatever font a program takes: those of Chinese differ by a third."""
        return round(self.size_pt * self.line_em, 1)

    @property
    def line_mm(self) -> float:
        """The same in millimetres."""
        return self.line_pt * MM_PER_PT


@dataclass(frozen=True, slots=True)
class Layout:
    """How the paragraphs of a language are set.

    `indent` is in hundredths of a character, `line_pt` the line's height, `picture` how large a picture stands beside as drawn.
    """

    body: Face
    annex: Face
    title: Face
    headings: tuple[Face, Face, Face]
    table: Face
    wide_table: Face
    small_table: Face
    caption: Face
    note: Face
    small_note: Face
    page_number: Face
    line_pt: float
    indent: int
    picture: float = 1.0

    def closer(self) -> Iterator[Layout]:
        """Yield the layouts that take less room, the most like this one first: smaller charts, then smaller letters.

        Letters of charts stay above 7 pt. The body of a Chinese document keeps the lines that its standard asks for.
        """
        for picture in (0.92, 0.84):
            yield replace(self, picture=picture)
        note, annex = replace(self.note, size_pt=8), replace(self.annex, line_em=self.annex.line_em * 0.9)
        small = replace(self, picture=0.84, note=note, annex=annex)
        yield small
        yield replace(small, annex=replace(annex, size_pt=10.5)) if self.indent else replace(small, line_pt=17)


LAYOUTS: Final = {
    "zh": Layout(
        # 28 characters stand on a line of 156 mm.
        body=Face("仿宋_GB2312", "Times New Roman", 16, tighter_pt=0.25),
        annex=Face("仿宋_GB2312", "Times New Roman", 12, line_em=1.6),
        title=Face("方正小标宋简体", "Times New Roman", 22),
        headings=(
            Face("黑体", "Times New Roman", 16, tighter_pt=0.25),
            Face("楷体_GB2312", "Times New Roman", 16, tighter_pt=0.25),
            Face("仿宋_GB2312", "Times New Roman", 16, is_bold=True, tighter_pt=0.25),
        ),
        table=Face("宋体", "Times New Roman", 10.5),
        wide_table=Face("宋体", "Times New Roman", 9),
        small_table=Face("宋体", "Times New Roman", 8),
        caption=Face("黑体", "Times New Roman", 12),
        note=Face("宋体", "Times New Roman", 9),
        small_note=Face("宋体", "Times New Roman", SMALL_PT),
        page_number=Face("宋体", "Times New Roman", 14),
        line_pt=28.95,
        indent=200,
    ),
    "en": Layout(
        body=Face("宋体", "Times New Roman", 12),
        annex=Face("宋体", "Times New Roman", 10, line_em=1.4),
        title=Face("宋体", "Times New Roman", 20, is_bold=True),
        headings=(
            Face("黑体", "Times New Roman", 14, is_bold=True),
            Face("黑体", "Times New Roman", 12, is_bold=True),
            Face("宋体", "Times New Roman", 12),
        ),
        table=Face("宋体", "Times New Roman", 10, letter_em=0.47, line_em=1.17),
        wide_table=Face("宋体", "Times New Roman", 8.5, letter_em=0.47, line_em=1.17),
        small_table=Face("宋体", "Times New Roman", 7.5, letter_em=0.47, line_em=1.17),
        caption=Face("黑体", "Times New Roman", 11, is_bold=True),
        note=Face("宋体", "Times New Roman", 9, line_em=1.17),
        small_note=Face("宋体", "Times New Roman", SMALL_PT, line_em=1.17),
        page_number=Face("宋体", "Times New Roman", 11),
        line_pt=19,
        indent=0,
    ),
}
TITLE_LINE_EM: Final = 1.45
CAPTION_LINE_EM: Final = 1.5
"""How high lines of titles and captions are, in sizes of their letters."""
AROUND_TITLE_PT: Final = (12, 10)
AROUND_CAPTION_PT: Final = (6, 3)
AROUND_HEADING_PT: Final = (12, 4)
"""Space before and after; headings of a Chinese document have none."""
ABOVE_FIGURE_PT: Final = 6
BELOW_NOTES_PT: Final = 6
BLACK: Final = RGBColor(0, 0, 0)


def lay_out(document: WordDocument, layout: Layout) -> None:
    """Set page and styles of an empty document."""
    _drop_leftovers(document)
    _drop_looks(document)
    _page(document.sections[0])
    _set_language(document)
    styles = document.styles
    body = styles["Normal"]
    set_face(body, layout.body)
    body.paragraph_format.space_after = Pt(0 if layout.indent else 6)
    body.paragraph_format.widow_control = True
    _line(body, layout.line_pt)
    indented = _added(document, "Indented Text", "Normal")
    _indent(indented, layout)
    indented.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY if layout.indent else WD_ALIGN_PARAGRAPH.LEFT
    annex = _added(document, "Annex Text", "Indented Text")
    set_face(annex, layout.annex)
    _line(annex, layout.annex.line_pt)
    _indent(annex, layout, layout.annex)
    title = styles["Title"]
    set_face(title, layout.title)
    _line(title, layout.title.size_pt * TITLE_LINE_EM)
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _space(title, AROUND_TITLE_PT)
    subtitle = styles["Subtitle"]
    set_face(subtitle, Face("楷体_GB2312", "Times New Roman", layout.body.size_pt - 2))
    _line(subtitle, layout.line_pt)
    subtitle.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for level, face in enumerate(layout.headings, start=1):
        heading = styles[f"Heading {level}"]
        set_face(heading, face)
        heading.font.italic = level == len(layout.headings) and not layout.indent
        _line(heading, layout.line_pt)
        _indent(heading, layout)
        _space(heading, (0, 0) if layout.indent else AROUND_HEADING_PT)
    caption = styles["Caption"]
    set_face(caption, layout.caption)
    _line(caption, layout.caption.size_pt * CAPTION_LINE_EM)
    caption.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _space(caption, AROUND_CAPTION_PT)
    for name, face in (
        ("Table Text", layout.table), ("Wide Table Text", layout.wide_table), ("Small Table Text", layout.small_table),
        ("Table Note", layout.note), ("Small Note", layout.small_note),
    ):  # fmt: skip
        _set_close(_added(document, name, "Normal"), face)
    figure = _added(document, "Figure", "Table Note")
    figure.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    figure.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE  # as high as the picture
    figure.paragraph_format.space_before, figure.paragraph_format.keep_with_next = Pt(ABOVE_FIGURE_PT), True
    _set_close(_added(document, "Verbatim", "Table Note"), Face("宋体", "Courier New", layout.note.size_pt))
    notice = _added(document, "Notice", "Normal")
    set_face(notice, Face("黑体", "Times New Roman", layout.body.size_pt, is_bold=not layout.indent))
    _page_numbers(document, layout)


def _space(style: Any, around_pt: tuple[float, float]) -> None:
    style.paragraph_format.space_before, style.paragraph_format.space_after = map(Pt, around_pt)


def _drop_leftovers(document: WordDocument) -> None:
    """Drop the parts and settings of python-docx's template that no document of ours uses, and say what is ours."""
    for owner in (document.part, document.part.package):
        for relation in list(owner.rels.values()) if owner else ():
            if relation.reltype.rsplit("/", 1)[-1] in _UNUSED:
                owner.rels.pop(relation.rId)
    settings: Any = document.settings.element
    for element in list(settings):
        if _LEFT_OUT.search(element.tag):
            settings.remove(element)
    for part in document.part.package.iter_parts():
        if part.partname in _OWN_PARTS:
            part._blob = _OWN_PARTS[part.partname]  # noqa: SLF001 - python-docx keeps these parts as they are
    properties = document.core_properties
    properties.comments, properties.last_modified_by, properties.revision = "", "", 1
    for mode in settings.xpath("w:compat/w:compatSetting[@w:name='compatibilityMode']"):
        mode.set(qn("w:val"), "15")


def _drop_looks(document: WordDocument) -> None:
    """Drop the styles that no document of ours uses, and of the others what is not of the official layout."""
    for style in list(document.styles):
        element: Any = style.element
        if style.type == WD_STYLE_TYPE.PARAGRAPH and style.name in _USED:
            for found in element.xpath(_NOT_OURS):
                found.getparent().remove(found)
        elif style.name not in {"Normal Table", "Default Paragraph Font"}:
            element.getparent().remove(element)


def _added(document: WordDocument, name: str, base: str) -> Any:
    style: Any = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles[base]
    return style


def set_face(style: Any, face: Face) -> None:
    """Set the fonts, the size, the weight and the width of a style."""
    font = style.font
    font.name, font.size, font.bold, font.italic = face.latin, Pt(face.size_pt), face.is_bold, False
    font.color.rgb = BLACK
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        if name.endswith("Theme"):
            del fonts.attrib[name]
    fonts.set(qn("w:hAnsi"), face.latin)
    fonts.set(qn("w:cs"), face.latin)
    fonts.set(qn("w:eastAsia"), face.chinese)
    # Quotation marks and dashes are Chinese where the text is.
    fonts.set(qn("w:hint"), "eastAsia")
    for found in properties.xpath("w:spacing"):
        properties.remove(found)
    if face.tighter_pt:
        spacing = parse_xml(f'<w:spacing {NAMESPACES} w:val="{-round(face.tighter_pt * 20)}"/>')
        properties.xpath("w:color")[0].addnext(spacing)


def _set_close(style: Any, face: Face) -> None:
    set_face(style, face)
    _line(style, face.line_pt)
    style.paragraph_format.space_after = Pt(0)


def _indent(style: Any, layout: Layout, face: Face | None = None) -> None:
    """Indent the first line by characters, which follows the size of the text as points do not."""
    if layout.indent:
        found = style.element.get_or_add_pPr().get_or_add_ind()
        found.set(qn("w:firstLineChars"), str(layout.indent))
        found.set(qn("w:firstLine"), str(round(layout.indent / 100 * (face or layout.body).size_pt * 20)))


def _line(style: Any, points: float) -> None:
    style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    style.paragraph_format.line_spacing = Pt(points)


def _page(section: Section) -> None:
    section.page_width, section.page_height = map(Mm, PAGE_MM)
    for side, margin in MARGINS_MM.items():
        setattr(section, f"{side}_margin", Mm(margin))
    section.footer_distance = Mm(FOOTER_MM)


def _set_language(document: WordDocument) -> None:
    """Set the language of the text, for hyphens, spelling and screen readers."""
    styles: Any = document.styles.element
    for properties in styles.xpath("w:docDefaults/w:rPrDefault/w:rPr"):
        for found in properties.xpath("w:lang"):
            properties.remove(found)
        properties.append(
            parse_xml(f'<w:lang {NAMESPACES} w:val="{LOCALE["en"]}" w:eastAsia="{LOCALE["zh"]}" w:bidi="ar-SA"/>')
        )


def _page_numbers(document: WordDocument, layout: Layout) -> None:
    """Set page numbers between dashes on the outer side, one character in: right on odd pages, left on even ones."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    set_face(document.styles["Footer"], layout.page_number)
    for footer, side, inner in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT, "right"),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, "left"),
    ):
        footer.is_linked_to_previous = False
        paragraph: Paragraph = footer.paragraphs[0]
        paragraph.alignment = side
        setattr(paragraph.paragraph_format, f"{inner}_indent", Pt(layout.page_number.size_pt))
        paragraph.add_run("\N{EM DASH} ")
        number = parse_xml(field("PAGE", "1").replace("<w:fldSimple", f"<w:fldSimple {NAMESPACES}", 1))
        paragraph._p.append(number)  # noqa: SLF001 - python-docx has no fields
        paragraph.add_run(" \N{EM DASH}")
