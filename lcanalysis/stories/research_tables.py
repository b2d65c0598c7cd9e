"""The tables of the R&D page: who accounts for the change in spending, and what the goal takes of each firm."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from lcanalysis.exhibits import Quantity, Statement, Table
from lcanalysis.exhibits.table import Cell
from lcanalysis.goals.contributions import Contribution, numerator_for
from lcanalysis.goals.measures import Measurement, sum_members
from lcanalysis.goals.scorecard import figures_of
from lcanalysis.goals.wording import listed
from lcanalysis.intake.citing import cited
from lcanalysis.plan import Plan
from lcanalysis.stories.research import (
    ASKED,
    GROUP,
    REVENUE,
    SMALL,
    SPENDING,
    goal_quantity,
    growth_quantity,
    research,
)
from lcanalysis.stories.scorecard import quantity_of, unit_in_words
from lcanalysis.units import PERCENT, PERCENTAGE_POINT
from lcanalysis.wording import say


def spending(plan: Plan, lang: str, goal_pct: float) -> Table | Statement:
    """Return R&D spending of the firms with both years, its change, and what each contributed to it."""
    found = research(plan, goal_pct)
    change = found.change if found else None
    if change is None:
        return Statement(say("story_research.no_change", lang))
    rows = [_spending_row(plan, one, change.total, lang) for one in (*change.members, change.total)]
    years = (change.total.before.period, change.total.latest.period)
    return Table(
        title=say("story_research.spending_title", lang),
        columns=[
            say("story_research.column_firm", lang),
            *(say("story_research.column_year", lang, year=year) for year in years),
            *_columns(lang, "change", "growth", "share", "contribution"),
        ],
        rows=rows,
        lang=lang,
        unit=unit_in_words(SMALL, lang),
        source=cited(plan, lang),
        notes=[say("story_research.spending_note", lang)],
    )


def intensity(plan: Plan, lang: str, goal_pct: float) -> Table | Statement:
    """Return revenue, spending and intensity of each firm, and the spending that the goal takes of it."""
    found = research(plan, goal_pct)
    if found is None:
        return Statement(say("story_research.no_figures", lang))
    goal = goal_quantity(found).text(lang)
    rows = [_intensity_row(plan, one, found.goal_pct, lang) for one in found.firms]
    return Table(
        title=say("story_research.intensity_title", lang, year=found.intensity.period),
        columns=[
            *_columns(lang, "firm", "revenue", "spending", "intensity"),
            say("story_research.column_needed", lang, goal=goal),
            *_columns(lang, "more"),
        ],
        rows=[*rows, _intensity_row(plan, found.intensity, found.goal_pct, lang)],
        lang=lang,
        unit=unit_in_words(SMALL, lang),
        source=cited(plan, lang, with_plan=True),
        notes=[
            say("story_research.intensity_note", lang),
            say(
                "story_research.scope_note",
                lang,
                scope=listed((plan.name(code, lang) for code in found.intensity.scopes), lang),
            ),
        ],
    )


def _spending_row(plan: Plan, one: Contribution, total: Contribution, lang: str) -> Sequence[Cell]:
    stem, parts = f"research/{one.entity}", one.trace + total.trace
    return [
        _name(plan, one.entity, lang),
        quantity_of(f"{stem}/{SPENDING}/{one.before.period}", one.before),
        quantity_of(f"{stem}/{SPENDING}/{one.latest.period}", one.latest),
        Quantity(f"{stem}/{SPENDING}/change", one.change, SMALL, one.trace, 0),
        growth_quantity(plan, one),
        None if one.share_pct is None else Quantity(f"{stem}/share", one.share_pct, PERCENT, parts, 1),
        Quantity(f"{stem}/contribution", one.contribution_pp, PERCENTAGE_POINT, parts, 1),
    ]


def _intensity_row(plan: Plan, one: Measurement, goal_pct: Decimal, lang: str) -> Sequence[Cell]:
    figures, stem = figures_of(plan), f"research/{one.entity}"
    members = tuple(dict.fromkeys(row.entity for row in one.inputs))
    revenue = sum_members(figures, REVENUE, members, one.period, SMALL, one.entity)
    own = sum_members(figures, SPENDING, members, one.period, SMALL, one.entity)
    if revenue is None or own is None:
        return [_name(plan, one.entity, lang), None, None, quantity_of(f"{stem}/intensity", one), None, None]
    needed = numerator_for(goal_pct, revenue.value)
    trace = revenue.trace + own.trace
    return [
        _name(plan, one.entity, lang),
        quantity_of(f"{stem}/{REVENUE}", revenue),
        quantity_of(f"{stem}/intensity/{SPENDING}", own),
        quantity_of(f"{stem}/intensity", one),
        Quantity(f"{stem}/needed", needed, SMALL, revenue.trace + ASKED, 0),
        Quantity(f"{stem}/more", needed - own.value, SMALL, trace + ASKED, 0),
    ]


def _name(plan: Plan, entity: str, lang: str) -> str:
    return say("story_research.together", lang) if entity == GROUP else plan.name(entity, lang)


def _columns(lang: str, *names: str) -> list[str]:
    return [say(f"story_research.column_{name}", lang) for name in names]
