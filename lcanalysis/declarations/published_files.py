"""The published files that plan.yml declares: its tables with their columns and rules, and the statements of its prose."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from lcanalysis.declarations.fields import (
    Code,
    DecimalText,
    HeaderRows,
    Note,
    Period,
    Printed,
    PublishedOn,
    RawFile,
    Text,
)
from lcanalysis.declarations.yaml_files import Declared
from lcanalysis.safe_text import isolated


class DeclaredSource(Declared):
    """A published file: its title, place in the document, and date of publication."""

    name: Code
    title_zh: Text
    title_en: Text
    file: RawFile
    section: Text
    published_on: PublishedOn
    note_zh: Note = ""
    note_en: Note = ""

    def title(self, lang: str) -> str:
        """Return the table's title in `lang`."""
        return isolated(self.title_zh if lang == "zh" else self.title_en)

    @property
    def vintage(self) -> str:
        """The state of the data the file belongs to: the folder it lies in."""
        return Path(self.file).parent.name


class Rows(Declared):
    """The column that names the rows' entities, the kind of these, and the names of rows that are left out.

    `area_column` is the heading of the column that gives the area of each row. `areas` gives the area for each text that
    names one: a cell of that column, a line above a group of rows, a row that is part of the one above (其中：茌平区). If the
    rows are named by their areas, `entity` is that of all of them.
    """

    column: Printed
    kind: Text
    ignore: tuple[str, ...] = Field(default=(), strict=False)
    area_column: Text | None = None
    entity: Text | None = None
    areas: dict[str, Text] = Field(default_factory=dict)


class Column(Declared):
    """What a column of a published table holds; `area` is the table's unless given."""

    indicator: Text
    period: Period
    unit: str | None = None
    unit_is_printed: bool = True
    area: Text | None = None


class Rule(Declared):
    """What the figures of one indicator must be, in the words of Table Schema constraints.

    `required`: no cell may be empty. `minimum` and `maximum` are decimals in the unit of the column, as is each value of
    `enum`, the only ones admitted. `unit` lists the units that a cell may be printed in.
    """

    required: bool = False
    minimum: DecimalText | None = None
    maximum: DecimalText | None = None
    enum: tuple[DecimalText, ...] = Field(default=(), strict=False)
    unit: tuple[Text, ...] = Field(default=(), strict=False)


class DeclaredTable(DeclaredSource):
    """A published table: one row per entity, one column per indicator and period.

    Of a workbook or document, `sheet` names the sheet (``#2``: the second table) and `header_rows` its first and last row of
    headings; a CSV file has neither. `is_turned`: the names stand side by side in the header below which each row is of a
    period; `rows.column` is then the heading of the periods. `area` is the plan's own unless given. `continues` names the
    table that it is a later year of; the `rules` of that one, by indicator, hold for it too unless it has its own.
    """

    unit: Text
    scope: Text
    area: Text | None = None
    continues: Text | None = None
    sheet: Printed | None = None
    header_rows: HeaderRows | None = Field(default=None, strict=False)
    is_turned: bool = False
    rows: Rows
    columns: dict[str, Column]
    ignore: tuple[str, ...] = Field(default=(), strict=False)
    rules: dict[str, Rule] = Field(default_factory=dict)

    @property
    def sheet_in_addresses(self) -> str:
        """The sheet's name as addresses of cells have it, where ``;`` separates one from the next; empty for a CSV file."""
        return (self.sheet or "").replace(";", "；")


class Statements(DeclaredSource):
    """Figures of the plan's prose, or of a sheet of indicators: one row each, with the words they stand in.

    `answers`, by kind of question and the words asked about without years, hold for the next sheet with this `title_zh`;
    of one without a title, for the next whose file, sheet, headings and rows are called as `known_by` says.
    """

    answers: dict[Literal["area", "growth", "scope", "unit", "unsaid_area", "whose"], dict[str, str]] = Field({})
    known_by: tuple[Text, ...] = Field((), strict=False)
