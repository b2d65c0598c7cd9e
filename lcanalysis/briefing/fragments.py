"""HTML that an output brings along, reduced to tables and text.

Whatever is not on the list below is left out, scripts and styles with their contents; what stays is well
formed. Tables are made fit for phones and screen readers: a number of their own, numbers aligned with
their headers, and a scrolling frame that the keyboard reaches.
"""

from __future__ import annotations

import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

ALLOWED: Final[dict[str, frozenset[str]]] = {
    "div": frozenset({"class", "lang"}),
    "table": frozenset(),
    "caption": frozenset(),
    "thead": frozenset(),
    "tbody": frozenset(),
    "tfoot": frozenset(),
    "tr": frozenset(),
    "th": frozenset({"scope", "colspan", "rowspan", "class"}),
    "td": frozenset({"colspan", "rowspan", "class"}),
    "p": frozenset({"class"}),
    "span": frozenset({"class", "lang"}),
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
# Display widths up to which a cell stays on one line, and from which it is a text.
SHORT: Final = 12
LONG: Final = 48
NO_DATA: Final = "\N{EM DASH}"
CLASSES: Final = frozenset({"lc-table", "lc-foot", "title", "unit", "number", "state"})
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
        if "class" in kept:
            kept["class"] = " ".join(name for name in kept["class"].split() if name in CLASSES)
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

    Examples
    --------
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
    return _escape(element.text or "") + inner


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def frame_tables(root: ET.Element, labels: Iterator[str], hint: str) -> None:
    """Put every table of `root` into a scrolling frame, and number it.

    Parameters
    ----------
    root
        Changed in place.
    labels
        The next label, such as ``表1``, for each table with a caption.
    hint
        Name of the frame of a table that has no title.
    """
    for parent in list(root.iter()):
        for index, table in enumerate(list(parent)):
            if table.tag != "table":
                continue
            align_numbers(table)
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
    title = caption.find("span[@class='title']")
    holder = caption if title is None else title
    words = " ".join("".join(holder.itertext()).split())
    label = ET.Element("span", {"class": "label"})
    label.text = next(labels)
    label.tail, holder.text = f" {holder.text or ''}", None
    holder.insert(0, label)
    return f"{label.text} {words}"


def align_numbers(table: ET.Element) -> None:
    """Mark the headers and the empty cells of columns that hold numbers, so that they stand above these."""
    numbers: set[int] = set()
    for row in table.iterfind("tbody/tr"):
        numbers |= {at for at, cell in enumerate(row) if "number" in cell.get("class", "").split()}
    for row in (*table.iterfind("thead/tr"), *table.iterfind("tbody/tr")):
        is_head = len(row) and row[-1].get("scope") == "col"
        for at, cell in enumerate(row):
            if at in numbers and (is_head or "".join(cell.itertext()).strip() in {"", NO_DATA}):
                cell.set("class", "number")


def size_cells(table: ET.Element) -> None:
    """Mark short cells, which are not to be wrapped, and long ones, which need room.

    Chinese text may be broken after every character, so a browser would else make its columns one character
    wide wherever a table is short of room.
    """
    for row in table.iter("tr"):
        for cell in row:
            width = display_width("".join(cell.itertext()).strip())
            size = "short" if width <= SHORT else "long" if width > LONG else ""
            if size:
                cell.set("class", f"{cell.get('class', '')} {size}".strip())


def display_width(text: str) -> int:
    """Return how wide a text stands: two for a Chinese character, one for a Latin one.

    Examples
    --------
    >>> display_width("提前实现"), display_width("2018")
    (8, 4)
    """
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
