"""What the production page says: how outputs moved over the year, product by product, and what was made of metal."""

from __future__ import annotations

from collections import Counter
from typing import Final

from lcanalysis.auditing.judgement import ERROR, UNIT, WARNING
from lcanalysis.charts import Chart, draw_dumbbell, draw_growth_bars, draw_processing_ratio
from lcanalysis.definition import Total
from lcanalysis.errors import DataError
from lcanalysis.exhibits import Quantity, Statement, Table
from lcanalysis.goals.measures import OUTPUT
from lcanalysis.plan import Plan
from lcanalysis.stories.audit_numbers import Audited
from lcanalysis.stories.production_figures import Product, Production, ratios_of
from lcanalysis.units import require_unit
from lcanalysis.wording import headed, require_lang, say

COUNT: Final = "个"
CHARTS: Final = 2
"""Charts of levels that the page has, each of one unit."""


def answer(plan: Plan, lang: str) -> Statement:
    """Return the answer: how many outputs rose and fell, the extremes, the declared wholes, processing ratios.

    A published growth that its own levels contradict is not told as growth, but named.
    """
    story = Production(plan)
    parts = [_headline(story, lang)]
    parts += [_whole(story, total, lang) for total in plan.definition.totals if _is_told(story, total)]
    ratio = _ratio_sentence(story, lang)
    joined = [part for part in (*parts, ratio, _opposed(story, lang), _doubts(story, lang)) if part is not None]
    return Statement(
        "\n\n".join(part.text for part in joined), tuple(one for part in joined for one in part.quantities)
    )


def outputs(plan: Plan, lang: str) -> Table:
    """Return the table of outputs: each year, unit, published and recomputed growth. Nothing is added up."""
    story = Production(plan)
    rows = [
        [
            headed(plan.name(product.entity, lang)),
            *(product.earlier.get(year) for year in story.years[:-2]),
            product.before,
            product.now,
            require_unit(product.unit).name(lang),
            product.published,
            product.recomputed,
        ]
        for product in story.products
    ]
    return Table(
        title=say(
            "story_production.table_title" if len(story.years) == 2 else "story_production.table_title_years",
            lang,
            before=story.years[0],
            now=story.period,
        ),
        columns=[
            say("story_production.column_product", lang),
            *(say("story_production.column_year", lang, year=year) for year in story.years),
            say("story_production.column_unit", lang),
            say("story_production.column_published", lang),
            say("story_production.column_recomputed", lang),
        ],
        rows=rows,
        lang=lang,
        source=story.source(lang),
        notes=[say("story_production.table_note", lang)] if len(story.units) > 1 else [],
    )


def growth(plan: Plan, lang: str) -> Chart:
    """Return the chart of published growth by product, with the recomputed rates and a note where they are opposed."""
    story = Production(plan)
    rows = [
        {"name": plan.name(product.entity, lang), "growth_pct": product.published, "recomputed_pct": product.recomputed}
        for product in story.with_growth
    ]
    red_rises = plan.definition.plan.red_rises.get(require_lang(lang))
    opposed = _opposed(story, lang)
    return draw_growth_bars(
        rows,
        lang,
        noun=say("story_production.by_published", lang) if opposed else "",
        period=story.period,
        red_rises=red_rises,
        source=story.source(lang),
        notes=[opposed.text] if opposed else [],
    )


def levels(plan: Plan, lang: str, number: int) -> Chart | None:
    """Return the chart of the outputs in the newest two years of the products published in one unit.

    Products of different units cannot share a chart; `number` counts the units, from 1, in the order of the products.
    None if there are fewer.
    """
    story = Production(plan)
    rows = [
        {"name": plan.name(product.entity, lang), "period": period, "value": value, "unit": product.unit}
        for product in story.products
        if product.unit in story.units[number - 1 : number]
        for period, value in ((story.before, product.before), (story.period, product.now))
    ]
    red_rises = plan.definition.plan.red_rises.get(require_lang(lang))
    return draw_dumbbell(rows, lang, red_rises=red_rises, source=story.source(lang)) if rows else None


def processing(plan: Plan, lang: str) -> Statement | None:
    """Return the head of the section on processing ratios; None if the plan declares none that is published."""
    story = Production(plan)
    ratios = (plan.definition.processing_ratios[metal] for metal in ratios_of(story))
    names = [
        say(
            "story_production.ratio_name",
            lang,
            smelted=plan.name(one.smelted, lang),
            products=plan.name(one.products, lang),
        )
        for one in ratios
    ]
    return Statement.of("story_production.processing", lang, names=tuple(names)) if names else None


def ratios(plan: Plan, lang: str) -> Chart | None:
    """Return the chart of the processing ratios in the newest two years, with their goals; None if there are none."""
    story = Production(plan)
    rows = [
        {"name": plan.name(metal, lang), "period": period, "ratio": ratio, "goal": goal}
        for metal, (found, goal) in ratios_of(story).items()
        for period, ratio in found.items()
    ]
    return draw_processing_ratio(rows, lang, source=story.source(lang)) if rows else None


def require_sound(plan: Plan) -> None:
    """Raise unless the page has products, all of them in its charts.

    Raises
    ------
    DataError
        If there is no product with two years, or there are more units than charts.
    """
    story = Production(plan)
    if not story.products:
        raise DataError("story_production.no_products", before=story.before, now=story.period)
    if len(story.units) > CHARTS:
        raise DataError("story_production.too_many_units", units=story.units, most=CHARTS)


def _headline(story: Production, lang: str) -> Statement:
    ordered = story.with_growth
    if not ordered:
        raise DataError("story_production.no_products", before=story.before, now=story.period)
    counts = Counter(product.direction for product in ordered)
    traces = tuple(dict.fromkeys(trace for product in ordered for trace in product.trace))
    numbers = {
        name: Quantity(f"production/count/{name}", count, COUNT, traces, 0)
        for name, count in (("total", len(ordered)), ("rose", counts["rose"]), ("fell", counts["fell"]))
    }
    top, bottom = ordered[0], ordered[-1]
    text = say(
        "story_production.headline",
        lang,
        period=story.period,
        top=story.plan.name(top.entity, lang),
        top_pct=_moved(top.told, lang),
        bottom=story.plan.name(bottom.entity, lang),
        bottom_pct=_moved(bottom.told, lang),
        **{name: number.digits(lang) for name, number in numbers.items()},
    )
    extremes = tuple(one.told for one in (top, bottom) if one.told is not None)
    return Statement(text, (*numbers.values(), *extremes))


def _moved(change: Quantity | None, lang: str) -> str:
    """Return a rate as readers say it: 增长9.54%, 下降13.46%, without a sign."""
    if change is None:
        return say("story_production.no_rate", lang)
    size = Quantity(
        change.key, -change.value if change.value < 0 else change.value, change.unit, change.trace, change.decimals
    )
    key = "rose" if change.value > 0 else "fell" if change.value < 0 else "same"
    return say(f"story_production.{key}", lang, value=size.text(lang))


def _is_told(story: Production, total: Total) -> bool:
    known = {product.entity for product in story.products}
    members = {total.total.entity, *(part.entity for part in total.parts)}
    return total.kind == "identity" and total.indicator == OUTPUT and members <= known


def _whole(story: Production, total: Total, lang: str) -> Statement:
    by_entity = {product.entity: product for product in story.products}
    members = [by_entity[total.total.entity], *(by_entity[part.entity] for part in total.parts)]

    def told(product: Product) -> str:
        return say(
            "story_production.member", lang, name=story.plan.name(product.entity, lang), output=product.now.text(lang),
            change=_moved(product.told, lang),
        )  # fmt: skip

    parts = say("story_production.list_and", lang).join(told(product) for product in members[1:])
    text = say("story_production.whole", lang, whole=told(members[0]), parts=parts, period=story.period)
    shown = tuple(one for product in members for one in (product.now, product.told) if one is not None)
    return Statement(text, shown)


def _ratio_sentence(story: Production, lang: str) -> Statement | None:
    found = ratios_of(story)
    if not found:
        return None
    clauses = []
    for metal, (by_period, goal) in found.items():
        declared = story.plan.definition.processing_ratios[metal]
        first, last = by_period[story.before], by_period[story.period]
        is_same = first.digits(lang) == last.digits(lang)
        moved = "same" if is_same else "rose" if last.value > first.value else "fell"
        clauses.append(
            say(
                f"story_production.ratio_{moved}{'_goal' if goal else ''}",
                lang,
                products=story.plan.name(declared.products, lang),
                smelted=story.plan.name(declared.smelted, lang),
                first=first.digits(lang),
                last=last.digits(lang),
                **({"goal": goal.digits(lang)} if goal else {}),
            )
        )
    text = say(
        "story_production.ratios", lang, before=story.before, period=story.period,
        each=say("story_production.list_semicolon", lang).join(clauses),
    )  # fmt: skip
    shown = tuple(one for by_period, goal in found.values() for one in (*by_period.values(), goal) if one is not None)
    return Statement(text, shown)


def _opposed(story: Production, lang: str) -> Statement | None:
    """Return a sentence naming the products whose published growth is a rise where the outputs fell, or the reverse."""
    named = [(product, *product.opposed) for product in story.products if product.opposed]
    if not named:
        return None
    each = [
        say(
            "story_production.opposed_one",
            lang,
            name=story.plan.name(product.entity, lang),
            published=published.text(lang),
            recomputed=recomputed.text(lang),
        )
        for product, published, recomputed in named
    ]
    text = say("story_production.opposed", lang, each=say("story_production.list_semicolon", lang).join(each))
    return Statement(text, tuple(rate for _, *rates in named for rate in rates))


def _doubts(story: Production, lang: str) -> Statement | None:
    """Return a sentence naming the products whose unit the audit doubts, or None."""
    doubted = {
        one.subject.split("/")[1]
        for one in Audited(story.plan).findings
        if one.kind == UNIT and one.severity in {ERROR, WARNING} and one.subject.startswith(f"{OUTPUT}/")
    }
    named = [product for product in story.products if product.entity in doubted]
    if not named:
        return None
    text = say(
        "story_production.doubt",
        lang,
        each=say("story_production.list_comma", lang).join(
            say(
                "story_production.doubted",
                lang,
                name=story.plan.name(product.entity, lang),
                before=product.before.text(lang),
                now=product.now.text(lang),
            )
            for product in named
        ),
    )  # fmt: skip
    return Statement(text, tuple(one for product in named for one in (product.before, product.now)))
