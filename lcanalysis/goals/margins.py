"""Profit against revenue in two successive years."""

from __future__ import annotations

from typing import Final

import pandas as pd

from lcanalysis.plan import Plan
from lcanalysis.quantities.opening import series

PROFIT: Final = "profit"
REVENUE: Final = "revenue"
SEGMENT: Final = "segment"


def profit_and_revenue(plan: Plan) -> pd.DataFrame:
    """Return revenue and profit of the latest two successive years of the first segment that has both.

    Parameters
    ----------
    plan
        An opened plan.

    Returns
    -------
    pandas.DataFrame
        Two rows indexed by year: `revenue` and `profit` as quantities; profit may be negative. The figure of a year that
        was not printed is that which follows from the next year's and its published growth. ``attrs["entity"]`` is the
        segment, ``attrs["derived"]`` the years with a figure that was not printed. Empty if no segment has both of two
        successive years, or its revenue may be zero.

    Examples
    --------
    >>> from lcanalysis.plan import load
    >>> found = profit_and_revenue(load("data"))
    >>> found.loc[2018, "profit"].text("zh"), found.attrs
    ('17.8亿元', {'entity': 'cluster', 'derived': (2017,)})
    """
    definition = plan.definition
    nothing = pd.DataFrame({REVENUE: [], PROFIT: []}, dtype=object).rename_axis("year")
    if not {PROFIT, REVENUE} <= definition.indicators.keys():
        return nothing
    for entity in (code for code, one in definition.entities.items() if one.kind == SEGMENT):
        columns = {name: series(plan, name, entity, frequency="year") for name in (REVENUE, PROFIT)}
        both = pd.DataFrame(columns).dropna()
        both = both[[bool(level.bounds.lower > 0) for level in both[REVENUE]]]
        later = [year for year in both.index if year - 1 in both.index]
        if later:
            found = both.loc[[later[-1] - 1, later[-1]]].rename_axis("year")
            derived = {year for one in columns.values() for year in one.attrs["derived"]}
            found.attrs = {"entity": entity, "derived": tuple(sorted(derived & {*found.index}))}
            return found
    return nothing
