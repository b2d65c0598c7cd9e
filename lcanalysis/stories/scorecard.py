"""What the stories of research, decomposition and outcomes share; it goes with the last of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lcanalysis.exhibits import Quantity, Statement
from lcanalysis.goals import Standing
from lcanalysis.goals.goals import FILE
from lcanalysis.goals.measures import Measurement
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
