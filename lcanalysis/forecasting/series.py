"""Yearly series to be forecast, checked before anything is computed."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from numbers import Real
from typing import Any, Final

import numpy as np
import pandas as pd

from lcanalysis.errors import Fault, FaultsError, UsageError
from lcanalysis.forecasting.scales import Transform, holds
from lcanalysis.periods import LONGEST_HORIZON, last_day
from lcanalysis.provenance import Place

LONG_COLUMNS: Final = ("series", "year", "value")
BOUNDS: Final = ("lower", "upper")
_YEAR: Final = re.compile("[0-9]{4}")
FIRST_YEAR: Final = 1900
"""From here on a horizon is a target year; below, a number of years."""
YEARS: Final = range(1000, 3000)
LEAST: Final = 2
"""Observations that a forecast of growth needs."""


@dataclass(frozen=True, slots=True)
class Observed:
    """A checked yearly series: ascending years, values that its scale can hold, and their rounding intervals.

    Years may be missing in between. `lower` and `upper` enclose all values that print as the published digits; they equal
    `values` if no intervals were given. `cut` is the first year after a break in the series, if it was cut there. `cells`
    are by year the raw cells that the values come from, where they are known.
    """

    name: str
    years: tuple[int, ...]
    values: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    cut: int | None = None
    cells: tuple[tuple[str, ...], ...] = ()

    @property
    def trace(self) -> tuple[str, ...]:
        """The raw cells that the values come from, each once."""
        return tuple(dict.fromkeys(cell for year in self.cells for cell in year))

    @property
    def origin(self) -> int:
        """The last observed year, from which the forecast starts."""
        return self.years[-1]

    @property
    def last_value(self) -> float:
        """The last observation."""
        return self.values[-1]

    @property
    def missing_years(self) -> tuple[range, ...]:
        """The years without an observation between the first and the last, as spans of consecutive years."""
        return tuple(range(before + 1, year) for before, year in pairwise(self.years) if year > before + 1)

    def known_by(self, as_of: date | None) -> Observed:
        """Return the series up to the last full year before `as_of`.

        Raises `UsageError` if fewer than two observations are that old.
        """
        if as_of is None or self.origin < as_of.year:
            return self
        kept = sum(year < as_of.year for year in self.years)
        if not kept:
            raise UsageError("forecast.nothing_known", series=self.name, as_of=as_of.isoformat(), first=self.years[0])
        part = self._part(slice(None, kept))
        if kept < LEAST:
            fields = {"series": self.name, "as_of": as_of.isoformat(), "shown": part.in_words(), "least": LEAST}
            raise UsageError("forecast.too_few_known", **fields)
        return part

    def after_breaks(self, breaks: Collection[int]) -> Observed:
        """Return the series from its last break on: `breaks` are the first years of new levels.

        Raises `UsageError` if fewer than two observations are left.
        """
        cut = max((year for year in breaks if self.years[0] < year <= self.origin), default=None)
        if cut is None:
            return self
        kept = replace(self._part(slice(sum(year < cut for year in self.years), None)), cut=cut)
        if len(kept.years) < LEAST:
            fields = {"series": self.name, "year": cut, "shown": kept.in_words(), "least": LEAST}
            raise UsageError("forecast.too_few_after_break", **fields)
        return kept

    def in_words(self) -> str:
        """Return the observations as a message lists them: 2017: 708.36, 2018: 813.9."""
        return ", ".join(f"{year}: {value:g}" for year, value in zip(self.years, self.values, strict=True))

    def _part(self, at: slice) -> Observed:
        return replace(
            self,
            years=self.years[at],
            values=self.values[at],
            lower=self.lower[at],
            upper=self.upper[at],
            cells=self.cells[at],
        )


@dataclass(frozen=True, slots=True)
class RunningYear:
    """What is known of a year under way: what its months up to `last_month` brought, in the series' unit.

    `shares` are, for earlier years, how much of the whole year the same months were, above 0 and below 1. Without any, the
    year is only known to be no less than what came. `trace` are the cells that all this follows from.
    """

    year: int
    last_month: int
    so_far: float
    shares: tuple[float, ...] = ()
    trace: tuple[str, ...] = ()

    @property
    def period(self) -> str:
        """The months that are known."""
        return f"{self.year}-01" if self.last_month == 1 else f"{self.year}-01--{self.last_month:02d}"


def observed_series(
    series: pd.Series[Any] | pd.DataFrame, name: str | None = None, transform: Transform = "log"
) -> Observed:
    """Return one checked series, from a Series indexed by year or a table with value, lower and upper.

    It is called `name`, or as the Series is; `transform` says which values it may hold.

    Raises `FaultsError` with every fault, each naming the year and the value: a year that is none, given twice or out
    of order; a value that is no number, not finite, or not one that the scale can hold (logs: positive); fewer than two
    observations; a rounding interval that does not hold its value.
    """
    own = series.name if isinstance(series, pd.Series) else None
    name = name or ("series" if own is None else str(own))
    table = _with_rounding(series) if isinstance(series, pd.Series) else series
    if "value" not in table.columns:
        raise UsageError("forecast.columns", expected=", ".join(LONG_COLUMNS), found=", ".join(map(str, table.columns)))
    years = table["year"] if "year" in table.columns else table.index
    faults: list[Fault] = []
    observed = _observed(name, _columns(years, table), Place(name), faults, transform=transform)
    FaultsError.raise_if_any(faults)
    known = series.attrs.get("cells", {})
    return replace(observed, cells=tuple(known.get(year, ()) for year in observed.years) if known else ())


def observed_levels(
    name: str,
    levels: Mapping[int, tuple[float, float, float]],
    cells: Mapping[int, tuple[str, ...]],
    transform: Transform = "log",
) -> Observed:
    """Return one checked series from its levels by year, each a value and the ends of its rounding interval.

    Raises `FaultsError` as `observed_series` does.

    >>> observed_levels("a", {2017: (1.0, 0.5, 1.5), 2018: (2.0, 1.5, 2.5)}, {}).upper
    (1.5, 2.5)
    """
    faults: list[Fault] = []
    columns = [list(levels), *map(list, zip(*levels.values(), strict=True))]
    observed = _observed(name, columns, Place(name), faults, transform=transform)
    FaultsError.raise_if_any(faults)
    return replace(observed, cells=tuple(cells.get(year, ()) for year in observed.years))


def _with_rounding(series: pd.Series[Any]) -> pd.DataFrame:
    """Return a Series as a table, with the rounding intervals of those values that still are what its attrs note.

    `Plan.series` notes them. What is computed from such a Series keeps the attrs, but its values are others, without intervals.
    """
    table = series.to_frame("value")
    held = series.attrs.get("rounding", {})
    ends = [held.get(year, ()) for year in series.index]
    known = [len(end) == 3 and end[0] == value for end, value in zip(ends, series, strict=True)]
    if any(known):
        for at, bound in enumerate(BOUNDS, start=1):
            table[bound] = [
                end[at] if is_known else value for end, is_known, value in zip(ends, known, series, strict=True)
            ]
    return table


def observed_table(
    table: pd.DataFrame,
    place: str = "series",
    *,
    shortest: int = LEAST,
    transform: Transform = "log",
) -> tuple[Observed, ...]:
    """Return the checked series of a long table with the columns series, year, value (lower, upper).

    - `table`: one row per series and year; of each series the years ascend.
    - `shortest`: the fewest observations that a series may have.

    Raises `UsageError` if a column is missing; `FaultsError` with every fault of every series.
    """
    if any(name not in table.columns for name in LONG_COLUMNS):
        raise UsageError("forecast.columns", expected=", ".join(LONG_COLUMNS), found=", ".join(map(str, table.columns)))
    faults: list[Fault] = []
    columns = _columns(table["year"], table)
    codes, names = pd.factorize(table["series"], use_na_sentinel=False)
    rows: dict[int, list[int]] = {}
    for row, code in enumerate(codes.tolist()):
        rows.setdefault(code, []).append(row)
    found = [
        _observed(
            str(names[code]),
            [[column[row] for row in own] for column in columns],
            Place(f"{place} {names[code]}"),
            faults,
            shortest=shortest,
            transform=transform,
        )
        for code, own in rows.items()
    ]
    if not found:
        faults.append(Fault(Place(place), "forecast.no_observation"))
    FaultsError.raise_if_any(faults)
    return tuple(found)


def _columns(years: Any, table: pd.DataFrame) -> list[list[Any]]:
    """Return years, values and, where the table has any, their bounds; a missing bound is the value itself."""
    values = table["value"].tolist()
    bounds = [table[bound].tolist() if bound in table.columns else values for bound in BOUNDS]
    return [year_labels(years), values, *(bounds if any(bound is not values for bound in bounds) else ())]


def year_labels(years: Any) -> list[Any]:
    """Return the years of an index or column; dates, periods, and text such as 2018, are read as their years.

    Raises `UsageError` if dates or periods are closer together than years.
    """
    index = pd.Index(years)
    if isinstance(index, pd.PeriodIndex | pd.DatetimeIndex):
        found: list[Any] = index.year.tolist()
        dates: list[Any] = list(index)
        twice = [str(one) for one, again in pairwise(dates) if one != again and one.year == again.year]
        if twice:
            raise UsageError("forecast.not_yearly", first=twice[0], frequency=getattr(index, "freqstr", None) or "-")
        return found
    return [int(year) if isinstance(year, str) and _YEAR.fullmatch(year) else year for year in index.tolist()]


def _observed(
    name: str,
    columns: Sequence[Sequence[Any]],
    place: Place,
    faults: list[Fault],
    *,
    shortest: int = LEAST,
    transform: Transform = "log",
) -> Observed:
    years, values, *bounds = columns
    here = [
        *_year_faults(years, values, place),
        *_value_faults(years, values, place, transform),
    ]
    if not here and bounds:
        here = [*_bound_faults(years, values, bounds, place, transform)]
    if not here and not values and shortest:
        here = [Fault(place, "forecast.no_observation")]
    if not here and len(values) < shortest:
        shown = ", ".join(f"{year}: {value}" for year, value in zip(years, values, strict=True))
        here = [Fault(place, "forecast.too_few", {"least": shortest, "count": len(values), "shown": shown or "-"})]
    faults.extend(here)
    if here:
        return Observed(name, (), (), (), ())
    numbers = tuple(map(float, values))
    lower, upper = (tuple(map(float, column)) for column in bounds) if bounds else (numbers, numbers)
    return Observed(name, tuple(year for each in years if (year := _whole(each)) is not None), numbers, lower, upper)


def _year_faults(years: Sequence[object], values: Sequence[object], place: Place) -> Iterator[Fault]:
    before: int | None = None
    for year, value in zip(years, values, strict=True):
        fields = {"year": year, "value": value, "before": before}
        whole = _whole(year)
        if whole is None:
            yield Fault(place, "forecast.not_a_year", fields)
            continue
        if before is not None and whole == before:
            yield Fault(place, "forecast.year_twice", fields)
        elif before is not None and whole < before:
            yield Fault(place, "forecast.year_unordered", fields)
        before = whole


def _whole(year: object) -> int | None:
    """Return a year as int; a whole float counts, since a merge or a pivot easily makes one of an int."""
    if type(year) is int:
        return year if YEARS.start <= year < YEARS.stop else None
    if isinstance(year, bool) or not isinstance(year, int | float | np.integer):
        return None
    return int(year) if YEARS.start <= year < YEARS.stop and year == int(year) else None


def _value_faults(
    years: Sequence[object], values: Sequence[object], place: Place, transform: Transform
) -> Iterator[Fault]:
    for year, value in zip(years, values, strict=True):
        if type(value) is float and math.isfinite(value) and holds(transform, value):
            continue  # as nearly all are: the questions below take longer
        if isinstance(value, bool | np.bool_) or not isinstance(value, Real | Decimal):
            yield Fault(place, "forecast.not_a_number", {"year": year, "value": repr(value)})
        elif not math.isfinite(value):
            yield Fault(place, "forecast.not_finite", {"year": year, "value": str(value)})
        elif not holds(transform, float(value)):
            key = "forecast.not_positive" if transform == "log" else "forecast.not_a_share"
            yield Fault(place, key, {"year": year, "value": str(value)})


def _bound_faults(
    years: Sequence[object],
    values: Sequence[Any],
    bounds: Iterable[Sequence[Any]],
    place: Place,
    transform: Transform,
) -> Iterator[Fault]:
    for year, value, low, high in zip(years, values, *bounds, strict=True):
        is_number = all(isinstance(end, Real | Decimal) and math.isfinite(end) for end in (low, high))
        is_held = is_number and all(holds(transform, float(end)) for end in (low, high))
        if not is_held or not float(low) <= float(value) <= float(high):
            yield Fault(place, "forecast.bad_interval", {"year": year, "value": value, "lower": low, "upper": high})


def require_date(as_of: date | str | None) -> date | None:
    """Return `as_of` as a date; text may be a day, a month or a year and then counts as its last day.

    Raises `UsageError` if the text is no date.

    >>> require_date("2019-11")
    datetime.date(2019, 11, 30)
    """
    if as_of is None or isinstance(as_of, date):
        return as_of
    try:
        return last_day(as_of)
    except ValueError:
        raise UsageError("forecast.not_a_date", as_of=as_of) from None


def require_horizon(horizon: int, observed: Observed) -> int:
    """Return how many years ahead of the last observation `horizon` reaches.

    `horizon`: years ahead, 1 to 50, or a target year. Raises
    `UsageError` if it is no whole number, zero, in the past, or more than 50 years ahead.

    >>> require_horizon(2022, Observed("a", (2017, 2018), (1, 2), (1, 2), (1, 2)))
    4
    """
    fields = {"horizon": horizon, "origin": observed.origin, "longest": LONGEST_HORIZON, "series": observed.name}
    if isinstance(horizon, bool) or not isinstance(horizon, int | np.integer):
        raise UsageError("forecast.horizon_not_whole", **fields)
    ahead = int(horizon) - observed.origin if horizon >= FIRST_YEAR else int(horizon)
    if ahead < 1:
        raise UsageError("forecast.horizon_in_the_past", **fields)
    if ahead > LONGEST_HORIZON:
        raise UsageError("forecast.horizon_too_long", **fields)
    return ahead
