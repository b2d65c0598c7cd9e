"""What the scorecard says to its readers: where the goals stand and why, in sentences made from numbers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from lcanalysis.exhibits import Label, Quantity, Statement
from lcanalysis.goals import Standing
from lcanalysis.goals.criteria import years_left
from lcanalysis.goals.goals import FILE
from lcanalysis.goals.measures import Measurement
from lcanalysis.goals.standing import (
    NO_DATA,
)
from lcanalysis.number_format import decimals_for, printed_decimals
from lcanalysis.observations import PUBLISHED
from lcanalysis.plan import Plan
from lcanalysis.units import PERCENT, PERCENTAGE_POINT, RATIO, require_unit
from lcanalysis.wording import say

ITEMS: Final = "项"
RATE_DECIMALS: Final = 1
SHARE_DECIMALS: Final = 2
"""Of computed shares such as R&D intensity, and of their differences: they move by less than a tenth a year."""


def goal_name(plan: Plan, standing: Standing, lang: str) -> str:
    """Return what a goal is about: whose indicator, its name without the explanation in brackets."""
    who, what = plan.name(standing.goal.entity, lang), plan.name(standing.goal.indicator, lang)
    return say("story_scorecard.goal_name", lang, who=who, indicator=what.partition(" (")[0])


def verdict_in_words(verdict: str, lang: str) -> str:
    """Return a verdict in words."""
    return say(f"goals.verdict_{verdict}", lang)


def marked_verdict(verdict: str, lang: str) -> str:
    """Return a verdict with its shape, which is never a colour alone: ▲快于预期."""
    return say("goals.marked", lang, mark=say(f"goals.mark_{verdict}", lang), verdict=verdict_in_words(verdict, lang))


def verdict_label(standing: Standing, lang: str) -> Label:
    """Return the verdict of a goal as it stands in a table."""
    growth = standing.growth.addresses if standing.growth else ()
    trace = (*compared(standing), *growth, *goal_trace(standing))
    words = marked_verdict(standing.verdict, lang)
    if standing.verdict == NO_DATA and standing.latest is not None:
        words = say("goals.marked", lang, mark=say("goals.mark_no_data", lang), verdict=say("goals.too_few_data", lang))
    return Label(f"verdict/{standing.goal.goal}", standing.verdict, words, trace)


def goal_trace(standing: Standing) -> tuple[str, ...]:
    """Return the entry of a goal as traces name it."""
    return (f"{FILE} {standing.goal.goal}",)


def compared(standing: Standing) -> tuple[str, ...]:
    """Return the raw cells of the figures that a goal is judged by: the latest, the one before, and that of the base."""
    found = (one.trace for one in (standing.latest, standing.before, standing.base) if one is not None)
    return tuple(dict.fromkeys(cell for trace in found for cell in trace))


def moved_by(change: Quantity, lang: str) -> Statement:
    """Return a change in words, its sign as a verb: 增长14.9%, 提高0.4个百分点, 减少6.96亿元."""
    kind = {PERCENTAGE_POINT: "points", PERCENT: "growth"}.get(change.unit, "amount")
    if change.value == 0:
        return Statement(say("story_scorecard.unchanged", lang), (change,))
    direction = "fall" if change.value < 0 else "rise"
    magnitude = -change.value if change.value < 0 else change.value
    size = Quantity(change.key, magnitude, change.unit, change.trace, change.decimals)
    return Statement(say(f"story_scorecard.{kind}_{direction}", lang, size=size.text(lang)), (change,))


def latest_quantity(standing: Standing) -> Quantity:
    """Return the latest figure of a goal that has one."""
    if standing.latest is None:
        raise ValueError(f"no figure for {standing.goal.goal}")
    return quantity_of(f"scorecard/{standing.goal.goal}/latest/{standing.latest.period}", standing.latest)


def quantity_of(key: str, measured: Measurement) -> Quantity:
    """Return a measurement as a quantity: a published one or a sum with the printed digits, any other with the usual."""
    is_as_printed = all(
        (row.indicator, row.unit, row.status) == (measured.indicator, measured.unit, PUBLISHED)
        for row in measured.inputs
    )
    if is_as_printed:
        decimals = max(printed_decimals(row.value) for row in measured.inputs)
    elif measured.unit == PERCENT:
        decimals = SHARE_DECIMALS
    else:
        decimals = decimals_for(measured.unit)
    return Quantity(key, measured.value, measured.unit, measured.trace, decimals)


def required_quantity(standing: Standing) -> Quantity:
    """Return what a goal still requires a year: growth in percent, for a share points, after a loss an amount."""
    rates, goal = standing.rates, standing.goal
    trace = (*(standing.latest.trace if standing.latest else ()), *goal_trace(standing))
    if rates.required_change_pp is not None:
        return Quantity(
            f"scorecard/{goal.goal}/required", rates.required_change_pp, PERCENTAGE_POINT, trace, SHARE_DECIMALS
        )
    if rates.required_growth_pct is not None:
        return Quantity(f"scorecard/{goal.goal}/required", rates.required_growth_pct, PERCENT, trace, RATE_DECIMALS)
    latest = standing.latest
    left = years_left(goal, latest.period) if latest else 0
    change = (goal.value - latest.value) / left if latest and left > 0 else Decimal(0)
    unit = latest.unit if latest else goal.unit
    return Quantity(f"scorecard/{goal.goal}/required", change, unit, trace, decimals_for(unit))


def bullets(statements: Sequence[Statement]) -> Statement:
    """Return statements as a list."""
    text = "\n".join(f"- {one.text}" for one in statements)
    return Statement(text, tuple(quantity for one in statements for quantity in one.quantities))


def joint(statements: Sequence[Statement]) -> Statement:
    """Return statements as one paragraph."""
    first, *rest = statements
    for one in rest:
        first += one
    return first


def unit_in_words(unit: str, lang: str) -> str:
    """Return a unit as a table's column or row head names it; empty for a plain ratio."""
    return "" if unit == RATIO else require_unit(unit).name(lang)
