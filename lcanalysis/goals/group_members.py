"""The figures of a group's members, year by year, and the scopes that figures were counted in."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from lcanalysis.goals.measures import group_members
from lcanalysis.plan import Plan
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.opening import series


def by_member(plan: Plan, indicator: str, group: str, unit: str = "") -> pd.DataFrame:
    """Return the yearly figures of an indicator of each member of a group.

    Parameters
    ----------
    plan
        The plan, as `lcanalysis.load` opens it.
    indicator, group
        Their codes.
    unit
        The unit of the result; that of each member's newest figure unless given.

    Returns
    -------
    pandas.DataFrame
        A row for each member, in the order of plan.yml, a column for each year (an integer) in which one has a figure.
        NaN where none is published; without rows if the plan declares no such group, without columns if no such
        indicator.

    Raises
    ------
    UnitMismatchError
        If a figure cannot be given in `unit`.

    Examples
    --------
    >>> import lcanalysis
    >>> found = by_member(lcanalysis.load("data"), "rd_spending", "backbone_firms", "亿元")
    >>> found.columns.tolist(), found.loc["xinfa", 2018].text("en")
    ([2017, 2018], '1.4 billion yuan')
    """
    members = group_members(plan.definition, group)
    is_known = indicator in plan.definition.indicators
    rows: list[dict[Any, Any]] = [
        {
            year: number.to(unit) if unit else number
            for year, number in series(plan, indicator, member, frequency="year").items()
        }
        if is_known
        else {}
        for member in members
    ]
    years = sorted({year for row in rows for year in row})
    cells = [[row.get(year, math.nan) for year in years] for row in rows]
    return pd.DataFrame(cells, index=pd.Index(members, dtype=object, name="entity"), columns=years, dtype=object)


def scopes_of(plan: Plan, *numbers: Quantity) -> tuple[str, ...]:
    """Return the codes of the scopes in which the published figures behind some quantities were counted, in their order.

    Examples
    --------
    >>> import lcanalysis
    >>> plan = lcanalysis.load("data")
    >>> scopes_of(plan, by_member(plan, "rd_spending", "backbone_firms").loc["xinfa", 2018])
    ('group',)
    """
    by_cell = {row.trace: row.scope for row in plan.records}
    cells = (cell for number in numbers for cell in number.trace.machine)
    return tuple(dict.fromkeys(by_cell[cell] for cell in cells if cell in by_cell))
