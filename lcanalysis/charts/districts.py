"""Who makes what: counties and districts as tiles grouped by segment. A scheme, not a map: no geography is invented."""

from __future__ import annotations

from itertools import pairwise
from typing import Final, Unpack

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from lcanalysis.charts.captions import Captions, captioned
from lcanalysis.charts.chart import Chart
from lcanalysis.charts.style import Palette, styled
from lcanalysis.charts.tidy import Rows, frame_of, is_missing, number, numbers, shown, with_column
from lcanalysis.charts.wrapping import wrap
from lcanalysis.wording import headed, say

TILE_IN: Final = 0.72
"""Height of a tile in inches."""
GAP: Final = 0.12
HEAD: Final = 0.34
"""Room between tiles and for the name of a segment, in heights of a tile."""
NAME_PT: Final = 9.0
PALEST, DARKEST = 0.06, 0.30
"""How strong the tint of the tile with fewest and with most firms is."""


def draw_districts(frame: Rows, lang: str, **captions: Unpack[Captions]) -> Chart:
    """Draw the counties and districts of each segment as tiles, tinted by their firms, with the segment's goal.

    Parameters
    ----------
    frame
        One row per county or district and segment: `segment`, `area` (str, in `lang`), `firms` (`Quantity`,
        `Decimal`, float, or missing where not published) and optionally `goal` (str, in `lang`, the segment's).
        Tiles stand in the order of the rows.
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
    'Of 48 firms above scale in 2 counties and districts, Development Zone has 44'
    """
    table = with_column(frame_of(frame, "segment", "area", "firms"), "goal")
    table = frame_of(table.assign(at=numbers(table["firms"])), "at")
    known = table.dropna(subset=["at"])
    most = known.sort_values("at", kind="stable").iloc[-1]
    each = say("charts.list_semicolon", lang).join(
        say("charts.districts_each", lang, segment=segment, areas=_areas_in_words(own, lang))
        for segment, own in table.groupby("segment", sort=False)
    )
    facts = {
        "total": int(known["at"].sum()),
        "count": len(known),
        "most": most["area"],
        "firms": int(most["at"]),
        "each": each,
    }
    groups = [(str(segment), own) for segment, own in table.groupby("segment", sort=False)]
    rows = [HEAD + 1 + GAP for _ in groups]
    with styled(lang) as colours:
        chart = captioned(
            captions, lang, finding=say("charts.districts_finding", lang, **facts),
            alt=say("charts.districts_alt", lang, **facts), unit=say("charts.districts_unit", lang),
            notes=[say("charts.districts_scheme", lang)], height_in=sum(rows) * TILE_IN,
        )  # fmt: skip
        axes = chart.one_axes()
        axes.set_axis_off()
        axes.set_xlim(0, 1)
        axes.set_ylim(sum(rows), 0)
        widest = max(len(own) for _, own in groups)
        for (segment, own), top in zip(groups, _tops(rows), strict=True):
            _draw_group(axes, segment, own, top, widest, float(known["at"].max()), colours, lang)
        return chart.drawn()


def _tops(rows: list[float]) -> list[float]:
    edges = [sum(rows[:at]) for at in range(len(rows) + 1)]
    return [top for top, _ in pairwise(edges)]


def _areas_in_words(own: pd.DataFrame, lang: str) -> str:
    return say("charts.list_comma", lang).join(
        say("charts.districts_area", lang, area=row["area"], firms=_firms(row["firms"], lang))
        for _, row in own.iterrows()
    )


def _firms(cell: object, lang: str) -> str:
    return say("charts.districts_unknown", lang) if is_missing(cell) else shown(cell, "家", lang)


def _draw_group(
    axes: Axes, segment: str, own: pd.DataFrame, top: float, widest: int, most: float, colours: Palette, lang: str
) -> None:
    goal = own["goal"].iloc[0]
    head = segment if is_missing(goal) else say("charts.districts_head", lang, segment=segment, goal=goal)
    axes.text(0, top + HEAD - 0.06, head, fontsize=NAME_PT, fontweight="bold", va="bottom", color=colours.ink)
    width = (1 - 0.02 * (widest - 1)) / widest
    for at, (_, row) in enumerate(own.iterrows()):
        left = at * (width + 0.02)
        share = 0.0 if is_missing(row["firms"]) else number(row["firms"]) / most
        tint = PALEST + (DARKEST - PALEST) * share
        tile = Rectangle(
            (left, top + HEAD), width, 1, facecolor=(*_rgb(colours.accent), tint), edgecolor=colours.accent
        )
        axes.add_patch(tile)
        limit_in = width * 5.6
        name = wrap(headed(str(row["area"])), limit_in, NAME_PT)
        axes.text(
            left + width / 2, top + HEAD + 0.36, name, fontsize=NAME_PT, ha="center", va="center", linespacing=1.05
        )
        axes.text(
            left + width / 2, top + HEAD + 0.76, _firms(row["firms"], lang), fontsize=NAME_PT, ha="center", va="center",
            color=colours.ink,
        )  # fmt: skip


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue
