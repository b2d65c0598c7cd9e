"""What the parts of the briefing share: the goals' standings, the audit, the headline revenue, and how they are said."""

from __future__ import annotations

from collections.abc import Sequence, Sized
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from lcanalysis.exhibits import Quantity, Statement
from lcanalysis.goals import Standing, standings
from lcanalysis.goals.contradictions import find_contradictions
from lcanalysis.goals.finding import Contradiction
from lcanalysis.goals.scorecard import plan_goals
from lcanalysis.goals.standing import NO_DATA
from lcanalysis.plan import Plan
from lcanalysis.stories.audit_numbers import Audited
from lcanalysis.stories.revenue import ObservedRevenue, PublishedRevenue, RevenueWithoutOdds, open_story
from lcanalysis.stories.revenue_odds import REVENUE
from lcanalysis.wording import say

COUNT: Final = "项"
GOALS: Final = "goals.yml"


@dataclass(frozen=True)
class BriefingFigures:
    """The figures of a plan's briefing in one language, each computed once."""

    plan: Plan
    lang: str
    entity: str

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """How each goal stands."""
        return standings(self.plan)

    @cached_property
    def audited(self) -> Audited:
        """The audit of the plan's figures."""
        return Audited(self.plan)

    @cached_property
    def remarks(self) -> tuple[Contradiction, ...]:
        """The goals that contradict one another or the figures."""
        return find_contradictions(self.plan.definition, self.plan.records, plan_goals(self.plan))

    @cached_property
    def revenue(self) -> PublishedRevenue | None:
        """The revenue story of the plan's headline goal; None if the plan publishes no revenue for it.

        Where no probability can be given, it is one of `lcanalysis.stories.revenue_without_odds`.
        """
        if self.plan.find_series(REVENUE, self.entity).empty or self.entity not in self.plan.definition.entities:
            return None
        due = int(self.plan.definition.plan.due_period)
        story = open_story(self.plan, self.lang, self.entity, target_year=due)
        return story if isinstance(story, PublishedRevenue) else None

    @property
    def has_odds(self) -> bool:
        """Whether a probability can be given for the headline revenue."""
        return self.revenue is not None and not isinstance(self.revenue, RevenueWithoutOdds | ObservedRevenue)

    @cached_property
    def judged(self) -> tuple[Standing, ...]:
        """How each goal stands that can be judged."""
        return tuple(one for one in self.standings if one.verdict != NO_DATA)

    def _findings(self, kind: str) -> list[str]:
        return [one.finding for one in self.audited.findings if one.kind == kind]

    def _listed(self, key: str, parts: Sequence[Statement], **fields: object) -> Statement:
        """Return a sentence that lists other ones, with the numbers of all."""
        whole = self._say(key, parts=self._text("parts_comma").join(one.text for one in parts), **fields)
        return Statement(whole.text, whole.quantities + tuple(number for one in parts for number in one.quantities))

    def _text(self, key: str, **fields: object) -> str:
        return say(f"story_briefing.{key}", self.lang, **fields)

    def _say(self, key: str, **fields: object) -> Statement:
        """Return a sentence; a count stands in it as a bare number, since the sentence says of what."""
        numbers = tuple(value for value in fields.values() if isinstance(value, Quantity))
        shown = {
            name: (value.digits if value.unit == COUNT else value.text)(self.lang)
            if isinstance(value, Quantity)
            else value
            for name, value in fields.items()
        }
        return Statement(self._text(key, **shown), numbers)


def count(name: str, found: Sized, trace: str = GOALS) -> Quantity:
    """Return how many there are; anything with a length is counted. `trace` is the table they stand in."""
    return Quantity(f"briefing/count/{name}", len(found), COUNT, (trace,), 0)
