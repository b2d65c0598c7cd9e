"""The one forecast of a plan's figures: scorecard, briefing, revenue pages, ledger, explorer and commands all ask here.

One question has one answer. The figures are those in use, with their rounding; everything is as known on one day, that of
the newest publication among the plan's data. Only a page that looks back, and says so, names another day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal, TypeAlias

import pandas as pd

from lcanalysis.definition import Definition
from lcanalysis.errors import LcAnalysisError, UsageError
from lcanalysis.forecasting.forecast import forecast_observed
from lcanalysis.forecasting.reference_files import Reference
from lcanalysis.forecasting.result import Forecast
from lcanalysis.forecasting.running_year import running_year_of
from lcanalysis.forecasting.scales import Scale, transform_of
from lcanalysis.forecasting.series import Observed, RunningYear, observed_levels, require_horizon
from lcanalysis.goals.assessing import figures_of
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.milestones import wanted_level
from lcanalysis.goals.standing import assess
from lcanalysis.observations import Observation
from lcanalysis.periods import last_day
from lcanalysis.plan import Plan, break_years
from lcanalysis.units import PERCENT, convert

End = Literal["lower", "upper"]
Subject: TypeAlias = tuple[str, str, int]
Groups: TypeAlias = Mapping[tuple[str, int], Mapping[Subject, tuple[Observed, RunningYear | None]]]
"""Figures, each with what is known of the year under way, by their unit and the last year forecast."""
AMOUNTS: Final = frozenset({"money", "mass"})
"""Dimensions of figures for which reference classes were measured."""


def has_classes(definition: Definition, indicator: str) -> bool:
    """Return whether there are measured reference classes for an indicator: not for shares, scores and things counted."""
    return definition.indicators[indicator].dimension in AMOUNTS


def scale_of(rows: Sequence[Observation]) -> Scale:
    """Return the scale on which figures are forecast: a share stays within 0 and 100%, an amount stays above zero if it was.

    A percentage that reaches 0 or 100 has no log odds; it is forecast as a level.
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
    scale: Scale = "log",
    breaks: Sequence[int] | None = None,
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
    - `scale`, `breaks` and `options`: as for `lcanalysis.forecast`.

    Raises `UsageError` if nothing was published by that day, the year was observed already, or an option is not usable;
    `FaultsError` if the figures are fewer than two, or what the scale cannot hold; `UnitMismatchError` if the figures
    cannot be given in `unit`.
    """
    day = as_of or plan.vintage
    observed, shown_in = _observed(plan, indicator, entity, unit, day, name, ends or {}, scale, breaks)
    transform = transform_of(scale, shown_in)
    running = running_year_of(plan, indicator, entity, observed, shown_in, day) if transform == "log" else None
    [found] = forecast_observed(
        [observed], year, reference, as_of=day, unit=shown_in, transform=transform, data=plan.data, running=[running],
        **options,
    )  # fmt: skip
    return found


def grouped(plan: Plan, subjects: Iterable[Subject]) -> Groups:
    """Return the figures of many subjects, grouped so that each group can be forecast together.

    A subject is an indicator, an entity and the last year forecast.
    """
    groups: dict[tuple[str, int], dict[Subject, tuple[Observed, RunningYear | None]]] = {}
    for subject in subjects:
        indicator, entity, year = subject
        with suppress(LcAnalysisError):
            observed, unit = _observed(plan, indicator, entity, None, plan.vintage)
            require_horizon(year, observed)
            running = running_year_of(plan, indicator, entity, observed, unit, plan.vintage)
            groups.setdefault((unit, year), {})[subject] = observed, running
    return groups


def predict_groups(
    plan: Plan,
    groups: Groups,
    reference: Reference | Iterable[Reference] | None = None,
    *,
    shrinkage: float = 1.0,
) -> dict[Subject, Forecast]:
    """Return what `predict_indicator` does for figures that `grouped` put together; those that it refuses are absent."""
    found: dict[Subject, Forecast] = {}
    for (unit, year), group in groups.items():
        with suppress(LcAnalysisError):
            known, running = zip(*group.values(), strict=True)
            made = forecast_observed(
                known, year, reference, as_of=plan.vintage, unit=unit, shrinkage=shrinkage, data=plan.data,
                running=running,
            )  # fmt: skip
            found |= zip(group, made, strict=True)
    return found


def _observed(
    plan: Plan,
    indicator: str,
    entity: str,
    unit: str | None,
    day: date,
    name: str = "",
    ends: Mapping[int, End] | None = None,
    scale: Scale = "log",
    breaks: Sequence[int] | None = None,
) -> tuple[Observed, str]:
    """Return the figures that were published by a day, since their last break, and their unit."""
    rows = plan.yearly(indicator, entity, as_of=day)
    what = name or f"{indicator}/{entity}"
    if not rows:
        first = min((row.published_on for row in plan.yearly(indicator, entity)), default="")
        key = "forecast.nothing_published_by" if first else "forecast.nothing_published"
        raise UsageError(key, series=what, as_of=day.isoformat(), first=first)
    shown_in = unit or rows[-1].unit
    levels = {int(row.period): _level(row, shown_in, (ends or {}).get(int(row.period))) for row in rows}
    cells = {int(row.period): row.addresses for row in rows}
    observed = observed_levels(what, levels, cells, transform_of(scale, shown_in))
    return observed.after_breaks(break_years(rows) if breaks is None else breaks), shown_in


def _level(row: Observation, unit: str, end: End | None) -> tuple[float, float, float]:
    """Return a value and the ends of its rounding interval; `end` is the one of them that is taken for exact."""
    given = (end,) * 3 if end else ("value", "lower", "upper")
    value, lower, upper = (float(convert(getattr(row, name), row.unit, unit)) for name in given)
    return value, lower, upper


def level_wanted(plan: Plan, goal: Goal, unit: str, year: int | None = None) -> Decimal | None:
    """Return the level that a goal means in its due year (or another one), in `unit`.

    A level goal names it itself. A growth goal is counted from its base year, or from the figure that stands in for it
    (`lcanalysis.goals.standing.Standing.start`), as the growth still required is. None if there is no such figure.
    """
    if not goal.is_growth:
        return convert(goal.value, goal.unit, unit)
    start = assess(figures_of(plan), goal).start
    wanted = wanted_level(goal if year is None else replace(goal, due_period=str(year)), start)
    return None if start is None or wanted is None else wanted.to(unit).value


def known_in(definition: Definition) -> int:
    """Return the year in which the plan was published: the page that looks back uses what was known at its end."""
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
