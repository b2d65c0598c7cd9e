"""How goals and their figures are said in sentences: one place for both languages."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from lcanalysis.goals.goals import Goal
from lcanalysis.number_format import format_number, format_quantity, format_range, printed_decimals
from lcanalysis.units import require_unit
from lcanalysis.wording import say

GROWTH: Final = "growth"
COUNT: Final = "count"
WITHIN: Final = "within"
ABOUT: Final = "about"
ABOVE: Final = "above"


def goal_value_in_words(goal: Goal, lang: str) -> str:
    """Return the value of a goal as the plan means it: 5%左右, 3%～5%, 超过1000亿元.

    Percent a year of a growth goal is said by `goal_in_words`.
    """
    decimals = printed_decimals(goal.value)
    ends = [goal.value] if goal.value_upper is None else [goal.value, goal.value_upper]
    if goal.kind == COUNT and require_unit(goal.unit).is_count:
        dash = say("goals.range_dash", lang)
        digits = dash.join(format_number(end, decimals, lang) for end in ends)
        # In English the indicator beside it says what is counted.
        shown = say("goals.count", lang, digits=digits, unit=goal.unit if lang == "zh" else "")
    elif len(ends) > 1:
        shown = format_range(ends[0], ends[1], goal.unit, lang, decimals)
    else:
        shown = format_quantity(goal.value, goal.unit, lang, decimals)
    # Nothing lies above all of them: 100% is said as it is.
    is_all = goal.kind != GROWTH and (goal.value, goal.unit) == (Decimal(100), "%")
    return shown if is_all else say(f"goals.comparison_{goal.comparison}", lang, value=shown)


def goal_in_words(goal: Goal, lang: str) -> str:
    """Return what a goal asks for, without whose it is: 年均增长5%左右, 超过1000亿元."""
    value = goal_value_in_words(goal, lang)
    if goal.kind != GROWTH:
        return value
    key = "goals.growth_pct" if goal.unit == "%" else "goals.growth_pp"
    return say(key, lang, value=value)


def listed(parts: Iterable[str], lang: str) -> str:
    """Return parts as a list in a sentence."""
    return say("goals.list_comma", lang).join(parts)


def figure_in_words(who: str, value: str, lang: str) -> str:
    """Return a name and its value side by side, as in a list: 铜加工8%以上."""
    return say("goals.figure", lang, who=who, value=value)
