"""What could be forecast when the plan was published, for the figures that others have published since."""

from __future__ import annotations

from datetime import date

import pandas as pd

from lcanalysis.errors import LcAnalysisError
from lcanalysis.forecasting.goal_odds import known_in
from lcanalysis.forecasting.plan_forecast import predict_indicator
from lcanalysis.forecasting.result import Forecast
from lcanalysis.plan import Plan


def forecasts_of_their_time(plan: Plan, outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return the forecast of the plan's own figure beside each outcome that names one.

    Everything is as known at the end of the year in which the plan was published.

    Parameters
    ----------
    plan
        An opened plan.
    outcomes
        As `lcanalysis.intake.outcomes.outcomes_table` returns them.

    Returns
    -------
    pandas.DataFrame
        Indexed by the outcome's code: `forecast`, whose last year is the outcome's, and `refused`, the error that says
        why the plan's figures allow none. One of the two is None. Outcomes that name no figure of the plan are absent.

    Examples
    --------
    >>> from lcanalysis.intake.outcomes import outcomes_table
    >>> from lcanalysis.plan import load
    >>> plan = load("data")
    >>> found = forecasts_of_their_time(plan, outcomes_table(plan))
    >>> found["forecast"].map(lambda one: (one.origin, one.years[-1])).to_dict()
    {'nonferrous_revenue_2024': (2018, 2024), 'ten_nonferrous_2025': (2018, 2025)}
    """
    asked = outcomes[outcomes["indicator"].notna()]
    answers = [_answered(plan, *one) for one in asked[["indicator", "entity", "year"]].itertuples(index=False)]
    split = [(None, one) if isinstance(one, LcAnalysisError) else (one, None) for one in answers]
    return pd.DataFrame(split, index=asked.index, columns=["forecast", "refused"], dtype=object)


def _answered(plan: Plan, indicator: str, entity: str, year: int) -> Forecast | LcAnalysisError:
    try:
        return predict_indicator(plan, indicator, entity, year, as_of=date(known_in(plan.definition), 12, 31))
    except LcAnalysisError as problem:
        return problem
