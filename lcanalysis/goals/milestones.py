"""The level that a goal implies for each year, and the progress so far, on the straight and on the compound path."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from lcanalysis.goals.criteria import is_rate, years_left, years_of
from lcanalysis.goals.goal_words import goal_quantity
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.measures import SHARE_DECIMALS, Measurement
from lcanalysis.periods import year_of
from lcanalysis.quantities import Quantity
from lcanalysis.units import PERCENT


@dataclass(frozen=True, slots=True)
class Milestone:
    """The level a goal implies for one year: on the straight path, and on the compound one where levels are positive."""

    year: int
    straight: Quantity
    compound: Quantity | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of the time is over, and how much of the way from the base to the wanted level is behind; in percent.

    With B the base, W the wanted level and x the latest level, the straight progress is (x - B) / (W - B) and the compound
    one ln(x / B) / ln(W / B). It is negative if the figure moved away from the goal, and None if W = B, or if a logarithm
    would be taken of a number that is not above zero.
    """

    elapsed_pct: Quantity
    straight_pct: Quantity | None
    compound_pct: Quantity | None


def wanted_level(goal: Goal, start: Measurement | None) -> Quantity | None:
    """Return the level that the goal means in its due year: its value, or where its growth leads from its start.

    A range counts from its lower end. `start` may be of another year than the goal's base, if that was not published: growth
    is then counted from it. None for a growth goal without a figure above zero to start from, or one that is due.
    """
    value = goal_quantity(goal, goal.value)
    if not goal.is_growth:
        return value if start is None else value.to(start.unit)
    if start is None or start.value <= 0:
        return None
    years = years_left(goal, start.period)
    if years < 1:
        return None
    level: Quantity = start.quantity * (1 + value / 100) ** years if is_rate(goal) else start.quantity + value * years
    return level


def milestones(goal: Goal, base: Measurement | None) -> tuple[Milestone, ...]:
    """Return the levels from the year after the base year to the due year; empty without a base or a wanted level.

    A growth goal's straight path is the one to the level that its growth leads to.

    `goal`: the goal; a range counts from its lower end. `base`: the figure of the goal's base year.
    """
    wanted = wanted_level(goal, base)
    if base is None or wanted is None:
        return ()
    level, span, first = base.quantity, years_of(goal), year_of(goal.base_period)
    has_compound = level > 0 and wanted > 0
    return tuple(
        Milestone(
            first + after,
            _shown(level + (wanted - level) * after / span),
            _shown(level * (wanted / level) ** Fraction(after, span)) if has_compound else None,
        )
        for after in range(1, span + 1)
    )


def _shown(level: Quantity) -> Quantity:
    return level.shown(SHARE_DECIMALS) if level.unit == PERCENT else level


def progress(goal: Goal, base: Measurement | None, latest: Measurement | None) -> Progress | None:
    """Return how far a goal has come since its base year; None without figures for it.

    From 813.9 toward 1000 by 2022, 906.95 in 2020 is half of the straight way after half of the time.
    """
    wanted = wanted_level(goal, base)
    if base is None or latest is None or wanted is None:
        return None
    start, now = base.quantity, latest.quantity.to(base.unit)
    elapsed = elapsed_of(goal, year_of(latest.period)).because(now, start)
    if wanted == start:
        return Progress(elapsed, None, None)
    straight = ((now - start) / (wanted - start) * 100).shown(1)
    has_compound = min(start, now, wanted) > 0
    compound = ((now / start).log() / (wanted / start).log() * 100).shown(1) if has_compound else None
    return Progress(elapsed, straight, compound)


def elapsed_of(goal: Goal, year: int) -> Quantity:
    """Return how much of the time from base to due year is over in a year, in percent."""
    behind = Fraction(100 * (year - year_of(goal.base_period)), max(1, years_of(goal)))
    return Quantity(behind, PERCENT).because(goal_quantity(goal, goal.value))
