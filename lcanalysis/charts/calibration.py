"""Charts of whether a forecast keeps its word: how often bands held what came, how often events did happen."""

from __future__ import annotations

from typing import Final, Unpack

import numpy as np
from matplotlib.lines import Line2D

from lcanalysis.charts.axes import key_above, label_rows, number_axis, percent_axis, rows_in
from lcanalysis.charts.captions import Captions, captioned
from lcanalysis.charts.chart import Chart
from lcanalysis.charts.style import styled
from lcanalysis.charts.tidy import Rows, frame_of, numbers, shown
from lcanalysis.units import PERCENTAGE_POINT
from lcanalysis.wording import say

ROW_IN: Final = 0.34
SQUARE_IN: Final = 3.9
MARKERS: Final = ("o", "s", "D", "^")


def draw_coverage(frame: Rows, lang: str, *, level_pct: float, **captions: Unpack[Captions]) -> Chart:
    """Draw how often predictive intervals held what came, as dots about the share that they claim.

    Parameters
    ----------
    frame
        One row per dot: `name` (str, in `lang`: the row it stands in), `mark` (str, in `lang`: what its sign means;
        at most four), `covers_pct` (`Quantity` or float: the share of outcomes within, %).
    lang
        ``zh`` or ``en``.
    level_pct
        The share that the intervals claim to hold, in percent.
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
    'Intervals claiming 80% held 78.4% (GDP) to 81.0% (GDP) of what came'
    """
    table = frame_of(frame, "name", "mark", "covers_pct")
    table = table.assign(at=numbers(table["covers_pct"]))
    table = frame_of(table.dropna(subset=["at"]))
    names, marks = (list(dict.fromkeys(table[column])) for column in ("name", "mark"))
    order = table.sort_values("at", kind="stable")
    facts = {
        "level": f"{level_pct:g}",
        "low": shown(order.iloc[0]["covers_pct"], "%", lang),
        "high": shown(order.iloc[-1]["covers_pct"], "%", lang),
        "lowest": order.iloc[0]["name"],
        "highest": order.iloc[-1]["name"],
        "total": len(names),
        "marks": tuple(marks),
    }
    with styled(lang) as colours:
        chart = captioned(
            captions, lang, finding=say("charts_backtest.coverage_finding", lang, **facts),
            alt=say("charts_backtest.coverage_alt", lang, **facts), unit="%", height_in=rows_in(names, ROW_IN) + 0.75,
        )  # fmt: skip
        axes = chart.one_axes()
        signs = dict(
            zip(
                marks,
                zip(MARKERS, (colours.accent, colours.goal, colours.muted, colours.ink), strict=True),
                strict=False,
            )
        )
        places = {name: row for row, name in enumerate(reversed(names))}
        axes.axvline(level_pct, color=colours.ink, linewidth=1.0, zorder=1)
        for _, row in table.iterrows():
            marker, colour = signs[row["mark"]]
            axes.plot(
                float(row["at"]), places[row["name"]], marker, ms=6.5, color=colour, mec="white", mew=0.7, zorder=3
            )
        axes.set_xlim(max(0.0, min(40.0, table["at"].min() - 5)), 102)
        percent_axis(axes, say("charts_backtest.coverage_axis", lang, level=f"{level_pct:g}"), lang)
        label_rows(axes, reversed(names))
        key_above(axes, [Line2D([], [], marker=signs[mark][0], linestyle="", ms=6.5, color=signs[mark][1], label=mark)
                         for mark in marks])  # fmt: skip
        return chart.drawn()


def draw_reliability(frame: Rows, lang: str, *, event: str, **captions: Unpack[Captions]) -> Chart:
    """Draw how often an event happened against the probability it was given; honest ones lie on the diagonal.

    Parameters
    ----------
    frame
        One row per bin: `name` (str, in `lang`: the method; at most four), `probability_pct` (mean probability
        given, %), `happened_pct` (share that happened, %; `Quantity` or float), `cases` (count: the area of the
        dot).
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
    >>> draw_reliability(rows, "en", event="growth of 5% a year").finding
    'growth of 5% a year: by forecast, the share that happened is 4.0 percentage points from the probability given'
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
    with styled(lang) as colours:
        chart = captioned(
            captions, lang, finding=say("charts_backtest.reliability_finding", lang, **facts),
            alt=say("charts_backtest.reliability_alt", lang, **facts), unit="%", height_in=SQUARE_IN,
        )  # fmt: skip
        axes = chart.one_axes()
        axes.plot([0, 100], [0, 100], color=colours.muted, linewidth=1.0, zorder=1)
        handles = []
        for name, marker, colour in zip(
            names, MARKERS, (colours.accent, colours.goal, colours.muted, colours.ink), strict=False
        ):
            own = table[table["name"] == name]
            size = 14 + 130 * own["cases"].astype(float) / table["cases"].astype(float).max()
            axes.plot(own["given"].astype(float), own["came"].astype(float), color=colour, linewidth=0.8, zorder=2)
            axes.scatter(own["given"].astype(float), own["came"].astype(float), s=size, marker=marker, color=colour,
                         edgecolor="white", linewidth=0.7, zorder=3)  # fmt: skip
            handles.append(Line2D([], [], marker=marker, linestyle="", ms=6.5, color=colour, label=name))
        axes.set(xlim=(-3, 103), ylim=(-3, 103), aspect="equal")
        percent_axis(axes, say("charts_backtest.reliability_given", lang), lang)
        number_axis(axes.yaxis, lang)
        axes.set_ylabel(say("charts_backtest.reliability_came", lang))
        key_above(axes, handles)
        return chart.drawn()
