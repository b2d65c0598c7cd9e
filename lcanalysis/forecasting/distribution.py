"""A distribution as its quantiles on one fixed grid of probabilities, so that any engine can fill it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]

# Every quarter of a percent, with finer steps in both tails.
TAIL: Final = (0.0005, 0.001, 0.0015, 0.002)
GRID: Final[Floats] = np.array([*TAIL, *(np.arange(1, 400) / 400), *(1 - np.array(TAIL[::-1]))], dtype=np.float64)
GRID.flags.writeable = False


def weighted_quantiles(values: Floats, weights: Floats, probabilities: Floats = GRID) -> Floats:
    """Return the quantiles of weighted values, linear between the midpoints of their shares.

    `values`, `weights`: one-dimensional, of equal length, finite; weights positive, of any sum. `probabilities`: where;
    outside the first and last midpoint the extreme value is returned.

    >>> weighted_quantiles(np.array([3.0, 1.0]), np.array([1.0, 1.0]), np.array([0.1, 0.5, 0.9])).tolist()
    [1.0, 2.0, 3.0]
    """
    order = np.argsort(values, kind="stable")
    share = weights[order] / weights.sum()
    return np.interp(probabilities, np.cumsum(share) - share / 2, values[order])


def probability_below(quantiles: Floats, value: float) -> float:
    """Return the probability of less than `value`, from quantiles on the grid; 0 or 1 outside them.

    >>> probability_below(GRID.copy(), 0.25)
    0.25
    """
    if value <= quantiles[0]:
        return 0.0
    if value > quantiles[-1]:
        return 1.0
    # A cap makes many quantiles equal: what lies below the first of them is below it.
    at = int(np.searchsorted(quantiles, value, side="left"))
    low, high = float(quantiles[at - 1]), float(quantiles[at])
    part = (value - low) / (high - low)
    return float(GRID[at - 1] + part * (GRID[at] - GRID[at - 1]))


def mean_below(quantiles: Floats, value: float) -> float:
    """Return the mean of max(`value` - X, 0), the integral of the shortfall over the probabilities.

    >>> round(mean_below(GRID.copy(), 0.5), 3)
    0.125
    """
    shortfall = np.maximum(value - quantiles, 0.0)
    inner = np.sum((shortfall[1:] + shortfall[:-1]) / 2 * np.diff(GRID))
    return float(inner + shortfall[0] * GRID[0] + shortfall[-1] * (1 - GRID[-1]))


def mix_quantiles(members: Sequence[Floats]) -> Floats:
    """Return the quantiles, on the grid, of the mix of distributions: a draw from any of them, each as likely.

    Its distribution function is the mean of the members'. The mean of their quantiles would be narrower, and hide how
    far they disagree.

    >>> mixed = mix_quantiles([GRID.copy(), GRID + 10])
    >>> [round(probability_below(mixed, value), 2) for value in (0.5, 5, 10.5)]
    [0.25, 0.5, 0.75]
    """
    edges = np.concatenate([[0.0], (GRID[1:] + GRID[:-1]) / 2, [1.0]])
    return weighted_quantiles(np.concatenate(members), np.tile(np.diff(edges), len(members)))
