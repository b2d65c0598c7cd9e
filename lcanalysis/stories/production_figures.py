"""The outputs behind the production page: each product over the years, and processing ratios with their goals."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from lcanalysis.auditing import check_plan
from lcanalysis.auditing.judgement import IDENTITY, ROUNDING
from lcanalysis.definition import Total
from lcanalysis.exhibits import Quantity
from lcanalysis.goals.measures import OUTPUT, PROCESSING_RATIO, measure
from lcanalysis.goals.movements import Movement, movements, newest_level, newest_movement
from lcanalysis.goals.scorecard import figures_of, plan_goals
from lcanalysis.intake.citing import Cite, cited
from lcanalysis.number_format import printed_decimals, round_half_up
from lcanalysis.observations import PUBLISHED, Observation, latest
from lcanalysis.periods import base_period
from lcanalysis.plan import Plan
from lcanalysis.units import PERCENT, RATIO

PRODUCT: Final = "product"
MOST_PERIODS: Final = 6
"""Periods that a table has a column for."""


@dataclass(frozen=True, slots=True)
class Product:
    """One product: what is published of its output, and how it moved.

    `levels` holds the published outputs by period; `unit` is that of the newest.
    """

    movement: Movement
    levels: dict[str, Quantity]

    @property
    def entity(self) -> str:
        """The code of the product."""
        return self.movement.entity

    @property
    def unit(self) -> str:
        """The unit that the newest output is printed in; empty if none is published."""
        return next(reversed(self.levels.values())).unit if self.levels else ""

    @property
    def now(self) -> Quantity | None:
        """The output in the period told of."""
        return self.levels.get(self.movement.period)

    @property
    def before(self) -> Quantity | None:
        """The output in the same period of the year before."""
        return self.levels.get(base_period(self.movement.period))

    @property
    def pair(self) -> tuple[Quantity, Quantity] | None:
        """Both outputs, the earlier first, if they are printed in one unit."""
        if self.before is None or self.now is None or self.before.unit != self.now.unit:
            return None
        return self.before, self.now

    @property
    def published(self) -> Quantity | None:
        """The published growth."""
        return Quantity.of(self.movement.rate) if self.movement.rate else None

    @property
    def recomputed(self) -> Quantity | None:
        """The growth that the two outputs give, with as many decimals as the published one."""
        computed, rows = self.movement.computed_pct, (self.movement.now, self.movement.before)
        if computed is None:
            return None
        return Quantity(
            f"production/{self.entity}/{self.movement.period}/recomputed",
            round_half_up(computed, self.movement.decimals),
            PERCENT,
            tuple(row.trace for row in rows if row is not None),
            self.movement.decimals,
        )

    @property
    def trace(self) -> tuple[str, ...]:
        """The raw cells of both outputs and of the published growth."""
        return tuple(cell for one in (self.now, self.before, self.published) if one is not None for cell in one.trace)

    @property
    def told(self) -> Quantity | None:
        """The growth that sentences give: the published one, unless it contradicts its own outputs."""
        return self.recomputed if self.movement.is_told_by_levels else self.published


@dataclass(frozen=True)
class Production:
    """The outputs of a plan, read once for a page."""

    plan: Plan

    @cached_property
    def entities(self) -> tuple[str, ...]:
        """All products, in the order of the register."""
        return tuple(code for code, one in self.plan.definition.entities.items() if one.kind == PRODUCT)

    @cached_property
    def is_moving(self) -> bool:
        """Whether any growth of output is known."""
        return newest_movement(self.plan, OUTPUT, self.entities) is not None

    @cached_property
    def period(self) -> str:
        """The newest period with a growth of output; else the newest with an output; empty without any."""
        found = newest_movement(self.plan, OUTPUT, self.entities) or newest_level(self.plan, OUTPUT, self.entities)
        return found or ""

    @property
    def is_yearly(self) -> bool:
        """Whether the period told of is a year."""
        return self.period.isdecimal()

    @cached_property
    def products(self) -> tuple[Product, ...]:
        """The products of which an output is shown, or a growth is published."""
        found = {one.entity: one for one in movements(self.plan, OUTPUT, self.entities, self.period or "0001")}
        return tuple(
            Product(
                found.get(entity, Movement(entity, self.period, None, None, None)),
                {period: Quantity.of(rows[period]) for period in self.periods if period in rows},
            )
            for entity, rows in self._rows.items()
            if entity in found or any(period in rows for period in self.periods)
        )

    @cached_property
    def _rows(self) -> dict[str, dict[str, Observation]]:
        """The published outputs by product and period."""
        area = self.plan.definition.plan.area
        found: dict[str, dict[str, Observation]] = {entity: {} for entity in self.entities}
        for key, row in latest([row for row in self.plan.records if row.status == PUBLISHED]).items():
            if key[0] == OUTPUT and key[1] in found and key[2] == area:
                found[key[1]][key[3]] = row
        return found

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """The periods of which an output is shown, in order: the newest years, or the months of the year told of."""
        every = {period for rows in self._rows.values() for period in rows}
        if self.is_yearly:
            return tuple(sorted(one for one in every if one.isdecimal() and one <= self.period)[-MOST_PERIODS:])
        months = sorted(one for one in every if one[:4] == self.period[:4] and not one.isdecimal())
        before = [base_period(self.period)] if self.period and base_period(self.period) in every else []
        kept = [one for one in months if one != self.period][: MOST_PERIODS - 1 - len(before)]
        return (*before, *kept, *([self.period] if self.period in months else []))

    @cached_property
    def units(self) -> tuple[str, ...]:
        """The units of the products that have outputs of both periods, in the order of the products."""
        return tuple(dict.fromkeys(product.unit for product in self.products if product.pair))

    @cached_property
    def with_growth(self) -> tuple[tuple[Product, Quantity], ...]:
        """The products of which a growth is told, each with it, from the greatest rise to the greatest fall."""
        found = [(product, told) for product in self.products if (told := product.told) is not None]
        return tuple(sorted(found, key=lambda pair: -float(pair[1].value)))

    @cached_property
    def without_growth(self) -> tuple[Product, ...]:
        """The products whose output is shown, but of which no growth is known for the period."""
        return tuple(product for product in self.products if product.told is None)

    def source(self, lang: str) -> Cite:
        """Return the source of what the page shows: who published it, in which document and tables."""
        return cited(self.plan, lang, with_tables=True)

    def adds_up(self, total: Total) -> bool:
        """Whether the audit found that the parts of a whole make it up in the period told of, but for rounding."""
        named = f"totals/{total.name}/{self.period}"
        found = {one.finding: one.kind for one in check_plan(self.plan.definition, self.plan.records)}
        return found.get(named) in {IDENTITY, ROUNDING}


def direction_of(change: Quantity) -> str:
    """Return ``rose``, ``fell`` or ``same``."""
    return "rose" if change.value > 0 else "fell" if change.value < 0 else "same"


def ratios_of(story: Production) -> dict[str, tuple[dict[str, Quantity], Quantity | None]]:
    """Return by metal the ratios of both years and the goal, where the inputs are published."""
    if not story.is_yearly:
        return {}
    plan, figures = story.plan, figures_of(story.plan)
    goals = {one.entity: one for one in plan_goals(plan) if one.indicator == PROCESSING_RATIO}
    area = plan.definition.plan.area
    found = {}
    for metal in plan.definition.processing_ratios:
        by_period = {
            period: Quantity(f"{PROCESSING_RATIO}/{metal}/{area}/{period}", one.value, RATIO, one.trace)
            for period in (base_period(story.period), story.period)
            if (one := measure(figures, PROCESSING_RATIO, metal, period, RATIO)) is not None
        }
        goal = goals.get(metal)
        wanted = (
            Quantity(f"goal/{goal.goal}", goal.value, RATIO, ("goals.yml",), printed_decimals(goal.value))
            if goal
            else None
        )
        if len(by_period) == 2:
            found[metal] = (by_period, wanted)
    return found
