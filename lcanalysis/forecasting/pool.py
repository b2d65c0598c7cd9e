"""The pool of several classes: the average of their quantiles, which is again a Student t law of the level.

Averaged quantiles lie between those of the classes, so the pool is no wider than they are; a mixture of the distributions
would be, and covered more than it claims. A part of every pool is the general class, the growth of any series at all: a
boom that all comparable series shared may end for all of them at once, and then growth falls back to that.

Source: Lichtendahl, Grushka-Cockayne and Winkler (2013), Is it better to average probabilities or quantiles?,
doi:10.1287/mnsc.1120.1667.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import numpy as np
from scipy.special import stdtr, stdtrit

from lcanalysis.forecasting.class_summary import ClassSummary
from lcanalysis.forecasting.distribution import GRID, Floats
from lcanalysis.forecasting.growth_law import (
    AS_FITTED,
    Constants,
    Sensitivity,
    bridged,
    growth_law,
    observed_columns,
)
from lcanalysis.forecasting.history_weight import expected_change, hand_over, shift_weight

Weighted: TypeAlias = tuple[ClassSummary, float]
"""A class and its weight in the pool."""
GENERAL_SHARE: Final = 0.35
"""Weight of the general class beside those asked for, which share the rest evenly: docs/method.md has what others score."""
UNCHOSEN_SHARE: Final = 0.75
"""The same where no class was chosen and those of the package stand in: with it, from two observations on, the forecast is
no worse than the median growth of a series' own class, Chinese or not."""


@dataclass(frozen=True, eq=False)
class PooledLaw:
    """Student t laws of the level: location and scale, series by horizons; degrees of freedom by horizon."""

    location: Floats
    scale: Floats
    freedom: Floats

    def below(self, levels: Floats | float) -> Floats:
        """Return the probability of at most `levels` (which broadcast to series by horizons)."""
        found: Floats = stdtr(self.freedom, (levels - self.location) / self.scale)
        return found

    def quantiles(self, probabilities: Floats = GRID) -> Floats:
        """Return the quantiles: series by horizons by probabilities.

        `probabilities`: each above 0 and below 1.
        """
        found: Floats = self.location[..., None] + self.scale[..., None] * stdtrit(self.freedom[:, None], probabilities)
        return found

    def of(self, at: int) -> PooledLaw:
        """Return the law of one of the series."""
        one = slice(at, at + 1)
        return PooledLaw(self.location[one], self.scale[one], self.freedom)

    def with_rounding(self, low: Floats, high: Floats) -> PooledLaw:
        """Return the law if the last level is only known within [last + `low`, last + `high`], all of it as likely.

        The middle of the interval moves the centre, and its variance, width^2 / 12, is added to the scale's square: off
        by less than 0.015 in probability unless the interval is wider than the law itself.
        """
        middle, width = (low + high)[:, None] / 2, (high - low)[:, None]
        return replace(self, location=self.location + middle, scale=np.sqrt(self.scale**2 + width**2 / 12))


def shared_weights(
    classes: Sequence[ClassSummary], general: ClassSummary, share: float = GENERAL_SHARE
) -> tuple[Weighted, ...]:
    """Return the classes, which weigh the same, and the general one, which has `share`; all of it if there are none.

    >>> from lcanalysis.forecasting.class_summary import generic_summary
    >>> general = generic_summary(2018)
    >>> [weight for _, weight in shared_weights([general, general], general)], shared_weights([], general)[0][1]
    ([0.325, 0.325, 0.35], 1.0)
    """
    if not classes:
        return ((general, 1.0),)
    return *((each, (1 - share) / len(classes)) for each in classes), (general, share)


def pool_classes(
    levels: Floats,
    origin: int,
    horizons: Sequence[int],
    weighted: Sequence[Weighted],
    sensitivity: Sensitivity = AS_FITTED,
    constants: Constants | None = None,
) -> PooledLaw:
    """Return the pooled law of the levels of all series with the same years.

    - `levels`: N series of consecutive years, on the scale on which they are forecast (logs); NaN, in all rows, where a
      year is missing, but neither the first nor the last is.
    - `origin`: the last of these years.
    - `weighted`: summaries of classes with their weights, which sum to 1.
    """
    change = expected_change(bridged(levels), horizons)
    of_models = sensitivity.shrinkage * shift_weight(len(observed_columns(levels)))
    location = np.tile(levels[:, -1:], len(horizons))
    scale = np.zeros_like(location)
    for each, weight in weighted:
        law = growth_law(levels, origin, horizons, each, sensitivity, constants)
        # The laws differ in location and scale alone, so that averaging these averages every quantile.
        location += weight * hand_over(law.location, law.scale, change, of_models)
        scale += weight * law.scale
    return PooledLaw(location, scale, law.freedom)
