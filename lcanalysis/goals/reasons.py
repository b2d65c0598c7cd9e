"""Why a goal has no verdict, or what its verdict lacks, in words of both languages."""

from __future__ import annotations

from typing import Protocol

from lcanalysis.exhibits import Words, words_from
from lcanalysis.goals.assessment import BOTH
from lcanalysis.goals.gathering import BREAK
from lcanalysis.goals.goal_words import HasDefinition, verdict_text
from lcanalysis.goals.grades import DEFINITION
from lcanalysis.quantities import Quantity
from lcanalysis.wording import say


class GoalRow(Protocol):
    """A row of `lcanalysis.standings`."""

    @property
    def reason(self) -> str | None:
        """The code of the reason; None where there is none to give."""

    @property
    def definition(self) -> str | None:
        """The code of the scope, where figures count something else than the goal."""

    @property
    def alternatives(self) -> tuple[tuple[str, str, Quantity | None], ...]:
        """The verdicts by levels and by published rates, where they differ."""


def reason_words(plan: HasDefinition, row: GoalRow) -> Words | None:
    """Return why a goal of `lcanalysis.standings` has no verdict, or what its verdict lacks; None where there is nothing to say.

    Examples
    --------
    >>> import lcanalysis as lc
    >>> plan = lc.load("data")
    >>> row = next(lc.standings(plan).loc[["firms_above_30bn"]].itertuples())
    >>> reason_words(plan, row).text("en")
    'the plan names no count, or no number'
    """
    if not row.reason:
        return None
    key = f"goals.reason_{row.reason}"

    def said(lang: str) -> str:
        if row.reason == DEFINITION:
            if row.definition == BREAK:
                return say("goals.reason_break", lang)
            return say(key, lang, scope=plan.definition.name(row.definition or "", lang))
        if row.reason == BOTH:
            (_, levels, _), (_, rates, _) = sorted(row.alternatives, key=lambda one: one[0])
            return say(key, lang, levels=verdict_text(levels, lang), rates=verdict_text(rates, lang))
        return say(key, lang)

    return words_from(said)
