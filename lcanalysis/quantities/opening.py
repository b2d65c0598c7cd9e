"""Opens figures as quantities: those of a plan, the parameters of a notebook, and an analysis's own assumptions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, Protocol

import pandas as pd

from lcanalysis.definition import Definition
from lcanalysis.errors import UsageError
from lcanalysis.number_format import printed_decimals
from lcanalysis.observations import DERIVED, PUBLISHED, Observation, latest
from lcanalysis.periods import months_of, period_label
from lcanalysis.quantities.aggregates import total
from lcanalysis.quantities.code_names import area_code, entity_code, indicator_code
from lcanalysis.quantities.digits import rounded
from lcanalysis.quantities.expression import leaf
from lcanalysis.quantities.interval import Interval
from lcanalysis.quantities.numbers import exact
from lcanalysis.quantities.quantity import Quantity
from lcanalysis.quantities.trace import ASSUMPTION, PARAMETER, Source, Trace
from lcanalysis.units import PERCENT, UNITS

FREQUENCIES: Final = ("year", "month", "months", "quarter")
"""The lengths of periods: 2018, 2018-06, 2018-01--06 (January to June), 2018-04--06 (a single quarter)."""
_DERIVED_PLACES: Final = 4
"""Decimals that derived figures are kept with."""


class HoldsCells(Protocol):
    """What a derived figure is calculated from: the declarations of a plan, and what was published in some cells."""

    @property
    def definition(self) -> Definition:
        """What is declared about the plan."""

    def published_in(self, cells: Collection[tuple[str, str]]) -> Sequence[Observation]:
        """Return the published observations of some cells, each a file and the address in it."""


class HoldsRecords(HoldsCells, Protocol):
    """An opened plan: its declarations and its exact observations."""

    @property
    def newest_publication(self) -> date | None:
        """The day of the newest publication among the observations; None if there are none."""

    def records_of(self, indicator: str, entity: str, area: str | None = None) -> tuple[Observation, ...]:
        """Return the observations of one subject, exact as printed."""


def series(
    plan: HoldsRecords,
    indicator: str,
    entity: str,
    area: str | None = None,
    *,
    as_of: date | None = None,
    frequency: str | None = None,
) -> pd.Series[Any]:
    """Return the figures of an indicator as quantities, by period.

    Parameters
    ----------
    plan
        The plan, as `lcanalysis.load` opens it.
    indicator, entity, area
        Codes, or names in either language; `area` is the plan's own unless given.
    as_of
        The day whose state of the data is wanted; the newest unless given.
    frequency
        ``year``, ``month``, ``months`` (January to a month) or ``quarter`` (the first is January to March); the first of
        these that has figures unless given.

    Returns
    -------
    pandas.Series
        Quantities with their cells and rounding bounds; the index holds integer years, or the periods' text. A figure
        that follows from others (a base level, a total) is the calculation itself, so that growth over it is not
        rounded twice. A period without a figure is absent, and so is one known only to be above or below a bound
        (1000余万吨). Like units are converted to that of the last period. ``attrs["breaks"]`` are the first periods of
        new levels, ``attrs["derived"]`` the periods whose figures were not published, and ``attrs["vintage"]`` the day
        by which all of it was published.

    Raises
    ------
    UsageError
        If the plan has no such indicator, entity or area, with the nearest names; or the frequency is unknown.
    """
    definition = plan.definition
    if frequency is not None and frequency not in FREQUENCIES:
        raise UsageError("quantities.unknown_frequency", name=frequency, known=FREQUENCIES)
    subject = (
        indicator_code(definition, indicator),
        entity_code(definition, entity),
        definition.plan.area if area is None else area_code(definition, area),
    )
    exactly = [row for row in plan.records_of(*subject) if row.status in {PUBLISHED, DERIVED}]
    rows = {key[3]: row for key, row in latest(exactly, as_of).items()}
    wanted = [frequency] if frequency else FREQUENCIES
    chosen = next(filter(None, ([period for period in rows if _is_of(period, one)] for one in wanted)), [])
    found = {period_label(period): figure(rows[period], plan) for period in sorted(chosen)}
    made = _series(found, [rows[period] for period in sorted(chosen)], subject)
    known = as_of or plan.newest_publication
    made.attrs["vintage"] = None if known is None else known.isoformat()
    return made


def growth(plan: HoldsRecords, indicator: str, entity: str, *, frequency: str | None = "year") -> pd.Series[Any]:
    """Return the published growth of an indicator, as plan.yml declares it (``growth_of``), by period.

    Parameters and the result are as those of `series`. It is empty if the plan has no such indicator, or nothing was
    published.

    Raises
    ------
    UsageError
        If the plan has no such level or entity, with the nearest names.
    """
    level = indicator_code(plan.definition, indicator)
    found = [series(plan, code, entity, frequency=frequency) for code in plan.definition.growths_of(level)]
    if not found:
        entity_code(plan.definition, entity)
        return pd.Series(dtype=object)
    return max(found, key=len)


def _series(
    found: Mapping[int | str, Quantity], rows: Sequence[Observation], subject: tuple[str, str, str]
) -> pd.Series[Any]:
    unit = rows[-1].unit if rows else ""
    values = {period: one if one.unit == unit else one.to(unit) for period, one in found.items()}
    made = pd.Series(values, dtype=object, name="/".join(subject[:2]))
    made = made.rename_axis("year" if all(isinstance(period, int) for period in found) else "period")
    made.attrs["breaks"] = tuple(period_label(row.period) for row in rows if row.is_break)
    made.attrs["derived"] = tuple(period_label(row.period) for row in rows if row.status == DERIVED)
    return made


def _is_of(period: str, frequency: str) -> bool:
    first, last = months_of(period)
    if frequency in {"year", "month"}:
        return last - first == {"year": 11, "month": 0}[frequency] and "--" not in period
    return "--" in period and (first == 1 if frequency == "months" else last - first == 2)


def figure(row: Observation, plan: HoldsCells | None = None) -> Quantity:
    """Return an observation as a quantity, with its value as printed, its cells, and the interval of its rounding.

    A whole number of things is exact (131 家). A derived figure is calculated anew from the observations of `plan` that
    it follows from; without a plan it is a number with bounds of its own.

    Raises
    ------
    DataError
        If only a bound was published (2项以上), which stands for no interval.
    """
    if row.status == DERIVED:
        derived = _derived(row, plan) if plan is not None else None
        if derived is None:
            return _input(row, 2)
        return derived.shown(2) if derived.unit == PERCENT else derived
    return _input(row, printed_decimals(row.value))


def _input(row: Observation, decimals: int) -> Quantity:
    is_whole_count = row.unit in UNITS and UNITS[row.unit].is_count and row.value == row.value.to_integral_value()
    ends = None if is_whole_count else Interval.between(row.lower, row.upper)
    key = " ".join((*row.subject, *row.addresses, row.unit))
    return Quantity.from_node(leaf(exact(row.value), Trace(row.addresses), ends, key), row.unit, decimals)


def _derived(row: Observation, plan: HoldsCells) -> Quantity | None:
    """Return the calculation of a derived figure; None if its inputs do not give it."""
    cells = list(zip(row.source.split(";"), row.cell.split(";"), strict=True))
    by_cell = {(one.source, one.cell): one for one in plan.published_in(set(cells))}
    inputs = [by_cell[cell] for cell in cells if cell in by_cell]
    if len(inputs) != len(cells):
        return None
    found = _calculated(row, inputs, plan.definition)
    return found if found is not None and rounded(found.exact, _DERIVED_PLACES) == row.value else None


def _calculated(row: Observation, inputs: Sequence[Observation], definition: Definition) -> Quantity | None:
    if all(one.indicator == row.indicator for one in inputs):
        made: Quantity = total(figure(one) for one in inputs)
        return made
    declared = definition.indicators.get(inputs[-1].indicator)
    if len(inputs) != 2 or declared is None or declared.growth_of != row.indicator:
        return None
    level, growth = (figure(one) for one in inputs)
    base: Quantity = level / (1 + growth / 100)
    return base


def parameter(name: str, value: float | Decimal, unit: str = "") -> Quantity:
    """Return a parameter of a notebook as a quantity that is traced to it.

    Years are plain numbers, without a unit.

    Examples
    --------
    >>> parameter("goal_growth_pct", 5.0, "%").result()
    {'value': '5', 'unit': '%', 'trace': ['parameter goal_growth_pct']}
    """
    return _given(Source(PARAMETER, name), value, unit)


def assume(value: float | Decimal, unit: str = "") -> Quantity:
    """Return a number that an analysis itself assumes; its trace says so, so that every number on a page has a source.

    Examples
    --------
    >>> assume(3, "%").trace.machine
    ('assumption 3%',)
    """
    plain = f"{Decimal(str(value)).normalize():f}"
    return _given(Source(ASSUMPTION, f"{plain}{unit}"), value, unit)


def _given(source: Source, value: float | Decimal, unit: str) -> Quantity:
    made = Quantity(value, unit, source)
    return made.shown(0) if unit and made.exact.denominator == 1 else made
