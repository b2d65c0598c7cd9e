"""The revenue story of a segment whose revenue was never published: what can be said all the same, and what not.

There is no level to project, so growth is an index with the base year at 100; the output of the segment's
products stands beside it, each in its own unit and never as a stand-in for revenue.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from lcanalysis.charts import Chart
from lcanalysis.errors import DataError, UsageError
from lcanalysis.exhibits import Quantity, Statement, Table
from lcanalysis.exhibits.table import Cell
from lcanalysis.forecasting import MIX, ReferenceClass
from lcanalysis.forecasting.distribution import Floats, mix_quantiles, probability_below
from lcanalysis.forecasting.reference_class import Growths
from lcanalysis.forecasting.scenarios import scenario_paths
from lcanalysis.goals.growth import Bounds, projected_level, yoy_pct, yoy_pct_bounds
from lcanalysis.goals.wording import goal_in_words
from lcanalysis.observations import PUBLISHED, Observation
from lcanalysis.periods import base_period, last_day, period_in_words
from lcanalysis.stories.revenue_charts import draw_odds
from lcanalysis.stories.revenue_odds import (
    ASKED,
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
    verdict_first,
)
from lcanalysis.units import PERCENT, RATIO, require_unit
from lcanalysis.wording import headed

OUTPUT: Final = "output"
BASE: Final = Decimal(100)


@dataclass(frozen=True)
class UnpublishedRevenue:
    """What can be said of a revenue that was not published, in the order in which the notebook says it."""

    question: Question

    @property
    def origin(self) -> int:
        """The plan's base year, from which its growth goals count."""
        return int(self.question.definition.plan.base_period)

    @cached_property
    def ahead(self) -> int:
        """The years to the target year."""
        return require_ahead(self.question, self.origin)

    @cached_property
    def products(self) -> tuple[str, ...]:
        """The products that stand for the segment in the published tables and have output in the base year."""
        entity = self.question.definition.entities[self.question.segment]
        return tuple(name for name in entity.proxy if self._output(name, self.origin) is not None)

    @cached_property
    def known_year(self) -> int:
        """The last class year that was known when the plan's figures were published."""
        rows = [row for name in self.products if (row := self._output(name, self.origin)) is not None]
        if rows:
            return last_known_year(rows)
        return last_day(self.question.definition.plan.published_on).year - 1

    # ------------------------------------------------------------------ what the notebook shows

    def answer(self) -> Statement:
        """Return the answer: no data on the level, what the growth would come to, and how often that happens."""
        ask = self.question
        verdict = ask.statement("unpublished", name=ask.name) + self._rates() + self._odds_sentence()
        path = ask.statement(
            "index_path",
            base=self.origin,
            target=ask.target_year,
            rate=Quantity(ask.key("goal_growth_pct"), ask.growth_pct, PERCENT, ASKED, 1),
            index=Quantity(ask.key(ask.target_year, "index"), self._index(ask.growth_pct), RATIO, ASKED, 1),
        )
        goal = ask.goal_of_kind("growth")
        if goal is not None:
            words = goal_in_words(goal, ask.lang)
            path = ask.statement("growth_goal", name=ask.name, due=goal.due_period, goal=words) + path
            if goal.note:
                path += ask.statement("caveat", text=ask.definition.notes[goal.note].text(ask.lang))
        return verdict_first(verdict, path + self._closing())

    def _closing(self) -> Statement:
        return self.question.statement("closing_unpublished", name=self.question.name)

    def _rates(self) -> Statement:
        """Return the growth that is published all the same; empty if none is."""
        ask = self.question
        found = [
            (period, row)
            for period in sorted({row.period for row in ask.plan.records if row.entity == ask.segment})
            if (row := ask.plan.find_observation(f"{REVENUE}_yoy", ask.segment, period)) is not None
        ]
        if not found:
            return Statement("")
        each = (
            ask.say("rate_of", period=period_in_words(period, ask.lang), rate=Quantity.of(row).text(ask.lang))
            for period, row in found
        )
        text = ask.say("rates_only", name=ask.name, rates=ask.listed(each))
        return Statement(text, tuple(Quantity.of(row) for _, row in found))

    def basis(self) -> Table | Statement:
        """Return the output of the segment's products, each in its own unit, with its growth."""
        ask = self.question
        if not self.products:
            return ask.statement("no_products", name=ask.name)
        before = base_period(str(self.origin))
        rows = [self._product_row(name, before) for name in self.products]
        total = self._total_row(before)
        units = dict.fromkeys(row.unit for row in self._outputs(str(self.origin)))
        return Table(
            title=ask.say("products_title", name=ask.name, year=self.origin),
            columns=[
                *(ask.say(f"column_{name}") for name in ("product", "unit")),
                before,
                str(self.origin),
                *(ask.say(f"column_{name}") for name in ("yoy_published", "yoy_recomputed", "yoy_lower", "yoy_upper")),
            ],
            rows=[*rows, total] if total else rows,
            lang=ask.lang,
            source=ask.sources(self._outputs(str(self.origin))),
            notes=[
                ask.say("products_note"),
                *([ask.say("total_note", unit=self._unit(next(iter(units))))] if total else []),
            ],
        )

    def paths(self) -> Table:
        """Return the index, base year at 100, that constant rates of growth lead to."""
        ask = self.question
        paths = self._paths()
        rows: list[list[Cell]] = [
            [str(year), *(paths[rate][at][1] for rate in ask.rates)]
            for at, year in enumerate(range(self.origin, ask.target_year + 1))
        ]
        return Table(
            title=ask.say("index_title", name=ask.name, base=self.origin),
            columns=[ask.say("column_year"), *(ask.say("column_rate", rate=rate) for rate in ask.rates)],
            rows=rows,
            lang=ask.lang,
            unit=ask.say("index_unit", base=self.origin),
            notes=[ask.say("index_note")],
        )

    def paths_chart(self) -> Statement:
        """Return why these paths are not drawn: a line from an invented level would pass for a record."""
        return self.question.statement("no_paths_chart", name=self.question.name)

    def fan_chart(self) -> Statement | None:
        """Return why no distribution is drawn: it would need a level to start from."""
        return self.question.statement("no_fan_chart", name=self.question.name)

    def odds_chart(self) -> Chart:
        """Return the chart of the shares that reached the growth asked for."""
        ask = self.question
        goal = ask.say("column_at_least", rate=ask.growth_pct)
        return draw_odds(ask, self._lines(), ask.rates.index(ask.growth_pct), goal)

    def _paths(self) -> dict[Decimal, list[tuple[int, Quantity]]]:
        ask = self.question
        frame = scenario_paths(BASE, self.origin, ask.target_year, ask.rates)
        found: dict[Decimal, list[tuple[int, Quantity]]] = {rate: [] for rate in ask.rates}
        for rate, year, level in frame.itertuples(index=False):
            found[rate].append((year, Quantity(ask.key(year, f"index_at_{rate}_pct"), level, RATIO, ASKED, 1)))
        return found

    def _lines(self) -> tuple[tuple[Odds, ...], ...]:
        mix = (self.mixed,) if len(self.question.used) > 1 else ()
        return self.used, mix, self.contrasts

    def odds(self) -> Table:
        """Return the share of each class's series that grew that fast: how far the answer moves with the class."""
        ask = self.question
        heads = [ask.say("column_at_least", rate=rate) for rate in ask.rates]
        title = ask.say("shares_title", years=self.ahead)
        return odds_table(ask, self._lines(), heads, title, self._odds_notes())

    def _odds_notes(self) -> list[str]:
        ask = self.question
        lines = (line for held in self._lines() for line in held)
        short = [line for line in lines if line.growths is not None and line.growths.horizon < self.ahead]
        fields = [{"title": line.title, "longest": line.growths.horizon} for line in short if line.growths is not None]
        return [
            ask.say("odds_note", years=self.ahead),
            *([ask.say("mix_note")] if len(self.used) > 1 else []),
            *(ask.say("short_note", years=self.ahead, **each) for each in fields),
        ]

    def sensitivity(self) -> Statement:
        """Return how far the answer moves with the class, and why recent classes are preferred."""
        at = self.question.rates.index(self.question.growth_pct)
        return sensitivity(self.question, self.used, self.contrasts, at)

    def needed(self) -> Statement:
        """Return what would have to be published before the growth still needed could be told."""
        return self.question.statement("needed_unpublished", name=self.question.name, base=self.origin)

    def needed_chart(self) -> Statement | None:
        """Return that no level is the goal; nothing if one is, since `needed` says what is missing then."""
        ask = self.question
        return ask.statement("no_level_goal", name=ask.name) if ask.goal_of_kind("level") is None else None

    def caveats(self) -> Statement:
        """Return what a reader must know before using the numbers, as a list."""
        ask = self.question
        texts = [ask.say(key, name=ask.name) for key in self._cautions()]
        return Statement("\n".join(f"- {ask.say('caveat', text=text)}" for text in texts))

    def _cautions(self) -> tuple[str, ...]:
        return "caveat_no_level", "caveat_output", "caveat_classes"

    def require_sound(self) -> None:
        """Check the page's own numbers: every share is one, and a faster goal is never reached by more series.

        Raises
        ------
        DataError
            If it does not hold.
        """
        for line in (*self.used, self.mixed):
            falls = all(one >= next_one for one, next_one in zip(line.shares, line.shares[1:], strict=False))
            if not falls or not all(0 <= share <= 1 for share in line.shares):
                raise DataError("story_revenue.not_a_share", shares=", ".join(map(str, line.shares)))

    # ------------------------------------------------------------------ parts

    @cached_property
    def used(self) -> tuple[Odds, ...]:
        """The shares by each class that the answer rests on."""
        return tuple(self._line(each) for each in self.question.used)

    @cached_property
    def contrasts(self) -> tuple[Odds, ...]:
        """The shares by the classes shown for contrast."""
        return tuple(self._line(each) for each in self.question.contrasts)

    @cached_property
    def mixed(self) -> Odds:
        """The shares by the mix of these classes: each class, however large, counts the same."""
        ask = self.question
        quantiles = self.mixed_growth(self.ahead)
        shares = tuple(1 - probability_below(quantiles, math.log1p(float(rate) / 100)) for rate in ask.rates)
        return Odds(MIX, ask.say("mix"), None, shares, tuple(each.trace for each in ask.used), self._asked)

    @property
    def _asked(self) -> tuple[tuple[str, ...], ...]:
        """What each share asks for: which rate stands at which place depends on the one asked for."""
        return tuple(ASKED for _ in self.question.rates)

    def _growths(self, reference: ReferenceClass, ahead: int) -> Growths:
        found = reference.growths(ahead, self.known_year)
        if found is None:
            found = reference.from_year(None).growths(ahead, self.known_year)
        if found is None:
            raise UsageError("forecast.reference_empty", name=reference.name, year=self.known_year)
        return found

    def mixed_growth(self, ahead: int) -> Floats:
        """Return the quantiles of yearly log growth over `ahead` years by the mix of the classes used."""
        return mix_quantiles([self._growths(each, ahead).quantiles for each in self.question.used])

    def _line(self, reference: ReferenceClass) -> Odds:
        ask = self.question
        growths = self._growths(reference, self.ahead)
        shares = tuple(growths.share_reaching(float(rate) / 100) for rate in ask.rates)
        return Odds(
            odds_key(reference, ask), odds_title(reference, ask), growths, shares, (reference.trace,), self._asked
        )

    def _odds_sentence(self) -> Statement:
        ask = self.question
        at = ask.rates.index(ask.growth_pct)
        rate = Quantity(ask.key("goal_growth_pct"), ask.growth_pct, PERCENT, ASKED, 1)
        fields: dict[str, object] = {"years": self.ahead, "count": len(self.used), "rate": rate}
        share = self._chance("odds", self.mixed.shares[at])
        if len(self.used) == 1:
            return ask.statement(
                "odds_one", **fields, title=self.used[0].title, share=self._chance("odds", self.used[0].shares[at])
            )
        values = sorted(line.shares[at] for line in self.used)
        return ask.statement(
            "odds_range",
            **fields,
            low=self._chance("odds_low", values[0]),
            high=self._chance("odds_high", values[-1]),
            share=share,
            words=in_ten(ask, self.mixed.shares[at]),
        )

    def _chance(self, name: str, share: float) -> Quantity:
        return Quantity(
            self.question.key(self.question.target_year, name), share * 100, PERCENT, (*self.mixed.trace, *ASKED), 0
        )

    def _index(self, rate: Decimal) -> Decimal:
        return projected_level(BASE, rate, self.ahead)

    def _output(self, product: str, year: int | str) -> Observation | None:
        """Return a published output: one that follows from a published growth says nothing of its own."""
        found = self.question.plan.find_observation(OUTPUT, product, str(year))
        return found if found is not None and found.status == PUBLISHED else None

    def _outputs(self, year: str) -> list[Observation]:
        return [row for name in self.products if (row := self._output(name, year)) is not None]

    def _product_row(self, product: str, before: str) -> list[Cell]:
        ask = self.question
        now, base = self._output(product, self.origin), self._output(product, before)
        yoy = ask.plan.find_observation(f"{OUTPUT}_yoy", product, str(self.origin))
        head: list[Cell] = [
            headed(ask.definition.name(product, ask.lang)),
            "" if now is None else self._unit(now.unit),
        ]
        levels: list[Cell] = [None if row is None else Quantity.of(row) for row in (base, now)]
        if now is not None and base is not None and now.unit != base.unit:
            base = None
        growth: list[Cell] = [None, None, None]
        if now is not None and base is not None and base.lower > 0:
            growth = self._growth(
                product, now.value, base.value, Bounds.of(now), Bounds.of(base), (now.trace, base.trace)
            )
        return [*head, *levels, None if yoy is None else Quantity.of(yoy), *growth]

    def _total_row(self, before: str) -> list[Cell] | None:
        """Return the sum of the products' output, if there are several, all of one unit and both years."""
        ask = self.question
        now, base = self._outputs(str(self.origin)), self._outputs(before)
        one_unit = len({row.unit for row in (*now, *base)}) == 1
        if len(now) < 2 or len(base) != len(now) or not one_unit or sum(row.lower for row in base) <= 0:
            return None
        traces = tuple(row.trace for row in (*now, *base))
        sums = [sum((row.value for row in rows), Decimal(0)) for rows in (base, now)]
        bounds = [
            Bounds(sum((row.lower for row in rows), Decimal(0)), sum((row.upper for row in rows), Decimal(0)))
            for rows in (base, now)
        ]
        levels = [
            Quantity(ask.key("products", period), value, now[0].unit, traces, 2)
            for period, value in zip((before, self.origin), sums, strict=True)
        ]
        growth = self._growth("products", sums[1], sums[0], bounds[1], bounds[0], traces)
        return [ask.say("total"), self._unit(now[0].unit), *levels, None, *growth]

    def _growth(
        self, name: str, value: Decimal, base: Decimal, values: Bounds, bases: Bounds, trace: tuple[str, ...]
    ) -> list[Cell]:
        ask = self.question
        bounds = yoy_pct_bounds(values, bases).outward(2)
        found = {"recomputed": yoy_pct(value, base), "lower": bounds.lower, "upper": bounds.upper}
        return [
            Quantity(ask.key(name, self.origin, f"yoy_{which}"), rate, PERCENT, trace, 2)
            for which, rate in found.items()
        ]

    def _unit(self, unit: str) -> str:
        return require_unit(unit).name(self.question.lang)
