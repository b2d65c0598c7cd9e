"""The year so far: what its months brought, compared with the same months of the year before, and what the rest must bring.

It is known only of what adds up over a year, such as output and revenue. A part of a year never stands in for the whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from lcanalysis.exhibits import Words, change_words, period_words, words
from lcanalysis.goals.movements import published_in_use
from lcanalysis.intake.adding_up import WHOLE, are_seen_to_add_up, can_add_up, parts_up_to
from lcanalysis.observations import Observation
from lcanalysis.periods import base_period
from lcanalysis.plan import Plan
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.aggregates import total
from lcanalysis.quantities.code_names import entity_code, indicator_code
from lcanalysis.quantities.opening import figure

COLUMNS: Final = ("this", "before", "growth", "share_before")


@dataclass(frozen=True, slots=True)
class YearSoFar:
    """What is known of the newest year that has figures of its months.

    `months` has a row for each cumulative period (1—3月, 1—6月) by its text: `this` what it brought, `before` what the same
    months of the year before brought, `growth` between the two in %, as published or else computed, and `share_before`, how much
    of the year before those months were, in %. What is unknown is None. `whole` and `whole_before` are the figures of the two
    whole years, None where they are not published.
    """

    year: int
    months: pd.DataFrame
    whole: Quantity | None
    whole_before: Quantity | None

    @property
    def newest(self) -> str:
        """The last cumulative period."""
        return str(self.months.index[-1])

    @property
    def so_far(self) -> Quantity:
        """What the last cumulative period brought."""
        newest: Quantity = self.months["this"].iloc[-1]
        return newest

    @property
    def rest_before(self) -> Quantity | None:
        """What the months after it brought in the year before."""
        before = self.months["before"].iloc[-1]
        return None if before is None or self.whole_before is None else self.whole_before - before

    @property
    def is_running(self) -> bool:
        """Whether the whole year is not published yet."""
        return self.whole is None

    def sentence(self, name: Words) -> Words:
        """Return what the months so far brought of what `name` calls, and how it moved on the year before, as a sentence."""
        growth = self.months["growth"].iloc[-1]
        about: dict[str, Any] = {"when": period_words(self.newest), "name": name, "this": self.so_far}
        if growth is None:
            return words("{when}{name}为{this}。", "In {when} {name} was {this}.", **about)
        return words(
            "{when}{name}为{this}，同比{moved}。", "In {when} {name} was {this}, {moved} on the year.",
            moved=change_words(growth), **about,
        )  # fmt: skip

    def rest_needed(self, wanted: Quantity) -> Quantity:
        """Return what the months after it must bring for the year to reach a level; below zero where it is passed."""
        left: Quantity = wanted.to(self.so_far.unit) - self.so_far
        return left


def year_so_far(plan: Plan, indicator: str, entity: str) -> YearSoFar | None:
    """Return what is known of the newest year that has cumulative figures; None where there are none, or a later year is known.

    The months up to one of them are taken as published, else as the sum of months and quarters, where figures are seen to add
    up: a number of firms at the end of each month does not. Figures count for the plan's own area; those of unlike scopes are
    not told apart, as in `movements`.

    Parameters
    ----------
    plan
        An opened plan.
    indicator, entity
        Codes, or names in either language.

    Raises
    ------
    UsageError
        If the plan has no such indicator or entity, with the nearest names.

    Examples
    --------
    >>> import lcanalysis
    >>> found = year_so_far(lcanalysis.load("plans/tea-2025"), "output", "tea")
    >>> found.newest, found.so_far.text("en"), found.months["share_before"].iloc[-1].text("en")
    ('2021-01--09', '10,960 tonnes', '87.9%')
    """
    definition = plan.definition
    subject = indicator_code(definition, indicator), entity_code(definition, entity), definition.plan.area
    if not can_add_up(definition.indicators[subject[0]]):
        return None
    own = [subject[1]]
    rows = {key[3]: row for key, row in published_in_use(plan, [subject[0]], own).items()}
    every = {
        period: figure(parts[0], plan) if len(parts) == 1 else total(figure(row, plan) for row in parts)
        for period, parts in cumulative_rows(rows).items()
    }
    year = max((period[:4] for period in every if "-01--" in period), default="")
    if not year or any(row.period > year for row in plan.yearly(*subject)):
        return None
    whole, before = (_yearly(plan, subject, one) for one in (year, base_period(year)))
    rates = {key[3]: row for key, row in published_in_use(plan, definition.growths_of(subject[0]), own).items()}
    shown = {
        period: _row(period, every, rates, before, plan)
        for period in sorted(every)
        if period.startswith(f"{year}-01--")
    }
    months = pd.DataFrame.from_dict(shown, orient="index", columns=list(COLUMNS), dtype=object).rename_axis("period")
    return YearSoFar(int(year), months, whole, before)


def cumulative_rows(rows: Mapping[str, Observation]) -> dict[str, tuple[Observation, ...]]:
    """Return the figures by period, and of the months from January on that were not published, the parts that make them up.

    - `rows`: published figures of one subject by period.
    """
    found: dict[str, tuple[Observation, ...]] = {period: (row,) for period, row in rows.items()}
    for year in sorted({period[:4] for period in rows}) if are_seen_to_add_up(rows) else ():
        for last in range(2, WHOLE + 1):
            if parts := parts_up_to(rows, year, last):
                found.setdefault(f"{year}-01--{last:02d}", parts)
    return found


def _yearly(plan: Plan, subject: tuple[str, str, str], year: str) -> Quantity | None:
    row = next((row for row in plan.yearly(*subject) if row.period == year), None)
    return None if row is None else figure(row, plan)


def _row(
    period: str,
    every: Mapping[str, Quantity],
    rates: Mapping[str, Observation],
    whole_before: Quantity | None,
    plan: Plan,
) -> tuple[Any, ...]:
    this, before = every[period], every.get(base_period(period))
    growth = figure(rates[period], plan) if period in rates else None
    if before is not None:
        before = before.to(this.unit)
        if growth is None and before.bounds.lower > 0:
            growth = ((this / before - 1) * 100).shown(1)
    share = None
    if before is not None and whole_before is not None and whole_before.bounds.lower > 0:
        share = (before / whole_before * 100).shown(1)
    return this, before, growth, share
