"""Applies the rules that plan.yml sets for a table's figures, and checks that the rules themselves make sense."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from lcanalysis.declarations.published_files import DeclaredTable, Rule
from lcanalysis.declarations.yaml_files import NodePath
from lcanalysis.definition import Definition, Detail
from lcanalysis.errors import DataError
from lcanalysis.intake.figures import fits, units_of
from lcanalysis.intake.numerals import Printed
from lcanalysis.units import UNITS, convert

NO_RULE: Final = Rule()


def require_rule(figure: Printed, rule: Rule, unit: str) -> None:
    """Refuse a figure that breaks the rule of its indicator.

    - `figure`: what the cell prints, in its own unit.
    - `rule`: the rule.
    - `unit`: the unit of the column, in which the rule's limits are.

    Raises `DataError` if the unit is not one of those admitted, or the value lies below `minimum` or above `maximum` or
    is not in `enum`.

    >>> from lcanalysis.intake.numerals import parse_printed
    >>> require_rule(parse_printed("19.5（吨）"), Rule(maximum="1"), "万吨")
    >>> require_rule(parse_printed("19.5"), Rule(unit=("吨",)), "万吨")
    Traceback (most recent call last):
    lcanalysis.errors.DataError: ...
    """
    printed = figure.unit or unit
    if rule.unit and printed not in rule.unit:
        raise DataError("rules.unit", found=figure.as_printed, unit=printed, expected=rule.unit)
    value = convert(figure.value, printed, unit)
    if rule.minimum is not None and value < Decimal(rule.minimum):
        raise DataError("rules.minimum", found=figure.as_printed, limit=rule.minimum, unit=unit)
    if rule.maximum is not None and value > Decimal(rule.maximum):
        raise DataError("rules.maximum", found=figure.as_printed, limit=rule.maximum, unit=unit)
    if rule.enum and value not in [Decimal(admitted) for admitted in rule.enum]:
        raise DataError("rules.enum", found=figure.as_printed, expected=rule.enum, unit=unit)


def check_rules(definition: Definition) -> Iterator[Detail]:
    """Yield every rule that concerns no column or that no figure could meet."""
    for number, table in enumerate(definition.tables):
        for indicator, rule in table.rules.items():
            yield from _rule_faults(definition, table, ("tables", number, "rules", indicator), rule)


def _rule_faults(definition: Definition, table: DeclaredTable, at: NodePath, rule: Rule) -> Iterator[Detail]:
    measured = tuple(dict.fromkeys(column.indicator for column in table.columns.values()))
    if at[-1] not in measured:
        yield at, "rules.no_such_column", {"known": measured}
        return
    if rule.minimum is not None and rule.maximum is not None and Decimal(rule.minimum) > Decimal(rule.maximum):
        yield (*at, "maximum"), "rules.empty_range", {"minimum": rule.minimum, "maximum": rule.maximum}
    indicator = definition.indicators.get(str(at[-1]))
    if indicator is None:
        return
    for unit in rule.unit:
        if unit in UNITS and not fits(unit, indicator):
            yield (*at, "unit"), "rules.unfit_unit", {"unit": unit, "expected": units_of(indicator)}
