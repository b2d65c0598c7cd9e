"""Rule `goal_met_at_base`: a goal that was met before it was set asks for nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from lcanalysis.auditing.judgement import CONFLICT, SCOPE
from lcanalysis.goals.criteria import is_met
from lcanalysis.goals.goal_finding import Contradiction, finding_name, goal_finding
from lcanalysis.goals.goal_words import figure_in_words, goal_in_words, listed
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.measures import Figures, Measurement, measure, measure_members
from lcanalysis.quantities import Quantity
from lcanalysis.wording import LANGUAGES, say

MET_AT_BASE: Final = "goal_met_at_base"


def check_met_at_base(figures: Figures, goals: Sequence[Goal]) -> Iterator[Contradiction]:
    """Yield a finding for every level goal that the base year's figure, or a member's figure, already meets."""
    for goal in goals:
        if goal.is_growth:
            continue
        own = measure(figures, goal.indicator, goal.entity, goal.base_period, goal.unit)
        found = (own,) if own else measure_members(figures, goal.indicator, goal.entity, goal.base_period, goal.unit)
        meeting = [one for one in found if is_met(goal, one.value)]
        if meeting:
            yield _contradiction(figures, goal, meeting)


def _contradiction(figures: Figures, goal: Goal, meeting: Sequence[Measurement]) -> Contradiction:
    definition = figures.definition
    scopes = tuple(dict.fromkeys(scope for one in meeting for scope in one.scopes))
    rows = figures.in_use.values()
    others = tuple(
        dict.fromkeys(
            row.scope
            for row in rows
            if (row.indicator, row.period) == (goal.indicator, goal.base_period) and row.scope not in scopes
        )
    )

    name = finding_name(MET_AT_BASE, (goal,))
    levels = {one.entity: Quantity(one.value, one.unit, one.trace) for one in meeting}

    def sentence(lang: str) -> str:
        def scope_names(codes: Sequence[str]) -> str:
            return listed((definition.name(code, lang) for code in codes), lang)

        values = (figure_in_words(definition.name(who, lang), level.text(lang), lang) for who, level in levels.items())
        text = say(
            "goals.met_at_base",
            lang,
            who=definition.name(goal.entity, lang),
            indicator=definition.name(goal.indicator, lang),
            goal=goal_in_words(goal, lang),
            base_period=goal.base_period,
            figures=listed(values, lang),
        )
        if others:
            text += say("goals.met_scope", lang, scope=scope_names(scopes), others=scope_names(others))
        return text

    largest = max(meeting, key=lambda one: one.value)
    return goal_finding(
        MET_AT_BASE,
        definition,
        (goal,),
        kind=SCOPE if others else CONFLICT,
        published=goal,
        recomputed=largest.value,
        bounds=largest.bounds,
        texts=tuple(sentence(lang) for lang in LANGUAGES),
        numbers={f"{name}/{entity}": level for entity, level in levels.items()},
    )
