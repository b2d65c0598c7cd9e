"""What the office writes beside the goals: how far they have come, why, and what is done. Kept in assessment.yml."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Annotated, Final

import pandas as pd
from pydantic import Field

from lcanalysis.declarations.fields import Code, Prose, PublishedOn
from lcanalysis.declarations.yaml_files import Declared, MayBeEmpty, NodePath, line_of, load_checked
from lcanalysis.errors import Fault
from lcanalysis.exhibits import Words, words_from
from lcanalysis.files.regular_files import is_there
from lcanalysis.names import nearest
from lcanalysis.plan import Plan
from lcanalysis.provenance import Place
from lcanalysis.safe_text import isolated

FILE: Final = "assessment.yml"
WRITTEN: Final = ("progress", "reasons", "measures")
"""What is written about a goal: 进展, 原因, 措施."""


class Written(Declared):
    """What the office writes about one goal, in Chinese and optionally in English.

    What is left out prints as a blank. `written_on` says when it was written (year, month or day), since the text stands in
    every later edition until somebody changes it.
    """

    goal: Code
    progress: Prose | None = None
    reasons: Prose | None = None
    measures: Prose | None = None
    progress_en: Prose | None = None
    reasons_en: Prose | None = None
    measures_en: Prose | None = None
    written_on: PublishedOn | None = None

    def words(self, field: str) -> Words | None:
        """Return one of `WRITTEN` in both languages, the Chinese text twice if it was not translated; None if blank."""
        zh = getattr(self, field)
        texts = {"zh": zh, "en": getattr(self, f"{field}_en") or zh}
        return words_from(lambda lang: isolated(texts[lang].strip())) if zh else None


class AssessmentFile(Declared):
    """All of assessment.yml."""

    written: Annotated[tuple[Written, ...], MayBeEmpty] = Field(default=(), strict=False)


def load_written(data: Path, goals: Collection[str] | None = None) -> tuple[Written, ...]:
    """Return what the office wrote in ``raw/assessment.yml`` of the plan folder `data`; nothing without the file.

    `data`: the plan folder. The file in it is only read: no command writes or removes it. `goals`: the codes of all
    goals; a text about another is a fault. Unchecked by default. Raises `DeclarationError` with every fault and its
    line: a field unknown or ill-formed, a goal that goals.yml lacks, with the nearest name, or one written about twice,
    or a translation of what was not written.
    """
    path = data / "raw" / FILE
    if not is_there(path):
        return ()

    def check(found: AssessmentFile, lines: dict[NodePath, int]) -> Iterator[Fault]:
        first: dict[str, int] = {}
        for number, one in enumerate(found.written):
            place = Place(FILE, line_of(lines, ("written", number, "goal")))
            if goals is not None and one.goal not in goals:
                yield Fault(place, "written.no_such_goal", {"found": one.goal, "near": nearest(one.goal, goals)})
            if first.setdefault(one.goal, number) != number:
                line = line_of(lines, ("written", first[one.goal], "goal"))
                yield Fault(place, "written.goal_twice", {"found": one.goal, "first": line})
            for field in WRITTEN:
                if getattr(one, f"{field}_en") and not getattr(one, field):
                    at = Place(FILE, line_of(lines, ("written", number, f"{field}_en")))
                    yield Fault(at, "written.only_translated", {"field": f"{field}_en", "other": field})

    return load_checked(path, AssessmentFile, check, name=FILE).written


def written_table(plan: Plan) -> pd.DataFrame:
    """Return what the office wrote, a row for each goal of the plan, those without a number last.

    Parameters
    ----------
    plan
        An opened plan.

    Returns
    -------
    pandas.DataFrame
        By the goal's code: `progress`, `reasons`, `measures` in both languages, an empty text where nothing is written, and
        `written_on`, a text, empty where it is not said.

    Raises
    ------
    DeclarationError
        As `load_written` does.

    Examples
    --------
    >>> from lcanalysis.plan import load
    >>> table = written_table(load("data"))
    >>> table.columns.tolist(), table.loc["cluster_revenue", "reasons"]
    (['progress', 'reasons', 'measures', 'written_on'], '')
    """
    codes = [code for table in (plan.goals, plan.qualitative) if len(table) for code in table["goal"]]
    held = {one.goal: one for one in load_written(plan.data, codes)}
    rows = {
        code: [*((code in held and held[code].words(field)) or "" for field in WRITTEN), _written_on(held.get(code))]
        for code in codes
    }
    index = pd.Index(list(rows), name="goal", dtype=object)
    return pd.DataFrame(list(rows.values()), index=index, columns=[*WRITTEN, "written_on"], dtype=object)


def _written_on(one: Written | None) -> str:
    return (one.written_on or "") if one else ""
