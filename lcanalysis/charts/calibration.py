"""Charts of calibration: how often bands held what came, and how often events happened at the probability given."""

from __future__ import annotations

from typing import Final, Unpack

import numpy as np

from lcanalysis.charts.captions import Captions, captioned, size_of
from lcanalysis.charts.chart import Chart
from lcanalysis.charts.ends import End, Ends
from lcanalysis.charts.row_plot import RowPlot
from lcanalysis.charts.rows import LINE_IN, ChartColumn, ChartRow, RowLayout
from lcanalysis.charts.style import palette, styled
from lcanalysis.charts.tidy import Rows, digits, frame_of, numbers, shown
from lcanalysis.units import PERCENTAGE_POINT
from lcanalysis.wording import headed, say

SQUARE_IN: Final = 2.9


def draw_coverage(
    frame: Rows, lang: str, *, level_pct: float, is_ordered: bool = False, **captions: Unpack[Captions]
) -> Chart:
    """Draw how often predictive intervals held what came, as dots about the share that they claim, the least on top.

    Parameters
    ----------
    frame
        One row per dot: `name` (str, in `lang`: the row it stands in), `mark` (str, in `lang`: what its sign means;
        at most four), `covers_pct` (`Quantity` or float: the share of outcomes within, %).
    lang
        ``zh`` or ``en``.
    level_pct
        The share that the intervals claim to hold, in percent.
    is_ordered
        Whether the rows keep their order, as years do.
    **captions
        See `Captions`.

    Raises
    ------
    DataError
        If a column is missing, or there is no row.

    Examples
    --------
    >>> rows = [{"name": "GDP", "mark": "n=2", "covers_pct": 78.4}, {"name": "GDP", "mark": "n=5", "covers_pct": 81.0}]
    >>> draw_coverage(rows, "en", level_pct=80).finding
    'Intervals claiming 80% held 78.4% (“GDP”) to 81.0% (“GDP”)'
    """
    table = frame_of(frame, "name", "mark", "covers_pct")
    table = frame_of(table.assign(at=numbers(table["covers_pct"])).dropna(subset=["at"]))
    marks = list(dict.fromkeys(table["mark"]))
    order = table.sort_values("at", kind="stable")
    names = list(dict.fromkeys(table["name"] if is_ordered else order["name"]))
    held = {(row["name"], row["mark"]): row for _, row in table.iterrows()}
    level = f"{level_pct:g}"
    facts = {
        "level": level, "total": len(names), "marks": tuple(marks),
        "low": shown(order.iloc[0]["covers_pct"], "%", lang), "lowest": order.iloc[0]["name"],
        "high": shown(order.iloc[-1]["covers_pct"], "%", lang), "highest": order.iloc[-1]["name"],
        "each": say("charts.list_semicolon", lang).join(
            say("charts_backtest.coverage_each", lang, name=name, each=say("charts.list_comma", lang).join(
                f"{mark} {shown(held[name, mark]['covers_pct'], '%', lang)}" for mark in marks if (name, mark) in held))
            for name in names
        ),
    }  # fmt: skip
    label = say("charts_backtest.coverage_line", lang, level=level)
    plain = palette(lang)
    tints = [plain.model, plain.goal, plain.ink, plain.muted][: len(marks)]
    rows = [
        ChartRow(
            headed(str(name), lang),
            [digits(held[name, mark]["covers_pct"], "%", lang) if (name, mark) in held else "" for mark in marks],
        )
        for name in names
    ]
    columns = [ChartColumn(str(mark), colour) for mark, colour in zip(marks, tints, strict=False)]
    layout = RowLayout(rows, *size_of(captions), columns=columns, line_labels=[label])
    with styled(lang) as colours:
        chart = captioned(
            captions, lang, finding=say("charts_backtest.coverage_finding", lang, **facts), height_in=layout.height_in,
            alt=say("charts_backtest.coverage_alt", lang, **facts), unit="%",
            subtitle=say("charts_backtest.coverage_unit", lang, level=level),
        )  # fmt: skip
        low = max(0.0, min(float(table["at"].min()), level_pct) - 5)
        plot = RowPlot.placed(layout, chart, low, 100, colours)
        plot.line(level_pct, label, colours.ink, is_dashed=False)
        for row, name in enumerate(names):
            plot.rule(row, low, 100, colours.grid)
            for at, (mark, colour) in enumerate(zip(marks, tints, strict=False)):
                if (name, mark) in held:
                    plot.dot(row, float(held[name, mark]["at"]), colour, is_hollow=at > 0)
        return chart.drawn()


def draw_reliability(frame: Rows, lang: str, *, event: str, **captions: Unpack[Captions]) -> Chart:
    """Draw how often an event happened against the probability it was given; calibrated ones lie on the diagonal.

    Parameters
    ----------
    frame
        One row per bin: `name` (str, in `lang`: the method; at most four), `probability_pct` (mean probability
        given, %), `happened_pct` (share that happened, %; `Quantity` or float), `cases` (count: its weight in the
        finding).
    lang
        ``zh`` or ``en``.
    event
        What was predicted, in words of `lang`.
    **captions
        See `Captions`.

    Raises
    ------
    DataError
        If a column is missing, or there is no row.

    Examples
    --------
    >>> rows = [{"name": "forecast", "probability_pct": 25.0, "happened_pct": 21.0, "cases": 300}]
    >>> draw_reliability(rows, "en", event="5% a year").finding
    '5% a year: forecast off by 4.0 percentage points on average'
    """
    table = frame_of(frame, "name", "probability_pct", "happened_pct", "cases")
    table = table.assign(given=numbers(table["probability_pct"]), came=numbers(table["happened_pct"]))
    names = list(dict.fromkeys(table["name"]))
    first = table[table["name"] == names[0]]
    distance = np.average(
        np.abs(first["given"].astype(float) - first["came"].astype(float)), weights=first["cases"].astype(float)
    )
    facts = {
        "event": event, "name": names[0], "names": tuple(names), "bins": len(first),
        "distance": shown(float(distance), PERCENTAGE_POINT, lang),
        "each": say("charts.list_comma", lang).join(
            say(
                "charts_backtest.reliability_each",
                lang,
                given=shown(row["given"], "%", lang),
                came=shown(row["came"], "%", lang),
            )
            for _, row in first.iterrows()
        ),
    }  # fmt: skip
    plain = palette(lang)
    tints = dict(zip(names, (plain.model, plain.muted, plain.goal, plain.ink), strict=False))
    lines = {name: table[table["name"] == name].sort_values("given") for name in names}
    found = [
        End(float(own["came"].iloc[-1]), "", str(name), tints[name], is_main=name == names[0])
        for name, own in lines.items()
    ]
    width, pt = size_of(captions)
    ends = Ends([*found, End(100.0, "", say("charts_backtest.reliability_line", lang), plain.ink)], width, pt)
    with styled(lang) as colours:
        chart = captioned(
            captions, lang, finding=say("charts_backtest.reliability_finding", lang, **facts), height_in=SQUARE_IN,
            alt=say("charts_backtest.reliability_alt", lang, **facts), unit="%",
            subtitle=say("charts_backtest.reliability_unit", lang),
        )  # fmt: skip
        axes = chart.placed_axes()
        height = chart.give_room(axes, 0.42, pt * LINE_IN + 0.1, ends.room_in, 0.12)
        axes.set(xlim=(0, 100), ylim=(0, 100))
        for ticks in (axes.set_xticks, axes.set_yticks):
            ticks([0, 25, 50, 75, 100], ["0", "25", "50", "75", "100"], fontsize=pt)
        axes.plot([0, 100], [0, 100], color=colours.ink, linewidth=1.0, linestyle=(0, (4.5, 2.5)), zorder=1)
        for name, own in lines.items():
            # The points of a method are joined, and a dotted line leads from the last to its name at the right.
            given, came = own["given"].astype(float), own["came"].astype(float)
            is_main = name == names[0]
            axes.plot(given, came, "o-", color=tints[name], linewidth=2.0 if is_main else 1.4, ms=4.5,
                      zorder=3 if is_main else 2, clip_on=False)  # fmt: skip
            axes.plot(
                [given.iloc[-1], 100], [came.iloc[-1]] * 2, color=tints[name], linewidth=0.8, linestyle=(0, (1, 2))
            )
        ends.write(axes, 100, height)
        return chart.drawn()
