"""Writes the files of a new plan: its declarations, its figures with the words they stand in, and their records."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Literal

from lcanalysis.cleaning.additions.plan_text import declaration
from lcanalysis.cleaning.additions.statement_files import workbook_wording, write_statements
from lcanalysis.cleaning.additions.transaction import write_text
from lcanalysis.cleaning.new_plans.sketch import SCOPE, Sketch
from lcanalysis.cleaning.new_plans.subjects import as_code
from lcanalysis.cleaning.new_plans.typed_book import both_names
from lcanalysis.files.regular_files import read_file
from lcanalysis.intake.statements import Statement
from lcanalysis.wording import say

LATER: Final = "office"
"""The folder of figures that became known after the plan."""


def write_plan(raw: Path, sketch: Sketch, workbook: Path, lang: str, schemas: str = "") -> None:
    """Write a plan's files below `raw`; `workbook` is what it was taken from, which is kept beside the figures.

    Comments are in `lang`, everything that pages show in both languages. `schemas` is the folder of the JSON schemas as seen
    from `raw`, for editors.
    """
    facts = sketch.facts
    title, publisher = both_names(facts.title), both_names(facts.publisher)
    declared: list[dict[str, Any]] = []
    parts: tuple[tuple[Literal["figures", "later"], list[Statement], str, str], ...] = (
        ("figures", sketch.figures, f"plan/{facts.published_on}", "plan_figures"),
        ("later", sketch.later, f"{LATER}/{facts.figures_on}", f"figures_{facts.figures_on}"),
    )
    for kind, figures, folder, name in parts:
        if figures:
            known_on = facts.published_on if kind == "figures" else facts.figures_on
            entry, _ = write_statements(
                raw, f"{folder}/figures.csv", figures, workbook_wording(kind), name=name, workbook=workbook.name,
                section=say("beginning.section", "zh"), published_on=known_on, publisher_zh=publisher["zh"],
                publisher_en=publisher["en"],
            )  # fmt: skip
            declared.append(entry)
            (raw / folder / f"workbook{workbook.suffix.lower()}").write_bytes(read_file(workbook))
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
