"""Years that are missing within a series: levels between their neighbours, and which growths were observed.

A growth that was observed over k years says as much of the trend as k growths of a year, and as much of the
volatility as one. Measured on the shipped classes with years left out, the CRPS is within 2 % of that of the whole
series, and 80 % intervals hold as much or a little more (docs/method.md).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lcanalysis.forecasting.distribution import Floats


def placed_in_years(years: Sequence[int], values: Floats) -> Floats:
    """Return the values (series by years) in columns of consecutive years, NaN where a year is missing.

    >>> placed_in_years((2017, 2019), np.array([[1.0, 2.0]])).tolist()
    [[1.0, nan, 2.0]]
    """
    placed = np.full((len(values), years[-1] - years[0] + 1), np.nan)
    placed[:, np.array(years) - years[0]] = values
    return placed


def observed_columns(levels: Floats) -> npt.NDArray[np.intp]:
    """Return the columns of the years that were observed, in order."""
    return np.flatnonzero(np.isfinite(levels[0]))


def bridged(levels: Floats) -> Floats:
    """Return the levels with every missing year on the straight line between its neighbours: equal growth in logs.

    `levels`: series by consecutive years, on the scale on which they are forecast; NaN in all rows where a year is
    missing. The first and the last year are not.

    >>> bridged(np.array([[1.0, np.nan, 2.0]])).tolist()
    [[1.0, 1.5, 2.0]]
    """
    known = observed_columns(levels)
    if len(known) == levels.shape[1]:
        return levels
    at = np.arange(levels.shape[1])
    filled: Floats = np.array([np.interp(at, known, row[known]) for row in levels])
    return filled


def growth_steps(levels: Floats, window: int) -> Floats:
    """Return the latest yearly growths by observed growths: 1 / sqrt(k) where a year is one of a growth's k, else 0.

    Deviations of yearly growth times it are those of the observed growths, each of the variance of one year's if
    growth is independent from year to year. Without missing years it is the identity. Of a growth that began before
    the `window` of latest years, the years within stand for all of it.

    >>> growth_steps(np.array([[1.0, 2.0, np.nan, 3.0]]), 10).round(2).tolist()
    [[1.0, 0.0], [0.0, 0.71], [0.0, 0.71]]
    """
    known = observed_columns(levels)
    lengths = np.diff(known)
    steps = np.zeros((levels.shape[1] - 1, len(lengths)))
    steps[np.arange(len(steps)), np.repeat(np.arange(len(lengths)), lengths)] = np.repeat(lengths**-0.5, lengths)
    latest = steps[-window:]
    latest = latest[:, latest.any(axis=0)]
    whole: Floats = latest * np.sqrt(lengths[-latest.shape[1] :]) / latest.sum(axis=0)
    return whole
