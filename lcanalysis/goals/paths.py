"""The goals of a plan year by year: the levels they imply, and how much of the way is behind."""

from __future__ import annotations

from typing import Final

import pandas as pd

from lcanalysis.goals.assessing import assess_goals
from lcanalysis.goals.criteria import is_rate
from lcanalysis.goals.milestones import milestones, progress
from lcanalysis.goals.standing import Standing
from lcanalysis.goals.verdicts import MET_AT_BASE
from lcanalysis.periods import year_of
from lcanalysis.plan import Plan

_GOAL: Final = ("goal", "indicator", "entity")


def yearly_milestones(plan: Plan) -> pd.DataFrame:
    """Return the levels that the goals imply for each year after their base year.

    Parameters
    ----------
    plan
        An opened plan.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``goal/year``: `goal` (the declared goal), `indicator` and `entity` (codes), `year`, and the levels
        `straight` and `compound` as quantities. A goal for growth in percent asks for equal growth every year and has no
        straight path, one for a rise in points has no compound one; `compound` is None as well where a level is not
        above zero. Goals without a figure of their base year, and those met by then, are absent.

    Examples
    --------
    >>> from lcanalysis.plan import load
    >>> found = yearly_milestones(load("data"))
    >>> found.loc["cluster_revenue/2020", "straight"].text("zh")
    '906.95亿元'
    """
    rows = {
        f"{one.goal.goal}/{step.year}": (
            *_subject(one),
            step.year,
            None if is_rate(one.goal) else step.straight,
            None if one.goal.is_growth and not is_rate(one.goal) else step.compound,
        )
        for one in assess_goals(plan)
        if one.verdict != MET_AT_BASE
        for step in milestones(one.goal, one.base)
    }
    return _frame(rows, "year", "straight", "compound")


def progress_so_far(plan: Plan) -> pd.DataFrame:
    """Return how much of the time and of the way to each goal is over, on either path.

    Parameters
    ----------
    plan
        An opened plan.

    Returns
    -------
    pandas.DataFrame
        Indexed by the goal's code: `goal`, `indicator` and `entity` as `yearly_milestones` has them, `latest` (year of
        the newest figure), and `elapsed`, `straight` and `compound` in % as quantities, as
        `lcanalysis.goals.milestones.Progress` defines them; None where the way has no length or no logarithm. Goals
        without a figure of their base year, and those met by then, are absent.
    """
    rows = {}
    for one in assess_goals(plan):
        way = progress(one.goal, one.base, one.latest)
        if way is not None and one.latest is not None:
            numbers = (way.elapsed_pct, way.straight_pct, way.compound_pct)
            rows[one.goal.goal] = (*_subject(one), year_of(one.latest.period), *numbers)
    return _frame(rows, "latest", "elapsed", "straight", "compound")


def _subject(one: Standing) -> tuple[object, ...]:
    return one.goal, one.goal.indicator, one.goal.entity


def _frame(rows: dict[str, tuple[object, ...]], *columns: str) -> pd.DataFrame:
    return pd.DataFrame.from_dict(rows, orient="index", columns=[*_GOAL, *columns], dtype=object).rename_axis("case")
