"""Names of a figure: one without a language for programs, its place in the publication, and one in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from lcanalysis.auditing.publication import Publication
from lcanalysis.declarations.published_files import DeclaredTable, Statements
from lcanalysis.definition import Definition
from lcanalysis.observations import Observation
from lcanalysis.periods import period_in_words
from lcanalysis.provenance import Place, column_letters
from lcanalysis.wording import headed, say

STATEMENT_COLUMN: Final = "printed"
"""The column of a statements file that holds the printed figure."""


def subject_of(row: Observation) -> str:
    """Return the subject of a figure as one word: ``indicator/entity/area/period``."""
    return "/".join(row.subject)


def finding_name(rule: str, publication: Publication, row: Observation, measured: str = "") -> str:
    """Return the stable name of a finding about `row`.

    It is ``rule/indicator/entity/period``, with `measured` in place of the indicator if it is given; an area other than the
    plan's own is added to the entity. Where a figure was printed more than once, the one in use has this name, and every
    other adds its vintage and file.

    ``growth/output/copper_products/2018``; ``growth/output/ten_nonferrous/2018/2019-11/headline``
    """
    definition = publication.definition
    who = row.entity if row.area == definition.plan.area else f"{row.entity}@{row.area}"
    name = f"{rule}/{measured or row.indicator}/{who}/{row.period}"
    if publication.is_preferred(row):
        return name
    source = definition.source_of(row.source, row.cell)
    return f"{name}/{row.vintage}/{source.name if source else row.source}"


def place_of(definition: Definition, row: Observation) -> str:
    """Return the address of a figure: ``file cell (row R, column's name)``.

    ``development_plan/2019-11/production.csv D9 (row 9, 同比±%)``
    """
    place = Place.at(row.source, row.cell)
    if not place.cell:
        return row.trace
    column = column_of(definition, row) or column_letters(place.column)
    return say("audit.place", "en", cell=row.trace, row=place.row, column=column)


def head_of(definition: Definition, row: Observation) -> str:
    """Return the address of the head of the figure's column: ``file cell (row 1, column's name)``."""
    table = definition.source_of(row.source, row.cell)
    head = table.header_rows[1] if isinstance(table, DeclaredTable) and table.header_rows else 1
    column = column_of(definition, row)
    cell = replace(Place.at(row.source, row.cell), row=head).address
    return say("audit.place", "en", cell=replace(row, cell=cell).trace, row=head, column=column)


def section_of(definition: Definition, *rows: Observation) -> str:
    """Return where in the plan figures stand, as plan.yml says it (第一章第一节), each place once."""
    sources = (definition.source_of(row.source, row.cell) for row in rows)
    return "、".join(dict.fromkeys(source.section for source in sources if source))


def own_sections(publication: Publication, *rows: Observation) -> str:
    """Return where in the plan figures stand, each place once.

    Where a file names several places, the one whose text has the figure is returned; all of them if the text has the figure
    more than once, or in other words.
    """
    found: dict[str, None] = {}
    for row in rows:
        named = section_of(publication.definition, row)
        own = publication.document.section_of_single(row.as_printed)
        found.setdefault(own if own in named.split("、") else named)
    return "、".join(filter(None, found))


def column_of(definition: Definition, row: Observation) -> str:
    """Return the printed name of the column that a figure stands in; empty if the plan does not declare it."""
    source = definition.source_of(row.source, row.cell)
    if isinstance(source, DeclaredTable):
        names = (name for name, held in source.columns.items() if (held.indicator, held.period) == row.subject[::3])
        return next(names, "")
    return STATEMENT_COLUMN if isinstance(source, Statements) else ""


def subject_in_words(definition: Definition, subject: tuple[str, str, str, str], lang: str) -> str:
    """Return a subject (indicator, entity, area, period) in words that can begin a sentence.

    A subject without an entity is a whole column.
    """
    indicator, entity, area, period = subject
    figure = say(
        "audit.figure" if entity else "audit.figure_of_column",
        lang,
        who=entity_in_words(definition, entity, area, lang),
        period=period_in_words(period, lang),
        indicator=definition.name(indicator, lang),
    )
    return headed(figure)


def who_in_words(definition: Definition, row: Observation, lang: str) -> str:
    """Return whose figure it is: the entity, and its area unless that is the plan's own."""
    return entity_in_words(definition, row.entity, row.area, lang)


def entity_in_words(definition: Definition, entity: str, area: str, lang: str) -> str:
    """Return an entity's name, and its area's unless that is the plan's own."""
    name = definition.name(entity, lang)
    if area == definition.plan.area:
        return name
    return say("audit.entity_of_area", lang, entity=name, area=definition.name(area, lang))
