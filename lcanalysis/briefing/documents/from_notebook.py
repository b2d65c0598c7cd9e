"""From an executed notebook to a document: what its page shows, without code."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, count
from typing import Any, Final

from nbformat import NotebookNode

from lcanalysis.briefing.documents.blocks import (
    Block,
    Document,
    DocumentHeading,
    DocumentTable,
    Paragraph,
    Picture,
    TableCell,
    TextSpan,
    keep_introductions,
)
from lcanalysis.briefing.documents.from_html import html_blocks
from lcanalysis.briefing.documents.from_markdown import markdown_blocks, verbatim
from lcanalysis.briefing.drawings import cropped
from lcanalysis.briefing.masthead import Edition
from lcanalysis.briefing.outputs import ESCAPES, PICTURES, WIDGET
from lcanalysis.briefing.prose import Prose, require_alt
from lcanalysis.exhibits import FOOT, cell_text, foot_lines, strip_rows
from lcanalysis.notebooks.notebook_cells import (
    ANNEX,
    BESIDE,
    exhibit_of,
    is_answer,
    is_front,
    joined,
    page_lang,
    shown_cells,
    shown_in,
    tags_of,
)
from lcanalysis.periods import date_in_words, dates_in_words, edition_in_words
from lcanalysis.wording import Lang, headed, require_lang, say

SVG: Final = PICTURES[0]


def read_document(
    notebook: NotebookNode | None,
    *,
    run_id: str,
    lang: str | None = None,
    edition: Edition | None = None,
    error: str = "",
    with_drawings: bool = True,
) -> Document:
    """Return the document of an executed notebook in one language.

    - `notebook`: the executed notebook.
    - `run_id`: the title where the notebook has no heading.
    - `lang`: language shown; by default the notebook's own parameter `lang`, else Chinese.
    - `edition`: what stands below the title and at the end.
    - `error`: of a failed run, why; the document then says first that it is not complete.
    - `with_drawings`: whether charts are wanted as drawings; without, only their pixels are read.

    Raises `PageError` if a picture has no alt text of its own.
    """
    language = page_lang(notebook) if lang is None else require_lang(lang)
    blocks = list(_Reading(language, with_drawings).blocks(notebook))
    title = next((block.text for block in blocks if isinstance(block, DocumentHeading)), run_id)
    rest = [block for block in blocks if not (isinstance(block, DocumentHeading) and block.level == 1)]
    notice = _notice(error, language) if error else ()
    if edition is None:
        return Document(language, title, (), rest, (say("page.produced_alone", language),), notice=notice)
    plan = edition.plan
    return Document(
        lang=language,
        title=title,
        subject=(plan.title(language), headed(edition_in_words(edition.name, language), language)),
        blocks=list(keep_introductions(rest)),
        # A first page tells its sources itself; by what it was made stands on the page on the screen.
        colophon=() if is_front(notebook) else tuple(_colophon(edition, language)),
        author=plan.publisher(language),
        notice=notice,
    )


def read_grids(notebook: NotebookNode | None, lang: Lang) -> list[DocumentTable]:
    """Return the tables that the outputs of an executed notebook show in one language, numbered as on its page."""
    return [block for block in _Reading(lang, with_drawings=False).blocks(notebook) if isinstance(block, DocumentTable)]


def document_table(shown: Mapping[str, Any], lang: str, label: str = "") -> DocumentTable:
    """Return a table of a document from what an exhibit shows in `lang`."""
    form = shown.get("form", "")
    foot = tuple(filter(None, (shown.get("subtitle", ""), *shown["foot"])))
    rows = []
    for row in shown["rows"]:
        # The name of a row has no line below it, except where that is a passage.
        joints = ["\n" if form in {"", "texts"} else " · ", *["\n"] * (len(row) - 1)]
        rows.append(
            [TableCell(cell_text(cell, joint), "number" in cell) for cell, joint in zip(row, joints, strict=True)]
        )
    return DocumentTable(
        columns=shown["heads"],
        rows=rows,
        label=label,
        title=shown["title"],
        unit=say("exhibit.unit", lang, unit=shown["unit"]) if shown["unit"] else "",
        foot=(" · ".join(foot),) if form and foot else foot,
        is_dense=bool(form),
    )


def _notice(error: str, lang: str) -> tuple[str, ...]:
    return (say("page.failed_title", lang), say("page.failed", lang), say("page.failed_why", lang, error=error))


def _colophon(edition: Edition, lang: str) -> Iterator[str]:
    yield say("page.produced", lang)
    plan = edition.plan
    published = say(
        "page.publisher", lang, publisher=plan.publisher(lang), published_on=date_in_words(plan.published_on, lang)
    )
    known = say("page.vintages", lang, vintages=dates_in_words(edition.vintages, lang)) if edition.vintages else ""
    # One line: a sheet more for it would be all but empty.
    yield say("page.closing_joint", lang).join(filter(None, (published, known)))


@dataclass(slots=True)
class _Reading:
    """Reads one notebook, numbering its figures and tables as its page does."""

    lang: Lang
    with_drawings: bool
    prose: Prose = field(default_factory=Prose)
    figures: Iterator[int] = field(default_factory=lambda: count(1))
    tables: Iterator[int] = field(default_factory=lambda: count(1))
    has_verdict: bool = False

    def blocks(self, notebook: NotebookNode | None) -> Iterator[Block]:
        for cell in shown_cells(notebook, self.lang):
            if cell.cell_type == "markdown":
                for block in self._prose(cell.source):
                    if isinstance(block, DocumentHeading) and ANNEX in tags_of(cell):
                        yield replace(block, is_annex=True)
                    else:
                        yield block
            elif cell.cell_type == "code":
                is_beside = BESIDE in tags_of(cell)
                for block in chain.from_iterable(map(self._output, cell.outputs)):
                    yield replace(block, is_beside=True) if is_beside and isinstance(block, Picture) else block

    def _output(self, output: Mapping[str, Any]) -> Iterator[Block]:
        kind = output["output_type"]
        if kind in {"stream", "error"}:
            text = joined(output["text"]) if kind == "stream" else "\n".join(output["traceback"])
            yield from verbatim(ESCAPES.sub("", text))
            return
        exhibit = exhibit_of(output)
        if exhibit is not None:
            yield from self._exhibit(exhibit, output)
            return
        data = output["data"]
        about = output.get("metadata", {})
        if kinds := [mime for mime in PICTURES if mime in data]:
            yield self._picture(data, about.get(kinds[0], {}))
        elif "text/html" in data:
            yield from html_blocks(joined(data["text/html"]), self._next_table)
        elif "text/markdown" in data:
            yield from self._prose(joined(data["text/markdown"]))
        elif WIDGET not in data:
            yield from verbatim(ESCAPES.sub("", joined(data.get("text/plain", ""))))

    def _exhibit(self, exhibit: Mapping[str, Any], output: Mapping[str, Any]) -> Iterator[Block]:
        shown = shown_in(exhibit, self.lang)
        if exhibit["kind"] == "chart":
            yield self._picture(output["data"], shown)
            return
        if exhibit["kind"] == "strip":
            yield _strip_table(shown)
            return
        if exhibit.get("role") == FOOT:
            notes = [block.spans for block in self._prose(shown["markdown"]) if isinstance(block, Paragraph)]
            spans = [span for at, note in enumerate(notes) for span in ([TextSpan("  ")] if at else []) + list(note)]
            yield Paragraph(spans, is_note=True)
            return
        if exhibit["kind"] != "table":
            yield from self._sentence(shown["markdown"], is_ours=is_answer(output))
            return
        yield document_table(shown | {"form": exhibit.get("form", "")}, self.lang, self._next_table())

    def _sentence(self, text: str, *, is_ours: bool) -> Iterator[Block]:
        is_first, self.has_verdict = is_ours and not self.has_verdict, self.has_verdict or is_ours
        for block in self._prose(text):
            if is_first and isinstance(block, Paragraph):
                yield replace(block, is_verdict=True)
                is_first = False
            else:
                yield block

    def _picture(self, data: Mapping[str, Any], about: Mapping[str, Any]) -> Picture:
        source = str(about.get("source", ""))
        alt = require_alt(about.get("alt"))
        return Picture(
            alt=alt,
            label=say("page.figure", self.lang, number=next(self.figures)),
            caption=str(about.get("caption", "")),
            svg=_drawing(data, about, alt) if SVG in data and self.with_drawings else "",
            pixels=next((base64.b64decode(joined(data[mime])) for mime in PICTURES[1:] if mime in data), b""),
            foot=tuple(
                filter(None, (str(about.get("subtitle", "")), *foot_lines(source, about.get("notes", ()), self.lang)))
            ),
        )

    def _prose(self, text: str) -> Iterator[Block]:
        return markdown_blocks(self.prose.tokens(text))

    def _next_table(self) -> str:
        return say("page.table", self.lang, number=next(self.tables))


def _drawing(data: Mapping[str, Any], about: Mapping[str, Any], alt: str) -> str:
    """Return a drawing, the one for paper where it was drawn in several widths."""
    drawn = about.get("widths", {}).get("print", {"svg": data[SVG], "crop": about.get("crop", ())})
    return cropped(joined(drawn["svg"]), alt, drawn["crop"])


def _strip_table(shown: Mapping[str, Any]) -> DocumentTable:
    """Return a strip as a table: a column for each figure, its value and below it its change."""
    names, values, changes = zip(*strip_rows(shown), strict=True)
    rows = [values, changes] if any(changes) else [values]
    return DocumentTable(
        columns=list(names), rows=[[TableCell(text) for text in row] for row in rows], title=shown["title"]
    )
