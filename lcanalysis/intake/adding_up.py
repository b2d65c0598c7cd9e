"""Adds up parts of a year (months, quarters, the months from January on) where published figures prove that they add up.

Output adds up, and the number of firms at the end of each quarter does not, but no word of a table tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from lcanalysis.definition import Indicator
from lcanalysis.observations import PUBLISHED, Observation
from lcanalysis.periods import months_of

WHOLE: Final = 12
_NOT_ADDED: Final = frozenset({"ratio", "difference of ratios", "points", "ranks", "years"})
"""Dimensions whose figures never add up over a year; those of so much per something do not either."""


def can_add_up(indicator: Indicator) -> bool:
    """Return whether parts of a year can be added up at all: an amount may, a share and yuan per tonne may not.

    >>> [can_add_up(Indicator(zh="指标", en="indicator", dimension=one)) for one in ("mass", "ratio", "money per mass")]
    [True, False, False]
    """
    return indicator.dimension not in _NOT_ADDED and " per " not in indicator.dimension


def parts_up_to(rows: Mapping[str, Observation], year: str, last: int) -> tuple[Observation, ...]:
    """Return the fewest figures that together are the months of a year up to `last`, in order; none if some are missing.

    The figure published for all these months together does not count. Parts have one unit, scope and price basis.

    - `rows`: published figures of one subject by period.
    """
    ways: dict[int, tuple[Observation, ...]] = {0: ()}
    for end in range(1, last + 1):
        found = [
            (*ways[first - 1], rows[period])
            for period in _ending(year, end)
            for first in (months_of(period)[0],)
            if period in rows and first - 1 in ways and (first, end) != (1, last)
        ]
        alike = [way for way in found if len({_basis(row) for row in way}) == 1]
        if alike:
            ways[end] = min(alike, key=len)
    return ways.get(last, ())


def are_seen_to_add_up(rows: Mapping[str, Observation]) -> bool:
    """Return whether some year, or the months from January to another, was published and equals the sum of its parts within rounding."""
    return any(
        _basis(whole) == _basis(parts[0]) and low <= whole.upper and whole.lower <= high
        for period, whole in rows.items()
        if months_of(period)[0] == 1 and (parts := parts_up_to(rows, period[:4], months_of(period)[1]))
        for low, high in [(added(parts, "lower"), added(parts, "upper"))]
    )


def added(rows: Sequence[Observation], what: str = "value") -> Decimal:
    """Return the sum of the values, or of the ends of the rounding intervals, of some figures."""
    return sum((getattr(row, what) for row in rows), Decimal(0))


def years_of_parts(rows: Mapping[str, Observation]) -> Iterator[tuple[str, tuple[Observation, ...]]]:
    """Yield each year that was not published itself with the published parts that make it up, where they are seen to.

    - `rows`: figures of one subject by period, as they are in use.
    """
    published = {period: row for period, row in rows.items() if row.status == PUBLISHED}
    unknown = sorted({period[:4] for period in published} - {period for period in rows if len(period) == len("2018")})
    whole = {year: parts for year in unknown if (parts := parts_up_to(published, year, WHOLE))}
    if whole and are_seen_to_add_up(published):
        yield from whole.items()


def _ending(year: str, last: int) -> Iterator[str]:
    """Yield the periods of a year that end with a month: that month, its quarter, and the months from January on."""
    yield f"{year}-{last:02d}"
    if last > 1:
        yield f"{year}-01--{last:02d}"
    if last % 3 == 0 and last > 3:
        yield f"{year}-{last - 2:02d}--{last:02d}"


def _basis(row: Observation) -> tuple[str, str, str]:
    return row.unit, row.scope, row.price_basis
