"""The charts of the scorecard and of the R&D page: tidy rows handed to the chart functions."""

from __future__ import annotations

from collections import Counter

from lcanalysis.charts import Chart, draw_goal_bullets, draw_rd_intensity, draw_rd_spending
from lcanalysis.exhibits import Quantity
from lcanalysis.goals import standings
from lcanalysis.goals.wording import goal_in_words
from lcanalysis.plan import Plan
from lcanalysis.stories.research import GROUP, SMALL, SPENDING, growth_quantity, research
from lcanalysis.stories.scorecard import PERCENT, RATE_DECIMALS, goal_name, quantity_of
from lcanalysis.wording import headed, say


def bullets(plan: Plan, lang: str) -> Chart:
    """Return the chart of attainment and verdict of every goal that has a figure."""
    rows = []
    found = standings(plan)
    names = Counter((one.goal.indicator, one.goal.entity) for one in found)
    for one in found:
        goal = one.goal
        # Where one thing has several goals, the label says whose and which.
        name = (
            goal_name(plan, one, lang)
            if names[goal.indicator, goal.entity] == 1
            else say(
                "story_scorecard.named_goal",
                lang,
                name=plan.name(goal.entity, lang),
                goal=goal_in_words(goal, lang),
            )
        )
        attained = one.rates.attainment_pct
        trace = one.latest.trace if one.latest else ()
        shown = (
            None
            if attained is None
            else Quantity(f"scorecard/{one.goal.goal}/attainment", attained, PERCENT, trace, RATE_DECIMALS)
        )
        rows.append({"name": headed(name), "attainment_pct": shown, "verdict": one.verdict})
    return draw_goal_bullets(rows, lang, source=plan.definition.plan.title(lang))


def spending(plan: Plan, lang: str, goal_pct: float) -> Chart:
    """Return the chart of what each firm with two years of figures spent on R&D."""
    change = research(plan, goal_pct).change
    rows = [
        {
            "name": plan.name(one.entity, lang),
            "period": each.period,
            "value": quantity_of(f"research/{one.entity}/{SPENDING}/{each.period}", each),
            "unit": SMALL,
            "growth_pct": growth_quantity(plan, one) if each is one.latest else None,
        }
        for one in (change.members if change else ())
        for each in (one.before, one.latest)
    ]
    return draw_rd_spending(rows, lang, source=plan.definition.plan.title(lang))


def intensity(plan: Plan, lang: str, goal_pct: float) -> Chart:
    """Return the chart of each firm's R&D intensity, that of all together, and the goal."""
    found = research(plan, goal_pct)
    rows = [
        {
            "name": say("story_research.together", lang) if one.entity == GROUP else plan.name(one.entity, lang),
            "intensity_pct": quantity_of(f"research/{one.entity}/intensity", one),
            "is_average": one.entity == GROUP,
        }
        for one in (*found.firms, found.intensity)
    ]
    return draw_rd_intensity(rows, lang, goal_pct=found.goal_pct, source=plan.definition.plan.title(lang))
