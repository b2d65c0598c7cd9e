"""Who answers for a segment's growth: the counties and districts of the plan's layout, with their firms."""

from __future__ import annotations

from typing import Any

import pandas as pd

from lcanalysis.goals.scorecard import figures_of, plan_goals
from lcanalysis.goals.wording import GROWTH
from lcanalysis.plan import Plan
from lcanalysis.quantities.opening import figure

FIRMS = "firms"


def responsible_areas(plan: Plan) -> pd.DataFrame:
    """Return the areas that answer for the growth of each segment and whose firms the plan counts.

    Parameters
    ----------
    plan
        An opened plan.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``segment/area``: `segment` and `area` (codes), `firms` (a quantity: all firms that the plan counts in
        the area, of whatever segment; None if not in the period of the plan's own count) and `goal` (the declared goal of
        growth).

    Examples
    --------
    >>> from lcanalysis.plan import load
    >>> responsible_areas(load("data"))["firms"].map(lambda one: one.text("zh")).tolist()[:2]
    ['4家', '25家']
    """
    figures = figures_of(plan)
    whole = next((row for row in plan.records if row.indicator == FIRMS), None)
    counted = {row.area for row in plan.records if row.indicator == FIRMS}
    rows: dict[str, list[Any]] = {}
    for goal in plan_goals(plan) if whole is not None else ():
        if goal.kind == GROWTH and plan.definition.entities[goal.entity].kind == "segment":
            for area in (one for one in goal.responsible if one in counted):
                found = figures.get(FIRMS, whole.entity, whole.period, area) if whole is not None else None
                rows[f"{goal.entity}/{area}"] = [goal.entity, area, found and figure(found), goal]
    columns = ["segment", "area", "firms", "goal"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns, dtype=object).rename_axis("case")
