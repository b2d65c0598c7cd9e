"""What may come of a figure, for those who decide: median, 50% and 80% bands, every end named, no legend to look up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final, Unpack

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from lcanalysis.charts.captions import Captions, captioned
from lcanalysis.charts.chart import Chart
from lcanalysis.charts.style import WIDTH_IN, Palette, styled
from lcanalysis.charts.tidy import Rows, frame_of, is_missing, number, numbers, places, with_column
from lcanalysis.charts.widths import PT_ON_SCREEN
from lcanalysis.charts.wrapping import width_in as text_width
from lcanalysis.number_format import format_number, prose_unit
from lcanalysis.wording import say

HEIGHT_SHARE: Final = {"screen": 0.56, "paper": 0.41, "phone": 0.93}
"""Height of the chart as a share of its width."""
PHONE_IN: Final = 4.0
"""Width below which a drawing is one for a phone."""
BANDS_PCT: Final = (80, 50)
MEDIAN: Final = 0
"""The width of the band that is the median: none."""
LINE_IN: Final = 1.25 / 72
"""Height of a line of labels, in inches for each point of its size."""
MOST_YEARS_NAMED: Final = 8
DERIVED_OFFSET_PT: Final = (5, -12)


@dataclass(frozen=True, slots=True)
class _Frame:
    """What all parts of one drawing share."""

    chart: Chart
    axes: Axes
    colours: Palette
    lang: str
    pt: float
    scale: float
    places: int
    """Decimals of the levels of the model."""

    def written(self, value: float) -> str:
        """Return a level of the model: four digits, and no precision that a model has not."""
        return format_number(value / self.scale, self.places, self.lang)


def draw_outlook(
    history: Rows,
    fan: Rows,
    lang: str,
    *,
    name: str,
    unit: str,
    goal: Any = None,
    period: Sequence[int] = (),
    note: str = "",
    is_forecast: bool = False,
    text_pt: float = PT_ON_SCREEN,
    **captions: Unpack[Captions],
) -> Chart:
    """Draw the history of a figure and its predictive distribution: the median and the central 50% and 80% bands.

    Every end of a line is named where it ends. With too few years for a forecast all words say scenario.

    Parameters
    ----------
    history
        One row per year: `year`, `value` (in `unit`), optionally `is_derived`: a figure that was not published but
        follows from published ones is drawn hollow.
    fan
        One row per year and band: `year`, `interval_pct` (80, 50, and 0 for the median), `lower`, `upper`.
    lang
        ``zh`` or ``en``. English levels are in millions and billions.
    name, unit
        What is shown, and the unit of all values as printed.
    goal
        The level to be reached, in `unit`, or None.
    period
        First and last year of the plan, or empty.
    note
        What stands in the free corner, such as the probability of the goal; of several lines the first in bold.
    is_forecast
        Whether the history is long enough for that word.
    text_pt
        Size of the letters in points.
    **captions
        See `Captions`.

    Raises
    ------
    DataError
        If a column is missing, or there is no history.

    Examples
    --------
    >>> past = [{"year": 2017, "value": 708.4}, {"year": 2018, "value": 813.9}]
    >>> bands = [{"year": 2022, "interval_pct": pct, "lower": low, "upper": high}
    ...          for pct, low, high in [(80, 746.3, 1632.3), (50, 922.8, 1311.8), (0, 1099.2, 1099.2)]]
    >>> draw_outlook(past, bands, "en", name="revenue", unit="亿元", goal=1000).finding
    'Scenario: in 2022 revenue has a median of 109.9 billion yuan; the central 80% reach from 74.6 to 163.2'
    """
    past = with_column(frame_of(history, "year", "value"), "is_derived")
    past = past.assign(at=numbers(past["value"])).dropna(subset=["at"]).sort_values("year", ignore_index=True)
    past = frame_of(past)
    bands = frame_of(fan, "year", "interval_pct", "lower", "upper")
    bands = bands.assign(low=numbers(bands["lower"]), high=numbers(bands["upper"])).sort_values("year")
    top = max(bands["high"].max(), past["at"].max())
    prose = prose_unit(Fraction(top), unit, lang)
    scale = float(prose.size)
    decimals = max(0, 4 - len(str(int(top / scale))))
    facts = _facts(past, bands, name, prose.name, goal, scale, decimals, lang)
    kind = "forecast" if is_forecast else "scenario"
    width = captions.get("width_in", WIDTH_IN)
    place = "phone" if width < PHONE_IN else "screen"
    if text_pt < PT_ON_SCREEN:
        place = "paper"
    height = width * HEIGHT_SHARE[place]
    with styled(lang) as colours:
        chart = captioned(
            captions,
            lang,
            finding=say(f"charts_outlook.finding_{kind}", lang, **facts),
            alt=say(f"charts_outlook.alt_{kind}", lang, **facts)
            + ("" if goal is None else say("charts_outlook.alt_goal", lang, **facts)),
            unit=unit,
            height_in=height,
        )
        ends = _ends(bands, goal, unit, scale, colours, lang)
        frame = _Frame(chart, chart.placed_axes(), colours, lang, text_pt, scale, decimals)
        _place(chart, frame, past, bands, ends, has_period=len(period) == 2)
        _draw_bands(frame, past, bands)
        _draw_goal(frame, past, bands, goal)
        _draw_history(frame, past, unit)
        _draw_period(frame, period)
        _name_ends(frame, ends, float(bands["year"].max()))
        _write_note(frame, note, past, bands)
        return chart.drawn()


def _facts(
    past: pd.DataFrame, bands: pd.DataFrame, name: str, unit: str, goal: Any, scale: float, decimals: int, lang: str
) -> dict[str, Any]:
    last = bands[bands["year"] == bands["year"].max()].set_index("interval_pct")

    def level(value: float) -> str:
        return format_number(value / scale, decimals, lang)

    return {
        "name": name,
        "unit": unit,
        "first_year": int(past["year"].iloc[0]),
        "origin": int(past["year"].iloc[-1]),
        "first": level(past["at"].iloc[0]),
        "last": level(past["at"].iloc[-1]),
        "due": int(bands["year"].max()),
        "median": level(last.loc[MEDIAN, "low"]),
        "low": level(last.loc[BANDS_PCT[0], "low"]),
        "high": level(last.loc[BANDS_PCT[0], "high"]),
        "low_50": level(last.loc[BANDS_PCT[1], "low"]),
        "high_50": level(last.loc[BANDS_PCT[1], "high"]),
        "goal": "" if goal is None else level(number(goal)),
    }


@dataclass(frozen=True, slots=True)
class _End:
    value: float
    words: str
    colour: str
    is_bold: bool
    digits: str = ""


def _ends(bands: pd.DataFrame, goal: Any, unit: str, scale: float, colours: Palette, lang: str) -> list[_End]:
    """Return what is named at the right: the ends of the bands, the median, the goal."""
    last = bands[bands["year"] == bands["year"].max()].set_index("interval_pct")
    found = [_End(last.loc[MEDIAN, "low"], say("charts_outlook.median", lang), colours.model, is_bold=True)]
    for pct in BANDS_PCT:
        for end, column in (("top", "high"), ("bottom", "low")):
            words = say(f"charts_outlook.{end}", lang, pct=pct)
            found.append(_End(last.loc[pct, column], words, colours.muted, is_bold=False))
    if goal is not None:
        told = _as_printed(goal, unit, scale, lang)
        found.append(_End(number(goal), say("charts_outlook.goal", lang), colours.goal, is_bold=True, digits=told))
    return sorted(found, key=lambda end: end.value)


def _place(
    chart: Chart, frame: _Frame, past: pd.DataFrame, bands: pd.DataFrame, ends: Sequence[_End], *, has_period: bool
) -> None:
    """Give the axes the room that the labels beside them leave, and their limits, ticks and grid."""
    axes, pt = frame.axes, frame.pt
    first, last = int(past["year"].iloc[0]), int(bands["year"].max())
    goals = [end.value for end in ends]
    low = min(*bands["low"], *past["at"], *goals)
    high = max(*bands["high"], *past["at"], *goals)
    room = (high - low) * 0.06 or abs(high) * 0.1 or 1.0
    axes.set_xlim(first, last)
    axes.set_ylim(low - room * 2, high + room * (2.5 if has_period else 1))
    ticks = MaxNLocator(6, steps=[1, 2, 5, 10]).tick_values(low / frame.scale, high / frame.scale)
    decimals = 0 if all(float(tick).is_integer() for tick in ticks) else 1
    shown = [tick for tick in ticks if axes.get_ylim()[0] < tick * frame.scale < axes.get_ylim()[1]]
    labels = [format_number(float(tick), decimals, frame.lang) for tick in shown]
    axes.set_yticks([tick * frame.scale for tick in shown], labels, fontsize=pt)
    axes.tick_params(axis="y", labelcolor=frame.colours.muted)
    step = max(1, -(-(last - first) // MOST_YEARS_NAMED))
    years = sorted({*range(last, first - 1, -step)})
    axes.set_xticks(years, [str(year) for year in years], fontsize=pt)
    axes.grid(visible=False, axis="x")
    axes.spines["bottom"].set_visible(False)
    left = max((text_width(label, pt) for label in labels), default=0.2) + 0.1
    right = (
        max(
            text_width(f"{end.digits or frame.written(end.value)} {end.words}", pt, is_bold=end.is_bold) for end in ends
        )
        + 0.14
    )
    top = pt * LINE_IN + 0.06 if has_period else 0.06
    bottom = pt * LINE_IN + 0.1
    chart.give_room(axes, left, bottom, right, top)


def _draw_bands(frame: _Frame, past: pd.DataFrame, bands: pd.DataFrame) -> None:
    origin, start = int(past["year"].iloc[-1]), float(past["at"].iloc[-1])
    colours, axes = frame.colours, frame.axes
    for pct, colour in zip(BANDS_PCT, (colours.band_80, colours.band_50), strict=True):
        own = bands[bands["interval_pct"] == pct]
        years = [origin, *map(int, own["year"])]
        low, high = [start, *own["low"]], [start, *own["high"]]
        axes.fill_between(years, low, high, color=colour, linewidth=0, zorder=1)
        for edge in (low, high):
            axes.plot(years, edge, color=colours.model, linewidth=0.6, alpha=0.6, zorder=2)
    own = bands[bands["interval_pct"] == MEDIAN]
    years = [origin, *map(int, own["year"])]
    axes.plot(years, [start, *own["low"]], color=colours.model, linewidth=2, zorder=3)
    axes.plot(years[-1:], own["low"].iloc[-1:], "o", ms=4.5, color=colours.model, zorder=4, clip_on=False)


def _draw_goal(frame: _Frame, past: pd.DataFrame, bands: pd.DataFrame, goal: Any) -> None:
    if goal is not None:
        reach = [int(past["year"].iloc[-1]), int(bands["year"].max())]
        line: dict[str, Any] = {"color": frame.colours.goal, "linewidth": 1.6, "linestyle": (0, (4.5, 2.5))}
        frame.axes.plot(reach, [number(goal)] * 2, zorder=3, **line)


def _draw_history(frame: _Frame, past: pd.DataFrame, unit: str) -> None:
    axes, ink = frame.axes, frame.colours.ink
    axes.plot(past["year"].astype(int), past["at"], color=ink, linewidth=2, zorder=4)
    marks = [not is_missing(cell) and bool(cell) for cell in past["is_derived"]]
    for at, (year, level, is_derived) in enumerate(
        zip(past["year"].astype(int), past["at"].astype(float), marks, strict=True)
    ):
        axes.plot(
            [year], [level], "o", ms=5.5, mec=ink, mew=1.4, mfc="white" if is_derived else ink, zorder=5,
            clip_on=False,
        )  # fmt: skip
        if is_derived and at == 0:
            words = say("charts_outlook.derived", frame.lang, value=frame.written(level))
            axes.annotate(
                words, (year, level), xytext=DERIVED_OFFSET_PT, textcoords="offset points", fontsize=frame.pt,
                color=frame.colours.muted,
            )  # fmt: skip
    last = past.iloc[-1]
    text = _as_printed(last["value"], unit, frame.scale, frame.lang)
    axes.annotate(
        text, (last["year"], last["at"]), xytext=(-4, 6), textcoords="offset points", ha="right" if len(past) > 1 else "left",
        fontsize=frame.pt, fontweight="bold",
    )  # fmt: skip


def _as_printed(cell: Any, unit: str, scale: float, lang: str) -> str:
    """Return a published level in the unit of prose, with the precision it was published with."""
    value, decimals = Fraction(str(getattr(cell, "value", cell))), places(cell, unit)
    more = len(str(int(scale))) - 1 if scale >= 1 else 1 - len(str(int(1 / scale)))
    shown = max(0, decimals + more)
    if decimals == 0:
        shown = next((few for few in range(shown) if (value / Fraction(scale) * 10**few).denominator == 1), shown)
    return format_number(float(value) / scale, shown, lang)


def _draw_period(frame: _Frame, period: Sequence[int]) -> None:
    """Draw a bracket above the years of the plan, from the middle of the year before its first."""
    if len(period) != 2:
        return
    first, last = period
    axes = frame.axes
    left, right = max(first - 0.5, axes.get_xlim()[0]), min(last, axes.get_xlim()[1])
    if left >= right:
        return
    across = axes.get_xaxis_transform()
    axes.plot(
        [left, left, right, right], [0.985, 1.0, 1.0, 0.985], color=frame.colours.muted, linewidth=1, clip_on=False,
        transform=across, zorder=2,
    )  # fmt: skip
    words = say("charts_outlook.period", frame.lang, first=first, last=last)
    axes.annotate(
        words, ((left + right) / 2, 1.0), xycoords=across, xytext=(0, 2.5), textcoords="offset points", ha="center",
        fontsize=frame.pt, color=frame.colours.muted, annotation_clip=False,
    )  # fmt: skip


def _name_ends(frame: _Frame, ends: Sequence[_End], year: float) -> None:
    """Write each end's number and name beside it, moved apart where two would touch."""
    axes, pt = frame.axes, frame.pt
    low, high = axes.get_ylim()
    box_in = axes.get_position().height * frame.chart.get_size_inches()[1]
    gap = (high - low) * pt * LINE_IN / box_in
    for end, place in zip(ends, _apart([end.value for end in ends], gap, high), strict=True):
        value = end.digits or frame.written(end.value)
        look: dict[str, Any] = {"textcoords": "offset points", "va": "center", "fontsize": pt, "annotation_clip": False}
        axes.annotate(value, (year, place), xytext=(6, 0), color=end.colour, fontweight="bold", **look)
        beside = 6 + 72 * text_width(f"{value} ", pt, is_bold=True)
        weight = "bold" if end.is_bold else "normal"
        axes.annotate(end.words, (year, place), xytext=(beside, 0), color=end.colour, fontweight=weight, **look)


def _apart(values: Sequence[float], gap: float, high: float) -> list[float]:
    """Return places in ascending order, at least `gap` apart and below `high`, as near to `values` as that allows.

    Examples
    --------
    >>> _apart([0.0, 1.0, 1.5, 9.0], 2.0, 10.0)
    [-1.16..., 0.83..., 2.83..., 9.0]
    """
    groups: list[list[float]] = []
    for value in values:
        groups.append([value])
        # Groups that touch become one, centred on its values.
        while len(groups) > 1 and _middle(groups[-2]) + _half(groups[-2], gap) + gap > _middle(groups[-1]) - _half(
            groups[-1], gap
        ):
            last = groups.pop()
            groups[-1] += last
    places = [_middle(group) - _half(group, gap) + at * gap for group in groups for at in range(len(group))]
    over = max(0.0, places[-1] - high) if places else 0.0
    return [place - over for place in places]


def _middle(group: Sequence[float]) -> float:
    return sum(group) / len(group)


def _half(group: Sequence[float], gap: float) -> float:
    return (len(group) - 1) * gap / 2


def _write_note(frame: _Frame, note: str, past: pd.DataFrame, bands: pd.DataFrame) -> None:
    """Write a note into the upper left corner, if the history and the bands leave it free."""
    if not note:
        return
    axes, pt = frame.axes, frame.pt
    lines = note.split("\n")
    size = frame.chart.get_size_inches()
    box = axes.get_position()
    wide = max(text_width(line, pt + 0.5, is_bold=True) for line in lines) / (box.width * size[0])
    deep = len(lines) * (pt + 0.5) * LINE_IN * 1.1 / (box.height * size[1])
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    reach = left + (wide + 0.04) * (right - left)
    below = low + (0.9 - deep) * (high - low)
    upper = bands[bands["interval_pct"] == BANDS_PCT[0]]
    heights = [*past[past["year"] <= reach]["at"], *_crossing(past, upper, reach)]
    if any(height > below for height in heights):
        return
    look: dict[str, Any] = {"xycoords": "axes fraction", "color": frame.colours.model, "va": "top", "zorder": 6}
    for at, line in enumerate(lines):
        axes.annotate(
            line, (0.02, 0.9), xytext=(0, -at * (pt + 0.5) * 1.35), textcoords="offset points",
            fontsize=pt + (0.5 if at == 0 else 0), fontweight="bold" if at == 0 else "normal", **look,
        )  # fmt: skip


def _crossing(past: pd.DataFrame, upper: pd.DataFrame, reach: float) -> list[float]:
    """Return how high the upper edge of the widest band stands up to a year."""
    points = [
        (float(past["year"].iloc[-1]), float(past["at"].iloc[-1])),
        *zip(upper["year"], upper["high"], strict=True),
    ]
    found = []
    for (first, start), (second, end) in pairwise(points):
        if first <= reach:
            share = min(1.0, (reach - first) / (second - first))
            found.append(start + share * (end - start))
    return found
