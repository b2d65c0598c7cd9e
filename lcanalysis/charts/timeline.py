"""Charts of lines over years, each named at its end: what was, what may come, and what is to be reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from lcanalysis.charts.chart import Chart
from lcanalysis.charts.ends import Ends
from lcanalysis.charts.rows import LINE_IN
from lcanalysis.charts.style import Palette
from lcanalysis.charts.tidy import Rows, frame_of, is_missing, numbers, places, with_column
from lcanalysis.charts.widths import PT_ON_SCREEN
from lcanalysis.charts.wrapping import width_in as text_width
from lcanalysis.number_format import format_number
from lcanalysis.wording import say

HEIGHT_SHARE: Final = {"screen": 0.56, "paper": 0.41, "phone": 0.93}
"""Height of the chart as a share of its width."""
PHONE_IN: Final = 4.0
"""Width below which a drawing is one for a phone."""
YEAR_IN: Final = 0.52
"""Room that a year on the axis takes with the space beside it, at the size of a screen."""
BELOW_PT: Final = 12
"""How far below a point the words for it stand."""
DASHED: Final = (0, (4.5, 2.5))
DOTTED: Final = (0, (1, 1.5))


def height_of(width_in: float, text_pt: float, ends: Ends) -> float:
    """Return the height of a chart of lines: by where it stands, and high enough for all labels at its right."""
    place = "paper" if text_pt < PT_ON_SCREEN else "phone" if width_in < PHONE_IN else "screen"
    return max(width_in * HEIGHT_SHARE[place], ends.height_in + 4 * text_pt * LINE_IN)


def history_of(rows: Rows) -> pd.DataFrame:
    """Return the history in order of years, with its levels as floats (`at`); `is_derived` is there.

    Raises `DataError` if a column is missing, or there is no history.
    """
    past = with_column(frame_of(rows, "year", "value"), "is_derived")
    return frame_of(past.assign(at=numbers(past["value"])).dropna(subset=["at"]).sort_values("year", kind="stable"))


def noted_in(past: pd.DataFrame) -> float | None:
    """Return the level of a history's first figure if it was derived, as words below it say; None if it was not, or stands alone."""
    first = past.iloc[0]
    is_noted = len(past) > 1 and not is_missing(first["is_derived"]) and bool(first["is_derived"])
    return float(first["at"]) if is_noted else None


def decimals_of(top: float) -> int:
    """Return the decimals with which levels of a model are written: four digits, no precision that a model has not.

    >>> decimals_of(1632.3), decimals_of(163.2), decimals_of(0.4)
    (0, 1, 3)
    """
    return max(0, 4 - len(str(int(top))))


def as_printed(cell: Any, unit: str, scale: float, top: float, lang: str) -> str:
    """Return a level in the unit of prose: a published one with its precision, one of a model with four digits of `top`."""
    if isinstance(cell, float):
        return format_number(cell / scale, decimals_of(top / scale), lang)
    value, decimals = Fraction(str(getattr(cell, "value", cell))), 0 if isinstance(cell, int) else places(cell, unit)
    more = len(str(int(scale))) - 1 if scale >= 1 else 1 - len(str(int(1 / scale)))
    shown = max(0, decimals + more)
    if decimals == 0:
        shown = next((few for few in range(shown) if (value / Fraction(scale) * 10**few).denominator == 1), shown)
    return format_number(float(value) / scale, shown, lang)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The axes of a chart of lines, its room measured: years below, levels at the left, the ends of lines at the right."""

    axes: Axes
    colours: Palette
    lang: str
    pt: float
    height_in: float
    left_in: float
    plot_in: float
    scale: float
    top: float

    @classmethod
    def placed(
        cls,
        chart: Chart,
        colours: Palette,
        lang: str,
        years: Sequence[int],
        levels: Iterable[float],
        ends: Ends,
        *,
        scale: float = 1.0,
        has_period: bool = False,
        noted: float | None = None,
    ) -> Timeline:
        """Return axes from the first to the last of `years` that hold `levels`, with `ends` written beside them.

        `scale` is how many units of the levels make one on the axis. With `has_period` there is room above for a bracket,
        and below the level `noted`, the first, for words between it and the years.
        """
        pt, first, last = ends.pt, min(years), max(years)
        levels = list(levels)
        low, high = min(levels), max(levels)
        room = (high - low) * 0.06 or abs(high) * 0.1 or 1.0
        low, high = low - room * 2, high + room * (2.5 if has_period else 1)
        axes, bottom, top = chart.placed_axes(), pt * LINE_IN + 0.1, pt * LINE_IN + 0.06 if has_period else 0.06
        height = chart.give_room(axes, 0, bottom, ends.room_in, top)
        if noted is not None:
            share = (BELOW_PT + 0.5 * pt) / 72 / height
            low = min(low, (noted - share * high) / (1 - share))
        ticks = [float(tick) for tick in MaxNLocator(6, steps=[1, 2, 5, 10]).tick_values(low / scale, high / scale)]
        decimals = next((few for few in range(3) if all(abs(round(tick, few) - tick) < 1e-9 for tick in ticks)), 3)
        shown = [tick for tick in ticks if low < tick * scale < high]
        labels = [format_number(tick, decimals, lang) for tick in shown]
        left = max((text_width(label, pt) for label in labels), default=0.2) + 0.17
        chart.give_room(axes, left, bottom, ends.room_in, top)
        axes.set_xlim(first, last if last > first else first + 1)
        axes.set_ylim(low, high)
        axes.set_yticks([tick * scale for tick in shown], labels, fontsize=pt)
        axes.tick_params(axis="y", labelcolor=colours.muted, pad=7)
        plot_in = ends.width_in - left - ends.room_in
        most = max(1, int(plot_in / (YEAR_IN * pt / PT_ON_SCREEN)))
        step = max(1, -(-(last - first) // most))
        named = sorted(range(last, first - 1, -step))
        axes.set_xticks(named, [str(year) for year in named], fontsize=pt)
        axes.grid(visible=False, axis="x")
        axes.spines["bottom"].set_visible(False)
        ends.write(axes, last, height)
        return cls(axes, colours, lang, pt, height, left, plot_in, scale, max(levels))

    def line(self, points: Mapping[int, float], colour: str, *, is_main: bool = False) -> None:
        """Draw a line through years and levels, and a dot at its end."""
        years, levels = list(points), list(points.values())
        order = 4 if is_main else 3
        self.axes.plot(years, levels, color=colour, linewidth=2.2 if is_main else 1.5, zorder=order)
        self.axes.plot(years[-1:], levels[-1:], "o", ms=4.5, color=colour, zorder=order + 1, clip_on=False)

    def level(self, value: float, years: tuple[int, int], colour: str, *, style: Any = DASHED) -> None:
        """Draw a level to be reached, or not to be passed, from one year to another."""
        self.axes.plot(list(years), [value] * 2, color=colour, linewidth=1.6, linestyle=style, zorder=3)

    def history(self, past: pd.DataFrame, unit: str, derived: str) -> None:
        """Draw what was observed: derived figures hollow, the last with its number, and `derived` beside a derived first."""
        axes, ink = self.axes, self.colours.ink
        axes.plot(past["year"].astype(int), past["at"].astype(float), color=ink, linewidth=2, zorder=5)
        for year, level, cell in zip(
            past["year"].astype(int), past["at"].astype(float), past["is_derived"], strict=True
        ):
            face = "white" if not is_missing(cell) and bool(cell) else ink
            axes.plot([year], [level], "o", ms=5.5, mec=ink, mew=1.4, mfc=face, zorder=6, clip_on=False)
        first, last = past.iloc[0], past.iloc[-1]
        if noted_in(past) is not None:
            self._write(derived, first, (5, -BELOW_PT), self.colours.muted)
        text = as_printed(last["value"], unit, self.scale, self.top, self.lang)
        # Flush right with the point, but never beyond the axis.
        start, end = axes.get_xlim()
        before = (float(last["year"]) - start) / (end - start) * self.plot_in
        wide = text_width(text, self.pt, is_bold=True)
        across = 72 * max(-wide - 0.05, -before + 0.03)
        self._write(text, last, (across, -BELOW_PT if self._falls_into(past) else 6), ink, is_bold=True)

    def _falls_into(self, past: pd.DataFrame) -> bool:
        """Return whether the line falls into its last point, so that a number above would stand on it, and there is room below."""
        if len(past) < 2 or past["at"].iloc[-2] <= past["at"].iloc[-1]:
            return False
        low, high = self.axes.get_ylim()
        return bool((past["at"].iloc[-1] - low) / (high - low) * self.height_in * 72 > 2 * BELOW_PT)

    def period(self, first: int, last: int) -> None:
        """Draw a bracket above the years of the plan, from the middle of the year before its first."""
        axes = self.axes
        left, right = max(first - 0.5, axes.get_xlim()[0]), min(last, axes.get_xlim()[1])
        words = say("charts_outlook.period", self.lang, first=first, last=last)
        start, end = axes.get_xlim()
        if left >= right:
            return
        across = axes.get_xaxis_transform()
        axes.plot(
            [left, left, right, right], [0.985, 1.0, 1.0, 0.985], color=self.colours.muted, linewidth=1, clip_on=False,
            transform=across, zorder=2,
        )  # fmt: skip
        # In the middle of the bracket, moved in where that is too near to an edge of the picture.
        middle = ((left + right) / 2 - start) / (end - start) * self.plot_in
        half = text_width(words, self.pt) / 2
        shift = max(0.0, half - middle - self.left_in + 0.03)
        axes.annotate(
            words, ((left + right) / 2, 1.0), xycoords=across, xytext=(72 * shift, 2.5), textcoords="offset points",
            ha="center", fontsize=self.pt, color=self.colours.muted, annotation_clip=False,
        )  # fmt: skip

    def _write(self, text: str, row: Any, moved: tuple[float, float], colour: str, *, is_bold: bool = False) -> None:
        self.axes.annotate(
            text, (row["year"], row["at"]), xytext=moved, textcoords="offset points", fontsize=self.pt, color=colour,
            fontweight="bold" if is_bold else "normal", annotation_clip=False, zorder=7,
        )  # fmt: skip
