"""What follows from assumptions, told in both languages: sentences, a table, and the chart of a page."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

import pandas as pd

from lcanalysis.briefing.drawings import cropped
from lcanalysis.charts import BilingualChart, draw_outlook
from lcanalysis.charts import chart as chart_of
from lcanalysis.charts.outlook_fan import bands_of
from lcanalysis.exhibits import DataTable, Passage, Words, answer, catalogue_words, table, words_from
from lcanalysis.explorer.explored import Explored
from lcanalysis.forecasting import MIX, load_reference
from lcanalysis.forecasting.result import FORECAST
from lcanalysis.goals.goal_words import goal_words
from lcanalysis.intake.citing import sources
from lcanalysis.number_format import printed_decimals
from lcanalysis.plan import Plan
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.probability import probability
from lcanalysis.units import PERCENT, RATIO, require_unit
from lcanalysis.wording import headed, say

SHOWN: Final = {"p10": 0.1, "p50": 0.5, "p90": 0.9}
HEADS: Final = {"path": "path", "p10": "low", "p50": "median", "p90": "high"}
"""The columns of the table, and by which word of the catalogue each is headed."""
DARING: Final = 0.8
"""A path above which less than a fifth of the distribution lies is called optimistic; its mirror image cautious."""


@dataclass(frozen=True)
class ExploredAnswer:
    """What follows from assumptions, in both languages."""

    plan: Plan
    explored: Explored

    @property
    def segment(self) -> Words:
        """The segment's name."""
        return self.plan.words(self.explored.assumptions.segment)

    @property
    def name(self) -> Words:
        """What is shown: the segment's revenue, or its index."""
        start = self.explored.start
        key = "explorer.index_of" if start.is_index else "explorer.revenue_of"
        return catalogue_words(key, name=self.segment, base=start.predictive.origin)

    @property
    def unit(self) -> Words:
        """The unit of all levels, as readers write it."""
        start = self.explored.start
        if start.is_index:
            return catalogue_words("explorer.index_unit", base=start.predictive.origin)
        return words_from(require_unit(start.predictive.unit).name)

    @property
    def goal(self) -> Words:
        """The goal in words, without whose it is."""
        if self.explored.goal is not None:
            return goal_words(self.explored.goal)
        exact = Decimal(f"{self.explored.assumptions.goal_growth_pct:.6g}").normalize()
        return catalogue_words("explorer.own_goal", rate=self._rate("goal_growth_pct", exact, printed_decimals(exact)))

    @cached_property
    def sentences(self) -> tuple[Words, ...]:
        """The answer, a sentence each: where the path leads, its rank, what the goal takes, what to bear in mind."""
        found = (self._path(), self._rank(), self._needed(), self._kind())
        return found if self.explored.start.predictive.cap is None else (*found, self._cap())

    def answer(self) -> Passage:
        """Return the answer as a page shows it, the verdict first and bold."""
        return answer(self._id, *self.sentences)

    def table(self) -> DataTable:
        """Return by year the assumed path, and the median and the 80 % predictive interval beside it."""
        found, predictive = self.explored, self.explored.start.predictive
        rows = {
            year: {
                "path": self._level(found.path[year]),
                **{name: self._estimate(predictive.quantile(q, year)) for name, q in SHOWN.items()},
            }
            for year in predictive.years
        }
        return table(
            self._id,
            pd.DataFrame.from_dict(rows, orient="index"),
            title=catalogue_words("explorer.table_title", name=self.name),
            columns={name: catalogue_words(f"explorer.column_{head}") for name, head in HEADS.items()},
            index=catalogue_words("explorer.column_year"),
            unit=self.unit,
            source=self.source,
        )

    def chart(self) -> BilingualChart:
        """Return the chart of a page: the history, the fan, the goal, and the assumed path over them."""
        found, predictive = self.explored, self.explored.start.predictive
        history = [
            {
                "year": year,
                "value": self._level(value),
                "is_derived": found.start.is_index or year in found.start.derived,
            }
            for year, value in zip(predictive.observed.years, predictive.observed.values, strict=True)
        ]
        path = [{"year": year, "value": self._level(level)} for year, level in found.path.items()]
        first = self.sentences[0]
        return chart_of(
            self._id, draw_outlook, history, bands_of(predictive), name=self.name, unit=predictive.unit,
            goal=self._level(found.goal_level), cap=predictive.cap_level, is_forecast=predictive.kind == FORECAST,
            path=path, path_name=catalogue_words("explorer.path_label"),
            finding=words_from(lambda lang: first.text(lang).rstrip("。.")), source=self.source,
            subtitle=self.name if found.start.is_index else None,
        )  # fmt: skip

    def picture(self, lang: str) -> str:
        """Return the chart without title and source, described by the first two sentences: they stand beside it."""
        drawn = self.chart().in_language(lang)
        alt = " ".join(sentence.text(lang) for sentence in self.sentences[:2])
        return cropped(drawn.svg(), alt, drawn.described()["crop"])

    @cached_property
    def source(self) -> Words:
        """Who published the levels, and what the distribution rests on: the titles of the classes."""
        segment, years = self.explored.assumptions.segment, self.explored.start.predictive.observed.years
        published = sources(self.plan, [self.plan.find_observation("revenue", segment, str(year)) for year in years])
        classes = catalogue_words(
            "explorer.source",
            classes=words_from(lambda lang: reference_title(self.plan, self.explored.assumptions.reference, lang)),
        )
        if published is None:
            return classes
        return words_from(lambda lang: say("citing.between", lang).join((published.text(lang), classes.text(lang))))

    # ------------------------------------------------------------------ sentences

    def _path(self) -> Words:
        found = self.explored
        gap = found.path_end - found.goal_level
        segment = self.segment
        return catalogue_words(
            "explorer.path_reaches" if gap >= 0 else "explorer.path_misses",
            name=words_from(lambda lang: headed(segment.text(lang))),
            volume=self._volume,
            price=self._price,
            growth=self._rate("", found.growth_pct),
            target=found.assumptions.target_year,
            level=self._level(found.path_end),
            goal=self.goal,
            gap=self._level(abs(gap)),
        )

    def _rank(self) -> Words:
        rank = self.explored.rank
        reading = "daring" if rank > DARING else "cautious" if rank < 1 - DARING else "middling"
        return catalogue_words(
            "explorer.rank",
            rank=self._share(rank),
            above=self._share(1 - rank),
            reading=catalogue_words(f"explorer.rank_{reading}"),
        )

    def _needed(self) -> Words:
        found = self.explored
        return catalogue_words(
            "explorer.needed",
            goal=self.goal,
            target=found.assumptions.target_year,
            required=self._rate("", found.required_pct),
            probability=self._share(found.probability),
            volume=self._volume,
            required_price=self._rate("", found.required_price_pct),
            price=self._price,
            required_volume=self._rate("", found.required_volume_pct),
        )

    def _kind(self) -> Words:
        predictive = self.explored.start.predictive
        key = "index" if self.explored.start.is_index else predictive.kind
        return catalogue_words(
            f"explorer.kind_{key}", name=self.segment, base=predictive.origin, count=len(predictive.observed.years)
        )

    def _cap(self) -> Words:
        found = self.explored
        share = self._share(found.probability_without_cap)
        return catalogue_words("explorer.capped", cap=found.start.predictive.cap_level, without_cap=share)

    # ------------------------------------------------------------------ numbers

    @property
    def _id(self) -> str:
        return f"explore/{self.explored.assumptions.segment}"

    @property
    def _volume(self) -> Quantity:
        return self._rate("volume_growth_pct", self.explored.assumptions.volume_growth_pct, 1)

    @property
    def _price(self) -> Quantity:
        return self._rate("price_growth_pct", self.explored.assumptions.price_growth_pct, 1)

    def _rate(self, given: str, pct: float | Decimal, decimals: int = 2) -> Quantity:
        """Return a rate that is a parameter, or follows from all of them and the figures."""
        return Quantity(pct, PERCENT, (f"parameter {given}",) if given else self._trace, decimals=decimals)

    def _share(self, share: float) -> Quantity:
        return probability(share, self._trace)

    def _level(self, level: float) -> Quantity:
        start = self.explored.start
        unit, decimals = (RATIO, 1) if start.is_index else (start.predictive.unit, 2)
        return Quantity(level, unit, self._trace, decimals=decimals)

    def _estimate(self, level: float) -> Quantity:
        """Return a level of the distribution, with no more digits than an estimate has anywhere."""
        shown = self._level(level)
        return shown.shown(min(self.explored.start.predictive.decimals, 1 if self.explored.start.is_index else 2))

    def digits(self, level: float, lang: str) -> str:
        """Return a level without its unit, with the decimals that it has everywhere."""
        return self._level(level).digits(lang)

    @property
    def _trace(self) -> tuple[str, ...]:
        return (*self.explored.start.trace, *self.explored.start.predictive.trace)


def reference_title(plan: Plan, reference: str, lang: str) -> str:
    """Return the title of a reference class, or of the mix of all recommended ones."""
    return say("explorer.mix", lang) if reference == MIX else load_reference(reference, plan.data).title(lang)
