"""The tables of the scorecard: judged goals, goals without data, stand-ins, and the figures to collect."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from lcanalysis.exhibits import Quantity, Statement, Table
from lcanalysis.exhibits.table import Cell
from lcanalysis.forecasting.goal_odds import GoalOdds, plan_odds
from lcanalysis.goals import VERDICTS, Standing, data_requests, standings
from lcanalysis.goals.growth import cagr_pct
from lcanalysis.goals.measures import Measurement
from lcanalysis.goals.scorecard import figures_of
from lcanalysis.goals.standing import NO_DATA, RATE, RATES, published_growth
from lcanalysis.goals.wording import goal_in_words, listed
from lcanalysis.intake.citing import cited
from lcanalysis.periods import year_of
from lcanalysis.plan import Plan
from lcanalysis.stories.scorecard import (
    RATE_DECIMALS,
    compared,
    goal_name,
    goal_trace,
    latest_quantity,
    quantity_of,
    required_quantity,
    unit_in_words,
    verdict_label,
)
from lcanalysis.units import PERCENT, require_unit
from lcanalysis.wording import headed, say

THINGS = ("firms", "items")
"""Dimensions of things counted one by one: what is counted may be factories or brands, so that only Chinese names the counted unit."""


def judged(plan: Plan, lang: str) -> Table | Statement:
    """Return the goals that can be judged, one row each, with figures, required rates and verdict."""
    found = sorted((one for one in standings(plan) if one.verdict != NO_DATA), key=_rank)
    if not found:
        return Statement(say("story_scorecard.none_judged", lang))
    every = plan_odds(plan, found)
    odds, remarks = every.given, every.notes(lang)
    return Table(
        title=say("story_scorecard.judged_title", lang),
        columns=_columns(
            lang,
            "goal",
            "wanted",
            "before",
            "latest",
            "growth",
            "required_growth",
            "required_points",
            "probability",
            "verdict",
        ),
        rows=[_judged_row(plan, one, odds.get(one.goal.goal), lang) for one in found],
        lang=lang,
        source=cited(plan, lang, with_plan=True),
        notes=[
            _periods_note(found, lang),
            *_notes(plan, found, lang),
            say("story_scorecard.rule_note", lang),
            *([say("story_scorecard.probability_note", lang)] if odds else []),
            *(
                say(f"story_scorecard.probability_condition_{name}", lang)
                for name in dict.fromkeys(one.condition for one in odds.values() if one.condition)
            ),
            *(
                say("story_scorecard.odds_note", lang, name=headed(goal_name(plan, one, lang)), text=text)
                for one in found
                for text in remarks.get(one.goal.goal, ())
            ),
        ],
    )


def unjudged(plan: Plan, lang: str) -> Table | Statement:
    """Return the goals without a verdict: what is wanted, who is responsible, and what is known instead."""
    found = [one for one in standings(plan) if one.verdict == NO_DATA]
    if not found:
        return Statement(say("story_scorecard.none_unjudged", lang))
    return Table(
        title=say("story_scorecard.unjudged_title", lang),
        columns=_columns(lang, "goal", "wanted", "responsible", "known", "verdict"),
        rows=[
            [
                headed(goal_name(plan, one, lang)),
                goal_in_words(one.goal, lang),
                listed((plan.name(area, lang) for area in one.goal.responsible), lang),
                _known(plan, one, lang),
                verdict_label(one, lang),
            ]
            for one in found
        ],
        lang=lang,
        source=cited(plan, lang, with_plan=True),
    )


def related(plan: Plan, lang: str) -> Statement | None:
    """Return that physical figures are known where others are not; None if there are none."""
    has_any = any(standing.proxies or standing.products for standing in standings(plan))
    return Statement(say("story_scorecard.related", lang)) if has_any else None


def stand_ins(plan: Plan, lang: str) -> Table | None:
    """Return the output of the products that stand in for revenue that was not published, and its growth."""
    rows: list[Sequence[Cell]] = []
    for standing in standings(plan):
        for latest, before in standing.proxies:
            stem = f"{latest.indicator}/{latest.entity}"
            years = year_of(latest.period) - year_of(before.period)
            rate = published_growth(figures_of(plan), latest) if years == 1 else None
            growth = cagr_pct(before.value, latest.value, years) if min(before.value, latest.value) > 0 else None
            computed = _rate(f"{stem}/{latest.period}/growth", growth, latest.trace + before.trace)
            rows.append(
                [
                    headed(goal_name(plan, standing, lang)),
                    goal_in_words(standing.goal, lang),
                    headed(plan.name(latest.entity, lang)),
                    unit_in_words(latest.unit, lang),
                    quantity_of(f"{stem}/{before.period}", before),
                    quantity_of(f"{stem}/{latest.period}", latest),
                    Quantity.of(rate) if rate else computed,
                ]
            )
    pairs = [pair for standing in standings(plan) for pair in standing.proxies]
    if not pairs:
        return None
    return Table(
        title=say("story_scorecard.stand_ins_title", lang),
        columns=[
            *_columns(lang, "goal", "wanted", "product", "unit"),
            _year_or(lang, "before", [before for _, before in pairs]),
            _year_or(lang, "latest", [latest for latest, _ in pairs]),
            *_columns(lang, "growth"),
        ],
        rows=rows,
        lang=lang,
        source=cited(plan, lang, with_plan=True),
        notes=[say("story_scorecard.stand_ins_note", lang)],
    )


def single_products(plan: Plan, lang: str) -> Table | None:
    """Return the single products of which an indicator of the whole cluster can be computed."""
    rows: list[Sequence[Cell]] = []
    for standing in standings(plan):
        for one in standing.products:
            output, *capacities = one.inputs
            areas = [plan.name(row.area, lang) for row in capacities]
            rows.append(
                [
                    plan.name(one.entity, lang),
                    Quantity.of(output),
                    Quantity(
                        f"{capacities[0].indicator}/{one.entity}/{one.period}",
                        sum((row.value for row in capacities), Decimal(0)),
                        output.unit,
                        tuple(row.trace for row in capacities),
                    ),
                    quantity_of(f"{one.indicator}/{one.entity}/{one.period}", one),
                    plan.name(output.area, lang),
                    listed(areas, lang),
                ]
            )
    units = {row.unit for standing in standings(plan) for one in standing.products for row in one.inputs}
    if not rows:
        return None
    return Table(
        title=say("story_scorecard.products_title", lang),
        columns=_columns(lang, "product", "output", "capacity", "utilisation", "output_area", "capacity_area"),
        rows=rows,
        lang=lang,
        unit=listed((unit_in_words(unit, lang) for unit in sorted(units)), lang),
        source=cited(plan, lang),
        notes=[say("story_scorecard.products_note", lang)],
    )


def requests(plan: Plan, lang: str) -> Table | Statement:
    """Return the figures to collect: one row for each county or office that is to deliver them, and year."""
    order = {area: number for number, area in enumerate(plan.definition.areas)}
    wanted: dict[tuple[int, str, str], list[str]] = {}
    for row in data_requests(plan).to_dict("records"):
        area, period = str(row["responsible"]), str(row["period"])
        name = say(
            "story_scorecard.goal_name",
            lang,
            who=plan.name(str(row["entity"]), lang),
            indicator=plan.name(str(row["indicator"]), lang),
        )
        figure = say("story_scorecard.with_unit", lang, name=name, unit=_unit_asked(str(row["unit"]), lang))
        held = wanted.setdefault((order[area], area, period), [])
        held += [figure] if figure not in held else []
    if not wanted:
        return Statement(say("story_scorecard.none_requested", lang))
    return Table(
        title=say("story_scorecard.requests_title", lang),
        columns=_columns(lang, "responsible", "period", "figures"),
        rows=[
            [headed(plan.name(area, lang)), period, listed(figures, lang)]
            for (_, area, period), figures in sorted(wanted.items())
        ],
        lang=lang,
        notes=[say("story_scorecard.requests_note", lang)],
    )


def _unit_asked(symbol: str, lang: str) -> str:
    unit = require_unit(symbol)
    is_count = unit.is_count and unit.dimension in THINGS
    return say(f"story_scorecard.count_{unit.suffix}", lang) if is_count else unit_in_words(symbol, lang)


def _judged_row(plan: Plan, standing: Standing, odds: GoalOdds | None, lang: str) -> Sequence[Cell]:
    goal, rates, latest, before = standing.goal, standing.rates, standing.latest, standing.before
    asked = goal_trace(standing)
    stem = f"scorecard/{goal.goal}"
    # A goal of a level names its unit itself; behind a growth goal stand levels of another.
    unit = unit_in_words(latest.unit, lang) if latest and latest.unit != goal.unit else ""
    name = headed(goal_name(plan, standing, lang))
    # Of a goal that is judged by published growth there is no level to show.
    is_rate = standing.reason in {RATE, RATES}
    required = required_quantity(standing)
    growth: Cell = (
        Quantity.of(standing.growth)
        if standing.growth
        else _rate(f"{stem}/actual", rates.actual_growth_pct, compared(standing))
    )
    return [
        say("story_scorecard.with_unit", lang, name=name, unit=unit) if unit else name,
        goal_in_words(goal, lang),
        quantity_of(f"{stem}/before", before) if before and not is_rate else None,
        latest_quantity(standing) if latest and not is_rate else None,
        growth,
        required if rates.required_growth_pct is not None else None,
        required if rates.required_change_pp is not None else None,
        Quantity(
            f"{stem}/probability",
            odds.probability * 100,
            PERCENT,
            (*(latest.trace if latest else ()), *asked, *odds.forecast.trace),
            0,
        )
        if odds
        else None,
        verdict_label(standing, lang),
    ]


def _rate(key: str, value: Decimal | None, trace: tuple[str, ...]) -> Cell:
    return None if value is None else Quantity(key, value, PERCENT, trace, RATE_DECIMALS)


def _known(plan: Plan, standing: Standing, lang: str) -> str:
    if standing.latest is not None:
        latest = latest_quantity(standing).text(lang)
        return say("story_scorecard.known_figure", lang, period=standing.latest.period, latest=latest)
    names = listed(dict.fromkeys(plan.name(one.entity, lang) for one in standing.products), lang)
    if standing.products:
        return say("story_scorecard.known_products", lang, products=names)
    if standing.proxies:
        products = listed((plan.name(latest.entity, lang) for latest, _ in standing.proxies), lang)
        return say("story_scorecard.known_output", lang, products=products)
    return say("story_scorecard.known_nothing", lang)


def _notes(plan: Plan, found: Sequence[Standing], lang: str) -> list[str]:
    codes = dict.fromkeys(one.goal.note for one in found if one.goal.note)
    return [plan.definition.notes[code].text(lang) for code in codes]


def _periods_note(found: Sequence[Standing], lang: str) -> str:
    latest = sorted({one.latest.period for one in found if one.latest})
    before = sorted({one.before.period for one in found if one.before and one.reason not in {RATE, RATES}})
    if not before:
        return say("story_scorecard.periods_note_alone", lang, latest=listed(latest, lang))
    return say("story_scorecard.periods_note", lang, latest=listed(latest, lang), before=listed(before, lang))


def _year_or(lang: str, name: str, measured: Sequence[Measurement]) -> str:
    years = {one.period for one in measured}
    return say("story_scorecard.column_year", lang, year=years.pop()) if len(years) == 1 else _columns(lang, name)[0]


def _columns(lang: str, *names: str) -> list[str]:
    return [say(f"story_scorecard.column_{name}", lang) for name in names]


def _rank(standing: Standing) -> int:
    return VERDICTS.index(standing.verdict)
