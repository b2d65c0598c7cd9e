"""The chart of the goal scorecard: how far each goal has come between its base and 100%, and its verdict."""

from __future__ import annotations

from typing import Final, Unpack

import numpy as np

from lcanalysis.charts.captions import Captions, captioned, size_of
from lcanalysis.charts.chart import Chart
from lcanalysis.charts.row_plot import RowPlot
from lcanalysis.charts.rows import MOST_ROWS, ChartColumn, ChartRow, RowLayout
from lcanalysis.charts.style import Palette, palette, styled
from lcanalysis.charts.tidy import Rows, digits, frame_of, numbers, shown
from lcanalysis.goals.goal_words import verdict_text
from lcanalysis.goals.verdicts import NOT_JUDGED, SHORT, VERDICTS
from lcanalysis.wording import headed, say

WHOLE_PCT: Final = 100.0


def draw_goal_bullets(scorecard: Rows, lang: str, **captions: Unpack[Captions]) -> Chart:
    """Draw how much of the way from base to goal is done, beside how much of the time has passed, with each verdict in words.

    No bar reaches beyond the goal: its number tells how much more it is. Of more than `MOST_ROWS` goals those least far along
    are drawn.

    Parameters
    ----------
    scorecard
        One row per goal: `name` (str, in `lang`), `progress_pct` (how much of the way is done) and `elapsed_pct` (how
        much of the time has passed), in percent (`Quantity`, `Decimal`, float, or missing), `verdict` (a code of
        `lcanalysis.goals.verdicts`). Goals without progress are counted in a note, not drawn.
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
    known = frame_of(whole.dropna(subset=["at"]).sort_values("at", ascending=False, kind="stable"), "name")
    table = known.tail(MOST_ROWS)
    verdicts = [verdict_text(str(code), lang) for code in table["verdict"]]
    counts = whole["verdict"].value_counts()
    tally = say("charts.list_comma", lang).join(
        say("charts.verdict_count", lang, verdict=verdict_text(str(code), lang), count=int(counts[code]))
        for code in VERDICTS
        if code in counts.index
    )
    each = say("charts.list_comma", lang).join(
        say("charts.bullet_each", lang, name=name, value=shown(cell, "%", lang), verdict=verdict)
        for name, cell, verdict in zip(table["name"], table["progress_pct"], verdicts, strict=True)
    )
    rest, left = len(whole) - len(known), len(known) - len(table)
    facts = {"total": len(whole), "tally": tally, "each": each, "drawn": len(table), "rest": rest, "left": left}
    notes = [say("charts.bullets_left", lang, **facts)] if left else []
    notes += [say("charts.bullets_rest", lang, **facts)] if rest else []
    plain = palette(lang)
    layout = RowLayout(
        [
            ChartRow(headed(str(name), lang), (digits(cell, "%", lang), verdict_text(str(code), lang, marked=True)))
            for name, cell, code in zip(table["name"], table["progress_pct"], table["verdict"], strict=True)
        ],
        *size_of(captions), columns=[ChartColumn("", plain.ink, is_main=True), ChartColumn("", plain.ink, is_text=True)],
        line_labels=[say("charts.goal", lang)],
    )  # fmt: skip
    with styled(lang) as colours:
        chart = captioned(
            captions, lang, unit="%", finding=say("charts.bullets_finding", lang, **facts),
            alt=say("charts.bullets_alt", lang, **facts), height_in=layout.height_in,
            subtitle=say("charts.bullets_unit", lang),
            notes=notes,
        )  # fmt: skip
        plot = RowPlot.placed(layout, chart, 0, WHOLE_PCT, colours)
        for row, (at, elapsed, code) in enumerate(
            zip(table["at"], table["elapsed"].astype(float), table["verdict"], strict=True)
        ):
            plot.bar(row, 0, WHOLE_PCT, colours.grid, zorder=1)
            plot.bar(row, 0, min(max(float(at), 0.0), WHOLE_PCT), _colour(str(code), colours))
            if np.isfinite(elapsed):
                plot.tick(row, min(elapsed, WHOLE_PCT), colours.ink)
        plot.line(WHOLE_PCT, say("charts.goal", lang), colours.ink, is_dashed=False)
        return chart.drawn()


def _colour(verdict: str, colours: Palette) -> str:
    if verdict in NOT_JUDGED:
        return colours.muted
    return colours.goal if verdict in SHORT else colours.model
