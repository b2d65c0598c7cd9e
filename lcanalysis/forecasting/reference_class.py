"""A reference class: how fast comparable series grew, and its fitted summary as known at the end of a year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias, TypeVar

import numpy as np
from pydantic import Field

from lcanalysis.declarations.yaml_files import Declared
from lcanalysis.errors import UsageError
from lcanalysis.forecasting.class_summary import ClassSummary, summarise_growth
from lcanalysis.forecasting.distribution import GRID, Floats, weighted_quantiles
from lcanalysis.forecasting.scales import GENERIC, WIDENING, Transform, WorkingScale
from lcanalysis.forecasting.series import Observed
from lcanalysis.safe_text import isolated

T = TypeVar("T")


class ReferenceSource(Declared):
    """What ``<name>.source.yml`` declares about a class.

    `scale` is ``level`` for a class whose values may be negative, such as profits: it speaks on that scale alone.
    `industry_zh` and `industry_en` name the one industry that a class is of; for plans of others it is no comparison.
    """

    title_zh: str
    title_en: str
    kind: Literal["rows", "summary"]
    recommended: bool
    series: int
    years: str
    unit_zh: str
    unit_en: str
    source_zh: str
    source_en: str
    retrieved_from: str
    licence_note: str
    comparable_zh: str
    comparable_en: str
    industry_zh: str = ""
    industry_en: str = ""
    comparable_from: int | None = None
    scale: Literal["log", "level"] = "log"
    breaks: tuple[int, ...] = Field(default=(), strict=False)

    def title(self, lang: str) -> str:
        """Return the class's title in `lang`."""
        return isolated(self.title_zh if lang == "zh" else self.title_en)

    def source(self, lang: str) -> str:
        """Return where the series come from, in `lang`."""
        return self.source_zh if lang == "zh" else self.source_en

    def industry(self, lang: str) -> str:
        """Return the one industry that the class is of, in `lang`; empty if it is of many."""
        return self.industry_zh if lang == "zh" else self.industry_en

    def comparable(self, lang: str) -> str:
        """Return why the series are comparable, in `lang`."""
        return self.comparable_zh if lang == "zh" else self.comparable_en


@dataclass(frozen=True)
class Growths:
    """Growth of a class over some years: annualised log growth with weights, or its quantiles on the grid.

    `origins` counts the distinct first years and `cases` the growths; the years, not the cases, are the
    independent information, since all series of one year share its shocks. They lie between `first_year` and
    `last_year`. `horizon` is the number of years over which the growths were taken: less than was asked for,
    if the class is too short.
    """

    horizon: int
    first_year: int
    last_year: int
    origins: int
    cases: int
    quantiles: Floats = field(repr=False)
    log_growth: Floats | None = field(default=None, repr=False)
    weights: Floats | None = field(default=None, repr=False)

    def share_reaching(self, growth: float) -> float:
        """Return the share that grew by at least `growth` a year (a fraction, compound).

        Of rows it is the exact weighted share; of a summary it is read off the quantiles.
        """
        least = np.log1p(growth)
        if self.log_growth is not None and self.weights is not None:
            # A growth equal to the goal reaches it, whatever the last bit of its logarithm.
            return float(self.weights[self.log_growth >= least - 1e-12].sum() / self.weights.sum())
        return float(1 - np.interp(least, self.quantiles, GRID, left=0.0, right=1.0))


Fitted: TypeAlias = Mapping[tuple[int | None, int], ClassSummary]
"""Fitted summaries by the first year of level used (None: all years) and the last year known."""


@dataclass(frozen=True, eq=False)
class ReferenceClass:
    """Comparable series whose growth stands in for the years that the own series does not have yet.

    `since` is the first year used; None means all. `breaks` are the first years of new levels (a census, a new
    threshold): growth across them is left out.
    """

    name: str
    source: ReferenceSource | None = field(default=None, repr=False)
    rows: tuple[Observed, ...] = field(default=(), repr=False)
    summary: tuple[Growths, ...] = field(default=(), repr=False)
    fitted: Fitted = field(default_factory=dict, repr=False)
    since: int | None = None
    breaks: tuple[int, ...] = ()
    _known: dict[tuple[Any, ...], Any] = field(default_factory=dict, repr=False)
    """What was computed of the rows: copies of the class with other years share it, since a page asks again and again."""

    @property
    def trace(self) -> str:
        """The class as a source of numbers: ``reference/<name>``."""
        return f"reference/{self.name}"

    def title(self, lang: str) -> str:
        """Return the class's title in `lang`; its name if it was given as a table."""
        return self.name if self.source is None else self.source.title(lang)

    def from_year(self, year: int | None) -> ReferenceClass:
        """Return the class with only the years from `year` on; all years if None."""
        return replace(self, since=year)

    @property
    def _table(self) -> tuple[Floats, int]:
        """The values, one row per series and one column per year (NaN where none), and the first year."""
        return self._kept(("table",), self._tabulated)

    def _kept(self, key: tuple[Any, ...], compute: Callable[[], T]) -> T:
        if key not in self._known:
            self._known[key] = compute()
        found: T = self._known[key]
        return found

    def _tabulated(self) -> tuple[Floats, int]:
        first = min(row.years[0] for row in self.rows)
        last = max(row.years[-1] for row in self.rows)
        values = np.full((len(self.rows), last - first + 1), np.nan)
        for at, row in enumerate(self.rows):
            values[at, np.array(row.years) - first] = row.values
        return values, first

    @property
    def _levels(self) -> tuple[Floats, int]:
        """The table in logs."""
        values, first = self._table
        return self._kept(("logs",), lambda: np.log(values)), first

    def summary_at(self, year: int | None, transform: Transform = "log") -> ClassSummary | None:
        """Return the fitted summary of the class as known at the end of `year`; None if it had no growth by then.

        `year`: the last year that was known; None means all years. `transform`: the scale on which changes are taken.
        Of a class shipped as its summary there are only logs. Raises `UsageError` if the class is shipped as its
        summary, and another scale is asked for.
        """
        if self.fitted:
            if transform != "log":
                raise UsageError("forecast.summary_in_logs_only", name=self.name)
            return self._fitted_at(year)
        if not self.rows:
            return None
        key = ("summary", self.name, self.since, self.breaks, year, transform)
        return self._kept(key, lambda: self._summarise(year, transform))

    def _summarise(self, year: int | None, transform: Transform) -> ClassSummary | None:
        values, first = self._table
        years = first + np.arange(values.shape[1], dtype=np.int64)
        last = int(years[-1]) if year is None else year
        known = values[:, years <= last]
        known = known[np.isfinite(known).any(axis=1)]
        if known.shape[1] < 2 or not len(known):
            return None
        growth = np.diff(WorkingScale.of(transform, known).to(known), axis=1)
        used = years[1 : known.shape[1]]
        growth[:, np.isin(used, self.breaks) | (used <= (self.since or 0))] = np.nan
        found = summarise_growth(growth, used, last, self.name, GENERIC[transform])
        return replace(found, spread=found.spread * WIDENING[transform]) if found.n_growths else None

    def _fitted_at(self, year: int | None) -> ClassSummary | None:
        starts = sorted({start or 0 for start, _ in self.fitted if self.since is None or (start or 0) >= self.since})
        start = next(iter(starts), None)
        known = [
            (last, found)
            for (first, last), found in self.fitted.items()
            if (first or 0) == start and (year is None or last <= year)
        ]
        if not known:
            return None
        last, found = max(known, key=lambda each: each[0])
        return found.known_at(last if year is None else year)

    def growths(self, horizon: int, last_year: int | None = None) -> Growths | None:
        """Return the growth of the class over `horizon` years, as known when `last_year` was its last year.

        Every first year has equal weight, and within it every series. A class too short for `horizon`
        answers with the longest horizon that it has (see `Growths.horizon`); None if it has no growth at all.

        `horizon`: years over which growth is taken, at least 1; growth is annualised: log(last / first) / horizon.
        `last_year`: later years are not looked at; None means all years.
        """
        key = ("growths", self.name, self.since, self.breaks, horizon, last_year)
        return self._kept(key, lambda: self._longest_growths(horizon, last_year))

    def _longest_growths(self, horizon: int, last_year: int | None) -> Growths | None:
        taken = (self._growths(years, last_year) for years in range(horizon, 0, -1))
        return next((growths for growths in taken if growths is not None), None)

    def _growths(self, horizon: int, last_year: int | None) -> Growths | None:
        if self.summary:
            return self._summarised(horizon, last_year)
        levels, first = self._levels
        years = first + np.arange(levels.shape[1])
        origins = years[:-horizon] if horizon < len(years) else years[:0]
        fits = np.array([self._fits(int(origin), horizon, last_year) for origin in origins], dtype=bool)
        if not fits.any():
            return None
        growth = ((levels[:, horizon:] - levels[:, :-horizon]) / horizon)[:, fits]
        known = np.isfinite(growth)
        count = known.sum(axis=0)
        if not count.any():
            return None
        used = origins[fits][count > 0]
        weights = np.broadcast_to(1 / np.maximum(count, 1), growth.shape)[known]
        return Growths(
            horizon=horizon,
            first_year=int(used[0]),
            last_year=int(used[-1]) + horizon,
            origins=int((count > 0).sum()),
            cases=int(count.sum()),
            quantiles=weighted_quantiles(growth[known], weights),
            log_growth=growth[known],
            weights=weights,
        )

    def _fits(self, origin: int, horizon: int, last_year: int | None) -> bool:
        end = origin + horizon
        is_late_enough = self.since is None or origin >= self.since
        is_known = last_year is None or end <= last_year
        return is_late_enough and is_known and not any(origin < year <= end for year in self.breaks)

    def _summarised(self, horizon: int, last_year: int | None) -> Growths | None:
        fits = [
            window
            for window in self.summary
            if window.horizon == horizon
            and (self.since is None or window.first_year >= self.since)
            and (last_year is None or window.last_year <= last_year)
        ]
        # Of the windows that are known, the latest; of those, the one that looks back farthest.
        return max(fits, key=lambda window: (window.last_year, -window.first_year), default=None)
