"""The probability of each goal that the plan's own figures allow to be forecast, as records and as tables."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, TypeAlias

import pandas as pd

from lcanalysis.errors import LcAnalysisError
from lcanalysis.exhibits import Words, words_from
from lcanalysis.forecasting.cautions import Caution, refusal_words
from lcanalysis.forecasting.outlook import chance, outlooks
from lcanalysis.forecasting.plan_forecast import (
    Subject,
    grouped,
    has_classes,
    level_wanted,
    predict_groups,
    predict_indicator,
)
from lcanalysis.forecasting.reference_files import list_references, load_references
from lcanalysis.forecasting.result import Forecast, Over
from lcanalysis.goals.assessing import assess_goals, figures_of
from lcanalysis.goals.criteria import direction, is_for_every_year, is_share
from lcanalysis.goals.goal_words import goal_quantity
from lcanalysis.goals.meaning import CUMULATIVE, KEEP, RANK, REAL, RELATIVE
from lcanalysis.goals.processing import SMELTING_UNCHANGED, ratio_needs
from lcanalysis.goals.scorecard import scorecard_of
from lcanalysis.goals.standing import Standing
from lcanalysis.goals.verdicts import MET_AT_BASE, NO_DATA, NOT_KEPT, NOT_KEPT_IMPROVING, REACHED
from lcanalysis.periods import year_of
from lcanalysis.plan import Plan
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.probability import probability
from lcanalysis.units import convert

LEAST_YEARS: Final = 2
NOT_OF_LEVELS: Final = frozenset({REAL, RELATIVE, RANK})
"""Kinds of goals that the figure's own level cannot meet: forecasts are of levels, at current prices."""
OVER: Final[Mapping[str, Over]] = {KEEP: "each_year", CUMULATIVE: "sum"}
"""By kind of goal, the years that its level is about, where that is not the due year alone."""
OF_THE_SERIES: Final = ("forecast.caution_missing_years", "forecast.caution_break")
"""Cautions that are about a goal's own figures, and not about the classes."""
COLUMNS: Final = ("probability", "probability_low", "probability_high", "condition", "remarks")

Remark: TypeAlias = Caution | LcAnalysisError


@dataclass(frozen=True, slots=True)
class GoalOdds:
    """The probability that a goal is met in its due year, 0 to 1, and the distribution it was read from.

    The figure that is forecast is that of `indicator` and `entity`, and `wanted` is the level that it must reach.
    `condition` is empty, or names the assumption that the probability rests on: ``smelting_unchanged`` for a
    processing ratio, of which only the products are forecast. `over` says whether the level is that of the due year,
    of each year until then, or of what is left of a sum.
    """

    probability: float
    forecast: Forecast
    condition: str
    indicator: str
    entity: str
    wanted: Quantity
    over: Over = "year"


@dataclass(frozen=True, slots=True)
class PlanOdds:
    """The probabilities of a plan's goals by their codes, and the remarks on the figures of some.

    A remark says what a reader must know of a goal's own figures: missing years, a break, or why there is no probability.
    """

    given: Mapping[str, GoalOdds]
    remarks: Mapping[str, tuple[Remark, ...]]


def plan_odds(plan: Plan, found: Sequence[Standing]) -> PlanOdds:
    """Return the probability of each goal that can be forecast, as known when the plan's newest figure was published.

    These goals have one: a level or its growth, with two yearly figures or more; a level to be kept in every year; a
    sum of years, if all years so far are known; and a processing ratio, as the probability that the products reach
    what the goal needs if smelting stays as it is. Goals already met, shares, counts, and goals with fewer figures
    have none: no comparable class has been measured for them. Nor has any goal of a plan whose folder holds no
    recommended reference class. If the figures of one goal cannot be forecast, the others keep their probabilities.
    Raises `LcAnalysisError` if a reference class is faulty.
    """
    if not any(source.recommended for source in list_references(plan.data).values()):
        return PlanOdds({}, {})
    load_references(None, plan.data)
    given: dict[str, GoalOdds] = {}
    remarks: dict[str, tuple[Remark, ...]] = {}
    forecasts = predict_groups(plan, grouped(plan, {each for one in found if (each := _subject(plan, one))}))
    for one in found:
        goal = one.goal.goal
        try:
            odds = _ratio_odds(plan, one) or _level_odds(plan, one, forecasts)
        except LcAnalysisError as problem:
            remarks[goal] = (problem,)
        else:
            if odds is not None:
                given[goal] = odds
                remarks[goal] = tuple(each for each in odds.forecast.warnings if each.key in OF_THE_SERIES)
    return PlanOdds(given, remarks)


def scorecard_with_odds(plan: Plan) -> pd.DataFrame:
    """Return the scorecard with three columns more.

    `probability` (0 to 1, NaN where none is given); its `condition`; `odds_note`, the keys of the remarks on the figures
    (``forecast.caution_missing_years``), joined by ``;``.
    """
    found = assess_goals(plan)
    odds = plan_odds(plan, found)
    table = scorecard_of(plan, found)
    given = [odds.given.get(goal) for goal in table["goal"]]
    return table.assign(
        probability=[math.nan if one is None else one.probability for one in given],
        condition=["" if one is None else one.condition for one in given],
        odds_note=[";".join(each.key for each in odds.remarks.get(goal, ())) for goal in table["goal"]],
    )


def goal_probabilities(plan: Plan, *subject: str) -> pd.DataFrame:
    """Return the probability of each goal, as known when the plan's newest figure was published.

    Parameters
    ----------
    plan
        An opened plan.
    *subject
        An indicator and an entity, by code, whose goals alone are wanted.

    Returns
    -------
    pandas.DataFrame
        One row per goal in the order of goals.yml, by its code: `probability` in %, a quantity that follows from the goal,
        the figures and the reference classes; `probability_low` and `probability_high`, the least and the greatest with
        other classes or another weight of the series' own growth, the one range that all pages tell; `condition`, the
        code of the assumption it holds under (``smelting_unchanged``) or None; `remarks`, what a reader must know of the
        figures, or why there is no probability, a tuple of phrases. Goals already met, due, or without enough figures
        have None: see `lcanalysis.forecasting.goal_odds.plan_odds`.

    Raises
    ------
    LcAnalysisError
        If a reference class is faulty.

    Examples
    --------
    >>> import lcanalysis as lc
    >>> odds = lc.goal_probabilities(lc.load("data"))
    >>> odds.loc["cluster_revenue", "probability"].text("en"), odds.loc["sheet_growth", "probability"]
    ('60%', None)
    """
    found = assess_goals(plan, *subject)
    odds = plan_odds(plan, found)
    rows: dict[str, dict[str, Any]] = {}
    # Goals of one series share its forecasts.
    asked = {goal: (each.indicator, each.entity, each.forecast.years[-1]) for goal, each in odds.given.items()}
    views = outlooks(plan, set(asked.values()))
    for one in found:
        goal, given = one.goal, odds.given.get(one.goal.goal)
        rows[goal.goal] = dict.fromkeys(COLUMNS)
        if given is not None:
            latest = () if one.latest is None else (one.latest.quantity,)
            sources = (*latest, goal_quantity(goal, goal.value), *given.forecast.trace)
            view = views[asked[goal.goal]]
            reach = None if view.why_not else view.range(given.wanted, given.over, is_ceiling=direction(goal) < 0)
            rows[goal.goal] = {
                "probability": probability(given.probability, *sources),
                "probability_low": reach and reach.least.because(*sources),
                "probability_high": reach and reach.most.because(*sources),
                "condition": given.condition or None,
            }
        rows[goal.goal]["remarks"] = tuple(map(_phrase, odds.remarks.get(goal.goal, ())))
    index = pd.Index(rows, name="goal")
    return pd.DataFrame(list(rows.values()), index=index, columns=list(COLUMNS), dtype=object)


def _phrase(said: Remark) -> Words:
    if isinstance(said, LcAnalysisError):
        return refusal_words(said)
    return words_from(lambda lang: " ".join(said.text(lang).split()))


def _subject(plan: Plan, standing: Standing) -> Subject | None:
    """Return the figure whose forecast tells the probability of a goal; None if none is to be told."""
    goal, latest = standing.goal, standing.latest
    is_forecast = standing.years >= LEAST_YEARS and has_classes(plan.definition, goal.indicator) and not is_share(goal)
    if goal.kind in NOT_OF_LEVELS or is_for_every_year(goal) or goal.not_judged:
        return None
    settled = {*REACHED, NOT_KEPT, NOT_KEPT_IMPROVING, NO_DATA} | (set() if goal.kind == KEEP else {MET_AT_BASE})
    if not is_forecast or latest is None or standing.verdict in settled:
        return None
    due = year_of(goal.due_period)
    if due <= year_of(latest.period) or due < plan.vintage.year:
        return None
    return goal.indicator, latest.entity, due


def _level_odds(plan: Plan, standing: Standing, forecasts: Mapping[Subject, Forecast]) -> GoalOdds | None:
    subject = _subject(plan, standing)
    if subject is None:
        return None
    found = forecasts.get(subject) or predict_indicator(plan, *subject)
    indicator, entity, _ = subject
    over = OVER.get(standing.goal.kind, "year")
    if over != "year" and found.origin < year_of(standing.goal.base_period):
        return None  # the years before the base are no part of the goal
    wanted = _left_of_sum(standing, found) if over == "sum" else level_wanted(plan, standing.goal, found.unit)
    if wanted is None:
        return None
    level = Quantity(wanted, found.unit)
    share = chance(found, level, over, is_ceiling=direction(standing.goal) < 0)
    return GoalOdds(share, found, "", indicator, entity, level, over)


def _left_of_sum(standing: Standing, found: Forecast) -> Decimal | None:
    """Return what the years that are forecast must come to for a sum since the base; None if an earlier year is not known."""
    goal, levels = standing.goal, standing.evidence.levels
    known = range(year_of(goal.base_period) + 1, found.origin + 1)
    if any(year not in levels or levels[year].is_open for year in known):
        return None
    so_far = (levels[year].quantity.to(found.unit).value for year in known)
    return convert(goal.value, goal.unit, found.unit) - sum(so_far, Decimal())


def _ratio_odds(plan: Plan, standing: Standing) -> GoalOdds | None:
    needs = ratio_needs(figures_of(plan), standing.goal)
    need = next((one for one in needs if one.assumption == SMELTING_UNCHANGED), None)
    if need is None or standing.verdict in {*REACHED, MET_AT_BASE} or standing.goal.not_judged:
        return None
    products = need.products
    if len(plan.yearly(products.indicator, products.entity)) < LEAST_YEARS:
        return None
    due = year_of(need.goal.due_period)
    found = predict_indicator(plan, products.indicator, products.entity, due, products.unit)
    share = chance(found, need.products_due, is_ceiling=direction(need.goal) < 0)
    return GoalOdds(share, found, SMELTING_UNCHANGED, products.indicator, products.entity, need.products_due)
