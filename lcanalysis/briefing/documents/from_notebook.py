"""From an executed notebook to a document: what its page shows, without code."""

from __future__ import annotations

import base64
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, Final

from markdown_it.token import Token
from nbformat import NotebookNode

from lcanalysis.briefing.documents.model import (
    Block,
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
from lcanalysis.briefing.drawings import cropped
from lcanalysis.briefing.fragments import reduce_html
from lcanalysis.briefing.masthead import Edition
from lcanalysis.briefing.outputs import ESCAPES, PICTURES, WIDGET
from lcanalysis.briefing.prose import Prose, require_alt
from lcanalysis.exhibits import cell_text, foot_lines, strip_rows
from lcanalysis.notebooks.cells import (
    exhibit_of,
    is_answer,
    joined,
    page_lang,
    shown_cells,
    shown_in,
)
from lcanalysis.wording import Lang, require_lang, say

SVG: Final = PICTURES[0]
_NUMBER: Final = re.compile(r"[-+\N{MINUS SIGN}]?[0-9][0-9,]*(\.[0-9]+)?")


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

    Parameters
    ----------
    notebook
        The executed notebook.
    run_id
        The title where the notebook has no heading.
    lang
        Language shown; by default the notebook's own parameter `lang`, else Chinese.
    edition
        What stands below the title and at the end.
    error
        Of a failed run, why; the document then says first that it is not complete.
    with_drawings
        Whether charts are wanted as drawings; without, only their pixels are read.

    Raises
    ------
    PageError
        If a picture has no alt text of its own.
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
        subject=(plan.title(language), say("page.edition", language, edition=edition.name)),
        blocks=rest,
        colophon=tuple(_colophon(edition, language)),
        author=_publisher(edition, language),
        notice=notice,
    )


def read_grids(notebook: NotebookNode | None, lang: Lang) -> list[DocumentTable]:
    """Return the tables that the outputs of an executed notebook show in one language, numbered as on its page."""
    return [block for block in _Reading(lang, with_drawings=False).blocks(notebook) if isinstance(block, DocumentTable)]


def document_table(shown: Mapping[str, Any], lang: str, label: str = "") -> DocumentTable:
    """Return a table of a document from what an exhibit shows in `lang`."""
    return DocumentTable(
        columns=shown["heads"],
        rows=[[TableCell(cell_text(cell, "\n"), "number" in cell) for cell in row] for row in shown["rows"]],
        label=label,
        title=shown["title"],
        unit=say("exhibit.unit", lang, unit=shown["unit"]) if shown["unit"] else "",
        foot=tuple(filter(None, (shown.get("subtitle", ""), *shown["foot"]))),
    )


def _notice(error: str, lang: str) -> tuple[str, ...]:
    return (say("page.failed_title", lang), say("page.failed", lang), say("page.failed_why", lang, error=error))


def _publisher(edition: Edition, lang: str) -> str:
    return edition.plan.publisher(lang)


def _colophon(edition: Edition, lang: str) -> Iterator[str]:
    yield say("page.produced", lang)
    publisher = _publisher(edition, lang)
    yield say("page.publisher", lang, publisher=publisher, published_on=edition.plan.published_on)
    if edition.vintages:
        yield say("page.vintages", lang, vintages=", ".join(edition.vintages))


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
                yield from self._prose(cell.source)
            elif cell.cell_type == "code":
                for output in cell.outputs:
                    yield from self._output(output)

    def _output(self, output: Mapping[str, Any]) -> Iterator[Block]:
        kind = output["output_type"]
        if kind in {"stream", "error"}:
            text = joined(output["text"]) if kind == "stream" else "\n".join(output["traceback"])
            yield from _verbatim(text)
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
            yield from self._fragment(joined(data["text/html"]))
        elif "text/markdown" in data:
            yield from self._prose(joined(data["text/markdown"]))
        elif WIDGET not in data:
            yield from _verbatim(joined(data.get("text/plain", "")))

    def _exhibit(self, exhibit: Mapping[str, Any], output: Mapping[str, Any]) -> Iterator[Block]:
        shown = shown_in(exhibit, self.lang)
        if exhibit["kind"] == "chart":
            yield self._picture(output["data"], shown)
            return
        if exhibit["kind"] == "strip":
            yield _strip_table(shown)
            return
        if exhibit["kind"] != "table":
            yield from self._sentence(shown["markdown"], is_ours=is_answer(output))
            return
        yield document_table(shown, self.lang, say("page.table", self.lang, number=next(self.tables)))

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
            svg=cropped(joined(data[SVG]), alt, about.get("crop", ())) if SVG in data and self.with_drawings else "",
            pixels=next((base64.b64decode(joined(data[mime])) for mime in PICTURES[1:] if mime in data), b""),
            foot=tuple(
                filter(None, (str(about.get("subtitle", "")), *foot_lines(source, about.get("notes", ()), self.lang)))
            ),
        )

    def _fragment(self, source: str) -> Iterator[Block]:
        root = reduce_html(source)
        parents = {child: parent for parent in root.iter() for child in parent}
        tables = list(root.iter("table"))
        if not tables:
            yield from _verbatim("".join(root.itertext()))
        for table in tables:
            holder = parents[table]
            foot = [] if holder is root else [_words(line) for line in holder.iterfind("div[@class='lc-foot']/p")]
            yield self._grid(table, foot)

    def _grid(self, table: ET.Element, foot: Sequence[str]) -> DocumentTable:
        is_ours = table.find("caption/span[@class='title']") is not None
        heads = _rows(table.iterfind("thead/tr"), is_ours=is_ours)
        body = [row for part in ("tbody/tr", "tfoot/tr", "tr") for row in table.iterfind(part)]
        rows = _rows(body, is_ours=is_ours)
        width = max(map(len, [*heads, *rows]), default=0)
        columns = [" ".join(filter(None, (row[at].text for row in heads if at < len(row)))) for at in range(width)]
        caption = table.find("caption")
        title = caption.find("span[@class='title']") if caption is not None else None
        unit = caption.find("span[@class='unit']") if caption is not None else None
        return DocumentTable(
            columns=columns,
            rows=[[*row, *[TableCell("")] * (width - len(row))] for row in rows],
            label="" if caption is None else say("page.table", self.lang, number=next(self.tables)),
            title=_words(title if title is not None else caption),
            unit=_words(unit),
            foot=tuple(line for line in foot if line),
        )

    def _prose(self, text: str) -> Iterator[Block]:
        tokens = self.prose.tokens(text)
        lists: list[int | None] = []
        for at, token in enumerate(tokens):
            if token.type == "heading_open":
                yield DocumentHeading(int(token.tag[1]), _plain(tokens[at + 1]))
            elif token.type in {"bullet_list_open", "ordered_list_open"}:
                lists.append(int(token.attrGet("start") or 1) if token.type.startswith("ordered") else None)
            elif token.type in {"bullet_list_close", "ordered_list_close"}:
                lists.pop()
            elif token.type == "inline" and tokens[at - 1].type == "paragraph_open":
                if lists and tokens[at - 2].type == "list_item_open":
                    number = lists[-1]
                    yield Item(tuple(_spans(token)), len(lists) - 1, number)
                    lists[-1] = None if number is None else number + 1
                elif lists:
                    yield Item(tuple(_spans(token)), len(lists), None)
                else:
                    yield Paragraph(tuple(_spans(token)))
            elif token.type in {"fence", "code_block"}:
                yield from _verbatim(token.content)
            elif token.type == "table_open":
                yield _markdown_grid(tokens, at)


def _strip_table(shown: Mapping[str, Any]) -> DocumentTable:
    """Return a strip as a table: a column for each figure, its value and below it its change."""
    names, values, changes = zip(*strip_rows(shown), strict=True)
    rows = [values, changes] if any(changes) else [values]
    return DocumentTable(
        columns=list(names), rows=[[TableCell(text) for text in row] for row in rows], title=shown["title"]
    )


def _verbatim(text: str) -> Iterator[Verbatim]:
    shown = ESCAPES.sub("", text).strip("\n")
    if shown.strip():
        yield Verbatim(shown)


def _words(element: ET.Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _rows(rows: Iterable[ET.Element], *, is_ours: bool) -> list[list[TableCell]]:
    """Return the cells of rows; those that span several rows or columns leave empty ones behind."""
    found: list[list[TableCell]] = []
    spanned: dict[int, int] = {}
    for row in rows:
        cells: list[TableCell] = []
        for cell in row:
            while spanned.get(len(cells), 0):
                spanned[len(cells)] -= 1
                cells.append(TableCell(""))
            text = _words(cell)
            is_number = "number" in cell.get("class", "").split() or (
                not is_ours and cell.tag == "td" and _NUMBER.fullmatch(text) is not None
            )
            start, across, down = len(cells), _span(cell, "colspan"), _span(cell, "rowspan")
            cells += [TableCell(text, is_number), *[TableCell("")] * (across - 1)]
            spanned |= dict.fromkeys(range(start, start + across), down - 1) if down > 1 else {}
        found.append(cells)
    return found


def _span(cell: ET.Element, name: str) -> int:
    """Return how many rows or columns a cell spans; what HTML would not take counts for one."""
    number = cell.get(name, "1")
    return min(1000, max(1, int(number))) if number.isascii() and number.isdecimal() else 1


def _markdown_grid(tokens: Sequence[Token], start: int) -> DocumentTable:
    rows: list[list[TableCell]] = []
    for at in range(start, len(tokens)):
        if tokens[at].type == "table_close":
            break
        if tokens[at].type == "tr_open":
            rows.append([])
        elif tokens[at].type == "inline":
            text = _plain(tokens[at])
            rows[-1].append(TableCell(text, _NUMBER.fullmatch(text) is not None))
    head, *body = rows
    return DocumentTable([cell.text for cell in head], body)


def _plain(token: Token) -> str:
    return "".join(span.text for span in _spans(token)).strip()


def _spans(token: Token) -> Iterator[TextSpan]:
    """Yield the stretches of an inline token; of a link its words, and its address where that says more."""
    strong = emphasis = 0
    address = ""
    for child in token.children or ():
        if child.type in {"strong_open", "strong_close"}:
            strong += child.nesting
        elif child.type in {"em_open", "em_close"}:
            emphasis += child.nesting
        elif child.type == "link_open":
            address = str(child.attrGet("href") or "")
        elif child.type == "link_close" and address.startswith(("http://", "https://", "mailto:")):
            yield TextSpan(f" <{address}>")
        elif child.type == "image":
            yield TextSpan(child.content)
        elif text := "\n" if child.type == "hardbreak" else " " if child.type == "softbreak" else child.content:
            yield TextSpan(text, strong > 0, emphasis > 0, child.type == "code_inline")
