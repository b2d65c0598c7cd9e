"""How likely each goal of a plan is to be met, as a table of quantities."""

from __future__ import annotations

from typing import Any, Protocol

import pandas as pd

from lcanalysis.exhibits import Words, words_from
from lcanalysis.forecasting.goal_odds import OF_THE_SERIES, plan_odds
from lcanalysis.goals.assessing import assess_goals
from lcanalysis.goals.goal_words import goal_quantity
from lcanalysis.plan import Plan
from lcanalysis.quantities.aggregates import measured
from lcanalysis.units import PERCENT


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
        the figures and the reference classes; `condition`, the code of the assumption it holds under (``smelting_unchanged``)
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
    for one in found:
        goal, given, refused = one.goal, odds.given.get(one.goal.goal), odds.refused.get(one.goal.goal)
        rows[goal.goal] = {"probability": None, "condition": None, "remarks": ()}
        if given is not None:
            latest = () if one.latest is None else (one.latest.quantity,)
            sources = (*latest, goal_quantity(goal, goal.value), *given.forecast.trace)
            rows[goal.goal] = {
                "probability": measured(given.probability * 100, PERCENT, *sources, decimals=0),
                "condition": given.condition or None,
                "remarks": tuple(_phrase(each) for each in given.forecast.warnings if each.key in OF_THE_SERIES),
            }
        elif refused is not None:
            rows[goal.goal]["remarks"] = (_phrase(refused),)
    index = pd.Index(rows, name="goal")
    return pd.DataFrame(list(rows.values()), index=index, columns=["probability", "condition", "remarks"], dtype=object)


class _Says(Protocol):
    def text(self, lang: str) -> str: ...


def _phrase(said: _Says) -> Words:
    return words_from(lambda lang: " ".join(said.text(lang).split()))
