"""The ledger (台账) of a plan's goals: where each stands now, and how it was judged in every edition so far."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import nbformat
import pandas as pd

from lcanalysis.briefing.comparison.kept_edition import DamagedEditionError, KeptEdition, Numbers
from lcanalysis.briefing.comparison.output_folder import find_editions
from lcanalysis.briefing.rendering import render_page
from lcanalysis.errors import Fault, FaultsError
from lcanalysis.exhibits import KeyedQuantity, Label, Table
from lcanalysis.exhibits.table import Cell
from lcanalysis.forecasting.goal_odds import scorecard_with_odds
from lcanalysis.goals.assessing import plan_goals
from lcanalysis.goals.goal_words import goal_in_words, goal_name, listed, verdict_words, with_unit
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.verdicts import NO_DATA, VERDICTS
from lcanalysis.intake.citing import cited
from lcanalysis.number_format import decimals_for
from lcanalysis.periods import year_of
from lcanalysis.plan import Plan
from lcanalysis.provenance import Place
from lcanalysis.units import PERCENT, PERCENTAGE_POINT
from lcanalysis.wording import LANGUAGES, Lang, headed, say
from lcanalysis.workbooks import Sheet, Value, workbook_bytes

SCORECARD: Final = "scorecard.ipynb"
_VERDICT: Final = re.compile(r"scorecard/(?P<goal>[^/]+)/verdict|verdict/(?P<former>[^/]+)")
"""The key of a verdict, as editions have it now and as they had it before."""


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

    Raises
    ------
    FaultsError
        With every edition whose manifest or results cannot be read.
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


def current_table(plan: Plan, lang: str) -> Table:
    """Return where each goal stands now, who answers for it, and which figure is due next."""
    goals = {goal.goal: goal for goal in plan_goals(plan)}
    rows = scorecard_with_odds(plan).to_dict("records")
    names = (
        "goal", "wanted", "binding", "responsible", "latest_period", "latest", "required", "probability", "verdict",
        "next_due",
    )  # fmt: skip
    return Table(
        title=say("ledger.current_title", lang),
        columns=_columns(lang, *names),
        rows=[_current_row(plan, goals[str(row["goal"])], row, lang) for row in rows],
        lang=lang,
        source=cited(plan, lang, also=[str(row["source"]) for row in rows], with_plan=True),
        notes=[say("ledger.next_due_note", lang), say("goals.probability_note", lang)],
    )


def history_table(plan: Plan, history: Sequence[Judged], lang: str) -> Table:
    """Return how each goal was judged in each edition, a goal's editions together and the oldest first."""
    goals = {goal.goal: goal for goal in plan_goals(plan)}
    order = {name: number for number, name in enumerate(goals)}
    lines = sorted(history, key=lambda one: order.get(one.goal, len(order)))
    names = ("goal", "edition", "vintage", "latest_period", "latest", "required", "probability", "verdict")
    return Table(
        title=say("ledger.history_title", lang),
        columns=_columns(lang, *names),
        rows=[_history_row(plan, goals.get(one.goal), one, lang) for one in lines],
        lang=lang,
        source=cited(plan, lang, also=[trace for one in lines for trace in one.trace], with_plan=True),
        notes=[say("ledger.history_note", lang)],
    )


def ledger_page(plan: Plan, history: Sequence[Judged], lang: Lang) -> str:
    """Return the ledger as a self-contained page in one language."""
    tables = [current_table(plan, lang), history_table(plan, history, lang)]
    heads = [say(f"ledger.{name}_heading", lang) for name in ("current", "history")]
    about = plan.definition.plan.title(lang)
    cells = [_prose(f"# {say('ledger.title', lang)}\n\n{say('ledger.question', lang, plan=about)}")]
    for head, table in zip(heads, tables, strict=True):
        output = {"output_type": "display_data", "metadata": {}, "data": table._repr_mimebundle_()}
        # The page tells below each table what made it.
        code = {"cell_type": "code", "metadata": {}, "source": "lcanalysis ledger", "outputs": [output]}
        cells += [_prose(f"## {head}"), code]
    notebook = nbformat.from_dict(  # type: ignore[no-untyped-call]
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    )
    return render_page(notebook, run_id="ledger", lang=lang, siblings=LANGUAGES)


def _prose(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def ledger_workbook(plan: Plan, history: Sequence[Judged]) -> bytes:
    """Return the ledger as a workbook: both tables in both languages, one a sheet, numbers as numbers."""
    sheets = []
    for lang in LANGUAGES:
        for name, table in (("current", current_table(plan, lang)), ("history", history_table(plan, history, lang))):
            rows: list[list[Value]] = [[_value(cell) for cell in row] for row in table.rows]
            # Sources and notes stand below, apart from the numbers.
            empty: list[Value] = [None] * len(table.columns)
            rows += [empty, *([line, *empty[1:]] for line in table.footer())]
            sheets.append(Sheet(say(f"ledger.{name}_heading", lang), table.columns, rows))
    return workbook_bytes(sheets)


def _value(cell: Cell) -> Value:
    if isinstance(cell, KeyedQuantity):
        return Decimal(cell.result()["value"])
    return cell.words if isinstance(cell, Label) else cell


def _current_row(plan: Plan, goal: Goal, row: Mapping[Any, Any], lang: str) -> Sequence[Cell]:
    stem = f"ledger/{goal.goal}"
    required, unit = _required_of(row)
    return [
        _name(plan, goal, str(row["latest_unit"]), lang),
        goal_in_words(goal, lang),
        say(f"ledger.{goal.binding}", lang),
        listed((plan.name(area, lang) for area in goal.responsible), lang),
        str(row["latest_period"]) or None,
        _number(f"{stem}/latest", row["latest_value"], str(row["latest_unit"])),
        _required_words(required, unit, lang),
        _number(f"{stem}/probability", row["probability"] * 100, PERCENT, 0),
        Label(f"verdict/{goal.goal}", str(row["verdict"]), verdict_words(str(row["verdict"])).text(lang)),
        _next_due(goal, str(row["latest_period"]), lang),
    ]


def _history_row(plan: Plan, goal: Goal | None, one: Judged, lang: str) -> Sequence[Cell]:
    stem = f"ledger/{one.goal}/{one.edition}"
    verdict = verdict_words(one.verdict).text(lang) if one.verdict in VERDICTS else one.verdict
    return [
        # A goal that has been taken out of goals.yml since is called by its code.
        _name(plan, goal, one.unit, lang) if goal else one.goal,
        one.edition,
        one.vintage,
        one.period or None,
        None if one.latest is None else _number(f"{stem}/latest", one.latest, one.unit),
        _required_words(one.required, one.required_unit, lang),
        None if one.probability_pct is None else _number(f"{stem}/probability", one.probability_pct, PERCENT, 0),
        Label(f"{stem}/verdict", one.verdict, verdict),
    ]


def _required_of(row: Mapping[Any, Any]) -> tuple[Decimal | None, str]:
    for name, unit in (("required_growth_pct", PERCENT), ("required_change_pp", PERCENTAGE_POINT)):
        if not pd.isna(row[name]):
            return Decimal(str(row[name])), unit
    return None, ""


def _required_words(value: Decimal | None, unit: str, lang: str) -> str | None:
    if value is None:
        return None
    return say("ledger.a_year", lang, value=KeyedQuantity("", value, unit, (), decimals_for(unit)).text(lang))


def _number(key: str, value: Any, unit: str, decimals: int | None = None) -> KeyedQuantity | None:
    return None if pd.isna(value) else KeyedQuantity(key, Decimal(str(value)), unit, (), decimals)


def _name(plan: Plan, goal: Goal, unit: str, lang: str) -> str:
    name = headed(goal_name(plan.definition, goal, lang))
    return with_unit(name, unit or (goal.unit if not goal.is_growth else ""), lang)


def _next_due(goal: Goal, latest: str, lang: str) -> str:
    """Return the figure that is due next: that of the year after the latest, to be had in the year after that."""
    year = year_of(latest) + 1 if latest else year_of(goal.base_period)
    if year > year_of(goal.due_period):
        return say("ledger.nothing_due", lang)
    return say("ledger.due", lang, year=year, by=year + 1)


def _columns(lang: str, *names: str) -> list[str]:
    return [say(f"ledger.column_{name}", lang) for name in names]


__all__ = ["NO_DATA", "Judged", "current_table", "history_table", "ledger_page", "ledger_workbook", "read_history"]
