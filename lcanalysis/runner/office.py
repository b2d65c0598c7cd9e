"""A folder of an office's own: notebooks and run plan that may be changed, a plan to begin with, and where they came from."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import lcanalysis
from lcanalysis.cleaning.additions.transaction import write_text
from lcanalysis.cleaning.new_plans.form import write_form
from lcanalysis.cleaning.new_plans.new_plan import Begun, begin, laid_out
from lcanalysis.cleaning.new_plans.plan_files import headed_by
from lcanalysis.definition import load_definition
from lcanalysis.files.carried import IN_REPOSITORY, carried
from lcanalysis.files.regular_files import sha256_of
from lcanalysis.goals.goal_words import goal_in_words, goal_name
from lcanalysis.goals.goals import load_goals
from lcanalysis.runner.moved_notebooks import ORIGIN
from lcanalysis.runner.request import FILE, NOTEBOOKS
from lcanalysis.runner.run_plan_text import run_plan_text
from lcanalysis.wording import say

DATA: Final = "data"
SCHEMAS: Final = "schemas"


@dataclass(frozen=True, slots=True)
class New:
    """What was begun: a folder of an office's own, or (`is_plan_only`) a further plan in one; and its plan."""

    folder: Path
    data: Path
    begun: Begun
    is_plan_only: bool
    is_example: bool

    def goals(self, lang: str) -> tuple[str, ...]:
        """Return each goal as it was understood, in a sentence of `lang`."""
        definition = load_definition(self.data)
        return tuple(
            say(
                "beginning.goal",
                lang,
                name=goal_name(definition, goal, lang),
                wanted=goal_in_words(goal, lang),
                quotation=goal.quotation,
            )
            for goal in self.begun.cleaned.goals
        )


def lay_out(folder: Path, lang: str, workbook: Path | None = None, answers: Mapping[str, str] | None = None) -> New:
    """Lay out a folder of an office's own; below one that is there already, a further plan for it.

    - `folder`: it must not hold anything yet.
    - `lang`: language of comments, and of the invented example.
    - `workbook`: describes the plan, as `begin` takes it; an invented example unless given.
    - `answers`: as `begin` takes them.

    Raises `FaultsError` with everything in the workbook that is missing or cannot be meant; nothing was written;
    `UsageError` if the folder holds something or cannot be written to.
    """
    office = next((above for above in folder.resolve().parents if (above / NOTEBOOKS / FILE).is_file()), None)
    is_plan_only = office is not None
    schemas = _schemas(office, folder)
    with laid_out(folder) as made, tempfile.TemporaryDirectory() as scratch:
        if workbook is None:
            example = Path(scratch) / say("beginning.example", lang)
            write_form(example, lang)
        data = made if is_plan_only else made / DATA
        begun = begin(data, workbook or example, lang, answers, schemas)
        definition = load_definition(data)
        run_plan = run_plan_text(carried("notebooks"), definition, load_goals(data, definition))
        if is_plan_only:
            write_text(data / "raw" / FILE, headed_by("suite", run_plan, lang, schemas))
        else:
            _write_notebooks(made / NOTEBOOKS)
            write_text(made / NOTEBOOKS / FILE, headed_by("suite", run_plan, lang, f"../{SCHEMAS}"))
            shutil.copytree(carried("schemas"), made / SCHEMAS)
            write_text(made / "environment.yml", _environment(lang))
    return New(folder, folder if is_plan_only else folder / DATA, begun, is_plan_only, workbook is None)


def _schemas(office: Path | None, plan: Path) -> str:
    """Return where the schemas lie, as seen from the raw files of a plan: in a folder that is new, or in the one around it."""
    if office is None:
        return f"../../{SCHEMAS}"
    for folder in (office / SCHEMAS, office / IN_REPOSITORY["schemas"]):
        if folder.is_dir():
            return Path(os.path.relpath(folder, plan.resolve() / "raw")).as_posix()
    return ""


def _write_notebooks(folder: Path) -> None:
    folder.mkdir()
    notebooks = sorted(carried("notebooks").glob("*.ipynb"))
    for path in notebooks:
        shutil.copyfile(path, folder / path.name)
    origin = {"version": lcanalysis.__version__, "sha256": {path.name: sha256_of(path) for path in notebooks}}
    write_text(folder / ORIGIN, json.dumps(origin, indent=1) + "\n")


def _environment(lang: str) -> str:
    return (
        f"# {say('beginning.head_environment', lang)}\nname: lcanalysis\nchannels:\n  - conda-forge\ndependencies:\n"
        f"  - python>=3.11\n  - pip\n  - pip:\n      - lcanalysis[pdf]=={lcanalysis.__version__}\n"
    )
