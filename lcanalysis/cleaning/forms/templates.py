"""The form for a table's next year: a workbook that, once filled in, `add` reads without a question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from lcanalysis.declarations.published_files import Column, DeclaredTable, Rule
from lcanalysis.errors import UsageError
from lcanalysis.intake.rules import NO_RULE
from lcanalysis.number_format import printed_decimals
from lcanalysis.observations import Observation, latest
from lcanalysis.periods import with_years_moved, year_of
from lcanalysis.plan import Plan
from lcanalysis.units import UNITS, convert
from lcanalysis.wording import say
from lcanalysis.workbooks import TO_FILL, file_of, put_value, text_width

_LINE: Final = Border(*(Side("thin", color="808080"),) * 4)
_LONGEST_LIST: Final = 250
"""Characters that a list of choices may have in a workbook."""
HEADER_ROW: Final = 3


@dataclass(frozen=True, slots=True)
class TemplateCell:
    """One cell to be filled in: the unit it is in, what must hold of it, and what is known already."""

    unit: str
    own_unit: bool
    rule: Rule
    known: Decimal | None


def template_bytes(plan: Plan, name: str, year: int, lang: str) -> bytes:
    """Return the form for a table's figures of `year`: title, unit, headings, rows, limits and notes.

    The layout is that of the newest table of the kind, moved to the year. Cells to be filled in are tinted and accept only
    numbers within the table's rules. A unit other than the table's is shown in the cell behind the number. Known figures of
    earlier periods are filled in, to be corrected where they are restated.

    - `plan`: an opened plan.
    - `name`: the name of one of its tables.
    - `year`: the year of the newest column.
    - `lang`: language of the notes; title and headings are the table's own.

    Raises `UsageError` if the plan has no such table; the message lists those it has.
    """
    table = newest_of(plan, name)
    by = year - max(year_of(column.period) for column in table.columns.values())
    book = Workbook()
    sheet: Worksheet = book.active  # type: ignore[assignment]
    sheet.title = str(year)
    columns = {with_years_moved(heading, by): _moved(column, by) for heading, column in table.columns.items()}
    title = with_years_moved(table.title_zh, by)
    _head(sheet, title if str(year) in title else f"{year}年{title}", table.unit, [table.rows.column, *columns])
    entities = dict.fromkeys(row.entity for row in plan.records if row.source == table.file)
    for row, entity in enumerate(entities, HEADER_ROW + 1):
        name_cell = put_value(sheet, row, 1, plan.definition.entities[entity].zh)
        name_cell.border = _LINE
        for at, cell in enumerate(_cells(plan, table, entity, columns), 2):
            _fill_in(sheet, row, at, cell, lang)
    _notes(sheet, HEADER_ROW + len(entities) + 2, len(columns) + 1, lang)
    names = [table.rows.column, *(plan.definition.entities[entity].zh for entity in entities)]
    sheet.column_dimensions["A"].width = 4 + max(map(text_width, names))
    for at, heading in enumerate(columns, 2):
        sheet.column_dimensions[get_column_letter(at)].width = max(16, 4 + text_width(heading))
    sheet.protection.sheet = True
    return file_of(book)


def newest_of(plan: Plan, name: str) -> DeclaredTable:
    """Return the newest of the tables that `name` and those that continue it are."""
    tables = plan.definition.tables
    named = next((table for table in tables if table.name == name), None)
    if named is None:
        raise UsageError("adding.no_such_table", found=name, known=tuple(table.name for table in tables))
    first = named.continues or named.name
    alike = [table for table in tables if first in {table.name, table.continues} and table.area == named.area]
    return max(alike, key=lambda table: max(column.period for column in table.columns.values()))


def _moved(column: Column, by: int) -> Column:
    return column.model_copy(update={"period": with_years_moved(column.period, by)})


def _cells(plan: Plan, table: DeclaredTable, entity: str, columns: dict[str, Column]) -> Iterator[TemplateCell]:
    definition = plan.definition
    rules, known = definition.rules_of(table), latest(plan.records)
    for column, before in zip(columns.values(), table.columns.values(), strict=True):
        unit = column.unit or table.unit
        area = definition.plan.area
        printed = known.get((column.indicator, entity, area, before.period))
        held: Observation | None = known.get((column.indicator, entity, area, column.period))
        own = printed.unit if printed else unit
        rule = _in_unit(rules.get(column.indicator, NO_RULE), unit, own)
        yield TemplateCell(own, own != unit, rule, convert(held.value, held.unit, own) if held else None)


def _in_unit(rule: Rule, unit: str, own: str) -> Rule:
    """Return a rule with its limits in the unit of the cell."""
    if unit == own:
        return rule
    limits = {
        name: str(convert(Decimal(limit), unit, own))
        for name in ("minimum", "maximum")
        if (limit := getattr(rule, name))
    }
    return rule.model_copy(update={**limits, "enum": tuple(str(convert(Decimal(one), unit, own)) for one in rule.enum)})


def _head(sheet: Worksheet, title: str, unit: str, headings: list[str]) -> None:
    put_value(sheet, 1, 1, title).font = Font(bold=True, size=14)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(headings))
    sheet.cell(1, 1).alignment = Alignment(horizontal="center")
    put_value(sheet, 2, len(headings), f"单位：{unit}").alignment = Alignment(horizontal="right")
    for at, heading in enumerate(headings, 1):
        cell = put_value(sheet, HEADER_ROW, at, heading)
        cell.font, cell.border = Font(bold=True), _LINE
        cell.alignment = Alignment(horizontal="center", wrap_text=True)
    sheet.freeze_panes = f"B{HEADER_ROW + 1}"


def _fill_in(sheet: Worksheet, row: int, at: int, held: TemplateCell, lang: str) -> None:
    cell = put_value(sheet, row, at, held.known)
    decimals = 0 if held.known is None else printed_decimals(held.known)
    digits = "General" if held.known is None else f"0.{'0' * decimals}" if decimals else "0"
    cell.number_format = f'{digits}"（{held.unit}）"' if held.own_unit else digits
    cell.fill, cell.protection, cell.border = TO_FILL, Protection(locked=False), _LINE
    rule = held.rule
    least, most = rule.minimum or "-999999999999999", rule.maximum or "999999999999999"
    if rule.enum and len(",".join(rule.enum)) <= _LONGEST_LIST:
        limits = DataValidation(type="list", formula1=f'"{",".join(rule.enum)}"', allow_blank=not rule.required)
        words = say("adding.template_enum", lang, values=rule.enum, unit=held.unit)
    else:
        kind: Literal["whole", "decimal"] = "whole" if UNITS[held.unit].is_count else "decimal"
        limits = DataValidation(
            type=kind, operator="between", formula1=least, formula2=most, allow_blank=not rule.required
        )
        words = _limits_in_words(rule, held.unit, lang)
    limits.error, limits.showErrorMessage = words, True
    if held.own_unit:
        # Before anything is typed the cell does not show its unit.
        limits.prompt, limits.showInputMessage = words, True
    limits.add(cell.coordinate)
    sheet.add_data_validation(limits)


def _limits_in_words(rule: Rule, unit: str, lang: str) -> str:
    key = {
        (False, False): "adding.template_number",
        (True, False): "adding.template_minimum",
        (False, True): "adding.template_maximum",
        (True, True): "adding.template_range",
    }[rule.minimum is not None, rule.maximum is not None]
    fields = {"minimum": rule.minimum, "maximum": rule.maximum}
    return say(key, lang, unit=unit, **fields)


def _notes(sheet: Worksheet, row: int, columns: int, lang: str) -> None:
    for name in ("fill", "digits", "missing", "known"):
        cell = put_value(sheet, row, 1, say(f"adding.template_note_{name}", lang))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=columns)
        sheet.row_dimensions[row].height = 32
        row += 1
