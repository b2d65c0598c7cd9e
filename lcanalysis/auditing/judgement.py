"""Judges whether a published figure follows from what it can be recomputed from."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final

from lcanalysis.number_format import printed_decimals
from lcanalysis.quantities.digits import rounded
from lcanalysis.quantities.interval import Interval

AGREES: Final = "agrees"
ROUNDING: Final = "rounding"
TRUNCATED: Final = "truncated"
CONFLICT: Final = "conflict"
UNIT: Final = "unit"
SCOPE: Final = "scope"
IDENTITY: Final = "identity"
REVISION: Final = "revision"
WORDING: Final = "wording"
KINDS: Final = (AGREES, ROUNDING, TRUNCATED, CONFLICT, UNIT, SCOPE, IDENTITY, REVISION, WORDING)

INFO: Final = "info"
NOTICE: Final = "notice"
WARNING: Final = "warning"
ERROR: Final = "error"

SEVERITY_OF: Final = {
    AGREES: INFO,
    IDENTITY: INFO,
    ROUNDING: NOTICE,
    TRUNCATED: NOTICE,
    REVISION: NOTICE,
    WORDING: NOTICE,
    SCOPE: WARNING,
    CONFLICT: ERROR,
}
"""The usual severity of each kind; a finding about units sets its own."""


def judge(published: Decimal, printed_as: Interval, recomputed: Fraction, interval: Interval) -> str:
    """Return how a published figure stands to the recomputed one: agrees, rounding, truncated or conflict.

    `printed_as` holds all values that print as the published digits, `interval` all values that follow from inputs
    which print as these inputs do.

    The most innocent explanation is tried first: the recomputed figure rounds to the published digits; then the
    rounding of the inputs explains the difference, so that nobody made a mistake; then digits were cut off instead of
    rounded; and only then is it a conflict. A figure that both rounding and cutting off explain is never called cut off.

    >>> near = Interval(Fraction("-19.1791"), Fraction("-19.1125"))
    >>> judge(Decimal("-19.14"), Interval(Fraction("-19.145"), Fraction("-19.135")), Fraction("-19.1458"), near)
    'rounding'
    """
    if rounded(recomputed, printed_decimals(published)) == published:
        return AGREES
    if interval.overlaps(printed_as):
        return ROUNDING
    return TRUNCATED if _allows_truncation(published, interval) else CONFLICT


def _allows_truncation(published: Decimal, interval: Interval) -> bool:
    """Return whether some value of `interval`, its digits beyond cut off, is `published`."""
    digit = Fraction(Decimal(1).scaleb(-printed_decimals(published)))
    value = Fraction(published)
    # Truncation is toward zero: a positive figure comes from [value, value + digit), a negative one mirrored.
    above = value >= 0 and interval.upper >= value and interval.lower < value + digit
    below = value <= 0 and interval.lower <= value and interval.upper > value - digit
    return above or below
