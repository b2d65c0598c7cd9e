"""How the years of a forecast hang together: whether a level is kept in every year, and what the years come to in sum.

The law gives one year at a time. On the benchmark, what came lay about as high in the predictive distribution of one year as
in those of the years beside it, and the rank correlation fell with the ratio of the horizons: (h/k)^0.35 of h and k years,
a little above that of a random walk, (h/k)^0.5. A normal copula with that correlation joins the years: one constant.
docs/method.md compares its probabilities with what came.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from scipy.special import ndtr, ndtri

from lcanalysis.forecasting.distribution import Floats

DECAY: Final = 0.35
"""Power of the ratio of two horizons that is the correlation of their ranks; scripts/bench_joint_years.py measures it."""
PATHS: Final = 8192
"""Paths that are followed: with this many a probability is off by less than 0.005."""


@lru_cache(maxsize=8)
def path_ranks(years: int) -> Floats:
    """Return paths of a number of years: by path and year the probability of lying lower in that year.

    The paths are the same for all series, evenly spread (Richtmyer's points) and not drawn by chance.

    >>> ranks = path_ranks(4)
    >>> ranks.shape, bool(abs(np.corrcoef(ndtri(ranks[:, [0, 3]]).T)[0, 1] - 4**-DECAY) < 0.01)
    ((8192, 4), True)
    """
    points = np.arange(1, PATHS + 1)[:, None] * np.sqrt(_primes(years)) % 1
    shocks = ndtri(points)
    scores = np.empty_like(shocks)
    scores[:, 0] = shocks[:, 0]
    # The correlation of h and k years is the product of those of the years between, so each year depends on the one before alone.
    for at in range(1, years):
        lasting = (at / (at + 1)) ** DECAY
        scores[:, at] = lasting * scores[:, at - 1] + np.sqrt(1 - lasting**2) * shocks[:, at]
    ranks: Floats = ndtr(scores)
    ranks.flags.writeable = False
    return ranks


def kept_every_year(below: Floats) -> float:
    """Return the probability of being at least at a level in every year, from that of being below it in each.

    It is kept within the bounds that hold however the years depend on one another: at most the least probability of a
    single year, and at least one minus the sum of the probabilities of being below.

    >>> kept_every_year(np.array([0.2])), kept_every_year(np.array([0.0, 0.5])), kept_every_year(np.array([1.0, 0.5]))
    (0.8, 0.5, 0.0)
    """
    most, least = float(1 - below.max()), float(max(0.0, 1 - below.sum()))
    if least >= most:  # as of one year, which needs no paths
        return most
    share = float((path_ranks(len(below)) >= below).all(axis=1).mean())
    return min(most, max(least, share))


def _primes(count: int) -> list[int]:
    found: list[int] = []
    number = 2
    while len(found) < count:
        if all(number % each for each in found):
            found.append(number)
        number += 1
    return found
