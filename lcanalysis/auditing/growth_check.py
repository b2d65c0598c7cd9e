"""Rule `growth`: a published growth rate against the two levels it compares."""

from __future__ import annotations

from typing import Final

from lcanalysis.auditing.publication import Publication
from lcanalysis.auditing.recomputation import Recomputation, recompute, records_of
from lcanalysis.auditing.record import Gap, Record
from lcanalysis.observations import Observation
from lcanalysis.periods import base_period
from lcanalysis.quantities import Quantity

RULE: Final = "growth"


def growth_pct(current: Quantity, base: Quantity) -> Quantity:
    """Return the growth of a level over its base in percent.

    >>> growth_pct(Quantity(110, "亿元"), Quantity(100, "亿元")).text("zh")
    '10.0%'
    """
    found: Quantity = (current / base - 1) * 100
    return found


def recompute_growth(publication: Publication) -> tuple[Recomputation, ...]:
    """Return every published growth rate whose two levels are published, beside what they give.

    yoy_pct = 100 · (level ÷ level one year earlier - 1), in percent. Rates that lack a level, or whose base is
    not positive, are left to `unchecked_growth`.
    """
    return tuple(
        recompute(
            RULE,
            growth_pct,
            row,
            inputs,
            is_comparable=publication.definition.indicators[row.indicator].comparable,
        )
        for row in _rates(publication)
        if (inputs := _levels(publication, row)) is not None
    )


def check_growth(publication: Publication) -> tuple[Record, ...]:
    """Return a record for every growth rate that can be recomputed."""
    return records_of(publication, recompute_growth(publication))


def unchecked_growth(publication: Publication) -> tuple[Gap, ...]:
    """Return the published growth rates that cannot be recomputed, with the periods whose level is not published."""
    return tuple(
        Gap(
            row,
            tuple(when for when, level in _found(publication, row).items() if level is None),
            _level(publication, row),
        )
        for row in _rates(publication)
        if _levels(publication, row) is None
    )


def _rates(publication: Publication) -> list[Observation]:
    growing = [name for name, indicator in publication.definition.indicators.items() if indicator.growth_of]
    return list(publication.named(*growing))


def _level(publication: Publication, row: Observation) -> str:
    return publication.definition.indicators[row.indicator].growth_of or ""


def _found(publication: Publication, row: Observation) -> dict[str, Observation | None]:
    return {
        period: publication.input_for(row, (_level(publication, row), row.entity, row.area, period))
        for period in (row.period, base_period(row.period))
    }


def _levels(publication: Publication, row: Observation) -> tuple[Observation, Observation] | None:
    current, base = _found(publication, row).values()
    if current is None or base is None or base.lower <= 0:
        return None
    return current, base
