"""The charts of the R&D page: tidy rows handed to the chart functions."""

from __future__ import annotations

from lcanalysis.charts import Chart, draw_rd_intensity, draw_rd_spending
from lcanalysis.intake.citing import cited
from lcanalysis.plan import Plan
from lcanalysis.stories.research import GROUP, SMALL, SPENDING, growth_quantity, research
from lcanalysis.stories.scorecard import quantity_of
from lcanalysis.wording import say


def spending(plan: Plan, lang: str, goal_pct: float) -> Chart | None:
    """Return the chart of what each firm with two years of figures spent on R&D; None if no firm has them."""
    found = research(plan, goal_pct)
    change = found.change if found else None
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
    return draw_rd_spending(rows, lang, source=cited(plan, lang)) if rows else None


def intensity(plan: Plan, lang: str, goal_pct: float) -> Chart | None:
    """Return the chart of each firm's R&D intensity, that of all together, and the goal; None without any."""
    found = research(plan, goal_pct)
    if found is None or not found.firms:
        return None
    rows = [
        {
            "name": say("story_research.together", lang) if one.entity == GROUP else plan.name(one.entity, lang),
            "intensity_pct": quantity_of(f"research/{one.entity}/intensity", one),
            "is_average": one.entity == GROUP,
        }
        for one in (*found.firms, found.intensity)
    ]
    return draw_rd_intensity(rows, lang, goal_pct=found.goal_pct, source=cited(plan, lang, with_plan=True))
