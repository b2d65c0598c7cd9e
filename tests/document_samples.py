"""Documents as the tests of Word and of PDF make them: what both must show is one thing."""

import io

from PIL import Image

from lcanalysis.briefing.documents.blocks import (
    Document,
    DocumentHeading,
    DocumentTable,
    Item,
    Paragraph,
    Picture,
    TableCell,
    TextSpan,
    Verbatim,
)

SHOWN_TIMES = 15
"""How often `said_everywhere` shows its text."""


def sample(*blocks, lang="zh") -> Document:
    return Document(lang, "标题", ("规划",), blocks, ("说明",))


def heading(text, level=2) -> DocumentHeading:
    return DocumentHeading(level, text)


def paragraph(text) -> Paragraph:
    return Paragraph([TextSpan(text)])


def item(text, *place) -> Item:
    return Item([TextSpan(text)], *place)


def grid(rows=3, columns=3, **given) -> DocumentTable:
    body = [[TableCell(f"产品{row}"), *[TableCell("41.72", is_number=True)] * (columns - 1)] for row in range(rows)]
    return DocumentTable([f"列{at}" for at in range(columns)], body, "表1", "产量", **given)


def pixels(size=(900, 400)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "white").save(file, format="png", dpi=(200, 200))
    return file.getvalue()


def said_everywhere(text, **drawn) -> Document:
    """Return a document that has a text in every place for one; `drawn` is its picture."""
    table = DocumentTable([text, "b"], [[TableCell(text), TableCell("1", is_number=True)]], "表1", text, text, (text,))
    shown = Picture(text, "图1", text, foot=(text,), **drawn)
    blocks = [heading(text), paragraph(text), item(text), table, shown, Verbatim(text)]
    return Document("zh", text, (text,), blocks, (text,), author=text, notice=(text,))
