"""The forecasts of the figures for which plan.yml states a cap, with the cap and without it, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

import pandas as pd

from lcanalysis.definition import Cap
from lcanalysis.errors import UsageError
from lcanalysis.exhibits import Words, date_words, words, words_from
from lcanalysis.forecasting.outlook import outlook
from lcanalysis.forecasting.result import Forecast
from lcanalysis.number_format import printed_decimals
from lcanalysis.periods import last_day
from lcanalysis.plan import Plan
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.aggregates import measured
from lcanalysis.quantities.opening import figure
from lcanalysis.quantities.probability import probability
from lcanalysis.units import convert

TRACE: Final = "plan.yml"
COLUMNS: Final = (
    "cap", "indicator", "entity", "is_later", "is_capped", "last_year", "last", "level", "median", "low", "high", "reaches",
)  # fmt: skip


def capped_outlooks(plan: Plan, year: int) -> pd.DataFrame:
    """Return the forecast of each figure that plan.yml caps, without its cap and with it.

    With the cap, output is min(Y, cap). A cap below the latest figure is applied only if plan.yml asks for it
    (``below_latest``).

    Parameters
    ----------
    plan
        An opened plan; its definition declares the caps.
    year
        The target year.

    Returns
    -------
    pandas.DataFrame
        For each cap a row without it, and one with it if it is applied. Columns: `cap` (int: its place among those
        declared), `indicator`, `entity` (codes), `is_later` (whether the cap was stated after the plan), `is_capped`,
        `last_year` (int); as quantities `last` (the latest figure), `level` (the cap), `median`, `low` and `high` (ends of
        the 80 % interval), all in the unit of the latest figure, and `reaches` (%: the probability of the latest figure
        or more). The index is ``entity/with`` or ``entity/without``; a further cap of an
        entity has its place behind the entity. A cap has no row if there is no forecast for the year: fewer than two
        years since the last break, no reference class, or the year is observed.

    Raises
    ------
    LcAnalysisError
        If the figures or a reference class are faulty.

    Examples
    --------
    >>> from lcanalysis import load
    >>> found = capped_outlooks(load("data"), 2022)
    >>> found.loc[["alumina/without", "alumina/with"], "high"].map(str).tolist()
    ['7.371 million tonnes', '4.402 million tonnes']
    """
    lines: dict[str, dict[str, Any]] = {}
    published = last_day(plan.definition.plan.published_on)
    for at, cap in enumerate(plan.definition.caps):
        stem = cap.entity if f"{cap.entity}/without" not in lines else f"{cap.entity}/{at}"
        about = {"cap": at, "indicator": cap.indicator, "entity": cap.entity}
        about["is_later"] = last_day(cap.published_on) > published
        lines |= {f"{stem}/{case}": about | line for case, line in _lines(plan, cap, year)}
    return pd.DataFrame.from_dict(lines, orient="index", columns=list(COLUMNS), dtype=object)


def cap_source(cap: Cap) -> Words:
    """Return the source of a cap, with the date it was published on unless the source names that year already.

    Examples
    --------
    >>> from lcanalysis import load
    >>> cap_source(load("data").definition.caps[0]).text("en")
    'Dazhong Daily, published May 2022'
    """
    source = words_from(cap.source.text)
    if cap.published_on[:4] in cap.source.zh:
        return source
    return words("{source}，{date}发布", "{source}, published {date}", source=source, date=date_words(cap.published_on))


def _lines(plan: Plan, cap: Cap, year: int) -> Iterator[tuple[str, dict[str, Any]]]:
    view = outlook(plan, cap.indicator, cap.entity, year)
    if view.why_not:
        return
    last = figure(view.rows[-1], plan)
    shown = convert(Decimal(cap.level), cap.unit, last.unit)
    limit = Quantity(shown, last.unit, TRACE, decimals=printed_decimals(shown))
    for case, found in _forecasts(view.forecast, cap):
        sources = (last, *found.trace, *([limit] if case == "with" else []))
        low, high = found.interval(80)
        ends = {"median": found.quantile(0.5), "low": low, "high": high}
        levels = {name: measured(value, last.unit, *sources, decimals=1) for name, value in ends.items()}
        reaches = probability(found.probability(level=float(last.value)), *sources)
        known = {"is_capped": case == "with", "last_year": int(view.rows[-1].period), "last": last, "level": limit}
        yield case, known | levels | {"reaches": reaches}


def _forecasts(free: Forecast, cap: Cap) -> Iterator[tuple[str, Forecast]]:
    yield "without", free
    try:
        yield "with", free.capped(Quantity(cap.level, cap.unit), below_latest=cap.below_latest)
    except UsageError as problem:
        if problem.key != "forecast.cap_below_latest":
            raise
