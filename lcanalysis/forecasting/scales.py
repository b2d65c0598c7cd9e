"""The scale on which a series is forecast: logs for levels, log odds for shares, asinh for what may be negative.

The inverse hyperbolic sine, asinh(x / c), is the logarithm of 2x / c where x is far above c and straight through zero:
a profit that is large grows in proportion, one near zero moves by amounts. Source: Burbidge, Magee and Robb (1988),
doi:10.1080/01621459.1988.10478575.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias, get_args

import numpy as np

from lcanalysis.errors import UsageError
from lcanalysis.forecasting.distribution import Floats
from lcanalysis.units import RATIO

Scale: TypeAlias = Literal["log", "share", "level"]
"""What a caller asks for."""
Transform: TypeAlias = Literal["log", "logit", "level"]
"""What is done: a share in percent goes to log odds, a ratio (unit ``比``) to logs."""
LARGEST_LOG: Final = 709.0
"""Beyond it, either way, a level is no floating-point number any more."""
GENERIC: Final[dict[Transform, tuple[float, float]]] = {"log": (0.04, 0.10), "logit": (0.0, 0.15), "level": (0.0, 0.30)}
"""Change a year, and its spread, of a series of which nothing is known. For logs they were measured; for log odds
and for what may be negative they are wide guesses, to be replaced by a class."""
BEND: Final = 0.5
"""Where asinh turns from straight to logarithmic, in units of a series' mean absolute level."""
WIDENING: Final[dict[Transform, float]] = {"log": 1.0, "logit": 1.0, "level": 1.2}
"""What a class's spread is multiplied by: the law was fitted on logs, and what may be negative is less regular."""


def transform_of(scale: Scale, unit: str = "") -> Transform:
    """Return the transform that a scale means for values of this unit.

    Raises `UsageError` if there is no such scale.

    >>> transform_of("share", "%"), transform_of("share", "比")
    ('logit', 'log')
    """
    if scale not in get_args(Scale):
        raise UsageError("forecast.unknown_scale", found=scale, known=", ".join(get_args(Scale)))
    if scale == "share":
        return "log" if unit == RATIO else "logit"
    return scale


def holds(transform: Transform, value: float) -> bool:
    """Return whether a value can be put on the scale: positive, between 0 and 100, or any."""
    return {"log": value > 0, "logit": 0 < value < 100, "level": True}[transform]


@dataclass(frozen=True, eq=False)
class WorkingScale:
    """A transform and, for levels, the size that asinh takes them in: half the series' mean absolute level.

    `size` has one entry per series (or one in all).
    """

    transform: Transform
    size: Floats

    @classmethod
    def of(cls, transform: Transform, values: Floats) -> WorkingScale:
        """Return the scale of series, one row each; a series that is all zero has size 1."""
        size = BEND * np.nanmean(np.abs(values), axis=-1) if transform == "level" else np.ones(values.shape[:-1])
        return cls(transform, np.where(size > 0, size, 1.0))

    def to(self, values: Floats | float) -> Any:
        """Return levels on the scale; what lies outside it is plus or minus infinity."""
        if self.transform == "level":
            return np.arcsinh(values / self._beside(values))
        with np.errstate(divide="ignore"):
            if self.transform == "log":
                return np.log(np.maximum(values, 0))
            share = np.clip(values, 0, 100)
            return np.log(share) - np.log(100 - share)

    def back(self, levels: Floats) -> Floats:
        """Return levels from the scale, finite."""
        if self.transform == "level":
            # Half of the range is left to the size, so that the product stays finite.
            bent: Floats = np.sinh(np.clip(levels, -LARGEST_LOG / 2, LARGEST_LOG / 2)) * self._beside(levels)
            return bent
        bounded = np.clip(levels, -LARGEST_LOG + 1, LARGEST_LOG)
        return np.exp(bounded) if self.transform == "log" else 100 / (1 + np.exp(-bounded))

    def _beside(self, values: Floats | float) -> Floats:
        return self.size.reshape(self.size.shape + (1,) * (np.ndim(values) - self.size.ndim))

    def at(self, index: int) -> WorkingScale:
        """Return the scale of one of the series."""
        return WorkingScale(self.transform, self.size[index])
