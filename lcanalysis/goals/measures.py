"""What the goals measure: published figures, and those that follow from published ones.

A processing ratio, a group's R&D intensity or a product's capacity utilisation is printed nowhere, yet its
inputs are. Each measurement here keeps the observations it follows from and all values that their rounding
allows. Nothing is estimated: where an input is missing there is no measurement.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from lcanalysis.definition import Definition
from lcanalysis.number_format import decimals_for, printed_decimals
from lcanalysis.observations import DERIVED, PUBLISHED, Observation, latest, published_in
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.aggregates import total
from lcanalysis.quantities.digits import as_decimal
from lcanalysis.quantities.opening import figure
from lcanalysis.units import PERCENT, convert

PROCESSING_RATIO: Final = "processing_ratio"
OUTPUT: Final = "output"
SHARE_DECIMALS: Final = 2
"""Decimals of computed shares such as R&D intensity, and of their differences, which are often below a tenth a year."""


@dataclass(frozen=True, eq=False)
class Figures:
    """The definition of a plan and its observations, with the one in use for each subject; equal to itself alone."""

    definition: Definition
    observations: tuple[Observation, ...]

    @cached_property
    def in_use(self) -> dict[tuple[str, str, str, str], Observation]:
        """The observation in use by indicator, entity, area and period; bounds (不到2%) are no measurements."""
        exact = [row for row in self.observations if row.status in {PUBLISHED, DERIVED}]
        return latest(exact)

    @cached_property
    def _bounds_in_use(self) -> dict[tuple[str, str, str, str], Observation]:
        return latest([row for row in self.observations if row.status not in {PUBLISHED, DERIVED}])

    def bound(self, indicator: str, entity: str, period: str) -> Observation | None:
        """Return the newest bound (1000余, 不到2%) that was published, in the plan's own area."""
        return self._bounds_in_use.get((indicator, entity, self.definition.plan.area, period))

    def published_in(self, cells: Collection[tuple[str, str]]) -> tuple[Observation, ...]:
        """Return the published observations of some cells; see `lcanalysis.observations.published_in`."""
        return published_in(self.observations, cells)

    @cached_property
    def years(self) -> tuple[str, ...]:
        """All years that any observation belongs to, in order."""
        return tuple(sorted({row.period for row in self.observations if len(row.period) == 4}))

    def get(self, indicator: str, entity: str, period: str, area: str | None = None) -> Observation | None:
        """Return the observation in use, in the plan's own area unless another is named."""
        return self.in_use.get((indicator, entity, area or self.definition.plan.area, period))


@dataclass(frozen=True, slots=True)
class Measurement:
    """A level of an indicator in one year, with the observations it follows from.

    `value` is in `unit`; [`lower`, `upper`] are all values that the rounding of the inputs allows. `entities`
    are those whose figures went in: the entity itself, or the members of a group, or the products of a ratio.
    `quantity` is the same number with its cells, shown as printed if it was printed or adds up what was.
    """

    indicator: str
    entity: str
    period: str
    value: Decimal
    lower: Decimal
    upper: Decimal
    unit: str
    entities: tuple[str, ...]
    inputs: tuple[Observation, ...]
    quantity: Quantity

    @property
    def trace(self) -> tuple[str, ...]:
        """The raw cells the measurement follows from."""
        return tuple(dict.fromkeys(address for row in self.inputs for address in row.addresses))

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes its inputs were counted in."""
        return tuple(dict.fromkeys(row.scope for row in self.inputs))


def measure(
    figures: Figures, indicator: str, entity: str, period: str, unit: str, members: Sequence[str] = ()
) -> Measurement | None:
    """Return the level of an indicator in a year, or None if neither it nor all its inputs were published.

    A published figure comes first. Else a processing ratio is the output of products over that of smelted
    metal, and an indicator that plan.yml declares as a ratio is its numerator over its denominator: those of
    the entity, or the sums over the members of a group that have both.

    - `figures`: the plan's definition and observations.
    - `indicator`, `entity`, `period`: what is measured, for whom and for which year.
    - `unit`: the unit of the result; an unlike one raises.
    - `members`: of a group, only these members; all that have figures if empty.

    Raises `UnitMismatchError` if the figures cannot be given in `unit`.
    """
    published = figures.get(indicator, entity, period)
    if published is not None:
        return _published(figures, published, unit)
    if indicator == PROCESSING_RATIO:
        return _processing_ratio(figures, entity, period, unit)
    declared = figures.definition.indicators.get(indicator)
    if declared is None or declared.ratio_of is None:
        return None
    above, below = declared.ratio_of
    who = tuple(members) or group_members(figures.definition, entity) or (entity,)
    pairs = [(figures.get(above, name, period), figures.get(below, name, period)) for name in who]
    both = [(over, under) for over, under in pairs if over is not None and under is not None]
    if not both:
        return None
    return _ratio(figures, indicator, entity, unit, [over for over, _ in both], [under for _, under in both])


def history(figures: Figures, indicator: str, entity: str, unit: str) -> tuple[Measurement, ...]:
    """Return the measurements of an indicator in all years that have one, in order."""
    found = (measure(figures, indicator, entity, year, unit) for year in figures.years)
    return tuple(one for one in found if one is not None)


def group_members(definition: Definition, entity: str) -> tuple[str, ...]:
    """Return the declared members of a group; empty for any other entity."""
    found = definition.entities.get(entity)
    return found.members if found else ()


def measure_members(figures: Figures, indicator: str, entity: str, period: str, unit: str) -> tuple[Measurement, ...]:
    """Return the level of each member of a group that has one, the greatest first."""
    found = (measure(figures, indicator, name, period, unit) for name in group_members(figures.definition, entity))
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.value, reverse=True))


def sum_members(
    figures: Figures, indicator: str, members: Sequence[str], period: str, unit: str, entity: str
) -> Measurement | None:
    """Return the sum of an amount over members, or None unless every one of them has it."""
    rows = [figures.get(indicator, name, period) for name in members]
    if not rows or any(row is None for row in rows):
        return None
    held = [row for row in rows if row is not None]
    # Decimals keep the zeros that the parts were printed with, which the sum is shown with.
    ends = [[convert(end, row.unit, unit) for end in (row.value, row.lower, row.upper)] for row in held]
    value, lower, upper = (sum(column, Decimal(0)) for column in zip(*ends, strict=True))
    added = _shown(total(figure(row, figures) for row in held).to(unit), indicator, held)
    return Measurement(indicator, entity, period, value, lower, upper, unit, tuple(members), tuple(held), added)


def members_with(figures: Figures, indicator: str, entity: str, periods: Iterable[str]) -> tuple[str, ...]:
    """Return the members of a group (or the entity itself) that have the figure in all of the periods."""
    wanted = tuple(periods)
    who = group_members(figures.definition, entity) or (entity,)
    return tuple(name for name in who if all(figures.get(indicator, name, period) for period in wanted))


def measure_products(figures: Figures, indicator: str, period: str, unit: str) -> tuple[Measurement, ...]:
    """Return a declared ratio for each single product that has both its parts, in the order of plan.yml.

    For capacity utilisation: output over capacity. Where capacity is stated by county only, the counties are
    summed, and the inputs tell their areas. A product whose two figures are printed in unlike units of size
    (吨 and 万吨) is left out: that much difference is a matter for the audit before it is one of utilisation.
    """
    declared = figures.definition.indicators.get(indicator)
    if declared is None or declared.ratio_of is None:
        return ()
    above, below = declared.ratio_of
    found = []
    for name in figures.definition.entities:
        over = figures.get(above, name, period)
        under = _by_area(figures, below, name, period)
        if over is not None and under and {row.unit for row in under} == {over.unit}:
            found.append(_ratio(figures, indicator, name, unit, [over], under))
    return tuple(one for one in found if one is not None)


def _by_area(figures: Figures, indicator: str, entity: str, period: str) -> list[Observation]:
    own = figures.get(indicator, entity, period)
    if own is not None:
        return [own]
    subjects = ((indicator, entity, area, period) for area in figures.definition.areas)
    return [figures.in_use[subject] for subject in subjects if subject in figures.in_use]


def _published(figures: Figures, row: Observation, unit: str) -> Measurement:
    value, lower, upper = (convert(number, row.unit, unit) for number in (row.value, row.lower, row.upper))
    printed = _shown(figure(row, figures).to(unit), row.indicator, [row])
    return Measurement(row.indicator, row.entity, row.period, value, lower, upper, unit, (row.entity,), (row,), printed)


def _processing_ratio(figures: Figures, entity: str, period: str, unit: str) -> Measurement | None:
    declared = figures.definition.processing_ratios.get(entity)
    if declared is None:
        return None
    products = figures.get(OUTPUT, declared.products, period)
    smelted = figures.get(OUTPUT, declared.smelted, period)
    if products is None or smelted is None:
        return None
    return _ratio(figures, PROCESSING_RATIO, entity, unit, [products], [smelted])


def _ratio(
    figures: Figures,
    indicator: str,
    entity: str,
    unit: str,
    above: Sequence[Observation],
    below: Sequence[Observation],
) -> Measurement | None:
    over, under = (total(figure(row, figures) for row in rows) for rows in (above, below))
    if under.bounds.lower <= 0:
        return None
    found = (over / under).to(unit)
    lower, upper = map(as_decimal, found.bounds)
    inputs = (*above, *below)
    entities = tuple(dict.fromkeys(row.entity for row in inputs))
    ratio = _shown(found, indicator, inputs)
    return Measurement(indicator, entity, inputs[0].period, found.value, lower, upper, unit, entities, inputs, ratio)


def _shown(number: Quantity, indicator: str, inputs: Sequence[Observation]) -> Quantity:
    """Return a number with the decimals of its inputs if it was printed or adds up printed ones, else with the usual number."""
    if all((row.indicator, row.unit, row.status) == (indicator, number.unit, PUBLISHED) for row in inputs):
        return number.shown(max(printed_decimals(row.value) for row in inputs))
    return number.shown(SHARE_DECIMALS if number.unit == PERCENT else decimals_for(number.unit))
