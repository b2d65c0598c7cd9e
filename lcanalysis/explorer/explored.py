"""What follows from assumptions: the path they make, its place in the predictive distribution, the goal's probability."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

from lcanalysis.errors import UsageError
from lcanalysis.explorer.assumptions import OWN_GOAL, PLAN_GOAL, Assumptions
from lcanalysis.forecasting import MIX, Forecast, list_references
from lcanalysis.forecasting.class_outlook import class_outlook
from lcanalysis.forecasting.outlook import outlook
from lcanalysis.forecasting.plan_forecast import level_wanted
from lcanalysis.goals.assessing import plan_goals
from lcanalysis.goals.goals import Goal
from lcanalysis.observations import DERIVED
from lcanalysis.plan import Plan
from lcanalysis.quantities.opening import parameter

REVENUE: Final = "revenue"
KINDS: Final = ("level", "growth")
"""Kinds of goals that a path of revenue can be held against."""


@dataclass(frozen=True)
class Start:
    """Where a segment's revenue stands and what may come of it, by one reference class and target year.

    - `predictive`: the predictive distribution; of a segment whose revenue was never published, of an index with the
      base year at 100.
    - `derived`: years whose figure was not published but follows from published ones.
    - `trace`: the raw cell of the last observation.
    - `is_index`: whether levels are such an index.
    """

    predictive: Forecast
    derived: tuple[int, ...]
    trace: tuple[str, ...]
    is_index: bool


@dataclass(frozen=True)
class Explored:
    """All numbers that follow from one state of the explorer; language-free.

    Growth is in percent a year from the last observation to the target year; levels are in the unit of
    `start.predictive`; probabilities are fractions. What cannot be said, as the growth of volume needed if prices
    stand still at a goal that is reached, is a number all the same: negative growth is growth.
    """

    assumptions: Assumptions
    start: Start = field(repr=False)
    goal: Goal | None
    goal_level: float

    @property
    def ahead(self) -> int:
        """Years from the last observation to the target year."""
        return self.assumptions.target_year - self.start.predictive.origin

    @property
    def growth_pct(self) -> float:
        """Assumed growth of revenue: (1 + volume)(1 + price) - 1."""
        return self.assumptions.revenue_growth_pct

    @cached_property
    def path(self) -> Mapping[int, float]:
        """The assumed levels by year, the last observation first."""
        last, origin = self.start.predictive.last_value, self.start.predictive.origin
        return {origin + at: last * (1 + self.growth_pct / 100) ** at for at in range(self.ahead + 1)}

    @property
    def path_end(self) -> float:
        """The assumed level in the target year."""
        return self.path[self.assumptions.target_year]

    @cached_property
    def rank(self) -> float:
        """The probability that revenue will be lower than assumed: the rank of the path's end in the distribution."""
        return 1 - self.start.predictive.probability(level=self.path_end)

    @cached_property
    def probability(self) -> float:
        """The probability that the goal is reached."""
        return self.start.predictive.probability(level=self.goal_level)

    @cached_property
    def probability_without_cap(self) -> float:
        """The probability that the goal is reached if nothing is capped."""
        predictive = self.start.predictive
        return (predictive.uncapped or predictive).probability(level=self.goal_level)

    @cached_property
    def required_pct(self) -> float:
        """The growth that the goal requires."""
        return self.start.predictive.required_growth(self.goal_level) * 100

    @property
    def required_price_pct(self) -> float:
        """The growth of prices that the goal requires if volume grows as assumed."""
        return self._rest(self.assumptions.volume_growth_pct)

    @property
    def required_volume_pct(self) -> float:
        """The growth of volume that the goal requires if prices move as assumed."""
        return self._rest(self.assumptions.price_growth_pct)

    def _rest(self, known_pct: float) -> float:
        return ((1 + self.required_pct / 100) / (1 + known_pct / 100) - 1) * 100


class ExplorerModel:
    """A plan, and the distributions of its revenue that were asked for, each computed once."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._goals = plan_goals(plan)
        self._start = lru_cache(maxsize=64)(self._started)

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """The segments of the plan, in its order."""
        return tuple(name for name, entity in self.plan.definition.entities.items() if entity.kind == "segment")

    @cached_property
    def references(self) -> tuple[str, ...]:
        """The mix of all recommended reference classes, then every class by name."""
        return (MIX, *list_references(self.plan.data))

    def goals(self, segment: str) -> tuple[Goal, ...]:
        """Return the plan's goals for the revenue of a segment, levels first; of an unpublished one, of growth only."""
        kinds = KINDS if self.is_published(segment) else KINDS[1:]
        own = [
            goal for goal in self._goals if (goal.indicator, goal.entity) == (REVENUE, segment) and goal.kind in kinds
        ]
        return tuple(sorted(own, key=lambda goal: KINDS.index(goal.kind)))

    def is_published(self, segment: str) -> bool:
        """Return whether any revenue of a segment was published."""
        return bool(self.plan.yearly(REVENUE, segment))

    def origin(self, segment: str) -> int:
        """Return the last observed year of a segment's revenue; the plan's base year if none was published."""
        series = self.plan.find_series(REVENUE, segment)
        return int(self.plan.definition.plan.base_period) if series.empty else int(series.index[-1])

    def explore(self, assumptions: Assumptions) -> Explored:
        """Return what follows from assumptions; only what changed since is computed anew.

        Raises `UsageError` if the plan has no such segment, class, or goal for the segment's revenue, the target year
        is over, or the cap lies below the last observation.
        """
        if assumptions.segment not in self.segments:
            known = ", ".join(self.segments)
            raise UsageError("explorer.unknown_segment", segment=assumptions.segment, known=known)
        asked = (assumptions.segment, assumptions.reference, assumptions.target_year, assumptions.cap_100m_yuan)
        start = self._start(*asked)
        goal = self._goal(assumptions)
        return Explored(assumptions, start, goal, self._level_wanted(assumptions, start, goal))

    def _goal(self, assumptions: Assumptions) -> Goal | None:
        known = {goal.goal: goal for goal in self.goals(assumptions.segment)}
        if assumptions.goal == PLAN_GOAL:
            return next(iter(known.values()), None)
        if assumptions.goal not in {*known, OWN_GOAL}:
            names = ", ".join((*known, PLAN_GOAL, OWN_GOAL))
            raise UsageError("explorer.unknown_goal", goal=assumptions.goal, segment=assumptions.segment, known=names)
        return known.get(assumptions.goal)

    def _level_wanted(self, assumptions: Assumptions, start: Start, goal: Goal | None) -> float:
        """Return the level that reaches the goal; one's own growth is kept up from the last observation."""
        predictive = start.predictive
        if goal is not None and not start.is_index:
            wanted = level_wanted(self.plan, goal, predictive.unit, assumptions.target_year)
            if wanted is not None:
                return float(wanted)
        pct = assumptions.goal_growth_pct if goal is None else float(goal.value)
        return predictive.last_value * (1 + pct / 100) ** (assumptions.target_year - predictive.origin)

    def _started(self, segment: str, reference: str, target_year: int, cap_100m_yuan: float) -> Start:
        if not self.is_published(segment):
            if cap_100m_yuan:
                raise UsageError("explorer.cap_without_level", segment=segment)
            return Start(class_outlook(self.plan, target_year, reference).index, (), (), is_index=True)
        cap = parameter("cap_100m_yuan", cap_100m_yuan, "亿元") if cap_100m_yuan else None
        view = outlook(self.plan, REVENUE, segment, target_year, reference, cap=cap)
        derived = tuple(int(row.period) for row in view.rows if row.status == DERIVED)
        return Start(view.forecast, derived, (view.rows[-1].trace,), is_index=False)
