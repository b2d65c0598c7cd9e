"""How goals and their figures are said in sentences: one place for both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Final, Protocol

from lcanalysis.definition import Definition
from lcanalysis.exhibits import Words, words_from
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.measures import PROCESSING_RATIO
from lcanalysis.number_format import printed_decimals, range_template
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.trace import GOAL, Source
from lcanalysis.units import PERCENT, require_unit
from lcanalysis.wording import say

COUNT: Final = "count"
WITHIN: Final = "within"
ABOUT: Final = "about"
ABOVE: Final = "above"
AT_MOST: Final = "at_most"
BELOW: Final = "below"
_KIND_WORDS: Final = {
    "growth": "goals.growth_pct", "real_growth": "goals.growth_real", "cumulative": "goals.cumulative"
}  # fmt: skip
_OF_A_FALL: Final = {AT_MOST: "at_least", BELOW: ABOVE, "at_least": AT_MOST, ABOVE: BELOW}


class Subject(Protocol):
    """A goal, or a row of a table of goals: it has an indicator and an entity."""

    @property
    def indicator(self) -> str:
        """The code of the indicator."""

    @property
    def entity(self) -> str:
        """The code of the entity."""


class HasDefinition(Protocol):
    """A plan, or what holds its declarations."""

    @property
    def definition(self) -> Definition:
        """What is declared about the plan."""


def goal_words(goal: Goal) -> Words:
    """Return what a goal asks for in both languages, without its subject: 年均增长5%左右, 超过1000亿元.

    Its numbers are the fields ``value`` and, of a range, ``upper``; they follow from the entry of goals.yml.
    """
    return Words(_template(goal, "zh"), _template(goal, "en"), _ends(goal))


def short_goal_words(goal: Goal) -> Words:
    """Return what a goal asks for as tables and other narrow places write it.

    >>> from lcanalysis.goals.plan_goal import goal
    >>> from lcanalysis.plan import load
    >>> short_goal_words(goal(load("data"), "revenue", "cluster", "level").declared).text("en")
    'above 100 bn yuan'
    """
    said = goal_words(goal)
    return replace(said, en=said.en.replace("{value}", "{value:s}").replace("{upper}", "{upper:s}"))


def goal_value_words(goal: Goal) -> Words:
    """Return the value of a goal with its comparison, without the words for growth or keeping: 5%左右, 3%～5%, 超过1000亿元."""
    return Words(_value_template(goal, "zh"), _value_template(goal, "en"), _ends(goal))


def goal_value_in_words(goal: Goal, lang: str) -> str:
    """Return the value of a goal in one language, as `goal_value_words` says it."""
    return goal_value_words(goal).text(lang)


def outcome_words(goal: Goal, value: Quantity) -> Words:
    """Return the outcome whose probability is told of a goal for a level: 超过1000亿元 where the plan asks for more than that.

    Of an about-goal (左右) it is that or more, of a range the lower end or more. `value` is the value of the goal, in any unit.
    """
    of_its_own = goal.comparison if goal.comparison in {ABOVE, ABOUT} else ""
    key = f"goals.outcome_{of_its_own}" if of_its_own else "goals.outcome"
    return Words(say(key, "zh", value="{value}"), say(key, "en", value="{value}"), {"value": value})


def _ends(goal: Goal) -> dict[str, Quantity]:
    ends = {"value": goal.value} | ({} if goal.value_upper is None else {"upper": goal.value_upper})
    return {name: goal_quantity(goal, end) for name, end in ends.items()}


def goal_quantity(goal: Goal, end: Decimal) -> Quantity:
    """Return a number that a goal names, exactly as the plan writes it and traced to its entry."""
    return Quantity(end, goal.unit, Source(GOAL, goal.goal), decimals=printed_decimals(end))


def goal_in_words(goal: Goal, lang: str) -> str:
    """Return what a goal asks for in one language, as `goal_words` says it."""
    return goal_words(goal).text(lang)


def _template(goal: Goal, lang: str) -> str:
    if goal.kind == "keep":
        return say(f"goals.keep_{goal.comparison}", lang, value=_number_template(goal, lang))
    if goal.is_growth and max(goal.value, goal.value_upper or goal.value) < 0:
        return _fall_template(goal, lang)
    value = _value_template(goal, lang)
    if goal.kind == "relative":
        return say("goals.relative_by", lang, value="{value}") if goal.value else say("goals.relative", lang)
    key = _KIND_WORDS.get(goal.kind)
    if goal.is_growth and goal.unit != PERCENT:
        key = "goals.growth_pp"
    return value if key is None else say(key, lang, value=value)


def _fall_template(goal: Goal, lang: str) -> str:
    """Return a goal of negative growth as the fall it means: at most −2% is a fall of at least 2%."""
    how = _OF_A_FALL.get(goal.comparison, goal.comparison)
    shown = _number_template(goal, lang).replace("{value}", "{value:abs}").replace("{upper}", "{upper:abs}")
    key = "pp" if goal.unit != PERCENT else "real" if goal.kind == "real_growth" else "pct"
    return say(f"goals.fall_{key}", lang, value=say(f"goals.comparison_{how}", lang, value=shown))


def _value_template(goal: Goal, lang: str) -> str:
    if goal.kind == "rank":
        return say("goals.rank", lang, value="{value:n}")
    shown = _number_template(goal, lang)
    # Nothing lies above 100%, so that it needs no comparison.
    is_all = not goal.is_growth and (goal.value, goal.unit) == (Decimal(100), PERCENT)
    return shown if is_all else say(f"goals.comparison_{goal.comparison}", lang, value=shown)


def _number_template(goal: Goal, lang: str) -> str:
    """Return the number or the range of a goal without its comparison."""
    if goal.kind == COUNT and require_unit(goal.unit).is_count:
        ends = ["{value:n}"] if goal.value_upper is None else ["{value:n}", "{upper:n}"]
        digits = say("goals.range_dash", lang).join(ends)
        # In English the indicator beside it says what is counted.
        return say("goals.count", lang, digits=digits, unit=goal.unit if lang == "zh" else "")
    if goal.value_upper is not None:
        return range_template(goal.value, goal.unit, lang, ("value", "upper"))
    return "{value}"


def goal_name(definition: Definition, goal: Subject, lang: str) -> str:
    """Return what a goal is about: whose indicator, its name without the explanation in brackets.

    The city that a plan is for is not named: 森林覆盖率 and not 济东市森林覆盖率; nor is anything twice: 养老服务投诉件数.
    """
    if goal.indicator == PROCESSING_RATIO and goal.entity in definition.processing_ratios:
        return ratio_name(definition, goal.entity, lang)
    what = definition.name(goal.indicator, lang).partition(" (")[0]
    who = definition.name(goal.entity, lang)
    if definition.is_area_itself(goal.entity) or (goal.entity == definition.headline and who in what):
        return what
    return say("goals.name", lang, who=who, indicator=what)


def ratio_name(definition: Definition, metal: str, lang: str) -> str:
    """Return what a ratio of processing is called: as the plan declares, else by its two products."""
    ratio = definition.processing_ratios[metal]
    if ratio.name is not None:
        return ratio.name.text(lang)
    products, smelted = (definition.name(code, lang) for code in (ratio.products, ratio.smelted))
    return say("goals.ratio_name", lang, products=products, smelted=smelted)


def ratio_words(plan: HasDefinition, metal: str) -> Words:
    """Return the name of a ratio of processing in both languages."""
    return words_from(lambda lang: ratio_name(plan.definition, metal, lang))


def goal_name_words(plan: HasDefinition, goal: Subject) -> Words:
    """Return what a goal, or a row of `lcanalysis.standings`, is about, in both languages."""
    return words_from(lambda lang: goal_name(plan.definition, goal, lang))


def verdict_words(verdict: str, *, preliminary: bool = False, marked: bool = True) -> Words:
    """Return a verdict in words: ▲快于预期. Its mark (`marked`) tells verdicts apart without colours.

    `preliminary` adds that it rests on one year: ▲快于预期（初步）.
    """

    def said(lang: str) -> str:
        return verdict_text(verdict, lang, preliminary=preliminary, marked=marked)

    return replace(words_from(said), code=verdict)


def verdict_text(verdict: str, lang: str, *, preliminary: bool = False, marked: bool = False) -> str:
    """Return a verdict in words of one language; its mark and that it is preliminary are added if asked for."""
    text = say(f"goals.verdict_{verdict}", lang)
    text = say("goals.preliminary", lang, verdict=text) if preliminary else text
    return say("goals.marked", lang, mark=say(f"goals.mark_{verdict}", lang), verdict=text) if marked else text


def listed(parts: Iterable[str], lang: str) -> str:
    """Return parts as a list in a sentence."""
    return say("goals.list_comma", lang).join(parts)
