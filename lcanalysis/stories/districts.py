"""The counties and districts of the plan's layout, by the segment they answer for, with their firms."""

from __future__ import annotations

from lcanalysis.charts import Chart
from lcanalysis.charts.districts import draw_districts
from lcanalysis.exhibits import Quantity
from lcanalysis.goals.scorecard import figures_of, plan_goals
from lcanalysis.goals.wording import GROWTH, goal_in_words
from lcanalysis.intake.citing import cited
from lcanalysis.plan import Plan
from lcanalysis.wording import headed

FIRMS = "firms"


def layout(plan: Plan, lang: str) -> Chart:
    """Return the scheme of the plan's segments: who answers for each, how many firms there are, what it is to reach.

    Firms are those that the plan counts in the county or district, of all segments. A segment is shown if a county
    answers for its goal of growth.
    """
    figures = figures_of(plan)
    whole = next((row for row in plan.records if row.indicator == FIRMS), None)
    rows: list[dict[str, object]] = []
    for goal in plan_goals(plan):
        entity = plan.definition.entities[goal.entity]
        areas = [area for area in goal.responsible if figures_has_firms(plan, area)]
        if goal.kind == GROWTH and entity.kind == "segment" and whole is not None:
            for area in areas:
                found = figures.get(FIRMS, whole.entity, whole.period, area)
                rows.append(
                    {
                        "segment": headed(entity.text(lang)),
                        "area": plan.name(area, lang),
                        "firms": None if found is None else Quantity.of(found),
                        "goal": goal_in_words(goal, lang),
                    }
                )
    return draw_districts(rows, lang, source=cited(plan, lang, with_plan=True))


def figures_has_firms(plan: Plan, area: str) -> bool:
    """Whether the plan counts the firms of a county or district."""
    return any(row.indicator == FIRMS and row.area == area for row in plan.records)
