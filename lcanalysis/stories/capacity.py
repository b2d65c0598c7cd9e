"""Outputs under a stated cap: the same forecast with and without the assumption, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from lcanalysis.definition import Cap
from lcanalysis.errors import UsageError
from lcanalysis.exhibits import Quantity, Statement, Table
from lcanalysis.exhibits.table import Cell
from lcanalysis.forecasting import Forecast
from lcanalysis.forecasting.plan_forecast import predict_indicator
from lcanalysis.forecasting.series import LEAST
from lcanalysis.goals.wording import listed
from lcanalysis.number_format import printed_decimals
from lcanalysis.periods import last_day
from lcanalysis.plan import Plan
from lcanalysis.units import convert, require_unit
from lcanalysis.wording import headed, say


def capped_outputs(plan: Plan, lang: str, target_year: int = 2022) -> Table | Statement:
    """Return, for each declared cap, the forecast without it and with it.

    With the cap what is made is min(Y, cap). Neither is preferred; a cap of another scope or of a later date than the
    plan is named as such, and one that was exceeded already is not applied unless plan.yml asks for it.

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
        notes=[*_notes(plan, lang, target_year), say("story_capacity.note", lang)],
    )


def _units(plan: Plan, lang: str) -> str:
    symbols = dict.fromkeys(cap.unit for cap in plan.definition.caps)
    return ", ".join(require_unit(symbol).name(lang) for symbol in symbols)


def _forecasts(plan: Plan, cap: Cap, year: int) -> dict[str, Forecast]:
    """Return the forecast without the cap and, if it was not exceeded already, with it; empty without two years."""
    rows = plan.yearly(cap.indicator, cap.entity)
    if len(rows) < LEAST or int(rows[-1].period) >= year:
        return {}
    free = predict_indicator(plan, cap.indicator, cap.entity, year)
    level = convert(Decimal(cap.level), cap.unit, free.unit)
    half_unit = convert(Decimal(5).scaleb(-printed_decimals(Decimal(cap.level)) - 1), cap.unit, free.unit)
    try:
        capped = free.capped(level, half_unit=float(half_unit), below_latest=cap.below_latest)
    except UsageError as problem:
        if problem.key != "forecast.cap_below_latest":
            raise
        return {"without": free}
    return {"without": free, "with": capped}


def _rows(plan: Plan, cap: Cap, lang: str, year: int) -> Iterator[Sequence[Cell]]:
    forecasts = _forecasts(plan, cap, year)
    if not forecasts:
        return
    last = plan.yearly(cap.indicator, cap.entity)[-1]
    level = convert(Decimal(cap.level), cap.unit, last.unit)
    for case, found in forecasts.items():
        stem = f"capacity/{cap.entity}/{case}"
        low, high = found.interval(80)
        shown = {"median": found.quantile(0.5), "low": low, "high": high}
        trace = (last.trace, *found.trace, *(("plan.yml",) if case == "with" else ()))
        yield [
            headed(plan.name(cap.entity, lang)),
            Quantity.of(last),
            Quantity(f"capacity/{cap.entity}/cap", level, last.unit, ("plan.yml",), printed_decimals(level)),
            say(f"story_capacity.{case}", lang),
            *(Quantity(f"{stem}/{name}", value, last.unit, trace, 1) for name, value in shown.items()),
            Quantity(f"{stem}/reaches", found.probability(level=float(last.value)) * 100, "%", trace, 0),
        ]


def _notes(plan: Plan, lang: str, year: int) -> Iterator[str]:
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
        if set(_forecasts(plan, cap, year)) == {"without"}:
            last = plan.yearly(cap.indicator, cap.entity)[-1]
            yield say(
                "story_capacity.exceeded",
                lang,
                name=plan.name(cap.entity, lang),
                cap=Quantity("", Decimal(cap.level), cap.unit, (), printed_decimals(Decimal(cap.level))).text(lang),
                year=last.period,
                last=Quantity.of(last).text(lang),
            )
