"""The result of a forecast: quantiles by year, and the answers that follow from them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from html import escape
from typing import Any, Final, Literal, TypeAlias, get_args

import numpy as np
import pandas as pd

from lcanalysis.errors import UsageError
from lcanalysis.exhibits import EXHIBIT_MIME, DataTable, Words, catalogue_words, table, words_from
from lcanalysis.forecasting.cautions import Caution, class_titles
from lcanalysis.forecasting.distribution import GRID, Floats, mean_below, probability_below
from lcanalysis.forecasting.joint_years import kept_every_year, path_ranks
from lcanalysis.forecasting.pool import PooledLaw
from lcanalysis.forecasting.rates_and_levels import (
    as_written,
    growth_ratio,
    level_in,
    level_quantity,
    level_range,
    level_words,
    observed_level,
    require_cap,
    same_words,
    unit_words,
)
from lcanalysis.forecasting.reference_class import ReferenceClass
from lcanalysis.forecasting.scales import WorkingScale
from lcanalysis.forecasting.series import Observed, RunningYear
from lcanalysis.number_format import estimate_decimals
from lcanalysis.quantities import Quantity
from lcanalysis.wording import preferred_lang, say

Kind = Literal["scenario", "forecast"]
Over: TypeAlias = Literal["year", "each_year", "sum"]
"""What a goal is about: the year alone, each year up to it, or their sum."""
SCENARIO: Final[Kind] = "scenario"
FORECAST: Final[Kind] = "forecast"
SHOWN: Final = {"p10": 0.1, "p25": 0.25, "median": 0.5, "p75": 0.75, "p90": 0.9}
"""Probabilities that are shown: the median and the ends of the 50 and 80 % intervals."""


PUBLIC: Final = (
    "as_of", "cap", "capped", "classes", "expected_shortfall", "interval", "kind", "last_value", "name", "observed",
    "origin", "plot", "probability", "quantile", "references", "required_growth", "summary", "table", "to_frame",
    "uncapped", "unit", "warnings", "years",
)  # fmt: skip
"""What Tab offers of a forecast; the rest is for the library itself."""


@dataclass(frozen=True, eq=False)
class Forecast:
    """The predictive distribution of a yearly series, year by year.

    Parameters
    ----------
    name, unit
        What is forecast, and the unit of its levels; the unit may be empty.
    observed
        The observations it starts from.
    years
        The future years, consecutive from the one after the last observation; the last is the target year.
    levels
        Quantiles of the level: a row for each year, a column for each probability of the fixed grid
        (`lcanalysis.forecasting.distribution.GRID`); finite, and not falling along a row.
    kind
        ``scenario`` if the reference classes rule, ``forecast`` if the series' own history is long enough.
    references
        The reference classes asked for.
    warnings
        What a reader must know; `str` gives the sentence.
    as_of
        The date by which everything used was known, if one was asked for.
    law, working_scale
        The law of the level and the scale it is on, from which probabilities are exact; without them they are
        read off the quantiles.
    running
        What is known of the first year forecast, where it is under way (`lcanalysis.forecasting.running_year`).
    cap, uncapped
        The level that is assumed never to be exceeded, and the forecast without that assumption.
    """

    name: str
    unit: str
    observed: Observed = field(repr=False)
    years: tuple[int, ...]
    levels: Floats = field(repr=False)
    kind: Kind
    references: tuple[ReferenceClass, ...] = field(default=(), repr=False)
    warnings: tuple[Caution, ...] = field(default=(), repr=False)
    as_of: date | None = None
    law: PooledLaw | None = field(default=None, repr=False)
    working_scale: WorkingScale | None = field(default=None, repr=False)
    running: RunningYear | None = None
    cap: float | None = None
    uncapped: Forecast | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Refuse levels that are not finite, not in order, or not as many as the years and the grid ask for."""
        if self.levels.shape != (len(self.years), len(GRID)):
            raise ValueError(f"levels must be {len(self.years)} years by {len(GRID)} probabilities")
        if not np.isfinite(self.levels).all() or (np.diff(self.levels, axis=1) < 0).any():
            raise ValueError("levels must be finite, and must not fall along a row")
        self.levels.flags.writeable = False

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the reference classes in the mix."""
        return tuple(reference.name for reference in self.references)

    @property
    def origin(self) -> int:
        """The last observed year."""
        return self.observed.origin

    @property
    def decimals(self) -> int:
        """How many decimals its levels have: enough for three digits of the median."""
        return estimate_decimals(self.quantile(0.5))

    @property
    def cap_level(self) -> Quantity | None:
        """The cap as pages and charts show it, with the digits that it was given with."""
        if self.cap is None:
            return None
        return observed_level(self.cap, self.unit, ("assumption",))

    @property
    def cap_words(self) -> Words | None:
        """The cap with its unit, whatever it is."""
        return None if self.cap_level is None else level_words(self.cap_level, self.unit)

    @property
    def last_value(self) -> float:
        """The last observation, from which growth is counted."""
        return self.observed.last_value

    def quantile(self, q: float, year: int | None = None) -> float:
        """Return the level that is not exceeded with probability `q` in `year`, in the series' unit.

        Parameters
        ----------
        q
            A probability above 0 and below 1.
        year
            A year of the forecast; the target year by default, here and in all methods below.

        Raises
        ------
        UsageError
            If `q` is not a probability in between, or `year` is not forecast.
        """
        if not 0 < q < 1:
            raise UsageError("forecast.bad_probability", found=q)
        if self.uncapped is not None and self.cap is not None:
            return min(self.uncapped.quantile(q, year), self.cap)
        return float(np.interp(q, GRID, self._row(year)))

    def interval(self, pct: float, year: int | None = None) -> tuple[float, float]:
        """Return the ends of the central predictive interval that holds the level with `pct` percent probability.

        Both are in the series' unit. It is no confidence interval: it is about the level itself, not about a mean.

        Raises
        ------
        UsageError
            Unless 0 < `pct` < 100.
        """
        if not 0 < pct < 100:
            raise UsageError("forecast.bad_interval_pct", found=pct)
        rest = (1 - pct / 100) / 2
        return self.quantile(rest, year), self.quantile(1 - rest, year)

    def probability(
        self,
        goal: float | Quantity | None = None,
        year: int | None = None,
        *,
        level: float | Quantity | None = None,
        at_most: float | Quantity | None = None,
        over: Over = "year",
    ) -> float:
        """Return the probability of reaching a goal, or of not passing one.

        Parameters
        ----------
        goal
            Annual growth from the last observation: ``lc.Quantity(5, "%")``, or the ratio 0.05.
        year
            By when.
        level
            Instead of growth: the level to be reached, as a quantity or in the series' unit.
        at_most
            Instead of both: the level not to be passed.
        over
            What is to reach the level, or not to pass it: ``year``, the year alone; ``each_year``, each year from the first one
            forecast to it; or ``sum``, the sum of these years. docs/method.md has how the years hang together.

        Raises
        ------
        UsageError
            Unless exactly one of `goal`, `level` and `at_most` is given; if growth is asked for over several years; if
            `goal` is text, or a number that is not between -1 and 1: 5 may mean 5 % or 500 %; if `year` is not forecast.
        """
        ahead, ceiling = self._ahead(year), at_most is not None
        if over not in get_args(Over) or (over != "year" and goal is not None):
            raise UsageError("forecast.bad_over", found=over)
        wanted = self._level(goal, year, level, at_most)
        if over == "sum" and ahead > 1:
            ranks = path_ranks(ahead)
            sums = np.sum([np.interp(ranks[:, at], GRID, self.levels[at]) for at in range(ahead)], axis=0)
            return float((sums <= wanted).mean() if ceiling else (sums >= wanted).mean())
        first = ahead if over == "year" else 1
        below = np.array([self._below(each, wanted, is_inclusive=ceiling) for each in range(first, ahead + 1)])
        return kept_every_year(1 - below if ceiling else below)

    def _below(self, ahead: int, level: float, *, is_inclusive: bool) -> float:
        """Return the probability of less than `level`, or with `is_inclusive` of no more: a cap is met, but never passed."""
        # A level that differs from the cap in the last bit of a power only is the cap.
        if self.cap is not None and (level - self.cap > 1e-12 * abs(self.cap) or (is_inclusive and level >= self.cap)):
            return 1.0
        if self.law is None or self.working_scale is None:
            free = self.levels if self.uncapped is None else self.uncapped.levels
            return probability_below(free[ahead - 1], level)
        return float(np.clip(self.law.below(self.working_scale.to(level))[0, ahead - 1], 0, 1))

    def required_growth(self, goal_level: float | Quantity, year: int | None = None) -> float:
        """Return the annual growth that leads from the last observation to `goal_level`: (goal / last)^(1/years) - 1.

        A ratio: 0.0528 is 5.28 % a year. `goal_level` is a quantity or in the series' unit.

        Raises
        ------
        UsageError
            If the goal or the last observation is not above 0: there is no growth rate between such levels.
        """
        goal_level = level_in(goal_level, self.unit)
        if not 0 < goal_level < np.inf:
            raise UsageError("forecast.bad_level", found=goal_level)
        if self.last_value <= 0:
            raise UsageError("forecast.no_growth_rate", year=self.origin, value=self.last_value)
        return float((goal_level / self.last_value) ** (1 / self._ahead(year)) - 1)

    def expected_shortfall(self, goal_level: float | Quantity, year: int | None = None) -> float:
        """Return by how much the goal is missed on average, E max(goal - Y, 0), counting 0 where it is reached.

        In the series' unit, as `goal_level` is.

        Raises
        ------
        UsageError
            If `goal_level` is not finite.
        """
        return mean_below(self._row(year), level_in(goal_level, self.unit))

    def capped(self, level: Decimal | float | Quantity, *, below_latest: bool = False) -> Forecast:
        """Return the forecast under the assumption that no more than `level` can be made, such as a capacity.

        What is made is min(Y, C): growth that needs no more than C keeps its probability, what needs more has none,
        and the probability above C is at C. The assumption joins the warnings; `uncapped` is this forecast.

        Parameters
        ----------
        level
            The cap C, as a quantity or in the series' unit. One that equals the last observation within the rounding of
            both, as 440 does 440.24, counts as that observation.
        below_latest
            Whether the cap may lie below the last observation: what is made must then fall to it.

        Raises
        ------
        UsageError
            If the level is not one that the series can have, a cap is assumed already, or it lies below the last
            observation and `below_latest` does not ask for that.
        """
        if self.cap is not None:
            raise UsageError("forecast.capped_already", cap=as_written(self.cap))
        transform = self.working_scale.transform if self.working_scale else "log"
        cap = require_cap(level, self.unit, self.observed, transform, below_latest=below_latest)
        found = replace(self, levels=np.minimum(self.levels, cap), cap=cap, uncapped=self)
        caution = Caution("forecast.caution_capped", {"level": found.cap_words})
        return replace(found, warnings=(*self.warnings, caution))

    def to_frame(self) -> pd.DataFrame:
        """Return a tidy table: series, unit, year, probability, level; one row per year and probability.

        Its rows are the years times the five probabilities of `SHOWN`; `level` is float64 in the unit `unit`, the
        level that is not exceeded with that probability. Nothing is missing.
        """
        shown = list(SHOWN.values())
        columns = [np.searchsorted(GRID, q - 1e-9) for q in shown]
        return pd.DataFrame(
            {
                "series": self.name,
                "unit": self.unit,
                "year": np.repeat(self.years, len(shown)),
                "probability": np.tile(shown, len(self.years)),
                "level": self.levels[:, columns].ravel(),
            }
        )

    def summary(self, lang: str | None = None) -> str:
        """Return the result as one paragraph in `lang`; never a single figure without its interval."""
        lang = lang or preferred_lang()
        generic = "" if self.references else "_generic"
        low, high = self.interval(80)
        text = say(
            f"forecast.summary_{self.kind}{generic}",
            lang,
            name=self.name,
            origin=self.origin,
            last=level_words(observed_level(self.last_value, self.unit), self.unit).text(lang),
            year=self.years[-1],
            range=level_range(low, high, self.unit, lang),
            median=self._level_text(self.quantile(0.5), lang),
            classes=self._titles(lang),
        )
        if self.cap_words is not None:
            text += say("forecast.summary_capped", lang, level=self.cap_words.text(lang))
        # Without a unit the spaces around it are left over.
        return re.sub(r" +(?=[ ,.;，。；～])", "", text) if not self.unit else text

    def plot(self, lang: str | None = None) -> Any:
        """Return the fan chart of the result (a `lcanalysis.charts.Chart`)."""
        from lcanalysis.charts import draw_fan  # noqa: PLC0415 - matplotlib is slow to import

        return draw_fan(self, lang=lang or preferred_lang())

    def table(self) -> DataTable:
        """Return the medians and predictive intervals by year, in both languages."""
        levels = {
            name: [level_quantity(self.quantile(q, year), self.unit, self.trace, self.decimals) for year in self.years]
            for name, q in SHOWN.items()
        }
        return table(
            f"forecast/{self.name}",
            pd.DataFrame(levels, index=pd.Index(self.years, name="year")),
            title=catalogue_words(f"forecast.table_{self.kind}", name=self.name, origin=self.origin),
            columns={name: same_words(f"{q:.0%}") for name, q in SHOWN.items()}
            | {"median": catalogue_words("forecast.median")},
            unit=unit_words(self.unit),
            source=words_from(lambda lang: say("forecast.classes", lang, classes=self._titles(lang))),
            notes=[catalogue_words("forecast.quantiles_note"), *(words_from(one.text) for one in self.warnings)],
        )

    @property
    def trace(self) -> tuple[str, ...]:
        """What the numbers follow from: the cells of the series, where they are known, and the reference classes."""
        months = () if self.running is None else self.running.trace
        return (*self.observed.trace, *months, *(reference.trace for reference in self.references))

    def __str__(self) -> str:
        return self.table().plain(preferred_lang())

    def __dir__(self) -> list[str]:
        return list(PUBLIC)

    def _repr_mimebundle_(self, **_wanted: Any) -> dict[str, Any]:
        shown, said = self.table(), self.summary()
        # A page, which is made from the table's own form, has the summary as its first note.
        with_summary = replace(shown, notes=(words_from(self.summary), *shown.notes))
        lang = preferred_lang()
        return {
            "text/plain": f"{said}\n\n{shown.plain(lang)}",
            "text/html": f"<p>{escape(said)}</p>\n{shown.html(lang)}",
            EXHIBIT_MIME: with_summary.to_json(),
        }

    def _titles(self, lang: str) -> str:
        return class_titles(self.references, self.warnings, lang)

    def _level_text(self, value: float, lang: str) -> str:
        return level_words(level_quantity(value, self.unit), self.unit).text(lang)

    def _ahead(self, year: int | None) -> int:
        last = self.years[-1] if year is None else year
        if last not in self.years:
            raise UsageError("forecast.year_not_forecast", year=year, first=self.years[0], last=self.years[-1])
        return last - self.origin

    def _row(self, year: int | None) -> Floats:
        row: Floats = self.levels[self._ahead(year) - 1]
        return row

    def _level(self, goal: float | Quantity | None, year: int | None, *levels: float | Quantity | None) -> float:
        given = [each for each in levels if each is not None]
        if len(given) + (goal is not None) != 1:
            raise UsageError("forecast.goal_or_level")
        if goal is None:
            return level_in(given[0], self.unit)
        ratio = growth_ratio(goal)
        if self.last_value <= 0:
            raise UsageError("forecast.no_growth_rate", year=self.origin, value=self.last_value)
        return float(self.last_value * (1 + ratio) ** self._ahead(year))
