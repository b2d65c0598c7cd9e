"""What the scorecard says to its readers: where the goals stand and why, in sentences made from numbers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from lcanalysis.errors import DataError
from lcanalysis.exhibits import Label, Quantity, Statement
from lcanalysis.goals import VERDICTS, Standing, find_contradictions, scorecard, standings
from lcanalysis.goals.criteria import years_left
from lcanalysis.goals.finding import goal_quantities
from lcanalysis.goals.goals import FILE
from lcanalysis.goals.measures import Measurement
from lcanalysis.goals.scorecard import figures_of, plan_goals
from lcanalysis.goals.standing import (
    ARRIVED,
    BEHIND,
    MET_AT_BASE,
    MET_SINCE,
    NO_BEFORE,
    NO_DATA,
    NO_GROWTH,
    NUMERATOR,
    ONE_YEAR,
    RATE,
    RATES,
    TREND,
    numerator_years,
)
from lcanalysis.goals.wording import goal_in_words, listed
from lcanalysis.number_format import decimals_for, printed_decimals
from lcanalysis.observations import PUBLISHED
from lcanalysis.periods import base_period, year_of
from lcanalysis.plan import Plan
from lcanalysis.units import PERCENT, PERCENTAGE_POINT, RATIO, require_unit
from lcanalysis.wording import headed, say

ITEMS: Final = "项"
RATE_DECIMALS: Final = 1
SHARE_DECIMALS: Final = 2
"""Of computed shares such as R&D intensity, and of their differences: they move by less than a tenth a year."""


def answer(plan: Plan, lang: str) -> Statement:
    """Return where the goals stand, in one paragraph: the counts, those behind, and how far the data reach."""
    found = standings(plan)
    if not found:
        return Statement(say("story_scorecard.answer_no_goals", lang))
    few = [one for one in found if one.verdict == NO_DATA and one.latest is not None]
    counts = {
        verdict: Quantity(
            f"scorecard/count/{verdict}", sum(one.verdict == verdict for one in found), ITEMS, ("goals.yml",), 0
        )
        for verdict in VERDICTS
    }
    total = Quantity("scorecard/count/goals", len(found), ITEMS, ("goals.yml",), 0)
    digits = {name: quantity.digits(lang) for name, quantity in {**counts, "total": total}.items()}
    due = plan.definition.plan.due_period
    head = Statement(say("story_scorecard.answer", lang, due=due, **digits), (total, *counts.values()))
    behind = [goal_name(plan, one, lang) for one in found if one.verdict == BEHIND]
    parts = [head]
    if few:
        number = Quantity("scorecard/count/too_few", len(few), ITEMS, ("goals.yml",), 0)
        parts.append(Statement(say("story_scorecard.answer_too_few", lang, few=number.digits(lang)), (number,)))
    if behind:
        parts.append(Statement(say("story_scorecard.answer_behind", lang, goals=listed(behind, lang))))
    judged = [one for one in found if one.verdict != NO_DATA]
    if judged and max(one.years for one in judged) == 2:
        parts.append(Statement(say("story_scorecard.answer_two_years", lang)))
    return joint(parts)


def reasons(plan: Plan, lang: str) -> Statement | None:
    """Return, for each goal with a figure, what was compared with what, as a list; None if no goal has one."""
    found = [one for one in standings(plan) if one.verdict != NO_DATA or one.latest is not None]
    if not found:
        return None
    return bullets([reason(plan, one, lang) for one in sorted(found, key=_by_verdict)])


def contradictions(plan: Plan, lang: str) -> Statement:
    """Return the sentences of the goals that contradict one another or the figures, as a list."""
    found = find_contradictions(plan.definition, plan.records, plan_goals(plan))
    if not found:
        return Statement(say("story_scorecard.no_contradictions", lang))
    return bullets([Statement(one.finding.text(lang), one.quantities) for one in found])


def reason(plan: Plan, standing: Standing, lang: str) -> Statement:
    """Return why a goal has its verdict, as one sentence."""
    sentence = _reason(plan, standing, lang)
    return Statement(sentence.text, sentence.quantities + goal_quantities(standing.goal))


def _reason(plan: Plan, standing: Standing, lang: str) -> Statement:
    goal, latest = standing.goal, standing.latest
    fields: dict[str, object] = {
        "name": headed(goal_name(plan, standing, lang)),
        "goal": goal_in_words(goal, lang),
        "due": goal.due_period,
        "base": goal.base_period,
        "verdict": verdict_in_words(standing.verdict, lang),
    }
    if latest is None:
        return Statement.of("story_scorecard.reason_not_published", lang, **fields)
    fields |= {"period": latest.period, "latest": latest_quantity(standing)}
    if standing.reason in {MET_AT_BASE, MET_SINCE}:
        return _reason_met(plan, standing, fields, lang)
    if standing.reason in {RATE, RATES}:
        return _reason_rates(standing, fields, lang)
    if standing.reason in {ONE_YEAR, NO_BEFORE, NO_GROWTH, ARRIVED}:
        return Statement.of(f"story_scorecard.reason_{standing.reason}", lang, **fields)
    fields["required"] = required_quantity(standing)
    if standing.reason == NUMERATOR:
        return _reason_numerator(plan, standing, fields, lang)
    fields |= {"before_period": standing.before.period if standing.before else ""}
    moved = moved_in_words(standing, lang)
    is_next = standing.before is not None and standing.before.period == base_period(latest.period)
    key = ("trend" if standing.reason == TREND and is_next else "path") + (
        "_points" if standing.rates.required_change_pp is not None else ""
    )
    passed = standing.rates.required_growth_pct is not None and standing.rates.required_growth_pct <= 0
    if latest.period >= goal.due_period:
        key = "due"
    elif passed and goal.value > 0:
        key = "passed"
    span = "one_year" if is_next else "average"
    course = say(f"story_scorecard.course_{span}", lang, moved=moved.text, before_period=fields["before_period"])
    sentence = Statement.of(f"story_scorecard.reason_{key}", lang, moved=moved.text, course=course, **fields)
    return Statement(sentence.text, sentence.quantities + moved.quantities)


def _reason_rates(standing: Standing, fields: dict[str, object], lang: str) -> Statement:
    """Return the reason of a goal that was judged by published growth, there being no level."""
    rate, average = latest_quantity(standing), standing.rates.actual_growth_pct
    if standing.reason == RATE or average is None or standing.before is None:
        return Statement.of("story_scorecard.reason_rate", lang, **{**fields, "latest": rate})
    fields["average"] = Quantity(f"scorecard/{standing.goal.goal}/actual", average, PERCENT, rate.trace, RATE_DECIMALS)
    return Statement.of("story_scorecard.reason_rates", lang, first=standing.before.period, **fields)


def _reason_met(plan: Plan, standing: Standing, fields: dict[str, object], lang: str) -> Statement:
    if not standing.met_by:
        return Statement.of("story_scorecard.reason_met", lang, **fields)
    named = [
        (plan.name(one.entity, lang), quantity_of(f"scorecard/{standing.goal.goal}/{one.entity}", one))
        for one in standing.met_by
    ]
    firms = listed((say("goals.figure", lang, who=who, value=value.text(lang)) for who, value in named), lang)
    scopes = listed((plan.name(code, lang) for code in standing.met_by[0].scopes), lang)
    words = {name: value for name, value in fields.items() if name != "latest"}
    sentence = Statement.of("story_scorecard.reason_met_by", lang, firms=firms, scope=scopes, **words)
    return Statement(sentence.text, tuple(value for _, value in named))


def _reason_numerator(plan: Plan, standing: Standing, fields: dict[str, object], lang: str) -> Statement:
    latest = standing.latest
    pair = numerator_years(figures_of(plan), standing.goal, latest) if latest else None
    if latest is None or pair is None:
        raise ValueError(f"no numerator for {standing.goal.goal}")
    now, before = pair
    stem = f"scorecard/{standing.goal.goal}/{now.indicator}"
    change = Quantity(
        f"{stem}/growth", (now.value / before.value - 1) * 100, PERCENT, now.trace + before.trace, RATE_DECIMALS
    )
    moved = moved_by(change, lang)
    sentence = Statement.of(
        "story_scorecard.reason_numerator",
        lang,
        **fields,
        members=Quantity(f"{stem}/all_members", len(latest.entities), "家", latest.trace, 0),
        counted=Quantity(f"{stem}/members", len(now.entities), "家", now.trace, 0),
        amount=plan.name(now.indicator, lang),
        before_period=before.period,
        before=quantity_of(f"{stem}/{before.period}", before),
        now=quantity_of(f"{stem}/{now.period}", now),
        moved=moved.text,
    )
    return Statement(sentence.text, sentence.quantities + moved.quantities)


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


def moved_in_words(standing: Standing, lang: str) -> Statement:
    """Return how the figure moved between the two years compared: 增长14.9%, 下降26.2%, 提高0.4个百分点."""
    rates, goal = standing.rates, standing.goal
    trace = compared(standing)
    if rates.actual_change_pp is not None:
        return moved_by(
            Quantity(f"scorecard/{goal.goal}/actual", rates.actual_change_pp, PERCENTAGE_POINT, trace, 2), lang
        )
    if standing.growth is not None:
        return moved_by(Quantity.of(standing.growth), lang)
    if rates.actual_growth_pct is not None:
        actual = Quantity(f"scorecard/{goal.goal}/actual", rates.actual_growth_pct, PERCENT, trace, RATE_DECIMALS)
        return moved_by(actual, lang)
    if standing.latest is None or standing.before is None:
        raise ValueError(f"nothing to compare for {goal.goal}")
    # Over zero or a loss there is no growth, but there is a change a year.
    years = year_of(standing.latest.period) - year_of(standing.before.period)
    change = (standing.latest.value - standing.before.value) / years
    unit = standing.latest.unit
    return moved_by(Quantity(f"scorecard/{goal.goal}/actual", change, unit, trace, decimals_for(unit)), lang)


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


def require_every_goal_judged(plan: Plan) -> None:
    """Raise unless the scorecard has one row per goal, each with a verdict and, save for no data, a latest figure.

    Raises
    ------
    DataError
        With the goals that lack one.
    """
    table = scorecard(plan)
    goals = list(plan.goals["goal"])
    judged = table[(table["verdict"].isin(VERDICTS)) & ((table["verdict"] == NO_DATA) | table["latest_value"].notna())]
    missing = [goal for goal in goals if goal not in set(judged["goal"])]
    if missing or len(table) != len(goals):
        raise DataError("story_scorecard.goals_not_judged", goals=", ".join(missing), count=len(table))


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


def _by_verdict(standing: Standing) -> int:
    return VERDICTS.index(standing.verdict)
