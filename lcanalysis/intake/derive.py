"""Derives figures: last year's level from this year's and its growth, a whole and a year from all their parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Final

from lcanalysis.definition import Definition
from lcanalysis.intake.adding_up import added, can_add_up, years_of_parts
from lcanalysis.observations import DERIVED, PUBLISHED, Observation, latest, published_order
from lcanalysis.periods import base_period

# Two decimals more than levels are published with, so that rounding here is small beside that of the inputs.
PLACES: Final = Decimal("0.0001")


def derive(definition: Definition, published: Sequence[Observation]) -> tuple[Observation, ...]:
    """Return all figures that follow from published ones: wholes, years and the levels of base periods.

    A figure that was restated implied others before it was. They stay beside those that follow from the newest data, with
    their own date of publication, so that what was known at any time can still be told (`latest` with `as_of`).
    """
    known = [[row for row in published if published_order(row) < order] for order in _turns(definition, published)]
    return tuple(
        dict.fromkeys(
            row
            for rows in (*known, published)
            for follow in (derive_totals, derive_years, derive_base_levels)
            for row in follow(definition, rows)
        )
    )


def _turns(definition: Definition, published: Sequence[Observation]) -> list[tuple[date, int]]:
    """Return the publications, in order, that restate a figure, or print one that followed from others before."""
    grown = {name: one.growth_of for name, one in definition.indicators.items() if one.growth_of}
    first: dict[tuple[str, str, str, str], tuple[date, int]] = {}
    held: dict[tuple[str, str, str, str], Decimal] = {}
    turns = set()
    for row in sorted(published, key=published_order):
        order = published_order(row)
        if held.get(row.subject, row.value) != row.value or first.get(row.subject, order) < order:
            turns.add(order)
        held[row.subject] = row.value
        if row.indicator in grown:
            follows = (str(grown[row.indicator]), row.entity, row.area, base_period(row.period))
            if follows not in held:
                first.setdefault(follows, order)
    return sorted(turns)


def derive_base_levels(definition: Definition, observations: Sequence[Observation]) -> tuple[Observation, ...]:
    r"""Return the levels of base periods that follow from a published level and its growth.

    .. math:: y_{t-1} = y_t / (1 + g_t / 100)

    in the unit of the level, for each indicator with `growth_of` whose level is published at t for the same
    entity, area and scope, and not at t - 1. The interval holds all base levels that follow from any level
    and growth in their rounding intervals: [lower(y) / (1 + upper(g)/100), upper(y) / (1 + lower(g)/100)],
    its ends rounded outward to four decimals. Nothing is derived from bounds (不到2%), from a level that may
    be zero or negative, nor from a growth of -100% or below.

    The derived figure has the later of the two dates of publication, and names the cells of both inputs.
    """
    known = latest(observations)
    published = {row.subject for row in observations}
    derived = []
    for (name, entity, area, period), growth in known.items():
        level_of = definition.indicators[name].growth_of if name in definition.indicators else None
        level = known.get((str(level_of), entity, area, period))
        if level is None or (level.indicator, entity, area, base_period(period)) in published:
            continue
        if not level.status == growth.status == PUBLISHED or level.scope != growth.scope:
            continue
        if level.lower > 0 and growth.lower > -100:
            derived.append(_base_level(level, growth))
    return tuple(derived)


def derive_totals(definition: Definition, observations: Sequence[Observation]) -> tuple[Observation, ...]:
    """Return the wholes that were not published but all of whose parts were, for the totals declared as ``identity``.

    Such as a segment's revenue of which each county has reported its own. The parts must be published figures in
    one unit and scope; the whole is their sum, with the sums of their rounding intervals, and names all their cells.

    `definition`: the plan's definition; its `totals` name the wholes and their parts. `observations`: what was
    published.
    """
    known = latest(observations)
    derived = []
    for total in definition.totals:
        periods = dict.fromkeys(row.period for row in known.values() if row.indicator == total.indicator)
        for period in periods if total.kind == "identity" else ():
            if (total.indicator, total.total.entity, total.total.area, period) in known:
                continue
            rows = [known.get((total.indicator, part.entity, part.area, period)) for part in total.parts]
            parts = [row for row in rows if row is not None and row.status == PUBLISHED]
            if len(parts) == len(rows) and len({(row.unit, row.scope) for row in parts}) == 1:
                derived.append(_whole(parts, entity=total.total.entity, area=total.total.area))
    return tuple(derived)


def derive_years(definition: Definition, observations: Sequence[Observation]) -> tuple[Observation, ...]:
    """Return the years that were not published but all of whose months or quarters were, where those are seen to add up.

    Parts add up where a year or months from January on, published of the same subject, are their sum as rounding allows:
    so four quarters of output make a year, and four counts of firms do not. The year names the cells of its parts.
    """
    subjects: dict[tuple[str, str, str], dict[str, Observation]] = {}
    for (*subject, period), row in latest(observations).items():
        subjects.setdefault((subject[0], subject[1], subject[2]), {})[period] = row
    return tuple(
        _whole(parts, period=year)
        for (indicator, _, _), rows in subjects.items()
        if indicator in definition.indicators and can_add_up(definition.indicators[indicator])
        for year, parts in years_of_parts(rows)
    )


def _whole(parts: Sequence[Observation], **of: str) -> Observation:
    newest = max(parts, key=published_order)
    return replace(
        newest,
        **of,
        value=added(parts),
        status=DERIVED,
        is_break=False,
        as_printed="",
        source=";".join(row.source for row in parts),
        cell=";".join(row.cell for row in parts),
        lower=added(parts, "lower"),
        upper=added(parts, "upper"),
    )


def _base_level(level: Observation, growth: Observation) -> Observation:
    newer = max(level, growth, key=published_order)
    return Observation(
        indicator=level.indicator,
        entity=level.entity,
        area=level.area,
        period=base_period(level.period),
        value=(level.value / _factor(growth.value)).quantize(PLACES, ROUND_HALF_UP),
        unit=level.unit,
        status=DERIVED,
        is_break=False,
        scope=level.scope,
        price_basis=level.price_basis,
        as_printed="",
        source=f"{level.source};{growth.source}",
        vintage=newer.vintage,
        published_on=newer.published_on,
        cell=f"{level.cell};{growth.cell}",
        lower=(level.lower / _factor(growth.upper)).quantize(PLACES, ROUND_FLOOR),
        upper=(level.upper / _factor(growth.lower)).quantize(PLACES, ROUND_CEILING),
    )


def _factor(growth_pct: Decimal) -> Decimal:
    return 1 + growth_pct / 100
