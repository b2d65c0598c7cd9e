"""How figures moved in a year, as sorted bars for those who decide: the name, the bar, the number, and nothing else."""

from __future__ import annotations

from typing import Any, Final, Unpack

import numpy as np
import pandas as pd

from lcanalysis.charts.axes import mark_cut
from lcanalysis.charts.captions import Captions, captioned
from lcanalysis.charts.chart import Chart
from lcanalysis.charts.growth_bars import cut_limits, growth_alt, growth_finding
from lcanalysis.charts.style import WIDTH_IN, Palette, styled
from lcanalysis.charts.tidy import Rows, digits, frame_of, is_missing, number, numbers, with_column
from lcanalysis.charts.widths import PT_ON_SCREEN
from lcanalysis.charts.wrapping import width_in as text_width
from lcanalysis.charts.wrapping import wrap
from lcanalysis.wording import say

ROW_IN: Final = 0.0255
"""Height of a row of one line, in inches for each point of the letters, and of each line more."""
LINE_IN: Final = 0.0175
NAMES_SHARE: Final = 0.42
"""Most of the width that names may take."""
CUT_FACTOR: Final = 5.0
"""How many times as long as the next a bar is cut: whole, it would leave nothing of the others."""
PALE: Final = 0.64
HALF: Final = 0.35


def draw_changes(
    changes: Rows,
    lang: str,
    *,
    text_pt: float = PT_ON_SCREEN,
    red_rises: bool | None = None,
    noun: str = "",
    **captions: Unpack[Captions],
) -> Chart:
    """Draw how figures moved as bars, the greatest rise first; those that matter most in full colour and bold.

    Parameters
    ----------
    changes
        One row per figure: `name` (str, in `lang`), `growth_pct` (%), optionally `is_main` (bool). A row without growth is
        left out. A bar far longer than the others is cut, marked as cut, and bears its number.
    lang
        ``zh`` or ``en``.
    text_pt
        Size of the letters in points.
    red_rises
        Whether a rise is red and a fall blue; by default as `palette` says.
    noun
        What is counted, as the finding says it; products by default.
    **captions
        See `Captions`.

    Raises
    ------
    DataError
        If a column is missing or no row has a number.

    Examples
    --------
    >>> rows = [{"name": "铜材", "growth_pct": -19.14}, {"name": "铝材", "growth_pct": 6.45}]
    >>> draw_changes(rows, "zh", finding="铜材降19.14%").alt
    '条形图，按公布的同比增速由高到低排列，从铝材6.5%到铜材-19.1%；共2种产品，1种增长、1种下降。各项为：铝材 6.5%、铜材 -19.1%'
    """
    table = with_column(with_column(frame_of(changes, "name", "growth_pct"), "is_main"), "is_computed")
    table = table.assign(at=numbers(table["growth_pct"]))
    table = frame_of(table.dropna(subset=["at"]).sort_values("at", kind="stable"))
    limits = cut_limits(table["at"].to_numpy(float), CUT_FACTOR)
    is_cut = bool((table["at"] < limits[0]).any() or (table["at"] > limits[1]).any())
    width = captions.get("width_in", WIDTH_IN)
    is_main = [not is_missing(cell) and bool(cell) for cell in table["is_main"]]
    names = [
        wrap(str(name), width * NAMES_SHARE, text_pt, is_bold=main)
        for name, main in zip(table["name"], is_main, strict=True)
    ]
    heights = np.array([text_pt * (ROW_IN + LINE_IN * name.count("\n")) for name in names])
    with styled(lang, red_rises=red_rises) as colours:
        chart = captioned(
            captions,
            lang,
            finding=growth_finding(table, lang, noun),
            alt=growth_alt(table, lang, noun),
            unit="%",
            notes=[say("charts.growth_cut_note", lang)] if is_cut else [],
            height_in=float(heights.sum()) + 0.1,
        )
        _draw(chart, table, names, heights, is_main, limits, colours, lang, text_pt)
        return chart.drawn()


def _draw(
    chart: Chart,
    table: pd.DataFrame,
    names: list[str],
    heights: Any,
    is_main: list[bool],
    limits: tuple[float, float],
    colours: Palette,
    lang: str,
    pt: float,
) -> None:
    axes = chart.placed_axes()
    axes.axis("off")
    tops = np.cumsum(heights)
    rows = tops - heights / 2
    drawn = table["at"].clip(*limits).to_numpy(float)
    told = [digits(value, "%", lang, sign=True) for value in table["growth_pct"]]
    named = max(
        text_width(line, pt, is_bold=main)
        for name, main in zip(names, is_main, strict=True)
        for line in name.split("\n")
    )
    wide = max(text_width(text, pt, is_bold=True) for text in told) + 0.06
    has_falls, has_rises = bool((drawn < 0).any()), bool((drawn > 0).any())
    left = named + 0.08 + (wide if has_falls else 0)
    chart.give_room(axes, left, 0.02, wide if has_rises else 0.05, 0.02)
    low, high = min(0.0, drawn.min()), max(0.0, drawn.max())
    axes.set_xlim(low, high if high > low else low + 1)
    axes.set_ylim(0, float(heights.sum()))
    axes.plot([0, 0], [0, float(heights.sum())], color=colours.muted, linewidth=0.9, zorder=3, clip_on=False)
    across = axes.get_yaxis_transform()
    for row, name, value, at, text, main in zip(rows, names, table["growth_pct"], drawn, told, is_main, strict=True):
        colour = colours.rise if at > 0 else colours.fall if at < 0 else colours.muted
        weight, alpha = ("bold", 1.0) if main else ("normal", PALE)
        axes.barh(row, at, height=2 * HALF * pt * ROW_IN, color=colour, alpha=alpha, zorder=2)
        if number(value) != at:
            mark_cut(axes, at, row, HALF * pt * ROW_IN * 1.1)
        axes.annotate(
            name, (0, row), xycoords=across, xytext=(-72 * (left - 0.02), 0), textcoords="offset points", va="center",
            fontsize=pt, fontweight=weight, annotation_clip=False, linespacing=1.1,
        )  # fmt: skip
        side = -1 if at < 0 else 1
        axes.annotate(
            text, (at, row), xytext=(4 * side, 0), textcoords="offset points", ha="left" if side > 0 else "right",
            va="center", fontsize=pt, fontweight=weight, color=colour, annotation_clip=False,
        )  # fmt: skip
