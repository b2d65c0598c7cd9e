"""The checks of a notebook: that a page shows quantities and no bare numbers, and that its own conditions hold."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd

from lcanalysis.errors import DataError
from lcanalysis.quantities.numbers import is_missing
from lcanalysis.quantities.quantity import Quantity
from lcanalysis.wording import preferred_lang, say


@dataclass(frozen=True, slots=True)
class _Fault:
    """What is wrong with a column: how many of its values, and the first of them."""

    key: str
    column: str
    count: int
    row: str
    value: str

    def text(self, lang: str) -> str:
        found = {"column": self.column, "count": self.count, "row": self.row, "value": self.value}
        return say(self.key, lang, **found)


class BareNumbersError(DataError):
    """An exhibit holds floats without unit and source; the message names each column and says what to write instead."""

    def text(self, lang: str) -> str:
        """Return a headline and one line for each column."""
        faults: tuple[_Fault, ...] = self.fields["faults"]
        named = {"exhibit": self.fields["exhibit"]} if self.fields["exhibit"] else {}
        key = "quantities.bare_headline" if named else "quantities.bare_headline_unnamed"
        headline = say(key, lang, count=sum(fault.count for fault in faults), **named)
        return "\n".join([headline, *(fault.text(lang) for fault in faults)])


class CheckError(DataError):
    """A check of a notebook does not hold."""


def require(holds: object, zh: str, en: str) -> None:
    """Raise unless a condition holds.

    Parameters
    ----------
    holds
        The condition; a pandas column of truth values holds if all of them do.
    zh, en
        The condition in words.

    Raises
    ------
    CheckError
        If it does not hold.

    Examples
    --------
    >>> require(1 + 1 == 2, "和应为2", "the sum is 2")
    """
    is_so = bool(holds.all()) if hasattr(holds, "all") else bool(holds)
    if not is_so:
        raise CheckError("results.check_failed", what=zh if preferred_lang() == "zh" else en)


def require_quantities(shown: pd.DataFrame | pd.Series[Any] | Any, exhibit: str = "", *, traced: bool = False) -> None:
    """Refuse floats where quantities should be, such as the result of a pandas mean or of a model.

    Quantities, texts, booleans, missing values and whole numbers (years, counts) pass. So does a float column of whole and
    missing numbers, since pandas stores whole numbers with gaps as floats.

    Parameters
    ----------
    shown
        A table, a column or a single value.
    exhibit
        The name of the exhibit, for the message.
    traced
        Whether quantities without a source are refused as well.

    Raises
    ------
    BareNumbersError
        With every column at fault: its name, the first row and value, and what to write instead.

    Examples
    --------
    >>> require_quantities(pd.DataFrame({"year": [2018], "revenue": [Quantity("813.9", "亿元")]}))
    >>> require_quantities(pd.DataFrame({"mean": [761.1]}, index=["cluster"]), "basis")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
        ...
    BareNumbersError: numbers without unit and source in the exhibit basis: 1
    """
    if isinstance(shown, pd.DataFrame):
        columns = [shown.iloc[:, at] for at in range(shown.shape[1])]
    else:
        columns = [shown if isinstance(shown, pd.Series) else pd.Series([shown], dtype=object)]
    faults = tuple(fault for column in columns for fault in _faults(column, traced=traced))
    if faults:
        raise BareNumbersError("quantities.bare_headline", exhibit=exhibit, faults=faults)


def _faults(column: pd.Series[Any], *, traced: bool) -> Iterator[_Fault]:
    held = list(column.items())
    bare = [] if _is_whole_with_gaps(column) else [(row, value) for row, value in held if _is_bare(value)]
    untraced = [(row, value) for row, value in held if traced and isinstance(value, Quantity) and not value.trace]
    name = "" if column.name is None else _label(column.name)
    for key, found in (("quantities.bare_column", bare), ("quantities.untraced_column", untraced)):
        if found:
            row, value = found[0]
            yield _Fault(key, name, len(found), _label(row), str(value))


def _is_bare(value: Any) -> bool:
    # numpy's float64 is a float of Python; its shorter floats are not, and are known by the name of their type.
    is_inexact = isinstance(value, (float, complex, Decimal, Fraction)) or type(value).__name__.startswith("float")
    return is_inexact and not is_missing(value)


def _is_whole_with_gaps(column: pd.Series[Any]) -> bool:
    """Return whether a column holds whole numbers that are floats only because some are missing."""
    if not pd.api.types.is_float_dtype(column.dtype) or not column.isna().any():
        return False
    return all(math.isfinite(value) and float(value).is_integer() for value in column.dropna())


def _label(label: Any) -> str:
    return " / ".join(map(str, label)) if isinstance(label, tuple) else str(label)
