"""Finds the period of each column of a table: by its heading, completed by the table's title."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lcanalysis.intake.headings import Heading
from lcanalysis.intake.period_words import Said, Titled, titled_period
from lcanalysis.periods import base_period, is_period, months_of, year_of


@dataclass(frozen=True, slots=True)
class Spans:
    """The period of each column that is certain, and the one of the table as a whole.

    `current` is the period that 本期 means, None if nothing says so or the title and the headings disagree.
    """

    current: str | None
    periods: Mapping[int, str]


def spans_of(
    headings: Mapping[int, Heading], title: str, answer: str | None = None, stated: Sequence[str] = ()
) -> Spans:
    """Return the period of each column.

    A heading that names a period has that period; if it names only the year or only the months, the title gives the other.
    本期, 同比 and headings without a period have the period of the table: that of the newest heading, else that of the title.
    同期 is one year earlier, 累计 begins with January, and 本月 is the last month alone. If the title is not clear about the
    months (表1-12月) or the year, periods that need them are left out; 2021年上半年 gives 1月 beside it its year.

    - `headings`: the headings of the columns of figures.
    - `title`: the title of the table.
    - `answer`: the period of the table, if a person gave it.
    - `stated`: what lines above the table state to be its period (报告期：2019年).

    >>> from lcanalysis.intake.headings import parse_heading
    >>> columns = {at: parse_heading(text) for at, text in enumerate(["本月", "1—本月累计"], 1)}
    >>> spans_of(columns, "2019年6月产品产量").periods
    {1: '2019-06', 2: '2019-01--06'}
    >>> spans_of({1: parse_heading("本期"), 2: parse_heading("同期")}, "2019年1—6月产品产量").periods
    {1: '2019-01--06', 2: '2018-01--06'}
    """
    titled = titled_period(title, stated)
    if answer is not None and is_period(answer):
        titled = Titled(_answered(answer))
    said = _with_year(titled, headings)
    told = [said.months, *(one.said.months for one in headings.values() if one.said)]
    is_whole = answer is not None or any(months is not None and months[1] == 12 for months in told)
    # Months of the title are those of every column, unless the columns tell months apart themselves.
    tell_months = any(one.said and one.said.months for one in headings.values())
    if not tell_months and not titled.knows_months:
        return Spans(None, {})
    inherited = None if tell_months else said.months
    # A table of cumulative figures has no single months, unless its columns tell both apart.
    if any(map(_is_up_to, headings.values())):
        said = replace(said, is_cumulative=False)
    own = {column: _own(heading, said, inherited) for column, heading in headings.items()}
    newest = answer or _newest(headings, own, titled)
    if newest is None or not is_period(newest):
        is_untold = _is_stale(own, headings, said)
        certain = {at: one for at, one in own.items() if one and _is_own(headings[at])}
        return Spans(None, {} if is_untold else certain)
    is_mixed = any(map(_is_single, headings.values())) and any(map(_is_up_to, headings.values()))
    whole = _completed(headings) if is_mixed else headings
    found = {
        at: _period(heading, own[at], newest, is_mixed=is_mixed, is_whole=is_whole) for at, heading in whole.items()
    }
    return Spans(newest, {at: one for at, one in found.items() if one is not None})


def _with_year(titled: Titled, headings: Mapping[int, Heading]) -> Said:
    """Return what the title says; without a year, with that of 2021年上半年 beside 1月 and 2月, which are parts of it."""
    said = titled.said or Said()
    now = [one.said for one in headings.values() if one.said and one.role != "same"]
    named = [(one.year, one.months) for one in now if one.months]
    whole = {(year, months[1]) for year, months in named if year is not None and 1 == months[0] < months[1]}
    if said.year is not None or not titled.knows_year or len(whole) != 1:
        return said
    year, last = whole.pop()
    is_part = all(months[1] <= last and months != (1, last) for other, months in named if other is None)
    return replace(said, year=year) if is_part else said


def _completed(headings: Mapping[int, Heading]) -> dict[int, Heading]:
    """Return the headings of a table of a month and of the months up to it, each with which of both it is of.

    Beside 比上年同月, 比上年同期 is of the months up to it; beside 累计增长, 增长 is of the month. Two alike tell nothing.
    """
    completed = dict(headings)
    for at, heading in headings.items():
        if heading.role not in {"same", "change"} or not _is_open(heading):
            continue
        alike = [
            one
            for other, one in headings.items()
            if other != at and (one.role, one.core) == (heading.role, heading.core)
        ]
        if len(alike) == 1 and _is_single(alike[0]):
            completed[at] = replace(heading, said=Said(is_cumulative=True))
        elif len(alike) == 1 and _is_up_to(alike[0]):
            completed[at] = replace(heading, is_month=True)
    return completed


def _is_open(heading: Heading) -> bool:
    return heading.said is None and not heading.is_month


def _answered(period: str) -> Said:
    """Return the period that a person gave, as a title would say it."""
    return Said(int(period[:4]), months_of(period) if len(period) > len("2020") else None)


def _own(heading: Heading, titled: Said, inherited: tuple[int, int] | None) -> str | None:
    """Return the period that a heading names itself, completed; None if it names none."""
    said = heading.said
    if said is None or (said.year is None and said.months is None):
        return None
    year = said.year if said.year is not None else titled.year
    if heading.role == "same" and said.year is None and year is not None:
        # 去年6月 in a table of 2020 is June 2019.
        year -= 1
    is_cumulative = said.is_cumulative or (titled.is_cumulative and not heading.is_month)
    period = Said(year, said.months or inherited, is_cumulative).period()
    return period if period and is_period(period) else None


def _is_own(heading: Heading) -> bool:
    """Return whether the period that a heading names is that of its figures: 同期（2018） could be that of the base."""
    return heading.role != "same" or (heading.said is not None and heading.said.year is None)


def _is_cumulative(heading: Heading) -> bool:
    return heading.said is not None and heading.said.is_cumulative


def _is_up_to(heading: Heading) -> bool:
    """Return whether a heading is of months from January on, and so tells them from single ones."""
    months = heading.said.months if heading.said else None
    return _is_cumulative(heading) or (months is not None and 1 == months[0] < months[1])


def _is_single(heading: Heading) -> bool:
    """Return whether a heading is of a month or a quarter alone."""
    is_of_months = heading.said is not None and heading.said.months is not None
    return heading.is_month or (is_of_months and not _is_up_to(heading))


def _end(period: str) -> str:
    """Return the month with which a period ends."""
    return f"{period[:4]}-{period[-2:] if len(period) > len('2020') else '12'}"


def _explicit(headings: Mapping[int, Heading], own: Mapping[int, str | None]) -> set[str]:
    """Return what headings name as the present period: those of 本期 and 同比, and the newest of bare ones (2019年, 2018年)."""
    bare = {period for at, period in own.items() if period and headings[at].role == "bare"}
    others = {period for at, period in own.items() if period and headings[at].role in {"current", "change"}}
    if len({_end(period) for period in bare}) == 1:
        # June and January to June: what is not told apart otherwise is of both.
        bare = {max(bare, key=lambda period: (len(period) != len("2020-06"), period))}
    are_alike = len({len(period) for period in bare}) == 1
    return others | ({max(bare)} if are_alike else bare)


def _newest(headings: Mapping[int, Heading], own: Mapping[int, str | None], titled: Titled) -> str | None:
    explicit = _explicit(headings, own)
    said = titled.said or Said()
    if not explicit:
        return said.period() if titled.is_clear else None
    return None if len(explicit) > 1 or _is_stale(own, headings, said) else next(iter(explicit))


def _is_stale(own: Mapping[int, str | None], headings: Mapping[int, Heading], titled: Said) -> bool:
    """Return whether title and headings speak of different years: one of them was left from the year before."""
    years = {year_of(period) for period in _explicit(headings, own)}
    return titled.year is not None and bool(years) and max(years) != titled.year


def _period(heading: Heading, own: str | None, newest: str, *, is_mixed: bool, is_whole: bool) -> str | None:
    if own is not None:
        return own if _is_own(heading) or own == base_period(newest) else None
    if heading.said is not None and (heading.said.year or heading.said.months):
        return None
    if heading.is_month or _is_cumulative(heading):
        current = _of_month(newest, is_month=heading.is_month)
        if current is None and is_whole:
            # 1—12月, or a person says that it is the year: what is cumulative is of all of it, and 本月 of its last month.
            current = f"{newest}-12" if heading.is_month else newest
    else:
        current = None if is_mixed else newest
    return base_period(current) if current and heading.role == "same" else current


def _of_month(newest: str, *, is_month: bool) -> str | None:
    """Return the last month of a period alone, or all months from January to it; None of a year."""
    if len(newest) == 4:
        return None
    last = int(newest[-2:])
    return Said(int(newest[:4]), (last if is_month else 1, last)).period()
