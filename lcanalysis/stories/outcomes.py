"""The story of what has become known since: others' figures beside the forecast as of the plan's publication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from lcanalysis.errors import DataError
from lcanalysis.exhibits import Quantity, Statement, Table
from lcanalysis.exhibits.table import Cell
from lcanalysis.forecasting import Forecast
from lcanalysis.forecasting.goal_odds import known_in
from lcanalysis.forecasting.plan_forecast import predict_indicator
from lcanalysis.goals.wording import listed
from lcanalysis.intake.outcomes import Outcome, load_outcomes
from lcanalysis.number_format import decimals_for, format_range, printed_decimals
from lcanalysis.periods import last_day
from lcanalysis.plan import Plan
from lcanalysis.stories.scorecard import ITEMS, bullets, unit_in_words
from lcanalysis.units import PERCENT, convert
from lcanalysis.wording import headed, say

INSIDE, BELOW, ABOVE, OPEN = "inside", "below", "above", "open"


@dataclass(frozen=True)
class Compared:
    """An outcome and the forecast of the plan's own figure for that year, in the unit of the plan's figure."""

    outcome: Outcome
    forecast: Forecast

    @cached_property
    def value(self) -> Decimal:
        """The outcome in the unit of the forecast."""
        return convert(self.outcome.number, self.outcome.unit, self.forecast.unit)

    @cached_property
    def interval(self) -> tuple[float, float]:
        """The 80 % predictive interval."""
        low, high = self.forecast.interval(80)
        return float(low), float(high)

    @property
    def place(self) -> str:
        """Where the outcome lies: inside, below or above the interval; ``open`` for one known only from below."""
        low, high = self.interval
        if self.outcome.is_ == "above" and self.value <= Decimal(high):
            return OPEN
        return BELOW if self.value < Decimal(low) else ABOVE if self.value > Decimal(high) else INSIDE


@dataclass(frozen=True)
class Outlook:
    """The outcomes of a plan in one language, each forecast computed once."""

    plan: Plan
    lang: str

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """All figures of others, by date of publication."""
        return load_outcomes(self.plan.data, self.plan.definition)

    @cached_property
    def later(self) -> tuple[Outcome, ...]:
        """Those published after the plan; the others were known before it, and it does not use them."""
        published = last_day(self.plan.definition.plan.published_on)
        return tuple(one for one in self.outcomes if last_day(one.published_on) > published)

    @cached_property
    def compared(self) -> tuple[Compared, ...]:
        """The outcomes beside which a forecast can be set."""
        found = []
        for one in self.outcomes:
            if one.forecast is not None:
                rows = [
                    row
                    for row in self.plan.records
                    if (row.indicator, row.entity) == (one.forecast.indicator, one.forecast.entity)
                ]
                unit = rows[-1].unit if rows else one.unit
                # This page looks back: everything is as known at the end of the year of the plan's publication.
                then = date(known_in(self.plan.definition), 12, 31)
                asked = one.forecast
                predicted = predict_indicator(self.plan, asked.indicator, asked.entity, asked.year, unit, as_of=then)
                found.append(Compared(one, predicted))
        return tuple(found)

    def answer(self) -> Statement:
        """Return what these figures say of the forecast, and what they cannot say."""
        if not self.outcomes:
            return self._say("nothing")
        lines = [self._sentence(one) for one in self.compared]
        return bullets([self._counts(), *lines])

    def _counts(self) -> Statement:
        counts = {"count": len(self.outcomes), "later": len(self.later), "compared": len(self.compared)}
        numbers = {
            name: Quantity(f"outcomes/{name}", count, ITEMS, ("outcomes.yml",), 0) for name, count in counts.items()
        }
        text = self._text("count", **{name: number.digits(self.lang) for name, number in numbers.items()})
        return Statement(text, tuple(numbers.values()))

    def beside(self) -> Table | Statement:
        """Return the outcomes with a forecast: the forecast as of the plan's publication, and where the outcome lies."""
        if not self.compared:
            return self._say("nothing")
        return Table(
            title=self._text("beside_title", year=str(known_in(self.plan.definition))),
            columns=self._columns("name", "period", "outcome", "median", "low", "high", "place", "differs"),
            rows=[self._beside_row(one) for one in self.compared],
            lang=self.lang,
            source=self._sources([one.outcome for one in self.compared]),
            notes=[self._text("beside_note")],
        )

    def known(self) -> Table | Statement:
        """Return all figures of others, with source, confidence and how the definition differs."""
        if not self.outcomes:
            return self._say("nothing")
        return Table(
            title=self._text("known_title"),
            columns=self._columns("name", "period", "outcome", "source", "confidence", "differs"),
            rows=[self._known_row(one) for one in self.outcomes],
            lang=self.lang,
            notes=[self._text("known_note")],
        )

    def quotations(self) -> Table | Statement:
        """Return the words in which each figure was published."""
        if not self.outcomes:
            return self._say("nothing")
        return Table(
            title=self._text("quotations_title"),
            columns=self._columns("name", "period", "published_on", "quotation"),
            rows=[[self._named(one), one.period, one.published_on, one.quotation] for one in self.outcomes],
            lang=self.lang,
        )

    def require_sound(self) -> None:
        """Check that every forecast was made from what was known when the plan was published.

        Raises
        ------
        DataError
            If one reaches beyond.
        """
        for one in self.compared:
            if one.forecast.observed.origin > known_in(self.plan.definition):
                raise DataError("story_outcomes.too_late", name=one.outcome.outcome)

    def _sentence(self, one: Compared) -> Statement:
        outcome, stem = one.outcome, f"outcome/{one.outcome.outcome}"
        low, high = one.interval
        odds = one.forecast.probability(level=float(one.value)) * 100
        trace = (f"outcomes.yml {outcome.outcome}", *one.forecast.trace)
        unit = one.forecast.unit
        ends = {
            name: Quantity(f"{stem}/{name}", end, unit, trace, decimals_for(unit))
            for name, end in (("low", low), ("high", high))
        }
        said = self._say(
            f"sentence_{one.place}",
            name=outcome.name.text(self.lang),
            period=outcome.period,
            value=self._value(outcome),
            known=str(known_in(self.plan.definition)),
            range=format_range(low, high, unit, self.lang),
            **ends,
            odds=Quantity(f"{stem}/probability", odds, PERCENT, trace, 0),
        )
        if outcome.differs is None:
            return said
        return said + self._say("but", differs=outcome.differs.text(self.lang))

    def _value(self, outcome: Outcome) -> Quantity:
        trace = (f"outcomes.yml {outcome.outcome}",)
        return Quantity(
            f"outcome/{outcome.outcome}", outcome.number, outcome.unit, trace, printed_decimals(outcome.number)
        )

    def _named(self, outcome: Outcome) -> str:
        return headed(outcome.name.text(self.lang))

    def _measured(self, outcome: Outcome, unit: str) -> str:
        words = unit_in_words(unit, self.lang)
        return (
            say("story_scorecard.with_unit", self.lang, name=self._named(outcome), unit=words)
            if words
            else self._named(outcome)
        )

    def _shown(self, outcome: Outcome) -> Cell:
        """Return the figure; one known only roughly or from below in words."""
        value = self._value(outcome)
        return value if outcome.is_ == "exact" else self._text(f"is_{outcome.is_}", value=value.digits(self.lang))

    def _beside_row(self, one: Compared) -> Sequence[Cell]:
        stem, unit = f"outcome/{one.outcome.outcome}", one.forecast.unit
        trace = (f"outcomes.yml {one.outcome.outcome}", *one.forecast.trace)
        low, high = one.interval
        median = one.forecast.quantile(0.5)
        return [
            self._measured(one.outcome, unit),
            one.outcome.period,
            self._shown(one.outcome),
            *(
                Quantity(f"{stem}/{name}", value, unit, trace, decimals_for(unit))
                for name, value in (("median", median), ("low", low), ("high", high))
            ),
            self._text(f"place_{one.place}"),
            headed(one.outcome.differs.text(self.lang)) if one.outcome.differs else self._text("same"),
        ]

    def _known_row(self, one: Outcome) -> Sequence[Cell]:
        return [
            self._measured(one, one.unit),
            one.period,
            self._shown(one),
            one.source.text(self.lang),
            self._text(f"confidence_{one.confidence}"),
            headed(one.differs.text(self.lang)) if one.differs else self._text("same"),
        ]

    def _sources(self, outcomes: Sequence[Outcome]) -> str:
        return listed(dict.fromkeys(one.source.text(self.lang) for one in outcomes), self.lang)

    def _columns(self, *names: str) -> list[str]:
        return [self._text(f"column_{name}") for name in names]

    def _text(self, key: str, **fields: object) -> str:
        return say(f"story_outcomes.{key}", self.lang, **fields)

    def _say(self, key: str, **fields: object) -> Statement:
        return Statement.of(f"story_outcomes.{key}", self.lang, **fields)
