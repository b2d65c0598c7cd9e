"""The revenue story: whether the goal will be reached, what growth it still needs, and how sure one can be.

A segment with published revenue is told by `lcanalysis.stories.revenue_published`, one without by
`lcanalysis.stories.revenue_unpublished`, and where no probability can be given, by
`lcanalysis.stories.revenue_without_odds`; all answer to the same calls, so that the notebook is one.
"""

from __future__ import annotations

from decimal import Decimal

from lcanalysis.errors import UsageError
from lcanalysis.forecasting import MIX
from lcanalysis.plan import Plan
from lcanalysis.stories.revenue_odds import Question, require_ahead
from lcanalysis.stories.revenue_published import PublishedRevenue
from lcanalysis.stories.revenue_unpublished import UnpublishedRevenue
from lcanalysis.stories.revenue_without_odds import (
    ObservedRevenue,
    RevenueFromZero,
    RevenueWithoutOdds,
    UnpublishedWithoutOdds,
    not_positive,
    why_without_odds,
)

Story = PublishedRevenue | UnpublishedRevenue

__all__ = [
    "ObservedRevenue",
    "PublishedRevenue",
    "Question",
    "RevenueWithoutOdds",
    "Story",
    "UnpublishedRevenue",
    "open_story",
]


def open_story(
    plan: Plan,
    lang: str,
    segment: str = "cluster",
    goal_growth_pct: float = 5.0,
    target_year: int = 2022,
    reference: str = MIX,
    cap_100m_yuan: float = 0.0,
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
    cap_100m_yuan
        A level in 100 million yuan that revenue is assumed never to exceed; 0 for none.

    Raises
    ------
    UsageError
        If the plan has no such segment, the class is unknown, the target year lies before the base year and the first
        observed one, or a cap is given for a revenue that was never published or was higher already.
    """
    known = [name for name, entity in plan.definition.entities.items() if entity.kind == "segment"]
    if segment not in known:
        raise UsageError("story_revenue.unknown_segment", segment=segment, known=", ".join(known))
    cap = _plain(cap_100m_yuan) if cap_100m_yuan else None
    question = Question(plan, lang, segment, _plain(goal_growth_pct), target_year, reference, cap)
    rows = question.observed
    if not rows:
        if cap is not None:
            raise UsageError("story_revenue.cap_without_level", segment=segment)
        return UnpublishedWithoutOdds(question) if question.why_no_class else UnpublishedRevenue(question)
    first, base = int(rows[0].period), int(plan.definition.plan.base_period)
    if target_year < min(first, base):
        require_ahead(question, int(rows[-1].period))
    if target_year <= int(rows[-1].period):
        return ObservedRevenue(question)
    if not_positive(rows[-1:]):
        return RevenueFromZero(question)
    reason = why_without_odds(question)
    return RevenueWithoutOdds(question, reason) if reason else PublishedRevenue(question)


def _plain(rate: float) -> Decimal:
    """Return a rate as a decimal without idle zeros: 5.0 is 5, 3.5 stays."""
    exact = Decimal(str(rate))
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact
