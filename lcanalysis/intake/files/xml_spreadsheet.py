"""Workbooks in the XML of Excel 2002 and 2003, as many systems still export them under the name .xls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from lcanalysis.intake.files.grid import Grid, GridMaker, Trouble
from lcanalysis.intake.files.limits import MOST_COLUMNS, MOST_ROWS, MOST_SHEETS, Allowance, RefusedFile
from lcanalysis.intake.files.number_formats import GENERAL, shown
from lcanalysis.intake.files.packed import elements, local_name
from lcanalysis.intake.files.rich_text import Pieces, lowered, raised

_SHEET: Final = "{urn:schemas-microsoft-com:office:spreadsheet}"
_CODES: Final = {
    "": GENERAL, "General Number": GENERAL, "Fixed": "0.00", "Standard": "#,##0.00", "Percent": "0.00%", "Scientific": "0.00E+00",
}  # fmt: skip
"""Formats that are named by a word."""


def read_xml_spreadsheet(content: bytes) -> tuple[Grid, ...]:
    """Return the sheets of a workbook in their order.

    Raises `RefusedFile` if it is broken, declares a document type, or is too large.
    """
    try:
        return tuple(_grids(content))
    except ValueError:  # a number that is none
        raise RefusedFile from None


def _grids(content: bytes) -> Iterator[Grid]:
    allowance = Allowance()
    styles: dict[str, Any] = {}
    for number, part in enumerate(elements(content, "Styles", "Worksheet")):
        if local_name(part) == "Styles":
            styles = {_given(style, "ID"): _style(style) for style in part}
            continue
        if number > MOST_SHEETS:
            raise RefusedFile("files.too_many_sheets", most=MOST_SHEETS)
        maker = GridMaker(_given(part, "Name"), allowance)
        maker.is_hidden = part.find("{*}WorksheetOptions/{*}Visible") is not None
        for table in part.iterfind("{*}Table"):
            _read(table, maker, styles)
        yield maker.grid()


def _given(element: Any, name: str, default: str = "") -> str:
    value: str = element.get(f"{_SHEET}{name}", default)
    return value


def _style(style: Any) -> tuple[str, bool]:
    """Return the number format of a style, and whether it strikes out what it shows."""
    form, font = style.find("{*}NumberFormat"), style.find("{*}Font")
    name = "" if form is None else _given(form, "Format")
    is_struck = font is not None and _given(font, "StrikeThrough") == "1"
    return _CODES.get(name, name), is_struck


def _read(table: Any, maker: GridMaker, styles: dict[str, tuple[str, bool]]) -> None:
    row = column = 0
    for one in table:
        if local_name(one) == "Column":
            column = int(_given(one, "Index", str(column + 1)))
            last = min(column + int(_given(one, "Span", "0")), MOST_COLUMNS)
            if _given(one, "Hidden") == "1":
                maker.hide(range(column, last + 1), rows=False)
            column = last
        elif local_name(one) == "Row":
            row = int(_given(one, "Index", str(row + 1)))
            if _given(one, "Hidden") == "1" and row <= MOST_ROWS:
                maker.hide([row], rows=True)
            maker.put_row(row, _cells(one, row, maker, styles))
            # Rows that are alike and empty are written once.
            row += int(_given(one, "Span", "0"))


def _cells(
    line: Any, row: int, maker: GridMaker, styles: dict[str, tuple[str, bool]]
) -> Iterator[tuple[int, str, Trouble | None]]:
    column = 0
    for cell in line:
        column = int(_given(cell, "Index", str(column + 1)))
        across, down = int(_given(cell, "MergeAcross", "0")), int(_given(cell, "MergeDown", "0"))
        maker.merge(row, column, row + down, column + across)
        code, is_struck = styles.get(_given(cell, "StyleID") or _given(line, "StyleID") or "Default", (GENERAL, False))
        text, trouble = _content(cell, code)
        if text and is_struck and trouble is None:
            trouble = "files.struck", {"found": text}
        yield column, text, trouble
        column += across


def _content(cell: Any, code: str) -> tuple[str, Trouble | None]:
    data = cell.find("{*}Data")
    kind, text = ("", "") if data is None else (_given(data, "Type"), _rich_text(data))
    if not text:
        return "", ("files.uncomputed", {}) if _given(cell, "Formula") else None
    if kind == "Number":
        return shown(text, code)
    if kind == "DateTime":
        month, day = text[5:7].lstrip("0"), text[8:10].lstrip("0")
        return text[:10], ("files.date", {"found": text[:10], "near": f"{month}.{day}"})
    if kind == "Error":
        return text, ("files.error_value", {"found": text})
    return text, None


def _rich_text(data: Any) -> str:
    """Return a text of which parts may be dressed; raised ones become marks."""
    text, last = Pieces(), ""
    for part in data.xpath(".//text()"):
        owner = part.getparent()
        over = {local_name(one) for one in owner.iterancestors()} | ({local_name(owner)} if part.is_text else set())
        said = raised(part) if "Sup" in over else lowered(part, last) if "Sub" in over else str(part)
        text.add(said)
        last = said
    return text.whole()
