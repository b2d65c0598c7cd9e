"""A cap on what can be made, such as a capacity: whether it can be one, and what it comes to."""

from __future__ import annotations

import math
from decimal import Decimal

from lcanalysis.errors import UsageError
from lcanalysis.forecasting.scales import Transform, holds
from lcanalysis.forecasting.series import Observed
from lcanalysis.number_format import printed_decimals


def as_written(value: Decimal | float) -> Decimal:
    """Return the shortest decimal that is this number.

    >>> as_written(440.0), as_written(440.24), as_written(Decimal("440.0"))
    (Decimal('440'), Decimal('440.24'), Decimal('440.0'))
    """
    if isinstance(value, Decimal):
        return value
    exact = Decimal(repr(float(value)))
    is_whole = exact.is_finite() and exact == exact.to_integral_value()
    return exact.quantize(Decimal(1)) if is_whole else exact


def require_cap(
    level: Decimal | float,
    observed: Observed,
    transform: Transform,
    half_unit: float | None = None,
    *,
    below_latest: bool = False,
) -> float:
    """Return the cap that a stated level comes to: itself, or the last observation if both are equal within rounding.

    - `level`: as it was stated, in the unit of the series.
    - `observed`, `transform`: the series and the scale that it is forecast on.
    - `half_unit`: half a unit of the level's last printed digit, if that is not the one of `level` as it is written.
    - `below_latest`: whether the cap may lie below the last observation.

    Raises `UsageError` if the series cannot have that level, or it lies below the last observation and was not meant
    to.

    >>> output = Observed("output", (2017, 2018), (430.09, 440.24), (430.085, 440.235), (430.095, 440.245))
    >>> require_cap(440, output, "log"), require_cap(450, output, "log")
    (440.24, 450.0)
    """
    cap, shown = float(level), as_written(level)
    if not math.isfinite(cap) or not holds(transform, cap):
        raise UsageError("forecast.bad_cap", found=shown)
    if cap >= observed.last_value:
        return cap
    half = 0.5 * 10.0 ** -printed_decimals(shown) if half_unit is None else half_unit
    if cap + half >= observed.lower[-1]:
        return observed.last_value
    if below_latest:
        return cap
    last = as_written(observed.last_value)
    raise UsageError("forecast.cap_below_latest", cap=shown, last=last, year=observed.origin)
