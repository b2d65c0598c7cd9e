"""Rules `growth` and `ratio`: a published rate against the two figures that it follows from, as plan.yml declares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lcanalysis.auditing.publication import Publication
from lcanalysis.auditing.recomputation import Recomputation, recompute, record_of_rate
from lcanalysis.auditing.record import Record
from lcanalysis.observations import Observation
from lcanalysis.periods import base_period
from lcanalysis.quantities import Quantity

GROWTH: Final = "growth"
RATIO: Final = "ratio"


@dataclass(frozen=True, slots=True)
class Gap:
    """A published rate that cannot be recomputed.

    `missing` are the periods of the level, or the indicators, that are not published; if none is, the base or the whole
    is not positive. `level` is the indicator that grows, empty for a ratio.
    """

    published: Observation
    missing: tuple[str, ...]
    level: str = ""


def growth_pct(current: Quantity, base: Quantity) -> Quantity:
    """Return the growth of a level over its base in percent.

    >>> growth_pct(Quantity(110, "亿元"), Quantity(100, "亿元")).text("zh")
    '10.0%'
    """
    found: Quantity = (current / base - 1) * 100
    return found


def ratio_pct(part: Quantity, whole: Quantity) -> Quantity:
    """Return a part over its whole in percent: a ratio, a share, an intensity.

    >>> ratio_pct(Quantity(1, "亿元"), Quantity(8, "亿元")).text("zh")
    '12.5%'
    """
    found: Quantity = part / whole * 100
    return found


def check_rates(publication: Publication) -> Iterator[Record]:
    """Yield a record for every growth rate, then for every ratio, that can be recomputed.

    yoy_pct = 100 · (level ÷ level one year earlier - 1); ratio_pct = 100 · (part ÷ whole) of one entity, area and period.
    """
    for one in _rates(publication):
        if isinstance(one, Recomputation):
            yield record_of_rate(publication, one)


def gaps(publication: Publication) -> Iterator[Gap]:
    """Yield the rates that cannot be recomputed: a figure is not published, or the one to divide by is not above zero."""
    for one in _rates(publication):
        if isinstance(one, Gap):
            yield one


def _rates(publication: Publication) -> Iterator[Recomputation | Gap]:
    declared = publication.definition.indicators
    for row in publication.named(*(name for name, one in declared.items() if one.growth_of)):
        level, rate = declared[row.indicator].growth_of or "", declared[row.indicator]
        periods = (row.period, base_period(row.period))
        found = {period: publication.input_for(row, (level, row.entity, row.area, period)) for period in periods}
        inputs = _inputs(*found.values())
        missing = tuple(period for period, figure in found.items() if figure is None)
        yield (
            Gap(row, missing, level)
            if inputs is None
            else recompute(GROWTH, growth_pct, row, inputs, is_comparable=rate.comparable)
        )
    for row in publication.named(*(name for name, one in declared.items() if one.ratio_of)):
        names = declared[row.indicator].ratio_of or ()
        found = {name: publication.input_for(row, (name, *row.subject[1:])) for name in names}
        inputs = _inputs(*found.values())
        missing = tuple(name for name, figure in found.items() if figure is None)
        yield Gap(row, missing) if inputs is None else recompute(RATIO, ratio_pct, row, inputs)


def _inputs(first: Observation | None, second: Observation | None) -> tuple[Observation, Observation] | None:
    return None if first is None or second is None or second.lower <= 0 else (first, second)
