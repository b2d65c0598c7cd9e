"""Rules `text_headings` and `text_phases`: the plan's text against itself and against the years of the plan.

`text_headings`: a heading reads the same in the contents and in the text. `text_phases`: a row of phases (一年…、三年…、五年…)
ends within the years that the plan covers. Both are about the wording.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lcanalysis.auditing.publication import Publication
from lcanalysis.auditing.record import Record, wording_record
from lcanalysis.periods import year_of
from lcanalysis.plan_document import plain
from lcanalysis.sections import section_number

HEADINGS: Final = "text_headings"
PHASES: Final = "text_phases"
_DIGITS: Final = {sign: value for value, sign in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_PHASE: Final = '([一两二三四五六七八九十])年[^一两二三四五六七八九十年、,，。;；“”"]{2,10}'
_PHASES: Final = re.compile(f"{_PHASE}(?:[、,，]{_PHASE}){{1,5}}")
_EACH: Final = re.compile(_PHASE)


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
                f"{HEADINGS}/{section_number(section)}",
                HEADINGS,
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
            section = publication.document.section_of(found)
            yield wording_record(plan, f"{PHASES}/{numbers[-1]}", PHASES, place=plan.text, section=section, about=about)
