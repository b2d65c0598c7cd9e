"""Where the plan's goals stand: exact growth arithmetic, contradictions among goals, the scorecard."""

from lcanalysis.goals.contradictions import check_goals
from lcanalysis.goals.goals import Goal, load_goals

__all__ = ["Goal", "check_goals", "load_goals"]
