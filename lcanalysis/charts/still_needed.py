"""The growth that a goal still needs a year, as the years go by: what is missed early must be made up later."""

from __future__ import annotations

from typing import Final, Unpack

from matplotlib.ticker import MultipleLocator

from lcanalysis.charts.axes import number_axis
from lcanalysis.charts.captions import Captions, captioned
from lcanalysis.charts.chart import Chart
from lcanalysis.charts.scenarios import LINES, label_ends
from lcanalysis.charts.style import styled
from lcanalysis.charts.tidy import Rows, digits, frame_of, numbers, shown
from lcanalysis.wording import say

HEIGHT_IN: Final = 3.4


def draw_growth_still_needed(frame: Rows, lang: str, *, goal: str, **captions: Unpack[Captions]) -> Chart:
    """Draw the growth still needed a year by the year reached, a line for each rate of growth until then.

    Parameters
    ----------
    frame
        One row per point: `label` (str, in `lang`, such as 年均增长5%), `year` (int, up to whose end growth was at
        that rate) and `needed_pct` (`Quantity`, `Decimal` or float: growth needed every year from there).
    lang
        ``zh`` or ``en``.
    goal
        The goal in words, in `lang`.
    **captions
        See `Captions`.

    Raises
    ------
    DataError
        If a column is missing, or no row has a number.

    Examples
    --------
    >>> rows = [{"label": "3%", "year": 2018, "needed_pct": 5.3}, {"label": "3%", "year": 2021, "needed_pct": 12.4}]
    >>> draw_growth_still_needed(rows, "en", goal="1,000 by 2022").finding
    '1,000 by 2022: 5.3% a year is needed from 2018; after 3% a year until 2021 it is 12.4%'
    """
    table = frame_of(frame, "label", "year", "needed_pct")
    table = frame_of(table.assign(at=numbers(table["needed_pct"])).dropna(subset=["at"]).sort_values("year"))
    labels = list(dict.fromkeys(table["label"]))
    lines = {label: table[table["label"] == label] for label in labels}
    first = table.iloc[0]
    hardest = table.sort_values("at", kind="stable").iloc[-1]
    facts = {
        "goal": goal,
        "first": int(first["year"]),
        "needed": shown(first["needed_pct"], "%", lang),
        "label": hardest["label"],
        "last": int(hardest["year"]),
        "most": shown(hardest["needed_pct"], "%", lang),
        "each": say("charts_still_needed.separator", lang).join(
            say(
                "charts_still_needed.each",
                lang,
                label=label,
                last=int(line.iloc[-1]["year"]),
                needed=shown(line.iloc[-1]["needed_pct"], "%", lang),
            )
            for label, line in lines.items()
        ),
    }
    # Where the need only falls, as above a goal that is passed, it is greatest where every line begins.
    finding = "finding" if facts["last"] != facts["first"] else "finding_now"
    with styled(lang) as colours:
        chart = captioned(
            captions, lang, finding=say(f"charts_still_needed.{finding}", lang, **facts),
            alt=say("charts_still_needed.alt", lang, **facts), unit="%", height_in=HEIGHT_IN,
        )  # fmt: skip
        axes = chart.one_axes()
        ends: list[tuple[float, float, str]] = []
        for position, (label, line) in enumerate(lines.items()):
            years, values = [int(year) for year in line["year"]], [float(value) for value in line["at"]]
            axes.plot(
                years, values, color=colours.accent, linewidth=1.6, linestyle=LINES[position % len(LINES)], zorder=3
            )
            axes.plot(years[-1], values[-1], "o", ms=4, color=colours.accent, zorder=4)
            end = digits(line.iloc[-1]["needed_pct"], "%", lang)
            ends.append((years[-1], values[-1], say("charts_still_needed.end", lang, label=label, needed=end)))
        axes.axhline(0, color=colours.muted, linewidth=0.9, zorder=1)
        axes.margins(x=0.04, y=0.12)
        axes.xaxis.set_major_locator(MultipleLocator(1))
        axes.xaxis.set_major_formatter("{x:.0f}")
        axes.grid(visible=False, axis="x")
        axes.set_title(say("charts_still_needed.axis", lang), loc="left", fontsize=8.5, color=colours.muted)
        number_axis(axes.yaxis, lang)
        label_ends(axes, ends)
        return chart.drawn()
