"""The growth that a goal still needs a year, as the years go by: what is missed early must be made up later."""

from __future__ import annotations

from typing import Unpack

from lcanalysis.charts.captions import Captions, captioned, size_of
from lcanalysis.charts.chart import Chart
from lcanalysis.charts.ends import End, Ends
from lcanalysis.charts.style import Palette, palette, styled
from lcanalysis.charts.tidy import Rows, digits, frame_of, numbers, shown
from lcanalysis.charts.timeline import Timeline, height_of
from lcanalysis.wording import say


def draw_growth_still_needed(
    frame: Rows, lang: str, *, goal: str, main: str = "", **captions: Unpack[Captions]
) -> Chart:
    """Draw the growth still needed a year by the year reached, a line for each rate of growth until then.

    The line that ends highest is brown, that of the rate that matters green, and the others grey.

    Parameters
    ----------
    frame
        One row per point: `label` (str, in `lang`, such as 年均增长5%), `year` (int, up to whose end growth was at
        that rate) and `needed_pct` (`Quantity`, `Decimal` or float: growth needed every year from there).
    lang
        ``zh`` or ``en``.
    goal
        The goal in words, in `lang`.
    main
        The label of the rate that matters, such as that of the goal.
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
    labels = list(dict.fromkeys(map(str, table["label"])))
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
    plain = palette(lang)
    ends = [
        End(
            float(line["at"].iloc[-1]), f"{digits(line['needed_pct'].iloc[-1], '%', lang)}%",
            say("charts_still_needed.end", lang, label=label), _colour(label, hardest["label"], main, plain),
            is_main=label in {hardest["label"], main},
        )
        for label, line in lines.items()
    ]  # fmt: skip
    width, pt = size_of(captions)
    shown_ends = Ends(ends, width, pt)
    with styled(lang) as colours:
        chart = captioned(
            captions, lang, finding=say(f"charts_still_needed.{finding}", lang, **facts), unit="%",
            alt=say("charts_still_needed.alt", lang, **facts), height_in=height_of(width, pt, shown_ends),
            subtitle=say("charts_still_needed.unit", lang),
        )  # fmt: skip
        years = [int(year) for year in table["year"]]
        placed = Timeline.placed(chart, colours, lang, years, [0.0, *map(float, table["at"])], shown_ends)
        placed.axes.axhline(0, color=colours.muted, linewidth=0.9, zorder=1)
        for label, line in lines.items():
            points = dict(zip(map(int, line["year"]), map(float, line["at"]), strict=True))
            colour = _colour(label, hardest["label"], main, colours)
            placed.line(points, colour, is_main=label in {hardest["label"], main})
        return chart.drawn()


def _colour(label: str, hardest: str, main: str, colours: Palette) -> str:
    return colours.model if label == main else colours.goal if label == hardest else colours.muted
