"""The goals of an opened plan as exact records, and how each stands."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import fields, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

import pandas as pd

from lcanalysis.goals.goals import Goal
from lcanalysis.goals.measures import Figures
from lcanalysis.goals.standing import Standing, assess
from lcanalysis.goals.verdicts import BASE_YEAR, NONE_SINCE
from lcanalysis.periods import year_of
from lcanalysis.plan import Plan

_TEXTS: Final = tuple(one.name for one in fields(Goal) if one.name not in {"value", "value_upper", "responsible"})


def assess_goals(plan: Plan, *subject: str) -> tuple[Standing, ...]:
    """Return how each goal stands, with exact numbers and the observations behind them.

    `*subject` are an indicator and an entity, by code, if only their goals are wanted. The others are assessed all the same,
    since the newest year with figures of any goal decides whether one was left behind.
    """
    standings = _assessed(figures_of(plan), plan_goals(plan))
    return tuple(one for one in standings if not subject or (one.goal.indicator, one.goal.entity) == subject)


@lru_cache(maxsize=8)
def _assessed(figures: Figures, goals: tuple[Goal, ...]) -> tuple[Standing, ...]:
    """Return how goals stand. It is cached, since each table of a page asks for it and bounds take time."""
    standings = [assess(figures, goal) for goal in goals]
    newest = max((one.assessment.year or 0 for one in standings), default=0)
    return tuple(_left_behind(one) if _base_of(one) < newest else one for one in standings)


def _base_of(standing: Standing) -> int:
    return year_of(standing.goal.base_period)


def _left_behind(standing: Standing) -> Standing:
    """Return the standing of a goal that has no figure after its base year, although other goals do."""
    if standing.verdict != BASE_YEAR:
        return standing
    return replace(standing, assessment=replace(standing.assessment, verdict=NONE_SINCE))


@lru_cache(maxsize=8)
def figures_of(plan: Plan) -> Figures:
    """Return the figures by which a plan's goals are measured; they are cached, since its records never change."""
    return Figures(plan.definition, plan.records)


def plan_goals(plan: Plan) -> tuple[Goal, ...]:
    """Return the goals of a plan as exact records, as its processed table holds them."""
    return tuple(_goal(row) for row in plan.goals.to_dict("records"))


def goals_about(plan: Plan, indicator: str, entity: str) -> tuple[Goal, ...]:
    """Return the goals of a plan for an indicator of an entity, both by code."""
    return tuple(_goal(row) for row in plan.goals_of(indicator, entity).to_dict("records"))


def _goal(row: dict[Hashable, Any]) -> Goal:
    texts = {name: _text(row[name]) for name in _TEXTS if name in row}
    upper = row["value_upper"]
    return Goal(
        **texts,
        value=_exact(row["value"]),
        value_upper=None if pd.isna(upper) else _exact(upper),
        responsible=tuple(str(row["responsible"]).split(";")),
    )


def _text(cell: Any) -> str:
    return "" if pd.isna(cell) else str(cell)


def _exact(value: float) -> Decimal:
    """Return the decimal that a goal's value was read from: the shortest that gives this float."""
    return Decimal(f"{float(value):.15g}") if float(value).is_integer() else Decimal(repr(float(value)))
