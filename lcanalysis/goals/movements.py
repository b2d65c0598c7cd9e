"""How figures moved over a year: the growth that is published, and the growth that the two published levels give.

A level that was itself derived from the growth says nothing of its own and is no level here; nor is a bound (1000余).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from lcanalysis.goals.growth import Bounds, yoy_pct, yoy_pct_bounds
from lcanalysis.observations import PUBLISHED, Observation, latest
from lcanalysis.periods import base_period
from lcanalysis.plan import Plan
from lcanalysis.units import convert

RATE_DECIMALS: Final = 1
"""Of growth that is computed and not published."""


@dataclass(frozen=True, slots=True)
class Movement:
    """What is published of one entity's indicator for a period and for the same period of the year before.

    `now` and `before` are the levels, `rate` the growth in percent; each None if it is not published.
    """

    entity: str
    period: str
    now: Observation | None
    before: Observation | None
    rate: Observation | None

    @property
    def computed_pct(self) -> Decimal | None:
        """The growth that the two levels give, in percent; None without both, or if the earlier may be zero or less."""
        if self.now is None or self.before is None or self.before.lower <= 0:
            return None
        return yoy_pct(self.now.value, convert(self.before.value, self.before.unit, self.now.unit))

    @property
    def is_opposed(self) -> bool:
        """Whether the published growth is a rise where the levels fell, or the reverse, beyond what rounding allows."""
        computed = self.computed_pct
        if self.now is None or self.before is None or self.rate is None or computed is None:
            return False
        if self.rate.value * computed >= 0:
            return False
        earlier = Bounds(*(convert(end, self.before.unit, self.now.unit) for end in Bounds.of(self.before)))
        allowed = yoy_pct_bounds(Bounds.of(self.now), earlier)
        return allowed.upper < self.rate.lower or allowed.lower > self.rate.upper

    @property
    def is_of_one_publication(self) -> bool:
        """Whether growth and levels were published at one time and for one scope, so that they must agree."""
        rows = [row for row in (self.now, self.before, self.rate) if row is not None]
        return len({(row.vintage, row.scope) for row in rows}) == 1

    @property
    def is_told_by_levels(self) -> bool:
        """Whether the growth to be told is that of the levels: none is published, or it contradicts its own levels."""
        return self.rate is None or (self.is_opposed and self.is_of_one_publication)

    @property
    def told_pct(self) -> Decimal | None:
        """The growth to be told, in percent: the published one unless `is_told_by_levels`; None if nothing gives one."""
        return self.computed_pct if self.rate is None or self.is_told_by_levels else self.rate.value

    @property
    def decimals(self) -> int:
        """Decimals of the computed growth: those of the published one, for comparison; else the usual ones."""
        exponent = self.rate.value.as_tuple().exponent if self.rate is not None else -RATE_DECIMALS
        return max(0, -int(exponent))


def movements(plan: Plan, indicator: str, entities: Iterable[str], period: str) -> tuple[Movement, ...]:
    """Return what is published of an indicator of some entities for a period, in the plan's own area.

    Entities of which neither a level of the period or the one before nor a growth is published are left out.

    Parameters
    ----------
    plan
        An opened plan.
    indicator
        The indicator of the levels; its growth is the one that plan.yml declares as `growth_of` it.
    entities
        In the order wanted.
    period
        A year, a month, or the months of a year up to one.
    """
    in_use, rates = _published(plan), growth_indicators(plan, indicator)
    area, before = plan.definition.plan.area, base_period(period)
    found = []
    for entity in entities:
        rate = next((row for code in rates if (row := in_use.get((code, entity, area, period)))), None)
        now, earlier = (in_use.get((indicator, entity, area, when)) for when in (period, before))
        one = Movement(entity, period, now, earlier, rate)
        if one.now or one.before or one.rate:
            found.append(one)
    return tuple(found)


def newest_movement(plan: Plan, indicator: str, entities: Iterable[str]) -> str | None:
    """Return the newest period for which a growth is published or follows from two levels; None if there is none.

    A year goes before months; of months those from January to the latest go before the month alone.
    """
    known = set(entities)
    codes = {indicator, *growth_indicators(plan, indicator)}
    area = plan.definition.plan.area
    periods = {row[3] for row in _published(plan) if row[0] in codes and row[1] in known and row[2] == area}
    for period in sorted(periods, key=_order, reverse=True):
        if any(one.told_pct is not None for one in movements(plan, indicator, known, period)):
            return period
    return None


def newest_level(plan: Plan, indicator: str, entities: Iterable[str]) -> str | None:
    """Return the newest period for which a level is published, as `newest_movement` orders them; None if there is none."""
    known, area = set(entities), plan.definition.plan.area
    periods = (row[3] for row in _published(plan) if row[0] == indicator and row[1] in known and row[2] == area)
    return max(periods, key=_order, default=None)


def growth_indicators(plan: Plan, indicator: str) -> tuple[str, ...]:
    """Return the indicators that plan.yml declares as the growth of another."""
    return tuple(code for code, one in plan.definition.indicators.items() if one.growth_of == indicator)


def _published(plan: Plan) -> dict[tuple[str, str, str, str], Observation]:
    return latest([row for row in plan.records if row.status == PUBLISHED])


def _order(period: str) -> tuple[bool, str, str, bool]:
    return len(period) == 4, period[:4], period[-2:], "--" in period
