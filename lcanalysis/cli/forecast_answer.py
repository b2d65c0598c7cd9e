"""The answer of `lcanalysis forecast`: one indicator's predictive distribution against goals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from lcanalysis.cli.answers import current_plan
from lcanalysis.cli.layout import aligned
from lcanalysis.errors import UsageError
from lcanalysis.forecasting import Forecast
from lcanalysis.forecasting.plan_forecast import level_wanted, predict_indicator
from lcanalysis.forecasting.rates_and_levels import level_range
from lcanalysis.forecasting.result import SHOWN
from lcanalysis.forecasting.scales import Scale
from lcanalysis.forecasting.series import require_date
from lcanalysis.goals.assessing import plan_goals
from lcanalysis.goals.criteria import is_share
from lcanalysis.goals.goal_words import ABOVE, goal_in_words
from lcanalysis.goals.goals import Goal
from lcanalysis.number_format import format_quantity
from lcanalysis.periods import year_of
from lcanalysis.plan import Plan
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.probability import probability
from lcanalysis.units import PERCENT
from lcanalysis.wording import say

LEVEL: Final = "level"
INTERVALS: Final = (50, 80)


@dataclass(frozen=True, slots=True)
class Options:
    """What the forecast is to assume; see `lcanalysis.forecast`."""

    cap: float | None = None
    cap_below_latest: bool = False
    breaks: tuple[int, ...] = ()
    scale: Scale = "log"
    shrinkage: float = 1.0
    tail: float | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A goal of the plan for the figure, and the level it means in its due year."""

    goal: Goal
    level: float
    year: int


@dataclass(frozen=True, slots=True)
class ForecastAnswer:
    """A forecast, the growth asked about, and the plan's own goals for the same figure as levels."""

    plan: Plan
    indicator: str
    entity: str
    forecast: Forecast
    goals: tuple[float, ...]
    levels: tuple[Asked, ...]
    options: Options

    def as_json(self, lang: str) -> dict[str, Any]:
        """Return quantiles, intervals, probabilities and required growth, of the plan's level and growth goals too."""
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
                for probability in SHOWN.values()
            ],
            "intervals": [
                dict(zip(("interval_pct", "lower", "upper"), (pct, *result.interval(pct)), strict=True))
                for pct in INTERVALS
            ],
            "goals": [{"growth": goal, "probability": result.probability(_quantity(goal))} for goal in self.goals],
            "required_growth": [self._required(asked) for asked in self.levels if asked.goal.kind == LEVEL],
            "growth_goals": [self._required(asked) for asked in self.levels if asked.goal.is_growth],
            "assumptions": asdict(self.options),
            "references": list(result.classes),
            "cautions": [caution.text(lang) for caution in result.warnings],
        }

    def _required(self, asked: Asked) -> dict[str, Any]:
        return {
            "goal": asked.goal.goal,
            "level": asked.level,
            "year": asked.year,
            "growth": self.forecast.required_growth(asked.level, asked.year),
            "probability": self.forecast.probability(level=asked.level, year=asked.year),
        }

    def as_text(self, lang: str) -> str:
        """Return the summary, a row per interval and goal, and the cautions."""
        result = self.forecast

        def level(value: float) -> str:
            return format_quantity(value, result.unit, lang)

        rows = []
        for pct in INTERVALS:
            low, high = result.interval(pct)
            rows.append((say("cli.interval", lang, pct=pct), level_range(low, high, result.unit, lang)))
        for goal in self.goals:
            growth = format_quantity(goal * 100, "%", lang, 1)
            head = say("cli.goal_growth", lang, growth=growth, origin=result.origin)
            rows.append((head, probability(result.probability(_quantity(goal))).text(lang)))
        for asked in self.levels:
            needed = format_quantity(result.required_growth(asked.level, asked.year) * 100, "%", lang, 1)
            is_above = asked.goal.comparison == ABOVE and not asked.goal.is_growth
            key = "cli.goal_level_above" if is_above else "cli.goal_level"
            head = say(key, lang, level=level(asked.level), year=asked.year)
            if asked.goal.is_growth:
                head = say("cli.goal_of_plan", lang, goal=goal_in_words(asked.goal, lang), level=head)
            chance = probability(result.probability(level=asked.level, year=asked.year)).text(lang)
            rows.append((head, say("cli.chance_and_growth", lang, probability=chance, growth=needed)))
        cautions = [say("cli.caution", lang, text=caution.text(lang)) for caution in result.warnings]
        return "\n".join([result.summary(lang), "", aligned(rows), "", *cautions]).rstrip()


def rate(text: str) -> float:
    """Return a rate as it is typed, as a ratio: ``5%`` and ``0.05`` are both 0.05.

    Raises `UsageError` if it is no number, or a number without % that is no plausible ratio: 5 may mean 5 % or 500 %.

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


def answer_forecast(
    data: Path,
    indicator: str,
    entity: str | None,
    year: int | None,
    goals: Sequence[float],
    as_of: str | None,
    reference: str | None,
    lang: str,
    options: Options = Options(),
) -> ForecastAnswer:
    """Forecast an indicator of a plan; of its headline, unless an entity is named.

    Raises `UsageError` if nothing of that name was published, or the year, a goal, the date or the class is not
    usable.
    """
    plan = current_plan(data, lang)
    entity = entity or plan.definition.headline
    target = year_of(plan.definition.plan.due_period) if year is None else year
    _require_published(plan, indicator, entity)
    name = say("cli.subject", lang, who=plan.name(entity, lang), what=plan.name(indicator, lang))
    assumed = asdict(options) | {"breaks": options.breaks or None}
    found = predict_indicator(
        plan, indicator, entity, target, None, reference, as_of=require_date(as_of), name=name, **assumed
    )
    levels = tuple(
        Asked(goal, float(level), year_of(goal.due_period))
        for goal in plan_goals(plan)
        if (goal.indicator, goal.entity) == (indicator, entity)
        and (goal.kind == LEVEL or goal.is_growth)
        and not is_share(goal)
        and year_of(goal.due_period) in found.years
        and (level := level_wanted(plan, goal, found.unit)) is not None
    )
    result = ForecastAnswer(plan, indicator, entity, found, tuple(goals), levels, options)
    for goal in goals:
        found.probability(_quantity(goal))  # a goal that is no rate is refused before anything is shown
    return result


def _quantity(ratio: float) -> Quantity:
    return Quantity(ratio).to(PERCENT)


def _require_published(plan: Plan, indicator: str, entity: str) -> None:
    if plan.yearly(indicator, entity):
        return
    area = plan.definition.plan.area
    pairs = sorted({(row.indicator, row.entity) for row in plan.records if row.area == area and len(row.period) == 4})
    same = [who for name, who in pairs if name == indicator]
    if same:
        raise UsageError("cli.no_entity", indicator=indicator, entity=entity, known=", ".join(same))
    known = ", ".join(dict.fromkeys(name for name, _ in pairs))
    raise UsageError("cli.no_indicator", indicator=indicator, known=known)
