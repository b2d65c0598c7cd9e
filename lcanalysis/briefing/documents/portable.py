"""A document as PDF, tagged for screen readers (PDF/UA-1) and the same bytes each time. Needs the extra ``[pdf]``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

from matplotlib.ft2font import FT2Font

from lcanalysis.briefing.documents.blocks import (
    Block,
    Document,
    DocumentHeading,
    DocumentTable,
    Item,
    Paragraph,
    Picture,
    TextSpan,
    in_pairs,
)
from lcanalysis.briefing.documents.column_widths import MOST_LINES_OF_ROW, lines_of
from lcanalysis.briefing.documents.numbering import heading_numbers
from lcanalysis.briefing.documents.pagination import lie_across
from lcanalysis.briefing.documents.table_setting import is_kept_whole, setting_of, widths_of
from lcanalysis.briefing.documents.word_layout import LAYOUTS
from lcanalysis.characters import FONT_FILES
from lcanalysis.charts.style import FAMILY
from lcanalysis.errors import PageError

TEMPLATE: Final = Path(__file__).parent.parent / "templates" / "document.typ"
STANDARD: Final = "ua-1"
LAYOUT: Final = replace(LAYOUTS["zh"], body=replace(LAYOUTS["zh"].body, size_pt=12), line_pt=20)
"""The letters by which both languages are laid out: those of the bundled font are as wide."""
_PNG: Final = b"\x89PNG"


def pdf_bytes(document: Document) -> bytes:
    """Return a document as a PDF file: A4, tagged, its text searchable, set in the bundled font.

    A character that the font lacks is told by its code, such as ``[U+9F98]``.

    Raises `PageError` if the document cannot be set: what typst says.
    """
    import typst  # noqa: PLC0415 - an extra

    content = json.dumps(_content(document), ensure_ascii=False)
    try:
        compiler = typst.Compiler(TEMPLATE.read_bytes(), font_paths=_fonts())
        made = compiler.compile(format="pdf", sys_inputs={"document": content}, pdf_standards=[STANDARD], timestamp=0)
    except typst.TypstError as problem:
        raise PageError("document.no_pdf", problem=str(problem.message)) from None
    if not isinstance(made, bytes):
        raise TypeError(type(made).__name__)
    return made


@cache
def _fonts() -> Any:
    """Return the bundled font alone: what a machine has installed changes nothing."""
    import typst  # noqa: PLC0415 - an extra

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONT_FILES[0].parent])


@cache
def _characters() -> frozenset[str]:
    """Return what the bundled font can show in every weight, and what ends a line."""
    found = [frozenset(map(chr, FT2Font(str(path)).get_charmap())) for path in FONT_FILES]
    return frozenset.intersection(*found) | frozenset("\n\t ")


def shown(text: str) -> str:
    """Return a text as the bundled font can show it.

    >>> shown("铜\U0001f600")
    '铜[U+1F600]'
    """
    characters = _characters()
    if characters.issuperset(text):
        return text
    return "".join(one if one in characters else f"[U+{ord(one):04X}]" for one in text)


def _content(document: Document) -> dict[str, Any]:
    return {
        "lang": document.lang,
        "title": shown(document.title),
        "title_lines": shown(document.title_lines),
        "author": shown(document.author),
        "subject": list(map(shown, document.subject)),
        "notice": list(map(shown, document.notice)),
        "colophon": list(map(shown, document.colophon)),
        "font": FAMILY,
        "is_dense": any(isinstance(block, DocumentTable) and block.is_dense for block in document.blocks),
        "stretches": list(_stretches(document)),
    }


def _stretches(document: Document) -> Iterator[dict[str, Any]]:
    """Yield the blocks, those together whose pages lie in one direction; one stretch where there are none."""
    numbers = heading_numbers(document.lang)
    lying = zip(document.blocks, lie_across(document.blocks, LAYOUT, document.opening, document.colophon), strict=True)
    for is_across, group in groupby(lying, key=itemgetter(1)):
        blocks = list(_blocks([block for block, _ in group], numbers, is_across=is_across))
        yield {"is_across": is_across, "blocks": blocks}
    if not document.blocks:
        yield {"is_across": False, "blocks": []}


def _blocks(blocks: Sequence[Block], numbers: Callable[[int], str], *, is_across: bool) -> Iterator[dict[str, Any]]:
    for list_kind, group in groupby(blocks, _list_kind):
        if list_kind is None:
            for block in in_pairs(list(group)):
                if isinstance(block, tuple):
                    yield {"kind": "pair", "pictures": [_picture(one) for one in block]}
                else:
                    yield _block(block, numbers, is_across=is_across)
        else:
            items = [block for block in group if isinstance(block, Item)]
            yield {
                "kind": "list",
                "depth": items[0].depth,
                "start": items[0].number,
                "items": [_spans(item.spans) for item in items],
            }


def _list_kind(block: Block) -> tuple[int, bool] | None:
    """Return what neighbours in one list share; None for what is in no list."""
    return (block.depth, block.number is not None) if isinstance(block, Item) else None


def _block(block: Block, numbers: Callable[[int], str], *, is_across: bool) -> dict[str, Any]:
    match block:
        case DocumentHeading():
            level = min(block.level - 1, 3)
            return {"kind": "heading", "level": level, "text": numbers(level) + shown(block.text)}
        case Paragraph():
            return {
                "kind": "paragraph",
                "is_verdict": block.is_verdict,
                "is_note": block.is_note,
                "keeps_next": block.keeps_next,
                "spans": _spans(block.spans),
            }
        case DocumentTable():
            return _grid(block, is_across=is_across)
        case Picture():
            return _picture(block)
        case _:
            return {"kind": "verbatim", "text": shown(getattr(block, "text", ""))}


def _grid(grid: DocumentTable, *, is_across: bool) -> dict[str, Any]:
    rows = grid.texts
    setting = setting_of(grid, LAYOUT, is_across=is_across)
    widths = widths_of(grid, setting)
    heights = [lines_of(row, widths) for row in rows]
    return {
        "kind": "grid",
        "label": grid.label,
        "title": shown(grid.title),
        "unit": shown(grid.unit),
        "columns": list(map(shown, grid.columns)),
        "rows": [
            {"cells": list(map(shown, row)), "is_split": height > MOST_LINES_OF_ROW}
            for row, height in zip(rows, heights, strict=True)
        ],
        "is_whole": is_kept_whole(grid, setting),
        "is_small": setting.face is LAYOUT.small_table,
        "rights": [at in grid.number_columns for at in range(len(grid.columns))],
        "widths": widths,
        "foot": list(map(shown, grid.foot)),
    }


def _picture(picture: Picture) -> dict[str, Any]:
    is_png = picture.pixels.startswith(_PNG)
    return {
        "kind": "picture",
        "label": picture.label,
        "caption": shown(picture.caption),
        "alt": shown(picture.alt),
        "format": "svg" if picture.svg else "png" if is_png else "jpg",
        "picture": picture.svg or list(picture.pixels),
        "foot": list(map(shown, picture.foot)),
    }


def _spans(spans: Sequence[TextSpan]) -> list[dict[str, Any]]:
    return [
        {
            "text": shown(span.text),
            "is_strong": span.is_strong,
            "is_emphasis": span.is_emphasis,
            "is_code": span.is_code,
        }
        for span in spans
    ]
