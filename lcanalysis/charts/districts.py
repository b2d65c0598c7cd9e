"""The chart of the firms of counties and districts: bars, in groups by segment."""

from __future__ import annotations

from typing import Any, Unpack

import numpy as np
import pandas as pd

from lcanalysis.charts.captions import Captions, captioned, size_of
from lcanalysis.charts.chart import Chart
from lcanalysis.charts.row_plot import RowPlot
from lcanalysis.charts.rows import ChartRow, RowLayout
from lcanalysis.charts.style import styled
from lcanalysis.charts.tidy import Rows, frame_of, is_missing, numbers, shown, with_column
from lcanalysis.wording import headed, say


def draw_districts(frame: Rows, lang: str, **captions: Unpack[Captions]) -> Chart:
    """Draw the firms of the counties and districts of each segment as bars, with the segment's goal beside its name.

    Parameters
    ----------
    frame
        One row per county or district and segment: `segment`, `area` (str, in `lang`), `firms` (`Quantity`,
        `Decimal`, float, or missing where not published) and optionally `goal` (str, in `lang`, the segment's).
        Segments stand in the order of the rows.
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
    ...     {"segment": "copper", "area": "Yanggu", "firms": 4},
    ...     {"segment": "tube", "area": "Development Zone", "firms": 44},
    ... ]
    >>> draw_districts(rows, "en").finding
    'Of 48 enterprises above designated size in 2 counties and districts, Development Zone has 44'
    """
    table = with_column(frame_of(frame, "segment", "area", "firms"), "goal")
    table = frame_of(table.assign(at=numbers(table["firms"])), "at")
    groups = [
        (str(segment), own.sort_values("at", ascending=False, kind="stable"))
        for segment, own in table.groupby("segment", sort=False)
    ]
    known = table.dropna(subset=["at"])
    most = frame_of(known).sort_values("at", kind="stable").iloc[-1]
    facts = {
        "total": int(known["at"].sum()),
        "count": len(known),
        "most": most["area"],
        "firms": int(most["at"]),
        "each": say("charts.list_semicolon", lang).join(
            say("charts.districts_each", lang, segment=_head(segment, own, lang), areas=_areas_in_words(own, lang))
            for segment, own in groups
        ),
    }
    rows: list[ChartRow] = []
    marks: list[tuple[float, str]] = []
    for segment, own in groups:
        rows += [
            ChartRow(_head(segment, own, lang), is_head=True, has_gap=bool(rows)),
            *(ChartRow(headed(str(area), lang)) for area in own["area"]),
        ]
        marks += [
            (0.0, ""),
            *((float(at), _firms(cell, lang)) for at, cell in zip(own["at"], own["firms"], strict=True)),
        ]
    layout = RowLayout(rows, *size_of(captions), labels=[text for _, text in marks])
    with styled(lang) as colours:
        chart = captioned(
            captions, lang, finding=say("charts.districts_finding", lang, **facts), height_in=layout.height_in,
            alt=say("charts.districts_alt", lang, **facts), unit=say("charts.districts_unit", lang),
            subtitle=say("charts.districts_what", lang),
        )  # fmt: skip
        plot = RowPlot.placed(layout, chart, 0, float(known["at"].max()), colours)
        for row, (at, text) in enumerate(marks):
            is_known = np.isfinite(at)
            plot.bar(row, 0, at if is_known else 0.0, colours.model)
            plot.value(row, at if is_known else 0.0, text, colours.model if is_known else colours.muted)
        return chart.drawn()


def _head(segment: str, own: pd.DataFrame, lang: str) -> str:
    goal = own["goal"].iloc[0]
    return segment if is_missing(goal) else say("charts.districts_head", lang, segment=segment, goal=goal)


def _areas_in_words(own: pd.DataFrame, lang: str) -> str:
    return say("charts.list_comma", lang).join(
        say("charts.districts_area", lang, area=row["area"], firms=_firms(row["firms"], lang))
        for _, row in own.iterrows()
    )


def _firms(cell: Any, lang: str) -> str:
    return say("charts.districts_unknown", lang) if is_missing(cell) else shown(cell, "家", lang)
