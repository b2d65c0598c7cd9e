"""Figures that are written into a plan one by one, each with the words it stands in: a file of statements and its entry."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from lcanalysis.cleaning.additions.transaction import write_source_record, write_text
from lcanalysis.intake.statements import COLUMNS, Statement
from lcanalysis.wording import say


@dataclass(frozen=True, slots=True)
class Taken:
    """Where figures come from: the workbook's name, who published it and when; and whether they are the plan's own or later."""

    workbook: str
    publisher: dict[str, str]
    published_on: str
    kind: Literal["figures", "later"]


def write_statements(
    raw: Path, file: str, statements: Iterable[Statement], taken: Taken, name: str
) -> tuple[dict[str, Any], str]:
    """Write figures and their record below `raw`; return their entry for plan.yml, called `name`, and the path of the record."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([COLUMNS, *statements])
    (raw / file).parent.mkdir(parents=True, exist_ok=True)
    write_text(raw / file, text.getvalue())
    section = say("beginning.section", "zh")
    wording = {
        "document": f"beginning.document_{taken.kind}",
        "transcription": "beginning.transcription",
        "licence": "beginning.licence",
    }
    record = write_source_record(
        raw, file, wording, published_on=taken.published_on, section=section, publisher_zh=taken.publisher["zh"],
        publisher_en=taken.publisher["en"], workbook=taken.workbook,
    )  # fmt: skip
    titles = {f"title_{lang}": say(f"beginning.title_{taken.kind}", lang) for lang in ("zh", "en")}
    return {"name": name, **titles, "file": file, "section": section, "published_on": taken.published_on}, record
