"""How much product was made per tonne of smelted metal, year by year, and what the plan asks for."""

from __future__ import annotations

from typing import Any

import pandas as pd

from lcanalysis.goals.assessing import goals_about
from lcanalysis.goals.measures import OUTPUT, PROCESSING_RATIO
from lcanalysis.goals.plan_goal import PlanGoal, opened_goal
from lcanalysis.plan import Plan
from lcanalysis.quantities.opening import series
from lcanalysis.units import RATIO

WANTED = "wanted"


def processing_ratios(plan: Plan) -> pd.DataFrame:
    """Return the processing ratios that plan.yml declares.

    Parameters
    ----------
    plan
        The plan, as `lcanalysis.load` opens it.

    Returns
    -------
    pandas.DataFrame
        A row for each metal, a column for each year (an integer) in which one of them has a ratio: the published one,
        else the output of the products over that of smelted metal (比). `wanted` is the goal for the level of the ratio, a
        `PlanGoal`, of several the one that is due first. NaN where an input is missing, smelting is zero, or no goal is
        set.

    Examples
    --------
    >>> import lcanalysis
    >>> found = processing_ratios(lcanalysis.load("data"))
    >>> found.loc["aluminium", 2018].text("en"), found.loc["aluminium", "wanted"].words("en")
    ('0.849', 'at least 1.2')
    """
    metals = plan.definition.processing_ratios
    ratios = {metal: _ratios(plan, metal) for metal in metals}
    columns = [*sorted({year for found in ratios.values() for year in found}), WANTED]
    rows = [found | {WANTED: _wanted(plan, metal)} for metal, found in ratios.items()]
    return pd.DataFrame(rows, index=pd.Index(list(ratios), dtype=object, name="entity"), columns=columns, dtype=object)


def _wanted(plan: Plan, metal: str) -> PlanGoal | None:
    goals = [one for one in goals_about(plan, PROCESSING_RATIO, metal) if not one.is_growth]
    first = min(goals, key=lambda one: one.due_period, default=None)
    return None if first is None else opened_goal(first, plan.definition)


def _ratios(plan: Plan, metal: str) -> dict[int, Any]:
    declared = plan.definition.processing_ratios[metal]
    products, smelted = (series(plan, OUTPUT, name, frequency="year") for name in (declared.products, declared.smelted))
    found = {
        year: (products[year] / smelted[year]).to(RATIO)
        for year in products.index.intersection(smelted.index)
        if smelted[year].bounds.lower > 0
    }
    if PROCESSING_RATIO in plan.definition.indicators:
        found |= series(plan, PROCESSING_RATIO, metal, frequency="year").to_dict()
    return found
