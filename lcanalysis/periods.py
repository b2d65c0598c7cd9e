"""Reference periods and dates of publication, as official statistics write them.

A period is a year (``2018``), a month (``2018-06``), the months from January to another (``2018-01--06``, printed as
1—6月) or a single quarter (``2018-04--06``; the first is ``2018-01--03``). A date of publication that is known to the month
only (``2019-11``) counts as the month's last day.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import date
from numbers import Real
from typing import Any, Final

from lcanalysis.wording import say

YEARS: Final = range(1900, 2101)
"""The years that a figure, a goal or a publication can be of; any other is a typing error."""
LONGEST_HORIZON: Final = 50
"""The most years that may lie between a base and a due year; nothing is forecast beyond."""
PERIOD: Final = r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])|-01--(?:0[2-9]|1[0-2])|-04--06|-07--09|-10--12)?"
"""The form of a period, as a regular expression."""
_PERIOD = re.compile(PERIOD)
_YEAR_DIGITS: Final = 4
_YEAR: Final = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_RELEASE: Final = re.compile(r"([0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-[0-9]{2})?)?)(?:\.([0-9]+))?")
"""A date of publication, and the number of what was published then, from the second on: ``2020-03.2``."""


class PeriodText(str):
    """A period as text that can also be compared with a number, which is taken for a year.

    A year equals its number; a month equals no number. ``<`` and ``>`` compare the year in which the period lies, so that
    ``period >= 2017`` holds for the months of 2017 as well. In everything else it is text: it is written, sorted,
    grouped, merged, and looked up (``isin``, ``loc``) as text.

    >>> year, month = PeriodText("2018"), PeriodText("2018-06")
    >>> year == 2018, year == "2018", month == 2018, 2017 < month, month <= 2018, year != 2019
    (True, True, False, True, True, True)
    """

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        if _is_number(other):
            return len(self) == _YEAR_DIGITS and bool(int(self) == other)
        return str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __lt__(self, other: Any) -> bool:
        return bool(int(self[:_YEAR_DIGITS]) < other) if _is_number(other) else str.__lt__(self, other)

    def __le__(self, other: Any) -> bool:
        return bool(int(self[:_YEAR_DIGITS]) <= other) if _is_number(other) else str.__le__(self, other)

    def __gt__(self, other: Any) -> bool:
        return bool(int(self[:_YEAR_DIGITS]) > other) if _is_number(other) else str.__gt__(self, other)

    def __ge__(self, other: Any) -> bool:
        return bool(int(self[:_YEAR_DIGITS]) >= other) if _is_number(other) else str.__ge__(self, other)


def _is_number(other: object) -> bool:
    return isinstance(other, Real) and not isinstance(other, bool)


def is_period(text: str) -> bool:
    """Return whether `text` is a year, a month, the months from January to another, or a quarter.

    >>> [is_period(text) for text in ("2018", "2018-06", "2018-01--06", "2018-04--06", "2018-13", "2018-02--06")]
    [True, True, True, True, False, False]
    """
    return _PERIOD.fullmatch(text) is not None


def year_of(period: str) -> int:
    """Return the year in which `period` lies.

    Raises `ValueError` if `period` is no period.
    """
    if not is_period(period):
        raise ValueError(f"not a period: {period!r}")
    return int(period[:4])


def period_label(period: str) -> int | str:
    """Return the label of a period in a table or a series: a year as a number, any other period as it is.

    >>> period_label("2018"), period_label("2018-06")
    (2018, '2018-06')
    """
    return int(period) if period.isdecimal() else period


def base_period(period: str) -> str:
    """Return the period one year earlier, with which 同比 compares.

    >>> base_period("2018"), base_period("2018-01--06")
    ('2017', '2017-01--06')
    """
    return f"{year_of(period) - 1:04d}{period[4:]}"


def months_of(period: str) -> tuple[int, int]:
    """Return the first and the last month of a period.

    >>> months_of("2018"), months_of("2018-06"), months_of("2018-04--06")
    ((1, 12), (6, 6), (4, 6))
    """
    return (int(period[5:7]), int(period[-2:])) if len(period) > _YEAR_DIGITS else (1, 12)


def first_day_of(period: str) -> date:
    """Return the day with which a period begins; the months up to one of them begin with January.

    >>> first_day_of("2018"), first_day_of("2018-06")
    (datetime.date(2018, 1, 1), datetime.date(2018, 6, 1))
    """
    return date(max(year_of(period), 1), months_of(period)[0], 1)


def last_day(published_on: str) -> date:
    """Return the latest day that `published_on` (a year, a month or a day) can mean.

    Raises `ValueError` if it is none of these, or no day of the calendar.

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


def period_in_words(period: str, lang: str) -> str:
    """Return a period as readers of `lang` write it.

    Examples
    --------
    >>> [period_in_words(period, "zh") for period in ("2018", "2018-06", "2018-01--06", "2018-04--06")]
    ['2018年', '2018年6月', '2018年1—6月', '2018年二季度']
    >>> [period_in_words(period, "en") for period in ("2018-06", "2018-01--06", "2018-04--06")]
    ['June 2018', 'January to June 2018', 'the second quarter of 2018']
    """
    (first, last), year = months_of(period), period[:_YEAR_DIGITS]
    if len(period) == _YEAR_DIGITS:
        return say("period.year", lang, year=year)
    month = say(f"period.month_{last}", lang)
    if first == last:
        return say("period.month", lang, year=year, month=month)
    if first == 1:
        return say("period.months", lang, year=year, month=month)
    return say(f"period.quarter_{last // 3}", lang, year=year)


def date_in_words(date: str, lang: str) -> str:
    """Return a date of publication, or a vintage named by one, as readers of `lang` write it; any other text as it is.

    Examples
    --------
    >>> [date_in_words(date, "zh") for date in ("2020", "2020-03", "2020-03-05", "2020-03.2", "trial")]
    ['2020年', '2020年3月', '2020年3月5日', '2020年3月第2次', 'trial']
    >>> [date_in_words(date, "en") for date in ("2020", "2020-03", "2020-03-05", "2020-03.2")]
    ['2020', 'March 2020', '5 March 2020', 'March 2020 (release 2)']
    """
    found = _RELEASE.fullmatch(date)
    if found is None:
        return date
    told = _date_in_words(found[1], lang)
    return say("period.release", lang, date=told, number=found[2]) if found[2] else told


def dates_in_words(dates: Iterable[str], lang: str) -> tuple[str, ...]:
    """Return several dates as `date_in_words` writes each, for a phrase that lists them.

    >>> dates_in_words(["2019-11", "2020-03"], "en")
    ('November 2019', 'March 2020')
    """
    return tuple(date_in_words(date, lang) for date in dates)


def edition_in_words(name: str, lang: str) -> str:
    """Return what readers of `lang` call an edition: by the date of its newest figures, or by the name that it was given.

    Examples
    --------
    >>> [edition_in_words(name, "zh") for name in ("2020-03", "2020-03-05", "2020-03.2", "trial")]
    ['2020年3月期', '2020年3月5日一期', '2020年3月第2期', 'trial 期']
    >>> [edition_in_words(name, "en") for name in ("2020-03", "2020-03-05", "2020-03.2", "trial")]
    ['edition of March 2020', 'edition of 5 March 2020', 'edition of March 2020 (release 2)', 'edition trial']
    """
    found = _RELEASE.fullmatch(name)
    if found is None:
        return say("period.edition_named", lang, name=name)
    date = _date_in_words(found[1], lang)
    if found[2]:
        return say("period.edition_again", lang, date=date, number=found[2])
    return say("period.edition" if found[1].count("-") == 1 else "period.edition_of_date", lang, date=date)


def _date_in_words(date: str, lang: str) -> str:
    day = date[8:]
    if not day:
        return period_in_words(date, lang)
    return say("period.day", lang, year=date[:4], month=say(f"period.month_{int(date[5:7])}", lang), day=int(day))


def with_years_moved(text: str, by: int) -> str:
    """Return a heading or a title with every year in it moved by some years.

    >>> with_years_moved("本期（2018）", 1), with_years_moved("同比±%", 1)
    ('本期（2019）', '同比±%')
    """
    return _YEAR.sub(lambda found: str(int(found[0]) + by), text)
