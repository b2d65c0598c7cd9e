"""What is known of a goal: its figures by year, the published growth, and how far they count what the goal counts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from lcanalysis.quantities import Quantity

End = Fraction | float
"""An exact number, or infinity."""
Ends = tuple[End, End]


@dataclass(frozen=True, slots=True)
class Level:
    """A figure that bears on a goal, in one year.

    The goal's own figure may lie below it (`is_open_below`) or above it (`is_open_above`): a bound that was published (1000余),
    or a figure of another `definition`, whose code is then given. Open on both sides, it says nothing. One that `is_derived` follows
    from another year's level and its growth, which may be on a comparable basis.
    """

    quantity: Quantity
    is_open_below: bool = False
    is_open_above: bool = False
    definition: str = ""
    is_derived: bool = False

    @property
    def is_open(self) -> bool:
        """Whether more than its rounding lies between it and the goal's own figure."""
        return self.is_open_below or self.is_open_above

    def ends(self, found: Quantity, *, falls: bool = False) -> Ends:
        """Return the least and greatest value of what follows from this figure, infinite where it is open.

        `falls` says that the result falls as the figure rises.
        """
        bounds = found.bounds
        is_open = (self.is_open_above, self.is_open_below) if falls else (self.is_open_below, self.is_open_above)
        return -math.inf if is_open[0] else bounds.lower, math.inf if is_open[1] else bounds.upper


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known of a goal.

    `levels` are the figures by year, in the unit of the levels; `rates` the published growth by year in %, each over the year
    before. Of a goal relative to another indicator, `levels` are the differences of the two growths.
    """

    levels: Mapping[int, Level] = field(default_factory=dict)
    rates: Mapping[int, Quantity] = field(default_factory=dict)

    def until(self, year: int) -> Evidence:
        """Return what is known of the years up to `year`."""
        return Evidence(
            {at: one for at, one in self.levels.items() if at <= year},
            {at: one for at, one in self.rates.items() if at <= year},
        )
