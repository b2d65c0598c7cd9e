"""Finds out by the levels what a column of changes shows: a rate in percent, its fraction, an amount, or an index.

A sheet may show 0.032 under 同比±%, or amounts under 同比增减. Taking one for the other gives a wrong figure. The levels of
both periods, in the same table or known already, tell them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from lcanalysis.intake.headings import Heading
from lcanalysis.intake.reading import Figure, Known
from lcanalysis.periods import base_period
from lcanalysis.units import convert

Kind = Literal["rate", "fraction", "amount", "index"]
_LEAST: Final = Decimal("0.3")
"""Percentage points by which a published rate may differ from that of the levels, because of prices or revisions."""
_LEAST_SMALL: Final = 3
_SMALL: Final = Decimal("0.5")
_LOOKED_AT: Final = 400
"""The most figures of a column that are compared."""
_PART: Final = Decimal("0.15")
_AMOUNTS: Final = re.compile("增减|变化|变动|增加|增量|净增")
"""Words that head amounts as well as rates."""
_RATES: Final = re.compile("率|速|幅|%|rate|percent", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ShownChanges:
    """What the levels say of a column of changes: nothing certain if `kind` is None.

    `figure` is the first that says so, `rate_pct` what the levels give for it, in percent.
    """

    kind: Kind | None
    figure: Figure | None = None
    rate_pct: Decimal = Decimal(0)


def is_ambiguous(heading: Heading) -> bool:
    """Return whether a heading of changes can be one of amounts: it says 增减 and no percent.

    >>> from lcanalysis.intake.headings import parse_heading
    >>> [is_ambiguous(parse_heading(text)) for text in ("同比增减", "同比增减%", "增减率", "同比增长")]
    [True, False, False, False]
    """
    return not heading.unit and bool(_AMOUNTS.search(heading.text)) and not _RATES.search(heading.text)


def growth_shown(changes: Sequence[Figure], figures: Iterable[Figure], known: Known, level: str) -> ShownChanges:
    """Return what a column of changes shows: the reading of most figures that only one reading fits.

    - `changes`: the figures of the column.
    - `figures`: all figures of the table.
    - `known`: the figures that the plan has, for levels that the table lacks.
    - `level`: the indicator of which it is the change.
    """
    looked_at = changes[:: max(1, len(changes) // _LOOKED_AT)]
    wanted = {(one.entity, one.area) for one in looked_at}
    levels = {
        (one.entity, one.area, one.period): (one.printed.value, one.printed.unit)
        for one in figures
        if one.indicator == level and (one.entity, one.area) in wanted
    }
    said: dict[Kind, list[tuple[Figure, Decimal]]] = {}
    unit = next((unit for _, unit in levels.values()), None)
    compared = 0
    for one in looked_at:
        pair = [_level(one, period, levels, known, level) for period in (one.period, base_period(one.period))]
        if pair[0] is None or pair[1] is None or unit is None:
            continue
        now, before = (convert(value, held, unit) for value, held in (pair[0], pair[1]))
        fitting = _fitting(one.printed.value, now, before) if before > 0 else []
        compared += before > 0 and len(fitting) < 2
        if len(fitting) == 1:
            said.setdefault(fitting[0], []).append((one, (now / before - 1) * 100))
    if not compared and len(changes) >= _LEAST_SMALL and all(abs(one.printed.value) < _SMALL for one in changes):
        # Where no level is there to compare, rates that are all next to nothing are more likely their fractions.
        return ShownChanges("fraction", changes[0], changes[0].printed.value * 100)
    if not said:
        return ShownChanges(None)
    best = max(said, key=lambda kind: len(said[kind]))
    # In doubt the heading is believed: rates on another basis fit nothing, and a few fit anything by accident.
    return ShownChanges(best, *said[best][0]) if 2 * len(said[best]) > compared else ShownChanges(None)


def _level(
    figure: Figure,
    period: str,
    levels: Mapping[tuple[str, str, str], tuple[Decimal, str | None]],
    known: Known,
    level: str,
) -> tuple[Decimal, str] | None:
    value, unit = levels.get((figure.entity, figure.area, period), (None, None))
    if value is not None and unit:
        return value, unit
    held = known.get((level, figure.entity, figure.area, period))
    return (held.value, held.unit) if held else None


def _fitting(printed: Decimal, now: Decimal, before: Decimal) -> list[Kind]:
    rate = (now / before - 1) * 100
    near = max(_LEAST, _PART * abs(rate))
    readings: dict[Kind, Decimal] = {"rate": printed, "fraction": printed * 100, "index": printed - 100}
    found: list[Kind] = [kind for kind, as_rate in readings.items() if abs(as_rate - rate) <= near]
    amount = now - before
    if amount and abs(printed - amount) <= abs(amount) * _PART / 3:
        found.append("amount")
    return found
