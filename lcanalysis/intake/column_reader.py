"""Finds what the columns of a table mean under a form: indicator, period, unit and area, or a question to ask."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lcanalysis.definition import Definition
from lcanalysis.intake.areas import Areas, Located
from lcanalysis.intake.cell_text import MISSING, row_name, without_years
from lcanalysis.intake.figures import fits, measured_in
from lcanalysis.intake.forms import level_of
from lcanalysis.intake.gathered import Gathered
from lcanalysis.intake.headings import AMOUNTS, Heading, units_in
from lcanalysis.intake.labels import comparable, narrow
from lcanalysis.intake.matching import Match
from lcanalysis.intake.reading import Answers, ColumnMeaning, Known
from lcanalysis.intake.remembered import Remembered
from lcanalysis.intake.spans import Spans
from lcanalysis.intake.table_headers import Found
from lcanalysis.units import PERCENT, RATIO, UNITS, printed_unit

_ALIKE: Final = 0.4
_BEHIND_TITLE: Final = re.compile(r"\(([^()]{1,30})\)$")


@dataclass(frozen=True, slots=True)
class Background:
    """What a table is read against: the plan, its areas, its figures, and what a person answered."""

    definition: Definition
    areas: Areas
    answers: Answers
    known: Known


def units_above(found: Found) -> list[str]:
    """Return the units that lines above a table print, or brackets behind its title."""
    lines = [unit for line in found.unit_lines for unit in units_in(line) or []]
    behind = _BEHIND_TITLE.search(narrow(found.title))
    return lines or ([unit] if behind and (unit := printed_unit(behind[1])) else [])


class ColumnReader:
    """Reads the columns of one table under the form that fits it."""

    def __init__(
        self, gathered: Gathered, headings: Mapping[int, Heading], located: Mapping[int, Located], match: Match,
        background: Background,
    ) -> None:  # fmt: skip
        self._gathered, self._found = gathered, gathered.found
        self._headings, self._located, self._match = headings, located, match
        self._definition, self._answers = background.definition, background.answers
        self._remembered = Remembered.of(match.form)
        self.units = units_above(self._found)

    def indicators(self) -> dict[int, str]:
        """Return the indicator of each column, by its heading or by what a person answered; ask about the others."""
        found: dict[int, str] = {}
        for at, heading in self._headings.items():
            code = self._answers.get(("column", heading.text), "").split(" ")[0] or self._match.indicators.get(at)
            if self._is_left_out(at, heading):
                self._gathered.ignored.append(heading.text)
            elif code in self._definition.indicators:
                found[at] = str(code)
            elif any(self._found.grid.text(row, at) not in MISSING for row in self._found.rows):
                self._gathered.ask(self._found.bottom, at, "column", heading.text, self._likely_indicator(heading))
            else:
                self._gathered.ignored.append(heading.text)
        return found

    def _is_left_out(self, at: int, heading: Heading) -> bool:
        """Return whether a column is left out: because a person said so now or before, or it is hidden, or it has amounts of change."""
        answers = [self._answers.get((kind, heading.text)) for kind in ("column", "column_period", "growth")]
        if "" in answers or (
            answers == [None] * 3 and heading.text and without_years(heading.text) in self._remembered.columns
        ):
            return True
        if answers[0] is None and self._is_amount(heading):
            self._gathered.tell(self._found.bottom, at, "reading.amounts_left_out", found=heading.text)
            return True
        is_known = answers[0] is not None or at in self._match.indicators
        if at in self._found.grid.hidden_columns and not is_known:
            self._gathered.tell(self._found.bottom, at, "reading.hidden_column_left_out", found=heading.text or "—")
            return True
        return False

    def _is_amount(self, heading: Heading) -> bool:
        """Return whether a heading is of amounts of change: 增减额, or 同比增减（万吨） in the unit of the level."""
        level = self._definition.indicators.get(level_of(self._match.form, self._definition) or "")
        if AMOUNTS.fullmatch(row_name(heading.text).partition("(")[0]) and heading.unit != PERCENT:
            return True
        is_change = heading.role == "change" and not heading.core
        return is_change and level is not None and heading.unit not in {"", PERCENT} and fits(heading.unit, level)

    def _likely_indicator(self, heading: Heading) -> str:
        names = {
            comparable(one.zh): code
            for code, one in self._definition.indicators.items()
            if not heading.unit or fits(heading.unit, one)
        }
        near = difflib.get_close_matches(comparable(heading.core), names, n=1, cutoff=_ALIKE) if heading.core else []
        return names[near[0]] if near else ""

    def meanings(self, indicators: Mapping[int, str], spans: Spans) -> dict[int, ColumnMeaning]:
        """Return what each column means whose period is certain; ask about the others."""
        found: dict[int, ColumnMeaning] = {}
        taken: dict[tuple[str, str, str], int] = {}
        for at, code in indicators.items():
            heading = self._headings[at]
            words = self._answers.get(("column", heading.text), "").split(" ")
            period = words[1] if len(words) > 1 else self._period(at, heading, spans)
            if period is None:
                if heading.is_within_year:
                    self._gathered.tell(self._found.bottom, at, "reading.months_left_out", found=heading.text)
                    self._gathered.ignored.append(heading.text)
                elif spans.current is not None:
                    self._gathered.ask(self._found.bottom, at, "column_period", heading.text, "")
                continue
            located = self._located.get(at, Located())
            area = self._answers.get(("area", heading.text)) or located.area
            if located.words and not area:
                self._gathered.ask(self._found.bottom, at, "area", heading.text, "")
            if taken.setdefault((code, period, located.words), at) != at:
                first = self._headings[taken[code, period, located.words]].text
                self._gathered.fault(self._found.bottom, at, "reading.column_twice", first=first)
                continue
            unit, is_printed = self._unit(heading, code)
            unit = words[2] if len(words) > 2 else unit
            found[at] = ColumnMeaning(heading.text, code, period, unit, is_printed, area)
        return found

    def _period(self, at: int, heading: Heading, spans: Spans) -> str | None:
        """Return the period of a column: as a person answered, as the sheet says, or as it was for an earlier table."""
        answer = self._answers.get(("column_period", heading.text)) or spans.periods.get(at)
        # What a heading says of years or months, and is not that of the table, is for a person to decide.
        is_silent = heading.said is None or (heading.said.year is None and heading.said.months is None)
        if answer is None and spans.current is not None and is_silent:
            return self._remembered.period(heading.text, spans.current)
        return answer

    def _unit(self, heading: Heading, code: str) -> tuple[str, bool]:
        """Return the unit of a column, and whether the file prints it; empty if nothing says it."""
        indicator = self._definition.indicators[code]
        if growth := self._answers.get(("growth", heading.text)):
            return growth, growth == heading.unit
        remembered = self._remembered.units.get(without_years(heading.text), "")
        if heading.role == "change" and remembered == RATIO:
            # An earlier sheet kept ratios under these words; the levels must say so again.
            return RATIO, False
        printed = (measured_in(unit, indicator) for unit in self.units)
        fitting = [unit for unit in printed if unit in UNITS and fits(unit, indicator)]
        if heading.unit or len(set(fitting)) == 1:
            return heading.unit or fitting[0], True
        answers = (answer for (kind, _), answer in self._answers.items() if kind == "unit")
        answer = self._answers.get(("unit", heading.text)) or next((one for one in answers if fits(one, indicator)), "")
        # A rate without a sign is in percent where the plan declares it so: no other unit of rates is in use.
        is_rate = indicator.dimension == "ratio" and self._match.form.units.get(code) == PERCENT
        return answer or remembered or (PERCENT if is_rate else ""), False

    def ask_units(self, columns: Mapping[int, ColumnMeaning]) -> None:
        """Ask for the unit of columns that have none, once for all of one dimension."""
        asked: set[str] = set()
        for at, meaning in columns.items():
            dimension = self._definition.indicators[meaning.indicator].dimension
            if dimension not in asked:
                asked.add(dimension)
                proposal = self._match.form.units.get(meaning.indicator, "")
                self._gathered.ask(self._found.bottom, at, "unit", meaning.heading, proposal)
