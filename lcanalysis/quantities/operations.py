"""The operations that numbers are made by: their value, their range over intervals, and their slopes there.

A slope is the interval of all partial derivatives in one argument over the arguments' intervals; where a function has a
kink, such as `abs` at zero, it holds the slopes on both sides. The slopes prove in which direction an input moves a
result.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from lcanalysis.errors import DataError
from lcanalysis.quantities.digits import rounded
from lcanalysis.quantities.exactness import (
    exponential,
    exponential_range,
    logarithm,
    logarithm_range,
    power,
    power_range,
    shortened,
)
from lcanalysis.quantities.interval import Interval

ZERO: Final = Interval.exact(0)
ONE: Final = Interval.exact(1)
MINUS_ONE: Final = Interval.exact(-1)
ANY_WEIGHT: Final = Interval.between(0, 1)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: `value` of fractions, `range` and `slopes` of intervals; `slopes` is None for one with jumps."""

    name: str
    value: Callable[..., Fraction]
    range: Callable[..., Interval]
    slopes: Callable[..., Sequence[Interval]] | None


def _quotient(a: Fraction, b: Fraction) -> Fraction:
    if not b:
        raise DataError("quantities.division_by_zero")
    return shortened(a / b)


def _quotient_slopes(a: Interval, b: Interval) -> Sequence[Interval]:
    inverse = ONE / b
    return inverse, -(a * inverse * inverse)


def _power_slopes(base: Interval, exponent: Interval) -> Sequence[Interval]:
    in_base = exponent * power_range(base, exponent - ONE) if any(exponent) else ZERO
    in_exponent = ZERO if exponent.is_point else power_range(base, exponent) * logarithm_range(base)
    return in_base, in_exponent


def _absolute_slopes(a: Interval) -> Sequence[Interval]:
    return (ONE if a.lower >= 0 else MINUS_ONE if a.upper <= 0 else Interval.between(-1, 1),)


def _greatest_slopes(*values: Interval) -> Sequence[Interval]:
    reached = max(one.lower for one in values)
    possible = [one.upper > reached or one.lower == reached for one in values]
    return [(ONE if sum(possible) == 1 else ANY_WEIGHT) if may else ZERO for may in possible]


def _least_slopes(*values: Interval) -> Sequence[Interval]:
    return _greatest_slopes(*(-one for one in values))


def _middle(values: Sequence[Fraction]) -> Fraction:
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _by_ends(function: Callable[[list[Fraction]], Fraction]) -> Callable[..., Interval]:
    """Return the range of a function of many arguments that rises with each of them."""

    def found(*values: Interval) -> Interval:
        return Interval(function([one.lower for one in values]), function([one.upper for one in values]))

    return found


def _total(values: Sequence[Fraction]) -> Fraction:
    """Return the exact sum, in halves: sums of fractions with unlike denominators stay quick."""
    if len(values) < 3:
        return shortened(sum(values, Fraction(0)))
    half = len(values) // 2
    return shortened(_total(values[:half]) + _total(values[half:]))


def _to_places(a: Fraction, decimals: Fraction) -> Fraction:
    return Fraction(rounded(a, int(decimals)))


def _first(*values: Any) -> Any:
    return values[0]


ADD: Final = Operation("add", lambda a, b: shortened(a + b), lambda a, b: a + b, lambda _a, _b: (ONE, ONE))
SUBTRACT: Final = Operation(
    "subtract", lambda a, b: shortened(a - b), lambda a, b: a - b, lambda _a, _b: (ONE, MINUS_ONE)
)
MULTIPLY: Final = Operation("multiply", lambda a, b: shortened(a * b), lambda a, b: a * b, lambda a, b: (b, a))
DIVIDE: Final = Operation("divide", _quotient, lambda a, b: a / b, _quotient_slopes)
POWER: Final = Operation("power", power, power_range, _power_slopes)
LOGARITHM: Final = Operation("logarithm", logarithm, logarithm_range, lambda a: (ONE / a,))
EXPONENTIAL: Final = Operation("exponential", exponential, exponential_range, lambda a: (exponential_range(a),))
ABSOLUTE: Final = Operation("absolute", abs, abs, _absolute_slopes)
LEAST: Final = Operation("least", lambda *values: min(values), _by_ends(min), _least_slopes)
GREATEST: Final = Operation("greatest", lambda *values: max(values), _by_ends(max), _greatest_slopes)
MEDIAN: Final = Operation(
    "median", lambda *values: _middle(values), _by_ends(_middle), lambda *values: [ANY_WEIGHT] * len(values)
)
TOTAL: Final = Operation("total", lambda *values: _total(values), _by_ends(_total), lambda *values: [ONE] * len(values))
ROUND: Final = Operation(
    "round",
    _to_places,
    lambda a, places: Interval(_to_places(a.lower, places.lower), _to_places(a.upper, places.lower)),
    None,
)
CITE: Final = Operation("cite", _first, _first, lambda _a: (ONE,))
"""Its value is the first argument; the others are only added to the trace."""

OPERATIONS: Final = {
    one.name: one
    for one in (
        ADD, SUBTRACT, MULTIPLY, DIVIDE, POWER, LOGARITHM, EXPONENTIAL, ABSOLUTE, LEAST, GREATEST, MEDIAN, TOTAL,
        ROUND, CITE,
    )
}  # fmt: skip
