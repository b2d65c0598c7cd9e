"""Finds the area of each figure of a sheet: by the table as a whole, its columns, its rows and the lines between them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from lcanalysis.definition import Definition
from lcanalysis.intake.areas import Areas, Located
from lcanalysis.intake.cell_text import row_name
from lcanalysis.intake.forms import Form
from lcanalysis.intake.headings import Heading, units_in
from lcanalysis.intake.labels import comparable, narrow
from lcanalysis.intake.period_words import Titled, titled_period
from lcanalysis.intake.reading import OF_THE_FILE, Answers
from lcanalysis.intake.remembered import Remembered
from lcanalysis.intake.scopes import scope_said
from lcanalysis.units import UNITS

_LED_IN: Final = re.compile(
    r"(?:其中[:,、]?|#|[*※]|\([一二三四五六七八九十]+\)|[一二三四五六七八九十]+、|of which[:,]?|including[:,]?)\s*",
    re.IGNORECASE,
)
_PART: Final = re.compile(r"(?:其中|#|of which|including)", re.IGNORECASE)
_OTHER_PERIOD: Final = re.compile("本月|当月|本期|同期|上年|去年|上月|累计|环比")
_BRACKETS: Final = re.compile(r"\(([^()]*)\)")

UNKNOWN: Final = None
"""The answer of a line whose area must be asked for."""


class RowAreas(Protocol):
    """What rows and lines say about the area: a code; the empty text if they say nothing; None if a person must be asked."""

    def of_line(self, text: str) -> str | None:
        """Return the area of the rows below a line, such as 茌平区 alone in a row."""

    def of_cell(self, text: str) -> str | None:
        """Return the area that a cell of the column of areas names."""

    def of_part(self, text: str) -> str:
        """Return the area of a row that is part of the row above (其中：茌平区); empty if it is none that is known."""

    def other_meaning(self, text: str) -> str:
        """Return what a line says of the rows below that is no area and differs from the table; empty if nothing."""


@dataclass(frozen=True, slots=True)
class DeclaredRows:
    """The areas of rows as the entry of plan.yml gives them: nothing else is recognised."""

    areas: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, declared: Mapping[str, str]) -> DeclaredRows:
        """Return the declared areas by the form of the text in which rows are compared."""
        return cls({row_name(text): code for text, code in declared.items()})

    def of_line(self, text: str) -> str | None:  # noqa: D102 - as the protocol says
        return self.areas.get(row_name(text), "")

    def of_cell(self, text: str) -> str | None:  # noqa: D102
        return self.areas.get(row_name(text))

    def of_part(self, text: str) -> str:  # noqa: D102
        return self.areas.get(row_name(text), "")

    def other_meaning(self, text: str) -> str:  # noqa: ARG002, D102
        return ""


@dataclass(frozen=True, slots=True)
class RecognisedRows:
    """The areas of rows as their words say, or as a person answered; and lines that say something else than the table."""

    areas: Areas
    answers: Answers
    form: Form
    definition: Definition
    titled: Titled
    title: str
    units: Sequence[str]
    scope: str
    remembered: Remembered

    def _answer(self, text: str) -> str | None:
        """Return what was answered about a line, now or of an earlier table; None if nothing was."""
        answer = self.answers.get(("line", text))
        if answer is not None:
            return answer
        return "" if row_name(text) in self.remembered.rows else self.remembered.areas.get(row_name(text))

    def of_line(self, text: str) -> str | None:
        """Return the area of the rows below a line."""
        answer = self._answer(text)
        if answer is not None:
            return answer
        if row_name(text) == row_name(self.title):
            return ""
        located = self.areas.in_text(text)
        return UNKNOWN if located.is_unknown else located.area

    def of_cell(self, text: str) -> str | None:
        """Return the area that a cell of the column of areas names: exactly, or as a person answered."""
        answer = self.answers.get(("area", text))
        said = answer or self.areas.of(text) or self.areas.in_text(text).area
        return said or self.remembered.areas.get(row_name(text)) or UNKNOWN

    def of_part(self, text: str) -> str:
        """Return the area of a row that says that it is part of the row above."""
        bare = narrow(text)
        if not _PART.match(bare):
            return ""
        return self.areas.of(_LED_IN.sub("", bare)) or self.remembered.areas.get(row_name(text), "")

    def other_meaning(self, text: str) -> str:
        """Return the words of a line that give the rows below another period, unit, indicator or scope."""
        if row_name(text) == row_name(self.title) or self._answer(text) is not None:
            return ""
        said = comparable(text)
        titled = titled_period(text)
        is_other_period = (titled.said is not None or not titled.is_clear) and titled.said != self.titled.said
        units = {*(units_in(text) or ()), *(one for one in _BRACKETS.findall(narrow(text)) if one in UNITS)}
        ours = {
            comparable(self.definition.indicators[code].zh)
            for code in self.form.indicators
            if code in self.definition.indicators
        }
        named = {comparable(one.zh) for one in self.definition.indicators.values() if comparable(one.zh) in said}
        is_other_indicator = bool(named) and not any(name in one for name in named for one in ours)
        is_other_scope = scope_said([text], self.definition, self.scope)[0] != self.scope
        is_other_unit = bool(units - set(self.units))
        is_other = (
            is_other_period or is_other_unit or is_other_indicator or is_other_scope or _OTHER_PERIOD.search(text)
        )
        return text if is_other else ""


@dataclass(frozen=True, slots=True)
class Where:
    """The area of a table as a whole, or the words that leave it open, and the area that is most likely.

    `is_said` is false where nothing says the area and the usual one is taken.
    """

    area: str
    question: str = ""
    proposal: str = ""
    is_said: bool = True


def area_of_table(
    areas: Areas, own: str, usual: str, *, stated: Sequence[str], title: str, sheet: str, file: str, answers: Answers
) -> Where:
    """Return of which area a table is as a whole.

    A labelled area (地区：茌平区) comes first, then the title, the name of the sheet and that of the file. If none of them
    names one, it is `usual`, the area of the table which this one continues. `own` is the plan's area.
    """
    told = [located for line in stated if (located := areas.in_text(line)).words]
    titled = areas.in_title(title)
    named, filed = areas.in_text(sheet.removeprefix("#")), areas.in_text(file)
    if told:
        return _settled(told[0], " ".join(stated), answers)
    for text, located in ((title, titled), (sheet, named)):
        if located.is_unknown:
            return _settled(located, text, answers)
    said = [(title, titled), (sheet, named)]
    found = {located.area: text for text, located in said if located.area}
    if len(found) > 1:
        # A title of the city above the sheet of a county says both.
        inner = next(code for code in found if code != own)
        return _settled(Located("", found[inner]), found[inner], answers, inner)
    if found:
        area, text = next(iter(found.items()))
        if filed.area in {"", own, area} or area != own:
            return _settled(Located(area, text), text, answers)
        return _settled(Located("", file), file, answers, filed.area)
    return _settled(filed, file, answers) if filed.words else _unsaid(title or sheet or file, usual, answers)


def _unsaid(name: str, usual: str, answers: Answers) -> Where:
    answer = answers.get(("unsaid_area", name)) or answers.get(OF_THE_FILE)
    return Where(answer) if answer else Where(usual, is_said=False)


def _settled(located: Located, text: str, answers: Answers, proposal: str = "") -> Where:
    answer, of_the_file = answers.get(("area", text)), answers.get(OF_THE_FILE, "")
    if not answer and located.area and of_the_file not in {"", located.area}:
        # The sheet says another area than the person who sent it.
        return Where("", text, of_the_file)
    area = answer or located.area or of_the_file
    return Where(area) if area else Where("", text, proposal)


def located_headings(
    headings: Mapping[int, Heading], areas: Areas, form_words: frozenset[str]
) -> tuple[dict[int, Heading], dict[int, Located]]:
    """Return the headings without the areas that they name, and these areas by their columns.

    A heading whose words the plan itself has, in a table or as an indicator, names no area.
    """
    found: dict[int, Heading] = {}
    where: dict[int, Located] = {}
    for at, heading in headings.items():
        located = areas.in_text(heading.core) if comparable(heading.core) not in form_words else Located()
        found[at] = heading
        if located.words:
            where[at] = located
            core = re.sub(r"[\s_-]", "", located.rest)
            # 全市 alone above a column is the level of the area, as 本期 is.
            is_bare = not core and heading.role == "bare" and heading.said is None
            found[at] = replace(heading, core=core, role="current" if is_bare else heading.role)
    return found, where
