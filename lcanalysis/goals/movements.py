"""How figures moved over a year: the growth that is published, and the growth that the two published levels give.

A level that was itself derived from the growth says nothing of its own and is no level here; nor is a bound (1000余).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from lcanalysis.number_format import printed_decimals
from lcanalysis.observations import PUBLISHED, Observation, latest
from lcanalysis.periods import base_period, months_of, period_label
from lcanalysis.plan import Plan
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.opening import figure

RATE_DECIMALS: Final = 1
"""Decimals of growth that is computed and not published."""
MOST_PERIODS: Final = 6
"""The most periods that a table has columns for."""
COLUMNS: Final = ("before", "now", "published", "recomputed", "growth", "is_computed", "is_apart", "is_opposed")

Subject = tuple[str, str, str, str]


def movements(plan: Plan, indicator: str, entities: Iterable[str], period: int | str | None = None) -> pd.DataFrame:
    """Return how an indicator of some entities moved over a year, in the plan's own area.

    Parameters
    ----------
    plan
        The plan, as `lcanalysis.load` opens it.
    indicator
        The indicator of the levels; its growth is the one that plan.yml declares as `growth_of` it.
    entities
        Their codes, in the order wanted.
    period
        A year, a month, or the months of a year up to one. Unless given, the newest in which a growth is known, else
        the newest with a level; years go before months.

    Returns
    -------
    pandas.DataFrame
        A row for each entity with a level of the period or of the one before, or a growth. `before` and `now` are the
        published levels, each in the unit it was printed in; `published` is the published growth (%), `recomputed` that
        of the two levels, rounded to as many decimals. `growth` is the one to tell: the published one, unless none is
        published or it contradicts levels of its own publication (`is_computed`). `is_apart` says whether the two differ
        beyond what rounding allows, `is_opposed` whether one of them then is a rise and the other a fall. Missing numbers are None; growth on a level that
        may be zero or less is missing. ``attrs["period"]`` and ``attrs["before"]`` are the two periods, years as
        integers; None where nothing is published.

    Raises
    ------
    UnitMismatchError
        If the two levels of an entity have unlike units.

    Examples
    --------
    >>> import lcanalysis
    >>> found = movements(lcanalysis.load("data"), "output", ["gold", "silver"])
    >>> found.attrs["period"], found.loc["gold", "growth"].text("en"), found.loc["silver", "now"].text("en")
    (2018, '1.56%', '218.3 tonnes')
    """
    wanted = list(entities)
    in_use = published_in_use(plan, (indicator, *plan.definition.growths_of(indicator)), wanted)
    when = str(period) if period is not None else _newest(plan, in_use, indicator, wanted)
    rows = _rows(plan, in_use, indicator, wanted, when) if when else {}
    found = _frame(rows, COLUMNS)
    found.attrs |= {
        "period": period_label(when) if when else None,
        "before": period_label(base_period(when)) if when else None,
    }
    return found.astype({name: bool for name in COLUMNS if name.startswith("is_")})


def published_levels(plan: Plan, indicator: str, entities: Iterable[str], period: int | str | None) -> pd.DataFrame:
    """Return the levels that a table of `movements` up to a period shows, in the plan's own area.

    Parameters
    ----------
    plan, indicator, entities
        As for `movements`.
    period
        The last period. Before a year come the years before it, before months the other months of that year and the
        same months of the year before; six periods at most.

    Returns
    -------
    pandas.DataFrame
        A row for each entity with a level in one of the periods, a column for each period in order: years as integers,
        months as text. Levels have the unit they were printed in; None where none is published. `unit` is that of the
        newest level.

    Examples
    --------
    >>> import lcanalysis
    >>> found = published_levels(lcanalysis.load("data"), "output", ["gold"], 2018)
    >>> found.columns.tolist(), found.loc["gold", 2017].text("en")
    ([2017, 2018, 'unit'], '19.2 tonnes')
    """
    area, wanted = plan.definition.plan.area, list(entities)
    in_use = published_in_use(plan, (indicator,), wanted)
    shown = _shown_periods({key[3] for key in in_use}, str(period or ""))
    rows: dict[str, list[Any]] = {}
    for entity in wanted:
        levels = [_level(in_use.get((indicator, entity, area, when)), plan) for when in shown]
        known = [level for level in levels if level is not None]
        if known:
            rows[entity] = [*levels, known[-1].unit]
    return _frame(rows, [*map(period_label, shown), "unit"])


def _rows(
    plan: Plan, in_use: Mapping[Subject, Observation], indicator: str, entities: Iterable[str], period: str
) -> dict[str, list[Any]]:
    area, rates, found = plan.definition.plan.area, plan.definition.growths_of(indicator), {}
    for entity in entities:
        now, before = (in_use.get((indicator, entity, area, when)) for when in (period, base_period(period)))
        rate = next((row for code in rates if (row := in_use.get((code, entity, area, period)))), None)
        if now or before or rate:
            found[entity] = _movement(plan, now, before, rate)
    return found


def _movement(plan: Plan, now: Observation | None, before: Observation | None, rate: Observation | None) -> list[Any]:
    """Return the cells of a row, as `COLUMNS` name them."""
    last, first, published = (_level(row, plan) for row in (now, before, rate))
    computed = None
    if last is not None and first is not None and first.bounds.lower > 0:
        computed = (last / first - 1) * 100
    is_apart = computed is not None and published is not None and computed.bounds.is_apart_from(published.bounds)
    is_opposed = is_apart and computed is not None and published is not None and computed.exact * published.exact < 0
    is_of_one_publication = len({(row.vintage, row.scope) for row in (now, before, rate) if row is not None}) == 1
    places = RATE_DECIMALS if rate is None else printed_decimals(rate.value)
    recomputed = None if computed is None else round(computed, places)
    growth, is_computed = published, False
    if recomputed is not None and published is None:
        growth, is_computed = recomputed, True
    elif recomputed is not None and published is not None and is_opposed and is_of_one_publication:
        growth, is_computed = recomputed.because(published), True
    return [first, last, published, recomputed, growth, is_computed, is_apart, is_opposed]


def _newest(plan: Plan, in_use: Mapping[Subject, Observation], indicator: str, entities: list[str]) -> str | None:
    for period in sorted({key[3] for key in in_use}, key=_order, reverse=True):
        rows = _rows(plan, in_use, indicator, entities, period)
        if any(row[COLUMNS.index("growth")] is not None for row in rows.values()):
            return period
    return max((key[3] for key in in_use if key[0] == indicator), key=_order, default=None)


def _shown_periods(every: set[str], last: str) -> list[str]:
    if not last or last.isdecimal():
        return sorted(one for one in every if one.isdecimal() and one <= last)[-MOST_PERIODS:]
    months = sorted(one for one in every if one[:4] == last[:4] and not one.isdecimal())
    before = [base_period(last)] if base_period(last) in every else []
    others = [one for one in months if one != last][: MOST_PERIODS - 1 - len(before)]
    return [*before, *others, *([last] if last in months else [])]


def _frame(rows: Mapping[str, list[Any]], columns: Iterable[int | str]) -> pd.DataFrame:
    index = pd.Index(list(rows), dtype=object, name="entity")
    return pd.DataFrame(list(rows.values()), index=index, columns=list(columns), dtype=object)


def published_in_use(plan: Plan, indicators: Iterable[str], entities: Sequence[str]) -> dict[Subject, Observation]:
    """Return the published figures in use of some indicators and entities, in the plan's own area."""
    rows = [row for indicator in indicators for entity in entities for row in plan.records_of(indicator, entity)]
    return latest([row for row in rows if row.status == PUBLISHED])


def _level(row: Observation | None, plan: Plan) -> Quantity | None:
    return None if row is None else figure(row, plan)


def _order(period: str) -> tuple[bool, str, int, int]:
    """Order periods: months before years; of months the later, and the more of them together the later."""
    first, last = months_of(period)
    return period.isdecimal(), period[:4], last, -first
