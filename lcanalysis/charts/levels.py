"""Charts of levels in two periods: outputs of many sizes, and what firms spend."""

from __future__ import annotations

from typing import Final, Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from lcanalysis.charts.axes import extend_limits, key_above, label_rows, log_axis, number_axis, rows_in
from lcanalysis.charts.captions import Captions, captioned
from lcanalysis.charts.chart import Chart
from lcanalysis.charts.style import Palette, styled
from lcanalysis.charts.tally import counts_in_words, extremes_in_words, movement_kind
from lcanalysis.charts.tidy import (
    Rows,
    digits,
    frame_of,
    is_missing,
    number,
    numbers,
    one_unit,
    shown,
    unit_name,
    with_column,
)
from lcanalysis.errors import DataError
from lcanalysis.wording import say

ROW_IN: Final = 0.27
PAIR_IN: Final = 0.52
# Beyond this ratio of the largest to the smallest level a linear axis hides the small ones.
LOG_RATIO: Final = 20


def pairs_of(levels: pd.DataFrame) -> tuple[pd.DataFrame, str, str]:
    """Return one row per name with `first`, `last`, `growth_pct`, and the first and last period.

    `before` and `now` are the two levels as floats. A name without both periods is left out.

    Raises
    ------
    DataError
        If a name has two rows of one period, or none has both periods.
    """
    table = with_column(levels, "growth_pct").assign(period=levels["period"].map(str))
    twice = table[table.duplicated(["name", "period"])]
    if len(twice):
        raise DataError("charts.row_twice", name=twice.iloc[0]["name"], period=twice.iloc[0]["period"])
    periods = sorted(table["period"].unique())
    start, end = periods[0], periods[-1]
    rows = [
        {"name": name, "first": own[start]["value"], "last": own[end]["value"], "growth_pct": own[end]["growth_pct"]}
        for name in dict.fromkeys(table["name"])
        for own in [{row["period"]: row for row in table[table["name"] == name].to_dict("records")}]
        if {start, end} <= own.keys() and not (is_missing(own[start]["value"]) or is_missing(own[end]["value"]))
    ]
    pairs = frame_of(rows)
    return pairs.assign(before=numbers(pairs["first"]), now=numbers(pairs["last"])), start, end


def draw_dumbbell(
    levels: Rows, lang: str, *, noun: str = "", red_rises: bool | None = None, **captions: Unpack[Captions]
) -> Chart:
    """Draw the level of each product in the first and the last period as two dots with a line between.

    All products must be in one unit. If the largest level is over 20 times the smallest, the axis is
    logarithmic: equal distances are then equal rates of change, and the label says so.

    Parameters
    ----------
    levels
        One row per product and period: `name` (str, in `lang`), `period` (such as ``2018``), `value`
        (`Quantity`, `Decimal` or float), `unit` (as printed, the same throughout).
    lang
        ``zh`` or ``en``.
    noun
        What is counted, as the finding says it; products by default.
    red_rises
        Whether a rise is red and a fall blue; by default as `palette` says.
    **captions
        See `Captions`.

    Raises
    ------
    UnitMismatchError
        If the rows are in more than one unit.
    DataError
        If a column is missing, or no product has both periods.

    Examples
    --------
    >>> rows = [
    ...     {"name": "gold", "period": "2017", "value": 19.2, "unit": "吨"},
    ...     {"name": "gold", "period": "2018", "value": 19.5, "unit": "吨"},
    ... ]
    >>> draw_dumbbell(rows, "en").finding
    'Output of gold rose from 19.20 tonnes in 2017 to 19.50 tonnes in 2018'
    """
    table = frame_of(levels, "name", "period", "value", "unit")
    unit = one_unit(table)
    pairs, start, end = pairs_of(table)
    pairs = frame_of(pairs.sort_values("now", kind="stable"))
    facts = _dumbbell_facts(pairs, start, end, unit, lang, noun)
    with styled(lang, red_rises=red_rises) as colours:
        chart = captioned(
            captions,
            lang,
            finding=say(f"charts.dumbbell_finding_{facts['kind']}", lang, **facts),
            alt=say(
                "charts.dumbbell_alt" if len(pairs) > 1 else "charts.dumbbell_alt_one",
                lang,
                each=_each_pair(pairs, unit, lang),
                **facts,
            ),
            unit=unit,
            height_in=rows_in(pairs["name"], ROW_IN) + 0.75,
        )
        axes = chart.one_axes()
        everything = [*pairs["before"], *pairs["now"]]
        is_log = min(everything) > 0 and max(everything) > LOG_RATIO * min(everything)
        _draw_pairs(axes, pairs, unit, colours, lang)
        if is_log:
            axes.set_xlim(min(everything) / 2.6, max(everything) * 2.6)
            log_axis(axes.xaxis, lang)
        else:
            extend_limits(axes, everything, 0.15, from_zero=False)
            number_axis(axes.xaxis, lang)
        key = "charts.level_axis_log" if is_log else "charts.level_axis"
        axes.set_xlabel(say(key, lang, unit=unit_name(unit, lang)))
        axes.grid(visible=True, axis="x")
        label_rows(axes, pairs["name"])
        key_above(axes, _pair_key(colours, lang, start, end))
        return chart.drawn()


def _draw_pairs(axes: Axes, pairs: pd.DataFrame, unit: str, colours: Palette, lang: str) -> None:
    for row, (first, last, before, now) in enumerate(
        zip(pairs["first"], pairs["last"], pairs["before"], pairs["now"], strict=True)
    ):
        tint = colours.rise if now > before else colours.fall if now < before else colours.muted
        axes.plot([before, now], [row, row], color=tint, linewidth=2.2, zorder=2)
        axes.plot(before, row, "o", ms=6, mfc="white", mec=tint, mew=1.4, zorder=3)
        axes.plot(now, row, ">" if now > before else "<" if now < before else "o", ms=6.5, color=tint, zorder=4)
        for cell, at, other in ((first, before, now), (last, now, before)):
            side = 1 if at > other or (at == other and cell is last) else -1
            axes.annotate(
                digits(cell, unit, lang), (at, row), xytext=(7 * side, 0), textcoords="offset points", va="center",
                ha="left" if side > 0 else "right", fontsize=8, color=colours.ink if cell is last else colours.muted,
            )  # fmt: skip


def _pair_key(colours: Palette, lang: str, start: str, end: str) -> list[Line2D]:
    def mark(marker: str, colour: str, label: str, face: str | None = None) -> Line2D:
        return Line2D([], [], marker=marker, linestyle="", ms=6, color=colour, mfc=face or colour, label=label)

    return [
        mark("o", colours.muted, say("charts.period_label", lang, period=start), "white"),
        mark(">", colours.rise, say("charts.period_rise", lang, period=end)),
        mark("<", colours.fall, say("charts.period_fall", lang, period=end)),
    ]


def _dumbbell_facts(pairs: pd.DataFrame, start: str, end: str, unit: str, lang: str, noun: str) -> dict[str, object]:
    rose, fell = int((pairs["now"] > pairs["before"]).sum()), int((pairs["now"] < pairs["before"]).sum())
    return {
        "kind": movement_kind(rose, fell, len(pairs)),
        "noun": noun or say("charts.products", lang),
        "counts": counts_in_words("dumbbell", rose, fell, len(pairs), lang),
        "top_before": shown(pairs.iloc[-1]["first"], unit, lang),
        "total": len(pairs),
        "rose": rose,
        "fell": fell,
        "start": start,
        "end": end,
        "unit": unit_name(unit, lang),
        "top": pairs.iloc[-1]["name"],
        "top_value": shown(pairs.iloc[-1]["last"], unit, lang),
        "bottom": pairs.iloc[0]["name"],
        "bottom_value": shown(pairs.iloc[0]["last"], unit, lang),
    }


def _each_pair(pairs: pd.DataFrame, unit: str, lang: str) -> str:
    """Return all pairs in words, from the top of the chart down, with the growth where it is given."""
    return say("charts.list_comma", lang).join(
        say(
            "charts.from_to" if is_missing(row["growth_pct"]) else "charts.from_to_growth",
            lang,
            name=row["name"],
            first=digits(row["first"], unit, lang),
            last=digits(row["last"], unit, lang),
            growth=f"{digits(row['growth_pct'], '%', lang, sign=True)}%",
        )
        for _, row in pairs.iloc[::-1].iterrows()
    )


def draw_rd_spending(frame: Rows, lang: str, **captions: Unpack[Captions]) -> Chart:
    """Draw what each firm spent on R&D in the first and the last period as a pair of bars.

    Parameters
    ----------
    frame
        One row per firm and period: `name` (str, in `lang`), `period`, `value` (`Quantity`, `Decimal` or
        float), `unit` (as printed, the same throughout), and optionally `growth_pct` (published, %) on the
        rows of the last period, written beside its bar.
    lang
        ``zh`` or ``en``.
    **captions
        See `Captions`.

    Raises
    ------
    UnitMismatchError
        If the rows are in more than one unit.
    DataError
        If a column is missing, or no firm has both periods.

    Examples
    --------
    >>> rows = [
    ...     {"name": "甲", "period": "2017", "value": 200, "unit": "万元"},
    ...     {"name": "甲", "period": "2018", "value": 140, "unit": "万元", "growth_pct": -30.0},
    ... ]
    >>> draw_rd_spending(rows, "zh").finding
    '甲研发投入下降（-30.0%）'
    """
    table = frame_of(frame, "name", "period", "value", "unit")
    unit = one_unit(table)
    pairs, start, end = pairs_of(table)
    facts = _spending_facts(pairs, unit, lang) | {"start": start, "end": end, "unit": unit_name(unit, lang)}
    with styled(lang) as colours:
        chart = captioned(
            captions,
            lang,
            finding=say(f"charts.spending_finding_{facts['kind']}", lang, **facts),
            alt=say(
                "charts.spending_alt" if len(pairs) > 1 else "charts.spending_alt_one",
                lang,
                each=_each_pair(pairs.iloc[::-1], unit, lang),
                **facts,
            ),
            unit=unit,
            height_in=rows_in(pairs["name"], PAIR_IN) + 0.75,
        )
        axes = chart.one_axes()
        ordered = frame_of(pairs.iloc[::-1])
        rows = np.arange(len(ordered))
        for shift, column, cells, colour in (
            (0.2, "before", "first", colours.pale),
            (-0.2, "now", "last", colours.accent),
        ):
            axes.barh(rows + shift, ordered[column].to_numpy(float), height=0.36, color=colour, zorder=2)
            for row, cell, growth in zip(rows, ordered[cells], ordered["growth_pct"], strict=True):
                text = digits(cell, unit, lang)
                if cells == "last" and not is_missing(growth):
                    text = say(
                        "charts.value_growth", lang, value=text, growth=f"{digits(growth, '%', lang, sign=True)}%"
                    )
                axes.annotate(
                    text,
                    (number(cell), row + shift),
                    xytext=(4, 0),
                    textcoords="offset points",
                    va="center",
                    fontsize=8,
                )
        extend_limits(axes, [*ordered["before"], *ordered["now"]], 0.2)
        number_axis(axes.xaxis, lang)
        axes.set_xlabel(say("charts.level_axis", lang, unit=unit_name(unit, lang)))
        axes.grid(visible=True, axis="x")
        label_rows(axes, ordered["name"])
        key_above(axes, [Patch(color=colours.pale, label=say("charts.period_label", lang, period=start)),
                         Patch(color=colours.accent, label=say("charts.period_label", lang, period=end))])  # fmt: skip
        return chart.drawn()


def _spending_facts(pairs: pd.DataFrame, unit: str, lang: str) -> dict[str, object]:
    now, before = pairs["now"].to_numpy(float), pairs["before"].to_numpy(float)
    rose, fell = int((now > before).sum()), int((now < before).sum())
    # From nothing there is no ratio: what came of it counts as the greatest, nothing as no change.
    ratios = np.divide(now, before, out=np.where(now > 0, np.inf, 1.0), where=before > 0)
    low, high = pairs.iloc[int(ratios.argmin())], pairs.iloc[int(ratios.argmax())]

    def told(row: pd.Series[float]) -> str:
        growth = row["growth_pct"]
        if not is_missing(growth):
            return shown(growth, "%", lang)
        return say(
            "charts.from_to_short", lang, first=shown(row["first"], unit, lang), last=shown(row["last"], unit, lang)
        )

    extremes = {"bottom": low["name"], "bottom_change": told(low), "top": high["name"], "top_change": told(high)}
    return {
        "kind": movement_kind(rose, fell, len(pairs)),
        "total": len(pairs),
        "rose": rose,
        "fell": fell,
        "counts": (counts := counts_in_words("spending", rose, fell, len(pairs), lang)),
        "extremes": (most := extremes_in_words("spending", lang, {"rose": rose, "fell": fell, **extremes})),
        "told": say("charts.list_semicolon", lang).join(part for part in (counts, most) if part),
        **extremes,
    }
