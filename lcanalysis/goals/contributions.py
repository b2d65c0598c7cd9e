"""Who accounts for the change of a published total.

A member's contribution to the change of a sum is its own change; in percent of the base it adds up to the
growth of the sum, whatever the signs. Its share of the change says the same only while all move one way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lcanalysis.definition import Total
from lcanalysis.goals.growth import yoy_pct
from lcanalysis.goals.measures import Figures, Measurement, measure
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


def change_of_total(figures: Figures, total: Total, period: str) -> Change | None:
    """Return how a published total changed on the year before, and what each of its declared parts contributed.

    The parts need not make up the whole: what they leave over is the total's contribution less theirs. Parts
    without figures for both years are left out; None if the total has none, or no part has.

    Parameters
    ----------
    figures
        The plan's figures.
    total
        A relation of plan.yml between a whole and its parts, all of one indicator and unit.
    period
        The later period.
    """
    whole = _two_years(figures, total.indicator, total.total.entity, period)
    if whole is None or total.total.area != figures.definition.plan.area:
        return None
    names = [part.entity for part in total.parts if part.area == total.total.area]
    found = _each(figures, total.indicator, names, period, whole[0].unit)
    return _change(whole, found) if found else None


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
