"""The pool of several classes: a mixture of Student t laws of the level, on the scale on which it is forecast.

A pool of distributions (not an average of their quantiles) keeps the disagreement of the classes in the width. Its
distribution function is a plain sum, so probabilities are exact; quantiles are found by interpolating it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy.special import expit, stdtr, stdtrit

from lcanalysis.forecasting.class_summary import ClassSummary
from lcanalysis.forecasting.distribution import GRID, Floats
from lcanalysis.forecasting.growth_law import (
    AS_FITTED,
    WINDOW,
    Constants,
    Sensitivity,
    bridged,
    growth_law,
    growth_steps,
    observed_columns,
)
from lcanalysis.forecasting.history_weight import expected_change, hand_over, shift_weight

GIVEN_SHARE: Final = 0.9
"""Share of the classes that were asked for; their companions keep the rest, as a guard against a class that errs."""
SIMILARITY: Final = 0.5
"""Exponent of the likelihood of the own growths in the shares within each of the two groups."""
ROUNDING_PARTS: Final = 9
"""Parts into which a rounding interval is cut."""
_ENDS: Final = np.array([1e-5, 1e-4, 5e-4, 0.0015, 0.005, 0.0125, 0.025])
KNOTS: Final = np.unique(np.concatenate([_ENDS, np.arange(0.05, 0.96, 0.05), 1 - _ENDS]))
"""Probabilities at whose quantiles, by every member, the pooled distribution function is computed."""


@dataclass(frozen=True, eq=False)
class PooledLaw:
    """Student t laws of the level by member, series and horizon, and the members' shares.

    `location` and `scale` are members by series by horizons, `freedom` has one entry per horizon, `weights` are
    members by series and sum to 1 over the members. If the last level is only known within its rounding interval,
    `shifts` are the middles of the interval's equal parts less that level, parts by series.
    """

    location: Floats
    scale: Floats
    freedom: Floats
    weights: Floats
    shifts: Floats | None = None

    def below(self, levels: Floats | float) -> Floats:
        """Return the probability of at most `levels` (which broadcast to series by horizons); exact."""
        if self.shifts is None:
            return self._below(levels)
        found: Floats = np.mean([self._below(levels - shift[:, None]) for shift in self.shifts], axis=0)
        return found

    def _below(self, levels: Floats | float) -> Floats:
        terms = stdtr(self.freedom, (levels - self.location) / self.scale)
        total: Floats = (self.weights[:, :, None] * terms).sum(axis=0)
        return total

    def quantiles(self, probabilities: Floats = GRID) -> Floats:
        """Return the quantiles: series by horizons by probabilities, not falling.

        The distribution function is computed at the members' own quantiles and interpolated on the logit scale of
        probability; the error is below 0.002 in probability.

        `probabilities`: rising, each above 0 and below 1.
        """
        shape = (*self.location.shape[1:], len(probabilities))
        wanted = np.broadcast_to(probabilities, shape)
        if len(self.location) == 1 and self.shifts is None:
            exact: Floats = self.location[0][..., None] + self.scale[0][..., None] * stdtrit(
                self.freedom[:, None], wanted
            )
            return exact
        standard = stdtrit(self.freedom[:, None], KNOTS)
        at = self.location[..., None] + self.scale[..., None] * standard
        at = np.sort(at.transpose(1, 2, 0, 3).reshape(*shape[:2], -1), axis=-1)
        share = np.zeros_like(at)
        for weights, location, scale in zip(self.weights, self.location, self.scale, strict=True):
            share += weights[:, None, None] * stdtr(
                self.freedom[:, None], (at - location[..., None]) / scale[..., None]
            )
        at, odds = at.reshape(-1, at.shape[-1]), _logit(share).reshape(-1, at.shape[-1])
        if self.shifts is not None:
            at, odds = _smeared(at, odds, np.repeat(self.shifts.T, shape[1], axis=0))
        asked = _logit(wanted).reshape(-1, shape[-1])
        found = [np.interp(*each) for each in zip(asked, odds, at, strict=True)]
        rising: Floats = np.maximum.accumulate(np.array(found).reshape(shape), axis=-1)
        return rising

    def of(self, at: int) -> PooledLaw:
        """Return the law of one of the series."""
        one = slice(at, at + 1)
        shifts = None if self.shifts is None else self.shifts[:, one]
        return PooledLaw(self.location[:, one], self.scale[:, one], self.freedom, self.weights[:, one], shifts)

    def rounded(self, low: Floats, high: Floats) -> PooledLaw:
        """Return the law if the last level is only known within [last + `low`, last + `high`], all of it as likely."""
        parts = (np.arange(ROUNDING_PARTS) + 0.5) / ROUNDING_PARTS
        return replace(self, shifts=low + (high - low) * parts[:, None])


def _logit(share: Floats) -> Floats:
    share = np.clip(share, 1e-12, 1 - 1e-12)
    odds: Floats = np.log(share / (1 - share))
    return odds


def _smeared(at: Floats, odds: Floats, shifts: Floats) -> tuple[Floats, Floats]:
    """Return log odds of the mean of shifted distribution functions, at the old points and half an interval around."""
    wide = np.sort(np.concatenate([at + shifts[:, :1], at, at + shifts[:, -1:]], axis=1), axis=1)
    mean = np.empty_like(wide)
    for row, (points, known, share, moves) in enumerate(zip(wide, at, odds, shifts, strict=True)):
        moved = np.interp(points - moves[:, None], known, share)
        mean[row] = expit(moved).mean(axis=0)
    return wide, _logit(mean)


def member_shares(
    levels: Floats, given: Sequence[ClassSummary], companions: Sequence[ClassSummary], similarity: float = SIMILARITY
) -> Floats:
    """Return the share of each class for each series: given classes first, members by series.

    The given classes have 0.9 and the companions 0.1; within each group the shares are proportional to the
    likelihood of the own growths under the class (Student t with 3 degrees of freedom about its centre, scale 1.2
    of its spread), to the power 0.5.

    >>> from lcanalysis.forecasting.class_summary import generic_summary
    >>> slow, fast = generic_summary(2018, 0.02, 0.05), generic_summary(2018, 0.20, 0.05)
    >>> shares = member_shares(np.log([[100.0, 103.0]]), [slow, fast], [generic_summary(2018)])
    >>> bool(shares[0, 0] > shares[1, 0]), round(float(shares[2, 0]), 3)
    (True, 0.1)
    """
    own = np.diff(bridged(levels)[:, -(WINDOW + 1) :], axis=1)
    steps = growth_steps(levels, WINDOW)
    shares = [_by_similarity(own, steps, group, similarity) for group in (given, companions) if group]
    if len(shares) == 1:
        return shares[0]
    return np.concatenate([GIVEN_SHARE * shares[0], (1 - GIVEN_SHARE) * shares[1]])


def _by_similarity(own: Floats, steps: Floats, classes: Sequence[ClassSummary], similarity: float) -> Floats:
    deviations = [((own - each.mu) @ steps) / (1.2 * each.spread) for each in classes]
    fits = np.stack(
        [
            (-np.log(each.spread) - 2 * np.log1p(found**2 / 3)).sum(axis=1)
            for each, found in zip(classes, deviations, strict=True)
        ]
    )
    relative = np.exp(similarity * (fits - fits.max(axis=0)))
    shares: Floats = relative / relative.sum(axis=0)
    return shares


def pool_classes(
    levels: Floats,
    origin: int,
    horizons: Sequence[int],
    given: Sequence[ClassSummary],
    companions: Sequence[ClassSummary] = (),
    sensitivity: Sensitivity = AS_FITTED,
    constants: Constants | None = None,
) -> PooledLaw:
    """Return the pooled law of the levels of all series with the same years.

    - `levels`: N series of consecutive years, on the scale on which they are forecast (logs); NaN, in all rows, where a
      year is missing, but neither the first nor the last is.
    - `origin`: the last of these years.
    - `given`, `companions`: summaries of the classes asked for, at least one, and of those that guard against their
      error.
    """
    last = levels[:, -1:]
    change = expected_change(bridged(levels), horizons)
    say = sensitivity.shrinkage * shift_weight(len(observed_columns(levels)))
    laws = [growth_law(levels, origin, horizons, each, sensitivity, constants) for each in (*given, *companions)]
    location = np.stack([hand_over(law.location, law.scale, change, say) + last for law in laws])
    scale = np.stack([law.scale for law in laws])
    weights = member_shares(levels, given, companions, sensitivity.shrinkage * SIMILARITY)
    return PooledLaw(location, scale, laws[0].freedom, weights)
