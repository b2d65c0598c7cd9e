"""Scores of predictive distributions: how near they are, how often their intervals hold, how well probabilities are calibrated.

All take arrays that numpy can broadcast and return one score per case; smaller is better for `score_crps`,
`score_interval` and `score_brier`. A missing outcome (NaN) gives a missing score; `reliability`,
which counts cases, leaves it out.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lcanalysis.forecasting.distribution import GRID, Floats

BINS: Final = 10


def grid_weights(probabilities: npt.ArrayLike = GRID) -> Floats:
    """Return the share of [0, 1] that each probability stands for: halfway to its neighbours, the ends to 0 and 1.

    >>> grid_weights([0.1, 0.5, 0.9]).round(2).tolist()
    [0.3, 0.4, 0.3]
    """
    at = np.asarray(probabilities, dtype=np.float64)
    edges = np.concatenate([[0.0], (at[1:] + at[:-1]) / 2, [1.0]])
    shares: Floats = np.diff(edges)
    return shares


def score_crps(quantiles: npt.ArrayLike, outcome: npt.ArrayLike, probabilities: npt.ArrayLike = GRID) -> Floats:
    """Return the continuous ranked probability score of distributions given by quantiles.

    The CRPS is the integral of (F(x) - 1{x >= y})^2 over x, and equally twice the integral of the quantile
    loss (1{y < q} - p)(q - y) over the probabilities p; here that second integral is summed over the grid, each
    quantile with the share of [0, 1] it stands for. For a certain forecast it is the absolute error.

    - `quantiles`: shape (..., P): quantiles of each case, not falling along the last axis, in any unit.
    - `outcome`: shape (...): what came, in the same unit; NaN gives NaN.
    - `probabilities`: shape (P,): ascending, between 0 and 1.

    Notes
    -----
    Gneiting, T. and Raftery, A. E. (2007), doi:10.1198/016214506000001437; the sum over quantiles: Laio, F. and
    Tamea, S. (2007), doi:10.5194/hess-11-1267-2007.

    >>> float(score_crps([2.0, 2.0, 2.0], 5.0, [0.25, 0.5, 0.75]).round(6))
    3.0
    >>> float(score_crps([0.0, 1.0], 0.5, [0.25, 0.75]).round(6))
    0.25
    """
    at = np.asarray(probabilities, dtype=np.float64)
    error = np.asarray(outcome, dtype=np.float64)[..., None] - np.asarray(quantiles, dtype=np.float64)
    loss = np.maximum(at * error, (at - 1) * error)
    score: Floats = 2 * (loss @ grid_weights(at))
    return score


def score_brier(probability: npt.ArrayLike, happened: npt.ArrayLike) -> Floats:
    """Return the Brier score (p - o)^2 of the probability p of an event, with o 1 if it happened, else 0.

    `probability`: of the event, 0 to 1. `happened`: whether it did; NaN gives NaN.

    Notes
    -----
    Brier, G. W. (1950), doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2.

    >>> score_brier([0.8, 0.8], [True, False]).round(2).tolist()
    [0.04, 0.64]
    """
    squared: Floats = (np.asarray(probability, dtype=np.float64) - np.asarray(happened, dtype=np.float64)) ** 2
    return squared


def score_interval(lower: npt.ArrayLike, upper: npt.ArrayLike, outcome: npt.ArrayLike, level_pct: float) -> Floats:
    """Return the interval score: the width, plus 2/alpha times the distance of an outcome outside.

    - `lower`, `upper`: ends of the central predictive interval.
    - `outcome`: what came, in the same unit; NaN gives NaN.
    - `level_pct`: probability that the interval claims to hold, in percent; alpha = 1 - level_pct / 100.

    Notes
    -----
    Gneiting, T. and Raftery, A. E. (2007), section 6.2, doi:10.1198/016214506000001437.

    >>> score_interval(1.0, 3.0, [2.0, 3.5], 80).round(2).tolist()
    [2.0, 7.0]
    """
    low, high, came = (np.asarray(each, dtype=np.float64) for each in (lower, upper, outcome))
    outside = np.maximum(low - came, 0) + np.maximum(came - high, 0)
    score: Floats = high - low + 2 / (1 - level_pct / 100) * outside
    return score + 0 * came


def covered(lower: npt.ArrayLike, upper: npt.ArrayLike, outcome: npt.ArrayLike) -> Floats:
    """Return 1 where the interval holds the outcome (its ends included), 0 where not, NaN without outcome.

    >>> covered(1.0, 3.0, [3.0, 3.1, np.nan]).tolist()
    [1.0, 0.0, nan]
    """
    low, high, came = (np.asarray(each, dtype=np.float64) for each in (lower, upper, outcome))
    return np.where(np.isnan(came), np.nan, (came >= low) & (came <= high))


def reliability(
    probability: npt.ArrayLike, happened: npt.ArrayLike, weights: npt.ArrayLike = 1.0, bins: int = BINS
) -> pd.DataFrame:
    """Return how often an event happened among the cases that were given about the same probability.

    - `probability`, `happened`: one per case; cases without outcome (NaN) are left out.
    - `weights`: of the cases.
    - `bins`: equal parts of [0, 1]; a probability on an edge belongs to the part above it, 1 to the last.

    Columns lower, upper (of the bin), probability (mean), happened (share), cases (count): the bins that have cases,
    ascending.

    Notes
    -----
    Murphy, A. H. and Winkler, R. L. (1977), doi:10.2307/2346866.

    >>> reliability([0.61, 0.69, 0.2], [True, False, False]).round(2).to_dict("list")
    {'lower': [0.2, 0.6], 'upper': [0.3, 0.7], 'probability': [0.2, 0.65], 'happened': [0.0, 0.5], 'cases': [1, 2]}
    """
    claimed, event = (np.asarray(each, dtype=np.float64).ravel() for each in (probability, happened))
    shares = np.broadcast_to(np.asarray(weights, dtype=np.float64), claimed.shape)
    known = np.isfinite(event)
    claimed, event, shares = claimed[known], event[known], shares[known]
    # The rounding keeps 0.3 * 10 = 3.0000000000000004 and 0.29999999999999998 * 10 on their own side.
    place = np.minimum(np.floor(np.round(claimed * bins, 9)), bins - 1).astype(int)
    rows = []
    for each in np.unique(place):
        here = place == each
        total = shares[here].sum()
        means = [float((values[here] * shares[here]).sum() / total) for values in (claimed, event)]
        rows.append((each / bins, (each + 1) / bins, *means, int(here.sum())))
    return pd.DataFrame(rows, columns=["lower", "upper", "probability", "happened", "cases"])
