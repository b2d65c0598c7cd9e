"""The outputs behind the production page: each product over the years, and processing ratios with their goals."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from lcanalysis.exhibits import Quantity
from lcanalysis.goals.measures import OUTPUT, PROCESSING_RATIO, measure
from lcanalysis.goals.scorecard import figures_of, plan_goals
from lcanalysis.number_format import printed_decimals
from lcanalysis.observations import Observation
from lcanalysis.periods import base_period
from lcanalysis.plan import Plan
from lcanalysis.quantities.digits import rounded
from lcanalysis.stories.audit_numbers import Audited
from lcanalysis.units import RATIO
from lcanalysis.wording import say

PRODUCT: Final = "product"


@dataclass(frozen=True, slots=True)
class Product:
    """One product: its output in the newest year and the year before, published and recomputed growth.

    `earlier` holds what is published of the years before those, by year, in the same unit.
    """

    entity: str
    before: Quantity
    now: Quantity
    published: Quantity | None
    recomputed: Quantity | None
    earlier: dict[str, Quantity]

    @property
    def unit(self) -> str:
        """The unit as printed; both years have the same."""
        return self.now.unit

    @property
    def direction(self) -> str:
        """``rose``, ``fell`` or ``same``, by the two levels."""
        difference = self.now.value - self.before.value  # type: ignore[operator]
        return "rose" if difference > 0 else "fell" if difference < 0 else "same"

    @property
    def opposed(self) -> tuple[Quantity, Quantity] | None:
        """Published and recomputed growth, if one is a rise and the other a fall."""
        if self.published is None or self.recomputed is None:
            return None
        differ = float(self.published.value) * float(self.recomputed.value) < 0
        return (self.published, self.recomputed) if differ else None

    @property
    def told(self) -> Quantity | None:
        """The growth that sentences give: the published one, unless the two outputs say the opposite; then theirs."""
        return self.opposed[1] if self.opposed else self.published


@dataclass(frozen=True)
class Production:
    """The outputs of a plan, read once for a page."""

    plan: Plan

    @cached_property
    def period(self) -> str:
        """The newest year in which an output is published beside that of the year before; else the plan's base year."""
        published = {
            (row.entity, row.period)
            for row in self.plan.records
            if row.indicator == OUTPUT and row.area == self.plan.definition.plan.area and row.period.isdecimal()
        }
        paired = (year for entity, year in published if (entity, base_period(year)) in published)
        return max(paired, default=self.plan.definition.plan.base_period)

    @property
    def before(self) -> str:
        """The year before."""
        return base_period(self.period)

    @cached_property
    def products(self) -> tuple[Product, ...]:
        """All products with an output in both years, in one unit, in the order of the register."""
        audited = Audited(self.plan)
        rates = {
            one.published.entity: one
            for pairs in audited.rates.values()
            for one, _ in pairs
            if one.measured == OUTPUT and one.published.period == self.period
        }
        found = []
        for entity, declared in self.plan.definition.entities.items():
            if declared.kind != PRODUCT:
                continue
            before, now = (self.plan.find_observation(OUTPUT, entity, period) for period in (self.before, self.period))
            if before is None or now is None or before.unit != now.unit:
                continue
            rate = rates.get(entity)
            found.append(
                Product(
                    entity,
                    Quantity.of(before),
                    Quantity.of(now),
                    Quantity.of(rate.published) if rate else None,
                    Quantity(
                        f"production/{entity}/{self.period}/recomputed",
                        rounded(rate.point, printed_decimals(rate.published.value)),
                        rate.published.unit,
                        tuple(row.trace for row in rate.inputs),
                        printed_decimals(rate.published.value),
                    )
                    if rate
                    else None,
                    self._earlier(entity, now.unit),
                )
            )
        return tuple(found)

    def _earlier(self, entity: str, unit: str) -> dict[str, Quantity]:
        years = sorted({row.period for row in self.plan.records if row.entity == entity and row.period < self.before})
        rows = {year: self.plan.find_observation(OUTPUT, entity, year) for year in years if year.isdecimal()}
        return {year: Quantity.of(row) for year, row in rows.items() if row is not None and row.unit == unit}

    @cached_property
    def years(self) -> tuple[str, ...]:
        """All years of which an output is shown, in order."""
        earlier = {year for product in self.products for year in product.earlier}
        return (*sorted(earlier), self.before, self.period)

    @cached_property
    def units(self) -> tuple[str, ...]:
        """The units that outputs are published in, in the order of the products."""
        return tuple(dict.fromkeys(product.unit for product in self.products))

    @cached_property
    def with_growth(self) -> tuple[Product, ...]:
        """The products whose growth is published, from the greatest rise to the greatest fall that is told of them."""
        found = [product for product in self.products if product.told is not None]
        return tuple(sorted(found, key=lambda product: -float(product.told.value)))  # type: ignore[union-attr]

    @cached_property
    def sources(self) -> tuple[Observation, ...]:
        """The observations behind the page, for its source line."""
        found = (self.plan.find_observation(OUTPUT, product.entity, self.period) for product in self.products)
        return tuple(row for row in found if row is not None)

    def source(self, lang: str) -> str:
        """Return the titles of the tables the outputs come from."""
        definition = self.plan.definition
        titles = (definition.source_of(row.source, row.cell) for row in self.sources)
        return say("story_production.list_comma", lang).join(
            dict.fromkeys(found.title(lang) for found in titles if found is not None)
        )


def ratios_of(story: Production) -> dict[str, tuple[dict[str, Quantity], Quantity | None]]:
    """Return by metal the ratios of both years and the goal, where the inputs are published."""
    plan, figures = story.plan, figures_of(story.plan)
    goals = {one.entity: one for one in plan_goals(plan) if one.indicator == PROCESSING_RATIO}
    area = plan.definition.plan.area
    found = {}
    for metal in plan.definition.processing_ratios:
        by_period = {
            period: Quantity(f"{PROCESSING_RATIO}/{metal}/{area}/{period}", one.value, RATIO, one.trace)
            for period in (story.before, story.period)
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
