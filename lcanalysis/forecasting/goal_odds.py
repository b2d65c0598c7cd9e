"""The probability of each goal that the plan's own figures allow to be forecast."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from lcanalysis.definition import Definition
from lcanalysis.errors import LcAnalysisError
from lcanalysis.forecasting.plan_forecast import level_wanted, predict_indicator
from lcanalysis.forecasting.reference import list_references, load_references
from lcanalysis.forecasting.result import Forecast
from lcanalysis.goals.assessing import assess_goals, figures_of
from lcanalysis.goals.criteria import is_share
from lcanalysis.goals.processing import SMELTING_UNCHANGED, ratio_needs
from lcanalysis.goals.scorecard import scorecard
from lcanalysis.goals.standing import Standing
from lcanalysis.goals.verdicts import MET_AT_BASE, NO_DATA, REACHED
from lcanalysis.periods import last_day, year_of
from lcanalysis.plan import Plan
from lcanalysis.quantities import Quantity

LEAST_YEARS: Final = 2
UNCONDITIONAL: Final = ""
OF_THE_SERIES: Final = ("forecast.caution_missing_years", "forecast.caution_break")
"""Cautions that are about a goal's own figures, and not about the classes."""


@dataclass(frozen=True, slots=True)
class GoalOdds:
    """The probability that a goal is met in its due year, 0 to 1, and the distribution it was read from.

    The figure forecast is that of `indicator` and `entity`, and `wanted` the level that the goal takes of it. `condition` is empty, or names the assumption it holds under: ``smelting_unchanged`` for a processing ratio,
    whose products alone are forecast.
    """

    probability: float
    forecast: Forecast
    condition: str = UNCONDITIONAL
    indicator: str = ""
    entity: str = ""
    wanted: Quantity | None = None


def known_in(definition: Definition) -> int:
    """Return the year of the plan's publication, by which the page that looks back takes everything as known."""
    return last_day(definition.plan.published_on).year


@dataclass(frozen=True, slots=True)
class PlanOdds:
    """The probabilities of a plan's goals by their codes, and of those whose figures allow none what is amiss."""

    given: Mapping[str, GoalOdds]
    refused: Mapping[str, LcAnalysisError]

    def notes(self, lang: str) -> dict[str, tuple[str, ...]]:
        """Return by goal what a reader must know of its own figures: years that are missing, a break, why there is none."""
        said = {
            goal: tuple(caution.text(lang) for caution in odds.forecast.warnings if caution.key in OF_THE_SERIES)
            for goal, odds in self.given.items()
        }
        said |= {goal: (" ".join(problem.text(lang).split()),) for goal, problem in self.refused.items()}
        return {goal: texts for goal, texts in said.items() if texts}


def plan_odds(plan: Plan, found: Sequence[Standing]) -> PlanOdds:
    """Return the probability of each goal that can be forecast, as known when the plan's newest figure was published.

    Forecast are goals of a level or of its growth with two yearly figures or more, and processing ratios: those as
    the probability that the products reach what the goal takes if smelting stays as it is. Goals already met, shares,
    counts, and goals with fewer figures have none: no comparable class has been measured for them. Nor has any goal
    of a plan whose folder holds no recommended reference class. A goal whose figures cannot be forecast is refused,
    and takes no other with it.

    Raises `LcAnalysisError` if a reference class is faulty.
    """
    if not any(source.recommended for source in list_references(plan.data).values()):
        return PlanOdds({}, {})
    load_references(None, plan.data)
    given: dict[str, GoalOdds] = {}
    refused: dict[str, LcAnalysisError] = {}
    for one in found:
        try:
            odds = _ratio_odds(plan, one) or _level_odds(plan, one)
        except LcAnalysisError as problem:
            refused[one.goal.goal] = problem
        else:
            if odds is not None:
                given[one.goal.goal] = odds
    return PlanOdds(given, refused)


def goal_odds(plan: Plan, found: Sequence[Standing]) -> dict[str, GoalOdds]:
    """Return the probability of each goal that can be forecast, by its code; see `plan_odds`."""
    return dict(plan_odds(plan, found).given)


def scorecard_with_odds(plan: Plan) -> pd.DataFrame:
    """Return the scorecard with three columns more.

    `probability` (0 to 1, NaN where none is given); its `condition`; `odds_note`, the keys of what a reader must know of
    the figures (``forecast.caution_missing_years``) or of why there is no probability, joined by ``;``.
    """
    odds = plan_odds(plan, assess_goals(plan))
    table = scorecard(plan)
    return table.assign(
        probability=[odds.given[goal].probability if goal in odds.given else math.nan for goal in table["goal"]],
        condition=[odds.given[goal].condition if goal in odds.given else "" for goal in table["goal"]],
        odds_note=[";".join(_note_keys(odds, goal)) for goal in table["goal"]],
    )


def _note_keys(odds: PlanOdds, goal: str) -> list[str]:
    if goal in odds.refused:
        return [odds.refused[goal].key]
    held = odds.given.get(goal)
    return [caution.key for caution in held.forecast.warnings if caution.key in OF_THE_SERIES] if held else []


def _level_odds(plan: Plan, standing: Standing) -> GoalOdds | None:
    goal, latest = standing.goal, standing.latest
    dimension = plan.definition.indicators[goal.indicator].dimension
    is_forecast = standing.years >= LEAST_YEARS and dimension in {"money", "mass"} and not is_share(goal)
    if not is_forecast or latest is None or standing.verdict in {*REACHED, MET_AT_BASE, NO_DATA} or goal.not_judged:
        return None
    due = year_of(goal.due_period)
    if due <= year_of(latest.period):
        return None
    found = predict_indicator(plan, goal.indicator, latest.entity, due)
    wanted = level_wanted(plan, goal, found.unit)
    if wanted is None:
        return None
    level = Quantity(wanted, found.unit)
    probability = found.probability(level=float(wanted))
    return GoalOdds(probability, found, indicator=goal.indicator, entity=latest.entity, wanted=level)


def _ratio_odds(plan: Plan, standing: Standing) -> GoalOdds | None:
    need = next(
        (one for one in ratio_needs(figures_of(plan), standing.goal) if one.assumption == SMELTING_UNCHANGED), None
    )
    if need is None or standing.verdict in {*REACHED, MET_AT_BASE} or standing.goal.not_judged:
        return None
    products = need.products
    if len(plan.yearly(products.indicator, products.entity)) < LEAST_YEARS:
        return None
    due = year_of(need.goal.due_period)
    found = predict_indicator(plan, products.indicator, products.entity, due, products.unit)
    probability = found.probability(level=float(need.products_due))
    return GoalOdds(probability, found, SMELTING_UNCHANGED, products.indicator, products.entity, need.products_due)
