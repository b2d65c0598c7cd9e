"""Reference periods and dates of publication, as official statistics write them.

A period is a year (``2018``) or a month (``2018-06``); a date of publication may be known to the month
only (``2019-11``) and then counts as the month's last day.
"""

from __future__ import annotations

import calendar
import re
from datetime import date

_PERIOD = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2]))?")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def is_period(text: str) -> bool:
    """Return whether `text` is a year or a month.

    Examples
    --------
    >>> is_period("2018"), is_period("2018-13")
    (True, False)
    """
    return _PERIOD.fullmatch(text) is not None


def year_of(period: str) -> int:
    """Return the year in which `period` lies.

    Raises
    ------
    ValueError
        If `period` is not a year or a month.
    """
    match = _PERIOD.fullmatch(period)
    if match is None:
        raise ValueError(f"not a year or a month: {period!r}")
    return int(match[1])


def base_period(period: str) -> str:
    """Return the period one year earlier, with which 同比 compares.

    Examples
    --------
    >>> base_period("2018"), base_period("2018-06")
    ('2017', '2017-06')
    """
    return f"{year_of(period) - 1:04d}{period[4:]}"


def last_day(published_on: str) -> date:
    """Return the latest day that `published_on` (a year, a month or a day) can mean.

    Raises
    ------
    ValueError
        If it is none of these, or no day of the calendar.

    Examples
    --------
    >>> last_day("2019-11")
    datetime.date(2019, 11, 30)
    """
    match = _DATE.fullmatch(published_on)
    if match is None:
        raise ValueError(f"not a date of publication: {published_on!r}")
    year, month = int(match[1]), int(match[2] or 12)
    if not 1 <= month <= 12:
        raise ValueError(f"not a date of publication: {published_on!r}")
    return date(year, month, int(match[3] or calendar.monthrange(year, month)[1]))
