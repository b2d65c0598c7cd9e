"""Figures that say something about a goal beside its own: members that meet it, a ratio's numerator, products that stand in.

Each function returns a table of quantities by goal, member or product, which is empty where there is no such figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from lcanalysis.goals.assessing import assess_goals, figures_of
from lcanalysis.goals.measures import Measurement
from lcanalysis.goals.standing import numerator_years, published_growth
from lcanalysis.goals.verdicts import BASE_YEAR, NONE_SINCE
from lcanalysis.periods import year_of
from lcanalysis.plan import Plan
from lcanalysis.quantities.aggregates import total
from lcanalysis.quantities.opening import figure


def members_at_goal(plan: Plan) -> pd.DataFrame:
    """Return the members of groups that meet a goal for single members, the greatest first.

    Columns: `goal`, `entity` (codes), `value` (quantity), `scope` (codes of the scopes the figure counts, a tuple). The
    index is goal/entity.
    """
    rows = [
        {"goal": one.goal.goal, "entity": member.entity, "value": member.quantity, "scope": member.scopes}
        for one in assess_goals(plan)
        for member in one.met_by
    ]
    return _table(rows, ("goal", "entity", "value", "scope"), ("goal", "entity"))


def numerators(plan: Plan) -> pd.DataFrame:
    """Return how the numerator moved before the plan, for each goal whose ratio is known in the base year only.

    Columns by goal: `indicator` (code of the numerator), `members` (how many give the ratio), `counted` (how many have the
    numerator of both years), `before`, `latest` (sums over these, quantities), `before_period`, `period` (years), `change`
    (growth in %).
    """
    figures, rows = figures_of(plan), []
    for one in assess_goals(plan):
        pair = (
            numerator_years(figures, one.goal, one.latest)
            if one.latest and one.verdict in {BASE_YEAR, NONE_SINCE} and one.before is None
            else None
        )
        if one.latest is None or pair is None:
            continue
        now, before = pair
        rows.append(
            {
                "goal": one.goal.goal,
                "indicator": now.indicator,
                "members": len(one.latest.entities),
                "counted": len(now.entities),
                **_two_years(now, before),
                "change": ((now.quantity / before.quantity - 1) * 100).shown(1),
            }
        )
    columns = ("goal", "indicator", "members", "counted", "before", "before_period", "latest", "period", "change")
    return _table(rows, columns, ("goal",)).drop(columns="goal")


def stand_ins(plan: Plan) -> pd.DataFrame:
    """Return the output of products that stand in for revenue that is not published, and its growth.

    Columns: `goal`, `entity` (of the product), `before`, `latest` (quantities), `before_period`, `period` (years), `change`
    (growth in % a year, as published for two years running; None over zero). The index is goal/entity.
    """
    figures, rows = figures_of(plan), []
    for one in assess_goals(plan):
        for latest, before in one.proxies:
            years = year_of(latest.period) - year_of(before.period)
            rate = published_growth(figures, latest) if years == 1 else None
            change = None
            if rate is not None:
                change = figure(rate, figures)
            elif min(before.value, latest.value) > 0:
                change = (((latest.quantity / before.quantity) ** (1 / years) - 1) * 100).shown(1)
            rows.append(
                {"goal": one.goal.goal, "entity": latest.entity, **_two_years(latest, before), "change": change}
            )
    columns = ("goal", "entity", "before", "before_period", "latest", "period", "change")
    return _table(rows, columns, ("goal", "entity"))


def product_ratios(plan: Plan) -> pd.DataFrame:
    """Return a ratio of single products where that of the whole is not published, such as capacity utilisation.

    Columns: `goal`, `entity` (of the product), `indicator`, `parts` (codes of what is over what), `period` (year), `above`,
    `below`, `ratio` (quantities), `area` (code, of `above`), `below_areas` (codes, those that `below` adds up). The index is
    goal/entity.
    """
    figures, rows = figures_of(plan), []
    for one in assess_goals(plan):
        for product in one.products:
            above, *below = product.inputs
            added = total(figure(row, figures) for row in below)
            rows.append(
                {
                    "goal": one.goal.goal,
                    "entity": product.entity,
                    "indicator": product.indicator,
                    "parts": (above.indicator, below[0].indicator),
                    "period": year_of(product.period),
                    "above": figure(above, figures),
                    "below": added,
                    "ratio": product.quantity,
                    "area": above.area,
                    "below_areas": tuple(row.area for row in below),
                }
            )
    columns = ("goal", "entity", "indicator", "parts", "period", "above", "below", "ratio", "area", "below_areas")
    return _table(rows, columns, ("goal", "entity"))


def _two_years(latest: Measurement, before: Measurement) -> dict[str, Any]:
    return {
        "before": before.quantity,
        "before_period": year_of(before.period),
        "latest": latest.quantity,
        "period": year_of(latest.period),
    }


def _table(rows: Iterable[Mapping[str, Any]], columns: tuple[str, ...], by: tuple[str, ...]) -> pd.DataFrame:
    held = list(rows)
    index = pd.Index(["/".join(row[name] for name in by) for row in held], name="/".join(by), dtype=object)
    return pd.DataFrame(held, index=index, columns=list(columns), dtype=object)
