"""The level that a goal implies year by year, and how much of the way is behind, on the straight and the compound path."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext

from lcanalysis.goals.criteria import years_of
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.growth import WORKING_DIGITS, projected_level, required_growth_pct
from lcanalysis.goals.measures import Measurement
from lcanalysis.goals.rates import wanted_level
from lcanalysis.periods import year_of


@dataclass(frozen=True, slots=True)
class Milestone:
    """The level a goal implies for one year: on the straight path, and on the compound one where levels are positive."""

    year: int
    straight: Decimal
    compound: Decimal | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of the way from the base to the wanted level is behind, and how much of the time; in percent.

    With B the base, W the wanted level and x the latest: straight (x - B) / (W - B), compound
    ln(x / B) / ln(W / B). Negative where the figure moved away; None where the way has no length or no logarithm.
    """

    elapsed_pct: Decimal
    straight_pct: Decimal | None
    compound_pct: Decimal | None


def milestones(goal: Goal, base: Measurement | None) -> tuple[Milestone, ...]:
    """Return the levels from the year after the base year to the due year; empty without a base or a wanted level.

    A growth goal's straight path is the one to the level that its growth leads to.

    Parameters
    ----------
    goal
        The goal; a range counts from its lower end.
    base
        The figure of the goal's base year.
    """
    wanted = wanted_level(goal, base)
    if base is None or wanted is None:
        return ()
    span = years_of(goal)
    step = (wanted - base.value) / span
    pace = required_growth_pct(base.value, wanted, span) if base.value > 0 and wanted > 0 else None
    first = year_of(goal.base_period)
    return tuple(
        Milestone(
            first + after,
            base.value + step * after,
            None if pace is None else projected_level(base.value, pace, after),
        )
        for after in range(1, span + 1)
    )


def progress(goal: Goal, base: Measurement | None, latest: Measurement | None) -> Progress | None:
    """Return how far a goal has come since its base year; None without figures for it.

    Examples
    --------
    From 813.9 toward 1000 by 2022, 906.95 in 2020 is half of the straight way after half of the time.
    """
    wanted = wanted_level(goal, base)
    if base is None or latest is None or wanted is None:
        return None
    elapsed = Decimal(100 * (year_of(latest.period) - year_of(goal.base_period))) / years_of(goal)
    way = wanted - base.value
    straight = (latest.value - base.value) / way * 100 if way else None
    compound = None
    if min(base.value, latest.value, wanted) > 0 and way:
        with localcontext(prec=WORKING_DIGITS):
            compound = (latest.value / base.value).ln() / (wanted / base.value).ln() * 100
    return Progress(elapsed, straight, compound)
