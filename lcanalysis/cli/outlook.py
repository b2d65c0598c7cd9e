"""The answer of `lcanalysis forecast`: one indicator's predictive distribution against goals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

import pandas as pd

from lcanalysis.cli.answers import aligned
from lcanalysis.errors import UsageError
from lcanalysis.forecasting import Forecast, forecast
from lcanalysis.forecasting.result import SHOWN
from lcanalysis.forecasting.scales import Scale
from lcanalysis.goals.scorecard import plan_goals
from lcanalysis.number_format import format_quantity, format_range
from lcanalysis.observations import Observation, latest
from lcanalysis.periods import year_of
from lcanalysis.plan import Plan, break_years, load
from lcanalysis.quantities import Quantity
from lcanalysis.units import PERCENT
from lcanalysis.wording import say

INTERVALS: Final = (50, 80, 90)


@dataclass(frozen=True, slots=True)
class Options:
    """What the forecast is to assume; see `lcanalysis.forecast`."""

    cap: float | None = None
    breaks: tuple[int, ...] = ()
    scale: Scale = "log"
    shrinkage: float = 1.0
    tail: float | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """A forecast, the growth goals asked about, and the plan's own levels for the same figure."""

    plan: Plan
    indicator: str
    entity: str
    forecast: Forecast
    goals: tuple[float, ...]
    levels: tuple[tuple[str, float, int], ...]
    options: Options

    def as_json(self, lang: str) -> dict[str, Any]:
        """Return quantiles, intervals, probabilities and required growth."""
        result = self.forecast
        return {
            "indicator": self.indicator,
            "entity": self.entity,
            "unit": result.unit,
            "kind": result.kind,
            "origin": result.origin,
            "last_value": result.last_value,
            "year": result.years[-1],
            "quantiles": [
                {"year": year, "probability": probability, "level": result.quantile(probability, year)}
                for year in result.years
                for probability in SHOWN
            ],
            "intervals": [
                dict(zip(("interval_pct", "lower", "upper"), (pct, *result.interval(pct)), strict=True))
                for pct in INTERVALS
            ],
            "goals": [{"growth": goal, "probability": result.probability(_quantity(goal))} for goal in self.goals],
            "required_growth": [
                {
                    "goal": name,
                    "level": level,
                    "year": year,
                    "growth": result.required_growth(level, year),
                    "probability": result.probability(level=level, year=year),
                }
                for name, level, year in self.levels
            ],
            "assumptions": asdict(self.options),
            "references": list(result.classes),
            "cautions": [caution.text(lang) for caution in result.warnings],
        }

    def as_text(self, lang: str) -> str:
        """Return the summary, a row per interval and goal, and the cautions."""
        result = self.forecast

        def level(value: float) -> str:
            return format_quantity(value, result.unit, lang)

        def percent(share: float) -> str:
            return format_quantity(share * 100, "%", lang, 0)

        rows = []
        for pct in INTERVALS:
            low, high = result.interval(pct)
            rows.append((say("cli.interval", lang, pct=pct), format_range(low, high, result.unit, lang)))
        for goal in self.goals:
            growth = format_quantity(goal * 100, "%", lang, 1)
            rows.append((say("cli.goal_growth", lang, growth=growth), percent(result.probability(_quantity(goal)))))
        for _, wanted, year in self.levels:
            needed = format_quantity(result.required_growth(wanted, year) * 100, "%", lang, 1)
            head = say("cli.goal_level", lang, level=level(wanted), year=year)
            chance = percent(result.probability(level=wanted, year=year))
            rows.append((head, say("cli.chance_and_growth", lang, probability=chance, growth=needed)))
        cautions = [say("cli.caution", lang, text=caution.text(lang)) for caution in result.warnings]
        return "\n".join([result.summary(lang), "", aligned(rows), "", *cautions]).rstrip()


def rate(text: str) -> float:
    """Return a rate as it is typed, as a ratio: ``5%`` and ``0.05`` are both 0.05.

    Raises
    ------
    UsageError
        If it is no number, or a number without % that is no plausible ratio: 5 may mean 5 % or 500 %.

    Examples
    --------
    >>> rate("5%"), rate("0.05"), rate("-2.5％")
    (0.05, 0.05, -0.025)
    """
    bare = text.strip().rstrip("%％").rstrip()
    try:
        number = Decimal(bare)
    except InvalidOperation:
        number = Decimal("NaN")
    is_percent = bare != text.strip()
    ratio = number / 100 if is_percent else number
    if not ratio.is_finite() or ratio <= -1 or (ratio >= 1 and not is_percent):
        meant = bare if number.is_finite() else "5"
        raise UsageError("cli.bad_rate", found=text, percent=f"{meant}%")
    return float(ratio)


def outlook(
    data: Path,
    indicator: str,
    entity: str,
    year: int | None,
    goals: Sequence[float],
    as_of: str | None,
    reference: str | None,
    lang: str,
    options: Options = Options(),
) -> Outlook:
    """Forecast an indicator of a plan.

    Raises
    ------
    UsageError
        If nothing of that name was published, or the year, a goal, the date or the class is not usable.
    """
    plan = load(data)
    target = year_of(plan.definition.plan.due_period) if year is None else year
    rows = _rows(plan, indicator, entity)
    table = pd.DataFrame(
        {name: [float(getattr(row, name)) for row in rows] for name in ("value", "lower", "upper")},
        index=[int(row.period) for row in rows],
    )
    name = say("cli.subject", lang, who=plan.name(entity, lang), what=plan.name(indicator, lang))
    table.attrs["breaks"] = break_years(rows)
    assumed = asdict(options) | {"breaks": options.breaks or None}
    found = forecast(table, target, reference, as_of, name=name, unit=rows[-1].unit, data=plan.data, **assumed)
    if not isinstance(found, Forecast):
        raise TypeError("one series was asked about, and many were answered")
    levels = tuple(
        (goal.goal, float(goal.value), year_of(goal.due_period))
        for goal in plan_goals(plan)
        if (goal.indicator, goal.entity, goal.kind, goal.unit) == (indicator, entity, "level", found.unit)
        and year_of(goal.due_period) in found.years
    )
    result = Outlook(plan, indicator, entity, found, tuple(goals), levels, options)
    for goal in goals:
        found.probability(_quantity(goal))  # a goal that is no rate is refused before anything is shown
    return result


def _quantity(ratio: float) -> Quantity:
    return Quantity(ratio).to(PERCENT)


def _rows(plan: Plan, indicator: str, entity: str) -> list[Observation]:
    area = plan.definition.plan.area
    yearly = {
        (name, who, int(period)): row
        for (name, who, place, period), row in latest(plan.records).items()
        if place == area and len(period) == 4
    }
    rows = [row for (name, who, _), row in sorted(yearly.items()) if (name, who) == (indicator, entity)]
    if not rows:
        pairs = sorted({(name, who) for name, who, _ in yearly})
        same = [who for name, who in pairs if name == indicator]
        if same:
            raise UsageError("cli.no_entity", indicator=indicator, entity=entity, known=", ".join(same))
        known = ", ".join(dict.fromkeys(name for name, _ in pairs))
        raise UsageError("cli.no_indicator", indicator=indicator, known=known)
    return rows
