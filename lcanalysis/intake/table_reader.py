"""Reads one table of a sent file under the form of the plan's tables that fits it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from lcanalysis.intake.areas import Located
from lcanalysis.intake.body import Body, Columns, Ground, read_body
from lcanalysis.intake.cell_text import row_name, without_years
from lcanalysis.intake.column_reader import Background, ColumnReader
from lcanalysis.intake.corroborating import is_corroborated, is_named_otherwise, says_otherwise, speaks_of_another
from lcanalysis.intake.gathered import Gathered
from lcanalysis.intake.growth_shown import ShownChanges, growth_shown, is_ambiguous
from lcanalysis.intake.headings import UNIT_HEADINGS, Heading
from lcanalysis.intake.locating import RecognisedRows, Where, area_of_table
from lcanalysis.intake.matching import Match
from lcanalysis.intake.period_words import titled_period
from lcanalysis.intake.proofs import LEAST_RESTATED, is_far_off, proved_unit, restated
from lcanalysis.intake.reading import ColumnMeaning, Figure, TableReading
from lcanalysis.intake.remembered import Remembered
from lcanalysis.intake.scopes import scope_said
from lcanalysis.intake.spans import Spans, spans_of
from lcanalysis.intake.table_headers import Found
from lcanalysis.number_format import round_half_up
from lcanalysis.units import PERCENT, RATIO, UNITS

_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}(?![0-9])")
_TITLE_SHOWN: Final = 80
_MOST_NAMED: Final = 20
"""Rows that a notice names one by one."""


def title_of(found: Found) -> str:
    """Return the title of a table as it stands in questions; of one without, what names it instead."""
    return (found.title or found.grid.name or found.name_heading)[:_TITLE_SHOWN]


def _is_of(figure: Figure, meaning: ColumnMeaning) -> bool:
    """Return whether a figure is one of a column."""
    is_area = not meaning.area or figure.area == meaning.area
    return is_area and (figure.indicator, figure.period) == (meaning.indicator, meaning.period)


class TableReader:
    """Reads one table under one form, and gathers what is not certain."""

    def __init__(
        self, file: str, found: Found, headings: Mapping[int, Heading], located: Mapping[int, Located], match: Match,
        background: Background, *, is_named: bool, is_only: bool,
    ) -> None:  # fmt: skip
        self._found, self._headings, self._match = found, headings, match
        self._background, self._is_named, self._is_only = background, is_named, is_only
        self._definition, self._answers = background.definition, background.answers
        self._stem = Path(file).stem
        self._remembered = Remembered.of(match.form)
        self._gathered = Gathered(file, found)
        self._gathered.ignored += [
            found.headings[at] for at in found.columns() if at not in headings and found.headings[at]
        ]
        self._columns = ColumnReader(self._gathered, headings, located, match, background)

    def read(self) -> TableReading:
        """Return the table as understood."""
        found, form, gathered = self._found, self._match.form, self._gathered
        self._check_header()
        indicators = self._columns.indicators()
        spans = self._spans(indicators)
        meanings = self._columns.meanings(indicators, spans)
        where, scope = self._area(), self._scope()
        is_area_needed = not found.area_column and any(not one.area for one in meanings.values())
        if where.question and is_area_needed:
            gathered.ask(found.top, found.name_column, "area", where.question, where.proposal)
        meanings = self._with_proved_unit(meanings, where.area)
        rows = RecognisedRows(
            self._background.areas, self._answers, form, self._definition, titled_period(found.title, found.periods),
            found.title, self._columns.units, scope, self._remembered,
        )  # fmt: skip
        columns = Columns(meanings, form.rules, form.units)
        left_out = dict.fromkeys(self._remembered.rows, "")
        names = replace(self._match.names, answers={**left_out, **self._match.names.answers})
        body = read_body(gathered.file, found, columns, names, self._definition, Ground(where.area, rows))
        self._columns.ask_units({at: meanings[at] for at in body.without_unit})
        meanings = self._with_certain_changes(meanings, body)
        self._ask_table(body)
        passed_over = self._left_out(body)
        return TableReading(
            sheet=found.grid.name,
            table=form.name,
            title=found.title,
            unit="、".join(self._columns.units),
            notes=found.notes,
            header_rows=found.header_rows,
            is_turned=found.grid.corner is not None,
            row_column=found.name_heading,
            columns=tuple(meanings.values()),
            ignored=tuple(gathered.ignored),
            figures=tuple(body.figures),
            missing=tuple(body.missing),
            questions=(*gathered.questions, *body.questions),
            faults=(*gathered.faults, *body.faults),
            notices=(*gathered.notices, *body.notices),
            area=where.area,
            is_area_said=where.is_said or not is_area_needed,
            scope=scope,
            area_column=found.headings.get(found.area_column, ""),
            row_areas=body.areas,
            left_out=passed_over,
            entity=next(iter(names.codes.values())) if found.area_column == found.name_column else "",
        )

    def _left_out(self, body: Body) -> tuple[str, ...]:
        """Return the rows and lines that were passed over, and tell of those that no word of the sheet explains."""
        found = self._found
        lines = {*found.between.values(), *(found.grid.text(row, found.name_column) for row in found.rows)}
        answered = [
            name for (kind, name), answer in self._answers.items() if kind == "line" and not answer and name in lines
        ]
        if body.left_out:
            names = tuple(dict.fromkeys(body.left_out))
            shown = names[:_MOST_NAMED] + ("…",) * (len(names) > _MOST_NAMED)
            self._gathered.tell(found.bottom, found.name_column, "reading.rows_left_out", found=shown, count=len(names))
        totals = [str(one.fields["found"]) for one in body.notices if one.key == "reading.total_left_out"]
        return tuple(dict.fromkeys([*body.left_out, *answered, *totals]))

    def _ask_table(self, body: Body) -> None:
        """Ask whether this is the next one of the form's tables, unless words or figures say it."""
        found, gathered = self._found, self._gathered
        unnamed = {self._match.indicators[at] for at in self._match.indicators if not self._headings[at].core}
        if self._is_named or is_corroborated(
            self._match.form, self._definition, found.title, found.grid.name, self._stem, unnamed, is_only=self._is_only
        ):
            return
        names = (found.title, found.grid.name, self._stem)
        is_other = says_otherwise(self._match.form, self._definition, *names) or speaks_of_another(" ".join(names))
        same = [] if is_other else restated(body.figures, self._background.known)
        if len(same) >= LEAST_RESTATED:
            fields = {"count": len(same), "name": self._match.form.first, "found": same[0].printed.as_printed}
            gathered.tell(same[0].place.row, same[0].place.column, "reading.table_proved", **fields)
        else:
            gathered.ask(found.top, found.name_column, "table", title_of(found), self._match.form.name)

    def _spans(self, indicators: Mapping[int, str]) -> Spans:
        """Return the periods of the columns, and ask for that of the table where they are not certain."""
        found, answer = self._found, self._answers.get(("period", title_of(self._found)))
        spans = spans_of({at: self._headings[at] for at in indicators}, found.title, answer, found.periods)
        open_ones = [at for at in indicators if at not in spans.periods and not self._headings[at].is_within_year]
        is_open = spans.current is None and bool(open_ones)
        if (
            not is_open
            and answer is None
            and any(self._needs_month(self._headings[at], spans) for at in indicators if at not in spans.periods)
        ):
            # 本月 and 累计 below a title of a year alone: of which months they are is asked once for the table.
            spans, is_open = Spans(None, spans.periods), True
        if answer is None and (is_open or is_named_otherwise(spans, (found.grid.name, self._stem))):
            self._gathered.ask(found.top, found.name_column, "period", title_of(found), self._likely_period())
        return spans

    @staticmethod
    def _needs_month(heading: Heading, spans: Spans) -> bool:
        is_cumulative = heading.said is not None and heading.said.is_cumulative
        return (heading.is_month or is_cumulative) and spans.current is not None and len(spans.current) == len("2020")

    def _likely_period(self) -> str:
        """Return the year in the name of the sheet or file, else the one after the newest that the plan has.

        Of a title that names months which are no period of ours, such as a second half, no year is likely.
        """
        said = titled_period(self._found.title, self._found.periods).said
        if said is not None and said.months is not None and said.period(2000) is None:
            return ""
        for name in (self._found.grid.name, self._stem):
            years = set(_YEAR.findall(name))
            if len(years) == 1:
                return str(years.pop())
        newest = max((column.period for one in self._match.form.tables for column in one.columns.values()), default="")
        return f"{int(newest[:4]) + 1}{newest[4:]}" if newest else ""

    def _area(self) -> Where:
        """Return the area of the table as a whole."""
        found, own = self._found, self._definition.plan.area
        where = area_of_table(
            self._background.areas, own, self._match.form.first.area or own, stated=found.areas, title=found.title,
            sheet=found.grid.name, file=self._stem, answers=self._answers,
        )  # fmt: skip
        before = self._remembered.tables.get(without_years(where.question))
        if where.question and before is not None and not where.proposal:
            # Of a table with the same title, or sheet or file of this name, this was answered before.
            return Where(before.area or own)
        return where

    def _scope(self) -> str:
        """Return the scope of the table; empty where the sheet names one that is not certain to be one of the plan's."""
        found, usual = self._found, self._match.form.first.scope
        notes = [line for line in found.notes if "范围" in line or "口径" in line]
        scope, words = scope_said((found.title, *found.areas, *found.unit_lines, *notes), self._definition, usual)
        before = self._remembered.tables.get(without_years(found.title)) if found.title else None
        is_titled = scope_said((found.title,), self._definition, usual)[1] == words
        scope = scope or self._answers.get(("scope", words), "") or (before.scope if before and is_titled else "")
        if not scope:
            self._gathered.ask(found.top, found.name_column, "scope", words, usual)
        return scope

    def _check_header(self) -> None:
        """Report cells of the header that are not to be taken at their word, and headings that stand twice."""
        found, gathered = self._found, self._gathered
        for (row, column), (key, fields) in found.grid.troubles.items():
            if found.top <= row <= found.bottom and found.left <= column <= found.right:
                gathered.fault(row, column, key, **fields)
        first: dict[str, int] = {}
        for at in self._headings:
            if first.setdefault(row_name(found.headings[at]), at) != at:
                gathered.fault(found.bottom, at, "intake.heading_twice", first=first[row_name(found.headings[at])])
        for unit in self._columns.units:
            if unit not in UNITS:
                gathered.fault(found.top, 0, "intake.unknown_unit", unit=unit, known=tuple(UNITS.values()))

    def _with_proved_unit(self, meanings: dict[int, ColumnMeaning], area: str) -> dict[int, ColumnMeaning]:
        """Return the columns, those that print no unit with the one in which they restate the plan's figures.

        A unit of an earlier table in which they would be far off does not hold: it is asked for.
        """
        indicators, against = self._definition.indicators, (self._match.names, area, self._background.known)
        is_answered = any(kind == "unit" for kind, _ in self._answers)
        if is_answered or UNIT_HEADINGS & {row_name(heading) for heading in self._found.headings.values()}:
            return meanings
        without = {
            at: one
            for at, one in meanings.items()
            if not one.unit_is_printed and indicators[one.indicator].growth_of is None
        }
        proved = dict(meanings)
        for dimension in dict.fromkeys(indicators[one.indicator].dimension for one in without.values()):
            alike = {at: one for at, one in without.items() if indicators[one.indicator].dimension == dimension}
            proof = proved_unit(self._found, alike, *against, self._definition)
            if proof is not None and any(one.unit != proof.unit for one in alike.values()):
                fields = {"unit": proof.unit, "count": proof.count}
                self._gathered.tell(self._found.bottom, min(alike), "reading.unit_proved", **fields)
                proved |= {at: replace(one, unit=proof.unit) for at, one in alike.items()}
            elif proof is None and is_far_off(
                self._found, {at: one for at, one in alike.items() if one.unit}, *against
            ):
                proved |= {at: replace(one, unit="") for at, one in alike.items()}
        return proved

    def _with_certain_changes(self, meanings: dict[int, ColumnMeaning], body: Body) -> dict[int, ColumnMeaning]:
        """Return the columns without those of changes that are amounts or are asked about; their figures go as well."""
        gone = {at for at, one in meanings.items() if not self._is_certain_change(at, one, body)}
        body.figures = [one for one in body.figures if not any(_is_of(one, meanings[at]) for at in gone)]
        return {at: one for at, one in meanings.items() if at not in gone}

    def _is_certain_change(self, at: int, meaning: ColumnMeaning, body: Body) -> bool:
        heading, indicators = self._headings[at], self._definition.indicators
        level = indicators[meaning.indicator].growth_of
        changes = [one for one in body.figures if _is_of(one, meaning) and one.printed.as_printed[-1:] != PERCENT]
        if level is None or not changes or ("growth", heading.text) in self._answers:
            return True
        shown = growth_shown(changes, body.figures, self._background.known, level)
        is_open = not heading.unit and is_ambiguous(heading)
        if meaning.unit == RATIO:
            is_certain = shown.kind == "fraction"
        else:
            is_certain = shown.kind == "rate" or (shown.kind is None and not is_open)
        if is_certain:
            return True
        if shown.kind == "amount" and is_open:
            self._gathered.tell(self._found.bottom, at, "reading.amounts_proved", found=heading.text)
            self._gathered.ignored.append(heading.text)
            return False
        self._ask_change(heading, shown, changes[0])
        return False

    def _ask_change(self, heading: Heading, shown: ShownChanges, first: Figure) -> None:
        row, column, because, proposal = first.place.row, first.place.column, first.printed.as_printed, ""
        if shown.figure is not None:
            row = shown.figure.place.row
            because = f"{shown.figure.printed.as_printed} ≠ {round_half_up(shown.rate_pct, 2)}%"
            proposal = RATIO if shown.kind == "fraction" else ""
        self._gathered.ask(row, column, "growth", heading.text, proposal, because)
