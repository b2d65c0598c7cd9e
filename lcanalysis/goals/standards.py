"""Rule `goal_standard`: a goal that asks for certification to a standard whose certificates had lapsed when the plan appeared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from lcanalysis.auditing.judgement import NOTICE, WORDING
from lcanalysis.auditing.record import Record
from lcanalysis.definition import Definition
from lcanalysis.goals.goal_finding import goal_record
from lcanalysis.goals.goals import Goal
from lcanalysis.periods import last_day

STANDARD: Final = "goal_standard"


@dataclass(frozen=True, slots=True)
class Superseded:
    """A standard of management systems, its successor, and the months in which that appeared and old certificates lapsed."""

    name: str
    successor: str
    replaced_on: str
    lapsed_on: str
    pattern: re.Pattern[str]


SUPERSEDED: Final = (
    Superseded(
        "ISO/TS 16949", "IATF 16949:2016", "2016-10", "2018-09", re.compile(r"ISO\s*/?\s*TS\s*16949", re.IGNORECASE)
    ),
    Superseded("OHSAS 18001", "ISO 45001:2018", "2018-03", "2021-09", re.compile(r"OHSAS\s*18001", re.IGNORECASE)),
    Superseded(
        "GB/T 28001", "GB/T 45001—2020", "2020-03", "2021-09", re.compile(r"GB\s*/?\s*T\s*28001", re.IGNORECASE)
    ),
)
"""Standards that plans name and that were replaced under another number. One that keeps its number (ISO 9001) is not here:
whoever names it without a year means the one in force. Sources: IATF, transition strategy ISO/TS 16949 to IATF 16949; IAF MD 21
and IAF resolution 2020-15 (transition from OHSAS 18001, extended by half a year); GB/T 45001—2020, foreword."""


@dataclass(frozen=True, slots=True)
class OldStandard:
    """A goal and a standard that its quotation names."""

    goal: Goal
    standard: Superseded


def check_standards(definition: Definition, goals: Iterable[Goal]) -> Iterator[Record]:
    """Yield a record for each goal whose quotation names a standard that had run out before the plan was published."""
    published = last_day(definition.plan.published_on)
    for goal in goals:
        for standard in SUPERSEDED:
            if last_day(standard.lapsed_on) < published and standard.pattern.search(goal.quotation):
                about = OldStandard(goal, standard)
                yield goal_record(
                    STANDARD, definition, (goal,), kind=WORDING, severity=NOTICE, published=goal, about=about
                )
