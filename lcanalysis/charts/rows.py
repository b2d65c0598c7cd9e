"""How a chart of rows shares its width: a name, marks on one line of numbers, and figures in columns beside them.

Everything is measured before it is drawn, so that no label leaves the picture or meets another, whatever its width.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from lcanalysis.charts.wrapping import width_in as text_width
from lcanalysis.charts.wrapping import wrap

MOST_ROWS: Final = 60
"""Most rows of a chart of goals: what is longer than a page of paper is read in a table."""
LINE_IN: Final = 0.0175
"""Height of a line of text, in inches for each point of its size."""
GAP_IN: Final = 0.008
"""What a row has besides its lines, in inches for each point as well."""
NAMES_SHARE: Final = 0.42
"""Most of the width that names may take beside their marks."""
LEAST_PLOT_SHARE: Final = 0.18
"""Least of the width that marks need to say anything: names then stand above them."""
LEAST_HEAD_IN: Final = 0.7
GAP: Final = 0.6
"""Room above a group, as a share of a line."""
CELL_SHARE: Final = 0.33
"""Most of the width that a text in a column takes on a line."""
SPACE_IN: Final = 0.1
EDGE_IN: Final = 0.03
MARK_IN: Final = 0.07
"""Half the width of a mark, kept at the sides where nothing is written beside it."""
AWAY_PT: Final = {"bar": 4.5, "dot": 8.0}
"""How far a label stands from the middle of the mark it belongs to."""


@dataclass(frozen=True, slots=True)
class ChartRow:
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
class ChartColumn:
    """A column of figures: its head, and its colour, which is that of the marks that it gives the numbers of."""

    head: str
    colour: str
    is_main: bool = False
    is_text: bool = False
    """Whether it holds words, which are aligned at the left; figures are aligned at the right."""


@dataclass(frozen=True)
class RowLayout:
    """How rows and columns share a width, from the top down.

    `labels` are what stands beside marks: the room for the widest is kept at the sides given by `at_left` and `at_right`.
    `line_labels` are those of lines across all rows, for which there is room above.

    >>> layout = RowLayout([ChartRow("copper"), ChartRow("aluminium")], 6.3, 9.0, labels=["+6.5"])
    >>> layout.is_above, len(layout.heights)
    (False, 2)
    """

    rows: Sequence[ChartRow]
    width_in: float
    pt: float
    columns: Sequence[ChartColumn] = ()
    labels: Sequence[str] = ()
    at_left: bool = False
    at_right: bool = True
    mark: str = "bar"
    """What the labels stand beside: the end of a ``bar``, or a ``dot``."""
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
        return lines > 1 or self._plot_in(self._named_in) < LEAST_PLOT_SHARE * self.width_in

    @cached_property
    def names(self) -> list[str]:
        """The names, broken into lines."""
        return self._wrapped(self.width_in - 2 * EDGE_IN) if self.is_above else self._beside

    @cached_property
    def heights(self) -> list[float]:
        """The height of each row with the room above it."""
        return [
            self.pt * (LINE_IN * (self._lines(at) + row.has_gap * GAP) + GAP_IN) for at, row in enumerate(self.rows)
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

    @property
    def sides_in(self) -> tuple[float, float]:
        """The width at the left and the right of the marks."""
        left = (EDGE_IN if self.is_above else self._named_in) + self._side_in(self.at_left)
        return left, sum(self.column_widths) + self._side_in(self.at_right)

    def _side_in(self, is_written: bool) -> float:
        return self._widest(self.labels) + AWAY_PT[self.mark] / 72 + 0.03 if is_written and self.labels else MARK_IN

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
