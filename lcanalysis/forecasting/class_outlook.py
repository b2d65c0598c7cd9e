"""What comparable series did: all that can be said of the growth of an indicator whose level was never published."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd

from lcanalysis.errors import UsageError
from lcanalysis.exhibits import Words, words, words_from
from lcanalysis.forecasting.cautions import Caution
from lcanalysis.forecasting.distribution import Floats, mix_quantiles, probability_below
from lcanalysis.forecasting.outlook import Range, class_table
from lcanalysis.forecasting.reference_class import Growths, ReferenceClass
from lcanalysis.forecasting.reference_files import MIX, ClassChoice, are_general
from lcanalysis.forecasting.result import SCENARIO, Forecast
from lcanalysis.forecasting.series import Observed
from lcanalysis.plan import Plan
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.probability import probability
from lcanalysis.wording import say

INDEX: Final = 100.0


@dataclass(frozen=True)
class ClassOutlook:
    """How often comparable series grew at given rates from the plan's base year to a target year. Made by `class_outlook`.

    A probability is the share of a class's series, each first year of equal weight; in the mix each class counts the same.
    """

    plan: Plan
    year: int
    choice: ClassChoice

    @property
    def origin(self) -> int:
        """The plan's base year, from which growth is counted."""
        return int(self.plan.definition.plan.base_period)

    @property
    def years(self) -> int:
        """The years over which growth is looked at.

        Raises `UsageError` if the target year is not after the base year.
        """
        if self.year <= self.origin:
            raise UsageError("forecast.target_not_later", target=self.year, origin=self.origin)
        return self.year - self.origin

    @property
    def why_not(self) -> str:
        """Why no probability can be given; empty where one can."""
        return self.choice.why_none

    @property
    def why_not_words(self) -> Words | None:
        """The sentence that says why no probability can be given; None where one can."""
        if not self.why_not:
            return None
        return words_from(lambda lang: say(f"forecast.no_outlook_{self.why_not}", lang))

    def probability(self, goal: Quantity) -> Quantity:
        """Return the share that grew at a rate (% a year) or faster, by the mix of the classes."""
        return self._of_mix(goal)

    def range(self, goal: Quantity) -> Range:
        """Return the share that grew at a rate (% a year) or faster, and its least and greatest by other classes."""
        by_class, by_contrast = (
            [self._of_class(each, goal) for each in classes] for classes in (self.choice.used, self.choice.contrasts)
        )
        return Range.of(self._of_mix(goal), by_class, by_contrast)

    def by_class(self, goals: Mapping[str, Quantity]) -> pd.DataFrame:
        """Return the share that grew at each rate or faster, by class; see `lcanalysis.forecasting.outlook.class_table`."""
        return class_table(
            self.choice,
            lambda each: self._growths(each, self.years),
            lambda each: [self._of_class(each, goal) if each else self._of_mix(goal) for goal in goals.values()],
            tuple(goals),
        )

    def notes(self) -> Iterator[Words]:
        """Yield what readers must know: whether the classes are general ones, and which lack growth over that many years."""
        if self.choice.reference == MIX and are_general(self.plan.data):
            classes = self.choice.used
            yield words_from(Caution("forecast.caution_general_classes", {"classes": classes}).text)
        for each in (*self.choice.used, *self.choice.contrasts):
            longest = self._growths(each, self.years).horizon
            if longest < self.years:
                yield words(
                    "{title}没有{years}年的增速，以{longest}年的年均增速代替",
                    "{title} has no growth over {years} years; the annual growth over {longest} years stands in",
                    title=self.choice.title(each), years=self.years, longest=longest,
                )  # fmt: skip

    @cached_property
    def index(self) -> Forecast:
        """The distribution of an index with the base year at 100.

        Growth over h years is that of the mix of the classes, exp(h q) with q the quantiles of yearly log growth.
        """
        ahead = range(1, self.years + 1)
        levels = np.stack([INDEX * np.exp(years * self._mixed(years)) for years in ahead])
        base = (INDEX,)
        return Forecast(
            name="index",
            unit="",
            observed=Observed("index", (self.origin,), base, base, base),
            years=tuple(self.origin + years for years in ahead),
            levels=levels,
            kind=SCENARIO,
            references=self.choice.used,
        )

    def _growths(self, reference: ReferenceClass, years: int) -> Growths:
        known = self.choice.known_year
        found = reference.growths(years, known) or reference.from_year(None).growths(years, known)
        if found is None:
            raise UsageError("forecast.reference_empty", name=reference.name, year=known)
        return found

    def _mixed(self, years: int) -> Floats:
        return mix_quantiles([self._growths(each, years).quantiles for each in self.choice.used])

    def _of_class(self, reference: ReferenceClass, goal: Quantity) -> Quantity:
        share = self._growths(reference, self.years).share_reaching(float(goal.value) / 100)
        return probability(share, reference.trace, goal)

    def _of_mix(self, goal: Quantity) -> Quantity:
        if len(self.choice.used) == 1:
            return self._of_class(self.choice.used[0], goal)
        share = 1 - probability_below(self._mixed(self.years), math.log1p(float(goal.value) / 100))
        return probability(share, *(each.trace for each in self.choice.used), goal)


def class_outlook(plan: Plan, year: int, reference: str = MIX) -> ClassOutlook:
    """Return what comparable series did over as many years as lie between the plan's base year and `year`.

    Parameters
    ----------
    plan
        An opened plan.
    year
        The target year.
    reference
        Name of a reference class, or ``mix`` for all recommended ones.
    """
    return ClassOutlook(plan, year, ClassChoice(plan, reference, plan.vintage.year - 1))
