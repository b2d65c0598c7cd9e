"""The grade of a figure on the way of a goal: at both ends of what rounding allows, and only where they agree.

After the base year the pace is held against the thresholds (`lcanalysis.thresholds`): ahead also takes a figure beyond the straight
and the compound path, behind one that is short of both. In the due year the goal itself is held against the figure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from lcanalysis.goals import verdicts
from lcanalysis.goals.criteria import band, direction, is_strict
from lcanalysis.goals.evidence import End, Level
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
"""Verdicts that hold wherever among finer ones a figure lies."""


@dataclass(frozen=True, slots=True)
class Point:
    """Where a figure lies, at one end of what it may be; distances are positive on the better side.

    `beyond` is its distance from the nearer of the paths to the better end of the goal's band, `short` that from the nearer of the
    paths to the worse end, `reached` that from the worse end itself, and `nearly` the same with what is allowed in the due year.
    """

    pace: End
    beyond: End
    short: End
    reached: End
    nearly: End


def points(way: Way, latest: Level, years: int, thresholds: Thresholds) -> tuple[Point, Point]:
    """Return where a figure lies some years after the base, at the worse and at the better end of what it may be."""
    sign, figure = direction(way.goal), as_printed(way.goal, latest.quantity)
    better, worse = (way.highest, way.lowest)[::sign]
    ends = {
        "pace": [latest.ends(way.pace(figure, years), falls=sign < 0)],
        "beyond": [_ends(sign, latest, figure, path) for path in way.paths(better, years)],
        "short": [_ends(sign, latest, figure, path) for path in way.paths(worse, years)],
        "reached": [_ends(sign, latest, figure, worse)],
        "nearly": [_ends(sign, latest, figure + abs(way.wanted - way.base) * sign * _share(thresholds.nearly), worse)],
    }
    nearest = {"beyond": min, "short": max}
    low, high = (
        Point(**{name: nearest.get(name, min)(pair[at] for pair in pairs) for name, pairs in ends.items()})
        for at in (0, 1)
    )
    return low, high


def _share(percent: str) -> Fraction:
    return Fraction(Decimal(percent)) / 100


def _ends(sign: int, latest: Level, figure: Quantity, mark: Quantity) -> tuple[End, End]:
    return latest.ends((figure - mark) * sign, falls=sign < 0)


def as_printed(goal: Goal, figure: Quantity) -> Quantity:
    """Return a figure; one that is printed as all of them (100%) is all of them, whatever its rounding."""
    is_whole = goal.kind in OF_A_WHOLE and figure.unit == PERCENT and figure.exact == ALL
    return Quantity(figure.exact, figure.unit).because(figure) if is_whole else figure


def meets(goal: Goal, level: Level) -> bool | None:
    """Return whether a figure meets a goal of a level; None where what it may be lies on both sides."""
    sign, figure = direction(goal), as_printed(goal, level.quantity)
    worse = band(goal)[::sign][0].to(figure.unit)
    ends = _ends(sign, level, figure, worse)
    found = {_is_reached(goal, end) for end in ends}
    return found.pop() if len(found) == 1 else None


def _is_reached(goal: Goal, distance: End) -> bool:
    return distance > 0 if is_strict(goal) else distance >= 0


def under_way(goal: Goal, point: Point, thresholds: Thresholds) -> str:
    """Return the grade of a point between the base and the due year."""
    ahead = point.beyond > 0 and point.pace >= Decimal(thresholds.faster)
    if not goal.is_growth and _is_reached(goal, point.reached):
        # Above the band of a goal of about a value is no earlier than within it.
        return verdicts.ABOVE_GOAL if ahead and goal.comparison == ABOUT else verdicts.ACHIEVED_EARLY
    if ahead:
        return verdicts.ABOVE_GOAL if goal.comparison == ABOUT else verdicts.FASTER
    if point.short >= 0 or point.pace >= Decimal(thresholds.on_track):
        return verdicts.ON_TRACK
    if point.pace < Decimal(thresholds.away):
        return verdicts.MOVING_AWAY
    return verdicts.BEHIND_LIMITED if point.pace < Decimal(thresholds.limited) else verdicts.BEHIND


def when_due(goal: Goal, point: Point, thresholds: Thresholds) -> str:
    """Return the grade of a point in the due year; what is obligatory is met or not."""
    if _is_reached(goal, point.reached):
        if point.beyond > 0 and point.pace >= Decimal(thresholds.faster):
            return verdicts.ABOVE_GOAL if goal.comparison == ABOUT else verdicts.EXCEEDED
        return verdicts.MET
    is_nearly = point.nearly > 0 and goal.binding != "binding"
    return verdicts.NEARLY_MET if is_nearly else verdicts.NOT_MET


def agreed(grades: Iterable[str], latest: Level) -> tuple[str, str]:
    """Return the grade that all ends of a figure have, else why there is none, and the reason: empty for a grade.

    Examples
    --------
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
    """Return the verdict and the reason where what figures may be lies on both sides of a grade."""
    if any(level.definition for level in levels):
        return verdicts.OTHER_DEFINITION, DEFINITION
    return verdicts.WITHIN_ROUNDING, BOUND if any(level.is_open for level in levels) else ROUNDING
