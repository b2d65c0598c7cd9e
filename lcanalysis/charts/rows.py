"""Charts of rows, drawn without a key: a name, marks on one line of numbers, and figures in columns beside them.

Everything is measured before it is drawn, so that no label leaves the picture or meets another, whatever its width.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes

from lcanalysis.charts.chart import Chart
from lcanalysis.charts.wrapping import width_in as text_width
from lcanalysis.charts.wrapping import wrap

LINE_IN: Final = 0.0175
"""Height of a line of text, in inches for each point of its size."""
GAP_IN: Final = 0.008
"""What a row has besides its lines, likewise."""
BAR: Final = 0.7
"""Height of a bar, as a share of a line."""
NAMES_SHARE: Final = 0.42
"""Most of the width that names may take beside their marks."""
LEAST_PLOT_IN: Final = 0.75
"""Marks narrower than this say nothing: names then stand above them."""
LEAST_HEAD_IN: Final = 0.7
CELL_SHARE: Final = 0.33
"""Most of the width that a text in a column takes on a line."""
SPACE_IN: Final = 0.1
EDGE_IN: Final = 0.03
MARK_IN: Final = 0.07
"""Half the width of a mark, kept at the sides where nothing is written beside it."""
AWAY_PT: Final = {"bar": 4.5, "dot": 8.0}
"""How far a label stands from the middle of the mark it belongs to."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a chart: its name, and what stands in the columns at its right."""

    name: str
    cells: Sequence[str] = ()
    is_main: bool = False
    """Whether its name is bold."""
    is_quiet: bool = False
    """Whether it is shown for contrast only, and its name grey."""
    has_gap: bool = False
    """Whether there is room above it: another group begins."""
    is_head: bool = False
    """Whether it is the name of a group, with nothing beside it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures: its head, and the colour of both, which is that of the marks it gives the numbers of."""

    head: str
    colour: str
    is_main: bool = False
    is_text: bool = False
    """Whether it holds words, which begin below each other; figures end so."""


@dataclass(frozen=True)
class RowLayout:
    """How rows and columns share a width, from the top down.

    `labels` are what stands beside marks: the room for the widest is kept at the sides given by `at_left` and `at_right`.
    `line_labels` are those of lines across all rows, for which there is room above.

    Examples
    --------
    >>> layout = RowLayout([Row("copper"), Row("aluminium")], 6.3, 9.0, labels=["+6.5"])
    >>> layout.is_above, len(layout.heights)
    (False, 2)
    """

    rows: Sequence[Row]
    width_in: float
    pt: float
    columns: Sequence[Column] = ()
    labels: Sequence[str] = ()
    at_left: bool = False
    at_right: bool = True
    line_labels: Sequence[str] = ()

    @cached_property
    def cells(self) -> list[list[str]]:
        """What stands in the columns of each row, broken into lines."""
        limit = self.width_in * CELL_SHARE
        return [[wrap(text, limit, self.pt, is_bold=True) for text in row.cells] for row in self.rows]

    @cached_property
    def column_widths(self) -> list[float]:
        """The width of each column with the space before it."""
        return [
            self._widest(text for text in (head, *self._cells_of(at))) + SPACE_IN for at, head in enumerate(self.heads)
        ]

    @cached_property
    def heads(self) -> list[str]:
        """The heads of the columns, broken into lines."""
        return [
            wrap(column.head, max(self._widest(self._cells_of(at)), LEAST_HEAD_IN), self.pt, is_bold=True)
            for at, column in enumerate(self.columns)
        ]

    @cached_property
    def is_above(self) -> bool:
        """Whether names stand above their marks, because beside them they would leave too little room."""
        lines = max(
            (name.count("\n") for row, name in zip(self.rows, self._beside, strict=True) if not row.is_head), default=0
        )
        return lines > 1 or self._plot_in(self._named_in) < LEAST_PLOT_IN

    @cached_property
    def names(self) -> list[str]:
        """The names, broken into lines."""
        return self._wrapped(self.width_in - 2 * EDGE_IN) if self.is_above else self._beside

    @cached_property
    def heights(self) -> list[float]:
        """The height of each row with the room above it."""
        return [
            self.pt * (LINE_IN * (self._lines(at) + row.has_gap * 0.6) + GAP_IN) for at, row in enumerate(self.rows)
        ]

    @property
    def head_in(self) -> float:
        """The room above the rows for heads of columns and labels of lines."""
        own = self.pt * LINE_IN if any(self.line_labels) else 0.0
        found = max(self._headed_in, self.lift_in + own)
        return found + 0.04 if found else 0.0

    @property
    def _headed_in(self) -> float:
        return self.pt * LINE_IN * max((head.count("\n") + 1 for head in self.heads if head), default=0)

    @property
    def lift_in(self) -> float:
        """How far labels of lines stand above the heads of columns: over them where both do not fit side by side."""
        room = self.width_in - sum(self.column_widths) - 2 * EDGE_IN
        return 0.0 if self._widest(self.line_labels) < room else self._headed_in

    @property
    def height_in(self) -> float:
        """The height of the whole."""
        return sum(self.heights) + self.head_in + 2 * EDGE_IN

    def placed(self, chart: Chart, low: float, high: float, ink: str, muted: str) -> RowPlot:
        """Return the axes of the marks, from `low` to `high`, with names, heads and figures written beside them."""
        axes = chart.placed_axes()
        axes.axis("off")
        left = (EDGE_IN if self.is_above else self._named_in) + self._side_in(self.at_left)
        right = sum(self.column_widths) + self._side_in(self.at_right)
        chart.give_room(axes, left, EDGE_IN, right, self.head_in + EDGE_IN)
        axes.set_xlim(low, high if high > low else low + 1)
        axes.set_ylim(sum(self.heights), 0)
        plot = RowPlot(self, axes, left, self.width_in - left - right)
        plot.write_names(ink, muted)
        plot.write_columns()
        return plot

    @cached_property
    def _beside(self) -> list[str]:
        return self._wrapped(self.width_in * NAMES_SHARE)

    def _wrapped(self, limit: float) -> list[str]:
        """Return the names in lines of this width; that of a group has the whole width."""
        whole = self.width_in - 2 * EDGE_IN
        return [
            wrap(row.name, whole if row.is_head else limit, self.pt, is_bold=row.is_main or row.is_head)
            for row in self.rows
        ]

    @property
    def _named_in(self) -> float:
        """The width of the names beside marks; those of groups may reach over them."""
        own = [name for row, name in zip(self.rows, self._beside, strict=True) if not row.is_head]
        return self._widest(own) + SPACE_IN + EDGE_IN

    def _plot_in(self, named: float) -> float:
        sides = self._side_in(self.at_left) + self._side_in(self.at_right)
        return self.width_in - named - sides - sum(self.column_widths)

    def _side_in(self, is_written: bool) -> float:
        return self._widest(self.labels) + 0.15 if is_written and self.labels else MARK_IN

    def _cells_of(self, column: int) -> list[str]:
        return [cells[column] for cells in self.cells if cells]

    def _lines(self, at: int) -> int:
        """Return the lines of a row: of its name and of what stands beside the marks, or below it."""
        row, named = self.rows[at], self.names[at].count("\n") + 1
        beside = max((text.count("\n") + 1 for text in self.cells[at]), default=1)
        return named if row.is_head else named + beside if self.is_above else max(named, beside)

    def _widest(self, texts: Iterable[str]) -> float:
        lines = (line for text in texts for line in text.split("\n"))
        return max((text_width(line, self.pt, is_bold=True) for line in lines), default=0.0)


@dataclass(frozen=True)
class RowPlot:
    """The marks of a chart of rows. A row is told by its number from the top."""

    layout: RowLayout
    axes: Axes
    left_in: float
    plot_in: float

    @cached_property
    def middles(self) -> list[float]:
        """Where the marks of each row stand: beside its name, or below it."""
        tops = np.cumsum([0.0, *self.layout.heights])
        pt, found = self.layout.pt, []
        for row, name, top, below in zip(self.layout.rows, self.layout.names, tops, tops[1:], strict=False):
            gap = row.has_gap * 0.6 * pt * LINE_IN
            lines = name.count("\n") + 1
            is_own = self.layout.is_above and not row.is_head
            named = pt * LINE_IN * lines if is_own else 0.0
            middle = (top + gap + named + below) / 2
            found.append(float(middle))
        return found

    def bar(self, at: int, low: float, high: float, colour: str, **look: Any) -> None:
        """Draw a bar from one number to another."""
        thick = self.layout.pt * LINE_IN * look.pop("thick", BAR)
        self.axes.barh(self.middles[at], high - low, left=low, height=thick, color=colour, **{"zorder": 2, **look})

    def dot(self, at: int, number: float, colour: str, *, is_hollow: bool = False, marker: str = "o") -> None:
        """Draw a dot at a number."""
        self.axes.plot(
            [number], [self.middles[at]], marker, ms=0.75 * self.layout.pt, mec=colour, mew=1.4,
            mfc="white" if is_hollow else colour, zorder=4, clip_on=False,
        )  # fmt: skip

    def tick(self, at: int, number: float, colour: str) -> None:
        """Draw a short upright line at a number."""
        half = self.layout.pt * LINE_IN * 0.48
        ends = [self.middles[at] - half, self.middles[at] + half]
        self.axes.plot([number] * 2, ends, color=colour, linewidth=2, zorder=4, clip_on=False)

    def rule(self, at: int, low: float, high: float, colour: str) -> None:
        """Draw a thin line from one number to another."""
        self.axes.plot([low, high], [self.middles[at]] * 2, color=colour, linewidth=1, zorder=1)

    def cut(self, at: int, end: float) -> None:
        """Draw two slanted strokes across the end of a bar, the usual sign of a bar not to scale."""
        half = self.layout.pt * LINE_IN * BAR * 0.55
        for shift in (0.80, 0.86):
            across = [end * shift, end * shift + abs(end) * 0.035]
            ends = [self.middles[at] + half, self.middles[at] - half]
            self.axes.plot(across, ends, color="white", linewidth=2.2, zorder=5)

    def value(
        self, at: int, number: float, text: str, colour: str, *, side: int = 1, mark: str = "bar",
        is_main: bool = False,
    ) -> None:  # fmt: skip
        """Write beside the mark at a number, at its right or (-1) its left."""
        moved = (AWAY_PT[mark] * side, 0.0)
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
            self.axes.plot(
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

    def write_names(self, ink: str, muted: str) -> None:
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
                name, (0, middle - above), (edge, 0), muted if row.is_quiet else ink, xycoords=across,
                is_main=row.is_main or row.is_head, linespacing=1.1,
            )  # fmt: skip

    def write_columns(self) -> None:
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
