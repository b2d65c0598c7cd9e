"""Charts of what may come: scenario paths and fans from few observations, never one confident line."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final, Protocol, Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MultipleLocator

from lcanalysis.charts.axes import key_above, number_axis
from lcanalysis.charts.captions import Captions, captioned
from lcanalysis.charts.chart import Chart
from lcanalysis.charts.style import Palette, styled
from lcanalysis.charts.tidy import (
    Rows,
    digits,
    frame_of,
    is_missing,
    number,
    numbers,
    shown,
    unit_name,
    with_column,
)
from lcanalysis.quantities import Quantity
from lcanalysis.wording import say

HEIGHT_IN: Final = 3.3
FORECAST: Final = "forecast"
"""The kind of a distribution whose history is long enough for that word."""
INTERVALS_PCT: Final = (90, 60, 30)
LINES: Final[tuple[Any, ...]] = ("-", (0, (5, 2)), (0, (2, 1.5)), (0, (6, 1.5, 1.5, 1.5)), (0, (1, 1.2)))
CAP_LINE: Final = (0, (1, 1.5))
# Labels at the ends of paths keep this distance, as a share of the axis.
LABEL_GAP: Final = 0.062


class History(Protocol):
    """A yearly series: its name, ascending years, and a value for each."""

    @property
    def name(self) -> str: ...  # noqa: D102 - see the class
    @property
    def years(self) -> Sequence[int]: ...  # noqa: D102
    @property
    def values(self) -> Sequence[float]: ...  # noqa: D102


class Distribution(Protocol):
    """What a fan is drawn from: a history, and predictive intervals of the years after it.

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


def draw_scenarios(
    paths: Rows,
    lang: str,
    *,
    name: str,
    unit: str,
    goal: Any = None,
    cap: Any = None,
    fan: Rows | None = None,
    is_forecast: bool = False,
    base: str = "",
    **captions: Unpack[Captions],
) -> Chart:
    """Draw the history of an indicator and the paths that constant rates of growth lead to.

    A path is a scenario, not a forecast. The last observation is ringed, the goal is a line, and a fan, if
    given, shows the predictive intervals in one hue.

    Parameters
    ----------
    paths
        One row per point: `kind` (``history`` or ``scenario``), `label` (str, in `lang`, such as 年均增长5%; any
        text for the history), `year` (int), `value` (`Quantity`, `Decimal` or float, in `unit`). Each path
        may begin at the last observation or a year later. Optionally `is_derived` (bool): a figure of the
        history that was not published but follows from published ones, drawn hollow.
    lang
        ``zh`` or ``en``.
    name
        What is shown, in `lang`.
    unit
        Unit of all values, as printed; empty for a series of one's own without a unit.
    goal
        The level to be reached (`Quantity`, `Decimal` or float, in `unit`), or None.
    cap
        The level that is assumed never to be exceeded (`Quantity`, `Decimal` or float, in `unit`), or None.
    fan
        One row per year and interval: `year`, `interval_pct` (such as 30, 60, 90), `lower`, `upper`.
    is_forecast
        Whether the history is long enough for the fan to be called a forecast; else all words say scenario.
    base
        For an index: what its starting point is, in `lang`, such as 基期=100; the name then says the unit.
    **captions
        See `Captions`.

    Raises
    ------
    DataError
        If a column is missing, or there is no history.

    Examples
    --------
    >>> rows = [
    ...     {"kind": "history", "label": "", "year": 2018, "value": 813.9},
    ...     {"kind": "scenario", "label": "5%", "year": 2022, "value": 989.3},
    ...     {"kind": "scenario", "label": "8%", "year": 2022, "value": 1107.3},
    ... ]
    >>> draw_scenarios(rows, "zh", name="营业收入", unit="亿元", goal=1000).finding
    '情景测算：营业收入从2018年的813.90亿元起，2022年为989.30～1107.30亿元，目标为1000.00亿元'
    """
    table = with_column(frame_of(paths, "kind", "label", "year", "value"), "is_derived")
    table = table.assign(at=numbers(table["value"])).dropna(subset=["at"])
    history = frame_of(table[table["kind"] == "history"].sort_values("year"))
    scenarios = table[table["kind"] != "history"].sort_values("year", kind="stable")
    bands = frame_of(fan, "year", "interval_pct", "lower", "upper") if fan is not None else pd.DataFrame()
    facts = _outlook_facts(history, scenarios, bands, name, unit, goal, lang)
    if is_forecast and facts["kind"] == "fan":
        facts["kind"] = "forecast"
    alone = "_one" if facts["kind"] == "scenarios" and facts["first_year"] == facts["origin"] else ""
    with styled(lang) as colours:
        chart = captioned(
            captions,
            lang,
            finding=say(f"charts.{facts['kind']}_finding{facts['with_goal']}", lang, **facts)
            + _of_cap("finding", cap, unit, lang),
            alt=say(f"charts.{facts['kind']}_alt{alone}{facts['with_goal']}", lang, **facts)
            + _of_cap("alt", cap, unit, lang),
            unit=unit,
            height_in=HEIGHT_IN,
        )
        axes = chart.one_axes()
        key = [
            *_draw_fan(axes, bands, history, colours, lang),
            *_draw_history(axes, history, unit, colours, lang, base),
        ]
        ends = _draw_paths(axes, scenarios, history, unit, colours, lang)
        if goal is not None:
            axes.plot([facts["first_year"], facts["due"]], [number(goal)] * 2, color=colours.goal, linewidth=1.5,
                      linestyle=(0, (4, 2)), zorder=2)  # fmt: skip
            key.append(Line2D([], [], color=colours.goal, linewidth=1.5, linestyle=(0, (4, 2)),
                              label=say("charts.goal_of", lang, goal=shown(goal, unit, lang))))  # fmt: skip
        if cap is not None:
            line: dict[str, Any] = {"color": colours.ink, "linewidth": 1.2, "linestyle": CAP_LINE}
            axes.plot([facts["origin"], facts["due"]], [number(cap)] * 2, zorder=2, **line)
            key.append(Line2D([], [], label=say("charts.cap_of", lang, cap=shown(cap, unit, lang)), **line))
        axes.margins(x=0.04, y=0.12)
        axes.set_ylabel("")
        axes.xaxis.set_major_locator(MultipleLocator(1 if facts["span"] <= 12 else 5))
        axes.xaxis.set_major_formatter("{x:.0f}")
        axes.grid(visible=False, axis="x")
        number_axis(axes.yaxis, lang)
        label_ends(axes, ends)
        key_above(
            axes, key, title=name if base else say("charts.unit_line", lang, name=name, unit=unit_name(unit, lang))
        )
        return chart.drawn()


def draw_fan(
    forecast: Distribution,
    lang: str,
    *,
    goal: Any = None,
    derived_years: Collection[int] = (),
    **captions: Unpack[Captions],
) -> Chart:
    """Draw a predictive distribution: the history, and the 30, 60 and 90 % predictive intervals by year.

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
    paths = [
        {
            "kind": "history",
            "label": "",
            "year": year,
            "value": value,
            "is_derived": year in derived_years,
        }
        for year, value in zip(observed.years, observed.values, strict=True)
    ]
    fan = [
        {
            "year": year,
            "interval_pct": pct,
            "lower": low,
            "upper": high,
        }
        for year in forecast.years
        for pct in INTERVALS_PCT
        for low, high in [forecast.interval(pct, year)]
    ]
    is_forecast = forecast.kind == FORECAST
    return draw_scenarios(
        paths, lang, name=forecast.name, unit=forecast.unit, goal=goal, cap=forecast.cap_level, fan=fan,
        is_forecast=is_forecast, **captions,
    )  # fmt: skip


def _draw_fan(axes: Axes, bands: pd.DataFrame, history: pd.DataFrame, colours: Palette, lang: str) -> list[Patch]:
    if bands.empty:
        return []
    origin, start = int(history.iloc[-1]["year"]), float(history.iloc[-1]["at"])
    key = []
    widths = sorted({float(pct) for pct in bands["interval_pct"]}, reverse=True)
    for pct, colour in zip(widths, reversed(colours.fan), strict=False):
        own = bands[bands["interval_pct"].astype(float) == pct].sort_values("year")
        years = [origin, *map(int, own["year"])]
        axes.fill_between(years, [start, *numbers(own["lower"])], [start, *numbers(own["upper"])], color=colour,
                          linewidth=0, zorder=1)  # fmt: skip
        key.append(Patch(color=colour, label=say("charts.interval", lang, pct=f"{pct:g}")))
    return key


def _draw_history(axes: Axes, history: pd.DataFrame, unit: str, colours: Palette, lang: str, base: str) -> list[Line2D]:
    years, values = history["year"].to_numpy(int), history["at"].to_numpy(float)
    is_derived = np.array([not is_missing(cell) and bool(cell) for cell in history["is_derived"]])
    line: dict[str, Any] = {"color": colours.ink, "linewidth": 1.8, "ms": 4.5}
    axes.plot(years, values, **line, zorder=4)
    key = []
    for mask, face, name in ((~is_derived, colours.ink, "history"), (is_derived, "white", "derived")):
        if mask.any():
            axes.plot(years[mask], values[mask], "o", ms=5, mec=colours.ink, mfc=face, mew=1.2, zorder=5)
            key.append(
                Line2D([], [], marker="o", mec=colours.ink, mfc=face, label=base or say(f"charts.{name}", lang), **line)
            )
    last = history.iloc[-1]
    axes.plot(int(last["year"]), last["at"], "o", ms=10, mfc="none", mec=colours.ink, mew=1.2, zorder=5)
    shown_rows = history if len(history) <= 3 else history.iloc[[-1]]
    for _, row in shown_rows.iterrows():
        axes.annotate(digits(row["value"], unit, lang), (int(row["year"]), row["at"]), xytext=(0, -15),
                      textcoords="offset points", ha="center", fontsize=8.5)  # fmt: skip
    return key


def _draw_paths(
    axes: Axes, scenarios: pd.DataFrame, history: pd.DataFrame, unit: str, colours: Palette, lang: str
) -> list[tuple[float, float, str]]:
    """Draw each path in its own dashes and return where it ends, with its label."""
    origin, start = int(history.iloc[-1]["year"]), float(history.iloc[-1]["at"])
    ends: list[tuple[float, float, str]] = []
    labels = list(dict.fromkeys(scenarios["label"])) if len(scenarios) else []
    for position, label in enumerate(labels):
        own = scenarios[scenarios["label"] == label]
        later = own[own["year"].astype(int) > origin]
        years, values = [origin, *map(int, later["year"])], [start, *later["at"].astype(float)]
        axes.plot(years, values, color=colours.accent, linewidth=1.4, linestyle=LINES[position % len(LINES)], zorder=3)
        axes.plot(years[-1], values[-1], "o", ms=4, color=colours.accent, zorder=4)
        ends.append(
            (
                years[-1],
                values[-1],
                say("charts.path_end", lang, label=label, value=digits(later.iloc[-1]["value"], unit, lang)),
            )
        )
    return ends


def label_ends(axes: Axes, ends: list[tuple[float, float, str]]) -> None:
    """Write each path's label at its end, moved apart where two would touch."""
    low, high = axes.get_ylim()
    gap = (high - low) * LABEL_GAP
    ordered = sorted(ends, key=lambda end: end[1])
    places = [end[1] for end in ordered]
    for position in range(1, len(places)):
        places[position] = max(places[position], places[position - 1] + gap)
    shift = (sum(places) - sum(end[1] for end in ordered)) / len(places) if places else 0
    for (year, _, text), place in zip(ordered, places, strict=True):
        axes.annotate(text, (year, place - shift), xytext=(8, 0), textcoords="offset points", va="center", fontsize=8.5,
                      annotation_clip=False)  # fmt: skip


def _of_cap(part: str, cap: Any, unit: str, lang: str) -> str:
    return "" if cap is None else say(f"charts.cap_{part}", lang, cap=shown(cap, unit, lang))


def _outlook_facts(
    history: pd.DataFrame, scenarios: pd.DataFrame, bands: pd.DataFrame, name: str, unit: str, goal: Any, lang: str
) -> dict[str, Any]:
    first, last = history.iloc[0], history.iloc[-1]
    facts: dict[str, Any] = {
        "kind": "scenarios" if bands.empty else "fan",
        "with_goal": "" if goal is None else "_goal",
        "name": name,
        "first_year": int(first["year"]),
        "first": digits(first["value"], unit, lang),
        "origin": int(last["year"]),
        "last": digits(last["value"], unit, lang),
        "goal": "" if goal is None else digits(goal, unit, lang),
        "unit": unit_name(unit, lang),
        "pct": "",
        "each": "",
    }
    if not bands.empty:
        widest = bands[bands["interval_pct"].astype(float) == bands["interval_pct"].astype(float).max()]
        end = widest.sort_values("year").iloc[-1]
        due, low, high = int(end["year"]), end["lower"], end["upper"]
        facts["pct"] = f"{float(end['interval_pct']):g}"
    elif len(scenarios):
        due = int(scenarios["year"].astype(int).max())
        finals = scenarios[scenarios["year"].astype(int) == due].sort_values("at", kind="stable")
        low, high = finals.iloc[0]["value"], finals.iloc[-1]["value"]
        facts["each"] = say("charts.list_comma", lang).join(
            say("charts.path_end", lang, label=row["label"], value=digits(row["value"], unit, lang))
            for _, row in finals.iterrows()
        )
    else:
        due, low, high = int(last["year"]), last["value"], last["value"]
    is_same = number(low) == number(high)
    text = (
        shown(low, unit, lang)
        if is_same
        else say("charts.range", lang, low=digits(low, unit, lang), high=digits(high, unit, lang))
    )
    return facts | {"due": due, "range": text, "span": due - int(first["year"])}
