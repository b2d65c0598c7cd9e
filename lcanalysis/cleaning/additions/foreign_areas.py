"""Asks for the area of tables that name none, if their publisher also has figures of other areas than the plan's own."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from lcanalysis.cleaning.additions.publishers import Publisher, Publishers
from lcanalysis.definition import Definition
from lcanalysis.errors import Fault
from lcanalysis.intake.areas import Areas
from lcanalysis.intake.proofs import LEAST_RESTATED, is_restated, restated
from lcanalysis.intake.reading import Known, Question, Reading, TableReading
from lcanalysis.provenance import Place

_WIDER: Final = re.compile(
    r"国家|国际|总局|总署|(?:协会|学会|商会|联合会|研究院|研究所|交易所|委员会|部)$"
    r"|\b(?:National|International|Ministry|Association|Federation|Society|Institute|Council|Chamber|Exchange)\b"
)
"""Words in the name of a body that publishes figures of more than one city, if the name has no place in it."""
_LOCAL: Final = re.compile("^(?:本|我|全)?[省市县区州盟旗镇乡]")
"""The name of a body of the plan's own area, as those who work there write it: 市统计局."""


def ask_for_areas(
    reading: Reading, publisher: Publisher, publishers: Publishers, definition: Definition, known: Known
) -> Reading:
    """Return a reading with a question for each table that names no area although its publisher has figures of others.

    Nothing is asked where the same publisher published the table that is continued, or where the table restates figures that
    the plan has of the area. The figures of a table that is asked about are left out until the answer is there.

    `known` are the observations in use, by indicator, entity, area and period.
    """
    areas = Areas(definition)
    located = areas.in_text(publisher.zh)
    if located.area == definition.plan.area or publisher.zh == definition.plan.publisher_zh:
        return reading
    if not located.words and (areas.is_national or not _is_wider(publisher, publishers)):
        return reading
    tables = tuple(
        one
        if one.is_area_said or _is_continued(one, publisher, publishers, definition)
        else _proved(one, known)
        if _is_restated(one, known)
        else _asked(one, reading.file, located.area)
        for one in reading.tables
    )
    return replace(reading, tables=tables)


def _is_wider(publisher: Publisher, publishers: Publishers) -> bool:
    names = (publisher.zh, publisher.en)
    return publisher in publishers.national or any(_WIDER.search(one) and not _LOCAL.search(one) for one in names)


def _is_continued(table: TableReading, publisher: Publisher, publishers: Publishers, definition: Definition) -> bool:
    """Return whether the plan has an earlier one of these tables from the same publisher, of the same area."""
    return any(
        publishers.of_file(one.file) == publisher and (one.area or definition.plan.area) == table.area
        for one in definition.tables
        if table.table in {one.name, one.continues}
    )


def _is_restated(table: TableReading, known: Known) -> bool:
    """Return whether most of the figures that the plan has too are the same, and at least two; or three of several digits are."""
    held = [one for one in table.figures if one.subject in known]
    same = sum(is_restated(one, known) for one in held)
    # A revision can change many of them; but three long numbers of another area do not agree by accident.
    return (same >= LEAST_RESTATED and 2 * same > len(held)) or len(restated(table.figures, known)) > LEAST_RESTATED


def _proved(table: TableReading, known: Known) -> TableReading:
    same = next(one for one in table.figures if is_restated(one, known))
    notice = Fault(same.place, "reading.area_proved", {"found": same.printed.as_printed})
    return replace(table, notices=(*table.notices, notice))


def _asked(table: TableReading, file: str, proposal: str) -> TableReading:
    place = Place(file, table.header_rows[0], sheet=table.sheet)
    question = Question(place, "unsaid_area", table.title or table.sheet or file.rpartition(".")[0], proposal)
    return replace(table, area="", figures=(), questions=(*table.questions, question))
