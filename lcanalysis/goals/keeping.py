"""Judges goals that are to be kept: the level of each year decides, then the direction of the last change.

These are goals to stay above or below a level, goals that the base year met already, goals whose whole change is no larger
than the rounding of the base, and growth that is to stay above or below that of another indicator.
"""

from __future__ import annotations

from collections.abc import Mapping

from lcanalysis.goals import verdicts
from lcanalysis.goals.assessment import GAP
from lcanalysis.goals.criteria import direction
from lcanalysis.goals.evidence import Level
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.grades import as_printed, meets, undecided


def kept(goal: Goal, levels: Mapping[int, Level], first: int) -> tuple[str, str]:
    """Return the verdict on the levels of the years after `first`, and the reason where there is none.

    If every year meets the goal, it is kept, or kept but weakening if the last level is worse than the one before. If a year
    does not meet it, it is not kept, or not kept but improving if the last level is better. A change within rounding does
    not count. If years are missing, the reason of the verdict says so.
    """
    since = {year: one for year, one in sorted(levels.items()) if year > first}
    met = {year: meets(goal, one) for year, one in since.items()}
    moved = _moved(goal, levels)
    if False in met.values():
        return verdicts.NOT_KEPT_IMPROVING if moved > 0 else verdicts.NOT_KEPT, ""
    if None in met.values():
        return undecided(*(one for year, one in since.items() if met[year] is None))
    gap = GAP if len(since) < max(since) - first else ""
    return verdicts.KEPT_WEAKENING if moved < 0 else verdicts.KEPT, gap


def _moved(goal: Goal, levels: Mapping[int, Level]) -> int:
    """Return 1 if the last figure is certainly better than the one before, -1 if worse, else 0."""
    last = [levels[year] for year in sorted(levels)[-2:]]
    if len(last) < 2 or any(one.is_open for one in last):
        return 0
    before, now = (as_printed(goal, one.quantity) for one in last)
    change = (now - before).bounds
    rise = 1 if change.lower > 0 else -1 if change.upper < 0 else 0
    return rise * direction(goal)
