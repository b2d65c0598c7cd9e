"""The marks of a chart of rows, with names, figures and labels beside them, and no key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from lcanalysis.charts.chart import Chart
from lcanalysis.charts.rows import AWAY_PT, EDGE_IN, GAP, LINE_IN, SPACE_IN, RowLayout
from lcanalysis.charts.style import Palette
from lcanalysis.charts.wrapping import width_in as text_width

BAR: Final = 0.7
"""Height of a bar, as a share of a line."""


@dataclass(frozen=True)
class RowPlot:
    """The marks of a chart of rows. A row is named by its number from the top."""

    layout: RowLayout
    axes: Axes
    left_in: float
    plot_in: float

    @classmethod
    def placed(cls, layout: RowLayout, chart: Chart, low: float, high: float, colours: Palette) -> RowPlot:
        """Return the axes of the marks, from `low` to `high`, with names, heads and figures written beside them."""
        axes = chart.bare_axes()
        left, right = layout.sides_in
        chart.give_room(axes, left, EDGE_IN, right, layout.head_in + EDGE_IN)
        axes.set_xlim(low, high if high > low else low + 1)
        axes.set_ylim(sum(layout.heights), 0)
        plot = cls(layout, axes, left, layout.width_in - left - right)
        plot._write_names(colours)
        plot._write_columns()
        return plot

    @cached_property
    def middles(self) -> list[float]:
        """Where the marks of each row stand: beside its name, or below it."""
        tops = np.cumsum([0.0, *self.layout.heights])
        pt, found = self.layout.pt, []
        for row, name, top, below in zip(self.layout.rows, self.layout.names, tops, tops[1:], strict=False):
            gap = row.has_gap * GAP * pt * LINE_IN
            lines = name.count("\n") + 1
            is_own = self.layout.is_above and not row.is_head
            named = pt * LINE_IN * lines if is_own else 0.0
            middle = (top + gap + named + below) / 2
            found.append(float(middle))
        return found

    def bar(self, at: int, low: float, high: float, colour: str, **look: Any) -> None:
        """Draw a bar from one number to another."""
        thick = self.layout.pt * LINE_IN * BAR
        corner = (low, self.middles[at] - thick / 2)
        self.axes.add_artist(
            Rectangle(corner, high - low, thick, facecolor=colour, linewidth=0, **{"zorder": 2, **look})
        )

    def dot(self, at: int, number: float, colour: str, *, is_hollow: bool = False, marker: str = "o") -> None:
        """Draw a dot at a number."""
        self._stroke(
            [number], [self.middles[at]], linestyle="", marker=marker, ms=0.75 * self.layout.pt, mec=colour, mew=1.4,
            mfc="white" if is_hollow else colour, zorder=4, clip_on=False,
        )  # fmt: skip

    def tick(self, at: int, number: float, colour: str) -> None:
        """Draw a short upright line at a number."""
        half = self.layout.pt * LINE_IN * 0.48
        ends = [self.middles[at] - half, self.middles[at] + half]
        self._stroke([number] * 2, ends, color=colour, linewidth=2, zorder=4, clip_on=False)

    def rule(self, at: int, low: float, high: float, colour: str) -> None:
        """Draw a thin line from one number to another."""
        self._stroke([low, high], [self.middles[at]] * 2, color=colour, linewidth=1, zorder=1)

    def cut(self, at: int, end: float) -> None:
        """Draw two slanted strokes across the end of a bar, the usual sign of a bar not to scale."""
        half = self.layout.pt * LINE_IN * BAR * 0.55
        for shift in (0.80, 0.86):
            across = [end * shift, end * shift + abs(end) * 0.035]
            ends = [self.middles[at] + half, self.middles[at] - half]
            self._stroke(across, ends, color="white", linewidth=2.2, zorder=5)

    def value(self, at: int, number: float, text: str, colour: str, *, side: int = 1, is_main: bool = False) -> None:
        """Write beside the mark at a number, at its right or (-1) its left."""
        moved = (AWAY_PT[self.layout.mark] * side, 0.0)
        self._write(
            text, (number, self.middles[at]), moved, colour, is_main=is_main, ha="left" if side > 0 else "right"
        )

    def line(self, number: float, label: str, colour: str, *, is_dashed: bool = True) -> None:
        """Draw a line across all rows, and its label above it, moved in where it would leave the picture.

        Where names stand above their marks it is broken for them.
        """
        half = self.layout.pt * LINE_IN * 0.5
        parts = [(middle - half, middle + half) for middle in self.middles] if self.layout.is_above else []
        for ends in parts or [(0.0, sum(self.layout.heights))]:
            self._stroke(
                [number] * 2, ends[::-1], color=colour, linewidth=1.3, zorder=3, clip_on=False,
                linestyle=(0, (4.5, 2.5)) if is_dashed else "-",
            )  # fmt: skip
        if not label:
            return
        low, high = self.axes.get_xlim()
        at = self.left_in + (number - low) / (high - low) * self.plot_in
        half = text_width(label, self.layout.pt, is_bold=True) / 2
        lift = self.layout.lift_in
        room = self.layout.width_in - (EDGE_IN if lift else sum(self.layout.column_widths))
        moved = min(max(at, half + EDGE_IN), room - half) - at
        self._write(label, (number, 0.0), (72 * moved, 72 * lift + 3), colour, is_main=True, ha="center", va="bottom")

    def _stroke(self, across: Sequence[float], down: Sequence[float], **look: Any) -> None:
        """Draw a line or a marker without `Axes.plot`, which would compute the limits of the axes anew for each mark."""
        self.axes.add_artist(Line2D(across, down, **look))

    def _write_names(self, colours: Palette) -> None:
        """Write the names, at the left edge of the picture."""
        edge = -72 * (self.left_in - EDGE_IN)
        across = self.axes.get_yaxis_transform()
        half_line = self.layout.pt * LINE_IN / 2
        for row, name, cells, middle in zip(
            self.layout.rows, self.layout.names, self.layout.cells, self.middles, strict=True
        ):
            lines = name.count("\n") + 1 + max((text.count("\n") + 1 for text in cells), default=1)
            above = half_line * lines if self.layout.is_above and not row.is_head else 0.0
            self._write(
                name, (0, middle - above), (edge, 0), colours.muted if row.is_quiet else colours.ink, xycoords=across,
                is_main=row.is_main or row.is_head, linespacing=1.1,
            )  # fmt: skip

    def _write_columns(self) -> None:
        """Write the heads and figures of the columns, flush right."""
        layout, end = self.layout, self.layout.width_in - EDGE_IN
        across = self.axes.get_yaxis_transform()
        for at in reversed(range(len(layout.columns))):
            column, edge = layout.columns[at], end - self.left_in
            edge = 72 * (edge - (layout.column_widths[at] - SPACE_IN if column.is_text else 0.0))
            look: dict[str, Any] = {
                "xycoords": across, "ha": "left" if column.is_text else "right", "is_main": column.is_main, "linespacing": 1.1,
            }  # fmt: skip
            self._write(layout.heads[at], (0, 0.0), (edge, 3), column.colour, va="bottom", **look)
            for cells, middle in zip(layout.cells, self.middles, strict=True):
                if cells:
                    self._write(cells[at], (0, middle), (edge, 0), column.colour, **look)
            end -= layout.column_widths[at]

    def _write(
        self, text: str, at: tuple[float, float], moved: tuple[float, float], colour: str, *, is_main: bool, **look: Any
    ) -> None:
        if text:
            self.axes.annotate(
                text, at, xytext=moved, textcoords="offset points", color=colour, fontsize=self.layout.pt,
                fontweight="bold" if is_main else "normal", annotation_clip=False, **{"va": "center", "zorder": 5, **look},
            )  # fmt: skip
