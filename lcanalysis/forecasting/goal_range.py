"""The range of a goal's probability: by each reference class that the answer rests on, and without the own growth.

Every page that gives a range takes it from here. Classes that are shown for contrast, such as those of boom years, are no
part of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from lcanalysis.forecasting.plan_forecast import predict_indicator
from lcanalysis.forecasting.reference import MIX, Reference, load_references
from lcanalysis.plan import Plan


@dataclass(frozen=True, slots=True)
class GoalRange:
    """The probability of a goal, 0 to 1: the answer, by each class alone, and without the series' own growth."""

    answer: float
    by_class: Mapping[str, float]
    without_own: float

    @property
    def classes(self) -> tuple[float, float]:
        """The least and the greatest probability by one class alone."""
        return min(self.by_class.values()), max(self.by_class.values())

    @property
    def whole(self) -> tuple[float, float]:
        """The least and the greatest of all: the answer, by each class, and without the own growth."""
        every = (self.answer, self.without_own, *self.by_class.values())
        return min(every), max(every)


def goal_range(
    plan: Plan,
    indicator: str,
    entity: str,
    year: int,
    level: float,
    reference: Reference | Iterable[Reference] = MIX,
    *,
    cap: Decimal | float | None = None,
) -> GoalRange:
    """Return the range of the probability that a plan's indicator reaches a level.

    Parameters
    ----------
    plan, indicator, entity, year, reference, cap
        As for `lcanalysis.forecasting.plan_forecast.predict_indicator`.
    level
        The level to be reached in `year`, in the unit of the newest figure.

    Raises
    ------
    LcAnalysisError
        As `predict_indicator` does.
    """
    given = load_references(reference, plan.data)
    asked = reference if isinstance(reference, str) else given

    def probability(classes: Reference | Iterable[Reference], shrinkage: float = 1.0) -> float:
        found = predict_indicator(plan, indicator, entity, year, None, classes, shrinkage=shrinkage, cap=cap)
        return found.probability(level=level)

    by_class = {each.name: probability(each) for each in given}
    return GoalRange(probability(asked), by_class, probability(asked, shrinkage=0.0))
