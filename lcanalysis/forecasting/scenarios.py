"""Scenario paths: what levels given rates of growth lead to, and what growth a goal still needs, year by year."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pandas as pd

from lcanalysis.errors import UsageError
from lcanalysis.goals.growth import projected_level, required_growth_pct


def scenario_paths(latest: Decimal, origin: int, target_year: int, growth_pct: Iterable[Decimal]) -> pd.DataFrame:
    """Return the levels that constant rates of growth lead to.

    A path is what would be, not what is expected: it has no probability.

    Parameters
    ----------
    latest
        The last observed level, above zero, in any unit.
    origin
        Its year.
    target_year
        The last year of the paths.
    growth_pct
        Rates in percent a year.

    Returns
    -------
    pandas.DataFrame
        Columns growth_pct, year, level (exact decimals): one row per rate and year, the origin included.

    Raises
    ------
    UsageError
        If the target year is not after the origin.

    Examples
    --------
    >>> paths = scenario_paths(Decimal("813.9"), 2018, 2022, [Decimal(5)])
    >>> round(paths["level"].iloc[-1], 2)
    Decimal('989.30')
    """
    _require_later(origin, target_year)
    rows = [
        (rate, year, projected_level(latest, rate, year - origin) if year > origin else latest)
        for rate in growth_pct
        for year in range(origin, target_year + 1)
    ]
    return pd.DataFrame(rows, columns=["growth_pct", "year", "level"])


def growth_still_needed(
    latest: Decimal, origin: int, goal: Decimal, target_year: int, growth_pct: Iterable[Decimal]
) -> pd.DataFrame:
    """Return the growth that a goal still needs, if growth until a later year was at a given rate.

    Parameters
    ----------
    latest, origin
        The last observed level, above zero, and its year.
    goal, target_year
        The level to be reached, in the same unit, and by when.
    growth_pct
        Rates at which growth until then is supposed, in percent a year.

    Returns
    -------
    pandas.DataFrame
        Columns growth_pct, year, required_growth_pct (exact decimals): the average annual growth needed from
        the end of `year` to the target year; one row per rate and year from the origin on.

    Raises
    ------
    UsageError
        If the target year is not after the origin.

    Examples
    --------
    >>> needed = growth_still_needed(Decimal("813.9"), 2018, Decimal(1000), 2022, [Decimal(5)])
    >>> [str(round(rate, 2)) for rate in needed["required_growth_pct"]]
    ['5.28', '5.38', '5.57', '6.14']
    """
    _require_later(origin, target_year)
    paths = scenario_paths(latest, origin, target_year, growth_pct)
    rows = [
        (rate, year, required_growth_pct(level, goal, target_year - year))
        for rate, year, level in paths.itertuples(index=False)
        if year < target_year
    ]
    return pd.DataFrame(rows, columns=["growth_pct", "year", "required_growth_pct"])


def _require_later(origin: int, target_year: int) -> None:
    if target_year <= origin:
        raise UsageError("forecast.target_not_later", target=target_year, origin=origin)
