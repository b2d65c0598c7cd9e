"""The forms in which a caller may give a yearly series to be forecast."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from lcanalysis.errors import UsageError
from lcanalysis.forecasting.series import year_labels
from lcanalysis.observations import COLUMNS, DERIVED, PUBLISHED, latest, observations_of
from lcanalysis.plan import yearly_series
from lcanalysis.quantities import Quantity

SUBJECT: Final = ("indicator", "entity", "area")
OBSERVED: Final = ("indicator", "entity", "period", "value")
"""Columns by which the table of a plan's observations is known."""
_SHOWN: Final = 3


def yearly(given: Any, start: int | None = None) -> pd.Series[Any] | pd.DataFrame:
    """Return what was given as a Series or table by years, its unit and breaks in ``attrs``.

    `given`: a Series, by years or with a DatetimeIndex or PeriodIndex; a mapping from years to values; a list of
    values, of which the first is that of `start`; a list of pairs (year, value); a table with value (lower, upper) by
    year; a long table (series, year, value); the rows of one figure in `Plan.observations`. Values may be quantities:
    their rounding bounds and their unit are kept. `start`: the year of the first value, where no years are given.
    Raises `UsageError` if it has none of these forms, or no years; the message gives the line to write.
    """
    if isinstance(given, pd.DataFrame) and set(OBSERVED) <= set(given.columns):
        given = _observed_rows(given)
    if isinstance(given, pd.DataFrame):
        return _with_numbers(given) if "value" in given.columns else given
    series = _with_own_unit(_series(given, start))
    if any(isinstance(value, Quantity) for value in series):
        table = series.to_frame("value")
        table.attrs = dict(series.attrs)
        return _with_numbers(table)
    return series


def _series(given: Any, start: int | None) -> pd.Series[Any]:
    if isinstance(given, pd.Series):
        series = given
    elif isinstance(given, Mapping):
        series = pd.Series(list(given.values()), index=pd.Index(list(given), dtype="object"), dtype="object")
    elif isinstance(given, np.ndarray | pd.Index) or (isinstance(given, Iterable) and not isinstance(given, str)):
        values = list(given)
        if values and all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in values):
            years = pd.Index([year for year, _ in values], dtype="object")
            return pd.Series([value for _, value in values], index=years, dtype="object")
        series = pd.Series(values, dtype="object")
    else:
        raise UsageError("forecast.no_series", found=type(given).__name__)
    if not isinstance(series.index, pd.RangeIndex) or series.index.start or series.empty:
        return series
    if start is None:
        raise UsageError("forecast.no_years", values=", ".join(map(str, series.iloc[:_SHOWN])), count=len(series))
    counted = series.copy()
    counted.index = pd.RangeIndex(start, start + len(series))
    return counted


def _with_own_unit(series: pd.Series[Any]) -> pd.Series[Any]:
    """Return a Series without the unit that `Plan.series` noted, if a value is not what was noted: it was computed since."""
    held = series.attrs.get("rounding")
    if held is None or all(year in held and held[year][0] == value for year, value in series.items()):
        return series
    computed = series.copy()
    computed.attrs["unit"] = ""
    return computed


def _observed_rows(rows: pd.DataFrame) -> pd.Series[Any] | pd.DataFrame:
    """Return the yearly figures of one subject among a plan's observations: as `Plan.series` does, if all columns are there.

    Of several vintages the newest is taken; figures known from one side alone are left out.
    """
    subject = [name for name in SUBJECT if name in rows.columns]
    subjects = list(dict.fromkeys(rows[subject].itertuples(index=False, name=None)))
    if len(subjects) != 1:
        pairs = [f"{indicator}/{entity}" for indicator, entity, *_ in subjects]
        key = "forecast.several_subjects" if subjects else "forecast.no_rows"
        shown = tuple(pairs[:_SHOWN])
        indicator, entity = subjects[0][:2] if subjects else ("revenue", "cluster")
        raise UsageError(key, count=len(subjects), shown=shown, indicator=indicator, entity=entity)
    name = "/".join(subjects[0][:2])
    if set(COLUMNS) <= set(rows.columns):
        exactly = [row for row in observations_of(rows) if row.status in {PUBLISHED, DERIVED}]
        chosen = sorted((row for row in latest(exactly).values() if len(row.period) == 4), key=lambda row: row.period)
        return yearly_series(chosen, name, rows.attrs.get("vintage"))
    found = rows.set_index(rows["period"].astype(str))[["value"]].sort_index()
    found.attrs |= {"name": name, "unit": _one(rows["unit"]) if "unit" in rows.columns else ""}
    return found


def _one(units: Iterable[str]) -> str:
    found = set(units)
    return found.pop() if len(found) == 1 else ""


def _with_numbers(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with floats and bounds in place of quantities, in the unit of the last one."""
    held = [value for value in table["value"] if isinstance(value, Quantity)]
    if not held:
        return table
    unit = held[-1].unit
    found = [_number(value, unit) for value in table["value"]]
    columns = {
        name: pd.Series([one[at] for one in found], table.index, dtype="object")
        for at, name in enumerate(("value", "lower", "upper"))
    }
    made = table.assign(**columns)
    years = year_labels(table["year"] if "year" in table.columns else table.index)
    traces = [value.trace.machine if isinstance(value, Quantity) else () for value in table["value"]]
    made.attrs = {**table.attrs, "unit": unit} | (
        {"cells": dict(zip(years, traces, strict=True))} if any(traces) else {}
    )
    return made


def _number(value: Any, unit: str) -> tuple[Any, Any, Any]:
    """Return a value and its rounding bounds; a plain number stands for itself."""
    if not isinstance(value, Quantity):
        return value, value, value
    converted = value.to(unit)
    return float(converted), float(converted.bounds.lower), float(converted.bounds.upper)
