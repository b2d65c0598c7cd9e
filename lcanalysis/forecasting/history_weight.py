"""The weight of a series' own history: as years arrive, the centre moves toward statistical models of the series alone.

Both models are run on logs, in closed form for many series at once, and need no optimiser that could fail to
converge. Only the centre moves: their own intervals are far too narrow for a dozen yearly figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from lcanalysis.forecasting.distribution import Floats

ALPHAS: Final = np.linspace(0.05, 1, 20)
DAMPED_WEIGHTS: Final = np.array([(a, b) for a in (0.2, 0.4, 0.6, 0.8, 1.0) for b in (0.0, 0.1, 0.3, 0.5)])
DAMPING: Final = 0.9
HALF_WEIGHT: Final = 30.0
"""Observations beyond the second at which the models of a short series would have half the weight in the centre."""
LATE_HALF_WEIGHT: Final = 8.0
"""The same for a long series."""
EARLY, LATE = 8, 10
"""Up to the first number of observations the class rules, from the second on the series."""
LAST_ORIGINS: Final = 6
"""The origins by whose errors the models are weighted."""
FARTHEST: Final = 2.0
"""The models move the law's centre by at most this many of its scales."""


def shift_weight(n: int) -> float:
    """Return the weight of the statistical models in the centre with `n` observations.

    Up to 8 observations it is (n - 2) / (n - 2 + 30), near the best fixed weights by rolling origin (about 0.1 at 5,
    0.2 at 8); from 10 on (n - 2) / (n - 2 + 8), so that the series itself rules; in between it grows evenly. That
    weight costs 0.2 % of CRPS at n = 10 and 0.7 % at 15 (docs/method.md has the figures).

    >>> [round(shift_weight(n), 2) for n in (2, 5, 8, 9, 10, 15)]
    [0.0, 0.09, 0.17, 0.33, 0.5, 0.62]
    """
    early, late = ((n - 2) / (n - 2 + half) for half in (HALF_WEIGHT, LATE_HALF_WEIGHT))
    return early + _taking_over(n) * (late - early)


def _taking_over(n: int) -> float:
    """Return how far the series has taken over: 0 up to 8 observations, 1 from 10 on."""
    return min(1.0, max(0.0, (n - EARLY) / (LATE - EARLY)))


def theta_path(levels: Floats, horizons: Sequence[int]) -> Floats:
    """Return the forecasts of the Theta method, N series by H horizons.

    Simple exponential smoothing plus half the slope of the least-squares line, as in statsmodels' ThetaModel
    without a season (the smoothing weight is taken from a grid of 0.05):

        y(T+h) = l_T + b/2 (h - 1 + (1 - (1 - a)^n) / a).

    Source: Assimakopoulos and Nikolopoulos (2000), The theta model; Hyndman and Billah (2003), Unmasking the Theta
    method.

    `levels`: at least 3 consecutive years of each series, one row each. `horizons`: years ahead.

    >>> theta_path(np.array([[1.0, 2.0, 3.0, 4.0]]), (1, 2)).round(2).tolist()
    [[4.5, 5.0]]
    """
    n = levels.shape[1]
    time = np.arange(n) - (n - 1) / 2
    slope = levels @ time / (time @ time)
    smooth = np.repeat(levels[:, :1], len(ALPHAS), axis=1)
    squares = np.zeros_like(smooth)
    for at in range(1, n):
        error = levels[:, at : at + 1] - smooth
        squares += error**2
        smooth = smooth + ALPHAS * error
    best = squares.argmin(axis=1)
    alpha = ALPHAS[best]
    drift = np.asarray(horizons, dtype=np.float64) - 1 + ((1 - (1 - alpha) ** n) / alpha)[:, None]
    path: Floats = smooth[np.arange(len(levels)), best][:, None] + 0.5 * slope[:, None] * drift
    return path


def damped_path(levels: Floats, horizons: Sequence[int]) -> Floats:
    """Return the forecasts of a linear trend damped by 0.9 a year, N series by H horizons.

    Level l and trend b start at the first value and the median change, and follow

        l_t = l + 0.9 b + a e_t,   b_t = 0.9 b + a b' e_t,   y(T+h) = l_T + (0.9 + ... + 0.9^h) b_T,

    with the weights a, b' of a coarse grid that leave the least squared one-year errors. Source: Gardner and
    McKenzie (1985), Forecasting trends in time series. (statsmodels' ExponentialSmoothing also fits the damping
    and the start; on series this short that differs and is slower.)

    >>> damped_path(np.array([[1.0, 1.1, 1.2]]), (1,)).round(3).tolist()
    [[1.283]]
    """
    a, b = DAMPED_WEIGHTS.T
    level = np.repeat(levels[:, :1], len(a), axis=1)
    trend = np.repeat(np.median(np.diff(levels, axis=1), axis=1)[:, None], len(a), axis=1)
    squares = np.zeros_like(level)
    for at in range(1, levels.shape[1]):
        ahead = level + DAMPING * trend
        error = levels[:, at : at + 1] - ahead
        squares += error**2
        level, trend = ahead + a * error, DAMPING * trend + a * b * error
    row, best = np.arange(len(levels)), squares.argmin(axis=1)
    sum_of_damping = DAMPING * (1 - DAMPING ** np.asarray(horizons, dtype=np.float64)) / (1 - DAMPING)
    path: Floats = level[row, best][:, None] + sum_of_damping * trend[row, best][:, None]
    return path


def hand_over(location: Floats, scale: Floats, change: Floats | None, weight: float) -> Floats:
    """Return the location moved toward the statistical models by their `weight`, at most two scales away.

    - `change`: the change that the models expect; None if the series is too short for any.
    """
    if change is None:
        return location
    moved: Floats = location + weight * np.clip(change - location, -FARTHEST * scale, FARTHEST * scale)
    return moved


def expected_change(levels: Floats, horizons: Sequence[int]) -> Floats | None:
    """Return the mean of the two models' changes from the last level; None with fewer than 3 observations.

    Up to 8 observations both count the same; from 10 on each is weighted by the inverse of its squared one-year errors
    from the last six origins, at each of which it is fitted anew to what was known then.
    """
    if levels.shape[1] < 3:
        return None
    paths = np.stack([theta_path(levels, horizons), damped_path(levels, horizons)])
    weights = model_weights(levels)
    mean: Floats = (weights[:, :, None] * paths).sum(axis=0) - levels[:, -1:]
    return mean


def model_weights(levels: Floats) -> Floats:
    """Return the weight of each model for each of N series: 2 by N, columns adding up to 1.

    >>> model_weights(np.array([[1.0, 2.0, 3.0, 4.0]])).tolist()
    [[0.5], [0.5]]
    >>> straight = np.arange(12.0)[None]
    >>> bool(model_weights(straight)[1, 0] > 0.8)  # Theta halves the slope of a line; a damped trend keeps nearer to it
    True
    """
    n = levels.shape[1]
    share = _taking_over(n)
    equal = np.full((2, len(levels)), 0.5)
    if share == 0:
        return equal
    origins = range(n - LAST_ORIGINS, n)
    errors = np.stack(
        [
            np.sum([(path(levels[:, :at], (1,))[:, 0] - levels[:, at]) ** 2 for at in origins], axis=0)
            for path in (theta_path, damped_path)
        ]
    )
    inverse = 1 / (errors + np.finfo(np.float64).tiny ** 0.25)
    weights: Floats = equal + share * (inverse / inverse.sum(axis=0) - equal)
    return weights
