"""Plain methods that the forecast is measured against, all in logs and all as quantiles on the grid.

The pooled ones take spread (and the reference baseline its centre too) from the growth of a class before the
origin, so that none of them is narrower than what is known. Where a class shows fewer than ten growths, growth
of 4 % a year with a spread of 10 % stands in.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.special import ndtri, stdtrit

from lcanalysis.forecasting.distribution import GRID, Floats, weighted_quantiles

HALF_LIFE: Final = 12.0
"""Years after which a past growth of the class counts half."""
FEWEST: Final = 10
GENERIC_GROWTH: Final = 0.04
GENERIC_SPREAD: Final = 0.10
GENERIC_FREEDOM: Final = 4.0
LONGER: Final = 0.75
"""Power of the horizon by which one-year spread grows where no growth over the horizon is known."""


@dataclass(frozen=True)
class Pooled:
    """Log growth of a class over 1 to H years as known at an origin.

    `centre` is the recency-weighted median of yearly growth; row h - 1 of `spread` holds the quantiles of h-year
    growth about its median, and of `drift_error` those of h-year growth less h times the growth of the year
    before.
    """

    centre: float
    spread: Floats
    drift_error: Floats


@dataclass(frozen=True)
class Predicted:
    """Quantiles of log growth from the origin, shape (series, horizons, grid), and which series a method failed on.

    A failed series is given the pooled random walk, so that nobody gains by failing. `warned` counts the series
    for which the method gave a warning, such as that it did not converge.
    """

    quantiles: Floats
    failed: np.ndarray[Any, np.dtype[np.bool_]]
    warned: int = 0


def pool(class_logs: Floats, horizons: int) -> Pooled:
    """Return the pooled growth of a class.

    `class_logs`: log levels, a row per series and a column per consecutive year, the last being the origin; NaN where
    none. `horizons`: the longest horizon in years.
    """
    growth = np.diff(class_logs, axis=1)
    known = np.isfinite(growth)
    if known.sum() < FEWEST:
        unit = GENERIC_SPREAD * stdtrit(GENERIC_FREEDOM, GRID)
        return Pooled(GENERIC_GROWTH, *(np.stack([unit * years**0.5 for years in range(1, horizons + 1)]),) * 2)
    age = np.arange(growth.shape[1])[::-1]
    weights = np.broadcast_to(0.5 ** (age / HALF_LIFE), growth.shape)[known]
    yearly = weighted_quantiles(growth[known], weights, np.append(GRID, 0.5))
    centre, yearly = float(yearly[-1]), yearly[:-1]
    spread = [_about_median(class_logs[:, h:] - class_logs[:, :-h]) for h in range(1, horizons + 1)]
    drift = [
        _about_median(class_logs[:, h + 1 :] - class_logs[:, 1:-h] - h * growth[:, :-h]) for h in range(1, horizons + 1)
    ]
    longer = [(yearly - centre) * h**LONGER for h in range(1, horizons + 1)]
    spread = [longer[at] if each is None else each for at, each in enumerate(spread)]
    drift = [spread[at] if each is None else each for at, each in enumerate(drift)]
    return Pooled(
        centre, np.stack([each for each in spread if each is not None]), np.stack([d for d in drift if d is not None])
    )


def _about_median(growth: Floats) -> Floats | None:
    found = growth[np.isfinite(growth)]
    if len(found) < FEWEST:
        return None
    about: Floats = np.quantile(found, GRID) - np.median(found)
    return about


def predict_naive(logs: Floats, pooled: Pooled) -> Predicted:
    """Return the random walk: no growth, the class's spread."""
    return _around(np.zeros((len(logs), len(pooled.spread))), pooled.spread)


def predict_drift(logs: Floats, pooled: Pooled) -> Predicted:
    """Return the last growth continued, with the spread of the errors that this rule made in the class."""
    return _around(_ahead(pooled) * (logs[:, -1:] - logs[:, -2:-1]), pooled.drift_error)


def predict_class_median(logs: Floats, pooled: Pooled) -> Predicted:
    """Return the class's median growth with the class's spread: the reference that ratios are taken to."""
    return _around(_ahead(pooled) * np.full((len(logs), 1), pooled.centre), pooled.spread)


def predict_holt(logs: Floats, pooled: Pooled) -> Predicted:
    """Return Holt's damped trend by statsmodels, normal, with its own error variance.

    The variance of h years is s^2 (1 + sum of c_j^2 for j < h), with c_j = alpha (1 + beta (phi + ... + phi^j)) and s^2
    the mean squared residual. With two observations the residuals are nil and so is the width. (Hyndman, R. J.
    et al. (2008), chapter 6, doi:10.1007/978-3-540-71918-2.)
    """
    return predict_each(logs, pooled, _holt)


def predict_each(logs: Floats, pooled: Pooled, one: Callable[[Floats, int], Floats]) -> Predicted:
    """Return what a method gives for each series alone; where it raises or gives no number, the pooled random walk.

    - `logs`: log levels, a row per series.
    - `pooled`: of the class.
    - `one`: takes the log levels of one series and the longest horizon, returns log levels (horizons by grid).
    """
    quantiles = predict_naive(logs, pooled).quantiles.copy()
    failed = np.zeros(len(logs), dtype=bool)
    warned = 0
    for at, own in enumerate(logs):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                found = one(own, len(pooled.spread)) - own[-1]
            except Exception:  # noqa: BLE001  # whatever a method raises, it has failed and is counted so
                found = np.full(quantiles.shape[1:], np.nan)
        warned += bool(caught)
        failed[at] = not np.isfinite(found).all()
        if not failed[at]:
            quantiles[at] = found
    return Predicted(quantiles, failed, warned)


def _holt(own: Floats, horizons: int) -> Floats:
    from statsmodels.tsa.holtwinters import ExponentialSmoothing  # noqa: PLC0415  # takes a second to import

    fitted = ExponentialSmoothing(own, trend="add", damped_trend=True).fit()
    alpha, beta, phi = (fitted.params[name] for name in ("smoothing_level", "smoothing_trend", "damping_trend"))
    carried = alpha * (1 + beta * np.cumsum(phi ** np.arange(1, horizons)))
    variance = fitted.sse / len(own) * np.cumsum(np.concatenate([[1.0], carried**2]))
    level: Floats = np.asarray(fitted.forecast(horizons))[:, None] + np.sqrt(variance)[:, None] * ndtri(GRID)
    return level


def _ahead(pooled: Pooled) -> Floats:
    return np.arange(1, len(pooled.spread) + 1, dtype=np.float64)


def _around(centre: Floats, spread: Floats) -> Predicted:
    return Predicted(centre[..., None] + spread, np.zeros(len(centre), dtype=bool))
