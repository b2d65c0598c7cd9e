"""Rules on wording: `table_years`, `table_rows`, `text_headings` and `text_phases`. No figure is in doubt.

`table_years`: a table headed "the last two years" holds two years. `table_rows`: two tables of one publication that print the
same figure of the same kind of rows list the same ones. `text_headings`: a heading reads the same in the contents and in
the text. `text_phases`: a row of phases (一年…、三年…、五年…) ends within the years that the plan covers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations
from typing import Final

from lcanalysis.auditing.publication import Publication
from lcanalysis.auditing.record import Record, wording_record
from lcanalysis.declarations.published_files import DeclaredTable
from lcanalysis.observations import Observation
from lcanalysis.periods import year_of
from lcanalysis.plan_document import plain
from lcanalysis.sections import section_number

YEARS_RULE: Final = "table_years"
ROWS_RULE: Final = "table_rows"
HEADINGS_RULE: Final = "text_headings"
PHASES_RULE: Final = "text_phases"
_RECENT: Final = re.compile("近([两二三四五六七八九十])年")
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DIGITS: Final = {sign: value for value, sign in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_PHASE: Final = '([一两二三四五六七八九十])年[^一两二三四五六七八九十年、,，。;；“”"]{2,10}'
_PHASES: Final = re.compile(f"{_PHASE}(?:[、,，]{_PHASE}){{1,5}}")
_EACH: Final = re.compile(_PHASE)


@dataclass(frozen=True, slots=True)
class FewYears:
    """A table whose title names more years than it holds; `is_undated` if none of its heads names a year."""

    table: DeclaredTable
    promised: int
    years: tuple[str, ...]
    is_undated: bool


@dataclass(frozen=True, slots=True)
class FewRows:
    """A table that prints a figure (`row` is one of them) for fewer of the same kind than another; `lacking` are codes."""

    table: DeclaredTable
    other: DeclaredTable
    row: Observation
    listed: int
    lacking: tuple[str, ...]


def check_table_years(publication: Publication) -> Iterator[Record]:
    """Yield a record for each table whose title promises more years (近两年) than its columns are of."""
    for table in publication.definition.tables:
        found = _RECENT.search(table.title_zh)
        rows = publication.of_table(table)
        years = tuple(sorted({row.period[:4] for row in rows}))
        if found is None or not years or len(years) >= _DIGITS[found[1]]:
            continue
        is_undated = not any(_YEAR.search(head) for head in table.columns)
        about = FewYears(table, _DIGITS[found[1]], years, is_undated)
        yield wording_record(
            publication.definition.plan,
            finding=f"{YEARS_RULE}/{table.name}",
            rule=YEARS_RULE,
            place=table.file,
            section=table.section,
            about=about,
            evidence=(rows[0],),
        )


def check_table_rows(publication: Publication) -> Iterator[Record]:
    """Yield a record for each table that leaves out rows which its twin lists.

    Two tables are twins if they stand in the same section of one publication, have one scope and kind of rows, and share a
    figure. A table that lists less than half of the other's rows is an extract and no twin.
    """
    for table, other in permutations(publication.definition.tables, 2):
        if _place(table) != _place(other):
            continue
        own, others = ({row.subject: row for row in publication.of_table(one)} for one in (table, other))
        for indicator, period in sorted({subject[::3] for subject in own} & {subject[::3] for subject in others}):
            here, there = (_listed(held, indicator, period) for held in (own, others))
            lacking = [key for key in there if key not in here]
            if here.keys() < there.keys() and len(lacking) < len(here):
                row = next(iter(here.values()))
                about = FewRows(table, other, row, len(here), tuple(entity for entity, _ in lacking))
                evidence = (row, *(there[key] for key in lacking))
                name = f"{ROWS_RULE}/{table.name}/{other.name}/{indicator}/{period}"
                yield wording_record(
                    publication.definition.plan,
                    finding=name,
                    rule=ROWS_RULE,
                    place=table.file,
                    section=table.section,
                    about=about,
                    evidence=evidence,
                )


def _place(table: DeclaredTable) -> tuple[str, ...]:
    return (table.vintage, table.section, table.scope, table.rows.kind, table.area or "")


def _listed(
    held: dict[tuple[str, str, str, str], Observation], indicator: str, period: str
) -> dict[tuple[str, str], Observation]:
    return {subject[1:3]: row for subject, row in held.items() if subject[::3] == (indicator, period)}


@dataclass(frozen=True, slots=True)
class TwoTitles:
    """A heading that reads one way in the contents and another in the text."""

    section: str
    in_contents: str
    in_text: str


@dataclass(frozen=True, slots=True)
class LongPhases:
    """A row of phases whose last ends after the plan: `named` years, where the plan has `years` from `first` on."""

    quotation: str
    named: int
    years: int
    first: str
    last: str


def check_headings(publication: Publication) -> Iterator[Record]:
    """Yield a record for each heading whose title in the contents is another than in the text."""
    plan = publication.definition.plan
    titles: dict[str, str] = {}
    for section, title in publication.document.headings():
        known = titles.setdefault(section, title)
        if plain(known) != plain(title):
            yield wording_record(
                plan,
                finding=f"{HEADINGS_RULE}/{section_number(section)}",
                rule=HEADINGS_RULE,
                place=plan.text,
                section=section,
                about=TwoTitles(section, known, title),
            )


def check_phases(publication: Publication) -> Iterator[Record]:
    """Yield a record for each row of phases that goes on for longer than from the base to the due year."""
    plan = publication.definition.plan
    years = year_of(plan.due_period) - year_of(plan.base_period)
    for found in dict.fromkeys(one[0] for one in _PHASES.finditer(publication.document.plain)):
        numbers = [_DIGITS[number] for number in _EACH.findall(found)]
        if numbers == sorted(set(numbers)) and numbers[-1] > years:
            about = LongPhases(found, numbers[-1], years, plan.base_period, plan.due_period)
            yield wording_record(
                plan,
                finding=f"{PHASES_RULE}/{numbers[-1]}",
                rule=PHASES_RULE,
                place=plan.text,
                section=publication.document.section_of(found),
                about=about,
            )
