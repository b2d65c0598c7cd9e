"""Tables as files of each format, for the tests of reading: rows of cells, with lines above and below."""

import csv
import html
import io
from collections.abc import Sequence
from pathlib import Path

from docx import Document
from openpyxl import Workbook

Rows = Sequence[Sequence[str]]


def put(cell, value: str) -> None:
    """Fill a cell of a workbook as a person would: a number as a number, with the decimals it has; the rest as text."""
    try:
        number = float(value)
    except ValueError:
        cell.value = value
        return
    cell.value = number
    decimals = len(value.partition(".")[2])
    cell.number_format = f"0.{'0' * decimals}" if decimals else "0"


def write_xlsx(
    path: Path, rows: Rows, *, above: Sequence[str] = (), below: Sequence[str] = (), sheet: str = "Sheet1"
) -> Path:
    book = Workbook()
    made = book.active
    made.title = sheet
    for number, line in enumerate(above, 1):
        made.cell(number, 1).value = line
    for number, row in enumerate(rows, len(above) + 1):
        for column, value in enumerate(row, 1):
            if value:
                put(made.cell(number, column), value)
    for number, line in enumerate(below, len(above) + len(rows) + 1):
        made.cell(number, 1).value = line
    book.save(path)
    return path


def write_csv(
    path: Path,
    rows: Rows,
    *,
    above: Sequence[str] = (),
    below: Sequence[str] = (),
    encoding: str = "utf-8",
    delimiter: str = ",",
) -> Path:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    width = max(len(row) for row in rows)
    writer.writerows([line, *[""] * (width - 1)] for line in above)
    writer.writerows(rows)
    writer.writerows([line, *[""] * (width - 1)] for line in below)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def write_docx(path: Path, rows: Rows, *, above: Sequence[str] = (), below: Sequence[str] = ()) -> Path:
    document = Document()
    for line in above:
        document.add_paragraph(line)
    table = document.add_table(len(rows), len(rows[0]))
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            table.cell(number, column).text = value
    for line in below:
        document.add_paragraph(line)
    document.save(path)
    return path


def write_html(path: Path, rows: Rows, *, above: Sequence[str] = (), below: Sequence[str] = ()) -> Path:
    lines = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    before, after = ("".join(f"<p>{html.escape(line)}</p>" for line in text) for text in (above, below))
    path.write_text(f"<!DOCTYPE html><html><body>{before}<table>{lines}</table>{after}</body></html>", encoding="utf-8")
    return path


WRITERS = {".xlsx": write_xlsx, ".csv": write_csv, ".docx": write_docx, ".html": write_html}
