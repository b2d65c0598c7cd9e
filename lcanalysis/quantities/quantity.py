"""`Quantity`: a number that knows its unit, what it follows from, and what the rounding of its inputs allows."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from lcanalysis.quantities.arithmetic import (
    Term,
    added,
    converted,
    divided,
    literal,
    multiplied,
    raised,
    scaled,
    subtracted,
)
from lcanalysis.quantities.expression import Node, applied, leaf
from lcanalysis.quantities.numbers import exact, exact_exponent, is_infinite, is_missing, is_number
from lcanalysis.quantities.operations import ABSOLUTE, CITE, EXPONENTIAL, LOGARITHM, ROUND, Operation
from lcanalysis.quantities.trace import Source, Trace
from lcanalysis.quantities.traced_number import TracedNumber
from lcanalysis.quantities.unit_rules import PLAIN, PURE, UnlikeUnitsError, are_alike, factor, measure_of, require_pure

Test = Callable[[Any, Any], bool]


class Quantity(TracedNumber):
    """A number with its unit, its trace, and the bounds that the rounding of its inputs allows. It never changes.

    Sums, products, quotients and powers of quantities are exact fractions; roots and logarithms have 50 significant
    digits. Each result keeps unit, trace and bounds. Like units are converted to that of the first operand, unlike ones
    refused. A missing operand (None, NaN, NA) makes the result NaN, and a comparison with one False.

    Parameters
    ----------
    value
        An integer, decimal or fraction, or decimal text; of a float, the digits that it prints with.
    unit
        As printed: 亿元, %, 个百分点, 亿元/万吨. Without one it is a plain number.
    trace
        What it follows from: a `Trace`, sources, or their text (``headline.csv E3``, ``parameter target_year``).
    bounds
        All values that it may stand for, least and greatest; None for a number that was not rounded.
    decimals
        The number of decimals that it is shown with; the unit's usual number unless given.
    key
        The name of the input: two quantities with one key are the same input, not two that happen to be equal.

    Raises
    ------
    UnitMismatchError
        If the unit is unknown.
    DataError
        If the value is no number or not finite, or lies outside its bounds.

    Examples
    --------
    >>> revenue = Quantity.printed("813.9", "亿元", "headline.csv E3")
    >>> growth = Quantity(5, "%", "assumption 5%")
    >>> level = revenue * (1 + growth / 100) ** 4
    >>> level.text("zh"), level.trace.machine
    ('989.30亿元', ('assumption 5%', 'headline.csv E3'))
    >>> level.lower.text("zh"), level.upper.text("zh"), level.bounds_are_exact
    ('989.23亿元', '989.37亿元', True)
    """

    __slots__ = ()

    # ---------------------------------------------------------------- arithmetic

    def _by(self, how: Callable[[Term, Term], Term], other: Any, *, is_second: bool = False) -> Any:
        if isinstance(other, Quantity):
            term = Term(other.node, other.unit)
        elif is_missing(other):
            return math.nan
        elif is_number(other):
            term = literal(exact_exponent(other) if how is raised and not is_second else exact(other))
        else:
            return NotImplemented
        mine = Term(self.node, self.unit)
        return _of(how(term, mine) if is_second else how(mine, term))

    def __add__(self, other: Any) -> Any:
        return self._by(added, other)

    def __radd__(self, other: Any) -> Any:
        return self._by(added, other, is_second=True)

    def __sub__(self, other: Any) -> Any:
        return self._by(subtracted, other)

    def __rsub__(self, other: Any) -> Any:
        return self._by(subtracted, other, is_second=True)

    def __mul__(self, other: Any) -> Any:
        return self._by(multiplied, other)

    def __rmul__(self, other: Any) -> Any:
        return self._by(multiplied, other, is_second=True)

    def __truediv__(self, other: Any) -> Any:
        return self._by(divided, other)

    def __rtruediv__(self, other: Any) -> Any:
        return self._by(divided, other, is_second=True)

    def __pow__(self, other: Any) -> Any:
        return self._by(raised, other)

    def __rpow__(self, other: Any) -> Any:
        return self._by(raised, other, is_second=True)

    def __neg__(self) -> Quantity:
        return _of(scaled(Term(self.node, self.unit), Fraction(-1)), self._decimals)

    def __pos__(self) -> Quantity:
        return self

    def __abs__(self) -> Quantity:
        return Quantity.from_node(applied(ABSOLUTE, self.node), self.unit, self._decimals)

    def __round__(self, decimals: int = 0) -> Quantity:
        """Return the number rounded half away from zero (四舍五入); `shown` rounds for the eye alone."""
        node = applied(ROUND, self.node, Fraction(decimals))
        return Quantity.from_node(node, self.unit, max(0, decimals))

    def _function(self, how: Operation) -> Quantity:
        return Quantity.from_node(applied(how, self.node), require_pure(self.unit, how.name))

    def log(self) -> Quantity:
        """Return the natural logarithm of a number without a dimension; ``np.log`` of a series calls it."""
        return self._function(LOGARITHM)

    def exp(self) -> Quantity:
        """Return e to this power; ``np.exp`` calls it."""
        return self._function(EXPONENTIAL)

    def sqrt(self) -> Any:
        """Return the square root of a number without a dimension; ``np.sqrt`` calls it."""
        return self ** Fraction(1, 2)

    def to(self, unit: str) -> Quantity:
        """Return the same amount in another unit of its kind; a ratio may become % or 个百分点.

        Examples
        --------
        >>> Quantity(3, "万吨").to("吨").shown(0).text("zh")
        '30000吨'
        """
        return _of(converted(Term(self.node, self.unit), unit), self._decimals if unit == self.unit else None)

    def because(self, *others: Quantity | Source | str) -> Quantity:
        """Return the same number with `others` added to its trace, for a choice that was made by them.

        An ``if``, a sort and the built-in ``min`` leave no trace of what was compared.

        Examples
        --------
        >>> Quantity(5, "%", "goals.yml growth").because(Quantity(8, "%", "parameter pct")).trace.machine
        ('goals.yml growth', 'parameter pct')
        """
        nodes = [one.node if isinstance(one, Quantity) else leaf(Fraction(0), Trace([one])) for one in others]
        return Quantity.from_node(applied(CITE, self.node, *nodes), self.unit, self._decimals)

    # ---------------------------------------------------------------- comparison

    def __eq__(self, other: object) -> bool:
        """Compare amounts: 1 万吨 equals 10000 吨, 5% equals 1/20, and zero is zero in every unit."""
        mine = _amount(self.node.value, self.unit)
        if isinstance(other, Quantity):
            return mine == _amount(other.node.value, other.unit)
        return mine == _plain_amount(other)

    def __hash__(self) -> int:
        return hash(_amount(self.node.value, self.unit))

    def _compared(self, other: Any, test: Callable[[Any, Any], bool]) -> Any:
        if isinstance(other, Quantity):
            return _in_order(test, self.node.value, self.unit, other.node.value, other.unit)
        if is_missing(other) or is_number(other):
            return _in_order_with_number(test, self.node.value, self.unit, other)
        return NotImplemented

    def __lt__(self, other: Any) -> Any:
        return self._compared(other, operator.lt)

    def __le__(self, other: Any) -> Any:
        return self._compared(other, operator.le)

    def __gt__(self, other: Any) -> Any:
        return self._compared(other, operator.gt)

    def __ge__(self, other: Any) -> Any:
        return self._compared(other, operator.ge)


def _of(term: Term, decimals: int | None = None) -> Quantity:
    node = term.number if isinstance(term.number, Node) else leaf(term.number, Trace())
    return Quantity.from_node(node, term.unit, decimals)


def _amount(value: Fraction, unit: str) -> tuple[tuple[str, str], Fraction] | Fraction:
    """Return what equal numbers have in common, whatever their units; of ratios and of zero, the plain number.

    >>> _amount(Fraction(1), "万吨") == _amount(Fraction(10_000), "吨"), _amount(Fraction(5), "%")
    (True, Fraction(1, 20))
    """
    measure = measure_of(unit)
    base = value * measure.size
    return base if not base or are_alike(unit, PLAIN) else (measure.dimensions, base)


def _plain_amount(number: Any) -> Fraction | None:
    """Return a plain number as `_amount` would; None if it is missing, infinite or no number.

    A float is what it is in binary, as when Python compares it with a Decimal: 0.05 is not a twentieth. Equal numbers
    must have equal hashes, and those of Python's numbers are given.
    """
    if not is_number(number) or is_missing(number) or is_infinite(number):
        return None
    return Fraction(number) if isinstance(number, float) else exact(number)


def _in_order(test: Test, value: Fraction, unit: str, other: Fraction, other_unit: str) -> bool:
    """Return whether two numbers stand in the order of `test`.

    Raises `UnlikeUnitsError` if their units are of unlike dimensions.
    """
    if unit == other_unit:
        return test(value, other)
    if not are_alike(unit, other_unit):
        raise UnlikeUnitsError("quantities.no_comparison", one=unit, other=other_unit)
    return test(value, other * factor(other_unit, unit))


def _in_order_with_number(test: Test, value: Fraction, unit: str, number: Any) -> bool:
    """Return whether a number with a unit and a plain one stand in the order of `test`; False beside a missing one.

    Zero, and the infinities that pandas puts in for missing figures, are compared with any unit.

    Raises `UnlikeUnitsError` if a number with a unit is compared with another plain number.
    """
    if is_missing(number):
        return False
    if is_infinite(number):
        return test(0, number)
    plain = exact(number)
    if plain and unit not in PURE:
        raise UnlikeUnitsError("quantities.number_compared", number=str(number), unit=unit)
    return test(value, plain)
