"""What the production page says: how outputs moved over the year, product by product, and what was made of metal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from lcanalysis.auditing import check_plan
from lcanalysis.auditing.judgement import ERROR, UNIT, WARNING
from lcanalysis.charts import Chart, draw_dumbbell, draw_growth_bars, draw_processing_ratio
from lcanalysis.charts.captions import Captions
from lcanalysis.charts.tally import movement_kind
from lcanalysis.definition import Total
from lcanalysis.errors import DataError
from lcanalysis.exhibits import Quantity, Statement, Table, WithUnit
from lcanalysis.exhibits.table import Cell
from lcanalysis.goals.measures import OUTPUT
from lcanalysis.periods import base_period, period_in_words
from lcanalysis.plan import Plan
from lcanalysis.stories.production_figures import Product, Production, direction_of, ratios_of
from lcanalysis.units import require_unit
from lcanalysis.wording import headed, require_lang, say

COUNT: Final = "个"
DIRECTIONS: Final = ("rose", "fell", "same")


def answer(plan: Plan, lang: str) -> Statement:
    """Return the answer: how many outputs rose and fell, the extremes, the declared wholes, processing ratios.

    A published growth that its own levels contradict is not told as growth, but named; so are products of which no
    growth is published or known. Without any growth it says what is published.
    """
    story = Production(plan)
    if not story.is_moving:
        return _without_growth(story, lang)
    wholes = [_whole(story, total, lang) for total in plan.definition.totals if _is_told(story, total)]
    parts = (
        _headline(story, lang),
        *wholes,
        _ratio_sentence(story, lang),
        *_opposed(story, lang),
        _named("computed", [one for one, _ in story.with_growth if one.published is None], story, lang),
        _named("unknown", story.without_growth, story, lang),
        _doubts(story, lang),
    )
    joined = [part for part in parts if part is not None]
    return Statement(
        "\n\n".join(part.text for part in joined), tuple(one for part in joined for one in part.quantities)
    )


def outputs(plan: Plan, lang: str) -> Table | Statement:
    """Return the table of outputs: each period, unit, published and recomputed growth. Nothing is added up.

    Only what is published stands in it: no level that was derived from a growth.
    """
    story = Production(plan)
    if not story.products:
        return Statement(say("story_production.nothing", lang))
    units = {product.unit for product in story.products if product.unit}
    rows = [_row(story, product, lang) for product in story.products]
    return Table(
        title=_table_title(story, lang),
        columns=[
            say("story_production.column_product", lang),
            *(headed(period_in_words(period, lang)) for period in story.periods),
            *([say("story_production.column_unit", lang)] if units else []),
            *(
                [say(f"story_production.column_{name}", lang) for name in ("published", "recomputed")]
                if story.is_moving
                else []
            ),
        ],
        rows=rows,
        lang=lang,
        source=story.source(lang),
        notes=[say("story_production.table_note", lang)] if len(units) > 1 else [],
    )


def growth(plan: Plan, lang: str) -> Chart | Statement:
    """Return the chart of growth by product, with the recomputed rates and a note where they are opposed."""
    story = Production(plan)
    if not story.with_growth:
        return Statement(say("story_production.no_growth", lang))
    rows = [
        {
            "name": plan.name(product.entity, lang),
            "growth_pct": product.published or product.recomputed,
            "recomputed_pct": product.recomputed if product.published else None,
            "is_computed": product.published is None,
        }
        for product, _ in story.with_growth
    ]
    turned = [
        product
        for product, _ in story.with_growth
        if product.movement.is_opposed and product.movement.is_told_by_levels
    ]
    captions: Captions = {"source": story.source(lang), "notes": [one.text for one in _opposed(story, lang)]}
    if turned and len(rows) == 1:
        captions["finding"] = headed(_contrasted(turned[0], story, lang))
    return draw_growth_bars(
        rows,
        lang,
        noun=say("story_production.by_published", lang) if turned else "",
        period=story.period if story.is_yearly else "",
        red_rises=plan.definition.plan.red_rises.get(require_lang(lang)),
        **captions,
    )


def levels(plan: Plan, lang: str, number: int) -> Chart | None:
    """Return the chart of the outputs in both years of the products published in one unit.

    Products of different units cannot share a chart; `number` counts the units, from 1, in the order of the products.
    None if there are fewer.
    """
    story = Production(plan)
    rows = [
        {"name": plan.name(product.entity, lang), "period": period, "value": value, "unit": product.unit}
        for product in story.products
        if product.pair and story.is_yearly and product.unit in story.units[number - 1 : number]
        for period, value in zip((base_period(story.period), story.period), product.pair, strict=True)
    ]
    red_rises = plan.definition.plan.red_rises.get(require_lang(lang))
    return draw_dumbbell(rows, lang, red_rises=red_rises, source=story.source(lang)) if rows else None


def levels_by_unit(plan: Plan, lang: str) -> Sequence[Chart | Statement]:
    """Return the charts of `levels`, one for each unit; if no product has outputs of both years, a sentence."""
    story = Production(plan)
    found = [chart for at in range(1, len(story.units) + 1) if (chart := levels(plan, lang, at)) is not None]
    return found or [Statement(say("story_production.no_pairs", lang))]


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
    """Raise unless each product that the page tells of is in its table and, if its growth is known, in one count.

    Raises
    ------
    DataError
        If one is not.
    """
    story = Production(plan)
    counted = [direction_of(told) for _, told in story.with_growth]
    if len(counted) + len(story.without_growth) != len(story.products) or bool(counted) != story.is_moving:
        raise DataError("story_production.miscounted", counted=len(counted), shown=len(story.products))


def _table_title(story: Production, lang: str) -> str:
    shown = story.periods or (story.period,)
    key = {1: "table_title_one", 2: "table_title"}.get(len(shown), "table_title_years")
    first, last = (period_in_words(period, lang) for period in (shown[0], shown[-1]))
    return say(f"story_production.{key if story.periods else 'table_title_growth'}", lang, before=first, now=last)


def _row(story: Production, product: Product, lang: str) -> list[Cell]:
    def cell(level: Quantity | None) -> Quantity | None:
        return level if level is None or level.unit == product.unit else WithUnit.from_quantity(level)

    has_units = any(one.unit for one in story.products)
    return [
        headed(story.plan.name(product.entity, lang)),
        *(cell(product.levels.get(period)) for period in story.periods),
        *([require_unit(product.unit).name(lang) if product.unit else None] if has_units else []),
        *([product.published, product.recomputed] if story.is_moving else []),
    ]


def _without_growth(story: Production, lang: str) -> Statement:
    """Return what is published where no growth is: outputs of one year, of months, or nothing at all."""
    if not story.products:
        return Statement(say("story_production.answer_nothing", lang))
    shown = [(product, product.now) for product in story.products if product.now]
    traces = tuple(trace for _, now in shown for trace in now.trace)
    total = Quantity("production/count/shown", len(shown), COUNT, traces, 0)
    text = say(
        "story_production.answer_no_growth" if len(shown) > 1 else "story_production.answer_no_growth_one",
        lang,
        period=period_in_words(story.period, lang),
        total=total.digits(lang),
        name=story.plan.name(shown[0][0].entity, lang),
    )
    return Statement(text, (total,))


def _headline(story: Production, lang: str) -> Statement:
    ordered = story.with_growth
    traces = tuple(dict.fromkeys(trace for _, told in ordered for trace in told.trace))
    counts = Counter(direction_of(told) for _, told in ordered)
    numbers = {
        name: Quantity(f"production/count/{name}", count, COUNT, traces, 0)
        for name, count in {"total": len(ordered), **{name: counts[name] for name in DIRECTIONS}}.items()
    }
    (top, most), (bottom, least) = ordered[0], ordered[-1]
    kind = movement_kind(counts["rose"], counts["fell"], len(ordered))
    is_alike = kind in {"all_rose", "all_fell"} and most.value == least.value
    parts = (say(f"story_production.part_{name}", lang, count=counts[name]) for name in DIRECTIONS if counts[name])
    text = say(
        f"story_production.headline_{kind.replace('all', 'alike') if is_alike else kind}",
        lang,
        period=period_in_words(story.period, lang),
        parts=say("story_production.list_comma", lang).join(parts),
        top=story.plan.name(top.entity, lang),
        top_pct=_moved(most, lang),
        bottom=story.plan.name(bottom.entity, lang),
        bottom_pct=_moved(least, lang),
        **{name: number.digits(lang) for name, number in numbers.items()},
    )
    return Statement(text, (*numbers.values(), *dict.fromkeys((most, least))))


def _named(key: str, products: Iterable[Product], story: Production, lang: str) -> Statement | None:
    """Return a sentence that names products, or None if there are none."""
    names = tuple(story.plan.name(product.entity, lang) for product in products)
    period = period_in_words(story.period, lang)
    return Statement(say(f"story_production.{key}", lang, names=names, period=period)) if names else None


def _moved(change: Quantity, lang: str) -> str:
    """Return a rate as readers say it: 增长9.54%, 下降13.46%, without a sign."""
    value = -change.value if change.value < 0 else change.value
    size = Quantity(change.key, value, change.unit, change.trace, change.decimals)
    return say(f"story_production.{direction_of(change)}", lang, value=size.text(lang))


def _is_told(story: Production, total: Total) -> bool:
    known = {product.entity for product in story.products if product.now}
    members = {total.total.entity, *(part.entity for part in total.parts)}
    return total.kind == "identity" and total.indicator == OUTPUT and members <= known and story.adds_up(total)


def _whole(story: Production, total: Total, lang: str) -> Statement:
    by_entity = {product.entity: product for product in story.products}
    members = [by_entity[total.total.entity], *(by_entity[part.entity] for part in total.parts)]

    def told(product: Product) -> str:
        fields = {
            "name": story.plan.name(product.entity, lang),
            "output": product.now.text(lang) if product.now else "",
        }
        if product.told is None:
            return say("story_production.member_alone", lang, **fields)
        return say("story_production.member", lang, change=_moved(product.told, lang), **fields)

    parts = say("story_production.list_and", lang).join(told(product) for product in members[1:])
    text = say(
        "story_production.whole", lang, whole=told(members[0]), parts=parts, period=period_in_words(story.period, lang)
    )
    shown = tuple(one for product in members for one in (product.now, product.told) if one is not None)
    return Statement(text, shown)


def _ratio_sentence(story: Production, lang: str) -> Statement | None:
    found = ratios_of(story)
    if not found:
        return None
    clauses = []
    for metal, (by_period, goal) in found.items():
        declared = story.plan.definition.processing_ratios[metal]
        first, last = by_period[base_period(story.period)], by_period[story.period]
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
        "story_production.ratios", lang, before=base_period(story.period), period=story.period,
        each=say("story_production.list_semicolon", lang).join(clauses),
    )  # fmt: skip
    shown = tuple(one for by_period, goal in found.values() for one in (*by_period.values(), goal) if one is not None)
    return Statement(text, shown)


def _opposed(story: Production, lang: str) -> tuple[Statement, ...]:
    """Return sentences naming the products whose published growth is a rise where the outputs fell, or the reverse.

    One names those whose growth and outputs were published together, so that one of them is wrong, another those whose
    outputs were published at different times, or for another scope.
    """
    found = [product for product in story.products if product.movement.is_opposed]
    together = [product for product in found if product.movement.is_told_by_levels]
    apart = [product for product in found if not product.movement.is_told_by_levels]
    return tuple(
        _contrast(key, held, story, lang) for key, held in (("opposed", together), ("opposed_apart", apart)) if held
    )


def _contrast(key: str, products: Sequence[Product], story: Production, lang: str) -> Statement:
    each = say("story_production.list_semicolon", lang).join(_contrasted(product, story, lang) for product in products)
    rates = (rate for product in products for rate in (product.published, product.recomputed))
    return Statement(say(f"story_production.{key}", lang, each=each), tuple(rate for rate in rates if rate))


def _contrasted(product: Product, story: Production, lang: str) -> str:
    rates = {"published": product.published, "recomputed": product.recomputed}
    return say(
        "story_production.opposed_one",
        lang,
        name=story.plan.name(product.entity, lang),
        **{name: rate.text(lang) if rate else "" for name, rate in rates.items()},
    )


def _doubts(story: Production, lang: str) -> Statement | None:
    """Return a sentence naming the products whose unit the audit doubts, or None."""
    doubted = {
        one.subject.split("/")[1]
        for one in check_plan(story.plan.definition, story.plan.records)
        if one.kind == UNIT and one.severity in {ERROR, WARNING} and one.subject.startswith(f"{OUTPUT}/")
    }
    named = [(product, product.pair) for product in story.products if product.entity in doubted and product.pair]
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
                before=before.text(lang),
                now=now.text(lang),
            )
            for product, (before, now) in named
        ),
    )  # fmt: skip
    return Statement(text, tuple(one for _, pair in named for one in pair))
