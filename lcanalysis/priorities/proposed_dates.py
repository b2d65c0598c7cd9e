"""By when an advice might be followed: proposals, counted from the day of the newest figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ProposedDates:
    """Proposed dates as (year, month), and the quarter in which watching begins as (year, quarter).

    `scope`: definitions are settled by the end of the next month; `data`: figures are in by the end of the first whole
    quarter; `inquiry`: causes are known by the end of the first whole half-year.
    """

    scope: tuple[int, int]
    data: tuple[int, int]
    inquiry: tuple[int, int]
    watching: tuple[int, int]


def proposed_dates(known_on: date) -> ProposedDates:
    """Return the dates that a page of this day proposes.

    Examples
    --------
    >>> proposed_dates(date(2019, 11, 30))
    ProposedDates(scope=(2019, 12), data=(2020, 3), inquiry=(2020, 6), watching=(2020, 1))
    """
    months = known_on.year * 12 + known_on.month - 1
    quarter = -(-(months + 1) // 3)  # the first that begins after this month
    half = -(-(months + 1) // 6)
    return ProposedDates(
        scope=_month(months + 1),
        data=_month(quarter * 3 + 2),
        inquiry=_month(half * 6 + 5),
        watching=(quarter // 4, quarter % 4 + 1),
    )


def _month(months: int) -> tuple[int, int]:
    return months // 12, months % 12 + 1
