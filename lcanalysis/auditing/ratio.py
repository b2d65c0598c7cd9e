"""Rule `ratio`: a published ratio, such as R&D intensity, against the two figures it divides."""

from __future__ import annotations

from typing import Final

from lcanalysis.auditing.publication import Publication
from lcanalysis.auditing.recomputation import Recomputation, recompute, records_of
from lcanalysis.auditing.record import Gap, Record
from lcanalysis.observations import Observation
from lcanalysis.quantities import Quantity

RULE: Final = "ratio"


def ratio_pct(part: Quantity, whole: Quantity) -> Quantity:
    """Return a part over its whole in percent: a ratio, a share, an intensity.

    >>> ratio_pct(Quantity(1, "亿元"), Quantity(8, "亿元")).text("zh")
    '12.5%'
    """
    found: Quantity = part / whole * 100
    return found


def recompute_ratios(publication: Publication) -> tuple[Recomputation, ...]:
    """Return every published ratio whose two figures are published, beside what they give.

    ratio_pct = 100 · (part ÷ whole), in percent; both figures of the same entity, area and period. Ratios that
    lack a figure, or whose whole is not positive, are left to `unchecked_ratios`.
    """
    return tuple(
        recompute(RULE, ratio_pct, row, inputs)
        for row in _ratios(publication)
        if (inputs := _terms(publication, row)) is not None
    )


def check_ratios(publication: Publication) -> tuple[Record, ...]:
    """Return a record for every ratio that can be recomputed."""
    return records_of(publication, recompute_ratios(publication))


def unchecked_ratios(publication: Publication) -> tuple[Gap, ...]:
    """Return the published ratios that cannot be recomputed, with the indicators that are not published."""
    return tuple(
        Gap(row, tuple(name for name, term in _found(publication, row).items() if term is None))
        for row in _ratios(publication)
        if _terms(publication, row) is None
    )


def _ratios(publication: Publication) -> list[Observation]:
    divided = [name for name, indicator in publication.definition.indicators.items() if indicator.ratio_of]
    return list(publication.named(*divided))


def _found(publication: Publication, row: Observation) -> dict[str, Observation | None]:
    names = publication.definition.indicators[row.indicator].ratio_of or ()
    return {name: publication.input_for(row, (name, *row.subject[1:])) for name in names}


def _terms(publication: Publication, row: Observation) -> tuple[Observation, Observation] | None:
    part, whole = _found(publication, row).values()
    if part is None or whole is None or whole.lower <= 0:
        return None
    return part, whole
