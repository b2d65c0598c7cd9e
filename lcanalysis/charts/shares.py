"""Charts of shares and ratios against the level a goal asks for: R&D intensity, processing ratios."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Unpack

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D

from lcanalysis.charts.axes import extend_limits, key_above, label_rows, number_axis, percent_axis, rows_in
from lcanalysis.charts.captions import Captions, captioned
from lcanalysis.charts.chart import Chart
from lcanalysis.charts.style import styled
from lcanalysis.charts.tidy import Rows, digits, frame_of, is_missing, number, numbers, shown, with_column
from lcanalysis.units import RATIO
from lcanalysis.wording import say

ROW_IN: Final = 0.34


def draw_rd_intensity(
    frame: Rows, lang: str, goal_pct: Decimal | float = Decimal(3), **captions: Unpack[Captions]
) -> Chart:
    """Draw the R&D intensity of each firm as a bar, with a line where the goal is.

    Parameters
    ----------
    frame
        One row per firm: `name` (str, in `lang`), `intensity_pct` (R&D spending in percent of revenue;
        `Quantity`, `Decimal` or float), and optionally `is_average` (bool): an average of the firms, drawn
        hatched and not counted among them.
    lang
        ``zh`` or ``en``.
    goal_pct
        The goal, in percent.
    **captions
        See `Captions`.

    Raises
    ------
    DataError
        If a column is missing, or no row has a number.

    Examples
    --------
    >>> rows = [{"name": "A", "intensity_pct": 4.2}, {"name": "B", "intensity_pct": 0.7}]
    >>> draw_rd_intensity(rows, "en").finding
    '1 of 2 firms reach an R&D intensity of 3%; from A (4.2%) to B (0.7%)'
    """
    table = with_column(frame_of(frame, "name", "intensity_pct"), "is_average")
    table = table.assign(at=numbers(table["intensity_pct"])).dropna(subset=["at"]).sort_values("at", kind="stable")
    table = frame_of(table)
    is_average = np.array([cell is not None and not pd.isna(cell) and bool(cell) for cell in table["is_average"]])
    facts = _intensity_facts(table, is_average, goal_pct, lang)
    average = say("charts.intensity_average", lang, **facts) if is_average.any() else ""
    each = say("charts.list_comma", lang).join(
        f"{name} {shown(cell, '%', lang)}"
        for name, cell in zip(table["name"][::-1], table["intensity_pct"][::-1], strict=True)
    )
    one = "_one" if facts["total"] == 1 else ""
    with styled(lang) as colours:
        chart = captioned(
            captions,
            lang,
            finding=say(f"charts.intensity_finding{one}", lang, **facts) + ("" if one else average),
            alt=say(f"charts.intensity_alt{one}", lang, each=each, **facts),
            unit="%",
            height_in=rows_in(table["name"], ROW_IN) + 0.75,
        )
        axes = chart.one_axes()
        for row, (cell, at) in enumerate(zip(table["intensity_pct"], table["at"], strict=True)):
            has_reached = at >= float(goal_pct)
            axes.barh(
                row, at, height=0.6, zorder=2, hatch="////" if is_average[row] else None,
                color="white" if is_average[row] else colours.accent if has_reached else colours.fan[1],
                edgecolor=colours.accent if is_average[row] else "none",
            )  # fmt: skip
            axes.annotate(
                digits(cell, "%", lang), (at, row), xytext=(6, 0), textcoords="offset points", va="center", fontsize=8.5,
                bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none"}, zorder=4,
            )  # fmt: skip
        axes.axvline(float(goal_pct), color=colours.goal, linewidth=1.6, linestyle=(0, (4, 2)), zorder=3)
        extend_limits(axes, [*table["at"], float(goal_pct)], 0.12)
        percent_axis(axes, say("charts.intensity_axis", lang), lang)
        label_rows(axes, table["name"])
        key_above(axes, _intensity_key(colours.accent, colours.fan[1], colours.goal, facts, lang))
        return chart.drawn()


def _intensity_key(reached: str, below: str, goal: str, facts: dict[str, object], lang: str) -> list[Line2D]:
    return [
        Line2D([], [], marker="s", linestyle="", ms=6.5, color=reached, label=say("charts.reached", lang)),
        Line2D([], [], marker="s", linestyle="", ms=6.5, color=below, label=say("charts.not_reached", lang)),
        Line2D(
            [],
            [],
            color=goal,
            linewidth=1.6,
            linestyle=(0, (4, 2)),
            label=say("charts.goal_of", lang, goal=facts["goal"]),
        ),
    ]


def _intensity_facts(
    table: pd.DataFrame, is_average: np.ndarray[tuple[int], np.dtype[np.bool_]], goal: Decimal | float, lang: str
) -> dict[str, object]:
    firms = table[~is_average]
    average = table[is_average]
    exact = goal if isinstance(goal, Decimal) else Decimal(f"{goal:.10g}")
    return {
        "goal": shown(exact, "%", lang),
        "total": len(firms),
        "reached": int((firms["at"] >= float(goal)).sum()),
        "top": firms.iloc[-1]["name"],
        "top_value": shown(firms.iloc[-1]["intensity_pct"], "%", lang),
        "bottom": firms.iloc[0]["name"],
        "bottom_value": shown(firms.iloc[0]["intensity_pct"], "%", lang),
        "average_name": average.iloc[0]["name"] if len(average) else "",
        "average": shown(average.iloc[0]["intensity_pct"], "%", lang) if len(average) else "",
    }


def draw_processing_ratio(frame: Rows, lang: str, **captions: Unpack[Captions]) -> Chart:
    """Draw how much product was made per tonne of smelted metal, by year, with the goal.

    Parameters
    ----------
    frame
        One row per metal and period: `name` (str, in `lang`), `period`, `ratio` (`Quantity`, `Decimal` or
        float), and optionally `goal` (the ratio to be reached; the same on all rows of a name).
    lang
        ``zh`` or ``en``.
    **captions
        See `Captions`.

    Raises
    ------
    DataError
        If a column is missing, or no row has a number.

    Examples
    --------
    >>> rows = [
    ...     {"name": "aluminium", "period": "2017", "ratio": 0.691, "goal": Decimal("1.2")},
    ...     {"name": "aluminium", "period": "2018", "ratio": 0.849, "goal": Decimal("1.2")},
    ... ]
    >>> draw_processing_ratio(rows, "en").finding
    'Products per tonne of smelted metal, 2017 to 2018: aluminium from 0.691 to 0.849 (goal 1.2)'
    """
    table = with_column(frame_of(frame, "name", "period", "ratio"), "goal")
    table = table.assign(at=numbers(table["ratio"]), period=table["period"].map(str)).dropna(subset=["at"])
    table = frame_of(table.sort_values("period", kind="stable"))
    names = list(dict.fromkeys(map(str, frame_of(frame)["name"])))
    periods = sorted(table["period"].unique())
    each = say("charts.list_semicolon", lang).join(_ratio_clause(table[table["name"] == name], lang) for name in names)
    with styled(lang) as colours:
        chart = captioned(
            captions,
            lang,
            finding=say("charts.ratio_finding", lang, start=periods[0], end=periods[-1], each=each),
            alt=say("charts.ratio_alt", lang, start=periods[0], end=periods[-1], each=each),
            unit=RATIO,
            height_in=rows_in(names, 0.55) + 0.8,
        )
        axes = chart.one_axes()
        for row, name in enumerate(reversed(names)):
            own = table[table["name"] == name]
            values = own["at"].to_numpy(float)
            axes.plot(values, np.full(len(values), row), color=colours.accent, linewidth=2.2, zorder=2)
            for at, cell, is_last in zip(values, own["ratio"], own["period"] == periods[-1], strict=True):
                axes.plot(
                    at,
                    row,
                    "o",
                    ms=7,
                    mec=colours.accent,
                    mew=1.5,
                    mfc=colours.accent if is_last else "white",
                    zorder=3,
                )
                axes.annotate(digits(cell, RATIO, lang), (at, row), xytext=(0, 8), textcoords="offset points", ha="center",
                              fontsize=8.5)  # fmt: skip
            goal = own["goal"].iloc[-1]
            if not is_missing(goal):
                axes.plot(number(goal), row, "D", ms=7, color=colours.goal, zorder=3)
                axes.annotate(digits(goal, RATIO, lang), (number(goal), row), xytext=(0, 8), textcoords="offset points",
                              ha="center", fontsize=8.5, color=colours.goal)  # fmt: skip
        extend_limits(axes, [*table["at"], *numbers(table["goal"])], 0.08)
        number_axis(axes.xaxis, lang)
        axes.set_xlabel(say("charts.ratio_axis", lang))
        axes.grid(visible=True, axis="x")
        label_rows(axes, reversed(names))
        key_above(axes, [
            Line2D([], [], marker="o", linestyle="", ms=6.5, color=colours.accent, mfc="white",
                   label=say("charts.period_label", lang, period=periods[0])),
            Line2D([], [], marker="o", linestyle="", ms=6.5, color=colours.accent,
                   label=say("charts.period_label", lang, period=periods[-1])),
            Line2D([], [], marker="D", linestyle="", ms=6.5, color=colours.goal, label=say("charts.goal", lang)),
        ])  # fmt: skip
        return chart.drawn()


def _ratio_clause(own: pd.DataFrame, lang: str) -> str:
    goal = own["goal"].iloc[-1]
    key = "charts.ratio_clause" if is_missing(goal) else "charts.ratio_clause_goal"
    return say(
        key, lang, name=own["name"].iloc[0], first=digits(own["ratio"].iloc[0], RATIO, lang),
        last=digits(own["ratio"].iloc[-1], RATIO, lang), goal=digits(goal, RATIO, lang),
    )  # fmt: skip
