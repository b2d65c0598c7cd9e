"""The goal scorecard: one row per goal, and the list of figures that must be collected to judge the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from typing import Any, Final

import pandas as pd

from lcanalysis.exhibits import CaptionedFrame
from lcanalysis.goals.assessing import assess_goals, figures_of, plan_goals
from lcanalysis.goals.criteria import is_rate
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.measures import PROCESSING_RATIO
from lcanalysis.goals.milestones import Progress, progress
from lcanalysis.goals.standing import Standing
from lcanalysis.goals.standings import standings_of
from lcanalysis.goals.verdicts import NO_DATA
from lcanalysis.observations import Observation
from lcanalysis.periods import year_of
from lcanalysis.plan import Plan
from lcanalysis.quantities import Quantity
from lcanalysis.units import PERCENT, PERCENTAGE_POINT, POINT, UNITS

GOAL_FIELDS: Final = tuple(field.name for field in fields(Goal))
PROGRESS: Final = ("elapsed_pct", "progress_pct", "pace_pct", "progress_straight_pct", "progress_compound_pct")
RATES: Final = (
    "actual_growth_pct", "actual_change_pp", "momentum", "attainment_pct", "required_growth_pct", "required_change_pp",
    "next_year", "next_marker",
)  # fmt: skip
NUMBERS: Final = ("value", "value_upper", "base_value", "latest_value", "before_value", *RATES, *PROGRESS)
COLUMNS: Final = (
    "goal", "indicator", "entity", "kind", "comparison", "value", "value_upper", "unit", "base_period", "due_period",
    "binding", "responsible", "base_value", "latest_value", "latest_period", "latest_unit", "before_value", "before_period",
    *RATES, *PROGRESS, "verdict", "is_preliminary", "reason", "definition", "years", "proxies", "source",
)  # fmt: skip
SHOWN: Final = (
    "goal", "value", "unit", "due_period", "latest_value", "latest_unit", "latest_period", "actual_growth_pct",
    "required_growth_pct", "elapsed_pct", "progress_pct", "verdict", "reason",
)  # fmt: skip
"""Columns that the table shows at the end of a cell."""
_POINTS: Final = frozenset({PERCENTAGE_POINT, POINT})
"""The units in which shares and scores change."""
REQUEST_COLUMNS: Final = ("responsible", "goal", "indicator", "entity", "area", "period", "unit")


def scorecard(plan: Plan) -> pd.DataFrame:
    """Return where the plan's goals stand as plain numbers, one row per goal in the order of goals.yml.

    Numbers are float64, NaN where unknown or not applicable. Beside the columns of the goal itself there are:

    - `base_value`; `latest_value`, `latest_period`, `latest_unit` and `source` (raw cells, joined by ``;``) of the newest
      figure; `before_value` and `before_period` of the one it is compared with.
    - `actual_growth_pct` or `actual_change_pp` (for a score, in its points): the change a year between the two; `momentum`:
      the same up to the base year; `required_growth_pct` or `required_change_pp`: the change a year needed from now on.
    - `attainment_pct`: the latest level in percent of the level wanted in the due year, which is no progress.
    - `progress_straight_pct` and `progress_compound_pct`: how much of the way is behind on either path
      (`lcanalysis.goals.milestones`).
    - `next_year`, `next_marker`, `elapsed_pct` (there `time_progress`), `progress_pct`, `pace_pct`, `verdict`,
      `is_preliminary`, `reason` and `definition`: as in `lcanalysis.standings`.
    - `years`: the number of years with figures; `proxies`: indicator/entity of figures that stand in.
    """
    return scorecard_of(plan, assess_goals(plan))


def scorecard_of(plan: Plan, found: Sequence[Standing]) -> pd.DataFrame:
    """Return the scorecard of goals that were assessed already."""
    table = standings_of(figures_of(plan), found)
    rows = [
        _row(one.goal, one, row, progress(one.goal, one.base, one.latest) if one.base else None)
        for one, (_, row) in zip(found, table.iterrows(), strict=True)
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return CaptionedFrame(frame.astype(dict.fromkeys(NUMBERS, "float64")), "results.scorecard", SHOWN)


def data_requests(plan: Plan) -> pd.DataFrame:
    """Return the figures that are missing to judge the goals: who is to deliver what.

    There is one row per responsible area, goal and year, with the columns responsible, goal, indicator, entity, area, period
    and unit; all str. A goal without data needs the years from its base year to the newest year in which any goal has a
    figure; a growth goal, and one of which a single year is known, needs the year before the base as well. A goal that is
    judged already needs the years after its own newest figure. `unit` is that of the level to be delivered; for a growth
    goal it is the one in which the plan prints the indicator elsewhere, or the usual one of its dimension. `area` is the
    plan's own, or each responsible area where plan.yml adds the whole up from these. Of a figure that is computed from
    others, such as the R&D intensity of a group of firms, those others are asked for, in the units they were printed in.
    """
    found = assess_goals(plan)
    newest = max((standing.latest.period for standing in found if standing.latest), default="")
    rows: list[tuple[str, ...]] = []
    for standing in found:
        goal = standing.goal
        unit = _unit_wanted(plan, goal)
        years = _years_wanted(standing, max(newest, goal.base_period))
        wanted = [
            (area, goal.goal, goal.indicator, goal.entity, _area_wanted(plan, goal, area), year, unit)
            for area in goal.responsible
            for year in years
        ]
        if standing.verdict != NO_DATA and _is_computed(plan, goal):
            wanted = [
                (area, goal.goal, row.indicator, row.entity, row.area, year, row.unit)
                for area in goal.responsible
                for year in years
                for row in _inputs_missing(plan, standing, year)
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


def _years_wanted(standing: Standing, newest: str) -> list[str]:
    if standing.verdict != NO_DATA:
        return _years_behind(standing, newest)
    first, last = year_of(standing.goal.base_period), year_of(newest)
    known = {standing.latest.period} if standing.latest else set()
    # Growth takes two years to be seen; so does the trend of a goal of which one year is known.
    start = first - 1 if known or standing.goal.is_growth else first
    return [str(year) for year in range(start, last + 1) if str(year) not in known]


def _years_behind(standing: Standing, newest: str) -> list[str]:
    """Return the years after a goal's newest figure in which other goals have one."""
    latest = standing.latest
    if latest is None:
        return []
    return [str(year) for year in range(year_of(latest.period) + 1, year_of(newest) + 1)]


def _is_computed(plan: Plan, goal: Goal) -> bool:
    """Return whether the figure of a goal is computed from others: a ratio, or the sum of a group's members."""
    definition = plan.definition
    has_parts = goal.indicator == PROCESSING_RATIO or definition.indicators[goal.indicator].ratio_of is not None
    return has_parts or bool(definition.entities[goal.entity].members)


def _inputs_missing(plan: Plan, standing: Standing, year: str) -> list[Observation]:
    """Return the figures that a goal's newest one was computed from and that are not published of a later year."""
    inputs = () if standing.latest is None else standing.latest.inputs
    return [row for row in inputs if all(one.period != year for one in plan.records_of(*row.subject[:3]))]


def _unit_wanted(plan: Plan, goal: Goal) -> str:
    if not is_rate(goal):
        return PERCENT if goal.unit == PERCENTAGE_POINT else goal.unit
    levels = [other.unit for other in plan_goals(plan) if other.indicator == goal.indicator and not other.is_growth]
    indicator = plan.definition.indicators[goal.indicator]
    return indicator.unit or (levels or UNITS.of_dimension(indicator.dimension))[0]


def required_of(row: Mapping[Any, Any]) -> Quantity | None:
    """Return the change a year that a row of the scorecard still needs, with its unit; None where it says none."""
    points = POINT if row["unit"] == POINT else PERCENTAGE_POINT
    for name, unit in (("required_growth_pct", PERCENT), ("required_change_pp", points)):
        if not pd.isna(row[name]):
            return Quantity(Decimal(str(row[name])), unit)
    return None


def _row(goal: Goal, standing: Standing, row: pd.Series[Any], way: Progress | None) -> dict[str, Any]:
    latest, before = standing.latest, standing.before
    change, required = row["change"], row["required"]
    return {name: getattr(goal, name) for name in COLUMNS if name in GOAL_FIELDS} | {
        "responsible": ";".join(goal.responsible),
        "base_value": row["base_value"],
        "latest_value": latest and latest.value,
        "latest_period": latest.period if latest else "",
        "latest_unit": latest.unit if latest else "",
        "before_value": before and before.value,
        "before_period": before.period if before else "",
        "actual_growth_pct": change if getattr(change, "unit", "") == PERCENT else None,
        "actual_change_pp": change if getattr(change, "unit", "") in _POINTS else None,
        "momentum": row["momentum"],
        "attainment_pct": row["attainment"],
        "required_growth_pct": required if getattr(required, "unit", "") == PERCENT else None,
        "required_change_pp": required if getattr(required, "unit", "") in _POINTS else None,
        "next_year": row["next_year"],
        "next_marker": row["next_marker"],
        "elapsed_pct": row["time_progress"],
        "progress_pct": row["progress"],
        "pace_pct": row["pace"],
        "progress_straight_pct": way and way.straight_pct,
        "progress_compound_pct": way and way.compound_pct,
        "verdict": str(row["verdict"]),
        "is_preliminary": bool(row["preliminary"]),
        "reason": row["reason"] or "",
        "definition": row["definition"] or "",
        "years": standing.years,
        "proxies": ";".join(
            f"{one.indicator}/{one.entity}" for one in (*standing.products, *(newest for newest, _ in standing.proxies))
        ),
        "source": ";".join(latest.trace) if latest else "",
    }
