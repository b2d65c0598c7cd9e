"""Takes filled request forms into a plan folder: the workbook, its figures as a raw file, and an entry in plan.yml."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from lcanalysis.cleaning.additions.plan_text import with_entry
from lcanalysis.cleaning.additions.statement_files import write_statements
from lcanalysis.cleaning.additions.transaction import take_in, write_text
from lcanalysis.cleaning.forms.request_forms import SECTION, read_form
from lcanalysis.cleaning.pipeline.clean import Cleaned
from lcanalysis.cleaning.pipeline.cleaned_plan import load
from lcanalysis.errors import Fault, FaultsError
from lcanalysis.files.confined_paths import safe_name
from lcanalysis.files.regular_files import read_text, sha256_of
from lcanalysis.goals.goal_words import listed
from lcanalysis.goals.scorecard import data_requests
from lcanalysis.intake.statements import Statement
from lcanalysis.names import free_name
from lcanalysis.plan import Plan
from lcanalysis.provenance import Place
from lcanalysis.wording import LANGUAGES

FOLDER: Final = "collected"


@dataclass(frozen=True, slots=True)
class Collected:
    """What came back: the figures by form, the raw files they went to, and what cleaning made of them.

    `files` are paths below raw/; empty, with `cleaned` None, if every form was taken in before or nothing was to be
    written.
    """

    figures: dict[str, tuple[Statement, ...]]
    files: tuple[str, ...]
    cleaned: Cleaned | None


def collect(data: Path, forms: Sequence[Path], published_on: date, *, dry_run: bool = False) -> Collected:
    """Take filled forms into the plan folder `data`: all of them, or none if anything is wrong.

    Each form is copied unchanged to ``raw/collected/<date>/`` with its figures beside it as a file of statements and
    a record of the source; plan.yml gains an entry; the processed files are made anew. All of that happens in a copy
    of the folder first. A form that was taken in before, by its contents, changes nothing.

    - `data`: the plan folder.
    - `forms`: the workbooks that came back.
    - `published_on`: the day from which the figures are known: their vintage.
    - `dry_run`: read and check everything, and write nothing.

    Raises `FaultsError` with every fault of every form, and what cleaning finds wrong once they are in.
    """
    plan = load(data)
    figures, faults = _read_all(plan, forms)
    FaultsError.raise_if_any(faults)
    known = {sha256_of(path) for path in (data / "raw" / FOLDER).rglob("*.xlsx") if path.is_file()}
    fresh = [form for form in forms if figures[form.name] and sha256_of(form) not in known]
    if not fresh:
        return Collected(figures, (), None)

    def put(raw: Path) -> list[str]:
        return [name for form in fresh for name in _put(raw, plan, form, figures[form.name], published_on)]

    files, cleaned = take_in(data, put, dry_run=dry_run)
    return Collected(figures, () if dry_run else tuple(name for name in files if name.endswith(".csv")), cleaned)


def _read_all(plan: Plan, forms: Sequence[Path]) -> tuple[dict[str, tuple[Statement, ...]], list[Fault]]:
    figures: dict[str, tuple[Statement, ...]] = {}
    faults: list[Fault] = []
    first: dict[tuple[str, ...], str] = {}
    for form in forms:
        if form.name in figures:
            faults.append(Fault(Place(form.name), "requests.form_twice", {}))
            continue
        try:
            figures[form.name] = read_form(form, plan)
        except FaultsError as faulty:
            faults.extend(faulty.faults)
            figures[form.name] = ()
        for one in figures[form.name]:
            if first.setdefault(one.subject, form.name) != form.name:
                fields = {"found": " ".join(one.subject), "first": first[one.subject]}
                faults.append(Fault(Place(form.name), "requests.figure_twice", fields))
    return figures, faults


def _put(raw: Path, plan: Plan, form: Path, figures: Sequence[Statement], published_on: date) -> list[str]:
    """Write a form and its figures below `raw`, enter them in plan.yml, and return the paths of what was written."""
    day = published_on.isoformat()
    folder = f"{FOLDER}/{day}"
    name = free_name(safe_name(form.stem, "form"), [path.stem for path in (raw / folder).glob("*.csv")], "-")
    file, book = f"{folder}/{name}.csv", f"{folder}/{name}.xlsx"
    wording = {
        "document": "requests.source_document", "transcription": "requests.source_transcription",
        "licence": "requests.source_licence", "title": "requests.title",
    }  # fmt: skip
    publisher = {f"publisher_{lang}": _filled_in_by(plan, figures, lang) for lang in LANGUAGES}
    entry, record = write_statements(
        raw,
        file,
        figures,
        wording,
        name=f"{FOLDER}-{day}-{name}",
        form=name,
        published_on=day,
        section=SECTION,
        **publisher,
    )
    shutil.copyfile(form, raw / book)
    declared = raw / "plan.yml"
    write_text(declared, with_entry(read_text(declared), "statements", entry))
    return [file, book, record]


def _filled_in_by(plan: Plan, figures: Sequence[Statement], lang: str) -> str:
    """Return who was asked for the figures of a form, and so states them; the plan's publisher if nobody is asked any more."""
    subjects = {one.subject for one in figures}
    asked = data_requests(plan).to_dict("records")
    names = ("indicator", "entity", "area", "period")
    who = [row["responsible"] for row in asked if tuple(row[name] for name in names) in subjects]
    found = [plan.name(str(area), lang) for area in dict.fromkeys(who)]
    return listed(found, lang) if found else plan.definition.plan.publisher(lang)
