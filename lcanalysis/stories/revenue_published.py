"""The revenue story of a segment whose revenue is published: scenario paths, odds, and the growth still needed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from lcanalysis.charts import Chart, draw_growth_still_needed
from lcanalysis.errors import DataError
from lcanalysis.exhibits import Quantity, Statement, Table
from lcanalysis.exhibits.table import Cell
from lcanalysis.forecasting.result import FORECAST
from lcanalysis.forecasting.scenarios import growth_still_needed
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.growth import Bounds, projected_level
from lcanalysis.goals.wording import goal_in_words
from lcanalysis.observations import DERIVED
from lcanalysis.stories.revenue_charts import draw_distribution, draw_odds, draw_paths
from lcanalysis.stories.revenue_figures import PublishedFigures
from lcanalysis.stories.revenue_odds import (
    ASKED,
    REVENUE,
    in_ten,
    odds_table,
    sensitivity,
    verdict_first,
)
from lcanalysis.units import PERCENT

STILL_NEEDED_AT: Final = (Decimal(0), Decimal(3), Decimal(5), Decimal(8))
"""Rates of growth until a later year, in percent, for which the growth still needed is shown."""


@dataclass(frozen=True)
class PublishedRevenue(PublishedFigures):
    """What can be said of a published revenue, in the order in which the notebook says it."""

    # ------------------------------------------------------------------ what the notebook shows

    def answer(self) -> Statement:
        """Return the answer: how probable the growth asked for is, and what the goal needs; then where that growth leads."""
        verdict = self.asked() if self.goal is None else self.asked() + self.requirement()
        return verdict_first(verdict, self.momentum())

    def asked(self) -> Statement:
        """Return how probable the growth asked for is."""
        ask = self.question
        share = self.mixed.shares[self.odds_rates.index(ask.growth_pct)]
        return ask.statement(
            "asked",
            base=self.origin,
            target=ask.target_year,
            rate=Quantity(ask.key("goal_growth_pct"), ask.growth_pct, PERCENT, ASKED, 1),
            share=self._chance("odds_of_growth", share, self.odds_rates.index(ask.growth_pct)),
            words=in_ten(ask, share),
        )

    def requirement(self) -> Statement:
        """Return the growth that the goal needs, and how many of the comparable series grew that fast.

        Raises
        ------
        ValueError
            If the plan sets no goal for the level.
        """
        if self.goal is None or self.required_pct is None:
            raise ValueError("no goal for the level")
        key = self.question.key(self.question.target_year, "required_growth")
        required = Quantity(key, self.required_pct, PERCENT, (self.last.trace, *self.goal_trace), 2)
        if self.required_pct <= 0:
            share = self._chance("odds", self.mixed.shares[-1])
            sentence = self._needed(self.goal, required) + self.question.statement("kept", share=share)
        else:
            sentence = self._needed(self.goal, required) + self._odds_sentence(required)
        return sentence if self.predictive.cap_level is None else sentence + self._cap_sentence()

    def momentum(self) -> Statement:
        """Return the level now, where the growth asked for leads, and that this is a scenario."""
        return self.now() + self._path() + self.closing()

    def closing(self) -> Statement:
        """Return whether this is a scenario or a forecast, and on how many observations."""
        return self.question.statement(f"closing_{self.predictive.kind}", count=len(self.rows))

    def now(self) -> Statement:
        """Return the last level and how it moved on the year before."""
        ask = self.question
        yoy = ask.plan.find_observation(f"{REVENUE}_yoy", ask.segment, self.last.period)
        fields = {"year": self.last.period, "name": ask.name, "level": self.level_of(self.last)}
        if yoy is None:
            return ask.statement("now", **fields)
        key = "now_rise" if yoy.value >= 0 else "now_fall"
        change = Quantity(ask.key(self.origin, "yoy"), abs(yoy.value), yoy.unit, (yoy.trace,), 1)
        return ask.statement(key, **fields, yoy=change)

    def basis(self) -> Table:
        """Return the observations it rests on, with their rounding intervals, derived ones marked."""
        ask = self.question
        rows: list[list[Cell]] = []
        for row in self.rows:
            low, high = (
                Quantity(ask.key(row.period, end), value, row.unit, (row.trace,), 2)
                for end, value in Bounds.of(row).outward(2)._asdict().items()
            )
            yoy = ask.plan.find_observation(f"{REVENUE}_yoy", ask.segment, row.period)
            rows.append(
                [
                    row.period,
                    self.level_of(row),
                    low,
                    high,
                    None if yoy is None else Quantity.of(yoy),
                    ask.say(f"status_{'derived' if row.status == DERIVED else 'published'}"),
                ]
            )
        names = ("year", "revenue", "lower", "upper", "yoy", "status")
        return Table(
            title=ask.say("basis_title" if self._notes else "basis_title_published", name=ask.name),
            columns=[ask.say(f"column_{name}") for name in names],
            rows=rows,
            lang=ask.lang,
            unit=self.unit,
            source=ask.sources(self.rows),
            notes=self._notes,
        )

    def paths(self) -> Table:
        """Return the levels that constant rates of growth lead to, by year."""
        ask = self.question
        paths = self.path_points
        rows: list[list[Cell]] = [
            [str(year), *(paths[rate][at][1] for rate in ask.rates)]
            for at, year in enumerate(range(self.origin, ask.target_year + 1))
        ]
        return Table(
            title=ask.say("paths_title", name=ask.name, origin=self.origin),
            columns=[ask.say("column_year"), *(ask.say("column_rate", rate=rate) for rate in ask.rates)],
            rows=rows,
            lang=ask.lang,
            unit=self.unit,
            source=ask.sources([self.last]),
            notes=[ask.say("paths_note", origin=self.origin)],
        )

    def paths_chart(self) -> Chart:
        """Return the chart of these paths, with the goal."""
        ask = self.question
        source = ask.sources(self.rows)
        return draw_paths(ask, self.name, self.history, self.path_points, self.goal_level, source, self._notes)

    def fan_chart(self) -> Chart:
        """Return the chart of the predictive intervals, with the goal."""
        ask = self.question
        classes = ask.listed(each.title(ask.lang) for each in ask.used)
        source = ask.say("fan_source", source=ask.sources(self.rows), classes=classes)
        return draw_distribution(
            ask,
            self.name,
            self.history,
            self.intervals,
            self.goal_level,
            source,
            self._notes,
            is_forecast=self.predictive.kind == FORECAST,
            cap=self.predictive.cap_level,
        )

    def odds_chart(self) -> Chart:
        """Return the chart of the last column of `odds`: the goal's level, or the highest rate if there is none."""
        ask = self.question
        goal = ask.say("column_at_least", rate=self.odds_rates[-1])
        if self.goal_level is not None:
            goal = ask.say("reach", target=ask.target_year, level=self.goal_level.text(ask.lang))
        at = len(self.mixed.shares) - 1
        return draw_odds(ask, self.lines, at, goal)

    def odds(self) -> Table:
        """Return the probability of each goal by reference class: how far the answer moves with the class."""
        ask = self.question
        heads = [ask.say("column_at_least", rate=rate) for rate in self.odds_rates]
        if self.goal_level is not None:
            heads.append(ask.say("column_level", level=self.goal_level.text(ask.lang)))
        title = ask.say("odds_title", name=ask.name, origin=self.origin, target=ask.target_year)
        note = ask.say("chance_note", count=len(self.rows))
        return odds_table(ask, self.lines, heads, title, [note])

    def sensitivity(self) -> Statement:
        """Return how far the answer moves with the class, and why recent classes are preferred."""
        return sensitivity(self.question, self.used, self.contrasts, -1)

    def needed(self) -> Table | Statement:
        """Return the growth that the goal still needs as the years go by, for several rates until then."""
        ask = self.question
        if self.goal_value is None or self.goal_level is None:
            return ask.statement("no_level_goal", name=ask.name)
        rates, found = self._still_needed(self.goal_value)
        rows: list[list[Cell]] = [
            [str(year), *(found[rate, year] for rate in rates)] for year in range(self.origin, ask.target_year)
        ]
        return Table(
            title=ask.say("needed_title", goal=self.goal_level.text(ask.lang), target=ask.target_year),
            columns=[ask.say("column_until"), *(ask.say("column_rate", rate=rate) for rate in rates)],
            rows=rows,
            lang=ask.lang,
            unit=ask.say("unit_pct_a_year"),
            source=ask.sources([self.last]),
            notes=[ask.say("needed_note")],
        )

    def needed_chart(self) -> Chart | None:
        """Return the chart of `needed`: a line for each rate of growth until then; None without a goal for the level."""
        ask = self.question
        if self.goal_value is None or self.goal_level is None:
            return None
        _, found = self._still_needed(self.goal_value)
        rows = [
            {"label": ask.say("rate_until", rate=rate), "year": year, "needed_pct": needed}
            for (rate, year), needed in found.items()
        ]
        goal = ask.say("needed_goal", goal=self.goal_level.text(ask.lang), target=ask.target_year)
        return draw_growth_still_needed(rows, ask.lang, goal=goal, source=ask.sources([self.last]))

    def caveats(self) -> Statement:
        """Return what a reader must know before using the numbers, as a list."""
        ask = self.question
        texts = self._cautions()
        texts.append(ask.say("caveat_prices"))
        growth = ask.goal_of_kind("growth")
        if growth is not None and growth.note:
            texts.append(ask.definition.notes[growth.note].text(ask.lang))
        return Statement("\n".join(f"- {ask.say('caveat', text=text)}" for text in texts))

    def require_sound(self) -> None:
        """Check the page's own arithmetic: the required growth leads to the goal, and every share is one.

        Raises
        ------
        DataError
            If it does not.
        """
        shares = self._shares()
        if not all(0 <= share <= 1 for share in shares):
            raise DataError("story_revenue.not_a_share", shares=", ".join(map(str, shares)))
        if self.goal_value is not None and self.required_pct is not None:
            reached = projected_level(self.last.value, self.required_pct, self.ahead)
            if abs(reached - self.goal_value) > Decimal("1e-9") * self.goal_value:
                raise DataError("story_revenue.goal_not_reached", reached=str(reached), goal=str(self.goal_value))

    def _still_needed(self, goal: Decimal) -> tuple[tuple[Decimal, ...], dict[tuple[Decimal, int], Quantity]]:
        """Return the rates until a later year, and the growth needed from there by rate and year."""
        ask = self.question
        rates = tuple(sorted({*STILL_NEEDED_AT, ask.growth_pct}))
        frame = growth_still_needed(self.last.value, self.origin, goal, ask.target_year, rates)
        trace = (self.last.trace, *self.goal_trace)
        return rates, {
            (rate, year): Quantity(ask.key(year, f"needed_after_{rate}_pct"), needed, PERCENT, trace, 1)
            for rate, year, needed in frame.itertuples(index=False)
        }

    # ------------------------------------------------------------------ sentences of the answer

    def _path(self) -> Statement:
        ask = self.question
        level = projected_level(self.last.value, ask.growth_pct, self.ahead)
        trace = (self.last.trace, *ASKED)
        fields = {
            "rate": Quantity(ask.key("goal_growth_pct"), ask.growth_pct, PERCENT, ASKED, 1),
            "base": self.origin,
            "target": ask.target_year,
            "level": Quantity(ask.key(ask.target_year, "at_goal"), level, self.last.unit, trace, 2),
        }
        if self.goal_value is None:
            return ask.statement("path", **fields)
        gap = level - self.goal_value
        key = "path_short" if gap < 0 else "path_beyond"
        shown = Quantity(ask.key(ask.target_year, "gap"), abs(gap), self.last.unit, (*trace, *self.goal_trace), 2)
        return ask.statement(key, **fields, goal=self.goal_level, gap=shown)

    def _needed(self, goal: Goal, required: Quantity) -> Statement:
        ask = self.question
        words = goal_in_words(goal, ask.lang)
        key = "needed" if required.value > 0 else "needed_passed"
        sentence = ask.statement(key, goal=words, target=ask.target_year, base=self.origin, required=required)
        if int(goal.due_period) == ask.target_year:
            return sentence
        return sentence + ask.statement("other_due", due=goal.due_period, target=ask.target_year)

    def _odds_sentence(self, rate: Quantity) -> Statement:
        ask = self.question
        mixed = self.mixed
        fields: dict[str, object] = {
            "years": self.ahead,
            "count": len(self.used),
            "rate": rate,
            "alone": self._chance("odds_without_own", self.without_own.shares[-1]),
        }
        if len(self.used) == 1:
            title, share = self.used[0].title, self._chance("odds", mixed.shares[-1])
            return ask.statement("chance_one", **fields, title=title, share=share)
        low, high = self.range.classes
        least, most = self.range.whole
        return ask.statement(
            "chance_range",
            **fields,
            low=self._chance("odds_low", low),
            high=self._chance("odds_high", high),
            least=self._chance("odds_least_used", least),
            most=self._chance("odds_most_used", most),
            share=self._chance("odds", mixed.shares[-1]),
            words=in_ten(ask, mixed.shares[-1]),
        )

    def _cap_sentence(self) -> Statement:
        """Return that a cap is assumed, and the probability of the goal without it."""
        free = self.predictive.uncapped
        if free is None or self.goal_value is None:
            raise ValueError("no cap, or no goal for the level")
        share = free.probability(level=float(self.goal_value))
        shown = self._chance("odds_without_cap", share)
        return self.question.statement("capped", cap=self.predictive.cap_level, free=shown)

    # ------------------------------------------------------------------ parts

    def _cautions(self) -> list[str]:
        return [caution.text(self.question.lang) for caution in self.predictive.warnings]

    def _shares(self) -> list[float]:
        return [share for line in (*self.used, self.mixed, *self.contrasts) for share in line.shares]

    @property
    def _notes(self) -> list[str]:
        derived = [row.period for row in self.rows if row.status == DERIVED]
        return [self.question.say("basis_note", years=self.question.listed(derived))] if derived else []

    def _chance(self, name: str, share: float, at: int = -1) -> Quantity:
        key = self.question.key(self.question.target_year, name)
        return Quantity(key, share * 100, PERCENT, self.mixed.trace_of(at), 0)
