"""How far an answer moves with each assumption: a tornado chart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Unpack

import numpy as np

from lcanalysis.charts.captions import Captions, captioned, size_of
from lcanalysis.charts.chart import Chart
from lcanalysis.charts.row_plot import RowPlot
from lcanalysis.charts.rows import ChartRow, RowLayout
from lcanalysis.charts.style import styled
from lcanalysis.charts.tidy import Cell, Rows, digits, frame_of, number, numbers, shown
from lcanalysis.errors import DataError
from lcanalysis.wording import headed, say


def draw_tornado(frame: Rows, lang: str, *, base: Cell, goal: str = "", **captions: Unpack[Captions]) -> Chart:
    """Draw for each assumption the lowest and highest probability that it leads to, as a bar around the base.

    The widest bar stands on top. A bar whose cases all lie on one side of the base reaches to the base.

    Parameters
    ----------
    frame
        One row per assumption: `name` (str, in `lang`), `low_pct` and `high_pct` (`Quantity`, `Decimal` or float).
    lang
        ``zh`` or ``en``.
    base
        The probability under the assumptions as they are, in percent.
    goal
        What the probability is of, in words, in `lang`.
    **captions
        See `Captions`.

    Raises
    ------
    DataError
        If a column is missing, there is no row, or the base or an end is no number, or a low end above its high one.

    Examples
    --------
    >>> rows = [{"name": "A", "low_pct": 62.0, "high_pct": 68.0}, {"name": "B", "low_pct": 53.0, "high_pct": 75.0}]
    >>> draw_tornado(rows, "en", base=65.0, goal="Reaching the goal").finding
    'Reaching the goal: 65.0% as assumed, 53.0% to 75.0% with one assumption changed; B matters most'
    """
    table = frame_of(frame, "name", "low_pct", "high_pct")
    table = table.assign(low=numbers(table["low_pct"]), high=numbers(table["high_pct"]))
    at = number(base)
    _require_ends(at, table["name"].tolist(), table["low"].tolist(), table["high"].tolist())
    table = frame_of(
        table.assign(span=table["high"].clip(lower=at) - table["low"].clip(upper=at)).sort_values(
            "span", ascending=False, kind="stable"
        )
    )
    top = table.iloc[0]
    facts = {
        "goal": goal or say("charts.the_goal", lang),
        "base": shown(base, "%", lang),
        "total": len(table),
        "low": shown(min((base, *table["low_pct"]), key=number), "%", lang),
        "high": shown(max((base, *table["high_pct"]), key=number), "%", lang),
        "top": top["name"],
        "each": say("charts.list_comma", lang).join(
            say("charts.tornado_each", lang, name=row["name"], low=shown(row["low_pct"], "%", lang),
                high=shown(row["high_pct"], "%", lang))
            for _, row in table.iterrows()
        ),
    }  # fmt: skip
    told = [digits(cell, "%", lang) for column in ("low_pct", "high_pct") for cell in table[column]]
    label = say("charts.tornado_base", lang, base=facts["base"])
    layout = RowLayout(
        [ChartRow(headed(str(name), lang)) for name in table["name"]],
        *size_of(captions),
        labels=told,
        at_left=True,
        line_labels=[label],
    )
    with styled(lang) as colours:
        chart = captioned(
            captions, lang, finding=say("charts.tornado_finding", lang, **facts),
            alt=say("charts.tornado_alt", lang, **facts), unit="%", height_in=layout.height_in,
            subtitle=say("charts.tornado_unit", lang),
        )  # fmt: skip
        lowest, highest = min(at, table["low"].min()), max(at, table["high"].max())
        plot = RowPlot.placed(layout, chart, lowest, highest, colours)
        for row, (low, high) in enumerate(zip(table["low_pct"], table["high_pct"], strict=True)):
            ends = (min(number(low), at), max(number(high), at))
            plot.bar(row, *ends, colours.model)
            # An end that is the base itself is not written again.
            for cell, side in ((low, -1), (high, 1)):
                is_beyond = number(cell) < at if side < 0 else number(cell) > at
                if is_beyond or number(low) == number(high) == at:
                    plot.value(row, ends[0] if side < 0 else ends[1], digits(cell, "%", lang), colours.model, side=side)
        plot.line(at, label, colours.ink, is_dashed=False)
        return chart.drawn()


def _require_ends(at: float, names: list[object], low: Iterable[float], high: Iterable[float]) -> None:
    wrong = [str(name) for name, bottom, top in zip(names, low, high, strict=True) if not bottom <= top]
    if wrong or not np.isfinite([at, *low, *high]).all():
        raise DataError("charts.tornado_ends", names=", ".join(wrong) or "base")
