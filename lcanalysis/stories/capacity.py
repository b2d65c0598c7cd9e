"""Outputs under a stated cap: the same forecast with and without the assumption, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from lcanalysis.definition import Cap
from lcanalysis.exhibits import Quantity, Statement, Table
from lcanalysis.exhibits.table import Cell
from lcanalysis.forecasting.goal_odds import predict_indicator
from lcanalysis.goals.wording import listed
from lcanalysis.periods import last_day
from lcanalysis.plan import Plan
from lcanalysis.units import convert, require_unit
from lcanalysis.wording import headed, say


def capped_outputs(plan: Plan, lang: str, target_year: int = 2022) -> Table | Statement:
    """Return, for each declared cap, the forecast without it and with it.

    With the cap the distribution is truncated: P(Y > x | Y <= cap). Neither is preferred; a cap of another scope
    or of a later date than the plan is named as such.

    Parameters
    ----------
    plan
        An opened plan; its definition declares the caps.
    lang
        ``zh`` or ``en``.
    target_year
        The year looked at.
    """
    rows = [row for cap in plan.definition.caps for row in _rows(plan, cap, lang, target_year)]
    if not rows:
        return Statement.of("story_capacity.none", lang)
    names = ("product", "last", "cap", "assumption", "median", "low", "high", "reaches")
    return Table(
        title=say("story_capacity.title", lang, year=target_year),
        columns=[say(f"story_capacity.column_{name}", lang) for name in names],
        rows=rows,
        lang=lang,
        unit=say("story_capacity.unit", lang, unit=_units(plan, lang)),
        source=listed((cap.source.text(lang) for cap in plan.definition.caps), lang),
        notes=[*_notes(plan, lang), say("story_capacity.note", lang)],
    )


def _units(plan: Plan, lang: str) -> str:
    symbols = dict.fromkeys(cap.unit for cap in plan.definition.caps)
    return ", ".join(require_unit(symbol).name(lang) for symbol in symbols)


def _rows(plan: Plan, cap: Cap, lang: str, year: int) -> Iterator[Sequence[Cell]]:
    last = plan.find_observation(cap.indicator, cap.entity, plan.definition.plan.base_period)
    if last is None:
        return
    level = convert(Decimal(cap.level), cap.unit, last.unit)
    free = predict_indicator(plan, cap.indicator, cap.entity, year, last.unit)
    for case, found in (("without", free), ("with", free.capped(float(level)))):
        stem = f"capacity/{cap.entity}/{case}"
        low, high = found.interval(80)
        shown = {"median": found.quantile(0.5), "low": low, "high": high}
        trace = (last.trace, *found.trace)
        yield [
            headed(plan.name(cap.entity, lang)),
            Quantity.of(last),
            Quantity(f"capacity/{cap.entity}/cap", level, last.unit, ("plan.yml",), 0),
            say(f"story_capacity.{case}", lang),
            *(Quantity(f"{stem}/{name}", value, last.unit, trace, 1) for name, value in shown.items()),
            Quantity(f"{stem}/reaches", found.probability(level=float(last.value)) * 100, "%", trace, 0),
        ]


def _notes(plan: Plan, lang: str) -> Iterator[str]:
    published = last_day(plan.definition.plan.published_on)
    for cap in plan.definition.caps:
        key = "later" if last_day(cap.published_on) > published else "earlier"
        yield say(
            f"story_capacity.{key}",
            lang,
            name=plan.name(cap.entity, lang),
            scope=cap.scope.text(lang),
            quotation=cap.quotation,
            date=cap.published_on,
        )
