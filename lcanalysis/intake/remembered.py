"""Remembers answers about earlier tables: the entries of plan.yml keep them, and they hold for the next table as well.

They are rows and columns that are left out, units that a sheet does not print, the period of a column relative to the
newest one, and the area and scope of a table by its title; for a sheet of indicators, the answer to each question. What a
sheet says itself comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from lcanalysis.declarations.published_files import Column, DeclaredTable, Statements
from lcanalysis.definition import Definition
from lcanalysis.intake.cell_text import row_name, without_years
from lcanalysis.intake.forms import Form
from lcanalysis.intake.period_words import arabic, taken_out
from lcanalysis.intake.reading import OF_THE_FILE, Answers, QuestionKind
from lcanalysis.intake.table_headers import Found
from lcanalysis.periods import base_period

BETWEEN_TITLES: Final = "；"
"""What stands between the titles of several sheets in one entry."""
_RECALLED: Final[frozenset[QuestionKind]] = frozenset({"area", "growth", "scope", "unit", "unsaid_area", "whose"})
"""Kinds of questions about sheets of indicators whose answers hold for the next one."""
_ABOUT_AREAS: Final = frozenset({"area", "unsaid_area"})
_ABOUT_A_SHEET: Final[frozenset[QuestionKind]] = frozenset({"unsaid_area", "whose"})
"""Kinds of questions that are about a sheet as a whole and name it; one without a title has no name that stays."""
_MOST_WORDS: Final = 40


@dataclass(frozen=True, slots=True)
class Remembered:
    """The answers that the entries of a form's tables keep, the latest of each.

    Names and headings are in the form in which they are compared; headings and titles without their years.
    """

    rows: frozenset[str] = frozenset()
    columns: frozenset[str] = frozenset()
    units: Mapping[str, str] = field(default_factory=dict)
    periods: Mapping[str, tuple[str, bool]] = field(default_factory=dict)
    """The period of a column relative to the newest of its table, and whether it is one year earlier."""
    areas: Mapping[str, str] = field(default_factory=dict)
    """The area of a text among the rows."""
    tables: Mapping[str, DeclaredTable] = field(default_factory=dict)
    """The last table of a title, or of a name of file or sheet."""

    @classmethod
    def of(cls, form: Form) -> Remembered:
        """Return what the entries of a form's tables say."""
        units: dict[str, str] = {}
        periods: dict[str, tuple[str, bool]] = {}
        for table in form.tables:
            newest = max((column.period for column in table.columns.values()), default="")
            for heading, column in table.columns.items():
                name = without_years(heading)
                if not column.unit_is_printed:
                    units[name] = column.unit or table.unit
                relation = _relation(column, newest)
                if relation is not None:
                    periods[name] = relation
        return cls(
            frozenset(row_name(name) for table in form.tables for name in table.rows.ignore),
            frozenset(without_years(heading) for table in form.tables for heading in table.ignore),
            units,
            periods,
            {row_name(text): code for table in form.tables for text, code in table.rows.areas.items()},
            {
                without_years(name): table
                for table in form.tables
                for name in (Path(table.file).stem, table.sheet or "", table.title_zh)
            },
        )

    def period(self, heading: str, newest: str) -> str | None:
        """Return the period of a column whose heading an earlier table has, beside the newest period of this one.

        >>> Remembered(periods={"快报数": ("month", True)}).period("快报数", "2020-01--06")
        '2019-06'
        """
        shape, is_before = self.periods.get(without_years(heading), ("", False))
        found = _shaped(newest, shape)
        return base_period(found) if found and is_before else found


def words_of(found: Found, stem: str) -> str:
    """Return what a sheet without a title is known by; empty if it has one.

    These are the names of file and sheet, the headings and the names of the rows, without periods: the same form from another
    office comes in another file.
    """
    if found.title:
        return ""
    texts = (
        stem,
        found.grid.name,
        *found.headings.values(),
        *(found.grid.text(row, found.name_column) for row in found.rows),
    )
    words = (taken_out(arabic(row_name(one)))[0].replace("年", "").strip() for one in texts)
    return "、".join(list(dict.fromkeys(one for one in words if one))[:_MOST_WORDS])


def earlier_sheets(definition: Definition, title: str, words: str) -> list[Statements]:
    """Return the entries of sheets of indicators with a title, or known by the same words."""
    return [
        one
        for one in definition.statements
        if without_years(title) in map(without_years, one.title_zh.split(BETWEEN_TITLES))
        or (words and words in one.known_by)
    ]


class Recalled(Mapping[tuple[QuestionKind, str], str]):
    """What a person answered about a sheet of indicators now, else what was answered about earlier ones (`before`).

    Who now gives the area of the whole file has answered all that was asked about areas.
    """

    def __init__(self, answers: Answers, before: Iterable[Statements], words: str) -> None:
        self._answers = answers
        self._before: dict[tuple[QuestionKind, str], str] = {}
        self._of_sheet: dict[QuestionKind, str] = {}
        for one in before:
            for kind, said in one.answers.items():
                if kind in _ABOUT_AREAS and OF_THE_FILE in answers:
                    continue
                self._before.update(((kind, found), answer) for found, answer in said.items())
                if words in one.known_by and kind in _ABOUT_A_SHEET and len(set(said.values())) == 1:
                    self._of_sheet[kind] = next(iter(said.values()))

    def __getitem__(self, question: tuple[QuestionKind, str]) -> str:
        """Return the answer; raise `KeyError` if there is none."""
        kind, found = question
        if question in self._answers:
            return self._answers[question]
        held = self._before.get((kind, without_years(found)))
        return self._of_sheet[kind] if held is None else held

    def __iter__(self) -> Iterator[tuple[QuestionKind, str]]:
        """Yield the questions that were answered now, then those that were before."""
        return iter({**self._answers, **self._before})

    def __len__(self) -> int:
        """Return how many questions were answered."""
        return len({**self._answers, **self._before})


def to_be_recalled(answers: Answers, titles: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return the answers about sheets of indicators as their entry in plan.yml keeps them, by the kind of question.

    The area that a person gave for the whole file is that of each title which names none; a sheet without one has an empty title.

    >>> to_be_recalled({("scope", "全社会"): "all", ("area", ""): "chiping"}, ["2019年专利情况"])
    {'scope': {'全社会': 'all'}, 'unsaid_area': {'年专利情况': 'chiping'}}
    """
    kept: dict[str, dict[str, str]] = {}
    for (kind, found), answer in answers.items():
        if (kind, found) == OF_THE_FILE:
            kept.setdefault("unsaid_area", {}).update((without_years(title), answer) for title in titles)
        elif kind in _RECALLED:
            kept.setdefault(kind, {})[without_years(found)] = answer
    return kept


def _relation(column: Column, newest: str) -> tuple[str, bool] | None:
    for shape in ("whole", "month", "months"):
        found = _shaped(newest, shape)
        if found is not None and column.period in {found, base_period(found)}:
            return shape, column.period != found
    return None


def _shaped(period: str, shape: str) -> str | None:
    """Return a period itself, its last month alone, or the months up to that one; None where there is no such period."""
    if shape == "whole" or not shape or not period:
        return period if shape else None
    if len(period) == len("2020"):
        return None
    year, last = period[:4], int(period[-2:])
    if shape == "month" or last == 1:
        return f"{year}-{last:02d}"
    return year if last == 12 else f"{year}-01--{last:02d}"
