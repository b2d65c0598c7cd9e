"""How figures moved in a year, as sorted bars: the name, the bar, the number, and nothing else."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final, Unpack

import numpy as np
import pandas as pd

from lcanalysis.charts.captions import Captions, captioned, size_of
from lcanalysis.charts.chart import Chart
from lcanalysis.charts.row_plot import RowPlot
from lcanalysis.charts.rows import ChartRow, RowLayout
from lcanalysis.charts.style import styled
from lcanalysis.charts.tally import counts_in_words, extremes_in_words, movement_kind
from lcanalysis.charts.tidy import Rows, digits, frame_of, is_missing, numbers, shown, size, with_column
from lcanalysis.wording import headed, say

CUT_FACTOR: Final = 5.0
"""A bar this many times as long as the next is cut: whole, it would leave nothing to see of the others."""
CUT_AT: Final = 1.3
PALE: Final = 0.66
"""Opacity of the bars that do not lead."""


def draw_growth_bars(
    growth: Rows,
    lang: str,
    *,
    noun: str = "",
    period: str = "",
    red_rises: bool | None = None,
    **captions: Unpack[Captions],
) -> Chart:
    """Draw how figures moved as bars, the greatest rise first; those that matter most, if any, in full colour and bold.

    A bar far longer than the others is cut, marked as cut, and bears its number.

    Parameters
    ----------
    growth
        One row per figure: `name` (str, in `lang`), `growth_pct` (%), and optionally `is_main` (bool) and `is_computed`
        (bool): whether the growth was not published but follows from the levels, which a note then says. Numbers are
        `Quantity`, `Decimal` (both keep their digits) or float. A row without growth is left out.
    lang
        ``zh`` or ``en``.
    noun
        What is counted, as the finding says it; products by default.
    period
        The reference period, such as ``2018``, named below the title.
    red_rises
        Whether a rise is red and a fall blue; by default as `palette` says.
    **captions
        See `Captions`.

    Raises
    ------
    DataError
        If a column is missing or no row has a number.

    Examples
    --------
    >>> rows = [{"name": "铜材", "growth_pct": -19.14}, {"name": "铝材", "growth_pct": 6.45}]
    >>> draw_growth_bars(rows, "zh").finding
    '2种产品中，1种增长，1种下降；铝材增长（6.5%），铜材下降（19.1%）'
    >>> draw_growth_bars(rows, "zh", finding="铜材降19.14%").alt
    '条形图，按公布的同比增速由高到低排列，从铝材6.5%到铜材-19.1%；共2种产品，1种增长、1种下降。各项为：铝材 6.5%、铜材 -19.1%'
    """
    table = with_column(with_column(frame_of(growth, "name", "growth_pct"), "is_main"), "is_computed")
    table = table.assign(at=numbers(table["growth_pct"])).dropna(subset=["at"])
    # The first of equals stays first.
    table = frame_of(table.iloc[::-1].sort_values("at", kind="stable").iloc[::-1])
    limits = cut_limits(table["at"].to_numpy(float))
    drawn = table["at"].astype(float).clip(*limits)
    notes = [say("charts.growth_cut_note", lang)] if (drawn != table["at"]).any() else []
    notes += [_computed_note(table, lang)] if _is_computed(table).any() else []
    is_main = [not is_missing(cell) and bool(cell) for cell in table["is_main"]]
    told = [digits(cell, "%", lang, sign=True) for cell in table["growth_pct"]]
    layout = RowLayout(
        [ChartRow(headed(str(name), lang), is_main=main) for name, main in zip(table["name"], is_main, strict=True)],
        *size_of(captions), labels=told, at_left=bool((drawn < 0).any()), at_right=bool((drawn > 0).any()),
    )  # fmt: skip
    with styled(lang, red_rises=red_rises) as colours:
        chart = captioned(
            captions, lang, finding=_finding(table, lang, noun), alt=_alt(table, lang, noun), unit="%", notes=notes,
            height_in=layout.height_in,
            subtitle=say("charts.growth_unit_of" if period else "charts.growth_unit", lang, period=period),
        )  # fmt: skip
        plot = RowPlot.placed(layout, chart, min(0.0, drawn.min()), max(0.0, drawn.max()), colours)
        for row, (at, text, main) in enumerate(zip(drawn, told, is_main, strict=True)):
            colour = colours.rise if at > 0 else colours.fall if at < 0 else colours.muted
            plot.bar(row, 0, at, colour, alpha=1.0 if main or not any(is_main) else PALE)
            if at != table["at"].iloc[row]:
                plot.cut(row, at)
            plot.value(row, at, text, colour, side=-1 if at < 0 else 1, is_main=main)
        plot.line(0, "", colours.muted, is_dashed=False)
        return chart.drawn()


def cut_limits(values: np.ndarray[Any, Any]) -> tuple[float, float]:
    """Return the ends of the axis on either side, beyond which bars are cut; both sides share the scale.

    Only a few bars are cut, a third at most: where many are long, it is the short ones that are the exception.
    """
    ordered = np.sort(np.abs(values))[::-1]
    for count, (longer, shorter) in enumerate(pairwise(ordered), start=1):
        if count > len(ordered) / 3:
            break
        if shorter > 0 and longer > CUT_FACTOR * shorter:
            return -float(shorter) * CUT_AT, float(shorter) * CUT_AT
    return -np.inf, np.inf


def _is_computed(table: pd.DataFrame) -> pd.Series[bool]:
    return table["is_computed"].map(lambda cell: cell is True)


def _computed_note(table: pd.DataFrame, lang: str) -> str:
    computed = _is_computed(table)
    names = say("charts.list_comma", lang).join(table["name"][computed])
    return say("charts.growth_computed_all" if computed.all() else "charts.growth_computed_note", lang, names=names)


def _growth_facts(table: pd.DataFrame, lang: str, noun: str) -> dict[str, object]:
    last, first = table.iloc[0], table.iloc[-1]
    return {
        "noun": noun or say("charts.products", lang),
        "total": len(table),
        "rose": int((table["at"] > 0).sum()),
        "fell": int((table["at"] < 0).sum()),
        "top": last["name"],
        "top_pct": shown(last["growth_pct"], "%", lang),
        "top_size": size(last["growth_pct"], "%", lang),
        "bottom": first["name"],
        "bottom_pct": shown(first["growth_pct"], "%", lang),
        "bottom_size": size(first["growth_pct"], "%", lang),
    }


def _finding(table: pd.DataFrame, lang: str, noun: str) -> str:
    """Return what a sorted table of growth says: how many rose and fell, and the extremes."""
    facts = _growth_facts(table, lang, noun)
    rose, fell = int((table["at"] > 0).sum()), int((table["at"] < 0).sum())
    kind = movement_kind(rose, fell, len(table))
    if kind in {"all_rose", "all_fell"} and len(set(table["at"])) == 1:
        return say(f"charts.growth_finding_{kind.replace('all', 'alike')}", lang, **facts)
    parts = {
        "counts": counts_in_words("growth", rose, fell, len(table), lang),
        "extremes": extremes_in_words("growth", lang, facts),
    }
    return say(f"charts.growth_finding_{kind}", lang, **facts, **parts)


def _alt(table: pd.DataFrame, lang: str, noun: str) -> str:
    """Return bars of growth in words."""
    comma = say("charts.list_comma", lang)
    each = comma.join(
        f"{name} {shown(value, '%', lang)}" for name, value in zip(table["name"], table["growth_pct"], strict=True)
    )
    facts = _growth_facts(table, lang, noun)
    counts = counts_in_words("growth", int((table["at"] > 0).sum()), int((table["at"] < 0).sum()), len(table), lang)
    basis = say("charts.growth_basis_any" if _is_computed(table).any() else "charts.growth_basis_published", lang)
    key = "charts.growth_alt" if len(table) > 1 else "charts.growth_alt_one"
    return say(key, lang, each=each, counts=counts, basis=basis, **facts)
