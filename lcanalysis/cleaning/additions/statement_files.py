"""Writes a file of statements, figures with the words they stand in, and returns its entry for plan.yml."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from lcanalysis.cleaning.additions.transaction import write_source_record, write_text
from lcanalysis.intake.statements import COLUMNS, Statement
from lcanalysis.wording import LANGUAGES, say


def write_statements(
    raw: Path, file: str, statements: Iterable[Statement], wording: Mapping[str, str], *, name: str, **fields: str
) -> tuple[dict[str, Any], str]:
    """Write figures and their record below `raw`; return their entry for plan.yml, called `name`, and the path of the record.

    `wording` and `fields` are those of `write_source_record`; `title` is a further key of the wording.
    """
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([COLUMNS, *statements])
    (raw / file).parent.mkdir(parents=True, exist_ok=True)
    write_text(raw / file, text.getvalue())
    record = write_source_record(raw, file, {key: wording[key] for key in wording if key != "title"}, **fields)
    titles = {f"title_{lang}": say(wording["title"], lang, **fields) for lang in LANGUAGES}
    about = {"file": file, "section": fields["section"], "published_on": fields["published_on"]}
    return {"name": name, **titles, **about}, record


def workbook_wording(kind: Literal["figures", "later"]) -> dict[str, str]:
    """Return the phrases for figures from a workbook: those of the plan itself, or later ones."""
    return {
        "document": f"beginning.document_{kind}", "transcription": "beginning.transcription", "licence": "beginning.licence",
        "title": f"beginning.title_{kind}",
    }  # fmt: skip
