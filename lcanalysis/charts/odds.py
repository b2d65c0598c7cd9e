"""The chart of a goal's probability by each class of comparable series: those used in colour, those for contrast grey."""

from __future__ import annotations

from typing import Final, Unpack

from lcanalysis.charts.captions import Captions, captioned, size_of
from lcanalysis.charts.chart import Chart
from lcanalysis.charts.row_plot import RowPlot
from lcanalysis.charts.rows import ChartRow, RowLayout
from lcanalysis.charts.style import styled
from lcanalysis.charts.tidy import Rows, digits, frame_of, is_missing, numbers, shown, with_column
from lcanalysis.wording import headed, say

ROLES: Final = ("mix", "used", "contrast")
"""What a class is to the answer, in the order in which their groups stand."""


def draw_probability_by_class(frame: Rows, lang: str, *, goal: str = "", **captions: Unpack[Captions]) -> Chart:
    """Draw for each reference class how likely a goal is by it, as a dot between 0 and 100%.

    The answer stands first, with a line down through all dots; then the classes it is made of, then those for contrast.

    Parameters
    ----------
    frame
        One row per reference class: `name` (str, in `lang`), `probability_pct` (`Quantity`, `Decimal` or float), and
        optionally `role`: ``mix`` (the answer, from all classes used), ``used`` (also where nothing is said) or ``contrast``.
    lang
        ``zh`` or ``en``.
    goal
        The goal in words, in `lang`, such as 年均增长5%以上.
    **captions
        See `Captions`.

    Raises
    ------
    DataError
        If a column is missing, or no row has a number.

    Examples
    --------
    >>> rows = [{"name": "A", "probability_pct": 62.0}, {"name": "B", "probability_pct": 48.0}]
    >>> draw_probability_by_class(rows, "en", goal="5% a year or more").finding
    '5% a year or more: reached in 48.0% to 62.0% of comparable cases, by reference class'
    """
    table = with_column(frame_of(frame, "name", "probability_pct"), "role")
    roles = ["used" if is_missing(role) else str(role) for role in table["role"]]
    table = table.assign(at=numbers(table["probability_pct"]), role=roles, group=list(map(ROLES.index, roles)))
    table = table.dropna(subset=["at"])
    table = frame_of(table.sort_values(["group", "at"], ascending=[True, False], kind="stable"))
    order = table.sort_values("at", kind="stable")
    low, high = (shown(order.iloc[end]["probability_pct"], "%", lang) for end in (0, -1))
    facts = {
        "goal": goal or say("charts.the_goal", lang),
        "low": low, "high": high, "total": len(table),
        "top": order.iloc[-1]["name"], "bottom": order.iloc[0]["name"],
        "each": say("charts.list_comma", lang).join(
            f"{row['name']} {shown(row['probability_pct'], '%', lang)}" for _, row in table.iterrows()
        ),
    }  # fmt: skip
    kinds = set(table["role"])
    told = [digits(cell, "%", lang) for cell in table["probability_pct"]]
    layout = RowLayout(
        [
            ChartRow(headed(str(row["name"]), lang), is_main=row["role"] == "mix", is_quiet=row["role"] == "contrast",
                has_gap=bool(at) and row["role"] != table["role"].iloc[at - 1])
            for at, (_, row) in enumerate(table.iterrows())
        ],
        *size_of(captions), labels=told, at_left=True, mark="dot",
    )  # fmt: skip
    with styled(lang) as colours:
        chart = captioned(
            captions, lang, unit="%", height_in=layout.height_in,
            finding=say("charts.probability_finding_one" if low == high else "charts.probability_finding", lang, **facts),
            alt=say("charts.probability_alt", lang, **facts),
            subtitle=say("charts.probability_unit_contrast" if "contrast" in kinds else "charts.probability_unit", lang),
        )  # fmt: skip
        plot = RowPlot.placed(layout, chart, 0, 100, colours)
        middle = float(table["at"].iloc[0]) if "mix" in kinds and len(table) > 1 else 0.0
        if middle:
            plot.line(middle, "", colours.model)
        for row, (at, text, role) in enumerate(zip(table["at"].astype(float), told, table["role"], strict=True)):
            colour = colours.muted if role == "contrast" else colours.model
            plot.rule(row, 0, 100, colours.grid)
            plot.dot(row, at, colour, marker="D" if role == "mix" else "o")
            # No label stands on the line of the answer.
            plot.value(row, at, text, colour, side=-1 if at < middle else 1, is_main=role != "contrast")
        return chart.drawn()
