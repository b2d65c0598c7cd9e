"""The tables of an edition as one workbook: a table a sheet, numbers as numbers, and sheets that say what each is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from lcanalysis.briefing.documents.blocks import DocumentTable, TableCell
from lcanalysis.briefing.documents.from_notebook import read_grids
from lcanalysis.briefing.masthead import page_name
from lcanalysis.briefing.run_record import KeptRun
from lcanalysis.exhibits.table_html import NO_DATA
from lcanalysis.files.regular_files import read_file
from lcanalysis.notebooks.normalise import copied
from lcanalysis.wording import Lang, say
from lcanalysis.workbooks import Sheet, Value, sheet_names, workbook_bytes

_BRACKETS: Final = ("（", "(", "%")


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table of an edition: its language, what it holds, and the runs whose pages show it, the first one first."""

    lang: Lang
    grid: DocumentTable
    runs: tuple[str, ...]


def tables_workbook(runs: Sequence[KeptRun], languages: tuple[Lang, ...]) -> bytes:
    """Return the workbook of all tables that the finished runs of an edition show, each once: a pure function of them.

    Before the tables stands a sheet for each language that lists them: what each is, its unit, source and notes, and
    the page it is from. A column of numbers has its unit in its head; where there are no data, its cell is empty.

    `runs`: runs whose executed notebooks lie in their folders; failed ones and those without a page are left out.
    `languages`: of the edition, its first one first.
    """
    tables = _distinct(_tables(runs))
    languages = tuple(dict.fromkeys((*languages, *(table.lang for table in tables))))  # pages of others may have stayed
    sheets = [Sheet(_sheet_name(table), heads(table.grid, table.lang), values(table.grid)) for table in tables]
    return workbook_bytes([*_contents(tables, sheets, languages), *sheets])


def _tables(runs: Iterable[KeptRun]) -> Iterator[PageTable]:
    for kept in runs:
        run = kept.record.run
        if kept.record.status == "done" and page_name(run.id, run.lang) in kept.record.outputs:
            executed = next(name for name in kept.record.outputs if name.endswith(".ipynb"))
            # What its outputs show stays as it was read: to make nodes of all of it takes most of the time.
            notebook = copied(json.loads(read_file(kept.folder / executed)))
            for grid in read_grids(notebook, run.lang):
                yield PageTable(run.lang, grid, (run.id,))


def _distinct(tables: Iterable[PageTable]) -> list[PageTable]:
    """Return the tables; those that differ only in their number on a page are one, with the runs of all."""
    found: dict[str, PageTable] = {}
    for table in tables:
        grid = table.grid
        what = json.dumps([table.lang, grid.title, grid.unit, grid.columns, grid.texts, grid.foot])
        held = found.get(what)
        found[what] = table if held is None else PageTable(held.lang, held.grid, (*held.runs, *table.runs))
    return list(found.values())


def _sheet_name(table: PageTable) -> str:
    return f"{table.runs[0]} {table.grid.label}".strip()


def _contents(tables: Sequence[PageTable], sheets: Sequence[Sheet], languages: Sequence[Lang]) -> Iterator[Sheet]:
    names = sheet_names([*(say("document.contents", lang) for lang in languages), *(sheet.name for sheet in sheets)])
    for lang in languages:
        columns = [say(f"document.column_{name}", lang) for name in ("sheet", "table", "unit", "notes", "pages")]
        rows: list[list[Value]] = [
            [
                name,
                table.grid.title,
                _bare_unit(table.grid.unit, lang) or None,
                "\n".join(table.grid.foot) or None,
                "\n".join(page_name(run, lang) for run in table.runs),
            ]
            for name, table in zip(names[len(languages) :], tables, strict=True)
            if table.lang == lang
        ]
        yield Sheet(say("document.contents", lang), columns, rows)


def heads(grid: DocumentTable, lang: str) -> list[str]:
    """Return the heads of a table's columns; one of numbers names the unit of the table, if it names none itself."""
    unit = _bare_unit(grid.unit, lang)
    return [
        say("document.head_with_unit", lang, head=head, unit=unit)
        if unit and at in grid.number_columns and not any(sign in head for sign in _BRACKETS)
        else head
        for at, head in enumerate(grid.columns)
    ]


def _bare_unit(line: str, lang: str) -> str:
    before, after = say("exhibit.unit", lang, unit="\0").split("\0")
    return line.removeprefix(before).removesuffix(after)


def values(grid: DocumentTable) -> list[list[Value]]:
    """Return the cells of a table as values: numbers with the digits shown, texts, and None for no data.

    >>> values(DocumentTable(["产品", "万吨"], [[TableCell("铜"), TableCell("−1,916.10", is_number=True)], [TableCell("铝"), TableCell("—")]]))
    [['铜', Decimal('-1916.10')], ['铝', None]]
    """
    numbers = grid.number_columns
    return [[_value(cell, is_number=at in numbers) for at, cell in enumerate(row)] for row in grid.rows]


def _value(cell: TableCell, *, is_number: bool) -> Value:
    if is_number and cell.text in {NO_DATA, ""}:
        return None
    if not cell.is_number:
        return cell.text
    try:
        return Decimal(cell.text.replace(",", "").replace("\N{MINUS SIGN}", "-"))
    except InvalidOperation:
        return cell.text
