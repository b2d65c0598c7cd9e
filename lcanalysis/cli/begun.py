"""What `add` tells and asks where a plan was begun from a workbook and has no tables: figures by indicator and period."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from lcanalysis.cleaning.additions.add_table import require_date
from lcanalysis.cleaning.beginning.later_figures import LaterFigure, LaterFigures, add_later, read_later
from lcanalysis.cli import answers, terminal
from lcanalysis.definition import Definition, load_definition
from lcanalysis.errors import FaultsError, UsageError
from lcanalysis.periods import period_in_words
from lcanalysis.wording import say


def add_to_begun(data: Path, file: Path, published_on: str | None, lang: str, is_agreed: bool, as_json: bool) -> bool:
    """Take in the figures of a sheet, shown first; return whether the file has one.

    Raises
    ------
    FaultsError
        With every fault of the sheet.
    UsageError
        If nobody agreed, or the date is none.
    """
    found = read_later(data, file)
    if found is None:
        return False
    day = require_date(published_on or datetime.now().astimezone().date().isoformat())
    definition = load_definition(data)
    if not as_json:
        terminal.tell(_text(found, definition, file, lang))
    FaultsError.raise_if_any(found.faults)
    is_asked = not is_agreed and not as_json and sys.stdin.isatty() and sys.stdout.isatty() and bool(found.changes)
    is_agreed = is_agreed or (is_asked and terminal.is_agreed(say("adding.confirm", lang)))
    if found.changes and is_agreed:
        add_later(data, file, found, day)
    if as_json:
        answers.show(_record(found, is_written=bool(found.changes) and is_agreed))
    elif found.changes and is_agreed:
        terminal.tell(say("beginning.later_written", lang, count=len(found.changes), published_on=day))
    elif is_asked:
        terminal.tell(say("adding.nothing_written", lang))
    if found.changes and not is_agreed and not is_asked:
        add_later(data, file, found, day, dry_run=True)
        raise UsageError("adding.not_agreed")
    return True


def _text(found: LaterFigures, definition: Definition, file: Path, lang: str) -> str:
    counts = {"changes": len(found.changes), "same": found.same, "file": file.name}
    lines = [say("beginning.later", lang, **counts)]
    lines += [f"  {_line(one, definition, lang)}" for one in found.changes]
    if found.unwatched:
        lines.append(say("beginning.later_unwatched", lang, names=found.unwatched))
    return "\n".join(lines)


def _line(one: LaterFigure, definition: Definition, lang: str) -> str:
    figure = one.figure
    name = say(
        "cli.subject", lang, who=definition.name(figure.entity, lang), what=definition.name(figure.indicator, lang)
    )
    before = "" if one.before is None else f"{one.before.as_printed} → "
    place = figure.place.address or figure.place.file
    when = period_in_words(figure.period, lang)
    return say("beginning.later_figure", lang, name=name, when=when, figure=f"{before}{figure.printed}", place=place)


def _record(found: LaterFigures, *, is_written: bool) -> dict[str, Any]:
    changes = [
        {
            "indicator": one.figure.indicator, "entity": one.figure.entity, "period": one.figure.period,
            "before": one.before.as_printed if one.before else None, "after": one.figure.printed, "unit": one.figure.unit,
            "cell": one.figure.place.address,
        }
        for one in found.changes
    ]  # fmt: skip
    return {"changes": changes, "same": found.same, "unwatched": list(found.unwatched), "is_written": is_written}
