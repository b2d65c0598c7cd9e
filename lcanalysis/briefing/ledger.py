"""The ledger (台账) of a plan's goals: where each stands now, and how it was judged in every edition so far."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Final

import pandas as pd

from lcanalysis.briefing.comparison.kept_edition import DamagedEditionError, KeptEdition, Numbers
from lcanalysis.briefing.comparison.output_folder import find_editions
from lcanalysis.errors import Fault, FaultsError
from lcanalysis.exhibits import DataTable, Words, catalogue_words, date_words, table, words_from
from lcanalysis.exhibits.heads import HEADS
from lcanalysis.exhibits.words import as_words
from lcanalysis.forecasting.forecast import FORECAST_FROM
from lcanalysis.forecasting.goal_odds import scorecard_with_odds
from lcanalysis.goals.assessing import plan_goals
from lcanalysis.goals.goal_words import goal_in_words, goal_name_words, listed, verdict_words
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.scorecard import required_of
from lcanalysis.goals.verdicts import VERDICTS
from lcanalysis.intake.citing import sources
from lcanalysis.periods import year_of
from lcanalysis.plan import Plan
from lcanalysis.provenance import Place
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.probability import probability
from lcanalysis.units import PERCENT
from lcanalysis.wording import LANGUAGES, Lang, say

SCORECARD: Final = "scorecard.ipynb"
_VERDICT: Final = re.compile(r"scorecard/(?P<goal>[^/]+)/verdict|verdict/(?P<former>[^/]+)")
"""The key of a verdict, as editions have it now and as they had it before."""
COLUMNS: Final = {
    "current": [
        "wanted", "binding", "responsible", "latest_period", "latest", "required", "probability", "verdict", "next_due",
    ],
    "history": ["edition", "vintage", "latest_period", "latest", "required", "probability", "verdict"],
}  # fmt: skip
"""The columns of both tables, to the right of the goals."""
COMMON: Final = frozenset({"probability", "verdict"})
"""Columns whose heads every page shares."""


@dataclass(frozen=True, slots=True)
class Judged:
    """How a goal was judged in one edition: its latest figure then, what it still needed, how likely it was.

    Numbers are as the edition shows them, None where it shows none; `probability_pct` in percent.
    """

    goal: str
    edition: str
    vintage: str
    verdict: str
    latest: Decimal | None
    unit: str
    period: str
    required: Decimal | None
    required_unit: str
    probability_pct: Decimal | None
    trace: tuple[str, ...] = ()
    """The raw cells of the latest figure, from which its source follows."""


def read_history(out: Path, plan_id: str) -> tuple[Judged, ...]:
    """Return how each goal was judged in every edition of a plan that lies in `out`, the oldest edition first.

    Editions are in order of their newest vintage, then of their names. Folders that are no edition, and editions
    of other plans or without a scorecard, are passed over.

    Raises `FaultsError` with every edition whose manifest or results cannot be read.
    """
    shelf = find_editions(out)
    broken = {
        out / path: problem for path, problem in shelf.left_out.items() if isinstance(problem, DamagedEditionError)
    }
    found: list[Judged] = []
    for edition in shelf.editions:
        if (edition.folder.parent, edition.plan) == (out, plan_id):
            try:
                found += _judged(edition)
            except DamagedEditionError as problem:
                broken[edition.folder] = problem
    FaultsError.raise_if_any(
        Fault(Place(folder.as_posix()), problem.key, problem.fields) for folder, problem in broken.items()
    )
    return tuple(found)


def _judged(edition: KeptEdition) -> Iterator[Judged]:
    newest, _ = edition.order
    runs = dict.fromkeys(run["id"] for run in edition.runs if Path(run["notebook"]).name == SCORECARD)
    for run in runs:
        held = edition.results.get(run, {})
        for key in held:
            found = _VERDICT.fullmatch(key)
            if found is None:
                continue
            goal = found["goal"] or found["former"]
            latest, period = _latest(held, goal)
            names = ("required", "required_growth", "required_points")
            required = next((held[one] for one in (f"scorecard/{goal}/{name}" for name in names) if one in held), None)
            odds = held.get(f"scorecard/{goal}/probability")
            yield Judged(
                goal=goal,
                edition=edition.name,
                vintage=newest,
                verdict=held[key]["value"],
                latest=Decimal(latest["value"]) if latest else None,
                unit=latest["unit"] if latest else "",
                period=period,
                required=Decimal(required["value"]) if required else None,
                required_unit=required["unit"] if required else "",
                probability_pct=Decimal(odds["value"]) if odds else None,
                trace=tuple(latest.get("trace", ())) if latest else (),
            )


def _latest(held: Numbers, goal: str) -> tuple[Mapping[str, Any] | None, str]:
    """Return the latest figure of a goal in an edition, if it shows one, and its year."""
    stem = f"scorecard/{goal}/latest/"
    former = next((name for name in held if name.startswith(stem)), None)
    if former is not None:
        return held[former], former.removeprefix(stem)
    shown = (held[name] for name in (f"reasons/{goal}/latest", f"scorecard/{goal}/latest") if name in held)
    latest = next(shown, None)
    return latest, str(held[f"reasons/{goal}/period"]["value"]) if latest else ""


def current_table(plan: Plan) -> DataTable:
    """Return where each goal stands now, who answers for it, and which figure is due next."""
    goals = {goal.goal: goal for goal in plan_goals(plan)}
    rows = {str(row["goal"]): row for row in scorecard_with_odds(plan).to_dict("records")}
    return _table(
        plan,
        "current",
        {name: _current_row(plan, goals[name], row) for name, row in rows.items()},
        names={name: goal_name_words(plan, goals[name]) for name in rows},
        cited=[str(row["source"]) for row in rows.values()],
        notes=[catalogue_words("ledger.next_due_note"), catalogue_words("goals.probability_note", least=FORECAST_FROM)],
    )


def history_table(plan: Plan, history: Sequence[Judged]) -> DataTable:
    """Return how each goal was judged in each edition, a goal's editions together and the oldest first."""
    goals = {goal.goal: goal for goal in plan_goals(plan)}
    order = {name: number for number, name in enumerate(goals)}
    lines = {
        f"{one.goal}/{one.edition}": one for one in sorted(history, key=lambda one: order.get(one.goal, len(order)))
    }
    return _table(
        plan,
        "history",
        {at: _history_row(one) for at, one in lines.items()},
        # A goal that has been taken out of goals.yml since is called by its code.
        names={
            at: goal_name_words(plan, goals[one.goal]) if one.goal in goals else as_words(one.goal)
            for at, one in lines.items()
        },
        cited=[trace for one in lines.values() for trace in one.trace],
        notes=[catalogue_words("ledger.history_note")],
    )


def _table(
    plan: Plan,
    which: str,
    rows: Mapping[str, Mapping[str, Any]],
    *,
    names: Mapping[str, Words],
    cited: Sequence[str],
    notes: Sequence[Words],
) -> DataTable:
    frame = pd.DataFrame.from_dict({at: dict(row) for at, row in rows.items()}, orient="index", columns=COLUMNS[which])
    return table(
        f"ledger/{which}",
        frame.astype("object"),
        title=catalogue_words(f"ledger.{which}_title"),
        columns={
            name: HEADS[name] if name in COMMON else catalogue_words(f"ledger.column_{name}") for name in COLUMNS[which]
        },
        index=HEADS["goal"],
        rows=names,
        unit_by_row=True,
        source=sources(plan, list(cited), with_plan=True),
        notes=notes,
    )


def ledger_page(plan: Plan, history: Sequence[Judged], lang: Lang) -> str:
    """Return the ledger as a self-contained page in one language."""
    import nbformat  # noqa: PLC0415 - Jupyter's libraries, where pages are wanted

    from lcanalysis.briefing.rendering import render_page  # noqa: PLC0415

    about = plan.definition.plan.title(lang)
    cells = [_prose(f"# {say('ledger.title', lang)}\n\n{say('ledger.question', lang, plan=about)}")]
    for which, shown in _tables(plan, history).items():
        output = {"output_type": "display_data", "metadata": {}, "data": shown._repr_mimebundle_()}
        # The page tells below each table what made it.
        code = {"cell_type": "code", "metadata": {}, "source": "lcanalysis ledger", "outputs": [output]}
        cells += [_prose(f"## {say(f'ledger.{which}_heading', lang)}"), code]
    notebook = nbformat.from_dict(  # type: ignore[no-untyped-call]
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    )
    return render_page(notebook, run_id="ledger", lang=lang, siblings=LANGUAGES)


def _tables(plan: Plan, history: Sequence[Judged]) -> dict[str, DataTable]:
    return {"current": current_table(plan), "history": history_table(plan, history)}


def _prose(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def ledger_workbook(plan: Plan, history: Sequence[Judged]) -> bytes:
    """Return the ledger as a workbook: both tables in both languages, one a sheet, numbers as numbers."""
    from lcanalysis.briefing.documents.from_notebook import document_table  # noqa: PLC0415 - as above
    from lcanalysis.briefing.tables_workbook import heads, values  # noqa: PLC0415
    from lcanalysis.workbooks import Sheet, Value, workbook_bytes  # noqa: PLC0415

    sheets = []
    tables = _tables(plan, history)
    for lang in LANGUAGES:
        for which, shown in tables.items():
            grid = document_table(shown.shown(lang), lang)
            # Sources and notes stand below, apart from the numbers.
            empty: list[Value] = [None] * len(grid.columns)
            rows = [*values(grid), empty, *([line, *empty[1:]] for line in grid.foot)]
            sheets.append(Sheet(say(f"ledger.{which}_heading", lang), heads(grid, lang), rows))
    return workbook_bytes(sheets)


def _current_row(plan: Plan, goal: Goal, row: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        "wanted": words_from(partial(goal_in_words, goal)),
        "binding": catalogue_words(f"ledger.{goal.binding}"),
        "responsible": words_from(lambda lang: listed((plan.name(area, lang) for area in goal.responsible), lang)),
        "latest_period": str(row["latest_period"]) or None,
        "latest": _number(row["latest_value"], str(row["latest_unit"])),
        "required": _a_year(required_of(row)),
        "probability": None if pd.isna(row["probability"]) else probability(row["probability"]),
        "verdict": verdict_words(str(row["verdict"])),
        "next_due": _next_due(goal, str(row["latest_period"])),
    }


def _history_row(one: Judged) -> dict[str, Any]:
    return {
        "edition": date_words(one.edition),
        "vintage": date_words(one.vintage),
        "latest_period": one.period or None,
        "latest": None if one.latest is None else _number(one.latest, one.unit),
        "required": _a_year(_number(one.required, one.required_unit)),
        "probability": None if one.probability_pct is None else probability(Quantity(one.probability_pct, PERCENT)),
        "verdict": verdict_words(one.verdict) if one.verdict in VERDICTS else one.verdict,
    }


def _a_year(needed: Quantity | None) -> Words | None:
    # A text: its unit is in it, whatever the unit of the row.
    return None if needed is None else words_from(lambda lang: say("ledger.a_year", lang, value=needed.text(lang)))


def _number(value: Any, unit: str) -> Quantity | None:
    return None if pd.isna(value) else Quantity(value, unit)


def _next_due(goal: Goal, latest: str) -> Words:
    """Return the figure that is due next: that of the year after the latest, to be had in the year after that."""
    year = year_of(latest) + 1 if latest else year_of(goal.base_period)
    if year > year_of(goal.due_period):
        return catalogue_words("ledger.nothing_due")
    return catalogue_words("ledger.due", year=year, by=year + 1)
