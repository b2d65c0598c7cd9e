"""The growth that goals still require, beside the growth of the latest year."""

from __future__ import annotations

from typing import Any, Final, Unpack

import numpy as np

from lcanalysis.charts.captions import Captions, captioned, size_of
from lcanalysis.charts.chart import Chart
from lcanalysis.charts.row_plot import RowPlot
from lcanalysis.charts.rows import MOST_ROWS, ChartColumn, ChartRow, RowLayout
from lcanalysis.charts.style import Palette, palette, styled
from lcanalysis.charts.tidy import Rows, digits, frame_of, is_missing, numbers, shown, with_column
from lcanalysis.wording import headed, say

SLOWER: Final = "▼ "
"""Before a growth that falls short of what is required."""


def draw_required_growth(
    frame: Rows, lang: str, *, base_period: str, due_period: str, **captions: Unpack[Captions]
) -> Chart:
    """Draw for each goal the average annual growth still required as a bar, with a mark at the growth of the latest year.

    Where the latest growth falls short of what is required, ▼ says so beside it. Of more than `MOST_ROWS` goals those
    that require the most are drawn.

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
    '自2018年起，“营业收入”到2022年需年均增长5.3%（最近一年14.9%）'
    """
    table = with_column(frame_of(frame, "name", "required_pct"), "observed_pct")
    table = table.assign(at=numbers(table["required_pct"]), was=numbers(table["observed_pct"]))
    whole = frame_of(table.dropna(subset=["at"]).sort_values("at", ascending=False, kind="stable"))
    table, left = whole.head(MOST_ROWS), len(whole) - MOST_ROWS
    has_observed = bool(table["was"].notna().any())
    top, bottom = whole.iloc[0], whole.iloc[-1]
    facts = {
        "base": base_period, "due": due_period, "total": len(whole), "drawn": len(table), "left": left, "top": top["name"],
        "top_pct": shown(top["required_pct"], "%", lang), "top_observed": shown(top["observed_pct"], "%", lang),
        "bottom": bottom["name"], "bottom_pct": shown(bottom["required_pct"], "%", lang),
        "each": say("charts.list_comma", lang).join(
            say("charts.required_each" if is_missing(row["observed_pct"]) else "charts.required_each_observed", lang,
                name=row["name"], required=shown(row["required_pct"], "%", lang),
                observed=shown(row["observed_pct"], "%", lang))
            for _, row in table.iterrows()
        ),
    }  # fmt: skip
    key = "charts.required_finding"
    if len(whole) == 1:
        key += "_one" if is_missing(top["observed_pct"]) else "_one_observed"
    plain = palette(lang)
    columns = [ChartColumn(say("charts.required", lang), plain.ink, is_main=True)]
    columns += [ChartColumn(say("charts.observed", lang), plain.muted)] if has_observed else []
    layout = RowLayout(
        [ChartRow(headed(str(row["name"]), lang), _cells(row, lang)[: len(columns)]) for _, row in table.iterrows()],
        *size_of(captions), columns=columns,
    )  # fmt: skip
    with styled(lang) as colours:
        chart = captioned(
            captions, lang, finding=say(key, lang, **facts), alt=say("charts.required_alt", lang, **facts), unit="%",
            height_in=layout.height_in, notes=[say("charts.required_left", lang, **facts)] if left > 0 else [],
            subtitle=say("charts.required_unit_observed" if has_observed else "charts.required_unit", lang, **facts),
        )  # fmt: skip
        ends = [0.0, *table["at"].astype(float), *table["was"].dropna().astype(float)]
        plot = RowPlot.placed(layout, chart, min(ends), max(ends), colours)
        for row, (at, was) in enumerate(zip(table["at"].astype(float), table["was"].astype(float), strict=True)):
            plot.bar(row, 0, at, _colour(at, was, colours))
            if np.isfinite(was):
                plot.dot(row, was, colours.ink, is_hollow=True)
        plot.line(0, "", colours.muted, is_dashed=False)
        return chart.drawn()


def _colour(required: float, observed: float, colours: Palette) -> str:
    return colours.goal if observed < required else colours.model


def _cells(row: Any, lang: str) -> list[str]:
    observed = row["observed_pct"]
    mark = SLOWER if row["was"] < row["at"] else ""
    said = "" if is_missing(observed) else f"{mark}{digits(observed, '%', lang)}"
    return [digits(row["required_pct"], "%", lang), said]
