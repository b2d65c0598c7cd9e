"""The goal scorecard: one row per goal, and the list of figures that must be collected to judge the rest."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import fields
from decimal import Decimal
from typing import Any, Final

import pandas as pd

from lcanalysis.exhibits import CaptionedFrame
from lcanalysis.goals.goal_words import GROWTH
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.measures import PROCESSING_RATIO, Figures, Measurement
from lcanalysis.goals.milestones import progress
from lcanalysis.goals.standing import NO_DATA, Standing, assess
from lcanalysis.periods import year_of
from lcanalysis.plan import Plan
from lcanalysis.units import UNITS

GOAL_FIELDS: Final = tuple(field.name for field in fields(Goal))
PROGRESS: Final = ("elapsed_pct", "progress_straight_pct", "progress_compound_pct")
RATES: Final = ("actual_growth_pct", "actual_change_pp", "attainment_pct", "required_growth_pct", "required_change_pp")
NUMBERS: Final = ("value", "value_upper", "latest_value", "before_value", *RATES, *PROGRESS)
COLUMNS: Final = (
    "goal", "indicator", "entity", "kind", "comparison", "value", "value_upper", "unit", "base_period", "due_period",
    "binding", "responsible", "latest_value", "latest_period", "latest_unit", "before_value", "before_period",
    *RATES, *PROGRESS, "verdict", "reason", "years", "proxies", "source",
)  # fmt: skip
SHOWN: Final = (
    "goal", "value", "unit", "due_period", "latest_value", "latest_unit", "latest_period", "actual_growth_pct",
    "required_growth_pct", "attainment_pct", "verdict", "reason",
)  # fmt: skip
"""Columns that the table shows at the end of a cell."""
REQUEST_COLUMNS: Final = ("responsible", "goal", "indicator", "entity", "area", "period", "unit")


def scorecard(plan: Plan) -> pd.DataFrame:
    """Return where the plan's goals stand, one row per goal in the order of goals.yml.

    Columns: those of the goal; `latest_value`, `latest_period`, `latest_unit` and `source` (raw cells, joined by
    ``;``) of the newest figure; `before_value` and `before_period` of the one it is compared with;
    `actual_growth_pct` or `actual_change_pp` a year between the two; `attainment_pct`, the latest level in
    percent of the level wanted in the due year; `required_growth_pct` or `required_change_pp` a year from now
    on; `elapsed_pct`, how much of the time from base to due year is over at the latest figure, and
    `progress_straight_pct` and `progress_compound_pct`, how much of the way (`lcanalysis.goals.milestones`); `verdict`
    (``achieved_early``, ``faster``, ``on_track``, ``behind``, ``no_data``) by the rule that
    `lcanalysis.goals.standing` states, with its `reason`; `years` with figures; `proxies`, indicator/entity of
    figures that stand in. Numbers are float64, NaN where unknown or not applicable.

    Parameters
    ----------
    plan
        An opened plan.
    """
    rows = [_row(standing) for standing in assess_goals(plan)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return CaptionedFrame(frame.astype(dict.fromkeys(NUMBERS, "float64")), "results.scorecard", SHOWN)


def assess_goals(plan: Plan) -> tuple[Standing, ...]:
    """Return how each goal stands, with exact numbers and the observations behind them."""
    figures = figures_of(plan)
    return tuple(assess(figures, goal) for goal in plan_goals(plan))


def figures_of(plan: Plan) -> Figures:
    """Return the figures of a plan as the goals are measured by them."""
    return Figures(plan.definition, plan.records)


def plan_goals(plan: Plan) -> tuple[Goal, ...]:
    """Return the goals of a plan as exact records, as its processed table holds them."""
    return tuple(_goal(row) for row in plan.goals.to_dict("records"))


def data_requests(plan: Plan) -> pd.DataFrame:
    """Return the figures that are missing to judge the goals without data: who is to deliver what.

    One row per responsible area, goal and year: from the goal's base year to the newest year that any goal has
    a figure of; of goals that can be judged, the years since their own newest figure; for a growth goal, and one of
    which one year only is known, from the year before the base. `unit` is that of the level to be delivered; for a
    growth goal, the unit in which the indicator is printed elsewhere in the plan, or the usual one of its dimension.
    `area` is whose figure is meant: the plan's own area, or, where plan.yml adds the whole up from the responsible
    areas, each its own.
    Columns: responsible, goal, indicator, entity, area, period, unit; all str.
    """
    found = assess_goals(plan)
    newest = max((standing.latest.period for standing in found if standing.latest), default="")
    rows: list[tuple[str, ...]] = []
    for standing in found:
        goal = standing.goal
        unit = _unit_wanted(plan, goal)
        years = _years_wanted(plan, standing, max(newest, goal.base_period))
        wanted = [
            (area, goal.goal, goal.indicator, goal.entity, _area_wanted(plan, goal, area), year, unit)
            for area in goal.responsible
            for year in years
        ]
        # Two goals of one level, its growth and its height, ask for the same figure of a later year once.
        asked = {(row[0], *row[2:]) for row in rows}
        rows += [row for row in wanted if standing.verdict == NO_DATA or (row[0], *row[2:]) not in asked]
    return pd.DataFrame(rows, columns=list(REQUEST_COLUMNS)).astype("str")


def _area_wanted(plan: Plan, goal: Goal, responsible: str) -> str:
    parts = {
        part.area
        for total in plan.definition.totals
        if total.kind == "identity" and (total.indicator, total.total.entity) == (goal.indicator, goal.entity)
        for part in total.parts
    }
    return responsible if responsible in parts else plan.definition.plan.area


def _years_wanted(plan: Plan, standing: Standing, newest: str) -> list[str]:
    if standing.verdict != NO_DATA:
        return _years_behind(plan, standing, newest)
    first, last = year_of(standing.goal.base_period), year_of(newest)
    known = {standing.latest.period} if standing.latest else set()
    # Growth takes two years to be seen; so does the trend of a goal of which one year is known.
    start = first - 1 if known or standing.goal.kind == GROWTH else first
    return [str(year) for year in range(start, last + 1) if str(year) not in known]


def _years_behind(plan: Plan, standing: Standing, newest: str) -> list[str]:
    """Return the years of which a judged goal has no figure yet while others have; none for what follows from others."""
    goal, latest = standing.goal, standing.latest
    definition = plan.definition
    follows = goal.indicator == PROCESSING_RATIO or definition.indicators[goal.indicator].ratio_of
    if latest is None or follows or definition.entities[goal.entity].members:
        return []
    return [str(year) for year in range(year_of(latest.period) + 1, year_of(newest) + 1)]


def _unit_wanted(plan: Plan, goal: Goal) -> str:
    if goal.kind != GROWTH:
        return goal.unit
    if goal.unit != "%":
        return "%"
    levels = [other.unit for other in plan_goals(plan) if other.indicator == goal.indicator and other.kind != GROWTH]
    indicator = plan.definition.indicators[goal.indicator]
    usual = [symbol for symbol, unit in UNITS.items() if unit.dimension == indicator.dimension]
    return indicator.unit or (levels or usual)[0]


def _row(standing: Standing) -> dict[str, Any]:
    goal, latest, before = standing.goal, standing.latest, standing.before
    way = progress(goal, standing.base, latest)
    return {name: getattr(goal, name) for name in COLUMNS if name in GOAL_FIELDS} | {
        "responsible": ";".join(goal.responsible),
        "latest_value": latest.value if latest else None,
        "latest_period": latest.period if latest else "",
        "latest_unit": latest.unit if latest else "",
        "before_value": before.value if before else None,
        "before_period": before.period if before else "",
        **{name: getattr(standing.rates, name) for name in RATES},
        "elapsed_pct": way.elapsed_pct if way else None,
        "progress_straight_pct": way.straight_pct if way else None,
        "progress_compound_pct": way.compound_pct if way else None,
        **{name: getattr(standing, name) for name in ("verdict", "reason", "years")},
        "proxies": ";".join(
            f"{one.indicator}/{one.entity}" for one in (*standing.products, *_latest_proxies(standing))
        ),
        "source": ";".join(latest.trace) if latest else "",
    }


def _latest_proxies(standing: Standing) -> tuple[Measurement, ...]:
    return tuple(latest for latest, _ in standing.proxies)


def _goal(row: dict[Hashable, Any]) -> Goal:
    texts = {name: str(row[name]) for name in GOAL_FIELDS if name not in {"value", "value_upper", "responsible"}}
    upper = row["value_upper"]
    return Goal(
        **texts,
        value=_exact(row["value"]),
        value_upper=None if pd.isna(upper) else _exact(upper),
        responsible=tuple(str(row["responsible"]).split(";")),
    )


def _exact(value: float) -> Decimal:
    """Return the decimal that a goal's value was read from: the shortest that gives this float."""
    return Decimal(f"{float(value):.15g}") if float(value).is_integer() else Decimal(repr(float(value)))
