"""Where the plan's goals stand: exact growth arithmetic, contradictions among goals, the scorecard."""

from lcanalysis.goals.contradictions import check_goals, find_contradictions
from lcanalysis.goals.goals import Goal, load_goals
from lcanalysis.goals.scorecard import data_requests, scorecard, standings
from lcanalysis.goals.standing import VERDICTS, Standing

__all__ = [
    "VERDICTS",
    "Goal",
    "Standing",
    "check_goals",
    "data_requests",
    "find_contradictions",
    "load_goals",
    "scorecard",
    "standings",
]
