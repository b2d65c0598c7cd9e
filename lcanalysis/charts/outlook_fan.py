"""The fan chart of a figure: its history, the median, and 50% and 80% bands, each named where it ends."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import pairwise
from typing import Any, Final, Protocol, Unpack

import pandas as pd

from lcanalysis.charts.captions import Captions, captioned, size_of
from lcanalysis.charts.chart import Chart
from lcanalysis.charts.ends import End, Ends
from lcanalysis.charts.rows import LINE_IN
from lcanalysis.charts.style import Palette, palette, styled
from lcanalysis.charts.tidy import Rows, frame_of, number, numbers, unit_name
from lcanalysis.charts.timeline import DOTTED, Timeline, as_printed, height_of, history_of, noted_in
from lcanalysis.charts.wrapping import width_in as text_width
from lcanalysis.number_format import estimate_decimals, format_number, prose_unit
from lcanalysis.quantities import Quantity
from lcanalysis.wording import headed, say

FORECAST: Final = "forecast"
"""The kind of a distribution whose history is long enough to speak of a forecast."""
BANDS_PCT: Final = (80, 50)
MEDIAN: Final = 0
"""The median as a band: it holds 0 percent."""


class History(Protocol):
    """A yearly series: its name, ascending years, and a value for each."""

    @property
    def name(self) -> str: ...  # noqa: D102 - see the class
    @property
    def years(self) -> Sequence[int]: ...  # noqa: D102
    @property
    def values(self) -> Sequence[float]: ...  # noqa: D102


class Distribution(Protocol):
    """What a fan is drawn from: a history, and the predictive distribution of the years after it.

    `lcanalysis.forecast` returns one. `kind` is ``forecast`` or ``scenario``;
    `cap_level` is the level that is assumed never to be exceeded, or None.
    """

    @property
    def name(self) -> str: ...  # noqa: D102 - see the class
    @property
    def unit(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def observed(self) -> History: ...  # noqa: D102
    @property
    def years(self) -> Sequence[int]: ...  # noqa: D102
    @property
    def cap_level(self) -> Quantity | None: ...  # noqa: D102
    def interval(self, pct: float, year: int | None = None, /) -> tuple[float, float]: ...  # noqa: D102
    def quantile(self, q: float, year: int | None = None, /) -> float: ...  # noqa: D102


def bands_of(forecast: Distribution) -> list[dict[str, Any]]:
    """Return the bands and the median of a forecast as `draw_outlook` takes them."""
    return [
        {"year": year, "interval_pct": pct, "lower": low, "upper": high}
        for year in forecast.years
        for pct in (*BANDS_PCT, MEDIAN)
        for low, high in [forecast.interval(pct, year) if pct else (forecast.quantile(0.5, year),) * 2]
    ]


def draw_fan(
    forecast: Distribution,
    lang: str,
    *,
    goal: Any = None,
    derived_years: Collection[int] = (),
    **captions: Unpack[Captions],
) -> Chart:
    """Draw a predictive distribution: the history, the median, and the central 50% and 80% bands.

    With a history too short for its own model this is a scenario, and the finding says so.

    Parameters
    ----------
    forecast
        A result of `lcanalysis.forecast`.
    lang
        ``zh`` or ``en``.
    goal
        The level to be reached, in the unit of the forecast, or None.
    derived_years
        Years whose figure was not published but follows from published ones.
    **captions
        See `Captions`.
    """
    observed = forecast.observed
    history = [
        {"year": year, "value": value, "is_derived": year in derived_years}
        for year, value in zip(observed.years, observed.values, strict=True)
    ]
    return draw_outlook(
        history, bands_of(forecast), lang, name=forecast.name, unit=forecast.unit, goal=goal, cap=forecast.cap_level,
        is_forecast=forecast.kind == FORECAST, **captions,
    )  # fmt: skip


def draw_outlook(
    history: Rows,
    fan: Rows,
    lang: str,
    *,
    name: str,
    unit: str,
    goal: Any = None,
    cap: Any = None,
    path: Rows | None = None,
    path_name: str = "",
    period: Sequence[int] = (),
    note: str = "",
    is_forecast: bool = False,
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
        What is shown, and the unit of all values as printed; empty for a series of one's own without a unit.
    goal, cap
        The level to be reached, and the level that is assumed never to be exceeded, in `unit`, or None.
    path, path_name
        An assumed path over the bands, a row per year (`year`, `value`), and what it is called.
    period
        First and last year of the plan, or empty.
    note
        What stands in the free corner, such as the probability of the goal; of several lines the first in bold.
    is_forecast
        Whether the history is long enough to speak of a forecast, and not of a scenario.
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
    'Scenario: in 2022 revenue has a median of 110 billion yuan; the central 80% reach from 75 to 163'
    """
    past = history_of(history)
    bands = frame_of(fan, "year", "interval_pct", "lower", "upper")
    bands = frame_of(bands.assign(low=numbers(bands["lower"]), high=numbers(bands["upper"])).sort_values("year"))
    points = [] if path is None else frame_of(path, "year", "value").to_dict("records")
    assumed = {int(row["year"]): number(row["value"]) for row in points}
    top = max(float(bands["high"].max()), float(past["at"].max()))
    prose = prose_unit(top, unit, lang)
    scale = float(prose.size)

    def level(value: Any) -> str:
        return as_printed(value, unit, scale, top, lang)

    last = bands[bands["year"] == bands["year"].max()].set_index("interval_pct")
    digits = estimate_decimals(float(last.loc[MEDIAN, "low"]) / scale)

    def estimate(value: Any) -> str:
        return format_number(float(value) / scale, digits, lang)

    origin, due = int(past["year"].iloc[-1]), int(bands["year"].max())
    told = {what: level(cell) for what, cell in (("goal", goal), ("cap", cap)) if cell is not None}
    facts = {
        "name": name, "unit": prose.name if unit else unit_name(unit, lang), "origin": origin, "due": due,
        "first_year": int(past["year"].iloc[0]), "first": level(float(past["at"].iloc[0])), "last": level(past["value"].iloc[-1]),
        "median": estimate(last.loc[MEDIAN, "low"]), "path": path_name, "path_end": level(assumed[due]) if assumed else "",
        **{f"{end}{of}": estimate(last.loc[pct, end]) for pct, of in ((80, ""), (50, "_50")) for end in ("low", "high")}, **told,
    }  # fmt: skip
    begun = facts | {"name": headed(name, lang)}
    kind = "forecast" if is_forecast else "scenario"
    width, pt = size_of(captions)
    ends = Ends(
        _ends(last, estimate, told, (goal, cap), (path_name, str(facts["path_end"]), assumed), palette(lang), lang),
        width,
        pt,
    )
    alt = [f"alt_{kind}", *(f"alt_{what}" for what in told), *(["alt_path"] if assumed else [])]
    with styled(lang) as colours:
        chart = captioned(
            captions, lang, unit=unit, height_in=height_of(width, pt, ends),
            finding=say(f"charts_outlook.finding_{kind}", lang, **facts)
            + (say("charts_outlook.finding_cap", lang, **facts) if cap is not None else ""),
            alt="".join(say(f"charts_outlook.{part}", lang, **begun) for part in alt).strip(),
            subtitle=say(f"charts_outlook.unit_{kind}", lang, **begun),
        )  # fmt: skip
        levels = [*past["at"], *bands["low"], *bands["high"], *(end.value for end in ends.ends)]
        years = [*past["year"].astype(int), due]
        lines = Timeline.placed(
            chart,
            colours,
            lang,
            years,
            map(float, levels),
            ends,
            scale=scale,
            has_period=len(period) == 2,
            noted=noted_in(past),
        )
        _draw_bands(lines, past, bands)
        for cell, colour, style in ((goal, colours.goal, {}), (cap, colours.ink, {"style": DOTTED})):
            if cell is not None:
                lines.level(number(cell), (origin, due), colour, **style)
        if assumed:
            lines.line({origin: float(past["at"].iloc[-1]), **assumed}, colours.ink)
        lines.history(past, unit, say("charts_outlook.derived", lang, value=facts["first"]))
        if len(period) == 2:
            lines.period(*period)
        _write_note(lines, note, past, bands)
        return chart.drawn()


def _ends(
    last: pd.DataFrame, estimate: Callable[[Any], str], told: dict[str, str], lines: tuple[Any, Any],
    path: tuple[str, str, dict[int, float]], colours: Palette, lang: str,
) -> list[End]:  # fmt: skip
    """Return what is named at the right: the ends of the bands, the median, the goal, the cap, an assumed path."""
    (goal, cap), median = lines, number(last.loc[MEDIAN, "low"])
    found = [End(median, estimate(median), say("charts_outlook.median", lang), colours.model, is_main=True)]
    for pct in BANDS_PCT:
        for end, column in (("top", "high"), ("bottom", "low")):
            value = number(last.loc[pct, column])
            found.append(End(value, estimate(value), say(f"charts_outlook.{end}", lang, pct=pct), colours.muted))
    if goal is not None:
        found.append(End(number(goal), told["goal"], say("charts_outlook.goal", lang), colours.goal, is_main=True))
    if cap is not None:
        found.append(End(number(cap), told["cap"], say("charts_outlook.cap", lang), colours.ink))
    name, text, levels = path
    if levels:
        found.append(End(list(levels.values())[-1], text, name, colours.ink, is_main=True))
    return found


def _draw_bands(lines: Timeline, past: pd.DataFrame, bands: pd.DataFrame) -> None:
    origin, start = int(past["year"].iloc[-1]), float(past["at"].iloc[-1])
    colours, axes = lines.colours, lines.axes
    for pct, colour in zip(BANDS_PCT, (colours.band_80, colours.band_50), strict=True):
        own = bands[bands["interval_pct"] == pct]
        years = [origin, *map(int, own["year"])]
        low, high = [start, *own["low"]], [start, *own["high"]]
        axes.fill_between(years, low, high, color=colour, linewidth=0, zorder=1)
        for edge in (low, high):
            axes.plot(years, edge, color=colours.model, linewidth=0.9, zorder=2)
    own = bands[bands["interval_pct"] == MEDIAN]
    lines.line(
        {origin: start, **dict(zip(map(int, own["year"]), own["low"], strict=True))}, colours.model, is_main=True
    )


def _write_note(lines: Timeline, note: str, past: pd.DataFrame, bands: pd.DataFrame) -> None:
    """Write a note into the upper left corner, if the history and the bands leave it free."""
    if not note:
        return
    axes, pt = lines.axes, lines.pt
    texts = note.split("\n")
    wide = max(text_width(text, pt + 0.5, is_bold=True) for text in texts) / lines.plot_in
    deep = len(texts) * (pt + 0.5) * LINE_IN * 1.1 / lines.height_in
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    reach = left + (wide + 0.04) * (right - left)
    below = low + (0.9 - deep) * (high - low)
    upper = bands[bands["interval_pct"] == BANDS_PCT[0]]
    if any(height > below for height in (*past[past["year"] <= reach]["at"], *_crossing(past, upper, reach))):
        return
    look: dict[str, Any] = {"xycoords": "axes fraction", "color": lines.colours.model, "va": "top", "zorder": 6}
    for at, text in enumerate(texts):
        axes.annotate(
            text, (0.02, 0.9), xytext=(0, -at * (pt + 0.5) * 1.35), textcoords="offset points",
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
