"""The revenue story: whether the goal will be reached, what growth it still needs, and how sure one can be.

A segment with published revenue is told by `lcanalysis.stories.revenue_published`, one without by
`lcanalysis.stories.revenue_unpublished`; both answer to the same calls, so that the notebook is one.
"""

from __future__ import annotations

from decimal import Decimal

from lcanalysis.errors import UsageError
from lcanalysis.forecasting import MIX
from lcanalysis.plan import Plan
from lcanalysis.stories.revenue_odds import REVENUE, Question
from lcanalysis.stories.revenue_published import PublishedRevenue
from lcanalysis.stories.revenue_unpublished import UnpublishedRevenue

Story = PublishedRevenue | UnpublishedRevenue

__all__ = ["PublishedRevenue", "Question", "Story", "UnpublishedRevenue", "open_story"]


def open_story(
    plan: Plan,
    lang: str,
    segment: str = "cluster",
    goal_growth_pct: float = 5.0,
    target_year: int = 2022,
    reference: str = MIX,
) -> Story:
    """Return the story of a segment's revenue.

    Parameters
    ----------
    plan
        The plan, as `lcanalysis.load` gives it.
    lang
        Language of all exhibits: zh or en.
    segment
        An entity of the plan of kind `segment`.
    goal_growth_pct
        Annual growth to be examined, in percent.
    target_year
        The year by which the goal is to be reached.
    reference
        Name of the reference class to use, or ``mix`` for all recommended ones.

    Raises
    ------
    UsageError
        If the plan has no such segment, the class is unknown, or the target year was already observed.
    """
    known = [name for name, entity in plan.definition.entities.items() if entity.kind == "segment"]
    if segment not in known:
        raise UsageError("story_revenue.unknown_segment", segment=segment, known=", ".join(known))
    question = Question(plan, lang, segment, _plain(goal_growth_pct), target_year, reference)
    if plan.find_series(REVENUE, segment).empty:
        return UnpublishedRevenue(question)
    return PublishedRevenue(question)


def _plain(rate: float) -> Decimal:
    """Return a rate as a decimal without idle zeros: 5.0 is 5, 3.5 stays."""
    exact = Decimal(str(rate))
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact
