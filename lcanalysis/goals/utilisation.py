"""Rule `goal_capacity`: a goal for the use of capacity, held against the output and capacity that the plan itself states.

Where no rate of utilisation is published, the plan's own figures give those of single products. If one lies below the goal,
the finding is left open: the plan does not say which products and plants its goal means.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from lcanalysis.auditing.judgement import SCOPE
from lcanalysis.auditing.magnitude import CAPACITY, OUTPUT, SUSPICIOUS_SHARE
from lcanalysis.auditing.record import Record
from lcanalysis.goals.goal_finding import goal_record
from lcanalysis.goals.goal_words import ABOVE
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.measures import Figures, group_members, measure
from lcanalysis.number_format import printed_decimals
from lcanalysis.observations import AT_LEAST, PUBLISHED, Observation, latest
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.aggregates import total
from lcanalysis.quantities.opening import figure

CAPACITY_USED: Final = "goal_capacity"
_LEAST: Final = frozenset({ABOVE, "at_least"})


@dataclass(frozen=True, slots=True)
class Use:
    """Output in percent of capacity of one product; `is_at_most` if only a lower bound of capacity is published (1000余万吨)."""

    entity: str
    share: Quantity
    is_at_most: bool
    inputs: tuple[Observation, ...]


@dataclass(frozen=True, slots=True)
class Underused:
    """A goal for the use of capacity, and the products whose own figures lie below it."""

    goal: Goal
    period: str
    uses: tuple[Use, ...]


def check_utilisation(figures: Figures, goals: Iterable[Goal]) -> Iterator[Record]:
    """Yield a record for each goal of capacity utilisation that the figures of single products lie below."""
    for goal in goals:
        declared = figures.definition.indicators.get(goal.indicator)
        if declared is None or declared.ratio_of != (OUTPUT, CAPACITY) or goal.comparison not in _LEAST:
            continue
        if measure(figures, goal.indicator, goal.entity, goal.base_period, goal.unit) is not None:
            continue
        wanted = Quantity(goal.value, goal.unit)
        uses = tuple(one for one in product_uses(figures, goal.base_period, goal.unit) if _is_below(one, wanted))
        if uses:
            yield goal_record(
                CAPACITY_USED,
                figures.definition,
                (goal,),
                kind=SCOPE,
                published=goal,
                evidence=tuple(row for one in uses for row in one.inputs),
                about=Underused(goal, goal.base_period, uses),
            )


def product_uses(figures: Figures, period: str, unit: str) -> tuple[Use, ...]:
    """Return how much of its stated capacity each product's output is, in the order of plan.yml.

    A product with members (three kinds of sheet) has the sum of their outputs. Capacity is that of the plan's own area, or
    else the sum over all areas that state one. Output that is hard to believe beside the capacity is left to the audit.
    """
    capacities = _capacities(figures, period)
    found = (_use(figures, entity, stated, period, unit) for entity, stated in capacities.items())
    return tuple(one for one in found if one is not None)


def _use(figures: Figures, entity: str, capacities: list[Observation], period: str, unit: str) -> Use | None:
    outputs = [figures.get(OUTPUT, name, period) for name in group_members(figures.definition, entity) or (entity,)]
    made = [row for row in outputs if row is not None and row.status == PUBLISHED]
    if len(made) < len(outputs):
        return None
    is_at_most = any(row.status == AT_LEAST for row in capacities)
    stated = total(
        Quantity(row.value, row.unit, row.addresses, decimals=printed_decimals(row.value))
        if is_at_most
        else figure(row)
        for row in capacities
    )
    share = total(map(figure, made)) / stated
    if share.exact < SUSPICIOUS_SHARE:
        return None
    return Use(entity, (share * 100).to(unit).shown(1), is_at_most, (*made, *capacities))


def _capacities(figures: Figures, period: str) -> dict[str, list[Observation]]:
    """Return the stated capacities of each product that has some: those of the plan's own area, or else of all areas."""
    held = [
        row
        for row in figures.observations
        if (row.indicator, row.period) == (CAPACITY, period) and row.status in {PUBLISHED, AT_LEAST}
    ]
    stated: dict[str, list[Observation]] = {entity: [] for entity in figures.definition.entities}
    for row in latest(held).values():
        if row.value > 0 and row.entity in stated:
            stated[row.entity].append(row)
    own = figures.definition.plan.area
    return {entity: [row for row in rows if row.area == own] or rows for entity, rows in stated.items() if rows}


def _is_below(one: Use, wanted: Quantity) -> bool:
    return one.share.bounds.upper < wanted.exact
