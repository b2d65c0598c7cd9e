"""The story of what the goals take: outputs behind the processing ratios, growth by product, margin, milestones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from lcanalysis.errors import DataError
from lcanalysis.exhibits import Quantity, Statement, Table
from lcanalysis.exhibits.table import Cell
from lcanalysis.goals import Standing, assess_goals
from lcanalysis.goals.contributions import Change, change_of_total
from lcanalysis.goals.margins import Margin, margins
from lcanalysis.goals.measures import OUTPUT, PROCESSING_RATIO
from lcanalysis.goals.milestones import milestones, progress
from lcanalysis.goals.processing import PRODUCTS_UNCHANGED, SMELTING_CAPPED, SMELTING_UNCHANGED, RatioNeed, ratio_needs
from lcanalysis.goals.scorecard import figures_of
from lcanalysis.goals.wording import GROWTH, goal_in_words, listed
from lcanalysis.intake.citing import cited
from lcanalysis.number_format import decimals_for, printed_decimals
from lcanalysis.observations import DERIVED
from lcanalysis.periods import year_of
from lcanalysis.plan import Plan
from lcanalysis.stories.scorecard import (
    RATE_DECIMALS,
    bullets,
    compared,
    goal_name,
    goal_trace,
    moved_by,
    quantity_of,
    unit_in_words,
)
from lcanalysis.units import PERCENT, PERCENTAGE_POINT, RATIO
from lcanalysis.wording import headed, say

MARGIN_DECIMALS: Final = 1


def answer(plan: Plan, lang: str) -> Statement:
    """Return what the processing ratios take if smelting stays as it is, and what became of the margin."""
    found = [_need_sentence(plan, need, lang) for need in _needs(plan) if need.assumption == SMELTING_UNCHANGED]
    found += [_margin_sentence(pair, plan, lang) for pair in [_margins(plan)] if pair]
    return bullets(found) if found else Statement.of("story_decomposition.nothing", lang)


def processing(plan: Plan, lang: str) -> Table | Statement:
    """Return the outputs with which each processing ratio is reached, under each assumption."""
    needs = _needs(plan)
    if not needs:
        return Statement.of("story_decomposition.none_processing", lang)
    years = {need.products.period for need in needs}
    due = {need.goal.due_period for need in needs}
    return Table(
        title=say("story_decomposition.processing_title", lang),
        columns=_columns(
            lang, "segment", "goal", "assumption", "smelted_now", "smelted_due", "products_now", "products_due",
            "smelted_growth", "products_growth", now=listed(sorted(years), lang), due=listed(sorted(due), lang),
        ),
        rows=[_need_row(plan, need, lang) for need in needs],
        lang=lang,
        unit=_unit(lang, sorted({need.products.unit for need in needs})),
        source=cited(plan, lang, with_plan=True),
        notes=_cap_notes(plan, needs, lang),
    )  # fmt: skip


def contributions(plan: Plan, lang: str) -> Table | Statement:
    """Return what each product contributed to the growth of the published total it belongs to, within one unit."""
    rows = [row for change in _changes(plan) for row in _change_rows(plan, change, lang)]
    changes = _changes(plan)
    if not rows:
        return Statement.of("story_decomposition.none_contributions", lang)
    before, latest = changes[0].total.before.period, changes[0].total.latest.period
    return Table(
        title=say("story_decomposition.contributions_title", lang, before=before, latest=latest),
        columns=_columns(
            lang, "product", "before", "latest", "change", "growth", "contribution", before=before, latest=latest
        ),
        rows=rows,
        lang=lang,
        unit=_unit(lang, sorted({change.total.latest.unit for change in changes})),
        source=cited(plan, lang),
        notes=[say("story_decomposition.contributions_note", lang)],
    )


def profitability(plan: Plan, lang: str) -> Table | Statement:
    """Return revenue, profit and margin of both years with the rounding interval of each margin."""
    pair = _margins(plan)
    if pair is None:
        return Statement.of("story_decomposition.no_margin", lang)
    is_derived = any(row.status == DERIVED for one in pair for row in (one.revenue, one.profit))
    return Table(
        title=say("story_decomposition.margin_title", lang, name=plan.name(pair[-1].revenue.entity, lang)),
        columns=_columns(lang, "year", "revenue", "profit", "margin", "margin_lower", "margin_upper"),
        rows=[_margin_row(one) for one in pair],
        lang=lang,
        unit=_unit(lang, [pair[-1].revenue.unit]),
        source=cited(plan, lang),
        notes=[say(f"story_decomposition.margin_note{'_derived' if is_derived else ''}", lang)],
    )


def yearly_milestones(plan: Plan, lang: str) -> Table | None:
    """Return the level that each goal with figures implies for each year, on the straight and the compound path."""
    rows = [row for one in assess_goals(plan) for row in _milestone_rows(plan, one, lang)]
    if not rows:
        return None
    return Table(
        title=say("story_decomposition.milestones_title", lang),
        columns=_columns(lang, "goal", "wanted", "year", "straight", "compound"),
        rows=rows,
        lang=lang,
        source=cited(plan, lang, with_plan=True),
        notes=[say("story_decomposition.milestones_note", lang)],
    )


def progress_so_far(plan: Plan, lang: str) -> Table | Statement:
    """Return how much of the time and of the way each goal with figures has behind it, on either path."""
    rows = [row for one in assess_goals(plan) for row in _progress_row(plan, one, lang)]
    if not rows:
        return Statement.of("story_decomposition.none_progress", lang)
    return Table(
        title=say("story_decomposition.progress_title", lang),
        columns=_columns(lang, "goal", "wanted", "latest_year", "elapsed", "progress_straight", "progress_compound"),
        rows=rows,
        lang=lang,
        unit=PERCENT,
        source=cited(plan, lang, with_plan=True),
        notes=[say("story_decomposition.progress_note", lang)],
    )


def require_sound(plan: Plan) -> None:
    """Check that each need leads to its ratio, and that contributions add up to the growth of a whole they make up.

    Raises
    ------
    DataError
        If one does not.
    """
    for need in _needs(plan):
        if abs(need.products_due / need.smelted_due - need.goal.value) > Decimal("1e-12"):
            raise DataError("story_decomposition.unsound", name=need.goal.goal)
    for change in _changes(plan):
        if abs(sum(one.contribution_pp for one in change.members) + _rest(change) - change.total.growth_pct) > Decimal(
            "1e-9"
        ):
            raise DataError("story_decomposition.unsound", name=change.total.entity)


def _needs(plan: Plan) -> list[RatioNeed]:
    figures = figures_of(plan)
    return [need for one in assess_goals(plan) for need in ratio_needs(figures, one.goal)]


def _changes(plan: Plan) -> list[Change]:
    figures = figures_of(plan)
    base = plan.definition.plan.base_period
    years = [year for year in figures.years if year >= base]
    found = []
    for total in plan.definition.totals:
        if total.indicator == OUTPUT:
            changes = [change for year in reversed(years) if (change := change_of_total(figures, total, year))]
            found += changes[:1]
    # The table has one head for all: wholes that are known for older years alone are left out.
    newest = max((change.total.latest.period for change in found), default="")
    return [change for change in found if change.total.latest.period == newest]


def _margins(plan: Plan) -> tuple[Margin, Margin] | None:
    """Return the margins of the first segment that has them for two years; None if none has."""
    figures = figures_of(plan)
    segments = (code for code, one in plan.definition.entities.items() if one.kind == "segment")
    return next((pair for code in segments if (pair := margins(figures, code))), None)


def _rest(change: Change) -> Decimal:
    """Return what the parts leave of a total's growth, in percentage points."""
    return change.total.contribution_pp - sum((one.contribution_pp for one in change.members), Decimal(0))


def _need_sentence(plan: Plan, need: RatioNeed, lang: str) -> Statement:
    stem = f"processing/{need.goal.entity}/{need.assumption}"
    ratio = need.products.value / need.smelted.value
    return Statement.of(
        "story_decomposition.need",
        lang,
        segment=headed(plan.name(need.goal.entity, lang)),
        ratio=Quantity(
            f"{PROCESSING_RATIO}/{need.goal.entity}/{need.products.period}", ratio, RATIO, need.outputs_trace, 3
        ),
        period=need.products.period,
        goal=Quantity(
            f"goal/{need.goal.goal}", need.goal.value, RATIO, ("goals.yml",), printed_decimals(need.goal.value)
        ),
        due=need.goal.due_period,
        smelted=plan.name(need.smelted.entity, lang),
        smelted_now=quantity_of(f"{stem}/smelted", need.smelted),
        products=plan.name(need.products.entity, lang),
        products_now=quantity_of(f"{stem}/products", need.products),
        products_due=Quantity(f"{stem}/products_due", need.products_due, need.products.unit, need.trace, 2),
        growth=Quantity(f"{stem}/products_growth", need.products_growth_pct, PERCENT, need.trace, RATE_DECIMALS),
    )


def _need_row(plan: Plan, need: RatioNeed, lang: str) -> Sequence[Cell]:
    stem = f"processing/{need.goal.entity}/{need.assumption}"
    unit = need.products.unit
    return [
        headed(plan.name(need.goal.entity, lang)),
        goal_in_words(need.goal, lang),
        say(f"story_decomposition.{need.assumption}", lang),
        quantity_of(f"{stem}/smelted", need.smelted),
        Quantity(f"{stem}/smelted_due", need.smelted_due, unit, need.trace, decimals_for(unit)),
        quantity_of(f"{stem}/products", need.products),
        Quantity(f"{stem}/products_due", need.products_due, unit, need.trace, decimals_for(unit)),
        Quantity(f"{stem}/smelted_growth", need.smelted_growth_pct, PERCENT, need.trace, RATE_DECIMALS),
        Quantity(f"{stem}/products_growth", need.products_growth_pct, PERCENT, need.trace, RATE_DECIMALS),
    ]


def _cap_notes(plan: Plan, needs: Sequence[RatioNeed], lang: str) -> list[str]:
    capped = {need.smelted.entity for need in needs if need.assumption == SMELTING_CAPPED}
    found = [
        say(
            "story_decomposition.cap_note",
            lang,
            name=plan.name(cap.entity, lang),
            scope=cap.scope.text(lang),
            source=cap.source.text(lang),
            date=cap.published_on,
        )
        for cap in plan.definition.caps
        if cap.entity in capped
    ]
    if any(need.assumption == PRODUCTS_UNCHANGED for need in needs):
        found.append(say("story_decomposition.unchanged_note", lang))
    return found


def _change_rows(plan: Plan, change: Change, lang: str) -> Iterator[Sequence[Cell]]:
    total = change.total
    for one in (*change.members, total):
        stem = f"contribution/{total.entity}/{one.entity}"
        name = plan.name(one.entity, lang)
        yield [
            say("story_decomposition.whole", lang, name=headed(name)) if one is total else headed(name),
            quantity_of(f"{stem}/before", one.before),
            quantity_of(f"{stem}/latest", one.latest),
            Quantity(f"{stem}/change", one.change, one.latest.unit, one.trace, 2),
            Quantity(f"{stem}/growth", one.growth_pct, PERCENT, one.trace, RATE_DECIMALS),
            Quantity(f"{stem}/contribution", one.contribution_pp, PERCENTAGE_POINT, one.trace + total.trace, 2),
        ]


def _margin_sentence(pair: tuple[Margin, Margin], plan: Plan, lang: str) -> Statement:
    earlier, later = pair
    figures = figures_of(plan)
    change = Quantity(
        "margin/change",
        later.value_pct - earlier.value_pct,
        PERCENTAGE_POINT,
        later.trace + earlier.trace,
        MARGIN_DECIMALS,
    )
    fields: dict[str, object] = {
        "period": later.profit.period,
        "before": earlier.profit.period,
        "later": _margin_quantity(later),
        "earlier": _margin_quantity(earlier),
        "moved": moved_by(change, lang).text,
    }
    rates = [figures.get(f"{row.indicator}_yoy", row.entity, row.period) for row in (later.revenue, later.profit)]
    moved = [moved_by(Quantity.of(rate), lang) for rate in rates if rate is not None]
    if len(moved) < len(rates):
        said = Statement.of("story_decomposition.margin_alone", lang, **fields)
        return Statement(said.text, (*said.quantities, change))
    said = Statement.of("story_decomposition.margin", lang, revenue=moved[0].text, profit=moved[1].text, **fields)
    return Statement(said.text, (*said.quantities, *moved[0].quantities, *moved[1].quantities, change))


def _margin_quantity(one: Margin) -> Quantity:
    return Quantity(
        f"margin/{one.profit.entity}/{one.profit.period}", one.value_pct, PERCENT, one.trace, MARGIN_DECIMALS
    )


def _margin_row(one: Margin) -> Sequence[Cell]:
    stem = f"margin/{one.profit.entity}/{one.profit.period}"
    derived = [Quantity.of(row, None if row.status == "published" else 2) for row in (one.revenue, one.profit)]
    bounds = one.bounds.outward(2)
    return [
        one.profit.period,
        *derived,
        Quantity(f"{stem}/exact", one.value_pct, PERCENT, one.trace, 2),
        Quantity(f"{stem}/lower", bounds.lower, PERCENT, one.trace, 2),
        Quantity(f"{stem}/upper", bounds.upper, PERCENT, one.trace, 2),
    ]


def _milestone_rows(plan: Plan, standing: Standing, lang: str) -> Iterator[Sequence[Cell]]:
    goal, base = standing.goal, standing.base
    if base is None or standing.rates.attainment_pct is None:
        return
    unit = unit_in_words(base.unit, lang)
    name = headed(goal_name(plan, standing, lang))
    for one in milestones(goal, base):
        stem = f"milestone/{goal.goal}/{one.year}"
        trace = (*base.trace, *goal_trace(standing))
        places = 3 if base.unit == RATIO else 2
        compound = (
            None if one.compound is None else Quantity(f"{stem}/compound", one.compound, base.unit, trace, places)
        )
        is_path = goal.kind == GROWTH and one.year < year_of(goal.due_period)
        yield [
            say("story_scorecard.with_unit", lang, name=name, unit=unit) if unit else name,
            goal_in_words(goal, lang),
            str(one.year),
            # A growth goal asks for a pace every year: a straight path is not what it says.
            None if is_path else Quantity(f"{stem}/straight", one.straight, base.unit, trace, places),
            compound,
        ]


def _progress_row(plan: Plan, standing: Standing, lang: str) -> Iterator[Sequence[Cell]]:
    way = progress(standing.goal, standing.base, standing.latest)
    if way is None or standing.latest is None:
        return
    trace = (*compared(standing), *goal_trace(standing))
    numbers = {"elapsed": way.elapsed_pct, "straight": way.straight_pct, "compound": way.compound_pct}
    yield [
        headed(goal_name(plan, standing, lang)),
        goal_in_words(standing.goal, lang),
        standing.latest.period,
        *(
            None
            if value is None
            else Quantity(f"progress/{standing.goal.goal}/{name}", value, PERCENT, trace, RATE_DECIMALS)
            for name, value in numbers.items()
        ),
    ]


def _unit(lang: str, units: Sequence[str]) -> str:
    return listed((unit_in_words(unit, lang) for unit in units), lang)


def _columns(lang: str, *names: str, **fields: object) -> list[str]:
    return [say(f"story_decomposition.column_{name}", lang, **fields) for name in names]
