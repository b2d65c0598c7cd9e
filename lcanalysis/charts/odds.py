"""Charts of what a goal asks: the growth still required, and how often comparable series grew that fast."""

from __future__ import annotations

from typing import Final, Unpack

import numpy as np
from matplotlib.lines import Line2D

from lcanalysis.charts.axes import extend_limits, key_above, label_rows, percent_axis, rows_in
from lcanalysis.charts.captions import Captions, captioned
from lcanalysis.charts.chart import Chart
from lcanalysis.charts.style import styled
from lcanalysis.charts.tidy import Rows, digits, frame_of, is_missing, numbers, shown, with_column
from lcanalysis.wording import say

ROW_IN: Final = 0.34


def draw_required_growth(
    frame: Rows, lang: str, *, base_period: str, due_period: str, **captions: Unpack[Captions]
) -> Chart:
    """Draw for each goal the average annual growth still required, beside the growth observed last.

    Parameters
    ----------
    frame
        One row per goal: `name` (str, in `lang`), `required_pct` (average annual growth required, %), and
        optionally `observed_pct` (latest growth on the year before, %). `Quantity`, `Decimal` or float.
    lang
        ``zh`` or ``en``.
    base_period, due_period
        The year from which growth is counted (itself not counted), and the year in which the goal is due.
    **captions
        See `Captions`.

    Raises
    ------
    DataError
        If a column is missing, or no row has a number.

    Examples
    --------
    >>> rows = [{"name": "营业收入", "required_pct": 5.28, "observed_pct": 14.9}]
    >>> draw_required_growth(rows, "zh", base_period="2018", due_period="2022").finding
    '以2018年为基期，营业收入到2022年需年均增长5.3%（最近一年14.9%）'
    """
    table = with_column(frame_of(frame, "name", "required_pct"), "observed_pct")
    table = table.assign(at=numbers(table["required_pct"]), was=numbers(table["observed_pct"]))
    table = frame_of(table.dropna(subset=["at"]).sort_values("at", kind="stable"))
    each = say("charts.list_comma", lang).join(
        say("charts.required_each" if is_missing(row["observed_pct"]) else "charts.required_each_observed", lang,
            name=row["name"], required=shown(row["required_pct"], "%", lang), observed=shown(row["observed_pct"], "%", lang))
        for _, row in table.iloc[::-1].iterrows()
    )  # fmt: skip
    top, bottom = table.iloc[-1], table.iloc[0]
    facts = {
        "base": base_period, "due": due_period, "total": len(table), "each": each, "top": top["name"],
        "top_pct": shown(top["required_pct"], "%", lang), "top_observed": shown(top["observed_pct"], "%", lang),
        "bottom": bottom["name"], "bottom_pct": shown(bottom["required_pct"], "%", lang),
    }  # fmt: skip
    key = "charts.required_finding"
    if len(table) == 1:
        key = (
            "charts.required_finding_one" if is_missing(top["observed_pct"]) else "charts.required_finding_one_observed"
        )
    with styled(lang) as colours:
        chart = captioned(
            captions, lang, finding=say(key, lang, **facts), alt=say("charts.required_alt", lang, **facts), unit="%",
            height_in=rows_in(table["name"], ROW_IN) + 0.75,
        )  # fmt: skip
        axes = chart.one_axes()
        for row, (cell, at, observed, was) in enumerate(
            zip(table["required_pct"], table["at"], table["observed_pct"], table["was"], strict=True)
        ):
            if np.isfinite(was):
                axes.plot([at, was], [row, row], color=colours.pale, linewidth=1.6, zorder=2)
                axes.plot(was, row, "o", ms=6, mfc="white", mec=colours.muted, mew=1.3, zorder=3)
                side = 1 if was > at else -1
                axes.annotate(digits(observed, "%", lang), (was, row), xytext=(7 * side, 0), textcoords="offset points",
                              va="center", ha="left" if side > 0 else "right", fontsize=8, color=colours.muted)  # fmt: skip
            side = -1 if np.isfinite(was) and was > at else 1
            axes.plot(at, row, "D", ms=6.5, color=colours.goal, zorder=4)
            axes.annotate(digits(cell, "%", lang), (at, row), xytext=(8 * side, 0), textcoords="offset points", va="center",
                          ha="left" if side > 0 else "right", fontsize=8.5)  # fmt: skip
        axes.axvline(0, color=colours.muted, linewidth=0.9, zorder=1)
        extend_limits(axes, [*table["at"], *table["was"]], 0.12)
        percent_axis(axes, say("charts.required_axis", lang), lang)
        label_rows(axes, table["name"])
        handles = [Line2D([], [], marker="D", linestyle="", ms=6.5, color=colours.goal,
                          label=say("charts.required", lang, base=base_period, due=due_period))]  # fmt: skip
        if table["was"].notna().any():
            handles.append(Line2D([], [], marker="o", linestyle="", ms=6, color=colours.muted, mfc="white",
                                  label=say("charts.observed", lang)))  # fmt: skip
        key_above(axes, handles)
        return chart.drawn()


def draw_probability_by_class(frame: Rows, lang: str, *, goal: str = "", **captions: Unpack[Captions]) -> Chart:
    """Draw for each reference class how often its series reached a goal, as a dot from 0 to 100 %.

    Parameters
    ----------
    frame
        One row per reference class: `name` (str, in `lang`), `probability_pct` (`Quantity`, `Decimal` or
        float), and optionally `windows` (int): how many spans of years it counts, written beside the name.
    lang
        ``zh`` or ``en``.
    goal
        The goal in words, in `lang`, such as 年均增长5%以上.
    **captions
        See `Captions`.

    Raises
    ------
    DataError
        If a column is missing, or no row has a number.

    Examples
    --------
    >>> rows = [{"name": "A", "probability_pct": 62.0}, {"name": "B", "probability_pct": 48.0}]
    >>> draw_probability_by_class(rows, "en", goal="5% a year or more").finding
    '5% a year or more: reached in 48.0% to 62.0% of comparable cases, by reference class'
    """
    table = with_column(frame_of(frame, "name", "probability_pct"), "windows")
    table = table.assign(at=numbers(table["probability_pct"]), label=table["name"])
    table = frame_of(table.dropna(subset=["at"]).sort_values("at", kind="stable"))
    table["label"] = [
        row["name"]
        if is_missing(row["windows"])
        else say("charts.class_windows", lang, name=row["name"], windows=int(row["windows"]))
        for _, row in table.iterrows()
    ]
    low, high = (shown(table.iloc[end]["probability_pct"], "%", lang) for end in (0, -1))
    facts = {
        "goal": goal or say("charts.the_goal", lang),
        "low": low, "high": high, "total": len(table),
        "top": table.iloc[-1]["name"], "bottom": table.iloc[0]["name"],
        "each": say("charts.list_comma", lang).join(
            f"{row['label']} {shown(row['probability_pct'], '%', lang)}" for _, row in table.iloc[::-1].iterrows()
        ),
    }  # fmt: skip
    key = "charts.probability_finding_one" if low == high else "charts.probability_finding"
    with styled(lang) as colours:
        chart = captioned(
            captions, lang, finding=say(key, lang, **facts), alt=say("charts.probability_alt", lang, **facts),
            unit="%", height_in=rows_in(table["label"], ROW_IN) + 0.65,
        )  # fmt: skip
        axes = chart.one_axes()
        rows = np.arange(len(table))
        axes.hlines(rows, 0, table["at"].to_numpy(float), color=colours.fan[2], linewidth=3, zorder=2)
        axes.plot(table["at"].to_numpy(float), rows, "o", ms=8, color=colours.accent, linestyle="", zorder=3)
        for row, cell, at in zip(rows, table["probability_pct"], table["at"], strict=True):
            is_right = at < 88
            axes.annotate(digits(cell, "%", lang), (at, row), xytext=(8 if is_right else -8, 0), va="center",
                          textcoords="offset points", ha="left" if is_right else "right", fontsize=8.5,
                          bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none"}, zorder=4)  # fmt: skip
        axes.set_xlim(0, 102)
        percent_axis(axes, say("charts.probability_axis", lang), lang)
        label_rows(axes, table["label"])
        return chart.drawn()
