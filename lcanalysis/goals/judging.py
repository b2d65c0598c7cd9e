"""Judges a goal by its evidence: returns what was computed, the verdict, and the reason where there is none.

The rules, as `docs/en/verdicts.md` tells them:

- In the base year nothing is judged; growth before it is momentum. A goal that its base meets is to be kept.
- After it, the pace so far is compared with the pace needed (`lcanalysis.goals.grades`); in the due year, the figure with
  the goal.
- Growth is judged by the levels since the base year, by the chained published rates, or by both; where the two give unlike
  grades, there is none. Real growth is judged by chained rates alone.
- There is no grade where rounding, a bound or another definition leaves it open.
- What is to be kept is judged year by year (`lcanalysis.goals.keeping`), and a rank by its place alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from lcanalysis.goals import verdicts
from lcanalysis.goals.assessment import (
    AFTER_DUE,
    BOTH,
    DIFFERENCE,
    GAP,
    LEVELS,
    NATURE,
    NO_BASE,
    NO_GROWTH,
    NOMINAL,
    NOT_PUBLISHED,
    POSITION,
    RATES,
    SUM,
    Assessment,
)
from lcanalysis.goals.criteria import is_for_every_year, is_rate, is_share
from lcanalysis.goals.evidence import Evidence, Level
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.grades import ROUNDING, Position, agreed, meets, undecided, under_way, when_due
from lcanalysis.goals.keeping import kept
from lcanalysis.goals.meaning import CUMULATIVE, KEEP, RANK, REAL, RELATIVE
from lcanalysis.goals.way import average_change, chained, summed, way_of
from lcanalysis.periods import year_of
from lcanalysis.quantities import Quantity
from lcanalysis.thresholds import Thresholds
from lcanalysis.units import PERCENT


def judge(goal: Goal, evidence: Evidence, thresholds: Thresholds | None = None) -> Assessment:
    """Return the assessment of a goal by its evidence.

    - `goal`: the goal.
    - `evidence`: its figures, and the published growth; those after the due year are not used.
    - `thresholds`: those of the plan; the usual ones unless given.

    From 813.9 in 2018 to 1000 in 2022, 859.0 in 2019 is 105% of the pace needed, yet below the straight path (860.4): on track.
    """
    limits, first, due = thresholds or Thresholds(), year_of(goal.base_period), year_of(goal.due_period)
    known = evidence.until(due)
    if goal.not_judged:
        return replace(_newest(goal, known), verdict=goal.not_judged, reason=goal.not_judged)
    newest = max((*known.levels, *known.rates), default=None)
    if newest is None:
        is_late = bool(evidence.levels or evidence.rates)
        return Assessment(goal, *((verdicts.INCOMPLETE, AFTER_DUE) if is_late else (verdicts.NO_DATA, NOT_PUBLISHED)))
    if newest <= first:
        return _at_base(goal, known)
    return _since_base(goal, known, limits)


def _since_base(goal: Goal, known: Evidence, limits: Thresholds) -> Assessment:
    """Judge by the figures after the base year, as the kind of the goal asks for."""
    if goal.kind == CUMULATIVE:
        return _cumulative(goal, known.levels, limits)
    if goal.kind == RELATIVE:
        return _kept(goal, known.levels, DIFFERENCE)
    if is_for_every_year(goal):
        return _kept(goal, _growths(known, year_of(goal.base_period)), RATES)
    return _by_figures(goal, known, limits)


def _newest(goal: Goal, known: Evidence) -> Assessment:
    """Return what is known, without a verdict."""
    first = year_of(goal.base_period)
    levels = {} if goal.kind == REAL else known.levels
    base = levels.get(first)
    by_rates = not levels or (is_rate(goal) and max(known.rates, default=0) > max(levels))
    held = {year: Level(rate) for year, rate in known.rates.items()} if by_rates else levels
    year = max(held, default=None)
    latest = None if year is None else held[year]
    method = "" if year is None else RATES if by_rates else LEVELS
    return Assessment(goal, "", method=method, base=base, latest=latest, year=year)


def _at_base(goal: Goal, known: Evidence) -> Assessment:
    found = _newest(goal, known)
    has_base = found.base is not None and not goal.is_growth and goal.kind not in {CUMULATIVE, RELATIVE}
    is_met = found.base is not None and has_base and meets(goal, found.base)
    way = None
    if found.base is not None and goal.kind not in {CUMULATIVE, RELATIVE, KEEP, RANK} and _can_go(goal, found.base):
        way = way_of(goal, found.base.quantity)
    return replace(found, verdict=verdicts.MET_AT_BASE if is_met else verdicts.BASE_YEAR, way=way)


def _can_go(goal: Goal, base: Level) -> bool:
    """Return whether a way leads on from a base: growth needs one that is certainly above zero."""
    return not is_rate(goal) or base.quantity.bounds.lower > 0


def _by_figures(goal: Goal, known: Evidence, limits: Thresholds) -> Assessment:
    """Judge by levels, by chained rates, or by both."""
    first = year_of(goal.base_period)
    base = known.levels.get(first)
    found = []
    if goal.kind != REAL and max(known.levels, default=first) > first:
        found.append(_by_levels(goal, known.levels, limits))
    since = [year for year in sorted(known.rates) if year > first]
    may_chain = is_rate(goal) or (goal.kind == "level" and base is not None and not is_share(goal))
    if since and may_chain:
        found.append(_by_rates(goal, known, since, limits))
    if not found:
        nominal = goal.kind == REAL and known.levels
        return replace(
            _newest(goal, known),
            verdict=verdicts.OTHER_DEFINITION if nominal else verdicts.INCOMPLETE,
            reason=NOMINAL if nominal else GAP,
        )
    return _chosen(found)


def _chosen(found: list[Assessment]) -> Assessment:
    """Return the assessment to tell: one with a grade first, then the one of the later year, then the one by levels."""
    best = max(found, key=lambda one: (one.verdict in verdicts.JUDGED, one.year or 0, one.method == LEVELS))
    other = next((one for one in found if one is not best and one.year == best.year), None)
    if other is None or best.verdict == other.verdict or not {best.verdict, other.verdict} <= {*verdicts.JUDGED}:
        return best
    # Neither of the two is the goal's pace; both stand among the alternatives.
    told = replace(best, verdict=verdicts.DEFINITIONS_DIFFER, reason=BOTH, pace=None, progress=None)
    return replace(told, alternatives=(best, other))


def _by_rates(goal: Goal, known: Evidence, since: list[int], limits: Thresholds) -> Assessment:
    """Judge by published growth, chained from the base year on: the level, or where none is published an index of it."""
    first, year = year_of(goal.base_period), since[-1]
    rates = [known.rates[one] for one in since]
    base = known.levels.get(first) if goal.kind != REAL else None
    latest = Level(rates[-1])
    if len(rates) < year - first or (base is not None and base.quantity.bounds.lower <= 0):
        reason = GAP if len(rates) < year - first else NO_GROWTH
        return Assessment(goal, verdicts.INCOMPLETE, reason, RATES, base, latest, year)
    # Growth needs no level to be chained; a level does.
    start = Level(Quantity(1)) if base is None or (goal.is_growth and base.is_open) else base
    index = chained(rates)
    reached = start.quantity * index
    if not goal.is_growth and meets(goal, start):
        so_far = {one: Level(start.quantity * chained(rates[:at])) for at, one in enumerate(since, 1)}
        found = _kept(goal, {first: start} | so_far, RATES)
    else:
        found = _on_the_way(goal, start, Level(reached), year, limits)
    average = rates[0]
    if len(rates) > 1:
        average = ((index ** Fraction(1, len(rates)) - 1) * 100).to(PERCENT).shown(1)
    return replace(found, method=RATES, base=base, latest=latest, reached=reached, average=average)


def _by_levels(goal: Goal, levels: Mapping[int, Level], limits: Thresholds) -> Assessment:
    first, year = year_of(goal.base_period), max(levels)
    base, latest = levels.get(first), levels[year]
    found = Assessment(goal, "", "", LEVELS, base, latest, year, reached=latest.quantity)
    if goal.kind == KEEP or (base is not None and not goal.is_growth and meets(goal, base)):
        return _kept(goal, levels, KEEP)
    if base is None:
        return _without_base(found, latest)
    if not _can_go(goal, base):
        return replace(found, verdict=verdicts.INCOMPLETE, reason=NO_GROWTH)
    if goal.kind == RANK:
        return _by_place(found, latest)
    if not (goal.is_growth or base.is_open or way_of(goal, base.quantity).has_length):
        return _kept(goal, levels, KEEP)
    return _on_the_way(goal, base, latest, year, limits)


def _on_the_way(goal: Goal, base: Level, latest: Level, year: int, limits: Thresholds) -> Assessment:
    found = Assessment(goal, "", "", LEVELS, base, latest, year, reached=latest.quantity)
    if base.is_open:
        # The true start of the way is unknown: only in the due year can it be told that a level was not reached.
        is_short = not goal.is_growth and found.is_due and meets(goal, latest) is False
        verdict, reason = (verdicts.NOT_MET, "") if is_short else undecided(base)
        return replace(found, verdict=verdict, reason=reason)
    way = way_of(goal, base.quantity)
    if not way.has_length:
        return replace(found, verdict=verdicts.WITHIN_ROUNDING, reason=ROUNDING, way=way)
    position = Position(way, latest, found.years, limits)
    verdict, reason = agreed(position.grades(when_due if found.is_due else under_way), latest)
    if verdict == verdicts.NOT_MET and goal.binding == "unstated" and position.nearly[0] > 0:
        reason = NATURE
    return replace(
        found,
        verdict=verdict,
        reason=reason,
        way=way,
        pace=None if latest.is_open else way.pace(latest.quantity, found.years),
        progress=None if latest.is_open else way.progress(latest.quantity),
        average=None if latest.is_open else average_change(goal, base.quantity, latest.quantity, found.years),
    )


def _without_base(found: Assessment, latest: Level) -> Assessment:
    """Judge a figure whose base was not published: all that can be said is whether a level is reached."""
    goal = found.goal
    is_met = None if goal.is_growth else meets(goal, latest)
    if goal.kind == RANK:
        return _by_place(found, latest)
    if is_met:
        verdict = verdicts.MET if found.is_due else verdicts.ACHIEVED_EARLY
    elif is_met is None and not goal.is_growth:
        return replace(found, verdict=undecided(latest)[0], reason=undecided(latest)[1])
    else:
        is_short = is_met is False and found.is_due and goal.binding != "expected"
        verdict = verdicts.NOT_MET if is_short else verdicts.INCOMPLETE
    return replace(found, verdict=verdict, reason=NO_BASE)


def _by_place(found: Assessment, latest: Level) -> Assessment:
    is_met = meets(found.goal, latest)
    if is_met:
        verdict = verdicts.MET if found.is_due else verdicts.ACHIEVED_EARLY
    else:
        verdict = verdicts.NOT_MET if found.is_due else verdicts.POSITION_ONLY
    return replace(found, verdict=verdict, method=POSITION)


def _kept(goal: Goal, levels: Mapping[int, Level], method: str) -> Assessment:
    first, year = year_of(goal.base_period), max(levels, default=0)
    if year <= first:
        return Assessment(goal, verdicts.INCOMPLETE, GAP, method)
    verdict, reason = kept(goal, levels, first)
    base, latest = levels.get(first), levels[year]
    average = None
    if base is not None and method == KEEP and not (base.is_open or latest.is_open):
        average = average_change(goal, base.quantity, latest.quantity, year - first)
    return Assessment(goal, verdict, reason, method, base, latest, year, reached=latest.quantity, average=average)


def _cumulative(goal: Goal, amounts: Mapping[int, Level], limits: Thresholds) -> Assessment:
    """Judge the sum of the years after the base year: in n of N years, n/N of the goal is needed."""
    first, year = year_of(goal.base_period), max(amounts)
    since = [amounts[one] for one in sorted(amounts) if one > first]
    if len(since) < year - first:
        return Assessment(goal, verdicts.INCOMPLETE, GAP, SUM, latest=amounts[year], year=year)
    total = summed(goal, [one.quantity for one in since])
    open_ends = (any(one.is_open_below for one in since), any(one.is_open_above for one in since))
    sums = Level(total, *open_ends, definition=next((one.definition for one in since if one.definition), ""))
    nothing = Level(Quantity(0, total.unit))
    found = _on_the_way(goal, nothing, sums, year, limits)
    average = None if sums.is_open else (total / (year - first)).shown(total.places)
    return replace(found, method=SUM, base=None, latest=amounts[year], reached=total, average=average)


def _growths(known: Evidence, first: int) -> dict[int, Level]:
    """Return the growth of each year since the base: as published, else that of two levels a year apart."""
    levels = known.levels
    found = {
        year: Level(((one.quantity / levels[year - 1].quantity - 1) * 100).to(PERCENT).shown(1))
        for year, one in levels.items()
        if year > first and year - 1 in levels and levels[year - 1].quantity.bounds.lower > 0
        if not (one.is_open or levels[year - 1].is_open)
    }
    return found | {year: Level(rate) for year, rate in known.rates.items() if year > first}
