"""Charts of growth rates: published against recomputed, required against observed."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final, Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from lcanalysis.charts.axes import extend_limits, key_above, label_rows, mark_cut, percent_axis, rows_in
from lcanalysis.charts.captions import Captions, captioned
from lcanalysis.charts.chart import Chart
from lcanalysis.charts.style import Palette, styled
from lcanalysis.charts.tally import counts_in_words, extremes_in_words, movement_kind
from lcanalysis.charts.tidy import Rows, digits, frame_of, number, numbers, shown, with_column
from lcanalysis.wording import say

ROW_IN: Final = 0.26
# A bar is cut where it is this many times as long as the next shorter one: whole, it would squash all others.
CUT_FACTOR: Final = 2.5
CUT_AT: Final = 1.3
ROOM: Final = 0.22
"""What is left beside the bars for their numbers, as a share of their range."""


def draw_growth_bars(
    growth: Rows,
    lang: str,
    *,
    noun: str = "",
    period: str = "",
    red_rises: bool | None = None,
    **captions: Unpack[Captions],
) -> Chart:
    """Draw the growth of each product as a bar, ordered, with a marker where a published one recomputes to.

    A bar far longer than the others is cut, marked as cut, and bears its number; a marker far beyond all bars is a number
    in a note.

    Parameters
    ----------
    growth
        One row per product: `name` (str, in `lang`), `growth_pct` (published, %), and optionally
        `recomputed_pct` (%) and `is_computed` (bool): whether the growth was not published but follows from the
        levels, which a note then says. Numbers are `Quantity`, `Decimal` (both keep their digits) or float. A row
        without growth is left out.
    lang
        ``zh`` or ``en``.
    noun
        What is counted, as the finding says it; products by default.
    period
        The reference period, such as ``2018``, named on the axis.
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
    >>> rows = [{"name": "铜材", "growth_pct": -19.1}, {"name": "铝材", "growth_pct": 6.5}]
    >>> draw_growth_bars(rows, "zh").finding
    '2种产品中，1种增长，1种下降；铝材增幅最大（6.5%），铜材降幅最大（-19.1%）'
    """
    table = with_column(with_column(frame_of(growth, "name", "growth_pct"), "recomputed_pct"), "is_computed")
    table = table.assign(at=numbers(table["growth_pct"]), recomputed_at=numbers(table["recomputed_pct"]))
    table = frame_of(table.dropna(subset=["at"]).sort_values("at", kind="stable"))
    limits = cut_limits(table["at"].to_numpy(float))
    cut = (table["at"] < limits[0]) | (table["at"] > limits[1])
    has_recomputed = bool(table["recomputed_at"].notna().any())
    is_off = ~cut & (table["recomputed_at"].abs() > (1 + ROOM) * table["at"].clip(*limits).abs().max())
    notes = [say("charts.growth_cut_note", lang)] if cut.any() else []
    notes += [_off_note(table[is_off], lang)] if is_off.any() else []
    notes += [_computed_note(table, lang)] if _is_computed(table).any() else []
    with styled(lang, red_rises=red_rises) as colours:
        chart = captioned(
            captions,
            lang,
            finding=growth_finding(table, lang, noun),
            alt=growth_alt(table, lang, noun),
            unit="%",
            notes=notes,
            height_in=rows_in(table["name"], ROW_IN) + 0.65,
        )
        axes = chart.one_axes()
        _draw_bars(axes, table.assign(recomputed_at=table["recomputed_at"].mask(cut | is_off)), limits, colours, lang)
        percent_axis(axes, say("charts.growth_axis_of" if period else "charts.growth_axis", lang, period=period), lang)
        label_rows(axes, table["name"])
        key_above(axes, _growth_key(colours, lang, has_recomputed=has_recomputed))
        return chart.drawn()


def cut_limits(values: np.ndarray[Any, Any], factor: float = CUT_FACTOR) -> tuple[float, float]:
    """Return the ends of the axis on either side, beyond which bars are cut; both sides share the scale.

    Only a few bars are cut, a third at most: where many are long, it is the short ones that are the exception.
    """
    ordered = np.sort(np.abs(values))[::-1]
    for count, (longer, shorter) in enumerate(pairwise(ordered), start=1):
        if count > len(ordered) / 3:
            break
        if shorter > 0 and longer > factor * shorter:
            return -float(shorter) * CUT_AT, float(shorter) * CUT_AT
    return -np.inf, np.inf


def _draw_bars(axes: Axes, table: pd.DataFrame, limits: tuple[float, float], colours: Palette, lang: str) -> None:
    rows = np.arange(len(table))
    drawn = table["at"].clip(*limits).to_numpy(float)
    tints = [colours.rise if value > 0 else colours.fall for value in table["at"]]
    axes.barh(rows, drawn, height=0.62, color=tints, zorder=2)
    axes.axvline(0, color=colours.muted, linewidth=0.9, zorder=3)
    for row, (value, at, recomputed) in enumerate(zip(table["growth_pct"], drawn, table["recomputed_at"], strict=True)):
        side = 1 if number(value) >= 0 else -1
        if number(value) != at:
            mark_cut(axes, at, row, 0.42)
        if not np.isnan(recomputed):
            axes.plot(recomputed, row, "D", ms=4.2, mfc="white", mec=colours.ink, mew=0.9, zorder=4)
        axes.annotate(
            digits(value, "%", lang, sign=True), (at, row), xytext=(7 * side, 0), textcoords="offset points",
            ha="left" if side > 0 else "right", va="center", fontsize=8.5,
        )  # fmt: skip
    extend_limits(axes, [*drawn, *table["recomputed_at"]], ROOM)


def _off_note(table: pd.DataFrame, lang: str) -> str:
    each = (
        f"{name} {shown(value, '%', lang)}" for name, value in zip(table["name"], table["recomputed_pct"], strict=True)
    )
    return say("charts.growth_off_note", lang, each=say("charts.list_comma", lang).join(each))


def _is_computed(table: pd.DataFrame) -> pd.Series[bool]:
    return table["is_computed"].map(lambda cell: cell is True)


def _computed_note(table: pd.DataFrame, lang: str) -> str:
    computed = _is_computed(table)
    names = say("charts.list_comma", lang).join(table["name"][computed].iloc[::-1])
    return say("charts.growth_computed_all" if computed.all() else "charts.growth_computed_note", lang, names=names)


def _growth_key(colours: Palette, lang: str, *, has_recomputed: bool) -> list[Line2D]:
    def square(colour: str, key: str) -> Line2D:
        return Line2D([], [], marker="s", linestyle="", ms=6.5, color=colour, label=say(key, lang))

    key = [square(colours.rise, "charts.rise"), square(colours.fall, "charts.fall")]
    if has_recomputed:
        key.append(
            Line2D([], [], marker="D", linestyle="", ms=4.2, mfc="white", mec=colours.ink,
                   label=say("charts.recomputed", lang))
        )  # fmt: skip
    return key


def _growth_facts(table: pd.DataFrame, lang: str, noun: str) -> dict[str, object]:
    first, last = table.iloc[0], table.iloc[-1]
    return {
        "noun": noun or say("charts.products", lang),
        "total": len(table),
        "rose": int((table["at"] > 0).sum()),
        "fell": int((table["at"] < 0).sum()),
        "top": last["name"],
        "top_pct": shown(last["growth_pct"], "%", lang),
        "bottom": first["name"],
        "bottom_pct": shown(first["growth_pct"], "%", lang),
    }


def growth_finding(table: pd.DataFrame, lang: str, noun: str) -> str:
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


def growth_alt(table: pd.DataFrame, lang: str, noun: str) -> str:
    """Return bars of growth in words."""
    ordered = table.iloc[::-1]
    comma = say("charts.list_comma", lang)
    each = comma.join(
        f"{name} {shown(value, '%', lang)}" for name, value in zip(ordered["name"], ordered["growth_pct"], strict=True)
    )
    facts = _growth_facts(table, lang, noun)
    counts = counts_in_words("growth", int((table["at"] > 0).sum()), int((table["at"] < 0).sum()), len(table), lang)
    basis = say("charts.growth_basis_any" if _is_computed(table).any() else "charts.growth_basis_published", lang)
    key = "charts.growth_alt" if len(table) > 1 else "charts.growth_alt_one"
    return say(key, lang, each=each, counts=counts, basis=basis, **facts)
