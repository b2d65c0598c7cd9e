"""What may come of an indicator of the plan: the probability of each goal, by each reference class, as quantities.

Scorecard, briefing, revenue pages, explorer and notebooks ask here, so that one question has one answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, TypeAlias

import pandas as pd

from lcanalysis.exhibits import Words, words, words_from
from lcanalysis.forecasting.plan_forecast import (
    End,
    Subject,
    grouped,
    has_classes,
    predict_groups,
    predict_indicator,
    scale_of,
)
from lcanalysis.forecasting.reference_class import Growths, ReferenceClass
from lcanalysis.forecasting.reference_files import MIX, ClassChoice
from lcanalysis.forecasting.result import Forecast, Over
from lcanalysis.forecasting.series import LEAST
from lcanalysis.number_format import estimate_decimals, printed_decimals
from lcanalysis.observations import Observation
from lcanalysis.plan import Plan, break_years
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.aggregates import measured
from lcanalysis.quantities.code_names import entity_code, indicator_code
from lcanalysis.quantities.probability import probability
from lcanalysis.units import PERCENT
from lcanalysis.wording import headed, say

USED: Final = "used"
MIXED: Final = "mix"
CONTRAST: Final = "contrast"
ONE_YEAR: Final = "one_year"
AFTER_BREAK: Final = "after_break"
OBSERVED: Final = "observed"
NOT_POSITIVE: Final = "not_positive"
INTERVALS: Final = (80, 50, 0)
"""The predictive intervals that charts show, in percent; both ends of the one of 0 percent are the median."""


OWN_WEIGHTS: Final = (0.0, 2.0)
"""What the weight of the series' own growth is multiplied by to see how far a probability moves with it."""

Ends: TypeAlias = "tuple[Quantity, Quantity] | None"
"""The least and the greatest of some probabilities; None if there are none."""


@dataclass(frozen=True, slots=True)
class Range:
    """The probability of a goal in percent, and how far it moves with the assumptions.

    `chance` is the answer. The others are the least and the greatest: by one of the classes used alone (`by_class`),
    by one of the classes for contrast (`by_contrast`), with the series' own growth left out or counted twice
    (`by_own`), and of all of these (`least`, `most`): the one range that every page tells.
    """

    chance: Quantity
    by_class: tuple[Quantity, Quantity]
    by_contrast: Ends
    by_own: Ends
    least: Quantity
    most: Quantity

    @classmethod
    def of(
        cls,
        chance: Quantity,
        by_class: Sequence[Quantity],
        by_contrast: Sequence[Quantity] = (),
        by_own: Sequence[Quantity] = (),
    ) -> Range:
        """Return the range of an answer from the probabilities with other assumptions."""
        every = [chance, *by_class, *by_contrast, *by_own]
        return cls(
            chance,
            (min(by_class), max(by_class)),
            (min(by_contrast), max(by_contrast)) if by_contrast else None,
            (min(by_own), max(by_own)) if by_own else None,
            min(every),
            max(every),
        )


@dataclass(frozen=True)
class Outlook:
    """What may come of a yearly figure of the plan by a target year. Made by `outlook`.

    `why_not` names why no probability can be given, and is empty where one can.
    """

    plan: Plan
    indicator: str
    entity: str
    year: int
    choice: ClassChoice
    cap: Quantity | None = None
    _made: dict[tuple[Any, ...], Forecast] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def rows(self) -> tuple[Observation, ...]:
        """The yearly figures in use."""
        return self.plan.yearly(self.indicator, self.entity)

    @cached_property
    def why_not(self) -> str:
        """Why no probability can be given; empty where one can.

        The target year was observed already, a figure is not above zero, there are fewer than two figures, fewer than two
        since the last break, or no reference class.
        """
        if self.rows and self.year <= int(self.rows[-1].period):
            return OBSERVED
        may_fall_below = self.plan.definition.indicators[self.indicator].may_be_negative
        if not may_fall_below and any(row.lower <= 0 for row in self.rows):
            return NOT_POSITIVE
        last_break = max(break_years(self.rows), default=0)
        if len(self.rows) < LEAST:
            return ONE_YEAR
        if sum(int(row.period) >= last_break for row in self.rows) < LEAST:
            return AFTER_BREAK
        return "" if self.is_generic else self.choice.why_none

    @property
    def is_generic(self) -> bool:
        """Whether no class was measured for such a figure: its bands come from a wide generic law, and it has no probability."""
        return not has_classes(self.plan.definition, self.indicator) or scale_of(self.rows) != "log"

    @property
    def why_not_words(self) -> Words | None:
        """The sentence that says why no probability can be given; None where one can."""
        if not self.why_not:
            return None
        last = self.rows[-1].period if self.rows else ""
        year = self.year if self.why_not == OBSERVED else last
        what = self.plan.words(self.indicator)
        is_later = self.why_not == OBSERVED and str(self.year) not in {row.period for row in self.rows}
        key = f"forecast.no_outlook_{self.why_not}{'_later' * is_later}"
        return words_from(lambda lang: headed(say(key, lang, what=what.text(lang), year=year)))

    @cached_property
    def forecast(self) -> Forecast:
        """The predictive distribution from the classes asked for."""
        return self._forecast(None)

    def _forecast(
        self,
        only: ReferenceClass | None,
        shrinkage: float = 1.0,
        tail: float | None = None,
        ends: Mapping[int, End] | None = None,
    ) -> Forecast:
        key = self._key(only, shrinkage, tail, *(ends or {}).items())
        if key not in self._made:
            scale = scale_of(self.rows)
            classes: ReferenceClass | str | tuple[()] | None = only or self.choice.reference
            if self.is_generic:
                classes = () if scale == "log" else None
            self._made[key] = predict_indicator(
                self.plan, self.indicator, self.entity, self.year, None, classes, scale=scale,
                name=f"{self.indicator}/{self.entity}", ends=ends, shrinkage=shrinkage, tail=tail, cap=self.cap,
            )  # fmt: skip
        return self._made[key]

    def keep(self, made: Forecast, only: ReferenceClass | None, shrinkage: float) -> None:
        """Keep a forecast that was made together with those of other figures, so that it is not made again."""
        self._made[self._key(only, shrinkage)] = made

    def _key(
        self, only: ReferenceClass | None, shrinkage: float, tail: float | None = None, *ends: Any
    ) -> tuple[Any, ...]:
        return ("" if only is None else self.choice.key(only), shrinkage, tail, *ends)

    def probability(
        self,
        goal: Quantity,
        *,
        shrinkage: float = 1.0,
        tail: float | None = None,
        ends: Mapping[int, End] | None = None,
    ) -> Quantity:
        """Return the probability of a goal in percent, as estimated or with another assumption.

        - `goal`: a level by the target year, or growth in % a year until then.
        - `shrinkage`: what the weight of the series' own growth is multiplied by: 0 leaves it out.
        - `tail`: degrees of freedom of the distribution in place of the estimated ones: the fewer, the heavier its
          tails.
        - `ends`: by year the end of the rounding interval, ``lower`` or ``upper``, that is taken for the exact figure.

        Raises `LcAnalysisError` if no probability can be given (`why_not`), or an assumption is not usable.
        """
        return self._probability(self._forecast(None, shrinkage, tail, ends), goal)

    def year_probability(self, level: Quantity, year: int, *, is_ceiling: bool = False) -> Quantity:
        """Return the probability in percent that a year on the way to the target reaches a level, or as a ceiling does not pass it.

        Raises `LcAnalysisError` if no probability can be given (`why_not`), or the year is not forecast.
        """
        share = chance(self.forecast, level, year=year, is_ceiling=is_ceiling)
        return probability(share, *self.forecast.trace, *self._caps, level)

    def without_cap(self, goal: Quantity) -> Quantity:
        """Return the probability of a goal if nothing is capped."""
        return self._probability(self.forecast.uncapped or self.forecast, goal)

    def range(self, goal: Quantity, over: Over = "year", *, is_ceiling: bool = False) -> Range:
        """Return the probability of a goal and how far it moves with the classes and the weight of the series' own growth.

        - `over`: as for `Forecast.probability`: the target year, each year until then, or their sum.
        - `is_ceiling`: whether the goal is not to be passed.
        """
        ahead, known = self.year - self.forecast.origin, self.plan.vintage.year - 1
        contrasts = [each for each in self.choice.contrasts if each.growths(ahead, known)]
        used, contrast, own = (
            [self._probability(each, goal, over, is_ceiling=is_ceiling) for each in found]
            for found in (
                map(self._forecast, self.choice.used),
                map(self._forecast, contrasts),
                (self._forecast(None, times) for times in OWN_WEIGHTS),
            )
        )
        return Range.of(self._probability(self.forecast, goal, over, is_ceiling=is_ceiling), used, contrast, own)

    def by_class(self, goals: Mapping[str, Quantity]) -> pd.DataFrame:
        """Return the probability of each goal by each class; see `class_table`."""
        ahead, known = self.year - self.forecast.origin, self.plan.vintage.year - 1
        return class_table(
            self.choice,
            lambda each: each.growths(ahead, known),
            lambda each: [self._probability(self._forecast(each), goal) for goal in goals.values()],
            tuple(goals),
        )

    def intervals(self, percent: Iterable[int] = INTERVALS) -> pd.DataFrame:
        """Return the central predictive intervals: year, interval_pct, name, lower, upper (quantities, with three digits at the median).

        The rows are labelled, as 80_2022, and named in words: a chart keeps its numbers by them.
        """
        found = {
            f"{pct}_{year}": {
                "year": year,
                "interval_pct": pct,
                "name": band_words(pct, year),
                **dict(zip(("lower", "upper"), self._ends(pct, year), strict=True)),
            }
            for year in self.forecast.years
            for pct in percent
        }
        return pd.DataFrame([*found.values()], index=[*found], dtype=object)

    def _ends(self, pct: int, year: int) -> tuple[Quantity, ...]:
        ends = self.forecast.interval(pct, year) if pct else (self.forecast.quantile(0.5, year),) * 2
        unit = self.forecast.unit
        # No finer than the newest figure was published.
        decimals = min(printed_decimals(self.rows[-1].value), estimate_decimals(self.forecast.quantile(0.5, year)))
        return tuple(self._measured(end, unit, decimals) for end in ends)

    def _probability(
        self, found: Forecast, goal: Quantity, over: Over = "year", *, is_ceiling: bool = False
    ) -> Quantity:
        if goal.unit == PERCENT:
            share = found.probability(float(goal.value) / 100)
        else:
            share = chance(found, goal, over, is_ceiling=is_ceiling)
        return probability(share, *found.trace, *self._caps, goal)

    def _measured(self, value: float, unit: str, decimals: int) -> Quantity:
        made: Quantity = measured(value, unit, *self.forecast.trace, *self._caps, decimals=decimals)
        return made

    @property
    def _caps(self) -> tuple[Quantity, ...]:
        return () if self.cap is None else (self.cap,)


def chance(
    found: Forecast, goal: Quantity, over: Over = "year", *, year: int | None = None, is_ceiling: bool = False
) -> float:
    """Return the probability that a level is reached, or as a ceiling not passed, by what `over` says."""
    wanted = {"at_most" if is_ceiling else "level": float(goal.to(found.unit).value)}
    return found.probability(year=year, over=over, **wanted)


def outlook(
    plan: Plan, indicator: str, entity: str, year: int, reference: str = MIX, *, cap: Quantity | None = None
) -> Outlook:
    """Return what may come of a yearly figure of the plan by a target year.

    Parameters
    ----------
    plan
        An opened plan.
    indicator, entity
        Codes, or names in either language.
    year
        The target year.
    reference
        Name of a reference class, or ``mix`` for all recommended ones.
    cap
        A level that is assumed never to be exceeded.

    Raises
    ------
    UsageError
        If the plan has no such indicator or entity. Later, if a probability is asked for that cannot be given:
        `Outlook.why_not` says so before.
    """
    definition = plan.definition
    subject = indicator_code(definition, indicator), entity_code(definition, entity)
    return Outlook(plan, *subject, year, ClassChoice(plan, reference, plan.vintage.year - 1), cap)


def outlooks(plan: Plan, subjects: Iterable[Subject]) -> dict[Subject, Outlook]:
    """Return what `outlook` does for many figures; the forecasts that a range takes are computed together.

    A subject is the codes of an indicator and an entity, and the target year.
    """
    choice = ClassChoice(plan, MIX, plan.vintage.year - 1)
    found = {subject: Outlook(plan, *subject, choice) for subject in subjects}
    open_to_forecast = [subject for subject, each in found.items() if not each.is_generic and not each.why_not]
    if open_to_forecast:
        groups = grouped(plan, open_to_forecast)
        classes = [None, *choice.used, *choice.contrasts]
        for only, shrinkage in (*((each, 1.0) for each in classes), *((None, times) for times in OWN_WEIGHTS)):
            made = predict_groups(plan, groups, only or choice.reference, shrinkage=shrinkage)
            for subject, each in made.items():
                found[subject].keep(each, only, shrinkage)
    return found


def band_words(pct: int, year: int) -> Words:
    """Return what a predictive interval of a year is called; one of 0 percent is the median."""
    if not pct:
        return words("{year}年中位数", "median in {year}", year=year)
    return words("{year}年{band}区间", "{band} band in {year}", year=year, band=f"{pct}%")


def class_table(
    choice: ClassChoice,
    growths: Callable[[ReferenceClass], Growths | None],
    probabilities: Callable[[ReferenceClass | None], Iterable[Quantity]],
    goals: Sequence[str],
) -> pd.DataFrame:
    """Return the probability of each goal by each reference class.

    `growths` gives the growths that were counted of a class; `probabilities` the probability of each of the `goals` by a
    class, and by the mix for None.

    A row for each class used, for their mix (``mix``) where they are several, and for each class shown for contrast.
    Columns: ``role`` (used, mix, contrast), ``title`` and ``name`` (words: of the class, and of its row), ``window``
    (words: the years used; None of the mix), ``cases`` (a quantity: how many growths; None of the mix), and a quantity
    in % for each goal.
    """
    lines: dict[str, dict[str, Any]] = {}
    mix = [None] if len(choice.used) > 1 else []
    for role, held in ((USED, choice.used), (MIXED, mix), (CONTRAST, choice.contrasts)):
        for each in held:
            key = MIXED if each is None else choice.key(each)
            found = None if each is None else growths(each)
            window = found and words("{first}～{last}", "{first}–{last}", first=found.first_year, last=found.last_year)
            shares = dict(zip(goals, probabilities(each), strict=True))
            title = words("采用的各类混合", "Mix of the classes used") if each is None else choice.title(each)
            name = words("对照：{title}", "For contrast: {title}", title=title) if role == CONTRAST else title
            line = {"role": role, "title": title, "name": name, "window": window}
            cases = None if each is None or found is None else measured(found.cases, "", each.trace, decimals=0)
            lines[key] = line | {"cases": cases} | shares
    columns = ["role", "title", "name", "window", "cases", *goals]
    return pd.DataFrame.from_dict(lines, orient="index", columns=columns, dtype=object).rename_axis("reference")
