"""The forms of a plan's tables, a form being a table with those of later years: which indicator each heading means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lcanalysis.declarations.published_files import DeclaredTable, Rule
from lcanalysis.definition import Definition
from lcanalysis.intake.figures import fits
from lcanalysis.intake.headings import Heading, Role, parse_heading
from lcanalysis.intake.labels import comparable

_AMBIGUOUS: Final = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A table of the plan with all that continue it.

    `declared` gives the indicator of each heading of theirs, by its role and what is left of it; `units` the unit in which
    the first of them prints an indicator, in which its rules are as well.
    """

    name: str
    tables: tuple[DeclaredTable, ...]
    declared: Mapping[tuple[Role, str], str]
    indicators: tuple[str, ...]
    units: Mapping[str, str]
    rules: Mapping[str, Rule]

    @property
    def first(self) -> DeclaredTable:
        """The table that the others continue."""
        return self.tables[0]


def forms_of(definition: Definition) -> tuple[Form, ...]:
    """Return the forms of a plan's tables, in the order of plan.yml."""
    return tuple(_form(table, definition) for table in definition.tables if table.continues is None)


def _form(first: DeclaredTable, definition: Definition) -> Form:
    tables = (first, *(table for table in definition.tables if table.continues == first.name))
    declared: dict[tuple[Role, str], str] = {}
    units: dict[str, str] = {}
    for table in tables:
        for heading, column in table.columns.items():
            parsed = parse_heading(heading)
            key = parsed.role, comparable(parsed.core)
            declared[key] = column.indicator if declared.get(key, column.indicator) == column.indicator else _AMBIGUOUS
            units.setdefault(column.indicator, column.unit or table.unit)
    return Form(first.name, tables, declared, tuple(units), units, definition.rules_of(first))


def indicator_of(heading: Heading, form: Form, definition: Definition) -> str | None:
    """Return the indicator that a heading means in a table of a form; None if that is not certain.

    A heading means what the plan's own heading of the same words means; else it must name an indicator of the form, or
    leave only one: 本期 of a table of outputs is the output, and 同比 its growth.
    """
    if not heading.is_clear:
        return None
    core = comparable(heading.core)
    found = form.declared.get((heading.role, core)) or (
        _named(heading.role, core, form, definition) if core else _only(heading, form, definition)
    )
    indicator = definition.indicators.get(found or "")
    if indicator is None or (heading.unit and not fits(heading.unit, indicator)):
        return None
    return found


def _named(role: Role, core: str, form: Form, definition: Definition) -> str | None:
    named = [code for code, one in definition.indicators.items() if core in {comparable(one.zh), comparable(one.en)}]
    if len(named) != 1 or named[0] not in form.indicators:
        return None
    return _growth_of(named[0], definition) if role == "change" else named[0]


def _only(heading: Heading, form: Form, definition: Definition) -> str | None:
    if heading.role == "bare" and heading.said is None:
        return None
    levels = level_of(form, definition)
    if heading.role == "change":
        return _growth_of(levels, definition) if levels else None
    return levels


def level_of(form: Form, definition: Definition) -> str | None:
    """Return the one indicator of a form whose headings need not name it; None if all do, or there are several."""
    unnamed = {
        code
        for (role, core), code in form.declared.items()
        if not core and role != "change" and code in definition.indicators
    }
    return next(iter(unnamed)) if len(unnamed) == 1 else None


def _growth_of(level: str, definition: Definition) -> str | None:
    rates = definition.growths_of(level)
    return rates[0] if len(rates) == 1 else None
