"""What was understood of a sent file, as text for a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from lcanalysis.cleaning.additions.add_table import Added
from lcanalysis.cleaning.additions.sent_file import EFFECTS, FigureChange, Understood
from lcanalysis.cli.answers import cleaned_text, fault_json
from lcanalysis.cli.layout import aligned
from lcanalysis.definition import Definition
from lcanalysis.errors import Fault
from lcanalysis.intake.reading import TableReading
from lcanalysis.number_format import format_quantity, printed_decimals
from lcanalysis.periods import period_in_words
from lcanalysis.units import UNITS, convert
from lcanalysis.wording import headed, say

MOST_SHOWN: Final = 300
"""Rows of changes that are printed; they are counted all."""


def understood_text(found: Understood, definition: Definition, lang: str) -> str:
    """Return what was read: file and encoding, each table with its notes, each figure beside the one it meets, counts."""
    reading = found.reading
    lines = [say("adding.file", lang, file=reading.file)]
    if reading.encoding:
        lines.append(say("adding.encoding", lang, encoding=reading.encoding))
    for table in reading.tables:
        lines += _table_lines(table, definition, lang)
    lines += [notice.text(lang) for notice in reading.all_notices]
    if found.changes and found.origin.publisher is not None:
        key = "adding.publisher_assumed" if found.origin.is_assumed else "adding.publisher"
        lines += ["", say(key, lang, publisher=found.origin.publisher.text(lang), published_on=found.published_on)]
    if found.changes:
        # What stays as it is would hide what changes; it is counted below.
        changes = [change for change in found.changes if change.effect != "same"]
        if changes:
            lines += ["", aligned(_rows(changes[:MOST_SHOWN], definition, lang))]
        if len(changes) > MOST_SHOWN:
            lines.append(say("adding.more", lang, count=len(changes) - MOST_SHOWN))
        counts = {effect: found.count(effect) for effect in EFFECTS}
        lines += ["", say("adding.counts", lang, count=len(found.changes), missing=found.missing, **counts)]
    if found.taken_in:
        lines += ["", say("adding.taken_in", lang, file=found.taken_in)]
    return "\n".join(lines)


def _table_lines(table: TableReading, definition: Definition, lang: str) -> Iterator[str]:
    known = next((one for one in definition.tables if one.name == table.table), None)
    yield say("adding.table", lang, sheet=table.sheet, title=table.title)
    if known:
        yield say("adding.table_like", lang, like=known.title(lang), name=table.table)
    else:
        yield say("adding.table_of_names" if table.figures else "adding.unknown_table", lang)
    if table.unit:
        yield say("adding.table_unit", lang, unit=tuple(unit_name(one, lang) for one in table.unit.split("、")))
    for column in table.columns:
        yield say(
            "adding.heading",
            lang,
            heading=column.heading,
            indicator=definition.name(column.indicator, lang),
            period=period_in_words(column.period, lang),
            unit=unit_name(column.unit, lang),
        )
    own = definition.plan.area
    areas = dict.fromkeys(code for code in (table.area, *table.row_areas.values()) if code)
    if set(areas) - {own}:
        yield say("adding.area", lang, area=tuple(definition.name(code, lang) for code in areas))
    if known and table.scope and table.scope != known.scope:
        yield say("adding.scope", lang, scope=definition.name(table.scope, lang))
    for note in table.notes:
        yield say("adding.note", lang, note=note)
    if table.ignored:
        yield say("adding.ignored", lang, headings=table.ignored)


def _rows(changes: Sequence[FigureChange], definition: Definition, lang: str) -> list[Sequence[str] | str]:
    """Return the changes as rows below the name of their indicator."""
    heads = ("row", "period", "old", "new", "effect", "place")
    rows: list[Sequence[str] | str] = [tuple(say(f"adding.column_{name}", lang) for name in heads)]
    for indicator in dict.fromkeys(change.figure.indicator for change in changes):
        rows += ["", headed(definition.name(indicator, lang))]
        rows += [_row(one, definition, lang) for one in changes if one.figure.indicator == indicator]
    return rows


def _row(change: FigureChange, definition: Definition, lang: str) -> tuple[str, ...]:
    figure, held = change.figure, change.held
    unit = figure.printed.unit or ""
    old = format_quantity(held.value, held.unit, lang, printed_decimals(held.value), is_short=True) if held else ""
    new = format_quantity(figure.printed.value, unit, lang, printed_decimals(figure.printed.value), is_short=True)
    name = headed(definition.name(figure.entity, lang))
    if figure.area != definition.plan.area:
        name = say("adding.row_of_area", lang, name=name, area=definition.name(figure.area, lang))
    return (
        name,
        period_in_words(figure.period, lang),
        old,
        new,
        _effect(change, lang),
        figure.place.text(lang).removeprefix(figure.place.file).strip(),
    )


def _effect(change: FigureChange, lang: str) -> str:
    difference = ""
    held, printed = change.held, change.figure.printed
    if held is not None and change.effect != "same":
        unit = printed.unit or held.unit
        value = printed.value - convert(held.value, held.unit, unit)
        sign = "+" if value > 0 else ""
        difference = sign + format_quantity(value, unit, lang, printed_decimals(value), is_short=True)
    return say(f"adding.effect_{change.effect}", lang, difference=difference)


def unit_name(symbol: str, lang: str) -> str:
    """Return a unit as readers of `lang` write it; what is no unit as it stands."""
    return UNITS[symbol].name(lang) if symbol in UNITS else symbol


def added_text(added: Added, data: Path, lang: str) -> str:
    """Return what was written to the plan folder `data`, and what cleaning made of it."""
    if added.cleaned is None:
        return say("adding.nothing_written", lang)
    cleaned = cleaned_text(added.cleaned, lang, is_on_trial=not added.files)
    if not added.files:
        return say("adding.would_write", lang, cleaned=cleaned)
    return say("adding.written", lang, file=(data / "raw" / added.files[0]).as_posix(), cleaned=cleaned)


def changes_json(found: Understood, added: Added | None, lang: str) -> dict[str, Any]:
    """Return the same as data: each figure with what it meets, questions, faults, and the files written."""
    return {
        "file": found.reading.file,
        "encoding": found.reading.encoding,
        "taken_in": found.taken_in,
        "published_on": found.published_on,
        "publisher": found.origin.publisher.text(lang) if found.origin.publisher else None,
        "tables": [
            {"sheet": one.sheet, "table": one.table, "title": one.title, "unit": one.unit, "notes": list(one.notes)}
            for one in found.reading.tables
        ],
        "changes": [_change_json(change) for change in found.changes],
        "questions": [asdict(one) | {"place": one.place.text(lang)} for one in found.questions],
        "faults": [fault_json(one, lang) for one in found.faults],
        "notices": [fault_json(one, lang) for one in (*found.reading.all_notices, *_notices(added))],
        "files": list(added.files) if added else [],
    }


def _notices(added: Added | None) -> tuple[Fault, ...]:
    """Return what cleaning found to look at, if the file was taken in."""
    return added.cleaned.notices if added and added.cleaned else ()


def _change_json(change: FigureChange) -> dict[str, Any]:
    figure, held = change.figure, change.held
    return {
        "indicator": figure.indicator,
        "entity": figure.entity,
        "area": figure.area,
        "period": figure.period,
        "old": float(held.value) if held else None,
        "old_unit": held.unit if held else None,
        "new": float(figure.printed.value),
        "new_unit": figure.printed.unit,
        "effect": change.effect,
        "cell": figure.place.address,
    }
