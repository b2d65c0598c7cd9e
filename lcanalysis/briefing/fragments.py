"""HTML that is no exhibit, such as that of a DataFrame, reduced to tables and text.

Whatever is not on the list below is left out, scripts and styles with their contents; what stays is well
formed. Tables are made fit for phones and screen readers: a number of their own, numbers aligned with
their headers, and a scrolling frame that the keyboard reaches.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from typing import Final

from lcanalysis.exhibits.table_html import LONG, NO_DATA, SHORT
from lcanalysis.safe_text import display_width

ALLOWED: Final[dict[str, frozenset[str]]] = {
    "div": frozenset({"lang"}),
    "table": frozenset(),
    "caption": frozenset(),
    "thead": frozenset(),
    "tbody": frozenset(),
    "tfoot": frozenset(),
    "tr": frozenset(),
    "th": frozenset({"scope", "colspan", "rowspan"}),
    "td": frozenset({"colspan", "rowspan"}),
    "p": frozenset(),
    "span": frozenset({"lang"}),
    "strong": frozenset(),
    "b": frozenset(),
    "em": frozenset(),
    "i": frozenset(),
    "code": frozenset(),
    "pre": frozenset(),
    "ul": frozenset(),
    "ol": frozenset(),
    "li": frozenset(),
    "br": frozenset(),
    "sup": frozenset(),
    "sub": frozenset(),
}
NUMBER: Final = re.compile(r"[-+\N{MINUS SIGN}]?[0-9][0-9,]*(\.[0-9]+)?")
"""How a number is written in a cell."""
SILENT: Final = frozenset({"script", "style", "template", "iframe", "object", "noscript", "svg", "math", "title"})
VOID: Final = frozenset({"br", "hr", "img", "input", "meta", "link", "base", "col", "embed", "source", "wbr", "area"})


class _Reducer(HTMLParser):
    """Builds a tree of the allowed elements; end tags close what is open, or nothing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = ET.Element("div")
        self._open = [self.root]
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self._silent.append(tag)
        if self._silent or tag not in ALLOWED:
            return
        kept = {name: value or "" for name, value in attrs if name in ALLOWED[tag]}
        element = ET.SubElement(self._open[-1], tag, {name: value for name, value in sorted(kept.items()) if value})
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            if tag == self._silent[-1]:
                self._silent.pop()
            return
        depth = next((at for at in range(len(self._open) - 1, 0, -1) if self._open[at].tag == tag), 0)
        if depth:
            del self._open[depth:]

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        parent = self._open[-1]
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + data
        else:
            parent.text = (parent.text or "") + data


def reduce_html(source: str) -> ET.Element:
    """Return the allowed part of an HTML text, in a div of its own.

    >>> html_text(reduce_html('<p onclick="x()">a<script>b</script> &lt;c</b>'))
    '<p>a &lt;c</p>'
    """
    reducer = _Reducer()
    reducer.feed(source)
    reducer.close()
    return reducer.root


def html_text(element: ET.Element) -> str:
    """Return the contents of `element` as HTML."""
    inner = "".join(ET.tostring(child, encoding="unicode", method="html") for child in element)
    return escape(element.text or "", quote=False) + inner


def frame_tables(root: ET.Element, labels: Iterator[str], hint: str) -> None:
    """Put every table of `root` into a scrolling frame, and number it.

    - `root`: changed in place.
    - `labels`: the next label, such as ``表1``, for each table with a caption.
    - `hint`: name of the frame of a table that has no title.
    """
    for parent in list(root.iter()):
        for index, table in enumerate(list(parent)):
            if table.tag != "table":
                continue
            mark_numbers(table)
            size_cells(table)
            name = _label_caption(table, labels) or hint
            frame = ET.Element("div", {"class": "scroll", "role": "region", "tabindex": "0", "aria-label": name})
            frame.tail, table.tail = table.tail, None
            frame.append(table)
            parent[index] = frame


def _label_caption(table: ET.Element, labels: Iterator[str]) -> str:
    caption = table.find("caption")
    if caption is None:
        return ""
    label = ET.Element("span", {"class": "label"})
    label.text, title = next(labels), words_of(caption)
    label.tail, caption.text = f" {caption.text or ''}", None
    caption.insert(0, label)
    return f"{label.text} {title}"


def words_of(element: ET.Element | None) -> str:
    """Return the text of an element, its white space as HTML shows it; empty for none."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def mark_numbers(table: ET.Element) -> None:
    """Mark the cells that hold a number, and the heads and empty cells of their columns, so that they stand together."""
    heads, rows = list(table.iterfind("thead/tr")), [*table.iterfind("tbody/tr"), *table.iterfind("tr")]
    texts = [[words_of(cell) if cell.tag == "td" else "" for cell in row] for row in rows]
    columns = {at for row in texts for at, text in enumerate(row) if NUMBER.fullmatch(text)}
    for row, found in zip(rows, texts, strict=True):
        for at, (cell, text) in enumerate(zip(row, found, strict=True)):
            if cell.tag == "td" and (NUMBER.fullmatch(text) or (at in columns and text in {"", NO_DATA})):
                cell.set("class", "number")
    for row in heads:
        for at, cell in enumerate(row):
            if at in columns:
                cell.set("class", "number")


def size_cells(table: ET.Element) -> None:
    """Mark short cells, which are not to be wrapped, and long ones, which need room.

    Chinese text may be broken after every character, so that a browser would make its columns one character wide
    wherever a table is short of room.
    """
    for row in table.iter("tr"):
        for cell in row:
            width = display_width("".join(cell.itertext()).strip())
            size = "short" if width <= SHORT else "long" if width > LONG else ""
            if size:
                cell.set("class", f"{cell.get('class', '')} {size}".strip())
