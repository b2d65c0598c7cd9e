"""HTML that is no exhibit, such as that of a DataFrame or a Styler, as parts of a document: tables, and the text around them.

A notebook keeps such an output in no other form with all that it shows.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from lcanalysis.briefing.documents.blocks import Block, DocumentTable, Paragraph, TableCell, TextSpan, Verbatim
from lcanalysis.briefing.fragments import mark_numbers, reduce_html, words_of
from lcanalysis.exhibits.table_html import NO_DATA

_IN_LINE: Final = frozenset({"span", "strong", "b", "em", "i", "code", "sup", "sub"})
_MOST_SPANNED: Final = 1000


def html_blocks(source: str, next_label: Callable[[], str]) -> Iterator[Block]:
    """Yield the tables of an HTML text and what stands around them, in order; `next_label` numbers those with a caption.

    >>> shown = html_blocks("<p>Firms:</p><table><tr><th>town</th><td>1,204</td></tr></table>", lambda: "")
    >>> [block.texts if isinstance(block, DocumentTable) else block.spans[0].text for block in shown]
    ['Firms:', [['town', '1,204']]]
    """
    line = ""
    for part in _parts(reduce_html(source)):
        if isinstance(part, str) and part != "\n":
            line += part
            continue
        if words := " ".join(line.split()):
            yield Paragraph([TextSpan(words)])
        line = ""
        if isinstance(part, ET.Element):
            yield Verbatim("".join(part.itertext()).strip("\n")) if part.tag == "pre" else _table(part, next_label)
    if words := " ".join(line.split()):
        yield Paragraph([TextSpan(words)])


def _parts(element: ET.Element) -> Iterator[str | ET.Element]:
    """Yield tables, preformatted text, stretches of other text, and a line feed where a line ends."""
    yield (element.text or "").replace("\n", " ")
    for child in element:
        if child.tag in {"table", "pre"}:
            yield child
        elif child.tag in _IN_LINE:
            yield from _parts(child)
        else:
            yield "\n"
            yield from _parts(child)
            yield "\n"
        yield (child.tail or "").replace("\n", " ")


def _table(table: ET.Element, next_label: Callable[[], str]) -> DocumentTable:
    mark_numbers(table)
    heads = _rows(table.iterfind("thead/tr"))
    rows = _rows(row for part in ("tbody/tr", "tfoot/tr", "tr") for row in table.iterfind(part))
    width = max(map(len, [*heads, *rows]), default=0)
    caption = table.find("caption")
    return DocumentTable(
        columns=[" ".join(filter(None, (row[at].text for row in heads if at < len(row)))) for at in range(width)],
        rows=[[*row, *[TableCell("")] * (width - len(row))] for row in rows],
        label="" if caption is None else next_label(),
        title=words_of(caption),
    )


def _rows(rows: Iterable[ET.Element]) -> list[list[TableCell]]:
    """Return the cells of rows; those that span several rows or columns leave empty ones behind."""
    found: list[list[TableCell]] = []
    spanned: dict[int, int] = {}
    for row in rows:
        cells: list[TableCell] = []
        for cell in row:
            while spanned.get(len(cells), 0):
                spanned[len(cells)] -= 1
                cells.append(TableCell(""))
            text = words_of(cell)
            start, across, down = len(cells), _span(cell, "colspan"), _span(cell, "rowspan")
            is_number = bool(text) and cell.tag == "td" and cell.get("class") == "number" and text != NO_DATA
            cells += [TableCell(text, is_number), *[TableCell("")] * (across - 1)]
            spanned |= dict.fromkeys(range(start, start + across), down - 1) if down > 1 else {}
        found.append(cells)
    return found


def _span(cell: ET.Element, name: str) -> int:
    """Return how many rows or columns a cell spans; a number that HTML does not allow counts as one."""
    number = cell.get(name, "1")
    return min(_MOST_SPANNED, max(1, int(number))) if number.isascii() and number.isdecimal() else 1
