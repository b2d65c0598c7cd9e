"""What others have published that bears on the plan, mostly after it: declared in outcomes.yml, with the sources."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from lcanalysis.declarations import Declared, NodePath, line_of, load_declaration
from lcanalysis.definition import Definition, Name, Period, PublishedOn, Text
from lcanalysis.errors import DeclarationError, Fault
from lcanalysis.periods import last_day
from lcanalysis.provenance import Place
from lcanalysis.regular_files import is_there
from lcanalysis.units import UNITS

FILE: Final = "outcomes.yml"
Number = Annotated[str, StringConstraints(pattern=r"^-?\d{1,15}(\.\d{1,6})?$")]


class Beside(Declared):
    """The plan's own figure whose forecast is set beside an outcome, for a year after the plan's base year."""

    indicator: Text
    entity: Text
    year: int


class Outcome(Declared):
    """One figure of others: what was published of which period, where and when, how sure that is, and how it differs."""

    outcome: Text
    name: Name
    period: Period
    value: Number
    is_: Literal["exact", "above", "about"] = Field(alias="is")
    unit: Text
    published_on: PublishedOn
    confidence: Literal["high", "medium", "low"]
    source: Name
    quotation: Text
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

    Raises
    ------
    DeclarationError
        With every fault and its line: a field missing or ill-formed, an unknown unit or code, an outcome given
        twice, one published before the period it is for, a forecast of a year that is past at the base.
    """
    path = data / "raw" / FILE
    if not is_there(path):
        return ()
    found, lines = load_declaration(path, Outcomes, name=FILE)
    faults = [
        Fault(Place(FILE, line_of(lines, ("outcomes", number, field))), key, fields)
        for number, one in enumerate(found.outcomes)
        for field, key, fields in _faults(one, definition)
    ]
    faults += _twice(found.outcomes, lines)
    DeclarationError.raise_if_any(faults)
    return tuple(sorted(found.outcomes, key=lambda one: last_day(one.published_on)))


def _faults(one: Outcome, definition: Definition) -> Iterator[tuple[str, str, dict[str, object]]]:
    if one.unit not in UNITS:
        yield "unit", "intake.outcome_unknown", {"found": one.unit}
    if last_day(one.published_on).year < int(one.period[:4]):
        yield "published_on", "intake.outcome_too_early", {"found": one.published_on, "period": one.period}
    if one.forecast is not None:
        for field, register in (("indicator", definition.indicators), ("entity", definition.entities)):
            code = getattr(one.forecast, field)
            if code not in register:
                yield "forecast", "intake.outcome_unknown", {"found": code}
        if one.forecast.year <= int(definition.plan.base_period[:4]):
            yield "forecast", "intake.outcome_past", {"found": one.forecast.year, "base": definition.plan.base_period}


def _twice(outcomes: tuple[Outcome, ...], lines: dict[NodePath, int]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for number, one in enumerate(outcomes):
        if first.setdefault(one.outcome, number) != number:
            at = line_of(lines, ("outcomes", first[one.outcome], "outcome"))
            place = Place(FILE, line_of(lines, ("outcomes", number, "outcome")))
            yield Fault(place, "intake.outcome_twice", {"found": one.outcome, "first": at})
