"""Figures of other groups and areas for the indicators of goals, which the plan or later tables print beside its own."""

from __future__ import annotations

from typing import Final

import pandas as pd

from lcanalysis.goals.assessing import plan_goals
from lcanalysis.goals.goals import Goal
from lcanalysis.observations import latest
from lcanalysis.periods import year_of
from lcanalysis.plan import Plan
from lcanalysis.quantities.opening import figure

COLUMNS: Final = ("goal", "indicator", "entity", "area", "year", "value")
RATIO: Final = "ratio"


def peers(plan: Plan) -> pd.DataFrame:
    """Return the newest figures of others for the indicators of the plan's goals, a row for each goal and other.

    A peer is the same entity in another area, or, for ratios, another entity of the same kind. Parts of the goal's own
    entity, and wholes that it belongs to, are no peers: their figures follow from its own. Levels of another group or
    segment are not comparable.

    Parameters
    ----------
    plan
        An opened plan.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``goal/entity/area``: `goal`, `indicator`, `entity`, `area` (codes), `year`, `value` (a quantity). Yearly
        figures alone; empty where there are none.

    Examples
    --------
    >>> from lcanalysis.plan import load
    >>> table = peers(load("data"))
    >>> table["value"].map(lambda value: value.text("en")).to_dict()
    {'rd_intensity/industry/liaocheng': '0.89%'}
    """
    home = plan.definition.plan.area
    related = _related(plan)
    newest: dict[tuple[str, str, str], str] = {}
    used = latest(plan.records)
    for indicator, entity, area, period in used:
        if len(period) == 4:
            subject = (indicator, entity, area)
            newest[subject] = max(period, newest.get(subject, ""))
    rows = {}
    for goal in plan_goals(plan):
        own = (goal.entity, home)
        kin = {own, *related.get((goal.indicator, *own), ())}
        for (indicator, entity, area), period in newest.items():
            if indicator == goal.indicator and (entity, area) not in kin and _is_like(plan, goal, entity):
                row = used[indicator, entity, area, period]
                found = (goal.goal, indicator, entity, area, year_of(period), figure(row, plan))
                rows[f"{goal.goal}/{entity}/{area}"] = found
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(COLUMNS), dtype=object).rename_axis("peer")


def _is_like(plan: Plan, goal: Goal, entity: str) -> bool:
    definition = plan.definition
    if entity == goal.entity:
        return True
    is_ratio = definition.indicators[goal.indicator].dimension == RATIO
    return is_ratio and definition.entities[entity].kind == definition.entities[goal.entity].kind


def _related(plan: Plan) -> dict[tuple[str, str, str], frozenset[tuple[str, str]]]:
    """Return, for each subject of a total, those that it is made of, or a part of."""
    found: dict[tuple[str, str, str], set[tuple[str, str]]] = {}
    for total in plan.definition.totals:
        whole = (total.total.entity, total.total.area)
        parts = {(part.entity, part.area) for part in total.parts}
        found.setdefault((total.indicator, *whole), set()).update(parts)
        for part in parts:
            found.setdefault((total.indicator, *part), set()).update({whole, *parts})
    return {subject: frozenset(others) for subject, others in found.items()}
