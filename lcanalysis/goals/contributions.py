"""Who accounts for the change of a group, and what a goal for intensity would take.

A member's contribution to the change of a sum is its own change; in percent of the base it adds up to the
growth of the sum, whatever the signs. Its share of the change says the same only while all move one way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lcanalysis.goals.growth import yoy_pct
from lcanalysis.goals.measures import Figures, Measurement, measure, members_with, sum_members
from lcanalysis.periods import base_period

TwoYears = tuple[Measurement, Measurement]
"""A figure in a period and one year before, which is above zero."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one member, or all together, added to a sum between two periods.

    `change` is in the unit of the figures; `growth_pct` the member's own growth; `contribution_pp` its change in
    percent of the base of the sum, so that contributions add up to the growth of the sum in percentage
    points; `share_pct` its change in percent of the change of the sum, None if the sum did not change.
    """

    entity: str
    latest: Measurement
    before: Measurement
    change: Decimal
    growth_pct: Decimal
    contribution_pp: Decimal
    share_pct: Decimal | None

    @property
    def trace(self) -> tuple[str, ...]:
        """The raw cells of both periods."""
        return self.latest.trace + self.before.trace


@dataclass(frozen=True, slots=True)
class Change:
    """The change of a sum over the members that have both periods, and what each contributed, the largest first."""

    total: Contribution
    members: tuple[Contribution, ...]

    @property
    def main(self) -> Contribution:
        """The member with the largest change in the direction of the total."""
        sign = -1 if self.total.change < 0 else 1
        return max(self.members, key=lambda one: sign * one.change)


def change_by_member(figures: Figures, indicator: str, entity: str, period: str, unit: str) -> Change | None:
    """Return how an amount of a group changed on the year before, and who accounts for it.

    Only members with figures for both periods count: a firm that is new in the table is no growth.
    None if there are none, or if a base is not above zero.

    Parameters
    ----------
    figures
        The plan's figures.
    indicator, entity
        The amount, and the group whose members are meant.
    period
        The later period.
    unit
        The unit of all amounts.
    """
    periods = (period, base_period(period))
    members = members_with(figures, indicator, entity, periods)
    latest, before = (sum_members(figures, indicator, members, when, unit, entity) for when in periods)
    own = _each(figures, indicator, members, period, unit)
    if latest is None or before is None or len(own) < len(members):
        return None
    return _change((latest, before), own)


def _each(figures: Figures, indicator: str, names: Sequence[str], period: str, unit: str) -> list[TwoYears]:
    found = (_two_years(figures, indicator, name, period, unit) for name in names)
    return [pair for pair in found if pair is not None]


def _two_years(figures: Figures, indicator: str, entity: str, period: str, unit: str = "") -> TwoYears | None:
    row = figures.get(indicator, entity, period)
    if row is None:
        return None
    latest, before = (
        measure(figures, indicator, entity, when, unit or row.unit) for when in (period, base_period(period))
    )
    return (latest, before) if latest is not None and before is not None and before.value > 0 else None


def _change(whole: TwoYears, parts: Sequence[TwoYears]) -> Change:
    members = sorted((_contribution(part, whole) for part in parts), key=lambda one: abs(one.change), reverse=True)
    return Change(_contribution(whole, whole), tuple(members))


def _contribution(part: TwoYears, whole: TwoYears) -> Contribution:
    latest, before = part
    change, change_of_whole = (now.value - then.value for now, then in (part, whole))
    return Contribution(
        entity=latest.entity,
        latest=latest,
        before=before,
        change=change,
        growth_pct=yoy_pct(latest.value, before.value),
        contribution_pp=change / whole[1].value * 100,
        share_pct=change / change_of_whole * 100 if change_of_whole else None,
    )


def numerator_for(goal_pct: Decimal, denominator: Decimal) -> Decimal:
    """Return the numerator with which a ratio reaches `goal_pct` percent at a given denominator, in its unit.

    Examples
    --------
    Spending for an intensity of 3 % at a revenue of 2417.951 亿元:

    >>> numerator_for(Decimal(3), Decimal("2417.951"))
    Decimal('72.53853')
    """
    return goal_pct * denominator / 100
