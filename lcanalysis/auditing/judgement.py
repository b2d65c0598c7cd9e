"""The order of judgement: whether a published figure follows from what it can be recomputed from."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final

from lcanalysis.number_format import printed_decimals
from lcanalysis.quantities.digits import rounded, truncated
from lcanalysis.quantities.interval import Interval

AGREES: Final = "agrees"
ROUNDING: Final = "rounding"
TRUNCATED: Final = "truncated"
CONFLICT: Final = "conflict"
UNIT: Final = "unit"
SCOPE: Final = "scope"
IDENTITY: Final = "identity"
REVISION: Final = "revision"
KINDS: Final = (AGREES, ROUNDING, TRUNCATED, CONFLICT, UNIT, SCOPE, IDENTITY, REVISION)

INFO: Final = "info"
NOTICE: Final = "notice"
WARNING: Final = "warning"
ERROR: Final = "error"
SEVERITIES: Final = (INFO, NOTICE, WARNING, ERROR)

SEVERITY_OF: Final = {
    AGREES: INFO,
    IDENTITY: INFO,
    ROUNDING: NOTICE,
    TRUNCATED: NOTICE,
    REVISION: NOTICE,
    SCOPE: WARNING,
    CONFLICT: ERROR,
}
"""The usual severity of each kind; a finding about units sets its own."""


def judge(published: Decimal, printed_as: Interval, recomputed: Fraction, interval: Interval) -> str:
    """Return how a published figure stands to the recomputed one: agrees, truncated, rounding or conflict.

    Parameters
    ----------
    published
        The figure with its printed digits.
    printed_as
        Its rounding interval: all values that print as these digits.
    recomputed
        The value that follows from the inputs exactly as printed.
    interval
        All values that follow from inputs which print as these inputs do.

    Notes
    -----
    The order is that of likelihood: the plain case first (it rounds to the published digits), then the
    slip that leaves a trace of its own (the digits beyond were cut off), then what the inputs' own
    rounding allows, then both together (a value that the inputs allow, cut off), and only then a conflict.

    Examples
    --------
    >>> near = Interval(Fraction("-19.1791"), Fraction("-19.1125"))
    >>> judge(Decimal("-19.14"), Interval(Fraction("-19.145"), Fraction("-19.135")), Fraction("-19.1458"), near)
    'truncated'
    """
    decimals = printed_decimals(published)
    if rounded(recomputed, decimals) == published:
        return AGREES
    if truncated(recomputed, decimals) == published:
        return TRUNCATED
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
