"""Where the plan's goals stand: exact growth arithmetic, contradictions among goals, the scorecard."""

from lcanalysis.goals.contradictions import check_goals, find_contradictions, plan_contradictions
from lcanalysis.goals.goals import Goal, load_goals
from lcanalysis.goals.scorecard import assess_goals, data_requests, scorecard
from lcanalysis.goals.standing import VERDICTS, Standing
from lcanalysis.goals.standings import standings

__all__ = [
    "VERDICTS",
    "Goal",
    "Standing",
    "assess_goals",
    "check_goals",
    "data_requests",
    "find_contradictions",
    "load_goals",
    "plan_contradictions",
    "scorecard",
    "standings",
]
