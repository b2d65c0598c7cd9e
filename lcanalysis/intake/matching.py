"""Compares a table that was found with the forms of a plan's tables: which fits best."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lcanalysis.definition import Definition
from lcanalysis.intake.cell_text import without_years
from lcanalysis.intake.forms import Form, indicator_of
from lcanalysis.intake.headings import Heading
from lcanalysis.intake.row_names import RowNames
from lcanalysis.intake.table_headers import Found

NO_MATCH: Final = (0, 0, 0)
"""The rank of a form that does not fit at all."""


@dataclass(frozen=True, slots=True)
class Match:
    """A form of the plan's tables laid over a table that was found."""

    form: Form
    indicators: Mapping[int, str]
    names: RowNames
    known_names: int
    same_words: int


def rank(match: Match) -> tuple[int, int, int]:
    """Return how well a form fits; without a column or a name of the form it does not fit at all.

    If two forms have as many columns and rows in it, the words of headings and title decide; years do not count.
    """
    fits = match.indicators and match.known_names
    return (len(match.indicators), match.known_names, match.same_words) if fits else NO_MATCH


def match_form(
    found: Found, form: Form, headings: Mapping[int, Heading], names: RowNames, known: int, definition: Definition
) -> Match:
    """Return how a form lies over a table; `known` of its rows have names of the form's entities."""
    indicators = {
        at: code for at, heading in headings.items() if (code := indicator_of(heading, form, definition)) is not None
    }
    ours = {without_years(text) for table in form.tables for text in (table.title_zh, *table.columns)}
    same = sum(without_years(text) in ours for text in (found.title, *found.headings.values()))
    return Match(form, indicators, names, known, same)


def known_rows(found: Found, names: RowNames) -> int:
    """Return how many rows have the name of an entity."""
    return sum(1 for row in found.rows if names.find(found.grid.text(row, found.name_column))[0])
