"""The figures of a published revenue: observations, goal, scenario paths, predictive distribution, odds by class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from lcanalysis.exhibits import Quantity
from lcanalysis.forecasting import MIX, Forecast, ReferenceClass
from lcanalysis.forecasting.goal_range import GoalRange, goal_range
from lcanalysis.forecasting.plan_forecast import End, predict_indicator
from lcanalysis.forecasting.reference import Reference
from lcanalysis.forecasting.scenarios import scenario_paths
from lcanalysis.goals.goals import FILE, Goal
from lcanalysis.goals.growth import projected_level, required_growth_pct
from lcanalysis.number_format import printed_decimals
from lcanalysis.observations import DERIVED, Observation
from lcanalysis.stories.revenue_charts import INTERVALS_PCT
from lcanalysis.stories.revenue_odds import (
    ASKED,
    REVENUE,
    Odds,
    Question,
    odds_key,
    odds_title,
    require_ahead,
)
from lcanalysis.units import convert, require_unit


@dataclass(frozen=True)
class PublishedFigures:
    """All numbers of the story, computed once and when first asked for."""

    question: Question

    @cached_property
    def rows(self) -> tuple[Observation, ...]:
        """The yearly observations in use, ascending."""
        return self.question.observed

    @property
    def last(self) -> Observation:
        """The last observation."""
        return self.rows[-1]

    @property
    def origin(self) -> int:
        """The last observed year."""
        return int(self.last.period)

    @cached_property
    def ahead(self) -> int:
        """The years to the target year."""
        return require_ahead(self.question, self.origin)

    @cached_property
    def goal(self) -> Goal | None:
        """The plan's goal for the level of this revenue."""
        return self.question.goal_of_kind("level")

    @cached_property
    def predictive(self) -> Forecast:
        """The predictive distribution, from the classes that were asked for."""
        return self.predict(self.question.reference)

    @cached_property
    def used(self) -> tuple[Odds, ...]:
        """The probabilities by each class that the answer rests on."""
        return tuple(self._line(each) for each in self.question.used)

    @cached_property
    def mixed(self) -> Odds:
        """The probabilities by the mix of these classes."""
        return self._line(self.question.reference)

    @cached_property
    def contrasts(self) -> tuple[Odds, ...]:
        """The probabilities by the classes shown for contrast."""
        return tuple(self._line(each) for each in self.question.contrasts)

    @cached_property
    def without_own(self) -> Odds:
        """The probabilities by the same classes if the growth of the series itself is not counted."""
        return self._line(self.question.reference, shrinkage=0.0)

    @cached_property
    def cap(self) -> Decimal | None:
        """The cap that is asked about, in the unit of the observations."""
        asked = self.question.cap_100m_yuan
        return None if asked is None else convert(asked, "亿元", self.last.unit)

    @cached_property
    def range(self) -> GoalRange:
        """The range of the probability of the goal's level, or of the highest rate asked about if there is none."""
        ask = self.question
        level = self.goal_value
        if level is None:
            level = projected_level(self.last.value, self.odds_rates[-1], self.ahead)
        return goal_range(ask.plan, REVENUE, ask.segment, ask.target_year, float(level), ask.reference, cap=self.cap)

    def predict(
        self,
        reference: Reference | tuple[ReferenceClass, ...],
        *,
        shrinkage: float = 1.0,
        tail: float | None = None,
        inputs: Mapping[int, End] | None = None,
        cap: Decimal | None = None,
    ) -> Forecast:
        """Return the predictive distribution under other assumptions.

        `inputs` names by year the end of the rounding interval, ``lower`` or ``upper``, that is taken for exact; `cap` is
        in the unit of the observations, and that of the question unless given.
        """
        ask = self.question
        return predict_indicator(
            ask.plan, REVENUE, ask.segment, ask.target_year, self.last.unit, reference,
            name=ask.key(), ends=inputs, shrinkage=shrinkage, tail=tail, cap=self.cap if cap is None else cap,
        )  # fmt: skip

    @cached_property
    def required_pct(self) -> Decimal | None:
        """The annual growth that leads to the goal's level by the target year, in percent."""
        if self.goal_value is None:
            return None
        return required_growth_pct(self.last.value, self.goal_value, self.ahead)

    @cached_property
    def path_points(self) -> dict[Decimal, list[tuple[int, Quantity]]]:
        """The points of the scenario path of each rate (percent a year)."""
        ask = self.question
        frame = scenario_paths(self.last.value, self.origin, ask.target_year, ask.rates)
        found: dict[Decimal, list[tuple[int, Quantity]]] = {rate: [] for rate in ask.rates}
        for rate, year, level in frame.itertuples(index=False):
            key = ask.key(year, f"at_{rate}_pct")
            trace = (self.last.trace, *(ASKED if rate == ask.growth_pct else ()))
            found[rate].append((year, Quantity(key, level, self.last.unit, trace, 2)))
        return found

    @cached_property
    def history(self) -> list[dict[str, object]]:
        """The levels by year as the charts draw them, those that were not published marked as derived."""
        return [
            {
                "kind": "history",
                "label": "",
                "year": int(row.period),
                "value": self.level_of(row),
                "is_derived": row.status == DERIVED,
            }
            for row in self.rows
        ]

    @cached_property
    def lines(self) -> tuple[tuple[Odds, ...], ...]:
        """The lines of the sensitivity table: classes used, their mix, classes for contrast."""
        mix = (self.mixed,) if len(self.question.used) > 1 else ()
        return self.used, mix, self.contrasts

    @cached_property
    def name(self) -> str:
        """What is told of: the revenue of the segment."""
        return self.question.say("revenue_of", name=self.question.name)

    @cached_property
    def unit(self) -> str:
        """The unit of the observations, as readers write it."""
        return require_unit(self.last.unit).name(self.question.lang)

    @cached_property
    def goal_value(self) -> Decimal | None:
        """The level of the goal, in the unit of the observations."""
        return None if self.goal is None else convert(self.goal.value, self.goal.unit, self.last.unit)

    @cached_property
    def goal_level(self) -> Quantity | None:
        """The level of the goal as it is shown."""
        if self.goal is None or self.goal_value is None:
            return None
        key = self.question.key("goal", self.goal.goal)
        return Quantity(key, self.goal_value, self.last.unit, self.goal_trace, printed_decimals(self.goal_value))

    @property
    def goal_trace(self) -> tuple[str, ...]:
        """The entry of the goal for the level, if there is one."""
        return () if self.goal is None else (f"{FILE} {self.goal.goal}",)

    @cached_property
    def odds_rates(self) -> tuple[Decimal, ...]:
        """The rates of growth whose probability is told, ascending."""
        return tuple(sorted({Decimal(5), Decimal(8), self.question.growth_pct}))

    def _line(self, reference: Reference, shrinkage: float = 1.0) -> Odds:
        ask = self.question
        found = self.predict(reference, shrinkage=shrinkage)
        shares = [found.probability(float(rate) / 100) for rate in self.odds_rates]
        if self.goal_value is not None:
            shares.append(found.probability(level=float(self.goal_value)))
        trace = (self.last.trace, *found.trace, *self.cap_trace)
        # Which rate a column is of depends on the one asked for; the last column is the goal's.
        asked = (*(ASKED for _ in self.odds_rates), *((self.goal_trace,) if self.goal_trace else ()))
        only = reference if isinstance(reference, ReferenceClass) else None
        if only is None and len(ask.used) > 1:
            return Odds(MIX, ask.say("mix"), None, tuple(shares), trace, asked)
        only = only or ask.used[0]
        growths = only.growths(self.ahead, ask.plan.vintage.year - 1)
        return Odds(odds_key(only, ask), odds_title(only, ask), growths, tuple(shares), trace, asked)

    @property
    def cap_trace(self) -> tuple[str, ...]:
        """The parameter that a cap was given by, if there is one."""
        return () if self.cap is None else ("parameter cap_100m_yuan",)

    @cached_property
    def intervals(self) -> dict[tuple[int, int], tuple[Quantity, Quantity]]:
        """The ends of the predictive intervals, by year and percent."""
        ask = self.question
        trace = (*self.predictive.trace, *self.cap_trace)
        found: dict[tuple[int, int], tuple[Quantity, Quantity]] = {}
        for year in self.predictive.years:
            for pct in INTERVALS_PCT:
                low, high = self.predictive.interval(pct, year)
                found[year, pct] = (
                    Quantity(ask.key(year, f"low_{pct}"), low, self.last.unit, trace, 2),
                    Quantity(ask.key(year, f"high_{pct}"), high, self.last.unit, trace, 2),
                )
        return found

    def level_of(self, row: Observation) -> Quantity:
        """Return an observed level, with its digits as printed; a derived one with two decimals."""
        if row.status == DERIVED:
            return Quantity.of(row, 2)
        return Quantity.of(row)
