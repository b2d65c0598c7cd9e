"""The probability of each goal that the plan's own figures allow to be forecast."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from lcanalysis.definition import Definition
from lcanalysis.forecasting.forecast import predict_levels
from lcanalysis.forecasting.reference import list_references, load_references
from lcanalysis.forecasting.result import Forecast
from lcanalysis.forecasting.series import observed_series
from lcanalysis.goals.criteria import is_rate, is_share
from lcanalysis.goals.processing import SMELTING_UNCHANGED, ratio_needs
from lcanalysis.goals.scorecard import figures_of, scorecard, standings
from lcanalysis.goals.standing import ACHIEVED_EARLY, NO_DATA, Standing
from lcanalysis.periods import last_day, year_of
from lcanalysis.plan import Plan
from lcanalysis.quantities import Quantity
from lcanalysis.units import PERCENT, convert

LEAST_YEARS: Final = 2
UNCONDITIONAL: Final = ""


@dataclass(frozen=True, slots=True)
class GoalOdds:
    """The probability that a goal is met in its due year, 0 to 1, and the distribution it was read from.

    `condition` is empty, or names the assumption it holds under: ``smelting_unchanged`` for a processing ratio,
    whose products alone are forecast.
    """

    probability: float
    forecast: Forecast
    condition: str = UNCONDITIONAL


def predict_indicator(plan: Plan, indicator: str, entity: str, year: int, unit: str) -> Forecast:
    """Return the forecast of a plan's indicator by the recommended classes, as known in the year of publication.

    Parameters
    ----------
    plan
        An opened plan.
    indicator, entity
        Whose yearly figures are meant; they must be positive.
    year
        The last year forecast.
    unit
        The unit of the figures, kept with the result.

    Raises
    ------
    LcAnalysisError
        As `lcanalysis.forecast` does: a gap, a figure that is not positive, a year that was observed already.
    """
    series = plan.find_series(indicator, entity)
    return predict_levels(
        observed_series(series, f"{indicator}/{entity}"),
        year,
        load_references(None, plan.data),
        f"{known_in(plan.definition)}-12-31",
        unit,
        plan.data,
        breaks=series.attrs["breaks"],
    )


def known_in(definition: Definition) -> int:
    """Return the year of the plan's publication: what the reference classes hold of later years is not used."""
    return last_day(definition.plan.published_on).year


def goal_odds(plan: Plan, found: Sequence[Standing]) -> dict[str, GoalOdds]:
    """Return the probability of each goal that can be forecast, by its code.

    Forecast are goals of a level or of its growth with two yearly figures or more, and processing ratios: those as
    the probability that the products reach what the goal takes if smelting stays as it is. Goals already met, shares,
    counts, and goals with fewer figures have none: no comparable class has been measured for them. Nor has any goal
    of a plan whose folder holds no recommended reference class.

    Parameters
    ----------
    plan
        An opened plan.
    found
        How its goals stand: `lcanalysis.goals.standings`.
    """
    if not any(source.recommended for source in list_references(plan.data).values()):
        return {}
    each = {one.goal.goal: _ratio_odds(plan, one) or _level_odds(plan, one) for one in found}
    return {goal: odds for goal, odds in each.items() if odds is not None}


def scorecard_with_odds(plan: Plan) -> pd.DataFrame:
    """Return the scorecard with two columns more: `probability` (0 to 1, NaN where none is given) and its `condition`."""
    odds = goal_odds(plan, standings(plan))
    table = scorecard(plan)
    return table.assign(
        probability=[odds[goal].probability if goal in odds else math.nan for goal in table["goal"]],
        condition=[odds[goal].condition if goal in odds else "" for goal in table["goal"]],
    )


def _level_odds(plan: Plan, standing: Standing) -> GoalOdds | None:
    goal, latest = standing.goal, standing.latest
    dimension = plan.definition.indicators[goal.indicator].dimension
    is_forecast = standing.years >= LEAST_YEARS and dimension in {"money", "mass"} and not is_share(goal)
    if not is_forecast or latest is None or standing.verdict in {ACHIEVED_EARLY, NO_DATA}:
        return None
    due = year_of(goal.due_period)
    if due <= year_of(latest.period):
        return None
    found = predict_indicator(plan, goal.indicator, latest.entity, due, latest.unit)
    if is_rate(goal):
        return GoalOdds(found.probability(Quantity(goal.value, PERCENT)), found)
    return GoalOdds(found.probability(level=float(convert(goal.value, goal.unit, latest.unit))), found)


def _ratio_odds(plan: Plan, standing: Standing) -> GoalOdds | None:
    need = next(
        (one for one in ratio_needs(figures_of(plan), standing.goal) if one.assumption == SMELTING_UNCHANGED), None
    )
    if need is None or standing.verdict == ACHIEVED_EARLY:
        return None
    products = need.products
    if len(plan.find_series(products.indicator, products.entity)) < LEAST_YEARS:
        return None
    found = predict_indicator(plan, products.indicator, products.entity, year_of(need.goal.due_period), products.unit)
    return GoalOdds(found.probability(level=float(need.products_due)), found, SMELTING_UNCHANGED)
