"""Checks the declared columns of tables: against their headings, one another and the date of publication."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lcanalysis.declarations.published_files import DeclaredTable
from lcanalysis.declarations.yaml_files import NodePath
from lcanalysis.definition import Definition, Detail
from lcanalysis.intake.headings import Heading, Role, parse_heading
from lcanalysis.periods import base_period, first_day_of, last_day, months_of

_BASIS: Final = re.compile("价|=|为100|(?<![同占环])比|较|基期|以来")
"""Words in a heading that make its year one of prices, of an index or of a comparison, and not of the figures."""


def check_columns(definition: Definition) -> Iterator[Detail]:
    """Yield each column that cannot hold what it is declared to hold.

    Its heading names another period; it is headed 同期 or 同比 and is not of the period before or of the period itself;
    another column holds the same already; its period begins after the table was published.
    """
    for number, table in enumerate(definition.tables):
        yield from _of_table(table, ("tables", number, "columns"))


def _of_table(table: DeclaredTable, at: NodePath) -> Iterator[Detail]:
    headings = {text: parse_heading(text) for text in table.columns}
    held: dict[tuple[str, str | None, str, str], str] = {}
    for text, column in table.columns.items():
        path: NodePath = (*at, text)
        said = _said_period(headings[text], column.period)
        related = _related_years(table, headings, text)
        if said:
            yield (
                (*path, "period"),
                "meaning.heading_of_other_period",
                {"found": column.period, "heading": text, "said": said},
            )
        elif related and column.period[:4] not in related:
            fields = {"found": column.period, "heading": text, "expected": tuple(related)}
            yield (*path, "period"), "meaning.column_of_other_period", fields
        first = held.setdefault((column.indicator, column.area, column.period, column.unit or table.unit), text)
        if first != text:
            yield path, "meaning.column_twice", {"found": text, "first": first}
        if first_day_of(column.period) > last_day(table.published_on):
            fields = {"found": column.period, "published_on": table.published_on}
            yield (*path, "period"), "meaning.after_publication", fields


def _said_period(heading: Heading, period: str) -> str:
    """Return the period that a heading says, if the declared one cannot be it; empty otherwise."""
    said = heading.said
    if said is None or not heading.is_clear or _BASIS.search(heading.text):
        return ""
    first, last = said.months or (None, None)
    is_other_year = said.year is not None and said.year != int(period[:4])
    # A single month under a heading of cumulative figures is the last of them.
    is_other_month = last is not None and last != months_of(period)[1]
    # Months together are those very months, or of a heading of cumulative figures all up to the last.
    is_other_part = first != last and months_of(period)[0] != (1 if said.is_cumulative else first)
    if not (is_other_year or is_other_month or is_other_part):
        return ""
    return said.period(int(period[:4])) or heading.text


def _related_years(table: DeclaredTable, headings: dict[str, Heading], text: str) -> dict[str, None]:
    """Return the years that a column of 同期 or 同比 can be of, beside those of 本期 in its table; empty if any can."""
    role: Role = headings[text].role
    roles = {headings[other].role for other in table.columns}
    if role not in {"same", "change"} or headings[text].said is not None or "current" not in roles:
        return {}
    levels = [column.period for other, column in table.columns.items() if headings[other].role in {"current", "bare"}]
    return dict.fromkeys((base_period(period) if role == "same" else period)[:4] for period in levels)
