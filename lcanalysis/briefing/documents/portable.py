"""A document as PDF, tagged for screen readers (PDF/UA-1) and the same bytes each time. Needs the extra ``[pdf]``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from lcanalysis.briefing.documents.model import (
    Block,
    Document,
    Grid,
    Heading,
    Item,
    Paragraph,
    Picture,
    Span,
)
from lcanalysis.briefing.documents.numbering import heading_numbers
from lcanalysis.briefing.documents.widths import column_widths
from lcanalysis.briefing.masthead import PageError
from lcanalysis.charts.style import FAMILY, FONT_FILES

TEMPLATE: Final = Path(__file__).parent.parent / "templates" / "document.typ"
STANDARD: Final = "ua-1"
LINE: Final = 98
"""Display width of a line of a table: 156 mm in 9 pt."""


def has_typst() -> bool:
    """Return whether PDF can be made here."""
    return find_spec("typst") is not None


def pdf_bytes(document: Document) -> bytes:
    """Return a document as a PDF file: A4, tagged, its text searchable, set in the bundled font.

    Raises
    ------
    PageError
        If a character is not in the bundled font, or the document cannot be set: what typst says.
    """
    import typst  # noqa: PLC0415 - an extra

    content = json.dumps(_content(document), ensure_ascii=False)
    try:
        made = _compiler().compile(
            format="pdf", sys_inputs={"document": content}, pdf_standards=[STANDARD], timestamp=0
        )
    except typst.TypstError as problem:
        raise PageError("page.no_pdf", problem=str(problem.message)) from None
    if not isinstance(made, bytes):
        raise TypeError(type(made).__name__)
    return made


@cache
def _compiler() -> Any:
    """Return typst with our template and the bundled font alone: what a machine has installed changes nothing."""
    import typst  # noqa: PLC0415 - an extra

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONT_FILES[0].parent])
    return typst.Compiler(TEMPLATE.read_bytes(), font_paths=fonts)


def _content(document: Document) -> dict[str, Any]:
    return {
        "lang": document.lang,
        "title": document.title,
        "author": document.author,
        "subject": list(document.subject),
        "colophon": list(document.colophon),
        "font": FAMILY,
        "blocks": list(_blocks(document.blocks, document.lang)),
    }


def _blocks(blocks: Sequence[Block], lang: str) -> Iterator[dict[str, Any]]:
    numbers = heading_numbers(lang)
    at = 0
    while at < len(blocks):
        block = blocks[at]
        if isinstance(block, Item):
            items = [block]
            while at + 1 < len(blocks) and _follows(blocks[at + 1], block):
                at += 1
                items.append(blocks[at])  # type: ignore[arg-type]
            yield {
                "kind": "list",
                "numbered": block.number is not None,
                "start": block.number or 1,
                "items": [_spans(item.spans) for item in items],
            }
        else:
            yield _block(block, numbers)
        at += 1


def _follows(block: Block, first: Item) -> bool:
    return isinstance(block, Item) and (block.number is None) == (first.number is None)


def _block(block: Block, numbers: Any) -> dict[str, Any]:
    match block:
        case Heading():
            level = min(block.level - 1, 3)
            return {"kind": "heading", "level": level, "text": numbers(level) + block.text}
        case Paragraph():
            return {"kind": "paragraph", "is_verdict": block.is_verdict, "spans": _spans(block.spans)}
        case Grid():
            return _grid(block)
        case Picture():
            return _picture(block)
        case _:
            return {"kind": "verbatim", "text": getattr(block, "text", "")}


def _grid(grid: Grid) -> dict[str, Any]:
    rows = [[cell.text for cell in row] for row in grid.rows]
    numbers = {at for row in grid.rows for at, cell in enumerate(row) if cell.is_number}
    return {
        "kind": "grid",
        "label": grid.label,
        "title": grid.title,
        "unit": grid.unit,
        "columns": list(grid.columns),
        "rows": rows,
        "rights": [at in numbers for at in range(len(grid.columns))],
        "widths": column_widths(grid.columns, rows, LINE),
        "foot": list(grid.foot),
    }


def _picture(picture: Picture) -> dict[str, Any]:
    content = picture.svg.encode() if picture.svg else picture.png
    return {
        "kind": "picture",
        "label": picture.label,
        "caption": picture.caption,
        "alt": picture.alt,
        "format": "svg" if picture.svg else "png",
        "picture": list(content) if not picture.svg else picture.svg,
        "foot": list(picture.foot),
    }


def _spans(spans: Sequence[Span]) -> list[dict[str, Any]]:
    return [
        {"text": span.text, "is_strong": span.is_strong, "is_emphasis": span.is_emphasis, "is_code": span.is_code}
        for span in spans
    ]
