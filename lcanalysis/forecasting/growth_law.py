"""The law of growth: where the level of a series will lie, given its own history and the summary of a class.

With mu and s0 the class's centre and spread, d_t the own growth of year t against the class's in the same year
(in spreads), the level y in logs after h years is

    y(T+h) - y(T) = h mu + s0 (location(h) + scale(h) e),     e ~ Student t with v(h) degrees of freedom.

The location has six terms: of the own growth the last, an effect that passes, and the mean, which lasts, both divided by
the own variance (a noisy series' growth counts for less: empirical Bayes); of the class its common growth in the latest
year and three years, and mu/s0, by which a fast class is expected to slow. The scale has the own volatility, shrunk
toward the class's, the last growth's size, the class's tail, and a power of the horizon. These and v are the 14
constants of ``constants.json``, found by penalised maximum likelihood over all lengths and horizons at once
(``scripts/fit_forecast_constants.py``).

Where a year is missing, the growth over k years counts as k equal growths for the location, and for the volatility as
one observation: its deviation over the root of k, as in a random walk.

Sources: empirical Bayes shrinkage after Efron and Morris (1973), Stein's estimation rule and its competitors; the
location-scale t regression after Lange, Little and Taylor (1989), Robust statistical modeling using the t
distribution.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from lcanalysis.errors import UsageError
from lcanalysis.forecasting.class_summary import CLIP, ClassSummary
from lcanalysis.forecasting.distribution import Floats

WINDOW: Final = 10
"""Latest own growths that are used."""
LOCATION_TERMS: Final = ("const", "last", "mean", "common_last", "common_3y", "mu")
SCALE_TERMS: Final = ("const", "tail", "abs_last", "log_s", "log_h", "log_s_log_h")
FREEDOM_TERMS: Final = ("const", "log_h")
OWN_LOCATION: Final = np.array([term in {"last", "mean"} for term in LOCATION_TERMS])
OWN_SCALE: Final = np.array([term in {"abs_last", "log_s", "log_s_log_h"} for term in SCALE_TERMS])
LONGEST_FITTED: Final = 8
"""The longest horizon that the constants were fitted to; beyond, they are extrapolated."""


@dataclass(frozen=True, eq=False)
class Constants:
    """The law's constants, in the order of their terms."""

    location: Floats
    scale: Floats
    freedom: Floats


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What a sensitivity page varies.

    `shrinkage` multiplies the series' own evidence: 1 as fitted, 0 is the class alone. `tail` replaces the degrees
    of freedom, the middle 80 % of the law kept as it is.
    """

    shrinkage: float = 1.0
    tail: float | None = None


AS_FITTED: Final = Sensitivity()


@dataclass(frozen=True, eq=False)
class Law:
    """Student t laws of the change in level: location and scale, N series by H horizons; degrees of freedom, H."""

    location: Floats
    scale: Floats
    freedom: Floats


@lru_cache(maxsize=8)
def load_constants(path: Path | None = None) -> Constants:
    """Return the constants in a file of ``scripts/fit_forecast_constants.py``; by default those shipped with the package.

    Raises `UsageError` if the file is not one of constants.

    >>> len(load_constants().location), len(load_constants().scale)
    (6, 6)
    """
    terms = {"location": LOCATION_TERMS, "scale": SCALE_TERMS, "freedom": FREEDOM_TERMS}
    try:
        held = json.loads((path or files("lcanalysis.forecasting") / "constants.json").read_text(encoding="utf-8"))
        found = [np.array([float(held[part][term]) for term in names]) for part, names in terms.items()]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise UsageError("forecast.bad_constants", path=path) from None
    return Constants(*found)


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
    """Return a matrix of the latest years by observed growths: 1 / sqrt(k) if a year is one of the k years of a growth, 0 if not.

    The deviations of yearly growth, multiplied by it, are those of the observed growths, each with the variance of one
    year if growth is independent from year to year. Without missing years it is the identity. If a growth began before
    the `window` of latest years, its years within the window stand for all of it.

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


def growth_features(levels: Floats, origin: int, reference: ClassSummary) -> tuple[Floats, Floats]:
    """Return the terms of the location and of the log scale, one row per series, before any horizon.

    With growth g_t, c_t the common growth of the class in the same year (0 where it is not known):

    - d_t = clip((g_t - mu) / s0) - c_t, clipped at four spreads; last d_T and mean;
    - own variance, shrunk to the class's: s^2 = (3 + sum (d_t - mean m/(m+3))^2) / (3 + m).

    - `levels`: logs of consecutive years, one row per series; NaN, in all rows, where a year is missing, but at least
      the first and the last are there.
    - `origin`: the last of these years.
    """
    own = np.diff(bridged(levels)[:, -(WINDOW + 1) :], axis=1)
    steps = growth_steps(levels, WINDOW)
    count, m = own.shape
    observed = steps.shape[1]
    common = reference.common(range(origin - m + 1, origin + 1))
    deviations = np.clip(np.clip((own - reference.mu) / reference.spread, -CLIP, CLIP) - common, -CLIP, CLIP)
    mean, last = deviations.mean(axis=1), deviations[:, -1]
    about_mean = (deviations - (mean * observed / (observed + 3))[:, None]) @ steps
    variance = (3 + (about_mean**2).sum(axis=1)) / (3 + observed)
    one, log_s = np.ones(count), 0.5 * np.log(variance)
    latest = reference.common(range(origin - 2, origin + 1))
    speed = reference.mu / reference.spread
    location = [one, last / variance, mean / variance, one * latest[-1], one * latest.mean(), one * speed]
    size = np.abs(deviations @ steps[:, -1])
    scale = [one, one * reference.tail, size, log_s, one, log_s]
    return np.stack(location, axis=1), np.stack(scale, axis=1)


def location_basis(horizon: int) -> Floats:
    """Return what each term of the location is multiplied by: 2 (1 - 0.5^h) where its effect passes, h where it lasts."""
    passing, lasting = 2 * (1 - 0.5**horizon), float(horizon)
    return np.array([passing if term == "last" else lasting for term in LOCATION_TERMS])


def scale_basis(horizon: int) -> Floats:
    """Return what each term of the log scale is multiplied by: log h in the last two, by which bands widen."""
    return np.array([np.log(horizon) if "log_h" in term else 1.0 for term in SCALE_TERMS])


def freedom_basis(horizon: int) -> Floats:
    """Return how the degrees of freedom, 1.5 + exp(v' basis), move with the horizon: sums have lighter tails."""
    return np.array([1.0, np.log(horizon)])


def growth_law(
    levels: Floats,
    origin: int,
    horizons: Sequence[int],
    reference: ClassSummary,
    sensitivity: Sensitivity = AS_FITTED,
    constants: Constants | None = None,
) -> Law:
    """Return the laws of y(T+h) - y(T) of all series with these years, by one class.

    - `constants`: others than those shipped, such as constants fitted to what an earlier year knew.

    >>> from lcanalysis.forecasting.class_summary import generic_summary
    >>> found = growth_law(np.log([[100.0, 104.0]]), 2018, (1, 4), generic_summary(2018))
    >>> found.location.shape, bool(found.freedom[1] > found.freedom[0])
    ((1, 2), True)
    """
    fitted = load_constants() if constants is None else constants
    x, z = growth_features(levels, origin, reference)
    x = np.where(OWN_LOCATION, sensitivity.shrinkage * x, x)
    z = np.where(OWN_SCALE, sensitivity.shrinkage * z, z)
    mu, spread = reference.mu, reference.spread
    location = np.stack([h * mu + spread * (x @ (fitted.location * location_basis(h))) for h in horizons], axis=1)
    scale = np.stack([spread * np.exp(z @ (fitted.scale * scale_basis(h))) for h in horizons], axis=1)
    freedom = np.array([1.5 + np.exp(fitted.freedom @ freedom_basis(h)) for h in horizons])
    if sensitivity.tail is None:
        return Law(location, scale, freedom)
    other = np.full_like(freedom, sensitivity.tail)
    return Law(location, scale * stdtrit(freedom, 0.9) / stdtrit(other, 0.9), other)
