"""Charts of levels in two periods: what is made and what firms spend, as sorted bars with both numbers beside them."""

from __future__ import annotations

from typing import Any, Unpack

import numpy as np
import pandas as pd

from lcanalysis.charts.captions import Captions, captioned, size_of
from lcanalysis.charts.chart import Chart
from lcanalysis.charts.row_plot import RowPlot
from lcanalysis.charts.rows import ChartColumn, ChartRow, RowLayout
from lcanalysis.charts.style import palette, styled
from lcanalysis.charts.tally import counts_in_words, extremes_in_words, movement_kind
from lcanalysis.charts.tidy import (
    Rows,
    digits,
    frame_of,
    from_to,
    is_missing,
    numbers,
    one_unit,
    shown,
    size,
    unit_name,
    with_column,
)  # fmt: skip
from lcanalysis.errors import DataError
from lcanalysis.wording import headed, say


def draw_levels(
    levels: Rows, lang: str, *, noun: str = "", red_rises: bool | None = None, **captions: Unpack[Captions]
) -> Chart:
    """Draw the output of each product in the last period as a bar, with a mark where it was in the first, the largest on top.

    All products must be in one unit.

    Parameters
    ----------
    levels
        One row per product and period: `name` (str, in `lang`), `period` (such as ``2018``), `value`
        (`Quantity`, `Decimal` or float), `unit` (as printed, the same throughout), and optionally `growth_pct` (%) on the rows
        of the last period.
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
    >>> draw_levels(rows, "en").finding
    'Output of gold rose from 19.20 tonnes in 2017 to 19.50 tonnes in 2018'
    """
    pairs, start, end, unit = _pairs_of(levels)
    facts = _facts("levels", pairs, start, end, unit, lang) | {"noun": noun or say("charts.products", lang)}
    return _draw("levels", pairs, facts, unit, lang, red_rises, captions)


def draw_rd_spending(frame: Rows, lang: str, *, red_rises: bool | None = None, **captions: Unpack[Captions]) -> Chart:
    """Draw what each firm spent on R&D in the last period as a bar, with a mark where it was in the first, the largest on top.

    Parameters
    ----------
    frame
        One row per firm and period: `name` (str, in `lang`), `period`, `value` (`Quantity`, `Decimal` or
        float), `unit` (as printed, the same throughout), and optionally `growth_pct` (published, %) on the
        rows of the last period.
    lang
        ``zh`` or ``en``.
    red_rises
        Whether a rise is red and a fall blue; by default as `palette` says.
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
    '甲研发投入下降（30.0%）'
    """
    pairs, start, end, unit = _pairs_of(frame)
    facts = _facts("spending", pairs, start, end, unit, lang)
    extremes = _extremes(pairs, unit, lang)
    most = extremes_in_words("spending", lang, facts | extremes)
    facts |= extremes | {"extremes": most}
    facts["told"] = say("charts.list_semicolon", lang).join(filter(None, (str(facts["counts"]), most)))
    return _draw("spending", pairs, facts, unit, lang, red_rises, captions)


def _draw(
    family: str,
    pairs: pd.DataFrame,
    facts: dict[str, Any],
    unit: str,
    lang: str,
    red_rises: bool | None,
    captions: Captions,
) -> Chart:
    plain = palette(lang, red_rises)
    has_growth = any(not is_missing(cell) for cell in pairs["growth_pct"])
    columns = [
        ChartColumn(say("charts.period_label", lang, period=facts["start"]), plain.muted),
        ChartColumn(say("charts.period_label", lang, period=facts["end"]), plain.ink, is_main=True),
    ]
    columns += [ChartColumn(say("charts.growth", lang), plain.ink)] if has_growth else []
    rows = [
        ChartRow(headed(str(row["name"]), lang), _cells(row, unit, lang)[: len(columns)]) for _, row in pairs.iterrows()
    ]
    layout = RowLayout(rows, *size_of(captions), columns=columns)
    facts["each"] = _each_pair(pairs, unit, lang)
    with styled(lang, red_rises=red_rises) as colours:
        chart = captioned(
            captions, lang, finding=say(f"charts.{family}_finding_{facts['kind']}", lang, **facts), unit=unit,
            alt=say(f"charts.{family}_alt" + ("" if len(pairs) > 1 else "_one"), lang, **facts),
            subtitle=say(f"charts.{family}_unit", lang, **facts), height_in=layout.height_in,
        )  # fmt: skip
        highest = float(np.nanmax([*pairs["before"], *pairs["now"], 0.0]))
        plot = RowPlot.placed(layout, chart, 0, highest, colours)
        for row, (before, now) in enumerate(zip(pairs["before"], pairs["now"], strict=True)):
            plot.bar(row, 0, now, colours.rise if now > before else colours.fall if now < before else colours.muted)
            plot.tick(row, before, colours.ink)
        return chart.drawn()


def _cells(row: Any, unit: str, lang: str) -> list[str]:
    growth = row["growth_pct"]
    said = "" if is_missing(growth) else f"{digits(growth, '%', lang, sign=True)}%"
    return [digits(row["first"], unit, lang), digits(row["last"], unit, lang), said]


def _pairs_of(levels: Rows) -> tuple[pd.DataFrame, str, str, str]:
    """Return a row per name with its two levels, the largest last one first, the two periods, and the unit.

    `before` and `now` are the levels as floats. A name without both periods is left out.

    Raises `DataError` if a name has two rows of one period, or none has both periods.
    """
    table = frame_of(levels, "name", "period", "value", "unit")
    unit = one_unit(table)
    table = with_column(table, "growth_pct").assign(period=table["period"].map(str))
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
    pairs = pairs.assign(before=numbers(pairs["first"]), now=numbers(pairs["last"]))
    return frame_of(pairs.sort_values("now", ascending=False, kind="stable")), start, end, unit


def _facts(family: str, pairs: pd.DataFrame, start: str, end: str, unit: str, lang: str) -> dict[str, Any]:
    rose, fell = int((pairs["now"] > pairs["before"]).sum()), int((pairs["now"] < pairs["before"]).sum())
    largest, smallest = pairs.iloc[0], pairs.iloc[-1]
    return {
        "kind": movement_kind(rose, fell, len(pairs)),
        "counts": counts_in_words(family, rose, fell, len(pairs), lang),
        "total": len(pairs),
        "rose": rose,
        "fell": fell,
        "start": start,
        "end": end,
        "unit": unit_name(unit, lang),
        "top": largest["name"],
        "top_before": shown(largest["first"], unit, lang),
        "top_value": shown(largest["last"], unit, lang),
        "bottom": smallest["name"],
        "bottom_value": shown(smallest["last"], unit, lang),
    }


def _extremes(pairs: pd.DataFrame, unit: str, lang: str) -> dict[str, Any]:
    """Return who moved most, in proportion, either way."""
    now, before = pairs["now"].to_numpy(float), pairs["before"].to_numpy(float)
    # There is no ratio to zero: a rise from it counts as the greatest, zero to zero as no change.
    ratios = np.divide(now, before, out=np.where(now > 0, np.inf, 1.0), where=before > 0)
    low, high = pairs.iloc[int(ratios.argmin())], pairs.iloc[int(ratios.argmax())]

    def told(row: pd.Series[float]) -> str:
        growth = row["growth_pct"]
        # Published growth of the other sign would not be what the verb says of the levels.
        if not is_missing(growth) and (float(growth) < 0) == (row["now"] < row["before"]):
            return size(growth, "%", lang)
        return say(
            "charts.from_to_short", lang, first=shown(row["first"], unit, lang), last=shown(row["last"], unit, lang)
        )

    return {"bottom": low["name"], "bottom_change": told(low), "top": high["name"], "top_change": told(high)}


def _each_pair(pairs: pd.DataFrame, unit: str, lang: str) -> str:
    """Return all pairs in words, from the top of the chart down, with the growth where it is given."""
    return say("charts.list_comma", lang).join(
        from_to(
            "charts.from_to" if is_missing(row["growth_pct"]) else "charts.from_to_growth",
            lang,
            name=row["name"],
            first=digits(row["first"], unit, lang),
            last=digits(row["last"], unit, lang),
            growth=f"{digits(row['growth_pct'], '%', lang, sign=True)}%",
        )
        for _, row in pairs.iterrows()
    )
