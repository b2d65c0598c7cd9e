"""The charts of the scorecard: tidy rows handed to the chart functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lcanalysis.charts import Chart, draw_goal_bullets, draw_required_growth
from lcanalysis.exhibits import Quantity, Statement
from lcanalysis.goals import Standing, standings
from lcanalysis.goals.standing import NO_DATA
from lcanalysis.goals.wording import goal_in_words
from lcanalysis.intake.citing import cited
from lcanalysis.periods import base_period
from lcanalysis.plan import Plan
from lcanalysis.stories.scorecard import RATE_DECIMALS, compared, goal_name, goal_trace, required_quantity
from lcanalysis.units import PERCENT
from lcanalysis.wording import headed, say


def bullets(plan: Plan, lang: str) -> Chart | None:
    """Return the chart of attainment and verdict of every goal that can be judged by a level; None if none can."""
    found = standings(plan)
    names = labels(plan, found, lang)
    rows = []
    for one, name in zip(found, names, strict=True):
        attained = one.rates.attainment_pct
        trace = (*compared(one), *goal_trace(one))
        shown = (
            None
            if attained is None or one.verdict == NO_DATA
            else Quantity(f"scorecard/{one.goal.goal}/attainment", attained, PERCENT, trace, RATE_DECIMALS)
        )
        rows.append({"name": headed(name), "attainment_pct": shown, "verdict": one.verdict})
    is_drawn = any(row["attainment_pct"] is not None for row in rows)
    return draw_goal_bullets(rows, lang, source=cited(plan, lang, with_plan=True)) if is_drawn else None


def required(plan: Plan, lang: str) -> Chart | Statement | None:
    """Return the chart of the growth each goal still requires a year, beside the growth observed last.

    Goals counted from unlike years, or due in unlike years, do not stand on one axis: a sentence says so instead.
    None if no goal has a figure to start from.
    """
    found = [one for one in standings(plan) if one.rates.required_growth_pct is not None]
    spans = {(one.latest.period, one.goal.due_period) for one in found if one.latest is not None}
    if not spans:
        return None
    if len(spans) != 1:
        return Statement.of("story_scorecard.required_unlike", lang)
    ((base, due),) = spans
    rows = [
        {"name": headed(name), "required_pct": required_quantity(one), "observed_pct": _observed(one)}
        for one, name in zip(found, labels(plan, found, lang), strict=True)
    ]
    source = cited(plan, lang, with_plan=True)
    return draw_required_growth(rows, lang, base_period=base, due_period=due, source=source)


def labels(plan: Plan, found: Sequence[Standing], lang: str) -> list[str]:
    """Return a short name for each goal; where one thing has several goals, whose and which."""
    counted = Counter((one.goal.indicator, one.goal.entity) for one in found)
    return [
        goal_name(plan, one, lang)
        if counted[one.goal.indicator, one.goal.entity] == 1
        else say(
            "story_scorecard.named_goal",
            lang,
            name=plan.name(one.goal.entity, lang),
            goal=goal_in_words(one.goal, lang),
        )
        for one in found
    ]


def _observed(standing: Standing) -> Quantity | None:
    if standing.growth is not None:
        return Quantity.of(standing.growth)
    # An average of several years is not the growth of the latest one.
    latest, before = standing.latest, standing.before
    is_next = latest is not None and before is not None and before.period == base_period(latest.period)
    rate = standing.rates.actual_growth_pct if is_next else None
    key = f"scorecard/{standing.goal.goal}/actual"
    return None if rate is None else Quantity(key, rate, PERCENT, compared(standing), RATE_DECIMALS)
