"""Where the plan's goals stand: exact growth arithmetic, contradictions among goals, the scorecard."""

from lcanalysis.goals.all_findings import findings, plan_findings
from lcanalysis.goals.assessing import assess_goals
from lcanalysis.goals.contradictions import check_goals, plan_contradictions
from lcanalysis.goals.goals import Goal, load_goals
from lcanalysis.goals.group_members import by_member, scopes_of
from lcanalysis.goals.movements import movements, published_levels
from lcanalysis.goals.processing_ratios import processing_ratios
from lcanalysis.goals.reasons import growth_notes
from lcanalysis.goals.scorecard import data_requests, scorecard
from lcanalysis.goals.standing import Standing
from lcanalysis.goals.standings import standings
from lcanalysis.goals.sums import made_up_of
from lcanalysis.goals.verdicts import VERDICTS
from lcanalysis.goals.within_year import year_so_far

__all__ = [
    "VERDICTS",
    "Goal",
    "Standing",
    "assess_goals",
    "by_member",
    "check_goals",
    "data_requests",
    "findings",
    "growth_notes",
    "load_goals",
    "made_up_of",
    "movements",
    "plan_contradictions",
    "plan_findings",
    "processing_ratios",
    "published_levels",
    "scopes_of",
    "scorecard",
    "standings",
    "year_so_far",
]
