"""The evidence for a goal: its figures by year, the published growth, and whether they count what the goal counts."""

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
    """A figure that says something about a goal, in one year.

    The figure that the goal is about may lie below it (`is_open_below`) or above it (`is_open_above`), because only a bound
    was published (1000余), or because it is of another `definition`, whose code is then given. Open on both sides, it says
    nothing. A level that `is_derived` was computed from another year's level and its growth, which may be on a comparable
    basis.
    """

    quantity: Quantity
    is_open_below: bool = False
    is_open_above: bool = False
    definition: str = ""
    is_derived: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it may differ from the goal's own figure by more than rounding."""
        return self.is_open_below or self.is_open_above

    def ends(self, found: Quantity, *, falls: bool = False, is_rough: bool = False) -> Ends:
        """Return the least and greatest value of what follows from this figure, infinite where it is open.

        `falls` says that the result falls as the figure rises, `is_rough` that ends which lie outside of these do.
        """
        bounds = found.enclosure if is_rough else found.bounds
        is_open = (self.is_open_above, self.is_open_below) if falls else (self.is_open_below, self.is_open_above)
        return -math.inf if is_open[0] else bounds.lower, math.inf if is_open[1] else bounds.upper


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known of a goal.

    `levels` are the figures by year, in one unit; `rates` the published growth by year in %, each over the year before. For a
    goal that is relative to another indicator, `levels` are the differences of the two growths.
    """

    levels: Mapping[int, Level] = field(default_factory=dict)
    rates: Mapping[int, Quantity] = field(default_factory=dict)

    def until(self, year: int) -> Evidence:
        """Return what is known of the years up to `year`."""
        return Evidence(
            {at: one for at, one in self.levels.items() if at <= year},
            {at: one for at, one in self.rates.items() if at <= year},
        )
