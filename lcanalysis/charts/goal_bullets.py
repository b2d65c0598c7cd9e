"""The chart of the goal scorecard: how far each goal has come, and its verdict."""

from __future__ import annotations

from typing import Final, NamedTuple, Unpack

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D

from lcanalysis.charts.axes import key_above, label_rows, mark_cut, percent_axis, rows_in
from lcanalysis.charts.captions import Captions, captioned
from lcanalysis.charts.chart import Chart
from lcanalysis.charts.style import styled
from lcanalysis.charts.tidy import Rows, digits, frame_of, numbers, shown
from lcanalysis.goals.goal_words import verdict_text
from lcanalysis.goals.verdicts import VERDICTS
from lcanalysis.wording import say

ROW_IN: Final = 0.34
# Longer bars are cut and bear their number.
LIMIT_PCT: Final = 130.0


class Mark(NamedTuple):
    """The shape and colour of a verdict: either alone tells it."""

    marker: str
    colour: str
    size: float


_GOOD, _FINE, _SO_SO, _BAD = "#1b6e4b", "#1a5a9e", "#4a5560", "#b23a1e"
MARKS: Final = {
    "exceeded": Mark("*", _GOOD, 11),
    "met": Mark("*", _GOOD, 11),
    "achieved_early": Mark("*", _GOOD, 11),
    "faster": Mark("^", _FINE, 8),
    "above_goal": Mark("^", _FINE, 8),
    "on_track": Mark("o", _SO_SO, 7),
    "kept": Mark("o", _SO_SO, 7),
    "nearly_met": Mark("o", _SO_SO, 7),
    "kept_weakening": Mark("D", _SO_SO, 6),
    "behind": Mark("v", _BAD, 8),
    "behind_limited": Mark("v", _BAD, 8),
    "moving_away": Mark("v", _BAD, 8),
    "not_kept_improving": Mark("v", _BAD, 8),
    "not_kept": Mark("v", _BAD, 8),
    "not_met": Mark("v", _BAD, 8),
}
UNJUDGED: Final = Mark("x", "#8a95a0", 7)


def draw_goal_bullets(scorecard: Rows, lang: str, **captions: Unpack[Captions]) -> Chart:
    """Draw how much of the way from base to goal is behind, beside how much of the time, with each verdict as a shape and in words.

    Parameters
    ----------
    scorecard
        One row per goal: `name` (str, in `lang`), `progress_pct` (how much of the way is behind) and `elapsed_pct` (how much of the
        time), in percent (`Quantity`, `Decimal`, float, or missing), `verdict` (a code of `lcanalysis.goals.verdicts`). Goals without
        progress are counted in a note, not drawn.
    lang
        ``zh`` or ``en``.
    **captions
        See `Captions`.

    Raises
    ------
    DataError
        If a column is missing, or no goal has progress.

    Examples
    --------
    >>> rows = [
    ...     {"name": "revenue", "progress_pct": 81.4, "elapsed_pct": 50, "verdict": "faster"},
    ...     {"name": "smart factories", "progress_pct": None, "elapsed_pct": None, "verdict": "no_data"},
    ... ]
    >>> draw_goal_bullets(rows, "en").finding
    'Of 2 goals: 1 “ahead of schedule”, 1 “no data yet”'
    """
    whole = frame_of(scorecard, "name", "progress_pct", "elapsed_pct", "verdict")
    whole = whole.assign(at=numbers(whole["progress_pct"]), elapsed=numbers(whole["elapsed_pct"]))
    table = frame_of(whole.dropna(subset=["at"]).sort_values("at", kind="stable"), "name")
    counts = whole["verdict"].value_counts()
    tally = say("charts.list_comma", lang).join(
        say("charts.verdict_count", lang, verdict=verdict_text(str(code), lang), count=int(counts[code]))
        for code in VERDICTS
        if code in counts.index
    )
    each = say("charts.list_comma", lang).join(
        say("charts.bullet_each", lang, name=row["name"], value=shown(row["progress_pct"], "%", lang),
            verdict=verdict_text(str(row["verdict"]), lang))
        for _, row in table.iloc[::-1].iterrows()
    )  # fmt: skip
    rest = len(whole) - len(table)
    facts = {"total": len(whole), "tally": tally, "each": each, "drawn": len(table), "rest": rest}
    with styled(lang) as colours:
        chart = captioned(
            captions,
            lang,
            finding=say("charts.bullets_finding", lang, **facts),
            alt=say("charts.bullets_alt", lang, **facts),
            unit="%",
            notes=[
                *([say("charts.bullets_cut", lang)] if (table["at"] > LIMIT_PCT).any() else []),
                *([say("charts.bullets_rest", lang, **facts)] if rest else []),
            ],
            height_in=rows_in(table["name"], ROW_IN) + 0.75,
        )
        axes = chart.one_axes()
        rows = np.arange(len(table))
        axes.barh(rows, 100, height=0.62, color="#eef1f4", zorder=1)
        for row, (cell, at, code) in enumerate(zip(table["progress_pct"], table["at"], table["verdict"], strict=True)):
            mark = MARKS.get(str(code), UNJUDGED)
            axes.barh(row, max(min(at, LIMIT_PCT), -LIMIT_PCT), height=0.3, color=mark.colour, zorder=2)
            if at > LIMIT_PCT:
                mark_cut(axes, LIMIT_PCT, row, 0.22)
            # Shape, number and word stand in a column of their own at the right.
            axes.plot(LIMIT_PCT * 1.05, row, mark.marker, ms=mark.size, color=mark.colour, clip_on=False, zorder=4)
            text = say(
                "charts.bullet_label", lang, value=digits(cell, "%", lang), verdict=verdict_text(str(code), lang)
            )
            axes.annotate(text, (LIMIT_PCT * 1.05, row), xytext=(9, 0), textcoords="offset points", va="center", fontsize=8.5,
                          annotation_clip=False)  # fmt: skip
        axes.axvline(100, color=colours.goal, linewidth=1.6, linestyle=(0, (4, 2)), zorder=3)
        axes.scatter(table["elapsed"].clip(upper=LIMIT_PCT), rows, marker="|", s=130, color="black", zorder=5)
        axes.set_xlim(min(0.0, max(float(table["at"].min()), -LIMIT_PCT)), LIMIT_PCT)
        percent_axis(axes, say("charts.progress_axis", lang), lang)
        label_rows(axes, table["name"])
        key_above(axes, _verdict_key(table, lang))
        return chart.drawn()


def _verdict_key(table: pd.DataFrame, lang: str) -> list[Line2D]:
    return [
        Line2D(
            [],
            [],
            marker=mark.marker,
            linestyle="",
            ms=mark.size,
            color=mark.colour,
            label=verdict_text(str(code), lang),
        )
        for code in VERDICTS
        if code in set(table["verdict"])
        for mark in [MARKS.get(code, UNJUDGED)]
    ]
