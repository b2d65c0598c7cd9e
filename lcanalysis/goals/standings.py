"""Where every goal of a plan stands, as a table of quantities: one row per goal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from lcanalysis.goals.criteria import is_share, years_left
from lcanalysis.goals.goal_words import GROWTH, goal_quantity
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.measures import SHARE_DECIMALS, Figures
from lcanalysis.goals.plan_goal import opened_goal
from lcanalysis.goals.rate_goals import PublishedRates, published_rates
from lcanalysis.goals.scorecard import assess_goals, figures_of
from lcanalysis.goals.standing import ACHIEVED_EARLY, RATE, RATES, VERDICTS, Standing
from lcanalysis.number_format import decimals_for
from lcanalysis.periods import year_of
from lcanalysis.plan import Plan
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.opening import figure
from lcanalysis.units import PERCENT

RATE_DECIMALS: Final = 1
COLUMNS: Final = (
    "indicator", "entity", "wanted", "base", "due", "latest", "measured", "period", "before", "before_period", "change", "required",
    "attainment", "verdict", "reason", "years", "responsible", "note",
)  # fmt: skip


def standings(plan: Plan) -> pd.DataFrame:
    """Return where the plan's goals stand, one row per goal in the order of goals.yml, numbers as quantities.

    Parameters
    ----------
    plan
        An opened plan.

    Returns
    -------
    pandas.DataFrame
        By the goal's code. `indicator`, `entity`, `responsible` (areas), `note`: codes as goals.yml gives them; `wanted`:
        the goal itself, a `PlanGoal`, with its value and words; `base`, `due`: years.

        `latest` is the newest figure, of the year `period`; `before` the one it is compared with, of `before_period`. For a
        goal judged by published growth (`reason` ``rate`` or ``rates``) both are rates in %; `measured` is the code of the
        indicator that they are figures of. `change` is how fast the figure
        moved a year on average between the two: growth in %, of a share 个百分点, over a loss an amount; a published growth
        goes before a computed one. `required` is what the goal still takes a year, in the same units. `attainment` is the
        latest level in % of the level wanted in the due year.

        `verdict` is ``achieved_early``, ``faster``, ``on_track``, ``behind`` or ``no_data``, ordered so, by the rule
        that `lcanalysis.goals.standing` states; `reason` says which part of the rule; `years` counts those with figures.

        What is unknown or does not apply is None. Nothing is estimated.

    Examples
    --------
    >>> import lcanalysis as lc
    >>> goals = lc.standings(lc.load("data"))
    >>> print(*goals.loc["cluster_revenue", ["latest", "change", "required", "verdict"]])  # doctest: +SKIP
    813.9亿元 14.9% 5.3% faster
    >>> int((goals["verdict"] == "behind").sum())
    2
    """
    figures = figures_of(plan)
    found = {one.goal.goal: _row(figures, one) for one in assess_goals(plan)}
    table = pd.DataFrame(list(found.values()), index=pd.Index(found, name="goal"), columns=list(COLUMNS), dtype=object)
    return table.assign(verdict=pd.Categorical(table["verdict"], VERDICTS, ordered=True))


def _row(figures: Figures, standing: Standing) -> dict[str, Any]:
    goal, latest, before = standing.goal, standing.latest, standing.before
    rates = published_rates(figures, goal) if standing.reason in {RATE, RATES} else None
    return {
        "indicator": goal.indicator,
        "entity": goal.entity,
        "wanted": opened_goal(goal, figures.definition),
        "base": year_of(goal.base_period),
        "due": year_of(goal.due_period),
        "latest": latest and latest.quantity,
        "measured": latest and latest.indicator,
        "period": latest and year_of(latest.period),
        "before": before and before.quantity,
        "before_period": before and year_of(before.period),
        "change": _average(rates.rates) if rates else _change(figures, standing),
        "required": _required_of_rates(goal, rates) if rates else _required(standing),
        "attainment": _attainment(standing),
        "verdict": standing.verdict,
        "reason": standing.reason,
        "years": standing.years,
        "responsible": goal.responsible,
        "note": goal.note or None,
    }


def _change(figures: Figures, standing: Standing) -> Quantity | None:
    """Return how fast a figure moved a year on average between the two that are compared."""
    latest, before, rates = standing.latest, standing.before, standing.rates
    if standing.growth is not None:
        return figure(standing.growth, figures)
    if latest is None or before is None:
        return None
    span = year_of(latest.period) - year_of(before.period)
    if rates.actual_growth_pct is not None:
        return _growth(before.quantity, latest.quantity, span)
    step: Quantity = (latest.quantity - before.quantity) / span
    # Over zero or a loss there is no growth, but there is a change a year.
    return step.shown(SHARE_DECIMALS if rates.actual_change_pp is not None else decimals_for(step.unit))


def _required(standing: Standing) -> Quantity | None:
    """Return what a goal takes a year from its latest figure on; None once it is met or due, or nothing can be counted."""
    goal, latest, rates = standing.goal, standing.latest, standing.rates
    if latest is None or standing.verdict == ACHIEVED_EARLY:
        return None
    left, wanted = years_left(goal, latest.period), _wanted(standing)
    if left < 1 or wanted is None:
        return None
    if rates.required_growth_pct is None:
        step: Quantity = (wanted - latest.quantity) / left
        return step.shown(SHARE_DECIMALS if is_share(goal) else decimals_for(step.unit))
    if goal.kind == GROWTH and latest.period <= goal.base_period:
        # At its base a growth goal takes what it says, to the digit.
        return goal_quantity(goal, goal.value).because(latest.quantity).shown(RATE_DECIMALS)
    return _growth(latest.quantity, wanted, left)


def _attainment(standing: Standing) -> Quantity | None:
    latest, wanted = standing.latest, _wanted(standing)
    if latest is None or wanted is None or standing.rates.attainment_pct is None:
        return None
    share: Quantity = latest.quantity / wanted * 100
    return share.shown(RATE_DECIMALS)


def _wanted(standing: Standing) -> Quantity | None:
    """Return the level that a goal means in its due year: its value, or where its growth leads from its start."""
    goal, start = standing.goal, standing.start
    value = goal_quantity(goal, goal.value)
    if goal.kind != GROWTH:
        return value
    if start is None or start.value <= 0:
        return None
    years = years_left(goal, start.period)
    is_rate = goal.unit == PERCENT
    level: Quantity = start.quantity * (1 + value / 100) ** years if is_rate else start.quantity + value * years
    return level


def _growth(first: Quantity, last: Quantity, years: int) -> Quantity:
    """Return the average annual growth between two levels, in percent."""
    rate: Quantity = ((last / first) ** (1 / years) - 1) * 100
    return rate.shown(RATE_DECIMALS)


def _product(rates: Sequence[Any]) -> Any:
    """Return what 1 becomes by growing at each rate in turn."""
    level: Any = 1
    for rate in rates:
        level *= 1 + rate.quantity / 100
    return level


def _average(rates: Sequence[Any]) -> Quantity:
    if len(rates) == 1:
        found: Quantity = rates[0].quantity
        return found
    average: Quantity = (_product(rates) ** (1 / len(rates)) - 1) * 100
    return average.shown(RATE_DECIMALS)


def _required_of_rates(goal: Goal, found: PublishedRates) -> Quantity | None:
    """Return the growth a year that a goal takes from the newest published rate on; None if it cannot be counted."""
    value, latest = goal_quantity(goal, goal.value), found.latest
    if not found.is_since_base:
        at_base = latest.period == goal.base_period
        return value.because(latest.quantity).shown(RATE_DECIMALS) if at_base else None
    left = years_left(goal, latest.period)
    if left < 1:
        return None
    wanted = (1 + value / 100) ** (len(found.rates) + left)
    return _growth(_product(found.rates), wanted, left)
