"""How every yearly figure of a plan moved in its newest year: amounts, ratios, and rates whose levels nobody published."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from lcanalysis.goals.group_members import by_member
from lcanalysis.goals.processing_ratios import WANTED, processing_ratios
from lcanalysis.plan import Plan
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.aggregates import total
from lcanalysis.quantities.opening import growth, series
from lcanalysis.units import PERCENT, RATIO, UNITS

LEVEL: Final = "level"
SHARE: Final = "ratio"
RATE: Final = "rate"
PROCESSING: Final = "processing_ratio"
COLUMNS: Final = (
    "indicator", "entity", "kind", "year", "before", "now", "change", "history", "is_whole", "counted", "members", "is_derived",
)  # fmt: skip
YEAR: Final = COLUMNS.index("year")
AMOUNTS: Final = frozenset({"money", "mass", "energy", "US dollars"})
"""Dimensions whose yearly amounts are compared; counts of things move by single ones."""


def moves(plan: Plan) -> pd.DataFrame:
    """Return how the figures of the plan's own area moved in the newest year that each is known of.

    A figure is left out whose unit the audit doubts in that year or the one before, and one that is known of one year only.
    A published growth goes before a computed one, unless the two levels say the opposite.

    Parameters
    ----------
    plan
        An opened plan.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``indicator/entity``, in the order of plan.yml: `indicator`, `entity` (codes); `kind`: ``level`` (an
        amount), ``ratio`` (of two amounts, as `ratio_of` and `processing_ratios` declare them) or ``rate`` (a published
        growth without levels); `year`; `before`, `now` (quantities; None before a rate); `change` (growth in %, of a
        percentage 个百分点); `history` (all years, a Series); `is_whole`: a segment that is part of no other, a
        group of members, or a total that its parts make up; `counted`, `members`: of a group of which only members are
        published, the sum is taken over the `counted` of `members` that have both years (both are None elsewhere);
        `is_derived`: whether the figure was not published but follows from published ones.

    Examples
    --------
    >>> import lcanalysis
    >>> found = moves(lcanalysis.load("data"))
    >>> print(found.loc["profit/cluster", "now"].text("zh"), found.loc["profit/cluster", "change"])
    17.8亿元 −7.1%
    """
    doubted = set(units_in_doubt(plan).itertuples(index=False, name=None))
    rows = {
        key: row for key, row in _rows(plan)
        if not doubted & {(row[0], row[1], str(year)) for year in (row[YEAR], row[YEAR] - 1)}
    }  # fmt: skip
    frame = pd.DataFrame(
        list(rows.values()), columns=list(COLUMNS), index=pd.Index(list(rows), name="move"), dtype=object
    )
    return frame.astype({"is_whole": bool, "is_derived": bool})


def units_in_doubt(plan: Plan, indicator: str | None = None) -> pd.DataFrame:
    """Return the figures whose unit the audit doubts, as a warning or an error.

    Parameters
    ----------
    plan
        An opened plan.
    indicator
        Code of a level, to ask about its figures and those of its growth alone; by default all figures are asked about.

    Returns
    -------
    pandas.DataFrame
        A row for each figure: `indicator` (of a growth, that of its levels), `entity`, `period`.

    Examples
    --------
    >>> import lcanalysis
    >>> units_in_doubt(lcanalysis.load("data"), "output").to_dict("records")
    [{'indicator': 'output', 'entity': 'aluminium_alloy', 'period': '2018'}]
    """
    codes = () if indicator is None else (indicator, *plan.definition.growths_of(indicator))
    found = pd.concat([plan.findings_on(code) for code in codes]) if codes else plan.findings
    doubted = found.loc[(found["kind"] == "unit") & found["severity"].isin(["warning", "error"]), "subject"]
    levels = {code: one.growth_of for code, one in plan.definition.indicators.items() if one.growth_of}
    figures = [(levels.get(code, code), entity, period) for code, entity, _, period in doubted.str.split("/")]
    return pd.DataFrame(figures, columns=["indicator", "entity", "period"]).drop_duplicates()


def _rows(plan: Plan) -> Iterator[tuple[str, list[Any]]]:
    declared, published, wholes = plan.definition.indicators, _published(plan), _wholes(plan)
    for code, one in declared.items():
        if one.dimension in AMOUNTS and one.growth_of is None and one.ratio_of is None:
            for entity, found in _of_amounts(plan, code, published):
                yield f"{code}/{entity}", [code, entity, *found[:-3], entity in wholes, *found[-3:]]
    for code, one in declared.items():
        for entity in plan.definition.entities if one.ratio_of is not None else ():
            ratio = _of_ratio(plan, code, one.ratio_of or ("", ""), entity, published)
            if ratio is not None:
                yield f"{code}/{entity}", [code, entity, *ratio, entity in wholes, None, None, True]
    for entity, ratio in _of_processing(plan):
        yield f"{PROCESSING}/{entity}", [PROCESSING, entity, *ratio, False, None, None, True]


def _of_amounts(plan: Plan, code: str, published: set[tuple[str, str]]) -> Iterator[tuple[str, list[Any]]]:
    """Yield the rows of one indicator, without what is in wholes: published ones, and sums of members."""
    doubles = _doubles(plan)
    for entity, one in plan.definition.entities.items():
        found = None
        if (code, entity) in published or _rate_of(plan, code, entity, published):
            found = _of_level(plan, code, entity)
        elif one.members and entity not in doubles:
            found = _of_group(plan, code, entity)
        if found is not None:
            yield entity, found


def _published(plan: Plan) -> set[tuple[str, str]]:
    area = plan.definition.plan.area
    return {(row.indicator, row.entity) for row in plan.records if row.area == area and row.period.isdecimal()}


def _rate_of(plan: Plan, code: str, entity: str, published: set[tuple[str, str]]) -> bool:
    return any((rate, entity) in published for rate in plan.definition.growths_of(code))


def _of_level(plan: Plan, code: str, entity: str) -> list[Any] | None:
    """Return kind, year, before, now, change and history of an amount, or of its growth where no level is newer."""
    levels = series(plan, code, entity, frequency="year")
    rates = growth(plan, code, entity)
    newest = max((int(year) for year in (*levels.index, *rates.index)), default=0)
    if newest not in levels.index:
        return [RATE, newest, None, rates[newest], rates[newest], rates, None, None, False] if newest else None
    now, before = levels[newest], levels.get(newest - 1)
    change = _change(before, now, rates.get(newest), is_new_level=newest in levels.attrs["breaks"])
    if change is None:
        return None
    return [LEVEL, newest, before, now, change, levels, None, None, newest in levels.attrs["derived"]]


def _change(
    before: Quantity | None, now: Quantity, published: Quantity | None, *, is_new_level: bool = False
) -> Quantity | None:
    computed: Quantity | None = None
    if before is not None and before.bounds.lower > 0 and not is_new_level:
        computed = ((now / before - 1) * 100).shown(1)
    if published is None or computed is None:
        return published if computed is None else computed
    is_opposed = published.exact * computed.exact < 0 and not computed.bounds.lower <= 0 <= computed.bounds.upper
    return computed.because(published) if is_opposed else published


def _of_group(plan: Plan, code: str, group: str) -> list[Any] | None:
    """Return the sum over the members that have both years."""
    members = by_member(plan, code, group)
    years = [int(year) for year in members.columns]
    newest = max((year for year in years if year - 1 in years), default=None)
    if newest is None or newest != max(years):
        return None
    both = members[[newest - 1, newest]].dropna()
    if both.empty:
        return None
    unit = _large_unit(both[newest].tolist())
    before, now = (total(one.to(unit).shown(2) for one in both[year]).shown(2) for year in (newest - 1, newest))
    change = _change(before, now, None)
    history = pd.Series({newest - 1: before, newest: now}, dtype=object)
    return None if change is None else [LEVEL, newest, before, now, change, history, len(both), len(members), True]


def _large_unit(values: list[Quantity]) -> str:
    """Return 亿元 for sums of 万元 that reach it: the unit that totals of a plan are told in."""
    unit = values[0].unit
    is_large = unit == "万元" and sum(value.exact for value in values) >= UNITS["亿元"].size / UNITS["万元"].size
    return "亿元" if is_large else unit


def _of_ratio(
    plan: Plan, code: str, ratio_of: tuple[str, str], entity: str, published: set[tuple[str, str]]
) -> list[Any] | None:
    """Return a ratio of two amounts of one entity: the published one, or one computed from both."""
    above, below = ratio_of
    if (code, entity) in published:
        found = series(plan, code, entity, frequency="year")
    elif {(above, entity), (below, entity)} <= published:
        parts, wholes = (series(plan, each, entity, frequency="year") for each in (above, below))
        years = [year for year in parts.index.intersection(wholes.index) if wholes[year].bounds.lower > 0]
        if not years or parts[years[0]].unit not in UNITS:
            return None
        found = pd.Series(
            {year: (parts[year] / wholes[year] * 100).to(PERCENT).shown(2) for year in years}, dtype=object
        )
    else:
        return None
    newest = max((int(year) for year in found.index), default=0)
    if newest - 1 not in found.index:
        return None
    before, now = found[newest - 1], found[newest]
    change = now - before if now.unit == PERCENT else (now / before - 1) * 100
    return [SHARE, newest, before, now, change.shown(1), found]


def _of_processing(plan: Plan) -> Iterator[tuple[str, list[Any]]]:
    table = processing_ratios(plan).drop(columns=WANTED)
    for entity, row in table.iterrows():
        found = row.dropna()
        newest = max((int(year) for year in found.index), default=0)
        if newest - 1 in found.index and newest == max(map(int, table.columns)):
            before, now = found[newest - 1].to(RATIO), found[newest].to(RATIO)
            change = ((now / before - 1) * 100).shown(1)
            yield str(entity), [SHARE, newest, before, now, change, found]


def _wholes(plan: Plan) -> set[str]:
    """Return the entities that are wholes: segments that are part of no other, groups, and totals of all their parts."""
    entities, totals = plan.definition.entities, plan.definition.totals
    parts = {part.entity for one in totals for part in one.parts if part.entity != one.total.entity}
    segments = {code for code, one in entities.items() if one.kind == "segment"} - parts
    groups = {code for code, one in entities.items() if one.members}
    return segments | groups | {one.total.entity for one in totals if one.kind == "identity"}


def _doubles(plan: Plan) -> set[str]:
    """Return the groups that have the members of a group before them: their sums are the same."""
    seen: set[frozenset[str]] = set()
    found = set()
    for code, one in plan.definition.entities.items():
        members = frozenset(one.members)
        if members and members in seen:
            found.add(code)
        seen.add(members)
    return found
