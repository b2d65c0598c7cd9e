"""The one call: a yearly series in, a predictive distribution of its future levels out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, overload

import numpy as np
import pandas as pd

from lcanalysis.errors import UsageError
from lcanalysis.forecasting.cautions import Caution
from lcanalysis.forecasting.class_members import MemberChoice, Members
from lcanalysis.forecasting.forecast_collection import Forecasts
from lcanalysis.forecasting.growth_law import (
    LONGEST_FITTED,
    Constants,
    Sensitivity,
    load_constants,
    placed_in_years,
)
from lcanalysis.forecasting.monthly_series import summed_to_years
from lcanalysis.forecasting.pool import pool_classes
from lcanalysis.forecasting.reference_class import ReferenceClass
from lcanalysis.forecasting.reference_files import MIX, Reference, load_references
from lcanalysis.forecasting.result import FORECAST, SCENARIO, Forecast
from lcanalysis.forecasting.running_year import with_running_year
from lcanalysis.forecasting.scales import Scale, Transform, WorkingScale, transform_of
from lcanalysis.forecasting.series import (
    Observed,
    RunningYear,
    observed_series,
    observed_table,
    require_date,
    require_horizon,
)
from lcanalysis.forecasting.series_input import yearly
from lcanalysis.quantities import Quantity

FORECAST_FROM: Final = 5
"""With fewer observations the result is a scenario from reference classes; from here on the backtest supports the
word forecast: `supported_from` in scripts/current_backtest.py has the rule, and a test holds the two together."""


@overload
def forecast(
    series: pd.Series[Any] | Mapping[int, Any] | Sequence[Any],
    horizon: int,
    reference: Reference | Iterable[Reference] | None = ...,
    as_of: date | str | None = ...,
    *,
    name: str | None = ...,
    unit: str = ...,
    scale: Scale = ...,
    breaks: Sequence[int] | None = ...,
    cap: Decimal | float | Quantity | None = ...,
    cap_below_latest: bool = ...,
    shrinkage: float = ...,
    tail: float | None = ...,
    data: str | Path = ...,
    start: int | None = ...,
    constants: str | Path | None = ...,
    sum_months: bool = ...,
) -> Forecast: ...


@overload
def forecast(
    series: pd.DataFrame,
    horizon: int,
    reference: Reference | Iterable[Reference] | None = ...,
    as_of: date | str | None = ...,
    *,
    name: str | None = ...,
    unit: str = ...,
    scale: Scale = ...,
    breaks: Sequence[int] | None = ...,
    cap: Decimal | float | Quantity | None = ...,
    cap_below_latest: bool = ...,
    shrinkage: float = ...,
    tail: float | None = ...,
    data: str | Path = ...,
    start: int | None = ...,
    constants: str | Path | None = ...,
) -> Forecast | Forecasts: ...


def forecast(
    series: pd.Series[Any] | pd.DataFrame | Mapping[int, Any] | Sequence[Any],
    horizon: int,
    reference: Reference | Iterable[Reference] | None = None,
    as_of: date | str | None = None,
    *,
    name: str | None = None,
    unit: str = "",
    scale: Scale = "log",
    breaks: Sequence[int] | None = None,
    cap: Decimal | float | Quantity | None = None,
    cap_below_latest: bool = False,
    shrinkage: float = 1.0,
    tail: float | None = None,
    data: str | Path = "data",
    start: int | None = None,
    constants: str | Path | None = None,
    sum_months: bool = False,
) -> Forecast | Forecasts:
    """Return the predictive distribution of a yearly series.

    With y the log of the level, T the last observed year, and mu and s0 the centre and spread of one-year growth in
    a reference class,

        y(T+h) - y(T) = h mu + s0 (location + scale * e),    e ~ Student t,

    where location and scale rest on the series' own growth and volatility, shrunk toward the class by weights that
    were estimated from data by length and horizon (`lcanalysis.forecasting.growth_law`). From three observations on
    the centre moves, without a jump, toward Theta and a damped trend (`lcanalysis.forecasting.history_weight`). The
    quantiles of the classes are averaged; about a third of the weight is that of the general class, the growth of any
    series at all, since what is comparable may turn all at once, and three quarters where the plan chose no class and has
    none (`lcanalysis.forecasting.pool`). The rounding interval of the last observation, if given, is folded in.

    For the plan's revenue (708.36 in 2017, 813.9 in 2018) the default pool, as known in 2019, gives a probability of
    0.62 to pass 1000 in 2022, and its classes alone 0.61 to 0.64; plain quantiles of the same classes gave 0.50 to
    0.63. What raises it is the series' own growth of 14.9 % in 2018, to which the fitted law gives a small weight
    that lasts.

    Classes are used as known at the last observation or, with `as_of`, at the last full year before that date. A series
    of `Plan.series` is forecast as the plan's pages do it: from the rounding intervals of its figures, and with the
    classes as known when the newest figure of the plan was published.

    Parameters
    ----------
    series
        Values by year: a Series (of floats, or of quantities, as `lcanalysis.series` gives them) indexed by year, date
        or period; a mapping or pairs (year, value); a list of values and `start`; a table indexed by year with the
        columns value and, for the rounding interval, lower and upper; the rows of one figure in `Plan.observations`;
        or a long table (series, year, value[, lower, upper]) for many series at once. Years may be missing: growth over
        k years is then taken as such, and the result says so.
    horizon
        Years ahead, or the target year. The law was fitted up to 8 years ahead.
    reference
        Name of a class in ``data/raw/reference``, a long table (series, year, value), several of these to be
        pooled, ``[]`` for the general class alone, where no class is comparable, or None for the pool of all recommended
        classes, each from the year on that it declares comparable.
    as_of
        Use only what could be known by then: observations and class years before the year of this date.
    name
        What the series is called in the result; the Series' own name by default.
    unit
        Unit of the values as printed, such as ``亿元``; shown with the result. By default that of the quantities, or
        the one that `Plan.series` notes in ``series.attrs["unit"]``.
    scale
        ``log`` for positive levels; ``share`` for percentages between 0 and 100 (log odds) and, with the unit
        ``比``, for ratios (logs); ``level`` for what can be negative, such as profit (asinh), whose default class is the
        profit of national industries. Shares have no class of their own and need a table as `reference`; without one a
        wide generic law stands in, which was not measured. docs/method.md has what intervals cover on each scale.
    breaks
        First years of new levels (a census revision, another set of firms): the series is cut at the last. By
        default those in ``series.attrs["breaks"]``, where `Plan.series` notes what plan.yml declares.
    cap, cap_below_latest
        A level that is assumed never to be exceeded, such as a capacity, as a quantity or in the series' unit, and
        whether it may lie below the last observation; see `Forecast.capped`.
    shrinkage, tail
        For sensitivity: what the series' own evidence is multiplied by (0: the class alone), and degrees of
        freedom in place of the fitted ones, the middle 80 % kept.
    data
        Plan folder that holds the classes.
    start
        The year of the first value, for values without years.
    constants
        A file of constants other than those shipped, such as ``scripts/fit_forecast_constants.py BENCHMARK --until 2011
        --out FILE`` writes: the law as it would have been fitted at the end of 2011, to be judged by what came after.
    sum_months
        Whether the values are of single months (dates, periods, or text such as 2018-06) that add up to years, which no
        number tells by itself. The last, incomplete year is then the first one forecast, given what its months brought and
        how much of earlier years the same months were (`lcanalysis.forecasting.running_year`).

    Returns
    -------
    Forecast or Forecasts
        One result, or for a table with the column `series` a mapping from its names to results. With fewer than
        five observations its kind is ``scenario``.

    Raises
    ------
    FaultsError
        If the series is faulty (values that are missing or no numbers included), or holds what its scale cannot.
    UsageError
        If the form of the series is not one of these, or the horizon, the class, the date, a break, the cap, or another
        option is not usable.

    Examples
    --------
    >>> revenue = pd.Series({2017: 708.36, 2018: 813.9}, name="revenue")
    >>> result = forecast(revenue, 2022, ["national_products", "city_secondary"], "2019-11")
    >>> result.kind, 0.5 < result.probability(0.05) < 0.7
    ('scenario', True)
    >>> forecast(revenue, 2022, "national_products", "2019-11", cap=1000).probability(level=1000.01)
    0.0
    """
    when, running = require_date(as_of), None
    if sum_months:
        if scale != "log":
            raise UsageError("forecast.months_not_on_scale", found=scale)
        series, running = summed_to_years(series, name, when)
    given = yearly(series, start)
    unit = unit or given.attrs.get("unit", "")
    transform = transform_of(scale, unit)
    if many := isinstance(given, pd.DataFrame) and "series" in given.columns:
        found = observed_table(pd.DataFrame(given), transform=transform)
    else:
        found = (observed_series(given, name or given.attrs.get("name"), transform),)
    cuts = _require_breaks(given.attrs.get("breaks", ()) if breaks is None else breaks)
    known = [each.known_by(when).after_breaks(cuts) for each in found]
    results = forecast_observed(
        known, horizon, reference, as_of=when or require_date(given.attrs.get("vintage")), unit=unit, transform=transform,
        cap=cap, cap_below_latest=cap_below_latest, shrinkage=shrinkage, tail=tail, data=data, constants=constants,
        running=() if running is None else [running],
    )  # fmt: skip
    return Forecasts({result.name: result for result in results}) if many else results[0]


def forecast_observed(
    known: Sequence[Observed],
    horizon: int,
    reference: Reference | Iterable[Reference] | None = None,
    *,
    as_of: date | None = None,
    unit: str = "",
    transform: Transform = "log",
    cap: Decimal | float | Quantity | None = None,
    cap_below_latest: bool = False,
    shrinkage: float = 1.0,
    tail: float | None = None,
    data: str | Path = "data",
    constants: str | Path | None = None,
    running: Sequence[RunningYear | None] = (),
) -> list[Forecast]:
    """Return the forecasts of checked series, in their order; those with the same years are computed together.

    `as_of`: classes are used as known at the last full year before this date. `running`: what is known of the year under way,
    for each series. All else is as for `forecast`, which raises the same errors.
    """
    is_default = reference is None or (isinstance(reference, str) and reference == MIX)
    sensitivity = _require_sensitivity(shrinkage, tail)
    classes = _classes(reference, data, transform, is_default=is_default)
    members = MemberChoice(classes, as_of, transform, data, is_default=is_default)
    fitted = load_constants(None if constants is None else Path(constants))
    asked = _Asked(members, transform, sensitivity, as_of, unit, fitted)
    results = _predict(known, [require_horizon(horizon, each) for each in known], asked)
    if any(running):
        pairs = zip(results, running, strict=True)
        results = [each if months is None else with_running_year(each, months) for each, months in pairs]
    return results if cap is None else [result.capped(cap, below_latest=cap_below_latest) for result in results]


def _classes(
    reference: Reference | Iterable[Reference] | None, data: str | Path, transform: Transform, *, is_default: bool
) -> tuple[ReferenceClass, ...]:
    """Return the classes asked for. Without a plan folder the default is none, except on the scale of logs, which needs them."""
    try:
        return load_references(reference, data, transform)
    except UsageError:
        if is_default and transform != "log":
            return ()
        raise


def _require_sensitivity(shrinkage: float, tail: float | None) -> Sensitivity:
    if not 0 <= shrinkage <= 2:
        raise UsageError("forecast.bad_shrinkage", found=shrinkage)
    if tail is not None and not 1 <= tail < math.inf:
        raise UsageError("forecast.bad_tail", found=tail)
    return Sensitivity(shrinkage, tail)


def _require_breaks(breaks: Sequence[int]) -> tuple[int, ...]:
    for year in breaks:
        if isinstance(year, bool) or not isinstance(year, int | np.integer):
            raise UsageError("forecast.bad_break", found=year)
    return tuple(int(year) for year in breaks)


@dataclass(frozen=True)
class _Asked:
    """The settings that all series of a call share."""

    members: MemberChoice
    transform: Transform
    sensitivity: Sensitivity
    as_of: date | None
    unit: str
    constants: Constants


def _predict(known: Sequence[Observed], ahead: Sequence[int], asked: _Asked) -> list[Forecast]:
    """Return the results in order; series with the same years are computed together."""
    groups: dict[tuple[tuple[int, ...], int, bool], list[int]] = {}
    for at, (observed, horizon) in enumerate(zip(known, ahead, strict=True)):
        is_rounded = observed.upper[-1] > observed.lower[-1]
        groups.setdefault((observed.years, horizon, is_rounded), []).append(at)
    results: dict[int, Forecast] = {}
    for (years, horizon, is_rounded), group in groups.items():
        members = asked.members.at(years[-1])
        found = _predict_group([known[at] for at in group], horizon, members, asked, is_rounded)
        results.update(zip(group, found, strict=True))
    return [results[at] for at in range(len(known))]


def _predict_group(
    group: Sequence[Observed], ahead: int, members: Members, asked: _Asked, is_rounded: bool
) -> list[Forecast]:
    own = np.array([each.values for each in group], dtype=np.float64)  # noqa: PD011 a record's, not pandas'
    values = placed_in_years(group[0].years, own)
    working = WorkingScale.of(asked.transform, values)
    levels = working.to(values)
    origin = group[0].origin
    law = pool_classes(levels, origin, range(1, ahead + 1), members.weighted, asked.sensitivity, asked.constants)
    if is_rounded:
        low, high = (
            working.to(np.array([bound], dtype=np.float64).T)[:, 0] - levels[:, -1]
            for bound in ([each.lower[-1] for each in group], [each.upper[-1] for each in group])
        )
        law = law.with_rounding(low, high)
    quantiles = working.back(law.quantiles())
    return [
        Forecast(
            name=observed.name,
            unit=asked.unit,
            observed=observed,
            years=tuple(range(origin + 1, origin + ahead + 1)),
            levels=quantiles[at],
            kind=FORECAST if len(observed.years) >= FORECAST_FROM else SCENARIO,
            references=members.references,
            warnings=tuple(_cautions(observed, ahead, members, asked.transform)),
            as_of=asked.as_of,
            law=law.of(at),
            working_scale=working.at(at),
        )
        for at, observed in enumerate(group)
    ]


def _cautions(observed: Observed, ahead: int, members: Members, transform: Transform) -> Iterator[Caution]:
    count = len(observed.years)
    if count < FORECAST_FROM:
        yield Caution("forecast.caution_scenario", {"count": count})
    if observed.missing_years:
        yield Caution("forecast.caution_missing_years", {"years": observed.missing_years})
    yield from members.cautions
    if ahead > LONGEST_FITTED:
        yield Caution("forecast.caution_far", {"horizon": ahead, "longest": LONGEST_FITTED})
    if transform != "log":
        yield Caution("forecast.caution_scale_measured")
    if observed.cut is not None:
        yield Caution("forecast.caution_break", {"year": observed.cut})
