"""The revenue story where no probability can be given: one year only, no reference class, or a target year observed.

What is left is arithmetic, and what the published figures say by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from lcanalysis.exhibits import Quantity, Statement
from lcanalysis.forecasting.series import LEAST
from lcanalysis.goals.criteria import is_met
from lcanalysis.goals.growth import cagr_pct
from lcanalysis.goals.wording import goal_in_words
from lcanalysis.observations import Observation
from lcanalysis.plan import break_years
from lcanalysis.stories.revenue_figures import PublishedFigures
from lcanalysis.stories.revenue_odds import ASKED, Question, verdict_first
from lcanalysis.stories.revenue_published import PublishedRevenue
from lcanalysis.stories.revenue_unpublished import UnpublishedRevenue
from lcanalysis.units import PERCENT, convert

ONE_YEAR: Final = "one_year"
AFTER_BREAK: Final = "after_break"
NOT_POSITIVE: Final = "not_positive"


def why_without_odds(question: Question) -> str:
    """Return why no probability can be given of a published revenue by a later year; empty if one can.

    ``one_year``: one observation shows no growth; ``after_break``: nor does one since a break in the series;
    ``not_positive``: nothing grows from a level of zero; or why there is no reference class, as `Question.why_no_class` has it.
    """
    rows = PublishedFigures(question).rows
    if not_positive(rows):
        return NOT_POSITIVE
    if len(rows) < LEAST:
        return ONE_YEAR
    last_break = max(break_years(rows), default=0)
    if sum(int(row.period) >= last_break for row in rows) < LEAST:
        return AFTER_BREAK
    return question.why_no_class


def not_positive(rows: Iterable[Observation]) -> tuple[str, ...]:
    """Return the years in which a revenue was not above zero, or rounds to it."""
    return tuple(row.period for row in rows if row.lower <= 0)


@dataclass(frozen=True)
class RevenueWithoutOdds(PublishedRevenue):
    """What can be said of a published revenue without a probability; `reason` is one of `why_without_odds`."""

    reason: str

    def answer(self) -> Statement:
        """Return what the goal needs, why its probability is not told, and where the growth asked for leads."""
        if self.goal is None or self.required_pct is None:
            return self.now() + self._path() + self.closing()
        key = self.question.key(self.question.target_year, "required_growth")
        required = Quantity(key, self.required_pct, PERCENT, (self.last.trace,), 2)
        return verdict_first(self._needed(self.goal, required) + self.closing(), self.now() + self._path())

    def closing(self) -> Statement:
        """Return why no probability is told."""
        years = not_positive(self.rows) or (self.last.period,)
        return self.question.statement(f"without_odds_{self.reason}", name=self.question.name, year=years)

    def odds(self) -> Statement:  # type: ignore[override]
        """Return why there is no table of probabilities."""
        return self.closing()

    def sensitivity(self) -> None:  # type: ignore[override]
        """Return nothing: there is no answer that could move."""

    def odds_chart(self) -> None:  # type: ignore[override]
        """Return nothing."""

    def fan_chart(self) -> None:  # type: ignore[override]
        """Return nothing."""

    def _cautions(self) -> list[str]:
        return []

    def _shares(self) -> list[float]:
        return []


@dataclass(frozen=True)
class ObservedRevenue(PublishedRevenue):
    """What can be said of a revenue whose target year has been observed: what came of it, and nothing projected."""

    @property
    def arrived(self) -> Observation | None:
        """The figure of the target year; None if others after it were published, but not this one."""
        return next((row for row in self.rows if int(row.period) == self.question.target_year), None)

    def answer(self) -> Statement:
        """Return whether the goal was reached, and how fast revenue grew until then."""
        ask, row = self.question, self.arrived
        if row is None:
            return verdict_first(ask.statement("target_missing", name=ask.name, target=ask.target_year), self.now())
        level = self.level_of(row)
        told = ask.statement("arrived", name=ask.name, target=ask.target_year, level=level)
        if self.goal is not None and self.goal_value is not None:
            words = goal_in_words(self.goal, ask.lang)
            key = "goal_met" if is_met(self.goal, convert(row.value, row.unit, self.goal.unit)) else "goal_missed"
            gap = Quantity(ask.key(ask.target_year, "gap"), abs(row.value - self.goal_value), row.unit, (row.trace,), 2)
            told += ask.statement(key, goal=words, gap=gap)
            if int(self.goal.due_period) != ask.target_year:
                told += ask.statement("other_due", due=self.goal.due_period, target=ask.target_year)
        return verdict_first(told, self._grown(row))

    def _grown(self, row: Observation) -> Statement:
        """Return the average growth since the base year, beside the growth asked about."""
        ask = self.question
        base = next((one for one in self.rows if one.period == ask.definition.plan.base_period), self.rows[0])
        years = int(row.period) - int(base.period)
        if years < 1 or base.value <= 0:
            return self.now()
        rate = Quantity(
            ask.key(row.period, "average_growth"), cagr_pct(base.value, row.value, years), PERCENT,
            (base.trace, row.trace), 1,
        )  # fmt: skip
        asked = Quantity(ask.key("goal_growth_pct"), ask.growth_pct, PERCENT, ASKED, 1)
        return ask.statement("grown", base=base.period, target=row.period, rate=rate, asked=asked)

    def paths(self) -> Statement:  # type: ignore[override]
        """Return that nothing is projected."""
        key = "observed" if self.arrived else "observed_later"
        return self.question.statement(key, target=self.question.target_year)

    def paths_chart(self) -> None:  # type: ignore[override]
        """Return nothing."""

    def odds(self) -> Statement:  # type: ignore[override]
        """Return that nothing is projected."""
        return self.paths()

    def sensitivity(self) -> None:  # type: ignore[override]
        """Return nothing."""

    def odds_chart(self) -> None:  # type: ignore[override]
        """Return nothing."""

    def fan_chart(self) -> None:  # type: ignore[override]
        """Return nothing."""

    def needed(self) -> Statement:
        """Return that nothing is projected."""
        return self.paths()

    def needed_chart(self) -> None:
        """Return nothing."""

    def require_sound(self) -> None:
        """Check nothing: the page computes nothing that could go wrong by itself."""

    def _cautions(self) -> list[str]:
        return []


@dataclass(frozen=True)
class RevenueFromZero(ObservedRevenue):
    """What can be said of a revenue whose last level is not above zero: nothing grows from there."""

    def answer(self) -> Statement:
        """Return that no growth can be counted from the last level."""
        return verdict_first(self.paths(), self.now())

    def paths(self) -> Statement:  # type: ignore[override]
        """Return that nothing is projected."""
        level = self.level_of(self.last)
        return self.question.statement("from_zero", name=self.question.name, year=self.last.period, level=level)


@dataclass(frozen=True)
class UnpublishedWithoutOdds(UnpublishedRevenue):
    """What can be said of a revenue that was not published, of a plan whose folder holds no reference class."""

    def odds(self) -> Statement:  # type: ignore[override]
        """Return why there is no table of shares."""
        ask = self.question
        return ask.statement(f"without_odds_{ask.why_no_class}", name=ask.name, year=self.origin)

    def sensitivity(self) -> None:  # type: ignore[override]
        """Return nothing."""

    def odds_chart(self) -> None:  # type: ignore[override]
        """Return nothing."""

    def fan_chart(self) -> None:
        """Return nothing: it would speak of shares."""

    def _odds_sentence(self) -> Statement:
        return self.odds()

    def _closing(self) -> Statement:
        return Statement("")

    def _cautions(self) -> tuple[str, ...]:
        return ("caveat_no_level", "caveat_output")

    def require_sound(self) -> None:
        """Check nothing: no share is shown."""


__all__ = ["ObservedRevenue", "RevenueFromZero", "RevenueWithoutOdds", "UnpublishedWithoutOdds", "why_without_odds"]
