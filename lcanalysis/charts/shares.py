"""Charts of shares and ratios against the level a goal asks for: R&D intensity, processing ratios."""

from __future__ import annotations

from decimal import Decimal
from typing import Unpack

import numpy as np
import pandas as pd

from lcanalysis.charts.captions import Captions, captioned, size_of
from lcanalysis.charts.chart import Chart
from lcanalysis.charts.row_plot import RowPlot
from lcanalysis.charts.rows import ChartColumn, ChartRow, RowLayout
from lcanalysis.charts.style import palette, styled
from lcanalysis.charts.tidy import Rows, digits, frame_of, from_to, is_missing, number, numbers, shown, with_column
from lcanalysis.units import RATIO
from lcanalysis.wording import headed, say


def draw_rd_intensity(
    frame: Rows, lang: str, goal_pct: Decimal | float = Decimal(3), **captions: Unpack[Captions]
) -> Chart:
    """Draw the R&D intensity of each firm as a bar, with a line where the goal is.

    Parameters
    ----------
    frame
        One row per firm: `name` (str, in `lang`), `intensity_pct` (R&D spending in percent of revenue;
        `Quantity`, `Decimal` or float), and optionally `is_average` (bool): an average of the firms, drawn
        grey and not counted among them.
    lang
        ``zh`` or ``en``.
    goal_pct
        The goal, in percent.
    **captions
        See `Captions`.

    Raises
    ------
    DataError
        If a column is missing, or no row has a number.

    Examples
    --------
    >>> rows = [{"name": "A", "intensity_pct": 4.2}, {"name": "B", "intensity_pct": 0.7}]
    >>> draw_rd_intensity(rows, "en").finding
    'R&D intensity of 3% or more: 1 of 2 firms; from A (4.2%) to B (0.7%)'
    """
    table = with_column(frame_of(frame, "name", "intensity_pct"), "is_average")
    table = table.assign(at=numbers(table["intensity_pct"])).dropna(subset=["at"])
    table = frame_of(table.sort_values("at", ascending=False, kind="stable"))
    is_average = np.array([cell is not None and not pd.isna(cell) and bool(cell) for cell in table["is_average"]])
    facts = _intensity_facts(table, is_average, goal_pct, lang)
    average = say("charts.intensity_average", lang, **facts) if is_average.any() else ""
    each = say("charts.list_comma", lang).join(
        f"{name} {shown(cell, '%', lang)}" for name, cell in zip(table["name"], table["intensity_pct"], strict=True)
    )
    one = "_one" if facts["total"] == 1 else ""
    told = [digits(cell, "%", lang) for cell in table["intensity_pct"]]
    label = say("charts.goal_of", lang, goal=facts["goal"])
    rows = [ChartRow(headed(str(name), lang), [text]) for name, text in zip(table["name"], told, strict=True)]
    columns = [ChartColumn("", palette(lang).ink, is_main=True)]
    layout = RowLayout(rows, *size_of(captions), columns=columns, line_labels=[label])
    with styled(lang) as colours:
        chart = captioned(
            captions, lang, unit="%", height_in=layout.height_in, subtitle=say("charts.intensity_unit", lang),
            finding=say(f"charts.intensity_finding{one}", lang, **facts) + ("" if one else average),
            alt=say(f"charts.intensity_alt{one}", lang, each=each, **facts),
        )  # fmt: skip
        goal = float(goal_pct)
        plot = RowPlot.placed(layout, chart, min(0.0, table["at"].min()), max(goal, table["at"].max()), colours)
        for row, (at, is_all) in enumerate(zip(table["at"].astype(float), is_average, strict=True)):
            plot.bar(row, 0, at, colours.muted if is_all else colours.model if at >= goal else colours.goal)
        plot.line(goal, label, colours.ink)
        return chart.drawn()


def _intensity_facts(
    table: pd.DataFrame, is_average: np.ndarray[tuple[int], np.dtype[np.bool_]], goal: Decimal | float, lang: str
) -> dict[str, object]:
    firms = table[~is_average]
    average = table[is_average]
    exact = goal if isinstance(goal, Decimal) else Decimal(f"{goal:.10g}")
    return {
        "goal": shown(exact, "%", lang),
        "total": len(firms),
        "reached": int((firms["at"] >= float(goal)).sum()),
        "top": firms.iloc[0]["name"],
        "top_value": shown(firms.iloc[0]["intensity_pct"], "%", lang),
        "bottom": firms.iloc[-1]["name"],
        "bottom_value": shown(firms.iloc[-1]["intensity_pct"], "%", lang),
        "average_name": average.iloc[0]["name"] if len(average) else "",
        "average": shown(average.iloc[0]["intensity_pct"], "%", lang) if len(average) else "",
    }


def draw_processing_ratio(frame: Rows, lang: str, **captions: Unpack[Captions]) -> Chart:
    """Draw how much product was made per tonne of smelted metal in the last year, with marks at the first and at the goal.

    Parameters
    ----------
    frame
        One row per metal and period: `name` (str, in `lang`), `period`, `ratio` (`Quantity`, `Decimal` or
        float), and optionally `goal` (the ratio to be reached) and `asked` (how the goal is told, such as ``2022年目标
        不低于1.2``; else by its number alone), each the same on all rows of a name.
    lang
        ``zh`` or ``en``.
    **captions
        See `Captions`.

    Raises
    ------
    DataError
        If a column is missing, or no row has a number.

    Examples
    --------
    >>> rows = [
    ...     {"name": "aluminium", "period": "2017", "ratio": 0.691, "goal": Decimal("1.2")},
    ...     {"name": "aluminium", "period": "2018", "ratio": 0.849, "goal": Decimal("1.2")},
    ... ]
    >>> draw_processing_ratio(rows, "en").finding
    '2017 to 2018: aluminium from 0.691 to 0.849 (goal 1.2)'
    """
    table = with_column(with_column(frame_of(frame, "name", "period", "ratio"), "goal"), "asked")
    table = table.assign(at=numbers(table["ratio"]), period=table["period"].map(str)).dropna(subset=["at"])
    table = frame_of(table.sort_values("period", kind="stable"))
    names = [name for name in dict.fromkeys(frame_of(frame)["name"]) if name in set(table["name"])]
    periods = sorted(table["period"].unique())
    facts = {
        "start": periods[0],
        "end": periods[-1],
        "each": say("charts.list_semicolon", lang).join(
            _ratio_clause(table[table["name"] == name], lang) for name in names
        ),
    }
    plain = palette(lang)
    columns = [
        ChartColumn(say("charts.period_label", lang, period=periods[0]), plain.muted),
        ChartColumn(say("charts.period_label", lang, period=periods[-1]), plain.model, is_main=True),
        ChartColumn(say("charts.goal", lang), plain.goal),
    ]
    rows = []
    for name in names:
        own = table[table["name"] == name]
        cells = [own["ratio"].iloc[0], own["ratio"].iloc[-1], own["goal"].iloc[-1]]
        rows.append(
            ChartRow(headed(str(name), lang), ["" if is_missing(cell) else digits(cell, RATIO, lang) for cell in cells])
        )
    layout = RowLayout(rows, *size_of(captions), columns=columns)
    with styled(lang) as colours:
        chart = captioned(
            captions, lang, finding=say("charts.ratio_finding", lang, **facts), alt=say("charts.ratio_alt", lang, **facts),
            unit=RATIO, height_in=layout.height_in, subtitle=say("charts.ratio_unit", lang, **facts),
        )  # fmt: skip
        highest = float(np.nanmax([*table["at"].astype(float), *numbers(table["goal"])]))
        plot = RowPlot.placed(layout, chart, 0, highest, colours)
        for row, name in enumerate(names):
            own = table[table["name"] == name]
            goal = number(own["goal"].iloc[-1])
            if np.isfinite(goal):
                plot.bar(row, 0, goal, colours.grid, zorder=1)
                plot.tick(row, goal, colours.goal)
            plot.bar(row, 0, float(own["at"].iloc[-1]), colours.model)
            plot.tick(row, float(own["at"].iloc[0]), colours.ink)
        return chart.drawn()


def _ratio_clause(own: pd.DataFrame, lang: str) -> str:
    goal, asked = own["goal"].iloc[-1], own["asked"].iloc[-1]
    key = "charts.ratio_clause" if is_missing(goal) else "charts.ratio_clause_goal"
    told = say("charts.ratio_goal", lang, goal=digits(goal, RATIO, lang)) if is_missing(asked) else str(asked)
    return from_to(
        key, lang, name=own["name"].iloc[0], first=digits(own["ratio"].iloc[0], RATIO, lang),
        last=digits(own["ratio"].iloc[-1], RATIO, lang), asked=told,
    )  # fmt: skip
