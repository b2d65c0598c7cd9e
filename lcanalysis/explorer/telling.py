"""What follows from assumptions, told: sentences, a table, and the chart of a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from lcanalysis.charts import Chart, draw_scenarios
from lcanalysis.exhibits import KeyedQuantity, Statement, Table
from lcanalysis.exhibits.table import Cell
from lcanalysis.explorer.model import Explored
from lcanalysis.forecasting import MIX, load_reference
from lcanalysis.forecasting.result import FORECAST
from lcanalysis.goals.goal_words import goal_in_words
from lcanalysis.intake.citing import cite
from lcanalysis.number_format import printed_decimals
from lcanalysis.plan import Plan
from lcanalysis.units import PERCENT, RATIO, require_unit
from lcanalysis.wording import headed, say

INTERVALS_PCT: Final = (90, 60, 30)
SHOWN: Final = (0.1, 0.5, 0.9)
DARING: Final = 0.8
"""A path above which less than a fifth of the distribution lies is called optimistic; its mirror image cautious."""


@dataclass(frozen=True)
class Told:
    """What follows from assumptions, in one language."""

    plan: Plan
    explored: Explored
    lang: str

    @property
    def segment(self) -> str:
        """The segment's name."""
        return self.plan.name(self.explored.assumptions.segment, self.lang)

    @property
    def name(self) -> str:
        """What is shown: the segment's revenue, or its index."""
        start = self.explored.start
        key = "explorer.index_of" if start.is_index else "explorer.revenue_of"
        return say(key, self.lang, name=self.segment, base=start.predictive.origin)

    @property
    def unit(self) -> str:
        """The unit of all levels, as readers write it."""
        start = self.explored.start
        if start.is_index:
            return say("explorer.index_unit", self.lang, base=start.predictive.origin)
        return require_unit(start.predictive.unit).name(self.lang)

    @property
    def goal(self) -> str:
        """The goal in words, without whose it is."""
        if self.explored.goal is not None:
            return goal_in_words(self.explored.goal, self.lang)
        exact = Decimal(f"{self.explored.assumptions.goal_growth_pct:.6g}").normalize()
        rate = KeyedQuantity(self._key("goal_growth"), exact, PERCENT, ("parameters",), printed_decimals(exact))
        return say("explorer.own_goal", self.lang, rate=rate.text(self.lang))

    def sentences(self) -> tuple[Statement, ...]:
        """Return the answer, a sentence each: where the path leads, its rank, what the goal takes, what to bear in mind."""
        found = (self._path(), self._rank(), self._needed(), self._kind())
        return found if self.explored.start.predictive.cap is None else (*found, self._cap())

    def answer(self) -> Statement:
        """Return the answer as a page shows it, the verdict first and bold."""
        verdict, *rest = self.sentences()
        detail = rest[0]
        for sentence in rest[1:]:
            detail += sentence
        return Statement(f"**{verdict.text}**\n\n{detail.text}", verdict.quantities + detail.quantities)

    def table(self) -> Table:
        """Return by year the assumed path, and the median and the 80 % predictive interval beside it."""
        found, predictive = self.explored, self.explored.start.predictive
        rows: list[list[Cell]] = [
            [
                str(year),
                self._level(f"{year}/path", found.path[year]),
                *(self._level(f"{year}/p{q * 100:.0f}", predictive.quantile(q, year)) for q in SHOWN),
            ]
            for year in predictive.years
        ]
        names = ("year", "path", "low", "median", "high")
        return Table(
            title=say("explorer.table_title", self.lang, name=self.name),
            columns=[say(f"explorer.column_{name}", self.lang) for name in names],
            rows=rows,
            lang=self.lang,
            unit=self.unit,
            source=self.source,
        )

    def chart(self) -> Chart:
        """Return the chart of a page: the history, the fan, the goal, and the assumed path over them."""
        found, predictive = self.explored, self.explored.start.predictive
        label = say("explorer.path_label", self.lang)
        rows: list[Mapping[str, Any]] = [
            {
                "kind": "history",
                "label": "",
                "year": year,
                "value": self._level(f"{year}", value),
                "is_derived": found.start.is_index or year in found.start.derived,
            }
            for year, value in zip(predictive.observed.years, predictive.observed.values, strict=True)
        ]
        rows += [
            {"kind": "scenario", "label": label, "year": year, "value": self._level(f"{year}/path", level)}
            for year, level in found.path.items()
        ]
        fan = [
            {"year": year, "interval_pct": pct, "lower": self._level(f"{year}/low_{pct}", low),
             "upper": self._level(f"{year}/high_{pct}", high)}
            for year in predictive.years for pct in INTERVALS_PCT for low, high in [predictive.interval(pct, year)]
        ]  # fmt: skip
        return draw_scenarios(
            rows, self.lang, name=self.name, unit=predictive.unit, goal=self._level("goal", found.goal_level), fan=fan, cap=predictive.cap_level,
            is_forecast=predictive.kind == FORECAST, finding=self._path().text.rstrip("。."), source=self.source,
            base=say("explorer.key_base", self.lang) if found.start.is_index else "",
        )  # fmt: skip

    @property
    def source(self) -> str:
        """Who published the levels, and what the distribution rests on: the titles of the classes."""
        segment, years = self.explored.assumptions.segment, self.explored.start.predictive.observed.years
        rows = [self.plan.find_observation("revenue", segment, str(year)) for year in years]
        published = cite(self.plan, (row for row in rows if row is not None), self.lang)
        classes = say(
            "explorer.source",
            self.lang,
            classes=reference_title(self.plan, self.explored.assumptions.reference, self.lang),
        )
        return say("citing.between", self.lang).join(part for part in (published, classes) if part)

    # ------------------------------------------------------------------ sentences

    def _path(self) -> Statement:
        found = self.explored
        gap = found.path_end - found.goal_level
        key = "explorer.path_reaches" if gap >= 0 else "explorer.path_misses"
        return self._say(
            key,
            name=headed(self.segment),
            volume=self._rate("volume", found.assumptions.volume_growth_pct, 1),
            price=self._rate("price", found.assumptions.price_growth_pct, 1),
            growth=self._rate("growth", found.growth_pct),
            target=found.assumptions.target_year,
            level=self._level(f"{found.assumptions.target_year}/path", found.path_end),
            goal=self.goal,
            gap=self._level("gap", abs(gap)),
        )

    def _rank(self) -> Statement:
        rank = self.explored.rank
        reading = "daring" if rank > DARING else "cautious" if rank < 1 - DARING else "middling"
        return self._say(
            "explorer.rank",
            below=self._share("rank", rank),
            above=self._share("above", 1 - rank),
            reading=say(f"explorer.rank_{reading}", self.lang),
        )

    def _needed(self) -> Statement:
        found = self.explored
        return self._say(
            "explorer.needed",
            goal=self.goal,
            target=found.assumptions.target_year,
            required=self._rate("required", found.required_pct),
            probability=self._share("probability", found.probability),
            volume=self._rate("volume", found.assumptions.volume_growth_pct, 1),
            required_price=self._rate("required_price", found.required_price_pct),
            price=self._rate("price", found.assumptions.price_growth_pct, 1),
            required_volume=self._rate("required_volume", found.required_volume_pct),
        )

    def _kind(self) -> Statement:
        predictive = self.explored.start.predictive
        key = "index" if self.explored.start.is_index else predictive.kind
        return self._say(
            f"explorer.kind_{key}", name=self.segment, base=predictive.origin, count=len(predictive.observed.years)
        )

    def _cap(self) -> Statement:
        found = self.explored
        share = self._share("probability_without_cap", found.probability_without_cap)
        return self._say("explorer.capped", cap=found.start.predictive.cap_level, probability=share)

    def _say(self, key: str, **fields: object) -> Statement:
        return Statement.of(key, self.lang, **fields)

    # ------------------------------------------------------------------ numbers

    def _key(self, name: str) -> str:
        return f"explore/{self.explored.assumptions.segment}/{name}"

    def _rate(self, name: str, pct: float, decimals: int = 2) -> KeyedQuantity:
        return KeyedQuantity(self._key(name), pct, PERCENT, ("parameters",), decimals)

    def _share(self, name: str, share: float) -> KeyedQuantity:
        return KeyedQuantity(self._key(name), share * 100, PERCENT, self._trace, 0)

    def _level(self, name: str, level: float) -> KeyedQuantity:
        start = self.explored.start
        unit, decimals = (RATIO, 1) if start.is_index else (start.predictive.unit, 2)
        return KeyedQuantity(self._key(name), level, unit, self._trace, decimals)

    def digits(self, level: float) -> str:
        """Return a level without its unit, as it is written everywhere."""
        return self._level("", level).digits(self.lang)

    @property
    def _trace(self) -> tuple[str, ...]:
        return (*self.explored.start.trace, *self.explored.start.predictive.trace)


def reference_title(plan: Plan, reference: str, lang: str) -> str:
    """Return the title of a reference class, or of the mix of all recommended ones."""
    return say("explorer.mix", lang) if reference == MIX else load_reference(reference, plan.data).title(lang)
