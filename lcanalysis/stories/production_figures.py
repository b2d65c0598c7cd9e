"""The outputs behind the production page: each product in two years, and processing ratios with their goals."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from lcanalysis.auditing.digits import rounded
from lcanalysis.exhibits import Quantity
from lcanalysis.goals.measures import OUTPUT, PROCESSING_RATIO, measure
from lcanalysis.goals.scorecard import figures_of, plan_goals
from lcanalysis.number_format import printed_decimals
from lcanalysis.observations import Observation
from lcanalysis.periods import base_period
from lcanalysis.plan import Plan
from lcanalysis.stories.audit_numbers import Audited
from lcanalysis.wording import say

RATIO: Final = "比"
PRODUCT: Final = "product"


@dataclass(frozen=True, slots=True)
class Product:
    """One product: its output in the base year of the plan and the year before, published and recomputed growth."""

    entity: str
    before: Quantity
    now: Quantity
    published: Quantity | None
    recomputed: Quantity | None

    @property
    def unit(self) -> str:
        """The unit as printed; both years have the same."""
        return self.now.unit

    @property
    def direction(self) -> str:
        """``rose``, ``fell`` or ``same``, by the two levels."""
        difference = self.now.value - self.before.value  # type: ignore[operator]
        return "rose" if difference > 0 else "fell" if difference < 0 else "same"


@dataclass(frozen=True)
class Production:
    """The outputs of a plan, read once for a page."""

    plan: Plan

    @property
    def period(self) -> str:
        """The year the plan starts from."""
        return self.plan.definition.plan.base_period

    @property
    def before(self) -> str:
        """The year before."""
        return base_period(self.period)

    @cached_property
    def products(self) -> tuple[Product, ...]:
        """All products with an output in both years, in one unit, in the order of the register."""
        audited = Audited(self.plan)
        rates = {
            one.published.entity: one for pairs in audited.rates.values() for one, _ in pairs if one.measured == OUTPUT
        }
        found = []
        for entity, declared in self.plan.definition.entities.items():
            if declared.kind != PRODUCT:
                continue
            before, now = (self.plan.observation(OUTPUT, entity, period) for period in (self.before, self.period))
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
                )
            )
        return tuple(found)

    @cached_property
    def with_growth(self) -> tuple[Product, ...]:
        """The products whose growth is published, from the greatest rise to the greatest fall."""
        found = [product for product in self.products if product.published is not None]
        return tuple(sorted(found, key=lambda product: -float(product.published.value)))  # type: ignore[union-attr]

    @cached_property
    def sources(self) -> tuple[Observation, ...]:
        """The observations behind the page, for its source line."""
        found = (self.plan.observation(OUTPUT, product.entity, self.period) for product in self.products)
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
