"""The grade of a figure on the way to a goal: computed for both ends of its rounding, and given only if they agree.

Between the base and the due year the pace is compared with the thresholds (`lcanalysis.thresholds`). To be ahead, a figure
must also lie beyond the straight and the compound path; to be behind, it must be short of both. In the due year the figure
is compared with the goal itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from lcanalysis.goals import verdicts
from lcanalysis.goals.criteria import band, direction, is_rate, is_strict
from lcanalysis.goals.evidence import End, Ends, Level
from lcanalysis.goals.goal_words import ABOUT
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.meaning import OF_A_WHOLE
from lcanalysis.goals.way import Way
from lcanalysis.intake.possible import ALL
from lcanalysis.quantities import Quantity
from lcanalysis.thresholds import Thresholds
from lcanalysis.units import PERCENT

ROUNDING = "rounding"
BOUND = "bound"
DEFINITION = "definition"
_COARSE = {
    verdicts.BEHIND: frozenset({verdicts.BEHIND, verdicts.BEHIND_LIMITED, verdicts.MOVING_AWAY}),
    verdicts.MET: frozenset({verdicts.MET, verdicts.EXCEEDED}),
}
"""Coarse verdicts, each with the finer ones that it covers: it is given where a figure's two ends differ among these."""


@dataclass(frozen=True)
class Position:
    """Where a figure lies on the way to a goal, some years after the base.

    Each number is a pair: for the worse and for the better end of what the figure may be. Distances are positive on the
    better side. They are calculated when a grade first asks for them, since bounds take time. If it `is_rough`, they lie outside
    of the ends that rounding allows, or on them, and are found sooner.
    """

    way: Way
    latest: Level
    years: int
    thresholds: Thresholds
    is_rough: bool = False

    @cached_property
    def _figure(self) -> Quantity:
        return as_printed(self.way.goal, self.latest.quantity)

    @cached_property
    def _sign(self) -> int:
        return direction(self.way.goal)

    @cached_property
    def _marks(self) -> tuple[Quantity, Quantity]:
        """The worse and the better end of the band in which the goal is just met."""
        return (self.way.lowest, self.way.highest) if self._sign > 0 else (self.way.highest, self.way.lowest)

    def _paths(self, mark: Quantity) -> tuple[Quantity, ...]:
        """Return the levels of the year on the paths to a mark, without a path whose side the pace tells already."""
        way, limits = self.way, self.thresholds
        is_told = Decimal(limits.faster) > ALL >= Decimal(limits.on_track) and way.lowest.exact == way.highest.exact
        if not (is_told and way.is_compound):
            return way.paths(mark, self.years)
        return () if is_rate(way.goal) else (way.straight(mark, self.years),)

    def _from(self, mark: Quantity, figure: Quantity | None = None) -> Ends:
        return self._ends(((figure or self._figure) - mark) * self._sign)

    def _ends(self, found: Quantity) -> Ends:
        return self.latest.ends(found, falls=self._sign < 0, is_rough=self.is_rough)

    @cached_property
    def pace(self) -> Ends:
        """The pace so far in percent of that needed."""
        return self._ends(self.way.pace(self._figure, self.years))

    @cached_property
    def beyond(self) -> Ends:
        """The distance from the nearer of the paths to the better end of the band."""
        found = [self._from(path) for path in self._paths(self._marks[1])]
        return min((low for low, _ in found), default=math.inf), min((high for _, high in found), default=math.inf)

    @cached_property
    def short(self) -> Ends:
        """The distance from the nearer of the paths to the worse end of the band."""
        found = [self._from(path) for path in self._paths(self._marks[0])]
        return max((low for low, _ in found), default=-math.inf), max((high for _, high in found), default=-math.inf)

    @cached_property
    def reached(self) -> Ends:
        """The distance from the worse end of the band itself."""
        return self._from(self._marks[0])

    @cached_property
    def nearly(self) -> Ends:
        """The same, with the shortfall added that still counts as nearly met in the due year."""
        allowed = abs(self.way.wanted - self.way.base) * (Fraction(Decimal(self.thresholds.nearly)) / 100)
        return self._from(self._marks[0], self._figure + allowed * self._sign)

    def grades(self, how: Callable[[Position, int], str]) -> tuple[str, str]:
        """Return the grades at the worse end (0) and at the better end (1).

        A grade asks whether numbers are above some limits: what two ends answer alike, all between them do. So a grade on which
        rough ends agree is that of the ends between them as well.
        """
        rough = replace(self, is_rough=True)
        found = how(rough, 0), how(rough, 1)
        return found if found[0] == found[1] else (how(self, 0), how(self, 1))


def as_printed(goal: Goal, figure: Quantity) -> Quantity:
    """Return a figure; a share that is printed as 100% is exactly that, whatever its rounding would allow."""
    is_whole = goal.kind in OF_A_WHOLE and figure.unit == PERCENT and figure.exact == ALL
    return Quantity(figure.exact, figure.unit).because(figure) if is_whole else figure


def meets(goal: Goal, level: Level) -> bool | None:
    """Return whether a figure meets a goal of a level; None if its rounding leaves that open."""
    sign, figure = direction(goal), as_printed(goal, level.quantity)
    worse = band(goal)[::sign][0].to(figure.unit)
    ends = level.ends((figure - worse) * sign, falls=sign < 0)
    found = {_is_reached(goal, end) for end in ends}
    return found.pop() if len(found) == 1 else None


def _is_reached(goal: Goal, distance: End) -> bool:
    return distance > 0 if is_strict(goal) else distance >= 0


def _is_ahead(position: Position, end: int) -> bool:
    """Return whether the pace is that of a faster one, and the figure lies beyond both paths."""
    return position.pace[end] >= Decimal(position.thresholds.faster) and position.beyond[end] > 0


def under_way(position: Position, end: int) -> str:
    """Return the grade of a position between the base and the due year, at its worse (0) or better (1) end."""
    goal, thresholds, pace = position.way.goal, position.thresholds, position.pace[end]
    ahead = _is_ahead(position, end)
    if not goal.is_growth and _is_reached(goal, position.reached[end]):
        # A goal of about a value is not met any earlier above its band than within it.
        return verdicts.ABOVE_GOAL if ahead and goal.comparison == ABOUT else verdicts.ACHIEVED_EARLY
    if ahead:
        return verdicts.ABOVE_GOAL if goal.comparison == ABOUT else verdicts.FASTER
    if pace >= Decimal(thresholds.on_track) or position.short[end] >= 0:
        return verdicts.ON_TRACK
    if pace < Decimal(thresholds.away):
        return verdicts.MOVING_AWAY
    return verdicts.BEHIND_LIMITED if pace < Decimal(thresholds.limited) else verdicts.BEHIND


def when_due(position: Position, end: int) -> str:
    """Return the grade of a position in the due year, at one of its ends; only an expected goal (预期性) can be nearly met."""
    goal = position.way.goal
    if _is_reached(goal, position.reached[end]):
        if _is_ahead(position, end):
            return verdicts.ABOVE_GOAL if goal.comparison == ABOUT else verdicts.EXCEEDED
        return verdicts.MET
    is_nearly = goal.binding == "expected" and position.nearly[end] > 0
    return verdicts.NEARLY_MET if is_nearly else verdicts.NOT_MET


def agreed(grades: Iterable[str], latest: Level) -> tuple[str, str]:
    """Return the grade on which both ends of a figure agree, with an empty reason; else the verdict without a grade, and why.

    >>> from lcanalysis.goals.evidence import Level
    >>> agreed(("on_track", "behind"), Level(Quantity(1)))
    ('within_rounding', 'rounding')
    """
    found = set(grades)
    if len(found) == 1:
        return found.pop(), ""
    for coarse, finer in _COARSE.items():
        if found <= finer:
            return coarse, ""
    return undecided(latest)


def undecided(*levels: Level) -> tuple[str, str]:
    """Return the verdict and the reason where the ends of a figure have unlike grades."""
    if any(level.definition for level in levels):
        return verdicts.OTHER_DEFINITION, DEFINITION
    return verdicts.WITHIN_ROUNDING, BOUND if any(level.is_open for level in levels) else ROUNDING
