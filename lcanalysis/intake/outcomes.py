"""Outcomes: figures that others published about what the plan is about, mostly after it; declared in outcomes.yml."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Final, Literal

import pandas as pd
from pydantic import Field, StringConstraints

from lcanalysis.declarations.fields import Code, Period, Prose, PublishedOn, Text
from lcanalysis.declarations.yaml_files import Declared, NodePath, line_of, load_checked
from lcanalysis.definition import Definition, Name
from lcanalysis.errors import Fault
from lcanalysis.files.regular_files import is_there
from lcanalysis.intake.figures import fits, units_of
from lcanalysis.names import nearest
from lcanalysis.number_format import printed_decimals
from lcanalysis.periods import LONGEST_HORIZON, first_day_of, last_day
from lcanalysis.plan import Plan
from lcanalysis.provenance import Place
from lcanalysis.quantities import Quantity
from lcanalysis.units import UNITS

FILE: Final = "outcomes.yml"
Number = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,15}(\.[0-9]{1,6})?$")]


class Beside(Declared):
    """The plan's own figure whose forecast is set beside an outcome, for a year after the plan's base year."""

    indicator: Text
    entity: Text
    year: int


class Outcome(Declared):
    """One figure of others: what was published of which period, where and when, how sure that is, and how it differs."""

    outcome: Code
    name: Name
    period: Period
    value: Number
    is_: Literal["exact", "above", "about"] = Field(alias="is")
    unit: Text
    published_on: PublishedOn
    confidence: Literal["high", "medium", "low"]
    source: Name
    quotation: Prose
    differs: Name | None = None
    forecast: Beside | None = None

    @property
    def number(self) -> Decimal:
        """The value as a number."""
        return Decimal(self.value)


class Outcomes(Declared):
    """All of outcomes.yml."""

    outcomes: tuple[Outcome, ...] = Field(strict=False)


def load_outcomes(data: Path, definition: Definition) -> tuple[Outcome, ...]:
    """Return the outcomes of ``raw/outcomes.yml`` of the plan folder `data`, by date of publication; none without the file.

    Raises `DeclarationError` with every fault and its line: a field missing or ill-formed, an unknown unit or code, an
    outcome given twice, one published before the period it is for, a part of what is counted, a forecast of a year that
    is past at the base or beyond what is forecast, or in a unit that does not measure it.
    """
    path = data / "raw" / FILE
    if not is_there(path):
        return ()

    def check(found: Outcomes, lines: dict[NodePath, int]) -> Iterator[Fault]:
        for number, one in enumerate(found.outcomes):
            for field, key, fields in _faults(one, definition):
                yield Fault(Place(FILE, line_of(lines, ("outcomes", number, field))), key, fields)
        yield from _twice(found.outcomes, lines)

    found = load_checked(path, Outcomes, check, name=FILE)
    return tuple(sorted(found.outcomes, key=lambda one: last_day(one.published_on)))


def outcomes_table(plan: Plan) -> pd.DataFrame:
    """Return the outcomes of a plan, a row for each, by date of publication.

    Parameters
    ----------
    plan
        An opened plan.

    Returns
    -------
    pandas.DataFrame
        Indexed by the outcome's code: `name`, `source` and `differs` (names in both languages; `differs` None where the
        definition is the plan's), `period`, `value` (a quantity in the published unit), `qualifier` (exact, above or
        about), `published_on`, `is_later` (whether it was published after the plan), `confidence` (high, medium or
        low), `quotation`, and `indicator`, `entity` and `year` of the plan's figure that may be forecast beside it, None
        where there is none. Empty if nothing was declared.

    Raises
    ------
    DeclarationError
        As `load_outcomes` does.

    Examples
    --------
    >>> from lcanalysis.plan import load
    >>> found = outcomes_table(load("data"))
    >>> found.loc["gdp_2019", "value"].text("en"), bool(found.loc["gdp_2019", "is_later"])
    ('3.7%', True)
    """
    plan_day = last_day(plan.definition.plan.published_on)
    held = load_outcomes(plan.data, plan.definition)
    columns = {
        "name": [one.name for one in held],
        "period": [one.period for one in held],
        "value": [
            Quantity(one.number, one.unit, f"{FILE} {one.outcome}", decimals=printed_decimals(one.number))
            for one in held
        ],
        "qualifier": [one.is_ for one in held],
        "published_on": [one.published_on for one in held],
        "is_later": [last_day(one.published_on) > plan_day for one in held],
        "confidence": [one.confidence for one in held],
        "source": [one.source for one in held],
        "quotation": [one.quotation for one in held],
        "differs": [one.differs for one in held],
        "indicator": [one.forecast and one.forecast.indicator for one in held],
        "entity": [one.forecast and one.forecast.entity for one in held],
        "year": [one.forecast and one.forecast.year for one in held],
    }
    index = pd.Index([one.outcome for one in held], name="outcome", dtype=object)
    return pd.DataFrame({name: pd.Series(held, index, dtype=object) for name, held in columns.items()}, index=index)


def _faults(one: Outcome, definition: Definition) -> Iterator[tuple[str, str, dict[str, object]]]:
    if one.unit not in UNITS:
        yield "unit", "intake.outcome_unknown", {"found": one.unit, "near": nearest(one.unit, UNITS)}
    elif UNITS[one.unit].is_count and one.number != one.number.to_integral_value():
        yield "value", "intake.count_not_whole", {"found": one.value, "unit": one.unit}
    elif UNITS[one.unit].is_count and one.number < 0:
        yield "value", "meaning.count_negative", {"found": one.value, "unit": one.unit}
    if first_day_of(one.period) > last_day(one.published_on):
        yield "published_on", "intake.outcome_too_early", {"found": one.published_on, "period": one.period}
    if one.forecast is not None:
        yield from _forecast_faults(one, one.forecast, definition)


def _forecast_faults(
    one: Outcome, wanted: Beside, definition: Definition
) -> Iterator[tuple[str, str, dict[str, object]]]:
    for field, register in (("indicator", definition.indicators), ("entity", definition.entities)):
        code = getattr(wanted, field)
        if code not in register:
            yield "forecast", "intake.outcome_unknown", {"found": code, "near": nearest(code, register)}
    base = int(definition.plan.base_period[:4])
    if wanted.year <= base:
        yield "forecast", "intake.outcome_past", {"found": wanted.year, "base": definition.plan.base_period}
    elif wanted.year > base + LONGEST_HORIZON:
        fields = {"found": wanted.year, "base": definition.plan.base_period, "longest": LONGEST_HORIZON}
        yield "forecast", "meaning.forecast_too_late", fields
    indicator = definition.indicators.get(wanted.indicator)
    if indicator is not None and one.unit in UNITS and not fits(one.unit, indicator):
        yield "unit", "meaning.unfit_outcome", {"found": one.unit, "expected": units_of(indicator)}


def _twice(outcomes: tuple[Outcome, ...], lines: dict[NodePath, int]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for number, one in enumerate(outcomes):
        if first.setdefault(one.outcome, number) != number:
            at = line_of(lines, ("outcomes", first[one.outcome], "outcome"))
            place = Place(FILE, line_of(lines, ("outcomes", number, "outcome")))
            yield Fault(place, "intake.outcome_twice", {"found": one.outcome, "first": at})
