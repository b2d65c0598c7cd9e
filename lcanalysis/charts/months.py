"""The chart of a year under way: what it brought up to each month, beside the year before."""

from __future__ import annotations

from typing import Any, Final, Unpack

from lcanalysis.charts.captions import Captions, captioned, size_of
from lcanalysis.charts.chart import Chart
from lcanalysis.charts.ends import End, Ends
from lcanalysis.charts.style import palette, styled
from lcanalysis.charts.tidy import Rows, frame_of, number, numbers, with_column
from lcanalysis.charts.timeline import DOTTED, Timeline, as_printed, height_of
from lcanalysis.number_format import prose_unit
from lcanalysis.periods import period_in_words
from lcanalysis.wording import headed, say

WHOLE: Final = 12


def period_of(year: int, month: Any, lang: str) -> str:
    """Return the months from January to one of them in words, or the year."""
    return period_in_words(str(year) if month == WHOLE else f"{year}-01--{int(month):02d}", lang)


def draw_months(
    months: Rows, lang: str, *, name: str, unit: str, year: int, goal: Any = None, **captions: Unpack[Captions]
) -> Chart:
    """Draw what a year brought up to each of its months as a line, and the year before as another.

    Parameters
    ----------
    months
        One row per month that is known: `month` (6 for January to June together, 12 for the whole year), `before`, and optionally
        `this`, both in `unit`, None or NaN where unknown.
    lang
        ``zh`` or ``en``. English levels are in millions and billions.
    name, unit
        What is shown, and its unit as printed.
    year
        The year of `this`; that of `before` is the one before it.
    goal
        What the whole year is to bring on the way to a goal, in `unit`, or None.
    **captions
        See `Captions`.

    Raises
    ------
    DataError
        If a column is missing.

    Examples
    --------
    >>> rows = [{"month": 6, "this": 90.0, "before": 80.0}, {"month": 12, "before": 200.0}]
    >>> draw_months(rows, "en", name="output", unit="吨", year=2021).finding
    'Output was 90.0 tonnes in January to June 2021, and 80.0 in the same months of 2020'
    """
    table = frame_of(with_column(frame_of(months, "month", "before"), "this").sort_values("month"))
    lines = {what: table.assign(at=numbers(table[what])).dropna(subset=["at"]) for what in ("this", "before")}
    top = max(float(own["at"].max()) for own in lines.values() if len(own))
    top = top if goal is None else max(top, number(goal))
    prose = prose_unit(top, unit, lang)
    scale = float(prose.size)

    def level(value: Any) -> str:
        return as_printed(value, unit, scale, top, lang)

    newest = lines["this"].iloc[-1]
    same = lines["before"][lines["before"]["month"] == newest["month"]]
    facts = {
        "name": name, "unit": prose.name, "year": year, "last_year": year - 1, "this": level(newest["this"]),
        "period": period_of(year, newest["month"], lang),
        "before": level(same["before"].iloc[-1]) if len(same) else "", "goal": "" if goal is None else level(goal),
        "each": say("charts.list_comma", lang).join(
            say("charts_months.point", lang, period=period_of(one, row["month"], lang), value=level(row[what]))
            for what, one in (("before", year - 1), ("this", year)) for _, row in lines[what].iterrows()
        ),
    }  # fmt: skip
    begun = facts | {"name": headed(name, lang)}
    plain, (width, pt) = palette(lang), size_of(captions)
    found = [(float(newest["at"]), newest["this"], str(year), plain.ink)]
    found += [
        (float(row["at"]), row["before"], str(year - 1), plain.muted) for _, row in lines["before"][-1:].iterrows()
    ]
    found += [] if goal is None else [(number(goal), goal, say("charts_months.needed", lang), plain.goal)]
    ends = Ends(
        [End(at, level(cell), words, colour, is_main=colour == plain.ink) for at, cell, words, colour in found],
        width,
        pt,
    )
    with styled(lang) as colours:
        chart = captioned(
            captions, lang, unit=unit, height_in=height_of(width, pt, ends),
            finding=say("charts_months.finding" if len(same) else "charts_months.finding_alone", lang, **begun),
            alt=say("charts_months.alt", lang, **facts)
            + ("" if goal is None else say("charts_months.alt_needed", lang, **facts)),
            subtitle=say("charts_months.subtitle", lang, **begun),
        )  # fmt: skip
        points = {what: dict(zip(own["month"].astype(int), own["at"], strict=True)) for what, own in lines.items()}
        levels = [0.0, *(at for own in points.values() for at in own.values()), *(end.value for end in ends.ends)]
        plot = Timeline.placed(chart, colours, lang, [0, WHOLE], levels, ends, scale=scale)
        for what, colour in (("before", colours.muted), ("this", colours.ink)):
            # A year begins with nothing.
            plot.line({0: 0.0, **points[what]}, colour, is_main=what == "this")
            plot.axes.plot(
                [*points[what]], [*points[what].values()], "o", ms=4.5, color=colour, zorder=5, clip_on=False
            )
        plot.level(float(newest["at"]), (int(newest["month"]), WHOLE), colours.muted, style=DOTTED)
        if goal is not None:
            plot.level(number(goal), (int(newest["month"]), WHOLE), colours.goal)
        return chart.drawn()
