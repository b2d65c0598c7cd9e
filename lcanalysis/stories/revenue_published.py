"""The revenue story of a segment whose revenue is published: scenario paths, odds, and the growth still needed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

import pandas as pd

from lcanalysis.charts import Chart
from lcanalysis.errors import DataError
from lcanalysis.exhibits import Quantity, Statement, Table
from lcanalysis.exhibits.table import Cell
from lcanalysis.forecasting import MIX, Forecast, ReferenceClass
from lcanalysis.forecasting.forecast import predict_levels
from lcanalysis.forecasting.scenarios import growth_still_needed, scenario_paths
from lcanalysis.forecasting.series import observed_series
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.growth import projected_level, required_growth_pct
from lcanalysis.goals.wording import goal_in_words
from lcanalysis.observations import DERIVED, Observation, latest
from lcanalysis.stories.revenue_charts import INTERVALS_PCT, draw_distribution, draw_odds, draw_paths
from lcanalysis.stories.revenue_odds import (
    CENT,
    REVENUE,
    Odds,
    Question,
    in_ten,
    last_known_year,
    odds_key,
    odds_table,
    odds_title,
    require_ahead,
    sensitivity,
)
from lcanalysis.units import require_unit

STILL_NEEDED_AT: Final = (Decimal(0), Decimal(3), Decimal(5), Decimal(8))
"""Rates of growth until a later year, in percent, for which the growth still needed is shown."""


@dataclass(frozen=True)
class PublishedRevenue:
    """What can be said of a published revenue, in the order in which the notebook says it."""

    question: Question

    @cached_property
    def rows(self) -> tuple[Observation, ...]:
        """The yearly observations in use, ascending."""
        plan = self.question.plan
        subject = (REVENUE, self.question.segment, plan.definition.plan.area)
        found = [row for key, row in latest(plan.records).items() if key[:3] == subject and len(row.period) == 4]
        return tuple(sorted(found, key=lambda row: row.period))

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
        return self._predict(self.question.used)

    @cached_property
    def used(self) -> tuple[Odds, ...]:
        """The probabilities by each class that the answer rests on."""
        return tuple(self._line((each,)) for each in self.question.used)

    @cached_property
    def mixed(self) -> Odds:
        """The probabilities by the mix of these classes."""
        return self._line(self.question.used)

    @cached_property
    def contrasts(self) -> tuple[Odds, ...]:
        """The probabilities by the classes shown for contrast."""
        return tuple(self._line((each,)) for each in self.question.contrasts)

    def _predict(self, references: tuple[ReferenceClass, ...]) -> Forecast:
        table = pd.DataFrame(
            {name: [float(getattr(row, name)) for row in self.rows] for name in ("value", "lower", "upper")},
            index=[int(row.period) for row in self.rows],
        )
        return predict_levels(
            observed_series(table, self.question.key()),
            self.question.target_year,
            references,
            # As known in the year after the last full one before publication: the classes' later years are not used.
            f"{last_known_year(self.rows) + 1}-12-31",
            self.last.unit,
        )

    @cached_property
    def required_pct(self) -> Decimal | None:
        """The annual growth that leads to the goal's level by the target year, in percent."""
        if self.goal is None:
            return None
        return required_growth_pct(self.last.value, self.goal.value, self.ahead)

    # ------------------------------------------------------------------ what the notebook shows

    def answer(self) -> Statement:
        """Return the answer: the level now, where the growth leads, what the goal needs, and how often that happens."""
        ask = self.question
        found = self._now() + self._path()
        if self.goal is not None:
            required = required_growth_pct(self.last.value, self.goal.value, self.ahead)
            shown = Quantity(ask.key(ask.target_year, "required_growth"), required, CENT, (self.last.trace,), 2)
            found = found + self._needed(self.goal, shown) + self._odds_sentence(shown)
        return found + ask.statement(f"closing_{self.predictive.kind}", count=len(self.rows))

    def basis(self) -> Table:
        """Return the observations it rests on, with their rounding intervals, derived ones marked."""
        ask = self.question
        rows: list[list[Cell]] = []
        for row in self.rows:
            low, high = (
                Quantity(ask.key(row.period, end), value, row.unit, (row.trace,), 2)
                for end, value in (("lower", row.lower), ("upper", row.upper))
            )
            yoy = ask.plan.observation(f"{REVENUE}_yoy", ask.segment, row.period)
            rows.append(
                [
                    row.period,
                    self._level(row),
                    low,
                    high,
                    None if yoy is None else Quantity.of(yoy),
                    ask.say(f"status_{'derived' if row.status == DERIVED else 'published'}"),
                ]
            )
        names = ("year", "revenue", "lower", "upper", "yoy", "status")
        return Table(
            title=ask.say("basis_title", name=ask.name),
            columns=[ask.say(f"column_{name}") for name in names],
            rows=rows,
            lang=ask.lang,
            unit=self._unit,
            source=ask.sources(self.rows),
            notes=[ask.say("basis_note")] if any(row.status == DERIVED for row in self.rows) else [],
        )

    def _paths(self) -> dict[Decimal, list[tuple[int, Quantity]]]:
        ask = self.question
        frame = scenario_paths(self.last.value, self.origin, ask.target_year, ask.rates)
        found: dict[Decimal, list[tuple[int, Quantity]]] = {rate: [] for rate in ask.rates}
        for rate, year, level in frame.itertuples(index=False):
            key = ask.key(year, f"at_{rate}_pct")
            found[rate].append((year, Quantity(key, level, self.last.unit, (self.last.trace,), 2)))
        return found

    def paths(self) -> Table:
        """Return the levels that constant rates of growth lead to, by year."""
        ask = self.question
        paths = self._paths()
        rows: list[list[Cell]] = [
            [str(year), *(paths[rate][at][1] for rate in ask.rates)]
            for at, year in enumerate(range(self.origin, ask.target_year + 1))
        ]
        return Table(
            title=ask.say("paths_title", name=ask.name, origin=self.origin),
            columns=[ask.say("column_year"), *(ask.say("column_rate", rate=rate) for rate in ask.rates)],
            rows=rows,
            lang=ask.lang,
            unit=self._unit,
            source=ask.sources([self.last]),
            notes=[ask.say("paths_note", origin=self.origin)],
        )

    def paths_chart(self) -> Chart:
        """Return the chart of these paths, with the goal."""
        goal = None if self.goal is None else self._goal_level
        return draw_paths(
            self.question, self._name, self._history(), self._paths(), goal, self.question.sources(self.rows)
        )

    def fan_chart(self) -> Chart:
        """Return the chart of the predictive intervals, with the goal."""
        ask = self.question
        trace = (self.last.trace, *self.predictive.trace)
        intervals: dict[tuple[int, int], tuple[Quantity, Quantity]] = {}
        for year in self.predictive.years:
            for pct in INTERVALS_PCT:
                low, high = self.predictive.interval(pct, year)
                intervals[year, pct] = (
                    Quantity(ask.key(year, f"low_{pct}"), low, self.last.unit, trace, 2),
                    Quantity(ask.key(year, f"high_{pct}"), high, self.last.unit, trace, 2),
                )
        goal = None if self.goal is None else self._goal_level
        classes = ask.listed(each.title(ask.lang) for each in ask.used)
        source = ask.say("fan_source", source=ask.sources(self.rows), classes=classes)
        return draw_distribution(ask, self._name, self._history(), intervals, goal, source)

    def odds_chart(self) -> Chart:
        """Return the chart of the last column of `odds`: the goal's level, or the highest rate if there is none."""
        ask = self.question
        goal = ask.say("column_at_least", rate=self._odds_rates[-1])
        if self.goal is not None:
            goal = ask.say("reach", target=ask.target_year, level=self._goal_level.text(ask.lang))
        at = len(self.mixed.shares) - 1
        return draw_odds(ask, self._lines(), at, goal)

    def _history(self) -> list[tuple[int, Quantity]]:
        return [(int(row.period), self._level(row)) for row in self.rows]

    def _lines(self) -> tuple[tuple[Odds, ...], ...]:
        mix = (self.mixed,) if len(self.question.used) > 1 else ()
        return self.used, mix, self.contrasts

    def odds(self) -> Table:
        """Return the probability of each goal by reference class: how far the answer moves with the class."""
        ask = self.question
        heads = [ask.say("column_at_least", rate=rate) for rate in self._odds_rates]
        if self.goal is not None:
            heads.append(ask.say("column_level", level=self._goal_level.text(ask.lang)))
        title = ask.say("odds_title", name=ask.name, origin=self.origin, target=ask.target_year)
        return odds_table(ask, self._lines(), heads, self.ahead, title)

    def sensitivity(self) -> Statement:
        """Return how far the answer moves with the class, and why recent classes are preferred."""
        return sensitivity(self.question, (*self.used, self.mixed, *self.contrasts), -1)

    def needed(self) -> Table | Statement:
        """Return the growth that the goal still needs as the years go by, for several rates until then."""
        ask = self.question
        if self.goal is None:
            return ask.statement("no_level_goal", name=ask.name)
        rates = tuple(sorted({*STILL_NEEDED_AT, ask.growth_pct}))
        frame = growth_still_needed(self.last.value, self.origin, self.goal.value, ask.target_year, rates)
        found = {(rate, year): needed for rate, year, needed in frame.itertuples(index=False)}
        rows: list[list[Cell]] = [
            [
                str(year),
                *(
                    Quantity(ask.key(year, f"needed_after_{rate}_pct"), found[rate, year], CENT, (self.last.trace,), 1)
                    for rate in rates
                ),
            ]
            for year in range(self.origin, ask.target_year)
        ]
        return Table(
            title=ask.say("needed_title", goal=self._goal_level.text(ask.lang), target=ask.target_year),
            columns=[ask.say("column_until"), *(ask.say("column_rate", rate=rate) for rate in rates)],
            rows=rows,
            lang=ask.lang,
            unit=ask.say("unit_pct_a_year"),
            source=ask.sources([self.last]),
            notes=[ask.say("needed_note")],
        )

    def caveats(self) -> Statement:
        """Return what a reader must know before using the numbers, as a list."""
        ask = self.question
        texts = [caution.text(ask.lang) for caution in self.predictive.warnings]
        texts.append(ask.say("caveat_prices"))
        growth = ask.goal_of_kind("growth")
        if growth is not None and growth.note:
            texts.append(ask.definition.notes[growth.note].text(ask.lang))
        return Statement("\n".join(f"- {text}" for text in texts))

    def require_sound(self) -> None:
        """Check the page's own arithmetic: the required growth leads to the goal, and every share is one.

        Raises
        ------
        DataError
            If it does not.
        """
        shares = [share for line in (*self.used, self.mixed, *self.contrasts) for share in line.shares]
        if not all(0 <= share <= 1 for share in shares):
            raise DataError("story_revenue.not_a_share", shares=", ".join(map(str, shares)))
        if self.goal is not None and self.required_pct is not None:
            reached = projected_level(self.last.value, self.required_pct, self.ahead)
            if abs(reached - self.goal.value) > Decimal("1e-9") * self.goal.value:
                raise DataError("story_revenue.goal_not_reached", reached=str(reached), goal=str(self.goal.value))

    # ------------------------------------------------------------------ sentences of the answer

    def _now(self) -> Statement:
        ask = self.question
        yoy = ask.plan.observation(f"{REVENUE}_yoy", ask.segment, self.last.period)
        fields = {"year": self.last.period, "name": ask.name, "level": self._level(self.last)}
        if yoy is None:
            return ask.statement("now", **fields)
        key = "now_rise" if yoy.value >= 0 else "now_fall"
        change = Quantity(ask.key(self.origin, "yoy"), abs(yoy.value), yoy.unit, (yoy.trace,), 1)
        return ask.statement(key, **fields, yoy=change)

    def _path(self) -> Statement:
        ask = self.question
        level = projected_level(self.last.value, ask.growth_pct, self.ahead)
        trace = (self.last.trace,)
        fields = {
            "rate": Quantity(ask.key("goal_growth_pct"), ask.growth_pct, CENT, (), 1),
            "base": self.origin,
            "target": ask.target_year,
            "level": Quantity(ask.key(ask.target_year, "at_goal"), level, self.last.unit, trace, 2),
        }
        if self.goal is None:
            return ask.statement("path", **fields)
        gap = level - self.goal.value
        key = "path_short" if gap < 0 else "path_beyond"
        shown = Quantity(ask.key(ask.target_year, "gap"), abs(gap), self.last.unit, trace, 2)
        return ask.statement(key, **fields, goal=self._goal_level, gap=shown)

    def _needed(self, goal: Goal, required: Quantity) -> Statement:
        ask = self.question
        words = goal_in_words(goal, ask.lang)
        sentence = ask.statement("needed", goal=words, target=ask.target_year, base=self.origin, required=required)
        if int(goal.due_period) == ask.target_year:
            return sentence
        return sentence + ask.statement("other_due", due=goal.due_period, target=ask.target_year)

    def _odds_sentence(self, rate: Quantity) -> Statement:
        ask = self.question
        mixed = self.mixed
        fields: dict[str, object] = {"years": self.ahead, "count": len(self.used), "rate": rate}
        if len(self.used) == 1:
            title, share = self.used[0].title, self._chance("odds", mixed.shares[-1], mixed.trace)
            return ask.statement("odds_one", **fields, title=title, share=share)
        values = sorted(line.shares[-1] for line in self.used)
        return ask.statement(
            "odds_range",
            **fields,
            low=self._chance("odds_low", values[0], mixed.trace),
            high=self._chance("odds_high", values[-1], mixed.trace),
            share=self._chance("odds", mixed.shares[-1], mixed.trace),
            words=in_ten(ask, mixed.shares[-1]),
        )

    # ------------------------------------------------------------------ parts

    @property
    def _name(self) -> str:
        return self.question.say("revenue_of", name=self.question.name)

    @property
    def _unit(self) -> str:
        return require_unit(self.last.unit).name(self.question.lang)

    @cached_property
    def _goal_level(self) -> Quantity:
        goal = self.goal
        if goal is None:
            raise ValueError("no goal for the level")
        return Quantity(self.question.key("goal", goal.goal), goal.value, goal.unit, ("goals.yml",), 0)

    @property
    def _odds_rates(self) -> tuple[Decimal, ...]:
        return tuple(sorted({Decimal(5), Decimal(8), self.question.growth_pct}))

    def _line(self, references: tuple[ReferenceClass, ...]) -> Odds:
        ask = self.question
        found = self._predict(references)
        shares = [found.probability(float(rate) / 100) for rate in self._odds_rates]
        if self.goal is not None:
            shares.append(found.probability(level=float(self.goal.value)))
        trace = (self.last.trace, *found.trace)
        if len(references) > 1:
            return Odds(MIX, ask.say("mix"), None, tuple(shares), trace)
        only = references[0]
        growths = only.growths(self.ahead, last_known_year(self.rows))
        return Odds(odds_key(only, ask), odds_title(only, ask), growths, tuple(shares), trace)

    def _chance(self, name: str, share: float, trace: tuple[str, ...]) -> Quantity:
        return Quantity(self.question.key(self.question.target_year, name), share * 100, CENT, trace, 0)

    def _level(self, row: Observation) -> Quantity:
        if row.status == DERIVED:
            return Quantity.of(row, 2)
        return Quantity.of(row)
