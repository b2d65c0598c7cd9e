"""The look of a Word document: the official layout of GB/T 9704-2012 in Chinese, its like in English.

A4 with margins of 37, 35, 28 and 26 mm; 22 lines of 28 characters a page, so lines of 28.95 pt and text of 16 pt (三号);
the title in 22 pt (二号); headings of three levels in 黑体, 楷体 and bold 仿宋; page numbers between dashes, on the
outer side. Fonts are named, never embedded: an office's own are used.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

TEXT_WIDTH_MM: Final = 210 - 28 - 26
LOCALE: Final = {"zh": "zh-CN", "en": "en-GB"}


@dataclass(frozen=True, slots=True)
class Face:
    """How one kind of paragraph is set: fonts for Chinese and for Latin text, size in points, weight."""

    chinese: str
    latin: str
    size_pt: float
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """How the paragraphs of a language are set; `indent` in hundredths of a character, `line_pt` the line's height."""

    body: Face
    title: Face
    headings: tuple[Face, Face, Face]
    table: Face
    caption: Face
    note: Face
    page_number: Face
    line_pt: float
    indent: int


LAYOUTS: Final = {
    "zh": Layout(
        body=Face("仿宋_GB2312", "Times New Roman", 16),
        title=Face("方正小标宋简体", "Times New Roman", 22),
        headings=(
            Face("黑体", "Times New Roman", 16),
            Face("楷体_GB2312", "Times New Roman", 16),
            Face("仿宋_GB2312", "Times New Roman", 16, is_bold=True),
        ),
        table=Face("宋体", "Times New Roman", 10.5),
        caption=Face("黑体", "Times New Roman", 12),
        note=Face("宋体", "Times New Roman", 9),
        page_number=Face("宋体", "Times New Roman", 14),
        line_pt=28.95,
        indent=200,
    ),
    "en": Layout(
        body=Face("宋体", "Times New Roman", 12),
        title=Face("宋体", "Times New Roman", 20, is_bold=True),
        headings=(
            Face("黑体", "Times New Roman", 14, is_bold=True),
            Face("黑体", "Times New Roman", 12, is_bold=True),
            Face("宋体", "Times New Roman", 12),
        ),
        table=Face("宋体", "Times New Roman", 9.5),
        caption=Face("黑体", "Times New Roman", 11, is_bold=True),
        note=Face("宋体", "Times New Roman", 9),
        page_number=Face("宋体", "Times New Roman", 11),
        line_pt=19,
        indent=0,
    ),
}
BLACK: Final = RGBColor(0, 0, 0)


def lay_out(document: WordDocument, lang: str) -> Layout:
    """Set page and styles of an empty document, and return its layout."""
    layout = LAYOUTS[lang]
    _page(document.sections[0])
    _no_themes(document, lang)
    styles = document.styles
    body = styles["Normal"]
    set_face(body, layout.body)
    body.paragraph_format.space_after = Pt(0 if layout.indent else 6)
    _line(body, layout.line_pt)
    indented = styles.add_style("Body Text First Indent", WD_STYLE_TYPE.PARAGRAPH)
    indented.base_style = body
    indent(indented, layout.indent)
    indented.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY if layout.indent else WD_ALIGN_PARAGRAPH.LEFT
    title = styles["Title"]
    set_face(title, layout.title)
    _without_border(title)
    _line(title, layout.title.size_pt * 1.45)
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_before, title.paragraph_format.space_after = Pt(12), Pt(10)
    subtitle = styles["Subtitle"]
    set_face(subtitle, Face("楷体_GB2312", "Times New Roman", layout.body.size_pt - 2))
    _line(subtitle, layout.line_pt)
    subtitle.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for level, face in enumerate(layout.headings, start=1):
        heading = styles[f"Heading {level}"]
        set_face(heading, face)
        heading.font.italic = level == 3 and not layout.indent
        _line(heading, layout.line_pt)
        indent(heading, layout.indent)
        heading.paragraph_format.space_before = Pt(0 if layout.indent else 12)
        heading.paragraph_format.space_after = Pt(0 if layout.indent else 4)
    caption = styles["Caption"]
    set_face(caption, layout.caption)
    _line(caption, layout.caption.size_pt * 1.5)
    caption.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for name, face in (("Table Text", layout.table), ("Table Note", layout.note)):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = body
        set_face(style, face)
        style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        style.paragraph_format.space_after = Pt(0)
    verbatim = styles.add_style("Verbatim", WD_STYLE_TYPE.PARAGRAPH)
    verbatim.base_style = styles["Table Note"]
    set_face(verbatim, Face("宋体", "Courier New", layout.note.size_pt))
    _page_numbers(document, layout)
    return layout


def set_face(style: Any, face: Face) -> None:
    """Set the fonts, the size and the weight of a style."""
    font = style.font
    font.name, font.size, font.bold, font.italic = face.latin, Pt(face.size_pt), face.is_bold, False
    font.color.rgb = BLACK
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if name.endswith("Theme"):
            del fonts.attrib[name]
    fonts.set(qn("w:hAnsi"), face.latin)
    fonts.set(qn("w:cs"), face.latin)
    fonts.set(qn("w:eastAsia"), face.chinese)
    # Quotation marks and dashes are Chinese where the text is.
    fonts.set(qn("w:hint"), "eastAsia")


def indent(style: Any, hundredths: int) -> None:
    """Indent the first line by hundredths of a character, which follows the size of the text as points do not."""
    properties = style.element.get_or_add_pPr()
    found = properties.find(qn("w:ind"))
    if found is None:
        found = properties.get_or_add_ind()
    found.set(qn("w:firstLineChars"), str(hundredths))
    found.set(qn("w:firstLine"), "0" if not hundredths else str(round(hundredths / 100 * style.font.size.pt * 20))
              if style.font.size else "640")  # fmt: skip


def _line(style: Any, points: float) -> None:
    style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    style.paragraph_format.line_spacing = Pt(points)


def _page(section: Section) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    # The page number stands 7 mm below the text.
    section.footer_distance = Mm(25)


def _no_themes(document: WordDocument, lang: str) -> None:
    """Set the language of the text, for hyphens, spelling and screen readers."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    properties = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    found = properties.find(qn("w:lang"))
    if found is None:
        found = OxmlElement("w:lang")
        properties.append(found)
    found.set(qn("w:val"), "en-GB")
    found.set(qn("w:eastAsia"), "zh-CN")
    if lang == "zh":
        settings = document.settings.element
        theme = settings.find(qn("w:themeFontLang"))
        if theme is not None:
            theme.set(qn("w:eastAsia"), "zh-CN")


def _without_border(style: Any) -> None:
    border = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if border is not None:
        style.element.pPr.remove(border)


def _page_numbers(document: WordDocument, layout: Layout) -> None:
    """Set page numbers between dashes on the outer side: right on odd pages, left on even ones."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = side
        set_face(paragraph.style, layout.page_number)
        paragraph.add_run("\N{EM DASH} ")
        add_field(paragraph, "PAGE", "1")
        paragraph.add_run(" \N{EM DASH}")


def add_field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """Add a field that the program computes: a page number, the number of a figure; `shown` until it has."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), f" {instruction} ")
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = shown
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001 - python-docx has no fields
