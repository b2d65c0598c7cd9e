"""Profit against revenue: the margin of two years, each known within the rounding of what was published."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from lcanalysis.goals.growth import Bounds
from lcanalysis.goals.measures import Figures
from lcanalysis.observations import Observation
from lcanalysis.periods import base_period
from lcanalysis.quantities.digits import as_decimal
from lcanalysis.quantities.opening import figure

PROFIT: Final = "profit"
REVENUE: Final = "revenue"


@dataclass(frozen=True, slots=True)
class Margin:
    """Profit in percent of revenue in one year, with all values that the rounding of both allows."""

    profit: Observation
    revenue: Observation
    value_pct: Decimal
    bounds: Bounds

    @property
    def trace(self) -> tuple[str, ...]:
        """The raw cells of profit and revenue."""
        return self.profit.trace, self.revenue.trace


def margin(figures: Figures, entity: str, period: str) -> Margin | None:
    """Return the margin of a year, profit / revenue * 100, or None where either is unknown or revenue is not positive.

    Profit may be negative. The figure of a year that was not printed follows from the next year's figure and its
    published growth (status ``derived``), with a rounding interval to match.
    """
    profit, revenue = (figures.get(name, entity, period) for name in (PROFIT, REVENUE))
    if profit is None or revenue is None or revenue.lower <= 0:
        return None
    found = figure(profit) / figure(revenue) * 100
    return Margin(profit, revenue, found.value, Bounds(*map(as_decimal, found.bounds)))


def margins(figures: Figures, entity: str) -> tuple[Margin, Margin] | None:
    """Return the margins of the latest year that has one and of the year before, the earlier first; None without both."""
    for period in reversed(figures.years):
        later, earlier = margin(figures, entity, period), margin(figures, entity, base_period(period))
        if later is not None and earlier is not None:
            return earlier, later
    return None
