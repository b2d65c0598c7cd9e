"""The record of an assessment: what was computed for a goal, and the verdict on it or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lcanalysis.goals import verdicts
from lcanalysis.goals.evidence import Level
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.way import Way
from lcanalysis.periods import year_of
from lcanalysis.quantities import Quantity

LEVELS: Final = "levels"
RATES: Final = "rates"
SUM: Final = "sum"
POSITION: Final = "position"
DIFFERENCE: Final = "difference"
BOTH: Final = "both"
NO_BASE: Final = "no_base"
NO_GROWTH: Final = "no_growth"
GAP: Final = "gap"
AFTER_DUE: Final = "after_due"
NOMINAL: Final = "nominal"
NATURE: Final = "nature"
"""So little is missing that an expected goal (预期性) would be nearly met, but the plan does not say that it is one."""
NOT_PUBLISHED: Final = "not_published"


@dataclass(frozen=True, slots=True)
class Assessment:
    """What was computed for a goal, and the verdict on it.

    `method` says what was judged: ``levels``, ``rates``, ``sum``, ``keep``, ``difference`` or ``position``; `reason` why there
    is no grade, or what a grade lacks. `base` and `latest` are the figures, `year` is that of the latest, and `reached` the
    level that it stands for. `pace` is the change a year so far in percent of the change that the goal takes from its
    base, `progress` how much of the way is behind, `average` the average change a year. `alternatives` are the assessments
    by levels and by published rates where the two give unlike grades.
    """

    goal: Goal
    verdict: str
    reason: str = ""
    method: str = ""
    base: Level | None = None
    latest: Level | None = None
    year: int | None = None
    way: Way | None = None
    reached: Quantity | None = None
    pace: Quantity | None = None
    progress: Quantity | None = None
    average: Quantity | None = None
    alternatives: tuple[Assessment, ...] = ()

    @property
    def years(self) -> int:
        """How many years of the plan are over at the latest figure; none in the base year."""
        return max(0, (self.year or 0) - year_of(self.goal.base_period))

    @property
    def is_due(self) -> bool:
        """Whether the latest figure is that of the due year."""
        return self.year == year_of(self.goal.due_period)

    @property
    def is_preliminary(self) -> bool:
        """Whether a verdict rests on the first year alone, which is not the due year."""
        return self.verdict in verdicts.JUDGED and self.years == 1 and not self.is_due
