"""The chart of scenarios: the history of a figure, and a path for each constant rate of growth, named where it ends."""

from __future__ import annotations

from typing import Any, Unpack

from lcanalysis.charts.captions import Captions, captioned, size_of
from lcanalysis.charts.chart import Chart
from lcanalysis.charts.ends import End, Ends
from lcanalysis.charts.style import palette, styled
from lcanalysis.charts.tidy import Rows, frame_of, number, numbers, unit_name, with_column
from lcanalysis.charts.timeline import Timeline, as_printed, height_of, history_of, noted_in
from lcanalysis.number_format import prose_unit
from lcanalysis.wording import headed, say


def draw_scenarios(
    paths: Rows,
    lang: str,
    *,
    name: str,
    unit: str,
    goal: Any = None,
    main: str = "",
    **captions: Unpack[Captions],
) -> Chart:
    """Draw the history of an indicator and the paths that constant rates of growth lead to.

    A path is a scenario, not a forecast. Each is named where it ends, the one that matters in colour, the others grey.

    Parameters
    ----------
    paths
        One row per point: `kind` (``history`` or ``scenario``), `label` (str, in `lang`, such as 年均增长5%; any
        text for the history), `year` (int), `value` (`Quantity`, `Decimal` or float, in `unit`). Each path
        may begin at the last observation or a year later. Optionally `is_derived` (bool): a figure of the
        history that was not published but follows from published ones, drawn hollow.
    lang
        ``zh`` or ``en``. English levels are in millions and billions.
    name
        What is shown, in `lang`.
    unit
        Unit of all values, as printed; empty for a series of one's own without a unit.
    goal
        The level to be reached (`Quantity`, `Decimal` or float, in `unit`), or None.
    main
        The label of the path that matters; by default all are alike.
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
    '情景测算：营业收入从2018年的814亿元起，2022年为989～1107亿元，目标为1000亿元'
    """
    table = with_column(frame_of(paths, "kind", "label", "year", "value"), "is_derived")
    past = history_of(table[table["kind"] == "history"])
    ahead = table[table["kind"] != "history"].assign(at=numbers(table[table["kind"] != "history"]["value"]))
    ahead = (
        ahead[ahead["year"].astype(int) > int(past["year"].iloc[-1])]
        .dropna(subset=["at"])
        .sort_values("year", kind="stable")
    )
    top = max(float(past["at"].max()), *map(float, ahead["at"]), 0.0)
    prose = prose_unit(top, unit, lang)
    scale = float(prose.size)

    def level(cell: Any) -> str:
        return as_printed(cell, unit, scale, top, lang)

    last = {str(label): own.iloc[-1] for label, own in ahead.groupby("label", sort=False)}
    order = sorted(last.values(), key=lambda row: float(row["at"]))
    plain = palette(lang)
    ends = [
        End(
            float(row["at"]),
            level(float(row["at"])),
            label,
            plain.model if label == main else plain.muted,
            is_main=label == main,
        )
        for label, row in last.items()
    ]
    if goal is not None:
        ends.append(End(number(goal), level(goal), say("charts_outlook.goal", lang), plain.goal, is_main=True))
    due = max(map(int, ahead["year"]), default=int(past["year"].iloc[-1]))
    low, high = (level(float((order[end] if order else past.iloc[-1])["at"])) for end in (0, -1))
    facts: dict[str, Any] = {
        "name": name, "unit": prose.name if unit else unit_name(unit, lang), "due": due,
        "first_year": int(past["year"].iloc[0]), "first": level(float(past["at"].iloc[0])),
        "origin": int(past["year"].iloc[-1]), "last": level(past["value"].iloc[-1]),
        "goal": "" if goal is None else level(goal),
        "range": low if low == high else say("charts.range", lang, low=low, high=high),
        "each": say("charts.list_comma", lang).join(
            say("charts.path_end", lang, label=row["label"], value=level(float(row["at"]))) for row in order
        ),
    }  # fmt: skip
    with_goal = "" if goal is None else "_goal"
    subtitle = say("charts_outlook.unit_scenario", lang, **facts)
    alone = "_one" if facts["first_year"] == facts["origin"] else ""
    width, pt = size_of(captions)
    shown = Ends(ends, width, pt)
    with styled(lang) as colours:
        chart = captioned(
            captions, lang, unit=unit, height_in=height_of(width, pt, shown),
            finding=say(f"charts.scenarios_finding{with_goal}", lang, **facts),
            alt=say(f"charts.scenarios_alt{alone}{with_goal}", lang, **facts),
            subtitle=headed(subtitle, lang),
        )  # fmt: skip
        levels = [*map(float, past["at"]), *map(float, ahead["at"]), *(end.value for end in ends)]
        years = [*past["year"].astype(int), due]
        lines = Timeline.placed(chart, colours, lang, years, levels, shown, scale=scale, noted=noted_in(past))
        if goal is not None:
            lines.level(number(goal), (facts["origin"], due), colours.goal)
        start = {facts["origin"]: float(past["at"].iloc[-1])}
        for label, own in ahead.groupby("label", sort=False):
            points = dict(zip(map(int, own["year"]), map(float, own["at"]), strict=True))
            colour = colours.model if label == main else colours.muted
            lines.line(start | points, colour, is_main=label == main)
        lines.history(past, unit, say("charts_outlook.derived", lang, value=facts["first"]))
        return chart.drawn()
