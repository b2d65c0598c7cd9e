"""The files of a plan that begins: its declarations, its figures with the words they stand in, and their records."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

from lcanalysis.cleaning.additions.plan_text import declaration
from lcanalysis.cleaning.additions.transaction import write_source_record, write_text
from lcanalysis.cleaning.beginning.sketch import Sketch, TypedFigure
from lcanalysis.cleaning.beginning.subjects import as_code
from lcanalysis.cleaning.beginning.typed_book import both_names
from lcanalysis.files.regular_files import read_file
from lcanalysis.intake.statements import COLUMNS
from lcanalysis.wording import say

SCOPE: Final = "as_the_plan_counts"
LATER: Final = "office"
"""The folder of figures that became known after the plan."""


def write_plan(raw: Path, sketch: Sketch, workbook: Path, lang: str, schemas: str = "") -> None:
    """Write a plan's files below `raw`; `workbook` is what it was taken from, which is kept beside the figures.

    Comments are in `lang`, everything that pages show in both languages. `schemas` is the folder of the JSON schemas as seen
    from `raw`, for editors.
    """
    facts = sketch.facts
    title, publisher = both_names(facts.title), both_names(facts.publisher)
    taken = Taken(workbook, publisher, facts.published_on, "figures")
    declared: list[dict[str, Any]] = []
    if sketch.figures:
        folder = f"plan/{facts.published_on}"
        declared += write_statements(raw, folder, sketch.figures, sketch.area, SCOPE, taken, "plan_figures")[:1]
    if sketch.later:
        taken = replace(taken, published_on=facts.figures_on, kind="later")
        folder = f"{LATER}/{facts.figures_on}"
        declared += write_statements(
            raw, folder, sketch.later, sketch.area, SCOPE, taken, f"figures_{facts.figures_on}"
        )[:1]
    plan = {
        "plan": {
            "id": as_code(title).replace("_", "-"),
            "title_zh": title["zh"], "title_en": title["en"], "publisher_zh": publisher["zh"], "publisher_en": publisher["en"],
            "published_on": facts.published_on, "area": sketch.area, "headline": sketch.whole, "base_period": facts.base_year,
            "due_period": facts.due_year,
        },
        "tables": [],
        "statements": declared,
        "indicators": sketch.indicators,
        "entities": sketch.entities,
        "areas": sketch.areas,
        "scopes": {SCOPE: {each: say("beginning.scope", each) for each in ("zh", "en")}},
        "categories": sketch.categories,
    }  # fmt: skip
    goals = {"goals": sketch.goals, "qualitative": sketch.qualitative}
    for name, content, kept in (("plan", plan, "tables"), ("goals", goals, "goals")):
        held = {key: value for key, value in content.items() if value or key == kept}
        write_text(raw / f"{name}.yml", headed_by(name, declaration(held), lang, schemas))


def headed_by(name: str, text: str, lang: str, schemas: str) -> str:
    """Return a declaration below the line that names its schema, where there is one, and the comment that says what it is."""
    schema = f"# yaml-language-server: $schema={schemas}/{name}.{lang}.json\n" if schemas else ""
    return f"{schema}# {say(f'beginning.head_{name}', lang)}\n{text}"


@dataclass(frozen=True, slots=True)
class Taken:
    """Where figures come from: the workbook, who published it and when; and whether they are the plan's own or later ones."""

    workbook: Path
    publisher: dict[str, str]
    published_on: str
    kind: Literal["figures", "later"]


def write_statements(
    raw: Path, folder: str, figures: Sequence[TypedFigure], area: str, scope: str, taken: Taken, name: str
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Write figures, their record and the workbook they were taken from into a folder below `raw`.

    Returns their entry for plan.yml, called `name`, and the paths of the files below `raw`.
    """
    file, kept = f"{folder}/figures.csv", f"{folder}/workbook{taken.workbook.suffix.lower()}"
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    for one in figures:
        rows.writerow([
            one.indicator, one.entity, area, one.period, one.printed, one.unit, scope, one.quotation, one.section,
        ])  # fmt: skip
    (raw / folder).mkdir(parents=True, exist_ok=True)
    write_text(raw / file, text.getvalue())
    (raw / kept).write_bytes(read_file(taken.workbook))
    section = say("beginning.section", "zh")
    wording = {
        "document": f"beginning.document_{taken.kind}",
        "transcription": "beginning.transcription",
        "licence": "beginning.licence",
    }
    record = write_source_record(
        raw, file, wording, published_on=taken.published_on, section=section, publisher_zh=taken.publisher["zh"],
        publisher_en=taken.publisher["en"], workbook=taken.workbook.name,
    )  # fmt: skip
    entry = {
        "name": name, "title_zh": say(f"beginning.title_{taken.kind}", "zh"), "title_en": say(f"beginning.title_{taken.kind}", "en"),
        "file": file, "section": section, "published_on": taken.published_on,
    }  # fmt: skip
    return entry, (file, record, kept)
