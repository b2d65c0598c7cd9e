"""What all charts do to their axes: rows with names, numbers on the axis, room for labels, a key above."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, MaxNLocator, NullFormatter, NullLocator

from lcanalysis.charts.wrapping import width_in, wrap
from lcanalysis.number_format import format_number

NAME_WIDTH_IN: Final = 1.95
NAME_PT: Final = 9.0
NAME_LINE_IN: Final = 0.145
NAME_GAP_IN: Final = 0.07
KEY_PT: Final = 8.5
KEY_WIDTH_IN: Final = 4.3
# A key's sign with the gaps around it.
KEY_HANDLE_IN: Final = 0.35


def wrapped_name(name: object) -> str:
    """Return the name of a row, on two or more lines if it is long."""
    return wrap(str(name), NAME_WIDTH_IN, NAME_PT)


def rows_in(names: Iterable[object], least: float) -> float:
    """Return the height of the rows of these names in inches: each as high as the one with most lines needs."""
    wrapped = [wrapped_name(name) for name in names]
    lines = max(name.count("\n") + 1 for name in wrapped)
    return len(wrapped) * max(least, lines * NAME_LINE_IN + NAME_GAP_IN)


def label_rows(axes: Axes, names: Iterable[object]) -> None:
    """Name the rows of a horizontal chart, from the bottom up."""
    wrapped = [wrapped_name(name) for name in names]
    axes.set_yticks(np.arange(len(wrapped)), wrapped, linespacing=1.05)
    axes.set_ylim(-0.7, len(wrapped) - 0.3)
    axes.grid(visible=False, axis="y")


def tick_digits(ticks: Sequence[float]) -> int:
    """Return the fewest decimals that tell all ticks exactly, at most three.

    Examples
    --------
    >>> tick_digits([0, 5, 10]), tick_digits([0, 0.25])
    (0, 2)
    """
    return next((places for places in range(3) if all(abs(round(tick, places) - tick) < 1e-9 for tick in ticks)), 3)


def number_axis(axis: Any, lang: str) -> None:
    """Write the numbers of an axis as readers of `lang` do, with no more decimals than needed."""

    def written(value: float, _position: int | None = None) -> str:
        return format_number(value, tick_digits([value]), lang)

    def all_written(values: Sequence[float]) -> list[str]:
        places = tick_digits(values)
        return [format_number(value, places, lang) for value in values]

    formatter = FuncFormatter(written)
    formatter.format_ticks = all_written  # type: ignore[method-assign]
    axis.set_major_formatter(formatter)


def percent_axis(axes: Axes, label: str, lang: str) -> None:
    """Make the horizontal axis one of percent, its unit in the label."""
    axes.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))
    number_axis(axes.xaxis, lang)
    axes.set_xlabel(label)
    axes.grid(visible=True, axis="x")


def log_axis(axis: Any, lang: str) -> None:
    """Make an axis logarithmic in 1, 2, 5 steps (1 and 10 where it is long), with plain numbers."""
    axis.axes.set_xscale("log") if axis.axis_name == "x" else axis.axes.set_yscale("log")
    low, high = axis.get_view_interval()
    subs = (1.0, 2.0, 5.0) if high / low < 3000 else (1.0,)
    ticks = [tick for tick in LogLocator(subs=subs).tick_values(low, high) if low <= tick <= high]
    axis.set_major_locator(FixedLocator(ticks))
    axis.set_minor_locator(NullLocator())
    axis.set_minor_formatter(NullFormatter())
    axis.set_major_formatter(FuncFormatter(lambda value, _position: format_number(value, tick_digits([value]), lang)))


def extend_limits(axes: Axes, values: Iterable[float], share: float, *, from_zero: bool = True) -> None:
    """Leave room for labels: `share` of the range on each side that has values."""
    found = [value for value in values if np.isfinite(value)]
    low, high = min(found), max(found)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    room = (high - low or 1.0) * share
    is_low_open = not from_zero or low < 0 or low == high
    is_high_open = not from_zero or high > 0 or low == high
    axes.set_xlim(low - room * is_low_open, high + room * is_high_open)


def key_above(axes: Axes, handles: Sequence[Artist], *, title: str = "") -> None:
    """Put the key above the axes, from their left edge, in as few lines as hold it, below a title if there is one."""
    labels = [str(handle.get_label()) for handle in handles]
    widths = [width_in(label, KEY_PT) + KEY_HANDLE_IN for label in labels]
    columns = next((count for count in range(len(widths), 1, -1) if _grid_width(widths, count) < KEY_WIDTH_IN), 1)
    # The legend fills columns first: reordered, its rows read in the order of the handles.
    rows = -(-len(handles) // columns)
    order = [row * columns + column for column in range(columns) for row in range(rows)]
    placed = [position for position in order if position < len(handles)]
    axes.legend(
        handles=[handles[position] for position in placed],
        # Given apart: a label that begins with an underscore would else be left out.
        labels=[labels[position] for position in placed],
        loc="lower left",
        bbox_to_anchor=(0.0, 1.0),
        ncols=columns,
        borderaxespad=0.3,
        handletextpad=0.3,
        handlelength=1.6,
        columnspacing=1.2,
        borderpad=0.1,
        fontsize=KEY_PT,
        title=title or None,
        title_fontsize=KEY_PT,
        alignment="left",
    )


def _grid_width(widths: Sequence[float], columns: int) -> float:
    return sum(max(widths[column::columns]) for column in range(columns))


def mark_cut(axes: Axes, at: float, row: float, half: float) -> None:
    """Draw two slanted white strokes across the end of a bar, the usual sign of a bar not to scale."""
    for shift in (0.80, 0.86):
        axes.plot(
            [at * shift, at * shift + abs(at) * 0.035], [row - half, row + half], color="white", linewidth=2.2, zorder=5
        )
