"""The one forecast of a plan's figures: scorecard, briefing, revenue pages, ledger, explorer and commands all ask here.

One question has one answer. The figures are those in use, with their rounding; everything is as known on one day, that of
the newest publication among the plan's data. Only a page that looks back, and says so, names another day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

import pandas as pd

from lcanalysis.definition import Definition
from lcanalysis.errors import LcAnalysisError, UsageError
from lcanalysis.forecasting.forecast import forecast
from lcanalysis.forecasting.reference import Reference
from lcanalysis.forecasting.result import Forecast
from lcanalysis.forecasting.scales import Scale
from lcanalysis.goals.assessing import figures_of
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.milestones import wanted_level
from lcanalysis.goals.standing import assess
from lcanalysis.observations import Observation
from lcanalysis.periods import last_day
from lcanalysis.plan import Plan, break_years
from lcanalysis.units import PERCENT, convert

End = Literal["lower", "upper"]
AMOUNTS: Final = frozenset({"money", "mass"})
"""Dimensions of figures for which reference classes were measured."""


def has_classes(definition: Definition, indicator: str) -> bool:
    """Return whether there are measured reference classes for an indicator: not for shares, scores and things counted."""
    return definition.indicators[indicator].dimension in AMOUNTS


def scale_of(rows: Sequence[Observation]) -> Scale:
    """Return the scale on which figures are forecast: a share stays within 0 and 100%, an amount above zero if it was.

    A percentage that reaches 0 or 100 is no share that could be put in odds; its growth is forecast as that of a level.
    """
    if any(row.lower <= 0 for row in rows):
        return "level"
    is_share = bool(rows) and all(row.unit == PERCENT and row.upper < 100 for row in rows)
    return "share" if is_share else "log"


def predict_indicator(
    plan: Plan,
    indicator: str,
    entity: str,
    year: int,
    unit: str | None = None,
    reference: Reference | Iterable[Reference] | None = None,
    *,
    as_of: date | None = None,
    name: str = "",
    ends: Mapping[int, End] | None = None,
    **options: Any,
) -> Forecast:
    """Return the forecast of a plan's indicator.

    - `year`: the last year forecast.
    - `unit`: the unit of the result; by default that of the newest figure.
    - `reference`: as for `lcanalysis.forecast`: by default all recommended classes.
    - `as_of`: the day by which figures were published, and classes known; by default that of the plan's newest
      publication.
    - `name`: what the result is called; ``indicator/entity`` by default.
    - `ends`: for sensitivity: by year the end of the rounding interval that is taken for exact.
    - `options`: as for `lcanalysis.forecast`.

    Raises `UsageError` if nothing was published by that day, the year was observed already, or an option is not usable;
    `FaultsError` if the figures are fewer than two, or what the scale cannot hold; `UnitMismatchError` if the figures
    cannot be given in `unit`.
    """
    day = as_of or plan.vintage
    rows = plan.yearly(indicator, entity, as_of=day)
    what = name or f"{indicator}/{entity}"
    if not rows:
        first = min((row.published_on for row in plan.yearly(indicator, entity)), default="")
        key = "forecast.nothing_published_by" if first else "forecast.nothing_published"
        raise UsageError(key, series=what, as_of=day.isoformat(), first=first)
    shown_in = unit or rows[-1].unit
    table = _table(rows, shown_in, ends or {})
    cells = {int(row.period): row.addresses for row in rows}
    table.attrs = {"breaks": break_years(rows), "vintage": day.isoformat(), "cells": cells}
    found = forecast(table, year, reference, name=what, unit=shown_in, data=plan.data, **options)
    if not isinstance(found, Forecast):
        raise TypeError("one series was asked about, and many were answered")
    return found


def _table(rows: Sequence[Observation], unit: str, ends: Mapping[int, End]) -> pd.DataFrame:
    levels: dict[int, dict[str, Any]] = {}
    for row in rows:
        end = ends.get(int(row.period))
        levels[int(row.period)] = {
            column: float(convert(getattr(row, end or column), row.unit, unit))
            for column in ("value", "lower", "upper")
        }
    return pd.DataFrame.from_dict(levels, orient="index")


def level_wanted(plan: Plan, goal: Goal, unit: str, year: int | None = None) -> Decimal | None:
    """Return the level that a goal means in its due year (or another one), in `unit`.

    That of a level goal is its own. Growth is counted from the goal's base year, or from the figure that stands in for
    it (`lcanalysis.goals.standing.Standing.start`), as the growth still required is. None where there is none to count from.
    """
    if not goal.is_growth:
        return convert(goal.value, goal.unit, unit)
    start = assess(figures_of(plan), goal).start
    wanted = wanted_level(goal if year is None else replace(goal, due_period=str(year)), start)
    return None if start is None or wanted is None else wanted.to(unit).value


def known_in(definition: Definition) -> int:
    """Return the year of the plan's publication, by which the page that looks back takes everything as known."""
    return last_day(definition.plan.published_on).year


def forecasts_of_their_time(plan: Plan, outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return the forecast of the plan's own figure beside each outcome that names one.

    Everything is as known at the end of the year in which the plan was published.

    Parameters
    ----------
    plan
        An opened plan.
    outcomes
        As `lcanalysis.intake.outcomes.outcomes_table` returns them.

    Returns
    -------
    pandas.DataFrame
        Indexed by the outcome's code: `forecast`, whose last year is the outcome's, and `refused`, the error that says
        why the plan's figures allow none. One of the two is None. Outcomes that name no figure of the plan are absent.

    Examples
    --------
    >>> from lcanalysis.intake.outcomes import outcomes_table
    >>> from lcanalysis.plan import load
    >>> plan = load("data")
    >>> found = forecasts_of_their_time(plan, outcomes_table(plan))
    >>> found["forecast"].map(lambda one: (one.origin, one.years[-1])).to_dict()
    {'nonferrous_revenue_2024': (2018, 2024), 'ten_nonferrous_2025': (2018, 2025)}
    """
    asked = outcomes[outcomes["indicator"].notna()]
    as_of = date(known_in(plan.definition), 12, 31)
    split: list[tuple[Forecast | None, LcAnalysisError | None]] = []
    for indicator, entity, year in asked[["indicator", "entity", "year"]].itertuples(index=False):
        try:
            split.append((predict_indicator(plan, indicator, entity, year, as_of=as_of), None))
        except LcAnalysisError as problem:
            split.append((None, problem))
    return pd.DataFrame(split, index=asked.index, columns=["forecast", "refused"], dtype=object)
