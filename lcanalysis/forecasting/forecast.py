"""The one call: a yearly series in, a predictive distribution of its future levels out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, Final, overload

import numpy as np
import pandas as pd

from lcanalysis.errors import UsageError
from lcanalysis.forecasting.distribution import Floats, add_uniform, mix_quantiles
from lcanalysis.forecasting.reference import Growths, Reference, ReferenceClass, load_references
from lcanalysis.forecasting.result import SCENARIO, Caution, Forecast, Forecasts
from lcanalysis.forecasting.series import Observed, observed_series, observed_table, require_date, require_horizon

FEW_ORIGINS: Final = 3
"""With fewer first years than this, a class has seen too few common shocks, and the result says so."""


@overload
def forecast(
    series: pd.Series[Any],
    horizon: int,
    reference: Reference | Iterable[Reference] | None = ...,
    as_of: date | str | None = ...,
    *,
    name: str | None = ...,
    unit: str = ...,
    data: str | Path = ...,
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
    data: str | Path = ...,
) -> Forecast | Forecasts: ...


def forecast(
    series: pd.Series[Any] | pd.DataFrame,
    horizon: int,
    reference: Reference | Iterable[Reference] | None = None,
    as_of: date | str | None = None,
    *,
    name: str | None = None,
    unit: str = "",
    data: str | Path = "data",
) -> Forecast | Forecasts:
    """Return the predictive distribution of a yearly series of positive levels.

    The growth of comparable series stands in for the years that the series does not have. With last
    observation Y at year T, and G_h the annualised log growth over h years in a reference class (every first
    year of equal weight, within it every series),

        log Y(T+h) = log Y(T) + h * G_h.

    Classes are mixed by averaging their quantiles. The rounding interval of Y(T), if given, is folded in. The
    series' own growth is not continued: from two observations it cannot be known how much of it will last.

    Parameters
    ----------
    series
        A Series indexed by year; a table indexed by year with the columns value and, for the rounding interval,
        lower and upper; or a long table (series, year, value[, lower, upper]) for many series at once.
    horizon
        Years ahead, or the target year.
    reference
        Name of a class in ``data/raw/reference``, a long table (series, year, value), several of these to be
        mixed, or None for the mix of all recommended classes.
    as_of
        Use only what could be known by then: observations and class years before the year of this date.
    name
        What the series is called in the result; the Series' own name by default.
    unit
        Unit of the values as printed, such as ``亿元``; shown with the result.
    data
        Plan folder that holds the classes.

    Returns
    -------
    Forecast or Forecasts
        One result, or for a table with the column `series` a mapping from its names to results.

    Raises
    ------
    FaultsError
        If the series is faulty (missing values included: there is no policy for them but to say so).
    UsageError
        If the horizon, the class or the date is not usable.

    Examples
    --------
    >>> revenue = pd.Series({2017: 708.36, 2018: 813.9}, name="revenue")
    >>> comparable = pd.DataFrame({"series": list("aabb"), "year": [2010, 2011] * 2, "value": [100, 103, 100, 107]})
    >>> result = forecast(revenue, 2019, comparable)
    >>> round(result.probability(0.05), 2), round(result.quantile(0.5), 1)
    (0.5, 854.4)
    """
    when = require_date(as_of)
    many = isinstance(series, pd.DataFrame) and "series" in series.columns
    found = observed_table(series) if many and isinstance(series, pd.DataFrame) else (observed_series(series, name),)
    known = [observed.known_by(when) for observed in found]
    ahead = [require_horizon(horizon, observed) for observed in known]
    classes = load_references(reference, data)
    steps = _Steps(classes, when)
    results = [_predict(*pair, steps, when, unit) for pair in zip(known, ahead, strict=True)]
    return Forecasts({result.name: result for result in results}) if many else results[0]


def predict_levels(
    observed: Observed,
    horizon: int,
    references: tuple[ReferenceClass, ...],
    as_of: date | str | None = None,
    unit: str = "",
) -> Forecast:
    """Return the predictive distribution of one checked series: `forecast` for those who hold its parts already.

    Parameters and errors are those of `forecast`.
    """
    when = require_date(as_of)
    known = observed.known_by(when)
    return _predict(known, require_horizon(horizon, known), _Steps(references, when), when, unit)


class _Steps:
    """The growth of the mixed classes by horizon, computed once for all series."""

    def __init__(self, classes: tuple[ReferenceClass, ...], as_of: date | None) -> None:
        self.last_year = None if as_of is None else as_of.year - 1
        self.classes = classes
        self._held: dict[int, tuple[Floats, tuple[ReferenceClass, ...], tuple[Caution, ...]]] = {}

    def at(self, horizon: int) -> tuple[Floats, tuple[ReferenceClass, ...], tuple[Caution, ...]]:
        """Return quantiles of annualised log growth, the classes used, and cautions."""
        if horizon not in self._held:
            self._held[horizon] = self._mixed(horizon)
        return self._held[horizon]

    def _mixed(self, horizon: int) -> tuple[Floats, tuple[ReferenceClass, ...], tuple[Caution, ...]]:
        members: dict[ReferenceClass, Floats] = {}
        cautions: list[Caution] = []
        for each in self.classes:
            growths = each.growths(horizon, self.last_year)
            if growths is None and each.since is not None:
                growths = each.from_year(None).growths(horizon, self.last_year)
                if growths is not None:
                    cautions.append(Caution("forecast.caution_all_years", {"reference": each, "year": each.since}))
            if growths is None:
                cautions.append(Caution("forecast.caution_class_empty", {"reference": each, "year": self.last_year}))
                continue
            members[each] = growths.quantiles
            cautions.extend(_cautions_about(each, growths, horizon))
        if not members:
            names = ", ".join(each.name for each in self.classes)
            raise UsageError("forecast.reference_empty", name=names, year=self.last_year)
        return mix_quantiles(list(members.values())), tuple(members), tuple(cautions)


def _cautions_about(each: ReferenceClass, growths: Growths, horizon: int) -> list[Caution]:
    fields = {"reference": each, "horizon": horizon, "longest": growths.horizon, "origins": growths.origins}
    if growths.horizon < horizon:
        return [Caution("forecast.caution_class_short", fields)]
    return [Caution("forecast.caution_few_origins", fields)] if growths.origins < FEW_ORIGINS else []


def _predict(observed: Observed, ahead: int, steps: _Steps, as_of: date | None, unit: str) -> Forecast:
    low, high = np.log(observed.lower[-1]), np.log(observed.upper[-1])
    levels = []
    cautions: list[Caution] = [Caution("forecast.caution_scenario", {"count": len(observed.years)})]
    for horizon in range(1, ahead + 1):
        growth, references, about = steps.at(horizon)
        levels.append(np.exp(add_uniform(horizon * growth, low, high)))
    cautions.extend(about)
    return Forecast(
        name=observed.name,
        unit=unit,
        observed=observed,
        years=tuple(observed.origin + horizon for horizon in range(1, ahead + 1)),
        levels=np.stack(levels),
        kind=SCENARIO,
        references=references,
        warnings=tuple(cautions),
        as_of=as_of,
    )
