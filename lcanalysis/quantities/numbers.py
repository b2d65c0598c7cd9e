"""Tells which Python objects are numbers and which are missing, and gives the exact value of a number."""

from __future__ import annotations

import math
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from numbers import Integral, Rational, Real
from typing import Any, Final

import pandas as pd

from lcanalysis.errors import DataError

_LARGEST: Final = 1000
"""Greatest decimal exponent of a number that is given."""
_FRACTIONS_READ: Final = 1000
"""Greatest denominator with which a float exponent, such as 1/3, is read as a fraction."""


def is_missing(value: Any) -> bool:
    """Return whether `value` is a missing figure: None, NaN of any kind, or pandas' NA.

    >>> [is_missing(value) for value in (None, float("nan"), pd.NA, pd.NaT, 0)]
    [True, True, True, True, False]
    """
    if value is None or value is pd.NA or value is pd.NaT:
        return True
    return isinstance(value, (float, Decimal)) and value != value  # noqa: PLR0124 - what NaN alone is


def is_number(value: Any) -> bool:
    """Return whether `value` is a plain number, of Python or numpy; a boolean is not."""
    return isinstance(value, (int, float, Decimal, Real)) and not isinstance(value, bool)


def is_infinite(value: Any) -> bool:
    """Return whether a number is infinite; pandas uses infinity for missing figures when it looks for a maximum."""
    return isinstance(value, (float, Decimal)) and math.isinf(value)


def exact(value: Any) -> Fraction:
    """Return a number exactly; a float is the shortest decimal that prints as it.

    Raises `DataError` if `value` is no number, not finite, or out of range.

    >>> exact(0.1), exact("813.9"), exact(Decimal("5"))
    (Fraction(1, 10), Fraction(8139, 10), Fraction(5, 1))
    """
    if isinstance(value, Fraction):
        return value
    # Decimals and texts are asked for first: to look whether a class counts as a kind of number takes long.
    if not isinstance(value, (Decimal, str, bool)) and isinstance(value, (Integral, Rational)):
        return Fraction(int(value)) if isinstance(value, Integral) else Fraction(value)
    try:
        if isinstance(value, (Decimal, str)):
            decimal = Decimal(value)
        elif is_number(value):
            decimal = Decimal(str(value) if isinstance(value, float) else repr(float(value)))
        else:
            raise DataError("quantities.no_number", value=str(value))
    except InvalidOperation:
        raise DataError("quantities.no_number", value=str(value)) from None
    if not decimal.is_finite():
        raise DataError("quantities.not_finite", value=str(value))
    if abs(decimal.adjusted()) > _LARGEST:
        raise DataError("quantities.out_of_range")
    return Fraction(decimal)


def exact_exponent(value: Any) -> Fraction:
    """Return an exponent exactly; a float that is a simple fraction is read as it.

    ``1/3`` is a float a hair below a third; as an exponent it can only mean the cube root.

    >>> exact_exponent(1 / 3), exact_exponent(0.5), exact_exponent(0.123456)
    (Fraction(1, 3), Fraction(1, 2), Fraction(1929, 15625))
    """
    found = exact(value)
    if isinstance(value, float) and found.denominator > 1:
        simple = Fraction(value).limit_denominator(_FRACTIONS_READ)
        return simple if float(simple) == value else found
    return found
