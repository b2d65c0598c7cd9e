"""Months that a caller says add up: summed to years, and what the months of the year under way brought."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from numbers import Real
from typing import Any, Final

import numpy as np
import pandas as pd

from lcanalysis.errors import Fault, FaultsError, UsageError
from lcanalysis.forecasting.series import RunningYear
from lcanalysis.periods import last_day
from lcanalysis.provenance import Place
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.aggregates import total

_MONTH: Final = re.compile("([0-9]{4})-(0[1-9]|1[0-2])")
_YEAR: Final = 12


def summed_to_years(
    given: Any, name: str | None = None, as_of: date | None = None
) -> tuple[pd.Series[Any], RunningYear | None]:
    """Return the sums of whole years, and what is known of the year under way, if it has months.

    - `given`: a Series by month (dates, periods or text such as 2018-06), or a mapping; it begins with a January and leaves
      no month out.
    - `as_of`: months that had not ended by that day are left out.

    Raises `UsageError` if it is neither; `FaultsError` with a sentence for each label that is no month, each month that is
    left out, given twice or out of order, and each value that is missing, no number or below zero.

    >>> months = {f"{year}-{month:02d}": 1.0 for year in (2019, 2020) for month in range(1, 13)}
    >>> years, running = summed_to_years(months | {"2021-01": 2.0, "2021-02": 2.0})
    >>> years.to_dict(), running.so_far, [round(share, 3) for share in running.shares]
    ({2019: 12.0, 2020: 12.0}, 4.0, [0.167, 0.167])
    """
    series = (
        given if isinstance(given, pd.Series) else pd.Series(given, dtype="object") if isinstance(given, dict) else None
    )
    if series is None:
        raise UsageError("forecast.no_months", found=type(given).__name__)
    name = name or str(series.name or "series")
    labels, values = [_month(label) for label in series.index], series.tolist()
    FaultsError.raise_if_any(_faults([*series.index], labels, values, Place(name)))
    by_month = {
        month: value
        for month, value in zip(labels, values, strict=True)
        if month and (as_of is None or last_day(f"{month[0]}-{month[1]:02d}") <= as_of)
    }
    newest = max(by_month, default=(0, _YEAR))
    sums = {
        (year, last): _sum([by_month[year, month] for month in range(1, last + 1)])
        for year in dict.fromkeys(year for year, _ in by_month)
        for last in {_YEAR, newest[1]}
        if (year, last) in by_month
    }
    whole = pd.Series({year: value for (year, last), value in sums.items() if last == _YEAR}, dtype="object", name=name)
    whole.attrs = {key: value for key, value in series.attrs.items() if key in {"unit", "vintage"}}
    if newest[1] == _YEAR:
        return whole, None
    years = dict.fromkeys(year for year, last in sums if last == _YEAR)
    shares = [
        float(sums[year, newest[1]] / value) if value > 0 else 0.0 for year, value in zip(years, whole, strict=True)
    ]
    so_far = sums[newest]
    amount = so_far.to(whole.iloc[-1].unit) if isinstance(so_far, Quantity) and len(whole) else so_far
    cells = so_far.trace.machine if isinstance(so_far, Quantity) else ()
    running = RunningYear(newest[0], newest[1], float(amount), tuple(one for one in shares if 0 < one < 1), cells)
    return whole, running if running.so_far > 0 else None


def _sum(values: Sequence[Any]) -> Any:
    return total(values) if isinstance(values[0], Quantity) else math.fsum(values)


def _month(label: Any) -> tuple[int, int] | None:
    """Return the year and month of a label; None if it is no month."""
    if isinstance(label, pd.Period):
        return (label.year, label.month) if label.freqstr == "M" else None
    if isinstance(label, date | np.datetime64):
        stamp = pd.Timestamp(label)
        return stamp.year, stamp.month
    found = _MONTH.fullmatch(label) if isinstance(label, str) else None
    return None if found is None else (int(found[1]), int(found[2]))


def _faults(
    given: Sequence[Any], labels: Sequence[tuple[int, int] | None], values: Sequence[Any], place: Place
) -> Iterator[Fault]:
    before: tuple[int, int] | None = None
    for label, month, value in zip(given, labels, values, strict=True):
        fields = {"month": str(label), "value": str(value)}
        if month is None:
            yield Fault(place, "forecast.not_a_month", fields)
            continue
        if before is None and month[1] != 1:
            yield Fault(place, "forecast.months_begin_late", fields | {"year": month[0] + 1})
        if before is not None and month != _after(before):
            key = "forecast.month_left_out" if month > before else "forecast.month_unordered"
            yield Fault(place, key, fields | {"before": _text(before), "expected": _text(_after(before))})
        before = month
        if not isinstance(value, Real | Decimal | Quantity) or isinstance(value, bool):
            yield Fault(place, "forecast.month_no_number", fields)
        elif not isinstance(value, Quantity) and not math.isfinite(value):
            yield Fault(place, "forecast.month_missing", fields)
        elif value < 0:
            yield Fault(place, "forecast.month_negative", fields)


def _after(month: tuple[int, int]) -> tuple[int, int]:
    return (month[0] + month[1] // _YEAR, month[1] % _YEAR + 1)


def _text(month: tuple[int, int]) -> str:
    return f"{month[0]}-{month[1]:02d}"
