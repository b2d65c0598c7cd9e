"""How published totals and their declared parts moved in one year."""

from __future__ import annotations

from typing import Final

import pandas as pd

from lcanalysis.definition import Total
from lcanalysis.goals.assessing import figures_of
from lcanalysis.goals.measures import OUTPUT, Figures, Measurement, measure
from lcanalysis.periods import base_period, year_of
from lcanalysis.plan import Plan

COLUMNS: Final = ("total", "entity", "is_total", "before", "latest", "total_before", "year")


def changes_of_totals(plan: Plan, indicator: str = OUTPUT) -> pd.DataFrame:
    """Return the figures of each declared total and of its parts in the latest year and the year before.

    Parts need not make up the whole; those without figures for both years are left out. A total counts if it is of the
    plan's own area, both its years are known, the earlier is above zero, and a part has the same. All totals are of one
    year, the newest since the base year in which one has a change; those that are known for older years alone are left
    out.

    Parameters
    ----------
    plan
        An opened plan.
    indicator
        What is added up.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``total/entity``, the parts by the size of their change and then the whole: `total` and `entity`
        (codes), `is_total`, `before` and `latest` (quantities in the unit of the total), `total_before` (the total of
        the year before) and `year` (the later one). Empty if no total has a change.

    Examples
    --------
    >>> from lcanalysis.plan import load
    >>> found = changes_of_totals(load("data"))
    >>> found.loc["ten_nonferrous/refined_copper", ["before", "latest"]].map(lambda one: one.text("zh")).tolist()
    ['43.18万吨', '47.3万吨']
    """
    figures = figures_of(plan)
    years = [year for year in reversed(figures.years) if year >= plan.definition.plan.base_period]
    totals = [total for total in plan.definition.totals if total.indicator == indicator]
    rows: dict[str, tuple[object, ...]] = {}
    for year in years:
        for total in totals:
            whole = total.total.entity
            stem = whole if f"{whole}/{whole}" not in rows else total.name
            rows |= {f"{stem}/{row[1]}": row for row in change_of_total(figures, total, year)}
        if rows:
            break
    return (
        pd.DataFrame.from_dict(rows, orient="index", columns=list(COLUMNS), dtype=object)
        .rename_axis("case")
        .astype({"is_total": bool})
    )


def change_of_total(figures: Figures, total: Total, period: str) -> list[tuple[object, ...]]:
    """Return the rows of one total for `period` and the year before, as `changes_of_totals` has them; none without both."""
    whole = _two_years(figures, total.indicator, total.total.entity, period)
    if whole is None or total.total.area != figures.definition.plan.area:
        return []
    names = [part.entity for part in total.parts if part.area == total.total.area]
    parts = [
        pair
        for name in names
        if (pair := _two_years(figures, total.indicator, name, period, whole[0].unit)) is not None
    ]
    parts.sort(key=lambda pair: abs(pair[1].quantity - pair[0].quantity), reverse=True)
    return [
        (
            total.total.entity,
            now.entity,
            now is whole[1],
            before.quantity,
            now.quantity,
            whole[0].quantity,
            year_of(period),
        )
        for before, now in ([*parts, whole] if parts else [])
    ]


def _two_years(
    figures: Figures, indicator: str, entity: str, period: str, unit: str = ""
) -> tuple[Measurement, Measurement] | None:
    """Return the figures of the year before, which is above zero, and of `period`."""
    row = figures.get(indicator, entity, period)
    if row is None:
        return None
    before, latest = (
        measure(figures, indicator, entity, when, unit or row.unit) for when in (base_period(period), period)
    )
    return (before, latest) if latest is not None and before is not None and before.value > 0 else None
