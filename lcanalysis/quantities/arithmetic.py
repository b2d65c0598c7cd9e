"""Sums, products, quotients and powers of numbers with units: the node and the unit of each result."""

from __future__ import annotations

from fractions import Fraction
from typing import Final, NamedTuple

from lcanalysis.quantities.expression import Node, applied
from lcanalysis.quantities.operations import ADD, DIVIDE, MULTIPLY, POWER, SUBTRACT, TOTAL
from lcanalysis.quantities.unit_rules import (
    PARTS_OF_ONE,
    PLAIN,
    PURE,
    UnlikeUnitsError,
    factor,
    power_unit,
    product_unit,
    quotient_unit,
    sum_units,
)
from lcanalysis.units import PERCENT, RATIO

HUNDRED: Final = 100


class Term(NamedTuple):
    """A number in an expression: a node with its unit, or a plain number as it is written in the code."""

    number: Node | Fraction
    unit: str

    @property
    def is_literal(self) -> bool:
        """Whether it is a plain number, which has neither unit nor trace."""
        return isinstance(self.number, Fraction)


def literal(number: Fraction) -> Term:
    """Return a plain number as a term."""
    return Term(number, PLAIN)


def added(first: Term, second: Term) -> Term:
    """Return a sum in the unit of its first term, or of the rate where a rate and percentage points are added."""
    return _sum(first, second, is_difference=False)


def subtracted(first: Term, second: Term) -> Term:
    """Return a difference; that of two rates is in percentage points."""
    return _sum(first, second, is_difference=True)


def _sum(first: Term, second: Term, *, is_difference: bool) -> Term:
    if second.is_literal and not second.number:  # zero is zero in every unit, as sum() begins with
        return first
    if first.is_literal and not first.number:
        return scaled(second, Fraction(-1)) if is_difference else second
    for one, other in ((first, second), (second, first)):
        if one.is_literal and other.unit not in PURE and other.unit not in PARTS_OF_ONE:
            raise UnlikeUnitsError("quantities.number_beside_unit", unit=other.unit)
    unit, by_first, by_second = sum_units(first.unit, second.unit, is_difference=is_difference)
    # A sum of rates is marked: `divided` must know that a hundredth of it may be meant as a mean.
    is_sum_of_rates = unit in PARTS_OF_ONE and first.unit == second.unit
    how = SUBTRACT if is_difference else TOTAL if is_sum_of_rates else ADD
    return Term(applied(how, scaled(first, by_first).number, scaled(second, by_second).number), unit)


def multiplied(first: Term, second: Term) -> Term:
    """Return a product; a ratio times the literal 100 is a percentage."""
    for one, other in ((first, second), (second, first)):
        if one.is_literal and one.number == HUNDRED and other.unit == RATIO:
            return Term(applied(MULTIPLY, other.number, one.number), PERCENT)
    unit, brought = product_unit(first.unit, second.unit)
    return scaled(Term(applied(MULTIPLY, first.number, second.number), unit), brought)


def divided(first: Term, second: Term) -> Term:
    """Return a quotient; a percentage, or percentage points, over the literal 100 is a ratio.

    Raises `UnlikeUnitsError` if a sum of rates is divided by 100, which may be meant as their mean.
    """
    parts = PARTS_OF_ONE.get(first.unit)
    if second.is_literal and parts == second.number:
        if isinstance(first.number, Node) and first.number.operation is TOTAL:
            raise UnlikeUnitsError("quantities.sum_of_rates", hundred=parts)
        return Term(applied(DIVIDE, first.number, second.number), RATIO)
    unit, brought = quotient_unit(first.unit, second.unit)
    return scaled(Term(applied(DIVIDE, first.number, second.number), unit), brought)


def raised(first: Term, second: Term) -> Term:
    """Return a power of a number without a dimension."""
    unit = power_unit(first.unit, second.unit)
    return Term(applied(POWER, first.number, second.number), unit)


def scaled(term: Term, by: Fraction) -> Term:
    """Return a term multiplied by a conversion factor."""
    if by == 1:
        return term
    if isinstance(term.number, Fraction):
        return Term(term.number * by, term.unit)
    return Term(applied(MULTIPLY, term.number, by), term.unit)


def converted(term: Term, unit: str) -> Term:
    """Return the same amount in another unit of its kind."""
    return Term(scaled(term, factor(term.unit, unit)).number, unit)
