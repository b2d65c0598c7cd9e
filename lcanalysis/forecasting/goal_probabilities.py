"""How likely each goal of a plan is to be met, as a table of quantities."""

from __future__ import annotations

from typing import Any, Final, Protocol

import pandas as pd

from lcanalysis.exhibits import Words, words_from
from lcanalysis.forecasting.goal_odds import OF_THE_SERIES, plan_odds
from lcanalysis.forecasting.outlook import Outlook, outlook
from lcanalysis.goals.assessing import assess_goals
from lcanalysis.goals.goal_words import goal_quantity
from lcanalysis.periods import year_of
from lcanalysis.plan import Plan
from lcanalysis.quantities.aggregates import measured
from lcanalysis.units import PERCENT

COLUMNS: Final = ("probability", "probability_low", "probability_high", "condition", "remarks")


def goal_probabilities(plan: Plan) -> pd.DataFrame:
    """Return the probability of each goal, as known when the plan's newest figure was published.

    Parameters
    ----------
    plan
        An opened plan.

    Returns
    -------
    pandas.DataFrame
        One row per goal in the order of goals.yml, by its code: `probability` in %, a quantity that follows from the goal,
        the figures and the reference classes; `probability_low` and `probability_high`, the least and the greatest with other
        classes or another weight of the series' own growth, the one range that all pages tell; `condition`, the code of the assumption it holds under (``smelting_unchanged``)
        or None; `remarks`, what a reader must know of the figures, or why there is no probability, a tuple of phrases.
        Goals already met, due, or without enough figures have None: see `lcanalysis.forecasting.goal_odds.plan_odds`.

    Raises
    ------
    LcAnalysisError
        If a reference class is faulty.

    Examples
    --------
    >>> import lcanalysis as lc
    >>> odds = lc.goal_probabilities(lc.load("data"))
    >>> odds.loc["cluster_revenue", "probability"].text("en"), odds.loc["sheet_growth", "probability"]
    ('65%', None)
    """
    found = assess_goals(plan)
    odds = plan_odds(plan, found)
    rows: dict[str, dict[str, Any]] = {}
    # Goals of one series share its forecasts.
    views: dict[tuple[str, str, int], Outlook] = {}
    for one in found:
        goal, given, refused = one.goal, odds.given.get(one.goal.goal), odds.refused.get(one.goal.goal)
        rows[goal.goal] = dict.fromkeys(COLUMNS) | {"remarks": ()}
        if given is not None:
            latest = () if one.latest is None else (one.latest.quantity,)
            sources = (*latest, goal_quantity(goal, goal.value), *given.forecast.trace)
            subject = given.indicator, given.entity, year_of(goal.due_period)
            view = views.setdefault(subject, outlook(plan, *subject))
            reach = None if view.why_not or given.wanted is None else view.range(given.wanted)
            rows[goal.goal] = {
                "probability": measured(given.probability * 100, PERCENT, *sources, decimals=0),
                "probability_low": reach and reach.least.because(*sources),
                "probability_high": reach and reach.most.because(*sources),
                "condition": given.condition or None,
                "remarks": tuple(_phrase(each) for each in given.forecast.warnings if each.key in OF_THE_SERIES),
            }
        elif refused is not None:
            rows[goal.goal]["remarks"] = (_phrase(refused),)
    index = pd.Index(rows, name="goal")
    return pd.DataFrame(list(rows.values()), index=index, columns=list(COLUMNS), dtype=object)


class _Says(Protocol):
    def text(self, lang: str) -> str: ...


def _phrase(said: _Says) -> Words:
    return words_from(lambda lang: " ".join(said.text(lang).split()))
