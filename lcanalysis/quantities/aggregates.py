"""Totals, means, medians, extremes and moving windows that keep unit, trace and bounds.

pandas silently turns quantities into floats for ``mean``, ``median``, ``std`` and ``rolling``; these functions do not. They
take any iterable, such as a column. Missing values (None, NaN, NA) are left out, and without any value the result is NaN.
The result has the unit of the first value, to which like units are converted.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

import pandas as pd

from lcanalysis.errors import DataError
from lcanalysis.quantities.arithmetic import Term, converted
from lcanalysis.quantities.expression import Node, applied, leaf
from lcanalysis.quantities.numbers import exact, is_missing
from lcanalysis.quantities.operations import (
    DIVIDE,
    GREATEST,
    LEAST,
    MEDIAN,
    MULTIPLY,
    POWER,
    SUBTRACT,
    TOTAL,
    Operation,
)
from lcanalysis.quantities.quantity import Quantity
from lcanalysis.quantities.trace import Source, Trace
from lcanalysis.quantities.unit_rules import RATES
from lcanalysis.units import PERCENTAGE_POINT, RATIO


def total(values: Iterable[Any]) -> Any:
    """Return the sum of quantities.

    Raises
    ------
    DataError
        If a value is no quantity.
    UnitMismatchError
        If two have unlike units.

    Examples
    --------
    >>> total([Quantity(2, "万吨"), None, Quantity(3000, "吨")]).text("zh")
    '2.30万吨'
    """
    return _of_all(TOTAL, values)


def mean(values: Iterable[Any]) -> Any:
    """Return the arithmetic mean of quantities. Raises as `total` does.

    Examples
    --------
    >>> found = mean([Quantity(5, "%", "headline.csv E4"), Quantity(8, "%", "headline.csv E6")])
    >>> found.text("en"), found.trace.machine
    ('6.5%', ('headline.csv E4', 'headline.csv E6'))
    """
    nodes, unit = _kept(values)
    return Quantity.from_node(_mean(nodes), unit) if nodes else math.nan


def median(values: Iterable[Any]) -> Any:
    """Return the median of quantities, which follows from all of them. Raises as `total` does."""
    return _of_all(MEDIAN, values)


def minimum(values: Iterable[Any]) -> Any:
    """Return the least of quantities, which follows from all of them. Raises as `total` does.

    Python's own ``min``, ``Series.min`` and sorting choose one value, which keeps its own trace alone.
    """
    return _of_all(LEAST, values)


def maximum(values: Iterable[Any]) -> Any:
    """Return the greatest of quantities, which follows from all of them. Raises as `total` does."""
    return _of_all(GREATEST, values)


def standard_deviation(values: Iterable[Any]) -> Any:
    """Return the standard deviation of a sample (n - 1), that of rates in percentage points; NaN of fewer than two.

    Raises as `total` does.
    """
    nodes, unit = _kept(values)
    if len(nodes) < 2:
        return math.nan
    centre = _mean(nodes)
    away = [applied(SUBTRACT, node, centre) for node in nodes]
    squares = applied(TOTAL, *(applied(MULTIPLY, one, one) for one in away))
    node = applied(POWER, applied(DIVIDE, squares, Fraction(len(nodes) - 1)), Fraction(1, 2))
    found = Quantity.from_node(node, unit)
    return Quantity.from_node(found.to(RATIO).node, RATIO).to(PERCENTAGE_POINT) if unit in RATES else found


def rolling(values: pd.Series[Any], window: int, how: Callable[[Iterable[Any]], Any] = mean) -> pd.Series[Any]:
    """Return a function of each value and those before it, `window` in all; NaN where one of them is missing.

    Examples
    --------
    >>> years = pd.Series({year: Quantity(year - 2016, "%") for year in (2017, 2018, 2019)})
    >>> rolling(years, 2).map(str).to_dict()
    {2017: 'nan', 2018: '1.5%', 2019: '2.5%'}
    """
    held = list(values)
    found = [
        math.nan
        if at + 1 < window or any(map(is_missing, held[at + 1 - window : at + 1]))
        else how(held[at + 1 - window : at + 1])
        for at in range(len(held))
    ]
    return pd.Series(found, index=values.index, name=values.name, dtype=object)


def measured(values: Any, unit: str, *sources: Any, decimals: int | None = None) -> Any:
    """Return the numbers of a model as quantities that follow from what the model was given.

    Parameters
    ----------
    values
        A number, or a Series or DataFrame of numbers; missing ones stay NaN.
    unit
        Their unit.
    *sources
        Quantities, Series or DataFrames of quantities, sources, or their text.
    decimals
        The number of decimals that they are shown with.

    Examples
    --------
    >>> found = measured(0.62, "比", Quantity.printed("813.9", "亿元", "headline.csv E3"), "reference/mix")
    >>> found.text("en"), found.trace.machine
    ('0.620', ('headline.csv E3', 'reference/mix'))
    """
    trace = Trace(source for one in sources for source in _sources(one))

    def one(value: Any) -> Any:
        if is_missing(value):
            return math.nan
        return Quantity.from_node(leaf(exact(value), trace), unit, decimals)

    Quantity(0, unit)  # raises for an unknown unit even where there are no values
    if isinstance(values, pd.Series):
        return pd.Series([one(value) for value in values], index=values.index, name=values.name, dtype=object)
    if isinstance(values, pd.DataFrame):
        return values.astype(object).map(one)
    return one(values)


def _sources(given: Any) -> Iterable[Source | str]:
    if isinstance(given, Quantity):
        return given.trace
    if isinstance(given, (str, Source)):
        return (given,)
    if isinstance(given, pd.DataFrame):
        given = [value for name in given.columns for value in given[name]]
    return [source for one in given if not is_missing(one) for source in _sources(one)]


def _of_all(how: Operation, values: Iterable[Any]) -> Any:
    nodes, unit = _kept(values)
    return Quantity.from_node(applied(how, *nodes), unit) if nodes else math.nan


def _mean(nodes: list[Node]) -> Node:
    return applied(DIVIDE, applied(TOTAL, *nodes), Fraction(len(nodes)))


def _kept(values: Iterable[Any]) -> tuple[list[Node], str]:
    """Return the values that are not missing, in the unit of the first."""
    nodes: list[Node] = []
    unit = ""
    for position, value in enumerate(values, 1):
        if is_missing(value):
            continue
        if not isinstance(value, Quantity):
            raise DataError("quantities.plain_in_aggregate", position=position, value=str(value))
        unit = unit if nodes else value.unit
        node = converted(Term(value.node, value.unit), unit).number
        nodes.append(node if isinstance(node, Node) else leaf(node, Trace()))
    return nodes, unit
