"""The files of a plan that begins: its declarations, its figures with the words they stand in, and their records."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from lcanalysis.cleaning.additions.plan_text import declaration
from lcanalysis.cleaning.additions.transaction import write_source_record, write_text
from lcanalysis.cleaning.beginning.sketch import Sketch, TypedFigure
from lcanalysis.cleaning.beginning.subjects import as_code
from lcanalysis.cleaning.beginning.typed_book import both_names
from lcanalysis.files.regular_files import read_file
from lcanalysis.intake.statements import COLUMNS
from lcanalysis.wording import say

SCOPE: Final = "as_the_plan_counts"
FOLDERS: Final = {"figures": "plan", "later": "office"}


def write_plan(raw: Path, sketch: Sketch, workbook: Path, lang: str, schemas: str = "") -> None:
    """Write a plan's files below `raw`; `workbook` is what it was taken from, which is kept beside the figures.

    Comments are in `lang`, everything that pages show in both languages. `schemas` is the folder of the JSON schemas as seen
    from `raw`, for editors.
    """
    facts = sketch.facts
    declared = [
        _statements(raw, sketch, name, figures, workbook)
        for name, figures in (("figures", sketch.figures), ("later", sketch.later))
        if figures
    ]
    title, publisher = both_names(facts.title), both_names(facts.publisher)
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


def _statements(raw: Path, sketch: Sketch, name: str, figures: Sequence[TypedFigure], workbook: Path) -> dict[str, Any]:
    published_on = sketch.facts.published_on if name == "figures" else sketch.facts.figures_on
    folder = f"{FOLDERS[name]}/{published_on}"
    file = f"{folder}/figures.csv"
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    for one in figures:
        rows.writerow([
            one.indicator, one.entity, sketch.area, one.period, one.printed, one.unit, SCOPE, one.quotation, one.section,
        ])  # fmt: skip
    (raw / file).parent.mkdir(parents=True, exist_ok=True)
    write_text(raw / file, text.getvalue())
    (raw / folder / f"workbook{workbook.suffix.lower()}").write_bytes(read_file(workbook))
    publisher, section = both_names(sketch.facts.publisher), say("beginning.section", "zh")
    wording = {
        "document": f"beginning.document_{name}",
        "transcription": "beginning.transcription",
        "licence": "beginning.licence",
    }
    write_source_record(
        raw, file, wording, published_on=published_on, section=section, publisher_zh=publisher["zh"], publisher_en=publisher["en"],
        workbook=workbook.name,
    )  # fmt: skip
    return {
        "name": "plan_figures" if name == "figures" else "later_figures",
        "title_zh": say(f"beginning.title_{name}", "zh"), "title_en": say(f"beginning.title_{name}", "en"),
        "file": file, "section": section, "published_on": published_on,
    }  # fmt: skip
